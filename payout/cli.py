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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from payout.seal import commands as seal
from payout.terminal import (
    BUG,
    CLAIM,
    FAILED,
    INTERRUPTED,
    RULES,
    UNAVAILABLE,
    UNDETERMINED,
    USAGE,
    Refused,
    as_data,
    echo_json,
    json_option,
    language_option,
    placed,
    print_problems,
    write,
)

if TYPE_CHECKING:
    from payout.calculate import Calculation
    from payout.claim import Claim
    from payout.policy import Policy
    from payout.problem import Problem
    from payout.reach import Reach
    from payout.statement import Record

profile_option = click.option(
    "--profile",
    type=click.Choice(["customer", "office"]),
    default="customer",
    show_default=True,
    help="Whose copy: the customer's, or the office's with script, record of the call and derivation.",
)
EXTRAS = {"pyhanko": "seal", "pyhanko_certvalidator": "seal", "asn1crypto": "seal", "cryptography": "seal", "pkcs11": "token"}
"""Which extra brings a library that is not installed; `api` all others."""

policy_option = click.option(
    "--policy", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A policy file in place of the claim's."
)


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
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
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
@click.argument("claim", type=click.Path(path_type=Path, allow_dash=True))
@policy_option
@language_option
@json_option
def calculate(claim: Path, policy: Path | None, language: str, as_json: bool) -> None:
    """The figures of a claim: a YAML or JSON file, or - for standard input."""
    from payout.summary import summary

    _, _, result = _calculated(claim, policy)
    _print_result(result, as_json, lambda: summary(result, language))


@commands.command()
@click.argument("claim", type=click.Path(path_type=Path, allow_dash=True))
@policy_option
@language_option
@json_option
def explain(claim: Path, policy: Path | None, language: str, as_json: bool) -> None:
    """The same, step by step, with clauses and the places in the policy's file."""
    from payout.summary import explanation

    _, _, result = _calculated(claim, policy)
    _print_result(result, as_json, lambda: explanation(result, language))


@commands.command()
@click.argument("claim", type=click.Path(path_type=Path, allow_dash=True))
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), help="Where the PDF goes; - for stdout.")
@click.option("--text", "as_text", is_flag=True, help="Print the statement as text.")
@click.option("--hash-only", is_flag=True, help="Leave the policy out of the PDF; its hash stays.")
@profile_option
@policy_option
@language_option
@json_option
def statement(
    claim: Path, output: Path | None, as_text: bool, hash_only: bool, profile: str, policy: Path | None, language: str, as_json: bool
) -> None:
    """The statement of a claim: a PDF file, or text or JSON on stdout."""
    if output is None and not as_text and not as_json:
        raise click.UsageError("name a file with -o, or choose --text or --json")
    from payout import pdf, rules
    from payout.statement import statement_of, text_of

    found, read, result = _calculated(claim, policy)
    record = _record(found, read, result)
    with _telling(read):
        document = statement_of(record, language, profile)
        data = pdf.of(record, language, profile, policy=None if hash_only else rules.tree_of(found)) if output else b""
    if as_text:
        click.echo(text_of(document), nl=False)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
    if output is not None:
        write(output, data)


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
@click.argument("what", type=click.Choice(["policy", "examples", "claim"]), default="policy")
@click.argument("product", required=False)
def schema(what: str, product: str | None) -> None:
    """The JSON Schema of policies, examples files or claims, for editors; `claim PRODUCT` of one product, by name or file."""
    from payout import schema as schemas
    from payout.problem import Problems
    from payout.rules import policy, policy_in

    if product is not None and what != "claim":
        raise click.UsageError("only the schema of a claim is made for a product")
    try:
        known = (policy_in(Path(product)) if Path(product).is_file() else policy(product)) if product else None
    except Problems as problems:
        raise Refused(problems, RULES) from None
    made = {"policy": schemas.policy_schema, "examples": schemas.examples_schema}
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


@commands.command()
@click.option("--claim", "show_claim", is_flag=True, help="Print the sample claim's file.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the PDF goes.  [default: payout-demo.pdf; with --json none]",
)
@language_option
@json_option
def demo(show_claim: bool, output: Path | None, language: str, as_json: bool) -> None:
    """Calculate the sample, a plainly invented claim, and write its statement."""
    from payout.summary import summary

    file = Path(__file__).with_name("demo.yaml")
    if show_claim:
        click.echo(file.read_text(encoding="utf-8"), nl=False)
        return
    policy, claim, result = _calculated(file, None)
    _print_result(result, as_json, lambda: summary(result, language))
    output = output or (None if as_json else Path("payout-demo.pdf"))
    if output is not None:
        from payout import pdf, rules

        record = _record(policy, claim, result)
        with _telling(claim):
            data = pdf.of(record, language, "office", policy=rules.tree_of(policy))
        write(output, data)
        click.echo(f"PDF: {output}", err=as_json)


for command in (seal.sign, seal.verify, seal.keys):
    commands.add_command(command)


# ---- what commands share ----------------------------------------------------------------------------------------------


def _calculated(path: Path, policy_file: Path | None) -> tuple[Policy, Claim, Calculation]:
    """Read a claim, find its policy, calculate."""
    from payout import rules
    from payout.calculate import calculate as calculated
    from payout.problem import Problems
    from payout.statement.case import case_of

    claim = _claim(path, policy_file)
    try:
        policy = rules.policy_in(policy_file) if policy_file else rules.policy(claim.policy)
    except Problems as problems:
        unknown = all(problem.code in ("no-policy", "policy-name") for problem in problems.problems)
        at = claim.places.get("policy", claim.at)
        said = Problems(replace(problem, at=at) for problem in problems.problems) if unknown else problems
        raise Refused(said, CLAIM if unknown else RULES) from None
    found: list[Problem] = []
    try:
        case_of(claim, complete=False)
    except Problems as problems:
        found += problems.problems
    try:
        result = calculated(policy, claim)
    except Problems as problems:
        found += problems.problems
    if found:
        raise Refused(Problems(found), CLAIM)
    return policy, claim, result


def _claim(path: Path, policy_file: Path | None) -> Claim:
    from payout.claim import read_claim
    from payout.problem import Problems
    from payout.source import MOST_BYTES, read, read_file

    try:
        if str(path) == "-":
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
            node, _ = read(data, "stdin", is_json=data.lstrip().startswith(b"{"))
        else:
            node, _ = read_file(path)
        return read_claim(node, policy_file.stem if policy_file else "", lenient=True)
    except Problems as problems:
        raise Refused(problems, CLAIM) from None


def _record(policy: Policy, claim: Claim, result: Calculation) -> Record:
    """What a statement is made from. The fonts are made first where they are missing: the record names them."""
    from payout.fonts import faces
    from payout.pdf import font_hashes
    from payout.statement import recorded

    faces(lambda line: click.echo(line, err=True))
    with _telling(claim):
        return recorded(claim, policy, result, fonts=font_hashes())


@contextlib.contextmanager
def _telling(claim: Claim) -> Iterator[None]:
    """What is refused while a statement is made is told where it stands in the claim's file."""
    from payout.pdf import MissingGlyph
    from payout.problem import Problem, Problems

    try:
        yield
    except MissingGlyph as error:
        at = claim.places.get("case", claim.at)
        raise Refused(Problems([Problem(at, "cannot-draw", {"reason": error.reason})]), CLAIM) from None
    except Problems as problems:
        if all(problem.code != "undetermined" for problem in problems.problems):
            raise Refused(problems, CLAIM) from None
        at = claim.places.get("facts", claim.at)
        raise Refused(Problems(replace(problem, at=at) for problem in problems.problems), UNDETERMINED) from None


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


def _print_result(result: Calculation, as_json: bool, lines: Callable[[], Iterable[str]]) -> None:
    from payout.calculate import to_json

    click.echo(to_json(result).decode() if as_json else "\n".join(lines()))


def _reached(reach: Reach) -> dict[str, Any]:
    gaps = [{"kind": gap.kind, "missing": gap.missing, **as_data(placed(gap.problem))} for gap in reach.gaps()]
    return {"reached": {kind: {"met": met, "of": of} for kind, (met, of) in reach.counts().items()}, "unreached": gaps}
