"""Money: text becomes an integer exactly or not at all, and integers are rounded and divided to the last unit."""

from __future__ import annotations

import contextlib
import doctest
import importlib
import math
import pkgutil
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import payout
from payout import money
from payout.money import HIGHEST, NO_LIMIT, ROUNDINGS, Currency, NotAnAmount, Rounding, amount_of, currency, divided, rounded

YEN, EURO, DINAR, UNIDAD = currency("JPY"), currency("EUR"), currency("KWD"), currency("CLF")
MODULES = sorted(module.name for module in pkgutil.walk_packages(payout.__path__, "payout."))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


# ---- currencies


@pytest.mark.parametrize(
    ("code", "decimals", "unit"), [("JPY", 0, 1), ("KRW", 0, 1), ("EUR", 2, 100), ("USD", 2, 100), ("KWD", 3, 1_000), ("CLF", 4, 10_000)]
)
def test_a_currency_knows_its_minor_unit(code: str, decimals: int, unit: int) -> None:
    assert currency(code) == Currency(code, decimals)
    assert currency(code).unit == unit


def test_every_code_has_three_capitals_and_stands_once() -> None:
    codes = money.currencies()
    assert len(codes) == len(set(codes)) > 150
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in codes)


@pytest.mark.parametrize("code", ["jpy", "YEN", "", "XXX", "EURO"])
def test_what_is_no_currency_has_no_minor_unit(code: str) -> None:
    with pytest.raises(KeyError):
        currency(code)


@pytest.mark.parametrize(
    ("unit", "amount", "shown"),
    [
        (YEN, 0, "0"),
        (YEN, 1_234_567, "1,234,567"),
        (YEN, -1, "-1"),
        (EURO, 0, "0.00"),
        (EURO, 7, "0.07"),
        (EURO, -105, "-1.05"),
        (DINAR, 1_234_005, "1,234.005"),
        (UNIDAD, 10_001, "1.0001"),
    ],
)
def test_an_amount_is_shown_as_people_read_it(unit: Currency, amount: int, shown: str) -> None:
    assert unit.show(amount) == shown


@given(st.integers(0, HIGHEST), st.sampled_from([YEN, EURO, DINAR, UNIDAD]))
def test_what_is_shown_reads_back_once_its_commas_are_underscores(amount: int, unit: Currency) -> None:
    assert amount_of(unit.show(amount).replace(",", "_"), unit) == amount


# ---- text


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("0", YEN, 0),
        ("7", YEN, 7),
        ("150000", YEN, 150_000),
        ("150_000", YEN, 150_000),
        ("1_000_000", YEN, 1_000_000),
        ("1_000_000_000_000", YEN, HIGHEST),
        ("9806.50", EURO, 980_650),
        ("9_806.5", EURO, 980_650),
        ("9806", EURO, 980_600),
        ("0.07", EURO, 7),
        ("10_000_000_000.00", EURO, HIGHEST),
        ("1.005", DINAR, 1_005),
        ("1.0001", UNIDAD, 10_001),
    ],
)
def test_an_amount_in_major_units_becomes_minor_units(text: str, unit: Currency, amount: int) -> None:
    assert amount_of(text, unit) == amount


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("１５００００", "150_000"),
        ("１，５００", "1_500"),
        ("1,500", "1_500"),
        ("15万", "150_000"),
        ("１５万円", "150_000"),
        ("¥1,500", "1_500"),
        ("￥1500", "1_500"),
        ("1500円", "1_500"),
        ("012", "12"),
        ("00", "0"),
        ("1_0", "10"),
        ("1__000", "1_000"),
        ("1000_000", "1_000_000"),
        ("0_000", "0"),
    ],
)
def test_another_spelling_of_an_amount_is_refused_with_the_right_one(text: str, mended: str) -> None:
    with pytest.raises(NotAnAmount) as refused:
        amount_of(text, YEN)
    assert (refused.value.code, refused.value.mended) == ("amount-spelling", mended)
    assert amount_of(mended, YEN) >= 0


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("1e5", YEN, "not-an-amount"),
        ("0x10", YEN, "not-an-amount"),
        ("", YEN, "not-an-amount"),
        (" 5", YEN, "not-an-amount"),
        ("5.", EURO, "not-an-amount"),
        (".5", EURO, "not-an-amount"),
        ("1.5万", YEN, "not-an-amount"),
        ("百", YEN, "not-an-amount"),
        ("²", YEN, "not-an-amount"),
        ("٣", YEN, "not-an-amount"),
        ("none", YEN, "not-an-amount"),
        ("NaN", YEN, "not-an-amount"),
        ("-5", YEN, "amount-range"),
        ("-1_500.50", EURO, "amount-range"),
        ("1.5", YEN, "amount-decimals"),
        ("1.0", YEN, "amount-decimals"),
        ("9806.505", EURO, "amount-decimals"),
        ("1.0005", DINAR, "amount-decimals"),
        ("1000000000001", YEN, "amount-range"),
        ("10000000000.01", EURO, "amount-range"),
        ("9" * 40, YEN, "amount-range"),
        ("9" * 41, YEN, "amount-range"),
        ("1" + "_000" * 3_000, YEN, "amount-range"),
    ],
)
def test_what_is_no_amount_is_refused_and_nothing_is_guessed(text: str, unit: Currency, code: str) -> None:
    with pytest.raises(NotAnAmount) as refused:
        amount_of(text, unit)
    assert (refused.value.code, refused.value.mended) == (code, "")


@given(st.integers(0, HIGHEST), st.booleans(), st.sampled_from([YEN, EURO, DINAR, UNIDAD]))
def test_an_amount_is_read_exactly_however_it_is_grouped(amount: int, grouped: bool, unit: Currency) -> None:
    major, minor = divmod(amount, unit.unit)
    text = (f"{major:_}" if grouped else f"{major}") + (f".{minor:0{unit.decimals}}" if unit.decimals else "")
    assert amount_of(text, unit) == amount


@given(st.text(max_size=60), st.sampled_from([YEN, EURO]))
def test_any_text_is_an_amount_within_the_range_or_refused(text: str, unit: Currency) -> None:
    with contextlib.suppress(NotAnAmount):
        assert 0 <= amount_of(text, unit) <= HIGHEST


def test_no_limit_is_more_than_a_claim_can_reach() -> None:
    assert NO_LIMIT >= 1_000 * HIGHEST


# ---- rounding

FRACTIONS = st.tuples(st.integers(-(10**18), 10**18), st.integers(1, 10**9))
NEAR_HALVES = st.tuples(st.integers(-50, 50), st.integers(1, 8))


def nearest(value: Fraction, how: Rounding) -> int:
    """What each rounding means, said with exact fractions; half_up goes towards plus infinity."""
    down, up = math.floor(value), math.ceil(value)
    if how in ("down", "up"):
        return down if how == "down" else up
    if value - down != Fraction(1, 2):
        return down if value - down < Fraction(1, 2) else up
    return up if how == "half_up" or up % 2 == 0 else down


@pytest.mark.parametrize(
    ("numerator", "denominator", "down", "up", "half_up", "half_even"),
    [
        (0, 2, 0, 0, 0, 0),
        (1, 2, 0, 1, 1, 0),
        (3, 2, 1, 2, 2, 2),
        (5, 2, 2, 3, 3, 2),
        (-1, 2, -1, 0, 0, 0),
        (-3, 2, -2, -1, -1, -2),
        (1, 3, 0, 1, 0, 0),
        (2, 3, 0, 1, 1, 1),
        (7, 1, 7, 7, 7, 7),
    ],
)
def test_half_cases(numerator: int, denominator: int, down: int, up: int, half_up: int, half_even: int) -> None:
    assert [rounded(numerator, denominator, how) for how in ROUNDINGS] == [down, up, half_up, half_even]


@pytest.mark.parametrize("how", ROUNDINGS)
@given(fraction=FRACTIONS | NEAR_HALVES, to=st.sampled_from([1, 2, 10, 100, 1_000]) | st.integers(1, 10**6))
def test_rounding_is_exact_to_any_unit(how: Rounding, fraction: tuple[int, int], to: int) -> None:
    numerator, denominator = fraction
    found = rounded(numerator, denominator, how, to)
    assert found == to * nearest(Fraction(numerator, denominator * to), how)
    assert abs(found - Fraction(numerator, denominator)) < to


@given(fraction=FRACTIONS | NEAR_HALVES, to=st.integers(1, 1_000))
def test_down_and_up_enclose_the_other_roundings(fraction: tuple[int, int], to: int) -> None:
    down, up, half_up, half_even = (rounded(*fraction, how, to) for how in ROUNDINGS)
    assert down <= half_even <= half_up <= up <= down + to


# ---- dividing


@given(st.integers(0, NO_LIMIT), st.integers(1, 366))
def test_parts_add_up_exactly_and_differ_by_at_most_one(amount: int, parts: int) -> None:
    found = divided(amount, parts)
    assert len(found) == parts
    assert sum(found) == amount
    assert max(found) - min(found) <= 1


@pytest.mark.parametrize(("amount", "parts", "found"), [(100, 3, (33, 33, 34)), (2, 3, (0, 1, 1)), (0, 2, (0, 0)), (7, 1, (7,))])
def test_the_first_parts_are_never_the_larger(amount: int, parts: int, found: tuple[int, ...]) -> None:
    assert divided(amount, parts) == found
