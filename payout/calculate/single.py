"""The steps of a coverage on one line, written as straight-line Python: no loops, no groups, one variable after the other.

Most coverages of a claim have one receipt. Both generated functions take this road for them: the one that fills the frame
(`code`) and the one that only counts (`scalar`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from payout import expr
from payout.bounds import is_by_line
from payout.calculate.python import Writer
from payout.expr import Expr, Mark, Of
from payout.frame import SKIPPED, TAKEN, WAIVED
from payout.policy import Coverage, Step


class Keeps(Protocol):
    """What is kept of the steps besides the line itself: the frame keeps entries, a count nothing."""

    def case(self, number: int) -> None:
        """That this case is taken."""

    def step(self, number: int, code: str, amount: str, after: str) -> None:
        """A step with its code, its amount and the line or lines afterwards."""

    def way(self, numbers: Sequence[int], more: bool) -> None:
        """The steps of a way, in order; `more` for those that run after the cases."""


@dataclass(slots=True)
class Single:
    """Writes the steps of one coverage for one line. `line` is the name of its amount, `claimed` of what it came as."""

    writer: Writer
    coverage: Coverage
    keeps: Keeps
    prefix: str
    claimed: str
    line: str

    def through(self) -> None:
        """The case that applies, then the steps after the cases; `line` is the name of what remains."""
        number, start, end = 0, self.line, f"{self.prefix}c"
        for at, case in enumerate(self.coverage.cases):
            word = "elif" if at else "if"
            self.writer.write(f"{word} {self.writer.expr(case.when.value)}:" if case.when else "else:" if at else "if True:")
            self.writer.depth += 1
            self.keeps.case(at)
            self.steps(case.steps, number)
            self.keeps.way(range(number, number + len(case.steps)), more=False)
            self.writer.write(f"{end} = {self.line}")
            self.writer.depth -= 1
            number, self.line = number + len(case.steps), start
        self.line = end if self.coverage.cases else start
        self.steps(self.coverage.steps, number)
        self.keeps.way(range(number, number + len(self.coverage.steps)), more=bool(self.coverage.cases))

    def steps(self, steps: Sequence[Step], number: int) -> None:
        """The steps one after the other."""
        for at, step in enumerate(steps, number):
            self.step(step, at)
            self.line = f"{self.prefix}{at}"

    def step(self, step: Step, at: int) -> None:
        """One step: where its condition fails, the line stays."""
        writer, depth = self.writer, self.writer.depth
        applies = self.text(step, step.when.value) if step.when and step.scope == "claim" else ""
        holds = self.text(step, step.when.value) if step.when and step.scope == "group" else ""
        for condition, code, amount in ((applies, SKIPPED, "0"), (self.wanted(step), TAKEN, self.nothing(step)), (holds, TAKEN, "()")):
            if condition:
                writer.write(f"if not {condition}:")
                writer.depth += 1
                writer.write(f"{self.prefix}{at} = {self.line}")
                self.keeps.step(at, str(code), amount, f"({self.line},)")
                writer.depth -= 1
                writer.write("else:")
                writer.depth += 1
        self.taken(step, at)
        writer.depth = depth

    def taken(self, step: Step, at: int) -> None:
        """The step's amount and the line afterwards; an endorsement may set it aside where it would act."""
        writer, after = self.writer, f"{self.prefix}{at}"
        amount = writer.asked(self.alone(step, step.amount), self.names(step))
        left = self.line if step.verb == "add" else self.text(step, step.after)
        if not amount.isdecimal() or "amount" in left:  # an amount may come to a plain 0 although the step does not say so
            writer.write(f"amount = {amount}")
            amount = "amount"
        writer.write(f"{after} = {left}")
        for index, waiver in enumerate(step.waivers):
            holds = writer.facts[waiver.endorsement] + (f" and {writer.expr(waiver.when.value)}" if waiver.when else "")
            writer.write(f"{'el' if index else ''}if {holds}:")
            writer.depth += 1
            self.keeps.step(at, f"{WAIVED + index} if {after} != {self.line} else {SKIPPED}", amount, f"({self.line},)")
            writer.write(f"{after} = {self.line}")
            writer.depth -= 1
        lines = f"({after}, {amount})" if step.adds else f"({after},)"
        if step.waivers:
            writer.block("else:", lambda: self.keeps.step(at, str(TAKEN), amount, lines))
        else:
            self.keeps.step(at, str(TAKEN), amount, lines)

    def wanted(self, step: Step) -> str:
        """What makes the step ask for the line: its marks, its kind, whether its amount can be told, its own condition."""
        found = [f"row[{self.writer.marks[mark]}] is not None" for mark in step.marks]
        if step.kind is not None and self.kind != self.writer.kinds[step.kind]:
            found.append(f"row[0] == {self.writer.kinds[step.kind]}")
        asked = [step.told] + ([step.when.value] if step.when is not None and step.scope == "line" else [])
        found += [self.text(step, condition) for condition in asked if self.alone(step, condition) != expr.YES]
        return f"({' and '.join(found)})" if found else ""

    def nothing(self, step: Step) -> str:
        """The amount that is kept where no line is asked for."""
        return "0" if is_by_line(step) else self.writer.asked(step.amount, {"total": "0", "claimed": "0"})

    def text(self, step: Step, node: Expr) -> str:
        """A formula of the step as Python, for this line."""
        return self.writer.expr(self.alone(step, node), self.names(step))

    def names(self, step: Step) -> dict[str, str]:
        """How the figures of the step are named."""
        names = {"x": self.line, "claimed": self.claimed, "amount": "amount"}
        return names | {"over": self.writer.expr(self.alone(step, step.amount_over), names)}

    def alone(self, step: Step, node: Expr) -> Expr:
        """A formula for a line that is alone: nothing before it, its own total; its kind, where the coverage has only one."""

        def known(part: Expr) -> Expr | None:
            match part:
                case Of("before"):
                    return expr.ZERO
                case Of("total"):
                    return Of("x")
                case Mark("kind") if self.kind is not None:
                    return expr.Const(self.kind)
            return None

        return self.writer.settled(step, expr.substituted(node, known))

    @property
    def kind(self) -> int | None:
        """The number of the only kind that the coverage covers."""
        coverage = self.coverage
        return self.writer.kinds[coverage.covers[0]] if coverage.after is None and len(coverage.covers) == 1 else None


def is_straight(coverage: Coverage) -> bool:
    """Whether the steps on one line can be written without loops: nothing recovered inside; an addition only for the whole claim,
    as the last step of its way, never waived, and with no exclusion that could stop it."""
    steps = coverage.all_steps()
    adding = [step for step in steps if step.adds]
    if any(step.verb == "recover" for step in steps) or any(not _is_plain(step) for step in adding):
        return False
    if adding and any(step.verb == "exclude" and step.scope == "claim" for step in steps):
        return False
    ways = [(*case.steps, *coverage.steps) for case in coverage.cases] or [coverage.steps]
    return not any(step.adds for way in ways for step in way[:-1])


def _is_plain(step: Step) -> bool:
    is_whole = step.level == "accident" and step.kind is None and step.told == expr.YES
    return is_whole and not step.waivers and (step.when is None or step.scope == "claim")
