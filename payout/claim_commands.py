"""The commands that take a claim: its figures, why, its statement, the words for the call; one claim, or a folder of them."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from payout.terminal import (
    BUG,
    CLAIM,
    RULES,
    UNDETERMINED,
    USAGE,
    Refused,
    Unavailable,
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
    from payout.statement import Record

claim_argument = click.argument("claim", type=click.Path(path_type=Path, allow_dash=True))
policy_option = click.option(
    "--policy", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A policy file in place of the claim's."
)
previous_option = click.option(
    "--previous",
    type=click.Path(path_type=Path),
    help="The earlier statement of the claim, or its statement.json; with --all a folder of them.",
)
profile_option = click.option(
    "--profile",
    type=click.Choice(["customer", "office", "letter"]),
    default="customer",
    show_default=True,
    help="The customer's copy; the office's, with script, record of the call and derivation; or a short letter.",
)
SUFFIXES = (".yaml", ".yml", ".json")
"""What a claim's file may be called."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statement of a claim is wanted. `previous` is the earlier one; of a folder `earlier` has them by claim number."""

    policy: Path | None
    language: str
    profile: str
    hash_only: bool = False
    previous: Path | None = None
    earlier: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one claim of a folder: nothing to say, or why there is no statement. `follows`: there is an earlier one."""

    claim: Path
    status: int = 0
    problems: tuple[Problem, ...] = ()
    said: str = ""
    follows: bool = False

    def as_data(self) -> dict[str, Any]:
        """As JSON tells it."""
        problems = [as_data(placed(problem)) for problem in self.problems]
        return {"claim": str(self.claim), "status": self.status, "said": self.said, "problems": problems}


@click.command()
@claim_argument
@policy_option
@language_option
@json_option
def calculate(claim: Path, policy: Path | None, language: str, as_json: bool) -> None:
    """The figures of a claim: a YAML or JSON file, or - for standard input."""
    from payout.statement.case import case_of
    from payout.summary import summary

    rules, read, result = _calculated(claim, policy)
    paid = case_of(read, rules.currency, rules.payees, complete=False).paid_before or ()
    _print_result(result, as_json, lambda: summary(result, language, paid))


@click.command()
@claim_argument
@policy_option
@language_option
@json_option
def explain(claim: Path, policy: Path | None, language: str, as_json: bool) -> None:
    """The same, step by step, with clauses and the places in the policy's file."""
    from payout.summary import explanation

    _, _, result = _calculated(claim, policy)
    _print_result(result, as_json, lambda: explanation(result, language))


@click.command()
@click.argument("claim", type=click.Path(path_type=Path, allow_dash=True), required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path, allow_dash=True), help="Where the PDF goes; - for stdout.")
@click.option(
    "--all", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Every claim of a folder, into OUTPUT."
)
@click.option("--processes", type=click.IntRange(1), help="How many claims at once, with --all.  [default: one for each processor]")
@previous_option
@click.option("--text", "as_text", is_flag=True, help="Print the statement as text.")
@click.option("--html", "as_html", is_flag=True, help="Print the statement as an HTML fragment.")
@click.option("--hash-only", is_flag=True, help="Leave the policy out of the PDF; its hash stays.")
@profile_option
@policy_option
@language_option
@json_option
def statement(
    claim: Path | None,
    output: Path | None,
    folder: Path | None,
    processes: int | None,
    as_text: bool,
    as_html: bool,
    as_json: bool,
    **wanted: Any,
) -> int:
    """The statement of a claim: a PDF file, or text, HTML or JSON on stdout."""
    order = Wanted(**wanted)
    if (claim is None) == (folder is None):
        raise click.UsageError("name a claim, or a folder with --all")
    if folder is not None:
        if output is None or as_text or as_html or (order.previous and not order.previous.is_dir()):
            raise click.UsageError("--all goes with -o FOLDER, --previous FOLDER, and not with --text or --html")
        return _made(folder, output, order, processes, as_json)
    if output is None and not (as_text or as_html or as_json):
        raise click.UsageError("name a file with -o, or choose --text, --html or --json")
    assert claim is not None
    _tell(claim, output, order, as_text, as_html, as_json)
    return 0


def _tell(claim: Path, output: Path | None, order: Wanted, as_text: bool, as_html: bool, as_json: bool) -> None:
    """The file is drawn before anything is printed: what cannot be drawn is refused whole."""
    from payout.statement import html_of, statement_of, text_of

    policy, read, record = _recorded(claim, order)
    with _telling(read):
        document = statement_of(record, order.language, order.profile)
    data = _drawn(policy, read, record, order) if output else b""
    if as_text:
        click.echo(text_of(document), nl=False)
    if as_html:
        click.echo(html_of(document), nl=False)
    if as_json:
        _echo_data(document)
    if output is not None:
        write(output, data)


@click.command()
@claim_argument
@click.option("--letter", is_flag=True, help="The same as a short letter.")
@policy_option
@previous_option
@language_option
@json_option
def script(claim: Path, letter: bool, policy: Path | None, previous: Path | None, language: str, as_json: bool) -> None:
    """The words for the telephone call, and the answers to what customers ask; or the same as a letter."""
    from payout.statement import sections_text, statement_of, text_of, words_for_the_call

    _, read, record = _recorded(claim, Wanted(policy, language, "office", previous=previous))
    with _telling(read):
        document = statement_of(record, language, "letter" if letter else "office")
    if as_json:
        _echo_data(document if letter else words_for_the_call(document))
    else:
        click.echo(text_of(document) if letter else sections_text(words_for_the_call(document)), nl=False)


@click.command()
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
    _, _, result = _calculated(file, None)
    _print_result(result, as_json, lambda: summary(result, language))
    output = output or (None if as_json else Path("payout-demo.pdf"))
    if output is not None:
        order = Wanted(None, language, "office")
        write(output, _drawn(*_recorded(file, order), order))
        click.echo(f"PDF: {output}", err=as_json)


COMMANDS = (calculate, explain, statement, script, demo)


# ---- a folder of claims -----------------------------------------------------------------------------------------------


def _made(folder: Path, output: Path, order: Wanted, processes: int | None, as_json: bool) -> int:
    """A statement for every claim of a folder, several at a time; those that are refused are told at the end, and left out."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    files = _claims_in(folder)
    order = replace(order, earlier=_statements_in(order.previous) if order.previous else {}, previous=None)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"cannot write {output}: {error.strerror}") from None
    _make_fonts()
    workers = min(processes or os.cpu_count() or 1, len(files))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        outcomes = pool.map(partial(_outcome, order, output), files, chunksize=max(1, min(8, len(files) // workers)))
        label = {"ja": "計算書", "en": "statements"}[order.language]
        with click.progressbar(outcomes, length=len(files), file=sys.stderr, label=label) as bar:
            found = list(bar)
    _report(found, order.language, as_json)
    return max(outcome.status for outcome in found)


def _report(outcomes: list[Outcome], language: str, as_json: bool) -> None:
    refused = [outcome for outcome in outcomes if outcome.status]
    made, follow = len(outcomes) - len(refused), sum(outcome.follows for outcome in outcomes)
    if as_json:
        data = {"made": made, "following": follow, "refused": [outcome.as_data() for outcome in refused]}
        echo_json({"schema": "payout.batch/1", **data})
        return
    for found in refused:
        print_problems(found.problems, language, as_json=False)
        if found.said:
            click.echo(f"{found.claim}: {found.said}", err=True)
    without = len(refused)
    told = {"ja": f"計算書 {made}件、作成できなかった請求 {without}件", "en": f"{made} statements, {without} claims without one"}
    after = {"ja": f"、前回の計算書に続くもの {follow}件", "en": f"; {follow} follow an earlier statement"} if follow else {}
    click.echo(told[language] + after.get(language, ""), err=True)


def _claims_in(folder: Path) -> list[Path]:
    """The claims of a folder by name. Two that would make one file are a usage error, and so is a folder without any."""
    files = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES and path.is_file())
    names = [path.stem for path in files]
    twice = next((path for path in files if names.count(path.stem) > 1), None) if len(set(names)) < len(names) else None
    if twice is not None:
        raise click.UsageError(f"two claims in {folder} are called {twice.stem}: their statements would be one file")
    if not files:
        raise click.UsageError(f"there is no claim in {folder}: a claim's file ends in {', '.join(SUFFIXES)}")
    return files


def _statements_in(folder: Path) -> dict[str, Path]:
    """The latest statement of each claim number in a folder of statements. Raises Refused for files that are none.

    Two of one claim and one day that say different things are a usage error: which of them the customer was sent is not known.
    """
    from payout.problem import Problems
    from payout.statement import read_record

    found: dict[str, tuple[str, str, Path]] = {}
    problems: list[Problem] = []
    for path in sorted(path for path in folder.iterdir() if path.suffix in (".pdf", ".json")):
        try:
            record = read_record(_record_in(path))
        except Problems as refused:
            problems += (replace(problem, at=replace(problem.at, file=str(path))) for problem in refused.problems)
            continue
        number, day = record.case.claim_number, record.case.statement_date
        latest, hash_, other = found.get(number, ("", "", path))
        if number and day == latest and record.hash != hash_:
            raise click.UsageError(f"{other} and {path} are of one claim and one day, and differ: leave the one that was sent")
        if number and day > latest:
            found[number] = (day, record.hash, path)
    if problems:
        raise Refused(Problems(problems), CLAIM)
    return {number: path for number, (_, _, path) in found.items()}


def _outcome(order: Wanted, output: Path, claim: Path) -> Outcome:
    """One claim of a folder, in a process of its own. Whatever happens to it, the others go on."""
    try:
        made = _recorded(claim, order)
        write(output / f"{claim.stem}.pdf", _drawn(*made, order))
    except Refused as refused:
        return Outcome(claim, refused.status, refused.problems.problems)
    except click.ClickException as error:
        return Outcome(claim, USAGE, said=error.format_message())
    except Exception as error:  # as on the command line: a sentence, never a traceback
        return Outcome(claim, BUG, said=f"payout has a bug: {type(error).__name__}: {error}")
    return Outcome(claim, follows=bool(made[2].data.previous))


# ---- what the commands share ------------------------------------------------------------------------------------------


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
        case_of(claim, policy.currency, policy.payees, complete=False)
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


def _recorded(path: Path, order: Wanted) -> tuple[Policy, Claim, Record]:
    """A claim with what its statements are made from. The fonts are made first where they are missing: the record names them."""
    from payout.pdf import font_hashes
    from payout.problem import Position
    from payout.statement import case_of, recorded
    from payout.statement.changes import previous_in

    policy, claim, result = _calculated(path, order.policy)
    _make_fonts()
    with _telling(claim):
        number = case_of(claim, policy.currency, policy.payees).claim_number
        before = order.previous or order.earlier.get(number)
        previous = previous_in(_record_in(before), number, policy, Position(str(before))) if before else None
        return policy, claim, recorded(claim, policy, result, fonts=font_hashes(), previous=previous)


@cache  # in a worker of `--all` too they are verified once, not for every claim
def _make_fonts() -> None:
    from payout.fonts import FontsMissing, faces

    try:
        faces(lambda line: click.echo(line, err=True))
    except FontsMissing as missing:
        raise Unavailable(str(missing)) from None


def _record_in(path: Path) -> bytes:
    """The record of an earlier statement: attached to a PDF file, or the `statement.json` that was. Raises Problems."""
    from payout.seal.reading import attachments_of, file_of
    from payout.statement.record import NAME

    data = file_of(path)
    return attachments_of(data, str(path)).get(NAME, b"") if data.startswith(b"%PDF-") else data


def _drawn(policy: Policy, claim: Claim, record: Record, order: Wanted) -> bytes:
    from payout import pdf, rules

    with _telling(claim):
        tree = None if order.hash_only else rules.tree_of(policy)
        return pdf.of(record, order.language, order.profile, policy=tree)


@contextlib.contextmanager
def _telling(claim: Claim) -> Iterator[None]:
    """What is refused while a statement is made is told where it stands in the claim's file."""
    from payout.pdf import MissingGlyph
    from payout.problem import Problem, Problems
    from payout.rules import SHELF

    try:
        yield
    except MissingGlyph as error:
        at = claim.places.get("case", claim.at)
        raise Refused(Problems([Problem(at, "cannot-draw", {"reason": error.reason})]), CLAIM) from None
    except Problems as problems:
        if all(problem.code != "undetermined" for problem in problems.problems):
            of_rules = all(problem.at.file.startswith(f"{SHELF}/") for problem in problems.problems)
            raise Refused(problems, RULES if of_rules else CLAIM) from None
        at = claim.places.get("facts", claim.at)
        raise Refused(Problems(replace(problem, at=at) for problem in problems.problems), UNDETERMINED) from None


def _print_result(result: Calculation, as_json: bool, lines: Callable[[], Iterable[str]]) -> None:
    from payout.calculate import to_json

    click.echo(to_json(result).decode() if as_json else "\n".join(lines()))


def _echo_data(document: object) -> None:
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(document), indent=2).decode())
