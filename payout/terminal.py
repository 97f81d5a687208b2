"""What every command shares: exit statuses, options, how a refusal is told, how a file is written."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from payout.problem import Problem, Problems

FAILED, USAGE, RULES, CLAIM, UNDETERMINED, UNAVAILABLE, BUG, INTERRUPTED = 1, 2, 3, 4, 5, 69, 70, 130
"""Exit statuses; `cli` says when."""

language_option = click.option(
    "--language",
    type=click.Choice(["ja", "en"]),
    default="ja",
    envvar="PAYOUT_LANGUAGE",
    show_default=True,
    show_envvar=True,
    help="Language of the words.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

NOTE = {"ja": "注意", "en": "note"}
"""What stands before a note on a terminal."""


class Refused(Exception):
    """What was handed in is refused: the problems, and the exit status that says what was wrong. The options of the running
    command say how it is told."""

    def __init__(self, problems: Problems, status: int) -> None:
        super().__init__(str(problems))
        context = click.get_current_context(silent=True)  # none in a process of its own
        asked = context.params if context else {}
        self.problems, self.status = problems, status
        self.language, self.as_json = str(asked.get("language", "ja")), bool(asked.get("as_json"))


class Unavailable(Exception):
    """Something is not installed on this machine; the message says what, and how to get it."""


def write(path: Path, data: bytes) -> None:
    """The whole file or nothing: written beside it, then moved into its place."""
    if str(path) == "-":
        sys.stdout.buffer.write(data)
        return
    target = path.resolve()  # a link stays a link: what it names is written
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(data)  # a device or a pipe
            return
        beside.write_bytes(data)
        os.replace(beside, target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise click.ClickException(f"cannot write {path}: {error.strerror}") from None


def print_problems(problems: Iterable[Problem], language: str, as_json: bool, notes: Iterable[Problem] | None = None) -> None:
    """As JSON on stdout, or as sentences with their source lines on stderr; notes, where they are asked for, behind the problems."""
    from payout.problem import shown
    from payout.rules import source_of

    problems = [placed(problem) for problem in problems]
    remarks = [placed(note) for note in notes or ()]
    if as_json:
        noted = {} if notes is None else {"notes": [as_data(note) for note in remarks]}
        echo_json({"schema": "payout.problems/1", "problems": [as_data(problem) for problem in problems], **noted})
        return
    lines = {file: source_of(file).split("\n") for file in {problem.at.file for problem in (*problems, *remarks) if problem.at.line}}
    for problem in problems:
        click.echo(shown(problem, lines.get(problem.at.file, ()), language), err=True)
    for note in remarks:
        told = shown(note, lines.get(note.at.file, ()), language)
        click.echo(told.replace(f"{note.at}: ", f"{note.at}: {NOTE[language]}: ", 1), err=True)


def placed(problem: Problem) -> Problem:
    """The problem with the path of its file as this machine has it, so that it can be opened."""
    from payout.rules import path_of

    path = path_of(problem.at.file)
    below = path.is_absolute() and path.is_relative_to(Path.cwd())
    return replace(problem, at=replace(problem.at, file=str(path.relative_to(Path.cwd()) if below else path) if problem.at.file else ""))


def as_data(problem: Problem) -> dict[str, Any]:
    """A problem as JSON tells it, in both languages."""
    at = problem.at
    place = {"file": at.file, "line": at.line, "column": at.column, "end": at.column + at.width, "path": at.path}
    english = {"message": problem.sentence(), "help": problem.mend()}
    return {**place, "code": problem.code, **english, "message_ja": problem.sentence("ja"), "help_ja": problem.mend("ja")}


def echo_json(data: object) -> None:
    """Print JSON for people and programs alike."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
