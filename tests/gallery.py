"""Every complaint as a real file brings it about, on one page: `python -m tests.gallery > docs/messages.md`.

The files are those of tests/rejected and tests/noted (policies), tests/rejected_examples (policies whose examples fail) and
tests/rejected_claims; what no small file can show is made below.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import msgspec
from click.testing import CliRunner
from fastapi.testclient import TestClient

from api.app import build
from api.wire import EXAMPLE
from payout import rules
from payout.calculate import calculate
from payout.cli import commands
from payout.compile import MOST_CHANGES, compile_policy
from payout.examples import run_examples
from payout.messages import THEMES
from payout.notes import notes
from payout.problem import HELP, Position, Problem, Problems, shown
from payout.reach import reach_of
from payout.source import read, read_file
from payout.statement import read_record, record_of
from payout.statement.changes import previous_of
from payout.statement.payments import Payment
from payout.terminal import Refused
from tests.documents import claimed, record
from tests.sealed import REFUSED

ROOT = Path(__file__).parent.parent
POLICIES, EXAMPLES, CLAIMS = (ROOT / "tests" / name for name in ("rejected", "rejected_examples", "rejected_claims"))
NOTED = ROOT / "tests" / "noted"

HEAD = """\
# What is said when something is wrong

Every message, as a real file brings it about: where, in one sentence, the line with a mark under the place, and how to mend it; then
the same in Japanese. Made by `python -m tests.gallery > docs/messages.md`; the files stand in `tests/rejected`,
`tests/rejected_examples` and `tests/rejected_claims`.

`payout check`, `payout test` and the commands for claims answer in the language of `--language` (`ja` unless `PAYOUT_LANGUAGE` says
otherwise); JSON carries both.
"""
GLOSSARY = {
    "fact": ("事実", ("契約の項目", "事故の項目", "usage の項目")),
    "mark": ("記載事項", ("属性", "印", "記載項目")),
    "kind of expense": ("費用の種類", ()),
    "term": ("数値", ()),
    "coverage": ("補償", ()),
    "step": ("手順", ("計算手順", "補償.処理")),
    "rule of together": ("取り決め", ("規定", "規則")),
    "requirement": ("受付条件", ("要件", "前提", "受付の条件")),
    "basis (per)": ("適用単位", ("基準", "何につき")),
    "waive": ("適用除外", ("不適用", "適用しない")),
    "key": ("項目", ("キー",)),
}
"""One Japanese word for one idea, and words that were said before and are not used any more."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A complaint with the text of the file that it is about."""

    problem: Problem
    source: str = ""

    @property
    def shape(self) -> str:
        """How it is mended, without the names in it: of two messages of one code and shape one is enough to read."""
        return re.sub(r"'[^']*'|\d[\d,_.]*|(?<=: ).*", "…", self.problem.mend())

    @property
    def rank(self) -> tuple[bool, bool, str]:
        """Files that are named after the code come first, the one with its very name before the others."""
        stem = Path(self.problem.at.file).stem
        return (stem != self.problem.code, not stem.startswith(self.problem.code), self.problem.at.file)


def complaints() -> Iterator[Shown]:
    """Every complaint about, and every note on, every file of the folders, and those that are made."""
    for path in sorted(POLICIES.glob("*.yaml")):
        yield from of_file(path, refused(partial(rules.policy_in, path)))
    for path in sorted(NOTED.glob("*.yaml")):
        yield from of_file(path, notes(rules.policy_in(path), read_file(path)[0]))
    for path in sorted(EXAMPLES.glob("*.yaml")):
        yield from of_file(path, of_examples(path))
    for path in sorted(CLAIMS.iterdir()):
        yield from of_file(path, of_claim(path))
    for text in MADE.values():
        yield from text()


def refused(act: Callable[[], object]) -> tuple[Problem, ...]:
    """What the act is refused with."""
    try:
        act()
    except Problems as problems:
        return problems.problems
    raise AssertionError("nothing was refused")


def of_examples(path: Path) -> list[Problem]:
    """What the examples of a policy come to; of one that is called `unreached`, what they do not reach."""
    policy = rules.policy_in(path)
    report = run_examples(policy)
    return [gap.problem for gap in reach_of(policy, report.held).gaps()] if path.stem == "unreached" else report.problems


def of_claim(path: Path | str, stdin: str = "") -> tuple[Problem, ...]:
    """What the command for a statement says of a claim."""
    with tempfile.TemporaryDirectory() as folder:
        arguments = ["statement", str(path), "-o", f"{folder}/statement.pdf"]
        error = CliRunner().invoke(commands, arguments, input=stdin, standalone_mode=False).exception
    assert isinstance(error, Refused), error
    return error.problems.problems


def of_file(path: Path, problems: Iterable[Problem]) -> Iterator[Shown]:
    """The complaints with the file's text, without the comments that say what is expected, and with nothing that cannot be seen."""
    text = re.sub(r"\s*# expect at .*", "", path.read_bytes().decode("utf-8-sig", "replace"))
    text = re.sub(r"[^\n\t -~\u00a1-\u061b\u061d-\u1fff\u2010-\u2027\u2030-\u2065\u2070-\ud7ff\ue000-\ufefe\uff00-\U0010ffff]", "�", text)
    for problem in problems:
        yield Shown(replace(problem, at=replace(problem.at, file=path.relative_to(ROOT).as_posix())), text)


# ---- what no small file can show ----------------------------------------------------------------------------------------


def of_text(text: str | bytes, name: str) -> Iterator[Shown]:
    data = text.encode() if isinstance(text, str) else text
    yield from map(Shown, refused(lambda: read(data, name, is_json=False)))


def of_many_mistakes() -> Iterator[Shown]:
    """A claim with more mistakes than are told."""
    facts = "".join(f"  fact_{number}: 1\n" for number in range(1, 203))
    claim = f"policy: jp/personal-auto\nfacts:\n{facts}endorsements: []\n"
    yield Shown(of_claim("-", claim)[-1], claim)


def many_changes(endorsements: int) -> str:
    """A policy whose endorsements all set one limit, each of them over those before it."""
    text = (POLICIES / "set-twice.yaml").read_text(encoding="utf-8").partition("endorsements:")[0] + "endorsements:\n"
    for number in range(endorsements):
        before = ", ".join(f"e{other}" for other in range(number))
        text += f"  e{number}:\n    over: [{before}]\n    clause: Article 5\n"
        text += f"    changes: [{{set: tow_limit, from: {{2024-01-01: {number}}}}}]\n"
    return text


def of_many_changes() -> Iterator[Shown]:
    """A policy in which more endorsements set one limit than may."""
    text = many_changes(MOST_CHANGES + 1)
    node, _ = read(text.encode(), "many-endorsements.yaml", is_json=False)
    yield from (Shown(problem, text) for problem in refused(lambda: compile_policy(node, "many-endorsements")))


def of_long_claim(expense: str, count: int) -> Iterator[Shown]:
    bills = f"  - {expense}\n" * count
    claim = f"policy: jp/personal-auto\nfacts: {{contract_start: 2026-04-01}}\nendorsements: []\nexpenses:\n{bills}"
    yield Shown(of_claim("-", claim)[0], claim)


def of_no_rules() -> Iterator[Shown]:
    before = os.environ.get("PAYOUT_RULES")
    os.environ["PAYOUT_RULES"] = "out/rulez"
    try:
        yield from map(Shown, refused(rules.folder))
    finally:
        if before is None:
            del os.environ["PAYOUT_RULES"]
        else:
            os.environ["PAYOUT_RULES"] = before


def of_changed_policy() -> Iterator[Shown]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "changing.yaml")
        path.write_text("payout: 1\ntitle: {en: T, ja: 約款}\ncurrency: JPY\n", encoding="utf-8")
        policy = replace(rules.policy("jp/personal-auto"), file=str(path))
        (problem,) = refused(partial(rules.tree_of, policy))
    yield Shown(replace(problem, at=replace(problem.at, file="changing.yaml")))


def of_other_claim() -> Iterator[Shown]:
    earlier = record(*claimed("sample"))
    yield from map(Shown, refused(partial(previous_of, earlier, "A26-1017-00002", "JPY", Position("previous.json"))))


def of_later_previous() -> Iterator[Shown]:
    policy, claim = claimed("sample")
    earlier = previous_of(record(policy, claim), "A26-1017-00001", "JPY", Position())
    later = msgspec.structs.replace(earlier, statement_date="2026-11-21")
    (problem,) = refused(partial(record_of, claim, policy, calculate(policy, claim), fonts={}, previous=later))
    yield Shown(replace(problem, at=replace(problem.at, file="claim.yaml")))


def of_dropped_payment() -> Iterator[Shown]:
    policy, claim = claimed("sample")
    paid = msgspec.structs.replace(
        previous_of(record(policy, claim), "A26-1017-00001", "JPY", Position()), paid_before=(Payment("2026-11-13", "insured", 170_900),)
    )
    (problem,) = refused(partial(record_of, claim, policy, calculate(policy, claim), fonts={}, previous=paid))
    yield Shown(replace(problem, at=replace(problem.at, file="claim.yaml")))


def of_sealing(code: str) -> Iterator[Shown]:
    """What is said of a file to sign or of a key to sign with; without the folder in which the test put it."""
    for problem in refused(REFUSED[code]):
        yield Shown(replace(problem, at=replace(problem.at, file=Path(problem.at.file).name)))


def of_request(query: str, beside: dict[str, object]) -> Iterator[str]:
    """What the service says of a query, or of what stands beside the claim: no file, no line."""
    (error,) = TestClient(build()).post(f"/v1/statements{query}", json=EXAMPLE | beside).json()["errors"]
    yield f"/v1/statements{query or '#' + error['pointer']}: {error['message']}\n{HELP['en']}: {error['help']}"
    yield f"{error['message_ja']}\n{HELP['ja']}: {error['help_ja']}"


MADE: dict[str, Callable[[], Iterator[Shown]]] = {
    "and-more": of_many_mistakes,
    "unreadable": lambda: map(Shown, of_claim("no-such-file.yaml")),
    "too-large": lambda: of_text("payout: 1\n" + "# " * 1_000_000, "a-file-of-two-million-bytes.yaml"),
    "too-many-nodes": lambda: of_text("payout: 1\ntitle:\n" + "".join(f"  a{n}: b\n" for n in range(50_001)), "a-long-file.yaml"),
    "too-long": lambda: of_text(f"payout: 1\ntitle: {'a' * 10_001}\n", "a-long-text.yaml"),
    "too-many-expenses": lambda: of_long_claim("{kind: tow, amount: 1}", 1_001),
    "too-many-lines": lambda: of_long_claim("{kind: rental, quantity: 366, amount: 1}", 28),
    "no-rules": of_no_rules,
    "policy-changed": of_changed_policy,
    "not-a-record": lambda: map(Shown, refused(partial(read_record, b'{"schema": "payout.record/1"}'))),
    "other-edition": lambda: map(Shown, refused(partial(read_record, b'{"schema": "payout.record/9", "edition": "9"}'))),
    "other-claim": of_other_claim,
    "previous-later": of_later_previous,
    "payment-dropped": of_dropped_payment,
    "set-often": of_many_changes,
    **{code: partial(of_sealing, code) for code in REFUSED},
}
REQUESTS: dict[str, tuple[str, dict[str, object]]] = {
    "query-value": ("?language=fr", {}),
    "query-name": ("?lang=en", {}),
    "previous-unproved": ("", {"previous": {"edition": "0.0"}}),
    "previous-changed": ("", {"previous": {}, "previous_hash": "0" * 64}),
}


# ---- the page -----------------------------------------------------------------------------------------------------------


def page() -> str:
    """The text of docs/messages.md."""
    found: dict[str, dict[str, Shown]] = {}
    for one in sorted(complaints(), key=lambda one: one.rank):
        found.setdefault(one.problem.code, {}).setdefault(one.shape, one)
    rows = "".join(f"| {english} | {japanese} |\n" for english, (japanese, _) in GLOSSARY.items())
    parts = [HEAD, f"One word for one idea, here, in the schemas and in change notes:\n\n| | |\n|---|---|\n{rows}"]
    for theme, codes in THEMES.items():
        shown_codes = [code for code in codes if code in found or code in REQUESTS]
        parts.append(f"## {theme}\n")
        parts += [f"### {code}\n\n" + "\n".join(blocks(code, found.get(code, {}).values())) for code in shown_codes]
    return "\n".join(parts)


def blocks(code: str, examples: Iterable[Shown]) -> Iterator[str]:
    """Each example of a code as a block: English with the source line, then Japanese."""
    if code in REQUESTS:
        yield "```text\n{}\n\n{}\n```\n".format(*of_request(*REQUESTS[code]))
    for example in examples:
        problem = example.problem
        japanese = [problem.sentence("ja")] + [f"{HELP['ja']}: {problem.mend('ja')}"] * bool(problem.mend("ja"))
        yield "```text\n" + "\n".join([shown(problem, example.source.split("\n")), "", *japanese]) + "\n```\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
