"""Signing and verifying a statement, next to drawing it: other statements each time, keys of the trial authority, offline."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from asn1crypto.x509 import Certificate

from bench.clock import Measured, in_turn, measured
from bench.statements import ROUNDS, Drawable, ours
from bench.table import head, most, row, times
from payout.seal.answers import Verdict
from payout.seal.keys import FileKey, from_file, roots_of, trial
from payout.seal.signing import seal, sign
from payout.seal.verifying import verify

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
FILES = 48
"""So many files are drawn beforehand; signing and verifying remember nothing of a file."""


@contextmanager
def keys() -> Iterator[tuple[dict[str, FileKey], Path]]:
    """The trial author's and approver's keys, and the trust store."""
    with tempfile.TemporaryDirectory() as folder:
        trial(Path(folder) / "keys", "bench", NOW)
        yield {role: from_file(Path(folder) / "keys" / f"{role}.p12", "bench") for role in ("author", "approver")}, Path(folder) / "keys"


def check(sealed: Sequence[bytes], roots: Sequence[Certificate]) -> int:
    """How many are valid in every answer; raises AssertionError for one that is not."""
    for file in sealed:
        if bad := [answer for answer in verify(file, roots, NOW) if answer.verdict is not Verdict.VALID]:
            raise AssertionError(f"a sealed statement is not valid: {bad}")
    return len(sealed)


def main(made: Sequence[Drawable]) -> None:
    """Signs, verifies that the answers are good, then times and prints."""
    with keys() as (signers, folder):
        roots = roots_of(folder / "authority.pem")
        files = [ours(it) for it in made[:FILES]]
        authored = [sign(file, "author", signers["author"], NOW) for file in files]
        sealed = [sign(file, "approver", signers["approver"], NOW) for file in authored]
        print(f"\n{check(sealed[:4], roots)} statements signed by author and approver: signatures, page, amounts and hashes are valid")
        found = measured(
            {
                "draw": in_turn(ours, made),
                "author": in_turn(lambda file: seal(file, "author", signers["author"], NOW), files),
                "approver": in_turn(lambda file: seal(file, "approver", signers["approver"], NOW), authored),
                "verify": in_turn(lambda file: verify(file, roots, NOW), sealed),
            },
            ROUNDS,
        )
    show(found, len(sealed[0]) - len(files[0]))


def show(found: Mapping[str, Measured], added: int) -> None:
    """Prints the table and the targets."""
    drawn = found["draw"]
    print(head("a statement signed and verified, warm", "× drawing"))
    print(row("draw", drawn, drawn))
    print(row("sign as author, verified before", found["author"], drawn, most(1.5)))
    print(row("sign as approver, verified before", found["approver"], drawn, most(1.5)))
    print(row("verify: both signatures, page, amounts, hashes", found["verify"], drawn, most(8)))
    print(times("signing and verifying altogether / drawing", found["author"].plus(found["approver"]).plus(found["verify"]), drawn))
    print(f"  {added:,} bytes for both signatures")
