"""Nothing overlaps, nothing leaves the page, no heading stands alone: looked up in the marks, before anything is drawn."""

from dataclasses import fields, is_dataclass, replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payout import layout
from payout.layout import pages
from payout.layout.look import WHITE
from payout.statement import Bridge, BridgePart, Section, Statement, Talk, Words
from payout.strips import LEFT, PAGE_HEIGHT, RIGHT, Box, Page, Style, Text, hung
from tests.test_pdf import breakdown, english_sample, sample


def measure(text: str, style: Style) -> float:
    """A face of two widths, so that these tests need no font."""
    return sum(0.56 if character < "\u2e80" else 1.0 for character in text) * style.size


def texts(page: Page) -> list[Text]:
    return [mark for mark in page if isinstance(mark, Text)]


def assert_tidy(laid_out: tuple[Page, ...]) -> None:
    for page in laid_out:
        for text in texts(page):
            assert text.x + hung(text.text, text.style) >= LEFT - 1.1
            assert text.x + measure(text.text.rstrip(), text.style) <= RIGHT + 0.1, text
            assert 10 < text.y < PAGE_HEIGHT - 15, text
        for one, other in combinations(texts(page), 2):
            assert not overlap(one, other), (one, other)


def overlap(one: Text, other: Text) -> bool:
    """Whether two texts touch, each as high as its digits and capital letters."""
    ends = [text.x + measure(text.text.rstrip(), text.style) for text in (one, other)]
    beside = ends[0] <= other.x + 0.1 or ends[1] <= one.x + 0.1
    above = one.y <= other.y - 0.75 * other.style.size or other.y <= one.y - 0.75 * one.style.size
    return not beside and not above


def stretched(value: Any, times: int) -> Any:
    """Every text repeated, except those that select something or are wording of our own with a fixed place."""
    if isinstance(value, str):
        return value * times
    if isinstance(value, tuple):
        return tuple(stretched(part, times) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = ("language", "role", "align", "made_at", "page_label", "reference", "fields")
        changed = {field.name: stretched(getattr(value, field.name), times) for field in fields(value) if field.name not in kept}
        return replace(value, **changed)
    return value


@pytest.mark.parametrize("rows", [0, 1, 6, 12, 60])
def test_pages_are_tidy(rows: int) -> None:
    assert_tidy(pages(sample(rows), measure))


def test_english_pages_are_tidy() -> None:
    assert_tidy(pages(english_sample(), measure))


@pytest.mark.parametrize("times", [2, 3, 5])
@pytest.mark.parametrize("statement", [sample(), english_sample()], ids=["ja", "en"])
def test_long_texts_wrap_and_stay_tidy(statement: Statement, times: int) -> None:
    assert_tidy(pages(stretched(statement, times), measure))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 70))
def test_no_heading_and_no_table_head_ends_a_page(rows: int) -> None:
    for page in pages(sample(rows), measure):
        body = [text for text in texts(page) if text.style.size > 7.5 and text.y < 770]
        lowest = max(body, key=lambda text: text.y)
        assert lowest.style.size != 12.6, "a section's heading"
        assert lowest.style.color != WHITE, "a table's head"


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 70))
def test_every_row_stands_on_one_page_once_and_the_total_is_never_alone(rows: int) -> None:
    statement = replace(sample(), sections=(Section("内訳", "", (breakdown(rows),)),))
    laid_out = [[text.text for text in texts(page)] for page in pages(statement, measure)]
    labels = [text for page in laid_out for text in page if text.split(" ")[0].endswith(("費用", "費")) and text[-1].isdigit()]
    assert [int(label.split(" ")[1]) for label in labels] == list(range(1, rows + 1))
    [page_of_total] = [page for page in laid_out if "合計" in page]
    assert any(label in page_of_total for label in labels)


def test_a_page_break_needs_no_blank_page() -> None:
    first = Section("1", "", (), new_page=True)
    assert len(pages(replace(sample(), sections=(first, first)), measure)) == 3


def test_a_talk_of_many_entries_flows_over_pages() -> None:
    entries = tuple((f"{number}", (Words("お支払いします。" * 12), Words("50,000円", "ごまんえん"))) for number in range(60))
    laid_out = pages(replace(sample(), sections=(Section("お電話", "", (Talk(entries),)),)), measure)
    assert len(laid_out) > 2
    assert_tidy(laid_out)


@pytest.mark.parametrize("amounts", [(0, 0, 0), (1, 10**12, 0), (5, 0, 5)])
def test_a_bridge_holds_any_amounts(amounts: tuple[int, int, int]) -> None:
    claimed, reduction, paid = amounts
    bridge = Bridge(
        (
            BridgePart("ご請求額", claimed, f"{claimed:,}", "claimed"),
            BridgePart("対象外", reduction, f"{reduction:,}", "reduction"),
            BridgePart("お支払い額", paid, f"{paid:,}", "paid"),
        )
    )
    laid_out = pages(replace(sample(), sections=(Section("1", "", (bridge,)),)), measure)
    assert_tidy(laid_out)
    bars = [mark for mark in laid_out[0] if isinstance(mark, Box) and mark.height == 9]
    assert bars
    assert max(bar.x + bar.width for bar in bars) == pytest.approx(RIGHT)


def test_what_a_customer_must_read_is_at_least_8_points() -> None:
    small = {text.text for page in pages(sample(), measure) for text in texts(page) if text.style.size < 8}
    assert small <= set(sample().footer)


def test_a_text_that_leaves_the_page_is_refused() -> None:
    with pytest.raises(ValueError, match="too long for the page: "):
        pages(replace(sample(), reference=(("計算書番号", "A26" * 60),)), measure)


def test_the_reading_of_the_total_is_broken_between_words() -> None:
    reading = "いちまん きゅうせん ななひゃくはちじゅうよんオーストラリアドル よんじゅうななセント"
    kept = [text.text for text in texts(pages(replace(sample(1), total_reading=reading), measure)[0])]
    assert {"いちまん きゅうせん ", "ななひゃくはちじゅうよんオーストラリアドル ", "よんじゅうななセント"} <= set(kept)


def test_a_word_of_the_reading_that_is_wider_than_its_line_is_broken_and_all_of_it_stands() -> None:
    kept = [text.text for text in texts(pages(replace(sample(1), total_reading="せん " + "あ" * 30), measure)[0])]
    assert "せん " in kept
    assert [text for text in kept if set(text) == {"あ"}] == ["あ" * 27, "あ" * 3]


def test_gaps_are_tighter_where_that_saves_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page for a few lines alone; where none is saved every gap stays as it is."""
    tight = [pages(sample(rows), measure) for rows in (6, 7, 8)]
    assert_tidy(tight[1])
    monkeypatch.setattr(layout, "TIGHT", 1.0)
    loose = [pages(sample(rows), measure) for rows in (6, 7, 8)]
    counts = [(len(before), len(after)) for before, after in zip(loose, tight, strict=True)]
    assert counts[1] == (3, 2)
    places = [[(text.text, text.x, text.y) for page in laid_out for text in texts(page)] for laid_out in (loose[0], tight[0])]
    assert places[0] == places[1]
