"""A policy's expressions as Python text: what the generated functions are made of.

Names: f_ a fact, d_ a definition, t_ a value kept for a moment. No word of a policy becomes part of the program but in
quotes: every name is numbered by us.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from payout import expr
from payout.expr import Expr, Mark, Of, Paid, Ref
from payout.policy import Policy, Step

_OPERATORS = {
    expr.Plus: "({} + {})",
    expr.Minus: "({} - {})",
    expr.Times: "({} * {})",
    expr.Floor: "({} // {})",
    expr.Less: "({} < {})",
    expr.AtMost: "({} <= {})",
    expr.Equal: "({} == {})",
    expr.Both: "({} and {})",
    expr.Either: "({} or {})",
    expr.Not: "(not {})",
}
_NEAR = 8
"""A definition of so few parts stands where it is used; a longer one is a function of its own."""

Names = Mapping[str, str]
_AMOUNT = expr.Fact("the step's amount")
"""Stands for the amount while ranges are read: no fact can be named so."""


class Writer:
    """Writes a function line by line."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.lines: list[str] = []
        self.depth = 1
        self.facts = {name: f"f_{at}" for at, name in enumerate((*policy.facts, *policy.endorsements))}
        self.definitions = {name: f"d_{at}" for at, name in enumerate(policy.definitions)}
        self.marks = {name: at for at, name in enumerate(("kind", *policy.marks))}
        self.kinds = {name: at for at, name in enumerate(policy.kinds)}
        self.paid: Mapping[str, str] = {}
        """What a coverage paid so far, where that is a variable of its own; elsewhere it is read from the frame."""
        self.numbers = count()
        self.may_be_unknown = True
        """Whether a fact may be one that nobody gave."""

    def write(self, line: str) -> None:
        """One line at the depth that is reached."""
        self.lines.append("    " * self.depth + line)

    def block(self, head: str, body: Callable[[], None]) -> None:
        """A head and what stands below it, which may be nothing."""
        self.write(head)
        self.depth += 1
        written = len(self.lines)
        body()
        if len(self.lines) == written:
            self.write("pass")
        self.depth -= 1

    # ---- expressions

    def settled(self, step: Step, node: Expr) -> Expr:
        """A step's formula with its constants in place, without the guards that the ranges of the facts make idle."""
        ranges = {name: fact.range for name, fact in (*self.policy.facts.items(), *self.policy.marks.items())}
        ranges[_AMOUNT.name] = self.range(step.amount, ranges)

        def known(part: Expr) -> Expr | None:
            match part:
                case Of("amount"):
                    return step.amount if isinstance(step.amount, expr.Const) else _AMOUNT
                case Of("over") if isinstance(step.amount_over, expr.Const):
                    return step.amount_over
            return None

        def guarded(part: Expr) -> Expr | None:
            match part:
                case expr.Least(whole, expr.Floor(expr.Times(same, rate), expr.Const(one))) if whole == same == Of("x"):
                    return part.right if self.range(rate, ranges)[1] <= one else None  # a part is no more than the whole
            if not isinstance(part, expr.Greatest | expr.Least):
                return None
            low, high = (self.range(side, ranges) for side in (part.left, part.right))
            left_is_more = low[0] >= high[1]
            right_is_more = high[0] >= low[1]
            if left_is_more or right_is_more:
                kept = part.left if left_is_more == isinstance(part, expr.Greatest) else part.right
                return expr.substituted(kept, guarded)
            return None

        def named(part: Expr) -> Expr | None:
            return Of("amount") if part == _AMOUNT else None

        return expr.substituted(expr.substituted(expr.substituted(node, known), guarded), named)

    def range(self, node: Expr, ranges: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
        """The lowest and the highest that an expression can be, from the ranges of facts and marks."""
        return expr.range_of(node, ranges, lambda name: self.range(self.policy.definitions[name].formula.value, ranges))

    def expr(self, node: Expr, local: Names | None = None) -> str:
        """An expression as Python text; conditions are truth values. `local` names the figures of the step."""
        match node:
            case expr.Const(value):
                return str(value) if value >= 0 else f"({value})"
            case expr.Fact(name):
                return self.facts[name]
            case Mark(name):
                return f"row[{self.marks[name]}]" if name == "kind" else f"(row[{self.marks[name]}] or 0)"
            case Of(what):
                return (local or {}).get(what, what)
            case Ref(name):
                formula = self.policy.definitions[name].formula.value
                return self.expr(formula) if is_near(formula) else f"{self.definitions[name]}()"
            case Paid(coverage):
                return self.paid.get(coverage) or f"sum(ran[{coverage!r}].final)"
            case expr.Billed(kinds):
                return "(" + " + ".join(f"billed[{kind!r}]" for kind in kinds) + ")"
            case expr.If(condition, yes, no):
                return f"({self.expr(yes, local)} if {self.expr(condition, local)} else {self.expr(no, local)})"
            case expr.Between(name, start, end):
                return f"between({name!r}, {self.expr(start, local)}, {self.expr(end, local)})"
            case expr.Since(day):
                return f"(inputs.day >= {day})"
            case expr.NoValue(term, first):
                return f"no_value({term!r}, {first})"
            case expr.Minus(left, expr.Least(same, right)) if left == same and isinstance(left, Of):  # what is above, or nothing
                line, (other, second) = self.expr(left, local), self.once(self.expr(right, local))
                return f"({line} - {other} if {line} > {second} else 0)"
            case expr.Least(left, right):
                return self.better("<=", self.expr(left, local), self.expr(right, local))
            case expr.Greatest(left, right):
                return self.better(">=", self.expr(left, local), self.expr(right, local))
        return _OPERATORS[type(node)].format(*(self.expr(part, local) for part in expr.children(node)))

    def better(self, operator: str, left: str, right: str) -> str:
        """The lesser or the greater of two, each looked at once: a conditional expression takes a third of the time of `min`."""
        (one, first), (other, second) = self.once(left), self.once(right)
        return f"({one} if {first} {operator} {second} else {other})"

    def once(self, text: str) -> tuple[str, str]:
        """How a value is called that is looked at twice, and the text that computes it the first time."""
        if text.replace("_", "a").isalnum():
            return text, text
        name = f"t_{next(self.numbers)}"
        return name, f"({name} := {text})"

    def asked(self, node: Expr, local: Names | None = None) -> str:
        """An amount that the frame keeps: a bare fact is asked for its value here, so that an unknown one cannot slip in."""
        text = self.expr(node, local)
        return f"({text} + 0)" if self.may_be_unknown and isinstance(node, expr.Fact | expr.If | Ref) else text


def is_near(formula: Expr) -> bool:
    """Whether a definition is short enough to stand where it is used."""
    return sum(1 for _ in expr.walk(formula)) <= _NEAR and not any(isinstance(node, Ref) for node in expr.walk(formula))


def made(text: str, name: str, known: Mapping[str, object], file: str) -> Any:
    """The function `name` that the text defines. The text is ours: nothing in it was written by a claim, and of a policy only
    quoted names."""
    names = dict(known)
    exec(compile(text, f"<{file}>", "exec"), names)
    return names[name]
