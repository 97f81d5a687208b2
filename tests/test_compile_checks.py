"""What could never apply is refused when a policy is loaded; and nothing that a claim can come to is ever called so."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payout import expr
from payout.admission import admit
from payout.calculate import frame_of
from payout.claim import read_claim
from payout.compile import compile_policy, read_policy
from payout.compile.checks import problems_of
from payout.compile.worlds import Worlds
from payout.expr import AtMost, Both, Const, Either, Equal, Expr, Fact, If, Less, Minus, Not, Plus, Ref, Since
from payout.frame import Frame
from payout.policy import Definition, Formula, Policy
from payout.problem import Position, Problem, Problems
from payout.source import read
from payout.values import Type
from tests import random_policies

RANGES = {"a": (0, 3), "b": (1, 4), "word": (0, 2), "yes": (0, 1), "other": (0, 1), "day": (0, 4)}
"""Few enough values to try them all: 4 * 4 * 3 * 2 * 2 * 5."""
EVERY_CLAIM = [dict(zip(RANGES, values, strict=True)) for values in itertools.product(*(range(a, b + 1) for a, b in RANGES.values()))]
DEFINED = Both(Less(Fact("a"), Fact("b")), Not(Fact("other")))
DEFINITIONS = {"defined": Definition("defined", {}, "", Formula("a < b and not other", Position(), Type("yes_no"), DEFINED))}


# ---- conditions over small ranges, where every claim can be tried


def value(node: Expr, claim: Mapping[str, int]) -> int:
    """What an expression is for a claim, said as plainly as it can be."""
    match node:
        case Const(known):
            return known
        case Fact(name):
            return claim[name]
        case Ref():
            return value(DEFINED, claim)
        case Since(day):
            return int(claim["day"] >= day)
        case If(condition, yes, no):
            return value(yes if value(condition, claim) else no, claim)
    parts = [value(part, claim) for part in expr.children(node)]
    match node:
        case Plus():
            return parts[0] + parts[1]
        case Minus():
            return parts[0] - parts[1]
        case Less():
            return int(parts[0] < parts[1])
        case AtMost():
            return int(parts[0] <= parts[1])
        case Equal():
            return int(parts[0] == parts[1])
        case Both():
            return min(parts)
        case Either():
            return max(parts)
        case Not():
            return 1 - parts[0]
    raise AssertionError(node)


def names(*known: str) -> st.SearchStrategy[Expr]:
    return st.sampled_from([Fact(name) for name in known])


LEAVES: st.SearchStrategy[Expr] = st.one_of(names("a", "b", "word"), st.builds(Const, st.integers(-1, 5)))
TRUTHS: st.SearchStrategy[Expr] = st.one_of(names("yes", "other"), st.just(Ref("defined")), st.builds(Since, st.integers(0, 5)))
TABLES: st.SearchStrategy[Expr] = st.one_of(LEAVES, st.builds(If, TRUTHS, LEAVES, LEAVES))
NUMBERS: st.SearchStrategy[Expr] = st.one_of(TABLES, st.builds(Plus, LEAVES, TABLES), st.builds(Minus, LEAVES, LEAVES))


def compared(numbers: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    return st.one_of(*(st.builds(kind, numbers, numbers) for kind in (Less, AtMost, Equal)))


def conditions(atoms: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    def joined(part: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        return st.one_of(st.builds(Not, part), st.builds(Both, part, part), st.builds(Either, part, part), st.builds(If, part, part, part))

    return st.recursive(atoms, joined, max_leaves=6)


ANY = conditions(st.one_of(TRUTHS, compared(NUMBERS)))
AGAINST_NUMBERS = st.one_of(
    *(st.builds(kind, names("a", "b", "word"), st.builds(Const, st.integers(-1, 5))) for kind in (Less, AtMost, Equal))
)
EXACT = conditions(st.one_of(names("yes", "other"), st.builds(Since, st.integers(0, 5)), AGAINST_NUMBERS))


def worlds() -> Worlds:
    return Worlds(RANGES, DEFINITIONS, "day")


def some_claim_meets(wanted: Sequence[Expr]) -> bool:
    return any(all(value(condition, claim) for condition in wanted) for claim in EVERY_CLAIM)


@settings(max_examples=200)
@given(st.lists(ANY, min_size=1, max_size=3))
def test_what_some_claim_meets_is_never_called_impossible(wanted: list[Expr]) -> None:
    assert worlds().can_hold(*wanted) or not some_claim_meets(wanted)


@settings(max_examples=200)
@given(st.lists(EXACT, min_size=1, max_size=3))
def test_conditions_that_compare_names_with_numbers_are_decided_exactly(wanted: list[Expr]) -> None:
    assert worlds().can_hold(*wanted) == some_claim_meets(wanted)


def test_what_is_known_of_two_names_and_of_each_must_fit() -> None:
    a, b = Fact("a"), Fact("b")
    assert not worlds().can_hold(Less(a, b), Equal(a, Const(3)), Equal(b, Const(2)))
    assert not worlds().can_hold(Less(b, a), Equal(a, Const(1)), Equal(b, Const(1)))
    assert worlds().can_hold(Less(a, b), Equal(a, Const(3)), Equal(b, Const(4)))


# ---- whole policies, as random as they come


def drawn(seed: int) -> tuple[Policy, list[Problem], Iterator[Frame]]:
    """A random policy as it is written, what is found dead in it, and what runs of random claims leave behind."""
    rng = random.Random(seed)
    text = random_policies.policy(rng)
    policy, rivals = read_policy(read(text.encode(), "p.yaml", is_json=False)[0], "p")

    def runs() -> Iterator[Frame]:
        for _ in range(40):
            node, _ = read(json.dumps(random_policies.claim(rng, text)).encode(), "claim.json", is_json=True)
            try:
                inputs = admit(policy, read_claim(node))
                yield frame_of(policy.at(inputs.day), inputs)
            except Problems:  # drawn without regard to ranges and requirements
                continue

    return policy, problems_of(policy, rivals), runs()


def dead_things_that_acted(policy: Policy, dead: set[Position], frame: Frame) -> Iterator[str]:
    """Cases that were taken and steps that changed a line although they are called dead."""
    for name, ran in frame.coverages.items():
        coverage = policy.coverages[name]
        if ran.live == 1 and ran.case >= 0:
            case = coverage.cases[ran.case]
            if case.at in dead or (case.when is not None and case.when.at in dead):
                yield f"{name}: case {case.name}"
        lines = ran.start
        for entry in ran.branches[0] if ran.branches else []:
            step = coverage.all_steps()[entry.step]
            if entry.after != lines and step.when is not None and step.when.at in dead:
                yield f"{name}: step {step.name}"
            lines = entry.after
        if ran.live == 1 and coverage.when is not None and coverage.when.at in dead:
            yield name


def test_no_random_claim_comes_to_what_is_called_dead() -> None:
    told = 0
    for seed in range(150):
        policy, problems, frames = drawn(seed)
        if problems:
            told += 1
            dead = {problem.at for problem in problems}
            acted = [acted for frame in frames for acted in dead_things_that_acted(policy, dead, frame)]
            assert acted == [], f"policy {seed}"
    assert told > 5


# ---- two endorsements that set one target


SET = """\
payout: 1
title: Towing
currency: JPY
dated_by: contract_start
contract: {contract_start: {type: date}}
claim: {earlier: {type: count, unit: claim}}
expenses: {tow: {}}
terms:
  tow_limit: {from: {2024-01-01: 150_000}, per: accident, clause: Article 3}
coverages:
  towing: {covers: [tow], clause: Article 2, steps: [{limit: tow_limit}]}
endorsements:
  more:
    changes: [{set: tow_limit, from: {2024-01-01: 300_000}, when: earlier == 0}]
  most:
    changes: [{set: tow_limit, from: {2024-01-01: 500_000}, when: earlier > 0}, {set: tow_limit, from: {2024-01-01: 0}, when: earlier < 0}]
"""


def test_endorsements_whose_conditions_exclude_each_other_do_not_contradict() -> None:
    impossible = ", {set: tow_limit, from: {2024-01-01: 0}, when: earlier < 0}"
    node, _ = read(SET.replace(impossible, "").encode(), "p.yaml", is_json=False)
    assert [change.endorsement for change in compile_policy(node, "p").settings] == ["more", "most"]


def test_a_step_without_a_clause_takes_that_of_the_definition_which_its_amount_is() -> None:
    text = SET.partition("endorsements:")[0].replace("tow_limit}]", "half}, {limit: most}, {limit: 'max(half, most)'}]")
    text += "define: {half: {is: tow_limit, clause: Article 4}, most: tow_limit}\n"
    policy = compile_policy(read(text.encode(), "p.yaml", is_json=False)[0], "p")
    assert [step.clause for step in policy.coverages["towing"].steps] == ["Article 4", "Article 2", "Article 2"]


# ---- a hostile file costs no more than a large one


def clauses(facts: int, count: int) -> list[Expr]:
    """Conditions that need very many trials: each of three facts, drawn at random."""
    rng = random.Random(7)
    literals = [fact if rng.random() < 0.5 else Not(fact) for fact in (Fact(f"f{rng.randrange(facts)}") for _ in range(3 * count))]
    return [Either(Either(literals[at], literals[at + 1]), literals[at + 2]) for at in range(0, 3 * count, 3)]


def test_what_takes_too_many_trials_is_given_up_and_so_is_all_that_follows() -> None:
    many = Worlds({f"f{number}": (0, 1) for number in range(64)}, {}, "day")
    assert many.can_hold(*clauses(64, 400))
    assert -2_000 < many.readings <= 0
    assert many.can_hold(expr.NO)


@pytest.mark.parametrize(("flags", "found"), [(9, False), (13, True)])
def test_a_question_has_an_end_of_its_own(flags: int, found: bool) -> None:
    """Twice a number of flags is never odd: that is found by trying 512 ways, and given up where there are 8,192."""
    total: Expr = Const(0)
    for number in range(flags):
        total = expr.plus(total, If(Fact(f"f{number}"), Const(1), Const(0)))
    asked = Worlds({f"f{number}": (0, 1) for number in range(flags)}, {}, "day")
    assert asked.can_hold(Equal(expr.times(Const(2), total), Const(flags))) is found
    assert asked.readings > 0
