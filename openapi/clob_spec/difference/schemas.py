"""Comparing two schemas: what the new one allows more and what it allows less, wherever it is used.

The comparison knows no classes; it names rules, and the direction of the value decides what they mean.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal

from attrs import define, evolve, field, frozen

from clob_spec.difference import names
from clob_spec.difference.change import Changes, Direction, Level, worst
from clob_spec.difference.keywords import compare_keywords, shown_types
from clob_spec.difference.pairing import both, likeness, pair_up, text_likeness
from clob_spec.difference.shapes import (
    Parts,
    Shape,
    alternatives,
    apart,
    overlap,
    place_of,
    shape_of,
)
from clob_spec.difference.source import At, Source

_COMPONENT = "#/components/schemas/"
Keys = Literal["open", "typed", "closed"]


@frozen
class Spot:
    """Where a comparison stands: the direction of the value, and the generated names on both sides.

    `owners` are the classes that an object here would make; `names` what a change right here touches.
    `as_text`: the value is a parameter, written without quotes.
    """

    direction: Direction
    owners: tuple[str, str]
    names: tuple[str, ...]
    as_text: bool = False

    def below(self, suffix: str) -> Spot:
        """The spot of a schema inside this one that has no name of its own."""
        owners = (names.class_name(self.owners[0], suffix), names.class_name(self.owners[1], suffix))
        return evolve(self, owners=owners, as_text=False)

    def attribute(self, old: str | None, new: str | None) -> Spot:
        """The spot of a property, by its names on the wire."""
        touched = tuple(
            f"models.{owner}.{names.attribute(name)}"
            for owner, name in zip(self.owners, (old, new), strict=True)
            if name is not None
        )
        one, other = old or new or "", new or old or ""
        owners = (names.class_name(self.owners[0], one), names.class_name(self.owners[1], other))
        return evolve(self, owners=owners, names=touched, as_text=False)


@define
class SchemaComparison:
    """Compares schemas of two documents; every pair once for each direction."""

    old: Source
    new: Source
    changes: Changes
    _done: set[object] = field(factory=set, init=False)

    def compare(self, old: Parts, new: Parts, spot: Spot) -> None:
        """Adds every difference between two schemas. Raises SpecError for a reference to nothing."""
        named = (_named(old), _named(new))
        for side, name in enumerate(named):
            if name is not None:
                owners = tuple(names.class_name(name) if side == at else spot.owners[at] for at in (0, 1))
                spot = evolve(spot, owners=(owners[0], owners[1]))
        if any(named):
            spot = evolve(spot, names=tuple(f"models.{owner}" for owner in spot.owners))
        key = (tuple(at.place for at in old), tuple(at.place for at in new), spot.direction, named)
        if key in self._done:
            return
        self._done.add(key)
        self._compare_names(named, spot)
        (kind, arms), (new_kind, new_arms) = alternatives(self.old, old), alternatives(self.new, new)
        before = [shape_of(self.old, arm) for arm in arms]
        after = [shape_of(self.new, arm) for arm in new_arms]
        exactly_one = (kind == "oneOf" and overlap(before), new_kind == "oneOf" and overlap(after))
        if exactly_one[0] != exactly_one[1]:
            rule = "exactly-one-set" if exactly_one[1] else "exactly-one-lifted"
            self._add(rule, after[0].place, kind or None, new_kind or None, spot)
        self._compare_null(before, after, spot)
        if len(before) != len(after):
            before, after = apart(before), apart(after)
        if len(before) == len(after) == 1:
            self._compare_shapes(before[0], after[0], spot)
        else:
            self._compare_arms(before, after, spot)

    def _add(self, rule: str, place: str, old: object, new: object, spot: Spot) -> None:
        self.changes.add(rule, place, old, new, spot.names, spot.direction)

    def _compare_names(self, named: tuple[str | None, str | None], spot: Spot) -> None:
        old, new = named
        if old is None or new is None or old == new or old in self.new.schemas or new in self.old.schemas:
            return
        one, other = self.old.schemas.get(old), self.new.schemas.get(new)
        if one and other and likeness(self.old.canonical(one.value), self.new.canonical(other.value)) >= 0.5:
            self._add("schema-renamed", other.place, old, new, spot)

    def _compare_null(self, before: list[Shape], after: list[Shape], spot: Spot) -> None:
        """Null apart from the other types, and out of the shapes; an arm that was null alone is dropped."""
        had, has = (any("null" in shape.types for shape in shapes) for shapes in (before, after))
        alone = all(shape.types == {"null"} for shape in before) or all(
            shape.types == {"null"} for shape in after
        )
        if alone:
            return
        everything = any(len(shape.types) == 7 for shape in before) or any(
            len(shape.types) == 7 for shape in after
        )
        if had != has and not everything:
            rule = "nullable-gained" if has else "nullable-lost"
            self._add(rule, place_of(before[0], after[0], "type"), *both(_types, before, after), spot)
        for shapes in (before, after):
            if len(shapes) > 1:
                shapes[:] = [shape for shape in shapes if shape.types != {"null"}]
            for shape in shapes:
                if not everything:
                    shape.types -= {"null"}

    def _compare_arms(self, before: list[Shape], after: list[Shape], spot: Spot) -> None:
        def alike(i: int, j: int) -> float:
            one, other = before[i], after[j]
            if not one.types & other.types:
                return 0.0
            same_name = one.place.rpartition("/")[2] == other.place.rpartition("/")[2]
            return _shape_likeness(one, other) + (0.5 if same_name and not one.place[-1:].isdigit() else 0.0)

        pairs = pair_up(range(len(before)), range(len(after)), alike)
        for i, j in pairs.items():
            self._compare_shapes(before[i], after[j], spot)
        for i, shape in enumerate(before):
            if i not in pairs and not _held(shape, self.old, after, self.new, spot):
                self._add("variant-removed", shape.place, _summary(shape), None, spot)
        for j, shape in enumerate(after):
            if j not in pairs.values() and not _held(shape, self.new, before, self.old, spot):
                self._add("variant-added", shape.place, None, _summary(shape), spot)

    def _compare_shapes(self, old: Shape, new: Shape, spot: Spot) -> None:
        common = old.types & new.types
        compare_keywords(old, new, spot.names, spot.direction, self.changes, as_text=spot.as_text)
        if not common:
            return
        if "object" in common:
            self._compare_properties(old, new, spot)
            self._compare_other_keys(old, new, spot)
        if "array" in common and (old.items or new.items):
            place = (new.place if new.items else old.place) + "/items"
            anything = (At(place, {}),)
            self.compare(old.items or anything, new.items or anything, spot.below("item"))

    def _compare_properties(self, old: Shape, new: Shape, spot: Spot) -> None:
        gone = [name for name in old.properties if name not in new.properties]
        added = [name for name in new.properties if name not in old.properties]
        renamed = pair_up(gone, added, lambda one, other: self._same_property(old, one, new, other))
        for name, parts in old.properties.items():
            if name in new.properties:
                self.compare(parts, new.properties[name], spot.attribute(name, name))
            elif name in renamed:
                to = renamed[name]
                here = spot.attribute(name, to)
                rule = "required-property-renamed" if to in new.required else "property-renamed"
                self._add(rule, new.properties[to][0].place, name, to, here)
                self.compare(parts, new.properties[to], here)
            else:
                rule = "property-removed-from-closed" if _keys(new) == "closed" else "property-removed"
                shown = {"schema": self._shown(self.old, parts), "required": name in old.required}
                self._add(rule, parts[0].place, shown, None, spot.attribute(name, None))
                if _keys(new) == "typed":  # what other keys must keep, this one must keep now
                    self.compare(parts, new.additional, spot.attribute(name, None))
        for name in added:
            if name not in renamed.values():
                parts = new.properties[name]
                rule = "property-added-to-closed" if _keys(old) == "closed" else "property-added"
                rule = "required-property-added" if name in new.required else rule
                shown = {"schema": self._shown(self.new, parts), "required": name in new.required}
                self._add(rule, parts[0].place, None, shown, spot.attribute(None, name))
                if _keys(old) == "typed":
                    self.compare(old.additional, parts, spot.attribute(None, name))
        for name in sorted((new.required - old.required) - set(added)):
            self._add(
                "required-gained", place_of(old, new, "required"), None, name, spot.attribute(name, name)
            )
        for name in sorted((old.required - new.required) - set(gone)):
            self._add("required-lost", place_of(old, new, "required"), name, None, spot.attribute(name, name))

    def _shown(self, source: Source, parts: Parts) -> object:
        """A property's schema as a change shows it: its reference, or what it says for programs."""
        if not parts:
            return None
        first = parts[0].value
        return first if isinstance(first, dict) and "$ref" in first else source.canonical(first)

    def _same_property(self, old: Shape, one: str, new: Shape, other: str) -> float:
        """How likely a property that is gone is the same as one that is new."""
        mine, yours = old.properties[one], new.properties[other]
        texts = self.old.text([at.value for at in mine]), self.new.text([at.value for at in yours])
        alike = likeness(json.loads(texts[0]), json.loads(texts[1]))
        if alike < 0.5:
            return 0.0
        described = _description(mine)
        if texts[0] == texts[1] and described and described == _description(yours):
            return 2.0
        same_row = list(old.properties).index(one) == list(new.properties).index(other)
        if texts[0] == texts[1] and same_row and len(old.properties) == len(new.properties):
            return 1.5
        score = text_likeness(one, other)
        return score * alike if score >= 0.6 else 0.0

    def _compare_other_keys(self, old: Shape, new: Shape, spot: Spot) -> None:
        before, after = _keys(old), _keys(new)
        rule = {
            ("open", "closed"): "keys-closed",
            ("closed", "open"): "keys-opened",
            ("closed", "typed"): "keys-opened",
            ("open", "typed"): "keys-typed",
            ("typed", "open"): "keys-untyped",
            ("typed", "closed"): "keys-dropped",
        }.get((before, after))
        if rule is not None:
            shown = (self._shown(self.old, old.additional), self._shown(self.new, new.additional))
            self._add(rule, place_of(old, new, "additionalProperties"), *shown, spot)
        elif before == "typed":
            self.compare(old.additional, new.additional, spot.below("additional_property"))
        for name in sorted(old.patterned.keys() | new.patterned.keys()):
            one, other = old.patterned.get(name), new.patterned.get(name)
            if one and other:
                self.compare(one, other, spot.below("additional_property"))
            else:
                rule = "constraint-set" if other else "constraint-lifted"
                self._add(rule, (other or one or ())[0].place, bool(one) or None, bool(other) or None, spot)


def _held(shape: Shape, source: Source, others: list[Shape], of: Source, spot: Spot) -> bool:
    """Whether one of the other alternatives allows all that this one allows: it takes nothing away."""
    for other in others:
        tried = SchemaComparison(source, of, Changes())
        tried._compare_shapes(shape, other, evolve(spot, direction=Direction.REQUEST))
        level = worst(tried.changes.sorted())
        if level is None or level <= Level.COMPATIBLE:
            return True
    return False


def _named(parts: Parts) -> str | None:
    """The name of the schema that is referred to, when it is a schema by itself."""
    value = parts[0].value if len(parts) == 1 else None
    reference = value.get("$ref") if isinstance(value, dict) else None
    if isinstance(reference, str) and reference.startswith(_COMPONENT):
        name = reference.removeprefix(_COMPONENT)
        return None if "/" in name else name
    return None


def _types(shapes: list[Shape]) -> object:
    return shown_types(frozenset(name for shape in shapes for name in shape.types))


def _keys(shape: Shape) -> Keys:
    """What an object may hold beside its properties."""
    if any(at.value is False for at in shape.additional):
        return "closed"
    return "typed" if shape.additional else "open"


def _description(parts: Parts) -> object:
    return next(
        (at.value["description"] for at in parts if isinstance(at.value, dict) and "description" in at.value),
        None,
    )


def _shape_likeness(one: Shape, other: Shape) -> float:
    mine, yours = set(_traits(one)), set(_traits(other))
    return len(mine & yours) / len(mine | yours)


def _traits(shape: Shape) -> Iterator[str]:
    yield from shape.types
    yield from (f"property {name}" for name in shape.properties)
    yield from (f"word {word!r}" for word in shape.words or ())
    yield from (*shape.formats, *shape.patterns)
    yield from (f"limit {limit!r}" for limit in shape.limits.items())


def _summary(shape: Shape) -> str:
    """A variant in few words: its types, and its properties or words."""
    kinds = sorted(shape.types)
    inside = sorted(shape.properties) or [str(word) for word in shape.words or ()]
    return " or ".join(kinds) + (f" ({', '.join(inside)})" if inside else "")
