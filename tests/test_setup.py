"""The lock files install the same files on every machine, and name no machine."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN_TIME = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["api"]]
LOCKS = {
    "requirements.txt": RUN_TIME,
    "requirements-dev.txt": RUN_TIME + PROJECT["dependency-groups"]["dev"],
    "requirements-bench.txt": PROJECT["dependency-groups"]["bench"],
}


def entries(lock: str) -> list[str]:
    """Each requirement of a lock file with its hashes, as one line."""
    return (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


def pins(lock: str) -> dict[str, str]:
    """Version by canonical name."""
    found = {}
    for entry in entries(lock):
        requirement = Requirement(entry.split("--hash")[0])
        found[canonical(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock: str) -> None:
    pinned = re.compile(r"[\w.-]+==[\w.+!]+( ;.+?)?(\s+--hash=sha256:[0-9a-f]{64})+")
    loose = [entry for entry in entries(lock) if not pinned.fullmatch(entry)]
    assert entries(lock)
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize(
    "trace", ["://", r"(^|[\s\"'=@])(~|\.{0,2})/", r"\b[A-Za-z]:\\", "--(extra-)?index", "--find-links", "--trusted-host"]
)
def test_a_lock_names_no_machine(lock: str, trace: str) -> None:
    assert re.search(trace, (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE) is None


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_the_project_asks_for(lock: str) -> None:
    pinned = pins(lock)
    asked = [Requirement(line) for line in LOCKS[lock]]
    stale = [str(one) for one in asked if not one.specifier.contains(pinned.get(canonical(one.name), "0"))]
    assert stale == [], "run `make lock`"


def test_both_locks_pin_the_same_versions() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_a_skipped_test_fails_under_ci_only(tmp_path: Path, ci: str, status: int) -> None:
    (tmp_path / "conftest.py").write_bytes((ROOT / "tests/conftest.py").read_bytes())
    (tmp_path / "test_skip.py").write_text("import pytest\n\n\n@pytest.mark.skip\ndef test_skipped() -> None: ...\n")
    ran = subprocess.run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", tmp_path], env={**os.environ, "CI": ci}, check=False)
    assert ran.returncode == status
