"""The commands that seal: keys for a trial, sign, verify. What needs the extra `[seal]` is imported by the command that runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from payout.terminal import CLAIM, USAGE, Refused, echo_json, json_option, language_option, write


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Where the signed PDF goes.")
@click.option("--as", "role", required=True, type=click.Choice(["author", "approver"]), help="Who signs: the author, then the approver.")
@click.option("--key", required=True, help="A PKCS#12 file; with --pkcs11 the label of key and certificate.")
@click.option("--password-file", type=click.Path(path_type=Path), help="Password or PIN; else PAYOUT_KEY_PASSWORD, else it is asked.")
@click.option("--pkcs11", "library", default="", metavar="LIB", help="The key is in a token; the library that reads it.")
@click.option("--token", default="", help="The token's label.")
@click.option("--at", default="", metavar="TIME", help="When it is signed, as 2026-11-20T10:00+09:00.  [default: now]")
@click.option("--timestamp", default="", metavar="URL", help="A time-stamp server (RFC 3161) that proves when.")
@language_option
def sign(file: Path, output: Path, role: str, at: str, timestamp: str, language: str, **named: Any) -> None:
    """Sign a statement: the same bytes with a PAdES signature behind them."""
    from payout.fonts import faces
    from payout.problem import Position, Problem, Problems
    from payout.seal.blob import certificate_of
    from payout.seal.keys import key_of, name_of, told_time
    from payout.seal.reading import file_of
    from payout.seal.signing import sign, signing_moment, stamper_of

    try:
        if output.is_dir():
            raise Problems([Problem(Position(str(output)), "is-a-folder")])
        data, when = file_of(file), signing_moment(at)
        faces(lambda line: click.echo(line, err=True))
        with key_of(**named) as key:
            signed, name = sign(data, role, key, when, stamper_of(timestamp), file=str(file)), name_of(certificate_of(key))
    except Problems as problems:
        raise Refused(problems, CLAIM) from None
    write(output, signed)
    told = {"ja": f"署名しました（{name}、{told_time(when)}）: {output}", "en": f"signed by {name}, {told_time(when)}: {output}"}
    click.echo(told[language], err=True)


@click.group()
def keys() -> None:
    """Keys that sign statements."""


@keys.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--password-file", type=click.Path(path_type=Path), help="The keys' password; else one is made.")
@language_option
def demo(folder: Path, password_file: Path | None, language: str) -> None:
    """Make a trial authority, and the keys of an author and an approver, in a new folder. Not for use."""
    from payout.problem import Problems
    from payout.seal.keys import made_password, password_in, trial

    try:
        made = trial(folder, password_in(password_file) if password_file else made_password())
    except Problems as problems:
        raise Refused(problems, USAGE) from None
    told = {"ja": "試用の認証局と鍵を作成しました（実務には使えません）", "en": "a trial authority and its keys, not for use"}
    click.echo("\n".join((f"{told[language]}:", *(f"  {path}" for path in made))), err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--trust", type=click.Path(path_type=Path), help="Certificates of trusted authorities, and their revocation lists: PEM.")
@click.option("--policies", type=click.Path(path_type=Path, exists=True, file_okay=False), help="The rules at hand; else PAYOUT_RULES.")
@click.option("--at", default="", metavar="TIME", help="As of when certificates are judged.  [default: now]")
@language_option
@json_option
def verify(file: Path, trust: Path | None, policies: Path | None, at: str, language: str, as_json: bool) -> int:
    """What can be said of a statement: signatures, page, amounts, hashes; each valid, wrong, or cannot tell. Asks no network.

    Ends with status 0 if all is valid, 1 if something is wrong, 6 if something cannot be told, 4 if the file is no statement.
    """
    from payout.fonts import faces
    from payout.problem import Problems
    from payout.seal.answers import status_of, text, to_data
    from payout.seal.keys import lists_of, roots_of
    from payout.seal.reading import file_of
    from payout.seal.signing import moment_of
    from payout.seal.verifying import verify

    if policies is not None:
        os.environ["PAYOUT_RULES"] = str(policies)
    faces(lambda line: click.echo(line, err=True))
    try:
        roots, lists = (roots_of(trust), lists_of(trust)) if trust else ([], [])
        answers = verify(file_of(file), roots, moment_of(at), lists=lists, file=str(file))
    except Problems as problems:
        raise Refused(problems, CLAIM) from None
    echo_json(to_data(answers)) if as_json else click.echo("\n".join(text(answers, language)))
    return status_of(answers)
