"""Where policies live: the folder of `PAYOUT_RULES`, else the installed wheel's own, else the checkout's `rules/`.

A file's path below the folder, without `.yaml`, is the policy's id; ids are looked up, never joined into a path unchecked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from payout.compile import compile_policy
from payout.policy import Policy
from payout.problem import Position, Problem, Problems, near
from payout.source import Node, content_hash, read_file, read_tree, tree_json

ID = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")
LONGEST_ID = 100
EXAMPLES = ".examples.yaml"
SHELF = "rules"
TREE = "policy.json"
"""What a policy is called among the attachments of a statement."""


def folder() -> Path:
    """The folder that holds the policies."""
    chosen = os.environ.get("PAYOUT_RULES")
    if chosen:
        if not Path(chosen).is_dir():
            raise Problems([Problem(Position(chosen), "no-rules", {"given": chosen})])
        return Path(chosen)
    installed = Path(__file__).parent / "rules"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "rules"


def is_id(text: str) -> bool:
    """Whether a text could be the id of a policy: short, and never a path out of the folder."""
    return len(text) <= LONGEST_ID and bool(ID.fullmatch(text))


def ids() -> tuple[str, ...]:
    """The ids of all policies in the folder, sorted."""
    return tuple(sorted(name for name, _ in _files(folder()) if ID.fullmatch(name)))


def policy_files(path: Path) -> tuple[Path, ...]:
    """The policy files at a path: itself, or all below it."""
    return (path,) if path.is_file() else tuple(sorted(found for _, found in _files(path)))


def policy(id: str) -> Policy:
    """The compiled policy of an id; compiled once as long as its files stay as they are. Raises Problems."""
    if not is_id(id):
        raise Problems([Problem(Position(path="/policy"), "policy-name", {"given": id[:100]})])
    path = folder() / f"{id}.yaml"
    if not path.is_file() or not _begins_as_policy(path):
        raise Problems([Problem(Position(path="/policy"), "no-policy", {"given": id[:100]}, near(id, ids()))])
    return _compiled(path, id, _stamp(path))


def policy_in(path: Path) -> Policy:
    """The compiled policy of a file, with the examples beside it. Raises Problems."""
    root = folder().resolve()
    inside = path.resolve().is_relative_to(root)
    id = path.resolve().relative_to(root).with_suffix("").as_posix() if inside else path.stem
    if inside and not ID.fullmatch(id):
        raise Problems([Problem(Position(_shown(path)), "policy-name", {"given": id[:100]})])
    return _compiled(path, id, _stamp(path))


def tree_of(policy: Policy) -> bytes:
    """The tree of a policy as JSON, to go with a statement: whoever has it can calculate again without our shelf.

    Raises Problems where the file has changed since the policy was compiled, or is gone.
    """
    return _tree(policy.file, policy.hash)


def policy_in_tree(data: bytes, id: str) -> Policy:
    """The compiled policy of a tree, without examples. Raises Problems. The same tree is compiled once."""
    return _compiled_tree(data, id)


def path_of(name: str) -> Path:
    """The file behind the name that places carry: `rules/jp/x.yaml` stands in the rules folder, wherever that is."""
    below = name.removeprefix(f"{SHELF}/")
    return folder() / below if below != name and (folder() / below).is_file() else Path(name)


def source_of(name: str) -> str:
    """The text of a file that a problem names, for the line it shows; empty where it cannot be read."""
    try:
        return path_of(name).read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    """Id and path of every file below a folder whose first key is `payout`."""
    for path in root.rglob("*.yaml"):
        id = path.relative_to(root).with_suffix("").as_posix()
        if not path.name.endswith(EXAMPLES) and _begins_as_policy(path):
            yield id, path


def _begins_as_policy(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            first = next((line for line in file if line.strip() and not line.startswith(("#", "---"))), "")
    except OSError:
        return False
    return first.startswith("payout:")


def _stamp(path: Path) -> tuple[tuple[int, int], ...]:
    beside = path.with_name(path.stem + EXAMPLES)
    return tuple((stat.st_mtime_ns, stat.st_size) for stat in (found.stat() for found in (path, beside) if found.is_file()))


@lru_cache(maxsize=256)
def _compiled(path: Path, id: str, _stamp: tuple[tuple[int, int], ...]) -> Policy:
    node, _ = read_file(path, _shown(path))
    beside = path.with_name(path.stem + EXAMPLES)
    examples: list[Node] = [read_file(beside, _shown(beside))[0]] if beside.is_file() else []
    return compile_policy(node, id, examples)


@lru_cache(maxsize=256)
def _tree(file: str, hash: str) -> bytes:
    node, _ = read_file(path_of(file), file)
    if content_hash(node) != hash:
        raise Problems([Problem(node.at, "policy-changed")])
    return tree_json(node)


@lru_cache(maxsize=16)
def _compiled_tree(data: bytes, id: str) -> Policy:
    return compile_policy(read_tree(data, TREE), id)


def _shown(path: Path) -> str:
    """How places name the file. Results carry the name, so that of a shelved policy does not depend on where the shelf stands."""
    root = folder().resolve()
    if path.resolve().is_relative_to(root):
        return f"{SHELF}/{path.resolve().relative_to(root).as_posix()}"
    return f"./{path}" if str(path).startswith(f"{SHELF}/") else str(path)  # never taken for a shelved one
