"""The compiler: what it refuses, file by file with the complaint on the offending line, and what it makes of a policy."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import msgspec
import pytest

from payout import rules
from payout.calculate import Calculation, calculate
from payout.claim import read_claim
from payout.cli import main
from payout.compile import compile_policy, running_order
from payout.expr import Const
from payout.policy import Policy, Step, both_languages
from payout.problem import MOST_PROBLEMS, Problem, Problems
from payout.source import content_hash, read
from tests import gallery

REJECTED = Path(__file__).parent / "rejected"
EXPECT = re.compile(r"# expect at (?:(\d+):)?(\d+): ([a-z0-9-]+): (.*?)(?=\s*# expect at |$)")
"""`# expect at 17: code: sentence` on the offending line, `# expect at 12:17: …` elsewhere; 0:0 is the file as a whole."""


def expectations(path: Path) -> list[tuple[int, int, str, str]]:
    """Line, column, code, and the sentence with its help, as the comments of a file say."""
    lines = path.read_bytes().decode("utf-8", "replace").split("\n")
    return [
        (int(match[1] or number), int(match[2]), match[3], match[4])
        for number, line in enumerate(lines, 1)
        for match in EXPECT.finditer(line)
    ]


def rejected() -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in sorted(REJECTED.glob("*.yaml"))]


def said(problem: Problem) -> str:
    return " ".join(part for part in (problem.sentence(), problem.mend()) if part)


def problems_in(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(Problems) as refused:
        rules.policy_in(path)
    return refused.value.problems


# ---- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", rejected())
def test_a_file_is_refused_with_the_complaints_that_it_expects(path: Path) -> None:
    found = [(problem.at.line, problem.at.column, problem.code, said(problem)) for problem in problems_in(path)]
    assert found == expectations(path)
    assert found


def test_every_file_of_the_gallery_is_named_after_a_complaint_in_it() -> None:
    strays = [
        path.stem
        for path in REJECTED.glob("*.yaml")
        if not any(path.stem.startswith(code) for _, _, code, _ in expectations(path)) and path.stem not in OWN_NAMES
    ]
    assert strays == []


OWN_NAMES = {"case-marks", "many-mistakes", "row-not-a-count", "row-not-a-count-range", "row-not-yes-no", "basis-two-names"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("[" * 100_000, "yaml-json", id="100,000 brackets"),
        pytest.param("payout: " + "[" * 100_000, "too-deep", id="100,000 brackets below the first key"),
        pytest.param("payout: " + "{a: " * 100_000, "too-deep", id="100,000 braces"),
        pytest.param("- " * 100_000, "too-deep", id="100,000 dashes"),
        pytest.param("payout: 1\ntitle: " + "a" * 10_001, "too-long", id="a text beyond 10,000 characters"),
        pytest.param("payout: 1\ntitle:\n" + "  a: b\n" * 3, "twice", id="one key three times"),
        pytest.param("payout: 1\ntitle:\n" + "".join(f"  a{n}: b\n" for n in range(50_001)), "too-many-nodes", id="100,002 entries"),
        pytest.param("payout: 1\n" + "# " * 1_000_000, "too-large", id="2,000,010 bytes"),
        pytest.param("", "empty", id="nothing"),
        pytest.param("\n\n---\n...\n", "not-a-policy", id="a document of nothing"),
    ],
)
def test_hostile_text_is_refused_by_one_sentence_or_a_few(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text(text, encoding="utf-8")
    assert {problem.code for problem in problems_in(path)} == {code}


@pytest.mark.parametrize("endorsements", [51, 250])
def test_a_limit_that_too_many_endorsements_set_is_refused_once(tmp_path: Path, endorsements: int) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text(gallery.many_changes(endorsements), encoding="utf-8")
    (problem,) = problems_in(path)
    assert said(problem) == "'tow_limit' is set by more than 50 changes. Let its value be a table by a fact, and set that."
    assert "e50" in path.read_text(encoding="utf-8").split("\n")[problem.at.line - 4]


def test_as_many_endorsements_as_may_set_a_limit_are_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text(gallery.many_changes(50), encoding="utf-8")
    assert len(rules.policy_in(path).settings) == 50


def test_what_is_just_within_the_bounds_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text(TOWING + f"promises: [{'a' * 10_000}]\n#" + " " * 1_900_000, encoding="utf-8")
    assert rules.policy_in(path).promises == ("a" * 10_000,)


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_their_places() -> None:
    text = TOWING.replace("covers: [tow]", "covers: [tow, taxi]").replace("150_000", "15万").replace("JPY", "YEN")
    assert [(problem.at.line, problem.code) for problem in refused(text)] == [
        (3, "unknown-currency"),
        (12, "amount-spelling"),
        (15, "unknown-name"),
    ]


def test_of_very_many_mistakes_the_first_ones_are_told_and_that_there_are_more() -> None:
    facts = "".join(f"  fact_{n}: {{type: mony}}\n" for n in range(1_000))
    problems = refused(TOWING.replace("claim:\n", "claim:\n" + facts))
    assert [problem.code for problem in problems] == ["unknown-type"] * MOST_PROBLEMS + ["and-more"]


# ---- the command line -------------------------------------------------------------------------------------------------


def check(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of `payout check`."""
    monkeypatch.setattr(sys, "argv", ["payout", "check", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


@pytest.mark.parametrize("name", ["unknown-type", "amount-spelling-full-width", "yaml-tab"])
def test_check_shows_the_line_and_a_caret_on_stderr(name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    path = REJECTED / f"{name}.yaml"
    status, out, err = check(capsys, monkeypatch, str(path), "--language", "en")
    assert (status, out) == (3, "")
    ((line, column, _, sentence),) = expectations(path)
    complaint, source, caret, *_ = err.splitlines()
    assert complaint.endswith(f"{name}.yaml:{line}:{column}: {sentence.partition('. ')[0]}.")
    assert source == f"{line:5} | " + path.read_text(encoding="utf-8").split("\n")[line - 1]
    assert caret.index("^") == len("    8 | ") + column - 1
    assert err.splitlines()[-1] == "1 policies, 1 problems"


@pytest.mark.parametrize("name", ["unknown-type", "not-utf8", "set-twice"])
def test_check_prints_the_same_complaint_as_json_on_stdout(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = REJECTED / f"{name}.yaml"
    status, out, err = check(capsys, monkeypatch, str(path), "--json")
    assert (status, err) == (3, "")
    document = json.loads(out)
    assert document["schema"] == "payout.problems/1"
    found = [(each["line"], each["column"], each["code"], f"{each['message']} {each['help']}".strip()) for each in document["problems"]]
    assert found == expectations(path)
    assert all(each["end"] > each["column"] and each["file"].endswith(path.name) for each in document["problems"])


# ---- a policy in a few words ------------------------------------------------------------------------------------------

TOWING = """\
payout: 1
title: Towing
currency: JPY
dated_by: contract_start
contract:
  contract_start: {type: date}
claim:
  drivable: {type: yes_no}
expenses:
  tow: {}
terms:
  tow_limit: {from: {2024-01-01: 150_000}, per: accident, clause: Article 3}
coverages:
  towing:
    covers: [tow]
    clause: Article 2
    when: not drivable
    steps: [{limit: tow_limit}]
"""


def compiled(text: str, *examples: str) -> Policy:
    nodes = [read(dedent(part).encode(), f"p{at}.yaml", is_json=False)[0] for at, part in enumerate((text, *examples))]
    return compile_policy(nodes[0], "p", nodes[1:])


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(Problems) as problems:
        compiled(text)
    return problems.value.problems


def policy(text: str = "", **sections: str) -> Policy:
    """A policy with these sections; one that is left out has what most tests need."""
    usual = {"contract": "contract_start: {type: date}", "claim": "", "expenses": "tow: {}", "terms": LIMIT, "coverages": TOWED}
    written = "".join(f"{name}:\n{indent(dedent(part), '  ')}\n" for name, part in {**usual, **sections}.items() if part)
    return compiled(f"payout: 1\ncurrency: JPY\ndated_by: contract_start\n{written}{dedent(text)}")


LIMIT = "tow_limit: {from: {2024-01-01: 150_000}, per: accident, clause: Article 3}"
TOWED = "towing: {covers: [tow], clause: Article 2, steps: [{limit: tow_limit}]}"


def calculated(of: Policy, expenses: list[dict[str, Any]], endorsements: tuple[str, ...] = (), **facts: object) -> Calculation:
    facts = {"contract_start": "2025-04-01", **facts}
    claim = {"policy": "p", "facts": facts, "endorsements": endorsements, "expenses": expenses}
    node, _ = read(json.dumps(claim).encode(), "claim.json", is_json=True)
    return calculate(of, read_claim(node))


def tow(amount: int, **marks: object) -> dict[str, Any]:
    return {"kind": "tow", "amount": amount, **marks}


def paid(of: Policy, *expenses: dict[str, Any], endorsements: tuple[str, ...] = (), **facts: object) -> int:
    """What a policy pays for these expenses."""
    found = calculated(of, list(expenses), endorsements, **facts).paid
    assert isinstance(found, int)
    return found


def steps_of(of: Policy, name: str = "towing") -> tuple[Step, ...]:
    return of.coverages[name].all_steps()


def only_step(text: str, **sections: str) -> Step:
    (step,) = steps_of(policy(**{"coverages": f"towing: {{covers: [tow], clause: Article 2, steps: [{text}]}}", **sections}))
    return step


# ---- the document -----------------------------------------------------------------------------------------------------


def test_the_little_policy_of_the_gallery_is_accepted() -> None:
    found = compiled(TOWING)
    assert found.currency.code == "JPY"
    assert (found.language, found.file, found.dated_by, found.title) == ("1", "p0.yaml", "contract_start", {"": "Towing"})
    assert paid(found, tow(200_000), drivable=False) == 150_000


def test_a_policy_may_be_json_with_amounts_in_minor_units(tmp_path: Path) -> None:
    text = {
        "payout": 1,
        "currency": "EUR",
        "dated_by": "contract_start",
        "contract": {"contract_start": {"type": "date"}},
        "expenses": {"tow": {}},
        "terms": {"tow_limit": {"from": {"2024-01-01": 150_00}, "per": "accident", "clause": "Article 3"}},
        "coverages": {"towing": {"covers": ["tow"], "steps": [{"limit": "tow_limit"}]}},
    }
    path = tmp_path / "towing.json"
    path.write_text(json.dumps(text), encoding="utf-8")
    assert paid(rules.policy_in(path), tow(200_00)) == 150_00


def test_a_policy_may_have_no_coverages_yet() -> None:
    found = compiled("payout: 1\ncurrency: EUR\ndated_by: d\ncontract: {d: {type: date}}\n")
    assert (found.coverages, found.order, found.days) == ({}, (), ())


def test_titles_are_one_text_for_all_languages_or_one_each() -> None:
    found = policy(
        claim="""\
        wrecked: {type: yes_no, title: Wrecked}
        stolen: {type: yes_no, title: {ja: 盗難, en: Stolen}}
        fire_started: {type: yes_no}
        """,
        expenses="tow: {title: {ja: レッカー}}",
    )
    assert found.title_of("wrecked") == {"ja": "Wrecked", "en": "Wrecked"}
    assert found.title_of("stolen") == {"ja": "盗難", "en": "Stolen"}
    assert found.title_of("fire_started") == {"ja": "fire started", "en": "fire started"}
    assert found.kind_title("tow") == {"ja": "レッカー", "en": "レッカー"}
    assert found.kind_title("no_kind") == {"ja": "no kind", "en": "no kind"}
    assert found.coverage_title("towing") == {"ja": "towing", "en": "towing"}
    assert found.coverage_title("no_coverage") == both_languages({}, "no_coverage")


def test_a_title_that_is_a_list_in_one_language_is_complained_of() -> None:
    (problem,) = refused(TOWING.replace("title: Towing", "title: {ja: [レッカー]}"))
    assert (problem.code, problem.at.line) == ("want-text", 2)


def test_promises_are_kept_as_they_are_written() -> None:
    found = policy("promises:\n  - paid(towing) <= tow_limit\n  - paid(towing) grows with tow\n")
    assert found.promises == ("paid(towing) <= tow_limit", "paid(towing) grows with tow")


def test_the_hash_is_that_of_the_whole_file_and_ignores_the_examples_beside_it() -> None:
    node, _ = read(TOWING.encode(), "p0.yaml", is_json=False)
    assert compiled(TOWING, "examples: []\n").hash == compiled(TOWING).hash == content_hash(node)


def test_examples_stand_in_the_file_and_beside_it() -> None:
    inside = TOWING + "examples: [{title: towed, given: {drivable: no}, expect: {towing: 0, total: 0, together.tow_limit: 0}}]\n"
    inside += "together: [{limit: tow_limit, over: [towing]}]\n"
    beside = "examples: [{title: driven, expenses: [], expect: {towing.tow_limit: 50_000, towing.applies: 0}}]\n"
    found = compiled(inside, beside).examples
    assert [(example.title, example.at.file) for example in found] == [("towed", "p0.yaml"), ("driven", "p1.yaml")]
    assert [amount for amount, _ in found[1].expect.values()] == [50_000, 0]
    assert found[0].expenses is None
    assert found[1].given is None


def test_an_expected_amount_is_read_like_any_other() -> None:
    text = TOWING + "examples: [{title: towed, expect: {towing: 1e5, total: [0]}}]\n"
    assert [problem.code for problem in refused(text)] == ["not-an-amount", "want-text"]


def test_a_policy_beside_its_examples_compiles_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "towing.yaml").write_text(TOWING, encoding="utf-8")
    (tmp_path / "towing.examples.yaml").write_text("examples: [{title: driven, expect: {towing: 0}}]\n", encoding="utf-8")
    found = rules.policy_in(tmp_path / "towing.yaml")
    assert (found.id, [example.title for example in found.examples]) == ("towing", ["driven"])
    (tmp_path / "towing.examples.yaml").write_text("example: []\n", encoding="utf-8")
    (problem,) = problems_in(tmp_path / "towing.yaml")
    assert said(problem) == "a file of examples has no key 'example'. Did you mean 'examples'?"


# ---- facts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "range_"),
    [
        ("{type: money}", (0, 10**12)),
        ("{type: money, range: 1..}", (1, 10**12)),
        ("{type: count, unit: km}", (0, 10_000)),
        ("{type: count, unit: km, range: ..60}", (0, 60)),
        ("{type: count, unit: km, range: 5..60}", (5, 60)),
        ("{type: count, unit: km, range: 0..1_000_000}", (0, 1_000_000)),
        ("{type: count, unit: km, range: 0..1_000_000_000_000}", (0, 10**12)),
        ("{type: count, unit: km, range: 1..}", (1, 10**9)),
        ("{type: rate, range: 10%..70%}", (1_000, 7_000)),
        ("{type: yes_no}", (0, 1)),
        ("{type: date, range: 1970-01-02..1970-01-11}", (1, 10)),
        ("{type: moment, range: 1970-01-01T00:10..1970-01-01T01:00}", (10, 60)),
        ("{type: [fire, theft, flood]}", (0, 2)),
    ],
)
def test_a_fact_has_the_range_that_it_states_or_that_of_its_type(written: str, range_: tuple[int, int]) -> None:
    assert policy(claim=f"it: {written}").facts["it"].range == range_


def test_an_assumed_value_is_read_by_the_type_of_its_fact() -> None:
    found = policy(
        claim="""\
        driver: {type: label}
        stolen: {type: yes_no, assume: no}
        received: {type: money, assume: 1_000}
        cause: {type: [fire, theft], assume: theft}
        fault: {type: rate, assume: 70}
        seen: {type: moment, assume: 1970-01-01T01:00}
        """
    )
    assert [found.facts[name].assume for name in ("driver", "stolen", "received", "cause", "fault", "seen")] == [
        None,
        0,
        1_000,
        1,
        7_000,
        60,
    ]


def test_the_words_of_a_choice_may_have_titles() -> None:
    """In the order of the choice, whatever their order in the file; through a definition they are the same words."""
    found = policy(
        claim='cause: {type: [fire, theft, "0-10"], words: {theft: {ja: 盗難, en: theft}, fire: {en: Fire}}}\nstolen: {type: yes_no}',
        define="why: cause\nreason: why\nburnt: cause == fire",
    )
    assert list(found.facts["cause"].words) == ["fire", "theft"]
    assert [found.choice(name) for name in ("cause", "why", "reason")] == [found.facts["cause"]] * 3
    assert [found.choice(name) for name in ("burnt", "stolen", "nothing")] == [None] * 3
    said = [found.word_title("reason", word) for word in ("theft", "fire", "0-10", "> 5")]
    assert said == [{"ja": "盗難", "en": "theft"}, {"ja": "Fire", "en": "Fire"}, {"ja": "0-10", "en": "0-10"}, {"ja": "> 5", "en": "> 5"}]


def test_a_label_cannot_be_assumed() -> None:
    with pytest.raises(Problems, match="a label cannot be assumed"):
        policy(claim="driver: {type: label, assume: A}")


def test_units_are_what_is_counted_and_what_it_is_per() -> None:
    found = policy(
        claim="speed: {type: count, unit: km, per: day}\ndays: {type: count, unit: day}\nfee: {type: money, per: accident}",
        expenses="tow: {}",
    )
    assert found.facts["speed"].type.unit == (("day", -1), ("km", 1))
    assert found.facts["fee"].type.unit == ()


def test_a_kind_of_expense_carries_its_marks_and_is_expanded_by_one() -> None:
    found = policy(items="person: {type: label}\nnight: {type: count, unit: night}", expenses="tow: {has: person, each: night}")
    assert (found.kinds["tow"].marks, found.kinds["tow"].each) == (("person",), "night")
    assert list(found.marks) == ["person", "night"]


def test_a_mark_that_could_not_be_read_is_not_complained_of_again_where_it_is_used() -> None:
    text = TOWING.replace("expenses:\n  tow: {}", "items:\n  person: {type: lable}\nexpenses:\n  tow: {has: [person], each: person}")
    assert [problem.code for problem in refused(text)] == ["unknown-type"]


def test_a_fact_that_could_not_be_read_is_not_complained_of_again_where_it_is_used() -> None:
    text = TOWING.replace("{type: yes_no}", "{type: yesno}").replace("  tow_limit:", f"  rate: {{by: drivable, {RATE}}}\n  tow_limit:")
    assert [problem.code for problem in refused(text)] == ["unknown-type"]


RATE = "from: {2024-01-01: {yes: 10%, no: 20%}}, clause: Article 4"


# ---- levels -----------------------------------------------------------------------------------------------------------

PEOPLE = {"items": "person: {type: label}\nnight: {type: count, unit: night}", "expenses": "tow: {has: [person, night]}\ntaxi: {}"}


def limit_per(per: str) -> str:
    return f"tow_limit: {{from: {{2024-01-01: 150_000}}, per: {per}, clause: Article 3}}"


@pytest.mark.parametrize(
    ("per", "level", "marks", "kind"),
    [
        ("accident", "accident", (), None),
        ("item", "item", (), None),
        ("person", "group", ("person",), None),
        ("[person, night]", "group", ("night", "person"), None),
        ("tow", "item", (), "tow"),
    ],
)
def test_the_unit_of_the_amount_is_the_level_of_the_step(per: str, level: str, marks: tuple[str, ...], kind: str | None) -> None:
    step = only_step("{limit: tow_limit}", terms=limit_per(per), **PEOPLE)
    assert (step.level, step.marks, step.kind) == (level, marks, kind)


@pytest.mark.parametrize(
    ("per", "level", "marks", "kind"),
    [
        ("accident", "accident", (), None),
        ("item", "item", (), None),
        ("person", "group", ("person",), None),
        ("[person, night]", "group", ("person", "night"), None),
        ("tow", "item", (), "tow"),
    ],
)
def test_per_says_the_level_where_the_unit_does_not(per: str, level: str, marks: tuple[str, ...], kind: str | None) -> None:
    step = only_step(f"{{limit: tow_limit, per: {per}}}", **PEOPLE)
    assert (step.level, step.marks, step.kind) == (level, marks, kind)


def test_per_may_repeat_the_unit() -> None:
    assert only_step("{limit: tow_limit, per: person}", terms=limit_per("person"), **PEOPLE).marks == ("person",)


@pytest.mark.parametrize(
    ("text", "level"),
    [("{share: 1}", "item"), ("{reduce: 1}", "item"), ("{exclude: amount > tow_limit}", "item"), ("{share: 1, per: accident}", "accident")],
)
def test_shares_and_exclusions_are_by_line_unless_per_says_otherwise(text: str, level: str) -> None:
    assert only_step(text).level == level


def test_a_limit_per_period_less_what_was_used_is_a_limit_per_accident() -> None:
    found = policy(
        usage="used: {type: money, per: policy_period}",
        terms=limit_per("policy_period"),
        coverages="towing: {covers: [tow], steps: [{limit: tow_limit - used}]}",
    )
    assert steps_of(found)[0].level == "accident"
    assert paid(found, tow(200_000), used=100_000) == 50_000
    assert paid(found, tow(200_000), used=200_000) == 0


def test_an_amount_multiplied_by_a_count_is_per_accident() -> None:
    found = policy(
        claim="people: {type: count, unit: person}",
        items="person: {type: label}",
        terms=limit_per("person"),
        coverages="towing: {covers: [tow], steps: [{limit: tow_limit * people}]}",
    )
    assert paid(found, tow(500_000), people=2) == 300_000


def test_a_count_of_one_expense_makes_a_price_where_the_step_is_per_item() -> None:
    found = policy(
        items="km: {type: count, unit: km}",
        expenses="tow: {has: [km]}",
        terms="price: {from: {2024-01-01: 700}, per: km, clause: Article 3}",
        coverages="towing: {covers: [tow], steps: [{limit: price * km, per: item}]}",
    )
    assert paid(found, tow(50_000, km=10), tow(5_000, km=10)) == 12_000


def test_a_mark_may_decide_a_rate_of_each_line() -> None:
    found = policy(
        items="part: {type: [metal, glass]}",
        expenses="tow: {has: [part]}",
        terms="wear: {by: part, from: {2024-01-01: {metal: 50%, glass: 0%}}, clause: Article 3}",
        coverages="towing: {covers: [tow], steps: [{reduce: wear, round: down}]}",
    )
    assert paid(found, tow(1_000, part="metal"), tow(1_000, part="glass")) == 1_500


# ---- conditions of steps ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("{limit: tow_limit, when: wrecked}", "claim"),
        ("{limit: tow_limit, when: kind == tow}", "line"),
        ("{limit: tow_limit, when: person == person}", "line"),
        ("{limit: tow_limit, when: amount > tow_limit}", "group"),
        ("{limit: tow_limit, when: claimed > tow_limit, per: person}", "group"),
        ("{limit: tow_limit, when: amount > tow_limit, per: item}", "line"),
        ("{share: 1, when: amount > tow_limit}", "line"),
        ("{exclude: wrecked}", "claim"),
        ("{exclude: kind == tow}", "line"),
        ("{exclude: amount > tow_limit, per: accident}", "group"),
    ],
)
def test_a_condition_is_asked_of_the_claim_of_each_line_or_of_each_group(text: str, scope: str) -> None:
    assert only_step(text, claim="wrecked: {type: yes_no}", **PEOPLE).scope == scope


def test_an_exclusion_with_a_when_needs_both() -> None:
    step = only_step("{exclude: stolen, when: wrecked}", claim="wrecked: {type: yes_no}\nstolen: {type: yes_no}")
    assert step.when is not None
    assert (step.when.text, [atom.text for atom in step.when.atoms]) == ("wrecked and stolen", ["wrecked", "stolen"])
    assert step.written is None


# ---- names, ids, clauses, bearers -------------------------------------------------------------------------------------


def test_a_step_is_named_after_what_it_takes_and_numbered_where_two_share_a_name() -> None:
    found = policy(
        claim="wrecked: {type: yes_no}",
        coverages="""\
        towing:
          covers: [tow]
          steps:
            - {limit: tow_limit}
            - {deduct: tow_limit, name: own_part}
            - {limit: tow_limit}
            - {exclude: kind == tow}
            - {exclude: wrecked}
            - {share: 1}
        """,
    )
    assert [step.id for step in steps_of(found)] == [
        "towing.tow_limit",
        "towing.own_part",
        "towing.tow_limit#2",
        "towing.exclude",
        "towing.wrecked",
        "towing.share",
    ]


def test_the_clause_of_a_step_is_its_own_else_that_of_its_term_else_of_its_case_else_of_its_coverage() -> None:
    found = policy(
        claim="{wrecked: {type: yes_no}, towed_twice: {type: yes_no}}",
        coverages="""\
        towing:
          covers: [tow]
          clause: Article 2
          cases:
            - name: wrecked
              clause: Article 7
              when: wrecked
              steps: [{limit: tow_limit, clause: Article 8}, {limit: tow_limit}, {exclude: towed_twice}]
            - {steps: [{exclude: towed_twice}]}
        """,
    )
    assert [step.clause for step in steps_of(found)] == ["Article 8", "Article 3", "Article 7", "Article 2"]
    assert [case.name for case in found.coverages["towing"].cases] == ["wrecked", "case_2"]


@pytest.mark.parametrize(
    ("text", "bearer"),
    [
        ("steps: [{limit: tow_limit}]", "customer"),
        ("steps: [{replace: tow_limit}]", "settled_by_value"),
        ("steps: [{recover: tow_limit}]", "other_party"),
        ("steps: [{limit: tow_limit, borne_by: other_insurer}]", "other_insurer"),
        ("pay_to: other_party, steps: [{limit: tow_limit}]", "other_party"),
        ("pay_to: workshop, steps: [{limit: tow_limit}]", "customer"),
    ],
)
def test_what_a_step_takes_off_is_borne_by_the_customer_unless_something_says_otherwise(text: str, bearer: str) -> None:
    (step,) = steps_of(policy(coverages=f"towing: {{covers: [tow], {text}}}"))
    assert step.borne_by == bearer


def test_a_coverage_says_whom_it_pays_and_what_it_counts() -> None:
    found = policy(
        usage="tows: {type: count, unit: claim, per: policy_period}",
        coverages="towing: {covers: [tow], pay_to: workshop, counts: tows}\nmore: {after: towing}",
    ).coverages
    assert (found["towing"].pay_to, found["towing"].counts) == ("workshop", ("tows",))
    assert (found["more"].pay_to, found["more"].counts) == ("insured", ())


def test_a_case_says_whom_it_pays_else_its_coverage_does_and_bears_as_its_coverage_does() -> None:
    cases = "cases: [{when: drivable, pay_to: insured, steps: [{limit: tow_limit}]}, {steps: [{limit: tow_limit}]}]"
    for payee, bearer in (("workshop", "customer"), ("other_party", "other_party")):
        found = policy(claim="drivable: {type: yes_no}", coverages=f"towing: {{covers: [tow], pay_to: {payee}, {cases}}}").coverages[
            "towing"
        ]
        assert [case.pay_to for case in found.cases] == ["insured", payee]
        assert {step.borne_by for step in found.all_steps()} == {bearer}


# ---- coverages --------------------------------------------------------------------------------------------------------


def test_coverages_run_in_file_order_but_after_what_they_depend_on() -> None:
    found = policy(
        claim="wrecked: {type: yes_no}\ncar_value: {type: money}",
        expenses="tow: {}\ntaxi: {}\nhotel: {}",
        define="left_for_taxi: tow_limit - paid(towing)\ntaxi_again: left_for_taxi",
        coverages="""\
        rest: {after: towing.tow_limit}
        taxi: {covers: [taxi], steps: [{limit: taxi_again}, {limit: left_for_taxi, when: left_for_taxi > 0}]}
        hotel: {covers: [hotel], cases: [{when: paid(taxi) > 0}, {steps: [{limit: tow_limit}]}]}
        towing: {covers: [tow], steps: [{limit: tow_limit}]}
        car: {loss: "max(car_value - paid(hotel), 0)", when: wrecked}
        """,
    )
    assert found.order == ("towing", "rest", "taxi", "hotel", "car")


class Name(str):
    """A name that counts how often names are looked at."""

    looked_at = 0

    def __hash__(self) -> int:
        Name.looked_at += 1
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        Name.looked_at += 1
        return super().__eq__(other)


@pytest.mark.parametrize("count", [100, 1_000])
def test_the_work_of_putting_coverages_in_order_grows_with_their_number_only(count: int) -> None:
    names = [Name(f"c{number}") for number in range(count)]
    needs: dict[str, set[str]] = {name: {other} for name, other in pairwise(names)}
    needs[names[-1]] = set()
    Name.looked_at = 0
    assert running_order(needs) == names[::-1]
    assert Name.looked_at < 30 * count


def test_a_waiver_that_asks_for_a_payment_comes_after_it() -> None:
    found = policy(
        expenses="tow: {}\ntaxi: {}",
        coverages="taxi: {covers: [taxi], steps: [{limit: tow_limit}]}\ntowing: {covers: [tow]}",
        endorsements="more: {changes: [{waive: taxi.tow_limit, when: paid(towing) == 0}, {waive: taxi.tow_limit}]}",
    )
    assert found.order == ("towing", "taxi")
    assert [waiver.when is None for waiver in steps_of(found, "taxi")[0].waivers] == [False, True]


def test_a_coverage_after_another_has_its_kinds_and_may_take_some_of_them() -> None:
    found = policy(
        expenses="tow: {}\ntaxi: {}",
        coverages="""\
        towing: {covers: [tow, taxi], steps: [{limit: tow_limit}]}
        taxi: {covers: [taxi], after: towing.tow_limit}
        rest: {covers: [tow], after: towing.tow_limit}
        last: {after: rest.applies}
        """,
    ).coverages
    assert {name: coverage.kinds for name, coverage in found.items()} == {
        "towing": ("tow", "taxi"),
        "taxi": ("taxi",),
        "rest": ("tow",),
        "last": ("tow",),
    }
    assert (found["taxi"].after, found["taxi"].after_step) == ("towing", "tow_limit")
    assert not any(coverage.is_fixed for coverage in found.values())


def test_two_coverages_may_be_after_two_steps_of_one() -> None:
    found = policy(
        terms=LIMIT + "\nown_part: {from: {2024-01-01: 5_000}, per: accident, clause: Article 4}",
        coverages="""\
        towing: {covers: [tow], steps: [{deduct: own_part}, {limit: tow_limit}]}
        own: {after: towing.own_part}
        above: {after: towing.tow_limit}
        """,
    )
    assert paid(found, tow(200_000)) == 200_000


def test_a_fixed_benefit_adds_without_a_bill() -> None:
    found = policy(claim="wrecked: {type: yes_no}", coverages="condolence: {when: wrecked, steps: [{add: tow_limit}]}")
    assert found.coverages["condolence"].is_fixed
    assert (paid(found, wrecked=True), paid(found, wrecked=False)) == (150_000, 0)


def test_a_loss_is_an_amount_of_the_claim() -> None:
    found = policy(claim="car_value: {type: money}", coverages="car: {loss: car_value, steps: [{limit: tow_limit}]}\nnothing: {loss: 0}")
    assert paid(found, car_value=90_000) == 90_000
    assert not found.coverages["car"].is_fixed


def test_the_first_case_that_applies_is_taken() -> None:
    found = policy(
        claim="wrecked: {type: yes_no}",
        coverages="towing: {covers: [tow], cases: [{name: wrecked, when: wrecked}, {name: else, steps: [{limit: tow_limit}]}]}",
    )
    assert (paid(found, tow(200_000), wrecked=True), paid(found, tow(200_000), wrecked=False)) == (200_000, 150_000)


# ---- together ---------------------------------------------------------------------------------------------------------

TWO = {"expenses": "tow: {}\ntaxi: {}", "coverages": "towing: {covers: [tow]}\ntaxi: {covers: [taxi]}"}


@pytest.mark.parametrize(("split", "taxi"), [("", 50_000), (", split: in_order", 50_000), (", split: pro_rata", 75_000)])
def test_a_shared_limit_is_filled_in_order_or_in_proportion(split: str, taxi: int) -> None:
    found = policy(f"together: [{{limit: tow_limit, over: [towing, taxi]{split}}}]\n", **TWO)
    result = calculated(found, [tow(100_000), {"kind": "taxi", "amount": 100_000}])
    assert [coverage.paid for coverage in result.coverages] == [150_000 - taxi, taxi]
    assert found.together[0].over == ("towing", "taxi")
    assert found.together[0].id == "together.tow_limit"


def test_a_deductible_of_several_coverages_may_be_shared_in_proportion() -> None:
    found = policy("together: [{deduct: tow_limit, over: [towing, taxi], split: pro_rata}]\n", **TWO)
    result = calculated(found, [tow(200_000), {"kind": "taxi", "amount": 100_000}])
    assert [coverage.paid for coverage in result.coverages] == [100_000, 50_000]


@pytest.mark.parametrize(("choose", "pays"), [("highest", 30_000), ("wish", 20_000)])
def test_one_of_several_benefits_is_chosen(choose: str, pays: int) -> None:
    found = policy(f"together: [{{choose: {choose}, over: [towing, taxi]}}]\n", claim="wish: {type: [taxi, towing]}", **TWO)
    assert paid(found, tow(30_000), {"kind": "taxi", "amount": 20_000}, wish="taxi") == pays


def test_a_choice_may_have_a_condition() -> None:
    found = policy("together: [{choose: highest, over: [towing, taxi], when: wrecked}]\n", claim="wrecked: {type: yes_no}", **TWO)
    expenses = (tow(30_000), {"kind": "taxi", "amount": 20_000})
    assert (paid(found, *expenses, wrecked=True), paid(found, *expenses, wrecked=False)) == (30_000, 50_000)


def test_a_rule_that_cannot_be_read_is_left_out_and_the_others_are_read() -> None:
    text = (
        TOWING
        + "together:\n  - {limit: tow_limt, over: [towing]}\n  - {choose: [towing], over: [towing]}\n  - {deduct: tow, over: [towing]}\n"
    )
    assert [(problem.at.line, problem.code) for problem in refused(text)] == [(20, "unknown-name"), (21, "want-text"), (22, "unknown-name")]


# ---- terms and tables -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "pays"),
    [("2023-12-31", None), ("2024-01-01", 150), ("2024-06-30", 150), ("2024-07-01", 300), ("2025-01-01", 1_000), ("2200-01-01", 1_000)],
)
def test_a_value_is_in_force_from_its_date_until_the_next(start: str, pays: int | None) -> None:
    found = policy(terms="tow_limit: {from: {2024-01-01: 150, 2024-07-01: 300, 2025-01-01: none}, per: accident, clause: Article 3}")
    if pays is None:
        with pytest.raises(Problems, match="there is no value of tow_limit on 2023-12-31; the first is of 2024-01-01"):
            paid(found, tow(1_000), contract_start=start)
    else:
        assert paid(found, tow(1_000), contract_start=start) == pays


def test_a_policy_answered_for_a_date_is_made_once_for_all_days_between_two_changes() -> None:
    found = policy(terms="tow_limit: {from: {1970-01-11: 150, 1970-01-21: 300}, per: accident, clause: Article 3}")
    assert found.days == (10, 20)
    assert found.at(10) is found.at(19)
    assert found.at(20) is not found.at(19)
    assert found.at(0) is found.at(9)
    assert compiled("payout: 1\ncurrency: EUR\ndated_by: d\ncontract: {d: {type: date}}\n").at(5).days == ()


def tabled(by: str, rows: str, **facts: Any) -> int:
    """The limit that a table gives; `km` is 0 to 300, `plan` gold or silver, `value` money from 1."""
    found = policy(
        claim="""\
        km: {type: count, unit: km, range: ..300}
        plan: {type: [gold, silver]}
        wrecked: {type: yes_no}
        value: {type: money, range: 1..}
        """,
        terms=f"tow_limit: {{by: {by}, from: {{2024-01-01: {rows}}}, per: accident, clause: Article 3}}",
    )
    return paid(found, tow(1_000_000), **facts)


@pytest.mark.parametrize(
    ("km", "limit"), [(0, 1), (9, 1), (10, 2), (11, 3), (20, 3), (21, 4), (30, 4), (31, 7), (99, 7), (100, 6), (199, 6), (200, 5), (300, 5)]
)
def test_rows_take_in_file_order_what_earlier_rows_left(km: int, limit: int) -> None:
    rows = '{"< 10": 1, 10: 2, "<= 20": 3, "10..30": 4, "> 199": 5, ">= 100": 6, otherwise: 7}'
    assert tabled("km", rows, km=km) == limit


def test_tables_nest_and_a_plain_value_stands_for_a_whole_part() -> None:
    rows = '{gold: {yes: 1, no: {"<= 50": 2, otherwise: 3}}, otherwise: 4}'
    found = [
        tabled("[plan, wrecked, km]", rows, plan=plan, wrecked=wrecked, km=km)
        for plan, wrecked, km in (("gold", True, 0), ("gold", False, 50), ("gold", False, 51), ("silver", True, 0))
    ]
    assert found == [1, 2, 3, 4]


def test_a_table_may_be_keyed_by_an_amount_or_a_definition() -> None:
    rows = '{"<= 400_000": 1, otherwise: 2}'
    assert (tabled("value", rows, value=400_000), tabled("value", rows, value=400_001)) == (1, 2)
    found = policy(
        claim="km: {type: count, unit: km}",
        define="is_far: km > far",
        terms="""\
        far: {from: {2024-01-01: 50}, unit: km, clause: Article 4}
        tow_limit: {by: is_far, from: {2024-01-01: {yes: 1, no: 2}}, per: accident, clause: Article 3}
        """,
    )
    assert (paid(found, tow(9), km=51), paid(found, tow(9), km=50)) == (1, 2)


def test_a_word_of_a_choice_may_look_like_a_range() -> None:
    found = policy(
        contract='contract_start: {type: date}\nage: {type: ["18..25", "> 25"]}',
        terms='tow_limit: {by: age, from: {2024-01-01: {"18..25": 1, "> 25": 2}}, per: accident, clause: Article 3}',
    )
    assert (paid(found, tow(9), age="18..25"), paid(found, tow(9), age="> 25")) == (1, 2)


def test_a_table_of_one_row_for_all_is_that_value() -> None:
    assert tabled("km", "{otherwise: 5}", km=3) == 5


@pytest.mark.parametrize(
    ("rate", "pays"), [("20%", 200_000), ("9.25%", 92_500), ("1/9", 111_111), ("3/36500", 82), ("0%", 0), ("100%", 1_000_000)]
)
def test_rates_are_exact(rate: str, pays: int) -> None:
    found = policy(
        terms=f"part: {{from: {{2024-01-01: {rate}}}, clause: Article 3}}",
        coverages="towing: {covers: [tow], steps: [{share: part, round: down}]}",
    )
    assert paid(found, tow(1_000_000)) == pays


def test_rates_of_one_term_share_their_least_denominator() -> None:
    found = policy(terms=LIMIT + "\npart: {from: {2024-01-01: 1/6, 2025-01-01: 3/4, 2026-01-01: 50%}, clause: Article 4}")
    over = found.terms["part"].over
    assert over == Const(12)
    assert len(found.terms["part"].days) == 3


def test_a_rate_that_a_claim_gives_is_in_hundredths_of_a_percent() -> None:
    found = policy(claim="fault: {type: rate}", coverages="towing: {covers: [tow], steps: [{share: 1 - fault, round: half_up}]}")
    assert paid(found, tow(1_000), fault="12.34%") == 877


# ---- definitions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("definition", "pays"),
    [
        ("it: tow_limit", 150_000),
        ("it: {is: tow_limit, title: Limit, clause: Article 9}", 150_000),
        ("it: {is: tow_limit * ninth, round: down}", 16_666),
        ("it: {is: tow_limit * ninth, round: up}", 16_667),
        ("it: {is: tow_limit * ninth, round: half_up to 100}", 16_700),
        ("it: {is: tow_limit * ninth, round: down to 1_000}", 16_000),
        ("it: 1", 1),
    ],
)
def test_a_definition_is_rounded_as_it_says(definition: str, pays: int) -> None:
    found = policy(
        terms=LIMIT + "\nninth: {from: {2024-01-01: 1/9}, clause: Article 4}",
        define=definition,
        coverages="towing: {covers: [tow], steps: [{limit: it * 1}]}"
        if definition != "it: 1"
        else TOWED.replace("tow_limit", "tow_limit * 0 + 1"),
    )
    assert paid(found, tow(1_000_000)) == pays


@pytest.mark.parametrize(("round_", "pays"), [("half_up to 1%", 670), ("down to 1/10", 600), ("up to 0.5%", 670)])
def test_a_rate_is_rounded_to_a_part_of_itself(round_: str, pays: int) -> None:
    found = policy(
        claim="value: {type: money, range: 1..}\ninsured: {type: money}",
        define=f"part: {{is: insured / value, round: {round_}}}",
        coverages="towing: {covers: [tow], steps: [{share: part, round: down}]}",
    )
    assert paid(found, tow(1_000), value=3, insured=2) == pays


def test_an_amount_of_a_step_may_be_rounded() -> None:
    found = policy(
        terms=LIMIT + "\nninth: {from: {2024-01-01: 1/9}, clause: Article 4}",
        coverages="""\
        towing:
          covers: [tow]
          steps: [{limit: tow_limit * ninth, round: half_up to 100}, {limit: tow_limit, round: down to 1_000}]
        """,
    )
    assert paid(found, tow(1_000_000)) == 16_700
    assert [step.round for step in steps_of(found)] == [("half_up", 100), ("down", 1_000)]


def in_euro(text: str) -> str:
    return text.replace("JPY", "EUR").replace("150_000", "20.50")


def test_one_is_a_major_unit_beside_money() -> None:
    found = compiled(in_euro(TOWING).replace("limit: tow_limit", "limit: tow_limit + 1"))
    assert paid(found, tow(5_000), drivable=False) == 2_150


def test_one_alone_is_a_major_unit_where_an_amount_is_wanted() -> None:
    found = compiled(in_euro(TOWING).replace("limit: tow_limit", "limit: 1"))
    assert paid(found, tow(5_000), drivable=False) == 100


def test_a_definition_of_money_set_to_one_is_one_major_unit() -> None:
    text = in_euro(TOWING).replace("limit: tow_limit", "limit: most")
    text += "define: {most: tow_limit}\nendorsements: {less: {changes: [{set: most, is: 1}]}}\n"
    assert paid(compiled(text), tow(5_000), drivable=False, endorsements=("less",)) == 100


def test_a_share_rounded_to_hundreds_is_spread_over_the_lines() -> None:
    found = policy(
        terms="part: {from: {2024-01-01: 70%}, clause: Article 3}",
        coverages="towing: {covers: [tow], steps: [{share: part, per: accident, round: down to 100}]}",
    )
    result = calculated(found, [tow(150), tow(150), tow(150)])
    assert (result.paid, [line.paid for line in result.lines]) == (300, [100, 100, 100])


def test_a_difference_that_is_below_zero_takes_nothing() -> None:
    found = policy(coverages="towing: {covers: [tow], steps: [{deduct: amount - tow_limit}]}")
    assert (paid(found, tow(200_000)), paid(found, tow(100_000))) == (150_000, 100_000)


# ---- expressions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("km < far", True),
        ("km <= far", True),
        ("km > far", False),
        ("km >= far", False),
        ("km == far", False),
        ("km != far", True),
        ("0 < km < far", True),
        ("0 < far < km", False),
        ("not wrecked", True),
        ("wrecked or km > 0", True),
        ("wrecked and km > 0", False),
        ("cause == theft", True),
        ("cause != theft", False),
        ("cause in [fire, theft]", True),
        ("cause not in (fire, theft)", False),
        ("cause == 'theft'", True),
        ("driver == owner", False),
        ("driver != owner", True),
        ("wrecked == (km > far)", True),
        ("(fault < 1) == wrecked", False),
        ("km * 1 + 1 > km", True),
        ("fault * 1 == 1 - fault", True),
        ("part / value > fault", True),
        ("days_between(contract_start, lost_on) > 0", True),
        ("months_completed(contract_start, lost_on) == months_started(contract_start, lost_on)", False),
        ("years_completed(contract_start, lost_on) == 1", False),
        ("hours_started(seen, told) == 1", True),
        ("max(part, value) == value", True),
        ("min(part, value, part) == part", True),
        ("billed(tow) > value", True),
        ("ｋｍ < far", True),
    ],
)
def test_a_condition_means_what_it_says(condition: str, holds: bool) -> None:
    found = policy(
        claim="""\
        km: {type: count, unit: km}
        wrecked: {type: yes_no}
        cause: {type: [fire, theft, hail]}
        driver: {type: label}
        owner: {type: label}
        fault: {type: rate}
        part: {type: money}
        value: {type: money, range: 1..}
        lost_on: {type: date}
        seen: {type: moment}
        told: {type: moment}
        """,
        terms="far: {from: {2024-01-01: 50}, unit: km, clause: Article 4}",
        coverages=f'towing: {{covers: [tow], when: "{condition}"}}',
    )
    facts: dict[str, Any] = {
        "km": 30,
        "wrecked": False,
        "cause": "theft",
        "driver": "A",
        "owner": "B",
        "fault": "50%",
        "part": 60,
        "value": 100,
    }
    facts |= {"lost_on": "2025-05-20", "seen": "2025-05-20T10:00", "told": "2025-05-20T10:30"}
    assert paid(found, tow(1_000), **facts) == (1_000 if holds else 0)


def test_an_expression_over_two_lines_is_one_expression() -> None:
    found = compiled(TOWING.replace("when: not drivable", "when: >\n      not\n      drivable"))
    assert paid(found, tow(1_000), drivable=False) == 1_000


def test_a_complaint_in_a_quoted_expression_counts_from_behind_the_quote() -> None:
    (problem,) = refused(TOWING.replace("when: not drivable", 'when: "not drivble"'))
    assert (problem.at.column, problem.at.width) == (len('    when: "not ') + 1, len("drivble"))


def test_every_part_of_an_expression_is_complained_of() -> None:
    problems = refused(TOWING.replace("when: not drivable", 'when: "wreckd and stoln or min(x, y) + z > 0"'))
    assert [problem.values["given"] for problem in problems] == ["wreckd", "stoln", "x", "y", "z"]


# ---- endorsements -----------------------------------------------------------------------------------------------------


def test_an_endorsement_sets_a_term_from_a_date_where_it_is_attached_and_its_condition_holds() -> None:
    found = policy(
        claim="wrecked: {type: yes_no}",
        endorsements="""\
        more:
          clause: Article 20
          changes: [{set: tow_limit, from: {2025-01-01: 300_000}, when: wrecked}]
        """,
    )
    more = ("more",)
    assert paid(found, tow(500_000), wrecked=True) == 150_000
    assert paid(found, tow(500_000), wrecked=True, endorsements=more) == 300_000
    assert paid(found, tow(500_000), wrecked=False, endorsements=more) == 150_000
    assert paid(found, tow(500_000), wrecked=True, contract_start="2024-12-31", endorsements=more) == 150_000
    assert [(name, clause) for name, clause, _ in found.terms["tow_limit"].set_by] == [("more", "Article 20")]
    assert len(found.days) == 2


def test_of_two_endorsements_that_set_a_term_the_one_over_the_other_prevails() -> None:
    found = policy(
        endorsements="""\
        most: {over: [more], changes: [{set: tow_limit, from: {2024-01-01: 500_000}, clause: Article 21}]}
        more: {changes: [{set: tow_limit, from: {2024-01-01: 300_000}}]}
        """
    )
    attached = [("more",), ("most",), ("more", "most"), ("most", "more")]
    assert [paid(found, tow(900_000), endorsements=names) for names in attached] == [300_000, 500_000, 500_000, 500_000]
    assert [clause for _, clause, _ in found.terms["tow_limit"].set_by] == ["", "Article 21"]


def test_an_endorsement_sets_a_definition() -> None:
    found = policy(
        claim="car_value: {type: money}\nwrecked: {type: yes_no}",
        define="most: tow_limit\nalone: wrecked",
        terms=LIMIT + "\nhalf: {from: {2024-01-01: 50%}, clause: Article 5}",
        coverages="towing: {covers: [tow], when: alone, steps: [{limit: most}]}",
        endorsements="""\
        by_value: {changes: [{set: most, is: car_value, when: wrecked}, {set: alone, is: not wrecked or car_value > 0}]}
        none_left: {over: [by_value], changes: [{set: most, is: 0}]}
        """,
    )
    facts: dict[str, Any] = {"wrecked": True, "car_value": 20_000}
    assert paid(found, tow(500_000), endorsements=("by_value",), **facts) == 20_000
    assert paid(found, tow(500_000), **facts) == 150_000
    assert paid(found, tow(500_000), endorsements=("none_left", "by_value"), **facts) == 0


def test_a_definition_set_to_a_fraction_is_still_rounded() -> None:
    found = policy(
        terms=LIMIT + "\nthird: {from: {2024-01-01: 1/3}, clause: Article 5}",
        define="most: {is: tow_limit, round: down}",
        coverages="towing: {covers: [tow], steps: [{limit: most}]}",
        endorsements="less: {changes: [{set: most, is: tow_limit * third}]}",
    )
    assert paid(found, tow(500_000), endorsements=("less",)) == 50_000


def test_a_definition_set_to_what_cannot_be_read_keeps_its_own_value() -> None:
    text = TOWING + "define: {most: tow_limit}\nendorsements: {more: {changes: [{set: most, is: tow_limt}]}}\n"
    assert [problem.code for problem in refused(text)] == ["unknown-name"]


def test_an_endorsement_adds_terms_and_coverages_and_may_change_what_a_later_one_adds() -> None:
    found = policy(
        endorsements="""\
        early: {changes: [{set: late_limit, from: {2024-01-01: 9}}]}
        plain: {title: Plain}
        other: {terms: {other_limit: {from: {2024-01-01: 3}, per: accident, clause: Article 9}}}
        late:
          terms: {late_limit: {from: {2024-01-01: 5}, per: accident, clause: Article 8}}
          coverages: {bonus: {title: Bonus, steps: [{add: late_limit}]}}
        """
    )
    assert found.coverages["bonus"].endorsement == "late"
    assert found.endorsements["plain"].title == {"": "Plain"}
    assert [paid(found, endorsements=names) for names in ((), ("late",), ("late", "early"))] == [0, 5, 9]


def test_a_condition_may_ask_whether_an_endorsement_is_attached() -> None:
    found = policy(coverages="towing: {covers: [tow], when: more}", endorsements="more: {title: {ja: 特約}}")
    assert (paid(found, tow(7), endorsements=("more",)), paid(found, tow(7))) == (7, 0)
    assert found.title_of("more") == {"ja": "特約", "en": "特約"}


def test_a_waiver_sets_all_steps_of_that_name_aside_in_every_case() -> None:
    found = policy(
        claim="wrecked: {type: yes_no}",
        coverages="""\
        towing:
          covers: [tow]
          cases: [{when: wrecked, steps: [{limit: tow_limit}]}, {steps: [{deduct: tow_limit, name: own_part}]}]
          steps: [{limit: tow_limit}, {deduct: tow_limit, name: own_part}]
        """,
        endorsements="more: {changes: [{waive: towing.tow_limit, when: wrecked}]}",
    )
    assert [len(step.waivers) for step in steps_of(found)] == [1, 0, 1, 0]


def test_a_waiver_sets_all_rules_of_that_name_aside() -> None:
    rules = ["{deduct: tow_limit, over: [towing]}", "{limit: tow_limit, over: [towing]}", "{limit: tow_limit, name: own, over: [towing]}"]
    found = policy(together=f"[{', '.join(rules)}]", endorsements="more: {changes: [{waive: together.tow_limit}]}")
    assert [[waiver.endorsement for waiver in rule.waivers] for rule in found.together] == [["more"], ["more"], []]


def test_a_rule_over_all_goes_over_every_coverage_of_the_file_and_then_of_the_endorsements() -> None:
    found = policy(
        expenses="tow: {}\ntaxi: {}",
        coverages="taxi: {covers: [taxi], clause: Article 1}\ntowing: {covers: [tow], clause: Article 2}",
        endorsements="gift: {coverages: {gift: {clause: Article 9, steps: [{add: tow_limit}]}}}",
        together="[{deduct: tow_limit, over: all}]",
    )
    assert [rule.over for rule in found.together] == [("taxi", "towing", "gift")]


def test_all_stands_alone_and_names_no_coverage_beside_it() -> None:
    (problem,) = refused(TOWING + "together: [{deduct: tow_limit, over: [all]}]\n")
    assert problem.code == "no-coverage"
    (problem,) = refused(TOWING.replace("  towing:\n", "  all:\n") + "together: [{deduct: tow_limit, over: all}]\n")
    assert said(problem) == "'all' already names a coverage at line 14. Rename one of them."
    assert compiled(TOWING.replace("  towing:\n", "  all:\n") + "together: [{deduct: tow_limit, over: [all]}]\n").together[0].over == (
        "all",
    )


def test_a_choice_over_several_coverages_cannot_be_waived() -> None:
    text = TOWING + "endorsements: {more: {changes: [{waive: together.choose}]}}\n"
    (problem,) = refused(text + "together: [{choose: highest, over: [towing], clause: Article 4}]\n")
    assert said(problem) == "'together.choose' is a choose, which cannot be waived. Give the rule a condition: when: not more."


def test_nothing_is_said_of_a_waived_rule_that_could_not_be_read() -> None:
    text = TOWING + "endorsements: {more: {changes: [{waive: together.exces}]}}\ntogether: [{deduct: exces, over: [towing]}]\n"
    assert [problem.code for problem in refused(text)] == ["unknown-name"]


def test_requirements_are_conditions_of_every_claim() -> None:
    found = policy(claim="lost_on: {type: date}", requires="- contract_start <= lost_on")
    assert [requirement.formula.text for requirement in found.requires] == ["contract_start <= lost_on"]
    with pytest.raises(Problems, match="does not hold"):
        paid(found, tow(1), lost_on="2020-01-01")


# ---- near matches -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "help_"),
    [
        (("drivable: {type: yes_no}", "drivable: {type: yesno}"), "Did you mean 'yes_no'?"),
        (("not drivable", "not driveable"), "Did you mean 'drivable'?"),
        (("covers: [tow]", "covers: [tows]"), "Did you mean 'tow'?"),
        (("limit: tow_limit", "limit: tow_limits"), "Did you mean 'tow_limit'?"),
        (("steps:", "step:"), "Did you mean 'steps'?"),
        (("limit: tow_limit", "limits: tow_limit"), "Did you mean 'limit'?"),
        (("dated_by: contract_start", "dated_by: contractstart"), "Did you mean 'contract_start'?"),
        (("steps: [{limit: tow_limit}]", "steps: [{limit: mean(tow_limit, tow_limit)}]"), ""),
    ],
)
def test_a_word_that_nearly_fits_is_offered(change: tuple[str, str], help_: str) -> None:
    assert help_ in [problem.mend() for problem in refused(TOWING.replace(*change))]


def test_results_of_equal_policies_are_equal() -> None:
    """What is compiled twice from one text gives one result, to the byte."""
    encode: Callable[[Calculation], bytes] = msgspec.json.encode
    first, second = (encode(calculated(compiled(TOWING), [tow(200_000)], drivable=False)) for _ in range(2))
    assert first == second


def test_a_coverage_knows_its_steps_in_the_order_of_the_file() -> None:
    found = policy(
        claim="wrecked: {type: yes_no}",
        coverages="""\
        towing:
          covers: [tow]
          steps: [{limit: tow_limit, name: c}]
          cases: [{when: wrecked, steps: [{limit: tow_limit, name: a}]}, {steps: [{limit: tow_limit, name: b}]}]
        """,
    ).coverages["towing"]
    assert [step.name for step in found.all_steps()] == ["a", "b", "c"]


def test_a_table_by_a_mark_is_read_from_the_mark_even_where_its_rows_agree() -> None:
    """A line that lacks the mark is not touched; where an endorsement sets one plain value, it needs no mark any more."""
    text = """
    payout: 1
    title: Glass
    currency: JPY
    dated_by: start
    contract: {start: {type: date}}
    items: {part: {type: [glass, metal]}}
    expenses: {repair: {has: [part]}, labour: {}}
    terms:
      wear: {by: part, from: {2024-01-01: {otherwise: 50%}}, clause: "1"}
    coverages:
      damage: {clause: A, covers: [repair, labour], steps: [{reduce: wear, round: down}]}
    endorsements:
      plain: {clause: B, changes: [{set: wear, from: {2024-01-01: 10%}}]}
    """
    found = compiled(dedent(text))
    for endorsements, expected in (([], 50 + 100), (["plain"], 90 + 90)):
        expenses = [{"kind": "repair", "amount": 100, "part": "glass"}, {"kind": "labour", "amount": 100}]
        data = {"policy": "p", "facts": {"start": "2024-05-01"}, "endorsements": endorsements, "expenses": expenses}
        assert calculate(found, read_claim(read(json.dumps(data).encode(), "", is_json=True)[0])).paid == expected
