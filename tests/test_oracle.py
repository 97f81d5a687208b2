"""The engine and the second judge give the same figures, to the minor unit, on random policies and claims and on the shipped rules.

`PAYOUT_ORACLE_PAIRS` sets how many random pairs are compared; pair n is the same on every machine.
"""

import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from payout.problem import Problems
from tests import random_policies
from tests.oracle import Refused, evaluate

ROOT = Path(__file__).parent.parent
PAIRS = int(os.environ.get("PAYOUT_ORACLE_PAIRS", "2000"))
CLAIMS_PER_POLICY = 4
TOTALS = ("claimed", "added", "paid", "left", "borne", "recovered")
RULES = [
    path
    for path in sorted(ROOT.glob("rules/**/*.yaml"))
    if not path.name.endswith(".examples.yaml") and "payout" in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
]


def compiled(text: str) -> Any:
    from payout.compile import compile_policy
    from payout.source import read

    node, _ = read(text.encode(), "p.yaml", is_json=False)
    return compile_policy(node, "p")


def calculated(policy: Any, claim: dict[str, Any]) -> dict[str, Any]:
    """The engine's result document for a claim."""
    import msgspec

    from payout.calculate import calculate
    from payout.claim import read_claim
    from payout.source import read

    node, _ = read(json.dumps(claim).encode(), "claim.json", is_json=True)
    result: dict[str, Any] = msgspec.to_builtins(calculate(policy, read_claim(node)))
    return result


def figures_of_engine(result: dict[str, Any]) -> dict[str, Any]:
    """What is compared, by a key that says where it stands; zeros are left out."""
    found: Counter[str] = Counter()
    for one in result["coverages"]:
        for key in ("claimed", "added", "paid"):
            found[f"{one['name']} {key}"] += one[key]
    for line in result["lines"]:
        if not line["coverage"]:
            continue
        found[f"{line['coverage']} line {line_name(line['id'])} paid"] += line["paid"]
        for reduction in line["reductions"]:
            step = reduction["step"].split("#")[0].removeprefix(line["coverage"] + ".")
            found[f"{line['coverage']} taken off by {step}"] += reduction["amount"]
    return shown(found, result)


def figures_of_oracle(answer: dict[str, Any]) -> dict[str, Any]:
    found: Counter[str] = Counter()
    for name, one in answer["coverages"].items():
        for key in ("claimed", "added", "paid"):
            found[f"{name} {key}"] += one[key]
        for line in one["lines"]:
            found[f"{name} line {line_name(line['id'])} paid"] += line["paid"]
        for step, amount in one["taken_off"].items():
            found[f"{name} taken off by {step}"] += amount
    return shown(found, answer)


def shown(found: Counter[str], totals: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value} | {key: totals[key] for key in TOTALS}


def line_name(line: str) -> str:
    """An expense's own id; the lines that steps and losses make are compared as one."""
    return line if line.startswith("e") and line[1:].partition("#")[0].isdigit() else "made"


def statuses_of_engine(result: dict[str, Any]) -> dict[str, str]:
    return {one["name"]: one["status"] for one in result["coverages"]}


def statuses_of_oracle(answer: dict[str, Any]) -> dict[str, str]:
    """Statuses by coverage, where the guide says which it is."""
    return {name: one["status"] for name, one in answer["coverages"].items() if one["status"]}


def differences(ours: dict[str, Any], theirs: dict[str, Any]) -> str:
    keys = sorted(ours.keys() | theirs.keys())
    return "\n".join(
        f"  {key}: engine {ours.get(key, 0)}, oracle {theirs.get(key, 0)}" for key in keys if ours.get(key, 0) != theirs.get(key, 0)
    )


def compare(policy: Any, text: str, claim: dict[str, Any]) -> str:
    """The differences between both answers, one a line; empty if they agree."""
    result, answer = calculated(policy, claim), evaluate(text, claim)
    figures = differences(figures_of_engine(result), figures_of_oracle(answer))
    theirs = statuses_of_oracle(answer)
    ours = {name: status for name, status in statuses_of_engine(result).items() if name in theirs}
    return figures + differences(ours, theirs)


def explain(text: str, claim: dict[str, Any], found: str) -> str:
    result, answer = calculated(compiled(text), claim), evaluate(text, claim)
    parts = [text, json.dumps(claim, ensure_ascii=False), found]
    parts += [f"engine: {figures_of_engine(result)}", f"oracle: {figures_of_oracle(answer)}"]
    return "\n".join(parts)


def test_oracle_agrees() -> None:
    for n in range(max(PAIRS // CLAIMS_PER_POLICY, 1)):
        rng = random.Random(n)
        text = random_policies.policy(rng)
        policy = compiled(text)
        for _ in range(CLAIMS_PER_POLICY):
            claim = random_policies.claim(rng, text)
            found = compare(policy, text, claim)
            assert not found, f"policy {n}\n{explain(text, claim, found)}"


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_oracle_agrees_on_the_shipped_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    policy, rng = compiled(text), random.Random(path.stem)
    for _ in range(max(PAIRS // 40, 1)):
        claim = random_policies.claim(rng, text)
        try:
            evaluate(text, claim)
            calculated(policy, claim)
        except Refused:
            continue
        except Problems as refused:  # the claims are drawn without regard to ranges and first dates
            if {problem.code for problem in refused.problems} <= {"out-of-range", "no-value-then", "requirement"}:
                continue
            raise
        found = compare(policy, text, claim)
        assert not found, explain(text, claim, found)


def test_a_seed_gives_the_same_pair() -> None:
    first, second = random.Random(7), random.Random(7)
    text = random_policies.policy(first)
    assert random_policies.policy(second) == text
    assert random_policies.claim(second, text) == random_policies.claim(first, text)
