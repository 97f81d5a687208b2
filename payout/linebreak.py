"""Where a line of Japanese or English may end: kinsoku, whole numbers, whole Latin words, whole readings.

`break_lines` knows no font: it takes the width of each character and returns which slice of the text each line is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

# 行頭禁則: never the first of a line. Closing brackets, stops and marks, small kana, the long-vowel and the iteration marks.
NEVER_FIRST = frozenset(
    "、。，．､｡,.・･：；:;？！?!‼⁇⁈⁉゛゜ﾞﾟ）］｝〕〉》」』】〙〗〟’”»)]}｣"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ"
    "ーｰ々〻ゝゞヽヾ〜～…‥‐゠–％%‰℃"
)
# 行末禁則: never the last of a line. Opening brackets and what stands before a number.
NEVER_LAST = frozenset("（［｛〔〈《「『【〘〖〝‘“«([{｢￥¥＄$£€№＃#")
# 分離禁止: no break between two of the same.
_PAIRS = frozenset("…‥—―─")
# A number keeps what counts it.
_COUNTERS = frozenset("円銭年月日時分秒回件台名人泊社条項号個割万億兆")
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_SPACES = frozenset(" \u3000")
# Latin marks beside the ASCII ones that belong to a word or a number: − ’ no-break space.
_WESTERN_MARKS = frozenset("\u00a0\u2010\u2011\u2013\u2019\u2212，．")

# How good a break is; a line takes the last of the best kind it can hold.
_AGAINST_KINSOKU, _IN_A_WORD, _IN_A_READING, _GOOD = range(4)


def break_lines(text: str, widths: Sequence[float], width: float) -> list[tuple[int, int]]:
    """Cut `text` into lines no wider than `width`: (start, end) of each; spaces at a cut belong to no line.

    `widths` holds one number for each character, in the unit of `width`. A reading in 〔〕 stays whole when a line can hold it; a
    number or word wider than the line is cut where the line is full, as the last resort. Only a single character can be too wide.
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
        lines.append((start, _trimmed(text, start, cut)))
        start = cut
        while start < end and text[start] in _SPACES:
            start += 1
    return _without_stub(text, lines, right, breaks, width)


def _without_stub(
    text: str, lines: list[tuple[int, int]], right: Sequence[float], breaks: Sequence[int], width: float
) -> list[tuple[int, int]]:
    """Give a last line of one or two characters, such as `す。`, some company from the line above, where a good break allows it."""
    if len(lines) < 2 or lines[-1][1] - lines[-1][0] > 2:
        return lines
    (above, _), (stub, end) = lines[-2:]
    for at in range(stub - 2, above + (stub - above) // 2, -1):
        if breaks[at] == _GOOD and text[at] not in _SPACES and right[end] - right[at] <= width:
            return [*lines[:-2], (above, _trimmed(text, above, at)), (at, end)]
    return lines


def _cut(text: str, right: Sequence[float], breaks: Sequence[int], start: int, end: int, width: float) -> int:
    """Where the line from `start` ends: the last good break that fits, else the least bad one, else one character."""
    limit = right[start] + width + 1e-6
    if right[end] <= limit:
        return end
    last = dict.fromkeys((_GOOD, _IN_A_READING, _IN_A_WORD, _AGAINST_KINSOKU), 0)
    for at in range(start + 1, end):
        if right[_trimmed(text, start, at)] > limit:
            break
        last[breaks[at]] = at
    return next((at for at in last.values() if at), start + 1)


def _breaks(text: str, right: Sequence[float], width: float) -> list[int]:
    """For each place before a character: how good it is to end a line there."""
    breaks = [_AGAINST_KINSOKU] + [_between(text, at) for at in range(1, len(text))]
    opened = text.find("〔")
    while 0 <= opened < (closed := text.find("〕", opened)):
        fits = right[closed + 1] - right[opened] <= width
        for at in range(opened + 1, closed + 1):
            if fits or text[at - 1] not in _SPACES:  # one too long for a line is cut at its pauses
                breaks[at] = min(breaks[at], _IN_A_READING)
        opened = text.find("〔", closed)
    return breaks


def _between(text: str, at: int) -> int:
    """How good it is to end a line before text[at]. Spaces are looked through: they hang at the end of the line."""
    after = text[at]
    before = text[at - 1]
    spaced = before in _SPACES
    if after in _SPACES:
        return _AGAINST_KINSOKU
    if spaced:
        before = text[max(_trimmed(text, 0, at) - 1, 0)]
    if after in NEVER_FIRST or before in NEVER_LAST or (before == after and after in _PAIRS):
        return _AGAINST_KINSOKU
    if not spaced and ((_western(before) and _western(after)) or (before in _DIGITS and after in _COUNTERS) or _in_a_date(before, after)):
        return _IN_A_WORD
    return _GOOD


def _in_a_date(before: str, after: str) -> bool:
    return before in "年月" and after in _DIGITS


def _western(character: str) -> bool:
    return "!" <= character <= "~" or character in _DIGITS or "\u00c0" <= character <= "\u024f" or character in _WESTERN_MARKS


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _SPACES:
        end -= 1
    return end
