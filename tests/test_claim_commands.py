"""The commands that take a claim: other forms of a statement, the previous one, a folder of claims. A refusal leaves no file behind."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from payout.statement import read_record
from tests.test_cli import ROOT, run

DEMO = (ROOT / "payout/demo.yaml").read_text(encoding="utf-8")


@pytest.fixture
def claim(tmp_path: Path) -> Path:
    path = tmp_path / "claim.yaml"
    path.write_text(DEMO, encoding="utf-8")
    return path


def test_the_customers_copy_is_the_default_and_has_no_script(claim: Path) -> None:
    customer, office = run("statement", claim, "--text").stdout, run("statement", claim, "--text", "--profile", "office").stdout
    assert "お電話でのご説明" not in customer
    assert "お電話でのご説明" in office


def test_html_goes_to_stdout(claim: Path) -> None:
    done = run("statement", claim, "--html", "--language", "en")
    assert (done.returncode, done.stdout.startswith('<article lang="en"')) == (0, True)
    assert done.stdout.endswith("</article>\n")


def test_the_script_is_what_is_said_on_the_telephone(claim: Path) -> None:
    done = run("script", claim)
    assert done.returncode == 0
    assert "864,900円〔はちじゅうろくまん よんせん きゅうひゃくえん〕" in done.stdout
    assert "審査メモ" not in done.stdout
    data = json.loads(run("script", claim, "--json").stdout)
    assert any("entries" in block for section in data for block in section["blocks"])


def test_a_letter_is_the_same_in_writing(claim: Path) -> None:
    done = run("script", claim, "--letter")
    assert (done.returncode, "864,900" in done.stdout, "ご質問への答え方" in done.stdout) == (0, True, False)
    assert len(done.stdout) < len(run("statement", claim, "--text").stdout)
    assert json.loads(run("script", claim, "--letter", "--json", "--language", "en").stdout)["profile"] == "letter"


def test_a_letter_can_be_a_file_and_is_verified_like_any_statement(claim: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    assert run("statement", claim, "--profile", "letter", "-o", letter).returncode == 0
    done = run("verify", letter, "--language", "en")
    assert "page: valid" in done.stdout
    assert not [line for line in done.stdout.splitlines() if "wrong" in line]


@pytest.mark.parametrize("form", ["pdf", "json"])
def test_the_previous_statement_is_compared(claim: Path, tmp_path: Path, form: str) -> None:
    first, second, earlier = tmp_path / "first.pdf", tmp_path / "second.pdf", tmp_path / "statement.json"
    assert run("statement", claim, "-o", first).returncode == 0
    attached = PdfReader(first).attachments["statement.json"][0]
    earlier.write_bytes(attached)
    claim.write_text(DEMO.replace("amount: 682_000", "amount: 700_000").replace("2026-11-20", "2026-11-27"), encoding="utf-8")
    done = run("statement", claim, "-o", second, "--text", "--language", "en", "--previous", first if form == "pdf" else earlier)
    assert (done.returncode, done.stderr) == (0, "")
    assert "+18,000" in done.stdout
    record = read_record(PdfReader(second).attachments["statement.json"][0])
    assert getattr(record.data.previous, "data_hash", "") == read_record(attached).hash
    told = run("script", claim, "--language", "en", "--previous", first if form == "pdf" else earlier)
    assert "we pay the difference" in " ".join(told.stdout.split())


@pytest.mark.parametrize(
    ("previous", "said"),
    [
        (b"%PDF-1.7\n", "previous.pdf: "),
        (b"{}", "not the record of a statement"),
        (b"", "not the record of a statement"),
        (None, "previous"),
    ],
)
def test_a_previous_file_that_is_none_is_refused_and_nothing_is_written(
    claim: Path, tmp_path: Path, previous: bytes | None, said: str
) -> None:
    file, out = tmp_path / "previous.pdf", tmp_path / "out.pdf"
    if previous is not None:
        file.write_bytes(previous)
    done = run("statement", claim, "-o", out, "--previous", file, "--language", "en")
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr, "bug" in done.stderr) == (4, True, False, False)
    assert str(file) in done.stderr or file.name in done.stderr
    assert not out.exists()


def test_the_previous_statement_of_another_claim_is_refused(claim: Path, tmp_path: Path) -> None:
    first = tmp_path / "first.pdf"
    assert run("statement", claim, "-o", first).returncode == 0
    claim.write_text(DEMO.replace("A26-1017-00001", "A26-1017-00002"), encoding="utf-8")
    done = run("statement", claim, "-o", tmp_path / "second.pdf", "--previous", first, "--language", "en")
    assert (done.returncode, "'A26-1017-00001 JPY', not of 'A26-1017-00002 JPY'" in done.stderr) == (4, True)


# ---- a folder of claims -----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four claims of which two can be made: one lacks an answer, one is of no policy."""
    claims = tmp_path / "claims"
    claims.mkdir()
    (claims / "a.yaml").write_text(DEMO, encoding="utf-8")
    (claims / "b.yaml").write_text(DEMO.replace("  drivable: no\n", ""), encoding="utf-8")
    (claims / "c.yaml").write_text(DEMO.replace("jp/personal-auto", "jp/no-such"), encoding="utf-8")
    (claims / "d.yml").write_text(DEMO.replace("A26-1017-00001", "A26-1017-00004"), encoding="utf-8")
    (claims / "readme.txt").write_text("no claim", encoding="utf-8")
    return claims


def test_a_folder_of_claims_becomes_a_folder_of_statements(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("statement", "--all", folder, "-o", out, "--language", "en", "--processes", "2")
    assert done.returncode == 5
    assert sorted(path.name for path in out.iterdir()) == ["a.pdf", "d.pdf"]
    assert "2 statements, 2 claims without one" in done.stderr
    assert f"{folder}/b.yaml:" in done.stderr
    assert "there is no policy 'jp/no-such'" in done.stderr
    alone = tmp_path / "alone.pdf"
    run("statement", folder / "a.yaml", "-o", alone, "--language", "en")
    assert (out / "a.pdf").read_bytes() == alone.read_bytes()


def test_what_a_folder_came_to_is_told_as_json(folder: Path, tmp_path: Path) -> None:
    done = run("statement", "--all", folder, "-o", tmp_path / "out", "--json", "--profile", "office")
    data = json.loads(done.stdout)
    assert (data["schema"], data["made"]) == ("payout.batch/1", 2)
    assert [(Path(row["claim"]).name, row["status"], row["problems"][0]["code"]) for row in data["refused"]] == [
        ("b.yaml", 5, "undetermined"),
        ("c.yaml", 4, "no-policy"),
    ]


def test_the_statements_of_a_folder_follow_the_latest_earlier_ones_of_their_claims(folder: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    for name, day, amount in (("first", "2026-10-30", "100_500"), ("second", "2026-11-06", "120_500")):
        file = tmp_path / f"{name}.yaml"
        file.write_text(DEMO.replace("2026-11-20", day).replace("148_500", amount), encoding="utf-8")
        run("statement", file, "-o", earlier / f"{name}.pdf")
    run("statement", tmp_path / "second.yaml", "-o", earlier / "office.pdf", "--profile", "office")  # of one record with the customer's
    out = tmp_path / "out"
    done = run("statement", "--all", folder, "-o", out, "--language", "en", "--previous", earlier)
    assert "2 statements, 2 claims without one; 1 follow an earlier statement" in done.stderr
    alone = tmp_path / "alone.pdf"
    run("statement", folder / "a.yaml", "-o", alone, "--language", "en", "--previous", earlier / "second.pdf")
    assert (out / "a.pdf").read_bytes() == alone.read_bytes()
    told = json.loads(run("statement", "--all", folder, "-o", out, "--json", "--previous", earlier).stdout)
    assert (told["made"], told["following"]) == (2, 1)


def test_an_earlier_file_that_is_none_stops_the_folder_before_anything_is_written(folder: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    (earlier / "a.pdf").write_bytes(b"%PDF-1.7")
    (earlier / "b.json").write_bytes(b"{}")
    done = run("statement", "--all", folder, "-o", tmp_path / "out", "--language", "en", "--previous", earlier)
    assert (done.returncode, (tmp_path / "out").exists()) == (4, False)
    assert f"{earlier}/a.pdf: " in done.stderr
    assert f"{earlier}/b.json: " in done.stderr


def test_two_earlier_statements_of_one_day_that_differ_are_not_chosen_between(folder: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    for amount in ("100_500", "120_500"):
        file = tmp_path / f"{amount}.yaml"
        file.write_text(DEMO.replace("148_500", amount), encoding="utf-8")
        run("statement", file, "-o", earlier / f"{amount}.pdf")
    done = run("statement", "--all", folder, "-o", tmp_path / "out", "--previous", earlier)
    assert (done.returncode, (tmp_path / "out").exists()) == (2, False)
    assert "are of one claim and one day, and differ" in done.stderr


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda folder: (folder / "a.json").write_text("{}"), "are called a"),
        (lambda folder: [path.unlink() for path in folder.iterdir()], "no claim in"),
    ],
)
def test_a_folder_that_cannot_be_made_is_a_usage_error(folder: Path, tmp_path: Path, break_it: Callable[[Path], object], said: str) -> None:
    break_it(folder)
    done = run("statement", "--all", folder, "-o", tmp_path / "out")
    assert (done.returncode, said in done.stderr, (tmp_path / "out").exists()) == (2, True, False)


@pytest.mark.parametrize("more", [[], ["--text"], ["--html"], ["--previous", "x"]])
def test_all_needs_a_folder_to_write_to_and_makes_files_alone(folder: Path, tmp_path: Path, more: list[str]) -> None:
    output = ["-o", tmp_path / "out"] if more else []
    assert run("statement", "--all", folder, *output, *more).returncode == 2
    assert not (tmp_path / "out").exists()


# ---- bad input --------------------------------------------------------------------------------------------------------

NAME = "name: 見本 太郎"
BAD = {
    "a control character": (NAME, 'name: "見本\\u0007太郎"', "U+0007"),
    "a bidirectional character": (NAME, 'name: "見本\\u202E太郎"', "U+202E"),
    "a bidirectional mark as such": (NAME, "name: 見本\u2066太郎", "U+2066"),
    "a megabyte of text": (NAME, f"name: {'見' * 350_000}", "10,000"),
    "a long name": (NAME, f"name: {'見' * 300}", "200"),
    "a letter that no font has": (NAME, "name: 見本\U0001f600太郎", "U+1F600"),
    "two lines": (NAME, 'name: "見本\\n太郎"', "U+000A"),
    "an account in clear": ("***4567", "1234567", "masked"),
    "a lone surrogate": (NAME, 'name: "\\uD842"', ""),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_gets_a_sentence_and_leaves_no_file(claim: Path, tmp_path: Path, what: str) -> None:
    before, after, said = BAD[what]
    claim.write_text(DEMO.replace(before, after), encoding="utf-8")
    out = tmp_path / "out" / "s.pdf"
    out.parent.mkdir()
    done = run("statement", claim, "-o", out, "--language", "en")
    assert (done.returncode, "bug" in done.stderr, "Traceback" in done.stderr) == (4, False, False), done.stderr
    assert said in done.stderr
    assert list(out.parent.iterdir()) == []


def test_markup_in_a_name_is_only_text(claim: Path, tmp_path: Path) -> None:
    claim.write_text(DEMO.replace(NAME, "name: <script>alert(1)</script> & (x) \\ 見本"), encoding="utf-8")
    out = tmp_path / "s.pdf"
    done = run("statement", claim, "-o", out, "--html")
    assert done.returncode == 0
    assert "<script" not in done.stdout
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; (x) \\ 見本 様" in done.stdout
    assert "<script>alert(1)</script> & (x) \\ 見本 様" in PdfReader(out).pages[0].extract_text()


def test_missing_fonts_are_said_and_nothing_is_written(claim: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAYOUT_CACHE", str(tmp_path / "cache"))
    out = tmp_path / "s.pdf"
    code = (
        "import sys\nfrom payout import fonts\nfonts.PACKAGE = 'no-such-package'\nfrom payout.cli import _status\n"
        f"sys.exit(_status(['statement', {str(claim)!r}, '-o', {str(out)!r}]))"
    )
    done = run_code(code)
    assert (done[0], "pip install no-such-package" in done[1], "bug" in done[1]) == (69, True, False)
    assert not out.exists()


def run_code(code: str) -> tuple[int, str]:
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    return done.returncode, done.stderr
