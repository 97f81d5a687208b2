"""The first question of verifying: who signed, when, whether all of the file, and whether anything else was added since.

Offline: no certificate, no revocation list and no time is fetched from anywhere.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from asn1crypto import cms, x509
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import StandardCMSSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor

from payout.messages import phrase
from payout.seal.answers import Reason, untold, valid, wrong
from payout.seal.blob import Parts, hash_of, in_its_room, is_known, parts_of
from payout.seal.increment import ROLES, Increment, increments, looks_signed, signed_bytes
from payout.seal.keys import USAGE, is_named, may_sign, name_of, person_of, told_time
from payout.seal.reading import Original
from payout.seal.revocation import List, revocation

logging.getLogger("pyhanko").addHandler(logging.NullHandler())  # what it finds is told in our words, not on stderr
logging.getLogger("pyhanko_certvalidator").addHandler(logging.NullHandler())

_SKEW = timedelta(minutes=5)
"""By so much the clock of a signer and that of a time-stamp server may differ."""
_USAGE = KeyUsageConstraints(key_usage=USAGE)
_NO_PATH = (AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND, AdESIndeterminate.NO_SIGNING_CERTIFICATE_FOUND)
_OUT_OF_TIME = (AdESIndeterminate.OUT_OF_BOUNDS_NO_POE, AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED, AdESFailure.NOT_YET_VALID)


def signatures(
    data: bytes,
    original: Original,
    roots: Sequence[x509.Certificate],
    lists: Sequence[List],
    now: datetime,
    made: datetime | None = None,
) -> Iterator[Reason]:
    """What the signatures say. `roots`: whom to trust, none where no trust store was given; `lists`: whom they have revoked; `now`:
    when this is asked; `made`: when the statement's own date begins, where it can be read."""
    found = list(increments(data, original))
    people: list[tuple[bytes, bytes]] = []
    stated: list[datetime] = []
    for one in found:
        try:
            parts = parts_of(one.contents)
            stated.append(one.moment)
            people.append(person_of(parts.certificate))
            yield from list(_signature(data, one, parts, roots, lists, now))
            if made is not None and one.moment < made:
                yield untold("seal-before-made", role=phrase(one.role), at=told_time(one.moment), date=f"{made:%Y-%m-%d}")
        except Exception:  # a blob that somebody else wrote may break the libraries anywhere
            yield wrong("seal-shape", role=phrase(one.role))
    if len({key for _, key in people}) < len(people):
        yield wrong("seal-same")
    elif len({name for name, _ in people}) < len(people):
        yield untold("seal-same-name")
    if stated != sorted(stated):
        yield wrong("seal-order")
    end = found[-1].after if found else len(original.data)
    missing = ROLES[len(found) :]
    if missing and looks_signed(data, end):
        yield wrong("seal-changed", role=phrase(missing[0]))
        return
    if end < len(data):
        yield wrong("seal-added", bytes=f"{len(data) - end:,}")
    elif found:
        yield valid("seal-whole", role=phrase(found[-1].role))
    for role in missing:
        yield untold("seal-unsigned", role=phrase(role))
    if found:
        yield untold("seal-no-trust") if not roots else valid("seal-lists" if lists else "seal-offline")


def _signature(
    data: bytes, one: Increment, parts: Parts, roots: Sequence[x509.Certificate], lists: Sequence[List], now: datetime
) -> Iterator[Reason]:
    role, name = phrase(one.role), name_of(parts.certificate)
    stated = one.moment
    covered = b"".join(signed_bytes(data[: one.before], data[one.before : one.after], len(one.contents)))
    if hashlib.new(hash_of(parts.certificate), covered).digest() != parts.digest:
        yield wrong("seal-changed", role=role)
        return
    if in_its_room(parts, len(one.contents)) != one.contents:
        yield wrong("seal-shape", role=role)
        return
    moment = stated
    stamped = None if parts.stamp is None else _status(covered, one.contents, roots, now, now).timestamp_validity
    if stamped is not None:
        if not (stamped.intact and stamped.valid):
            yield wrong("stamp-wrong", role=role)
        elif roots and not stamped.trusted:
            yield untold("stamp-untrusted", role=role, name=name_of(stamped.signing_cert))
        elif roots and stamped.timestamp > now:
            yield untold("seal-future", role=role, at=told_time(stamped.timestamp, stated))
        elif roots and stamped.timestamp < stated - _SKEW:
            yield untold("stamp-early", role=role, at=told_time(stamped.timestamp, stated))
        elif roots:
            moment = stamped.timestamp
            yield valid("stamp", role=role, at=told_time(moment, stated), name=name_of(stamped.signing_cert))
    status = _status(covered, one.contents, roots, moment, now)
    if not (status.intact and status.valid):
        yield wrong("seal-value", role=role)
        return
    yield valid("seal", role=role, name=name, at=told_time(stated), issuer=_issuer(parts.certificate))
    if not is_named(parts.certificate):
        yield untold("seal-nameless", role=role)
    if not is_known(parts.certificate):
        yield untold("seal-key-kind", name=name, bits=str(parts.certificate.public_key.bit_size))
    elif roots:
        yield from _trust(status, parts, moment)
        if status.trusted and status.validation_path is not None:
            path = list(status.validation_path.iter_certs(include_root=True))
            yield from revocation(path, lists, moment.astimezone(stated.tzinfo), proven=moment is not stated)
    if stated > now:
        yield untold("seal-future", role=role, at=told_time(stated))
    if moment is stated and now > parts.certificate.not_valid_after:
        yield untold("seal-expired-since", name=name, until=told_time(parts.certificate.not_valid_after, stated))


def _trust(status: StandardCMSSignatureStatus, parts: Parts, moment: datetime) -> Iterator[Reason]:
    """Why a certificate is not trusted, if it is not."""
    name, problem = name_of(parts.certificate), status.trust_problem_indic
    if not may_sign(parts.certificate):
        yield wrong("seal-not-allowed", name=name)
        return
    if status.trusted and status.validation_path is not None:
        path = {certificate.dump() for certificate in status.validation_path.iter_certs(include_root=True)}
        if not {certificate.dump() for certificate in (parts.certificate, *parts.chain)} <= path:
            yield wrong("seal-chain", name=name)
        root = next(iter(status.validation_path.iter_certs(include_root=True)))
        if not root.not_valid_before <= moment <= root.not_valid_after:
            yield untold("seal-root-time", name=name_of(root), at=told_time(moment))
    elif problem in _OUT_OF_TIME:
        yield wrong("seal-out-of-time", name=name, at=told_time(moment))
    elif problem in _NO_PATH or problem is None or parts.certificate.self_signed != "no":  # its own issuer is another unknown one
        yield untold("seal-untrusted", name=name, issuer=_issuer(parts.certificate))
    elif isinstance(problem, AdESFailure) or problem is AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE:
        yield wrong("seal-not-allowed", name=name)
    else:
        yield untold("seal-doubt", name=name, reason=_code(problem))


def _status(
    covered: bytes, contents: bytes, roots: Sequence[x509.Certificate], moment: datetime, now: datetime
) -> StandardCMSSignatureStatus:
    """What pyHanko says of a blob, with the signer's certificate judged as of a moment, and that of a time stamp as of now."""
    signed = cms.ContentInfo.load(contents)["content"]
    anchors = [CertTrustAnchor(root, derive_default_quals_from_cert=True) for root in roots]  # an authority's own limits hold too
    signer, stamper = (ValidationContext(trust_roots=anchors, allow_fetching=False, moment=at) for at in (moment, now))
    validated = async_validate_detached_cms(
        covered, signed, signer_validation_context=signer, ts_validation_context=stamper, key_usage_settings=_USAGE
    )
    return asyncio.run(validated)


def _issuer(certificate: x509.Certificate) -> str:
    named = certificate.issuer.native
    told = named.get("common_name") or named.get("organization_name") or certificate.issuer.human_friendly
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in str(told))[:200]


def _code(problem: AdESSubIndic) -> str:
    return str(problem.standard_name)
