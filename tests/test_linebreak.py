"""No line begins or ends with a forbidden character, and no amount is cut in two."""

import random
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payout.linebreak import MARKS, NEVER_FIRST, NEVER_LAST, break_lines

JAPANESE = "車両保険のお支払いは、ご請求額から自己負担額（免責金額）を引いた額です。「特約」・ー！？〜ぁっゃ々〔ごまんえん〕"
HALF_WIDTH = ["ﾊﾞﾝﾊﾟｰ", "ﾀﾛｳ｡", "ｷｬﾝｾﾙ", "｢ﾚｯｶｰ｣"]
WITH_MARKS = ["葛\U000e0101", "邉\U000e0102", "𠮷", "髙﨑", "か\u3099", "e\u0301", "\ud842\udfb7", "神\ufe00様"]
AMOUNTS = [
    "1,208,400円",
    "20%",
    "¥500",
    "−5,000",
    "12万8,400円",
    "十二万八千四百円",
    "0.5％",
    "6か月",
    "３週間",
    "22時40分",
    "2026年11月27日",
]
WORDS = ["Tanaka", "A26-1017", "Ōsaka", "(see", "page)", "don’t"]
PIECES = st.sampled_from([*JAPANESE, " ", "　", "—", "…", "〔じゅうまん よんせんえん〕", *HALF_WIDTH, *WITH_MARKS, *AMOUNTS, *WORDS])
TEXTS = st.lists(PIECES, max_size=60).map("".join)
SPACES = " \u3000"


WITHOUT_WIDTH = MARKS - {"ﾞ", "ﾟ"}


def widths(text: str) -> list[float]:
    """Japanese characters are 2 wide, Latin ones and half-width kana 1, marks stand on the character before."""
    return [0.0 if it in WITHOUT_WIDTH else 1.0 if it < "\u2e80" or "\uff61" <= it <= "\uff9f" else 2.0 for it in text]


def lines(text: str, width: float) -> list[str]:
    return [text[start:end] for start, end in break_lines(text, widths(text), width)]


def one_character(line: str) -> bool:
    """One character with the marks on it."""
    return all(mark in MARKS for mark in line[1:])


@given(TEXTS, st.integers(1, 60))
def test_every_character_is_kept_in_order_but_spaces_at_the_breaks(text: str, width: int) -> None:
    spans = break_lines(text, widths(text), width)
    assert all(start < end for start, end in spans)
    ends = [0, *(at for span in spans for at in span), len(text)]
    assert ends == sorted(ends)
    assert all(not text[end:start].strip(SPACES) for end, start in zip(ends[::2], ends[1::2], strict=True))


@given(TEXTS, st.integers(1, 60))
def test_no_line_is_wider_than_the_column_but_a_single_character(text: str, width: int) -> None:
    assert all(sum(widths(line)) <= width or one_character(line) for line in lines(text, width))


@given(TEXTS, st.integers(0, 10**6), st.integers(1, 50))
def test_the_same_holds_for_any_widths(text: str, seed: int, width: int) -> None:
    """Faces have widths that are no whole numbers, and a line may be a hair too wide by their sum."""
    source = random.Random(seed)
    wide = [source.choice((0.0, 0.3, 1.0, 1.37, 2.0)) for _ in text]
    for start, end in break_lines(text, wide, width):
        assert sum(wide[start:end]) <= width + 1e-5 or one_character(text[start:end])


@given(TEXTS, st.integers(2, 60))
def test_a_forbidden_break_is_made_only_where_the_line_holds_no_other(text: str, width: int) -> None:
    spans = break_lines(text, widths(text), width)
    for (start, _), (following, _) in pairwise(spans):
        if forbidden(text, following):
            assert all(forbidden(text, at) or in_a_number(text, at) for at in range(start + 1, following))


def forbidden(text: str, at: int) -> bool:
    """The rules of 行頭禁則, 行末禁則 and 分離禁止, told once more and more simply."""
    before, after = text[:at].rstrip(SPACES)[-1:], text[at:].lstrip(SPACES)[:1]
    return after in NEVER_FIRST | MARKS or before in NEVER_LAST or text[at - 1 : at + 1] in ("——", "……")


FIGURES = "[0-9０-９一二三四五六七八九十百千万億]+"
NUMBER = re.compile(f"(?<![0-9A-Za-z])[¥−]?{FIGURES}(?:[,.]{FIGURES})*[%％]?(?![0-9A-Za-z])")


def in_a_number(text: str, at: int) -> bool:
    return any(found.start() < at < found.end() for found in NUMBER.finditer(text))


@given(TEXTS, st.integers(2, 60))
def test_no_number_is_split_that_a_line_can_hold(text: str, width: int) -> None:
    spans = break_lines(text, widths(text), width)
    for found in NUMBER.finditer(text):
        inside = any(start <= found.start() and found.end() <= end for start, end in spans)
        assert inside or sum(widths(found[0])) > width, f"{found[0]} is split"


@given(TEXTS, st.integers(1, 60))
def test_no_mark_is_parted_from_its_character(text: str, width: int) -> None:
    """Variation selectors, voice marks (half-width ones too), accents, the second half of a surrogate pair."""
    assert all(text[start] not in MARKS for start, _ in break_lines(text, widths(text), width) if start and text[start - 1] not in SPACES)


TOGETHER = re.compile(r"[\d,]+ (yen|November)\S?|\([^()]*\)\S?")
ENGLISH = "The deductible of 50,000 yen (Article 9) is taken off; Mr. Mihon pays it himself. Total: 774,900 yen, paid on 27 November 2026."


@given(st.lists(st.sampled_from(ENGLISH.split()), min_size=1, max_size=40).map(" ".join), st.integers(14, 60))
def test_english_is_broken_between_words_and_each_line_is_full(text: str, width: int) -> None:
    broken = lines(text, width)
    assert " ".join(broken).split() == text.split()
    assert all(word in text.split() for line in broken for word in line.split())
    for line, following in list(pairwise(broken))[:-1]:
        first = TOGETHER.match(following) or following.split()[0]
        assert len(line) + 1 + len(first if isinstance(first, str) else first[0]) > width


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
def test_a_reading_is_cut_only_at_a_breath_and_only_where_a_quarter_of_the_line_would_stay_empty(text: str, width: int) -> None:
    spans = break_lines(text, widths(text), width)
    for (start, _), (cut, _) in pairwise(spans):
        for reading in re.finditer("〔[^〕]*〕", text):
            if reading.start() < cut < reading.end():
                assert text[cut - 1] == " "
                assert sum(widths(text[start : reading.start()])) < 0.75 * width


@given(
    st.lists(
        st.sampled_from(["（見本 花子）", "(Mihon Hanako) ", "（150,000円）", "宿泊費用", "を超える部分", "Lodging "]), max_size=30
    ).map("".join),
    st.integers(16, 60),
)
def test_what_stands_in_brackets_stays_together_where_a_line_can_hold_it(text: str, width: int) -> None:
    for whole in ("（見本 花子）", "(Mihon Hanako)", "（150,000円）"):
        assert sum(line.count(whole) for line in lines(text, width)) == text.count(whole)


@given(
    st.lists(st.sampled_from(["MYR 31,250.00", "50,000 yen", "27 November 2026,", "we pay", "less", "and"]), max_size=30).map(" ".join),
    st.integers(16, 60),
)
def test_an_amount_keeps_its_currency_and_a_day_its_month(text: str, width: int) -> None:
    for whole in ("MYR 31,250.00", "50,000 yen", "27 November"):
        assert sum(line.count(whole) for line in lines(text, width)) == text.count(whole)


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
        ("飲食代・入湯税など（見本 花子）", 20, ["飲食代・入湯税など", "（見本 花子）"]),
        ("合計で〔せん ごひゃくえん〕を", 22, ["合計で〔せん", "ごひゃくえん〕を"]),
        ("お振込みいたします。", 16, ["お振込みいた", "します。"]),
        ("Second tow: does not apply here", 28, ["Second tow: does not", "apply here"]),
        ("In total we pay MYR 31,250.00.", 20, ["In total we pay", "MYR 31,250.00."]),
        ("we pay 774,900 yen", 10, ["we pay", "774,900", "yen"]),
        ("約款の 第9条", 8, ["約款の", "第9条"]),
        ("「5,000円」", 8, ["「5,000", "円」"]),
        ("（50,000円）", 7, ["（", "50,000", "円）"]),
        ("お支払いは12万8,400円です", 16, ["お支払いは", "12万8,400円です"]),
        ("免責は6か月です", 10, ["免責は", "6か月です"]),
        ("葛\U000e0101葛\U000e0101", 1, ["葛\U000e0101", "葛\U000e0101"]),
        ("ﾊﾞﾝﾊﾟｰ", 4, ["ﾊﾞﾝ", "ﾊﾟｰ"]),
        ("− 5,000円を引き", 9, ["− 5,000円", "を引き"]),
        ("", 10, []),
        ("   ", 10, []),
        ("　車両", 2, ["車", "両"]),
        ("　車両保険", 8, ["　車両保", "険"]),
    ],
)
def test_lines_by_example(text: str, width: float, expected: list[str]) -> None:
    assert lines(text, width) == expected


def test_a_very_long_text_is_broken_in_one_pass() -> None:
    """Hundreds of thousands of characters: what looked back from every line to the beginning would not come to an end here."""
    text = "お支払い額は〔ごまんえん〕5,000円です。 " * 10_000
    found = lines(text, 40)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
    assert len(lines("１" * 100_000 + " " * 100_000, 40)) == 5_000
    assert len(lines("〔" * 400_000, 40)) == 20_000


def test_every_character_needs_a_width() -> None:
    with pytest.raises(ValueError, match="1 widths for 2 characters"):
        break_lines("ab", [1.0], 10)
