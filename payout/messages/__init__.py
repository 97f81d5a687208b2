"""All that is ever complained of, in English and Japanese, so that wording is read and mended in one sitting.

`docs/messages.md` shows every complaint as a real file brings it about.
"""

from __future__ import annotations

from payout.messages import checks, claims, files, policies, seals
from payout.messages.phrases import LANGUAGES, PHRASES, Message, Said, Words, joined, owning, phrase, reason_of, spoken

__all__ = ["LANGUAGES", "PHRASES", "SENTENCES", "THEMES", "Message", "Said", "Words", "joined", "owning", "phrase", "reason_of", "spoken"]

THEMES: dict[str, dict[str, Message]] = {
    "The text of a file": files.TEXT,
    "Keys, shapes and names": files.SHAPES,
    "Values": files.VALUES,
    "Terms and their tables": policies.TERMS,
    "Expressions": policies.EXPRESSIONS,
    "Coverages, steps and endorsements": policies.COVERAGES,
    "What can never apply": checks.NEVER,
    "Notes": checks.NOTES,
    "Examples": policies.EXAMPLES,
    "Claims": claims.CLAIMS,
    "Signatures": seals.SEALS,
}
"""Theme → code → the complaint."""

SENTENCES: dict[str, Message] = {code: message for part in THEMES.values() for code, message in part.items()}
"""Code → the complaint in every language."""
