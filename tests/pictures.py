"""Every page of four statements as `docs/statement-*.png`: `python -m tests.pictures`, after anything that changes a page."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests import documents
from tests.documents import Document

DOCS = Path(__file__).parent.parent / "docs"
SHOWN = {
    "one": Document("one-receipt", "ja", "customer"),
    "sample": Document("sample", "ja", "office"),
    "sixty": Document("sixty-receipts", "ja", "customer"),
    "english": Document("sample", "en", "office"),
}
DOTS_PER_INCH, COLORS = 80, 128
"""A page is to be looked at beside the words, and a repository keeps every picture it ever had."""


def pictures(name: str, document: Document) -> list[Path]:
    """Write the pages of one statement; pages that it no longer has are removed."""
    for old in DOCS.glob(f"statement-{name}-*.png"):
        old.unlink()
    written = []
    with TemporaryDirectory() as folder:
        file = Path(folder, "statement.pdf")
        file.write_bytes(documents.pdf_of(document))
        subprocess.run(["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", str(file), str(Path(folder, "page"))], check=True)
        for number, page in enumerate(sorted(Path(folder).glob("page-*.png")), 1):
            path = DOCS / f"statement-{name}-{number}.png"
            drawn = Image.open(page).convert("RGB")
            drawn.quantize(COLORS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)
            written.append(path)
    return written


if __name__ == "__main__":
    for name, document in SHOWN.items():
        for path in pictures(name, document):
            print(f"{path.stat().st_size:>8,} {path.relative_to(DOCS.parent)}")
