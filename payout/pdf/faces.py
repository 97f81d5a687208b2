"""The two faces as reportlab draws them, and the check that every character of a document is in them.

The same text gives the same subsets in every process; a reader of the file finds the letters that were written, variants included.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont

from payout import fonts
from payout.messages import phrase
from payout.strips import Style

# Environment variables (RL_*) and settings files may have changed these; the bytes depend on them.
_SETTINGS = {"invariant": 1, "pdfMultiLine": 0, "pdfComments": 0, "useA85": 0, "documentLang": None, "canvas_baseColor": None}
_VARIANTS_FROM = 0xF0000  # private plane 15, where each variation sequence gets a code of its own

# CJK compatibility ideographs: NFC would print the plain 福 for a customer who writes the old 福, so they stay as they are.
_TO_NORMALISE = re.compile("[^\uf900-\ufaff\U0002f800-\U0002fa1f]+")
_SELECTED = re.compile("(.)([\ufe00-\ufe0f\U000e0100-\U000e01ef])", re.DOTALL)
# Controls and bidirectional marks, surrogates, private and unassigned codes, line separators; marks that need a shaping engine.
_NEVER_PRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Mc", "Me"})


class MissingGlyph(ValueError):
    """A text holds a character that the statement's faces cannot print. We never print a box or a blank in its place.

    `letter` is its code, as `U+2611`; `reason` names it with the text that holds it.
    """

    def __init__(self, character: str, text: str) -> None:
        self.letter = f"U+{ord(character):04X}"
        shown = character if character.isprintable() else phrase("not-printable")
        self.reason = phrase("no-glyph", letter=self.letter, name=shown, text=repr(text))
        super().__init__(self.reason["en"])


class _Widths(dict[str, int]):
    """The width of each character in thousandths of the size, learned as it is asked for."""

    def __init__(self, by_code: dict[int, int]) -> None:
        super().__init__()
        self.by_code = by_code

    def __missing__(self, character: str) -> int:
        width = self[character] = self.by_code[ord(character)]
        return width


def _subset_of(code: int) -> int:
    return code >> 8


class Face(TTFont):
    """A TrueType face that tells every reader of the file which characters its glyphs are.

    reportlab writes code points above U+FFFF as five hexadecimal digits, which readers take for two characters, and knows no
    variation sequences; so we write the table of each subset again. `sequences` maps our private codes to what they stand for.
    """

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path), asciiReadable=False, shapable=False)
        if "fvar" in self.face.table:
            raise ValueError(f"{path.name} is a variable font; reportlab would print its thinnest master")
        self.sequences: dict[int, str] = {}
        self.widths = _Widths(self.face.charWidths)
        self.face.get_table = cache(self.face.get_table)  # else the megabytes of outlines are copied for every subset

    def add_sequence(self, code: int, sequence: str, glyph: int) -> None:
        """Teach the face a variant: our private code for it, the letters it stands for, its glyph."""
        self.face.charToGlyph[code] = glyph
        self.face.charWidths[code] = self.face.charWidths[ord(sequence[0])]
        self.sequences[code] = sequence

    def splitString(self, text: str, doc: PDFDocument, encoding: str = "utf-8") -> list[tuple[int, bytes]]:
        """The text as codes of the document's subsets. Letters that the document has had are looked up; reportlab assigns new ones."""
        try:
            assigned = self.state[doc].assignments
            codes = [assigned[code] for code in map(ord, text)]
        except KeyError:
            return list(super().splitString(text, doc, encoding))
        return [(subset, bytes([code & 0xFF for code in group])) for subset, group in groupby(codes, _subset_of)]

    def addObjects(self, doc: PDFDocument) -> None:
        """The objects of the subsets that a document used, each with the table of what its codes stand for."""
        subsets, internal = self.state[doc].subsets, self.state[doc].internalName
        super().addObjects(doc)
        names = [name for name in doc.idToObject if name.startswith("toUnicodeCMap:") and name.endswith("+" + self.face.name.decode())]
        for name, subset in zip(names, subsets, strict=True):
            doc.idToObject[name].content = self._to_unicode(subset)
        for number, subset in enumerate(subsets):
            doc.idToObject["BasicFonts"].dict[f"{internal}+{number}"].Widths = self._widths_of(subset)

    def _widths_of(self, subset: list[int]) -> str:
        return f"[{' '.join(str(self.face.getCharWidth(code)) for code in subset)}]"

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
class Typefaces:
    """The two faces, and the file that lists the glyphs of the variants."""

    regular: Face
    bold: Face
    variants: Path
    hashes: Mapping[str, str]
    """SHA-256 by weight."""
    known: set[str] = field(default_factory=set)
    """Characters that were found to be printable as they are."""

    def of(self, style: Style) -> Face:
        """The face of a style."""
        return self.bold if style.bold else self.regular

    def measure(self, text: str, style: Style) -> float:
        """The width of a text in points."""
        return float(sum(map(self.of(style).widths.__getitem__, text))) * style.size / 1000

    def prints(self, character: str) -> bool:
        """Whether both faces have a glyph for it."""
        return all(ord(character) in face.face.charToGlyph for face in (self.regular, self.bold))


@cache
def typefaces() -> Typefaces:
    """Load and register the faces, once a process."""
    for name, value in _SETTINGS.items():
        setattr(rl_config, name, value)
    made = fonts.faces()
    hashes = {"regular": made.regular_sha256, "bold": made.bold_sha256}
    return Typefaces(Face("payout-regular", made.regular), Face("payout-bold", made.bold), made.variants, hashes)


@cache
def _variants(path: Path) -> dict[str, tuple[int, int]]:
    """Variation sequence → our code for it and its glyph. The codes follow the sorted list, so every process gives the same."""
    glyphs: dict[str, int] = json.loads(path.read_text(encoding="ascii"))
    return {sequence: (_VARIANTS_FROM + at, glyphs[sequence]) for at, sequence in enumerate(sorted(glyphs))}


def printable(value: Any, faces: Typefaces) -> Any:
    """A copy in which every text is normalised, checked, and its variation sequences replaced by our codes for them.

    It walks the whole document, whatever the blocks are called, so that a new block cannot forget the check.
    """
    if isinstance(value, str):
        return value if faces.known.issuperset(value) else _printable_text(value, faces)
    if isinstance(value, tuple):
        return tuple([printable(part, faces) for part in value])
    if is_dataclass(value) and not isinstance(value, type):
        parts = [getattr(value, name) for name in _names(type(value))]
        made = [printable(part, faces) for part in parts]
        return value if made == parts else type(value)(*made)
    return value


@cache
def _names(of: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(of))


def _printable_text(text: str, faces: Typefaces) -> str:
    normal = normalised(text)
    with_codes = _SELECTED.sub(lambda match: _code_for(match[0], faces) or match[0], normal)
    for character in with_codes:
        ours = ord(character) in faces.regular.sequences
        if not ours and (unicodedata.category(character) in _NEVER_PRINTED or not faces.prints(character)):
            raise MissingGlyph(character, text)
        if not ours and normalised(character) == character:  # nothing that is printed composes with what stands beside it
            faces.known.add(character)
    return with_codes


def normalised(text: str) -> str:
    """NFC, except that compatibility ideographs stay: in a name they are not the same letter."""
    return _TO_NORMALISE.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)


def _code_for(sequence: str, faces: Typefaces) -> str:
    """Our character for a variation sequence, taught to both faces on first use; empty when the face has no such variant."""
    known = _variants(faces.variants).get(sequence)
    if known is None:
        return ""
    code, glyph = known
    for face in (faces.regular, faces.bold):
        if code not in face.sequences:
            face.add_sequence(code, sequence, glyph)
    return chr(code)
