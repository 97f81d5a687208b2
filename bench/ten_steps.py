"""The ten-step policy by hand, its claims, and how the generated functions compare with the hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from bench.clock import Measured, measured
from bench.table import head, most, row
from payout import rules
from payout.calculate import scalar

POLICY = rules.policy_in(Path(__file__).with_name("ten_steps.yaml"))
DAY = (date(2026, 4, 1) - date(1970, 1, 1)).days
FACTS = tuple(POLICY.facts)[1:]
"""The names of a claim's facts, in the order of `Facts`; the date that picks the versions is not among them."""
Facts = tuple[int, int, int, int, int, int, int, int, int, int]
"""insured value, earlier accidents, drivable (0, 1), fault share (in 1/10,000), persons, nights, then the bills for towing,
taxi, lodging and repair. Amounts in yen."""
MOST_YEN = 100_000_000
"""No claim of these says more: a peer has integers of 32 bits."""


def amounts_by_hand(
    insured_value: int,
    accidents: int,
    drivable: int,
    fault_share: int,
    persons: int,
    nights: int,
    towing_bill: int,
    taxi_bill: int,
    lodging_bill: int,
    repair_bill: int,
) -> tuple[int, ...]:
    """What towing, taxi, lodging and repair pay, and the total, in yen. What its author knows is used: that towing alone never
    fills the shared limit, that a total loss pays the insured value, that a share is at most the whole."""
    towing = 0 if drivable else towing_bill if towing_bill < 150_000 else 150_000
    limit = 10_000 * persons
    taxi = taxi_bill if taxi_bill < limit else limit
    limit = 15_000 * persons * nights
    lodging = lodging_bill if lodging_bill < limit else limit
    left = 300_000 - towing
    taxi = taxi if taxi < left else left
    left -= taxi
    lodging = lodging if lodging < left else left
    if repair_bill >= insured_value:
        repair = insured_value
    else:
        deductible = 100_000 if accidents else 50_000
        repair = repair_bill - deductible if repair_bill > deductible else 0
    repair = repair * fault_share // 10_000
    return towing, taxi, lodging, repair, towing + taxi + lodging + repair


def step_values_by_hand(
    insured_value: int,
    accidents: int,
    drivable: int,
    fault_share: int,
    persons: int,
    nights: int,
    towing_bill: int,
    taxi_bill: int,
    lodging_bill: int,
    repair_bill: int,
) -> tuple[int, ...]:
    """The same with the line after every step before it, in the order of `scalar.step_values`; 0 for a step that was not reached."""
    towing = 0 if drivable else towing_bill if towing_bill < 150_000 else 150_000
    limit = 10_000 * persons
    taxi = taxi_bill if taxi_bill < limit else limit
    limit = 15_000 * persons * nights
    lodging = lodging_bill if lodging_bill < limit else limit
    left = 300_000 - towing
    taxi_left = taxi if taxi < left else left
    left -= taxi_left
    lodging_left = lodging if lodging < left else left
    if repair_bill >= insured_value:
        total_loss, partial_loss = insured_value, 0
        repair = insured_value * fault_share // 10_000
    else:
        deductible = 100_000 if accidents else 50_000
        total_loss, partial_loss = 0, repair_bill - deductible if repair_bill > deductible else 0
        repair = partial_loss * fault_share // 10_000
    total = towing + taxi_left + lodging_left + repair
    return (
        towing, taxi, lodging, total_loss, partial_loss, repair, towing, taxi_left, lodging_left,
        towing, taxi_left, lodging_left, repair, total,
    )  # fmt: skip


def claims(count: int, seed: int = 1) -> Iterator[Facts]:
    """Claims on, beside and far from every limit of the policy."""
    source = random.Random(seed)

    def around(*limits: int) -> int:
        return max(0, source.choice([*limits, source.randrange(1_000_000), MOST_YEN - 1]) + source.randint(-1, 1))

    for _ in range(count):
        persons, nights = source.choice([0, 1, 2, 9]), source.choice([0, 1, 3, 60])
        insured_value = max(1, around(1, 50_000, 100_000, 2_000_000))
        lodging = 15_000 * persons * nights
        yield (
            insured_value,
            source.choice([0, 1, 2, 9]),
            source.randrange(2),
            source.choice([0, 1, 3_333, 7_000, 9_999, 10_000]),
            persons,
            nights,
            around(0, 150_000, 300_000),
            around(0, 10_000 * persons, 150_000, 300_000),
            around(0, lodging, abs(150_000 - 10_000 * persons), 300_000),
            around(0, 50_000, 100_000, insured_value),
        )


def check(count: int = 5_000) -> int:
    """How many claims the generated functions and those by hand agree on; raises AssertionError where they do not."""
    dated = POLICY.at(DAY)
    amounts, steps = scalar.amounts(dated), scalar.step_values(dated)
    checked = 0
    for facts in claims(count):
        pairs = [(amounts(DAY, *facts), amounts_by_hand(*facts)), (steps(DAY, *facts), step_values_by_hand(*facts))]
        if any(generated != by_hand for generated, by_hand in pairs):
            raise AssertionError(f"the generated functions and those by hand differ: {dict(zip(FACTS, facts, strict=True))}: {pairs}")
        checked += 1
    return checked


def measure(count: int = 1_000) -> dict[str, Measured]:
    """Seconds per claim of the generated functions and of those by hand, and of a call that does nothing."""
    dated, sample = POLICY.at(DAY), list(claims(count, seed=2))
    amounts, steps = scalar.amounts(dated), scalar.step_values(dated)
    with_day = [(DAY, *facts) for facts in sample]

    def nothing(*facts: int) -> None:
        del facts

    def by_hand() -> None:
        for facts in sample:
            amounts_by_hand(*facts)

    def generated() -> None:
        for facts in with_day:
            amounts(*facts)

    def steps_by_hand() -> None:
        for facts in sample:
            step_values_by_hand(*facts)

    def generated_steps() -> None:
        for facts in with_day:
            steps(*facts)

    def called() -> None:
        for facts in sample:
            nothing(*facts)

    work = {"by hand": by_hand, "generated": generated, "steps by hand": steps_by_hand, "generated steps": generated_steps, "call": called}
    return {name: found.each(count) for name, found in measured(work).items()}


def show(found: dict[str, Measured]) -> None:
    """Prints the table."""
    hand = found["by hand"]
    print(head("ten-step policy, facts to amounts", "× by hand"))
    print(row("amounts, by hand", hand, hand))
    print(row("amounts, generated", found["generated"], hand, most(1.3)))
    print(row("every step value, by hand", found["steps by hand"], hand))
    print(row("every step value, generated", found["generated steps"], hand, most(1.5)))
    print(row("  the same, × every step value by hand", found["generated steps"], found["steps by hand"], most(1.5)))
    print(row("a call that does nothing, in all of these", found["call"], hand))
