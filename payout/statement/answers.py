"""Answers to what customers ask on the telephone, each from this very calculation: its figures, and the clause behind them.

Only what the calculation gives rise to is answered: nobody is told of a deductible that was not taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from payout.calculate import TraceStep, value_said
from payout.statement.document import Talk, Words
from payout.statement.figures import Cut, Figures, known, may_pay
from payout.statement.letter import notices
from payout.statement.payments import Settlement
from payout.statement.phrases import Runs, listed, plain
from payout.statement.record import Previous
from payout.statement.talk import (
    acting,
    are_costs,
    basis,
    bearer,
    begun,
    benefits,
    claimable,
    claimable_titles,
    is_own_share,
    lowered,
    names_itself,
    overpaid,
    payee_said,
    reason,
    recovered,
    step_title,
    transfers,
    unknown_before,
    what,
)

_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")
"""Kana or kanji."""


def answers_of(figures: Figures) -> Talk:
    """Every question that this calculation may bring up, with its answer."""
    cuts = figures.cuts(figures.calculation.lines)
    told = [_answered(figures, cut) for cut in _once_recovered(cuts)]
    if figures.paid:
        told.append((figures.say("q_when"), (*_when(figures), *unknown_before(figures))))
    if figures.before:
        told.append(
            (figures.say("q_already"), (*(run for one in figures.settlements for run in _already(figures, one)), *overpaid(figures)))
        )
    told += _other_than_before(figures)
    joint = (Words(" "),) if figures.language == "en" else ()
    routes = [run for notice in notices(figures) for run in (*joint, *notice)]
    told.append((figures.say("q_disagree"), (*figures.say("a_disagree"), *routes)))
    if any(may_pay(coverage) for coverage in figures.calculation.coverages):
        key = "a_more" if are_costs(claimable_titles(figures)) else "a_more_losses"
        told.append((figures.say("q_more"), figures.say(key, kinds=claimable(figures))))
    return Talk(tuple((f"Q{number}", _said(figures, question, answer)) for number, (question, answer) in enumerate(told, 1)))


def _said(figures: Figures, question: Runs, answer: Runs) -> Runs:
    """The question as the customer asks it, then the answer."""
    return (Words(plain(question) + ("" if figures.language == "ja" else " "), strong=True), *begun(answer))


def _once_recovered(cuts: Iterable[Cut]) -> list[Cut]:
    """The cuts; money from the other side is answered for once, however many coverages it went to."""
    found = {("recover" if cut.verb == "recover" else (cut.coverage, cut.step)): cut for cut in cuts}
    return list(found.values())


def _answered(figures: Figures, cut: Cut) -> tuple[Runs, Runs]:
    """A question about one cut, and its answer."""
    group = "no_coverage" if cut.verb == "no_coverage" else cut.group
    parts: dict[str, str | Words | Runs] = {
        "what": what(figures, cut.lines, cut.coverage),
        "title": step_title(figures, cut),
        "clause": _by(figures, cut.clause),
        "off": figures.said(cut.amount),
        "bearer": bearer(figures, cut),
        "reason": reason(figures, cut),
    }
    question, told = _told(figures, cut, parts, group)
    return question, (*told, *_compared(figures, cut))


def _by(figures: Figures, clause: str) -> Runs:
    """The clause as it stands in a sentence: one in another language than the sentence's Japanese is quoted."""
    if not clause:
        return figures.say("a_by_contract")
    return (Words(clause),) if _JAPANESE.search(clause) else figures.say("a_by_clause", clause=clause)


def _told(figures: Figures, cut: Cut, parts: dict[str, str | Words | Runs], group: str) -> tuple[Runs, Runs]:
    asked = {"no_coverage": "exclude", "deduct": "deduct" if is_own_share(figures, cut) else "reduce"}.get(group, group)
    question = figures.say(f"q_{asked}", **parts)
    match group:
        case "limit":
            return question, _limit(figures, cut, parts)
        case "share" | "reduce":
            return question, _rate(figures, cut, parts)
        case "deduct":
            return question, _deduct(figures, cut, parts)
        case "replace":
            return question, figures.say("a_replace", titles=benefits(figures, figures.lines_of(cut.coverage)), **parts)
        case "recover":
            return question, figures.say("a_recover", how=recovered(figures), **parts)
    return question, figures.say("a_exclude_itself" if names_itself(figures, cut) else f"a_{group}", **parts)


def _compared(figures: Figures, cut: Cut) -> Runs:
    """The figures of a worked example that shows the same step, without its title, which is for authors; none where there is none."""
    every = [one for one in figures.record.data.illustrations if one.coverage == cut.coverage]
    shown = [one for one in every if cut.step in (one.step, f"{one.coverage}.{one.step}")]
    if not shown:
        return ()
    one = shown[0]
    return figures.say(
        "a_example",
        claimed=figures.said(one.claimed),
        taken=figures.said(one.taken),
        paid=figures.said(one.paid),
    )


def _when(figures: Figures) -> Runs:
    """When the customer gets how much; where all of it goes to others, that none comes, and who gets it."""
    own = sum(one.now for one in figures.settlements if one.payee == "insured")
    if not own:
        return (*figures.say("a_when_none"), *(transfers(figures) if figures.now else ()))
    date = figures.case.pay_date
    when = figures.say("a_when", date=figures.said_date(date)) if date else figures.say("a_when_open")
    return when if unknown_before(figures) else (*when, *figures.say("a_when_own", amount=figures.said(own)))


def _already(figures: Figures, one: Settlement) -> Runs:
    """What became of the money that one payee got before; nothing of one who got none, or too much."""
    if one.surplus or not one.before:
        return ()
    parts = {"payable": figures.said(one.payable), "before": figures.said(one.before), "now": figures.said(one.now)}
    return figures.say("a_already" if one.now else "a_already_all", payee=payee_said(figures, one.payee), **parts)


def _other_than_before(figures: Figures) -> list[tuple[Runs, Runs]]:
    """Why another amount is paid than the previous statement said: which coverages come to more or to less."""
    previous = figures.record.data.previous
    if not isinstance(previous, Previous):
        return []
    now = {coverage.name: known(coverage.paid) for coverage in figures.calculation.coverages}
    was = {earlier.id: earlier.paid for earlier in previous.coverages}
    titles = {earlier.id: earlier.title for earlier in previous.coverages}
    titles |= {coverage.name: coverage.title for coverage in figures.calculation.coverages}
    changed = [
        figures.say("a_previous_row", title=figures.title(titles[id]), before=figures.said(before), now=figures.said(after))
        for id, before, after in ((id, was.get(id, 0), now.get(id, 0)) for id in titles)
        if before != after
    ]
    if not changed:
        return []
    told = figures.say(
        "a_previous_less" if previous.paid > figures.paid else "a_previous_more" if previous.paid < figures.paid else "a_previous_same",
        date=figures.said_date(previous.statement_date),
        before=figures.said(previous.paid),
        now=figures.said(figures.paid),
        difference=figures.said(abs(previous.paid - figures.paid)),
    )
    return [(figures.say("q_previous"), (*told, *(run for one in changed for run in one)))]


def _limit(figures: Figures, cut: Cut, parts: dict[str, str | Words | Runs]) -> Runs:
    """The limit with what it holds for, what there was, what it is over, and what is paid."""
    steps = acting(figures, cut)
    limits = {(known(step.amount), basis(figures, cut, step)) for step in steps}
    if len(limits) != 1:
        return figures.say("a_limits_differ", **parts)
    (limit, each), *_ = limits
    counted = [line for line in figures.lines_of(cut.coverage) if line.id in {one for step in steps for one in step.lines}]
    parts |= {"limit": figures.said(limit), "basis": each, "counted": what(figures, counted or cut.lines, cut.coverage)}
    if not limit:
        return figures.say("a_limit_none", **parts)
    if len(steps) > 1:
        return figures.say("a_limits", count=figures.word("times", count=str(len(steps))), **parts)
    return _before_and_after(figures, cut, steps, "a_limit", parts) or figures.say("a_limit_part", **parts)


def _deduct(figures: Figures, cut: Cut, parts: dict[str, str | Words | Runs]) -> Runs:
    """The deductible, and what it was worked out from where its amount is not just written down."""
    steps = acting(figures, cut)
    terms = [used for used in steps[0].inputs if used.clause and any(map(str.isdigit, used.value))] if len(steps) == 1 else []
    values = [value_said(figures.calculation, used.name, used.value, figures.language) for used in terms]
    inputs = [(Words(_inside(figures, used.title) + " "), *figures.read_out(value)) for used, value in zip(terms, values, strict=True)]
    parts["amount_from"] = figures.say("a_amount_from", inputs=listed(inputs, figures.language)) if len(inputs) > 1 else ""
    key = "a_deduct" if is_own_share(figures, cut) else "a_deducted"
    return _before_and_after(figures, cut, steps, key, parts) or figures.say(f"{key}_plain", **parts)


def _rate(figures: Figures, cut: Cut, parts: dict[str, str | Words | Runs]) -> Runs:
    """A share or a reduction by one rate with its figures; by several rates as a whole."""
    steps = acting(figures, cut)
    rates = {step.rate for step in steps}
    if len(rates) == 1:
        told = _before_and_after(figures, cut, steps, f"a_{cut.group}", parts | {"rate": figures.said_rate(rates.pop())})
        if told:
            return told
    return figures.say(f"a_{cut.group}s", **parts)


def _before_and_after(figures: Figures, cut: Cut, steps: Sequence[TraceStep], key: str, parts: dict[str, str | Words | Runs]) -> Runs:
    """The sentence with what reached the step and what it left; none where the cut is only a part of what the step took."""
    before = sum(known(amount) for step in steps for amount in step.before)
    after = sum(known(amount) for step in steps for amount in step.after)
    if before - after != cut.amount:
        return ()
    return figures.say(key, before=figures.said(before), after=figures.said(after), **parts)


def _inside(figures: Figures, title: Mapping[str, str]) -> str:
    said = figures.title(title)
    return said if figures.language == "ja" else lowered(said)
