"""Conditions and amounts that are read from lines, some of which lack a mark that is mentioned.

A comparison with a mark that the line does not carry is neither true nor false; the condition holds only where it is true
whatever that comparison would be: `planned or abroad` still holds abroad. An amount that cannot be told without the mark
leaves the line alone. Which marks a line carries is known by its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from payout import expr
from payout.expr import Both, Const, Either, Equal, Expr, If, Mark, Not
from payout.policy import Kind

Kinds = Iterable[tuple[int, Kind]]


def by_kind(condition: Expr, kinds: Kinds) -> Expr:
    """The condition, for each kind with the comparisons that its lines cannot answer left out."""
    return _for_each(kinds, _mentioned(condition), lambda absent: surely(condition, absent))


def told_by_kind(amounts: Iterable[Expr], kinds: Kinds) -> Expr:
    """Whether the amounts can be told for a line, kind by kind."""
    found: Expr = expr.YES
    for amount in amounts:
        mentioned = _mentioned(amount)
        if mentioned:
            found = expr.both(found, _for_each(kinds, mentioned, lambda absent, amount=amount: told(amount, absent)))  # type: ignore[misc]
    return found


def _for_each(kinds: Kinds, mentioned: set[str], reading: Callable[[set[str]], Expr]) -> Expr:
    """One expression that reads each kind in its own way; lines without a kind (a loss, an addition) carry no mark."""
    value = reading(mentioned)
    for number, kind in kinds:
        value = expr.if_(Equal(Mark("kind"), Const(number)), reading(mentioned - set(kind.marks) - {kind.each}), value)
    return value


def _mentioned(node: Expr) -> set[str]:
    return {part.name for part in expr.walk(node) if isinstance(part, Mark)} - {"kind"}


def told(amount: Expr, absent: set[str]) -> Expr:
    """Where an amount is known although the marks in `absent` are not there: the arm that is taken does not ask for them."""
    if not absent & _mentioned(amount):
        return expr.YES
    if isinstance(amount, If):
        if absent & _mentioned(amount.condition):
            return expr.NO
        return expr.if_(amount.condition, told(amount.yes, absent), told(amount.no, absent))
    found: Expr = expr.NO if isinstance(amount, Mark) else expr.YES
    for part in expr.children(amount):
        found = expr.both(found, told(part, absent))
    return found


def surely(condition: Expr, absent: set[str], holds: bool = True) -> Expr:
    """Where the condition surely holds (or surely fails) although the marks in `absent` are not there."""
    match condition:
        case Both(left, right):
            join = expr.both if holds else expr.either
            return join(surely(left, absent, holds), surely(right, absent, holds))
        case Either(left, right):
            join = expr.either if holds else expr.both
            return join(surely(left, absent, holds), surely(right, absent, holds))
        case Not(value):
            return surely(value, absent, not holds)
    if absent & _mentioned(condition):
        return expr.NO
    return condition if holds else expr.not_(condition)
