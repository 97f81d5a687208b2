"""The claim: its shape, with the place of every value; every complaint about the shape is made at once."""

from __future__ import annotations

import json

import pytest

from payout.claim import MOST_EXPENSES, Claim, read_claim
from payout.problem import Problems
from payout.source import Scalar, Sequence, read

WHOLE = """\
policy: jp/personal-auto
facts:
  drivable: no
  contract_start: 2026-04-01
endorsements: [rental]
expenses:
  - {id: tow-1, kind: tow, amount: 24_000}
  - {kind: taxi, amount: 9_000, person: [A, B]}
  - {kind: rental, amount: 30_000, quantity: 5}
case: {statement_date: 2026-11-20}
"""


def claim(text: str, policy: str = "") -> Claim:
    node, _ = read(text.encode(), "claim.yaml", is_json=False)
    return read_claim(node, policy)


def claim_json(value: object) -> Claim:
    node, _ = read(json.dumps(value).encode(), "", is_json=True)
    return read_claim(node)


def refusals(text: str) -> list[tuple[str, str]]:
    with pytest.raises(Problems) as refused:
        claim(text)
    return [(str(problem.at).removeprefix("claim.yaml:"), problem.code) for problem in refused.value.problems]


def test_a_claim_keeps_what_was_written_and_where() -> None:
    found = claim(WHOLE)
    assert found.policy == "jp/personal-auto"
    assert {name: (scalar.text, str(scalar.at)) for name, scalar in found.facts.items()} == {
        "drivable": ("no", "claim.yaml:3:13"),
        "contract_start": ("2026-04-01", "claim.yaml:4:19"),
    }
    assert [scalar.text for scalar in found.endorsements] == ["rental"]
    assert [(expense.id, expense.kind.text, expense.amount.text) for expense in found.expenses] == [
        ("tow-1", "tow", "24_000"),
        ("e2", "taxi", "9_000"),
        ("e3", "rental", "30_000"),
    ]
    assert found.expenses[0].quantity is None
    assert found.expenses[2].quantity is not None
    assert found.expenses[2].quantity.text == "5"
    assert found.case is not None
    assert {key: str(at) for key, at in found.places.items()}["expenses"] == "claim.yaml:6:1"


def test_what_is_no_key_of_an_expense_is_a_mark() -> None:
    marks = claim(WHOLE).expenses[1].marks
    assert list(marks) == ["person"]
    assert isinstance(marks["person"], Sequence)
    assert [item.text for item in marks["person"].items if isinstance(item, Scalar)] == ["A", "B"]


def test_the_smallest_claim_names_its_policy_and_its_endorsements() -> None:
    found = claim("policy: p\nendorsements: []\n")
    assert (found.facts, found.expenses, found.endorsements, found.case) == ({}, (), (), None)


def test_a_policy_that_was_handed_in_stands_for_the_name() -> None:
    assert claim("endorsements: []\n", policy="trial").policy == "trial"
    assert claim("policy: other\nendorsements: []\n", policy="trial").policy == "trial"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- 1\n", [("1:1", "want-mapping"), ("1:1", "missing-key"), ("1:1", "missing-key")]),
        ("policy: p\n", [("1:1", "missing-key")]),
        ("endorsements: []\n", [("1:1", "missing-key")]),
        ("policy: p\nendorsements: []\nfact: {}\n", [("3:1", "unknown-key")]),
        ("policy: p\nendorsements: rental\n", [("2:15", "want-list")]),
        ("policy: p\nendorsements: [[rental]]\n", [("2:16", "want-text")]),
        ("policy: p\nendorsements: [~]\n", [("2:16", "no-value")]),
        ("policy: p\nendorsements: []\nfacts: []\n", [("3:8", "want-mapping")]),
        (
            "policy: p\nendorsements: []\nfacts: {a: [1], b: null, c: ~}\n",
            [("3:12", "want-text"), ("3:20", "no-value"), ("3:29", "no-value")],
        ),
        ("policy: p\nendorsements: []\nfacts:\n  a:\n", [("4:5", "no-value")]),
        ("policy: p\nendorsements: []\ncase: none\n", [("3:7", "want-mapping")]),
        ("policy: p\nendorsements: []\nexpenses: {}\n", [("3:11", "want-list")]),
        ("policy: p\nendorsements: []\nexpenses: [tow]\n", [("3:12", "want-mapping")]),
        ("policy: p\nendorsements: []\nexpenses: [{kind: tow}]\n", [("3:12", "missing-key")]),
        ("policy: p\nendorsements: []\nexpenses: [{}]\n", [("3:12", "missing-key"), ("3:12", "missing-key")]),
        ("policy: p\nendorsements: []\nexpenses: [{kind: [tow], amount: ~}]\n", [("3:19", "want-text"), ("3:34", "no-value")]),
        ("policy: p\nendorsements: []\nexpenses: [{id: e#1, kind: tow, amount: 1}]\n", [("3:17", "bad-id")]),
        ("policy: p\nendorsements: []\nexpenses: [{id: 領収書, kind: tow, amount: 1}]\n", [("3:17", "bad-id")]),
        (f"policy: p\nendorsements: []\nexpenses: [{{id: {'x' * 41}, kind: tow, amount: 1}}]\n", [("3:17", "bad-id")]),
    ],
)
def test_a_wrong_shape_is_refused_at_its_place(text: str, found: list[tuple[str, str]]) -> None:
    assert refusals(text) == found


def test_two_expenses_have_two_ids() -> None:
    """An id that is written and the number that another expense would get are one name too."""
    bill = "{{id: {}, kind: tow, amount: 1}}"
    twice = f"policy: p\nendorsements: []\nexpenses:\n  - {bill.format('a')}\n  - {bill.format('a')}\n"
    numbered = "policy: p\nendorsements: []\nexpenses:\n  - {kind: tow, amount: 1}\n  - {id: e1, kind: tow, amount: 1}\n"
    assert refusals(twice) == refusals(numbered) == [("5:5", "same-id")]


def test_several_wrong_expenses_without_an_id_are_not_the_same() -> None:
    assert refusals("policy: p\nendorsements: []\nexpenses: [{kind: tow}, {kind: tow}]\n") == [
        ("3:12", "missing-key"),
        ("3:25", "missing-key"),
    ]


@pytest.mark.parametrize(("count", "is_read"), [(MOST_EXPENSES, True), (MOST_EXPENSES + 1, False)])
def test_a_claim_has_at_most_a_thousand_expenses(count: int, is_read: bool) -> None:
    text = "policy: p\nendorsements: []\nexpenses:\n" + "- {kind: tow, amount: 1}\n" * count
    if is_read:
        assert len(claim(text).expenses) == count
    else:
        assert refusals(text) == [(f"{count + 3}:3", "too-many-expenses")]


def test_every_problem_is_named_in_one_go_and_in_order() -> None:
    found = refusals("polcy: p\nexpenses: [{kind: tow}]\nfacts: [1]\n")
    assert found == [
        ("1:1", "unknown-key"),
        ("1:1", "missing-key"),
        ("1:1", "missing-key"),
        ("2:12", "missing-key"),
        ("3:8", "want-mapping"),
    ]


def test_a_misspelt_key_is_answered_with_the_right_one() -> None:
    with pytest.raises(Problems, match=r"a claim has no key 'expense'\. Did you mean 'expenses'\?"):
        claim("policy: p\nendorsements: []\nexpense: []\n")


def test_json_says_the_same_with_pointers_for_places() -> None:
    found = claim_json({"policy": "p", "endorsements": [], "facts": {"drivable": False}, "expenses": [{"kind": "tow", "amount": 24_000}]})
    assert (found.facts["drivable"].text, found.facts["drivable"].kind) == ("no", "false")
    assert (found.expenses[0].amount.text, found.expenses[0].amount.kind) == ("24000", "number")
    assert str(found.expenses[0].amount.at) == "/expenses/0/amount"


def test_a_refusal_in_json_points_to_the_value() -> None:
    with pytest.raises(Problems) as refused:
        claim_json({"policy": "p", "endorsements": [], "facts": {"a": [1]}, "expenses": [{"kind": "tow", "amount": {}}]})
    assert [(problem.at.path, problem.code) for problem in refused.value.problems] == [
        ("/facts/a", "want-text"),
        ("/expenses/0/amount", "want-text"),
    ]


def test_json_numbers_are_no_names() -> None:
    with pytest.raises(Problems) as refused:
        claim_json({"policy": 1, "endorsements": [], "expenses": [{"id": 7, "kind": "tow", "amount": 1}]})
    assert [(problem.at.path, problem.code) for problem in refused.value.problems] == [
        ("/policy", "want-quotes"),
        ("/expenses/0/id", "bad-id"),
    ]
