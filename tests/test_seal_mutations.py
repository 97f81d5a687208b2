"""Statements that somebody has altered: none is accepted. Other cases at every run; PAYOUT_SEED brings a run back.

`PAYOUT_MUTATIONS=2000` tries more than the usual 300. Accepted means that all four answers are valid (exit status 0). There is no
list of mutations that cannot be seen: the file is what rendering and signing write again, byte for byte, or it is not accepted.
One thing stays possible, by the rule of RFC 3161 that anybody may stamp: a time stamp can be replaced by another valid one, of an
authority that is trusted too.
"""

from __future__ import annotations

import io
import os
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import msgspec
import pytest
from asn1crypto import cms, x509
from cryptography.hazmat.primitives.asymmetric import ec, utils
from pypdf import PdfReader, PdfWriter

from payout import pdf, rules
from payout.problem import Problems
from payout.seal.blob import parts_of, rebuilt
from payout.seal.increment import added, increments, signed_bytes
from payout.seal.keys import name_of, roots_of
from payout.seal.reading import Reference, fields_of, original_of
from payout.seal.signing import pdf_time, sign
from payout.seal.verifying import verify
from payout.statement.record import bytes_of, read_record
from tests.sealed import AT, KINDS, LATER, folder, from_a_chain, key, key_in, p12, record, signed_by_both, time_stamper, unsigned

CASES = int(os.environ.get("PAYOUT_MUTATIONS", "300"))
SEED = int(os.environ.get("PAYOUT_SEED") or random.SystemRandom().randrange(10**9))
ROOTS = roots_of(folder() / "authority.pem")

Mutation = Callable[[random.Random], bytes]


@cache
def another() -> bytes:
    """Another statement that both signed: of the day before."""
    data = record().data
    case = {**data.claim["case"], "statement_date": "2026-11-19"}
    changed = read_record(bytes_of(msgspec.structs.replace(data, claim={**data.claim, "case": case})))
    return signed_by_both(pdf.of(changed, policy=rules.tree_of(rules.policy(data.calculation.policy.id))))


def flipped(data: bytes, at: int, chance: random.Random) -> bytes:
    return data[:at] + bytes((data[at] ^ (1 << chance.randrange(8)),)) + data[at + 1 :]


def a_bit_of_the_page(chance: random.Random) -> bytes:
    return flipped(signed_by_both(), chance.randrange(len(unsigned())), chance)


def a_bit_of_the_signatures(chance: random.Random) -> bytes:
    whole = signed_by_both()
    return flipped(whole, chance.randrange(len(unsigned()), len(whole)), chance)


def trailing_bytes(chance: random.Random) -> bytes:
    ends = [b"\n", b"\0", b" ", b"%%EOF\n", b"% comment\n", chance.randbytes(chance.randint(1, 300))]
    return signed_by_both() + chance.choice(ends)


def an_update(data: bytes, *objects: tuple[int, bytes]) -> bytes:
    """An incremental update that overrides objects, or adds them, as any program could write it."""
    places = []
    made = data
    for number, body in objects:
        places.append((number, len(made)))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    root, highest = original_of(data).trailer["/Root"], max(original_of(data).size - 1, *(number for number, _ in places))
    assert isinstance(root, Reference)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % place for place in sorted(places))
    last = re.findall(rb"startxref\n(\d+)\n", data)[-1]
    trailer = b"trailer\n<</Size %d/Root %d 0 R/Prev %s>>\n" % (highest + 1, root.number, last)
    return made + b"xref\n" + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(made)


def stage(chance: random.Random) -> bytes:
    """The statement before, between or after the signatures."""
    return chance.choice([unsigned(), sign(unsigned(), "author", key("author"), AT), signed_by_both()])


def redrawn(chance: random.Random) -> bytes:
    """Shadow content: page 1 gets other contents by an update."""
    data = stage(chance)
    page = int(re.findall(rb"/Kids \[ (\d+) 0 R", data)[0])
    contents = int(re.findall(rb"/Contents (\d+) 0 R", original_of(data).source(page))[0])
    drawing = b"BT /F1 12 Tf 72 72 Td (964,900) Tj ET"
    return finished(an_update(data, (contents, b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawing), drawing))))


def finished(data: bytes) -> bytes:
    """The update signed by whoever has not signed yet: signing refuses it, so the increments are written by force."""
    for role, at in (("author", AT), ("approver", LATER)):
        if not re.search(rb"/ByteRange", data[len(unsigned()) :]) or role == "approver":
            blob = next(iter(increments(signed_by_both(), original_of(unsigned())))).contents
            data += added(data, original_of(data), role, pdf_time(at), blob)
    return data


def an_appended_page(chance: random.Random) -> bytes:
    writer = PdfWriter(io.BytesIO(stage(chance)), incremental=True)
    writer.add_blank_page(200 + chance.randrange(300), 300)
    made = io.BytesIO()
    writer.write(made)
    assert len(PdfReader(made).pages) > len(PdfReader(io.BytesIO(unsigned())).pages)
    return made.getvalue()


def an_annotation(chance: random.Random) -> bytes:
    """A free text over the page, as a reader adds it."""
    data = stage(chance)
    page = int(re.findall(rb"/Kids \[ (\d+) 0 R", data)[0])
    size = original_of(data).size + 2
    body = original_of(data).source(page)
    note = b"<</Type/Annot/Subtype/FreeText/Rect[%d 72 300 100]/Contents(964,900)/DA(/Helv 12 Tf)>>" % chance.randrange(70)
    return an_update(data, (page, re.sub(rb"/Annots \[", b"/Annots [ %d 0 R " % size, body)), (size, note))


def swapped_attachments(chance: random.Random) -> bytes:
    """The data of another statement in place of its own: by an update of the file specification, or of the stream itself."""
    data, other = signed_by_both(), another()
    inside = int(re.findall(rb"/EF<</F (\d+) 0 R", data)[-1])
    source = original_of(other)
    begin = source.places[inside]
    body = source.data[begin : source.data.index(b"\nendobj", begin)].split(b"obj", 1)[1].strip()
    return an_update(chance.choice([data, unsigned()]), (inside, body))


def an_amount_in_the_data(chance: random.Random) -> bytes:
    """Digits of the attached data, with the check sums of stream and file left or not."""
    data = bytearray(signed_by_both())
    begin = data.index(b'{"calculation"')
    digits = [match.start() for match in re.finditer(rb"\d", bytes(data[begin : begin + 20_000]))]
    at = begin + chance.choice(digits)
    data[at] = 48 + (data[at] - 48 + chance.randint(1, 9)) % 10
    return bytes(data)


def an_altered_metadata(chance: random.Random) -> bytes:
    data = signed_by_both()
    found = list(re.finditer(rb"<payout:(\w+)>([^<]+)</payout", data))
    match = chance.choice(found)
    at = chance.randrange(match.start(2), match.end(2))
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def swapped_signatures(chance: random.Random) -> bytes:
    """Signatures of another statement: one or both blobs, or the whole increments."""
    ours, theirs = signed_by_both(), another()
    mine, others = (list(increments(data, original_of(data))) for data in (ours, theirs))
    if chance.random() < 0.3:
        return unsigned() + theirs[others[0].before :]
    data = ours
    for at in chance.choice([(0,), (1,), (0, 1)]):
        data = data.replace(mine[at].contents.hex().upper().encode(), others[at].contents.hex().upper().encode())
    return data


def exchanged_roles(chance: random.Random) -> bytes:
    """The author's signature where the approver's stands, both ways."""
    mine = [one.contents.hex().upper().encode() for one in increments(signed_by_both(), original_of(unsigned()))]
    size = max(map(len, mine))
    mark = b"#" * size
    swapped = signed_by_both().replace(mine[0], mark).replace(mine[1], mine[0]).replace(mark, mine[1])
    return swapped if chance.random() < 0.5 else signed_by_both().replace(mine[1], mine[0])


def a_removed_signature(chance: random.Random) -> bytes:
    first, second = increments(signed_by_both(), original_of(unsigned()))
    data = signed_by_both()
    field = fields_of(original_of(data))[chance.choice(["author", "approver"])]
    return chance.choice(
        [
            data[: first.before],
            data[: second.before],
            data[: first.before] + data[second.before :],
            an_update(data, (field, original_of(data).source(field))),
            data.replace(b" /V ", b" /W ", 1),
        ]
    )


def another_time(chance: random.Random) -> bytes:
    """The stated time, which stands beside the blob."""
    one = chance.choice(list(increments(signed_by_both(), original_of(unsigned()))))
    moved = pdf_time(AT + timedelta(seconds=chance.randint(1, 10**6)))
    return signed_by_both().replace(one.at.encode(), moved.encode(), 1)


def another_blob(chance: random.Random) -> bytes:
    """The blob written otherwise with the same meaning to a lenient reader: a certificate more, an attribute more, other padding."""
    data = signed_by_both()
    one = chance.choice(list(increments(data, original_of(data))))
    info = cms.ContentInfo.load(one.contents)
    signed = info["content"]
    match chance.randrange(4):
        case 0:
            signed["certificates"] = [*signed["certificates"], cms.CertificateChoices("certificate", ROOTS[0])]
        case 1:
            signed["signer_infos"][0]["unsigned_attrs"] = [cms.CMSAttribute({"type": "1.2.3.4", "values": []})]
        case 2:
            signed["version"] = "v3"
        case _:
            signed["digest_algorithms"] = [{"algorithm": "sha256"}, *signed["digest_algorithms"]]
    changed = info.dump(force=True)
    return resigned(data, one.role, changed)


def resigned(data: bytes, role: str, blob: bytes) -> bytes:
    """The file with another blob for a role, with ranges that fit; what follows is kept as it was."""
    one = next(found for found in increments(data, original_of(data)) if found.role == role)
    return data[: one.before] + added(data[: one.before], original_of(data), role, one.at, blob) + data[one.after :]


WEIGHTS: dict[Mutation, int] = {
    a_bit_of_the_page: 24,
    a_bit_of_the_signatures: 34,
    trailing_bytes: 4,
    redrawn: 6,
    an_appended_page: 3,
    an_annotation: 4,
    swapped_attachments: 3,
    an_amount_in_the_data: 5,
    an_altered_metadata: 4,
    swapped_signatures: 4,
    exchanged_roles: 2,
    a_removed_signature: 4,
    another_time: 3,
    another_blob: 4,
}
"""Mutation → how many of a hundred."""


def outcome(data: bytes, roots: list[x509.Certificate] = ROOTS) -> str:
    """The worst verdict, or `refused`."""
    try:
        found = {answer.verdict.value for answer in verify(data, roots, LATER)}
    except Problems:
        return "refused"
    return next(verdict for verdict in ("wrong", "cannot tell", "valid") if verdict in found)


def test_no_altered_statement_is_accepted(record_property: Callable[[str, object], None]) -> None:
    chance = random.Random(SEED)
    assert outcome(signed_by_both()) == outcome(another()) == "valid"
    found: Counter[tuple[str, str]] = Counter()
    for _ in range(CASES):
        (mutation,) = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
        data = mutation(chance)
        assert data not in (signed_by_both(), another()), mutation.__name__
        found[mutation.__name__, outcome(data)] += 1
    counts = ", ".join(f"{name} {what} {n}" for (name, what), n in sorted(found.items()))
    record_property(f"{CASES} altered statements, PAYOUT_SEED={SEED}", counts)
    assert [key for key in found if key[1] == "valid"] == []


@pytest.mark.parametrize("mutation", WEIGHTS, ids=lambda mutation: mutation.__name__)
def test_each_kind_of_alteration_is_refused(mutation: Mutation) -> None:
    assert outcome(mutation(random.Random(4711))) != "valid"


def test_a_signature_that_can_be_turned_round_is_not_accepted_so(tmp_path_factory: pytest.TempPathFactory) -> None:
    """An ECDSA value (r, s) is as good as (r, -s): anybody can turn one into the other, so only the smaller is ours."""
    chosen = key_in(tmp_path_factory.mktemp("keys") / "k.p12", p12(KINDS["P-256"]))
    once = sign(unsigned(), "author", chosen, AT)
    both = sign(once, "approver", key("approver"), LATER)
    roots = [*ROOTS, chosen.signing_cert]
    (one,) = increments(once, original_of(once))
    info = cms.ContentInfo.load(one.contents)
    signer = info["content"]["signer_infos"][0]
    r, s = utils.decode_dss_signature(signer["signature"].native)
    signer["signature"] = utils.encode_dss_signature(r, ec.SECP256R1().group_order - s)
    turned = info.dump(force=True).ljust(len(one.contents), b"\0")
    assert outcome(both, roots) == "valid"
    if len(turned) == len(one.contents):
        assert outcome(resigned(once, "author", turned), roots) == "wrong"
        assert signed_bytes(unsigned(), resigned(once, "author", turned)[one.before :], len(turned)) == signed_bytes(
            unsigned(), once[one.before :], len(turned)
        )


def test_a_time_stamp_cannot_be_altered_or_taken_out() -> None:
    stamper, authority = time_stamper(LATER)
    data = sign(sign(unsigned(), "author", key("author"), AT), "approver", key("approver"), LATER, stamper)
    roots = [*ROOTS, authority]
    assert outcome(data, roots) == "valid"
    *_, one = increments(data, original_of(data))
    chance = random.Random(SEED)
    begin = data.rindex(one.contents.hex().upper().encode())
    accepted = []
    for _ in range(CASES // 5):
        at = begin + chance.randrange(2 * len(one.contents))
        changed = data[:at] + chance.choice([digit for digit in b"0123456789ABCDEF" if digit != data[at]]).to_bytes() + data[at + 1 :]
        if outcome(changed, roots) == "valid":
            accepted.append(at - begin)
    assert accepted == []
    bare = rebuilt(replace(parts_of(one.contents), stamp=None)).ljust(len(one.contents), b"\0")
    assert outcome(resigned(data, "approver", bare), roots) == "wrong"


def test_the_certificates_above_the_signer_s_are_embedded_without_the_root_and_cannot_be_altered(tmp_path: Path) -> None:
    chosen, root = from_a_chain(tmp_path / "key.p12")
    data = sign(sign(unsigned(), "author", key("author"), AT), "approver", chosen, LATER)
    roots = [*ROOTS, root]
    *_, one = increments(data, original_of(data))
    assert [name_of(certificate) for certificate in parts_of(one.contents).chain] == ["見本 中間認証局"]
    assert outcome(data, roots) == "valid"
    assert outcome(data) == "cannot tell"
    begin = data.rindex(one.contents.hex().upper().encode())
    above = parts_of(one.contents).chain[0].dump().hex().upper().encode()
    where = range(data.index(above, begin), data.index(above, begin) + len(above))
    chance = random.Random(SEED)
    for at in chance.sample(where, CASES // 5):
        digit = chance.choice([digit for digit in b"0123456789ABCDEF" if digit != data[at]])
        assert outcome(data[:at] + bytes((digit,)) + data[at + 1 :], roots) != "valid", at - where.start
