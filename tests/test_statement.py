"""The statement tells the calculation: every figure agrees row by row, every coverage is there, in both languages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given

from payout import rules
from payout.calculate import Calculation, calculate
from payout.claim import Claim, read_claim
from payout.problem import Problems
from payout.source import read, read_file
from payout.statement import Bridge, Case, Facts, Statement, Table, Talk, case_of, statement_of, text_of
from payout.statement.making import Disagrees, Row
from payout.statement.record import Data, Record
from payout.statement.text import aligned, spoken, width
from payout.statement.wording import WORDS
from tests.test_calculate import EVERYTHING, PERSONAL_AUTO, ClaimData, calculated, claims, slow

ROOT = Path(__file__).parent.parent
CASE = Case(statement_date="2026-11-20")


def demo() -> tuple[Claim, Calculation]:
    claim = read_claim(read_file(ROOT / "payout/demo.yaml")[0])
    return claim, calculate(rules.policy(claim.policy), claim)


def demo_statement(language: str = "ja", profile: str = "office") -> Statement:
    claim, result = demo()
    return made(result, case_of(claim), language, profile)


def made(result: Calculation, case: Case, language: str = "ja", profile: str = "office") -> Statement:
    """The statement of a result and a case without the claim behind them."""
    data = Data(schema="payout.record/1", edition=result.edition, fonts={}, claim={}, calculation=result)
    return statement_of(Record(data, b"{}", case), language, profile)


def tables(statement: Statement) -> list[Table]:
    return [block for section in statement.sections for block in section.blocks if isinstance(block, Table)]


def number(text: str) -> int:
    return 0 if text in ("—", "") else int(text.replace(",", "").replace(".", ""))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_demo_statement_says_total_reading_coverages_and_what_to_ask(language: str) -> None:
    text = text_of(demo_statement(language))
    told = {
        "ja": [
            "864,900 円 〔はちじゅうろくまん よんせん きゅうひゃくえん〕",
            "見本 太郎 様",
            "搬送・応急処置の限度額（150,000円）を超える部分",
            "引取費用はございましたか。",
            "2026年10月17日（土） 22時40分ごろ",
        ],
        "en": [
            "864,900 yen 〔eight hundred sixty-four thousand nine hundred yen〕",
            "over Towing and first aid limit (150,000 yen)",
            "17 October 2026",
        ],
    }
    for part in told[language]:
        assert part in text


@slow
@given(claims(PERSONAL_AUTO))
def test_columns_agree_row_by_row_and_in_total(data: ClaimData) -> None:
    """claimed + added + taken over − every column of reductions = paid, in each row and in the last."""
    result = calculated(PERSONAL_AUTO, data)
    if result is None:
        return
    statement = made(result, CASE)
    by_coverage, receipts = tables(statement)[:2]
    heads = [column.title for column in by_coverage.columns]
    for row in (*by_coverage.rows, by_coverage.total):
        figures = dict(zip(heads[1:], (number(cell.text) for cell in row[1:]), strict=True))
        into = sum(figures.pop(head, 0) for head in ("ご請求額", "加算", "引継ぎ"))
        paid = figures.pop("お支払い額")
        assert into - sum(figures.values()) == paid
    assert number(by_coverage.total[-1].text) == result.paid
    for receipt in (*receipts.rows, receipts.total):
        claimed, off, paid = (number(cell.text) for cell in receipt[1:4])
        assert claimed - off == paid
    (bridge,) = (block for section in statement.sections for block in section.blocks if isinstance(block, Bridge))
    signs = {"claimed": 1, "added": 1, "reduction": -1, "paid": -1}
    assert sum(signs[part.role] * part.amount for part in bridge.parts) == 0


@slow
@given(claims(EVERYTHING))
def test_any_determined_claim_has_a_statement_in_both_languages(data: ClaimData) -> None:
    result = calculated(EVERYTHING, data)
    if result is None:
        return
    for language in ("ja", "en"):
        statement = made(result, CASE, language)
        told = {row[0].text for table in tables(statement) for row in table.rows}
        for coverage in result.coverages:
            assert coverage.title[language] in told, coverage.name
        assert text_of(statement) == text_of(made(result, CASE, language))


def test_figures_that_do_not_agree_are_never_told() -> None:
    with pytest.raises(Disagrees):
        Row(claimed=10, added=0, moved=0, off={"limit": 1}, paid=10).checked()
    _, result = demo()
    with pytest.raises(Disagrees):
        made(msgspec.structs.replace(result, claimed=1), CASE)
    with pytest.raises(Disagrees):
        made(msgspec.structs.replace(result, left=msgspec.UNSET), CASE)


def test_money_from_the_other_side_is_told_both_ways() -> None:
    facts = {"contract_start": "2024-05-01", "deductible_plan": "5-5", "insured_value": 3_000_000, "recovered": 120_000}
    data = {"policy": "jp/personal-auto", "facts": facts, "endorsements": [], "expenses": [{"kind": "repair", "amount": 300_000}]}
    result = calculated(PERSONAL_AUTO, data)
    assert result is not None
    statement = made(result, CASE)
    (facts_block,) = (block for section in statement.sections for block in section.blocks if isinstance(block, Facts))
    assert facts_block.pairs == (("相手方からの回収額", "120,000 円（うちお客さまご負担への充当 50,000 円）"),)


def test_a_taken_over_part_moves_from_one_coverage_to_the_other() -> None:
    facts = {"contract_start": "2024-05-01", "insured_value": 1_000_000, "repaired": True}
    data: dict[str, Any] = {
        "policy": "jp/personal-auto",
        "facts": facts,
        "endorsements": ["excess_repair"],
        "expenses": [{"kind": "repair", "amount": 1_400_000}],
    }
    result = calculated(PERSONAL_AUTO, data)
    assert result is not None
    table = tables(made(result, CASE))[0]
    assert [column.title for column in table.columns] == ["補償項目", "ご請求額", "引継ぎ", "お支払い額"]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["車両保険", "1,400,000", "-400,000", "1,000,000"],
        ["車両超過修理費用", "—", "400,000", "400,000"],
    ]


def test_the_talk_gives_every_amount_its_reading() -> None:
    (talk,) = (block for section in demo_statement().sections for block in section.blocks if isinstance(block, Talk))
    amounts = [run for _, words in talk.entries for run in words if run.text.endswith("円") and run.text[0].isdigit()]
    assert len(amounts) > 8
    assert all(run.reading.endswith("えん") for run in amounts)
    assert spoken(talk.entries[0][1]).startswith("このたびの保険金は、合計で 864,900円〔はちじゅうろくまん")


def test_a_claim_that_pays_nothing_has_a_statement_with_the_reason() -> None:
    data = {
        "policy": "jp/personal-auto",
        "facts": {"contract_start": "2024-05-01", "drivable": True},
        "endorsements": [],
        "expenses": [{"kind": "tow", "amount": 30_000}],
    }
    result = calculated(PERSONAL_AUTO, data)
    assert result is not None
    text = text_of(made(result, CASE))
    assert "「自力走行不能」に当たらないため対象外" in text
    assert "0 円 〔ゼロえん〕" in text or "0 円 〔れいえん〕" in text


def test_an_empty_claim_says_so() -> None:
    result = calculated(
        PERSONAL_AUTO,
        {"policy": "jp/personal-auto", "facts": {"contract_start": "2024-05-01", "drivable": True}, "endorsements": [], "expenses": []},
    )
    assert result is not None
    assert text_of(made(result, CASE)).count("\n") > 30


def test_an_undetermined_calculation_has_no_statement_but_its_questions() -> None:
    data = {
        "policy": "jp/personal-auto",
        "facts": {"contract_start": "2024-05-01"},
        "endorsements": [],
        "expenses": [{"kind": "tow", "amount": 160_000}],
    }
    result = calculated(PERSONAL_AUTO, data)
    assert result is not None
    with pytest.raises(Problems) as refused:
        made(result, CASE)
    assert "drivable, shop_approved" in str(refused.value)


def test_the_document_is_json_as_it_stands() -> None:
    data = json.loads(msgspec.json.encode(demo_statement()))
    assert data["total"] == "864,900"
    assert data["sections"][0]["title"].startswith("1. ")


def test_every_wording_has_both_languages() -> None:
    assert all(set(wording) == {"ja", "en"} and all(wording.values()) for wording in WORDS.values())


def test_widths_count_full_width_letters_twice() -> None:
    assert (width("円a"), width("か\u3099")) == (3, 2)
    assert (aligned("円", 4, "right"), aligned("円", 4, "left")) == ("  円", "円  ")


def test_a_statement_without_pay_date_and_names_reads_on() -> None:
    _, result = demo()
    for language in ("ja", "en"):
        statement = made(result, replace(CASE, customer_name=""), language)
        assert statement.addressee in ("お客さま", "Dear customer")
        assert "〕 です。" in text_of(statement) or "in total." in text_of(statement)


def test_other_currencies_have_no_reading_and_name_themselves() -> None:
    facts = dict.fromkeys(("plan",), "small")
    claim = read_claim(
        read(
            json.dumps(
                {
                    "policy": "everything",
                    "facts": {**facts, "contract_start": "2023-05-01", "abroad": False},
                    "endorsements": [],
                    "expenses": [{"kind": "taxi", "amount": 500, "person": "A"}],
                }
            ).encode(),
            "",
            is_json=True,
        )[0]
    )
    result = calculate(EVERYTHING, claim)
    if result.status == "determined":
        statement = made(result, CASE)
        assert (statement.total_unit, statement.total_reading) == ("EUR", "")
