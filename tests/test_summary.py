"""What a terminal shows of a calculation."""

from __future__ import annotations

from payout.summary import explanation, summary
from tests.test_calculate import EVERYTHING, PERSONAL_AUTO, complete, result_of


def test_a_receipt_shows_what_was_taken_off_and_why() -> None:
    result = result_of(
        PERSONAL_AUTO, {"contract_start": "2024-05-01", "drivable": False}, [{"kind": "lodging", "amount": 25_000, "person": "A"}]
    )
    lines = summary(result)
    assert lines[1].split() == ["e1", "宿泊費用", "A", "［宿泊］", "25,000", "5,000", "20,000"]
    assert lines[2] == "    − 5,000  宿泊費用の限度額（利用者 Aにつき20,000円）を超える部分（ロードアシスタンス特約 第4条）"


def test_a_part_that_another_coverage_takes_over_says_which() -> None:
    facts = {"contract_start": "2024-05-01", "insured_value": 1_000_000, "repaired": True}
    text = "\n".join(summary(result_of(PERSONAL_AUTO, facts, [{"kind": "repair", "amount": 1_400_000}], ["excess_repair"])))
    assert "協定保険価額（1,000,000円）を超える部分（車両条項 第10条） → 車両超過修理費用" in text


def test_an_undetermined_claim_shows_what_is_still_to_be_asked() -> None:
    result = result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01"}, [{"kind": "tow", "amount": 160_000}])
    text = "\n".join(summary(result))
    assert "お支払い保険金の合計  未確定: 0〜160,000" in text
    assert "1. 自力走行できる：はい・いいえのどちらですか。  drivable  いいえ → 150,000〜160,000、はい → 0" in text
    assert "2. 事前承認の搬送先：はい・いいえのどちらですか。  shop_approved  いいえ → 0〜150,000、はい → 0〜160,000" in text
    assert "?" in text


def test_an_answer_that_is_a_word_shows_its_title_and_what_a_claim_writes() -> None:
    facts = {"contract_start": "2026-05-01", "drivable": False, "repaired": True}
    for language, answer, mark in (("ja", "3千円 (3千) →", "復路"), ("en", "3,000 yen (3千) →", "homeward")):
        bills = [
            {"kind": "rental", "amount": 9_000, "quantity": 1},
            {"kind": "pickup", "amount": 500, "leg": "homeward", "companion": False},
        ]
        text = "\n".join(summary(result_of(PERSONAL_AUTO, facts, bills, ["rental"]), language))
        assert answer in text
        assert f" {mark} ［" in text


def test_benefits_that_nobody_claimed_and_expenses_that_nobody_covers_are_shown() -> None:
    result = result_of(EVERYTHING, complete(EVERYTHING), [{"kind": "fine", "amount": 700}], ["more_pool"])
    text = "\n".join(summary(result, "en"))
    assert "e1 fine ［no coverage］" in text
    assert "［gift］" in text
    assert "40.00" in text


def test_an_explanation_gives_definitions_assumptions_and_places() -> None:
    result = result_of(PERSONAL_AUTO, {"contract_start": "2024-05-01", "drivable": False}, [])
    text = "\n".join(explanation(result, "en"))
    assert "immobile = yes  Immobile" in text
    assert "Assumed, because nobody said otherwise: May not be driven by law = no" in text
