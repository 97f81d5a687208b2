"""The sections of a statement: tables and sums whose every row agrees, in the words of one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from payout.calculate import CoverageResult, LineResult, TraceStep, value_said
from payout.statement.document import Bridge, BridgePart, Cell, Column, Facts, Paragraphs, Table
from payout.statement.figures import GROUPS, Disagrees, Figures, Row, known, may_pay
from payout.statement.payments import Settlement
from payout.statement.talk import question

MOST_MARKS = 4
"""So many people (or other marks) of one receipt are named; of more, the first and the last."""


# ---- from claimed to paid


def bridge(figures: Figures) -> Bridge:
    """claimed + added − what was taken off, by groups = paid."""
    whole = figures.whole
    parts = [_part(figures, "claimed", whole.claimed, "claimed")]
    if whole.added:
        parts.append(_part(figures, "added", whole.added, "added"))
    parts += [_part(figures, f"group_{group}", whole.off[group], "reduction") for group in GROUPS if whole.off.get(group)]
    return Bridge((*parts, _part(figures, "paid", whole.paid, "paid")))


def _part(figures: Figures, key: str, amount: int, role: str) -> BridgePart:
    return BridgePart(figures.word(key), amount, figures.money(amount), role)


def meanings(figures: Figures) -> Facts:
    """What each column of the statement means, in words that need no dictionary; only of those that occur."""
    rows = [figures.row(lines) for lines in figures.lines.values()]
    keys = [f"group_{group}" for group in GROUPS if figures.whole.off.get(group)]
    keys = [*(["added"] if figures.whole.added else []), *(["moved"] if any(row.moved for row in rows) else []), *keys]
    return Facts(tuple((figures.word(key), figures.word(f"meaning_{key}")) for key in keys))


def who_bears(figures: Figures) -> Table:
    """Who bears what was claimed and added: with what is paid it adds up to all of it."""
    bearers = figures.bearers
    columns = (
        Column(figures.word("bearer"), 320),
        Column(figures.word("amount"), 160, "right"),
        Column(figures.word("made_of"), 520),
    )
    shares = [
        ("we", bearers.paid, ""),
        ("by_customer", bearers.customer, _made_of(figures, "customer")),
        ("by_other_party", bearers.other_party, _made_of(figures, "other_party")),
        ("by_other_insurer", bearers.other_insurer, _made_of(figures, "other_insurer")),
        ("by_settled_by_value", bearers.settled_by_value, ""),
        ("received", bearers.recovered, figures.word("refills", amount=figures.with_unit(bearers.refilled)) if bearers.refilled else ""),
    ]
    kept = [(key, amount, note) for key, amount, note in shares if amount or key in ("we", "by_customer")]
    if sum(amount for _, amount, _ in kept) != figures.whole.claimed + figures.whole.added:
        raise Disagrees(str(bearers))
    rows = tuple((Cell(capital(figures.word(key))), Cell(figures.money(amount), "", strong=True), Cell(note)) for key, amount, note in kept)
    of = figures.word("claimed_added" if figures.whole.added else "claimed")
    return Table(columns, rows, (Cell(figures.word("sum"), "", True), Cell(figures.money(bearers.whole), "", True), Cell(of)))


def _made_of(figures: Figures, bearer: str) -> str:
    """The groups that a share is made of: 自己負担 56,000 ＋ 限度超過 19,800 − 相手方から充当 5,000."""
    found: dict[str, int] = {}
    for cut in figures.cuts(figures.calculation.lines):
        if cut.borne_by == bearer and cut.verb != "recover":
            found[cut.group] = found.get(cut.group, 0) + cut.amount
    said = " + ".join(f"{figures.word(f'group_{group}')} {figures.money(found[group])}" for group in GROUPS if group in found)
    refilled = figures.bearers.refilled if bearer == "customer" else 0
    return f"{said} − {figures.word('refilled')} {figures.money(refilled)}" if refilled else said


# ---- by coverage


def by_coverage(figures: Figures) -> Table:
    """A row per coverage with something claimed or added; columns only for what occurs."""
    named = [(coverage, figures.lines_of(coverage.name)) for coverage in figures.calculation.coverages]
    rows = [(_coverage_cell(figures, coverage), figures.row(lines)) for coverage, lines in named if lines]
    loose = figures.lines_of("")
    if loose:
        rows.append((Cell(capital(figures.word("no_coverage"))), figures.row(loose)))
    return _columned(figures, figures.word("coverage"), rows)


def _coverage_cell(figures: Figures, coverage: CoverageResult) -> Cell:
    return Cell(figures.title(coverage.title), "" if coverage.status == "paid" else capital(figures.word(f"is_{coverage.status}")))


def _columned(figures: Figures, head: str, rows: Sequence[tuple[Cell, Row]]) -> Table:
    whole = figures.whole
    groups = [group for group in GROUPS if any(row.off.get(group) for _, row in rows)]
    parts = ["claimed", *(["added"] if whole.added else []), *(["moved"] if any(row.moved for _, row in rows) else [])]
    titles = [*(figures.word(part) for part in parts), *(figures.word(f"group_{group}") for group in groups), figures.word("paid")]
    width = 640 // len(titles)
    columns = (Column(head, 1000 - width * len(titles)), *(Column(title, width, "right") for title in titles))

    def cells(first: Cell, row: Row, strong: bool) -> tuple[Cell, ...]:
        found = {"claimed": row.claimed, "added": row.added, "moved": row.moved}
        numbers = [found[part] for part in parts] + [row.off.get(group, 0) for group in groups]
        shown = [Cell(figures.money(number) if number else "—", "", strong) for number in numbers]
        return (first, *shown, Cell(figures.money(row.paid), "", strong=True))

    total = cells(Cell(figures.word("sum"), "", strong=True), whole, True)
    return Table(columns, tuple(cells(first, row, False) for first, row in rows), total)


# ---- by receipt


def receipts(figures: Figures) -> Table:
    """A row per receipt, over all coverages: claimed, taken off, paid; and every reason with its clause and who bears it."""
    columns = (
        Column(figures.word("receipt"), 250),
        Column(figures.word("claimed_added" if figures.whole.added else "claimed"), 100, "right"),
        Column(figures.word("taken_off"), 88, "right"),
        Column(figures.word("paid"), 112, "right"),
        Column(figures.word("reason"), 450),
    )
    rows = []
    for lines in figures.by_receipt.values():
        row = figures.row(lines)
        off = sum(row.off.values())
        numbers = (
            Cell(figures.money(row.claimed + row.added)),
            Cell(figures.money(off) if off else "—"),
            Cell(figures.money(row.paid), "", True),
        )
        rows.append((Cell(*_line_name(figures, lines)), *numbers, _reasons(figures, lines, row)))
    whole = figures.whole
    sums = (whole.claimed + whole.added, sum(whole.off.values()), whole.paid)
    total = (Cell(figures.word("sum"), "", True), *(Cell(figures.money(amount), "", True) for amount in sums), Cell(""))
    return Table(columns, tuple(rows), total)


def _reasons(figures: Figures, lines: Sequence[LineResult], row: Row) -> Cell:
    """Why something was taken off a receipt, or that nothing was; amounts where there are several reasons."""
    found: dict[tuple[str, str, str], int] = {}
    for line in lines:
        for reduction in line.reductions:
            key = (figures.title(reduction.reason), reduction.clause, reduction.borne_by)
            found[key] = found.get(key, 0) + known(reduction.amount) - reduction.taken_over
    kept = {key: amount for key, amount in found.items() if amount}
    if not kept:
        in_full = "in_full_due" if figures.before else "in_full"
        return Cell(figures.word("nothing_claimed" if not row.paid else in_full if row.claimed else "unasked"))
    several = len(kept) > 1
    colon = "：" if figures.language == "ja" else ": "
    said = [f"{figures.money(amount)}{colon}{reason}" if several else capital(reason) for (reason, _, _), amount in kept.items()]
    under = dict.fromkeys(
        "  ".join(part for part in (clause, figures.word("borne") + colon + capital(figures.word(f"by_{bearer}"))) if part)
        for _, clause, bearer in kept
    )
    slash = _slash(figures)
    return Cell(slash.join(said), slash.join(under))


def _line_name(figures: Figures, lines: Sequence[LineResult]) -> tuple[str, str]:
    """What a receipt is called with its number, and whom or what it is for."""
    line = lines[0]
    if not line.kind:
        return figures.kind(line), ""
    marks: dict[str, dict[str, None]] = {}
    for name, value in (mark for part in lines for mark in part.marks.items()):
        marks.setdefault(name, {})[value_said(figures.calculation, name, value, figures.language)] = None
    joint = "・" if figures.language == "ja" else ", "
    people_first = sorted(marks, key=lambda name: name in (figures.calculation.counts or {}))
    marked = joint.join(_few(list(marks[name]), joint) for name in people_first)
    name = f"{line.expense} {figures.kind(line)}"
    alone = f"（{marked}）" if figures.language == "ja" else f" ({marked})"
    return (f"{name}{alone}", "") if sum(map(len, marks.values())) == 1 else (name, marked)


def _few(values: Sequence[str], joint: str) -> str:
    """The values of one mark: people by name, three nights one by one, thirty from the first to the last."""
    return joint.join(values) if len(values) <= MOST_MARKS else f"{values[0]} … {values[-1]}"


# ---- to whom


def payees(figures: Figures) -> Table:
    """Who gets how much, when and where."""
    columns = (
        Column(figures.word("payee"), 220),
        Column(figures.word("paid"), 160, "right"),
        Column(figures.word("pay_date"), 240),
        Column(figures.word("account"), 380),
    )
    when = figures.date(figures.case.pay_date) or figures.word("date_open")
    rows = []
    for payee in figures.calculation.payees:
        to = Cell(_where(figures, payee.payee))
        rows.append((Cell(payee_name(figures, payee.payee)), Cell(figures.money(payee.amount), "", True), Cell(when), to))
    total = (Cell(figures.word("sum"), "", True), Cell(figures.money(figures.paid), "", True), Cell(""), Cell(""))
    return Table(columns, tuple(rows), total)


def settlements(figures: Figures) -> Table | None:
    """Where what was paid before is known: payable + paid too much = paid already + to pay now, row by row; None without any payee.

    What one payee got too much is never taken off what another gets: that would be a decision, and it is not the calculation's.
    """
    shares = [("payable", 130), ("paid_already", 165), *([("surplus", 120)] if figures.surplus else []), ("pay_now", 130)]
    money = tuple(Column(figures.word(key), width, "right") for key, width in shares)
    left = 1000 - 150 - sum(width for _, width in shares)
    columns = (Column(figures.word("payee"), 150), *money, Column(figures.word("when_where"), left))
    rows = [(Cell(payee_name(figures, one.payee)), *_settled(figures, one), _when_where(figures, one)) for one in figures.settlements]
    sums = (figures.paid, figures.before, *([figures.surplus] if figures.surplus else []), figures.now)
    total = (Cell(figures.word("sum"), "", True), *(Cell(figures.money(amount), "", True) for amount in sums), Cell(""))
    return Table(columns, tuple(rows), total) if rows else None


def _settled(figures: Figures, one: Settlement) -> list[Cell]:
    """The figures of one payee, what was paid already with its date."""
    count = len(one.payments)
    when = figures.word("paid_times", count=str(count)) if count > 1 else figures.day(one.payments[0].date) if count else ""
    surplus = [Cell(_or_dash(figures, one.surplus), "", True)] if figures.surplus else []
    before = Cell(_or_dash(figures, one.before), when)
    return [Cell(figures.money(one.payable)), before, *surplus, Cell(_or_dash(figures, one.now), "", True)]


def payments(figures: Figures) -> Table | None:
    """Every payment that was made with its date, where one payee got several; None where each date stands beside its payee."""
    if all(len(one.payments) < 2 for one in figures.settlements):
        return None
    columns = (Column(figures.word("paid_on"), 340), Column(figures.word("payee"), 400), Column(figures.word("paid_already"), 260, "right"))
    rows = tuple(
        (Cell(figures.date(payment.date)), Cell(payee_name(figures, payment.payee)), Cell(figures.money(payment.amount)))
        for payment in figures.case.paid_before or ()
    )
    return Table(columns, rows, (Cell(figures.word("sum"), "", True), Cell(""), Cell(figures.money(figures.before), "", True)))


def _when_where(figures: Figures, one: Settlement) -> Cell:
    """When and where the money goes that is paid now; that there is none; and what becomes of money paid too much."""
    if one.surplus:
        return Cell(figures.word("nothing_now"), figures.word("surplus_talk"))
    if not one.now:
        return Cell(figures.word("nothing_now"))
    return Cell(figures.date(figures.case.pay_date) or figures.word("date_open"), _where(figures, one.payee))


def _where(figures: Figures, payee: str) -> str:
    return (figures.case.account or figures.word("your_account")) if payee == "insured" else figures.word("directly")


def _or_dash(figures: Figures, amount: int) -> str:
    return figures.money(amount) if amount else "—"


def payee_name(figures: Figures, payee: str) -> str:
    """What a payee is called: those that the engine knows by their words, any other by its own name."""
    key = {"insured": "by_customer", "workshop": "workshop", "other_party": "by_other_party"}.get(payee)
    return capital(figures.word(key) if key else payee.replace("_", " "))


# ---- what else the policy has


def claimable(figures: Figures) -> Table | None:
    """What may still be claimed, with what to hand in; None where there is nothing."""
    asked = [coverage for coverage in figures.calculation.coverages if may_pay(coverage)]
    columns = (Column(figures.word("coverage"), 220), Column(figures.word("ask_for"), 460), Column(figures.word("clause"), 320))
    rows = tuple((Cell(figures.title(coverage.title)), Cell(question(figures, coverage)), Cell(coverage.clause)) for coverage in asked)
    return Table(columns, rows) if rows else None


def others(figures: Figures) -> Table | None:
    """Every coverage that pays nothing and cannot now: why. None where there is none."""
    columns = (
        Column(figures.word("coverage"), 200),
        Column(figures.word("status"), 180),
        Column(figures.word("why"), 360),
        Column(figures.word("clause"), 260),
    )
    rows = [
        (
            Cell(figures.title(coverage.title)),
            Cell(capital(figures.word(f"is_{coverage.status}" if coverage.status != "not_claimed" else "is_not_possible"))),
            Cell(because(figures, coverage)),
            Cell(coverage.reasons[0].clause if coverage.reasons else coverage.clause),
        )
        for coverage in figures.calculation.coverages
        if coverage.status != "paid" and not may_pay(coverage)
    ]
    return Table(columns, tuple(rows)) if rows else None


def because(figures: Figures, coverage: CoverageResult) -> str:
    """Why a coverage pays nothing."""
    said = "、".join(figures.title(reason.words) for reason in coverage.reasons)
    return capital(said) or figures.word("nothing_possible")


# ---- how it was worked out


def in_short(figures: Figures) -> Paragraphs:
    """How the total comes about, coverage by coverage, and what the policy assumed."""
    parts, whole = _sum(figures), figures.with_unit(figures.paid)
    total = figures.word("worked_out", sum=f"{parts} = {whole}" if " + " in parts else whole)
    given = assumed(figures)
    return Paragraphs((total, *(given.texts if given else ())))


def in_full(figures: Figures) -> Table:
    """Every step: those that changed something, numbered, and those that changed nothing in one line each."""
    columns = (
        Column(figures.word("step"), 55, "center"),
        Column(figures.word("coverage"), 185),
        Column(figures.word("formula"), 380),
        Column(figures.word("result"), 90, "right"),
        Column(figures.word("clause"), 290),
    )
    paid = Cell(figures.money(figures.paid), "", strong=True)
    total = (Cell(""), Cell(figures.word("sum"), "", strong=True), Cell(_sum(figures)), paid, Cell(""))
    return Table(columns, (*_acting(figures), *_idle(figures)), total)


def _sum(figures: Figures) -> str:
    paid = [known(coverage.paid) for coverage in figures.calculation.coverages if coverage.status == "paid"]
    return " + ".join(figures.money(amount) for amount in paid) or "0"


def _acting(figures: Figures) -> list[tuple[Cell, ...]]:
    found: dict[tuple[str, str, str], list[int]] = {}
    for step in figures.calculation.steps:
        if step.binding:
            result = sum(known(amount) for amount in step.after) + (known(step.amount) if step.verb in ("add", "replace") else 0)
            found.setdefault((_owner(figures, step), _told(figures, step), step.clause), []).append(result)
    rows: list[tuple[Cell, ...]] = []
    for number, ((name, sentence, clause), results) in enumerate(found.items(), 1):
        times = f" ×{len(results)}" if len(results) > 1 else ""
        rows.append((Cell(str(number)), Cell(name), Cell(capital(sentence) + times), Cell(figures.money(sum(results))), Cell(clause)))
    return rows


def _idle(figures: Figures) -> list[tuple[Cell, ...]]:
    """A row per coverage: its steps that changed nothing, each with the reason where there is one."""
    found: dict[str, dict[str, str]] = {}
    for step in figures.calculation.steps:
        if not step.binding:
            taken = step.applied == "yes"
            told = figures.word("unchanged", title=figures.title(step.title)) if taken else _told(figures, step)
            found.setdefault(_owner(figures, step), {})[told] = step.clause
    return [
        (Cell("—"), Cell(name), Cell(_slash(figures).join(told)), Cell("—"), Cell(_slash(figures).join(dict.fromkeys(told.values()))))
        for name, told in found.items()
    ]


def _owner(figures: Figures, step: TraceStep) -> str:
    return figures.title(figures.coverages[step.coverage].title) if step.coverage in figures.coverages else figures.word("together")


def _told(figures: Figures, step: TraceStep) -> str:
    return step.ja if figures.language == "ja" else step.en


def assumed(figures: Figures) -> Paragraphs | None:
    """What the policy assumed because nobody said otherwise; None where it assumed nothing."""
    said = [f"{figures.title(one.title)}{_colon(figures)}{_value(figures, one.name, one.value)}" for one in figures.calculation.assumptions]
    joint = "、" if figures.language == "ja" else ", "
    return Paragraphs((figures.word("given", facts=joint.join(said)),)) if said else None


def _value(figures: Figures, name: str, value: str) -> str:
    words: Mapping[str, str] = {"yes": figures.word("yes"), "no": figures.word("no")}
    return words.get(value) or value_said(figures.calculation, name, value, figures.language)


def _colon(figures: Figures) -> str:
    return "：" if figures.language == "ja" else ": "


def capital(text: str) -> str:
    """A text as it begins a cell: in English with a capital."""
    return text[:1].upper() + text[1:]


def _slash(figures: Figures) -> str:
    return "／" if figures.language == "ja" else " / "
