"""The normal form of a schema: what it allows, however it is written.

`$ref`, `allOf` and one-armed `oneOf` or `anyOf` dissolve into the shape; `const` is an enum of one word; an
arm `type: null` makes the other nullable; bounds of integers are integers themselves; limits that limit
nothing are left out; `nullable`, a word of OpenAPI 3.0, says nothing. Rules: JSON Schema 2020-12.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations, product

from attrs import Factory, define, evolve

from clob_spec.difference.source import At, Source, is_word
from clob_spec.document import Json, pointer

Parts = tuple[At, ...]
"""Schemas that hold at once."""

TYPES = frozenset({"null", "boolean", "integer", "fraction", "string", "array", "object"})
"""The types of JSON; a number is an integer or a fraction, as a schema `integer` is one of numbers."""

_UPPER = ("maxLength", "maxItems", "maxProperties", "maxContains")
_LOWER = ("minLength", "minItems", "minProperties", "minContains")
LIMITED_TYPES = {
    "maximum": {"integer", "fraction"},
    "minimum": {"integer", "fraction"},
    "multipleOf": {"integer", "fraction"},
    "maxLength": {"string"},
    "minLength": {"string"},
    "maxItems": {"array"},
    "minItems": {"array"},
    "uniqueItems": {"array"},
    "maxContains": {"array"},
    "minContains": {"array"},
    "maxProperties": {"object"},
    "minProperties": {"object"},
}
ANNOTATIONS = frozenset({"readOnly", "writeOnly", "contentEncoding", "contentMediaType", "discriminator"})
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
_ARMS = 64


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


def _flat(source: Source, parts: Parts, seen: frozenset[str] = frozenset()) -> Iterator[At]:
    """The parts with references and allOf dissolved; words beside a reference come before its target's."""
    for at in parts:
        value = at.value
        if not isinstance(value, dict):
            yield at
            continue
        beside = {key: part for key, part in value.items() if key not in ("$ref", "allOf")}
        if beside or not ("$ref" in value or "allOf" in value):
            yield At(at.place, beside)
        reference = value.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            yield from _flat(source, (source.target(reference, at.place),), seen | {reference})
        yield from _flat(source, tuple(at.listed("allOf")), seen)


def alternatives(source: Source, parts: Parts) -> tuple[str, list[Parts]]:
    """The arms of a schema with all that holds beside them, and the word that joins them.

    The word is "oneOf" or "anyOf", and "" for a schema without arms.
    """
    flat = list(_flat(source, parts))
    groups: list[list[Parts]] = []
    joined = ""
    bare: list[At] = []
    for at in flat:
        value = at.value
        if isinstance(value, dict):
            for kind in ("oneOf", "anyOf"):
                arms = at.listed(kind)
                if arms:
                    groups.append([arm for one in arms for arm in alternatives(source, (one,))[1]])
                    joined = joined or (kind if len(arms) > 1 else "")
            value = {key: part for key, part in value.items() if key not in ("oneOf", "anyOf")}
        bare.append(At(at.place, value))
    kept = tuple(at for at in bare if at.value != {}) or tuple(bare[:1])
    if not groups:
        return "", [kept]
    arms_of_all = [
        tuple(at for at in (*kept, *(at for arm in choice for at in arm)) if at.value != {}) or kept
        for choice, _ in zip(product(*groups), range(_ARMS), strict=False)
    ]
    return (joined if len(arms_of_all) > 1 else ""), arms_of_all


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
    if "integer" in shape.types and "fraction" not in shape.types:
        shape.limits = dict(_of_integers(shape.limits))
    return shape


def _of_integers(limits: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    for name, limit in limits.items():
        if name == "maximum":
            yield name, (math.ceil(limit[0]) - 1 if limit[1] else math.floor(limit[0]), False)
        elif name == "minimum":
            yield name, (math.floor(limit[0]) + 1 if limit[1] else math.ceil(limit[0]), False)
        elif name != "multipleOf" or not (1 / limit).is_integer():
            yield name, limit


def apart(shapes: list[Shape]) -> list[Shape]:
    """The same alternatives, one for each type, and those that only list words put together.

    So `type: [string, integer]` is two arms, and two arms of one word each are an enum of two.
    """
    made: list[Shape] = []
    for shape in shapes:
        for types in [shape.types] if shape.types == TYPES else _kinds(shape.types):
            words = None if shape.words is None else [w for w in shape.words if type_of(w) in types]
            other = next((one for one in made if words and one.types == types and _only_words(one)), None)
            if other is not None and other.words and words and _only_words(shape):
                other.words += [word for word in words if word not in other.words]
            else:
                made.append(evolve(shape, types=types, words=words))
    return made


def _kinds(types: frozenset[str]) -> list[frozenset[str]]:
    numbers = types & {"integer", "fraction"}
    return [numbers] * bool(numbers) + [frozenset({name}) for name in sorted(types - numbers)]


def _only_words(shape: Shape) -> bool:
    return shape.words is not None and not (shape.limits or shape.patterns or shape.formats or shape.rest)


def overlap(shapes: list[Shape]) -> bool:
    """Whether a value may fit two of these alternatives, as far as types and words tell."""
    return any(
        one.types & other.types
        and (one.words is None or other.words is None or any(word in other.words for word in one.words))
        for one, other in combinations(shapes, 2)
    )


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
    for name, limit in _limits(schema):
        shape.limits[name] = _tighter(name, shape.limits[name], limit) if name in shape.limits else limit
    shape.patterns |= {schema["pattern"]} if "pattern" in schema else set()
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
    if key in _IDLE_WHEN_EMPTY:
        return value is True or value in ({}, [])
    return key in ANNOTATIONS and value is False


def _child(at: At, key: str) -> Parts:
    child = at.child(key)
    return () if child is None or child.value is True or child.value == {} else (child,)


def _joined(earlier: Json, value: Json) -> Json:
    return value if earlier is None or earlier == value else [earlier, value]


def _limits(schema: Json) -> Iterator[tuple[str, Json]]:
    """Limits that limit something. Those of numbers are pairs: the bound, and whether it is left out."""
    for side in ("maximum", "minimum"):
        exclusive = "exclusive" + side.capitalize()
        if side in schema:
            yield side, (schema[side], False)
        if exclusive in schema:
            yield side, (schema[exclusive], True)
    for name in (*_UPPER, *_LOWER, "multipleOf"):
        if name in schema and not (name in _LOWER and name != "minContains" and schema[name] == 0):
            yield name, schema[name]
    if schema.get("uniqueItems") is True:
        yield "uniqueItems", True


def tighter(name: str, one: Json, other: Json) -> bool | None:
    """Whether `other` allows less than `one`; None where neither holds the other."""
    if name == "multipleOf":
        if (other / one).is_integer():
            return True
        return False if (one / other).is_integer() else None
    if name in ("maximum", "maxLength", "maxItems", "maxProperties", "maxContains"):
        return bool(_key(other, -1) < _key(one, -1))
    return bool(_key(other, 1) > _key(one, 1))


def _key(limit: Json, sign: int) -> tuple[Json, int]:
    """A limit to compare by; leaving the bound out moves it a little, up or down."""
    return (limit[0], sign * int(limit[1])) if isinstance(limit, tuple) else (limit, 0)


def _tighter(name: str, one: Json, other: Json) -> Json:
    return other if tighter(name, one, other) else one
