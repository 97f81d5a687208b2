"""The one table of keys: it speaks both languages, and the readers refuse whatever does not stand in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from payout.claim import read_claim
from payout.compile import compile_policy
from payout.compile.names import TYPES
from payout.compile.reading import RESERVED, near_word
from payout.expr import Span
from payout.keys import CLAIM_CASE_KEYS, CLAIM_KEYS, MEANT, PLACES, RULE_KEYS, STEP_KEYS, Keys
from payout.messages import spoken
from payout.money import Currency
from payout.policy import VERBS
from payout.problem import Problems
from payout.source import read
from payout.statement.case import case_of

EVERY = {**PLACES, "step": STEP_KEYS, "rule": RULE_KEYS}


@pytest.mark.parametrize("place", EVERY)
def test_every_key_is_told_in_a_sentence_of_each_language(place: str) -> None:
    for name, key in EVERY[place].items():
        assert key.en.endswith((".", "…")), name
        assert key.ja.endswith(("です。", "ます。", "ません。")), name


WORDS = {name for keys in EVERY.values() for name in keys} | set(VERBS) | set(TYPES)


@pytest.mark.parametrize(("other", "word"), MEANT.items())
def test_what_markets_say_is_told_by_the_word_of_the_language(other: str, word: str) -> None:
    """A word that means something else in one place, as amount in a claim, is told only where it is refused."""
    assert word in WORDS
    assert spoken(near_word(other.upper(), [word, other + "s"], ""), "en") == f"Did you mean '{word}'?"
    assert near_word(other, ["zzz"], "none") == "none"


IN_A_POLICY = {
    "policy": "zzz: 1",
    "fact": "claim: {loss: {zzz: 1}}",
    "kind": "expenses: {tow: {zzz: 1}}",
    "term": "terms: {most: {zzz: 1}}",
    "definition": "define: {wrecked: {zzz: 1}}",
    "coverage": "coverages: {road: {zzz: 1}}",
    "case": "coverages: {road: {cases: [{zzz: 1}]}}",
    "step": "coverages: {road: {steps: [{zzz: 1}]}}",
    "rule": "together: [{zzz: 1}]",
    "endorsement": "endorsements: {more: {zzz: 1}}",
    "change": "endorsements: {more: {changes: [{zzz: 1}]}}",
    "example": "examples: [{zzz: 1}]",
}


@pytest.mark.parametrize("place", IN_A_POLICY)
def test_what_the_table_does_not_have_is_refused_in_a_policy_with_all_that_it_has(place: str) -> None:
    node, _ = read(f"payout: 1\n{IN_A_POLICY[place]}".encode(), "auto.yaml", is_json=False)
    with pytest.raises(Problems) as refused:
        compile_policy(node, "auto")
    (told,) = {problem.mend() for problem in refused.value.problems if problem.code == "unknown-key"}
    known = told.removeprefix("Known keys: ").removesuffix(".").split(", ")
    assert [key for key in known if key in EVERY[place]] == list(EVERY[place])


def test_what_the_table_does_not_have_is_refused_in_a_claim() -> None:
    with pytest.raises(Problems) as refused:
        read_claim(read(b"endorsements: []\nzzz: 1", "claim.yaml", is_json=False)[0], "auto")
    assert [problem.code for problem in refused.value.problems] == ["unknown-key"]
    assert all(name in refused.value.problems[0].mend() for name in CLAIM_KEYS)


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (CLAIM_CASE_KEYS, "{zzz: 1}"),
        (PLACES["customer"], "{customer: {zzz: 1}}"),
        (PLACES["accident"], "{accident: {zzz: 1}}"),
        (PLACES["office"], "{office: {zzz: 1}}"),
    ],
)
def test_what_the_table_does_not_have_is_refused_in_the_case_of_a_claim(keys: Keys, text: str) -> None:
    claim = read_claim(read(f"endorsements: []\ncase: {text}".encode(), "claim.yaml", is_json=False)[0], "auto")
    with pytest.raises(Problems) as refused:
        case_of(claim, Currency("JPY", 0), complete=False)
    (problem,) = refused.value.problems
    assert problem.code == "unknown-case"
    assert all(name in problem.mend() for name in keys)


CLAIM_ONLY = ("a_claim", "expense", "claim_case", "customer", "accident", "payment", "office")


def test_the_guide_defends_every_key_and_every_verb() -> None:
    guide = (Path(__file__).parent.parent / "docs/policies.md").read_text(encoding="utf-8")
    section = guide.split("## Why each word is there")[1].split("\n## ")[0]
    told = {word for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for word in re.findall(r"`(\w+)`", row)}
    verbs = {*VERBS, "set", "waive"}
    keys = {name for place, table in EVERY.items() if place not in CLAIM_ONLY for name in table} - verbs
    assert told == keys | verbs
    assert f"{len(keys)} keys and {len(verbs)} verbs" in guide


def test_the_guide_lists_the_words_that_cannot_be_names() -> None:
    guide = (Path(__file__).parent.parent / "docs/policies.md").read_text(encoding="utf-8")
    said = re.search(r"cannot be names:\s*`([^`]+)`", guide)
    assert said is not None
    assert {*said[1].split(), *get_args(Span)} == RESERVED
