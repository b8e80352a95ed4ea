"""Reading a document of OpenAPI 3.0 as one of 3.1.

What differs is in the schemas: null, exclusive limits, keys beside a reference, and how bytes are written.
Rules: "Migrating from OpenAPI 3.0 to 3.1.0" of the OpenAPI Initiative, and Schema Object of OpenAPI 3.0.3.
"""

from __future__ import annotations

from clob_spec.difference.source import is_word
from clob_spec.document import Json
from clob_spec.findings import DATA_KEYS

_NAMED = frozenset(
    {
        "callbacks",
        "content",
        "encoding",
        "headers",
        "links",
        "parameters",
        "paths",
        "requestBodies",
        "responses",
    }
)
"""Keys of OpenAPI whose mapping is by names: a header may be called `schema`."""
_ARMS = ("allOf", "anyOf", "oneOf")
_SCHEMAS = ("items", "not", "additionalProperties")
_BYTES = {
    "byte": ("contentEncoding", "base64"),
    "base64": ("contentEncoding", "base64"),
    "binary": ("contentMediaType", "application/octet-stream"),
}
_OUTSIDE = ("deprecated", "default", "readOnly", "writeOnly", "xml", "discriminator")


def upgraded(document: Json) -> Json:
    """The document with its schemas as OpenAPI 3.1 writes them; `openapi` stays as it is."""
    return _outside(document, names=False)


def _outside(node: Json, *, names: bool) -> Json:
    """Anything but a schema. `names`: the keys are names."""
    if isinstance(node, list):
        return [_outside(part, names=False) for part in node]
    if not isinstance(node, dict):
        return node
    made: dict[str, Json] = {}
    for key, value in node.items():
        if not names and key == "schema":
            made[key] = _schema(value)
        elif not names and key == "schemas" and isinstance(value, dict):
            made[key] = {name: _schema(part) for name, part in value.items()}
        elif not names and key in DATA_KEYS:
            made[key] = value
        else:
            made[key] = _outside(value, names=not names and key in _NAMED)
    return made


def _schema(node: Json) -> Json:
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        return {"$ref": node["$ref"]}  # what stands beside it is ignored
    made: dict[str, Json] = {}
    for key, value in node.items():
        if key in _ARMS and isinstance(value, list):
            made[key] = [_schema(part) for part in value]
        elif key in _SCHEMAS:
            made[key] = _schema(value)
        elif key == "properties" and isinstance(value, dict):
            made[key] = {name: _schema(part) for name, part in value.items()}
        elif key != "nullable":
            made[key] = value
    _write_limits(made)
    if made.get("type") == "string" and made.get("format") in _BYTES:
        key, value = _BYTES[made.pop("format")]
        made.setdefault(key, value)
    return _with_null(made) if node.get("nullable") is True else made


def _write_limits(schema: dict[str, Json]) -> None:
    for bound in ("maximum", "minimum"):
        key = "exclusive" + bound.capitalize()
        if isinstance(schema.get(key), bool):
            exclusive = schema.pop(key)
            if exclusive and bound in schema:
                schema[key] = schema.pop(bound)


def _with_null(schema: dict[str, Json]) -> Json:
    """The schema with null allowed. Where it says nothing of types, `nullable` allows nothing more."""
    if any(key in schema for key in (*_ARMS, "not")):
        beside = {key: value for key, value in schema.items() if key in _OUTSIDE or is_word(key)}
        inner = {key: value for key, value in schema.items() if key not in beside}
        return {**beside, "anyOf": [inner, {"type": "null"}]}
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    if isinstance(schema.get("enum"), list) and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    return schema
