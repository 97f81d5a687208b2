"""The plain reading with facts missing: numbers go from end to end, `and` and `or` are three-valued, arms that agree are known."""

from __future__ import annotations

import pytest

from payout import expr
from payout.admission import Inputs
from payout.bounds import NoValueThen, Reader
from payout.expr import Const, Expr, Fact
from payout.frame import Frame, Known, Missing
from tests.test_calculate import EVERYTHING, PERSONAL_AUTO, complete, result_of, status

A, B = Missing(frozenset({"a"}), 0, 1), Missing(frozenset({"b"}), 0, 1)
EITHER = Missing(frozenset({"a", "b"}), 0, 1)
VALUE = Missing(frozenset({"insured_value"}), *PERSONAL_AUTO.facts["insured_value"].range)
YES, NO, OPEN = Const(1), Const(0), Fact("a")


def read(node: Expr, **facts: Known) -> Known:
    inputs = Inputs({"a": A, "b": B, **facts}, (), 0, (), (), (), "")
    return Reader(PERSONAL_AUTO, inputs, Frame({}, [])).of(node)


@pytest.mark.parametrize(
    ("node", "value"),
    [
        (expr.Both(NO, OPEN), 0),
        (expr.Both(OPEN, NO), 0),
        (expr.Both(YES, OPEN), A),
        (expr.Both(OPEN, YES), A),
        (expr.Either(YES, OPEN), 1),
        (expr.Either(OPEN, YES), 1),
        (expr.Either(NO, OPEN), A),
        (expr.Not(OPEN), A),
        (expr.Both(OPEN, Fact("b")), EITHER),
        (expr.Plus(OPEN, YES), Missing(frozenset({"a"}), 1, 2)),
        (expr.Minus(OPEN, Fact("b")), Missing(frozenset({"a", "b"}), -1, 1)),
        (expr.Times(OPEN, Const(0)), 0),
        (expr.Times(OPEN, Const(-3)), Missing(frozenset({"a"}), -3, 0)),
        (expr.Floor(expr.Times(OPEN, Const(9)), Const(2)), Missing(frozenset({"a"}), 0, 4)),
        (expr.Floor(OPEN, Const(2)), 0),
        (expr.Least(OPEN, Const(1)), A),
        (expr.Least(OPEN, Const(0)), 0),
        (expr.Least(Const(0), OPEN), 0),
        (expr.Least(expr.Plus(OPEN, OPEN), Const(1)), Missing(frozenset({"a"}), 0, 1)),
        (expr.Greatest(OPEN, Const(1)), 1),
        (expr.Greatest(OPEN, Const(0)), A),
        (expr.Greatest(expr.Plus(OPEN, OPEN), Const(1)), Missing(frozenset({"a"}), 1, 2)),
        (expr.Greatest(Const(5), OPEN), 5),
        (expr.Between("days_between", OPEN, Const(10)), Missing(frozenset({"a"}), 9, 10)),
        (expr.Between("months_started", OPEN, Const(10)), 1),
        (expr.Less(OPEN, Fact("b")), EITHER),
        (expr.If(OPEN, Const(7), Const(7)), 7),
        (expr.If(OPEN, Const(7), Const(8)), Missing(frozenset({"a"}), 7, 8)),
        (expr.If(OPEN, Fact("b"), Fact("b")), EITHER),
        (expr.If(OPEN, expr.NoValue("t", 1), Const(8)), 8),
        (expr.If(OPEN, expr.NoValue("t", 1), expr.NoValue("t", 1)), A),
    ],
    ids=lambda part: f"open {sorted(part.names)}" if isinstance(part, Missing) else str(part),  # sets have no order to name a test by
)
def test_three_values(node: Expr, value: Known) -> None:
    assert read(node) == value


def test_a_term_without_a_value_refuses_where_it_is_needed() -> None:
    with pytest.raises(NoValueThen, match="t"):
        read(expr.Plus(Const(1), expr.NoValue("t", 1)))


def everything(missing: str, expenses: list[dict[str, object]], **changed: object) -> dict[str, str]:
    facts = complete(EVERYTHING, **changed)
    del facts[missing]
    result = result_of(EVERYTHING, facts, expenses)
    return {"result": result.status, **{coverage.name: coverage.status for coverage in result.coverages}}


def test_a_case_that_is_not_known_leaves_its_coverage_open() -> None:
    found = everything("value", [{"kind": "labour", "amount": 5_000}], recovered=0)
    assert found["damage"] == "undetermined"


def test_a_choice_that_is_not_known_leaves_what_it_chooses_between_open() -> None:
    expenses = [{"kind": "home", "amount": 500, "person": "A"}, {"kind": "meals", "amount": 500, "person": "A"}]
    found = everything("wanted", expenses, abroad=True)
    assert (found["home"], found["taxi"]) == ("undetermined", "not_claimed")


def test_a_waiver_that_is_not_known_leaves_its_step_open() -> None:
    facts = {"contract_start": "2024-05-01", "deductible_plan": "5-10", "vehicle_claims": 0, "insured_value": 3_000_000}
    result = result_of(PERSONAL_AUTO, facts, [{"kind": "repair", "amount": 500_000}], ["car_to_car_zero"])
    assert {fact.name for fact in result.open_facts} == {"car_to_car", "other_car_known"}
    step = next(step for step in result.steps if step.id == "own_damage.deductible")
    assert (step.applied, step.after) == ("open", ("open",))
    assert step.ja == "免責金額：適用は未確定"


def test_a_coverage_whose_lines_wait_for_their_person_waits_with_them() -> None:
    result = result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01"}, [{"kind": "taxi", "amount": 30_000}])
    travel = next(coverage for coverage in result.coverages if coverage.name == "travel")
    assert travel.open_facts == (
        "expenses/0/person",
        "drivable",
    )  # the person narrows 0..30,000 to 0..20,000, the other answer may leave it
    assert status(result, "travel") == "undetermined"


@pytest.mark.parametrize(
    ("node", "value"),
    [
        (expr.Less(Fact("insured_value"), Const(1)), 0),  # its range begins at 1
        (expr.AtMost(Const(1), Fact("insured_value")), 1),
        (expr.AtMost(Fact("insured_value"), Const(0)), 0),
        (expr.Less(Const(0), Fact("insured_value")), 1),
        (expr.Equal(Fact("insured_value"), Const(0)), 0),
        (expr.Equal(Const(0), Fact("insured_value")), 0),
        (expr.AtMost(Fact("insured_value"), Const(10**12)), 1),
        (expr.Less(Const(10**12), Fact("insured_value")), 0),
    ],
    ids=str,
)
def test_the_range_of_a_fact_that_nobody_gave_may_decide_already(node: Expr, value: int) -> None:
    assert read(node, insured_value=VALUE) == value


def test_what_its_range_does_not_decide_stays_open() -> None:
    value = Fact("insured_value")
    for node in (expr.Less(value, Const(2)), expr.Equal(value, Const(1)), expr.AtMost(Const(2), value)):
        assert read(node, insured_value=VALUE) == Missing(frozenset({"insured_value"}), 0, 1)


def test_without_a_bill_no_value_can_make_a_total_loss() -> None:
    facts = {"contract_start": "2024-05-01", "drivable": False, "shop_approved": True}
    result = result_of(PERSONAL_AUTO, facts, [{"kind": "tow", "amount": 30_000}], ["total_loss_expense"])
    assert (result.status, result.paid, status(result, "total_loss_expense")) == ("determined", 30_000, "not_payable")
