"""What is said of any file: its text, its shape, its values."""

from __future__ import annotations

from payout.messages.phrases import Message

TEXT: dict[str, Message] = {
    "and-more": {
        "en": ("there are more problems; these are the first {limit}.", "Mend these first."),
        "ja": ("問題はほかにもあります。初めの{limit}件だけを示しています。", "先にこれらを直してください。"),
    },
    "unreadable": {
        "en": ("the file cannot be read: {reason}.", "Check the path."),
        "ja": ("ファイルを読み込めません（{reason}）。", "ファイルの場所を確かめてください。"),
    },
    "policy-changed": {
        "en": ("the policy's file has changed since it was read.", "Calculate again."),
        "ja": ("読み込んだ後に約款のファイルが変わっています。", "もう一度計算してください。"),
    },
    "too-large": {
        "en": ("the file has {size} bytes; at most {limit} are read.", "Split it, or check that it is the right file."),
        "ja": (
            "ファイルの大きさが{size}です。読み込めるのは{limit}バイトまでです。",
            "ファイルを分けるか、正しいファイルかどうかを確かめてください。",
        ),
    },
    "not-utf8": {
        "en": ("byte {offset} is not UTF-8.", "Save the file as UTF-8."),
        "ja": ("{offset}バイト目がUTF-8ではありません。", "ファイルをUTF-8で保存してください。"),
    },
    "forbidden-character": {
        "en": ("the character {letter} is not allowed here.", "Remove it: it cannot be seen or changes the direction of the text."),
        "ja": ("ここに文字{letter}は使えません。", "目に見えない文字か、文字の並ぶ向きを変える文字です。削除してください。"),
    },
    "yaml-syntax": {
        "en": ("this is not YAML: {reason}.", "Check the indentation, the brackets and the quotes."),
        "ja": ("YAMLとして読めません（{reason}）。", "字下げ、かっこ、引用符を確かめてください。"),
    },
    "yaml-tab": {
        "en": ("a tab is not allowed for indentation.", "Use spaces."),
        "ja": ("字下げにタブは使えません。", "半角スペースを使ってください。"),
    },
    "bracket-ends": {
        "en": ("inside {{ }} a comma or a bracket ends a value, so '{given}' is cut.", 'Put it in quotes: "{given}".'),
        "ja": (
            "{{ }} の中ではコンマやかっこで値が終わるため、「{given}」が途中で切れています。",
            '"{given}" のように引用符で囲んでください。',
        ),
    },
    "too-deep": {
        "en": ("lists and mappings are nested deeper than {limit}.", "Write it flatter."),
        "ja": ("リストと項目の入れ子が{limit}段を超えています。", "入れ子を浅くしてください。"),
    },
    "too-many-nodes": {
        "en": ("the file has more than {limit} entries.", "Split it."),
        "ja": ("ファイルの要素が{limit}個を超えています。", "ファイルを分けてください。"),
    },
    "number-long": {
        "en": ("a number here has more than {limit} digits.", "No amount and no count has so many: check it."),
        "ja": ("この数は{limit}桁を超えています。", "金額や数量がこの桁数になることはありません。確かめてください。"),
    },
    "too-long": {
        "en": ("a text here is longer than {limit} characters.", "Shorten it."),
        "ja": ("この文字列は{limit}文字を超えています。", "短くしてください。"),
    },
    "yaml-alias": {
        "en": ("anchors and aliases (& and *) are not part of the language.", "Write the value again."),
        "ja": ("アンカーとエイリアス（& と *）は使えません。", "値をもう一度書いてください。"),
    },
    "yaml-tag": {
        "en": ("tags (!) are not part of the language.", "Leave the tag out."),
        "ja": ("タグ（!）は使えません。", "タグを取り除いてください。"),
    },
    "yaml-documents": {
        "en": ("a file holds one document.", "Remove the second ---."),
        "ja": ("一つのファイルに書けるのは一つの文書です。", "二つ目の --- を削除してください。"),
    },
    "yaml-key": {
        "en": ("a key is one word or a quoted text.", "Write one word, as tow."),
        "ja": ("項目名は一つの語か、引用符で囲んだ文字列です。", "tow のような一つの語を書いてください。"),
    },
    "yaml-json": {
        "en": ("a YAML file that begins with a bracket is refused.", "Write each key on a line of its own, or save it as .json."),
        "ja": ("かっこで始まるYAMLファイルは受け付けません。", "項目を一行ずつ書くか、.json として保存してください。"),
    },
    "empty": {
        "en": ("the file is empty.", ""),
        "ja": ("ファイルが空です。", ""),
    },
    "twice": {
        "en": ("'{given}' stands twice; first at {first}.", "Keep one of them."),
        "ja": ("「{given}」が二度書かれています。初出は{first}です。", "どちらか一つにしてください。"),
    },
    "json-syntax": {
        "en": ("this is not JSON: {reason}.", "Check the commas, the brackets and the quotes."),
        "ja": ("JSONとして読めません（{reason}）。", "コンマ、かっこ、引用符を確かめてください。"),
    },
    "json-number": {
        "en": ("only whole numbers are read here; amounts are whole minor units.", "Write an integer."),
        "ja": ("ここに書ける数は整数だけです。金額は最小の通貨単位（円、セントなど）の整数で書きます。", "整数で書いてください。"),
    },
    "json-null": {
        "en": ("null is not a value here.", "Leave the name out when its value is not known."),
        "ja": ("ここに null は書けません。", "値が分からないときは、その項目を書かないでください。"),
    },
}
"""The text of a file or a request, before anything is understood."""

SHAPES: dict[str, Message] = {
    "unknown-key": {
        "en": ("{owner} has no key '{given}'.", ""),
        "ja": ("{owner}に「{given}」という項目はありません。", ""),
    },
    "missing-key": {
        "en": ("{owner} has no {key}.", ""),
        "ja": ("{owner}に {key} がありません。", ""),
    },
    "misspelt-key": {
        "en": ("{owner} has no {key}.", "Write {key} in place of '{given}'."),
        "ja": ("{owner}に {key} がありません。", "「{given}」を {key} に直してください。"),
    },
    "want-mapping": {
        "en": ("{owner} is written as key: value pairs.", "Write the pairs on indented lines below it, or in {{ }}."),
        "ja": ("{owner}は「項目: 値」の形で書きます。", "下の行に字下げして並べるか、{{ }} で囲んでください。"),
    },
    "want-list": {
        "en": ("{owner} is a list.", "Write it in [ ], or, in YAML, with dashes."),
        "ja": ("{owner}はリストです。", "[ ] で囲んでください。YAMLでは、行頭に - を付けて並べることもできます。"),
    },
    "want-text": {
        "en": ("{owner} is one plain value, not a list or a mapping.", ""),
        "ja": ("{owner}に書けるのは一つの値です。リストや「項目: 値」は書けません。", ""),
    },
    "want-quotes": {
        "en": ("{owner} is a text, neither a number nor true or false.", "Write it in quotes."),
        "ja": ("{owner}に書けるのは文字列です。数や true・false は書けません。", "二重引用符で囲んでください。"),
    },
    "no-value": {
        "en": ("{owner} has no value.", "Write one, or remove the line."),
        "ja": ("{owner}の値がありません。", "値を書くか、この行を削除してください。"),
    },
    "not-a-policy": {
        "en": ("this is not a coverage policy: its first key is not payout.", "Begin with payout: 1."),
        "ja": ("これは約款ファイルではありません。最初の項目が payout ではありません。", "payout: 1 から書き始めてください。"),
    },
    "language-version": {
        "en": ("'{given}' is not a version of the language that is read here.", "Write payout: 1."),
        "ja": ("「{given}」は、ここで読める記述言語の版ではありません。", "payout: 1 と書いてください。"),
    },
    "unknown-currency": {
        "en": ("'{given}' is not an ISO 4217 currency.", ""),
        "ja": ("「{given}」はISO 4217の通貨コードではありません。", ""),
    },
    "bad-name": {
        "en": (
            "'{given}' cannot be a name.",
            "Begin with a letter and go on with letters, digits and _, 60 at most; full-width letters are refused.",
        ),
        "ja": ("「{given}」は名前に使えません。", "文字で始め、文字・数字・_ を60字以内で続けてください。全角の英数字は使えません。"),
    },
    "reserved-name": {
        "en": ("'{given}' is a word of the language and cannot be a name.", "Choose another name."),
        "ja": ("「{given}」は記述言語の語なので、名前に使えません。", "別の名前を付けてください。"),
    },
    "name-clash": {
        "en": ("'{given}' already names {other} at {first}.", "Rename one of them."),
        "ja": ("「{given}」はすでに{first}で{other}の名前になっています。", "どちらかの名前を変えてください。"),
    },
    "assume-label": {
        "en": ("a label cannot be assumed.", "Leave assume out: who it is must be asked."),
        "ja": ("ラベルを仮定することはできません。", "assume を削除してください。誰のことかは、お伺いする必要があります。"),
    },
    "words-choice": {
        "en": ("'{given}' is {type}; only a choice has words.", "Remove words, or list the words: type: [a, b]."),
        "ja": ("「{given}」は{type}です。words は選択肢だけに書きます。", "words を削除するか、type: [a, b] のように語を並べてください。"),
    },
    "unknown-type": {
        "en": ("'{given}' is not a type.", ""),
        "ja": ("「{given}」という型はありません。", ""),
    },
    "unknown-name": {
        "en": ("there is no {what} '{given}'.", ""),
        "ja": ("「{given}」という{what}はありません。", ""),
    },
    "unknown-word": {
        "en": ("'{given}' is not a value of '{name}'.", ""),
        "ja": ("「{given}」は「{name}」の値ではありません。", ""),
    },
}
"""Keys, shapes and names."""

VALUES: dict[str, Message] = {
    "not-a-date": {
        "en": ("'{given}' is not a date.", "Write it as 2026-01-31."),
        "ja": ("「{given}」は日付ではありません。", "2026-01-31 のように書いてください。"),
    },
    "not-a-moment": {
        "en": ("'{given}' is not a date with time.", "Write it as 2026-01-31T18:40."),
        "ja": ("「{given}」は日時ではありません。", "2026-01-31T18:40 のように書いてください。"),
    },
    "not-yes-no": {
        "en": ("'{given}' is neither yes nor no.", "Write {help}."),
        "ja": ("「{given}」は yes でも no でもありません。", "{help} を書いてください。"),
    },
    "not-an-amount": {
        "en": ("'{given}' is not an amount.", "Write digits only, as 150_000."),
        "ja": ("「{given}」は金額ではありません。", "150_000 のように数字だけで書いてください。"),
    },
    "amount-json": {
        "en": ("'{given}' is not an amount in JSON.", "Write a number in whole minor units, without quotes."),
        "ja": ("「{given}」はJSONの金額ではありません。", "引用符を付けず、最小の通貨単位（円、セントなど）の整数で書いてください。"),
    },
    "amount-spelling": {
        "en": ("'{given}' is not how an amount is written here.", "Write {help}."),
        "ja": ("ここでは金額を「{given}」とは書きません。", "{help} と書いてください。"),
    },
    "amount-decimals": {
        "en": ("'{given}' has more decimals than {currency} has.", ""),
        "ja": ("「{given}」は、{currency}で使える小数の桁数を超えています。", ""),
    },
    "amount-range": {
        "en": ("'{given}' is beyond the range of amounts, 0 to {high}.", ""),
        "ja": ("「{given}」は、書ける金額の範囲（0から{high}まで）を外れています。", ""),
    },
    "not-a-count": {
        "en": ("'{given}' is not a whole number.", "Write digits only."),
        "ja": ("「{given}」は整数ではありません。", "数字だけで書いてください。"),
    },
    "not-a-rate": {
        "en": ("'{given}' is not a rate.", "Write it as 20%, 9.25% or 1/9."),
        "ja": ("「{given}」は割合ではありません。", "20%、9.25%、1/9 のように書いてください。"),
    },
    "not-a-percentage": {
        "en": ("'{given}' is not a rate in percent.", "Write it as 20% or 9.25%, with two decimals at most."),
        "ja": ("「{given}」は百分率ではありません。", "20% や 9.25% のように、小数2桁までで書いてください。"),
    },
    "rate-sign": {
        "en": ("'{given}' needs its percent sign here.", 'Write "70%".'),
        "ja": ("ここでは「{given}」に % を付ける必要があります。", '"70%" のように書いてください。'),
    },
    "not-a-label": {
        "en": ("a label has 1 to 100 characters.", "Write a name, or leave it out."),
        "ja": ("ラベルは1文字から100文字までです。", "名前を書くか、この項目を省いてください。"),
    },
    "out-of-range": {
        "en": ("'{given}' is outside the range of '{name}', {low} to {high}.", ""),
        "ja": ("「{given}」は「{name}」の範囲（{low}から{high}まで）を外れています。", ""),
    },
    "not-a-range": {
        "en": ("'{given}' is not a range.", "Write low..high; either end may be left open."),
        "ja": ("「{given}」は範囲ではありません。", "下限..上限 と書いてください。どちらかは省けます。"),
    },
    "not-a-rounding": {
        "en": ("'{given}' is not a rounding.", "Write down, up, half_up or half_even, and to 100 or to 1% where needed."),
        "ja": (
            "「{given}」は端数処理ではありません。",
            "down・up・half_up・half_even のいずれかを書き、必要なら to 100 や to 1% を続けてください。",
        ),
    },
    "not-an-endorsement": {
        "en": ("the policy has no endorsement '{given}'.", ""),
        "ja": ("この約款に「{given}」という特約はありません。", ""),
    },
}
"""One value."""
