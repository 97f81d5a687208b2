"""One to sixty receipts, one to twenty coverages, the longest names: every page is tidy, measured in the faces that are printed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
import zxingcpp
from fontTools.ttLib import TTFont

from payout import pdf, rules
from payout.claim import read_claim
from payout.fonts import faces
from payout.layout import Drawing, drawing
from payout.source import read
from payout.statement import Statement, statement_of
from payout.strips import LEFT, PAGE_HEIGHT, RIGHT, Page, Rule, Style, Tag, Text
from tests import documents
from tests.documents import CLAIMS, EVERY, LANGUAGES, PROFILES, Document

POPPLER = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs a PDF reader: apt-get install poppler-utils")
RAISED, LOWERED = 0.88, 0.12  # a Japanese letter's square above and below the baseline, in sizes
HEADING, WHITE = 12.6, "#ffffff"
SELECTORS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))


@cache
def advances(bold: bool) -> tuple[dict[int, int], int]:
    """The width of every letter of a face, and its units per em, read by another library than the one that draws.

    A variation selector has no width of its own.
    """
    made = faces()
    font = TTFont(made.bold if bold else made.regular, lazy=True)
    widths = {code: font["hmtx"][glyph][0] for code, glyph in font.getBestCmap().items()}
    return {**widths, **dict.fromkeys(SELECTORS, 0)}, font["head"].unitsPerEm


def measure(text: str, style: Style) -> float:
    """The width in points."""
    widths, em = advances(style.bold)
    return sum(map(widths.__getitem__, map(ord, text))) * style.size / em


def texts(page: Page) -> list[Text]:
    return [mark for mark in page if isinstance(mark, Text) and mark.text.strip()]


def edges(text: Text) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the ink that a text may cover."""
    width = measure(text.text.rstrip(), text.style)
    return text.x, text.y - RAISED * text.style.size, text.x + width, text.y + LOWERED * text.style.size


def overlap(one: Text, other: Text) -> bool:
    """Whether two texts cover the same ground by more than a fifth of a point."""
    a, b = edges(one), edges(other)
    return min(a[2], b[2]) - max(a[0], b[0]) > 0.2 and min(a[3], b[3]) - max(a[1], b[1]) > 0.2


def assert_tidy(statement: Statement) -> None:
    drawn = drawing(statement, measure)
    laid_out = drawn.pages
    for number, page in enumerate(laid_out, 1):
        for text in texts(page):
            left, top, right, bottom = edges(text)
            assert left >= LEFT - 1.1, (number, text)
            assert right <= RIGHT + 0.1, (number, text)
            assert top > 10, (number, text)
            assert bottom < PAGE_HEIGHT - 15, (number, text)
        overlapping = [(one.text, other.text) for one, other in combinations(texts(page), 2) if overlap(one, other)]
        assert not overlapping, (number, overlapping)
        assert_ends_well(page, number)
        label = statement.page_label.replace("{page}", str(number)).replace("{pages}", str(len(laid_out)))
        assert [text.text for text in texts(page)].count(label) == 1
    assert_heads_repeat(drawn)


def assert_ends_well(page: Page, number: int) -> None:
    """The lowest text above the foot is no section's heading and no table's head."""
    body = [text for text in texts(page) if text.style.size > 7.5 and text.y < foot_of(page)]
    if body:
        lowest = max(body, key=lambda text: text.y)
        assert lowest.style.size != HEADING, (number, lowest)
        assert lowest.style.color != WHITE, (number, lowest)


def foot_of(page: Page) -> float:
    """Where the foot begins: its rule is the lowest that goes from margin to margin."""
    return max(mark.y for mark in page if isinstance(mark, Rule) and mark.x == LEFT and mark.to_x == RIGHT)


def assert_heads_repeat(drawn: Drawing) -> None:
    """Wherever the rows of a table stand, its titles stand above them, those of that table and all of them."""
    owners = {id(cell): table for table in titled_tables(drawn.structure) for row in table.below for cell in row.below}
    titles: dict[Tag, str] = {}
    for number, page in enumerate(drawn.pages, 1):
        above, in_head = "", False
        for text in texts(page):
            if text.style.color == WHITE:
                above = (above if in_head else "") + text.text
            in_head = text.style.color == WHITE
            table = owners.get(id(text.tag))
            if table and not in_head:
                assert above, (number, text)
                assert titles.setdefault(table, above) == above, (number, text)


def titled_tables(tag: Tag) -> Iterator[Tag]:
    """The tables of a structure whose columns have titles."""
    if tag.kind == "Table" and any(cell.scope == "Column" for cell in tag.below[0].below):
        yield tag
    for below in tag.below:
        yield from titled_tables(below)


@pytest.mark.parametrize("document", EVERY, ids=str)
def test_every_document_is_tidy(document: Document) -> None:
    assert_tidy(documents.statement(document))


@pytest.mark.parametrize("receipts", range(1, 61))
def test_one_to_sixty_receipts(receipts: int) -> None:
    claim = documents.claim_of_receipts(receipts)
    assert_tidy(documents.made(rules.policy(claim.policy), claim, LANGUAGES[receipts % 2], PROFILES[receipts % 3]))


@pytest.mark.parametrize("coverages", range(1, 21))
def test_one_to_twenty_coverages(coverages: int) -> None:
    claim, policy = documents.claim_of_many(coverages), documents.policy_of_many(coverages)
    assert_tidy(documents.made(policy, claim, LANGUAGES[coverages % 2], PROFILES[coverages % 3]))


def test_the_judge_sees_an_overlap_and_a_text_that_leaves_the_page() -> None:
    here = Text(100, 100, "十二万八千四百円", Style(10))
    assert overlap(here, Text(150, 100, "円", Style(10)))
    assert not overlap(here, Text(181, 100, "円", Style(10)))
    assert overlap(here, Text(100, 109, "円", Style(10)))
    assert not overlap(here, Text(100, 110, "円", Style(10)))


def test_the_judge_sees_a_page_without_titles() -> None:
    drawn = drawing(documents.statement(Document("sixty-receipts", "ja", "customer")), measure)
    assert_heads_repeat(drawn)
    bare = tuple(mark for mark in drawn.pages[1] if not (isinstance(mark, Text) and mark.style.color == WHITE))
    with pytest.raises(AssertionError):
        assert_heads_repeat(replace(drawn, pages=(drawn.pages[0], bare, *drawn.pages[2:])))


@POPPLER
@pytest.mark.parametrize("claim", CLAIMS)
def test_the_code_is_read_from_a_coarse_scan(claim: str, tmp_path: Path) -> None:
    """Claim number, total and hash of the data, as a fax-quality scan of 110 dots an inch in grey shows them, on every page."""
    document = Document(claim, "ja", "customer")
    assert_read(documents.pdf_of(document), documents.statement(document).code, tmp_path)


@POPPLER
def test_the_longest_claim_number_is_read_too(tmp_path: Path) -> None:
    """45 places in the code, a kanji taking nine; and 999,999,999,999 yen."""
    text = """policy: jp/personal-auto
endorsements: []
facts: {contract_start: 2026-04-01, accident_date: 2026-10-17, drivable: no, shop_approved: yes}
expenses: [{id: r1, kind: tow, amount: 999_999_999_999}]
case: {statement_date: 2026-11-20, claim_number: 見本受付-26-00001}
"""
    claim = read_claim(read(text.encode(), "claim.yaml", is_json=False)[0])
    record = documents.record(rules.policy(claim.policy), claim)
    code = statement_of(record).code
    assert len(code) == len("PAYOUT1:") + 45 + len(":999999999999:") + 64
    assert_read(pdf.of(record), code, tmp_path)


def assert_read(file: bytes, code: str, folder: Path) -> None:
    (folder / "statement.pdf").write_bytes(file)
    subprocess.run(["pdftoppm", "-r", "110", "-gray", "statement.pdf", "page"], cwd=folder, check=True)
    scans = sorted(folder.glob("page-*.pgm"))
    assert scans
    for scan in scans:
        assert codes(scan) == [code], scan.name


def codes(scan: Path) -> list[str]:
    """What the QR codes of a grey picture say."""
    kind, size, _, dots = scan.read_bytes().split(b"\n", 3)
    assert kind == b"P5"
    width, height = map(int, size.split())
    return [found.text for found in zxingcpp.read_barcodes(memoryview(dots).cast("B", shape=(height, width)))]
