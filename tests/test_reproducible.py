"""The same data gives the same bytes: in every process, place, time zone, locale and Python, with every compressor."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zlib
from importlib import import_module
from pathlib import Path

import pytest
from reportlab import rl_settings

from payout.fonts import faces
from tests import documents
from tests.documents import RENDERED

ROOT = Path(__file__).parent.parent
PROGRAM = """
import sys
swapped = sys.argv[1]
if swapped:
    sys.modules["zlib"] = __import__(swapped, fromlist=["compress"])
import hashlib, json
from tests import documents
import zlib
assert not swapped or zlib.__name__ == swapped, zlib
assert not swapped or sys.modules["reportlab.pdfbase.pdfdoc"].__dict__.get("zlib", zlib) is zlib
print(json.dumps({str(document): hashlib.sha256(documents.pdf_of(document)).hexdigest() for document in documents.RENDERED}))
"""


def flipped() -> dict[str, str]:
    """Every switch of reportlab that an environment variable can turn, turned."""
    switches = {name: value for name, value in vars(rl_settings).items() if not name.startswith("_") and value in (0, 1)}
    return {f"RL_{name}": str(1 - value) for name, value in switches.items()}


SURROUNDINGS = {
    "an empty environment": {},
    "Tokyo": {"TZ": "Asia/Tokyo", "LANG": "ja_JP.UTF-8", "LC_ALL": "ja_JP.UTF-8"},
    "a C locale half a day away": {"TZ": "Etc/GMT+12", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "hash seed 0": {"PYTHONHASHSEED": "0"},
    "hash seed 4242": {"PYTHONHASHSEED": "4242"},
    "a build's date": {"SOURCE_DATE_EPOCH": "86400"},
    "asserts left out": {"PYTHONOPTIMIZE": "2"},
    "reportlab's switches turned": flipped(),
    "reportlab's names changed": {
        "RL_canvas_basefontname": "Courier",
        "RL_defaultPageSize": "LETTER",
        "RL_documentLang": "de-DE",
        "RL_defaultEncoding": "MacRomanEncoding",
        "RL_defaultGraphicsFontName": "Courier",
    },
}


def hashes_elsewhere(environment: dict[str, str], swapped: str = "", python: str = sys.executable, folder: Path = ROOT) -> dict[str, str]:
    """The SHA-256 of every document as a fresh process makes it; its environment holds nothing else but the way to us."""
    base = {"PYTHONPATH": str(ROOT), "PAYOUT_CACHE": str(faces().regular.parent.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [python, "-c", PROGRAM, swapped],
        env={**base, **environment},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        umask=0o077,
    )
    assert done.returncode == 0, done.stderr
    hashes: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return hashes


@pytest.fixture(scope="module")
def here() -> dict[str, str]:
    """The hashes as this process makes them."""
    return {str(document): hashlib.sha256(documents.pdf_of(document)).hexdigest() for document in RENDERED}


def test_every_document_is_another_file(here: dict[str, str]) -> None:
    """What is compared below is not one file eight times."""
    assert len(set(here.values())) == len(RENDERED)


@pytest.mark.parametrize("environment", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_a_fresh_process_makes_the_same_bytes(environment: dict[str, str], here: dict[str, str], tmp_path: Path) -> None:
    assert hashes_elsewhere(environment, folder=tmp_path) == here


def test_a_settings_file_of_reportlab_changes_nothing(here: dict[str, str], tmp_path: Path) -> None:
    lines = [f"{name.removeprefix('RL_')} = {value}" for name, value in flipped().items()]
    (tmp_path / "reportlab_settings.py").write_text("\n".join(lines))
    assert hashes_elsewhere({"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}) == here


@pytest.mark.parametrize("compressor", ["zlib_ng.zlib_ng", "isal.isal_zlib"])
def test_another_compressor_makes_the_same_bytes(compressor: str, here: dict[str, str]) -> None:
    """It would not if anything were compressed: these two give other bytes than zlib does."""
    assert hashes_elsewhere({}, compressor) == here


@pytest.mark.parametrize("compressor", ["zlib_ng.zlib_ng", "isal.isal_zlib"])
def test_the_compressors_do_differ(compressor: str) -> None:
    assert import_module(compressor).compress(ROOT.as_posix().encode() * 99) != zlib.compress(ROOT.as_posix().encode() * 99)


def test_the_order_of_rendering_changes_nothing(here: dict[str, str]) -> None:
    """What an earlier statement taught the faces, such as the code of a rare variant, is not seen in a later one."""
    backwards = {str(document): hashlib.sha256(documents.pdf_of(document)).hexdigest() for document in reversed(RENDERED)}
    assert backwards == here


PYTHONS = [sys.executable, *filter(None, os.environ.get("PAYOUT_PYTHONS", "").split(os.pathsep))]


@pytest.mark.parametrize("python", PYTHONS)
def test_every_python_makes_the_same_bytes(python: str, here: dict[str, str]) -> None:
    """This one, and those that `PAYOUT_PYTHONS` names as `PATH` names folders: interpreters that have the locked packages."""
    assert hashes_elsewhere({}, python=python) == here
