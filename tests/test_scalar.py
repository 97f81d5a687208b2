"""The function from facts to amounts pays what the frame pays, for policies whose coverages have one line each."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payout import rules
from payout.admission import admit
from payout.bounds import NoValueThen
from payout.calculate import calculate, frame_of, scalar
from payout.compile import compile_policy
from payout.policy import Policy
from payout.source import read
from tests.test_calculate import EVERYTHING, ClaimData, claim_of, claims

TEN_STEPS = rules.policy_in(Path(__file__).parent.parent / "bench/ten_steps.yaml")
ALL_SORTS = """
payout: 1
title: {en: All sorts of single lines}
currency: EUR
dated_by: start
contract: {start: {type: date}, value: {type: money, range: 1..}}
usage: {earlier: {type: count, unit: claim}}
claim:
  late: {type: yes_no}
  hit: {type: yes_no}
  loss: {type: money}
  other: {type: money}
  part: {type: rate}
terms:
  most: {from: {2020-01-01: 700, 2023-01-01: none}, per: accident, clause: A}
  own: {by: earlier, from: {2020-01-01: {0: 10, otherwise: 25.50}}, per: accident, clause: B}
  pool: {from: {2022-01-01: 900}, per: accident, clause: C}
  third: {from: {2020-01-01: 1/3}, clause: D}
  extra: {from: {2020-01-01: 40}, per: accident, clause: E}
define:
  half: {is: value * third, round: half_even to 1}
  wreck: {is: loss >= value or hit and other > half, clause: F}
coverages:
  first:
    clause: A
    loss: loss + other
    when: not late
    steps:
      - {exclude: amount > most, clause: A 2}
      - {deduct: own}
      - {share: part, round: half_up}
      - {limit: most, when: claimed > own}
  second:
    clause: B
    loss: other
    cases:
      - {name: total, when: wreck, steps: [{replace: half}]}
      - {name: shared, when: hit, steps: [{share: third, round: up}, {deduct: own}]}
      - {name: small, steps: [{reduce: third, round: down to 1, per: accident}]}
  third_party: {clause: C, loss: "value - min(value, loss)", steps: [{limit: pool - paid(first)}]}
  gift: {clause: D, when: wreck, steps: [{add: "min(half, extra)"}]}
endorsements:
  more:
    clause: N
    coverages: {bonus: {clause: N, loss: other, steps: [{limit: extra}]}}
    changes: [{waive: first.own, when: earlier == 0}, {set: extra, from: {2021-01-01: 60}}]
together:
  - {limit: pool, over: [first, second, gift], clause: T 1}
  - {share: third, over: [second, bonus], round: half_up, when: hit, clause: T 2}
  - {deduct: own, over: [third_party, first], split: pro_rata, when: paid(second) > 0, clause: T 3}
"""


def compiled(text: str) -> Policy:
    return compile_policy(read(text.encode(), "sorts.yaml", is_json=False)[0], "sorts", [])


SORTS = compiled(ALL_SORTS)
POLICIES = {"ten": TEN_STEPS, "sorts": SORTS}


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(sorted(POLICIES)).flatmap(lambda name: st.tuples(st.just(name), claims(POLICIES[name]))))
def test_it_pays_what_the_frame_pays_step_by_step(pair: tuple[str, ClaimData]) -> None:
    policy = POLICIES[pair[0]]
    inputs = admit(policy, claim_of(pair[1]))
    dated, facts = policy.at(inputs.day), [int(value) for value in inputs.facts.values() if isinstance(value, int)]
    try:
        frame = frame_of(dated, inputs)
    except NoValueThen:
        return
    paid = tuple(sum(line for line in frame.coverages[name].final if isinstance(line, int)) for name in policy.coverages)
    assert scalar.amounts(dated)(*facts) == (*paid, sum(paid))
    values = scalar.step_values(dated)(*facts)
    assert values[-len(paid) - 1 :] == (*paid, sum(paid))
    steps = [name for name in policy.order for _ in policy.coverages[name].all_steps()]
    number = 0
    for name in policy.order:
        ran = frame.coverages[name]
        taken = {entry.step: entry.after[0] for branch in ran.branches for entry in branch if ran.start and ran.live}
        for at in range(len(policy.coverages[name].all_steps())):
            assert values[number] == taken.get(at, 0), (name, at)
            number += 1
    assert number == len(steps)


def test_a_term_that_has_no_value_yet_refuses() -> None:
    facts = [day_before(SORTS), 1_000, 0, 0, 0, 5, 5, 10_000, 0]
    with pytest.raises(NoValueThen, match="most"):
        scalar.amounts(SORTS.at(facts[0]))(*facts)


def day_before(policy: Policy) -> int:
    return policy.days[0] - 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("limit: pool, over", "choose: highest, over", "looks at more"),
        ("{limit: pool, over: [first, second, gift], clause: T 1}", "{recover: loss, over: [first, second], clause: T 1}", "looks at more"),
        ("round: half_up, when: hit,", "round: half_up, when: amount > own,", "asks each line"),
    ],
)
def test_what_looks_at_more_than_one_line_is_not_scalar(old: str, new: str, said: str) -> None:
    assert old in ALL_SORTS
    with pytest.raises(scalar.NotScalar, match=said):
        scalar.amounts(compiled(ALL_SORTS.replace(old, new)).at(20_000))


def test_a_policy_with_expenses_is_not_scalar() -> None:
    with pytest.raises(scalar.NotScalar, match="not known before a claim"):
        scalar.amounts(EVERYTHING.at(20_000))


def test_the_ten_steps_hold_their_example() -> None:
    data = {
        "contract_start": "2026-04-01", "insured_value": 2_000_000, "accidents": 0, "drivable": False, "fault_share": "70%", "persons": 2,
        "nights": 3, "towing_bill": 180_000, "taxi_bill": 30_000, "lodging_bill": 200_000, "repair_bill": 400_000,
    }  # fmt: skip
    claim = claim_of({"policy": "ten", "facts": data, "endorsements": [], "expenses": []})
    inputs = admit(TEN_STEPS, claim)
    found = scalar.amounts(TEN_STEPS.at(inputs.day))(*inputs.facts.values())
    assert found == (150_000, 20_000, 90_000, 245_000, 505_000)
    assert calculate(TEN_STEPS, claim).paid == 505_000
