"""Keys that sign: from a PKCS#12 file or from a PKCS#11 token; whether they may; and a trial authority to try it all with."""

from __future__ import annotations

import contextlib
import errno
import getpass
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from payout.messages import Said, reason_of
from payout.problem import Position, Problem, Problems
from payout.seal.blob import certificate_of, is_known
from payout.seal.increment import ROLES

TRIAL_AUTHORITY = "payout trial authority - not for use"
"""Who certifies the keys of a trial; it stands in every answer about them."""

USAGE = {"digital_signature", "non_repudiation"}
PURPOSES = {
    "any_extended_key_usage",
    "email_protection",
    "adobe_authentic_documents_trust",
    "microsoft_document_signing",
    "1.3.6.1.5.5.7.3.36",  # RFC 9336: document signing
}
"""Of the purposes that a certificate may be narrowed to, those that allow signing a document; a web server's is none of them."""

_LIST = re.compile(rb"-----BEGIN X509 CRL-----.*?-----END X509 CRL-----", re.DOTALL)
_TRIAL_BITS, _TRIAL_YEARS = 3072, 5
_HASHES = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
_PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


class FileKey(Signer):
    """A key with its certificate, read once: parsing it again for every signature would take longer than signing."""

    def __init__(self, key: _PrivateKey, certificate: asn1.Certificate, others: list[asn1.Certificate]) -> None:
        store = SimpleCertificateStore.from_certs(others)
        super().__init__(signing_cert=certificate, cert_registry=store)
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The signature's value. The same data gives the same value with every kind of key."""
        match self._key:
            case _ if dry_run:
                return b""  # only a size is wanted, and the certificate tells that
            case rsa.RSAPrivateKey() as key:
                return key.sign(data, padding.PKCS1v15(), _HASHES[digest_algorithm])
            case ec.EllipticCurvePrivateKey() as key:
                return key.sign(data, ec.ECDSA(_HASHES[digest_algorithm], deterministic_signing=True))
            case key:
                return key.sign(data)


@contextlib.contextmanager
def key_of(*, key: str, password_file: Path | None, library: str, token: str) -> Iterator[Signer]:
    """The key that somebody named: a PKCS#12 file, or with a PKCS#11 library the label in a token. The password or PIN comes from a
    file, else from PAYOUT_KEY_PASSWORD, else from whoever sits at the terminal.

    Raises: Problems for a key that cannot be had.
    """
    at = Position(library or key)
    if not Path(library or key).is_file():  # before anybody is asked for a password
        missing = errno.EISDIR if Path(library or key).is_dir() else errno.ENOENT
        raise Problems([Problem(at, "unreadable", {"reason": reason_of(os.strerror(missing))})])
    password = _password(password_file, at)
    if not library:
        yield from_file(Path(key), password)
        return
    with from_token(library, token, key, password) as signer:
        yield signer


def _password(file: Path | None, at: Position) -> str:
    if file is not None:
        return password_in(file)
    if (given := os.environ.get("PAYOUT_KEY_PASSWORD")) is not None:
        return given
    if not sys.stdin.isatty():
        raise Problems([Problem(at, "no-password")])
    return getpass.getpass("パスワード / Password: ")


def password_in(file: Path) -> str:
    """The first line of a file. Raises: Problems where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError as error:
        raise Problems([Problem(Position(str(file)), "not-utf8", {"offset": str(error.start)})]) from None
    except OSError as error:
        raise Problems([Problem(Position(str(file)), "unreadable", {"reason": reason_of(error.strerror or "")})]) from None


def made_password() -> str:
    """A password that nobody guesses."""
    return secrets.token_urlsafe(12)


def from_file(path: Path, password: str) -> FileKey:
    """The key of a PKCS#12 file.

    Raises: Problems for a file that cannot be read, a wrong password, a file without key or certificate, another kind of key.
    """
    at = Position(str(path))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Problems([Problem(at, "unreadable", {"reason": reason_of(error.strerror or "")})]) from None
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, password.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        known = "password" in str(error).lower()
        raise Problems([Problem(at, "key-password" if known else "not-a-key")]) from None
    if certificate is None or not isinstance(key, _PrivateKey) or key.public_key() != certificate.public_key():
        raise Problems([Problem(at, "not-a-key")])
    return FileKey(key, _as_asn1(certificate), [_as_asn1(other) for other in others])


@contextlib.contextmanager
def from_token(library: str, token: str, label: str, pin: str) -> Iterator[Signer]:
    """The key of a PKCS#11 token, by the label that it shares with its certificate; for as long as the session is open.

    Raises: Problems for a library that cannot be loaded, an unknown token or label, a wrong PIN.
    """
    import pkcs11
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    at = Position(library)
    try:
        session = open_pkcs11_session(library, token_criteria=TokenCriteria(label=token), user_pin=pin)
    except pkcs11.exceptions.PinIncorrect:
        raise Problems([Problem(at, "token-pin", {"given": token})]) from None
    except (pkcs11.exceptions.PKCS11Error, RuntimeError, OSError) as error:
        raise Problems([Problem(at, "no-token", {"given": token, "reason": _kind(error)})]) from None
    with session:
        signer = PKCS11Signer(session, cert_label=label, key_label=label, other_certs_to_pull=None, bulk_fetch=True)
        try:
            found = signer.signing_cert
        except Exception as error:  # pyHanko and the driver each have kinds of their own
            raise Problems([Problem(at, "no-key", {"given": label, "reason": _kind(error)})]) from None
        if found is None:
            raise Problems([Problem(at, "no-key", {"given": label, "reason": ""})])
        try:
            yield signer
        except pkcs11.exceptions.PKCS11Error as error:  # it may be there and not be allowed to sign
            raise Problems([Problem(at, "no-key", {"given": label, "reason": _kind(error)})]) from None


def roots_of(path: Path) -> list[asn1.Certificate]:
    """The certificates of a trust store in PEM form. Raises: Problems where there is none."""
    at = Position(str(path))
    try:
        found = [_as_asn1(one) for one in x509.load_pem_x509_certificates(path.read_bytes())]
        others = [name_of(one) for one in found if not is_authority(one)]
    except OSError as error:
        raise Problems([Problem(at, "unreadable", {"reason": reason_of(error.strerror or "")})]) from None
    except (ValueError, x509.InvalidVersion):
        raise Problems([Problem(at, "not-a-trust-store")]) from None
    if others:
        raise Problems(Problem(at, "not-an-authority", {"given": name}) for name in others)
    return found


def lists_of(path: Path) -> list[x509.CertificateRevocationList]:
    """The revocation lists that lie in a trust store, in PEM form. Raises: Problems for one that cannot be read."""
    try:
        return [x509.load_pem_x509_crl(block) for block in _LIST.findall(path.read_bytes())]
    except OSError as error:
        raise Problems([Problem(Position(str(path)), "unreadable", {"reason": reason_of(error.strerror or "")})]) from None
    except ValueError:
        raise Problems([Problem(Position(str(path)), "not-a-trust-store")]) from None


def is_authority(certificate: asn1.Certificate) -> bool:
    """Whether a certificate is one that certifies others: a person's own would make an authority of that person."""
    usage = certificate.key_usage_value
    return bool(certificate.ca) and (usage is None or "key_cert_sign" in usage.native)


def refuse_unfit(key: Signer, at: datetime, file: str) -> None:
    """A key whose certificate does not allow signing at this time is refused.

    Raises: Problems for a certificate that is not yet or no longer valid, that names nobody, that is not for signing, or whose key
    is of another kind.
    """
    certificate = certificate_of(key)
    name = name_of(certificate)
    values: dict[str, Said] = {"given": name, "at": told_time(at)}
    found: list[Problem] = []
    if not is_known(certificate):
        found.append(Problem(Position(file), "key-kind", {**values, "bits": str(certificate.public_key.bit_size)}))
    if at < certificate.not_valid_before:
        found.append(Problem(Position(file), "certificate-early", {**values, "from": told_time(certificate.not_valid_before, at)}))
    if at > certificate.not_valid_after:
        found.append(Problem(Position(file), "certificate-expired", {**values, "until": told_time(certificate.not_valid_after, at)}))
    if not is_named(certificate):
        found.append(Problem(Position(file), "certificate-nameless"))
    if not may_sign(certificate):
        found.append(Problem(Position(file), "certificate-usage", values))
    if found:
        raise Problems(found)


def may_sign(certificate: asn1.Certificate) -> bool:
    """Whether a certificate allows its key to sign documents: it is no authority's, and no other use is all that it names."""
    usage, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    signs = usage is not None and usage.native & USAGE
    return not certificate.ca and bool(signs) and (purposes is None or not PURPOSES.isdisjoint(purposes.native))


def person_of(certificate: asn1.Certificate) -> tuple[bytes, bytes]:
    """Whose certificate it is: the name and the key, each in the one form that all spellings of it come to."""
    key = x509.load_der_x509_certificate(certificate.dump()).public_key()
    form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return certificate.subject.hashable.encode(), key.public_bytes(*form)


def is_named(certificate: asn1.Certificate) -> bool:
    """Whether a certificate names anybody whom an answer could show."""
    return bool(name_of(certificate).strip(" \ufffd"))


def name_of(certificate: asn1.Certificate) -> str:
    """Whom a certificate names, as it may be shown: nothing in it moves the cursor or turns the line round."""
    named = certificate.subject.native
    name = named.get("common_name") or named.get("organization_name") or certificate.subject.human_friendly
    told = name if isinstance(name, str) else " ".join(map(str, name))
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in told)[:200]


def told_time(moment: datetime, like: datetime | None = None) -> str:
    """A moment to the minute, with its zone: 2026-11-20 10:00+09:00; in the zone of another, so that both can be compared."""
    return (moment.astimezone(like.tzinfo) if like else moment).isoformat(" ", "minutes")


# ---- the trial authority -------------------------------------------------------------------------------------------------


def trial(folder: Path, password: str, now: datetime | None = None) -> list[Path]:
    """A trial authority, an author and an approver: the trust store, two PKCS#12 files, and the password. All or nothing.
    The certificates hold from the day before `now`.

    Raises: Problems where the folder is already there; OSError where it cannot be written.
    """
    if folder.exists() or folder.is_symlink():
        raise Problems([Problem(Position(str(folder)), "folder-taken")])
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    beside.mkdir(mode=0o700, parents=True)
    try:
        for name, data in _trial(password, now or datetime.now(UTC)).items():
            with open(os.open(beside / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(data)
        beside.rename(folder)
    except BaseException:  # an interrupt too leaves nothing behind
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return sorted(folder.iterdir())


def _trial(password: str, now: datetime) -> dict[str, bytes]:
    authority = rsa.generate_private_key(65537, _TRIAL_BITS)
    root = _certificate(TRIAL_AUTHORITY, authority, TRIAL_AUTHORITY, authority, now)
    files = {"authority.pem": root.public_bytes(serialization.Encoding.PEM), "password.txt": password.encode() + b"\n"}
    for role in ROLES:
        key = rsa.generate_private_key(65537, _TRIAL_BITS)
        certificate = _certificate(f"payout trial {role} - not for use", key, TRIAL_AUTHORITY, authority, now)
        locked = serialization.BestAvailableEncryption(password.encode())
        files[f"{role}.p12"] = pkcs12.serialize_key_and_certificates(role.encode(), key, certificate, None, locked)
    return files


def _certificate(name: str, key: rsa.RSAPrivateKey, by: str, issuer: rsa.RSAPrivateKey, now: datetime) -> x509.Certificate:
    """A certificate for a key, that holds from the day before `now`."""
    root = key is issuer
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    usage = x509.KeyUsage(not root, not root, False, False, False, root, root, False, False)
    builder = x509.CertificateBuilder(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)]),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]),
        key.public_key(),
        x509.random_serial_number(),
        day - timedelta(days=1),
        day + timedelta(days=366 * _TRIAL_YEARS),
    )
    builder = builder.add_extension(x509.BasicConstraints(root, 0 if root else None), True).add_extension(usage, True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key()), False)
    return builder.sign(issuer, hashes.SHA256())


def _as_asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _kind(error: Exception) -> str:
    return str(error) or type(error).__name__
