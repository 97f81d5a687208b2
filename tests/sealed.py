"""Keys and statements for the tests of sealing: a trial authority, made once, and what it certifies in one wrong way or another."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import pem
from asn1crypto import x509 as asn1
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from payout import pdf, rules
from payout.calculate import calculate
from payout.claim import read_claim
from payout.cli import commands
from payout.problem import Problem, Problems
from payout.seal.blob import certificate_of
from payout.seal.keys import FileKey, from_file, roots_of, trial
from payout.seal.signing import moment_of, seal, sign, signing_moment
from payout.seal.verifying import refuse_wrong, verify
from payout.source import read_file
from payout.statement.record import Record, record_of
from payout.terminal import Refused

JAPAN = timezone(timedelta(hours=9))
AT = datetime(2026, 11, 20, 10, 0, tzinfo=JAPAN)
LATER = AT + timedelta(hours=1)
PASSWORD = "見本の合言葉"

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
KINDS: dict[str, PrivateKey] = {
    "P-256": ec.generate_private_key(ec.SECP256R1()),
    "P-384": ec.generate_private_key(ec.SECP384R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
}
DEMO = Path(__file__).parent.parent / "payout" / "demo.yaml"
LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")


@cache
def folder() -> Path:
    """What `payout keys demo` makes, with a certificate that holds on the day of the tests' signatures."""
    made = Path(tempfile.mkdtemp(prefix="payout-keys-")) / "keys"
    trial(made, PASSWORD, AT)
    return made


@cache
def key(role: str) -> FileKey:
    """The trial key of a role."""
    return from_file(folder() / f"{role}.p12", PASSWORD)


def key_pem(role: str) -> bytes:
    """The private key of a role without its lock, for a token."""
    private, _, _ = pkcs12.load_key_and_certificates((folder() / f"{role}.p12").read_bytes(), PASSWORD.encode())
    assert private is not None
    return private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def key_in(path: Path, data: bytes) -> FileKey:
    """The key of PKCS#12 bytes, by way of a file."""
    path.write_bytes(data)
    return from_file(path, PASSWORD)


def time_stamper(at: datetime) -> tuple[DummyTimeStamper, asn1.Certificate]:
    """A time-stamp authority that lives in this process and always says the same time; and its certificate."""
    private = rsa.generate_private_key(65537, 2048)
    _, certificate, _ = pkcs12.load_key_and_certificates(
        p12(private, name="見本 時刻認証局", purpose=ExtendedKeyUsageOID.TIME_STAMPING), PASSWORD.encode()
    )
    assert certificate is not None
    loaded = asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    plain = private.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return DummyTimeStamper(loaded, asn1_keys.PrivateKeyInfo.load(plain), fixed_dt=at), loaded


def refused(act: Callable[..., object], *arguments: object, **named: object) -> Problem:
    """The one complaint that an act is refused with, which can be said in both languages."""
    with pytest.raises(Problems) as caught:
        act(*arguments, **named)
    (problem,) = caught.value.problems
    assert all(problem.sentence(language) for language in ("en", "ja"))
    return problem


@cache
def signed_by_both(data: bytes | None = None) -> bytes:
    """A statement with the signatures of author and approver: the sample's, or one that is given."""
    return sign(sign(data or unsigned(), "author", key("author"), AT), "approver", key("approver"), LATER)


def sealed_by_both(data: bytes) -> bytes:
    """A file with both signatures, whatever it says: signing it would be refused."""
    return seal(seal(data, "author", key("author"), AT), "approver", key("approver"), LATER)


def verdicts(data: bytes, roots: Sequence[asn1.Certificate] | None = None, now: datetime = LATER) -> list[str]:
    """The four verdicts about a file, by default with the trial authority trusted."""
    trusted = roots_of(folder() / "authority.pem") if roots is None else roots
    return [answer.verdict.value for answer in verify(data, trusted, now)]


@cache
def record() -> Record:
    """What the sample claim's statement is made from."""
    node, _ = read_file(DEMO)
    claim = read_claim(node, lenient=True)
    policy = rules.policy(claim.policy)
    return record_of(claim, policy, calculate(policy, claim), fonts=pdf.font_hashes())


@cache
def unsigned(language: str = "ja", profile: str = "customer", *, policy: bool = True) -> bytes:
    """The sample claim's statement as it is rendered."""
    tree = rules.tree_of(rules.policy(record().calculation.policy.id))
    return pdf.of(record(), language, profile, policy=tree if policy else None)


def p12(
    private: PrivateKey,
    *,
    name: str = "見本 署名者",
    since: datetime = AT - timedelta(days=1),
    until: datetime = AT + timedelta(days=1),
    signs: bool = True,
    purpose: x509.ObjectIdentifier | None = None,
    issuer: PrivateKey | None = None,
    authority: bool = False,
) -> bytes:
    """A PKCS#12 file with a key and a certificate: by itself, or by an authority's key."""
    by = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name if issuer is None else "見本 認証局")])
    to = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(by, to, private.public_key(), 4711, since.astimezone(UTC), until.astimezone(UTC))
    usage = x509.KeyUsage(signs, signs, not signs, False, False, authority, authority, False, False)
    signer = issuer or private
    algorithm = None if isinstance(signer, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    builder = builder.add_extension(usage, True).add_extension(x509.BasicConstraints(authority, None), True)
    if purpose is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), True)
    certificate = builder.sign(signer, algorithm)
    locked = serialization.BestAvailableEncryption(PASSWORD.encode())
    return pkcs12.serialize_key_and_certificates(b"x", private, certificate, None, locked)


def from_a_chain(path: Path) -> tuple[FileKey, asn1.Certificate]:
    """A key whose certificate comes from an authority below the one that is trusted; and the certificate of that one.

    The file holds all three certificates, as those that authorities hand out do.
    """
    names = ["見本 署名者", "見本 中間認証局", "見本 最上位認証局"]
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in names]
    made = []
    for at, name in enumerate(names):
        above = min(at + 1, 2)
        subject, issuer = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, said)]) for said in (name, names[above]))
        builder = x509.CertificateBuilder(issuer, subject, keys[at].public_key(), 100 + at, AT - timedelta(days=9), AT + timedelta(days=9))
        usage = x509.KeyUsage(at == 0, at == 0, False, False, False, at > 0, at > 0, False, False)
        builder = builder.add_extension(x509.BasicConstraints(at > 0, None), True).add_extension(usage, True)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(keys[at].public_key()), False)
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[above].public_key()), False)
        made.append(builder.sign(keys[above], hashes.SHA256()))
    locked = serialization.BestAvailableEncryption(PASSWORD.encode())
    chosen = key_in(path, pkcs12.serialize_key_and_certificates(b"x", keys[0], made[0], made[1:], locked))
    return chosen, asn1.Certificate.load(made[2].public_bytes(serialization.Encoding.DER))


def _signing(data: bytes, role: str = "author", chosen: FileKey | None = None, at: datetime = AT) -> bytes:
    return sign(data, role, chosen or key(role), at, file="statement.pdf")


def _command(*words: str) -> None:
    """What the command says that nobody sits before."""
    found = CliRunner(env={"PAYOUT_KEY_PASSWORD": None}).invoke(commands, words, standalone_mode=False).exception
    assert isinstance(found, Refused), found
    raise found.problems


def _file(data: bytes, name: str, act: Callable[[Path], object]) -> None:
    with tempfile.TemporaryDirectory() as made:
        (Path(made) / name).write_bytes(data)
        act(Path(made) / name)


def _opening(data: bytes, password: str = PASSWORD) -> FileKey:
    with tempfile.TemporaryDirectory() as made:
        (Path(made) / "author.p12").write_bytes(data)
        return from_file(Path(made) / "author.p12", password)


def _trusting_a_person(path: Path) -> object:
    path.write_bytes(pem.armor("CERTIFICATE", path.read_bytes()))
    return roots_of(path)


def _asking() -> None:
    signing = ("sign", "--as", "author", "-o", "out.pdf", "--key", str(folder() / "author.p12"))
    _file(unsigned(), "statement.pdf", lambda path: _command(*signing, str(path)))


def _writing_over_a_folder() -> None:
    _command("sign", "statement.pdf", "--as", "author", "--key", "author.p12", "-o", str(folder()))


REFUSED: dict[str, Callable[[], object]] = {
    "not-a-pdf": lambda: _signing(b"hello"),
    "not-a-statement": lambda: _signing(b"%PDF-1.7\n%%EOF\n"),
    "cut-short": lambda: _signing(unsigned()[:10_000]),
    "no-field": lambda: _signing(unsigned().replace(b"/T(author)", b"/T(nobody)")),
    "signed-already": lambda: _signing(signed_by_both()),
    "author-first": lambda: _signing(unsigned(), "approver"),
    "before-the-author": lambda: _signing(_signing(unsigned(), at=LATER), "approver"),
    "before-the-statement": lambda: _signing(unsigned(), at=AT - timedelta(hours=12)),
    "same-signer": lambda: _signing(_signing(unsigned()), "approver", key("author")),
    "added-after": lambda: _signing(unsigned() + b"% more"),
    "not-a-key": lambda: _opening(b"not a key"),
    "key-password": lambda: _opening(p12(KINDS["P-256"]), "wrong"),
    "no-password": _asking,
    "key-kind": lambda: _signing(unsigned(), chosen=_opening(p12(rsa.generate_private_key(65537, 1024)))),
    "certificate-early": lambda: _signing(unsigned(), chosen=_opening(p12(KINDS["P-256"], since=AT + timedelta(hours=1)))),
    "certificate-expired": lambda: _signing(unsigned(), chosen=_opening(p12(KINDS["P-256"], until=AT - timedelta(hours=1)))),
    "certificate-nameless": lambda: _signing(unsigned(), chosen=_opening(p12(KINDS["P-256"], name=" "))),
    "certificate-usage": lambda: _signing(unsigned(), chosen=_opening(p12(KINDS["P-256"], signs=False))),
    "wrong-statement": lambda: refuse_wrong(unsigned().replace(b'"paid":864900', b'"paid":964900'), AT),
    "not-an-authority": lambda: _file(certificate_of(_opening(p12(KINDS["P-256"]))).dump(), "authority.pem", _trusting_a_person),
    "not-a-trust-store": lambda: _file(b"hello", "authority.pem", roots_of),
    "moment-zone": lambda: moment_of("2026-11-20T10:00"),
    "moment-ahead": lambda: signing_moment("2126-11-20T10:00+09:00"),
    "folder-taken": lambda: trial(folder(), PASSWORD),
    "is-a-folder": _writing_over_a_folder,
}
"""Code → what brings the complaint about."""
