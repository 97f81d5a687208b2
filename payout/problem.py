"""Every complaint has one shape: where, what in the author's words, and how to mend it; all of a pass at once.

The sentences stand in `payout.messages`, one per code, in English and Japanese. `{given}` is what the author or the caller
wrote: the command line shows it, the API leaves it out (`sentence(echo=False)`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from payout.messages import LANGUAGES, SENTENCES, Said, Words, phrase, spoken


@dataclass(frozen=True, slots=True)
class Position:
    """A place: `line` and `column` count from 1 in `file`; a request has no lines, there `path` is a JSON pointer."""

    file: str = ""
    line: int = 0
    column: int = 0
    width: int = 1
    path: str = ""

    def __str__(self) -> str:
        if self.line:
            return f"{self.file}:{self.line}:{self.column}"
        return f"{self.file}#{self.path}" if self.file and self.path else self.file or self.path or "/"

    def here(self) -> Said:
        """The place as it is told within its own file: `line 5`, or the pointer."""
        return phrase("line", number=str(self.line)) if self.line else self.path or "/"


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint. `values` fill the sentence of `code`; `help` is appended to the help of the catalogue. Both may be words
    that differ by language. `language` is `en` or `ja`.

    >>> problem = Problem(Position("auto.yaml", 8, 17), "unknown-type", {"given": "mony"}, near("mony", ["money"]))
    >>> print(problem, problem.sentence("ja"), problem.mend("ja"))
    auto.yaml:8:17: 'mony' is not a type. Did you mean 'money'? 「mony」という型はありません。 「money」のことでしょうか。
    """

    at: Position
    code: str
    values: Mapping[str, Said] = field(default_factory=dict)
    help: Said = ""

    def sentence(self, language: str = "en", *, echo: bool = True) -> str:
        """The complaint in one sentence; without `echo` nothing that the caller sent is repeated."""
        return SENTENCES[self.code][language][0].format(**self._spoken(language, echo))

    def said(self) -> Words:
        """The sentence in every language."""
        return {language: self.sentence(language) for language in LANGUAGES}

    def mend(self, language: str = "en", *, echo: bool = True) -> str:
        """How to mend it, in one or two short sentences; may be empty."""
        known = SENTENCES[self.code][language][1]
        told = known.format(**self._spoken(language, echo)) if echo or "{" not in known else ""  # what fills a help may repeat the input
        return (" " if language == "en" else "").join(part for part in (told, spoken(self.help, language)) if part)

    def _spoken(self, language: str, echo: bool) -> dict[str, str]:
        values = {name: spoken(value, language) for name, value in self.values.items()}
        return values if echo else {**values, "given": "…"}

    def __str__(self) -> str:
        return f"{self.at}: " + " ".join(part for part in (self.sentence(), self.mend()) if part)


MOST_PROBLEMS = 200
"""More than these are not told in one pass: a hostile file costs no more than a broken one."""


class Problems(Exception):
    """All complaints of one pass over a file or a request, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = sorted(
            {(problem.at, problem.sentence()): problem for problem in problems}.values(),
            key=lambda problem: (problem.at.file, problem.at.line, problem.at.column),
        )
        if len(found) > MOST_PROBLEMS:
            found = [*found[:MOST_PROBLEMS], Problem(found[MOST_PROBLEMS].at, "and-more", {"limit": str(MOST_PROBLEMS)})]
        self.problems: tuple[Problem, ...] = tuple(found)
        super().__init__()

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def shown(problem: Problem, text: Sequence[str], language: str = "en") -> str:
    """The complaint with the line it speaks of and a caret under the place, as a terminal shows it; `text` is the file's lines."""
    lines = [f"{problem.at}: {problem.sentence(language)}"]
    if 0 < problem.at.line <= len(text):
        line = text[problem.at.line - 1].rstrip("\r")
        if len(line) <= 300:
            head = f"{problem.at.line:5} | "
            before = line[: problem.at.column - 1]
            blank = "".join("　" if _is_wide(letter) else " " for letter in before)
            lines += [head + line, " " * (len(head) - 2) + "| " + blank + "^" * max(1, problem.at.width)]
    if problem.mend(language):
        lines.append(f"{HELP[language]}: {problem.mend(language)}")
    return "\n".join(lines)


HELP = {"en": "help", "ja": "直し方"}
"""What stands before a help on a terminal."""


def closest(name: str, known: Iterable[str]) -> str | None:
    """The name that was probably meant, if there is one."""
    return next(iter(get_close_matches(name, sorted(set(known) - {name}), n=1)), None)


def near(name: str, known: Iterable[str]) -> Said:
    """The help that names what was probably meant, or all there is when that is little; else empty."""
    names = sorted(set(known) - {name})
    meant = closest(name, names)
    if meant is not None:
        return phrase("did-you-mean", name=meant)
    return phrase("known", names=", ".join(names)) if 0 < len(names) <= 20 else ""


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"
