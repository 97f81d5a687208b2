"""Which parts of two documents are the same one: values in force on the same days, rows of tables, items of lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from payout.source import Mapping, Node
from payout.versions.nodes import Entry, day_or_none, same

OTHERWISE = "otherwise"


def together(a: Sequence[Entry], b: Sequence[Entry]) -> Iterator[tuple[int | None, int | None, Entry | None, Entry | None]]:
    """The spans of days on which neither side changes, with what each side has in force."""
    days = sorted({day_or_none(date) or 0 for date, _ in (*a, *b)})
    is_dated = any(date.text for date, _ in (*a, *b))
    for at, day in enumerate(days):
        held = [next((entry for entry in reversed(found) if (day_or_none(entry[0]) or 0) <= day), None) for found in (a, b)]
        yield day if is_dated else None, days[at + 1] if at + 1 < len(days) else None, held[0], held[1]


def rows(path: tuple[str, ...], a: Node | None, b: Node | None) -> Iterator[tuple[tuple[str, ...], Node | None, Node | None]]:
    """The least parts of two tables that differ; the whole where one of them is no table."""
    if not isinstance(a, Mapping) or not isinstance(b, Mapping):
        if not same(a, b):
            yield path, a, b
        return
    for row in dict.fromkeys(key.text for key, _ in (*b.entries, *a.entries)):
        yield from rows((*path, row), a.get(row), b.get(row))


def otherwise(table: Node | None, path: tuple[str, ...]) -> Node | None:
    """What a table gives for a row that it does not name; None where a span might catch it too, or nothing does."""
    for row in path[:-1]:
        table = table.get(row) if isinstance(table, Mapping) else None
    if not isinstance(table, Mapping) or _is_span(path[-1]) or any(_is_span(key.text) for key, _ in table.entries if key.text != OTHERWISE):
        return None
    return table.get(OTHERWISE)


def first_fits_differ(a: Node | None, b: Node | None) -> bool:
    """Whether rows that may fit together (spans, otherwise) stand in another order: the first one counts."""
    if not isinstance(a, Mapping) or not isinstance(b, Mapping):
        return False
    place = {key.text: at for at, (key, _) in enumerate(a.entries)}
    stayed = [key.text for key, _ in b.entries if key.text in place]
    swapped = any(
        place[first] > place[second] and (_is_span(first) or _is_span(second))
        for at, first in enumerate(stayed)
        for second in stayed[at + 1 :]
    )
    return swapped or any(first_fits_differ(a.get(row), b.get(row)) for row in stayed)


def _is_span(row: str) -> bool:
    return row == OTHERWISE or row.startswith(("<", ">")) or ".." in row


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
