"""What terms all over the world say, each in a smallest policy with figures worked by hand; and the guide's table of them."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from payout import rules
from payout.cli import commands
from payout.examples import run_examples
from tests import random_policies
from tests.agreement import judged

HERE = Path(__file__).parent
FILES = sorted((HERE / "primitives").glob("*.yaml"))
GUIDE = (HERE.parent / "docs" / "policies.md").read_text(encoding="utf-8")
ROWS = re.findall(
    r"^\| ([^`|]+) \| `(.+)` \| `([a-z-]+)` \|$", GUIDE.partition("## What other markets say, and how it is written here")[2], re.MULTILINE
)
UNFIT = {"out-of-range", "no-value-then", "requirement"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_primitive_pays_what_was_worked_by_hand(path: Path) -> None:
    policy = rules.policy_in(path)
    assert len(policy.examples) >= 2
    assert run_examples(policy).problems == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_second_judge_reads_every_primitive_alike(path: Path) -> None:
    text, policy, rng = path.read_text(encoding="utf-8"), rules.policy_in(path), random.Random(path.stem)
    pairs = [judged(policy, text, random_policies.claim(rng, text), may_refuse=UNFIT) for _ in range(40)]
    assert [pair.difference for pair in pairs if pair.difference] == []
    assert sum(pair.determined for pair in pairs) >= 10


def test_payout_test_runs_them_all() -> None:
    done = CliRunner().invoke(commands, ["test", str(HERE / "primitives")], catch_exceptions=False)
    assert done.exit_code == 0


@pytest.mark.parametrize(("says", "written", "name"), ROWS, ids=[name for _, _, name in ROWS])
def test_a_row_of_the_guide_stands_in_its_file(says: str, written: str, name: str) -> None:
    assert says.strip()
    assert written in (HERE / "primitives" / f"{name}.yaml").read_text(encoding="utf-8")


def test_the_guide_has_a_row_for_every_file() -> None:
    assert sorted(name for _, _, name in ROWS) == [path.stem for path in FILES]
