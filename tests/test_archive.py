"""Every statement is PDF/A-3a and PDF/UA-1 at once: veraPDF says so, of every claim × language × profile."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import chain, product
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from payout.layout import pages
from payout.pdf.pen import gathered
from payout.seal.signing import sign
from payout.strips import Text
from tests import documents, sealed, verapdf
from tests.documents import EVERY, LANGUAGES, PROFILES, Document
from tests.test_layout_stress import POPPLER, measure

pytestmark = pytest.mark.skipif(bool(verapdf.missing()), reason=verapdf.missing())

SPOILT = {
    "not said to be PDF-A": (b"pdfaid:part", b"pdfaix:part", "3a", "6.6.4-1"),
    "not said to be PDF-UA": (b"pdfuaid:part", b"pdfuaix:part", "ua1", "5-1"),
    "no title in the metadata": (b"dc:title", b"dc:titel", "ua1", "7.1-9"),
    "not marked as tagged": (b"/Marked true", b"/Marked null", "ua1", "6.2-1"),
    "no structure": (b"/StructTreeRoot ", b"/StructTreeRooX ", "ua1", "7.1-11"),
    "no output intent": (b"/OutputIntents", b"/OutputIntentX", "3a", "6.2.4.3-2"),
    "attachments without their part": (b"/AFRelationship", b"/AFRelationshiX", "3a", "6.8-3"),
    "a figure without words": (b"/Alt<", b"/Alx<", "ua1", "7.3-1"),
    "a table head without a scope": (b"/Scope", b"/Scopx", "ua1", "7.5-1"),
    "a heading of no level": (b"/H1", b"/H3", "ua1", "7.4.2-1"),
    "the file's name instead of its title": (b"/DisplayDocTitle true", b"/DisplayDocTitle null", "ua1", "7.1-10"),
    "letters without a meaning": (b"/ToUnicode", b"/ToUnicodX", "3a", "6.2.11.7.2-1"),
    "fields in no order": (b"/Tabs /S", b"/Tabs /R", "ua1", "7.18.3-1"),
    "no language": (b"/Lang ", b"/Lanx ", "ua1", "7.2-34"),
}
"""What is broken, by putting other bytes of the same length into a file that passes; the flavour and the rule that must say so."""


Judged = dict[tuple[str, str], tuple[verapdf.Broken, ...]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all statements, as their names say."""
    folder = tmp_path_factory.mktemp("archive")
    for document in EVERY:
        (folder / f"{document}.pdf").write_bytes(documents.pdf_of(document))
    return folder


@pytest.fixture(scope="module")
def judged(files: Path) -> Judged:
    """Every verdict of this module, from one Java process: name of the file and flavour → the rules that it breaks."""
    signed = {f"{document}-{state}": data for document in SIGNED for state, data in sealed_files(document).items()}
    for name, data in (bad_files() | signed).items():
        (files / f"{name}.pdf").write_bytes(data)
    answers = verapdf.verdicts(sorted(files.glob("*.pdf")))
    return {(path.stem, flavour): broken for (path, flavour), broken in answers.items()}


SIGNED = [Document(*parts) for parts in product(("sample", "corrected"), LANGUAGES, PROFILES)]
STATES = ("author", "both", "stamped")


def sealed_files(document: Document) -> dict[str, bytes]:
    """A statement that its author has signed, then its approver too; and one whose signature has a time stamp."""
    unsigned = documents.pdf_of(document)
    author = sign(unsigned, "author", sealed.key("author"), sealed.AT)
    stamper, _ = sealed.time_stamper(sealed.AT)
    stamped = sign(unsigned, "author", sealed.key("author"), sealed.AT, stamper)
    return {"author": author, "both": sealed.signed_by_both(unsigned), "stamped": stamped}


def bad_files() -> dict[str, bytes]:
    """A page that nobody tagged, a text that is no PDF, and good statements with one thing broken in each."""
    plain = io.BytesIO()
    canvas = Canvas(plain)
    canvas.drawString(72, 720, "864,900")
    canvas.save()
    good = documents.pdf_of(Document("sample", "ja", "office"))
    spoilt = {name: good.replace(old, new) for name, (old, new, _, _) in SPOILT.items()}
    return {"untagged": plain.getvalue(), "no PDF": b"864,900", **spoilt}


@pytest.mark.parametrize("flavour", verapdf.FLAVOURS)
@pytest.mark.parametrize("document", EVERY, ids=str)
def test_every_statement_passes(document: Document, flavour: str, judged: Judged) -> None:
    assert judged[str(document), flavour] == ()


@pytest.mark.parametrize("flavour", verapdf.FLAVOURS)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("document", SIGNED, ids=str)
def test_a_signed_statement_passes(document: Document, state: str, flavour: str, judged: Judged) -> None:
    assert judged[f"{document}-{state}", flavour] == ()


@POPPLER
@pytest.mark.parametrize("document", EVERY, ids=str)
def test_a_reader_finds_every_letter_that_is_drawn(document: Document, files: Path) -> None:
    """Page by page, in the order of reading: rare kanji, their variants and half-width kana too; only blanks may differ."""
    found = subprocess.run(
        ["pdftotext", "-raw", str(files / f"{document}.pdf"), "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    drawn = [
        "".join(mark.text for mark in gathered(page) if isinstance(mark, Text)) for page in pages(documents.statement(document), measure)
    ]
    assert [unspaced(page) for page in found.split("\f")[:-1]] == [unspaced(page) for page in drawn]


UNSPOKEN = {
    "code_label",
    "language",
    "role",
    "align",
    "profile",
    "edition",
    "claim_number",
    "policy_hash",
    "data_hash",
    "made_at",
    "page_label",
    "running_head",
}
"""Fields of the document that select something, stand in the metadata alone, or repeat on every page what the first has said."""


HEARD = [Document(claim, language, "office") for claim in ("sample", "rare-kanji", "corrected") for language in LANGUAGES]


def strings(value: object) -> Iterator[str]:
    """Every text of a document that is printed and read out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from chain.from_iterable(map(strings, value))
    elif is_dataclass(value):
        yield from chain.from_iterable(strings(getattr(value, field.name)) for field in fields(value) if field.name not in UNSPOKEN)


@POPPLER
@pytest.mark.parametrize("document", HEARD, ids=str)
def test_a_voice_finds_every_text_whole(document: Document, files: Path) -> None:
    """Each text stands in one element of the structure, over the ends of lines and pages and past the Japanese within English, and
    its words are not glued together."""
    told = re.sub(r'"\n(?:\s*Span.*\n)?\s*"', "", structure_of(files / f"{document}.pdf"))
    said = [" ".join(text.split()) for text in re.findall(r'^\s*"(.*?)"$', told, re.MULTILINE | re.DOTALL)]
    missing = [text for text in strings(documents.statement(document)) if not any(" ".join(text.split()) in found for found in said)]
    assert missing == []


def structure_of(file: Path) -> str:
    """The structure with its texts, as Poppler walks it."""
    return subprocess.run(["pdfinfo", "-struct-text", str(file)], capture_output=True, encoding="utf-8", check=True).stdout


SUMMED = ("sample", "one-receipt", "sixty-receipts", "rare-kanji", "one-coverage", "twenty-coverages")


@POPPLER
@pytest.mark.parametrize("claim", SUMMED)
def test_the_figures_that_a_voice_reads_out_add_up(claim: str, files: Path) -> None:
    """Claimed − taken off = paid in every row and in total, by coverage and by receipt; the bridge says the same,
    and who bears the amounts and who is paid them are all there are."""
    spoken = tables(files / f"{claim}-ja-office.pdf")
    bridge, *others = ([list(map(amount, row[1:])) for row in table] for table in spoken)
    titled = {tuple(table[0][:2]): figures[1:] for table, figures in zip(spoken[1:], others, strict=True)}
    coverages, receipts = titled["補償項目", "ご請求額"], [row[:3] for row in titled["領収書", "ご請求額"]]
    claimed, *off, paid = (row[0] for row in bridge)
    assert claimed + sum(off) == paid == documents.statement(Document(claim, "ja", "office")).paid
    for rows in (coverages, receipts):
        assert [row[0] - sum(row[1:-1]) for row in rows] == [row[-1] for row in rows]
        assert list(map(sum, zip(*rows[:-1], strict=True))) == rows[-1]
        assert (rows[-1][0], rows[-1][-1]) == (claimed, paid)
    borne, to_whom = titled["ご負担になる方", "金額"], titled["お支払い先", "お支払い額"]
    assert sum(row[0] for row in borne[:-1]) == borne[-1][0] == claimed
    assert sum(row[0] for row in to_whom[:-1] or to_whom) == to_whom[-1][0] == paid


def tables(file: Path) -> list[list[list[str]]]:
    """The rows of each table in the file's structure, cell by cell."""
    found: list[list[list[str]]] = []
    inside = False
    for line in map(str.strip, structure_of(file).splitlines()):
        if line.startswith("Table"):
            found.append([])
        elif line == "TR":
            found[-1].append([])
        elif line in ("TH:", "TD"):
            found[-1][-1].append("")
            inside = True
        elif line.startswith('"') and inside:
            found[-1][-1][-1] += line.strip('"')
        elif not line.startswith("/"):
            inside = False
    return found


def amount(cell: str) -> int:
    """A figure of a cell, its sign before it; nothing where the cell holds words."""
    digits = cell.replace(",", "").replace("− ", "-").replace("= ", "")
    return int(digits) if digits.removeprefix("-").isdigit() else 0


def unspaced(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(("flavour", "rules"), [("3a", {"6.6.2.1-1", "6.2.11.4.1-1", "6.7.3.3-1"}), ("ua1", {"7.1-3", "7.1-11", "7.1-8"})])
def test_an_untagged_page_fails(flavour: str, rules: set[str], judged: Judged) -> None:
    """A page as reportlab draws it: no metadata, no embedded face, no structure."""
    assert rules <= {broken.rule for broken in judged["untagged", flavour]}


def test_what_is_no_pdf_fails(judged: Judged) -> None:
    assert {broken.rule for flavour in verapdf.FLAVOURS for broken in judged["no PDF", flavour]} == {"unreadable"}


def test_a_machine_that_cannot_judge_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert verapdf.missing() == ""
    monkeypatch.setattr(verapdf, "JAXB", (Path("/nowhere/jaxb.jar"),))
    assert "apt-get install libjaxb-java" in verapdf.missing()
    monkeypatch.setenv("PATH", "/nowhere")
    assert "apt-get install default-jdk-headless" in verapdf.missing()


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_statement_fails_for_what_was_spoilt(name: str, judged: Judged) -> None:
    _, _, flavour, rule = SPOILT[name]
    assert rule in {broken.rule for broken in judged[name, flavour]}
