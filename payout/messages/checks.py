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
            "「{given}」が前の要件とともに成り立つことはありません。",
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
    "over-circle": {
        "en": ("endorsement '{given}' prevails over itself: {circle}.", "Break the circle."),
        "ja": ("特約「{given}」が自分自身に優先することになります（{circle}）。", "どこか一か所を改めてください。"),
    },
}
"""What could never apply, or contradicts itself."""
