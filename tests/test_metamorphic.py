"""What must hold between two calculations that differ in one thing, whatever the figures are.

No expected amount stands here: a property says how an answer may move when a receipt, a limit, a date or the layout of the file moves.
Each is tried on the shipped products and on random policies. Where a policy rightly breaks a property, the property names the class that
it holds for, and a test shows one that breaks it. `PAYOUT_ORACLE_SEED` draws other policies.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest

from payout.policy import Policy
from payout.problem import Problems
from tests import oracle, random_policies
from tests.agreement import TOTALS, calculated, compiled

ROOT = Path(__file__).parent.parent
SEED = os.environ.get("PAYOUT_ORACLE_SEED", "metamorphic")
UNFIT = {"out-of-range", "no-value-then", "requirement"}
"""Complaints about claims that are drawn without regard to ranges, first dates and requirements."""
Claim = dict[str, Any]
Spec = dict[str, Any]


@dataclass
class Subject:
    """A policy under test: its text, the same as plain data (every scalar a text), and what the engine makes of it."""

    name: str
    text: str

    @cached_property
    def policy(self) -> Policy:
        return compiled(self.text)

    @cached_property
    def raw(self) -> Spec:
        return random_policies.read(self.text)

    def claims(self, count: int) -> Iterator[Claim]:
        """Claims that the policy takes, every fact given; the same ones each time."""
        rng = random.Random(f"{SEED}/{self.name}")
        made = (random_policies.claim(rng, self.text) for _ in range(count * 20))
        yield from islice((claim for claim in made if answer(self.policy, claim)), count)

    def changed(self, raw: Spec) -> Policy:
        """The policy of changed data, written anew."""
        return compiled(written(raw))


def written(raw: Spec) -> str:
    """A policy's data as text: in another layout than a person would choose, and without comments."""
    return "".join(f"{key}:{random_policies.block(value, 1)}\n" for key, value in raw.items())


def answer(policy: Policy, claim: Claim) -> dict[str, Any] | None:
    """The result of a claim; None where the contract does not take it."""
    try:
        return calculated(policy, claim)
    except Problems as refused:
        if {problem.code for problem in refused.problems} <= UNFIT:
            return None
        raise


def paid(policy: Policy, claim: Claim) -> int:
    result = calculated(policy, claim)
    assert result["status"] == "determined"
    return int(result["paid"])


def totals(result: dict[str, Any]) -> dict[str, Any]:
    """The totals and what each coverage pays and each step takes off: what does not depend on the lines."""
    found: dict[str, Any] = {name: result[name] for name in TOTALS}
    found |= {one["name"]: (one["claimed"], one["added"], one["paid"]) for one in result["coverages"]}
    for line in result["lines"]:
        for one in line["reductions"]:
            key = f"{line['coverage']}: {one['step'].partition('#')[0]} by {one['borne_by']}"
            found[key] = found.get(key, 0) + one["amount"]
    return found


def account(result: dict[str, Any]) -> list[Any]:
    """Every figure in order, without the ids and marks that a claim chooses."""
    coverages = [[one[key] for key in ("name", "status", "case", "claimed", "added", "paid")] for one in result["coverages"]]
    lines = [[line[key] for key in ("coverage", "kind", "claimed", "added", "paid", "refilled")] for line in result["lines"]]
    reductions = [[(one["step"], one["amount"], one["borne_by"]) for one in line["reductions"]] for line in result["lines"]]
    return [[result[name] for name in TOTALS], coverages, lines, reductions, result["payees"], result["counts_as"]]


SHIPPED = [
    Subject(str(path.relative_to(ROOT / "rules").with_suffix("")), path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.glob("rules/*/*.yaml"))
    if ".examples" not in path.name
]
DRAWN = [Subject(f"random {n}", random_policies.policy(random.Random(f"{SEED}/{n}"), n)) for n in range(600)]
SOME = [*SHIPPED, *DRAWN[:80]]
product = pytest.mark.parametrize("subject", SHIPPED, ids=lambda subject: subject.name)


# ---------------------------------------------------------------- classes of policies, as the guide's levels make them


def sequences(subject: Subject) -> list[list[Spec]]:
    """The steps that lines may meet one after another: of a case, of its coverage, then the rules over the coverage."""
    found = []
    for name, coverage in oracle.read_policy(subject.text).coverages.items():
        rules = [rule for rule in subject.raw.get("together", []) if rule["over"] == "all" or name in rule["over"]]
        for case in coverage.spec.get("cases", [{}]):
            found.append([*case.get("steps", []), *coverage.spec.get("steps", []), *rules])
    return found


def conditions(subject: Subject) -> list[str]:
    """Every condition of the policy, of the definitions and the changes too."""
    policy = oracle.read_policy(subject.text)
    changes = [one for spec in policy.endorsements.values() for one in spec.get("changes", [])]
    specs = [one.spec for one in policy.coverages.values()]
    cases = [case for spec in specs for case in spec.get("cases", [])]
    steps = [step for sequence in sequences(subject) for step in sequence]
    texts = [one[key] for one in (*specs, *cases, *steps, *changes) for key in ("when", "exclude", "is") if key in one]
    return [*texts, *(spec["is"] for spec in policy.defines.values())]


def basis(subject: Subject, step: Spec) -> frozenset[str]:
    """The marks that part the lines for a step: none on the accident's sum, all of them where lines are picked or taken one by one."""
    policy = oracle.read_policy(subject.text)
    each_line = frozenset(["line", *policy.marks])
    texts = [step[key] for key in ("when", "exclude") if key in step]
    if any(oracle.selects_lines(policy, text) for text in texts):
        return each_line
    if "exclude" in step and not oracle.selects_groups(policy, step["exclude"]):
        return frozenset()  # a switch
    level = oracle.level_of(policy, step)
    return each_line if level.name in ("item", "kind") else frozenset(level.of)


def goes_from_small_to_large(subject: Subject) -> bool:
    """No step parts the lines finer than one before it, and no coverage takes over from another."""
    if any("after" in one.spec for one in oracle.read_policy(subject.text).coverages.values()):
        return False
    parts = [[basis(subject, step) for step in sequence] for sequence in sequences(subject)]
    return all(later <= earlier for sequence in parts for earlier, later in pairwise(sequence))


def says(texts: list[str], *words: str) -> bool:
    return any(re.search(rf"\b{word}\b", text) for text in texts for word in words)


def has_no_cliff(subject: Subject) -> bool:
    """Nothing falls when something rises: no condition on money, no settling by value, no choice, no rounding to more than one unit."""
    steps = [step for sequence in sequences(subject) for step in sequence]
    amounts = [str(step[oracle.verb_of(step)]) for step in steps]
    verbs = {oracle.verb_of(step) for step in steps}
    coarse = any(" to " in step.get("round", "") for step in steps) or any(" to " in spec.get("round", "") for spec in definitions(subject))
    return (
        goes_from_small_to_large(subject)
        and len(subject.raw.get("together", [])) < 2
        and not verbs & {"replace", "choose"}
        and not coarse
        and not says(conditions(subject), "amount", "claimed", "billed", "paid")
        and not says(amounts, "claimed", "paid")
    )


def definitions(subject: Subject) -> list[Spec]:
    return list(oracle.read_policy(subject.text).defines.values())


# ---------------------------------------------------------------- receipts


def shuffled(claim: Claim, seed: str) -> Claim:
    expenses = list(claim["expenses"])
    random.Random(seed).shuffle(expenses)
    return {**claim, "expenses": expenses}


def test_the_order_of_receipts_moves_no_total_where_steps_go_from_small_to_large() -> None:
    """A step on the sum fills the lines in their order; a finer step behind it then meets other lines, so such policies are left out."""
    fitting = [subject for subject in (*SHIPPED, *DRAWN) if goes_from_small_to_large(subject)]
    assert len(fitting) >= 40
    for subject in fitting:
        for claim in subject.claims(3):
            other = shuffled(claim, subject.name)
            assert totals(calculated(subject.policy, other)) == totals(calculated(subject.policy, claim)), (subject.text, claim)


@product
def test_the_order_of_receipts_moves_no_payment_of_a_product(subject: Subject) -> None:
    for claim in subject.claims(8):
        assert paid(subject.policy, shuffled(claim, subject.name)) == paid(subject.policy, claim), claim


def test_a_person_s_limit_behind_the_limit_of_the_sum_does_ask_who_came_first() -> None:
    text = SMALL.replace("STEPS", "{limit: of_all}, {limit: of_each}")
    first, second = {"kind": "taxi", "amount": 100, "person": "A"}, {"kind": "taxi", "amount": 60, "person": "B"}
    assert paid(compiled(text), small_claim([first, second])) == 50
    assert paid(compiled(text), small_claim([second, first])) == 90


def split_in_two(claim: Claim, at: int, share: int) -> Claim:
    one = claim["expenses"][at]
    parts = [{**one, "amount": share}, {**one, "id": f"{one['id']}b", "amount": one["amount"] - share}]
    return {**claim, "expenses": [*claim["expenses"][:at], *parts, *claim["expenses"][at + 1 :]]}


def works_on_groups_only(subject: Subject) -> bool:
    """No step that works line by line, but for exclusions by kind or mark, which a part of a receipt has as well."""
    policy = oracle.read_policy(subject.text)
    for step in (step for sequence in sequences(subject) for step in sequence):
        by_mark = "exclude" in step and not oracle.selects_groups(policy, step["exclude"])
        if oracle.level_of(policy, step).name in ("item", "kind") and not by_mark:
            return False
    return True


def test_a_receipt_in_two_parts_changes_nothing_where_no_step_works_line_by_line() -> None:
    """The parts stand where the whole stood. A rounding for each line, or a limit for each, is what line by line means: left out."""
    fitting = [subject for subject in (*SHIPPED, *DRAWN) if works_on_groups_only(subject)]
    tried = 0
    for subject in fitting:
        for claim in subject.claims(4):
            whole = [
                at
                for at, one in enumerate(claim["expenses"])
                if "quantity" not in one and one["amount"] > 1 and not any(isinstance(value, list) for value in one.values())
            ]
            if whole:
                tried += 1
                at = whole[tried % len(whole)]
                parts = split_in_two(claim, at, claim["expenses"][at]["amount"] // 3)
                assert totals(calculated(subject.policy, parts)) == totals(calculated(subject.policy, claim)), (subject.text, claim, at)
    assert tried >= 60


def test_a_rounding_for_each_line_does_count_the_receipts() -> None:
    policy = compiled(SMALL.replace("STEPS", "{share: half, round: up}"))
    one, parts = [{"kind": "taxi", "amount": 10, "person": "A"}], [{"kind": "taxi", "amount": 5, "person": "A"}] * 2
    assert (paid(policy, small_claim(one)), paid(policy, small_claim(parts))) == (5, 6)


def test_another_receipt_never_lowers_the_payment_and_a_supplement_is_never_a_refund_where_nothing_has_a_cliff() -> None:
    """A claim calculated again with every receipt there is pays at least what it paid with the first ones."""
    fitting = [subject for subject in (*SHIPPED, *DRAWN) if has_no_cliff(subject)]
    assert len(fitting) >= 25
    for subject in fitting:
        for claim in subject.claims(3):
            steps = [paid(subject.policy, {**claim, "expenses": claim["expenses"][:n]}) for n in range(len(claim["expenses"]) + 1)]
            assert steps == sorted(steps), (subject.text, claim)


CLIFFS = {
    "au/comprehensive-car": "bodywork beside the glass ends what the glass options waive",
    "de/motor-assistance-letter": "above 130 % of its value the car is a total loss; and whoever travels on has one night, not three",
}
"""Products in which one more receipt may rightly lower the payment, and why."""


@product
def test_another_receipt_never_lowers_the_payment_of_a_product_without_a_cliff(subject: Subject) -> None:
    """The products of `CLIFFS` do; the next tests show how."""
    if subject.name in CLIFFS:
        assert not has_no_cliff(subject)
        return
    for claim in subject.claims(8):
        steps = [paid(subject.policy, {**claim, "expenses": claim["expenses"][:n]}) for n in range(len(claim["expenses"]) + 1)]
        assert steps == sorted(steps), claim


def test_one_more_receipt_may_end_two_nights_in_germany() -> None:
    letter = next(subject for subject in SHIPPED if subject.name == "de/motor-assistance-letter")
    facts = {"contract_start": "2024-01-01", "plan": "standard", "km_from_home": 80, "car_lost": False, "gives_up_travel": False}
    fares = {"rail_km": 620, "fare_second": 11_000, "fare_first": 18_500, "fare_air": 32_000}
    cars = {"replacement_value": 1_000_000, "residual_value": 0, "repaired": False}
    hotel = {"kind": "hotel", "amount": 30_000, "quantity": 3, "person": "A"}
    claim = {"policy": "p", "facts": {**facts, **fares, **cars}, "endorsements": [], "expenses": [hotel]}
    more = {**claim, "expenses": [hotel, {"kind": "onward", "amount": 100}]}
    assert paid(letter.policy, claim) == 30_000
    assert paid(letter.policy, more) == 10_100


def test_a_scratch_beside_the_glass_brings_the_excess_back_in_australia() -> None:
    car = next(subject for subject in SHIPPED if subject.name == "au/comprehensive-car")
    facts = {"contract_start": "2026-01-01", "accident_date": "2026-03-10", "plan": "standard", "damage": "repairable"}
    driver = {"no_fault": False, "driven": False, "basic_excess": 60_000, "liability": 0}
    glass = {"kind": "glass", "amount": 95_000}
    claim = {"policy": "p", "facts": {**facts, **driver}, "endorsements": ["reduced_glass"], "expenses": [glass]}
    more = {**claim, "expenses": [glass, {"kind": "repair", "amount": 100}]}
    assert paid(car.policy, claim) == 91_000
    assert paid(car.policy, more) == 35_100


# ---------------------------------------------------------------- numbers


def with_number(subject: Subject, verb: str, per: str, amount: int) -> Subject:
    """The policy with one more step in its first coverage: the first one if it works line by line, else the last one."""
    raw = deepcopy(subject.raw)
    raw.setdefault("terms", {})["number"] = {"from": {"1970-01-01": str(amount)}, "per": per, "clause": "Art. 99"}
    coverage = next(iter(raw["coverages"].values()))
    steps = coverage.get("steps", [])
    coverage["steps"] = [{verb: "number"}, *steps] if per == "item" else [*steps, {verb: "number"}]
    return Subject(f"{subject.name} {verb} {per}", written(raw))


@pytest.mark.parametrize(("verb", "per"), [(verb, per) for verb in ("limit", "deduct") for per in ("item", "accident")])
def test_a_higher_limit_never_pays_less_and_a_higher_deductible_never_more(verb: str, per: str) -> None:
    """Where nothing has a cliff."""
    tried = moved = 0
    for subject in [subject for subject in (*SHIPPED, *DRAWN) if has_no_cliff(subject)]:
        lower, higher = (with_number(subject, verb, per, amount) for amount in (4, 11))
        if has_no_cliff(lower):
            for claim in subject.claims(2):
                before, after = paid(lower.policy, claim), paid(higher.policy, claim)
                assert before <= after if verb == "limit" else after <= before, (lower.text, claim)
                tried, moved = tried + 1, moved + (before != after)
    assert tried >= 30
    assert moved >= 5


SMALL = """\
payout: 1
title: Small
currency: JPY
dated_by: start
contract: {start: {type: date}}
items: {person: {type: label}}
expenses: {taxi: {has: [person]}}
terms:
  of_all: {from: {2020-01-01: 100}, per: accident, clause: Art. 1}
  of_each: {from: {2020-01-01: 50}, per: person, clause: Art. 2}
  of_one: {from: {2020-01-01: 50}, per: item, clause: Art. 2}
  half: {from: {2020-01-01: 50%}, clause: Art. 3}
coverages:
  travel: {clause: Art. 4, covers: [taxi], steps: [STEPS]}
"""


def small_claim(expenses: list[dict[str, Any]]) -> Claim:
    return {"policy": "p", "facts": {"start": "2024-01-01"}, "endorsements": [], "expenses": expenses}


@pytest.mark.parametrize(("term", "amount"), [("of_all", 100), ("of_each", 50), ("of_one", 50)])
@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_number_that_is_met_exactly_takes_nothing_and_one_unit_over_takes_one(term: str, amount: int, off: int) -> None:
    limit, deductible = (compiled(SMALL.replace("STEPS", f"{{{verb}: {term}}}")) for verb in ("limit", "deduct"))
    claim = small_claim([{"kind": "taxi", "amount": amount + off, "person": "A"}])
    assert amount + off - paid(limit, claim) == max(off, 0) == paid(deductible, claim)


def scaled(value: Any, term: bool = False) -> Any:
    """The policy with every amount of money a hundredfold; counts, rates and dates as they are."""
    if isinstance(value, dict):
        return {key: scaled(one, term) for key, one in value.items()}
    return str(int(value) * 100) if term and value.isdigit() else value


def test_everything_a_hundredfold_pays_a_hundredfold_where_nothing_is_rounded() -> None:
    """Whole yen, no `round`, no bill that is divided among people or nights."""
    tried = 0
    for subject in [subject for subject in DRAWN if "round" not in subject.text and subject.policy.currency.decimals == 0]:
        raw = deepcopy(subject.raw)
        terms = [*raw.get("terms", {}).values(), *changes_of_money(raw)]
        for spec in terms:
            if "unit" not in spec:
                spec["from"] = scaled(spec["from"], term=True)
        other = subject.changed(raw)
        money = [name for part in ("contract", "usage", "claim") for name, spec in raw.get(part, {}).items() if spec["type"] == "money"]
        for claim in subject.claims(3):
            if all(one.get("quantity", 1) == 1 and not isinstance(one.get("person"), list) for one in claim["expenses"]):
                tried += 1
                facts = {name: value * 100 if name in money else value for name, value in claim["facts"].items()}
                expenses = [{**one, "amount": one["amount"] * 100} for one in claim["expenses"]]
                if any(one["amount"] > 10**12 for one in expenses) or any(facts.get(name, 0) > 10**12 for name in money):
                    continue
                assert paid(other, {**claim, "facts": facts, "expenses": expenses}) == 100 * paid(subject.policy, claim), subject.text
    assert tried >= 20


def changes_of_money(raw: Spec) -> list[Spec]:
    """The changes that set an amount of money."""
    changes = [one for spec in raw.get("endorsements", {}).values() for one in spec.get("changes", [])]
    return [one for one in changes if "from" in one and "unit" not in raw["terms"][one["set"]]]


# ---------------------------------------------------------------- names, order and layout


def renamed(claim: Claim) -> Claim:
    """Other ids, other people, the facts and endorsements in another order."""

    def other(value: Any) -> Any:
        return [other(one) for one in value] if isinstance(value, list) else f"Mihon {value}" if value in random_policies.PEOPLE else value

    return {
        **claim,
        "facts": dict(reversed([(name, other(value)) for name, value in claim["facts"].items()])),
        "endorsements": list(reversed(claim["endorsements"])),
        "expenses": [{**{key: other(value) for key, value in one.items()}, "id": f"bill-{n}"} for n, one in enumerate(claim["expenses"])],
    }


def test_ids_people_and_the_order_of_facts_are_only_names() -> None:
    for subject in SOME:
        for claim in subject.claims(2):
            assert account(calculated(subject.policy, renamed(claim))) == account(calculated(subject.policy, claim)), subject.text


def test_layout_comments_and_titles_of_the_file_change_no_figure() -> None:
    """The policy is written anew: other lines, other quotes, no comments, and every title in another language."""
    for subject in SOME:
        other = subject.changed(titled(subject.raw))
        for claim in subject.claims(2):
            assert account(calculated(other, claim)) == account(calculated(subject.policy, claim)), subject.text


def titled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: {"xx": "Anything"} if key == "title" else titled(one) for key, one in value.items() if key != "examples"}
    return [titled(one) for one in value] if isinstance(value, list) else value


def test_a_coverage_that_nobody_uses_changes_no_other() -> None:
    for subject in SOME:
        raw = deepcopy(subject.raw)
        raw.setdefault("expenses", {})["never_handed_in"] = {}
        raw.setdefault("terms", {})["never_used"] = {"from": {"1970-01-01": "1"}, "per": "accident", "clause": "Art. 99"}
        raw["coverages"]["unused"] = {"clause": "Art. 99", "covers": ["never_handed_in"], "steps": [{"limit": "never_used"}]}
        other = subject.changed(raw)
        for claim in subject.claims(2):
            before, after = (calculated(policy, claim) for policy in (subject.policy, other))
            after["coverages"] = [one for one in after["coverages"] if one["name"] != "unused"]
            assert account(after) == account(before), subject.text


def test_an_endorsement_that_is_not_attached_changes_nothing() -> None:
    """As if it had never been written; one that a condition asks for by name is left out."""
    tried = 0
    for subject in SOME:
        for name in subject.raw.get("endorsements", {}):
            raw = deepcopy(subject.raw)
            own = raw["endorsements"].pop(name)
            if is_referred_to(raw, name, own):
                continue
            try:
                other = subject.changed(raw)
            except Problems:  # a rule over all coverages may need the kinds that only this endorsement's carry
                continue
            for claim in subject.claims(2):
                tried += 1
                attached = {**claim, "endorsements": [one for one in claim["endorsements"] if one != name]}
                before = {key: value for key, value in totals(calculated(subject.policy, attached)).items() if key not in own_keys(own)}
                expenses = [one for one in claim["expenses"] if one["kind"] not in own_kinds(own)]
                assert {key: before[key] for key in ("paid", "added")} == {
                    key: calculated(other, {**attached, "expenses": expenses})[key] for key in ("paid", "added")
                }, subject.text
    assert tried >= 60


def own_keys(endorsement: Spec) -> set[str]:
    return set(endorsement.get("coverages", {}))


def own_kinds(endorsement: Spec) -> set[str]:
    return {kind for spec in endorsement.get("coverages", {}).values() for kind in spec.get("covers", [])}


def is_referred_to(raw: Spec, name: str, own: Spec) -> bool:
    """Whether the rest of the policy needs the endorsement: its name, its coverages, its terms."""
    names = [name, *own.get("coverages", {}), *own.get("terms", {})]
    return says([written(raw)], *names)


# ---------------------------------------------------------------- dates


def of_the_day(dated: Spec, day: str) -> Spec:
    """Only the value in force on a day, as if it had always been."""
    starts = [start for start in dated if start <= day]
    return {"1970-01-01": dated[starts[-1]]} if starts else dated


def test_a_value_holds_from_its_own_day_until_the_day_before_the_next() -> None:
    """On every day on which something changes, and on the day before, the policy pays as one that knows only that day's values."""
    tried = 0
    for subject in SOME:
        changes = [one for spec in subject.raw.get("endorsements", {}).values() for one in spec.get("changes", []) if "from" in one]
        added = [term for spec in subject.raw.get("endorsements", {}).values() for term in spec.get("terms", {}).values()]
        if changes or added:
            continue
        starts = sorted({start for spec in subject.raw.get("terms", {}).values() for start in spec["from"]})
        for start in starts[1:]:
            for day in (str(date.fromisoformat(start) - timedelta(days=1)), start):
                tried += sees_only(subject, day)
    assert tried >= 40


def sees_only(subject: Subject, day: str) -> int:
    raw = deepcopy(subject.raw)
    for spec in raw["terms"].values():
        spec["from"] = of_the_day(spec["from"], day)
    try:
        other = subject.changed(raw)
    except Problems:  # without the other day's values, a condition may be one that can never hold
        return 0
    for claim in subject.claims(2):
        that_day = {**claim, "facts": {**claim["facts"], raw["dated_by"]: day}}
        before = answer(subject.policy, that_day)
        if before:
            assert account(calculated(other, that_day)) == account(before), (subject.text, day, claim)
    return 1


# ---------------------------------------------------------------- found by the properties


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


def test_a_limit_that_can_only_be_nothing_pays_nothing() -> None:
    """Its amount is 0 whatever the loss is, and no fold may lose it."""
    steps = "steps: [{limit: 'max(nil - damage, 0)'}]"
    head = SMALL.partition("items:")[0] + "claim: {damage: {type: money}}\n"
    terms = "terms: {nil: {from: {2020-01-01: 0}, per: accident, clause: Art. 1}}\n"
    policy = compiled(f"{head}{terms}coverages: {{loss: {{clause: Art. 2, loss: damage, {steps}}}}}\n")
    for damage in (0, 1, 9):
        claim = small_claim([])
        claim["facts"]["damage"] = damage
        assert paid(policy, claim) == 0
