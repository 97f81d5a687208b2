"""What a signature adds to a statement, byte for byte: the field with its value, the signature, a table, a trailer; nothing else.

Signing writes it and verifying writes it again, so that "nothing added but what is allowed" is a comparison of bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from payout.seal.reading import Original, Reference, Value, fields_of

ROLES = ("author", "approver")
"""Who signs, in this order: the approver approves what the author signed."""

_LAST_TABLE = re.compile(rb"startxref\n(\d{1,10})\n%%EOF\n\Z")
_SIGNED = re.compile(rb" /M \(D:([0-9]{14}[+-][0-9]{2}'[0-9]{2}')\) /ByteRange \[[0-9 ]{1,60}\] /Contents <((?:[0-9A-F]{2})+)>")
_MOST_HEAD = 100_000


@dataclass(frozen=True, slots=True)
class Increment:
    """A signature in its place. `before` and `after` are offsets in the file: where what it adds begins and ends.

    `at` is the time as the signer's machine wrote it (`20261120100000+09'00'`), `contents` the CMS blob, padded with zeros.
    """

    role: str
    at: str
    contents: bytes
    before: int
    after: int

    @property
    def moment(self) -> datetime:
        """When the signer says that it was signed. Raises: ValueError for what is no moment."""
        return datetime.strptime(self.at.replace("'", ""), "%Y%m%d%H%M%S%z")


def added(before: bytes, original: Original, role: str, at: str, contents: bytes) -> bytes:
    """What the signature of `role` adds to the file `before`."""
    field = fields_of(original)[role]
    number = original.size + ROLES.index(role)
    last = _LAST_TABLE.search(before[-40:])
    if last is None:
        raise ValueError("no end")
    blob = contents.hex().upper().encode()
    kept = b" ".join(b"%s %s" % (name.encode(), _reference(original.trailer[name])) for name in ("/Root", "/Info"))
    trailer = b"trailer\n<</Size %d %s /ID [%s] /Prev %s>>\n" % (number + 1, kept, _identity(original, before), last[1])

    def written(ranges: tuple[int, int, int]) -> bytes:
        value = original.source(field).removesuffix(b">>") + b" /V %d 0 R>>" % number
        first = b"%d 0 obj\n%s\nendobj\n" % (field, value)
        head = b"%d 0 obj\n<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached" % number
        when = b" /M (D:%s) /ByteRange [0 %10d %10d %10d]" % (at.encode(), *ranges)
        second = b"%s%s /Contents <%s>>>\nendobj\n" % (head, when, blob)
        places = len(before), len(before) + len(first)
        table = b"xref\n%d 1\n%010d 00000 n \n%d 1\n%010d 00000 n \n" % (field, places[0], number, places[1])
        begin = len(before) + len(first) + len(second)
        return first + second + table + trailer + b"startxref\n%d\n%%%%EOF\n" % begin

    blank = written((0, 0, 0))
    opened = len(before) + blank.rindex(b"/Contents <") + len(b"/Contents ")
    closed = opened + len(blob) + 2
    return written((opened, closed, len(before) + len(blank) - closed))


def signed_bytes(before: bytes, increment: bytes, size: int) -> tuple[bytes, bytes]:
    """The two ranges that a signature with a blob of `size` bytes covers: all but the blob and its brackets."""
    opened = increment.rindex(b"/Contents <") + len(b"/Contents ")
    return before + increment[:opened], increment[opened + 2 * size + 2 :]


def increments(data: bytes, original: Original) -> Iterator[Increment]:
    """The signatures that a file holds, in order, as long as each is what signing writes."""
    before = len(original.data)
    for role in ROLES:
        found = _SIGNED.search(data, before, before + _MOST_HEAD)
        if found is None or role not in fields_of(original):
            return
        at, contents = found[1].decode(), bytes.fromhex(found[2].decode())
        expected = added(data[:before], original, role, at, contents)
        after = before + len(expected)
        if data[before:after] != expected:
            return
        yield Increment(role, at, contents, before, after)
        before = after


def looks_signed(data: bytes, at: int) -> bool:
    """Whether what begins at `at` was once a signature as signing writes it, though it is not one of these bytes."""
    return _SIGNED.search(data, at, at + _MOST_HEAD) is not None


def _reference(value: Value) -> bytes:
    if not isinstance(value, Reference):
        raise TypeError("no reference")
    return b"%d 0 R" % value.number


def _identity(original: Original, before: bytes) -> bytes:
    """The file's name for good, and a second one that follows from what is signed: nothing random."""
    first = original.items(original.trailer["/ID"])[0]
    if not isinstance(first, bytes):
        raise TypeError("no identity")
    second = hashlib.sha256(before).digest()[:16]
    return b"<%s><%s>" % (first.hex().upper().encode(), second.hex().upper().encode())
