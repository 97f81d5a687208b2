"""What the examples of a policy reach, and what no example reaches: rules that nobody has worked out by hand.

points       what there is to reach: steps, cases, rows, conditions, breakpoints
breakpoints  where a payout changes its rule, and on which side of it a claim stands
visits       what one run of an example meets
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from payout.messages import Words
from payout.policy import Policy
from payout.problem import Problem
from payout.reach.points import ACTS, KINDS, RAN, Key, Point, map_of
from payout.reach.visits import Met, Run, met_by

__all__ = ["KINDS", "Gap", "Point", "Reach", "Run", "reach_of"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A point that is not reached: its kind, the ways that are missing, and the complaint with the example to write."""

    kind: str
    missing: tuple[str, ...]
    problem: Problem


@dataclass(frozen=True, slots=True)
class Reach:
    """All points of a policy, in file order, and the ways in which its examples met them."""

    points: Mapping[Key, Point]
    met: frozenset[Met]

    def missing(self, point: Point) -> tuple[str, ...]:
        """The ways in which no example meets a point."""
        return tuple(way for way in point.ways if (point.key, way) not in self.met)

    def counts(self) -> dict[str, tuple[int, int]]:
        """By kind, how many points are reached and how many there are; kinds that the policy does not have are left out."""
        found: dict[str, tuple[int, int]] = {}
        for kind in KINDS:
            points = [point for point in self.points.values() if point.kind == kind]
            if points:
                found[kind] = (sum(not self.missing(point) for point in points), len(points))
        return found

    def told(self) -> Words:
        """The counts in one line."""
        counts = self.counts().items()
        return {
            "en": ", ".join(f"{met} of {of} {kind}" for kind, (met, of) in counts),
            "ja": "、".join(f"{JAPANESE[kind]} {of}のうち{met}" for kind, (met, of) in counts),
        }

    def gaps(self) -> list[Gap]:
        """What some example should still meet, in file order."""
        return [self.gap(point) for point in self.points.values() if self.missing(point)]

    def gap(self, point: Point) -> Gap:
        """The complaint about a point, in the author's words."""
        words = {"name": point.owner, "given": point.given, "wanted": point.wanted}
        words["missing"] = "; ".join(point.ways[way] for way in self.missing(point))
        idle = ACTS in point.ways and (point.key, RAN) in self.met
        return Gap(point.kind, self.missing(point), Problem(point.at, "idle-step" if idle else CODES[point.kind], words))


JAPANESE = {
    "steps": "手順",
    "cases": "場合",
    "waivers": "適用除外",
    "sets": "変更",
    "rules": "取り決め",
    "rows": "値",
    "conditions": "条件",
    "requirements": "受付条件",
    "breakpoints": "境目",
}
CODES = {
    "steps": "unreached-step",
    "cases": "unreached-case",
    "waivers": "unreached-waiver",
    "sets": "unreached-set",
    "rules": "unreached-step",
    "rows": "unreached-row",
    "conditions": "unreached-condition",
    "requirements": "unreached-requirement",
    "breakpoints": "unreached-breakpoint",
}


def reach_of(policy: Policy, runs: Iterable[Run]) -> Reach:
    """What these runs reach. The claims are ones that the policy answers."""
    map = map_of(policy)
    met: set[Met] = set()
    for run in runs:
        met |= met_by(map, run)
    return Reach(map.points, frozenset(met))
