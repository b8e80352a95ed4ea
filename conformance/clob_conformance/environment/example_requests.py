"""The request that an operation is shown with in the description, made to mean something on the server.

Documented examples, with ids, addresses and times replaced by live ones; where a required value has no
example, a default, the first word of its enum, or a plain value of its type.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from clob_conformance.core.description import Description, Operation, Parameter
from clob_conformance.environment.seed_data import SeedData
from clob_conformance.environment.sender import Call, call

_PLAIN: dict[str, Any] = {
    "integer": 1,
    "number": 1,
    "boolean": True,
    "string": "a",
    "object": {},
    "array": [],
}
# Parameters that turn a plain reading into another question: left to the other suites.
_QUESTIONS_OF_THEIR_OWN = frozenset({"favorite_markets", "interval"})


def minimal(description: Description, operation: Operation, live: SeedData, some: random.Random) -> Call:
    """A call with what is required and nothing more."""
    return _call(description, operation, live, some, lambda parameter: parameter.required)


def documented(
    description: Description, operation: Operation, live: SeedData, some: random.Random
) -> Iterator[Call]:
    """A call with everything that has an example, then one for each further example body."""
    yield _call(description, operation, live, some, _has_example)
    for example in operation.body_examples[1:]:
        yield call(operation, body=live.fill(operation, example, some))


def sample(description: Description, schema: Mapping[str, Any]) -> Any:
    """A plain value that fits a schema: its example, default or first word, else built from its parts."""
    schema = description.schema(schema)
    for name in ("example", "default", "const"):
        if name in schema:
            return schema[name]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        properties = schema.get("properties", {})
        return {
            name: sample(description, properties[name])
            for name in schema.get("required", [])
            if name in properties
        }
    if kind == "array":
        return [sample(description, schema["items"])] if "items" in schema else []
    return _PLAIN[kind]


def _has_example(parameter: Parameter) -> bool:
    return parameter.required or (
        parameter.example is not None and parameter.name not in _QUESTIONS_OF_THEIR_OWN
    )


def _call(
    description: Description, operation: Operation, live: SeedData, some: random.Random, wanted: Any
) -> Call:
    path: dict[str, str] = {}
    query: dict[str, str | list[str]] = {}
    for parameter in operation.parameters:
        if parameter.where == "path":
            path[parameter.name] = str(_value(description, operation, parameter, live, some))
        elif parameter.where == "query" and wanted(parameter):
            value = _value(description, operation, parameter, live, some)
            query[parameter.name] = [str(one) for one in value] if isinstance(value, list) else _text(value)
    body = None
    if operation.body_schema is not None:
        shown = (
            operation.body_examples[0]
            if operation.body_examples
            else sample(description, operation.body_schema)
        )
        body = live.fill(operation, shown, some)
    return call(operation, path, query, body)


def _value(
    description: Description, operation: Operation, parameter: Parameter, live: SeedData, some: random.Random
) -> Any:
    found = live.value(operation, parameter.name, some)
    if found is not None:
        return [found] if parameter.schema.get("type") == "array" else found
    return sample(description, parameter.schema) if parameter.example is None else parameter.example


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
