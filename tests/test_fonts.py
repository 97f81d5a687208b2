"""The faces are made once, verified ever after, and the same on every machine with the same versions."""

import json
import shutil
from pathlib import Path

import pytest

from payout import fonts
from payout.fonts import FontsMissing, faces


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own, filled from the user's."""
    made = faces()
    shutil.copytree(made.regular.parent, tmp_path / made.regular.parent.name)
    monkeypatch.setenv("PAYOUT_CACHE", str(tmp_path))
    return tmp_path / made.regular.parent.name


def test_faces_in_the_cache_are_used_as_they_are(cache: Path) -> None:
    said: list[str] = []
    made = faces(said.append)
    assert said == []
    assert (made.regular, made.bold) == (cache / "NotoSansJP-Regular.ttf", cache / "NotoSansJP-Bold.ttf")


def test_a_changed_face_is_made_again_with_the_same_bytes(cache: Path) -> None:
    """The one test that cuts the fonts: about ten seconds."""
    before = faces()
    with (cache / "NotoSansJP-Bold.ttf").open("r+b") as file:
        file.seek(5000)
        file.write(b"\0\0\0\0not the font")
    said: list[str] = []
    assert faces(said.append) == before
    assert said == ["making the Japanese fonts, once: about 10 s"]
    assert sorted(path.suffix for path in cache.iterdir()) == [".json", ".sha256", ".sha256", ".sha256", ".ttf", ".ttf"]
    assert faces(said.append) == before
    assert len(said) == 1


def test_variants_name_glyphs_of_their_own(cache: Path) -> None:
    glyphs = json.loads(faces().variants.read_text(encoding="ascii"))
    assert glyphs["葛\U000e0100"] != glyphs["葛\U000e0101"]
    assert cache == faces().variants.parent


def test_the_cache_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PAYOUT_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert fonts.cache_folder() == tmp_path / "payout"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert fonts.cache_folder() == tmp_path / ".cache" / "payout"
    monkeypatch.setenv("PAYOUT_CACHE", str(tmp_path / "chosen"))
    assert fonts.cache_folder() == tmp_path / "chosen"


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "PACKAGE", "no-such-font-package")
    with pytest.raises(FontsMissing, match="pip install no-such-font-package"):
        faces()


def test_the_command_prints_the_hashes_and_places(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fonts.main([])
    assert capsys.readouterr().out.splitlines()[0] == f"{faces().regular_sha256} {cache / 'NotoSansJP-Regular.ttf'}"
