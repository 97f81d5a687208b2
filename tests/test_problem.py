"""Complaints: every code in use and filled, the caret under the place, and nothing of the caller's where it is not wanted."""

from __future__ import annotations

import ast
import string
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payout import problem as module
from payout.messages import LANGUAGES, PHRASES, SENTENCES, Said, phrase, spoken
from payout.problem import MOST_PROBLEMS, Position, Problem, Problems, closest, near, shown
from payout.seal.answers import Verdict

ROOM = Path(module.__file__).parent
API = ROOM.parent / "api"
NEVER_RAISED: set[str] = set()
"""Codes that stand in the catalogue before anything complains with them; the list may only become shorter."""

SAYERS = {
    "complain": set[str](),
    "_refuse": set[str](),
    "refuse": {"given"},
    "Problem": set[str](),
    "_problem": {"name"},
    "phrase": set[str](),
}
"""The functions that complain, and what they fill in by themselves."""


def sources() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted([*ROOM.rglob("*.py"), *API.rglob("*.py")]):
        if path != Path(module.__file__) and not path.is_relative_to(ROOM / "messages"):
            yield path.relative_to(ROOM.parent).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def texts_of(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def complaints(*, phrases: bool = False) -> Iterator[tuple[str, str, set[str] | None]]:
    """Place, code and the names that are filled in, of every complaint (or phrase) that names its code; None where they are made
    elsewhere."""
    for name, tree in sources():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            code = next((part.value for part in call.args[:2] if isinstance(part, ast.Constant) and isinstance(part.value, str)), None)
            if function in SAYERS and (function == "phrase") == phrases and code is not None:
                yield f"{name}:{call.lineno}", code, filled(call, SAYERS[function])


def filled(call: ast.Call, already: set[str]) -> set[str] | None:
    names = {keyword.arg for keyword in call.keywords}
    for part in call.args[2:]:
        if isinstance(part, ast.Dict):
            names |= {str(key.value) if isinstance(key, ast.Constant) else None for key in part.keys}
        elif isinstance(part, ast.Name):
            names.add(None)
    return None if None in names else {name for name in names if name} | already


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def message(code: str, language: str = "en") -> str:
    """The sentence and the help of a code, as they stand in the catalogue."""
    return "".join(SENTENCES[code][language])


def problem(code: str, **values: Said) -> Problem:
    return Problem(Position("auto.yaml", 3, 5), code, dict.fromkeys(fields(message(code)), "what fits") | values)


# ---- what complains ---------------------------------------------------------------------------------------------------


def test_every_code_is_raised_somewhere() -> None:
    raised = {text for _, tree in sources() for text in texts_of(tree)} & SENTENCES.keys()
    in_this_module = {"and-more"}
    assert SENTENCES.keys() - raised - in_this_module == NEVER_RAISED


def test_every_complaint_has_its_sentence() -> None:
    found = list(complaints())
    assert len(found) > 100
    assert [(place, code) for place, code, _ in found if code not in SENTENCES] == []


def test_every_complaint_fills_its_sentence() -> None:
    gaps = [
        (place, code, sorted(fields(message(code)) - names))
        for place, code, names in complaints()
        if names is not None and not fields(message(code)) <= names
    ]
    assert gaps == []


def test_every_phrase_that_is_said_is_known_and_filled() -> None:
    found = list(complaints(phrases=True))
    assert len(found) > 50
    assert [(place, code) for place, code, names in found if code not in PHRASES or fields(PHRASES[code]["en"]) != names] == []


def test_every_phrase_is_said_somewhere() -> None:
    said = {text for _, tree in sources() for text in texts_of(tree)}
    in_these_modules = {"and", "takes-dates", "takes-moments"}
    in_these_modules |= {f"asked-{question}" for question in ("signatures", "page", "amounts", "hashes")}
    in_these_modules |= {f"verdict-{verdict.name.lower()}" for verdict in Verdict}
    assert PHRASES.keys() - said == in_these_modules


@pytest.mark.parametrize("code", SENTENCES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_echo_nothing_of_what_was_given_is_said(code: str, language: str) -> None:
    said = problem(code, given="canary7319")
    assert "canary7319" not in said.sentence(language, echo=False) + said.mend(language, echo=False)
    assert ("canary7319" in said.sentence(language)) == ("given" in fields(SENTENCES[code][language][0]))


@given(st.sampled_from(sorted(SENTENCES)), st.text(st.characters(exclude_categories=["C"]), min_size=4, max_size=30))
def test_any_text_can_be_given(code: str, text: str) -> None:
    """Braces and percent signs in what was written are no places to be filled."""
    for language in LANGUAGES:
        said = problem(code, given=text)
        assert said.sentence(language).count(text) >= SENTENCES[code][language][0].count("{given}")
        assert said.sentence(language, echo=False) == problem(code, given="…").sentence(language)


def test_a_complaint_is_told_in_either_language() -> None:
    said = Problem(
        Position("a.yaml", 2, 3), "unknown-key", {"owner": phrase("fact", name="km"), "given": "rage"}, near("rage", ["range", "unit"])
    )
    assert (said.sentence(), said.mend()) == ("fact 'km' has no key 'rage'.", "Did you mean 'range'?")
    assert (said.sentence("ja"), said.mend("ja")) == ("事実「km」に「rage」という項目はありません。", "「range」のことでしょうか。")
    assert said.said() == {"en": said.sentence(), "ja": said.sentence("ja")}
    assert shown(said, ["claim:", "  rage: 1"], "ja") == (
        "a.yaml:2:3: 事実「km」に「rage」という項目はありません。\n    2 |   rage: 1\n      |   ^\n直し方: 「range」のことでしょうか。"
    )


def test_the_help_of_the_catalogue_and_the_help_of_the_place_are_both_said() -> None:
    said = problem("version-date")
    both = Problem(said.at, said.code, said.values, phrase("add-key", key="start"))
    assert both.mend() == "Give the date. Add start."
    assert both.mend("ja") == "日付を書いてください。start を加えてください。"
    assert str(both) == f"auto.yaml:3:5: {both.sentence()} {both.mend()}"


# ---- one complaint, shown ---------------------------------------------------------------------------------------------


def columns(text: str) -> int:
    """How wide a terminal draws it: East Asian wide letters take two columns."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def caret_of(line: str, column: int, width: int = 1) -> tuple[str, str]:
    """The line and the caret line, without what stands before them."""
    text = shown(Problem(Position("auto.yaml", 2, column, width), "no-value", {"owner": "title"}), ["payout: 1", line])
    _, source, caret, help_ = text.split("\n")
    assert source == f"    2 | {line}"
    assert caret.startswith("      | ")
    assert help_ == "help: Write one, or remove the line."
    return source.removeprefix("    2 | "), caret.removeprefix("      | ")


@pytest.mark.parametrize(
    "before",
    ["", "title: ", "題名: ", "レッカー", "ﾚｯｶｰ: ", "１５０_０００, ", "(株)「あ」、。", "한국어: ", "é, ", "{ja: 車両保険, en: "],
)
def test_the_caret_stands_under_the_place(before: str) -> None:
    line, caret = caret_of(f"{before}ここ", len(before) + 1)
    assert columns(caret.removesuffix("^")) == columns(line[: len(before)])


@pytest.mark.parametrize("before", ["a – b: ", "tow → pay: ", "150€: ", "“tow”: ", "🚗: ", "𠮷野家: "])
def test_the_caret_stands_under_the_place_behind_any_letter(before: str) -> None:
    line, caret = caret_of(f"{before}ここ", len(before) + 1)
    assert columns(caret.removesuffix("^")) == columns(line[: len(before)])


def test_the_caret_is_as_long_as_what_it_speaks_of() -> None:
    assert caret_of("when: drivabel", 7, 8) == ("when: drivabel", "      ^^^^^^^^")
    assert caret_of("when:", 6, 0)[1] == "     ^"


def test_a_line_that_ends_in_a_carriage_return_is_shown_without_it() -> None:
    text = shown(Problem(Position("a.yaml", 1, 1), "empty"), ["payout: 1\r"])
    assert text == "a.yaml:1:1: the file is empty.\n    1 | payout: 1\n      | ^"


@pytest.mark.parametrize("line", [0, 3, 99])
def test_a_place_without_a_line_of_the_file_is_told_without_one(line: int) -> None:
    assert shown(Problem(Position("a.yaml", line, 1), "empty"), ["payout: 1"]) == str(Problem(Position("a.yaml", line, 1), "empty"))


def test_a_very_long_line_is_not_shown() -> None:
    assert shown(Problem(Position("a.yaml", 1, 1), "empty"), ["a" * 301]) == "a.yaml:1:1: the file is empty."
    assert "a" * 300 in shown(Problem(Position("a.yaml", 1, 1), "empty"), ["a" * 300])


# ---- places, order, near matches --------------------------------------------------------------------------------------


def test_a_place_of_the_same_file_is_told_without_the_file() -> None:
    assert [spoken(Position("a.yaml", 3, 5).here(), language) for language in LANGUAGES] == ["line 3", "3行目"]
    assert [Position("a.json", path="/facts/km").here(), Position("a.json").here()] == ["/facts/km", "/"]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (Position("a.yaml", 3, 5), "a.yaml:3:5"),
        (Position("a.json", path="/facts/km"), "a.json#/facts/km"),
        (Position("a.json"), "a.json"),
        (Position(path="/facts/km"), "/facts/km"),
        (Position(), "/"),
    ],
)
def test_a_place_is_a_line_or_a_pointer(at: Position, said: str) -> None:
    assert str(at) == said


def test_problems_are_told_in_the_order_of_their_places() -> None:
    places = [(2, 1), (1, 9), (1, 2), (10, 1)]
    told = Problems(Problem(Position("a.yaml", line, column), "empty") for line, column in places)
    assert [(each.at.line, each.at.column) for each in told.problems] == sorted(places)
    assert str(told) == "\n".join(f"a.yaml:{line}:{column}: the file is empty." for line, column in sorted(places))


def test_beyond_a_number_of_problems_it_is_told_that_there_are_more() -> None:
    many = [Problem(Position("a.yaml", line, 1), "empty") for line in range(1, MOST_PROBLEMS + 5)]
    assert Problems(many[:MOST_PROBLEMS]).problems == tuple(many[:MOST_PROBLEMS])
    told = Problems(many).problems
    assert len(told) == MOST_PROBLEMS + 1
    assert told[-1].sentence() == "there are more problems; these are the first 200."


@pytest.mark.parametrize(
    ("name", "known", "help_"),
    [
        ("mony", ["money", "count"], "Did you mean 'money'?"),
        ("xyz", ["money", "count", "count"], "Known: count, money."),
        ("xyz", [], ""),
        ("xyz", [f"name{n}" for n in range(21)], ""),
    ],
)
def test_what_was_probably_meant_is_offered(name: str, known: list[str], help_: str) -> None:
    assert spoken(near(name, known), "en") == help_


def test_the_closest_name_is_another_one() -> None:
    assert closest("money", ["money", "monies"]) == "monies"
    assert closest("money", ["money"]) is None
