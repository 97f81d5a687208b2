"""One of the two policies of a comparison: its document, what was compiled of it by its place, and what it has in force of a term."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from payout.keys import EVERY_COVERAGE
from payout.policy import Formula, Policy, Step, Table, Title
from payout.problem import Position
from payout.source import Mapping, Node, Scalar, content_hash
from payout.values import Type
from payout.versions import needer, needs
from payout.versions.matching import is_span
from payout.versions.nodes import Entry, items_of, keys_of, words_of, written_terms
from payout.versions.renames import SECTIONS, VALUE, Rename
from payout.versions.sentences import NONE, SENTENCES
from payout.versions.words import ROWS, filled, joined, number, plain, table_words


class Side:
    """One of the two policies: its document, and what was compiled of it, by its place. `found`: the names that it calls differently."""

    def __init__(self, policy: Policy, root: Mapping, found: Iterable[Rename]) -> None:
        self.policy, self.root = policy, root
        self.old = {(SECTIONS[rename.section], rename.new.text): rename.old.text for rename in found}
        self.new = {old: new for (space, new), old in self.old.items() if space == VALUE}
        self.formulas: dict[Position, Formula] = {}
        self.steps: dict[Position, Step] = {}
        for part in _parts(policy):
            if isinstance(part, Formula):
                self.formulas[part.at] = part
            else:
                self.steps[part.at] = part
        self.needs = needs(policy)
        self.terms = {name.text: node for name, node in written_terms(root)}
        versions = [*(term.versions for term in policy.terms.values()), *(change.versions for change in policy.settings)]
        self.tables = {version.at: version.table for found in versions for version in found}

    def name(self, name: str, space: str = VALUE) -> str:
        """What this side calls a thing."""
        return self.old.get((space, name), name)

    def is_name(self, node: Node | None) -> bool:
        """Whether an expression is nothing but the name of a value, or not there at all."""
        policy, names = self.policy, words_of(node)
        rooms = (policy.facts, policy.marks, policy.terms, policy.definitions)
        return node is None or any(self.name(names[0]) in room for room in rooms)

    def written(self, term: str, key: str) -> Node | None:
        """A key of a term, as it is written."""
        return self.terms[term].get(key) if term in self.terms else None

    def title(self, section: str, name: str) -> Title:
        """What a thing of a section is called."""
        own, policy = self.name(name, SECTIONS[section]), self.policy
        if section == "expenses":
            return policy.kind_title(own)
        return policy.coverage_title(own) if section == "coverages" else policy.title_of(own)

    def fills_in_file_order(self) -> bool:
        """Whether a rule goes over all coverages: then their order in the file is the order in which they are filled."""
        return any(words_of(keys_of(rule).get("over")) == (EVERY_COVERAGE,) for rule in items_of(self.root.get("together")))

    def type(self, term: str) -> Type:
        """The type of a term."""
        return self.policy.terms[self.name(term)].type

    def key_type(self, name: str) -> Type:
        """The type of what a table is keyed by."""
        own, policy = self.name(name), self.policy
        if own in policy.definitions:
            return policy.definitions[own].formula.type
        return {**policy.facts, **policy.marks}[own].type

    def touched(self, name: str) -> list[Title]:
        """What asks for a term or a definition."""
        return [needer(self.policy, one) for one, names in self.needs.items() if self.name(name) in names]

    def formula(self, node: Node | None) -> Formula | None:
        """What an expression was compiled to."""
        return self.formulas.get(node.at) if node is not None else None


def _parts(part: Any) -> Iterator[Any]:
    """The nouns of a policy that hold expressions, all levels."""
    if isinstance(part, Formula | Step):
        yield part
    if isinstance(part, tuple):
        for item in part:
            yield from _parts(item)
    elif isinstance(part, dict):
        yield from _parts(tuple(part.values()))
    elif hasattr(part, "__dataclass_fields__") and not isinstance(part, Formula):
        for item in fields(part):
            if item.name not in ("dated", "examples"):
                yield from _parts(getattr(part, item.name))


@dataclass(frozen=True, slots=True)
class Held:
    """What a side has in force of a term, if anything. `note`: the sentence that says whose value it is, where another may prevail."""

    side: Side
    entry: Entry | None
    note: str = ""

    @property
    def date(self) -> Scalar | None:
        """Where the value begins."""
        return self.entry[0] if self.entry else None

    @property
    def node(self) -> Node | None:
        """The value as written."""
        return self.entry[1] if self.entry else None

    @property
    def table(self) -> Table | None:
        """What was compiled of the value; None of one that is no table."""
        return self.side.tables[self.entry[0].at] if self.entry else None

    @property
    def is_open(self) -> bool:
        """Whether another endorsement may set the value: then it equals none for certain."""
        return self.note in ("own_or_set", "unless_set")

    def amount(self, term: str, node: Node | None) -> object:
        """What a part of it comes to, to be compared: an exact number with what it counts; a table as it is written."""
        if not isinstance(node, Scalar):
            return None if node is None else content_hash(node)
        type_, policy = self.side.type(term), self.side.policy
        return type_.name, policy.currency.code, number(node, type_, policy)

    def told(self, term: str, node: Node | None, rows: Sequence[tuple[str, str]]) -> tuple[Title, Position | None]:
        """A part of it in words, with its place. `rows`: the row of each key that leads to it, and what is called so already."""
        by = words_of(self.side.written(term, "by"))[len(rows) :]
        said = NONE["row" if rows else "from"] if node is None else table_words(node, by, self.side.type(term), self.side.policy)
        caught = [row for row, called in rows if row != called and is_span(row)] if node else []
        by_rows = [filled(SENTENCES["caught"], row=ROWS.get(row, plain(row))) for row in caught]
        note = SENTENCES[self.note] if self.note else plain("")
        row = node if rows and not caught else None
        place = row or self.date
        return joined((said, *by_rows, note), ""), place.at if place else None
