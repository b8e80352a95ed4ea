"""The names that the generator makes of a description, relative to the package.

The rules are those of openapi-python-client: importing it takes longer than comparing two descriptions, so
they stand here again, and a test holds them to the generator's own functions.
"""

from __future__ import annotations

import builtins
import re
from functools import cache
from keyword import iskeyword

from clob_spec.document import Json

_DELIMITERS = r"\. _-"
_RESERVED = (set(dir(builtins)) | {"self", "true", "false", "datetime"}) - {"id"}


@cache
def class_name(*parts: str) -> str:
    """The class of a schema, named or inside another."""
    text = "_".join(parts)
    name = _unreserved(_pascal_case(text))
    return name if name.isidentifier() else _unreserved(_pascal_case(f"model{name}"))


@cache
def attribute(name: str, prefix: str = "field_") -> str:
    """The attribute or argument for a name on the wire."""
    kept = "".join(sign for sign in name if sign.isidentifier() or sign.isdecimal() or sign in _DELIMITERS)
    made = _unreserved("_".join(_words(kept)).lower())
    return made if made.isidentifier() and not kept.startswith("_") else f"{prefix}{made}"


def function(operation: Json, method: str, path: str) -> str:
    """The module of an operation: `api.<tag>.<operation>`, by method and path where it has no id."""
    tag = (operation.get("tags") or ["default"])[0]
    unnamed = method + path.replace("{", "").replace("}", "").replace("/", "_").removesuffix("_")
    name = operation.get("operationId") or unnamed
    return f"api.{attribute(tag, 'tag')}.{attribute(name)}"


def makes_class(schema: Json) -> bool:
    """Whether the generator makes a class of a schema: of an object, of words, not of a plain type.

    It takes a wrapping of one reference for what is referred to.
    """
    if not isinstance(schema, dict) or "$ref" in schema:
        return False
    arms = [arm for key in ("allOf", "anyOf", "oneOf") for arm in schema.get(key, ())]
    if len(arms) == 1 and isinstance(arms[0], dict) and "$ref" in arms[0]:
        return False
    kinds = schema.get("type")
    return (
        any(key in schema for key in ("properties", "allOf", "enum"))
        or kinds == "object"
        or (isinstance(kinds, list) and "object" in kinds)
    )


def _words(text: str) -> list[str]:
    if any(sign.isupper() for sign in text):
        text = " ".join(re.split("([A-Z]?[a-z]+)", text))
    return re.findall(rf"[^{re.escape(_DELIMITERS)}]+", text)


def _pascal_case(text: str) -> str:
    kept = "".join(sign for sign in text if sign.isidentifier() or sign.isdecimal() or sign in _DELIMITERS)
    return "".join(word if word.isupper() else word.capitalize() for word in _words(kept))


def _unreserved(name: str) -> str:
    return f"{name}_" if name in _RESERVED or iskeyword(name) else name
