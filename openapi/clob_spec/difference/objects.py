"""Comparing two objects: their properties, which of them must be there, and their other keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import define, evolve

from clob_spec.difference.change import Direction
from clob_spec.difference.dissolving import Parts, says
from clob_spec.difference.pairing import likeness, pair_up, renamed_likeness, text_likeness
from clob_spec.difference.shapes import Shape, place_of
from clob_spec.difference.source import Source
from clob_spec.difference.spot import Spot

if TYPE_CHECKING:
    from clob_spec.difference.schemas import SchemaComparison

Keys = Literal["open", "typed", "closed"]


@define
class ObjectComparison:
    """Compares two shapes of objects; the schemas inside them by `schemas`."""

    schemas: SchemaComparison
    old: Shape
    new: Shape
    spot: Spot

    def compare(self) -> None:
        """Adds every difference in what the objects hold."""
        self._compare_properties()
        self._compare_other_keys()

    def _idle(self, source: Source, shape: Shape, spot: Spot) -> set[str]:
        """The properties that nothing holds in this direction: those read only, those written only."""
        key = {Direction.REQUEST: "readOnly", Direction.RESPONSE: "writeOnly"}.get(spot.direction)
        return {name for name, parts in shape.properties.items() if key and says(source, parts, key)}

    def _compare_flags(self, old: Parts, new: Parts, spot: Spot) -> None:
        for key, word in (("readOnly", "read-only"), ("writeOnly", "write-only")):
            before, after = says(self.schemas.old, old, key), says(self.schemas.new, new, key)
            if before != after:
                rule = f"{word}-{'set' if after else 'lifted'}"
                self.schemas.add(rule, f"{new[0].place if new else ''}/{key}", before, after, spot)

    def _compare_properties(self) -> None:
        old, new, spot = self.old, self.new, self.spot
        gone = [name for name in old.properties if name not in new.properties]
        added = [name for name in new.properties if name not in old.properties]
        idle = self._idle(self.schemas.old, old, spot), self._idle(self.schemas.new, new, spot)
        renamed = pair_up(gone, added, lambda one, other: self._same_property(old, one, new, other))

        def at(one: str | None, other: str | None) -> Spot:
            told = one in idle[0] or other in idle[1]
            omittable = one not in old.required and other not in new.required
            here = spot.attribute(one, other, omittable=omittable)
            return evolve(here, direction=Direction.NEITHER) if told else here

        for name, parts in old.properties.items():
            if name in new.properties:
                self._compare_flags(parts, new.properties[name], spot.attribute(name, name))
                self.schemas.compare(parts, new.properties[name], at(name, name))
            elif name in renamed:
                to = renamed[name]
                here = at(name, to)
                rule = "required-property-renamed" if to in new.required else "property-renamed"
                self.schemas.add(rule, new.properties[to][0].place, name, to, here)
                self.schemas.compare(parts, new.properties[to], here)
            else:
                rule = "property-removed-from-closed" if _keys(new) == "closed" else "property-removed"
                shown = {"schema": self._shown(self.schemas.old, parts), "required": name in old.required}
                self.schemas.add(rule, parts[0].place, shown, None, at(name, None))
                if _keys(new) == "typed":  # what other keys must keep, this one must keep now
                    self.schemas.compare(parts, new.additional, at(name, None))
        for name in added:
            if name not in renamed.values():
                parts = new.properties[name]
                rule = "property-added-to-closed" if _keys(old) == "closed" else "property-added"
                rule = "required-property-added" if name in new.required else rule
                shown = {"schema": self._shown(self.schemas.new, parts), "required": name in new.required}
                self.schemas.add(rule, parts[0].place, None, shown, at(None, name))
                if _keys(old) == "typed":
                    self.schemas.compare(old.additional, parts, at(None, name))
        gained = new.required - old.required
        if spot.direction is Direction.REQUEST:  # what was read only had not to be sent, required or not
            gained |= (new.required & idle[0]) - idle[1]
        for name in sorted(gained - set(added)):
            here = at(name, name) if name in idle[1] else spot.attribute(name, name)
            self.schemas.add("required-gained", place_of(old, new, "required"), None, name, here)
        for name in sorted((old.required - new.required) - set(gone)):
            self.schemas.add("required-lost", place_of(old, new, "required"), name, None, at(name, name))

    def _shown(self, source: Source, parts: Parts) -> object:
        """A property's schema as a change shows it: its reference, or what it says for programs."""
        if not parts:
            return None
        first = parts[0].value
        return first if isinstance(first, dict) and "$ref" in first else source.canonical(first)

    def _same_property(self, old: Shape, one: str, new: Shape, other: str) -> float:
        """How likely a property that is gone is the same as one that is new."""
        if not text_likeness(one, other):
            return 0.0  # before the schemas are written out, which takes its time
        mine, yours = old.properties[one], new.properties[other]
        alike = likeness(
            self.schemas.old.canonical([at.value for at in mine]),
            self.schemas.new.canonical([at.value for at in yours]),
        )
        return renamed_likeness(one, other, (_description(mine), _description(yours)), alike)

    def _compare_other_keys(self) -> None:
        old, new, spot = self.old, self.new, self.spot
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
            shown = (
                self._shown(self.schemas.old, old.additional),
                self._shown(self.schemas.new, new.additional),
            )
            self.schemas.add(rule, place_of(old, new, "additionalProperties"), *shown, spot)
        elif before == "typed":
            self.schemas.compare(old.additional, new.additional, spot.below("additional_property"))
        for name in sorted(old.patterned.keys() | new.patterned.keys()):
            one, other = old.patterned.get(name), new.patterned.get(name)
            if one and other:
                self.schemas.compare(one, other, spot.below("additional_property"))
            else:
                rule = "constraint-set" if other else "constraint-lifted"
                self.schemas.add(
                    rule, (other or one or ())[0].place, bool(one) or None, bool(other) or None, spot
                )


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
