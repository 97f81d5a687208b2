"""The JSON Schemas: what payout reads passes, what the shape of a file gets wrong is underlined, nothing is missed silently."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from payout import rules
from payout.admission import Inputs, admit
from payout.claim import read_claim
from payout.cli import _status, commands
from payout.compile import compile_policy
from payout.compile.reading import Reading
from payout.keys import PLACES, RULE_KEYS, STEP_KEYS, Key
from payout.policy import VERBS
from payout.problem import Position, Problem, Problems
from payout.schema import Schema, claim_schema, examples_schema, policy_schema, text_of
from payout.source import Mapping, Node, Scalar, Sequence, read
from payout.statement.case import case_of
from payout.values import label_of, value_of

ROOT = Path(__file__).parent.parent
REJECTED = sorted((Path(__file__).parent / "rejected").glob("*.yaml"))
SHIPPED = sorted(path for path in (ROOT / "rules").rglob("*.yaml") if path.name not in ("terms.yaml", "notices.yaml"))
EVERYTHING = Path(__file__).parent / "policies" / "everything.yaml"
DEMO = (ROOT / "payout" / "demo.yaml").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")
IN_THE_GUIDE = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


# ---- reading as an editor does: YAML 1.2, core schema -----------------------------------------------------------------


def core(text: str) -> Any:
    """A plain scalar of YAML 1.2."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text.lower() == "true"
    if re.fullmatch(r"0o[0-7]+|0x[0-9a-fA-F]+", text):
        return int(text, 0)
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    if re.fullmatch(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", text):
        return float(text.replace(".", ""))
    return text


def seen(text: str) -> Any:
    """The values that a YAML editor judges. Raises yaml.YAMLError."""
    return _seen(yaml.compose(text, Loader=yaml.BaseLoader))


def _seen(node: Any) -> Any:
    match node:
        case yaml.MappingNode():
            return {str(key.value): _seen(value) for key, value in node.value}
        case yaml.SequenceNode():
            return [_seen(item) for item in node.value]
        case yaml.ScalarNode():
            return node.value if node.style else core(node.value)
    return None


def seen_of(node: Node | None) -> Any:
    """The same of what payout read."""
    match node:
        case Mapping(_, entries):
            return {key.text: seen_of(value) for key, value in entries}
        case Sequence(_, items):
            return [seen_of(item) for item in items]
        case Scalar(_, text, kind):
            return core(text) if kind == "yaml" else text
    return None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("yes", "yes"), ("no", "no"), ("true", True), ("150_000", "150_000"), ("150000", 150_000), ("9806.50", 9806.5)],
        *[("2026-10-17", "2026-10-17"), ("1:30", "1:30"), ("017", 17), ("0x1F", 31), ("1e3", 1000), ('"5"', "5"), ("~", None), ("", None)],
    ],
)
def test_an_editor_reads_yaml_1_2(text: str, value: object) -> None:
    assert seen(f"a: {text}") == {"a": value}


# ---- the schemas themselves -------------------------------------------------------------------------------------------

SCHEMAS = {"policy": policy_schema(), "examples": examples_schema(), "claim": claim_schema()}
JUDGES = {name: Draft202012Validator(schema) for name, schema in SCHEMAS.items()}


@cache
def judge_of(id: str) -> Draft202012Validator:
    """Judges claims of one product."""
    return Draft202012Validator(claim_schema(rules.policy(id)))


def underlined(judge: Draft202012Validator, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in judge.iter_errors(value)]


def parts_of(schema: Any) -> Iterator[Schema]:
    """The schema and every schema in it."""
    if isinstance(schema, list):
        for item in schema:
            yield from parts_of(item)
    elif isinstance(schema, dict):
        yield schema
        for key, value in schema.items():
            yield from parts_of(list(value.values()) if key in ("properties", "$defs") else [] if key == "enum" else value)


KEYWORDS = set(
    "$schema $ref $defs title description type enum const pattern patternErrorMessage maxLength minimum maximum"
    " not anyOf oneOf allOf if then else properties required additionalProperties propertyNames minProperties"
    " items minItems maxItems uniqueItems".split()
)


@pytest.mark.parametrize("name", [*SCHEMAS, *rules.ids()])
def test_a_schema_is_valid_for_2020_12_and_says_the_same_to_an_editor_of_draft_07(name: str) -> None:
    schema = SCHEMAS.get(name) or claim_schema(rules.policy(name))
    Draft202012Validator.check_schema(schema)
    Draft7Validator.check_schema(schema | {"$schema": "http://json-schema.org/draft-07/schema#"})
    for part in parts_of(schema):
        assert set(part) <= KEYWORDS
        assert "$ref" not in part or set(part) <= {"$ref", "description"}  # draft-07 hears nothing else beside a $ref
    assert json.loads(text_of(schema)) == schema


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_in_docs_is_the_one_that_the_command_prints(name: str) -> None:
    printed = CliRunner().invoke(commands, ["schema", name], catch_exceptions=False).stdout
    assert (ROOT / "docs" / f"{name}.schema.json").read_text(encoding="utf-8") == printed


def test_the_command_prints_the_schema_of_one_product_by_name_or_file() -> None:
    for product in ("jp/personal-auto", str(ROOT / "rules" / "jp" / "personal-auto.yaml")):
        printed = CliRunner().invoke(commands, ["schema", "claim", product], catch_exceptions=False).stdout
        assert json.loads(printed) == claim_schema(rules.policy("jp/personal-auto"))


def test_only_claims_have_a_schema_for_each_product() -> None:
    done = CliRunner().invoke(commands, ["schema", "policy", "jp/personal-auto"])
    assert (done.exit_code, done.stdout) == (2, "")


def test_a_product_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert _status(["schema", "claim", "jp/personal-autos"]) == 3
    assert "jp/personal-auto" in capsys.readouterr().err


def test_every_key_and_verb_is_offered_with_its_meaning_in_both_languages() -> None:
    told = {
        (key, shape["description"])
        for schema in SCHEMAS.values()
        for part in parts_of(schema)
        for key, shape in part.get("properties", {}).items()
        if shape and "description" in shape
    }
    keys = [pair for place in (*PLACES.values(), STEP_KEYS, RULE_KEYS) for pair in place.items()]
    keys += [(name, Key("", verb.meaning["en"], verb.meaning["ja"])) for name, verb in VERBS.items()]
    assert told == {(name, f"{key.en}\n{key.ja}") for name, key in keys}


# ---- what payout reads passes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*SHIPPED, EVERYTHING], ids=lambda path: path.name)
def test_every_shipped_file_passes(path: Path) -> None:
    judge = JUDGES["examples" if path.name.endswith(rules.EXAMPLES) else "policy"]
    assert underlined(judge, seen(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("text", IN_THE_GUIDE, ids=range(len(IN_THE_GUIDE)))
def test_every_policy_and_claim_of_the_guide_passes(text: str) -> None:
    judge = JUDGES["policy" if text.startswith("payout:") else "claim"]
    assert not text.startswith(("payout:", "facts:")) or underlined(judge, seen(text)) == []


@pytest.mark.parametrize("id", rules.ids())
def test_every_worked_example_passes_as_a_claim_of_its_product(id: str) -> None:
    """An example gives its facts and receipts as a claim does, but may leave out the date that every claim needs."""
    policy = rules.policy(id)
    for each in policy.examples:
        given_facts = seen_of(each.given) or {}
        attached = given_facts.pop("endorsements", [])
        facts = {policy.dated_by: "2026-04-01"} | given_facts
        claim = {"policy": id, "facts": facts, "endorsements": attached, "expenses": seen_of(each.expenses) or []}
        assert (each.title, underlined(judge_of(id), claim)) == (each.title, [])


def test_the_sample_claim_passes_in_yaml_and_in_json() -> None:
    """In JSON amounts are whole minor units, and yes and no are true and false."""
    in_yaml = seen(DEMO)
    facts = {name: {"yes": True, "no": False}.get(value, value) for name, value in in_yaml["facts"].items()}
    receipts = [one | {"amount": int(one["amount"].replace("_", ""))} for one in in_yaml["expenses"]]
    in_json = in_yaml | {"facts": facts | {"insured_value": 1_800_000}, "expenses": receipts}
    written = ((DEMO, False), (json.dumps(in_json), True))
    claims = [read_claim(read(text.encode(), "claim", is_json=is_json)[0]) for text, is_json in written]
    assert len({admit(rules.policy(claim.policy), claim).hash for claim in claims}) == 1
    for judge in (JUDGES["claim"], judge_of("jp/personal-auto")):
        assert underlined(judge, in_yaml) + underlined(judge, in_json) == []


def test_the_schema_of_a_claim_shows_the_title_of_a_word_and_takes_the_word() -> None:
    judge = judge_of("au/comprehensive-car")
    shown = judge.schema["$defs"]["claim_facts"]["properties"]["damage"]
    assert {"const": "written_off", "description": "written off\n全損"} in shown["oneOf"]
    taken = [not underlined(Draft202012Validator(shown), word) for word in ("repairable", "written_off", "stolen", "written off", "全損")]
    assert taken == [True, True, True, False, False]


def test_a_word_of_digits_is_a_number_to_an_editor_with_its_title_too() -> None:
    doors = 'doors: {type: ["3", "5", x], words: {"3": Three}}'
    text = f"payout: 1\ncurrency: JPY\ndated_by: day\nclaim: {{day: {{type: date}}, {doors}}}\ncoverages: {{}}\n"
    policy = compile_policy(read(text.encode(), "doors.yaml", is_json=False)[0], "doors")
    shown = claim_schema(policy)["$defs"]["claim_facts"]["properties"]["doors"]["oneOf"]
    described = [("3", "Three"), ("5", "5"), ("x", "x"), (3, "Three"), (5, "5")]
    assert shown == [{"const": value, "description": title} for value, title in described]


def test_only_a_choice_has_words_in_the_schema_of_a_policy() -> None:
    judge = Draft202012Validator(SCHEMAS["policy"]["$defs"]["fact"] | {"$defs": SCHEMAS["policy"]["$defs"]})
    taken = [{"type": ["a", "b"], "words": {"a": "A", "b": {"ja": "乙", "en": "B"}}}, {"type": "yes_no", "words": {"a": "A"}}]
    taken += [{"type": ["a"], "words": ["A"]}, {"type": "money", "words": {"a": "A"}}]
    assert [judge.is_valid(fact) for fact in taken] == [True, False, False, False]


POLICY = compile_policy(read(EVERYTHING.read_bytes(), "everything.yaml", is_json=False)[0], "everything")
FACTS = {**POLICY.facts, **POLICY.marks}
SPELLINGS = st.one_of(
    st.sampled_from(
        "0 1 7 007 150000 150_000 1_50_000 9806.5 9_806.50 0.1 .5 5. 1e3 0x1F -1 +1 10_001 100000.01 70% 9.25% 1/9 70 70.55 yes no"
        " true false YES ~ small large metal glass hotel A 2026-04-01 2026-4-1 2026-02-30 2026-04-01T10:00 2026-04-01T24:00".split()
    ),
    st.from_regex(r"[0-9]{1,4}(_[0-9]{3}){0,2}(\.[0-9]{1,3})?%?", fullmatch=True),
    st.text(max_size=12),
)


@cache
def judge_of_value(name: str) -> Draft202012Validator:
    """Judges what a claim says of one fact or mark."""
    parts = claim_schema(POLICY)["$defs"]
    shelves = [parts["claim_facts"], *(part for key, part in parts.items() if key.startswith("expense_") and "properties" in part)]
    return Draft202012Validator(next(shelf["properties"][name] for shelf in shelves if name in shelf["properties"]))


@given(st.sampled_from(sorted(FACTS)), SPELLINGS, st.sampled_from(["yaml", "text", "string", "number", "true", "false"]))
@settings(max_examples=1_500, deadline=None)
def test_every_value_that_payout_reads_passes_in_each_of_its_spellings(name: str, text: str, kind: Any) -> None:
    fact = FACTS[name]
    text = {"true": "yes", "false": "no"}.get(kind, text)
    scalar = Scalar(Position(), text, kind)
    if (kind == "number" and not re.fullmatch(r"0|-?[1-9][0-9]*", text)) or (kind == "yaml" and core(text) is None):
        return  # no JSON number; no value, which is refused before it is read
    found = label_of(scalar) if fact.type.name == "label" else value_of(scalar, fact.type, POLICY.currency, name, fact.range)
    if not isinstance(found, Problem):
        value = core(text) if kind == "yaml" else int(text) if kind == "number" else kind == "true" if kind in ("true", "false") else text
        assert underlined(judge_of_value(name), value) == []


@given(st.text(min_size=1, max_size=61))
@example("全損")
@example("a·b")
@example("々")
@settings(max_examples=1_000, deadline=None)
def test_every_name_that_payout_takes_passes(name: str) -> None:
    taken = Reading().is_name(Scalar(Position(), name))
    assert not taken or Draft202012Validator(SCHEMAS["policy"]["$defs"]["declared"]).is_valid(name)


def changed(node: Node) -> Iterator[Node]:
    """The document with one entry, item or value left out or altered: each of them in turn."""
    match node:
        case Mapping(at, entries):
            for index, (key, value) in enumerate(entries):
                yield Mapping(at, entries[:index] + entries[index + 1 :])
                yield from (Mapping(at, (*entries[:index], (key, other), *entries[index + 1 :])) for other in changed(value))
        case Sequence(at, items):
            for index, value in enumerate(items):
                yield Sequence(at, items[:index] + items[index + 1 :])
                yield from (Sequence(at, (*items[:index], other, *items[index + 1 :])) for other in changed(value))
        case Scalar(at, text, kind):
            yield Scalar(at, "1" if text == "0" else "0", kind)
            yield Scalar(at, text, "text" if kind == "yaml" else "yaml")


def test_whatever_is_left_out_or_altered_what_still_compiles_passes() -> None:
    """Every key, item and value of a policy that uses the whole language, one at a time."""
    document, _ = read(EVERYTHING.read_bytes(), "everything.yaml", is_json=False)
    assert isinstance(document, Mapping)
    without_examples = Mapping(document.at, tuple(entry for entry in document.entries if entry[0].text != "examples"))
    passed = 0
    for policy in changed(without_examples):
        try:
            compile_policy(policy, "everything")
        except Problems:
            continue
        passed += 1
        assert underlined(JUDGES["policy"], seen_of(policy)) == []
    assert passed > 300


# ---- what the shape of a file gets wrong is underlined ----------------------------------------------------------------

CLAIM_WRONG = {
    "a payment to somebody else": ("  account:", "  paid_before: [{date: 2026-11-06, payee: workshp, amount: 1}]\n  account:"),
    "a payment without a day": ("  account:", "  paid_before: [{payee: workshop, amount: 1}]\n  account:"),
    "a payment with another key": ("  account:", "  paid_before: [{date: 2026-11-06, payee: workshop, amount: 1, by: x}]\n  account:"),
    "a payment that is a text": ("  account:", "  paid_before: 10_000\n  account:"),
    "a key that there is not": ("endorsements:", "zzz: 1\nendorsements:"),
    "a fact that there is not": ("drivable: no", "driveable: no"),
    "no date to go by": ("  contract_start: 2026-04-01\n", ""),
    "no endorsements": ("endorsements: [car_to_car_zero, total_loss_expense, excess_repair, belongings, cancellation]\n", ""),
    "an endorsement that there is not": ("[car_to_car_zero,", "[car_to_car,"),
    "an endorsement twice": ("[car_to_car_zero,", "[cancellation,"),
    "a date that is none": ("2026-04-01", "2026-4-1"),
    "neither yes nor no": ("drivable: no", "drivable: maybe"),
    "a word that there is not": ('deductible_plan: "5-10"', "deductible_plan: 5-11"),
    "an amount below its range": ("insured_value: 1_800_000", "insured_value: -1"),
    "an amount in words": ("insured_value: 1_800_000", "insured_value: 180万"),
    "a fraction of a yen": ("amount: 148_500", "amount: 148_500.5"),
    "a count that is none": ("vehicle_claims: 0", "vehicle_claims: -1"),
    "a list for a fact": ("drivable: no", "drivable: [no]"),
    "a kind that there is not": ("kind: tow,", "kind: towing,"),
    "a receipt without a kind": ("kind: tow, ", ""),
    "a receipt without an amount": (", amount: 148_500", ""),
    "a mark that its kind has not": ("amount: 148_500", "amount: 148_500, person: A"),
    "a number of things that are not counted": ("amount: 148_500", "amount: 148_500, quantity: 2"),
    "days that nobody counted": ("{id: r1, kind: tow, amount: 148_500}", "{kind: rental, amount: 9_000}"),
    "more days than a year has": ("{id: r1, kind: tow, amount: 148_500}", "{kind: rental, amount: 9_000, quantity: 367}"),
    "a word of a mark that there is not": ("{id: r1, kind: tow, amount: 148_500}", "{kind: pickup, amount: 1, leg: back, companion: no}"),
    "an id with a space": ("id: r1", "id: r 1"),
    "an account in clear": ("***4567", "1234567"),
    "a case with another key": ("vehicle:", "car:"),
    "a customer with another key": ("kana:", "kanji:"),
    "an office that is one text": ("office: {name: あおぞら損害保険（見本）, person: 見本 担当, phone: 0120-000-000}", "office: あおぞら"),
    "a moment that is none": ("at: 2026-10-17T22:40", "at: yesterday evening"),
}


@pytest.mark.parametrize(
    "payments", ["[]", "[{date: 2026-11-06, payee: workshop, amount: 1_000}, {date: 2026-11-06, payee: insured, amount: 7}]"]
)
def test_payments_before_that_are_read_are_not_underlined(payments: str) -> None:
    text = DEMO.replace("  account:", f"  paid_before: {payments}\n  account:")
    admitted(text)
    assert not underlined(judge_of("jp/personal-auto"), seen(text))


@pytest.mark.parametrize(("right", "wrong"), CLAIM_WRONG.values(), ids=CLAIM_WRONG)
def test_what_is_wrong_with_a_claim_is_refused_and_underlined(right: str, wrong: str) -> None:
    assert right in DEMO
    text = DEMO.replace(right, wrong, 1)
    assert underlined(judge_of("jp/personal-auto"), seen(text))
    with pytest.raises(Problems):
        admitted(text)


def admitted(text: str) -> Inputs:
    """A YAML claim as its policy understands it, its case read too. Raises Problems."""
    claim = read_claim(read(text.encode(), "claim.yaml", is_json=False)[0])
    policy = rules.policy(claim.policy)
    case_of(claim, policy.currency, policy.payees)
    return admit(policy, claim)


def test_a_claim_of_another_product_is_underlined() -> None:
    assert underlined(judge_of("jp/personal-auto"), seen(DEMO.replace("jp/personal-auto", "jp/rental-by-day")))[0].startswith("$.policy")


CODES_OF = {
    path.stem: frozenset(re.findall(r"# expect at (?:\d+:)?\d+: ([a-z0-9-]+): ", path.read_bytes().decode("utf-8", "replace")))
    for path in REJECTED
}

UNSEEN = {
    "which names there are, and what stands behind each of them": """
        unknown-name unknown-basis unknown-word name-clash expect-name dated-by circle coverage-circle defined-deep no-coverage no-step
        not-an-endorsement set-target waive-rule set-how set-type set-twice set-again over-circle choose-what covered-twice taken-twice
        not-covered recover-taken over-all
    """,
    "what can and cannot happen": "case-taken when-never requires-against waived-always overflow",
    "types and units of what an expression names": """
        different-types different-units label-compare money-times-money division divisor-zero fraction not-a-condition not-a-number
        not-a-share not-money not-here no-marks-here only-in-steps per-item-needed period-basis basis-left basis-two basis-kind
        basis-no-mark basis-alone by-type each-count
    """,
    "the inside of an expression": "arguments no-call no-operator yes-no-alone choice-compare defined-large",
    "a number or a date against the others": "amount-decimals dates-order out-of-range row-missing row-never row-beyond not-a-row",
    "what stands before or after in a list": "case-gap case-never no-source-no-add",
    "the text of the file, which the editor's own YAML reader judges": "yaml-alias yaml-json yaml-tag twice forbidden-character",
}
"""Codes that no schema of one file can tell, by reason."""

LOST = {
    "a spelling that YAML 1.2 reads as a plain number": """
        amount-spelling-octal not-an-amount-exponent not-an-amount-hexadecimal not-an-amount-nan
    """,
    "a text in quotes is the same text to an editor": "not-yes-no-quoted",
    "keys have no order": "not-a-policy",
    "an amount in digits with _ is a text, so it is not compared": "amount-range",
    "the ends of a range are texts, so they are not compared": "not-a-range-turned not-a-range-row",
    "an expression is more than its characters": """
        not-an-expression not-an-expression-japanese not-an-expression-text not-an-expression-word too-complex-depth
    """,
    "a row or a value of a key whose type only its name tells": "row-not-yes-no not-a-table-deep round-to-rate-definition",
}
"""Files whose complaint is told in other files by the schema too, by the reason why not in these."""

UNSEEN_CODES = {code for codes in UNSEEN.values() for code in codes.split()}
LOST_FILES = {name for names in LOST.values() for name in names.split()}


def passes(path: Path) -> bool:
    """Whether an editor with the schema finds nothing in a policy file: neither its YAML reader nor the schema."""
    try:
        return not underlined(JUDGES["policy"], seen(path.read_bytes().decode("utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError):
        return False


@pytest.mark.parametrize("path", REJECTED, ids=lambda path: path.stem)
def test_a_refused_policy_is_underlined_or_it_is_known_why_not(path: Path) -> None:
    known = path.stem in LOST_FILES or bool(CODES_OF[path.stem] & UNSEEN_CODES)
    assert not passes(path) or known


def test_what_is_said_to_be_unseen_is_unseen() -> None:
    """Neither list keeps what a better schema sees by now: a file of the list passes, a code of the list passes in each file of its own."""
    files = {path.stem: path for path in REJECTED}
    assert [name for name in sorted(LOST_FILES) if not passes(files[name])] == []
    passing = {code for name, codes in CODES_OF.items() if passes(files[name]) for code in codes}
    assert UNSEEN_CODES - passing == set()
