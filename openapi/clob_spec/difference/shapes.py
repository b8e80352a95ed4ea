"""The normal form of a schema: what it allows, however it is written.

`$ref`, `allOf` and one-armed `oneOf` or `anyOf` dissolve into the shape; `const` is an enum of one word; an
arm `type: null` makes the other nullable; bounds of integers are integers themselves; limits that limit
nothing are left out; `nullable`, a word of OpenAPI 3.0, says nothing. Rules: JSON Schema 2020-12.
"""

from __future__ import annotations

from attrs import Factory, define

from clob_spec.difference.dissolving import Parts
from clob_spec.difference.limits import LIMITED_TYPES, as_written, limits_of, of_integers, tightest
from clob_spec.difference.source import At, Source, is_word
from clob_spec.document import Json, pointer
from clob_spec.patterns import allows_any_text

TYPES = frozenset({"null", "boolean", "integer", "fraction", "string", "array", "object"})
"""The types of JSON; a number is an integer or a fraction, as a schema `integer` is one of numbers."""

_SHAPING = frozenset(
    {
        *("$ref", "allOf", "oneOf", "anyOf", "type", "enum", "const", "properties", "required", "items"),
        *(
            "additionalProperties",
            "patternProperties",
            "pattern",
            "format",
            "default",
            "deprecated",
            "nullable",
        ),
        *("readOnly", "writeOnly"),  # said of a property, and read with its object
        *("exclusiveMaximum", "exclusiveMinimum", "$defs", "$id", "$anchor", "$schema"),
        *LIMITED_TYPES,
    }
)
_IDLE_WHEN_EMPTY = frozenset(
    {
        *("unevaluatedProperties", "unevaluatedItems", "propertyNames", "prefixItems"),
        *("dependentRequired", "dependentSchemas"),
    }
)
_WRITTEN_AS = {"exclusiveMaximum": "maximum", "exclusiveMinimum": "minimum", "const": "enum"}


@define
class Shape:
    """What a schema allows, one alternative of it; `place` is where most of it is written."""

    place: str
    types: frozenset[str] = TYPES
    words: list[Json] | None = None
    properties: dict[str, Parts] = Factory(dict)
    patterned: dict[str, Parts] = Factory(dict)
    required: frozenset[str] = frozenset()
    additional: Parts = ()
    items: Parts = ()
    limits: dict[str, Json] = Factory(dict)
    written: dict[str, Json] = Factory(dict)
    patterns: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    default: At | None = None
    deprecated: bool = False
    rest: dict[str, Json] = Factory(dict)
    prose: dict[str, At] = Factory(dict)
    places: dict[str, str] = Factory(dict)


def place_of(old: Shape, new: Shape, key: str) -> str:
    """Where a keyword is written: in the new schema, or in the old one where it is gone."""
    return new.places.get(key) or old.places.get(key) or new.place + pointer(key)


def shape_of(source: Source, parts: Parts) -> Shape:
    """The shape of one alternative."""
    telling = [at for at in parts if not isinstance(at.value, dict) or any(not is_word(k) for k in at.value)]
    shape = Shape((telling or list(parts) or [At("", {})])[0].place)
    for at in parts:
        if at.value is False:
            shape.types = frozenset()
        elif isinstance(at.value, dict):
            _narrow(source, shape, at)
    if shape.words is not None:
        shape.words = [word for word in shape.words if type_of(word) in shape.types]
        shape.types &= {type_of(word) for word in shape.words}
        any_boolean(shape)
    shape.written = {name: as_written(name, limit) for name, limit in shape.limits.items()}
    if "integer" in shape.types and "fraction" not in shape.types:
        shape.limits = dict(of_integers(shape.limits))
    return shape


def any_boolean(shape: Shape) -> None:
    """Both words of a boolean are no words."""
    if shape.words is not None and shape.types == {"boolean"} and {True, False} <= set(shape.words):
        shape.words = None


def type_of(value: Json) -> str:
    """The JSON type of a value, a number with nothing behind the point being an integer."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if float(value).is_integer() else "fraction"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def _narrow(source: Source, shape: Shape, at: At) -> None:
    schema = at.value
    if "type" in schema:
        named = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        allowed = {name for name in named if name != "number"}
        if "number" in named:
            allowed |= {"integer", "fraction"}
        shape.types &= allowed
    words = [schema["const"]] if "const" in schema else schema.get("enum")
    if isinstance(words, list):
        shape.words = words if shape.words is None else [word for word in shape.words if word in words]
    for name, part in at.children("properties").items():
        shape.properties[name] = (*shape.properties.get(name, ()), part)
    for name, part in at.children("patternProperties").items():
        shape.patterned[name] = (*shape.patterned.get(name, ()), part)
    shape.required |= frozenset(schema.get("required", ()))
    shape.additional += _child(at, "additionalProperties")
    shape.items += _child(at, "items")
    for name, limit in limits_of(schema):
        shape.limits[name] = tightest(name, shape.limits[name], limit) if name in shape.limits else limit
    if "pattern" in schema and not allows_any_text(schema["pattern"]):
        shape.patterns |= {schema["pattern"]}
    shape.formats |= {schema["format"]} if "format" in schema else set()
    shape.default = shape.default or at.child("default")
    shape.deprecated = shape.deprecated or schema.get("deprecated") is True
    for key, value in schema.items():
        shape.places.setdefault(_WRITTEN_AS.get(key, key), at.place + pointer(key))
        child = at.child(key)
        if is_word(key) or key == "nullable":
            if child is not None:
                shape.prose.setdefault(key, child)
        elif key not in _SHAPING and not _says_nothing(key, value):
            shape.rest[key] = _joined(shape.rest.get(key), source.canonical(value))


def _says_nothing(key: str, value: Json) -> bool:
    return key in _IDLE_WHEN_EMPTY and (value is True or value in ({}, []))


def _child(at: At, key: str) -> Parts:
    child = at.child(key)
    return () if child is None or child.value is True or child.value == {} else (child,)


def _joined(earlier: Json, value: Json) -> Json:
    return value if earlier is None or earlier == value else [earlier, value]
