"""The record: a statement can be made again, and its amounts worked out again, from what it carries."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given

from payout import rules
from payout.calculate import Calculation, calculate, to_json
from payout.claim import Claim, read_claim
from payout.examples import answers_of
from payout.policy import Policy
from payout.problem import Problems
from payout.source import canonical, content_hash, read, read_tree
from payout.statement import read_record, record_of
from payout.statement.record import bytes_of, claim_data
from tests.test_calculate import EVERYTHING, ClaimData, claims, slow

FONTS = {"regular": "0" * 64, "bold": "1" * 64}


def again(claim: Claim, policy: Policy) -> Calculation:
    node, _ = read(canonical(claim_data(claim, policy)), "claim.json", is_json=True)
    return calculate(policy, read_claim(node))


def without_places(result: Calculation) -> bytes:
    """The result without where in the policy's file something stands."""

    def bare(value: object) -> object:
        if isinstance(value, dict):
            return {key: bare(part) for key, part in value.items() if key not in ("position", "file")}
        return [bare(part) for part in value] if isinstance(value, list) else value

    return canonical(bare(json.loads(to_json(result))))


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
    assert without_places(calculate(again, answer.claim)) == without_places(answer.result)


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


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[1]", b"\xff", b'{"schema":"payout.record/1"}', b'{"schema": "payout.result/1", "edition": "0.1"}']
)
def test_what_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(Problems, match="not the record of a statement"):
        read_record(data)


def test_a_record_of_another_kind_is_refused() -> None:
    claim = demo_claim()
    policy = rules.policy(claim.policy)
    record = record_of(claim, policy, calculate(policy, claim), fonts=FONTS)
    with pytest.raises(Problems, match=r"see \$\.schema"):
        read_record(bytes_of(msgspec.structs.replace(record.data, schema="payout.record/9")))
