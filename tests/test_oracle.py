"""The engine and the second judge give the same figures, to the minor unit, on random policies and claims and on the shipped rules.

Each run draws new pairs and prints its seed. `PAYOUT_ORACLE_PAIRS` sets how many; `PAYOUT_ORACLE_SEED`, with `PAYOUT_ORACLE_POLICY` for
one policy of it, draws the same again.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import secrets
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import pytest

from tests import random_policies
from tests.agreement import CLAIMS_PER_POLICY, Tally, agree, compiled, judged

ROOT = Path(__file__).parent.parent
ENOUGH = 20_000
PAIRS = int(os.environ.get("PAYOUT_ORACLE_PAIRS", str(ENOUGH)))
SEED = os.environ.get("PAYOUT_ORACLE_SEED", str(secrets.randbelow(10**9)))
ONE = os.environ.get("PAYOUT_ORACLE_POLICY")
TOGETHER = 50  # policies that a process judges before it reports
RULES = [
    path
    for path in sorted(ROOT.glob("rules/*/*.yaml"))
    if not path.name.endswith(".examples.yaml") and "payout" in random_policies.read(path.read_text(encoding="utf-8"))
]
UNFIT = {"out-of-range", "no-value-then", "requirement"}
"""Complaints about claims of shipped rules, which are drawn without regard to ranges and first dates."""

MODES = ("down", "up", "half_up", "half_even")
LEAST = {
    **{f"{verb} per {per} {mode}": 5 for verb in ("share", "reduce") for per in ("night", "person and night", "kind") for mode in MODES},
    **{f"{verb} per {per} {mode}": 20 for verb in ("share", "reduce") for per in ("item", "accident", "person") for mode in MODES},
    **{f"{verb} per accident {mode} to {to}": 5 for verb in ("share", "reduce") for mode in MODES for to in (1, 10, 100)},
    **{f"{verb} per accident {mode}": 20 for verb in ("limit", "deduct", "add", "replace") for mode in MODES},
    **{f"{verb} per {per}": 50 for verb in ("limit", "deduct") for per in ("accident", "item", "kind", "person", "night", "grade")},
    **{f"{verb} per accident pro_rata": 50 for verb in ("limit", "deduct", "recover")},
    **{f"{verb} met {edge}": 50 for verb in ("limit", "deduct") for edge in ("one below", "exactly", "one above")},
    **{f"exclude per {per}": 5 for per in ("item", "accident", "person", "night", "kind")},
    **{f"a fraction {mode}": 1_000 for mode in MODES},
    **dict.fromkeys(
        ("recover per accident", "choose highest", "choose by a fact", "set from", "set is", "waive", "waive in together"), 100
    ),
    **dict.fromkeys(("add per accident", "replace per accident", "in together"), 1_000),
}
"""What `ENOUGH` pairs must reach at least: a generator that stops reaching something is a defect of its own."""


def all_pairs(with_open_facts: bool = False, pairs: int = PAIRS) -> Tally:
    """The pairs of this run, on two processes of their own; coverage does not follow them there, and they are fast."""
    if ONE is not None:
        return agree(SEED, int(ONE), 1, with_open_facts)
    policies = -(-pairs // CLAIMS_PER_POLICY)
    tally = Tally()
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        parts = [pool.submit(agree, SEED, at, min(TOGETHER, policies - at), with_open_facts) for at in range(0, policies, TOGETHER)]
        for part in as_completed(parts):
            tally.add(part.result())
            if tally.difference:
                pool.shutdown(cancel_futures=True)
                break
    return tally


def told(tally: Tally, seconds: int) -> str:
    """The run in a few lines: what was compared, and how often each verb acted at each level and with each rounding."""
    counts: dict[str, Counter[str]] = {}
    for key, times in sorted(tally.acted.items()):
        verb, per, rest = key.partition(" per ")
        level = next((level for level in ("person and night", "night and person") if rest.startswith(level)), rest.partition(" ")[0])
        for part in (f"per {level}", rest.removeprefix(level).strip()) if per else ():
            counts.setdefault(verb, Counter())[part] += times if part else 0
    judged_so = f"{tally.determined:,} determined, {tally.refused:,} refused by both"
    lines = [
        f"{tally.pairs:,} pairs, seed {SEED}, {seconds} s; {judged_so}",
        *(f"  {verb:8}{', '.join(f'{part} {times:,}' for part, times in found.items() if times)}" for verb, found in counts.items()),
        "  " + ", ".join(f"{key} {times:,}" for key, times in sorted(tally.acted.items()) if " per " not in key),
    ]
    return "\n".join(lines)


def test_both_judges_agree_on_every_figure(record_property: Callable[[str, object], None]) -> None:
    began = time.monotonic()
    tally = all_pairs()
    record_property("second judge", told(tally, int(time.monotonic() - began)))
    assert not tally.difference, f"PAYOUT_ORACLE_SEED={SEED} draws it again.\n{tally.difference}"
    assert tally.determined == tally.pairs - tally.refused > 0
    if tally.pairs >= ENOUGH:
        assert {key: tally.acted[key] for key, least in LEAST.items() if tally.acted[key] < least} == {}


def test_what_is_told_with_facts_missing_holds_whatever_they_are() -> None:
    """Facts withheld from the engine and known to the oracle: every figure that the engine tells all the same, and every range, is true."""
    tally = all_pairs(with_open_facts=True, pairs=2_000)
    assert not tally.difference, f"PAYOUT_ORACLE_SEED={SEED} draws it again.\n{tally.difference}"
    assert tally.determined > tally.pairs // 4


def test_the_same_pairs_agree_on_every_machine() -> None:
    tally = agree("the same", 0, 20)
    assert not tally.difference, tally.difference
    assert (tally.pairs, tally.determined) == (240, 240 - tally.refused)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_oracle_agrees_on_the_shipped_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    policy, rng = compiled(text), random.Random(f"{SEED}/{path.stem}")
    tally, enough = Tally(), max(PAIRS // 400, 1)
    while tally.determined < enough and tally.pairs < 50 * enough:
        claim = random_policies.claim(rng, text)
        pair = judged(policy, text, claim, may_refuse=UNFIT)
        assert not pair.difference, f"PAYOUT_ORACLE_SEED={SEED}\n{claim}\n{pair.difference}"
        tally.add(pair)
    assert tally.determined == enough


def test_a_seed_gives_the_same_pair() -> None:
    first, second = random.Random(7), random.Random(7)
    text = random_policies.policy(first)
    assert random_policies.policy(second) == text
    assert random_policies.claim(second, text) == random_policies.claim(first, text)
