"""The statement as a PDF file: read back by another library (pypdf), because what a reader finds is what the customer gets."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from payout import fonts, pdf
from payout.pdf import MissingGlyph, render
from payout.statement import (
    Approval,
    Bridge,
    BridgePart,
    CallRecord,
    Cell,
    Column,
    Facts,
    Paragraphs,
    Section,
    Statement,
    Table,
    Talk,
    Words,
)

ROOT = Path(__file__).parent.parent

STEPS = (
    ("レッカー費用", "現場から修理工場まで 32km", "32,400", "—", "150,000", "32,400"),
    ("帰宅費用", "電車とタクシー・2名", "18,600", "2,600", "20,000", "16,000"),
    ("宿泊費用", "1泊・2名", "26,000", "—", "10,000", "20,000"),
    ("レンタカー費用", "14日間（日額7,000円限度）", "126,000", "—", "98,000", "98,000"),
    ("修理費", "車両保険（一般条件）", "682,000", "50,000", "1,200,000", "584,000"),
    ("引取費用", "", "24,500", "—", "50,000", "24,500"),
)


def breakdown(rows: int) -> Table:
    """A table of `rows` coverages whose labels are numbered, so that a test can find each of them."""
    columns = (
        Column("補償項目", 300),
        Column("ご請求額", 140, "right"),
        Column("自己負担額", 140, "right"),
        Column("支払限度額", 150, "right"),
        Column("お支払い額", 150, "right"),
        Column("根拠", 120, "center"),
    )
    numbered = [(number, STEPS[number % len(STEPS)]) for number in range(rows)]
    return Table(
        columns,
        tuple(
            (Cell(f"{name} {number + 1}", note), Cell(claimed), Cell(kept), Cell(limit), Cell(paid, strong=True), Cell(f"第{number + 3}条"))
            for number, (name, note, claimed, kept, limit, paid) in numbered
        ),
        (Cell("合計"), Cell("909,500"), Cell("52,600"), Cell(""), Cell("774,900", strong=True), Cell("")),
    )


def sample(rows: int = 6) -> Statement:
    """An invented claim."""
    return Statement(
        language="ja",
        issuer="あおぞら損害保険株式会社（見本）",
        reference=(("計算書番号", "PS-2026-11-008841-01"), ("作成日", "2026年11月20日")),
        title="保険金お支払い計算書",
        subtitle="自動車保険（ロードサービス・車両）",
        addressee="髙﨑 由美子 様",
        greeting="このたびの事故につきまして、心よりお見舞い申しあげます。ご請求いただいた保険金のお支払い内容と、その計算の過程を、下記のとおりご案内いたします。",
        total_label="お支払い保険金の合計",
        total="774,900",
        total_unit="円",
        total_reading="ななじゅうななまん よんせん きゅうひゃくえん",
        payment=(
            ("お支払い予定日", "2026年11月27日（金）"),
            ("お振込先", "みなみ銀行 青葉支店 普通 ***4567"),
            ("口座名義", "タカサキ ユミコ 様"),
            ("計算の状態", "確定（承認待ち）"),
        ),
        running_head="保険金お支払い計算書　A26-1017-08841　髙﨑 由美子 様",
        facts=Facts(
            (
                ("事故受付番号", "A26-1017-08841"),
                ("証券番号", "7300-218854-01"),
                ("事故日時", "2026年10月17日（土）18時40分ごろ"),
                ("事故の形態", "出会い頭（信号のない交差点）"),
                ("事故の場所", "東京都世田谷区桜丘3丁目 付近路上"),
                ("責任割合", "お客さま 20%：相手方 80%"),
                ("お車", "品川 330 さ 12-34（小型乗用）"),
                ("担当", "東京第二サービスセンター 渡邉"),
            )
        ),
        sections=(
            Section(
                "1. ご請求額からお支払い額まで",
                "金額の単位：円",
                (
                    Bridge(
                        (
                            BridgePart("ご請求額", 909500, "909,500", "claimed"),
                            BridgePart("対象外", 48000, "48,000", "reduction"),
                            BridgePart("自己負担", 52600, "52,600", "reduction"),
                            BridgePart("限度超過", 34000, "34,000", "reduction"),
                            BridgePart("お支払い額", 774900, "774,900", "paid"),
                        )
                    ),
                ),
            ),
            Section("2. 補償ごとの内訳", "金額の単位：円", (breakdown(rows),)),
            Section(
                "3. お支払いの対象とならなかった金額と理由",
                "金額の単位：円",
                (
                    Table(
                        (Column("項目", 230), Column("金額", 110, "right"), Column("理由", 450), Column("根拠（約款・法令）", 210)),
                        (
                            (
                                Cell("車両：左後部の古い傷", "修理見積 明細17〜19"),
                                Cell("48,000"),
                                Cell("事故の前からあった損傷のため（2025年4月の写真で確認）。"),
                                Cell("車両条項 第4条(2)①"),
                            ),
                            (
                                Cell("宿泊費用", "1名1泊 10,000円まで"),
                                Cell("6,000"),
                                Cell("限度額を超える部分のため（13,000円 − 10,000円）× 2名。"),
                                Cell("費用特約 第6条"),
                            ),
                            (
                                Cell("レンタカー費用", "9,000円 → 7,000円"),
                                Cell("28,000"),
                                Cell("日額の限度 7,000円を超える部分のため（2,000円 × 14日）。"),
                                Cell("代車特約 第2条③"),
                            ),
                        ),
                    ),
                ),
            ),
            Section(
                "4. お電話でのご説明（読み上げ用）",
                "緑の字は金額の読み方",
                (
                    Talk(
                        (
                            (
                                "① 結論",
                                (
                                    Words("このたびの事故の保険金は、合計で "),
                                    Words("774,900円", "ななじゅうななまん よんせん きゅうひゃくえん", strong=True),
                                    Words("を、"),
                                    Words("11月27日", "じゅういちがつ にじゅうしちにち"),
                                    Words("金曜日に、みなみ銀行のご指定の口座へお振込みいたします。"),
                                ),
                            ),
                            (
                                "② お車",
                                (
                                    Words("お車の修理費は、対象額 634,000円から自己負担額 "),
                                    Words("50,000円", "ごまんえん", strong=True),
                                    Words("を引き、"),
                                    Words("584,000円", "ごじゅうはちまん よんせんえん", strong=True),
                                    Words("です。左後部の古い傷 "),
                                    Words("48,000円", "よんまん はっせんえん"),
                                    Words("は、事故の前からの損傷のため含まれません。"),
                                ),
                            ),
                            (
                                "③ ご確認",
                                (
                                    Words(
                                        "内容にご不明な点やご納得いただけない点がございましたら、計算の根拠となる条項をご説明いたします。再審査のお申し出もお受けできます。"
                                    ),
                                ),
                            ),
                        )
                    ),
                ),
                new_page=True,
            ),
            Section(
                "5. 折返しのご連絡の記録",
                "手書きまたは端末で入力",
                (
                    CallRecord(
                        (
                            ("連絡日時", (), "年 月 日（ ） 時 分"),
                            ("対応者", (), "（所属 ）"),
                            ("お話しした方", ("ご本人", "ご家族", "その他"), ""),
                            ("本人確認", ("氏名", "生年月日", "電話番号", "証券番号"), ""),
                            ("結果", ("了承", "質問あり", "不服", "再連絡"), ""),
                            ("次回連絡", (), "月 日（ ） 時ごろ 電話："),
                        ),
                        "備考",
                    ),
                ),
            ),
            Section("6. 作成・確認・承認", "", (Approval(("作成", "確認", "承認"), "審査メモ"),)),
            Section(
                "7. ご不服のあるとき",
                "",
                (
                    Paragraphs(
                        (
                            "この計算書の内容にご不服のあるときは、担当までお申し出ください。別の者が改めて審査します。",
                            "そんぽADRセンターにご相談いただくこともできます。",
                        )
                    ),
                ),
            ),
        ),
        footer=(
            "この計算書は、添付の計算データと計算規則から、いつでも同じ金額を再計算して確かめられます。",
            "計算規則 auto-payout-rules 2026.10.1（2026年10月1日 施行）",
            "データ SHA-256 0fa82830e1ef25d35ba6eb02b1593c2ddef8b053a47f61ff9460a012886cfa80",
        ),
        page_label="{page} / {pages} ページ",
        profile="office",
        edition="0.1",
        claim_number="A26-1017-00001",
        paid=128_400,
        policy_hash="0" * 64,
        code_label="照合用のQRコード",
        made_at="2026-11-20",
        data_hash="0fa82830e1ef25d35ba6eb02b1593c2ddef8b053a47f61ff9460a012886cfa80",
    )


def english_sample() -> Statement:
    return Statement(
        language="en",
        issuer="Aozora General Insurance Co., Ltd. (specimen)",
        reference=(("Statement no.", "PS-2026-11-008841-01"), ("Issued", "20 November 2026")),
        title="Insurance payment statement",
        subtitle="Private automobile insurance: roadside assistance and own damage",
        addressee="Ms. Yumiko Takasaki",
        greeting="We are sorry to hear of your accident. This statement shows what we pay for your claim and how it was calculated.",
        total_label="Total insurance payment",
        total="JPY 774,900",
        total_unit="",
        total_reading="seven hundred seventy-four thousand nine hundred yen",
        payment=(
            ("Payment date", "27 November 2026 (Friday)"),
            ("Account", "Minami Bank, Aoba branch, ordinary ***4567"),
            ("Account holder", "TAKASAKI YUMIKO"),
            ("State", "Final, awaiting approval"),
        ),
        running_head="Insurance payment statement   A26-1017-08841   Ms. Yumiko Takasaki",
        facts=Facts(
            (("Claim number", "A26-1017-08841"), ("Policy number", "7300-218854-01"), ("Date of accident", "17 October 2026, about 18:40"))
        ),
        sections=(
            Section(
                "1. From the amount claimed to the amount paid",
                "amounts in yen",
                (
                    Bridge(
                        (
                            BridgePart("Claimed", 880000, "880,000", "claimed"),
                            BridgePart("Hotel allowance", 29500, "29,500", "added"),
                            BridgePart("Not covered", 48000, "48,000", "reduction"),
                            BridgePart("Share of fault", 12000, "12,000", "reduction"),
                            BridgePart("Deductible", 40600, "40,600", "reduction"),
                            BridgePart("Over the limit", 34000, "34,000", "reduction"),
                            BridgePart("Paid", 774900, "774,900", "paid"),
                        )
                    ),
                ),
            ),
            Section(
                "2. What the caller hears",
                "readings in green",
                (
                    Talk(
                        (
                            (
                                "1 Result",
                                (
                                    Words("We will pay "),
                                    Words("774,900 yen", "seven hundred seventy-four thousand nine hundred", strong=True),
                                    Words(" to your account."),
                                ),
                            ),
                            (
                                "2 Questions",
                                (Words("If you have any questions, we will gladly explain each amount, and you may ask for a review."),),
                            ),
                        )
                    ),
                    Paragraphs(("Text such as Tom <Jerry & co stands here as it is written.",)),
                ),
            ),
            Section(
                "3. Call record",
                "by hand",
                (CallRecord((("Called at", (), "/ / :"), ("Spoke with", ("insured", "family", "other"), "")), "Notes"),),
            ),
            Section("4. Made, checked, approved", "", (Approval(("Made by", "Checked by", "Approved by"), ""),)),
        ),
        footer=(
            "Rules auto-payout-rules 2026.10.1 (in force from 1 October 2026)",
            "Data SHA-256 0fa82830e1ef25d35ba6eb02b1593c2ddef8b053a47f61ff9460a012886cfa80",
        ),
        page_label="Page {page} of {pages}",
        profile="office",
        edition="0.1",
        claim_number="A26-1017-00001",
        paid=128_400,
        policy_hash="0" * 64,
        code_label="照合用のQRコード",
        made_at="2026-11-20",
        data_hash="0fa82830e1ef25d35ba6eb02b1593c2ddef8b053a47f61ff9460a012886cfa80",
    )


def reader(statement: Statement) -> PdfReader:
    return PdfReader(io.BytesIO(render(statement)))


def read(statement: Statement) -> str:
    """The whole text without white space, so that wrapped lines are found as they were written."""
    return "".join("".join(page.extract_text().split()) for page in reader(statement).pages)


METADATA = ("profile", "code_label", "edition", "claim_number", "policy_hash", "made_at", "data_hash")
"""What is in the file and not on the page."""


def strings(value: Any) -> Iterator[str]:
    """Every text of the document model that is printed."""
    if isinstance(value, str):
        yield "".join(value.split())
    elif isinstance(value, tuple):
        for part in value:
            yield from strings(part)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ("language", "role", "align", "page_label", "running_head", *METADATA):
                yield from strings(getattr(value, field.name))


@pytest.mark.parametrize("statement", [sample(), english_sample()], ids=["ja", "en"])
def test_every_amount_name_and_heading_can_be_read_back(statement: Statement) -> None:
    text = read(statement)
    assert [printed for printed in strings(statement) if printed not in text] == []


@pytest.mark.parametrize(("rows", "pages"), [(1, 2), (12, 3), (60, 4)])
def test_rows_flow_to_further_pages_under_a_repeated_head(rows: int, pages: int) -> None:
    texts = [page.extract_text() for page in reader(sample(rows)).pages]
    assert len(texts) == pages
    assert [f"{number} / {pages} ページ" in text for number, text in enumerate(texts, start=1)] == [True] * pages
    for text in texts:
        rows_here = [number for number in range(rows) if re.search(rf"{STEPS[number % len(STEPS)][0]} {number + 1}\s", text)]
        assert text.count("補償項目") == (1 if rows_here else 0)
    assert "".join(texts).count("774,900\n") >= 1


def test_later_pages_carry_the_running_head() -> None:
    texts = [page.extract_text() for page in reader(sample(60)).pages]
    assert ["A26-1017-08841　髙﨑 由美子 様" in text for text in texts] == [False, True, True, True]


def test_the_same_statement_gives_the_same_bytes() -> None:
    assert render(sample()) == render(sample())
    assert render(sample()) != render(replace(sample(), total="774,901"))


def test_another_process_elsewhere_gives_the_same_bytes() -> None:
    """Time zone, locale, hash seed, build date and reportlab's own variables may all differ."""
    program = "import hashlib, test_pdf; print(hashlib.sha256(test_pdf.render(test_pdf.sample())).hexdigest())"
    places = (
        {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "1", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"},
        {
            "TZ": "America/New_York",
            "PYTHONHASHSEED": "2",
            "LC_ALL": "C.UTF-8",
            "RL_pdfMultiLine": "1",
            "RL_pdfComments": "1",
            "RL_useA85": "1",
        },
    )
    for place in places:
        environment = {**os.environ, **place, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
        done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == hashlib.sha256(render(sample())).hexdigest()


def test_threads_do_not_disturb_each_other() -> None:
    statements = [replace(sample(number), addressee=f"見本 {number}") for number in range(1, 7)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(render, statements * 2)) == [render(statement) for statement in statements * 2]


@pytest.mark.parametrize(
    "text", ["Tom <Jerry & co", '<img src="/etc/passwd">', "&lt;b&gt;", "{page.__class__} %s \\n (", "<para><font size=90>x"]
)
def test_markup_is_only_text(text: str) -> None:
    statement = replace(sample(), addressee=text, issuer=text, page_label=text)
    assert read(statement).count("".join(text.split())) >= 3


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Tanaka 😀", r"no glyph for U\+1F600 \(😀\) in 'Tanaka 😀'"),
        ("田中\u202e太郎", r"no glyph for U\+202E \(not printable\) in '田中\\u202e太郎'"),
        ("田中\n太郎", r"U\+000A"),
        ("\x00", r"U\+0000"),
        ("田\u200b中", r"U\+200B"),
        ("\ud800", r"U\+D800"),
        ("\U000f0000", r"U\+F0000"),
        ("か\u309a", r"U\+309A"),
        ("あ\U000e0101", r"U\+E0101"),
        ("☑", r"U\+2611"),
        ("אב", r"U\+05D0"),
    ],
)
def test_what_cannot_be_printed_is_refused(text: str, complaint: str) -> None:
    with pytest.raises(MissingGlyph, match=complaint):
        render(replace(sample(), addressee=text))


def test_the_check_reaches_every_block() -> None:
    deep = Section("1", "", (CallRecord((("a", ("ok", "\u2611"), ""),), "notes"),))
    with pytest.raises(MissingGlyph, match=r"U\+2611 .* in '☑'"):
        render(replace(sample(), sections=(deep,)))


@pytest.mark.parametrize("name", ["髙﨑 彅 𡈽", "𠮷野 𠮷", "葛󠄁城 葛󠄀 渡邉󠄂", "塚\ufa10福\ufa1b", "①㈱㎡Ⅲ", "José Müller"])
def test_names_keep_their_own_characters(name: str) -> None:
    """Rare kanji, those beyond U+FFFF, variation sequences and compatibility ideographs come back exactly."""
    assert "".join(name.split()) in read(replace(sample(), addressee=name))


def test_a_variant_is_another_glyph() -> None:
    plain, variant = render(replace(sample(), addressee="葛城 様")), render(replace(sample(), addressee="葛\U000e0100城 様"))
    assert plain != variant


def test_text_is_composed() -> None:
    assert "ガゾウ" in read(replace(sample(), addressee="カ\u3099ソ\u3099ウ"))


def test_the_file_says_what_it_is_and_nothing_personal() -> None:
    document = reader(sample())
    information = document.metadata
    assert information is not None
    assert (information.title, information.author) == ("保険金お支払い計算書", "あおぞら損害保険株式会社（見本）")
    assert (information.producer, information.creator) == ("payout", "payout")
    assert information.creation_date_raw == information.modification_date_raw == "D:20261120000000+09'00'"
    assert str(document.root_object["/Lang"]) == "ja-JP"
    assert "髙﨑" not in str(information)
    assert str(reader(english_sample()).root_object["/Lang"]) == "en-US"


def test_only_the_two_faces_are_used() -> None:
    names = set()
    for page in reader(sample()).pages:
        resources: Any = page["/Resources"]
        names |= {font.get_object()["/BaseFont"].split("+")[1] for font in resources["/Font"].values()}
    assert names == {"NotoSansJP-Regular", "NotoSansJP-Bold"}


def test_a_variable_font_is_refused() -> None:
    with pytest.raises(ValueError, match="is a variable font"):
        pdf.Face("variable", fonts._variable_font())


def test_a_row_taller_than_a_page_is_refused_and_not_cut() -> None:
    endless = Table((Column("理由", 1000),), ((Cell("対象外の理由。" * 900),),))
    with pytest.raises(ValueError, match="too much text to stand together on one page: '対象外"):
        render(replace(sample(), sections=(Section("1", "", (endless,)),)))
