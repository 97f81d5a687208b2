"""What a policy pays: the promises as properties, on the shipped product and on a policy that uses every verb."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payout import bounds, rules
from payout.admission import admit
from payout.bounds import NoValueThen
from payout.calculate import Calculation, LineResult, calculate, code, frame_of, to_json, value_said
from payout.calculate.account import Account, Unbalanced, _balanced, _int
from payout.calculate.words import Speaker
from payout.claim import Claim, read_claim
from payout.policy import LANGUAGES, Fact, Policy
from payout.problem import Problems
from payout.source import read
from payout.values import as_text

HERE = Path(__file__).parent
PERSONAL_AUTO = rules.policy_in(HERE.parent / "rules/jp/personal-auto.yaml")
EVERYTHING = rules.policy_in(HERE / "policies/everything.yaml")
POLICIES = {"auto": PERSONAL_AUTO, "everything": EVERYTHING}
STATUSES = {"paid", "nothing_left", "not_payable", "not_attached", "not_claimed", "undetermined"}
slow = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

ClaimData = dict[str, Any]


def claim_of(data: ClaimData) -> Claim:
    return read_claim(read(json.dumps(data).encode(), "claim.json", is_json=True)[0])


def result_of(
    policy: Policy, facts: Mapping[str, Any], expenses: list[dict[str, Any]], endorsements: list[str] | None = None
) -> Calculation:
    data = {"policy": policy.id, "facts": facts, "endorsements": endorsements or [], "expenses": expenses}
    return calculate(policy, claim_of(data))


def paid(result: Calculation, coverage: str) -> object:
    return next(found.paid for found in result.coverages if found.name == coverage)


def status(result: Calculation, coverage: str) -> str:
    return next(found.status for found in result.coverages if found.name == coverage)


# ---- random claims ----------------------------------------------------------------------------------------------------


def json_value(policy: Policy, fact: Fact, value: int) -> object:
    """A fact's integer as the API takes it."""
    if fact.type.name in ("money", "count"):
        return value
    if fact.type.name == "yes_no":
        return bool(value)
    if fact.type.name == "label":
        return f"label {value}"
    return as_text(value, fact.type, policy.currency)


def values_of(policy: Policy, fact: Fact) -> st.SearchStrategy[object]:
    low, high = fact.range
    if fact.type.name == "date":
        low, high = 18_700, 20_500  # 2021 to 2026: around the dates on which values change
    elif fact.type.name == "moment":
        low, high = 19_000 * 1440, 19_003 * 1440
    elif fact.type.name == "rate":
        high = min(high, 12_000)
    elif fact.type.name == "label":
        high = 2
    elif fact.type.name in ("money", "count"):
        small = st.integers(low, min(high, low + 40))
        return st.one_of(small, st.integers(low, min(high, 10**6))).map(lambda value: json_value(policy, fact, value))
    return st.integers(low, high).map(lambda value: json_value(policy, fact, value))


@st.composite
def expenses_of(draw: st.DrawFn, policy: Policy, marks_missing: bool) -> dict[str, object]:
    kind = draw(st.sampled_from(list(policy.kinds.values())))
    found: dict[str, object] = {"kind": kind.name, "amount": draw(st.one_of(st.integers(0, 30), st.integers(0, 10**6)))}
    if kind.each:
        found["quantity"] = draw(st.integers(1, 4))
        if draw(st.booleans()):
            found[kind.each] = draw(st.integers(1, 5))
    for name in kind.marks:
        if marks_missing and draw(st.integers(0, 4)) == 0:
            continue
        mark = policy.marks[name]
        if mark.type.name == "label":
            names = draw(st.lists(st.sampled_from(["A", "B", "Ｂ", "C"]), min_size=1, max_size=3))
            labels = sum(isinstance(value, list) for value in found.values())
            found[name] = names if len(names) > 1 and not labels else names[0]
        else:
            found[name] = draw(values_of(policy, mark))
    return found


@st.composite
def claims(draw: st.DrawFn, policy: Policy, facts_missing: bool = False) -> ClaimData:
    facts = {name: draw(values_of(policy, fact)) for name, fact in policy.facts.items()}
    if facts_missing:
        gone = draw(st.sets(st.sampled_from(sorted(set(facts) - {policy.dated_by})), max_size=3))
        facts = {name: value for name, value in facts.items() if name not in gone}
    return {
        "policy": policy.id,
        "facts": facts,
        "endorsements": draw(st.lists(st.sampled_from(sorted(policy.endorsements)), unique=True)) if policy.endorsements else [],
        "expenses": draw(st.lists(expenses_of(policy, facts_missing), max_size=8)) if policy.kinds else [],
    }


def calculated(policy: Policy, data: ClaimData) -> Calculation | None:
    """The result, or None where the claim does not fit the policy's dates or requirements."""
    try:
        return calculate(policy, claim_of(data))
    except Problems as refused:
        if {problem.code for problem in refused.problems} <= {"requirement", "no-value-then"}:
            return None
        raise


named_claim = st.sampled_from(list(POLICIES)).flatmap(lambda name: st.tuples(st.just(name), claims(POLICIES[name])))
named_open_claim = st.sampled_from(list(POLICIES)).flatmap(lambda name: st.tuples(st.just(name), claims(POLICIES[name], True)))


# ---- promise 1: conservation -------------------------------------------------------------------------------------------


@slow
@given(named_claim)
def test_every_line_and_the_whole_claim_balance_to_the_last_unit(pair: tuple[str, ClaimData]) -> None:
    """claimed + added = paid + reductions, per line and per coverage; every reduction says who bears it; payees sum to paid."""
    policy, data = POLICIES[pair[0]], pair[1]
    result = calculated(policy, data)
    if result is None:
        return
    amounts = msgspec.to_builtins(result)
    for line in amounts["lines"]:
        off = sum(reduction["amount"] for reduction in line["reductions"])
        assert line["claimed"] + line["added"] == line["paid"] + off
        assert 0 <= line["paid"] <= line["claimed"] + line["added"]
        assert all(reduction["borne_by"] and reduction["reason"]["ja"] and reduction["reason"]["en"] for reduction in line["reductions"])
    for coverage in amounts["coverages"]:
        lines = [line for line in amounts["lines"] if line["coverage"] == coverage["name"]]
        assert coverage["paid"] == sum(line["paid"] for line in lines)
        assert coverage["claimed"] == sum(line["claimed"] for line in lines)
    assert amounts["paid"] == sum(coverage["paid"] for coverage in amounts["coverages"])
    assert sum(payee["amount"] for payee in amounts["payees"]) == amounts["paid"]
    assert amounts["left"] >= 0


@slow
@given(named_claim)
def test_each_receipt_is_accounted_for_over_all_coverages(pair: tuple[str, ClaimData]) -> None:
    """What a receipt claims is paid or taken off somewhere, once: what another coverage took over does not count twice."""
    policy, data = POLICIES[pair[0]], pair[1]
    result = calculated(policy, data)
    if result is None:
        return
    takers = {name for name, coverage in policy.coverages.items() if coverage.after}
    for at, expense in enumerate(data["expenses"], 1):
        lines = [line for line in result.lines if line.expense == f"e{at}"]
        claimed = sum(_int(line.claimed) for line in lines if line.coverage not in takers)
        off = sum(_int(reduction.amount) - reduction.taken_over for line in lines for reduction in line.reductions)
        assert claimed == expense["amount"] == sum(_int(line.paid) for line in lines) + off


def test_an_account_that_does_not_balance_is_never_answered() -> None:
    line = LineResult(id="e1", expense="e1", kind="tow", marks={}, coverage="road", claimed=10, added=0, paid=11)
    with pytest.raises(Unbalanced):
        _balanced(line)
    with pytest.raises(Unbalanced):
        _balanced(msgspec.structs.replace(line, paid=9))
    with pytest.raises(Unbalanced):
        _balanced(msgspec.structs.replace(line, paid=msgspec.UNSET))


# ---- promise 2: nothing is forgotten -----------------------------------------------------------------------------------


@slow
@given(named_open_claim)
def test_every_coverage_of_the_policy_is_in_every_result_with_its_status(pair: tuple[str, ClaimData]) -> None:
    policy, data = POLICIES[pair[0]], pair[1]
    result = calculated(policy, data)
    if result is None:
        return
    assert [coverage.name for coverage in result.coverages] == list(policy.coverages)
    assert {coverage.status for coverage in result.coverages} <= STATUSES
    for coverage in result.coverages:
        attached = coverage.endorsement == "" or coverage.endorsement in data["endorsements"]
        assert (coverage.status == "not_attached") == (not attached)
        assert coverage.reasons or coverage.status not in ("not_payable", "not_attached", "nothing_left") or not coverage.claimed
        assert bool(coverage.open_facts) == (coverage.status == "undetermined")


# ---- promise 3: no silent guess ----------------------------------------------------------------------------------------


@slow
@given(st.sampled_from(list(POLICIES)).flatmap(lambda name: st.tuples(st.just(name), claims(POLICIES[name], True), claims(POLICIES[name]))))
def test_what_is_determined_with_facts_missing_is_what_every_completion_pays(triple: tuple[str, ClaimData, ClaimData]) -> None:
    """A missing fact that could matter leaves its coverages undetermined and is named; so a known figure holds however it is answered."""
    policy, data, other = POLICIES[triple[0]], *triple[1:]
    partial = calculated(policy, data)
    answers = {name: value for name, value in other["facts"].items() if policy.facts[name].assume is None}  # assumed is not missing
    filled = {**data, "facts": {**answers, **data["facts"]}, "expenses": [dict(expense) for expense in data["expenses"]]}
    for expense in filled["expenses"]:
        for name in policy.kinds[expense["kind"]].marks:
            expense.setdefault(name, "Z" if policy.marks[name].type.name == "label" else json_value(policy, policy.marks[name], 1))
    complete = calculated(policy, filled)
    if partial is None or complete is None:
        return
    assert complete.status == "determined"
    pairs = list(zip(partial.coverages, complete.coverages, strict=True))
    if any(some.status == "not_claimed" != whole.status for some, whole in pairs):
        return  # the answer states a further loss: another claim, which may use up what both share
    for some, whole in pairs:
        if isinstance(some.paid, int) and some.status != "not_claimed":
            assert some.paid == whole.paid, some.name
    missing = set(policy.facts) - set(data["facts"])
    for fact in partial.open_facts:
        assert fact.name in missing or fact.name.startswith("expenses/")


def test_a_missing_fact_that_matters_is_named() -> None:
    result = result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01", "drivable": False}, [{"kind": "tow", "amount": 160_000}])
    assert (result.status, status(result, "road")) == ("undetermined", "undetermined")
    assert [fact.name for fact in result.open_facts] == ["shop_approved"]
    assert not isinstance(result.paid, int)


def test_a_missing_fact_that_cannot_matter_any_more_is_not_asked() -> None:
    result = result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01", "drivable": False}, [{"kind": "tow", "amount": 150_000}])
    assert (result.status, result.paid) == ("determined", 150_000)
    step = next(step for step in result.steps if step.id == "road.road_limit")
    assert (step.applied, step.reduced) == ("open", 0)


def test_a_missing_mark_is_a_missing_fact_of_its_expense() -> None:
    expenses = [{"kind": "lodging", "amount": 30_000}, {"kind": "lodging", "amount": 8_000, "person": "A"}]
    result = result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01", "drivable": False}, expenses)
    assert [fact.name for fact in result.open_facts] == ["expenses/0/person"]


def test_an_assumed_fact_is_reported_with_its_place() -> None:
    result = result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01", "drivable": True}, [])
    assert {assumption.name: assumption.value for assumption in result.assumptions} == {
        "forbidden_by_law": "no",
        "stolen": "no",
        "recovered": "0",
    }
    assert all("personal-auto.yaml:" in assumption.position for assumption in result.assumptions)


def test_an_open_requirement_is_reported_and_does_not_block() -> None:
    result = result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01", "drivable": False}, [{"kind": "tow", "amount": 1}])
    assert result.open_requirements == ("contract_start <= accident_date",)


# ---- promise 4: one meaning --------------------------------------------------------------------------------------------


def frames_agree(policy: Policy, data: ClaimData) -> None:
    inputs = admit(policy, claim_of(data))
    dated = policy.at(inputs.day)
    assert outcome(lambda: code.function(dated)(inputs)) == outcome(lambda: bounds.run(dated, inputs))


def outcome(run: Any) -> object:
    try:
        return run()
    except NoValueThen as refused:
        return (refused.term, refused.first)


@slow
@given(named_claim)
def test_the_generated_function_and_the_plain_reading_leave_the_same_frame(pair: tuple[str, ClaimData]) -> None:
    frames_agree(POLICIES[pair[0]], pair[1])


# ---- promise 5: replay -------------------------------------------------------------------------------------------------


@slow
@given(named_open_claim)
def test_same_inputs_same_bytes(pair: tuple[str, ClaimData]) -> None:
    policy, data = POLICIES[pair[0]], pair[1]
    first, second = calculated(policy, data), calculated(policy, json.loads(json.dumps(data)))
    assert (first is None) == (second is None)
    assert first is None or second is None or to_json(first) == to_json(second)


def test_a_result_names_its_policy_by_the_hash_of_its_content_and_its_inputs_by_theirs() -> None:
    facts = {"contract_start": "2024-05-01", "drivable": True}
    one, other = result_of(PERSONAL_AUTO, facts, []), result_of(PERSONAL_AUTO, {**facts, "drivable": False}, [])
    assert one.policy.hash == other.policy.hash == PERSONAL_AUTO.hash
    assert one.inputs_hash != other.inputs_hash
    assert (one.policy.version_date, one.edition) == ("2024-05-01", "0.1")


def test_the_version_is_picked_by_the_date_the_policy_says() -> None:
    expenses = [{"kind": "lodging", "amount": 25_000, "person": "A"}]
    for start, expected in (("2023-12-31", 10_000), ("2024-01-01", 20_000)):
        assert paid(result_of(PERSONAL_AUTO, {"contract_start": start, "drivable": False}, expenses), "lodging") == expected


def test_a_date_before_the_first_value_on_the_live_path_is_refused_by_name() -> None:
    with pytest.raises(Problems) as refused:
        result_of(PERSONAL_AUTO, {"contract_start": "2021-12-31", "drivable": False}, [{"kind": "lodging", "amount": 1, "person": "A"}])
    (problem,) = refused.value.problems
    assert (problem.code, problem.values["name"], problem.at.path) == ("no-value-then", "lodging_limit", "/facts/contract_start")


# ---- promise 6: the order is the policy's ------------------------------------------------------------------------------

ORDERS = """
payout: 1
title: Orders
currency: JPY
dated_by: start
contract: {start: {type: date}}
expenses: {a: {}, b: {}}
terms:
  most: {from: {2020-01-01: 10_000_000}, per: accident, clause: "1"}
  own:  {from: {2020-01-01: 50_000}, per: accident, clause: "2"}
coverages:
  limit_first:  {clause: A, covers: [a], steps: [{limit: most}, {deduct: own}]}
  deduct_first: {clause: B, covers: [b], steps: [{deduct: own}, {limit: most}]}
"""


def policy_of(text: str, name: str = "inline") -> Policy:
    from payout.compile import compile_policy

    return compile_policy(read(text.encode(), f"{name}.yaml", is_json=False)[0], name)


def test_limit_and_deductible_act_in_the_order_that_is_written() -> None:
    """15,000,000 against a limit of 10,000,000 and 50,000 to bear: 9,950,000 or 10,000,000, as the policy says."""
    expenses = [{"kind": "a", "amount": 15_000_000}, {"kind": "b", "amount": 15_000_000}]
    result = result_of(policy_of(ORDERS), {"start": "2024-01-01"}, expenses)
    assert (paid(result, "limit_first"), paid(result, "deduct_first")) == (9_950_000, 10_000_000)
    assert [step.id for step in result.steps] == ["limit_first.most", "limit_first.own", "deduct_first.own", "deduct_first.most"]


# ---- refusals ----------------------------------------------------------------------------------------------------------


def test_a_broken_requirement_refuses_the_claim_with_what_was_found() -> None:
    with pytest.raises(Problems) as refused:
        result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01", "accident_date": "2024-04-30"}, [])
    assert "Policy start 2024-05-01 is after Accident date 2024-04-30" in str(refused.value)


# ---- the trace and the reasons -----------------------------------------------------------------------------------------


def test_a_step_tells_what_it_did_in_both_languages_with_clause_and_place() -> None:
    expenses = [{"kind": "lodging", "amount": 25_000, "person": "A"}, {"kind": "lodging", "amount": 18_000, "person": "B"}]
    result = result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01", "drivable": False}, expenses)
    first, second = [step for step in result.steps if step.id == "lodging.lodging_limit"]
    assert first.ja == "25,000円 → 宿泊費用の限度額 利用者 Aにつき20,000円を限度 → 20,000円"
    assert first.en == "25,000 yen, limited to 20,000 yen for Person A (Lodging limit) → 20,000 yen"
    assert (first.clause, first.group, first.before, first.after) == ("ロードアシスタンス特約 第4条", {"person": "A"}, (25_000,), (20_000,))
    assert first.position.endswith("personal-auto.yaml:144:9")
    assert (second.group, second.binding) == ({"person": "B"}, False)
    assert [(used.name, used.value, used.since) for used in first.inputs] == [("lodging_limit", "20,000 yen", "2024-01-01")]


def test_a_waived_step_names_the_endorsement() -> None:
    facts = {"contract_start": "2024-05-01", "deductible_plan": "5-10", "vehicle_claims": 0, "car_to_car": True, "other_car_known": True}
    result = result_of(PERSONAL_AUTO, {**facts, "insured_value": 3_000_000}, [{"kind": "repair", "amount": 500_000}], ["car_to_car_zero"])
    step = next(step for step in result.steps if step.id == "own_damage.deductible")
    assert (step.applied, paid(result, "own_damage")) == ("waived: car_to_car_zero", 500_000)
    assert step.ja == "免責金額は「車対車免ゼロ特約」により適用しません"


EXCESS = """\
payout: 1
currency: JPY
dated_by: start
contract: {start: {type: date}}
claim: {parked: {type: yes_no}}
expenses: {repair: {}, glass: {}}
terms: {excess: {title: {ja: 免責金額, en: Excess}, from: {2020-01-01: 600}, per: accident, clause: Art. 3}}
coverages:
  repair: {clause: Art. 1, covers: [repair]}
  glass: {clause: Art. 2, covers: [glass]}
endorsements:
  no_excess: {title: {ja: 免責ゼロ特約, en: No excess}, clause: Art. 9, changes: [{waive: together.excess, when: parked}]}
together: [{deduct: excess, over: [repair, glass]}]
"""


@pytest.mark.parametrize(
    ("attached", "parked", "total", "applied", "told"),
    [
        ([], True, 400, "yes", "1,000 yen less Excess 600 yen → 400 yen"),
        (["no_excess"], False, 400, "yes", "1,000 yen less Excess 600 yen → 400 yen"),
        (["no_excess"], True, 1_000, "waived: no_excess", "Excess does not apply: No excess"),
    ],
)
def test_an_endorsement_waives_an_excess_over_the_whole_claim(
    attached: list[str], parked: bool, total: int, applied: str, told: str
) -> None:
    policy = policy_of(EXCESS)
    expenses = [{"kind": "repair", "amount": 400}, {"kind": "glass", "amount": 600}]
    data = {"policy": "inline", "facts": {"start": "2024-01-01", "parked": parked}, "endorsements": attached, "expenses": expenses}
    frames_agree(policy, data)
    result = calculate(policy, claim_of(data))
    (step,) = result.steps
    assert (result.paid, step.id, step.applied, step.en) == (total, "together.excess", applied, told)


def test_one_excess_over_all_coverages_is_taken_once_in_the_order_of_the_file() -> None:
    gift = "  gift: {coverages: {gift: {clause: Art. 9, steps: [{add: excess}]}}}\n"
    policy = policy_of(EXCESS.replace("over: [repair, glass]", "over: all").replace("together:", f"{gift}together:"))
    expenses = [{"kind": "glass", "amount": 500}, {"kind": "repair", "amount": 400}]
    for attached, figures in ((["gift"], (0, 300, 600)), ([], (0, 300, 0))):
        data = {"policy": "inline", "facts": {"start": "2024-01-01"}, "endorsements": attached, "expenses": expenses}
        frames_agree(policy, data)
        result = calculate(policy, claim_of(data))
        assert tuple(paid(result, name) for name in ("repair", "glass", "gift")) == figures


def test_whether_the_excess_is_waived_is_asked_where_it_decides() -> None:
    result = result_of(policy_of(EXCESS), {"start": "2024-01-01"}, [{"kind": "glass", "amount": 700}], ["no_excess"])
    assert ([fact.name for fact in result.open_facts], result.low, result.high) == (["parked"], 100, 700)


def test_a_condition_that_fails_is_explained_by_its_deciding_parts() -> None:
    result = result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01", "drivable": True}, [{"kind": "tow", "amount": 30_000}])
    road = next(found for found in result.coverages if found.name == "road")
    assert (road.status, road.paid) == ("not_payable", 0)
    assert road.reasons[0].words["ja"] == "「自力走行不能」に当たらないため対象外"


def test_an_expense_that_no_coverage_pays_is_listed_with_that_reason() -> None:
    result = result_of(EVERYTHING, complete(EVERYTHING), [{"kind": "fine", "amount": 7}])
    (line,) = [line for line in result.lines if line.kind == "fine"]
    assert (line.coverage, line.paid, line.reductions[0].step) == ("", 0, "no_coverage")
    assert result.left == 7


STAYS = """
payout: 1
title: Stays
currency: JPY
dated_by: start
contract: {start: {type: date}, approved: {type: yes_no}}
expenses: {room: {}, meals: {}, spa: {}}
coverages: {stay: {clause: A, covers: [room, meals, spa], steps: [{exclude: CONDITION, name: extras, clause: "1"}]}}
"""


@pytest.mark.parametrize(
    ("condition", "left"),
    [
        ("kind == meals", ("room", "spa")),
        ("kind == meals or kind == spa", ("room",)),
        ("kind == meals or approved and kind == spa", ("room", "spa")),
        ("kind == meals and approved", ("room", "meals", "spa")),
    ],
)
def test_a_kind_that_is_always_excluded_is_not_one_to_be_claimed(condition: str, left: tuple[str, ...]) -> None:
    policy = policy_of(STAYS.replace("CONDITION", condition))
    (stay,) = result_of(policy, {"start": "2024-01-01", "approved": True}, []).coverages
    assert stay.kinds == left


def test_the_other_sides_money_fills_the_customers_share_first() -> None:
    """300,000 of repair, 50,000 to bear, 120,000 received: 180,000 is paid and nothing stays with the customer."""
    facts = {"contract_start": "2024-05-01", "deductible_plan": "5-5", "insured_value": 3_000_000, "recovered": 120_000}
    result = result_of(PERSONAL_AUTO, facts, [{"kind": "repair", "amount": 300_000}])
    assert (result.paid, result.borne, result.recovered, result.left) == (180_000, 120_000, 120_000, 0)
    facts["recovered"] = 20_000
    result = result_of(PERSONAL_AUTO, facts, [{"kind": "repair", "amount": 300_000}])
    assert (result.paid, result.borne, result.recovered, result.left) == (250_000, 50_000, 20_000, 30_000)


def test_what_a_later_coverage_takes_over_counts_once() -> None:
    facts = {"contract_start": "2024-05-01", "insured_value": 1_000_000, "repaired": True}
    result = result_of(PERSONAL_AUTO, facts, [{"kind": "repair", "amount": 1_400_000}], ["excess_repair"])
    assert (result.claimed, result.paid, result.left) == (1_400_000, 1_400_000, 0)
    source = next(line for line in result.lines if line.coverage == "own_damage")
    assert (source.reductions[0].amount, source.reductions[0].taken_over, source.reductions[0].taken_over_by) == (
        400_000,
        400_000,
        "excess_repair",
    )


def complete(policy: Policy, **changed: object) -> dict[str, object]:
    """Every fact of a policy with a plain value."""
    plain = {"money": 1_000, "count": 0, "rate": "50%", "yes_no": False, "date": "2023-05-01", "moment": "2023-05-01T10:00"}
    facts: dict[str, object] = {}
    for name, fact in policy.facts.items():
        facts[name] = fact.type.words[0] if fact.type.words else plain.get(fact.type.name, "x")
    return {**facts, **changed}


def test_usage_counts_what_the_payment_adds_to_the_period() -> None:
    expenses = [{"kind": "labour", "amount": 2_000}, {"kind": "tow", "amount": 500, "km": 1}]
    result = result_of(EVERYTHING, complete(EVERYTHING, plan="small", value=100_000, used=0, recovered=0), expenses)
    assert result.counts_as == {"used": 1_450, "calls": 1}


def test_an_exclusion_that_already_holds_is_told_although_nothing_was_claimed() -> None:
    result = result_of(EVERYTHING, complete(EVERYTHING, calls=2), [])
    breakdown = next(found for found in result.coverages if found.name == "breakdown")
    assert (breakdown.status, breakdown.reasons[0].words["en"]) == ("not_payable", "not covered: calls used up")


def test_the_function_of_a_policy_can_be_read_as_text() -> None:
    text = code.source(PERSONAL_AUTO.at(19_900))
    assert text.startswith("def run(inputs):")
    assert "20000" in text
    assert "lodging" in text


def test_a_label_of_two_spellings_is_one_person() -> None:
    expenses = [{"kind": "taxi", "amount": 15_000, "person": "Ａ"}, {"kind": "taxi", "amount": 15_000, "person": " A "}]
    assert result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01", "drivable": False}, expenses).paid == 20_000


CLAUSES = """
payout: 1
title: Clauses
currency: JPY
dated_by: start
contract: {start: {type: date}, safe: {type: yes_no}, near: {type: yes_no, title: {en: Nearby}}, received: {type: money}}
expenses: {a: {}, b: {}, c: {}, d: {}}
terms:
  half: {from: {2020-01-01: 50%}, clause: "1"}
  few:  {from: {2020-01-01: 10}, per: accident, clause: "2"}
coverages:
  first:  {clause: A, covers: [a], when: not safe, steps: [{limit: few}, {deduct: claimed * half, round: down, name: own}]}
  second: {clause: B, covers: [b], when: "(safe or near) and extra and billed(b) > few"}
  third:  {clause: C, covers: [c], steps: [{limit: few, name: most}]}
  fourth: {clause: D, covers: [d], steps: [{limit: few, name: most}]}
endorsements: {extra: {clause: X}}
together:
  - {recover: received, over: [third, fourth], split: pro_rata, clause: E}
"""


def test_claimed_is_what_reached_the_coverage_before_any_step() -> None:
    result = result_of(
        policy_of(CLAUSES), {"start": "2024-01-01", "safe": False, "near": False, "received": 0}, [{"kind": "a", "amount": 14}]
    )
    assert paid(result, "first") == 10 - 7


@pytest.mark.parametrize(
    ("safe", "near", "endorsements", "amount", "told"),
    [
        (
            False,
            False,
            [],
            5,
            'not covered: "safe" is not the case and "Nearby" is not the case and "extra" is not the case '
            "and billed(b) is at most few 10 yen",
        ),
        (True, False, [], 50, 'not covered: "extra" is not the case'),
        (False, True, ["extra"], 5, "not covered: billed(b) is at most few 10 yen"),
    ],
)
def test_only_the_parts_that_decide_are_told(safe: bool, near: bool, endorsements: list[str], amount: int, told: str) -> None:
    facts = {"start": "2024-01-01", "safe": safe, "near": near, "received": 0}
    result = result_of(policy_of(CLAUSES), facts, [{"kind": "b", "amount": amount}], endorsements)
    second = next(found for found in result.coverages if found.name == "second")
    assert second.reasons[0].words["en"] == told


def test_a_condition_with_not_is_told_as_it_was_found() -> None:
    result = result_of(
        policy_of(CLAUSES), {"start": "2024-01-01", "safe": True, "near": False, "received": 0}, [{"kind": "a", "amount": 5}]
    )
    assert next(found for found in result.coverages if found.name == "first").reasons[0].words["ja"] == "「safe」に当たるため対象外"


def test_the_other_sides_money_may_be_shared_in_proportion() -> None:
    facts = {"start": "2024-01-01", "safe": True, "near": False, "received": 9}
    expenses = [{"kind": "c", "amount": 12}, {"kind": "d", "amount": 5}]
    result = result_of(policy_of(CLAUSES), facts, expenses)
    assert (paid(result, "third"), paid(result, "fourth"), result.recovered, result.left) == (6, 2, 9, 0)
    frames_agree(policy_of(CLAUSES), {"policy": "inline", "facts": facts, "endorsements": [], "expenses": expenses})


@slow
@given(named_open_claim)
def test_a_fact_that_nobody_needs_does_not_keep_the_function_from_running(pair: tuple[str, ClaimData]) -> None:
    """The function runs until it needs a fact that nobody gave; what it finishes equals the plain reading."""
    policy, data = POLICIES[pair[0]], pair[1]
    inputs = admit(policy, claim_of(data))
    dated = policy.at(inputs.day)
    assert outcome(lambda: frame_of(dated, inputs)) == outcome(lambda: bounds.run(dated, inputs))


def test_the_function_of_a_policy_without_a_date_asks_for_it() -> None:
    assert "(inputs.day >= " in code.source(EVERYTHING)


def test_payees_that_do_not_add_up_are_never_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Account, "payees", lambda _self, _coverages: ())
    with pytest.raises(Unbalanced, match="payees"):
        result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01", "drivable": False, "shop_approved": True}, [{"kind": "tow", "amount": 1}])


def test_totals_that_do_not_agree_are_never_answered() -> None:
    line = LineResult(id="e1", expense="e1", kind="tow", marks={}, coverage="road", claimed=10, added=0, paid=10, refilled=3)
    inputs = admit(
        PERSONAL_AUTO,
        claim_of({"policy": "", "facts": {"contract_start": "2024-05-01", "drivable": False}, "endorsements": [], "expenses": []}),
    )
    dated = PERSONAL_AUTO.at(inputs.day)
    frame = bounds.run(dated, inputs)
    with pytest.raises(Unbalanced, match="borne"):
        Account(dated, bounds.Reader(dated, inputs, frame), frame).totals([line])


LATE = """
payout: 1
title: Late
currency: JPY
dated_by: start
contract: {start: {type: date}, hurt: {type: yes_no}, value: {type: money}}
expenses: {a: {}}
terms: {most: {from: {2024-01-01: 10}, per: accident, clause: "1"}}
coverages:
  first: {clause: A, covers: [a], when: hurt and value < most}
  second: {clause: B, steps: [{exclude: not hurt or value < most}, {add: value}]}
"""


def test_a_term_that_the_run_never_came_to_does_not_spoil_the_explanation() -> None:
    """The condition fails before `most` is asked for, on a date on which it has no value yet."""
    result = result_of(policy_of(LATE), {"start": "2023-05-01", "hurt": False, "value": 100}, [{"kind": "a", "amount": 5}])
    first, second = result.coverages
    assert (first.status, first.reasons[0].words["en"]) == ("not_payable", 'not covered: "hurt" is not the case')
    assert (second.status, second.paid, second.reasons[0].words["en"]) == ("not_payable", 0, 'not covered: "hurt" is not the case')
    assert next(step for step in result.steps if step.coverage == "second").applied == "yes"


WORDED = """
payout: 1
title: Worded
currency: JPY
dated_by: start
contract: {start: {type: date}}
claim:
  state:
    type: [fixable, written_off, "5-10"]
    title: {ja: 状態, en: State}
    words: {written_off: {ja: 全損, en: written off}, fixable: 修理可能}
  only: {type: [one], title: Only}
items: {leg: {type: [out, back], title: {ja: 区間, en: Leg}, words: {out: {ja: 往路, en: outward}, back: {ja: 復路, en: homeward}}}}
expenses: {a: {has: [leg]}}
terms: {most: {from: {2024-01-01: 10}, per: leg, clause: "1"}}
define: {alias: state}
coverages:
  it: {clause: A, covers: [a], when: %s, steps: [{limit: most}]}
"""
"""A word with titles in both languages, one with a text for all, one without."""


@pytest.mark.parametrize(
    ("when", "state", "ja", "en"),
    [
        ("state == written_off", "fixable", "状態が修理可能で、全損ではない", "State is 修理可能 (not written off)"),
        ("state != written_off", "written_off", "状態が全損である", "State is written off"),
        ("not state == written_off", "written_off", "状態が全損である", "State is written off"),
        ('state == "5-10"', "written_off", "状態が全損で、5-10ではない", "State is written off (not 5-10)"),
        ("state == '5-10'", "written_off", "状態が全損で、5-10ではない", "State is written off (not 5-10)"),
        (
            'state in [fixable, "5-10"]',
            "written_off",
            "状態が全損で、修理可能／5-10のいずれでもない",
            "State is written off (none of 修理可能 / 5-10)",
        ),
        ("state not in (fixable, written_off)", "written_off", "状態が全損である", "State is written off"),
        ("alias == written_off", "5-10", "aliasが5-10で、全損ではない", "alias is 5-10 (not written off)"),
    ],
)
def test_a_reason_says_the_title_of_a_word(when: str, state: str, ja: str, en: str) -> None:
    result = result_of(
        policy_of(WORDED % json.dumps(when)), {"start": "2024-05-01", "state": state}, [{"kind": "a", "amount": 5, "leg": "out"}]
    )
    assert result.coverages[0].reasons[0].words == {"ja": f"{ja}ため対象外", "en": f"not covered: {en}"}


def test_a_reason_of_a_word_that_nobody_gave_says_what_it_is_compared_with() -> None:
    policy = policy_of(WORDED % "state == written_off")
    inputs = admit(policy, claim_of({"policy": policy.id, "facts": {"start": "2024-05-01"}, "endorsements": [], "expenses": []}))
    speaker = Speaker(policy, bounds.Reader(policy, inputs, frame_of(policy, inputs)))
    assert speaker.part("leg == back", True, (), "en") == "Leg is homeward"
    assert speaker.part("leg in [out, back]", True, (), "ja") == "区間が往路／復路のいずれかである"
    assert speaker.part("state == written_off", False, (), "ja") == "状態が全損ではない"


def test_a_question_and_its_answers_have_the_titles_of_words_and_the_words_themselves() -> None:
    result = result_of(policy_of(WORDED % "state == written_off"), {"start": "2024-05-01"}, [{"kind": "a", "amount": 5}])
    asked = {fact.name: fact for fact in result.open_facts}
    assert asked["state"].question == {
        "ja": "状態はどれですか（修理可能／全損／5-10）。",
        "en": "State: which of 修理可能 / written off / 5-10?",
    }
    assert [after.answer for after in asked["state"].narrows_to] == ["fixable", "written_off", "5-10"]
    assert result.words == {
        "state": {
            "fixable": {"ja": "修理可能", "en": "修理可能"},
            "written_off": {"ja": "全損", "en": "written off"},
            "5-10": {"ja": "5-10", "en": "5-10"},
        },
        "leg": {"out": {"ja": "往路", "en": "outward"}, "back": {"ja": "復路", "en": "homeward"}},
    }
    values = [("state", "written_off"), ("expenses/0/leg", "back"), ("only", "one"), ("state", "yes")]
    assert [value_said(result, name, value, "en") for name, value in values] == ["written off", "homeward", "one", "yes"]


UNTITLED = replace(
    PERSONAL_AUTO,
    facts={name: replace(fact, words={}) for name, fact in PERSONAL_AUTO.facts.items()},
    marks={name: replace(mark, words={}) for name, mark in PERSONAL_AUTO.marks.items()},
    dated={},
)
"""The shipped product without a title for any word."""


@given(claims(PERSONAL_AUTO, True))
@slow
def test_the_titles_of_words_change_nothing_but_sentences(data: ClaimData) -> None:
    def bare(part: Any) -> Any:
        """The answer without what is only said."""
        if isinstance(part, dict):
            return {key: bare(value) for key, value in part.items() if key not in ("words", "question", "reason", "reasons", "ja", "en")}
        return list(map(bare, part)) if isinstance(part, list | tuple) else part

    titled, untitled = calculated(PERSONAL_AUTO, data), calculated(UNTITLED, data)
    assert bare(msgspec.to_builtins(titled)) == bare(msgspec.to_builtins(untitled))
    assert untitled is None or not untitled.words


def test_of_two_words_one_asks_which_of_the_two() -> None:
    policy = policy_of(WORDED % "state == written_off")
    expenses = [{"id": "r1", "kind": "a", "amount": 5}]
    inputs = admit(policy, claim_of({"policy": policy.id, "facts": {"start": "2024-05-01"}, "endorsements": [], "expenses": expenses}))
    asked = Speaker(policy, bounds.Reader(policy, inputs, frame_of(policy, inputs))).question("expenses/0/leg")
    assert asked == {"ja": "r1（a）の区間はどちらですか（往路／復路）。", "en": "r1 (a): Leg: which of outward / homeward?"}


@pytest.mark.parametrize("id", rules.ids())
def test_what_is_asked_does_not_name_the_answers_before_they_are_named(id: str) -> None:
    """Else a question has them twice: Accident or fault: which of accident / fault?"""
    found = rules.policy(id)
    for fact in (*found.facts.values(), *found.marks.values()):
        for language in LANGUAGES:
            answers = [found.word_title(fact.name, word)[language] for word in fact.type.words]
            assert not answers or not all(answer.lower() in found.title_of(fact.name)[language].lower() for answer in answers)


COUNTED = """
payout: 1
title: Counted
currency: JPY
dated_by: start
contract: {start: {type: date}}
items:
  who: {type: label, title: {ja: 利用者, en: Person}}
  stay: {type: count, unit: night, range: 1.., title: {ja: 宿泊数, en: Nights}}
  km: {type: count, unit: km, title: {ja: 距離, en: Distance}}
  years: {type: count, unit: year, title: {ja: 使用年数, en: Years of use}}
  pieces: {type: count, title: {ja: 個数, en: Pieces}}
expenses: {bed: {has: [who], each: stay}, tow: {has: [km, years, pieces]}}
terms:
  free_km: {from: {2024-01-01: 150}, unit: km, clause: "2"}
  a_night: {title: {ja: 限度額, en: Limit}, from: {2024-01-01: 10}, per: [stay, who], clause: "1"}
  a_piece: {title: {ja: 限度額, en: Limit}, from: {2024-01-01: 10}, per: pieces, clause: "3"}
coverages:
  beds: {clause: A, covers: [bed], steps: [{limit: a_night}]}
  tows: {clause: B, covers: [tow], steps: [{exclude: km > free_km, name: far}, {limit: a_piece}]}
"""


def test_a_count_is_said_with_what_it_counts() -> None:
    bills = [
        {"kind": "bed", "amount": 40, "who": "A", "quantity": 2},
        {"kind": "tow", "amount": 25, "km": 1_500, "years": 3, "pieces": 4},
        {"kind": "tow", "amount": 25, "km": 15, "years": 3, "pieces": 4},
    ]
    result = result_of(policy_of(COUNTED), {"start": "2024-05-01"}, bills)
    values = [("stay", "2"), ("km", "1,500"), ("free_km", "150"), ("years", "3"), ("pieces", "4"), ("km", "?")]
    assert [value_said(result, name, value, "ja") for name, value in values] == ["2泊目", "1,500km", "150km", "3年", "4", "?"]
    assert [value_said(result, name, value, "en") for name, value in values] == ["night 2", "1,500 km", "150 km", "3", "4", "?"]
    assert [line.reductions[0].reason["ja"] for line in result.lines] == [
        "限度額（1泊・利用者 Aにつき10円）を超える部分",
        "限度額（1泊・利用者 Aにつき10円）を超える部分",
        "距離 1,500kmがfree km 150kmを超えるため対象外",
        "限度額（個数につき10円）を超える部分",
    ]
    assert result.lines[0].reductions[0].reason["en"] == "over Limit (10 yen for each night and Person A)"


def test_a_limit_per_word_says_the_title_and_keeps_the_word() -> None:
    facts = {"start": "2024-05-01", "state": "written_off"}
    result = result_of(policy_of(WORDED % "state == written_off"), facts, [{"kind": "a", "amount": 25, "leg": "back"}])
    (line,), (step,) = result.lines, result.steps
    assert (line.marks, step.group, step.inputs[0].value) == ({"leg": "back"}, {"leg": "back"}, "10 yen")
    assert line.reductions[0].reason == {"ja": "most（区間 復路につき10円）を超える部分", "en": "over most (10 yen for Leg homeward)"}


def test_an_answer_of_a_policy_without_titles_of_words_has_none() -> None:
    result = result_of(EVERYTHING, {"contract_start": "2024-05-01"}, [])
    assert b'"words": {}' not in to_json(result)
    assert not result.words
    assert value_said(result, "wanted", "hotel", "ja") == "hotel"


EXCLUDED_TWICE = """
payout: 1
title: Twice
currency: JPY
dated_by: start
contract: {start: {type: date}, racing: {type: yes_no}, late: {type: yes_no}}
expenses: {a: {}}
terms: {most: {from: {2024-01-01: 10}, per: accident, clause: "1"}}
coverages:
  benefit: {clause: A, steps: [{exclude: racing}, {exclude: late, name: late}, {add: most}]}
endorsements:
  grace: {clause: B, changes: [{waive: benefit.late}]}
"""


@pytest.mark.parametrize(("racing", "late", "paid"), [(True, True, 0), (True, False, 0), (False, True, 10), (False, False, 10)])
def test_an_exclusion_still_holds_after_another_is_waived(racing: bool, late: bool, paid: int) -> None:
    policy = policy_of(EXCLUDED_TWICE)
    claim: ClaimData = {"facts": {"start": "2024-05-01", "racing": racing, "late": late}, "endorsements": ["grace"], "expenses": []}
    assert result_of(policy, claim["facts"], [], ["grace"]).paid == paid
    frames_agree(policy, {"policy": "inline", **claim})


def test_a_benefit_that_comes_to_nothing_says_so() -> None:
    result = result_of(policy_of(LATE), {"start": "2024-05-01", "hurt": True, "value": 0}, [])
    assert result.coverages[1].reasons != ()


def test_a_case_that_is_not_known_is_open_even_where_its_payment_is() -> None:
    """Both cases end at 0, but how they come to it differs: the explanation waits."""
    text = ORDERS.replace(
        "limit_first:  {clause: A, covers: [a], steps: [{limit: most}, {deduct: own}]}",
        "limit_first: {clause: A, covers: [a], cases: [{when: safe, steps: [{deduct: own}]}, {name: x}], steps: [{limit: 0}]}",
    ).replace("{start: {type: date}}", "{start: {type: date}, safe: {type: yes_no}}")
    result = result_of(policy_of(text), {"start": "2024-01-01"}, [{"kind": "a", "amount": 60_000}])
    assert (result.status, [fact.name for fact in result.open_facts]) == ("undetermined", ["safe"])


AUTO = {"contract_start": "2024-05-01", "accident_date": "2024-06-01", "deductible_plan": "5-10", "vehicle_claims": 0, "car_to_car": False}


@pytest.mark.parametrize(
    ("facts", "bill", "payees"),
    [
        ({"stolen": True, "insured_value": 1_000_000}, 0, [("insured", 1_000_000)]),
        ({"stolen": False, "insured_value": 1_000_000}, 1_000_001, [("insured", 1_000_000)]),
        ({"stolen": False, "insured_value": 1_000_000}, 999_999, [("workshop", 949_999)]),
    ],
)
def test_a_car_that_nobody_repairs_is_paid_to_the_insured(facts: dict[str, object], bill: int, payees: list[tuple[str, int]]) -> None:
    """The agreed value for a theft and for a total loss; the bill less the deductible of 50,000 goes to the workshop."""
    expenses = [{"kind": "repair", "amount": bill}] if bill else []
    result = result_of(PERSONAL_AUTO, {**AUTO, **facts}, expenses)
    assert [(payee.payee, payee.amount) for payee in result.payees] == payees
    assert {coverage.payee for coverage in result.coverages if coverage.name == "own_damage"} == {payee for payee, _ in payees}


@pytest.mark.parametrize("id", rules.ids())
def test_no_shipped_policy_pays_a_workshop_where_it_settles_by_value(id: str) -> None:
    coverages = rules.policy(id).coverages.values()
    by_value = [case for coverage in coverages for case in coverage.cases if any(step.verb == "replace" for step in case.steps)]
    lost = [case for coverage in coverages for case in coverage.cases if case.name == "total_loss"]
    assert {case.pay_to for case in (*by_value, *lost)} <= {"insured"}


def test_a_case_is_asked_for_where_it_decides_nothing_but_the_payee() -> None:
    """Neither case takes anything off; who gets the 60,000 is not guessed."""
    text = ORDERS.replace(
        "limit_first:  {clause: A, covers: [a], steps: [{limit: most}, {deduct: own}]}",
        "limit_first: {clause: A, covers: [a], pay_to: workshop, cases: [{when: safe, pay_to: insured}, {name: x}]}",
    ).replace("{start: {type: date}}", "{start: {type: date}, safe: {type: yes_no}}")
    policy, bill = policy_of(text), [{"kind": "a", "amount": 60_000}]
    result = result_of(policy, {"start": "2024-01-01"}, bill)
    assert (result.status, result.payees, [fact.name for fact in result.open_facts]) == ("undetermined", (), ["safe"])
    for safe, payee in ((True, "insured"), (False, "workshop")):
        answered = result_of(policy, {"start": "2024-01-01", "safe": safe}, bill)
        assert [(one.payee, one.amount) for one in answered.payees] == [(payee, 60_000)]


def test_what_exceeds_the_limit_of_a_liability_is_owed_by_the_customer() -> None:
    """Repair 2,000,000 of a car worth 1,500,000, 80 % of it 1,200,000, limit 1,000,000: 200,000 stay with the customer."""
    policy = rules.policy("jp/liability-property")
    facts = {"contract_start": "2024-05-01", "accident_date": "2024-06-01", "liability_limit": 1_000_000, "order": "limit_first"}
    facts |= {"own_fault": "80%", "other_repair": 2_000_000, "other_value": 1_500_000}
    result = result_of(policy, facts, [])
    assert (result.paid, result.left, result.borne) == (1_000_000, 200_000, 1_000_000)
    bearers = [(one.amount, one.borne_by) for line in result.lines for one in line.reductions]
    assert bearers == [(500_000, "other_party"), (300_000, "other_party"), (200_000, "customer")]
