"""The change note: the differences of two policies as lines for a terminal, or as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from payout.policy import Example, Policy, Title, both_languages
from payout.problem import Position
from payout.source import content_hash
from payout.values import day_text
from payout.versions.differences import Difference
from payout.versions.nodes import PolicyFile
from payout.versions.sentences import HEADINGS
from payout.versions.words import filled

SCHEMA = "payout.diff/1"

WORDS: Mapping[str, Title] = {
    "before": {"ja": "変更前", "en": "before"},
    "after": {"ja": "変更後", "en": "after"},
    "on": {"ja": "{day}時点", "en": "as on {day}"},
    "equal": {"ja": "違いはありません。", "en": "The policies are equal."},
    "equal_then": {"ja": "比べた日付では違いはありません。", "en": "Nothing differs on the days compared."},
    "counted": {"ja": "違い {count}件、うちお支払いに関わるもの {paid}件", "en": "{count} differences, {paid} in what is paid"},
    "one": {"ja": "違い 1件、うちお支払いに関わるもの {paid}件", "en": "1 difference, {paid} in what is paid"},
    "beside": {
        "ja": "別ファイルの計算例: {before}件 → {after}件（追加 {added}、削除 {removed}、変更 {changed}）",
        "en": "Examples beside the policies: {before} → {after} ({added} added, {removed} removed, {changed} changed)",
    },
}


def text(found: Sequence[Difference], a: PolicyFile, b: PolicyFile, language: str) -> list[str]:
    """The lines that a terminal shows: what is compared, then the differences under their headings, each with its places."""
    lines = [f"{WORDS[side][language]}: {_name(policy, language)}" for side, policy in (("before", a), ("after", b))]
    if not found:
        is_whole = a.day is None and b.day is None
        return [*lines, WORDS["equal" if is_whole else "equal_then"][language], *_beside_lines(a, b, language)]
    paid = sum(difference.about == "paid" for difference in found)
    lines.append(filled(WORDS["one" if len(found) == 1 else "counted"], count=str(len(found)), paid=str(paid))[language])
    for about, heading in HEADINGS.items():
        part = [difference for difference in found if difference.about == about]
        if part:
            lines += ["", heading[language], *(line for difference in part for line in _lines(difference, language))]
    return [*lines, *_beside_lines(a, b, language)]


def to_data(found: Sequence[Difference], a: PolicyFile, b: PolicyFile) -> dict[str, Any]:
    """The same as plain data, with both languages and the places on both sides."""
    before, after, *counts = _beside(a.policy, b.policy)
    return {
        "schema": SCHEMA,
        "before": _policy(a),
        "after": _policy(b),
        "equal": not found,
        "differences": [
            {
                "about": one.about,
                "said": one.said,
                "details": list(one.details),
                "before": _place(one.before),
                "after": _place(one.after),
            }
            for one in found
        ],
        "examples_beside": {"before": before, "after": after, **dict(zip(("added", "removed", "changed"), counts, strict=True))},
    }


def _policy(found: PolicyFile) -> dict[str, Any]:
    day = None if found.day is None else day_text(found.day)
    return {"id": found.policy.id, "file": found.policy.file, "hash": found.policy.hash, "on": day}


def _place(at: Position | None) -> str | None:
    return None if at is None else str(at)


def _name(found: PolicyFile, language: str) -> str:
    policy = found.policy
    day = "" if found.day is None else "  " + filled(WORDS["on"], day=day_text(found.day))[language]
    return f"{both_languages(policy.title, policy.id)[language]}  {policy.file}{day}  sha256 {policy.hash[:12]}"


def _lines(difference: Difference, language: str) -> Iterator[str]:
    yield f"  {difference.said[language]}"
    yield from (f"      {detail[language]}" for detail in difference.details)
    yield "      " + " → ".join(str(at) for at in (difference.before, difference.after) if at is not None)


# ---- examples beside the policies -------------------------------------------------------------------------------------


def _beside_lines(a: PolicyFile, b: PolicyFile, language: str) -> list[str]:
    """The examples of the files beside the policies; they are no part of a policy's content."""
    before, after, *counts = _beside(a.policy, b.policy)
    if not any(counts):
        return []
    values = dict(zip(("before", "after", "added", "removed", "changed"), map(str, (before, after, *counts)), strict=True))
    return ["", filled(WORDS["beside"], **values)[language]]


def _beside(a: Policy, b: Policy) -> tuple[int, int, int, int, int]:
    """How many examples stand beside each, and how many came, went and changed; they are told apart by their titles."""
    ours, theirs = ({example.title: _content(example) for example in side.examples if example.at.file != side.file} for side in (a, b))
    changed = sum(theirs[title] != content for title, content in ours.items() if title in theirs)
    return len(ours), len(theirs), len(theirs.keys() - ours.keys()), len(ours.keys() - theirs.keys()), changed


def _content(example: Example) -> object:
    parts = [None if node is None else content_hash(node) for node in (example.given, example.expenses)]
    return (*parts, {name: amount for name, (amount, _) in example.expect.items()})
