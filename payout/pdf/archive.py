"""What makes the file one for the archive and for every reader: PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) at once.

Structure, attachments, metadata, colour profile and the two empty signature fields, as objects beside the pages.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

from payout.pdf.icc import srgb
from payout.pdf.pen import Drawn
from payout.strips import Tag

SIGNERS = ("author", "approver")
"""The signature fields of every statement: who made it, who approved it."""
NAMESPACE = "https://payout.example/ns/statement/1#"
_TITLES = {
    "ja": {"author": "作成者の電子署名", "approver": "承認者の電子署名"},
    "en": {"author": "Signature of the author", "approver": "Signature of the approver"},
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the file: its name (ASCII), its media type, what it is in words, its bytes."""

    name: str
    media_type: str
    description: str
    data: bytes


class _Ended(bytes):
    """The bytes of a stream with the line end that the format wants behind them and that its length does not count."""

    def __len__(self) -> int:
        return super().__len__() - 1


class Stored:
    """The filter of every stream: deflate that only stores. Compressors differ from build to build; a file that must be the same
    in ten years on another machine uses none, and is compressed on its way to the reader instead."""

    pdfname = "FlateDecode"

    def encode(self, text: str | bytes) -> bytes:
        """The data in stored blocks of at most 65,535 bytes (RFC 1951, 3.2.4) within RFC 1950's frame."""
        data = text.encode("ascii") if isinstance(text, str) else text
        blocks = [data[at : at + 0xFFFF] for at in range(0, len(data), 0xFFFF)] or [b""]
        parts = [b"\x78\x01"]
        for at, block in enumerate(blocks, 1):
            size = len(block)
            parts += (bytes((at == len(blocks),)), size.to_bytes(2, "little"), (size ^ 0xFFFF).to_bytes(2, "little"), block)
        return _Ended(b"".join((*parts, zlib.adler32(data).to_bytes(4, "big"), b"\n")))


STORED = Stored()


class _Raw(PDFObject):
    """An object as we write it."""

    __RefOnly__ = 1

    def __init__(self) -> None:
        self.data = b""

    def format(self, _document: PDFDocument) -> bytes:
        """The object's bytes."""
        return self.data


class Objects:
    """The objects of one file that reportlab has no nouns for: each is reserved first, so that others can name it, then written."""

    def __init__(self, document: PDFDocument) -> None:
        self.document = document
        self.reserved: dict[str, _Raw] = {}

    def reserve(self) -> str:
        """The reference of an object to come, as `12 0 R`."""
        raw = _Raw()
        reference = self.number_of(self.document.Reference(raw).name)
        self.reserved[reference] = raw
        return reference

    def number_of(self, name: str) -> str:
        """The reference of an object by reportlab's name for it."""
        return f"{self.document.idToObjectNumberAndVersion[name][0]} 0 R"

    def write(self, reference: str, data: str | bytes) -> None:
        """Write a reserved object."""
        self.reserved[reference].data = data.encode("ascii") if isinstance(data, str) else data

    def put(self, data: str | bytes) -> str:
        """A new object; its reference."""
        reference = self.reserve()
        self.write(reference, data)
        return reference

    def stream(self, entries: str, data: bytes, *, plain: bool = False) -> str:
        """A new stream; `plain` leaves it without a filter."""
        encoded = _Ended(data + b"\n") if plain else STORED.encode(data)
        filters = "" if plain else "/Filter/FlateDecode"
        head = f"<<{entries}{filters}/Length {len(encoded)}>>\nstream\n".encode("ascii")
        return self.put(head + bytes(encoded) + b"endstream")


def text_string(text: str) -> str:
    """A text as PDF writes it outside of a page's content."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


# ---- the structure ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Structure:
    """What the elements need to know of the pages: where the content of each stands, and the box of each figure; by identity."""

    contents: dict[int, list[tuple[str, str, str]]]
    """Page, the content there, and its language where that is not the document's."""
    boxes: dict[int, tuple[float, float, float, float]]
    references: dict[int, str] = field(default_factory=dict)
    spans: dict[tuple[str, str], str] = field(default_factory=dict)
    """The elements of contents in another language, by page and content."""


def structure(objects: Objects, root: Tag, pages: Sequence[tuple[str, Drawn]], widgets: Mapping[str, str]) -> str:
    """The reference of the structure tree. `pages`: reference and content of each; `widgets`: the fields' widgets by title, which
    belong to the first page and are numbered behind the pages."""
    found = _Structure({}, {tag: box for _, drawn in pages for tag, box in drawn.boxes.items()})
    for page, drawn in pages:
        for number, (owner, spoken) in enumerate(drawn.owners):
            found.contents.setdefault(id(owner), []).append((page, str(number), spoken))
    forms = [root.add("Form", alt=title) for title in widgets]
    for form, widget in zip(forms, widgets.values(), strict=True):
        found.contents[id(form)] = [(pages[0][0], f"<</Type/OBJR/Obj {widget}>>", "")]
    tree = objects.reserve()
    top = _element(objects, root, tree, found)
    numbers = []
    for at, (page, drawn) in enumerate(pages):
        owners = (found.spans.get((page, str(number))) or found.references[id(owner)] for number, (owner, _) in enumerate(drawn.owners))
        numbers.append(f"{at}[{' '.join(owners)}]")
    numbers += [f"{at} {found.references[id(form)]}" for at, form in enumerate(forms, len(pages))]
    parents = objects.put(f"<</Nums[{' '.join(numbers)}]>>")
    objects.write(tree, f"<</Type/StructTreeRoot/K {top}/ParentTree {parents}/ParentTreeNextKey {len(numbers)}>>")
    return tree


def _element(objects: Objects, tag: Tag, parent: str, found: _Structure) -> str:
    """The reference of an element, written with all below it."""
    own = found.references[id(tag)] = objects.reserve()
    below = [_element(objects, child, own, found) for child in tag.below]
    contents = found.contents.get(id(tag), ())
    page = contents[0][0] if contents else ""
    for at, item, spoken in contents:
        if spoken:
            span = f"<</Type/StructElem/S/Span/Lang({spoken})/P {own}/Pg {at}/K {item}>>"
            found.spans[at, item] = objects.put(span)
            below.append(found.spans[at, item])
        else:
            below.append(item if at == page else f"<</Type/MCR/Pg {at}/MCID {item}>>")
    entries = [f"<</Type/StructElem/S/{tag.kind}/P {parent}"]
    if page:
        entries.append(f"/Pg {page}")
    if tag.alt:
        entries.append(f"/Alt{text_string(tag.alt)}")
    if tag.actual:
        entries.append(f"/ActualText{text_string(tag.actual)}")
    if tag.scope:
        entries.append(f"/A<</O/Table/Scope/{tag.scope}>>")
    if tag.kind == "Figure":
        entries.append(f"/A<</O/Layout/Placement/Block/BBox[{' '.join(f'{side:.2f}' for side in found.boxes[id(tag)])}]>>")
    if below:
        entries.append(f"/K[{' '.join(below)}]")
    objects.write(own, "".join((*entries, ">>")))
    return own


# ---- attachments, colour, fields -----------------------------------------------------------------------------------------


def attach(objects: Objects, attached: Sequence[Attachment], moment: str) -> tuple[str, str]:
    """The name tree of the attachments, and the list of those that the document was made from."""
    files = []
    for file in sorted(attached, key=lambda file: file.name):
        kind = file.media_type.replace("/", "#2F")
        check = hashlib.md5(file.data, usedforsecurity=False).hexdigest().upper()
        entries = f"/Type/EmbeddedFile/Subtype/{kind}/Params<</Size {len(file.data)}/ModDate({moment})/CheckSum<{check}>>>"
        inside = objects.stream(entries, file.data)
        said = text_string(file.description)
        specification = (
            f"<</Type/Filespec/F({file.name})/UF{text_string(file.name)}/Desc{said}/AFRelationship/Source/EF<</F {inside}/UF {inside}>>>>"
        )
        files.append((file.name, objects.put(specification)))
    names = objects.put(f"<</Names[{' '.join(f'({name}) {reference}' for name, reference in files)}]>>")
    return objects.put(f"<</EmbeddedFiles {names}>>"), f"[{' '.join(reference for _, reference in files)}]"


def output_intent(objects: Objects) -> str:
    """The list with the one output intent: sRGB."""
    profile = objects.stream("/N 3", srgb())
    intent = "/Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/RegistryName(http://www.color.org)"
    return f"[{objects.put(f'<<{intent}/DestOutputProfile {profile}>>')}]"


def fields(objects: Objects, page: str, language: str, first_key: int) -> tuple[str, dict[str, str]]:
    """The form with a signature field for each signer, and the widgets by title. Field and widget are two objects: a later
    signature fills the field and leaves the widget, which the structure names, as it was. A widget with a parent is taken for a
    field of its own by some readers, which then find no signature in it; an only child needs none."""
    made, widgets = [], {}
    for at, signer in enumerate(SIGNERS):
        title = _TITLES[language][signer]
        own, widget = objects.reserve(), objects.reserve()
        objects.write(own, f"<</FT/Sig/T({signer})/TU{text_string(title)}/Kids[{widget}]>>")
        place = f"/Rect[0 0 0 0]/F 4/P {page}/StructParent {first_key + at}"
        objects.write(widget, f"<</Type/Annot/Subtype/Widget{place}/Contents{text_string(title)}>>")
        made.append(own)
        widgets[title] = widget
    return objects.put(f"<</Fields[{' '.join(made)}]/SigFlags 3>>"), widgets


# ---- metadata -----------------------------------------------------------------------------------------------------------

_OURS = {
    "claimNumber": "number of the claim",
    "paid": "what is paid, in minor units",
    "policyHash": "SHA-256 of the policy's tree",
    "dataHash": "SHA-256 of the attachment statement.json",
    "edition": "engine and renderer that made the file",
    "language": "language of the statement",
    "profile": "whose copy it is",
    "code": "what the QR code says",
}
_EXTENDED = (
    ("http://www.aiim.org/pdfua/ns/id/", "pdfuaid", "PDF/UA identification", {"part": ("Integer", "part of ISO 14289")}),
    (NAMESPACE, "payout", "Statement of an insurance claim", {name: ("Text", said) for name, said in _OURS.items()}),
)


def metadata(title: str, issuer: str, producer: str, made: date, ours: Mapping[str, str], language: str) -> bytes:
    """The XMP packet (ISO 16684-1), with the schemas of the names that PDF/A does not know."""
    moment = f"{made.isoformat()}T00:00:00+09:00"
    own = "".join(f"<payout:{name}>{escape(ours[name])}</payout:{name}>" for name in _OURS)
    return f"""<?xpacket begin="﻿" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:payout="{NAMESPACE}"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<dc:format>application/pdf</dc:format><dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{escape(issuer)}</rdf:li></rdf:Seq></dc:creator>
<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate><xmp:CreatorTool>{producer}</xmp:CreatorTool>
<pdf:Producer>{producer}</pdf:Producer>
{own}
<pdfaExtension:schemas><rdf:Bag>{"".join(_schema(*schema) for schema in _EXTENDED)}</rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()


def _schema(space: str, prefix: str, title: str, properties: Mapping[str, tuple[str, str]]) -> str:
    listed = "".join(
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>{said}</pdfaProperty:description></rdf:li>"
        for name, (kind, said) in properties.items()
    )
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{space}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>{listed}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
