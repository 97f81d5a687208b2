"""What verifying answers: four questions, each with a verdict and its reasons in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from payout.messages import LANGUAGES, Said, Words, phrase


class Verdict(StrEnum):
    """`cannot tell` is an answer of its own: whatever is missing to decide, it is never taken for valid."""

    VALID = "valid"
    UNTOLD = "cannot tell"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that was found, and what it alone would lead to."""

    verdict: Verdict
    words: Words


@dataclass(frozen=True, slots=True)
class Answer:
    """A question (`signatures`, `page`, `amounts`, `hashes`) with what was found."""

    question: str
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of the reasons; where nothing was found, nothing can be told."""
        found = {reason.verdict for reason in self.reasons}
        return next((verdict for verdict in (Verdict.WRONG, Verdict.UNTOLD, Verdict.VALID) if verdict in found), Verdict.UNTOLD)


def valid(code: str, **values: Said) -> Reason:
    """A reason that speaks for the file."""
    return Reason(Verdict.VALID, phrase(code, **values))


def wrong(code: str, **values: Said) -> Reason:
    """A reason that speaks against it."""
    return Reason(Verdict.WRONG, phrase(code, **values))


def untold(code: str, **values: Said) -> Reason:
    """A reason why it cannot be told."""
    return Reason(Verdict.UNTOLD, phrase(code, **values))


def status_of(answers: Iterable[Answer]) -> int:
    """The exit status: 0 where all is valid, 1 where something is wrong, 6 where something cannot be told."""
    found = {answer.verdict for answer in answers}
    return 1 if Verdict.WRONG in found else 6 if Verdict.UNTOLD in found else 0


def text(answers: Iterable[Answer], language: str) -> list[str]:
    """A line for each question, and one below it for each reason."""
    lines = []
    for answer in answers:
        lines.append(f"{phrase(f'asked-{answer.question}')[language]}: {phrase(f'verdict-{answer.verdict.name.lower()}')[language]}")
        lines += [f"  {_shown(reason.words[language])}" for reason in answer.reasons]
    return lines


def _shown(words: str) -> str:
    """The words on one line of a terminal: what a file says of itself ends no line and moves no cursor."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in words)


def to_data(answers: Iterable[Answer]) -> dict[str, Any]:
    """The answers as JSON tells them, `payout.verification/1`."""
    told = [
        {"question": answer.question, "verdict": answer.verdict.value, "reasons": [_told(reason) for reason in answer.reasons]}
        for answer in answers
    ]
    return {"schema": "payout.verification/1", "answers": told}


def _told(reason: Reason) -> dict[str, str]:
    return {"verdict": reason.verdict.value, **{language: reason.words[language] for language in LANGUAGES}}
