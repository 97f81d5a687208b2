"""Readings: every sound change by hand, thousands of amounts against a second opinion, and what must hold for all of them."""

from __future__ import annotations

import doctest
import random
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from payout import readings

AMOUNTS = st.one_of(st.integers(0, 20_000), st.integers(0, readings.LARGEST), st.integers(0, 12).map(lambda power: 10**power))
LEAP_YEAR = [date(2024, 1, 1) + timedelta(days) for days in range(366)]


def second_opinion(n: int) -> str:
    """num2words, which says せんまん and せんおく where the telephone says いっせんまん and いっせんおく."""
    said: str = num2words(n, lang="ja", reading=True)
    for power, name in ((10**8, "おく"), (10**4, "まん")):
        if n // power % 10_000 == 1000:
            said = said.replace("せん" + name, "いっせん" + name, 1)
    return said


def test_the_examples_of_the_module_run() -> None:
    assert doctest.testmod(readings).failed == 0


def test_amounts_agree_with_a_second_opinion() -> None:
    """Amounts of every length, half of them round, as bills and limits are."""
    source = random.Random(20240401)
    amounts = [
        source.randrange(10 ** source.randint(1, 12)) // 10**zeros * 10**zeros for zeros in (0, 0, 2, 3, 4, 5, 7) for _ in range(1000)
    ]
    wrong = [n for n in [*range(3000), *amounts, readings.LARGEST] if readings.amount(n, unit="").replace(" ", "") != second_opinion(n)]
    assert wrong == []


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "ゼロえん"),
        (1, "いちえん"),
        (4, "よえん"),
        (7, "ななえん"),
        (9, "きゅうえん"),
        (14, "じゅうよえん"),
        (40, "よんじゅうえん"),
        (44, "よんじゅうよえん"),
        (300, "さんびゃくえん"),
        (400, "よんひゃくえん"),
        (600, "ろっぴゃくえん"),
        (800, "はっぴゃくえん"),
        (1_000, "せんえん"),
        (3_000, "さんぜんえん"),
        (8_000, "はっせんえん"),
        (10_004, "いちまん よえん"),
        (11_000, "いちまん せんえん"),
        (50_000, "ごまんえん"),
        (128_400, "じゅうにまん はっせん よんひゃくえん"),
        (153_200, "じゅうごまん さんぜん にひゃくえん"),
        (584_000, "ごじゅうはちまん よんせんえん"),
        (1_208_400, "ひゃくにじゅうまん はっせん よんひゃくえん"),
        (10_000_000, "いっせんまんえん"),
        (11_000_000, "せんひゃくまんえん"),
        (30_000_000, "さんぜんまんえん"),
        (100_000_000, "いちおくえん"),
        (180_000_000, "いちおく はっせんまんえん"),
        (1_000_000_000, "じゅうおくえん"),
        (100_000_000_000, "いっせんおくえん"),
        (1_000_000_000_000, "いっちょうえん"),
    ],
)
def test_an_amount_is_said_with_its_sound_changes(n: int, said: str) -> None:
    assert readings.amount(n) == said


def test_only_yen_changes_the_sound_of_four() -> None:
    assert readings.amount(4, unit="ドル") == "よんドル"
    assert readings.amount(4, unit="") == "よん"


@given(AMOUNTS)
def test_no_figure_is_left_to_be_guessed(n: int) -> None:
    said = readings.amount(n)
    assert all("ぁ" <= sound <= "ゟ" or sound in " ー" or "ァ" <= sound <= "ヶ" for sound in said)
    assert "  " not in said
    assert said == said.strip()


@pytest.mark.parametrize("say", [readings.amount, readings.kanji_amount, readings.mixed_amount, readings.amount_en])
def test_two_amounts_never_sound_alike(say: Callable[[int], str]) -> None:
    source = random.Random(7)
    amounts = {
        *range(12_000),
        *(source.randrange(readings.LARGEST) for _ in range(8_000)),
        *(digit * 10**power for digit in range(1, 10) for power in range(12)),
    }
    assert len({say(n) for n in amounts}) == len(amounts)


@pytest.mark.parametrize("say", [readings.amount, readings.kanji_amount, readings.mixed_amount, readings.amount_en])
@pytest.mark.parametrize("n", [-1, readings.LARGEST + 1])
def test_an_amount_out_of_range_is_refused(say: Callable[[int], str], n: int) -> None:
    with pytest.raises(ValueError, match="cannot be said; amounts go from 0 to 1,000,000,000,000"):
        say(n)


@pytest.mark.parametrize(
    ("n", "kanji", "mixed", "english"),
    [
        (0, "〇円", "0円", "zero yen"),
        (10, "十円", "10円", "ten yen"),
        (1_000, "千円", "1,000円", "one thousand yen"),
        (10_000, "一万円", "1万円", "ten thousand yen"),
        (50_300, "五万三百円", "5万300円", "fifty thousand three hundred yen"),
        (128_400, "十二万八千四百円", "12万8,400円", "one hundred twenty-eight thousand four hundred yen"),
        (10_000_000, "一千万円", "1,000万円", "ten million yen"),
        (11_110_019, "千百十一万十九円", "1,111万19円", "eleven million one hundred ten thousand nineteen yen"),
        (123_456_789, "一億二千三百四十五万六千七百八十九円", "1億2,345万6,789円",
         "one hundred twenty-three million four hundred fifty-six thousand seven hundred eighty-nine yen"),
        (1_000_000_000_000, "一兆円", "1兆円", "one trillion yen"),
    ],
)  # fmt: skip
def test_an_amount_is_written_in_kanji_in_mixed_figures_and_in_english(n: int, kanji: str, mixed: str, english: str) -> None:
    assert (readings.kanji_amount(n), readings.mixed_amount(n), readings.amount_en(n)) == (kanji, mixed, english)


@given(AMOUNTS)
def test_english_agrees_with_a_second_opinion(n: int) -> None:
    assert readings.amount_en(n, "yen") == num2words(n, lang="en").replace(" and ", " ").replace(",", "") + " yen"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 27), "じゅういちがつ にじゅうしちにち"),
        (date(2026, 4, 1), "しがつ ついたち"),
        (date(2026, 9, 9), "くがつ ここのか"),
        (date(2026, 7, 7), "しちがつ なのか"),
        (date(2026, 1, 10), "いちがつ とおか"),
        (date(2026, 12, 14), "じゅうにがつ じゅうよっか"),
        (date(2026, 10, 19), "じゅうがつ じゅうくにち"),
        (date(2026, 5, 20), "ごがつ はつか"),
        (date(2026, 6, 24), "ろくがつ にじゅうよっか"),
        (date(2024, 2, 29), "にがつ にじゅうくにち"),
        (date(2026, 8, 30), "はちがつ さんじゅうにち"),
        (date(2026, 3, 31), "さんがつ さんじゅういちにち"),
    ],
)
def test_a_date_is_said_as_everybody_says_it(day: date, said: str) -> None:
    assert readings.date_ja(day.year, day.month, day.day) == said


def test_no_two_days_of_a_year_sound_alike() -> None:
    assert len({readings.date_ja(day.year, day.month, day.day) for day in LEAP_YEAR}) == 366


def test_the_year_is_said_when_asked_for() -> None:
    assert readings.date_ja(2026, 11, 2, with_year=True) == "にせん にじゅうろくねん じゅういちがつ ふつか"
    assert readings.date_ja(1999, 1, 1, with_year=True) == "せん きゅうひゃくきゅうじゅうきゅうねん いちがつ ついたち"


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        readings.date_ja(2026, 2, 29)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 27), "令和8年"),
        (date(2019, 5, 1), "令和元年"),
        (date(2019, 4, 30), "平成31年"),
        (date(1989, 1, 8), "平成元年"),
        (date(1989, 1, 7), "昭和64年"),
        (date(1926, 12, 25), "昭和元年"),
        (date(1926, 12, 24), "大正15年"),
        (date(1912, 7, 30), "大正元年"),
        (date(1912, 7, 29), "明治45年"),
        (date(1868, 1, 25), "明治元年"),
    ],
)
def test_an_era_begins_on_its_first_day(day: date, written: str) -> None:
    assert readings.era(day) == written


def test_there_is_no_era_before_the_table() -> None:
    with pytest.raises(ValueError, match="1868-01-24 is before 明治"):
        readings.era(date(1868, 1, 24))


def test_a_weekday_is_said_and_written() -> None:
    """2026-11-23 was a Monday."""
    week = [date(2026, 11, 23) + timedelta(days) for days in range(7)]
    assert "".join(readings.kanji_weekday(day) for day in week) == "月火水木金土日"
    assert [readings.weekday_ja(day) for day in week] == [
        "げつようび", "かようび", "すいようび", "もくようび", "きんようび", "どようび", "にちようび",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "ゼロパーセント"),
        (1, "いちパーセント"),
        (10, "じゅっパーセント"),
        (20, "にじゅっパーセント"),
        (25, "にじゅうごパーセント"),
        (100, "ひゃくパーセント"),
        (Fraction("0.5"), "ゼロてんごパーセント"),
        (Fraction("1.5"), "いってんごパーセント"),
        (Fraction("8.05"), "はってんゼロごパーセント"),
        (Fraction("9.25"), "きゅうてんにごパーセント"),
        (Fraction("10.1"), "じゅってんいちパーセント"),
        (Fraction(100, 3), "さんぶんの いち"),
        (Fraction(100, 6), "ろくぶんの いち"),
    ],
)
def test_a_percentage_is_said(value: Fraction | int, said: str) -> None:
    assert readings.percent(value) == said


def test_a_percentage_below_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be said"):
        readings.percent(Fraction(-1, 2))


@pytest.mark.parametrize(
    ("counter", "said"),
    [
        ("人", "ひとり ふたり さんにん よにん ごにん ろくにん ななにん はちにん きゅうにん じゅうにん じゅういちにん"),
        ("名", "いちめい にめい さんめい よんめい ごめい ろくめい ななめい はちめい きゅうめい じゅうめい"),
        ("日", "いちにち ふつか みっか よっか いつか むいか なのか ようか ここのか とおか じゅういちにち"),
        ("泊", "いっぱく にはく さんぱく よんはく ごはく ろっぱく ななはく はっぱく きゅうはく じゅっぱく じゅういっぱく"),
        ("件", "いっけん にけん さんけん よんけん ごけん ろっけん ななけん はっけん きゅうけん じゅっけん じゅういっけん"),
        ("台", "いちだい にだい さんだい よんだい ごだい ろくだい ななだい はちだい きゅうだい じゅうだい"),
    ],
)
def test_a_count_is_said_with_its_sound_changes(counter: str, said: str) -> None:
    words = said.split()
    assert [readings.count(n, counter) for n in range(1, len(words) + 1)] == words


@pytest.mark.parametrize(
    ("n", "counter", "said"),
    [
        (0, "件", "ゼロけん"),
        (14, "人", "じゅうよにん"),
        (14, "日", "じゅうよっか"),
        (17, "日", "じゅうななにち"),
        (20, "日", "はつか"),
        (24, "日", "にじゅうよっか"),
        (30, "日", "さんじゅうにち"),
        (100, "件", "ひゃっけん"),
        (300, "件", "さんびゃっけん"),
        (600, "泊", "ろっぴゃっぱく"),
        (1_000, "泊", "せんぱく"),
        (3_000, "泊", "さんぜんぱく"),
        (12_000, "人", "いちまん にせんにん"),
    ],
)
def test_a_larger_count_changes_at_its_end(n: int, counter: str, said: str) -> None:
    assert readings.count(n, counter) == said


@pytest.mark.parametrize("counter", "人名日泊件台")
def test_no_two_counts_sound_alike(counter: str) -> None:
    assert len({readings.count(n, counter) for n in range(12_000)}) == 12_000


def test_an_unknown_counter_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match="no reading of the counter `匹`; known are 人、名、台、日、件、泊"):
        readings.count(1, "匹")
