"""A policy at a date → one Python function that runs a claim whose facts are all known, and fills the frame.

Every expression and every step's formula becomes text from the same nodes that `bounds` reads; the two are held equal by a
property test. A coverage without lines costs one test, a single line goes straight through, conditions are asked only
where they matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NoReturn

from payout import expr
from payout.admission import Inputs, gathered
from payout.bounds import ADDED_KIND, NoValueThen, is_by_line, run
from payout.calculate.python import Writer, is_near, made
from payout.calculate.single import Single, is_straight
from payout.expr import Expr, Local, Of, Ref, between
from payout.frame import (
    SKIPPED,
    TAKEN,
    WAIVED,
    Entry,
    Frame,
    Known,
    Missing,
    Ran,
    RuleEntry,
    customer_share,
    given_back,
    padded,
    share_here,
    taken_off,
)
from payout.policy import APPLIES, NOT_ATTACHED, Coverage, Policy, Step

Function = Callable[[Inputs], Frame]


def function(policy: Policy) -> Function:
    """The compiled function of a policy at a date (`policy.at(day)`)."""
    known: dict[str, object] = {
        "between": between,
        "Entry": Entry,
        "Ran": Ran,
        "RuleEntry": RuleEntry,
        "Frame": Frame,
        "policy": policy,
        "taken_off": taken_off,
        "customer_share": customer_share,
        "share_here": share_here,
        "given_back": given_back,
        "padded": padded,
        "known": _known,
        "no_value": no_value,
        "NONE": frozenset[str](),
        "gathered": gathered,
        "EMPTY": ((), (), ()),
        "IDLE": Ran((), (), ()),
    }
    filling: Function = made(source(policy), "run", known, policy.id)
    return filling


@lru_cache(maxsize=512)
def _function(policy: Policy) -> Function:
    return function(policy)


def frame_of(policy: Policy, inputs: Inputs) -> Frame:
    """The run of a claim. `policy` is at its date; where a fact is needed that nobody gave, the plain reading takes over.

    Raises NoValueThen.
    """
    if not inputs.is_complete and any(isinstance(mark, Missing) for line in inputs.lines for mark in line.row):
        return run(policy, inputs)
    try:
        return _function(policy)(inputs)
    except Unasked:
        return run(policy, inputs)


def source(policy: Policy) -> str:
    """The text of the function, for those who want to read it."""
    return _Frame(policy).text()


class Unasked(Exception):
    """The function came to a fact that nobody gave."""


class _Unknown:
    """Stands for a missing fact in the function: whoever asks anything of it is told so."""

    def _asked(self, *_: object) -> NoReturn:
        raise Unasked

    __bool__ = __eq__ = __hash__ = __lt__ = __le__ = __gt__ = __ge__ = __index__ = _asked
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __floordiv__ = __rfloordiv__ = __neg__ = _asked


UNKNOWN = _Unknown()


def _known(facts: Mapping[str, Known]) -> dict[str, object]:
    return {name: UNKNOWN if isinstance(value, Missing) else value for name, value in facts.items()}


def no_value(term: str, first: int) -> int:
    """Stands in the generated text for a term before its first date. Raises NoValueThen."""
    raise NoValueThen(term, first)


class _Frame:
    """Writes the function that fills the frame."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.writer = Writer(policy)
        self.write, self.block, self.expr, self.asked = self.writer.write, self.writer.block, self.writer.expr, self.writer.asked
        self.facts, self.marks, self.kinds = self.writer.facts, self.writer.marks, self.writer.kinds
        self.added = "(" + ", ".join([str(ADDED_KIND)] + ["None"] * len(policy.marks)) + ",)"

    def text(self) -> str:
        self.write("facts = inputs.facts if inputs.is_complete else known(inputs.facts)")
        used = {node.name for node in self.nodes() if isinstance(node, expr.Fact)}
        for name, variable in self.facts.items():
            if name in used or name in self.policy.endorsements:
                self.write(f"{variable} = facts[{name!r}]")
        self.write("billed, by_kind = inputs.billed, inputs.by_kind")
        self.write("ran = {}")
        self.write("frame = Frame(ran, [])")
        asked = self.definitions()
        for name, variable in self.writer.definitions.items():
            formula = self.policy.definitions[name].formula.value
            if name in asked and not is_near(formula):
                self.write(f"def {variable}(): return {self.expr(formula)}")
        for name in self.policy.order:
            self.coverage(self.policy.coverages[name])
        for rule in self.policy.together:
            self.rule(rule)
        self.write("return frame")
        return "def run(inputs):\n" + "\n".join(self.writer.lines) + "\n"

    def nodes(self) -> Iterable[Expr]:
        policy = self.policy
        parts: list[Expr] = [definition.formula.value for definition in policy.definitions.values()]
        for coverage in policy.coverages.values():
            parts += [part.value for part in (coverage.when, coverage.loss) if part]
            parts += [case.when.value for case in coverage.cases if case.when]
        for step in [*policy.together, *(step for coverage in policy.coverages.values() for step in coverage.all_steps())]:
            parts += [step.amount, step.amount_over, step.after]
            parts += [part.value for part in (step.when, step.choice, *(waiver.when for waiver in step.waivers)) if part]
        return expr.walk(*parts)

    def definitions(self) -> set[str]:
        return {node.name for node in self.nodes() if isinstance(node, Ref)}

    # ---- coverages

    def coverage(self, coverage: Coverage) -> None:
        """Whether it applies, its lines, and its steps: no lines, one line, or many."""
        name, writer = coverage.name, self.writer
        attached = self.facts[coverage.endorsement] if coverage.endorsement else ""
        when = self.expr(coverage.when.value) if coverage.when else ""
        live = " and ".join(part for part in (attached, when) if part)
        self.write(f"# {name}")
        if live:
            writer.block(f"if not ({live}):", lambda: self.not_live(coverage, attached))
            self.write("else:")
            writer.depth += 1
        self.gather(coverage)
        word = "if"
        if not any(step.adds for step in coverage.all_steps()):
            writer.block("if not starts:", lambda: self.write(f"ran[{name!r}] = IDLE"))
            word = "elif"
        if is_straight(coverage) and not coverage.is_fixed:
            writer.block(f"{word} len(starts) == 1:", lambda: self.alone(coverage))
            word = "else"
        self.write("if True:" if word == "if" else "else:")
        writer.depth += 1
        self.through(coverage)
        writer.depth -= 2 if live else 1

    def not_live(self, coverage: Coverage, attached: str) -> None:
        stopped = f"{APPLIES!r} if {attached} else {NOT_ATTACHED!r}" if attached else repr(APPLIES)
        if coverage.after is None and coverage.loss is None and coverage.covers:
            self.gather(coverage)
            paid = "(0,) * len(starts)"
            self.write(f"ran[{coverage.name!r}] = Ran(starts, rows, came, 0, {stopped}, -1, NONE, [], {paid}, {paid})")
        elif coverage.loss is not None:
            self.gather(coverage)
            self.write(
                f"ran[{coverage.name!r}] = Ran(starts, rows, came, 0, {stopped}, -1, NONE, [], (0,) * len(starts), (0,) * len(starts))"
            )
        else:
            self.write(f"ran[{coverage.name!r}] = Ran((), (), (), 0, {stopped}, -1, NONE, [], (), ())")

    def alone(self, coverage: Coverage) -> None:
        """The way of a single line."""
        self.write("(x,), (row,), case = starts, rows, -1")
        single = Single(self.writer, coverage, _Entries(self.writer), "x_", "x", "x")
        single.through()
        self.write("lines = entries[-1].after if entries else starts")
        self.write(f"ran[{coverage.name!r}] = Ran(starts, rows, came, 1, '', case, NONE, [entries], lines, lines)")

    def through(self, coverage: Coverage) -> None:
        """The case that applies, then the steps after the cases."""
        self.write("entries, lines, stop, case, claims, begun = [], starts, False, -1, starts, (starts, rows)")
        number, word = 0, "if"
        for at, case in enumerate(coverage.cases):
            head = f"{word} {self.expr(case.when.value)}:" if case.when else ("else:" if word == "elif" else "if True:")
            self.write(head)
            self.writer.depth += 1
            self.write(f"case = {at}")
            self.steps(coverage, case.steps, number)
            self.writer.depth -= 1
            number, word = number + len(case.steps), "elif"
        self.steps(coverage, coverage.steps, number)
        self.write(f"ran[{coverage.name!r}] = Ran(begun[0], begun[1], came, 1, '', case, NONE, [entries], lines, lines)")

    def gather(self, coverage: Coverage) -> None:
        """Writes `starts`, `rows` and `came`: from the claim, from a loss, or from what another coverage took off."""
        if coverage.after is not None:
            numbers = tuple(self.kinds[kind] for kind in coverage.covers)
            self.write(f"source = ran[{coverage.after!r}]")
            self.write(f"starts = taken_off(policy.coverages[{coverage.after!r}], source, {coverage.after_step!r})")
            self.write(f"rows = source.rows + ({self.added},) * (len(starts) - len(source.rows))")
            picked = f"tuple([at for kind in {numbers!r} for at in range(len(rows)) if rows[at][0] == kind])"
            self.write(f"came = {picked if numbers else 'tuple(range(len(rows)))'}")
            self.write("starts, rows = tuple([starts[at] for at in came]), tuple([rows[at] for at in came])")
        elif coverage.loss is not None:
            self.write(f"loss = {self.asked(coverage.loss.value)}")
            self.write(f"starts, rows, came = ((loss,), ({self.added},), (-1,)) if loss else EMPTY")
        elif len(coverage.covers) == 1:
            self.write(f"starts, rows, came = by_kind.get({coverage.covers[0]!r}, EMPTY)")
        else:
            self.write(f"starts, rows, came = gathered(by_kind, {coverage.covers!r})" if coverage.covers else "starts, rows, came = EMPTY")

    # ---- steps

    def steps(self, coverage: Coverage, steps: Iterable[Step], number: int) -> None:
        for at, step in enumerate(steps, number):
            applies = [self.expr(step.when.value)] if step.when and step.scope == "claim" else []
            applies += ["not stop"] if step.adds else []
            if applies:
                self.write(f"if {' and '.join(applies)}:")
                self.writer.depth += 1
            if step.verb == "recover":
                self.recovered(step, f"share_here(policy.coverages[{coverage.name!r}], begun[0], entries, len(lines))")
                self.waived(
                    step,
                    f"entries.append(Entry({at}, %s, amounts, %s))",
                    "amounts",
                    f"entries.append(Entry({at}, {TAKEN}, amounts, after, back))",
                )
            else:
                self.taken(step, f"entries.append(Entry({at}, %s, amounts, %s))")
            if step.adds:
                self.write(f"claims, rows = claims + (0,), rows + ({self.added},)")
            if step.verb == "exclude" and step.scope == "claim":
                self.write(f"stop = stop or entries[-1].code == {TAKEN}")
            if applies:
                self.writer.depth -= 1
                self.write("else:")
                self.write(f"    entries.append(Entry({at}, {SKIPPED}, 0, lines))")
            self.write("lines = entries[-1].after")

    def taken(self, step: Step, entry: str) -> None:
        """The step's formula, then its entry (`entry` takes the code and the lines), waived where an endorsement says so."""
        self.formula(step)
        if step.verb == "add":
            self.write("after = lines + (amounts if isinstance(amounts, tuple) else (amounts,))[-1:]")
        elif step.verb == "replace":
            self.write("after = after + (amounts if isinstance(amounts, tuple) else (amounts,))[-1:]")
        self.waived(step, entry, "after != lines", entry % (TAKEN, "after"))

    def waived(self, step: Step, entry: str, acts: str, taken: str) -> None:
        """The entry of a step: waived where an endorsement sets it aside and it would act, else `taken`."""
        for index, waiver in enumerate(step.waivers):
            holds = self.facts[waiver.endorsement] + (f" and {self.expr(waiver.when.value)}" if waiver.when else "")
            self.write(f"{'el' if index else ''}if {holds}:")
            self.write("    " + entry % (f"{WAIVED + index} if {acts} else {SKIPPED}", "lines"))
        if step.waivers:
            self.write("else:")
        self.write(("    " if step.waivers else "") + taken)

    def formula(self, step: Step) -> None:
        """Writes `amounts` and `after` from `lines`, `rows` and `claims`."""
        line_scope = step.when is not None and step.scope == "line"
        marks = {self.marks[mark] for mark in step.marks}
        if step.level == "accident" and step.told == expr.YES and not line_scope and step.kind is None and step.scope != "group":
            self.accident(step)
            return
        wanted = [f"row[{mark}] is not None" for mark in sorted(marks)]
        wanted += [f"row[0] == {self.kinds[step.kind]}"] if step.kind is not None else []
        wanted += [self.expr(step.told)] if step.told != expr.YES else []
        wanted += [self.expr(step.when.value)] if step.when is not None and line_scope else []
        key = {"item": "at", "accident": "()"}.get(step.level) or "(" + "".join(f"row[{self.marks[mark]}], " for mark in step.marks) + ")"
        self.write("groups = {}")
        self.write("for at, (row, total, claimed) in enumerate(zip(rows, lines, claims)):")
        self.write(f"    if {' and '.join(wanted) or 'True'}:")
        self.write(f"        groups.setdefault({key}, []).append(at)")
        self.write("after, amounts = list(lines), []")
        self.write("for members in groups.values():")
        self.writer.depth += 1
        self.write("total, claimed, before = sum([lines[at] for at in members]), sum([claims[at] for at in members]), 0")
        if step.level == "item":
            self.write("row = rows[members[0]]")
        if step.when is not None and step.scope == "group":
            self.write(f"if not {self.expr(step.when.value)}: continue")
        self.write(f"amount, over = {self.asked(step.amount)}, {self.asked(step.amount_over)}")
        self.write("amounts.append(amount)")
        self.write("for at in members:")
        self.write("    x = lines[at]")
        self.write(f"    after[at] = {self.expr(step.after)}")
        self.write("    before += x")
        self.writer.depth -= 1
        self.write("total = claimed = 0")
        nothing = "0" if is_by_line(step) else self.asked(step.amount)
        self.write(f"if not groups: amounts.append({nothing})")
        self.write("after, amounts = tuple(after), amounts[0] if len(amounts) == 1 else tuple(amounts)")

    def accident(self, step: Step) -> None:
        """One group of all lines: no dictionary is needed."""
        used = {node.what for part in (step.amount, step.amount_over, step.after) for node in expr.walk(part) if isinstance(node, Of)}
        if "total" in used:
            self.write("total = sum(lines)")
        if "claimed" in used:
            self.write("claimed = sum(claims)")
        amount = self.asked(step.amount)
        self.write(f"amounts = amount = {amount}")
        if "over" in used:
            self.write(f"over = {self.asked(step.amount_over)}")
        if not step.adds or step.verb == "replace":
            self.each(step, used)

    def each(self, step: Step, used: set[Local]) -> None:
        self.write("after, before = [], 0")
        self.write("for x in lines:")
        self.write(f"    after.append({self.expr(step.after)})")
        if "before" in used:
            self.write("    before += x")
        self.write("after = tuple(after)")

    def recovered(self, step: Step, own: str) -> None:
        """Money from the other side: first the customer's share, then the payment. Writes `amounts`, `after` and `back`."""
        self.write(f"amounts = {self.asked(step.amount)}")
        self.write("after, back = lines, (0,) * len(lines)")
        self.write("if amounts:")
        self.writer.depth += 1
        self.write(f"back, amount = given_back({own}, amounts)")
        used = {node.what for node in expr.walk(step.after) if isinstance(node, Of)}
        if "total" in used:
            self.write("total = sum(lines)")
        self.each(step, used)
        self.writer.depth -= 1

    # ---- together

    def rule(self, rule: Step) -> None:
        self.write(f"# {rule.id}")
        names = [f"r_{at}" for at in range(len(rule.over))]
        for name, coverage in zip(names, rule.over, strict=True):
            self.write(f"{name} = ran[{coverage!r}]")
        self.write(f"rans = ({', '.join(names)},)")
        self.write(f"lines = {' + '.join(f'{name}.final' for name in names)}")
        if rule.verb not in ("choose", "recover"):
            self.write(f"parts = [padded(one, len(one.final), {self.added}) for one in rans]")
            self.write("claims = tuple([line for part, _ in parts for line in part])")
            self.write("rows = tuple([row for _, part in parts for row in part])")
        when = self.expr(rule.when.value) if rule.when and rule.scope == "claim" else ""
        if when:
            self.write(f"if {when}:")
            self.writer.depth += 1
        if rule.verb == "choose":
            self.chosen(rule)
        elif rule.verb == "recover":
            self.recovered(rule, f"[part for name in {rule.over!r} for part in customer_share(policy, frame, name)]")
            self.write(f"frame.rules.append(RuleEntry({TAKEN}, amounts, lines, after, back))")
        else:
            self.taken(rule, "frame.rules.append(RuleEntry(%s, amounts, lines, %s))")
        if when:
            self.writer.depth -= 1
            self.write("else:")
            self.write(f"    frame.rules.append(RuleEntry({SKIPPED}, 0, lines, lines))")
        self.write("after = frame.rules[-1].after")
        self.write("if after is not lines:")
        self.write("    at = 0")
        self.write("    for one in rans:")
        self.write("        one.final, at = after[at : at + len(one.final)], at + len(one.final)")

    def chosen(self, rule: Step) -> None:
        if rule.choice is None:
            self.write("sums = [sum(one.final) for one in rans]")
            self.write(f"winner = {rule.over!r}[sums.index(max(sums))]")
        else:
            self.write(f"winner = {rule.choice.type.words!r}[{self.expr(rule.choice.value)}]")
        self.write(f"after = tuple([line if name == winner else 0 for name, one in zip({rule.over!r}, rans) for line in one.final])")
        self.write(f"frame.rules.append(RuleEntry({TAKEN}, 0, lines, after, (), winner))")


class _Entries:
    """Keeps the steps of a single line as entries."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer

    def case(self, number: int) -> None:
        self.writer.write(f"case = {number}")

    def step(self, number: int, code: str, amount: str, after: str) -> None:
        self.writer.write(f"e_{number} = Entry({number}, {code}, {amount}, {after})")

    def way(self, numbers: Sequence[int], more: bool) -> None:
        listed = ", ".join(f"e_{number}" for number in numbers)
        if listed or not more:
            self.writer.write(f"entries {'+=' if more else '='} [{listed}]")
