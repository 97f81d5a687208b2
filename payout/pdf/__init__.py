"""The statement as a PDF file: for the eye, for a voice, for the archive, and for whoever must prove it in ten years.

The same statement gives the same bytes on every machine. No character is ever lost. The data that it was made from is inside.
The only room that knows reportlab.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.pdfbase.pdfdoc import PDFArray, PDFCatalog, PDFDocument, PDFPage, PDFResourceDictionary

from payout.layout import drawing
from payout.pdf import archive
from payout.pdf.archive import SIGNERS, Attachment, Objects
from payout.pdf.faces import Face, MissingGlyph, normalised, printable, typefaces
from payout.pdf.pen import Drawn, draw, shows_code
from payout.rules import TREE
from payout.statement import Record, Statement, statement_of
from payout.statement.record import NAME
from payout.strips import PAGE_HEIGHT, PAGE_WIDTH

__all__ = ["SIGNERS", "Attachment", "Face", "MissingGlyph", "font_hashes", "normalised", "of", "render", "shows_code"]

PRODUCER = "payout"  # without a version: an upgrade that draws the same page gives the same bytes

_DESCRIPTIONS = {
    "ja": {NAME: "計算の資料（請求、計算結果）", TREE: "計算に用いた約款規則"},
    "en": {NAME: "What the statement was made from: claim and result", TREE: "The rules that were applied"},
}
_LANGUAGES = {"ja": "ja-JP", "en": "en-US"}
_drawing = threading.Lock()  # reportlab's font objects keep one position in the font file, whoever reads


def render(statement: Statement, attached: Sequence[Attachment] = ()) -> bytes:
    """The statement as the bytes of a PDF/A-3a and PDF/UA-1 file, A4, always the same for the same statement and attachments.

    Raises: MissingGlyph for a character that cannot be printed; ValueError for a table row taller than a page.
    """
    with _drawing:
        faces = typefaces()
        drawn = drawing(printable(statement, faces), faces.measure)
        document = _document(statement)
        contents = [draw(page, document, faces, statement.language) for page in drawn.pages]
        pages = [_page(document, content, at) for at, content in enumerate(contents)]
        objects = Objects(document)
        references = [objects.number_of(page.__InternalName__) for page in pages]
        form, widgets = archive.fields(objects, references[0], statement.language, len(pages))
        pages[0].Annots = PDFArray([widget.encode() for widget in widgets.values()])
        _catalogue(
            document,
            StructTreeRoot=archive.structure(objects, drawn.structure, list(zip(references, contents, strict=True)), widgets),
            AcroForm=form,
            OutputIntents=archive.output_intent(objects),
            Metadata=objects.stream("/Type/Metadata/Subtype/XML", _metadata(statement), plain=True),
            **_attachments(objects, attached, statement),
        )
        return bytes(document.GetPDFData(None))


def of(record: Record, language: str = "ja", profile: str = "customer", *, policy: bytes | None = None) -> bytes:
    """The statement of a record, with the record inside it, and the policy's tree unless that is left out.

    Raises: as `render`; Problems for an undetermined calculation.
    """
    said = _DESCRIPTIONS[language]
    attached = [Attachment(NAME, "application/json", said[NAME], record.bytes)]
    if policy is not None:
        attached.append(Attachment(TREE, "application/json", said[TREE], policy))
    return render(statement_of(record, language, profile), attached)


def font_hashes() -> dict[str, str]:
    """SHA-256 of the faces by weight: a record names them, because the page depends on them."""
    return dict(typefaces().hashes)


@dataclass(frozen=True, slots=True)
class _Midnight:
    """The start of the statement's day in Japan, in the shape reportlab asks of a time stamp."""

    YMDhms: tuple[int, int, int, int, int, int]
    dhh: int = 9
    dmm: int = 0
    t: int = 0


def _document(statement: Statement) -> PDFDocument:
    """An empty file that says what it is: no personal data, no library versions, an identity that comes from the data alone."""
    document = PDFDocument(compression=0, invariant=1, pdfVersion=(1, 7), lang=_LANGUAGES[statement.language])
    document.defaultStreamFilters = [archive.STORED]
    document.setTitle(normalised(statement.title))
    document.setAuthor(normalised(statement.issuer))
    document.setSubject("")
    document.setKeywords("")
    document.setCreator(PRODUCER)
    document.setProducer(PRODUCER)
    made = date.fromisoformat(statement.made_at)
    document._timeStamp = _Midnight((made.year, made.month, made.day, 0, 0, 0))
    data = f"{statement.edition} {statement.language} {statement.profile} {statement.data_hash}"
    identity = hashlib.sha256(data.encode()).hexdigest()[:32].encode()
    document._ID = b"[<" + identity + b"><" + identity + b">]\n"
    return document


def _page(document: PDFDocument, content: Drawn, number: int) -> PDFPage:
    page = PDFPage()
    page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
    page.pagewidth, page.pageheight = PAGE_WIDTH, PAGE_HEIGHT
    page.StructParents, page.Tabs = number, "/S"
    page.Resources = PDFResourceDictionary()
    page.Resources.basicFonts()
    page.setStream(content.operators)
    document.addPage(page)
    return page


def _catalogue(document: PDFDocument, **entries: str) -> None:
    catalogue = document.Catalog
    catalogue.__NoDefault__ = [*PDFCatalog.__NoDefault__, "OutputIntents", "AF"]
    catalogue.ViewerPreferences = "<</DisplayDocTitle true>>"
    catalogue.MarkInfo = "<</Marked true>>"
    for name, value in entries.items():
        setattr(catalogue, name, value)


def _attachments(objects: Objects, attached: Sequence[Attachment], statement: Statement) -> dict[str, str]:
    if not attached:
        return {}
    names, files = archive.attach(objects, attached, f"D:{statement.made_at.replace('-', '')}000000+09'00'")
    return {"Names": names, "AF": files}


def _metadata(statement: Statement) -> bytes:
    ours = {
        "claimNumber": statement.claim_number,
        "paid": str(statement.paid),
        "policyHash": statement.policy_hash,
        "dataHash": statement.data_hash,
        "edition": statement.edition,
        "language": statement.language,
        "profile": statement.profile,
        "code": statement.code,
    }
    title, issuer = normalised(statement.title), normalised(statement.issuer)
    return archive.metadata(title, issuer, PRODUCER, date.fromisoformat(statement.made_at), ours, _LANGUAGES[statement.language])
