"""How the numbers of a policy are said, in Japanese and English, with their basis: `20,000 yen per person`, `利用者につき20,000円`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from payout.money import Currency
from payout.policy import LANGUAGES, ROUNDING_WORDS, Policy, Title, unit_ja
from payout.source import Mapping, Node, Scalar
from payout.values import Range, Type, as_text, count_of, money_of, rate_of, rate_text

ROWS: dict[str, Title] = {
    "otherwise": {"ja": "その他", "en": "otherwise"},
    "yes": {"ja": "はい", "en": "yes"},
    "no": {"ja": "いいえ", "en": "no"},
}
TYPES: dict[str, Title] = {
    "yes_no": {"ja": "はい・いいえ", "en": "yes or no"},
    "money": {"ja": "金額", "en": "an amount"},
    "count": {"ja": "数", "en": "a number"},
    "rate": {"ja": "割合", "en": "a rate"},
    "date": {"ja": "日付", "en": "a date"},
    "moment": {"ja": "日時", "en": "a date with its time"},
    "label": {"ja": "名前", "en": "a name"},
}
NO_LIMIT: Title = {"ja": "限度なし", "en": "no limit"}


def plain(text: str) -> Title:
    """One text that serves both languages: a name, a clause, an expression."""
    return dict.fromkeys(LANGUAGES, text)


def joined(parts: Iterable[Title], separator: Title | str) -> Title:
    """The parts one behind the other, in each language."""
    found = list(parts)
    between = plain(separator) if isinstance(separator, str) else separator
    return {language: between[language].join(part[language] for part in found) for language in LANGUAGES}


def filled(sentence: Title, **parts: Title | str) -> Title:
    """The sentence with its parts filled in, in each language."""
    known = {name: plain(part) if isinstance(part, str) else part for name, part in parts.items()}
    return {language: sentence[language].format(**{name: part[language] for name, part in known.items()}) for language in LANGUAGES}


def number(scalar: Scalar, type_: Type, policy: Policy) -> Fraction | None:
    """What a value of a term means: minor units, a count or a rate; None for `none`, which closes a limit."""
    if scalar.text == "none":
        return None
    value = {"rate": rate_of, "count": count_of}.get(type_.name, lambda amount: money_of(amount, policy.currency))(scalar)
    return Fraction(value) if isinstance(value, int | Fraction) else None  # a policy that was compiled has no problems here


def value_words(scalar: Scalar, type_: Type, policy: Policy) -> Title:
    """One value of a term with its unit and its basis."""
    value = number(scalar, type_, policy)
    if value is None:
        said = NO_LIMIT
    elif type_.name == "rate":
        said = plain(rate_text(value.numerator, value.denominator))
    elif type_.name == "count":
        said = _counted(int(value), type_)
    elif policy.currency.code == "JPY":
        said = {"ja": f"{int(value):,}円", "en": f"{int(value):,} yen"}
    else:
        said = plain(f"{policy.currency.code} {policy.currency.show(int(value))}")
    counted = {name for name, mark in policy.marks.items() if mark.type.name == "count"}
    basis = sorted((name for name, power in type_.unit if power < 0), key=lambda name: name in counted)  # a person, then each night
    if type_.name == "money" and not basis:
        basis = ["accident"]
    if not basis:
        return said
    per = basis_words(basis, policy)
    return {"ja": f"{per['ja']}につき{said['ja']}", "en": f"{said['en']} per {per['en']}"}


def basis_words(basis: Iterable[str], policy: Policy) -> Title:
    """What stands behind per, and before につき: a title (利用者), or one of what is counted (1日)."""
    return joined(({"ja": _basis(name, policy), "en": _readable(name)} for name in basis), {"ja": "・", "en": " and "})


def _basis(name: str, policy: Policy) -> str:
    if name in policy.marks and policy.marks[name].type.name != "count":
        return policy.title_of(name)["ja"]
    if name in policy.kinds:
        return policy.kind_title(name)["ja"]
    return "保険期間" if name == "policy_period" else f"1{unit_ja(name)}"


def rounding_words(text: str) -> Title:
    """A rounding as written, in words: `down to 100` is 100単位で切捨て."""
    how, _, to = text.partition(" to ")
    said = ROUNDING_WORDS[how]
    return {"ja": f"{to}単位で{said['ja']}", "en": f"{said['en']} to {to}"} if to else said


def _counted(value: int, type_: Type) -> Title:
    units = [name for name, power in type_.unit if power > 0]
    en = " ".join(_readable(name) + ("s" if value != 1 and len(name) > 2 else "") for name in units)  # km stays km
    return {"ja": f"{value:,}{''.join(map(unit_ja, units))}", "en": f"{value:,} {en}".rstrip()}


def _readable(name: str) -> str:
    return name.replace("_", " ")


# ---- tables -----------------------------------------------------------------------------------------------------------

Row = tuple[tuple[str, ...], Scalar]
"""One number of a term: the rows that lead to it, as written, and the number."""


def rows_of(value: Node) -> tuple[Row, ...]:
    """All numbers of one dated value, in file order; a value that is no table has one, without a row."""
    if isinstance(value, Scalar):
        return (((), value),)
    if isinstance(value, Mapping):
        return tuple(((row.text, *below), scalar) for row, part in value.entries for below, scalar in rows_of(part))
    return ()


def row_words(row: tuple[str, ...], by: tuple[str, ...], policy: Policy) -> Title:
    """A row as it is found: `Deductible plan 5-10, Earlier vehicle claims 0`."""
    said = [joined((policy.title_of(key), _row(key, text, policy)), " ") for key, text in zip(by, row, strict=False)]
    return joined(said, {"ja": "、", "en": ", "})


def _row(key: str, text: str, policy: Policy) -> Title:
    """One row, or several words of a choice (`small, large`): words by their titles, anything else as it is written."""
    return ROWS.get(text) or policy.words_said(key, text.split(", "))


def type_words(written: Sequence[str], name: str, policy: Policy) -> Title:
    """What answers the fact or mark `name` takes, or what a term is: a type by its words, a choice by the titles of its own."""
    if policy.choice(name) is None and "".join(written) in TYPES:
        return TYPES["".join(written)]
    return policy.words_said(name, written)


def answer_text(answers: Iterable[Range], type_: Type, currency: Currency) -> str:
    """Answers to a table's key (both ends of each range inclusive) as a row would name them: `3`, `1..2`, `>= 5`, `small, large`."""
    return ", ".join(_range_text(low, high, type_, currency) for low, high in answers)


def _range_text(low: int, high: int, type_: Type, currency: Currency) -> str:
    first, last = as_text(low, type_, currency), as_text(high, type_, currency)
    if low == high:
        return first
    lowest, highest = type_.range()
    if high < highest:
        return f"{first}..{last}"
    return "otherwise" if low <= lowest else f">= {first}"


def table_words(value: Node, by: tuple[str, ...], type_: Type, policy: Policy) -> Title:
    """A whole dated value in one line."""
    found = rows_of(value)
    if len(found) == 1 and not found[0][0]:
        return value_words(found[0][1], type_, policy)
    said = [joined((row_words(row, by, policy), value_words(scalar, type_, policy)), {"ja": "：", "en": ": "}) for row, scalar in found]
    return joined(said, {"ja": "／", "en": "; "})
