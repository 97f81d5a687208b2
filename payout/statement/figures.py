"""The figures of a determined calculation in one language: sums that are checked, and amounts and dates as they are written and said.

A figure that does not agree with the others is never told (`Disagrees`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from payout import readings
from payout.calculate import CoverageResult, LineResult, Reduction, TraceStep
from payout.money import Currency
from payout.statement.case import date_of
from payout.statement.document import Words
from payout.statement.payments import settled
from payout.statement.phrases import Runs, sentence
from payout.statement.record import Record
from payout.statement.wording import word

GROUPS = ("exclude", "reduce", "share", "deduct", "limit", "choose", "replace", "recover")
_GROUP_OF = {"applies": "exclude", "not_attached": "exclude", "no_coverage": "exclude"}
_FIGURE = re.compile(r"((?<![\d.,/])\d[\d,]*(?:円| yen)|(?<![A-Z])[A-Z]{3} \d[\d,]*\.\d+|(?<![\d.,/])\d+(?:\.\d+)?%)")


class Disagrees(AssertionError):
    """The figures of a statement do not agree: a bug, never a claim's fault."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of figures: claimed + added + moved − the groups of reductions = paid."""

    claimed: int
    added: int
    moved: int
    off: dict[str, int]
    paid: int

    def checked(self) -> Row:
        """The row, if it agrees."""
        if self.claimed + self.added + self.moved - sum(self.off.values()) != self.paid:
            raise Disagrees(str(self))
        return self


@dataclass(frozen=True, slots=True)
class Bearers:
    """Who bears claimed + added: the insurer what is paid, the others the rest. `recovered` came from the other side, and
    `refilled` of it went to the customer's share."""

    paid: int
    customer: int
    other_party: int
    other_insurer: int
    settled_by_value: int
    recovered: int
    refilled: int

    @property
    def whole(self) -> int:
        """All of them together."""
        return self.paid + self.customer + self.other_party + self.other_insurer + self.settled_by_value + self.recovered


@dataclass(frozen=True, slots=True)
class Cut:
    """What one step took off the lines of one coverage, less what another coverage took over of it."""

    coverage: str
    step: str
    verb: str
    group: str
    amount: int
    reason: Mapping[str, str]
    clause: str
    borne_by: str
    lines: tuple[LineResult, ...]


class Figures:
    """The determined calculation of a record and its case, in the language that they are told in."""

    def __init__(self, record: Record, language: str) -> None:
        self.record, self.case, self.language = record, record.case, language
        self.calculation = calculation = record.calculation
        self.currency = Currency(calculation.policy.currency, calculation.policy.decimals)
        self.coverages = {coverage.name: coverage for coverage in calculation.coverages}
        self.lines: dict[str, list[LineResult]] = {}
        # As the customer holds the receipts, not as the coverages take them; what no receipt stands for comes last.
        self.by_receipt: dict[str, list[LineResult]] = {expense["id"]: [] for expense in record.data.claim.get("expenses", ())}
        for line in calculation.lines:
            self.lines.setdefault(line.coverage, []).append(line)
            self.by_receipt.setdefault(line.expense or line.id, []).append(line)
        self.by_receipt = {receipt: lines for receipt, lines in self.by_receipt.items() if lines}
        self.steps: dict[str, list[TraceStep]] = {}
        for step in calculation.steps:
            self.steps.setdefault(step.id, []).append(step)
        self.takers = {reduction.taken_over_by for line in calculation.lines for reduction in line.reductions} - {""}
        self.whole = self.row(calculation.lines)
        self.paid = self.whole.paid
        totals = (known(calculation.claimed), known(calculation.added), known(calculation.paid))
        if totals != (self.whole.claimed, self.whole.added, self.whole.paid) or self.whole.moved:
            raise Disagrees(str(self.whole))
        self.bearers = self._bearers()
        self.settlements = settled(calculation.payees, self.case.paid_before or ())
        self.before, self.now, self.surplus = self._settled()

    # ---- words

    def word(self, key: str, **values: str) -> str:
        """A wording of the statement in its language."""
        return word(key, self.language, **values)

    def title(self, title: Mapping[str, str]) -> str:
        """A title in the statement's language."""
        return title[self.language]

    def kind(self, line: LineResult) -> str:
        """What a line is for: its kind of expense, else the damage or the benefit of its coverage."""
        if line.kind:
            return self.title(self.calculation.kinds[line.kind])
        return self.title(self.coverages[line.coverage].title)

    @property
    def unit(self) -> str:
        """The currency's name behind a column: 円, yen, EUR."""
        if self.currency.code == "JPY":
            return "円" if self.language == "ja" else "yen"
        return self.currency.code

    def money(self, amount: int) -> str:
        """An amount with its commas, without its unit."""
        return self.currency.show(amount)

    def with_unit(self, amount: int) -> str:
        """An amount in a sentence: `20,000円`, `20,000 yen`, `EUR 12.50`."""
        if self.currency.code != "JPY":
            return f"{self.currency.code} {self.money(amount)}"
        return f"{self.money(amount)}円" if self.language == "ja" else f"{self.money(amount)} yen"

    def reading(self, amount: int) -> str:
        """How an amount is said; empty for one beyond all readings, and in a currency that has none."""
        if not 0 <= amount <= readings.LARGEST:
            return ""
        return readings.money(amount, self.currency.code) if self.language == "ja" else readings.money_en(amount, self.currency.code)

    def said(self, amount: int, strong: bool = False) -> Words:
        """An amount with its reading behind it. English is read as it is written: its figures and dates have no reading."""
        return Words(self.with_unit(amount), self.reading(amount) if self.language == "ja" else "", strong)

    def read_out(self, text: str) -> Runs:
        """A text of the calculation with its amounts and its rates as figures that have their readings."""
        found: list[Words] = []
        for at, piece in enumerate(_FIGURE.split(text)):
            if at % 2 and piece.endswith("%"):
                found.append(self.said_rate(piece))
            elif at % 2 and self._is_ours(piece):
                found.append(self.said(int(re.sub(r"\D", "", piece))))
            elif piece:
                found.append(Words(piece))
        return tuple(found)

    def _is_ours(self, figure: str) -> bool:
        """Whether an amount found in a text is in the currency of the policy."""
        return figure.startswith(f"{self.currency.code} ") or (self.currency.code == "JPY" and not figure[0].isupper())

    def said_rate(self, rate: str) -> Words:
        """A rate of the trace (`80%`, `1/9`) with its reading."""
        text = rate.removesuffix("%")
        if self.language == "en" or not re.fullmatch(r"\d+(\.\d+|/[1-9]\d*)?", text):
            return Words(rate)
        value = Fraction(text) if rate.endswith("%") else Fraction(text) * 100
        return Words(rate, readings.percent(value))

    def date(self, text: str) -> str:
        """A date of the case, with its time where it has one; empty where the case has none."""
        if not text:
            return ""
        day = date_of(text)
        if self.language == "en":
            return readings.written_date_en(day) + (f", about {text[11:16]}" if len(text) > 10 else "")
        clock = f" {int(text[11:13])}時{int(text[14:16]):02}分ごろ" if len(text) > 10 else ""
        return readings.written_date(day) + clock

    def day(self, text: str) -> str:
        """A date of the case where there is little room: without the day of the week."""
        day = date_of(text)
        return readings.written_date(day, with_weekday=False) if self.language == "ja" else readings.written_date_en(day)

    def said_date(self, text: str, *, with_year: bool = False) -> Words:
        """A date of the case as it is said on the telephone: with the weekday, in Japanese without the year unless it is another, or
        that of a date beside it is."""
        day = date_of(text)
        with_year = with_year or day.year != date_of(self.case.statement_date).year
        if self.language == "en":
            return Words(readings.written_date_en(day, with_weekday=True), strong=True)
        written = f"{f'{day.year}年' if with_year else ''}{day.month}月{day.day}日（{readings.kanji_weekday(day)}）"
        return Words(written, readings.date_ja(day.year, day.month, day.day, with_year=with_year, with_weekday=True), strong=True)

    def say(self, key: str, **parts: str | Words | Runs) -> Runs:
        """A sentence of the call in the statement's language."""
        return sentence(key, self.language, parts)

    # ---- sums

    def row(self, lines: Iterable[LineResult]) -> Row:
        """The figures of some lines: what another coverage took over is moved, not taken off."""
        off: dict[str, int] = {}
        claimed = moved = added = paid = 0
        for line in lines:
            taker = line.coverage in self.takers
            claimed += 0 if taker else known(line.claimed)
            moved += known(line.claimed) if taker else 0
            added, paid = added + known(line.added), paid + known(line.paid)
            for reduction in line.reductions:
                group = group_of(reduction)
                moved -= reduction.taken_over
                off[group] = off.get(group, 0) + known(reduction.amount) - reduction.taken_over
        return Row(claimed, added, moved, off, paid).checked()

    def lines_of(self, name: str) -> list[LineResult]:
        """The lines of a coverage; under the empty name those that no coverage pays."""
        return self.lines.get(name, [])

    def cuts(self, lines: Iterable[LineResult]) -> list[Cut]:
        """What was taken off some lines, one for each step of each coverage, in the order of the lines; none of 0."""
        found: dict[tuple[str, str], list[tuple[LineResult, Reduction]]] = {}
        for line in lines:
            for reduction in line.reductions:
                if known(reduction.amount) != reduction.taken_over:
                    found.setdefault((line.coverage, reduction.step), []).append((line, reduction))
        return [self._cut(coverage, parts) for (coverage, _), parts in found.items()]

    def _cut(self, coverage: str, parts: Sequence[tuple[LineResult, Reduction]]) -> Cut:
        first = parts[0][1]
        return Cut(
            coverage=coverage,
            step=first.step,
            verb=first.verb,
            group=group_of(first),
            amount=sum(known(reduction.amount) - reduction.taken_over for _, reduction in parts),
            reason=first.reason,
            clause=first.clause,
            borne_by=first.borne_by,
            lines=tuple(line for line, _ in parts),
        )

    def _bearers(self) -> Bearers:
        """Who bears what. Raises Disagrees where it does not come to what was claimed and added."""
        net = dict.fromkeys(("customer", "other_party", "other_insurer", "settled_by_value", "recovered"), 0)
        refilled = sum(known(line.refilled) for line in self.calculation.lines)
        for cut in self.cuts(self.calculation.lines):
            net["recovered" if cut.verb == "recover" else cut.borne_by] += cut.amount
        net["customer"] -= refilled
        net["recovered"] += refilled
        found = Bearers(self.paid, **net, refilled=refilled)
        told = (known(self.calculation.left), known(self.calculation.recovered), known(self.calculation.borne))
        borne = found.whole - found.paid - found.settled_by_value
        if told != (found.customer, found.recovered, borne) or found.whole != self.whole.claimed + self.whole.added or found.customer < 0:
            raise Disagrees(str(found))
        return found

    def _settled(self) -> tuple[int, int, int]:
        """What was paid before, what is paid now, and what was paid too much; over all payees. Raises Disagrees."""
        before = sum(one.before for one in self.settlements)
        now = sum(one.now for one in self.settlements)
        surplus = sum(one.surplus for one in self.settlements)
        made = sum(payment.amount for payment in self.case.paid_before or ())
        if before != made or before + now != self.paid + surplus:
            raise Disagrees(str(self.settlements))
        return before, now, surplus


def may_pay(coverage: CoverageResult) -> bool:
    """Whether something could still be claimed under a coverage that nobody claimed under."""
    return coverage.status == "not_claimed" and not (coverage.hint and coverage.hint.possible == "no")


def group_of(reduction: Reduction) -> str:
    """The column that a reduction stands in."""
    return _GROUP_OF.get(reduction.verb, reduction.verb)


def known(value: object) -> int:
    """A figure of a determined calculation. Raises Disagrees for one that is not known."""
    if not isinstance(value, int):
        raise Disagrees("a figure of a determined claim is not known")
    return value
