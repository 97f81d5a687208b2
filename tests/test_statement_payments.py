"""What was paid before and what is paid now: worked out by hand, for any payments, refused where it cannot be, and told as it is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from payout import pdf, rules
from payout.calculate import calculate
from payout.calculate.result import Payee
from payout.claim import Claim, read_claim
from payout.cli import commands
from payout.keys import MOST_PAYMENTS, PAYMENT_KEYS
from payout.messages import LANGUAGES
from payout.money import Currency
from payout.problem import Problem, Problems
from payout.seal.answers import Verdict
from payout.seal.verifying import verify
from payout.source import Mapping, canonical, read
from payout.statement import Case, Paragraphs, Statement, Table, case_of, html_of, read_record, recorded, statement_of, text_of
from payout.statement.figures import Disagrees, Figures
from payout.statement.making import LETTER, PROFILES
from payout.statement.payments import Payment, Settlement, least_surplus, settled
from payout.summary import summary
from tests import documents
from tests.test_statement import CASE, agrees, demo, made, number, section, table
from tests.test_statement_talk import answer, auto, entry, said, talk, told_by

YEN = Currency("JPY", 0)
PAYEES = rules.policy("jp/personal-auto").payees
DAY = "2026-12-18"
DUE = (Payee(payee="insured", amount=163_200), Payee(payee="workshop", amount=230_000))
"""Of the claim of `documents.paid_before`: the tow of 148,500 and the taxi of 14,700; the repair of 280,000 less 50,000."""


def payment(amount: int, payee: str = "insured", date: str = "2026-11-27") -> Payment:
    return Payment(date, payee, amount)


def statement(language: str = "ja", profile: str = "office", **changes: Any) -> Statement:
    """A statement of the claim that was paid in part and too much, its case changed."""
    record = documents.record_of("paid-before")
    return statement_of(replace(record, case=replace(record.case, **changes)), language, profile)


def plain(text: str) -> str:
    return re.sub(r"〔[^〕]*〕", "", text)


# ---- the sums


def test_one_payee_gets_the_rest_and_the_other_got_too_much() -> None:
    """By hand: 163,200 − 148,500 = 14,700 are left for the customer; the workshop got 250,000 − 230,000 = 20,000 too much."""
    own, shop = settled(DUE, [payment(148_500), payment(250_000, "workshop")])
    assert (own.payable, own.before, own.now, own.surplus) == (163_200, 148_500, 14_700, 0)
    assert (shop.payable, shop.before, shop.now, shop.surplus) == (230_000, 250_000, 0, 20_000)


def test_the_surplus_of_one_is_not_taken_off_what_another_gets() -> None:
    """All together 413,200 were paid of 393,200: the customer gets nothing of it back and keeps what is still owed to them."""
    own, shop = settled(DUE, [payment(413_200, "workshop")])
    assert (own.now, shop.now, shop.surplus) == (163_200, 0, 183_200)


def test_who_was_paid_and_gets_nothing_any_more_stands_behind_the_others() -> None:
    assert [one.payee for one in settled(DUE, [payment(5, "other_party"), payment(5)])] == ["insured", "workshop", "other_party"]
    assert settled((), [payment(7)]) == (Settlement("insured", 0, (payment(7),)),)
    assert settled((), []) == ()


AMOUNTS = st.integers(1, 10**12)
NAMES = st.sampled_from(["insured", "workshop", "other_party", "lawyer"])


@given(
    st.dictionaries(NAMES, st.integers(1, 10**12)),
    st.lists(st.builds(Payment, st.just("2026-11-27"), NAMES, AMOUNTS), max_size=MOST_PAYMENTS),
)
def test_for_each_payee_the_whole_is_before_and_now_less_the_surplus(due: dict[str, int], payments: list[Payment]) -> None:
    found = settled([Payee(payee=payee, amount=amount) for payee, amount in due.items()], payments)
    for one in found:
        assert one.payable == due.get(one.payee, 0) == one.before + one.now - one.surplus
        assert one.before == sum(paid.amount for paid in payments if paid.payee == one.payee)
        assert min(one.now, one.surplus) == 0 <= max(one.now, one.surplus)
    assert sum(one.before for one in found) == sum(paid.amount for paid in payments)
    assert sum(one.payable for one in found) == sum(due.values())


@given(st.lists(st.builds(Payment, st.just("2026-11-13"), st.sampled_from(["insured", "workshop"]), st.integers(1, 900_000)), max_size=6))
def test_whatever_was_paid_every_table_comes_to_the_total(payments: list[Payment]) -> None:
    for language in LANGUAGES:
        balanced(made(demo()[1], Case(statement_date="2026-11-20", paid_before=tuple(payments)), language, "office"))


@pytest.mark.parametrize("id", rules.ids())
@pytest.mark.parametrize("part", [1, 50, 100, 250])
def test_in_every_product_and_currency_the_tables_come_to_the_total(id: str, part: int) -> None:
    """Every payee of the policy got so many hundredths of what the first example pays in all."""
    record = documents.record_of(id.replace("/", "-"))
    amount = Figures(record, "en").paid * part // 100
    payments = tuple(payment(amount, payee, "2026-11-13") for payee in rules.policy(id).payees if amount)
    for language in LANGUAGES:
        balanced(statement_of(replace(record, case=replace(record.case, paid_before=payments)), language, "office"))


def balanced(told: Statement) -> None:
    """Row by row and in total: payable + paid too much = already paid + to pay now, and nothing is negative."""
    agrees(told)
    heads, found = titles_and_figures(told)
    signs = {"payable": 1, "surplus": 1, "paid_already": -1, "pay_now": -1}
    for row in found:
        assert sum(signs[head] * amount for head, amount in zip(heads, row, strict=True)) == 0
        assert min(row) >= 0
    assert [sum(column) for column in zip(*found[:-1], strict=True)] == list(found[-1])


def titles_and_figures(told: Statement) -> tuple[list[str], list[list[int]]]:
    """The columns of figures of who is paid, by their words, and every row's figures, the sum's last."""
    found = table(told, "payees")
    words = {"お支払い額の全体": "payable", "お支払い済み": "paid_already", "お支払い超過": "surplus", "今回のお支払い": "pay_now"}
    words |= {"Payable in all": "payable", "Already paid": "paid_already", "Paid too much": "surplus", "To pay now": "pay_now"}
    heads = [words[column.title] for column in found.columns[1:-1]]
    return heads, [[number(cell.text) for cell in row[1:-1]] for row in (*found.rows, found.total)]


def test_payments_that_do_not_come_to_the_total_are_never_told() -> None:
    result = demo()[1]
    more = msgspec.structs.replace(result, payees=(*result.payees, Payee(payee="lawyer", amount=1)))
    for case in (Case(statement_date=DAY), Case(statement_date=DAY, paid_before=(payment(1),))):
        with pytest.raises(Disagrees):
            made(more, case)


# ---- reading


def claim(paid_before: str) -> Claim:
    """A claim whose payments are written from line 5 on."""
    text = f"policy: jp/personal-auto\nendorsements: []\ncase:\n  statement_date: {DAY}\n  paid_before: {paid_before}\n"
    return read_claim(read(text.encode(), "claim.yaml", is_json=False)[0])


def refused(text: str) -> list[Problem]:
    with pytest.raises(Problems) as problems:
        case_of(claim(text), YEN, PAYEES)
    return list(problems.value.problems)


def test_payments_are_read_in_the_order_of_their_days() -> None:
    text = "[{date: 2026-12-18, payee: workshop, amount: 1_000}, {date: 2026-11-27, payee: insured, amount: 148_500}]"
    assert case_of(claim(text), YEN, PAYEES).paid_before == (payment(148_500), payment(1_000, "workshop", DAY))


def test_nothing_paid_is_another_thing_than_not_known() -> None:
    assert case_of(claim("[]"), YEN, PAYEES).paid_before == ()
    assert case_of(documents.corrected(), YEN, PAYEES).paid_before is None


def test_an_amount_is_read_in_the_currency_of_the_policy() -> None:
    (paid,) = case_of(claim("[{date: 2026-11-27, payee: insured, amount: 12.50}]"), Currency("EUR", 2), PAYEES).paid_before or ()
    assert paid.amount == 1_250


ONE = {"date": "2026-11-27", "payee": "insured", "amount": "148_500"}
WRONG: dict[str, tuple[str, dict[str, str]]] = {
    "too late": ("paid-later", {"date": "2026-12-19"}),
    "before any policy of ours": ("out-of-range", {"date": "0001-01-01"}),
    "no date": ("not-a-date", {"date": "2026-02-30"}),
    "nothing": ("paid-nothing", {"amount": "0"}),
    "less than nothing": ("paid-nothing", {"amount": "-5"}),
    "a comma": ("amount-spelling", {"amount": '"1,000"'}),
    "a fraction of a yen": ("amount-decimals", {"amount": "10.5"}),
    "an amount out of bounds": ("amount-range", {"amount": "9_999_999_999_999_999"}),
    "an unknown payee": ("unknown-payee", {"payee": "workshp"}),
    "no value": ("no-value", {"payee": ""}),
    "a list": ("want-text", {"date": "[2026-11-27]"}),
    "another key": ("unknown-key", {"payed": "1"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_payment_that_cannot_have_been_made_is_refused(name: str) -> None:
    code, change = WRONG[name]
    text = "[{" + ", ".join(f"{key}: {value}" for key, value in (ONE | change).items()) + "}]"
    (problem,) = refused(text)
    assert (problem.code, problem.at.line) == (code, 5)


@pytest.mark.parametrize("key", PAYMENT_KEYS)
def test_every_part_of_a_payment_is_needed(key: str) -> None:
    (problem,) = refused("[{" + ", ".join(f"{name}: {value}" for name, value in ONE.items() if name != key) + "}]")
    assert str(problem).endswith(f"a payment has no {key}. Add {key}.")


def test_a_slip_is_answered_with_what_was_meant() -> None:
    (slip,) = refused("[{date: 2026-11-27, payee: workshp, amount: 1}]")
    assert str(slip).endswith("the policy has no payee 'workshp'. Did you mean 'workshop'?")
    (key,) = refused("[{date: 2026-11-27, paye: workshop, amount: 1}]")
    assert str(key).endswith("a payment has no key 'paye'. Did you mean 'payee'?")
    (cut,) = refused("[{date: 2026-11-27, payee: workshop, amount: 1,000}]")
    assert cut.code == "digits-cut"


@pytest.mark.parametrize(("text", "code"), [("", "want-list"), ("5_000", "want-list"), ("[5_000]", "want-mapping")])
def test_what_is_no_list_of_payments_is_refused(text: str, code: str) -> None:
    assert [problem.code for problem in refused(text)] == [code]


def test_the_same_payment_twice_is_a_slip() -> None:
    one = "{date: 2026-11-27, payee: insured, amount: 148_500}"
    assert [problem.code for problem in refused(f"[{one}, {one}]")] == ["paid-twice"]
    assert len(case_of(claim(f"[{one}, {one.replace('27', '28')}]"), YEN, PAYEES).paid_before or ()) == 2


def test_only_so_many_payments_are_taken() -> None:
    many = ", ".join(f"{{date: 2026-11-27, payee: insured, amount: {at}}}" for at in range(1, MOST_PAYMENTS + 2))
    assert [problem.code for problem in refused(f"[{many}]")] == ["too-many-payments"]
    assert len(case_of(claim(f"[{many.rpartition(', {')[0]}]"), YEN, PAYEES).paid_before or ()) == MOST_PAYMENTS


def test_without_a_date_of_the_statement_no_payment_is_called_late() -> None:
    for case in ("paid_before: [{date: 2199-01-01, payee: insured, amount: 1}]", "statement_date: soon\n  paid_before: []"):
        text = f"policy: jp/personal-auto\nendorsements: []\ncase:\n  {case}\n"
        with pytest.raises(Problems) as problems:
            case_of(read_claim(read(text.encode(), "claim.yaml", is_json=False)[0]), YEN, PAYEES)
        assert {problem.code for problem in problems.value.problems} <= {"case-needed", "not-a-date"}


# ---- the record


def test_the_record_holds_the_payments_in_minor_units_and_reads_them_again() -> None:
    record = documents.record_of("paid-before")
    assert record.data.claim["case"]["paid_before"] == [
        {"date": "2026-11-27", "payee": "insured", "amount": 148_500},
        {"date": "2026-12-04", "payee": "workshop", "amount": 250_000},
    ]
    assert read_record(record.bytes) == record
    assert record.tells_more


def test_cents_go_through_the_record() -> None:
    policy = rules.policy("de/motor-assistance-letter")
    _, given = documents.claimed("de-motor-assistance-letter")
    text = f"case: {{statement_date: {DAY}, paid_before: [{{date: 2026-11-27, payee: insured, amount: 0.07}}]}}"
    node, _ = read(text.encode(), "claim.yaml", is_json=False)
    assert isinstance(node, Mapping)
    case = node.get("case")
    assert isinstance(case, Mapping)
    record = recorded(replace(given, case=case), policy, calculate(policy, given), fonts={})
    assert record.case.paid_before == read_record(record.bytes).case.paid_before == (payment(7),)


@pytest.mark.parametrize(
    ("key", "value"),
    [("amount", 0), ("amount", -1), ("amount", "148500"), ("date", "2026-12-19"), ("payee", "a b"), ("payee", ""), ("note", "x")],
)
def test_a_record_with_a_payment_that_cannot_be_is_refused(key: str, value: object) -> None:
    data = json.loads(documents.record_of("paid-before").bytes)
    data["claim"]["case"]["paid_before"][0][key] = value
    with pytest.raises(Problems):
        read_record(json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())


# ---- the document


def test_who_is_paid_is_told_with_what_was_paid_and_what_is_left() -> None:
    found = table(statement("en"), "payees")
    rows = [[(cell.text, cell.note) for cell in row] for row in (*found.rows, found.total)]
    assert [[text for text, _ in row] for row in rows] == [
        ["You", "163,200", "148,500", "—", "14,700", "8 January 2027"],
        ["The repair shop", "230,000", "250,000", "20,000", "—", "Nothing more is transferred"],
        ["Total", "393,200", "398,500", "20,000", "14,700", ""],
    ]
    assert [row[2][1] for row in rows] == ["27 November 2026", "4 December 2026", ""]
    assert rows[0][-1][1] == "みほん銀行 見本支店 普通 ***4567"
    assert rows[1][-1][1] == "Our office will speak with you about what was paid too much"
    (apart,) = [block for block in section(statement("en"), "payees").blocks if isinstance(block, Paragraphs)]
    assert apart.texts == ("What was paid too much to one is not taken off what is paid to another.",)


def test_several_payments_to_one_stand_in_a_table_of_their_own() -> None:
    parts = (payment(100_000), payment(48_500, date="2026-12-01"), payment(5_000, "workshop", "2026-12-04"))
    found, listed = [block for block in section(statement(paid_before=parts), "payees").blocks if isinstance(block, Table)]
    assert [row[2].note for row in found.rows] == ["2回（下の表）", "2026年12月4日"]
    assert len(found.columns) == 5, "no column for a surplus that nobody has"
    assert [[cell.text for cell in row] for row in (*listed.rows, listed.total)] == [
        ["2026年11月27日（金）", "お客さま", "100,000"],
        ["2026年12月1日（火）", "お客さま", "48,500"],
        ["2026年12月4日（金）", "修理工場", "5,000"],
        ["合計", "", "153,500"],
    ]


def test_the_total_stays_that_of_the_calculation_and_the_panel_tells_the_transfer() -> None:
    told, first = statement(), statement(paid_before=None)
    assert (told.paid, told.total, told.code.split(":")[2]) == (393_200, "393,200", "393200")
    assert dict(told.payment) == {
        "今回のお支払い": "14,700円",
        "お支払い予定日": "2027年1月8日（金）",
        "お振込先": "みほん銀行 見本支店 普通 ***4567",
        "お支払い超過": "20,000円（修理工場）",
        "ご負担額": "50,000円",
        "計算の状態": "計算済み",
    }
    assert list(dict(first.payment)) == ["お支払い予定日", "お振込先", "ご負担額", "計算の状態"]
    assert dict(first.payment)["お振込先"] == "みほん銀行 見本支店 普通 ***4567（うち 163,200円）", "the workshop gets the rest"


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nothing_is_left_no_day_and_no_account_are_told(language: str) -> None:
    everything = (payment(163_200), payment(230_000, "workshop"))
    for profile in (*PROFILES, LETTER):
        text = text_of(statement(language, profile, paid_before=everything))
        assert not re.search("2027|4567", text)
        assert {"ja": "これ以上のお支払いはありません", "en": "Nothing more is transferred"}[language] in text
        assert not re.search("お支払いのお手続きを進めて|go ahead and pay", text)


def test_the_account_of_the_customer_is_left_out_where_only_another_is_paid() -> None:
    told = statement("en", paid_before=(payment(163_200),))
    assert "To account" not in dict(told.payment)
    assert dict(told.payment)["To pay now"] == "230,000 yen"
    assert "4567" not in text_of(told)


def test_where_nothing_is_paid_at_all_a_first_statement_tells_no_day_and_no_account() -> None:
    nothing = auto([{"kind": "tow", "amount": 30_000}], drivable=True)
    told = made(nothing, Case(statement_date=DAY, pay_date="2027-01-08", account="普通 ***4567"))
    assert list(dict(told.payment)) == ["ご負担額", "計算の状態"]


def test_where_nothing_is_payable_and_something_was_paid_all_of_it_is_too_much() -> None:
    policy, given = documents.claimed("paid-before")
    drivable = replace(given, facts={**given.facts, "drivable": replace(given.facts["drivable"], text="yes")}, expenses=given.expenses[:1])
    record = recorded(drivable, policy, calculate(policy, drivable), fonts={})
    found = table(statement_of(record, "en", "office"), "payees")
    assert [cell.text for cell in found.total] == ["Total", "0", "398,500", "398,500", "0", ""]
    text = plain(entry(statement_of(record, "ja", "office"), "お支払い"))
    assert text.startswith("今回のお振込みはございません。お客さまへは、すでに 148,500円をお支払いしておりますが、")
    assert "修理工場へは、すでに 250,000円をお支払いしておりますが、今回の計算では、お支払いできる金額がございません。" in text
    assert "差し引いておりません" not in text, "no other payment is made"
    assert text.count("多くお支払いした分のお取り扱いは、担当者からあらためてご相談いたします。") == 1
    asked = plain(answer(statement_of(record, "ja", "office"), "すでに支払われた分"))
    assert asked.count("ご相談いたします。") == 1
    assert "差し引いておりません" not in asked
    call = plain(entry(statement_of(record, "ja", "office"), "結論"))
    assert call.endswith("をお支払いしております。理由を順にご説明いたします。")


def test_html_and_json_carry_the_same_table() -> None:
    told = statement("ja", "customer")
    assert "14,700" in html_of(told)
    assert "お支払い超過" in msgspec.json.encode(told).decode()


# ---- the call, its answers and the letter


def test_the_call_tells_the_whole_what_was_paid_and_what_comes_now() -> None:
    text = plain(entry(statement(), "結論"))
    assert text == (
        "見本 太郎さま、ありがとうございます。このたびは、心よりお見舞い申しあげます。ご請求いただいた保険金の計算ができましたので、"
        "ご案内いたします。ご請求全体でお支払いできる保険金は、合計で 393,200円でございます。"
        "11月20日（金）にご案内した 148,500円から、244,700円増えております。"
        "すでに、11月27日（金）にお客さまへ 148,500円と、12月4日（金）に修理工場へ 250,000円をお支払いしております。"
        "お支払いが多くなっている分がございますので、のちほどご説明いたします。今回お支払いする金額は、14,700円でございます。"
        "補償ごとの金額は、すでにお支払いした分を含んでおります。"
    )
    english = plain(entry(statement("en"), "The total"))
    assert english.endswith(
        "We have already paid 148,500 yen to you on Friday 27 November 2026 and 250,000 yen to the repair shop on Friday "
        "4 December 2026. Some of it was more than can be paid; I will explain that in a moment. What we pay now is 14,700 yen. "
        "The amounts coverage by coverage include what was already paid."
    )
    assert "のちほど" not in entry(statement(paid_before=(payment(163_200),)), "結論")


def test_the_day_and_the_account_are_told_for_what_is_transferred_now() -> None:
    assert plain(entry(statement(), "6. お支払い")) == (
        "2027年1月8日（金）に、お客さまご指定の、口座番号の末尾が 4567の口座へ 14,700円をお支払いいたします。"
        "修理工場へは、お支払いできる 230,000円に対し、すでに 250,000円をお支払いしており、20,000円多くなっております。"
        "多くお支払いした分について、今回お振込みはなく、ほかのお支払いからも差し引いておりません。"
        "多くお支払いした分のお取り扱いは、担当者からあらためてご相談いたします。"
    )


def test_every_amount_and_date_of_the_payments_has_its_reading() -> None:
    text = said(talk(statement())) + said(talk(statement(), "answers"))
    for part in (
        "14,700円〔いちまん よんせん ななひゃくえん〕",
        "20,000円〔にまんえん〕",
        "2027年1月8日（金）〔にせん にじゅうななねん いちがつ ようか きんようび〕",
        "12月4日（金）〔じゅうにがつ よっか きんようび〕",
    ):
        assert part in text, part


def test_of_many_payments_the_sum_is_told() -> None:
    days = tuple(payment(10_000, date=f"2026-11-{day}") for day in (23, 24, 25, 26))
    text = plain(entry(statement(paid_before=days), "結論"))
    assert "すでに、11月23日（月）から 11月26日（木）までに、4回に分けて、合わせて 40,000円をお支払いしております。" in text
    assert "in 4 payments from Monday 23 November 2026" in plain(entry(statement("en", paid_before=days), "The total"))


def test_who_asks_for_the_money_hears_what_was_paid_and_what_comes_now() -> None:
    assert plain(answer(statement(), "いつ受け取れますか")).endswith(
        "お支払い日は、2027年1月8日（金）でございます。お客さまへお支払いする金額は、14,700円でございます。"
    )
    text = plain(answer(statement(), "すでに支払われた分はどうなりますか"))
    assert "お客さまへは、お支払いできる 163,200円のうち、すでに 148,500円をお支払いしておりますので、今回は残りの 14,700円を" in text
    assert "修理工場へは、お支払いできる 230,000円に対し、すでに 250,000円をお支払いしており、20,000円多くなっております。" in text
    done = statement(paid_before=(payment(163_200), payment(230_000, "workshop")))
    assert plain(answer(done, "いつ受け取れますか")).endswith("今回のお振込みはございません。")
    assert "お客さまへの 163,200円は、すでに全額をお支払いしております。" in plain(answer(done, "すでに支払われた分"))


def test_who_asks_for_the_money_never_hears_of_somebody_elses() -> None:
    """The customer has everything; or the customer's part and the workshop's are due together; or only the workshop is paid."""
    shop = plain(answer(statement(paid_before=(payment(163_200),)), "いつ受け取れますか"))
    assert shop.endswith("お客さまへの今回のお振込みはございません。2027年1月8日（金）に、修理工場へ直接 230,000円をお支払いいたします。")
    both = plain(answer(statement(paid_before=(payment(148_500),)), "いつ受け取れますか"))
    assert both.endswith("2027年1月8日（金）でございます。お客さまへお支払いする金額は、14,700円でございます。")
    first = made(auto([{"kind": "repair", "amount": 682_000}]), Case(statement_date=DAY, pay_date="2027-01-08"), "en", "office")
    assert plain(answer(first, "When do I get the money?")).endswith(
        "There is no transfer to you this time. On Friday 8 January 2027 we pay 632,000 yen straight to the repair shop."
    )


@given(st.lists(st.builds(Payment, st.just("2026-11-13"), st.sampled_from(["insured", "workshop"]), st.integers(1, 900_000)), max_size=3))
def test_the_amount_told_to_who_asks_when_is_that_of_the_customer(payments: list[Payment]) -> None:
    own, shop = settled(DUE, payments)[:2]
    text = plain(answer(statement(paid_before=tuple(payments)), "いつ受け取れますか"))
    assert ("お客さまへの今回のお振込みはございません。" in text) == (not own.now)
    assert (f"お客さまへお支払いする金額は、{own.now:,}円でございます。" in text) == bool(own.now)
    assert ("修理工場へ直接" in text) == (bool(shop.now) and not own.now)


def test_the_own_share_at_the_workshop_is_told_until_the_workshop_was_paid() -> None:
    told = "修理工場では、お客さまのご負担分 50,000円をお支払いください。"
    assert told in plain(entry(statement(paid_before=(payment(1_000),)), "6. お支払い"))
    assert told not in plain(entry(statement(paid_before=(payment(1_000, "workshop"),)), "6. お支払い"))
    assert told not in plain(entry(statement(paid_before=None), "6. お支払い")), "an earlier statement promised it"


PROMISES = {
    "ja": re.compile(r"(?:を|全額)お支払い(?:いた)?します"),
    "en": re.compile(r"\b[Ww]e pay\b|\band pay\b|[Pp]aid in full"),
}
"""How an amount that is still to come is told."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", rules.ids())
def test_what_was_paid_before_is_not_promised_again(id: str, language: str) -> None:
    """Whatever an example comes to: with everything paid no coverage, no receipt and no paragraph of the letter promises its amount,
    and the figures told are those of the first statement."""
    for result in told_by(id):
        everything = tuple(Payment("2026-11-06", one.payee, one.amount) for one in result.payees)
        if not everything:
            continue
        first = made(result, CASE, language, "office")
        done = made(result, replace(CASE, paid_before=everything), language, "office")
        for (label, before), (same, after) in zip(coverages_told(first), coverages_told(done), strict=True):
            assert label == same
            assert not PROMISES[language].search(after), after
            assert re.findall(r"[\d,.]*\d", before) == re.findall(r"[\d,.]*\d", after)
        assert not any(PROMISES[language].search(row[-1].text) for row in table(done, "receipts").rows)
        letter = text_of(made(result, replace(CASE, paid_before=everything), language, LETTER))
        paid = letter.partition({"ja": "■ お支払いの対象となる保険金", "en": "■ What is payable"}[language])[2].partition("■")[0]
        assert paid.strip()
        assert not PROMISES[language].search(paid), paid


def coverages_told(told: Statement) -> list[tuple[str, str]]:
    """What the call says about each coverage that pays."""
    return [(label, plain(said(((label, words),)))) for label, words in talk(told) if not label[0].isdigit()]


def test_the_call_says_what_the_contract_pays_where_it_was_paid_before() -> None:
    done = statement(paid_before=(payment(163_200), payment(230_000, "workshop")))
    assert plain(entry(done, "車両保険")) == "修理費 280,000円から、自己負担額 50,000円を差し引いて、お支払いの対象は 230,000円となります。"
    assert plain(entry(done, "移動")) == "タクシー代 14,700円は、全額がお支払いの対象でございます。"
    assert "補償ごとの金額は、すでにお支払いした分を含んでおります。" in plain(entry(done, "結論"))
    assert "全額がお支払いの対象です" in text_of(done)
    assert "含んでおります" not in text_of(statement(paid_before=()))


def test_dates_of_two_years_have_both_their_year() -> None:
    days = (payment(1, date="2025-12-04"), *(payment(10_000, date=f"2026-11-{day}") for day in (24, 25, 26)))
    assert "すでに、2025年12月4日（木）から 2026年11月26日（木）までに、4回に分けて、" in plain(entry(statement(paid_before=days), "結論"))
    text = plain(entry(statement(paid_before=days[:2]), "結論"))
    assert "すでに、2025年12月4日（木）にお客さまへ 1円と、2026年11月24日（火）にお客さまへ 10,000円をお支払いしております。" in text
    assert "すでに、11月24日（火）に" in plain(entry(statement(paid_before=days[1:2]), "結論"))


def test_the_difference_to_the_statement_before_is_that_of_the_totals() -> None:
    text = plain(answer(statement(), "前の案内と金額が違うのはなぜですか"))
    assert "11月20日（金）のご案内では 148,500円、今回は 393,200円で、244,700円多くなっております。" in text


def test_the_letter_tells_the_whole_what_was_paid_and_what_comes_now() -> None:
    text = text_of(statement("en", LETTER))
    assert (
        "On the whole claim we pay 393,200 yen in total. We have already paid 148,500 yen to you on Friday 27 November 2026 and "
        "250,000 yen to the repair shop on Friday 4 December 2026.\nOn Friday 8 January 2027 we pay 14,700 yen to your account, the one "
        "that ends in 4567. We have paid the repair shop 250,000 yen, which is 20,000 yen more than the 230,000 yen that can be paid."
    ) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_nothing_was_paid_is_said_only_after_an_earlier_statement(language: str) -> None:
    none = {"ja": "これまでにお支払いした金額はございません。", "en": "Nothing has been paid so far."}[language]
    assert none in plain(said(talk(statement(language, paid_before=()))))
    first = made(demo()[1], Case(statement_date=DAY, paid_before=()), language, "office")
    assert none not in plain(said(talk(first)))


def test_where_nobody_says_what_was_paid_that_is_said() -> None:
    unknown = {
        "ja": "これまでに実際にお支払いした金額は、この計算書の資料には含まれておりません。",
        "en": "What was really paid so far is not part of this record.",
    }
    for language, words in unknown.items():
        told = statement(language, paid_before=None)
        assert words in plain(entry(told, {"ja": "6. お支払い", "en": "6. Payment"}[language]))
        (block,) = [block for block in section(told, "payees").blocks if isinstance(block, Paragraphs)]
        assert words in block.texts[0]
        assert words not in text_of(statement(language))


def test_a_payee_with_a_name_of_its_own_is_told_by_it() -> None:
    record = documents.record_of("paid-before")
    case = replace(record.case, paid_before=(payment(5_000, "tow_company"),))
    text = plain(entry(statement_of(replace(record, case=case), "ja", "office"), "結論"))
    assert "11月27日（金）にtow companyへ 5,000円をお支払いしております。" in text


def test_the_figures_of_a_first_statement_are_all_paid_now() -> None:
    figures = Figures(documents.record_of("one-receipt"), "ja")
    assert (figures.before, figures.now, figures.surplus) == (0, figures.paid, 0)


# ---- without a statement


OPEN = """
policy: jp/personal-auto
facts: {contract_start: 2026-04-01, accident_date: 2026-10-17, shop_approved: no}
endorsements: []
expenses: [{id: r1, kind: tow, amount: 24_000}]
case: {statement_date: 2026-11-20, paid_before: [{date: 2026-11-06, payee: insured, amount: 10_000}]}
"""


def open_claim(text: str = OPEN) -> Claim:
    return read_claim(read(text.encode(), "claim.yaml", is_json=False)[0])


def test_while_questions_are_open_what_was_paid_is_told_and_that_the_rest_depends_on_them() -> None:
    policy, given = rules.policy("jp/personal-auto"), open_claim()
    result = calculate(policy, given)
    record = recorded(given, policy, result, fonts={})
    with pytest.raises(Problems) as problems:
        statement_of(record)
    (problem,) = problems.value.problems
    assert problem.mend() == "Answer these questions first. So far 10,000 JPY was paid; the rest depends on the answers."
    assert summary(result, "en", record.case.paid_before or ())[-1] == "Already paid  10,000 JPY   the rest depends on the answers"
    assert summary(result, "en") == summary(result, "en", ())


def test_what_is_too_much_whatever_the_answers_is_told_with_the_open_questions_by_their_titles() -> None:
    """By hand: the tow of 24,000 is the most that any answer makes payable; of 60,000 that were paid 36,000 are too much."""
    policy, given = rules.policy("jp/personal-auto"), open_claim(OPEN.replace("amount: 10_000", "amount: 60_000"))
    result = calculate(policy, given)
    record = recorded(given, policy, result, fonts={})
    with pytest.raises(Problems) as problems:
        statement_of(record)
    (problem,) = problems.value.problems
    assert (
        str(problem).partition(": ")[2] == "the payout is not determined; still open: Drivable (drivable). Answer these questions first. "
        "So far 60,000 JPY was paid: whatever the answers, at least 36,000 JPY too much."
    )
    assert problem.sentence("ja") == "お支払い額が確定しません（未回答: 自力走行できる (drivable)）。"
    assert problem.mend("ja").endswith("これまでに 60,000円 が支払われています。お答えにかかわらず、少なくとも 36,000円 が払い過ぎです。")
    for language, told in (
        ("ja", "お支払い済み  60,000円   お答えにかかわらず、少なくとも 36,000円が払い過ぎです"),
        ("en", "Already paid  60,000 JPY   whatever the answers, at least 36,000 JPY too much"),
    ):
        assert summary(result, language, record.case.paid_before or ())[-1] == told


@given(st.lists(st.builds(Payment, st.just("2026-11-27"), NAMES, AMOUNTS), max_size=6), st.dictionaries(NAMES, AMOUNTS))
def test_what_is_called_too_much_is_too_much_however_the_questions_are_answered(payments: list[Payment], due: dict[str, int]) -> None:
    least = least_surplus(payments, sum(due.values()))
    surplus = sum(one.surplus for one in settled([Payee(payee=payee, amount=amount) for payee, amount in due.items()], payments))
    assert 0 <= least <= surplus
    assert least_surplus(payments, msgspec.UNSET) == 0


def test_the_terminal_tells_what_is_left_to_pay() -> None:
    found = CliRunner().invoke(commands, ["calculate", "-"], input=OPEN.replace("shop_approved: no", "shop_approved: no, drivable: no"))
    assert found.stdout.splitlines()[-1] == "お支払い済み  10,000円   今回のお支払い  14,000円"
    result = documents.record_of("paid-before")
    last = summary(result.calculation, "ja", result.case.paid_before or ())[-1]
    assert last == "お支払い済み  398,500円   お支払い超過  20,000円   今回のお支払い  14,700円"


def test_the_documentation_shows_payments_that_are_read() -> None:
    text = (documents.ROOT / "docs/statements.md").read_text(encoding="utf-8")
    shown = text.split("```yaml\n")[1].split("```")[0]
    node, _ = read(f"policy: jp/personal-auto\nendorsements: []\n{shown}".encode(), "claim.yaml", is_json=False)
    assert case_of(read_claim(node), YEN, PAYEES).paid_before == documents.record_of("paid-before").case.paid_before


# ---- verified


@pytest.mark.parametrize(("payee", "verdict"), [("workshop", Verdict.VALID), ("lawyer", Verdict.WRONG)])
def test_verifying_asks_whether_the_policy_can_pay_who_was_paid(payee: str, verdict: Verdict) -> None:
    """A record of somebody else's making, whose page is right: the sums are worked out again, and the payee is asked of the policy."""
    data = json.loads(documents.record_of("paid-before").bytes)
    data["claim"]["case"]["paid_before"][1]["payee"] = payee
    record = read_record(canonical(data))
    file = pdf.of(record, "ja", "customer", policy=rules.tree_of(rules.policy("jp/personal-auto")))
    answers = {answer.question: answer for answer in verify(file, [], datetime(2027, 1, 8, tzinfo=UTC))}
    assert answers["page"].verdict == Verdict.VALID
    assert answers["amounts"].verdict == verdict
    told = [reason.words["en"] for reason in answers["amounts"].reasons]
    assert any("what was paid before" in words for words in told)
