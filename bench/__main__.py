"""Prints the figures, in ratios of this run. Answers are compared before anything is timed; missed targets are said.

`python -m bench` prints all parts, `python -m bench statement` those that are named.
"""

from __future__ import annotations

import platform
import sys

from bench import peers, product, sealing, statements, ten_steps, traced
from bench.clock import ROUNDS
from payout import rules
from payout.fonts import faces


def main() -> None:
    """Prints the parts that are named on the command line, or all of them."""
    parts = {"steps": steps, "product": one_product, "statement": statement}
    if unknown := set(sys.argv[1:]) - set(parts):
        sys.exit(f"no part {', '.join(sorted(unknown))}; the parts are {', '.join(parts)}")
    faces(lambda line: print(line))
    print(f"Python {platform.python_version()}, {platform.machine()}; CPU time, medians of {ROUNDS} interleaved rounds or more")
    for name in sys.argv[1:] or parts:
        parts[name]()
    print("\nnoise: the middle half of the rounds, as a part of their median; a ratio within it is no difference.")


def steps() -> None:
    """Ten steps: generated, by hand, by other engines."""
    print(f"{ten_steps.check():,} claims of ten steps: generated functions and code by hand agree")
    ten_steps.show(ten_steps.measure())

    for name in peers.absent():
        print(f"\n{name} is not installed, so it is not compared: `make peers` installs it")
    if peers.present():
        print(f"\n{peers.check():,} claims of ten steps: the generated function, {' and '.join(peers.present())} agree, step by step")
        peers.show(peers.measure())


def one_product() -> None:
    """The shipped product: one claim stage by stage, its trace, the policy's loading."""
    policy = rules.policy(product.PRODUCT)
    print(f"\n{product.check(policy):,} claims of {product.PRODUCT}: generated function, plain reading and code by hand agree")
    found = product.one_claim(policy)
    product.show_claim(found)
    print(f"\n{traced.check(policy):,} claims of {product.PRODUCT}: engine and code by hand tell the same steps, figures and sentences")
    traced.show(traced.measure(policy))
    print(traced.sizes(policy))
    product.show_loading(product.loading(rules.folder() / f"{product.PRODUCT}.yaml"), found["whole"])


def statement() -> None:
    """The statement as a file: by us and by other libraries; signed and verified."""
    made = statements.drawables(rules.policy(product.PRODUCT))
    statements.main(made)
    sealing.main(made)


if __name__ == "__main__":
    main()
