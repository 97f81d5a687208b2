"""Money is an integer of minor units. No float passes this door; text becomes an integer here, exactly or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

HIGHEST = 10**12
"""The largest amount that a claim or a policy may state, in minor units."""

NO_LIMIT = 10**15
"""What `none` closes a limit to: more than 1,000 expenses of the highest amount can reach."""

Rounding = Literal["down", "up", "half_up", "half_even"]
ROUNDINGS: tuple[Rounding, ...] = ("down", "up", "half_up", "half_even")

_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_WITH_THREE = "BHD IQD JOD KWD LYD OMR TND"
_WITH_FOUR = "CLF UYW"
_WITH_TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE"
    " CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW"
    " KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK"
    " PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS"
    " UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG"
)
_DECIMALS = {
    code: decimals
    for codes, decimals in ((_WITHOUT_DECIMALS, 0), (_WITH_TWO, 2), (_WITH_THREE, 3), (_WITH_FOUR, 4))
    for code in codes.split()
}
AMOUNT = re.compile(r"(0|[1-9][0-9]{0,2}(?:_[0-9]{3})+|[1-9][0-9]*)(?:\.([0-9]+))?")
"""How an amount is written in a policy or a claim, in major units."""


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency: its code and the number of decimals of its minor unit (yen 0, euro 2, dinar 3)."""

    code: str
    decimals: int

    @property
    def unit(self) -> int:
        """Minor units in one major unit: 1 for yen, 100 for euro."""
        return (1, 10, 100, 1_000, 10_000)[self.decimals]

    def show(self, amount: int) -> str:
        """The amount as people read it.

        >>> Currency("JPY", 0).show(128400), Currency("EUR", 2).show(-5), Currency("EUR", 2).show(980650)
        ('128,400', '-0.05', '9,806.50')
        """
        sign = "-" if amount < 0 else ""
        major, minor = divmod(abs(amount), self.unit)
        return f"{sign}{major:,}" + (f".{minor:0{self.decimals}}" if self.decimals else "")


def currency(code: str) -> Currency:
    """The currency of an ISO 4217 code. Raises KeyError for a code that is none.

    >>> currency("JPY")
    Currency(code='JPY', decimals=0)
    """
    return Currency(code, _DECIMALS[code])


def currencies() -> tuple[str, ...]:
    """All codes, for messages that name a near match."""
    return tuple(_DECIMALS)


class NotAnAmount(ValueError):
    """The text is no amount. `code` is the complaint's code; `mended` the text that was probably meant, or empty."""

    def __init__(self, code: str, mended: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.mended = mended


def amount_of(text: str, unit: Currency) -> int:
    """Minor units of an amount in major units: `150_000`, `9806.50`. Exact; raises NotAnAmount with what to write instead.

    >>> amount_of("9806.5", Currency("EUR", 2)), amount_of("150_000", Currency("JPY", 0))
    (980650, 150000)
    """
    match = AMOUNT.fullmatch(text) if len(text) <= 40 else None
    if match is None:
        raise _misspelt(text, unit)
    major, minor = match[1].replace("_", ""), match[2] or ""
    if len(minor) > unit.decimals:
        raise NotAnAmount("amount-decimals")
    amount = int(major + minor.ljust(unit.decimals, "0"))
    if amount > HIGHEST:
        raise NotAnAmount("amount-range")
    return amount


def _misspelt(text: str, unit: Currency) -> NotAnAmount:
    """What is wrong with the spelling, and the right one where there is only one that could be meant."""
    if len(text) > 40 or re.fullmatch(r"-[0-9_,.]+", text):
        return NotAnAmount("amount-range")
    plain = text.translate(str.maketrans("０１２３４５６７８９，．＿", "0123456789,._"))
    if unit.code == "JPY":
        plain = re.sub(r"^[¥￥]|円$", "", plain)
    if re.fullmatch(r"[0-9]{1,3}([,_][0-9]{3})+(\.[0-9]+)?", plain):
        plain = plain.replace(",", "")
    if re.fullmatch(r"[0-9_]+(\.[0-9]+)?", plain):
        plain = plain.replace("_", "")
    if re.fullmatch(r"[0-9]+万", plain):
        plain = plain[:-1] + "0000"
    match = re.fullmatch(r"([0-9]{1,15})(?:\.([0-9]{1,4}))?", plain)
    if match is None or len(match[2] or "") > unit.decimals:
        return NotAnAmount("not-an-amount")
    return NotAnAmount("amount-spelling", f"{int(match[1]):_}" + (f".{match[2]}" if match[2] else ""))


def rounded(numerator: int, denominator: int, how: Rounding, to: int = 1) -> int:
    """The fraction rounded to a multiple of `to`. `denominator` and `to` are at least 1. Half cases: see the tests.

    >>> [rounded(5, 2, how) for how in ROUNDINGS], rounded(-5, 2, "half_up"), rounded(149, 1, "down", 100)
    ([2, 3, 3, 2], -2, 100)
    """
    denominator *= to
    if how == "down":
        whole = numerator // denominator
    elif how == "up":
        whole = -(-numerator // denominator)
    elif how == "half_up":
        whole = (2 * numerator + denominator) // (2 * denominator)
    else:
        whole, rest = divmod(numerator, denominator)
        whole += 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
    return whole * to


def divided(amount: int, parts: int) -> tuple[int, ...]:
    """`amount` in `parts` nearly equal parts by running total: they add up exactly and differ by at most one unit.

    >>> divided(100, 3), sum(divided(100, 3))
    ((33, 33, 34), 100)
    """
    ends = [amount * part // parts for part in range(parts + 1)]
    return tuple(ends[part + 1] - ends[part] for part in range(parts))
