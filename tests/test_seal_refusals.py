"""What is not signed, and with what not: a sentence each, in both languages, and nothing half written."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from payout.problem import Problems
from payout.seal import attachments_of
from payout.seal.blob import certificate_of
from payout.seal.keys import TRIAL_AUTHORITY, from_file, key_of, name_of
from payout.seal.reading import MOST_BYTES, MOST_OBJECTS, Original, Reference, file_of, original_of
from payout.seal.signing import AHEAD, sign, signing_moment
from tests.sealed import AT, KINDS, LIBRARY, PASSWORD, PrivateKey, folder, key, key_in, p12, refused, signed_by_both, unsigned
from tests.test_cli import ROOT, run


def test_the_order_is_author_then_approver_each_once_and_not_the_same_person() -> None:
    once = sign(unsigned(), "author", key("author"), AT)
    assert refused(sign, unsigned(), "approver", key("approver"), AT).code == "author-first"
    assert refused(sign, once, "author", key("approver"), AT).code == "signed-already"
    assert refused(sign, once, "approver", key("author"), AT).code == "same-signer"
    assert refused(sign, signed_by_both(), "approver", key("approver"), AT).code == "signed-already"


def test_a_file_that_is_no_statement_or_was_changed_is_not_signed() -> None:
    def code(data: bytes) -> str:
        return refused(sign, data, "author", key("author"), AT).code

    assert code(b"") == "not-a-pdf"
    assert code(b"hello") == "not-a-pdf"
    assert code(unsigned()[: len(unsigned()) // 2]) == "cut-short"
    assert code(unsigned()[:-3]) == "cut-short"
    assert code(b"%PDF-1.7\nstartxref\n3\n%%EOF\n") == "not-a-statement"
    assert code(unsigned() + b"\n") == "added-after"
    assert code(unsigned().replace(b"/T(author)", b"/T(nobody)")) == "no-field"
    assert code(signed_by_both()[:-1]) == "added-after"


def test_a_file_cut_anywhere_is_refused_with_a_sentence() -> None:
    whole = signed_by_both()
    for end in range(0, len(whole), 4_999):
        refused(sign, whole[:end], "approver", key("approver"), AT)


@pytest.mark.parametrize("part", [b"[", b"<<", b"<</A", b"(", b"((", b"% ", b" ", b"9", b"1 0 R "])
def test_a_hostile_file_is_refused_quickly(part: bytes) -> None:
    head = b"%PDF-1.7\n"
    data = b"%sxref\n0 1\n0000000000 65535 f \ntrailer %s\nstartxref\n%d\n%%%%EOF\n" % (head, part * 300_000, len(head))
    assert refused(original_of, data).code == "not-a-statement"


@pytest.mark.parametrize("trailer", [b"(" + rb"\(" * 10_000_000, b"%x\n" * 10_000_000], ids=["a word", "space"])
def test_a_word_without_end_is_refused_at_once(trailer: bytes) -> None:
    head = b"%PDF-1.7\n"
    data = b"%sxref\n0 1\n0000000000 65535 f \ntrailer %s\nstartxref\n%d\n%%%%EOF\n" % (head, trailer, len(head))
    begin = process_time()
    assert refused(original_of, data).code == "not-a-statement"
    assert process_time() - begin < 5


def test_a_table_of_more_objects_than_any_statement_has_is_refused_at_once() -> None:
    count = MOST_OBJECTS + 1
    data = b"%%PDF-1.7\nxref\n0 %d\n%strailer <<>>\nstartxref\n9\n%%%%EOF\n" % (count, b"0000000009 00000 n \n" * count)
    begin = process_time()
    assert refused(original_of, data).code == "not-a-statement"
    assert process_time() - begin < 5


PARTS = [part.encode("latin-1") for part in "[|]|<<|>>|/Root|/Size|/T|1 0 R|2 0 R|7|(a)|<41>|true|/Names|%x\n|(|ÿ".split("|")]


@given(st.lists(st.sampled_from(PARTS), max_size=40), st.lists(st.sampled_from(PARTS), max_size=20))
def test_whatever_stands_in_a_file_is_read_or_refused(inside: list[bytes], trailer: list[bytes]) -> None:
    body = b"%PDF-1.7\n1 0 obj " + b" ".join(inside) + b"\nendobj\n"
    table = b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer " + b" ".join(trailer)
    data = body + table + b"\nstartxref\n%d\n%%%%EOF\n" % len(body)
    with contextlib.suppress(Problems):
        attachments_of(data)


def test_a_stream_that_swells_is_refused() -> None:
    bomb = zlib.compress(bytes(MOST_BYTES + 1))
    original = Original(b"1 0 obj<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(bomb), bomb), {1: 0}, {})
    with pytest.raises(ValueError, match="cut short"):
        original.stream(Reference(1))


def test_a_certificate_must_hold_at_the_time_and_be_for_signing(tmp_path: Path) -> None:
    private = KINDS["P-256"]
    early = key_in(tmp_path / "a.p12", p12(private, since=AT + timedelta(hours=1)))
    late = key_in(tmp_path / "b.p12", p12(private, until=AT - timedelta(hours=1)))
    other = key_in(tmp_path / "c.p12", p12(private, signs=False))
    server = key_in(tmp_path / "d.p12", p12(private, purpose=ExtendedKeyUsageOID.SERVER_AUTH))
    found = [refused(sign, unsigned(), "author", chosen, AT) for chosen in (early, late, other, server)]
    assert [problem.code for problem in found] == ["certificate-early", "certificate-expired", "certificate-usage", "certificate-usage"]
    assert sign(unsigned(), "author", key_in(tmp_path / "e.p12", p12(private, purpose=ExtendedKeyUsageOID.EMAIL_PROTECTION)), AT)
    assert found[1].sentence("ja") == (
        "「見本 署名者」の証明書の有効期限は2026-11-20 09:00+09:00で、署名の日時2026-11-20 10:00+09:00にはすでに切れています。"
    )


def test_a_key_that_cannot_be_had_is_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "key.p12"
    path.write_bytes(p12(KINDS["P-256"]))
    assert refused(from_file, path, "wrong").code == "key-password"
    assert refused(from_file, tmp_path / "none.p12", "").code == "unreadable"
    path.write_bytes(b"not a key")
    assert refused(from_file, path, PASSWORD).code == "not-a-key"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", KINDS["P-256"], None, None, serialization.NoEncryption()))
    assert refused(from_file, path, "").code == "not-a-key"


@pytest.mark.parametrize("private", [rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP256K1())], ids=["RSA", "EC"])
def test_a_key_that_is_short_or_of_a_rare_kind_is_refused(private: PrivateKey, tmp_path: Path) -> None:
    assert refused(sign, unsigned(), "author", key_in(tmp_path / "key.p12", p12(private)), AT).code == "key-kind"


def test_a_name_in_a_certificate_moves_no_cursor(tmp_path: Path) -> None:
    chosen = key_in(tmp_path / "k.p12", p12(KINDS["P-256"], name="a\x1b[2J\u202eb\n"))
    assert name_of(certificate_of(chosen)) == "a\ufffd[2J\ufffdb\ufffd"


@pytest.mark.parametrize("library", [ROOT, ROOT / "README.md", ROOT / "none.so"], ids=["folder", "text", "nothing"])
def test_a_library_that_reads_no_token_is_told(library: Path) -> None:
    pytest.importorskip("pkcs11", reason="python-pkcs11 is missing: pip install 'payout[token]'")

    def open_token() -> None:
        with key_of(key="author", password_file=ROOT / "README.md", library=str(library), token="payout"):
            pass

    assert refused(open_token).code in ("unreadable", "no-token")


def test_a_file_that_is_not_there_or_too_long_is_told(tmp_path: Path) -> None:
    assert refused(file_of, tmp_path / "none.pdf").code == "unreadable"
    with (tmp_path / "long.pdf").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert refused(file_of, tmp_path / "long.pdf").code == "too-large"


# ---- the trial authority, and the command ---------------------------------------------------------------------------------


def test_the_trial_says_what_it_is_and_overwrites_nothing(tmp_path: Path) -> None:
    made = tmp_path / "keys"
    assert run("keys", "demo", made).returncode == 0
    assert sorted(path.name for path in made.iterdir()) == ["approver.p12", "author.p12", "authority.pem", "password.txt"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in made.iterdir())
    before = (made / "author.p12").read_bytes()
    again = run("keys", "demo", made, "--language", "en")
    assert (again.returncode, "never overwritten" in again.stderr) == (2, True)
    assert (made / "author.p12").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]
    certificate = certificate_of(from_file(made / "author.p12", (made / "password.txt").read_text().strip()))
    assert "not for use" in TRIAL_AUTHORITY
    assert (certificate.issuer.native["common_name"], certificate.self_signed, certificate.ca) == (TRIAL_AUTHORITY, "no", False)


def test_the_command_signs_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "in.pdf").write_bytes(unsigned())
    (tmp_path / "password").write_text(PASSWORD, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    words = ("sign", tmp_path / "in.pdf", "--as", "author", "--key", folder() / "author.p12", "--at")
    out, password = ("-o", tmp_path / "out.pdf"), ("--password-file", tmp_path / "password")
    assert run(*words, AT.isoformat(), *out, *password).returncode == 0
    assert (tmp_path / "out.pdf").read_bytes() == sign(unsigned(), "author", key("author"), AT)
    (tmp_path / "out.pdf").unlink()
    for arguments, status, told in (
        ((AT.isoformat(), *out), 4, "このパスワードでは鍵を開けません"),
        (("2026-11-20", *out, *password), 4, "「2026-11-20」は、時差まで書いた日時ではありません"),
        (("2020-01-01T00:00Z", *out, *password), 4, "まだ有効ではありません"),
        (("2126-01-01T00:00Z", *out, *password), 4, "署名の日時2126-01-01 00:00+00:00が、まだ来ていません"),
        ((AT.isoformat(), "-o", tmp_path / "folder", *password), 4, "ファイルの書き込み先がフォルダーです"),
        ((AT.isoformat(), "-o", tmp_path / "none" / "out.pdf", *password), 2, "cannot write"),
    ):
        done = run(*words, *arguments, PAYOUT_KEY_PASSWORD="x")
        assert (done.returncode, told in done.stderr) == (status, True), done.stderr
    asked = run(*words, AT.isoformat(), *out)
    assert (asked.returncode, "--password-file か PAYOUT_KEY_PASSWORD" in asked.stderr) == (4, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "in.pdf", "password"]


def test_a_time_to_come_is_not_stated_but_for_the_minutes_that_clocks_differ() -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    within, beyond = now + AHEAD - timedelta(minutes=1), now + AHEAD + timedelta(minutes=1)
    assert signing_moment(within.isoformat()) == within
    assert signing_moment(AT.isoformat()) == AT
    assert refused(signing_moment, beyond.isoformat()).code == "moment-ahead"


@pytest.mark.parametrize(("library", "extra", "more"), [("pyhanko", "seal", ()), ("pkcs11", "token", ("--pkcs11", str(LIBRARY)))])
def test_what_is_not_installed_is_named_with_its_extra(library: str, extra: str, more: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "in.pdf").write_bytes(unsigned())
    words = ["sign", str(tmp_path / "in.pdf"), "-o", str(tmp_path / "out.pdf"), "--as", "author", "--key", str(folder() / "author.p12")]
    code = f"import sys; sys.modules[{library!r}] = None; from payout.cli import _status; sys.exit(_status({[*words, *more]!r}))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PAYOUT_KEY_PASSWORD": PASSWORD}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (69, f"{library} is not installed: pip install 'payout[{extra}]'\n")


def test_reading_attachments_needs_no_library_of_signatures() -> None:
    names = ("pyhanko", "cryptography", "asn1crypto")
    code = f"import sys; import payout.seal, payout.cli; print([name for name in {names!r} if name in sys.modules])"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == "[]\n"
