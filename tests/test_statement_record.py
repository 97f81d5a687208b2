"""The record: a statement can be made again, and its amounts worked out again, from what it carries."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from jsonschema import Draft202012Validator

from payout import rules
from payout.calculate import Calculation, calculate, to_json
from payout.calculate.result import result_schema
from payout.claim import Claim, read_claim
from payout.cli import commands
from payout.compile import read_policy
from payout.examples import answers_of
from payout.policy import Policy
from payout.problem import Problems
from payout.source import Mapping, Scalar, canonical, content_hash, read, read_tree, tree_json
from payout.statement import Record, read_record, record_of, same_figures, statement_of
from payout.statement.record import bytes_of, claim_data, record_schema
from tests import random_policies
from tests.agreement import compiled
from tests.test_calculate import EVERYTHING, ClaimData, claims, slow

ROOT = Path(__file__).parent.parent
FONTS = {"regular": "0" * 64, "bold": "1" * 64}


def recorded(claim: Claim, policy: Policy) -> Record:
    return record_of(claim, policy, calculate(policy, claim), fonts=FONTS)


def again(claim: Claim, policy: Policy) -> Calculation:
    node, _ = read(canonical(claim_data(claim, policy)), "claim.json", is_json=True)
    return calculate(policy, read_claim(node))


@pytest.mark.parametrize("id", rules.ids())
def test_the_claim_as_json_calculates_to_the_same_bytes(id: str) -> None:
    policy = rules.policy(id)
    answers = [answer for example in policy.examples for answer in answers_of(policy, example)]
    assert len(answers) >= 10
    for answer in answers:
        assert to_json(again(answer.claim, policy)) == to_json(answer.result)


@slow
@given(claims(EVERYTHING))
def test_any_claim_as_json_calculates_to_the_same_bytes(data: ClaimData) -> None:
    claim = read_claim(read(json.dumps(data).encode(), "", is_json=True)[0])
    try:
        expected = calculate(EVERYTHING, claim)
    except Problems:
        return
    assert to_json(again(claim, EVERYTHING)) == to_json(expected)


@pytest.mark.parametrize("id", rules.ids())
def test_the_tree_of_a_policy_is_the_policy(id: str) -> None:
    policy = rules.policy(id)
    tree = rules.tree_of(policy)
    assert content_hash(read_tree(tree, "policy.json")) == policy.hash
    again = rules.policy_in_tree(tree, id)
    assert again.hash == policy.hash
    answer = answers_of(policy, policy.examples[0])[0]
    assert same_figures(calculate(again, answer.claim), answer.result) == ()


def demo_claim() -> Claim:
    from tests.test_statement import demo

    return demo()[0]


def test_a_record_is_read_as_it_was_written() -> None:
    claim = demo_claim()
    policy = rules.policy(claim.policy)
    record = record_of(claim, policy, calculate(policy, claim), fonts=FONTS)
    found = read_record(record.bytes)
    assert (found.data, found.case, found.hash) == (record.data, record.case, record.hash)
    assert bytes_of(found.data) == record.bytes == canonical(json.loads(record.bytes))


@pytest.mark.parametrize("id", rules.ids())
def test_what_is_read_makes_the_same_statement(id: str) -> None:
    """The order of names is lost in canonical JSON; no word of a statement may hang on it."""
    policy = rules.policy(id)
    for example in policy.examples:
        answer = answers_of(policy, example)[-1]
        if answer.result.status != "determined":
            continue
        dated = Mapping(answer.claim.at, ((Scalar(answer.claim.at, "statement_date"), Scalar(answer.claim.at, "2026-11-20")),))
        record = recorded(replace(answer.claim, case=dated), policy)
        found = read_record(record.bytes)
        for language in ("ja", "en"):
            assert statement_of(found, language, "office") == statement_of(record, language, "office")


def test_random_policies_calculate_again_from_their_records() -> None:
    """Policy and claim both come out of the attachments alone, and the answer is the same but for places."""
    rng = random.Random("records")
    tried = 0
    while tried < 150:
        text = random_policies.policy(rng)
        policy = compiled(text)
        tree, _ = read_policy(read_tree(tree_json(read(text.encode(), "x.yaml", is_json=False)[0]), "policy.json"), policy.id)
        assert tree.hash == policy.hash
        for _ in range(3):
            data = {**random_policies.claim(rng, text), "case": {"statement_date": "2026-11-20"}}
            claim = read_claim(read(json.dumps(data).encode(), "", is_json=True)[0], policy.id)
            try:
                result = calculate(policy, claim)
            except Problems:
                continue
            found = again(claim, policy)
            assert to_json(found) == to_json(result)
            assert same_figures(calculate(tree, claim), result) == ()
            tried += 1
            if result.status == "determined":
                record = record_of(claim, policy, result, fonts=FONTS)
                assert statement_of(read_record(record.bytes), "ja", "office") == statement_of(record, "ja", "office")


def test_the_order_in_which_facts_are_written_does_not_count() -> None:
    """Two spellings of one name are one person; the spelling that is printed comes first in the policy, not in the claim."""
    policy = compiled(TWO_NAMES)
    facts = {"contract_start": "2026-04-01", "driver": "Ａ", "owner": "A"}
    shown = set()
    for order in permutations(facts):
        data = {"policy": policy.id, "facts": {name: facts[name] for name in order}, "endorsements": [], "expenses": []}
        shown.add(to_json(calculate(policy, read_claim(read(json.dumps(data).encode(), "", is_json=True)[0]))))
    assert len(shown) == 1


TWO_NAMES = """payout: 1
title: {ja: 名前, en: Names}
currency: JPY
dated_by: contract_start
contract:
  contract_start: {type: date}
  driver: {type: label}
  owner: {type: label}
terms:
  gift:
    title: {ja: 見舞金, en: Gift}
    from: {2022-01-01: 10_000}
    per: accident
    clause: 第1条
coverages:
  gift_of_owner:
    title: {ja: 見舞, en: Gift}
    clause: 第1条
    when: driver == owner
    steps: [{add: gift}]
"""


def test_figures_that_differ_are_named_by_their_place() -> None:
    policy = rules.policy("jp/personal-auto")
    result = calculate(policy, demo_claim())
    moved = msgspec.structs.replace(result.policy, file="elsewhere.yaml")
    assert same_figures(result, msgspec.structs.replace(result, policy=moved)) == ()
    lines = (msgspec.structs.replace(result.lines[0], paid=1), *result.lines[1:])
    assert same_figures(result, msgspec.structs.replace(result, paid=1, lines=lines)) == ("/lines/0/paid", "/paid")
    assert same_figures(result, msgspec.structs.replace(result, lines=result.lines[1:])) == ("/lines",)
    assert same_figures(result, msgspec.structs.replace(result, paid=True)) == ("/paid",)


def test_another_edition_is_read_where_it_can_be() -> None:
    """Whether its figures and pages can be made again is for whoever verifies it to say."""
    policy = rules.policy("jp/personal-auto")
    record = recorded(demo_claim(), policy)
    other = msgspec.structs.replace(record.data, edition="99.0")
    assert read_record(bytes_of(other)).data.edition == "99.0"
    assert read_record(json.dumps(json.loads(bytes_of(other)) | {"new": 1}).encode()).data.edition == "99.0"
    for changed in ({"schema": "payout.record/9"}, {"edition": "99.0", "calculation": {}}):
        with pytest.raises(Problems, match="another edition"):
            read_record(canonical(json.loads(record.bytes) | changed))


@pytest.mark.parametrize(
    "change", [lambda data: data + b" ", lambda data: data[:-1] + b',"zero":0}', lambda data: json.dumps(json.loads(data)).encode()]
)
def test_only_the_canonical_form_is_a_record(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Problems, match="not the record of a statement"):
        read_record(change(recorded(demo_claim(), rules.policy("jp/personal-auto")).bytes))


PREVIOUS = {"data_hash": "0" * 64, "statement_date": "2026-11-01", "claimed": 1, "paid": 1, "coverages": [], "receipts": []}
ROW = {"id": "r1", "title": {}, "claimed": 0, "paid": 0}
TOLD = dict.fromkeys(("name", "clause", "status", "case", "endorsement", "payee"), "x")
COVERAGE: dict[str, Any] = {**TOLD, "title": {}, "reasons": [], "kinds": [], "open_facts": []}
NOTICE = {"topic": "tax", "words": {"ja": "税"}, "source": ""}
SHOWN = {"coverage": "lodging", "step": "lodging_limit", "words": {}, "claimed": 5, "taken": 1, "paid": 4}


@pytest.mark.parametrize(
    ("where", "change"),
    [
        ("$.edition", {"edition": "0.1\nsignatures: valid"}),
        ("$.calculation.policy.id", {"calculation": {"policy": {"id": "a (…) gives the same"}}}),
        ("$.calculation.policy.id", {"calculation": {"policy": {"id": "a" * 101}}, "claim": {"policy": "a" * 101}}),
        ("$.calculation.policy.hash", {"calculation": {"policy": {"hash": "f"}}}),
        ("$.claim.policy", {"claim": {"policy": "jp/leading-per-person"}}),
        ("$.previous.data_hash", {"previous": PREVIOUS | {"data_hash": "0"}}),
        ("$.previous.statement_date", {"previous": PREVIOUS | {"statement_date": "2031-01-01"}}),
        ("$.previous", {"previous": PREVIOUS | {"claimed": -7}}),
        ("$.previous", {"previous": PREVIOUS | {"receipts": [ROW] * 2_001}}),
        ("$.calculation.coverages", {"calculation": {"coverages": [COVERAGE] * 2_001}}),
        ("$.calculation.steps", {"calculation": {"policy": {"file": "rules/jp/another.yaml"}}}),
        ("$.notices", {"notices": [NOTICE] * 2}),
        ("$.illustrations[0]", {"illustrations": [SHOWN | {"paid": 10**15}]}),
        ("$.notices[0].words.ja", {"notices": [NOTICE | {"words": {"ja": "税" * 1_000_000}}]}),
        ("$.calculation.kinds.xxx", {"calculation": {"kinds": {"x" * 1_000_000: {}}}}),
    ],
)
def test_what_no_record_of_ours_says_is_refused(where: str, change: dict[str, Any]) -> None:
    written = json.loads(recorded(demo_claim(), rules.policy("jp/personal-auto")).bytes)
    assert read_record(canonical(written | {"previous": PREVIOUS, "illustrations": [SHOWN]}))
    with pytest.raises(Problems, match="not the record of a statement") as refusal:
        read_record(canonical(merged(written, change)))
    assert where in str(refusal.value)


def test_an_answer_that_could_not_be_read_again_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payout.statement.record.MOST_BYTES", 20_000)
    with pytest.raises(Problems, match=r"statement\.json: the file has \d\d,\d\d\d bytes; at most 20,000 are read"):
        recorded(demo_claim(), rules.policy("jp/personal-auto"))


def merged(data: Any, change: Any) -> Any:
    """The data with what the change says in its place."""
    if not isinstance(change, dict):
        return change
    return data | {key: merged(data.get(key, {}), value) for key, value in change.items()}


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[" * 100_000, b"[1]", b"\xff", b'{"schema":"payout.record/1"}', b'{"schema": "payout.result/1", "edition": "0.1"}'],
)
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(Problems, match="not the record of a statement"):
        read_record(data)


@pytest.mark.parametrize("name", ["record", "result"])
def test_the_schema_in_docs_is_the_one_that_the_command_prints(name: str) -> None:
    printed = CliRunner().invoke(commands, ["schema", name], catch_exceptions=False).stdout
    assert (ROOT / "docs" / f"{name}.schema.json").read_text(encoding="utf-8") == printed
    Draft202012Validator.check_schema(json.loads(printed))


@pytest.mark.parametrize("id", rules.ids())
def test_what_is_attached_and_what_is_answered_fit_their_schemas(id: str) -> None:
    """Undetermined results too, whose figures may be left out; a record that lacks something or is of other types does not fit."""
    policy = rules.policy(id)
    of_results, of_records = Draft202012Validator(result_schema()), Draft202012Validator(record_schema())
    for example in policy.examples[::5]:
        answer = answers_of(policy, example)[-1]
        of_results.validate(json.loads(to_json(answer.result)))
        bare = replace(answer.claim, facts={policy.dated_by: answer.claim.facts[policy.dated_by]})
        of_results.validate(json.loads(to_json(calculate(policy, bare))))
    dated = Mapping(answer.claim.at, ((Scalar(answer.claim.at, "statement_date"), Scalar(answer.claim.at, "2026-11-20")),))
    record = json.loads(recorded(replace(answer.claim, case=dated), policy).bytes)
    of_records.validate(record)
    assert not of_records.is_valid({name: value for name, value in record.items() if name != "claim"})
    assert not of_records.is_valid(record | {"edition": 1})
    assert not of_records.is_valid(record | {"notices": [{"topic": "weather", "words": {}}]})
