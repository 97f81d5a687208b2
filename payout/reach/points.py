"""What the examples of a policy can reach: every step, case, waiver, `set`, rule, row, condition, requirement and breakpoint.

A point has the ways in which an example must meet it: a condition must hold in one and fail in another, a breakpoint wants
one below, one on it and one above. Ways that no claim can take, by the ranges of the facts, are not asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

from payout import expr
from payout.expr import YES, AtMost, Billed, Expr, Paid
from payout.policy import TOTAL, Coverage, Formula, Policy, Setting, Step, Table, TableRow, Version
from payout.problem import Position
from payout.reach.breakpoints import SIDES, Edge, edges_of, made_edge, range_of, table_edges, type_of, written
from payout.reach.ruled import written_out
from payout.values import day_text

KINDS = ("steps", "cases", "waivers", "sets", "rules", "rows", "conditions", "requirements", "breakpoints")
ACTS, RAN, TOOK, HOLDS, FAILS, USED = "acts", "ran", "took", "holds", "fails", "used"

Key = tuple[str, Position, str]
"""Kind, place, and what tells several of one place apart."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that examples can reach. `ways` gives each way to meet it in the words of the language; `owner` is what it
    belongs to, `given` what the author wrote, `wanted` the condition under which a claim gets there."""

    kind: str
    at: Position
    owner: str
    given: str
    ways: Mapping[str, str]
    wanted: str = ""
    label: str = ""

    @property
    def key(self) -> Key:
        """What a run that meets it names it by."""
        return self.kind, self.at, self.label


@dataclass(frozen=True, slots=True)
class Map:
    """All points of a policy by key, in file order, and the edges of its formulas and tables by place."""

    policy: Policy
    points: Mapping[Key, Point]
    edges: Mapping[Position, tuple[Edge, ...]]


def map_of(policy: Policy) -> Map:
    """The points of a policy."""
    surveyor = _Surveyor(policy)
    found = {point.key: point for point in surveyor.points()}
    ordered = dict(sorted(found.items(), key=lambda entry: (entry[0][1].line, entry[0][1].column, KINDS.index(entry[0][0]))))
    return Map(policy, ordered, surveyor.edges)


@dataclass(slots=True)
class _Surveyor:
    policy: Policy
    edges: dict[Position, tuple[Edge, ...]] = field(default_factory=dict)
    given: Expr = YES
    """What every claim meets: the requirements."""

    def points(self) -> Iterator[Point]:
        policy = self.policy
        self.given = self.both(*(requirement.formula for requirement in policy.requires))
        for coverage in policy.coverages.values():
            yield from self.coverage(coverage)
        for rule in policy.together:
            yield from self.step(rule, "rules", self.given)
            if rule.verb == "choose" and rule.choice is None and len(rule.over) > 1:
                first, *others = rule.over
                paid: list[Expr] = [Paid(name) for name in others]
                highest = reduce(expr.greatest, paid)
                words = ", ".join(f"paid({name})" for name in others)
                yield from self.measured(rule, AtMost(Paid(first), highest), f"paid({first})", f"max({words})" if others[1:] else words)
        for setting in policy.settings:
            yield from self.setting(setting)
        for term in policy.terms.values():
            yield from self.versions(term.name, term.versions)
        for definition in policy.definitions.values():
            yield from self.breakpoints(definition.formula, definition.name)
        for requirement in policy.requires:
            formula = requirement.formula
            yield Point("requirements", formula.at, "requires", formula.text, {HOLDS: formula.text})
            yield from self.breakpoints(formula, "requires")

    # ---- coverages and rules

    def coverage(self, coverage: Coverage) -> Iterator[Point]:
        given = entered = self.given
        if coverage.when:
            yield from self.condition(coverage.when, coverage.name, given)
            given = entered = expr.both(given, self.both(coverage.when))
        if coverage.loss:
            yield from self.breakpoints(coverage.loss, coverage.name)
        failed: list[str] = []
        for case in coverage.cases:
            own = [case.when.text] if case.when else []
            wanted = " and ".join([*(f"not ({text})" for text in failed), *own])
            yield Point("cases", case.at, coverage.name, case.name, {TOOK: case.name}, wanted)
            holds = self.both(case.when) if case.when else YES
            if case.when:
                failed.append(case.when.text)
                yield from self.condition(case.when, f"{coverage.name}, {case.name}", given)
            yield from self.steps(coverage, case.steps, expr.both(given, holds))
            given = expr.both(given, expr.not_(holds))
        yield from self.steps(coverage, coverage.steps, entered)

    def steps(self, coverage: Coverage, steps: tuple[Step, ...], given: Expr) -> Iterator[Point]:
        """The steps of a case, or those after the cases. The first of all reaches what was billed, the whole of it."""
        for at, step in enumerate(steps):
            is_first = at == 0 and not (coverage.cases and steps is coverage.steps)
            is_whole = is_first and coverage.covers and not coverage.after
            yield from self.step(step, "steps", given, Billed(coverage.covers) if is_whole else TOTAL)

    def step(self, step: Step, kind: str, given: Expr, reached: Expr = TOTAL) -> Iterator[Point]:
        yield Point(kind, step.at, step.id.partition(".")[0], step.id, {ACTS: step.id}, step.when.text if step.when else "")
        if step.when:
            yield from self.condition(step.when, step.id, given)
        for waiver in step.waivers:
            wanted = waiver.when.text if waiver.when else ""
            yield Point("waivers", waiver.at, waiver.endorsement, step.id, {TOOK: waiver.endorsement}, wanted)
            if waiver.when:
                yield from self.condition(waiver.when, f"{waiver.endorsement}, {step.id}")
        if step.written:
            yield from self.breakpoints(step.written, step.id, given)
        if step.written and step.verb in ("limit", "deduct"):
            is_all = step.level == "accident" and step.kind is None and step.scope == "claim"
            yield from self.measured(step, AtMost(TOTAL, step.amount), "amount", step.written.text, reached if is_all else TOTAL, given)
        if step.written and step.verb == "recover":
            yield from self.measured(step, AtMost(step.amount, TOTAL), step.written.text, "borne")

    def measured(self, step: Step, compared: AtMost, left: str, right: str, reached: Expr = TOTAL, given: Expr = YES) -> Iterator[Point]:
        """The point where a step's amount meets what it is measured by: a limit begins to bind, a deductible is used up."""
        ruled = AtMost(reached, compared.right) if compared.left == TOTAL else compared
        found = made_edge(self.policy, ruled, left, right, "amount", given=given)
        if found is not None:
            self.edges[step.at] = (replace(found, compared=compared),)
            yield self.breakpoint(found, step.at, step.id)

    # ---- conditions and breakpoints

    def both(self, *formulas: Formula) -> Expr:
        """All of the conditions, their definitions written out."""
        everything: Expr = YES
        for formula in formulas:
            everything = expr.both(everything, written_out(self.policy, formula.value))
        return everything

    def condition(self, formula: Formula, owner: str, given: Expr | None = None) -> Iterator[Point]:
        yield Point("conditions", formula.at, owner, formula.text, {HOLDS: formula.text, FAILS: f"not ({formula.text})"})
        yield from self.breakpoints(formula, owner, given)

    def breakpoints(self, formula: Formula, owner: str, given: Expr | None = None) -> Iterator[Point]:
        """The edges of a formula; of their sides only those on which a claim can stand where the formula is asked."""
        self.edges[formula.at] = edges_of(self.policy, formula, self.given if given is None else given)
        for found in self.edges[formula.at]:
            yield self.breakpoint(found, formula.at, owner)

    def breakpoint(self, found: Edge, at: Position, owner: str) -> Point:
        return Point("breakpoints", at, owner, found.sides["on"], found.sides, label=found.label)

    # ---- terms and what endorsements set

    def setting(self, setting: Setting) -> Iterator[Point]:
        wanted = setting.when.text if setting.when else ""
        yield Point("sets", setting.at, setting.endorsement, setting.target, {TOOK: setting.target}, wanted)
        if setting.when:
            yield from self.condition(setting.when, f"{setting.endorsement}, {setting.target}")
        if setting.formula:
            yield from self.breakpoints(setting.formula, f"{setting.endorsement}, {setting.target}")
        yield from self.versions(setting.target, setting.versions)

    def versions(self, name: str, versions: tuple[Version, ...]) -> Iterator[Point]:
        for at, version in enumerate(versions):
            fact, date = self.policy.dated_by, day_text(version.day)
            since = f"{fact} >= {date}"
            if version.table is None:
                yield Point("rows", version.at, name, date, {USED: date}, since)
            else:
                yield from self.table(name, version.table, (date,), (since,))
            if at:  # before the first date a claim is refused, and an example cannot expect a refusal
                sides = {side: f"{fact} == {day_text(version.day + step)}" for side, step in zip(SIDES, (-1, 0, 1), strict=True)}
                yield Point("breakpoints", version.at, name, date, sides)

    def table(self, name: str, table: Table, path: tuple[str, ...], wanted: tuple[str, ...]) -> Iterator[Point]:
        for row, edges in table_edges(self.policy, table):
            self.edges[row.at] = edges
            for edge in edges:
                yield self.breakpoint(edge, row.at, ", ".join((name, *path)))
        for row in table.rows:
            here, there = (*path, row.text), (*wanted, self.row_wanted(table, row))
            if row.below is not None:
                yield from self.table(name, row.below, here, there)
            else:
                yield Point("rows", row.at, name, ", ".join(here), {USED: row.text}, " and ".join(there))

    def row_wanted(self, table: Table, row: TableRow) -> str:
        """The row as a condition on its key: what earlier rows left to it."""
        type_ = type_of(self.policy, table.key)
        low, high = min(low for low, _ in row.takes), max(high for _, high in row.takes)
        first, last = (written(end, type_, self.policy) for end in (low, high))
        if type_.name == "yes_no":
            return table.key if low else f"not {table.key}"
        if low == high:
            return f"{table.key} == {first}"
        if type_.name == "choice":
            words = [type_.words[at] for start, end in row.takes for at in range(start, end + 1)]
            return f"{table.key} in [{', '.join(words)}]"
        lowest, highest = range_of(self.policy, table.value)
        if high >= highest:
            return f"{table.key} >= {first}"
        return f"{table.key} <= {last}" if low <= lowest else f"{first} <= {table.key} <= {last}"
