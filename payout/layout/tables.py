"""Tables: columns that no figure is cut in, a head that every page repeats, a total that never stands alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from payout.layout.look import BODY, NAVY, NOTE, NOTE_LEADING, TEAL, TEAL_TINT, WHITE, ZEBRA
from payout.statement import Cell, Column, Table
from payout.strips import LEFT, RIGHT, WIDTH, Box, Mark, Measure, Rule, Strip, Style, Tag, fitted, set_lines, widest, wrap

SIZES = (9.2, 8.6, 8.0)
LEAST_TEXT = 24.0  # a column of text is never squeezed below two or three letters
PADDING, AFTER_FIGURES = 5.0, 11.0  # words that follow a column of figures stand off from them


@dataclass(frozen=True, slots=True)
class _Slot:
    """A column's place on the page, without the padding."""

    x: float
    width: float
    align: str


def table_strips(table: Table, measure: Measure, under: Tag) -> list[Strip]:
    """The head and the rows, each its own strip: never the head with a single row under it, nor the total without the row before it."""
    size = _table_size(table, measure)
    slots, style = _slots(table, size, measure), replace(BODY, size=size)
    under = under.add("Table")
    head = _table_head(table.columns, slots, measure, under.add("TR"))
    rows = [_table_row(row, slots, style, measure, under.add("TR"), shaded=bool(number % 2)) for number, row in enumerate(table.rows)]

    strips = [replace(row, head=head, keep=len(rows) > 1 and not number) for number, row in enumerate(rows)]
    if table.total:
        if strips:
            strips[-1] = replace(strips[-1], keep=True)
        strips.append(replace(_total_row(table.total, slots, style, measure, under.add("TR")), head=head))
    return [replace(head, keep=bool(strips)), *strips]


def _table_size(table: Table, measure: Measure) -> float:
    """The largest size at which no amount is cut and the texts keep most of the width that was asked for them."""
    return next((size for size in SIZES if sum(_least_widths(table, size, measure)) <= WIDTH), SIZES[-1])


def _asked_widths(table: Table) -> list[float]:
    whole = sum(column.width for column in table.columns)
    return [WIDTH * column.width / whole for column in table.columns]


def _paddings(table: Table) -> list[float]:
    """The white at the left of each column."""
    aligns = ["", *(column.align for column in table.columns)]
    return [AFTER_FIGURES if pair == ("right", "left") else PADDING for pair in pairwise(aligns)]


def _slots(table: Table, size: float, measure: Measure) -> list[_Slot]:
    """The columns as they were asked for, but no figure and no title is cut, and no text is broken while another column has room:
    what a column lacks, the widest of the others gives."""
    widths, needs = _asked_widths(table), _least_widths(table, size, measure)
    for at, need in enumerate(needs):
        while widths[at] < need - 1e-6:
            giver = max(range(len(widths)), key=lambda other: widths[other] - needs[other])
            gift = min(widths[giver] - needs[giver], need - widths[at])
            if gift <= 1e-6:
                break  # there is no room anywhere: the text is set smaller, or broken
            widths[giver], widths[at] = widths[giver] - gift, widths[at] + gift
    slots, x = [], LEFT
    for column, width, padding in zip(table.columns, _with_room_shared(table, widths, measure), _paddings(table), strict=True):
        slots.append(_Slot(x + padding, width - padding - PADDING, column.align))
        x += width
    return slots


def _with_room_shared(table: Table, widths: Sequence[float], measure: Measure) -> list[float]:
    """Room that a column does not fill goes to those whose texts would be broken, in the measure of what they lack."""
    full = [_full_width(table, at, measure) + padding + PADDING + 0.1 for at, padding in enumerate(_paddings(table))]
    room = [max(0.0, width - most) for width, most in zip(widths, full, strict=True)]
    lack = [max(0.0, most - width) for width, most in zip(widths, full, strict=True)]
    if not (any(lack) and any(room)):
        return list(widths)
    moved = min(sum(room), sum(lack))
    return [width - moved * spare / sum(room) + moved * want / sum(lack) for width, spare, want in zip(widths, room, lack, strict=True)]


def _full_width(table: Table, at: int, measure: Measure) -> float:
    """What a column would fill if none of its texts were broken."""
    rows = (*table.rows, *((table.total,) if table.total else ()))
    texts = widest((row[at].text for row in rows), Style(10.4, bold=True) if table.columns[at].align == "right" else BODY, measure)
    return max(texts, widest((row[at].note for row in rows), NOTE, measure), measure(table.columns[at].title, Style(8.2, bold=True)))


def _least_widths(table: Table, size: float, measure: Measure) -> list[float]:
    """What the columns need at a size: a right-aligned one all of its figures, any the longest word of its title. A text that would
    lose more than a quarter of its width needs a smaller size; at the smallest it gives what there is."""
    rows = (*table.rows, *((table.total,) if table.total else ()))
    needs = []
    for at, (column, asked, padding) in enumerate(zip(table.columns, _asked_widths(table), _paddings(table), strict=True)):
        if column.align == "right":
            need = widest((row[at].text for row in rows), Style(size, bold=True), measure) + 0.1
        else:
            need = LEAST_TEXT if size == SIZES[-1] else min(0.75 * asked - padding - PADDING, _full_width(table, at, measure))
        needs.append(max(need, widest(column.title.split(), Style(8.2, bold=True), measure)) + padding + PADDING)
    return needs


def _table_head(columns: Sequence[Column], slots: Sequence[_Slot], measure: Measure, under: Tag) -> Strip:
    style = Style(8.2, WHITE, bold=True)
    titles = [wrap(column.title, style, slot.width, measure) for column, slot in zip(columns, slots, strict=True)]
    lines = max(map(len, titles), default=1)
    height = 11 * lines + 5.0
    marks: list[Mark] = [Box(LEFT, 0, WIDTH, height, NAVY)]
    for title, slot in zip(titles, slots, strict=True):
        top = 2.5 + 5.5 * (lines - len(title))
        marks += set_lines(title, slot.x, top, style, 11, measure, slot.align, slot.width, under.add("TH", scope="Column"))
    return Strip(height, tuple(marks))


def _table_row(row: Sequence[Cell], slots: Sequence[_Slot], style: Style, measure: Measure, under: Tag, shaded: bool) -> Strip:
    styles = [replace(style, bold=cell.strong) for cell in row]
    marks, height = _cells(row, slots, styles, measure, under)
    ground: list[Mark] = [Box(LEFT, 0, WIDTH, height, ZEBRA)] if shaded else []
    return Strip(height, (*ground, *marks, Rule(LEFT, height, RIGHT, height, width=0.5)))


def _total_row(row: Sequence[Cell], slots: Sequence[_Slot], style: Style, measure: Measure, under: Tag) -> Strip:
    bold = replace(style, bold=True)
    large = replace(bold, size=style.size + 1.2, color=TEAL)
    sizes = [fitted(cell.text, large, slot.width, style.size, measure).size for cell, slot in zip(row, slots, strict=True) if cell.strong]
    large = replace(large, size=min(sizes, default=style.size))
    styles = [large if cell.strong else bold for cell in row]
    marks, height = _cells(row, slots, styles, measure, under)
    lines = (Rule(LEFT, 0, RIGHT, 0, NAVY, 0.7), Rule(LEFT, height, RIGHT, height, NAVY, 1.2))
    return Strip(height, (Box(LEFT, 0, WIDTH, height, TEAL_TINT), *marks, *lines))


def _cells(row: Sequence[Cell], slots: Sequence[_Slot], styles: Sequence[Style], measure: Measure, under: Tag) -> tuple[list[Mark], float]:
    """The marks of a row's cells and the height of the row."""
    padding, leading = 1.9, 12.0
    marks: list[Mark] = []
    height = leading
    for at, (cell, slot, style) in enumerate(zip(row, slots, styles, strict=True)):
        tag = under.add("TD") if at else under.add("TH", scope="Row")
        text_tag, note_tag = (tag.add("P"), tag.add("P")) if cell.note else (tag, None)
        texts = wrap(cell.text, style, slot.width, measure)
        notes = wrap(cell.note, NOTE, slot.width, measure)
        marks += set_lines(texts, slot.x, padding, style, leading, measure, slot.align, slot.width, text_tag)
        below = padding + leading * len(texts)
        marks += set_lines(notes, slot.x, below, NOTE, NOTE_LEADING, measure, slot.align, slot.width, note_tag)
        height = max(height, leading * len(texts) + NOTE_LEADING * len(notes) + (0.8 if notes else 0))
    return marks, height + 2 * padding
