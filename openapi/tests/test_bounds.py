"""What a description may cost whoever reads it, and what its texts may do where they are shown."""

from __future__ import annotations

import ctypes
import os
import re
from collections.abc import Callable

import pytest
from clob_spec.bounded import Bounds, bounded
from clob_spec.difference import Change, Level
from clob_spec.difference.report import FORMATS, as_code
from clob_spec.document import DEEPEST, MOST_VALUES, parse_yaml
from clob_spec.errors import SpecError
from clob_spec.printable import printable

SHORT = Bounds(seconds=1)


def forever() -> None:
    while True:
        pass


def without_end() -> None:
    without_end()


def refuse() -> None:
    raise SpecError("no")


@pytest.mark.parametrize(
    ("work", "sentence"),
    [
        (lambda: re.match("^(a+)+$", "a" * 60 + "!"), "x takes more than 1 s of processor time"),
        (forever, "x takes more than 1 s of processor time"),
        (lambda: [0] * 2**28, "x takes more than 1024 MiB of memory"),
        (without_end, "x is nested too deeply"),
        (lambda: ctypes.string_at(0), "x is nested too deeply"),
        (os.abort, "x ended by signal 6"),
        (refuse, "no"),
    ],
)
def test_work_that_passes_a_bound_is_ended_with_a_sentence(work: Callable[[], object], sentence: str) -> None:
    with pytest.raises(SpecError, match=re.escape(sentence)):
        bounded("x", work, SHORT)


def test_work_within_its_bounds_gives_its_value_and_a_fault_in_it_is_not_hidden() -> None:
    big = ["y" * 10] * 100_000
    assert bounded("x", lambda: big) == big
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        bounded("x", lambda: 1 // 0)


def aliases(anchors: int, each: int) -> str:
    """Lists of which each names the one before several times."""
    rows = ["a0: &a0 [x]"]
    rows += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * each)}]" for i in range(1, anchors)]
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: " + "[" * 100_000 + "]" * 100_000, f"is nested too deeply: line 1 is level {DEEPEST + 1}"),
        ("a:\n" + "- " * 100_000 + "x", f"is nested too deeply: line 2 is level {DEEPEST + 1}"),
        (aliases(10, 9), f"has more than {MOST_VALUES:,} values"),
        (f"a: &a {'x' * 1_000_000}\nb: [{', '.join(['*a'] * 99)}]", f"has more than {MOST_VALUES:,} values"),
        ("a: &a [*a]", "line 1 has the alias a inside of what it names"),
        ("a: " + "9" * 5000, "a number of 5000 characters is out of range"),
        ("a: 0x" + "f" * 5000, "a number of 5002 characters is out of range"),
        ("a: " + "9" * 400, "a number of 400 characters is out of range"),
        ("a: 1e999", "1e999 is no number of JSON"),
        ("a: .nan", ".nan is no number of JSON"),
        ("a: !!binary aGk=", "has the tag tag:yaml.org,2002:binary"),
        ("a: !!bool maybe", "maybe is no boolean"),
        ("a: !!bool [true]", "is not usable YAML"),
        ("a: !!map b", "a mapping is none"),
        ("a: !!seq b", "is not usable YAML"),
        ("a: !!null [b]", "is not usable YAML"),
        ("a: !!float b", "b is no number of JSON"),
        ("? [a]\n: b", "a key is a list or a mapping"),
        ("200: a\n'200': b", "the key '200' stands twice"),
        ("a: 1\n---\nb: 1", "line 2 has a second document"),
    ],
)
def test_a_text_that_would_grow_or_is_not_json_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(SpecError, match=re.escape(says)):
        parse_yaml(text, "x.yaml")


def test_anchors_within_the_bounds_are_read_and_every_key_is_text() -> None:
    assert parse_yaml(aliases(3, 2), "x.yaml")["a2"] == [[["x"], ["x"]], [["x"], ["x"]]]
    assert parse_yaml("200: 1\nnull: 2\n1.50: 3", "x.yaml") == {"200": 1, "null": 2, "1.50": 3}


ACTING = "\x1b[31m\r\n::error::x\x85\u2028\u202e\u200b\x9b1m\U000e0041##[error]"


def test_a_text_of_others_stays_on_its_line_and_does_nothing_there() -> None:
    shown = printable(ACTING)
    assert shown == (
        r"\u001b[31m\u000d\u000a::error::x\u0085\u2028\u202e\u200b\u009b1m\udb40\udc41##\u005berror]"
    )
    assert printable("plain, 'quoted' \"twice\" é 中 \\ 😀") == "plain, 'quoted' \"twice\" é 中 \\ 😀"


MARKDOWN = (
    'x`\n\n</details>\n\n# Approved\n\n@octocat <img src="https://e.example/p.png"> [a](https://e.example)|y'
)


def test_a_text_of_others_is_one_code_span_of_the_page() -> None:
    code = as_code(MARKDOWN)
    assert code[0] == code[-1] == "`"
    assert "`" not in code[1:-1]
    assert "\n" not in code
    assert re.findall(r"(?<!\\)\|", code) == []


@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("hostile", [ACTING, MARKDOWN])
def test_a_difference_is_written_without_a_line_or_a_control_of_upstream_s(style: str, hostile: str) -> None:
    plain, tricky = (
        FORMATS[style]([Change(Level.RISKY, "wording", f"/paths/{text}", text, [text], (text,), "why")])
        for text in ("x", hostile)
    )
    assert tricky.count("\n") == plain.count("\n")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028\u202e]", tricky)
    assert "##[" not in tricky
    outside = re.sub("`[^`]*`", "", tricky) if style == "markdown" else ""
    assert not re.search("octocat|<img|Approved|https", outside)
