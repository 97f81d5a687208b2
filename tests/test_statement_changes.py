"""What changed since the previous statement: every row's difference, and the sums of both statements."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from payout import rules
from payout.calculate import calculate
from payout.claim import Claim, read_claim
from payout.problem import Position, Problems
from payout.source import read
from payout.statement import Record, Table, read_record, recorded, statement_of
from payout.statement.changes import changes, previous_of
from payout.statement.figures import Disagrees, Figures
from payout.statement.payments import Payment
from payout.statement.record import Previous, bytes_of
from payout.statement.record import Record as Kept
from tests.test_statement_record import FONTS

FACTS = {"contract_start": "2026-04-01", "accident_date": "2026-10-17", "drivable": False, "shop_approved": False}
TOW = {"id": "r1", "kind": "tow", "amount": 168_500}
TAXI = {"id": "r2", "kind": "taxi", "amount": 9_900, "person": "見本 太郎"}
NIGHT = {"id": "r3", "kind": "lodging", "amount": 24_800, "person": "見本 太郎"}
Paid = Sequence[tuple[str, str, int]]
"""Day, payee, amount."""
HERE = Position("claim.yaml", 1, 1)


def claim_of(*expenses: dict[str, Any], number: str = "A26-1", day: str = "2026-11-20", paid: Paid | None = None) -> Claim:
    case: dict[str, Any] = {"statement_date": day, **({"claim_number": number} if number else {})}
    if paid is not None:
        case |= {"paid_before": [{"date": date, "payee": payee, "amount": amount} for date, payee, amount in paid]}
    data = {"policy": "jp/personal-auto", "facts": FACTS, "endorsements": [], "expenses": expenses, "case": case}
    return read_claim(read(json.dumps(data).encode(), "", is_json=True)[0])


def record_of(claim: Claim, previous: Previous | None = None) -> Record:
    policy = rules.policy(claim.policy)
    return recorded(claim, policy, calculate(policy, claim), fonts=FONTS, previous=previous)


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in (*table.rows, table.total)]


def test_a_new_receipt_one_that_is_gone_and_one_that_changed() -> None:
    earlier = record_of(claim_of(TOW, TAXI, day="2026-11-01"))
    now = record_of(claim_of({**TOW, "amount": 120_000}, NIGHT), previous_of(earlier, "A26-1", "JPY", HERE))
    by_coverage, by_receipt = changes(Figures(now, "en"))
    assert rows(by_coverage) == [
        ["Towing and first aid", "150,000", "120,000", "−30,000"],
        ["Lodging", "0", "20,000", "+20,000"],
        ["Travel", "9,900", "0", "−9,900"],
        ["Total", "159,900", "140,000", "−19,900"],
    ]
    assert rows(by_receipt) == [
        ["r1 Towing", "150,000", "120,000", "−30,000"],
        ["r3 Lodging", "0", "20,000", "+20,000"],
        ["r2 Taxi", "9,900", "0", "−9,900"],
        ["Total", "159,900", "140,000", "−19,900"],
    ]
    assert [row[0].note for row in by_receipt.rows] == ["", "New", "No longer claimed"]
    assert "1 November 2026" in by_receipt.columns[1].title
    for language in ("ja", "en"):
        found = [
            section
            for section in statement_of(now, language).sections
            if len(section.blocks) == 2 and section.blocks == changes(Figures(now, language))
        ]
        assert len(found) == 1


def test_a_first_statement_has_no_changes() -> None:
    assert changes(Figures(record_of(claim_of(TOW)), "ja")) == ()


def test_the_previous_statement_is_in_the_data() -> None:
    previous = previous_of(record_of(claim_of(TOW)), "A26-1", "JPY", HERE)
    now = record_of(claim_of(TOW), previous)
    assert now.data.previous == previous
    assert now.hash != record_of(claim_of(TOW)).hash
    assert (previous.paid, previous.claimed) == (150_000, 168_500)


@pytest.mark.parametrize(
    ("number", "wanted", "currency"), [("A26-2", "A26-1", "JPY"), ("", "A26-1", "JPY"), ("", "", "JPY"), ("A26-1", "A26-1", "EUR")]
)
def test_the_statement_of_another_claim_is_refused(number: str, wanted: str, currency: str) -> None:
    with pytest.raises(Problems) as refused:
        previous_of(record_of(claim_of(TOW, number=number)), wanted, currency, HERE)
    (problem,) = refused.value.problems
    assert (problem.code, problem.at) == ("other-claim", HERE)


def test_a_previous_statement_whose_sums_do_not_agree_is_refused() -> None:
    earlier = record_of(claim_of(TOW))
    data = msgspec.structs.replace(earlier.data, calculation=msgspec.structs.replace(earlier.calculation, paid=150_001))
    with pytest.raises(Problems, match="not the record of a statement"):
        previous_of(Kept(data, bytes_of(data), earlier.case), "A26-1", "JPY", HERE)


TOLD = [("2026-11-13", "insured", 100_000), ("2026-11-13", "workshop", 1_000)]
AFTER = ("2026-11-19", "insured", 100_000)


def following(told: Paid | None, now: Paid | None) -> Record:
    """The record of a statement that lists `now` as paid and follows one that listed `told`."""
    earlier = record_of(claim_of(TOW, day="2026-11-14", paid=told))
    return record_of(claim_of(TOW, paid=now), previous_of(earlier, "A26-1", "JPY", HERE))


@pytest.mark.parametrize(
    ("now", "lost"),
    [
        (None, ["100,000 JPY to insured on 2026-11-13", "1,000 JPY to workshop on 2026-11-13"]),
        ([], ["100,000 JPY to insured on 2026-11-13", "1,000 JPY to workshop on 2026-11-13"]),
        ([AFTER, TOLD[1]], ["100,000 JPY to insured on 2026-11-13"]),  # another day: another payment
        ([("2026-11-13", "insured", 99_999), TOLD[1]], ["100,000 JPY to insured on 2026-11-13"]),
        ([("2026-11-13", "workshop", 101_000)], ["100,000 JPY to insured on 2026-11-13"]),
    ],
)
def test_what_an_earlier_statement_lists_as_paid_is_never_paid_again(now: Paid | None, lost: list[str]) -> None:
    with pytest.raises(Problems) as refused:
        following(TOLD, now)
    assert [problem.code for problem in refused.value.problems] == ["payment-dropped"] * len(lost)
    assert [problem.sentence() for problem in refused.value.problems] == [
        f"the previous statement lists {listed}, and paid_before does not." for listed in lost
    ]
    (japanese, *_) = [problem.sentence("ja") for problem in refused.value.problems]
    assert "2026-11-13の insured への支払い（100,000円）" in japanese
    places = {problem.at.path for problem in refused.value.problems}
    assert places == {"/case" if now is None else "/case/paid_before"}


@pytest.mark.parametrize(
    ("told", "now"),
    [
        (TOLD, TOLD[::-1]),
        (TOLD, [*TOLD, AFTER]),
        (TOLD, [("2026-11-13", "insured", 150_000), TOLD[1]]),  # two payments of one day may be written as one
        ([], None),
        (None, TOLD),
    ],
)
def test_more_may_have_been_paid_since_an_earlier_statement(told: Paid | None, now: Paid | None) -> None:
    record = following(told, now)
    listed = tuple(Payment(*one) for one in told or ())
    assert isinstance(record.data.previous, Previous)
    assert record.data.previous.paid_before == listed
    assert read_record(record.bytes).data == record.data


def test_no_record_says_less_than_it_says_an_earlier_one_said() -> None:
    data = following(TOLD, TOLD).data
    assert isinstance(data.previous, Previous)
    for wrong in ((Payment("2026-11-13", "insured", 100_001),), (Payment("2026-11-13", "insured", 0),)):
        forged = msgspec.structs.replace(data, previous=msgspec.structs.replace(data.previous, paid_before=wrong))
        with pytest.raises(Problems, match=r"see \$\.previous\.paid_before"):
            read_record(bytes_of(forged))


def test_changes_that_do_not_add_up_are_never_told() -> None:
    previous = previous_of(record_of(claim_of(TOW)), "A26-1", "JPY", HERE)
    wrong = record_of(claim_of(TOW), msgspec.structs.replace(previous, paid=1))
    with pytest.raises(Disagrees):
        statement_of(wrong)
