"""Where policies live: their ids are their paths, nothing outside the folder is reached, and a changed file is read anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from payout import rules
from payout.problem import Problems

POLICY = """\
# A comment may come first.

payout: 1
title: Trial
currency: JPY
dated_by: start
contract:
  start: {type: date}
expenses:
  tow: {title: Towing}
terms:
  tow_limit: {from: {2020-01-01: 10_000}, per: accident, clause: Art. 1}
coverages:
  tow: {title: Towing, clause: Art. 1, covers: [tow], steps: [{limit: tow_limit}]}
"""
EXAMPLES = """\
examples:
  - title: the limit
    given: {start: 2025-06-01}
    expenses: [{kind: tow, amount: 12_000}]
    expect: {tow: 10_000}
"""
Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """An empty folder of rules, and how to put a file there. Every write has a later time than the last."""
    monkeypatch.setenv("PAYOUT_RULES", str(tmp_path))
    written = [0]

    def one(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written[0] += 1
        os.utime(path, ns=(10**18 + written[0] * 10**9,) * 2)
        return path

    return one


def refusal(id: str) -> tuple[str, str]:
    with pytest.raises(Problems) as refused:
        rules.policy(id)
    (problem,) = refused.value.problems
    assert problem.at.path == "/policy"
    return problem.code, str(problem)


def test_the_shipped_rules_are_found_without_being_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAYOUT_RULES", raising=False)
    assert "jp/personal-auto" in rules.ids()
    found = rules.policy("jp/personal-auto")
    assert (found.id, found.currency.code) == ("jp/personal-auto", "JPY")
    assert found.examples


def test_a_folder_of_ones_own_takes_the_place_of_the_shipped_rules(write: Write) -> None:
    write("jp/trial.yaml", POLICY)
    assert rules.ids() == ("jp/trial",)
    assert rules.policy("jp/trial").coverage_title("tow")["en"] == "Towing"


def test_only_files_that_begin_as_a_policy_are_policies(write: Write) -> None:
    write("b/second.yaml", POLICY)
    write("a/first.yaml", POLICY)
    write("a/first.examples.yaml", EXAMPLES)
    write("a/terms.yaml", "- id: policy\n")
    write("a/empty.yaml", "")
    write("a/notes.txt", POLICY)
    write("a/Capital.yaml", POLICY)
    write("a/under_score.yaml", POLICY)
    (rules.folder() / "a/gone.yaml").symlink_to("nowhere.yaml")
    assert rules.ids() == ("a/first", "b/second")
    names = ["Capital.yaml", "first.yaml", "second.yaml", "under_score.yaml"]  # checked, not passed over: their names are refused
    assert sorted(path.name for path in rules.policy_files(rules.folder())) == names
    with pytest.raises(Problems, match="'a/Capital' is not the name of a policy"):
        rules.policy_in(rules.folder() / "a/Capital.yaml")


def test_a_file_by_itself_is_taken_as_it_is(write: Write) -> None:
    path = write("a/first.yaml", POLICY)
    write("a/second.yaml", POLICY)
    assert rules.policy_files(path) == (path,)


@pytest.mark.parametrize(
    "id",
    [
        "",
        "/etc/passwd",
        "../secret",
        "jp/../secret",
        "jp/./trial",
        "jp//trial",
        "jp/trial/",
        "jp\\trial",
        "jp/trial.yaml",
        "JP/trial",
        "jp/tri al",
        "jp/trial\n",
        "jp/tríal",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_id_never_becomes_a_path(write: Write, id: str) -> None:
    write("jp/trial.yaml", POLICY)
    assert refusal(id)[0] == "policy-name"


def test_nothing_outside_the_folder_is_a_policy(write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write("inner/trial.yaml", POLICY)
    outside = tmp_path / "outside.yaml"
    outside.write_text(POLICY)
    monkeypatch.setenv("PAYOUT_RULES", str(tmp_path / "inner"))
    assert rules.ids() == ("trial",)
    assert refusal("outside")[0] == "no-policy"


def test_an_unknown_id_is_answered_with_the_nearest(write: Write) -> None:
    write("jp/trial.yaml", POLICY)
    assert refusal("jp/trail") == ("no-policy", "/policy: there is no policy 'jp/trail'. Did you mean 'jp/trial'?")


def test_a_folder_that_is_not_there_is_said_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAYOUT_RULES", str(tmp_path / "nowhere"))
    with pytest.raises(Problems, match="the folder of PAYOUT_RULES is not there"):
        rules.ids()


def test_a_policy_is_compiled_once_as_long_as_its_files_stay(write: Write) -> None:
    write("jp/trial.yaml", POLICY)
    assert rules.policy("jp/trial") is rules.policy("jp/trial")


def test_a_changed_file_is_read_anew(write: Write) -> None:
    write("jp/trial.yaml", POLICY)
    before = rules.policy("jp/trial")
    write("jp/trial.yaml", POLICY.replace("10_000", "20_000"))
    after = rules.policy("jp/trial")
    assert after is not before
    assert after.hash != before.hash


def test_a_comment_makes_no_other_policy(write: Write) -> None:
    write("jp/trial.yaml", POLICY)
    before = rules.policy("jp/trial")
    write("jp/trial.yaml", "# Another comment.\n" + POLICY)
    assert rules.policy("jp/trial").hash == before.hash


def test_examples_beside_the_policy_belong_to_it_and_are_read_anew_too(write: Write) -> None:
    write("jp/trial.yaml", POLICY)
    assert rules.policy("jp/trial").examples == ()
    write("jp/trial.examples.yaml", EXAMPLES)
    assert [example.title for example in rules.policy("jp/trial").examples] == ["the limit"]
    write("jp/trial.examples.yaml", EXAMPLES.replace("the limit", "over the limit"))
    assert [example.title for example in rules.policy("jp/trial").examples] == ["over the limit"]


def test_a_file_outside_the_folder_is_named_by_its_stem(write: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    inside = write("jp/trial.yaml", POLICY)
    outside = tmp_path_factory.mktemp("elsewhere") / "draft.yaml"
    outside.write_text(POLICY)
    assert rules.policy_in(inside).id == "jp/trial"
    assert rules.policy_in(outside).id == "draft"
    assert rules.policy_in(outside).hash == rules.policy_in(inside).hash


def test_places_name_a_shelved_file_alike_wherever_the_shelf_stands(write: Write) -> None:
    write("jp/trial.yaml", POLICY.replace("tow_limit}", "tow_limt}"))
    with pytest.raises(Problems, match=r"^rules/jp/trial\.yaml:14:"):
        rules.policy("jp/trial")


def test_places_name_another_file_as_it_was_named(write: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    write("jp/trial.yaml", POLICY)
    draft = tmp_path_factory.mktemp("elsewhere") / "draft.yaml"
    draft.write_text(POLICY)
    assert rules.policy_in(draft).file == str(draft)


def test_the_source_of_a_shelved_file_is_found_by_its_place(write: Write) -> None:
    write("jp/trial.yaml", POLICY)
    assert rules.source_of(rules.policy("jp/trial").file) == POLICY


def test_the_source_of_a_place_is_the_text_of_its_file(write: Write, tmp_path: Path) -> None:
    assert rules.source_of(str(write("jp/trial.yaml", POLICY))) == POLICY
    assert rules.source_of(str(tmp_path / "nowhere.yaml")) == ""
