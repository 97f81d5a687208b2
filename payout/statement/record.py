"""What a statement is made from, as data: the claim, the answer, and what else its words need. The statement carries it as
`statement.json`; the SHA-256 of those bytes is the data hash that the page, its QR code and its metadata say.

Whoever has the record has the statement: `statement_of(record, language, profile)` reads nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from payout.calculate import Calculation
from payout.calculate.result import EDITION, Words, schema_of
from payout.claim import MOST_EXPENSES, Claim, read_claim
from payout.messages import phrase
from payout.money import Currency
from payout.policy import Policy
from payout.problem import Position, Problem, Problems
from payout.rules import is_id
from payout.source import Mapping as Entries
from payout.source import Node, Scalar, read
from payout.source import Sequence as Items
from payout.statement.case import Case, case_of
from payout.statement.payments import Payment, dropped, money_said, told_day
from payout.values import Type, count_of, money_of

KIND = "payout.record/"
SCHEMA = f"{KIND}1"
NAME = "statement.json"
"""What the record is called among the attachments of a statement."""


Topic = Literal["contact", "complaint", "adr", "renewal", "tax"]
TOPICS: tuple[Topic, ...] = ("contact", "complaint", "adr", "renewal", "tax")
"""What a notice may be about, in the order in which notices are told."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer should know beside the figures, in both languages, and who says so. `source` is empty where the case says it."""

    topic: Topic
    words: Words
    source: str = ""


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """What an earlier statement said of one coverage or one receipt, in minor units."""

    id: str
    title: Words
    claimed: int
    paid: int


class Previous(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The earlier statement of the same claim, as far as this one is compared with it. `paid_before`: what it listed as paid."""

    data_hash: str
    statement_date: str
    claimed: int
    paid: int
    coverages: tuple[Earlier, ...]
    receipts: tuple[Earlier, ...]
    paid_before: tuple[Payment, ...] = ()


class Illustration(msgspec.Struct, frozen=True, kw_only=True):
    """A worked example of the policy that shows what one step takes off: the sentence that its author gave it, what was claimed
    under the coverage, what the step took off, what the coverage paid; in minor units."""

    coverage: str
    step: str
    words: Words
    claimed: int
    taken: int
    paid: int


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """The record as it is written, `payout.record/1`. `claim` is the claim as the API takes it: amounts in minor units."""

    schema: str
    edition: str
    fonts: Mapping[str, str]
    claim: Mapping[str, Any]
    calculation: Calculation
    notices: tuple[Notice, ...] = ()
    previous: Previous | UnsetType = UNSET
    illustrations: tuple[Illustration, ...] = ()


Form = TypeVar("Form")
LONGEST_EDITION = 20
MOST_BYTES = 10_000_000
"""A claim of a thousand receipts comes to less than one million, one of ten thousand lines to six."""
LONGEST_TEXT = 10_000
"""Characters of a text in a record; our longest sentences have some hundreds."""
MOST_ROWS = 2 * MOST_EXPENSES
"""So many coverages has a record, and so many rows an earlier statement, at most: a row is drawn, and a line of data costs nothing."""
_HASH = re.compile("[0-9a-f]{64}")
_PLACE = re.compile(r"|:\d+:\d+|#/[!-~]*")
"""Where in the policy's file something stands, behind the file's name."""


class _Head(msgspec.Struct):
    """What every record says of itself, whatever edition wrote it."""

    schema: str
    edition: str


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
    def tells_more(self) -> bool:
        """Whether the statement tells what the calculation does not: notices, examples, what an earlier statement said, what was paid."""
        told = self.data.notices or self.data.illustrations or self.case.paid_before
        return bool(told or self.data.previous is not UNSET)

    @property
    def hash(self) -> str:
        """The data hash: SHA-256 of the bytes, hexadecimal."""
        return hashlib.sha256(self.bytes).hexdigest()


def record_of(
    claim: Claim,
    policy: Policy,
    calculation: Calculation,
    *,
    fonts: Mapping[str, str],
    notices: Sequence[Notice] = (),
    previous: Previous | None = None,
    illustrations: Sequence[Illustration] = (),
) -> Record:
    """The record of a claim and its answer. `fonts`: SHA-256 of the faces by weight, because the page depends on them.

    Raises Problems: what is wrong with the case, such as a missing statement date; a policy file whose name cannot be a policy's;
    an answer that is too long to be read again.
    """
    if not is_id(policy.id):
        raise Problems([Problem(Position(policy.file), "policy-name", {"given": policy.id[:100]})])
    case = case_of(claim, policy.currency, policy.payees)
    if previous is not None:
        _refuse_other_past(claim, case, previous, policy.currency)
    data = Data(
        schema=SCHEMA,
        edition=EDITION,
        fonts=fonts,
        claim=claim_data(claim, policy),
        calculation=calculation,
        notices=tuple(notices),
        previous=previous or UNSET,
        illustrations=tuple(illustrations),
    )
    written = bytes_of(data)
    if len(written) > MOST_BYTES:
        raise Problems([Problem(Position(NAME), "too-large", {"size": f"{len(written):,}", "limit": f"{MOST_BYTES:,}"})])
    return Record(msgspec.json.decode(written, type=Data), written, case)  # what is read again, so that no order of names is lost


def _refuse_other_past(claim: Claim, case: Case, previous: Previous, currency: Currency) -> None:
    """An earlier statement that is later, or that lists a payment which this one does not: what was paid would be paid again."""
    if previous.statement_date > case.statement_date:
        raise Problems([Problem(claim.places.get("case", claim.at), "previous-later", {"stated_on": told_day(previous.statement_date)})])
    assert claim.case is not None  # it has a statement date
    written = claim.case.get("paid_before")
    at = claim.case.at if written is None else written.at
    found = []
    for one in dropped(previous.paid_before, case.paid_before or ()):
        listed = phrase("listed-payment", day=one.date, payee=one.payee, amount=money_said(one.amount, currency))
        found.append(Problem(at, "payment-dropped", {"listed": listed}))
    if found:
        raise Problems(found)


def bytes_of(data: Data) -> bytes:
    """The bytes that are hashed and attached: JSON in the canonical form of RFC 8785."""
    return msgspec.json.encode(data, order="sorted")


def record_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the attachment `statement.json`."""
    return schema_of(Data, SCHEMA)


def read_record(data: bytes) -> Record:
    """The record in these bytes. Raises Problems for what is none, or is not written in the one canonical way.

    Another edition is a record all the same, as long as it can be read; where it cannot, the code of the problem is `other-edition`.
    """
    if len(data) > MOST_BYTES:
        raise _refused("not-a-record", "$")
    head = _decoded(data, _Head, "not-a-record")
    if not (head.edition.isprintable() and len(head.edition) <= LONGEST_EDITION):
        raise _refused("not-a-record", "$.edition")
    if head.schema != SCHEMA:
        raise _refused("other-edition" if head.schema.startswith(KIND) else "not-a-record", "$.schema")
    found = _decoded(data, Data, "not-a-record" if head.edition == EDITION else "other-edition")
    if (below := _too_long(msgspec.to_builtins(found))) is not None:
        raise _refused("not-a-record", f"${below}")
    if head.edition == EDITION and bytes_of(found) != data:
        raise _refused("not-a-record", "$")
    used = found.calculation.policy
    case = case_of(claim_in(found), Currency(used.currency, used.decimals))
    for where in _impossible(found, case):
        raise _refused("not-a-record", where)
    return Record(found, data, case)


def _impossible(data: Data, case: Case) -> Iterator[str]:
    """What no record of ours says: names that are none, another policy than the claim's, an earlier statement that is later."""
    policy, previous = data.calculation.policy, data.previous
    if not is_id(policy.id):
        yield "$.calculation.policy.id"
    if not _HASH.fullmatch(policy.hash):
        yield "$.calculation.policy.hash"
    if data.claim.get("policy") != policy.id:
        yield "$.claim.policy"
    for at, payment in enumerate(case.paid_before or ()):
        if not payment.payee.isidentifier():
            yield f"$.claim.case.paid_before[{at}].payee"
    if previous is not UNSET:
        rows = (*previous.coverages, *previous.receipts)
        if not _HASH.fullmatch(previous.data_hash):
            yield "$.previous.data_hash"
        if not "" < previous.statement_date <= case.statement_date:
            yield "$.previous.statement_date"
        paid_before = previous.paid_before
        if any(one.amount < 1 for one in paid_before) or dropped(paid_before, case.paid_before or ()):
            yield "$.previous.paid_before"
        if min(previous.claimed, previous.paid, *(min(row.claimed, row.paid) for row in rows)) < 0:
            yield "$.previous"
        if len(rows) > MOST_ROWS:
            yield "$.previous"
    places = [step.position for step in data.calculation.steps] + [made.position for made in data.calculation.assumptions]
    if not all(_PLACE.fullmatch(place.removeprefix(policy.file)) for place in places):
        yield "$.calculation.steps"
    if len(data.calculation.coverages) > MOST_ROWS:
        yield "$.calculation.coverages"
    if len({notice.topic for notice in data.notices}) < len(data.notices):
        yield "$.notices"
    for at, shown in enumerate(data.illustrations):
        if min(shown.claimed, shown.taken, shown.paid) < 0 or shown.claimed - shown.taken != shown.paid:
            yield f"$.illustrations[{at}]"


def _too_long(value: object) -> str | None:
    """Where below here a text is longer than any of ours, as `.steps[3].ja`; None where none is."""
    match value:
        case str():
            return "" if len(value) > LONGEST_TEXT else None
        case dict():
            parts = ((f".{name[:50]}", text) for name, part in value.items() for text in (name, part))
        case list() | tuple():
            parts = ((f"[{at}]", part) for at, part in enumerate(value))
        case _:
            return None
    return next((at + below for at, part in parts if (below := _too_long(part)) is not None), None)


def _decoded(data: bytes, kind: type[Form], code: str) -> Form:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _refused(code, str(error).rpartition("at `")[2].rstrip("`") if "at `" in str(error) else "$") from None


def _refused(code: str, where: str) -> Problems:
    return Problems([Problem(Position(NAME), code, {"where": where})])


def same_figures(a: Calculation, b: Calculation) -> tuple[str, ...]:
    """Where two answers differ, as JSON pointers, at most twenty; `file` and `position` do not count."""
    return tuple(islice(_differences(msgspec.to_builtins(a), msgspec.to_builtins(b), ""), 20))


def _differences(a: object, b: object, at: str) -> Iterator[str]:
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted((a.keys() | b.keys()) - {"file", "position"}):
            yield from _differences(a.get(key), b.get(key), f"{at}/{key}")
    elif isinstance(a, list | tuple) and isinstance(b, list | tuple) and len(a) == len(b):
        for index, (left, right) in enumerate(zip(a, b, strict=True)):
            yield from _differences(left, right, f"{at}/{index}")
    elif a != b or type(a) is not type(b):
        yield at


def claim_in(data: Data) -> Claim:
    """The claim of a record, to be calculated again."""
    node, _ = read(msgspec.json.encode(data.claim), NAME, is_json=True)
    return read_claim(node)


def claim_data(claim: Claim, policy: Policy) -> dict[str, Any]:
    """The claim as the API takes it, its values as the policy's types mean them: it calculates to the same result.

    `claim` has been admitted by `policy`: what it would refuse is not written.
    """
    written = _Written(policy)
    case = {"case": written.case(claim.case)} if claim.case else {}
    return {
        "policy": policy.id,  # that was applied, though the claim may have been calculated with a file of its own
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
        if isinstance(node, Items):
            return [self.mark(item, type_) for item in node.items]
        assert isinstance(node, Scalar)
        return self.value(node, type_)

    def case(self, case: Entries) -> dict[str, Any]:
        """The case as it was written; what was paid before in minor units."""
        return {key.text: self.payments(value) if key.text == "paid_before" else _texts(value) for key, value in case.entries}

    def payments(self, node: Node) -> list[dict[str, Any]]:
        assert isinstance(node, Items)
        return [self.payment(item) for item in node.items if isinstance(item, Entries)]

    def payment(self, payment: Entries) -> dict[str, Any]:
        found = {key.text: value for key, value in payment.entries if isinstance(value, Scalar)}
        return {key: self.value(value, Type("money")) if key == "amount" else value.text for key, value in found.items()}

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
        case Items(_, items):
            return [_texts(item) for item in items]
        case Scalar(_, text):
            return text
