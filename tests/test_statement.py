"""The statement tells the calculation: every figure agrees row by row, every coverage is there, in both languages and profiles."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payout import rules
from payout.calculate import Calculation, calculate
from payout.claim import Claim, read_claim
from payout.examples import answers_of
from payout.problem import Problems
from payout.source import read_file
from payout.statement import Bridge, Case, Section, Statement, Table, html_of, read_record, recorded, statement_of, text_of
from payout.statement.figures import Disagrees, Row
from payout.statement.making import PROFILES
from payout.statement.record import Data, Record
from payout.statement.text import aligned, width
from payout.statement.wording import WORDS
from tests import random_policies
from tests.agreement import compiled
from tests.test_calculate import COUNTED, EVERYTHING, PERSONAL_AUTO, ClaimData, calculated, claim_of, claims, policy_of, result_of, slow

ROOT = Path(__file__).parent.parent
CASE = Case(statement_date="2026-11-20")
BOTH = [(language, profile) for language in ("ja", "en") for profile in PROFILES]


def demo() -> tuple[Claim, Calculation]:
    claim = read_claim(read_file(ROOT / "payout/demo.yaml")[0])
    return claim, calculate(rules.policy(claim.policy), claim)


def demo_statement(language: str = "ja", profile: str = "customer") -> Statement:
    claim, result = demo()
    return statement_of(recorded(claim, rules.policy(claim.policy), result, fonts={}), language, profile)


def made(result: Calculation, case: Case, language: str = "ja", profile: str = "customer") -> Statement:
    """The statement of a result and a case without the claim behind them."""
    data = Data(schema="payout.record/1", edition=result.edition, fonts={}, claim={}, calculation=result)
    return statement_of(Record(data, b"{}", case), language, profile)


def found(data: ClaimData) -> Calculation:
    result = calculated(PERSONAL_AUTO, data)
    assert result is not None
    return result


def section(statement: Statement, key: str) -> Section:
    """The section of a title, whatever its number."""
    return next(part for part in statement.sections if part.title.partition(". ")[2] == WORDS[key][statement.language])


def table(statement: Statement, key: str) -> Table:
    return next(block for block in section(statement, key).blocks if isinstance(block, Table))


def titles(statement: Statement) -> list[str]:
    return [part.title for part in statement.sections]


def number(text: str) -> int:
    return 0 if text in ("—", "") else int(text.replace(",", "").replace(".", ""))


def agrees(statement: Statement) -> None:
    """Every row of every table of figures adds up, and every table comes to the total."""
    word = {key: wording[statement.language] for key, wording in WORDS.items()}
    by_coverage, receipts, bearers = (table(statement, key) for key in ("by_coverage", "receipts", "bridge"))
    heads = [column.title for column in by_coverage.columns]
    for row in (*by_coverage.rows, by_coverage.total):
        figures = dict(zip(heads[1:], (number(cell.text) for cell in row[1:]), strict=True))
        into = sum(figures.pop(word[part], 0) for part in ("claimed", "added", "moved"))
        paid = figures.pop(word["paid"])
        assert into - sum(figures.values()) == paid
    for at, cell in enumerate(by_coverage.total[1:], 1):
        assert sum(number(row[at].text) for row in by_coverage.rows) == number(cell.text)
    assert number(by_coverage.total[-1].text) == statement.paid
    for receipt in (*receipts.rows, receipts.total):
        claimed, off, paid = (number(cell.text) for cell in receipt[1:4])
        assert claimed - off == paid
        assert receipt is receipts.total or receipt[4].text, "a line without a reason"
    whole = number(receipts.total[1].text)
    assert sum(number(row[1].text) for row in bearers.rows) == number(bearers.total[1].text) == whole
    (bridge,) = (block for part in statement.sections for block in part.blocks if isinstance(block, Bridge))
    signs = {"claimed": 1, "added": 1, "reduction": -1, "paid": -1}
    assert sum(signs[part.role] * part.amount for part in bridge.parts) == 0
    if statement.paid:
        payees = table(statement, "payees")
        assert sum(number(row[1].text) for row in payees.rows) == number(payees.total[1].text) == statement.paid
    assert [title.partition(". ")[0] for title in titles(statement)] == [str(at + 1) for at in range(len(statement.sections))]


# ---- the sums agree


@slow
@given(claims(PERSONAL_AUTO), st.sampled_from(BOTH))
def test_columns_agree_row_by_row_and_in_total(data: ClaimData, how: tuple[str, str]) -> None:
    """claimed + added + taken over − every column of reductions = paid, in each row and in the last."""
    result = calculated(PERSONAL_AUTO, data)
    if result is not None:
        agrees(made(result, CASE, *how))


@pytest.mark.parametrize("id", rules.ids())
def test_the_examples_of_every_product_have_a_statement_that_agrees(id: str) -> None:
    policy = rules.policy(id)
    answers = [answer for example in policy.examples for answer in answers_of(policy, example)]
    told = [answer.result for answer in answers if answer.result.status == "determined"]
    assert told
    for result in told:
        for how in BOTH:
            agrees(made(result, CASE, *how))


def test_random_policies_have_statements_that_agree() -> None:
    """Policies of every verb, level, rounding and currency; the seed is fixed, for the oracle draws new ones."""
    rng = random.Random("statement")
    told = 0
    for at in range(150):
        text = random_policies.policy(rng, at)
        policy = compiled(text)
        for _ in range(4):
            try:
                result = calculate(policy, claim_of(random_policies.claim(rng, text)))
            except Problems:
                continue
            if result.status == "determined":
                told += 1
                for how in BOTH:
                    agrees(made(result, CASE, *how))
    assert told > 300


@slow
@given(claims(EVERYTHING))
def test_any_determined_claim_has_a_statement_with_every_coverage(data: ClaimData) -> None:
    result = calculated(EVERYTHING, data)
    if result is None:
        return
    for language, profile in BOTH:
        statement = made(result, CASE, language, profile)
        told = {row[0].text for part in statement.sections for block in part.blocks if isinstance(block, Table) for row in block.rows}
        for coverage in result.coverages:
            assert coverage.title[language] in told, coverage.name
        assert text_of(statement) == text_of(made(result, CASE, language, profile))


def test_figures_that_do_not_agree_are_never_told() -> None:
    with pytest.raises(Disagrees):
        Row(claimed=10, added=0, moved=0, off={"limit": 1}, paid=10).checked()
    _, result = demo()
    for wrong in ({"claimed": 1}, {"left": msgspec.UNSET}, {"left": 1}, {"recovered": 1}, {"borne": 1}, {"payees": ()}):
        with pytest.raises(Disagrees):
            made(msgspec.structs.replace(result, **wrong), CASE)


# ---- what it says


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
            "864,900 yen (eight hundred sixty-four thousand nine hundred yen)",
            "Over Towing and first aid limit (150,000 yen)",
            "17 October 2026, about 22:40",
        ],
    }
    for part in told[language]:
        assert part in text


def test_the_customers_copy_leaves_out_what_only_the_office_needs() -> None:
    customer, office = (titles(demo_statement(profile=profile)) for profile in PROFILES)
    only = {"derivation", "talk", "answers", "record", "approval"}
    named = {WORDS[key]["ja"] for key in only}
    assert {title.partition(". ")[2] for title in office} - {title.partition(". ")[2] for title in customer} == named
    assert len(customer) == 7


def test_the_office_sees_every_step_and_the_customer_how_the_total_comes_about() -> None:
    steps = {step.title["ja"] for step in demo()[1].steps}
    office = table(demo_statement(profile="office"), "derivation")
    told = " ".join(row[2].text for row in office.rows)
    assert all(title in told for title in steps)
    assert sum(row[0].text.isdigit() for row in office.rows) == len({step.id for step in demo()[1].steps if step.binding}) == 4
    assert "150,000 + 38,000 + 20,900 + 632,000 + 24,000 = 864,900円" in text_of(demo_statement())


def test_who_bears_what_is_a_sum_with_its_parts() -> None:
    rows = [[cell.text for cell in row] for row in table(demo_statement(), "bridge").rows]
    assert rows == [["当社（お支払い額）", "864,900", ""], ["お客さま", "75,800", "自己負担 56,000 + 限度超過 19,800"]]


def test_money_from_the_other_side_is_told_with_what_it_refilled() -> None:
    facts = {"contract_start": "2024-05-01", "deductible_plan": "5-5", "insured_value": 3_000_000, "recovered": 120_000}
    data = {"policy": "jp/personal-auto", "facts": facts, "endorsements": [], "expenses": [{"kind": "repair", "amount": 300_000}]}
    rows = [[cell.text for cell in row] for row in table(made(found(data), CASE), "bridge").rows]
    assert rows == [
        ["当社（お支払い額）", "180,000", ""],
        ["お客さま", "0", "自己負担 50,000 − お受け取り分からの充当 50,000"],
        ["相手の方からのお受け取り分", "120,000", "うち 50,000円をお客さまのご負担に充当"],
    ]


def test_everybody_who_is_paid_is_named_with_the_date_and_the_masked_account() -> None:
    rows = [[cell.text for cell in row] for row in table(demo_statement(), "payees").rows]
    assert rows == [
        ["お客さま", "232,900", "2026年11月27日（金）", "みほん銀行 見本支店 普通 ***4567"],
        ["修理工場", "632,000", "2026年11月27日（金）", "直接お支払いします"],
    ]
    open_date = [[cell.text for cell in row] for row in table(made(demo()[1], CASE), "payees").rows]
    assert open_date[0][2:] == ["決まりしだいご連絡します", "お客さまご指定の口座"]


def test_a_taken_over_part_moves_from_one_coverage_to_the_other() -> None:
    facts = {"contract_start": "2024-05-01", "insured_value": 1_000_000, "repaired": True}
    data: dict[str, Any] = {
        "policy": "jp/personal-auto",
        "facts": facts,
        "endorsements": ["excess_repair"],
        "expenses": [{"kind": "repair", "amount": 1_400_000}],
    }
    by_coverage = table(made(found(data), CASE), "by_coverage")
    assert [column.title for column in by_coverage.columns] == ["補償項目", "ご請求額", "引継ぎ", "お支払い額"]
    assert [[cell.text for cell in row] for row in by_coverage.rows] == [
        ["車両保険", "1,400,000", "-400,000", "1,000,000"],
        ["車両超過修理費用", "—", "400,000", "400,000"],
    ]


def test_a_claim_that_pays_nothing_has_a_statement_with_the_reason() -> None:
    data = {
        "policy": "jp/personal-auto",
        "facts": {"contract_start": "2024-05-01", "drivable": True},
        "endorsements": [],
        "expenses": [{"kind": "tow", "amount": 30_000}, {"kind": "repair", "amount": 0}],
    }
    text = text_of(made(found(data), CASE))
    assert "「自力走行不能」に当たらないため対象外" in text
    assert "0 円 〔ゼロえん〕" in text
    assert "ご請求額が0円です" in text
    assert WORDS["payees"]["ja"] not in text


def test_what_the_policy_assumed_is_said() -> None:
    assert "法令により運転できない：いいえ、車の盗難：いいえ" in text_of(demo_statement())
    assert "May not be driven by law: no, Car stolen: no" in text_of(demo_statement("en"))


def test_an_empty_claim_says_so() -> None:
    result = found(
        {"policy": "jp/personal-auto", "facts": {"contract_start": "2024-05-01", "drivable": True}, "endorsements": [], "expenses": []}
    )
    assert text_of(made(result, CASE)).count("\n") > 30


def test_an_undetermined_calculation_has_no_statement_but_its_questions() -> None:
    data = {
        "policy": "jp/personal-auto",
        "facts": {"contract_start": "2024-05-01"},
        "endorsements": [],
        "expenses": [{"kind": "tow", "amount": 160_000}],
    }
    with pytest.raises(Problems) as refused:
        made(found(data), CASE)
    assert "Drivable (drivable), Shop approved beforehand (shop_approved)" in str(refused.value)


def test_a_statement_without_names_addresses_the_customer_as_such() -> None:
    _, result = demo()
    assert made(result, replace(CASE, customer_name="")).addressee == "お客さま"
    assert made(result, replace(CASE, customer_name=""), "en").addressee == "Dear customer"


@pytest.mark.parametrize(
    ("product", "code", "unit", "words"),
    [
        ("au/comprehensive-car", "AUD", "オーストラリアドル", "Australian dollars"),
        ("de/motor-assistance-letter", "EUR", "ユーロ", "euros"),
        ("in/private-car-package", "INR", "インドルピー", "Indian rupees"),
        ("my/private-car", "MYR", "リンギット", "Malaysian ringgit"),
    ],
)
def test_other_currencies_name_themselves_and_have_their_readings(product: str, code: str, unit: str, words: str) -> None:
    policy = rules.policy(product)
    result = next(
        answer.result
        for example in policy.examples
        for answer in answers_of(policy, example)
        if answer.result.status == "determined" and answer.result.paid
    )
    english, japanese = made(result, CASE, "en", "office"), made(result, CASE, "ja", "office")
    assert english.total_unit == japanese.total_unit == code
    assert words in english.total_reading
    assert unit in japanese.total_reading
    assert f"{code} {english.total}" in text_of(english)
    assert f"{code} {japanese.total}〔{japanese.total_reading}〕" in text_of(japanese)


# ---- the document


def test_the_document_is_json_as_it_stands() -> None:
    data = json.loads(msgspec.json.encode(demo_statement()))
    assert data["total"] == "864,900"
    assert data["sections"][0]["title"].startswith("1. ")


def test_every_wording_has_both_languages() -> None:
    assert all(set(wording) == {"ja", "en"} and all(wording.values()) for wording in WORDS.values())


def test_widths_count_full_width_letters_twice() -> None:
    assert (width("円a"), width("か\u3099")) == (3, 2)
    assert (aligned("円", 4, "right"), aligned("円", 4, "left")) == ("  円", "円  ")


WORDED = """\
payout: 1
title: {ja: 車両保険, en: Car}
currency: JPY
dated_by: start
contract:
  start: {type: date, title: {ja: 始期日, en: Start}}
claim:
  state:
    type: [can_be_fixed, written_off]
    assume: written_off
    title: {ja: 車両の状態, en: State of the car}
    words: {can_be_fixed: {ja: 修理可能, en: fixable}, written_off: {ja: 全損, en: written off}}
items:
  leg:
    type: [way_out, way_back]
    title: {ja: 区間, en: Leg}
    words: {way_out: {ja: 往路, en: outward}, way_back: {ja: 復路, en: homeward}}
expenses:
  taxi: {title: {ja: タクシー代, en: Taxi}, has: [leg]}
  repair: {title: {ja: 修理費, en: Repair}}
terms:
  leg_limit: {title: {ja: 片道の限度額, en: Limit for one way}, from: {2024-01-01: 3_000}, per: leg, clause: 第2条}
coverages:
  taxi: {title: {ja: 移動, en: Travel}, clause: 第2条, covers: [taxi], steps: [{limit: leg_limit}]}
  repair: {title: {ja: 修理, en: Repairs}, clause: 第3条, covers: [repair], when: state == can_be_fixed}
"""


@pytest.mark.parametrize("profile", [*PROFILES, "letter"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_rendering_says_the_titles_of_words_from_the_record_alone(language: str, profile: str) -> None:
    policy = policy_of(WORDED, "test/words")
    bills = [{"id": "r1", "kind": "taxi", "amount": 4_000, "leg": "way_back"}, {"id": "r2", "kind": "repair", "amount": 9_000}]
    case = {"statement_date": "2026-11-20"}
    claim = claim_of({"policy": policy.id, "facts": {"start": "2026-04-01"}, "endorsements": [], "expenses": bills, "case": case})
    record = recorded(claim, policy, calculate(policy, claim), fonts={})
    statement = statement_of(read_record(record.bytes), language, profile)
    told = {
        "ja": ("車両の状態が全損で、修理可能ではないため対象外", "区間 復路につき3,000円", "タクシー代（復路）", "車両の状態：全損"),
        "en": ("State of the car is written off (not fixable)", "3,000 yen for Leg homeward", "Taxi (homeward)", "the car: written off"),
    }[language]
    for text in map(" ".join, (text_of(statement).split(), html_of(statement).split())):
        assert [part for part in told[: 1 if profile == "letter" else None] if part not in text] == []
        assert [word for word in ("can_be_fixed", "written_off", "way_out", "way_back") if word in text] == []


@pytest.mark.parametrize(
    ("nights", "name"),
    [
        (1, ("e1 bed", "A・1泊目")),
        (3, ("e1 bed", "A・1泊目・2泊目・3泊目")),
        (30, ("e1 bed", "A・1泊目 … 30泊目")),
    ],
)
def test_the_nights_of_a_bill_stand_as_nights_behind_whose_they_are(nights: int, name: tuple[str, str]) -> None:
    bills = [{"kind": "bed", "amount": 90, "who": "A", "quantity": nights}]
    calculation = result_of(policy_of(COUNTED), {"start": "2024-05-01"}, bills)
    (row,) = table(made(calculation, CASE), "receipts").rows
    assert (row[0].text, row[0].note) == name


def test_a_limit_for_a_person_and_a_night_is_said_so_in_whatever_order_it_is_written() -> None:
    policy = policy_of(COUNTED.replace("stay", "night").replace("who", "person"))
    calculation = result_of(policy, {"start": "2024-05-01"}, [{"kind": "bed", "amount": 90, "person": "A", "quantity": 3}])
    assert "per: [night, person]" in COUNTED.replace("stay", "night").replace("who", "person")
    assert "お一人さまの一泊につき 10円" in text_of(made(calculation, CASE, "ja", "office"))
    assert "for each person and night" in text_of(made(calculation, CASE, "en", "office"))
