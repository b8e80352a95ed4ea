"""Which documents are compared: anybody's, of OpenAPI 3.0 and 3.1, with the patterns of ECMA-262."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from clob_spec.difference import compare_documents
from clob_spec.difference.reading import read_description
from clob_spec.errors import SpecError
from clob_spec.patterns import allows_any_text, compiled, matches


def document(schema: Any, version: str = "3.1.0", **named: Any) -> dict[str, Any]:
    """A document of one operation that sends and receives a schema."""
    content = {"application/json": {"schema": schema}}
    operation = {
        "requestBody": {"content": content},
        "responses": {"200": {"description": "ok", "content": content}},
    }
    return {
        "openapi": version,
        "info": {"title": "Somebody else's", "version": "1"},
        "paths": {"/a": {"post": operation}},
        "components": {"schemas": named},
    }


def read(folder: Path, made: Any) -> Any:
    path = folder / "it.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    return read_description(path)


STRING_OR_NULL = {"type": ["string", "null"]}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "string", "nullable": True}, STRING_OR_NULL),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"nullable": True}, {}),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"enum": ["a"], "nullable": True}, {"enum": ["a", None]}),
        (
            {"allOf": [{"$ref": "#/components/schemas/T"}], "nullable": True, "description": "d"},
            {"anyOf": [{"$ref": "#/components/schemas/T"}, {"type": "null"}], "description": "d"},
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
            {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
        ),
        (
            {"type": "integer", "maximum": 5, "exclusiveMaximum": True},
            {"type": "integer", "exclusiveMaximum": 5},
        ),
        ({"type": "number", "minimum": 5, "exclusiveMinimum": False}, {"type": "number", "minimum": 5}),
        ({"type": "number", "exclusiveMinimum": True}, {"type": "number"}),
        ({"type": "string", "format": "byte"}, {"type": "string", "contentEncoding": "base64"}),
        (
            {"type": "string", "format": "binary"},
            {"type": "string", "contentMediaType": "application/octet-stream"},
        ),
        (
            {"type": "array", "items": {"type": "string", "nullable": True}},
            {"type": "array", "items": STRING_OR_NULL},
        ),
        (
            {"type": "object", "properties": {"schema": {"type": "string", "nullable": True}}},
            {"type": "object", "properties": {"schema": STRING_OR_NULL}},
        ),
        (
            {"type": "object", "additionalProperties": {"type": "string", "nullable": True}},
            {"type": "object", "additionalProperties": STRING_OR_NULL},
        ),
        ({"$ref": "#/components/schemas/T", "nullable": True}, {"$ref": "#/components/schemas/T"}),
    ],
    ids=lambda schema: json.dumps(schema)[:60],
)
def test_a_schema_of_3_0_is_the_schema_of_3_1_that_allows_the_same(
    old: Any, new: Any, tmp_path: Path
) -> None:
    named = {"type": "object", "properties": {"v": {"type": "string"}}}
    before = read(tmp_path, document(old, "3.0.3", T=named))
    after = read(tmp_path, document(new, "3.1.0", T=named))
    for one, other in ((before, after), (after, before)):
        assert [(change.rule, change.place) for change in compare_documents(one, other)] == [
            ("wording", "/openapi")
        ]


def test_headers_and_examples_of_any_name_are_no_schemas(tmp_path: Path) -> None:
    made = document({"type": "string"}, "3.0.3")
    answer = made["paths"]["/a"]["post"]["responses"]["200"]
    answer["headers"] = {"schema": {"schema": {"type": "string", "nullable": True}}}
    answer["content"]["application/json"]["example"] = {"schema": {"nullable": True}}
    read_again = read(tmp_path, made)["paths"]["/a"]["post"]["responses"]["200"]
    assert read_again["headers"] == {"schema": {"schema": STRING_OR_NULL}}
    assert read_again["content"]["application/json"]["example"] == {"schema": {"nullable": True}}


@pytest.mark.parametrize("pattern", [r"\p{Lu}", r"^[\w-.]+$", r"(?<year>\d{4})", "[^]", r"\cA", "a{,3}"])
def test_a_pattern_that_python_cannot_read_is_compared_as_text(pattern: str, tmp_path: Path) -> None:
    old = read(tmp_path, document({"type": "string", "pattern": pattern}))
    new = read(tmp_path, document({"type": "string", "pattern": pattern, "maxLength": 5}))
    assert compare_documents(old, old) == []
    assert {change.rule for change in compare_documents(old, new)} == {"limit-set"}
    assert compiled(pattern) is not None


def test_patterns_match_as_in_a_browser() -> None:
    assert matches(r"^\p{Lu}+$", "ÄÖ")
    assert not matches(r"^\p{Lu}+$", "äö")
    assert matches(r"^[\w-.]+$", "a-b.c")
    assert not matches(r"^\d$", "٣")
    assert matches("(a", "what is no expression refuses nothing")
    assert compiled("(?P<a>b)") is None


@pytest.mark.parametrize(
    "pattern", ["", ".*", "^.*$", "^", "$", "a*", "^(?:x|y)*", "[^a]*", r"[\s\S]*", "^.*", ".*$"]
)
def test_some_patterns_allow_any_text(pattern: str) -> None:
    assert allows_any_text(pattern)
    for text in ("", "a", "0x12 b", "ä~", "xay"):
        assert matches(pattern, text)


@pytest.mark.parametrize("pattern", [".+", "^$", "^a*$", r"a*\b", "(?=a)", "^|a$", r".*\$", "(a", "^[a-z]*$"])
def test_others_do_not(pattern: str) -> None:
    assert not allows_any_text(pattern)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"openapi": "2.0"}, "it.json: /openapi: The document says openapi: '2.0', not 3.0 or 3.1."),
        ({"openapi": "3.2.0"}, "not 3.0 or 3.1"),
        ({"info": {"title": "t"}}, "it.json: /info: Not valid OpenAPI 3.1:"),
        ({"paths": {"/a": {"$ref": "#/b"}}}, "The reference '#/b' does not resolve."),
        ({"paths": {"/a": {"$ref": "http://x.example/b"}}}, "does not resolve"),
        (
            {"components": {"schemas": {"T": {"type": "strin"}}}},
            "it.json: /components/schemas/T/type: Not valid JSON Schema",
        ),
        ({"components": {"schemas": {"T": {"$ref": "#/components/schemas/T"}}}}, "goes round in a circle"),
    ],
)
def test_what_is_no_description_is_refused_with_its_place(change: Any, says: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError) as refused:
        read(tmp_path, {**document({"type": "string"}), **change})
    assert says in str(refused.value)


def test_a_base_that_lists_its_own_kinds_is_compared(tmp_path: Path) -> None:
    def kind(field: str) -> Any:
        own = {"type": "object", "properties": {field: {"type": "string"}}}
        return {"allOf": [{"$ref": "#/components/schemas/Event"}, own]}

    def events(cancel: str) -> Any:
        base = {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": {"type": "string"}},
            "discriminator": {"propertyName": "kind"},
            "oneOf": [{"$ref": "#/components/schemas/Fill"}, {"$ref": "#/components/schemas/Cancel"}],
        }
        schemas = {"Event": base, "Fill": kind("size"), "Cancel": kind(cancel)}
        return read(tmp_path, document({"$ref": "#/components/schemas/Event"}, **schemas))

    assert compare_documents(events("why"), events("why")) == []
    rules = {change.rule for change in compare_documents(events("why"), events("expiry"))}
    assert rules == {"property-removed", "property-added"}
