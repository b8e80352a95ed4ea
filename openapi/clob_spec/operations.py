"""The table from operation to authentication level, made from the effective description.

The level follows from the security headers an operation asks for: none is public, a nonce means a signature
by the key of the address (L1), an API key means an HMAC (L2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import frozen

from clob_spec.document import Json
from clob_spec.errors import SpecError

_PARAMETER = re.compile(r"\{[^}]*\}")
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@frozen
class Operation:
    """One operation of the description."""

    id: str
    method: str
    path: str
    level: str


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Every operation as path, method in lower case, and object, in document order."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if isinstance(item, dict) and isinstance(item.get(method), dict):
                yield path, method, item[method]


def bare_path(path: str) -> str:
    """A path as a server knows it: the names of its parameters play no part."""
    return _PARAMETER.sub("{}", path)


def level(operation: Json) -> str:
    """ "public", "L1" or "L2". Raises SpecError where the security requirement is none of the three."""
    schemes = {name for requirement in operation.get("security", []) for name in requirement}
    if not schemes:
        return "public"
    if "polyNonce" in schemes and "polyApiKey" not in schemes:
        return "L1"
    if "polyApiKey" in schemes and "polyNonce" not in schemes:
        return "L2"
    raise SpecError(
        f"{operation.get('operationId')}: no authentication level has the headers {sorted(schemes)}."
    )


def table(document: Json) -> list[Operation]:
    """Every operation with its level, in document order."""
    return [
        Operation(operation["operationId"], method.upper(), path, level(operation))
        for path, method, operation in operations(document)
    ]


def module(document: Json) -> str:
    """The source of `operations.py` of the generated package, not yet formatted."""
    rows = "".join(
        f"    {row.id!r}: Operation({row.id!r}, {row.method!r}, {row.path!r}, {row.level!r}),\n"
        for row in table(document)
    )
    return f'''"""Every operation with its authentication level. Made by clob_spec; do not edit."""

from typing import Final, Literal, NamedTuple


class Operation(NamedTuple):
    """One operation. `level` is what its requests carry: nothing, an L1 signature, or an L2 signature."""

    id: str
    method: str
    path: str
    level: Literal["public", "L1", "L2"]


OPERATIONS: Final[dict[str, Operation]] = {{
{rows}}}
'''
