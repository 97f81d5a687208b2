"""The waist: what every policy is lowered to, and what calculation, unknowns, columns, SQL and proofs read.

Integers and conditions only. A value that may be a fraction is a pair of expressions, numerator over a denominator that
is at least 1; the policy's `round` turns it into one integer expression with `rounded`. Nothing here divides otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, assert_never, cast, get_args

from payout.money import Rounding

Local = Literal["x", "before", "total", "claimed", "amount", "over"]
"""What a step's formula may name: the line's amount, the running sum of its group before it, the group's sum, what the
group claimed, and the step's own amount (over its denominator)."""


@dataclass(frozen=True, slots=True)
class Const:
    value: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of the contract, the period or the claim; endorsements are yes/no facts of the contract."""

    name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What one expense carries: a label's number, a count, a choice's number; `kind` is the number of its kind."""

    name: str


@dataclass(frozen=True, slots=True)
class Of:
    """A figure of the step that is being taken."""

    what: Local


@dataclass(frozen=True, slots=True)
class Ref:
    """A definition by name: evaluated once, wherever it is used."""

    name: str


@dataclass(frozen=True, slots=True)
class Paid:
    """What a coverage pays before `together`; inside `together` and afterwards, what it pays by then."""

    coverage: str


@dataclass(frozen=True, slots=True)
class Billed:
    """The sum of the claim's expenses of these kinds."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plus:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Minus:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Times:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Floor:
    """The largest integer not above numerator / denominator; the denominator is at least 1."""

    numerator: Expr
    denominator: Expr


@dataclass(frozen=True, slots=True)
class Least:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Greatest:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class If:
    condition: Expr
    yes: Expr
    no: Expr


@dataclass(frozen=True, slots=True)
class Less:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class AtMost:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Equal:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Both:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Either:
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Not:
    value: Expr


@dataclass(frozen=True, slots=True)
class Between:
    """A function of two dates or moments; see `between`."""

    function: Span
    start: Expr
    end: Expr


@dataclass(frozen=True, slots=True)
class Since:
    """Whether the date that picks the versions is `day` or later."""

    day: int


@dataclass(frozen=True, slots=True)
class NoValue:
    """A term before its first date: whoever needs it refuses the claim."""

    term: str
    first: int


Expr = (
    Const
    | Fact
    | Mark
    | Of
    | Ref
    | Paid
    | Billed
    | Plus
    | Minus
    | Times
    | Floor
    | Least
    | Greatest
    | If
    | Less
    | AtMost
    | Equal
    | Both
    | Either
    | Not
    | Between
    | Since
    | NoValue
)
Span = Literal["days_between", "months_completed", "months_started", "years_completed", "hours_started"]

ZERO, ONE = Const(0), Const(1)
YES, NO = Const(1), Const(0)


# ---- dates ------------------------------------------------------------------------------------------------------------


def between(function: Span, start: int, end: int) -> int:
    """Days, months, years or hours between two dates (days since 1970-01-01) or moments (minutes since then).

    Months follow the calendar: a + m months falls on the month's last day where the day does not exist.

    >>> import datetime as d
    >>> day = lambda text: (d.date.fromisoformat(text) - d.date(1970, 1, 1)).days
    >>> between("months_started", day("2024-05-01"), day("2024-11-01")), between("months_completed", day("2024-01-31"), day("2024-02-29"))
    (6, 1)
    """
    match function:
        case "days_between":
            return end - start
        case "months_completed":
            return _months_completed(start, end)
        case "months_started":
            months = _months_completed(start, end)
            return months if months_after(start, months) == end else months + 1
        case "years_completed":
            return _months_completed(start, end) // 12
        case "hours_started":
            return -(-(end - start) // 60)
    assert_never(function)


def _months_completed(start: int, end: int) -> int:
    """The greatest m with start + m months <= end."""
    (year, month, _), (end_year, end_month, _) = civil(start), civil(end)
    months = (end_year - year) * 12 + end_month - month
    return months if months_after(start, months) <= end else months - 1


def months_after(day: int, months: int) -> int:
    """The day that lies `months` calendar months later, the month's last where the day does not exist."""
    year, month, of_month = civil(day)
    year, month = year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    last = 29 if month == 2 and leap else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    return day_number(year, month, min(of_month, last))


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 of a civil date, by integer arithmetic only (so that SQL and proofs can do the same)."""
    year -= month <= 2
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days since 1970-01-01.

    >>> civil(0), civil(day_number(2024, 2, 29))
    ((1970, 1, 1), (2024, 2, 29))
    """
    era, of_era = divmod(day + 719468, 146097)
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    return year + era * 400 + (month >= 10), month + (3 if month < 10 else -9), of_year - (153 * month + 2) // 5 + 1


# ---- making expressions: what is known already is folded ---------------------------------------------------------------


def plus(left: Expr, right: Expr) -> Expr:
    match left, right:
        case Const(a), Const(b):
            return Const(a + b)
        case (Const(0), other) | (other, Const(0)):
            return other
    return Plus(left, right)


def minus(left: Expr, right: Expr) -> Expr:
    match left, right:
        case Const(a), Const(b):
            return Const(a - b)
        case other, Const(0):
            return other
    return Minus(left, right)


def times(left: Expr, right: Expr) -> Expr:
    match left, right:
        case Const(a), Const(b):
            return Const(a * b)
        case (Const(0), _) | (_, Const(0)):
            return ZERO
        case (Const(1), other) | (other, Const(1)):
            return other
    return Times(left, right)


def floor(numerator: Expr, denominator: Expr) -> Expr:
    match numerator, denominator:
        case Const(a), Const(b):
            return Const(a // b)
        case other, Const(1):
            return other
    return Floor(numerator, denominator)


def least(left: Expr, right: Expr) -> Expr:
    match left, right:
        case Const(a), Const(b):
            return Const(min(a, b))
    return left if left == right else Least(left, right)


def greatest(left: Expr, right: Expr) -> Expr:
    match left, right:
        case Const(a), Const(b):
            return Const(max(a, b))
    return left if left == right else Greatest(left, right)


def if_(condition: Expr, yes: Expr, no: Expr) -> Expr:
    match condition:
        case Const(value):
            return yes if value else no
    return yes if yes == no else If(condition, yes, no)


def both(left: Expr, right: Expr) -> Expr:
    match left, right:
        case (Const(value), other) | (other, Const(value)):
            return other if value else NO
    return Both(left, right)


def either(left: Expr, right: Expr) -> Expr:
    match left, right:
        case (Const(value), other) | (other, Const(value)):
            return YES if value else other
    return Either(left, right)


def not_(value: Expr) -> Expr:
    match value:
        case Const(known):
            return NO if known else YES
        case Not(inner):
            return inner
    return Not(value)


def compared(operator: Literal["<", "<=", "=="], left: Expr, right: Expr) -> Expr:
    match left, right:
        case Const(a), Const(b):
            return YES if {"<": a < b, "<=": a <= b, "==": a == b}[operator] else NO
    make: Mapping[str, Callable[[Expr, Expr], Expr]] = {"<": Less, "<=": AtMost, "==": Equal}
    return make[operator](left, right)


def rounded(numerator: Expr, denominator: Expr, how: Rounding, to: int = 1) -> Expr:
    """The fraction rounded to a multiple of `to`, as `money.rounded` does it (a test holds the two equal)."""
    denominator = times(denominator, Const(to))
    if how == "down":
        whole = floor(numerator, denominator)
    elif how == "up":
        whole = minus(ZERO, floor(minus(ZERO, numerator), denominator))
    elif how == "half_up":
        whole = floor(plus(times(Const(2), numerator), denominator), times(Const(2), denominator))
    else:
        down = floor(numerator, denominator)
        twice = times(Const(2), minus(numerator, times(down, denominator)))
        odd = minus(down, times(Const(2), floor(down, Const(2))))
        up_at_half = if_(compared("==", twice, denominator), odd, ZERO)
        whole = plus(down, if_(compared("<", denominator, twice), ONE, up_at_half))
    return times(whole, Const(to))


# ---- reading expressions ----------------------------------------------------------------------------------------------


_PARTS: Mapping[type, tuple[str, ...]] = {kind: tuple(part.name for part in fields(kind) if part.type == "Expr") for kind in get_args(Expr)}
"""By node type, the names of its parts that are expressions."""


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions that this one is made of, left to right."""
    return tuple(getattr(expr, name) for name in _PARTS[type(expr)])


def walk(*exprs: Expr) -> Iterator[Expr]:
    """Every distinct node of the expressions, once."""
    todo, seen = list(exprs), set[int]()
    while todo:
        expr = todo.pop()
        if id(expr) not in seen:
            seen.add(id(expr))
            yield expr
            todo.extend(children(expr))


def substituted(expr: Expr, known: Callable[[Expr], Expr | None], done: dict[int, Expr] | None = None) -> Expr:
    """The expression with every node for which `known` has an answer replaced, and what has become known folded."""
    done = {} if done is None else done
    if id(expr) not in done:
        answer = known(expr)
        if answer is None:
            parts = {name: substituted(getattr(expr, name), known, done) for name in _PARTS[type(expr)]}
            answer = folded(replace(cast(Any, expr), **parts)) if parts else expr
        done[id(expr)] = answer
    return done[id(expr)]


def folded(expr: Expr) -> Expr:
    """The same node made anew by the function that folds what is known."""
    match expr:
        case Plus(a, b):
            return plus(a, b)
        case Minus(a, b):
            return minus(a, b)
        case Times(a, b):
            return times(a, b)
        case Floor(a, b):
            return floor(a, b)
        case Least(a, b):
            return least(a, b)
        case Greatest(a, b):
            return greatest(a, b)
        case If(c, a, b):
            return if_(c, a, b)
        case Less(a, b):
            return compared("<", a, b)
        case AtMost(a, b):
            return compared("<=", a, b)
        case Equal(a, b):
            return compared("==", a, b)
        case Both(a, b):
            return both(a, b)
        case Either(a, b):
            return either(a, b)
        case Not(a):
            return not_(a)
    return expr


def at_day(day: int) -> Callable[[Expr], Expr | None]:
    """For `substituted`: the version date is `day`."""

    def known(expr: Expr) -> Expr | None:
        return (YES if day >= expr.day else NO) if isinstance(expr, Since) else None

    return known


# ---- bounds of integers -----------------------------------------------------------------------------------------------

Range = tuple[int, int]
_ANY: Range = (-(10**30), 10**30)
_NEVER: Range = (_ANY[1], _ANY[0])
"""Never a value: the ends stand the wrong way round, and the hull with it is the other arm."""
_SHORTEST_MONTH, _LONGEST_MONTH = 28, 31


def range_of(expr: Expr, ranges: Mapping[str, Range], defined: Callable[[str], Range]) -> Range:
    """The lowest and the highest value that the expression can take, given the ranges of facts and marks (conditions: 0, 1).

    Sound, not tight: interval arithmetic, node by node.
    """
    done: dict[int, Range] = {}

    def of(node: Expr) -> Range:
        if id(node) not in done:
            done[id(node)] = range_by_parts(node, ranges, defined, of)
        return done[id(node)]

    return of(expr)


def range_by_parts(node: Expr, ranges: Mapping[str, Range], defined: Callable[[str], Range], of: Callable[[Expr], Range]) -> Range:
    """The range of one node from those of its parts, which `of` tells."""
    match node:
        case Const(value):
            return value, value
        case Fact(name) | Mark(name):
            return ranges.get(name, (0, 10**15))
        case Ref(name):
            return defined(name)
        case Of() | Paid() | Billed():
            return 0, 10**15
        case If(condition, a, b):
            low, high = of(condition)  # an endorsement's is as wide as any fact's: open is whatever may be 0 and may be more
            return _hull(of(a), of(b)) if low <= 0 < high else of(a if low else b)
        case Both(a, b):
            return min(of(a)[0], of(b)[0]), min(of(a)[1], of(b)[1])
        case Either(a, b):
            return max(of(a)[0], of(b)[0]), max(of(a)[1], of(b)[1])
        case Not(a):
            return 1 - of(a)[1], 1 - of(a)[0]
        case Since():
            return 0, 1
        case NoValue():
            return _NEVER
        case Between(function, a, b):
            return _range_of_span(function, of(a), of(b))
    left, right = (of(part) for part in children(node))
    if is_never(left) or is_never(right):
        return (0, 1) if isinstance(node, Less | AtMost | Equal) else _NEVER
    return _range_of_two(node, left, right)


def is_never(found: Range) -> bool:
    """Whether there is no value at all: a term before its first date."""
    return found[0] > found[1]


def _range_of_two(node: Expr, left: Range, right: Range) -> Range:
    (low, high), (other_low, other_high) = left, right
    match node:
        case Plus():
            return low + other_low, high + other_high
        case Minus():
            return low - other_high, high - other_low
        case Times():
            ends = [a * b for a in left for b in right]
            return min(ends), max(ends)
        case Floor():
            ends = [a // max(1, b) for a in left for b in right]
            return min(ends), max(ends)
        case Least():
            return min(low, other_low), min(high, other_high)
        case Greatest():
            return max(low, other_low), max(high, other_high)
        case Less():
            return int(high < other_low), int(low < other_high)
        case AtMost():
            return int(high <= other_low), int(low <= other_high)
    return int(low == high == other_low == other_high), int(low <= other_high and other_low <= high)  # Equal


def _range_of_span(function: Span, start: Range, end: Range) -> Range:
    """Days and hours exactly; months and years as if all months were as short, or as long, as a month can be."""
    if is_never(start) or is_never(end):
        return _NEVER
    low, high = end[0] - start[1], end[1] - start[0]
    if function == "days_between":
        return low, high
    if function == "hours_started":
        return -(-low // 60), -(-high // 60)
    in_months = 12 if function == "years_completed" else 1
    fewest = min(low // _LONGEST_MONTH, low // _SHORTEST_MONTH) - 1
    most = max(high // _LONGEST_MONTH, high // _SHORTEST_MONTH) + 1
    return fewest // in_months, most // in_months


def _hull(a: Range, b: Range) -> Range:
    return min(a[0], b[0]), max(a[1], b[1])
