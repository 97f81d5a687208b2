"""The trace: every step that was reached, group by group, with figures, inputs, clause and its sentence in each language.

Made on demand from the frame; the same figures give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from msgspec import UNSET

from payout.bounds import ADDED_KIND, Group, Reader, groups
from payout.calculate.result import Figure, Input, LineFigure, Reason, TraceStep, Words
from payout.calculate.words import Speaker
from payout.frame import OPEN, SKIPPED, TAKEN, Entry, Frame, Known, Missing, Ran, Row, RuleEntry, minus, padded, total
from payout.policy import LANGUAGES, ROUNDING_WORDS, VERBS, Coverage, Policy, Step, Term, Version
from payout.problem import Position
from payout.values import day_text

WHOLE = ("add", "replace", "recover", "choose")
"""Verbs that are told once for all lines, not group by group."""


def figure(value: Known) -> Figure:
    """An amount, or left out where it cannot be told."""
    return UNSET if isinstance(value, Missing) else value


def line_figure(value: Known) -> LineFigure:
    """One line's amount, or `open`."""
    return "open" if isinstance(value, Missing) else value


@dataclass(slots=True)
class Moment:
    """A step at the moment it is taken: the lines that reach it and those that leave it."""

    step: Step
    coverage: str
    code: int
    before: tuple[Known, ...]
    after: tuple[Known, ...]
    rows: Sequence[Row]
    starts: Sequence[Known]
    ids: Sequence[str]
    refilled: tuple[Known, ...] = ()
    winner: str = ""
    by_line: dict[int, Group] | None = None
    reasons: dict[object, Words] = field(default_factory=dict)
    """The group of each line and the reason of each group, found once."""


class Narrator:
    """Tells the steps of one run."""

    def __init__(self, policy: Policy, reader: Reader, frame: Frame, ids: Mapping[str, Sequence[str]]) -> None:
        self.policy, self.reader, self.frame, self.ids = policy, reader, frame, ids
        self.speaker = Speaker(policy, reader)
        self.added: Row = (ADDED_KIND, *[None] * len(policy.marks))

    def steps(self) -> Iterator[TraceStep]:
        """All steps in the order they ran."""
        for name in self.policy.order:
            ran = self.frame.coverages[name]
            if ran.live == 0 and ran.start:
                yield self.stopped(self.policy.coverages[name], ran)
            for moment in self.moments(self.policy.coverages[name], ran):
                yield from self.told(moment)
        for rule, entry in zip(self.policy.together, self.frame.rules, strict=True):
            yield from self.told(self.rule_moment(rule, entry))

    # ---- moments

    def moments(self, coverage: Coverage, ran: Ran) -> Iterator[Moment]:
        """The steps of a coverage that were reached; none where it is not known which case applies."""
        if len(ran.branches) != 1:
            return
        before, steps = ran.start, coverage.all_steps()
        for entry in ran.branches[0]:
            yield self.moment(coverage.name, steps[entry.step], entry, ran, before)
            before = entry.after

    def moment(self, name: str, step: Step, entry: Entry, ran: Ran, before: tuple[Known, ...]) -> Moment:
        starts, rows = padded(ran, len(before), self.added)
        return Moment(step, name, entry.code, before, entry.after, rows, starts, self.ids[name], entry.refilled)

    def rule_moment(self, rule: Step, entry: RuleEntry) -> Moment:
        parts = [padded(ran, len(ran.final), self.added) for ran in (self.frame.coverages[name] for name in rule.over)]
        rows = [row for _, part in parts for row in part]
        starts = [line for part, _ in parts for line in part]
        ids = [id_ for name in rule.over for id_ in self.ids[name]]
        return Moment(rule, "together", entry.code, entry.before, entry.after, rows, starts, ids, entry.refilled, entry.winner)

    # ---- telling

    def told(self, moment: Moment) -> Iterator[TraceStep]:
        whole = Group(tuple(range(len(moment.before))), self.amount(moment), 1, 1)
        if moment.code != TAKEN or moment.step.verb in WHOLE:
            yield self.row(moment, whole)
            return
        found, _ = groups(self.reader, moment.step, moment.before, moment.rows, moment.starts)
        for group in found:
            yield self.row(moment, group)
        if not found:  # no line carries what the step asks for, or there are no lines
            is_whole = not moment.before and moment.step.scope == "claim"
            yield self.row(moment if is_whole else replace(moment, code=SKIPPED), whole)

    def amount(self, moment: Moment) -> Known:
        """The amount of a step that is told as one: of `add` and `replace`, what their line got."""
        if moment.step.adds and len(moment.after) > len(moment.before):
            return moment.after[-1]
        if moment.step.verb == "choose" or VERBS[moment.step.verb].takes == "condition" or moment.code != TAKEN:
            return 0
        return self.reader.of(moment.step.amount) if moment.step.verb == "recover" else 0

    def row(self, moment: Moment, group: Group) -> TraceStep:
        step = moment.step
        before = tuple(moment.before[at] for at in group.members)
        after = tuple(moment.after[at] for at in group.members)
        row = moment.rows[group.members[0]] if group.members and step.level != "accident" else ()
        names = (*(step.written.names if step.written else ()), *(step.when.names if step.when else ()))
        said = self.sentence(moment, group, total(before), total(after), row)
        reduced = total(minus(a, b) for a, b in zip(before, after, strict=True))
        written = step.written or (step.when if step.verb == "exclude" else None)
        return TraceStep(
            id=step.id,
            title=self.speaker.step_title(step),
            coverage=moment.coverage,
            verb=step.verb,
            level=step.level,
            group=self.marks(step, row),
            applied=self.applied(moment),
            condition=step.when.text if step.when else "",
            amount=figure(group.amount) if VERBS[step.verb].takes == "money" else UNSET,
            amount_text=self.speaker.with_numbers(written, row, total(before)) if written else "",
            rate=self.rate(step, group),
            inputs=tuple(self.input(name, row) for name in dict.fromkeys(names)),
            lines=tuple(moment.ids[at] for at in group.members),
            before=tuple(map(line_figure, before)),
            after=tuple(map(line_figure, after)),
            reduced=figure(reduced),
            rounded=step.round[0] + (f" to {step.round[1]}" if step.round[1] > 1 else "") if step.round else "",
            clause=self.clause(step),
            position=place(step.at),
            binding=before != after or len(moment.after) > len(moment.before),
            ja=said["ja"],
            en=said["en"],
        )

    def stopped(self, coverage: Coverage, ran: Ran) -> TraceStep:
        """A coverage that does not apply takes off all of its lines, as a step of its own."""
        reason = self.not_live(coverage, ran)
        return TraceStep(
            id=f"{coverage.name}.{ran.stopped}",
            title=self.policy.coverage_title(coverage.name),
            coverage=coverage.name,
            verb=ran.stopped,
            level="accident",
            group={},
            applied="yes",
            condition=coverage.when.text if coverage.when else "",
            amount=UNSET,
            amount_text="",
            rate="",
            inputs=tuple(self.input(name, ()) for name in (coverage.when.names if coverage.when else ())),
            lines=tuple(self.ids[coverage.name]),
            before=tuple(map(line_figure, ran.start)),
            after=(0,) * len(ran.start),
            reduced=figure(total(ran.start)),
            rounded="",
            clause=reason.clause,
            position=place(coverage.at),
            binding=True,
            ja=reason.words["ja"],
            en=reason.words["en"],
        )

    # ---- words

    def not_live(self, coverage: Coverage, ran: Ran) -> Reason:
        """Why a coverage does not apply: its endorsement is not attached, or its condition is false."""
        if ran.stopped == "not_attached":
            title = self.policy.title_of(coverage.endorsement or "")
            clause = self.policy.endorsements[coverage.endorsement or ""].clause
            words = {"ja": f"「{title['ja']}」が付帯されていないため対象外", "en": f"not covered: the contract has no {title['en']}"}
            return Reason(words=words, clause=clause)
        why = self.speaker.why(coverage.when, False) if coverage.when else {"ja": "", "en": ""}
        return Reason(words={"ja": f"{why['ja']}ため対象外", "en": f"not covered: {why['en']}"}, clause=coverage.clause)

    def reason(self, moment: Moment, line: int) -> Words:
        """Why a step took something off this line."""
        group = self.group_of(moment, line)
        key = (group.members, moment.step.scope == "line" and moment.rows[line])
        if key not in moment.reasons:
            if moment.code == OPEN:
                moment.reasons[key] = self.sentence(moment, group, 0, 0, ())
                return moment.reasons[key]
            row = moment.rows[line] if moment.step.level != "accident" or moment.step.scope == "line" else ()
            filling = self.filling(moment, group, row)
            template = VERBS[moment.step.verb].reason
            moment.reasons[key] = {language: template[language].format(**filling[language]) for language in LANGUAGES}
        return moment.reasons[key]

    def group_of(self, moment: Moment, line: int) -> Group:
        """The group of a line; all groups of a step are found once."""
        if moment.by_line is None:
            told_whole = moment.code != TAKEN or moment.step.verb in WHOLE
            found = [] if told_whole else groups(self.reader, moment.step, moment.before, moment.rows, moment.starts)[0]
            moment.by_line = {member: group for group in found for member in group.members}
        if line not in moment.by_line:
            moment.by_line[line] = Group(tuple(range(len(moment.before))), self.amount(moment), 1, 1)
        return moment.by_line[line]

    def sentence(self, moment: Moment, group: Group, before: Known, after: Known, row: Row) -> dict[str, str]:
        applied = self.applied(moment)
        title = self.speaker.step_title(moment.step)
        if moment.code == SKIPPED:
            return {"ja": f"{title['ja']}：該当なし", "en": f"{title['en']}: does not apply here"}
        if moment.code == OPEN:
            return {"ja": f"{title['ja']}：適用は未確定", "en": f"{title['en']}: not known whether it applies"}
        if moment.code != TAKEN:
            by = self.policy.title_of(applied.removeprefix("waived: "))
            return {"ja": f"{title['ja']}は「{by['ja']}」により適用しません", "en": f"{title['en']} does not apply: {by['en']}"}
        filling = self.filling(moment, group, row)
        said = {}
        for language in LANGUAGES:
            figures = {"before": self.speaker.money(before, language), "after": self.speaker.money(after, language)}
            said[language] = VERBS[moment.step.verb].phrase[language].format(**filling[language], **figures)
        return said

    def filling(self, moment: Moment, group: Group, row: Row) -> dict[str, dict[str, str]]:
        """What the phrases of a verb name, in each language."""
        step, speaker = moment.step, self.speaker
        title, marks = speaker.step_title(step), self.marks(step, row)
        own = total(moment.refilled)
        why = self.because(moment, group, row)
        rate = self.rate(step, group)
        rest = group.amount if isinstance(own, Missing) or isinstance(group.amount, Missing) else group.amount - own
        return {
            language: {
                "title": title[language],
                "of": speaker.group(marks, language),
                "amount": speaker.money(group.amount, language),
                "rate": rate,
                "rounding": ROUNDING_WORDS[step.round[0]][language] if step.round else "",
                "because": why[language],
                "winner": self.policy.coverage_title(moment.winner)[language] if moment.winner else "",
                "own": speaker.money(own, language),
                "rest": speaker.money(rest, language),
            }
            for language in LANGUAGES
        }

    def rate(self, step: Step, group: Group) -> str:
        """The part that a step by a rate takes or pays, as it is printed; empty for a step by an amount."""
        if step.written is None or VERBS[step.verb].takes != "rate":
            return ""
        return self.speaker.value(group.amount, step.written.type, group.over)

    def because(self, moment: Moment, group: Group, row: Row) -> Words:
        step = moment.step
        if step.verb != "exclude" or step.when is None:
            return {"ja": "", "en": ""}
        if step.title:
            title = self.speaker.step_title(step)
            return {**title, "ja": f"{title['ja']}の"}
        first = group.members[0] if group.members else None
        row = moment.rows[first] if first is not None and step.scope == "line" else row
        known = {"total": total(moment.before[at] for at in group.members), "claimed": total(moment.starts[at] for at in group.members)}
        return self.speaker.why(step.when, True, row, known)

    def marks(self, step: Step, row: Row) -> dict[str, str]:
        """The group's marks as they are printed."""
        return {mark: self.speaker.named(mark, row) or "" for mark in step.marks} if row else {}

    def applied(self, moment: Moment) -> str:
        if moment.code in (SKIPPED, TAKEN, OPEN):
            return {SKIPPED: "no", TAKEN: "yes", OPEN: "open"}[moment.code]
        return f"waived: {moment.step.waivers[moment.code - 2].endorsement}"

    def clause(self, step: Step) -> str:
        """The step's clause; where an endorsement set the term in force, the endorsement's."""
        term = self.policy.terms.get(step.name)
        return (self.set_by(term)[0] if term else "") or step.clause

    def input(self, name: str, row: Row) -> Input:
        term, definition = self.policy.terms.get(name), self.policy.definitions.get(name)
        set_clause, versions = self.set_by(term) if term else ("", ())
        days = [version.day for version in versions if version.day <= self.reader.inputs.day]
        clause = set_clause or (term.clause if term else definition.clause if definition else "")
        value = self.speaker.named(name, row) or ""
        return Input(name=name, title=self.policy.title_of(name), value=value, clause=clause, since=day_text(days[-1]) if days else "")

    def set_by(self, term: Term) -> tuple[str, tuple[Version, ...]]:
        """The endorsement's clause and versions where one set the term in force; no clause and the term's own versions where none did."""
        settings = [setting for setting in self.policy.settings if setting.target == term.name]  # in the order of set_by
        found = [
            (clause, setting.versions)
            for (_, clause, holds), setting in zip(term.set_by, settings, strict=True)
            if self.speaker.holds(holds)
        ]
        return found[-1] if found else ("", term.versions)


def place(at: Position) -> str:
    """Where a thing stands in the policy's file."""
    return str(at)
