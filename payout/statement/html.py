"""The statement as an HTML fragment for a page of somebody else: semantic elements, readings as ruby, no script, no style, no link.

Every text is escaped; the fragment never closes or opens anything of the page around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import assert_never

from payout.statement.document import (
    Approval,
    Block,
    Bridge,
    CallRecord,
    Cell,
    Column,
    Facts,
    Paragraphs,
    Section,
    Statement,
    Table,
    Talk,
    Words,
)

SIGNS = {"claimed": "", "added": "+ ", "reduction": "− ", "paid": "= "}


def html_of(statement: Statement) -> str:
    """The whole statement as one `article`; headings begin at h2, because the page has its own h1."""
    return "\n".join(_article(statement)) + "\n"


def _article(statement: Statement) -> Iterable[str]:
    ruby = statement.total_reading if statement.language == "ja" else ""
    in_words = f" ({escape(statement.total_reading)})" if statement.total_reading and not ruby else ""
    total = Words(f"{statement.total} {statement.total_unit}", ruby, strong=True)
    yield f'<article lang="{statement.language}" data-profile="{escape(statement.profile)}" data-hash="{escape(statement.data_hash)}">'
    yield "<header>"
    yield f"<h2>{escape(statement.title)}</h2>"
    yield from _paragraphs((statement.subtitle, statement.issuer))
    yield from _pairs(statement.reference)
    yield from _paragraphs((statement.addressee, statement.greeting))
    yield f"<p>{escape(statement.total_label)} {_run(total)}{in_words}</p>"
    yield from _pairs((*statement.payment, *statement.facts.pairs))
    yield "</header>"
    for section in statement.sections:
        yield from _section(section)
    yield "<footer>"
    yield from _paragraphs(statement.footer)
    yield "</footer>"
    yield "</article>"


def _section(section: Section) -> Iterable[str]:
    yield "<section>"
    yield f"<h3>{escape(section.title)}</h3>"
    yield from _paragraphs((section.note,))
    for block in section.blocks:
        yield from _block(block)
    yield "</section>"


def _block(block: Block) -> Iterable[str]:
    match block:
        case Table(columns, rows, total):
            yield from _table(columns, rows, total)
        case Bridge(parts):
            yield from _table((), [(Cell(part.label), Cell(SIGNS[part.role] + part.text, "", part.role == "paid")) for part in parts], ())
        case Talk(entries):
            yield "<dl>"
            for label, words in entries:
                yield f"<dt>{escape(label)}</dt><dd>{''.join(map(_run, words))}</dd>"
            yield "</dl>"
        case Facts(pairs):
            yield from _pairs(pairs)
        case CallRecord(fields, notes):
            yield from _pairs([(label, "　".join(f"☐ {box}" for box in boxes) or blank) for label, boxes, blank in fields])
            yield from _paragraphs((notes,))
        case Approval(boxes, memo):
            yield "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in (*boxes, memo)) + "</ul>"
        case Paragraphs(texts):
            yield from _paragraphs(texts)
        case _:
            assert_never(block)


def _table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], total: Sequence[Cell]) -> Iterable[str]:
    """The first cell of a row names it; `scope` says so to a screen reader."""
    yield "<table>"
    if columns:
        heads = "".join(f'<th scope="col">{escape(column.title)}</th>' for column in columns)
        yield f"<thead><tr>{heads}</tr></thead>"
    yield "<tbody>"
    yield from map(_row, rows)
    yield "</tbody>"
    if total:
        yield f"<tfoot>{_row(total)}</tfoot>"
    yield "</table>"


def _row(cells: Sequence[Cell]) -> str:
    first, *others = cells
    named = f'<th scope="row">{_cell(first)}</th>' if first.text else f"<td>{_cell(first)}</td>"
    return f"<tr>{named}{''.join(f'<td>{_cell(cell)}</td>' for cell in others)}</tr>"


def _cell(cell: Cell) -> str:
    text = f"<strong>{escape(cell.text)}</strong>" if cell.strong and cell.text else escape(cell.text)
    return f"{text}<br><small>{escape(cell.note)}</small>" if cell.note else text


def _run(words: Words) -> str:
    """A run with its reading above it, and behind it in 〔〕 where ruby is not known."""
    text = escape(words.text)
    if words.reading:
        text = f"<ruby>{text}<rp>〔</rp><rt>{escape(words.reading)}</rt><rp>〕</rp></ruby>"
    return f"<strong>{text}</strong>" if words.strong else text


def _pairs(pairs: Iterable[tuple[str, str]]) -> Iterable[str]:
    rows = [f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in pairs]
    if rows:
        yield f"<dl>{''.join(rows)}</dl>"


def _paragraphs(texts: Iterable[str]) -> Iterable[str]:
    return (f"<p>{escape(text)}</p>" for text in texts if text)
