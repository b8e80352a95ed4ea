"""Following `$ref` inside one document (RFC 6901 pointers in fragments)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from clob_spec.document import Json
from clob_spec.findings import walk

_INDEX = re.compile("[0-9]{1,9}")


def resolve(document: Json, reference: str) -> Json:
    """What a reference names. Raises LookupError when it leads nowhere or out of the document."""
    if not reference.startswith("#"):
        raise LookupError(reference)
    node = document
    for part in unquote(reference[1:]).split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict) and name in node:
            node = node[name]
        elif (
            isinstance(node, list)
            and name.isascii()
            and name.isdigit()
            and len(name) < 9
            and int(name) < len(node)
        ):
            node = node[int(name)]
        else:
            raise LookupError(reference)
    return node


def circular(
    document: Json, through: Sequence[str] = ("allOf", "anyOf", "oneOf")
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every reference that leads back to itself without going into a value: it says nothing, endlessly.

    `through`: the keys whose arms are followed. A base that lists its own kinds leads back to itself by one
    of several arms, and can be read nevertheless.
    """
    found = [(path, node["$ref"]) for path, node in walk(document) if isinstance(node.get("$ref"), str)]
    leads = {reference: set(_in_place(resolve(document, reference), through)) for _, reference in found}
    for path, reference in found:
        seen: set[str] = set()
        waiting = [reference]
        while waiting and reference not in seen:
            ahead = leads.get(waiting.pop(), set()) - seen
            seen |= ahead
            waiting.extend(ahead)
        if reference in seen:
            yield path, reference


def _in_place(schema: Json, through: Sequence[str]) -> Iterator[str]:
    """The references that hold for the very value that a schema holds for."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"]
        for key in through:
            arms = schema.get(key)
            for arm in arms if isinstance(arms, list) else ():
                yield from _in_place(arm, through)


def unresolved(document: Json) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every reference that does not resolve, with its place."""
    for path, node in walk(document):
        for key in ("$ref", "$dynamicRef"):
            reference = node.get(key)
            if isinstance(reference, str):
                try:
                    resolve(document, reference)
                except LookupError:
                    yield (*path, key), reference
