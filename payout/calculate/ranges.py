"""What an undetermined claim can still pay, and which question narrows that most.

The run that left figures open is only safe from end to end. Here the missing yes/no answers and words are tried one by one
(a cell is one way to answer them all): each cell is a run of its own, so the ends are exact where nothing else is missing,
and a question whose answer moves no payment is never asked. Numbers, dates and people stay open from end to end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from payout import expr
from payout.admission import Inputs, Line, by_kind
from payout.bounds import NoValueThen, Reader
from payout.calculate.code import frame_of
from payout.frame import Frame, Known, Missing, by_rules, ends, names_of, total, waits_for
from payout.policy import Fact, Policy

MOST_CELLS = 1_024
"""So many ways to answer are tried where nothing but yes/no answers and words is missing."""
MOST_READ = 20_000
"""Elsewhere a cell is read plainly: so many steps on lines are taken in all, and the later questions stay open in each cell."""
MOST_PROBED = 8
"""So many answers to a question about a number are tried."""

Range = tuple[int, int]
Answers = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that still matters. `decides` is `payment`, or `explanation` for a fact that moves no amount but without which the
    reason cannot be told. `spread`: the widest difference between the highest and the lowest payment that its answer leaves, in
    minor units; `answers`: for a yes/no fact or a choice, each answer with what the payment can come to after it."""

    name: str
    decides: str
    spread: int
    answers: tuple[tuple[int, Range], ...] = ()


@dataclass(frozen=True, slots=True)
class Ranges:
    """The lowest and the highest payment, in minor units, by coverage and in total; the questions, the most telling first."""

    coverages: Mapping[str, Range]
    total: Range
    questions: tuple[Question, ...]
    asked_by: Mapping[str, tuple[str, ...]]
    """By coverage: the questions that it waits for, in the same order."""
    idle: Answers
    """Facts that nobody has to be asked for, since every answer comes to the same: one answer to each."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One way to answer the questions that are tried: what each coverage pays then, all together; and by coverage, how that comes
    about and what it still waits for."""

    answers: Answers
    paid: Mapping[str, Known]
    whole: Range
    told: Mapping[str, object]
    waits: Mapping[str, frozenset[str]]


def ranges(policy: Policy, inputs: Inputs, frame: Frame, undetermined: Sequence[str]) -> Ranges:
    """The ranges of a claim whose run, `frame`, leaves some coverages undetermined. `policy` is at its date.

    Every completion that the policy does not refuse pays within them. They are exact where only yes/no answers and words
    are missing, with at most MOST_CELLS ways to answer. A completion answers questions; it claims nothing more (a loss whose
    amount nobody gave is not claimed), and names one person where one is missing.
    """
    waits = {name: waits_for(policy, frame, name) for name in undetermined}
    reader = Reader(policy, inputs, frame)
    required = [names_of(reader.of(requirement.formula.value)) for requirement in policy.requires]
    names = _in_order(policy, frozenset().union(*waits.values(), *required))
    tried = _within(policy, names, MOST_CELLS)
    if len(tried) < len(names):
        tried = _within(policy, names, _most_plain(policy, inputs))
    else:
        inputs = _without_idle(policy, inputs, names)
    cells = list(_cells(policy, inputs, tried)) or [_cell(policy, {}, frame)]
    paying = {name: _moving(tried, cells, name, waits[name]) for name in undetermined}
    asked_by = {name: paying[name] | (_telling(tried, cells, name) & waits[name]) for name in undetermined}
    asked = frozenset().union(*asked_by.values())
    asked_by = {name: found or waits[name] & asked for name, found in asked_by.items()}
    questions = [
        _question(policy, inputs, name, tried, cells, moves=any(name in moving for moving in paying.values()))
        for name in names
        if name in asked
    ]
    questions.sort(key=lambda question: (question.decides != "payment", question.spread))
    return Ranges(
        coverages={name: _hull(ends(cell.paid[name]) for cell in cells) for name in undetermined},
        total=_hull(cell.whole for cell in cells),
        questions=tuple(questions),
        asked_by={name: tuple(asked.name for asked in questions if asked.name in asked_by[name]) for name in undetermined},
        idle={name: answer for name, answer in cells[0].answers.items() if name not in asked},
    )


def type_of(policy: Policy, name: str) -> Fact:
    """The fact, or the mark that an `expenses/0/person` speaks of."""
    return policy.facts[name] if name in policy.facts else policy.marks[name.rpartition("/")[2]]


# ---- cells ------------------------------------------------------------------------------------------------------------


def _within(policy: Policy, names: Sequence[str], most: int) -> dict[str, range]:
    """The yes/no facts and choices among the names, with their answers, as long as all ways to answer are at most `most`."""
    found: dict[str, range] = {}
    ways = 1
    for name in names:
        fact = type_of(policy, name)
        answers = range(fact.range[0], fact.range[1] + 1)
        if fact.type.name in ("yes_no", "choice") and ways * len(answers) <= most:
            found[name] = answers
            ways *= len(answers)
    return found


def _most_plain(policy: Policy, inputs: Inputs) -> int:
    """How many cells are tried where each must be read plainly."""
    steps = sum(len(coverage.all_steps()) for coverage in policy.coverages.values())
    return max(2, min(64, MOST_READ // max(1, len(inputs.lines) * steps)))


def _without_idle(policy: Policy, inputs: Inputs, names: Sequence[str]) -> Inputs:
    """The inputs with every missing fact and mark that matters to nothing answered anyhow, so that a cell runs fast. What says how
    large a loss is stays missing: to answer it is to claim."""
    losses = {name for coverage in policy.coverages.values() if coverage.loss for name in coverage.loss.names}
    missing = names_of(*inputs.facts.values(), *(mark for line in inputs.lines for mark in line.row))
    return answered(inputs, {name: type_of(policy, name).range[0] for name in missing - set(names) - losses})


def _cells(policy: Policy, inputs: Inputs, tried: Mapping[str, range]) -> Iterator[Cell]:
    """Every way to answer that the policy does not refuse."""
    for values in product(*tried.values()):
        answers = dict(zip(tried, values, strict=True))
        filled = answered(inputs, answers)
        try:
            frame = frame_of(policy, filled)
            refused = any(Reader(policy, filled, frame).of(required.formula.value) == 0 for required in policy.requires)
        except NoValueThen:
            continue
        if not refused:
            yield _cell(policy, answers, frame)


def _cell(policy: Policy, answers: Answers, frame: Frame) -> Cell:
    paid = {name: total(ran.final) for name, ran in frame.coverages.items()}
    told = {}
    for name, ran in frame.coverages.items():
        steps = [(entry.step, entry.after, entry.refilled) for branch in ran.branches for entry in branch]
        told[name] = (ran.start, ran.live, ran.stopped, ran.case, ran.final, steps, by_rules(policy, frame, name))
    waits = {name: waits_for(policy, frame, name) for name in frame.coverages}
    return Cell(answers, paid, ends(total(paid.values())), told, waits)


def answered(inputs: Inputs, answers: Answers) -> Inputs:
    """The inputs with some of what is missing answered: facts by name, marks as `expenses/0/person`."""
    if not any("/" in name for name in answers):
        return replace(inputs, facts={**inputs.facts, **answers})

    def line(given: Line) -> Line:
        return replace(given, row=tuple(answers.get(min(mark.names), mark) if isinstance(mark, Missing) else mark for mark in given.row))

    facts = {**inputs.facts, **{name: value for name, value in answers.items() if name in inputs.facts}}
    lines = tuple(map(line, inputs.lines))
    return replace(inputs, facts=facts, lines=lines, by_kind=by_kind(lines))


# ---- what still matters -----------------------------------------------------------------------------------------------


def _moving(tried: Mapping[str, range], cells: Sequence[Cell], coverage: str, waits: frozenset[str]) -> frozenset[str]:
    """The facts whose answer can still move what a coverage pays."""
    pays = [cell.paid[coverage] for cell in cells]
    still_open = names_of(*pays)
    return _turning_by(tried, cells, pays) | still_open - set(tried) | (waits & set(tried) if still_open else set())


def _telling(tried: Mapping[str, range], cells: Sequence[Cell], coverage: str) -> frozenset[str]:
    """The facts without which it cannot be told how a payment comes about."""
    return _turning_by(tried, cells, [cell.told[coverage] for cell in cells]).union(*(cell.waits[coverage] for cell in cells))


def _turning_by(tried: Mapping[str, range], cells: Sequence[Cell], looks: Sequence[object]) -> frozenset[str]:
    """The facts that are tried by whose answer alone two cells differ in what they look like."""
    found = set()
    for name in tried:
        seen: dict[tuple[int, ...], object] = {}
        for cell, look in zip(cells, looks, strict=True):
            others = tuple(answer for other, answer in cell.answers.items() if other != name)
            if seen.setdefault(others, look) != look:
                found.add(name)
    return frozenset(found)


def _question(policy: Policy, inputs: Inputs, name: str, tried: Mapping[str, range], cells: Sequence[Cell], moves: bool) -> Question:
    """The question, with what its answers leave: each of them, or those to a number at which something may turn."""
    whole = _hull(cell.whole for cell in cells)
    if not moves:
        return Question(name, "explanation", _spread(whole))
    if name in tried:
        found = {answer: [cell.whole for cell in cells if cell.answers[name] == answer] for answer in tried[name]}
        answers = tuple((answer, _hull(wholes)) for answer, wholes in found.items() if wholes)
        return Question(name, "payment", max(_spread(left) for _, left in answers), answers)
    if _most_plain(policy, inputs) < MOST_PROBED:  # so many lines that trying answers would cost more than it tells
        return Question(name, "payment", _spread(whole))
    few = _within(policy, list(tried), _most_plain(policy, inputs) // MOST_PROBED)
    probed = [list(_cells(policy, answered(inputs, {name: value}), few)) for value in _turning(policy, inputs, name)]
    spreads = [_spread(_hull(cell.whole for cell in found)) for found in probed if found]
    return Question(name, "payment", max(spreads, default=_spread(whole)))


def _spread(range_: Range) -> int:
    return range_[1] - range_[0]


def _turning(policy: Policy, inputs: Inputs, name: str) -> list[int]:
    """Answers to a question about a number or a person at which the payment may turn: its ends, and around what the policy
    compares it with; for a person, the first who were named and somebody new."""
    fact = type_of(policy, name)
    low, high = fact.range
    if fact.type.name == "label":
        return [*range(min(len(inputs.labels), MOST_PROBED - 1)), len(inputs.labels)]
    reader = Reader(policy, inputs, Frame({}, []))
    formulas = [definition.formula.value for definition in policy.definitions.values()]
    for coverage in policy.coverages.values():
        parts = (coverage.when, *(case.when for case in coverage.cases), *(step.when for step in coverage.all_steps()))
        formulas += [part.value for part in parts if part is not None]
    compared = [value + beside for formula in formulas for value in _compared(reader, formula, name) for beside in (-1, 0, 1)]
    inside = [value for value in dict.fromkeys(compared) if low < value < high]
    return [low, high, *inside[: MOST_PROBED - 2]]


def _compared(reader: Reader, formula: expr.Expr, name: str) -> Iterator[int]:
    """The known numbers that a formula compares the fact with."""
    for node in expr.walk(formula):
        if isinstance(node, expr.Less | expr.AtMost | expr.Equal):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if side == expr.Fact(name) and isinstance(other, expr.Const | expr.Billed):
                    yield ends(reader.of(other))[0]


# ---- small words ------------------------------------------------------------------------------------------------------


def _in_order(policy: Policy, names: Iterable[str]) -> list[str]:
    """Facts in file order, then missing marks in the order of the claim."""
    order = {name: at for at, name in enumerate(policy.facts)}
    return sorted(names, key=lambda name: (order.get(name, len(order)), _numbered(name)))


def _numbered(name: str) -> tuple[int, str]:
    parts = name.split("/")
    return (int(parts[1]), parts[2]) if len(parts) == 3 else (0, name)


def _hull(found: Iterable[Range]) -> Range:
    lows, highs = zip(*found, strict=True)
    return min(lows), max(highs)
