"""What a run leaves behind: for every coverage its lines as they came, what each step made of them, and what remains.

The generated function and the reading with unknowns fill the same frame; the account, the trace and coverages that take
over from others read it. All amounts are minor units; where a fact is missing, a figure may be `Missing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from payout.policy import Coverage, Policy, Step


@dataclass(frozen=True, slots=True)
class Missing:
    """A value that cannot be told yet, and the names of the facts that it waits for."""

    names: frozenset[str]

    def __or__(self, other: object) -> Missing:
        return Missing(self.names | other.names) if isinstance(other, Missing) else self


Known = int | Missing
Row = tuple[Known | None, ...]
"""What a line carries: the number of its kind (−1 for a loss or an added line), then each mark of the policy in order;
None where its kind does not carry the mark."""

SKIPPED, TAKEN, WAIVED, OPEN = 0, 1, 2, -1
"""A step's code: its condition is false; taken; WAIVED + n: set aside by its waiver n; whether it applies is not known."""


@dataclass(slots=True)
class Entry:
    """One step that was reached: its index in the coverage, its code, its amounts (one, or one per group or line), the lines
    afterwards, and what a `recover` gave back to the customer's share, per line."""

    step: int
    code: int
    amount: Known | tuple[Known, ...]
    after: tuple[Known, ...]
    refilled: tuple[Known, ...] = ()


@dataclass(slots=True)
class Ran:
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
    branches: list[list[Entry]] = field(default_factory=lambda: [[]])
    """The entries; more than one list where it is not known which case applies."""
    paid: tuple[Known, ...] = ()
    """The lines before `together`, those of `add` and `replace` behind the others."""
    final: tuple[Known, ...] = ()
    """The lines after `together`."""


@dataclass(slots=True)
class RuleEntry:
    """One rule of `together`: as an entry, its lines those of all coverages it names, one after the other."""

    code: int
    amount: Known | tuple[Known, ...]
    before: tuple[Known, ...]
    after: tuple[Known, ...]
    refilled: tuple[Known, ...] = ()
    winner: str = ""


@dataclass(slots=True)
class Frame:
    """A whole run: coverages by name, in running order, and the rules of `together`."""

    coverages: dict[str, Ran]
    rules: list[RuleEntry]


def total(values: Iterable[Known]) -> Known:
    """The sum, Missing where a part is."""
    known, missing = 0, None
    for value in values:
        if isinstance(value, Missing):
            missing = value | missing
        else:
            known += value
    return known if missing is None else missing


def waits_for(ran: Ran) -> frozenset[str]:
    """The facts that some figure of a coverage waits for."""
    figures = [*ran.start, *ran.paid, *ran.final, *(line for branch in ran.branches for entry in branch for line in entry.after)]
    return ran.waits.union(*(value.names for value in figures if isinstance(value, Missing)))


def merged(known: Sequence[Known], other: Sequence[Known], names: Missing) -> tuple[Known, ...]:
    """Two ways that the lines may have gone: what is the same in both is known. The shorter is padded with zeros."""
    length = max(len(known), len(other))
    left, right = ([*part, *[0] * (length - len(part))] for part in (known, other))
    return tuple(a if a == b and not isinstance(a, Missing) else names | a | b for a, b in zip(left, right, strict=True))


def minus(a: Known, b: Known) -> Known:
    """a − b, Missing where a part is."""
    if isinstance(a, Missing):
        return a | b
    return b if isinstance(b, Missing) else a - b


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
    """What a step (or all steps, for None) took off each line: what a coverage `after` it takes over."""
    ways = [_taken_off(coverage, ran, step, branch) for branch in range(max(1, len(ran.branches)))]
    waits = Missing(ran.waits)
    if isinstance(ran.live, Missing):
        waits |= ran.live
        ways.append(ran.start if step in (None, ran.stopped) else ())
    first = ways[0]
    for way in ways[1:]:
        first = merged(first, way, waits)
    return first


def _taken_off(coverage: Coverage, ran: Ran, step: str | None, branch: int) -> tuple[Known, ...]:
    sums: list[Known] = [0] * max(len(ran.start), len(ran.paid))
    for name, _, amounts in reductions(coverage, ran, branch):
        if step in (None, name):
            for line, amount in enumerate(amounts):
                sums[line] = total((sums[line], amount))
    return tuple(sums)


def customer_share(policy: Policy, frame: Frame, name: str) -> tuple[Known, ...]:
    """What the customer bears of each line of a coverage so far: reductions borne by the customer that no other coverage took
    over, less what a recovery already gave back."""
    coverage, ran = policy.coverages[name], frame.coverages[name]
    share: list[Known] = [0] * len(ran.final or ran.paid)
    for step_name, step, amounts in reductions(coverage, ran):
        if bearer(coverage, step) == "customer":
            taken = taken_lines(policy, frame, name, step_name)
            for line, amount in enumerate(amounts):
                share[line] = share[line] if line in taken else total((share[line], amount))
    for entry in ran.branches[0] if ran.branches else ():
        for line, back in enumerate(entry.refilled):
            share[line] = minus(share[line], back)
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


def bearer(coverage: Coverage, step: Step | None) -> str:
    """Who bears what a step takes off; None stands for a coverage that does not apply."""
    return step.borne_by if step is not None else "other_party" if coverage.pay_to == "other_party" else "customer"


def taken_lines(policy: Policy, frame: Frame, name: str, step: str) -> set[int]:
    """The lines of a coverage whose reduction by a step a live coverage took over."""
    found: set[int] = set()
    for taker, ran in frame.coverages.items():
        coverage = policy.coverages[taker]
        if coverage.after == name and coverage.after_step in (None, step) and ran.live != 0:
            found.update(ran.came)
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
