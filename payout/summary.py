"""`Calculation` → the few lines that a terminal shows: each receipt and coverage, what was taken off and why, what to ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from payout import readings
from payout.calculate import Calculation, CoverageResult, LineResult, OpenFact, TraceStep, value_said
from payout.money import Currency
from payout.statement.payments import Payment, least_surplus, settled
from payout.statement.text import aligned, width
from payout.statement.wording import word


def summary(calculation: Calculation, language: str = "ja", payments: Sequence[Payment] = ()) -> list[str]:
    """Receipts, coverages that pay nothing, the total with its reading; what was paid before, and what is paid now."""
    said = _Said(calculation, language)
    lines = [*said.receipts(), *said.others(), "", *said.total(), *said.settled(payments)]
    return [line.rstrip() for line in lines]


def explanation(calculation: Calculation, language: str = "ja") -> list[str]:
    """Every step in the order it ran: its sentence, clause and place in the policy."""
    said = _Said(calculation, language)
    lines = [said.policy()]
    lines += [text for step in calculation.steps if step.binding or not is_idle(step) for text in said.step(step)]
    lines += [f"{item.name} = {item.value}  {item.title[language]}  {item.clause}" for item in calculation.defined]
    for item in calculation.assumptions:
        fact = f"{item.title[language]} = {said.said(item.name, item.value)} ({item.position})"
        lines.append(word("assumed", language, facts=fact))
    return [*lines, "", *said.total()]


def is_idle(step: TraceStep) -> bool:
    """A step that nothing reached, or money from the other side that nobody received: told in the JSON, not on the terminal."""
    return not any(amount != 0 for amount in step.before) or (step.verb == "recover" and step.amount == 0)


class _Said:
    def __init__(self, calculation: Calculation, language: str) -> None:
        self.calculation, self.language = calculation, language
        self.currency = Currency(calculation.policy.currency, calculation.policy.decimals)

    def policy(self) -> str:
        policy = self.calculation.policy
        title = policy.title.get(self.language) or next(iter(policy.title.values()), policy.id)
        return f"{title}  {policy.id}  {policy.version_date}  {policy.hash[:12]}"

    def money(self, amount: object) -> str:
        return self.currency.show(amount) if isinstance(amount, int) else "?"

    def effect(self, fact: OpenFact) -> str:
        """What is left to know when the question is answered."""
        if fact.decides != "payment":
            return word("explains", self.language)
        if fact.narrows_to:
            return "、".join(f"{self.said(fact.name, after.answer)} → {self.range(after.low, after.high)}" for after in fact.narrows_to)
        return word("then", self.language, spread=self.money(fact.spread)) if fact.spread else word("settles", self.language)

    def said(self, name: str, value: str) -> str:
        """A value as it is spoken: yes and no in the language, a word of a choice by its title, with the word that a claim gives."""
        if value in ("yes", "no"):
            return word(value, self.language)
        told = value_said(self.calculation, name, value, self.language)
        return told if told == value else f"{told} ({value})"

    def range(self, low: object, high: object) -> str:
        return word("from_to", self.language, low=self.money(low), high=self.money(high)) if low != high else self.money(low)

    @property
    def unit(self) -> str:
        return "円" if self.currency.code == "JPY" and self.language == "ja" else f" {self.currency.code}"

    def receipts(self) -> Iterable[str]:
        heads = [word(key, self.language) for key in ("receipt", "claimed", "taken_off", "paid")]
        rows = [self.receipt(line) for line in self.calculation.lines]
        wide = [max(width(row[at]) for row in [heads, *[row for row, _ in rows]]) for at in range(4)]
        yield "  ".join(aligned(head, wide[at], "left" if at == 0 else "right") for at, head in enumerate(heads))
        for row, reasons in rows:
            yield "  ".join(aligned(text, wide[at], "left" if at == 0 else "right") for at, text in enumerate(row))
            for reason in reasons:
                yield f"    − {reason}"

    def receipt(self, line: LineResult) -> tuple[list[str], list[str]]:
        titles = {coverage.name: coverage.title for coverage in self.calculation.coverages}
        kind = self.calculation.kinds[line.kind][self.language] if line.kind else ""
        coverage = titles[line.coverage][self.language] if line.coverage else word("no_coverage", self.language)
        marks = "・".join(value_said(self.calculation, mark, value, self.language) for mark, value in line.marks.items())
        name = " ".join(part for part in (line.id if line.kind else "", kind, marks, f"［{coverage}］") if part)
        known = [reduction.amount for reduction in line.reductions if isinstance(reduction.amount, int)]
        off = self.money(sum(known)) if len(known) == len(line.reductions) else "?"
        claimed = self.money(line.claimed) if line.claimed or not line.added else f"+{self.money(line.added)}"
        reasons = [
            f"{self.money(reduction.amount)}  {reduction.reason[self.language]}（{reduction.clause or '—'}）"
            + (f" → {titles[reduction.taken_over_by][self.language]}" if reduction.taken_over_by else "")
            for reduction in line.reductions
        ]
        return [name, claimed, off if off != "0" else "—", self.money(line.paid)], reasons

    def others(self) -> Iterable[str]:
        for coverage in self.calculation.coverages:
            if coverage.status not in ("paid", "nothing_left") or not any(
                line.coverage == coverage.name for line in self.calculation.lines
            ):
                yield f"{coverage.title[self.language]}: {word('is_' + coverage.status, self.language)}  {self.because(coverage)}"

    def because(self, coverage: CoverageResult) -> str:
        if coverage.status == "not_claimed":
            kinds = "・".join(self.calculation.kinds[kind][self.language] for kind in coverage.kinds)
            question = word("ask", self.language, kinds=kinds) if kinds else word("ask_plain", self.language)
            if coverage.hint and coverage.hint.possible == "no":
                question = word("nothing_more", self.language)
            more = [asked.question[self.language] for asked in coverage.hint.ask] if coverage.hint else []
            return " ".join([f"{question}（{coverage.clause}）", *more])
        if coverage.status == "undetermined":
            titles = {fact.name: fact.title[self.language] for fact in self.calculation.open_facts}
            waits = "、".join(f"{titles[name]} ({name})" for name in coverage.open_facts)
            return f"{self.range(coverage.low, coverage.high)}  {waits}"
        return "、".join(f"{reason.words[self.language]}（{reason.clause}）" for reason in coverage.reasons)

    def step(self, step: TraceStep) -> Iterable[str]:
        sentence = step.ja if self.language == "ja" else step.en
        yield f"{step.id}  {sentence}"
        amount = f"{step.amount_text}  " if step.amount_text and step.verb != "exclude" else ""
        condition = f"when {step.condition}  " if step.condition else ""
        yield f"    {amount}{condition}{step.clause}  {step.position}"

    def settled(self, payments: Sequence[Payment]) -> Iterable[str]:
        """What was paid already, what was paid too much, and what is left to pay; where questions are open, that it depends on them."""
        if not payments:
            return
        found = settled(self.calculation.payees, payments)
        sums = [("paid_already", sum(payment.amount for payment in payments))]
        surplus = least_surplus(payments, self.calculation.high)
        if self.calculation.status == "determined":
            sums += [("surplus", sum(one.surplus for one in found)), ("pay_now", sum(one.now for one in found))]
        told = [f"{word(key, self.language)}  {self.money(amount)}{self.unit}" for key, amount in sums if amount or key == "pay_now"]
        if self.calculation.status != "determined":
            least = word("least_surplus", self.language, amount=f"{self.money(surplus)}{self.unit}")
            told.append(least if surplus else word("rest_open", self.language))
        yield "   ".join(told)

    def total(self) -> Iterable[str]:
        result, language = self.calculation, self.language
        if isinstance(result.paid, int) and result.status == "determined":
            unit = self.unit
            say = readings.amount if language == "ja" else readings.amount_en
            spoken = f"〔{say(result.paid)}〕" if self.currency.code == "JPY" else ""
            yield f"{word('total', language)}  {self.money(result.paid)}{unit} {spoken}"
            share = f"{word('left', language)}  {self.money(result.left)}{unit}"
            if result.recovered:
                share += f"   {word('recovered', language)}  {self.money(result.recovered)}{unit}"
            yield share
        else:
            yield f"{word('total', language)}  {word('is_undetermined', language)}: {self.range(result.low, result.high)}"
            yield f"{word('ask_next', language)}:"
            for number, fact in enumerate(result.open_facts, 1):
                yield f"  {number}. {fact.question[language]}  {fact.name}  {self.effect(fact)}"
