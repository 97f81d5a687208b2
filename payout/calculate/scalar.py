"""A policy at a date → one Python function from facts to amounts, where every coverage has at most one line.

For many claims at once, where nobody asks for the account: positional integers in, a tuple of integers out, nothing kept in
between. The same expressions, written by the same hand as the frame's single lines; a property test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from payout import expr
from payout.calculate.code import no_value
from payout.calculate.python import Writer, is_near, made
from payout.calculate.single import Single, is_straight
from payout.expr import Expr, Of, between
from payout.policy import Coverage, Policy, Step

Amounts = Callable[..., tuple[int, ...]]
"""Takes the facts, then the endorsements (1 attached, 0 not), in file order, as integers; gives what each coverage pays in file
order, then the total, in minor units. Raises bounds.NoValueThen."""


class NotScalar(Exception):
    """The policy has lines that come from expenses, or a verb that looks at more than its own line."""


def amounts(policy: Policy) -> Amounts:
    """The function of what each coverage pays, and the total. `policy` is at its date. Raises NotScalar."""
    return _made(policy, steps=False)


def step_values(policy: Policy) -> Amounts:
    """The same with the line after every step before it, in file order, those of `together` after all others. Raises NotScalar."""
    return _made(policy, steps=True)


def _made(policy: Policy, steps: bool) -> Amounts:
    known = {"between": between, "no_value": no_value}
    function: Amounts = made(_Scalar(policy, steps).text(), "pay", known, policy.id)
    return function


class _Scalar:
    """Writes the function; `keeps_steps` for the one that tells every step."""

    def __init__(self, policy: Policy, keeps_steps: bool) -> None:
        if any(coverage.covers or coverage.after is not None or not is_straight(coverage) for coverage in policy.coverages.values()):
            raise NotScalar(f"{policy.id} has coverages whose lines are not known before a claim is")
        self.policy, self.keeps_steps = policy, keeps_steps
        self.writer = Writer(policy)
        self.writer.may_be_unknown = False
        self.lines: dict[str, list[str]] = {}
        """By coverage, the names of its lines as they are by now."""
        self.claimed: dict[str, str] = {}
        self.values: list[str] = []

    def text(self) -> str:
        writer, policy = self.writer, self.policy
        for name, variable in writer.definitions.items():
            formula = policy.definitions[name].formula.value
            if not is_near(formula):
                writer.write(f"def {variable}(): return {writer.expr(formula)}")
        for name in policy.order:
            self.coverage(policy.coverages[name], f"c{policy.order.index(name)}_")
        for at, rule in enumerate(policy.together):
            self.rule(rule, f"r{at}_")
        paid = [self.sum(name) for name in policy.coverages]
        total = " + ".join(paid) or "0"
        writer.write(f"return ({', '.join([*(self.values if self.keeps_steps else ()), *paid, total])},)")
        return f"def pay({', '.join(writer.facts.values())}):\n" + "\n".join(writer.lines) + "\n"

    def sum(self, coverage: str) -> str:
        return " + ".join(self.lines[coverage]) if len(self.lines[coverage]) == 1 else f"({' + '.join(self.lines[coverage])})"

    def coverage(self, coverage: Coverage, prefix: str) -> None:
        """The coverage's line, and what a step adds; where it does not apply, nothing."""
        writer = self.writer
        attached = writer.facts[coverage.endorsement] if coverage.endorsement else ""
        live = " and ".join(part for part in (attached, writer.expr(coverage.when.value) if coverage.when else "") if part)
        start, end, added = f"{prefix}x", f"{prefix}end", f"{prefix}added"
        adds = any(step.adds for step in coverage.all_steps())
        names = [f"{prefix}{at}" for at in range(len(coverage.all_steps()))] if self.keeps_steps else []
        self.values += names
        preset = [*([end, start] if live else []), *([added] if adds else []), *(names if live or coverage.cases else [])]
        if preset:
            writer.write(" = ".join(preset) + " = 0")
        if live:
            writer.write(f"if {live}:")
            writer.depth += 1
        loss = writer.expr(coverage.loss.value) if coverage.loss else "0"
        if coverage.loss is not None and isinstance(coverage.loss.value, expr.Fact) and not live:
            start = loss  # the fact is the line
        else:
            writer.write(f"{start} = {loss}")
        single = Single(writer, coverage, _Added(writer, coverage, added), prefix, start, start)
        single.through()
        if live:
            writer.write(f"{end} = {single.line}")
            writer.depth -= 1
        self.claimed[coverage.name] = start
        self.lines[coverage.name] = [end if live else single.line, *([added] if adds else [])]
        writer.paid = {**writer.paid, coverage.name: self.sum(coverage.name)}

    # ---- together

    def rule(self, rule: Step, prefix: str) -> None:
        """A rule over several coverages: their lines one after the other, each with what stands before it."""
        if rule.verb in ("recover", "choose") or rule.waivers or rule.level == "group" or rule.kind or rule.told != expr.YES:
            raise NotScalar(f"{rule.id} looks at more than single lines")
        if rule.when is not None and rule.scope != "claim":
            raise NotScalar(f"{rule.id} asks each line by itself")
        writer = self.writer
        lines = [line for name in rule.over for line in self.lines[name]]
        after = [f"{prefix}{at}" for at in range(len(lines))]
        when = writer.expr(rule.when.value) if rule.when else ""
        if when:
            for one, line in zip(after, lines, strict=True):
                writer.write(f"{one} = {line}")
            writer.write(f"if {when}:")
            writer.depth += 1
        self.filled(rule, lines, after)
        writer.depth -= 1 if when else 0
        self.values += after
        for name in rule.over:
            self.lines[name], after = after[: len(self.lines[name])], after[len(self.lines[name]) :]
            writer.paid = {**writer.paid, name: f"({' + '.join(self.lines[name])})"}

    def filled(self, rule: Step, lines: Sequence[str], after: Sequence[str]) -> None:
        """Each line after the rule, from what stands before it."""
        writer, alone = self.writer, rule.level == "item"
        names = {"claimed": f"({' + '.join(self.claimed[name] for name in rule.over)})", "amount": "amount"}
        for at, line in enumerate(lines):
            names |= {"x": line, "total": line if alone else f"({' + '.join(lines)})", "before": f"({' + '.join(lines[:at])})"}
            if (at == 0 or alone) and not isinstance(rule.amount, expr.Const):
                writer.write(f"amount = {writer.expr(rule.amount, names)}")
            names["over"] = writer.expr(rule.amount_over, names)
            formula = rule.after if at and not alone else expr.substituted(rule.after, _first)
            writer.write(f"{after[at]} = {writer.expr(writer.settled(rule, formula), names)}")


def _first(part: Expr) -> Expr | None:
    """Before the first line of a rule there is nothing."""
    return expr.ZERO if part == Of("before") else None


class _Added:
    """Keeps of the steps only what they add."""

    def __init__(self, writer: Writer, coverage: Coverage, name: str) -> None:
        self.writer, self.name = writer, name
        self.adding = {at for at, step in enumerate(coverage.all_steps()) if step.adds}

    def case(self, number: int) -> None:
        """A case leaves nothing behind."""

    def step(self, number: int, code: str, amount: str, after: str) -> None:  # the code and the lines are the frame's
        """What the step adds."""
        del code, after
        if number in self.adding:
            self.writer.write(f"{self.name} = {amount}")

    def way(self, numbers: Sequence[int], more: bool) -> None:
        """A way leaves nothing behind."""
