"""Examples and defaults of a description against their own schemas (JSON Schema 2020-12 with formats)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

import jsonschema_rs
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from clob_spec.document import Json, pointer
from clob_spec.findings import walk
from clob_spec.patterns import matches
from clob_spec.references import resolve

_BASE = "urn:description"
_OF_SCHEMAS = ("type", "$ref", "oneOf", "anyOf", "allOf", "items", "properties", "enum")


def _pattern(_validator: object, pattern: str, value: object, _schema: object) -> Iterator[ValidationError]:
    if isinstance(value, str) and not matches(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_Validator = validators.extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
Place = tuple[str | int, ...]


class Example(NamedTuple):
    """A value the description gives, its place, and the place of the schema it has to keep."""

    place: Place
    value: Json
    schema: Place


def find_examples(document: Json) -> Iterator[Example]:
    """Every example: of schemas, and of parameters, headers and media types, which name a schema."""
    for place, node in walk(document):
        if isinstance(node.get("schema"), dict):
            schema = (*place, "schema")
            if "example" in node:
                yield Example((*place, "example"), node["example"], schema)
            named = node.get("examples")
            for name, example in named.items() if isinstance(named, dict) else ():
                value = resolve(document, example["$ref"]) if "$ref" in example else example
                if isinstance(value, dict) and "value" in value:
                    yield Example((*place, "examples", name, "value"), value["value"], schema)
        elif any(key in node for key in _OF_SCHEMAS):
            for key in ("example", "default"):
                if key in node:
                    yield Example((*place, key), node[key], place)
            for index, value in enumerate(node["examples"] if isinstance(node.get("examples"), list) else ()):
                yield Example((*place, "examples", index), value, place)


def example_errors(document: Json) -> Iterator[tuple[Example, ValidationError]]:
    """Every example that its schema refuses, with each reason at its most telling."""
    registry = Registry().with_resource(_BASE, DRAFT202012.create_resource(document))
    for example in find_examples(document):
        validator = _Validator(
            {"$ref": f"{_BASE}#{quote(pointer(*example.schema))}"},
            registry=registry,
            format_checker=Draft202012Validator.FORMAT_CHECKER,
        )
        for error in validator.iter_errors(example.value):
            yield example, best_match([error]) or error


_META = jsonschema_rs.Draft202012Validator(Draft202012Validator.META_SCHEMA)


def meta_errors(schema: Json) -> Iterator[ValidationError]:
    """What JSON Schema 2020-12 has against a schema; that it is nothing takes a hundredth of the time."""
    if _META.is_valid(schema):
        return
    yield from Draft202012Validator(Draft202012Validator.META_SCHEMA).iter_errors(schema)


def contradicting_examples(document: Json) -> Iterator[tuple[str, str]]:
    """Place and sentence of every example that its schema refuses."""
    for example, error in example_errors(document):
        yield (
            pointer(*example.place, *error.absolute_path),
            f"The example contradicts its schema: {error.message}.",
        )
