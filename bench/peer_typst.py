"""The statement by typst (PDF/A-3a and PDF/UA-1 at once): one compiler, one template, the data of each statement as inputs."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from payout.fonts import faces

NAME = "typst"
MODULE = "typst"
MAKES = "PDF/A-3a and PDF/UA-1"
ATTACHES = True
TEMPLATE = Path(__file__).with_name("statement.typ")
MOMENT = datetime(2026, 11, 20, tzinfo=UTC)


def draws() -> Callable[[bytes, Mapping[str, bytes]], bytes]:
    """The way to draw one statement: compiler and fonts are made once and kept."""
    typst = importlib.import_module(MODULE)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(faces().regular.parent)])
    compiler = typst.Compiler(TEMPLATE, font_paths=fonts, ignore_system_fonts=True)

    def draw(texts: bytes, attached: Mapping[str, bytes]) -> bytes:
        inputs = {"statement": texts.decode(), **{name: data.decode() for name, data in attached.items()}}
        made: bytes = compiler.compile(sys_inputs=inputs, format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=MOMENT)
        return made

    return draw
