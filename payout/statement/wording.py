"""The words of the statement that belong to no product, in Japanese and English: headings, labels, sentences of the talk."""

from __future__ import annotations

from collections.abc import Mapping

Wording = Mapping[str, str]

WORDS: Mapping[str, Wording] = {
    "title": {"ja": "保険金お支払い計算書", "en": "Claim payout statement"},
    "issuer": {"ja": "保険金お支払いセンター", "en": "Claims payout centre"},
    "addressee": {"ja": "{name} 様", "en": "{name}"},
    "nobody": {"ja": "お客さま", "en": "Dear customer"},
    "greeting": {
        "ja": "このたびは、心よりお見舞い申しあげます。"
        "ご請求いただいた保険金のお支払い内容と、その計算の過程を、下記のとおりご案内いたします。",
        "en": "We are sorry for what happened. Below is what your policy pays on your claim, and how it was worked out.",
    },
    "number": {"ja": "受付番号", "en": "Claim number"},
    "made": {"ja": "作成日", "en": "Date"},
    "total": {"ja": "お支払い保険金の合計", "en": "Total payout"},
    "pay_date": {"ja": "お支払い予定日", "en": "Payment date"},
    "account": {"ja": "お振込先", "en": "To account"},
    "state": {"ja": "計算の状態", "en": "State"},
    "state_value": {"ja": "計算済み（ご了解前）", "en": "calculated, not yet agreed"},
    "contract": {"ja": "証券番号", "en": "Contract number"},
    "accident_at": {"ja": "発生日時", "en": "Happened on"},
    "accident_place": {"ja": "発生場所", "en": "Place"},
    "accident_kind": {"ja": "事故の形態", "en": "What happened"},
    "vehicle": {"ja": "ご契約の対象", "en": "Insured"},
    "office": {"ja": "担当", "en": "Handled by"},
    "unit": {"ja": "金額の単位：{unit}", "en": "amounts in {unit}"},
    "bridge": {"ja": "1. ご請求額からお支払い額まで", "en": "1. From what you claimed to what we pay"},
    "by_coverage": {"ja": "2. 補償ごとの内訳", "en": "2. By coverage"},
    "receipts": {"ja": "3. 領収書ごとのお支払いと、差し引いた理由", "en": "3. By receipt, and what was taken off why"},
    "others": {"ja": "4. その他の補償", "en": "4. Other coverages of the policy"},
    "derivation": {"ja": "5. 計算の過程", "en": "5. The calculation, step by step"},
    "talk": {"ja": "6. お電話でのご説明（読み上げ用）", "en": "6. For the telephone call"},
    "record": {"ja": "7. 折返しのご連絡の記録", "en": "7. Record of the call"},
    "approval": {"ja": "8. 作成・確認・承認", "en": "8. Prepared, checked, approved"},
    "talk_note": {"ja": "〔 〕は読み方", "en": "in 〔 〕: how it is said"},
    "record_note": {"ja": "手書きで記入", "en": "to be filled in by hand"},
    "claimed": {"ja": "ご請求額", "en": "Claimed"},
    "claimed_added": {"ja": "請求・加算", "en": "Claimed or added"},
    "added": {"ja": "加算", "en": "Added"},
    "moved": {"ja": "引継ぎ", "en": "Taken over"},
    "paid": {"ja": "お支払い額", "en": "Paid"},
    "sum": {"ja": "合計", "en": "Total"},
    "coverage": {"ja": "補償項目", "en": "Coverage"},
    "receipt": {"ja": "領収書", "en": "Receipt"},
    "item": {"ja": "項目", "en": "Item"},
    "taken_off": {"ja": "差引額", "en": "Taken off"},
    "amount": {"ja": "金額", "en": "Amount"},
    "reason": {"ja": "理由（根拠となる条項）", "en": "Reason (clause)"},
    "borne": {"ja": "負担", "en": "Borne by"},
    "clause": {"ja": "根拠（約款）", "en": "Clause"},
    "status": {"ja": "状態", "en": "State"},
    "no_coverage": {"ja": "対象となる補償なし", "en": "no coverage"},
    "step": {"ja": "段階", "en": "No."},
    "formula": {"ja": "計算", "en": "Calculation"},
    "result": {"ja": "結果", "en": "Result"},
    "left": {"ja": "お客さまご負担額", "en": "What stays with you"},
    "your_share": {"ja": "ご負担額", "en": "Your share"},
    "recovered": {"ja": "相手方からの回収額", "en": "Received from the other side"},
    "refilled": {"ja": "うちお客さまご負担への充当", "en": "of it, towards your share"},
    "nothing_off": {"ja": "差し引いた金額はありません。", "en": "Nothing was taken off."},
    "all_claimed": {"ja": "他に補償はありません。", "en": "There is no other coverage."},
    "assumed": {"ja": "お伺いしていないため前提とした事項：{facts}", "en": "Assumed, because nobody said otherwise: {facts}"},
    "ask": {"ja": "{kinds}はございましたか。", "en": "Were there any costs for: {kinds}?"},
    "nothing_more": {"ja": "分かっている事実からは、お支払いできる余地がありません。", "en": "On the facts known nothing could be paid."},
    "from_to": {"ja": "{low}〜{high}", "en": "{low} to {high}"},
    "ask_next": {"ja": "次にお尋ねください", "en": "ask next"},
    "then": {"ja": "お答えの後は {range}", "en": "then {range}"},
    "explains": {"ja": "金額は変わりません。ご説明に必要です", "en": "no amount changes; needed to explain"},
    "ask_plain": {"ja": "該当する損害はございましたか。", "en": "Was there any such loss?"},
    "footer_policy": {"ja": "約款規則 {id} 基準日 {date}  ハッシュ {hash}", "en": "rules {id} as of {date}  hash {hash}"},
    "footer_data": {"ja": "計算データ SHA-256 {hash}  版 {edition}", "en": "calculation SHA-256 {hash}  edition {edition}"},
    "footer_note": {
        "ja": "この計算書は、同じ資料と同じ約款規則から、いつでも同じ金額を再計算して確かめられます。",
        "en": "The same facts under the same rules always give the same amounts: every figure here can be worked out again.",
    },
    "page": {"ja": "{page} / {pages} ページ", "en": "page {page} of {pages}"},
    "by_customer": {"ja": "お客さま", "en": "you"},
    "by_other_party": {"ja": "相手方", "en": "the other side"},
    "by_other_insurer": {"ja": "他の保険会社", "en": "another insurer"},
    "by_settled_by_value": {"ja": "価額払いで精算", "en": "settled by value"},
    "is_paid": {"ja": "お支払い", "en": "paid"},
    "is_nothing_left": {"ja": "お支払い額なし", "en": "nothing left to pay"},
    "is_not_payable": {"ja": "対象外", "en": "not payable"},
    "is_not_attached": {"ja": "付帯なし", "en": "not in the contract"},
    "is_not_claimed": {"ja": "未請求・要確認", "en": "not claimed: ask"},
    "is_undetermined": {"ja": "未確定", "en": "not determined"},
    "group_limit": {"ja": "限度超過", "en": "Over limit"},
    "group_deduct": {"ja": "自己負担", "en": "Deductible"},
    "group_share": {"ja": "負担割合", "en": "Own share"},
    "group_reduce": {"ja": "減価控除", "en": "Depreciation"},
    "group_exclude": {"ja": "対象外", "en": "Not covered"},
    "group_replace": {"ja": "価額払い", "en": "By value"},
    "group_recover": {"ja": "相手方回収", "en": "Recovered"},
    "group_choose": {"ja": "選択外", "en": "Not chosen"},
    "say_open": {"ja": "結論", "en": "The total"},
    "say_paid": {"ja": "お支払い", "en": "What is paid"},
    "say_not": {"ja": "対象外", "en": "What is not"},
    "say_share": {"ja": "ご負担", "en": "Your share"},
    "say_more": {"ja": "ご確認", "en": "Questions"},
    "say_close": {"ja": "むすび", "en": "Closing"},
}

CALL_FIELDS: Mapping[str, tuple[tuple[str, tuple[str, ...], str], ...]] = {
    "ja": (
        ("連絡日時", (), "　　　年　　月　　日（　）　　時　　分"),
        ("対応者", (), "　　　　　　　　（所属　　　　　　）"),
        ("お話しした方", ("ご本人", "ご家族", "その他"), ""),
        ("本人確認", ("氏名", "生年月日", "電話番号", "証券番号"), ""),
        ("結果", ("了承", "質問あり", "不服", "再連絡"), ""),
        ("次回連絡", (), "　　月　　日（　）　　時ごろ"),
    ),
    "en": (
        ("Date and time", (), "          /      /            :"),
        ("Operator", (), ""),
        ("Spoke with", ("customer", "family", "other"), ""),
        ("Identified by", ("name", "birth date", "phone", "contract"), ""),
        ("Outcome", ("agreed", "questions", "objects", "call again"), ""),
        ("Next call", (), "          /      /            :"),
    ),
}
NOTES: Wording = {"ja": "備考", "en": "Notes"}
BOXES: Mapping[str, tuple[str, ...]] = {"ja": ("作成", "確認", "承認"), "en": ("Prepared", "Checked", "Approved")}
MEMO: Wording = {"ja": "審査メモ", "en": "Memo"}


def word(key: str, language: str, **values: str) -> str:
    """A wording in a language, its places filled."""
    return WORDS[key][language].format(**values)
