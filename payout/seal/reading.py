"""Reading a statement's file as we write it: what was rendered first, object by object; what is written otherwise is refused.

Nothing here says that a file is genuine. Whoever verifies renders the attached data again and compares every byte, so that a
reading that was led astray ends in a difference, never in trust.
"""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from payout.messages import reason_of
from payout.problem import Position, Problem, Problems

MOST_BYTES = 50_000_000
"""A longer file is refused."""
MOST_OBJECTS = 200_000
"""So many objects has a file at most; a statement of ten thousand lines has eleven thousand."""
MOST_WORDS, MOST_DEPTH, LONGEST_WORD = 100_000, 50, 200_000
"""So many words and open brackets has an object at most, and so many bytes a word with the space before it."""
MOST_ATTACHED, MOST_FIELDS = 2, 2
"""So many attachments and signature fields has a statement of ours at most."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`12 0 R`: the object of this number."""

    number: int


Value: TypeAlias = "bool | int | str | bytes | Reference | list[Value] | dict[str, Value] | None"
"""What stands in a file. Names keep their slash and real numbers their spelling, both as str; texts are bytes."""

_SPACE = rb"(?:[\0\t\n\f\r ]|%[^\r\n]*)*+"
_TOKEN = re.compile(
    _SPACE + rb"(?:(?P<open><<|\[)|(?P<close>>>|\])|(?P<reference>\d{1,9} 0 R\b)|(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|(?P<text>\((?:[^()\\]|\\.)*+\))|(?P<hex><[0-9A-Fa-f]*>)|(?P<real>[+-]?\d{0,15}\.\d{0,15})|(?P<whole>[+-]?\d{1,15})|(?P<word>true|false|null)\b)",
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|\r\n?|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b""}
_WORDS: dict[bytes, Value] = {b"true": True, b"false": False, b"null": None}
_END = re.compile(rb"startxref\n(\d{1,10})\n%%EOF\n")
_ENTRIES = re.compile(rb"xref\n0 (\d{1,7})\n((?:\d{10} \d{5} [fn](?: \n|\r\n| \r)){1,%d}+)trailer(?=\s)" % MOST_OBJECTS)


@dataclass(frozen=True, slots=True)
class Original:
    """What was rendered, before anybody signed: the file up to its first end. `places`: object number → where it begins."""

    data: bytes
    places: Mapping[int, int]
    trailer: Mapping[str, Value]

    def source(self, number: int) -> bytes:
        """The text of an object that is no stream, as it stands in the file."""
        begin = self._begin(number)
        return self.data[begin : _value(self.data, begin)[1]].lstrip()

    def value(self, value: Value) -> Value:
        """What a reference leads to; anything else is itself."""
        return _value(self.data, self._begin(value.number))[0] if isinstance(value, Reference) else value

    def mapping(self, value: Value) -> dict[str, Value]:
        """The dictionary that this is, or leads to."""
        found = self.value(value)
        if not isinstance(found, dict):
            raise TypeError("no dictionary")
        return found

    def items(self, value: Value) -> list[Value]:
        """The array that this is, or leads to."""
        found = self.value(value)
        if not isinstance(found, list):
            raise TypeError("no array")
        return found

    def stream(self, value: Value) -> bytes:
        """The content of a stream."""
        if not isinstance(value, Reference):
            raise TypeError("no stream")
        head, end = _value(self.data, self._begin(value.number))
        if not isinstance(head, dict) or not (opened := re.compile(rb"\s*stream\r?\n").match(self.data, end)):
            raise TypeError("no stream")
        length = self.value(head["/Length"])
        if not isinstance(length, int) or not 0 <= length <= len(self.data) - opened.end():
            raise ValueError("a stream that is cut short")
        content = self.data[opened.end() : opened.end() + length]
        filters = head.get("/Filter", [])
        return _plain(content, filters if isinstance(filters, list) else [filters])

    def _begin(self, number: int) -> int:
        opened = re.compile(rb"%d 0 obj\b" % number).match(self.data, self.places[number])
        if opened is None:
            raise ValueError("an object that is not where it should be")
        return opened.end()

    @property
    def catalogue(self) -> dict[str, Value]:
        """What the file begins to be read from."""
        return self.mapping(self.trailer["/Root"])

    @property
    def size(self) -> int:
        """One more than the highest object number."""
        size = self.trailer["/Size"]
        if not isinstance(size, int) or size <= max(self.places):
            raise ValueError("a size that is too small")
        return size


def file_of(path: Path) -> bytes:
    """The bytes of a file that is to be a statement. Raises: Problems where it cannot be read, or is too long for one."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Problems([Problem(Position(str(path)), "unreadable", {"reason": reason_of(error.strerror or "")})]) from None
    if len(data) > MOST_BYTES:
        raise Problems([Problem(Position(str(path)), "too-large", {"size": f"{MOST_BYTES}+", "limit": str(MOST_BYTES)})])
    return data


def original_of(data: bytes, file: str = "") -> Original:
    """What was rendered, of a file that may have been signed since.

    Raises: Problems with where `file` for a file that payout did not write, or that is cut short.
    """
    if not data.startswith(b"%PDF-"):
        raise Problems([Problem(Position(file), "not-a-pdf")])
    end = _END.search(data)
    if end is None:
        raise Problems([Problem(Position(file), "not-a-statement" if b"%%EOF" in data else "cut-short")])
    with understood(file):
        begin = int(end[1])
        table = _ENTRIES.match(data, begin, end.start())
        if table is None or len(entries := re.findall(rb"(\d{10}) \d{5} ([fn])", table[2])) != int(table[1]):
            raise ValueError("no table of objects")
        trailer, after = _value(data, table.end())
        if not isinstance(trailer, dict) or data[after : end.start()].strip():
            raise ValueError("no trailer")
        places = {number: int(place) for number, (place, kind) in enumerate(entries) if kind == b"n"}
        return Original(data[: end.end()], places, trailer)


def attachments_of(data: bytes, file: str = "") -> dict[str, bytes]:
    """What is attached to a statement, by name (`statement.json`, `policy.json`), as it was rendered.

    Raises: Problems for a file that payout did not write, or that is cut short.
    """
    original = original_of(data, file)
    with understood(file):
        names = original.items(original.mapping(original.mapping(original.catalogue["/Names"])["/EmbeddedFiles"])["/Names"])
        if len(names) > 2 * MOST_ATTACHED or names[1::2] != original.items(original.catalogue["/AF"]):
            raise ValueError("other attachments than ours")
        found = {text_of(name): _attached(original, name, spec) for name, spec in zip(names[::2], names[1::2], strict=True)}
        if len(found) != len(names) // 2:
            raise ValueError("two attachments of one name")
        return found


def _attached(original: Original, name: Value, spec: Value) -> bytes:
    """An attachment, if every way to it that a reader may take leads to the same one."""
    told = original.mapping(spec)
    ways = original.mapping(told["/EF"])
    if {text_of(told["/F"]), text_of(told["/UF"])} != {text_of(name)} or ways["/F"] != ways["/UF"]:
        raise ValueError("an attachment with two names or two contents")
    return original.stream(ways["/F"])


def fields_of(original: Original) -> dict[str, int]:
    """The signature fields of a statement: name → object number."""
    fields = original.items(original.mapping(original.catalogue["/AcroForm"])["/Fields"])
    if len(fields) > MOST_FIELDS:
        raise ValueError("other fields than ours")
    numbers = [field.number for field in fields if isinstance(field, Reference)]
    named = {number: original.mapping(Reference(number)) for number in numbers}
    return {text_of(field["/T"]): number for number, field in named.items() if field.get("/FT") == "/Sig"}


def metadata_of(original: Original) -> str:
    """The XMP packet."""
    return original.stream(original.catalogue["/Metadata"]).decode()


def first_page_of(original: Original) -> bytes:
    """The drawing operators of page 1."""
    page = original.mapping(original.items(original.mapping(original.catalogue["/Pages"])["/Kids"])[0])
    return original.stream(page["/Contents"])


@contextlib.contextmanager
def understood(file: str) -> Iterator[None]:
    """Whatever is missing or of another shape inside is told as a file that payout did not write."""
    try:
        yield
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError, zlib.error):
        raise Problems([Problem(Position(file), "not-a-statement")]) from None


def text_of(value: Value) -> str:
    """A text of the file: UTF-16 where it says so, else its bytes as Latin letters."""
    if not isinstance(value, bytes):
        raise TypeError("no text")
    return value[2:].decode("utf-16-be") if value.startswith(b"\xfe\xff") else value.decode("latin-1")


def _plain(content: bytes, filters: list[Value]) -> bytes:
    """The data of a stream. Ours only store, so what would unpack to more than is there is none of ours, and nothing can burst."""
    if filters not in ([], ["/FlateDecode"]):
        raise ValueError("another filter than ours")
    if not filters:
        return content
    unpacking = zlib.decompressobj()
    data = unpacking.decompress(content, len(content) + 1)
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("a stream that is cut short, or packed")
    return data


def _value(data: bytes, at: int) -> tuple[Value, int]:
    """The value that begins at `at`, and where it ends."""
    opened: list[bytes] = []
    parts: list[list[Value]] = [[]]
    for _ in range(MOST_WORDS):
        token = _TOKEN.match(data, at, at + LONGEST_WORD)
        if token is None or token.lastgroup is None:
            raise ValueError("an unknown word")
        at, text = token.end(), token[token.lastgroup]
        if token.lastgroup == "open":
            if len(opened) == MOST_DEPTH:
                raise ValueError("too many brackets")
            opened.append(text)
            parts.append([])
        elif token.lastgroup == "close":
            if not opened or (opened.pop() == b"[") != (text == b"]"):
                raise ValueError("brackets that do not fit")
            inside = parts.pop()
            parts[-1].append(inside if text == b"]" else _dictionary(inside))
        else:
            parts[-1].append(_scalar(token.lastgroup, text))
        if not opened:
            return parts[0][0], at
    raise ValueError("an object that is too long")


def _dictionary(items: list[Value]) -> dict[str, Value]:
    found = {name: value for name, value in zip(items[::2], items[1::2], strict=True) if isinstance(name, str)}
    if len(found) != len(items) // 2:
        raise ValueError("a name that is missing or stands twice")
    return found


def _scalar(kind: str, text: bytes) -> Value:
    match kind:
        case "reference":
            return Reference(int(text.split()[0]))
        case "whole":
            return int(text)
        case "text":
            return _ESCAPE.sub(_unescaped, text[1:-1])
        case "hex":
            return bytes.fromhex(text[1:-1].decode() + "0" * (len(text) % 2))
        case "word":
            return _WORDS[text]
        case _:
            return text.decode("latin-1")


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes([int(match[1], 8) & 255])
    return _ESCAPED.get(match[2], match[2]) if match[2] else b""
