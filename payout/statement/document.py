"""The document model: blocks that every rendering reads. Every string here is final: amounts already have their commas, their
unit and, where they are spoken, their reading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A run of text. `reading` is how an amount or a date in it is spoken, printed behind it in 〔〕."""

    text: str
    reading: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a first line and, smaller below it, a note."""

    text: str
    note: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is the share of the table's width, all columns together 1000; `align` is `left`, `right` or `center`."""

    title: str
    width: int
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under titled columns; `total` is the emphasised last row, or empty."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class BridgePart:
    """One part of the way from claimed to paid. `role`: claimed, added, reduction or paid; `amount` in minor units, never negative."""

    label: str
    amount: int
    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Bridge:
    """claimed + added − reductions = paid, drawn as a bar with its legend."""

    parts: tuple[BridgePart, ...]


@dataclass(frozen=True, slots=True)
class Talk:
    """What the operator says: one labelled paragraph after the other."""

    entries: tuple[tuple[str, tuple[Words, ...]], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value pairs, laid out in two columns."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CallRecord:
    """Fields to fill in by hand during the call: label, boxes to tick, and the blanks printed (such as 年 月 日)."""

    fields: tuple[tuple[str, tuple[str, ...], str], ...]
    notes: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Empty boxes for the names of those who made, checked and approved, and a box for a memo."""

    boxes: tuple[str, ...]
    memo: str


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Plain paragraphs."""

    texts: tuple[str, ...]


Block = Table | Bridge | Talk | Facts | CallRecord | Approval | Paragraphs


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section: `note` stands small at the right of its title. `new_page` begins it on a fresh page."""

    title: str
    note: str
    blocks: tuple[Block, ...]
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """The whole document, in one language (`ja` or `en`)."""

    language: str
    issuer: str
    reference: tuple[tuple[str, str], ...]  # top right: (計算書番号, …), (作成日, …)
    title: str
    subtitle: str
    addressee: str
    greeting: str
    total_label: str
    total: str  # 128,400
    total_unit: str  # 円
    total_reading: str
    payment: tuple[tuple[str, str], ...]  # in the panel beside the total: pay date, account, state
    running_head: str  # head of the second and later pages
    facts: Facts
    sections: tuple[Section, ...]
    footer: tuple[str, ...]  # small lines at the foot of every page: policy, hashes
    page_label: str  # "{page} / {pages} ページ"
    profile: str  # `customer`: what the customer keeps; `office`: with script, record of the call, boxes and derivation
    edition: str  # engine and renderer that made it
    claim_number: str  # as the case gives it; empty where it does not
    paid: int  # the total in minor units
    policy_hash: str  # SHA-256 of the policy, hexadecimal
    code_label: str  # what the QR code is for, for those who cannot see it
    made_at: str  # ISO date of the statement, for the file's metadata
    data_hash: str  # SHA-256 of what it was made from, hexadecimal

    @property
    def code(self) -> str:
        """What the QR code says: `PAYOUT1:claim number:total in minor units:data hash`, in the letters that a QR code packs best.

        Anything else in a claim number is percent-encoded, so that the four parts can always be told apart.
        """
        return code_of(self.claim_number, str(self.paid), self.data_hash)


def code_of(claim_number: str, paid: str, data_hash: str) -> str:
    """What the QR code of a statement says."""
    return f"PAYOUT1:{encoded(claim_number)}:{paid}:{data_hash.upper()}"


MOST_ENCODED = 45
"""So many letters of a claim number leave the modules of the code as large as a scan of 110 dots an inch needs them."""
_PLAIN = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./")


def encoded(text: str) -> str:
    """A claim number as the QR code carries it."""
    return "".join(letter if letter in _PLAIN else "".join(f"%{byte:02X}" for byte in letter.encode()) for letter in text)
