"""The names a comparison shows are those the generator makes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clob_spec.difference import names
from clob_spec.document import read_yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_python_client.strings import ClassName, PythonIdentifier

VENDORED = Path(__file__).resolve().parents[1] / "clob-openapi.yaml"
PIECES = st.sampled_from(
    ["id", "ID", "class", "self", "_", "-", ".", " ", "\\", "1", "Order", "é", "~", "$", "list"]
)


def _keys(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from map(str, node)
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _keys(part)


@settings(max_examples=500, deadline=None, derandomize=True, database=None)
@given(st.lists(PIECES, max_size=6).map("".join) | st.text(max_size=12))
def test_any_name_becomes_what_the_generator_makes_of_it(text: str) -> None:
    assert names.class_name(text) == ClassName(text, "model")
    assert names.attribute(text) == PythonIdentifier(text, "field_")
    assert names.attribute(text, "tag") == PythonIdentifier(text, "tag")


def test_every_name_of_the_vendored_description_does() -> None:
    found = set(_keys(read_yaml(VENDORED)))
    assert len(found) > 300
    for name in found:
        assert names.attribute(name) == PythonIdentifier(name, "field_")
        assert names.class_name("get order", name) == ClassName(f"get order_{name}", "model")
