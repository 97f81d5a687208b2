"""The nouns of a coverage policy, and the verbs of its steps: what each takes, how it lowers, how it is said.

A `Policy` is what `compile` makes of a file. Its expressions leave the date open (`Since`); `policy.at(day)` answers them.
To add a verb: one line in `VERBS` with its lowering and phrases, and a case in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from payout import expr
from payout.expr import ONE, YES, ZERO, Expr, Of
from payout.money import Currency, Rounding
from payout.problem import Position
from payout.source import Node
from payout.values import Type

Title = Mapping[str, str]
"""What a thing is called, by language."""


@dataclass(frozen=True, slots=True)
class Atom:
    """One comparison or yes/no name inside a condition, as written and as lowered: what a reason speaks of."""

    text: str
    value: Expr


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression as written and as lowered. `over` is its denominator; `names` are the facts, terms and definitions in it."""

    text: str
    at: Position
    type: Type
    value: Expr
    over: Expr = ONE
    names: tuple[str, ...] = ()
    atoms: tuple[Atom, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact and who knows it (`section`: contract, usage, claim or items). `assume` is used, and reported, when nobody gave one."""

    name: str
    section: str
    type: Type
    range: tuple[int, int]
    title: Title
    at: Position
    assume: int | None = None
    words: Mapping[str, Title] = field(default_factory=dict)
    """What the words of a choice are called, in their order; one without a title is said as it is written."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of expense: the marks it carries, and the count mark that its quantity is expanded by."""

    name: str
    title: Title
    marks: tuple[str, ...]
    each: str | None
    at: Position


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table as written. `takes` are the integers of the table's key that earlier rows left to it, both ends
    inclusive; `ends` are the integers that its key names; `below` is the table of the next key, None where the row is a value."""

    at: Position
    text: str
    takes: tuple[tuple[int, int], ...]
    ends: tuple[int, ...] = ()
    below: Table | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """What a table is keyed by, as a name and as lowered, and its rows in file order."""

    key: str
    value: Expr
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """What a term is from a day on, as written: one value, or a table of values. `at` is the place of the date."""

    day: int
    at: Position
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """An endorsement's `set` as written: the versions that it gives a term, or the formula that it gives a definition."""

    endorsement: str
    target: str
    at: Position
    when: Formula | None
    versions: tuple[Version, ...] = ()
    formula: Formula | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A number of the policy with its dates (days since 1970-01-01) and the clause that grants it."""

    name: str
    title: Title
    clause: str
    type: Type
    days: tuple[int, ...]
    value: Expr
    over: Expr
    at: Position
    set_by: tuple[tuple[str, str, Expr], ...] = ()
    """Endorsements that set it: name, clause, and when the value set is in force; the last that holds prevails."""
    versions: tuple[Version, ...] = ()
    """Its own values as they stand in the file, by date."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A named value. `exact` is the fraction before `round`, where there is one."""

    name: str
    title: Title
    clause: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class Waiver:
    """An endorsement that sets a step aside when its condition holds."""

    endorsement: str
    when: Formula | None
    at: Position


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a coverage, or one rule of `together` (`over` names its coverages then).

    `level`: accident, item or group; `marks` are the group's marks. `scope` says what `when` is asked of: the claim, each
    line, or each group. `amount` over `amount_over` is bound to the formula's locals; `after` is the line's amount afterwards.
    """

    id: str
    name: str
    verb: str
    title: Title
    clause: str
    at: Position
    borne_by: str
    level: Literal["accident", "item", "group"] = "accident"
    marks: tuple[str, ...] = ()
    kind: str | None = None
    when: Formula | None = None
    scope: Literal["claim", "line", "group"] = "claim"
    written: Formula | None = None
    amount: Expr = ZERO
    amount_over: Expr = ONE
    after: Expr = ZERO
    round: tuple[Rounding, int] | None = None
    waivers: tuple[Waiver, ...] = ()
    over: tuple[str, ...] = ()
    choice: Formula | None = None
    told: Expr = YES
    """Whether the amount can be told for a line: not where it is read from a mark that the line's kind does not carry."""

    @property
    def adds(self) -> bool:
        """Whether the step appends a line of its own."""
        return self.verb in ("add", "replace")


@dataclass(frozen=True, slots=True)
class Case:
    """One of the cases of a coverage: the first whose condition holds is taken; the last has none."""

    name: str
    title: Title
    clause: str
    when: Formula | None
    steps: tuple[Step, ...]
    at: Position
    pay_to: str
    """Who is paid in this case: its own, else the coverage's."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One promise to pay. Its lines come from the kinds it covers, from a loss, or from what another coverage took off."""

    name: str
    title: Title
    clause: str
    at: Position
    kinds: tuple[str, ...] = ()
    """The kinds whose lines can reach it."""
    covers: tuple[str, ...] = ()
    """The kinds as written: they order the lines, and pick them from what is taken over."""
    loss: Formula | None = None
    after: str | None = None
    after_step: str | None = None
    when: Formula | None = None
    cases: tuple[Case, ...] = ()
    steps: tuple[Step, ...] = ()
    pay_to: str = "insured"
    endorsement: str | None = None
    counts: tuple[str, ...] = ()
    """Usage facts that a payment adds to: a count by one, an amount by what is paid."""

    def all_steps(self) -> tuple[Step, ...]:
        """The steps of all cases, then those that run after the cases, in file order: their index is their number."""
        return tuple(step for case in self.cases for step in case.steps) + self.steps

    @property
    def is_fixed(self) -> bool:
        """A benefit that nobody has to claim: no kinds, no loss, no take-over."""
        return not self.kinds and self.loss is None and self.after is None


@dataclass(frozen=True, slots=True)
class Endorsement:
    """A part attached to some contracts."""

    name: str
    title: Title
    clause: str
    at: Position


@dataclass(frozen=True, slots=True)
class Requirement:
    """What every claim must meet, else it is refused."""

    formula: Formula


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: the facts given, and the amounts it must come to. Nodes, so that messages know their place."""

    title: str
    at: Position
    given: Node | None
    expenses: Node | None
    expect: Mapping[str, tuple[int, Position]]


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """A compiled policy: everything that is asked of it is derived from this."""

    id: str
    file: str
    hash: str
    language: str
    title: Title
    currency: Currency
    dated_by: str
    facts: Mapping[str, Fact]
    marks: Mapping[str, Fact]
    kinds: Mapping[str, Kind]
    terms: Mapping[str, Term]
    definitions: Mapping[str, Definition]
    requires: tuple[Requirement, ...]
    coverages: Mapping[str, Coverage]
    order: tuple[str, ...]
    together: tuple[Step, ...]
    endorsements: Mapping[str, Endorsement]
    promises: tuple[str, ...]
    examples: tuple[Example, ...]
    days: tuple[int, ...]
    """The days on which some term or endorsement changes, ascending."""
    settings: tuple[Setting, ...] = ()
    """What endorsements set, by target; of those with one target the last that holds prevails."""
    dated: dict[int, Policy] = field(default_factory=dict, repr=False)

    def at(self, day: int) -> Policy:
        """The policy with every expression answered for a version date; the same object for all days between two changes."""
        interval = sum(change <= day for change in self.days)
        if interval not in self.dated:
            stand_in = self.days[interval - 1] if interval else (self.days[0] - 1 if self.days else day)
            self.dated[interval] = _specialised(self, expr.at_day(stand_in), {})
        return self.dated[interval]

    @property
    def payees(self) -> tuple[str, ...]:
        """Whom the policy can pay, by the words of its coverages; the insured always."""
        paid = (payee for one in self.coverages.values() for payee in (one.pay_to, *(case.pay_to for case in one.cases)))
        return tuple(dict.fromkeys(("insured", *paid)))

    def title_of(self, name: str) -> Title:
        """What a fact, mark, term, definition or endorsement is called, in Japanese and English; its name where it has no title."""
        rooms = (self.facts, self.marks, self.terms, self.definitions, self.endorsements)
        return both_languages(next((room[name].title for room in rooms if name in room), {}), name)

    def choice(self, name: str) -> Fact | None:
        """The fact or mark of whose words the name's value is one, through definitions too; None where it is no choice."""
        while name in self.definitions and self.definitions[name].formula.type.name == "choice":
            name = self.definitions[name].formula.names[0]
        fact = self.facts.get(name) or self.marks.get(name)
        return fact if fact is not None and fact.type.name == "choice" else None

    def word_title(self, name: str, word: str) -> Title:
        """What a word of a choice is called; as it is written where it has no title, or is no word of this name."""
        fact = self.choice(name)
        title = fact.words.get(word) if fact else None
        return both_languages(title, word) if title else dict.fromkeys(LANGUAGES, word)

    def words_said(self, name: str, words: Iterable[str]) -> Title:
        """Words of a choice by their titles, each its own: a title may itself have commas and dots in it."""
        titles = [self.word_title(name, word) for word in words]
        return {language: between.join(title[language] for title in titles) for language, between in BETWEEN_WORDS.items()}

    def kind_title(self, name: str) -> Title:
        """What a kind of expense is called."""
        return both_languages(self.kinds[name].title if name in self.kinds else {}, name)

    def coverage_title(self, name: str) -> Title:
        """What a coverage is called."""
        return both_languages(self.coverages[name].title if name in self.coverages else {}, name)


LANGUAGES = ("ja", "en")
BETWEEN_WORDS: Title = {"ja": "／", "en": " / "}


def both_languages(title: Title, name: str) -> Title:
    """The title in each language; in one that it lacks, the other's, else the name in readable form."""
    other = next(iter(title.values()), "") or name.replace("_", " ")
    return {language: title.get(language) or other for language in LANGUAGES}


def _specialised(part: Any, known: Callable[[Expr], Expr | None], done: dict[int, Expr]) -> Any:
    """The same nouns with every expression in them answered as far as `known` goes."""
    if isinstance(part, expr.Expr):
        return expr.substituted(part, known, done)
    if isinstance(part, tuple):
        return tuple(_specialised(item, known, done) for item in part)
    if isinstance(part, Mapping):
        return {key: _specialised(value, known, done) for key, value in part.items()}
    if isinstance(part, Policy | Coverage | Case | Step | Formula | Atom | Term | Definition | Waiver | Requirement):
        changed = {item.name: _specialised(getattr(part, item.name), known, done) for item in fields(part) if item.name != "dated"}
        return replace(part, **changed)
    return part


# ---- verbs ------------------------------------------------------------------------------------------------------------

X, BEFORE, TOTAL, AMOUNT, OVER = Of("x"), Of("before"), Of("total"), Of("amount"), Of("over")
Lowering = Callable[[Rounding, int], Expr]


@dataclass(frozen=True, slots=True)
class Verb:
    """What a verb takes, how it lowers, what it does (`meaning`), why it takes off (`reason`), how the step is said (`phrase`), who
    bears it, where it may stand.

    `lower` gives the amount of a line afterwards from the line (x), the running sum of its group before it, the group's
    total, and the step's amount. At level item a line is its own group: nothing before it, its own total.
    """

    takes: Literal["money", "rate", "condition", "choice"]
    lower: Lowering
    meaning: Title
    reason: Title
    phrase: Title
    borne_by: str = "customer"
    places: tuple[str, ...] = ("coverage", "together")
    lower_pro_rata: Lowering | None = None


def _room() -> Expr:
    """What is left of the step's amount for this line: the group is filled in line order, the line takes what it can."""
    return expr.least(X, expr.greatest(expr.minus(AMOUNT, BEFORE), ZERO))


def _limit(_how: Rounding, _to: int) -> Expr:
    return _room()


def _deduct(_how: Rounding, _to: int) -> Expr:
    return expr.minus(X, _room())


def _spread(keep: Expr) -> Expr:
    """`keep` shared in proportion to the lines by running totals: sums to `keep` exactly, no line above its amount."""
    total = expr.greatest(TOTAL, ONE)
    end = expr.floor(expr.times(keep, expr.plus(BEFORE, X)), total)
    return expr.minus(end, expr.floor(expr.times(keep, BEFORE), total))


def _limit_pro_rata(_how: Rounding, _to: int) -> Expr:
    return _spread(expr.least(TOTAL, AMOUNT))


def _deduct_pro_rata(_how: Rounding, _to: int) -> Expr:
    return expr.minus(X, _spread(expr.least(TOTAL, AMOUNT)))


def _shared(amount: Expr, how: Rounding, to: int) -> Expr:
    return expr.least(amount, expr.rounded(expr.times(amount, AMOUNT), OVER, how, to))


def _share(how: Rounding, to: int) -> Expr:
    """Rounded once on the running sum, so that lines add up. Coarser than one minor unit, a running difference could give a
    line more than it had: then the rounded total is shared in proportion."""
    if to == 1:
        return expr.minus(_shared(expr.plus(BEFORE, X), how, 1), _shared(BEFORE, how, 1))
    return _spread(_shared(TOTAL, how, to))


def _reduce(how: Rounding, to: int) -> Expr:
    return expr.minus(X, _share(how, to))


def _nothing(_how: Rounding, _to: int) -> Expr:
    return ZERO


def _unchanged(_how: Rounding, _to: int) -> Expr:
    return X


VERBS: Mapping[str, Verb] = {
    "limit": Verb(
        "money",
        _limit,
        {"ja": "この金額を限度とします。", "en": "At most this amount, per its basis."},
        {"ja": "{title}（{of}{amount}）を超える部分", "en": "over {title} ({amount}{of})"},
        {"ja": "{before} → {title} {of}{amount}を限度 → {after}", "en": "{before}, limited to {amount}{of} ({title}) → {after}"},
        lower_pro_rata=_limit_pro_rata,
    ),
    "deduct": Verb(
        "money",
        _deduct,
        {"ja": "この金額を差し引きます。0 未満にはなりません。", "en": "Takes this amount off, never below 0."},
        {"ja": "{title} {of}{amount}", "en": "{title} {amount}{of}"},
        {"ja": "{before} − {title} {of}{amount} → {after}", "en": "{before} less {title} {amount}{of} → {after}"},
        lower_pro_rata=_deduct_pro_rata,
    ),
    "share": Verb(
        "rate",
        _share,
        {"ja": "この割合を支払います。", "en": "Pays this part."},
        {"ja": "{title} {rate} を超える部分", "en": "the part beyond {title} {rate}"},
        {"ja": "{before} × {title} {rate} → {after}（{rounding}）", "en": "{rate} of {before} ({title}) → {after} ({rounding})"},
    ),
    "reduce": Verb(
        "rate",
        _reduce,
        {"ja": "減価のように、この割合を差し引きます。", "en": "Takes this part off, as depreciation does."},
        {"ja": "{title} {rate} の控除", "en": "less {title} {rate}"},
        {"ja": "{before} − {title} {rate} → {after}（{rounding}）", "en": "{before} less {rate} ({title}) → {after} ({rounding})"},
    ),
    "exclude": Verb(
        "condition",
        _nothing,
        {"ja": "この条件を満たす明細は対象外です。", "en": "The lines for which this holds are not covered."},
        {"ja": "{because}ため対象外", "en": "not covered: {because}"},
        {"ja": "{because}ため対象外：{before} → {after}", "en": "not covered, {because}: {before} → {after}"},
        places=("coverage",),
    ),
    "add": Verb(
        "money",
        _unchanged,
        {"ja": "請求がなくても加えて支払う金額です。", "en": "A benefit on top, without a bill."},
        {"ja": "{title}", "en": "{title}"},
        {"ja": "{title} {amount}をお支払い", "en": "plus {title} {amount}"},
        places=("coverage",),
    ),
    "replace": Verb(
        "money",
        _nothing,
        {"ja": "価額で支払います。請求は 0 とし、この金額を加えます。", "en": "Settles by value: the bills go to 0, this amount is added."},
        {"ja": "{title} {amount}でのお支払いに代わる部分", "en": "settled by value: {title} {amount}"},
        {"ja": "{before}に代えて{title} {amount}をお支払い", "en": "{title} {amount} instead of {before}"},
        borne_by="settled_by_value",
        places=("coverage",),
    ),
    "recover": Verb(
        "money",
        _deduct,
        {
            "ja": "相手方から受け取った金額です。まずお客さまの自己負担に充当します。",
            "en": "Money from the other side: it fills the customer's share first.",
        },
        {
            "ja": "{title} {amount}のうち、お客さまご負担への充当後の残り",
            "en": "what is left of {title} {amount} after your share was refilled",
        },
        {
            "ja": "{title} {amount}のうち{own}はお客さまご負担に充当、残り{rest}を差し引き、{before} → {after}",
            "en": "of {title} {amount}, {own} goes to your share first, {rest} reduces the payment: {before} → {after}",
        },
        borne_by="other_party",
        lower_pro_rata=_deduct_pro_rata,
    ),
    "choose": Verb(
        "choice",
        _nothing,
        {
            "ja": "補償の一つだけを支払います。highest、または補償名を言葉とする選択です。",
            "en": "One of the coverages pays: highest, or a choice whose words are coverages.",
        },
        {"ja": "{winner}をお支払いするため対象外", "en": "{winner} is paid instead"},
        {"ja": "{winner}をお支払いするため対象外：{before} → {after}", "en": "{winner} is paid instead: {before} → {after}"},
        places=("together",),
    ),
}

APPLIES = "applies"
NOT_ATTACHED = "not_attached"

UNITS: Mapping[str, str] = {
    "accident": "事故",
    "call": "回",
    "claim": "件",
    "day": "日",
    "hour": "時間",
    "item": "件",
    "month": "か月",
    "night": "泊",
    "person": "人",
    "year": "年",
}
"""What is counted, in Japanese; another word stands as the policy writes it."""


def unit_ja(name: str) -> str:
    """A unit behind a number in Japanese: 泊, km."""
    return UNITS.get(name, name.replace("_", " "))


ROUNDING_WORDS: Mapping[str, Title] = {
    "down": {"ja": "切捨て", "en": "rounded down"},
    "up": {"ja": "切上げ", "en": "rounded up"},
    "half_up": {"ja": "四捨五入", "en": "rounded half up"},
    "half_even": {"ja": "偶数への丸め", "en": "rounded half to even"},
}
