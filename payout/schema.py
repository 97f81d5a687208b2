"""JSON Schemas of policies, examples files and claims: with them an editor completes keys and underlines slips.

They are made from the tables that the compiler and the readers use (`keys`, `policy.VERBS`, the patterns of `money` and
`values`), so that they cannot know another language. A schema judges parsed values and must never refuse what payout
reads; where a YAML editor (YAML 1.2, core schema) and JSON see different values, both pass: `150_000` and `yes` are
texts to the editor, `150000` is a number to both, `true` is JSON's. What names, units and dates decide is the compiler's.
Only keywords that draft-07 has too are used, as editors differ in what they know of 2020-12; `patternErrorMessage` beside
them lets VS Code say how to mend a text instead of showing its pattern.
"""

from __future__ import annotations

import keyword
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from payout.admission import MOST_QUANTITY
from payout.claim import ID, MOST_EXPENSES
from payout.compile.coverages import BEARERS, SPLITS
from payout.compile.expressions import LONGEST
from payout.compile.names import TYPES
from payout.compile.reading import RESERVED
from payout.keys import CLAIM_KEYS, EXPENSE_KEYS, LONGEST_LINE, MOST_PAYMENTS, PLACES, RULE_KEYS, STEP_KEYS, Key, Keys
from payout.messages import SENTENCES
from payout.money import AMOUNT, HIGHEST, ROUNDINGS, Currency, currencies
from payout.policy import LANGUAGES, VERBS, Endorsement, Fact, Kind, Policy, Title
from payout.rules import ID as POLICY_ID
from payout.source import canonical
from payout.values import COUNT, DAY, MINUTE, RATE

Schema = dict[str, Any]
"""A JSON Schema or a part of one: JSON values, and no float."""

WIDEST = 160
"""Columns of a printed schema."""

# `\w` is ASCII to an editor and Unicode to Python: the characters that no name has are listed instead.
_LETTER = r"[^\u0000-/:-@\[-\^`{-\u00b6\u2000-\u203e\u2041-\u2053\u2055-\u206f\u3000-\u3004\uff00-\uffef]"
_NAME = rf"(?![0-9_]){_LETTER}{{1,60}}"
_BETWEEN = r"(?:[\s()\[\],+*/-]|[<>=!]=|[<>](?!=))"
_NO_NUMBER = r"(?![2-9]|[01][0-9_.])"
"""0 and 1 are the only numbers of an expression."""
_EXPRESSION = rf"""{_NO_NUMBER}(?:{_BETWEEN}{_NO_NUMBER}|"[^"#]*"|'[^'#]*'|[^\s()\[\],+*/\-"'#$%&;?@^`{{|}}~!=<>:\\])+"""
_ROW = rf"(?:(?:<=|<|>=|>)\s*|(?:{AMOUNT.pattern})\.\.)(?:{AMOUNT.pattern})|(?![<>=≤≥＜＞]|[0-9][0-9_]*\.\.).+"
_RATE_FACT = r"[0-9]{1,9}(?:\.[0-9]{1,6})?%"
_IN_CLEAR = r"[0-9０-９](?:[\s\-‐–ー]*[0-9０-９]){4}"
_IN_AN_EXPRESSION = (
    "Names, 0, 1, + - * / min max, comparisons, and, or, not; every other number is a term.\n"
    "名前、0、1、+ - * / min max、比較、and、or、not で書きます。ほかの数値は terms に書いてください。"
)
_A_ROW = 'Write a word, a number, "<= 12", 1..2 or otherwise.\n言葉、数、"<= 12"、1..2、otherwise のいずれかを書いてください。'
_FIRST_PAYEES = ("insured", "workshop", "other_party")


def policy_schema() -> Schema:
    """The schema of a policy file."""
    return _document("policy", "Coverage policy 補償の定義", _shapes())


def examples_schema() -> Schema:
    """The schema of an examples file."""
    return _document("examples_file", "Worked examples 計算例", _shapes())


def claim_schema(policy: Policy | None = None) -> Schema:
    """The schema of a claim for this policy; without one, of any claim. YAML and JSON claims both pass."""
    if policy is None:
        return _document("a_claim", "Claim 請求", _shapes())
    return _document("a_claim", f"Claim 請求: {policy.id}", _shapes() | _shapes_of(policy))


def text_of(schema: Any, before: int = 0) -> str:
    """The schema as JSON text; what fits in a line stands on one. `before`: columns that the first line has already lost."""
    indent = before + 2
    flat = _flat(schema)
    if before + len(flat) <= WIDEST or not isinstance(schema, dict | list):
        return flat
    if isinstance(schema, list) and all(isinstance(item, str) and " " not in item for item in schema):
        lines = textwrap.wrap(flat[1:-1], WIDEST - indent, break_long_words=False, break_on_hyphens=False)
        opening, parts, closing = "[", ["\n".join([lines[0], *(" " * indent + line for line in lines[1:])])], "]"
    elif isinstance(schema, list):
        opening, parts, closing = "[", [text_of(item, indent) for item in schema], "]"
    else:
        opening, parts, closing = "{", [f"{_flat(key)}: {text_of(value, indent)}" for key, value in schema.items()], "}"
    return f"{opening}\n{' ' * indent}" + f",\n{' ' * indent}".join(parts) + f"\n{' ' * before}{closing}"


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flat(key)}: {_flat(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    return canonical(value).decode()


# ---- parts ------------------------------------------------------------------------------------------------------------


def _ref(shape: str) -> Schema:
    return {"$ref": f"#/$defs/{shape}"}


def _text(pattern: str, mend: str, **more: Any) -> Schema:
    """A text of this pattern. `mend`: what an editor says where it is another (a keyword that VS Code's schemas have)."""
    return {"type": "string", "pattern": f"^(?:{pattern})$", "patternErrorMessage": mend, **more}


def _number(text: Schema, low: int, high: int, kind: str = "number") -> Schema:
    """A number within these ends, or a text of this pattern: each bound is asked of its own type only."""
    return {**text, "type": [kind, "string"], "minimum": low, "maximum": high}


def _mend(code: str) -> str:
    """How payout itself says a complaint is mended."""
    return "\n".join(SENTENCES[code][language][1] for language in LANGUAGES[::-1])


def _any(*parts: Schema) -> Schema:
    return {"anyOf": list(parts)}


def _list(item: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": item, **more}


def _named(value: Schema) -> Schema:
    """A section of a policy: names that somebody declares, and what they are."""
    return {"type": "object", "propertyNames": _ref("declared"), "additionalProperties": value}


def _told(key: Key) -> Schema:
    return {"description": f"{key.en}\n{key.ja}", **_ref(key.holds)}


def _said(title: Title) -> str:
    """A title in all its languages."""
    return "\n".join(dict.fromkeys(title[language] for language in (*LANGUAGES[::-1], "") if title.get(language)))


def _closed(properties: Mapping[str, Schema], needed: Iterable[str], **more: Any) -> Schema:
    found = {"type": "object", "properties": dict(properties), "required": list(needed), "additionalProperties": False}
    return {key: value for key, value in found.items() if value != []} | more


def _place(keys: Keys, **more: Any) -> Schema:
    return _closed({name: _told(key) for name, key in keys.items()}, [name for name, key in keys.items() if key.needed], **more)


def _when(condition: Schema, then: Schema, otherwise: Schema | None = None) -> Schema:
    return {"if": condition, "then": then, **({"else": otherwise} if otherwise else {})}


def _has(**properties: Schema) -> Schema:
    return {"required": list(properties), "properties": properties}


def _document(root: str, title: str, shapes: Schema) -> Schema:
    """The root with the shapes that it leads to, in the order in which it meets them."""
    found: dict[str, Schema] = {}
    for name in _mentioned(shapes[root]):
        _take(name, shapes, found)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **shapes[root], "$defs": found}


def _take(name: str, shapes: Schema, found: dict[str, Schema]) -> None:
    if name not in found:
        found[name] = shapes[name]
        for other in _mentioned(shapes[name]):
            _take(other, shapes, found)


def _mentioned(part: Any) -> Iterator[str]:
    for key, value in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        if key == "$ref":
            yield value.removeprefix("#/$defs/")
        else:
            yield from _mentioned(value)


# ---- shapes -----------------------------------------------------------------------------------------------------------


def _shapes() -> Schema:
    """Every shape that a key may hold, by name."""
    places = {name: _place(keys, **_bounds().get(name, {})) for name, keys in PLACES.items()}
    return _scalars() | _tables() | _collections() | places | {"step": _step("coverage"), "rule": _step("together")} | _claims()


def _scalars() -> Schema:
    amount, spelling = AMOUNT.pattern, _mend("not-an-amount")
    return {
        "text": {"type": ["string", "number", "boolean"]},
        "words": _any(_ref("text"), _list(_ref("text"))),
        "name": _text(_NAME, _mend("bad-name")),
        "names": _any(_ref("name"), _list(_ref("name"))),
        "declared": {**_text(_NAME, _mend("bad-name")), "not": {"enum": sorted(RESERVED | set(keyword.kwlist))}},
        "title": _any(
            _ref("line"),
            {"type": "object", "properties": {language: _ref("line") for language in LANGUAGES}, "additionalProperties": _ref("line")},
        ),
        "word_titles": {"type": "object", "minProperties": 1, "additionalProperties": _ref("title")},
        "version": {"enum": [1, "1"]},
        "currency": {"enum": list(currencies())},
        "type": _any({"enum": list(TYPES)}, _list(_ref("text"), minItems=1, uniqueItems=True)),
        "range": _text(r".*\.\..*", _mend("not-a-range")),
        "given": _ref("text"),
        "expression": _number(_text(_EXPRESSION, _IN_AN_EXPRESSION, maxLength=LONGEST), 0, 1, "integer"),
        "choice": _any({"const": "highest"}, _ref("name")),
        "place": _text(rf"{_NAME}(?:\.{_NAME})?", _mend("bad-name")),
        "step_place": _text(rf"{_NAME}\.{_NAME}", _mend("bad-name")),
        "payee": _any({"enum": list(_FIRST_PAYEES)}, _text(rf"(?![0-9]){_LETTER}+", _mend("not-a-payee"))),
        "bearer": {"enum": list(BEARERS)},
        "split": {"enum": list(SPLITS)},
        "rounding": _text(rf"(?:{'|'.join(ROUNDINGS)})(?: to (?:{COUNT.pattern}|{RATE.pattern}))?", _mend("not-a-rounding")),
        "amount_rounding": _text(rf"(?:{'|'.join(ROUNDINGS)})(?: to (?:{COUNT.pattern}))?", _mend("not-a-rounding")),
        "amount": _number(_text(amount, spelling, maxLength=40), 0, HIGHEST),
        "amount_or_none": _number(_text(f"none|{amount}", spelling, maxLength=40), 0, HIGHEST),
        "count": _number(_text(COUNT.pattern, _mend("not-a-count")), 0, 10**15, "integer"),
        "rate": _text(RATE.pattern, _mend("not-a-rate")),
        "yes_no": {"enum": ["yes", "no"]},
        "rate_fact": _number(_text(_RATE_FACT, _mend("rate-sign")), 0, 1_000),
        "date": _text(DAY.pattern, _mend("not-a-date")),
        "moment": _text(MINUTE.pattern, _mend("not-a-moment")),
        "date_or_moment": _any(_ref("date"), _ref("moment")),
        "line": {"type": ["string", "number", "boolean"], "maxLength": LONGEST_LINE},
    }


def _tables() -> Schema:
    """The values of a term: by date, and each of them one value or a table of rows."""
    found: Schema = {"row": {"pattern": f"^(?:{_ROW})$", "patternErrorMessage": _A_ROW}}  # a row may be a number: an editor takes 0 for one
    leaves = {"amounts": _ref("amount_or_none"), "counts": _ref("count"), "rates": _ref("rate")}
    for name, leaf in (leaves | {"versions": _any(_ref("amount_or_none"), _ref("rate"))}).items():
        rows = {"type": "object", "minProperties": 1, "propertyNames": _ref("row"), "additionalProperties": _ref(f"{name}_by_row")}
        found[f"{name}_by_row"] = _when({"type": "object"}, rows, leaf)
        found[name] = {"type": "object", "minProperties": 1, "propertyNames": _ref("date"), "additionalProperties": _ref(f"{name}_by_row")}
    return found


def _collections() -> Schema:
    lists = {"steps": "step", "rules": "rule", "cases": "case", "changes": "change", "examples": "example", "expressions": "expression"}
    named = {"facts": "fact", "kinds": "kind", "terms": "term", "coverages": "coverage", "endorsements": "endorsement"}
    return {
        **{name: _list(_ref(item)) for name, item in lists.items()},
        **{name: _named(_ref(item)) for name, item in named.items()},
        "definitions": _named(_when({"type": "object"}, _ref("definition"), _ref("expression"))),
        "given_facts": {"type": "object", "properties": {"endorsements": _ref("attached")}, "additionalProperties": _ref("given")},
        "example_expenses": _list(_ref("expense")),
        "expected": {"type": "object", "minProperties": 1, "propertyNames": _ref("place"), "additionalProperties": _ref("amount")},
    }


def _bounds() -> Schema:
    """What a place asks for beyond its keys."""
    return {
        "fact": {"allOf": [*map(_of_type, TYPES), _when(_has(type={"type": "array"}), {"properties": {"range": False}})]},
        "term": {
            "allOf": [
                _when(
                    {"required": ["unit"]},
                    {"properties": {"from": _ref("counts")}},
                    _when({"required": ["per"]}, {"properties": {"from": _ref("amounts")}}, {"properties": {"from": _ref("rates")}}),
                ),
                _any({"required": ["by"]}, {"properties": {"from": {"additionalProperties": {"type": ["string", "number"]}}}}),
            ]
        },
        "coverage": {"not": {"required": ["loss"], "anyOf": [{"required": ["covers"]}, {"required": ["after"]}]}},
        "change": {
            "oneOf": [
                {"required": ["set"], "properties": {"waive": False}, "oneOf": [{"required": ["from"]}, {"required": ["is"]}]},
                {"required": ["waive"], "properties": {"from": False, "is": False}},
            ]
        },
        "expense": {"additionalProperties": _ref("marked")},
    }


def _of_type(name: str) -> Schema:
    """What a fact of this type may assume, and how its range is written."""
    values = {
        "money": (_ref("amount"), AMOUNT.pattern),
        "count": (_ref("count"), COUNT.pattern),
        "rate": (_ref("rate_fact"), _RATE_FACT),
        "date": (_ref("date"), DAY.pattern),
        "moment": (_ref("moment"), MINUTE.pattern),
    }
    if name in values:
        value, end = values[name]
        held: dict[str, Schema | bool] = {"assume": value, "range": _text(rf"(?:{end})?\.\.(?:{end})?", _mend("not-a-range"))}
    else:
        held = {"assume": _ref("yes_no") if name == "yes_no" else False, "range": False}
    return _when(_has(type={"const": name}), {"properties": held | {"words": False}})


def _step(place: str) -> Schema:
    """A step of a coverage, or a rule of `together`: exactly one of the verbs that may stand there."""
    verbs = {name: verb for name, verb in VERBS.items() if place in verb.places}
    keys = {**STEP_KEYS, **(RULE_KEYS if place == "together" else {})}
    takes = {name: "choice" if verb.takes == "choice" else "expression" for name, verb in verbs.items()}
    told = {name: _told(Key(takes[name], verb.meaning["en"], verb.meaning["ja"])) for name, verb in verbs.items()}
    refused = [
        _when({"required": [name]}, {"properties": dict.fromkeys(barred, False)})
        for name, verb in verbs.items()
        if (
            barred := [
                key
                for key, fits in (("round", verb.takes in ("money", "rate")), ("split", verb.lower_pro_rata))
                if key in keys and not fits
            ]
        )
    ]
    return _closed(
        {**told, **{name: _told(key) for name, key in keys.items()}},
        [name for name, key in keys.items() if key.needed],
        oneOf=[{"required": [name]} for name in verbs],
        **({"allOf": refused} if refused else {}),
    )


# ---- claims -----------------------------------------------------------------------------------------------------------


def _claims() -> Schema:
    """Shapes of a claim of any policy."""
    return {
        "policy_name": _text(POLICY_ID.pattern, _mend("policy-name")),
        "claim_facts": {"type": "object", "additionalProperties": _ref("text")},
        "attached": _list(_ref("name"), uniqueItems=True),
        "claim_expenses": _list(_ref("expense"), maxItems=MOST_EXPENSES),
        "expense_id": {"type": ["string", "integer"], "pattern": f"^{ID.pattern}$", "patternErrorMessage": _mend("bad-id")},
        "claim_amount": _ref("amount"),
        "quantity": _number(_text(COUNT.pattern, _mend("not-a-count")), 1, MOST_QUANTITY, "integer"),
        "marked": _any(_ref("text"), _list(_ref("text"), minItems=1)),
        "payments": _list(_ref("payment"), maxItems=MOST_PAYMENTS),
        "paid_payee": _ref("payee"),
        "masked": {"type": "string", "maxLength": LONGEST_LINE, "not": {"pattern": _IN_CLEAR}},
    }


def _shapes_of(policy: Policy) -> Schema:
    """What a claim of this policy holds in place of the general shapes."""
    facts = {name: _value(fact, policy.currency) for name, fact in policy.facts.items()}
    chosen = [_when(_has(kind={"const": name}), _ref(f"expense_{name}")) for name in policy.kinds]
    expense = {"properties": {"kind": _one_of(policy.kinds)}, "required": ["kind", "amount"], "allOf": chosen}
    return {
        "policy_name": {"const": policy.id},
        "a_claim": _place(CLAIM_KEYS) | {"required": ["facts", "endorsements"]},
        "claim_facts": _closed(facts, [policy.dated_by]),
        "attached": _list(_one_of(policy.endorsements), uniqueItems=True),
        "claim_amount": _amount(0, HIGHEST, policy.currency),
        "paid_payee": {"enum": list(policy.payees)},
        "claim_expense": {"type": "object", **expense} if chosen else {"enum": []},
        "claim_expenses": _list(_ref("claim_expense"), maxItems=MOST_EXPENSES),
        **{f"expense_{name}": _expense(kind, policy) for name, kind in policy.kinds.items()},
    }


def _one_of(known: Mapping[str, Kind] | Mapping[str, Endorsement]) -> Schema:
    """A name that the policy declares, each with its title."""
    if not known:
        return {"enum": []}
    return {"oneOf": [{"const": name, "description": _said(found.title) or name} for name, found in known.items()]}


def _expense(kind: Kind, policy: Policy) -> Schema:
    """A receipt of one kind: its marks, and where it is counted its quantity and the first number."""
    told = {name: _told(key) for name, key in EXPENSE_KEYS.items() if name != "quantity" or kind.each}
    told["kind"] = {"const": kind.name}
    needed = ["kind", "amount", *(["quantity"] if kind.each else [])]
    marks = (*kind.marks, *([kind.each] if kind.each else []))
    return _closed(told | {name: _value(policy.marks[name], policy.currency) for name in marks}, needed)


def _value(fact: Fact, currency: Currency) -> Schema:
    """What a claim may say of a fact or a mark, in YAML or in JSON."""
    low, high = fact.range
    match fact.type.name:
        case "money":
            value = _amount(low, high, currency)
        case "count":
            value = _number(_text(COUNT.pattern, _mend("not-a-count")), low, high, "integer")
        case "rate":
            value = _number(_text(_RATE_FACT, _mend("rate-sign")), low // 100, -(-high // 100))
        case "yes_no":
            value = {"enum": ["yes", "no", True, False]}
        case "date":
            value = _text(DAY.pattern, _mend("not-a-date"))
        case "moment":
            value = _text(MINUTE.pattern, _mend("not-a-moment"))
        case "label":
            value = {"type": ["string", "number", "boolean"]}
            value = _any(value, _list(value, minItems=1)) if fact.section == "items" else value
        case _:
            value = _word(fact)
    return {"description": _said(fact.title) or fact.name, **value}


def _amount(low: int, high: int, currency: Currency) -> Schema:
    """Major units in YAML or minor units in JSON: a number may be either, so it lies between the smaller and the larger end."""
    decimals = rf"(?:\.[0-9]{{1,{currency.decimals}}})?" if currency.decimals else ""
    whole = AMOUNT.pattern.removesuffix(r"(?:\.([0-9]+))?")
    text = _text(whole + decimals, _mend("not-an-amount"), maxLength=40)
    return _number(text, low // currency.unit, high, "number" if currency.decimals else "integer")


def _word(fact: Fact) -> Schema:
    """One of the words of a choice, each with its title where they have some; a word of digits is a number to a YAML editor."""
    words = fact.type.words
    numbers = {int(word): word for word in words if word.isdecimal() and word == str(int(word))}
    if not fact.words:
        return {"enum": [*words, *numbers]}
    written = [*zip(words, words, strict=True), *numbers.items()]
    return {"oneOf": [{"const": value, "description": _said(fact.words.get(word, {})) or word} for value, word in written]}
