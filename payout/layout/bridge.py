"""The way from what was claimed to what is paid: a bar, and below it the same as a table that adds up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from payout.layout.look import ADDED, GREY, LABEL, NAVY, REDUCTIONS, TEAL
from payout.statement import Bridge, BridgePart
from payout.strips import HAIRLINE, INK, LEFT, WIDTH, Box, Mark, Measure, Strip, Style, Tag, rows_that_fit, set_lines

_SIGNS = {"claimed": "", "added": "+", "reduction": "−", "paid": "="}


def bridge_strip(bridge: Bridge, measure: Measure, under: Tag) -> Strip:
    """The bar, or two when something was added: what came in above, what became of it below; then the legend as a sum."""
    colors = dict(zip(bridge.parts, _bridge_colors(bridge.parts), strict=True))
    incoming = [part for part in bridge.parts if part.role in ("claimed", "added")]
    outgoing = [part for part in bridge.parts if part.role == "paid"] + [part for part in bridge.parts if part.role == "reduction"]
    figure = under.add("Figure", alt=" ".join(f"{_SIGNS[part.role]} {part.label} {part.text}".strip() for part in bridge.parts))
    marks: list[Mark] = []
    y = 0.0
    for parts in (incoming, outgoing) if len(incoming) > 1 else (outgoing,):
        marks += _bar(parts, colors, y, figure)
        y += 12
    legend, height = _legend(bridge.parts, colors, y + 2, measure, under)
    return Strip(height, (*marks, *legend))


def _bridge_colors(parts: Sequence[BridgePart]) -> Iterable[str]:
    reductions = 0
    for part in parts:
        if part.role == "reduction":
            yield REDUCTIONS[reductions % len(REDUCTIONS)]
            reductions += 1
        else:
            yield {"claimed": NAVY, "added": ADDED, "paid": TEAL}[part.role]


def _bar(parts: Sequence[BridgePart], colors: dict[BridgePart, str], top: float, tag: Tag) -> list[Mark]:
    """Segments as long as their amounts, the smallest still to be seen, a white line between them."""
    shown = [part for part in parts if part.amount > 0]
    whole = sum(part.amount for part in shown)
    if not whole:
        return [Box(LEFT, top, WIDTH, 9, HAIRLINE, tag=tag)]
    free = WIDTH - 1.8 * len(shown) - 0.8 * (len(shown) - 1)
    marks: list[Mark] = []
    x = LEFT
    for part in shown:
        width = 1.8 + free * part.amount / whole
        marks.append(Box(x, top, width, 9, colors[part], tag=tag))
        x += width + 0.8
    return marks


def _legend(
    parts: Sequence[BridgePart], colors: dict[BridgePart, str], top: float, measure: Measure, under: Tag
) -> tuple[list[Mark], float]:
    """a − b − c = d under coloured squares, over as many rows as it needs; also returns where it ends."""
    table = under.add("Table")
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
            row_tag = table.add("TR")
            label_tag, amount_tag = row_tag.add("TH", scope="Row"), row_tag.add("TD")
            marks.append(Box(x + indent, top + 2.6, 6.4, 6.4, colors[part]))
            marks += set_lines([part.label], x + indent + 10, top, LABEL, 11.6, measure, tag=label_tag)
            sign = [_SIGNS[part.role] + " "] if at else []
            marks += set_lines(sign, x, top + 12, Style(10.5, GREY), 15, measure, "right", indent - 3, amount_tag)
            marks += set_lines([part.text], x + indent, top + 12, style, 15, measure, tag=amount_tag)
            x += widths[at] + min(spare, 96)
        top += 31
    return marks, top - 4


def _amount_style(part: BridgePart) -> Style:
    return Style(10.8, TEAL if part.role == "paid" else INK, bold=part.role in ("claimed", "paid"))


def _even_rows(widths: Sequence[float], width: float, gap: float) -> list[list[int]]:
    """As few rows as can hold all, and about as many in each: the sum should not leave its last part alone in a row."""
    rows = rows_that_fit(widths, width, gap)
    each = -(-len(widths) // len(rows))
    even = [list(range(at, min(at + each, len(widths)))) for at in range(0, len(widths), each)]
    fits = all(sum(widths[at] for at in row) + gap * (len(row) - 1) <= width for row in even)
    return even if fits else rows
