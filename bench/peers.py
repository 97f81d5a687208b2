"""Other engines on the ten-step policy: equal answers first, then how many times as long they take. What is absent is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec

from bench import peer_openfisca, peer_zen
from bench.clock import Measured, measured
from bench.table import head, least, row, times
from bench.ten_steps import DAY, POLICY, Facts, claims
from payout.calculate import scalar

PEERS = (peer_zen, peer_openfisca)
SAMPLE = 40
"""Claims that are asked one by one in a call that is timed; slow peers take a millisecond for each."""
BATCH = 1_000
"""Claims of one batch."""


def present() -> list[str]:
    """The peers that are installed, with their versions."""
    return [f"{peer.NAME} {version(peer.NAME)}" for peer in PEERS if find_spec(peer.MODULE)]


def absent() -> list[str]:
    """The peers that are not installed."""
    return [peer.NAME for peer in PEERS if not find_spec(peer.MODULE)]


def told(sample: Sequence[Facts]) -> list[tuple[int, ...]]:
    """What a peer must answer: towing, taxi, lodging and loss after their own steps, what each coverage pays, the total."""
    steps = scalar.step_values(POLICY.at(DAY))
    found = []
    for facts in sample:
        towing, taxi, lodging, total_loss, partial_loss, _, _, _, _, *paid = steps(DAY, *facts)
        found.append((towing, taxi, lodging, total_loss + partial_loss, *paid))
    return found


def check(count: int = 5_000) -> int:
    """How many claims the generated function and every installed peer agree on, step by step; raises AssertionError."""
    sample = list(claims(count))
    expected = told(sample)
    for peer in PEERS:
        if find_spec(peer.MODULE):
            for facts, ours, theirs in zip(sample, expected, peer.answers(sample), strict=True):
                if ours != theirs:
                    raise AssertionError(f"{peer.NAME} answers {theirs}, not {ours}, for {facts}")
    return len(sample)


def measure() -> dict[str, Measured]:
    """Seconds per claim of the generated functions and of every way to ask an installed peer."""
    sample = list(claims(BATCH, seed=2))
    dated = POLICY.at(DAY)
    amounts, steps = scalar.amounts(dated), scalar.step_values(dated)
    with_day = [(DAY, *facts) for facts in sample]

    def generated() -> None:
        for facts in with_day:
            amounts(*facts)

    def generated_steps() -> None:
        for facts in with_day:
            steps(*facts)

    work = {"generated": generated, "generated steps": generated_steps}
    counts = {"generated": BATCH, "generated steps": BATCH, "zen batch": BATCH, "openfisca columns": peer_openfisca.MANY}
    for peer in PEERS:
        if find_spec(peer.MODULE):
            work |= peer.work(sample[:SAMPLE])
            work |= {name: way for name, way in peer.work(sample).items() if name in counts}
    return {name: found.each(counts.get(name, SAMPLE)) for name, found in measured(work).items()}


WAYS = {
    "zen decision": "zen: a decision made from text, evaluate",
    "zen single": "zen: a decision compiled once by a loader, evaluate",
    "zen trace": "zen: the same with its trace",
    "zen batch": f"zen: evaluate_batch of {BATCH:,}",
    "openfisca situation": "OpenFisca: one situation",
    "openfisca of one": "OpenFisca: a simulation of one claim",
    "openfisca columns": f"OpenFisca: {peer_openfisca.MANY:,} claims at once, by columns",
}


def show(found: Mapping[str, Measured]) -> None:
    """Prints the table, the targets, and what each peer does with numbers and steps."""
    ours = found["generated"]
    print(head("peers on the ten-step policy, per claim", "× generated"))
    print(row("amounts, generated", ours, ours))
    print(row("every step value, generated", found["generated steps"], ours))
    for name, way in WAYS.items():
        if name in found:
            print(row(way, found[name], ours))
    if "zen single" in found:
        print(times("zen's evaluate of a decision from text / generated amounts", found["zen decision"], ours, least(50)))
        print(times("zen's fastest evaluate / generated amounts", found["zen single"], ours, least(50)))
        print(times("zen's fastest evaluate with its trace / generated step values", found["zen trace"], found["generated steps"]))
        print(times("zen's batch / generated amounts", found["zen batch"], ours, least(5)))
    for peer in PEERS:
        if find_spec(peer.MODULE):
            print("\n".join(f"  {peer.NAME}: {note}" for note in peer.notes()))
