"""The statement (支払計算書): what the customer is told. `Record` → `Statement`, a document that every rendering reads.

`statement_of` builds it; `text_of`, `html_of`, JSON (`msgspec` of the document) and `pdf.render` only lay it out.
"""

from payout.statement.case import Case, case_of
from payout.statement.document import (
    Approval,
    Block,
    Bridge,
    BridgePart,
    CallRecord,
    Cell,
    Column,
    Facts,
    Paragraphs,
    Section,
    Statement,
    Table,
    Talk,
    Words,
)
from payout.statement.html import html_of
from payout.statement.making import statement_of
from payout.statement.record import Record, read_record, record_of, same_figures
from payout.statement.recording import recorded
from payout.statement.text import sections_text, text_of, words_for_the_call

__all__ = [
    "Approval",
    "Block",
    "Bridge",
    "BridgePart",
    "CallRecord",
    "Case",
    "Cell",
    "Column",
    "Facts",
    "Paragraphs",
    "Record",
    "Section",
    "Statement",
    "Table",
    "Talk",
    "Words",
    "case_of",
    "html_of",
    "read_record",
    "record_of",
    "recorded",
    "same_figures",
    "sections_text",
    "statement_of",
    "text_of",
    "words_for_the_call",
]
