"""From the frame to the account: every line with its reductions, every coverage with its status, the totals and the payees.

The sums are checked here, for every claim: an account that does not agree to the last unit is never answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from payout.admission import Line
from payout.bounds import Group, Reader, could_pay
from payout.calculate.result import Asked, CoverageResult, Figure, Hint, LineResult, Payee, Reason, Reduction
from payout.calculate.trace import Moment, Narrator, figure
from payout.expr import Const, Either, Equal, Expr, Mark
from payout.frame import Frame, Known, Missing, Ran, bearer, ends, minus, names_of, offset, total, waits_for
from payout.policy import Coverage, Policy

NO_COVERAGE = {"ja": "この費用を対象とする補償がありません", "en": "no coverage of the policy covers this expense"}
COMES_TO_NOTHING = {"ja": "計算の結果、お支払い額がありません", "en": "comes to nothing"}
NOTHING_TAKEN = {"ja": "引き継ぐ金額がありません", "en": "nothing to take over"}


class Unbalanced(AssertionError):
    """The account of a claim does not agree with itself: a bug of the engine, never of the claim."""


class Account:
    """The account of one run."""

    def __init__(self, policy: Policy, reader: Reader, frame: Frame) -> None:
        self.policy, self.reader, self.frame = policy, reader, frame
        self.ids = {name: _ids(policy, reader, frame, name) for name in policy.order}
        self.narrator = Narrator(policy, reader, frame, self.ids)
        self.takers: dict[str, list[tuple[str, str | None, frozenset[int]]]] = {}
        """By coverage: who takes over, which step's part, of which lines."""
        for name, ran in frame.coverages.items():
            source = policy.coverages[name].after
            if source is not None and ran.live == 1:
                self.takers.setdefault(source, []).append((name, policy.coverages[name].after_step, frozenset(ran.came)))

    # ---- lines

    def lines(self) -> tuple[LineResult, ...]:
        """The lines of every coverage, in file order, then those that no coverage pays."""
        found = [line for name in self.policy.coverages for line in self.coverage_lines(name)]
        covered = {kind for coverage in self.policy.coverages.values() for kind in coverage.kinds}
        for line in self.reader.inputs.lines:
            if line.kind not in covered:
                words = NO_COVERAGE
                reduction = Reduction(
                    step="no_coverage", verb="no_coverage", amount=line.amount, clause="", reason=words, borne_by="customer"
                )
                reductions = (reduction,) if line.amount else ()
                found.append(
                    LineResult(
                        id=line.id,
                        expense=line.expense,
                        kind=line.kind,
                        marks=line.shown,
                        coverage="",
                        claimed=line.amount,
                        added=0,
                        paid=0,
                        reductions=reductions,
                    )
                )
        return tuple(found)

    def coverage_lines(self, name: str) -> list[LineResult]:
        coverage, ran = self.policy.coverages[name], self.frame.coverages[name]
        moments = list(self.narrator.moments(coverage, ran))
        rules = [
            (self.narrator.rule_moment(rule, entry), offset(self.frame, rule, name))
            for rule, entry in zip(self.policy.together, self.frame.rules, strict=True)
        ]
        found = []
        for at in range(len(ran.final)):
            claimed = ran.start[at] if at < len(ran.start) else 0
            if coverage.after is not None and at < len(ran.start) and claimed == 0:
                continue  # nothing of this line was taken over
            reductions = self.reductions(coverage, ran, moments, rules, at)
            added = 0 if at < len(ran.start) else self.added(moments, at)
            source = self.source(coverage, ran, at)
            refilled = total(
                [
                    *(moment.refilled[at] for moment in moments if at < len(moment.refilled)),
                    *(moment.refilled[start + at] for moment, start in rules if start is not None and moment.refilled),
                ]
            )
            found.append(
                LineResult(
                    id=self.ids[name][at],
                    expense=source.expense if source else "",
                    kind=source.kind if source else "",
                    marks=source.shown if source else {},
                    coverage=name,
                    claimed=figure(claimed),
                    added=figure(added),
                    paid=figure(ran.final[at]),
                    refilled=figure(refilled),
                    reductions=tuple(reductions),
                )
            )
        return found

    def source(self, coverage: Coverage, ran: Ran, at: int) -> Line | None:
        """The claim's line behind a line, through take-overs; None for a loss or an added line."""
        if at >= len(ran.came) or ran.came[at] < 0:
            return None
        if coverage.after is None:
            return self.reader.inputs.lines[ran.came[at]]
        return self.source(self.policy.coverages[coverage.after], self.frame.coverages[coverage.after], ran.came[at])

    def added(self, moments: Sequence[Moment], at: int) -> Known:
        return next((moment.after[at] for moment in moments if len(moment.before) <= at < len(moment.after)), 0)

    def reductions(
        self, coverage: Coverage, ran: Ran, moments: Sequence[Moment], rules: Sequence[tuple[Moment, int | None]], at: int
    ) -> list[Reduction]:
        if ran.live == 0:
            reason = self.narrator.not_live(coverage, ran)
            borne_by = bearer(coverage, None)
            step = f"{coverage.name}.{ran.stopped}"
            stopped = Reduction(
                step=step, verb=ran.stopped, amount=figure(ran.start[at]), clause=reason.clause, reason=reason.words, borne_by=borne_by
            )
            return [self.net(coverage, stopped, ran.stopped, at)] if ran.start[at] != 0 else []
        found = []
        for moment in moments:
            if at < len(moment.before) and moment.before[at] != moment.after[at]:
                found.append(self.net(coverage, self.reduction(moment, at), moment.step.name, at))
        for moment, start in rules:
            if start is not None and moment.before[start + at] != moment.after[start + at]:
                found.append(self.reduction(moment, start + at))
        return found

    def reduction(self, moment: Moment, at: int) -> Reduction:
        before, after = moment.before[at], moment.after[at]
        amount = figure(minus(before, after))
        step, reason = moment.step, self.narrator.reason(moment, at)
        return Reduction(
            step=step.id, verb=step.verb, amount=amount, clause=self.narrator.clause(step), reason=reason, borne_by=step.borne_by
        )

    def net(self, coverage: Coverage, reduction: Reduction, step: str, at: int) -> Reduction:
        """The reduction with what another coverage took over of it."""
        for name, step_name, lines in self.takers.get(coverage.name, ()):
            if step_name in (None, step) and at in lines and reduction.verb != "replace":
                amount = reduction.amount if isinstance(reduction.amount, int) else 0
                return replace(reduction, taken_over=amount, taken_over_by=name)
        return reduction

    # ---- coverages

    def coverages(self, lines: Sequence[LineResult]) -> tuple[CoverageResult, ...]:
        """Every coverage of the policy with its status."""
        by_name: dict[str, list[LineResult]] = {name: [] for name in self.policy.coverages}
        for line in lines:
            by_name.setdefault(line.coverage, []).append(line)
        return tuple(self.coverage(name, by_name[name]) for name in self.policy.coverages)

    def coverage(self, name: str, lines: Sequence[LineResult]) -> CoverageResult:
        coverage, ran = self.policy.coverages[name], self.frame.coverages[name]
        case = coverage.cases[ran.case] if ran.case >= 0 else None
        paid = total(ran.final)
        status, reasons = self.status(coverage, ran, lines, paid)
        open_facts = tuple(sorted(waits_for(self.policy, self.frame, name))) if status == "undetermined" else ()
        return CoverageResult(
            name=name,
            title=self.policy.coverage_title(name),
            clause=coverage.clause,
            status=status,
            case=case.name if case else "",
            claimed=figure(total(ran.start)),
            added=_sum(line.added for line in lines),
            paid=figure(paid),
            reasons=reasons,
            endorsement=coverage.endorsement or "",
            payee=case.pay_to if case else coverage.pay_to,
            kinds=_claimable(self.policy, coverage),
            open_facts=open_facts,
            hint=self.hint(coverage, ran) if status == "not_claimed" else UNSET,
        )

    def hint(self, coverage: Coverage, ran: Ran) -> Hint:
        """Whether the facts known so far leave a payment possible, and what to ask."""
        could = ran.live if _pays_for_sure(coverage) else could_pay(self.reader, coverage, ran.live)
        asked = [name for name in self.policy.facts if name in names_of(could)]
        facts = tuple(Asked(name=name, title=self.policy.title_of(name), question=self.narrator.speaker.question(name)) for name in asked)
        return Hint(possible="open" if facts else "yes" if ends(could)[1] else "no", ask=facts)

    def status(self, coverage: Coverage, ran: Ran, lines: Sequence[LineResult], paid: Known) -> tuple[str, tuple[Reason, ...]]:
        if ran.stopped == "not_attached":
            return "not_attached", (self.narrator.not_live(coverage, ran),)
        if ran.live == 0:
            return "not_payable", (self.narrator.not_live(coverage, ran),)
        reasons = _reasons(lines)
        took = [reduction.verb for line in lines for reduction in line.reductions]
        only_excluded = bool(took) and all(verb == "exclude" for verb in took)
        if not coverage.is_fixed and not ran.start and paid == 0 and not only_excluded and self.is_told(coverage.name, lines):
            if coverage.after is not None:
                return "nothing_left", (Reason(words=NOTHING_TAKEN, clause=coverage.clause),)
            excluded = self.excluded(coverage)
            return ("not_payable", (excluded,)) if excluded else ("not_claimed", ())
        if isinstance(paid, Missing) or not self.is_told(coverage.name, lines):
            return "undetermined", ()  # a payment that is known is not told before every part of it can be explained
        if paid > 0:
            return "paid", reasons
        if coverage.is_fixed and not reasons:
            excluded = self.excluded(coverage)
            if excluded:
                return "not_payable", (excluded,)
            return "nothing_left", (Reason(words=COMES_TO_NOTHING, clause=coverage.clause),)
        if coverage.after is not None and not lines:
            return "nothing_left", (Reason(words=NOTHING_TAKEN, clause=coverage.clause),)
        return ("not_payable" if only_excluded else "nothing_left"), reasons

    def is_open(self, coverage: CoverageResult, lines: Sequence[LineResult]) -> bool:
        """Whether a figure of a coverage cannot be told: its payment, or what came back of a line that is not paid at all."""
        return coverage.status == "undetermined" or not self.is_told(
            coverage.name, [line for line in lines if line.coverage == coverage.name]
        )

    def is_told(self, name: str, lines: Sequence[LineResult]) -> bool:
        """Whether every part of the lines can be explained: no figure open, and known whether the coverage applies and which case."""
        ran = self.frame.coverages.get(name)
        return all(map(_is_told, lines)) and (ran is None or not lines or (len(ran.branches) <= 1 and not isinstance(ran.live, Missing)))

    def excluded(self, coverage: Coverage) -> Reason | None:
        """An exclusion of the whole coverage that already holds, although nothing was claimed."""
        for step in coverage.all_steps() if not coverage.cases else coverage.steps:
            if step.verb == "exclude" and step.scope == "claim" and step.when and self.narrator.speaker.holds(step.when.value):
                moment = Moment(step, coverage.name, 1, (), (), (), (), ())
                why = self.narrator.because(moment, Group((), 0, 1, 1), ())
                return Reason(words={"ja": f"{why['ja']}ため対象外", "en": f"not covered: {why['en']}"}, clause=step.clause)
        return None

    def payees(self, coverages: Sequence[CoverageResult]) -> tuple[Payee, ...]:
        """Who gets how much, in the order in which payees first appear."""
        found: dict[str, int] = {}
        for coverage in coverages:
            if isinstance(coverage.paid, int) and coverage.paid > 0:
                found[coverage.payee] = found.get(coverage.payee, 0) + coverage.paid
        return tuple(Payee(payee=payee, amount=amount) for payee, amount in found.items())

    # ---- totals

    def totals(self, lines: Sequence[LineResult]) -> dict[str, Figure]:
        """Claimed once per expense; what another coverage took over is not taken off again. Raises Unbalanced."""
        takers = {name for name, coverage in self.policy.coverages.items() if coverage.after is not None}
        claimed = _sum(line.claimed for line in lines if line.coverage not in takers)
        added, paid = _sum(line.added for line in lines), _sum(line.paid for line in lines)
        names = ("claimed", "added", "paid", "left", "recovered", "borne")
        if (
            not isinstance(paid, int)
            or not isinstance(claimed, int)
            or not isinstance(added, int)
            or not all(self.is_told(line.coverage, [line]) for line in lines)
        ):
            return {"claimed": claimed} | dict.fromkeys(names[1:], UNSET)
        net = dict.fromkeys(("customer", "other_party", "other_insurer", "settled_by_value", "recovered"), 0)
        for line in lines:
            _balanced(line)
            for reduction in line.reductions:
                bearer = "recovered" if reduction.verb == "recover" else reduction.borne_by
                net[bearer] += _int(reduction.amount) - reduction.taken_over
        refilled = sum(_int(line.refilled) for line in lines)
        left, recovered = net["customer"] - refilled, net["recovered"] + refilled
        borne = claimed + added - paid - net["settled_by_value"]
        if borne != left + recovered + net["other_party"] + net["other_insurer"] or left < 0:
            raise Unbalanced(f"borne {borne} is not {left} + {recovered} + {net}")
        return dict(zip(names, (claimed, added, paid, left, recovered, borne), strict=True))


def _pays_for_sure(coverage: Coverage) -> bool:
    """Whether a line that is large enough is paid for whatever else is true: nothing but fixed limits and deductibles."""
    return not coverage.cases and all(
        step.verb in ("limit", "deduct") and isinstance(step.amount, Const) and not step.when and not step.marks and step.amount.value
        for step in coverage.steps
    )


def _claimable(policy: Policy, coverage: Coverage) -> tuple[str, ...]:
    """The kinds that may be handed in under a coverage: not those that an exclusion removes whatever else is true."""
    if coverage.after is not None:
        return ()
    conditions = [step.when.value for step in coverage.steps if step.verb == "exclude" and step.when and not step.waivers]
    removed = [list(policy.kinds)[number] for condition in conditions for number in _kinds_of(condition)]
    return tuple(kind for kind in coverage.kinds if kind not in removed)


def _kinds_of(condition: Expr) -> tuple[int, ...]:
    """The kinds whose every line meets a condition of an exclusion, by their numbers."""
    match condition:
        case Equal(Mark("kind"), Const(number)):
            return (number,)
        case Either(left, right):
            return (*_kinds_of(left), *_kinds_of(right))
    return ()


def _ids(policy: Policy, reader: Reader, frame: Frame, name: str) -> tuple[str, ...]:
    """The id of each line of a coverage: the claim's, the source's for a take-over, the coverage's own for a loss or an addition."""
    coverage, ran = policy.coverages[name], frame.coverages[name]
    if coverage.after is not None:
        source = _ids(policy, reader, frame, coverage.after)
        came = [source[at] for at in ran.came]
    else:
        came = [reader.inputs.lines[at].id if at >= 0 else f"{name}.loss" for at in ran.came]
    more = len(ran.final) - len(came)
    return (*came, *_adding(coverage, ran)[:more])


def _adding(coverage: Coverage, ran: Ran) -> list[str]:
    """The steps that added the lines behind the claim's, in order; of a coverage whose case is not known, those that may have."""
    steps = coverage.all_steps()
    if len(ran.branches) != 1:
        return [step.id for step in steps if step.adds]
    lengths = [len(ran.start), *(len(entry.after) for entry in ran.branches[0])]
    return [steps[entry.step].id for entry, before in zip(ran.branches[0], lengths, strict=False) if len(entry.after) > before]


def _reasons(lines: Sequence[LineResult]) -> tuple[Reason, ...]:
    found = [Reason(words=reduction.reason, clause=reduction.clause) for line in lines for reduction in line.reductions]
    return tuple({tuple(reason.words.items()): reason for reason in found}.values())


def _is_told(line: LineResult) -> bool:
    figures = (line.claimed, line.added, line.paid, line.refilled, *(reduction.amount for reduction in line.reductions))
    return all(isinstance(figure, int) for figure in figures)


def _balanced(line: LineResult) -> None:
    claimed, added, paid = _int(line.claimed), _int(line.added), _int(line.paid)
    if claimed + added != paid + sum(_int(reduction.amount) for reduction in line.reductions) or not 0 <= paid <= claimed + added:
        raise Unbalanced(f"line {line.id} of {line.coverage}: {line}")


def _int(value: Figure) -> int:
    if not isinstance(value, int):
        raise Unbalanced("a figure of a determined claim is not known")
    return value


def _sum(values: Iterable[Figure]) -> Figure:
    """The sum, left out where a part is."""
    amounts = 0
    for value in values:
        if not isinstance(value, int):
            return UNSET
        amounts += value
    return amounts
