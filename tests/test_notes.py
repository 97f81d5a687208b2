"""Notes: what is only untidy is told behind the problems, with its place, and changes no exit status."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from payout import rules
from payout.cli import commands
from payout.compile import compile_policy
from payout.messages.checks import NOTES
from payout.notes import notes
from payout.problem import Problem
from payout.source import read, read_file
from tests.test_compile import REJECTED, expectations, said
from tests.test_guide import POLICIES, section

NOTED = Path(__file__).parent / "noted"
FILES = sorted(NOTED.glob("*.yaml"))


def notes_on(path: Path) -> list[Problem]:
    return notes(rules.policy_in(path), read_file(path)[0])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_the_notes_that_it_expects(path: Path) -> None:
    found = [(note.at.line, note.at.column, note.code, said(note)) for note in notes_on(path)]
    assert found == expectations(path)
    assert found


@pytest.mark.parametrize("word", ["0-10", "10万", "plan2", "1年"])
def test_a_word_with_a_digit_needs_no_title(word: str) -> None:
    """It stands so in the contract itself: 0-10, 10万."""
    text = (NOTED / "title-missing.yaml").read_text(encoding="utf-8").replace("[outward, homeward]", f'[outward, homeward, "{word}"]')
    node, _ = read(text.encode(), "noted.yaml", is_json=False)
    missing = [note.sentence() for note in notes(compile_policy(node, "noted"), node) if note.code == "title-missing"]
    assert [sentence for sentence in missing if "'leg'" in sentence] == ["word 'homeward' of 'leg' has no title in: ja."]


def test_every_note_has_a_file() -> None:
    assert {path.stem for path in FILES} == set(NOTES)


def check(*arguments: str) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of `payout check`."""
    done = CliRunner().invoke(commands, ["check", *arguments], standalone_mode=False)
    return int(done.return_value), done.stdout, done.stderr


def test_notes_are_printed_with_their_line_and_change_no_status() -> None:
    status, out, err = check(str(NOTED / "kind-uncovered.yaml"), "--language", "en")
    note, source, caret, help_, count = err.splitlines()
    assert (status, out) == (0, "")
    assert note.endswith("kind-uncovered.yaml:11:3: note: no coverage covers 'taxi'.")
    assert source.startswith("   11 |   taxi: {}")
    assert caret.index("^") == len("   11 |   ")
    assert help_ == "help: Name it under covers, or remove it."
    assert count == "1 policies, 0 problems, 1 notes"


def test_notes_are_said_in_japanese() -> None:
    lines = check(str(NOTED / "case-rest.yaml"), "--language", "ja")[2].splitlines()
    assert lines[0].endswith("case-rest.yaml:20:9: 注意: 場合「other」が当てはまることはありません。前の場合で尽くされます。")
    assert lines[-1] == "約款 1件、問題 0件、注意 1件"


def test_json_has_the_notes_apart_from_the_problems() -> None:
    status, out, _ = check(str(NOTED / "unused.yaml"), "--json")
    document = json.loads(out)
    assert (status, document["problems"]) == (0, [])
    assert [note["code"] for note in document["notes"]] == ["unused"] * 3


def test_a_policy_that_is_refused_has_no_notes() -> None:
    status, out, _ = check(str(NOTED.parent / "rejected" / "case-never.yaml"), "--json")
    document = json.loads(out)
    assert (status, document["notes"], len(document["problems"])) == (3, [], 1)


@pytest.mark.parametrize("id", rules.ids())
def test_a_shipped_product_has_no_note(id: str) -> None:
    policy = rules.policy(id)
    assert notes(policy, read_file(rules.path_of(policy.file))[0]) == []


GUIDE = section("What check tells you")
TOLD = [row for row in re.findall(r"^\| (.+?) \| .+ \|$", GUIDE, re.MULTILINE) if not row.startswith("---")]


def test_the_guide_quotes_what_is_said_and_shows_every_note() -> None:
    sentences = {
        sentence.partition(". ")[0].rstrip(".") for path in (*FILES, *REJECTED.glob("*.yaml")) for *_, sentence in expectations(path)
    }
    codes = {code for path in FILES for *_, code, sentence in expectations(path) if sentence.partition(". ")[0] + "." in TOLD}
    assert [row for row in TOLD if row.rstrip(".") not in sentences and "for example" not in row] == []
    assert codes == set(NOTES)


@pytest.mark.parametrize("text", POLICIES, ids=range(len(POLICIES)))
def test_a_policy_of_the_guide_has_no_note(text: str) -> None:
    node, _ = read(text.encode(), "touring.yaml", is_json=False)
    assert notes(compile_policy(node, "touring"), node) == []
