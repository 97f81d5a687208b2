"""Readings: every sound change by hand, thousands of amounts against a second opinion, and what must hold for all of them."""

from __future__ import annotations

import doctest
import os
import random
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words
from num2words.lang_JA import Num2Word_JA

from payout import readings, rules

JAPANESE = Num2Word_JA()
RANDOM_NUMBERS = int(os.environ.get("PAYOUT_READINGS", "300000"))
AMOUNTS = st.one_of(st.integers(0, 20_000), st.integers(0, readings.LARGEST), st.integers(0, 12).map(lambda power: 10**power))
LEAP_YEAR = [date(2024, 1, 1) + timedelta(days) for days in range(366)]


def second_opinion(n: int) -> str:
    """num2words, read by its Japanese tables.

    The known exception, the only one: it says せんまん and せんおく for 1,000万 and 1,000億, the telephone says いっせんまん and
    いっせんおく, as banks and announcers do (1,100万 and the like stay せんひゃくまん in both). Its はっちょう and じゅっちょう lie beyond
    our numbers. Behind the number it knows no unit; the sound of 4 before えん is tested by hand.
    """
    said: str = JAPANESE.to_cardinal(n, reading=True)
    for power, name in ((10**8, "おく"), (10**4, "まん")):
        if n // power % 10_000 == 1000:
            said = said.replace("せん" + name, "いっせん" + name, 1)
    return said


def test_the_examples_of_the_module_run() -> None:
    assert doctest.testmod(readings).failed == 0


def test_amounts_agree_with_a_second_opinion() -> None:
    """Every group of four digits in each of its places, then numbers of every length, half of them round as bills and limits are."""
    source = random.Random(20240401)
    groups = [group * 10**power for power in (0, 4, 8) for group in range(10_000)]
    lengths = [10 ** source.randint(1, 12) for _ in range(RANDOM_NUMBERS)]
    drawn = [source.randrange(top) // 10**zeros * 10**zeros for top, zeros in zip(lengths, cycle((0, 0, 0, 2, 3, 4, 7)))]
    wrong = [n for n in [*groups, *drawn, readings.LARGEST] if readings.number(n).replace(" ", "") != second_opinion(n)]
    assert wrong == []


SOUNDS = {"ぜん": "せん", "びゃく": "ひゃく", "ぴゃく": "ひゃく", "いっ": "いち", "ろっ": "ろく", "はっ": "はち"}
ONES = {said: digit for digit, said in enumerate(("いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"), start=1)}
GROUP = re.compile("".join(f"(?:({'|'.join(ONES)})?({place}))?" for place in ("せん", "ひゃく", "じゅう")) + f"({'|'.join(ONES)})?")


def heard(said: str) -> int:
    """The number that a listener understands: one group of four digits after another, sound changes forgotten."""
    left, n = said.replace(" ", ""), 0
    if left == "ゼロ":
        return 0
    for power, name in ((12, "ちょう"), (8, "おく"), (4, "まん"), (0, "")):
        group, found, rest = left.partition(name) if name else (left, "found", "")
        if found:
            for changed, plain in SOUNDS.items():
                group = group.replace(changed, plain)
            match = GROUP.fullmatch(group)
            assert match, f"{group!r} of {said!r} is no group of four digits"
            places = [(ONES[match[at]] if match[at] else 1) if match[at + 1] else 0 for at in (1, 3, 5)]
            n += (places[0] * 1000 + places[1] * 100 + places[2] * 10 + ONES.get(match[7], 0)) * 10**power
            left = rest
    return n


@given(AMOUNTS)
def test_a_listener_understands_the_number_that_was_said(n: int) -> None:
    assert heard(readings.number(n)) == n


def test_a_listener_understands_every_small_number_and_twenty_thousand_large_ones() -> None:
    source = random.Random(11)
    numbers = [*range(10_000), *(source.randrange(10 ** source.randint(4, 12)) for _ in range(20_000)), readings.LARGEST]
    assert [n for n in numbers if heard(readings.number(n)) != n] == []


def test_a_breath_ends_after_oku_man_and_the_thousands_and_is_never_too_long() -> None:
    """Sixteen beats are きゅうせんきゅうひゃくきゅうじゅうきゅうおく: one breath. A small ゃ ゅ ょ has no beat of its own."""
    source = random.Random(5)
    numbers = [*(10**power - 1 for power in range(1, 13)), *(source.randrange(readings.LARGEST) for _ in range(20_000))]
    for n in numbers:
        parts = readings.breaths(readings.number(n))
        assert all(len(re.sub("[ゃゅょ]", "", part)) <= 18 for part in parts), parts
        assert all(part.endswith(("おく", "まん", "せん", "ぜん")) for part in parts[:-1]), parts
        assert sum(heard(part) for part in parts) == n


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


def test_english_agrees_with_a_second_opinion() -> None:
    """The known exceptions, both of them: num2words says `and` behind a hundred and a thousand, and sets commas."""
    source = random.Random(20240402)
    round_ones = [digits * 10**power for power in range(10) for digits in range(100)]
    drawn = [source.randrange(10 ** source.randint(1, 12)) for _ in range(5_000)]
    for n in [*range(1_200), *round_ones, *drawn, readings.LARGEST]:
        assert readings.number_en(n) == num2words(n, lang="en").replace(" and ", " ").replace(",", "")
        assert readings.amount_en(n) == readings.number_en(n) + " yen"


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


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 27), "れいわ はちねん じゅういちがつ にじゅうしちにち きんようび"),
        (date(2019, 5, 1), "れいわ がんねん ごがつ ついたち すいようび"),
        (date(2019, 4, 30), "へいせい さんじゅういちねん しがつ さんじゅうにち かようび"),
        (date(1989, 1, 8), "へいせい がんねん いちがつ ようか にちようび"),
        (date(1989, 1, 7), "しょうわ ろくじゅうよねん いちがつ なのか どようび"),
        (date(1912, 7, 30), "たいしょう がんねん しちがつ さんじゅうにち かようび"),
        (date(1870, 4, 4), "めいじ さんねん しがつ よっか げつようび"),
        (date(2025, 6, 14), "れいわ ななねん ろくがつ じゅうよっか どようび"),
        (date(2027, 2, 18), "れいわ きゅうねん にがつ じゅうはちにち もくようび"),
        (date(2022, 3, 3), "れいわ よねん さんがつ みっか もくようび"),
    ],
)
def test_a_date_of_the_japanese_calendar_is_said_with_its_weekday(day: date, said: str) -> None:
    assert readings.date_ja(day.year, day.month, day.day, with_era=True, with_weekday=True) == said
    assert said.startswith(readings.era_ja(day) + " ")


def test_both_calendars_and_the_weekday_are_said_one_after_the_other() -> None:
    said = readings.date_ja(2026, 11, 27, with_year=True, with_era=True, with_weekday=True)
    assert said == "にせん にじゅうろくねん れいわ はちねん じゅういちがつ にじゅうしちにち きんようび"


@pytest.mark.parametrize(
    ("day", "plain", "with_era"),
    [
        (date(2026, 11, 27), "2026年11月27日（金）", "2026年（令和8年）11月27日（金）"),
        (date(2019, 5, 1), "2019年5月1日（水）", "2019年（令和元年）5月1日（水）"),
        (date(2024, 2, 29), "2024年2月29日（木）", "2024年（令和6年）2月29日（木）"),
    ],
)
def test_a_date_is_written(day: date, plain: str, with_era: str) -> None:
    assert readings.written_date(day) == plain
    assert readings.written_date(day, with_era=True) == with_era
    assert readings.written_date(day, with_weekday=False) == plain[:-3]


@pytest.mark.parametrize(
    ("day", "said", "written"),
    [
        (date(2026, 11, 27), "Friday the twenty-seventh of November twenty twenty-six", "Friday 27 November 2026"),
        (date(2020, 2, 29), "Saturday the twenty-ninth of February twenty twenty", "Saturday 29 February 2020"),
        (date(2005, 8, 3), "Wednesday the third of August two thousand five", "Wednesday 3 August 2005"),
        (date(1999, 12, 31), "Friday the thirty-first of December nineteen ninety-nine", "Friday 31 December 1999"),
        (date(1905, 5, 12), "Friday the twelfth of May nineteen oh five", "Friday 12 May 1905"),
        (date(1900, 1, 20), "Saturday the twentieth of January nineteen hundred", "Saturday 20 January 1900"),
    ],
)
def test_an_english_date_is_said_and_written(day: date, said: str, written: str) -> None:
    assert readings.date_en(day, with_weekday=True) == said
    assert readings.date_en(day) == said.partition(" ")[2]
    assert readings.written_date_en(day, with_weekday=True) == written
    assert readings.written_date_en(day) == written.partition(" ")[2]


def test_english_years_and_ordinals_agree_with_a_second_opinion() -> None:
    """The known exceptions: num2words says `and`, and writes oh-five with a hyphen."""
    for year in range(1000, 2200):
        expected = num2words(year, lang="en", to="year").replace(" and ", " ").replace("oh-", "oh ")
        assert readings.date_en(date(year, 1, 1)) == f"the first of January {expected}"
    for day in (date(2026, 1, 1) + timedelta(days) for days in range(31)):
        assert readings.date_en(day).split()[1] == num2words(day.day, lang="en", to="ordinal")


@pytest.mark.parametrize(
    ("hour", "minute", "said", "english"),
    [
        (0, 0, "れいじ", "midnight"),
        (0, 5, "れいじ ごふん", "twelve oh five a.m."),
        (1, 1, "いちじ いっぷん", "one oh one a.m."),
        (4, 4, "よじ よんぷん", "four oh four a.m."),
        (7, 6, "しちじ ろっぷん", "seven oh six a.m."),
        (9, 9, "くじ きゅうふん", "nine oh nine a.m."),
        (10, 10, "じゅうじ じゅっぷん", "ten ten a.m."),
        (11, 59, "じゅういちじ ごじゅうきゅうふん", "eleven fifty-nine a.m."),
        (12, 0, "じゅうにじ", "twelve noon"),
        (12, 30, "じゅうにじ さんじゅっぷん", "twelve thirty p.m."),
        (14, 13, "じゅうよじ じゅうさんぷん", "two thirteen p.m."),
        (17, 28, "じゅうしちじ にじゅうはっぷん", "five twenty-eight p.m."),
        (19, 0, "じゅうくじ", "seven p.m."),
        (20, 20, "にじゅうじ にじゅっぷん", "eight twenty p.m."),
        (22, 40, "にじゅうにじ よんじゅっぷん", "ten forty p.m."),
        (23, 44, "にじゅうさんじ よんじゅうよんぷん", "eleven forty-four p.m."),
    ],
)
def test_a_time_of_day_is_said(hour: int, minute: int, said: str, english: str) -> None:
    assert readings.clock(hour, minute) == said
    assert readings.clock_en(hour, minute) == english


def test_no_two_times_of_a_day_sound_alike() -> None:
    times = [(hour, minute) for hour in range(24) for minute in range(60)]
    assert len({readings.clock(*time) for time in times}) == len({readings.clock_en(*time) for time in times}) == 24 * 60


@pytest.mark.parametrize("say", [readings.clock, readings.clock_en])
@pytest.mark.parametrize("time", [(24, 0), (-1, 0), (12, 60), (12, -1)])
def test_a_time_that_no_clock_shows_is_refused(say: Callable[[int, int], str], time: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no clock shows"):
        say(*time)


@pytest.mark.parametrize(
    ("parts", "said", "english"),
    [
        ((20, 80), "にじゅう たい はちじゅう", "twenty to eighty"),
        ((0, 100), "ゼロ たい ひゃく", "zero to one hundred"),
        ((7, 3), "なな たい さん", "seven to three"),
        ((15, 85), "じゅうご たい はちじゅうご", "fifteen to eighty-five"),
        ((1, 2, 4), "いち たい に たい よん", "one to two to four"),
    ],
)
def test_a_ratio_is_said(parts: tuple[int, ...], said: str, english: str) -> None:
    assert readings.ratio(*parts) == said
    assert readings.ratio_en(*parts) == english


@pytest.mark.parametrize("say", [readings.ratio, readings.ratio_en])
def test_a_ratio_of_one_part_or_below_nothing_is_refused(say: Callable[..., str]) -> None:
    with pytest.raises(ValueError, match="a ratio has two parts or more, not 1"):
        say(20)
    with pytest.raises(ValueError, match="-20 cannot be said"):
        say(-20, 120)


@pytest.mark.parametrize(
    ("text", "said", "english"),
    [
        ("4567", "よん ご ろく なな", "four five six seven"),
        ("0120-000-999", "ゼロ いち に ゼロ の ゼロ ゼロ ゼロ の きゅう きゅう きゅう",
         "zero one two zero dash zero zero zero dash nine nine nine"),
        ("03（1234）5678", "ゼロ さん の いち に さん よん の ご ろく なな はち",
         "zero three dash one two three four dash five six seven eight"),
        ("(03) 1234", "ゼロ さん の いち に さん よん", "zero three dash one two three four"),
        ("A26-1017", "エー に ろく の いち ゼロ いち なな", "A two six dash one zero one seven"),
        ("１２３−ｘ", "いち に さん の エックス", "one two three dash X"),
        ("０１２０ー０００", "ゼロ いち に ゼロ の ゼロ ゼロ ゼロ", "zero one two zero dash zero zero zero"),
        ("ー12−", "いち に", "one two"),
        ("7", "なな", "seven"),
    ],
)  # fmt: skip
def test_a_number_of_telephone_account_or_contract_is_spelt(text: str, said: str, english: str) -> None:
    assert readings.digits(text) == said
    assert readings.digits_en(text) == english


@pytest.mark.parametrize("text", ["", "-", "見本123", "****567", "12.5", "+81-3", "1\u202e2", "①"])
def test_what_cannot_be_spelt_is_not_half_spelt(text: str) -> None:
    expected = ("いち", "one") if text == "①" else ("", "")  # a digit in a circle is that digit
    assert (readings.digits(text), readings.digits_en(text)) == expected


@given(st.text("0123456789", min_size=1, max_size=20))
def test_every_digit_is_heard(text: str) -> None:
    spelt = {said: str(digit) for said, digit in ONES.items()} | {"ゼロ": "0"}
    assert "".join(spelt[word] for word in readings.digits(text).split()) == text


@pytest.mark.parametrize(
    ("n", "unit", "said"),
    [
        (1, "night", "one night"),
        (2, "night", "two nights"),
        (1, "person", "one person"),
        (3, "person", "three people"),
        (1_500, "km", "one thousand five hundred kilometres"),
        (1_500, "cc", "one thousand five hundred cc"),
        (0, "claim", "zero claims"),
    ],
)
def test_an_english_count_is_said(n: int, unit: str, said: str) -> None:
    assert readings.count_en(n, unit) == said


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


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "zero percent"),
        (20, "twenty percent"),
        (Fraction("0.5"), "zero point five percent"),
        (Fraction("8.05"), "eight point zero five percent"),
        (Fraction("12.125"), "twelve point one two five percent"),
        (Fraction(100, 3), "one third"),
        (Fraction(200, 3), "two thirds"),
        (Fraction(100, 9), "one ninth"),
        (Fraction(700, 12), "seven twelfths"),
        (Fraction(100, 21), "one over twenty-one"),
    ],
)
def test_an_english_percentage_is_said(value: Fraction | int, said: str) -> None:
    assert readings.percent_en(value) == said


@given(st.integers(0, 99_999))
def test_hundredths_of_a_percent_agree_with_a_second_opinion(hundredths: int) -> None:
    """In English num2words says the decimals of 12.05 one by one, as we do."""
    value = Fraction(hundredths, 100)
    shown = f"{hundredths // 100}.{hundredths % 100:02}".rstrip("0").rstrip(".")
    expected = num2words(Decimal(shown), lang="en").replace(" and ", " ")
    assert readings.percent_en(value) == expected + " percent"


@pytest.mark.parametrize("say", [readings.percent, readings.percent_en])
def test_a_percentage_below_nothing_is_refused(say: Callable[[Fraction], str]) -> None:
    with pytest.raises(ValueError, match="cannot be said"):
        say(Fraction(-1, 2))


@pytest.mark.parametrize(
    ("counter", "said"),
    [
        ("人", "ひとり ふたり さんにん よにん ごにん ろくにん ななにん はちにん きゅうにん じゅうにん じゅういちにん"),
        ("名", "いちめい にめい さんめい よんめい ごめい ろくめい ななめい はちめい きゅうめい じゅうめい"),
        ("日", "いちにち ふつか みっか よっか いつか むいか なのか ようか ここのか とおか じゅういちにち"),
        ("泊", "いっぱく にはく さんぱく よんはく ごはく ろっぱく ななはく はっぱく きゅうはく じゅっぱく じゅういっぱく"),
        ("件", "いっけん にけん さんけん よんけん ごけん ろっけん ななけん はっけん きゅうけん じゅっけん じゅういっけん"),
        ("台", "いちだい にだい さんだい よんだい ごだい ろくだい ななだい はちだい きゅうだい じゅうだい"),
        ("枚", "いちまい にまい さんまい よんまい ごまい ろくまい ななまい はちまい きゅうまい じゅうまい"),
        ("年", "いちねん にねん さんねん よねん ごねん ろくねん ななねん はちねん きゅうねん じゅうねん"),
        ("時間", "いちじかん にじかん さんじかん よじかん ごじかん ろくじかん ななじかん はちじかん くじかん じゅうじかん"),
        ("回", "いっかい にかい さんかい よんかい ごかい ろっかい ななかい はっかい きゅうかい じゅっかい じゅういっかい"),
        ("個", "いっこ にこ さんこ よんこ ごこ ろっこ ななこ はっこ きゅうこ じゅっこ じゅういっこ"),
        ("か月", "いっかげつ にかげつ さんかげつ よんかげつ ごかげつ ろっかげつ ななかげつ はっかげつ きゅうかげつ じゅっかげつ"),
        ("分", "いっぷん にふん さんぷん よんぷん ごふん ろっぷん ななふん はっぷん きゅうふん じゅっぷん じゅういっぷん"),
        (
            "週間",
            "いっしゅうかん にしゅうかん さんしゅうかん よんしゅうかん ごしゅうかん ろくしゅうかん ななしゅうかん "
            "はっしゅうかん きゅうしゅうかん じゅっしゅうかん",
        ),
        ("歳", "いっさい にさい さんさい よんさい ごさい ろくさい ななさい はっさい きゅうさい じゅっさい じゅういっさい"),
        ("点", "いってん にてん さんてん よんてん ごてん ろくてん ななてん はってん きゅうてん じゅってん じゅういってん"),
        (
            "km",
            "いちキロメートル にキロメートル さんキロメートル よんキロメートル ごキロメートル ろっキロメートル "
            "ななキロメートル はちキロメートル きゅうキロメートル じゅっキロメートル",
        ),
        ("cc", "いちシーシー にシーシー さんシーシー よんシーシー ごシーシー ろくシーシー ななシーシー はちシーシー"),
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
        (9, "時間", "くじかん"),
        (24, "時間", "にじゅうよじかん"),
        (48, "時間", "よんじゅうはちじかん"),
        (19, "時間", "じゅうくじかん"),
        (12, "か月", "じゅうにかげつ"),
        (60, "か月", "ろくじゅっかげつ"),
        (20, "歳", "はたち"),
        (21, "歳", "にじゅういっさい"),
        (18, "歳", "じゅうはっさい"),
        (100, "km", "ひゃっキロメートル"),
        (500, "km", "ごひゃっキロメートル"),
        (1_000, "km", "せんキロメートル"),
        (1_500, "cc", "せん ごひゃくシーシー"),
        (2024, "年", "にせん にじゅうよねん"),
        (100, "週間", "ひゃくしゅうかん"),
        (1_000, "分", "せんぷん"),
        (100, "回", "ひゃっかい"),
    ],
)
def test_a_larger_count_changes_at_its_end(n: int, counter: str, said: str) -> None:
    assert readings.count(n, counter) == said


@pytest.mark.parametrize("counter", ["人", "名", "台", "枚", "年", "点", "cc", *readings.UNITS.values()])
def test_no_two_counts_sound_alike(counter: str) -> None:
    assert len({readings.count(n, counter) for n in range(12_000)}) == 12_000


def test_every_unit_of_the_shipped_rules_can_be_counted_aloud() -> None:
    """A unit that is written in the rules has a counter, and its kana begin a reading."""
    texts = [path.read_text(encoding="utf-8") for path in rules.folder().rglob("*.yaml")]
    written = {unit for text in texts for unit in re.findall(r"\bunit: (\w+)", text)}
    assert {"km", "night", "call", "month"} <= written
    assert {unit: readings.count(3, readings.UNITS[unit]) for unit in written} == {
        "call": "さんかい", "cc": "さんシーシー", "claim": "さんけん", "day": "みっか", "km": "さんキロメートル",
        "month": "さんかげつ", "night": "さんぱく", "person": "さんめい", "year": "さんねん",
    }  # fmt: skip


def test_an_unknown_counter_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match="no reading of the counter `匹`; known are 人、名、台、枚、日、年、時間、件、"):
        readings.count(1, "匹")


HUNDREDTHS = {
    "EUR": ("ユーロ", "セント"),
    "AUD": ("オーストラリアドル", "セント"),
    "MYR": ("リンギット", "セン"),
    "INR": ("インドルピー", "パイサ"),
}


@pytest.mark.parametrize(
    ("n", "currency", "said", "english"),
    [
        (12_345, "EUR", "ひゃくにじゅうさんユーロ よんじゅうごセント", "one hundred twenty-three euros and forty-five cents"),
        (3_125_000, "MYR", "さんまん せん にひゃくごじゅうリンギット", "thirty-one thousand two hundred fifty Malaysian ringgit"),
        (101, "AUD", "いちオーストラリアドル いっセント", "one Australian dollar and one cent"),
        (408, "EUR", "よんユーロ はっセント", "four euros and eight cents"),
        (10, "MYR", "じゅっセン", "ten sen"),
        (101, "INR", "いちインドルピー いちパイサ", "one Indian rupee and one paisa"),
        (1_090, "INR", "じゅうインドルピー きゅうじゅっパイサ", "ten Indian rupees and ninety paise"),
        (0, "EUR", "ゼロユーロ", "zero euros"),
        (864_900, "JPY", "はちじゅうろくまん よんせん きゅうひゃくえん", "eight hundred sixty-four thousand nine hundred yen"),
        (864_900, "USD", "", ""),
    ],
)
def test_an_amount_in_another_currency_is_said(n: int, currency: str, said: str, english: str) -> None:
    assert readings.money(n, currency) == said
    assert readings.money_en(n, currency) == english


@given(AMOUNTS, st.sampled_from(sorted(HUNDREDTHS)))
def test_the_numbers_of_another_currency_agree_with_a_second_opinion(n: int, currency: str) -> None:
    """num2words knows no currency but yen in Japanese; it says the numbers, the sound before セント is undone."""
    (unit, hundredth), (whole, rest) = HUNDREDTHS[currency], divmod(n, 100)
    said = readings.money(n, currency).replace(" ", "")
    before, found, behind = said.rpartition(unit)
    assert before == (second_opinion(whole) if found else "")
    for changed, plain in (("いっ", "いち"), ("はっ", "はち"), ("じゅっ", "じゅう")):
        behind = behind.replace(changed + hundredth, plain + hundredth)
    assert behind == (second_opinion(rest) + hundredth if rest else "")
    assert found or (rest and not whole)


@given(st.integers(0, 10**9), st.sampled_from(["EUR", "AUD", "INR"]))
def test_english_amounts_of_another_currency_agree_with_a_second_opinion(n: int, currency: str) -> None:
    """The known exceptions: num2words says `and` within numbers, names no country, says no cents as zero, and leaves euro its singular."""
    expected = num2words(n, lang="en", to="currency", currency=currency).replace(" and ", " ")
    said = readings.money_en(n, currency).replace("Australian ", "").replace("Indian ", "").replace("euros", "euro")
    whole, _, cents = expected.rpartition(", ")
    whole = whole.replace(",", "")
    assert said == (whole if n % 100 == 0 else cents if n < 100 else f"{whole} and {cents}")


@pytest.mark.parametrize("say", [readings.money, readings.money_en])
@pytest.mark.parametrize("n", [-1, 10**12 + 1])
def test_an_amount_of_a_currency_beyond_the_numbers_is_refused(say: Callable[[int, str], str], n: int) -> None:
    with pytest.raises(ValueError, match="cannot be said"):
        say(n, "EUR")


def test_every_currency_of_the_shipped_rules_has_a_reading() -> None:
    currencies = {rules.policy(id).currency for id in rules.ids()}
    assert {currency.code for currency in currencies} == {"JPY", *HUNDREDTHS}
    assert all(currency.decimals == 2 for currency in currencies if currency.code != "JPY")
    assert all(readings.money(100, currency.code) and readings.money_en(100, currency.code) for currency in currencies)
