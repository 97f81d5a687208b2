"""The door: what a claim says, read by the policy. Facts, kinds, marks and amounts become integers, or problems, all at once.

Nothing is guessed: a fact that nobody gave is `Missing` unless the policy itself assumes a value, and then the result
says so. A bill for several people or nights becomes one line for each, divided by running total.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from payout.claim import Claim, Expense
from payout.frame import Known, Missing, Row
from payout.messages import Said, owning, phrase
from payout.money import divided
from payout.policy import Fact, Kind, Policy
from payout.problem import MOST_PROBLEMS, Position, Problem, Problems, near
from payout.source import Node, Scalar, Sequence, canonical
from payout.values import count_of, label_of, money_of, value_of

MOST_QUANTITY = 366
MOST_LINES = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One amount that is claimed: an expense, or one person's or night's part of it."""

    id: str
    expense: str
    kind: str
    amount: int
    row: Row
    shown: Mapping[str, str]
    """The marks as they are printed."""


@dataclass(slots=True)
class Inputs:
    """A claim as the policy understood it."""

    facts: dict[str, Known]
    lines: tuple[Line, ...]
    day: int
    assumed: tuple[str, ...]
    attached: tuple[str, ...]
    labels: tuple[str, ...]
    hash: str
    billed: dict[str, int] = field(default_factory=dict)
    by_kind: ByKind = field(default_factory=dict)
    is_complete: bool = False
    """Whether every fact and every mark is known."""


Gathered = tuple[tuple[int, ...], tuple[Row, ...], tuple[int, ...]]
"""Lines: their amounts, their rows, and their numbers in the claim."""
ByKind = Mapping[str, Gathered]
"""The lines of the kinds that the claim has."""


def by_kind(lines: Iterable[Line]) -> ByKind:
    """The lines of each kind, in the order of the claim."""
    found: dict[str, list[tuple[int, Row, int]]] = {}
    for at, line in enumerate(lines):
        found.setdefault(line.kind, []).append((line.amount, line.row, at))
    return {kind: _columns(of_kind) for kind, of_kind in found.items()}


def _columns(lines: Iterable[tuple[int, Row, int]]) -> Gathered:
    amounts, rows, numbers = zip(*lines, strict=True)
    return amounts, rows, numbers


def gathered(lines: ByKind, kinds: Iterable[str]) -> Gathered:
    """The lines of a coverage that covers these kinds: kinds in their order, lines in the order of the claim."""
    amounts: tuple[int, ...] = ()
    rows: tuple[Row, ...] = ()
    numbers: tuple[int, ...] = ()
    for kind in kinds:
        if kind in lines:
            found = lines[kind]
            amounts, rows, numbers = amounts + found[0], rows + found[1], numbers + found[2]
    return amounts, rows, numbers


def admit(policy: Policy, claim: Claim) -> Inputs:
    """The claim's facts and lines as integers. Raises Problems: every unknown name and every value that does not fit."""
    door = _Door(policy)
    inputs = door.admit(claim)
    if door.problems:
        raise Problems(door.problems)
    return inputs


class _Door:
    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.problems: list[Problem] = []
        """Begins with what was wrong with the claim's shape."""
        self.interned: dict[str, int] = {}
        self.labels: list[str] = []

    def complain(self, at: Position, code: str, help: Said = "", **values: Said) -> None:
        self.problems.append(Problem(at, code, values, help))

    def near(self, name: str, known: Iterable[str]) -> Said:
        """What was probably meant; not looked for any more once there are more problems than are told."""
        return near(name, known) if len(self.problems) < MOST_PROBLEMS else ""

    def admit(self, claim: Claim) -> Inputs:
        policy = self.policy
        self.problems += claim.problems
        attached = self.attached(claim)
        facts: dict[str, Known] = {}
        for name, scalar in claim.facts.items():
            if name not in policy.facts:
                self.complain(claim.names.get(name, scalar.at), "unknown-fact", self.near(name, policy.facts), given=name)
        for name, fact in policy.facts.items():  # in the order of the policy: a claim means the same in whatever order it is written
            if name not in claim.facts:
                facts[name] = Missing(frozenset((name,)), *fact.range) if fact.assume is None else fact.assume
                continue
            value = self.value(claim.facts[name], fact)
            if value is not None:
                facts[name] = value
        assumed = tuple(name for name, fact in policy.facts.items() if fact.assume is not None and name not in claim.facts)
        facts |= {name: int(name in attached) for name in policy.endorsements}
        lines = [line for at, expense in enumerate(claim.expenses) for line in self.lines(expense, at)]
        if len(lines) > MOST_LINES:
            self.complain(claim.at, "too-many-lines", limit=f"{MOST_LINES:,}")
            lines = []
        day = facts.get(policy.dated_by)
        if not isinstance(day, int):
            if policy.dated_by not in claim.facts:
                at = claim.places.get("facts", claim.at)
                self.complain(at, "version-date", name=policy.dated_by)
            day = 0
        billed = {kind: sum(line.amount for line in lines if line.kind == kind) for kind in policy.kinds}
        known = not any(isinstance(value, Missing) for value in (*facts.values(), *(mark for line in lines for mark in line.row)))
        found = Inputs(facts, tuple(lines), day, assumed, attached, tuple(self.labels), "", billed, by_kind(lines), known)
        found.hash = "" if self.problems else _hash(policy, found, list(self.interned))
        return found

    def attached(self, claim: Claim) -> tuple[str, ...]:
        for scalar in claim.endorsements:
            if scalar.text not in self.policy.endorsements:
                self.complain(scalar.at, "not-an-endorsement", self.near(scalar.text, self.policy.endorsements), given=scalar.text)
        given = [scalar.text for scalar in claim.endorsements]
        for at, scalar in enumerate(claim.endorsements):
            if scalar.text in given[:at]:
                self.complain(scalar.at, "twice", given=scalar.text, first=claim.endorsements[given.index(scalar.text)].at.here())
        return tuple(name for name in self.policy.endorsements if name in given)

    def value(self, scalar: Scalar, fact: Fact) -> int | None:
        value = (
            self.label(scalar) if fact.type.name == "label" else value_of(scalar, fact.type, self.policy.currency, fact.name, fact.range)
        )
        if isinstance(value, Problem):
            titled = next((word for word, title in fact.words.items() if scalar.text in title.values()), None)
            self.problems.append(value if titled is None else replace(value, help=phrase("did-you-mean", name=titled)))
            return None
        return value

    def label(self, scalar: Scalar) -> int | Problem:
        label = label_of(scalar)
        if isinstance(label, Problem):
            return label
        if label not in self.interned:
            self.interned[label] = len(self.labels)  # in order of first appearance
            self.labels.append(scalar.text)
        return self.interned[label]

    # ---- expenses

    def lines(self, expense: Expense, at: int) -> list[Line]:
        kind = self.policy.kinds.get(expense.kind.text)
        if kind is None:
            self.complain(expense.kind.at, "unknown-kind", self.near(expense.kind.text, self.policy.kinds), given=expense.kind.text)
            return []
        amount = money_of(expense.amount, self.policy.currency)
        if isinstance(amount, Problem):
            self.problems.append(amount)
            return []
        numbers = self.numbers(expense, kind)
        marks = self.marks(expense, kind, at)
        shared = next((name for name, values in marks.items() if len(values) > 1), None)
        several = marks[shared] if shared else [(None, "")]
        found: list[tuple[int, dict[str, Known], dict[str, str]]] = []
        for part, (value, shown) in zip(divided(amount, len(several)), several, strict=True):
            one = {name: values[0][0] for name, values in marks.items()}
            said = {name: values[0][1] for name, values in marks.items() if self.policy.marks[name].type.name != "yes_no"}
            if shared is not None and value is not None:
                one[shared], said[shared] = value, shown
            found += self.expanded(kind, part, numbers, one, said)
        names = list(self.policy.marks)
        number = list(self.policy.kinds).index(kind.name)
        ids = [expense.id] if len(found) == 1 else [f"{expense.id}#{index}" for index in range(1, len(found) + 1)]
        return [
            Line(id_, expense.id, kind.name, part, (number, *(one.get(name) for name in names)), said)
            for id_, (part, one, said) in zip(ids, found, strict=True)
        ]

    def expanded(
        self, kind: Kind, amount: int, numbers: range, marks: dict[str, Known], said: dict[str, str]
    ) -> list[tuple[int, dict[str, Known], dict[str, str]]]:
        if kind.each is None:
            return [(amount, marks, said)]
        parts = zip(numbers, divided(amount, len(numbers)), strict=True)
        return [(part, marks | {kind.each: number}, said | {kind.each: str(number)}) for number, part in parts]

    def numbers(self, expense: Expense, kind: Kind) -> range:
        """What the parts of a bill are numbered: from the number that it states on, else from 1. A bill that is not counted is one part."""
        quantity = self.quantity(expense, kind)
        if kind.each is None:
            return range(1, 2)
        mark, stated = self.policy.marks[kind.each], expense.marks.get(kind.each)
        read = self.mark(stated, mark) if stated is not None else (1, "1")
        if read is None or not isinstance(read[0], int):
            return range(1, quantity + 1)
        found = range(read[0], read[0] + quantity)
        if expense.quantity is not None and not mark.range[0] <= found[0] <= found[-1] <= mark.range[1]:
            low, high = (f"{end:,}" for end in mark.range)
            self.complain(expense.quantity.at, "each-range", each=mark.name, given=f"{found[0]}..{found[-1]}", low=low, high=high)
        return found

    def quantity(self, expense: Expense, kind: Kind) -> int:
        if expense.quantity is None:
            if kind.each is not None:
                self.complain(expense.at, "quantity-needed", kind=kind.name, each=kind.each)
            return 1
        if kind.each is None:
            self.complain(expense.quantity.at, "quantity-unknown", kind=kind.name)
            return 1
        quantity = count_of(expense.quantity)
        if isinstance(quantity, Problem) or not 1 <= quantity <= MOST_QUANTITY:
            self.complain(expense.quantity.at, "quantity-range", high=str(MOST_QUANTITY))
            return 1
        return quantity

    def marks(self, expense: Expense, kind: Kind, at: int) -> dict[str, list[tuple[Known, str]]]:
        """Each mark that the kind carries: its value, or several values that share the bill, with the text that is printed."""
        for name, given in expense.marks.items():
            if name not in (*kind.marks, kind.each):
                known = (*kind.marks, *([kind.each] if kind.each else []))
                self.complain(expense.names.get(name, given.at), "unknown-mark", self.near(name, known), kind=kind.name, given=name)
        found: dict[str, list[tuple[Known, str]]] = {}
        lists = 0
        for name in kind.marks:
            node = expense.marks.get(name)
            if node is None:
                found[name] = [(Missing(frozenset((f"expenses/{at}/{name}",)), *self.policy.marks[name].range), "")]
                continue
            items: tuple[Node, ...] = (node,)
            if isinstance(node, Sequence) and self.policy.marks[name].type.name == "label":
                items = node.items
            lists += len(items) > 1
            values = [self.mark(item, self.policy.marks[name]) for item in items]
            found[name] = [value for value in values if value is not None] or [(0, "")]
            if not items or (lists > 1 and len(items) > 1):
                self.complain(node.at, "want-text", owner=owning(name))
                found[name] = found[name][:1]
        return found

    def mark(self, node: Node, mark: Fact) -> tuple[Known, str] | None:
        if not isinstance(node, Scalar):
            self.complain(node.at, "want-text", owner=owning(mark.name))
            return None
        value = self.value(node, mark)
        return None if value is None else (value, node.text)


def _hash(policy: Policy, inputs: Inputs, interned: list[str]) -> str:
    """SHA-256 over the canonical JSON of what was understood: the same claim hashes the same, however it was written."""
    labels = {name for name, fact in {**policy.facts, **policy.marks}.items() if fact.type.name == "label"}

    def plain(name: str, value: Any) -> Any:
        if isinstance(value, Missing) or value is None:
            return None
        return interned[value] if name in labels else str(value)

    facts = {name: plain(name, value) for name, value in inputs.facts.items() if name in policy.facts}
    names = ["kind", *policy.marks]
    lines = [
        [line.id, line.kind, str(line.amount), [plain(name, value) for name, value in zip(names, line.row, strict=True)][1:]]
        for line in inputs.lines
    ]
    return hashlib.sha256(canonical([policy.hash, facts, list(inputs.attached), lines])).hexdigest()
