"""The commands that seal: keys for a trial, sign, verify. What needs the extra `[seal]` is imported by the command that runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from payout.terminal import CLAIM, USAGE, Refused, language_option, write


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
    from payout.problem import Position, Problem, Problems
    from payout.seal.keys import key_of
    from payout.seal.reading import file_of
    from payout.seal.signing import moment_of, sign, stamper_of

    try:
        if output.is_dir():
            raise Problems([Problem(Position(str(output)), "is-a-folder")])
        data, when = file_of(file), moment_of(at)
        with key_of(**named) as key:
            signed = sign(data, role, key, when, stamper_of(timestamp), file=str(file))
    except Problems as problems:
        raise Refused(problems, CLAIM) from None
    write(output, signed)
    click.echo({"ja": f"署名しました: {output}", "en": f"signed: {output}"}[language], err=True)


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
