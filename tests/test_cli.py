"""The command line as its users meet it: real processes, real files, exit statuses."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from payout import rules

ROOT = Path(__file__).parent.parent
PAYOUT = [sys.executable, "-c", "from payout.cli import main; main()"]
CLAIM = (ROOT / "payout/demo.yaml").read_text(encoding="utf-8")


def run(*arguments: object, stdin: str = "", cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PAYOUT, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        timeout=120,
        check=False,
    )


@pytest.fixture
def claim(tmp_path: Path) -> Path:
    path = tmp_path / "claim.yaml"
    path.write_text(CLAIM, encoding="utf-8")
    return path


def test_demo_tells_every_receipt_and_coverage_in_at_most_forty_lines(tmp_path: Path) -> None:
    done = run("demo", cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert (done.returncode, len(lines) <= 40) == (0, True)
    for told in (
        "応急処置費用",
        "15,000  搬送・応急処置の限度額（150,000円）を超える部分（ロードアシスタンス特約 第3条）",
        "864,900円",
        "引取費用はございましたか",
    ):
        assert told in done.stdout
    assert "はちじゅうろくまん よんせん きゅうひゃくえん" in done.stdout
    assert (tmp_path / "payout-demo.pdf").read_bytes().startswith(b"%PDF-")
    assert lines[-1] == "PDF: payout-demo.pdf"


def test_the_demo_claim_calculates_to_the_demo_result(claim: Path) -> None:
    told = run("demo", "--claim")
    assert told.stdout == CLAIM
    first, second = run("demo", "--json"), run("calculate", claim, "--json")
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["paid"] == 864_900


def test_a_claim_may_come_from_standard_input_as_yaml_or_json() -> None:
    yaml = run("calculate", "-", "--json", stdin=CLAIM)
    assert (yaml.returncode, json.loads(yaml.stdout)["paid"]) == (0, 864_900)
    data = {
        "policy": "jp/personal-auto",
        "endorsements": [],
        "facts": {"contract_start": "2024-05-01", "drivable": False, "shop_approved": False},
    }
    done = run("calculate", "-", "--json", stdin=json.dumps({**data, "expenses": [{"kind": "tow", "amount": 160_000}]}))
    assert json.loads(done.stdout)["paid"] == 150_000


def test_same_inputs_same_bytes_in_any_process(claim: Path) -> None:
    answers = {
        run("calculate", claim, "--json", PYTHONHASHSEED=seed, TZ=zone, LC_ALL=locale).stdout
        for seed, zone, locale in (("0", "UTC", "C"), ("1", "Asia/Tokyo", "C.UTF-8"), ("4242", "America/New_York", "C"))
    }
    assert len(answers) == 1


def test_explain_gives_each_step_with_clause_and_place(claim: Path) -> None:
    done = run("explain", claim)
    assert "road.road_limit  165,000円 → 搬送・応急処置の限度額 150,000円を限度 → 150,000円" in done.stdout
    assert "rules/jp/personal-auto.yaml:" in done.stdout
    assert "お伺いしていないため前提とした事項：法令により運転できない = いいえ" in done.stdout


def test_english_words(claim: Path) -> None:
    assert "What stays with you" in run("calculate", claim, "--language", "en").stdout


def test_a_statement_as_pdf_text_and_json(claim: Path, tmp_path: Path) -> None:
    done = run("statement", claim, "-o", tmp_path / "statement.pdf", "--text")
    assert (done.returncode, (tmp_path / "statement.pdf").read_bytes()[:5]) == (0, b"%PDF-")
    assert "■ 3. 領収書ごとのお支払いと、差し引いた理由" in done.stdout
    assert json.loads(run("statement", claim, "--json").stdout)["total"] == "864,900"
    assert run("statement", claim).returncode == 2


def test_an_undetermined_claim_calculates_but_has_no_statement(tmp_path: Path) -> None:
    path = tmp_path / "claim.yaml"
    path.write_text(CLAIM.replace("  shop_approved: no\n", ""), encoding="utf-8")
    assert run("calculate", path).returncode == 0
    assert "未確定: 864,900〜879,900" in run("calculate", path).stdout
    done = run("statement", path, "-o", tmp_path / "statement.pdf")
    assert (done.returncode, (tmp_path / "statement.pdf").exists()) == (5, False)
    assert "shop_approved" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kind: tow,", "kind: towe,", "claim.yaml:17:20: the policy has no kind of expense 'towe'. Did you mean 'tow'?"),
        ("drivable: no", "drivble: no", "claim.yaml:9:3: the policy has no fact 'drivble'. Did you mean 'drivable'?"),
        ("148_500", "148500.5", "'148500.5' has more decimals than JPY has"),
        ("148_500", "-5", "'-5' is beyond the range of amounts"),
        ("148_500", "1e400", "'1e400' is not an amount"),
        ("148_500", "2_000_000_000_000", "beyond the range of amounts"),
        ("148_500", "14,8500", "has no"),
        ("vehicle_claims: 0", "vehicle_claims: 20_000", "outside the range of 'vehicle_claims', 0 to 10,000"),
        (
            "contract_start: 2026-04-01",
            "contract_start: 2021-04-01",
            "there is no value of road_limit on 2021-04-01; the first is of 2022-01-01",
        ),
        ("[car_to_car_zero,", "[car_zero,", "the policy has no endorsement 'car_zero'"),
        ("drivable: no", "drivable: NO", "'NO' is neither yes nor no"),
        ("policy: jp/personal-auto", "policy: ../../etc/passwd", "is not the name of a policy"),
    ],
)
def test_a_bad_claim_is_refused_with_its_place_and_nothing_is_written(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = tmp_path / "claim.yaml"
    assert old in CLAIM
    path.write_text(CLAIM.replace(old, new), encoding="utf-8")
    done = run("statement", path, "-o", tmp_path / "statement.pdf", "--language", "en", cwd=tmp_path)
    assert (done.returncode, done.stdout, sorted(file.name for file in tmp_path.iterdir())) == (4, "", ["claim.yaml"])
    said = " ".join(line.removeprefix("help: ") for line in done.stderr.splitlines() if "|" not in line)
    assert told in said
    assert "Traceback" not in done.stderr


def test_problems_are_data_too(tmp_path: Path) -> None:
    path = tmp_path / "claim.yaml"
    path.write_text(CLAIM.replace("kind: tow,", "kind: towe,"), encoding="utf-8")
    (problem,) = json.loads(run("calculate", path, "--json").stdout)["problems"]
    assert (problem["line"], problem["column"], problem["code"]) == (17, 20, "unknown-kind")
    assert (problem["message"], problem["help"]) == ("the policy has no kind of expense 'towe'.", "Did you mean 'tow'?")
    assert (problem["message_ja"], problem["help_ja"]) == ("この約款に「towe」という費用の種類はありません。", "「tow」のことでしょうか。")


def test_complaints_are_in_the_language_of_the_words(tmp_path: Path) -> None:
    path = tmp_path / "claim.yaml"
    path.write_text(CLAIM.replace("drivable: no", "drivable: NO"), encoding="utf-8")
    japanese = "claim.yaml:9:13: 「NO」は yes でも no でもありません。\n    9 |   drivable: NO\n      |             ^^\n"
    japanese += "直し方: yes か no を書いてください。\n"
    assert run("calculate", path, cwd=tmp_path).stderr == japanese
    assert run("calculate", path, cwd=tmp_path, PAYOUT_LANGUAGE="en").stderr.endswith("help: Write yes or no.\n")
    assert run("calculate", path, "--language", "ja", cwd=tmp_path, PAYOUT_LANGUAGE="en").stderr == japanese


def test_the_authors_commands_complain_in_the_language_of_the_words_too(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("payout: 1\ncurrency: YEN\n", encoding="utf-8")
    for command in ("check", "test"):
        assert "「YEN」はISO 4217の通貨コードではありません。" in run(command, path).stderr
        assert "'YEN' is not an ISO 4217 currency." in run(command, path, "--language", "en").stderr


def test_a_character_that_no_font_draws_is_named_and_no_file_is_left(tmp_path: Path) -> None:
    path = tmp_path / "claim.yaml"
    path.write_text(CLAIM.replace("name: 見本 太郎, kana", "name: 見本 😀, kana"), encoding="utf-8")
    done = run("statement", path, "-o", tmp_path / "statement.pdf")
    assert (done.returncode, (tmp_path / "statement.pdf").exists()) == (4, False)
    assert "U+1F600" in done.stderr


def test_markup_in_a_name_is_only_text(tmp_path: Path) -> None:
    path = tmp_path / "claim.yaml"
    path.write_text(CLAIM.replace("name: 見本 太郎, kana", 'name: "Tom <img src=/etc/passwd> & co", kana'), encoding="utf-8")
    assert run("statement", path, "-o", tmp_path / "statement.pdf").returncode == 0


def test_an_unclear_account_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "claim.yaml"
    path.write_text(CLAIM.replace("***4567", "1234567"), encoding="utf-8")
    done = run("statement", path, "-o", tmp_path / "statement.pdf")
    assert (done.returncode, "口座番号が伏せられていません。" in done.stderr) == (4, True)


def test_rules_that_do_not_load_are_refused_with_status_three(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("payout: 1\ncurrency: YEN\n", encoding="utf-8")
    done = run("check", path, "--language", "en")
    assert (done.returncode, done.stdout) == (3, "")
    assert "broken.yaml:2:11: 'YEN' is not an ISO 4217 currency." in done.stderr
    assert "    2 | currency: YEN\n      |           ^^^\n" in done.stderr
    assert run("calculate", "-", "--policy", path, stdin=CLAIM).returncode == 3
    assert json.loads(run("check", path, "--json").stdout)["problems"][0]["line"] == 1


def test_check_and_test_say_what_they_read() -> None:
    checked = run("check", PAYOUT_LANGUAGE="en")
    assert (checked.returncode, checked.stderr) == (0, f"{len(rules.ids())} policies, 0 problems\n")
    assert run("check", ROOT / "rules/jp").stderr == f"約款 {len(list((ROOT / 'rules/jp').glob('*[!s].yaml')))}件、問題 0件\n"
    assert "jp/personal-auto: 101 examples, 0 failed" in run("test", "--language", "en").stdout.splitlines()
    product = ROOT / "rules/jp/personal-auto.yaml"
    line, counts = run("test", product).stdout.splitlines()
    assert (line, counts.startswith("  手順 22のうち22、")) == ("jp/personal-auto: 計算例 101件、不一致 0件", True)
    (found,) = json.loads(run("test", product, "--json").stdout)["policies"]
    assert (found["policy"], found["examples"], found["failed"]) == ("jp/personal-auto", 101, 0)
    assert found["reached"]["steps"] == {"met": 22, "of": 22}
    everything = json.loads(run("test", "--json").stdout)["policies"]
    assert sorted(row["policy"] for row in everything) == sorted(rules.ids())


OPENS = """\
import sys
from payout.cli import main
opened = []
sys.addaudithook(lambda event, told: opened.append(str(told[0])) if event == "open" else None)
try:
    main()
finally:
    print(sum(name.endswith("unused.yaml") for name in opened))
"""
"""The command line, which says behind its output how often it opened the policy's file."""


def test_a_file_with_many_remarks_is_read_no_more_often_than_one_with_few(tmp_path: Path) -> None:
    few = (ROOT / "tests/noted/unused.yaml").read_text(encoding="utf-8")
    many = few.replace("claim:\n", "claim:\n" + "".join(f"  nobody_asks_{number}: {{type: yes_no}}\n" for number in range(60)))
    told: list[tuple[str, int]] = []
    for text in (few, many):
        path = tmp_path / "unused.yaml"
        path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-c", OPENS, "check", str(path), "--language", "en"]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, timeout=120, check=True)
        told.append((done.stdout, done.stderr.count(": note: ")))
    assert (told[0][1], told[1][1]) == (3, 63)
    assert told[0][0] == told[1][0]
    assert int(told[0][0]) > 0


def test_what_no_example_reaches_is_listed_and_fails_only_where_that_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "tour.yaml"
    text = "payout: 1\ncurrency: JPY\ndated_by: start\ncontract: {start: {type: date}}\nexpenses: {tow: {}}\n"
    text += (
        "terms: {most: {from: {2020-01-01: 500}, per: accident, clause: A}}\ncoverages: {tow: {covers: [tow], steps: [{limit: most}]}}\n"
    )
    path.write_text(text + "examples: [{title: x, expenses: [{kind: tow, amount: 499}], expect: {tow: 499}}]\n", encoding="utf-8")
    assert run("test", path, "--language", "en").stdout == ("tour: 1 examples, 0 failed\n  0 of 1 steps, 1 of 1 rows, 0 of 1 breakpoints\n")
    listed = run("test", path, "--unreached", "--language", "en").stdout.splitlines()[2:]
    assert [line.partition("tour.yaml:")[2].partition(". ")[0] for line in listed] == [
        "7:42: step 'tow.most' runs in examples, but changes nothing there",
        "7:42: tow.most: no example in which amount == most; amount == most + 1",
    ]
    assert "となる計算例がありません。" in run("test", path, "--unreached").stdout
    assert [run("test", path).returncode, run("test", path, "--strict").returncode] == [0, 1]
    (found,) = json.loads(run("test", path, "--json").stdout)["policies"]
    kinds = [(gap["kind"], gap["code"], gap["missing"], gap["line"]) for gap in found["unreached"]]
    assert kinds == [("steps", "idle-step", ["acts"], 7), ("breakpoints", "unreached-breakpoint", ["on", "above"], 7)]


def test_a_wrong_example_fails_with_status_one(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    text = (ROOT / "tests/policies/everything.yaml").read_text(encoding="utf-8").replace("damage: 23.50", "damage: 23.49")
    path.write_text(text, encoding="utf-8")
    done = run("test", path, "--language", "en")
    assert (done.returncode, done.stdout.splitlines()[0]) == (1, "policy: 4 examples, 1 failed")
    assert "damage is 23.50, expected 23.49" in done.stderr


def test_help_imports_neither_the_web_nor_the_pdf_nor_a_database() -> None:
    heavy = ("fastapi", "uvicorn", "pydantic", "reportlab", "fontTools", "sqlalchemy", "payout.pdf", "payout.calculate", "yaml")
    code = f"import sys; from payout.cli import _status; _status(['--help']); print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "Usage: payout" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status"), [(["nonsense"], 2), (["calculate"], 2), (["calculate", "no-such-file"], 4), (["--version"], 0)]
)
def test_usage_errors_and_missing_files(arguments: list[str], status: int) -> None:
    done = run(*arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (status, False)


def test_a_file_that_cannot_be_written_is_said_so(claim: Path, tmp_path: Path) -> None:
    done = run("statement", claim, "-o", tmp_path / "no" / "such" / "folder.pdf")
    assert (done.returncode, "cannot write" in done.stderr) == (2, True)


def test_fifty_megabytes_are_refused_after_bounded_reading(tmp_path: Path) -> None:
    path = tmp_path / "claim.json"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    done = run("calculate", path, "--language", "en")
    assert (done.returncode, "at most 2,000,000 are read" in done.stderr) == (4, True)


def test_what_is_not_installed_is_named_with_status_sixty_nine() -> None:
    code = "import sys; sys.modules['uvicorn'] = None; from payout.cli import _status; sys.exit(_status(['serve']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, "pip install 'payout[api]'" in done.stderr) == (69, True)


def test_a_bug_is_a_sentence_and_status_seventy(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from payout import cli, rules

    monkeypatch.setattr(rules, "policy_files", lambda _path: 1 / 0)
    assert cli._status(["check"]) == 70
    assert "payout has a bug: ZeroDivisionError" in capsys.readouterr().err


def test_an_interrupt_ends_with_status_one_hundred_and_thirty(monkeypatch: pytest.MonkeyPatch) -> None:
    from payout import cli, rules

    def interrupt(_path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rules, "policy_files", interrupt)
    assert cli._status(["check"]) == 130


def test_serve_answers_over_http() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([*PAYOUT, "serve", "--port", str(port)], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(100):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as answer:
                    assert answer.status == 200
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("the service did not answer")
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=10)
    assert f"payout listens on http://127.0.0.1:{port}" in said


def test_all_mistakes_of_a_claim_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "claim.yaml"
    text = (
        CLAIM.replace("kind: tow, amount", "kind: tow, amuont").replace("drivable: no", "drivble: no").replace("[car_to_car_zero", "[zero")
    )
    path.write_text(text.replace("claim_number:", "claim_nmber:"), encoding="utf-8")
    said = run("calculate", path, "--language", "en").stderr
    for told in (
        "an expense has no amount.",
        "Write amount in place of 'amuont'.",
        "no fact 'drivble'",
        "no endorsement 'zero'",
        "the case has no 'claim_nmber'",
    ):
        assert told in said


def test_what_is_no_ordinary_file_is_written_to_and_never_replaced(claim: Path, tmp_path: Path) -> None:
    link, target = tmp_path / "link.pdf", tmp_path / "target.pdf"
    link.symlink_to(target)
    assert run("statement", claim, "-o", link).returncode == 0
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"%PDF-")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with (tmp_path / "read.pdf").open("wb") as read:
        reader = subprocess.Popen(["cat", str(pipe)], stdout=read)
        assert run("statement", claim, "-o", pipe).returncode == 0
        assert reader.wait(timeout=20) == 0
    assert (tmp_path / "read.pdf").read_bytes() == target.read_bytes()
    assert pipe.is_fifo()


def test_a_full_disk_leaves_no_half_file(claim: Path, tmp_path: Path) -> None:
    command = f"ulimit -f 20; trap '' XFSZ; {sys.executable} -c 'from payout.cli import main; main()' statement {claim} -o {tmp_path}/s.pdf"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "cannot write" in done.stderr, sorted(file.name for file in tmp_path.iterdir())) == (2, True, ["claim.yaml"])


def test_output_that_cannot_be_written_is_no_bug(claim: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{' '.join(map(repr, PAYOUT))} calculate {claim} > /dev/full"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "cannot write" in done.stderr, "bug" in done.stderr) == (2, True, False)


def test_a_port_in_use_is_said_before_listening() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--port", taken.getsockname()[1])
    assert (done.returncode, "cannot listen on" in done.stderr, "listens" in done.stderr) == (2, True, False)


def test_rules_that_are_not_there_are_named(claim: Path) -> None:
    for arguments in (("calculate", claim), ("check",), ("test",)):
        done = run(*arguments, PAYOUT_RULES="/no/such/folder", PAYOUT_LANGUAGE="en")
        told = "/no/such/folder: the folder of PAYOUT_RULES is not there.\nhelp: Set it to a folder of policies.\n"
        assert (done.returncode, done.stderr) == (3, told)
