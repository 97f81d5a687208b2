"""The catalogue: every complaint in English and in Japanese, with the same places to fill, and written alike."""

from __future__ import annotations

import re
import string

import pytest

from payout.messages import LANGUAGES, PHRASES, SENTENCES, THEMES, joined, phrase, reason_of, spoken
from payout.messages.phrases import REASONS


def fields(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})


def test_every_code_stands_once() -> None:
    assert len(SENTENCES) == sum(len(part) for part in THEMES.values())


@pytest.mark.parametrize("code", SENTENCES)
def test_a_complaint_has_both_languages_with_the_same_places_to_fill(code: str) -> None:
    message = SENTENCES[code]
    assert tuple(message) == LANGUAGES
    for english, japanese in zip(message["en"], message["ja"], strict=True):
        assert fields(english) == fields(japanese)
        assert bool(english) == bool(japanese)


@pytest.mark.parametrize("code", PHRASES)
def test_a_phrase_has_both_languages_with_the_same_places_to_fill(code: str) -> None:
    words = PHRASES[code]
    assert tuple(words) == LANGUAGES
    assert fields(words["en"]) == fields(words["ja"])
    assert all(words.values())


@pytest.mark.parametrize("code", SENTENCES)
def test_an_english_sentence_ends_in_a_full_stop(code: str) -> None:
    text, help_ = SENTENCES[code]["en"]
    assert text.endswith((".", "{reason}"))
    assert text[0] in "'{" or text[0].islower() or text.startswith(("dated_by", "PAYOUT_"))
    assert help_ == "" or ((help_[0].isupper() or help_[0].isdigit()) and help_.endswith((".", "?")))


@pytest.mark.parametrize("code", SENTENCES)
def test_a_japanese_sentence_is_polite_and_ends_in_its_full_stop(code: str) -> None:
    text, help_ = SENTENCES[code]["ja"]
    for said in (text.removesuffix("{reason}"), help_):
        assert said == "" or re.search(r"(です|ます|ません|ました|ください|でしょうか)(（[^（）]*）)?。$", said), said
    assert not re.search(r"'|\.$|[,?!]$", text + help_)


def test_a_phrase_is_filled_in_each_language() -> None:
    assert phrase("fact", name="km") == {"en": "fact 'km'", "ja": "事実「km」"}
    assert phrase("takes-name", what=phrase("kind-of-expense")) == {"en": "the name of a kind of expense", "ja": "費用の種類の名前"}


def test_a_phrase_that_lacks_a_value_cannot_be_said() -> None:
    with pytest.raises(KeyError):
        phrase("fact")


def test_names_are_joined_by_and() -> None:
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == {"en": "a and b and c", "ja": "a と b と c"}


def test_a_name_is_the_same_in_every_language() -> None:
    assert [spoken("km", language) for language in LANGUAGES] == ["km", "km"]


def test_a_library_s_reason_is_told_in_japanese_where_it_is_known() -> None:
    assert reason_of("Permission denied") == {"en": "Permission denied", "ja": "読み取りが許可されていません"}
    assert reason_of("something new") == {"en": "something new", "ja": "something new"}
    assert all(reason == reason.strip() and not said.endswith("。") for reason, said in REASONS.items())
