"""The QR code of a statement: text → dark modules, always with the same mask, so that the drawing depends on the text alone."""

from __future__ import annotations

from functools import lru_cache

from reportlab.graphics.barcode.qrencoder import QRAlphaNum, QRCode, QRErrorCorrectLevel

_MASK = 3  # searching for the best of eight takes longer than drawing the page, and readers need no help with ours


@lru_cache(maxsize=64)
def runs(text: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """How many modules a side has, and the dark runs: row, first column, how many.

    `text` holds only what the alphanumeric mode knows. Raises: ValueError for anything else.
    """
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QRAlphaNum(text))
    code.version = code.calculate_version()
    code.makeImpl(False, _MASK)
    return code.moduleCount, tuple(run for row, modules in enumerate(code.modules) for run in _runs(row, modules))


def _runs(row: int, modules: list[bool]) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    for column, dark in enumerate(modules):
        if dark and found and found[-1][1] + found[-1][2] == column:
            found[-1] = (row, found[-1][1], found[-1][2] + 1)
        elif dark:
            found.append((row, column, 1))
    return found
