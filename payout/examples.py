"""Runs the examples that stand beside the rules: each is a claim of its own, compared in the keys that it expects."""

from __future__ import annotations

from dataclasses import dataclass, field

from payout.calculate import Calculation, calculate
from payout.claim import Claim, read_claim
from payout.compile import TOTALS
from payout.messages import LANGUAGES, Said
from payout.policy import Example, Policy
from payout.problem import Position, Problem, Problems
from payout.reach import Run
from payout.source import Mapping, Scalar, Sequence
from payout.values import day_text

OF_A_DATE = ("no-value-then", "requirement")
"""Complaints that a date which stands in for the example's own may bring about: a version that began after the accident, say."""


@dataclass(slots=True)
class Report:
    """What the examples of one policy came to."""

    policy: str
    ran: int = 0
    problems: list[Problem] = field(default_factory=list)
    held: list[Run] = field(default_factory=list)
    """The runs of the examples that hold: what they reach is `payout.reach`'s to say. An example that fails reaches nothing."""

    @property
    def failed(self) -> int:
        """How many examples are wrong, refused or not determined."""
        return len({str(problem.at) for problem in self.problems})


@dataclass(frozen=True, slots=True)
class Answer:
    """One calculation of an example: the version date that it was given where the example gives none."""

    day: int | None
    claim: Claim
    result: Calculation


def run_examples(policy: Policy) -> Report:
    """Every example of a policy against what it expects."""
    report = Report(policy.id)
    for example in policy.examples:
        report.ran += 1
        try:
            answers = answers_of(policy, example)
        except Problems as refused:
            report.problems += [_refused(example, problem) for problem in refused.problems]
            continue
        problems = problems_of(policy, example, answers)
        report.problems += problems
        if not problems:
            names = frozenset(key.partition(".")[0] for key in example.expect)
            covered = None if names & set(TOTALS) else names
            report.held += [Run(answer.claim, covered, answer.day is None) for answer in answers]
    return report


def answers_of(policy: Policy, example: Example) -> list[Answer]:
    """What the policy answers: once where the example is dated, else for every version that takes it. Raises Problems where none does."""
    days = policy.days or (0,)
    dates = [None] if is_dated(policy, example) else [days[0] - 1 if days[0] else 0, *days]
    answers, last = [], Problems(())
    for day in dates:
        try:
            claim = claim_of(policy, example, day)
            answers.append(Answer(day, claim, calculate(policy, claim)))
        except Problems as refused:
            if day is None or any(problem.code not in OF_A_DATE for problem in refused.problems):
                raise
            last = refused
    if not answers:
        raise last
    return answers


def problems_of(policy: Policy, example: Example, answers: list[Answer]) -> list[Problem]:
    """What is wrong with one example; nothing where it holds."""
    figures = [{key: figure_of(answer.result, key) for key in example.expect} for answer in answers]
    for answer, others in zip(answers[1:], figures[1:], strict=True):
        if others != figures[0]:
            values = {"fact": policy.dated_by, "first": day_text(answers[0].day or 0), "second": day_text(answer.day or 0)}
            return [_problem(example, "example-dates", example.at, **values)]
    return _compared(policy, example, figures[0], answers[0].result)


def claim_of(policy: Policy, example: Example, day: int | None) -> Claim:
    """The example as a claim; `day` is its version date where it gives none. Raises Problems."""
    given = example.given.entries if isinstance(example.given, Mapping) else ()
    facts = [(key, value) for key, value in given if key.text != "endorsements"]
    if day is not None:
        facts.append((Scalar(example.at, policy.dated_by), Scalar(example.at, day_text(day))))
    attached = next((value for key, value in given if key.text == "endorsements"), Sequence(example.at, ()))
    entries: list[tuple[Scalar, Mapping | Sequence | Scalar]] = [
        (Scalar(example.at, "facts"), Mapping(example.at, tuple(facts))),
        (Scalar(example.at, "endorsements"), attached),
    ]
    if example.expenses is not None:
        entries.append((Scalar(example.at, "expenses"), example.expenses))
    return read_claim(Mapping(example.at, tuple(entries)), policy.id)


def figure_of(result: Calculation, key: str) -> int | None:
    """The figure that an example names: a coverage's payment, what a step took off, or a total; None where it cannot be told."""
    name, _, step = key.partition(".")
    if key in TOTALS:
        total = {"total": result.paid, "borne": result.borne, "left": result.left}[key]
        return total if isinstance(total, int) else None
    if not step:
        paid = next((coverage.paid for coverage in result.coverages if coverage.name == name), None)
        return paid if isinstance(paid, int) else None
    amounts = [
        reduction.amount
        for line in result.lines
        for reduction in line.reductions
        if reduction.step.partition("#")[0] == key and (name == "together" or line.coverage == name)
    ]
    known = [amount for amount in amounts if isinstance(amount, int)]
    return sum(known) if len(known) == len(amounts) else None


def _compared(policy: Policy, example: Example, found: dict[str, int | None], result: Calculation) -> list[Problem]:
    problems = []
    for key, (expected, at) in example.expect.items():
        if found[key] is None:
            coverage = next((found for found in result.coverages if found.name == key.partition(".")[0]), None)
            facts = ", ".join((coverage.open_facts if coverage else ()) or (fact.name for fact in result.open_facts))
            problems.append(_problem(example, "example-open", at, given=key, facts=facts))
        elif found[key] != expected:
            shown = {"found": policy.currency.show(found[key] or 0), "expected": policy.currency.show(expected)}
            problems.append(_problem(example, "example-differs", at, given=key, **shown))
    return problems


def is_dated(policy: Policy, example: Example) -> bool:
    """Whether an example gives the date that picks the version of every term."""
    return isinstance(example.given, Mapping) and example.given.get(policy.dated_by) is not None


def _refused(example: Example, problem: Problem) -> Problem:
    help = {language: problem.mend(language) for language in LANGUAGES}
    return Problem(example.at, "example-refused", {"name": example.title, "reason": problem.said()}, help)


def _problem(example: Example, code: str, at: Position | None = None, **values: Said) -> Problem:
    return Problem(at or example.at, code, {"name": example.title, **values})
