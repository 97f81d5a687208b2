"""What a policy says from when: every date on which a number changes, each term's values with their places, and the dates
before which a claim is refused because a number that it needs has no value yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from payout import expr
from payout.expr import Expr, NoValue, Ref
from payout.policy import LANGUAGES, Policy, Title, both_languages
from payout.problem import Position
from payout.source import Mapping as MappingNode
from payout.source import Scalar
from payout.values import day_of, day_text
from payout.versions.nodes import PolicyFile, entries_of, settings_of, words_of, written_terms
from payout.versions.words import filled, joined, plain, row_words, rows_of, value_words

SCHEMA = "payout.versions/1"
EVERY_CLAIM = "every claim"
"""What needs a term that stands in a requirement. No coverage can be called so, nor `together`."""


# ---- what is in force from when ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Value:
    """A value from its day (days since 1970-01-01) until the day before `until`; each row with what it says."""

    since: int
    until: int | None
    rows: tuple[tuple[Title, Title], ...]
    at: Position


@dataclass(frozen=True, slots=True)
class SetBy:
    """What an endorsement sets a term to, and under which condition."""

    endorsement: str
    clause: str
    when: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class TermVersions:
    """A term with its values. `needed_by`: the coverages, `together` or every claim, that ask for it; nothing where it is unused."""

    name: str
    title: Title
    clause: str
    at: Position
    values: tuple[Value, ...]
    settings: tuple[SetBy, ...]
    needed_by: tuple[str, ...]

    @property
    def first(self) -> int:
        """The first day on which it has a value of its own."""
        return self.values[0].since


@dataclass(frozen=True, slots=True)
class Versions:
    """A policy through time. `days` are all dates on which something changes; from `complete_from` every used term has a value."""

    policy: Policy
    days: tuple[int, ...]
    terms: tuple[TermVersions, ...]

    @property
    def complete_from(self) -> int | None:
        """The day from which no claim is refused for its date; None where no term is used."""
        return max((term.first for term in self.terms if term.needed_by), default=None)

    @property
    def gaps(self) -> list[TermVersions]:
        """The used terms that begin later than something else: a claim between may be refused. The latest first."""
        later = [term for term in self.terms if term.needed_by and term.first > self.days[0]]
        return sorted(later, key=lambda term: -term.first)

    def changing(self, day: int) -> list[TermVersions]:
        """The terms that begin or change on a day, by themselves or through an endorsement."""
        values = {term.name: [*term.values, *(value for found in term.settings for value in found.values)] for term in self.terms}
        return [term for term in self.terms if any(value.since == day for value in values[term.name])]


def versions(found: PolicyFile) -> Versions:
    """Every value of every term, from the day on which it holds."""
    policy = found.policy
    asked = needs(policy)
    written = {name.text: (name, node) for name, node in written_terms(found.node)}
    terms = []
    for name, term in policy.terms.items():
        key, node = written[name]
        settings = tuple(_setting(policy, node, endorsement, change) for endorsement, change in settings_of(found.node, name))
        by = tuple(needer for needer, names in asked.items() if name in names)
        terms.append(TermVersions(name, policy.title_of(name), term.clause, key.at, _values(policy, name, node, node), settings, by))
    return Versions(policy, policy.days, tuple(sorted(terms, key=lambda term: (term.at.line, term.at.column))))


def _values(policy: Policy, name: str, term: MappingNode, node: MappingNode) -> tuple[Value, ...]:
    """The dated values under `from` of a term, or of what sets it."""
    by, type_ = words_of(term.get("by")), policy.terms[name].type
    dated = entries_of(node.get("from"))
    days = [_day(date) for date, _ in dated]
    found = []
    for at, (date, value) in enumerate(dated):
        rows = tuple((row_words(row, by, policy), value_words(scalar, type_, policy)) for row, scalar in rows_of(value))
        found.append(Value(days[at], days[at + 1] if at + 1 < len(days) else None, rows, date.at))
    return tuple(found)


def _setting(policy: Policy, term: MappingNode, endorsement: str, change: MappingNode) -> SetBy:
    when, clause, name = change.get("when"), change.get("clause"), change.get("set")
    assert isinstance(name, Scalar)  # it was compiled
    said = clause.text if isinstance(clause, Scalar) else policy.endorsements[endorsement].clause
    return SetBy(endorsement, said, when.text if isinstance(when, Scalar) else "", _values(policy, name.text, term, change))


def _day(date: Scalar) -> int:
    day = day_of(date)
    assert isinstance(day, int)  # it was compiled
    return day


# ---- who needs a term -------------------------------------------------------------------------------------------------


def needs(policy: Policy) -> dict[str, set[str]]:
    """The terms and definitions that each coverage, the rules of together and the requirements ask for, through definitions too."""
    parts: dict[str, object] = {**policy.coverages, "together": policy.together, EVERY_CLAIM: policy.requires}
    return {name: _named_in(policy, _expressions(part), set()) for name, part in parts.items()}


def _named_in(policy: Policy, parts: Iterable[Expr], found: set[str]) -> set[str]:
    for node in expr.walk(*parts):
        if isinstance(node, NoValue):  # every term has one: what it is before its first date
            found.add(node.term)
        elif isinstance(node, Ref) and node.name not in found:
            found.add(node.name)
            _named_in(policy, _expressions(policy.definitions[node.name].formula), found)
    return found


def _expressions(part: Any) -> Iterator[Expr]:
    if isinstance(part, Expr):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _expressions(item)
    elif hasattr(part, "__dataclass_fields__"):
        for item in fields(part):
            yield from _expressions(getattr(part, item.name))


# ---- telling ----------------------------------------------------------------------------------------------------------

WORDS: Mapping[str, Title] = {
    "dated_by": {"ja": "適用する日付: {title}（{name}）", "en": "The date that decides: {title} ({name})"},
    "dates": {"ja": "変わる日", "en": "Dates on which something changes"},
    "begins": {"ja": "最初の値: {titles}", "en": "first value of {titles}"},
    "changes": {"ja": "値が変わる: {titles}", "en": "another value of {titles}"},
    "terms": {"ja": "値と適用期間", "en": "Terms and what is in force from when"},
    "from": {"ja": "{since}から", "en": "from {since}"},
    "until": {"ja": "{since}から{until}まで", "en": "from {since} until {until}"},
    "set": {"ja": "「{endorsement}」を付帯するとき", "en": "with {endorsement}"},
    "set_when": {"ja": "「{endorsement}」を付帯し、{when} のとき", "en": "with {endorsement}, when {when}"},
    "complete": {
        "ja": "{day}以後の日付では、使うすべての値が定まっています。",
        "en": "From {day} on, every term that is used has a value.",
    },
    "before_all": {
        "ja": "{day}より前: どの値も定まっておらず、値を使う請求は受け付けません",
        "en": "before {day}: no term has a value; a claim that needs one is refused",
    },
    "refused": {
        "ja": "{day}より前: 「{title}」（{name}）の値がなく、これを使う請求は受け付けません（{by}）",
        "en": "before {day}: {title} ({name}) has no value; a claim that needs it is refused ({by})",
    },
    "set_earlier": {
        "ja": "ただし「{endorsement}」を付帯する契約は{day}から",
        "en": "with {endorsement} it has one from {day}",
    },
    "unused": {"ja": "どの補償も使わない値: {titles}", "en": "Used by no coverage: {titles}"},
    "no_terms": {"ja": "使う値はありません。", "en": "No term is used."},
    "together": {"ja": "複数の補償にわたる取り決め", "en": "rules over several coverages"},
    EVERY_CLAIM: {"ja": "受付条件", "en": "what every claim must meet"},
}
COMMA: Title = {"ja": "、", "en": ", "}


def text(found: Versions, language: str) -> list[str]:
    """The lines that a terminal shows."""
    policy = found.policy
    fact = filled(WORDS["dated_by"], title=policy.title_of(policy.dated_by), name=policy.dated_by)
    lines = [
        f"{both_languages(policy.title, policy.id)[language]}  {policy.id}  {policy.file}",
        f"sha256 {policy.hash}",
        fact[language],
        "",
    ]
    lines += [WORDS["dates"][language], *(f"  {day_text(day)}  {_changed(found, day)[language]}" for day in found.days), ""]
    lines += [*(said[language] for said in _gaps(found)), "", WORDS["terms"][language]]
    for term in found.terms:
        lines.append(f"  {term.title[language]} ({term.name})  {term.clause}  {term.at}")
        lines += _value_lines(term.values, "    ", language)
        for setting in term.settings:
            lines.append(f"    {_set_by(policy, setting)[language]}  {setting.clause}")
            lines += _value_lines(setting.values, "      ", language)
    return lines


def to_data(found: Versions) -> dict[str, Any]:
    """The same as plain data, with both languages; dates are ISO, `until` is the last day on which a value holds."""
    policy = found.policy
    return {
        "schema": SCHEMA,
        "policy": {"id": policy.id, "file": policy.file, "hash": policy.hash, "title": both_languages(policy.title, policy.id)},
        "dated_by": policy.dated_by,
        "days": [{"day": day_text(day), "terms": [term.name for term in found.changing(day)]} for day in found.days],
        "complete_from": None if found.complete_from is None else day_text(found.complete_from),
        "refused": [
            {"before": day_text(term.first), "term": term.name, "needed_by": list(term.needed_by), "at": str(term.at)}
            for term in found.terms
            if term.needed_by  # what nothing asks for refuses nothing
        ],
        "unused": [term.name for term in found.terms if not term.needed_by],
        "terms": [
            {
                "name": term.name,
                "title": term.title,
                "clause": term.clause,
                "at": str(term.at),
                "values": [_value_data(value) for value in term.values],
                "set": [
                    {
                        "endorsement": found.endorsement,
                        "clause": found.clause,
                        "when": found.when,
                        "values": [*map(_value_data, found.values)],
                    }
                    for found in term.settings
                ],
            }
            for term in found.terms
        ],
    }


def _value_data(value: Value) -> dict[str, Any]:
    rows = [{"row": row, "value": said} for row, said in value.rows]
    until = None if value.until is None else day_text(value.until - 1)
    return {"from": day_text(value.since), "until": until, "rows": rows, "at": str(value.at)}


def _changed(found: Versions, day: int) -> Title:
    terms = found.changing(day)
    begin = [term for term in terms if term.first == day]
    parts = []
    if begin:
        parts.append(filled(WORDS["begins"], titles=_titles(begin)))
    if len(begin) < len(terms):
        parts.append(filled(WORDS["changes"], titles=_titles(term for term in terms if term.first != day)))
    return joined(parts, {"ja": "／", "en": "; "})


def _titles(terms: Iterable[TermVersions]) -> Title:
    return joined((term.title for term in terms), COMMA)


def _gaps(found: Versions) -> Iterator[Title]:
    """From when nothing is refused for its date, and what is missing before."""
    day = found.complete_from
    yield WORDS["no_terms"] if day is None else filled(WORDS["complete"], day=day_text(day))
    yield from (_indented(_gap(found.policy, term)) for term in found.gaps)
    if found.days:
        yield _indented(filled(WORDS["before_all"], day=day_text(found.days[0])))
    unused = [term for term in found.terms if not term.needed_by]
    if unused:
        yield filled(WORDS["unused"], titles=_titles(unused))


def _gap(policy: Policy, term: TermVersions) -> Title:
    by = joined((needer(policy, name) for name in term.needed_by), COMMA)
    said = filled(WORDS["refused"], day=day_text(term.first), title=term.title, name=term.name, by=by)
    earlier = [setting for setting in term.settings if setting.values[0].since < term.first]
    also = [
        filled(WORDS["set_earlier"], endorsement=policy.title_of(setting.endorsement), day=day_text(setting.values[0].since))
        for setting in earlier
    ]
    return joined([said, *also, plain(str(term.at))], {"ja": "  ", "en": "  "})


def needer(policy: Policy, name: str) -> Title:
    """What asks for a term: a coverage by its title, or the rules over coverages, or what every claim must meet."""
    return policy.coverage_title(name) if name in policy.coverages else WORDS[name]


def _indented(said: Title) -> Title:
    return {language: f"  {said[language]}" for language in LANGUAGES}


def _set_by(policy: Policy, setting: SetBy) -> Title:
    return filled(WORDS["set_when" if setting.when else "set"], endorsement=policy.title_of(setting.endorsement), when=setting.when)


def _value_lines(values: Iterable[Value], indent: str, language: str) -> Iterator[str]:
    for value in values:
        if value.until is None:
            dates = filled(WORDS["from"], since=day_text(value.since))
        else:
            dates = filled(WORDS["until"], since=day_text(value.since), until=day_text(value.until - 1))
        head = f"{indent}{dates[language]}"
        if len(value.rows) == 1:
            yield f"{head}  {_row(value.rows[0], language)}  {value.at}"
        else:
            yield f"{head}  {value.at}"
            yield from (f"{indent}  {_row(row, language)}" for row in value.rows)


def _row(row: tuple[Title, Title], language: str) -> str:
    where, value = row
    return f"{where[language]}: {value[language]}" if where[language] else value[language]
