"""Reading a description that is to be compared: anybody's, of OpenAPI 3.0 or 3.1.

What is not asked here is whether it is a good one, nor whether a path names all its parameters: `lint` asks.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import jsonschema_rs

from clob_spec.difference.openapi30 import upgraded
from clob_spec.document import Json, parse_yaml, pointer, read_text
from clob_spec.errors import SpecError
from clob_spec.findings import Finding, walk
from clob_spec.references import circular, unresolved

_SHOWN = 200


def read_description(path: Path) -> Json:
    """The description in a file, its schemas as OpenAPI 3.1 writes them.

    Raises SpecError with the first thing that makes it none.
    """
    document = parse_yaml(read_text(path), path.name)
    version = str(document.get("openapi", ""))
    if not version.startswith(("3.0.", "3.1.")):
        raise SpecError(f"{path.name}: /openapi: The document says openapi: {version!r}, not 3.0 or 3.1.")
    if version.startswith("3.0."):
        document = upgraded(document)
    for finding in _faults(document):
        raise SpecError(f"{path.name}: {finding.pointer or '/'}: {finding.message}")
    return document


def _faults(document: Json) -> Iterator[Finding]:
    for path, reference in unresolved(document):
        yield Finding("reference", pointer(*path), f"The reference {reference!r} does not resolve.")
    for error in _openapi().iter_errors({**document, "openapi": "3.1.0"}):
        yield Finding("openapi", pointer(*error.instance_path), _sentence("OpenAPI 3.1", error))
    for path, node in walk(document):
        named: dict[tuple[str | int, ...], Json] = {}
        if path[:2] == ("components", "schemas") and len(path) == 3:
            named[path] = node
        if "schema" in node:
            named[(*path, "schema")] = node["schema"]
        for where, schema in named.items():
            try:
                jsonschema_rs.meta.validate(schema)
            except jsonschema_rs.ValidationError as error:
                place = pointer(*where, *error.instance_path)
                yield Finding("schema", place, _sentence("JSON Schema 2020-12", error))
    for path, reference in circular(document, through=("allOf",)):
        yield Finding(
            "reference", pointer(*path, "$ref"), f"The reference {reference!r} goes round in a circle."
        )


def _sentence(standard: str, error: jsonschema_rs.ValidationError) -> str:
    return f"Not valid {standard}: {error.message.splitlines()[0][:_SHOWN].rstrip('.')}."


@cache
def _openapi() -> jsonschema_rs.Validator:
    """The schema of the standard, as openapi-spec-validator brings it; importing that costs half a second."""
    package = find_spec("openapi_spec_validator")
    if package is None or package.origin is None:
        raise ModuleNotFoundError(name="openapi_spec_validator")
    schema = Path(package.origin).parent / "resources" / "schemas" / "v3.1" / "schema.json"
    return jsonschema_rs.validator_for(json.loads(schema.read_text(encoding="utf-8")))
