"""The command line: each command is parse, call, print. Data goes to stdout, words to stderr.

Exit status: 0 done (an undetermined calculation too) · 1 an example fails, or two policies differ · 2 usage, or a file that
cannot be written · 3 rules refused · 4 claim refused, or a statement or a key · 5 a statement of an undetermined claim · 6 something
about a statement cannot be told · 69 something is not installed · 70 a bug · 130 interrupted.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from payout import claim_commands as claims
from payout.seal import commands as seal
from payout.terminal import (
    BUG,
    FAILED,
    INTERRUPTED,
    RULES,
    UNAVAILABLE,
    USAGE,
    Refused,
    Unavailable,
    as_data,
    echo_json,
    json_option,
    language_option,
    placed,
    print_problems,
)

if TYPE_CHECKING:
    from payout.policy import Policy
    from payout.problem import Problem
    from payout.reach import Reach

EXTRAS = {"pyhanko": "seal", "pyhanko_certvalidator": "seal", "asn1crypto": "seal", "cryptography": "seal", "pkcs11": "token"}
"""Which extra brings a library that is not installed; `api` all others."""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Rules are read from PAYOUT_RULES, else from those shipped. Fonts are kept in PAYOUT_CACHE.",
)
@click.version_option(package_name="payout")
def commands() -> None:
    """Works out what an insurance policy pays for a claim, and why not more."""


def main() -> None:
    """Entry point: runs a command and turns what went wrong into a sentence and an exit status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(_status(sys.argv[1:]))


def _status(arguments: list[str]) -> int:
    try:
        status = int(commands.main(arguments, prog_name="payout", standalone_mode=False) or 0)
        sys.stdout.flush()
        return status
    except Refused as refused:
        print_problems(refused.problems.problems, refused.language, refused.as_json)
        return refused.status
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        return 0
    except OSError as error:
        click.echo(f"cannot write {error.filename or 'the output'}: {error.strerror}", err=True)
        _forget_output()
        return USAGE
    except Unavailable as error:
        click.echo(str(error), err=True)
        return UNAVAILABLE
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        click.echo(f"{library} is not installed: pip install 'payout[{EXTRAS.get(library, 'api')}]'", err=True)
        return UNAVAILABLE
    except Exception as error:  # the last resort: a sentence, never a traceback
        if os.environ.get("PAYOUT_DEBUG"):
            raise
        click.echo(f"payout has a bug: {type(error).__name__}: {error}. Set PAYOUT_DEBUG=1 to see where.", err=True)
        return BUG


def _forget_output() -> None:
    """What could not be written is not tried again when the process ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


# ---- commands ---------------------------------------------------------------------------------------------------------


@commands.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True), required=False)
@language_option
@json_option
def check(path: Path | None, language: str, as_json: bool) -> int:
    """Read policies and report every problem: file:line:column, sentence, source line, help."""
    problems: list[Problem] = []
    remarks: list[Problem] = []
    files = _files(path)
    for file in files:
        policy, found = _examined(file)
        problems += found
        remarks += _noted(file, policy) if policy else []
    print_problems(problems, language, as_json, remarks)
    if not as_json:
        told = {"ja": f"約款 {len(files)}件、問題 {len(problems)}件", "en": f"{len(files)} policies, {len(problems)} problems"}
        also = {"ja": f"、注意 {len(remarks)}件", "en": f", {len(remarks)} notes"} if remarks else {}
        click.echo(told[language] + also.get(language, ""), err=True)
    return RULES if problems else 0


@commands.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True), required=False)
@click.option("--unreached", is_flag=True, help="List what no example reaches, and the example to write.")
@click.option("--strict", is_flag=True, help="Fail where no example reaches something.")
@language_option
@json_option
def test(path: Path | None, unreached: bool, strict: bool, language: str, as_json: bool) -> int:
    """Run the examples that stand beside the policies, and count what they reach."""
    from payout.examples import run_examples
    from payout.reach import reach_of

    found: list[dict[str, Any]] = []
    reached: list[Reach] = []
    refused: list[Problem] = []
    wrong: list[Problem] = []
    for file in _files(path):
        policy, problems = _compiled(file)
        refused += problems
        if policy is not None:
            report = run_examples(policy)
            wrong += report.problems
            reached.append(reach_of(policy, report.held))
            found.append({"policy": policy.id, "examples": report.ran, "failed": report.failed, **_reached(reached[-1])})
    if as_json:
        echo_json({"schema": "payout.examples/1", "policies": found, "problems": [as_data(placed(problem)) for problem in refused + wrong]})
    else:
        print_problems(refused + wrong, language, as_json=False)
        for row, reach in zip(found, reached, strict=True):
            ran, failed = row["examples"], row["failed"]
            told = {"ja": f"計算例 {ran}件、不一致 {failed}件", "en": f"{ran} examples, {failed} failed"}
            click.echo(f"{row['policy']}: {told[language]}")
            click.echo(f"  {reach.told()[language]}")
            for problem in [placed(gap.problem) for gap in reach.gaps() if unreached]:
                click.echo(f"  {problem.at}: {problem.sentence(language)} {problem.mend(language)}")
    return RULES if refused else FAILED if wrong or (strict and any(reach.gaps() for reach in reached)) else 0


@commands.command()
@click.argument("policy")
@language_option
@json_option
def versions(policy: str, language: str, as_json: bool) -> None:
    """What a policy says from when, term by term: POLICY is an id or a file."""
    from payout.problem import Problems
    from payout.versions import text, to_data
    from payout.versions import versions as in_force
    from payout.versions.nodes import policy_file

    try:
        found = in_force(policy_file(policy))
    except Problems as problems:
        raise Refused(problems, RULES) from None
    echo_json(to_data(found)) if as_json else click.echo("\n".join(text(found, language)))


@commands.command()
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--on", default="", metavar="DATE", help="Compare only the values in force on this date.")
@language_option
@json_option
def diff(before: str, after: str, on: str, language: str, as_json: bool) -> int:
    """What differs between two policies, in words: ids or files, each with a date behind it if one day is meant (A@2024-01-01).

    Ends with status 0 if they are equal, 1 if they differ, 3 if one of them is refused.
    """
    from payout.problem import Problems
    from payout.versions.differences import differences
    from payout.versions.nodes import policy_files
    from payout.versions.note import text, to_data

    try:
        a, b = policy_files(before, after, on)
    except Problems as problems:
        raise Refused(problems, RULES) from None
    found = differences(a, b)
    echo_json(to_data(found, a, b)) if as_json else click.echo("\n".join(text(found, a, b, language)))
    return FAILED if found else 0


@commands.command()
@click.argument("what", type=click.Choice(["policy", "examples", "claim", "result", "record"]), default="policy")
@click.argument("product", required=False)
def schema(what: str, product: str | None) -> None:
    """The JSON Schema of policies, examples files or claims, for editors; `claim PRODUCT` of one product, by name or file. Of results
    and of the records that statements carry, for whoever reads them."""
    from payout import schema as schemas
    from payout.calculate.result import result_schema
    from payout.problem import Problems
    from payout.rules import policy, policy_in
    from payout.statement.record import record_schema

    if product is not None and what != "claim":
        raise click.UsageError("only the schema of a claim is made for a product")
    try:
        known = (policy_in(Path(product)) if Path(product).is_file() else policy(product)) if product else None
    except Problems as problems:
        raise Refused(problems, RULES) from None
    made = {"policy": schemas.policy_schema, "examples": schemas.examples_schema, "result": result_schema, "record": record_schema}
    click.echo(schemas.text_of(made[what]() if what in made else schemas.claim_schema(known)))


@commands.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port to listen on.")
@json_option
def serve(host: str, port: int, as_json: bool) -> None:
    """Start the service."""
    if importlib.util.find_spec("uvicorn") is None or importlib.util.find_spec("fastapi") is None:
        raise ModuleNotFoundError(name="the web server")
    import socket

    import uvicorn

    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"cannot listen on {host}:{port}: {error.strerror}") from None
    address = f"http://{host}:{port}"
    echo_json({"schema": "payout.service/1", "address": address}) if as_json else click.echo(f"payout listens on {address}", err=True)
    uvicorn.run("api.app:build", factory=True, host=host, port=port, log_level="warning")


for command in (*claims.COMMANDS, seal.sign, seal.verify, seal.keys):
    commands.add_command(command)


# ---- what commands share ----------------------------------------------------------------------------------------------


def _files(path: Path | None) -> tuple[Path, ...]:
    """The policy files at a path, or of the rules folder."""
    from payout import rules
    from payout.problem import Problems

    try:
        return rules.policy_files(path or rules.folder())
    except Problems as problems:
        raise Refused(problems, RULES) from None


def _compiled(file: Path) -> tuple[Policy | None, list[Problem]]:
    from payout import rules
    from payout.problem import Problems

    try:
        return rules.policy_in(file), []
    except Problems as problems:
        return None, list(problems.problems)


def _examined(file: Path) -> tuple[Policy | None, list[Problem]]:
    """A policy with the problems of its file and of its examples."""
    from payout.examples import run_examples

    policy, problems = _compiled(file)
    return policy, problems + (run_examples(policy).problems if policy else [])


def _problems_of_notices(path: Path | None) -> tuple[Problem, ...]:
    """What is wrong with the notices that stand among the policies."""
    from payout import rules
    from payout.statement.notices import problems_of_notices

    folder = path or rules.folder()
    return problems_of_notices(folder) if folder.is_dir() else ()


def _noted(file: Path, policy: Policy) -> list[Problem]:
    """What is only untidy in a policy's file."""
    from payout.notes import notes
    from payout.source import read_file

    return notes(policy, read_file(file, policy.file)[0])


def _reached(reach: Reach) -> dict[str, Any]:
    gaps = [{"kind": gap.kind, "missing": gap.missing, **as_data(placed(gap.problem))} for gap in reach.gaps()]
    return {"reached": {kind: {"met": met, "of": of} for kind, (met, of) in reach.counts().items()}, "unreached": gaps}
