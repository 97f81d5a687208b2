"""No line begins or ends with a forbidden character, and no amount is cut in two."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payout.linebreak import NEVER_FIRST, NEVER_LAST, break_lines

JAPANESE = "車両保険のお支払いは、ご請求額から自己負担額（免責金額）を引いた額です。「特約」・ー！？〜ぁっゃ々〔ごまんえん〕"
PIECES = st.sampled_from(
    [*JAPANESE, " ", "　", "1,208,400円", "Tanaka", "〔じゅうまん よんせんえん〕", "A26-1017", "20%", "¥500", "—", "…"]
)
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def widths(text: str) -> list[float]:
    """Japanese characters are 2 wide, Latin ones 1."""
    return [1.0 if character < "\u2e80" else 2.0 for character in text]


def lines(text: str, width: float) -> list[str]:
    return [text[start:end] for start, end in break_lines(text, widths(text), width)]


@given(TEXTS, st.integers(2, 60))
def test_nothing_is_lost_but_spaces_at_the_breaks(text: str, width: int) -> None:
    assert re.sub("[ 　]", "", "".join(lines(text, width))) == re.sub("[ 　]", "", text)


@given(TEXTS, st.integers(2, 60))
def test_no_line_is_wider_than_the_column(text: str, width: int) -> None:
    assert all(sum(widths(line)) <= width for line in lines(text, width))


@given(TEXTS, st.integers(2, 60))
def test_a_forbidden_break_is_made_only_where_the_line_holds_no_other(text: str, width: int) -> None:
    spans = break_lines(text, widths(text), width)
    for (start, _), (following, _) in pairwise(spans):
        if forbidden(text, following):
            assert all(forbidden(text, at) for at in range(start + 1, following))


def forbidden(text: str, at: int) -> bool:
    """The rules of 行頭禁則, 行末禁則 and 分離禁止, told once more and more simply."""
    before, after = text[:at].rstrip(" 　")[-1:], text[at:].lstrip(" 　")[:1]
    return after in NEVER_FIRST or before in NEVER_LAST or (before == after and after in "—…")


@given(
    st.lists(st.sampled_from(["1,208,400円、", "50,000円から", "20%の", "2026年11月20日に", "Tanaka と"]), max_size=40), st.integers(22, 80)
)
def test_amounts_dates_and_words_stay_whole(pieces: list[str], width: int) -> None:
    broken = lines("".join(pieces), width)
    for whole in ("1,208,400円、", "50,000円", "20%", "2026年11月20日", "Tanaka"):
        assert sum(line.count(whole) for line in broken) == sum(piece.count(whole) for piece in pieces)


@given(
    st.lists(st.sampled_from(["〔ごまんえん〕", "〔じゅうまん よんせんえん〕", "お支払い額", "を引き", "です"]), max_size=30).map("".join),
    st.integers(30, 70),
)
def test_a_reading_stays_whole_when_a_line_can_hold_it(text: str, width: int) -> None:
    assert all(line.count("〔") == line.count("〕") for line in lines(text, width))


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("自己負担額（免責金額）", 12, ["自己負担額", "（免責金額）"]),
        ("お支払い額は1,208,400円です", 16, ["お支払い額は", "1,208,400円です"]),
        ("これは「見本」です", 8, ["これは", "「見本」", "です"]),
        ("事故の日は2026年11月20日でした", 18, ["事故の日は", "2026年11月20日", "でした"]),
        ("1,234,567,890", 6, ["1,234,", "567,89", "0"]),
        ("合計で〔ごじゅうまん〕を", 16, ["合計で", "〔ごじゅうまん〕", "を"]),
        ("合計で〔ななじゅうななまん よんせんえん〕を", 24, ["合計で", "〔ななじゅうななまん", "よんせんえん〕を"]),
        ("お振込みいたします。", 16, ["お振込みいた", "します。"]),
        ("we pay 774,900 yen", 10, ["we pay", "774,900", "yen"]),
        ("", 10, []),
        ("   ", 10, []),
    ],
)
def test_lines_by_example(text: str, width: float, expected: list[str]) -> None:
    assert lines(text, width) == expected


def test_every_character_needs_a_width() -> None:
    with pytest.raises(ValueError, match="1 widths for 2 characters"):
        break_lines("ab", [1.0], 10)
