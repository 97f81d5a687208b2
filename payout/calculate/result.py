"""The answer, `payout.result/1`: plain frozen data that becomes JSON as it stands. Amounts are minor units.

Where the result is undetermined, a figure that cannot be told is left out; it is never null and never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

SCHEMA = "payout.result/1"
EDITION = "0.1"
"""Engine and renderer together: the edition that made a result replays it byte for byte."""

Words = Mapping[str, str]
Figure = int | UnsetType
LineFigure = int | str
"""The amount of one line in the trace, or the text `open` where it cannot be told."""


class PolicyUsed(msgspec.Struct, frozen=True, kw_only=True):
    """The policy that was applied, and the date that picked its versions."""

    id: str
    title: Words
    language: str
    hash: str
    file: str
    version_date: str
    currency: str
    decimals: int


class AfterAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the whole payment can come to after an answer, as a claim file writes it."""

    answer: str
    low: int
    high: int


class OpenFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that nobody gave and that still matters, with the question to ask. `decides`: `payment`, or `explanation` where
    its answer moves no amount but the reason. `spread`: the widest difference between the highest and the lowest payment that its
    answer leaves; `narrows_to`: for a yes/no fact or a choice, what each answer leaves."""

    name: str
    title: Words
    question: Words
    decides: str
    spread: int
    narrows_to: tuple[AfterAnswer, ...] = ()


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that nobody gave, with the question to ask for it."""

    name: str
    title: Words
    question: Words


class Hint(msgspec.Struct, frozen=True, kw_only=True):
    """What may still be claimed under a coverage for which nothing was handed in. `possible`: `yes`; `open`, where the questions
    must be answered first; `no`, where the facts known leave nothing to pay, whatever is claimed."""

    possible: str
    ask: tuple[Asked, ...]


class Assumption(msgspec.Struct, frozen=True, kw_only=True):
    """A value that the policy assumes because nobody gave one."""

    name: str
    title: Words
    value: str
    position: str


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why, in the languages that the product has, and the clause."""

    words: Words
    clause: str


class Reduction(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a line that is not paid. `taken_over` is what another coverage pays or reduces in its place."""

    step: str
    verb: str
    amount: Figure = UNSET
    clause: str
    reason: Words
    borne_by: str
    taken_over: int = 0
    taken_over_by: str = ""


class LineResult(msgspec.Struct, frozen=True, kw_only=True):
    """One line of one coverage: claimed + added = paid + the reductions. `refilled` of them came back from the other side."""

    id: str
    expense: str
    kind: str
    marks: Mapping[str, str]
    coverage: str
    claimed: Figure = UNSET
    added: Figure = UNSET
    paid: Figure = UNSET
    refilled: Figure = 0
    reductions: tuple[Reduction, ...] = ()


class CoverageResult(msgspec.Struct, frozen=True, kw_only=True):
    """One coverage of the policy. Every coverage is here, always. `low` and `high`: what it can still pay while it is undetermined."""

    name: str
    title: Words
    clause: str
    status: str
    case: str
    claimed: Figure = UNSET
    added: Figure = UNSET
    paid: Figure = UNSET
    low: Figure = UNSET
    high: Figure = UNSET
    reasons: tuple[Reason, ...] = ()
    endorsement: str = ""
    payee: str = "insured"
    kinds: tuple[str, ...] = ()
    """The kinds of expense that may be claimed under it; none that is always excluded."""
    open_facts: tuple[str, ...] = ()
    hint: Hint | UnsetType = UNSET
    """Of a coverage that nobody claimed under."""


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """A value that a step used: a fact, a term or a definition."""

    name: str
    title: Words
    value: str
    clause: str = ""
    since: str = ""


class TraceStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step on one group of lines: what reached it, what it made of it, and its sentence in each language. `rate`: of a share
    or a reduction by a rate, as a percentage or a fraction; empty for every other verb."""

    id: str
    title: Words
    coverage: str
    verb: str
    level: str
    group: Mapping[str, str]
    applied: str
    condition: str
    amount: Figure = UNSET
    amount_text: str
    rate: str
    inputs: tuple[Input, ...]
    lines: tuple[str, ...]
    before: tuple[LineFigure, ...]
    after: tuple[LineFigure, ...]
    reduced: Figure = UNSET
    rounded: str
    clause: str
    position: str
    binding: bool
    ja: str
    en: str


class Defined(msgspec.Struct, frozen=True, kw_only=True):
    """A definition whose value is known."""

    name: str
    title: Words
    value: str
    clause: str


class Payee(msgspec.Struct, frozen=True, kw_only=True):
    """Who gets how much."""

    payee: str
    amount: int


class Calculation(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer of one claim. `low` and `high`: what it can still pay while it is undetermined."""

    schema: str
    edition: str
    policy: PolicyUsed
    inputs_hash: str
    status: str
    low: Figure = UNSET
    high: Figure = UNSET
    open_facts: tuple[OpenFact, ...]
    open_requirements: tuple[str, ...]
    claimed: Figure = UNSET
    added: Figure = UNSET
    paid: Figure = UNSET
    left: Figure = UNSET
    recovered: Figure = UNSET
    borne: Figure = UNSET
    assumptions: tuple[Assumption, ...]
    idle_facts: tuple[str, ...]
    """Facts that nobody gave and that change nothing, whatever they are, though the policy looks at them."""
    coverages: tuple[CoverageResult, ...]
    lines: tuple[LineResult, ...]
    steps: tuple[TraceStep, ...]
    payees: tuple[Payee, ...]
    defined: tuple[Defined, ...]
    counts_as: Mapping[str, int]
    kinds: Mapping[str, Words]
    words: Mapping[str, Mapping[str, Words]] | UnsetType = UNSET
    """What the words of choices are called, by fact or mark; left out where no choice of the policy has titles for them."""
    counts: Mapping[str, Words] | UnsetType = UNSET
    """How the counts of marks and terms are said, their number at {value}; left out where the policy counts nothing with a unit."""
    checks: tuple[str, ...]


def value_said(calculation: Calculation, name: str, value: str, language: str) -> str:
    """A value of a fact, a mark (`expenses/0/leg` too) or a term as it is said: a word of a choice by its title, a count with its unit,
    anything else as it stands."""
    name = name.rpartition("/")[2]
    words = calculation.words.get(name, {}) if calculation.words else {}
    counts = calculation.counts or {}
    if value in words:
        return words[value][language]
    return counts[name][language].format(value=value) if name in counts and value[:1].isdigit() else value


def to_json(calculation: Calculation) -> bytes:
    """The result as JSON: the same inputs give the same bytes."""
    return msgspec.json.format(msgspec.json.encode(calculation), indent=2)


def without_places(calculation: Calculation) -> Calculation:
    """The same answer without where in the policy's file each step stands: a policy's tree has no lines."""
    bare = msgspec.structs.replace
    return bare(
        calculation,
        policy=bare(calculation.policy, file=""),
        assumptions=tuple(bare(assumption, position="") for assumption in calculation.assumptions),
        steps=tuple(bare(step, position="") for step in calculation.steps),
    )


def result_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `payout.result/1`."""
    return schema_of(Calculation, SCHEMA)


def schema_of(kind: type, name: str) -> dict[str, Any]:
    """The JSON Schema of what a struct is written as; `name` is what its data say of themselves under `schema`."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **msgspec.json.schema(kind)}
