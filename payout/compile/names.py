"""What a policy file declares, and what its names mean: facts, marks, kinds, terms, definitions, endorsements.

Terms and definitions are resolved when they are first looked up, so that their order in the file does not matter; a name
that leads back to itself is a circle.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from payout import expr
from payout.compile import tables
from payout.compile.expressions import MONEY, NUMBER, Place, Typed, defined, formula, rate_fact
from payout.compile.reading import Reading, near_or, near_word
from payout.expr import ONE, Const, Expr, Mark, NoValue
from payout.keys import DEFINITION_KEYS, FACT_KEYS, KIND_KEYS, TERM_KEYS
from payout.messages import owning, phrase
from payout.money import ROUNDINGS, Currency, Rounding
from payout.policy import Definition, Endorsement, Fact, Formula, Kind, Setting, Term, Title
from payout.problem import Position, near
from payout.source import Mapping, Node, Scalar, Sequence
from payout.values import LARGEST_COUNT, OPEN_COUNT, Range, Type, count_of, rate_of, value_of

SECTIONS = ("contract", "usage", "claim", "items")
TYPES = ("money", "count", "rate", "yes_no", "date", "moment", "label")
DEEPEST_NAMES, LARGEST_NAME = 50, 50_000
CALLED = {"fact": "a-fact", "mark": "a-mark", "term": "a-term", "definition": "a-definition", "endorsement": "an-endorsement"}
"""What is declared → the phrase that names it."""
_ROUND = re.compile(r"(down|up|half_up|half_even)(?: to (\S+))?")


@dataclass(frozen=True, slots=True)
class Change:
    """One `set` of an endorsement, still as written."""

    endorsement: str
    target: Scalar
    parts: dict[str, Node]
    at: Position
    prevails_over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """A rounding as written: how, and to what, where it says so."""

    how: Rounding
    to: str
    at: Position


class Names:
    """The scope of one policy file."""

    def __init__(self, reading: Reading, currency: Currency) -> None:
        self.reading, self.currency = reading, currency
        self.facts: dict[str, Fact] = {}
        self.marks: dict[str, Fact] = {}
        self.kinds: dict[str, Kind] = {}
        self.endorsements: dict[str, Endorsement] = {}
        self.coverages: dict[str, Position] = {}
        self.terms: dict[str, Term] = {}
        self.definitions: dict[str, Definition] = {}
        self.changes: dict[str, list[Change]] = {}
        self.rivals: list[tuple[Change, Change]] = []
        """Changes of one target of which neither prevails: they contradict each other where both can hold."""
        self.change_whens: dict[Position, Formula | None] = {}
        self.settings: list[Setting] = []
        """The changes that could be read, those of one target in the order in which they prevail."""
        self.written: dict[str, tuple[str, Scalar, Node]] = {}
        """Terms and definitions as declared: what it is, its name, its node."""
        self.first: dict[str, tuple[str, Position]] = {}
        self.used: set[str] = set()
        self.bad_bases: set[str] = set()
        """Bases that were complained of where they are stated."""
        self._poisoned: set[str] = set()
        self._open: list[str] = []
        self.sizes: dict[str, int] = {}
        """What evaluating a definition costs at most: its nodes with every definition in it written out."""

    # ---- declaring

    def declare(self, what: str, name: Scalar) -> bool:
        """Takes a name in the name space of values; False, complaining, where it is taken."""
        if name.text in self.first:
            other, at = self.first[name.text]
            self.reading.complain(name.at, "name-clash", given=name.text, other=phrase(CALLED[other]), first=at.here())
            return False
        self.first[name.text] = (what, name.at)
        return True

    def declare_fact(self, section: str, name: Scalar, node: Node) -> None:
        keys = self.reading.keys(node, phrase("fact", name=name.text), FACT_KEYS)
        if not isinstance(node, Mapping):
            self._poisoned.add(name.text)
            return
        type_ = self.fact_type(name, keys, node.at)
        if not self.declare("mark" if section == "items" else "fact", name) or type_ is None:
            self._poisoned.add(name.text)
            return
        range_ = self.fact_range(keys.get("range"), type_, name.text)
        assume = self.reading.text(keys.get("assume"), "assume")
        if assume and type_.name == "label":
            self.reading.complain(assume.at, "assume-label")
        value = self.reading.value(value_of(assume, type_, self.currency, name.text, range_)) if assume and type_.name != "label" else None
        title, words = self.reading.title(keys.get("title")), self.fact_words(keys.get("words"), type_, name.text)
        fact = Fact(name.text, section, type_, range_, title, name.at, value, words)
        (self.marks if section == "items" else self.facts)[name.text] = fact

    def fact_type(self, name: Scalar, keys: dict[str, Node], at: Position) -> Type | None:
        node = keys.get("type")
        if node is None:
            help = phrase("add-type", types=", ".join(TYPES))
            self.reading.complain(at, "missing-key", help, owner=phrase("fact", name=name.text), key="type")
            return None
        if isinstance(node, Sequence):
            words = self.reading.words(node, "type")
            if not words:
                self.reading.complain(node.at, "no-value", owner="type")
                return None
            for word in words:
                first = next(other for other in words if other.text == word.text)
                if first is not word:
                    self.reading.complain(word.at, "twice", given=word.text, first=first.at.here())
            return Type("choice", (), tuple(dict.fromkeys(word.text for word in words)))
        text = self.reading.text(node, "type")
        found = next((known for known in TYPES if text is not None and known == text.text), None)
        if text is None or found is None:
            if text is not None:
                known_types = phrase("known", names=", ".join(TYPES))
                mended = phrase("write-words") if text.text == "choice" else near_word(text.text, TYPES, known_types)
                self.reading.complain(text.at, "unknown-type", mended, given=text.text)
            return None
        return Type(found, self.unit(keys.get("unit"), keys.get("per")))  # type: ignore[arg-type]

    def fact_words(self, node: Node | None, type_: Type, name: str) -> dict[str, Title]:
        """What the words of a choice are called, in the order of the choice."""
        if node is None or not self.reading.has_value(node, "words"):
            return {}
        if type_.name != "choice":
            self.reading.complain(node.at, "words-choice", given=name, type=type_.said())
            return {}
        if not isinstance(node, Mapping):
            self.reading.complain(node.at, "want-mapping", owner=owning("words"))
            return {}
        found = {}
        for word, title in self.reading.uncut(node):
            if word.text not in type_.words:
                self.reading.complain(word.at, "unknown-word", near(word.text, type_.words), given=word.text[:60], name=name)
            elif self.reading.has_value(title, word.text):
                found[word.text] = self.reading.title(title)
        return {word: found[word] for word in type_.words if word in found}

    def unit(self, unit: Node | None, per: Node | None) -> tuple[tuple[str, int], ...]:
        """A unit from what is counted and its basis."""
        over = [(word.text, 1) for word in self.reading.words(unit, "unit")]
        under = [(word.text, -1) for word in self.reading.words(per, "per") if word.text != "accident"]
        return tuple(sorted(over + under))

    def fact_range(self, node: Node | None, type_: Type, name: str) -> Range:
        """What may be given. A count that states its range may go far beyond one that does not."""
        text = self.reading.text(node, "range")
        low, high = type_.range()
        if text is None:
            return low, high
        beyond = (low, LARGEST_COUNT if type_.name == "count" else high)
        high = OPEN_COUNT if type_.name == "count" else high
        ends = text.text.split("..")
        if len(ends) != 2 or type_.name not in ("money", "count", "rate", "date", "moment"):
            self.reading.complain(text.at, "not-a-range", given=text.text)
            return low, high
        read = [value_of(Scalar(text.at, end), type_, self.currency, name, beyond) if end else None for end in ends]
        values = [None if end is None else self.reading.value(end) for end in read]
        found = (low if values[0] is None else values[0], high if values[1] is None else values[1])
        if found[0] > found[1]:
            self.reading.complain(text.at, "not-a-range", given=text.text)
        return found

    def declare_kind(self, name: Scalar, node: Node) -> None:
        keys = self.reading.keys(node, phrase("kind", name=name.text), KIND_KEYS)
        marks = self.reading.words(keys.get("has"), "has")
        each = self.reading.text(keys.get("each"), "each")
        for mark in (*marks, *([each] if each else [])):
            if mark.text not in self.marks and mark.text not in self._poisoned:
                help = near_or(mark.text, self.marks, phrase("declare-under", section="items"))
                what = phrase("mark-under-items")
                self.reading.complain(mark.at, "unknown-name", help, what=what, given=mark.text)
        if each and each.text in self.marks and self.marks[each.text].type.name != "count":
            self.reading.complain(each.at, "each-count", given=each.text, type=self.marks[each.text].type.said())
        carried = tuple(mark.text for mark in marks if mark.text in self.marks)
        title = self.reading.title(keys.get("title"))
        self.kinds[name.text] = Kind(name.text, title, carried, each.text if each and each.text in self.marks else None, name.at)

    def declare_value(self, what: str, name: Scalar, node: Node) -> None:
        """A term or a definition, kept as written until it is looked up."""
        if self.declare(what, name):
            self.written[name.text] = (what, name, node)

    # ---- looking up (Scope)

    def look_up(self, name: str) -> Typed | None:
        """The value of a name, or None where there is none or it was complained of."""
        self.used.add(name)
        if name in self.facts or name in self.marks:
            fact = self.facts.get(name) or self.marks[name]
            value: Expr = expr.Fact(name) if name in self.facts else Mark(name)
            return rate_fact(value) if fact.type.name == "rate" else Typed(value, fact.type)
        if name in self.endorsements:
            return Typed(expr.Fact(name), Type("yes_no"))
        if name not in self.written or name in self._poisoned:
            return None
        if name not in self.terms and name not in self.definitions:
            self.resolve(name)
        if name in self.terms:
            term = self.terms[name]
            return Typed(term.value, term.type, term.over)
        if name in self.definitions:
            found = self.definitions[name].formula
            return defined(name, found.type, found.over)
        return None

    def is_poisoned(self, name: str) -> bool:
        return name in self._poisoned

    def value_names(self) -> tuple[str, ...]:
        return (*self.facts, *self.marks, *self.written, *self.endorsements)

    def kind_names(self) -> tuple[str, ...]:
        return tuple(self.kinds)

    def coverage_names(self) -> tuple[str, ...]:
        return tuple(self.coverages)

    def mentions_paid(self, value: Expr) -> bool:
        """Whether a payment is in the expression, through definitions too."""
        nodes = list(expr.walk(value))
        refs = [self.definitions[node.name].formula.value for node in nodes if isinstance(node, expr.Ref) and node.name in self.definitions]
        return any(isinstance(node, expr.Paid) for node in nodes) or any(map(self.mentions_paid, refs))

    def range_of(self, value: Expr) -> Range:
        ranges = {name: fact.range for name, fact in {**self.facts, **self.marks}.items()} | dict.fromkeys(self.endorsements, (0, 1))
        return expr.range_of(value, ranges, self._defined_range)

    def _defined_range(self, name: str) -> Range:
        return self.range_of(self.definitions[name].formula.value) if name in self.definitions else (-(10**30), 10**30)

    # ---- resolving terms and definitions

    def resolve(self, name: str) -> None:
        what, scalar, node = self.written[name]
        if name in self._open or len(self._open) >= DEEPEST_NAMES:
            if name in self._open:
                circle = " -> ".join([*self._open[self._open.index(name) :], name])
                self.reading.complain(scalar.at, "circle", given=name, circle=circle)
            else:
                self.reading.complain(scalar.at, "defined-deep", given=name, limit=str(DEEPEST_NAMES))
            self._poisoned.add(name)
            return
        self._open.append(name)
        if what == "term":
            term = self.term(scalar, node)
            if term is not None and name not in self._poisoned:
                self.terms[name] = term
        else:
            definition = self.definition(scalar, node)
            if definition is not None and name not in self._poisoned:
                self.definitions[name] = definition
        self._open.pop()
        if name not in self.terms and name not in self.definitions:
            self._poisoned.add(name)

    def term(self, name: Scalar, node: Node) -> Term | None:
        keys = self.reading.keys(node, phrase("term", name=name.text), TERM_KEYS)
        if not keys.get("clause"):
            self.reading.complain(name.at, "no-clause", name=name.text)
        values = keys.get("from")
        if values is None:
            self.reading.complain(name.at, "no-versions", name=name.text)
            return None
        type_ = self.term_type(name, keys, values)
        by = self.keys_of(keys.get("by"))
        if type_ is None or by is None:
            return None
        table = tables.Tables(self.reading, self.currency, name.text, type_, by)
        trees = table.versions(values)
        if not trees:
            return None
        title, clause = self.reading.title(keys.get("title")), self.reading.clause(keys.get("clause"))
        set_trees = [(change, self.set_trees(change, name.text, type_, by)) for change in self.prevailing(name.text)]
        over = lcm(*map(tables.denominator, [*trees.values(), *(tree for _, found in set_trees for tree in found.values())]))
        value = tables.dated([(day, tables.lowered(tree, over)) for day, tree in trees.items()], NoValue(name.text, min(trees)))
        set_by = []
        for change, found in set_trees:
            new = tables.dated([(day, tables.lowered(tree, over)) for day, tree in found.items()], value)
            holds = self.change_holds(change)
            value = expr.if_(holds, new, value)
            set_by.append((change.endorsement, self.change_clause(change), expr.both(holds, expr.Since(min(found, default=0)))))
        days = tuple(sorted({*trees, *(day for _, found in set_trees for day in found)}))
        return Term(name.text, title, clause, type_, days, value, Const(over), name.at, tuple(set_by), tuple(table.written))

    def term_type(self, name: Scalar, keys: dict[str, Node], values: Node) -> Type | None:
        if "unit" in keys:
            return Type("count", self.unit(keys["unit"], keys.get("per")))
        if "per" in keys:
            return Type("money", self.unit(None, keys["per"]))
        leaves = list(_leaves(values))
        if leaves and all(not leaf.text.endswith("%") and "/" not in leaf.text for leaf in leaves):
            code = "no-basis" if any(leaf.text == "none" or count_of(leaf) != 0 for leaf in leaves) else "no-unit"
            self.reading.complain(name.at, code, name=name.text)
            return None
        return Type("rate")

    def keys_of(self, node: Node | None) -> tuple[tables.Key, ...] | None:
        """What a table is keyed by; None after complaining."""
        found: list[tables.Key] = []
        words = self.reading.words(node, "by")
        for word in words:
            typed = self.look_up(word.text)
            if typed is None:
                if not self.is_poisoned(word.text):
                    self.reading.complain(
                        word.at,
                        "unknown-name",
                        near_or(word.text, self.value_names(), phrase("declare-value")),
                        what=phrase("key-of-a-table"),
                        given=word.text,
                    )
            elif typed.type.name not in ("choice", "yes_no", "count", "money") or typed.over != ONE:
                self.reading.complain(word.at, "by-type", given=word.text, type=typed.type.said())
            else:
                range_ = self.range_of(typed.value) if typed.type.name not in ("yes_no", "choice") else typed.type.range()
                found.append(tables.Key(word.text, typed.value, typed.type, range_))
        return tuple(found) if len(found) == len(words) else None

    def prevailing(self, target: str) -> list[Change]:
        """The changes of a name, those that prevail last; two that do not say which one prevails are kept as rivals."""
        changes = self.changes.get(target, [])
        for at, change in enumerate(changes):
            for other in changes[:at]:
                if other.endorsement not in change.prevails_over and change.endorsement not in other.prevails_over:
                    self.rivals.append((change, other))
        return sorted(changes, key=lambda change: sum(other.endorsement in change.prevails_over for other in changes))

    def set_trees(self, change: Change, name: str, type_: Type, by: tuple[tables.Key, ...]) -> dict[int, tables.Tree]:
        if "is" in change.parts and "from" in change.parts:
            self.reading.complain(change.parts["is"].at, "not-together", given="is", other=phrase("a-term"))
        if "from" not in change.parts:
            self.reading.complain(change.at, "set-how", what=phrase("a-term"), key="from:")
            return {}
        table = tables.Tables(self.reading, self.currency, name, type_, by)
        trees = table.versions(change.parts["from"])
        self.settings.append(Setting(change.endorsement, name, change.at, self.change_when(change), tuple(table.written)))
        return trees

    def change_clause(self, change: Change) -> str:
        return self.reading.clause(change.parts.get("clause")) or self.endorsements[change.endorsement].clause

    def change_holds(self, change: Change) -> Expr:
        """Attached, and the change's own condition."""
        when = self.change_when(change)
        return expr.both(expr.Fact(change.endorsement), when.value if when else expr.YES)

    def change_when(self, change: Change) -> Formula | None:
        """The condition of a change; None where it has none, or one that was complained of. It is read once."""
        if change.at not in self.change_whens:
            text = self.reading.text(change.parts.get("when"), "when")
            self.change_whens[change.at] = formula(self, text, Place(), condition=True) if text else None
        return self.change_whens[change.at]

    def definition(self, name: Scalar, node: Node) -> Definition | None:
        keys = {"is": node} if isinstance(node, Scalar) else self.reading.keys(node, phrase("definition", name=name.text), DEFINITION_KEYS)
        text = self.reading.text(keys.get("is"), "is")
        if text is None:
            self.reading.complain(name.at, "missing-key", phrase("write-is"), owner=phrase("definition", name=name.text), key="is")
            return None
        found = formula(self, text, Place(), condition=None)
        if found is None:
            return None
        round_ = self.round(keys.get("round"))
        for change in self.prevailing(name.text):
            new = self.set_formula(change, found.type)
            if new is not None:
                a, b, over = _same(found.value, found.over, new.value, new.over)
                found = replace(found, value=expr.if_(self.change_holds(change), b, a), over=over, names=found.names + new.names)
        if found.type == NUMBER:
            found = replace(found, type=Type("count"))
        found = self.rounded(found, round_, name)
        refs = [node for node in expr.walk(found.value, found.over) if isinstance(node, expr.Ref)]
        self.sizes[name.text] = sum(1 for _ in expr.walk(found.value)) + sum(self.sizes.get(ref.name, 0) for ref in refs)
        if self.sizes[name.text] > LARGEST_NAME:
            self.reading.complain(name.at, "defined-large", given=name.text, limit=f"{LARGEST_NAME:,}")
            return None
        return Definition(name.text, self.reading.title(keys.get("title")), self.reading.clause(keys.get("clause")), found)

    def set_formula(self, change: Change, type_: Type) -> Formula | None:
        text = self.reading.text(change.parts.get("is"), "is")
        if text is not None and "from" in change.parts:
            self.reading.complain(change.parts["from"].at, "not-together", given="from", other=phrase("a-definition"))
        if text is None:
            self.reading.complain(change.at, "set-how", what=phrase("a-definition"), key="is:")
            return None
        found = formula(self, text, Place(), condition=None)
        if found is not None and found.type != type_ and found.type != NUMBER:
            types = {"type": found.type.said(), "wanted": type_.said()}
            self.reading.complain(text.at, "set-type", given=text.text, name=change.target.text, **types)
            return None
        if found is not None:
            self.settings.append(Setting(change.endorsement, change.target.text, change.at, self.change_when(change), formula=found))
        return fitted_money(found, self.currency) if found is not None and type_.name == "money" else found

    # ---- rounding

    def round(self, node: Node | None) -> Round | None:
        text = self.reading.text(node, "round")
        match = _ROUND.fullmatch(text.text) if text else None
        if text is not None and match is None:
            self.reading.complain(text.at, "not-a-rounding", near_or(text.text, ROUNDINGS, ""), given=text.text)
            return Round("down", "", text.at)  # it was meant to round: nothing more is said about fractions
        how = next((how for how in ROUNDINGS if match and how == match[1]), None)
        return Round(how, match[2] or "", text.at) if text and match and how else None

    def round_to(self, round_: Round) -> int:
        """The multiple of minor units that an amount is rounded to."""
        if not round_.to:
            return 1
        value = count_of(Scalar(round_.at, round_.to))
        if not isinstance(value, int) or value < 1:
            help, owner, what = phrase("write-whole-amount"), phrase("this"), phrase("money")
            self.reading.complain(round_.at, "round-to-rate", help, owner=owner, what=what, given=round_.to)
            return 1
        return value * self.currency.unit

    def rounded(self, found: Formula, round_: Round | None, name: Scalar) -> Formula:
        """The definition's value rounded as it says; an amount or a count may not stay a fraction."""
        if round_ is None:
            if found.type.name in ("money", "count") and found.over != ONE:
                self.reading.complain(found.at, "fraction", given=found.text)
            return found
        if found.type.name != "rate":
            to = self.round_to(round_) if found.type.name == "money" else 1
            return replace(found, value=expr.rounded(found.value, found.over, round_.how, to), over=ONE)
        to_rate = rate_of(Scalar(round_.at, round_.to)) if round_.to else None
        if not isinstance(to_rate, Fraction) or to_rate == 0:
            help, owner, what = phrase("write-rate"), phrase("quoted", name=name.text), phrase("rate")
            self.reading.complain(round_.at, "round-to-rate", help, owner=owner, what=what, given=round_.to)
            return found
        value = expr.times(found.value, Const(to_rate.denominator))
        whole = expr.rounded(value, expr.times(found.over, Const(to_rate.numerator)), round_.how)
        return replace(found, value=expr.times(whole, Const(to_rate.numerator)), over=Const(to_rate.denominator))

    def amount_rounded(self, found: Formula, round_: Round | None) -> Expr | None:
        """A step's amount as whole minor units; None after complaining that it makes fractions."""
        if found.over == ONE and (round_ is None or not round_.to):
            return found.value
        if round_ is None:
            self.reading.complain(found.at, "fraction", given=found.text)
            return None
        return expr.rounded(found.value, found.over, round_.how, self.round_to(round_))


def fitted_money(found: Formula, currency: Currency) -> Formula:
    """0 or 1 where an amount is wanted."""
    if found.type != NUMBER:
        return found
    return replace(found, type=MONEY, value=expr.times(found.value, Const(currency.unit)))


def mentions_mark(found: Formula) -> str | None:
    """The first mark that a formula mentions."""
    return next((node.name for node in expr.walk(found.value, found.over) if isinstance(node, Mark)), None)


def _same(a: Expr, a_over: Expr, b: Expr, b_over: Expr) -> tuple[Expr, Expr, Expr]:
    if a_over == b_over:
        return a, b, a_over
    return expr.times(a, b_over), expr.times(b, a_over), expr.times(a_over, b_over)


def _leaves(node: Node) -> Iterable[Scalar]:
    if isinstance(node, Scalar):
        yield node
    else:
        for part in [value for _, value in node.entries] if isinstance(node, Mapping) else node.items:
            yield from _leaves(part)
