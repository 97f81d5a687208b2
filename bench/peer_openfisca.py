"""The ten-step policy as a small tax and benefit system of OpenFisca: a claim is its only entity, each step a variable.

OpenFisca's integers have 32 bits and wrap without a word, so the formula of the fault share widens its product to 64 by hand;
`notes` says what it answers without that.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

from bench.ten_steps import FACTS, Facts

NAME = "openfisca-core"
MODULE = "openfisca_core"
PERIOD = "2026-04"
PAID = ("towing_paid", "taxi_paid", "lodging_paid", "repair_paid", "total")
STEPS = ("towing", "taxi", "lodging", "loss")
MANY = 100_000
"""Claims of one vectorised calculation."""


def system() -> Any:
    """The system with all variables."""
    core = {name: importlib.import_module(f"{MODULE}.{name}") for name in ("entities", "taxbenefitsystems", "variables", "periods")}
    claim = core["entities"].build_entity(key="claim", plural="claims", label="A claim", is_person=True)
    made = core["taxbenefitsystems"].TaxBenefitSystem([claim])

    def add(name: str, value: type, **more: object) -> None:
        month = core["periods"].DateUnit.MONTH
        content = {"value_type": value, "entity": claim, "definition_period": month, "label": name} | more
        made.add_variable(type(name, (core["variables"].Variable,), content))

    for name in FACTS:
        add(name, bool if name == "drivable" else int)
    for name, formula in formulas().items():
        add(name, int, formula=formula)
    return made


def formulas() -> dict[str, Callable[[Any, Any], Any]]:
    """Each step over whole columns; `of(name, when)` gives the column of a fact or of a step."""
    np = importlib.import_module("numpy")
    left = {"taxi": ("towing_paid",), "lodging": ("towing_paid", "taxi_paid")}

    def loss(of: Any, when: Any) -> Any:
        bill, value = of("repair_bill", when), of("insured_value", when)
        deductible = np.where(of("accidents", when) < 1, 50_000, 100_000)
        return np.where(bill >= value, value, np.maximum(bill - deductible, 0))

    def shared(name: str) -> Callable[[Any, Any], Any]:
        return lambda of, when: np.minimum(of(name, when), 300_000 - sum(of(before, when) for before in left[name]))

    return {
        "towing": lambda of, when: np.where(of("drivable", when), 0, np.minimum(of("towing_bill", when), 150_000)),
        "taxi": lambda of, when: np.minimum(of("taxi_bill", when), 10_000 * of("persons", when)),
        "lodging": lambda of, when: np.minimum(of("lodging_bill", when), 15_000 * of("persons", when) * of("nights", when)),
        "loss": loss,
        "repair_paid": lambda of, when: of("loss", when).astype(np.int64) * of("fault_share", when) // 10_000,
        "repair_not_widened": lambda of, when: of("loss", when) * of("fault_share", when) // 10_000,
        "towing_paid": lambda of, when: np.minimum(of("towing", when), 300_000),
        "taxi_paid": shared("taxi"),
        "lodging_paid": shared("lodging"),
        "total": lambda of, when: sum(of(name, when) for name in PAID[:-1]),
    }


def columns(claims: Sequence[Facts]) -> dict[str, Any]:
    """The claims as arrays, one for each fact."""
    np = importlib.import_module("numpy")
    return {name: np.array(column) for name, column in zip(FACTS, zip(*claims, strict=True), strict=True)}


def together(made: Any, given: dict[str, Any], count: int, names: Sequence[str] = PAID) -> list[Any]:
    """The columns of some variables, for all claims at once."""
    simulation = importlib.import_module(f"{MODULE}.simulations").SimulationBuilder().build_default_simulation(made, count)
    for name, column in given.items():
        simulation.set_input(name, PERIOD, column)
    return [simulation.calculate(name, PERIOD) for name in names]


def alone(made: Any, facts: Facts) -> tuple[int, ...]:
    """One claim, as a situation of its own."""
    case = {name: {PERIOD: bool(value) if name == "drivable" else value} for name, value in zip(FACTS, facts, strict=True)}
    builder = importlib.import_module(f"{MODULE}.simulations").SimulationBuilder()
    simulation = builder.build_from_entities(made, {"claims": {"claim": case}})
    return tuple(int(simulation.calculate(name, PERIOD)[0]) for name in PAID)


def answers(claims: Sequence[Facts]) -> list[tuple[int, ...]]:
    """Towing, taxi, lodging and loss after their own steps, then what each coverage pays and the total, all claims at once. Raises
    AssertionError where a single case answers otherwise (looked at for the first hundred)."""
    made = system()
    found = [tuple(map(int, one)) for one in zip(*together(made, columns(claims), len(claims), (*STEPS, *PAID)), strict=True)]
    for facts, all_at_once in zip(claims[:100], found, strict=False):
        if alone(made, facts) != all_at_once[len(STEPS) :]:
            raise AssertionError(f"OpenFisca's ways differ for {facts}")
    return found


def work(claims: Sequence[Facts]) -> dict[str, Callable[[], object]]:
    """The ways to ask OpenFisca: each claim alone (a situation; a simulation of one), and many at once (`MANY`)."""
    made = system()
    ones = [columns([facts]) for facts in claims]
    many = columns([claims[at % len(claims)] for at in range(MANY)])
    return {
        "openfisca situation": lambda: [alone(made, facts) for facts in claims],
        "openfisca of one": lambda: [together(made, one, 1) for one in ones],
        "openfisca columns": lambda: together(made, many, MANY),
    }


def notes() -> list[str]:
    """What its integers do: asked now, not remembered."""
    facts: Facts = (2_000_000, 0, 0, 7_000, 0, 0, 0, 0, 0, 450_000)
    np = importlib.import_module("numpy")
    narrow, wide = (int(column[0]) for column in together(system(), columns([facts]), 1, ("repair_not_widened", "repair_paid")))
    large = together(system(), columns([facts]) | {"repair_bill": np.array([2**32 + 450_000])}, 1, ("repair_bill",))[0]
    return [
        f"integers: 70 % of 400,000 is {narrow:,} in its own 32 bits, {wide:,} where the formula widens; nothing is said",
        f"a bill of 2^32 + 450,000 given as a column is taken for {int(large[0]):,}",
        "steps: every variable can be asked for, by column",
    ]
