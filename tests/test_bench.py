"""What the benchmark times gives equal answers: by hand and generated. Nothing here looks at a clock."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from html import unescape
from types import SimpleNamespace

import pytest

from bench import peer_platypus, peer_weasyprint, peers, product, sealing, statements, ten_steps, traced, traced_by_hand
from bench.clock import Measured
from bench.table import Target, least, most
from payout import pdf, rules
from payout.seal.keys import roots_of
from payout.seal.signing import sign
from payout.statement import statement_of
from payout.statement.text import text_of


def test_the_ten_steps_by_hand_and_generated_agree() -> None:
    assert ten_steps.check(500) == 500


def test_the_claims_of_ten_steps_stand_on_every_limit() -> None:
    facts = [dict(zip(ten_steps.FACTS, one, strict=True)) for one in ten_steps.claims(2_000)]
    for bill, limit in (("towing_bill", 150_000), ("taxi_bill", 10_000), ("lodging_bill", 15_000), ("repair_bill", 50_000)):
        assert {limit - 1, limit, limit + 1} <= {one[bill] for one in facts}, bill
    assert {-1, 0, 1} <= {one["repair_bill"] - one["insured_value"] for one in facts}


def test_the_shipped_product_by_hand_and_generated_agree() -> None:
    assert product.check(rules.policy(product.PRODUCT), 20) == 21


def test_code_by_hand_that_answers_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ten_steps, "amounts_by_hand", lambda *facts: (0, 0, 0, 0, facts[-1]))
    with pytest.raises(AssertionError, match="differ"):
        ten_steps.check(10)


def test_the_steps_told_by_hand_and_by_the_engine_agree_word_for_word() -> None:
    assert traced.check(rules.policy(product.PRODUCT), 40) == 41


@pytest.mark.parametrize(
    "changed",
    [
        {"policy": "jp/another"},
        {"remark": ""},
        {"endorsements": ["rental"]},
        {"facts": {**product.CLAIM["facts"], "drivable": 0}},
        {"facts": {**product.CLAIM["facts"], "insured_value": True}},
        {"facts": {**product.CLAIM["facts"], "contract_start": "2027-01-01"}},
        {"expenses": [{"kind": "tow", "amount": -1}]},
        {"expenses": [{"kind": "taxi", "amount": 1}]},
    ],
)
def test_the_request_by_hand_is_read_strictly(changed: dict[str, object]) -> None:
    """A reading that lets everything through would be a cheap one to compare with."""
    assert traced_by_hand.read(json.dumps(product.CLAIM).encode())
    with pytest.raises((ValueError, KeyError, TypeError)):
        traced_by_hand.read(json.dumps({**product.CLAIM, **changed}).encode())


def test_words_by_hand_that_differ_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traced_by_hand, "ROAD_LIMIT", traced_by_hand.ROAD_LIMIT._replace(en="Tow limit"))
    with pytest.raises(AssertionError, match="Tow limit"):
        traced.check(rules.policy(product.PRODUCT), 0)


def test_the_peers_are_told_what_the_generated_steps_are() -> None:
    """The peers themselves are not installed here; what they are compared with is."""
    facts = (2_000_000, 0, 0, 7_000, 2, 3, 180_000, 30_000, 200_000, 400_000)
    assert peers.told([facts]) == [(150_000, 20_000, 90_000, 350_000, 150_000, 20_000, 90_000, 245_000, 505_000)]


def test_every_peer_is_present_or_said_to_be_absent() -> None:
    assert {*peers.absent(), *(name.split()[0] for name in peers.present())} == {"zen-engine", "openfisca-core"}


def test_a_peer_that_answers_otherwise_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the standard library's fractions in the place of a peer."""
    other = SimpleNamespace(NAME="other", MODULE="fractions", answers=lambda claims: [(0,) * 9 for _ in claims])
    monkeypatch.setattr(peers, "PEERS", (other,))
    with pytest.raises(AssertionError, match="other answers"):
        peers.check(10)


@pytest.fixture(scope="module")
def drawables() -> list[statements.Drawable]:
    return statements.drawables(rules.policy(product.PRODUCT), 12)


def test_every_statement_that_is_timed_is_another_one(drawables: list[statements.Drawable]) -> None:
    assert len({it.record.hash for it in drawables}) == len({it.texts for it in drawables}) == 12
    assert len({it.record.case.customer_name for it in drawables}) > 5


def test_what_the_peers_are_given_is_all_that_is_printed(drawables: list[statements.Drawable]) -> None:
    """The plain text of a statement and the JSON of the peers have the same words."""
    for it in drawables:
        words, plain = (
            set(statements.words_of(json.loads(it.texts))),
            statements.words_of(text_of(statement_of(it.record, profile=statements.PROFILE))),
        )
        assert {word for word in plain if not set(word) <= set("■+−=[]")} <= words


def test_our_files_and_those_of_platypus_hold_every_word(drawables: list[statements.Drawable]) -> None:
    """The other peers are not installed here; `check` reads their files back before they are timed."""
    drawing = {"ours": statements.ours, "platypus": lambda it: peer_platypus.draws()(it.texts, it.attached)}
    assert statements.check(drawables[:2], drawing) == 4


def test_a_folder_of_claims_is_timed_only_if_every_one_has_its_statement(drawables: list[statements.Drawable]) -> None:
    assert statements.folder(drawables[:2]).middle > 0
    with pytest.raises(subprocess.CalledProcessError):
        statements.folder([drawables[0], replace(drawables[1], claim=b"{}")])


def test_the_html_of_a_peer_holds_every_word(drawables: list[statements.Drawable]) -> None:
    for it in drawables:
        given = json.loads(it.texts)
        html = statements.joined(unescape(re.sub(r"<[^>]*data-foot=\"([^>]*)\">|<[^>]+>", r"\1", peer_weasyprint.html_of(given))))
        assert [word for word in statements.words_of(given) if word not in html] == []


def test_a_file_that_lost_an_amount_or_an_attachment_is_found(drawables: list[statements.Drawable]) -> None:
    one, other = drawables[:2]
    with pytest.raises(AssertionError, match="ours lost \\["):
        statements.check([one], {"ours": lambda _: statements.ours(other)})
    with pytest.raises(AssertionError, match="ours lost an attachment"):
        statements.check([one], {"ours": lambda it: pdf.of(it.record, profile=statements.PROFILE)})


def test_a_signed_statement_is_verified_before_it_is_timed(drawables: list[statements.Drawable]) -> None:
    with sealing.keys() as (signers, folder):
        roots = roots_of(folder / "authority.pem")
        authored = sign(statements.ours(drawables[0]), "author", signers["author"], sealing.NOW)
        sealed = sign(authored, "approver", signers["approver"], sealing.NOW)
    assert sealing.check([sealed], roots) == 1
    with pytest.raises(AssertionError, match="a sealed statement is not valid"):
        sealing.check([sealed.replace(b"/F 4", b"/F 2", 1)], roots)
    with pytest.raises(AssertionError, match="a sealed statement is not valid"):
        sealing.check([authored], roots)


def test_every_library_that_draws_is_present_or_said_to_be_absent() -> None:
    assert {*statements.absent(), *statements.ways()} == {"ours", "typst", "weasyprint", "platypus"}


def test_a_ratio_is_taken_round_by_round() -> None:
    slow, fast = Measured((2.0, 20.0, 3.0)), Measured((1.0, 10.0, 1.0))
    assert slow.over(fast).rounds == (2.0, 2.0, 3.0)
    assert slow.over(fast).middle == 2.0
    assert slow.less(fast).plus(fast) == slow
    assert slow.each(2).rounds == (1.0, 10.0, 1.5)


@pytest.mark.parametrize(
    ("target", "found", "said"),
    [
        (most(1.3), 1.3, "target ≤ 1.3: met"),
        (most(1.3), 1.31, "target ≤ 1.3: MISSED"),
        (least(100_000), 100_000, "target ≥ 100,000: met"),
        (least(50), 49.9, "target ≥ 50: MISSED"),
    ],
)
def test_a_missed_target_is_said_plainly(target: Target, found: float, said: str) -> None:
    assert target.verdict(Measured((found,))) == said


def test_a_miss_within_the_noise_is_said_to_be_one() -> None:
    assert most(1.3).verdict(Measured((1.28, 1.29, 1.31, 1.33))) == "target ≤ 1.3: met"
    assert most(1.3).verdict(Measured((1.28, 1.29, 1.33, 1.34, 1.35))) == "target ≤ 1.3: MISSED, within the noise"
    assert most(1.3).verdict(Measured((1.28, 1.32, 1.33, 1.34, 1.35))) == "target ≤ 1.3: MISSED"
