"""The policy's own examples show what its steps take off: the same coverage, the same step, the nearest amounts."""

from __future__ import annotations

import pytest

from payout import rules
from payout.calculate import calculate
from payout.examples import answers_of, figure_of
from payout.statement import recorded, statement_of, text_of
from payout.statement.illustrations import OTHERWISE, _shown, _words, illustrations_of
from payout.statement.record import read_record
from tests.test_statement_record import FONTS, demo_claim

AUTO = rules.policy("jp/personal-auto")


@pytest.mark.parametrize("id", rules.ids())
def test_what_an_example_shows_is_what_it_calculates_to(id: str) -> None:
    """Against the figures that the examples' own runner reads, for the latest values."""
    policy = rules.policy(id)
    results = [answers_of(policy, example)[-1].result for example in policy.examples]
    shown = _shown(policy)
    assert shown
    for one in shown:
        assert one.claimed - one.taken == one.paid
        figures = {(figure_of(result, one.coverage), figure_of(result, one.step)) for result in results}
        assert any(paid == one.paid and taken is not None and taken >= one.taken for paid, taken in figures), one


def test_every_step_of_the_sample_that_an_example_shows_has_one_of_its_own() -> None:
    claim = demo_claim()
    result = calculate(AUTO, claim)
    found = illustrations_of(AUTO, result)
    steps = {reduction.step.partition("#")[0] for line in result.lines for reduction in line.reductions}
    assert {one.step for one in found} <= steps
    assert {one.coverage for one in found} >= {"own_damage"}
    for one in found:
        same = [other for other in _shown(AUTO) if (other.coverage, other.step) == (one.coverage, one.step)]
        taken = sum(
            reduction.amount
            for line in result.lines
            for reduction in line.reductions
            if (line.coverage, reduction.step.partition("#")[0]) == (one.coverage, one.step) and isinstance(reduction.amount, int)
        )
        assert abs(one.taken - taken) == min(abs(other.taken - taken) for other in same)
    assert illustrations_of(AUTO, result) == found


def test_an_illustration_goes_into_the_record_and_its_figures_into_the_answers() -> None:
    claim = demo_claim()
    record = recorded(claim, AUTO, calculate(AUTO, claim), fonts=FONTS)
    assert read_record(record.bytes).data.illustrations == record.data.illustrations != ()
    for language, told in (("ja", "たとえば、ご請求が {}円"), ("en", "For example, of {} yen")):
        text = text_of(statement_of(record, language, "office"))
        for one in record.data.illustrations:
            assert told.format(f"{one.claimed:,}") in text
            assert one.words[language] not in text  # the title of an example is for its author


@pytest.mark.parametrize(
    ("title", "ja", "en"),
    [
        ("V-01 published, 免責金額とは: the loss less the deductible", OTHERWISE["ja"], "the loss less the deductible"),
        ("retrieval has no limit", OTHERWISE["ja"], "retrieval has no limit"),
        ("免責金額を差し引く", "免責金額を差し引く", OTHERWISE["en"]),
        ("K-1 constructed: 上限まで", "上限まで", OTHERWISE["en"]),
    ],
)
def test_a_sentence_is_told_in_the_language_that_it_is_written_in(title: str, ja: str, en: str) -> None:
    assert _words(title) == {"ja": ja, "en": en}
