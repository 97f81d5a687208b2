"""What an undetermined claim can still pay: the range holds every completion, is exact where only yes/no answers and words are
missing, and a question that moves nothing is never asked."""

from __future__ import annotations

import random
from itertools import product
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payout import rules
from payout.calculate import Calculation, CoverageResult, calculate
from payout.calculate.ranges import type_of
from payout.compile import compile_policy
from payout.policy import Policy
from payout.problem import Problems
from payout.source import read
from payout.values import TypeName
from tests.test_calculate import EVERYTHING, PERSONAL_AUTO, claim_of, claims, policy_of, result_of

POLICIES = {policy.id: policy for policy in (EVERYTHING, *map(rules.policy_in, rules.policy_files(rules.folder())))}
slow = settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
FINITE = ("yes_no", "choice")
TYPES = get_args(TypeName)


def test_the_range_and_the_questions_of_a_towed_car() -> None:
    """Five facts not asked yet. A tow of 180,000 pays 150,000, or all of it at an approved workshop; a deductible of 50,000 or
    100,000, or none, is taken off a repair of 500,000. Whether the car is repaired does not matter, so it is not asked."""
    facts = {"contract_start": "2024-05-01", "insured_value": 3_000_000, "deductible_plan": "5-10", "drivable": False, "stolen": False}
    expenses = [{"kind": "tow", "amount": 180_000}, {"kind": "repair", "amount": 500_000}]
    result = result_of(PERSONAL_AUTO, facts, expenses, ["car_to_car_zero"])
    by_name = {coverage.name: (coverage.low, coverage.high) for coverage in result.coverages if coverage.status == "undetermined"}
    assert by_name == {"road": (150_000, 180_000), "own_damage": (400_000, 500_000)}
    assert (result.low, result.high) == (550_000, 680_000)
    asked = {
        fact.name: (fact.decides, fact.spread, [(after.answer, after.low, after.high) for after in fact.narrows_to])
        for fact in result.open_facts
    }
    assert asked["shop_approved"] == ("payment", 100_000, [("no", 550_000, 650_000), ("yes", 580_000, 680_000)])
    assert set(asked) == {"shop_approved", "vehicle_claims", "car_to_car", "other_car_known"}
    spreads = [fact.spread for fact in result.open_facts]
    assert spreads == sorted(spreads)
    assert result.open_facts[0].question["ja"].startswith(result.open_facts[0].title["ja"])


REFUSED_ONE_WAY = """
payout: 1
title: {en: A value that only an endorsement has}
currency: JPY
dated_by: start
contract: {start: {type: date}}
claim: {flag: {type: yes_no}}
expenses: {tow: {}, taxi: {}}
terms: {cap: {from: {2024-01-01: 100}, per: accident, clause: A}}
coverages:
  first: {clause: A, covers: [tow], steps: [{limit: cap}]}
  second: {clause: B, covers: [taxi], when: flag}
endorsements:
  early: {clause: E, changes: [{set: cap, from: {2022-01-01: 50}, when: flag}]}
"""


def test_an_answer_that_the_policy_would_refuse_is_no_way_to_go() -> None:
    """With flag: no the limit has no value in 2023. So 50 and the whole taxi are paid, and flag is not asked."""
    policy = compile_policy(read(REFUSED_ONE_WAY.encode(), "policy.yaml", is_json=False)[0], "policy", [])
    result = result_of(policy, {"start": "2023-05-01"}, [{"kind": "tow", "amount": 80}, {"kind": "taxi", "amount": 7}], ["early"])
    assert (result.status, result.paid, result.idle_facts) == ("determined", 57, ("flag",))


BY_PLAN = """
payout: 1
title: {en: A loss within a plan}
currency: JPY
dated_by: start
contract: {start: {type: date}, plan: {type: [basic, wide]}}
claim: {damage: {type: money}, flag: {type: yes_no}, cause: {type: [fire, theft]}}
expenses: {tow: {}}
terms:
  cap: {by: plan, from: {2020-01-01: {basic: 100, wide: 200}}, per: accident, clause: A}
  most: {from: {2020-01-01: 50}, per: accident, clause: B}
coverages:
  liability: {clause: A, loss: "min(damage, cap)", pay_to: other_party}
  own:
    clause: B
    covers: [tow]
    cases:
      - {name: fire, when: cause == fire or not flag, steps: [{deduct: most}]}
      - {name: other, steps: [{deduct: most}]}
"""


def test_a_loss_that_was_stated_is_claimed_although_its_limit_is_not_known() -> None:
    policy = compile_policy(read(BY_PLAN.encode(), "policy.yaml", is_json=False)[0], "policy", [])
    result = result_of(policy, {"start": "2023-05-01", "damage": 500}, [])
    assert (result.status, result.low, result.high) == ("undetermined", 100, 200)
    assert [(one.answer, one.low, one.high) for one in result.open_facts[0].narrows_to] == [("basic", 100, 100), ("wide", 200, 200)]
    unsaid = result_of(policy, {"start": "2023-05-01", "plan": "wide"}, [])
    assert (unsaid.status, unsaid.coverages[0].status) == ("determined", "not_claimed")


BY_GRADE = """
payout: 1
title: By grade
currency: JPY
dated_by: start
contract: {start: {type: date}}
items: {grade: {type: [low, mid, high]}, planned: {type: yes_no}}
expenses: {parts: {has: [grade, planned]}}
terms: {rate: {by: grade, from: {2020-01-01: {low: 30%, mid: 10%, high: 70%}}, clause: "1"}}
coverages: {parts: {clause: A, covers: [parts], steps: [{reduce: rate, round: down, when: not planned}]}}
"""


def test_what_a_step_would_take_is_asked_where_it_is_not_known_whether_it_takes() -> None:
    """With neither mark known, the grade moves the payment as well: 30 for high, and 100 only for what was planned."""
    result = result_of(policy_of(BY_GRADE), {"start": "2023-05-01"}, [{"kind": "parts", "amount": 100}])
    assert (result.low, result.high) == (30, 100)
    assert {fact.name for fact in result.open_facts} == {"expenses/0/grade", "expenses/0/planned"}


def test_questions_about_which_case_applies_are_asked_for_the_reason_only() -> None:
    policy = compile_policy(read(BY_PLAN.encode(), "policy.yaml", is_json=False)[0], "policy", [])
    result = result_of(policy, {"start": "2023-05-01"}, [{"kind": "tow", "amount": 80}])
    assert (result.low, result.high, {fact.decides for fact in result.open_facts}) == (30, 30, {"explanation"})


# ---- the properties ---------------------------------------------------------------------------------------------------


ClaimData = dict[str, Any]


def calculated(policy: Policy, data: ClaimData) -> Calculation | None:
    """The result, or None where the policy refuses the claim."""
    try:
        return calculate(policy, claim_of(data))
    except Problems:
        return None


def paid_by(result: Calculation) -> dict[str, int]:
    return {coverage.name: coverage.paid for coverage in result.coverages if isinstance(coverage.paid, int)}


def without(policy: Policy, data: ClaimData, rng: random.Random, types: tuple[str, ...] = ()) -> tuple[ClaimData, list[str]]:
    """The claim with some facts and marks left out (of these types only), and their names as a result tells them."""
    left = {**data, "facts": dict(data["facts"]), "expenses": [dict(expense) for expense in data["expenses"]]}
    names = [
        name
        for name, fact in policy.facts.items()
        if name != policy.dated_by and fact.assume is None and fact.type.name in (types or TYPES)
    ]
    gone = [name for name in rng.sample(names, min(len(names), rng.randint(1, 6))) if left["facts"].pop(name, None) is not None]
    for at, expense in enumerate(left["expenses"]):
        for name in policy.kinds[expense["kind"]].marks:
            single = not isinstance(expense.get(name), list)
            if single and policy.marks[name].type.name in (types or TYPES) and len(gone) < 7 and rng.random() < 0.3:
                del expense[name]
                gone.append(f"expenses/{at}/{name}")
    return left, gone


def with_answers(data: ClaimData, answers: dict[str, object]) -> ClaimData:
    filled = {**data, "facts": dict(data["facts"]), "expenses": [dict(expense) for expense in data["expenses"]]}
    for name, value in answers.items():
        parts = name.split("/")
        (filled["facts"] if len(parts) == 1 else filled["expenses"][int(parts[1])])[parts[-1]] = value
    return filled


def not_claimed_losses(policy: Policy, result: Calculation) -> set[str]:
    """Facts that say how large a loss is which nobody claimed: to answer one is to claim more, not to complete the claim."""
    coverages = [policy.coverages[found.name] for found in result.coverages if found.status == "not_claimed"]
    names = {name for coverage in coverages if coverage.loss for name in coverage.loss.names}
    return {name for name in names & set(policy.facts) if policy.facts[name].type.name == "money"}


@slow
@given(
    st.sampled_from(sorted(POLICIES)).flatmap(
        lambda name: st.tuples(st.just(name), claims(POLICIES[name]), st.lists(claims(POLICIES[name]), min_size=3, max_size=3))
    ),
    st.randoms(use_true_random=False),
)
def test_no_completion_pays_outside_the_range(case: tuple[str, ClaimData, list[ClaimData]], rng: random.Random) -> None:
    policy, data, others = POLICIES[case[0]], *case[1:]
    partial_data, gone = without(policy, data, rng)
    partial = calculated(policy, partial_data)
    if partial is None or not gone:
        return
    frozen = not_claimed_losses(policy, partial) & set(gone)
    if any(fact.name in frozen for fact in partial.open_facts):
        return
    for other in [data, *others]:
        answers = {name: answer(data, other, name) for name in gone if name not in frozen}
        whole = calculated(policy, with_answers(partial_data, answers))
        if whole is None:
            continue
        pays, total = paid_by(whole), 0
        for coverage in partial.coverages:
            if coverage.status != "not_claimed":
                assert within(coverage, pays[coverage.name]), coverage.name
                total += pays[coverage.name]
        assert within(partial, total)


def within(told: Calculation | CoverageResult, amount: int) -> bool:
    """Whether what was told, an amount or from what to what, holds the amount."""
    if isinstance(told.low, int) and isinstance(told.high, int):
        return told.low <= amount <= told.high
    return told.paid == amount


def answer(data: ClaimData, other: ClaimData, name: str) -> object:
    """What another claim says to the same question; for a mark, what any of its expenses says, else what the claim said itself.

    One name for a person: several people make several lines of one bill, and then each line is rounded by itself.
    """
    at, _, mark = name.rpartition("/")
    if not at:
        return other["facts"][name]
    said = [expense[mark] for expense in other["expenses"] if mark in expense and not isinstance(expense[mark], list)]
    return said[0] if said else data["expenses"][int(at.split("/")[1])][mark]


@slow
@given(
    st.sampled_from(sorted(POLICIES)).flatmap(lambda name: st.tuples(st.just(name), claims(POLICIES[name]))),
    st.randoms(use_true_random=False),
)
def test_with_only_answers_and_words_missing_the_range_is_exact_and_nothing_idle_is_asked(
    case: tuple[str, ClaimData], rng: random.Random
) -> None:
    policy, data = POLICIES[case[0]], case[1]
    partial_data, gone = without(policy, data, rng, FINITE)
    partial = calculated(policy, partial_data)
    if partial is None or partial.status == "determined":
        return
    answers = {name: words(policy, name) for name in gone}
    found: dict[tuple[object, ...], dict[str, int]] = {}
    for values in product(*answers.values()):
        whole = calculated(policy, with_answers(partial_data, dict(zip(gone, values, strict=True))))
        if whole is not None:
            found[values] = paid_by(whole)
    if not found:
        return
    open_ = [coverage for coverage in partial.coverages if coverage.status == "undetermined"]
    for coverage in open_:
        amounts = [pays[coverage.name] for pays in found.values()]
        assert (coverage.low, coverage.high) == (min(amounts), max(amounts)), coverage.name
    totals = [sum(pays.values()) for pays in found.values()]
    assert (partial.low, partial.high) == (min(totals), max(totals))
    told = [coverage.name for coverage in open_]
    matter = {name for at, name in enumerate(gone) if moves(found, at, told)}
    assert {fact.name for fact in partial.open_facts if fact.decides == "payment"} == matter
    for fact in partial.open_facts:
        if fact.decides == "payment":
            at = gone.index(fact.name)
            after = {value: [sum(pays.values()) for values, pays in found.items() if values[at] == value] for value in answers[fact.name]}
            left = {said(value): (min(totals), max(totals)) for value, totals in after.items() if totals}
            assert {one.answer: (one.low, one.high) for one in fact.narrows_to} == left
            assert fact.spread == max(high - low for low, high in left.values())


def said(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def words(policy: Policy, name: str) -> list[object]:
    fact = type_of(policy, name)
    return list(fact.type.words) if fact.type.words else [True, False]


def moves(found: dict[tuple[object, ...], dict[str, int]], at: int, told: list[str]) -> bool:
    """Whether two completions that differ only in the answer `at` pay differently."""
    seen: dict[tuple[object, ...], list[int]] = {}
    for values, pays in found.items():
        amounts = [pays[name] for name in told]
        if seen.setdefault((*values[:at], *values[at + 1 :]), amounts) != amounts:
            return True
    return False


def test_with_very_many_receipts_a_number_is_not_tried_and_may_leave_the_whole_range() -> None:
    facts = {"contract_start": "2024-05-01", "insured_value": 3_000_000, "deductible_plan": "5-10", "drivable": True, "stolen": False}
    result = result_of(PERSONAL_AUTO, facts, [{"kind": "repair", "amount": 1_000}] * 150)
    assert (result.low, result.high) == (50_000, 100_000)
    assert [(fact.name, fact.spread, fact.narrows_to) for fact in result.open_facts] == [("vehicle_claims", 50_000, ())]
