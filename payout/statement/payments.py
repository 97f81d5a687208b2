"""What was really paid on a claim before this statement, and what that leaves to pay now: payee by payee, never one against another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from payout.calculate.result import Payee
from payout.claim import NOT_TEXT
from payout.keys import MOST_PAYMENTS, PAYMENT_KEYS
from payout.messages import Said, Words, owning, phrase
from payout.money import Currency
from payout.problem import Position, Problem, near
from payout.source import Mapping, Node, Scalar, uncut
from payout.source import Sequence as Items
from payout.values import Type, money_of, value_of


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that was really paid: the day as an ISO date, the payee in the policy's word, the amount in minor units."""

    date: str
    payee: str
    amount: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """One payee: what the calculation pays in all, and the payments that were made. Amounts in minor units.

    payable + surplus = before + now; neither `now` nor `surplus` is negative, and one of them is 0.
    """

    payee: str
    payable: int
    payments: tuple[Payment, ...]

    @property
    def before(self) -> int:
        """What was paid already."""
        return sum(payment.amount for payment in self.payments)

    @property
    def now(self) -> int:
        """What is still to be paid."""
        return max(self.payable - self.before, 0)

    @property
    def surplus(self) -> int:
        """What was paid beyond what is payable."""
        return max(self.before - self.payable, 0)


def settled(payees: Iterable[Payee], payments: Sequence[Payment]) -> tuple[Settlement, ...]:
    """Every payee of the calculation, then those who were paid before and get nothing any more; each with its own payments alone."""
    payable = {payee.payee: payee.amount for payee in payees}
    named = dict.fromkeys((*payable, *(payment.payee for payment in payments)))
    return tuple(Settlement(name, payable.get(name, 0), tuple(one for one in payments if one.payee == name)) for name in named)


def least_surplus(payments: Sequence[Payment], highest: object) -> int:
    """What was paid beyond the highest total that any answers give: whoever got it, so much at least is too much. 0 where no end of
    the range is known. What is left for one payee is not made less by it: nobody pays for another."""
    return max(sum(one.amount for one in payments) - highest, 0) if isinstance(highest, int) else 0


def dropped(earlier: Sequence[Payment], now: Sequence[Payment]) -> tuple[Payment, ...]:
    """What is listed earlier as paid and is not there any more. Payments to one payee on one day count together, because they may be
    written as one; more may have been found since, but not less."""
    listed, told = (Counter[tuple[str, str]]() for _ in range(2))
    for counted, payments in ((listed, earlier), (told, now)):
        for one in payments:
            counted[one.date, one.payee] += one.amount
    return tuple(Payment(date, payee, amount) for (date, payee), amount in listed.items() if told[date, payee] < amount)


def told_day(date: str) -> Words:
    """An ISO date behind what happened on it, as a complaint says it."""
    return phrase("of-day", day=date)


def money_said(amount: int, currency: Currency) -> Words:
    """An amount of minor units with its unit, as a complaint says it."""
    figure = currency.show(amount)
    return {"en": f"{figure} {currency.code}", "ja": f"{figure}円" if currency.code == "JPY" else f"{figure} {currency.code}"}


# ---- reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads `paid_before`; what is wrong is added to `problems`.

    `payees`: whom the policy can pay, None where the policy is not at hand. `earliest`: the day of the accident, and `latest`: the
    date of the statement, each empty where it is not known.
    """

    currency: Currency
    payees: Collection[str] | None
    earliest: str
    latest: str
    problems: list[Problem]

    def payments(self, node: Node) -> tuple[Payment, ...]:
        """The payments in order of their dates; those of one day as they were written."""
        if not isinstance(node, Items):
            self.complain(node.at, "want-list", owner=owning("paid_before"))
            return ()
        if len(node.items) > MOST_PAYMENTS:
            self.complain(node.items[MOST_PAYMENTS].at, "too-many-payments", limit=str(MOST_PAYMENTS))
            return ()
        found: list[Payment] = []
        for item in node.items:
            payment = self.payment(item)
            if payment in found:
                self.complain(item.at, "paid-twice")
            elif payment is not None:
                found.append(payment)
        return tuple(sorted(found, key=lambda payment: payment.date))

    def payment(self, node: Node) -> Payment | None:
        """One payment, None where something is wrong with it."""
        before = len(self.problems)
        found = self.values(node)
        if len(self.problems) > before:
            return None
        for key in PAYMENT_KEYS:
            if key not in found:
                self.complain(node.at, "missing-key", phrase("add-key", key=key), owner=phrase("a-payment"), key=key)
        date, payee, amount = (found.get(key) for key in ("date", "payee", "amount"))
        if date is None or payee is None or amount is None:
            return None
        self.day(date)
        if self.payees is not None and payee.text not in self.payees:
            self.complain(payee.at, "unknown-payee", near(payee.text, self.payees), given=payee.text[:60])
        paid = self.paid(amount)
        return Payment(date.text, payee.text, paid) if len(self.problems) == before else None

    def values(self, node: Node) -> dict[str, Scalar]:
        """The values of a payment by their keys."""
        if not isinstance(node, Mapping):
            self.complain(node.at, "want-mapping", owner=phrase("a-payment"))
            return {}
        entries, cuts = uncut(node)
        self.problems.extend(cuts)
        found: dict[str, Scalar] = {}
        for key, value in entries:
            if key.text not in PAYMENT_KEYS:
                self.complain(key.at, "unknown-key", near(key.text, PAYMENT_KEYS), owner=phrase("a-payment"), given=key.text)
            elif not isinstance(value, Scalar):
                self.complain(value.at, "want-text", owner=owning(key.text))
            elif value.kind in NOT_TEXT and key.text != "amount":
                self.complain(value.at, "want-quotes", owner=owning(key.text))
            elif value.kind == "yaml" and value.text in ("", "~", "null"):
                self.complain(value.at, "no-value", owner=owning(key.text))
            else:
                found[key.text] = value
        return found

    def day(self, date: Scalar) -> None:
        """Complains of a date that is none, that is before the accident, or that had not come when the statement was made."""
        day = value_of(date, Type("date"), self.currency, "date")
        if isinstance(day, Problem):
            self.problems.append(day)
        elif self.latest and date.text > self.latest:
            self.complain(date.at, "paid-later", paid_on=told_day(date.text), stated_on=told_day(self.latest))
        elif date.text < self.earliest:
            self.complain(date.at, "paid-early", paid_on=told_day(date.text), happened_on=told_day(self.earliest))

    def paid(self, amount: Scalar) -> int:
        """The amount in minor units; complains of none, and of 0 or less."""
        paid = money_of(amount, self.currency)
        if not paid or (isinstance(paid, Problem) and paid.code == "amount-range" and amount.text.startswith("-")):
            self.complain(amount.at, "paid-nothing", given=amount.text[:60])
        elif isinstance(paid, Problem):
            self.problems.append(paid)
        return paid if isinstance(paid, int) else 0

    def complain(self, at: Position, code: str, help: Said = "", **values: Said) -> None:
        """Adds a problem."""
        self.problems.append(Problem(at, code, values, help))
