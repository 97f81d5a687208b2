"""Breakpoints: the places where a payout changes its rule, each as two values that meet there.

An edge has three sides, in the words of the language: left one unit below right, left on right, left one unit above. One unit is
one minor unit of money, one count or one day; between two dates counted in months, one day of the later date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from payout import expr
from payout.bounds import NoValueThen, Reader
from payout.expr import (
    YES,
    AtMost,
    Between,
    Billed,
    Both,
    Const,
    Either,
    Equal,
    Expr,
    Fact,
    Greatest,
    If,
    Least,
    Less,
    Mark,
    Minus,
    Not,
    Of,
    Paid,
    Range,
    Ref,
    Times,
)
from payout.frame import Known, Row
from payout.policy import Formula, Policy, Table, TableRow
from payout.reach.ruled import Comparison, is_ruled_out
from payout.values import RATE_UNIT, Type, as_text

BELOW, ON, ABOVE = "below", "on", "above"
SIDES = (BELOW, ON, ABOVE)
Local = dict[str, Known]

_OPERATORS = re.compile(r"<=|>=|==|!=|<|>")
_MONTHS = {"months_started": 1, "months_completed": 1, "years_completed": 12}
_LASTING = ("months_started", "hours_started")
"""Spans that are rounded up: the last day of a month still counts to it."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where the two sides of a comparison meet. `sides` are those that a claim can stand on; `turned` where the author wrote the
    right side first; `unit` is what one unit is worth in the difference."""

    compared: Comparison
    sides: Mapping[str, str]
    label: str = ""
    turned: bool = False
    unit: int = 1


def comparisons(condition: Expr) -> Iterator[Comparison]:
    """The comparisons that a condition joins by and, or, not; left to right."""
    match condition:
        case Both(left, right) | Either(left, right):
            yield from comparisons(left)
            yield from comparisons(right)
        case Not(value):
            yield from comparisons(value)
        case Less() | AtMost() | Equal():
            yield condition


def choices(value: Expr) -> Iterator[Least | Greatest]:
    """The min and max in a value, as they stand in its text; terms and their tables have none."""
    if isinstance(value, Least | Greatest):
        yield value
    if not isinstance(value, If):
        for part in expr.children(value):
            yield from choices(part)


def edges_of(policy: Policy, formula: Formula, given: Expr = YES) -> tuple[Edge, ...]:
    """The edges of a formula: its comparisons of numbers, and where the sides of a min or max meet. `given` holds at its place."""
    found: list[Edge | None] = []
    for atom in formula.atoms:
        nodes = list(comparisons(atom.value))
        words = _sides_of(atom.text, len(nodes))
        for node, (left, operator, right) in zip(nodes, words, strict=True):
            if _is_number(policy, node.left) and _is_number(policy, node.right):
                label = f"{len(found)}"
                found.append(made_edge(policy, node, left, right, label, operator in (">", ">="), given))
    parts = [atom.value for atom in formula.atoms] or [formula.value]  # what stands under a division only keeps it from 0
    nodes_ = [node for part in parts for node in choices(part)]
    texts = _arguments(formula.text)
    for at, choice in enumerate(nodes_):
        left, right = texts[at] if len(texts) == len(nodes_) and len(texts[at]) == 2 else (formula.text, "")
        found.append(made_edge(policy, AtMost(choice.left, choice.right), left, right, f"min or max {at}", given=given))
    return tuple({one.compared: one for one in found if one is not None}.values())


def table_edges(policy: Policy, table: Table) -> Iterator[tuple[TableRow, tuple[Edge, ...]]]:
    """The edges between the rows of a table, each with the row that names it."""
    pieces = sorted(((low, high, row) for row in table.rows for low, high in row.takes), key=lambda piece: piece[0])
    found: dict[object, tuple[TableRow, int, Comparison]] = {}
    for (_, last, lower), (first, _, upper) in pairwise(pieces):
        owner = lower if {last, first} & set(lower.ends) else upper
        for end in [end for end in owner.ends if end in (last, first)][:1]:
            compared = AtMost(table.value, Const(end)) if end == last else Less(table.value, Const(end))
            span = span_of(policy, compared)  # a row of one number begins and ends on that number, but not on one day
            found.setdefault(compared if span else end, (owner, end, compared))
    type_ = type_of(policy, table.key)
    for row in table.rows:
        here = [(end, compared) for owner, end, compared in found.values() if owner is row]
        made = [made_edge(policy, compared, table.key, written(end, type_, policy), str(end)) for end, compared in here]
        yield row, tuple(one for one in made if one is not None)


def written(value: int, type_: Type, policy: Policy) -> str:
    """A value as an author writes it: `50_000`."""
    return as_text(value, type_, policy.currency).replace(",", "_")


def made_edge(
    policy: Policy, compared: Comparison, left: str, right: str, label: str, turned: bool = False, given: Expr = YES
) -> Edge | None:
    """The edge of a comparison, without the sides that no claim can stand on; None where that leaves no edge. `given` holds at
    its place, its definitions written out."""
    span = span_of(policy, compared)
    low, high = (-1, 1) if span else range_of(policy, Minus(compared.left, compared.right))
    possible = (low < 0, low <= 0 <= high, high > 0)
    shift = span.shift if span else 0
    admitted = [can and not is_ruled_out(given, compared, sign, shift) for can, sign in zip(possible, (-1, 0, 1), strict=True)]
    words = _said(policy, compared, span, left, right)
    sides = {side: said for side, said, fits in zip(SIDES, words, admitted[:: -1 if turned else 1], strict=True) if fits}
    if ON not in sides or len(sides) < 2:
        return None
    return Edge(compared, sides, label, turned, 1 if span else _unit_of(policy, compared))


def side_of(reader: Reader, edge: Edge, row: Row = (), local: Local | None = None) -> str | None:
    """The side that a claim stands on; None where it stands further away, or where that is not known."""
    span = span_of(reader.policy, edge.compared)
    off = _days_off(reader, span) if span else _off(reader, edge.compared, row, local)
    if off is None or abs(off) > edge.unit:
        return None
    return ON if off == 0 else BELOW if (off < 0) != edge.turned else ABOVE


def value(reader: Reader, node: Expr, row: Row = (), local: Local | None = None) -> int | None:
    """What an expression comes to; None where a fact is missing, a mark is not carried, or a term has no value yet."""
    for part in expr.walk(node):
        if isinstance(part, Mark) and (not row or row[reader.marks[part.name]] is None):
            return None
    return known(reader, node, row, local)


def known(reader: Reader, node: Expr, row: Row = (), local: Local | None = None) -> int | None:
    """What an expression comes to, as the engine reads it: a mark that is not carried counts as 0."""
    try:
        found = reader.of(node, row, local)
    except NoValueThen:
        return None
    return found if isinstance(found, int) else None


# ---- spans of time ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A span of dates or moments that is compared with a count. It changes exactly `shift` + count months (hours) after its start;
    `sign` is −1 where the span stands on the right."""

    between: Between
    count: Expr
    shift: int
    sign: int


def span_of(policy: Policy, compared: Comparison) -> Span | None:
    """The span of months, years or hours in a comparison, written there or as a definition."""
    for node, count, sign in ((compared.left, compared.right, 1), (compared.right, compared.left, -1)):
        if isinstance(node, Ref):
            node = policy.definitions[node.name].formula.value
        if not isinstance(node, Between) or node.function == "days_between":
            continue
        is_at_most = isinstance(compared, AtMost) == (sign == 1)  # k < span is not (span <= k)
        if isinstance(compared, Equal):
            shift = 0
        elif node.function in _LASTING:
            shift = 0 if is_at_most else -1
        else:
            shift = 1 if is_at_most else 0
        return Span(node, count, shift, sign)
    return None


def _days_off(reader: Reader, span: Span) -> int | None:
    """How many days (minutes) the later date lies behind the one on which the span changes."""
    start, end, count = (value(reader, node) for node in (span.between.start, span.between.end, span.count))
    if start is None or end is None or count is None:
        return None
    length = count + span.shift
    months = _MONTHS.get(span.between.function)
    return span.sign * (end - (expr.months_after(start, length * months) if months else start + 60 * length))


# ---- numbers and words ------------------------------------------------------------------------------------------------


def type_of(policy: Policy, name: str) -> Type:
    """The type of a fact, a mark or a definition."""
    fact = policy.facts.get(name) or policy.marks.get(name)
    return fact.type if fact else policy.definitions[name].formula.type


def range_of(policy: Policy, node: Expr) -> Range:
    """The lowest and the highest that an expression can be, by the ranges of facts and marks."""
    ranges = {name: fact.range for name, fact in {**policy.facts, **policy.marks}.items()}
    return expr.range_of(node, ranges, lambda name: range_of(policy, policy.definitions[name].formula.value))


def _off(reader: Reader, compared: Comparison, row: Row, local: Local | None) -> int | None:
    left, right = value(reader, compared.left, row, local), value(reader, compared.right, row, local)
    return None if left is None or right is None else left - right


def _is_number(policy: Policy, node: Expr) -> bool:
    if isinstance(node, Fact | Mark | Ref):
        return node.name != "kind" and node.name not in policy.endorsements and type_of(policy, node.name).name in _NUMBERS
    return not isinstance(node, Comparison | Both | Either | Not)


_UNITS = {"date": "1 day", "moment": "1 minute", "rate": "0.01%"}
"""One unit of a type, as an author would write it; else 1."""
_NUMBERS = ("money", "count", "rate", "date", "moment", "number")


def _unit_of(policy: Policy, compared: Comparison) -> int:
    """What one unit is worth in the difference: where fractions are compared, each side was multiplied by the other's denominator."""
    scale = _factor(compared.left) * _factor(compared.right)
    named = _types_in(policy, compared)
    return max(1, scale // RATE_UNIT) if "rate" in named and "money" not in named else scale


def _factor(node: Expr) -> int:
    """What a value was multiplied by."""
    match node:
        case Times(_, Const(factor)) | Times(Const(factor), _):
            return max(1, factor)
        case expr.Plus(left, right) | Minus(left, right) | Least(left, right) | Greatest(left, right):
            return max(_factor(left), _factor(right))
    return 1


def _said(policy: Policy, compared: Comparison, span: Span | None, left: str, right: str) -> tuple[str, str, str]:
    """The sides as conditions: below, on, above."""
    unit = _unit(policy, compared, span)
    if span is not None and span.shift:
        right = _moved(right, span.shift)
    if not right:
        return f"{left} - {unit}", left, f"{left} + {unit}"
    if "/" in left + right:
        return f"{left} == {right} (- {unit})", f"{left} == {right}", f"{left} == {right} (+ {unit})"
    if unit == "1":
        below, on, above = (f"{left} == {_moved(right, step)}" for step in (-1, 0, 1))
        return below, on, above
    return f"{left} == {right} - {unit}", f"{left} == {right}", f"{left} == {right} + {unit}"


def _moved(text: str, step: int) -> str:
    """A value some units on: a number is counted, a name is left to stand."""
    if text.replace("_", "").isdecimal():
        return f"{int(text.replace('_', '')) + step:_}"
    return f"{text} {'+' if step > 0 else '-'} {abs(step)}" if step else text


def _unit(policy: Policy, compared: Comparison, span: Span | None) -> str:
    """One unit, as an author would write it."""
    if span is not None:
        return "1 minute" if span.between.function == "hours_started" else "1 day"
    named = _types_in(policy, compared)
    if "money" in named:
        return policy.currency.show(1)
    return next((unit for type_name, unit in _UNITS.items() if type_name in named), "1")


def _types_in(policy: Policy, compared: Comparison) -> set[str]:
    """The types of what a claim can move on the two sides."""
    return {_type_name(policy, node) for side in (compared.left, compared.right) for node in _outside_tables(side)}


def _outside_tables(node: Expr) -> Iterator[Expr]:
    yield node
    if not isinstance(node, If | Between):
        for part in expr.children(node):
            yield from _outside_tables(part)


def _type_name(policy: Policy, node: Expr) -> str:
    if isinstance(node, Billed | Paid | Of):
        return "money"
    return type_of(policy, node.name).name if isinstance(node, Fact | Mark | Ref) else ""


def _sides_of(text: str, comparisons: int) -> list[tuple[str, str, str]]:
    """Left side, operator and right side of each comparison in a text as `a <= b < c`; the whole where it cannot be cut so."""
    operators, parts = _OPERATORS.findall(text), [part.strip() for part in _OPERATORS.split(text)]
    if len(operators) != comparisons:
        return [(text, "", "")] * comparisons
    return list(zip(parts, operators, parts[1:], strict=False))


def _arguments(text: str) -> list[list[str]]:
    """The arguments of each min and max in a text, left to right."""
    found = []
    for match in re.finditer(r"\b(?:min|max)\(", text):
        depth, parts, start = 0, [], match.end()
        for at in range(match.end(), len(text)):
            if text[at] in "),":
                if depth == 0:
                    parts.append(text[start:at].strip())
                    start = at + 1
                if text[at] == ")":
                    if depth == 0:
                        break
                    depth -= 1
            depth += text[at] == "("
        found.append(parts)
    return found
