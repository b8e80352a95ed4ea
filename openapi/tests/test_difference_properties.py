"""Random descriptions: how little the writing matters, and a witness for every breaking verdict.

A witness is a request or an answer that jsonschema-rs accepts under one description and refuses under the
other: of a request, one that was valid and is refused; of an answer, one that only one of the two allows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import yaml
from clob_spec.difference import Change, Level, compare_documents
from clob_spec.document import parse_yaml, to_yaml
from clob_spec.references import resolve
from hypothesis import given, settings
from hypothesis import strategies as st

STEADY = settings(max_examples=150, deadline=None, derandomize=True, database=None)
FORMATS = {
    "date": "2026-11-21",
    "date-time": "2026-11-21T00:00:00Z",
    "uuid": "f4f247b7-4ac7-4f29-a152-04fda0a8755a",
}
PATTERNS = {"^a": "ab", "^[0-9]+$": "12", "^0x": "0xab"}
JUNK: list[Any] = [None, True, 7, 1.5, "x", "", [], [[None]], {}, {"z": [None]}]
NAMES = ("a", "b", "c")


# Schemas


@st.composite
def limits(draw: st.DrawFn, low: str, high: str, least: int) -> dict[str, int]:
    floor = draw(st.none() | st.integers(least, least + 2))
    ceiling = draw(st.none() | st.integers(least + 3, least + 5))
    found = {low: floor, high: ceiling}
    return {name: value for name, value in found.items() if value is not None}


# Limits, words, formats and patterns of one type exclude each other, for the verdict is by keyword: that a
# text of ten characters is never shorter than one is more than it sees.


def strings() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.sampled_from([{"minLength": 40}, {"minLength": 42}, {"maxLength": 0}]),
        st.sampled_from([{"format": name} for name in FORMATS]),
        st.sampled_from([{"pattern": text} for text in PATTERNS]),
        st.lists(st.sampled_from("pqrs"), min_size=1, unique=True).map(lambda words: {"enum": words}),
    ).map(lambda rest: {"type": "string", **rest})


def numbers() -> st.SearchStrategy[Any]:
    kinds = st.sampled_from(["integer", "number"])
    floors = st.sampled_from([{name: bound} for name in ("minimum", "exclusiveMinimum") for bound in (4, 6)])
    ceilings = st.sampled_from(
        [{name: bound} for name in ("maximum", "exclusiveMaximum") for bound in (-4, -6)]
    )
    steps = st.sampled_from([{"multipleOf": step} for step in (2, 3, 6)])
    words = st.sampled_from([{"enum": [1]}, {"enum": [-1, 1]}])
    return st.builds(lambda kind, more: {"type": kind, **more}, kinds, floors | ceilings | steps | words)


def scalars() -> st.SearchStrategy[Any]:
    bare = strings() | numbers() | st.just({"type": "boolean"})
    nullable = bare.filter(lambda schema: "enum" not in schema).map(
        lambda schema: {**schema, "type": [schema["type"], "null"]}
    )
    return bare | nullable


def objects(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    def made(properties: dict[str, Any], required: list[str], closed: bool) -> dict[str, Any]:
        schema = {"type": "object", "properties": properties}
        schema["required"] = [name for name in required if name in properties]
        return {**schema, "additionalProperties": False} if closed else schema

    properties = st.dictionaries(st.sampled_from(NAMES), inside, min_size=1)
    listed = st.builds(made, properties, st.lists(st.sampled_from(NAMES), unique=True), st.booleans())
    return listed | inside.map(lambda value: {"type": "object", "additionalProperties": value})


def arrays(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        lambda items, rest: {"type": "array", "items": items, **rest},
        inside,
        limits("minItems", "maxItems", 0),
    )


SCHEMAS = st.recursive(scalars(), lambda inside: objects(inside) | arrays(inside), max_leaves=6)


@st.composite
def changed(draw: st.DrawFn, schema: Any) -> Any:
    """The schema with something of it drawn anew, at any depth."""
    if isinstance(schema, dict) and draw(st.booleans()):
        if "properties" in schema:
            name = draw(st.sampled_from(sorted(schema["properties"])))
            kind = draw(st.sampled_from(["change", "drop", "require", "free"]))
            properties = dict(schema["properties"])
            required = [*schema["required"]]
            if kind == "change":
                properties[name] = draw(changed(properties[name]))
            elif kind == "drop" and len(properties) > 1:
                del properties[name]
                required = [other for other in required if other != name]
            elif kind == "require":
                required = sorted({*required, name})
            else:
                required = [other for other in required if other != name]
            return {**schema, "properties": properties, "required": required}
        if "items" in schema:
            return {**schema, "items": draw(changed(schema["items"]))}
    return draw(SCHEMAS)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    old = draw(SCHEMAS)
    return old, draw(changed(old))


# Documents


def document(sent: Any, received: Any, named: dict[str, Any] | None = None) -> Any:
    content = {"application/json": {"schema": received}}
    operation = {
        "operationId": "ask",
        "tags": ["Trade"],
        "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": sent}}},
        "responses": {"200": {"description": "So it is.", "content": content}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/ask": {"post": operation}},
        "components": {"schemas": named or {}},
    }


@st.composite
def documents(draw: st.DrawFn) -> Any:
    """A description in which some schemas are named, and named ones use each other."""
    named = {
        "One": draw(SCHEMAS),
        "Two": draw(objects(st.just({"$ref": "#/components/schemas/One"}) | SCHEMAS)),
    }
    used = st.sampled_from([{"$ref": f"#/components/schemas/{name}"} for name in named]) | SCHEMAS
    wrapped = used | used.map(lambda schema: {"allOf": [schema]}) | arrays(used)
    return document(draw(wrapped), draw(wrapped), named)


def reversed_keys(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: reversed_keys(node[key]) for key in reversed(node)}
    return [reversed_keys(part) for part in node] if isinstance(node, list) else node


def inlined(whole: Any, node: Any) -> Any:
    if isinstance(node, dict):
        if "$ref" in node:
            return inlined(whole, resolve(whole, node["$ref"]))
        return {key: inlined(whole, value) for key, value in node.items()}
    return [inlined(whole, part) for part in node] if isinstance(node, list) else node


def differences(old: Any, new: Any) -> list[str]:
    """Every change but those of names: to inline a schema leaves its name idle and its class gone."""
    return [
        change.rule
        for change in compare_documents(old, new)
        if not change.rule.startswith(("unused-schema", "class-"))
    ]


@STEADY
@given(documents())
def test_a_description_does_not_differ_from_itself_however_it_is_written(made: Any) -> None:
    assert compare_documents(made, made) == []
    assert compare_documents(made, reversed_keys(made)) == []
    styled = yaml.safe_dump(made, default_flow_style=True, default_style='"', sort_keys=True)
    assert compare_documents(made, parse_yaml(styled, "flow")) == []
    assert compare_documents(made, parse_yaml(to_yaml(made), "block")) == []
    inline = inlined(made, made)
    assert differences(made, inline) == differences(inline, made) == []


@STEADY
@given(pairs())
def test_a_name_for_a_schema_changes_no_verdict(pair: tuple[Any, Any]) -> None:
    reference = {"$ref": "#/components/schemas/One"}
    inline = [document(schema, {"type": "boolean"}) for schema in pair]
    named = [document(reference, {"type": "boolean"}, {"One": schema}) for schema in pair]

    def judged(changes: list[Change]) -> list[tuple[Level, str]]:
        return sorted((change.level, change.rule) for change in changes if "class-" not in change.rule)

    assert judged(compare_documents(*inline)) == judged(compare_documents(*named))


# Witnesses


def accepts(schema: Any, value: Any) -> bool:
    return VALIDATORS.setdefault(
        json.dumps(schema, sort_keys=True),
        jsonschema_rs.Draft202012Validator(schema, validate_formats=True),
    ).is_valid(value)


VALIDATORS: dict[str, jsonschema_rs.Draft202012Validator] = {}


def values(schema: Any) -> Iterator[Any]:
    """Values at the edges of a schema, within and without, one place varied at a time."""
    yield from schema.get("enum", ())
    yield from (FORMATS.get(schema.get("format", ""), "x"), *FORMATS.values(), *PATTERNS.values(), *"pqrs")
    yield from (head + tail * length for head, tail in ("ab", "12", ("0x", "a")) for length in range(8))
    lengths = {schema[key] + by for key in ("minLength", "maxLength") for by in (-1, 0, 1) if key in schema}
    yield from ("y" * length for length in sorted({*range(8), *lengths}))
    yield from range(-9, 10)
    yield from (number + 0.5 for number in range(-9, 10))
    if "items" in schema:
        inside = list(values(schema["items"]))
        good = [value for value in inside if accepts(schema["items"], value)][:1]
        least = schema.get("minItems", 0)
        yield from (good * length for length in range(8))
        yield from ([value, *good * (least - 1)] for value in inside)
    if "properties" in schema:
        insides = {name: list(values(part)) for name, part in schema["properties"].items()}
        base = {
            name: next(value for value in inside if accepts(schema["properties"][name], value))
            for name, inside in insides.items()
        }
        yield base
        yield {name: base[name] for name in schema["required"]}
        for name in base:
            yield {other: value for other, value in base.items() if other != name}
        for name in (*NAMES, "z"):
            yield from ({**base, name: value} for value in insides.get(name, JUNK))
    elif schema.get("type") == "object":
        yield from ({"z": value} for value in values(schema["additionalProperties"]))
        yield from (
            {name: value} for name in NAMES for value in (*JUNK, *values(schema["additionalProperties"]))
        )
    yield from JUNK


def witness(old: Any, new: Any, *, sent: bool) -> Any:
    """A value that shows a break; raises StopIteration when there is none to be found."""
    shown = (
        value
        for schema in (old, new)
        for value in values(schema)
        if (accepts(old, value) and not accepts(new, value))
        or (not sent and accepts(new, value) and not accepts(old, value))
    )
    return next(shown)


def breaks(old: Any, new: Any) -> bool:
    return any(change.level is Level.BREAKING for change in compare_documents(old, new))


@settings(STEADY, max_examples=400)
@given(pairs())
def test_a_breaking_verdict_has_a_witness(pair: tuple[Any, Any]) -> None:
    old, new = pair
    anything = {"type": "boolean"}
    if breaks(document(old, anything), document(new, anything)):
        value = witness(old, new, sent=True)
        assert accepts(old, value)
        assert not accepts(new, value)
    if breaks(document(anything, old), document(anything, new)):
        value = witness(old, new, sent=False)
        assert accepts(old, value) != accepts(new, value)


@settings(STEADY, max_examples=400)
@given(pairs())
def test_a_request_that_is_refused_now_is_never_called_compatible(pair: tuple[Any, Any]) -> None:
    old, new = pair
    anything = {"type": "boolean"}
    if not breaks(document(old, anything), document(new, anything)):
        rules = differences(document(old, anything), document(new, anything))
        # An open object takes any value under a key it does not name, so naming the key narrows it; nobody
        # relies on what the description never spoke of.
        if not {"property-added", "property-renamed"} & set(rules):
            refused = [value for value in values(old) if accepts(old, value) and not accepts(new, value)]
            assert refused == [], rules
