"""What lint reports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from clob_spec.document import Json

DATA_KEYS = frozenset({"example", "examples", "default", "enum", "const", "value"})
"""Keys below which an OpenAPI document holds data, not description."""


@frozen
class Finding:
    """One thing that would hurt: the rule it breaks, the place as a JSON pointer, a sentence."""

    rule: str
    pointer: str
    message: str


def walk(
    node: Json, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every object of the description with its place, data such as examples left out."""
    if isinstance(node, dict):
        yield path, node
        named = bool(path) and path[-1] in ("properties", "patternProperties", "schemas", "$defs")
        for key, value in node.items():
            if named or key not in DATA_KEYS:
                yield from walk(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, (*path, index))
