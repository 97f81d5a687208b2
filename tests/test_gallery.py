"""The page of messages: up to date, whole, and in both languages; the wrong claims and examples on it are refused as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from payout.keys import PLACES, RULE_KEYS, STEP_KEYS
from payout.messages import PHRASES, SENTENCES
from payout.reach import JAPANESE
from payout.versions import WORDS
from payout.versions.sentences import KINDS, LABELS
from payout.versions.sentences import SENTENCES as NOTE_SENTENCES
from tests.gallery import CLAIMS, EXAMPLES, GLOSSARY, ROOT, complaints, of_claim, of_examples, page
from tests.test_compile import expectations, said

PAGE = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
LEFT_OUT: dict[str, str] = {
    "no-token": "a token is no file",
    "token-pin": "a token is no file",
    "no-key": "a token is no file",
    "no-time-stamp": "a server is no file",
}
"""Codes that no file can bring about, with the reason."""


def test_the_page_is_up_to_date() -> None:
    assert page() == PAGE, "run: python -m tests.gallery > docs/messages.md"


def test_every_code_is_on_the_page() -> None:
    on_page = set(re.findall(r"^### (\S+)$", PAGE, re.MULTILINE))
    assert SENTENCES.keys() - on_page == LEFT_OUT.keys()
    assert on_page <= SENTENCES.keys()


def test_the_page_names_no_folder_of_this_machine() -> None:
    assert str(ROOT) not in PAGE


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_example_fails_with_the_complaints_that_it_expects(path: Path) -> None:
    found = [(problem.at.line, problem.at.column, problem.code, said(problem)) for problem in of_examples(path)]
    assert found == expectations(path)
    assert any(code.startswith(path.stem) for _, _, code, _ in found)


@pytest.mark.parametrize("path", sorted(CLAIMS.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_claim_is_refused_with_the_complaints_that_it_expects(path: Path) -> None:
    found = [(problem.at.line, problem.at.column, problem.code, said(problem)) for problem in of_claim(path)]
    assert found == expectations(path)
    assert path.stem.startswith(tuple(code for _, _, code, _ in found))


@pytest.mark.parametrize("path", sorted(CLAIMS.glob("*.json")), ids=lambda path: path.stem)
def test_a_claim_in_json_is_refused_with_the_complaint_that_it_is_named_after(path: Path) -> None:
    """JSON has no comments; its messages are read on the page."""
    (problem,) = of_claim(path)
    assert path.stem.startswith(problem.code)
    assert problem.at.path or problem.code == "json-syntax"


def japanese() -> list[str]:
    """Every Japanese text of the catalogue, the keys, the change notes and the reach of examples."""
    keys = [*PLACES.values(), STEP_KEYS, RULE_KEYS]
    titles = [*(title for _, title in KINDS.values()), *LABELS.values(), *NOTE_SENTENCES.values(), *WORDS.values()]
    return [
        *("".join(message["ja"]) for message in SENTENCES.values()),
        *(words["ja"] for words in PHRASES.values()),
        *(key.ja for place in keys for key in place.values()),
        *(title["ja"] for title in titles),
        *JAPANESE.values(),
    ]


@pytest.mark.parametrize("idea", GLOSSARY)
def test_one_idea_has_one_japanese_word(idea: str) -> None:
    word, others = GLOSSARY[idea]
    assert f"| {idea} | {word} |" in PAGE
    assert any(word in text for text in japanese())
    assert [text for text in japanese() if any(other in text for other in others)] == []


EXPRESSIONS = "min max, plan in [basic, wide], and plan, payout statement"
"""What messages show of the language and the commands, or put together from names of the file."""


def test_japanese_has_no_english_but_names() -> None:
    """Two words of Latin letters in a row stand in the file, or are an expression to write."""
    strays = set()
    for shown in complaints():
        known = shown.source + shown.source.replace("_", " ") + EXPRESSIONS
        runs = re.findall(r"[A-Za-z_]+(?: [A-Za-z_]+)+", shown.problem.sentence("ja") + shown.problem.mend("ja"))
        strays |= {run for run in runs if run.removeprefix("not ") not in known}
    assert strays == set()
