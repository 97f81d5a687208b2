"""How amounts, dates, times, percentages, ratios, counts and strings of digits are said on the telephone, and how dates are written.

The Japanese forms are kana, ready to be read aloud. Decided once, for clarity on a bad line: 4 is よん, 7 is なな, 9 is きゅう
and 0 is ゼロ; 4 before えん, にん, ねん and じかん is よ. Dates and the clock keep the forms that everybody says: しちがつ, くがつ,
じゅうくにち, しちじ, くじ, れいじ; and 9 hours are くじかん.
A space stands where one breathes (`breaths`): after おく, after まん, and after the thousands; between the parts of a date, a time or a
ratio; between digits said one by one. Within まん and おく nobody breathes: せん ひゃくまん would be heard as two numbers.
1,000 directly before まん or おく is いっせん. The numbers end at 10 to the 12th.
"""

from __future__ import annotations

import re
import unicodedata
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

_ERAS: Final = (  # first day, name, its reading; the newest first
    (date(2019, 5, 1), "令和", "れいわ"),
    (date(1989, 1, 8), "平成", "へいせい"),
    (date(1926, 12, 25), "昭和", "しょうわ"),
    (date(1912, 7, 30), "大正", "たいしょう"),
    (date(1868, 1, 25), "明治", "めいじ"),
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

_HOURS: Final = ("れい", "いち", "に", "さん", "よ", "ご", "ろく", "しち", "はち", "く")

# Before k, s, t, h and p the last sound of a number closes up; ひゃく only before k and h.
_BEFORE_K: Final = ("いち", "ろく", "はち", "じゅう", "ひゃく", "びゃく", "ぴゃく")
_BEFORE_S_AND_T: Final = ("いち", "はち", "じゅう")
_BEFORE_KILO: Final = ("ろく", "じゅう", "ひゃく", "びゃく", "ぴゃく")


def _closed(ends: Iterable[str], sound: str) -> dict[str, str]:
    """What is said for each of the ends of a number that closes up before the sound: いち, かい → いっかい."""
    return {end: f"{end[:-1]}っ{sound}" for end in ends}


_COUNTERS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = MappingProxyType({
    # its plain sound, then the ends of a number that sound otherwise before it; the longest end that fits is said
    "人": ("にん", {"よん": "よにん"}),
    "名": ("めい", {}),
    "台": ("だい", {}),
    "枚": ("まい", {}),
    "日": ("にち", {"よん": "よっか"}),
    "年": ("ねん", {"よん": "よねん"}),
    "時間": ("じかん", {"よん": "よじかん", "きゅう": "くじかん"}),
    "件": ("けん", _closed(_BEFORE_K, "けん")),
    "回": ("かい", _closed(_BEFORE_K, "かい")),
    "個": ("こ", _closed(_BEFORE_K, "こ")),
    "か月": ("かげつ", _closed(_BEFORE_K, "かげつ")),
    "泊": ("はく", _closed(_BEFORE_K, "ぱく") | {"さん": "さんぱく", "せん": "せんぱく", "ぜん": "ぜんぱく", "まん": "まんぱく"}),
    "分": ("ふん", _closed(_BEFORE_K, "ぷん") | {n: f"{n}ぷん" for n in ("さん", "よん", "せん", "ぜん", "まん")}),
    "週間": ("しゅうかん", _closed(_BEFORE_S_AND_T, "しゅうかん")),
    "歳": ("さい", _closed(_BEFORE_S_AND_T, "さい")),
    "点": ("てん", _closed(_BEFORE_S_AND_T, "てん")),
    "km": ("キロメートル", _closed(_BEFORE_KILO, "キロメートル")),
    "cc": ("シーシー", {}),
})
_WHOLE_COUNTS: Final[Mapping[tuple[int, str], str]] = MappingProxyType({
    (1, "人"): "ひとり",
    (2, "人"): "ふたり",
    (1, "日"): "いちにち",
    **{(day, "日"): said for day, said in enumerate(_FIRST_DAYS[1:], start=2)},
    (20, "日"): "はつか",
    (20, "歳"): "はたち",
})
UNITS: Final[Mapping[str, str]] = MappingProxyType({
    "person": "名", "day": "日", "night": "泊", "claim": "件", "call": "回", "month": "か月", "year": "年",
    "week": "週間", "hour": "時間", "minute": "分", "item": "点", "km": "km", "cc": "cc",
})
"""The counter of what a policy counts: its `unit`, in English, singular."""

_SPELT: Final[Mapping[str, str]] = MappingProxyType({
    **{str(digit): said or "ゼロ" for digit, said in enumerate(_ONES)},
    "A": "エー", "B": "ビー", "C": "シー", "D": "ディー", "E": "イー", "F": "エフ", "G": "ジー", "H": "エイチ", "I": "アイ",
    "J": "ジェー", "K": "ケー", "L": "エル", "M": "エム", "N": "エヌ", "O": "オー", "P": "ピー", "Q": "キュー", "R": "アール",
    "S": "エス", "T": "ティー", "U": "ユー", "V": "ブイ", "W": "ダブリュー", "X": "エックス", "Y": "ワイ", "Z": "ゼット",
})
_CURRENCIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    # of ISO 4217 those that policies pay in: the unit and its hundredth, in kana by the shortest name that no other currency has
    "EUR": ("ユーロ", "セント", "euro", "euros", "cent", "cents"),
    "AUD": ("オーストラリアドル", "セント", "Australian dollar", "Australian dollars", "cent", "cents"),
    "MYR": ("リンギット", "セン", "Malaysian ringgit", "Malaysian ringgit", "sen", "sen"),
    "INR": ("インドルピー", "パイサ", "Indian rupee", "Indian rupees", "paisa", "paise"),
})
_HYPHENS: Final = re.compile("[-‐‑‒–—―−ー()/ ]+")

_ENGLISH_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_ENGLISH_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_POWERS: Final = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_ENGLISH_ORDINALS: Final[Mapping[str, str]] = MappingProxyType({
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth",
})
_ENGLISH_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)
_ENGLISH_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ENGLISH_COUNTED: Final[Mapping[str, tuple[str, str]]] = MappingProxyType({
    "person": ("person", "people"), "km": ("kilometre", "kilometres"), "cc": ("cc", "cc"),
})
# fmt: on


def breaths(said: str) -> tuple[str, ...]:
    """The stretches of a Japanese reading that are said in one breath.

    >>> breaths(amount(1_208_400))
    ('ひゃくにじゅうまん', 'はっせん', 'よんひゃくえん')
    """
    return tuple(said.split())


def number(n: int) -> str:
    """Say a plain number in kana.

    >>> number(0), number(4), number(10_014)
    ('ゼロ', 'よん', 'いちまん じゅうよん')

    Raises: ValueError for less than 0 or more than 10**12.
    """
    _check(n)
    return _number(n)


def amount(n: int, unit: str = "えん") -> str:
    """Say an amount in kana, with a space where one breathes; `unit` is the kana said behind it.

    >>> amount(1_208_400)
    'ひゃくにじゅうまん はっせん よんひゃくえん'
    >>> amount(10_000_000), amount(4), amount(0)
    ('いっせんまんえん', 'よえん', 'ゼロえん')

    Raises: ValueError for less than 0 or more than 10**12.
    """
    said = number(n)
    return (said.removesuffix("ん") if unit == "えん" and n % 10 == 4 else said) + unit


def money(n: int, currency: str) -> str:
    """Say so many minor units of a currency of ISO 4217 in kana; empty for one without a reading.

    >>> money(12_345, "EUR"), money(100, "AUD"), money(50, "MYR"), money(128_400, "JPY")
    ('ひゃくにじゅうさんユーロ よんじゅうごセント', 'いちオーストラリアドル', 'ごじゅっセン', 'じゅうにまん はっせん よんひゃくえん')

    Raises: ValueError for less than 0 or more than 10**12.
    """
    if currency not in _CURRENCIES:
        return amount(n) if currency == "JPY" else ""
    _check(n)
    (unit, hundredth, *_), (whole, rest) = _CURRENCIES[currency], divmod(n, 100)
    small = _doubled(_number(rest), _BEFORE_S_AND_T if hundredth.startswith("セン") else ("じゅう",))
    return " ".join([*([_number(whole) + unit] if whole or not rest else []), *([small + hundredth] if rest else [])])


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


def date_ja(y: int, m: int, d: int, *, with_year: bool = False, with_era: bool = False, with_weekday: bool = False) -> str:
    """Say month and day in kana; before them the year of the common era and of the Japanese one, behind them the weekday.

    >>> date_ja(2026, 11, 27)
    'じゅういちがつ にじゅうしちにち'
    >>> date_ja(2024, 4, 1, with_year=True)
    'にせん にじゅうよねん しがつ ついたち'
    >>> date_ja(2026, 11, 27, with_era=True, with_weekday=True)
    'れいわ はちねん じゅういちがつ にじゅうしちにち きんようび'

    Raises: ValueError when there is no such day, and for an era before 明治.
    """
    day = date(y, m, d)
    parts = [count(y, "年")] if with_year else []
    parts += [era_ja(day)] if with_era else []
    parts += [_MONTHS[m - 1], _day_of_month(d)]
    parts += [weekday_ja(day)] if with_weekday else []
    return " ".join(parts)


def written_date(day: date, *, with_era: bool = False, with_weekday: bool = True) -> str:
    """Write a day with its year, on request also that of the Japanese calendar.

    >>> written_date(date(2026, 11, 27)), written_date(date(2026, 11, 27), with_era=True, with_weekday=False)
    ('2026年11月27日（金）', '2026年（令和8年）11月27日')

    Raises: ValueError for an era before 明治.
    """
    japanese = f"（{era(day)}）" if with_era else ""
    weekday = f"（{kanji_weekday(day)}）" if with_weekday else ""
    return f"{day.year}年{japanese}{day.month}月{day.day}日{weekday}"


def era(day: date) -> str:
    """Write the year of the Japanese calendar; the first year of an era is 元年.

    >>> era(date(2026, 11, 27)), era(date(2019, 5, 1)), era(date(2019, 4, 30))
    ('令和8年', '令和元年', '平成31年')

    Raises: ValueError before 1868-01-25, the first day of 明治.
    """
    name, _, year = _era(day)
    return f"{name}{'元' if year == 1 else year}年"


def era_ja(day: date) -> str:
    """Say the year of the Japanese calendar in kana.

    >>> era_ja(date(2026, 11, 27)), era_ja(date(2019, 5, 1))
    ('れいわ はちねん', 'れいわ がんねん')

    Raises: ValueError before 1868-01-25, the first day of 明治.
    """
    _, said, year = _era(day)
    return f"{said} {'がんねん' if year == 1 else count(year, '年')}"


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


def clock(hour: int, minute: int = 0) -> str:
    """Say a time of day in kana, by the 24 hours of the clock; a full hour has no minutes.

    >>> clock(22, 40), clock(4), clock(0, 5)
    ('にじゅうにじ よんじゅっぷん', 'よじ', 'れいじ ごふん')

    Raises: ValueError when the clock does not show it.
    """
    _check_clock(hour, minute)
    said = f"{_TENS[hour // 10]}{_HOURS[hour % 10] if hour % 10 or not hour else ''}じ"
    return f"{said} {count(minute, '分')}" if minute else said


def percent(value: Fraction | int) -> str:
    """Say a number of percent in kana: 20 is 20 %. What has no end as a decimal is said as the fraction it is.

    >>> percent(20), percent(Fraction("9.25"))
    ('にじゅっパーセント', 'きゅうてんにごパーセント')
    >>> percent(Fraction(100, 9))
    'きゅうぶんの いち'

    Raises: ValueError for less than 0 or for parts beyond 10**12.
    """
    exact = Fraction(value)
    behind = _decimals(exact)
    if behind is None:
        rate = exact / 100
        return f"{number(rate.denominator)}ぶんの {number(rate.numerator)}"
    whole = number(exact.numerator // exact.denominator)
    if behind:
        return f"{_doubled(whole, _BEFORE_S_AND_T)}てん{''.join(_ONES[digit] or 'ゼロ' for digit in behind)}パーセント"
    return f"{_doubled(whole, ('じゅう',))}パーセント"


def ratio(*parts: int) -> str:
    """Say a ratio in kana, as 20対80 is said.

    >>> ratio(20, 80)
    'にじゅう たい はちじゅう'

    Raises: ValueError for fewer than two parts, for one less than 0 or more than 10**12.
    """
    return " たい ".join(map(number, _ratio(parts)))


def count(n: int, counter: str) -> str:
    """Say how many, in kana; `counter` is what stands behind the figure, such as 人, 泊, か月 or km; `UNITS` has that of a policy's unit.

    日 counts days, it does not name a day of the month; 年 counts years and names one, so 7年 is ななねん.

    >>> count(2, "人"), count(4, "人"), count(1, "日"), count(20, "日"), count(3, "泊"), count(8, "件"), count(14, "台")
    ('ふたり', 'よにん', 'いちにち', 'はつか', 'さんぱく', 'はっけん', 'じゅうよんだい')

    Raises: ValueError for another counter, for less than 0 or for more than 10**12.
    """
    if counter not in _COUNTERS:
        raise ValueError(f"no reading of the counter `{counter}`; known are {'、'.join(_COUNTERS)}")
    if (n, counter) in _WHOLE_COUNTS:
        return _WHOLE_COUNTS[n, counter]
    sound, changes = _COUNTERS[counter]
    said = number(n)
    for end in sorted(changes, key=len, reverse=True):
        if said.endswith(end):
            return said.removesuffix(end) + changes[end]
    return said + sound


def digits(text: str) -> str:
    """Spell a number of a telephone, an account or a contract, character by character in kana; hyphens, brackets and gaps are の.

    >>> digits("4567"), digits("A26-1017")
    ('よん ご ろく なな', 'エー に ろく の いち ゼロ いち なな')

    Empty where the text holds anything but Latin letters, digits and hyphens: then there is no reading, and it is said as it stands.
    """
    return _spelt(text, _SPELT, "の")


# English


def number_en(n: int) -> str:
    """Say a plain number in English.

    >>> number_en(0), number_en(128_400)
    ('zero', 'one hundred twenty-eight thousand four hundred')

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
    return " ".join(words)


def amount_en(n: int, unit: str = "yen") -> str:
    """Say an amount in English; `unit` is said as it is given.

    >>> amount_en(128_400)
    'one hundred twenty-eight thousand four hundred yen'

    Raises: ValueError for less than 0 or more than 10**12.
    """
    return f"{number_en(n)} {unit}"


def money_en(n: int, currency: str) -> str:
    """Say so many minor units of a currency of ISO 4217 in English; empty for one without a reading.

    >>> money_en(12_345, "EUR"), money_en(101, "INR")
    ('one hundred twenty-three euros and forty-five cents', 'one Indian rupee and one paisa')
    """
    if currency not in _CURRENCIES:
        return amount_en(n) if currency == "JPY" else ""
    _check(n)
    (*_, one, many, part, parts), (whole, rest) = _CURRENCIES[currency], divmod(n, 100)
    said = [amount_en(whole, one if whole == 1 else many)] if whole or not rest else []
    return " and ".join([*said, *([amount_en(rest, part if rest == 1 else parts)] if rest else [])])


def date_en(day: date, *, with_weekday: bool = False) -> str:
    """Say a day in English.

    >>> date_en(date(2026, 11, 27)), date_en(date(2000, 1, 1), with_weekday=True)
    ('the twenty-seventh of November twenty twenty-six', 'Saturday the first of January two thousand')
    """
    said = f"the {_ordinal_en(day.day)} of {_ENGLISH_MONTHS[day.month - 1]} {_year_en(day.year)}"
    return f"{_ENGLISH_WEEKDAYS[day.weekday()]} {said}" if with_weekday else said


def written_date_en(day: date, *, with_weekday: bool = False) -> str:
    """Write a day in English, in every locale alike.

    >>> written_date_en(date(2026, 11, 27)), written_date_en(date(2026, 11, 27), with_weekday=True)
    ('27 November 2026', 'Friday 27 November 2026')
    """
    written = f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return f"{_ENGLISH_WEEKDAYS[day.weekday()]} {written}" if with_weekday else written


def clock_en(hour: int, minute: int = 0) -> str:
    """Say a time of day in English.

    >>> clock_en(22, 40), clock_en(9, 5), clock_en(0, 15), clock_en(12)
    ('ten forty p.m.', 'nine oh five a.m.', 'twelve fifteen a.m.', 'twelve noon')

    Raises: ValueError when the clock does not show it.
    """
    _check_clock(hour, minute)
    if minute == 0 and hour % 12 == 0:
        return "twelve noon" if hour else "midnight"
    minutes = [f"oh {number_en(minute)}" if minute < 10 else number_en(minute)] if minute else []
    return " ".join([number_en((hour - 1) % 12 + 1), *minutes, "p.m." if hour >= 12 else "a.m."])


def percent_en(value: Fraction | int) -> str:
    """Say a number of percent in English: 20 is 20 %. What has no end as a decimal is said as the fraction it is.

    >>> percent_en(20), percent_en(Fraction("9.25")), percent_en(Fraction(200, 3)), percent_en(Fraction(300, 77))
    ('twenty percent', 'nine point two five percent', 'two thirds', 'three over seventy-seven')

    Raises: ValueError for less than 0 or for parts beyond 10**12.
    """
    exact = Fraction(value)
    behind = _decimals(exact)
    if behind is None:
        rate = exact / 100
        if rate.denominator > 20:
            return f"{number_en(rate.numerator)} over {number_en(rate.denominator)}"
        return f"{number_en(rate.numerator)} {_ordinal_en(rate.denominator)}{'' if rate.numerator == 1 else 's'}"
    point = ["point", *(_ENGLISH_SMALL[digit] for digit in behind)] if behind else []
    return " ".join([number_en(exact.numerator // exact.denominator), *point, "percent"])


def ratio_en(*parts: int) -> str:
    """Say a ratio in English.

    >>> ratio_en(20, 80)
    'twenty to eighty'

    Raises: ValueError for fewer than two parts, for one less than 0 or more than 10**12.
    """
    return " to ".join(map(number_en, _ratio(parts)))


def count_en(n: int, unit: str) -> str:
    """Say how many in English; `unit` is the singular, as policies write it.

    >>> count_en(1, "night"), count_en(2, "night"), count_en(2, "person"), count_en(0, "km")
    ('one night', 'two nights', 'two people', 'zero kilometres')

    Raises: ValueError for less than 0 or more than 10**12.
    """
    one, many = _ENGLISH_COUNTED.get(unit, (unit, f"{unit}s"))
    return f"{number_en(n)} {one if n == 1 else many}"


def digits_en(text: str) -> str:
    """Spell a number of a telephone, an account or a contract in English, character by character.

    >>> digits_en("A26-1017")
    'A two six dash one zero one seven'

    Empty where the text holds anything but Latin letters, digits and hyphens.
    """
    return _spelt(text, {spelt: _ENGLISH_SMALL[int(spelt)] if spelt.isdigit() else spelt for spelt in _SPELT}, "dash")


def _check(n: int) -> None:
    if not 0 <= n <= LARGEST:
        raise ValueError(f"{n} cannot be said; amounts go from 0 to {LARGEST:,}")


def _check_clock(hour: int, minute: int) -> None:
    if not (0 <= hour <= 23 and 0 <= minute <= 59):
        raise ValueError(f"no clock shows {hour}:{minute:02}; hours go from 0 to 23, minutes from 0 to 59")


def _ratio(parts: tuple[int, ...]) -> tuple[int, ...]:
    if len(parts) < 2:
        raise ValueError(f"a ratio has two parts or more, not {len(parts)}")
    return parts


def _era(day: date) -> tuple[str, str, int]:
    """Name of the era, its reading, and the year in it."""
    for first, name, said in _ERAS:
        if day >= first:
            return name, said, day.year - first.year + 1
    raise ValueError(f"{day} is before 明治, the first era of the table")


def _spelt(text: str, names: Mapping[str, str], hyphen: str) -> str:
    parts = [part for part in _HYPHENS.split(unicodedata.normalize("NFKC", text).upper()) if part]
    if not all(character in names for part in parts for character in part):
        return ""
    return f" {hyphen} ".join(" ".join(names[character] for character in part) for part in parts)


def _myriads(n: int, names: Iterable[str]) -> list[tuple[int, str]]:
    """The groups of four digits that are not zero, highest first, each with its name; the lowest has the empty name."""
    powers = zip((10**12, 10**8, 10**4, 1), [*names, ""], strict=True)
    return [(n // power % 10_000, name) for power, name in powers if n // power % 10_000]


def _number(n: int) -> str:
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


def _ordinal_en(n: int) -> str:
    """From one to a hundred; tens and ones are parted by a hyphen."""
    tens, hyphen, last = number_en(n).rpartition("-")
    regular = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return f"{tens}{hyphen}{_ENGLISH_ORDINALS.get(last, regular)}"


def _year_en(year: int) -> str:
    """In two halves: twenty twenty-six, nineteen oh five, nineteen hundred; but two thousand five."""
    century, rest = divmod(year, 100)
    if rest < 10 and century % 10 == 0:
        return number_en(year)
    later = number_en(rest) if rest >= 10 else f"oh {number_en(rest)}" if rest else "hundred"
    return f"{number_en(century)} {later}"


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
