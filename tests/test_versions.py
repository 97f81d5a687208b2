"""What a policy says from when: values with their dates and places, and the dates for which a claim is refused."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from payout import rules
from payout.admission import admit
from payout.calculate import calculate
from payout.claim import read_claim
from payout.cli import _status, commands
from payout.examples import answers_of
from payout.problem import Problems
from payout.source import read
from payout.values import day_text
from payout.versions import Value, Versions, text, to_data, versions
from payout.versions.nodes import policy_file

TRIAL = """\
payout: 1
title: {ja: 試し, en: Trial}
currency: JPY
dated_by: start
contract: {start: {type: date}, plan: {type: [small, large]}}
claim: {far: {type: yes_no, title: {ja: 遠方, en: Far away}}}
items: {person: {type: label, title: {ja: 利用者, en: Person}}, night: {type: count, unit: night, range: 1..}}
expenses: {tow: {}, taxi: {title: {ja: タクシー代, en: Taxi}}, hotel: {has: [person], each: night}}
terms:
  tow_limit: {title: {ja: 搬送の限度額, en: Tow limit}, from: {2022-01-01: 10_000}, per: accident, clause: Article 1}
  taxi_limit: {from: {2024-01-01: 8_000, 2025-06-01: none}, per: taxi, clause: Article 2}
  night_limit: {by: plan, from: {2022-01-01: {small: 5_000, large: 7_000}}, per: [person, night], clause: Article 3}
  nights: {from: {2022-01-01: 3}, unit: night, clause: Article 3}
  own_part: {from: {2022-01-01: 9.25%}, clause: Article 4}
  spare: {from: {2026-01-01: 1}, unit: call, per: policy_period, clause: Article 5}
define: {share: own_part}
requires: ["nights >= 0"]
coverages:
  tow: {title: {ja: 搬送, en: Towing}, clause: Article 1, covers: [tow], steps: [{limit: tow_limit}]}
  taxi: {title: {ja: タクシー, en: Taxi rides}, clause: Article 2, covers: [taxi], when: far, steps: [{limit: taxi_limit}]}
  hotel: {clause: Article 3, covers: [hotel], steps: [{exclude: night > nights}, {limit: night_limit}, {reduce: share, round: down}]}
endorsements:
  early:
    title: {ja: 早期特約, en: Early}
    clause: Article 8
    changes: [{set: tow_limit, from: {2020-01-01: 5_000, 2023-01-01: 6_000}, when: far, clause: Article 9}]
together:
  - {reduce: own_part, over: [tow], round: down}
"""


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    path = tmp_path / "trial.yaml"
    path.write_text(TRIAL, encoding="utf-8")
    return path


def of(path: Path) -> Versions:
    return versions(policy_file(str(path)))


def values(found: Versions, name: str) -> list[tuple[str, str | None, list[str]]]:
    (term,) = [term for term in to_data(found)["terms"] if term["name"] == name]
    return [(value["from"], value["until"], [row["value"]["en"] for row in value["rows"]]) for value in term["values"]]


def test_a_value_holds_until_the_day_before_the_next(trial: Path) -> None:
    found = of(trial)
    assert values(found, "taxi_limit") == [
        ("2024-01-01", "2025-05-31", ["8,000 yen per taxi"]),
        ("2025-06-01", None, ["no limit per taxi"]),
    ]
    assert values(found, "night_limit") == [("2022-01-01", None, ["5,000 yen per person and night", "7,000 yen per person and night"])]
    assert [values(found, name)[0][2][0] for name in ("nights", "own_part", "spare")] == ["3 nights", "9.25%", "1 call per policy period"]


def test_every_value_names_its_line(trial: Path) -> None:
    lines = TRIAL.splitlines()
    for term in to_data(of(trial))["terms"]:
        for value in [*term["values"], *(value for setting in term["set"] for value in setting["values"])]:
            _, line, column = value["at"].rsplit(":", 2)
            assert lines[int(line) - 1][int(column) - 1 :].startswith(f"{value['from']}:")


def test_dates_of_endorsements_are_dates_of_the_policy(trial: Path) -> None:
    data = to_data(of(trial))
    assert [(row["day"], row["terms"]) for row in data["days"]] == [
        ("2020-01-01", ["tow_limit"]),
        ("2022-01-01", ["tow_limit", "night_limit", "nights", "own_part"]),
        ("2023-01-01", ["tow_limit"]),
        ("2024-01-01", ["taxi_limit"]),
        ("2025-06-01", ["taxi_limit"]),
        ("2026-01-01", ["spare"]),
    ]
    (setting,) = data["terms"][0]["set"]
    assert (setting["endorsement"], setting["when"], setting["clause"]) == ("early", "far", "Article 9")
    assert [value["until"] for value in setting["values"]] == ["2022-12-31", None]


def test_a_term_that_begins_later_is_a_gap_and_none_is_none(trial: Path) -> None:
    found = of(trial)
    assert [term.name for term in found.gaps] == ["taxi_limit", "tow_limit", "night_limit", "nights", "own_part"]
    data = to_data(found)
    assert (data["complete_from"], data["unused"]) == ("2024-01-01", ["spare"])
    needed = {row["term"]: row["needed_by"] for row in data["refused"]}
    assert needed == {
        "tow_limit": ["tow"],
        "taxi_limit": ["taxi"],
        "night_limit": ["hotel"],
        "nights": ["hotel", "every claim"],
        "own_part": ["hotel", "together"],
    }


def refusals(path: Path, start: str, kind: str) -> list[str]:
    """The complaints about a claim of one receipt."""
    claim = f"facts: {{start: {start}, far: yes, plan: small}}\nendorsements: []\nexpenses: [{{kind: {kind}, amount: 9}}]\n"
    node, _ = read(claim.encode(), "claim.yaml", is_json=False)
    try:
        calculate(rules.policy_in(path), read_claim(node, "trial", lenient=True))
    except Problems as problems:
        return [problem.code for problem in problems.problems]
    return []


def test_the_dates_that_are_said_to_be_refused_are_refused(trial: Path) -> None:
    said = text(of(trial), "en")
    at = said.index("From 2024-01-01 on, every term that is used has a value.")
    assert "before 2024-01-01: taxi limit (taxi_limit) has no value; a claim that needs it is refused (Taxi rides)" in said[at + 1]
    assert "before 2022-01-01: Tow limit (tow_limit) has no value; a claim that needs it is refused (Towing)" in said[at + 2]
    assert "with Early it has one from 2020-01-01" in said[at + 2]
    assert [refusals(trial, day, "taxi") for day in ("2023-12-31", "2024-01-01")] == [["no-value-then"], []]
    assert [refusals(trial, day, "tow") for day in ("2021-12-31", "2022-01-01")] == [["no-value-then"], []]


def test_a_policy_without_terms_refuses_no_date(tmp_path: Path) -> None:
    path = tmp_path / "gift.yaml"
    path.write_text(
        "payout: 1\ncurrency: JPY\ndated_by: start\ncontract: {start: {type: date}, wish: {type: money}}\n"
        "coverages: {gift: {clause: Article 1, steps: [{add: wish}]}}\n",
        encoding="utf-8",
    )
    found = of(path)
    assert (found.complete_from, found.days, found.terms) == (None, (), ())
    assert "使う値はありません。" in text(found, "ja")


@pytest.mark.parametrize("id", rules.ids())
def test_every_shipped_product_has_its_versions(id: str) -> None:
    found = versions(policy_file(id))
    assert [term.name for term in found.terms if not term.needed_by] == []
    assert {term.name for term in found.terms} == set(found.policy.terms)
    for language in ("ja", "en"):
        assert any(found.policy.hash in line for line in text(found, language))


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands, arguments, catch_exceptions=False)
    return done.exit_code, done.stdout


def test_the_command_prints_words_and_data(trial: Path) -> None:
    status, said = run("versions", "jp/personal-auto")
    assert (status, "2024-01-01から  利用者につき20,000円  rules/jp/personal-auto.yaml:" in said) == (0, True)
    status, said = run("versions", str(trial), "--json")
    assert (status, json.loads(said)["schema"]) == (0, "payout.versions/1")


def test_what_is_no_policy_is_refused_with_status_three(capsys: pytest.CaptureFixture[str]) -> None:
    assert _status(["versions", "jp/nothing", "--language", "en"]) == 3
    assert "jp/nothing: there is no policy 'jp/nothing'." in capsys.readouterr().err


# ---- what a calculation says of its versions --------------------------------------------------------------------------


def last(values: Iterable[Value], day: str) -> str:
    """The date from which the value that holds on a day holds."""
    return max((day_text(value.since) for value in values if day_text(value.since) <= day), default="")


@pytest.mark.parametrize("id", rules.ids())
def test_every_example_names_its_version_and_since_when_each_term_holds(id: str) -> None:
    """The date that decided, the content hash, and for every term in every step the day from which its value holds."""
    policy = rules.policy(id)
    terms = {term.name: term for term in versions(policy_file(id)).terms}
    told = set()
    for answer in (answer for example in policy.examples for answer in answers_of(policy, example)):
        day = answer.result.policy.version_date
        assert (day, answer.result.policy.hash) == (day_text(admit(policy, answer.claim).day), policy.hash)
        attached = {one.text for one in answer.claim.endorsements}
        for found in (found for step in answer.result.steps for found in step.inputs if found.name in terms):
            term = terms[found.name]
            set_on = {last(one.values, day) for one in term.settings if one.endorsement in attached} - {""}
            assert found.since in {last(term.values, day), *set_on}, (found, day)
            assert found.since or not found.value  # a table by a mark that no line carries has a date and no figure
            told.add(found.name)
    assert told


def since(path: Path, start: str, endorsements: str, far: str) -> list[tuple[str, str]]:
    """Since when the limit of a tow holds, and its clause."""
    claim = f"facts: {{start: {start}, far: {far}}}\nendorsements: [{endorsements}]\nexpenses: [{{kind: tow, amount: 9}}]\n"
    node, _ = read(claim.encode(), "claim.yaml", is_json=False)
    result = calculate(rules.policy_in(path), read_claim(node, "trial", lenient=True))
    return [(found.since, found.clause) for step in result.steps for found in step.inputs if found.name == "tow_limit"]


def test_a_date_of_an_endorsement_counts_only_where_it_sets_the_value(trial: Path) -> None:
    assert since(trial, "2024-05-01", "", "yes") == [("2022-01-01", "Article 1")]
    assert since(trial, "2024-05-01", "early", "no") == [("2022-01-01", "Article 1")]
    assert since(trial, "2024-05-01", "early", "yes") == [("2023-01-01", "Article 9")]
    assert since(trial, "2022-05-01", "early", "yes") == [("2020-01-01", "Article 9")]
