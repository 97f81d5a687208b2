"""Statements that are sealed: signed by author and approver, and verified years later by whoever holds the file.

Only `signing`, `keys`, `blob` and `verifying` need the extra `[seal]`; reading a statement's attachments needs nothing.
"""

from __future__ import annotations

from payout.seal.reading import attachments_of

__all__ = ["attachments_of"]
