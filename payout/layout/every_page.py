"""What every page carries: the band, the running head, the foot with the QR code and the hashes, the number of the page."""

from __future__ import annotations

from payout.layout.look import GREY, NAVY, TEAL
from payout.statement import Statement
from payout.strips import LEFT, PAGE_HEIGHT, PAGE_WIDTH, WIDTH, Box, Code, Mark, Measure, Rule, Strip, Style, Tag, set_lines, wrap

BOTTOM_MARGIN = 24.0
_CODE = 54.0
"""37 modules in 54 points are still read from a scan of 110 dots an inch; at 50 points they are not."""


def band() -> tuple[Mark, ...]:
    """The coloured edge at the top."""
    return Box(0, 0, PAGE_WIDTH, 7.4, NAVY), Box(0, 7.4, PAGE_WIDTH, 2.2, TEAL)


def running_head(statement: Statement, measure: Measure) -> Strip:
    """The head of the later pages; it begins at the top of the page, its height is where the body begins."""
    style = Style(8.4, GREY)
    lines = wrap(statement.running_head, style, WIDTH, measure)
    return Strip(26.0 + 13 * len(lines), tuple(set_lines(lines, LEFT, 16, style, 13, measure)))


def footer(statement: Statement, measure: Measure, under: Tag) -> Strip:
    """The QR code and beside it what the figures came from. The first page's is read out, the others are its repetition."""
    style, x = Style(7.2, GREY), LEFT + _CODE + 14
    code = statement.code
    marks: list[Mark] = [Rule(LEFT, 0, LEFT + WIDTH, 0, width=0.8)]
    marks.append(Code(LEFT, 7, _CODE, code, under.add("Figure", alt=statement.code_label)))
    y = 5.0
    for line in statement.footer:
        lines = wrap(line, style, LEFT + WIDTH - 66 - x, measure)
        marks += set_lines(lines, x, y, style, 10, measure, tag=under.add("P"))
        y += 10 * len(lines)
    return Strip(max(y, 7 + _CODE), tuple(marks))


def page_number(statement: Statement, measure: Measure, number: int, count: int) -> list[Mark]:
    """`1 / 2`, at the right."""
    label = statement.page_label.replace("{page}", str(number)).replace("{pages}", str(count))
    return set_lines([label], LEFT, PAGE_HEIGHT - BOTTOM_MARGIN - 13, Style(9, NAVY, bold=True), 13, measure, "right", WIDTH)
