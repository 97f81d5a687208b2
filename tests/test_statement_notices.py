"""What a customer should know beside the figures: the nearest scope prevails, the case before all, and a wrong file says where."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from payout import rules
from payout.calculate import calculate
from payout.problem import Problems
from payout.statement import Case, recorded, statement_of
from payout.statement.figures import Figures
from payout.statement.notices import FILE, LONGEST, notices, notices_of, problems_of_notices
from payout.statement.record import TOPICS
from payout.statement.wording import word
from tests.test_statement_record import FONTS, demo_claim

CASE = Case(statement_date="2026-11-20")
POLICY = """payout: 1
title: {ja: 見本, en: Sample}
currency: JPY
dated_by: start
contract: {start: {type: date}}
expenses: {tow: {title: {ja: レッカー, en: Tow}}}
coverages: {road: {title: {ja: 道路, en: Road}, clause: 第1条, covers: [tow]}}
"""
NOTICES = """notices: 1
jp:
  adr: {ja: 市場の機関, en: The market's body, source: law}
  tax: {ja: 税, en: Taxes, source: law}
jp/sample:
  adr: {ja: 商品の機関, en: The product's body, source: terms}
"""


def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notices: str) -> Path:
    (tmp_path / "jp").mkdir()
    (tmp_path / "jp/sample.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / FILE).write_text(notices, encoding="utf-8")
    monkeypatch.setenv("PAYOUT_RULES", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("id", rules.ids())
def test_every_shipped_product_names_its_body_for_disputes_with_a_source(id: str) -> None:
    told = {notice.topic: notice for notice in notices_of(rules.policy(id), CASE)}
    assert told["adr"].source
    assert all(set(notice.words) == {"ja", "en"} and notice.source for notice in told.values())
    assert list(told) == [topic for topic in TOPICS if topic in told]


def test_the_product_goes_before_the_market_and_the_case_before_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf(tmp_path, monkeypatch, NOTICES)
    policy = rules.policy("jp/sample")
    assert [(notice.topic, notice.words["en"]) for notice in notices_of(policy, CASE)] == [("adr", "The product's body"), ("tax", "Taxes")]
    said = notices_of(policy, replace(CASE, adr="見本の機関", renewal="変わりません"))
    assert [(notice.topic, notice.words["ja"], notice.source) for notice in said] == [
        ("adr", "見本の機関", ""),
        ("renewal", "変わりません", ""),
        ("tax", "税", "law"),
    ]


def test_a_folder_without_notices_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (shelf(tmp_path, monkeypatch, NOTICES) / FILE).unlink()
    assert notices_of(rules.policy("jp/sample"), CASE) == ()
    assert problems_of_notices(tmp_path) == ()


@pytest.mark.parametrize(
    ("notices", "line", "said"),
    [
        (NOTICES.replace("jp/sample", "jp/sampel"), 5, "jp/sampel"),
        (NOTICES.replace("tax:", "taxes:"), 4, "taxes"),
        (NOTICES.replace(", source: terms", ""), 6, "source"),
        (NOTICES.replace("en: Taxes, ", ""), 4, "en"),
        (NOTICES.replace("Taxes", "x" * (LONGEST + 1)), 4, str(LONGEST)),
        (NOTICES.replace("notices: 1\n", ""), 1, "notices"),
        (NOTICES.replace("notices: 1", "notices: 2"), 1, "notices"),
        (NOTICES.replace("{ja: 税, en: Taxes, source: law}", "later"), 4, "tax"),
        ("- 1\n", 1, ""),
        ("jp: [\n", 2, ""),
    ],
)
def test_a_wrong_file_of_notices_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, notices: str, line: int, said: str) -> None:
    shelf(tmp_path, monkeypatch, notices)
    found = problems_of_notices(tmp_path)
    assert (found[0].at.file, found[0].at.line) == (f"rules/{FILE}", line)
    assert said in str(found[0])
    with pytest.raises(Problems):
        notices_of(rules.policy("jp/sample"), CASE)


def test_the_file_of_notices_is_never_taken_for_a_policy() -> None:
    assert all(path.name != FILE for path in rules.policy_files(rules.folder()))
    assert problems_of_notices(rules.folder()) == ()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_section_tells_the_desk_and_every_notice_with_its_source(language: str) -> None:
    claim = demo_claim()
    policy = rules.policy(claim.policy)
    record = recorded(claim, policy, calculate(policy, claim), fonts=FONTS)
    table = notices(Figures(record, language))
    assert table is not None
    rows = {row[0].text: row[1] for row in table.rows}
    assert "0120-000-000" in rows[word("notice_contact", language)].text
    assert "0570-022808" in rows[word("notice_adr", language)].text
    assert "sonpo.or.jp" in rows[word("notice_adr", language)].note
    assert len(table.rows) == len(record.data.notices) + 1
    assert [section for section in statement_of(record, language).sections if section.blocks == (table,)]
    told = notices(Figures(replace(record, case=CASE), language))
    assert told is not None
    assert all(row[0].text != word("notice_contact", language) for row in told.rows)
