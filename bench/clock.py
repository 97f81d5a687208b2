"""Interleaved rounds: every round times each variant once, so that a slow moment of the machine hits them all."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median
from typing import TypeVar

ROUNDS = 9
SLICE = 0.03
"""CPU seconds that one variant runs in one round; slower work runs once."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure for each round: CPU seconds per call, or a ratio of two of them."""

    rounds: tuple[float, ...]

    @property
    def middle(self) -> float:
        """The median round."""
        return median(self.rounds)

    @property
    def half(self) -> tuple[float, float]:
        """Where the middle half of the rounds begins and ends."""
        ordered = sorted(self.rounds)
        quarter = len(ordered) // 4
        return ordered[quarter], ordered[-1 - quarter]

    @property
    def noise(self) -> float:
        """How far apart the middle half of the rounds lies, as a part of the median: the noise of this run."""
        low, high = self.half
        return (high - low) / self.middle

    def over(self, one: Measured) -> Measured:
        """The ratio to another variant, round by round: what slowed a round slowed both."""
        return Measured(tuple(mine / other for mine, other in zip(self.rounds, one.rounds, strict=True)))

    def plus(self, other: Measured) -> Measured:
        """Both one after the other, round by round."""
        return Measured(tuple(mine + its for mine, its in zip(self.rounds, other.rounds, strict=True)))

    def less(self, *parts: Measured) -> Measured:
        """What remains without the parts inside it, round by round."""
        return Measured(tuple(all_ - sum(inside) for all_, *inside in zip(self.rounds, *(part.rounds for part in parts), strict=True)))

    def each(self, calls: int) -> Measured:
        """Per claim, where one call works on so many."""
        return Measured(tuple(seconds / calls for seconds in self.rounds))


def measured(variants: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, Measured]:
    """Each variant's CPU time per call (all threads of this process), once it has run often enough to know how often fits a slice."""
    calls = {name: _calls(work) for name, work in variants.items()}
    found: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name, work in variants.items():
            found[name].append(_timed(work, calls[name]))
    return {name: Measured(tuple(seconds)) for name, seconds in found.items()}


Given = TypeVar("Given")


def in_turn(work: Callable[[Given], object], given: Sequence[Given]) -> Callable[[], object]:
    """The work on another one each time, so that no cache of what comes out helps."""
    each = cycle(given)
    return lambda: work(next(each))


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
