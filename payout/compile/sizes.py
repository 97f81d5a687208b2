"""How large the numbers of a policy can become: every operator is bounded from the ranges of facts and the most that a claim can hold.

Numbers are exact whatever their size, here; columns and databases have 64 or 128 bits. So what could pass 127 bits is refused when
the policy is loaded, and what needs more than 63 is noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from payout import expr
from payout.claim import MOST_EXPENSES
from payout.expr import Billed, Expr, Fact, Of, Paid, Range, Ref
from payout.money import HIGHEST
from payout.policy import Coverage, Formula, Policy, Step
from payout.problem import Position

MOST_BILLED = MOST_EXPENSES * HIGHEST
"""The most that the expenses of one claim come to, in minor units."""
WIDEST, NARROW = 2**127 - 1, 2**63 - 1


@dataclass(frozen=True, slots=True)
class Size:
    """The largest numbers, without their signs, that a formula comes to on its way: `highest` with what its step does to the lines,
    `written` without, which is all that the author can change. Where it is too large, `fact` is the one with the widest range."""

    text: str
    at: Position
    highest: int
    written: int
    fact: str


def power(number: int) -> str:
    """The power of two that a number reaches, as `2^90`."""
    return f"2^{number.bit_length() - 1}"


def sizes(policy: Policy) -> Iterator[Size]:
    """The size of every formula that claims go through: definitions, conditions, losses and steps, in the order in which they run."""
    return _Sizes(policy).all()


class _Sizes:
    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.facts: Mapping[str, Range] = {
            **{name: fact.range for name, fact in (*policy.facts.items(), *policy.marks.items())},
            **dict.fromkeys(policy.endorsements, (0, 1)),
        }
        self.gross: dict[str, int] = {}
        """By coverage, the most that its lines come to before anything is taken off."""
        self.defined: dict[str, Range] = {}
        self.found: list[Size] = []

    def all(self) -> Iterator[Size]:
        policy = self.policy
        for requirement in policy.requires:
            yield self.size(requirement.formula)
        for name in policy.order:
            yield from self.coverage(policy.coverages[name])
        for rule in policy.together:
            yield from self.step(rule, sum(self.gross[name] for name in rule.over))
        for setting in policy.settings:
            if setting.when is not None:
                yield self.size(setting.when)
        for definition in policy.definitions.values():
            yield self.size(definition.formula)

    def coverage(self, coverage: Coverage) -> Iterator[Size]:
        conditions = [coverage.when, *(case.when for case in coverage.cases)]
        for formula in (*conditions, coverage.loss):
            if formula is not None:
                yield self.size(formula)
        loss = None if coverage.loss is None else self.range(coverage.loss.value, {})[1]
        gross = self.gross.get(coverage.after or "", MOST_BILLED) if loss is None else loss
        gross += sum(self.range(step.amount, self.local(gross))[1] for step in coverage.all_steps() if step.adds)
        self.gross[coverage.name] = gross
        for step in coverage.all_steps():
            yield from self.step(step, gross)

    def step(self, step: Step, gross: int) -> Iterator[Size]:
        local = self.local(gross)
        conditions = [step.when, *(waiver.when for waiver in step.waivers)]
        for formula in conditions:
            if formula is not None:
                yield self.size(formula, local)
        if step.written is not None:
            amounts = (step.amount, step.amount_over)
            taken = {**local, "amount": self.range(step.amount, local), "over": self.range(step.amount_over, local)}
            written = self.highest(amounts, local)
            highest = max(written, self.highest((step.after,), taken))
            yield Size(step.written.text, step.written.at, highest, written, self.widest(amounts) if highest > WIDEST else "")

    def local(self, gross: int) -> dict[str, Range]:
        """What a step's formula may name: none of it is more than all lines together."""
        return dict.fromkeys(("x", "before", "total", "claimed"), (0, gross))

    def size(self, formula: Formula, local: Mapping[str, Range] = {}) -> Size:
        parts = (formula.value, formula.over)
        highest = self.highest(parts, local)
        return Size(formula.text, formula.at, highest, highest, self.widest(parts) if highest > WIDEST else "")

    # ---- ranges

    def range(self, value: Expr, local: Mapping[str, Range]) -> Range:
        return self.ranges((value,), local)[id(value)]

    def highest(self, values: tuple[Expr, ...], local: Mapping[str, Range]) -> int:
        found = self.ranges(values, local).values()
        return max((max(abs(low), abs(high)) for low, high in found if not expr.is_never((low, high))), default=0)

    def ranges(self, values: tuple[Expr, ...], local: Mapping[str, Range]) -> dict[int, Range]:
        """The range of every part of the expressions, by the identity of the part."""
        done: dict[int, Range] = {}

        def of(node: Expr) -> Range:
            if id(node) not in done:
                done[id(node)] = self.part(node, local) or expr.range_by_parts(node, self.facts, self.definition, of)
            return done[id(node)]

        for value in values:
            for node in expr.walk(value):
                of(node)
        return done

    def part(self, node: Expr, local: Mapping[str, Range]) -> Range | None:
        match node:
            case Of(what):
                return local[what]
            case Paid(coverage):
                return 0, self.gross[coverage]
            case Billed():
                return 0, MOST_BILLED
        return None

    def definition(self, name: str) -> Range:
        if name not in self.defined:
            self.defined[name] = self.range(self.policy.definitions[name].formula.value, {})
        return self.defined[name]

    def widest(self, values: tuple[Expr, ...]) -> str:
        """The fact of the widest range in the expressions; empty where there is none."""
        names: set[str] = set()
        todo, seen = list(values), set[str]()
        while todo:
            for node in expr.walk(todo.pop()):
                if isinstance(node, Fact) and node.name in self.policy.facts:
                    names.add(node.name)
                elif isinstance(node, Ref) and node.name not in seen:
                    seen.add(node.name)
                    todo.append(self.policy.definitions[node.name].formula.value)
        return max(sorted(names), key=lambda name: self.facts[name][1], default="")
