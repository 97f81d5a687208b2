"""The CMS blob of a PAdES B-B signature, written in one way only: by signing, and again by verifying, from the parts it is made of.

A signature covers the whole file but its own blob. So nothing in a blob is taken as it stands: it is built anew from the
certificates, the signature's value and the time stamp, and must come out the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from asn1crypto import cms, core, x509
from cryptography.hazmat.primitives.asymmetric import ec, utils
from pyhanko.sign.general import extract_signer_info, find_unique_cms_attribute
from pyhanko.sign.signers.pdf_cms import Signer, select_suitable_signing_md
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

Raw = Callable[[bytes, str], Awaitable[bytes]]
"""Signs data with a hash."""

STAMP_ROOM = 64
"""Bytes by which a time stamp may be longer than the one before it: its numbers have no fixed length."""

_CURVES = {"secp256r1": ec.SECP256R1(), "secp384r1": ec.SECP384R1(), "secp521r1": ec.SECP521R1()}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a blob is made of. `chain`: the certificates above the signer's, without the root; `digest`: of what is signed."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    digest: bytes
    signature: bytes
    stamp: cms.ContentInfo | None


def blob(key: Signer, digest: bytes, stamper: TimeStamper | None = None, *, dry_run: bool = False) -> bytes:
    """The blob that `key` makes for a digest. With `dry_run` nothing is signed, and only the size counts.

    Raises: OSError where the time-stamp server does not answer.
    """
    stamping = None if stamper is None else _Stamper(stamper.async_timestamp)
    return _built(certificate_of(key), key.cert_registry, key.async_sign_raw, digest, stamping, dry_run)


def in_its_room(parts: Parts, room: int) -> bytes:
    """What signing writes in a room of so many bytes: the blob of these parts, and zeros as far as an EC value or a time stamp may
    be shorter than was reserved. A larger room would have held a time stamp that somebody took out."""
    made = rebuilt(parts)
    most = 2 * STAMP_ROOM if parts.stamp else _value_size(parts.certificate) - len(parts.signature)
    return made.ljust(room, b"\0") if room - len(made) <= most else made


def rebuilt(parts: Parts) -> bytes:
    """The blob that signing makes of these parts."""

    async def known(*_: object) -> bytes:
        return parts.signature

    async def stamp(*_: object) -> cms.ContentInfo:
        return parts.stamp

    stamping = None if parts.stamp is None else _Stamper(stamp)
    return _built(parts.certificate, parts.chain, known, parts.digest, stamping, False)


def parts_of(contents: bytes) -> Parts:
    """The parts of a blob that may be padded with zeros.

    Raises: ValueError for what is no signature of this shape.
    """
    try:
        signed = cms.ContentInfo.load(contents)["content"]
        signer = extract_signer_info(signed)
        certificates = [choice.chosen for choice in signed["certificates"]]
        (certificate,) = [one for one in certificates if _issued(one) == _issued(signer["sid"].chosen)]
        return Parts(
            certificate,
            tuple(one for one in certificates if one is not certificate),
            find_unique_cms_attribute(signer["signed_attrs"], "message_digest").native,
            signer["signature"].native,
            _stamp_of(signer),
        )
    except Exception as error:  # the libraries raise their own kinds for what cannot be read
        raise ValueError("no signature of this shape") from error


def certificate_of(key: Signer) -> x509.Certificate:
    """The certificate of a key that has one."""
    if key.signing_cert is None:
        raise ValueError("a key without a certificate")
    return key.signing_cert


def is_known(certificate: x509.Certificate) -> bool:
    """Whether a certificate's key is of a kind that signs here: RSA of 2048 bits or more, P-256, P-384, P-521, Ed25519."""
    key = certificate.public_key
    match key.algorithm:
        case "rsa":
            return bool(key.bit_size >= 2048)
        case "ec":
            return key.curve[1] in _CURVES
        case other:
            return bool(other == "ed25519")


def hash_of(certificate: x509.Certificate) -> str:
    """The hash that goes with a certificate's key: `sha256`, or `sha384`, `sha512` for longer keys."""
    return str(select_suitable_signing_md(certificate.public_key))


def chain_of(certificate: x509.Certificate, others: Iterable[x509.Certificate]) -> list[x509.Certificate]:
    """The certificates above this one, from its issuer upwards; never the root, which whoever trusts it has."""
    above = {one.subject.dump(): one for one in others if one.self_signed == "no"}
    chain: list[x509.Certificate] = []
    while (issuer := above.pop(certificate.issuer.dump(), None)) is not None:
        chain.append(issuer)
        certificate = issuer
    return chain


class _Signing(Signer):
    """pyHanko's builder with our rules: only the chain is embedded, and an ECDSA value has one form."""

    def __init__(self, certificate: x509.Certificate, others: Iterable[x509.Certificate], raw: Raw) -> None:
        store = SimpleCertificateStore.from_certs(chain_of(certificate, others))
        super().__init__(signing_cert=certificate, cert_registry=store, embed_roots=False)
        self._raw = raw
        self._curve = certificate.public_key.curve[1] if certificate.public_key.algorithm == "ec" else ""

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(_value_size(certificate_of(self)))
        value = await self._raw(data, digest_algorithm)
        if not self._curve:
            return value
        r, s = utils.decode_dss_signature(value)  # (r, -s) is as good as (r, s): the smaller one is taken
        return utils.encode_dss_signature(r, min(s, _CURVES[self._curve].group_order - s))


class _Stamper(TimeStamper):
    """A time stamp in the one form that is embedded."""

    def __init__(self, ask: Callable[[bytes, str], Awaitable[cms.ContentInfo]]) -> None:
        TimeStamper.__init__(self)
        self._ask = ask

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        return _plain_stamp(await self._ask(message_digest, md_algorithm))


def _built(
    certificate: x509.Certificate,
    others: Iterable[x509.Certificate],
    raw: Raw,
    digest: bytes,
    stamper: TimeStamper | None,
    dry_run: bool,
) -> bytes:
    signing = _Signing(certificate, others, raw)
    made = signing.async_sign(digest, hash_of(certificate), dry_run=dry_run, use_pades=True, timestamper=stamper)
    return bytes(asyncio.run(made).dump())


def _value_size(certificate: x509.Certificate) -> int:
    """The most bytes that a signature's value has; an EC value may have fewer."""
    match certificate.public_key.algorithm:
        case "rsa":
            return int(certificate.public_key.byte_size)
        case "ec":
            order = _CURVES[certificate.public_key.curve[1]].group_order
            return len(utils.encode_dss_signature(order - 1, order // 2))
        case _:
            return 64  # Ed25519


def _plain_stamp(stamp: cms.ContentInfo) -> cms.ContentInfo:
    """A time stamp without what its signature does not cover: other certificates, revocation lists, further attributes."""
    signed = stamp["content"]
    signer = extract_signer_info(signed)
    certificates = [choice.chosen for choice in signed["certificates"]]
    (own,) = [one for one in certificates if _issued(one) == _issued(signer["sid"].chosen)]
    digest = {"algorithm": signer["digest_algorithm"]["algorithm"].native}
    plain = {
        "version": "v1",
        "sid": cms.SignerIdentifier("issuer_and_serial_number", {"issuer": own.issuer, "serial_number": own.serial_number}),
        "digest_algorithm": digest,
        "signed_attrs": signer["signed_attrs"],
        "signature_algorithm": signer["signature_algorithm"],
        "signature": signer["signature"],
    }
    content = {
        "version": "v3",
        "digest_algorithms": [digest],
        "encap_content_info": signed["encap_content_info"],
        "certificates": [cms.CertificateChoices("certificate", one) for one in (own, *chain_of(own, certificates))],
        "signer_infos": [plain],
    }
    return cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(content)})


def _stamp_of(signer: cms.SignerInfo) -> cms.ContentInfo | None:
    if isinstance(signer["unsigned_attrs"], core.Void):
        return None
    return find_unique_cms_attribute(signer["unsigned_attrs"], "signature_time_stamp_token")


def _issued(named: x509.Certificate | cms.IssuerAndSerialNumber) -> tuple[bytes, int]:
    """What tells one certificate from all others: who issued it, under which number."""
    if isinstance(named, x509.Certificate):
        return named.issuer.dump(), named.serial_number
    return named["issuer"].dump(), named["serial_number"].native
