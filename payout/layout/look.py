"""Colours, and the styles of what is read most. Whatever a customer must read is at least 8 points high."""

from __future__ import annotations

from payout.strips import Style

NAVY, TEAL, GREY, WHITE = "#12294d", "#00696b", "#566273", "#ffffff"
ZEBRA, TEAL_TINT, ON_NAVY, ON_NAVY_RULE = "#f0f4f9", "#e6f4f3", "#b9cbe2", "#52698c"
ADDED = "#4a7fb5"
REDUCTIONS = ("#8b95a5", "#cb9a3b", "#b4662c", "#be4545", "#7a5ea8", "#5d8a3c", "#a8577e", "#6b5a45")

BODY, BODY_LEADING = Style(9.2), 13.6
LABEL = Style(8.0, GREY)
NOTE, NOTE_LEADING = Style(8.0, GREY), 10.6
