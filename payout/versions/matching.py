"""Which parts of two documents are the same one: values in force on the same days, answers that a table's rows take, items of lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from payout.policy import Table
from payout.source import Mapping, Node
from payout.values import Range
from payout.versions.nodes import Entry, day_or_none

Answers = tuple[Range, ...]
"""Integers of a table's key, both ends of each range inclusive."""


# ---- days -------------------------------------------------------------------------------------------------------------


def together(*timelines: Sequence[Entry]) -> Iterator[tuple[int | None, int | None, list[Entry | None]]]:
    """The spans of days on which no timeline changes, with what each has in force; no days where one day is meant."""
    dates = [date for entries in timelines for date, _ in entries]
    days = sorted({day_or_none(date) or 0 for date in dates})
    is_dated = any(date.text for date in dates)
    for at, day in enumerate(days):
        held = [next((entry for entry in reversed(found) if (day_or_none(entry[0]) or 0) <= day), None) for found in timelines]
        yield day if is_dated else None, days[at + 1] if at + 1 < len(days) else None, held


# ---- tables -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A value as written, or a table with its rows in file order; a value has none."""

    node: Node
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row as written, the answers that it takes (what earlier rows left), and what it gives."""

    text: str
    takes: Answers
    gives: Part


@dataclass(frozen=True, slots=True)
class Piece:
    """Answers, key by key, that one row of each side takes: the rows' texts and what they give; None where a side has no such answer.

    A value that stands in place of a table has the row "".
    """

    before: Node | None
    after: Node | None
    answers: tuple[Answers, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()


def part(node: Node, table: Table | None, numbers: Sequence[Sequence[int]]) -> Part:
    """A dated value with what was compiled of it. `numbers`: for each key its words' numbers, common to both sides; none for others."""
    if table is None or not isinstance(node, Mapping):
        return Part(node)
    words, below = numbers[0], numbers[1:]
    found = []
    for row, (_, value) in zip(table.rows, node.entries, strict=True):
        takes = tuple((words[at], words[at]) for low, high in row.takes for at in range(low, high + 1)) if words else row.takes
        found.append(Row(row.text, takes, part(value, row.below, below)))
    return Part(node, tuple(found))


def pieces(a: Part | None, b: Part | None, are_marks: Sequence[bool]) -> Iterator[Piece]:
    """Two values cut so finely that each piece has one value on each side. `are_marks`: the keys that a receipt answers.

    A table by a mark and a plain value are never the same: only the table passes over a receipt without the mark.
    """
    if a is None or b is None or not (a.rows or b.rows) or (are_marks[0] and not (a.rows and b.rows)):
        yield Piece(a.node if a else None, b.node if b else None)
        return
    ours, theirs = a.rows or (Row("", _taken(b.rows), a),), b.rows or (Row("", _taken(a.rows), b),)
    for row in theirs:
        for other in sorted(ours, key=lambda one: one.text != row.text):
            yield from _under(_common(other.takes, row.takes), (other, row), are_marks)
        yield from _under(_without(row.takes, _taken(ours)), (None, row), are_marks)
    for row in ours:
        yield from _under(_without(row.takes, _taken(theirs)), (row, None), are_marks)


def is_span(row: str) -> bool:
    """Whether a row may take more than one answer."""
    return row == "otherwise" or row.startswith(("<", ">")) or ".." in row


def _under(answers: Answers, rows: tuple[Row | None, Row | None], are_marks: Sequence[bool]) -> Iterator[Piece]:
    """The pieces of what two rows give, for the answers that both take."""
    if not answers:
        return
    a, b = rows
    texts = (a.text if a else "", b.text if b else "")
    for piece in pieces(a.gives if a else None, b.gives if b else None, are_marks[1:]):
        yield replace(piece, answers=(answers, *piece.answers), rows=(texts, *piece.rows))


def _taken(rows: Sequence[Row]) -> Answers:
    return tuple(sorted(answer for row in rows for answer in row.takes))


def _common(a: Answers, b: Answers) -> Answers:
    meets = ((max(low, first), min(high, last)) for low, high in a for first, last in b)
    return tuple(sorted((low, high) for low, high in meets if low <= high))


def _without(answers: Answers, gone: Answers) -> Answers:
    for first, last in gone:
        cut = [((low, min(high, first - 1)), (max(low, last + 1), high)) for low, high in answers]
        answers = tuple((low, high) for both in cut for low, high in both if low <= high)
    return answers


# ---- lists ------------------------------------------------------------------------------------------------------------


def matched(ours: Sequence[tuple[object, ...]], theirs: Sequence[tuple[object, ...]]) -> list[tuple[int, int]]:
    """Which items of two lists are the same one: by their first identity, then, of those left, by the next."""
    pairs: list[tuple[int, int]] = []
    for tier in range(max(map(len, (*ours, *theirs)), default=0)):
        for i, mine in enumerate(ours):
            taken = {j for _, j in pairs}
            if i in dict(pairs) or len(mine) <= tier or mine[tier] is None:
                continue
            j = next((j for j, other in enumerate(theirs) if j not in taken and other[tier : tier + 1] == mine[tier : tier + 1]), None)
            if j is not None:
                pairs.append((i, j))
    return pairs


def moved(order: Sequence[int]) -> list[int]:
    """The places that changed when one order became another: as few as can be, those outside the longest rising run."""
    runs: list[tuple[int, int | None]] = []  # for each place the length of the longest run that ends there, and the one before it
    for at, place in enumerate(order):
        earlier = [other for other in range(at) if order[other] < place]
        last = max(earlier, key=lambda other: runs[other][0], default=None)
        runs.append((runs[last][0] + 1 if last is not None else 1, last))
    kept: set[int] = set()
    step = max(range(len(order)), key=lambda at: runs[at][0], default=None)
    while step is not None:
        kept.add(step)
        step = runs[step][1]
    return [place for at, place in enumerate(order) if at not in kept]
