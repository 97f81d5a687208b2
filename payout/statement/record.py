"""What a statement is made from, as data: the claim, the answer, and what else its words need. The statement carries it as
`statement.json`; the SHA-256 of those bytes is the data hash that the page, its QR code and its metadata say.

Whoever has the record has the statement: `statement_of(record, language, profile)` reads nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from payout.calculate import Calculation
from payout.calculate.result import EDITION
from payout.claim import Claim, read_claim
from payout.policy import Policy
from payout.problem import Position, Problem, Problems
from payout.source import Mapping as Entries
from payout.source import Node, Scalar, Sequence, read
from payout.statement.case import Case, case_of
from payout.values import Type, count_of, money_of

SCHEMA = "payout.record/1"
NAME = "statement.json"
"""What the record is called among the attachments of a statement."""


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """The record as it is written, `payout.record/1`. `claim` is the claim as the API takes it: amounts in minor units."""

    schema: str
    edition: str
    fonts: Mapping[str, str]
    claim: Mapping[str, Any]
    calculation: Calculation


@dataclass(frozen=True, slots=True)
class Record:
    """A record with its bytes and, read out of them, the case."""

    data: Data
    bytes: bytes
    case: Case

    @property
    def calculation(self) -> Calculation:
        """The answer."""
        return self.data.calculation

    @property
    def hash(self) -> str:
        """The data hash: SHA-256 of the bytes, hexadecimal."""
        return hashlib.sha256(self.bytes).hexdigest()


def record_of(claim: Claim, policy: Policy, calculation: Calculation, *, fonts: Mapping[str, str]) -> Record:
    """The record of a claim and its answer. `fonts`: SHA-256 of the faces by weight, because the page depends on them.

    Raises Problems: what is wrong with the case, such as a missing statement date.
    """
    data = Data(schema=SCHEMA, edition=EDITION, fonts=fonts, claim=claim_data(claim, policy), calculation=calculation)
    return Record(data, bytes_of(data), case_of(claim))


def bytes_of(data: Data) -> bytes:
    """The bytes that are hashed and attached: JSON in the canonical form of RFC 8785."""
    return msgspec.json.encode(data, order="sorted")


def read_record(data: bytes) -> Record:
    """The record in these bytes. Raises Problems for what is none; another edition is a record all the same."""
    try:
        found = msgspec.json.decode(data, type=Data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        where = str(error).rpartition("at `")[2].rstrip("`") if "at `" in str(error) else "$"
        raise Problems([Problem(Position(NAME), "not-a-record", {"where": where})]) from None
    if found.schema != SCHEMA:
        raise Problems([Problem(Position(NAME), "not-a-record", {"where": "$.schema"})])
    return Record(found, data, case_of(claim_in(found)))


def claim_in(data: Data) -> Claim:
    """The claim of a record, to be calculated again."""
    node, _ = read(msgspec.json.encode(data.claim), NAME, is_json=True)
    return read_claim(node)


def claim_data(claim: Claim, policy: Policy) -> dict[str, Any]:
    """The claim as the API takes it, its values as the policy's types mean them: it calculates to the same result.

    `claim` has been admitted by `policy`: what it would refuse is not written.
    """
    written = _Written(policy)
    case = {"case": _texts(claim.case)} if claim.case else {}
    return {
        "policy": claim.policy,
        "facts": {name: written.value(scalar, policy.facts[name].type) for name, scalar in claim.facts.items()},
        "endorsements": [scalar.text for scalar in claim.endorsements],
        "expenses": [
            {
                "id": expense.id,
                "kind": expense.kind.text,
                "amount": written.value(expense.amount, Type("money")),
                **({} if expense.quantity is None else {"quantity": written.value(expense.quantity, Type("count"))}),
                **{name: written.mark(node, policy.marks[name].type) for name, node in expense.marks.items()},
            }
            for expense in claim.expenses
        ],
        **case,
    }


class _Written:
    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def mark(self, node: Node, type_: Type) -> Any:
        if isinstance(node, Sequence):
            return [self.mark(item, type_) for item in node.items]
        assert isinstance(node, Scalar)
        return self.value(node, type_)

    def value(self, scalar: Scalar, type_: Type) -> int | bool | str:
        match type_.name:
            case "money":
                return _known(money_of(scalar, self.policy.currency))
            case "count":
                return _known(count_of(scalar))
            case "yes_no":
                return scalar.text == "yes"
            case "rate" if scalar.kind == "yaml" and not scalar.text.endswith("%"):
                return f"{scalar.text}%"  # in YAML a bare 70 means 70%
        return scalar.text


def _known(value: int | Problem) -> int:
    if isinstance(value, Problem):
        raise Problems([value])
    return value


def _texts(node: Node) -> Any:
    match node:
        case Entries(_, entries):
            return {key.text: _texts(value) for key, value in entries}
        case Sequence(_, items):
            return [_texts(item) for item in items]
        case Scalar(_, text):
            return text
