"""What is said of a policy."""

from __future__ import annotations

from payout.messages.phrases import Message

TERMS: dict[str, Message] = {
    "no-basis": {
        "en": ("term '{name}' has no basis.", "Add per: accident, person, day ..."),
        "ja": ("数値「{name}」の適用単位がありません。", "per: accident、per: person、per: day などを加えてください。"),
    },
    "no-unit": {
        "en": ("term '{name}' is a number without a basis or a unit.", "Add per: for money, unit: for a count, or write a percent sign."),
        "ja": ("数値「{name}」に適用単位も数える単位もありません。", "金額なら per:、数量なら unit: を加え、割合なら % を付けてください。"),
    },
    "no-clause": {
        "en": ("term '{name}' has no clause.", "Name the clause that grants it."),
        "ja": ("数値「{name}」に条項がありません。", "根拠となる条項を clause: に書いてください。"),
    },
    "unknown-basis": {
        "en": ("'{given}' is no basis: neither a mark, nor a kind of expense, nor a unit that something counts.", ""),
        "ja": ("「{given}」は適用単位ではありません。記載事項、費用の種類、数える単位のどれにも当たりません。", ""),
    },
    "dates-order": {
        "en": ("the date '{given}' does not come after the one before it.", "Write dates in ascending order."),
        "ja": ("日付「{given}」が、前の日付より後になっていません。", "日付は古い順に書いてください。"),
    },
    "digits-cut": {
        "en": ("the comma ends the value, so '{given}' stands alone.", "Write {digits}."),
        "ja": ("コンマで値が終わるため、「{given}」だけが残っています。", "{digits} と書いてください。"),
    },
    "no-versions": {
        "en": ("term '{name}' has no value with a date.", "Write from: {{date: value}}."),
        "ja": ("数値「{name}」に、日付の付いた値がありません。", "from: {{日付: 値}} と書いてください。"),
    },
    "none-here": {
        "en": ("none means that there is no limit; '{name}' is no amount and cannot be none.", ""),
        "ja": ("none は、限度額がないことを示す語です。金額でない「{name}」には使えません。", ""),
    },
    "not-a-row": {
        "en": ("'{given}' is not a row for '{by}'.", ""),
        "ja": ("「{given}」は「{by}」の行ではありません。", ""),
    },
    "row-never": {
        "en": ("row '{given}' of '{name}' can never apply: earlier rows take all of it.", "Remove it or move it up."),
        "ja": ("「{name}」の行「{given}」が当てはまることはありません。前の行がすべて当てはまります。", "削除するか、上へ移してください。"),
    },
    "row-beyond": {
        "en": ("row '{given}' of '{name}' can never apply: {by} is from {low} to {high}.", "Remove it."),
        "ja": ("「{name}」の行「{given}」が当てはまることはありません。{by} は{low}から{high}までです。", "削除してください。"),
    },
    "row-missing": {
        "en": ("'{name}' has no row for {missing}.", "Add the row, or otherwise."),
        "ja": ("「{name}」に、{missing}の行がありません。", "その行か、otherwise を加えてください。"),
    },
    "not-a-table": {
        "en": ("'{name}' has no further key under by, so this value is one number.", "Name the facts under by:, or write one number."),
        "ja": (
            "「{name}」の by にはこれより多くの名前がないので、ここの値は一つの数です。",
            "by: に事実の名前を書くか、値を一つの数にしてください。",
        ),
    },
    "by-type": {
        "en": ("a table cannot be keyed by '{given}', which is {type}.", "Key it by a choice, a yes_no, a count or an amount."),
        "ja": ("「{given}」は{type}なので、表の by に書けません。", "選択肢、yes_no、数量、金額のどれかにしてください。"),
    },
}
"""Terms and their tables."""

EXPRESSIONS: dict[str, Message] = {
    "too-complex": {
        "en": ("the expression is longer than 200 characters or nested deeper than 20.", "Name a part of it under define."),
        "ja": ("式が200文字を超えているか、20段より深く入れ子になっています。", "一部を define で名前にしてください。"),
    },
    "defined-large": {
        "en": ("'{given}' stands for more than {limit} parts, with all that it is defined by.", "Define it from fewer names."),
        "ja": ("「{given}」は、元になる定義を合わせると{limit}個を超える部分からなります。", "途中の定義を減らしてください。"),
    },
    "not-an-expression": {
        "en": ("'{given}' is not an expression.", ""),
        "ja": ("「{given}」は式ではありません。", ""),
    },
    "yes-no-alone": {
        "en": ("'{given}' asks a condition whether it is yes or no.", "Write {mended}."),
        "ja": ("「{given}」では、条件を yes や no と比べています。", "{mended} と書いてください。"),
    },
    "no-number": {
        "en": ("the number {given} has no clause and no date here.", "Name it under terms and use the name."),
        "ja": ("ここに書いた数{given}には、条項も日付もありません。", "terms に名前を付けて書き、その名前を使ってください。"),
    },
    "no-operator": {
        "en": ("'{given}': this operator is not part of the language.", "Use + - * / min max, comparisons, and, or, not."),
        "ja": ("「{given}」の演算子は、この記述言語にはありません。", "+ - * / min max、比較、and、or、not を使ってください。"),
    },
    "no-call": {
        "en": ("'{given}' is not a function of the language.", ""),
        "ja": ("「{given}」という関数は、この記述言語にはありません。", ""),
    },
    "arguments": {
        "en": ("{function} takes {wanted}.", ""),
        "ja": ("{function} には{wanted}を書きます。", ""),
    },
    "not-a-condition": {
        "en": ("'{given}' is {type}, not a condition.", "Compare it with something."),
        "ja": ("「{given}」は{type}で、条件ではありません。", "何かと比べてください。"),
    },
    "not-a-number": {
        "en": ("'{given}' is a condition, where an amount is needed.", "Put a condition under when."),
        "ja": ("「{given}」は条件です。ここには金額などの数が必要です。", "条件は when に書いてください。"),
    },
    "only-in-steps": {
        "en": ("'{given}' stands only inside steps.", ""),
        "ja": ("「{given}」は steps の中でだけ使えます。", ""),
    },
    "no-marks-here": {
        "en": ("'{given}' belongs to one expense and cannot stand here.", "Use it in a step, with per: item where it is an amount."),
        "ja": (
            "「{given}」は一件の費用に付くもので、ここでは使えません。",
            "手順の中で使ってください。金額として使うときは per: item を加えてください。",
        ),
    },
    "not-here": {
        "en": ("'{given}' cannot be used here.", "Calculate with amounts, counts and rates; paid stands in coverages."),
        "ja": ("「{given}」はここでは使えません。", "計算に使えるのは金額・数量・割合です。paid は補償の中で使えます。"),
    },
    "different-units": {
        "en": ("'{given}' compares {left} with {right}.", "Multiply by a count first."),
        "ja": ("「{given}」は、{left}と{right}を比べています。", "先に数量を掛けてください。"),
    },
    "different-types": {
        "en": ("'{given}' puts {left} together with {right}.", "Both sides must be of one type."),
        "ja": ("「{given}」は、{left}と{right}を組み合わせています。", "両側を同じ型にしてください。"),
    },
    "money-times-money": {
        "en": ("'{given}' multiplies money by money.", "Use a rate or a count."),
        "ja": ("「{given}」は、金額に金額を掛けています。", "割合か数量を掛けてください。"),
    },
    "division": {
        "en": ("'{given}': only money by money or count by count of the same unit can be divided.", ""),
        "ja": ("「{given}」は割り算できません。割れるのは、金額どうしか、同じ単位の数量どうしだけです。", ""),
    },
    "divisor-zero": {
        "en": ("'{given}' could be 0 here.", "Give its fact a range: 1.. ."),
        "ja": ("「{given}」は、ここで0になることがあります。", "その事実に range: 1.. を付けてください。"),
    },
    "label-compare": {
        "en": ("'{given}': a label can be told equal or not to another label only.", ""),
        "ja": ("「{given}」とは書けません。ラベルは、別のラベルと同じか違うかだけを比べられます。", ""),
    },
    "choice-compare": {
        "en": ("'{given}': a choice is compared with its words by ==, != or in only.", "Write it as plan in [basic, wide]."),
        "ja": ("「{given}」では、選択肢を ==・!=・in 以外で比べています。", "plan in [basic, wide] のように書いてください。"),
    },
    "defined-deep": {
        "en": ("'{given}' is reached through more than {limit} other names.", "Define it from fewer steps."),
        "ja": ("「{given}」にたどり着くまでに、{limit}個より多くの名前を経ています。", "途中の定義を減らしてください。"),
    },
    "circle": {
        "en": ("'{given}' is defined by itself: {circle}.", "Break the circle."),
        "ja": ("「{given}」の定義が自分自身に戻っています（{circle}）。", "どこか一か所を改めてください。"),
    },
    "fraction": {
        "en": ("'{given}' makes fractions and has no round.", "Add round: down, up, half_up or half_even."),
        "ja": ("「{given}」は端数を生じますが、round がありません。", "round: down・up・half_up・half_even のいずれかを加えてください。"),
    },
    "round-to-rate": {
        "en": ("{owner} rounds {what}, so 'to {given}' does not fit.", ""),
        "ja": ("{owner}の端数処理の対象は{what}なので、「to {given}」は合いません。", ""),
    },
}
"""Expressions."""

COVERAGES: dict[str, Message] = {
    "one-source": {
        "en": ("coverage '{name}' has {given}: a coverage has one source.", "Keep covers, loss or after."),
        "ja": ("補償「{name}」に {given} があります。補償の元になるものは一つです。", "covers・loss・after のどれか一つを残してください。"),
    },
    "no-source-no-add": {
        "en": ("coverage '{name}' covers nothing and adds nothing.", "Add covers, loss or after, or a step with add."),
        "ja": ("補償「{name}」は、何も対象とせず、何も加算しません。", "covers・loss・after か、add の手順を加えてください。"),
    },
    "covered-twice": {
        "en": ("coverages '{name}' and '{other}' both cover '{given}'.", "Say which pays first: after: {other}."),
        "ja": (
            "補償「{name}」と「{other}」が、どちらも「{given}」を対象としています。",
            "先に支払う補償を after: {other} で示してください。",
        ),
    },
    "taken-twice": {
        "en": ("coverages '{name}' and '{other}' are both after the same part of '{given}'.", "Let each take over what the other leaves."),
        "ja": (
            "補償「{name}」と「{other}」が、どちらも「{given}」の同じ部分を引き継いでいます。",
            "一方は、もう一方の残りを引き継ぐようにしてください。",
        ),
    },
    "recover-taken": {
        "en": ("coverage '{name}' takes over from '{source}', which recovers among its own steps.", "Put recover under together."),
        "ja": ("補償「{name}」は、手順の中に recover のある「{source}」から引き継いでいます。", "recover を together に移してください。"),
    },
    "not-covered": {
        "en": ("'{given}' is not a kind that '{source}' covers.", "Let '{source}' cover it, or leave it out."),
        "ja": (
            "「{given}」は「{source}」が対象とする費用の種類ではありません。",
            "「{source}」の covers に加えるか、ここから除いてください。",
        ),
    },
    "coverage-circle": {
        "en": ("coverage '{given}' depends on its own payment: {circle}.", "Break the circle."),
        "ja": ("補償「{given}」が、自分自身のお支払い額に依存しています（{circle}）。", "どこか一か所を改めてください。"),
    },
    "one-verb": {
        "en": ("a step has exactly one verb; here: {given}.", ""),
        "ja": ("一つの手順に書ける処理は一つです（ここにあるもの: {given}）。", ""),
    },
    "case-gap": {
        "en": ("the cases of '{name}' may leave a gap: the last one has a when.", "End with a case without when."),
        "ja": (
            "「{name}」の場合分けは、どれにも当たらないことがあります。最後の場合に when があるためです。",
            "最後に when のない場合を置いてください。",
        ),
    },
    "case-never": {
        "en": ("case '{given}' can never apply: the one before it has no when.", "Remove it or move it up."),
        "ja": ("場合「{given}」が当てはまることはありません。前の場合に when がないためです。", "削除するか、上へ移してください。"),
    },
    "basis-no-mark": {
        "en": ("'{given}' is per {mark}, but {kinds} carry no {mark}.", "Add {mark} to has, or multiply by a count of {mark}."),
        "ja": (
            "「{given}」は {mark} ごとの金額ですが、{kinds} には {mark} がありません。",
            "has に {mark} を加えるか、{mark} の数量を掛けてください。",
        ),
    },
    "basis-left": {
        "en": ("'{given}' is {unit}, which is no basis for {verb}.", "Multiply by a count, or state per."),
        "ja": ("「{given}」は{unit}で、{verb} の適用単位になりません。", "数量を掛けるか、per で適用単位を示してください。"),
    },
    "basis-two": {
        "en": ("'{given}' is {unit}, but the step says per: {per}.", "Keep one of them."),
        "ja": ("「{given}」は{unit}ですが、手順には per: {per} とあります。", "どちらか一つにしてください。"),
    },
    "basis-alone": {
        "en": ("'{given}' is a basis of its own and does not go with others.", "Keep it, or the marks."),
        "ja": ("「{given}」はそれだけで適用単位になり、ほかのものと並べられません。", "これだけにするか、記載事項だけにしてください。"),
    },
    "each-count": {
        "en": ("'{given}' is {type}; each takes a mark that is a count.", ""),
        "ja": ("「{given}」は{type}です。each には数量の記載事項を書きます。", ""),
    },
    "basis-kind": {
        "en": ("'{given}' is per {kind}, which '{name}' does not cover.", "Write a basis that fits, as accident or item."),
        "ja": (
            "「{given}」は費用の種類 {kind} ごとですが、「{name}」は {kind} を対象としていません。",
            "accident や item など、合う適用単位を書いてください。",
        ),
    },
    "per-item-needed": {
        "en": ("'{given}' uses the mark '{mark}' of one expense.", "Add per: item."),
        "ja": ("「{given}」は、一件の費用の記載事項「{mark}」を使っています。", "per: item を加えてください。"),
    },
    "period-basis": {
        "en": (
            "'{given}' is per policy_period, but nothing says what was used so far.",
            "Subtract a fact from usage: {given} - paid_so_far.",
        ),
        "ja": (
            "「{given}」は保険期間（policy_period）ごとですが、これまでに使った分が差し引かれていません。",
            "usage の事実を差し引いてください（例: {given} - paid_so_far）。",
        ),
    },
    "not-money": {
        "en": ("'{given}' is {type}; {verb} takes an amount of money.", ""),
        "ja": ("「{given}」は{type}です。{verb} には金額を書きます。", ""),
    },
    "rate-of-what": {
        "en": ("'{given}' of what? {verb} takes an amount.", "Name the rate under terms, and write {verb}: amount * name, with a round."),
        "ja": (
            "「{given}」が何に対する割合か分かりません。{verb} には金額を書きます。",
            "割合を terms に名前を付けて書き、{verb}: amount * 名前 とし、round を加えてください。",
        ),
    },
    "not-a-share": {
        "en": ("'{given}' is {type}; {verb} takes a rate.", ""),
        "ja": ("「{given}」は{type}です。{verb} には割合を書きます。", ""),
    },
    "verb-here": {
        "en": ("{verb} cannot stand {place}.", ""),
        "ja": ("{verb} は{place}では使えません。", ""),
    },
    "not-together": {
        "en": ("'{given}' does not go with {other}.", "Remove one of them."),
        "ja": ("「{given}」は{other}と一緒には使えません。", "どちらかを削除してください。"),
    },
    "no-coverage": {
        "en": ("there is no coverage '{given}'.", ""),
        "ja": ("「{given}」という補償はありません。", ""),
    },
    "no-step": {
        "en": ("there is no step '{given}'.", ""),
        "ja": ("「{given}」という手順はありません。", ""),
    },
    "over-all": {
        "en": (
            "'{given}' would count receipts of endorsements that are not in the contract, so over: all does not say enough.",
            "Name the coverages: over: [a, b].",
        ),
        "ja": (
            "「{given}」では付帯のない特約の領収書も数えるため、over: all では足りません。",
            "補償の名前を over: [a, b] のように書いてください。",
        ),
    },
    "waive-rule": {
        "en": ("'{given}' is a {verb}, which cannot be waived.", "Give the rule a condition: when: not {name}."),
        "ja": ("「{given}」は {verb} なので、適用除外にできません。", "取り決めに when: not {name} という条件を付けてください。"),
    },
    "choose-what": {
        "en": ("choose takes highest, or a choice whose words are the coverages of over; not '{given}'.", ""),
        "ja": ("choose に書けるのは highest か、over の補償名を選択肢とする事実です。「{given}」は書けません。", ""),
    },
    "not-a-payee": {
        "en": ("'{given}' is not a name for a payee.", "Use letters, digits and _."),
        "ja": ("「{given}」はお支払い先の名前に使えません。", "文字・数字・_ で書いてください。"),
    },
    "not-borne-by": {
        "en": ("'{given}' cannot bear a part.", "Write customer, other_party or other_insurer."),
        "ja": ("「{given}」は負担者になれません。", "customer・other_party・other_insurer のいずれかを書いてください。"),
    },
    "set-target": {
        "en": ("'{given}' is neither a term nor a definition.", ""),
        "ja": ("「{given}」は、数値でも定義でもありません。", ""),
    },
    "set-or-waive": {
        "en": ("a change has either set or waive.", ""),
        "ja": ("変更には set か waive のどちらか一つを書きます。", ""),
    },
    "set-how": {
        "en": ("a change of {what} is written with {key}.", ""),
        "ja": ("{what}の変更は {key} で書きます。", ""),
    },
    "set-type": {
        "en": ("'{given}' is {type}, but '{name}' is {wanted}.", "Keep type and unit."),
        "ja": ("「{given}」は{type}ですが、「{name}」は{wanted}です。", "型と単位をそろえてください。"),
    },
    "set-twice": {
        "en": (
            "endorsements '{name}' and '{other}' both set '{given}' (the other at {first}).",
            "Say which one prevails: over: [{other}].",
        ),
        "ja": (
            "特約「{name}」と「{other}」が、どちらも「{given}」を定めています（もう一方は{first}）。",
            "優先する方に over: [{other}] のように書いてください。",
        ),
    },
    "set-often": {
        "en": ("'{given}' is set by more than {limit} changes.", "Let its value be a table by a fact, and set that."),
        "ja": ("「{given}」を変える特約の変更が{limit}件を超えています。", "値を、事実を by に書いた表にまとめてください。"),
    },
    "dated-by": {
        "en": ("dated_by must name a date of the contract or the claim; '{given}' is none.", ""),
        "ja": ("dated_by には、契約または事故の日付の名前を書きます。「{given}」は日付の名前ではありません。", ""),
    },
}
"""Coverages, steps and endorsements."""

EXAMPLES: dict[str, Message] = {
    "example-open": {
        "en": ("example '{name}': {given} is not determined; it still needs {facts}.", "Give the fact."),
        "ja": ("計算例「{name}」の {given} が確定しません。なお {facts} が必要です。", "その事実を書いてください。"),
    },
    "example-differs": {
        "en": (
            "example '{name}': {given} is {found}, expected {expected}.",
            "Work it out again by hand, and mend the example or the rule.",
        ),
        "ja": ("計算例「{name}」の {given} は {found} です（期待した値は {expected}）。", "手計算で確かめ、計算例か約款を直してください。"),
    },
    "example-dates": {
        "en": ("example '{name}' has no {fact} and answers differently at {first} and {second}.", "Give the date."),
        "ja": ("計算例「{name}」には {fact} がなく、{first} と {second} で答えが異なります。", "その日付を書いてください。"),
    },
    "example-refused": {
        "en": ("example '{name}' is refused: {reason}", ""),
        "ja": ("計算例「{name}」は受け付けられません。{reason}", ""),
    },
    "expect-name": {
        "en": ("'{given}' is neither a coverage, nor a step, nor total, borne or left.", ""),
        "ja": ("「{given}」は、補償、手順、total、borne、left のどれでもありません。", ""),
    },
    # what no example reaches
    "unreached-step": {
        "en": ("no example reaches step '{given}'.", "Write one with an amount that it changes, and expect {name} or {given}."),
        "ja": (
            "手順「{given}」に届く計算例がありません。",
            "この手順で金額が変わる例を書き、{name} か {given} の値を expect に書いてください。",
        ),
    },
    "idle-step": {
        "en": (
            "step '{given}' runs in examples, but changes nothing there.",
            "Write one with an amount that it changes, and expect {name} or {given}.",
        ),
        "ja": (
            "手順「{given}」は計算例で動きますが、どの例でも金額を変えません。",
            "この手順で金額が変わる例を書き、{name} か {given} の値を expect に書いてください。",
        ),
    },
    "unreached-case": {
        "en": ("no example takes case '{given}' of {name}.", "Write one in which {wanted}."),
        "ja": ("{name} の場合「{given}」になる計算例がありません。", "{wanted} となる例を書いてください。"),
    },
    "unreached-waiver": {
        "en": (
            "no example in which '{name}' waives {given}.",
            "Write one with endorsements: [{name}], and an amount that the step would change.",
        ),
        "ja": (
            "特約「{name}」が {given} を適用除外とする計算例がありません。",
            "endorsements: [{name}] を付け、この手順で金額が変わるはずの例を書いてください。",
        ),
    },
    "unreached-set": {
        "en": ("no example in which '{name}' sets {given}.", "Write one with endorsements: [{name}] that uses {given}."),
        "ja": (
            "特約「{name}」が {given} を変える計算例がありません。",
            "endorsements: [{name}] を付け、{given} を使う例を書いてください。",
        ),
    },
    "unreached-row": {
        "en": ("no example uses this value of {name}: {given}.", "Write one in which {wanted}."),
        "ja": ("{name} の値「{given}」を使う計算例がありません。", "{wanted} となる例を書いてください。"),
    },
    "unreached-condition": {
        "en": ("{name}: no example in which {missing}.", "Write one for each, and expect what it comes to."),
        "ja": ("{name}：{missing} となる計算例がありません。", "それぞれについて例を書き、結果を expect に書いてください。"),
    },
    "unreached-requirement": {
        "en": ("no example answers the requirement '{given}'.", "Write one that gives its facts."),
        "ja": ("受付条件「{given}」に答える計算例がありません。", "その事実を示す例を書いてください。"),
    },
    "unreached-breakpoint": {
        "en": ("{name}: no example in which {missing}.", "The payout changes its rule here: write one for each."),
        "ja": ("{name}：{missing} となる計算例がありません。", "ここで支払いの決まりが変わります。それぞれについて例を書いてください。"),
    },
}
"""Examples."""
