"""Bytes that no well-behaved client sends: each is refused as a problem, nothing of it comes back, and the service goes on."""

import codecs
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import HEADERS, build
from api.wire import EXAMPLE

CANARY = "canary7319"
JSON = "application/json"
GOOD = json.dumps(EXAMPLE).encode()
MOST = 2_000_000


@dataclass(frozen=True)
class Bad:
    """A body, the status that answers it, and the code of the problem or of its first error."""

    body: bytes
    status: int
    code: str
    headers: tuple[tuple[str, str], ...] = (("content-type", JSON),)


def claim(**changes: Any) -> bytes:
    """The good claim with some parts changed, and the canary in its case."""
    return json.dumps({**EXAMPLE, "case": {"vehicle": CANARY}} | changes).encode()


def facts(**changes: Any) -> bytes:
    return claim(facts={**EXAMPLE["facts"], **changes})


def expense(**changes: Any) -> bytes:
    return claim(expenses=[{"id": CANARY, "kind": "taxi", "amount": 1, "person": CANARY} | changes])


def amount(written: str) -> bytes:
    """The claim with an amount as it is written here, letter by letter."""
    return expense(amount="AMOUNT").replace(b'"AMOUNT"', written.encode())


def raw(text: bytes) -> bytes:
    """A claim with these bytes as the value of a fact."""
    return b'{"policy": "jp/personal-auto", "endorsements": [], "facts": {"%s": %s}}' % (CANARY.encode(), text)


def nested(depth: int, opening: str, closing: str) -> bytes:
    return raw((opening * depth + closing * depth).encode())


TEXT = {
    "empty": Bad(b"", 400, "json-syntax"),
    "spaces": Bad(b" \n\t ", 400, "json-syntax"),
    "a word": Bad(CANARY.encode(), 400, "json-syntax"),
    "half of a claim": Bad(claim()[:-40], 400, "json-syntax"),
    "two documents": Bad(claim() + claim(), 400, "json-syntax"),
    "a trailing comma": Bad(claim()[:-1] + b",}", 400, "json-syntax"),
    "a comment": Bad(claim() + b" // " + CANARY.encode(), 400, "json-syntax"),
    "single quotes": Bad(claim().replace(b'"', b"'"), 400, "json-syntax"),
    "YAML": Bad(b"policy: jp/personal-auto\nendorsements: []\nvehicle: " + CANARY.encode(), 400, "json-syntax"),
    "a form": Bad(b"policy=jp%2Fpersonal-auto&vehicle=" + CANARY.encode(), 400, "json-syntax"),
    "XML": Bad(b"<claim>" + CANARY.encode() + b"</claim>", 400, "json-syntax"),
    "a bad escape": Bad(raw(b'"\\x' + CANARY.encode() + b'"'), 400, "json-syntax"),
    "half of an escape": Bad(raw(b'"\\u12"'), 400, "json-syntax"),
    "NUL": Bad(raw(b'"' + CANARY.encode() + b'\x00"'), 400, "forbidden-character"),
    "NUL before the claim": Bad(b"\x00" + claim(), 400, "forbidden-character"),
    "NUL, escaped": Bad(raw(b'"' + CANARY.encode() + b'\\u0000"'), 400, "forbidden-character"),
    "a lone surrogate": Bad(raw(b'"' + CANARY.encode() + b'\\ud800"'), 400, "forbidden-character"),
    "a lone surrogate in a name": Bad(raw(b'{"' + CANARY.encode() + b'\\udfff": 1}'), 400, "forbidden-character"),
    "a direction override": Bad(raw('"\u202e'.encode() + CANARY.encode() + b'"'), 400, "forbidden-character"),
    "a byte order mark": Bad(codecs.BOM_UTF8 + GOOD, 400, "forbidden-character"),
    "UTF-16": Bad(claim().decode().encode("utf-16"), 400, "not-utf8"),
    "UTF-32": Bad(claim().decode().encode("utf-32-le"), 400, "forbidden-character"),
    "Shift JIS": Bad(json.dumps({"policy": "保険" + CANARY}, ensure_ascii=False).encode("shift_jis"), 400, "not-utf8"),
    "bad UTF-8": Bad(raw(b'"' + CANARY.encode() + b'\xff"'), 400, "not-utf8"),
    "overlong UTF-8": Bad(raw(b'"' + CANARY.encode() + b'\xc0\xaf"'), 400, "not-utf8"),
    "a surrogate in UTF-8": Bad(raw(b'"' + CANARY.encode() + b'\xed\xa0\x80"'), 400, "not-utf8"),
    "100,000 lists in lists": Bad(nested(100_000, "[", "]"), 400, "too-deep"),
    "100,000 open brackets": Bad(b"[" * 100_000, 400, "too-deep"),
    "100,000 objects in objects": Bad(nested(100_000, '{"a":', "}").replace(b":}", b":1}"), 400, "too-deep"),
    "65 lists in lists": Bad(nested(63, "[", "]"), 400, "too-deep"),
    "a name twice": Bad(b'{"policy": "' + CANARY.encode() + b'", "policy": "jp/personal-auto", "endorsements": []}', 400, "twice"),
    "an invented name twice": Bad(raw(b'{"%s": {"a": 1, "a": 2}}' % CANARY.encode()), 400, "twice"),
    "NaN": Bad(raw(b"NaN"), 400, "json-syntax"),
    "Infinity": Bad(raw(b"Infinity"), 400, "json-syntax"),
    "-Infinity": Bad(raw(b"-Infinity"), 400, "json-syntax"),
    "an amount of NaN": Bad(amount("NaN"), 400, "json-syntax"),
    "an amount with leading zeros": Bad(amount("0012"), 400, "json-syntax"),
    "an amount with underscores": Bad(amount("1_000"), 400, "json-syntax"),
    "an amount in full-width digits": Bad(amount("１２３"), 400, "json-syntax"),
    "an amount in Arabic digits": Bad(amount("١٢٣"), 400, "json-syntax"),
    "a hexadecimal amount": Bad(amount("0x10"), 400, "json-syntax"),
}

NUMBERS = {
    "1e400": Bad(amount("1e400"), 422, "json-number"),
    "1e999999": Bad(amount("1e999999"), 422, "json-number"),
    "-1e-999999": Bad(amount("-1e-999999"), 422, "json-number"),
    "a float amount": Bad(amount("100.5"), 422, "json-number"),
    "a whole float amount": Bad(amount("100.0"), 422, "json-number"),
    "minus zero point zero": Bad(amount("-0.0"), 422, "json-number"),
    "5,000 digits": Bad(amount("9" * 5_000), 422, "number-long"),
    "5,000 decimals": Bad(amount("0." + "3" * 5_000), 422, "json-number"),
    "a negative amount": Bad(amount("-1"), 422, "amount-range"),
    "minus zero": Bad(amount("-0"), 422, "amount-range"),
    "an absurd amount": Bad(amount("1000000000001"), 422, "amount-range"),
    "an amount beyond 64 bits": Bad(amount("18446744073709551617"), 422, "amount-range"),
    "yes as an amount": Bad(amount("true"), 422, "amount-json"),
    "no as an amount": Bad(amount("false"), 422, "amount-json"),
    "null as an amount": Bad(amount("null"), 422, "json-null"),
    "a list as an amount": Bad(amount("[1]"), 422, "want-text"),
    "an object as an amount": Bad(amount(json.dumps({CANARY: 1})), 422, "want-text"),
    "words as an amount": Bad(amount(f'"{CANARY}"'), 422, "amount-json"),
    "a negative count": Bad(facts(vehicle_claims=-1), 422, "not-a-count"),
    "yes as a count": Bad(facts(vehicle_claims=True), 422, "not-a-count"),
    "1 as a yes": Bad(facts(drivable=1), 422, "not-yes-no"),
    "yes in words": Bad(facts(drivable="yes"), 422, "not-yes-no"),
}

SHAPES = {
    "null": Bad(b"null", 422, "json-null"),
    "a number": Bad(b"7319", 422, "want-mapping"),
    "a text": Bad(f'"{CANARY}"'.encode(), 422, "want-mapping"),
    "a list of claims": Bad(b"[" + claim() + b"]", 422, "want-mapping"),
    "an empty object": Bad(b"{}", 422, "missing-key"),
    "an invented key": Bad(claim(**{CANARY: 1}), 422, "unknown-key"),
    "a key with a pointer in it": Bad(claim(**{f"facts/{CANARY}~1": None}), 422, "json-null"),
    "facts as a list": Bad(claim(facts=[CANARY]), 422, "want-mapping"),
    "expenses as an object": Bad(claim(expenses={CANARY: 1}), 422, "want-list"),
    "an expense as a text": Bad(claim(expenses=[CANARY]), 422, "want-mapping"),
    "endorsements as a text": Bad(claim(endorsements=CANARY), 422, "want-list"),
    "an object as a fact": Bad(facts(drivable={CANARY: 1}), 422, "want-text"),
    "an object as an invented fact": Bad(facts(**{CANARY: {}}), 422, "want-text"),
    "null as an invented fact": Bad(facts(**{CANARY: None}), 422, "json-null"),
    "a telephone number as a fact's name": Bad(facts(**{"09073197319": None}), 422, "json-null"),
    "a float below an invented fact": Bad(facts(**{CANARY: [[1.5]]}), 422, "json-number"),
    "a long text": Bad(facts(**{CANARY: "a" * 10_001}), 422, "too-long"),
    "an id with a line break": Bad(expense(id=f"{CANARY}\r\nSet-Cookie: a"), 422, "bad-id"),
    "an id twice": Bad(claim(expenses=[{"id": CANARY, "kind": "tow", "amount": 1}] * 2), 422, "same-id"),
    "2,000 expenses": Bad(claim(expenses=[{"kind": "tow", "amount": 1}] * 2_000), 422, "too-many-expenses"),
    "case as a text": Bad(claim(case=CANARY), 422, "want-mapping"),
}

VALUES = {
    "an unknown fact": Bad(facts(**{CANARY: 1}), 422, "unknown-fact"),
    "an unknown kind": Bad(expense(kind=CANARY), 422, "unknown-kind"),
    "an unknown mark": Bad(expense(**{CANARY: 1}), 422, "unknown-mark"),
    "an unknown endorsement": Bad(claim(endorsements=[CANARY]), 422, "not-an-endorsement"),
    "an unknown word": Bad(facts(deductible_plan=CANARY), 422, "unknown-word"),
    "a fact below its range": Bad(facts(insured_value=0), 422, "out-of-range"),
    "a count above its range": Bad(facts(vehicle_claims=10_001), 422, "out-of-range"),
    "a word as a date": Bad(facts(contract_start=CANARY), 422, "not-a-date"),
    "30 February": Bad(facts(contract_start="2026-02-30"), 422, "not-a-date"),
    "a date before 1970": Bad(facts(contract_start="0073-01-09"), 422, "out-of-range"),
    "a date that no term covers": Bad(facts(contract_start="1973-01-09"), 422, "no-value-then"),
    "no date at all": Bad(claim(facts={}), 422, "version-date"),
    "a quantity of nothing": Bad(expense(quantity=3), 422, "quantity-unknown"),
    "no quantity": Bad(claim(expenses=[{"id": CANARY, "kind": "rental", "amount": 1}]), 422, "quantity-needed"),
    "a quantity of a million": Bad(claim(expenses=[{"kind": "rental", "amount": 1, "quantity": 10**6}]), 422, "quantity-range"),
    "an empty person": Bad(expense(person=""), 422, "not-a-label"),
    "an unknown policy": Bad(claim(policy=f"jp/{CANARY}"), 422, "no-policy"),
    "no policy": Bad(claim(policy=""), 422, "policy-name"),
    "a path as a policy": Bad(claim(policy="../../etc/passwd"), 422, "policy-name"),
    "an absolute path as a policy": Bad(claim(policy=f"/etc/{CANARY}"), 422, "policy-name"),
    "a file as a policy": Bad(claim(policy="jp/personal-auto.yaml"), 422, "policy-name"),
    "an address as a policy": Bad(claim(policy=f"https://{CANARY}.example/a"), 422, "policy-name"),
    "a policy with a line break": Bad(claim(policy="jp/personal-auto\n"), 422, "policy-name"),
}

DELIVERY = {
    "no content type": Bad(claim(), 415, "media-type", ()),
    "plain text": Bad(claim(), 415, "media-type", (("content-type", "text/plain"),)),
    "a content type that looks like JSON": Bad(claim(), 415, "media-type", (("content-type", "application/jsonx"),)),
    "an invented content type": Bad(claim(), 415, "media-type", (("content-type", CANARY),)),
    "JSON in Shift JIS": Bad(claim(), 415, "media-type", (("content-type", f"{JSON}; charset=shift_jis"),)),
    "a form with a file": Bad(claim(), 415, "media-type", (("content-type", "multipart/form-data; boundary=a"),)),
    "gzip": Bad(gzip.compress(claim()), 415, "media-type", (("content-type", JSON), ("content-encoding", "gzip"))),
    "gzip that does not say so": Bad(gzip.compress(claim()), 400, "not-utf8"),
    "3 MB": Bad(claim(case={"vehicle": CANARY * 300_000}), 413, "too-large"),
    "a byte too many": Bad(GOOD + b" " * (MOST + 1 - len(GOOD)), 413, "too-large"),
    "a length that cannot be": Bad(claim(), 413, "too-large", (("content-type", JSON), ("content-length", "9" * 30))),
}

CORPUS = TEXT | NUMBERS | SHAPES | VALUES | DELIVERY


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(build(), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def good_answer(client: TestClient) -> bytes:
    answer = client.post("/v1/calculations", content=GOOD, headers={"content-type": JSON})
    return bytes(answer.content)


@pytest.mark.parametrize("address", ["/v1/calculations", "/v1/statements"])
@pytest.mark.parametrize("name", CORPUS)
def test_a_bad_body_is_refused_and_the_next_good_one_is_answered_as_before(
    client: TestClient, good_answer: bytes, name: str, address: str
) -> None:
    bad = CORPUS[name]
    answer = client.post(address, content=bad.body, headers=dict(bad.headers))
    problem = answer.json()
    codes = [problem["code"], *(error["code"] for error in problem["errors"])]
    assert (answer.status_code, answer.headers["content-type"]) == (bad.status, "application/problem+json"), answer.text
    assert bad.code in codes
    assert problem["status"] == bad.status
    assert_nothing_comes_back(answer.text)
    assert all(answer.headers[name] == value for name, value in HEADERS.items())
    again = client.post("/v1/calculations", content=GOOD, headers={"content-type": JSON})
    assert (again.status_code, again.content) == (200, good_answer)


def assert_nothing_comes_back(text: str) -> None:
    """Neither the canary, nor a telephone number, nor a date or a path that was sent."""
    assert re.search("canary|7319|1973-01-09|etc|passwd|a, a|1e", text, re.IGNORECASE) is None, text


def test_a_body_without_a_length_is_cut_off_at_the_limit(client: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(4):
            yield CANARY.encode() * 100_000

    answer = client.post("/v1/calculations", content=pieces(), headers={"content-type": JSON})
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_a_body_of_exactly_the_limit_is_read(client: TestClient, good_answer: bytes) -> None:
    body = GOOD + b" " * (MOST - len(GOOD))
    assert client.post("/v1/calculations", content=body, headers={"content-type": JSON}).content == good_answer


@pytest.mark.parametrize("name", ["claim_number", "vehicle", "account"])
def test_a_character_that_no_font_has_is_named_and_its_text_is_not(client: TestClient, name: str) -> None:
    case = {"statement_date": "2026-11-20", name: f"{CANARY} \U0001f9a4"}
    answer = client.post("/v1/statements", content=claim(case=case), headers={"content-type": JSON})
    assert answer.status_code == 422
    assert "U+1F9A4" in answer.json()["errors"][0]["message"]
    assert_nothing_comes_back(answer.text)


@pytest.mark.parametrize(
    "case",
    [
        {CANARY: 1},
        {"statement_date": CANARY},
        {"statement_date": "1973-02-30"},
        {"customer": {CANARY: CANARY}},
        {"customer": {"name": {CANARY: 1}}},
        {"customer": CANARY},
        {"vehicle": [CANARY]},
        {"account": "普通 73197319"},
        {"vehicle": CANARY * 100},
        {"accident": {"at": CANARY}},
    ],
)
def test_a_case_that_the_statement_cannot_use_is_refused(client: TestClient, case: dict[str, Any]) -> None:
    answer = client.post("/v1/statements", content=claim(case={"statement_date": "2026-11-20"} | case), headers={"content-type": JSON})
    assert (answer.status_code, answer.json()["code"]) == (422, "claim-refused")
    assert answer.json()["errors"][0]["pointer"].startswith("/case")
    assert_nothing_comes_back(answer.text)
