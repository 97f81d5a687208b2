"""Where everything stands: a statement laid out as pages of marks, for a pen that knows nothing of insurance.

Each block becomes strips, which `strips.flow` stacks on pages; each text knows the element of the document's structure it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import assert_never

from payout.layout.bridge import bridge_strip
from payout.layout.call import approval_strip, call_record_strips, talk_strips
from payout.layout.every_page import BOTTOM_MARGIN, band, footer, page_number, running_head
from payout.layout.first_page import facts_strips, masthead, total_panel
from payout.layout.look import BODY, BODY_LEADING, LABEL, NAVY, TEAL
from payout.layout.tables import table_strips
from payout.statement import Approval, Block, Bridge, CallRecord, Facts, Paragraphs, Section, Statement, Table, Talk
from payout.strips import (
    LEFT,
    PAGE_HEIGHT,
    WIDTH,
    Box,
    Mark,
    Measure,
    Page,
    Strip,
    Style,
    Tag,
    flow,
    moved,
    refuse_what_leaves_the_page,
    set_lines,
    untagged,
    wrap,
)

__all__ = ["Drawing", "drawing", "pages"]

GAP_BEFORE_SECTION, GAP_UNDER_HEADING, GAP_BETWEEN_BLOCKS = 9.0, 4.0, 6.0
TIGHT = 0.65


@dataclass(frozen=True, slots=True)
class Drawing:
    """Pages of marks, and the structure that their texts belong to."""

    pages: tuple[Page, ...]
    structure: Tag


def drawing(statement: Statement, measure: Measure) -> Drawing:
    """Lay out the whole statement.

    Raises: ValueError when a strip, such as one table row, is taller than a page, or a text that may not wrap wider than it.
    """
    document = Tag("Document")
    head = running_head(statement, measure)
    strips = [masthead(statement, measure, document), total_panel(statement, measure, document)]
    strips += facts_strips(statement.facts, measure, document)
    strips += chain.from_iterable(_section(section, measure, document) for section in statement.sections)
    foot = footer(statement, measure, document)
    foot_top = PAGE_HEIGHT - BOTTOM_MARGIN - foot.height
    bodies = _without_a_white_page(strips, head.height, foot_top - 8)
    laid_out = tuple(
        (
            *band(),
            *(head.marks if number > 1 else ()),
            *body,
            *moved(untagged(foot.marks) if number > 1 else foot.marks, foot_top),
            *page_number(statement, measure, number, len(bodies)),
        )
        for number, body in enumerate(bodies, start=1)
    )
    refuse_what_leaves_the_page(laid_out, measure)
    return Drawing(laid_out, document)


def _without_a_white_page(strips: Sequence[Strip], next_top: float, bottom: float) -> list[list[Mark]]:
    """The strips on pages, with tighter gaps where those save one: a page that holds two lines is mostly white."""
    loose = flow(strips, next_top, bottom)
    tight = flow([replace(strip, space=TIGHT * strip.space) for strip in strips], next_top, bottom) if len(loose) > 1 else loose
    return tight if len(tight) < len(loose) else loose


def pages(statement: Statement, measure: Measure) -> tuple[Page, ...]:
    """The pages alone."""
    return drawing(statement, measure).pages


def _section(section: Section, measure: Measure, under: Tag) -> Iterable[Strip]:
    title_style = Style(12.6, NAVY, bold=True)
    note_width = measure(section.note, LABEL)
    beside = note_width < 0.5 * WIDTH
    title = wrap(section.title, title_style, WIDTH - 10 - (note_width + 14 if beside else 0), measure)
    note = [section.note] if beside and section.note else wrap(section.note, LABEL, WIDTH - 10, measure)
    height = 17.0 * len(title)
    marks: list[Mark] = [Box(LEFT, 1.8, 3.4, height - 3.6, TEAL)]
    marks += set_lines(title, LEFT + 10, 0, title_style, 17, measure, tag=under.add("H2"))
    tag = under.add("P") if section.note else None
    if beside:
        marks += set_lines(note, LEFT, height - 14.2, LABEL, 12, measure, "right", WIDTH, tag)
    else:
        marks += set_lines(note, LEFT + 10, height + 1, LABEL, 11.5, measure, tag=tag)
        height += 1 + 11.5 * len(note)
    yield Strip(height, tuple(marks), space=GAP_BEFORE_SECTION, keep=bool(section.blocks), new_page=section.new_page)
    gap = GAP_UNDER_HEADING
    for block in section.blocks:
        for strip in _block(block, measure, under):
            yield replace(strip, space=gap or strip.space)
            gap = 0.0
        gap = GAP_BETWEEN_BLOCKS


def _block(block: Block, measure: Measure, under: Tag) -> Sequence[Strip]:
    match block:
        case Table():
            return table_strips(block, measure, under)
        case Bridge():
            return [bridge_strip(block, measure, under)]
        case Talk():
            return talk_strips(block, measure, under)
        case Facts():
            return facts_strips(block, measure, under)
        case CallRecord():
            return call_record_strips(block, measure, under)
        case Approval():
            return [approval_strip(block, measure, under)]
        case Paragraphs():
            return list(chain.from_iterable(_paragraph(text, measure, under, first=not at) for at, text in enumerate(block.texts)))
        case _:
            assert_never(block)


def _paragraph(text: str, measure: Measure, under: Tag, first: bool) -> list[Strip]:
    lines = wrap(text, BODY, WIDTH, measure)
    tag = under.add("P")
    return [
        Strip(
            BODY_LEADING,
            tuple(set_lines([line], LEFT, 0, BODY, BODY_LEADING, measure, tag=tag)),
            space=0 if first or at else 4,
            keep=not at and len(lines) > 1,
        )
        for at, line in enumerate(lines)
    ]
