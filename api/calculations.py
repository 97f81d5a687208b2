"""Claims in, figures and statements out. Nothing is stored."""

from __future__ import annotations

import codecs
import re
from hashlib import sha256
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.requests import ClientDisconnect

from api.wire import EXAMPLE, REF, Refused, StatementQuery, error_item, problem_responses, report
from payout import pdf, rules
from payout.calculate import Calculation, calculate, to_json
from payout.calculate.result import EDITION
from payout.claim import Claim, read_claim
from payout.messages import phrase, reason_of
from payout.money import HIGHEST
from payout.pdf import MissingGlyph
from payout.problem import Position, Problem, Problems
from payout.source import MOST_BYTES, Mapping, Node, read
from payout.statement import Case, Record, case_of, html_of, recorded, statement_of, text_of
from payout.statement.changes import previous_in
from payout.statement.making import asked
from payout.statement.payments import least_surplus

router = APIRouter(prefix="/v1", tags=["calculations"])

_CONTENT_TYPE = re.compile(r"""application/json(\s*;\s*charset="?utf-8"?)?\s*""", re.IGNORECASE)


async def claim_in(request: Request) -> Claim:
    """The claim in the body. Raises Refused for what is no JSON body, Problems for what is no claim."""
    return read_claim(_nodes(await _body(request)), lenient=True)


class _Beside(msgspec.Struct):
    """What stands beside the claim in a request for a statement: the record of the one before, and the hash that one says of itself."""

    previous: Any = msgspec.UNSET
    previous_hash: Any = msgspec.UNSET


async def statement_in(request: Request) -> tuple[Claim, bytes]:
    """The claim in the body, and the record of the statement before in its canonical form; empty where there is none.

    A record comes without the page that shows its hash. One of this edition is worked out again; one of another cannot be, so its hash
    has to be sent along. Raises Problems where the hash is missing then, or is another.
    """
    body = await _body(request)
    node = _nodes(body)
    if not isinstance(node, Mapping) or node.get("previous") is None:
        return read_claim(node, lenient=True), b""
    beside = msgspec.json.decode(body, type=_Beside)
    earlier = msgspec.json.encode(beside.previous, order="sorted")
    if beside.previous_hash is not msgspec.UNSET and str(beside.previous_hash).lower() != sha256(earlier).hexdigest():
        raise Problems([Problem(Position(path="/previous_hash"), "previous-changed")])
    edition = beside.previous.get("edition") if isinstance(beside.previous, dict) else EDITION
    if beside.previous_hash is msgspec.UNSET and isinstance(edition, str) and edition != EDITION:
        raise Problems([Problem(Position(path="/previous"), "previous-unproved")])
    claim = Mapping(node.at, tuple(entry for entry in node.entries if entry[0].text not in _Beside.__struct_fields__))
    return read_claim(claim, lenient=True), earlier


def _nodes(body: bytes) -> Node:
    if body.startswith(codecs.BOM_UTF8):  # files may carry one; RFC 8259 forbids it on the wire
        raise Problems([Problem(Position(), "forbidden-character", {"letter": "U+FEFF"})])
    node, _ = read(body, "", is_json=True)
    return node


async def _body(request: Request) -> bytes:
    """The bytes of the body, never more than the reader takes."""
    if not _CONTENT_TYPE.fullmatch(request.headers.get("content-type", "")) or "content-encoding" in request.headers:
        raise Refused("media-type")
    length = request.headers.get("content-length", "")
    if length.isdecimal() and (len(length) > 9 or int(length) > MOST_BYTES):
        raise Refused("too-large")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise Refused("too-large")
    except ClientDisconnect:
        raise Refused("incomplete-body") from None
    return bytes(body)


ClaimIn = Annotated[Claim, Depends(claim_in)]
StatementIn = Annotated[tuple[Claim, bytes], Depends(statement_in)]


def _calculated(claim: Claim) -> tuple[Calculation, Case]:
    """The answer, and the case as far as it is written: what is wrong with it is told here too, though no figure depends on it."""
    policy, found = rules.policy(claim.policy), list[Problem]()
    try:
        case = case_of(claim, policy.currency, policy.payees, complete=False)
    except Problems as problems:
        found += problems.problems
    try:
        calculation = calculate(policy, claim)
    except Problems as problems:
        found += problems.problems
    if found:
        raise Problems(found)
    return calculation, case


def _refuse_open_questions(calculation: Calculation, case: Case) -> None:
    """Raises Problems with one problem for each open question, at the place where its answer belongs."""
    if calculation.status == "determined":
        return
    too_much = phrase("overpaid-anyway") if least_surplus(case.paid_before or (), calculation.high) else ""
    problems = []
    for fact in calculation.open_facts:
        path = f"/{fact.name}" if "/" in fact.name else f"/facts/{fact.name}"
        problems.append(Problem(Position(path=path), "undetermined", {"facts": asked(fact)}, too_much))
    raise Problems(problems)


def _recorded(claim: Claim, calculation: Calculation, earlier: bytes) -> Record:
    """What the statement is made from. Raises Problems: a case that is wrong, an earlier record that is none or of another claim."""
    policy = rules.policy(claim.policy)
    number = case_of(claim, policy.currency, policy.payees).claim_number
    previous = previous_in(earlier, number, policy, Position(path="/previous")) if earlier else None
    return recorded(claim, policy, calculation, fonts=pdf.font_hashes(), previous=previous)


def _told(record: Record, query: StatementQuery) -> Response:
    """The statement in the form that is wanted."""
    policy = rules.policy(record.calculation.policy.id)
    if query.format == "pdf":
        file = _drawn(record, query, rules.tree_of(policy) if query.policy == "attached" else None)
        return Response(file, media_type="application/pdf", headers={"Content-Disposition": 'attachment; filename="statement.pdf"'})
    document = statement_of(record, query.language, query.profile)
    match query.format:
        case "html":
            return Response(html_of(document), media_type="text/html")
        case "text":
            return Response(text_of(document), media_type="text/plain")
        case "json":
            return Response(msgspec.json.encode(document), media_type="application/json")


def _drawn(record: Record, query: StatementQuery, policy: bytes | None) -> bytes:
    try:
        return pdf.of(record, query.language, query.profile, policy=policy)
    except MissingGlyph as error:  # its message quotes the text; only the character's code goes out
        reason = phrase("no-font", letter=error.letter)
        raise Problems([Problem(Position(), "cannot-draw", {"reason": reason})]) from None


# ---- what /openapi.json says --------------------------------------------------------------------------------------------


def _takes(model: str, example: dict[str, Any]) -> dict[str, Any]:
    schema = {"$ref": REF.format(name=model)}
    examples = {"sample": {"summary": "The sample claim", "value": example}}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "examples": examples}}}}


_SYNTAX = error_item(Problem(Position(line=3), "json-syntax", {"reason": reason_of("expecting ',' delimiter")}))
_VALUE = error_item(
    Problem(Position(path="/facts/insured_value"), "amount-range", {"given": "", "high": f"{HIGHEST:,}"}), {"insured_value"}
)
_OPEN = error_item(
    Problem(
        Position(path="/facts/vehicle_claims"),
        "undetermined",
        {"facts": {"en": "Earlier vehicle claims (vehicle_claims)", "ja": "期間中の車両事故 (vehicle_claims)"}},
    ),
    {"vehicle_claims"},
)
_COMMON = (
    report("not-json", (_SYNTAX,)),
    report("too-large"),
    report("media-type"),
    report("claim-refused", (_VALUE,)),
    report("internal"),
    report("policy-refused"),
)
_QUERY = report(
    "query-refused", (error_item(Problem(Position(), "query-value", {"name": "language"}, phrase("one-of", names="'ja', 'en'"))),)
)
_RESULT = {
    "content": {"application/json": {"schema": {"$ref": REF.format(name="Calculation")}}},
    "description": "The result, payout.result/1.",
}
_STATEMENT = {
    "content": {
        "application/pdf": {"schema": {"type": "string", "format": "binary"}},
        "text/html": {"schema": {"type": "string"}},
        "text/plain": {"schema": {"type": "string"}},
        "application/json": {"schema": {"type": "object"}},
    },
    "description": "The statement in the form that `format` names.",
}


# ---- routes -------------------------------------------------------------------------------------------------------------


@router.post(
    "/calculations",
    operation_id="calculate",
    summary="What the policy pays for a claim, and why not more",
    response_class=Response,
    responses={200: _RESULT, **problem_responses(*_COMMON)},
    openapi_extra=_takes("CalculationRequest", {key: value for key, value in EXAMPLE.items() if key != "case"}),
)
async def calculate_claim(claim: ClaimIn) -> Response:
    """Every coverage of the policy is in the result, always, with every step and its clause.

    A claim with open questions is answered too: `status` is `undetermined`, `open_facts` names the questions, and a
    figure that cannot be told is left out. The same claim gives the same bytes.
    """
    return Response(to_json(_calculated(claim)[0]), media_type="application/json")


@router.post(
    "/statements",
    operation_id="makeStatement",
    summary="The statement of a claim",
    response_class=Response,
    responses={200: _STATEMENT, **problem_responses(*_COMMON, _QUERY, report("undetermined", (_OPEN,)))},
    openapi_extra=_takes("StatementRequest", EXAMPLE),
)
def make_statement(stated: StatementIn, query: Annotated[StatementQuery, Query()]) -> Response:
    """What the customer is told, in Japanese or English. The same claim gives the same bytes.

    A claim whose payout is not determined is refused; the problem lists the open questions.
    """
    claim, earlier = stated
    calculation, case = _calculated(claim)
    _refuse_open_questions(calculation, case)
    return _told(_recorded(claim, calculation, earlier), query)
