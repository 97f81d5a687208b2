"""Text → nodes that know their place. YAML by PyYAML's event stream, JSON by the strict reader; nothing else reads text.

Scalars stay text: the policy decides what `yes`, `012` or `9.25%` mean, so no float and no YAML 1.1 guess ever exists.
Work is bounded before it is done: bytes, nesting, number of nodes, length of a text. Aliases, anchors, tags, several
documents and duplicate keys are refused, each with its place.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Literal, NoReturn

import yaml

from payout.messages import Said, phrase, reason_of
from payout.problem import Position, Problem, Problems

MOST_BYTES = 2_000_000
MOST_DEPTH = 64
MOST_NODES = 50_000
LONGEST_TEXT = 10_000
LONGEST_KEY = 200
_CUT = re.compile(r"[0-9]{3}(?:\.[0-9]+)?")
"""What a comma cuts off an amount."""
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""Where a line ends to YAML."""
_BRACKETED = re.compile(r"[{,:]\s*([^\"'\[\]{},:]+\[[^\[\]]*\][^\"'\[\]{},]*)")
"""Text with a list in it, which is not quoted: `damage in [lost, stolen]`."""

Kind = Literal["yaml", "text", "string", "number", "true", "false"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as written. `kind`: `yaml` a plain YAML scalar, `text` a quoted one; JSON has strings, numbers, true and false."""

    at: Position
    text: str
    kind: Kind = "yaml"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in file order; keys are unique."""

    at: Position
    entries: tuple[tuple[Scalar, Node], ...]

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None."""
        return next((value for name, value in self.entries if name.text == key), None)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    at: Position
    items: tuple[Node, ...]


Node = Scalar | Mapping | Sequence


def read_file(path: Path, name: str = "") -> tuple[Node, str]:
    """The nodes of a `.json` or YAML file and its text. `name` is how places name the file. Raises Problems."""
    name = name or str(path)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        _refuse(Position(name), "unreadable", reason=reason_of(error.strerror or "unknown"))
    return read(data, name, is_json=path.suffix == ".json")


def read(data: bytes, name: str, *, is_json: bool) -> tuple[Node, str]:
    """The nodes of a text in UTF-8, and the text. JSON gives places as pointers, YAML as lines and columns. Raises Problems."""
    text = _decoded(data, name)
    return (_json_nodes(text, name) if is_json else _yaml_nodes(text, name)), text


def uncut(node: Mapping) -> tuple[tuple[tuple[Scalar, Node], ...], tuple[Problem, ...]]:
    """The entries without what a comma left of an amount (`{own: 3,800}` is own 3 and a key 800), and a complaint of each amount."""
    kept: list[tuple[Scalar, Node]] = []
    cuts: dict[int, list[Scalar]] = {}
    for key, value in node.entries:
        before = kept[-1][1] if kept else None
        alone = isinstance(value, Scalar) and (value.text, value.kind) == ("", "yaml") and _CUT.fullmatch(key.text)
        if alone and isinstance(before, Scalar) and before.text.isdigit():
            cuts.setdefault(len(kept) - 1, []).append(key)
        else:
            kept.append((key, value))
    return tuple(kept), tuple(_cut(kept[at][1], keys) for at, keys in cuts.items())


def _cut(value: Node, keys: list[Scalar]) -> Problem:
    parts = [key.text for key in keys]
    digits = "_".join([value.text if isinstance(value, Scalar) else "", *parts])
    return Problem(keys[0].at, "digits-cut", {"given": ",".join(parts), "digits": digits})


def content_hash(node: Node) -> str:
    """SHA-256 over the canonical JSON (RFC 8785) of the nodes: mapping → list of pairs in file order, scalar → its text in NFC.

    Comments, quoting and layout do not count; `150_000` and `150000` differ.
    """
    return hashlib.sha256(canonical(_plain(node))).hexdigest()


def canonical(value: object) -> bytes:
    """RFC 8785 JSON of lists, texts, integers below 2^53, booleans and mappings with ASCII keys."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()


def tree_json(node: Node) -> bytes:
    """The nodes as JSON, everything in file order, so that they can be read again: a scalar is its text, with ' before it where it
    was quoted (a plain scalar of YAML cannot begin so).

    >>> tree_json(read(b"payout: 1\\nplan: '5-10'", "x", is_json=False)[0]).decode()
    '{"payout":"1","plan":"\\'5-10"}'
    """
    return json.dumps(_as_written(node), ensure_ascii=False, separators=(",", ":")).encode()


def read_tree(data: bytes, name: str) -> Node:
    """The nodes that `tree_json` wrote: they have the same content hash. Places are JSON pointers. Raises Problems."""
    return _as_yaml(_json_nodes(_decoded(data, name), name))


def _as_written(node: Node) -> object:
    match node:
        case Scalar(_, text, kind):
            return f"'{text}" if kind == "text" else text
        case Mapping(_, entries):
            return {key.text: _as_written(value) for key, value in entries}
        case Sequence(_, items):
            return [_as_written(item) for item in items]


def _as_yaml(node: Node) -> Node:
    match node:
        case Scalar(at, text):
            return Scalar(at, text[1:], "text") if text.startswith("'") else Scalar(at, text)
        case Mapping(at, entries):
            return Mapping(at, tuple((Scalar(key.at, key.text), _as_yaml(value)) for key, value in entries))
        case Sequence(at, items):
            return Sequence(at, tuple(_as_yaml(item) for item in items))


def _plain(node: Node) -> object:
    match node:
        case Scalar(_, text):
            return unicodedata.normalize("NFC", text)
        case Mapping(_, entries):
            return [[unicodedata.normalize("NFC", key.text), _plain(value)] for key, value in entries]
        case Sequence(_, items):
            return [_plain(item) for item in items]


def _refuse(at: Position, code: str, **values: Said) -> NoReturn:
    raise Problems([Problem(at, code, values)])


# ---- text -------------------------------------------------------------------------------------------------------------


def _decoded(data: bytes, name: str) -> str:
    if len(data) > MOST_BYTES:
        _refuse(Position(name), "too-large", size=phrase("more-than", number=f"{MOST_BYTES:,}"), limit=f"{MOST_BYTES:,}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(Position(name), "not-utf8", offset=str(error.start))
    found = _HIDDEN.search(text)
    if found is not None:
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        _refuse(Position(name, line, column), "forbidden-character", letter=f"U+{ord(found[0]):04X}")
    return text


_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
"""Control characters, bidirectional controls, lone surrogates, byte order marks: what cannot be seen or turns the text around."""


# ---- YAML -------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """A collection that is still being read: the place where it began and what it holds so far."""

    at: Position
    is_mapping: bool
    items: list[Node]


def _yaml_nodes(text: str, name: str) -> Node:
    stack: list[_Open] = []
    root: Node | None = None
    for node in _built(text, name, stack):
        root = node
    if root is None:
        _refuse(Position(name), "empty")
    return root


def _built(text: str, name: str, stack: list[_Open]) -> Iterator[Node]:
    """Yields the document's root when it closes. Iterative: nesting costs a list entry, never a stack frame."""
    nodes = documents = 0
    for event in _events(text, name):
        at = _place(event, name)
        _admit(event, at, documents)
        node: Node | None = None
        match event:
            case yaml.DocumentStartEvent():
                documents += 1
            case yaml.ScalarEvent(value=value, style=style):
                if len(value) > LONGEST_TEXT:
                    _refuse(at, "too-long", limit=f"{LONGEST_TEXT:,}")
                hidden = _HIDDEN.search(value)  # what a quoted text escaped
                if hidden is not None:
                    _refuse(at, "forbidden-character", letter=f"U+{ord(hidden[0]):04X}")
                node = Scalar(at, value, "text" if style else "yaml")
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                if len(stack) >= MOST_DEPTH:
                    _refuse(at, "too-deep", limit=str(MOST_DEPTH))
                if not stack and event.flow_style:
                    _refuse(at, "yaml-json")
                stack.append(_Open(at, isinstance(event, yaml.MappingStartEvent), []))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                node = _closed(stack.pop())
        if node is None:
            continue
        nodes += 1
        if nodes > MOST_NODES:
            _refuse(at, "too-many-nodes", limit=f"{MOST_NODES:,}")
        if stack:
            stack[-1].items.append(node)
        else:
            yield node


def _events(text: str, name: str) -> Iterator[Any]:
    try:
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = Position(name, mark.line + 1, mark.column + 1) if mark else Position(name)
        line = "".join(_LINE_END.split(text)[mark.line : mark.line + 1]) if mark else ""
        if "\t" in line[: at.column] and not line[: at.column].strip():
            _refuse(at, "yaml-tab")
        found = next((match for match in _BRACKETED.finditer(line) if match.start(1) < at.column <= match.end(1)), None)
        if found and "'}'" in (error.problem or ""):
            _refuse(replace(at, column=found.start(1) + 1, width=len(found[1].rstrip())), "bracket-ends", given=found[1].rstrip())
        _refuse(at, "yaml-syntax", reason=reason_of(error.problem or "unknown"))
    except yaml.YAMLError as error:  # the reader's own complaint about a character has no mark
        _refuse(Position(name), "yaml-syntax", reason=str(error).splitlines()[0])


def _place(event: Any, name: str) -> Position:
    start, end = event.start_mark, event.end_mark
    width = end.column - start.column if end.line == start.line else 1
    return Position(name, start.line + 1, start.column + 1, max(1, width))


def _admit(event: Any, at: Position, documents: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
        _refuse(at, "yaml-alias")
    if getattr(event, "tag", None) is not None:
        _refuse(at, "yaml-tag")
    if isinstance(event, yaml.DocumentStartEvent) and documents:
        _refuse(at, "yaml-documents")


def _closed(part: _Open) -> Node:
    if not part.is_mapping:
        return Sequence(part.at, tuple(part.items))
    entries = []
    for key, value in zip(part.items[::2], part.items[1::2], strict=True):
        if not isinstance(key, Scalar) or key.text == "<<":
            _refuse(key.at, "yaml-key")
        entries.append((key, value))
    return Mapping(part.at, _unique(entries))


def _unique(entries: list[tuple[Scalar, Node]]) -> tuple[tuple[Scalar, Node], ...]:
    first: dict[str, Position] = {}
    problems = []
    for key, _ in entries:
        if key.text in first:
            problems.append(Problem(key.at, "twice", {"given": key.text, "first": first[key.text].here()}))
        first.setdefault(key.text, key.at)
    if problems:
        raise Problems(problems)
    return tuple(entries)


# ---- JSON -------------------------------------------------------------------------------------------------------------


class _Object(list[tuple[str, Any]]):
    """The pairs of a JSON object, duplicates and all."""


@dataclass(frozen=True, slots=True)
class _Number:
    text: str
    is_whole: bool


class _NotJson(ValueError):
    pass


def _json_nodes(text: str, name: str) -> Node:
    # The C scanner recurses: what is nested too deeply is refused before it is asked.
    if _depth(text) > MOST_DEPTH:
        _refuse(Position(name), "too-deep", limit=str(MOST_DEPTH))
    try:
        value = json.loads(
            text,
            object_pairs_hook=_Object,
            parse_int=lambda digits: _Number(digits, is_whole=True),
            parse_float=lambda digits: _Number(digits, is_whole=False),
            parse_constant=_refuse_constant,
        )
    except _NotJson as error:
        _refuse(Position(name), "json-syntax", reason=reason_of(str(error)))
    except json.JSONDecodeError as error:
        _refuse(Position(name, error.lineno, error.colno), "json-syntax", reason=reason_of(error.msg.lower()))
    return _json_node(value, Position(name), count(1))


def _refuse_constant(word: str) -> NoReturn:
    raise _NotJson(f"{word} is no number")


def _depth(text: str) -> int:
    deepest = depth = 0
    in_text = escaped = False
    for letter in text:
        if in_text:
            in_text = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            in_text = True
        elif letter in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif letter in "]}":
            depth -= 1
    return deepest


def _json_node(value: Any, at: Position, number: Iterator[int]) -> Node:
    if next(number) > MOST_NODES:
        _refuse(Position(at.file), "too-many-nodes", limit=f"{MOST_NODES:,}")
    match value:
        case _Object():
            if any(len(key) > LONGEST_KEY for key, _ in value):
                _refuse(at, "too-long", limit=f"{LONGEST_KEY:,}")
            entries = [(_json_text(key, at), _json_node(item, _below(at, key), number)) for key, item in value]
            return Mapping(at, _unique(entries))
        case list():
            return Sequence(at, tuple(_json_node(item, _below(at, str(index)), number) for index, item in enumerate(value)))
        case str():
            return _json_text(value, at)
        case bool():
            return Scalar(at, "yes" if value else "no", "true" if value else "false")
        case _Number(text, whole):
            if not whole:
                _refuse(at, "json-number")
            if len(text) > 20:
                _refuse(at, "number-long", limit="20")
            return Scalar(at, text, "number")
        case _:
            _refuse(at, "json-null")


def _json_text(text: str, at: Position) -> Scalar:
    hidden = _HIDDEN.search(text)
    if hidden is not None:
        _refuse(at, "forbidden-character", letter=f"U+{ord(hidden[0]):04X}")
    if len(text) > LONGEST_TEXT:
        _refuse(at, "too-long", limit=f"{LONGEST_TEXT:,}")
    return Scalar(at, text, "string")


def _below(at: Position, key: str) -> Position:
    return Position(at.file, path=f"{at.path}/{key.replace('~', '~0').replace('/', '~1')}")
