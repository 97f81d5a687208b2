"""What examples reach: each point of a policy is met by an example that stands on it, and by no other."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payout import rules
from payout.calculate import calculate
from payout.claim import Claim, read_claim
from payout.compile import compile_policy
from payout.examples import run_examples
from payout.messages import spoken
from payout.policy import Policy
from payout.problem import Problems
from payout.reach import KINDS, Reach, Run, reach_of
from payout.reach.points import RAN, Key, map_of
from payout.reach.visits import met_by
from payout.source import read
from tests import random_policies
from tests.agreement import drawn
from tests.test_calculate import EVERYTHING, policy_of

TOP = """
payout: 1
title: Tour
currency: JPY
dated_by: start
contract: {start: {type: date}, plan: {type: [small, large]}}
usage:
  {calls: {type: count, unit: call}, months: {type: count, unit: month}, days: {type: count, unit: day},
   years: {type: count, unit: year}}
claim:
  {on: {type: date}, bought: {type: date}, safe: {type: yes_no}, value: {type: money, range: 1..}, got: {type: money, assume: 0},
   at: {type: moment}, until: {type: moment}, hours: {type: count, unit: hour}, fault: {type: rate}}
items: {km: {type: count, unit: km}}
expenses: {tow: {has: [km]}, bed: {}}
"""


def reach(text: str) -> Reach:
    """What the examples in the text reach; all of them hold."""
    policy = policy_of(TOP + text)
    report = run_examples(policy)
    assert report.problems == []
    return reach_of(policy, report.held)


def gaps(text: str, kind: str) -> list[str]:
    return [str(gap.problem) for gap in reach(text).gaps() if gap.kind == kind]


def missing(text: str, kind: str = "breakpoints") -> list[str]:
    """The sides and ways that are missing, in the words of the language."""
    return [words for gap in reach(text).gaps() if gap.kind == kind for words in spoken(gap.problem.values["missing"], "en").split("; ")]


def tows(*amounts: int, given: str = "", key: str = "tow") -> str:
    """Examples, each with one tow and the figure that it comes to: an amount and what is paid, in turns."""
    pairs = zip(amounts[::2], amounts[1::2], strict=True)
    lines = [
        f"  - {{title: t, given: {{{given}}}, expenses: [{{kind: tow, amount: {bill}, km: 1}}], expect: {{{key}: {paid}}}}}\n"
        for bill, paid in pairs
    ]
    return "examples:\n" + "".join(lines)


LIMIT = "terms: {most: {from: {2020-01-01: 500}, per: accident, clause: A 1}}\n"
COVERAGE = "coverages: {tow: {clause: A, covers: [tow], steps: [{limit: most}]}}\n"

# ---- steps ------------------------------------------------------------------------------------------------------------


def test_a_step_that_no_example_expects_is_not_reached() -> None:
    (said,) = gaps(LIMIT + COVERAGE, "steps")
    assert said == (
        "inline.yaml:16:53: no example reaches step 'tow.most'. Write one with an amount that it changes, and expect tow or tow.most."
    )


def test_a_step_that_takes_nothing_off_has_only_run() -> None:
    (said,) = gaps(LIMIT + COVERAGE + tows(499, 499), "steps")
    assert "step 'tow.most' runs in examples, but changes nothing there." in said
    assert gaps(LIMIT + COVERAGE + tows(501, 500), "steps") == []


def test_an_example_reaches_only_what_it_expects_a_figure_of() -> None:
    two = (
        "coverages:\n  tow: {clause: A, covers: [tow], steps: [{limit: most}]}\n  bed: {clause: B, covers: [bed], steps: [{limit: most}]}\n"
    )
    bills = "expenses: [{kind: tow, amount: 600, km: 1}, {kind: bed, amount: 700}]"
    example = f"examples: [{{title: x, {bills}, expect: {{bed: 500}}}}]\n"
    assert [said.partition("'")[2].partition("'")[0] for said in gaps(LIMIT + two + example, "steps")] == ["tow.most"]
    assert gaps(LIMIT + two + example.replace("bed: 500}", "total: 1000}"), "steps") == []


def test_an_example_that_fails_reaches_nothing() -> None:
    policy = policy_of(TOP + LIMIT + COVERAGE + tows(501, 501))
    report = run_examples(policy)
    assert (len(report.problems), report.held) == (1, [])


def test_a_step_whose_lines_are_all_gone_is_not_asked() -> None:
    steps = "[{exclude: safe}, {limit: most, when: calls > most_calls}]"
    text = LIMIT.replace("}}\n", "}, most_calls: {from: {2020-01-01: 2}, unit: call, clause: B}}\n")
    text += f"coverages: {{tow: {{clause: A, covers: [tow], steps: {steps}}}}}\n" + tows(600, 0, given="safe: yes, calls: 2")
    assert reach(text).counts()["breakpoints"] == (0, 2)
    assert missing(text, "conditions") == ["not (safe)", "calls > most_calls", "not (calls > most_calls)"]


# ---- cases, waivers, sets ---------------------------------------------------------------------------------------------

CASES = LIMIT + (
    "coverages:\n  tow:\n    clause: A\n    covers: [tow]\n    cases:\n"
    "      - {name: cheap, when: value <= most, steps: [{exclude: value <= most, name: all}]}\n"
    "      - {name: at_home, when: safe, steps: [{limit: most}]}\n      - {name: away, steps: []}\n"
)


def test_a_case_is_reached_where_it_is_taken_and_the_help_says_when_that_is() -> None:
    found = gaps(CASES + tows(600, 500, given="value: 501, safe: yes"), "cases")
    assert found == [
        "inline.yaml:21:9: no example takes case 'cheap' of tow. Write one in which value <= most.",
        "inline.yaml:23:9: no example takes case 'away' of tow. Write one in which not (value <= most) and not (safe).",
    ]


def test_a_condition_behind_a_case_that_was_taken_is_not_asked() -> None:
    found = missing(CASES + tows(600, 0, given="value: 500, safe: yes"), "conditions")
    assert found == ["not (value <= most)", "not (value <= most)", "safe", "not (safe)"]


WAIVED = (
    LIMIT
    + COVERAGE
    + "endorsements: {zero: {changes: [{waive: tow.most, when: safe}, {set: most, from: {2020-01-01: 800}, when: calls == 0}]}}\n"
)


def test_a_waiver_and_a_set_are_reached_where_they_change_something() -> None:
    attached = "endorsements: [zero], calls: 1"
    assert [len(gaps(WAIVED + tows(600, 500), kind)) for kind in ("waivers", "sets")] == [1, 1]
    found = reach(WAIVED + tows(600, 600, given=f"{attached}, safe: yes")).counts()
    assert (found["waivers"], found["sets"], found["rows"]) == ((1, 1), (0, 1), (0, 2))
    found = reach(WAIVED + tows(900, 800, given="endorsements: [zero], calls: 0, safe: no")).counts()
    assert (found["waivers"], found["sets"], found["rows"]) == ((0, 1), (1, 1), (1, 2))


def test_a_waiver_and_a_set_are_told_with_their_endorsement() -> None:
    (waiver,), (set_,) = gaps(WAIVED, "waivers"), gaps(WAIVED, "sets")
    assert "no example in which 'zero' waives tow.most. Write one with endorsements: [zero]" in waiver
    assert "no example in which 'zero' sets most. Write one with endorsements: [zero] that uses most." in set_


def test_a_definition_that_an_endorsement_sets_is_read_as_it_is_set() -> None:
    text = (
        "terms: {most: {from: {2020-01-01: 500}, per: accident, clause: A}, more: {from: {2020-01-01: 900}, per: accident, clause: B}}\n"
        "define: {cap: {is: 'min(value, most)'}}\n"
        "coverages: {tow: {clause: A, covers: [tow], steps: [{limit: cap}]}}\n"
        "endorsements: {plus: {title: P, changes: [{set: cap, is: 'max(value, more)'}]}}\n"
    )
    assert reach(text + tows(600, 500, given="value: 700")).counts()["rows"] == (1, 2)
    found = reach(text + tows(950, 900, given="value: 700, endorsements: [plus]"))
    assert found.counts()["rows"] == (1, 2)
    assert [gap.problem.values["given"] for gap in found.gaps() if gap.kind == "rows"] == ["2020-01-01"]
    on = reach(text + tows(950, 900, given="value: 900, endorsements: [plus]"))
    assert [gap.missing for gap in on.gaps() if gap.problem.values["given"] == "value == more"] == [("below", "above")]


# ---- tables and dates -------------------------------------------------------------------------------------------------

TABLE = (
    "terms:\n  most:\n    by: [plan, calls]\n    per: accident\n    clause: A\n    from:\n"
    '      2020-01-01: {small: {0: 100, "<= 3": 200, otherwise: 300}, large: 400}\n'
    "      2024-01-01: {small: {'1..2': 50, otherwise: 60}, otherwise: 500}\n"
) + COVERAGE


def test_a_row_is_reached_in_its_own_version_only() -> None:
    text = TABLE + tows(900, 200, given="start: 2023-12-31, plan: small, calls: 2")
    rows = gaps(text, "rows")
    assert reach(text).counts()["rows"] == (1, 7)
    assert rows[0].endswith(
        "no example uses this value of most: 2020-01-01, small, 0. Write one in which start >= 2020-01-01 and plan == small and calls == 0."
    )
    assert rows[1].endswith("Write one in which start >= 2020-01-01 and plan == small and calls >= 4.")
    assert rows[2].endswith("Write one in which start >= 2020-01-01 and plan == large.")
    assert rows[3].endswith("Write one in which start >= 2024-01-01 and plan == small and 1 <= calls <= 2.")
    assert rows[4].endswith("Write one in which start >= 2024-01-01 and plan == small and calls >= 0.")
    assert rows[5].endswith("Write one in which start >= 2024-01-01 and plan == large.")


def test_the_edge_of_a_band_wants_one_example_on_it_and_one_on_either_side() -> None:
    def edges(*calls: int) -> list[str]:
        examples = "".join(
            tows(900, {0: 100}.get(many, 200 if many <= 3 else 300), given=f"start: 2023-06-01, plan: small, calls: {many}").removeprefix(
                "examples:\n"
            )
            for many in calls
        )
        return [words for words in missing(TABLE + "examples:\n" + examples) if words.startswith("calls")]

    band = ["calls == 0", "calls == 1", "calls == 2", "calls == 1", "calls == 2", "calls == 3"]
    assert edges(0) == ["calls == 1", "calls == 2", "calls == 3", "calls == 4", *band]
    assert edges(0, 1, 2, 4) == ["calls == 3", *band]
    assert edges(0, 1, 2, 3, 4) == band


def test_a_new_version_wants_a_dated_example_on_the_day_and_on_either_side() -> None:
    text = LIMIT.replace("}, per", ", 2024-01-01: 500}, per") + COVERAGE
    days = ["start == 2023-12-31", "start == 2024-01-01", "start == 2024-01-02"]
    assert [words for words in missing(text + tows(600, 500)) if words.startswith("start")] == days
    assert reach(text + tows(600, 500)).counts()["rows"] == (2, 2)  # an example without a date runs on all of them
    dated = [tows(600, 500, given=f"start: {day}").removeprefix("examples:\n") for day in ("2023-12-31", "2024-01-01", "2024-01-02")]
    assert [words for words in missing(text + "examples:\n" + "".join(dated[:2])) if words.startswith("start")] == days[2:]
    assert [words for words in missing(text + "examples:\n" + "".join(dated)) if words.startswith("start")] == []


# ---- breakpoints ------------------------------------------------------------------------------------------------------


def test_a_limit_begins_to_bind_one_unit_above_it() -> None:
    sides = ["amount == most - 1", "amount == most", "amount == most + 1"]
    assert missing(LIMIT + COVERAGE + tows(498, 498, 502, 500)) == sides
    assert missing(LIMIT + COVERAGE + tows(499, 499)) == sides[1:]
    assert missing(LIMIT + COVERAGE + tows(499, 499, 500, 500, 501, 500)) == []


def test_a_minor_unit_is_a_cent_where_there_are_cents() -> None:
    policy = policy_of((TOP + LIMIT + COVERAGE + tows(500, 500)).replace("JPY", "EUR"))
    found = reach_of(policy, run_examples(policy).held)
    assert [gap.problem.values["missing"] for gap in found.gaps() if gap.kind == "breakpoints"] == [
        "amount == most - 0.01; amount == most + 0.01"
    ]


HALF = "terms: {most: {from: {2020-01-01: 500}, per: accident, clause: A}, half: {from: {2020-01-01: 50%}, clause: B}}\n"


def when(condition: str) -> str:
    return HALF + f"coverages: {{tow: {{clause: A, covers: [tow], when: {condition!r}}}}}\n"


@pytest.mark.parametrize(
    ("condition", "on", "unit"),
    [
        ("value <= most", "value == most", "1"),
        ("most < value", "most == value", "1"),
        ("value > most", "value == most", "1"),
        ("on >= start", "on == start", "1 day"),
        ("until < at", "until == at", "1 minute"),
        ("months_started(bought, on) <= months", "months_started(bought, on) == months", "1 day"),
        ("months_started(bought, on) < months", "months_started(bought, on) == months - 1", "1 day"),
        ("months_completed(bought, on) <= months", "months_completed(bought, on) == months + 1", "1 day"),
        ("years_completed(bought, on) == years", "years_completed(bought, on) == years", "1 day"),
        ("hours_started(at, until) > hours", "hours_started(at, until) == hours", "1 minute"),
        ("days_between(bought, on) < days", "days_between(bought, on) == days", "1"),
        ("fault > half", "fault == half", "0.01%"),
        ("billed(tow) * half >= value", "billed(tow) * half == value", "1"),
        ("(value < most) == safe or value < most", "value == most", "1"),
    ],
)
def test_a_comparison_has_three_sides_in_the_words_of_the_author(condition: str, on: str, unit: str) -> None:
    assert missing(when(condition)) == [f"{on} - {unit}", on, f"{on} + {unit}"]


def test_a_ratio_stands_apart_from_what_is_added_to_it() -> None:
    assert missing(when("value / most > half")) == ["value / most == half (- 1)", "value / most == half", "value / most == half (+ 1)"]


def test_words_and_yes_or_no_have_no_breakpoint() -> None:
    assert missing(when("plan == small or safe or plan in [large] or (safe == (plan == small))")) == []


def test_a_side_that_no_claim_can_stand_on_is_not_asked_for() -> None:
    assert missing(when("calls == 0")) == ["calls == 0", "calls == 1"]
    assert missing(when("value <= 1")) == ["value == 1", "value == 2"]


def test_a_chain_of_comparisons_has_an_edge_for_each() -> None:
    found = missing(when("0 < value <= most"))
    assert found == ["value == most - 1", "value == most", "value == most + 1"]
    assert len(missing(when("most < value <= billed(tow)"))) == 6


@pytest.mark.parametrize(
    ("condition", "given", "side"),
    [
        ("months_started(bought, on) <= months", "bought: 2023-08-31, on: 2024-02-28, months: 6", "below"),
        ("months_started(bought, on) <= months", "bought: 2023-08-31, on: 2024-02-29, months: 6", "on"),
        ("months_started(bought, on) <= months", "bought: 2023-08-31, on: 2024-03-01, months: 6", "above"),
        ("months_started(bought, on) < months", "bought: 2023-08-30, on: 2024-02-29, months: 7", "on"),
        ("months_completed(bought, on) <= months", "bought: 2023-08-15, on: 2024-03-15, months: 6", "on"),
        ("months > months_completed(bought, on)", "bought: 2023-08-15, on: 2024-02-15, months: 6", "on"),
        ("months > months_completed(bought, on)", "bought: 2023-08-15, on: 2024-02-16, months: 6", "below"),
        ("years_completed(bought, on) < years", "bought: 2020-02-29, on: 2024-02-28, years: 4", "below"),
        ("years_completed(bought, on) < years", "bought: 2020-02-29, on: 2024-02-29, years: 4", "on"),
        ("hours_started(at, until) <= hours", "at: 2024-01-01T10:00, until: 2024-01-02T10:01, hours: 24", "above"),
        ("fault > half", "fault: 50.01%", "above"),
        ("fault > half", "fault: 50%", "on"),
        ("fault > half", "fault: 49.98%", None),
        ("value > most", "value: 499", "below"),
        ("value > most", "value: 501", "above"),
        ("most <= value", "value: 501", "below"),
        ("billed(tow) * half >= value", "value: 51", "below"),
        ("billed(tow) * half >= value", "value: 50", "on"),
        ("billed(tow) * half >= value", "value: 49", "above"),
        ("value / most >= half", "value: 251", "above"),
        ("months_started(bought, on) <= months", "bought: 2023-08-31, on: 2024-03-02, months: 6", None),
    ],
)
def test_an_example_stands_on_the_side_where_its_figures_put_it(condition: str, given: str, side: str | None) -> None:
    for paid in (100, 0):
        text = when(condition) + tows(100, paid, given=given)
        if run_examples(policy_of(TOP + text)).problems == []:
            found = reach(text)
            (gap,) = [gap for gap in found.gaps() if gap.kind == "breakpoints"]
            assert {"below", "on", "above"} - set(gap.missing) == ({side} if side else set())
            return
    raise AssertionError("neither figure holds")


def test_a_requirement_has_no_side_on_which_the_claim_is_refused() -> None:
    cover = "coverages: {tow: {clause: A, covers: [tow]}}\n"
    assert missing("requires: [start <= on]\n" + cover) == ["start == on - 1 day", "start == on"]
    assert len(missing("requires: [start <= on or safe]\n" + cover)) == 3
    assert missing("requires: [not start < on]\n" + cover) == ["start == on", "start == on + 1 day"]
    assert gaps("requires: [start <= on]\n" + cover, "requirements") == [
        "inline.yaml:15:12: no example answers the requirement 'start <= on'. Write one that gives its facts."
    ]
    assert gaps("requires: [start <= on]\n" + cover + tows(5, 5, given="start: 2024-01-01, on: 2024-01-01"), "requirements") == []


def test_a_min_and_a_max_meet_where_their_sides_are_equal() -> None:
    text = HALF + "coverages: {tow: {clause: A, covers: [tow], steps: [{deduct: 'max(amount * half, min(value, most))', round: up}]}}\n"
    words = [words for words in missing(text) if not words.startswith("amount == ")]
    assert [words for words in words if "- 1" in words] == ["amount * half == min(value, most) - 1", "value == most - 1"]
    met = reach(text + tows(600, 300, given="value: 300"))
    assert [gap.missing for gap in met.gaps() if gap.problem.values["given"] == "amount * half == min(value, most)"] == [("below", "above")]


def test_a_max_that_only_keeps_a_divisor_from_zero_is_no_breakpoint() -> None:
    text = "coverages: {tow: {clause: A, covers: [tow], steps: [{share: 'value / max(got, 1)', round: down, name: part}]}}\n"
    assert missing(text) == []


def test_a_mark_that_a_line_does_not_carry_stands_nowhere() -> None:
    text = "terms: {far: {from: {2020-01-01: 5}, unit: km, clause: A}}\n"
    text += "coverages: {all: {clause: A, covers: [tow, bed], steps: [{exclude: km > far, name: far_away}]}}\n"
    bed = "examples: [{title: t, given: {}, expenses: [{kind: bed, amount: 9}], expect: {all: 9}}]\n"
    assert len(missing(text + bed)) == 3
    tow = "examples: [{title: t, given: {}, expenses: [{kind: tow, amount: 9, km: 5}], expect: {all: 9}}]\n"
    assert missing(text + tow) == ["km == far - 1", "km == far + 1"]


def test_a_recovery_changes_its_rule_where_the_share_of_the_customer_is_filled() -> None:
    text = "terms: {own: {from: {2020-01-01: 100}, per: accident, clause: A}}\n"
    text += "coverages: {tow: {clause: A, covers: [tow], steps: [{deduct: own}]}}\ntogether: [{recover: got, over: [tow], clause: B}]\n"
    sides = ["got == borne - 1", "got == borne", "got == borne + 1"]
    assert [words for words in missing(text) if "borne" in words] == sides
    assert [words for words in missing(text + tows(300, 200, given="got: 100")) if "borne" in words] == [sides[0], sides[2]]
    assert reach(text + tows(300, 200, given="got: 99")).counts()["rules"] == (1, 1)  # the share is refilled: something moved


def test_the_higher_of_two_coverages_changes_where_they_pay_alike() -> None:
    text = "coverages: {tow: {clause: A, covers: [tow]}, bed: {clause: B, covers: [bed]}}\n"
    text += "together: [{choose: highest, over: [tow, bed], clause: C}]\n"
    assert missing(text) == ["paid(tow) == paid(bed) - 1", "paid(tow) == paid(bed)", "paid(tow) == paid(bed) + 1"]
    bills = "[{kind: tow, amount: 500, km: 1}, {kind: bed, amount: 501}]"
    example = f"examples: [{{title: t, given: {{}}, expenses: {bills}, expect: {{total: 501}}}}]\n"
    assert missing(text + example) == ["paid(tow) == paid(bed)", "paid(tow) == paid(bed) + 1"]


# ---- sides that the policy rules out -----------------------------------------------------------------------------------

TOTAL_LOSS = (
    "define: {lost: {is: safe or billed(tow) >= value}}\n"
    "coverages:\n  tow:\n    clause: A\n    covers: [tow]\n    cases:\n      - {name: safe, when: safe, steps: []}\n"
    "      - {name: lost, when: lost, steps: [{limit: value}]}\n      - {name: rest, steps: [{limit: value}]}\n"
)


def test_a_limit_in_a_case_that_begins_at_it_is_not_asked_for_from_below() -> None:
    at_limit = [gap.missing for gap in reach(TOTAL_LOSS).gaps() if gap.problem.values["given"] == "amount == value"]
    assert at_limit == [("on", "above")]  # in the last case the bill is below the value: there the limit never begins to bind
    assert len(missing(TOTAL_LOSS.replace("billed(tow) >= value", "billed(tow) > value"))) == 5


def test_a_step_behind_another_may_be_reached_from_below_after_all() -> None:
    text = TOTAL_LOSS.replace(
        "[{limit: value}]}\n      - {name: rest", "[{exclude: km == km, name: all}, {limit: value}]}\n      - {name: rest"
    )
    found = [gap.missing for gap in reach(text).gaps() if gap.problem.values["given"] == "amount == value"]
    assert found == [("below", "on", "above")]


def test_what_every_claim_meets_rules_out_sides_everywhere() -> None:
    text = "coverages: {tow: {clause: A, covers: [tow], when: on >= start}}\n"
    assert len(missing(text)) == 3
    assert len(missing("requires: [start <= on or safe]\n" + text)) == 6
    spans = text.replace("on >= start", "'months_started(start, on) < months'")
    sides = missing("requires: ['months_started(start, on) <= months']\n" + spans)
    assert sides[:2] == ["months_started(start, on) == months - 1 day", "months_started(start, on) == months"]


def test_an_edge_where_all_but_one_side_are_ruled_out_is_no_breakpoint() -> None:
    text = "coverages: {tow: {clause: A, covers: [tow], when: value > got, steps: [{exclude: got < value, name: all}]}}\n"
    assert missing(text) == ["value == got - 1", "value == got", "value == got + 1"]


# ---- what is promised -------------------------------------------------------------------------------------------------


OUT_OF_REACH = {
    "jp/other-insurance": ["shared_loss.smaller_deductible"],  # a loss of the smaller deductible leaves nothing to share
    "my/private-car": ["ratio"],  # asked only of an under-insured car, whose ratio is below 1
}
"""What no sensible claim can stand on, though it takes a calculation to see it; all of them breakpoints."""


@cache
def runs_of(id: str) -> tuple[Policy, tuple[Run, ...]]:
    policy = rules.policy(id)
    return policy, tuple(run_examples(policy).held)


@pytest.mark.parametrize("id", rules.ids())
def test_the_examples_of_a_shipped_product_reach_all_of_it(id: str) -> None:
    found = reach_of(*runs_of(id))
    assert [gap.problem.values["name"] for gap in found.gaps()] == OUT_OF_REACH.get(id, [])


@pytest.mark.parametrize("id", rules.ids())
def test_a_product_without_examples_reaches_nothing(id: str) -> None:
    policy, _ = runs_of(id)
    found = reach_of(policy, [])
    assert len(found.gaps()) == len(found.points) > 0
    assert all(met == 0 for met, _ in found.counts().values())


@settings(deadline=None, max_examples=40)
@given(id=st.sampled_from(rules.ids()), data=st.data())
def test_an_example_more_never_lowers_a_count(id: str, data: st.DataObject) -> None:
    policy, runs = runs_of(id)
    some = data.draw(st.lists(st.sampled_from(runs), max_size=8))
    more = [*some, data.draw(st.sampled_from(runs))]
    few, many = reach_of(policy, some).counts(), reach_of(policy, more).counts()
    assert few.keys() == many.keys()
    assert all(few[kind][0] <= many[kind][0] and few[kind][1] == many[kind][1] for kind in few)


def outside(policy: Policy, claims: list[Claim]) -> list[tuple[object, str]]:
    """What claims meet that the map does not know; `ran` is met on the way to `acts`."""
    found = map_of(policy)
    met = set[tuple[Key, str]]().union(*(met_by(found, Run(claim, None, True)) for claim in claims))
    return [(key, way) for key, way in met if way != RAN and (key not in found.points or way not in found.points[key].ways)]


@pytest.mark.parametrize("id", rules.ids())
def test_no_example_of_a_shipped_product_stands_where_the_map_says_that_none_can(id: str) -> None:
    policy, runs = runs_of(id)
    assert outside(policy, [run.claim for run in runs]) == []


def test_no_random_claim_stands_where_the_map_says_that_none_can() -> None:
    rng, tried = Random(20261122), 0
    for number in range(60):
        text, policy = drawn(rng, number)
        for _ in range(6):
            node, _ = read(json.dumps(random_policies.claim(rng, text)).encode(), "claim.json", is_json=True)
            claim = read_claim(node)
            try:
                calculate(policy, claim)
            except Problems:
                continue
            tried += 1
            assert outside(policy, [claim]) == [], text
    assert tried > 200


def test_the_order_of_examples_changes_nothing() -> None:
    policy, runs = runs_of("jp/personal-auto")
    first, second = reach_of(policy, runs), reach_of(policy, runs[::-1])
    assert [str(gap) for gap in first.gaps()] == [str(gap) for gap in second.gaps()]
    places = [(gap.problem.at.line, gap.problem.at.column) for gap in first.gaps()]
    assert places == sorted(places)


def test_the_guide_shows_what_its_first_policy_reaches() -> None:
    guide = (Path(__file__).parent.parent / "docs" / "policies.md").read_text(encoding="utf-8")
    first = guide.partition("```yaml\n")[2].partition("```")[0]
    shown = guide.partition("```text\npayout test touring.yaml --unreached\n")[2].partition("```")[0]
    policy = compile_policy(read(first.encode(), "touring.yaml", is_json=False)[0], "touring")
    report = run_examples(policy)
    found = reach_of(policy, report.held)
    gaps = [f"  {gap.problem}\n" for gap in found.gaps()]
    assert shown == "".join([f"touring: {report.ran} examples, {report.failed} failed\n", f"  {found.told()['en']}\n", *gaps])


def test_the_counts_are_told_in_both_languages_and_leave_out_what_there_is_not() -> None:
    found = reach(LIMIT + COVERAGE + tows(501, 500))
    assert found.told() == {
        "en": "1 of 1 steps, 1 of 1 rows, 0 of 1 breakpoints",
        "ja": "手順 1のうち1、値 1のうち1、境目 1のうち0",
    }
    assert set(reach_of(EVERYTHING, []).counts()) <= set(KINDS)
