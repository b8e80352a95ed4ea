"""The objects of requests and responses: the schemas of the OpenAPI document as repaired, a table each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polymarket_clob_api.models
import yaml

JUDGE = Path(__file__).parents[2] / "generated" / "judge.yaml"


def objects() -> str:
    """Every schema that the client has a class for, with its properties: type, whether required, meaning."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    schemas = yaml.load(JUDGE.read_text("utf-8"), loader)["components"]["schemas"]  # noqa: S506 - a safe loader
    classes = set(polymarket_clob_api.models.__all__)
    reported = (line for name in sorted(classes & schemas.keys()) for line in _object(name, schemas[name]))
    return "\n".join(reported)


def _object(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f"\n## {name}\n"
    yield f"{_cell(schema.get('description', ''))}\n"
    if words := schema.get("enum"):
        yield ", ".join(f"`{word}`" for word in words)
    properties = schema.get("properties", {})
    if properties:
        yield "\n| key | type | |\n|---|---|---|"
    for key, value in properties.items():
        kind = _kind(value) if key in schema.get("required", ()) else f"{_kind(value)}, optional"
        yield f"| `{key}` | {kind} | {_cell(value.get('description', ''))} |"


def _kind(schema: dict[str, Any]) -> str:
    """A schema's type in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})" if name in polymarket_clob_api.models.__all__ else name
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema:
            return " or ".join(dict.fromkeys(map(_kind, schema[word])))
    kinds = schema.get("type", "any")
    named = " or ".join([kinds] if isinstance(kinds, str) else kinds)
    return f"{named} of {_kind(schema['items'])}" if "items" in schema else named


def _cell(text: str) -> str:
    """A text as one line of Markdown."""
    return re.sub(r"([*_<>{}|$\[\]`])", r"\\\1", " ".join(text.split()))
