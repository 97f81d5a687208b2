"""The claim as it was handed in: its shape and the place of every value. What the values mean is the policy's to say."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace

from payout.keys import CLAIM_KEYS, EXPENSE_KEYS
from payout.messages import Said, owning, phrase
from payout.problem import Position, Problem, Problems, closest, near
from payout.source import Mapping, Node, Scalar, Sequence, uncut

MOST_EXPENSES = 1_000
ID = re.compile(r"[A-Za-z0-9_-]{1,40}")
NOT_TEXT = ("number", "true", "false")
"""Kinds of JSON values that are no text."""


@dataclass(frozen=True, slots=True)
class Expense:
    """One receipt or estimate line. `marks` are still as written: a mark may be a list of values that share the bill."""

    id: str
    kind: Scalar
    amount: Scalar
    quantity: Scalar | None
    marks: Dict[str, Node]
    at: Position
    names: Dict[str, Position] = field(default_factory=dict)
    """Where each mark's name stands."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One accident's request for payment, as handed in."""

    policy: str
    facts: Dict[str, Scalar]
    endorsements: tuple[Scalar, ...]
    expenses: tuple[Expense, ...]
    case: Mapping | None
    at: Position
    places: Dict[str, Position] = field(default_factory=dict)
    names: Dict[str, Position] = field(default_factory=dict)
    """Where each fact's name stands."""
    problems: tuple[Problem, ...] = ()
    """What was wrong with its shape, where it was read leniently: told together with what the policy finds wrong."""


def read_claim(node: Node, policy: str = "", *, lenient: bool = False) -> Claim:
    """The claim in these nodes. `policy` names the policy where the claim may leave it out.

    Raises Problems, all of them; `lenient` keeps them in the claim as long as its policy is known, so that admission can tell
    them together with its own.
    """
    problems: list[Problem] = []
    claim = _Reading(problems).claim(node, policy)
    if problems and not (lenient and claim.policy):
        raise Problems(problems)
    return replace(claim, problems=tuple(problems))


class _Reading:
    """Collects the problems of one claim; every method gives the best it could read."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems

    def complain(self, at: Position, code: str, help: Said = "", **values: Said) -> None:
        self.problems.append(Problem(at, code, values, help))

    def claim(self, node: Node, policy: str) -> Claim:
        part = self.mapping(node, phrase("a-claim"))
        for key, _ in part.entries:
            if key.text not in CLAIM_KEYS:
                self.complain(key.at, "unknown-key", near(key.text, CLAIM_KEYS), owner=phrase("a-claim"), given=key.text)
        name = part.get("policy")
        if isinstance(name, Scalar) and name.kind in NOT_TEXT:
            self.complain(name.at, "want-quotes", owner=owning("policy"))
        if not isinstance(name, Scalar) and not policy:
            self.complain(part.at, "missing-key", phrase("write-policy"), owner=phrase("a-claim"), key="policy")
        if part.get("endorsements") is None:
            self.complain(part.at, "missing-key", phrase("write-endorsements"), owner=phrase("a-claim"), key="endorsements")
        case = part.get("case")
        return Claim(
            policy=policy or (name.text if isinstance(name, Scalar) else ""),
            facts=self.facts(part.get("facts")),
            endorsements=self.scalars(part.get("endorsements"), "endorsements"),
            expenses=self.expenses(part.get("expenses")),
            case=self.mapping(case, "case") if case is not None else None,
            at=part.at,
            places={key.text: value.at if key.text == "policy" else key.at for key, value in part.entries},
            names=_names(part.get("facts")),
        )

    def facts(self, node: Node | None) -> dict[str, Scalar]:
        part = self.mapping(node, "facts") if node is not None else Mapping(Position(), ())
        return {
            key.text: value
            for key, value in part.entries
            if self.is_scalar(value, phrase("fact", name=key.text)) and isinstance(value, Scalar)
        }

    def expenses(self, node: Node | None) -> tuple[Expense, ...]:
        items = self.items(node, "expenses")
        if len(items) > MOST_EXPENSES:
            self.complain(items[MOST_EXPENSES].at, "too-many-expenses", limit=f"{MOST_EXPENSES:,}")
            return ()
        read = [self.expense(item, f"e{index}") for index, item in enumerate(items, 1)]
        first: set[str] = set()
        for expense in read:
            if expense is not None and expense.id in first:
                self.complain(expense.at, "same-id", given=expense.id)
            first.add(expense.id if expense else "")
        return tuple(expense for expense in read if expense is not None)

    def expense(self, node: Node, default: str) -> Expense | None:
        part = self.mapping(node, phrase("an-expense"))
        known = {key: part.get(key) for key in EXPENSE_KEYS}
        for key in ("kind", "amount"):
            if known[key] is None and isinstance(node, Mapping):
                meant = next((name for name, _ in part.entries if closest(name.text, [key])), None)
                if meant:
                    self.complain(meant.at, "misspelt-key", owner=phrase("an-expense"), key=key, given=meant.text)
                else:
                    self.complain(part.at, "missing-key", phrase("add-key", key=key), owner=phrase("an-expense"), key=key)
        values = {key: value for key, value in known.items() if value is not None and self.is_scalar(value, key)}
        kind, amount, quantity, id_ = (values.get(key) for key in ("kind", "amount", "quantity", "id"))
        if isinstance(id_, Scalar) and (id_.kind in NOT_TEXT or not ID.fullmatch(id_.text)):
            self.complain(id_.at, "bad-id", given=id_.text[:60])
        if not isinstance(kind, Scalar) or not isinstance(amount, Scalar):
            return None
        marks = {key.text: value for key, value in part.entries if key.text not in EXPENSE_KEYS}
        name = id_.text if isinstance(id_, Scalar) else default
        return Expense(name, kind, amount, quantity if isinstance(quantity, Scalar) else None, marks, part.at, _names(part))

    def mapping(self, node: Node, owner: Said) -> Mapping:
        if isinstance(node, Mapping):
            entries, cuts = uncut(node)
            self.problems += cuts
            return Mapping(node.at, entries)
        self.complain(node.at, "want-mapping", owner=owning(owner))
        return Mapping(node.at, ())

    def items(self, node: Node | None, owner: str) -> tuple[Node, ...]:
        if node is None or isinstance(node, Sequence):
            return node.items if node else ()
        self.complain(node.at, "want-list", owner=owning(owner))
        return ()

    def scalars(self, node: Node | None, owner: str) -> tuple[Scalar, ...]:
        return tuple(item for item in self.items(node, owner) if self.is_scalar(item, owner) and isinstance(item, Scalar))

    def is_scalar(self, node: Node, owner: Said) -> bool:
        if not isinstance(node, Scalar):
            self.complain(node.at, "want-text", owner=owning(owner))
            return False
        if node.kind == "yaml" and node.text in ("", "~", "null"):
            self.complain(node.at, "no-value", owner=owning(owner))
            return False
        return True


def _names(node: Node | None) -> dict[str, Position]:
    return {key.text: key.at for key, _ in node.entries} if isinstance(node, Mapping) else {}
