"""The claims whose statements are judged: by veraPDF, byte by byte, and for their looks. All people in them are invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

from payout import pdf, rules
from payout.calculate import calculate
from payout.claim import Claim, read_claim
from payout.compile import compile_policy
from payout.examples import answers_of
from payout.policy import Policy
from payout.source import Mapping, Scalar, read, read_file
from payout.statement import Record, Statement, case_of, recorded, statement_of
from payout.statement.changes import previous_of

LANGUAGES, PROFILES = ("ja", "en"), ("customer", "office", "letter")
ROOT = Path(__file__).parent.parent
STANDING = """
policy: jp/personal-auto
facts:
  {contract_start: 2026-04-01, insured_value: 1_800_000, deductible_plan: 5-10, vehicle_claims: 0, accident_date: 2026-10-17,
   drivable: no, shop_approved: no, repaired: yes}
endorsements: []
"""


class Document(NamedTuple):
    """One statement: which claim's, in which language, for whom."""

    claim: str
    language: str
    profile: str

    def __str__(self) -> str:
        return f"{self.claim}-{self.language}-{self.profile}"


def claim_text(expenses: str, case: str = "", day: str = "2026-11-20") -> Claim:
    text = f"{STANDING}expenses: [{expenses}]\ncase: {{statement_date: {day}, claim_number: A26-1017-00002{case}}}\n"
    return read_claim(read(text.encode(), "claim.yaml", is_json=False)[0])


def one_receipt() -> Claim:
    paying = "pay_date: 2026-11-27, account: みほん銀行 見本支店 普通 ***4567, office: {name: あおぞら損害保険（見本）}"
    happened = "accident: {at: 2026-10-17T22:40, place: 見本県見本市 見本峠付近, kind: 単独事故}, vehicle: 見本 330 さ 00-00"
    return claim_text("{id: r1, kind: tow, amount: 148_500}", f", customer: {{name: 見本 太郎}}, {paying}, {happened}")


def claim_of_receipts(receipts: int) -> Claim:
    """A tow, then taxis, nights and trains of three people: some paid in full, some in part, some not at all."""
    people = ("見本 太郎", "見本 花子", "見本 一郎")
    kinds = ("taxi", "lodging", "train", "lodging_extras")
    bills = ["{id: r01, kind: tow, amount: 190_000}"]
    for at in range(2, receipts + 1):
        bills.append(f"{{id: r{at:02}, kind: {kinds[at % 4]}, amount: {1_200 + 370 * at}, person: {people[at % 3]}}}")
    return claim_text(", ".join(bills), ", customer: {name: 見本 太郎}")


def rare_kanji() -> Claim:
    """Letters that fonts, encodings and text extraction lose first; half-width kana as old systems hand them over."""
    rider, guest = "髙﨑 𠮷郎", "葛\U000e0100城 﨑子"
    case = f", customer: {{name: {rider}・{guest}, kana: ﾀｶｻｷ ｷﾁﾛｳ}}, accident: {{place: 見本県髙﨑市𠮷野町, kind: 単独事故}}"
    taxi, night = f"id: r1, kind: taxi, amount: 28_600, person: {rider}", f"id: r2, kind: lodging, amount: 19_800, person: {guest}"
    return claim_text(f"{{{taxi}}}, {{{night}}}", case)


def long_names() -> Claim:
    """Names as long as a claim may have them without a place to break."""
    name, place = "見本" * 40, "見本県見本市" * 16
    latin = "Mihon" * 16
    case = f", customer: {{name: {name}, kana: {'ミホン' * 26}}}, accident: {{place: {place}, kind: {place}}}, account: {name}"
    office = f", office: {{name: {name}, person: {latin}, phone: 0120-000-000}}, contract_number: {'73' * 40}"
    expenses = f"{{id: r1, kind: taxi, amount: 28_600, person: {name}}}, {{id: r2, kind: taxi, amount: 900_000_000, person: {latin}}}"
    return claim_text(expenses, case + office)


def corrected() -> Claim:
    """The claim of one receipt, handed in again with the receipts that were missing, and with what its own desk says."""
    taxi, night = (
        "id: r2, kind: taxi, amount: 14_700, person: [見本 太郎, 見本 花子]",
        "id: r3, kind: lodging, amount: 24_800, person: 見本 花子",
    )
    notices = "contact: 見本担当 0120-000-000, complaint: 見本相談窓口へお申し出ください。, tax: 見本税務署にお尋ねください。"
    return claim_text(f"{{id: r1, kind: tow, amount: 152_000}}, {{{taxi}}}, {{{night}}}", f", customer: {{name: 見本 太郎}}, {notices}")


def paid_before() -> Claim:
    """The claim of one receipt once more, with taxi and repair: of the customer's money a part was paid, the workshop got too much."""
    tow, taxi = "id: r1, kind: tow, amount: 148_500", "id: r2, kind: taxi, amount: 14_700, person: [見本 太郎, 見本 花子]"
    first = "{date: 2026-11-27, payee: insured, amount: 148_500}"
    estimate = "{date: 2026-12-04, payee: workshop, amount: 250_000}"
    paying = f"pay_date: 2027-01-08, account: みほん銀行 見本支店 普通 ***4567, paid_before: [{first}, {estimate}]"
    office = "office: {name: あおぞら損害保険（見本）, person: 見本 担当, phone: 0120-000-000}"
    repair = "id: r3, kind: repair, amount: 280_000"
    return claim_text(f"{{{tow}}}, {{{taxi}}}, {{{repair}}}", f", customer: {{name: 見本 太郎}}, {paying}, {office}", "2026-12-18")


@cache
def policy_of_many(coverages: int) -> Policy:
    """A policy of so many coverages, each with a kind of expense, a limit and a clause of its own. Invented."""
    numbers = range(1, coverages + 1)
    kinds = "\n".join(f"  kind_{at}: {{title: {{ja: 費用その{at}, en: Cost {at}}}}}" for at in numbers)
    terms = "\n".join(
        f"  limit_{at}:\n    title: {{ja: 限度額その{at}, en: Limit {at}}}\n"
        f"    from: {{2022-01-01: {10_000 * at}}}\n    per: accident\n    clause: 第{at}条"
        for at in numbers
    )
    covers = "\n".join(
        f"  cover_{at}:\n    title: {{ja: 補償その{at}の見本, en: Coverage {at}}}\n    clause: 第{at}条\n"
        f"    covers: [kind_{at}]\n    steps: [{{limit: limit_{at}}}]"
        for at in numbers
    )
    text = f"""payout: 1
title: {{ja: 多くの補償, en: Many coverages}}
currency: JPY
dated_by: contract_start
contract:
  contract_start: {{type: date}}
expenses:
{kinds}
terms:
{terms}
coverages:
{covers}
"""
    return compile_policy(read(text.encode(), "many.yaml", is_json=False)[0], "test/many", [])


def claim_of_many(coverages: int) -> Claim:
    """A bill for each coverage; every third within its limit."""
    bills = ", ".join(f"{{id: r{at}, kind: kind_{at}, amount: {10_000 * at + (0 if at % 3 else 1_234)}}}" for at in range(1, coverages + 1))
    text = f"""policy: test/many
facts: {{contract_start: 2026-04-01}}
endorsements: []
expenses: [{bills}]
case: {{statement_date: 2026-11-20, claim_number: A26-MANY, customer: {{name: 見本 太郎}}}}
"""
    return read_claim(read(text.encode(), "claim.yaml", is_json=False)[0])


def sample() -> Claim:
    """The claim of `payout demo`."""
    return read_claim(read_file(ROOT / "payout/demo.yaml")[0])


def of_product(id: str) -> Callable[[], Claim]:
    """The first example of a product that comes to a payment, with a statement date."""

    def claim() -> Claim:
        policy = rules.policy(id)
        answers = (answer for example in policy.examples for answer in answers_of(policy, example)[-1:])
        found = next(answer.claim for answer in answers if isinstance(answer.result.paid, int) and answer.result.paid > 0)
        dated = Mapping(found.at, ((Scalar(found.at, "statement_date"), Scalar(found.at, "2026-11-20")),))
        return replace(found, case=dated)

    return claim


OURS: dict[str, Callable[[], Claim]] = {
    "sample": sample,
    "one-receipt": one_receipt,
    "sixty-receipts": lambda: claim_of_receipts(60),
    "rare-kanji": rare_kanji,
    "long-names": long_names,
    "corrected": corrected,
    "paid-before": paid_before,
    "one-coverage": lambda: claim_of_many(1),
    "twenty-coverages": lambda: claim_of_many(20),
}
PRODUCTS = {id.replace("/", "-"): of_product(id) for id in rules.ids()}
CLAIMS = OURS | PRODUCTS


EVERY = [Document(*parts) for parts in product(OURS, LANGUAGES, PROFILES)]
"""All that is judged: our claims in every way; of each product every profile, in one language or the other."""
EVERY += [Document(name, LANGUAGES[at % 2], profile) for at, (name, profile) in enumerate(product(PRODUCTS, PROFILES))]


RENDERED = [Document(*parts) for parts in product(("sample", "rare-kanji"), LANGUAGES, PROFILES)]
"""Few enough to be made again in many processes; between them they use every kind of block and of letter."""


EARLIER = {"corrected": "one-receipt", "paid-before": "one-receipt"}
"""Claims whose statement follows one that was sent before."""


def made(policy: Policy, claim: Claim, language: str, profile: str) -> Statement:
    """The document that every rendering reads."""
    return statement_of(record(policy, claim), language, profile)


def record(policy: Policy, claim: Claim, earlier: Record | None = None) -> Record:
    """What the statements of a claim are made from; `earlier` is the record of the statement before."""
    number, currency = case_of(claim, policy.currency).claim_number, policy.currency.code
    previous = previous_of(earlier, number, currency, claim.at) if earlier else None
    return recorded(claim, policy, calculate(policy, claim), fonts=pdf.font_hashes(), previous=previous)


@cache
def claimed(name: str) -> tuple[Policy, Claim]:
    """A claim of the list, and its policy."""
    claim = CLAIMS[name]()
    return policy_of_many(len(claim.expenses)) if claim.policy == "test/many" else rules.policy(claim.policy), claim


def record_of(name: str) -> Record:
    """The record of a claim of the list."""
    return record(*claimed(name), record_of(EARLIER[name]) if name in EARLIER else None)


def statement(document: Document) -> Statement:
    """The document that every rendering reads."""
    return statement_of(record_of(document.claim), document.language, document.profile)


def pdf_of(document: Document) -> bytes:
    """Its file."""
    policy, _ = claimed(document.claim)
    tree = rules.tree_of(policy) if policy.id in rules.ids() else None
    return pdf.of(record_of(document.claim), document.language, document.profile, policy=tree)
