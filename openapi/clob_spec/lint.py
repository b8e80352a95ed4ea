"""The rules that a description has to keep so that generator, judge and sandbox read it alike.

Each rule is a function from the document to findings. `lint_text` runs them all, and the rule about plain
scalars, which needs the text and stands in `scalars`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from openapi_spec_validator import OpenAPIV31SpecValidator
from openapi_spec_validator.validation.exceptions import DuplicateOperationIDError

from clob_spec.document import Json, parse_yaml, pointer
from clob_spec.examples import contradicting_examples
from clob_spec.findings import Finding, walk
from clob_spec.operations import operations
from clob_spec.references import unresolved
from clob_spec.scalars import ambiguous_scalars


def invalid_openapi(document: Json) -> Iterator[Finding]:
    """`openapi`: the document is not valid OpenAPI 3.1."""
    if not str(document.get("openapi", "")).startswith("3.1."):
        yield Finding(
            "openapi", "/openapi", f"The document says openapi: {document.get('openapi')!r}, not 3.1."
        )
        return
    for error in OpenAPIV31SpecValidator(document).iter_errors():
        if isinstance(error, DuplicateOperationIDError):
            continue  # the rule operation-id says where
        sentence = error.message.splitlines()[0].rstrip(".")
        yield Finding("openapi", pointer(*error.absolute_path), f"Not valid OpenAPI 3.1: {sentence}.")


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
    """`reference`: a `$ref` that leads nowhere, or out of the document."""
    for path, reference in unresolved(document):
        yield Finding("reference", pointer(*path, "$ref"), f"The reference {reference!r} does not resolve.")


def examples(document: Json) -> Iterator[Finding]:
    """`example`: an example that its own schema refuses."""
    for place, message in contradicting_examples(document):
        yield Finding("example", place, message)


def lint_document(document: Json) -> list[Finding]:
    """Every finding of every rule; rules that follow references run only when every reference resolves."""
    findings = [
        *nullable(document),
        *undeclared_tags(document),
        *operation_ids(document),
        *references(document),
    ]
    if not any(finding.rule == "reference" for finding in findings):
        findings += [*invalid_openapi(document), *examples(document)]
    return findings


def lint_text(text: str, name: str) -> list[Finding]:
    """Every finding about a description as it stands in a file. Raises SpecError if it is not usable YAML."""
    findings = lint_document(parse_yaml(text, name))
    if any(finding.rule == "reference" for finding in findings):
        return findings
    scalars = list(ambiguous_scalars(text, name))
    places = {finding.pointer for finding in scalars}
    return [
        finding for finding in findings if finding.rule != "example" or finding.pointer not in places
    ] + scalars
