"""What is said of a claim."""

from __future__ import annotations

from payout.messages.phrases import Message

CLAIMS: dict[str, Message] = {
    "no-rules": {
        "en": ("the folder of PAYOUT_RULES is not there.", "Set it to a folder of policies."),
        "ja": ("PAYOUT_RULES のフォルダーがありません。", "約款のフォルダーを指定してください。"),
    },
    "no-policy": {
        "en": ("there is no policy '{given}'.", ""),
        "ja": ("「{given}」という約款はありません。", ""),
    },
    "policy-name": {
        "en": ("'{given}' is not the name of a policy.", "Write its path under the rules, as jp/personal-auto."),
        "ja": ("「{given}」は約款の名前ではありません。", "約款フォルダーからの位置を jp/personal-auto のように書いてください。"),
    },
    "unknown-fact": {
        "en": ("the policy has no fact '{given}'.", ""),
        "ja": ("この約款に「{given}」という事実はありません。", ""),
    },
    "unknown-kind": {
        "en": ("the policy has no kind of expense '{given}'.", ""),
        "ja": ("この約款に「{given}」という費用の種類はありません。", ""),
    },
    "unknown-mark": {
        "en": ("an expense of kind '{kind}' has no '{given}'.", ""),
        "ja": ("種類「{kind}」の費用に「{given}」という記載事項はありません。", ""),
    },
    "too-many-expenses": {
        "en": ("a claim has at most {limit} expenses.", "Split the claim."),
        "ja": ("一つの請求に書ける費用は{limit}件までです。", "請求を分けてください。"),
    },
    "too-many-lines": {
        "en": ("the expenses of this claim make more than {limit} lines.", "Check the quantities."),
        "ja": ("この請求の費用は{limit}行を超えます。", "数量（quantity）を確かめてください。"),
    },
    "same-id": {
        "en": ("the id '{given}' stands twice.", "Give each expense an id of its own."),
        "ja": ("id「{given}」が二度使われています。", "id は一件ごとに変えてください。"),
    },
    "bad-id": {
        "en": ("'{given}' cannot be an id.", "Use 1 to 40 of the letters A to Z, digits, - and _."),
        "ja": ("「{given}」は id に使えません。", "半角の英数字・-・_ で、1文字から40文字までにしてください。"),
    },
    "quantity-needed": {
        "en": ("an expense of kind '{kind}' is counted by {each}.", "Add quantity."),
        "ja": ("種類「{kind}」の費用は、{each} の数を数えます。", "quantity を加えてください。"),
    },
    "quantity-unknown": {
        "en": ("an expense of kind '{kind}' is not counted.", "Remove quantity."),
        "ja": ("種類「{kind}」の費用は、数を数えません。", "quantity を削除してください。"),
    },
    "quantity-range": {
        "en": ("a quantity is a whole number from 1 to {high}.", ""),
        "ja": ("quantity は1から{high}までの整数です。", ""),
    },
    "each-range": {
        "en": ("this bill is for {each} {given}; '{each}' goes from {low} to {high}.", "Check quantity, and where {each} begins."),
        "ja": (
            "この費用は {each} {given} の分ですが、「{each}」は{low}から{high}までです。",
            "quantity と、{each} の始まりを確かめてください。",
        ),
    },
    "version-date": {
        "en": ("the fact '{name}' is missing; it decides which values were in force.", "Give the date."),
        "ja": ("事実「{name}」がありません。どの版の値を使うかは、この日付で決まります。", "日付を書いてください。"),
    },
    "no-value-then": {
        "en": ("there is no value of {name} on {date}; the first is of {first}.", "Check '{fact}'."),
        "ja": ("{date} の時点の {name} の値がありません。最初の値は {first} からです。", "「{fact}」を確かめてください。"),
    },
    "requirement": {
        "en": ("this claim does not fit: '{given}' does not hold ({found}).", "Check these facts."),
        "ja": ("この請求は受付条件を満たしません。「{given}」が成り立ちません（{found}）。", "これらの事実を確かめてください。"),
    },
    "case-needed": {
        "en": ("the statement needs {key} under case.", "Add {key}: and the date of the statement."),
        "ja": ("支払計算書には、case の {key} が必要です。", "{key}: に続けて支払計算書の日付を書いてください。"),
    },
    "too-many-payments": {
        "en": (
            "paid_before has at most {limit} payments.",
            "Write the payments of one payee on one day as one; a statement takes no more days of payment than that.",
        ),
        "ja": (
            "paid_before に書ける支払いは{limit}件までです。",
            "同じ日の同じ支払先への支払いは、一件にまとめてください。それでも超える支払いは、計算書に載せられません。",
        ),
    },
    "paid-twice": {
        "en": ("the same payment stands twice.", "Remove one of them; if both were made, write one with their sum."),
        "ja": ("同じ支払いが二度書かれています。", "一件を削除してください。二度支払ったのであれば、合計額で一件にまとめてください。"),
    },
    "paid-nothing": {
        "en": ("a payment of {given} is no payment.", "Write what was paid, or remove the payment."),
        "ja": ("{given} の支払いは、支払いではありません。", "支払った金額を書くか、この支払いを削除してください。"),
    },
    "paid-later": {
        "en": (
            "the payment{paid_on} is later than the statement{stated_on}.",
            "Only what was already paid stands in paid_before; check the dates.",
        ),
        "ja": (
            "支払日{paid_on}が、計算書の日付{stated_on}より後です。",
            "paid_before に書けるのは、すでに支払った金額だけです。日付を確かめてください。",
        ),
    },
    "paid-early": {
        "en": ("the payment{paid_on} is earlier than the accident{happened_on}.", "Check both dates."),
        "ja": ("支払日{paid_on}が、事故の日{happened_on}より前です。", "二つの日付を確かめてください。"),
    },
    "pay-date-past": {
        "en": (
            "the next payment{paid_on} is earlier than the statement{stated_on}.",
            "Write the day of the next transfer, or leave pay_date out; what was already paid stands in paid_before.",
        ),
        "ja": (
            "お支払い予定日{paid_on}が、計算書の日付{stated_on}より前です。",
            "これから行うお支払いの日を書くか、pay_date を省いてください。支払い済みの金額は paid_before に書いてください。",
        ),
    },
    "payment-dropped": {
        "en": (
            "the previous statement lists {listed}, and paid_before does not.",
            "Write it, so that it is not paid again. If it was never made or came back, make the previous statement again without it, "
            "and follow that one.",
        ),
        "ja": (
            "前回の計算書に記載されている{listed}が、paid_before にありません。",
            "二重にお支払いしないよう、paid_before に加えてください。"
            "支払いがなかったか、組戻しになったときは、その支払いを除いて前回の計算書を作り直し、それに続けてください。",
        ),
    },
    "unknown-payee": {
        "en": ("the policy has no payee '{given}'.", ""),
        "ja": ("この約款に「{given}」という支払先はありません。", ""),
    },
    "account-in-clear": {
        "en": ("the account is not masked.", "Write all but its last four digits as *."),
        "ja": ("口座番号が伏せられていません。", "下4桁のほかは * にしてください。"),
    },
    "unknown-case": {
        "en": ("the case has no '{given}'.", ""),
        "ja": ("case に「{given}」という項目はありません。", ""),
    },
    "not-a-record": {
        "en": ("this is not the record of a statement: see {where}.", "Take the attachment statement.json of a statement of payout."),
        "ja": ("計算書の資料ではありません（{where}）。", "計算書に添付された statement.json を使ってください。"),
    },
    "other-claim": {
        "en": ("the previous statement is of claim '{given}', not of '{wanted}'.", "Take the earlier statement of the same claim."),
        "ja": ("前回の計算書は「{given}」のもので、「{wanted}」のものではありません。", "同じ受付番号の計算書を指定してください。"),
    },
    "previous-later": {
        "en": ("the previous statement{stated_on} is later than this one.", "Check statement_date, or take the earlier statement."),
        "ja": ("前回の計算書の日付{stated_on}が、今回の日付より後です。", "statement_date を確かめるか、前の計算書を指定してください。"),
    },
    "previous-changed": {
        "en": ("the previous record does not have this hash.", "Take statement.json as it was attached, and the hash of its QR code."),
        "ja": (
            "前回の計算書の資料のハッシュ値が、これと異なります。",
            "添付されていた statement.json をそのまま使い、ハッシュ値は同じ計算書のQRコードから写してください。",
        ),
    },
    "previous-unproved": {
        "en": (
            "another edition wrote the previous record, and its amounts cannot be worked out again here.",
            "Add previous_hash: the hash that the QR code of that statement says.",
        ),
        "ja": (
            "前回の計算書の資料は別の版が作成したもので、ここでは金額を計算し直せません。",
            "その計算書のQRコードにあるハッシュ値を previous_hash に書いてください。",
        ),
    },
    "other-edition": {
        "en": ("this record was written by another edition: see {where}.", "Read it with the edition that it names."),
        "ja": ("別の版が作成した資料です（{where}）。", "資料に記された版で読み取ってください。"),
    },
    "claim-number-long": {
        "en": ("the claim number does not fit into the QR code.", "At most {limit}: 0-9 A-Z - . / count as one, a kanji as nine."),
        "ja": ("事故受付番号がQRコードに入りません。", "{limit}文字までです。数字・英大文字・-・.・/ は1文字、漢字は9文字と数えます。"),
    },
    "undetermined": {
        "en": ("the payout is not determined; still open: {facts}.", "Answer these questions first."),
        "ja": ("お支払い額が確定しません（未回答: {facts}）。", "先にこれらをお伺いしてください。"),
    },
    "cannot-draw": {
        "en": ("the page cannot be drawn: {reason}.", "Write the text with other characters."),
        "ja": ("ページを作成できません（{reason}）。", "別の文字で書いてください。"),
    },
    "query-value": {
        "en": ("the query parameter {name} is not one of its values.", ""),
        "ja": ("クエリーの {name} に書けない値です。", ""),
    },
    "query-name": {
        "en": ("this query parameter is not known here.", ""),
        "ja": ("このクエリーの名前は使えません。", ""),
    },
}
"""Claims, requests, and the case of a statement."""
