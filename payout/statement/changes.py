"""What changed since the previous statement of the claim: before, now and the difference, by coverage and by receipt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from payout.calculate import LineResult, calculate
from payout.calculate.result import EDITION
from payout.policy import Policy, Title
from payout.problem import Position, Problem, Problems
from payout.statement.document import Cell, Column, Table
from payout.statement.figures import Disagrees, Figures
from payout.statement.record import Earlier, Previous, Record, claim_in, read_record, same_figures


def previous_in(data: bytes, claim_number: str, policy: Policy, at: Position) -> Previous:
    """What the record in these bytes says, to be compared with. `at` is where a complaint stands; `policy` is the claim's.

    Raises Problems for what is no record, for one whose amounts are not those of its own claim where they can be worked out again (the
    edition is this one and the policy has not changed since), and as `previous_of`.
    """
    try:
        earlier = read_record(data)
    except Problems as problems:
        raise Problems(Problem(at, problem.code, problem.values, problem.help) for problem in problems.problems) from None
    previous = previous_of(earlier, claim_number, policy.currency.code, at)
    if earlier.data.edition == EDITION and earlier.calculation.policy.hash == policy.hash:
        for where in _others(earlier, policy):
            raise Problems([Problem(at, "not-a-record", {"where": where})])
    return previous


def _others(earlier: Record, policy: Policy) -> Iterator[str]:
    """Where the answer of a record is not the one that its claim gives."""
    try:
        again = calculate(policy, claim_in(earlier.data))
    except Problems:
        yield "$.claim"
        return
    if same_figures(earlier.calculation, again):
        yield "$.calculation"


def previous_of(earlier: Record, claim_number: str, currency: str, at: Position) -> Previous:
    """What an earlier record says, to be compared with. `at` is where a complaint stands.

    Raises Problems for the record of another claim, or of one whose sums do not agree.
    """
    policy = earlier.calculation.policy
    if not claim_number or earlier.case.claim_number != claim_number or policy.currency != currency:
        given = f"{earlier.case.claim_number} {policy.currency}".strip()
        raise Problems([Problem(at, "other-claim", {"given": given, "wanted": f"{claim_number} {currency}".strip()})])
    try:
        figures = Figures(earlier, "ja")
    except Disagrees:
        raise Problems([Problem(at, "not-a-record", {"where": "$.calculation"})]) from None
    return Previous(
        data_hash=earlier.hash,
        statement_date=earlier.case.statement_date,
        claimed=figures.whole.claimed + figures.whole.added,
        paid=figures.paid,
        coverages=_rows(figures, figures.lines),
        receipts=_rows(figures, figures.by_receipt),
        paid_before=earlier.case.paid_before or (),
    )


def changes(figures: Figures) -> tuple[Table, ...]:
    """Two tables, of coverages and of receipts; none where there is no previous statement. Raises Disagrees where a sum is not right."""
    previous = figures.record.data.previous
    if not isinstance(previous, Previous):
        return ()
    return (
        _table(figures, "coverage", previous, previous.coverages, _rows(figures, figures.lines)),
        _table(figures, "receipt", previous, previous.receipts, _rows(figures, figures.by_receipt)),
    )


def _rows(figures: Figures, groups: Mapping[str, Sequence[LineResult]]) -> tuple[Earlier, ...]:
    """What is claimed and paid for each group of lines."""
    found = []
    for id_, lines in groups.items():
        row = figures.row(lines)
        found.append(Earlier(id=id_, title=_title(figures, id_, lines[0]), claimed=row.claimed + row.added, paid=row.paid))
    return tuple(found)


def _title(figures: Figures, id: str, line: LineResult) -> Title:
    """What a coverage, a receipt with its number, or an added line is called, in every language; empty for what no coverage pays."""
    if not id:
        return {}
    if id in figures.coverages or not line.kind:
        return figures.coverages[line.coverage].title
    return {language: f"{id} {title}" for language, title in figures.calculation.kinds[line.kind].items()}


def _table(figures: Figures, what: str, previous: Previous, before: Sequence[Earlier], now: Sequence[Earlier]) -> Table:
    """Every row that either statement has, in the order of this one; those that are gone behind."""
    columns = (
        Column(figures.word(what), 400),
        Column(figures.word("before", date=figures.date(previous.statement_date)), 220, "right"),
        Column(figures.word("now"), 190, "right"),
        Column(figures.word("difference"), 190, "right"),
    )
    was = {row.id: row for row in before}
    known = {row.id for row in now}
    pairs = [*((was.get(row.id), row) for row in now), *((row, None) for row in before if row.id not in known)]
    rows = tuple(_row(figures, earlier, current) for earlier, current in pairs)
    if _sum(before) != previous.paid or _sum(now) != figures.paid:
        raise Disagrees(str(previous))
    total = (figures.word("sum"), *_figures(figures, previous.paid, figures.paid))
    return Table(columns, rows, tuple(Cell(text, "", strong=True) for text in total))


def _row(figures: Figures, before: Earlier | None, now: Earlier | None) -> tuple[Cell, ...]:
    row = now or before
    assert row is not None
    name = row.title.get(figures.language) or figures.word("no_coverage")
    state = figures.word("is_new") if before is None else figures.word("is_gone") if now is None else ""
    texts = _figures(figures, before.paid if before else 0, now.paid if now else 0)
    return (Cell(name, state), *(Cell(text) for text in texts))


def _figures(figures: Figures, before: int, now: int) -> tuple[str, str, str]:
    sign = "" if now == before else "+" if now > before else "−"
    return figures.money(before), figures.money(now), f"{sign}{figures.money(abs(now - before))}"


def _sum(rows: Iterable[Earlier]) -> int:
    return sum(row.paid for row in rows)
