"""What goes over the wire: requests, answers, problems. JSON names exist only here.

The strict reader (`payout.source`) reads requests, for files and for the API alike; the request models below are its
description in OpenAPI, and a test holds the two to the same shapes. Amounts are whole minor units.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace
from typing import Annotated, Any, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints
from pydantic.json_schema import models_json_schema

from payout.calculate import Calculation
from payout.claim import MOST_EXPENSES
from payout.keys import LONGEST_LINE, MOST_PAYMENTS
from payout.messages import Said, phrase, spoken
from payout.money import HIGHEST, NO_LIMIT
from payout.policy import Title
from payout.problem import Problem
from payout.source import LONGEST_TEXT

REF = "#/components/schemas/{name}"

Text = Annotated[str, StringConstraints(strict=True, min_length=1, max_length=LONGEST_TEXT)]
CaseText = Annotated[str, StringConstraints(strict=True, max_length=LONGEST_LINE)]
Date = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Whole = Annotated[StrictInt, Field(ge=0, le=NO_LIMIT)]
Amount = Annotated[StrictInt, Field(ge=0, le=HIGHEST, description="Whole minor units: yen, euro cents.")]
PaidAmount = Annotated[StrictInt, Field(ge=1, le=HIGHEST, description="Whole minor units: yen, euro cents.")]
Value = StrictBool | Whole | Text


def _absent(description: str = "") -> Any:
    """A name that may be left out, and is never null."""

    def without_default(schema: dict[str, Any]) -> None:
        del schema["default"]

    return Field(default=None, description=description or None, json_schema_extra=without_default)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# ---- requests ---------------------------------------------------------------------------------------------------------


class Expense(BaseModel):
    """One receipt or estimate line. Every other name is a mark of its kind, as the policy declares it."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Value | Annotated[list[Text], Field(min_length=1)]]

    id: Annotated[str, StringConstraints(strict=True, pattern=r"^[A-Za-z0-9_-]{1,40}$")] = _absent(
        "Unique in the claim; e1, e2 and so on where none is given."
    )
    kind: Text = Field(description="A kind of expense of the policy.")
    amount: Amount
    quantity: Annotated[StrictInt, Field(ge=1, le=366)] = _absent("For a kind that is counted, such as days of rental.")


class Customer(_Model):
    """The person to whom the statement is addressed."""

    name: CaseText = ""
    kana: CaseText = ""


class Accident(_Model):
    """The accident as the statement describes it; `at` is a date or a local minute."""

    at: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2})?$")] = _absent()
    place: CaseText = ""
    kind: CaseText = ""


class Office(_Model):
    """Who answers questions."""

    name: CaseText = ""
    person: CaseText = ""
    phone: CaseText = ""


class Payment(_Model):
    """Money that was really paid on the claim, on this day or before the statement's."""

    date: Date
    payee: Text = Field(description="As the policy names whom it pays: insured, workshop and so on.")
    amount: PaidAmount


class Case(_Model):
    """What only the statement needs. No figure depends on it."""

    statement_date: Date = Field(description="The date the statement bears: the clock is never read.")
    claim_number: CaseText = ""
    contract_number: CaseText = ""
    customer: Customer = _absent()
    accident: Accident = _absent()
    vehicle: CaseText = ""
    office: Office = _absent()
    pay_date: Date = _absent()
    paid_before: Annotated[list[Payment], Field(max_length=MOST_PAYMENTS)] = _absent(
        "What was really paid so far, with this statement's date at the latest; an empty list where nothing was. Left out, the "
        "statement says that it does not know."
    )
    account: CaseText = Field(default="", description="Masked: all but the last four digits as *.")
    contact: CaseText = Field(default="", description="In place of the notice of the rules; so are the four below.")
    complaint: CaseText = ""
    adr: CaseText = ""
    renewal: CaseText = ""
    tax: CaseText = ""


class _Claim(_Model):
    policy: Text = Field(description="The policy's id, such as jp/personal-auto.")
    facts: dict[str, Value] = Field(
        default={}, description="By the names that the policy declares. Leave out what is not known; null is refused."
    )
    endorsements: list[Text] = Field(description="The endorsements of this contract; an empty list where none is attached.")
    expenses: Annotated[list[Expense], Field(max_length=MOST_EXPENSES)] = []


class CalculationRequest(_Claim):
    """One accident's request for payment."""

    case: Case = _absent("Not used for the figures; what is wrong with it is refused all the same.")


class StatementRequest(_Claim):
    """One accident's request for payment, and what the statement says beside the figures."""

    case: Case
    previous: dict[str, Any] = _absent(
        "The record of the statement that the customer was sent before, `statement.json` of its attachments: what changed since is told. "
        "A record of this edition, of a policy that has not changed, is worked out again."
    )
    previous_hash: Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9A-Fa-f]{64}$")] = _absent(
        "SHA-256 of that record, as the statement's QR code says it. Needed for a record of another edition."
    )


class StatementQuery(_Model):
    """How the statement is made."""

    language: Literal["ja", "en"] = Field(default="ja", description="The language of the statement.")
    profile: Literal["customer", "office", "letter"] = Field(
        default="customer",
        description="The customer's copy; the office's, with script, record of the call and derivation; or a short letter.",
    )
    format: Literal["pdf", "html", "text", "json"] = Field(
        default="pdf", description="A PDF file; an HTML fragment without script, style or link; plain text; or the document as JSON."
    )
    policy: Literal["attached", "hash"] = Field(
        default="attached", description="Whether the policy's tree goes into the PDF file, or its hash alone."
    )


# ---- policies ---------------------------------------------------------------------------------------------------------

JsonValue = bool | int | str


class Currency(_Model):
    """An ISO 4217 currency and the decimals of its minor unit."""

    code: str
    decimals: int


class PolicySummary(_Model):
    """A policy in a list. `hash` identifies its content; comments and layout do not count."""

    id: str
    title: Title
    currency: str
    hash: str
    examples: int = Field(description="How many worked examples stand beside it.")


class PolicyList(_Model):
    """The policies that can be used, and the ids of those whose rules are refused."""

    policies: list[PolicySummary]
    unusable: list[str]


class Range(_Model):
    """Both ends belong to it, written as the fact is written."""

    low: JsonValue
    high: JsonValue


class Fact(_Model):
    """One question of the form. An amount is whole minor units, a rate text such as `70%`, a moment `2026-01-31T18:40`."""

    name: str
    title: Title
    type: Literal["money", "count", "rate", "yes_no", "date", "moment", "label", "choice"]
    unit: dict[str, int] = Field(description="Names with exponents: {person: 1, night: -1} is persons per night.")
    range: Range = _absent("Absent where the type has no order.")
    words: list[str] = Field(default=[], description="The values of a choice.")
    word_titles: dict[str, Title] = Field(default={}, description="What each value of a choice is called.")
    assume: JsonValue = _absent("Used, and reported, when nobody gives the fact.")


class Facts(_Model):
    """The questions by who knows the answer: the contract, this period's usage, the claim. In the order of the policy."""

    contract: list[Fact]
    usage: list[Fact]
    claim: list[Fact]


class Kind(_Model):
    """A kind of expense. Where `each` is set, an expense of it needs `quantity`."""

    name: str
    title: Title
    marks: list[str] = Field(description="Names of the marks that an expense of this kind carries.")
    each: str = _absent("The mark that its quantity counts. An expense that states it is numbered from there, else from 1.")


class Coverage(_Model):
    """One promise to pay. `endorsement` is the endorsement that it needs."""

    name: str
    title: Title
    clause: str
    kinds: list[str]
    endorsement: str = _absent()
    pay_to: str


class Endorsement(_Model):
    """A part attached to some contracts."""

    name: str
    title: Title
    clause: str


class Term(_Model):
    """A number of the policy: the clause that grants it, and the dates on which its values begin."""

    name: str
    title: Title
    clause: str
    type: str
    unit: dict[str, int]
    dates: list[str]


class PolicyForm(_Model):
    """Everything that a form for this policy needs."""

    id: str
    title: Title
    language: str
    hash: str
    currency: Currency
    dated_by: str = Field(description="The date that picks the values in force; a claim must give it.")
    facts: Facts
    marks: list[Fact]
    kinds: list[Kind]
    coverages: list[Coverage]
    endorsements: list[Endorsement]
    terms: list[Term]


class Health(_Model):
    """The process lives."""

    status: Literal["ok"] = "ok"


class Readiness(_Model):
    """Every policy compiles."""

    status: Literal["ready"] = "ready"
    policies: int


# ---- problems ---------------------------------------------------------------------------------------------------------

REFUSALS: dict[str, tuple[int, str, str]] = {
    "not-json": (400, "The body is not strict JSON.", "本文が厳密なJSONではありません。"),
    "incomplete-body": (400, "The body ended early.", "本文が途中で終わっています。"),
    "bad-request": (400, "The request cannot be read.", "リクエストを読み取れません。"),
    "no-policy": (404, "There is no policy of this id.", "この名前の約款はありません。"),
    "not-found": (404, "There is nothing at this address.", "このアドレスには何もありません。"),
    "method-not-allowed": (405, "This address does not take this method.", "このアドレスではこのメソッドを使えません。"),
    "too-large": (413, "The body is larger than 2,000,000 bytes.", "本文が2,000,000バイトを超えています。"),
    "media-type": (
        415,
        "The body must be application/json in UTF-8, without a content encoding.",
        "本文はUTF-8の application/json とし、圧縮などの符号化をしないでください。",
    ),
    "claim-refused": (422, "The claim is refused.", "この保険金請求は受け付けられません。"),
    "undetermined": (
        422,
        "The payout is not determined: some questions are open.",
        "お支払い額が確定しません。お伺いすることが残っています。",
    ),
    "query-refused": (422, "The query is refused.", "クエリーを受け付けられません。"),
    "internal": (500, "The service failed. Nothing was changed.", "サービスで障害が起きました。何も変更していません。"),
    "policy-refused": (503, "The rules of this policy are refused.", "この約款に誤りがあり、使えません。"),
    "not-ready": (503, "Some rules are refused, or there are none.", "誤りのある約款があるか、約款が一つもありません。"),
}
"""Every `code` of a problem with its status, and its title in English and Japanese."""


class Refused(Exception):
    """A request that is answered with a problem; `code` is one of `REFUSALS`."""

    def __init__(self, code: str, policies: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.policies = policies


class ErrorItem(_Model):
    """One complaint: where in the body, what, and how to mend it. Nothing that the caller sent is repeated."""

    pointer: str = Field(description="JSON pointer (RFC 6901) into the body, cut before the first name that nobody declared.")
    code: str
    message: str
    help: str = ""
    message_ja: str = Field(default="", description="The message in Japanese.")
    help_ja: str = Field(default="", description="The help in Japanese.")


class ProblemReport(_Model):
    """A problem as of RFC 9457. `type` is `/problems/` and `code`, an identifier; `code` is stable, the words may change."""

    type: str
    title: str
    title_ja: str = Field(description="The title in Japanese.")
    status: int
    code: str
    errors: list[ErrorItem] = Field(description="At most 100.")
    policies: list[str] = Field(default=[], description="Ids of the policies whose rules are refused.")


MOST_ERRORS = 100

_BODY_NAMES = frozenset(
    name for model in (_Claim, StatementRequest, Expense, Case, Payment, Customer, Accident, Office) for name in model.model_fields
)
_OWNERS = frozenset(("a claim", "an expense", "a payment"))
_LISTS = frozenset(("endorsements", "expenses", "paid_before"))
_INDEX = re.compile(r"0|[1-9][0-9]{0,3}")
_STAND_INS: dict[str, Said] = {
    "date": phrase("this-date"),
    "first": phrase("earlier-place"),
    "listed": phrase("a-payment"),
    "paid_on": "",
    "stated_on": "",
    "happened_on": "",
    "found": phrase("these-facts"),
    "wanted": phrase("this-claim"),
    "where": "/previous",
}
"""Values of sentences that are, or come from, what the caller sent."""
_SAID_BY_THE_POLICY = frozenset(("requirement",))
"""Codes whose quoted text stands in the policy, not in the request."""


def report(code: str, errors: tuple[ErrorItem, ...] = (), policies: tuple[str, ...] = ()) -> ProblemReport:
    """The problem of a code of `REFUSALS`."""
    status, title, title_ja = REFUSALS[code]
    shown = list(errors[:MOST_ERRORS])
    return ProblemReport(
        type=f"/problems/{code}", title=title, title_ja=title_ja, status=status, code=code, errors=shown, policies=list(policies)
    )


def error_item(problem: Problem, declared: Set[str] = frozenset()) -> ErrorItem:
    """A complaint without what the caller wrote. `declared`: the names of facts and marks that policies declare."""
    values = dict(problem.values) | {name: stand_in for name, stand_in in _STAND_INS.items() if name in problem.values}
    if not _is_declared(spoken(values.get("owner", ""), "en"), declared):
        values["owner"] = phrase("this-value")
    said = replace(problem, values=values)
    echo = problem.code in _SAID_BY_THE_POLICY
    return ErrorItem(
        pointer=_pointer(problem.at.path, declared),
        code=problem.code,
        message=said.sentence(echo=echo),
        help=_help(problem, "en"),
        message_ja=said.sentence("ja", echo=echo),
        help_ja=_help(problem, "ja"),
    )


def _help(problem: Problem, language: str) -> str:
    line = spoken(phrase("at-line", number=str(problem.at.line)), language) if problem.at.line else ""
    return (" " if language == "en" else "").join(part for part in (problem.mend(language, echo=False), line) if part)


def _is_declared(owner: str, declared: Set[str]) -> bool:
    return owner in _OWNERS or owner in declared or owner in _BODY_NAMES or all(part in _BODY_NAMES for part in owner.split("_", 1))


def _pointer(path: str, declared: Set[str]) -> str:
    """The pointer as far as names are declared: a name that the caller invented may be anything, a telephone number too."""
    shown: list[str] = []
    for part in path.split("/")[1:]:
        is_index = bool(shown) and (shown[-1] in _LISTS or shown[-1] in declared) and _INDEX.fullmatch(part)
        if not is_index and part not in _BODY_NAMES and part not in declared:
            break
        shown.append(part)
    return "".join(f"/{part}" for part in shown)


# ---- schemas ----------------------------------------------------------------------------------------------------------


def schemas() -> dict[str, Any]:
    """JSON Schemas of what FastAPI does not see itself: request bodies, the result, problems."""
    models = (CalculationRequest, StatementRequest, ProblemReport)
    _, ours = models_json_schema([(model, "validation") for model in models], ref_template=REF.replace("name", "model"))
    _, results = msgspec.json.schema_components([Calculation], ref_template=REF)
    return {**ours["$defs"], **results}


def problem_responses(*reports: ProblemReport) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's answers for these problems: by status, with an example of each."""
    found: dict[int | str, dict[str, Any]] = {}
    for one in reports:
        examples = {one.code: {"summary": one.title, "value": one.model_dump()}}
        if one.status in found:
            found[one.status]["content"]["application/problem+json"]["examples"] |= examples
        else:
            content = {"schema": {"$ref": REF.format(name="ProblemReport")}, "examples": examples}
            found[one.status] = {"description": one.title, "content": {"application/problem+json": content}}
    return found


EXAMPLE: dict[str, Any] = {
    "policy": "jp/personal-auto",
    "facts": {
        "contract_start": "2026-04-01",
        "insured_value": 1_800_000,
        "deductible_plan": "5-10",
        "vehicle_claims": 0,
        "accident_date": "2026-10-17",
        "drivable": False,
        "shop_approved": False,
        "car_to_car": False,
        "other_car_known": False,
        "repaired": True,
        "belongings_plan": "30万",
    },
    "endorsements": ["car_to_car_zero", "total_loss_expense", "excess_repair", "belongings", "cancellation"],
    "expenses": [
        {"id": "r1", "kind": "tow", "amount": 148_500},
        {"id": "r2", "kind": "first_aid", "amount": 16_500},
        {"id": "r3", "kind": "taxi", "amount": 14_700, "person": ["見本 太郎", "見本 花子", "見本 一郎"]},
        {"id": "r4", "kind": "taxi", "amount": 6_200, "person": "見本 太郎"},
        {"id": "r5", "kind": "lodging", "amount": 24_800, "person": "見本 花子"},
        {"id": "r6", "kind": "lodging", "amount": 18_000, "person": "見本 一郎"},
        {"id": "r7", "kind": "repair", "amount": 682_000},
        {"id": "r8", "kind": "cancellation", "amount": 30_000},
    ],
    "case": {
        "claim_number": "A26-1017-00001",
        "contract_number": "7300-000000-01",
        "customer": {"name": "見本 太郎", "kana": "ミホン タロウ"},
        "accident": {"at": "2026-10-17T22:40", "place": "見本県見本市 見本峠付近", "kind": "単独事故（夜間・縁石に接触）"},
        "vehicle": "見本 330 さ 00-00",
        "office": {"name": "あおぞら損害保険（見本）", "person": "見本 担当", "phone": "0120-000-000"},
        "statement_date": "2026-11-20",
        "pay_date": "2026-11-27",
        "account": "みほん銀行 見本支店 普通 ***4567",
    },
}
"""The sample claim of `payout demo`, as a request."""
