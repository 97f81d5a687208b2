"""Data kept from earlier gives the bytes it gave then, as long as the edition is the same: `statements/` holds both.

`pytest --new-golden tests/test_golden.py` writes them again.
"""

from __future__ import annotations

import hashlib
import json
from itertools import product
from pathlib import Path

import pytest

from payout import pdf
from payout.calculate.result import EDITION
from payout.statement import read_record
from tests import documents
from tests.documents import LANGUAGES, PROFILES, Document

KEPT = ("one-receipt", "sample", "sixty-receipts", "rare-kanji", "corrected", "paid-before", "twenty-coverages", "my-private-car")
STATEMENTS = Path(__file__).with_name("statements")
HASHES = STATEMENTS / f"golden-{EDITION}.json"
AGAIN = "python -m pytest --new-golden tests/test_golden.py"


def file_of(document: Document) -> bytes:
    """The file of a kept record: nothing of today's rules or of the claim goes into it."""
    record = read_record((STATEMENTS / f"{document.claim}.json").read_bytes())
    return pdf.of(record, document.language, document.profile, policy=None)


@pytest.fixture(scope="module")
def golden(request: pytest.FixtureRequest) -> dict[str, str]:
    """The kept hashes, by document; written first where that was asked for."""
    if request.config.getoption("--new-golden"):
        for name in KEPT:
            (STATEMENTS / f"{name}.json").write_bytes(documents.record_of(name).bytes)
        made = {str(document): hashlib.sha256(file_of(document)).hexdigest() for document in every()}
        HASHES.write_text(json.dumps(made, indent=0) + "\n", encoding="ascii")
    assert HASHES.is_file(), f"edition {EDITION} has no kept hashes yet: {AGAIN}"
    hashes: dict[str, str] = json.loads(HASHES.read_text(encoding="ascii"))
    return hashes


def every() -> list[Document]:
    return [Document(*parts) for parts in product(KEPT, LANGUAGES, PROFILES)]


@pytest.mark.parametrize("document", every(), ids=str)
def test_kept_data_gives_the_bytes_it_gave(document: Document, golden: dict[str, str]) -> None:
    found = hashlib.sha256(file_of(document)).hexdigest()
    assert found == golden[str(document)], (
        f"the data kept in {document.claim}.json give other bytes than they gave edition {EDITION}: "
        f"statements already sent could no longer be verified. Either undo what changed the page, "
        f"or give it a new edition (EDITION in payout/calculate/result.py) and run {AGAIN}"
    )


@pytest.mark.parametrize("name", KEPT)
def test_kept_data_is_of_this_edition_and_its_faces(name: str, golden: dict[str, str]) -> None:
    """Else the hashes above would compare what nobody promised."""
    assert golden
    data = read_record((STATEMENTS / f"{name}.json").read_bytes()).data
    assert data.edition == EDITION, f"{name}.json is of edition {data.edition}: {AGAIN}"
    assert dict(data.fonts) == pdf.font_hashes(), f"{name}.json was made with other faces: a new edition is due, then {AGAIN}"
