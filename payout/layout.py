"""Where everything stands: a statement laid out as pages of marks, for a pen that knows nothing of insurance.

Each block becomes strips, which `strips.flow` stacks on pages. Whatever a customer must read is at least 8 points high.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import assert_never

from payout.statement import (
    Approval,
    Block,
    Bridge,
    BridgePart,
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
from payout.strips import (
    HAIRLINE,
    INK,
    LEFT,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RIGHT,
    WIDTH,
    Box,
    Mark,
    Measure,
    Page,
    Panel,
    Rule,
    Strip,
    Style,
    Text,
    baseline,
    fitted,
    flow,
    moved,
    refuse_what_leaves_the_page,
    set_lines,
    set_runs,
    widest,
    wrap,
    wrap_runs,
)

NAVY, TEAL, GREY, WHITE = "#12294d", "#00696b", "#566273", "#ffffff"
ZEBRA, TEAL_TINT, ON_NAVY, ON_NAVY_RULE = "#f0f4f9", "#e6f4f3", "#b9cbe2", "#52698c"
ADDED = "#4a7fb5"
REDUCTIONS = ("#8b95a5", "#cb9a3b", "#b4662c", "#be4545", "#7a5ea8", "#5d8a3c", "#a8577e", "#6b5a45")

BOTTOM_MARGIN = 24.0
LEAST_TEXT = 24.0  # a column of text is never squeezed below two or three letters
GAP_BEFORE_SECTION, GAP_UNDER_HEADING, GAP_BETWEEN_BLOCKS = 9.0, 4.0, 6.0


BODY, BODY_LEADING = Style(9.2), 13.6
LABEL = Style(8.0, GREY)
NOTE, NOTE_LEADING = Style(8.0, GREY), 10.6


def pages(statement: Statement, measure: Measure) -> tuple[Page, ...]:
    """Lay out the whole statement.

    Raises: ValueError when a strip, such as one table row, is taller than a page, or a text that may not wrap wider than it.
    """
    running_head = _running_head(statement, measure)
    footer = _footer(statement, measure)
    bottom = PAGE_HEIGHT - BOTTOM_MARGIN - footer.height - 8
    strips = [_masthead(statement, measure), _total_panel(statement, measure), *_facts(statement.facts, measure)]
    strips += chain.from_iterable(_section(section, measure) for section in statement.sections)
    bodies = flow(strips, running_head.height, bottom)
    laid_out = tuple(
        (
            *_band(),
            *(running_head.marks if number > 1 else ()),
            *body,
            *moved(footer.marks, PAGE_HEIGHT - BOTTOM_MARGIN - footer.height),
            *_page_number(statement, measure, number, len(bodies)),
        )
        for number, body in enumerate(bodies, start=1)
    )
    refuse_what_leaves_the_page(laid_out, measure)
    return laid_out


# The first page's head.


def _masthead(statement: Statement, measure: Measure) -> Strip:
    """Issuer and reference, then title and addressee at the left of the greeting."""
    left_width, greeting_x = 250.0, LEFT + 274
    reference, reference_x = _reference(statement.reference, measure)
    reference_bottom = 2 + 11.5 * len(statement.reference)
    beside = reference_x - LEFT > 200
    issuer_style = Style(11, NAVY, bold=True)
    issuer = wrap(statement.issuer, issuer_style, reference_x - LEFT - 16 if beside else WIDTH, measure)
    issuer_top = 0.0 if beside else reference_bottom
    marks = [*set_lines(issuer, LEFT, issuer_top, issuer_style, 16, measure), *reference]
    y = max(issuer_top + 16 * len(issuer), reference_bottom) + 6
    title_style = fitted(statement.title, Style(24, NAVY, bold=True), WIDTH, 18, measure)
    title = wrap(statement.title, title_style, WIDTH, measure)
    leading = title_style.size * 1.25
    marks += set_lines(title, LEFT, y, title_style, leading, measure)
    y += leading * len(title) + 2
    greeting_top = y
    subtitle = wrap(statement.subtitle, Style(8.6, GREY), left_width, measure)
    marks += set_lines(subtitle, LEFT, y, Style(8.6, GREY), 12, measure)
    y += 12 * len(subtitle) + 5
    addressee_style = fitted(statement.addressee, Style(15, INK, bold=True), left_width - 16, 11, measure)
    addressee = wrap(statement.addressee, addressee_style, left_width - 16, measure)
    marks += set_lines(addressee, LEFT, y, addressee_style, 20, measure)
    y += 20 * len(addressee) + 2
    marks.append(Rule(LEFT, y, LEFT + left_width - 16, y, NAVY, 0.8))
    greeting = wrap(statement.greeting, BODY, RIGHT - greeting_x, measure)
    greeting_top = max(greeting_top, y - 14 * len(greeting) + 2)
    marks += set_lines(greeting, greeting_x, greeting_top, BODY, 14, measure)
    return Strip(max(y, greeting_top + 14 * len(greeting)), tuple(marks))


def _reference(pairs: Sequence[tuple[str, str]], measure: Measure) -> tuple[list[Mark], float]:
    """Label and value lines at the right margin, and the x where the longest begins."""
    value_style = Style(8.0, INK)
    marks: list[Mark] = []
    for number, (label, value) in enumerate(pairs):
        y = baseline(2 + 11.5 * number, value_style, 11.5)
        value_x = RIGHT - measure(value, value_style)
        marks += [Text(value_x - 7 - measure(label, LABEL), y, label, LABEL), Text(value_x, y, value, value_style)]
    return marks, min((mark.x for mark in marks), default=RIGHT)


def _total_panel(statement: Statement, measure: Measure) -> Strip:
    """What is paid, large, and beside it when and where."""
    facts_x = LEFT + 282
    total_width = facts_x - LEFT - 16 - 12
    total, unit = Style(40, WHITE, bold=True), Style(16, WHITE, bold=True)
    total = fitted(statement.total, total, total_width - 7 - measure(statement.total_unit, unit), 8, measure)
    label_style, reading_style = Style(10, WHITE, bold=True), Style(9.4, ON_NAVY)
    label = wrap(statement.total_label, label_style, total_width, measure)
    reading = wrap(statement.total_reading, reading_style, total_width, measure)
    facts, facts_height = _panel_facts(statement.payment, facts_x + 13, RIGHT - 11, measure)
    amount_bottom = 15 * len(label) + 2 + total.size * 1.18
    left_height = amount_bottom + 13 * len(reading)
    height = max(left_height, facts_height) + 18
    top = (height - left_height) / 2
    baseline = top + amount_bottom - total.size * 0.25
    x = LEFT + 16
    marks: list[Mark] = [Box(LEFT, 0, WIDTH, height, NAVY, radius=7)]
    marks += set_lines(label, x, top, label_style, 15, measure)
    marks.append(Text(x - 1, baseline, statement.total, total))
    if statement.total_unit:
        marks.append(Text(x + 6 + measure(statement.total, total), baseline, statement.total_unit, unit))
    marks += set_lines(reading, x, top + amount_bottom, reading_style, 13, measure)
    marks.append(Rule(facts_x, 11, facts_x, height - 11, ON_NAVY_RULE, 0.7))
    marks += moved(facts, (height - facts_height) / 2)
    return Strip(height, tuple(marks), space=11)


def _panel_facts(pairs: Sequence[tuple[str, str]], x: float, right: float, measure: Measure) -> tuple[list[Mark], float]:
    """Label and value lines on the dark panel, and their height."""
    label_style, value_style = Style(8.0, ON_NAVY), Style(9.0, WHITE, bold=True)
    label_width = min(widest((label for label, _ in pairs), label_style, measure), 0.4 * (right - x))
    value_x = x + label_width + 9
    marks: list[Mark] = []
    y = 0.0
    for label, value in pairs:
        labels = wrap(label, label_style, label_width + 0.1, measure)
        values = wrap(value, value_style, right - value_x, measure)
        marks += set_lines(labels, x, y + 2.5, label_style, 12.5, measure)
        marks += set_lines(values, value_x, y + 2.5, value_style, 12.5, measure)
        y += 12.5 * max(len(labels), len(values)) + 5
    return marks, y


def _facts(facts: Facts, measure: Measure) -> list[Strip]:
    """Label and value, two pairs a row, hairlines between the rows."""
    half = WIDTH / 2
    label_width = min(widest((label for label, _ in facts.pairs), LABEL, measure), 0.38 * half) + 0.1
    strips: list[Strip] = []
    for number in range(0, len(facts.pairs), 2):
        marks: list[Mark] = [] if number else [Rule(LEFT, 0, RIGHT, 0)]
        height = 0.0
        for (label, value), x in zip(facts.pairs[number : number + 2], (LEFT + 2, LEFT + half + 2), strict=False):
            labels = wrap(label, LABEL, label_width, measure)
            values = wrap(value, BODY, half - label_width - 22, measure)
            marks += set_lines(labels, x, 2.2, LABEL, 12.6, measure)
            marks += set_lines(values, x + label_width + 14, 2.2, BODY, 12.6, measure)
            height = max(height, 12.6 * max(len(labels), len(values)) + 4.4)
        marks.append(Rule(LEFT, height, RIGHT, height))
        strips.append(Strip(height, tuple(marks), space=0 if number else 10))
    return strips


# Sections and their blocks.


def _section(section: Section, measure: Measure) -> Iterable[Strip]:
    title_style = Style(12.6, NAVY, bold=True)
    note_width = measure(section.note, LABEL)
    beside = note_width < 0.5 * WIDTH
    title = wrap(section.title, title_style, WIDTH - 10 - (note_width + 14 if beside else 0), measure)
    note = [section.note] if beside and section.note else wrap(section.note, LABEL, WIDTH - 10, measure)
    height = 17.0 * len(title)
    marks: list[Mark] = [Box(LEFT, 1.8, 3.4, height - 3.6, TEAL), *set_lines(title, LEFT + 10, 0, title_style, 17, measure)]
    if beside:
        marks += set_lines(note, LEFT, height - 14.2, LABEL, 12, measure, "right", WIDTH)
    else:
        marks += set_lines(note, LEFT + 10, height + 1, LABEL, 11.5, measure)
        height += 1 + 11.5 * len(note)
    yield Strip(height, tuple(marks), space=GAP_BEFORE_SECTION, keep=bool(section.blocks), new_page=section.new_page)
    gap = GAP_UNDER_HEADING
    for block in section.blocks:
        for strip in _block(block, measure):
            yield replace(strip, space=gap or strip.space)
            gap = 0.0
        gap = GAP_BETWEEN_BLOCKS


def _block(block: Block, measure: Measure) -> Sequence[Strip]:
    match block:
        case Table():
            return _table(block, measure)
        case Bridge():
            return [_bridge(block, measure)]
        case Talk():
            return _talk(block, measure)
        case Facts():
            return _facts(block, measure)
        case CallRecord():
            return _call_record(block, measure)
        case Approval():
            return [_approval(block, measure)]
        case Paragraphs():
            return list(chain.from_iterable(_paragraph(text, measure, first=not at) for at, text in enumerate(block.texts)))
        case _:
            assert_never(block)


def _paragraph(text: str, measure: Measure, first: bool) -> list[Strip]:
    lines = wrap(text, BODY, WIDTH, measure)
    return [
        Strip(
            BODY_LEADING,
            tuple(set_lines([line], LEFT, 0, BODY, BODY_LEADING, measure)),
            space=0 if first or at else 4,
            keep=not at and len(lines) > 1,
        )
        for at, line in enumerate(lines)
    ]


# The bridge.


def _bridge(bridge: Bridge, measure: Measure) -> Strip:
    """The bar, or two when something was added: what came in above, what became of it below; then the legend as a sum."""
    colors = dict(zip(bridge.parts, _bridge_colors(bridge.parts), strict=True))
    incoming = [part for part in bridge.parts if part.role in ("claimed", "added")]
    outgoing = [part for part in bridge.parts if part.role == "paid"] + [part for part in bridge.parts if part.role == "reduction"]
    marks: list[Mark] = []
    y = 0.0
    for parts in (incoming, outgoing) if len(incoming) > 1 else (outgoing,):
        marks += _bar(parts, colors, y)
        y += 12
    legend, height = _legend(bridge.parts, colors, y + 2, measure)
    return Strip(height, (*marks, *legend))


def _bridge_colors(parts: Sequence[BridgePart]) -> Iterable[str]:
    reductions = 0
    for part in parts:
        if part.role == "reduction":
            yield REDUCTIONS[reductions % len(REDUCTIONS)]
            reductions += 1
        else:
            yield {"claimed": NAVY, "added": ADDED, "paid": TEAL}[part.role]


def _bar(parts: Sequence[BridgePart], colors: dict[BridgePart, str], top: float) -> list[Mark]:
    """Segments as long as their amounts, the smallest still to be seen, a white line between them."""
    shown = [part for part in parts if part.amount > 0]
    whole = sum(part.amount for part in shown)
    if not whole:
        return [Box(LEFT, top, WIDTH, 9, HAIRLINE)]
    free = WIDTH - 1.8 * len(shown) - 0.8 * (len(shown) - 1)
    marks: list[Mark] = []
    x = LEFT
    for part in shown:
        width = 1.8 + free * part.amount / whole
        marks.append(Box(x, top, width, 9, colors[part]))
        x += width + 0.8
    return marks


def _legend(parts: Sequence[BridgePart], colors: dict[BridgePart, str], top: float, measure: Measure) -> tuple[list[Mark], float]:
    """a − b − c = d under coloured squares, over as many rows as it needs; also returns where it ends."""
    signs = {"claimed": "", "added": "+", "reduction": "−", "paid": "="}
    widths = [
        (16 if at else 0) + max(11 + measure(part.label, LABEL), measure(part.text, _amount_style(part))) for at, part in enumerate(parts)
    ]
    marks: list[Mark] = []
    for row in _even_rows(widths, WIDTH, 10):
        spare = (WIDTH - sum(widths[at] for at in row)) / max(len(row) - 1, 1)
        x = LEFT
        for at in row:
            part, style = parts[at], _amount_style(parts[at])
            indent = 16 if at else 0
            marks.append(Box(x + indent, top + 2.6, 6.4, 6.4, colors[part]))
            marks += set_lines([part.label], x + indent + 10, top, LABEL, 11.6, measure)
            marks += set_lines([signs[part.role]] if at else [], x + 2, top + 12, Style(10.5, GREY), 15, measure)
            marks += set_lines([part.text], x + indent, top + 12, style, 15, measure)
            x += widths[at] + min(spare, 46)
        top += 31
    return marks, top - 4


def _amount_style(part: BridgePart) -> Style:
    return Style(10.8, TEAL if part.role == "paid" else INK, bold=part.role in ("claimed", "paid"))


def _even_rows(widths: Sequence[float], width: float, gap: float) -> list[list[int]]:
    """As few rows as can hold all, and about as many in each: the sum should not leave its last part alone in a row."""
    rows = _rows_that_fit(widths, width, gap)
    each = -(-len(widths) // len(rows))
    even = [list(range(at, min(at + each, len(widths)))) for at in range(0, len(widths), each)]
    fits = all(sum(widths[at] for at in row) + gap * (len(row) - 1) <= width for row in even)
    return even if fits else rows


def _rows_that_fit(widths: Sequence[float], width: float, gap: float) -> list[list[int]]:
    rows: list[list[int]] = [[]]
    used = 0.0
    for at, wide in enumerate(widths):
        if rows[-1] and used + gap + wide > width:
            rows.append([])
            used = 0.0
        used += wide + (gap if rows[-1] else 0)
        rows[-1].append(at)
    return rows


# Tables.


@dataclass(frozen=True, slots=True)
class _Slot:
    """A column's place on the page, without the padding."""

    x: float
    width: float
    align: str


def _table(table: Table, measure: Measure) -> list[Strip]:
    slots = _slots(table, measure)
    head = _table_head(table.columns, slots, measure)
    style = replace(BODY, size=_table_size(table, slots, measure))
    rows = [_table_row(row, slots, style, measure, shaded=bool(number % 2)) for number, row in enumerate(table.rows)]
    # Never the head with a single row under it, nor the total without the row before it.
    strips = [replace(row, head=head, keep=len(rows) > 1 and not number) for number, row in enumerate(rows)]
    if table.total:
        if strips:
            strips[-1] = replace(strips[-1], keep=True)
        strips.append(replace(_total_row(table.total, slots, style, measure), head=head))
    return [replace(head, keep=bool(strips)), *strips]


def _slots(table: Table, measure: Measure) -> list[_Slot]:
    """The columns as they were asked for, but no figure and no title is cut: what a column lacks, the widest of the others gives."""
    whole = sum(column.width for column in table.columns)
    widths = [WIDTH * column.width / whole for column in table.columns]
    needs = [_least_width(table, at, measure) + 10 for at in range(len(widths))]
    for at, need in enumerate(needs):
        while widths[at] < need - 1e-6:
            giver = max(range(len(widths)), key=lambda other: widths[other] - needs[other])
            gift = min(widths[giver] - needs[giver], need - widths[at])
            if gift <= 1e-6:
                break  # there is no room anywhere: the text is set smaller, or broken
            widths[giver], widths[at] = widths[giver] - gift, widths[at] + gift
    slots, x = [], LEFT
    for column, width in zip(table.columns, widths, strict=True):
        slots.append(_Slot(x + 5, width - 10, column.align))
        x += width
    return slots


def _least_width(table: Table, at: int, measure: Measure) -> float:
    """What a column needs at the smallest size: a right-aligned one all of its figures, any the longest word of its title."""
    title = widest(table.columns[at].title.split(), Style(8.2, bold=True), measure)
    if table.columns[at].align != "right":
        return max(title, LEAST_TEXT)
    rows = (*table.rows, *((table.total,) if table.total else ()))
    return max(title, widest((row[at].text for row in rows), Style(8.0, bold=True), measure) + 0.1)


def _table_size(table: Table, slots: Sequence[_Slot], measure: Measure) -> float:
    """The largest of three sizes at which no amount is wider than its column."""
    rows = (*table.rows, *((table.total,) if table.total else ()))
    for size in (9.2, 8.6):
        style = Style(size, bold=True)
        if all(
            measure(cell.text, style) <= slot.width for row in rows for cell, slot in zip(row, slots, strict=True) if slot.align == "right"
        ):
            return size
    return 8.0


def _table_head(columns: Sequence[Column], slots: Sequence[_Slot], measure: Measure) -> Strip:
    style = Style(8.2, WHITE, bold=True)
    titles = [wrap(column.title, style, slot.width, measure) for column, slot in zip(columns, slots, strict=True)]
    lines = max(map(len, titles), default=1)
    height = 11 * lines + 5.0
    marks: list[Mark] = [Box(LEFT, 0, WIDTH, height, NAVY)]
    for title, slot in zip(titles, slots, strict=True):
        marks += set_lines(title, slot.x, 2.5 + 5.5 * (lines - len(title)), style, 11, measure, slot.align, slot.width)
    return Strip(height, tuple(marks))


def _table_row(row: Sequence[Cell], slots: Sequence[_Slot], style: Style, measure: Measure, shaded: bool) -> Strip:
    styles = [replace(style, bold=cell.strong) for cell in row]
    marks, height = _cells(row, slots, styles, measure)
    ground: list[Mark] = [Box(LEFT, 0, WIDTH, height, ZEBRA)] if shaded else []
    return Strip(height, (*ground, *marks, Rule(LEFT, height, RIGHT, height, width=0.5)))


def _total_row(row: Sequence[Cell], slots: Sequence[_Slot], style: Style, measure: Measure) -> Strip:
    bold = replace(style, bold=True)
    large = replace(bold, size=style.size + 1.2, color=TEAL)
    styles = [
        fitted(cell.text, large, slot.width, style.size, measure) if cell.strong else bold for cell, slot in zip(row, slots, strict=True)
    ]
    marks, height = _cells(row, slots, styles, measure)
    lines = (Rule(LEFT, 0, RIGHT, 0, NAVY, 0.7), Rule(LEFT, height, RIGHT, height, NAVY, 1.2))
    return Strip(height, (Box(LEFT, 0, WIDTH, height, TEAL_TINT), *marks, *lines))


def _cells(row: Sequence[Cell], slots: Sequence[_Slot], styles: Sequence[Style], measure: Measure) -> tuple[list[Mark], float]:
    """The marks of a row's cells and the height of the row."""
    padding, leading = 1.9, 12.0
    marks: list[Mark] = []
    height = leading
    for cell, slot, style in zip(row, slots, styles, strict=True):
        texts = wrap(cell.text, style, slot.width, measure)
        notes = wrap(cell.note, NOTE, slot.width, measure)
        marks += set_lines(texts, slot.x, padding, style, leading, measure, slot.align, slot.width)
        marks += set_lines(notes, slot.x, padding + leading * len(texts), NOTE, NOTE_LEADING, measure, slot.align, slot.width)
        height = max(height, leading * len(texts) + NOTE_LEADING * len(notes) + (0.8 if notes else 0))
    return marks, height + 2 * padding


# What the operator says and notes.


def _talk(talk: Talk, measure: Measure) -> list[Strip]:
    """One panel; a page may break between any two lines of it except after the first of an entry."""
    panel = Panel(fill=TEAL_TINT)
    label_style = Style(8.4, TEAL, bold=True)
    label_width = min(widest((label for label, _ in talk.entries), label_style, measure), 0.22 * WIDTH) + 0.1
    x = LEFT + 9 + label_width + 12
    strips: list[Strip] = []
    for label, words in talk.entries:
        labels = wrap(label, label_style, label_width, measure)
        lines = wrap_runs(_runs(words), RIGHT - 10 - x, measure)
        for at, (name, runs) in enumerate(zip_longest(labels, lines, fillvalue=())):
            marks = set_lines([name] if isinstance(name, str) else [], LEFT + 9, 2.5 if not at else 0, label_style, 13.2, measure)
            marks += set_runs(runs, x, 2.5 if not at else 0, 13.2, measure)
            last = at + 1 == max(len(labels), len(lines))
            strips.append(Strip(13.2 + 2.5 * (not at) + 2.5 * last, tuple(marks), keep=not at and not last, panel=panel))
    edge = Strip(5, (), panel=panel)
    return [replace(edge, keep=True), *_keep_before_last(strips), edge] if strips else []


def _keep_before_last(strips: Sequence[Strip]) -> list[Strip]:
    return [*strips[:-1], replace(strips[-1], keep=True)]


def _runs(words: Iterable[Words]) -> list[tuple[str, Style]]:
    runs = []
    for word in words:
        runs.append((word.text, replace(BODY, bold=word.strong)))
        if word.reading:
            runs.append((f"〔{word.reading}〕", replace(BODY, color=TEAL, bold=word.strong)))
    return runs


def _call_record(record: CallRecord, measure: Measure) -> list[Strip]:
    """A framed form, two fields a row, and dotted lines for notes."""
    panel = Panel(stroke=HAIRLINE)
    half = WIDTH / 2
    label_style = Style(8.4, NAVY, bold=True)
    label_width = min(widest([*(label for label, _, _ in record.fields), record.notes], label_style, measure), 0.36 * half) + 0.1
    strips = []
    for number in range(0, len(record.fields), 2):
        pair = record.fields[number : number + 2]
        drawn = [_field(field, x, label_width, half, measure) for field, x in zip(pair, (LEFT, LEFT + half), strict=False)]
        height = max(tall for _, tall in drawn)
        lines = [Rule(LEFT, height, RIGHT, height), Rule(LEFT + half, 0, LEFT + half, height)]
        strips.append(Strip(height, (*chain.from_iterable(marks for marks, _ in drawn), *lines), panel=panel, keep=True))
    x = LEFT + 7 + label_width + 9
    notes = set_lines(wrap(record.notes, label_style, label_width, measure), LEFT + 7, 5, label_style, 13, measure)
    dotted = [Rule(x, y, RIGHT - 9, y, GREY, 0.6, dotted=True) for y in (15,)]
    return [*strips, Strip(20, (*notes, *dotted), panel=panel)]


def _field(
    field: tuple[str, tuple[str, ...], str], x: float, label_width: float, width: float, measure: Measure
) -> tuple[list[Mark], float]:
    """Label, boxes to tick, and blanks spread out to write between; also the height."""
    label, options, blanks = field
    label_style, style = Style(8.4, NAVY, bold=True), Style(8.4)
    labels = wrap(label, label_style, label_width, measure)
    marks = set_lines(labels, x + 7, 4, label_style, 13, measure)
    start, right = x + 7 + label_width + 9, x + width - 6
    rows = _rows_that_fit([11 + measure(option, style) for option in options], right - start, 7) if options else []
    y, end = 4.0, start
    for number, row in enumerate(rows):
        y, end = 4.0 + 13 * number, start
        for at in row:
            marks.append(Box(end + 0.5, y + 2.8, 7.2, 7.2, stroke=INK, stroke_width=0.7))
            marks += set_lines([options[at]], end + 11, y, style, 13, measure)
            end += 11 + measure(options[at], style) + 7
    parts = blanks.split()
    if rows and parts and right - end < widest([blanks], style, measure) + 14 * len(parts):
        y, end = y + 13, start
    written_after = 58.0 if blanks.endswith(("：", ":")) else 0.0
    room = max((right - end - written_after - sum(measure(part, style) for part in parts)) / max(len(parts), 1), 3)
    for part in parts:
        end += room
        marks += set_lines([part], end, y, style, 13, measure)
        end += measure(part, style)
    return marks, max(y + 13, 4 + 13 * len(labels)) + 4


def _approval(approval: Approval, measure: Measure) -> Strip:
    """Boxes for names and stamps at the left, for a memo at the right."""
    each = min(84.0, (WIDTH if not approval.memo else 0.62 * WIDTH) / max(len(approval.boxes), 1))
    style = Style(8.4, NAVY, bold=True)
    titles = [wrap(title, style, each - 8, measure) for title in approval.boxes]
    memo_x = LEFT + each * len(titles) + (10 if titles else 0)
    memo = wrap(approval.memo, style, RIGHT - memo_x - 16, measure)
    head = 12.0 * max(map(len, titles), default=1) + 4
    height = max(head + 32, 13 * len(memo) + 8)
    marks: list[Mark] = []
    for number, title in enumerate(titles):
        x = LEFT + each * number
        marks.append(Box(x, 0, each, head, fill=ZEBRA, stroke=NAVY, stroke_width=0.6))
        marks.append(Box(x, head, each, height - head, stroke=NAVY, stroke_width=0.6))
        marks += set_lines(title, x + 4, 2 + 6 * (round((head - 4) / 12) - len(title)), style, 12, measure, "center", each - 8)
    if memo:
        marks.append(Box(memo_x, 0, RIGHT - memo_x, height, stroke=HAIRLINE))
        marks += set_lines(memo, memo_x + 8, 3, style, 13, measure)
    return Strip(height, tuple(marks))


# What every page carries.


def _band() -> tuple[Mark, ...]:
    return Box(0, 0, PAGE_WIDTH, 7.4, NAVY), Box(0, 7.4, PAGE_WIDTH, 2.2, TEAL)


def _running_head(statement: Statement, measure: Measure) -> Strip:
    """The head of the later pages; it begins at the top of the page, its height is where the body begins."""
    style = Style(8.4, GREY)
    lines = wrap(statement.running_head, style, WIDTH, measure)
    return Strip(26.0 + 13 * len(lines), tuple(set_lines(lines, LEFT, 16, style, 13, measure)))


def _footer(statement: Statement, measure: Measure) -> Strip:
    style = Style(7.2, GREY)
    lines = list(chain.from_iterable(wrap(line, style, WIDTH - 78, measure) for line in statement.footer))
    return Strip(max(10.0 * len(lines), 14) + 5, (Rule(LEFT, 0, RIGHT, 0, width=0.8), *set_lines(lines, LEFT, 5, style, 10, measure)))


def _page_number(statement: Statement, measure: Measure, number: int, count: int) -> list[Mark]:
    label = statement.page_label.replace("{page}", str(number)).replace("{pages}", str(count))
    return set_lines([label], LEFT, PAGE_HEIGHT - BOTTOM_MARGIN - 13, Style(9, NAVY, bold=True), 13, measure, "right", WIDTH)
