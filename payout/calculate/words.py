"""How figures and conditions of a calculation are said, in Japanese and English. No text here belongs to one product."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from payout.bounds import NoValueThen, Reader
from payout.expr import Expr, If, Not, children
from payout.frame import Known, Missing, Row, names_of
from payout.money import NO_LIMIT
from payout.policy import LANGUAGES, Fact, Formula, Policy, Step, Term, Title, both_languages, unit_ja
from payout.values import RATE_UNIT, Type, TypeName, as_text, rate_text

_NAME = re.compile(r"[^\W\d]\w*", re.UNICODE)
_WORD = re.compile(r"""(["'])(?P<quoted>.*?)\1|(?P<plain>\w+)""")
_COMPARISON = re.compile(r"(.*?)\s*(<=|>=|==|!=|<|>|\bnot in\b|\bin\b)\s*(.*)", re.DOTALL)
_COMPARED = {
    "<": {"ja": "{left}が{right}未満である", "en": "{left} is below {right}"},
    "<=": {"ja": "{left}が{right}以下である", "en": "{left} is at most {right}"},
    ">": {"ja": "{left}が{right}を超える", "en": "{left} is above {right}"},
    ">=": {"ja": "{left}が{right}以上である", "en": "{left} is at least {right}"},
    "==": {"ja": "{left}が{right}である", "en": "{left} is {right}"},
    "!=": {"ja": "{left}が{right}ではない", "en": "{left} is not {right}"},
    "in": {"ja": "{left}が{right}のいずれかである", "en": "{left} is one of {right}"},
    "not in": {"ja": "{left}が{right}のいずれでもない", "en": "{left} is none of {right}"},
}
_COMPARED_DAYS = {
    "<": {"ja": "{left}が{right}より前である", "en": "{left} is before {right}"},
    "<=": {"ja": "{left}が{right}以前である", "en": "{left} is not after {right}"},
    ">": {"ja": "{left}が{right}より後である", "en": "{left} is after {right}"},
    ">=": {"ja": "{left}が{right}以後である", "en": "{left} is not before {right}"},
}
_CHOSEN = {
    "==": {"ja": "{title}が{words}である", "en": "{title} is {words}"},
    "!=": {"ja": "{title}が{found}で、{words}ではない", "en": "{title} is {found} (not {words})"},
    "in": {"ja": "{title}が{found}である", "en": "{title} is {found}"},
    "not in": {"ja": "{title}が{found}で、{words}のいずれでもない", "en": "{title} is {found} (none of {words})"},
}
"""Of a choice: the word that was found is the reason, and which words would have made it otherwise."""
_HOLDS = {
    True: {"ja": "「{title}」に当たる", "en": '"{title}" is the case'},
    False: {"ja": "「{title}」に当たらない", "en": '"{title}" is not the case'},
}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==", "in": "not in", "not in": "in"}
_CALLS = {
    "billed": {"ja": "ご請求額", "en": "billed"},
    "paid": {"ja": "お支払い額", "en": "paid"},
    "kind": {"ja": "費用の種類", "en": "kind of expense"},
    "amount": {"ja": "金額", "en": "amount"},
    "claimed": {"ja": "ご請求額", "en": "claimed amount"},
}
QUESTIONS: Mapping[TypeName, Title] = {
    "yes_no": {"ja": "{title}：はい・いいえのどちらですか。", "en": "{title}: yes or no?"},
    "choice": {"ja": "{title}はどれですか（{words}）。", "en": "{title}: which of {words}?"},
    "money": {"ja": "{title}はいくらですか。", "en": "{title}: how much?"},
    "rate": {"ja": "{title}は何パーセントですか。", "en": "{title}: how many percent?"},
    "count": {"ja": "{title}はいくつですか。", "en": "{title}: how many?"},
    "date": {"ja": "{title}はいつですか。", "en": "{title}: on which day?"},
    "moment": {"ja": "{title}はいつですか（日時）。", "en": "{title}: on which day, at what time?"},
    "label": {"ja": "{title}のお名前を教えてください。", "en": "{title}: who or which?"},
}
"""How a fact of each type is asked for."""
EITHER: Title = {"ja": "{title}はどちらですか（{words}）。", "en": "{title}: which of {words}?"}
"""How a choice of two words is asked for."""
_JOIN = {"ja": "うえ、", "en": " and "}


class Speaker:
    """Says the names, values and conditions of one claim under one policy."""

    def __init__(self, policy: Policy, reader: Reader) -> None:
        self.policy, self.reader = policy, reader

    def money(self, amount: Known, language: str) -> str:
        """`20,000円`, `20,000 yen`; `EUR 12.50` for other currencies."""
        if isinstance(amount, Missing):
            return "?"
        if amount >= NO_LIMIT:
            return "限度なし" if language == "ja" else "no limit"
        shown = self.policy.currency.show(amount)
        if self.policy.currency.code == "JPY":
            return f"{shown}円" if language == "ja" else f"{shown} yen"
        return f"{self.policy.currency.code} {shown}"

    def value(self, known: Known, type_: Type, over: Known, language: str = "en") -> str:
        """A value of any type, with its unit where that is money."""
        if isinstance(known, Missing) or isinstance(over, Missing):
            return "？" if language == "ja" else "?"
        match type_.name:
            case "money":
                return self.money(known, language) if over == 1 else f"{self.policy.currency.show(known)}/{over:,}"
            case "rate" | "number":
                return rate_text(known, over)
            case "label":
                return self.reader.inputs.labels[known]
            case "yes_no":
                return {"ja": ("いいえ", "はい"), "en": ("no", "yes")}[language][known]
        return as_text(known, type_, self.policy.currency)

    def named(self, name: str, row: Row = (), language: str = "en") -> str | None:
        """The value of a fact, mark, term or definition by name; None for what is no value."""
        policy, reader = self.policy, self.reader
        try:
            if name in policy.facts:
                over = RATE_UNIT if policy.facts[name].type.name == "rate" else 1
                return self.value(reader.inputs.facts[name], policy.facts[name].type, over, language)
            if name in policy.marks:
                mark = row[reader.marks[name]] if row else None
                over = RATE_UNIT if policy.marks[name].type.name == "rate" else 1
                return None if mark is None else self.value(mark, policy.marks[name].type, over, language)
            if name in policy.endorsements:
                return self.value(reader.inputs.facts[name], Type("yes_no"), 1, language)
            if name in policy.terms:
                term = policy.terms[name]
                return self.value(reader.of(term.value, row), term.type, reader.of(term.over), language)
            if name in policy.definitions:
                found = policy.definitions[name].formula
                return self.value(reader.of(found.value), found.type, reader.of(found.over), language)
        except (NoValueThen, IndexError):
            return None
        return None

    def filled(self, text: str, replace: Callable[[str], str | None]) -> str:
        """The text of an expression with each name replaced."""

        def one(match: re.Match[str]) -> str:
            return replace(match[0]) or match[0]

        return _NAME.sub(one, text)

    def with_numbers(self, formula: Formula, row: Row, amount: Known) -> str:
        """The expression with its figures in place: `min(1,000,000 × 10%, 200,000)`."""

        def figure(name: str) -> str | None:
            if name == "amount":
                return None if isinstance(amount, Missing) else self.policy.currency.show(amount)
            value = self.named(name, row)
            return value.removesuffix(" yen") if value else None

        return self.filled(formula.text, figure).replace(" * ", " × ").replace(" / ", " ÷ ")

    def question(self, name: str) -> Title:
        """What to ask for a fact that nobody gave; for a mark (`expenses/0/person`), of which expense."""
        is_fact = name in self.policy.facts
        fact = self.policy.facts[name] if is_fact else self.policy.marks[name.rpartition("/")[2]]
        title, words = self.policy.title_of(fact.name), self.policy.words_said(fact.name, fact.type.words)
        asked = EITHER if len(fact.type.words) == 2 else QUESTIONS[fact.type.name]
        said = {language: asked[language].format(title=title[language], words=words[language]) for language in LANGUAGES}
        if is_fact:
            return said
        line = next(line for line in self.reader.inputs.lines if name in names_of(*line.row))
        kind = self.policy.kind_title(line.kind)
        return {"ja": f"{line.expense}（{kind['ja']}）の{said['ja']}", "en": f"{line.expense} ({kind['en']}): {said['en']}"}

    # ---- conditions

    def why(self, formula: Formula, holds: bool, row: Row = (), local: dict[str, Known] | None = None) -> Title:
        """What makes the condition hold, or fail: its deciding parts with the values found; the Japanese goes before ため."""
        parts = self.deciding(formula, formula.value, holds, row, local)
        said = {language: list(dict.fromkeys(self.part(text, truth, row, language) for text, truth in parts)) for language in LANGUAGES}
        return {language: _JOIN[language].join(said[language]) for language in LANGUAGES}

    def deciding(self, formula: Formula, node: Expr, holds: bool, row: Row, local: dict[str, Known] | None) -> list[tuple[str, bool]]:
        for atom in formula.atoms:
            if atom.value == node:
                return [(atom.text, holds)]
        if isinstance(node, Not):
            return self.deciding(formula, node.value, not holds, row, local)
        if isinstance(node, If):
            return self.deciding(formula, node.yes if self.holds(node.condition, row, local) else node.no, holds, row, local)
        sides = [side for side in children(node) if self.holds(side, row, local) == holds]
        return [part for side in sides for part in self.deciding(formula, side, holds, row, local)]

    def holds(self, node: Expr, row: Row = (), local: dict[str, Known] | None = None) -> bool | None:
        """Whether a condition holds; None where that cannot be told."""
        try:
            value = self.reader.of(node, row, local)
        except NoValueThen:  # a part that the run never came to
            return None
        return None if isinstance(value, Missing) else bool(value)

    def part(self, text: str, holds: bool, row: Row, language: str) -> str:
        """One part of a condition as it was found: 「自力走行できる」に当たる, 修理費 1,400,000円が協定保険価額 1,000,000円以上である."""
        match = _COMPARISON.fullmatch(text)
        if match is None:
            return _HOLDS[holds][language].format(title=self.policy.title_of(text)[language])
        left, sign, right = match.groups()
        if not holds:
            sign = _OPPOSITE[sign]
        if self.policy.choice(left):
            return self.chosen(left, sign, right, row, language)
        phrases = _COMPARED | _COMPARED_DAYS if self.is_of_days(left, right) else _COMPARED
        return phrases[sign][language].format(left=self.side(left, row, language), right=self.side(right, row, language))

    def chosen(self, name: str, sign: str, right: str, row: Row, language: str) -> str:
        """A comparison of a choice: 車両の状態が修理可能で、全損ではない."""
        title, found = self.policy.title_of(name)[language], self.named(name, row, language)
        written = [match["quoted"] or match["plain"] for match in _WORD.finditer(right)]
        words = self.policy.words_said(name, written)[language]
        if found is None or found in ("?", "？"):  # the condition is the same whatever is found
            return _COMPARED[sign][language].format(left=title, right=words)
        return _CHOSEN[sign][language].format(title=title, found=self.policy.word_title(name, found)[language], words=words)

    def is_of_days(self, *sides: str) -> bool:
        """Whether a comparison is of days: one of its sides is a date or a moment by itself."""
        rooms = (self.policy.facts, self.policy.marks)
        return any(side in room and room[side].type.name in ("date", "moment") for side in sides for room in rooms)

    def side(self, text: str, row: Row, language: str) -> str:
        """One side of a comparison: titles with the values found behind them."""
        counts = counts_said(self.policy)

        def one(name: str) -> str | None:
            value = self.named(name, row, language)
            if value is not None:
                counted = counts.get(name) if value[:1].isdigit() else None
                return f"{self.policy.title_of(name)[language]} {counted[language].format(value=value) if counted else value}"
            if name in _CALLS:
                return _CALLS[name][language]
            if name in self.policy.kinds:
                return self.policy.kind_title(name)[language]
            return self.policy.coverage_title(name)[language] if name in self.policy.coverages else None

        return self.filled(text, one)

    # ---- steps

    def step_title(self, step: Step) -> Title:
        """What the step is called: its own title, else that of the term or fact it is named after."""
        return both_languages(step.title, step.name) if step.title else self.policy.title_of(step.name)

    def marked(self, name: str, value: str, language: str) -> str:
        """One mark of a group: a person by name, but a counted day or night only as such, since each is treated alike."""
        title, type_ = self.policy.title_of(name)[language], self.policy.marks[name].type
        if type_.name != "count":
            return f"{title} {self.policy.word_title(name, value)[language]}"
        unit = counted_in(type_)
        if language == "ja":
            return f"1{unit_ja(unit)}" if unit else title
        return f"each {unit.replace('_', ' ') or title}"

    def group(self, marks: dict[str, str], language: str) -> str:
        """`利用者 Aにつき` before an amount, ` for Person A` behind it; empty where there is one group."""
        if not marks:
            return ""
        said = [self.marked(name, value, language) for name, value in marks.items()]
        return f"{'・'.join(said)}につき" if language == "ja" else f" for {' and '.join(said)}"


def counted_in(type_: Type) -> str:
    """What a count counts, in the policy's word; empty where it says nothing."""
    return next((name for name, power in type_.unit if power > 0), "")


def counts_said(policy: Policy) -> dict[str, Title]:
    """How the counts of marks and terms are said, their number at {value}: what a bill is divided by as the second night, others as 150 km.

    In English a unit in full letters is left to the title: it would have to agree with the number.
    """
    dividing = {kind.each for kind in policy.kinds.values()}
    found: dict[str, Title] = {}
    things: list[Fact | Term] = [*policy.marks.values(), *policy.terms.values()]
    for one in things:
        unit = counted_in(one.type) if one.type.name == "count" else ""
        if unit and one.name in dividing:
            found[one.name] = {"ja": f"{{value}}{unit_ja(unit)}目", "en": f"{unit.replace('_', ' ')} {{value}}"}
        elif unit:
            found[one.name] = {"ja": f"{{value}}{unit_ja(unit)}", "en": f"{{value}} {unit}" if len(unit) < 3 else "{value}"}
    return found
