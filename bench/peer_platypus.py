"""The statement by reportlab's own layout, platypus: plain tables and paragraphs, no tags, no archive, no attachments."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from payout.fonts import faces

NAME = "platypus"
MODULE = "reportlab"
MAKES = "plain PDF"
ATTACHES = False

PLAIN, BOLD = "peer-regular", "peer-bold"
WIDTH = A4[0] - 68
BODY = ParagraphStyle("body", fontName=PLAIN, fontSize=9.2, leading=13.6, wordWrap="CJK")
NOTE = ParagraphStyle("note", BODY, fontSize=8, leading=10.6, textColor=HexColor("#566273"))
STRONG = ParagraphStyle("strong", BODY, fontName=BOLD)
HEADING = ParagraphStyle("heading", STRONG, fontSize=11, leading=15, spaceBefore=9, spaceAfter=4, keepWithNext=1)
TITLE = ParagraphStyle("title", STRONG, fontSize=13, leading=18)
TOTAL = ParagraphStyle("total", STRONG, fontSize=40, leading=48)
ALIGNED = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER}
CELLS = {
    (align, strong): ParagraphStyle(f"{align}{strong}", STRONG if strong else BODY, alignment=ALIGNED[align])
    for align in ALIGNED
    for strong in (False, True)
}
GRID = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor("#c9d2de")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("ROWBACKGROUNDS", (0, 1), (-1, -1), [None, HexColor("#f0f4f9")]),
    ]
)
TIGHT = TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)])


def draws() -> Callable[[bytes, Mapping[str, bytes]], bytes]:
    """The way to draw one statement: faces and styles are made once and kept."""
    for name, path in ((PLAIN, faces().regular), (BOLD, faces().bold)):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(path)))

    def draw(texts: bytes, _: Mapping[str, bytes]) -> bytes:
        it, target = json.loads(texts), io.BytesIO()
        document = SimpleDocTemplate(target, pagesize=A4, leftMargin=34, rightMargin=34, topMargin=44, bottomMargin=70, title=it["title"])
        document.build(_story(it), onFirstPage=partial(_every_page, it), onLaterPages=partial(_every_page, it))
        return target.getvalue()

    return draw


def _every_page(it: Mapping[str, Any], canvas: Any, document: Any) -> None:
    canvas.setFont(PLAIN, 8)
    for at, line in enumerate(it["footer"]):
        canvas.drawString(34, 58 - 11 * at, line)
    canvas.drawRightString(34 + WIDTH, 24, it["page_label"].replace("{page} / {pages}", str(document.page)))
    if document.page > 1:
        canvas.drawString(34, A4[1] - 30, it["running_head"])


def _story(it: Mapping[str, Any]) -> list[Any]:
    story = [_text(it["issuer"]), _pairs(it["reference"]), _text(it["title"], TITLE), _text(it["subtitle"]), _text(it["addressee"], STRONG)]
    story += [
        _text(it["greeting"]),
        _text(it["total_label"]),
        _text(f"{it['total']} {it['total_unit']}", TOTAL),
        _text(it["total_reading"]),
    ]
    story += [_pairs(it["payment"]), _pairs(it["facts"])]
    for section in it["sections"]:
        story += [*([PageBreak()] if section["new_page"] else []), _text(section["title"], HEADING)]
        story += [_text(section["note"], NOTE)] if section["note"] else []
        for block in section["blocks"]:
            story += _block(block)
    return story


def _text(text: str, style: ParagraphStyle = BODY) -> Any:
    return Paragraph(escape(text), style)


def _pairs(pairs: list[list[str]]) -> Any:
    rows = [[_text(label, NOTE), _text(value)] for label, value in pairs]
    return Table(rows, colWidths=[118, WIDTH - 118], style=TIGHT) if rows else Spacer(0, 0)


def _block(block: Mapping[str, Any]) -> list[Any]:
    if block["kind"] == "pairs":
        return [_pairs(block["pairs"])]
    if block["kind"] == "texts":
        return [_text(text) for text in block["texts"]]
    columns = block["columns"]
    rows = [[_text(column["title"], CELLS[column["align"], True]) for column in columns]]
    for row in [*block["rows"], *([block["total"]] if block["total"] else [])]:
        rows.append([_cell(cell, column["align"]) for cell, column in zip(row, columns, strict=True)])
    return [Table(rows, colWidths=[WIDTH * column["width"] / 1000 for column in columns], repeatRows=1, style=GRID)]


def _cell(cell: Mapping[str, Any], align: str) -> Any:
    first = _text(cell["text"], CELLS[align, cell["strong"]])
    return [first, _text(cell["note"], NOTE)] if cell["note"] else first
