"""The file as an archive keeps it: streams that only store, attachments, metadata, structure, the QR code, the fields to sign."""

from __future__ import annotations

import hashlib
import io
import zlib
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from payout.pdf import SIGNERS, Attachment, render, shows_code
from payout.pdf.archive import NAMESPACE, STORED
from payout.pdf.icc import srgb
from payout.statement import Statement
from tests.test_pdf import english_sample, sample

FILES = (
    Attachment("statement.json", "application/json", "計算の資料", b'{"schema":"payout.record/1"}'),
    Attachment("policy.json", "application/json", "約款", b"{}"),
)


def root_of(statement: Statement) -> Any:
    return PdfReader(io.BytesIO(render(statement, FILES))).root_object


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 200_000])
def test_a_stream_is_stored_as_it_is_and_any_reader_takes_it(size: int) -> None:
    data = bytes(at % 251 for at in range(size))
    stored = STORED.encode(data)
    assert zlib.decompress(bytes(stored)) == data
    assert bytes(stored).endswith(b"\n")
    assert len(stored) == len(bytes(stored)) - 1 == 2 + 5 * max(1, -(-size // 65_535)) + size + 4


def test_no_stream_is_compressed_by_a_library() -> None:
    document: Any = PdfReader(io.BytesIO(render(sample(), FILES)))
    streams = [document.get_object(number) for number in range(1, int(document.trailer["/Size"]))]
    filters = [stream.get("/Filter") for stream in streams if hasattr(stream, "get_data")]
    assert len(filters) > 8
    data = render(sample(), FILES)
    starts = [at for at in range(len(data)) if data.startswith(b"\nstream\n\x78\x01", at)]
    assert len(starts) == len([name for name in filters if name])
    assert all(data[start + 10] in (0, 1) for start in starts)  # 00: stored, not the last block; 01: the last


def test_the_colour_profile_says_srgb_in_its_own_length() -> None:
    profile = srgb()
    assert int.from_bytes(profile[:4], "big") == len(profile) < 1000
    assert (profile[12:16], profile[16:20], profile[36:40]) == (b"mntr", b"RGB ", b"acsp")
    count = int.from_bytes(profile[128:132], "big")
    for at in range(count):
        name, start, size = (profile[132 + 12 * at + part : 136 + 12 * at + part] for part in (0, 4, 8))
        assert int.from_bytes(start, "big") + int.from_bytes(size, "big") <= len(profile), name
        assert int.from_bytes(start, "big") % 4 == 0


def test_attachments_come_out_as_they_went_in() -> None:
    root = root_of(sample())
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert names[::2] == ["policy.json", "statement.json"]
    for file, specification in zip(sorted(FILES, key=lambda file: file.name), names[1::2], strict=True):
        inside = specification.get_object()
        stream = inside["/EF"]["/F"].get_object()
        assert stream.get_data() == file.data
        assert inside["/AFRelationship"] == "/Source"
        assert stream["/Params"]["/Size"] == len(file.data)
        check = stream["/Params"]["/CheckSum"]
        assert (check if isinstance(check, bytes) else check.original_bytes) == hashlib.md5(file.data, usedforsecurity=False).digest()
    assert [entry.get_object()["/F"] for entry in root["/AF"]] == names[::2]


def test_the_metadata_says_what_the_statement_says() -> None:
    statement = sample()
    packet = root_of(statement)["/Metadata"].get_data().decode()
    tree = ElementTree.fromstring(packet[packet.index("<x:xmpmeta") : packet.index("</x:xmpmeta>") + 12])
    ours = {element.tag.removeprefix(f"{{{NAMESPACE}}}"): element.text for element in tree.iter() if NAMESPACE in element.tag}
    assert ours == {
        "claimNumber": statement.claim_number,
        "paid": str(statement.paid),
        "policyHash": statement.policy_hash,
        "dataHash": statement.data_hash,
        "edition": statement.edition,
        "language": "ja",
        "profile": "office",
        "code": statement.code,
    }
    assert "髙﨑" not in packet


def elements(node: Any) -> list[tuple[str, Any]]:
    """Every element of the structure in reading order."""
    kids = node.get("/K", [])
    listed = kids if isinstance(kids, list) else [kids]
    found = [kid.get_object() for kid in listed]
    below = [kid for kid in found if isinstance(kid, dict) and "/S" in kid]
    own = [(str(node["/S"]), node)] if "/S" in node else []
    return own + [element for kid in below for element in elements(kid)]


@pytest.mark.parametrize("statement", [sample(), english_sample()], ids=["ja", "en"])
def test_the_structure_has_heads_tables_figures_and_forms(statement: Statement) -> None:
    root = root_of(statement)
    found = elements(root["/StructTreeRoot"])
    kinds = [kind for kind, _ in found]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == len(statement.sections)
    assert kinds.count("/Form") == len(SIGNERS)
    assert {"/Table", "/TR", "/TH", "/TD", "/L", "/LI", "/Lbl", "/LBody", "/P"} <= set(kinds)
    figures = [element for kind, element in found if kind == "/Figure"]
    assert statement.code_label in [figure["/Alt"] for figure in figures]
    assert all(figure["/Alt"] and len(figure["/A"]["/BBox"]) == 4 for figure in figures)
    assert all(element["/A"]["/Scope"] in ("/Column", "/Row") for kind, element in found if kind == "/TH")
    rows = [[str(cell.get_object()["/S"]) for cell in element["/K"]] for kind, element in found if kind == "/TR"]
    assert all(set(row) <= {"/TH", "/TD"} for row in rows)


def test_the_drawn_code_can_be_held_against_its_text() -> None:
    statement = sample()
    document: Any = PdfReader(io.BytesIO(render(statement)))
    for page in document.pages:
        content = page.get_contents().get_data()
        assert shows_code(content, statement.code)
        assert not shows_code(content, statement.code.replace("128400", "128401"))
        assert not shows_code(content.replace(b" re\n", b" re f\n"), statement.code)


def test_there_is_an_empty_field_for_each_signer() -> None:
    root = root_of(sample())
    fields = [field.get_object() for field in root["/AcroForm"]["/Fields"]]
    assert [field["/T"] for field in fields] == list(SIGNERS)
    assert all("/V" not in field and field["/FT"] == "/Sig" for field in fields)
    assert [kid.get_object()["/Rect"] for field in fields for kid in field["/Kids"]] == [[0, 0, 0, 0]] * 2


def test_the_identity_of_a_file_comes_from_its_data() -> None:
    trailers: list[Any] = [PdfReader(io.BytesIO(render(statement))).trailer for statement in (sample(), english_sample())]
    first, second = (trailer["/ID"] for trailer in trailers)
    assert first != second
    assert first[0] == first[1]
