"""Sides of a breakpoint that the policy itself rules out: a limit in a case that begins above it is never reached from below.

Only what can be read off is found: comparisons of the same two values, and yes/no facts that the conditions settle. What is not
found is asked for, though no claim may get there: a gap too many, never one too few.
"""

from __future__ import annotations

from payout import expr
from payout.expr import NO, YES, AtMost, Both, Const, Either, Equal, Expr, Fact, Less, Not, Ref
from payout.policy import Policy

Comparison = Less | AtMost | Equal


def written_out(policy: Policy, condition: Expr) -> Expr:
    """The condition with its definitions in their place."""
    return expr.substituted(
        condition, lambda node: written_out(policy, policy.definitions[node.name].formula.value) if isinstance(node, Ref) else None
    )


def is_ruled_out(given: Expr, compared: Comparison, sign: int, shift: int = 0) -> bool:
    """Whether the conditions of a place cannot hold where left stands below (−1), on (0) or above (1) right.

    `shift` is that of a span of dates: on its edge a comparison then comes out the other way.
    """

    def fate(node: Expr) -> Expr | None:
        if not isinstance(node, Comparison):
            return None
        if (node.left, node.right) == (compared.left, compared.right):
            return Const(int(_holds(node, sign) != (shift != 0 and sign == 0 and not isinstance(node, Equal))))
        if (node.left, node.right) == (compared.right, compared.left) and not shift:
            return Const(int(_holds(node, -sign)))
        return None

    left = expr.substituted(given, fate)
    while settled := _settled(left):
        left = expr.substituted(left, settled.get)
    return left == NO


def _holds(node: Comparison, sign: int) -> bool:
    return sign < 0 and not isinstance(node, Equal) if sign else not isinstance(node, Less)


def _settled(condition: Expr) -> dict[Expr, Expr]:
    """The facts that are yes or no wherever the condition holds."""
    match condition:
        case Both(left, right):
            return _settled(left) | _settled(right)
        case Not(Either(left, right)):
            return _settled(Not(left)) | _settled(Not(right))
        case Not(Fact()):
            return {condition.value: NO}
        case Fact():
            return {condition: YES}
    return {}
