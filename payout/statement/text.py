"""The statement as plain text: for terminals, mail and tests. Columns are aligned by the width of the characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from payout.statement.document import Approval, Block, Bridge, CallRecord, Facts, Paragraphs, Section, Statement, Table, Talk, Words


def text_of(statement: Statement) -> str:
    """The whole statement, one line per row."""
    return "\n".join(line.rstrip() for line in _lines(statement)) + "\n"


def sections_text(sections: Iterable[Section]) -> str:
    """Some sections of a statement, likewise."""
    return "\n".join(line.rstrip() for section in sections for line in _section(section)).lstrip("\n") + "\n"


def words_for_the_call(statement: Statement) -> tuple[Section, ...]:
    """The sections of the office's copy that are read out: the script, and the answers to what customers ask."""
    return tuple(section for section in statement.sections if any(isinstance(block, Talk) for block in section.blocks))


def width(text: str) -> int:
    """Columns of a terminal: full-width characters take two."""
    return sum(0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def aligned(text: str, columns: int, align: str) -> str:
    """The text padded to a number of terminal columns."""
    space = " " * max(0, columns - width(text))
    return space + text if align == "right" else text + space


def spoken(words: Iterable[Words]) -> str:
    """Runs as one text, each reading behind its figure."""
    return "".join(run.text + (f"〔{run.reading}〕" if run.reading else "") for run in words)


def _lines(statement: Statement) -> Iterable[str]:
    yield statement.issuer
    yield from (f"{label} {value}" for label, value in statement.reference)
    yield from ("", statement.title, statement.addressee, "", statement.greeting, "")
    brackets = "〔{}〕" if statement.language == "ja" else "({})"
    reading = brackets.format(statement.total_reading) if statement.total_reading else ""
    yield f"{statement.total_label}  {statement.total} {statement.total_unit} {reading}"
    yield from (f"{label}  {value}" for label, value in (*statement.payment, *statement.facts.pairs))
    for section in statement.sections:
        yield from _section(section)
    yield from ("", *statement.footer)


def _section(section: Section) -> Iterable[str]:
    yield from ("", f"■ {section.title}" + (f"（{section.note}）" if section.note else ""))
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterable[str]:
    match block:
        case Table():
            yield from table_lines(block)
        case Bridge(parts):
            signs = {"claimed": "", "added": "+ ", "reduction": "− ", "paid": "= "}
            yield "  ".join(f"{signs[part.role]}{part.label} {part.text}" for part in parts)
        case Talk(entries):
            for label, words in entries:
                yield f"{label}  {spoken(words)}"
        case Facts(pairs):
            yield from (f"{label}  {value}" for label, value in pairs)
        case CallRecord(fields, notes):
            for label, boxes, blank in fields:
                yield f"{label}  " + ("  ".join(f"[ ] {box}" for box in boxes) or blank)
            yield notes
        case Approval(boxes, memo):
            yield "  ".join(f"{box} [      ]" for box in boxes) + f"  {memo}"
        case Paragraphs(texts):
            yield from texts


def table_lines(table: Table) -> Iterable[str]:
    """A table in aligned columns."""
    rows = [
        [cell.text + (f"（{cell.note}）" if cell.note else "") for cell in row]
        for row in (*table.rows, *([table.total] if table.total else []))
    ]
    heads: list[Sequence[str]] = [[column.title for column in table.columns], *rows]
    widths = [max(width(row[at]) for row in heads) for at in range(len(table.columns))]
    for row in heads:
        yield "  ".join(aligned(text, widths[at], table.columns[at].align) for at, text in enumerate(row))
