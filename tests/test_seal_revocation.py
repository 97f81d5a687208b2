"""Certificates that their authority has revoked: told by the lists in the trust store, and by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from payout.seal.answers import text
from payout.seal.keys import FileKey, lists_of, roots_of
from payout.seal.signing import sign
from payout.seal.verifying import verify
from tests.sealed import AT, KINDS, LATER, PASSWORD, folder, key, key_in, p12, refused, time_stamper, unsigned
from tests.test_cli import run

AUTHORITY = ec.generate_private_key(ec.SECP256R1())
LISTED = LATER + timedelta(hours=12)
NOW = LISTED + timedelta(hours=1)


def root() -> x509.Certificate:
    """The certificate of the authority that revokes, `見本 認証局`."""
    _, certificate, _ = pkcs12.load_key_and_certificates(p12(AUTHORITY, name="見本 認証局", authority=True), PASSWORD.encode())
    assert certificate is not None
    return certificate


ROOT = root()
TRUSTED = [*roots_of(folder() / "authority.pem"), asn1.Certificate.load(ROOT.public_bytes(serialization.Encoding.DER))]


def author(path: Path) -> FileKey:
    """An author whom that authority certified, under the number 4711."""
    return key_in(path / "author.p12", p12(KINDS["P-256"], issuer=AUTHORITY, until=NOW + timedelta(days=9)))


def a_list(
    revoked: datetime | None, *, number: int = 4711, at: datetime = LISTED, by: ec.EllipticCurvePrivateKey = AUTHORITY, part: bool = False
) -> x509.CertificateRevocationList:
    """A list of that authority in which one certificate stands, or none."""
    builder = x509.CertificateRevocationListBuilder(ROOT.subject, at.astimezone(UTC), (at + timedelta(days=7)).astimezone(UTC))
    if revoked is not None:
        entry = x509.RevokedCertificateBuilder(number, revoked.astimezone(UTC)).build()
        builder = builder.add_revoked_certificate(entry)
    if part:
        builder = builder.add_extension(x509.IssuingDistributionPoint(None, None, True, False, None, False, False), True)
    return builder.sign(by, hashes.SHA256())


def told(data: bytes, *lists: x509.CertificateRevocationList, trusted: list[asn1.Certificate] = TRUSTED) -> tuple[str, str]:
    """The verdict about the signatures, and all that is said of them."""
    answer = verify(data, trusted, NOW, lists=lists)[0]
    return answer.verdict.value, "\n".join(text([answer], "en"))


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A statement that this author signed, and the trial approver."""
    return sign(sign(unsigned(), "author", author(tmp_path_factory.mktemp("keys")), AT), "approver", key("approver"), LATER)


def test_a_certificate_that_no_list_names_is_not_revoked(signed: bytes) -> None:
    verdict, said = told(signed, a_list(None), a_list(AT, number=4712, at=LISTED + timedelta(hours=1)))
    assert verdict == "valid"
    assert "the certificate of 見本 署名者 is not revoked by its authority's list of 2026-11-21 00:00+09:00" in said
    assert "was asked only of the lists in the trust store" in said
    assert "whether a certificate was revoked was not asked" in told(signed)[1]


@pytest.mark.parametrize(
    ("revoked", "verdict", "words"),
    [
        (AT - timedelta(hours=1), "wrong", "was revoked at 2026-11-20 09:00+09:00, before it was signed with"),
        (AT, "wrong", "was revoked at 2026-11-20 10:00+09:00, before"),
        (
            AT + timedelta(hours=1),
            "cannot tell",
            "revoked at 2026-11-20 11:00+09:00, and no time stamp proves",
        ),
    ],
)
def test_when_it_was_revoked_decides(signed: bytes, revoked: datetime, verdict: str, words: str) -> None:
    found = told(signed, a_list(revoked))
    assert found[0] == verdict
    assert words in found[1]


def test_a_time_stamp_keeps_a_signature_that_is_older_than_the_revocation(tmp_path: Path) -> None:
    stamper, authority = time_stamper(AT)
    data = sign(sign(unsigned(), "author", author(tmp_path), AT, stamper), "approver", key("approver"), LATER)
    trusted = [*TRUSTED, authority]
    after, before = (told(data, a_list(AT + timedelta(hours=hours)), trusted=trusted) for hours in (1, -1))
    assert ("revoked at 2026-11-20 11:00+09:00, after the time that the time stamp proves" in after[1], before[0]) == (True, "wrong")


def test_only_a_whole_list_of_the_authority_itself_counts(signed: bytes) -> None:
    """Anybody could write a list under its name; a list of a part, or one made after the certificate ended, leaves names out."""
    other = a_list(AT, by=ec.generate_private_key(ec.SECP256R1()))
    for ignored in (other, a_list(AT, part=True), a_list(AT, at=NOW + timedelta(days=10))):
        verdict, said = told(signed, ignored)
        assert (verdict, "見本 署名者 is not revoked" in said, "見本 署名者 was revoked" in said) == ("valid", False, False)
    assert told(signed, a_list(AT), a_list(None, at=LISTED - timedelta(hours=1)))[0] == "wrong"


def test_the_command_reads_the_lists_out_of_the_trust_store(signed: bytes, tmp_path: Path) -> None:
    pem = serialization.Encoding.PEM
    store = (folder() / "authority.pem").read_bytes() + ROOT.public_bytes(pem) + a_list(AT).public_bytes(pem)
    (tmp_path / "trust.pem").write_bytes(store)
    (tmp_path / "signed.pdf").write_bytes(signed)
    done = run("verify", tmp_path / "signed.pdf", "--trust", tmp_path / "trust.pem", "--at", NOW.isoformat())
    assert (done.returncode, "見本 署名者 の証明書は、署名より前の2026-11-20 10:00+09:00に失効している" in done.stdout) == (1, True)
    (tmp_path / "broken.pem").write_bytes(store.replace(b"BEGIN X509 CRL-----\n", b"BEGIN X509 CRL-----\nAAAA"))
    assert refused(lists_of, tmp_path / "broken.pem").code == "not-a-trust-store"
    assert refused(lists_of, tmp_path / "none.pem").code == "unreadable"
