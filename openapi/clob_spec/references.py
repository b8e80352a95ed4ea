"""Following `$ref` inside one document (RFC 6901 pointers in fragments)."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from clob_spec.document import Json
from clob_spec.findings import walk


def resolve(document: Json, reference: str) -> Json:
    """What a reference names. Raises LookupError when it leads nowhere or out of the document."""
    if not reference.startswith("#"):
        raise LookupError(reference)
    node = document
    for part in unquote(reference[1:]).split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict) and name in node:
            node = node[name]
        elif isinstance(node, list) and name.isdigit() and int(name) < len(node):
            node = node[int(name)]
        else:
            raise LookupError(reference)
    return node


def unresolved(document: Json) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every reference that does not resolve, with the place of the object that holds it."""
    for path, node in walk(document):
        reference = node.get("$ref")
        if isinstance(reference, str):
            try:
                resolve(document, reference)
            except LookupError:
                yield path, reference
