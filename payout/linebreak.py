"""Where a line of Japanese or English may end: kinsoku, whole numbers, whole Latin words, whole readings.

`break_lines` knows no font: it takes the width of each character and returns which slice of the text each line is.

Every character has a class, and the classes of two neighbours say how good it is to end a line between them. So a text is judged by
looking up tables, and nothing is called for each character: this runs for every cell of every statement.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, product, repeat
from operator import add
from typing import Final

# 行頭禁則: never the first of a line. Closing brackets, stops and marks, small kana, the long-vowel and the iteration marks.
NEVER_FIRST: Final = frozenset(
    "、。，．､｡,.・･：；:;？！?!‼⁇⁈⁉゛゜）］｝〕〉》」』】〙〗〟’”»)]}｣"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ"
    "ーｰ々〻ゝゞヽヾ〜～…‥‐゠–％%‰℃"
)
# 行末禁則: never the last of a line. Opening brackets and what stands before a number.
NEVER_LAST: Final = frozenset("（［｛〔〈《「『【〘〖〝‘“«([{｢￥¥＄$£€№＃#\u2212")
# Never parted from the character before: accents, voice marks, variation selectors, the second half of a surrogate pair.
MARKS: Final = frozenset(
    chr(code)
    for codes in ((0x300, 0x36F), (0x3099, 0x309A), (0xFF9E, 0xFF9F), (0xFE00, 0xFE0F), (0xDC00, 0xDFFF), (0xE0100, 0xE01EF))
    for code in range(codes[0], codes[1] + 1)
)
_SPACES: Final = " \u3000"
_DIGITS: Final = "0123456789０１２３４５６７８９"
_NUMERALS: Final = "〇一二三四五六七八九十百千万億兆"
# Latin letters and ASCII, and marks beside them that belong to a word: ’ no-break space.
_WESTERN: Final = frozenset(map(chr, (*range(0x21, 0x7F), *range(0xC0, 0x250)))) | frozenset("\u00a0\u2010\u2011\u2013\u2019")
_FIGURE: Final = f"[{_DIGITS}{_NUMERALS}]"
_NUMBER: Final = re.compile(f"(?<![0-9A-Za-z])(?:[￥¥＄$£€\u2212] ?)?{_FIGURE}(?:[,.，．]*{_FIGURE})*[%％‰]?(?![0-9A-Za-z])")
# What counts a number stays with it: 6か月, 2週間.
_COUNTED: Final = re.compile(f"(?<={_FIGURE})(?:[かカヶヵケ箇][月所国]|(?:週|時|分|日|年)間|年度)")
# A figure keeps its currency, a day its month: EUR 12.50, 5,000 yen, 27 November 2026. The space is the last of what is found.
_BOUND: Final = re.compile(r"\b[A-Z]{3} (?=\d)|\d (?=yen\b)|\b\d{1,2} (?=[A-Z][a-z]+ \d{4}\b)")
_READING: Final = re.compile("〔[^〔〕]*〕")
_BRACKETED: Final = (re.compile("（[^（）]*）"), re.compile(r"\([^()]*\)"))
_ONE_WORD: Final = re.compile("[!-~]{1,10}")
_LEAST_FILLED: Final = 0.75

_OTHER, _OPENED = "x", "_"
_CLASS: Final = (
    dict.fromkeys(_WESTERN, "a")
    | dict.fromkeys(NEVER_FIRST, ")")
    | dict.fromkeys(_WESTERN & NEVER_FIRST, ".")
    | dict.fromkeys(NEVER_LAST, "(")
    | dict.fromkeys(_WESTERN & NEVER_LAST, "$")
    | dict.fromkeys("—―─", "-")  # 分離禁止: a dash of two characters is one
    | dict.fromkeys(_DIGITS, "9")
    | dict.fromkeys(_NUMERALS, "七")
    | dict.fromkeys("円銭日分秒回件台名人泊社条項号個割枚歳週点通度階番㎞㎡㏄", "円")
    | dict.fromkeys("年月時対第", "年")  # 2026年11月, 22時40分, 20対80, 第9条: they keep the number that follows too
    | dict.fromkeys(MARKS, "´")
    | dict.fromkeys(_SPACES, " ")
).get
_SPACES_AFTER_OPENING: Final = re.compile("(?<=[($]) +")

# How good a break is; a line takes the last of the best kind it can hold.
_NEVER, _IN_A_NUMBER, _AGAINST_KINSOKU, _IN_A_WORD, _IN_ONE_PIECE, _AT_A_BREATH, _GOOD = b"0", b"1", b"2", b"3", b"4", b"5", b"6"


def _kind(before: str, after: str) -> bytes:
    """How good it is to end a line between two classes. A space hangs at the end of its line, so the break is behind it."""
    if after == "´":
        return _NEVER
    if after in "). _" or before in "($_" or before == after == "-":
        return _AGAINST_KINSOKU
    if before in "9a.´" and after in "9a$":
        return _IN_A_WORD
    if (before in "9七" and after in "9七円年") or (before == "年" and after in "9七"):
        return _IN_A_WORD
    return _GOOD


_KIND: Final = {b + a: _kind(b, a).decode() for b, a in product("a).($-9七円年´ x_", repeat=2)}.__getitem__


def break_lines(text: str, widths: Sequence[float], width: float) -> list[tuple[int, int]]:
    """Cut `text` into lines no wider than `width`: (start, end) of each; spaces at a cut belong to no line.

    `widths` holds one number for each character, in the unit of `width`. What stands in brackets, and an amount with its currency, stay
    together when a line can hold them. A reading in 〔〕 is cut only where one breathes, and only rather than leave a quarter of the line
    empty. Where a line holds no good break, a word is cut first, then kinsoku is broken, and a number is cut only if it is wider than
    the line alone. Only a single character, with its marks, can be too wide.
    """
    if len(widths) != len(text):
        raise ValueError(f"{len(widths)} widths for {len(text)} characters")
    right = list(accumulate(widths, initial=0.0))
    lines: list[tuple[int, int]] = []
    start, end = 0, _trimmed(text, 0, len(text))
    if right[end] <= width:
        return [(0, end)] if end else []
    breaks = _breaks(text, right, width)
    while start < end:
        cut = _cut(text, right, breaks, start, end, width)
        if (last := _trimmed(text, start, cut)) > start:
            lines.append((start, last))
        start = cut
        while start < end and text[start] in _SPACES:
            start += 1
    return _without_stub(text, lines, right, breaks, width)


def _without_stub(text: str, lines: list[tuple[int, int]], right: Sequence[float], breaks: bytes, width: float) -> list[tuple[int, int]]:
    """Give a last line of one or two characters, such as `す。`, or of one short Latin word, some company from the line above, where a
    good break allows it."""
    if len(lines) < 2 or not (lines[-1][1] - lines[-1][0] <= 2 or _ONE_WORD.fullmatch(text, *lines[-1])):
        return lines
    (above, _), (stub, end) = lines[-2:]
    for at in range(stub - 2, above + (stub - above) // 2, -1):
        if breaks[at] == _GOOD[0] and text[at] not in _SPACES and right[end] - right[at] <= width:
            return [*lines[:-2], (above, _trimmed(text, above, at)), (at, end)]
    return lines


def _cut(text: str, right: Sequence[float], breaks: bytes, start: int, end: int, width: float) -> int:
    """Where the line from `start` ends: the last good break that fits, else the least bad one, else one character."""
    limit = right[start] + width + 1e-6
    if right[end] <= limit:
        return end
    full = bisect_right(right, limit, start, end) - 1
    while full + 1 < end and text[full] in _SPACES:
        full += 1
    good, breath = breaks.rfind(_GOOD, start + 1, full + 1), breaks.rfind(_AT_A_BREATH, start + 1, full + 1)
    if breath > good > 0 and right[good] - right[start] < _LEAST_FILLED * width:
        return breath
    for kind in (_GOOD, _AT_A_BREATH, _IN_ONE_PIECE, _IN_A_WORD, _AGAINST_KINSOKU, _IN_A_NUMBER):
        if (at := breaks.rfind(kind, start + 1, full + 1)) > 0:
            return at
    return next((at for at in range(start + 1, end) if breaks[at] != _NEVER[0]), end)


def _breaks(text: str, right: Sequence[float], width: float) -> bytes:
    """For each place before a character: how good it is to end a line there."""
    classes = "".join(map(_CLASS, text, repeat(_OTHER)))
    if " " in classes:
        classes = _SPACES_AFTER_OPENING.sub(lambda spaces: _OPENED * len(spaces[0]), classes)
    breaks = bytearray(_NEVER + "".join(map(_KIND, map(add, classes, classes[1:]))).encode("ascii"))
    for number in _NUMBER.finditer(text):
        first, end = number.span()
        breaks[first + 1 : end] = _IN_A_NUMBER * (end - first - 1)
    for counter in _COUNTED.finditer(text):
        breaks[counter.start()] = breaks[counter.start() + 1] = _IN_A_WORD[0]
    for bound in _BOUND.finditer(text):
        breaks[bound.end()] = _IN_ONE_PIECE[0]
    for reading in _READING.finditer(text):
        for at in _good_within(breaks, reading):
            breaks[at] = _AT_A_BREATH[0] if text[at - 1] in _SPACES else _IN_ONE_PIECE[0]
    for bracketed in chain.from_iterable(brackets.finditer(text) for brackets in _BRACKETED):
        if right[bracketed.end()] - right[bracketed.start()] <= width:
            for at in _good_within(breaks, bracketed):
                breaks[at] = _IN_ONE_PIECE[0]
    return bytes(breaks)


def _good_within(breaks: bytearray, found: re.Match[str]) -> Iterable[int]:
    return (at for at in range(found.start() + 1, found.end()) if breaks[at] == _GOOD[0])


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _SPACES:
        end -= 1
    return end
