"""The frame: sums and take-overs where figures may be missing."""

from __future__ import annotations

from payout.frame import Entry, Frame, Missing, Ran, given_back, merged, minus, share_here, taken_off, total, waits_for
from tests.test_calculate import EVERYTHING

A, B = Missing(frozenset({"a"}), 2, 5), Missing(frozenset({"b"}), 0, 3)
DAMAGE = EVERYTHING.coverages["damage"]


def test_sums_and_differences_pass_missing_on() -> None:
    assert (total([1, 2]), total([1, A, B])) == (3, Missing(frozenset({"a", "b"}), 3, 9))
    assert (minus(3, 1), minus(A, 1)) == (2, Missing(frozenset({"a"}), 1, 4))
    assert (minus(1, B), minus(A, B)) == (Missing(frozenset({"b"}), 0, 1), Missing(frozenset({"a", "b"}), 0, 5))
    assert minus(0, B) == 0


def test_two_ways_that_agree_are_known() -> None:
    assert merged((1, 2), (1, 3), A.names) == (1, Missing(A.names, 2, 3))
    assert merged((1,), (1, 0), A.names) == (1, 0)


def test_what_is_given_back_fills_line_by_line() -> None:
    assert given_back([5, 0, 9], 8) == ((5, 0, 3), 0)
    assert given_back([5], 8) == ((5,), 3)


def test_a_branch_that_is_not_known_leaves_what_it_took_off_open() -> None:
    one, other = Entry(1, 1, 3, (7,)), Entry(1, 1, 3, (6,))
    ran = Ran((10,), (), (0,), branches=[[one], [other]], waits=frozenset({"a"}), paid=(A,), final=(A,))
    assert taken_off(DAMAGE, ran, "wear") == (Missing(A.names, 3, 4),)
    assert waits_for(EVERYTHING, Frame({"damage": ran}, []), "damage") == {"a"}


def test_a_coverage_that_may_not_apply_leaves_what_it_took_off_open() -> None:
    ran = Ran((10,), (), (0,), live=B, stopped="applies", branches=[[Entry(1, 1, 3, (7,))]], paid=(B,))
    assert taken_off(DAMAGE, ran, None) == (Missing(B.names, 3, 10),)


def test_the_customers_share_leaves_out_what_others_bear_and_what_came_back() -> None:
    entries = [Entry(1, 1, 3, (7,)), Entry(2, 1, 2, (5,)), Entry(3, 1, 1, (4,), (2,))]
    assert share_here(DAMAGE, (10,), entries, 1) == (3 + 1 - 2,)  # the second step's part is borne by another insurer
