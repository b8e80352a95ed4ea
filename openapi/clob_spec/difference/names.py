"""The names that the generator makes of a description, by its own functions; relative to the package."""

from __future__ import annotations

from functools import cache

from openapi_python_client.strings import ClassName, PythonIdentifier

from clob_spec.document import Json


@cache
def class_name(*parts: str) -> str:
    """The class of a schema, named or inside another."""
    return str(ClassName("_".join(parts), "model"))


@cache
def attribute(name: str) -> str:
    """The attribute or argument for a name on the wire."""
    return str(PythonIdentifier(name, "field_"))


def function(operation: Json, method: str, path: str) -> str:
    """The module of an operation: `api.<tag>.<operation>`, by method and path where it has no id."""
    tag = (operation.get("tags") or ["default"])[0]
    unnamed = method + path.replace("{", "").replace("}", "").replace("/", "_").removesuffix("_")
    name = operation.get("operationId") or unnamed
    return f"api.{PythonIdentifier(tag, 'tag')}.{PythonIdentifier(name, 'field_')}"
