"""Signing a statement: nothing but an increment, the same bytes for the same key and time, and other programs find it valid."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, tsp
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from payout.pdf import SIGNERS
from payout.seal import attachments_of
from payout.seal.answers import Verdict, text
from payout.seal.blob import certificate_of, parts_of, rebuilt
from payout.seal.increment import ROLES, increments
from payout.seal.keys import from_file, name_of, roots_of
from payout.seal.reading import fields_of, original_of
from payout.seal.signing import moment_of, pdf_time, sign, stamper_of
from payout.seal.verifying import verify
from tests.sealed import (
    AT,
    KINDS,
    LATER,
    LIBRARY,
    PASSWORD,
    PrivateKey,
    folder,
    key,
    key_in,
    key_pem,
    p12,
    refused,
    signed_by_both,
    time_stamper,
    unsigned,
)
from tests.test_cli import run


def judged(data: bytes) -> list[Any]:
    """What pyHanko's own validation says of each signature."""
    roots = [load_cert_from_pemder(str(folder() / "authority.pem"))]
    return [
        validate_pdf_signature(signature, ValidationContext(trust_roots=roots, moment=LATER))
        for signature in PdfFileReader(io.BytesIO(data)).embedded_signatures
    ]


# ---- what is written ------------------------------------------------------------------------------------------------------


def test_who_signs_is_who_has_a_field() -> None:
    assert ROLES == SIGNERS
    assert tuple(fields_of(original_of(unsigned()))) == ROLES


def test_a_signature_is_a_pure_increment() -> None:
    once = sign(unsigned(), "author", key("author"), AT)
    both = signed_by_both()
    assert once.startswith(unsigned())
    assert both.startswith(once)
    assert attachments_of(both) == attachments_of(unsigned())


def test_another_reader_finds_the_same_attachments() -> None:
    found = PdfReader(io.BytesIO(signed_by_both())).attachments
    assert {name: contents[0] for name, contents in found.items()} == attachments_of(unsigned())


def test_the_same_key_and_time_give_the_same_bytes() -> None:
    again = from_file(folder() / "author.p12", PASSWORD)
    assert sign(unsigned(), "author", again, AT) == sign(unsigned(), "author", key("author"), AT)
    assert sign(unsigned(), "author", again, LATER) != sign(unsigned(), "author", again, AT)


@pytest.mark.parametrize("private", KINDS.values(), ids=KINDS)
def test_other_kinds_of_keys_give_the_same_bytes_too(private: PrivateKey, tmp_path: Path) -> None:
    chosen = key_in(tmp_path / "key.p12", p12(private))
    made = {sign(unsigned(), "author", chosen, AT) for _ in range(8)}
    assert len(made) == 1
    (signature,) = PdfFileReader(io.BytesIO(made.pop())).embedded_signatures
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[chosen.signing_cert], moment=AT))
    assert (status.intact, status.valid, status.bottom_line) == (True, True, True)


def test_metadata_and_identity_stay_and_the_second_identity_follows_from_what_was_signed() -> None:
    before, after = (PdfReader(io.BytesIO(data)) for data in (unsigned(), signed_by_both()))
    assert after.metadata == before.metadata
    packets: list[Any] = [reader.root_object["/Metadata"] for reader in (before, after)]
    assert packets[0].get_data() == packets[1].get_data()
    first, second = re.findall(rb"/ID \[<([0-9A-F]{32})><([0-9A-F]{32})>\]", signed_by_both())
    assert first[0] == second[0]
    assert first[1] != second[1]


def test_the_blob_fits_to_the_byte_in_upper_case_without_the_root() -> None:
    for one in increments(signed_by_both(), original_of(unsigned())):
        assert cms.ContentInfo.load(one.contents).dump() == one.contents
        assert rebuilt(parts_of(one.contents)) == one.contents
        assert [name_of(certificate) for certificate in (parts_of(one.contents).certificate, *parts_of(one.contents).chain)] == [
            f"payout trial {one.role} - not for use"
        ]
    assert all(blob == blob.upper() for blob in re.findall(rb"/Contents <([0-9A-Fa-f]+)>", signed_by_both()))


def test_pyhanko_finds_both_valid_and_only_a_form_filled_between() -> None:
    author, approver = judged(signed_by_both())
    assert (author.bottom_line, author.modification_level.name, author.coverage.name) == (True, "FORM_FILLING", "ENTIRE_REVISION")
    assert (approver.bottom_line, approver.modification_level.name, approver.coverage.name) == (True, "NONE", "ENTIRE_FILE")


def test_poppler_finds_both_valid(tmp_path: Path) -> None:
    (tmp_path / "both.pdf").write_bytes(signed_by_both())
    told = subprocess.run(["pdfsig", tmp_path / "both.pdf"], capture_output=True, text=True, check=True).stdout
    assert told.count("Signature Validation: Signature is Valid.") == 2
    assert told.count("ETSI.CAdES.detached") == 2
    assert (told.count("Not total document signed"), told.count("- Total document signed")) == (1, 1)
    assert "payout trial approver" in told


def test_a_moment_is_written_with_its_zone() -> None:
    assert pdf_time(AT) == "20261120100000+09'00'"
    assert pdf_time(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)) == "20260102030405+00'00'"
    assert moment_of("2026-11-20T10:00+09:00") == AT
    assert (moment_of("").tzinfo is not None, moment_of("").microsecond) == (True, 0)
    assert [refused(moment_of, text).code for text in ("2026-11-20T10:00", "2026-11-20", "soon")] == ["moment-zone"] * 3


# ---- time stamps and tokens -----------------------------------------------------------------------------------------------


def test_a_time_stamp_is_embedded_and_the_blob_can_still_be_rebuilt() -> None:
    stamper, certificate = time_stamper(LATER)
    data = sign(unsigned(), "author", key("author"), AT, stamper)
    (one,) = increments(data, original_of(data))
    again = rebuilt(parts_of(one.contents))
    assert one.contents == again.ljust(len(one.contents), b"\0")
    assert 0 < len(one.contents) - len(again) <= 128
    (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    roots = ValidationContext(trust_roots=[certificate, load_cert_from_pemder(str(folder() / "authority.pem"))], moment=LATER)
    stamp = validate_pdf_signature(signature, roots, ts_validation_context=roots).timestamp_validity
    assert stamp is not None
    assert (stamp.valid, stamp.trusted, stamp.timestamp) == (True, True, LATER)


def test_a_time_stamp_is_asked_of_a_server() -> None:
    stamper, certificate = time_stamper(LATER)
    asked = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.headers["Content-Type"])
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(request).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Not on stderr."""

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = stamper_of(f"http://127.0.0.1:{server.server_port}/")
        both = sign(sign(unsigned(), "author", key("author"), AT, url), "approver", key("approver"), LATER)
        server.shutdown()
    assert set(asked) == {"application/timestamp-query"}
    roots = [certificate, *roots_of(folder() / "authority.pem")]
    signatures = verify(both, roots, LATER)[0]
    assert signatures.verdict is Verdict.VALID
    assert "author: 見本 時刻認証局 attests that the signature existed at 2026-11-20 11:00+09:00" in "\n".join(text([signatures], "en"))


def test_a_time_stamp_server_that_does_not_answer_is_told() -> None:
    assert refused(sign, unsigned(), "author", key("author"), AT, stamper_of("http://127.0.0.1:9/stamp")).code == "no-time-stamp"


NEEDS_TOKEN = pytest.mark.skipif(not LIBRARY.exists(), reason="SoftHSM2 is missing: apt-get install softhsm2")
PUT_CERTIFICATE = """
import sys, pkcs11
from pkcs11.util.x509 import decode_x509_certificate
with pkcs11.lib(sys.argv[1]).get_token(token_label="payout").open(rw=True, user_pin="1234") as session:
    entries = decode_x509_certificate(sys.stdin.buffer.read())
    session.create_object({**entries, pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: "author", pkcs11.Attribute.ID: b"\\x01"})
"""


@pytest.fixture
def token(tmp_path: Path) -> str:
    """The settings of a software token with the author's key and certificate under the label `author`; its PIN is 1234."""
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path}/tokens\n")
    (tmp_path / "key.pem").write_bytes(key_pem("author"))
    make = ["--init-token", "--free", "--label", "payout", "--so-pin", "1234"]
    put = ["--import", str(tmp_path / "key.pem"), "--token", "payout", "--label", "author", "--id", "01"]
    everything = {**os.environ, "SOFTHSM2_CONF": str(tmp_path / "softhsm2.conf")}
    for words in (make, put):
        subprocess.run(["softhsm2-util", *words, "--pin", "1234"], check=True, capture_output=True, env=everything)
    certificate = certificate_of(key("author")).dump()
    subprocess.run([sys.executable, "-c", PUT_CERTIFICATE, LIBRARY], input=certificate, check=True, env=everything)
    return str(tmp_path / "softhsm2.conf")


@NEEDS_TOKEN
def test_a_key_in_a_token_signs_the_same_bytes_as_the_file_it_came_from(token: str, tmp_path: Path) -> None:
    """In a process of its own: a PKCS#11 library reads its settings once."""
    (tmp_path / "in.pdf").write_bytes(unsigned())
    told = "署名しました（payout trial author - not for use、2026-11-20 10:00+09:00）"
    words = ("sign", tmp_path / "in.pdf", "-o", tmp_path / "out.pdf", "--as", "author", "--pkcs11", LIBRARY, "--at", AT.isoformat())
    done = run(*words, "--token", "payout", "--key", "author", PAYOUT_KEY_PASSWORD="1234", SOFTHSM2_CONF=token)
    assert (done.returncode, done.stderr) == (0, f"{told}: {tmp_path}/out.pdf\n")
    assert (tmp_path / "out.pdf").read_bytes() == sign(unsigned(), "author", key("author"), AT)
    for label, name, pin, told in (
        ("payout", "nobody", "1234", "ラベルが「nobody」の鍵と証明書がトークンにありません"),
        ("elsewhere", "author", "1234", "トークン「elsewhere」を開けません"),
        ("payout", "author", "4321", "このPINではトークン「payout」を開けません"),
    ):
        refusal = run(*words, "--token", label, "--key", name, PAYOUT_KEY_PASSWORD=pin, SOFTHSM2_CONF=token)
        assert (refusal.returncode, told in refusal.stderr) == (4, True), refusal.stderr
