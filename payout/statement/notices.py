"""What a customer should know beside the figures: whom to ask, how to complain, the industry's body for disputes, what the payment
does to the renewal and to taxes. The deployment writes it in `notices.yaml` of the rules folder, a claim's case before that."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from payout import rules
from payout.compile.reading import Reading
from payout.messages import LANGUAGES, phrase
from payout.policy import Policy
from payout.problem import Problem, Problems
from payout.source import Mapping as Entries
from payout.source import Node, read_file
from payout.statement.case import Case
from payout.statement.document import Cell, Column, Table
from payout.statement.figures import Figures
from payout.statement.record import TOPICS, Notice, Topic

FILE = "notices.yaml"
VERSION = "notices"
LONGEST = 400
"""Characters of a notice: it is read out, and stands in one cell."""

Shelf = Mapping[str, Mapping[Topic, Notice]]
"""Notices by scope, a market (`jp`) or a product (`jp/personal-auto`), and topic."""


def notices_of(policy: Policy, case: Case) -> tuple[Notice, ...]:
    """The notices for a claim: what its case says, else its product's, else its market's; in the order of `TOPICS`.

    Raises Problems for a notices file that is wrong.
    """
    found: dict[Topic, Notice] = {}
    shelf = _shelf()
    for scope in _scopes(policy.id):
        found |= shelf.get(scope, {})
    for topic in TOPICS:
        said = getattr(case, topic)
        if said:
            found[topic] = Notice(topic=topic, words=dict.fromkeys(LANGUAGES, said))
    return tuple(found[topic] for topic in TOPICS if topic in found)


def problems_of_notices(path: Path) -> tuple[Problem, ...]:
    """What is wrong with the notices in a folder of policies; nothing where there are none."""
    try:
        _shelf(path)
    except Problems as refused:
        return refused.problems
    return ()


def notices(figures: Figures) -> Table | None:
    """The notices of a record as a table, or None where there is nothing to say. Who is in charge of the case stands in for a contact."""
    case, word = figures.case, figures.word
    rows = [(notice.topic, notice.words[figures.language], notice.source) for notice in figures.record.data.notices]
    desk = "  ".join(part for part in (case.office_name, case.office_person, case.office_phone) if part)
    if desk and all(topic != "contact" for topic, _, _ in rows):
        rows.insert(0, ("contact", desk, ""))
    cells = [(Cell(word(f"notice_{topic}")), Cell(said, word("source", source=source) if source else "")) for topic, said, source in rows]
    columns = (Column(word("notice_topic"), 200), Column(word("notice_words"), 800))
    return Table(columns, tuple(cells)) if cells else None


def _shelf(folder: Path | None = None) -> Shelf:
    path = (folder or rules.folder()) / FILE
    if not path.is_file():
        return {}
    stat = path.stat()
    return _read(path, (stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=16)
def _read(path: Path, _stamp: tuple[int, int]) -> Shelf:
    reading = Reading()
    node, _ = read_file(path, f"{rules.SHELF}/{FILE}" if path.parent.resolve() == rules.folder().resolve() else str(path))
    known = {scope for id in rules.ids() for scope in _scopes(id)}
    found = {}
    for scope, part in reading.keys(node, phrase("the-notices"), [VERSION, *sorted(known)]).items():
        if scope != VERSION:
            topics = reading.keys(part, scope, TOPICS)
            found[scope] = {topic: _notice(reading, topic, topics[topic]) for topic in TOPICS if topic in topics}
    version = node.get(VERSION) if isinstance(node, Entries) else None
    if getattr(version, "text", "") != "1":
        reading.complain(node.at, "missing-key", phrase("add-key", key=f"{VERSION}: 1"), owner=phrase("the-notices"), key=VERSION)
    if reading.problems:
        raise Problems(reading.problems)
    return found


def _notice(reading: Reading, topic: Topic, node: Node) -> Notice:
    """One notice; both languages and the source are needed."""
    parts = reading.keys(node, topic, (*LANGUAGES, "source"))
    texts = {}
    for key in (*LANGUAGES, "source"):
        text = reading.text(parts.get(key), key)
        if key not in parts:
            reading.complain(node.at, "missing-key", phrase("add-key", key=key), owner=topic, key=key)
        elif text is not None and len(text.text) > LONGEST:
            reading.complain(text.at, "too-long", limit=str(LONGEST))
        texts[key] = text.text if text is not None else ""
    return Notice(topic=topic, words={language: texts[language] for language in LANGUAGES}, source=texts["source"])


def _scopes(id: str) -> list[str]:
    """The market and the product that an id belongs to, the widest first."""
    parts = id.split("/")
    return ["/".join(parts[: at + 1]) for at in range(len(parts))]
