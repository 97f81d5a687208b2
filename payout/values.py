"""One scalar → the integer that its type means, or the problem with it. Policies and claims read their values here alike.

Money in YAML is in major units (`150_000`, `9806.50`), a JSON number is in minor units. yes is 1; a date is days and a
moment minutes since 1970-01-01; a rate fact is in hundredths of a percent; a choice is the index of its word.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from payout.messages import Said, joined, phrase, spoken
from payout.money import HIGHEST, Currency, NotAnAmount, amount_of
from payout.problem import Problem, near
from payout.source import Scalar

Unit = tuple[tuple[str, int], ...]
TypeName = Literal["money", "count", "rate", "yes_no", "date", "moment", "label", "choice", "number"]
Range = tuple[int, int]

RATE_UNIT = 10_000
"""A rate given as a fact has at most two decimals of a percent: it is an integer over 10,000."""

LONGEST_LABEL = 100
HIGHEST_COUNT = 10_000
"""Of a count that states no range: a slip of a digit is found at the door."""
OPEN_COUNT, LARGEST_COUNT = 10**9, 10**12
"""Where a range that is stated is open, and where its end may lie at most."""
FIRST_DAY, LAST_DAY = datetime.date(1970, 1, 1), datetime.date(2200, 12, 31)
_EPOCH = FIRST_DAY.toordinal()
COUNT = re.compile(r"0|[1-9][0-9]{0,2}(_[0-9]{3}){1,4}|[1-9][0-9]{0,14}")
RATE = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,6}))?%|([0-9]{1,9})/([1-9][0-9]{0,8})")
DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
MINUTE = re.compile(rf"({DAY.pattern})[T ]([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Type:
    """What a value is: its kind, its unit as names with exponents (`accident` is the unit 1), a choice's words."""

    name: TypeName
    unit: Unit = ()
    words: tuple[str, ...] = ()

    def said(self) -> Said:
        """`an amount per person and night`, `a count of km`."""
        over = [name for name, power in self.unit if power > 0]
        under = [name for name, power in self.unit if power < 0]
        if self.name == "money" and not over:
            under = under or ["accident"]
        named = phrase(self.name)
        counted = phrase("counted", type=named, unit=joined(over)) if over else named
        return phrase("on-basis", type=counted, basis=joined(under)) if under else counted

    def __str__(self) -> str:
        return spoken(self.said(), "en")

    def range(self) -> Range:
        """The range of a fact of this type that states none."""
        ends: dict[TypeName, Range] = {
            "money": (0, HIGHEST),
            "count": (0, HIGHEST_COUNT),
            "rate": (0, 10 * RATE_UNIT),
            "yes_no": (0, 1),
            "date": (0, (LAST_DAY - FIRST_DAY).days),
            "moment": (0, (LAST_DAY - FIRST_DAY).days * 1440),
            "label": (0, 10**6),
            "choice": (0, max(0, len(self.words) - 1)),
            "number": (0, 1),
        }
        return ends[self.name]


def value_of(scalar: Scalar, type_: Type, currency: Currency, name: str = "", allowed: Range | None = None) -> int | Problem:
    """The integer that the scalar means for a type; labels are not integers and are read by `label_of`."""
    low, high = allowed or type_.range()
    match type_.name:
        case "money":
            value = money_of(scalar, currency)
        case "count":
            value = count_of(scalar)
        case "rate":
            value = rate_fact_of(scalar)
        case "yes_no":
            value = yes_no_of(scalar)
        case "date":
            value = day_of(scalar)
        case "moment":
            value = minute_of(scalar)
        case _:
            value = word_of(scalar, name, type_.words)
    if isinstance(value, int) and not low <= value <= high:
        ends = (as_text(end, type_, currency) for end in (low, high))
        return Problem(scalar.at, "out-of-range", {"given": scalar.text, "name": name, "low": next(ends), "high": next(ends)})
    return value


def money_of(scalar: Scalar, currency: Currency) -> int | Problem:
    """Minor units; a JSON number is minor units already."""
    given = {"given": scalar.text[:60]}
    if scalar.kind in ("string", "true", "false"):
        return Problem(scalar.at, "amount-json", given)
    if scalar.kind == "number":
        whole = _whole(scalar)
        if not isinstance(whole, int) or not 0 <= whole <= HIGHEST:
            return Problem(scalar.at, "amount-range", {**given, "high": f"{HIGHEST:,}"})
        return whole
    try:
        return amount_of(scalar.text, currency)
    except NotAnAmount as error:
        values = {**given, "help": error.mended, "currency": currency.code, "high": f"{HIGHEST // currency.unit:,}"}
        most = phrase("most-decimals", number=str(currency.decimals)) if currency.decimals else phrase("no-decimals")
        return Problem(scalar.at, error.code, values, most if error.code == "amount-decimals" else "")


def count_of(scalar: Scalar) -> int | Problem:
    """A whole number, 0 or more."""
    whole = _whole(scalar)
    return Problem(scalar.at, "not-a-count", {"given": scalar.text[:60]}) if whole is None else whole


def _whole(scalar: Scalar) -> int | None:
    return int(scalar.text.replace("_", "")) if scalar.kind not in ("string", "true", "false") and COUNT.fullmatch(scalar.text) else None


def rate_of(scalar: Scalar) -> Fraction | Problem:
    """An exact fraction: `20%`, `9.25%`, `1/9`."""
    match = RATE.fullmatch(scalar.text)
    if match is None:
        return Problem(scalar.at, "not-a-rate", {"given": scalar.text[:60]})
    if match[3]:
        return Fraction(int(match[3]), int(match[4]))
    decimals = match[2] or ""
    return Fraction(int(match[1] + decimals), 100 * 10 ** len(decimals))


def rate_fact_of(scalar: Scalar) -> int | Problem:
    """A rate in hundredths of a percent. A bare `70` means 70% in YAML; in JSON and in quotes the sign is needed."""
    text = scalar.text
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", text):
        if scalar.kind != "yaml":
            return Problem(scalar.at, "rate-sign", {"given": text})
        text += "%"
    rate = rate_of(Scalar(scalar.at, text))
    if isinstance(rate, Problem) or "/" in text or (rate * RATE_UNIT).denominator != 1:
        return Problem(scalar.at, "not-a-percentage", {"given": scalar.text[:60]})
    return int(rate * RATE_UNIT)


def yes_no_of(scalar: Scalar) -> int | Problem:
    """1 for yes, 0 for no: the plain words in YAML, true and false in JSON."""
    if scalar.kind in ("yaml", "true", "false") and scalar.text in ("yes", "no"):
        return int(scalar.text == "yes")
    wanted = phrase("yes-or-no" if scalar.kind in ("yaml", "text") else "true-or-false")
    return Problem(scalar.at, "not-yes-no", {"given": scalar.text[:60], "help": wanted})


def day_of(scalar: Scalar) -> int | Problem:
    """Days since 1970-01-01 of an ISO date, 1970 to 2200."""
    try:
        if not DAY.fullmatch(scalar.text):
            raise ValueError
        return datetime.date.fromisoformat(scalar.text).toordinal() - _EPOCH
    except ValueError:
        return Problem(scalar.at, "not-a-date", {"given": scalar.text[:60]})


def minute_of(scalar: Scalar) -> int | Problem:
    """Minutes since 1970-01-01T00:00 of an ISO local minute."""
    match = MINUTE.fullmatch(scalar.text)
    day = day_of(Scalar(scalar.at, match[1])) if match else None
    if match is None or not isinstance(day, int):
        return Problem(scalar.at, "not-a-moment", {"given": scalar.text[:60]})
    return day * 1440 + int(match[2]) * 60 + int(match[3])


def word_of(scalar: Scalar, name: str, words: tuple[str, ...]) -> int | Problem:
    """The index of a choice's word."""
    if scalar.text in words:
        return words.index(scalar.text)
    return Problem(scalar.at, "unknown-word", {"given": scalar.text[:60], "name": name}, near(scalar.text, words))


def label_of(scalar: Scalar) -> str | Problem:
    """A label as it is compared: NFKC, trimmed, spaces collapsed; 1 to 100 characters."""
    label = " ".join(unicodedata.normalize("NFKC", scalar.text).split())
    if scalar.kind in ("number", "true", "false") or not 1 <= len(label) <= LONGEST_LABEL:
        return Problem(scalar.at, "not-a-label")
    return label


def day_text(day: int) -> str:
    """The ISO date of a number of days since 1970-01-01.

    >>> day_text(0)
    '1970-01-01'
    """
    return datetime.date.fromordinal(day + _EPOCH).isoformat()


def minute_text(minute: int) -> str:
    """The ISO local minute of a number of minutes since 1970-01-01T00:00."""
    return f"{day_text(minute // 1440)}T{minute % 1440 // 60:02}:{minute % 60:02}"


def rate_text(numerator: int, denominator: int = RATE_UNIT) -> str:
    """A rate as it is printed: in percent where that is exact with few decimals, else as a fraction.

    >>> rate_text(7000), rate_text(37, 400), rate_text(1, 9)
    ('70%', '9.25%', '1/9')
    """
    rate = Fraction(numerator, denominator)
    percent = rate * 100
    for decimals in range(5):
        if (percent * 10**decimals).denominator == 1:
            whole, part = divmod(int(percent * 10**decimals), 10**decimals)
            return f"{whole}.{part:0{decimals}}%" if decimals else f"{whole}%"
    return f"{rate.numerator}/{rate.denominator}"


def as_text(value: int, type_: Type, currency: Currency) -> str:
    """A value as people read it, without its unit; a choice as its word."""
    match type_.name:
        case "money":
            return currency.show(value)
        case "rate":
            return rate_text(value)
        case "yes_no":
            return "yes" if value else "no"
        case "date":
            return day_text(value)
        case "moment":
            return minute_text(value)
        case "choice":
            return type_.words[value]
        case _:
            return f"{value:,}"
