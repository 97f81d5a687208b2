"""The shipped product with five receipts: one claim stage by stage, the policy's loading."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bench.by_hand import Receipt, paid
from bench.clock import Measured, measured
from bench.table import head, least, rate, row, times
from payout import bounds, rules
from payout.admission import admit
from payout.calculate import calculate, code, frame_of, to_json
from payout.claim import Claim, read_claim
from payout.compile import compile_policy
from payout.policy import Policy
from payout.source import read

PRODUCT = "jp/personal-auto"
DAY = (date(2026, 4, 1) - date(1970, 1, 1)).days
CLAIM: dict[str, Any] = {
    "policy": PRODUCT,
    "facts": {
        "contract_start": "2026-04-01",
        "accident_date": "2026-10-17",
        "insured_value": 1_800_000,
        "deductible_plan": "5-10",
        "vehicle_claims": 0,
        "drivable": False,
        "shop_approved": False,
        "repaired": True,
        "car_to_car": False,
        "other_car_known": False,
        "belongings_stolen": False,
        "belongings_plan": "30万",
        "rental_plan": "5千",
    },
    "endorsements": ["cancellation"],
    "expenses": [
        {"kind": "tow", "amount": 168_500},
        {"kind": "taxi", "amount": 6_200, "person": "A"},
        {"kind": "lodging", "amount": 24_800, "person": "B"},
        {"kind": "repair", "amount": 682_000},
        {"kind": "cancellation", "amount": 30_000},
    ],
    "case": {"statement_date": "2026-11-20", "customer": {"name": "見本 太郎"}},
}
UNASKED = "rental_plan"
"""A fact that no coverage of the claim needs; without it the plain reading takes over."""


def claim_of(data: bytes) -> Claim:
    """The claim of a JSON request. Raises Problems."""
    node, _ = read(data, "", is_json=True)
    return read_claim(node)


def check(policy: Policy, count: int = 200) -> int:
    """The answers of the generated function, of the plain reading and of the code by hand on many claims; raises where they differ."""
    source, checked = random.Random(1), 0
    for claim, receipts in claims(source, count):
        inputs = admit(policy, claim)
        frame = code.function(policy.at(inputs.day))(inputs)
        by_hand = paid(receipts, drivable=False, shop_approved=False, insured_value=1_800_000, deductible=50_000)
        plain = bounds.run(policy.at(inputs.day), inputs)
        if frame != plain:
            raise AssertionError(f"the generated function and the plain reading differ: {receipts}")
        if calculate(policy, claim).paid != by_hand:
            raise AssertionError(f"the code by hand differs: {receipts}")
        checked += 1
    return checked


def claims(source: random.Random, count: int = 200) -> Iterator[tuple[Claim, list[Receipt]]]:
    """The fixed claim, then as many with receipts around its limits."""
    yield claim_of(json.dumps(CLAIM).encode()), [(bill["kind"], bill["amount"], bill.get("person", "")) for bill in CLAIM["expenses"]]
    around = {"tow": 150_000, "first_aid": 150_000, "taxi": 20_000, "lodging": 20_000, "repair": 1_800_000, "cancellation": 5_000}
    for _ in range(count):
        bills, receipts = [], []
        for kind in source.choices(list(around), k=5):
            amount = max(0, source.choice([1, around[kind] // 2, around[kind]]) + source.randint(-2, 2))
            person = source.choice("ABC") if kind in ("taxi", "lodging") else ""
            bills.append({"kind": kind, "amount": amount} | ({"person": person} if person else {}))
            receipts.append((kind, amount, person))
        yield claim_of(json.dumps({**CLAIM, "expenses": bills}).encode()), receipts


# ---- what is timed


def one_claim(policy: Policy) -> dict[str, Measured]:
    """Seconds of every stage of the fixed claim."""
    data = json.dumps(CLAIM, ensure_ascii=False).encode()
    claim = claim_of(data)
    inputs = admit(policy, claim)
    dated, result = policy.at(inputs.day), calculate(policy, claim)
    facts = {name: value for name, value in CLAIM["facts"].items() if name != UNASKED}
    unasked = claim_of(json.dumps({**CLAIM, "facts": facts}).encode())
    open_inputs = admit(policy, unasked)
    receipts = [(bill["kind"], bill["amount"], bill.get("person", "")) for bill in CLAIM["expenses"]]
    return measured(
        {
            "by hand": lambda: paid(receipts, False, False, 1_800_000, 50_000),
            "parse": lambda: json.loads(data),
            "claim": lambda: claim_of(data),
            "admit": lambda: admit(policy, claim),
            "frame": lambda: frame_of(dated, inputs),
            "open frame": lambda: frame_of(dated, open_inputs),
            "open whole": lambda: calculate(policy, unasked),
            "calculate": lambda: calculate(policy, claim),
            "write": lambda: to_json(result),
            "whole": lambda: to_json(calculate(policy, claim_of(data))),
            "find": lambda: rules.policy(PRODUCT),
        }
    )


def loading(file: Path) -> dict[str, Measured]:
    """Seconds of every stage of loading a policy with its examples."""
    beside = file.with_name(file.stem + rules.EXAMPLES)
    texts = [path.read_bytes() for path in (file, beside)]
    node, examples = (read(text, file.name, is_json=False)[0] for text in texts)
    policy = compile_policy(node, PRODUCT, [examples])

    def dated() -> object:
        policy.dated.clear()
        return code.function(policy.at(DAY))

    return measured(
        {
            "read": lambda: [read(text, file.name, is_json=False) for text in texts],
            "compile": lambda: compile_policy(node, PRODUCT, [examples]),
            "date": dated,
        }
    )


# ---- what is printed


def show_claim(found: Mapping[str, Measured]) -> None:
    """Prints the stages of one claim, and claims a second."""
    hand, whole = found["by hand"], found["whole"]
    told = found["calculate"].less(found["admit"], found["frame"])
    print(head(f"{PRODUCT}, five receipts", "× by hand", "share"))
    print(row("by hand: the sum, nothing checked or said", hand, hand))
    print(row("read: JSON bytes → Claim", found["claim"], hand, whole=whole))
    print(row("read: Claim → admitted", found["admit"], hand, whole=whole))
    print(row("calculate: the frame (generated function)", found["frame"], hand, whole=whole))
    print(row("account and trace", told, hand, whole=whole))
    print(row("write: JSON", found["write"], hand, whole=whole))
    print(row("all: JSON bytes → JSON bytes", whole, hand, whole=whole))
    print(rate("claims a second, the frame alone", found["frame"], least(100_000)))
    print(rate("claims a second, admitted and frame", found["admit"].plus(found["frame"])))
    print(rate("claims a second, the whole result", found["calculate"]))
    print(rate("claims a second, JSON bytes → JSON bytes", whole))
    print(times("the frame with one unasked fact missing / the frame", found["open frame"], found["frame"]))
    print(times("the whole result with one unasked fact missing / the whole result", found["open whole"], found["calculate"]))
    print(times("reading a claim / json.loads of its bytes", found["claim"], found["parse"]))
    print(times("looking the policy up by its id / the frame", found["find"], found["frame"]))


def show_loading(found: Mapping[str, Measured], claim: Measured) -> None:
    """Prints what it takes to load the policy, next to one claim from bytes to bytes."""
    print(head("the policy with its examples", "× claim"))
    print(row("read: YAML → nodes", found["read"], claim))
    print(row("compile: nodes → Policy", found["compile"], claim))
    print(row("a date: specialise, generate the function", found["date"], claim))
