"""What the operator says: from the opening over every coverage to the closing, each amount and date with its reading.

Nothing that names the customer is said before the customer has named it, and nobody else is ever named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from payout import readings
from payout.calculate import CoverageResult, LineResult, TraceStep
from payout.statement.document import Talk, Words
from payout.statement.figures import GROUPS, Cut, Figures, known, may_pay
from payout.statement.payments import Settlement
from payout.statement.phrases import BASES, Runs, listed, plain
from payout.statement.record import Previous

SAID_WITH_IT = ("deduct", "reduce", "replace", "recover")
"""What the sentence of a coverage already says by its name: your own share, the depreciation, the value, the other side's money."""
ASKED_ONE_BY_ONE = 3
"""So many coverages are asked about one by one; of more, in one question."""
NAMED_KINDS = 3
"""So many kinds of expense are named in one sentence; of more, the coverage is."""

TOLD_PAYMENTS = 3
"""So many payments are told one by one; of more, their sum."""

_COSTS = re.compile(r"(?:費用?|代|料金?|など|税|損害)(?:（[^）]*）)?$")
"""How the Japanese title of a kind ends that is itself a cost; any other is something that can be damaged."""
_OWN_SHARE = re.compile(r"免責|自己負担")
"""The Japanese title of a step that takes off the customer's own share, and not an unpaid premium or a charge."""
UNTITLED = re.compile(r"(?<![A-Za-z])[a-z][a-z_]{2,}")
"""A word of the rules in a Japanese sentence, where every title is in Japanese."""


def talk_of(figures: Figures) -> Talk:
    """The whole call."""
    stages = [
        ("say_greet", figures.say("greet", issuer=issuer(figures))),
        ("say_identify", figures.say("identify")),
        ("say_total", total(figures)),
        *((figures.title(coverage.title), (*pays(figures, coverage), *reasons(figures, coverage))) for coverage in paying(figures)),
        ("say_not", (*not_paid(figures), *share(figures))),
        ("say_more", more(figures)),
        ("say_payment", payment(figures)),
        ("say_consent", figures.say("consent" if figures.now else "consent_nothing")),
        ("say_questions", figures.say("questions")),
        ("say_close", close(figures)),
    ]
    return Talk(tuple(_numbered(figures, [(label, words) for label, words in stages if words])))


def _numbered(figures: Figures, stages: Sequence[tuple[str, Runs]]) -> Iterable[tuple[str, Runs]]:
    """Stages of the call carry a number; the coverages under the total carry their name."""
    number = 0
    for label, words in stages:
        if label.startswith("say_"):
            number += 1
            yield f"{number}. {figures.word(label)}", begun(words)
        else:
            yield label, begun(words)


def begun(words: Runs) -> Runs:
    """Sentences without the space that stands between one and the next."""
    return (replace(words[0], text=words[0].text.lstrip(" ")), *words[1:])


def issuer(figures: Figures) -> str:
    """Who calls."""
    return figures.case.office_name or figures.word("issuer")


# ---- the total and the coverages


def total(figures: Figures) -> Runs:
    """The customer, by name from here on; then what is paid in total."""
    case = figures.case
    kana = f" ({case.customer_kana})" if case.customer_kana else ""
    name = Words(case.customer_name, case.customer_kana) if figures.language == "ja" else Words(f"{case.customer_name}{kana}")
    thanks = figures.say("thanks", name=name) if case.customer_name else figures.say("thanks_nobody")
    before = (*since_before(figures), *already(figures))
    if not figures.paid:
        return (*thanks, *figures.say("total_nothing"), *before, *figures.say("explain"))
    if not figures.before:
        return (*thanks, *figures.say("total", paid=figures.said(figures.paid, strong=True)), *before)
    now = figures.say("left_now", now=figures.said(figures.now, strong=True)) if figures.now else figures.say("left_nothing")
    over = figures.say("over_later") if figures.surplus else ()
    return (*thanks, *figures.say("worked_out"), *whole(figures), *before, *over, *now, *includes_paid(figures))


def whole(figures: Figures) -> Runs:
    """What is paid on the whole claim, where a part of it was paid before."""
    return figures.say("whole", paid=figures.said(figures.paid, strong=True)) if figures.paid and figures.before else ()


def includes_paid(figures: Figures) -> Runs:
    """That what each coverage comes to is not what is still to come; nothing where nothing was paid before."""
    return figures.say("includes_paid") if figures.paid and figures.before else ()


def since_before(figures: Figures) -> Runs:
    """By how much the total differs from the one that the customer was told before."""
    previous = figures.record.data.previous
    if not isinstance(previous, Previous):
        return ()
    change = figures.paid - previous.paid
    key = "since_more" if change > 0 else "since_same" if not change else "since_less" if figures.paid else "since_nothing"
    date = figures.said_date(previous.statement_date)
    return figures.say(key, date=date, before=figures.said(previous.paid), difference=figures.said(abs(change)))


def unknown_before(figures: Figures) -> Runs:
    """What becomes of money that may have been paid on the statement before, where nobody said what was: the same total is never
    promised twice."""
    previous = figures.record.data.previous
    if figures.case.paid_before is not None or not isinstance(previous, Previous) or not previous.paid:
        return ()
    less = "" if figures.paid >= previous.paid else "_less" if figures.paid else "_nothing"
    return (*figures.say(f"paid_before{less}"), *figures.say("not_in_record"))


def already(figures: Figures) -> Runs:
    """What was paid on which day, and to whom; of many payments their sum. Nothing where nobody said what was paid."""
    payments = figures.case.paid_before
    if not payments:
        is_said = payments is not None and isinstance(figures.record.data.previous, Previous)
        return figures.say("already_none") if is_said else ()
    years = {payment.date[:4] for payment in payments} - {figures.case.statement_date[:4]}
    days = [figures.said_date(payment.date, with_year=bool(years)) for payment in payments]
    if len(payments) > TOLD_PAYMENTS:
        times = _times(figures, len(payments))
        return figures.say("already_many", first=days[0], last=days[-1], count=times, amount=figures.said(figures.before))
    told = [
        figures.say("already_one", date=day, payee=payee_said(figures, payment.payee), amount=figures.said(payment.amount))
        for day, payment in zip(days, payments, strict=True)
    ]
    return figures.say("already", payments=listed(told, figures.language))


def _times(figures: Figures, count: int) -> Words:
    if figures.language == "ja":
        return Words(f"{count}回", readings.count(count, "回"))
    return Words(f"{count} payments")


def payee_said(figures: Figures, payee: str) -> str:
    """What a payee is called inside a sentence: the customer, those that the engine knows, any other by its own name."""
    known = payee in ("insured", "workshop", "other_party")
    return plain(figures.say(f"payee_{payee}")) if known else payee.replace("_", " ")


def overpaid(figures: Figures) -> Runs:
    """Which payees got more than can be paid; once for all of them, that nothing is set off in silence, and that we speak about it."""
    told = [run for one in figures.settlements if one.surplus for run in _surplus(figures, one)]
    if not told:
        return ()
    return (*told, *(figures.say("over_apart") if figures.now else ()), *figures.say("over_talk"))


def _surplus(figures: Figures, one: Settlement) -> Runs:
    return figures.say(
        "over" if one.payable else "over_nothing",
        payee=payee_said(figures, one.payee),
        payable=figures.said(one.payable),
        before=figures.said(one.before),
        surplus=figures.said(one.surplus),
    )


def paying(figures: Figures) -> list[CoverageResult]:
    """The coverages that pay."""
    return [coverage for coverage in figures.calculation.coverages if coverage.status == "paid"]


def what(figures: Figures, lines: Iterable[LineResult], among: str = "") -> str:
    """What some lines are for, as it stands inside a sentence: レッカー費用と応急処置費用, towing and first aid on site."""
    kinds = list(dict.fromkeys(figures.kind(line) for line in lines))
    if len(kinds) > NAMED_KINDS and among in figures.coverages:
        kinds = [figures.title(figures.coverages[among].title)]
    if figures.language == "ja":
        return "と".join(kinds) if len(kinds) < 3 else "、".join(kinds)
    said = [lowered(kind) for kind in kinds]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def lowered(title: str) -> str:
    """An English title inside a sentence; a name all in capitals stays."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def pays(figures: Figures, coverage: CoverageResult) -> Runs:
    """What one coverage pays, in one sentence whose figures add up."""
    lines = figures.lines_of(coverage.name)
    row = figures.row(lines)
    claims = [line for line in lines if line.claimed]
    titles = benefits(figures, lines)
    named = what(figures, claims, coverage.name) if claims else ""
    paid, off = figures.said(row.paid, strong=True), {group: row.off[group] for group in GROUPS if row.off.get(group)}
    into = row.claimed + max(row.moved, 0)
    if not into:
        return _less(figures, promised(figures, "benefit", titles=titles), titles, off, lines, row.paid)
    base = figures.said(into)
    if off.get("replace") == into:
        off.pop("replace")
        if not off:
            return promised(figures, "by_value", what=named, base=base, titles=titles)
        head = figures.say("by_value_less", what=named, base=base, titles=titles)
        return (*head, *_taken(figures, "less", off, lines, 0), *promised(figures, "pay", paid=paid))
    if not titles and row.moved >= 0:
        if not off:
            return promised(figures, "full" if row.claimed else "full_moved", what=named, base=base)
        simple = _one_step(figures, off, lines, named, base, paid)
        if simple and row.claimed:
            return simple
    head = figures.say("head" if row.claimed else "head_moved", what=named, base=base)
    adding = figures.say("more", titles=titles) if titles else ()
    moved = max(-row.moved, 0)
    taking = _taken(figures, "less" if titles else "less_from", off, lines, moved) if off or moved else ()
    return (*head, *adding, *taking, *promised(figures, "pay", paid=paid))


def promised(figures: Figures, key: str, **parts: str | Words | Runs) -> Runs:
    """What a coverage pays; where something was paid before, what is payable under it, so that no amount is promised again."""
    return figures.say(f"{key}_due" if figures.before else key, **parts)


def _less(figures: Figures, whole: Runs, titles: Runs, off: dict[str, int], lines: Sequence[LineResult], paid: int) -> Runs:
    """A benefit that nobody had to claim, less what was taken off it."""
    if not off:
        return whole
    taking = _taken(figures, "less_from", off, lines, 0)
    return (*figures.say("head_benefit", titles=titles), *taking, *promised(figures, "pay", paid=figures.said(paid, strong=True)))


def benefits(figures: Figures, lines: Iterable[LineResult]) -> Runs:
    """What was added without a bill, each with its title."""
    added = [line for line in lines if line.added]
    parts = []
    for line in added:
        steps = figures.steps.get(line.id, ())
        title = figures.title(steps[0].title) if steps else figures.kind(line)
        amount = figures.said(known(line.added))
        parts.append(figures.say("titled", title=title if figures.language == "ja" else lowered(title), amount=amount))
    return listed(parts, figures.language)


def _one_step(figures: Figures, off: dict[str, int], lines: Sequence[LineResult], named: str, base: Words, paid: Words) -> Runs:
    """Said shorter where only limits cut, or only one rate; nothing else."""
    cuts = figures.cuts(lines)
    if set(off) == {"limit"}:
        reached = len(cuts) == 1 and _is_reached(figures, cuts[0])
        return promised(figures, "up_to_limit" if reached else "within_limit", what=named, base=base, paid=paid)
    if set(off) == {"share"} and len(cuts) == 1:
        rates = {step.rate for step in acting(figures, cuts[0])}
        if len(rates) == 1:
            title, rate = step_title(figures, cuts[0]), figures.said_rate(rates.pop())
            return promised(figures, "by_rate", what=named, base=base, title=title, rate=rate, paid=paid)
    return ()


def _taken(figures: Figures, key: str, off: dict[str, int], lines: Sequence[LineResult], moved: int) -> Runs:
    """The parts taken off, by what they are; and what another coverage looks after."""
    cuts = figures.cuts(lines)
    parts = []
    for group, amount in off.items():
        if group == "deduct":
            parts += _deducted(figures, cuts, "part")
            continue
        title = "・".join(dict.fromkeys(step_title(figures, cut) for cut in cuts if cut.group == group))
        parts.append(figures.say(f"part_{group}", title=title, amount=figures.said(amount)))
    if moved:
        parts.append(figures.say("part_moved", amount=figures.said(moved)))
    return figures.say(key, parts=listed(parts, figures.language))


def _deducted(figures: Figures, cuts: Iterable[Cut], key: str) -> list[Runs]:
    """The customer's own shares in one sum; whatever else a `deduct` takes off by its own title."""
    sums: dict[str, int] = {}
    for cut in cuts:
        if cut.group == "deduct":
            title = "" if is_own_share(figures, cut) else step_title(figures, cut)
            sums[title] = sums.get(title, 0) + cut.amount
    return [
        figures.say(f"{key}_deducted" if title else f"{key}_deduct", **({"title": title} if title else {}), amount=figures.said(amount))
        for title, amount in sums.items()
    ]


def is_own_share(figures: Figures, cut: Cut) -> bool:
    """Whether a `deduct` is what the customer calls the own share; an unpaid premium is told by its name."""
    return any(_OWN_SHARE.search(step.title["ja"]) for step in figures.steps.get(cut.step, ()))


# ---- steps


def acting(figures: Figures, cut: Cut) -> list[TraceStep]:
    """The steps of the trace behind a cut, one for each group that lost something."""
    ids = {line.id for line in cut.lines}
    return [step for step in figures.steps.get(cut.step, ()) if step.reduced and ids & set(step.lines)]


def step_title(figures: Figures, cut: Cut) -> str:
    """What the step behind a cut is called, as it stands inside a sentence."""
    steps = figures.steps.get(cut.step, ())
    title = figures.title(steps[0].title) if steps else figures.title(cut.reason)
    return title if figures.language == "ja" else lowered(title)


def basis(figures: Figures, cut: Cut, step: TraceStep) -> str:
    """What a limit holds for: each person, each night …, and which other kinds share it, of what had not been taken off before;
    empty where it holds once for this alone."""
    marks = {"accident": "", "item": "item", "group": "+".join(sorted(step.group))}[step.level]
    each = BASES.get(marks, BASES["other"])[figures.language] if marks else ""
    own = {line.kind for line in cut.lines}
    among = figures.calculation.lines if step.coverage == "together" else figures.lines_of(cut.coverage)
    reached = {id for id, amount in zip(step.lines, step.before, strict=True) if known(amount)}
    shared = [line for line in among if line.id in reached and line.kind and line.kind not in own and line.claimed]
    return each + plain(figures.say("shared", what=what(figures, shared, cut.coverage))) if shared else each


def bearer(figures: Figures, cut: Cut) -> str:
    """Who bears a cut."""
    return figures.word(f"by_{cut.borne_by}")


# ---- what is not paid, the share, what else


def reasons(figures: Figures, coverage: CoverageResult) -> Runs:
    """Why a coverage that pays does not pay more. What was settled by value, or came from the other side, is told elsewhere, and
    what `pays` has said in one step is not said again."""
    lines = figures.lines_of(coverage.name)
    cuts = figures.cuts(lines)
    alone = len(cuts) == 1 and figures.row(lines).moved >= 0
    if alone and (_is_reached(figures, cuts[0]) or (cuts[0].group == "share" and cuts[0].borne_by == "customer")):
        return ()
    told = [cut for cut in cuts if cut.group not in SAID_WITH_IT or (cut.group == "deduct" and cut.borne_by != "customer")]
    return tuple(part for cut in told for part in why(figures, cut, alone=alone))


def _is_reached(figures: Figures, cut: Cut) -> bool:
    """Whether a coverage pays one limit, to the last unit, and nothing else."""
    steps = acting(figures, cut)
    paid = sum(known(line.paid) for line in figures.lines_of(cut.coverage))
    return cut.group == "limit" and len(steps) == 1 and steps[0].amount == paid


def not_paid(figures: Figures) -> Runs:
    """Every reason of what is not paid at all; what a coverage that pays takes off was said with it, and is summed up by groups."""
    paid = {coverage.name for coverage in paying(figures)}
    cuts = [cut for cut in figures.cuts(figures.calculation.lines) if cut.verb not in ("replace", "recover")]
    whole = [part for cut in cuts if cut.coverage not in paid for part in why(figures, cut)]
    sums: dict[str, int] = {}
    for cut in cuts:
        sums[cut.group] = sums.get(cut.group, 0) + cut.amount
    parts: list[Runs] = []
    for group in (group for group in GROUPS if group in sums):
        whole_group = figures.say(f"sum_{group}", amount=figures.said(sums[group]))
        parts += _deducted(figures, cuts, "sum") if group == "deduct" else [whole_group]
    said = len(cuts) == 1 and bool(whole)
    return (*whole, *figures.say("not_paid", parts=listed(parts, figures.language))) if parts and not said else tuple(whole)


def why(figures: Figures, cut: Cut, *, alone: bool = False) -> Runs:
    """One reason, in a sentence; where it stands `alone`, of the rest of what was said just before."""
    named, off = what(figures, cut.lines, cut.coverage), figures.said(cut.amount)
    parts: dict[str, str | Words | Runs] = {
        "part": figures.say("the_rest" if alone else "all_of_it" if _is_all(figures, cut) else "of_it", what=named, off=off),
        "title": step_title(figures, cut),
        "bearer": bearer(figures, cut),
        "reason": reason(figures, cut),
    }
    steps = acting(figures, cut)
    match cut.group:
        case "limit":
            limits = {(known(step.amount), basis(figures, cut, step)) for step in steps}
            if len(limits) == 1:
                (limit, each), *_ = limits
                if not limit:
                    return figures.say("why_limit_none", **parts)
                return figures.say("why_limit", limit=figures.said(limit), basis=each, **parts)
            return figures.say("why_limits", **parts)
        case "deduct" if cut.borne_by != "customer":
            return figures.say("why_deduct_other", **parts)
        case "deduct":
            return figures.say("why_deduct" if is_own_share(figures, cut) else "why_reduce", **parts)
        case "share":
            rates = {step.rate for step in steps}
            if len(rates) == 1:
                return figures.say("why_share", rate=figures.said_rate(rates.pop()), **parts)
            return figures.say("why_shares", **parts)
    if not alone and names_itself(figures, cut):
        return figures.say("why_exclude_itself", **parts)
    return figures.say("why_no_coverage" if cut.verb == "no_coverage" else f"why_{cut.group}", **parts)


def _is_all(figures: Figures, cut: Cut) -> bool:
    """Whether a cut took everything that is named with it."""
    kinds = {line.kind for line in cut.lines}
    same = [one for one in figures.calculation.lines if one.kind in kinds and (one.kind or one.coverage == cut.coverage)]
    named = figures.lines_of(cut.coverage) if len(kinds) > NAMED_KINDS else same
    return sum(known(line.claimed) + known(line.added) for line in named) == cut.amount


def names_itself(figures: Figures, cut: Cut) -> bool:
    """Whether the reason only says again what the expense is called: meals are not covered because they are meals."""
    title = step_title(figures, cut).lower()
    return cut.verb == "exclude" and all(title in figures.kind(line).lower() for line in cut.lines)


def reason(figures: Figures, cut: Cut) -> Runs:
    """Why a cut was made, as it can be said: without a condition that has a word of the rules in it which has no title."""
    if UNTITLED.search(cut.reason.get("ja", "")):
        return figures.say("reason_conditions", title=step_title(figures, cut))
    return figures.read_out(figures.title(cut.reason))


def share(figures: Figures) -> Runs:
    """What money from the other side did to the customer's share; then what is left of it, so that the sums add up as they are said."""
    bearers = figures.bearers
    left = figures.said(bearers.customer, strong=True)
    own = figures.say("share", left=left) if bearers.customer else figures.say("share_nothing")
    return (*recovered(figures), *own) if bearers.recovered else own


def recovered(figures: Figures) -> Runs:
    """Money from the other side: all of it that counts, what refilled the customer's share, and the rest."""
    counted, refilled = figures.bearers.recovered, figures.bearers.refilled
    key = "recovered_own" if refilled == counted else "recovered" if refilled else "recovered_rest"
    parts = {"refilled": figures.said(refilled), "rest": figures.said(counted - refilled)}
    return figures.say(key, recovered=_received(figures, counted), **parts)


def _received(figures: Figures, counted: int) -> Runs:
    """What came from the other side; where that is more than counts here, both."""
    received = {known(step.amount) for step in figures.calculation.steps if step.verb == "recover" and step.binding}
    if len(received) == 1 and (whole := received.pop()) > counted:
        return figures.say("received_of", counted=figures.said(counted), received=figures.said(whole))
    return figures.say("received", received=figures.said(counted))


def more(figures: Figures) -> Runs:
    """What may still be claimed, asked coverage by coverage."""
    asked = [question(figures, coverage) for coverage in figures.calculation.coverages if may_pay(coverage)]
    joint = "" if figures.language == "ja" else " "
    asked = asked if len(asked) <= ASKED_ONE_BY_ONE else [figures.word("ask_many", kinds=claimable(figures))]
    return figures.say("ask_more", questions=joint.join(asked)) if asked else ()


def claimable(figures: Figures) -> str:
    """What may still be claimed, in one list."""
    named = list(dict.fromkeys(map(figures.title, claimable_titles(figures))))
    return "、".join(named) if figures.language == "ja" else _either(named)


def claimable_titles(figures: Figures) -> list[Mapping[str, str]]:
    """The titles of what may still be claimed: kinds of expense, then coverages that ask for none."""
    asked = [coverage for coverage in figures.calculation.coverages if may_pay(coverage)]
    kinds = [figures.calculation.kinds[kind] for coverage in asked for kind in coverage.kinds]
    return [*kinds, *(coverage.title for coverage in asked if not coverage.kinds)]


def are_costs(titles: Iterable[Mapping[str, str]]) -> bool:
    """Whether each of these titles is a cost itself; what can be damaged is asked for by its losses and costs."""
    return all(_COSTS.search(title.get("ja", "")) for title in titles)


def _either(titles: Sequence[str]) -> str:
    """Titles in an English question: a, b or c."""
    *front, last = map(lowered, titles)
    return f"{', '.join(front)} or {last}" if front else last


def question(figures: Figures, coverage: CoverageResult) -> str:
    """Whether there were costs of a kind that nobody handed in."""
    if not coverage.kinds:
        return figures.word("ask_loss", coverage=figures.title(coverage.title))
    titles = [figures.calculation.kinds[kind] for kind in coverage.kinds]
    named = [figures.title(title) for title in titles]
    key = "ask_costs" if are_costs(titles) else "ask_losses"
    return figures.word(key, kinds="・".join(named) if figures.language == "ja" else _either(named))


# ---- the payment and the end


def payment(figures: Figures) -> Runs:
    """Who gets how much now, and when; what was paid too much; and that nothing is paid twice."""
    if figures.now:
        return (*transfers(figures), *_at_the_workshop(figures), *overpaid(figures), *unknown_before(figures))
    return (*(figures.say("no_transfer") if figures.before else ()), *overpaid(figures), *unknown_before(figures))


def transfers(figures: Figures) -> Runs:
    """What is transferred now: to whom, how much, on which day."""
    payments = [
        figures.say("pay_to", to=paid_to(figures, one.payee), amount=figures.said(one.now, strong=True))
        for one in figures.settlements
        if one.now
    ]
    said = listed(payments, figures.language, "を、" if figures.language == "ja" else ", and ")
    if not figures.case.pay_date:
        return figures.say("pay_later", payments=said)
    return figures.say("pay_on", date=figures.said_date(figures.case.pay_date), payments=said)


def _at_the_workshop(figures: Figures) -> Runs:
    """What the customer still pays at the workshop that is paid directly; nothing unless it is sure to be the deductible alone."""
    if _may_be_paid(figures, "workshop") or figures.bearers.recovered:
        return ()
    lines = [line for one in paying(figures) if one.payee == "workshop" for line in figures.lines_of(one.name)]
    cuts, row = figures.cuts(lines), figures.row(lines)
    sure = not (row.added or row.moved) and all((cut.group, cut.borne_by) == ("deduct", "customer") for cut in cuts)
    if not (cuts and sure):
        return ()
    return figures.say("at_the_workshop", amount=figures.said(sum(cut.amount for cut in cuts)))


def _may_be_paid(figures: Figures, payee: str) -> bool:
    """Whether a payee got money before, or may have: an earlier statement promised some, and nobody said what was paid."""
    if figures.case.paid_before is None:
        return isinstance(figures.record.data.previous, Previous)
    return any(one.before for one in figures.settlements if one.payee == payee)


def paid_to(figures: Figures, payee: str) -> Runs:
    """To whom a payment goes: the customer's account by its last digits, anybody else directly."""
    if payee in ("workshop", "other_party"):
        return figures.say(f"to_{payee}")
    if payee != "insured":
        return figures.say("to_payee", payee=payee.replace("_", " "))
    digits = re.findall(r"\d+", unicodedata.normalize("NFKC", figures.case.account))
    return figures.say("to_digits", digits=spelt(figures, digits[-1])) if digits else figures.say("to_account")


def close(figures: Figures) -> Runs:
    """Thanks, and the number to call."""
    phone = figures.case.office_phone
    if not phone:
        return figures.say("close")
    return figures.say("close_phone", phone=spelt(figures, phone))


def spelt(figures: Figures, number: str) -> Words:
    """A number of an account or a telephone, its reading digit by digit."""
    return Words(number, readings.digits(number) if figures.language == "ja" else "")
