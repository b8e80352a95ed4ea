"""Comparing what two shapes say of a value itself: types, words, limits, formats, and words for people."""

from __future__ import annotations

import json

from attrs import evolve, frozen

from clob_spec.difference.change import Changes, Direction
from clob_spec.difference.limits import LIMITED_TYPES, tighter
from clob_spec.difference.shapes import Shape, place_of
from clob_spec.document import Json

_WIDENED = {("int32", "int64"), ("float", "double")}
_OF_NUMBERS = {"int32", "int64", "float", "double"}


@frozen
class _Here:
    """The two shapes and where their changes go."""

    old: Shape
    new: Shape
    names: tuple[str, ...]
    direction: Direction
    changes: Changes

    def add(self, rule: str, key: str, old: Json, new: Json) -> None:
        place = place_of(self.old, self.new, key)
        self.changes.add(rule, place, old, new, self.names, self.direction)


def compare_keywords(
    old: Shape,
    new: Shape,
    names: tuple[str, ...],
    direction: Direction,
    changes: Changes,
    *,
    as_text: bool = False,
    omittable: bool = True,
) -> None:
    """Adds every difference of two shapes beside their properties, items and null.

    `as_text`: what is sent is written without quotes, as in a query, so that 5 is a text as well.
    `omittable`: the value may be left out, so that a default has a meaning.
    """
    here = _Here(old, new, names, direction, changes)
    _types(here, as_text=as_text)
    _prose(here)
    common = old.types & new.types
    if not common:
        return
    _words(here)
    _limits(here, common)
    _formats(here)
    _set_or_lifted(here, "pattern", old.patterns, new.patterns)
    _defaults(here, omittable=omittable)
    _rest(here)
    if old.deprecated != new.deprecated:
        rule = "deprecated" if new.deprecated else "deprecation-lifted"
        here.add(rule, "deprecated", old.deprecated, new.deprecated)


def _types(here: _Here, *, as_text: bool) -> None:
    old, new = here.old.types, here.new.types
    if old == new:
        return
    if as_text and _any_text(here.new):
        new |= old - {"array", "object"}
    if as_text and _any_text(here.old) and here.direction is Direction.RESPONSE:
        old |= new - {"array", "object"}
    if old == new:
        new = here.new.types  # a text that may be anything, and anything as a text
    rule = "type-changed" if old - new and new - old else "type-gained" if new - old else "type-lost"
    here.add(rule, "type", shown_types(here.old.types), shown_types(here.new.types))


def _any_text(shape: Shape) -> bool:
    limited = any("string" in LIMITED_TYPES[name] for name in shape.limits)
    told = shape.words is not None or shape.patterns or shape.formats or shape.rest
    return "string" in shape.types and not (limited or told)


def shown_types(types: frozenset[str]) -> Json:
    """Types as a description writes them."""
    names = sorted({"number" if name == "fraction" else name for name in types})
    if "number" in names and "integer" in names:
        names.remove("integer")
    return "any" if len(types) == 7 else names[0] if len(names) == 1 else names


def _prose(here: _Here) -> None:
    for key in sorted(here.old.prose.keys() | here.new.prose.keys()):
        one, other = here.old.prose.get(key), here.new.prose.get(key)
        old, new = (at.value if at else None for at in (one, other))
        if not same(old, new):
            at = other or one
            rule = "nullable-word" if key == "nullable" else "wording"
            here.changes.add(rule, at.place if at else "", old, new, here.names, here.direction)


def same(one: Json, other: Json) -> bool:
    """Whether two JSON values are the same: true is no number, and 1.0 is 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(part, other[key]) for key, part in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _words(here: _Here) -> None:
    old, new = here.old.words, here.new.words
    if old is None or new is None:
        if old is not new:
            here.add("enum-lifted" if new is None else "enum-set", "enum", old, new)
        return
    removed, added = _beyond(old, new), _beyond(new, old)
    kept = len(removed) < sum(word is not None for word in old)
    if removed and added and not kept:
        here.add("enum-replaced", "enum", _alone(old), _alone(new))
        return
    for word in removed:
        here.add("enum-word-removed", "enum", word, None)
    for word in added:
        here.add("enum-word-added", "enum", None, word)


def _alone(words: list[Json]) -> Json:
    """Words as a description writes them: a single one is a const."""
    return words[0] if len(words) == 1 else words


def _beyond(words: list[Json], others: list[Json]) -> list[Json]:
    known = {_key(word) for word in others}
    return [word for word in words if word is not None and _key(word) not in known]


def _key(word: Json) -> object:
    """A word to look up by: as `same` has it, where it is a single value."""
    return (
        json.dumps(word, sort_keys=True) if isinstance(word, dict | list) else (isinstance(word, bool), word)
    )


def _limits(here: _Here, common: frozenset[str]) -> None:
    old, new = here.old.limits, here.new.limits
    for name in sorted(old.keys() | new.keys()):
        if not LIMITED_TYPES[name] & common or old.get(name) == new.get(name):
            continue
        if name not in old:
            rule = "limit-set"
        elif name not in new:
            rule = "limit-lifted"
        else:
            narrower = tighter(name, old[name], new[name])
            rule = {True: "limit-tightened", False: "limit-loosened", None: "limit-changed"}[narrower]
        here.add(rule, name, here.old.written.get(name), here.new.written.get(name))


def _formats(here: _Here) -> None:
    old, new = here.old.formats, here.new.formats
    if not (old | new) <= _OF_NUMBERS:
        _set_or_lifted(here, "format", old, new)
    elif old != new:
        pair = (_one(old), _one(new))
        rule = "number-format-changed"
        if pair in _WIDENED:
            rule = "number-format-widened"
        elif pair[::-1] in _WIDENED:
            rule = "number-format-narrowed"
        here.add(rule, "format", *pair)


def _set_or_lifted(here: _Here, key: str, old: frozenset[str], new: frozenset[str]) -> None:
    if old != new:
        rule = "set" if old < new else "lifted" if new < old else "changed"
        here.add(f"{key}-{rule}", key, _one(old), _one(new))


def _one(values: frozenset[str]) -> Json:
    return None if not values else next(iter(values)) if len(values) == 1 else sorted(values)


def _defaults(here: _Here, *, omittable: bool) -> None:
    old, new = (shape.default.value if shape.default else None for shape in (here.old, here.new))
    if not same(old, new) or (here.old.default is None) != (here.new.default is None):
        told = here if omittable else evolve(here, direction=Direction.NEITHER)
        told.add("default-changed", "default", old, new)


def _rest(here: _Here) -> None:
    old, new = here.old.rest, here.new.rest
    for key in sorted(old.keys() | new.keys()):
        if same(*(_uncased(key, shape.get(key)) for shape in (old, new))):
            continue
        how = "changed" if key in old and key in new else "set" if key in new else "lifted"
        if key == "contentEncoding":
            here.add("encoding-changed", key, old.get(key), new.get(key))
        elif key == "contentMediaType":
            here.add(f"content-{how}", key, old.get(key), new.get(key))
        elif key == "discriminator":
            _discriminator(here, old.get(key), new.get(key))
        else:
            here.add(f"constraint-{how}", key, old.get(key), new.get(key))


def _uncased(key: str, value: Json) -> Json:
    """A value as it counts: the names of encodings and of media types have no case (RFC 2045)."""
    plain = key in ("contentEncoding", "contentMediaType") and isinstance(value, str)
    return value.lower() if plain else value


def _discriminator(here: _Here, old: Json, new: Json) -> None:
    """What tells shapes apart: a property, and the words for the shapes."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        here.add("annotation-changed", "discriminator", old, new)
        return
    names = old.get("propertyName"), new.get("propertyName")
    if names[0] != names[1]:
        here.add("discriminator-changed", "discriminator", *names)
    mine, yours = old.get("mapping") or {}, new.get("mapping") or {}
    for word in mine:
        if word not in yours:
            here.add("discriminator-word-removed", "discriminator", word, None)
    for word in yours:
        if word not in mine:
            here.add("discriminator-word-added", "discriminator", None, word)
        elif mine[word] != yours[word]:
            here.add("annotation-changed", "discriminator", {word: mine[word]}, {word: yours[word]})
