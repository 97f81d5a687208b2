"""Interleaved rounds: every round times each variant once, so that a slow moment of the machine hits them all."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

ROUNDS = 9
SLICE = 0.03
"""CPU seconds that one variant runs in one round; slower work runs once."""


@dataclass(frozen=True, slots=True)
class Measured:
    """CPU seconds per call, one figure for each round."""

    rounds: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """The median round."""
        return median(self.rounds)

    @property
    def spread(self) -> float:
        """How far apart the middle half of the rounds lies, as a part of the median: the noise of this run."""
        ordered = sorted(self.rounds)
        quarter = len(ordered) // 4
        return (ordered[-1 - quarter] - ordered[quarter]) / self.seconds


def measured(variants: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, Measured]:
    """Each variant's CPU time per call, once it has run often enough to know how often fits a slice."""
    calls = {name: _calls(work) for name, work in variants.items()}
    found: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name, work in variants.items():
            found[name].append(_timed(work, calls[name]))
    return {name: Measured(tuple(seconds)) for name, seconds in found.items()}


def _calls(work: Callable[[], object]) -> int:
    calls = 1
    while (seconds := _timed(work, calls)) * calls < SLICE / 10:
        calls *= 4
    return max(1, int(SLICE / seconds))


def _timed(work: Callable[[], object], calls: int) -> float:
    work()
    start = time.process_time()
    for _ in range(calls):
        work()
    return (time.process_time() - start) / calls
