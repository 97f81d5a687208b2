"""The statement as a file: many different claims, drawn by us and by other libraries from the same texts, with the same two faces.

Every file is read back before anything is timed: each amount, name and sentence must be in it, and the attachments.
"""

from __future__ import annotations

import gzip
import io
import json
import pickle
import random
import re
import resource
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, assert_never

from pypdf import PdfReader

from bench import peer_platypus, peer_typst, peer_weasyprint
from bench.clock import Measured, in_turn, measured
from bench.product import CLAIM, PRODUCT, claim_of
from bench.table import head, most, row, times
from payout import pdf, rules
from payout.calculate import calculate
from payout.policy import Policy
from payout.statement import (
    Approval,
    Block,
    Bridge,
    CallRecord,
    Facts,
    Paragraphs,
    Record,
    Statement,
    Table,
    Talk,
    record_of,
    statement_of,
)
from payout.statement.record import NAME
from payout.statement.text import spoken

PEERS = (peer_typst, peer_weasyprint, peer_platypus)
ROUNDS = 15
PROFILE = "office"
MANY = 240
"""So many claims that none comes twice while it could still be remembered: no cache of a whole output helps anybody."""
NAMES = "太郎 花子 一郎 陽菜 蓮 結衣 悠真 葵 湊 凛 朝陽 咲良 大翔 美月 樹 杏奈 颯太 琴音 健二 節子 茂 千鶴 渉 薫".split()
CASE = {
    "contract_number": "7300-000000-01",
    "accident": {"at": "2026-10-17T22:40", "place": "見本県見本市 見本峠付近", "kind": "単独事故（夜間・縁石に接触）"},
    "vehicle": "見本 330 さ 00-00",
    "office": {"name": "あおぞら損害保険（見本）", "person": "見本 担当", "phone": "0120-000-000"},
    "statement_date": "2026-11-20",
    "pay_date": "2026-11-27",
    "account": "みほん銀行 見本支店 普通 ***4567",
}
AROUND = {"tow": 150_000, "first_aid": 15_000, "taxi": 20_000, "lodging": 20_000, "repair": 900_000, "cancellation": 30_000}


@dataclass(frozen=True, slots=True)
class Drawable:
    """One statement as everybody is given it: to us as the claim that came in and the record made of it, to the others as JSON of
    all that is printed; the attachments are the same bytes."""

    claim: bytes
    record: Record
    texts: bytes
    attached: Mapping[str, bytes]


def drawables(policy: Policy, count: int = MANY) -> list[Drawable]:
    """Statements of claims that differ in name, number, receipts and amounts, drawn by lot around the limits."""
    source, made, tree = random.Random(4), [], rules.tree_of(policy)
    for number in range(count):
        bills = [_bill(source) for _ in range(source.choice((3, 5, 5, 6, 7, 8, 12)))]
        names = {"claim_number": f"A26-{number:06}", "customer": {"name": f"見本 {source.choice(NAMES)}"}}
        claim = json.dumps({**CLAIM, "expenses": bills, "case": {**CASE, **names}}, ensure_ascii=False).encode()
        record = recorded(policy, claim)
        texts = json.dumps(printed(statement_of(record, profile=PROFILE)), ensure_ascii=False).encode()
        made.append(Drawable(claim, record, texts, {NAME: record.bytes, rules.TREE: tree}))
    return made


def recorded(policy: Policy, data: bytes) -> Record:
    """The record of a claim in JSON."""
    claim = claim_of(data)
    return record_of(claim, policy, calculate(policy, claim), fonts=pdf.font_hashes())


def _bill(source: random.Random) -> dict[str, Any]:
    kind = source.choice(list(AROUND))
    amount = source.randrange(1, 2 * AROUND[kind]) // 10 * 10 + 1
    return {"kind": kind, "amount": amount} | ({"person": f"見本 {source.choice(NAMES)}"} if kind in ("taxi", "lodging") else {})


HEAD_AND_FOOT = (
    *("language", "issuer", "reference", "title", "subtitle", "addressee", "greeting", "total_label", "total", "total_unit"),
    *("total_reading", "payment", "running_head", "footer", "page_label", "made_at"),
)


def printed(statement: Statement) -> dict[str, Any]:
    """All that is printed, in the order of reading, as tables, pairs and texts: what is drawn beside them is left to each."""
    sections = [
        {"title": it.title, "note": it.note, "new_page": it.new_page, "blocks": [_plain(block) for block in it.blocks]}
        for it in statement.sections
    ]
    return {name: getattr(statement, name) for name in HEAD_AND_FOOT} | {"facts": statement.facts.pairs, "sections": sections}


def _plain(block: Block) -> dict[str, Any]:
    match block:
        case Table():
            return {"kind": "table", **asdict(block)}
        case Bridge(parts):
            return {"kind": "pairs", "pairs": [(part.label, part.text) for part in parts]}
        case Talk(entries):
            return {"kind": "pairs", "pairs": [(label, spoken(words)) for label, words in entries]}
        case Facts(pairs):
            return {"kind": "pairs", "pairs": pairs}
        case CallRecord(fields, notes):
            return {"kind": "pairs", "pairs": [*((label, "　".join(boxes) or blank) for label, boxes, blank in fields), (notes, "")]}
        case Approval(boxes, memo):
            return {"kind": "pairs", "pairs": [(box, "") for box in (*boxes, memo)]}
        case Paragraphs(texts):
            return {"kind": "texts", "texts": texts}
        case _:
            assert_never(block)


def ours(it: Drawable) -> bytes:
    """Our file: PDF/A-3a and PDF/UA-1, what it was made from attached. Choosing the words is part of it; others get them ready."""
    return pdf.of(it.record, profile=PROFILE, policy=it.attached[rules.TREE])


def ways() -> dict[str, Callable[[Drawable], bytes]]:
    """Ours and every peer that is installed."""
    found: dict[str, Callable[[Drawable], bytes]] = {"ours": ours}
    for peer in PEERS:
        if find_spec(peer.MODULE):
            try:
                found[peer.NAME] = _way(peer.draws())
            except OSError as error:
                print(f"{peer.NAME} lacks a library of this machine, so it is not compared: {error}")
    return found


def _way(draw: Callable[[bytes, Mapping[str, bytes]], bytes]) -> Callable[[Drawable], bytes]:
    return lambda it: draw(it.texts, it.attached)


def absent() -> list[str]:
    """The peers that are not installed."""
    return [peer.NAME for peer in PEERS if not find_spec(peer.MODULE)]


# ---- the same in every file


def check(made: Sequence[Drawable], drawing: Mapping[str, Callable[[Drawable], bytes]]) -> int:
    """How many files were read back and hold every word and every attachment; raises AssertionError for one that does not."""
    attaching = {"ours", *(peer.NAME for peer in PEERS if peer.ATTACHES)}
    read = 0
    for it in made:
        for name, draw in drawing.items():
            file = PdfReader(io.BytesIO(draw(it)))
            text = joined("".join(page.extract_text() for page in file.pages))
            if lost := [word for word in words_of(json.loads(it.texts)) if not _found(word, text)]:
                raise AssertionError(f"{name} lost {lost[:5]}")
            if name in attaching and {key: files[0] for key, files in file.attachments.items()} != it.attached:
                raise AssertionError(f"{name} lost an attachment")
            read += 1
    return read


def words_of(value: Any) -> Iterator[str]:
    """Every stretch between spaces and punctuation of everything that is printed: amounts, names, dates, words."""
    if isinstance(value, str):
        yield from filter(None, re.split(r"[\s、。，（）〔〕「」：()]+", unicodedata.normalize("NFKC", value)))
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in NOT_PRINTED:
                yield from words_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from words_of(part)


NOT_PRINTED = frozenset("language made_at page_label running_head kind align width strong new_page".split())
"""What is no text, and what stands on some pages only."""


def _found(word: str, text: str) -> bool:
    """Whether the word is there; one without figures may begin on one page and end on the next."""
    parted = not any(map(str.isdigit, word)) and any(word[:at] in text and word[at:] in text for at in range(1, len(word)))
    return word in text or parted


def joined(text: str) -> str:
    """A text as it is compared: without spaces and line ends, which every library puts elsewhere."""
    return "".join(unicodedata.normalize("NFKC", text).split())


# ---- what is timed


def measure(made: Sequence[Drawable], drawing: Mapping[str, Callable[[Drawable], bytes]]) -> dict[str, Measured]:
    """CPU seconds for one file, a claim that was not drawn before each time; and of the parts of our way."""
    policy = rules.policy(PRODUCT)
    parts = {
        "words": lambda it: statement_of(it.record, profile=PROFILE),
        "whole": lambda it: pdf.of(recorded(policy, it.claim), profile=PROFILE, policy=it.attached[rules.TREE]),
    }
    return measured({name: in_turn(work, made) for name, work in {**drawing, **parts}.items()}, ROUNDS)


def sizes(made: Sequence[Drawable], drawing: Mapping[str, Callable[[Drawable], bytes]]) -> dict[str, tuple[float, float]]:
    """Bytes of a file as it is, and gzipped as it is served: medians."""
    found = {}
    for name, draw in drawing.items():
        files = [draw(it) for it in made]
        found[name] = median(map(len, files)), median(len(gzip.compress(file, mtime=0)) for file in files)
    return found


COLD = """
import pickle, sys
given, attached = pickle.load(open(sys.argv[1], "rb"))
"""
COLD_OURS = (
    COLD
    + f"""
from payout import pdf
from payout.statement.record import read_record
pdf.of(read_record(given), profile="{PROFILE}", policy=attached["{rules.TREE}"])
"""
)
COLD_PEER = (
    COLD
    + """
from bench import peer_{name} as peer
peer.draws()(given, attached)
"""
)


def cold(it: Drawable, names: Iterable[str], runs: int = 3) -> dict[str, Measured]:
    """CPU seconds of a process that starts, reads the fonts, draws one file and ends."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            given = Path(folder) / name
            given.write_bytes(pickle.dumps((it.record.bytes if name == "ours" else it.texts, it.attached)))
            script = COLD_OURS if name == "ours" else COLD_PEER.format(name=name)
            found[name] = Measured(tuple(_process(script, str(given)) for _ in range(runs)))
    return found


def _process(script: str, *arguments: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", script, *arguments], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def folder(made: Sequence[Drawable]) -> Measured:
    """CPU seconds a statement of `payout statement --all`, its processes started and ended, with as many as there are processors."""
    with tempfile.TemporaryDirectory() as place:
        claims = Path(place) / "claims"
        claims.mkdir()
        for number, it in enumerate(made):
            (claims / f"{number:04}.json").write_bytes(it.claim)
        command = ["statement", "--all", str(claims), "-o", str(Path(place) / "made"), "--profile", PROFILE]
        seconds = _process("from payout.cli import main; main()", *command)
        if len(list((Path(place) / "made").glob("*.pdf"))) != len(made):
            raise AssertionError("a claim of the folder has no statement")
    return Measured((seconds / len(made),))


# ---- what is printed


def main(made: Sequence[Drawable]) -> None:
    """Reads every way's files back, then times them and prints what was found."""
    drawing = ways()
    print(f"\n{check(made[:4], drawing)} statements by {', '.join(drawing)}: every word and every attachment read back")
    found = measure(made, drawing)
    show(found, sizes(made[:5], drawing), cold(made[0], drawing))
    print(row(f"statement --all: {len(made)} claims → files, in processes", folder(made), Measured((found["ours"].middle,))))
    if "weasyprint" in drawing and (slowed := peer_weasyprint.note()):
        print(f"  {slowed}")
    for name in absent():
        print(f"  {name} is not installed, so it is not compared: `make peers` installs it")


def show(found: Mapping[str, Measured], bytes_of: Mapping[str, tuple[float, float]], started: Mapping[str, Measured]) -> None:
    """Prints times and sizes beside the targets."""
    mine, (raw, served) = found["ours"], bytes_of["ours"]
    print(head("one statement as a file, warm, another claim each time", "× ours"))
    makes = {"ours": "payout: PDF/A-3a and PDF/UA-1, QR, fields to sign"}
    makes |= {peer.NAME: f"{peer.NAME} {version(peer.MODULE)}: {peer.MAKES}" for peer in PEERS if peer.NAME in found}
    for name, said in makes.items():
        print(row(said, found[name], mine))
    print(row("of ours: words, record → document", found["words"], mine))
    print(row("ours with the calculation: JSON claim → file", found["whole"], mine))
    for name, target in (("typst", most(1.0)), ("weasyprint", most(0.12)), ("platypus", most(0.9))):
        if name in found:
            print(times(f"ours / {name}", mine, found[name], target, digits=2))
    print(head("one process that draws one file and ends", "× ours"))
    for name, said in makes.items():
        print(row(said, started[name], started["ours"]))
    print(f"\n{'bytes of one file (median)':<54}{'as it is':>11}{'gzipped':>14}")
    for name, said in makes.items():
        print(f"  {said:<52}{bytes_of[name][0]:>11,.0f}{bytes_of[name][1]:>14,.0f}")
    if "typst" in found:
        theirs = Measured((bytes_of["typst"][0],))
        print(times("ours gzipped, as it is served / typst's file", Measured((served,)), theirs, most(1.2), digits=2))
        print(times("ours as it is / typst's file", Measured((raw,)), theirs, digits=2))
