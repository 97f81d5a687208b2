"""The two Japanese faces of the statement, made once from the variable Noto Sans JP that the package `justmytype-intl-cjk` installs.

reportlab draws a variable font as its thinnest master and knows no variation sequences, so we cut static faces at the two weights we
print and list the glyph of every variant (葛󠄁 beside 葛) next to them. Both live in the user's cache folder, each with its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

PACKAGE = "justmytype-intl-cjk"
WEIGHTS = {"Regular": 400, "Bold": 700}

# Not needed without a shaping engine, and a third of the work: optical layout, vertical metrics, hints.
_UNUSED_TABLES = ("BASE", "GDEF", "GPOS", "GSUB", "vhea", "vmtx", "prep", "gasp")
_VARIANTS = "variants.json"
_RECIPE = 1  # raise it when the recipe below changes, so that no older face is taken for a new one


@dataclass(frozen=True, slots=True)
class Faces:
    """Static TrueType faces and their hashes. `variants` is a JSON object: base character + selector → glyph number, in both faces."""

    regular: Path
    bold: Path
    variants: Path
    regular_sha256: str
    bold_sha256: str


class FontsMissing(RuntimeError):
    """The package with the variable font is not installed, or no longer holds it."""


def faces(progress: Callable[[str], None] | None = None) -> Faces:
    """The faces from the cache, made first when they are absent or not the bytes they were.

    `progress` gets one line before the long work; without it the line goes to stderr.
    Raises: FontsMissing when there is nothing to make them from.
    """
    folder = cache_folder() / _edition()
    paths = {name: folder / f"NotoSansJP-{name}.ttf" for name in WEIGHTS}
    variants = folder / _VARIANTS
    if not all(map(_verified, (*paths.values(), variants))):
        (progress or _to_stderr)("making the Japanese fonts, once: about 10 s")
        folder.mkdir(parents=True, exist_ok=True)
        _make_side_by_side(folder)
    return Faces(paths["Regular"], paths["Bold"], variants, _recorded_hash(paths["Regular"]), _recorded_hash(paths["Bold"]))


def cache_folder() -> Path:
    """`$PAYOUT_CACHE`, else `payout` in `$XDG_CACHE_HOME` or in `~/.cache`."""
    if chosen := os.environ.get("PAYOUT_CACHE"):
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "payout"


def _edition() -> str:
    """One folder for each set of versions that could give other bytes."""
    try:
        source, cutter = metadata.version(PACKAGE), metadata.version("fonttools")
    except metadata.PackageNotFoundError as missing:
        raise FontsMissing(
            f"the Japanese fonts are made from the package `{missing.name}`; install it: pip install {missing.name}"
        ) from None
    return f"noto-sans-jp-{source}-fonttools-{cutter}-recipe-{_RECIPE}"


def _variable_font() -> Path:
    for file in metadata.files(PACKAGE) or ():
        if file.name == "NotoSansJP[wght].ttf":
            return Path(str(file.locate()))
    raise FontsMissing(f"the package `{PACKAGE}` holds no NotoSansJP[wght].ttf; install the version the project names")


def _verified(path: Path) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == _recorded_hash(path)
    except FileNotFoundError:
        return False


def _hash_file(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def _recorded_hash(path: Path) -> str:
    return _hash_file(path).read_text(encoding="ascii").strip()


def _make_side_by_side(folder: Path) -> None:
    """Cut each weight in a process of its own. A fresh interpreter, not a fork: the caller may be a server with threads."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)}
    cutters = [subprocess.Popen([sys.executable, "-m", "payout.fonts", name, str(folder)], env=environment) for name in WEIGHTS]
    ended = [cutter.wait() for cutter in cutters]
    if any(ended):
        raise RuntimeError(f"the Japanese fonts could not be made in {folder}; the lines above say why")


def _make(name: str, folder: Path) -> None:
    """Write one face and, with the regular one, the list of variants."""
    from fontTools.ttLib import TTFont  # here, not above: 0.3 s that only the first run on a machine should pay
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(_variable_font(), recalcTimestamp=False)  # else the hash would hold the time of day
    for table in _UNUSED_TABLES:
        if table in font:
            del font[table]
    instantiateVariableFont(font, {"wght": WEIGHTS[name]}, inplace=True)
    for record in font["name"].names:
        if record.nameID == 6:  # PostScript name: reportlab tells the two faces apart by it
            record.string = f"NotoSansJP-{name}"
    path = folder / f"NotoSansJP-{name}.ttf"
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    font.save(unfinished)
    _finish(unfinished, path)
    if name == "Regular":
        listed = folder / _VARIANTS
        unfinished = listed.with_name(f"{listed.name}.{os.getpid()}")
        unfinished.write_text(json.dumps(_variant_glyphs(font), sort_keys=True), encoding="ascii")
        _finish(unfinished, listed)


def _variant_glyphs(font: Any) -> dict[str, int]:
    """Every variation sequence of the face and its glyph number. A sequence without a glyph of its own means the plain one."""
    cmap = font["cmap"]
    plain = cmap.getBestCmap()
    selectors = next(table.uvsDict for table in cmap.tables if table.format == 14)
    return {
        chr(base) + chr(selector): font.getGlyphID(glyph or plain[base]) for selector, pairs in selectors.items() for base, glyph in pairs
    }


def _finish(unfinished: Path, path: Path) -> None:
    """Put a complete file in its place and record its hash: a reader sees the old file, the new one, or a hash that does not fit."""
    digest = hashlib.sha256(unfinished.read_bytes()).hexdigest()
    os.replace(unfinished, path)
    recorded = unfinished.with_name(unfinished.name + ".sha256")
    recorded.write_text(digest + "\n", encoding="ascii")
    os.replace(recorded, _hash_file(path))


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> None:
    """`python -m payout.fonts` makes the faces and prints where they are; with a weight and a folder it cuts that one face."""
    if arguments:
        name, folder = arguments
        _make(name, Path(folder))
    else:
        made = faces()
        print(made.regular_sha256, made.regular)
        print(made.bold_sha256, made.bold)


if __name__ == "__main__":
    main(sys.argv[1:])
