"""What differs between two policies, in the words of a change note: what changes payments first, then the rest.

The two documents are compared part by part, so that nothing can go unsaid; what a part means is asked of the compiled policies.
A part that is written differently and means the same is said to be just that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from payout.policy import LANGUAGES, VERBS, Title, both_languages
from payout.problem import Position
from payout.source import Mapping, Node, Scalar, content_hash
from payout.values import Type, day_text
from payout.versions.matching import Answers, Piece, matched, moved, part, pieces, together
from payout.versions.nodes import (
    Entry,
    PolicyFile,
    as_of,
    entries_of,
    items_of,
    keys_of,
    same,
    settings_of,
    titles_of,
    words_of,
)
from payout.versions.renames import FORMULAS, SECTIONS, Rename, renamed, renames
from payout.versions.sentences import HEADINGS, KINDS, LABELS, NONE, SENTENCES, About, about_of
from payout.versions.sides import Held, Side
from payout.versions.words import (
    ROWS,
    answer_text,
    basis_words,
    filled,
    joined,
    plain,
    rounding_words,
    row_words,
    table_words,
    type_words,
)

COMMA: Title = {"ja": "、", "en": ", "}
FACTS = ("contract", "usage", "claim", "items")
LISTS = ("together", "requires", "promises", "examples")
COUNTED = ("promises", "examples")
DEFAULTS = {"pay_to": ("insured",), "split": ("in_order",)}
TITLED = {"covers": "expenses", "has": "items", "each": "items", "by": "terms", "counts": "usage", "dated_by": "contract", "set": "terms"}
"""Keys that name things, and where those are declared."""

_BLANK = re.compile(r"[\s()]")
ORDERED = ("steps", "cases", "together")
"""Lists whose order decides what is paid."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference in words: what it touches, the sentence, its details, and the places on both sides where there are any."""

    about: About
    said: Title
    before: Position | None
    after: Position | None
    details: tuple[Title, ...] = ()


def differences(a: PolicyFile, b: PolicyFile) -> tuple[Difference, ...]:
    """Everything in which two policies differ; nothing exactly where their content is equal.

    Where both have a day, only the values in force on it are compared.
    """
    found_names = renames(a.node, b.node)
    before = Side(a.policy, as_of(renamed(a.node, found_names), a.day), found_names)
    after = Side(b.policy, as_of(b.node, b.day), ())
    comparison = _Comparison(before, after)
    found = [*(comparison.renamed(rename) for rename in found_names), *comparison.document()]
    if not found and not same(before.root, after.root):
        found = [comparison.written("policy", both_languages(b.policy.title, b.policy.id), "", before.root, after.root)]
    sentences = [replace(one, said={**one.said, "en": one.said["en"][:1].upper() + one.said["en"][1:]}) for one in found]
    return tuple(sorted(sentences, key=lambda one: tuple(HEADINGS).index(one.about)))


# ---- comparing --------------------------------------------------------------------------------------------------------


class _Comparison:
    def __init__(self, a: Side, b: Side) -> None:
        self.a, self.b = a, b

    def document(self) -> Iterator[Difference]:
        """The journey: what is declared, in file order, then what holds over it."""
        a, b = self.a.root, self.b.root
        owner = both_languages(self.b.policy.title, self.b.policy.id)
        for key in dict.fromkeys(key.text for key, _ in (*b.entries, *a.entries)):
            ours, theirs = a.get(key), b.get(key)
            if same(ours, theirs):
                continue
            if key in SECTIONS:
                yield from self.or_written("policy", owner, key, ours, theirs, self.section(key, ours, theirs, ""))
            elif key in LISTS:
                yield from self.or_written("policy", owner, key, ours, theirs, self.listed(key, ours, theirs, None))
            else:
                yield from self.key("policy", owner, key, ours, theirs, "")

    def or_written(
        self, kind: str, owner: Title, key: str, a: Node | None, b: Node | None, found: Iterable[Difference]
    ) -> Iterable[Difference]:
        """What was found, or that the part is only written differently: it is not the same, and nothing that is said differs."""
        return list(found) or [self.written(kind, owner, key, a, b)]

    def written(self, kind: str, owner: Title, key: str, a: Node | None, b: Node | None) -> Difference:
        """A part that means the same and is not written alike."""
        whose = joined((owner, LABELS.get(key, KINDS[kind][1])), ": ") if key else owner
        return Difference("written", filled(SENTENCES["written"], owner=whose), _at(a), _at(b))

    def renamed(self, rename: Rename) -> Difference:
        """A name that changed and nothing else."""
        title = self.b.title(rename.section, rename.new.text)
        touches, kind = KINDS[rename.section]
        said = filled(SENTENCES["renamed"], title=title, kind=kind, old=rename.old.text, new=rename.new.text)
        return Difference("asked" if touches == "asked" else "named", said, rename.old.at, rename.new.at)

    # ---- things with names

    def section(self, section: str, a: Node | None, b: Node | None, owner: Title | str) -> Iterator[Difference]:
        """What is gone, what is new, what changed, and the order of what stayed. `owner`: the endorsement that it belongs to."""
        ours = {name.text: (name, node) for name, node in entries_of(a)}
        theirs = {name.text: (name, node) for name, node in entries_of(b)}
        head = filled(SENTENCES["owned"], owner=owner) if owner else plain("")
        about, kind = KINDS[section]
        for code, side, here, there in (("removed", self.a, ours, theirs), ("added", self.b, theirs, ours)):
            for name, (at, node) in here.items():
                if name not in there:
                    item = filled(SENTENCES["of_kind"], title=side.title(section, name), kind=side.name(name, SECTIONS[section]))
                    said = filled(SENTENCES[code], owner=head, kind=kind, item=item)
                    yield _one_sided(about, code, said, at.at, tuple(self.told(section, name, node, side)))
        for name, (_, node) in theirs.items():
            if name in ours and not same(ours[name][1], node):
                yield from self.thing(section, name, ours[name], theirs[name])
        stayed = [[name for name in here if name in there] for here, there in ((ours, theirs), (theirs, ours))]
        if stayed[0] != stayed[1]:
            before, after = (joined((self.b.title(section, name) for name in names), COMMA) for names in stayed)
            said = filled(SENTENCES["order"], owner=head, kind=kind, before=before, after=after)
            is_filled = section in ("coverages", "endorsements") and (self.a.fills_in_file_order() or self.b.fills_in_file_order())
            yield Difference("paid" if is_filled else "written", said, _at(a), _at(b))

    def thing(self, section: str, name: str, a: tuple[Scalar, Node], b: tuple[Scalar, Node]) -> Iterable[Difference]:
        """One declared thing, key by key."""
        owner = self.owner(section, name)
        ours, theirs = keys_of(a[1]), keys_of(b[1])
        found = (self.key(section, owner, key, ours.get(key), theirs.get(key), name) for key in dict.fromkeys((*theirs, *ours)))
        touched = self.b.touched(name) if section in ("terms", "define") else []
        detail = (filled(SENTENCES["touches"], names=joined(touched, COMMA)),) if touched else ()
        said = [
            replace(
                one,
                before=one.before or a[0].at,
                after=one.after or b[0].at,
                details=one.details or (detail if one.about == "paid" else ()),
            )
            for part in found
            for one in part
        ]
        return self.or_written(section, owner, "", a[0], b[0], said)

    def owner(self, section: str, name: str) -> Title:
        """What a changed thing is called: a term or a coverage by its title, others with what they are."""
        title, kind = self.b.title(section, name), KINDS[section][1]
        if section in ("terms", "coverages"):
            return title
        both = filled(SENTENCES["of_kind"], title=title, kind=kind)
        return {language: title[language] if kind[language] in title[language] else both[language] for language in LANGUAGES}

    # ---- keys

    def key(self, kind: str, owner: Title, key: str, a: Node | None, b: Node | None, name: str) -> Iterable[Difference]:
        """One key of a thing."""
        if same(a, b):
            return ()
        found: Iterable[Difference]
        if key == "title":
            found = self.titles(owner, a, b)
        elif key == "words":
            found = self.word_titles(owner, a, b)
        elif key == "from":
            found = self.dated(kind, owner, name, a, b)
        elif key in ("steps", "cases", "changes"):
            found = self.listed(key, a, b, owner)
        elif key in ("terms", "coverages") and kind == "endorsements":
            found = self.section(key, a, b, owner)
        else:
            found = self.text(kind, owner, key, a, b, name)
        return self.or_written(kind, owner, key, a, b, found)

    def titles(self, owner: Title, a: Node | None, b: Node | None) -> Iterator[Difference]:
        """Each language whose title differs."""
        ours, theirs = titles_of(a), titles_of(b)
        for language in dict.fromkeys((*theirs, *ours)):
            if ours.get(language) != theirs.get(language):
                label = joined((LABELS["title"], plain(f" ({language})" if language else "")), "")
                before, after = (plain(found[language]) if language in found else NONE[""] for found in (ours, theirs))
                yield Difference(
                    "named", filled(SENTENCES["changed"], owner=owner, label=label, before=before, after=after), _at(a), _at(b)
                )

    def word_titles(self, owner: Title, a: Node | None, b: Node | None) -> Iterator[Difference]:
        """Each word of a choice whose title differs."""
        ours, theirs = ({word.text: title for word, title in entries_of(node)} for node in (a, b))
        for word in dict.fromkeys((*theirs, *ours)):
            called = filled(SENTENCES["part"], owner=owner, kind=LABELS["words"], item=word)
            yield from self.titles(called, ours.get(word), theirs.get(word))

    def text(self, kind: str, owner: Title, key: str, a: Node | None, b: Node | None, name: str) -> Iterator[Difference]:
        """An expression, a word or a list of words, before and after; nothing where both mean the same."""
        if self.means_same(kind, key, a, b, name):
            return
        before, after = self.words(kind, key, a, self.a, name), self.words(kind, key, b, self.b, name)
        if key in FORMULAS and not all(side.is_name(node) for side, node in ((self.a, a), (self.b, b))):
            before, after = (_written(node, key) for node in (a, b))  # an expression is compared with an expression
        if before == after:  # other things of the same title
            before, after = (_written(node, key) for node in (a, b))
        said = filled(SENTENCES["changed"], owner=owner, label=LABELS[key], before=before, after=after)
        yield Difference(about_of(kind, key), said, _at(a), _at(b))

    def means_same(self, kind: str, key: str, a: Node | None, b: Node | None, name: str) -> bool:
        """Whether two spellings mean the same: the same words, the same expression but for blanks, the same value of a fact."""
        if key in DEFAULTS and kind != "cases" and (words_of(a) or DEFAULTS[key]) == (words_of(b) or DEFAULTS[key]):
            return True
        if a is None or b is None:
            return False
        if key in ("assume", "range") and kind in FACTS:
            facts = [{**side.policy.facts, **side.policy.marks}[side.name(name)] for side in (self.a, self.b)]
            return facts[0].type == facts[1].type and getattr(facts[0], key) == getattr(facts[1], key)
        before, after = self.a.formula(a), self.b.formula(b)
        if before is not None and after is not None and isinstance(a, Scalar) and isinstance(b, Scalar):
            return _BLANK.sub("", a.text) == _BLANK.sub("", b.text) and (before.value, before.over) == (after.value, after.over)
        return words_of(a) == words_of(b) and bool(words_of(a))

    def words(self, kind: str, key: str, node: Node | None, side: Side, name: str = "") -> Title:
        """What stands behind a key of the thing `name`: things by their titles, anything else as it is written."""
        names = words_of(node)
        if node is None:
            return NONE.get(f"{kind}.{key}", NONE.get(key, NONE[""]))
        if key == "per":
            return basis_words(names, side.policy)
        if key == "round":
            return rounding_words(names[0])
        if key == "type":
            return type_words(names, side.name(name), side.policy)
        if key == "assume":
            return ROWS.get(names[0]) or side.policy.word_title(side.name(name), names[0])
        if key == "after":
            coverage, _, step = names[0].partition(".")
            return joined((side.title("coverages", coverage), *([side.title("terms", step)] if step else [])), {"ja": "・", "en": ", "})
        if key in FORMULAS:
            return side.title("terms", names[0]) if side.is_name(node) else _written(node, key)
        titled = {**TITLED, "over": "coverages" if kind == "together" else "endorsements"}
        return joined((side.title(titled[key], name) if key in titled else plain(name) for name in names), COMMA)

    # ---- dated values

    def dated(self, kind: str, owner: Title, name: str, a: Node | None, b: Node | None) -> Iterator[Difference]:
        """A term's values, from each day on which one side changes until the next; days on which the same differs are one span.

        Before the first date of what an endorsement sets, the term's own value holds.
        """
        spans: list[_Span] = []
        ours, theirs = (self.layers(side, kind, name, node) for side, node in ((self.a, a), (self.b, b)))
        for since, until, found_then in together(*ours, *theirs):
            layers = (found_then[: len(ours)], found_then[len(ours) :])
            if layers[0][0] is None and layers[1][0] is None:
                continue
            held = [self.held(side, *entries) for side, entries in zip((self.a, self.b), layers, strict=True)]
            for found in self.values(owner, name, *held):
                earlier = next((span for span in spans if span.said == found.said and span.until == since is not None), None)
                if earlier is None:
                    spans.append(replace(found, since=since, until=until))
                else:
                    spans[spans.index(earlier)] = replace(earlier, until=until)
        clause = self.b.policy.terms[name].clause if kind == "terms" else ""
        tail = filled(SENTENCES["clause"], clause=clause) if clause else plain("")
        for span in spans:
            where, before, after = span.said
            sentence = filled(SENTENCES["value"], owner=where, before=before, after=after, dates=_dates(span), clause=tail)
            yield Difference("paid", sentence, span.before, span.after)

    def layers(self, side: Side, kind: str, name: str, own: Node | None) -> list[tuple[Entry, ...]]:
        """What a side says of a term: the part compared, the term's own values that hold before it, and what else sets the term."""
        base = side.written(name, "from") if kind == "changes" else None
        others = [change.get("from") for _, change in settings_of(side.root, name)]
        return [entries_of(node) for node in (own, base, *(other for other in others if other is not own))]

    def held(self, side: Side, own: Entry | None, base: Entry | None, *others: Entry | None) -> Held:
        """What is in force: the part's own value or, before its first date, the one that it would replace."""
        if own is not None:
            return Held(side, own)
        if base is None:
            return Held(side, None, "unless_set" if any(others) else "")
        return Held(side, base, "own_or_set" if any(others) else "own")

    def values(self, owner: Title, name: str, ours: Held, theirs: Held) -> Iterator[_Span]:
        """What differs between two values that are in force together: the whole, or the answers for which a table gives another one."""
        by = words_of(self.b.written(name, "by"))
        types, cut = self.cut(name, by, ours, theirs)
        for piece in cut:
            nodes = (piece.before, piece.after)
            if not ours.is_open and not theirs.is_open and ours.amount(name, nodes[0]) == theirs.amount(name, nodes[1]):
                continue
            path = tuple(self.answer(*found) for found in zip(types, piece.answers, piece.rows, strict=False))
            where = joined((owner, row_words(path, by, self.b.policy)), COMMA) if path else owner
            rows = [[(texts[at], called) for texts, called in zip(piece.rows, path, strict=True)] for at in (0, 1)]
            (before, at_a), (after, at_b) = ours.told(name, nodes[0], rows[0]), theirs.told(name, nodes[1], rows[1])
            yield _Span((where, before, after), None, None, at_a, at_b)

    def cut(self, name: str, by: tuple[str, ...], ours: Held, theirs: Held) -> tuple[list[Type], Iterable[Piece]]:
        """Two values in pieces, with the types of the keys; in one piece where they are no tables by the same keys."""
        types = [[held.side.key_type(key) for key in words_of(held.side.written(name, "by"))] for held in (ours, theirs)]
        is_alike = by == words_of(self.a.written(name, "by")) and [one.name for one in types[0]] == [one.name for one in types[1]]
        if ours.node is None or theirs.node is None or ours.is_open or theirs.is_open or not is_alike:
            return [], [Piece(ours.node, theirs.node)]
        words = [tuple(dict.fromkeys((*after.words, *before.words))) for before, after in zip(*types, strict=True)]
        numbers = [[[both.index(word) for word in one.words] for one, both in zip(found, words, strict=True)] for found in types]
        parts = (part(ours.node, ours.table, numbers[0]), part(theirs.node, theirs.table, numbers[1]))
        common = [replace(one, words=both) for one, both in zip(types[1], words, strict=True)]
        return common, pieces(*parts, [key in self.b.policy.marks for key in by])

    def answer(self, type_: Type, answers: Answers, rows: tuple[str, str]) -> str:
        """What some answers are called: as their row where both sides call it alike, else by themselves."""
        return rows[0] if rows[0] == rows[1] else answer_text(answers, type_, self.b.policy.currency)

    # ---- lists

    def listed(self, kind: str, a: Node | None, b: Node | None, owner: Title | None) -> Iterator[Difference]:
        """What came, went, changed and moved in a list. Promises and examples are counted."""
        ours, theirs = items_of(a), items_of(b)
        pairs = matched([self.identities(kind, item, self.a) for item in ours], [self.identities(kind, item, self.b) for item in theirs])
        gone = [item for at, item in enumerate(ours) if at not in dict(pairs)]
        come = [item for at, item in enumerate(theirs) if at not in dict(pairs).values()]
        changed = [(ours[i], theirs[j]) for i, j in pairs if not same(ours[i], theirs[j])]
        elsewhere = [theirs[j] for j in moved([j for _, j in sorted(pairs)])]
        if kind in COUNTED:
            lists = {"removed": gone, "added": come, "changed": [item for _, item in changed], "moved": elsewhere}
            yield from (self.counted(kind, code, found) for code, found in lists.items() if found)
            return
        head = filled(SENTENCES["owned"], owner=owner) if owner else plain("")
        for item in gone:
            yield self.one(kind, "removed", head, item, self.a)
        for item in come:
            yield self.one(kind, "added", head, item, self.b)
        for before, after in changed:
            yield from self.item(kind, owner, before, after)
        about = KINDS[kind][0] if kind in ORDERED else "written"
        for item in elsewhere:
            at = theirs.index(item)
            other = self.item_words(kind, theirs[at - 1], self.b) if at else plain("")
            said = filled(
                SENTENCES["behind" if at else "first"],
                owner=head,
                kind=KINDS[kind][1],
                item=self.item_words(kind, item, self.b),
                other=other,
            )
            yield Difference(about, said, _at(a), item.at)

    def counted(self, kind: str, code: str, found: Sequence[Node]) -> Difference:
        """How many promises or examples came, went or changed, and which."""
        side = self.a if code == "removed" else self.b
        said = filled(SENTENCES[f"counted_{code}"], kind=KINDS[kind][1], count=str(len(found)))
        about: About = "written" if code == "moved" else KINDS[kind][0]
        return _one_sided(about, code, said, found[0].at, tuple(self.item_words(kind, item, side) for item in found))

    def one(self, kind: str, code: str, head: Title, item: Node, side: Side) -> Difference:
        """An item that came or went."""
        said = filled(SENTENCES[code], owner=head, kind=KINDS[kind][1], item=self.item_words(kind, item, side))
        return _one_sided(KINDS[kind][0], code, said, item.at, tuple(self.told(kind, "", item, side)))

    def item(self, kind: str, owner: Title | None, a: Node, b: Node) -> Iterable[Difference]:
        """An item that changed, key by key; another verb is another calculation."""
        words, label = self.item_words(kind, b, self.b), KINDS[kind][1]
        form = "of_kind" if not owner else "change" if kind == "changes" else "part"
        parts = filled(SENTENCES[form], owner=owner or "", kind=label, item=words, title=words)
        ours, theirs = keys_of(a), keys_of(b)
        found: list[Difference] = []
        verbs = [next((key for key in keys if key in VERBS), "") for keys in (ours, theirs)]
        if verbs[0] != verbs[1]:
            before, after = (
                joined((LABELS[verb], self.words(kind, verb, keys.pop(verb), side)), " ")
                for verb, keys, side in ((verbs[0], ours, self.a), (verbs[1], theirs, self.b))
            )
            said = filled(SENTENCES["changed"], owner=parts, label=LABELS["verb"], before=before, after=after)
            found.append(Difference("paid", said, a.at, b.at))
        target = "".join(words_of(theirs.get("set")))
        for key in dict.fromkeys((*theirs, *ours)):
            found += self.key(kind, parts, key, ours.get(key), theirs.get(key), target)
        placed = [replace(one, before=one.before or a.at, after=one.after or b.at) for one in found]
        return self.or_written(kind, parts, "", a, b, placed)

    def identities(self, kind: str, item: Node, side: Side) -> tuple[object, ...]:
        """By what an item is recognised on the other side, the surest first."""
        keys = keys_of(item)
        name = "".join(words_of(keys.get("name")))
        others = tuple(pair for pair in entries_of(item) if pair[0].text != "name")
        without = content_hash(Mapping(item.at, others)) if name else None
        if kind in ("steps", "together") and item.at in side.steps:
            step = side.steps[item.at]
            called = name or side.new.get(step.name, step.name)
            return content_hash(item), (step.verb, called), called, without
        if kind == "changes":
            return content_hash(item), *(tuple(words_of(keys.get(key))) for key in ("set", "waive") if key in keys)
        return content_hash(item), name or "".join(words_of(keys.get("title"))) or None, without

    def item_words(self, kind: str, item: Node, side: Side) -> Title:
        """What an item of a list is called."""
        keys = keys_of(item)
        if kind in ("steps", "together") and item.at in side.steps:
            step = side.steps[item.at]
            if step.title or step.name not in VERBS:
                return both_languages(step.title, step.name) if step.title else side.policy.title_of(step.name)
            return joined((LABELS[step.verb], plain(", ".join(words_of(keys[step.verb])))), " ")
        if kind == "changes":
            target = "".join(words_of(keys.get("set") or keys.get("waive"))).partition(".")
            titles = (
                [side.title("terms", target[0])] if "set" in keys else [side.title("coverages", target[0]), side.title("terms", target[2])]
            )
            return filled(SENTENCES["sets" if "set" in keys else "waives"], item=joined(titles, {"ja": "・", "en": ", "}))
        if kind == "cases":
            return both_languages(titles_of(keys.get("title")), "".join(words_of(keys.get("name"))))
        return plain(item.text if isinstance(item, Scalar) else "".join(words_of(keys.get("title"))))

    # ---- what came or went, in full

    def told(self, kind: str, name: str, node: Node, side: Side) -> Iterator[Title]:
        """Every key of a part that stands on one side only, a line each."""
        keys = keys_of(node)
        term = "".join(words_of(keys.get("set"))) or name
        for key, value in keys.items():
            if key == "from":
                by, target = words_of(side.written(term, "by")), side.type(term)
                for date, part in entries_of(value):
                    since = filled(SENTENCES["since"], since=date.text) if date.text else LABELS["from"]
                    yield joined((since, table_words(part, by, target, side.policy)), ": ")
            elif key in ("steps", "cases", "changes"):
                for item in items_of(value):
                    yield joined((KINDS[key][1], self.item_words(key, item, side)), ": ")
                    yield from map(_indented, self.told(key, "", item, side))
            elif key in ("terms", "coverages") and kind == "endorsements":
                for inner, part in entries_of(value):
                    yield joined((KINDS[key][1], side.title(key, inner.text)), ": ")
                    yield from map(_indented, self.told(key, inner.text, part, side))
            elif key in ("per", "unit") and "from" in keys:
                continue  # each value says its unit and its basis
            elif key != "title" and not isinstance(value, Mapping):
                yield joined((LABELS[key], self.words(kind, key, value, side, name)), ": ")


@dataclass(frozen=True, slots=True)
class _Span:
    """What is said of the days from `since` until the day before `until`, with the dates' places; no days where one day is meant."""

    said: tuple[Title, Title, Title]
    since: int | None
    until: int | None
    before: Position | None
    after: Position | None


def _dates(span: _Span) -> Title:
    if span.since is None:
        return plain("")
    if span.until is None:
        return filled(SENTENCES["from"], since=day_text(span.since))
    return filled(SENTENCES["until"], since=day_text(span.since), until=day_text(span.until - 1))


def _written(node: Node | None, key: str) -> Title:
    """An expression as it is written, but for blanks."""
    return NONE.get(key, NONE[""]) if node is None else plain(", ".join(" ".join(text.split()) for text in words_of(node)))


def _at(node: Node | None) -> Position | None:
    return node.at if node is not None else None


def _indented(said: Title) -> Title:
    return joined((plain("  "), said), "")


def _one_sided(about: About, code: str, said: Title, at: Position, details: tuple[Title, ...]) -> Difference:
    """What stands on one side only: what was removed before, anything else after."""
    return Difference(about, said, at if code == "removed" else None, None if code == "removed" else at, details)
