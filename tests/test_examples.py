"""Examples stand beside the rules and are the insurance people's own tests."""

from __future__ import annotations

import pytest

from payout import rules
from payout.examples import run_examples
from tests.test_calculate import EVERYTHING, ORDERS, policy_of


@pytest.mark.parametrize("id", rules.ids())
def test_every_shipped_example_holds(id: str) -> None:
    report = run_examples(rules.policy(id))
    assert (report.problems, report.failed) == ([], 0)
    assert report.ran >= 15


def test_the_policy_of_all_verbs_holds_its_examples() -> None:
    assert (run_examples(EVERYTHING).ran, run_examples(EVERYTHING).problems) == (4, [])


def example(text: str) -> list[str]:
    return [str(problem) for problem in run_examples(policy_of(ORDERS + f"examples:\n  - {text}\n")).problems]


def test_a_wrong_figure_is_told_with_both_amounts_where_it_stands() -> None:
    (said,) = example("{title: x, given: {}, expenses: [{kind: a, amount: 100_000}], expect: {limit_first: 50_001}}")
    assert said.startswith("inline.yaml:15:76: example 'x': limit_first is 50,000, expected 50,001. Work it out again by hand")


def test_an_example_may_expect_a_step_a_total_and_what_stays_with_the_customer() -> None:
    given = "given: {start: 2024-01-01}, expenses: [{kind: a, amount: 100_000}]"
    assert example(f"{{title: x, {given}, expect: {{limit_first.own: 50_000, total: 50_000, borne: 50_000, left: 50_000}}}}") == []


def test_an_example_that_is_refused_says_why() -> None:
    (said,) = example("{title: x, given: {start: 2019-01-01}, expenses: [{kind: a, amount: 1}], expect: {total: 0}}")
    assert "is refused: there is no value of most on 2019-01-01" in said
    (said,) = example("{title: x, given: {strat: 2024-01-01}, expect: {total: 0}}")
    assert "the policy has no fact 'strat'" in said


def test_an_example_whose_facts_do_not_suffice_names_them() -> None:
    text = ORDERS.replace("{start: {type: date}}", "{start: {type: date}, safe: {type: yes_no}}").replace(
        "{limit: most},", "{limit: most, when: safe},"
    )
    policy = policy_of(
        text
        + "examples:\n  - {title: x, given: {start: 2024-01-01}, expenses: [{kind: a, amount: 20_000_000}], expect: {limit_first: 1}}\n"
    )
    (problem,) = run_examples(policy).problems
    assert "limit_first is not determined; it still needs safe" in str(problem)


def test_an_example_without_a_date_must_answer_alike_on_every_date() -> None:
    text = ORDERS.replace("{2020-01-01: 50_000}", "{2020-01-01: 50_000, 2021-01-01: 60_000}")
    policy = policy_of(text + "examples:\n  - {title: x, expenses: [{kind: a, amount: 100_000}], expect: {limit_first: 50_000}}\n")
    (problem,) = run_examples(policy).problems
    assert "has no start and answers differently at 2020-01-01 and 2021-01-01" in str(problem)


VERSIONS = """\
payout: 1
currency: JPY
dated_by: start
contract: {start: {type: date}}
claim: {crashed: {type: date}}
expenses: {a: {}}
terms: {most: {from: {2020-01-01: 10, 2021-01-01: 20, 2022-01-01: 30}, per: accident, clause: Art. 1}}
requires: [start <= crashed]
coverages: {own: {clause: Art. 2, covers: [a], steps: [{limit: most}]}}
examples:
"""


def of_versions(given: str, expected: int) -> list[str]:
    """What is said of an example of 15 with these facts."""
    example = f"  - {{title: x, given: {{{given}}}, expenses: [{{kind: a, amount: 15}}], expect: {{own: {expected}}}}}\n"
    return [str(problem).partition("example ")[2] for problem in run_examples(policy_of(VERSIONS + example)).problems]


def test_a_version_that_began_after_the_accident_is_not_that_of_an_example_without_a_date() -> None:
    assert of_versions("crashed: 2020-06-01", 10) == []
    (said,) = of_versions("crashed: 2020-06-01, start: 2020-06-02", 10)
    assert said.endswith("'start <= crashed' does not hold (start 2020-06-02 is after crashed 2020-06-01). Check these facts.")


def test_of_the_versions_that_are_left_an_example_without_a_date_must_have_one_answer() -> None:
    assert of_versions("crashed: 2021-06-01", 10) == [
        "'x' has no start and answers differently at 2020-01-01 and 2021-01-01. Give the date."
    ]
    assert of_versions("crashed: 2022-06-01", 10) == [
        "'x' has no start and answers differently at 2020-01-01 and 2021-01-01. Give the date."
    ]


def test_an_example_that_no_version_takes_says_so_once() -> None:
    (said,) = of_versions("crashed: 2019-06-01", 10)
    assert said.startswith("'x' is refused: this claim does not fit: 'start <= crashed' does not hold (start 2022-01-01 is after crashed")


def test_a_policy_without_dated_terms_runs_its_examples() -> None:
    text = "payout: 1\ntitle: t\ncurrency: JPY\ndated_by: start\ncontract: {start: {type: date}}\nexpenses: {a: {}}\n"
    text += "coverages: {all: {clause: A, covers: [a]}}\nexamples: [{title: x, expenses: [{kind: a, amount: 5}], expect: {all: 5}}]\n"
    assert run_examples(policy_of(text)).problems == []
