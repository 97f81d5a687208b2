"""The statement as a PDF: the same statement gives the same bytes, and no character is ever lost.

The only room that knows reportlab. `layout.pages` says where everything stands; here it is checked, drawn and wrapped into a file.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
import unicodedata
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, assert_never

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from payout import layout
from payout.fonts import faces
from payout.messages import phrase
from payout.statement import Statement
from payout.strips import PAGE_HEIGHT, PAGE_WIDTH, Box, Mark, Page, Rule, Style, Text

PRODUCER = "payout"  # without a version: an upgrade that draws the same page gives the same bytes

_LANGUAGES = {"ja": "ja-JP", "en": "en-US"}
# Environment variables (RL_*) and settings files may have changed these; the bytes depend on them.
_SETTINGS = {"invariant": 1, "pdfMultiLine": 0, "pdfComments": 0, "useA85": 0, "documentLang": None, "canvas_baseColor": None}
_VARIANTS_FROM = 0xF0000  # private plane 15, where each variation sequence gets a code of its own

# CJK compatibility ideographs: NFC would print the plain 福 for a customer who writes the old 福, so they stay as they are.
_TO_NORMALISE = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
_SELECTED = re.compile("(.)([\ufe00-\ufe0f\U000e0100-\U000e01ef])", re.DOTALL)
# Controls and bidirectional marks, surrogates, private and unassigned codes, line separators; marks that need a shaping engine.
_NEVER_PRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Mc", "Me"})

_drawing = threading.Lock()  # reportlab's font objects keep one position in the font file, whoever reads


class MissingGlyph(ValueError):
    """A text holds a character that the statement's faces cannot print. We never print a box or a blank in its place.

    `letter` is its code, as `U+2611`; `reason` names it with the text that holds it.
    """

    def __init__(self, character: str, text: str) -> None:
        self.letter = f"U+{ord(character):04X}"
        shown = character if character.isprintable() else phrase("not-printable")
        self.reason = phrase("no-glyph", letter=self.letter, name=shown, text=repr(text))
        super().__init__(self.reason["en"])


def render(statement: Statement) -> bytes:
    """The statement as the bytes of a PDF file, A4, the same for the same statement on every machine with the same zlib.

    Raises: MissingGlyph for a character that cannot be printed; ValueError for a table row taller than a page.
    """
    with _drawing:
        typefaces = _typefaces()
        printable = _printable(statement, typefaces)
        pages = layout.pages(printable, typefaces.measure)
        return _file(statement, pages, typefaces)


# Faces and the characters they have.


class _Face(TTFont):
    """A TrueType face that tells every reader of the file which characters its glyphs are.

    reportlab writes code points above U+FFFF as five hexadecimal digits, which readers take for two characters, and knows no
    variation sequences; so we write the table of each subset again. `sequences` maps our private codes to what they stand for.
    """

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path), asciiReadable=False, shapable=False)
        if "fvar" in self.face.table:
            raise ValueError(f"{path.name} is a variable font; reportlab would print its thinnest master")
        self.sequences: dict[int, str] = {}

    def add_sequence(self, code: int, sequence: str, glyph: int) -> None:
        self.face.charToGlyph[code] = glyph
        self.face.charWidths[code] = self.face.charWidths[ord(sequence[0])]
        self.sequences[code] = sequence

    def addObjects(self, doc: PDFDocument) -> None:
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        names = [name for name in doc.idToObject if name.startswith("toUnicodeCMap:") and name.endswith("+" + self.face.name.decode())]
        for name, subset in zip(names, subsets, strict=True):
            doc.idToObject[name].content = self._to_unicode(subset)

    def _to_unicode(self, subset: list[int]) -> str:
        texts = {byte: self.sequences.get(code, chr(code)) for byte, code in enumerate(subset) if code}
        entries = [f"<{byte:02X}> <{text.encode('utf-16-be').hex().upper()}>" for byte, text in texts.items()]
        blocks = [entries[at : at + 100] for at in range(0, len(entries), 100)]  # 100 is the most the format allows
        return "\n".join(
            (
                "/CIDInit /ProcSet findresource begin",
                "12 dict begin",
                "begincmap",
                "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
                "/CMapName /Adobe-Identity-UCS def",
                "/CMapType 2 def",
                "1 begincodespacerange",
                "<00> <FF>",
                "endcodespacerange",
                *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
                "endcmap",
                "CMapName currentdict /CMap defineresource pop",
                "end",
                "end",
            )
        )


@dataclass(frozen=True, slots=True)
class _Typefaces:
    regular: _Face
    bold: _Face
    variants: Path

    def of(self, style: Style) -> _Face:
        return self.bold if style.bold else self.regular

    def measure(self, text: str, style: Style) -> float:
        widths = self.of(style).face.charWidths
        return float(sum(widths[ord(character)] for character in text)) * style.size / 1000

    def prints(self, character: str) -> bool:
        return all(ord(character) in face.face.charToGlyph for face in (self.regular, self.bold))


@cache
def _typefaces() -> _Typefaces:
    """Load and register the faces, once a process."""
    for name, value in _SETTINGS.items():
        setattr(rl_config, name, value)
    made = faces()
    typefaces = _Typefaces(_Face("payout-regular", made.regular), _Face("payout-bold", made.bold), made.variants)
    for face in (typefaces.regular, typefaces.bold):
        pdfmetrics.registerFont(face)
    return typefaces


@cache
def _variants(path: Path) -> dict[str, tuple[int, int]]:
    """Variation sequence → our code for it and its glyph. The codes follow the sorted list, so every process gives the same."""
    glyphs: dict[str, int] = json.loads(path.read_text(encoding="ascii"))
    return {sequence: (_VARIANTS_FROM + at, glyphs[sequence]) for at, sequence in enumerate(sorted(glyphs))}


def _printable(value: Any, typefaces: _Typefaces) -> Any:
    """A copy in which every text is normalised, checked, and its variation sequences replaced by our codes for them.

    It walks the whole document, whatever the blocks are called, so that a new block cannot forget the check.
    """
    if isinstance(value, str):
        return _printable_text(value, typefaces)
    if isinstance(value, tuple):
        return tuple(_printable(part, typefaces) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _printable(getattr(value, field.name), typefaces) for field in fields(value)})
    return value


def _printable_text(text: str, typefaces: _Typefaces) -> str:
    normal = normalised(text)
    with_codes = _SELECTED.sub(lambda match: _code_for(match[0], typefaces) or match[0], normal)
    for character in with_codes:
        ours = ord(character) in typefaces.regular.sequences
        if not ours and (unicodedata.category(character) in _NEVER_PRINTED or not typefaces.prints(character)):
            raise MissingGlyph(character, text)
    return with_codes


def normalised(text: str) -> str:
    """NFC, except that compatibility ideographs stay: in a name they are not the same letter."""
    return _TO_NORMALISE.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)


def _code_for(sequence: str, typefaces: _Typefaces) -> str:
    """Our character for a variation sequence, taught to both faces on first use; empty when the face has no such variant."""
    known = _variants(typefaces.variants).get(sequence)
    if known is None:
        return ""
    code, glyph = known
    for face in (typefaces.regular, typefaces.bold):
        if code not in face.sequences:
            face.add_sequence(code, sequence, glyph)
    return chr(code)


# The file.


@dataclass(frozen=True, slots=True)
class _Midnight:
    """The start of the statement's day in Japan, in the shape reportlab asks of a time stamp."""

    YMDhms: tuple[int, int, int, int, int, int]
    dhh: int = 9
    dmm: int = 0


def _file(statement: Statement, pages: tuple[Page, ...], typefaces: _Typefaces) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(
        target,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        pageCompression=1,
        invariant=1,
        pdfVersion=(1, 7),
        initialFontName=typefaces.regular.fontName,
        lang=_LANGUAGES[statement.language],
    )
    _describe(canvas, statement)
    for page in pages:
        for mark in page:
            _draw(canvas, mark, typefaces)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _describe(canvas: Canvas, statement: Statement) -> None:
    """Title, issuer and date; no personal data, no library versions, and an identity that comes from the statement alone."""
    made = date.fromisoformat(statement.made_at)
    canvas.setTitle(normalised(statement.title))
    canvas.setAuthor(normalised(statement.issuer))
    canvas.setSubject("")
    canvas.setKeywords("")
    canvas.setCreator(PRODUCER)
    canvas.setProducer(PRODUCER)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    document = canvas._doc
    document._timeStamp = _Midnight((made.year, made.month, made.day, 0, 0, 0))
    identity = hashlib.sha256(repr(statement).encode()).hexdigest()[:32].encode()
    document._ID = b"[<" + identity + b"><" + identity + b">]\n"


# The pen: all that is ever drawn is a text, a line or a box.


def _draw(canvas: Canvas, mark: Mark, typefaces: _Typefaces) -> None:
    match mark:
        case Text():
            _draw_text(canvas, mark, typefaces)
        case Rule():
            _draw_rule(canvas, mark)
        case Box():
            _draw_box(canvas, mark)
        case _:
            assert_never(mark)


def _draw_text(canvas: Canvas, text: Text, typefaces: _Typefaces) -> None:
    canvas.setFillColor(HexColor(text.style.color))
    canvas.setFont(typefaces.of(text.style).fontName, text.style.size)
    canvas.drawString(text.x, _up(text.y), text.text)


def _draw_rule(canvas: Canvas, rule: Rule) -> None:
    canvas.setStrokeColor(HexColor(rule.color))
    canvas.setLineWidth(rule.width)
    canvas.setDash([0.6, 2.4] if rule.dotted else [])
    canvas.line(rule.x, _up(rule.y), rule.to_x, _up(rule.to_y))


def _draw_box(canvas: Canvas, box: Box) -> None:
    if box.fill:
        canvas.setFillColor(HexColor(box.fill))
    if box.stroke:
        canvas.setStrokeColor(HexColor(box.stroke))
        canvas.setLineWidth(box.stroke_width)
        canvas.setDash([])
    shape = (box.x, _up(box.y + box.height), box.width, box.height)
    if box.radius:
        canvas.roundRect(*shape, box.radius, stroke=int(bool(box.stroke)), fill=int(bool(box.fill)))
    else:
        canvas.rect(*shape, stroke=int(bool(box.stroke)), fill=int(bool(box.fill)))


def _up(y: float) -> float:
    """PDF counts from the bottom of the page."""
    return PAGE_HEIGHT - y
