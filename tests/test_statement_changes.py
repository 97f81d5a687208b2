"""What changed since the previous statement: every row's difference, and the sums of both statements."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from payout import rules
from payout.calculate import calculate
from payout.claim import Claim, read_claim
from payout.problem import Position, Problems
from payout.source import read
from payout.statement import Record, Table, recorded, statement_of
from payout.statement.changes import changes, previous_of
from payout.statement.figures import Disagrees, Figures
from payout.statement.record import Previous, bytes_of
from payout.statement.record import Record as Kept
from tests.test_statement_record import FONTS

FACTS = {"contract_start": "2026-04-01", "accident_date": "2026-10-17", "drivable": False, "shop_approved": False}
TOW = {"id": "r1", "kind": "tow", "amount": 168_500}
TAXI = {"id": "r2", "kind": "taxi", "amount": 9_900, "person": "見本 太郎"}
NIGHT = {"id": "r3", "kind": "lodging", "amount": 24_800, "person": "見本 太郎"}
HERE = Position("claim.yaml", 1, 1)


def claim_of(*expenses: dict[str, Any], number: str = "A26-1", day: str = "2026-11-20") -> Claim:
    case = {"statement_date": day, **({"claim_number": number} if number else {})}
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


def test_changes_that_do_not_add_up_are_never_told() -> None:
    previous = previous_of(record_of(claim_of(TOW)), "A26-1", "JPY", HERE)
    wrong = record_of(claim_of(TOW), msgspec.structs.replace(previous, paid=1))
    with pytest.raises(Disagrees):
        statement_of(wrong)
