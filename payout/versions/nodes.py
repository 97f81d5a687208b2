"""The document behind a policy: found by name, read again, and asked for its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from payout import rules
from payout.policy import Policy
from payout.problem import Position, Problem, Problems
from payout.source import Mapping, Node, Scalar, Sequence, content_hash, read_file
from payout.values import day_of

Entry = tuple[Scalar, Node]
"""A key and its value."""


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy with the nodes of its file. `day`: the one date that is meant (days since 1970-01-01), where one is."""

    policy: Policy
    node: Mapping
    day: int | None = None


def policy_file(name: str) -> PolicyFile:
    """The policy of an id or a path. Raises Problems."""
    try:
        policy = rules.policy_in(Path(name)) if Path(name).is_file() else rules.policy(name)
    except Problems as problems:
        here = Position(path=name)  # an id that is not there is complained of where it was written
        raise Problems(problem if problem.at.file else replace(problem, at=here) for problem in problems.problems) from None
    node, _ = read_file(rules.path_of(policy.file), policy.file)
    assert isinstance(node, Mapping)  # it was compiled
    return PolicyFile(policy, node)


def policy_files(before: str, after: str, on: str = "") -> tuple[PolicyFile, PolicyFile]:
    """Two policies by ids or paths, each with a date behind it where one day is meant: `jp/personal-auto@2022-01-01`.

    `on`, an ISO date, is meant where no date stands, and so is the other side's. Raises Problems.
    """
    (name_a, date_a), (name_b, date_b) = map(_parted, (before, after))
    a, b = policy_file(name_a), policy_file(name_b)
    return replace(a, day=_day_of(date_a or on or date_b)), replace(b, day=_day_of(date_b or on or date_a))


def _parted(name: str) -> tuple[str, str]:
    base, at, date = name.rpartition("@")
    return (name, "") if not at or Path(name).is_file() else (base, date)


def _day_of(date: str) -> int | None:
    day = day_of(Scalar(Position(path=date), date)) if date else None
    if isinstance(day, Problem):
        raise Problems([day])
    return day


# ---- parts ------------------------------------------------------------------------------------------------------------


def entries_of(node: Node | None) -> tuple[Entry, ...]:
    """The pairs of a mapping; none of anything else."""
    return node.entries if isinstance(node, Mapping) else ()


def items_of(node: Node | None) -> tuple[Node, ...]:
    """The items of a list; none of anything else."""
    return node.items if isinstance(node, Sequence) else ()


def words_of(node: Node | None) -> tuple[str, ...]:
    """A list of words; one word stands for a list of one."""
    return (node.text,) if isinstance(node, Scalar) else tuple(item.text for item in items_of(node) if isinstance(item, Scalar))


def keys_of(node: Node) -> dict[str, Node]:
    """The keys of a thing; the short form of a definition has one."""
    return {key.text: value for key, value in node.entries} if isinstance(node, Mapping) else {"is": node}


def titles_of(node: Node | None) -> dict[str, str]:
    """The title in each language; one text serves all, under no language."""
    if isinstance(node, Scalar):
        return {"": node.text}
    return {language.text: text.text for language, text in entries_of(node) if isinstance(text, Scalar)}


def same(a: Node | None, b: Node | None) -> bool:
    """Whether two parts are written alike but for layout; two that are not there are."""
    return a is b if a is None or b is None else content_hash(a) == content_hash(b)


def day_or_none(date: Scalar) -> int | None:
    """The day of a dated value; None where one day is meant and the date was left out."""
    day = day_of(date)
    return day if isinstance(day, int) else None


def as_of(root: Mapping, day: int | None) -> Mapping:
    """The document with the values of one day only; their date is left empty."""
    if day is None:
        return root
    pruned = _pruned(root, day)
    assert isinstance(pruned, Mapping)  # as the document was
    return pruned


def _pruned(node: Node, day: int) -> Node:
    if isinstance(node, Sequence):
        return replace(node, items=tuple(_pruned(item, day) for item in node.items))
    if isinstance(node, Scalar):
        return node
    entries: list[Entry] = []
    for key, value in node.entries:
        if key.text in ("title", "words"):  # a word of a choice may be called from
            entries.append((key, value))
            continue
        if key.text == "from" and isinstance(value, Mapping):
            held = [(replace(date, text=""), part) for date, part in value.entries if (day_or_none(date) or 0) <= day]
            value = replace(value, entries=tuple(held[-1:]))
        entries.append((key, _pruned(value, day)))
    return replace(node, entries=tuple(entries))


# ---- terms ------------------------------------------------------------------------------------------------------------


def written_terms(root: Mapping) -> Iterator[tuple[Scalar, Mapping]]:
    """Every term as it is written: the policy's, then those of its endorsements."""
    sections = [root.get("terms"), *(part.get("terms") for _, part in _endorsements(root))]
    yield from ((name, node) for section in sections for name, node in entries_of(section) if isinstance(node, Mapping))


def settings_of(root: Mapping, name: str) -> Iterator[tuple[str, Mapping]]:
    """The changes that set a term, with their endorsements."""
    for endorsement, node in _endorsements(root):
        for change in items_of(node.get("changes")):
            if isinstance(change, Mapping) and words_of(change.get("set")) == (name,):
                yield endorsement, change


def _endorsements(root: Mapping) -> Iterator[tuple[str, Mapping]]:
    yield from ((name.text, node) for name, node in entries_of(root.get("endorsements")) if isinstance(node, Mapping))
