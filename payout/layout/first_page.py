"""The head of the first page: issuer, title and addressee, what is paid, the facts of the case."""

from __future__ import annotations

from collections.abc import Sequence

from payout.layout.look import BODY, GREY, LABEL, NAVY, ON_NAVY, ON_NAVY_RULE, WHITE
from payout.statement import Facts, Statement
from payout.strips import (
    INK,
    LEFT,
    RIGHT,
    WIDTH,
    Box,
    Mark,
    Measure,
    Rule,
    Strip,
    Style,
    Tag,
    Text,
    baseline,
    fitted,
    moved,
    set_lines,
    widest,
    wrap,
)


def masthead(statement: Statement, measure: Measure, under: Tag) -> Strip:
    """Issuer and reference, then title and addressee at the left of the greeting."""
    left_width, greeting_x = 250.0, LEFT + 274
    issuer_tag = under.add("P")
    reference, reference_x = _reference(statement.reference, measure, under)
    reference_bottom = 2 + 11.5 * len(statement.reference)
    beside = reference_x - LEFT > 200
    issuer_style = Style(11, NAVY, bold=True)
    issuer = wrap(statement.issuer, issuer_style, reference_x - LEFT - 16 if beside else WIDTH, measure)
    issuer_top = 0.0 if beside else reference_bottom
    marks = [*set_lines(issuer, LEFT, issuer_top, issuer_style, 16, measure, tag=issuer_tag), *reference]
    y = max(issuer_top + 16 * len(issuer), reference_bottom) + 6
    title_style = fitted(statement.title, Style(24, NAVY, bold=True), WIDTH, 18, measure)
    title = wrap(statement.title, title_style, WIDTH, measure)
    leading = title_style.size * 1.25
    marks += set_lines(title, LEFT, y, title_style, leading, measure, tag=under.add("H1"))
    y += leading * len(title) + 2
    greeting_top = y
    subtitle = wrap(statement.subtitle, Style(8.6, GREY), left_width, measure)
    marks += set_lines(subtitle, LEFT, y, Style(8.6, GREY), 12, measure, tag=under.add("P"))
    y += 12 * len(subtitle) + 5
    addressee_style = fitted(statement.addressee, Style(15, INK, bold=True), left_width - 16, 11, measure)
    addressee = wrap(statement.addressee, addressee_style, left_width - 16, measure)
    marks += set_lines(addressee, LEFT, y, addressee_style, 20, measure, tag=under.add("P"))
    y += 20 * len(addressee) + 2
    marks.append(Rule(LEFT, y, LEFT + left_width - 16, y, NAVY, 0.8))
    greeting = wrap(statement.greeting, BODY, RIGHT - greeting_x, measure)
    greeting_top = max(greeting_top, y - 14 * len(greeting) + 2)
    marks += set_lines(greeting, greeting_x, greeting_top, BODY, 14, measure, tag=under.add("P"))
    return Strip(max(y, greeting_top + 14 * len(greeting)), tuple(marks))


def _reference(pairs: Sequence[tuple[str, str]], measure: Measure, under: Tag) -> tuple[list[Mark], float]:
    """Label and value lines at the right margin, and the x where the longest begins."""
    value_style = Style(8.0, INK)
    under = under.add("L")
    marks: list[Mark] = []
    for number, (label, value) in enumerate(pairs):
        y = baseline(2 + 11.5 * number, value_style, 11.5)
        value_x = RIGHT - measure(value, value_style)
        label_tag, value_tag = pair_tags(under)
        marks += [Text(value_x - 7 - measure(label, LABEL), y, label, LABEL, label_tag), Text(value_x, y, value, value_style, value_tag)]
    return marks, min((mark.x for mark in marks), default=RIGHT)


def total_panel(statement: Statement, measure: Measure, under: Tag) -> Strip:
    """What is paid, large, and beside it when and where."""
    facts_x = LEFT + 282
    total_width = facts_x - LEFT - 16 - 12
    total, unit = Style(40, WHITE, bold=True), Style(16, WHITE, bold=True)
    total = fitted(statement.total, total, total_width - 7 - measure(statement.total_unit, unit), 8, measure)
    label_style, reading_style = Style(10, WHITE, bold=True), Style(9.4, ON_NAVY)
    label = wrap(statement.total_label, label_style, total_width, measure)
    reading = _by_words(statement.total_reading, reading_style, total_width, measure)
    tags = [under.add("P"), under.add("P", actual=f"{statement.total}{_space(statement)}{statement.total_unit}"), under.add("P")]
    facts, facts_height = _panel_facts(statement.payment, facts_x + 13, RIGHT - 11, measure, under)
    amount_bottom = 15 * len(label) + 2 + total.size * 1.18
    left_height = amount_bottom + 13 * len(reading)
    height = max(left_height, facts_height) + 18
    top = (height - left_height) / 2
    baseline = top + amount_bottom - total.size * 0.25
    x = LEFT + 16
    marks: list[Mark] = [Box(LEFT, 0, WIDTH, height, NAVY, radius=7)]
    marks += set_lines(label, x, top, label_style, 15, measure, tag=tags[0])
    marks.append(Text(x - 1, baseline, statement.total + _space(statement), total, tags[1]))
    if statement.total_unit:
        marks.append(Text(x + 6 + measure(statement.total, total), baseline, statement.total_unit, unit, tags[1]))
    marks += set_lines(reading, x, top + amount_bottom, reading_style, 13, measure, tag=tags[2])
    marks.append(Rule(facts_x, 11, facts_x, height - 11, ON_NAVY_RULE, 0.7))
    marks += moved(facts, (height - facts_height) / 2)
    return Strip(height, tuple(marks), space=11)


def _by_words(text: str, style: Style, width: float, measure: Measure) -> list[str]:
    """The lines of a reading, broken between words as it is said; only a word that is wider than the line is broken itself."""
    lines: list[str] = []
    for word in text.split():
        if lines and measure(f"{lines[-1]} {word}", style) <= width:
            lines[-1] += f" {word}"
        else:
            lines = [*lines[:-1], *(f"{line} " for line in lines[-1:]), *wrap(word, style, width, measure)]
    return lines


def _space(statement: Statement) -> str:
    return "" if statement.language == "ja" else " "


def _panel_facts(pairs: Sequence[tuple[str, str]], x: float, right: float, measure: Measure, under: Tag) -> tuple[list[Mark], float]:
    """Label and value lines on the dark panel, and their height."""
    label_style, value_style = Style(8.0, ON_NAVY), Style(9.0, WHITE, bold=True)
    label_width = min(widest((label for label, _ in pairs), label_style, measure), 0.4 * (right - x))
    value_x = x + label_width + 9
    under = under.add("L")
    marks: list[Mark] = []
    y = 0.0
    for label, value in pairs:
        label_tag, value_tag = pair_tags(under)
        labels = wrap(label, label_style, label_width + 0.1, measure)
        values = wrap(value, value_style, right - value_x, measure)
        marks += set_lines(labels, x, y + 2.5, label_style, 12.5, measure, tag=label_tag)
        marks += set_lines(values, value_x, y + 2.5, value_style, 12.5, measure, tag=value_tag)
        y += 12.5 * max(len(labels), len(values)) + 5
    return marks, y


def facts_strips(facts: Facts, measure: Measure, under: Tag) -> list[Strip]:
    """Label and value, two pairs a row, hairlines between the rows; a pair that is left over has the row to itself."""
    half = WIDTH / 2
    label_width = min(widest((label for label, _ in facts.pairs), LABEL, measure), 0.38 * half) + 0.1
    under = under.add("L")
    strips: list[Strip] = []
    for number in range(0, len(facts.pairs), 2):
        marks: list[Mark] = [] if number else [Rule(LEFT, 0, RIGHT, 0)]
        height = 0.0
        pairs = facts.pairs[number : number + 2]
        room = WIDTH if len(pairs) == 1 else half
        for (label, value), x in zip(pairs, (LEFT + 2, LEFT + half + 2), strict=False):
            labels = wrap(label, LABEL, label_width, measure)
            values = wrap(value, BODY, room - label_width - 22, measure)
            label_tag, value_tag = pair_tags(under)
            marks += set_lines(labels, x, 2.2, LABEL, 12.6, measure, tag=label_tag)
            marks += set_lines(values, x + label_width + 14, 2.2, BODY, 12.6, measure, tag=value_tag)
            height = max(height, 12.6 * max(len(labels), len(values)) + 4.4)
        marks.append(Rule(LEFT, height, RIGHT, height))
        strips.append(Strip(height, tuple(marks), space=0 if number else 10))
    return strips


def pair_tags(under: Tag) -> tuple[Tag, Tag]:
    """The elements of a label and of its value, below a list."""
    item = under.add("LI")
    return item.add("Lbl"), item.add("LBody")
