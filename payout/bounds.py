"""The plain reading of a policy's expressions and steps, where facts may be missing.

It fills the same frame as the generated function, node by node and line by line, and is used where some fact is missing
and wherever a single value is asked for (a condition's parts in the trace, a definition's value). What is missing goes
through from end to end: a number as its lowest and highest, a condition as no, yes or open; a value whose ends meet is
known. The ends are safe, not tight; `ranges` makes them exact where few answers are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from payout import expr
from payout.admission import Inputs, gathered
from payout.expr import Expr, Mark, between
from payout.frame import (
    OPEN,
    SKIPPED,
    TAKEN,
    WAIVED,
    Entry,
    Frame,
    Known,
    Missing,
    Ran,
    Row,
    RuleEntry,
    customer_share,
    ends,
    given_back,
    hull,
    merged,
    names_of,
    padded,
    share_here,
    spanning,
    taken_off,
    total,
)
from payout.money import HIGHEST
from payout.policy import APPLIES, NOT_ATTACHED, Coverage, Policy, Step

ADDED_KIND = -1


class NoValueThen(Exception):
    """A term that is needed has no value on the version date."""

    def __init__(self, term: str, first: int) -> None:
        super().__init__(term)
        self.term, self.first = term, first


class Reader:
    """Reads expressions for one claim. `frame` gives what coverages paid so far."""

    def __init__(self, policy: Policy, inputs: Inputs, frame: Frame) -> None:
        self.policy, self.inputs, self.frame = policy, inputs, frame
        self.marks = {name: at for at, name in enumerate(("kind", *policy.marks))}

    def of(self, node: Expr, row: Row = (), local: dict[str, Known] | None = None) -> Known:
        """The value of an expression: an integer (conditions: 0 or 1) or Missing. Raises NoValueThen."""

        def read(part: Expr) -> Known:
            return self.of(part, row, local)

        match node:
            case expr.Const(value):
                return value
            case expr.Fact(name):
                return self.inputs.facts[name]
            case expr.Mark(name):
                mark = row[self.marks[name]]
                return 0 if mark is None else mark
            case expr.Of(what):
                return (local or {})[what]
            case expr.Ref(name):
                return self.of(self.policy.definitions[name].formula.value)
            case expr.Paid(coverage):
                ran = self.frame.coverages[coverage]
                return total(ran.final or ran.paid)
            case expr.Billed(kinds):
                return sum(self.inputs.billed[kind] for kind in kinds)
            case expr.If(condition, yes, no):
                return self.choice(condition, yes, no, row, local)
            case expr.Both(left, right):
                return _both(read(left), lambda: read(right))
            case expr.Either(left, right):
                return _negated(_both(_negated(read(left)), lambda: _negated(read(right))))
            case expr.Not(value):
                return _negated(read(value))
            case expr.Since(day):
                return int(self.inputs.day >= day)
            case expr.NoValue(term, first):
                raise NoValueThen(term, first)
        return self.strict(node, row, local)

    def choice(self, condition: Expr, yes: Expr, no: Expr, row: Row, local: dict[str, Known] | None) -> Known:
        known = self.of(condition, row, local)
        if not isinstance(known, Missing):
            return self.of(yes if known else no, row, local)
        arms: list[Known] = []
        for arm in (yes, no):
            try:
                arms.append(self.of(arm, row, local))
            except NoValueThen:  # that arm cannot be: the claim would be refused there
                continue
        return hull(known.names, *arms) if arms else known

    def strict(self, node: Expr, row: Row, local: dict[str, Known] | None) -> Known:
        """Operators that need all their parts."""
        parts = [self.of(part, row, local) for part in expr.children(node)]
        if any(isinstance(part, Missing) for part in parts):
            return _between_ends(node, *parts)
        a, b = (part for part in parts if isinstance(part, int))
        match node:
            case expr.Plus():
                return a + b
            case expr.Minus():
                return a - b
            case expr.Times():
                return a * b
            case expr.Floor():
                return a // b
            case expr.Least():
                return min(a, b)
            case expr.Greatest():
                return max(a, b)
            case expr.Less():
                return int(a < b)
            case expr.AtMost():
                return int(a <= b)
            case expr.Equal():
                return int(a == b)
            case expr.Between(function):
                return between(function, a, b)
        raise AssertionError(node)


def _between_ends(node: Expr, left: Known, right: Known) -> Known:
    """An operator on values that are only known from end to end; it waits for what can still move it."""
    (a, b), (c, d), names = ends(left), ends(right), names_of(left, right)
    match node:
        case expr.Plus():
            return spanning(names, a + c, b + d)
        case expr.Minus():
            return spanning(names, a - d, b - c)
        case expr.Times():
            products = (a * c, a * d, b * c, b * d)
            return spanning(names, min(products), max(products))
        case expr.Floor():
            quotients = [value // max(1, by) for value in (a, b) for by in (c, d)]  # no divisor is below 1
            return spanning(names, min(quotients), max(quotients))
        case expr.Least():
            return left if b <= c else right if d <= a else spanning(names, min(a, c), min(b, d))
        case expr.Greatest():
            return left if a >= d else right if c >= b else spanning(names, max(a, c), max(b, d))
        case expr.Less():
            return 1 if b < c else 0 if a >= d else Missing(names, 0, 1)
        case expr.AtMost():
            return 1 if b <= c else 0 if a > d else Missing(names, 0, 1)
        case expr.Equal():
            return 0 if b < c or d < a else Missing(names, 0, 1)
        case expr.Between(function):  # falls as its start rises, rises with its end
            return spanning(names, between(function, b, c), between(function, a, d))
    raise AssertionError(node)


def _negated(value: Known) -> Known:
    return value if isinstance(value, Missing) else int(not value)


def _both(left: Known, right: Callable[[], Known]) -> Known:
    if left == 0:
        return 0
    other = right()
    if other == 0 or not isinstance(left, Missing):
        return other if isinstance(other, Missing) else int(bool(other))
    return hull(names_of(left), left, other)


def run(policy: Policy, inputs: Inputs) -> Frame:
    """The frame of a claim. Raises NoValueThen when a term that it needs has no value yet on its date."""
    frame = Frame({}, [])
    reader = Reader(policy, inputs, frame)
    for name in policy.order:
        frame.coverages[name] = _coverage(reader, policy.coverages[name])
    for rule in policy.together:
        frame.rules.append(_rule(reader, rule))
    return frame


# ---- one coverage -----------------------------------------------------------------------------------------------------


def _coverage(reader: Reader, coverage: Coverage) -> Ran:
    attached = reader.inputs.facts[coverage.endorsement] if coverage.endorsement else 1
    when = coverage.when
    live = _both(attached, partial(reader.of, when.value)) if when else attached
    ran = _gathered(reader, coverage, live)
    ran.live, ran.stopped = live, "" if live == 1 else NOT_ATTACHED if attached == 0 else APPLIES
    if live == 0:
        ran.branches, ran.paid = [], (0,) * len(ran.start)
    elif ran.start or any(step.adds for step in coverage.all_steps()):
        _through_cases(reader, coverage, ran)
    added = [line for branch in ran.branches for entry in branch for line in entry.after]
    is_idle = not any(step.adds for step in coverage.all_steps()) or not any(added)
    if not coverage.is_fixed and not ran.start and is_idle and names_of(live, *ran.paid):
        ran.branches, ran.paid, ran.case = [[]], (), -1  # nothing was claimed: a question to ask, not an open payment
    ran.final = ran.paid
    return ran


def could_pay(reader: Reader, coverage: Coverage, live: Known) -> Known:
    """What a coverage for which nothing was handed in would pay for a line of any amount and with any marks: from end to end,
    with the facts that it would wait for. The rules of `together` are not asked, but for a choice that is already made."""
    for rule, chosen in _choices(reader):
        if coverage.name in rule.over and chosen != coverage.name:
            return 0
    numbers = [list(reader.policy.kinds).index(kind) for kind in coverage.covers] or [ADDED_KIND]
    nobody = frozenset({""})  # waits for no fact, but for a claim that was not made
    marks = [Missing(nobody, *mark.range) for mark in reader.policy.marks.values()]
    carried = {number: {*kind.marks, kind.each} for number, kind in enumerate(reader.policy.kinds.values())}
    most = 0
    names = names_of(live)
    for number in numbers:
        row = [mark if name in carried.get(number, ()) else None for name, mark in zip(reader.policy.marks, marks, strict=True)]
        ran = Ran((Missing(nobody, 1, HIGHEST),), ((number, *row),), (-1,), live)
        try:
            _through_cases(reader, coverage, ran)
        except NoValueThen:  # a claim would be refused
            continue
        paid = total(ran.paid)
        most, names = max(most, ends(paid)[1]), names | names_of(paid)
    return Missing(names, 0, most) if most else 0


def _choices(reader: Reader) -> Iterator[tuple[Step, str]]:
    """The rules that choose one coverage by a fact that is known, with the coverage that they choose."""
    for rule in reader.policy.together:
        if rule.choice is not None and _when(reader, rule) == 1:
            chosen = reader.of(rule.choice.value)
            if isinstance(chosen, int):
                yield rule, rule.choice.type.words[chosen]


def _gathered(reader: Reader, coverage: Coverage, live: Known) -> Ran:
    """The lines as they come: from the claim, from a loss, or from what another coverage took off."""
    if coverage.after is not None:
        source, ran = reader.policy.coverages[coverage.after], reader.frame.coverages[coverage.after]
        if live == 0:
            return Ran((), (), ())
        amounts = taken_off(source, ran, coverage.after_step)
        rows = (*ran.rows, *[_added_row(reader)] * (len(amounts) - len(ran.rows)))
        wanted = list(range(len(rows)))
        if coverage.covers:
            kinds = [list(reader.policy.kinds).index(kind) for kind in coverage.covers]
            wanted = [at for kind in kinds for at in wanted if rows[at][0] == kind]
        return Ran(tuple(amounts[at] for at in wanted), tuple(rows[at] for at in wanted), tuple(wanted))
    if coverage.loss is not None:
        loss = reader.of(coverage.loss.value)
        unsaid = any(reader.policy.facts[name].type.name == "money" for name in names_of(loss) & set(reader.policy.facts))
        if loss == 0 or unsaid:  # nobody said that there is one
            return Ran((), (), ())
        return Ran((loss,), (_added_row(reader),), (-1,))
    return Ran(*gathered(reader.inputs.by_kind, coverage.covers))


def _added_row(reader: Reader) -> Row:
    return (ADDED_KIND, *[None] * len(reader.policy.marks))


def _through_cases(reader: Reader, coverage: Coverage, ran: Ran) -> None:
    """Runs the case that applies and the steps after the cases; every case that may apply where that is not known."""
    ways, waits = _open_cases(reader, coverage)
    ends = []
    ran.branches = []
    for case in ways:
        entries: list[Entry] = []
        lines, number = ran.start, 0
        for at, other in enumerate(coverage.cases):
            if at == case:
                lines = _through(reader, coverage, other.steps, number, ran, lines, entries)
            number += len(other.steps)
        ends.append(_through(reader, coverage, coverage.steps, number, ran, lines, entries))
        ran.branches.append(entries)
    paid = ends[0]
    for end in ends[1:]:
        paid = merged(paid, end, waits)
    if isinstance(ran.live, Missing):
        paid = merged(paid, (), ran.live.names)
    ran.case, ran.waits, ran.paid = (ways[0] if len(ways) == 1 else -1), waits, paid


def _open_cases(reader: Reader, coverage: Coverage) -> tuple[list[int], frozenset[str]]:
    """The cases that may apply (−1 where the coverage has none), and what decides between them."""
    ways: list[int] = []
    names: frozenset[str] = frozenset()
    for at, case in enumerate(coverage.cases):
        holds: Known = reader.of(case.when.value) if case.when else 1
        if holds == 0:
            continue
        ways.append(at)
        if not isinstance(holds, Missing):
            break
        names |= holds.names
    return ways or [-1], names


def _through(
    reader: Reader, coverage: Coverage, steps: Sequence[Step], number: int, ran: Ran, lines: tuple[Known, ...], entries: list[Entry]
) -> tuple[Known, ...]:
    """Takes the steps one after the other; each leaves its entry."""
    for at, step in enumerate(steps, number):
        starts, rows = padded(ran, len(lines), _added_row(reader))
        if step.verb == "recover":
            entry = _recovered(reader, step, at, lines, rows, share_here(coverage, ran.start, entries, len(lines)))
        else:
            entry = _taken(reader, step, at, lines, rows, starts, _stopped(reader, coverage, entries))
        entries.append(entry)
        lines = entry.after
    return lines


def _stopped(reader: Reader, coverage: Coverage, entries: Sequence[Entry]) -> Known:
    """Whether an exclusion of the whole claim has come before: then nothing is added any more."""
    steps = coverage.all_steps()
    found: Known = 0
    for entry in entries:
        step = steps[entry.step]
        if step.verb == "exclude" and step.scope == "claim" and entry.code in (TAKEN, OPEN):
            holds: Known = 1 if entry.code == TAKEN else _excludes(reader, step)
            found = _negated(_both(_negated(found), partial(_negated, holds)))
    return found


def _excludes(reader: Reader, step: Step) -> Known:
    """Whether the step's condition holds and no endorsement sets it aside."""
    holds = _when(reader, step)
    for waiver in step.waivers:
        aside = reader.of(expr.both(expr.Fact(waiver.endorsement), waiver.when.value if waiver.when else expr.YES))
        holds = _both(holds, partial(_negated, aside))
    return holds


def _when(reader: Reader, step: Step) -> Known:
    return reader.of(step.when.value) if step.when is not None and step.scope == "claim" else 1


def _taken(
    reader: Reader, step: Step, at: int, lines: tuple[Known, ...], rows: Sequence[Row], starts: Sequence[Known], stopped: Known = 0
) -> Entry:
    """One step on the lines that reached it: whether it applies, what it makes of them, whether an endorsement sets it aside."""
    applies = _when(reader, step)
    if step.adds:
        applies = _both(applies, lambda: _negated(stopped))
    if applies == 0:
        return Entry(at, SKIPPED, 0, lines)
    amount, after = _formula(reader, step, lines, rows, starts)
    if step.adds:
        kept = after if step.verb == "replace" else lines
        after = (*kept, amount[-1] if isinstance(amount, tuple) else amount)
    code = TAKEN
    for index, waiver in enumerate(step.waivers):
        condition = waiver.when.value if waiver.when else expr.YES
        waived = _both(reader.inputs.facts[waiver.endorsement], partial(reader.of, condition))
        if isinstance(waived, Missing):
            after, code = merged(after, lines, waived.names), OPEN
        elif waived and after != lines:
            return Entry(at, WAIVED + index, amount, lines)
    if after == lines and _is_waived(reader, step) is not None:
        return Entry(at, SKIPPED, amount, lines)
    if isinstance(applies, Missing):
        after, code = merged(after, lines, applies.names), OPEN
    return Entry(at, code, amount, after)


def _is_waived(reader: Reader, step: Step) -> int | None:
    """The first waiver that sets the step aside; None where no one is known to."""
    for index, waiver in enumerate(step.waivers):
        if reader.inputs.facts[waiver.endorsement] == 1 and (waiver.when is None or reader.of(waiver.when.value) == 1):
            return index
    return None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that share a step's amount: their indexes, the amount over its denominator, and whether the step's condition holds."""

    members: tuple[int, ...]
    amount: Known
    over: Known
    holds: Known


def groups(
    reader: Reader, step: Step, lines: Sequence[Known], rows: Sequence[Row], starts: Sequence[Known]
) -> tuple[list[Group], frozenset[str]]:
    """The groups that a step acts on, in order of first appearance, and what keeps them from being known."""
    by_marks, unknown = _by_marks(reader, step, lines, rows, starts)
    found = []
    for members in by_marks:
        local = {"total": total(lines[at] for at in members), "claimed": total(starts[at] for at in members)}
        row = rows[members[0]] if step.level == "item" else ()
        holds: Known = reader.of(step.when.value, row, local) if step.when and step.scope == "group" else 1
        if holds != 0:
            found.append(Group(tuple(members), reader.of(step.amount, row, local), reader.of(step.amount_over, row, local), holds))
    return found, unknown


def _formula(
    reader: Reader, step: Step, lines: tuple[Known, ...], rows: Sequence[Row], starts: Sequence[Known]
) -> tuple[Known | tuple[Known, ...], tuple[Known, ...]]:
    """The step's amount (one, or one per group) and the lines afterwards: each group is filled in line order."""
    found, unknown = groups(reader, step, lines, rows, starts)
    asked = [at for members in _by_marks(reader, step, lines, rows, starts)[0] for at in members]
    after = list(lines)
    for group in found:
        local: dict[str, Known] = {"before": 0, "total": total(lines[at] for at in group.members)}
        local |= {"claimed": total(starts[at] for at in group.members), "amount": group.amount, "over": group.over}
        for at in group.members:
            local["x"] = lines[at]
            after[at] = _lowered(lines[at], reader.of(step.after, rows[at], local))
            if isinstance(group.holds, Missing):
                after[at] = hull(group.holds.names, after[at], lines[at])
            local["before"] = total((local["before"], lines[at]))
    amounts = tuple(group.amount for group in found)
    if unknown:  # with whom a line shares the amount is not known: anything up to the line, and what it would be waits as well
        parts = [part for group in found for part in (group.amount, group.over, group.holds)]
        unknown |= names_of(*parts, *(after[at] for at in asked))
        for at in asked:
            after[at] = spanning(unknown | names_of(lines[at]), 0, ends(lines[at])[1])
    if not amounts and not asked:
        nobody: dict[str, Known] = {"total": 0, "claimed": 0}
        amounts = (0 if is_by_line(step) else reader.of(step.amount, (), nobody),)
    return (amounts[0] if len(amounts) == 1 else amounts), tuple(after)


def _lowered(line: Known, after: Known) -> Known:
    """A line after a step: no verb raises one, however little is known."""
    return spanning(after.names, max(0, after.low), min(ends(line)[1], after.high)) if isinstance(after, Missing) else after


def is_by_line(step: Step) -> bool:
    """Whether the step's amount differs by line: there is none where there are no lines."""
    return any(isinstance(node, Mark) for node in expr.walk(step.amount, step.amount_over))


def _by_marks(
    reader: Reader, step: Step, lines: Sequence[Known], rows: Sequence[Row], starts: Sequence[Known]
) -> tuple[list[list[int]], frozenset[str]]:
    """The lines that the step is asked of, by group in order of first appearance; and what keeps that from being known.

    A group step touches only lines that carry its marks; an amount read from a mark, only lines for which it can be told.
    """
    needed = [reader.marks[mark] for mark in step.marks]
    wanted = [at for at, row in enumerate(rows) if all(row[mark] is not None for mark in needed)]
    if step.kind is not None:
        number = list(reader.policy.kinds).index(step.kind)
        wanted = [at for at in wanted if rows[at][0] == number]
    unknown: frozenset[str] = frozenset()
    if step.told != expr.YES:
        known = {at: reader.of(step.told, rows[at], {"total": lines[at], "claimed": starts[at]}) for at in wanted}
        unknown |= names_of(*known.values())
        wanted = [at for at in wanted if known[at] != 0]
    if step.when is not None and step.scope == "line":
        holds = {at: reader.of(step.when.value, rows[at], {"total": lines[at], "claimed": starts[at]}) for at in wanted}
        unknown |= names_of(*holds.values())
        wanted = [at for at in wanted if holds[at] != 0]
    if step.level == "item":
        return [[at] for at in wanted], unknown
    groups: dict[object, list[int]] = {}
    for at in wanted:
        key = tuple(rows[at][reader.marks[mark]] for mark in step.marks)
        unknown |= names_of(*key)
        groups.setdefault(key, []).append(at)
    return list(groups.values()), unknown


# ---- recover and together ---------------------------------------------------------------------------------------------


def _recovered(reader: Reader, step: Step, at: int, lines: tuple[Known, ...], rows: Sequence[Row], own: tuple[Known, ...]) -> Entry:
    """Money from the other side: first it fills the customer's share, line by line, then it reduces the payment."""
    applies = _when(reader, step)
    if applies == 0:
        return Entry(at, SKIPPED, 0, lines)
    amount = reader.of(step.amount)
    waived = _is_waived(reader, step)
    if waived is not None:
        return Entry(at, SKIPPED if amount == 0 else WAIVED + waived, amount, lines)
    if amount == 0:
        return Entry(at, TAKEN, 0, lines, (0,) * len(lines))
    unknown = names_of(applies, amount, *own, *lines)
    if unknown:
        return Entry(at, OPEN, amount, _up_to(unknown, lines), _up_to(unknown, own))
    back, left = given_back([part for part in own if isinstance(part, int)], amount if isinstance(amount, int) else 0)
    _, after = _formula(reader, replace(step, amount=expr.Const(left), when=None), lines, rows, lines)
    return Entry(at, TAKEN, amount, after, back)


def _up_to(names: frozenset[str], lines: Sequence[Known]) -> tuple[Known, ...]:
    """Each line somewhere between nothing and what it is."""
    return tuple(spanning(names | names_of(line), 0, ends(line)[1]) for line in lines)


def _rule(reader: Reader, rule: Step) -> RuleEntry:
    policy, frame = reader.policy, reader.frame
    rans = [frame.coverages[name] for name in rule.over]
    lines = tuple(line for ran in rans for line in ran.final)
    parts = [padded(ran, len(ran.final), _added_row(reader)) for ran in rans]
    starts, rows = tuple(line for part, _ in parts for line in part), tuple(row for _, part in parts for row in part)
    if rule.verb == "choose":
        entry, winner = _chosen(reader, rule, lines)
    elif rule.verb == "recover":
        own = tuple(part for name in rule.over for part in customer_share(policy, frame, name))
        entry, winner = _recovered(reader, rule, 0, lines, rows, own), ""
    else:
        entry, winner = _taken(reader, rule, 0, lines, rows, starts), ""
    start = 0
    for ran in rans:
        end = start + len(ran.final)
        ran.final = entry.after[start:end]
        start = end
    return RuleEntry(entry.code, entry.amount, lines, entry.after, entry.refilled, winner)


def _chosen(reader: Reader, rule: Step, lines: tuple[Known, ...]) -> tuple[Entry, str]:
    """The lines of all coverages but the winner go to 0; of equals the first wins."""
    applies = _when(reader, rule)
    if applies == 0:
        return Entry(0, SKIPPED, 0, lines), ""
    paid = [total(reader.frame.coverages[name].final) for name in rule.over]
    decides: Known = total(paid) if rule.choice is None else reader.of(rule.choice.value)
    if isinstance(decides, Missing) or isinstance(applies, Missing):
        names = names_of(decides, applies)
        only = [name for name, amount in zip(rule.over, paid, strict=True) if amount != 0]
        if len(only) <= 1 and rule.choice is None:
            return Entry(0, TAKEN, 0, lines), only[0] if only else rule.over[0]
        return Entry(0, OPEN, 0, _up_to(names, lines)), ""
    if rule.choice is None:
        known = [amount for amount in paid if isinstance(amount, int)]
        winner = rule.over[known.index(max(known))]
    else:
        winner = rule.choice.type.words[decides]
    after: list[Known] = []
    for name in rule.over:
        final = reader.frame.coverages[name].final
        after.extend(final if name == winner else (0,) * len(final))
    return Entry(0, TAKEN, 0, tuple(after)), winner
