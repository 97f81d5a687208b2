"""Whether conditions can hold together for any claim that a policy admits.

What is decided first is decided by ranges (`expr.range_by_parts`). What stays open is tried: a yes/no name is yes or no, a
comparison holds or not, and each answer narrows what is compared, until every condition is decided. All ways closed is a proof
that the conditions never hold together; a way open to the end, or a budget that is spent, is not one. So "cannot" is sound, and
exact where conditions compare names with numbers; sums and products of names that depend on each other may be missed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from payout import expr
from payout.expr import AtMost, Both, Const, Either, Equal, Expr, Fact, If, Less, Mark, Not, Range, Ref, Since
from payout.policy import Definition

MOST_WORLDS = 4_096
"""A question is given up, as `can`, after so many ways: all combinations of names whose values multiply to 1,024 come before."""
MOST_READINGS = 200_000
"""What one policy may cost: expressions read, over all its questions. A hostile file costs no more than this."""

_FAR = 10**40
_FREE: Range = (-_FAR, _FAR)
_WRITTEN_OUT: Mapping[str, Range] = {}
"""No reference to a definition is left to be looked up: each stands for what it means."""
World = dict[Any, Range]
"""What was decided so far: ranges by the number of a part, or of the difference of two parts."""


class Worlds:
    """Asks about one policy: `facts` are the ranges of its facts and marks, `dated_by` the fact that picks versions."""

    def __init__(self, facts: Mapping[str, Range], definitions: Mapping[str, Definition], dated_by: str) -> None:
        self.facts, self.definitions, self.dated_by = facts, definitions, dated_by
        self.readings = MOST_READINGS
        self.parts: list[tuple[Expr, tuple[int, ...]]] = []
        """Every distinct part of every condition, after the parts that it is made of."""
        self._numbers: dict[int, tuple[int, Expr]] = {}
        self._known: dict[object, int] = {}
        self._since: dict[int, Expr] = {}

    def can_hold(self, *conditions: Expr) -> bool:
        """False where no claim makes all the conditions true at once."""
        if self.readings <= 0:
            return True
        wanted = [self._number(condition) for condition in conditions]
        order = self._below(wanted)
        todo: list[World] = [{}]
        for _ in range(MOST_WORLDS):
            if not todo:
                return False
            self.readings -= len(order)
            if self.readings <= 0:
                return True
            world = todo.pop()
            found = self._read(order, world)
            if found is None or any(found[part] == (0, 0) for part in wanted):
                continue
            undecided = next((part for part in wanted if found[part] != (1, 1)), None)
            if undecided is None:
                return True
            todo += reversed(self._ways(undecided, found, world))
        return True

    # ---- conditions as numbered parts, equal parts with one number

    def _number(self, condition: Expr) -> int:
        todo = [condition]
        while todo:
            node = todo[-1]
            parts = self._parts_of(node)
            waiting = [part for part in parts if id(part) not in self._numbers]
            if waiting and id(node) not in self._numbers:
                todo += waiting
                continue
            todo.pop()
            numbers = tuple(self._numbers[id(part)][0] for part in parts)
            self._numbers.setdefault(id(node), (self._numbered(node, numbers), node))  # the node is kept: its id stays its own
        return self._numbers[id(condition)][0]

    def _parts_of(self, node: Expr) -> tuple[Expr, ...]:
        """The parts of a node. A definition and a version's date stand for what they mean."""
        if isinstance(node, Ref):
            return (self.definitions[node.name].formula.value,)
        if isinstance(node, Since):
            return (self._since.setdefault(node.day, AtMost(Const(node.day), Fact(self.dated_by))),)
        return expr.children(node)

    def _numbered(self, node: Expr, parts: tuple[int, ...]) -> int:
        if isinstance(node, Ref | Since):
            return parts[0]
        key = (type(node), getattr(node, "function", ""), parts) if parts else node
        if key not in self._known:
            self._known[key] = len(self.parts)
            self.parts.append((node, parts))
        return self._known[key]

    def _below(self, wanted: Sequence[int]) -> list[int]:
        todo, seen = list(wanted), set[int]()
        while todo:
            part = todo.pop()
            if part not in seen:
                seen.add(part)
                todo += self.parts[part][1]
        return sorted(seen)

    # ---- reading parts under what was decided

    def _read(self, order: Sequence[int], world: World) -> dict[int, Range] | None:
        """The range of every part; None where what was decided cannot be."""
        found: dict[int, Range] = {}

        def of(part: Expr) -> Range:
            return found[self._numbers[id(part)][0]]

        for part in order:
            node, parts = self.parts[part]
            if isinstance(node, Less | AtMost | Equal):
                apart = self._apart(parts, found, world)[1]
                if apart is not None and apart[0] > apart[1]:
                    return None
                known = _compared(node, apart)
            else:
                known = expr.range_by_parts(node, self.facts, _WRITTEN_OUT.__getitem__, of)
            if part in world:
                low, high = world[part]
                known = max(low, known[0]), min(high, known[1])
                if known[0] > known[1]:
                    return None
            found[part] = known
        return found

    def _apart(self, parts: tuple[int, ...], found: Mapping[int, Range], world: World) -> tuple[tuple[int, int], Range | None]:
        """The two sides of a comparison as they are taken, and what the left one exceeds the right one by; None where one has no value."""
        left, right = (self._taken(part, found) for part in parts)
        if left == right:
            return (left, right), (0, 0)
        a, b = found[left], found[right]
        if expr.is_never(a) or expr.is_never(b):
            return (left, right), None
        low, high = world.get((left, right), _FREE) if left < right else _turned(world.get((right, left), _FREE))
        return (left, right), (max(low, a[0] - b[1]), min(high, a[1] - b[0]))

    def _taken(self, part: int, found: Mapping[int, Range]) -> int:
        """The part itself, or the arm that it is known to be."""
        while isinstance(self.parts[part][0], If):
            condition, yes, no = self.parts[part][1]
            if found[condition] == (0, 1):
                break
            part = yes if found[condition] == (1, 1) else no
        return part

    # ---- deciding what stays open

    def _ways(self, part: int, found: Mapping[int, Range], world: World) -> list[World]:
        """The worlds that together are this one, each with one more question decided; first those that the condition wants."""
        part, wanted = self._question(part, found)
        node, parts = self.parts[part]
        if not isinstance(node, Less | AtMost | Equal):
            decided: list[tuple[Any, Range]] = [(part, (1, 1)), (part, (0, 0))]
            return [{**world, key: ends} for key, ends in (decided if wanted else reversed(decided))]
        sides, _ = self._apart(parts, found, world)
        ways = [self._narrowed(world, sides, found, ends) for ends in _DIFFERENCES[type(node)]]
        return ways if wanted else ways[1:] + ways[:1]

    def _question(self, part: int, found: Mapping[int, Range]) -> tuple[int, bool]:
        """What to decide next, so that this condition is decided: a yes/no name or a comparison, and the answer to try first."""
        wanted = True
        while True:
            node, parts = self.parts[part]
            if isinstance(node, Not):
                part, wanted = parts[0], not wanted
            elif isinstance(node, Both | Either):
                part = next(side for side in parts if found[side] == (0, 1))
            elif isinstance(node, If):
                taken = self._taken(part, found)
                part = taken if taken != part else parts[0]
            else:
                inner = self._open_choice(parts, found)
                if inner is None:
                    return part, wanted
                part, wanted = inner, True

    def _open_choice(self, parts: Sequence[int], found: Mapping[int, Range]) -> int | None:
        """A condition on which the value of these parts depends."""
        for part in self._below(parts):
            node, inner = self.parts[part]
            if isinstance(node, If) and found[inner[0]] == (0, 1):
                return inner[0]
        return None

    def _narrowed(self, world: World, sides: tuple[int, int], found: Mapping[int, Range], ends: Range) -> World:
        """The world where the left side exceeds the right one by `ends`; a side that is one number narrows the other."""
        left, right = sides
        (low, high), (a, b) = ends, found[right]
        if a == b:
            return _with(world, left, (low + a, high + a))
        a, b = found[left]
        if a == b:
            return _with(world, right, (a - high, a - low))
        return _with(world, (left, right), ends) if left < right else _with(world, (right, left), _turned(ends))


_BELOW, _EQUAL, _ABOVE = (-_FAR, -1), (0, 0), (1, _FAR)
_DIFFERENCES: Mapping[type, tuple[Range, ...]] = {
    Less: (_BELOW, (0, _FAR)),
    AtMost: ((-_FAR, 0), _ABOVE),
    Equal: (_EQUAL, _BELOW, _ABOVE),
}
"""By comparison, what the left side may exceed the right one by: first where it holds, then where it does not."""


def _compared(node: Expr, apart: Range | None) -> Range:
    """Whether a comparison holds; one with what has no value yet is never asked of a claim, so either answer is right."""
    if apart is None:
        return 0, 0
    low, high = apart
    if isinstance(node, Less):
        return int(high < 0), int(low < 0)
    if isinstance(node, AtMost):
        return int(high <= 0), int(low <= 0)
    return int(low == high == 0), int(low <= 0 <= high)


def _turned(ends: Range) -> Range:
    return -ends[1], -ends[0]


def _with(world: World, key: object, ends: Range) -> World:
    known = world.get(key, _FREE)
    return {**world, key: (max(known[0], ends[0]), min(known[1], ends[1]))}


def kind_among(numbers: Sequence[int]) -> Expr:
    """The condition that a line is of one of these kinds; -1 is a line without a kind."""
    found: Expr = expr.NO
    for number in numbers:
        found = expr.either(found, Equal(Mark("kind"), Const(number)))
    return found
