"""What is said of signed statements, and of the keys that sign them."""

from __future__ import annotations

from payout.messages.phrases import Message

SEALS: dict[str, Message] = {
    "not-a-pdf": {
        "en": ("the file is no PDF.", "Take the PDF that payout statement wrote."),
        "ja": ("このファイルはPDFではありません。", "payout statement が作成したPDFを指定してください。"),
    },
    "not-a-statement": {
        "en": ("the file is no statement as payout writes it.", "Take the PDF that payout statement wrote, unchanged."),
        "ja": (
            "このファイルは、payout が作成した形の計算書ではありません。",
            "payout statement が作成したPDFを、変更せずに指定してください。",
        ),
    },
    "cut-short": {
        "en": ("the file ends in the middle.", "Copy or fetch it again."),
        "ja": ("ファイルが途中で終わっています。", "もう一度コピーまたは取得してください。"),
    },
    "no-field": {
        "en": ("the statement has no signature field for the {role}.", "Make the statement again."),
        "ja": ("この計算書に、{role}の署名欄がありません。", "計算書を作り直してください。"),
    },
    "signed-already": {
        "en": ("the {role} has already signed this statement.", "A statement that must change is made anew."),
        "ja": ("この計算書には、{role}の署名がすでにあります。", "内容を改めるときは、計算書を作り直してください。"),
    },
    "author-first": {
        "en": ("the approver cannot sign before the author.", "Let the author sign first."),
        "ja": ("作成者より先に承認者が署名することはできません。", "先に作成者が署名してください。"),
    },
    "before-the-author": {
        "en": ("the author signed at {earlier}, and the approver would sign before that, at {at}.", "Check the clock, or --at."),
        "ja": (
            "作成者の署名の日時は{earlier}で、承認者の署名の日時{at}がそれより前になります。",
            "機械の時計か --at を確かめてください。",
        ),
    },
    "before-the-statement": {
        "en": (
            "the statement is dated {date}, and would be signed before that, at {at}.",
            "Check the clock or --at, sign on that day, or make the statement with another date.",
        ),
        "ja": (
            "計算書の作成日は{date}で、署名の日時{at}がそれより前になります。",
            "機械の時計か --at を確かめてください。作成日を先の日付にした計算書には、その日以降に署名するか、作成日を改めてください。",
        ),
    },
    "wrong-statement": {
        "en": ("this statement is not to be signed: {reason}.", "Make the statement again from the claim, and sign that."),
        "ja": ("この計算書には署名できません（{reason}）。", "請求から計算書を作成し直して、それに署名してください。"),
    },
    "not-an-authority": {
        "en": ("'{given}' is no certification authority.", "Put the authority's certificate into the trust store, not a person's."),
        "ja": ("「{given}」は認証局の証明書ではありません。", "個人の証明書ではなく、認証局の証明書を指定してください。"),
    },
    "same-signer": {
        "en": ("the author signed with this key or under this name.", "Let somebody else approve."),
        "ja": ("作成者の署名と、鍵または名義人が同じです。", "別の人が承認してください。"),
    },
    "added-after": {
        "en": ("something other than a signature was added to the statement: {bytes} bytes.", "Sign the statement as it was made."),
        "ja": (
            "計算書に、署名ではないものが{bytes}バイト付け加えられています。",
            "作成されたままの計算書に署名してください。",
        ),
    },
    "not-a-key": {
        "en": ("the file holds no key with its certificate.", "Take a PKCS#12 file with an RSA, EC or Ed25519 key."),
        "ja": (
            "このファイルに、証明書の付いた鍵がありません。",
            "RSA・EC・Ed25519のいずれかの鍵を収めたPKCS#12ファイルを指定してください。",
        ),
    },
    "key-password": {
        "en": ("the password does not open the key.", "Check it; --password-file reads it from a file."),
        "ja": (
            "このパスワードでは鍵を開けません。",
            "パスワードを確かめてください。--password-file でファイルから読み込めます。",
        ),
    },
    "no-password": {
        "en": ("the key needs a password, and nobody is there to ask.", "Give --password-file, or PAYOUT_KEY_PASSWORD."),
        "ja": (
            "鍵を開くパスワードが必要ですが、入力を求められません。",
            "--password-file か PAYOUT_KEY_PASSWORD で指定してください。",
        ),
    },
    "key-kind": {
        "en": (
            "the key of '{given}', of {bits} bits, is not of a kind that lasts.",
            "Use RSA from 2048 bits, P-256, P-384, P-521 or Ed25519.",
        ),
        "ja": (
            "「{given}」の鍵（{bits}ビット）は、長期の保管に使える種類ではありません。",
            "2048ビット以上のRSA、P-256、P-384、P-521、Ed25519のいずれかを使ってください。",
        ),
    },
    "no-token": {
        "en": ("the token '{given}' cannot be opened: {reason}.", "Check --pkcs11 and --token."),
        "ja": ("トークン「{given}」を開けません（{reason}）。", "--pkcs11 と --token を確かめてください。"),
    },
    "token-pin": {
        "en": ("the PIN does not open the token '{given}'.", "Check it: a token locks after a few wrong ones."),
        "ja": (
            "このPINではトークン「{given}」を開けません。",
            "PINを確かめてください。続けて間違えるとトークンが使えなくなります。",
        ),
    },
    "no-key": {
        "en": ("the token has no key and certificate labelled '{given}'.", "Name the label that both have with --key."),
        "ja": ("ラベルが「{given}」の鍵と証明書がトークンにありません。", "両方に付いているラベルを --key で指定してください。"),
    },
    "certificate-early": {
        "en": ("the certificate of '{given}' is valid from {from}, and the signature is of {at}.", "Check --at, or take another key."),
        "ja": (
            "「{given}」の証明書は{from}から有効で、署名の日時{at}にはまだ有効ではありません。",
            "--at を確かめるか、別の鍵を使ってください。",
        ),
    },
    "certificate-expired": {
        "en": (
            "the certificate of '{given}' was valid until {until}, and the signature is of {at}.",
            "Take a key that is valid.",
        ),
        "ja": (
            "「{given}」の証明書の有効期限は{until}で、署名の日時{at}にはすでに切れています。",
            "有効な証明書の鍵を使ってください。",
        ),
    },
    "certificate-nameless": {
        "en": ("the certificate names nobody.", "Take a key whose certificate names a person or an office."),
        "ja": ("証明書に名義人の名前がありません。", "個人名か部署名の入った証明書の鍵を使ってください。"),
    },
    "certificate-usage": {
        "en": ("the certificate of '{given}' is not for signing documents.", "Take a key whose certificate allows digital signatures."),
        "ja": ("「{given}」の証明書は文書への署名用ではありません。", "電子署名に使える証明書の鍵を使ってください。"),
    },
    "moment-zone": {
        "en": ("'{given}' is not a moment with its zone.", "Write it as 2026-11-20T10:00+09:00."),
        "ja": ("「{given}」は、時差まで書いた日時ではありません。", "2026-11-20T10:00+09:00 のように書いてください。"),
    },
    "moment-ahead": {
        "en": ("the time of signing, {at}, has not come yet.", "Leave --at out to sign now, or check this machine's clock."),
        "ja": (
            "署名の日時{at}が、まだ来ていません。",
            "今署名するときは --at を省いてください。機械の時計も確かめてください。",
        ),
    },
    "no-time-stamp": {
        "en": ("the time-stamp server gave no time stamp: {reason}.", "Try again, or sign without --timestamp."),
        "ja": (
            "タイムスタンプが得られません（{reason}）。",
            "もう一度試すか、--timestamp なしで署名してください。",
        ),
    },
    "not-a-trust-store": {
        "en": ("the file holds no certificate in PEM form.", "Take the certificates of the authorities that are trusted."),
        "ja": ("このファイルに、PEM形式の証明書がありません。", "信頼する認証局の証明書を指定してください。"),
    },
    "folder-taken": {
        "en": ("this is already there, and keys are never overwritten.", "Name a folder that does not exist."),
        "ja": ("すでに存在します。鍵を上書きすることはありません。", "まだないフォルダーを指定してください。"),
    },
    "is-a-folder": {
        "en": ("this is a folder, and a file is to be written.", "Name the file."),
        "ja": ("ファイルの書き込み先がフォルダーです。", "ファイルの名前を指定してください。"),
    },
}
"""Signed statements and their keys."""
