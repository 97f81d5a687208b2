"""The call in writing: a short letter of one page with the same sentences and figures, for those who would rather read."""

from __future__ import annotations

from collections.abc import Iterable

from payout.statement.document import Block, Paragraphs, Section
from payout.statement.figures import Figures, may_pay
from payout.statement.phrases import Runs, plain
from payout.statement.talk import already, begun, includes_paid, more, not_paid, paying, payment, pays, reasons, share, whole


def letter_sections(figures: Figures) -> tuple[Section, ...]:
    """What is paid for which coverage, what is not and why, what else may be claimed, and when the money comes."""
    told = [(*pays(figures, coverage), *reasons(figures, coverage)) for coverage in paying(figures)]
    asked = any(may_pay(coverage) for coverage in figures.calculation.coverages)
    parts = [
        _section(figures, "letter_paid_due" if figures.before else "letter_paid", [includes_paid(figures), *told]),
        _section(figures, "letter_not", [(*not_paid(figures), *share(figures))]),
        _section(figures, "letter_payment", [(*whole(figures), *already(figures)), payment(figures)]),
        _section(figures, "letter_more", [more(figures)] if asked else []),
        _section(figures, "letter_disagree", [figures.say("a_disagree"), *notices(figures)]),
    ]
    return tuple(part for part in parts if part.blocks)


def notices(figures: Figures) -> list[Runs]:
    """How to complain, and who decides independently, as far as the record says it."""
    told = [notice for notice in figures.record.data.notices if notice.topic in ("complaint", "adr")]
    return [figures.read_out(figures.title(notice.words)) for notice in told]


def _section(figures: Figures, key: str, told: Iterable[Runs]) -> Section:
    texts = tuple(plain(begun(runs)) for runs in told if runs)
    blocks: tuple[Block, ...] = (Paragraphs(texts),) if texts else ()
    return Section(figures.word(key), "", blocks)
