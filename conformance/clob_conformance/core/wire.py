"""Whether a request, as it went over the wire, breaks the description.

Only what every server can know is called a violation: text that may be read in two ways (`1.0` for an
integer, `1` for a boolean, an empty optional parameter, a parameter sent twice) is left alone. So is
everything the description does not forbid, unknown parameters and properties among it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from clob_conformance.core.description import Operation, Parameter, failures
from clob_conformance.core.interaction import Request

_BOOLEANS = frozenset({"true", "false", "t", "f", "1", "0", "yes", "no", "on", "off"})


def request_fault(operation: Operation, request: Request) -> tuple[str, str] | None:
    """What in the request the description forbids: a stable key and a sentence, or None."""
    query = request.query
    for parameter in operation.parameters:
        if parameter.where != "query":
            continue
        fault = _query_fault(parameter, query.get(parameter.name))
        if fault is not None:
            return f"query {parameter.name}", f"query parameter {parameter.name}: {fault}"
    return _body_fault(operation, request)


def _query_fault(parameter: Parameter, values: list[str] | None) -> str | None:
    if values is None:
        return "it is required and missing" if parameter.required else None
    if len(values) != 1 or parameter.schema.get("type") == "array":
        return None
    return _text_fault(parameter.schema, values[0], required=parameter.required)


def _text_fault(schema: Mapping[str, Any], text: str, *, required: bool) -> str | None:
    kind = schema.get("type")
    if not text and (not required or kind == "string"):
        return None
    if kind in ("integer", "number"):
        return _number_fault(schema, text)
    if kind == "boolean":
        return None if text.lower() in _BOOLEANS else f"{text!r} is not a boolean"
    if kind == "string":
        return _string_fault(schema, text)
    return None


def _number_fault(schema: Mapping[str, Any], text: str) -> str | None:
    try:
        number = float(text)
    except ValueError:
        return f"{text!r} is not a number"
    if not math.isfinite(number) or not re.fullmatch(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?", text):
        return None
    if schema["type"] == "integer" and not number.is_integer():
        return f"{text!r} is not an integer"
    if "enum" in schema and number not in schema["enum"]:
        return f"{text} is none of {schema['enum']}"
    if number > schema.get("maximum", math.inf):
        return f"{text} is above the maximum {schema['maximum']}"
    if number < schema.get("minimum", -math.inf):
        return f"{text} is below the minimum {schema['minimum']}"
    return None


def _string_fault(schema: Mapping[str, Any], text: str) -> str | None:
    if "enum" in schema and text not in schema["enum"]:
        return f"{text!r} is none of {schema['enum']}"
    if schema.get("format") == "date":
        try:
            date.fromisoformat(text)
        except ValueError:
            return f"{text!r} is not a date"
        return None
    if "pattern" in schema and not re.search(schema["pattern"], text):
        return f"{text!r} does not match {schema['pattern']}"
    if len(text) > schema.get("maxLength", math.inf) or len(text) < schema.get("minLength", 0):
        return f"{len(text)} characters are too many or too few"
    return None


def _body_fault(operation: Operation, request: Request) -> tuple[str, str] | None:
    validator = operation.body_validator
    if validator is None:
        return None
    if not request.body:
        return ("body missing", "the body is required and missing") if operation.body_required else None
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return None
    try:
        body = json.loads(request.body)
    except ValueError:
        return "body", "the body is not JSON"
    for key, sentence, *_ in failures(validator, body):
        return f"body {key}", f"the body {sentence}"
    return None
