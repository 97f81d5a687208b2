"""payout works out what an insurance policy pays for a claim, and why not more.

The few names to begin with, each in its room: `rules.policy(id)`, `claim.read_claim(node)`, `calculate.calculate(policy, claim)`,
`statement.recorded(claim, policy, calculation, fonts=…)`, `pdf.of(record)`. Nothing is imported here, so that `payout --help` stays quick.
"""
