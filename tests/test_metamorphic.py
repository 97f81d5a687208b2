"""What must hold between two calculations that differ in one thing, whatever the figures are.

No expected amount stands here: a property says how an answer may move when a receipt, a limit, a date or the layout of the file moves.
Where a policy rightly breaks a property, the property names the class that it leaves out, and a test shows one that breaks it.
"""

from __future__ import annotations

from tests.agreement import calculated, compiled


def test_an_endorsement_may_set_a_difference_below_nothing_and_then_it_is_nothing() -> None:
    text = """\
payout: 1
title: Two numbers
currency: JPY
dated_by: start
contract: {start: {type: date}}
terms:
  high: {from: {2020-01-01: 30}, per: accident, clause: Art. 1}
  low: {from: {2020-01-01: 15}, per: accident, clause: Art. 2}
coverages:
  benefit: {clause: Art. 3, steps: [{add: high - low}]}
endorsements:
  less: {clause: Art. 4, changes: [{set: high, from: {2020-01-01: 7}}]}
"""
    claim = {"policy": "p", "facts": {"start": "2024-01-01"}, "expenses": []}
    policy = compiled(text)
    assert calculated(policy, {**claim, "endorsements": []})["paid"] == 15
    assert calculated(policy, {**claim, "endorsements": ["less"]})["paid"] == 0
