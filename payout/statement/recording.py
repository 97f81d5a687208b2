"""Gathers all that a statement is made from: the claim and its answer, and what the deployment and the policy have to say beside them."""

from __future__ import annotations

from collections.abc import Mapping

from payout.calculate import Calculation
from payout.claim import Claim
from payout.policy import Policy
from payout.statement.case import case_of
from payout.statement.illustrations import illustrations_of
from payout.statement.notices import notices_of
from payout.statement.record import Previous, Record, record_of


def recorded(
    claim: Claim, policy: Policy, calculation: Calculation, *, fonts: Mapping[str, str], previous: Previous | None = None
) -> Record:
    """The whole record of a claim. Raises Problems: a case that is wrong, a notices file that is wrong."""
    case = case_of(claim, policy.currency, policy.payees)
    return record_of(
        claim,
        policy,
        calculation,
        fonts=fonts,
        notices=notices_of(policy, case),
        previous=previous,
        illustrations=illustrations_of(policy, calculation) if calculation.status == "determined" else (),
    )
