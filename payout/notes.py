"""What is only untidy in a policy: nothing is wrong, and somebody who reads it would stumble.

`notes` gives what `payout check` prints behind the problems; the exit status does not know of them. Notes look at a policy that
compiled, and at its nodes where only the text tells (what is named nowhere, a clause that is repeated, the order of sections).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from payout import expr
from payout.compile.checks import branches, conditions, never, worlds_of
from payout.compile.sizes import NARROW, power, sizes
from payout.compile.worlds import Worlds, kind_among
from payout.keys import TOP_KEYS
from payout.messages import Said, phrase
from payout.policy import VERBS, Coverage, Policy, Step, Title
from payout.problem import Position, Problem
from payout.source import Mapping as MappingNode
from payout.source import Node, Scalar, Sequence

_NAME = re.compile(r"\w+")
_NO_MENTION = {"title", "words", "clause", "set", "name", "type", "examples", "currency", "payout"}
"""Keys whose text is no use of a name: `set` changes a value that somebody else must use."""


def notes(policy: Policy, node: Node) -> list[Problem]:
    """The notes on a policy, in the order of their places; `node` is the document that it was compiled from."""
    entries, worlds = node.entries if isinstance(node, MappingNode) else (), worlds_of(policy)
    found = [*_unused(policy, _mentioned(node)), *_uncovered(policy), *_untitled(policy), *_alike(policy)]
    found += [*_always(policy, worlds), *_part_of_a_basis(policy, worlds), *_wide(policy)]
    found += [*_order([key for key, _ in entries]), *_repeated_clauses(policy, node)]
    return sorted(found, key=lambda note: (note.at.line, note.at.column))


# ---- what is there for nothing


def _mentioned(node: Node) -> set[str]:
    """Every name in an expression or a list of names of the document, but not where it is declared."""
    if isinstance(node, Scalar):
        return set(_NAME.findall(node.text))
    if isinstance(node, Sequence):
        return set().union(*map(_mentioned, node.items))
    return set().union(*(_mentioned(value) for key, value in node.entries if key.text not in _NO_MENTION))


def _unused(policy: Policy, mentioned: set[str]) -> Iterator[Problem]:
    """Facts, terms and definitions that nothing asks for, and what endorsements set in them."""
    rooms: dict[str, Mapping[str, Position]] = {
        "fact": {name: fact.at for name, fact in policy.facts.items()},
        "term": {name: term.at for name, term in policy.terms.items()},
        "definition": {name: definition.formula.at for name, definition in policy.definitions.items()},
    }
    for what, places in rooms.items():
        for name, at in places.items():
            if name not in mentioned:
                yield Problem(at, "unused", {"what": phrase(what, name=name)})
    for setting in policy.settings:
        if setting.target not in mentioned:
            yield Problem(setting.at, "set-unused", {"name": setting.endorsement, "given": setting.target})


def _uncovered(policy: Policy) -> Iterator[Problem]:
    """Kinds of expense that no coverage takes, and marks that no kind carries."""
    covered = {kind for coverage in policy.coverages.values() for kind in coverage.kinds}
    for kind in policy.kinds.values():
        if kind.name not in covered:
            yield Problem(kind.at, "kind-uncovered", {"given": kind.name})
    carried = {mark for kind in policy.kinds.values() for mark in (*kind.marks, kind.each)}
    for mark in policy.marks.values():
        if mark.name not in carried:
            yield Problem(mark.at, "mark-uncarried", {"given": mark.name})


# ---- titles


def _untitled(policy: Policy) -> Iterator[Problem]:
    """Whatever a customer may read about and that has no title in a language which some title of the policy has."""
    things = list(_titled(policy))
    shipped = {language for title in (policy.title, *(title for _, title, _ in things)) for language in title} - {""}
    for what, title, at in things:
        missing = sorted(shipped - set(title)) if "" not in title else []
        if missing:
            yield Problem(at, "title-missing", {"what": what, "languages": ", ".join(missing)})


def _titled(policy: Policy) -> Iterator[tuple[Said, Title, Position]]:
    for what, room in (("fact", policy.facts), ("mark", policy.marks)):
        for fact in room.values():
            yield phrase(what, name=fact.name), fact.title, fact.at
            for word in fact.type.words:
                if not any(map(str.isdigit, word)):  # 0-10 and 10万 stand so in the contract itself, and are read alike in every language
                    yield phrase("word-of", word=word, name=fact.name), fact.words.get(word, {}), fact.at
    for kind in policy.kinds.values():
        yield phrase("kind", name=kind.name), kind.title, kind.at
    for term in policy.terms.values():
        yield phrase("term", name=term.name), term.title, term.at
    for name, definition in policy.definitions.items():
        yield phrase("definition", name=name), definition.title, definition.formula.at
    for endorsement in policy.endorsements.values():
        yield phrase("endorsement", name=endorsement.name), endorsement.title, endorsement.at
    for coverage in policy.coverages.values():
        yield phrase("coverage", name=coverage.name), coverage.title, coverage.at
        for case in (case for case in coverage.cases if case.title):  # a case without one is not told to customers
            yield phrase("case", name=f"{coverage.name}.{case.name}"), case.title, case.at
    for step in _steps(policy):
        if not _named_after_something(policy, step):
            yield phrase("step", name=step.id), step.title, step.at


def _alike(policy: Policy) -> Iterator[Problem]:
    """Words of a choice that are called alike in some language."""
    for fact in (*policy.facts.values(), *policy.marks.values()):
        called: dict[tuple[str, str], str] = {}
        for word in fact.type.words:
            firsts = [called.setdefault(title, word) for title in policy.word_title(fact.name, word).items()]
            other = next((first for first in firsts if first != word), None)
            if other is not None:
                yield Problem(fact.at, "words-alike", {"given": word, "other": other, "name": fact.name})


def _named_after_something(policy: Policy, step: Step) -> bool:
    """Whether a step without a title is called by that of what its amount is."""
    rooms = (policy.facts, policy.marks, policy.terms, policy.definitions)
    return not step.title and any(step.name in room for room in rooms)


def _steps(policy: Policy) -> Iterator[Step]:
    for coverage in policy.coverages.values():
        yield from coverage.all_steps()
    yield from policy.together


# ---- conditions, bases, sizes


def _always(policy: Policy, worlds: Worlds) -> Iterator[Problem]:
    """Conditions that hold wherever they are asked, and a last case that the earlier ones leave nothing."""
    for condition in conditions(policy):
        if never(condition, worlds, holds=False):
            yield Problem(condition.written.at, "when-always", {"given": condition.written.text})
    for coverage in policy.coverages.values():
        for case, around, _ in branches(coverage):
            if case is not None and case.when is None and not worlds.can_hold(*around):
                yield Problem(case.at, "case-rest", {"given": case.name})


def _part_of_a_basis(policy: Policy, worlds: Worlds) -> Iterator[Problem]:
    """Steps whose basis some of the lines that reach them do not carry: those pass untouched."""
    order = list(policy.kinds)
    for coverage in policy.coverages.values():
        for _, around, steps in branches(coverage):
            left = around
            for step in steps:
                here = (*left, *([step.when.value] if step.when else []))
                passing = [kind for kind in _without(policy, step, coverage) if worlds.can_hold(*here, kind_among([order.index(kind)]))]
                if passing:
                    values: dict[str, Said] = {"given": step.id, "mark": ", ".join(step.marks), "kinds": ", ".join(passing)}
                    yield Problem(step.at, "basis-part", values)
                if step.verb == "exclude" and step.when is not None and step.scope != "group":
                    left = (*left, expr.not_(step.when.value))


def _without(policy: Policy, step: Step, coverage: Coverage) -> list[str]:
    """The kinds of a coverage that lack a mark of a step's basis."""
    kinds = [policy.kinds[kind] for kind in coverage.kinds]
    return [kind.name for kind in kinds if any(mark not in (*kind.marks, kind.each) for mark in step.marks)]


def _wide(policy: Policy) -> Iterator[Problem]:
    for size in sizes(policy):
        if size.written > NARROW:
            yield Problem(size.at, "wide", {"given": size.text, "size": power(size.written)})


# ---- how it is written


def _order(keys: list[Scalar]) -> Iterator[Problem]:
    """Sections that stand behind one that the guide has later; rules over coverages may stand behind the endorsements' too."""
    order = {name: at for at, name in enumerate(TOP_KEYS)}
    order["together"] = order["endorsements"]
    latest = keys[:1]
    for key in keys:
        if order[key.text] < order[latest[0].text]:
            yield Problem(key.at, "key-order", {"given": key.text, "other": latest[0].text})
        else:
            latest = [key]


def _repeated_clauses(policy: Policy, node: Node) -> Iterator[Problem]:
    """Clauses of steps that say again what the step's term says."""
    steps = {step.at: step for step in _steps(policy)}
    for written in _mappings(node):
        clause = written.get("clause")
        step = steps.get(written.at)
        if step is not None and isinstance(clause, Scalar) and any(written.get(verb) is not None for verb in VERBS):
            formula = step.written or step.when
            terms = [policy.terms[name] for name in (formula.names if formula else ()) if name in policy.terms]
            if terms and terms[0].clause == clause.text:
                yield Problem(clause.at, "clause-again", {"given": clause.text, "name": terms[0].name})


def _mappings(node: Node) -> Iterator[MappingNode]:
    if isinstance(node, MappingNode):
        yield node
    for part in node.items if isinstance(node, Sequence) else [value for _, value in node.entries] if isinstance(node, MappingNode) else []:
        yield from _mappings(part)
