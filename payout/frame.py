"""What a run leaves behind: for every coverage its lines as they came, what each step made of them, and what remains.

The generated function and the reading with unknowns fill the same frame; the account, the trace and coverages that take
over from others read it. All amounts are minor units; where a fact is missing, a figure may be `Missing`. A run makes some
thirty of these records: as msgspec structs, which the collector need not walk (nothing in them points back), they cost a
quarter of what slotted dataclasses do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from payout.policy import Coverage, Policy, Step

MOST = 10**15
"""No amount of a claim, and no number of a fact, is above it."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that cannot be told yet: the facts that it waits for, and the lowest and the highest that it can be."""

    names: frozenset[str]
    low: int = 0
    high: int = MOST


Known = int | Missing
Row = tuple[Known | None, ...]
"""What a line carries: the number of its kind (−1 for a loss or an added line), then each mark of the policy in order;
None where its kind does not carry the mark."""

SKIPPED, TAKEN, WAIVED, OPEN = 0, 1, 2, -1
"""A step's code: its condition is false; taken; WAIVED + n: set aside by its waiver n; whether it applies is not known."""


class Entry(msgspec.Struct, gc=False):
    """One step that was reached: its index in the coverage, its code, its amounts (one, or one per group or line), the lines
    afterwards, and what a `recover` gave back to the customer's share, per line."""

    step: int
    code: int
    amount: Known | tuple[Known, ...]
    after: tuple[Known, ...]
    refilled: tuple[Known, ...] = ()


class Ran(msgspec.Struct, gc=False):
    """One coverage after its steps. `came` numbers each line in the claim, or in the coverage that it is taken over from."""

    start: tuple[Known, ...]
    rows: tuple[Row, ...]
    came: tuple[int, ...]
    live: Known = 1
    stopped: str = ""
    """`applies` or `not_attached` where the coverage is not live."""
    case: int = -1
    waits: frozenset[str] = frozenset()
    """The facts that decide which case applies, where that is not known."""
    branches: list[list[Entry]] = msgspec.field(default_factory=lambda: [[]])
    """The entries; more than one list where it is not known which case applies."""
    paid: tuple[Known, ...] = ()
    """The lines before `together`, those of `add` and `replace` behind the others."""
    final: tuple[Known, ...] = ()
    """The lines after `together`."""


class RuleEntry(msgspec.Struct, gc=False):
    """One rule of `together`: as an entry, its lines those of all coverages it names, one after the other."""

    code: int
    amount: Known | tuple[Known, ...]
    before: tuple[Known, ...]
    after: tuple[Known, ...]
    refilled: tuple[Known, ...] = ()
    winner: str = ""


class Frame(msgspec.Struct, gc=False):
    """A whole run: coverages by name, in running order, and the rules of `together`."""

    coverages: dict[str, Ran]
    rules: list[RuleEntry]


def ends(value: Known) -> tuple[int, int]:
    """The lowest and the highest that a value can be."""
    return (value.low, value.high) if isinstance(value, Missing) else (value, value)


def names_of(*values: Known | None) -> frozenset[str]:
    """The facts that some of the values wait for."""
    return frozenset().union(*(value.names for value in values if isinstance(value, Missing)))


def spanning(names: frozenset[str], low: int, high: int) -> Known:
    """A value between two ends; where they meet it waits for nothing."""
    return low if low == high else Missing(names, low, high)


def hull(names: frozenset[str], *values: Known) -> Known:
    """One of the values, it is not known which; `names` decide."""
    lows, highs = zip(*map(ends, values), strict=True)
    return spanning(names | names_of(*values), min(lows), max(highs))


def total(values: Iterable[Known]) -> Known:
    """The sum; from end to end where a part is Missing."""
    low = high = 0
    names: frozenset[str] = frozenset()
    for value in values:
        if isinstance(value, Missing):
            low, high, names = low + value.low, high + value.high, names | value.names
        else:
            low, high = low + value, high + value
    return spanning(names, low, high)


def waits_for(policy: Policy, frame: Frame, name: str) -> frozenset[str]:
    """The facts that some figure of a coverage waits for, or that decide whether its lines are covered at all."""
    ran = frame.coverages[name]
    entries = [entry for branch in ran.branches for entry in branch]
    steps = [line for entry in entries for line in (*entry.after, *entry.refilled)]
    return ran.waits | names_of(ran.live if ran.final else 1, *ran.start, *ran.paid, *ran.final, *steps, *by_rules(policy, frame, name))


def by_rules(policy: Policy, frame: Frame, name: str) -> tuple[Known, ...]:
    """What the rules of `together` made of each line of a coverage and gave back to the customer's share of it, rule by rule."""
    found: list[Known] = []
    for rule, entry in zip(policy.together, frame.rules, strict=False):
        start = offset(frame, rule, name)
        if start is not None:
            end = start + len(frame.coverages[name].final)
            found += (*entry.after[start:end], *entry.refilled[start:end])
    return tuple(found)


def merged(known: Sequence[Known], other: Sequence[Known], names: frozenset[str]) -> tuple[Known, ...]:
    """Two ways that the lines may have gone: what is the same in both is known. The shorter is padded with zeros."""
    length = max(len(known), len(other))
    left, right = ([*part, *[0] * (length - len(part))] for part in (known, other))
    return tuple(hull(names, a, b) for a, b in zip(left, right, strict=True))


def minus(a: Known, b: Known) -> Known:
    """a − b for a part b of a: never below 0, however little is known."""
    (low, high), (other_low, other_high) = ends(a), ends(b)
    names = names_of(a, b)
    return spanning(names, max(0, low - other_high), max(0, high - other_low)) if names else low - other_low


def reductions(coverage: Coverage, ran: Ran, branch: int = 0) -> list[tuple[str, Step | None, tuple[Known, ...]]]:
    """What each step took off each line: name, step (None for `applies` and `not_attached`), amounts as long as the lines then."""
    if ran.live == 0:
        return [(ran.stopped, None, ran.start)]
    found: list[tuple[str, Step | None, tuple[Known, ...]]] = []
    before, steps = ran.start, coverage.all_steps()
    for entry in ran.branches[branch] if ran.branches else ():
        step = steps[entry.step]
        now = entry.after[: len(before)]
        found.append((step.name, step, tuple(minus(a, b) for a, b in zip(before, now, strict=True))))
        before = entry.after
    return found


def taken_off(coverage: Coverage, ran: Ran, step: str | None) -> tuple[Known, ...]:
    """What a step (or all steps, for None) took off each line: what a coverage `after` it takes over. A bill that `replace`
    settled by value is settled: nobody takes it over."""
    ways = [_taken_off(coverage, ran, step, branch) for branch in range(max(1, len(ran.branches)))]
    waits = ran.waits | names_of(ran.live)
    if isinstance(ran.live, Missing):
        ways.append(ran.start if step in (None, ran.stopped) and coverage.after is None else ())
    first = ways[0]
    for way in ways[1:]:
        first = merged(first, way, waits)
    return first


def _taken_off(coverage: Coverage, ran: Ran, step: str | None, branch: int) -> tuple[Known, ...]:
    sums: list[Known] = [0] * max(len(ran.start), len(ran.paid))
    for name, taking, amounts in reductions(coverage, ran, branch):
        if step in (None, name) and (taking is None or taking.verb != "replace"):
            for line, amount in enumerate(amounts):
                sums[line] = total((sums[line], amount))
    return tuple(sums)


def customer_share(policy: Policy, frame: Frame, name: str) -> tuple[Known, ...]:
    """What the customer bears of each line of a coverage so far: reductions borne by the customer that no other coverage took
    over, less what a recovery already gave back."""
    coverage, ran = policy.coverages[name], frame.coverages[name]
    ways = [_own_share(policy, frame, name, branch) for branch in range(max(1, len(ran.branches)))]
    if isinstance(ran.live, Missing):
        ways.append(ran.start if bearer(coverage, None) == "customer" else ())
    share = list(ways[0])
    for way in ways[1:]:
        share = list(merged(share, way, ran.waits | names_of(ran.live)))
    for rule, ruled in zip(policy.together, frame.rules, strict=False):
        start = offset(frame, rule, name)
        if start is None:
            continue
        for line in range(len(share)):
            if rule.borne_by == "customer":
                share[line] = total((share[line], minus(ruled.before[start + line], ruled.after[start + line])))
            if ruled.refilled:
                share[line] = minus(share[line], ruled.refilled[start + line])
    return tuple(share)


def _own_share(policy: Policy, frame: Frame, name: str, branch: int) -> tuple[Known, ...]:
    """The customer's share by the coverage's own steps, in one of the ways that it may have gone."""
    coverage, ran = policy.coverages[name], frame.coverages[name]
    share: list[Known] = [0] * len(ran.final or ran.paid)
    for step_name, step, amounts in reductions(coverage, ran, branch):
        if bearer(coverage, step) == "customer":
            taken = taken_lines(policy, frame, name, step_name)
            for line, amount in enumerate(amounts):
                live = taken.get(line, 0)
                borne = total((share[line], amount))
                share[line] = hull(live.names, share[line], borne) if isinstance(live, Missing) else share[line] if live else borne
    for entry in ran.branches[branch] if ran.branches else ():
        for line, back in enumerate(entry.refilled):
            share[line] = minus(share[line], back)
    return tuple(share)


def bearer(coverage: Coverage, step: Step | None) -> str:
    """Who bears what a step takes off; None stands for a coverage that does not apply."""
    return step.borne_by if step is not None else "other_party" if coverage.pay_to == "other_party" else "customer"


def taken_lines(policy: Policy, frame: Frame, name: str, step: str) -> dict[int, Known]:
    """The lines of a coverage whose reduction by a step another coverage took over, with whether it is live."""
    found: dict[int, Known] = {}
    for taker, ran in frame.coverages.items():
        coverage = policy.coverages[taker]
        if coverage.after == name and coverage.after_step in (None, step) and ran.live != 0:
            found.update(dict.fromkeys(ran.came, ran.live))
    return found


def offset(frame: Frame, rule: Step, name: str) -> int | None:
    """Where the lines of a coverage begin among the lines of a rule; None where the rule does not name it."""
    start = 0
    for other in rule.over:
        if other == name:
            return start
        start += len(frame.coverages[other].paid)
    return None


def share_here(coverage: Coverage, start: tuple[Known, ...], entries: Sequence[Entry], lines: int) -> tuple[Known, ...]:
    """The customer's share of each line after some steps of its own coverage: for a `recover` among them."""
    share: list[Known] = [0] * lines
    steps, before = coverage.all_steps(), start
    for entry in entries:
        for line, (a, b) in enumerate(zip(before, entry.after, strict=False)):
            if steps[entry.step].borne_by == "customer":
                share[line] = total((share[line], minus(a, b)))
        for line, back in enumerate(entry.refilled):
            share[line] = minus(share[line], back)
        before = entry.after
    return tuple(share)


def given_back(own: Iterable[int], amount: int) -> tuple[tuple[int, ...], int]:
    """What fills the customer's share, line by line, and what is left of the amount."""
    back = []
    for part in own:
        back.append(min(part, amount))
        amount -= back[-1]
    return tuple(back), amount


def padded(ran: Ran, lines: int, added: Row) -> tuple[tuple[Known, ...], tuple[Row, ...]]:
    """What the lines were claimed at, and their marks, with zeros and `added` for the lines that steps appended."""
    more = lines - len(ran.start)
    return (*ran.start, *[0] * more), (*ran.rows, *[added] * more)
