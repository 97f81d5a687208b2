"""Every complaint has one shape: where, what in the author's words, and how to mend it; all of a pass at once.

The sentences stand in `SENTENCES`, one per code, so that wording is read and mended in one sitting. `{given}` is what
the author or the caller wrote: the command line shows it, the API leaves it out (`sentence(echo=False)`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches


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
        return f"{self.file}#{self.path}" if self.file else self.path or "/"


@dataclass(frozen=True, slots=True)
class Problem:
    """One complaint. `values` fill the sentence of `code`; `help` is appended to the help of the catalogue.

    >>> print(Problem(Position("auto.yaml", 8, 17), "unknown-type", {"given": "mony"}, "Did you mean 'money'?"))
    auto.yaml:8:17: 'mony' is not a type. Did you mean 'money'?
    """

    at: Position
    code: str
    values: dict[str, str] = field(default_factory=dict)
    help: str = ""

    def sentence(self, *, echo: bool = True) -> str:
        """The complaint in one sentence; without `echo` nothing that the caller sent is repeated."""
        return SENTENCES[self.code][0].format(**(self.values if echo else {**self.values, "given": "…"}))

    def mend(self, *, echo: bool = True) -> str:
        """How to mend it, in one or two short sentences; may be empty."""
        known = SENTENCES[self.code][1]
        told = known.format(**self.values) if echo or "{" not in known else ""  # what fills a help may repeat the input
        return " ".join(part for part in (told, self.help) if part)

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


def shown(problem: Problem, source: str) -> str:
    """The complaint with the line it speaks of and a caret under the place, as a terminal shows it."""
    lines = [f"{problem.at}: {problem.sentence()}"]
    text = source.split("\n")
    if 0 < problem.at.line <= len(text):
        line = text[problem.at.line - 1].rstrip("\r")
        if len(line) <= 300:
            head = f"{problem.at.line:5} | "
            before = line[: problem.at.column - 1]
            blank = "".join("　" if _is_wide(letter) else " " for letter in before)
            lines += [head + line, " " * (len(head) - 2) + "| " + blank + "^" * max(1, problem.at.width)]
    if problem.mend():
        lines.append(f"help: {problem.mend()}")
    return "\n".join(lines)


def near(name: str, known: Iterable[str]) -> str:
    """The help sentence that names what was probably meant, or all there is when that is little; else empty."""
    names: Sequence[str] = sorted(set(known) - {name})
    close = get_close_matches(name, names, n=1)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"Known: {', '.join(names)}." if 0 < len(names) <= 20 else ""


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


SENTENCES: dict[str, tuple[str, str]] = {
    "and-more": ("there are more problems; these are the first {limit}.", "Mend these first."),
    # the text of a file
    "unreadable": ("the file cannot be read: {reason}.", ""),
    "too-large": ("the file has {size} bytes; at most {limit} are read.", "Split it, or check that it is the right file."),
    "not-utf8": ("byte {offset} is not UTF-8.", "Save the file as UTF-8."),
    "forbidden-character": (
        "the character {letter} is not allowed here.",
        "Remove it: it cannot be seen or changes the direction of the text.",
    ),
    "yaml-syntax": ("this is not YAML: {reason}.", "Check the indentation, the brackets and the quotes."),
    "too-deep": ("lists and mappings are nested deeper than {limit}.", "Write it flatter."),
    "too-many-nodes": ("the file has more than {limit} entries.", "Split it."),
    "too-long": ("a text here is longer than {limit} characters.", "Shorten it."),
    "yaml-alias": ("anchors and aliases (& and *) are not part of the language.", "Write the value again."),
    "yaml-tag": ("tags (!) are not part of the language.", "Leave the tag out."),
    "yaml-documents": ("a file holds one document.", "Remove the second ---."),
    "yaml-key": ("a key is one word or a quoted text.", "Write a plain key."),
    "yaml-json": ("a YAML file that begins with a bracket is refused.", "Write block style, or save it as .json."),
    "empty": ("the file is empty.", ""),
    "twice": ("'{given}' stands twice; first at {first}.", "Keep one of them."),
    "json-syntax": ("this is not JSON: {reason}.", ""),
    "json-number": ("only whole numbers are read here; amounts are whole minor units.", "Write an integer."),
    "json-null": ("null is not a value here.", "Leave the name out when its value is not known."),
    # keys and shapes
    "unknown-key": ("{owner} has no key '{given}'.", ""),
    "missing-key": ("{owner} has no {key}.", ""),
    "want-mapping": ("{owner} is written as key: value pairs.", ""),
    "want-list": ("{owner} is a list.", "Write it in [ ] or with dashes."),
    "want-text": ("{owner} is one plain value, not a list or a mapping.", ""),
    "no-value": ("{owner} has no value.", "Write one, or remove the line."),
    "not-a-policy": ("this is not a coverage policy: its first key is not payout.", "Begin with payout: 1."),
    "language-version": ("'{given}' is not a version of the language that is read here.", "Write payout: 1."),
    "unknown-currency": ("'{given}' is not an ISO 4217 currency.", ""),
    "bad-name": ("'{given}' cannot be a name.", "Begin with a letter, go on with letters, digits and _; no reserved word."),
    "reserved-name": ("'{given}' is a word of the language and cannot be a name.", "Choose another name."),
    "name-clash": ("'{given}' already names {other} at {first}.", "Rename one of them."),
    "assume-label": ("a label cannot be assumed.", "Leave assume out: who it is must be asked."),
    "unknown-type": ("'{given}' is not a type.", ""),
    "unknown-name": ("there is no {what} '{given}'.", ""),
    "unknown-word": ("'{given}' is not a value of '{name}'.", ""),
    # values
    "not-a-date": ("'{given}' is not a date.", "Write it as 2026-01-31."),
    "not-a-moment": ("'{given}' is not a date with time.", "Write it as 2026-01-31T18:40."),
    "not-yes-no": ("'{given}' is neither yes nor no.", "Write {help}."),
    "not-an-amount": ("'{given}' is not an amount.", "Write digits only, as 150_000."),
    "amount-spelling": ("'{given}' is not how an amount is written here.", "Write {help}."),
    "amount-decimals": ("'{given}' has more decimals than {currency} has.", "Write at most {decimals}."),
    "amount-range": ("'{given}' is beyond the range of amounts, 0 to {high}.", ""),
    "not-a-count": ("'{given}' is not a whole number.", "Write digits only."),
    "not-a-rate": ("'{given}' is not a rate.", "Write it as 20%, 9.25% or 1/9."),
    "rate-sign": ("'{given}' needs its percent sign here.", 'Write "70%".'),
    "not-a-label": ("a label has 1 to 100 characters.", ""),
    "out-of-range": ("'{given}' is outside the range of '{name}', {low} to {high}.", ""),
    "not-a-range": ("'{given}' is not a range.", "Write low..high; either end may be left open."),
    "not-a-rounding": ("'{given}' is not a rounding.", "Write down, up, half_up or half_even, and to 100 or to 1% where needed."),
    "not-an-endorsement": ("the policy has no endorsement '{given}'.", ""),
    # facts, terms, tables
    "no-basis": ("term '{name}' has no basis.", "Add per: accident, person, day ..."),
    "no-unit": ("term '{name}' is a number without a basis or a unit.", "Add per: for money, unit: for a count, or write a percent sign."),
    "no-clause": ("term '{name}' has no clause.", "Name the clause that grants it."),
    "unknown-basis": ("'{given}' is no basis: neither a mark, nor a kind of expense, nor a unit that something counts.", ""),
    "dates-order": ("the date '{given}' does not come after the one before it.", "Write dates in ascending order."),
    "no-versions": ("term '{name}' has no value.", "Write from: {{date: value}}."),
    "none-here": ("none closes a limit; '{name}' cannot be none.", ""),
    "not-a-row": ("'{given}' is not a row for '{by}'.", ""),
    "row-never": ("row '{given}' of '{name}' can never apply: earlier rows take all of it.", "Remove it or move it up."),
    "row-missing": ("'{name}' has no row for {missing}.", "Add the row, or otherwise."),
    "not-a-table": ("'{name}' has no by, so its value is one number.", "Name the facts under by:, or write one number."),
    "by-type": ("a table cannot be keyed by '{given}', which is {type}.", "Key it by a choice, yes_no or count."),
    # expressions
    "too-complex": ("the expression is longer than 200 characters or nested deeper than 20.", "Name a part of it under define."),
    "not-an-expression": ("'{given}' is not an expression.", ""),
    "no-number": ("the number {given} has no clause and no date here.", "Name it under terms and use the name."),
    "no-operator": ("'{given}': this operator is not part of the language.", "Use + - * / min max, comparisons, and, or, not."),
    "no-call": ("'{given}' is not a function of the language.", ""),
    "arguments": ("{function} takes {wanted}.", ""),
    "not-a-condition": ("'{given}' is {type}, not a condition.", "Compare it with something."),
    "not-a-number": ("'{given}' is a condition, where an amount is needed.", ""),
    "only-in-steps": ("'{given}' stands only inside steps.", ""),
    "no-marks-here": ("'{given}' belongs to one expense and cannot stand here.", "Use it in a step, with per: item where it is an amount."),
    "not-here": ("'{given}' cannot be used here.", ""),
    "different-units": ("'{given}' compares {left} with {right}.", "Multiply by a count first."),
    "different-types": ("'{given}' puts {left} together with {right}.", "Both sides must be of one type."),
    "money-times-money": ("'{given}' multiplies money by money.", "Use a rate or a count."),
    "division": ("'{given}': only money by money or count by count of the same unit can be divided.", ""),
    "divisor-zero": ("'{given}' could be 0 here.", "Give its fact a range: 1.. ."),
    "label-compare": ("'{given}': a label can be told equal or not to another label only.", ""),
    "defined-deep": ("'{given}' is reached through more than {limit} other names.", "Define it from fewer steps."),
    "circle": ("'{given}' is defined by itself: {circle}.", "Break the circle."),
    "fraction": ("'{given}' makes fractions and has no round.", "Add round: down, up, half_up or half_even."),
    "round-to-rate": ("{owner} rounds {what}, so 'to {given}' does not fit.", ""),
    # coverages and steps
    "one-source": ("coverage '{name}' has {given}: a coverage has one source.", "Keep covers, loss or after."),
    "no-source-no-add": ("coverage '{name}' covers nothing and adds nothing.", "Add covers, loss or after, or a step with add."),
    "covered-twice": ("coverages '{name}' and '{other}' both cover '{given}'.", "Say which pays first: after: {other}."),
    "taken-twice": (
        "coverages '{name}' and '{other}' are both after the same part of '{given}'.",
        "Let each take over what the other leaves.",
    ),
    "recover-taken": ("coverage '{name}' takes over from '{source}', which recovers among its own steps.", "Put recover under together."),
    "not-covered": ("'{given}' is not a kind that '{source}' covers.", ""),
    "coverage-circle": ("coverage '{given}' depends on its own payment: {circle}.", "Break the circle."),
    "one-verb": ("a step has exactly one verb; here: {given}.", ""),
    "case-gap": ("the cases of '{name}' may leave a gap: the last one has a when.", "End with a case without when."),
    "case-never": ("case '{given}' can never apply: the one before it has no when.", "Remove it or move it up."),
    "basis-no-mark": ("'{given}' is per {mark}, but {kinds} carry no {mark}.", "Add {mark} to has, or multiply by a count of {mark}."),
    "basis-left": ("'{given}' is {unit}, which is no basis for {verb}.", "Multiply by a count, or state per."),
    "basis-two": ("'{given}' is {unit}, but the step says per: {per}.", "Keep one of them."),
    "basis-kind": ("'{given}' is per {kind}, which '{name}' does not cover.", ""),
    "per-item-needed": ("'{given}' uses the mark '{mark}' of one expense.", "Add per: item."),
    "period-basis": (
        "'{given}' is per policy_period, but nothing says what was used so far.",
        "Subtract a fact from usage: {given} - paid_so_far.",
    ),
    "not-money": ("'{given}' is {type}; {verb} takes an amount of money.", ""),
    "not-a-share": ("'{given}' is {type}; {verb} takes a rate.", ""),
    "verb-here": ("{verb} cannot stand {place}.", ""),
    "not-together": ("'{given}' does not go with {other}.", "Remove one of them."),
    "no-coverage": ("there is no coverage '{given}'.", ""),
    "no-step": ("there is no step '{given}'.", ""),
    "choose-what": ("choose takes highest, or a choice whose words are the coverages of over; not '{given}'.", ""),
    "not-a-payee": ("'{given}' is not a name for a payee.", "Use letters, digits and _."),
    "not-borne-by": ("'{given}' cannot bear a part.", "Write customer, other_party or other_insurer."),
    "set-target": ("'{given}' is neither a term nor a definition.", ""),
    "set-or-waive": ("a change has either set or waive.", ""),
    "set-how": ("a change of a {what} is written with {key}.", ""),
    "set-type": ("'{given}' is {type}, but '{name}' is {wanted}.", "Keep type and unit."),
    "set-twice": (
        "endorsements '{name}' and '{other}' both set '{given}' (the other at {first}).",
        "Say which one prevails: over: [{other}].",
    ),
    "dated-by": ("dated_by must name a date of the contract or the claim; '{given}' is none.", ""),
    # examples
    "example-open": ("example '{name}' is not determined: {given}; still matters: {facts}.", "Give the fact."),
    "example-differs": ("example '{name}': {given} is {found}, expected {expected}.", ""),
    "example-dates": ("example '{name}' has no {fact} and answers differently at {first} and {second}.", "Give the date."),
    "example-refused": ("example '{name}' is refused: {reason}", ""),
    "expect-name": ("'{given}' is neither a coverage, nor a step, nor total, borne or left.", ""),
    # claims
    "no-rules": ("the folder of PAYOUT_RULES is not there.", "Set it to a folder of policies."),
    "no-policy": ("there is no policy '{given}'.", ""),
    "policy-name": ("'{given}' is not the name of a policy.", "Write its path under the rules, as jp/personal-auto."),
    "unknown-fact": ("the policy has no fact '{given}'.", ""),
    "unknown-kind": ("the policy has no kind of expense '{given}'.", ""),
    "unknown-mark": ("an expense of kind '{kind}' has no '{given}'.", ""),
    "too-many-expenses": ("a claim has at most {limit} expenses.", "Split the claim."),
    "too-many-lines": ("the expenses of this claim make more than {limit} lines.", "Check the quantities."),
    "same-id": ("the id '{given}' stands twice.", "Ids are unique."),
    "bad-id": ("'{given}' cannot be an id.", "1 to 40 letters, digits, - and _; no #."),
    "quantity-needed": ("an expense of kind '{kind}' is counted by {each}.", "Add quantity."),
    "quantity-unknown": ("an expense of kind '{kind}' is not counted.", "Remove quantity."),
    "quantity-range": ("a quantity is a whole number from 1 to {high}.", ""),
    "version-date": ("the fact '{name}' is missing; it decides which values were in force.", "Give the date."),
    "no-value-then": ("there is no value of {name} on {date}; the first is of {first}.", "Check '{fact}'."),
    "requirement": ("this claim does not fit: '{given}' does not hold ({found}).", "Check these facts."),
    "case-needed": ("the statement needs {key} under case.", ""),
    "account-in-clear": ("the account is not masked.", "Write all but its last four digits as *."),
    "unknown-case": ("the case has no '{given}'.", ""),
    "undetermined": ("the payout is not determined: {facts}.", "Answer these questions first."),
    "cannot-draw": ("the page cannot be drawn: {reason}.", "Write the text with other characters."),
}
