"""The limits of a schema: which limit something, how they are written, and which of two allows less."""

from __future__ import annotations

import math
from collections.abc import Iterator

from clob_spec.document import Json

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


def as_written(name: str, limit: Json) -> Json:
    if not isinstance(limit, tuple):
        return limit
    return {"exclusive" + name.capitalize(): limit[0]} if limit[1] else limit[0]


def of_integers(limits: dict[str, Json]) -> Iterator[tuple[str, Json]]:
    for name, limit in limits.items():
        if name == "maximum":
            yield name, (math.ceil(limit[0]) - 1 if limit[1] else math.floor(limit[0]), False)
        elif name == "minimum":
            yield name, (math.floor(limit[0]) + 1 if limit[1] else math.ceil(limit[0]), False)
        elif name != "multipleOf" or not (1 / limit).is_integer():
            yield name, limit


def limits_of(schema: Json) -> Iterator[tuple[str, Json]]:
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


def tightest(name: str, one: Json, other: Json) -> Json:
    return other if tighter(name, one, other) else one
