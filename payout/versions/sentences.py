"""The sentences of a change note, in Japanese and English: what a key of a policy file is called, and how a change of it is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from payout.policy import Title

About = Literal["paid", "asked", "named", "checked", "written"]
"""What a difference touches, the most important first."""

HEADINGS: Mapping[About, Title] = {
    "paid": {"ja": "お支払いに関わる変更", "en": "What is paid"},
    "asked": {"ja": "請求の受付・申告に関わる変更", "en": "What a claim must say"},
    "named": {"ja": "名称・条項の変更", "en": "Names, titles and clauses"},
    "checked": {"ja": "約束・計算例の変更", "en": "Promises and examples"},
    "written": {"ja": "書き方だけの違い（お支払いは変わりません）", "en": "Only written differently: no payment changes"},
}

KINDS: Mapping[str, tuple[About, Title]] = {
    "policy": ("paid", {"ja": "商品", "en": "policy"}),
    "contract": ("asked", {"ja": "契約の事実", "en": "fact of the contract"}),
    "usage": ("asked", {"ja": "期間中の利用状況", "en": "fact about earlier use"}),
    "claim": ("asked", {"ja": "事故の事実", "en": "fact of the accident"}),
    "items": ("asked", {"ja": "記載事項", "en": "mark of a receipt"}),
    "expenses": ("asked", {"ja": "費用の種類", "en": "kind of expense"}),
    "terms": ("paid", {"ja": "数値", "en": "term"}),
    "define": ("paid", {"ja": "定義", "en": "definition"}),
    "coverages": ("paid", {"ja": "補償", "en": "coverage"}),
    "cases": ("paid", {"ja": "場合", "en": "case"}),
    "steps": ("paid", {"ja": "手順", "en": "step"}),
    "together": ("paid", {"ja": "補償にわたる取り決め", "en": "rule over coverages"}),
    "endorsements": ("paid", {"ja": "特約", "en": "endorsement"}),
    "changes": ("paid", {"ja": "特約による変更", "en": "change"}),
    "requires": ("asked", {"ja": "受付条件", "en": "condition of every claim"}),
    "promises": ("checked", {"ja": "約束", "en": "promise"}),
    "examples": ("checked", {"ja": "計算例", "en": "example"}),
}
"""What a part of a policy is called, and what it touches when it comes, goes or changes."""

LABELS: Mapping[str, Title] = {
    "title": {"ja": "名称", "en": "title"},
    "clause": {"ja": "条項", "en": "clause"},
    "name": {"ja": "名前", "en": "name"},
    "payout": {"ja": "言語の版", "en": "language version"},
    "currency": {"ja": "通貨", "en": "currency"},
    "dated_by": {"ja": "適用を決める日付", "en": "the date that decides"},
    "type": {"ja": "答え方", "en": "kind of answer"},
    "words": {"ja": "言葉", "en": "word"},
    "unit": {"ja": "数える単位", "en": "unit"},
    "per": {"ja": "適用単位", "en": "per"},
    "range": {"ja": "範囲", "en": "range"},
    "assume": {"ja": "申告がないときの値", "en": "assumed where nobody says"},
    "has": {"ja": "記載事項", "en": "states"},
    "each": {"ja": "分けて数える記載事項", "en": "counted by"},
    "from": {"ja": "値", "en": "value"},
    "by": {"ja": "表の分け方", "en": "table by"},
    "is": {"ja": "内容", "en": "is"},
    "round": {"ja": "端数処理", "en": "rounding"},
    "covers": {"ja": "対象の費用", "en": "covers"},
    "loss": {"ja": "損害額", "en": "loss"},
    "after": {"ja": "引き継ぐ補償", "en": "takes over from"},
    "when": {"ja": "条件", "en": "when"},
    "cases": {"ja": "場合", "en": "cases"},
    "steps": {"ja": "手順", "en": "steps"},
    "pay_to": {"ja": "支払先", "en": "paid to"},
    "counts": {"ja": "利用として数えるもの", "en": "counts as use"},
    "borne_by": {"ja": "負担する人", "en": "borne by"},
    "over": {"ja": "対象の順", "en": "over"},
    "split": {"ja": "分け方", "en": "shared out"},
    "terms": {"ja": "数値", "en": "terms"},
    "coverages": {"ja": "補償", "en": "coverages"},
    "changes": {"ja": "特約による変更", "en": "changes"},
    "set": {"ja": "置き換えるもの", "en": "sets"},
    "waive": {"ja": "適用除外とする手順", "en": "waives"},
    "given": {"ja": "与える事実", "en": "given"},
    "expenses": {"ja": "費用", "en": "expenses"},
    "expect": {"ja": "期待する額", "en": "expects"},
    "limit": {"ja": "限度", "en": "limit"},
    "deduct": {"ja": "差し引き", "en": "deduct"},
    "share": {"ja": "支払う割合", "en": "pay the share"},
    "reduce": {"ja": "減額する割合", "en": "reduce by"},
    "exclude": {"ja": "対象外", "en": "exclude"},
    "add": {"ja": "加算", "en": "add"},
    "replace": {"ja": "代えて支払う額", "en": "pay instead"},
    "recover": {"ja": "相手方からの回収", "en": "recover"},
    "choose": {"ja": "選ぶ補償", "en": "choose"},
    "verb": {"ja": "計算", "en": "calculation"},
}
"""What a key of a policy file is called."""

NONE: Mapping[str, Title] = {
    "": {"ja": "なし", "en": "none"},
    "when": {"ja": "常に", "en": "always"},
    "from": {"ja": "値なし（使う請求は受け付けません）", "en": "no value (a claim that needs it is refused)"},
    "row": {"ja": "行なし", "en": "no such row"},
    "pay_to": {"ja": "insured", "en": "insured"},
    "cases.pay_to": {"ja": "補償の支払先", "en": "as the coverage"},
    "split": {"ja": "in_order", "en": "in_order"},
}
"""How it is said that a key does not stand there."""

NAMED = ("title", "clause", "name")

SENTENCES: Mapping[str, Title] = {
    "changed": {"ja": "{owner} ／ {label}: {before} → {after}", "en": "{owner}: {label}: {before} → {after}"},
    "value": {"ja": "{owner}: {before} → {after}{dates}{clause}", "en": "{owner}: {before} → {after}{dates}{clause}"},
    "from": {"ja": "、{since}から", "en": " from {since}"},
    "until": {"ja": "、{since}から{until}まで", "en": " from {since} until {until}"},
    "clause": {"ja": "（{clause}）", "en": " ({clause})"},
    "added": {"ja": "{owner}{kind}を追加: {item}", "en": "{owner}{kind} added: {item}"},
    "removed": {"ja": "{owner}{kind}を削除: {item}", "en": "{owner}{kind} removed: {item}"},
    "counted_added": {"ja": "{kind}を{count}件追加", "en": "{kind}s added: {count}"},
    "counted_removed": {"ja": "{kind}を{count}件削除", "en": "{kind}s removed: {count}"},
    "counted_changed": {"ja": "{kind}を{count}件変更", "en": "{kind}s changed: {count}"},
    "counted_moved": {"ja": "{kind}の順が変わる: {count}件", "en": "{kind}s in another place: {count}"},
    "first": {"ja": "{owner}{kind}の順: {item} が先頭になります", "en": "{owner}{kind} moved: {item} now comes first"},
    "behind": {"ja": "{owner}{kind}の順: {item} が {other} の後になります", "en": "{owner}{kind} moved: {item} now comes after {other}"},
    "order": {"ja": "{owner}{kind}の並び: {before} → {after}", "en": "{owner}{kind} in another order: {before} → {after}"},
    "renamed": {"ja": "{title}: {kind}の名前が {old} から {new} に変わります", "en": "{title}: the {kind} {old} is now called {new}"},
    "written": {"ja": "{owner}: 書き方だけが違います", "en": "{owner}: only written differently"},
    "owned": {"ja": "{owner} ／ ", "en": "{owner}: "},
    "part": {"ja": "{owner}・{kind}「{item}」", "en": "{owner}, {kind} {item}"},
    "change": {"ja": "{owner}・{item}", "en": "{owner}, {item}"},
    "since": {"ja": "{since}から", "en": "from {since}"},
    "own": {"ja": "（特約による置き換え前の値）", "en": " (the term's own value)"},
    "own_or_set": {
        "ja": "（特約による置き換え前の値。ほかの特約が置き換えるときはその値）",
        "en": " (the term's own value, or what another change sets)",
    },
    "unless_set": {"ja": "（特約が置き換えるときはその値）", "en": " (unless an endorsement sets one)"},
    "caught": {"ja": "（「{row}」の行）", "en": " (by the row {row})"},
    "of_kind": {"ja": "{title}（{kind}）", "en": "{title} ({kind})"},
    "sets": {"ja": "「{item}」の置き換え", "en": "setting {item}"},
    "waives": {"ja": "「{item}」の適用除外", "en": "waiving {item}"},
    "touches": {"ja": "関わる補償: {names}", "en": "touches: {names}"},
}


def about_of(kind: str, key: str) -> About:
    """What a change of a key touches; the basis of a fact is asked for, that of a term decides what is paid."""
    if key in NAMED:
        return "named"
    touches = KINDS[kind][0]
    return "paid" if key == "assume" else touches
