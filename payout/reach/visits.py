"""What one run of an example meets: walked once more over its frame, with the values that its steps asked for."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace

from payout.admission import Inputs, admit
from payout.bounds import ADDED_KIND, Reader, groups
from payout.calculate import frame_of
from payout.claim import Claim
from payout.frame import (
    OPEN,
    SKIPPED,
    TAKEN,
    WAIVED,
    Frame,
    Known,
    Ran,
    Row,
    RuleEntry,
    customer_share,
    padded,
    share_here,
    total,
)
from payout.policy import Coverage, Formula, Setting, Step, Table, Version
from payout.problem import Position
from payout.reach.breakpoints import ABOVE, BELOW, ON, Local, known, side_of, value
from payout.reach.points import ACTS, FAILS, HOLDS, RAN, TOOK, USED, Key, Map


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an example that holds: its claim, the coverages that it expects a figure of (None: all of them, by a total), and
    whether it gives the date that picks versions by itself."""

    claim: Claim
    covered: frozenset[str] | None
    is_dated: bool


Met = tuple[Key, str]
"""A point, and the way in which it was met."""


def met_by(map: Map, run: Run) -> set[Met]:
    """The points that a run meets. The claim is one that the policy answers."""
    policy = map.policy
    inputs = admit(policy, run.claim)
    frame = frame_of(policy.at(inputs.day), inputs)
    before_rules = Frame({name: _paying(ran, ran.paid) for name, ran in frame.coverages.items()}, [])
    visit = _Visit(map, inputs, before_rules, run)
    for requirement in policy.requires:
        if visit.asked("requirements", requirement.formula) is not None:
            visit.formula(requirement.formula)
    for name in policy.order:
        if run.covered is None or name in run.covered:
            visit.coverage(policy.coverages[name], frame.coverages[name])
    for at, (rule, entry) in enumerate(zip(policy.together, frame.rules, strict=True)):
        if run.covered is None or run.covered & {"together", *rule.over}:
            visit.rule(rule, entry)
        visit.after_rule(frame.rules[at], rule)
    return visit.met


def _paying(ran: Ran, lines: tuple[Known, ...]) -> Ran:
    """The run of a coverage at the moment when it pays these lines."""
    now = copy(ran)
    now.final = lines
    return now


@dataclass(slots=True)
class _Visit:
    map: Map
    inputs: Inputs
    frame: Frame
    """As far as the run has come: what coverages pay before the rule that is visited."""
    run: Run
    met: set[Met] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.map.policy, self.inputs, self.frame)

    def meet(self, kind: str, at: Position, way: str, label: str = "") -> None:
        self.met.add(((kind, at, label), way))

    # ---- coverages and rules

    def coverage(self, coverage: Coverage, ran: Ran) -> None:
        if coverage.endorsement and not self.inputs.facts[coverage.endorsement]:
            return
        if coverage.when:
            self.condition(coverage.when)
        if ran.live != 1:
            return
        if coverage.loss:
            self.formula(coverage.loss)
        if len(ran.branches) != 1 or not (ran.start or any(step.adds for step in coverage.all_steps())):
            return
        for at, case in enumerate(coverage.cases):
            if case.when:
                self.condition(case.when)
            if at == ran.case:
                self.meet("cases", case.at, TOOK)
                break
        before, steps = ran.start, coverage.all_steps()
        for number, entry in enumerate(ran.branches[0]):
            step = steps[entry.step]
            starts, rows = padded(ran, len(before), self.added())
            own = share_here(coverage, ran.start, ran.branches[0][:number], len(before)) if step.verb == "recover" else ()
            self.step("steps", step, Lines(before, entry.after, rows, starts, entry.refilled, own), entry.code)
            before = entry.after

    def added(self) -> Row:
        return (ADDED_KIND, *[None] * len(self.map.policy.marks))

    def rule(self, rule: Step, entry: RuleEntry) -> None:
        parts = [padded(ran, len(ran.final), self.added()) for ran in (self.frame.coverages[name] for name in rule.over)]
        starts, rows = tuple(line for part, _ in parts for line in part), tuple(row for _, part in parts for row in part)
        own: tuple[Known, ...] = ()
        if rule.verb == "recover":
            own = tuple(part for name in rule.over for part in customer_share(self.map.policy, self.frame, name))
        self.step("rules", rule, Lines(entry.before, entry.after, rows, starts, entry.refilled, own), entry.code)

    def after_rule(self, entry: RuleEntry, rule: Step) -> None:
        """What the coverages of a rule pay after it."""
        start = 0
        for name in rule.over:
            ran = self.frame.coverages[name]
            self.frame.coverages[name] = _paying(ran, entry.after[start : start + len(ran.final)])
            start += len(ran.final)
        self.frame.rules.append(entry)

    def step(self, kind: str, step: Step, lines: Lines, code: int) -> None:
        if not (any(lines.before) or step.adds):
            return  # nothing is left that it could change
        if step.when:
            self.step_condition(step, step.when, lines)
        if code in (SKIPPED, OPEN):
            return
        for index, waiver in enumerate(step.waivers):
            if self.inputs.facts[waiver.endorsement]:
                if waiver.when:
                    self.condition(waiver.when)
                if code == WAIVED + index:
                    self.meet("waivers", waiver.at, TOOK)
        if code != TAKEN:
            return
        self.meet(kind, step.at, RAN)
        if lines.before != lines.after or any(lines.refilled):
            self.meet(kind, step.at, ACTS)
        self.amounts(step, lines)

    def step_condition(self, step: Step, when: Formula, lines: Lines) -> None:
        """Asked of the claim, of each line, or of each group, where something is left to take from."""
        if step.scope == "claim":
            self.condition(when)
        elif step.scope == "line":
            for at, amount in enumerate(lines.before):
                if amount != 0:
                    self.condition(when, lines.rows[at], {"total": amount, "claimed": lines.starts[at]})
        else:
            for row, local in self.groups(replace(step, when=None), lines):
                self.condition(when, row, local)

    def amounts(self, step: Step, lines: Lines) -> None:
        """The amount of a step, and where it stands to what it is measured by."""
        whole: Local = {"total": total(lines.before), "claimed": total(lines.starts)}
        if step.choice is not None or step.verb == "choose":
            self.edges(step.at)
        elif step.written is None:
            return
        elif step.adds:
            self.formula(step.written, (), whole)
        elif step.verb == "recover":
            self.formula(step.written, (), whole)
            self.edges(step.at, (), {"total": total(lines.own)})
        else:
            for row, local in self.groups(step, lines):
                self.formula(step.written, row, local)
                self.edges(step.at, row, local)

    def groups(self, step: Step, lines: Lines) -> list[tuple[Row, Local]]:
        """The groups that a step acts on and that something is left of: the marks of a line, and the group's figures."""
        found = []
        for group in groups(self.reader, step, lines.before, lines.rows, lines.starts)[0]:
            amount, claimed = (total(part[at] for at in group.members) for part in (lines.before, lines.starts))
            if amount != 0:
                row = lines.rows[group.members[0]] if step.level == "item" else ()
                found.append((row, {"total": amount, "claimed": claimed}))
        return found

    # ---- conditions, formulas and names

    def condition(self, formula: Formula, row: Row = (), local: Local | None = None) -> None:
        self.asked("conditions", formula, row, local)
        self.formula(formula, row, local)

    def asked(self, kind: str, formula: Formula, row: Row = (), local: Local | None = None) -> int | None:
        holds = known(self.reader, formula.value, row, local)
        if holds is not None:
            self.meet(kind, formula.at, HOLDS if holds else FAILS)
        return holds

    def formula(self, formula: Formula, row: Row = (), local: Local | None = None) -> None:
        self.edges(formula.at, row, local)
        for name in formula.names:
            self.name(name, row)

    def edges(self, at: Position, row: Row = (), local: Local | None = None) -> None:
        for edge in self.map.edges.get(at, ()):
            side = side_of(self.reader, edge, row, local)
            if side is not None:
                self.meet("breakpoints", at, side, edge.label)

    def name(self, name: str, row: Row) -> None:
        """A term at its row, or a definition; as an endorsement sets it where one does."""
        policy = self.map.policy
        if name in policy.terms:
            setting = self.in_force(name)
            self.versions(setting.versions if setting else policy.terms[name].versions, row)
        elif name in policy.definitions and name not in self.done:
            self.done.add(name)
            setting = self.in_force(name)
            if setting is not None and setting.formula is not None:
                self.formula(setting.formula)
                return
            formula = policy.definitions[name].formula
            others = sum(len(other.formula.names) for other in policy.settings if other.target == name and other.formula)
            self.formula(replace(formula, names=formula.names[: len(formula.names) - others]))  # its own stand first

    def in_force(self, name: str) -> Setting | None:
        """The `set` that prevails over a name, asking the conditions of all that are attached."""
        found = None
        for setting in self.map.policy.settings:
            if setting.target != name or not self.inputs.facts[setting.endorsement]:
                continue
            if setting.when:
                self.condition(setting.when)
            holds = known(self.reader, setting.when.value) if setting.when else 1
            if holds == 1 and (setting.formula or setting.versions[0].day <= self.inputs.day):
                found = setting
        if found is not None:
            self.meet("sets", found.at, TOOK)
        return found

    def versions(self, versions: Sequence[Version], row: Row) -> None:
        for version in versions[1:]:
            off = self.inputs.day - version.day
            if self.run.is_dated and abs(off) <= 1:  # without a date, an example answers alike on all of them
                self.meet("breakpoints", version.at, (ON, ABOVE, BELOW)[off])
        now = next((version for version in reversed(versions) if version.day <= self.inputs.day), None)
        if now is not None and now.table is None:
            self.meet("rows", now.at, USED)
        elif now is not None and now.table is not None:
            self.table(now.table, row)

    def table(self, table: Table, row: Row) -> None:
        self.name(table.key, row)
        for line in table.rows:
            self.edges(line.at, row)
        key = value(self.reader, table.value, row)
        for line in table.rows:
            if key is not None and any(low <= key <= high for low, high in line.takes):
                if line.below is not None:
                    self.table(line.below, row)
                else:
                    self.meet("rows", line.at, USED)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines at one step: before and after it, their marks, what they began with, what was given back to the customer's
    share, and that share before the step."""

    before: tuple[Known, ...]
    after: tuple[Known, ...]
    rows: Sequence[Row]
    starts: Sequence[Known]
    refilled: tuple[Known, ...]
    own: tuple[Known, ...]
