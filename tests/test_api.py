"""What a claims system meets: figures, statements, policies and problems over HTTP. Bad bytes are in test_raw_bytes.py."""

import hashlib
import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter, ValidationError

from api.app import HEADERS, build, description
from api.wire import EXAMPLE, REFUSALS, CalculationRequest, PolicyForm, ProblemReport
from payout import rules, source
from payout.admission import admit
from payout.calculate import calculate
from payout.claim import read_claim
from payout.problem import Problems
from payout.statement import case_of, recorded

ROOT = Path(__file__).parent.parent
CALCULATIONS, STATEMENTS = "/v1/calculations", "/v1/statements"
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(build(), raise_server_exceptions=False)


def claim(**changes: Any) -> dict[str, Any]:
    return {**EXAMPLE, **changes}


def without(*names: str) -> dict[str, Any]:
    """The facts of the sample claim, but for some."""
    return {name: value for name, value in EXAMPLE["facts"].items() if name not in names}


# ---- figures ----------------------------------------------------------------------------------------------------------


def test_a_loss_less_its_deductible_is_paid(client: TestClient) -> None:
    given = claim(facts={**EXAMPLE["facts"], "deductible_plan": "5-5"}, endorsements=[], expenses=[{"kind": "repair", "amount": 300_000}])
    result = client.post(CALCULATIONS, json=given).json()
    assert (result["schema"], result["status"], result["paid"], result["borne"]) == ("payout.result/1", "determined", 250_000, 50_000)
    assert result["policy"]["hash"] == rules.policy("jp/personal-auto").hash


def test_every_coverage_of_the_policy_is_in_the_result(client: TestClient) -> None:
    result = client.post(CALCULATIONS, json=EXAMPLE).json()
    assert {coverage["name"] for coverage in result["coverages"]} == set(rules.policy("jp/personal-auto").coverages)


def test_the_same_claim_gives_the_same_bytes(client: TestClient) -> None:
    first, second = (client.post(CALCULATIONS, json=EXAMPLE) for _ in range(2))
    assert first.content == second.content
    assert first.headers["content-type"] == "application/json"


def test_the_order_of_names_in_the_body_changes_nothing(client: TestClient) -> None:
    turned = claim(facts=dict(reversed(EXAMPLE["facts"].items())))
    body = json.dumps(dict(reversed(turned.items())))
    assert client.post(CALCULATIONS, content=body, headers=JSON).content == client.post(CALCULATIONS, json=EXAMPLE).content


def test_a_claim_with_open_questions_is_answered_and_names_them(client: TestClient) -> None:
    answer = client.post(CALCULATIONS, json=claim(facts=without("vehicle_claims")))
    result = answer.json()
    assert (answer.status_code, result["status"]) == (200, "undetermined")
    assert [fact["name"] for fact in result["open_facts"]] == ["vehicle_claims"]
    assert "null" not in answer.text


def test_json_is_taken_with_its_charset(client: TestClient) -> None:
    answer = client.post(CALCULATIONS, content=json.dumps(EXAMPLE), headers={"content-type": 'Application/JSON; charset="UTF-8"'})
    assert answer.status_code == 200


def test_the_sample_request_is_the_claim_of_the_demo() -> None:
    node, _ = source.read_file(ROOT / "payout/demo.yaml")
    demo, sample = read_claim(node), read_claim(source.read(json.dumps(EXAMPLE).encode(), "", is_json=True)[0])
    policy = rules.policy(demo.policy)
    assert admit(policy, sample).hash == admit(policy, demo).hash
    assert case_of(sample, policy.currency) == case_of(demo, policy.currency)


# ---- statements -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_statement_is_a_pdf_and_the_same_twice(client: TestClient, language: str) -> None:
    first, second = (client.post(STATEMENTS, params={"language": language}, json=EXAMPLE) for _ in range(2))
    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf")
    assert first.headers["content-disposition"] == 'attachment; filename="statement.pdf"'
    assert first.content.startswith(b"%PDF")
    assert first.content == second.content


@pytest.mark.parametrize(
    ("form", "media", "begins"),
    [("html", "text/html; charset=utf-8", "<article "), ("text", "text/plain; charset=utf-8", "Blue"), ("json", "application/json", '{"')],
)
@pytest.mark.parametrize("profile", ["customer", "office", "letter"])
def test_a_statement_comes_in_the_form_that_is_asked_for(client: TestClient, form: str, media: str, begins: str, profile: str) -> None:
    body = {**EXAMPLE, "case": {**EXAMPLE["case"], "office": {"name": "Blue sky insurance <sample>"}}}
    found = client.post(STATEMENTS, params={"format": form, "profile": profile, "language": "en"}, json=body)
    assert (found.status_code, found.headers["content-type"]) == (200, media)
    assert found.text.startswith(begins)
    assert "864,900" in found.text
    assert "content-disposition" not in found.headers
    assert form != "html" or "<sample>" not in found.text
    assert form != "json" or found.json()["profile"] == profile


def test_a_statement_is_compressed_on_its_way_to_who_asks_for_it(client: TestClient) -> None:
    packed, plain = (client.post(STATEMENTS, json=EXAMPLE, headers={"Accept-Encoding": coding}) for coding in ("gzip", "identity"))
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) * 2 < len(plain.content)


def test_a_statement_is_in_japanese_unless_said_otherwise(client: TestClient) -> None:
    japanese, english = (client.post(f"{STATEMENTS}?language={language}", json=EXAMPLE).content for language in ("ja", "en"))
    assert client.post(STATEMENTS, json=EXAMPLE).content == japanese != english


def test_a_statement_of_an_undetermined_claim_is_refused_with_its_questions(client: TestClient) -> None:
    expenses = [{"kind": "tow", "amount": 10_000}, {"kind": "taxi", "amount": 5_000}]
    given = claim(facts=without("drivable"), expenses=expenses)
    answer = client.post(f"{STATEMENTS}?language=en", json=given)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "undetermined")
    assert [error["pointer"] for error in problem["errors"]] == ["/facts/drivable", "/expenses/1/person"]
    assert "Drivable (drivable)" in problem["errors"][0]["message"]


def test_that_too_much_was_paid_is_told_with_the_questions_and_without_the_amounts(client: TestClient) -> None:
    case = {**EXAMPLE["case"], "paid_before": [{"date": "2026-11-13", "payee": "insured", "amount": 2_073_190}]}
    (error,) = client.post(STATEMENTS, json=claim(facts=without("drivable"), case=case)).json()["errors"]
    assert error["help"] == "Answer these questions first. More was already paid than any answers make payable."
    case["paid_before"][0]["amount"] = 1
    (error,) = client.post(STATEMENTS, json=claim(facts=without("drivable"), case=case)).json()["errors"]
    assert error["help"] == "Answer these questions first."


def test_a_case_that_is_wrong_is_refused_with_the_figures_as_with_the_statement(client: TestClient) -> None:
    wrong = paid({"date": "2026-11-13", "payee": "canary7319", "amount": 0})
    wrong["expenses"] = [{"kind": "towe", "amount": 1}]
    answer = client.post(CALCULATIONS, json=wrong)
    assert answer.status_code == 422
    assert {error["pointer"]: error["code"] for error in answer.json()["errors"]} == {
        "/case/paid_before/0/payee": "unknown-payee",
        "/case/paid_before/0/amount": "paid-nothing",
        "/expenses/0/kind": "unknown-kind",
    }
    assert client.post(CALCULATIONS, json=claim(case={"vehicle": "x"})).status_code == 200, "no date is needed for figures"


def earlier_record() -> dict[str, Any]:
    """The record of an earlier statement of the sample's claim, as it was attached to the PDF file."""
    earlier = read_claim(source.read(json.dumps(EXAMPLE | {"expenses": EXAMPLE["expenses"][:4]}).encode(), "", is_json=True)[0])
    policy = rules.policy(earlier.policy)
    record: dict[str, Any] = json.loads(recorded(earlier, policy, calculate(policy, earlier), fonts={}).bytes)
    return record


def test_a_second_statement_tells_what_changed_since_the_record_that_is_sent_along(client: TestClient) -> None:
    body = paid({"date": "2026-11-13", "payee": "insured", "amount": 170_900}) | {"previous": earlier_record()}
    text = client.post(STATEMENTS, params={"format": "text", "language": "en"}, json=body).text
    assert "What changed since the previous statement" in text
    assert "To pay now  694,000 yen" in text
    scrambled = body | {"previous": dict(reversed(body["previous"].items()))}
    assert client.post(STATEMENTS, json=scrambled).content == client.post(STATEMENTS, json=body).content


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda record: record["claim"]["case"].update(claim_number="canary7319"), "other-claim"),
        (lambda record: record.update(canary7319=1), "not-a-record"),
        (lambda record: record["calculation"].update(paid=1), "not-a-record"),
        (lambda record: record["calculation"].update(steps=[{"canary7319": 1}]), "not-a-record"),
        (lambda record: record["claim"]["case"].update(canary7319="x"), "unknown-case"),
        (lambda record: record["claim"]["case"].update(statement_date="2026-11-21"), "previous-later"),
        (lambda record: record.update(schema="payout.record/9"), "other-edition"),
        (lambda record: record.clear(), "not-a-record"),
    ],
)
def test_an_earlier_record_that_does_not_fit_is_refused_in_a_sentence(
    client: TestClient, change: Callable[[dict[str, Any]], None], code: str
) -> None:
    record = earlier_record()
    change(record)
    answer = client.post(STATEMENTS, json=claim() | {"previous": record})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (422, code)
    assert error["pointer"] == ("" if code == "previous-later" else "/previous")
    assert error["message"]
    assert "canary" not in answer.text
    assert "A26" not in answer.text


def test_a_payment_that_the_earlier_record_lists_is_not_made_again(client: TestClient) -> None:
    earlier = earlier_record()
    earlier["claim"]["case"]["paid_before"] = [{"date": "2026-11-13", "payee": "insured", "amount": 73_190}]
    for body, pointer in ((claim(), "/case"), (paid(), "/case/paid_before")):
        answer = client.post(STATEMENTS, json=body | {"previous": earlier})
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["code"], error["pointer"]) == (422, "payment-dropped", pointer)
        assert error["message"] == "the previous statement lists a payment, and paid_before does not."
        assert not re.search("73|2026", answer.text)


def test_a_record_whose_amounts_are_not_those_of_its_claim_is_refused(client: TestClient) -> None:
    """Its sums agree: only working it out again shows that the receipt was another."""
    earlier = earlier_record()
    earlier["claim"]["expenses"][0]["amount"] += 1
    (error,) = client.post(STATEMENTS, json=claim() | {"previous": earlier}).json()["errors"]
    assert (error["pointer"], error["code"]) == ("/previous", "not-a-record")
    earlier["claim"]["expenses"][0]["kind"] = "canary7319"
    answer = client.post(STATEMENTS, json=claim() | {"previous": earlier})
    assert ([error["code"] for error in answer.json()["errors"]], "canary" in answer.text) == (["not-a-record"], False)


def test_a_record_of_another_edition_needs_the_hash_that_its_statement_says(client: TestClient) -> None:
    earlier = earlier_record() | {"edition": "9.9"}
    body = claim() | {"previous": earlier}
    told = source.canonical(earlier)
    assert [error["code"] for error in client.post(STATEMENTS, json=body).json()["errors"]] == ["previous-unproved"]
    others: list[object] = ["", "0" * 64, told.hex(), 1, None, [], "A" * 64]
    for wrong in others:
        answer = client.post(STATEMENTS, json=body | {"previous_hash": wrong})
        assert answer.status_code in (400, 422), wrong
    proved = body | {"previous_hash": hashlib.sha256(told).hexdigest()}
    assert client.post(STATEMENTS, params={"format": "text"}, json=proved).status_code == 200


def test_a_hash_that_is_sent_along_must_be_the_records(client: TestClient) -> None:
    earlier = earlier_record()
    right = hashlib.sha256(source.canonical(earlier)).hexdigest()
    body = claim() | {"previous": earlier}
    for said in (right, right.upper()):  # the QR code says it in capitals
        assert client.post(STATEMENTS, params={"format": "text"}, json=body | {"previous_hash": said}).status_code == 200
    (error,) = client.post(STATEMENTS, json=body | {"previous_hash": "0" * 64}).json()["errors"]
    assert (error["pointer"], error["code"]) == ("/previous_hash", "previous-changed")
    (error,) = client.post(STATEMENTS, json=claim() | {"previous_hash": right}).json()["errors"]
    assert error["code"] == "unknown-key", "a hash of nothing proves nothing"


@pytest.mark.parametrize("previous", ["x", 1, [], True])
def test_what_is_no_record_at_all_is_refused(client: TestClient, previous: object) -> None:
    answer = client.post(STATEMENTS, json=claim() | {"previous": previous})
    assert [error["code"] for error in answer.json()["errors"]] == ["not-a-record"]


def test_figures_need_no_earlier_record(client: TestClient) -> None:
    (error,) = client.post(CALCULATIONS, json=claim() | {"previous": {}}).json()["errors"]
    assert error["code"] == "unknown-key"


def test_a_payment_that_cannot_have_been_made_is_refused_at_its_pointer_and_not_repeated(client: TestClient) -> None:
    given = [{"date": "2027-07-31", "payee": "canary7319", "amount": 1}, {"date": "2026-11-13", "payee": "workshop", "amount": 0}]
    answer = client.post(STATEMENTS, json=paid(*given))
    found = {error["pointer"]: error["code"] for error in answer.json()["errors"]}
    assert found == {
        "/case/paid_before/0/date": "paid-later",
        "/case/paid_before/0/payee": "unknown-payee",
        "/case/paid_before/1/amount": "paid-nothing",
    }
    assert not re.search("canary|2027|2026", answer.text)


def test_a_complaint_of_dates_reads_well_without_them(client: TestClient) -> None:
    late, early = ({"date": date, "payee": "insured", "amount": 1} for date in ("2027-07-31", "2026-10-16"))
    answer = client.post(STATEMENTS, json=claim(case={**EXAMPLE["case"], "pay_date": "2026-11-19", "paid_before": [late, early]}))
    assert [(error["message"], error["message_ja"]) for error in answer.json()["errors"]] == [
        ("the next payment is earlier than the statement.", "お支払い予定日が、計算書の日付より前です。"),
        ("the payment is later than the statement.", "支払日が、計算書の日付より後です。"),
        ("the payment is earlier than the accident.", "支払日が、事故の日より前です。"),
    ]
    assert not re.search("2027|2026", answer.text)


@pytest.mark.parametrize(
    ("change", "code", "help"),
    [
        ({"date": 20261113}, "want-quotes", "Write it in quotes."),
        ({"amount": 10**30}, "number-long", "No amount and no count has so many: check it."),
        ({"amount": -5}, "paid-nothing", "Write what was paid, or remove the payment."),
    ],
)
def test_a_payment_in_json_is_mended_as_json_is_written(client: TestClient, change: dict[str, Any], code: str, help: str) -> None:
    answer = client.post(STATEMENTS, json=paid({"date": "2026-11-13", "payee": "insured", "amount": 1} | change))
    assert [(error["code"], error["help"]) for error in answer.json()["errors"]] == [(code, help)]


@pytest.mark.parametrize("query", ["language=fr", "language=", "language=JA", "lang=en", "language=ja&canary7319=1"])
def test_a_query_that_is_not_known_is_refused_and_not_repeated(client: TestClient, query: str) -> None:
    answer = client.post(f"{STATEMENTS}?{query}", json=EXAMPLE)
    assert (answer.status_code, answer.json()["code"]) == (422, "query-refused")
    assert re.search("fr|canary|JA|lang ", json.dumps(answer.json()["errors"])) is None


# ---- policies ---------------------------------------------------------------------------------------------------------


def test_the_policies_are_listed(client: TestClient) -> None:
    listed = client.get("/v1/policies").json()
    policy = rules.policy("jp/personal-auto")
    assert [one["id"] for one in listed["policies"]] == list(rules.ids())
    assert listed["unusable"] == []
    (ours,) = (one for one in listed["policies"] if one["id"] == policy.id)
    assert (ours["currency"], ours["hash"], ours["title"]["en"]) == ("JPY", policy.hash, "Personal auto")
    assert ours["examples"] == len(policy.examples) > 0


def test_one_policy_is_enough_to_build_a_form(client: TestClient) -> None:
    form = client.get("/v1/policies/jp/personal-auto").json()
    questions = {fact["name"]: fact for section in form["facts"].values() for fact in section}
    assert list(questions) == list(rules.policy("jp/personal-auto").facts)
    assert questions["insured_value"]["range"] == {"low": 1, "high": 10**12}
    assert questions["deductible_plan"]["words"] == ["0-10", "5-10", "5-5", "10-10"]
    assert questions["deductible_plan"]["word_titles"]["0-10"] == {"ja": "0-10", "en": "0-10"}
    assert questions["stolen"]["word_titles"] == {}
    assert questions["stolen"]["assume"] is False
    assert questions["vehicle_claims"]["unit"] == {"claim": 1, "policy_period": -1}
    assert questions["contract_start"]["range"] == {"low": "1970-01-01", "high": "2200-12-31"}
    assert form["dated_by"] in questions


def test_a_form_knows_what_each_kind_of_expense_asks_for(client: TestClient) -> None:
    form = client.get("/v1/policies/jp/personal-auto").json()
    kinds = {kind["name"]: kind for kind in form["kinds"]}
    marks = {mark["name"]: mark for mark in form["marks"]}
    assert (kinds["pickup"]["marks"], kinds["rental"]["each"]) == (["leg", "companion"], "day")
    assert marks["leg"]["words"] == ["outward", "homeward"]
    assert marks["leg"]["word_titles"]["homeward"] == {"ja": "復路", "en": "homeward"}
    assert {mark for kind in form["kinds"] for mark in kind["marks"]} <= set(marks)


def test_a_form_knows_coverages_endorsements_and_terms(client: TestClient) -> None:
    form = client.get("/v1/policies/jp/personal-auto").json()
    coverages = {coverage["name"]: coverage for coverage in form["coverages"]}
    terms = {term["name"]: term for term in form["terms"]}
    assert coverages["rental"]["endorsement"] in {endorsement["name"] for endorsement in form["endorsements"]}
    assert coverages["own_damage"]["pay_to"] == "workshop"
    assert terms["lodging_limit"]["dates"] == ["2022-01-01", "2024-01-01"]
    assert all(term["clause"] for term in form["terms"])


def test_a_form_leaves_out_what_a_policy_does_not_say(client: TestClient) -> None:
    answer = client.get("/v1/policies/jp/personal-auto")
    assert "null" not in answer.text
    PolicyForm.model_validate(answer.json())


@pytest.mark.parametrize("id", ["", "jp", "jp/canary7319", "jp/personal-auto/", "jp/personal-auto.yaml", "..%2f..%2fetc%2fpasswd", "%00"])
def test_a_policy_that_does_not_exist_is_not_found(client: TestClient, id: str) -> None:
    answer = client.get(f"/v1/policies/{id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "no-policy")
    assert "canary" not in answer.text


# ---- problems ---------------------------------------------------------------------------------------------------------


def test_all_problems_of_a_claim_come_at_once_each_with_its_place(client: TestClient) -> None:
    expenses = [{"kind": "taxi", "amount": -5, "person": "A"}, {"kind": "taxy", "amount": 1}]
    given = claim(facts={**EXAMPLE["facts"], "drivable": "no", "insured_value": 0}, expenses=expenses)
    problem = client.post(CALCULATIONS, json=given).json()
    found = {error["pointer"]: error["code"] for error in problem["errors"]}
    assert found == {
        "/facts/insured_value": "out-of-range",
        "/facts/drivable": "not-yes-no",
        "/expenses/0/amount": "amount-range",
        "/expenses/1/kind": "unknown-kind",
    }
    ProblemReport.model_validate(problem)


def test_help_names_what_was_probably_meant(client: TestClient) -> None:
    (error,) = client.post(CALCULATIONS, json=claim(endorsements=["rentals"])).json()["errors"]
    assert (error["pointer"], error["help"]) == ("/endorsements/0", "Did you mean 'rental'?")


def test_a_problem_is_told_in_japanese_too(client: TestClient) -> None:
    report = client.post(CALCULATIONS, json=claim(endorsements=["rentals"])).json()
    (error,) = report["errors"]
    assert (report["title"], report["title_ja"]) == ("The claim is refused.", "この保険金請求は受け付けられません。")
    assert (error["message_ja"], error["help_ja"]) == ("この約款に「…」という特約はありません。", "「rental」のことでしょうか。")
    query = client.post(f"{STATEMENTS}?language=fr", json=EXAMPLE).json()["errors"][0]
    assert (query["message"], query["help"]) == ("the query parameter language is not one of its values.", "Write 'ja', 'en'.")
    assert (query["message_ja"], query["help_ja"]) == ("クエリーの language に書けない値です。", "'ja', 'en' のいずれかを書いてください。")


def test_a_misspelt_name_of_an_expense_is_not_repeated(client: TestClient) -> None:
    answer = client.post(CALCULATIONS, json=claim(expenses=[{"kind": "tow", "amount7319": 5}]))
    assert [error["code"] for error in answer.json()["errors"]] == ["misspelt-key"]
    assert "7319" not in answer.text


def test_a_pointer_stops_before_a_name_that_the_caller_invented(client: TestClient) -> None:
    (error,) = client.post(CALCULATIONS, json=claim(facts={**EXAMPLE["facts"], "my_fact": 1})).json()["errors"]
    assert (error["pointer"], error["code"]) == ("/facts", "unknown-fact")


def test_at_most_100_errors_come_back(client: TestClient) -> None:
    given = claim(facts={**EXAMPLE["facts"], **{f"fact_{number}": 1 for number in range(150)}})
    assert len(client.post(CALCULATIONS, json=given).json()["errors"]) == 100


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/canary7319", 404, None),
        ("GET", "/docs", 404, None),
        ("GET", "/redoc", 404, None),
        ("GET", "/healthz/", 404, None),
        ("GET", CALCULATIONS, 405, "POST, OPTIONS"),
        ("HEAD", CALCULATIONS, 405, "POST, OPTIONS"),
        ("PUT", STATEMENTS, 405, "POST, OPTIONS"),
        ("DELETE", "/v1/policies/jp/personal-auto", 405, "GET, HEAD, OPTIONS"),
        ("TRACE", "/healthz", 405, "GET, HEAD, OPTIONS"),
        ("OPTIONS", CALCULATIONS, 204, "POST, OPTIONS"),
        ("OPTIONS", "/v1/policies", 204, "GET, HEAD, OPTIONS"),
        ("OPTIONS", "/canary7319", 404, None),
        ("HEAD", "/healthz", 200, None),
    ],
)
def test_addresses_and_methods(client: TestClient, method: str, path: str, status: int, allow: str | None) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.headers.get("allow")) == (status, allow)
    assert status < 400 or answer.headers["content-type"] == "application/problem+json"
    assert "canary" not in answer.text
    assert all(answer.headers[name] == value for name, value in HEADERS.items())


def test_a_head_is_a_get_without_its_body(client: TestClient) -> None:
    head, get = client.head("/v1/policies"), client.get("/v1/policies")
    assert (head.content, head.headers["content-length"]) == (b"", get.headers["content-length"])


def test_every_answer_bears_the_security_headers(client: TestClient) -> None:
    answers = [client.get("/healthz"), client.get("/openapi.json"), client.post(STATEMENTS, json=EXAMPLE), client.post(CALCULATIONS)]
    assert all(answer.headers.get_list(name) == [value] for answer in answers for name, value in HEADERS.items())


def test_a_bug_is_a_problem_without_detail() -> None:
    app = build()

    async def broken() -> None:
        raise RuntimeError("canary7319")

    app.add_api_route("/bug", broken)
    answer = TestClient(app, raise_server_exceptions=False).get("/bug")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert all(answer.headers.get_list(name) == [value] for name, value in HEADERS.items())
    assert "canary" not in answer.text


# ---- probes -----------------------------------------------------------------------------------------------------------


def test_the_service_lives_and_is_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "policies": len(rules.ids())}


@pytest.fixture
def one_broken_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "jp").mkdir()
    for name in ("personal-auto.yaml", "personal-auto.examples.yaml"):
        (tmp_path / "jp" / name).write_bytes((ROOT / "rules/jp" / name).read_bytes())
    (tmp_path / "jp/broken.yaml").write_text("payout: 1\ncanary7319: 1\n", encoding="utf-8")
    monkeypatch.setenv("PAYOUT_RULES", str(tmp_path))


@pytest.mark.usefixtures("one_broken_policy")
def test_a_policy_that_does_not_compile_makes_the_service_not_ready(client: TestClient) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["code"], answer.json()["policies"]) == (503, "not-ready", ["jp/broken"])
    assert client.get("/healthz").status_code == 200


@pytest.mark.usefixtures("one_broken_policy")
def test_the_other_policies_still_work(client: TestClient) -> None:
    listed = client.get("/v1/policies").json()
    assert ([one["id"] for one in listed["policies"]], listed["unusable"]) == (["jp/personal-auto"], ["jp/broken"])
    assert client.post(CALCULATIONS, json=EXAMPLE).status_code == 200


@pytest.mark.usefixtures("one_broken_policy")
def test_a_claim_under_broken_rules_is_no_fault_of_the_claim(client: TestClient) -> None:
    for answer in (client.post(CALCULATIONS, json=claim(policy="jp/broken")), client.get("/v1/policies/jp/broken")):
        assert (answer.status_code, answer.json()["code"], answer.json()["errors"]) == (503, "policy-refused", [])
        assert "canary" not in answer.text


def test_a_service_without_any_policy_is_not_ready(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYOUT_RULES", str(tmp_path))
    assert client.get("/readyz").status_code == 503


# ---- the description --------------------------------------------------------------------------------------------------

OPENAPI = json.loads(description())
OPERATIONS = [(path, method) for path, operations in OPENAPI["paths"].items() for method in operations]


def test_the_committed_description_is_the_one_of_the_code(client: TestClient) -> None:
    committed = (ROOT / "docs/openapi.json").read_text(encoding="utf-8")
    assert committed == description(), "run: python -m api.app > docs/openapi.json"
    assert client.get("/openapi.json").json() == OPENAPI


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_says_what_it_does_and_how_it_fails(path: str, method: str) -> None:
    operation = OPENAPI["paths"][path][method]
    assert operation["operationId"]
    assert operation["summary"]
    assert '"example' in json.dumps(operation)
    failures = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
    assert "500" in failures
    for answer in failures.values():
        assert answer["content"].keys() == {"application/problem+json"}
        for example in answer["content"]["application/problem+json"]["examples"].values():
            assert ProblemReport.model_validate(example["value"]).title == REFUSALS[example["value"]["code"]][1]


def test_the_description_has_every_schema_it_points_at() -> None:
    wanted = set(re.findall(r'"#/components/schemas/(\w+)"', description()))
    assert wanted == set(OPENAPI["components"]["schemas"])


def test_the_description_lists_every_route() -> None:
    described = {path for path, _ in OPERATIONS}
    assert described == {"/v1/calculations", "/v1/statements", "/v1/policies", "/v1/policies/{id}", "/healthz", "/readyz"}


# ---- one reader -------------------------------------------------------------------------------------------------------

TAXI = {"kind": "taxi", "amount": 1, "person": "A"}


def paid(*payments: dict[str, Any]) -> dict[str, Any]:
    """The sample with what was paid before."""
    return claim(case={**EXAMPLE["case"], "paid_before": list(payments)})


SHAPES: dict[str, tuple[bool, dict[str, Any]]] = {
    "the sample": (True, EXAMPLE),
    "no case": (True, {key: value for key, value in EXAMPLE.items() if key != "case"}),
    "no expenses": (True, {key: value for key, value in EXAMPLE.items() if key != "expenses"}),
    "one person": (True, claim(expenses=[TAXI])),
    "two persons": (True, claim(expenses=[{**TAXI, "person": ["A", "B"]}])),
    "the highest amount": (True, claim(expenses=[{**TAXI, "amount": 10**12}])),
    "an amount of 0": (True, claim(expenses=[{**TAXI, "amount": 0}])),
    "a quantity": (True, claim(expenses=[{"kind": "rental", "amount": 1, "quantity": 366}])),
    "1,000 expenses": (True, claim(expenses=[TAXI] * 1_000)),
    "a case of a date": (True, claim(case={"statement_date": "2026-11-20"})),
    "an accident on a day": (True, claim(case={"statement_date": "2026-11-20", "accident": {"at": "2026-10-17"}})),
    "payments before": (True, paid({"date": "2026-11-20", "payee": "workshop", "amount": 1})),
    "nothing paid before": (True, paid()),
    "a payment of nothing": (False, paid({"date": "2026-11-20", "payee": "workshop", "amount": 0})),
    "a payment without a day": (False, paid({"payee": "workshop", "amount": 1})),
    "a payment to nobody": (False, paid({"date": "2026-11-20", "amount": 1})),
    "a payment in words": (False, paid({"date": "2026-11-20", "payee": "workshop", "amount": "1"})),
    "a payment with a note": (False, paid({"date": "2026-11-20", "payee": "workshop", "amount": 1, "note": "x"})),
    "21 payments": (False, paid(*({"date": "2026-11-20", "payee": "workshop", "amount": at} for at in range(1, 22)))),
    "no policy": (False, {key: value for key, value in EXAMPLE.items() if key != "policy"}),
    "no endorsements": (False, {key: value for key, value in EXAMPLE.items() if key != "endorsements"}),
    "an invented key": (False, claim(notes="none")),
    "a policy of null": (False, claim(policy=None)),
    "facts as a list": (False, claim(facts=[])),
    "a list as a fact": (False, claim(facts={**EXAMPLE["facts"], "drivable": [True]})),
    "an object as a fact": (False, claim(facts={**EXAMPLE["facts"], "drivable": {}})),
    "null as a fact": (False, claim(facts={**EXAMPLE["facts"], "drivable": None})),
    "a float as a fact": (False, claim(facts={**EXAMPLE["facts"], "insured_value": 1.5})),
    "a negative fact": (False, claim(facts={**EXAMPLE["facts"], "vehicle_claims": -1})),
    "endorsements as a text": (False, claim(endorsements="rental")),
    "an object as an endorsement": (False, claim(endorsements=[{}])),
    "expenses as an object": (False, claim(expenses={})),
    "1,001 expenses": (False, claim(expenses=[TAXI] * 1_001)),
    "no kind": (False, claim(expenses=[{"amount": 1}])),
    "no amount": (False, claim(expenses=[{"kind": "tow"}])),
    "a negative amount": (False, claim(expenses=[{**TAXI, "amount": -1}])),
    "an amount too high": (False, claim(expenses=[{**TAXI, "amount": 10**12 + 1}])),
    "a float amount": (False, claim(expenses=[{**TAXI, "amount": 1.0}])),
    "yes as an amount": (False, claim(expenses=[{**TAXI, "amount": True}])),
    "null as an id": (False, claim(expenses=[{**TAXI, "id": None}])),
    "a long id": (False, claim(expenses=[{**TAXI, "id": "a" * 41}])),
    "an id with a number sign": (False, claim(expenses=[{**TAXI, "id": "a#1"}])),
    "a quantity of 0": (False, claim(expenses=[{"kind": "rental", "amount": 1, "quantity": 0}])),
    "a quantity of 367": (False, claim(expenses=[{"kind": "rental", "amount": 1, "quantity": 367}])),
    "no persons": (False, claim(expenses=[{**TAXI, "person": []}])),
    "an object as a mark": (False, claim(expenses=[{**TAXI, "person": {}}])),
    "null as a mark": (False, claim(expenses=[{**TAXI, "person": None}])),
    "case as a text": (False, claim(case="A26")),
    "a case without its date": (False, claim(case={"claim_number": "A26"})),
    "an invented key in case": (False, claim(case={"statement_date": "2026-11-20", "notes": "none"})),
    "an invented key of the customer": (False, claim(case={"statement_date": "2026-11-20", "customer": {"age": "7"}})),
    "a customer as a text": (False, claim(case={"statement_date": "2026-11-20", "customer": "A"})),
    "a long vehicle": (False, claim(case={"statement_date": "2026-11-20", "vehicle": "a" * 201})),
    "a word as a pay date": (False, claim(case={"statement_date": "2026-11-20", "pay_date": "soon"})),
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_description_and_the_reader_take_the_same_shapes(name: str) -> None:
    accepted, given = SHAPES[name]
    assert (is_described(given), is_read(given)) == (accepted, accepted)


def is_described(given: dict[str, Any]) -> bool:
    try:
        TypeAdapter(CalculationRequest).validate_python(given)
    except ValidationError:
        return False
    return True


def is_read(given: dict[str, Any]) -> bool:
    try:
        read = read_claim(source.read(json.dumps(given).encode(), "", is_json=True)[0])
        admit(rules.policy(read.policy), read)
        if read.case is not None:
            policy = rules.policy(read.policy)
            case_of(read, policy.currency, policy.payees)
    except Problems:
        return False
    return True


# ---- a real server ----------------------------------------------------------------------------------------------------


@contextmanager
def served() -> Iterator[httpx.Client]:
    """The service as `uvicorn` runs it, on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "api.app:build", "--factory", "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:
            await_life(client)
            yield client
    finally:
        process.terminate()
        process.wait(timeout=30)


def await_life(client: httpx.Client) -> None:
    for _ in range(300):
        try:
            assert client.get("/healthz").status_code == 200
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the service did not start")


def test_a_real_server_answers_as_the_app_does(client: TestClient) -> None:
    with served() as server:
        assert server.get("/readyz").json()["status"] == "ready"
        answer = server.post(CALCULATIONS, json=EXAMPLE)
        assert (answer.status_code, answer.content) == (200, client.post(CALCULATIONS, json=EXAMPLE).content)
        assert server.post(STATEMENTS, json=EXAMPLE).content.startswith(b"%PDF")
        assert server.head("/v1/policies").content == b""
        endless = server.post(CALCULATIONS, content=(b" " * 100_000 for _ in range(30)), headers=JSON)
        assert (endless.status_code, endless.headers["content-type"]) == (413, "application/problem+json")
        assert server.post(CALCULATIONS, json=EXAMPLE).content == answer.content
