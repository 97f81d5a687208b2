"""Verifying a statement, years later and offline: signatures, page, amounts, hashes. Each has an answer of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from asn1crypto.x509 import Certificate

from payout import pdf, rules
from payout.calculate import calculate
from payout.calculate.result import EDITION, without_places
from payout.messages import phrase
from payout.policy import Policy
from payout.problem import Position, Problem, Problems
from payout.seal.answers import Answer, Reason, Verdict, untold, valid, wrong
from payout.seal.increment import ROLES, increments
from payout.seal.keys import told_time
from payout.seal.reading import Original, attachments_of, fields_of, first_page_of, metadata_of, original_of, understood
from payout.seal.revocation import List
from payout.seal.signatures import signatures
from payout.source import content_hash, read_tree
from payout.statement.case import case_of
from payout.statement.document import code_of
from payout.statement.record import NAME, Record, claim_in, read_record

_OURS = re.compile(r"<payout:(\w+)>([^<]*)</payout:\1>")
Read = TypeVar("Read")
Signed = tuple[tuple[Reason, ...], int]
"""What the signatures say, and how many bytes stand behind them."""

MOST_TREE = 200_000
"""Bytes of an attached policy that is compiled though nobody here knows it; the longest of ours has 17,000."""
_LANGUAGES, _PROFILES = ("ja", "en"), ("customer", "office", "letter")


def verify(data: bytes, roots: Sequence[Certificate], now: datetime, *, lists: Sequence[List] = (), file: str = "") -> tuple[Answer, ...]:
    """The answers about a file, in order: signatures, page, amounts, hashes.

    `roots`: whom to trust, empty where no trust store was given. `lists`: whose certificates they have revoked, as far as it is known
    here. `now`: when this is asked, for certificates that have expired.

    Raises: Problems for a file that is no statement at all.
    """
    original = original_of(data, file)
    with understood(file):
        if not set(ROLES) <= fields_of(original).keys():
            raise KeyError("no statement of ours")
    attached = _or(dict[str, bytes](), attachments_of, original.data)
    said = _or(dict[str, str](), _said, original)
    unread: Signed = ((wrong("seal-changed", role=phrase(ROLES[0])),), 0)
    record = _record(attached)
    made = None if isinstance(record, Reason) else _made(record)
    signed, behind = _or(unread, _signatures, data, original, roots, lists, now, made)
    # A reader of the file may see what stands behind the statement in the place of what stands in it.
    other = (wrong("something-behind", bytes=f"{behind:,}"),) if behind else ()
    hashes = Answer("hashes", (*other, *_hashes(original, said, attached, record)))
    if isinstance(record, Reason):
        return Answer("signatures", signed), Answer("page", (*other, record)), Answer("amounts", (*other, record)), hashes
    return (
        Answer("signatures", signed),
        Answer("page", (*other, *_page(original, said, attached, record))),
        Answer("amounts", (*other, *_amounts(attached, record))),
        hashes,
    )


def refuse_wrong(data: bytes, at: datetime, *, file: str = "") -> None:
    """Refuse a statement that nobody should sign at this time: where verifying finds something wrong, or its own date is yet to come.

    Raises: Problems.
    """
    answers = verify(data, [], at, file=file)
    found = [reason.words for answer in answers for reason in answer.reasons if reason.verdict == Verdict.WRONG]
    if found:
        raise Problems(Problem(Position(file), "wrong-statement", {"reason": words}) for words in found)
    made = _made(read_record(attachments_of(data)[NAME]))
    if at < made:
        raise Problems([Problem(Position(file), "before-the-statement", {"at": told_time(at), "date": f"{made:%Y-%m-%d}"})])


def _signatures(
    data: bytes, original: Original, roots: Sequence[Certificate], lists: Sequence[List], now: datetime, made: datetime | None
) -> Signed:
    """What the signatures say, and how many bytes stand behind the statement that are none."""
    ends = [one.after for one in increments(data, original)]
    return tuple(signatures(data, original, roots, lists, now, made)), len(data) - (ends[-1] if ends else len(original.data))


def _made(record: Record) -> datetime:
    """When the date on the statement begins: nobody can have signed before."""
    return datetime.fromisoformat(f"{record.case.statement_date}T00:00+09:00")


def _or(other: Read, act: Callable[..., Read], *arguments: object) -> Read:
    """What is read, or something else where it cannot be read: a statement that was damaged is still answered about."""
    try:
        with understood(""):
            return act(*arguments)
    except Problems:
        return other


def _said(original: Original) -> dict[str, str]:
    """What the metadata say, by the names of our own schema."""
    packet = metadata_of(original)
    found = _OURS.findall(packet)
    if "<!--" in packet or packet.count("<payout:") != len(found) or len(dict(found)) != len(found):
        raise ValueError("metadata that can be read in two ways")
    return dict(found)


def _record(attached: Mapping[str, bytes]) -> Record | Reason:
    """The record inside a statement, or why there is none."""
    if NAME not in attached:
        return wrong("data-missing")
    try:
        return read_record(attached[NAME])
    except Problems as problems:
        return wrong("data-unreadable", reason=problems.problems[0].said())


def _page(original: Original, said: Mapping[str, str], attached: Mapping[str, bytes], record: Record) -> Iterator[Reason]:
    """Whether the file begins with what the attached data gives, byte for byte."""
    fonts = pdf.font_hashes()
    if record.data.edition != EDITION:
        yield untold("page-edition", theirs=record.data.edition[:20], ours=EDITION)
    elif dict(record.data.fonts) != fonts:
        yield untold("page-fonts")
    elif said.get("language") not in _LANGUAGES or said.get("profile") not in _PROFILES:
        yield wrong("page-differs", offset="?")
    else:
        fresh = _rendered(record, said["language"], said["profile"], attached.get(rules.TREE))
        if fresh == original.data:
            yield valid("page-same", bytes=f"{len(fresh):,}")
        else:
            yield wrong("page-differs", offset=f"{_first_difference(fresh, original.data):,}")


def _rendered(record: Record, language: str, profile: str, policy: bytes | None) -> bytes:
    """What the data gives; nothing where it cannot be drawn: no page of ours came from such data."""
    try:
        return pdf.of(record, language, profile, policy=policy)
    except Exception:  # data that somebody else wrote may break a statement anywhere
        return b""


def _first_difference(fresh: bytes, found: bytes) -> int:
    if found.startswith(fresh):
        return len(fresh)
    low, high = 0, min(len(fresh), len(found))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fresh[:middle] == found[:middle] else (low, middle - 1)
    return low


def _amounts(attached: Mapping[str, bytes], record: Record) -> Iterator[Reason]:
    """Whether the policy of that hash gives these amounts again, and whether it is at hand and not only attached."""
    used = record.calculation.policy
    tree = attached.get(rules.TREE)
    at_hand = _policy_at_hand(used.id, used.hash)
    if tree is not None and _hash_in(tree) != used.hash:
        yield wrong("policy-other", id=used.id[:100])
        return
    if at_hand and tree is not None and tree != _or(tree, rules.tree_of, at_hand):
        yield untold("policy-written", id=used.id)
    if not at_hand and tree is not None and len(tree) > MOST_TREE:
        yield untold("policy-long", id=used.id, bytes=f"{len(tree):,}", limit=f"{MOST_TREE:,}")
        return
    shelved = _hash_at_hand(used.id)
    policy = at_hand or (None if tree is None else _policy_in(tree, used.id))
    if policy is None:
        yield untold("policy-missing", id=used.id[:100], hash=used.hash[:16]) if tree is None else wrong("policy-other", id=used.id)
        return
    try:
        claim = claim_in(record.data)
        case_of(claim, policy.currency, policy.payees)  # whom the policy cannot pay was not paid before either
        same = without_places(calculate(policy, claim)) == without_places(record.calculation)
    except Problems:
        same = False
    if same:
        yield valid("amounts-same", id=used.id, hash=used.hash[:16])
    elif record.data.edition != EDITION:
        yield untold("amounts-edition", theirs=record.data.edition[:20], ours=EDITION)
    else:
        yield wrong("amounts-differ", id=used.id)
    if at_hand:
        yield valid("policy-at-hand")
    elif shelved:
        yield untold("policy-another", id=used.id, hash=shelved[:16])
    else:
        yield untold("policy-attached-only")
    if record.tells_more:
        yield valid("as-signed")


def _hash_in(tree: bytes) -> str:
    """The hash of an attached policy; empty for what is none. It says the same before the policy is compiled, which takes longer."""
    try:
        return content_hash(read_tree(tree, rules.TREE))
    except Problems:
        return ""


def _policy_in(tree: bytes, id: str) -> Policy | None:
    try:
        return rules.policy_in_tree(tree, id)
    except Problems:
        return None


def _policy_at_hand(id: str, hash: str) -> Policy | None:
    """The policy of our own shelf, if it is the very one."""
    return rules.policy(id) if _hash_at_hand(id) == hash else None


def _hash_at_hand(id: str) -> str:
    """The hash of our own policy of that id; empty where there is none."""
    try:
        return rules.policy(id).hash
    except Problems:
        return ""


def _hashes(original: Original, said: Mapping[str, str], attached: Mapping[str, bytes], record: Record | Reason) -> Iterator[Reason]:
    """Whether data, metadata and QR code name one another."""
    if NAME not in attached:
        yield wrong("data-missing")
        return
    found = hashlib.sha256(attached[NAME]).hexdigest()
    if said.get("dataHash") != found:
        yield wrong("hash-metadata")
    code = code_of(said.get("claimNumber", ""), said.get("paid", ""), found)
    if said.get("code") != code:
        yield wrong("hash-code")
    elif not _or(False, _shows, original, code):
        other = not isinstance(record, Reason) and record.data.edition != EDITION
        yield untold("code-edition") if other else wrong("hash-code")
    if not isinstance(record, Reason):
        paid, hash = record.calculation.paid, record.calculation.policy.hash
        named = (said.get("claimNumber"), said.get("paid"), said.get("policyHash"), said.get("edition"))
        if named != (record.case.claim_number, str(paid), hash, record.data.edition):
            yield wrong("hash-record")
    yield valid("hashes", hash=found)


def _shows(original: Original, code: str) -> bool:
    return pdf.shows_code(first_page_of(original), code)
