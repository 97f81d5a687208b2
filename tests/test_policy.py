"""Verbs lower to one formula each: a line's amount afterwards from the line, what came before it, the total and the amount."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payout import expr, rules
from payout.admission import Inputs
from payout.bounds import Reader
from payout.expr import Expr
from payout.frame import Frame
from payout.money import ROUNDINGS, Rounding
from payout.policy import VERBS, Title, both_languages
from tests.test_calculate import PERSONAL_AUTO


def test_a_policy_can_pay_whom_its_coverages_and_their_cases_name_and_the_insured_always() -> None:
    assert PERSONAL_AUTO.payees == ("insured", "workshop")
    assert rules.policy("de/motor-assistance-letter").payees == ("insured", "other_party"), "named by one case alone"
    assert rules.policy("jp/rental-by-day").payees == ("insured",), "named by nothing"


AMOUNTS = st.lists(st.integers(0, 40), min_size=1, max_size=8)


def after(formula: Expr, lines: list[int], amount: int, over: int = 1) -> list[int]:
    """The lines after a step's formula, as one group."""
    reader = Reader(PERSONAL_AUTO, Inputs({}, (), 0, (), (), (), ""), Frame({}, []))
    found, before = [], 0
    for line in lines:
        local = {"x": line, "before": before, "total": sum(lines), "amount": amount, "over": over, "claimed": sum(lines)}
        value = reader.of(formula, (), dict(local))
        assert isinstance(value, int)
        found.append(value)
        before += line
    return found


@given(AMOUNTS, st.integers(0, 100))
def test_a_limit_pays_the_lesser_of_total_and_limit_and_fills_in_order(lines: list[int], limit: int) -> None:
    paid = after(VERBS["limit"].lower("down", 1), lines, limit)
    assert sum(paid) == min(sum(lines), limit)
    assert all(0 <= line <= claimed for line, claimed in zip(paid, lines, strict=True))
    short = [at for at, (line, claimed) in enumerate(zip(paid, lines, strict=True)) if line < claimed]
    assert all(line == 0 for line in paid[short[0] + 1 :]) if short else True


@given(AMOUNTS, st.integers(0, 100))
def test_a_deductible_takes_the_lesser_of_total_and_amount(lines: list[int], own: int) -> None:
    paid = after(VERBS["deduct"].lower("down", 1), lines, own)
    assert sum(paid) == max(sum(lines) - own, 0)
    assert all(0 <= line <= claimed for line, claimed in zip(paid, lines, strict=True))


@given(AMOUNTS, st.integers(0, 50), st.integers(1, 50), st.sampled_from(ROUNDINGS), st.sampled_from([1, 10, 100]))
def test_a_share_rounds_once_and_no_line_is_paid_more_than_it_had(lines: list[int], part: int, whole: int, how: Rounding, to: int) -> None:
    part = min(part, whole)
    paid = after(VERBS["share"].lower(how, to), lines, part, whole)
    exact = Fraction(sum(lines) * part, whole)
    assert all(0 <= line <= claimed for line, claimed in zip(paid, lines, strict=True))
    assert abs(sum(paid) - exact) < to or sum(paid) == sum(lines)
    taken = after(VERBS["reduce"].lower(how, to), lines, part, whole)
    assert [a + b for a, b in zip(paid, taken, strict=True)] == lines


@pytest.mark.parametrize("verb", ["limit", "deduct", "recover"])
@given(lines=AMOUNTS, amount=st.integers(0, 100))
def test_in_proportion_the_sums_are_exact_and_no_line_gets_more_than_it_had(verb: str, lines: list[int], amount: int) -> None:
    lower = VERBS[verb].lower_pro_rata
    assert lower is not None
    paid = after(lower("down", 1), lines, amount)
    assert sum(paid) == (min(sum(lines), amount) if verb == "limit" else max(sum(lines) - amount, 0))
    assert all(0 <= line <= claimed for line, claimed in zip(paid, lines, strict=True))


def test_what_is_excluded_or_replaced_pays_nothing_and_an_addition_leaves_lines_alone() -> None:
    assert after(VERBS["exclude"].lower("down", 1), [5], 0) == after(VERBS["replace"].lower("down", 1), [5], 9) == [0]
    assert after(VERBS["add"].lower("down", 1), [5], 9) == [5]
    assert VERBS["choose"].lower("down", 1) == expr.ZERO


@pytest.mark.parametrize(("title", "found"), [({}, "a name"), ({"ja": "名"}, "名"), ({"": "Nom"}, "Nom")])
def test_a_title_serves_the_languages_it_lacks(title: Title, found: str) -> None:
    assert both_languages(title, "a_name") == {"ja": found, "en": found}


def test_a_policy_is_specialised_once_for_all_days_between_two_changes() -> None:
    days = PERSONAL_AUTO.days
    assert PERSONAL_AUTO.at(days[0]) is PERSONAL_AUTO.at(days[1] - 1)
    assert PERSONAL_AUTO.at(days[1]) is not PERSONAL_AUTO.at(days[1] - 1)
    assert PERSONAL_AUTO.at(days[0] - 1) is PERSONAL_AUTO.at(0)
    assert not any(isinstance(node, expr.Since) for term in PERSONAL_AUTO.at(days[1]).terms.values() for node in expr.walk(term.value))
