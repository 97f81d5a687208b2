"""`Policy` + `Claim` → `Calculation`: the model that every other reading must equal.

policy.at(day)      the versions in force
admit               the claim's facts and lines as integers
function | run      the frame: what every step made of every line (the plain reading where a fact is missing)
Account             lines, coverages, totals: conservation is checked, always
ranges              what a claim with open questions can still pay, and which question narrows that most
Narrator            the trace and its sentences
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import UNSET
from msgspec.structs import replace

from payout.admission import Inputs, admit
from payout.bounds import NoValueThen, Reader
from payout.calculate.account import Account, Unbalanced
from payout.calculate.code import frame_of
from payout.calculate.ranges import Ranges, answered, ranges, type_of
from payout.calculate.result import (
    EDITION,
    SCHEMA,
    AfterAnswer,
    Assumption,
    Calculation,
    CoverageResult,
    Defined,
    LineResult,
    OpenFact,
    PolicyUsed,
    Reduction,
    TraceStep,
    Words,
    to_json,
    value_said,
)
from payout.calculate.words import Speaker, counts_said
from payout.claim import Claim
from payout.frame import Frame, Missing
from payout.policy import Policy
from payout.problem import Problem, Problems
from payout.values import as_text, day_text

__all__ = [
    "Calculation",
    "CoverageResult",
    "LineResult",
    "OpenFact",
    "Reduction",
    "TraceStep",
    "Unbalanced",
    "calculate",
    "frame_of",
    "to_json",
    "value_said",
]

CHECKS = ("every line", "every coverage", "claimed, paid and borne", "payees")


def calculate(policy: Policy, claim: Claim) -> Calculation:
    """What the policy pays for a claim, with every step. Amounts in minor units of the policy's currency.

    Raises Problems: names and values that do not fit, a date that a needed term does not cover, a requirement that is broken.
    """
    inputs = admit(policy, claim)
    dated = policy.at(inputs.day)
    try:
        frame = frame_of(dated, inputs)
        reader = Reader(dated, inputs, frame)
        return _told(dated, inputs, frame, reader, _required(dated, reader, claim))
    except NoValueThen as error:
        raise Problems([_no_value(policy, claim, inputs, error)]) from None


def _told(
    policy: Policy, inputs: Inputs, frame: Frame, reader: Reader, open_requirements: tuple[str, ...], idle: tuple[str, ...] = ()
) -> Calculation:
    account = Account(policy, reader, frame)
    lines = account.lines()
    coverages = account.coverages(lines)
    totals = account.totals(lines)
    undetermined = [coverage.name for coverage in coverages if account.is_open(coverage, lines)]
    still = ranges(policy, inputs, frame, undetermined) if undetermined else None
    if still and still.idle:  # whatever is answered comes to the same, so it is told with one of the answers
        filled = answered(inputs, still.idle)
        frame = frame_of(policy, filled)
        return _told(policy, filled, frame, Reader(policy, filled, frame), open_requirements, (*idle, *still.idle))
    payees = () if still else account.payees(coverages)
    if not still and sum(payee.amount for payee in payees) != totals["paid"]:
        raise Unbalanced("the payees do not add up to what is paid")
    return Calculation(
        schema=SCHEMA,
        edition=EDITION,
        policy=_used(policy, inputs),
        inputs_hash=inputs.hash,
        status="undetermined" if still else "determined",
        low=still.total[0] if still else UNSET,
        high=still.total[1] if still else UNSET,
        open_facts=_questions(policy, account, still) if still else (),
        open_requirements=open_requirements,
        assumptions=_assumptions(policy, inputs),
        idle_facts=idle,
        coverages=tuple(_ranged(coverage, still) for coverage in coverages) if still else coverages,
        lines=lines,
        steps=tuple(account.narrator.steps()),
        payees=payees,
        defined=_defined(policy, reader),
        counts_as={} if still else _counts(policy, coverages),
        kinds={name: policy.kind_title(name) for name in policy.kinds},
        words=_words(policy) or UNSET,
        counts=counts_said(policy) or UNSET,
        checks=() if still else CHECKS,
        **totals,
    )


def _used(policy: Policy, inputs: Inputs) -> PolicyUsed:
    return PolicyUsed(
        id=policy.id,
        title=policy.title,
        language=policy.language,
        hash=policy.hash,
        file=policy.file,
        version_date=day_text(inputs.day),
        currency=policy.currency.code,
        decimals=policy.currency.decimals,
    )


def _ranged(coverage: CoverageResult, still: Ranges) -> CoverageResult:
    """An undetermined coverage with what it can still pay and the questions that it waits for."""
    if coverage.status != "undetermined":
        return coverage
    low, high = still.coverages[coverage.name]
    return replace(coverage, low=low, high=high, open_facts=still.asked_by[coverage.name])


def _questions(policy: Policy, account: Account, still: Ranges) -> tuple[OpenFact, ...]:
    found = []
    for question in still.questions:
        fact = type_of(policy, question.name)
        after = [(as_text(answer, fact.type, policy.currency), *left) for answer, left in question.answers]
        found.append(
            OpenFact(
                name=question.name,
                title=policy.title_of(fact.name),
                question=account.narrator.speaker.question(question.name),
                decides=question.decides,
                spread=question.spread,
                narrows_to=tuple(AfterAnswer(answer=answer, low=low, high=high) for answer, low, high in after),
            )
        )
    return tuple(found)


def _assumptions(policy: Policy, inputs: Inputs) -> tuple[Assumption, ...]:
    found = []
    for name in inputs.assumed:
        fact = policy.facts[name]
        value = as_text(fact.assume or 0, fact.type, policy.currency)
        found.append(Assumption(name=name, title=policy.title_of(name), value=value, position=str(fact.at)))
    return tuple(found)


def _defined(policy: Policy, reader: Reader) -> tuple[Defined, ...]:
    speaker = Speaker(policy, reader)
    found = []
    for name, definition in policy.definitions.items():
        value = speaker.named(name)
        if value is not None and "?" not in value:
            found.append(Defined(name=name, title=policy.title_of(name), value=value, clause=definition.clause))
    return tuple(found)


def _words(policy: Policy) -> Mapping[str, Mapping[str, Words]]:
    """What the words of choices are called, for whoever has the answer and not the policy."""
    named = [fact for fact in (*policy.facts.values(), *policy.marks.values()) if fact.words]
    return {fact.name: {word: policy.word_title(fact.name, word) for word in fact.type.words} for fact in named}


def _counts(policy: Policy, coverages: tuple[CoverageResult, ...]) -> Mapping[str, int]:
    """What this payment adds to the usage of the period: a count by one, an amount by what is paid."""
    found: dict[str, int] = {}
    for result in coverages:
        paid = result.paid if isinstance(result.paid, int) else 0
        for name in policy.coverages[result.name].counts:
            is_money = policy.facts[name].type.name == "money"
            found[name] = found.get(name, 0) + paid if is_money else max(found.get(name, 0), int(paid > 0))
    return found


def _required(policy: Policy, reader: Reader, claim: Claim) -> tuple[str, ...]:
    """The requirements that cannot be told yet. Raises Problems for those that are broken."""
    problems, waiting = [], []
    speaker = Speaker(policy, reader)
    for requirement in policy.requires:
        formula = requirement.formula
        holds = reader.of(formula.value)
        if isinstance(holds, Missing):
            waiting.append(formula.text)
        elif not holds:
            at = next((claim.facts[name].at for name in formula.names if name in claim.facts), claim.at)
            found = speaker.why(formula, False)
            problems.append(Problem(at, "requirement", {"given": formula.text, "found": found}))
    if problems:
        raise Problems(problems)
    return tuple(waiting)


def _no_value(policy: Policy, claim: Claim, inputs: Inputs, error: NoValueThen) -> Problem:
    at = claim.facts[policy.dated_by].at if policy.dated_by in claim.facts else claim.at
    values = {"name": error.term, "date": day_text(inputs.day), "first": day_text(error.first), "fact": policy.dated_by}
    return Problem(at, "no-value-then", values)
