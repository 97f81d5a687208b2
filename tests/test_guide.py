"""The guide for those who write policies: what it shows in full runs, what it quotes is said, and it names every word of the language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from click.testing import CliRunner

from payout.cli import commands
from payout.compile import TOTALS, compile_policy
from payout.compile.coverages import BEARERS, KEYS_OF_A_RULE
from payout.compile.names import TYPES
from payout.examples import run_examples
from payout.expr import Span
from payout.keys import (
    CASE_KEYS,
    CHANGE_KEYS,
    COVERAGE_KEYS,
    DEFINITION_KEYS,
    ENDORSEMENT_KEYS,
    EXAMPLE_KEYS,
    FACT_KEYS,
    KIND_KEYS,
    TERM_KEYS,
    TOP_KEYS,
)
from payout.money import ROUNDINGS
from payout.policy import VERBS
from payout.problem import Problem, Problems
from payout.source import read

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
POLICIES = [block for block in BLOCKS if block.startswith("payout:")]
CLAIMS = [block for block in BLOCKS if block.startswith("facts:")]
PARTS = [block for block in BLOCKS if block not in POLICIES + CLAIMS]
SHOWN = re.findall(r"^```text\n\$ payout (\w+) [^\n]*\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)
MISTAKES = re.findall(r"^\| `(.+?)` \| `(.+?)` \| (.+?) \|$", GUIDE.partition("## Common mistakes")[2], re.MULTILINE)
PRODUCT = max(POLICIES[:2], key=len)
CHANGES = ("set", "waive")


def problems_of(text: str) -> list[Problem]:
    """Everything that `payout check` would say."""
    try:
        node, _ = read(text.encode(), "touring.yaml", is_json=False)
        return run_examples(compile_policy(node, "touring")).problems
    except Problems as refused:
        return list(refused.problems)


SECTIONS = {
    "The top of the file": TOP_KEYS,
    "Facts and marks": (*FACT_KEYS, *TYPES),
    "Kinds of expense": KIND_KEYS,
    "Terms": TERM_KEYS,
    "Definitions": DEFINITION_KEYS,
    "Coverages": (*COVERAGE_KEYS, *CASE_KEYS),
    "Verbs of steps": (*KEYS_OF_A_RULE, *BEARERS, *ROUNDINGS),
    "Endorsements": (*ENDORSEMENT_KEYS, *CHANGE_KEYS),
    "Examples": (*EXAMPLE_KEYS, *TOTALS),
}


def section(title: str) -> str:
    return next(part for part in re.split(r"^## ", GUIDE, flags=re.MULTILINE) if part.startswith(title))


def named(text: str) -> set[str]:
    """What stands alone in backticks, outside the blocks."""
    return set(re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)))


@pytest.mark.parametrize("text", POLICIES, ids=range(len(POLICIES)))
def test_every_policy_of_the_guide_holds(text: str) -> None:
    node, _ = read(text.encode(), "touring.yaml", is_json=False)
    policy = compile_policy(node, "touring")
    assert policy.examples
    assert run_examples(policy).problems == []


@pytest.mark.parametrize("part", PARTS, ids=range(len(PARTS)))
def test_every_part_of_a_policy_stands_in_a_whole_one(part: str) -> None:
    assert any(part in whole for whole in POLICIES)


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command for command, _ in SHOWN])
def test_the_guide_shows_what_the_commands_print(command: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(command, CLAIMS[0], tmp_path, monkeypatch) == shown


def test_the_guide_shows_the_question_that_stays_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = CLAIMS[0].replace("rideable: no, ", "")
    assert claim != CLAIMS[0]
    lines = run("calculate", claim, tmp_path, monkeypatch).splitlines()
    shown = "\n".join(lines[next(at for at, line in enumerate(lines) if line.startswith("Total payout")) :])
    assert f"```text\n{shown}\n```" in GUIDE


def run(command: str, claim: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(folder)
    Path("touring.yaml").write_text(PRODUCT, encoding="utf-8")
    Path("claim.yaml").write_text(claim, encoding="utf-8")
    arguments = [command, "claim.yaml", "--policy", "touring.yaml", "--language", "en"]
    return CliRunner().invoke(commands, arguments, catch_exceptions=False).stdout


@pytest.mark.parametrize(("right", "wrong", "message"), MISTAKES, ids=[wrong for _, wrong, _ in MISTAKES])
def test_every_mistake_is_answered_as_the_guide_says(right: str, wrong: str, message: str) -> None:
    assert right in PRODUCT
    said = [f"{problem.sentence()} {problem.mend()}".strip() for problem in problems_of(PRODUCT.replace(right, wrong, 1))]
    assert message in said


def test_the_guide_shows_enough() -> None:
    assert (len(POLICIES) >= 3, len(CLAIMS), [command for command, _ in SHOWN]) == (True, 1, ["calculate", "explain"])
    assert len(MISTAKES) >= 30


@pytest.mark.parametrize(("title", "words"), SECTIONS.items(), ids=SECTIONS)
def test_every_word_of_the_language_is_named_where_it_belongs(title: str, words: tuple[str, ...]) -> None:
    assert set(words) - named(section(title)) == set()


def test_the_guide_counts_keys_and_verbs() -> None:
    places = (TOP_KEYS, FACT_KEYS, KIND_KEYS, TERM_KEYS, DEFINITION_KEYS, COVERAGE_KEYS, CASE_KEYS, KEYS_OF_A_RULE)
    keys = {key for place in (*places, ENDORSEMENT_KEYS, CHANGE_KEYS, EXAMPLE_KEYS) for key in place}
    verbs = {*VERBS, *CHANGES}
    assert f"The language has {len(keys - verbs)} keys and {len(verbs)} verbs." in GUIDE


def test_every_function_is_in_the_grammar() -> None:
    for name in ("min", "max", "billed", "paid", *get_args(Span)):
        assert f"{name}(" in section("Expressions")


def test_every_verb_is_used_in_a_policy_of_the_guide() -> None:
    for verb in (*VERBS, *CHANGES):
        assert any(re.search(rf"[{{ ]{verb}: ", policy) for policy in POLICIES), verb


# ---- the glossary -----------------------------------------------------------------------------------------------------


def glossary(words: list[dict[str, Any]]) -> str:
    """The table that docs/terms.md shows of rules/terms.yaml."""
    lines = [
        "# The words of the field\n",
        "One word, one idea: texts that a customer reads use these. Made from `rules/terms.yaml`.\n",
        "| identifier | 日本語 | English | 意味 | meaning |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| `{word['id']}` | {word['ja']} | {word['en']} | {word['definition']['ja']} | {word['definition']['en']} |" for word in words
    ]
    return "\n".join(lines) + "\n"


def test_the_glossary_is_the_file_of_terms() -> None:
    words = yaml.safe_load((ROOT / "rules" / "terms.yaml").read_text(encoding="utf-8"))
    assert (ROOT / "docs" / "terms.md").read_text(encoding="utf-8") == glossary(words)
