"""Parts of complaints that are words and no names, and helps that fit some places only: in every language, by code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

LANGUAGES = ("en", "ja")

Message = Mapping[str, tuple[str, str]]
"""Language → the sentence of a complaint, and how to mend it; the second may be empty."""

Words = Mapping[str, str]
"""One text in every language."""

Said = str | Words
"""What fills a sentence: words, or a text that is the same in every language, such as a name."""


def spoken(said: Said, language: str) -> str:
    """The text in a language, `en` or `ja`."""
    return said if isinstance(said, str) else said[language]


def phrase(code: str, **values: Said) -> Words:
    """The phrase of a code of `PHRASES`, filled.

    >>> phrase("fact", name="drivable")["en"]
    "fact 'drivable'"
    """
    return {
        language: text.format(**{name: spoken(value, language) for name, value in values.items()})
        for language, text in PHRASES[code].items()
    }


def owning(owner: Said) -> Words:
    """Who is complained of; a key of the file stands in brackets in Japanese."""
    return phrase("key", name=owner) if isinstance(owner, str) else owner


def joined(names: Iterable[Said]) -> Said:
    """`a and b`; names that are there, at least one."""
    return reduce(lambda one, other: phrase("and", one=one, other=other), names)


def reason_of(text: str) -> Words:
    """What a library gives as its reason, in English; in Japanese where it is one of those that are met."""
    return {"en": text, "ja": REASONS.get(text, text)}


PHRASES: dict[str, Words] = {
    # who is spoken of
    "a-policy": {"en": "a policy", "ja": "約款"},
    "a-claim": {"en": "a claim", "ja": "保険金請求"},
    "the-notices": {"en": "the notices", "ja": "案内（notices.yaml）"},
    "a-payment": {"en": "a payment", "ja": "支払い"},
    "an-expense": {"en": "an expense", "ja": "費用"},
    "a-fact": {"en": "a fact", "ja": "事実"},
    "a-mark": {"en": "a mark", "ja": "記載事項"},
    "a-term": {"en": "a term", "ja": "数値"},
    "a-definition": {"en": "a definition", "ja": "定義"},
    "a-coverage": {"en": "a coverage", "ja": "補償"},
    "an-endorsement": {"en": "an endorsement", "ja": "特約"},
    "a-case": {"en": "a case", "ja": "場合"},
    "a-step": {"en": "a step", "ja": "手順"},
    "a-rule": {"en": "a rule of together", "ja": "together の取り決め"},
    "a-change": {"en": "a change", "ja": "変更"},
    "an-example": {"en": "an example", "ja": "計算例"},
    "examples": {"en": "a file of examples", "ja": "計算例のファイル"},
    "fact": {"en": "fact '{name}'", "ja": "事実「{name}」"},
    "kind": {"en": "expense '{name}'", "ja": "費用「{name}」"},
    "term": {"en": "term '{name}'", "ja": "数値「{name}」"},
    "definition": {"en": "definition '{name}'", "ja": "定義「{name}」"},
    "coverage": {"en": "coverage '{name}'", "ja": "補償「{name}」"},
    "endorsement": {"en": "endorsement '{name}'", "ja": "特約「{name}」"},
    "mark": {"en": "mark '{name}'", "ja": "記載事項「{name}」"},
    "word-of": {"en": "word '{word}' of '{name}'", "ja": "「{name}」の語「{word}」"},
    "case": {"en": "case '{name}'", "ja": "場合「{name}」"},
    "step": {"en": "step '{name}'", "ja": "手順「{name}」"},
    "quoted": {"en": "'{name}'", "ja": "「{name}」"},
    "this": {"en": "this", "ja": "ここ"},
    "this-value": {"en": "this value", "ja": "この値"},
    "this-date": {"en": "this date", "ja": "この日付"},
    "this-claim": {"en": "this claim", "ja": "この請求"},
    "earlier-place": {"en": "an earlier place", "ja": "前の方"},
    "these-facts": {"en": "with these facts", "ja": "お知らせの事実では"},
    "key": {"en": "{name}", "ja": "「{name}」"},
    # where
    "line": {"en": "line {number}", "ja": "{number}行目"},
    "at-line": {"en": "Line {number}.", "ja": "{number}行目です。"},
    "row": {"en": "{name} {value}", "ja": "{name} が {value} のとき"},
    "under-together": {"en": "under together", "ja": "取り決め（together）の中"},
    "in-a-coverage": {"en": "in a coverage", "ja": "補償の中"},
    # what was looked for
    "kind-of-expense": {"en": "kind of expense", "ja": "費用の種類"},
    "mark-under-items": {"en": "mark under items", "ja": "記載事項（items）"},
    "fact-under-usage": {"en": "fact under usage", "ja": "事実（usage）"},
    "key-of-a-table": {"en": "fact, mark or definition", "ja": "事実・記載事項・定義"},
    "value-name": {"en": "fact, term or definition", "ja": "事実・数値・定義"},
    "name-of-a-coverage": {"en": "coverage", "ja": "補償"},
    # what a function takes
    "takes-one-coverage": {"en": "one coverage", "ja": "一つの補償の名前"},
    "takes-several": {"en": "two values or more", "ja": "二つ以上の値"},
    "takes-name": {"en": "the name of a {what}", "ja": "{what}の名前"},
    "takes-dates": {"en": "two dates, the earlier first", "ja": "二つの日付（早い方を先に）"},
    "takes-moments": {"en": "two moments, the earlier first", "ja": "二つの日時（早い方を先に）"},
    # types
    "money": {"en": "an amount", "ja": "金額"},
    "count": {"en": "a count", "ja": "数量"},
    "rate": {"en": "a rate", "ja": "割合"},
    "yes_no": {"en": "a condition", "ja": "条件"},
    "date": {"en": "a date", "ja": "日付"},
    "moment": {"en": "a moment", "ja": "日時"},
    "label": {"en": "a label", "ja": "ラベル"},
    "choice": {"en": "a choice", "ja": "選択肢"},
    "number": {"en": "a number", "ja": "数"},
    "counted": {"en": "{type} of {unit}", "ja": "{type}（{unit}）"},
    "on-basis": {"en": "{type} per {basis}", "ja": "{type}（{basis} ごと）"},
    # small words
    "and": {"en": "{one} and {other}", "ja": "{one} と {other}"},
    "none": {"en": "none", "ja": "なし"},
    "yes-or-no": {"en": "yes or no", "ja": "yes か no"},
    "true-or-false": {"en": "true or false", "ja": "true か false"},
    "more-than": {"en": "more than {number}", "ja": "{number}バイト超"},
    "no-glyph": {"en": "no glyph for {letter} ({name}) in {text}", "ja": "{text} の {letter}（{name}）の字形がありません"},
    "not-printable": {"en": "not printable", "ja": "表示できない文字"},
    "no-font": {"en": "no font at hand has the character {letter}", "ja": "文字 {letter} を含む書体がありません"},
    # how to mend it, where that depends on the place
    "did-you-mean": {"en": "Did you mean '{name}'?", "ja": "「{name}」のことでしょうか。"},
    "known": {"en": "Known: {names}.", "ja": "使えるもの: {names}。"},
    "one-of": {"en": "Write {names}.", "ja": "{names} のいずれかを書いてください。"},
    "known-keys": {"en": "Known keys: {names}.", "ja": "使える項目: {names}。"},
    "no-decimals": {"en": "Leave the decimals out.", "ja": "小数を付けずに書いてください。"},
    "most-decimals": {"en": "Write at most {number} decimals.", "ja": "小数は{number}桁までにしてください。"},
    "declare-under": {"en": "Declare it under {section}.", "ja": "{section} に加えてください。"},
    "declare-value": {"en": "Declare it as a fact, a term or a definition.", "ja": "事実・数値・定義のどれかとして加えてください。"},
    "as-code": {"en": "Write its code of three letters, as JPY or EUR.", "ja": "JPY や EUR のような3文字のコードを書いてください。"},
    "a-step-each": {"en": "Write a step for each.", "ja": "一つの処理ごとに一つの手順を書いてください。"},
    "as-coverage-step": {"en": "Name it as coverage.step.", "ja": "補償.手順 の形で書いてください。"},
    "move-to-coverage": {"en": "Move it to the steps of a coverage.", "ja": "補償の steps に移してください。"},
    "move-to-together": {"en": "Move it under together, with over.", "ja": "over を付けて together に移してください。"},
    "comma": {
        "en": "A comma ends a value inside {{ }}: put the text in quotes.",
        "ja": "{{ }} の中では、コンマで値が終わります。文字列を引用符で囲んでください。",
    },
    "write-words": {
        "en": "Write the list of its words: type: [basic, wide].",
        "ja": "type: [basic, wide] のように、語のリストを書いてください。",
    },
    "write-equals": {"en": "Compare with ==.", "ja": "比べるときは == と書いてください。"},
    "write-instead": {"en": "Write {text}.", "ja": "{text} と書いてください。"},
    "write-together": {
        "en": "It belongs to a rule under together.",
        "ja": "together の下の取り決めに書く項目です。",
    },
    "give-range": {
        "en": "Give {name} a narrower range, or round in two steps.",
        "ja": "{name} の range を狭めるか、二段階で丸めてください。",
    },
    "round-in-two": {"en": "Round in two steps.", "ja": "二段階で丸めてください。"},
    "write-policy": {"en": "Write policy: and the policy's name.", "ja": "policy: に続けて約款の名前を書いてください。"},
    "write-endorsements": {
        "en": "Write endorsements: [] where none is attached.",
        "ja": "特約の付帯がないときは endorsements: [] と書いてください。",
    },
    "paid-so-far": {
        "en": "So far {amount} was paid; the rest depends on the answers.",
        "ja": "これまでに {amount} が支払われています。残りは、お答えで決まります。",
    },
    "of-day": {"en": " of {day}", "ja": "（{day}）"},
    "listed-payment": {"en": "{amount} to {payee} on {day}", "ja": "{day}の {payee} への支払い（{amount}）"},
    "paid-beyond": {
        "en": "So far {amount} was paid: whatever the answers, at least {surplus} too much.",
        "ja": "これまでに {amount} が支払われています。お答えにかかわらず、少なくとも {surplus} が払い過ぎです。",
    },
    "overpaid-anyway": {
        "en": "More was already paid than any answers make payable.",
        "ja": "お答えにかかわらず、すでに支払われた金額がお支払い額を上回ります。",
    },
    "add-key": {"en": "Add {key}.", "ja": "{key} を加えてください。"},
    "add-type": {"en": "Add type: {types}.", "ja": "type: を加えてください（{types}）。"},
    "write-currency": {"en": "Write currency: and its ISO 4217 code.", "ja": "currency: に続けてISO 4217の通貨コードを書いてください。"},
    "write-dated-by": {
        "en": "Name the date that picks the version of every term.",
        "ja": "どの版の数値を使うかを決める日付の名前を書いてください。",
    },
    "write-title": {"en": "Say in a sentence what it shows.", "ja": "何を示す例かを一文で書いてください。"},
    "write-expect": {"en": "Write expect: {{coverage: amount}}.", "ja": "expect: {{補償: 金額}} と書いてください。"},
    "write-is": {"en": "Write is: and an expression.", "ja": "is: に続けて式を書いてください。"},
    "write-over": {
        "en": "Name the coverages: over: [a, b], or over: all.",
        "ja": "補償の名前を over: [a, b] のように書くか、over: all と書いてください。",
    },
    "write-whole-amount": {"en": "Write a whole amount, as to 100.", "ja": "to 100 のように、整数の金額を書いてください。"},
    "write-rate": {"en": "Write a rate, as half_up to 1%.", "ja": "half_up to 1% のように、割合を書いてください。"},
    # who signs
    "author": {"en": "author", "ja": "作成者"},
    "approver": {"en": "approver", "ja": "承認者"},
    # what verifying answers
    "asked-signatures": {"en": "signatures", "ja": "署名"},
    "asked-page": {"en": "page", "ja": "紙面"},
    "asked-amounts": {"en": "amounts", "ja": "金額"},
    "asked-hashes": {"en": "hashes", "ja": "ハッシュ値"},
    "verdict-valid": {"en": "valid", "ja": "正しい"},
    "verdict-untold": {"en": "cannot tell", "ja": "判断できない"},
    "verdict-wrong": {"en": "wrong", "ja": "誤り"},
    "seal": {
        "en": "{role}: {name}, {at} as the signer states; certified by {issuer}",
        "ja": "{role}: {name}、{at}（署名者の申告による日時）、発行者 {issuer}",
    },
    "stamp": {"en": "{role}: {name} attests that the signature existed at {at}", "ja": "{role}: {at}に署名があったことを {name} が証明"},
    "stamp-wrong": {"en": "{role}: the time stamp is not of this signature", "ja": "{role}: タイムスタンプがこの署名のものではない"},
    "stamp-untrusted": {
        "en": "{role}: the trust store does not lead to {name}, who stamped the time",
        "ja": "{role}: タイムスタンプの発行者 {name} が信頼する認証局につながらない",
    },
    "seal-whole": {
        "en": "the signature of the {role} covers the whole file; nothing but signatures was added",
        "ja": "{role}の署名がファイル全体に及び、署名のほかに付け加えられたものはない",
    },
    "seal-added": {"en": "{bytes} bytes were added that are no signature", "ja": "署名ではないものが{bytes}バイト付け加えられている"},
    "seal-unsigned": {"en": "the {role} has not signed", "ja": "{role}の署名がない"},
    "seal-changed": {
        "en": "what the {role} signed, or the signature itself, has been changed",
        "ja": "{role}が署名した内容か、署名そのものが変えられている",
    },
    "seal-shape": {
        "en": "the signature of the {role} is not written as signing writes it",
        "ja": "{role}の署名の書き方が、署名したときの書き方と異なる",
    },
    "seal-value": {"en": "the signature of the {role} is not by the key it names", "ja": "{role}の署名が、示された鍵によるものではない"},
    "seal-same": {"en": "author and approver signed with the same key", "ja": "作成者と承認者が同じ鍵で署名している"},
    "seal-no-trust": {
        "en": "no trust store was given, so that anybody could have signed (--trust)",
        "ja": "信頼する認証局が指定されていないため、誰の署名か分からない（--trust）",
    },
    "seal-offline": {
        "en": "whether a certificate was revoked was not asked: verifying fetches nothing",
        "ja": "証明書の失効は確認していない（通信をしないため）",
    },
    "seal-lists": {
        "en": "whether a certificate was revoked was asked only of the lists in the trust store: verifying fetches nothing",
        "ja": "証明書の失効は、信頼する認証局とともに指定された失効リストだけで確認した（通信をしないため）",
    },
    "seal-not-revoked": {
        "en": "the certificate of {name} is not revoked by its authority's list of {at}",
        "ja": "{name} の証明書は、認証局の{at}の失効リストにない",
    },
    "seal-revoked": {
        "en": "the certificate of {name} was revoked at {at}, before it was signed with",
        "ja": "{name} の証明書は、署名より前の{at}に失効している",
    },
    "seal-revoked-later": {
        "en": "the certificate of {name} was revoked at {at}, after the time that the time stamp proves",
        "ja": "{name} の証明書は{at}に失効したが、署名はそれより前のものとタイムスタンプが証明している",
    },
    "seal-revoked-since": {
        "en": "the certificate of {name} was revoked at {at}, and no time stamp proves that the signature is older",
        "ja": "{name} の証明書は{at}に失効しており、それより前の署名であることを示すタイムスタンプがない",
    },
    "seal-untrusted": {
        "en": "the trust store does not lead to {issuer}, who certified {name}",
        "ja": "{name} の証明書の発行者 {issuer} が、信頼する認証局につながらない",
    },
    "seal-chain": {
        "en": "the signature of {name} carries certificates that do not belong to it",
        "ja": "{name} の署名に、無関係な証明書が含まれている",
    },
    "seal-out-of-time": {"en": "the certificate of {name} was not valid at {at}", "ja": "{name} の証明書は{at}に有効ではなかった"},
    "seal-not-allowed": {"en": "the certificate of {name} is not for signing", "ja": "{name} の証明書は署名用ではない"},
    "seal-doubt": {
        "en": "the certificate of {name} cannot be judged ({reason})",
        "ja": "{name} の証明書の有効性を判断できない（{reason}）",
    },
    "seal-future": {
        "en": "{role}: signed at a time, {at}, that has not come yet by this machine's clock",
        "ja": "{role}: 署名の日時（{at}）が、この機械の時計ではまだ来ていない",
    },
    "seal-nameless": {
        "en": "{role}: the certificate names nobody",
        "ja": "{role}: 証明書に名義人の名前がない",
    },
    "seal-key-kind": {
        "en": "the key of {name} ({bits} bits) is not of a kind that lasts: somebody else may have signed with it",
        "ja": "{name} の鍵（{bits}ビット）は長期の保管に使える種類ではないため、別人の署名でないとは言えない",
    },
    "seal-before-made": {
        "en": "{role}: the signer states a time, {at}, before the statement's own date, {date}",
        "ja": "{role}: 署名者の申告する署名の日時（{at}）が、計算書の作成日（{date}）より前",
    },
    "seal-expired-since": {
        "en": "the certificate of {name} has expired since ({until}), and no time stamp proves that the signature is older",
        "ja": "{name} の証明書は{until}に期限が切れており、それより前の署名であることを示すタイムスタンプがない",
    },
    "data-missing": {"en": "the attached data is missing or damaged", "ja": "添付データがないか、壊れている"},
    "data-unreadable": {"en": "the attached data cannot be read: {reason}", "ja": "添付データを読めない: {reason}"},
    "page-same": {
        "en": "the file begins with what the attached data gives, {bytes} bytes, byte for byte",
        "ja": "添付データから作り直した{bytes}バイトと、ファイルの初めが1バイトも違わない",
    },
    "page-differs": {
        "en": "the attached data gives another page: the first difference is at byte {offset}",
        "ja": "添付データから作り直した紙面と異なる（{offset}バイト目から）",
    },
    "page-edition": {
        "en": "edition {theirs} made it, and this is edition {ours}, which may draw another page from the same data",
        "ja": "第{theirs}版が作成したもので、この第{ours}版では同じ資料から同じ紙面になるとは限らない",
    },
    "page-fonts": {
        "en": "it was made with other font files than those here, which draw another page",
        "ja": "ここにあるものと異なる書体ファイルで作成されているため、同じ紙面を作り直せない",
    },
    "amounts-same": {
        "en": "the policy {id} ({hash}…) gives the same amounts again",
        "ja": "約款 {id}（{hash}…）で計算し直した金額と一致",
    },
    "amounts-differ": {"en": "the policy {id} gives other amounts", "ja": "約款 {id} で計算し直した金額と異なる"},
    "amounts-edition": {
        "en": "edition {ours} calculates other amounts than edition {theirs}, which made it",
        "ja": "作成した第{theirs}版と、この第{ours}版とで金額が異なる",
    },
    "policy-at-hand": {"en": "policy at hand: yes", "ja": "手元の約款: あり"},
    "policy-attached-only": {
        "en": "policy at hand: no; worked out with the attached one, which nobody here can vouch for",
        "ja": "手元の約款: なし（添付の約款で計算した。その約款が正しいものかどうかは、ここでは分からない）",
    },
    "policy-another": {
        "en": "policy at hand: another {id} ({hash}…); worked out with the attached one, which nobody here can vouch for",
        "ja": "手元の約款: {id} は別の内容（{hash}…）。添付の約款で計算した。その約款が正しいものかどうかは、ここでは分からない",
    },
    "something-behind": {
        "en": "{bytes} bytes behind the statement may show something else in its place",
        "ja": "計算書の後ろにある{bytes}バイトが、別の内容を見せるおそれがある",
    },
    "seal-same-name": {
        "en": "both certificates name the same person",
        "ja": "二つの証明書の名義人が同じ",
    },
    "seal-order": {
        "en": "the approver states an earlier time than the author",
        "ja": "承認者の署名の日時が、作成者の署名の日時より前",
    },
    "seal-root-time": {
        "en": "the authority's own certificate, {name}, did not hold at {at}",
        "ja": "認証局 {name} の証明書が、{at}には有効でなかった",
    },
    "stamp-early": {
        "en": "the time stamp of the {role}'s signature, {at}, is earlier than the time that the signer states",
        "ja": "{role}の署名のタイムスタンプ（{at}）が、署名者の申告する日時より前",
    },
    "as-signed": {
        "en": "not worked out again: notices, examples, what was paid before and what an earlier statement said; they stand as they "
        "were signed",
        "ja": "計算し直していないもの: ご案内、計算例、これまでの支払い、前回の計算書の内容（署名された時のまま）",
    },
    "policy-missing": {
        "en": "the policy {id} ({hash}…) is neither attached nor at hand",
        "ja": "約款 {id}（{hash}…）が添付されておらず、手元にもない",
    },
    "policy-written": {
        "en": "the attached policy has the hash of the {id} at hand, but is written otherwise",
        "ja": "添付の約款は、ハッシュ値は手元の {id} と同じだが、書き方が異なる",
    },
    "policy-long": {
        "en": "the policy {id} is not at hand, and the attached one ({bytes} bytes) is longer than is worked out unseen ({limit})",
        "ja": "約款 {id} が手元になく、添付のもの（{bytes}バイト）は、内容を知らずに計算できる長さ（{limit}バイト）を超えている",
    },
    "policy-other": {"en": "the attached policy is not the {id} that was applied", "ja": "添付の約款が、適用された {id} ではない"},
    "hashes": {"en": "SHA-256 of the attached data: {hash}", "ja": "添付データのSHA-256: {hash}"},
    "hash-metadata": {"en": "the metadata name another hash of the data", "ja": "メタデータのハッシュ値が添付データと異なる"},
    "hash-code": {"en": "the QR code does not say this hash and this amount", "ja": "QRコードがこのハッシュ値と金額を示していない"},
    "code-edition": {
        "en": "another edition drew the QR code, and this one cannot read it",
        "ja": "別の版が描いたQRコードで、この版では読み取れない",
    },
    "hash-record": {
        "en": "the metadata name another amount, policy or edition than the data",
        "ja": "メタデータの金額・約款・版が添付データと異なる",
    },
}
"""Code → the phrase in every language."""

REASONS: dict[str, str] = {
    # the system's
    "No such file or directory": "ファイルがありません",
    "Is a directory": "フォルダーです",
    "Permission denied": "読み取りが許可されていません",
    # the YAML reader's
    "could not find expected ':'": "「:」が見当たりません",
    "did not find expected key": "ここに来るはずの項目名がありません",
    "did not find expected ',' or '}'": "「,」か「}」が見当たりません",
    "did not find expected ',' or ']'": "「,」か「]」が見当たりません",
    "did not find expected '-' indicator": "ここに来るはずの「-」がありません",
    "did not find expected node content": "ここに来るはずの値がありません",
    "did not find expected <document start>": "文書の始まりが見当たりません",
    "found character that cannot start any token": "ここに書けない文字で始まっています",
    "found unexpected end of stream": "ファイルが途中で終わっています",
    "found incompatible YAML document": "%YAML の版が読めるものではありません",
    "found duplicate %YAML directive": "%YAML が二度書かれています",
    "found unexpected document indicator": "引用符の中に --- か ... があります",
    "mapping values are not allowed in this context": "ここに「項目: 値」は書けません",
    "block sequence entries are not allowed in this context": "ここに「- 」で始まる行は書けません",
    # the JSON reader's
    "expecting value": "値がありません",
    "expecting ',' delimiter": "「,」が見当たりません",
    "expecting ':' delimiter": "「:」が見当たりません",
    "expecting property name enclosed in double quotes": "二重引用符で囲んだ項目名がありません",
    "illegal trailing comma before end of object": "最後の項目の後に「,」があります",
    "illegal trailing comma before end of array": "最後の要素の後に「,」があります",
    "NaN is no number": "NaN は数ではありません",
    "Infinity is no number": "Infinity は数ではありません",
    "-Infinity is no number": "-Infinity は数ではありません",
    "unterminated string starting at": "文字列の引用符が閉じていません",
    "invalid control character at": "文字列の中に制御文字があります",
    "invalid \\escape": "\\ の後に書けない文字があります",
    "invalid \\uxxxx escape": "\\u の後が16進数4桁ではありません",
    "extra data": "終わりの後に余分な文字があります",
    # the time-stamp server's
    "it is longer than the one before it": "前回より長いタイムスタンプが返されました",
}
"""Reasons of libraries in Japanese."""
