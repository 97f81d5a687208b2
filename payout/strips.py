"""Marks, the strips they stand in, and the pages the strips flow onto.

Lengths are points; a page is A4, x grows to the right and y downwards from its top left corner. A page break never cuts a strip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from payout.linebreak import break_lines

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
LEFT, RIGHT = 40.0, 555.28
WIDTH = RIGHT - LEFT
FIRST_TOP = 24.0

_SPACES = " \u3000"
_HALF_WHITE = frozenset("（［｛〔〈《「『【")
INK, HAIRLINE = "#1b2430", "#c9d2de"


@dataclass(frozen=True, slots=True)
class Style:
    """A size in points, a colour as #rrggbb, and the weight."""

    size: float
    color: str = INK
    bold: bool = False


@dataclass(eq=False, slots=True)
class Tag:
    """An element of the document's structure, as a screen reader walks it: `kind` as PDF names it (H1, P, Table, TD …), what stands
    below it in reading order. Told apart by identity; a mark without one is decoration that nobody reads out.

    `alt` says a figure in words, `actual` is what its text stands for, `scope` whose head a TH is (`Column`, `Row`).
    """

    kind: str
    alt: str = ""
    actual: str = ""
    scope: str = ""
    below: list[Tag] = field(default_factory=list)

    def add(self, kind: str, *, alt: str = "", actual: str = "", scope: str = "") -> Tag:
        """A new element, the last below this one."""
        tag = Tag(kind, alt, actual, scope)
        self.below.append(tag)
        return tag


@dataclass(frozen=True, slots=True)
class Text:
    """`text` from `x` on the baseline `y`."""

    x: float
    y: float
    text: str
    style: Style
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, dotted where something is written by hand."""

    x: float
    y: float
    to_x: float
    to_y: float
    color: str = HAIRLINE
    width: float = 0.6
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle from its top left corner, filled or stroked or both; an empty colour means not."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    radius: float = 0.0
    stroke_width: float = 0.8
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of `text` in a square from its top left corner; `size` is that of the dark modules, without the quiet zone."""

    x: float
    y: float
    size: float
    text: str
    tag: Tag | None = None


Mark = Text | Rule | Box | Code
Page = tuple[Mark, ...]
Measure = Callable[[str, Style], float]  # the width of a text in a style; of two texts together, the sum


@dataclass(frozen=True, slots=True)
class Panel:
    """The ground under neighbouring strips: one box on each page where they stand. Told apart by identity."""

    fill: str = ""
    stroke: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """Marks that stay together, their y counted from the strip's own top.

    `space`: white above, except at the top of a page. `keep`: never the last of a page. `head`: repeated when a page begins here.
    """

    height: float
    marks: tuple[Mark, ...]
    space: float = 0.0
    keep: bool = False
    head: Strip | None = None
    panel: Panel | None = None
    new_page: bool = False


def flow(strips: Sequence[Strip], next_top: float, bottom: float) -> list[list[Mark]]:
    """Stack the strips, from `next_top` to `bottom` on all pages but the first.

    A strip that must stand with the next goes to the next page together with it, if a page can hold them.
    Raises: ValueError when a single strip is taller than a page.
    """
    placed: list[list[tuple[Strip, float]]] = [[]]
    y = FIRST_TOP
    for at, strip in enumerate(strips):
        fresh = not placed[-1]
        needed = strip.space * (not fresh) + _kept_height(strips, at, bottom - next_top)
        if not fresh and (strip.new_page or y + needed > bottom + 1e-6):
            placed.append([])
            y, fresh = next_top, True
            if strip.head:
                placed[-1].append((_unread(strip.head), y))
                y += strip.head.height
        y += 0 if fresh else strip.space
        if y + strip.height > bottom + 1e-6:
            raise ValueError(f"too much text to stand together on one page: {_first_text(strip)!r}")
        placed[-1].append((strip, y))
        y += strip.height
    return [list(_with_panels(page)) for page in placed]


def _unread(head: Strip) -> Strip:
    """A head that is repeated for the eye; it was read out where it stood first."""
    return replace(head, marks=tuple(untagged(head.marks)))


def untagged(marks: Iterable[Mark]) -> Iterable[Mark]:
    """The marks as decoration."""
    for mark in marks:
        yield mark if isinstance(mark, Rule) else replace(mark, tag=None)


def _kept_height(strips: Sequence[Strip], at: int, most: float) -> float:
    """The height of the strip and of those it must stand with; of the strip alone when they need more than a page."""
    height = strips[at].height
    end = at
    while strips[end].keep and end + 1 < len(strips):
        end += 1
        height += strips[end].space + strips[end].height
    return height if height <= most else strips[at].height


def _with_panels(page: Sequence[tuple[Strip, float]]) -> Iterable[Mark]:
    for _, group in groupby(page, key=lambda placed: id(placed[0].panel) if placed[0].panel else id(placed[0])):
        placed = list(group)
        (first, top), (last, last_top) = placed[0], placed[-1]
        if first.panel:
            yield Box(LEFT, top, WIDTH, last_top + last.height - top, first.panel.fill, first.panel.stroke, radius=5)
        for strip, y in placed:
            yield from moved(strip.marks, y)


def moved(marks: Iterable[Mark], down: float) -> Iterable[Mark]:
    """The marks, further down the page."""
    for mark in marks:
        match mark:
            case Text(x, y, text, style, tag):
                yield Text(x, y + down, text, style, tag)
            case Rule():
                yield replace(mark, y=mark.y + down, to_y=mark.to_y + down)
            case _:
                yield replace(mark, y=mark.y + down)


def _first_text(strip: Strip) -> str:
    return next((mark.text for mark in strip.marks if isinstance(mark, Text)), "")


def refuse_what_leaves_the_page(laid_out: Iterable[Page], measure: Measure) -> None:
    """Raises ValueError for a text that runs over the edge: a statement never loses a word."""
    for mark in (mark for page in laid_out for mark in page):
        if isinstance(mark, Text) and not (mark.x >= 0 and mark.x + measure(mark.text.rstrip(), mark.style) <= PAGE_WIDTH):
            raise ValueError(f"too long for the page: {mark.text!r}")


def wrap(text: str, style: Style, width: float, measure: Measure) -> list[str]:
    """The lines of a text in one style, broken where Japanese and Latin text may be. A line keeps the space it was broken at, so
    that who reads the text out of the file finds two words and not one."""
    whole = text.rstrip(_SPACES)
    if measure(whole, style) <= width:
        return [whole] if whole else []
    cuts = break_lines(text, [measure(character, style) for character in text], width)
    return [text[start : _with_space(text, end)] for start, end in cuts]


def _with_space(text: str, end: int) -> int:
    return end + 1 if end + 1 < len(text) and text[end] in _SPACES else end


def set_lines(
    texts: Sequence[str],
    x: float,
    top: float,
    style: Style,
    leading: float,
    measure: Measure,
    align: str = "left",
    width: float = 0.0,
    tag: Tag | None = None,
) -> list[Mark]:
    """One mark a line. `right` and `center` stand in the `width` that begins at `x`."""
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
    first = baseline(top, style, leading)
    return [
        Text(x + (share * (width - measure(text.rstrip(), style)) if share else -hung(text, style)), first + at * leading, text, style, tag)
        for at, text in enumerate(texts)
    ]


def hung(text: str, style: Style) -> float:
    """How far a line moves to the left for its ink to begin at the edge: a full-width opening bracket is half white."""
    return style.size / 2 if text[:1] in _HALF_WHITE else 0.0


def baseline(top: float, style: Style, leading: float) -> float:
    """Japanese glyphs fill a square that reaches 0.88 of the size above the baseline; the square stands in the middle of its line."""
    return top + (leading - style.size) / 2 + 0.88 * style.size


def fitted(text: str, style: Style, width: float, smallest: float, measure: Measure) -> Style:
    """The style, made smaller when the text is wider than `width`, but never below `smallest`."""
    wide = measure(text, style)
    return style if wide <= width else replace(style, size=max(smallest, int(10 * style.size * width / wide) / 10))


def widest(texts: Iterable[str], style: Style, measure: Measure) -> float:
    """The width of the widest text; 0 where there is none."""
    return max((measure(text, style) for text in texts), default=0.0)


def wrap_runs(runs: Sequence[tuple[str, Style]], width: float, measure: Measure) -> list[list[tuple[str, Style]]]:
    """Break a paragraph of several styles as the one text it is."""
    text = "".join(run for run, _ in runs)
    styles = [style for run, style in runs for _ in run]
    widths = [measure(character, style) for character, style in zip(text, styles, strict=True)]
    return [
        [
            ("".join(text[at] for at in group), style)
            for style, group in groupby(range(start, _with_space(text, end)), key=styles.__getitem__)
        ]
        for start, end in break_lines(text, widths, width)
    ]


def set_runs(
    runs: Iterable[tuple[str, Style]], x: float, top: float, leading: float, measure: Measure, tag: Tag | None = None
) -> list[Mark]:
    """One line of several styles."""
    marks: list[Mark] = []
    for text, style in runs:
        x -= 0.0 if marks else hung(text, style)
        marks.append(Text(x, baseline(top, style, leading), text, style, tag))
        x += measure(text, style)
    return marks


def rows_that_fit(widths: Sequence[float], width: float, gap: float) -> list[list[int]]:
    """Which of some things, `gap` apart, stand in which row: a row takes as many as fit."""
    rows: list[list[int]] = [[]]
    used = 0.0
    for at, wide in enumerate(widths):
        if rows[-1] and used + gap + wide > width:
            rows.append([])
            used = 0.0
        used += wide + (gap if rows[-1] else 0)
        rows[-1].append(at)
    return rows
