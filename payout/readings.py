"""How amounts, dates, percentages and counts are said on the telephone.

The Japanese forms are kana, ready to be read aloud. Decided once, for clarity on a bad line: 4 is よん, 7 is なな, 9 is きゅう
and 0 is ゼロ; 4 before えん, にん and ねん is よ. Dates keep the forms that everybody says: しちがつ, くがつ, じゅうくにち.
A space stands where one breathes: after おく, after まん, and after the thousands. 1,000 directly before まん or おく is いっせん.
The numbers end at 10 to the 12th.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

LARGEST: Final = 10**12

# fmt: off
_ONES: Final = ("", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")
_TENS: Final = ("", *(one + "じゅう" for one in ("", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう")))
_HUNDREDS: Final = (
    "", "ひゃく", "にひゃく", "さんびゃく", "よんひゃく", "ごひゃく", "ろっぴゃく", "ななひゃく", "はっぴゃく", "きゅうひゃく",
)
_THOUSANDS: Final = ("", "せん", "にせん", "さんぜん", "よんせん", "ごせん", "ろくせん", "ななせん", "はっせん", "きゅうせん")
_KANJI: Final = "〇一二三四五六七八九"

_ERAS: Final = (  # first day, name; the newest first
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1868, 1, 25), "明治"),
)
_MONTHS: Final = (
    "いちがつ", "にがつ", "さんがつ", "しがつ", "ごがつ", "ろくがつ",
    "しちがつ", "はちがつ", "くがつ", "じゅうがつ", "じゅういちがつ", "じゅうにがつ",
)
_FIRST_DAYS: Final = ("ついたち", "ふつか", "みっか", "よっか", "いつか", "むいか", "なのか", "ようか", "ここのか", "とおか")
_LATER_DAYS: Final = ("にち", "いちにち", "ににち", "さんにち", "よっか", "ごにち", "ろくにち", "しちにち", "はちにち", "くにち")
_WEEKDAYS: Final = (
    ("月", "げつようび"), ("火", "かようび"), ("水", "すいようび"), ("木", "もくようび"),
    ("金", "きんようび"), ("土", "どようび"), ("日", "にちようび"),
)

_COUNTERS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = MappingProxyType({
    # its plain sound, then the ends of a number that sound otherwise before it; the longest end that fits is said
    "人": ("にん", {"よん": "よにん"}),
    "名": ("めい", {}),
    "台": ("だい", {}),
    "日": ("にち", {"よん": "よっか"}),
    "件": ("けん", {
        "いち": "いっけん", "ろく": "ろっけん", "はち": "はっけん", "じゅう": "じゅっけん",
        "ひゃく": "ひゃっけん", "びゃく": "びゃっけん", "ぴゃく": "ぴゃっけん",
    }),
    "泊": ("はく", {
        "いち": "いっぱく", "さん": "さんぱく", "ろく": "ろっぱく", "はち": "はっぱく", "じゅう": "じゅっぱく",
        "ひゃく": "ひゃっぱく", "びゃく": "びゃっぱく", "ぴゃく": "ぴゃっぱく", "せん": "せんぱく", "ぜん": "ぜんぱく", "まん": "まんぱく",
    }),
})
_WHOLE_COUNTS: Final[Mapping[tuple[int, str], str]] = MappingProxyType({
    (1, "人"): "ひとり",
    (2, "人"): "ふたり",
    (1, "日"): "いちにち",
    **{(day, "日"): said for day, said in enumerate(_FIRST_DAYS[1:], start=2)},
    (20, "日"): "はつか",
})

_ENGLISH_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_ENGLISH_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_POWERS: Final = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
# fmt: on


def amount(n: int, unit: str = "えん") -> str:
    """Say an amount in kana, with a space where one breathes; `unit` is the kana said behind it.

    >>> amount(1_208_400)
    'ひゃくにじゅうまん はっせん よんひゃくえん'
    >>> amount(10_000_000), amount(4), amount(0)
    ('いっせんまんえん', 'よえん', 'ゼロえん')

    Raises: ValueError for less than 0 or more than 10**12.
    """
    said = _number(n)
    if unit in ("えん", "ねん") and n % 10 == 4:
        said = said.removesuffix("よん") + "よ"
    return said + unit


def kanji_amount(n: int) -> str:
    """Write an amount of yen in kanji numerals.

    >>> kanji_amount(128_400), kanji_amount(10_001_000), kanji_amount(0)
    ('十二万八千四百円', '一千万千円', '〇円')

    Raises: ValueError for less than 0 or more than 10**12.
    """
    _check(n)
    written = "".join(("一千" if group == 1000 and name else _kanji_group(group)) + name for group, name in _myriads(n, "兆億万"))
    return (written or _KANJI[0]) + "円"


def mixed_amount(n: int) -> str:
    """Write an amount of yen in figures with 兆, 億 and 万.

    >>> mixed_amount(128_400), mixed_amount(50_000), mixed_amount(1_023_456_789)
    ('12万8,400円', '5万円', '10億2,345万6,789円')

    Raises: ValueError for less than 0 or more than 10**12.
    """
    _check(n)
    return ("".join(f"{group:,}{name}" for group, name in _myriads(n, "兆億万")) or "0") + "円"


def amount_en(n: int, unit: str = "yen") -> str:
    """Say an amount in English; `unit` is said as it is given.

    >>> amount_en(128_400)
    'one hundred twenty-eight thousand four hundred yen'

    Raises: ValueError for less than 0 or more than 10**12.
    """
    _check(n)
    words: list[str] = []
    for power, name in _ENGLISH_POWERS:
        group, n = divmod(n, power)
        if group:
            words += [_english_group(group), name]
    if n or not words:
        words.append(_english_group(n))
    return " ".join([*words, unit])


def date_ja(y: int, m: int, d: int, *, with_year: bool = False) -> str:
    """Say month and day in kana; with `with_year` also the year of the common era.

    >>> date_ja(2026, 11, 27)
    'じゅういちがつ にじゅうしちにち'
    >>> date_ja(2024, 4, 1, with_year=True)
    'にせん にじゅうよねん しがつ ついたち'

    Raises: ValueError when there is no such day.
    """
    date(y, m, d)
    said = f"{_MONTHS[m - 1]} {_day_of_month(d)}"
    return f"{amount(y, 'ねん')} {said}" if with_year else said


def era(day: date) -> str:
    """Write the year of the Japanese calendar; the first year of an era is 元年.

    >>> era(date(2026, 11, 27)), era(date(2019, 5, 1)), era(date(2019, 4, 30))
    ('令和8年', '令和元年', '平成31年')

    Raises: ValueError before 1868-01-25, the first day of 明治.
    """
    for first, name in _ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{name}{'元' if year == 1 else year}年"
    raise ValueError(f"{day} is before 明治, the first era of the table")


def weekday_ja(day: date) -> str:
    """Say the day of the week in kana.

    >>> weekday_ja(date(2026, 11, 27))
    'きんようび'
    """
    return _WEEKDAYS[day.weekday()][1]


def kanji_weekday(day: date) -> str:
    """Write the day of the week in one kanji, as it stands in brackets behind a date.

    >>> kanji_weekday(date(2026, 11, 27))
    '金'
    """
    return _WEEKDAYS[day.weekday()][0]


def percent(value: Fraction | int) -> str:
    """Say a number of percent in kana: 20 is 20 %. What has no end as a decimal is said as the fraction it is.

    >>> percent(20), percent(Fraction("9.25"))
    ('にじゅっパーセント', 'きゅうてんにごパーセント')
    >>> percent(Fraction(100, 9))
    'きゅうぶんの いち'

    Raises: ValueError for less than 0 or for parts beyond 10**12.
    """
    exact = Fraction(value)
    digits = _decimals(exact)
    if digits is None:
        rate = exact / 100
        return f"{_number(rate.denominator)}ぶんの {_number(rate.numerator)}"
    whole = _number(exact.numerator // exact.denominator)
    if digits:
        return f"{_doubled(whole, ('いち', 'はち', 'じゅう'))}てん{''.join(_ONES[digit] or 'ゼロ' for digit in digits)}パーセント"
    return f"{_doubled(whole, ('じゅう',))}パーセント"


def count(n: int, counter: str) -> str:
    """Say how many, in kana; `counter` is 人, 名, 日, 泊, 件 or 台. 日 counts days, it does not name a day of the month.

    >>> count(2, "人"), count(4, "人"), count(1, "日"), count(20, "日"), count(3, "泊"), count(8, "件"), count(14, "台")
    ('ふたり', 'よにん', 'いちにち', 'はつか', 'さんぱく', 'はっけん', 'じゅうよんだい')

    Raises: ValueError for another counter, for less than 0 or for more than 10**12.
    """
    if counter not in _COUNTERS:
        raise ValueError(f"no reading of the counter `{counter}`; known are {'、'.join(_COUNTERS)}")
    if (n, counter) in _WHOLE_COUNTS:
        return _WHOLE_COUNTS[n, counter]
    sound, changes = _COUNTERS[counter]
    number = _number(n)
    for end in sorted(changes, key=len, reverse=True):
        if number.endswith(end):
            return number.removesuffix(end) + changes[end]
    return number + sound


def _check(n: int) -> None:
    if not 0 <= n <= LARGEST:
        raise ValueError(f"{n} cannot be said; amounts go from 0 to {LARGEST:,}")


def _myriads(n: int, names: Iterable[str]) -> list[tuple[int, str]]:
    """The groups of four digits that are not zero, highest first, each with its name; the lowest has the empty name."""
    powers = zip((10**12, 10**8, 10**4, 1), [*names, ""], strict=True)
    return [(n // power % 10_000, name) for power, name in powers if n // power % 10_000]


def _number(n: int) -> str:
    _check(n)
    if n == LARGEST:
        return "いっちょう"
    said: list[str] = []
    for group, name in _myriads(n, ("ちょう", "おく", "まん")):
        thousands, rest = _THOUSANDS[group // 1000], _HUNDREDS[group // 100 % 10] + _TENS[group // 10 % 10] + _ONES[group % 10]
        if name:
            said.append(("いっせん" if group == 1000 else thousands + rest) + name)
        else:
            said += [part for part in (thousands, rest) if part]
    return " ".join(said) or "ゼロ"


def _kanji_group(group: int) -> str:
    places = ((group // 1000, "千"), (group // 100 % 10, "百"), (group // 10 % 10, "十"), (group % 10, ""))
    return "".join(("" if digit == 1 and place else _KANJI[digit]) + place for digit, place in places if digit)


def _english_group(group: int) -> str:
    hundreds, rest = divmod(group, 100)
    said = [f"{_ENGLISH_SMALL[hundreds]} hundred"] if hundreds else []
    if rest >= 20:
        said.append(_ENGLISH_TENS[rest // 10] + (f"-{_ENGLISH_SMALL[rest % 10]}" if rest % 10 else ""))
    elif rest or not hundreds:
        said.append(_ENGLISH_SMALL[rest])
    return " ".join(said)


def _day_of_month(d: int) -> str:
    if d <= 10:
        return _FIRST_DAYS[d - 1]
    if d == 20:
        return "はつか"
    return _TENS[d // 10] + _LATER_DAYS[d % 10]


def _decimals(value: Fraction) -> list[int] | None:
    """The digits behind the point, or None when they never end."""
    digits: list[int] = []
    rest = value - value.numerator // value.denominator
    while rest:
        if all(rest.denominator % prime for prime in (2, 5)):
            return None
        rest *= 10
        digits.append(rest.numerator // rest.denominator)
        rest -= digits[-1]
    return digits


def _doubled(number: str, ends: tuple[str, ...]) -> str:
    """The last sound becomes っ before てん and パーセント: じゅってん, にじゅっパーセント."""
    return number[:-1] + "っ" if number.endswith(ends) else number
