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


_NAMED = (
    frozenset({"paths", "webhooks", "pathItems", "responses", "requestBodies", "parameters", "headers"})
    | {"examples", "links", "callbacks", "securitySchemes", "content", "encoding", "variables", "schemas"}
    | {"properties", "patternProperties", "dependentSchemas", "$defs"}
)
"""Keys whose value, where it is a mapping, has names for keys: a response called `default` is no data."""


def walk(
    node: Json, path: tuple[str | int, ...] = (), *, names: bool = False
) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every object of the description with its place; neither data such as examples nor mappings of names."""
    if isinstance(node, dict):
        if not names:
            yield path, node
        for key, value in node.items():
            named = not names and key in _NAMED and isinstance(value, dict)
            if names or named or key not in DATA_KEYS:
                yield from walk(value, (*path, key), names=named)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from walk(value, (*path, index))
