"""The door: what a claim says becomes integers or a refusal at its place; nothing is guessed, and nothing is lost by dividing a bill."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payout.admission import MOST_LINES, MOST_QUANTITY, Inputs, admit, gathered
from payout.claim import read_claim
from payout.compile import compile_policy
from payout.expr import day_number
from payout.frame import Missing
from payout.policy import Policy
from payout.problem import Problems
from payout.source import read

POLICY = """\
payout: 1
title: Stranded
currency: EUR
dated_by: start
contract:
  start: {type: date}
  plan: {type: [basic, full], words: {full: {ja: 充実, en: Full cover}}}
usage:
  earlier: {type: count, unit: claim, per: policy_period}
claim:
  stranded: {type: yes_no}
  stolen: {type: yes_no, assume: no}
  share: {type: rate}
  driver: {type: label}
  happened: {type: moment}
items:
  person: {type: label}
  room: {type: label}
  grade: {type: [standard, superior]}
  booked: {type: yes_no}
  night: {type: count, unit: night, range: 1..}
expenses:
  tow: {title: Towing}
  taxi: {title: Taxi, has: [person]}
  hotel: {title: Hotel, has: [person, grade], each: night}
  meal: {title: Meal, has: [person, room, booked]}
terms:
  hotel_limit: {from: {2020-01-01: 100, 2024-01-01: 120}, per: [person, night], clause: Art. 2}
coverages:
  moving: {title: Moving, clause: Art. 1, covers: [taxi, tow]}
  stay: {title: Stay, clause: Art. 2, covers: [hotel], steps: [{limit: hotel_limit}]}
endorsements:
  wide: {title: Wide, clause: Art. 8}
  family: {title: Family, clause: Art. 9}
"""


def compiled(text: str) -> Policy:
    node, _ = read(text.encode(), "policy.yaml", is_json=False)
    return compile_policy(node, "trial/stranded")


STRANDED = compiled(POLICY)


def admitted(text: str) -> Inputs:
    """A claim whose first line, `policy:`, and version date are added where they are not written."""
    if "start:" not in text:
        text = text.replace("facts: {", "facts: {start: 2025-06-01, ", 1) if "facts: {" in text else f"facts: {{start: 2025-06-01}}\n{text}"
    if "endorsements:" not in text:
        text = f"endorsements: []\n{text}"
    node, _ = read(f"policy: trial/stranded\n{text}".encode(), "claim.yaml", is_json=False)
    return admit(STRANDED, read_claim(node))


def admitted_json(claim: dict[str, Any]) -> Inputs:
    node, _ = read(json.dumps(claim).encode(), "", is_json=True)
    return admit(STRANDED, read_claim(node))


def refusals(facts: str = "", expenses: str = "", endorsements: str = "") -> list[tuple[str, str]]:
    """Place and code of every refusal: facts stand on line 2, endorsements on line 3, expenses on line 4."""
    facts = facts if "start:" in facts or facts == "none" else f"start: 2025-06-01, {facts}"
    facts = "" if facts == "none" else facts
    text = f"policy: trial/stranded\nfacts: {{{facts}}}\nendorsements: [{endorsements}]\nexpenses: [{expenses}]\n"
    node, _ = read(text.encode(), "claim.yaml", is_json=False)
    with pytest.raises(Problems) as refused:
        admit(STRANDED, read_claim(node))
    found = []
    for problem in refused.value.problems:
        line = text.splitlines()[problem.at.line - 1]
        found.append((line[problem.at.column - 1 :][: problem.at.width], problem.code))
    return found


# ---- facts


def test_facts_become_integers() -> None:
    found = admitted(
        "facts: {start: 2025-06-01, plan: full, earlier: 2, stranded: yes, share: 12.5%, driver: 見本 花子, happened: 1970-01-02T00:01}"
    )
    assert found.facts == {
        "start": day_number(2025, 6, 1),
        "plan": 1,
        "earlier": 2,
        "stranded": 1,
        "stolen": 0,
        "share": 1_250,
        "driver": 0,
        "happened": 1_441,
        "wide": 0,
        "family": 0,
    }
    assert found.labels == ("見本 花子",)
    assert found.day == day_number(2025, 6, 1)


def test_a_fact_that_nobody_gave_is_missing_and_says_its_name() -> None:
    found = admitted("facts: {stranded: yes}")
    assert found.facts["share"] == Missing(frozenset({"share"}), 0, 100_000)
    assert {name for name, value in found.facts.items() if isinstance(value, Missing)} == {"plan", "earlier", "share", "driver", "happened"}


def test_only_what_the_policy_itself_assumes_is_assumed_and_the_result_can_say_so() -> None:
    assert admitted("facts: {stranded: yes}").assumed == ("stolen",)
    assert admitted("facts: {stolen: yes}").assumed == ()
    assert admitted("facts: {stolen: yes}").facts["stolen"] == 1


def test_endorsements_are_facts_in_the_order_of_the_policy() -> None:
    found = admitted("endorsements: [family, wide]")
    assert found.attached == ("wide", "family")
    assert (found.facts["wide"], found.facts["family"]) == (1, 1)
    assert admitted("endorsements: [family]").facts["wide"] == 0


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ("stranded: maybe", [("maybe", "not-yes-no")]),
        ("strande: yes", [("strande", "unknown-fact")]),
        ("plan: gold", [("gold", "unknown-word")]),
        ("earlier: 1.5", [("1.5", "not-a-count")]),
        ("earlier: 10_001", [("10_001", "out-of-range")]),
        ("share: 1/3", [("1/3", "not-a-percentage")]),
        ("driver: ''", [("''", "not-a-label")]),
        ("happened: 2025-06-01", [("2025-06-01", "not-a-moment")]),
        ("start: 2025-02-30", [("2025-02-30", "not-a-date")]),
        ("start: 1969-12-31", [("1969-12-31", "out-of-range")]),
        ("wide: yes", [("wide", "unknown-fact")]),
        ("stranded: maybe, plan: gold, nobody: 1", [("maybe", "not-yes-no"), ("gold", "unknown-word"), ("nobody", "unknown-fact")]),
    ],
)
def test_a_fact_that_does_not_fit_is_refused_at_its_place(facts: str, found: list[tuple[str, str]]) -> None:
    assert refusals(facts) == found


@pytest.mark.parametrize("title", ["充実", "Full cover"])
def test_a_claim_gives_the_word_of_a_choice_and_never_its_title(title: str) -> None:
    """One way: a title may change, the word may not."""
    assert admitted("facts: {plan: full}").facts["plan"] == 1
    assert refusals(f"plan: {title}") == [(title, "unknown-word")]
    with pytest.raises(Problems, match="Did you mean 'full'"):
        admitted(f"facts: {{plan: {title}}}")


def test_a_claim_without_its_version_date_is_refused_where_its_facts_begin() -> None:
    assert refusals("none") == [("facts", "version-date")]


@pytest.mark.parametrize(("given", "found"), [("wid", [("wid", "not-an-endorsement")]), ("wide, x", [("x", "not-an-endorsement")])])
def test_an_unknown_endorsement_is_refused(given: str, found: list[tuple[str, str]]) -> None:
    assert refusals(endorsements=given) == found


# ---- expenses


def test_an_expense_becomes_one_line() -> None:
    (line,) = admitted("expenses: [{id: r1, kind: taxi, amount: 98.05, person: A}]").lines
    assert (line.id, line.expense, line.kind, line.amount, line.shown) == ("r1", "r1", "taxi", 9_805, {"person": "A"})
    assert line.row == (1, 0, None, None, None, None)


def test_several_people_share_a_bill_to_the_last_cent() -> None:
    lines = admitted("expenses: [{id: r1, kind: taxi, amount: 100, person: [A, B, C]}]").lines
    assert [(line.id, line.expense, line.amount, line.shown["person"]) for line in lines] == [
        ("r1#1", "r1", 3_333, "A"),
        ("r1#2", "r1", 3_333, "B"),
        ("r1#3", "r1", 3_334, "C"),
    ]
    assert [line.row[1] for line in lines] == [0, 1, 2]


def test_a_list_of_one_person_is_that_person() -> None:
    (line,) = admitted("expenses: [{id: r1, kind: taxi, amount: 5, person: [A]}]").lines
    assert (line.id, line.shown) == ("r1", {"person": "A"})


def test_what_is_counted_becomes_a_line_for_each() -> None:
    lines = admitted("expenses: [{id: r1, kind: hotel, amount: 100.01, quantity: 3, person: A, grade: superior}]").lines
    assert [(line.id, line.amount, line.shown["night"]) for line in lines] == [
        ("r1#1", 3_333, "1"),
        ("r1#2", 3_334, "2"),
        ("r1#3", 3_334, "3"),
    ]
    assert [line.row for line in lines] == [(2, 0, None, 1, None, night) for night in (1, 2, 3)]


def test_a_bill_that_states_where_it_begins_is_numbered_from_there() -> None:
    bill = "{id: r2, kind: hotel, amount: 90, quantity: 3, person: A, grade: standard, night: 4}"
    lines = admitted(f"expenses: [{bill}]").lines
    assert [(line.id, line.amount, line.shown["night"], line.row[5]) for line in lines] == [
        ("r2#1", 3_000, "4", 4),
        ("r2#2", 3_000, "5", 5),
        ("r2#3", 3_000, "6", 6),
    ]


def test_a_bill_may_end_on_the_last_number_that_there_is() -> None:
    bill = "{kind: hotel, amount: 90, quantity: 3, person: A, grade: standard, night: 999_999_998}"
    assert [line.shown["night"] for line in admitted(f"expenses: [{bill}]").lines] == ["999999998", "999999999", "1000000000"]


def test_beginning_with_the_first_night_says_nothing_new() -> None:
    bill = "{kind: hotel, amount: 90, quantity: 3, person: A, grade: standard}"
    said = bill.replace("}", ", night: 1}")
    assert admitted(f"expenses: [{said}]").hash == admitted(f"expenses: [{bill}]").hash
    assert admitted(f"expenses: [{said.replace('night: 1', 'night: 2')}]").hash != admitted(f"expenses: [{bill}]").hash


def test_people_and_nights_make_a_line_for_each_person_and_night() -> None:
    lines = admitted("expenses: [{kind: hotel, amount: 1.00, quantity: 3, person: [A, B], grade: standard}]").lines
    assert [(line.id, line.amount, line.shown["person"], line.shown["night"]) for line in lines] == [
        ("e1#1", 16, "A", "1"),
        ("e1#2", 17, "A", "2"),
        ("e1#3", 17, "A", "3"),
        ("e1#4", 16, "B", "1"),
        ("e1#5", 17, "B", "2"),
        ("e1#6", 17, "B", "3"),
    ]


@given(st.integers(0, 10**10), st.integers(1, 12), st.integers(1, 40))
def test_lines_of_one_bill_add_up_to_the_bill(amount: int, people: int, nights: int) -> None:
    names = [f"P{number}" for number in range(people)]
    bill = {"kind": "hotel", "amount": amount, "quantity": nights, "person": names, "grade": "standard"}
    found = admitted_json({"policy": "p", "facts": {"start": "2025-06-01"}, "endorsements": [], "expenses": [bill]})
    assert len(found.lines) == people * nights
    assert sum(line.amount for line in found.lines) == amount == found.billed["hotel"]
    assert max(line.amount for line in found.lines) - min(line.amount for line in found.lines) <= 2


@pytest.mark.parametrize("same", ["[A, Ａ]", "[見本 太郎, ' 見本　太郎 ']", "[ｶﾞ, ガ]", "[㈱, (株)]"])
def test_one_person_spelt_two_ways_is_one_person(same: str) -> None:
    lines = admitted(f"expenses: [{{kind: taxi, amount: 5, person: {same}}}]").lines
    assert [line.row[1] for line in lines] == [0, 0]


def test_a_name_is_printed_as_it_was_written() -> None:
    lines = admitted("expenses: [{kind: taxi, amount: 5, person: Ａ}, {kind: taxi, amount: 5, person: A}]").lines
    assert [line.shown["person"] for line in lines] == ["Ａ", "A"]


def test_a_fact_and_a_mark_may_name_the_same_person() -> None:
    found = admitted("facts: {driver: A}\nexpenses: [{kind: taxi, amount: 5, person: B}, {kind: taxi, amount: 5, person: A}]")
    assert (found.facts["driver"], [line.row[1] for line in found.lines]) == (0, [1, 0])


def test_a_mark_that_nobody_gave_is_missing_and_says_which_expense_it_is() -> None:
    lines = admitted("expenses: [{kind: tow, amount: 5}, {kind: meal, amount: 5, person: A}]").lines
    assert lines[0].row == (0, None, None, None, None, None)
    assert lines[1].row == (
        3,
        0,
        Missing(frozenset({"expenses/1/room"}), 0, 10**6),
        None,
        Missing(frozenset({"expenses/1/booked"}), 0, 1),
        None,
    )


def test_expenses_without_an_id_are_numbered() -> None:
    lines = admitted("expenses: [{kind: tow, amount: 5}, {id: x, kind: tow, amount: 6}, {kind: taxi, amount: 7, person: [A, B]}]").lines
    assert [line.id for line in lines] == ["e1", "x", "e3#1", "e3#2"]


def test_what_was_billed_is_summed_by_kind() -> None:
    found = admitted("expenses: [{kind: tow, amount: 5}, {kind: tow, amount: 6.5}, {kind: taxi, amount: 1, person: A}]")
    assert found.billed == {"tow": 1_150, "taxi": 100, "hotel": 0, "meal": 0}


def test_a_coverage_gathers_its_kinds_in_its_own_order_and_lines_in_the_order_of_the_claim() -> None:
    bills = [f"{{kind: {kind}, amount: {amount}}}" for kind, amount in (("tow", 1), ("taxi", 2), ("tow", 3), ("taxi", 4))]
    found = admitted(f"expenses: [{', '.join(bills)}]")
    amounts, rows, came = gathered(found.by_kind, STRANDED.coverages["moving"].covers)
    assert (amounts, came) == ((200, 400, 100, 300), (1, 3, 0, 2))
    assert [row[0] for row in rows] == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("expense", "found"),
    [
        ("{kind: towing, amount: 5}", [("towing", "unknown-kind")]),
        ("{kind: tow, amount: '1,500'}", [("'1,500'", "amount-spelling")]),
        ("{kind: tow, amount: 1.005}", [("1.005", "amount-decimals")]),
        ("{kind: tow, amount: -1}", [("-1", "amount-range")]),
        ("{kind: tow, amount: much}", [("much", "not-an-amount")]),
        ("{kind: tow, amount: 5, person: A}", [("person", "unknown-mark")]),
        ("{kind: taxi, amount: 5, persn: A}", [("persn", "unknown-mark")]),
        ("{kind: taxi, amount: 5, person: ''}", [("''", "not-a-label")]),
        ("{kind: taxi, amount: 5, person: []}", [("[", "want-text")]),
        ("{kind: taxi, amount: 5, person: [A, [B]]}", [("[", "want-text")]),
        ("{kind: taxi, amount: 5, person: {name: A}}", [("{", "want-text")]),
        ("{kind: hotel, amount: 5, quantity: 1, person: A, grade: gold}", [("gold", "unknown-word")]),
        ("{kind: hotel, amount: 5, quantity: 1, person: A, grade: [standard, superior]}", [("[", "want-text")]),
        ("{kind: hotel, amount: 5, quantity: 2, person: A, grade: standard, night: 0}", [("0", "out-of-range")]),
        ("{kind: hotel, amount: 5, quantity: 2, person: A, grade: standard, night: 1.5}", [("1.5", "not-a-count")]),
        ("{kind: hotel, amount: 5, quantity: 2, person: A, grade: standard, night: [1, 2]}", [("[", "want-text")]),
        ("{kind: hotel, amount: 5, quantity: 2, person: A, grade: standard, night: 1_000_000_000}", [("2", "each-range")]),
        (
            "{kind: hotel, amount: 5, person: A, grade: standard, night: 1_000_000_001}",
            [("{", "quantity-needed"), ("1_000_000_001", "out-of-range")],
        ),
        ("{kind: tow, amount: 5, night: 1}", [("night", "unknown-mark")]),
        ("{kind: meal, amount: 5, person: [A, B], room: [1, 2], booked: no}", [("[", "want-text")]),
        ("{kind: meal, amount: 5, person: A, room: 1, booked: maybe}", [("maybe", "not-yes-no")]),
        ("{kind: tow, amount: 5, quantity: 2}", [("2", "quantity-unknown")]),
        ("{kind: hotel, amount: 5, person: A, grade: standard}", [("{", "quantity-needed")]),
        *(
            (f"{{kind: hotel, amount: 5, quantity: {quantity}, person: A, grade: standard}}", [(quantity, "quantity-range")])
            for quantity in ("0", "-1", "1.5", "two", str(MOST_QUANTITY + 1))
        ),
    ],
)
def test_an_expense_that_does_not_fit_is_refused_at_its_place(expense: str, found: list[tuple[str, str]]) -> None:
    assert refusals(expenses=expense) == found


def test_a_year_of_nights_is_admitted() -> None:
    bill = f"{{kind: hotel, amount: 5, quantity: {MOST_QUANTITY}, person: A, grade: standard}}"
    assert len(admitted(f"expenses: [{bill}]").lines) == MOST_QUANTITY


def test_a_claim_has_at_most_ten_thousand_lines() -> None:
    bill = "  - {kind: hotel, amount: 5, quantity: 100, person: A, grade: standard}\n"
    assert len(admitted("expenses:\n" + bill * (MOST_LINES // 100)).lines) == MOST_LINES
    with pytest.raises(Problems, match=r"the expenses of this claim make more than 10,000 lines\. Check the quantities\."):
        admitted("expenses:\n" + bill * (MOST_LINES // 100) + "  - {kind: tow, amount: 5}\n")


def test_every_refusal_is_named_in_one_go() -> None:
    found = refusals("stranded: maybe", "{kind: towing, amount: 5}, {kind: tow, amount: much}", "x")
    assert [code for _, code in found] == ["not-yes-no", "not-an-endorsement", "unknown-kind", "not-an-amount"]


# ---- the hash of what was understood

SPELT = """\
endorsements: [family, wide]
facts:
  share: 12.50%       # a comment
  start: 2025-06-01
  stranded: yes
expenses:
  - {amount: 1_000.50, kind: taxi, person: [A, B]}
  - {amount: 80, kind: hotel, quantity: 2, person: A, grade: superior}
"""
SAME: dict[str, Any] = {
    "policy": "another/name",
    "facts": {"start": "2025-06-01", "stranded": True, "share": "12.5%"},
    "expenses": [
        {"kind": "taxi", "amount": 100_050, "person": ["A", "B"]},
        {"kind": "hotel", "amount": 8_000, "quantity": 2, "person": "A", "grade": "superior"},
    ],
    "endorsements": ["wide", "family"],
}


def test_one_claim_has_one_hash_however_it_is_written() -> None:
    assert admitted(SPELT).hash == admitted_json(SAME).hash
    assert len(admitted(SPELT).hash) == 64


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("facts", "start"), "2025-06-02"),
        (("facts", "stranded"), False),
        (("facts", "stolen"), True),
        (("facts", "driver"), "A"),
        (("endorsements",), ["wide"]),
        (("expenses", 0, "amount"), 100_051),
        (("expenses", 0, "person"), ["A", "C"]),
        (("expenses", 0, "person"), ["B", "A"]),
        (("expenses", 0, "id"), "r1"),
        (("expenses", 1, "quantity"), 3),
        (("expenses", 1, "grade"), "standard"),
    ],
)
def test_another_claim_has_another_hash(path: tuple[str | int, ...], value: object) -> None:
    other = json.loads(json.dumps(SAME))
    part = other
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    assert admitted_json(other).hash != admitted_json(SAME).hash


def test_the_same_claim_under_another_policy_has_another_hash() -> None:
    node, _ = read(b"policy: p\nfacts: {start: 2025-06-01}\nendorsements: []\n", "claim.yaml", is_json=False)
    changed = compiled(POLICY.replace("120", "130"))
    assert admit(changed, read_claim(node)).hash != admit(STRANDED, read_claim(node)).hash
