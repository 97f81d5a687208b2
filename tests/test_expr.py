"""The waist: dates by integer arithmetic, folding that changes no value, bounds that hold, and what can be asked of an expression."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payout import expr, money
from payout.expr import (
    NO,
    ONE,
    YES,
    ZERO,
    AtMost,
    Between,
    Billed,
    Both,
    Const,
    Either,
    Equal,
    Expr,
    Fact,
    Floor,
    Greatest,
    If,
    Least,
    Less,
    Mark,
    Minus,
    Not,
    NoValue,
    Of,
    Paid,
    Plus,
    Ref,
    Since,
    Span,
    Times,
)
from payout.money import ROUNDINGS, Rounding

EPOCH = datetime.date(1970, 1, 1)
TODAY = 20_000
ENDS = {"a": (-30, 30), "b": (0, 5), "c": (7, 7), "yes": (0, 1), "other": (0, 1), "row": (1, 9)}
DEFINED = Plus(Fact("a"), Times(Fact("b"), Fact("c")))


def day(text: str) -> int:
    return (datetime.date.fromisoformat(text) - EPOCH).days


# ---- a second judge: what an expression means, said as plainly as it can be


def value(node: Expr, facts: Mapping[str, int]) -> int:
    """The value of an expression; `Of`, `Paid` and `Billed` are looked up by what they name, and every part is evaluated."""
    parts = [value(part, facts) for part in expr.children(node)]
    match node:
        case Const(known):
            return known
        case Fact(name) | Mark(name):
            return facts[name]
        case Of(what):
            return facts[what]
        case Paid(coverage):
            return facts[coverage]
        case Billed(kinds):
            return sum(facts[kind] for kind in kinds)
        case Ref():
            return value(DEFINED, facts)
        case Since(first):
            return int(first <= TODAY)
        case Plus():
            return parts[0] + parts[1]
        case Minus():
            return parts[0] - parts[1]
        case Times():
            return parts[0] * parts[1]
        case Floor():
            return parts[0] // parts[1]
        case Least():
            return min(parts)
        case Greatest():
            return max(parts)
        case If():
            return parts[1] if parts[0] else parts[2]
        case Less():
            return int(parts[0] < parts[1])
        case AtMost():
            return int(parts[0] <= parts[1])
        case Equal():
            return int(parts[0] == parts[1])
        case Both():
            return int(parts[0] == 1 and parts[1] == 1)
        case Either():
            return int(parts[0] == 1 or parts[1] == 1)
        case Not():
            return 1 - parts[0]
        case Between(function):
            return expr.between(function, parts[0], parts[1])
    raise AssertionError(node)


def constants(low: int, high: int) -> st.SearchStrategy[Expr]:
    return st.builds(Const, st.integers(low, high))


SOURCES: list[Expr] = [
    Fact("a"),
    Fact("b"),
    Fact("c"),
    Mark("row"),
    Of("x"),
    Of("total"),
    Paid("towing"),
    Billed(("taxi", "train")),
    Ref("defined"),
]
DATES = st.builds(Between, st.sampled_from(["days_between", "months_started"]), constants(0, 40_000), constants(0, 40_000))
LEAVES: st.SearchStrategy[Expr] = st.one_of(constants(-20, 20), st.sampled_from(SOURCES), DATES)
TRUTHS: st.SearchStrategy[Expr] = st.one_of(
    st.sampled_from([YES, NO, Fact("yes"), Fact("other")]), st.builds(Since, st.integers(TODAY - 5, TODAY + 5))
)
DIVISORS: st.SearchStrategy[Expr] = st.one_of(constants(1, 9), st.sampled_from([Fact("c"), Mark("row")]))


@st.composite
def numbers(draw: st.DrawFn, deepest: int) -> Expr:
    if deepest == 0 or draw(st.integers(0, 3)) == 0:
        return draw(LEAVES)
    left, right = draw(numbers(deepest - 1)), draw(numbers(deepest - 1))
    kind = draw(st.sampled_from([Plus, Minus, Times, Least, Greatest, Floor, If]))
    if kind is Floor:
        return Floor(left, draw(DIVISORS))
    if kind is If:
        return If(draw(conditions(deepest - 1)), left, right)
    found: Expr = kind(left, right)
    return found


@st.composite
def conditions(draw: st.DrawFn, deepest: int) -> Expr:
    kind: Any = draw(st.sampled_from(["known", "known", "not", Less, AtMost, Equal, Both, Either])) if deepest else "known"
    if kind == "known":
        return draw(TRUTHS)
    if kind == "not":
        return Not(draw(conditions(deepest - 1)))
    part = numbers if kind in (Less, AtMost, Equal) else conditions
    found: Expr = kind(draw(part(deepest - 1)), draw(part(deepest - 1)))
    return found


EXPRESSIONS = numbers(4)
FACTS = st.fixed_dictionaries({name: st.integers(low, high) for name, (low, high) in ENDS.items()}).flatmap(
    lambda facts: st.fixed_dictionaries({name: st.integers(0, 1_000) for name in ("x", "total", "towing", "taxi", "train")}).map(
        lambda more: {**facts, **more}
    )
)


def ranges_of(node: Expr) -> tuple[int, int]:
    return expr.range_of(node, ENDS, lambda _: expr.range_of(DEFINED, ENDS, lambda name: (0, len(name))))


# ---- dates


def test_days_are_the_days_of_the_calendar() -> None:
    """Every day of the years that a claim may name, the leap years and centuries among them."""
    date = EPOCH
    for number in range(day("2200-12-31") + 1):
        assert expr.civil(number) == (date.year, date.month, date.day)
        assert expr.day_number(date.year, date.month, date.day) == number
        date += datetime.timedelta(1)


@given(st.dates(min_value=datetime.date(1, 1, 1)))
def test_days_before_1970_count_downwards(date: datetime.date) -> None:
    number = (date - EPOCH).days
    assert expr.civil(number) == (date.year, date.month, date.day)
    assert expr.day_number(date.year, date.month, date.day) == number


def months_later(date: datetime.date, months: int) -> datetime.date:
    """The same day of a later month; where the month is too short, its last day."""
    month = date.month - 1 + months
    for last in (date.day, 30, 29, 28):
        try:
            return datetime.date(date.year + month // 12, month % 12 + 1, min(date.day, last))
        except ValueError:
            continue
    raise AssertionError(date)


DAYS = st.dates(datetime.date(1970, 1, 1), datetime.date(2100, 12, 31))
MONTH_ENDS = st.builds(lambda year, month: months_later(datetime.date(year, 1, 31), month), st.integers(1999, 2025), st.integers(0, 11))


@given(DAYS | MONTH_ENDS, st.integers(-300, 300))
def test_a_month_later_is_the_same_day_or_the_months_last(date: datetime.date, months: int) -> None:
    assert expr.months_after((date - EPOCH).days, months) == (months_later(date, months) - EPOCH).days


@given(DAYS | MONTH_ENDS, st.integers(0, 1_500))
def test_months_and_years_are_counted_one_by_one(start: datetime.date, days: int) -> None:
    """Against the naive definition: walk the months until the next one would be too late."""
    end = start + datetime.timedelta(days)
    completed = 0
    while months_later(start, completed + 1) <= end:
        completed += 1
    started = completed if months_later(start, completed) == end else completed + 1
    first, last = (start - EPOCH).days, (end - EPOCH).days
    assert expr.between("months_completed", first, last) == completed
    assert expr.between("months_started", first, last) == started
    assert expr.between("years_completed", first, last) == completed // 12
    assert expr.between("days_between", first, last) == days


@pytest.mark.parametrize(
    ("function", "start", "end", "found"),
    [
        ("days_between", "2024-02-28", "2024-03-01", 2),
        ("days_between", "2024-03-01", "2024-02-28", -2),
        ("months_completed", "2024-01-31", "2024-02-29", 1),
        ("months_completed", "2024-01-31", "2024-02-28", 0),
        ("months_completed", "2023-01-31", "2023-02-28", 1),
        ("months_completed", "2024-05-15", "2024-05-15", 0),
        ("months_completed", "2024-05-15", "2024-05-14", -1),
        ("months_started", "2024-05-15", "2024-05-15", 0),
        ("months_started", "2024-05-15", "2024-05-16", 1),
        ("months_started", "2024-05-15", "2024-06-15", 1),
        ("months_started", "2024-05-15", "2024-06-16", 2),
        ("years_completed", "2023-11-22", "2024-11-21", 0),
        ("years_completed", "2023-11-22", "2024-11-22", 1),
        ("years_completed", "2024-02-29", "2025-02-28", 1),
        ("years_completed", "2024-02-29", "2025-02-27", 0),
    ],
)
def test_spans_of_dates(function: Span, start: str, end: str, found: int) -> None:
    assert expr.between(function, day(start), day(end)) == found


@pytest.mark.parametrize(("minutes", "hours"), [(0, 0), (1, 1), (59, 1), (60, 1), (61, 2), (1440, 24), (-1, 0), (-60, -1)])
def test_a_started_hour_counts_as_one(minutes: int, hours: int) -> None:
    assert expr.between("hours_started", 1_000, 1_000 + minutes) == hours


# ---- folding


@given(EXPRESSIONS, FACTS)
def test_folding_changes_no_value(node: Expr, facts: Mapping[str, int]) -> None:
    made = expr.substituted(node, lambda _: None)
    assert value(made, facts) == value(node, facts)


@given(EXPRESSIONS, FACTS)
def test_an_expression_whose_facts_are_known_folds_to_its_value(node: Expr, facts: Mapping[str, int]) -> None:
    def known(part: Expr) -> Expr | None:
        if isinstance(part, Fact | Mark | Of | Paid | Billed | Ref | Since | Between):
            return Const(value(part, facts))
        return None

    assert expr.substituted(node, known) == Const(value(node, facts))


A, B, C = Fact("a"), Fact("b"), Fact("yes")


@pytest.mark.parametrize(
    ("made", "folded"),
    [
        (expr.plus(A, ZERO), A),
        (expr.plus(ZERO, A), A),
        (expr.plus(A, B), Plus(A, B)),
        (expr.minus(A, ZERO), A),
        (expr.minus(ZERO, A), Minus(ZERO, A)),
        (expr.times(A, ZERO), ZERO),
        (expr.times(ZERO, A), ZERO),
        (expr.times(ONE, A), A),
        (expr.times(A, ONE), A),
        (expr.floor(A, ONE), A),
        (expr.floor(Const(-7), Const(2)), Const(-4)),
        (expr.least(A, A), A),
        (expr.greatest(A, A), A),
        (expr.least(A, B), Least(A, B)),
        (expr.if_(YES, A, B), A),
        (expr.if_(NO, A, B), B),
        (expr.if_(C, A, A), A),
        (expr.both(YES, C), C),
        (expr.both(C, NO), NO),
        (expr.either(C, YES), YES),
        (expr.either(NO, C), C),
        (expr.not_(expr.not_(C)), C),
        (expr.not_(YES), NO),
        (expr.compared("<=", A, B), AtMost(A, B)),
        (expr.compared("==", Const(2), Const(2)), YES),
    ],
)
def test_what_is_known_already_is_folded(made: Expr, folded: Expr) -> None:
    assert made == folded


@pytest.mark.parametrize("how", ROUNDINGS)
@given(numerator=st.integers(-(10**12), 10**12) | st.integers(-40, 40), denominator=st.integers(1, 40), to=st.sampled_from([1, 2, 10, 100]))
def test_an_expression_is_rounded_as_money_is(how: Rounding, numerator: int, denominator: int, to: int) -> None:
    expected = money.rounded(numerator, denominator, how, to)
    open_one = expr.rounded(Fact("n"), Fact("d"), how, to)
    assert expr.rounded(Const(numerator), Const(denominator), how, to) == Const(expected)
    assert value(open_one, {"n": numerator, "d": denominator}) == expected


# ---- substituting


def test_a_date_answers_which_version_holds() -> None:
    node = If(Since(TODAY + 1), Const(300), If(Since(TODAY), Const(200), NoValue("limit", TODAY)))
    on = {offset: expr.substituted(node, expr.at_day(TODAY + offset)) for offset in (-1, 0, 1, 2)}
    assert on == {-1: NoValue("limit", TODAY), 0: Const(200), 1: Const(300), 2: Const(300)}


@given(EXPRESSIONS, FACTS)
def test_no_date_is_open_after_substituting_one(node: Expr, facts: Mapping[str, int]) -> None:
    dated = expr.substituted(node, expr.at_day(TODAY))
    assert not any(isinstance(part, Since) for part in expr.walk(dated))
    assert value(dated, facts) == value(node, facts)


@pytest.mark.parametrize(
    "node",
    [
        *(kind(A, B) for kind in (Plus, Minus, Times, Floor, Least, Greatest, Less, AtMost, Equal, Both, Either)),
        *(If(C, A, B), Not(C), Between("days_between", A, B)),
    ],
)
def test_nothing_known_leaves_an_expression_as_it_was(node: Expr) -> None:
    assert expr.substituted(node, lambda _: None) == node == expr.folded(node)


def test_a_part_is_replaced_wherever_it_stands() -> None:
    node = Plus(Fact("a"), Times(Fact("b"), Fact("a")))
    assert expr.substituted(node, lambda part: Const(3) if part == Fact("a") else None) == Plus(Const(3), Times(Fact("b"), Const(3)))


def test_what_nobody_knows_stays_the_same_object() -> None:
    node = Fact("a")
    assert expr.substituted(node, lambda _: None) is node


# ---- reading


def test_children_stand_from_left_to_right() -> None:
    assert expr.children(If(C, A, B)) == (C, A, B)
    assert expr.children(Between("days_between", A, B)) == (A, B)
    assert expr.children(Billed(("taxi",))) == ()


def test_walking_gives_every_node_once_however_often_it_is_shared() -> None:
    shared = Plus(A, B)
    node = Times(shared, Minus(shared, A))
    found = list(expr.walk(node, shared))
    assert len(found) == len({id(part) for part in found}) == 5
    assert set(found) == {node, shared, Minus(shared, A), A, B}


# ---- bounds


@given(EXPRESSIONS, FACTS)
def test_a_value_never_leaves_its_range(node: Expr, facts: Mapping[str, int]) -> None:
    low, high = ranges_of(node)
    assert low <= value(node, facts) <= high


@pytest.mark.parametrize(
    ("node", "ends"),
    [
        (Const(5), (5, 5)),
        (Fact("b"), (0, 5)),
        (Fact("nobody has said"), (0, 10**15)),
        (Paid("towing"), (0, 10**15)),
        (Plus(Fact("a"), Fact("b")), (-30, 35)),
        (Minus(Fact("a"), Fact("b")), (-35, 30)),
        (Times(Fact("a"), Fact("b")), (-150, 150)),
        (Floor(Fact("a"), Mark("row")), (-30, 30)),
        (Least(Fact("a"), Fact("b")), (-30, 5)),
        (Greatest(Fact("a"), Fact("b")), (0, 30)),
        (If(Fact("yes"), Fact("b"), Fact("c")), (0, 7)),
        (Less(Fact("a"), Fact("b")), (0, 1)),
        (Less(Fact("b"), Fact("c")), (1, 1)),
        (Less(Fact("c"), Fact("b")), (0, 0)),
        (AtMost(Fact("b"), Const(5)), (1, 1)),
        (AtMost(Fact("c"), Fact("b")), (0, 0)),
        (Equal(Fact("b"), Fact("c")), (0, 0)),
        (Equal(Fact("c"), Const(7)), (1, 1)),
        (Both(Fact("yes"), Less(Fact("c"), Fact("b"))), (0, 0)),
        (Either(Fact("yes"), Less(Fact("b"), Fact("c"))), (1, 1)),
        (Not(Less(Fact("b"), Fact("c"))), (0, 0)),
        (If(Less(Fact("b"), Fact("c")), Fact("b"), Fact("a")), (0, 5)),
        (If(Less(Fact("c"), Fact("b")), Fact("b"), Fact("a")), (-30, 30)),
        (If(Since(5), Fact("b"), NoValue("limit", 5)), (0, 5)),
        (Ref("defined"), (-30, 65)),
    ],
)
def test_a_range_is_what_its_parts_allow(node: Expr, ends: tuple[int, int]) -> None:
    assert ranges_of(node) == ends


SPANS: list[Span] = ["days_between", "months_completed", "months_started", "years_completed", "hours_started"]


@pytest.mark.parametrize("function", SPANS)
@given(start=st.integers(0, 70_000), end=st.integers(0, 70_000), around=st.tuples(*[st.integers(0, 400)] * 4))
def test_a_span_of_dates_stays_in_its_range(function: Span, start: int, end: int, around: tuple[int, int, int, int]) -> None:
    ranges = {"a": (start - around[0], start + around[1]), "b": (end - around[2], end + around[3])}
    low, high = expr.range_of(Between(function, Fact("a"), Fact("b")), ranges, lambda _: (0, 0))
    assert low <= expr.between(function, start, end) <= high


LATER = If(Since(5), NoValue("limit", 9), NoValue("limit", 9))


@pytest.mark.parametrize(
    "node",
    [
        LATER,
        Plus(A, LATER),
        Minus(LATER, A),
        Times(LATER, A),
        Floor(LATER, Mark("row")),
        Least(A, LATER),
        Between("days_between", A, LATER),
    ],
)
def test_what_has_no_value_yet_leaves_nothing_to_calculate_with(node: Expr) -> None:
    assert expr.is_never(ranges_of(node))


@pytest.mark.parametrize("kind", [Less, AtMost, Equal])
def test_a_comparison_with_what_has_no_value_yet_is_open(kind: type[Less]) -> None:
    assert ranges_of(kind(A, LATER)) == (0, 1)
