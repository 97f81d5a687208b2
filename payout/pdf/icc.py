"""The colour profile of sRGB, built here so that it is the same 500 bytes everywhere: IEC 61966-2-1, as an ICC.1:2004 display profile."""

from __future__ import annotations

import struct
from functools import cache

_D50 = (0x0000F6D6, 0x00010000, 0x0000D32D)
# The primaries as D50 sees them, and the adaptation from D65 to D50 (Bradford), in 65,536ths.
_RED = (0x00006FA2, 0x000038F5, 0x00000390)
_GREEN = (0x00006299, 0x0000B785, 0x000018DA)
_BLUE = (0x000024A0, 0x00000F84, 0x0000B6CF)
_ADAPTED = (68674, 1502, -3290, 1938, 64912, -1118, -606, 985, 49275)
# y = ((x + 0.055) / 1.055) ** 2.4 above 0.04045, x / 12.92 below: g, a, b, c, d in 65,536ths.
_CURVE = (157286, 62119, 3417, 5072, 2651)


@cache
def srgb() -> bytes:
    """The profile, byte for byte the same on every machine."""
    curve = struct.pack(">4s4xHH5i", b"para", 3, 0, *_CURVE)
    tags = {
        b"desc": _text("sRGB"),
        b"cprt": _text("No copyright, use freely"),
        b"wtpt": _xyz(_D50),
        b"chad": struct.pack(">4s4x9i", b"sf32", *_ADAPTED),
        b"rXYZ": _xyz(_RED),
        b"gXYZ": _xyz(_GREEN),
        b"bXYZ": _xyz(_BLUE),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    start = 128 + 4 + 12 * len(tags)
    table, data = [struct.pack(">I", len(tags))], bytearray()
    placed: dict[bytes, int] = {}
    for name, content in tags.items():
        if content not in placed:
            placed[content] = start + len(data)
            data += content + bytes(-len(content) % 4)
        table.append(struct.pack(">4sII", name, placed[content], len(content)))
    return _header(start + len(data)) + b"".join(table) + bytes(data)


def _header(size: int) -> bytes:
    made = (2026, 1, 1, 0, 0, 0)  # any fixed date
    fields = (size, b"    ", 0x04200000, b"mntr", b"RGB ", b"XYZ ", *made, b"acsp", bytes(4), 0, b"    ", b"    ", 0, 0, *_D50, b"    ")
    return struct.pack(">I4sI4s4s4s6H4s4sI4s4sQI3I4s", *fields).ljust(128, b"\0")


def _xyz(values: tuple[int, int, int]) -> bytes:
    return struct.pack(">4s4x3i", b"XYZ ", *values)


def _text(text: str) -> bytes:
    said = text.encode("utf-16-be")
    return struct.pack(">4s4xII2s2sII", b"mluc", 1, 12, b"en", b"US", len(said), 28) + said
