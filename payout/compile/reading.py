"""Nodes → the plain values of a policy file, with every complaint kept: closed keys, titles, names, dates."""

from __future__ import annotations

import keyword
import unicodedata
from collections.abc import Collection, Iterable

from payout.keys import LONGEST_LINE, MEANT
from payout.messages import Said, owning, phrase
from payout.policy import Title
from payout.problem import Position, Problem, closest
from payout.source import Mapping, Node, Scalar, Sequence, uncut
from payout.values import day_of

RESERVED = {
    *"min max amount claimed kind paid billed total borne left together applies not_attached otherwise none yes no highest".split(),
    *"days_between months_completed months_started years_completed hours_started".split(),
}


class Reading:
    """Collects the problems of one file. Methods give the best they could read, so that one run finds all mistakes."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.refused: set[str] = set()
        """Names that cannot be names, as written: complained of where they are declared."""

    def complain(self, at: Position, code: str, help: Said = "", **values: Said) -> None:
        """Keeps a complaint; `values` fill its sentence."""
        self.problems.append(Problem(at, code, values, help))

    def keys(self, node: Node, owner: Said, allowed: Iterable[str], of_rules: Iterable[str] = ()) -> dict[str, Node]:
        """The values of a mapping by key; unknown keys and keys without a value are complained of.

        `of_rules` are keys that only a rule of `together` has: their help says so."""
        known = tuple(allowed)
        if not isinstance(node, Mapping):
            self.complain(node.at, "want-mapping", owner=owning(owner))
            return {}
        found = {}
        for key, value in self.uncut(node):
            if key.text not in known:
                comma = isinstance(value, Scalar) and value.text == "" and value.kind == "yaml"
                keys = phrase("known-keys", names=", ".join(known))
                help = phrase("comma") if comma else phrase("write-together") if key.text in of_rules else near_word(key.text, known, keys)
                self.complain(key.at, "unknown-key", help, owner=owning(owner), given=key.text)
            else:
                self.has_value(value, key.text)  # an empty value is complained of here, and not again as a missing key
                found[key.text] = value
        return found

    def uncut(self, node: Mapping) -> tuple[tuple[Scalar, Node], ...]:
        """The entries; what is left of an amount that was written with a comma is complained of, and no entry."""
        entries, cuts = uncut(node)
        self.problems += cuts
        return entries

    def has_value(self, node: Node, owner: str) -> bool:
        if isinstance(node, Scalar) and node.kind == "yaml" and node.text in ("", "~", "null"):
            self.complain(node.at, "no-value", owner=owning(owner))
            return False
        return True

    def text(self, node: Node | None, owner: str) -> Scalar | None:
        """The scalar, or None with a complaint where there is a list or a mapping."""
        if node is None or isinstance(node, Scalar):
            return node if node is None or self.has_value(node, owner) else None
        self.complain(node.at, "want-text", owner=owning(owner))
        return None

    def words(self, node: Node | None, owner: str) -> tuple[Scalar, ...]:
        """A list of scalars; one scalar stands for a list of one."""
        if node is None or not self.has_value(node, owner):
            return ()
        if isinstance(node, Scalar):
            return (node,)
        found = (self.text(item, owner) for item in self.items(node, owner))
        return tuple(word for word in found if word is not None)

    def items(self, node: Node | None, owner: str) -> tuple[Node, ...]:
        if node is None or isinstance(node, Sequence):
            return node.items if node else ()
        if not self.has_value(node, owner):
            return ()
        self.complain(node.at, "want-list", owner=owning(owner))
        return ()

    def entries(self, node: Node | None, owner: str) -> tuple[tuple[Scalar, Node], ...]:
        """Name and node of everything declared in a section; names that cannot be names are complained of."""
        if node is None or not self.has_value(node, owner):
            return ()
        if not isinstance(node, Mapping):
            self.complain(node.at, "want-mapping", owner=owning(owner))
            return ()
        return tuple((key, value) for key, value in node.entries if self.is_name(key))

    def is_name(self, name: Scalar) -> bool:
        text = unicodedata.normalize("NFKC", name.text)
        if text in RESERVED or keyword.iskeyword(text):
            self.complain(name.at, "reserved-name", given=name.text)
            self.refused.add(name.text)
            return False
        if not text.isidentifier() or text != name.text or text.startswith("_") or len(text) > 60:
            self.complain(name.at, "bad-name", given=name.text[:60])
            self.refused.add(name.text)
            return False
        return True

    def title(self, node: Node | None) -> Title:
        """`{ja: …, en: …}`, or one string that serves every language."""
        if node is None:
            return {}
        if isinstance(node, Scalar):
            return {"": self.line(node, "title")}
        if not isinstance(node, Mapping):
            self.complain(node.at, "want-mapping", owner=owning("title"))
            return {}
        return {key.text: line for key, value in node.entries if (line := self.line(value, "title"))}

    def clause(self, node: Node | None) -> str:
        return self.line(node, "clause")

    def line(self, node: Node | None, owner: str) -> str:
        """A text that a statement prints in one place, or nothing; complained of where no page could keep it together."""
        text = self.text(node, owner)
        if text is None:
            return ""
        if len(text.text) > LONGEST_LINE:
            self.complain(text.at, "too-long", limit=str(LONGEST_LINE))
        return text.text

    def day(self, scalar: Scalar) -> int | None:
        day = day_of(scalar)
        if isinstance(day, Problem):
            self.problems.append(day)
            return None
        return day

    def value(self, value: int | Problem) -> int | None:
        """The value, or None with its problem kept."""
        if isinstance(value, Problem):
            self.problems.append(value)
            return None
        return value


def near_word(word: str, known: Collection[str], otherwise: Said) -> Said:
    """The help for a word of the language: what the market calls so goes before what is only spelt like it."""
    meant = MEANT.get(word.casefold(), "")
    return phrase("did-you-mean", name=meant) if meant in known else near_or(word, known, otherwise)


def near_or(name: str, known: Iterable[str], otherwise: Said) -> Said:
    """The help that names what was probably meant, else another."""
    meant = closest(name, known)
    return otherwise if meant is None else phrase("did-you-mean", name=meant)
