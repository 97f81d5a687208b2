"""What the operator says and notes: the talk, the record of the call, the boxes for those who answer for the statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from payout.layout.first_page import pair_tags
from payout.layout.look import BODY, GREY, NAVY, TEAL, TEAL_TINT, ZEBRA
from payout.statement import Approval, CallRecord, Talk, Words
from payout.strips import (
    HAIRLINE,
    INK,
    LEFT,
    RIGHT,
    WIDTH,
    Box,
    Mark,
    Measure,
    Panel,
    Rule,
    Strip,
    Style,
    Tag,
    rows_that_fit,
    set_lines,
    set_runs,
    widest,
    wrap,
    wrap_runs,
)

TALK_LEADING, TALK_PADDING = 12.4, 2.0
MOST_TOGETHER = 9
"""So many lines of one entry stay on one page: an amount is not read without its reading."""


def talk_strips(talk: Talk, measure: Measure, under: Tag) -> list[Strip]:
    """One panel; a page breaks between two entries, and within one only if it is long."""
    panel = Panel(fill=TEAL_TINT)
    label_style = Style(8.4, TEAL, bold=True)
    label_width = min(widest((label for label, _ in talk.entries), label_style, measure), 0.22 * WIDTH) + 0.1
    x = LEFT + 9 + label_width + 10
    under = under.add("L")
    strips: list[Strip] = []
    for label, words in talk.entries:
        label_tag, said_tag = pair_tags(under)
        labels = wrap(label, label_style, label_width, measure)
        lines = wrap_runs(_runs(words), RIGHT - 10 - x, measure)
        for at, (name, runs) in enumerate(zip_longest(labels, lines, fillvalue=())):
            top = 0 if at else TALK_PADDING
            marks = set_lines([name] if isinstance(name, str) else [], LEFT + 9, top, label_style, TALK_LEADING, measure, tag=label_tag)
            marks += set_runs(runs, x, top, TALK_LEADING, measure, said_tag)
            count = max(len(labels), len(lines))
            last = at + 1 == count
            whole = count <= MOST_TOGETHER or not at
            strips.append(Strip(TALK_LEADING + TALK_PADDING * ((not at) + last), tuple(marks), keep=whole and not last, panel=panel))
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


def call_record_strips(record: CallRecord, measure: Measure, under: Tag) -> list[Strip]:
    """A framed form, two fields a row, and dotted lines for notes."""
    panel = Panel(stroke=HAIRLINE)
    half = WIDTH / 2
    label_style = Style(8.4, NAVY, bold=True)
    label_width = min(widest([*(label for label, _, _ in record.fields), record.notes], label_style, measure), 0.36 * half) + 0.1
    under = under.add("L")
    strips = []
    for number in range(0, len(record.fields), 2):
        pair = record.fields[number : number + 2]
        drawn = [_field(field, x, label_width, half, measure, under) for field, x in zip(pair, (LEFT, LEFT + half), strict=False)]
        height = max(tall for _, tall in drawn)
        lines = [Rule(LEFT, height, RIGHT, height), Rule(LEFT + half, 0, LEFT + half, height)]
        strips.append(Strip(height, (*chain.from_iterable(marks for marks, _ in drawn), *lines), panel=panel, keep=True))
    x = LEFT + 7 + label_width + 9
    notes_label = wrap(record.notes, label_style, label_width, measure)
    notes = set_lines(notes_label, LEFT + 7, 5, label_style, 13, measure, tag=under.add("LI").add("LBody"))
    dotted = [Rule(x, y, RIGHT - 9, y, GREY, 0.6, dotted=True) for y in (15,)]
    return [*strips, Strip(20, (*notes, *dotted), panel=panel)]


def _field(
    field: tuple[str, tuple[str, ...], str], x: float, label_width: float, width: float, measure: Measure, under: Tag
) -> tuple[list[Mark], float]:
    """Label, boxes to tick, and blanks spread out to write between; also the height."""
    label, options, blanks = field
    label_tag, body_tag = pair_tags(under)
    label_style, style = Style(8.4, NAVY, bold=True), Style(8.4)
    labels = wrap(label, label_style, label_width, measure)
    marks = set_lines(labels, x + 7, 4, label_style, 13, measure, tag=label_tag)
    start, right = x + 7 + label_width + 9, x + width - 6
    rows = rows_that_fit([11 + measure(option, style) for option in options], right - start, 6) if options else []
    y, end = 4.0, start
    for number, row in enumerate(rows):
        y, end = 4.0 + 13 * number, start
        for at in row:
            marks.append(Box(end + 0.5, y + 2.8, 7.2, 7.2, stroke=INK, stroke_width=0.7))
            marks += set_lines([options[at] + " "], end + 11, y, style, 13, measure, tag=body_tag)
            end += 11 + measure(options[at], style) + 6
    parts = blanks.split()
    if rows and parts and right - end < widest([blanks], style, measure) + 14 * len(parts):
        y, end = y + 13, start
    written_after = 58.0 if blanks.endswith(("：", ":")) else 0.0
    room = max((right - end - written_after - sum(measure(part, style) for part in parts)) / max(len(parts), 1), 3)
    for part in parts:
        end += room
        marks += set_lines([part + " "], end, y, style, 13, measure, tag=body_tag)
        end += measure(part, style)
    return marks, max(y + 13, 4 + 13 * len(labels)) + 4


def approval_strip(approval: Approval, measure: Measure, under: Tag) -> Strip:
    """Boxes for names and stamps at the left, for a memo at the right."""
    each = min(84.0, (WIDTH if not approval.memo else 0.62 * WIDTH) / max(len(approval.boxes), 1))
    style = Style(8.4, NAVY, bold=True)
    titles = [wrap(title, style, each - 8, measure) for title in approval.boxes]
    memo_x = LEFT + each * len(titles) + (10 if titles else 0)
    memo = wrap(approval.memo, style, RIGHT - memo_x - 16, measure)
    head = 12.0 * max(map(len, titles), default=1) + 4
    height = max(head + 32, 13 * len(memo) + 8)
    under = under.add("L")
    marks: list[Mark] = []
    for number, title in enumerate(titles):
        tag = under.add("LI").add("LBody")
        x = LEFT + each * number
        marks.append(Box(x, 0, each, head, fill=ZEBRA, stroke=NAVY, stroke_width=0.6))
        marks.append(Box(x, head, each, height - head, stroke=NAVY, stroke_width=0.6))
        marks += set_lines(title, x + 4, 2 + 6 * (round((head - 4) / 12) - len(title)), style, 12, measure, "center", each - 8, tag)
    if memo:
        marks.append(Box(memo_x, 0, RIGHT - memo_x, height, stroke=HAIRLINE))
        marks += set_lines(memo, memo_x + 8, 3, style, 13, measure, tag=under.add("LI").add("LBody"))
    return Strip(height, tuple(marks))
