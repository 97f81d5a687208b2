"""Reading: nodes know their places, scalars keep their text, and no text makes the readers fail or work without bound."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from payout.problem import Problem, Problems
from payout.source import MOST_BYTES, MOST_DEPTH, MOST_NODES, Mapping, Node, Scalar, Sequence, canonical, content_hash, read, read_file

TERM = """\
# a comment above
terms:
  tow_limit: {from: {2024-01-01: 150_000}, per: accident, clause: "第3条"}   # and one beside
  kinds: [tow, レッカー, 'taxi']
"""


def of_yaml(text: str) -> Node:
    return read(text.encode(), "p.yaml", is_json=False)[0]


def of_json(text: str | bytes) -> Node:
    return read(text.encode() if isinstance(text, str) else text, "c.json", is_json=True)[0]


def refused(text: str | bytes, *, is_json: bool) -> Problem:
    with pytest.raises(Problems) as problems:
        read(text.encode() if isinstance(text, str) else text, "p", is_json=is_json)
    (problem,) = problems.value.problems
    return problem


def scalars(node: Node) -> Iterator[Scalar]:
    """All scalars of a node, keys too, in file order."""
    match node:
        case Scalar():
            yield node
        case Mapping(_, entries):
            for key, value in entries:
                yield key
                yield from scalars(value)
        case Sequence(_, items):
            for item in items:
                yield from scalars(item)


def plain(node: Node) -> Any:
    match node:
        case Scalar(_, text, kind):
            return int(text) if kind == "number" else kind == "true" if kind in ("true", "false") else text
        case Mapping(_, entries):
            return {key.text: plain(value) for key, value in entries}
        case Sequence(_, items):
            return [plain(item) for item in items]


# ---- places -----------------------------------------------------------------------------------------------------------


def test_every_scalar_of_a_yaml_file_knows_where_it_stands() -> None:
    lines = TERM.split("\n")
    found = list(scalars(of_yaml(TERM)))
    assert len(found) == 13
    for scalar in found:
        at = scalar.at
        assert lines[at.line - 1][at.column - 1 :][: at.width].strip("\"'") == scalar.text


def test_a_collection_stands_where_it_begins() -> None:
    root = of_yaml(TERM)
    assert isinstance(root, Mapping)
    terms = root.get("terms")
    assert isinstance(terms, Mapping)
    limit = terms.get("tow_limit")
    assert limit is not None
    assert [(node.at.line, node.at.column) for node in (root, terms, limit)] == [(2, 1), (3, 3), (3, 14)]
    assert root.get("define") is None


def test_lines_end_in_three_ways_and_a_leading_mark_of_order_does_not_count() -> None:
    for text in ("a: 1\nb: 2\n", "a: 1\r\nb: 2\r\n", "\ufeffa: 1\nb: 2", "a: 1\rb: 2\r"):
        assert [(scalar.at.line, scalar.at.column) for scalar in scalars(of_yaml(text))] == [(1, 1), (1, 4), (2, 1), (2, 4)]


def test_a_separator_of_lines_that_an_editor_does_not_count_is_refused() -> None:
    assert refused("a: 'one\u2028two'\nb: *c\n", is_json=False).code == "forbidden-character"


def test_a_place_in_json_is_a_pointer() -> None:
    found = list(scalars(of_json('{"facts": {"a/b~c": [1, "x"]}, "": true}')))
    assert [(scalar.text, scalar.at.path) for scalar in found if scalar.kind != "string" or scalar.text == "x"] == [
        ("1", "/facts/a~1b~0c/0"),
        ("x", "/facts/a~1b~0c/1"),
        ("yes", "/"),
    ]


@pytest.mark.parametrize("text", ["yes", "NO", "012", "1:30", "1_0", "1e5", "0x10", ".nan", "150_000", "9.25%", "2024-01-01", "~", "１０"])
def test_a_yaml_scalar_keeps_its_text_and_never_becomes_anything_else(text: str) -> None:
    quoted, bare = scalars(of_yaml(f"- '{text}'\n- {text}\n"))
    assert (quoted.text, quoted.kind, bare.text, bare.kind) == (text, "text", text, "yaml")


@pytest.mark.parametrize(
    ("text", "kind", "read_as"),
    [("150000", "number", "150000"), ('"yes"', "string", "yes"), ("true", "true", "yes"), ("false", "false", "no"), ("-5", "number", "-5")],
)
def test_a_json_scalar_keeps_its_text_and_knows_what_it_was(text: str, kind: str, read_as: str) -> None:
    (scalar,) = scalars(of_json(f"[{text}]"))
    assert (scalar.kind, scalar.text) == (kind, read_as)


# ---- the content's hash -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "same",
    [
        "a: {b: 150_000, c: [x, 第3条]}",
        "# a comment\n\"a\":\n  b: 150_000   # another\n  'c':\n  - x\n  - '第3条'\n",
        "\ufeffa:\r\n    b: '150_000'\r\n    c: [x,\r\n        第3条]\r\n",
        "a: {b: 150_000, c: [x, \u7b2c3条]}\n...\n",
    ],
)
def test_comments_quoting_and_layout_do_not_change_the_hash(same: str) -> None:
    assert content_hash(of_yaml(same)) == content_hash(of_json('{"a": {"b": "150_000", "c": ["x", "第3条"]}}'))


@pytest.mark.parametrize("other", ["a: 150000", "a: '150_000 '", "b: 150_000", "a: [150_000]", "a: 150_000\nb: 1", "a: {a: 150_000}"])
def test_another_spelling_name_or_shape_changes_the_hash(other: str) -> None:
    assert content_hash(of_yaml(other)) != content_hash(of_yaml("a: 150_000"))


def test_the_order_of_keys_changes_the_hash_and_the_form_of_a_letter_does_not() -> None:
    assert content_hash(of_yaml("x: {a: 1, b: 2}")) != content_hash(of_yaml("x: {b: 2, a: 1}"))
    assert content_hash(of_yaml("ガ: é")) == content_hash(of_yaml("カ\u3099: e\u0301"))


def test_the_hash_is_that_of_the_canonical_json() -> None:
    written = '[["a",["第3条",[["b","1"]]]]]'.encode()
    assert canonical([["a", ["第3条", [["b", "1"]]]]]) == written
    assert content_hash(of_yaml("a: [第3条, {b: 1}]")) == hashlib.sha256(written).hexdigest()


# ---- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("NaN", "json-syntax", "p"),
        ('{"a": [0, -Infinity]}', "json-syntax", "p"),
        ('{"a": 1e400}', "json-number", "/a"),
        ('{"a": 1.0}', "json-number", "/a"),
        ('{"a": [1, 2E0]}', "json-number", "/a/1"),
        ('{"a": ' + "9" * 5_000 + "}", "number-long", "/a"),
        ('{"a": {"b": null}}', "json-null", "/a/b"),
        ('{"a": {"b": 1, "c": 2, "b": 3}}', "twice", "/a"),
        ('{"a": "\\ud800"}', "forbidden-character", "/a"),
        ('{"a": ["\\u202e"]}', "forbidden-character", "/a/0"),
        ('{"a": {"\\u0000": 1}}', "forbidden-character", "/a"),
        ('{"a": "' + "x" * 10_001 + '"}', "too-long", "/a"),
        ('{"' + "x" * 10_001 + '": 1}', "too-long", "p"),
        ('{"a": "\ufeff"}', "forbidden-character", "p:1:8"),
        ("[" * 65 + "]" * 65, "too-deep", "p"),
        ('{"a":' * 100_000, "too-deep", "p"),
        (b'{"a": "\xff"}', "not-utf8", "p"),
        (b'{"a": "\xed\xa0\x80"}', "not-utf8", "p"),
        (b"\xff\xfe{\x00}\x00", "not-utf8", "p"),
        (b"\xef\xbb\xbf\xef\xbb\xbf{}", "forbidden-character", "p:1:1"),
        ("", "json-syntax", "p:1:1"),
        ("{'a': 1}", "json-syntax", "p:1:2"),
        ('{"a": 1,}', "json-syntax", "p:1:9"),
        ('{"a": 01}', "json-syntax", "p:1:8"),
        ('{"a": 1} 2', "json-syntax", "p:1:10"),
        ('{"a": 1} // no', "json-syntax", "p:1:10"),
        ('{"a":\n "b\n"}', "json-syntax", "p:2:4"),
    ],
)
def test_json_is_read_strictly(text: str | bytes, code: str, place: str) -> None:
    problem = refused(text, is_json=True)
    assert (problem.code, str(problem.at).removeprefix("p#")) == (code, place)


def test_what_json_may_be_is_read() -> None:
    assert plain(of_json(b'\xef\xbb\xbf {"a": [1, "]}[", {"b": "\\"["}, true, false, {}, []], "c": "\\u30ec"} ')) == {
        "a": [1, "]}[", {"b": '"['}, True, False, {}, []],
        "c": "レ",
    }
    assert plain(of_json("[" * MOST_DEPTH + "]" * MOST_DEPTH)) is not None


def test_every_key_that_stands_twice_is_told() -> None:
    with pytest.raises(Problems) as problems:
        of_yaml("a: 1\nb: 2\na: 3\nb: 4\na: 5\n")
    assert [(problem.at.line, problem.sentence()) for problem in problems.value.problems] == [
        (3, "'a' stands twice; first at line 1."),
        (4, "'b' stands twice; first at line 2."),
        (5, "'a' stands twice; first at line 1."),
    ]


@pytest.mark.parametrize(
    "text", ["a: &b c", "a: *b", "a: !b c", "a: ! c", "&b a: c", "--- a\n--- b", "? [a]\n: b", "<<: {a: b}", "'<<': b"]
)
def test_what_yaml_may_be_elsewhere_is_refused_here(text: str) -> None:
    assert refused(text, is_json=False).code in ("yaml-alias", "yaml-tag", "yaml-documents", "yaml-key")


def test_a_file_that_cannot_be_read_is_a_problem_with_its_name(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.yaml", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(Problems) as problems:
            read_file(path, "this file")
        assert str(problems.value) == f"this file: the file cannot be read: {reason}. Check the path."


def test_a_file_is_json_by_its_name(tmp_path: Path) -> None:
    for name, text in (("a.json", '{"a": 1}'), ("a.yaml", "a: 1"), ("a.yml", "a: 1")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        node, found = read_file(tmp_path / name)
        assert found == text
        assert next(scalars(node)).at.file == str(tmp_path / name)


# ---- bounds of work ---------------------------------------------------------------------------------------------------


def test_of_a_huge_file_only_its_beginning_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(10**10)
    tracemalloc.start()
    with pytest.raises(Problems, match="at most 2,000,000 are read"):
        read_file(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * MOST_BYTES


@pytest.mark.parametrize("text", ["a: " + "[" * 500_000, "a: " + "{b: " * 400_000, "- " * 900_000, "? " * 900_000, "a:\n" + "- " * 900_000])
def test_nesting_is_refused_before_it_is_followed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    def parse(*arguments: Any, **options: Any) -> Iterator[Any]:
        nonlocal asked
        for event in events(*arguments, **options):
            asked += 1
            yield event

    events = yaml.parse
    monkeypatch.setattr(yaml, "parse", parse)
    assert refused(text, is_json=False).code == "too-deep"
    assert asked < 4 * MOST_DEPTH


@pytest.mark.parametrize("is_json", [False, True])
def test_the_number_of_entries_is_bounded(is_json: bool) -> None:
    around = "[%s]" if is_json else "a: [%s]"
    fewer, more = (around % ",".join(["0"] * number) for number in (MOST_NODES - 3, MOST_NODES + 1))
    assert read(fewer.encode(), "p", is_json=is_json)
    assert refused(more, is_json=is_json).code == "too-many-nodes"


def test_long_keys_above_many_entries_take_no_more_than_their_share_of_memory() -> None:
    text = "".join(f'{{"{"k" * 9_999}":' for _ in range(10)) + "[" + ",".join(["0"] * 1_000) + "]" + "}" * 10
    tracemalloc.start()
    with suppress(Problems):
        of_json(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50 * len(text)


# ---- any text at all --------------------------------------------------------------------------------------------------

AWKWARD = st.text(alphabet="abc01 \n\t-:?,[]{}#&*!|>'\"%@`~<.\\é第\r", max_size=80)
ANY = settings(max_examples=400, deadline=None)


def problems_of(data: bytes, *, is_json: bool) -> tuple[Problem, ...]:
    """What is complained of; nothing where the text is read."""
    try:
        node, _ = read(data, "p", is_json=is_json)
    except Problems as refusal:
        return refusal.problems
    assert len(content_hash(node)) == 64
    return ()


def only_problems(data: bytes, *, is_json: bool) -> None:
    """The text is read, or refused with problems that can be said and that lie in it."""
    for problem in problems_of(data, is_json=is_json):
        assert str(problem)
        assert problem.at.line <= data.count(b"\n") + data.count(b"\r") + 2


@ANY
@given(AWKWARD)
@example("%YAML 1.1\n---\n")
@example("---\n---")
@example("- ? -\n")
@example('"\\x')
def test_no_text_makes_the_yaml_reader_fail(text: str) -> None:
    only_problems(text.encode(), is_json=False)


@ANY
@given(st.one_of(st.text(alphabet='{}[]",:\\u0123 eE+-.truefalsn\n', max_size=60), st.text(max_size=60)))
def test_no_text_makes_the_json_reader_fail(text: str) -> None:
    only_problems(text.encode("utf-8", "surrogatepass"), is_json=True)


@ANY
@given(st.binary(max_size=60), st.booleans())
def test_no_bytes_make_the_readers_fail(data: bytes, is_json: bool) -> None:
    assert all(str(problem) for problem in problems_of(data, is_json=is_json))


@ANY
@given(
    st.recursive(
        st.booleans() | st.integers(-(10**18), 10**18) | st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20),
        lambda part: st.lists(part, max_size=5) | st.dictionaries(st.text("abc/~ü第", max_size=4), part, max_size=5),
        max_leaves=20,
    )
)
def test_json_is_read_as_it_was_written(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assert plain(of_json(text)) == value
    assert content_hash(of_json(text)) == content_hash(of_json(json.dumps(value, indent=2)))


@ANY
@given(
    st.dictionaries(
        st.text("abcdefg_", min_size=1, max_size=6), st.text("0123456789_%./x第", min_size=1, max_size=12), min_size=1, max_size=8
    )
)
def test_block_and_flow_style_are_one_content(entries: dict[str, str]) -> None:
    block = "".join(f'{key}: "{value}"\n' for key, value in entries.items())
    flow = "---\n{" + ", ".join(f"'{key}': '{value}'" for key, value in entries.items()) + "}\n"
    nested = "x:\n" + "".join(f"  {line}\n" for line in block.splitlines())
    assert content_hash(of_yaml(nested)) == content_hash(of_yaml("x: " + flow.removeprefix("---\n")))
    assert plain(of_yaml(block)) == entries
