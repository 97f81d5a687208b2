"""Signing a statement: the author first, then the approver, each as an increment behind bytes that stay as they are."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import lru_cache

from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.sign.timestamps import TimeStamper

from payout.messages import phrase, reason_of
from payout.problem import Position, Problem, Problems
from payout.seal.blob import STAMP_ROOM, blob, certificate_of, hash_of, parts_of
from payout.seal.increment import ROLES, Increment, added, increments, signed_bytes
from payout.seal.keys import person_of, refuse_unfit, told_time
from payout.seal.reading import Original, fields_of, original_of, understood
from payout.seal.verifying import refuse_wrong

AHEAD = timedelta(minutes=5)
"""By so much the clock of a signer may be ahead of this machine's."""


def sign(data: bytes, role: str, key: Signer, at: datetime, stamper: TimeStamper | None = None, *, file: str = "") -> bytes:
    """The statement with the signature of `role` (`author`, `approver`) behind it; `at` is the time that the signer states.

    The same statement, key and time give the same bytes, unless a time stamp is asked for. The statement is verified first, which
    takes longer than signing: nobody puts a name to a page or to amounts that are wrong.

    Raises: Problems for a file that is no statement, that was changed, that is wrong, that `role` cannot sign any more or yet, and
    for a certificate that does not allow it, or a time-stamp server that does not answer.
    """
    original = original_of(data, file)
    with understood(file):
        _refuse(data, original, list(increments(data, original)), role, key, at, file)
    refuse_unfit(key, at, file)
    refuse_wrong(data, at, file=file)
    return seal(data, role, key, at, stamper, file=file)


def seal(data: bytes, role: str, key: Signer, at: datetime, stamper: TimeStamper | None = None, *, file: str = "") -> bytes:
    """What `sign` writes, without a look at what is signed, by whom, and when.

    Raises: Problems for a file that is no statement, or a time-stamp server that does not answer.
    """
    original = original_of(data, file)
    name = hash_of(certificate_of(key))
    when = pdf_time(at)
    try:
        size = _size(key, name) if stamper is None else _stamped_size(key, name, stamper)
        with understood(file):
            covered = signed_bytes(data, added(data, original, role, when, bytes(size)), size)
        made = blob(key, hashlib.new(name, b"".join(covered)).digest(), stamper)
    except OSError as error:
        reason = reason_of(str(error.__cause__ or error))
        raise Problems([Problem(Position(file), "no-time-stamp", {"reason": reason})]) from None
    if len(made) > size:
        raise Problems([Problem(Position(file), "no-time-stamp", {"reason": reason_of("it is longer than the one before it")})])
    return data + added(data, original, role, when, made.ljust(size, b"\0"))


def moment_of(text: str) -> datetime:
    """The moment that somebody wrote with its zone, or now; to the second, as a signature states it.

    >>> moment_of("2026-11-20T10:00+09:00").isoformat()
    '2026-11-20T10:00:00+09:00'
    """
    if not text:
        return datetime.now().astimezone().replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError:
        moment = datetime.min
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise Problems([Problem(Position("--at"), "moment-zone", {"given": text[:100]})])
    return moment


def signing_moment(text: str) -> datetime:
    """The moment that a signer states, as `moment_of`, and not in the time to come: until then nobody could tell whether the signature
    holds, and a role signs once. Clocks may differ by five minutes."""
    moment = moment_of(text)
    if moment > moment_of("") + AHEAD:
        raise Problems([Problem(Position("--at"), "moment-ahead", {"at": told_time(moment)})])
    return moment


def stamper_of(url: str) -> TimeStamper | None:
    """The time-stamp server (RFC 3161) at an address; none for an empty one."""
    from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper

    return HTTPTimeStamper(url) if url else None


def pdf_time(at: datetime) -> str:
    """A moment as a PDF writes it, `20261120100000+09'00`; to the second, with its zone."""
    zone = at.strftime("%z")
    return f"{at:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"


def _refuse(data: bytes, original: Original, signed: list[Increment], role: str, key: Signer, moment: datetime, file: str) -> None:
    """Whatever stands between this file and this signature."""
    at = Position(file)
    if role not in fields_of(original):
        raise Problems([Problem(at, "no-field", {"role": phrase(role)})])
    end = signed[-1].after if signed else len(original.data)
    if end != len(data):
        raise Problems([Problem(at, "added-after", {"bytes": str(len(data) - end)})])
    if role in {one.role for one in signed}:
        raise Problems([Problem(at, "signed-already", {"role": phrase(role)})])
    if ROLES.index(role) != len(signed):
        raise Problems([Problem(at, "author-first")])
    if signed and moment < (earlier := signed[-1].moment):
        raise Problems([Problem(at, "before-the-author", {"at": told_time(moment), "earlier": told_time(earlier, moment)})])
    mine = person_of(certificate_of(key))
    if any(set(mine) & set(person_of(parts_of(one.contents).certificate)) for one in signed):
        raise Problems([Problem(at, "same-signer")])


@lru_cache(maxsize=8)
def _size(key: Signer, name: str) -> int:
    """Bytes of the blob that a key makes, found out once."""
    return len(blob(key, hashlib.new(name).digest(), dry_run=True))


def _stamped_size(key: Signer, name: str, stamper: TimeStamper) -> int:
    return len(blob(key, hashlib.new(name).digest(), stamper, dry_run=True)) + STAMP_ROOM
