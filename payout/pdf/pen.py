"""Marks → the content of a page, each text in the element of the structure that it belongs to, all else as decoration.

Lengths are points, written to a hundredth; PDF counts y from the bottom of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain
from typing import assert_never

from reportlab.pdfbase.pdfdoc import PDFDocument

from payout.pdf import qr
from payout.pdf.faces import Typefaces
from payout.strips import PAGE_HEIGHT, Box, Code, Mark, Rule, Style, Tag, Text

_JAPANESE = re.compile("([\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff\U000f0000-\U000fffff]+)")
_MODULES = re.compile(r"(?<![^\n])(?<!re\n)(?:[\d.]+ [\d.]+ [\d.]+ [\d.]+ re\n)++f\n")
_OVERLAP = 0.01  # rows of modules overlap by a hair, or viewers show white lines between them
_ROUND = 0.5523  # how far a Bézier curve's handle stands from the corner of a quarter circle


@dataclass(slots=True)
class Drawn:
    """One page: its operators; by number the element of each marked content, with its language where that is not the document's;
    and the box that each figure takes up."""

    operators: list[str] = field(default_factory=list)
    owners: list[tuple[Tag, str]] = field(default_factory=list)
    boxes: dict[int, tuple[float, float, float, float]] = field(default_factory=dict)
    """By the identity of the figure's tag: left, bottom, right, top."""


def draw(marks: Iterable[Mark], document: PDFDocument, faces: Typefaces, language: str) -> Drawn:
    """The content of one page. In an English document what is Japanese says so, for the voice that reads it out."""
    pen = _Pen(document, faces, language)
    for mark in gathered(marks):
        pen.put(mark)
    pen.close()
    return pen.page


def gathered(marks: Iterable[Mark]) -> Iterable[Mark]:
    """The marks with all texts of an element in a row, though the lines of a neighbour stand between them: a voice reads it whole."""
    groups: list[list[Mark]] = []
    of: dict[int, list[Mark]] = {}
    for mark in marks:
        if isinstance(mark, Text) and mark.tag and id(mark.tag) in of:
            of[id(mark.tag)].append(mark)
            continue
        groups.append([mark])
        if isinstance(mark, Text) and mark.tag:
            of[id(mark.tag)] = groups[-1]
    return chain.from_iterable(groups)


@cache
def _rgb(color: str) -> str:
    return " ".join(f"{int(color[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))


class _Pen:
    def __init__(self, document: PDFDocument, faces: Typefaces, language: str) -> None:
        self.document, self.faces, self.foreign = document, faces, language != "ja"
        self.page = Drawn()
        self.write = self.page.operators.append
        self.open: tuple[Tag | None, str] = (None, "")
        self.within = False
        self.filled = ""

    def put(self, mark: Mark) -> None:
        match mark:
            case Text():
                self.text(mark)
            case Rule():
                self.belong(None)
                self.rule(mark)
            case Box():
                self.belong(mark.tag)
                self.box(mark)
            case Code():
                self.belong(mark.tag)
                self.code(mark)
            case _:
                assert_never(mark)

    def belong(self, tag: Tag | None, language: str = "") -> None:
        """What follows belongs to an element; neighbours of one element and language share a marked content."""
        if self.within and self.open[0] is tag and self.open[1] == language:
            return
        self.close()
        if tag is None:
            self.write("/Artifact BMC")
        else:
            self.write(f"/{'Span' if language else tag.kind} <</MCID {len(self.page.owners)}>> BDC")
            self.page.owners.append((tag, language))
        self.open, self.within = (tag, language), True

    def close(self) -> None:
        if self.within:
            self.write("EMC")
        self.within = False

    def fill(self, color: str) -> None:
        if color != self.filled:
            self.write(f"{_rgb(color)} rg")
            self.filled = color

    # ---- the marks

    def text(self, text: Text) -> None:
        if not (self.foreign and text.tag):
            self.belong(text.tag)
            self.letters(text.text, text.x, text.y, text.style)
            return
        x = text.x
        for at, part in enumerate(_JAPANESE.split(text.text)):
            if part:
                self.belong(text.tag, "ja-JP" if at % 2 else "")
                self.letters(part, x, text.y, text.style)
                x += self.faces.measure(part, text.style)

    def letters(self, text: str, x: float, y: float, style: Style) -> None:
        face = self.faces.of(style)
        self.fill(style.color)
        self.write(f"BT 1 0 0 1 {x:.2f} {PAGE_HEIGHT - y:.2f} Tm")
        for subset, codes in face.splitString(text, self.document):
            self.write(f"{face.getSubsetInternalName(subset, self.document)} {style.size:.2f} Tf <{codes.hex()}> Tj")
        self.write("ET")

    def rule(self, rule: Rule) -> None:
        dash = "[0.6 2.4] 0 d" if rule.dotted else "[] 0 d"
        ends = f"{rule.x:.2f} {PAGE_HEIGHT - rule.y:.2f} m {rule.to_x:.2f} {PAGE_HEIGHT - rule.to_y:.2f} l S"
        self.write(f"{_rgb(rule.color)} RG {rule.width:.2f} w {dash} {ends}")

    def box(self, box: Box) -> None:
        if box.fill:
            self.fill(box.fill)
        if box.stroke:
            self.write(f"{_rgb(box.stroke)} RG {box.stroke_width:.2f} w [] 0 d")
        bottom = PAGE_HEIGHT - box.y - box.height
        shape = _rounded(box.x, bottom, box.width, box.height, box.radius) if box.radius else _plain(box.x, bottom, box.width, box.height)
        self.write(f"{shape} {'B' if box.fill and box.stroke else 'f' if box.fill else 'S'}")
        self.takes(box.tag, box.x, bottom, box.x + box.width, bottom + box.height)

    def code(self, code: Code) -> None:
        self.fill("#000000")
        self.write(modules(code.text, code.x, code.y, code.size))
        self.takes(code.tag, code.x, PAGE_HEIGHT - code.y - code.size, code.x + code.size, PAGE_HEIGHT - code.y)

    def takes(self, tag: Tag | None, left: float, bottom: float, right: float, top: float) -> None:
        if tag is not None:
            before = self.page.boxes.get(id(tag), (left, bottom, right, top))
            joined = (min(before[0], left), min(before[1], bottom), max(before[2], right), max(before[3], top))
            self.page.boxes[id(tag)] = joined


@lru_cache(maxsize=16)
def modules(text: str, x: float, y: float, size: float) -> str:
    """The operators that draw the QR code of a text with its top left corner at `x`, `y`."""
    side, runs = qr.runs(text)
    each = size / side
    boxes = (
        f"{x + column * each:.3f} {PAGE_HEIGHT - y - (row + 1) * each:.3f} {length * each:.3f} {each + _OVERLAP:.3f} re"
        for row, column, length in runs
    )
    return "\n".join((*boxes, "f"))


def shows_code(content: bytes, text: str) -> bool:
    """Whether the content of a page draws the QR code of a text, wherever it stands and however large it is."""
    _, runs = qr.runs(text)
    for block in _MODULES.findall(content.decode("latin-1")):
        if block.count("\n") != len(runs) + 1:
            continue
        boxes = [[float(number) for number in line.split()[:4]] for line in block.splitlines()[:-1]]
        (left, bottom, _, height), each = boxes[0], boxes[0][3] - _OVERLAP
        found = [(round((bottom + height - y - tall) / each), round((x - left) / each), round(wide / each)) for x, y, wide, tall in boxes]
        if tuple(found) == runs:
            return True
    return False


def _plain(x: float, y: float, width: float, height: float) -> str:
    return f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re"


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    """A rectangle whose corners are quarter circles, drawn counter-clockwise from the bottom left."""
    right, top, handle = x + width, y + height, radius * (1 - _ROUND)
    corners = (
        (right - radius, y, right - handle, y, right, y + handle, right, y + radius),
        (right, top - radius, right, top - handle, right - handle, top, right - radius, top),
        (x + radius, top, x + handle, top, x, top - handle, x, top - radius),
        (x, y + radius, x, y + handle, x + handle, y, x + radius, y),
    )
    curves = " ".join("{:.2f} {:.2f} l {:.2f} {:.2f} {:.2f} {:.2f} {:.2f} {:.2f} c".format(*corner) for corner in corners)
    return f"{x + radius:.2f} {y:.2f} m {curves} h"
