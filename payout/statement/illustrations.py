"""The policy's own worked examples, to show what a step takes off: for each step of a claim the example whose amounts lie nearest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache

from payout.calculate import Calculation, LineResult, calculate
from payout.examples import claim_of, is_dated
from payout.messages import LANGUAGES
from payout.policy import Example, Policy, Title
from payout.problem import Problems
from payout.statement.record import Illustration

_TAG = re.compile(r"^\S+ (?:published|constructed)\b[^:]*: ")
"""What an author may write before the sentence: the number of the example, and where it comes from."""
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
OTHERWISE: Title = {"ja": "同じ理由で差し引く場合", "en": "a part taken off for the same reason"}
"""What an example is called in a language that its sentence is not written in."""


def illustrations_of(policy: Policy, calculation: Calculation) -> tuple[Illustration, ...]:
    """For each step of a coverage that took something off, the example that shows it best, in the order of the steps.

    Nearest is the example with the closest amount taken off, then the closest claim, then the first in the file.
    """
    known = _shown(policy)
    found = []
    for (coverage, step), (claimed, taken, _) in _cuts(calculation.lines).items():
        same = [one for one in known if (one.coverage, one.step) == (coverage, step)]
        if same:
            found.append(min(same, key=lambda one: (abs(one.taken - taken), abs(one.claimed - claimed))))
    return tuple(found)


@lru_cache(maxsize=64)
def _shown(policy: Policy) -> tuple[Illustration, ...]:
    """What every example of a policy shows, in file order; worked out once for each policy as it was compiled."""
    return tuple(one for example in policy.examples for one in _of(policy, example))


def _of(policy: Policy, example: Example) -> Iterable[Illustration]:
    """What an example shows, with the policy's latest values where it is not dated; nothing where it is refused or left open."""
    day = None if is_dated(policy, example) else policy.days[-1] if policy.days else 0
    with suppress(Problems):
        result = calculate(policy, claim_of(policy, example, day))
        if result.status == "determined":
            for (coverage, step), (claimed, taken, paid) in _cuts(result.lines).items():
                if claimed - taken == paid:  # else another step took off something too, and the three figures would puzzle
                    yield Illustration(coverage=coverage, step=step, words=_words(example.title), claimed=claimed, taken=taken, paid=paid)


def _cuts(lines: Iterable[LineResult]) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Coverage and step → what was claimed under the coverage, what the step took off that no other coverage took over, what was paid.

    The step is named as in an example: without the number of its group.
    """
    whole: dict[str, tuple[int, int]] = {}
    taken: dict[tuple[str, str], int] = {}
    for line in lines:
        claimed, paid = whole.get(line.coverage, (0, 0))
        whole[line.coverage] = claimed + _known(line.claimed) + _known(line.added), paid + _known(line.paid)
        for reduction in line.reductions:
            key = (line.coverage, reduction.step.partition("#")[0])
            taken[key] = taken.get(key, 0) + _known(reduction.amount) - reduction.taken_over
    return {key: (whole[key[0]][0], amount, whole[key[0]][1]) for key, amount in taken.items() if amount > 0}


def _words(title: str) -> Title:
    """The author's sentence in the language that it is written in."""
    sentence = _TAG.sub("", title)
    written = "ja" if _JAPANESE.search(sentence) else "en"
    return {language: sentence if language == written else OTHERWISE[language] for language in LANGUAGES}


def _known(value: object) -> int:
    assert isinstance(value, int)
    return value
