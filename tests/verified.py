"""What `payout verify` says of good, unsigned, altered and foreign files, on one page: `python -m tests.verified > docs/verify.md`."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import msgspec
from asn1crypto.x509 import Certificate

from payout import pdf, rules
from payout.problem import Problems
from payout.seal.answers import status_of, text
from payout.seal.keys import roots_of
from payout.seal.signing import seal, sign
from payout.seal.verifying import verify
from payout.statement.record import bytes_of, read_record
from tests.sealed import AT, KINDS, LATER, folder, key, key_in, p12, record, sealed_by_both, signed_by_both, unsigned

HEAD = """\
# What verifying answers

`payout verify FILE.pdf --trust authority.pem` asks four questions and no network. Each is answered `valid`, `wrong` or `cannot tell`,
and the exit status says the worst: 0 all valid, 1 something wrong, 6 something cannot be told, 4 no statement at all.

- **signatures**: author and approver, each by a certificate that the trust store leads to and that held at the time; the last one
  covers the whole file, and what was added since rendering is, byte for byte, what signing writes.
  The times are those that the signers state, unless a time stamp proves them: one before the statement's own date, or one that has
  not come yet, is told and is `cannot tell`; an approver before the author is `wrong`. Revocation lists (`X509 CRL`) beside the
  authorities' certificates are asked: revoked before signing is `wrong`, revoked since and without a time stamp `cannot tell`.
- **page**: the file begins with what the attached data gives when it is rendered again, byte for byte.
- **amounts**: the policy with the hash that the data name gives the same amounts again; whether it is at hand, or only attached.
- **hashes**: the SHA-256 of the attached data is the one that the metadata and the drawn QR code say.

Made by `python -m tests.verified > docs/verify.md` with a trial authority (`payout keys demo`); `…` stands for what changes with
every edition.
"""


def changed_claim() -> bytes:
    """A statement rendered afresh from data in which somebody has raised a bill, and signed by both."""
    data = record().data
    first, *rest = data.claim["expenses"]
    claim = {**data.claim, "expenses": [{**first, "amount": first["amount"] + 1_000}, *rest]}
    made = read_record(bytes_of(msgspec.structs.replace(data, claim=claim)))
    return sealed_by_both(pdf.of(made, policy=rules.tree_of(rules.policy(data.calculation.policy.id))))


def signed_early() -> bytes:
    """A statement whose author states a time of the evening before it was made."""
    return seal(seal(unsigned(), "author", key("author"), AT - timedelta(hours=12)), "approver", key("approver"), LATER)


def signed_by_a_stranger() -> bytes:
    """A statement that somebody approved with a certificate that they made themselves."""
    with tempfile.TemporaryDirectory() as made:
        stranger = key_in(Path(made) / "key.p12", p12(KINDS["P-256"]))
    return sign(sign(unsigned(), "author", key("author"), AT), "approver", stranger, LATER)


def files() -> Iterator[tuple[str, bytes, bool]]:
    """What is shown: a name in words, the file, whether a trust store is given."""
    good = signed_by_both()
    author = sign(unsigned(), "author", key("author"), AT)
    yield "Signed by both", good, True
    yield "The same, without a trust store", good, False
    yield "Not signed", unsigned(), True
    yield "The approver's signature taken away", author, True
    yield "Signed before the date on the statement", signed_early(), True
    yield "Approved by somebody whom no authority of the trust store certified", signed_by_a_stranger(), True
    yield "An amount altered in the attached data", good.replace(b'"paid":864900', b'"paid":964900'), True
    yield "An amount altered in the metadata", good.replace(b"<payout:paid>864900", b"<payout:paid>964900"), True
    yield "Something added behind the signatures", good + b"% a remark\n", True
    yield "Rendered and signed afresh from a claim with a higher bill", changed_claim(), True
    yield "Half a file", good[: len(good) // 2], True
    yield "Another program's PDF", b"%PDF-1.7\n%%EOF\n", True


def page() -> str:
    """The text of docs/verify.md."""
    roots = roots_of(folder() / "authority.pem")
    told = [shown(name, data, roots if trusted else []) for name, data, trusted in files()]
    with patch("payout.seal.verifying.EDITION", "9.9"):
        told.append(shown("Signed by both, and verified with a later edition", signed_by_both(), roots))
    return "\n".join((HEAD, *told))


def shown(name: str, data: bytes, roots: Sequence[Certificate]) -> str:
    """A file's answers in both languages."""
    try:
        answers = verify(data, roots, LATER, file="statement.pdf")
        status, told = status_of(answers), ["\n".join(text(answers, language)) for language in ("en", "ja")]
    except Problems as problems:
        (problem,) = problems.problems
        status, told = 4, [f"{problem.at}: {problem.sentence(language)} {problem.mend(language)}" for language in ("en", "ja")]
    said = re.sub(r"[0-9a-f]{16,64}…?|\d{1,3}(,\d{3})+(?= bytes|バイト)|(?<=at byte )[\d,]+", "…", "\n\n".join(told))
    return f"## {name}: exit status {status}\n\n```text\n{said}\n```\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
