"""What can be claimed for: the policies, and everything that a form for one of them needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Path

from api import wire
from api.wire import JsonValue, PolicyForm, PolicyList, Refused, problem_responses, report
from payout import policy as nouns
from payout import rules
from payout.money import Currency
from payout.policy import Policy, both_languages
from payout.problem import Problems
from payout.values import Type, as_text, day_text

router = APIRouter(prefix="/v1/policies", tags=["policies"])

_LIST = {
    "policies": [
        {
            "id": "jp/personal-auto",
            "title": {"ja": "個人用自動車保険", "en": "Personal auto"},
            "currency": "JPY",
            "hash": "0123456789abcdef" * 4,
            "examples": 74,
        }
    ],
    "unusable": [],
}
_WITHOUT_ORDER = ("yes_no", "label", "choice")


def usable() -> tuple[list[Policy], list[str]]:
    """The policies that compile, and the ids of those that do not."""
    found, refused = [], []
    for id in rules.ids():
        try:
            found.append(rules.policy(id))
        except Problems:
            refused.append(id)
    return found, refused


@router.get(
    "",
    operation_id="listPolicies",
    summary="The policies",
    responses={200: {"content": {"application/json": {"example": _LIST}}}, **problem_responses(report("internal"))},
)
def list_policies() -> PolicyList:
    """The policies that a claim may name."""
    found, refused = usable()
    return PolicyList(policies=[_summary(policy) for policy in found], unusable=refused)


@router.get(
    "/{id:path}",
    response_model_exclude_unset=True,
    operation_id="getPolicy",
    summary="One policy: its questions, kinds of expense, coverages, endorsements and terms",
    responses=problem_responses(report("no-policy"), report("internal"), report("policy-refused")),
)
def get_policy(id: Annotated[str, Path(examples=["jp/personal-auto"])]) -> PolicyForm:
    """Everything that a form for this policy needs. The id has slashes in it, as in `/v1/policies/jp/personal-auto`."""
    if id not in rules.ids():
        raise Refused("no-policy")
    return _form(rules.policy(id))


def _summary(policy: Policy) -> wire.PolicySummary:
    title = both_languages(policy.title, policy.id)
    return wire.PolicySummary(id=policy.id, title=title, currency=policy.currency.code, hash=policy.hash, examples=len(policy.examples))


def _form(policy: Policy) -> PolicyForm:
    return PolicyForm(
        id=policy.id,
        title=both_languages(policy.title, policy.id),
        language=policy.language,
        hash=policy.hash,
        currency=wire.Currency(code=policy.currency.code, decimals=policy.currency.decimals),
        dated_by=policy.dated_by,
        facts=wire.Facts(
            contract=_facts(policy, policy.facts.values(), "contract"),
            usage=_facts(policy, policy.facts.values(), "usage"),
            claim=_facts(policy, policy.facts.values(), "claim"),
        ),
        marks=_facts(policy, policy.marks.values(), "items"),
        kinds=[_kind(kind) for kind in policy.kinds.values()],
        coverages=[_coverage(coverage) for coverage in policy.coverages.values()],
        endorsements=[_endorsement(endorsement) for endorsement in policy.endorsements.values()],
        terms=[_term(term) for term in policy.terms.values()],
    )


def _facts(policy: Policy, facts: Iterable[nouns.Fact], section: str) -> list[wire.Fact]:
    return [_fact(fact, policy) for fact in facts if fact.section == section]


def _fact(fact: nouns.Fact, policy: Policy) -> wire.Fact:
    currency = policy.currency
    low, high = (_json_value(end, fact.type, currency) for end in fact.range)
    return wire.Fact.model_validate(
        {
            "name": fact.name,
            "title": both_languages(fact.title, fact.name),
            "type": fact.type.name,
            "unit": dict(fact.type.unit),
            "words": list(fact.type.words),
            "word_titles": {word: policy.word_title(fact.name, word) for word in fact.type.words},
        }
        | ({} if fact.type.name in _WITHOUT_ORDER else {"range": {"low": low, "high": high}})
        | ({} if fact.assume is None else {"assume": _json_value(fact.assume, fact.type, currency)})
    )


def _json_value(value: int, type_: Type, currency: Currency) -> JsonValue:
    """A value as a request writes it."""
    if type_.name == "yes_no":
        return bool(value)
    return value if type_.name in ("money", "count", "label") else as_text(value, type_, currency)


def _kind(kind: nouns.Kind) -> wire.Kind:
    counted = {} if kind.each is None else {"each": kind.each}
    return wire.Kind(name=kind.name, title=both_languages(kind.title, kind.name), marks=list(kind.marks), **counted)


def _coverage(coverage: nouns.Coverage) -> wire.Coverage:
    needs = {} if coverage.endorsement is None else {"endorsement": coverage.endorsement}
    return wire.Coverage(
        name=coverage.name,
        title=both_languages(coverage.title, coverage.name),
        clause=coverage.clause,
        kinds=list(coverage.kinds),
        pay_to=coverage.pay_to,
        **needs,
    )


def _endorsement(endorsement: nouns.Endorsement) -> wire.Endorsement:
    title = both_languages(endorsement.title, endorsement.name)
    return wire.Endorsement(name=endorsement.name, title=title, clause=endorsement.clause)


def _term(term: nouns.Term) -> wire.Term:
    return wire.Term(
        name=term.name,
        title=both_languages(term.title, term.name),
        clause=term.clause,
        type=term.type.name,
        unit=dict(term.type.unit),
        dates=[day_text(day) for day in term.days],
    )
