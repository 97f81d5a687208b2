"""What differs between two policies, as a change note says it: nothing that differs goes unsaid, and what changes payments comes first."""

from __future__ import annotations

import json
import random
import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from payout import expr, rules
from payout.cli import _status, commands
from payout.compile import compile_policy
from payout.policy import Case, Policy, Step
from payout.problem import Problems
from payout.source import Mapping, Node, Scalar, Sequence, read
from payout.versions.differences import Difference, differences
from payout.versions.nodes import PolicyFile, policy_file
from payout.versions.note import text
from payout.versions.renames import renames

T = TypeVar("T")

TRIAL = """\
payout: 1
title: {ja: 試し, en: Trial}
currency: JPY
dated_by: start
contract:
  start: {type: date, title: {ja: 始期日, en: Policy start}}
  plan: {type: [small, large], title: {ja: 型, en: Plan}, words: {large: {ja: 大, en: big}}}
usage:
  calls: {type: count, unit: call, per: policy_period, range: 0..9, title: {ja: 利用回数, en: Earlier calls}}
claim:
  far: {type: yes_no, title: {ja: 遠方, en: Far away}}
  stolen: {type: yes_no, assume: no, title: {ja: 盗難, en: Stolen}}
  way: {type: [from, to], assume: from, title: {ja: 方向, en: Way}, words: {from: {ja: 自, en: from}, to: {ja: 至, en: to}}}
items:
  person: {type: label, title: {ja: 利用者, en: Person}}
  night: {type: count, unit: night, range: 1.., title: {ja: 泊, en: Night}}
expenses:
  tow: {title: {ja: レッカー費用, en: Towing}}
  taxi: {title: {ja: タクシー代, en: Taxi}, has: [person]}
  hotel: {title: {ja: 宿泊費用, en: Hotel}, has: [person], each: night}
  repair: {title: {ja: 修理費, en: Repair}}
terms:
  tow_limit: {title: {ja: 搬送の限度額, en: Tow limit}, from: {2022-01-01: 10_000, 2024-01-01: 20_000}, per: accident, clause: Article 1}
  taxi_limit: {title: {ja: タクシーの限度額, en: Taxi limit}, from: {2022-01-01: 8_000}, per: person, clause: Article 2}
  night_limit:
    title: {ja: 宿泊の限度額, en: Hotel limit}
    by: plan
    from: {2022-01-01: {small: 5_000, otherwise: 7_000}}
    per: [person, night]
    clause: Article 3
  deductible:
    title: {ja: 免責金額, en: Deductible}
    by: [plan, calls]
    from: {2022-01-01: {small: {0: 0, "<= 2": 50_000, otherwise: 100_000}, large: 30_000}}
    per: accident
    clause: Article 4
  nights: {title: {ja: 限度泊数, en: Most nights}, from: {2022-01-01: 3}, unit: night, clause: Article 3}
  own_part: {title: {ja: 自己負担割合, en: Own part}, from: {2022-01-01: 10%}, clause: Article 5}
define:
  stuck: {is: far or stolen, title: {ja: 立往生, en: Stuck}, clause: Article 6}
requires:
  - calls >= 0
coverages:
  tow:
    title: {ja: 搬送, en: Towing}
    clause: Article 1
    covers: [tow]
    when: stuck
    steps:
      - {limit: tow_limit}
      - {reduce: own_part, round: down, when: not stolen}
  travel:
    title: {ja: 移動, en: Travel}
    clause: Article 2
    covers: [taxi, hotel]
    steps:
      - {exclude: night > nights, name: later_nights, title: {ja: 限度を超える泊, en: Later nights}, clause: Article 3}
      - {limit: taxi_limit, when: kind == taxi}
      - {limit: night_limit, when: kind == hotel}
  repair:
    title: {ja: 車両, en: Own damage}
    clause: Article 4
    covers: [repair]
    pay_to: workshop
    cases:
      - {name: theft, title: {ja: 盗難, en: Theft}, when: stolen, steps: [{deduct: tow_limit}]}
      - {name: damage, title: {ja: 損傷, en: Damage}, steps: [{deduct: deductible}]}
endorsements:
  no_own_part:
    title: {ja: 全額払特約, en: Full payment}
    clause: Article 7
    changes:
      - {set: own_part, from: {2022-01-01: 0%}, when: calls == 0}
      - {waive: repair.deductible, when: far}
  gift:
    title: {ja: 見舞金特約, en: Consolation}
    clause: Article 8
    terms:
      gift_amount: {title: {ja: 見舞金, en: Consolation amount}, from: {2022-01-01: 5_000}, per: accident, clause: Article 8}
    coverages:
      gift: {title: {ja: 見舞金, en: Consolation payment}, clause: Article 8, when: stolen, steps: [{add: gift_amount}]}
together:
  - {limit: deductible, over: [tow, travel], name: both, title: {ja: 合計の限度, en: Both together}}
promises:
  - paid(tow) <= tow_limit
examples:
  - title: a tow over the limit
    given: {start: 2023-01-01, far: yes, plan: small, calls: 0, stolen: yes}
    expenses: [{kind: tow, amount: 12_000}]
    expect: {tow.tow_limit: 2_000}
"""


def compiled(written: str) -> PolicyFile:
    node, _ = read(written.encode(), "trial.yaml", is_json=False)
    assert isinstance(node, Mapping)
    return PolicyFile(compile_policy(node, "trial"), node)


def edited(*pairs: tuple[str, str]) -> PolicyFile:
    written = TRIAL
    for old, new in pairs:
        assert written.count(old) == 1, old
        written = written.replace(old, new)
    return compiled(written)


def told(found: tuple[Difference, ...]) -> list[tuple[str, str]]:
    return [(one.about, one.said["en"]) for one in found]


EDITS: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "a number": (
        "2024-01-01: 20_000",
        "2024-01-01: 30_000",
        [("paid", "Tow limit: 20,000 yen per accident → 30,000 yen per accident from 2024-01-01 (Article 1)")],
    ),
    "a date between": (
        "2022-01-01: 10_000, 2024-01-01",
        "2022-01-01: 12_000, 2023-01-01: 15_000, 2024-01-01",
        [
            ("paid", "Tow limit: 10,000 yen per accident → 12,000 yen per accident from 2022-01-01 until 2022-12-31 (Article 1)"),
            ("paid", "Tow limit: 10,000 yen per accident → 15,000 yen per accident from 2023-01-01 until 2023-12-31 (Article 1)"),
        ],
    ),
    "the same from several dates": (
        "2022-01-01: 10_000, 2024-01-01: 20_000",
        "2022-01-01: 10_000",
        [("paid", "Tow limit: 20,000 yen per accident → 10,000 yen per accident from 2024-01-01 (Article 1)")],
    ),
    "a later date": (
        "2024-01-01: 20_000",
        "2024-07-01: 20_000",
        [("paid", "Tow limit: 20,000 yen per accident → 10,000 yen per accident from 2024-01-01 until 2024-06-30 (Article 1)")],
    ),
    "a gap": (
        "from: {2022-01-01: 8_000}",
        "from: {2023-01-01: 8_000}",
        [
            (
                "paid",
                "Taxi limit: 8,000 yen per person → no value (a claim that needs it is refused)"
                " from 2022-01-01 until 2022-12-31 (Article 2)",
            )
        ],
    ),
    "a limit that is closed": (
        "from: {2022-01-01: 8_000}",
        "from: {2022-01-01: none}",
        [("paid", "Taxi limit: 8,000 yen per person → no limit per person from 2022-01-01 (Article 2)")],
    ),
    "a count": ("2022-01-01: 3}", "2022-01-01: 1}", [("paid", "Most nights: 3 nights → 1 night from 2022-01-01 (Article 3)")]),
    "a rate": ("2022-01-01: 10%", "2022-01-01: 1/9", [("paid", "Own part: 10% → 1/9 from 2022-01-01 (Article 5)")]),
    "what an endorsement sets": (
        "2022-01-01: 0%",
        "2022-01-01: 2%",
        [("paid", "Full payment (endorsement), setting Own part: 0% → 2% from 2022-01-01")],
    ),
    "what an endorsement sets from a later day": (
        "2022-01-01: 0%",
        "2023-01-01: 0%",
        [("paid", "Full payment (endorsement), setting Own part: 0% → 10% (the term's own value) from 2022-01-01 until 2022-12-31")],
    ),
    "what an endorsement sets to what holds anyway": (
        "2022-01-01: 0%",
        "2020-01-01: 1/10, 2022-01-01: 0%",
        [
            (
                "paid",
                "Full payment (endorsement), setting Own part: no value (a claim that needs it is refused) → 10%"
                " from 2020-01-01 until 2021-12-31",
            )
        ],
    ),
    "a gap that an endorsement fills": (
        "from: {2022-01-01: 10%}",
        "from: {2024-01-01: 10%}",
        [
            (
                "paid",
                "Own part: 10% → no value (a claim that needs it is refused) (unless an endorsement sets one)"
                " from 2022-01-01 until 2023-12-31 (Article 5)",
            )
        ],
    ),
    "a row in place of two": (
        '{0: 0, "<= 2": 50_000, otherwise: 100_000}',
        "{0: 0, 1: 50_000, 2: 50_000, otherwise: 100_000}",
        [("written", "Deductible: value: only written differently")],
    ),
    "a table of which every row says the same": (
        "large: 30_000}}",
        "large: {0: 30_000, otherwise: 30_000}}}",
        [("written", "Deductible: value: only written differently")],
    ),
    "a basis": ("8_000}, per: person", "8_000}, per: item", [("paid", "Taxi limit: per: person → item")]),
    "a date that changes nothing": (
        "2022-01-01: 10_000, 2024-01-01",
        "2022-01-01: 10_000, 2023-01-01: 10000, 2024-01-01",
        [("written", "Tow limit: value: only written differently")],
    ),
    "a row": (
        "small: 5_000,",
        "small: 6_000,",
        [("paid", "Hotel limit, Plan small: 5,000 yen per person and night → 6,000 yen per person and night from 2022-01-01 (Article 3)")],
    ),
    "a row in place of otherwise": (
        "small: 5_000, otherwise: 7_000",
        "small: 5_000, large: 9_000",
        [
            (
                "paid",
                "Hotel limit, Plan big: 7,000 yen per person and night (by the row otherwise) → 9,000 yen per person and night"
                " from 2022-01-01 (Article 3)",
            ),
        ],
    ),
    "a row before a span": (
        '"<= 2": 50_000, otherwise',
        '1: 40_000, "<= 2": 50_000, otherwise',
        [
            (
                "paid",
                "Deductible, Plan small, Earlier calls 1: 50,000 yen per accident (by the row <= 2) → 40,000 yen per accident"
                " from 2022-01-01 (Article 4)",
            )
        ],
    ),
    "a table in place of a number": (
        "large: 30_000}}",
        "large: {0: 0, otherwise: 30_000}}}",
        [("paid", "Deductible, Plan big, Earlier calls 0: 30,000 yen per accident → 0 yen per accident from 2022-01-01 (Article 4)")],
    ),
    "rows that may both fit in another order": (
        '{0: 0, "<= 2": 50_000, otherwise: 100_000}',
        '{"<= 1": 50_000, 0..2: 0, otherwise: 100_000}',
        [
            (
                "paid",
                "Deductible, Plan small, Earlier calls 0: 0 yen per accident → 50,000 yen per accident (by the row <= 1)"
                " from 2022-01-01 (Article 4)",
            ),
            (
                "paid",
                "Deductible, Plan small, Earlier calls 2: 50,000 yen per accident (by the row <= 2) → 0 yen per accident (by the row 0..2)"
                " from 2022-01-01 (Article 4)",
            ),
        ],
    ),
    "rows of which one takes what the other took": (
        '{0: 0, "<= 2": 50_000, otherwise: 100_000}',
        '{0: 0, "<= 2": 50_000, 1..5: 80_000, otherwise: 100_000}',
        [
            (
                "paid",
                "Deductible, Plan small, Earlier calls 3..5: 100,000 yen per accident (by the row otherwise) → 80,000 yen per accident"
                " (by the row 1..5) from 2022-01-01 (Article 4)",
            )
        ],
    ),
    "rows that never both fit in another order": (
        "{small: 5_000, otherwise: 7_000}",
        "{large: 7_000, small: 5_000}",
        [("written", "Hotel limit: value: only written differently")],
    ),
    "another table": (
        "    by: plan\n    from: {2022-01-01: {small: 5_000, otherwise: 7_000}}",
        "    from: {2022-01-01: 5_000}",
        [
            (
                "paid",
                "Hotel limit: Plan small: 5,000 yen per person and night; Plan otherwise: 7,000 yen per person and night"
                " → 5,000 yen per person and night from 2022-01-01 (Article 3)",
            ),
            ("paid", "Hotel limit: table by: Plan → none"),
        ],
    ),
    # conditions, coverages, steps, cases
    "a condition that goes": ("    when: stuck\n", "", [("paid", "Towing: when: Stuck → always")]),
    "a condition that grows": (
        "    when: stuck\n",
        "    when: stuck and  calls == 0\n",
        [("paid", "Towing: when: stuck → stuck and calls == 0")],
    ),
    "a condition in brackets": ("    when: stuck\n", "    when: (stuck)\n", [("written", "Towing: when: only written differently")]),
    "a definition": ("far or stolen", "far", [("paid", "Stuck (definition): is: far or stolen → far")]),
    "the order of kinds": ("covers: [taxi, hotel]", "covers: [hotel, taxi]", [("paid", "Travel: covers: Taxi, Hotel → Hotel, Taxi")]),
    "a list of one": ("covers: [tow]", "covers: tow", [("written", "Towing: covers: only written differently")]),
    "the order of steps": (
        "      - {limit: tow_limit}\n      - {reduce: own_part, round: down, when: not stolen}\n",
        "      - {reduce: own_part, round: down, when: not stolen}\n      - {limit: tow_limit}\n",
        [("paid", "Towing: step moved: Own part now comes first")],
    ),
    "a step more": (
        "      - {limit: tow_limit}\n",
        "      - {limit: tow_limit}\n      - {exclude: kind == tow}\n",
        [("paid", "Towing: step added: exclude kind == tow")],
    ),
    "another verb": (
        "      - {limit: tow_limit}\n",
        "      - {deduct: tow_limit}\n",
        [("paid", "Towing, step Tow limit: calculation: limit Tow limit → deduct Tow limit")],
    ),
    "a rounding": ("round: down", "round: up to 100", [("paid", "Towing, step Own part: rounding: rounded down → rounded up to 100")]),
    "a step's name": (
        "{exclude: night > nights, name: later_nights",
        "{exclude: night > nights, name: nights_after",
        [("named", "Travel, step Later nights: name: later_nights → nights_after")],
    ),
    "a payee": ("    pay_to: workshop\n", "", [("paid", "Own damage: paid to: workshop → insured")]),
    "a payee of a case": (
        "title: {ja: 盗難, en: Theft}, when: stolen,",
        "title: {ja: 盗難, en: Theft}, when: stolen, pay_to: insured,",
        [("paid", "Own damage, case Theft: paid to: as the coverage → insured")],
    ),
    "a case": (
        "      - {name: theft, title: {ja: 盗難, en: Theft}, when: stolen, steps: [{deduct: tow_limit}]}\n",
        "",
        [("paid", "Own damage: case removed: Theft")],
    ),
    "an amount in a case": (
        "[{deduct: tow_limit}]",
        "[{deduct: deductible}]",
        [("paid", "Own damage, case Theft: step removed: Tow limit"), ("paid", "Own damage, case Theft: step added: Deductible")],
    ),
    "a coverage more": (
        "endorsements:\n",
        "  late: {title: {en: Late cover}, clause: Article 9, after: repair.deductible, when: far}\nendorsements:\n",
        [("paid", "Coverage added: Late cover (late)")],
    ),
    # endorsements, rules over coverages
    "a condition of an endorsement": (
        "when: calls == 0}",
        "when: calls <= 1}",
        [("paid", "Full payment (endorsement), setting Own part: when: calls == 0 → calls <= 1")],
    ),
    "a waiver that goes": (
        "      - {waive: repair.deductible, when: far}\n",
        "",
        [("paid", "Full payment (endorsement): change removed: waiving Own damage, Deductible")],
    ),
    "a number of an endorsement": (
        "2022-01-01: 5_000}, per: accident",
        "2022-01-01: 6_000}, per: accident",
        [("paid", "Consolation amount: 5,000 yen per accident → 6,000 yen per accident from 2022-01-01 (Article 8)")],
    ),
    "the order over coverages": (
        "over: [tow, travel]",
        "over: [travel, tow]",
        [("paid", "Both together (rule over coverages): over: Towing, Travel → Travel, Towing")],
    ),
    "what is meant anyway": (
        "over: [tow, travel]",
        "over: [tow, travel], split: in_order",
        [("written", "Both together (rule over coverages): shared out: only written differently")],
    ),
    # facts, kinds, requirements
    "an assumption": (
        "stolen: {type: yes_no, assume: no",
        "stolen: {type: yes_no, assume: yes",
        [("paid", "Stolen (fact of the accident): assumed where nobody says: no → yes")],
    ),
    "a range": ("range: 0..9", "range: 0..20", [("asked", "Earlier calls (fact about earlier use): range: 0..9 → 0..20")]),
    "a range spelt otherwise": (
        "range: 0..9",
        "range: ..9",
        [("written", "Earlier calls (fact about earlier use): range: only written differently")],
    ),
    "words of a choice": (
        "type: [small, large]",
        "type: [large, small]",
        [("asked", "Plan (fact of the contract): kind of answer: small / big → big / small")],
    ),
    "another kind of answer": (
        "person: {type: label,",
        "person: {type: [the_driver, other],",
        [("asked", "Person (mark of a receipt): kind of answer: a name → the_driver / other")],
    ),
    "a mark": (
        "en: Taxi}, has: [person]}",
        "en: Taxi}, has: [person, night]}",
        [("asked", "Taxi (kind of expense): states: Person → Person, Night")],
    ),
    "a kind more": (
        "  repair: {title: {ja: 修理費, en: Repair}}\n",
        "  repair: {title: {ja: 修理費, en: Repair}}\n  fuel: {title: {en: Fuel}}\n",
        [("asked", "Kind of expense added: Fuel (fuel)")],
    ),
    "a requirement": (
        "  - calls >= 0\n",
        "  - calls >= 0\n  - far or not far\n",
        [("asked", "Condition of every claim added: far or not far")],
    ),
    "the currency": ("currency: JPY", "currency: KRW", [("paid", "Trial: currency: JPY → KRW")]),
    # names, checks, writing
    "a title": ("en: Stuck", "en: Stranded", [("named", "Stranded (definition): title (en): Stuck → Stranded")]),
    "a title of a word": (
        "large: {ja: 大, en: big}",
        "large: {ja: 大, en: large one}, small: Little",
        [
            ("named", "Plan (fact of the contract), word large: title (en): big → large one"),
            ("named", "Plan (fact of the contract), word small: title: none → Little"),
        ],
    ),
    "the order of the titles of words": (
        "from: {ja: 自, en: from}, to: {ja: 至, en: to}",
        "to: {ja: 至, en: to}, from: {ja: 自, en: from}",
        [("written", "Way (fact of the accident): word: only written differently")],
    ),
    "an assumed word": ("assume: from", "assume: to", [("paid", "Way (fact of the accident): assumed where nobody says: from → to")]),
    "a clause": ("clause: Article 6", "clause: Article 6(1)", [("named", "Stuck (definition): clause: Article 6 → Article 6(1)")]),
    "the order of titles": (
        "{ja: 立往生, en: Stuck}",
        "{en: Stuck, ja: 立往生}",
        [("written", "Stuck (definition): title: only written differently")],
    ),
    "the order of keys": (
        "{exclude: night > nights, name: later_nights,",
        "{name: later_nights, exclude: night > nights,",
        [("written", "Travel, step Later nights: only written differently")],
    ),
    "the order of kinds on the form": (
        "  tow: {title: {ja: レッカー費用, en: Towing}}\n  taxi: {title: {ja: タクシー代, en: Taxi}, has: [person]}\n",
        "  taxi: {title: {ja: タクシー代, en: Taxi}, has: [person]}\n  tow: {title: {ja: レッカー費用, en: Towing}}\n",
        [("written", "Kind of expense in another order: Towing, Taxi, Hotel, Repair → Taxi, Towing, Hotel, Repair")],
    ),
    "a promise": (
        "  - paid(tow) <= tow_limit\n",
        "  - paid(tow) <= tow_limit\n  - paid(gift) <= gift_amount\n",
        [("checked", "Promises added: 1")],
    ),
    "an example": ("amount: 12_000", "amount: 13_000", [("checked", "Examples changed: 1")]),
}


@pytest.mark.parametrize(("old", "new", "said"), EDITS.values(), ids=EDITS)
def test_each_change_is_said_in_its_own_words(old: str, new: str, said: list[tuple[str, str]]) -> None:
    before, after = compiled(TRIAL), edited((old, new))
    found = differences(before, after)
    assert told(found) == said
    assert all(one.said["ja"] and one.said["ja"] != one.said["en"] for one in found)


def test_before_an_endorsement_sets_a_term_the_terms_own_values_hold_each_on_its_days() -> None:
    """The limit of 2022 and that of 2024 both hold before the endorsement's own first date, which moves from 2022 to 2025."""
    change = "      - {set: tow_limit, from: {DAY: 90_000}}\n      - {waive: repair.deductible, when: far}\n"
    before, after = (
        edited(("      - {waive: repair.deductible, when: far}\n", change.replace("DAY", day))) for day in ("2022-01-01", "2025-01-01")
    )
    own = [
        f"Full payment (endorsement), setting Tow limit: 90,000 yen per accident → {value} yen per accident (the term's own value) {days}"
        for value, days in (("10,000", "from 2022-01-01 until 2023-12-31"), ("20,000", "from 2024-01-01 until 2024-12-31"))
    ]
    assert told(differences(before, after)) == [("paid", said) for said in own]
    days = replace(before, day=20_088), replace(after, day=20_088)  # 2024-12-31
    assert told(differences(*days)) == [("paid", own[1].partition(" from ")[0])]
    assert differences(replace(before, day=20_089), replace(after, day=20_089)) == ()


def test_where_another_endorsement_sets_the_term_too_its_own_value_is_not_promised() -> None:
    """Both say 20,000 yen, and a contract with the other endorsement had 15,000 before: so it is told."""
    add = "endorsements:\n  low: {title: {en: Low}, clause: Article 9, changes: [{set: tow_limit, from: {2022-01-01: 15_000}}]}\n"
    high = "  high: {title: {en: High}, clause: Article 9, over: low, changes: [{set: tow_limit, from: {DAY: 20_000}}]}\n"
    before, after = (edited(("endorsements:\n", add + high.replace("DAY", day))) for day in ("2024-01-01", "2025-01-01"))
    assert told(differences(before, after)) == [
        (
            "paid",
            "High (endorsement), setting Tow limit: 20,000 yen per accident → 20,000 yen per accident"
            " (the term's own value, or what another change sets) from 2024-01-01 until 2024-12-31",
        )
    ]


BY_PLAN = "    by: plan\n    from: {2022-01-01: {small: 5_000, otherwise: 7_000}}\n    per: [person, night]"
BY_NIGHT = "    by: night\n    from: {{2022-01-01: {}}}\n    per: item"
"""The same limit read from a receipt, so receipt by receipt."""


def test_a_table_by_a_mark_is_not_the_plain_value_that_all_its_rows_say() -> None:
    """A table by the night passes over a receipt without one; a plain value does not."""
    plain, table = (edited((BY_PLAN, BY_NIGHT.format(value))) for value in ("7_000", "{1..2: 7_000, otherwise: 7_000}"))
    (one,) = differences(plain, table)
    assert (one.about, one.said["en"]) == (
        "paid",
        "Hotel limit: 7,000 yen per item → Night 1..2: 7,000 yen per item; Night otherwise: 7,000 yen per item from 2022-01-01 (Article 3)",
    )


def test_an_answer_that_only_one_side_knows_is_said() -> None:
    huge = edited(
        ("type: [small, large]", "type: [huge, large, small]"),
        ("small: 5_000,", "small: 5_000, huge: 9_000,"),
        ("large: 30_000", "otherwise: 30_000"),
    )
    said = [said for about, said in told(differences(compiled(TRIAL), huge)) if about == "paid"]
    assert said == [
        "Hotel limit, Plan huge: no such row → 9,000 yen per person and night from 2022-01-01 (Article 3)",
        "Deductible, Plan huge: no such row → 30,000 yen per accident (by the row otherwise) from 2022-01-01 (Article 4)",
    ]
    back = [said for about, said in told(differences(huge, compiled(TRIAL))) if about == "paid"]
    assert back[0] == "Hotel limit, Plan huge: 9,000 yen per person and night → no such row from 2022-01-01 (Article 3)"


def written_rows(values: list[int], first: int, chance: random.Random) -> str:
    """The values of first, first + 1, … as rows cut and spelt at random; the last value goes on for ever."""
    cuts = [at for at in range(1, len(values)) if values[at] != values[at - 1] or chance.random() < 1 / 3]
    runs = list(zip([0, *cuts], [*cuts, len(values)], strict=True))
    rows = []
    for start, end in runs[:-1]:
        low, high = start + first, end - 1 + first
        spelt = [f"{low}..{high}", f'"<= {high}"', f'"< {high + 1}"', *([str(low)] if low == high else [])]
        rows.append(f"{chance.choice(spelt)}: {values[start]}000")
    last = chance.choice(["otherwise", f'">= {runs[-1][0] + first}"'])
    return f"{{{', '.join([*rows, f'{last}: {values[-1]}000'])}}}"


FEW = st.lists(st.integers(1, 3), min_size=8, max_size=8)
TABLES = {
    "by facts": ('{0: 0, "<= 2": 50_000, otherwise: 100_000}', "{}", 0, "accident"),
    "by a mark": (BY_PLAN, BY_NIGHT, 1, "item"),
}


@pytest.mark.parametrize(("old", "new", "first", "basis"), TABLES.values(), ids=TABLES)
@settings(max_examples=40, deadline=None)
@given(values=FEW, others=st.one_of(st.none(), FEW), chance=st.randoms(use_true_random=False))
def test_rows_are_told_exactly_where_an_answer_gives_another_value(
    old: str, new: str, first: int, basis: str, values: list[int], others: list[int] | None, chance: random.Random
) -> None:
    """However rows are split, merged and spelt; without other values only the writing differs."""
    after = values if others is None else others
    sides = [edited((old, new.format(written_rows(side, first, chance)))) for side in (values, after)]
    said = [one.said["en"] for one in differences(*sides) if one.about == "paid"]
    found = {tuple(re.findall(rf"(\d),000 yen per {basis}", one)) for one in said}
    assert found == {(str(a), str(b)) for a, b in zip(values, after, strict=True) if a != b}
    assert not any("no such row" in one for one in said)


def test_the_order_of_rows_that_may_both_fit_is_said() -> None:
    rows = '{0: 0, "<= 2": 50_000, otherwise: 100_000}'
    before, after = (
        edited((rows, f"{{{first}, {second}, otherwise: 100_000}}"))
        for first, second in (('"<= 2": 50_000', "1..5: 80_000"), ("1..5: 80_000", '"<= 2": 50_000'))
    )
    (one,) = differences(before, after)
    assert (one.about, one.said["en"]) == (
        "paid",
        "Deductible, Plan small, Earlier calls 1..2: 50,000 yen per accident (by the row <= 2) → 80,000 yen per accident (by the row 1..5)"
        " from 2022-01-01 (Article 4)",
    )


@pytest.mark.parametrize(("over", "about"), [("[tow, travel]", "written"), ("all", "paid")])
def test_the_order_of_coverages_is_what_is_paid_where_a_rule_fills_all_of_them(over: str, about: str) -> None:
    tow = TRIAL[TRIAL.index("  tow:\n    title") : TRIAL.index("  travel:\n    title")]
    before = TRIAL.replace("over: [tow, travel]", f"over: {over}")
    found = differences(compiled(before), compiled(before.replace(tow, "").replace("endorsements:", f"{tow}endorsements:")))
    assert told(found) == [(about, "Coverage in another order: Towing, Travel, Own damage → Travel, Own damage, Towing")]


def test_a_rule_that_goes_over_all_from_now_on_is_said() -> None:
    (one,) = differences(compiled(TRIAL), edited(("over: [tow, travel]", "over: all")))
    assert (one.about, one.said["en"]) == ("paid", "Both together (rule over coverages): over: Towing, Travel → all")


def test_the_order_of_the_sections_is_only_writing() -> None:
    promises = TRIAL[TRIAL.index("promises:") : TRIAL.index("examples:")]
    after = compiled(TRIAL.replace(promises, "").replace("together:", f"{promises}together:"))
    assert told(differences(compiled(TRIAL), after)) == [("written", "Trial: only written differently")]


def test_a_policy_does_not_differ_from_itself() -> None:
    assert differences(compiled(TRIAL), edited(("  calls: {type", "\n  # as before\n  calls:   {type"))) == ()


def test_what_changes_payments_comes_first() -> None:
    changes = (("en: Stuck", "en: Stranded"), ("range: 0..9", "range: 0..20"), ("covers: [tow]", "covers: tow"), ("12_000", "13_000"))
    found = differences(compiled(TRIAL), edited(*changes, ("add: gift_amount", "add: gift_amount, when: far")))
    assert [one.about for one in found] == ["paid", "asked", "named", "checked", "written"]


def test_what_is_new_is_told_in_full() -> None:
    found = differences(edited(("      - {set: own_part, from: {2022-01-01: 0%}, when: calls == 0}\n", "")), compiled(TRIAL))
    (one,) = found
    assert one.said["en"] == "Full payment (endorsement): change added: setting Own part"
    assert [detail["en"] for detail in one.details] == ["sets: Own part", "from 2022-01-01: 0%", "when: calls == 0"]
    cut = TRIAL.index("  gift:\n"), TRIAL.index("together:\n")
    (one,) = differences(compiled(TRIAL), edited((TRIAL[slice(*cut)], "")))
    assert one.said["ja"] == "特約を削除: 見舞金特約（gift）"
    assert [detail["en"] for detail in one.details] == [
        "clause: Article 8",
        "term: Consolation amount",
        "  from 2022-01-01: 5,000 yen per accident",
        "  clause: Article 8",
        "coverage: Consolation payment",
        "  clause: Article 8",
        "  when: Stolen",
        "  step: Consolation amount",
        "    add: Consolation amount",
    ]


def test_a_number_names_the_coverages_that_it_touches() -> None:
    (one,) = differences(compiled(TRIAL), edited(("2024-01-01: 20_000", "2024-01-01: 30_000")))
    assert [detail["ja"] for detail in one.details] == ["関わる補償: 搬送、車両"]
    lines = TRIAL.splitlines()
    assert one.before is not None
    assert lines[one.before.line - 1][one.before.column - 1 :].startswith("2024-01-01: 20_000")


# ---- names that change ------------------------------------------------------------------------------------------------


def renaming(*pairs: tuple[str, str]) -> PolicyFile:
    """Every name between blanks and signs replaced, wherever it stands; titles are capitalised and stay."""
    written = TRIAL
    for old, new in pairs:
        written = re.sub(rf"\b{old}\b", new, written)
    return compiled(written)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("own_part", "own_share", ("named", "Own part: the term own_part is now called own_share")),
        ("stuck", "stranded", ("named", "Stuck: the definition stuck is now called stranded")),
        ("far", "away", ("asked", "Far away: the fact of the accident far is now called away")),
        ("taxi", "cab", ("asked", "Taxi: the kind of expense taxi is now called cab")),
        ("travel", "journey", ("named", "Travel: the coverage travel is now called journey")),
        ("no_own_part", "full_payment", ("named", "Full payment: the endorsement no_own_part is now called full_payment")),
    ],
)
def test_a_name_that_changed_everywhere_is_one_difference(old: str, new: str, said: tuple[str, str]) -> None:
    assert told(differences(compiled(TRIAL), renaming((old, new)))) == [said]


def test_two_names_may_change_together() -> None:
    found = differences(compiled(TRIAL), renaming(("plan", "form"), ("night_limit", "hotel_limit")))
    assert sorted(one.said["en"] for one in found) == [
        "Hotel limit: the term night_limit is now called hotel_limit",
        "Plan: the fact of the contract plan is now called form",
    ]


def test_a_name_that_is_still_in_use_is_not_taken_for_renamed() -> None:
    """`away` was a word of a choice before it became a fact: no fresh name, so the fact went and another one came."""
    before = TRIAL.replace("type: [small, large]", "type: [small, large, away]").replace("large: 30_000", "otherwise: 30_000")
    after = before.replace("far", "away")
    found = differences(compiled(before), compiled(after))
    assert not any("is now called" in one.said["en"] for one in found)
    assert ("asked", "Fact of the accident added: Far away (away)") in told(found)


def test_things_that_are_alike_are_not_taken_for_one_another() -> None:
    """Two facts without titles come and go: which became which nobody can say."""
    base = TRIAL.replace("  far: {type: yes_no, title: {ja: 遠方, en: Far away}}\n", "  far: {type: yes_no}\n  old: {type: yes_no}\n")
    before = compiled(base)
    after = compiled(base.replace("  old: {type: yes_no}\n", "  newer: {type: yes_no}\n  newest: {type: yes_no}\n"))
    assert not any("is now called" in one.said["en"] for one in differences(before, after))


# ---- one day ----------------------------------------------------------------------------------------------------------


def test_two_days_of_one_policy_differ_in_what_is_in_force() -> None:
    whole = compiled(TRIAL)
    early, late = replace(whole, day=18_993), replace(whole, day=19_723)  # 2022-01-01 and 2024-01-01
    assert told(differences(early, late)) == [("paid", "Tow limit: 10,000 yen per accident → 20,000 yen per accident (Article 1)")]
    assert differences(early, replace(whole, day=19_722)) == ()
    before = differences(replace(whole, day=18_992), early)
    assert ("paid", "Own part: no value (a claim that needs it is refused) → 10% (Article 5)") in told(before)


def test_on_a_day_what_changes_later_is_no_difference() -> None:
    before, after = compiled(TRIAL), edited(("2024-01-01: 20_000", "2024-01-01: 30_000"))
    assert differences(replace(before, day=19_722), replace(after, day=19_722)) == ()
    assert len(differences(replace(before, day=19_723), replace(after, day=19_723))) == 1


# ---- nothing goes unsaid ----------------------------------------------------------------------------------------------


@cache
def shipped(id: str) -> PolicyFile:
    return policy_file(id)


def parts(node: Node, path: tuple[int, ...] = ()) -> list[tuple[tuple[int, ...], Node]]:
    """Every part of a document with the numbers that lead to it."""
    below = [value for _, value in node.entries] if isinstance(node, Mapping) else node.items if isinstance(node, Sequence) else ()
    return [(path, node), *(found for at, part in enumerate(below) for found in parts(part, (*path, at)))]


def put(node: Node, path: tuple[int, ...], part: Node) -> Node:
    """The document with another part."""
    if not path or isinstance(node, Scalar):
        return part
    if isinstance(node, Sequence):
        return replace(node, items=tuple(put(item, path[1:], part) if at == path[0] else item for at, item in enumerate(node.items)))
    entries = ((key, put(value, path[1:], part) if at == path[0] else value) for at, (key, value) in enumerate(node.entries))
    return replace(node, entries=tuple(entries))


def mutated(node: Node, words: list[str], chance: random.Random) -> Node:
    """One scalar, one list or the keys of one mapping, changed at random."""
    if isinstance(node, Scalar):
        tokens = node.text.split(" ")
        tokens[chance.randrange(len(tokens))] = chance.choice(words)
        digits = "".join(chance.choice("0123456789") if letter.isdigit() and chance.random() < 1 / 2 else letter for letter in node.text)
        return replace(
            node, text=chance.choice([" ".join(tokens), digits, node.text.replace("_", "", 1), f"not {node.text}", f"{node.text}x"])
        )
    if isinstance(node, Mapping):
        return replace(node, entries=shuffled(node.entries, chance))
    return replace(node, items=shuffled(node.items, chance))


def shuffled(some: tuple[T, ...], chance: random.Random) -> tuple[T, ...]:
    """One entry dropped, two swapped, or one written twice."""
    if not some:
        return some
    one, other = sorted(chance.choices(range(len(some)), k=2))
    match chance.choice(["drop", "swap", "twice"]):
        case "drop":
            return some[:one] + some[one + 1 :]
        case "twice":
            return some[:other] + some[one : one + 1] + some[other:]
        case _:
            swapped = list(some)
            swapped[one], swapped[other] = some[other], some[one]
            return tuple(swapped)


def expressions(part: object) -> tuple[object, ...]:
    """Every expression in a part of a policy, and what else decides what a step does."""
    if isinstance(part, expr.Expr):
        return (part,)
    if isinstance(part, Case):
        return (part.pay_to, *expressions(tuple(getattr(part, one.name) for one in fields(part))))
    if isinstance(part, Step):
        plain = (part.verb, part.level, part.marks, part.kind, part.scope, part.borne_by, part.over)
        return (*plain, *expressions(tuple(getattr(part, one.name) for one in fields(part))))
    below = part if isinstance(part, tuple) else [getattr(part, one.name) for one in fields(part)] if is_dataclass(part) else ()
    return tuple(found for item in below for found in expressions(item))


def meaning(policy: Policy) -> tuple[object, ...]:
    """What decides a payment: every expression with its place in the account, and what each fact and kind may be."""
    facts = {name: (fact.type, fact.range, fact.assume) for name, fact in {**policy.facts, **policy.marks}.items()}
    kinds = {name: (kind.marks, kind.each) for name, kind in policy.kinds.items()}
    parts = {name: expressions(one.formula) for name, one in policy.definitions.items()}
    coverages = {name: (expressions(one), one.covers, one.pay_to, one.counts, one.after_step) for name, one in policy.coverages.items()}
    return (
        facts,
        kinds,
        parts,
        coverages,
        expressions(policy.together),
        expressions(policy.requires),
        [rule.over for rule in policy.together],
    )


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(rules.ids()), st.randoms(use_true_random=False))
def test_two_policies_differ_in_words_exactly_where_their_content_differs(id: str, chance: random.Random) -> None:
    before = shipped(id)
    found = parts(before.node)
    path, part = chance.choice(found)
    node = put(before.node, path, mutated(part, [one.text for _, one in found if isinstance(one, Scalar)], chance))
    assert isinstance(node, Mapping)
    try:
        after = PolicyFile(compile_policy(node, id), node)
    except Problems:
        assume(False)
    for a, b in ((before, after), (after, before)):
        differ = differences(a, b)
        assert bool(differ) == (a.policy.hash != b.policy.hash)
        is_quiet = all(one.about in ("named", "checked", "written") for one in differ) and not renames(a.node, b.node)
        if is_quiet and list(a.policy.kinds) == list(b.policy.kinds):  # expressions call kinds by their numbers
            assert meaning(a.policy) == meaning(b.policy), told(differ)


@pytest.mark.parametrize("id", rules.ids())
def test_any_two_shipped_products_can_be_compared(id: str) -> None:
    for other in rules.ids():
        found = differences(shipped(id), shipped(other))
        assert bool(found) == (id != other)
        for language in ("ja", "en"):
            lines = text(found, shipped(id), shipped(other), language)
            assert len(lines) > len(found)


# ---- the command ------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(commands, arguments, catch_exceptions=False, standalone_mode=False)
    return int(done.return_value or 0), done.stdout


def test_the_status_says_whether_they_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "trial.yaml"
    path.write_text(TRIAL, encoding="utf-8")
    changed = tmp_path / "changed.yaml"
    changed.write_text(TRIAL.replace("2024-01-01: 20_000", "2024-01-01: 30_000"), encoding="utf-8")
    assert run("diff", str(path), str(path))[0] == 0
    status, said = run("diff", str(path), str(changed), "--language", "en")
    assert (status, "1 difference, 1 in what is paid" in said) == (1, True)
    assert f"      {path}:23:78 → {changed}:23:78" in said
    assert run("diff", str(path), str(changed), "--on", "2023-12-31")[0] == 0
    assert run("diff", f"{path}@2023-12-31", f"{path}@2024-01-01")[0] == 1
    assert run("diff", f"{path}@2023-12-31", str(changed))[0] == 0  # a date behind one is meant for both
    status, said = run("diff", str(path), str(changed), "--json")
    data = json.loads(said)
    assert (status, data["equal"], data["differences"][0]["about"]) == (1, False, "paid")
    assert _status(["diff", str(path), "jp/nothing"]) == 3
    assert _status(["diff", str(path), f"{path}@yesterday"]) == 3
    assert "yesterday" in capsys.readouterr().err


def test_examples_beside_the_policies_are_counted_and_are_no_difference(tmp_path: Path) -> None:
    for name, amount in (("a", "12_000"), ("b", "13_000")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "trial.yaml").write_text(TRIAL, encoding="utf-8")
        (tmp_path / name / "trial.examples.yaml").write_text(
            f"examples:\n  - {{title: one, given: {{stolen: no}}, expenses: [{{kind: tow, amount: {amount}}}], expect: {{gift: 0}}}}\n",
            encoding="utf-8",
        )
    status, said = run("diff", str(tmp_path / "a" / "trial.yaml"), str(tmp_path / "b" / "trial.yaml"), "--language", "en")
    assert (status, said.splitlines()[2:]) == (
        0,
        ["The policies are equal.", "", "Examples beside the policies: 1 → 1 (0 added, 0 removed, 1 changed)"],
    )


# ---- the guide --------------------------------------------------------------------------------------------------------

GUIDE = (Path(__file__).parent.parent / "docs" / "policies.md").read_text(encoding="utf-8")
SECTION = re.split(r"^## ", GUIDE.partition("## Versions and differences\n")[2], flags=re.MULTILINE)[0]
SHOWN = re.findall(r"^```console\n\$ payout ([^\n]*)\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command for command, _ in SHOWN])
def test_the_guide_shows_what_the_commands_print(command: str, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The product of the guide, and the copy whose changes stand in the table; of `versions` the guide shows the beginning."""
    product = max(re.findall(r"^```yaml\n(payout:.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)[:2], key=len)
    changed = product
    for old, new in re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|$", SECTION, re.MULTILINE):
        assert changed.count(old) == 1, old
        changed = changed.replace(old, new)
    monkeypatch.chdir(tmp_path)
    Path("touring.yaml").write_text(product, encoding="utf-8")
    Path("touring-2027.yaml").write_text(changed, encoding="utf-8")
    _, said = run(*command.split())
    assert said.startswith(shown)
    assert said == shown or command.startswith("versions ")


def test_the_guide_shows_both_commands() -> None:
    assert [command.split()[0] for command, _ in SHOWN] == ["versions", "diff", "diff"]
