"""The rules that a description has to keep so that generator, judge and sandbox read it alike.

Each rule is a function from the document to findings. `lint_text` runs them all, and the rule about plain
scalars, which needs the text and stands in `scalars`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from jsonschema.exceptions import ValidationError
from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import DuplicateOperationIDError
from openapi_spec_validator.validation.keywords import ValueValidator

from clob_spec.document import Json, parse_yaml, pointer
from clob_spec.errors import SpecError
from clob_spec.examples import contradicting_examples, meta_errors
from clob_spec.findings import Finding, walk
from clob_spec.operations import bare_path, operations
from clob_spec.patterns import compiled
from clob_spec.references import circular, unresolved
from clob_spec.scalars import ambiguous_scalars


class _NoDefaults(ValueValidator):
    """Finds nothing: the rule `example` tries defaults too, and says where they stand."""

    def __call__(self, schema: object, value: object) -> Iterator[ValidationError]:
        yield from ()


class _Nowhere(dict[str, Any]):
    """What follows references of each scheme: nothing does. Without one the library asks the host."""

    def __contains__(self, scheme: object) -> bool:
        return True

    def __getitem__(self, scheme: str) -> Any:
        raise SpecError("A reference leads out of the document.")


class _Validator(OpenAPIV31SpecValidator):
    """The library's rules of meaning, without defaults and without a way to files and hosts."""

    resolver_handlers = _Nowhere()
    keyword_validators: Any = {**OpenAPIV31SpecValidator.keyword_validators, "default": _NoDefaults}  # noqa: RUF012


def misshapen(document: Json) -> Iterator[Finding]:
    """`openapi`: an object of the document has not the shape that OpenAPI 3.1 gives it."""
    if not str(document.get("openapi", "")).startswith("3.1."):
        yield Finding(
            "openapi", "/openapi", f"The document says openapi: {document.get('openapi')!r}, not 3.1."
        )
        return
    for error in _Validator.schema_validator.iter_errors(document):
        yield _invalid_at(error)


def invalid_openapi(document: Json) -> Iterator[Finding]:
    """`openapi`: a document of the right shape breaks a rule of OpenAPI 3.1 between its objects."""
    checker = _Validator(document)
    try:
        for error in checker.root_validator(checker.schema_path):
            if isinstance(error, DuplicateOperationIDError):
                continue  # the rule operation-id says where
            if error.validator == "format" and error.validator_value == "regex":
                continue  # it asks Python, not ECMA-262; the rule pattern does that
            yield _invalid_at(error)
    except Exception as error:  # noqa: BLE001 - by the library, on references to objects of another kind
        said = f"Not readable as OpenAPI 3.1, a reference may name an object of another kind: {error!r}"
        yield Finding("openapi", "", f"{said:.300}.")


def _invalid_at(error: ValidationError) -> Finding:
    sentence = (error.message.splitlines() or [""])[0].rstrip(".")
    return Finding("openapi", pointer(*error.absolute_path), f"Not valid OpenAPI 3.1: {sentence:.300}.")


def invalid_schemas(document: Json) -> Iterator[Finding]:
    """`schema`: a schema that JSON Schema 2020-12 refuses."""
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    named = schemas.items() if isinstance(schemas, dict) else ()
    found: list[tuple[tuple[str | int, ...], Json]] = []
    found += [(("components", "schemas", name), schema) for name, schema in named]
    found += [((*path, "schema"), node["schema"]) for path, node in walk(document) if "schema" in node]
    for place, schema in found:
        for error in meta_errors(schema):
            where = pointer(*place, *error.absolute_path)
            yield Finding("schema", where, f"Not a JSON Schema: {error.message:.300}.")


def nullable(document: Json) -> Iterator[Finding]:
    """`nullable`: a word of OpenAPI 3.0 that means nothing in 3.1."""
    for path, node in walk(document):
        if isinstance(node.get("nullable"), bool):
            yield Finding(
                "nullable",
                pointer(*path, "nullable"),
                "`nullable` means nothing in OpenAPI 3.1; null belongs into `type`.",
            )


def undeclared_tags(document: Json) -> Iterator[Finding]:
    """`tags`: an operation has a tag that the document does not declare."""
    declared = {tag.get("name") for tag in document.get("tags", [])}
    for path, method, operation in operations(document):
        for index, tag in enumerate(operation.get("tags", [])):
            if tag not in declared:
                yield Finding(
                    "tags", pointer("paths", path, method, "tags", index), f"The tag {tag!r} is not declared."
                )


def equal_paths(document: Json) -> Iterator[Finding]:
    """`path`: two paths that differ in the names of their parameters alone, so that a server sees one."""
    known: dict[str, str] = {}
    for path in document.get("paths", {}):
        first = known.setdefault(bare_path(path), path)
        if first != path:
            yield Finding(
                "path", pointer("paths", path), f"It is the path {first!r} with other names of parameters."
            )


def operation_ids(document: Json) -> Iterator[Finding]:
    """`operation-id`: two operations of one id, or an operation without one."""
    places: dict[str, list[str]] = defaultdict(list)
    for path, method, operation in operations(document):
        if "operationId" in operation:
            places[operation["operationId"]].append(pointer("paths", path, method, "operationId"))
        else:
            yield Finding("operation-id", pointer("paths", path, method), "The operation has no operationId.")
    for name, found in places.items():
        for place in found[1:]:
            yield Finding("operation-id", place, f"The operationId {name!r} stands at {found[0]} already.")


def references(document: Json) -> Iterator[Finding]:
    """`reference`: a `$ref` that leads nowhere, out of the document, or back to itself at once."""
    lost = list(unresolved(document))
    for path, reference in lost:
        yield Finding("reference", pointer(*path), f"The reference {reference!r} does not resolve.")
    for path, reference in () if lost else circular(document):
        sentence = f"The reference {reference!r} goes round in a circle and never comes to a value."
        yield Finding("reference", pointer(*path, "$ref"), sentence)


def patterns(document: Json) -> Iterator[Finding]:
    """`pattern`: a pattern that is no regular expression of ECMA-262, so that it refuses nothing."""
    for path, node in walk(document):
        pattern = node.get("pattern")
        if isinstance(pattern, str) and compiled(pattern) is None:
            yield Finding(
                "pattern", pointer(*path, "pattern"), f"{pattern!r} is no regular expression of ECMA-262."
            )


def security_schemes(document: Json) -> Iterator[Finding]:
    """`security`: an operation or the document asks for a scheme that nothing declares."""
    declared = document.get("components", {}).get("securitySchemes", {})
    asked: list[tuple[tuple[str, ...], Json]] = [(("security",), document.get("security", []))]
    asked += [
        (("paths", path, method, "security"), operation.get("security", []))
        for path, method, operation in operations(document)
    ]
    for path, ways in asked:
        for index, way in enumerate(ways):
            for name in way:
                if name not in declared:
                    yield Finding(
                        "security",
                        pointer(*path, index, name),
                        f"The security scheme {name!r} is not declared: nothing says how to send it.",
                    )


def examples(document: Json) -> Iterator[Finding]:
    """`example`: an example that its own schema refuses."""
    for place, message in contradicting_examples(document):
        yield Finding("example", place, message)


def invalid(document: Json) -> list[Finding]:
    """What makes a document no valid OpenAPI 3.1 at all."""
    return (
        [*references(document), *invalid_schemas(document)]
        or [*misshapen(document)]
        or [*invalid_openapi(document)]
    )


def lint_text(text: str, name: str) -> list[Finding]:
    """Every finding about a description as it stands in a file.

    A document that is not valid at all is not read further: the other rules need its shape and references.
    Raises SpecError if it is not usable YAML.
    """
    document = parse_yaml(text, name)
    faults = invalid(document)
    if faults:
        return faults
    scalars = list(ambiguous_scalars(text, name))
    named = {finding.pointer for finding in scalars}
    return [
        *nullable(document),
        *undeclared_tags(document),
        *equal_paths(document),
        *operation_ids(document),
        *patterns(document),
        *security_schemes(document),
        *(finding for finding in examples(document) if finding.pointer not in named),
        *scalars,
    ]
