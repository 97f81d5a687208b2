"""How the figures are printed: a ratio, the noise that it was measured in, and the target beside it, met or missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bench.clock import Measured


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should be, `most` or `least` of it."""

    figure: str
    is_met: Callable[[float], bool]

    def verdict(self, found: Measured) -> str:
        """The target beside the figure; a miss is within the noise where the middle half of the rounds reaches the target."""
        if self.is_met(found.middle):
            return f"target {self.figure}: met"
        return f"target {self.figure}: MISSED{', within the noise' if any(map(self.is_met, found.half)) else ''}"


def most(figure: float) -> Target:
    """At most so many."""
    return Target(f"≤ {figure:g}", lambda found: found <= figure)


def least(figure: float) -> Target:
    """At least so many."""
    return Target(f"≥ {figure:,.0f}", lambda found: found >= figure)


def head(title: str, ratio: str, share: str = "") -> str:
    """The line above a table; `ratio` says what the rows are divided by."""
    return f"\n{title:<54}{'µs':>11}{ratio:>14}{share:>8}{'noise':>8}"


def row(name: str, found: Measured, one: Measured, target: Target | None = None, whole: Measured | None = None) -> str:
    """Time per call, its ratio to `one` with the ratio's noise, its share of `whole`, and the target of the ratio."""
    ratio = found.over(one)
    share = f"{found.over(whole).middle:7.0%}" if whole else ""
    verdict = f"  {target.verdict(ratio)}" if target else ""
    return f"  {name:<52}{found.middle * 1e6:>11,.2f}{ratio.middle:>14,.2f}{share:>8}{ratio.noise:>8.0%}{verdict}"


def times(name: str, slow: Measured, fast: Measured, target: Target | None = None, digits: int = 1) -> str:
    """How many times as fast one is as the other, with the ratio's noise and its target."""
    ratio = slow.over(fast)
    verdict = f"  {target.verdict(ratio)}" if target else ""
    return f"  {name:<77}{ratio.middle:>11,.{digits}f}{ratio.noise:>8.0%}{verdict}"


def rate(name: str, found: Measured, target: Target | None = None) -> str:
    """How many a second."""
    a_second = Measured(tuple(1 / seconds for seconds in found.rounds))
    verdict = f"  {target.verdict(a_second)}" if target else ""
    return f"  {name:<77}{a_second.middle:>11,.0f}{a_second.noise:>8.0%}{verdict}"
