"""One claim from JSON bytes to trace JSON bytes: the engine and the code by hand, compared, then timed stage by stage."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from bench import by_hand, traced_by_hand
from bench.clock import Measured, measured
from bench.product import CLAIM, claim_of
from bench.table import head, most, row
from payout.calculate import calculate, to_json
from payout.policy import Policy


def requests(count: int, seed: int = 3) -> Iterator[dict[str, Any]]:
    """The fixed claim, then as many with other facts and with receipts around its limits; always one for the repair."""
    yield CLAIM
    source = random.Random(seed)
    around = {"tow": 150_000, "first_aid": 150_000, "taxi": 20_000, "train": 20_000, "lodging": 20_000, "cancellation": 5_000}
    for _ in range(count):
        facts: dict[str, Any] = {name: source.choice([True, False]) for name in ("drivable", "shop_approved", "repaired")}
        facts |= {"vehicle_claims": source.randrange(3), "deductible_plan": source.choice(["0-10", "5-10", "5-5", "10-10"])}
        facts["contract_start"] = source.choice(["2023-12-31", "2024-01-01"])
        bills = [_bill(source, "repair", source.choice([1, 50_000, 100_000, 1_799_999, 1_800_000]))]
        bills += [_bill(source, kind, source.choice([1, around[kind] // 2, around[kind]])) for kind in source.choices(list(around), k=5)]
        source.shuffle(bills)
        endorsements = source.choice([[], ["cancellation"]])
        yield {**CLAIM, "facts": {**CLAIM["facts"], **facts}, "endorsements": endorsements, "expenses": bills}


def _bill(source: random.Random, kind: str, amount: int) -> dict[str, Any]:
    bill = {"kind": kind, "amount": amount + source.randint(-1, 1)}
    return bill | ({"person": source.choice("ABC")} if kind in traced_by_hand.OF_A_PERSON else {})


def check(policy: Policy, count: int = 200) -> int:
    """How many claims the engine and the code by hand tell alike: figures, clauses and sentences in both languages; raises
    AssertionError where they do not."""
    checked = 0
    for request in requests(count):
        data = json.dumps(request, ensure_ascii=False).encode()
        engine = traced_by_hand.same_of(json.loads(to_json(calculate(policy, claim_of(data)))))
        hand = json.loads(traced_by_hand.write(traced_by_hand.tell(traced_by_hand.read(data))))
        if engine != hand:
            different = [pair for key in engine for pair in _pairs(engine[key], hand[key]) if pair[0] != pair[1]]
            raise AssertionError(f"the engine and the code by hand tell {request} differently: {different[:1]}")
        checked += 1
    return checked


def _pairs(one: object, other: object) -> list[tuple[object, object]]:
    """What stands at the same place; lists are compared item by item as far as the shorter goes."""
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return list(zip(one, other, strict=True))
    return [(one, other)]


def measure(policy: Policy) -> dict[str, Measured]:
    """Seconds of the whole road of the fixed claim, by the engine and by hand, and of the stages by hand."""
    data = json.dumps(CLAIM, ensure_ascii=False).encode()
    request = traced_by_hand.read(data)
    told = traced_by_hand.tell(request)
    receipts = [(bill["kind"], bill["amount"], bill.get("person", "")) for bill in CLAIM["expenses"]]
    result = calculate(policy, claim_of(data))
    return measured(
        {
            "engine": lambda: to_json(calculate(policy, claim_of(data))),
            "hand": lambda: traced_by_hand.write(traced_by_hand.tell(traced_by_hand.read(data))),
            "hand, msgspec": lambda: msgspec.json.encode(traced_by_hand.tell(traced_by_hand.read(data, msgspec.json.decode))),
            "sum": lambda: by_hand.paid(receipts, False, False, 1_800_000, 50_000),
            "read": lambda: traced_by_hand.read(data),
            "tell": lambda: traced_by_hand.tell(request),
            "write": lambda: traced_by_hand.write(told),
            "engine reads": lambda: claim_of(data),
            "engine tells": lambda: calculate(policy, claim_of(data)),
            "engine writes": lambda: to_json(result),
        }
    )


def show(found: Mapping[str, Measured]) -> None:
    """Prints the tables: by hand and by the engine, each with the share of its stages."""
    hand, engine = found["hand"], found["engine"]
    print(head("JSON bytes → trace JSON bytes", "× by hand", "share"))
    print(row("by hand, read strictly: json.loads and checks", found["read"], hand, whole=hand))
    print(row("by hand, worked out and told", found["tell"], hand, whole=hand))
    print(row("by hand, written: json.dumps", found["write"], hand, whole=hand))
    print(
        row("by hand, in no stage alone: fresh memory", hand.less(*(found[stage] for stage in ("read", "tell", "write"))), hand, whole=hand)
    )
    print(row("by hand, all", hand, hand, whole=hand))
    print(row("engine, read", found["engine reads"], hand, whole=engine))
    print(row("engine, admitted, worked out, accounted and told", found["engine tells"].less(found["engine reads"]), hand, whole=engine))
    print(row("engine, written", found["engine writes"], hand, whole=engine))
    print(row("engine, all", engine, hand, most(30), whole=engine))
    print(row("  the same, × by hand with msgspec in and out", engine, found["hand, msgspec"]))
    print(row("  the same, × the bare sum by hand, nothing told", engine, found["sum"]))


def sizes(policy: Policy) -> str:
    """How much each side writes."""
    data = json.dumps(CLAIM, ensure_ascii=False).encode()
    engine = len(to_json(calculate(policy, claim_of(data))))
    hand = len(traced_by_hand.write(traced_by_hand.tell(traced_by_hand.read(data))))
    return f"  bytes written: {hand:,} by hand, {engine:,} by the engine, which also tells every coverage, value used and title"
