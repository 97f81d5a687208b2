"""The `case` part of a claim: what only the statement needs. Names, dates, a masked account, and what was paid before; nothing
that is calculated depends on it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from payout.claim import NOT_TEXT, Claim
from payout.keys import CLAIM_CASE_KEYS, LONGEST_LINE, PLACES
from payout.messages import owning
from payout.money import Currency
from payout.problem import Problem, Problems, near
from payout.source import Mapping, Node, Scalar
from payout.statement.document import MOST_ENCODED, encoded
from payout.statement.payments import Payment, Reading, told_day
from payout.values import Type, value_of

DATES = {"statement_date": "statement_date", "pay_date": "pay_date", "accident_at": "accident.at"}
"""The dates of a case, and how a claim names them."""


@dataclass(frozen=True, slots=True)
class Case:
    """Texts of one case; empty where the claim says nothing. Dates are ISO dates; `accident_at` a date with or without time.

    `paid_before`: the payments that were made so far; None where the claim does not say, which is not the same as none.
    """

    statement_date: str
    claim_number: str = ""
    contract_number: str = ""
    customer_name: str = ""
    customer_kana: str = ""
    accident_at: str = ""
    accident_place: str = ""
    accident_kind: str = ""
    vehicle: str = ""
    office_name: str = ""
    office_person: str = ""
    office_phone: str = ""
    pay_date: str = ""
    account: str = ""
    contact: str = ""
    complaint: str = ""
    adr: str = ""
    renewal: str = ""
    tax: str = ""
    paid_before: tuple[Payment, ...] | None = None


def case_of(claim: Claim, currency: Currency, payees: Collection[str] | None = None, *, complete: bool = True) -> Case:
    """The case of a claim. `currency` is the policy's; `payees` whom the policy can pay, None where the policy is not at hand.

    Raises Problems: unknown keys, dates that are none, an account in clear, payments that cannot have been made, and where it
    must be `complete` for a statement, a missing statement date.
    """
    problems: list[Problem] = []
    texts: dict[str, Scalar] = {}
    for key, value in claim.case.entries if claim.case else ():
        _read(key, value, texts, problems)
    if complete and "statement_date" not in texts:
        at = claim.case.at if claim.case else claim.at
        problems.append(Problem(at, "case-needed", {"key": "statement_date"}))
    dates: dict[str, str] = {}
    for name, scalar in texts.items():
        found = _problems(name, scalar, currency)
        problems += found
        if name in DATES and not found:
            dates[name] = scalar.text[:10]
    if "pay_date" in dates and dates["pay_date"] < dates.get("statement_date", ""):
        days = {"paid_on": told_day(dates["pay_date"]), "stated_on": told_day(dates["statement_date"])}
        problems.append(Problem(texts["pay_date"].at, "pay-date-past", days))
    made = claim.case.get("paid_before") if claim.case else None
    reading = Reading(currency, payees, dates.get("accident_at", ""), dates.get("statement_date", ""), problems)
    paid_before = reading.payments(made) if made is not None else None
    if problems:
        raise Problems(problems)
    known = {"statement_date": "", **{name: scalar.text for name, scalar in texts.items()}}
    return Case(**known, paid_before=paid_before)


def date_of(text: str) -> datetime.date:
    """The date of an ISO date that `case_of` accepted."""
    return datetime.date.fromisoformat(text[:10])


def _read(key: Scalar, value: Node, texts: dict[str, Scalar], problems: list[Problem]) -> None:
    if key.text not in CLAIM_CASE_KEYS:
        problems.append(Problem(key.at, "unknown-case", {"given": key.text}, near(key.text, CLAIM_CASE_KEYS)))
        return
    if key.text == "paid_before":
        return  # a list of amounts: read when the statement's own date is known
    parts = PLACES.get(CLAIM_CASE_KEYS[key.text].holds)
    if parts is None:
        _take(key.text, value, texts, problems)
        return
    if not isinstance(value, Mapping):
        problems.append(Problem(value.at, "want-mapping", {"owner": owning(key.text)}))
        return
    for part, text in value.entries:
        if part.text in parts:
            _take(f"{key.text}_{part.text}", text, texts, problems)
        else:
            problems.append(Problem(part.at, "unknown-case", {"given": part.text}, near(part.text, parts)))


def _take(name: str, value: Node, texts: dict[str, Scalar], problems: list[Problem]) -> None:
    if isinstance(value, Scalar) and value.kind == "yaml" and value.text in ("", "~", "null"):
        problems.append(Problem(value.at, "no-value", {"owner": owning(name)}))
    elif isinstance(value, Scalar) and value.kind not in NOT_TEXT:
        texts[name] = value
    else:
        problems.append(Problem(value.at, "want-quotes" if isinstance(value, Scalar) else "want-text", {"owner": owning(name)}))


def _problems(name: str, scalar: Scalar, currency: Currency) -> list[Problem]:
    if len(scalar.text) > LONGEST_LINE:
        return [Problem(scalar.at, "too-long", {"limit": str(LONGEST_LINE)})]
    if name == "claim_number" and len(encoded(scalar.text)) > MOST_ENCODED:
        return [Problem(scalar.at, "claim-number-long", {"limit": str(MOST_ENCODED)})]
    if name in DATES:
        is_moment = name == "accident_at" and len(scalar.text) > 10
        day = value_of(scalar, Type("moment" if is_moment else "date"), currency, DATES[name])
        return [day] if isinstance(day, Problem) else []
    if name == "account" and re.search(r"\d{5,}", re.sub(r"[\s\-‐–ー]", "", unicodedata.normalize("NFKC", scalar.text))):
        return [Problem(scalar.at, "account-in-clear")]
    return []
