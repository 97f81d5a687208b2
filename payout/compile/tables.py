"""The values of a term: dates, tables by one or more keys, and what an endorsement sets in their place → one expression.

A table becomes a partition of its key's integers: rows take, in file order, what earlier rows left. What no row takes is a
gap, a row that takes nothing can never apply; both are complaints. The partition is asked by halves, never row by row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import lcm

from payout import expr
from payout.compile.reading import Reading
from payout.expr import AtMost, Const, Expr, Mark
from payout.messages import phrase
from payout.money import NO_LIMIT, Currency
from payout.policy import Table, TableRow, Version
from payout.problem import Problem, near
from payout.source import Mapping, Node, Scalar
from payout.values import Range, Type, as_text, count_of, money_of, rate_of, value_of

_ROW = re.compile(r"(<=|<|>=|>)\s*(\S+)|(\S+?)\.\.(\S+)")
_ANY_ROW = "otherwise"


@dataclass(frozen=True, slots=True)
class Key:
    """What a table is keyed by: the expression, its type and every value that it can take."""

    name: str
    value: Expr
    type: Type
    range: Range


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of the table: exact, over 1 for amounts and counts."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Branch:
    """The pieces of a key's range, each with the integer that it begins at; and the rows as written."""

    key: Key
    pieces: tuple[tuple[int, Tree], ...]
    rows: tuple[TableRow, ...]


Tree = Leaf | Branch


class Tables:
    """Reads the values of one term."""

    def __init__(self, reading: Reading, currency: Currency, name: str, type_: Type, keys: tuple[Key, ...]) -> None:
        self.reading, self.currency, self.name, self.type, self.keys = reading, currency, name, type_, keys
        self.written: list[Version] = []
        """The versions that could be read, for those who ask what stands in the file."""

    def versions(self, node: Node) -> dict[int, Tree]:
        """Day → tree, ascending."""
        found: dict[int, Tree] = {}
        if not isinstance(node, Mapping) or not node.entries:
            self.reading.complain(node.at, "no-versions", name=self.name)
            return {}
        for date, value in self.reading.uncut(node):
            day = self.reading.day(date)
            if day is not None and found and day <= max(found):
                self.reading.complain(date.at, "dates-order", given=date.text)
            tree = self.tree(value, self.keys)
            if day is not None and tree is not None:
                found[day] = tree
                self.written.append(Version(day, date.at, _table(tree)))
        return found

    def tree(self, node: Node, keys: tuple[Key, ...]) -> Tree | None:
        if isinstance(node, Scalar):
            return self.leaf(node)
        if not isinstance(node, Mapping) or not keys:
            self.reading.complain(node.at, "not-a-table", name=self.name)
            return None
        return self.rows(node, keys[0], keys[1:])

    def rows(self, node: Mapping, key: Key, rest: tuple[Key, ...]) -> Tree | None:
        left: list[Range] = [key.range]
        pieces: list[tuple[int, Tree]] = []
        rows: list[TableRow] = []
        readable = True
        for row, value in self.reading.uncut(node):
            wanted = self.row(row, key)
            tree = self.tree(value, rest)
            if wanted is None:
                readable = False  # then nothing is said about gaps
                continue
            taken = _meet(left, wanted)
            if not taken and readable:
                self.never(row, wanted, key)
            left = [part for whole in left for part in _without(whole, wanted)]
            pieces.extend((low, tree) for low, _ in taken if tree is not None)
            rows.append(TableRow(row.at, row.text, tuple(taken), _ends(row, wanted, key), _table(tree)))
        if left and readable:
            missing = phrase("row", name=key.name, value=self.said(left[0], key))
            self.reading.complain(node.at, "row-missing", name=self.name, missing=missing)
        return Branch(key, tuple(sorted(pieces, key=lambda piece: piece[0])), tuple(rows)) if pieces else None

    def never(self, row: Scalar, wanted: Range, key: Key) -> None:
        """Says why a row takes nothing: turned round, beyond the range of its key, or taken by the rows before it."""
        if wanted[0] > wanted[1]:
            self.reading.complain(row.at, "not-a-range", given=row.text)
        elif not _meet([key.range], wanted):
            low, high = (as_text(end, key.type, self.currency) for end in key.range)
            self.reading.complain(row.at, "row-beyond", given=row.text, name=self.name, by=key.name, low=low, high=high)
        else:
            self.reading.complain(row.at, "row-never", given=row.text, name=self.name)

    def said(self, gap: Range, key: Key) -> str:
        low, high = (as_text(end, key.type, self.currency) for end in gap)
        return low if low == high else f"{low}..{high}"

    def row(self, row: Scalar, key: Key) -> Range | None:
        """The integers of a row's key, both ends inclusive."""
        low, high = key.range
        if row.text == _ANY_ROW:
            return key.range
        match = _ROW.fullmatch(row.text)
        if match is None or row.text in key.type.words:
            value = self.end(row, row.text, key)
            return None if value is None else (value, value)
        if key.type.name in ("choice", "yes_no"):
            self.reading.complain(row.at, "not-a-row", near(row.text, key.type.words or ("yes", "no")), given=row.text, by=key.name)
            return None
        if match[1]:
            value = self.end(row, match[2], key)
            if value is None:
                return None
            return {"<=": (low, value), "<": (low, value - 1), ">": (value + 1, high), ">=": (value, high)}[match[1]]
        first, last = self.end(row, match[3], key), self.end(row, match[4], key)
        return None if first is None or last is None else (first, last)

    def end(self, row: Scalar, text: str, key: Key) -> int | None:
        scalar = Scalar(row.at, text, "yaml")
        if key.type.name == "choice":
            value = value_of(scalar, key.type, self.currency, key.name)
            if not isinstance(value, int):
                help = near(text, key.type.words)
                self.reading.complain(row.at, "not-a-row", help, given=row.text, by=key.name)
            return value if isinstance(value, int) else None
        return self.reading.value(value_of(scalar, key.type, self.currency, key.name, (-(10**15), 10**15)))

    def leaf(self, scalar: Scalar) -> Leaf | None:
        if scalar.text == "none":
            if self.type.name != "money":
                self.reading.complain(scalar.at, "none-here", name=self.name)
                return None
            return Leaf(Fraction(NO_LIMIT))
        readers: dict[str, Callable[[Scalar], int | Fraction | Problem]]
        readers = {"rate": rate_of, "count": count_of, "money": lambda amount: money_of(amount, self.currency)}
        value = readers[self.type.name](scalar)
        if isinstance(value, int | Fraction):
            return Leaf(Fraction(value))
        self.reading.problems.append(value)
        return None


def _table(tree: Tree | None) -> Table | None:
    """The table as it stands in the file; None for a plain value."""
    return Table(tree.key.name, tree.key.value, tree.rows) if isinstance(tree, Branch) else None


def _ends(row: Scalar, wanted: Range, key: Key) -> tuple[int, ...]:
    """The integers that a row names; a word, yes, no and otherwise name none."""
    if row.text == _ANY_ROW or key.type.name in ("choice", "yes_no"):
        return ()
    match = _ROW.fullmatch(row.text)
    operator = match[1] if match else None
    low, high = wanted
    named = {"<=": (high,), "<": (high + 1,), ">": (low - 1,), ">=": (low,)}
    return named[operator] if operator else tuple(dict.fromkeys((low, high)))


def denominator(tree: Tree) -> int:
    """The least number that every value of the tree becomes whole by."""
    if isinstance(tree, Leaf):
        return tree.value.denominator
    return lcm(*(denominator(part) for _, part in tree.pieces))


def lowered(tree: Tree, over: int) -> Expr:
    """The tree's value, as the numerator over `over`."""
    if isinstance(tree, Leaf):
        return Const(int(tree.value * over))
    values = [(start, lowered(part, over)) for start, part in tree.pieces]
    is_before = partial(_is_before, tree.key.value)
    if not isinstance(tree.key.value, Mark):
        return halved(values, is_before)
    # Rows that agree are still read from the mark: a line without it is not touched, so nothing is folded here.
    if len(values) == 1:
        return expr.If(AtMost(Const(values[0][0]), tree.key.value), values[0][1], values[0][1])
    return halved(values, is_before, fold=False)


def _is_before(value: Expr, start: int) -> Expr:
    return expr.compared("<", value, Const(start))


def dated(days: list[tuple[int, Expr]], before: Expr) -> Expr:
    """The value in force: `before` the first day, then each until the next."""
    return halved([(-1, before), *days], lambda day: expr.not_(expr.Since(day)))


def halved(pieces: list[tuple[int, Expr]], is_before: Callable[[int], Expr], *, fold: bool = True) -> Expr:
    """Asks for the piece by halves, so that no expression is deeper than the logarithm of their number."""
    kept = [piece for at, piece in enumerate(pieces) if at == 0 or not fold or piece[1] != pieces[at - 1][1]]
    if len(kept) == 1:
        return kept[0][1]
    middle = len(kept) // 2
    make = expr.if_ if fold else expr.If
    parts = (halved(part, is_before, fold=fold) for part in (kept[:middle], kept[middle:]))
    return make(is_before(kept[middle][0]), *parts)


def _meet(parts: list[Range], wanted: Range) -> list[Range]:
    meets = [(max(low, wanted[0]), min(high, wanted[1])) for low, high in parts]
    return [(low, high) for low, high in meets if low <= high]


def _without(whole: Range, taken: Range) -> list[Range]:
    low, high = max(whole[0], taken[0]), min(whole[1], taken[1])
    if low > high:
        return [whole]
    return [(a, b) for a, b in ((whole[0], low - 1), (high + 1, whole[1])) if a <= b]
