"""Names that two policies call differently while everything else about them is equal: told once, and not again wherever they are used.

A name is taken for renamed only where the old one is gone from the later policy, the new one was in no use in the earlier, and no
second pair would fit as well. So calling things by their new names never hides a difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from payout.policy import VERBS
from payout.source import Mapping, Node, Scalar, Sequence, content_hash

VALUE, KIND, COVERAGE, WORD, BASIS = "value", "kind", "coverage", "word", "basis"
"""The name spaces of a policy; words of a choice and bases are no names, but are written where names are."""

SECTIONS = {
    **dict.fromkeys(("contract", "usage", "claim", "items", "terms", "define", "endorsements"), VALUE),
    "expenses": KIND,
    "coverages": COVERAGE,
}
FORMULAS = {*VERBS, "when", "is", "loss", "requires", "promises"}
"""The keys behind which expressions stand."""

_NAMES = {"covers": KIND, "kind": KIND, "after": COVERAGE, "waive": COVERAGE, "type": WORD}
_NAMES |= dict.fromkeys(("has", "each", "by", "set", "dated_by", "counts"), VALUE)
_MENTIONS = re.compile(
    r"\b(?:billed|(?P<paid>paid))\((?P<called>[^)]*)\)"
    r"|\bkind\s*(?:==|!=|not\s+in|in)\s*(?P<kinds>\[[^\]]*\]|\S+)"
    r"|(?P<left>\w+)\s*(?:==|!=)\s*kind\b"
    r"|(?P<name>\w+)"
)
Swap = Callable[[str, str], str]
"""Name space and name → the name to write."""


@dataclass(frozen=True, slots=True)
class Rename:
    """One name that changed: its section, the old name and the new one, each where it is declared."""

    section: str
    old: Scalar
    new: Scalar


def renames(a: Mapping, b: Mapping) -> tuple[Rename, ...]:
    """The names of `a` that `b` calls differently. What is found may make another one equal, so it is looked again."""
    found: tuple[Rename, ...] = ()
    while True:
        more = tuple(_pairs(renamed(a, found), b))
        if not more:
            return found
        found += more


def renamed(root: Mapping, found: Iterable[Rename]) -> Mapping:
    """The document with the new names in place of the old ones; every place stays."""
    names = {(SECTIONS[rename.section], rename.old.text): rename.new.text for rename in found}
    return _mapping(root, "", lambda space, name: names.get((space, name), name))


def _pairs(a: Mapping, b: Mapping) -> Iterator[Rename]:
    used_a, used_b = _used(a), _used(b)
    for section, space in SECTIONS.items():
        ours, theirs = _declared(a, section), _declared(b, section)
        gone = {name: content_hash(node) for name, (_, node) in ours.items() if _is_free(name, space, used_b, used_a)}
        come = {name: content_hash(node) for name, (_, node) in theirs.items() if _is_free(name, space, used_a, used_b)}
        for old, body in gone.items():
            same = [new for new, other in come.items() if other == body]
            if len(same) == 1 and list(gone.values()).count(body) == 1:
                yield Rename(section, ours[old][0], theirs[same[0]][0])


def _is_free(name: str, space: str, there: set[tuple[str, str]], here: set[tuple[str, str]]) -> bool:
    """Whether nothing there is called so; a basis that could mean a mark or a kind is never renamed."""
    is_unclear = (BASIS, name) in here and (VALUE, name) in here and (KIND, name) in here
    return not is_unclear and (space, name) not in there and (WORD, name) not in there and (BASIS, name) not in there


def _declared(root: Mapping, section: str) -> dict[str, tuple[Scalar, Node]]:
    """What a section declares; what endorsements add belongs to it too."""
    parts = [root.get(section)]
    endorsements = root.get("endorsements")
    if isinstance(endorsements, Mapping) and section != "endorsements":
        parts += [part.get(section) for _, part in endorsements.entries if isinstance(part, Mapping)]
    return {name.text: (name, node) for part in parts if isinstance(part, Mapping) for name, node in part.entries}


def _used(root: Mapping) -> set[tuple[str, str]]:
    """Every name that stands anywhere in a document, with its name space."""
    found: set[tuple[str, str]] = set()

    def noted(space: str, name: str) -> str:
        found.add((space, name))
        return name

    _mapping(root, "", noted)
    return found


# ---- where names stand ------------------------------------------------------------------------------------------------


def _mapping(node: Mapping, section: str, swap: Swap) -> Mapping:
    """`section` is the top-level key that the mapping stands under; empty at the top."""
    return replace(node, entries=tuple((key, _value(key.text, value, section or key.text, swap)) for key, value in node.entries))


def _value(key: str, node: Node, section: str, swap: Swap) -> Node:
    if key in SECTIONS and isinstance(node, Mapping):
        return replace(
            node, entries=tuple((_one(name, SECTIONS[key], swap), _body(key, part, section, swap)) for name, part in node.entries)
        )
    if section == "examples" and key in ("given", "expenses", "expect"):
        return _given(key, node, swap)
    if key in FORMULAS:
        return _each(node, lambda text: _formula(text, swap))
    if key in ("per", "unit"):
        return _each(node, lambda text: _basis(text, swap))
    if key in _NAMES or key == "over":
        space = _NAMES.get(key) or (COVERAGE if section == "together" else VALUE)
        return _each(node, lambda text: _name(text, space, swap))
    return _body(key, node, section, swap)


def _body(key: str, node: Node, section: str, swap: Swap) -> Node:
    """What stands under a name or a key: the short form of a definition, a mapping, a list of mappings, or text that names nothing."""
    if isinstance(node, Mapping):
        return node if key in ("title", "words", "from") else _mapping(node, section, swap)
    if isinstance(node, Sequence):
        return replace(node, items=tuple(_body(key, item, section, swap) for item in node.items))
    return _each(node, lambda text: _formula(text, swap)) if key == "define" else node


def _given(key: str, node: Node, swap: Swap) -> Node:
    """The facts, receipts and expectations of an example."""
    if isinstance(node, Sequence):
        return replace(node, items=tuple(_given(key, item, swap) for item in node.items))
    if not isinstance(node, Mapping):
        return node
    space = COVERAGE if key == "expect" else VALUE
    return replace(node, entries=tuple((_one(name, space, swap), _listed(name.text, value, swap)) for name, value in node.entries))


def _listed(key: str, node: Node, swap: Swap) -> Node:
    """What a receipt's kind and the endorsements of an example name; other values are no names."""
    if key not in ("kind", "endorsements"):
        return node
    return _each(node, lambda text: _name(text, KIND if key == "kind" else VALUE, swap))


def _one(name: Scalar, space: str, swap: Swap) -> Scalar:
    return replace(name, text=_name(name.text, space, swap))


def _each(node: Node, change: Callable[[str], str]) -> Node:
    """A text, or every text of a list."""
    if isinstance(node, Scalar):
        return replace(node, text=change(node.text))
    return replace(node, items=tuple(_each(item, change) for item in node.items)) if isinstance(node, Sequence) else node


def _name(text: str, space: str, swap: Swap) -> str:
    """A name, or a coverage with one of its steps: a step that states no name is called after a value."""
    first, dot, step = text.partition(".")
    return swap(space, first) + dot + (swap(VALUE, step) if dot else "")


def _basis(text: str, swap: Swap) -> str:
    swap(BASIS, text)
    value = swap(VALUE, text)
    return value if value != text else swap(KIND, text)


def _formula(text: str, swap: Swap) -> str:
    def one(match: re.Match[str]) -> str:
        group = next(name for name, found in match.groupdict().items() if found is not None and name != "paid")
        space = COVERAGE if match["paid"] else VALUE if group == "name" else KIND
        start, end = (place - match.start() for place in match.span(group))
        return match[0][:start] + re.sub(r"\w+", lambda name: swap(space, name[0]), match[0][start:end]) + match[0][end:]

    return _MENTIONS.sub(one, text)
