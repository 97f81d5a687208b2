"""Values: one scalar, read for its type, is one integer or one problem; what was read is printed so that it reads back."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payout.messages import spoken
from payout.money import currency
from payout.problem import Position, Problem
from payout.source import Kind, Scalar
from payout.values import (
    LAST_DAY,
    RATE_UNIT,
    Type,
    as_text,
    count_of,
    day_of,
    day_text,
    label_of,
    minute_of,
    minute_text,
    money_of,
    rate_fact_of,
    rate_of,
    rate_text,
    value_of,
    word_of,
    yes_no_of,
)

YEN, EURO = currency("JPY"), currency("EUR")
AT = Position("claim.yaml", 4, 12, 3)
PLANS = ("0-10", "5-10", "一律")


def written(text: str, kind: Kind = "yaml") -> Scalar:
    return Scalar(AT, text, kind)


def code(found: object) -> str:
    assert isinstance(found, Problem), found
    assert found.at == AT
    assert found.sentence()
    return found.code


# ---- money


@pytest.mark.parametrize(
    ("text", "kind", "minor_units"),
    [
        ("9806.50", "yaml", 980_650),
        ("9806.50", "text", 980_650),
        ("9806", "yaml", 980_600),
        ("9806", "number", 9_806),
        ("0", "number", 0),
        ("1000000000000", "number", 10**12),
    ],
)
def test_text_is_in_major_units_and_a_json_number_in_minor_units(text: str, kind: Kind, minor_units: int) -> None:
    assert money_of(written(text, kind), EURO) == minor_units


@pytest.mark.parametrize(
    ("text", "kind", "refusal"),
    [
        ("1,500", "yaml", "amount-spelling"),
        ("1.5", "yaml", "amount-decimals"),
        ("-5", "yaml", "amount-range"),
        ("many", "yaml", "not-an-amount"),
        ("1500", "string", "amount-json"),
        ("yes", "true", "amount-json"),
        ("no", "false", "amount-json"),
        ("-5", "number", "amount-range"),
        ("1000000000001", "number", "amount-range"),
        ("99999999999999999999", "number", "amount-range"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, kind: Kind, refusal: str) -> None:
    assert code(money_of(written(text, kind), YEN)) == refusal


def test_a_refused_amount_says_what_to_write() -> None:
    assert str(money_of(written("１，５００円"), YEN)) == (
        "claim.yaml:4:12: '１，５００円' is not how an amount is written here. Write 1_500."
    )
    assert str(money_of(written("0.005"), EURO)) == "claim.yaml:4:12: '0.005' has more decimals than EUR has. Write at most 2 decimals."
    assert str(money_of(written("-1"), EURO)) == "claim.yaml:4:12: '-1' is beyond the range of amounts, 0 to 10,000,000,000."


# ---- counts


@pytest.mark.parametrize(("text", "count"), [("0", 0), ("7", 7), ("366", 366), ("10_000", 10_000), ("1_000_000", 1_000_000)])
def test_a_count_is_a_whole_number(text: str, count: int) -> None:
    assert count_of(written(text)) == count == count_of(written(text, "text"))


@pytest.mark.parametrize("text", ["-1", "012", "1.0", "1e3", "1_0", "２", "1,000", "", "two", "9" * 16, "1" + "_000" * 1_500])
def test_what_is_no_whole_number_is_no_count(text: str) -> None:
    assert code(count_of(written(text))) == "not-a-count"


@pytest.mark.parametrize(("text", "kind"), [("yes", "true"), ("no", "false"), ("5", "string")])
def test_what_json_does_not_call_a_number_is_no_count(text: str, kind: Kind) -> None:
    assert code(count_of(written(text, kind))) == "not-a-count"


# ---- rates


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("20%", Fraction(1, 5)),
        ("9.25%", Fraction(37, 400)),
        ("0.000001%", Fraction(1, 10**8)),
        ("1/9", Fraction(1, 9)),
        ("150%", Fraction(3, 2)),
    ],
)
def test_a_rate_of_the_policy_is_an_exact_fraction(text: str, rate: Fraction) -> None:
    assert rate_of(written(text)) == rate


@pytest.mark.parametrize("text", ["20", "0.2", "1/0", "-5%", "1 / 9", "20 %", "２０%", "1.0000001%", ".5%", "%", "1/09"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    assert code(rate_of(written(text))) == "not-a-rate"


@pytest.mark.parametrize(
    ("text", "kind", "hundredths"),
    [
        ("70", "yaml", 7_000),
        ("70%", "yaml", 7_000),
        ("70%", "text", 7_000),
        ("12.34%", "text", 1_234),
        ("0", "yaml", 0),
        ("33.5", "yaml", 3_350),
    ],
)
def test_a_rate_that_a_claim_gives_is_in_hundredths_of_a_percent(text: str, kind: Kind, hundredths: int) -> None:
    assert rate_fact_of(written(text, kind)) == hundredths


@pytest.mark.parametrize(
    ("text", "kind", "refusal"),
    [
        ("70", "text", "rate-sign"),
        ("70", "number", "rate-sign"),
        ("1/3", "yaml", "not-a-percentage"),
        ("12.345%", "yaml", "not-a-percentage"),
        ("seventy", "yaml", "not-a-percentage"),
    ],
)
def test_a_rate_that_cannot_be_told_for_sure_is_refused(text: str, kind: Kind, refusal: str) -> None:
    assert code(rate_fact_of(written(text, kind))) == refusal


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [(1, 5, "20%"), (37, 400, "9.25%"), (1, 9, "1/9"), (3, 2, "150%"), (0, 7, "0%"), (1, 10**6, "0.0001%"), (1, 10**7, "1/10000000")],
)
def test_a_rate_is_printed_in_percent_where_that_is_short(numerator: int, denominator: int, text: str) -> None:
    assert rate_text(numerator, denominator) == text


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_printed_rate_reads_back_as_the_same_fraction(numerator: int, denominator: int) -> None:
    assert rate_of(written(rate_text(numerator, denominator))) == Fraction(numerator, denominator)


# ---- yes and no, words, labels


@pytest.mark.parametrize(("text", "kind", "value"), [("yes", "yaml", 1), ("no", "yaml", 0), ("yes", "true", 1), ("no", "false", 0)])
def test_yes_is_one_and_no_is_nought(text: str, kind: Kind, value: int) -> None:
    assert yes_no_of(written(text, kind)) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("true", "yaml"),
        ("Yes", "yaml"),
        ("on", "yaml"),
        ("y", "yaml"),
        ("1", "number"),
        ("yes", "text"),
        ("yes", "string"),
        ("はい", "yaml"),
    ],
)
def test_other_words_for_yes_are_refused(text: str, kind: Kind) -> None:
    assert code(yes_no_of(written(text, kind))) == "not-yes-no"


def test_a_word_of_a_choice_is_its_number() -> None:
    assert [word_of(written(plan), "plan", PLANS) for plan in PLANS] == [0, 1, 2]
    refused = word_of(written("5-1O"), "plan", PLANS)
    assert str(refused) == "claim.yaml:4:12: '5-1O' is not a value of 'plan'. Did you mean '5-10'?"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("見本 太郎", "見本 太郎"),
        ("  見本　 太郎 ", "見本 太郎"),
        ("Ａ", "A"),
        ("ｶﾞ", "ガ"),
        ("か\u3099", "が"),
        ("㈱", "(株)"),
        ("x" * 100, "x" * 100),
    ],
)
def test_a_label_is_compared_without_regard_to_width_and_spaces(text: str, label: str) -> None:
    assert label_of(written(text)) == label


@pytest.mark.parametrize(
    ("text", "kind"), [("", "yaml"), (" 　", "text"), ("x" * 101, "yaml"), ("㈱" * 34, "yaml"), ("yes", "true"), ("5", "number")]
)
def test_a_label_has_1_to_100_characters(text: str, kind: Kind) -> None:
    assert code(label_of(written(text, kind))) == "not-a-label"


# ---- dates and moments


@given(st.dates(datetime.date(1970, 1, 1), LAST_DAY))
def test_a_date_is_its_number_of_days_since_1970(date: datetime.date) -> None:
    number = day_of(written(date.isoformat()))
    assert number == (date - datetime.date(1970, 1, 1)).days
    assert day_text(number) == date.isoformat()


@pytest.mark.parametrize(
    "text", ["2026-02-29", "2026-13-01", "2026-1-31", "20260131", "31.01.2026", "2026-01-31T00:00", "令和8年1月31日", ""]
)
def test_what_is_no_date_of_the_calendar_is_refused(text: str) -> None:
    assert code(day_of(written(text))) == "not-a-date"


@given(st.datetimes(datetime.datetime(1970, 1, 1), datetime.datetime(2200, 12, 31)), st.sampled_from("T "))
def test_a_moment_is_its_number_of_minutes_since_1970(moment: datetime.datetime, between: str) -> None:
    text = moment.isoformat(between, "minutes")
    number = minute_of(written(text))
    assert number == (moment - datetime.datetime(1970, 1, 1)) // datetime.timedelta(minutes=1)
    assert minute_text(number) == text.replace(" ", "T")


@pytest.mark.parametrize("text", ["2026-01-31", "2026-01-31T24:00", "2026-01-31T18:60", "2026-02-30T18:40", "2026-01-31T18:40:00", "18:40"])
def test_what_is_no_moment_is_refused(text: str) -> None:
    assert code(minute_of(written(text))) == "not-a-moment"


# ---- by type

MONEY, COUNT, RATE, YES_NO = Type("money"), Type("count"), Type("rate"), Type("yes_no")
DATE, MOMENT, CHOICE = Type("date"), Type("moment"), Type("choice", (), PLANS)


@pytest.mark.parametrize(
    ("type_", "text", "value", "printed"),
    [
        (MONEY, "1_500", 1_500, "1,500"),
        (COUNT, "1_500", 1_500, "1,500"),
        (RATE, "12.5%", 1_250, "12.5%"),
        (YES_NO, "no", 0, "no"),
        (YES_NO, "yes", 1, "yes"),
        (DATE, "1970-01-02", 1, "1970-01-02"),
        (MOMENT, "1970-01-02T00:01", 1_441, "1970-01-02T00:01"),
        (CHOICE, "一律", 2, "一律"),
    ],
)
def test_each_type_reads_and_prints_its_values(type_: Type, text: str, value: int, printed: str) -> None:
    assert value_of(written(text), type_, YEN, "given") == value
    assert as_text(value, type_, YEN) == printed


@pytest.mark.parametrize(
    ("type_", "text", "allowed", "ends"),
    [
        (MONEY, "5", (6, 10), "6 to 10"),
        (MONEY, "11", (6, 10), "6 to 10"),
        (COUNT, "10_001", None, "0 to 10,000"),
        (RATE, "1001%", None, "0% to 1000%"),
        (RATE, "9%", (1_000, RATE_UNIT), "10% to 100%"),
        (DATE, "1969-12-31", None, "1970-01-01 to 2200-12-31"),
        (DATE, "2201-01-01", None, "1970-01-01 to 2200-12-31"),
        (MOMENT, "2200-12-31T00:01", None, "1970-01-01T00:00 to 2200-12-31T00:00"),
        (YES_NO, "yes", (0, 0), "no to no"),
    ],
)
def test_a_value_outside_its_range_is_refused_with_the_range(type_: Type, text: str, allowed: tuple[int, int] | None, ends: str) -> None:
    found = value_of(written(text), type_, YEN, "given", allowed)
    assert code(found) == "out-of-range"
    assert f"is outside the range of 'given', {ends}." in str(found)


@pytest.mark.parametrize("ends", [(6, 10), (6, 6)])
def test_both_ends_belong_to_a_range(ends: tuple[int, int]) -> None:
    assert [value_of(written(str(end)), MONEY, YEN, "given", ends) for end in ends] == list(ends)


def test_a_refusal_is_not_asked_for_its_range() -> None:
    assert code(value_of(written("1e5"), MONEY, YEN, "given", (6, 10))) == "not-an-amount"


# ---- types in words


@pytest.mark.parametrize(
    ("type_", "said"),
    [
        (MONEY, "an amount per accident"),
        (Type("money", (("night", -1), ("person", -1))), "an amount per night and person"),
        (Type("money", (("km", 1),)), "an amount of km"),
        (Type("money", (("km", 1), ("person", -1))), "an amount of km per person"),
        (COUNT, "a count"),
        (Type("count", (("night", 1),)), "a count of night"),
        (RATE, "a rate"),
        (YES_NO, "a condition"),
        (CHOICE, "a choice"),
        (DATE, "a date"),
        (Type("label"), "a label"),
    ],
)
def test_a_type_says_what_it_is_and_its_basis(type_: Type, said: str) -> None:
    assert str(type_) == said


def test_a_type_is_said_in_japanese_with_its_basis_first() -> None:
    said = [Type("money", (("night", -1), ("person", -1))), Type("money", (("km", 1), ("person", -1))), COUNT]
    assert [spoken(type_.said(), "ja") for type_ in said] == ["金額（night と person ごと）", "金額（km）（person ごと）", "数量"]


@pytest.mark.parametrize("type_", [MONEY, COUNT, RATE, YES_NO, DATE, MOMENT, CHOICE, Type("label"), Type("number"), Type("choice")])
def test_a_range_of_a_type_is_never_empty(type_: Type) -> None:
    low, high = type_.range()
    assert 0 <= low <= high
