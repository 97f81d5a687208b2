"""What the operator says: nothing personal before the customer is known, every amount and date with its reading, answers from
this very calculation. The sample's texts stand in tests/statements; `PAYOUT_REFRESH=1 pytest tests/test_statement_talk.py` writes
them again, and the change is read as a diff."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from payout import pdf, rules
from payout.calculate import Calculation
from payout.examples import answers_of
from payout.money import Currency
from payout.policy import Policy
from payout.statement import Case, Paragraphs, Statement, Talk, Words, case_of, statement_of, text_of
from payout.statement.phrases import ANSWERS, SENTENCES
from payout.statement.record import Data, Illustration, Notice, Previous, Record
from payout.statement.record import Earlier as Before
from payout.statement.talk import UNTITLED
from payout.statement.text import spoken
from tests.test_statement import CASE, demo, demo_statement, found, made, section

YEN = Currency("JPY", 0)
REFERENCES = Path(__file__).parent / "statements"
IDENTIFIED = 2
"""So many entries are said before the customer is known: the opening and the identification."""

Entries = tuple[tuple[str, tuple[Words, ...]], ...]


def talk(statement: Statement, key: str = "talk") -> Entries:
    return next(block for block in section(statement, key).blocks if isinstance(block, Talk)).entries


def said(entries: Entries) -> str:
    return "\n".join(f"{label} {spoken(words)}" for label, words in entries)


def entry(statement: Statement, label: str) -> str:
    return next(spoken(words) for name, words in talk(statement) if name.endswith(label))


def answer(statement: Statement, question: str) -> str:
    return next(text for _, words in talk(statement, "answers") if question in (text := spoken(words)))


def auto(expenses: list[dict[str, Any]], endorsements: list[str] | None = None, **facts: Any) -> Calculation:
    known = {
        "contract_start": "2024-05-01",
        "drivable": False,
        "shop_approved": False,
        "deductible_plan": "5-5",
        "insured_value": 3_000_000,
    }
    return found({"policy": "jp/personal-auto", "facts": known | facts, "endorsements": endorsements or [], "expenses": expenses})


def told_by(of: str | Policy) -> Iterator[Calculation]:
    """What the examples of a product come to."""
    policy = rules.policy(of) if isinstance(of, str) else of
    for example in policy.examples:
        yield from (given.result for given in answers_of(policy, example) if given.result.status == "determined")


# ---- nothing personal


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_personal_is_said_before_the_customer_is_known(language: str) -> None:
    case = case_of(demo()[0], YEN)
    before = said(talk(demo_statement(language, "office"))[:IDENTIFIED])
    personal = [case.customer_name, *case.customer_name.split(), case.customer_kana, *case.customer_kana.split(), "4567", "みほん銀行"]
    personal += [case.accident_place, case.accident_kind, case.vehicle, case.contract_number, case.claim_number, "事故", "864,900"]
    for text in personal:
        assert text not in before.replace(case.office_name, ""), text
    assert not re.search(r"\d{3}", before)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_afterwards_the_customer_is_addressed_once_and_nobody_else_is_named(language: str) -> None:
    claim, result = demo()
    statement = demo_statement(language, "office")
    after = said(talk(statement)[IDENTIFIED:]) + said(talk(statement, "answers"))
    address = {"ja": "見本 太郎〔ミホン タロウ〕さま、", "en": "Thank you, 見本 太郎 (ミホン タロウ)."}[language]
    assert after.count("見本 太郎") == after.count(address) == 1
    case = case_of(claim, YEN)
    people = {value for line in result.lines for value in line.marks.values()} - {case.customer_name}
    for text in (*people, case.accident_place, case.accident_kind, case.vehicle, case.contract_number, "みほん銀行"):
        assert text not in after, text


def test_the_operator_asks_and_never_reads_out() -> None:
    identify = entry(demo_statement(profile="office"), "ご本人の確認")
    for asked in ("お名前", "生年月日", "お電話番号か証券番号", "こちらからは読みあげません"):
        assert asked in identify


# ---- readings


@pytest.mark.parametrize("id", rules.ids())
def test_every_amount_has_its_reading_right_behind_it(id: str) -> None:
    """In every run of every call of every example in Japanese: an amount stands alone in its run, with a reading."""
    amount, ends = (
        re.compile(r"[\d,]+円|[A-Z]{3} [\d,]+\.\d\d"),
        ("えん", "ユーロ", "ドル", "リンギット", "ルピー", "セント", "セン", "パイサ"),
    )
    for result in told_by(id):
        statement = made(result, CASE, "ja", "office")
        for _, words in (*talk(statement), *talk(statement, "answers")):
            for run in words:
                if amount.search(run.text):
                    assert amount.fullmatch(run.text), run
                    assert run.reading.endswith(ends), run


@pytest.mark.parametrize("id", rules.ids())
def test_english_is_read_as_it_is_written(id: str) -> None:
    for result in told_by(id):
        statement = made(result, CASE, "en", "office")
        assert all(not run.reading for _, words in (*talk(statement), *talk(statement, "answers")) for run in words)


def test_amounts_dates_rates_and_digits_are_read_as_one_says_them() -> None:
    statement = demo_statement(profile="office")
    text = said(talk(statement)) + said(talk(statement, "answers"))
    for part in (
        "864,900円〔はちじゅうろくまん よんせん きゅうひゃくえん〕",
        "11月27日（金）〔じゅういちがつ にじゅうしちにち きんようび〕",
        "口座番号の末尾が 4567〔よん ご ろく なな〕",
        "20%〔にじゅっパーセント〕",
        "0120-000-000〔ゼロ いち に ゼロ の ゼロ ゼロ ゼロ の ゼロ ゼロ ゼロ〕",
    ):
        assert part in text, part


# ---- the call


def test_the_call_goes_from_the_opening_to_the_closing() -> None:
    labels = [label for label, _ in talk(demo_statement(profile="office"))]
    assert labels == [
        "1. ごあいさつ",
        "2. ご本人の確認",
        "3. 結論",
        "レッカー・応急処置",
        "宿泊",
        "移動",
        "車両保険",
        "キャンセル費用",
        "4. 対象外とご負担",
        "5. ほかの費用",
        "6. お支払い",
        "7. ご了承",
        "8. ご質問",
        "9. むすび",
    ]


CALLED = {
    "a deductible": (
        [{"kind": "repair", "amount": 682_000}],
        "車両保険",
        "修理費 682,000円から、自己負担額 50,000円を差し引いて、632,000円をお支払いいたします。",
    ),
    "a limit that is reached": (
        [{"kind": "tow", "amount": 148_500}, {"kind": "first_aid", "amount": 16_500}],
        "レッカー・応急処置",
        "レッカー費用と応急処置費用 165,000円のうち、限度額の 150,000円をお支払いいたします。",
    ),
    "a limit per person": (
        [{"kind": "lodging", "amount": 24_800, "person": "A"}, {"kind": "lodging", "amount": 18_000, "person": "B"}],
        "宿泊",
        "宿泊費用 42,800円のうち、38,000円をお支払いいたします。"
        "残りの 4,800円は、お一人さまにつき 20,000円までというご契約の限度額を超える部分でございます。",
    ),
    "all of it": ([{"kind": "taxi", "amount": 9_900, "person": "A"}], "移動", "タクシー代 9,900円は、全額をお支払いいたします。"),
    "a part not covered": (
        [{"kind": "lodging", "amount": 18_000, "person": "A"}, {"kind": "lodging_extras", "amount": 3_200, "person": "A"}],
        "宿泊",
        "宿泊費用と飲食代・入湯税など 21,200円から、対象とならない 3,200円を差し引いて、18,000円をお支払いいたします。"
        "残りの 3,200円は、飲食代・入湯税などのため対象外でございます。",
    ),
}


@pytest.mark.parametrize("name", CALLED)
def test_a_coverage_is_told_in_a_sentence_or_two_that_add_up(name: str) -> None:
    expenses, label, sentence = CALLED[name]
    told = re.sub(r"〔[^〕]*〕", "", entry(made(auto(expenses), CASE, "ja", "office"), label))
    assert told == sentence


def test_a_benefit_without_a_bill_a_settlement_by_value_and_a_take_over_are_told() -> None:
    lost = made(auto([{"kind": "repair", "amount": 900_000}], ["total_loss_expense"], stolen=True, vehicle_claims=0), CASE, "ja", "office")
    plain = {label: re.sub(r"〔[^〕]*〕", "", spoken(words)) for label, words in talk(lost)}
    assert plain["車両保険"] == "修理費 900,000円に代えて、協定保険価額 3,000,000円をお支払いいたします。"
    assert plain["全損時諸費用"] == "諸費用 200,000円をお支払いいたします。"
    over = made(
        auto([{"kind": "repair", "amount": 1_400_000}], ["excess_repair"], insured_value=1_000_000, repaired=True), CASE, "ja", "office"
    )
    plain = {label: re.sub(r"〔[^〕]*〕", "", spoken(words)) for label, words in talk(over)}
    assert plain["車両保険"] == "修理費 1,400,000円から、別の補償で計算する 400,000円を差し引いて、1,000,000円をお支払いいたします。"
    assert plain["車両超過修理費用"] == "修理費のうち、ほかの補償では足りなかった 400,000円は、この補償から全額をお支払いいたします。"


@pytest.mark.parametrize(
    ("id", "told"),
    [
        ("jp/distance-charge", "に代えて、新車の取得価額 3,100,000円をお支払いいたします。"),
        ("au/comprehensive-car", "に代えて、協定保険価額 AUD 20,000.00をもとに計算し、"),
        ("au/comprehensive-car", "に代えて、時価 AUD 17,500.00をもとに計算し、"),
    ],
)
def test_a_settlement_by_value_is_called_by_the_value_of_its_own_case(id: str, told: str) -> None:
    assert told in told_of(id)


@pytest.mark.parametrize("id", rules.ids())
def test_what_is_added_without_a_bill_has_the_title_of_the_step_that_added_it(id: str) -> None:
    for result in told_by(id):
        adding = {step.id for step in result.steps if step.verb in ("add", "replace")}
        assert {line.id for line in result.lines if line.added} <= adding


def test_an_unpaid_premium_is_not_called_the_customers_own_share() -> None:
    text = told_of("au/comprehensive-car")
    assert "自己負担額 AUD 600.00と、未払いの保険料 AUD 450.00を差し引いて、" in text
    assert "自己負担額 AUD 600.00と、ご契約により差し引く未払いの保険料 AUD 450.00でございます。" in text
    assert "「未払いの保険料を引かれるのはなぜですか」" in text
    assert "「未払いの保険料」として定められております" not in text
    english = told_of("au/comprehensive-car", "en")
    assert "we take off your own share of AUD 600.00 and AUD 450.00 for premium still owing and pay AUD 18,950.00." in english


def told_of(policy: str | Policy, language: str = "ja") -> str:
    """Every call and every answer that the examples of a product bring up, without readings."""
    statements = (made(result, CASE, language, "office") for result in told_by(policy))
    return "\n".join(re.sub(r"〔[^〕]*〕", "", said(talk(one)) + "\n" + said(talk(one, "answers"))) for one in statements)


def test_money_from_the_other_side_is_told_before_what_is_left_and_never_as_less_than_was_received() -> None:
    some = made(auto([{"kind": "repair", "amount": 200_000}], recovered=30_000), CASE, "ja", "office")
    text = re.sub(r"〔[^〕]*〕", "", entry(some, "対象外とご負担"))
    assert text.endswith(
        "相手の方からお受け取りの 30,000円は、全額をお客さまのご負担に充てております。"
        "以上から、お客さまのご負担は、合計で 20,000円でございます。"
    )
    more = made(auto([{"kind": "repair", "amount": 200_000}], recovered=900_000), CASE, "ja", "office")
    text = re.sub(r"〔[^〕]*〕", "", entry(more, "対象外とご負担"))
    assert "相手の方からお受け取りの 900,000円のうち 200,000円は、まず" in text
    assert "お受け取りの 200,000円" not in text


def test_the_whole_of_an_expense_is_not_told_as_a_part_of_it() -> None:
    nothing = made(auto([{"kind": "repair", "amount": 50_000}]), CASE, "ja", "office")
    text = re.sub(r"〔[^〕]*〕", "", entry(nothing, "対象外とご負担"))
    assert "修理費の全額 50,000円は、ご契約でお客さまのご負担と決めている自己負担額でございます。" in text
    assert "修理費のうち" not in text


def test_an_expense_is_not_said_to_be_left_out_because_of_its_own_name() -> None:
    text = told_of("jp/direct-desk-first")
    assert "事故前から予定していた宿泊の全額 9,000円は、ご契約ではお支払いの対象となりません。" in text
    assert "宿泊の全額 9,000円は、予定していた宿泊のため" not in text
    assert "飲食代・入湯税などの全額 6,300円は、飲食代・入湯税などのため" not in text
    assert "ロードサービス規定 第8条に、事故前から予定していた宿泊はお支払いの対象としないと定められております。" in text


def test_what_was_not_covered_does_not_share_a_limit() -> None:
    text = told_of("jp/direct-desk-first")
    assert "お一人さまにつき 15,000円まで" in text
    assert "飲食代・入湯税などと合わせて" not in text


@pytest.mark.parametrize("id", ["au/comprehensive-car", "de/motor-assistance-letter"])
def test_a_limit_of_nothing_is_not_told_as_a_limit(id: str) -> None:
    text = told_of(id)
    assert not re.search(r" 0\.00まで", text)
    assert "この場合にお支払いできる金額がございません。" in text


def test_a_benefit_less_what_was_taken_off_is_a_whole_sentence_in_english() -> None:
    text = told_of("au/comprehensive-car", "en")
    assert "From agreed value of AUD 20,000.00 we take off your own share of AUD 600.00 and pay AUD 19,400.00." in text
    assert "of the  for" not in text


def test_what_is_left_to_pay_at_the_workshop_is_told_only_where_it_is_the_deductible_alone() -> None:
    for result in (
        auto([{"kind": "repair", "amount": 200_000}], recovered=30_000),
        auto([{"kind": "repair", "amount": 900_000}], stolen=True, vehicle_claims=1),
        auto([{"kind": "taxi", "amount": 99_900, "person": "A"}]),
    ):
        assert "修理工場では" not in said(talk(made(result, CASE, "ja", "office")))


@pytest.mark.parametrize(
    ("language", "told"), [("ja", "レッカー・保管の条件に当たらないため対象外"), ("en", "the conditions of towing and storage are not met")]
)
def test_a_word_of_the_rules_without_a_title_is_not_said(language: str, told: str) -> None:
    policy = rules.policy("au/comprehensive-car")
    untitled = replace(policy, facts={name: replace(fact, words={}) for name, fact in policy.facts.items()}, dated={})
    text = told_of(untitled, language)
    assert told in text
    assert "repairable" not in text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ja", "は、「安全に走行できない」に当たらないうえ、車両の状態が修理可能で、盗難ではないため対象外でございます。"),
        ("en", 'not covered: "Car unsafe to drive" is not the case and State of the car is repairable (not stolen).'),
    ],
)
def test_a_word_of_the_rules_is_said_by_its_title(language: str, told: str) -> None:
    assert told in told_of("au/comprehensive-car", language)


@pytest.mark.parametrize("id", rules.ids())
def test_no_reason_of_a_product_has_to_leave_its_condition_out(id: str) -> None:
    """Every word of the rules that an example's reason needs has a title."""
    reasons = [reduction.reason["ja"] for result in told_by(id) for line in result.lines for reduction in line.reductions]
    assert [reason for reason in reasons if UNTITLED.search(reason)] == []


def test_what_else_there_is_is_asked_as_one_can_answer() -> None:
    text = told_of("au/comprehensive-car")
    for nonsense in ("窓ガラスはございましたか", "チャイルドシートはございましたか", "トレーラーはございましたか"):
        assert nonsense not in text
    assert "の、いずれかに当たる損害や費用はございましたか。" in text
    assert max(line.count("ございましたか。") for line in text.splitlines()) <= 3
    english = told_of("au/comprehensive-car", "en")
    assert "Were there any losses or costs for any of these: " in english
    assert "or Overnight" not in english


def test_nobody_is_invited_to_claim_what_is_never_paid() -> None:
    """Meals and a stay that was planned anyway are excluded whatever else is true; a station's charge only in some cases."""
    result = auto([{"kind": "taxi", "amount": 9_900, "person": "A"}])
    statement = made(result, CASE, "ja", "office")
    text = said(talk(statement)) + said(talk(statement, "answers")) + text_of(made(result, CASE, "ja", "letter"))
    for never in ("飲食代・入湯税", "事故前から予定していた宿泊", "別の工場への再搬送"):
        assert never not in text_of(statement) + text, never
    assert "宿泊費用" in text
    (rental,) = [one for one in next(told_by("jp/rental-by-day")).coverages if one.kinds]
    assert "fuel" not in rental.kinds
    assert "transport" in rental.kinds


def test_what_can_be_damaged_is_invited_by_its_losses_and_costs() -> None:
    text = told_of("au/comprehensive-car")
    assert not re.search(r"(トレーラー|賠償責任|チャイルドシート)がございましたら", text)
    assert "賠償責任に当たる損害や費用がございましたら、領収書をお送りください。" in text
    assert "身の回り品の損害がございましたら、" in said(talk(demo_statement(profile="office"), "answers"))


def test_who_is_paid_directly_is_told_beside_the_customers_account() -> None:
    text = re.sub(r"〔[^〕]*〕", "", entry(demo_statement(profile="office"), "お支払い"))
    assert text == (
        "11月27日（金）に、お客さまご指定の、口座番号の末尾が 4567の口座へ 232,900円を、修理工場へ直接 632,000円をお支払いいたします。"
        "修理工場では、お客さまのご負担分 50,000円をお支払いください。"
    )


def test_a_call_that_brings_nothing_says_so_first_and_asks_for_no_consent_to_pay() -> None:
    result = auto([{"kind": "tow", "amount": 30_000}], drivable=True)
    text = said(talk(made(result, CASE, "ja", "office")))
    assert "お支払いできる保険金はございませんでした" in text
    assert "「自力走行不能」に当たらないため対象外でございます" in text
    assert "お支払いのお手続きを進めて" not in text
    assert "口座" not in text


def test_without_date_account_phone_and_name_the_call_reads_on() -> None:
    text = said(talk(made(demo()[1], Case(statement_date="2026-11-20"), "ja", "office")))
    assert "ありがとうございます。このたびは" in text
    assert "お客さまご指定の口座へ 232,900円" in text
    assert "お支払い日は、決まりしだい、あらためてご連絡いたします。" in text


@pytest.mark.parametrize("id", rules.ids())
def test_no_sentence_is_left_with_a_hole(id: str) -> None:
    for result in told_by(id):
        for language in ("ja", "en"):
            statement = made(result, CASE, language, "office")
            text = said(talk(statement)) + said(talk(statement, "answers")) + text_of(made(result, CASE, language, "letter"))
            assert not re.search(r"[{}]|、、|。。|「」|None|\(, |（）|\(\)|\bof \.|\bfor [.,]", text), text


# ---- the answers


def test_a_deductible_is_explained_with_its_clause_and_what_it_is_worked_out_from() -> None:
    statement = demo_statement(profile="office")
    assert "車両条項 第9条に「免責金額」として定められております" in answer(statement, "修理費から自己負担額を引かれるのはなぜですか")
    text = answer(statement, "キャンセル費用から自己負担額を引かれるのはなぜですか")
    assert "キャンセル費用の自己負担割合 20%〔にじゅっパーセント〕と、キャンセル費用の最低自己負担額 1,000円〔せんえん〕" in text


def test_a_limit_is_explained_with_its_basis_what_there_was_and_what_is_over() -> None:
    text = re.sub(r"〔[^〕]*〕", "", answer(demo_statement(profile="office"), "宿泊費用の一部が支払われないのはなぜですか"))
    told = (
        "ロードアシスタンス特約 第4条に、お一人さまにつき 20,000円までお支払いすると定められております。"
        "宿泊費用 24,800円は、この限度額を 4,800円超えておりますので、お支払いは 20,000円となります。"
    )
    assert told in text
    assert text.partition(told)[2].startswith("たとえば、ご請求が ")


def test_a_share_a_reduction_and_money_from_the_other_side_are_explained() -> None:
    for id, key, language in (
        ("jp/liability-property", "q_share", "ja"),
        ("in/private-car-package", "q_reduce", "en"),
        ("my/private-car", "q_reduce", "en"),
        ("jp/personal-auto", "q_recover", "ja"),
        ("au/comprehensive-car", "q_replace", "en"),
        ("jp/direct-desk-first", "q_choose", "ja"),
    ):
        question = re.split(r"\{\w+\}", ANSWERS[key][language])[-1]
        texts = [spoken(words) for result in told_by(id) for _, words in talk(made(result, CASE, language, "office"), "answers")]
        assert any(question in text for text in texts), key


@pytest.mark.parametrize("id", rules.ids())
def test_a_clause_in_another_language_is_quoted_where_it_is_read_out(id: str) -> None:
    """「Keys」の条項に, and never Keysに; a clause in Japanese, and an English sentence, stay as they are."""
    for result in told_by(id):
        foreign = {reduction.clause for line in result.lines for reduction in line.reductions if reduction.clause.isascii()} - {""}
        japanese = said(talk(made(result, CASE, "ja", "office"), "answers"))
        for clause in foreign:
            assert not re.search(rf"{re.escape(clause)}(?:に|により)、", japanese), clause
        assert ("」の条項" in japanese) <= bool(foreign)
        assert "の条項" not in said(talk(made(result, CASE, "en", "office"), "answers"))


def test_a_law_is_not_called_a_clause_of_the_policy() -> None:
    text = told_of("de/motor-assistance-letter") + told_of("au/comprehensive-car")
    assert "「Keys」の条項に、AUD 1,000.00までお支払いすると定められております。" in text
    assert "約款の" not in text


def test_only_what_this_calculation_gives_rise_to_is_answered() -> None:
    statement = made(auto([{"kind": "taxi", "amount": 9_900, "person": "A"}]), CASE, "ja", "office")
    text = said(talk(statement, "answers"))
    assert "なぜですか" not in text
    assert "いつ受け取れますか" in text
    assert "納得できません" in text


def kept(result: Calculation, **more: Any) -> Record:
    data = Data(schema="payout.record/1", edition=result.edition, fonts={}, claim={}, calculation=result, **more)
    return Record(data, b"{}", CASE)


def with_more(result: Calculation, **more: Any) -> Statement:
    return statement_of(kept(result, **more), "ja", "office")


def test_the_complaint_route_and_the_independent_body_answer_who_does_not_agree() -> None:
    notices = (
        Notice(topic="complaint", words={"ja": "お客さま相談室が承ります。", "en": "Our complaints desk listens."}),
        Notice(topic="adr", words={"ja": "見本紛争解決センターがあります。", "en": "There is a dispute body."}),
        Notice(topic="tax", words={"ja": "課税されません。", "en": "It is not taxed."}),
    )
    text = answer(with_more(demo()[1], notices=notices), "納得できません")
    assert text.endswith("お客さま相談室が承ります。見本紛争解決センターがあります。")


def test_less_than_last_time_is_told_coverage_by_coverage() -> None:
    result = demo()[1]
    more, all_of_it = {"road": 7_000}, Before(id="r1", title={"ja": "領収書", "en": "bills"}, claimed=0, paid=871_900)
    coverages = tuple(
        Before(id=one.name, title=one.title, claimed=0, paid=int(one.paid or 0) + more.get(one.name, 0)) for one in result.coverages
    )
    previous = Previous(data_hash="", statement_date="2026-11-10", claimed=0, paid=871_900, coverages=coverages, receipts=(all_of_it,))
    text = re.sub(r"〔[^〕]*〕", "", answer(with_more(result, previous=previous), "前の案内と金額が違うのはなぜですか"))
    assert text.endswith(
        "11月10日（火）のご案内では 871,900円、今回は 864,900円で、7,000円少なくなっております。"
        "レッカー・応急処置が、157,000円から 150,000円に変わりました。"
    )


@pytest.mark.parametrize(
    ("was", "more", "less"),
    [
        (862_900, "11月10日（火）にご案内した 862,900円から、2,000円増えております。", "今回は 864,900円で、2,000円多くなっております。"),
        (871_900, "11月10日（火）にご案内した 871,900円から、7,000円減っております。", "今回は 864,900円で、7,000円少なくなっております。"),
        (864_900, "11月10日（火）にご案内した合計から、変わりはございません。", ""),
    ],
)
def test_a_second_statement_tells_the_change_and_never_promises_the_whole_again(was: int, more: str, less: str) -> None:
    result = demo()[1]
    owed = {one.name: int(one.paid or 0) for one in result.coverages}
    owed["road"] += was - 864_900
    coverages = tuple(Before(id=one.name, title=one.title, claimed=0, paid=owed[one.name]) for one in result.coverages)
    receipts = (Before(id="r1", title={"ja": "領収書", "en": "bills"}, claimed=0, paid=was),)
    previous = Previous(data_hash="", statement_date="2026-11-10", claimed=0, paid=was, coverages=coverages, receipts=receipts)
    statement = with_more(result, previous=previous)
    text = re.sub(r"〔[^〕]*〕", "", said(talk(statement)) + said(talk(statement, "answers")))
    assert more in text
    assert less in text
    assert ("金額が違うのはなぜですか" in text) == bool(less)
    once = "それを差し引きます" if was > 864_900 else "すでにお支払いした金額があるときは、その差額をお支払いいたします。"
    assert text.count(once) == 2  # with the payment, and where the customer asks when the money comes
    (note,) = [block for block in section(statement, "payees").blocks if isinstance(block, Paragraphs)]
    assert once in note.texts[0]
    english = statement_of(kept(result, previous=previous), "en", "letter")
    assert ("we pay the difference" in text_of(english)) == (was <= 864_900)


@pytest.mark.parametrize(
    ("language", "end"),
    [
        (
            "ja",
            "今回お支払いできる保険金はございませんでした。11月10日（火）には、30,000円とご案内しておりました。理由を順にご説明いたします。",
        ),
        ("en", "nothing that we can pay. On Tuesday 10 November 2026 we told you that it would be 30,000 yen. Let me explain why."),
    ],
)
def test_what_was_told_before_stands_between_that_nothing_is_paid_and_why(language: str, end: str) -> None:
    row = Before(id="road", title={"ja": "レッカー", "en": "towing"}, claimed=30_000, paid=30_000)
    previous = Previous(data_hash="", statement_date="2026-11-10", claimed=30_000, paid=30_000, coverages=(row,), receipts=(row,))
    nothing = kept(auto([{"kind": "tow", "amount": 30_000}], drivable=True), previous=previous)
    told = entry(statement_of(nothing, language, "office"), {"ja": "結論", "en": "The total"}[language])
    assert re.sub(r"〔[^〕]*〕", "", told).endswith(end)


def test_what_includes_the_earlier_statement_is_the_total_and_not_a_date() -> None:
    row = Before(id="road", title={"ja": "レッカー", "en": "towing"}, claimed=0, paid=150_000)
    previous = Previous(data_hash="", statement_date="2026-11-10", claimed=0, paid=150_000, coverages=(row,), receipts=(row,))
    text = answer(with_more(demo()[1], previous=previous), "いつ受け取れますか")
    assert text.endswith(
        "ご連絡いたします。ご案内した合計は、これまでの分を含めた金額でございます。"
        "すでにお支払いした金額があるときは、その差額をお支払いいたします。"
        "これまでに実際にお支払いした金額は、この計算書の資料には含まれておりません。"
    )


def test_a_first_statement_knows_of_nothing_before() -> None:
    text = said(talk(demo_statement(profile="office"))) + said(talk(demo_statement(profile="office"), "answers"))
    assert "すでにお支払い" not in text
    assert "前の案内" not in text


def test_a_worked_example_of_the_policy_is_told_beside_the_own_figures() -> None:
    shown = Illustration(
        coverage="own_damage",
        step="deductible",
        words={"ja": "一回目の事故", "en": "first accident"},
        claimed=300_000,
        taken=50_000,
        paid=250_000,
    )
    text = answer(with_more(demo()[1], illustrations=(shown,)), "修理費から自己負担額")
    assert "たとえば、ご請求が 300,000円〔さんじゅうまんえん〕の例では、同じ定めにより" in text
    assert "一回目の事故" not in text
    assert "250,000円〔にじゅうごまんえん〕" in text


# ---- the letter, the wordings, the references


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_letter_is_one_page_with_the_same_figures(language: str) -> None:
    letter = demo_statement(language, "letter")
    text = text_of(letter)
    for amount in ("864,900", "150,000", "38,000", "20,900", "632,000", "24,000", "75,800", "232,900"):
        assert amount in text
    assert "〔" not in "".join(line for line in text.split("■")[1:])
    assert letter.sections[0].title == {"ja": "お支払いする保険金", "en": "What we pay"}[language]
    assert len(re.findall(rb"/Type /Page\b", pdf.render(letter))) == 1


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_customers_copy_of_the_sample_has_two_pages(language: str) -> None:
    assert len(re.findall(rb"/Type /Page\b", pdf.render(demo_statement(language, "customer")))) == 2


def test_every_sentence_has_both_languages_and_names_nothing_that_the_other_cannot_know() -> None:
    for key, sentence in {**SENTENCES, **ANSWERS}.items():
        places = {language: set(re.findall(r"\{(\w+)\}", text)) for language, text in sentence.items()}
        assert set(places) == {"ja", "en"}
        assert places["ja"] == places["en"] or key in ("part_share", "part_reduce"), key
        assert all(sentence.values()), key


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("profile", ["customer", "office", "letter"])
def test_the_samples_texts_are_the_ones_that_were_reviewed(language: str, profile: str) -> None:
    file = REFERENCES / f"demo-{profile}-{language}.txt"
    text = text_of(replace(demo_statement(language, profile), footer=()))
    if os.environ.get("PAYOUT_REFRESH"):
        REFERENCES.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text
