"""The case of a statement: names, dates and a masked account, each refused at its place where it does not fit."""

from __future__ import annotations

import datetime
from dataclasses import fields

import pytest

from payout.claim import Claim, read_claim
from payout.keys import LONGEST_LINE
from payout.money import Currency
from payout.problem import Problems
from payout.source import read
from payout.statement import Case, case_of
from payout.statement.case import date_of

YEN = Currency("JPY", 0)
WHOLE = """\
claim_number: A26-0001
contract_number: "7300-01"
customer: {name: 見本 太郎, kana: ミホン タロウ}
accident: {at: 2026-10-17T22:40, place: 見本市, kind: 単独事故}
vehicle: 見本 330 さ 00-00
office: {name: 見本損保, person: 見本 担当, phone: 0120-000-000}
statement_date: 2026-11-20
pay_date: 2026-11-27
account: 見本銀行 普通 ***4567
"""


def claim(case: str) -> Claim:
    """A claim whose case is written in block style below line 3."""
    text = "policy: p\nendorsements: []\n" + ("case:\n" + "".join(f"  {line}\n" for line in case.splitlines()) if case else "")
    node, _ = read(text.encode(), "claim.yaml", is_json=False)
    return read_claim(node)


def refusals(case: str) -> list[tuple[str, str]]:
    with pytest.raises(Problems) as refused:
        case_of(claim(case), YEN)
    return [(str(problem.at).removeprefix("claim.yaml:"), problem.code) for problem in refused.value.problems]


def test_a_case_keeps_every_text_as_it_was_written() -> None:
    assert case_of(claim(WHOLE), YEN) == Case(
        statement_date="2026-11-20",
        claim_number="A26-0001",
        contract_number="7300-01",
        customer_name="見本 太郎",
        customer_kana="ミホン タロウ",
        accident_at="2026-10-17T22:40",
        accident_place="見本市",
        accident_kind="単独事故",
        vehicle="見本 330 さ 00-00",
        office_name="見本損保",
        office_person="見本 担当",
        office_phone="0120-000-000",
        pay_date="2026-11-27",
        account="見本銀行 普通 ***4567",
    )


def test_only_the_statements_own_date_is_needed() -> None:
    found = case_of(claim("statement_date: 2026-11-20"), YEN)
    assert {field.name: getattr(found, field.name) for field in fields(found) if getattr(found, field.name)} == {
        "statement_date": "2026-11-20"
    }


def test_an_accident_may_have_a_date_without_a_time() -> None:
    assert case_of(claim("statement_date: 2026-11-20\naccident: {at: 2026-10-17}"), YEN).accident_at == "2026-10-17"


@pytest.mark.parametrize("text", ["2026-10-17", "2026-10-17T22:40"])
def test_the_date_of_an_accepted_text(text: str) -> None:
    assert date_of(text) == datetime.date(2026, 10, 17)


@pytest.mark.parametrize(
    ("case", "found"),
    [
        ("", [("1:1", "case-needed")]),
        ("vehicle: x", [("4:3", "case-needed")]),
        ("statement_date: 20 Nov", [("4:19", "not-a-date")]),
        ("statement_date: 2026-11-31", [("4:19", "not-a-date")]),
        ("statement_date: [2026-11-20]", [("4:3", "case-needed"), ("4:19", "want-text")]),
        ("statement_date: 2026-11-20\npay_date: soon", [("5:13", "not-a-date")]),
        ("statement_date: 2026-11-20\npay_date: 2026-11-19", [("5:13", "pay-date-past")]),
        ("statement_date: 0001-01-01\npay_date: 2201-01-01", [("4:19", "out-of-range"), ("5:13", "out-of-range")]),
        ("statement_date: 2026-11-20\naccident: {at: 1026-10-17T22:40}", [("5:18", "out-of-range")]),
        ("statement_date: 2026-11-20\naccident: {at: yesterday}", [("5:18", "not-a-date")]),
        ("statement_date: 2026-11-20\naccident: {at: 2026-10-17T25:00}", [("5:18", "not-a-moment")]),
        ("statement_date: 2026-11-20\naccident: {day: 2026-10-17}", [("5:14", "unknown-case")]),
        ("statement_date: 2026-11-20\naccident: 2026-10-17", [("5:13", "want-mapping")]),
        ("statement_date: 2026-11-20\ncustomer: {name: [a, b]}", [("5:20", "want-text")]),
        ("statement_date: 2026-11-20\nclient: x", [("5:3", "unknown-case")]),
        (f"statement_date: 2026-11-20\nvehicle: {'x' * (LONGEST_LINE + 1)}", [("5:12", "too-long")]),
        ("statement_date: x\npay_date: y\nclient: z", [("4:19", "not-a-date"), ("5:13", "not-a-date"), ("6:3", "unknown-case")]),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(case: str, found: list[tuple[str, str]]) -> None:
    assert refusals(case) == found


@pytest.mark.parametrize("account", ["見本銀行 普通 1234567", "12345", "普通 １２３４５６７", "***12345"])
def test_an_account_in_clear_is_refused(account: str) -> None:
    assert refusals(f"statement_date: 2026-11-20\naccount: {account!r}") == [("5:12", "account-in-clear")]


@pytest.mark.parametrize("account", ["見本銀行 普通 ***4567", "4567", "＊＊＊４５６７"])
def test_the_last_four_digits_of_an_account_may_stand(account: str) -> None:
    assert case_of(claim(f"statement_date: 2026-11-20\naccount: {account!r}"), YEN).account == account


def test_a_text_of_full_length_is_kept() -> None:
    assert case_of(claim(f"statement_date: 2026-11-20\nvehicle: {'x' * LONGEST_LINE}"), YEN).vehicle == "x" * LONGEST_LINE
