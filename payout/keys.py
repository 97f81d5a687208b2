"""Every key of a policy, an examples file and a claim: where it may stand, what it holds, what it means.

One table for the compiler and the readers, which refuse all other keys, for the JSON Schemas (`schema`), and for the
guide, which must name each of them. The order is that of the guide and of messages that list known keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One key in one place. `holds` names what stands behind it: a place of `PLACES`, or a shape of `schema`.

    `needed`: nothing is read without it.
    """

    holds: str
    en: str
    ja: str
    needed: bool = False


Keys = Mapping[str, Key]

_TITLE = Key("title", "What it is called, by language; one text serves all.", "名称（言語別）。一つの文字列ならすべての言語に使います。")
_CLAUSE = Key("line", "The clause of the terms that says so.", "根拠となる約款の条項です。")
_WHEN = Key("expression", "It applies only where this condition holds.", "この条件を満たすときだけ適用します。")
_STEPS = Key("steps", "What happens to the lines, in this order.", "明細に順番に行う手順です。")
_TERMS = Key("terms", "Every number: dates, basis, clause.", "すべての数値。適用日、適用単位、条項を添えます。")
_COVERAGES = Key("coverages", "The promises to pay.", "支払いの約束（補償）です。")

# ---- a policy ---------------------------------------------------------------------------------------------------------

TOP_KEYS: Keys = {
    "payout": Key(
        "version", "The version of the language; the first key of the file.", "言語の版。ファイルの最初の項目です。", needed=True
    ),
    "title": _TITLE,
    "currency": Key(
        "currency", "ISO 4217 code; it fixes the decimals of every amount.", "ISO 4217 の通貨コード。金額の小数桁を決めます。", needed=True
    ),
    "dated_by": Key(
        "name", "The date fact that picks the version of every term.", "どの版の数値を使うかを決める日付の事実の名前です。", needed=True
    ),
    "contract": Key("facts", "Facts that the policy schedule states.", "保険証券に記載された事実です。"),
    "usage": Key("facts", "Facts about what this policy period has used so far.", "この保険期間中にすでに使われた分の事実です。"),
    "claim": Key("facts", "Facts about what happened.", "事故についての事実です。"),
    "items": Key("facts", "Marks that one receipt may carry.", "一枚の領収書に付ける記載事項です。"),
    "expenses": Key("kinds", "The kinds of expense that the form offers.", "請求できる費用の種類です。"),
    "terms": _TERMS,
    "define": Key("definitions", "Values and conditions with a name of their own.", "名前を付けた値や条件です。"),
    "requires": Key("expressions", "Conditions without which a claim is refused.", "受付条件。満たさない請求は受け付けません。"),
    "coverages": _COVERAGES,
    "together": Key(
        "rules", "Rules over several coverages; they run last, in this order.", "複数の補償にまたがる取り決め。最後に順番に行います。"
    ),
    "endorsements": Key("endorsements", "Parts attached to some contracts.", "一部の契約に付帯する特約です。"),
    "promises": Key("words", "Sentences that the product should keep.", "商品が守るべき約束の文です。"),
    "examples": Key("examples", "Claims with the answers that you expect.", "期待する答えを添えた請求の例です。"),
}
FACT_KEYS: Keys = {
    "type": Key(
        "type",
        "money, count, rate, yes_no, date, moment (date with time), label (a name), or a list of words.",
        "money（金額）、count（数）、rate（割合）、yes_no、date（日付）、moment（日時）、label（名前）、または言葉のリストです。",
        needed=True,
    ),
    "words": Key("word_titles", "What each word of a choice is called, by language.", "選択肢の言葉それぞれの名称（言語別）です。"),
    "unit": Key("words", "What a count counts.", "数が何を数えるかです。"),
    "per": Key("words", "The basis of an amount or a count.", "金額や数の適用単位です。"),
    "range": Key(
        "range",
        "What may be given, low..high; either end may be open. Without it a count goes from 0 to 10,000.",
        "入力できる範囲。下限..上限と書き、片方は省けます。書かなければ、数は0から10,000までです。",
    ),
    "assume": Key("given", "The value used, and reported, when nobody gave one.", "回答がないときに使い、その旨を表示する値です。"),
    "title": Key("title", "How the form asks for it, by language.", "入力画面での表示名（言語別）です。"),
}
KIND_KEYS: Keys = {
    "title": Key("title", "The name on the form, by language.", "入力画面での費用の名称（言語別）です。"),
    "has": Key("names", "Marks that every receipt of this kind states.", "この種類の領収書が必ず示す記載事項です。"),
    "each": Key(
        "name",
        "A count mark: the receipt states a quantity, and the bill is divided into that many lines, numbered from 1 or from the mark.",
        "数の記載事項。領収書に数量を書き、その数の明細に分けます。番号は1から、記載事項を書けばその数から付けます。",
    ),
}
TERM_KEYS: Keys = {
    "title": Key("title", "Its name in every reason, by language.", "理由の文で使う名称（言語別）です。"),
    "from": Key("versions", "Date and value, dates ascending.", "適用開始日と値。日付の昇順に書きます。", needed=True),
    "by": Key(
        "names",
        "Makes every value a table, keyed by these facts, marks or definitions.",
        "値を、これらの事実などで引く表にします。",
    ),
    "per": Key(
        "words",
        "Makes it an amount, and says of what: accident, item, a mark, a kind …",
        "金額にし、その適用単位（accident、item、記載事項、費用の種類など）を示します。",
    ),
    "unit": Key("words", "Makes it a count, and says of what.", "数にし、何を数えるかを示します。"),
    "clause": Key("line", "The clause that grants the number.", "この数値の根拠となる条項です。", needed=True),
}
DEFINITION_KEYS: Keys = {
    "is": Key("expression", "The expression.", "式です。", needed=True),
    "round": Key("rounding", "How fractions are rounded, as half_up or down to 1%.", "端数の処理。half_up、down to 1% などと書きます。"),
    "title": _TITLE,
    "clause": _CLAUSE,
}
COVERAGE_KEYS: Keys = {
    "title": Key("title", "Its name on the statement, by language.", "支払計算書での名称（言語別）です。"),
    "clause": Key("line", "The clause of every reduction that has none of its own.", "条項のない差引きに使う条項です。"),
    "covers": Key("names", "The kinds whose receipts come in, in this order.", "対象となる費用の種類。この順に充当します。"),
    "loss": Key(
        "expression", "Instead of covers: one amount, stated as a fact.", "covers の代わりに、事実として示された一つの損害額です。"
    ),
    "after": Key(
        "place",
        "Instead: what another coverage, or one step of it, took off. With covers, only those kinds.",
        "代わりに、他の補償またはその一つの手順が差し引いた額を引き継ぎます。covers を添えればその種類だけです。",
    ),
    "when": Key(
        "expression", "A condition on the whole claim; where it is false nothing is paid.", "請求全体の条件。満たさなければ支払いません。"
    ),
    "cases": Key(
        "cases",
        "The first that applies is taken; the last has no when.",
        "最初に当てはまる場合を使います。最後の場合に when はありません。",
    ),
    "steps": Key(
        "steps", "What happens to the lines, in this order, after the case's own steps.", "場合ごとの手順のあと、明細に順番に行う手順です。"
    ),
    "pay_to": Key("payee", "Who gets the money; insured if not stated.", "受取人。書かなければ insured（被保険者）です。"),
    "counts": Key("names", "Usage facts that a payment adds to.", "支払いによって増える usage の事実です。"),
}
CASE_KEYS: Keys = {
    "name": Key("text", "How the case is referred to.", "この場合の呼び名です。"),
    "title": _TITLE,
    "clause": _CLAUSE,
    "when": _WHEN,
    "steps": _STEPS,
    "pay_to": Key(
        "payee",
        "Who gets the money in this case; the coverage's pay_to if not stated.",
        "受取人。書かなければ補償の pay_to です。",
    ),
}
STEP_KEYS: Keys = {
    "when": Key("expression", "The step applies only then.", "この条件を満たすときだけ行います。"),
    "name": Key(
        "name",
        "How others refer to the step; if not stated, the first name in its amount, else the verb.",
        "この手順の呼び名。書かなければ金額の最初の名前、なければ動詞です。",
    ),
    "title": Key("title", "What it is called in reasons, by language.", "理由の文で使う名称（言語別）です。"),
    "clause": _CLAUSE,
    "per": Key(
        "words",
        "The basis, where the amount does not say it: accident, item, marks, a kind.",
        "金額が示さないときの適用単位（accident、item、記載事項、費用の種類）です。",
    ),
    "round": Key(
        "amount_rounding",
        "down, up, half_up or half_even, and if needed to 100.",
        "down、up、half_up、half_even。必要なら to 100 を添えます。",
    ),
    "borne_by": Key("bearer", "Who bears what it takes off.", "差し引いた額を負担する人です。"),
}
"""The keys of a step beside its verb (`policy.VERBS`)."""
RULE_KEYS: Keys = {
    "over": Key(
        "names",
        "The coverages, in filling order; all is every coverage in the order of the file, those of endorsements behind.",
        "対象の補償。この順に充当します。all と書けば、特約の補償も含めたすべての補償をファイルの順に対象とします。",
        needed=True,
    ),
    "split": Key(
        "split", "in_order, or pro_rata to share by the size of the lines.", "in_order（順に充当）または pro_rata（明細の額で按分）です。"
    ),
}
"""What a rule under `together` has beside the keys of a step."""
EVERY_COVERAGE = "all"
"""Behind `over`, in place of a list."""
ENDORSEMENT_KEYS: Keys = {
    "title": _TITLE,
    "clause": Key(
        "line", "The clause behind what it sets, and behind not in the contract.", "この特約が定める値と「付帯なし」の根拠となる条項です。"
    ),
    "terms": _TERMS,
    "coverages": _COVERAGES,
    "changes": Key("changes", "What it changes of the policy: set and waive.", "契約の何を変えるか。set と waive を書きます。"),
    "over": Key(
        "names", "Endorsements that it prevails over, where both set the same thing.", "同じものを定めるとき、これが優先する特約です。"
    ),
}
CHANGE_KEYS: Keys = {
    "set": Key("name", "A term or a definition that gets another value.", "値を変える数値または定義の名前です。"),
    "from": Key("versions", "With set, of a term: date and value.", "set で数値を変えるとき、適用開始日と値です。"),
    "is": Key("expression", "With set, of a definition: the expression.", "set で定義を変えるときの式です。"),
    "waive": Key(
        "step_place",
        "The step coverage.step, or the rule together.name, that is set aside.",
        "適用除外とする手順（補償.手順、または together.取り決め）です。",
    ),
    "when": _WHEN,
    "clause": _CLAUSE,
}
EXAMPLE_KEYS: Keys = {
    "title": Key("text", "A sentence that says what it shows.", "何を示す例かを述べる一文です。", needed=True),
    "given": Key(
        "given_facts", "The facts that matter, and endorsements if any are attached.", "関係する事実と、付帯があれば endorsements です。"
    ),
    "expenses": Key("example_expenses", "Receipts, as in a claim.", "請求と同じ書き方の領収書です。"),
    "expect": Key(
        "expected",
        "Amounts: a coverage (paid), coverage.step (taken off), total, borne, left.",
        "金額。補償（支払額）、補償.手順（差引額）、total、borne、left です。",
        needed=True,
    ),
}
EXAMPLES_FILE_KEYS: Keys = {"examples": Key("examples", "Claims with the answers that you expect.", "期待する答えを添えた請求の例です。")}

_WORDS = {
    "deduct": "excess deductible subtract minus",
    "limit": "cap maximum max sublimit sub_limit ceiling",
    "share": "copay copayment coinsurance co_pay co_insurance",
    "reduce": "depreciation depreciate betterment",
    "exclude": "exclusion except",
    "recover": "recovery subrogation",
    "when": "if condition",
    "clause": "article",
    "assume": "default",
    "money": "amount yen dollar dollars euro euros price number",
    "label": "text string str",
    "yes_no": "bool boolean",
    "count": "integer int",
    "rate": "percent percentage ratio",
    "moment": "datetime timestamp time",
}
MEANT: Mapping[str, str] = {other: word for word, others in _WORDS.items() for other in others.split()}
"""What markets and other languages call a key, a verb or a type → the word for it here. A word that only looks alike may do the contrary:
`excess` is no `exclude`."""

# ---- a claim ----------------------------------------------------------------------------------------------------------

CLAIM_KEYS: Keys = {
    "policy": Key("policy_name", "The policy's name, as jp/personal-auto.", "商品の名前。jp/personal-auto のように書きます。"),
    "facts": Key("claim_facts", "What somebody stated; leave out what nobody knows.", "申告された事実。わからないものは書きません。"),
    "endorsements": Key(
        "attached",
        "The endorsements of the contract; [] where none is attached.",
        "契約に付帯された特約。なければ [] と書きます。",
        needed=True,
    ),
    "expenses": Key("claim_expenses", "Receipts and estimates.", "領収書と見積もりです。"),
    "case": Key(
        "claim_case", "What only the statement needs; no figure depends on it.", "支払計算書だけが使う事項。金額には影響しません。"
    ),
}
EXPENSE_KEYS: Keys = {
    "id": Key("expense_id", "How the receipt is referred to; e1, e2 … if not stated.", "領収書の番号。書かなければ e1、e2 … です。"),
    "kind": Key("name", "The kind of expense.", "費用の種類です。", needed=True),
    "amount": Key(
        "claim_amount",
        "What was billed: major units in YAML, minor units in JSON.",
        "請求額。YAML では通貨の単位、JSON では最小単位の整数です。",
        needed=True,
    ),
    "quantity": Key("quantity", "How many days or nights the bill is for.", "請求が何日分・何泊分かです。"),
}
LONGEST_LINE = 200
"""Characters of a text of the case."""
MOST_PAYMENTS = 20
"""Of one claim before a statement: each stands in the statement with its date."""
CLAIM_CASE_KEYS: Keys = {
    "claim_number": Key("line", "Number of the claim.", "事故受付番号です。"),
    "contract_number": Key("line", "Number of the contract.", "証券番号です。"),
    "customer": Key("customer", "Who gets the statement.", "支払計算書の宛先です。"),
    "accident": Key("accident", "When, where and how it happened.", "事故の日時、場所、種類です。"),
    "vehicle": Key("line", "The car's registration.", "車両の登録番号です。"),
    "office": Key("office", "Who answers questions.", "お問い合わせ先です。"),
    "statement_date": Key("date", "The date on the statement; a statement needs it.", "支払計算書の日付。作成には必要です。"),
    "pay_date": Key("date", "The day of the payment.", "お支払い日です。"),
    "paid_before": Key(
        "payments",
        "What was really paid on this claim so far; [] where nothing was. Left out, the statement says that it does not know.",
        "この請求ですでに実際に支払った金額。なければ [] と書きます。書かなければ、計算書はわからないと述べます。",
    ),
    "account": Key("masked", "The account, all but its last four digits masked with *.", "お支払い口座。末尾四桁のほかは * で伏せます。"),
    "contact": Key("line", "Whom to ask, where the rules' notices say otherwise.", "お問い合わせ先。約款側の案内に代えて表示します。"),
    "complaint": Key("line", "How to complain, likewise.", "ご不満のお申し出の方法。同じく案内に代えて表示します。"),
    "adr": Key("line", "The body for disputes, likewise.", "紛争解決機関。同じく案内に代えて表示します。"),
    "renewal": Key("line", "What the payment does to the renewal, likewise.", "次の契約への影響。同じく案内に代えて表示します。"),
    "tax": Key("line", "How the payment is taxed, likewise.", "税金の扱い。同じく案内に代えて表示します。"),
}
CUSTOMER_KEYS: Keys = {
    "name": Key("line", "The customer's name.", "お客さまの氏名です。"),
    "kana": Key("line", "The name in kana.", "氏名のフリガナです。"),
}
ACCIDENT_KEYS: Keys = {
    "at": Key("date_or_moment", "Date, with or without time.", "日付。時刻を添えることもできます。"),
    "place": Key("line", "Where it happened.", "事故の場所です。"),
    "kind": Key("line", "What happened, in a few words.", "事故の種類を短く書きます。"),
}
PAYMENT_KEYS: Keys = {
    "date": Key("date", "The day on which it was paid.", "支払った日です。", needed=True),
    "payee": Key(
        "paid_payee",
        "Who got it, as the policy's pay_to says: insured, workshop …",
        "支払先。約款の pay_to の言葉（insured、workshop など）です。",
        needed=True,
    ),
    "amount": Key(
        "claim_amount",
        "What was paid: major units in YAML, minor units in JSON.",
        "支払った金額。YAML では通貨の単位、JSON では最小単位の整数です。",
        needed=True,
    ),
}
OFFICE_KEYS: Keys = {
    "name": Key("line", "The insurer or its office.", "保険会社または部署の名称です。"),
    "person": Key("line", "Who is in charge.", "担当者です。"),
    "phone": Key("line", "The telephone number.", "電話番号です。"),
}

PLACES: Mapping[str, Keys] = {
    "policy": TOP_KEYS,
    "fact": FACT_KEYS,
    "kind": KIND_KEYS,
    "term": TERM_KEYS,
    "definition": DEFINITION_KEYS,
    "coverage": COVERAGE_KEYS,
    "case": CASE_KEYS,
    "endorsement": ENDORSEMENT_KEYS,
    "change": CHANGE_KEYS,
    "example": EXAMPLE_KEYS,
    "examples_file": EXAMPLES_FILE_KEYS,
    "a_claim": CLAIM_KEYS,
    "expense": EXPENSE_KEYS,
    "claim_case": CLAIM_CASE_KEYS,
    "customer": CUSTOMER_KEYS,
    "accident": ACCIDENT_KEYS,
    "payment": PAYMENT_KEYS,
    "office": OFFICE_KEYS,
}
"""Every place by name; a step and a rule take a verb besides (`STEP_KEYS`, `RULE_KEYS`)."""
