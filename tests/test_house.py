"""The house rules as a program: who imports whom, one library per room, module ↔ test, the README's commands, sizes."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path.relative_to(ROOT) for room in ("payout", "api") for path in (ROOT / room).rglob("*.py"))
ONE_ROOM = {
    "yaml": {"payout/source.py"},
    "reportlab": {"payout/pdf"},
    "fontTools": {"payout/fonts.py"},
    "click": {"payout/cli.py", "payout/claim_commands.py", "payout/terminal.py", "payout/seal/commands.py"},
    **{library: {"payout/seal"} for library in ("pyhanko", "pyhanko_certvalidator", "asn1crypto", "cryptography", "pkcs11")},
    "fastapi": {"api"},
    "starlette": {"api"},
    "pydantic": {"api"},
    "uvicorn": {"payout/cli.py"},
    "ast": {"payout/compile/expressions.py"},
    "json": {"payout/source.py", "payout/terminal.py", "payout/fonts.py", "payout/pdf/faces.py", "api"},
}
SHARED_TESTS = {"strips": "layout", "terminal": "cli"}
"""Modules that a neighbour's tests hold, because alone they do nothing that can be seen."""
LONGEST_FUNCTION = 62
LONGEST_MODULE = 600


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_imports_point_one_way() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_one_outside_library_has_one_room(module: Path) -> None:
    for library in imports_of(ROOT / module) & set(ONE_ROOM):
        assert any(str(module) == room or module.is_relative_to(room) for room in ONE_ROOM[library]), f"{module} imports {library}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_no_float_is_made_where_money_is(module: Path) -> None:
    """Layout measures in points; everywhere else a float, a true division or a rounding by the library is a mistake."""
    if module.name in ("strips.py", "linebreak.py") or module.is_relative_to("payout/layout") or module.is_relative_to("payout/pdf"):
        return
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), f"{module}:{node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("float", "round"), f"{module}:{node.lineno}"


def test_every_module_has_its_test() -> None:
    rooms = {path.stem if path.name.endswith(".py") else path.name for path in (ROOT / "payout").iterdir() if not path.name.startswith("_")}
    rooms = {room for room in rooms if (ROOT / "payout" / f"{room}.py").exists() or (ROOT / "payout" / room / "__init__.py").exists()}
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}
    assert {room for room in rooms if SHARED_TESTS.get(room, room) not in tested} == set()
    assert "api" in tested


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_nothing_grows_past_its_ratchet(module: Path) -> None:
    """No function longer than the longest we have, no module past the size of one idea. These numbers only go down."""
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE
    for function in functions_of(ROOT / module):
        assert (function.end_lineno or 0) - function.lineno < LONGEST_FUNCTION, f"{module}: {function.name}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_public_things_say_what_they_are(module: Path) -> None:
    """A public function or class at the top of a room has a docstring."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    trivial = {"plus", "minus", "times", "floor", "least", "greatest", "if_", "both", "either", "not_", "compared"}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and node.name not in trivial:
            is_node = module.name == "expr.py" and isinstance(node, ast.ClassDef)
            assert is_node or ast.get_docstring(node), f"{module}: {node.name}"


def test_no_silenced_checker() -> None:
    """Silencing a checker is a decision: each one is listed here with its number, which only goes down."""
    text = "\n".join((ROOT / module).read_text(encoding="utf-8") for module in MODULES)
    assert text.count("# type: ignore") <= 6
    assert text.count("# noqa") == 0
    assert text.count("pragma: no cover") == 0


def test_the_project_names_no_registry_and_no_machine_path() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n")
    texts = [ROOT / name for name in files if name and not name.endswith((".png", ".pdf"))]
    here = str(ROOT.parent) + "/"
    for path in texts:
        if path.is_file() and path != Path(__file__):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert here not in text, path
            assert not re.search(r"--index-url|--find-links (?!\S*`)|files\.pythonhosted", text), path


README = ROOT / "README.md"
COMMANDS = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL) if README.exists() else []


@pytest.mark.parametrize("block", COMMANDS, ids=range(len(COMMANDS)))
def test_every_command_of_the_readme_runs(block: str, tmp_path: Path) -> None:
    """As written, from a copy of the project's root; set-up, the test command itself and the server are run by their own tests."""
    lines = [line for line in block.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]
    skipped = ("sudo ", "make ", "git clone", "cd ", "curl ", "payout serve", ".venv/bin/payout serve")
    script = "\n".join(line for line in lines if not line.startswith(skipped))
    if not script:
        return
    for name in ("rules", "tests", "payout", "bench", "docs"):
        if (ROOT / name).exists():
            (tmp_path / name).symlink_to(ROOT / name)
    binaries = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parent.parent)
    done = subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": binaries},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_readme_shows_what_the_demo_prints(tmp_path: Path) -> None:
    shown = re.search(r"<!-- demo -->\s*```text\n(.*?)```\s*<!-- /demo -->", README.read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    code = [sys.executable, "-c", "from payout.cli import main; main()", "demo"]
    done = subprocess.run(code, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)
    assert shown[1] == done.stdout
