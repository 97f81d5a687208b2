"""The ten-step policy as a decision graph of zen-engine: one node of ten named expressions, as its fastest author would write it.

Numbers of zen are decimals, and every named expression is in the answer, so it is compared step by step. What it does at the
edges of its numbers is asked in every run (`notes`).
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bench.ten_steps import FACTS, Facts

NAME = "zen-engine"
MODULE = "zen"
EXPRESSIONS = {
    "towing": "drivable ? 0 : min([towing_bill, 150000])",
    "taxi": "min([taxi_bill, 10000 * persons])",
    "lodging": "min([lodging_bill, 15000 * persons * nights])",
    "deductible": "accidents < 1 ? 50000 : 100000",
    "loss": "repair_bill >= insured_value ? insured_value : max([repair_bill - $.deductible, 0])",
    "repair_paid": "floor($.loss * fault_share / 10000)",
    "towing_paid": "min([$.towing, 300000])",
    "taxi_paid": "min([$.taxi, 300000 - $.towing_paid])",
    "lodging_paid": "min([$.lodging, 300000 - $.towing_paid - $.taxi_paid])",
    "total": "$.towing_paid + $.taxi_paid + $.lodging_paid + $.repair_paid",
}

EDGES = {"2^53 + 1": 2**53 + 1, "2^64 - 1": 2**64 - 1, "2^64": 2**64}
A_CLAIM: Facts = (2_000_000, 0, 0, 7_000, 2, 3, 180_000, 30_000, 200_000, 400_000)


def graph(expressions: Mapping[str, str]) -> dict[str, Any]:
    """A decision graph: input, one node of expressions that may name those before them, output."""
    rows = [{"id": f"row{at}", "key": name, "value": text} for at, (name, text) in enumerate(expressions.items())]
    place = {"x": 0, "y": 0}
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "claim", "position": place, "content": {}},
            {"id": "steps", "type": "expressionNode", "name": "steps", "position": place, "content": {"expressions": rows}},
            {"id": "out", "type": "outputNode", "name": "payout", "position": place, "content": {}},
        ],
        "edges": [
            {"id": "first", "type": "edge", "sourceId": "in", "targetId": "steps"},
            {"id": "last", "type": "edge", "sourceId": "steps", "targetId": "out"},
        ],
    }


def contexts(claims: Sequence[Facts]) -> list[dict[str, Any]]:
    """The claims as zen takes them; made before anything is timed."""
    return [dict(zip(FACTS, facts, strict=True)) | {"drivable": bool(facts[2])} for facts in claims]


def loaded(expressions: Mapping[str, str]) -> Any:
    """An engine that has compiled the graph once, under the name `policy`."""
    zen = importlib.import_module(MODULE)
    return zen.ZenEngine({"loader": {"type": "static", "content": {"policy": graph(expressions)}}})


def answers(claims: Sequence[Facts]) -> list[tuple[int, ...]]:
    """Towing, taxi, lodging, loss and repair after their own steps, then what each coverage pays and the total, by the batch
    call. Raises AssertionError where zen's single call answers otherwise, or with anything but integers."""
    engine = loaded(EXPRESSIONS)
    names = ("towing", "taxi", "lodging", "loss", "towing_paid", "taxi_paid", "lodging_paid", "repair_paid", "total")
    asked = contexts(claims)
    found = []
    for context, batched in zip(asked, engine.evaluate_batch([{"key": "policy", "context": one} for one in asked]), strict=True):
        single = engine.evaluate("policy", context)["result"]
        if single != batched["data"]["result"] or any(type(single[name]) is not int for name in names):
            raise AssertionError(f"zen's calls differ for {context}: {single}, {batched}")
        found.append(tuple(single[name] for name in names))
    return found


def work(claims: Sequence[Facts]) -> dict[str, Callable[[], object]]:
    """The ways to ask zen, each on all claims."""
    zen = importlib.import_module(MODULE)
    asked, engine = contexts(claims), loaded(EXPRESSIONS)
    decision = zen.ZenEngine().create_decision(json.dumps(graph(EXPRESSIONS)))
    requests = [{"key": "policy", "context": context} for context in asked]
    traced = {"trace": True}
    return {
        "zen decision": lambda: [decision.evaluate(context) for context in asked],
        "zen single": lambda: [engine.evaluate("policy", context) for context in asked],
        "zen trace": lambda: [engine.evaluate("policy", context, traced) for context in asked],
        "zen batch": lambda: engine.evaluate_batch(requests),
    }


def notes() -> list[str]:
    """What zen does with integers and decimals, and whether it gives steps: asked now, not remembered."""
    zen = importlib.import_module(MODULE)
    engine = loaded({"same": "amount + 0", "third": "amount / 3", "none": "amount / (amount - amount)"})

    def asked(amount: int, name: str) -> str:
        try:
            found = engine.evaluate("policy", {"amount": amount})["result"]
        except Exception as refused:  # the class of what zen raises is not part of its interface
            return f"refused ({type(refused).__name__})"
        return repr(found[name]) if name in found else "left out, without an error"

    trace = loaded(EXPRESSIONS).evaluate("policy", contexts([A_CLAIM])[0], {"trace": True})["trace"]
    whole = ", ".join(f"{text} is {asked(number, 'same')}" for text, number in EDGES.items())
    return [
        f"integers in a graph, plus 0: {whole}",
        f"2^53 + 1 through evaluate_expression is {zen.evaluate_expression('a + 0', {'a': 2**53 + 1})!r}",
        f"decimals: 1 / 3 is {asked(1, 'third')}; the result of a division by zero is {asked(1, 'none')}",
        f"steps: every named expression is in the result; the trace adds input, output and time of its {len(trace)} nodes, no words",
        "its time is the CPU time of all its threads; that a caller waits for another thread is not in it",
    ]
