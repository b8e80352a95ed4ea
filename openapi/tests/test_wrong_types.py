"""A value of a wrong type anywhere in a description: findings or one sentence, never a traceback."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clob_spec.difference import compare_documents
from clob_spec.difference.reading import read_description
from clob_spec.difference.report import FORMATS
from clob_spec.document import read_yaml, to_yaml
from clob_spec.errors import SpecError
from clob_spec.lint import lint_text

COMPLETE = Path(__file__).with_name("data") / "complete.yaml"
VENDORED = Path(__file__).resolve().parents[1] / "clob-openapi.yaml"
# References that resolve, and to something else than is due, are of the kind too.
WRONG: tuple[Any, ...] = (
    None,
    True,
    7,
    1.5,
    "x",
    ["x"],
    [],
    [None],
    [[]],
    {},
    {"x": 1},
    {"x": None},
    {"$ref": 7},
    {"$ref": "#/info"},
)
Place = tuple[str | int, ...]


def places(node: Any, place: Place = ()) -> Iterator[Place]:
    """Every place below the root."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in children:
        yield (*place, key)
        yield from places(value, (*place, key))


def spoilt(document: Any, place: Place, value: Any) -> Any:
    """A copy with the value at a place."""
    made = copy.deepcopy(document)
    node = made
    for key in place[:-1]:
        node = node[key]
    node[place[-1]] = value
    return made


def read(document: Any, spoilt: Any, path: Path) -> None:
    """All that is asked of a description from outside; a SpecError is a sentence."""
    text = to_yaml(spoilt)
    findings = lint_text(text, "x.yaml")
    assert all(finding.rule and finding.message for finding in findings)
    path.write_text(text, encoding="utf-8")
    parsed = read_description(path)
    for old, new in ((document, parsed), (parsed, document)):
        changes = compare_documents(old, new)
        for write in FORMATS.values():
            write(changes)


def test_the_complete_description_has_no_finding() -> None:
    assert lint_text(COMPLETE.read_text(encoding="utf-8"), "complete.yaml") == []


@pytest.mark.parametrize(("source", "sampled"), [(COMPLETE, 60), (VENDORED, 4)])
def test_a_wrong_value_anywhere_in_a_description_is_no_traceback(
    source: Path, sampled: int, tmp_path: Path
) -> None:
    document = read_yaml(source)
    pairs = [(place, value) for place in places(document) for value in WRONG]
    for place, value in random.Random(0).sample(pairs, sampled):
        try:
            read(document, spoilt(document, place, value), tmp_path / "x.yaml")
        except SpecError:
            continue
        except Exception as error:
            raise AssertionError(f"{value!r} at {place}") from error
