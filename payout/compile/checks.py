"""What a policy that reads well may still have wrong: conditions that can never hold, cases that earlier ones take,
steps that an endorsement always sets aside, two endorsements that set one target.

Every condition of the file is gathered with what must hold around it (`conditions`): the errors here ask whether it can hold, the
notes whether it can fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from payout import expr
from payout.compile.names import Change
from payout.compile.sizes import WIDEST, power, sizes
from payout.compile.worlds import Worlds, kind_among
from payout.expr import Expr, Fact
from payout.messages import Said, phrase
from payout.policy import Case, Coverage, Formula, Policy, Step, Waiver
from payout.problem import Position, Problem

Around = tuple[Expr, ...]
"""Conditions that hold where another one is asked."""
Rivals = tuple[Change, Change]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as written, and all that may hold around it: one way for each place where it is asked."""

    written: Formula
    ways: tuple[Around, ...]


def worlds_of(policy: Policy) -> Worlds:
    """The questions that can be asked of a policy."""
    ranges = {name: fact.range for name, fact in (*policy.facts.items(), *policy.marks.items())}
    ranges |= dict.fromkeys(policy.endorsements, (0, 1)) | {"kind": (-1, len(policy.kinds) - 1)}
    return Worlds(ranges, policy.definitions, policy.dated_by)


def problems_of(policy: Policy, rivals: Sequence[Rivals] = ()) -> list[Problem]:
    """Everything in the policy that could never apply or that contradicts itself. `rivals` set one target, neither over the other."""
    worlds = worlds_of(policy)
    found = [*_cases(policy, worlds), *_requirements(policy, worlds)]
    dead = {problem.at for problem in found}
    for condition in conditions(policy):
        if condition.written.at not in dead and never(condition, worlds):
            found.append(_never(condition.written))
    return [*found, *_waived(policy, worlds), *_set_twice(policy, rivals, worlds), *_too_large(policy)]


def never(condition: Condition, worlds: Worlds, holds: bool = True) -> bool:
    """Whether a condition never holds (or with `holds` False: never fails) wherever it is asked, and it is asked somewhere."""
    value = condition.written.value if holds else expr.not_(condition.written.value)
    if any(worlds.can_hold(*way, value) for way in condition.ways):
        return False
    return any(worlds.can_hold(*way) for way in condition.ways)


def _never(written: Formula) -> Problem:
    return Problem(written.at, "when-never", {"given": written.text})


# ---- where conditions stand


def conditions(policy: Policy) -> Iterator[Condition]:
    """Every condition of the policy but those of cases, in file order of what they belong to."""
    waivers: dict[Position, list[tuple[Waiver, Around]]] = {}
    for coverage in policy.coverages.values():
        around = attached(coverage)
        if coverage.when is not None:
            yield Condition(coverage.when, (around,))
        for _, of_case, steps in branches(coverage):
            for step in steps:
                if step.when is not None:
                    yield Condition(step.when, ((*of_case, *lines(policy, coverage, step)),))
                live = (*of_case, *([step.when.value] if step.when else []))
                for waiver in step.waivers:
                    waivers.setdefault(waiver.at, []).append((waiver, (*live, Fact(waiver.endorsement))))
    for found in waivers.values():
        when = found[0][0].when
        if when is not None:
            yield Condition(when, tuple(around for _, around in found))
    for rule in policy.together:
        if rule.when is not None:
            yield Condition(rule.when, ((),))
    for setting in policy.settings:
        if setting.when is not None:
            yield Condition(setting.when, ((Fact(setting.endorsement),),))


def attached(coverage: Coverage) -> Around:
    """What must be so before anything is asked of a coverage: the endorsement that brings it is there."""
    return (Fact(coverage.endorsement),) if coverage.endorsement else ()


def _around(coverage: Coverage) -> Around:
    return (*attached(coverage), *([coverage.when.value] if coverage.when else []))


def branches(coverage: Coverage) -> Iterator[tuple[Case | None, Around, tuple[Step, ...]]]:
    """Each case of a coverage with what holds where it is taken (no earlier case does), then the steps behind the cases."""
    left = around = _around(coverage)
    for case in coverage.cases:
        yield case, (*left, *([case.when.value] if case.when else [])), case.steps
        left = (*left, expr.not_(case.when.value)) if case.when else (expr.NO,)
    yield None, around, coverage.steps


def lines(policy: Policy, coverage: Coverage, step: Step) -> Around:
    """The kinds of the lines that a step's condition may be asked of."""
    if step.scope != "line":
        return ()
    numbers = [at for at, kind in enumerate(policy.kinds) if kind in coverage.kinds]
    return (kind_among(numbers if _only_bills(policy, coverage) else [-1, *numbers]),)


def _only_bills(policy: Policy, coverage: Coverage) -> bool:
    """Whether every line of a coverage comes from a receipt."""
    source = policy.coverages.get(coverage.after or "")
    adds = any(step.adds for step in coverage.all_steps())
    return coverage.loss is None and not adds and (source is None or _only_bills(policy, source))


# ---- what can never apply


def _cases(policy: Policy, worlds: Worlds) -> Iterator[Problem]:
    """Cases that no claim can come to. The last one, which has no condition, may be there for safety: that is only a note."""
    for coverage in policy.coverages.values():
        around = _around(coverage)
        for case, taken, _ in branches(coverage):
            if case is None or case.when is None or worlds.can_hold(*taken) or not worlds.can_hold(*around):
                continue
            if worlds.can_hold(*around, case.when.value):
                yield Problem(case.at, "case-taken", {"given": case.name})
            else:
                yield _never(case.when)


def _requirements(policy: Policy, worlds: Worlds) -> Iterator[Problem]:
    """Requirements that refuse every claim, by themselves or with those before them."""
    before: Around = ()
    for requirement in policy.requires:
        written = requirement.formula
        if not worlds.can_hold(written.value):
            yield _never(written)
        elif not worlds.can_hold(*before, written.value):
            yield Problem(written.at, "requires-against", {"given": written.text})
        else:
            before = (*before, written.value)


def _too_large(policy: Policy) -> Iterator[Problem]:
    """Formulas that could pass what 128 bits hold."""
    for size in sizes(policy):
        if size.highest > WIDEST:
            help = phrase("give-range", name=size.fact) if size.fact else phrase("round-in-two")
            yield Problem(size.at, "overflow", {"given": size.text, "size": power(size.highest)}, help)


def _waived(policy: Policy, worlds: Worlds) -> Iterator[Problem]:
    """Steps that an endorsement sets aside whenever they could apply."""
    for coverage in policy.coverages.values():
        for _, around, steps in branches(coverage):
            for step in steps:
                live = (*around, *([step.when.value] if step.when else []))
                waived = [expr.both(Fact(waiver.endorsement), waiver.when.value if waiver.when else expr.YES) for waiver in step.waivers]
                if waived and worlds.can_hold(*live) and not worlds.can_hold(*live, *map(expr.not_, waived)):
                    yield Problem(step.waivers[-1].at, "waived-always", {"given": f"{coverage.name}.{step.name}"})


def _set_twice(policy: Policy, rivals: Sequence[Rivals], worlds: Worlds) -> Iterator[Problem]:
    """Two changes of one target of which neither prevails, where both conditions can hold at once."""
    whens = {setting.at: setting.when.value for setting in policy.settings if setting.when is not None}
    for one, other in rivals:
        attached_to = (Fact(one.endorsement), Fact(other.endorsement))
        if worlds.can_hold(*attached_to, *(whens[change.at] for change in (one, other) if change.at in whens)):
            yield set_twice(one, other)


def set_twice(one: Change, other: Change) -> Problem:
    """The complaint of two changes of one target; within one endorsement there is no `over` to mend it with."""
    first = phrase("line", number=str(other.at.line))
    if one.endorsement == other.endorsement:
        return Problem(one.at, "set-again", {"name": one.endorsement, "given": one.target.text, "first": first})
    values: dict[str, Said] = {"name": one.endorsement, "other": other.endorsement, "given": one.target.text, "first": first}
    return Problem(one.at, "set-twice", values)
