"""What is said of a policy that reads well: what in it can never apply, and what is only untidy."""

from __future__ import annotations

from payout.messages.phrases import Message

NEVER: dict[str, Message] = {
    "when-never": {
        "en": ("'{given}' can never hold here.", "Look at the ranges of its facts and at the conditions around it."),
        "ja": ("ここで「{given}」が成り立つことはありません。", "事実の範囲と、まわりの条件を確かめてください。"),
    },
    "case-taken": {
        "en": ("case '{given}' can never apply: earlier cases take all of it.", "Remove it or move it up."),
        "ja": ("場合「{given}」が当てはまることはありません。前の場合がすべて当てはまります。", "削除するか、上へ移してください。"),
    },
    "requires-against": {
        "en": (
            "'{given}' can never hold together with the requirements before it.",
            "Mend one of them: as they stand, every claim is refused.",
        ),
        "ja": (
            "「{given}」が前の受付条件とともに成り立つことはありません。",
            "どれかを直してください。このままでは、すべての請求が受け付けられません。",
        ),
    },
    "waived-always": {
        "en": ("step '{given}' is set aside whenever it could apply.", "Leave the step out, or give the waive a when."),
        "ja": ("手順「{given}」は、当てはまるときには必ず適用除外になります。", "手順を削除するか、waive に when を加えてください。"),
    },
    "set-again": {
        "en": ("endorsement '{name}' sets '{given}' twice (first at {first}), and both can hold.", "Keep one, or give them conditions."),
        "ja": ("特約「{name}」が「{given}」を二度定めています（最初は{first}）。", "一つにするか、両立しない when を加えてください。"),
    },
    "overflow": {
        "en": ("'{given}' can reach {size}; no number may reach 2^127.", ""),
        "ja": ("「{given}」は {size} に達することがあります。上限は 2^127 です。", ""),
    },
    "over-circle": {
        "en": ("endorsement '{given}' prevails over itself: {circle}.", "Break the circle."),
        "ja": ("特約「{given}」が自分自身に優先することになります（{circle}）。", "どこか一か所を改めてください。"),
    },
}
"""What could never apply, or contradicts itself."""

NOTES: dict[str, Message] = {
    "unused": {
        "en": ("{what} is used nowhere.", "Use it or remove it."),
        "ja": ("{what}はどこにも使われていません。", "使うか、削除してください。"),
    },
    "set-unused": {
        "en": ("endorsement '{name}' sets '{given}', which nothing uses.", "Use it or remove the change."),
        "ja": ("特約「{name}」が定める「{given}」は、どこにも使われていません。", "使うか、変更を削除してください。"),
    },
    "kind-uncovered": {
        "en": ("no coverage covers '{given}'.", "Name it under covers, or remove it."),
        "ja": ("「{given}」を対象とする補償がありません。", "covers に加えるか、削除してください。"),
    },
    "mark-uncarried": {
        "en": ("no kind of expense carries the mark '{given}'.", "Name it under has or each of a kind, or remove it."),
        "ja": ("記載事項「{given}」を持つ費用の種類がありません。", "費用の has か each に加えるか、削除してください。"),
    },
    "title-missing": {
        "en": ("{what} has no title in: {languages}.", "Other titles of this policy are in this language."),
        "ja": ("{what}には、次の言語の名称がありません（{languages}）。", "この約款のほかの名称には、その言語があります。"),
    },
    "words-alike": {
        "en": ("words '{other}' and '{given}' of '{name}' have the same title.", "Whoever is asked cannot tell them apart."),
        "ja": ("「{name}」の語「{other}」と「{given}」は名称が同じです。", "尋ねられた方に区別がつきません。"),
    },
    "when-always": {
        "en": ("'{given}' always holds here.", "Leave it out, or ask for something else."),
        "ja": ("ここでは「{given}」が常に成り立ちます。", "削除するか、別の条件にしてください。"),
    },
    "case-rest": {
        "en": ("case '{given}' can never apply: the cases before it leave nothing.", "Remove it, and the when of the case before it."),
        "ja": ("場合「{given}」が当てはまることはありません。前の場合で尽くされます。", "これと、すぐ前の場合の when を削除してください。"),
    },
    "basis-part": {
        "en": ("step '{given}' works per {mark}, and expenses without {mark} pass it untouched: {kinds}.", "Check that this is meant."),
        "ja": ("手順「{given}」は {mark} ごとに働き、{mark} のない費用（{kinds}）には働きません。", "意図どおりか確かめてください。"),
    },
    "wide": {
        "en": ("'{given}' can reach {size}: in columns it needs 128 bits.", "Give its facts narrower ranges, or round in two steps."),
        "ja": ("「{given}」は {size} に達することがあり、列では128ビットが要ります。", "事実の範囲を狭めるか、二段階で丸めてください。"),
    },
    "key-order": {
        "en": ("'{given}' stands behind '{other}'; readers look for it before.", "Keep the order of the guide."),
        "ja": ("「{given}」が「{other}」より後にあります。", "手引きの順に並べてください。"),
    },
    "clause-again": {
        "en": ("the step's clause '{given}' is that of '{name}' already.", "Leave it out."),
        "ja": ("この手順の条項「{given}」は、「{name}」の条項と同じです。", "書かなくてもかまいませんので、削除してください。"),
    },
}
"""What is only untidy."""
