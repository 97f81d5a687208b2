"""Four answers about a statement: what is right, what is wrong, and what cannot be told; nothing missing is ever taken for valid."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zlib
from datetime import timedelta, timezone
from pathlib import Path
from time import process_time

import msgspec
import pytest
from asn1crypto import pem, x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID

from payout import pdf, rules
from payout.problem import Problems
from payout.seal.answers import Answer, Reason, Verdict, status_of, text, untold
from payout.seal.blob import certificate_of
from payout.seal.keys import from_file, roots_of, trial
from payout.seal.reading import Original, Reference, fields_of, understood
from payout.seal.signing import seal, sign
from payout.seal.verifying import verify
from payout.source import content_hash, read_tree
from payout.statement import statement_of
from payout.statement.record import NAME, Data, bytes_of, read_record
from tests.sealed import (
    AT,
    KINDS,
    LATER,
    PASSWORD,
    folder,
    key,
    key_in,
    p12,
    record,
    refused,
    signed_by_both,
    time_stamper,
    unsigned,
    verdicts,
)
from tests.test_cli import ROOT, run
from tests.verified import page

TREE = rules.tree_of(rules.policy(record().calculation.policy.id))

UNQUOTED = TREE.replace(b"\"'", b'"', 1)


def roots() -> list[x509.Certificate]:
    return roots_of(folder() / "authority.pem")


def of(data: Data, policy: bytes | None = TREE, language: str = "ja") -> bytes:
    """The statement of a record that somebody has changed."""
    return pdf.of(read_record(bytes_of(data)), language, "customer", policy=policy)


def told(data: bytes) -> str:
    """All that is said of a file, in English."""
    return "\n".join(text(verify(data, roots(), LATER), "en"))


@pytest.mark.parametrize("profile", ["customer", "office"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_statement_that_both_signed_is_valid_in_all_four(language: str, profile: str) -> None:
    assert verdicts(signed_by_both(unsigned(language, profile))) == ["valid"] * 4


def test_the_answers_say_who_and_when_and_what_was_compared() -> None:
    said = told(signed_by_both())
    assert "author: payout trial author - not for use, 2026-11-20 10:00+09:00 as the signer states" in said
    assert "approver: payout trial approver - not for use, 2026-11-20 11:00+09:00" in said
    assert "the signature of the approver covers the whole file; nothing but signatures was added" in said
    assert f"{len(unsigned()):,} bytes, byte for byte" in said
    assert "policy at hand: yes" in said
    assert record().hash in said


def test_unsigned_signed_by_one_and_no_trust_store_cannot_be_told() -> None:
    rest = ["valid"] * 3
    assert verdicts(unsigned()) == ["cannot tell", *rest]
    assert verdicts(sign(unsigned(), "author", key("author"), AT)) == ["cannot tell", *rest]
    assert verdicts(signed_by_both(), []) == ["cannot tell", *rest]


def test_another_trust_store_cannot_tell(tmp_path: Path) -> None:
    trial(tmp_path / "others", PASSWORD, AT)
    assert verdicts(signed_by_both(), roots_of(tmp_path / "others" / "authority.pem"))[0] == "cannot tell"
    author = from_file(tmp_path / "others" / "author.p12", PASSWORD)
    half = sign(sign(unsigned(), "author", author, AT), "approver", key("approver"), LATER)
    assert verdicts(half)[0] == "cannot tell"
    assert "does not lead to payout trial authority" in told(half)


def test_a_certificate_counts_at_the_time_of_the_signature_and_its_end_needs_a_time_stamp(tmp_path: Path) -> None:
    author = key_in(tmp_path / "a.p12", p12(KINDS["P-256"], until=AT + timedelta(days=1)))
    both = sign(sign(unsigned(), "author", author, AT), "approver", key("approver"), LATER)
    trusted = [*roots(), certificate_of(author)]
    assert verdicts(both, trusted)[0] == "valid"
    assert verdicts(both, trusted, AT + timedelta(days=2))[0] == "cannot tell"
    stamper, authority = time_stamper(LATER)
    stamped = sign(sign(unsigned(), "author", author, AT, stamper), "approver", key("approver"), LATER)
    assert verdicts(stamped, trusted)[0] == "cannot tell"  # nobody trusts the stamp yet
    assert verdicts(stamped, [*trusted, authority])[0] == "valid"


def test_a_signature_from_the_future_cannot_be_told() -> None:
    assert verdicts(signed_by_both(), now=AT - timedelta(minutes=1))[0] == "cannot tell"
    stamper, authority = time_stamper(LATER + timedelta(hours=1))
    stamped = sign(sign(unsigned(), "author", key("author"), AT, stamper), "approver", key("approver"), LATER)
    assert verdicts(stamped, [*roots(), authority])[0] == "cannot tell"


def test_the_same_key_twice_is_wrong() -> None:
    twice = seal(sign(unsigned(), "author", key("author"), AT), "approver", key("author"), LATER)
    assert verdicts(twice) == ["wrong", "valid", "valid", "valid"]


def test_a_certificate_for_another_purpose_is_wrong_even_of_an_authority_that_is_trusted(tmp_path: Path) -> None:
    authority = ec.generate_private_key(ec.SECP256R1())
    _, root, _ = pkcs12.load_key_and_certificates(p12(authority, name="見本 認証局", authority=True), PASSWORD.encode())
    assert root is not None
    trusted = [*roots(), x509.Certificate.load(root.public_bytes(Encoding.DER))]
    found = {}
    for name, made in {
        "good": p12(KINDS["P-256"], issuer=authority),
        "server": p12(KINDS["P-256"], issuer=authority, purpose=ExtendedKeyUsageOID.SERVER_AUTH),
        "enciphering": p12(KINDS["P-256"], issuer=authority, signs=False),
        "expired": p12(KINDS["P-256"], issuer=authority, until=AT - timedelta(hours=1)),
    }.items():
        chosen = key_in(tmp_path / "key.p12", made)
        found[name] = verdicts(seal(seal(unsigned(), "author", chosen, AT), "approver", key("approver"), LATER), trusted)[0]
    assert found == {"good": "valid", "server": "wrong", "enciphering": "wrong", "expired": "wrong"}


def test_a_signature_by_nobody_or_by_a_key_that_is_short_cannot_be_told(tmp_path: Path) -> None:
    for name, made, words in (
        ("a", p12(KINDS["P-256"], name=" "), "author: the certificate names nobody"),
        ("b", p12(rsa.generate_private_key(65537, 1024)), "the key of 見本 署名者 (1024 bits) is not of a kind that lasts"),
    ):
        chosen = key_in(tmp_path / f"{name}.p12", made)
        answer = verify(seal(unsigned(), "author", chosen, AT), [*roots(), certificate_of(chosen)], LATER)[0]
        assert [reason.verdict for reason in answer.reasons if words in reason.words["en"]] == [Verdict.UNTOLD]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_key_is_verified(kind: str, tmp_path: Path) -> None:
    chosen = key_in(tmp_path / "key.p12", p12(KINDS[kind]))
    both = sign(sign(unsigned(), "author", chosen, AT), "approver", key("approver"), LATER)
    assert verdicts(both, [*roots(), certificate_of(chosen)]) == ["valid"] * 4


# ---- page, amounts, hashes ------------------------------------------------------------------------------------------------


def test_data_that_was_changed_and_rendered_again_has_wrong_amounts() -> None:
    """Whoever can render can make a page that agrees with its data; the amounts still come from the policy."""
    data = record().data
    claim = json.loads(json.dumps(data.claim))
    claim["expenses"][0]["amount"] += 1_000
    found = verify(of(msgspec.structs.replace(data, claim=claim)), roots(), LATER)
    assert [answer.verdict for answer in found[1:]] == [Verdict.VALID, Verdict.WRONG, Verdict.VALID]


def test_another_edition_or_other_fonts_cannot_tell_the_page() -> None:
    other = of(msgspec.structs.replace(record().data, edition="0.0"))
    assert verdicts(other)[1:] == ["cannot tell", "valid", "wrong"]  # the page was made by this edition and says so
    fonts = of(msgspec.structs.replace(record().data, fonts={"regular": "0" * 64, "bold": "0" * 64}))
    assert verdicts(fonts)[1:] == ["cannot tell", "valid", "valid"]


def test_a_policy_that_is_not_attached_is_taken_from_the_shelf_or_cannot_be_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bare = unsigned(policy=False)
    assert verdicts(bare)[2] == "valid"
    monkeypatch.setenv("PAYOUT_RULES", str(tmp_path))
    assert verdicts(bare)[1:] == ["valid", "cannot tell", "valid"]
    assert verdicts(unsigned())[1:] == ["valid", "cannot tell", "valid"]
    assert "policy at hand: no; worked out with the attached one, which nobody here can vouch for" in told(unsigned())


def test_another_policy_of_that_name_on_the_shelf_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Somebody's own limits under the name of ours come to amounts that agree with themselves, and with nothing else."""
    (tmp_path / "jp").mkdir()
    ours = (ROOT / "rules/jp/personal-auto.yaml").read_text(encoding="utf-8")
    (tmp_path / "jp/personal-auto.yaml").write_text(ours.replace("150_000", "160_000"), encoding="utf-8")
    monkeypatch.setenv("PAYOUT_RULES", str(tmp_path))
    assert verdicts(unsigned())[1:] == ["valid", "cannot tell", "valid"]
    assert "policy at hand: another jp/personal-auto (" in told(unsigned())


@pytest.mark.parametrize(
    "tree",
    [json.dumps(json.loads(TREE), ensure_ascii=False, indent=1).encode(), TREE.replace("費用".encode(), b"\\u8cbb\\u7528", 1), UNQUOTED],
    ids=["spaces", "escapes", "quotes"],
)
def test_a_policy_that_only_its_hash_calls_ours_cannot_be_told(tree: bytes) -> None:
    """The hash is of texts, whatever marks and spaces stand between them; whoever opens the attachment sees those too."""
    assert tree != TREE
    assert verdicts(of(record().data, tree))[1:] == ["valid", "cannot tell", "valid"]


def test_an_attached_policy_that_nobody_knows_is_worked_out_only_up_to_a_length() -> None:
    """Its author may have written it to keep us busy."""
    found = []
    for count in (4_000, 9_000):
        changed = json.loads(TREE)
        changed["define"] |= {f"one_of_{at}": "not drivable" for at in range(count)}
        tree = json.dumps(changed, ensure_ascii=False).encode()
        used = msgspec.structs.replace(record().calculation.policy, hash=content_hash(read_tree(tree, rules.TREE)))
        data = msgspec.structs.replace(record().data, calculation=msgspec.structs.replace(record().calculation, policy=used))
        begin = process_time()
        found.append(told(of(data, tree)))
        assert process_time() - begin < 30
    assert "amounts: wrong\n  the policy jp/personal-auto gives other amounts" in found[0]  # each definition is told in the answer
    assert "amounts: cannot tell\n  the policy jp/personal-auto is not at hand, and the attached one (" in found[1]


def test_another_policy_attached_is_wrong() -> None:
    other = of(record().data, rules.tree_of(rules.policy("jp/distance-charge")))
    assert verdicts(other)[1:] == ["valid", "wrong", "valid"]
    assert verdicts(of(record().data, b"{}"))[2] == "wrong"


def test_a_page_with_the_data_of_another_statement_is_wrong() -> None:
    drawn = statement_of(record(), "ja", "customer")
    data = msgspec.structs.replace(record().data, claim={**record().data.claim, "case": {"statement_date": "2026-11-21"}})
    attached = [pdf.Attachment(NAME, "application/json", "計算の資料（請求、計算結果）", bytes_of(data))]
    mixed = pdf.render(drawn, [*attached, pdf.Attachment(rules.TREE, "application/json", "計算に用いた約款規則", TREE)])
    assert verdicts(mixed)[1:] == ["wrong", "valid", "wrong"]
    assert "the QR code does not say this hash" in told(mixed)
    assert "the metadata name another hash" in told(mixed)


@pytest.mark.parametrize("data", [b"", b"{}", b"[" * 100_000, b"\xff", b'{"schema":"payout.record/2"}'])
def test_data_that_is_no_record_is_wrong(data: bytes) -> None:
    file = pdf.render(statement_of(record()), [pdf.Attachment(NAME, "application/json", "x", data)])
    assert verdicts(file)[1:3] == ["wrong", "wrong"]


def test_a_statement_without_its_data_is_wrong() -> None:
    assert verdicts(pdf.render(statement_of(record())))[1:] == ["wrong"] * 3


def test_a_file_without_our_fields_is_no_statement() -> None:
    assert refused(verify, unsigned().replace(b"/T(author)", b"/T(nobody)"), [], LATER).code == "not-a-statement"


def test_what_stands_behind_a_statement_speaks_against_all_of_it() -> None:
    """A reader shows the last page 1 and the last attachment of a file, wherever they stand."""
    assert verdicts(signed_by_both() + b"5 0 obj\n<</Type/Page>>\nendobj\n") == ["wrong"] * 4
    assert verdicts(unsigned() + b"\n")[1:] == ["wrong"] * 3


def test_an_approver_who_signs_before_the_author_is_wrong() -> None:
    once = sign(unsigned(), "author", key("author"), LATER)
    assert refused(sign, once, "approver", key("approver"), AT).code == "before-the-author"
    backwards = seal(once, "approver", key("approver"), AT)
    assert verdicts(backwards)[0] == "wrong"
    assert "the approver states an earlier time than the author" in told(backwards)


def test_a_signature_before_the_statement_s_own_date_cannot_be_told() -> None:
    """The file contradicts itself, and nothing in it says which of the two times is right."""
    midnight = AT.replace(hour=0)
    assert refused(sign, unsigned(), "author", key("author"), midnight - timedelta(seconds=1)).code == "before-the-statement"
    early = seal(seal(unsigned(), "author", key("author"), midnight - timedelta(seconds=1)), "approver", key("approver"), LATER)
    assert verdicts(early) == ["cannot tell", "valid", "valid", "valid"]
    assert "author: the signer states a time, 2026-11-19 23:59+09:00, before the statement's own date, 2026-11-20" in told(early)
    elsewhere = midnight.astimezone(timezone(-timedelta(hours=8)))  # still the day before, where the signer is
    assert verdicts(sign(sign(unsigned(), "author", key("author"), elsewhere), "approver", key("approver"), LATER)) == ["valid"] * 4


def test_a_time_that_is_none_is_a_signature_that_is_wrong() -> None:
    """Only whoever has the key can write it, and the other answers stay what they are."""
    month = AT.replace(month=12)
    once = seal(unsigned(), "author", key("author"), month)
    assert verdicts(once.replace(b"20261220", b"20261320"), now=month) == ["wrong", "valid", "valid", "valid"]


def test_two_certificates_of_one_name_are_one_person(tmp_path: Path) -> None:
    """Whatever the keys are: the same key in another spelling, or a second key of the same person."""
    first, second = (key_in(tmp_path / f"{name}.p12", p12(KINDS[name])) for name in ("P-256", "P-384"))
    once = sign(unsigned(), "author", first, AT)
    assert certificate_of(first).subject == certificate_of(second).subject
    assert refused(sign, once, "approver", second, LATER).code == "same-signer"


def test_a_person_in_the_trust_store_makes_nobody_else_trusted(tmp_path: Path) -> None:
    path = tmp_path / "people.pem"
    path.write_bytes((folder() / "authority.pem").read_bytes() + pem.armor("CERTIFICATE", certificate_of(key("author")).dump()))
    problem = refused(roots_of, path)
    assert (problem.code, problem.values["given"]) == ("not-an-authority", "payout trial author - not for use")


def test_a_key_that_is_not_its_certificates_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library that writes such a file refuses it, others do not."""
    path = tmp_path / "mixed.p12"
    path.write_bytes(p12(KINDS["P-256"]))
    _, certificate, _ = pkcs12.load_key_and_certificates(path.read_bytes(), PASSWORD.encode())
    other = ec.generate_private_key(ec.SECP256R1())
    monkeypatch.setattr(pkcs12, "load_key_and_certificates", lambda *_: (other, certificate, []))
    assert refused(from_file, path, PASSWORD).code == "not-a-key"


def test_an_answer_keeps_to_its_line() -> None:
    """What a file says of itself clears no screen and begins no line."""
    hostile = Answer("amounts", (untold("policy-missing", id="x\x1b[2J\nsignatures: valid\u202e", hash="0"),))
    lines = text([hostile], "en")
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)


def test_a_page_tree_that_leads_to_itself_is_answered() -> None:
    data = unsigned()
    pages = re.search(rb"/Pages (\d+ 0 R)", data)
    kids = re.search(rb"/Kids \[ (.+?) \]", data)
    assert pages is not None
    assert kids is not None
    looped = data[: kids.start(1)] + pages[1].ljust(len(kids[1])) + data[kids.end(1) :]
    assert len(looped) == len(data)
    assert verdicts(looped)[1] == "wrong"


@pytest.mark.parametrize(
    "objects",
    [
        {1: b"<</AcroForm <</Fields [%s]>>>>" % (b"2 0 R " * 3)},
        {1: b"<</AcroForm <</Fields [%s]>>>>" % (b"2 0 R " * 100_000)},
        {1: b"<</AcroForm %s>>" % (b"[" * 100_000)},
        {1: b"<</AcroForm %s>>" % (b"7" * 1_000_000)},
        {1: b"<</AcroForm [%s]>>" % (b"1 " * 200_000)},
    ],
    ids=["three fields", "many fields", "deep", "digits", "long"],
)
def test_what_no_statement_holds_is_refused_at_once(objects: dict[int, bytes]) -> None:
    data, places = b"", {}
    for number, body in objects.items():
        places[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    original = Original(data, places, {"/Root": Reference(1), "/Size": 3})
    with pytest.raises(Problems, match="no statement as payout writes it"), understood(""):
        fields_of(original)


@pytest.mark.parametrize("content", [b"1 1 1 1 re\n" * 20_000, b"1 2 3 4 re\n" * 200_000 + b"f\n"], ids=["no end", "one shape"])
def test_a_page_of_nothing_but_rectangles_shows_no_code_and_is_read_at_once(content: bytes) -> None:
    begin = process_time()
    assert not pdf.shows_code(content, statement_of(record()).code)
    assert process_time() - begin < 5


def test_a_stream_that_would_burst_is_refused() -> None:
    """Our streams only store: what unpacks to more than it is was written by somebody else."""
    packed = zlib.compress(bytes(50_000_000))
    data = b"1 0 obj\n<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (len(packed), packed)
    with pytest.raises(Problems, match="no statement as payout writes it"), understood(""):
        Original(data, {1: 0}, {}).stream(Reference(1))


def test_the_page_of_answers_is_up_to_date() -> None:
    assert page() == (ROOT / "docs" / "verify.md").read_text(encoding="utf-8"), "run: python -m tests.verified > docs/verify.md"


def test_the_worst_answer_is_the_exit_status() -> None:
    def answer(*found: Verdict) -> Answer:
        return Answer("page", tuple(Reason(verdict, {"en": "", "ja": ""}) for verdict in found))

    assert answer().verdict is Verdict.UNTOLD
    assert [status_of([answer(Verdict.VALID), answer(verdict)]) for verdict in (Verdict.VALID, Verdict.UNTOLD, Verdict.WRONG)] == [0, 6, 1]
    assert status_of([answer(Verdict.WRONG, Verdict.UNTOLD)]) == 1


# ---- the command ----------------------------------------------------------------------------------------------------------


def test_the_command_tells_a_good_an_unsigned_an_altered_and_a_foreign_file(tmp_path: Path) -> None:
    trust = ("--trust", folder() / "authority.pem", "--at", LATER.isoformat())
    files = {
        "good": (signed_by_both(), 0, "署名: 正しい"),
        "unsigned": (unsigned(), 6, "署名: 判断できない"),
        "altered": (signed_by_both().replace(b"864,900", b"964,900").replace(b'"paid":864900', b'"paid":964900'), 1, "紙面: 誤り"),
        "longer": (signed_by_both() + b"\n", 1, "署名ではないものが1バイト付け加えられている"),
        "foreign": (b"%PDF-1.7\n%%EOF\n", 4, "payout が作成した形の計算書ではありません"),
        "cut": (signed_by_both()[:1_000], 4, "ファイルが途中で終わっています"),
    }
    for name, (data, status, words) in files.items():
        (tmp_path / name).write_bytes(data)
        done = run("verify", tmp_path / name, *trust)
        assert (done.returncode, words in done.stdout + done.stderr) == (status, True), (name, done.stdout, done.stderr)
    assert run("verify", tmp_path / "good", "--at", LATER.isoformat()).returncode == 6
    data = json.loads(run("verify", tmp_path / "good", *trust, "--json").stdout)
    assert (data["schema"], [answer["verdict"] for answer in data["answers"]]) == ("payout.verification/1", ["valid"] * 4)
    wrong = run("verify", tmp_path / "good", "--trust", tmp_path / "foreign")
    assert (wrong.returncode, "PEM形式の証明書がありません" in wrong.stderr) == (4, True)
    empty = run("verify", tmp_path / "good", *trust, "--policies", tmp_path)
    assert (empty.returncode, "手元の約款: なし" in empty.stdout) == (6, True)


def test_verifying_asks_no_network(tmp_path: Path) -> None:
    (tmp_path / "good.pdf").write_bytes(signed_by_both())
    words = ["verify", str(tmp_path / "good.pdf"), "--trust", str(folder() / "authority.pem"), "--at", LATER.isoformat()]
    code = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise SystemExit('a network was asked')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        f"from payout.cli import _status; sys.exit(_status({words!r}))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
