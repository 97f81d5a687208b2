"""Two judges of one claim: the engine and `tests/oracle.py`, compared in every figure that a result states.

A pair is a policy and a claim. Pairs are numbered within a seed; the same seed and number give the same pair on every machine.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import msgspec

from payout.calculate import calculate
from payout.claim import read_claim
from payout.compile import read_policy
from payout.policy import Policy
from payout.problem import Problems
from payout.source import read
from tests import random_policies
from tests.oracle import Refused, evaluate

TOTALS = ("claimed", "added", "paid", "left", "borne", "recovered")
CLAIMS_PER_POLICY = 12
IDLE = {"waived-always", "when-never", "case-taken"}
"""Complaints about a part of a policy that can never act."""
LEFT_OUT = -(10**18)
"""A figure that is left out of a coverage that is told: no figure of the oracle is below 0."""
REFUSALS = {"requirement", "no-value-then"}
"""Complaints that the claim does not fit the contract: the oracle must refuse it too."""


@dataclass
class Tally:
    """What a run came to: how many pairs, how many of them were determined or refused, and what acted in them."""

    pairs: int = 0
    determined: int = 0
    refused: int = 0
    acted: Counter[str] = field(default_factory=Counter)
    difference: str = ""

    def add(self, other: Tally) -> None:
        self.pairs += other.pairs
        self.determined += other.determined
        self.refused += other.refused
        self.acted += other.acted
        self.difference = self.difference or other.difference


def compiled(text: str) -> Policy:
    """A policy's text as the engine reads it; a random one may have parts that never apply, and they must not act."""
    return read_policy(read(text.encode(), "p.yaml", is_json=False)[0], "p")[0]


def calculated(policy: Policy, claim: dict[str, Any]) -> dict[str, Any]:
    """The engine's result document for a claim."""
    node, _ = read(json.dumps(claim).encode(), "claim.json", is_json=True)
    result: dict[str, Any] = msgspec.to_builtins(calculate(policy, read_claim(node)))
    return result


# ---------------------------------------------------------------- the figures of both, by a key that says where each stands


def figures_of_engine(result: dict[str, Any], told: list[str], has_totals: bool) -> dict[str, Any]:
    """Figures of the coverages named, and the totals."""
    found: Counter[str] = Counter()
    for one in result["coverages"]:
        if one["name"] in told:
            add_figures(found, one["name"], one, ("claimed", "added", "paid"))
            add_words(found, one["name"], one)
    for line in result["lines"]:
        if line["coverage"] in told:
            key = line_key(line["coverage"], line["id"])
            add_figures(found, key, line, ("claimed", "added", "paid", "refilled"))
            for reduction in line["reductions"]:
                step = reduction["step"].split("#")[0].removeprefix(line["coverage"] + ".")
                amount = reduction.get("amount", LEFT_OUT)
                found[f"{line['coverage']} taken off by {step}"] += amount
                found[f"{key}: {step} by {reduction['borne_by']}"] += amount
    payees = {one["payee"]: one["amount"] for one in result["payees"]}
    return shown(found, {**result, "payees": payees} if has_totals else {})


def figures_of_oracle(answer: dict[str, Any], told: list[str], has_totals: bool) -> dict[str, Any]:
    """Figures of the coverages named, and the totals."""
    found: Counter[str] = Counter()
    for name in told:
        one = answer["coverages"][name]
        add_figures(found, name, one, ("claimed", "added", "paid"))
        add_words(found, name, one)
        for line in one["lines"]:
            key = line_key(name, line["id"])
            add_figures(found, key, line, ("claimed", "added", "paid", "refilled"))
            for step, amount in line["borne"].items():
                found[f"{key}: {step}"] += amount
        for step, amount in one["taken_off"].items():
            found[f"{name} taken off by {step}"] += amount
    return shown(found, answer if has_totals else {})


def add_figures(found: Counter[str], key: str, figures: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        found[f"{key} {name}"] += figures.get(name, LEFT_OUT)


def add_words(found: Counter[str], key: str, coverage: dict[str, Any]) -> None:
    """The case, where something is paid; and the status, where the guide says which it is."""
    found[f"{key} is {coverage['status']}"] = 1
    if coverage["paid"] and coverage["case"]:
        found[f"{key} in case {coverage['case']}"] = 1


def line_key(coverage: str, line: str) -> str:
    """An expense's own id; the lines that steps and losses make are compared as one."""
    return f"{coverage} line {line if line.startswith('e') and line[1:].partition('#')[0].isdigit() else 'made'}"


def shown(found: Counter[str], totals: dict[str, Any]) -> dict[str, Any]:
    """Without zeros; with the totals, the payees and what the payment counts as, where there are any."""
    figures: dict[str, Any] = {key: value for key, value in found.items() if value}
    if totals:
        figures |= {name: totals[name] for name in TOTALS}
        figures |= {f"to {payee}": amount for payee, amount in totals["payees"].items()}
        figures |= {f"counts as {fact}": amount for fact, amount in totals["counts_as"].items() if amount}
    return figures


# ---------------------------------------------------------------- the comparison


def differences(result: dict[str, Any], answer: dict[str, Any], has_withheld: bool = False) -> str:
    """Where the judges differ, a line each; a figure that the engine does not tell is not compared."""
    told = [one["name"] for one in result["coverages"] if one["status"] != "undetermined"]
    is_told = result["status"] == "determined"
    if has_withheld:  # a coverage that nobody claimed for is a question, not a figure, also where a benefit of it waits for a fact
        asked = {one["name"] for one in result["coverages"] if one["status"] == "not_claimed" and answer["coverages"][one["name"]]["paid"]}
        told, is_told = [name for name in told if name not in asked], is_told and not asked
    ours, theirs = figures_of_engine(result, told, is_told), figures_of_oracle(answer, told, is_told)
    for name in told:
        # The guide does not always say which status it is; and a coverage without a receipt is asked about while its `when` is open.
        if has_withheld or not answer["coverages"][name]["status"]:
            for figures in (ours, theirs):
                for key in [key for key in figures if key.startswith(f"{name} is ")]:
                    del figures[key]
    for one in result["coverages"]:
        truth = answer["coverages"][one["name"]]["paid"]
        if one["status"] == "undetermined" and not one["low"] <= truth <= one["high"]:
            ours[f"{one['name']} paid"], theirs[f"{one['name']} paid"] = f"{one['low']} to {one['high']}", truth
    open_ = {key for key, value in ours.items() if result["status"] == "undetermined" and key.endswith(" refilled") and value == LEFT_OUT}
    keys = [key for key in sorted((ours.keys() | theirs.keys()) - open_) if ours.get(key, 0) != theirs.get(key, 0)]
    return "\n".join(f"  {key}: engine {ours.get(key, 0)}, oracle {theirs.get(key, 0)}" for key in keys)


def judged(
    policy: Policy,
    text: str,
    claim: dict[str, Any],
    withheld: frozenset[str] = frozenset(),
    may_refuse: frozenset[str] | set[str] = frozenset(),
) -> Tally:
    """One pair. `withheld` facts are known to the oracle and not told to the engine: what it tells all the same must hold.

    `may_refuse` are complaints of the engine that the oracle does not know of.
    """
    stated = {
        **claim,
        "facts": {name: value for name, value in claim["facts"].items() if name not in withheld},
        "expenses": [{key: value for key, value in one.items() if f"{one['id']}/{key}" not in withheld} for one in claim["expenses"]],
    }
    try:
        answer = evaluate(text, claim, withheld)
    except Refused:
        answer = {}
    try:
        result = calculated(policy, stated)
    except Problems as refused:
        codes = {problem.code for problem in refused.problems}
        both = codes <= may_refuse or (not answer and codes <= REFUSALS)
        return Tally(1, refused=1, difference="" if both else f"  the engine refuses: {refused}")
    except Exception as error:
        return Tally(1, difference=f"  the engine fails: {error!r}")
    if not answer:  # with a fact withheld, the engine may not see yet that a requirement is broken
        return Tally(1, refused=1, difference="" if withheld else "  the oracle refuses")
    is_told = result["status"] == "determined"
    return Tally(1, determined=int(is_told), acted=answer["acted"], difference=differences(result, answer, bool(withheld)))


def smallest(policy: Policy, text: str, claim: dict[str, Any], withheld: frozenset[str]) -> dict[str, Any]:
    """The claim without every expense and endorsement that the difference does not need."""
    for part in ("expenses", "endorsements"):
        for one in list(claim[part]):
            fewer = {**claim, part: [other for other in claim[part] if other is not one]}
            if judged(policy, text, fewer, withheld).difference:
                claim = fewer
    return claim


def drawn(rng: random.Random, number: int) -> tuple[str, Policy]:
    """A random policy that the compiler takes: one with a part that can never act is refused, and another one is drawn."""
    for _ in range(50):
        text = random_policies.policy(rng, number)
        try:
            return text, compiled(text)
        except Problems as refused:
            if not {problem.code for problem in refused.problems} <= IDLE:
                raise
    raise AssertionError("fifty policies with parts that can never act")


def agree(seed: str, first: int, count: int, with_open_facts: bool = False) -> Tally:
    """The pairs of policies `first` to `first + count - 1`; stops at the first difference and says how to see it again."""
    tally = Tally()
    for number in range(first, first + count):
        rng = random.Random(f"{seed}/{number}")
        try:
            text, policy = drawn(rng, number)
        except Problems as refused:
            return Tally(difference=f"policy {number} of seed {seed}: {refused}")
        for _ in range(CLAIMS_PER_POLICY):
            claim = random_policies.claim(rng, text)
            withheld = random_policies.withheld(rng, text, claim) if with_open_facts else frozenset[str]()
            pair = judged(policy, text, claim, withheld)
            if pair.difference:
                claim = smallest(policy, text, claim, withheld)
                found = judged(policy, text, claim, withheld).difference
                shown = json.dumps(claim, ensure_ascii=False)
                pair.difference = f"policy {number} of seed {seed}; withheld: {sorted(withheld)}\n{text}\n{shown}\n{found}"
            tally.add(pair)
            if tally.difference:
                return tally
    return tally
