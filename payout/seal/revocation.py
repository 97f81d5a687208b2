"""Whether a certificate was revoked, by the lists (RFC 5280, 5) that lie in the trust store; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from payout.seal.answers import Reason, untold, valid, wrong
from payout.seal.keys import name_of, told_time

List = x509.CertificateRevocationList
_PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey


def revocation(path: Sequence[asn1.Certificate], lists: Sequence[List], moment: datetime, *, proven: bool) -> Iterator[Reason]:
    """What the lists say of the certificates of a path, which begins with the root: of each that its issuer has a list for.

    `moment`: when it was signed; where a time stamp has `proven` that, a later revocation takes nothing away.
    """
    for issuer, certificate in pairwise(path):
        known = _newest(issuer, certificate, lists)
        if known is None:
            continue
        name, entry = name_of(certificate), known.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is None:
            yield valid("seal-not-revoked", name=name, at=told_time(known.last_update_utc, moment))
        elif entry.revocation_date_utc <= moment:
            yield wrong("seal-revoked", name=name, at=told_time(entry.revocation_date_utc, moment))
        elif proven:
            yield valid("seal-revoked-later", name=name, at=told_time(entry.revocation_date_utc, moment))
        else:
            yield untold("seal-revoked-since", name=name, at=told_time(entry.revocation_date_utc, moment))


def _newest(issuer: asn1.Certificate, certificate: asn1.Certificate, lists: Sequence[List]) -> List | None:
    """The last whole list of an issuer that was made while the certificate could still stand in it."""
    of_issuer = [one for one in lists if _is_by(one, issuer) and one.last_update_utc <= certificate.not_valid_after]
    return max(of_issuer, key=lambda one: one.last_update_utc, default=None)


def _is_by(one: List, issuer: asn1.Certificate) -> bool:
    """Whether an issuer made a list, of all that it certified: one that holds a part says so in a critical extension."""
    named = x509.load_der_x509_certificate(issuer.dump())
    usage = issuer.key_usage_value
    if one.issuer != named.subject or (usage is not None and "crl_sign" not in usage.native):
        return False
    key = named.public_key()
    if not isinstance(key, _PublicKey):
        return False
    try:
        return not any(extension.critical for extension in one.extensions) and one.is_signature_valid(key)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
