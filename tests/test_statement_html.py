"""The HTML fragment says every text of the document, opens and closes its own elements only, and lets no markup through."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any

import pytest

from payout.statement import Statement, html_of
from payout.statement.text import text_of
from tests.documents import CLAIMS, Document, statement

KNOWN = set("article header h2 h3 p dl dt dd section table thead tbody tfoot tr th td ul li strong small ruby rp rt footer".split())
VOID = {"br"}
NOT_SAID = (
    "running_head",
    "page_label",
    "code_label",
    "language",
    "profile",
    "edition",
    "claim_number",
    "policy_hash",
    "made_at",
    "data_hash",
)
"""What only pages, metadata and attributes carry."""


class Read(HTMLParser):
    """The texts and the elements of a fragment; asserts that every element that opens closes, in its place."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in KNOWN | VOID, tag
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "rp":
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def texts_of(part: Any) -> list[str]:
    """Every text of a document, whatever its blocks are called; not the names of roles and alignments."""
    if isinstance(part, str):
        return [part] if part else []
    if isinstance(part, tuple):
        return [text for item in part for text in texts_of(item)]
    if is_dataclass(part):
        names = [field.name for field in fields(part) if field.name not in (*NOT_SAID, "align", "role")]
        return [text for name in names for text in texts_of(getattr(part, name))]
    return []


def told(document: Statement) -> str:
    return "".join(Read(html_of(document)).texts)


@pytest.mark.parametrize("profile", ["customer", "office"])
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("claim", ["sample", "rare-kanji", "twenty-coverages"])
def test_every_text_of_the_document_is_in_the_fragment(claim: str, language: str, profile: str) -> None:
    assert claim in CLAIMS
    document = statement(Document(claim, language, profile))
    said = told(document)
    assert [text for text in texts_of(document) if text not in said] == []


def test_tables_name_their_columns_and_rows() -> None:
    read = Read(html_of(statement(Document("sample", "ja", "office"))))
    scopes = [attributes.get("scope") for tag, attributes in read.tags if tag == "th"]
    assert {"col", "row"} == set(scopes)
    assert read.tags[0] == ("article", {"lang": "ja", "data-profile": "office", "data-hash": read.tags[0][1]["data-hash"]})


def test_readings_are_ruby_and_stand_in_brackets_where_ruby_is_not_known() -> None:
    text = html_of(statement(Document("sample", "ja", "customer")))
    reading = "はちじゅうろくまん よんせん きゅうひゃくえん"
    assert f"<ruby>864,900 円<rp>〔</rp><rt>{reading}</rt><rp>〕</rp></ruby>" in text


def test_an_english_total_is_followed_by_its_words() -> None:
    text = html_of(statement(Document("sample", "en", "office")))
    assert "<strong>864,900 yen</strong> (eight hundred sixty-four thousand nine hundred yen)</p>" in text
    assert "<ruby>" not in text


EVIL = "</p><script>alert('1')</script>&amp;\"<!-- x"


def poisoned(part: Any) -> Any:
    """A copy in which every text is markup."""
    if isinstance(part, str):
        return EVIL if part else ""
    if isinstance(part, tuple):
        return tuple(poisoned(item) for item in part)
    if is_dataclass(part) and not isinstance(part, type):
        names = [field.name for field in fields(part) if field.name not in ("align", "role", "language")]
        return replace(part, **{name: poisoned(getattr(part, name)) for name in names})
    return part


def test_no_markup_gets_through() -> None:
    document = poisoned(statement(Document("sample", "ja", "office")))
    read = Read(html_of(document))
    assert EVIL in "".join(read.texts)
    assert "<script" not in html_of(document)
    assert all(set(attributes) <= {"lang", "scope", "data-profile", "data-hash"} for _, attributes in read.tags)
    assert EVIL in text_of(document)
