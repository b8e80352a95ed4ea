"""Comparing two schemas: what the new one allows more and what it allows less, wherever it is used.

The comparison knows no classes; it names rules, and the direction of the value decides what they mean.
"""

from __future__ import annotations

from attrs import define, evolve, field

from clob_spec.difference import names
from clob_spec.difference.arms import (
    apart,
    overlap,
    shape_likeness,
    summary,
    told_apart,
    with_joined_words,
    without_held,
)
from clob_spec.difference.change import Changes, Direction, Level, worst
from clob_spec.difference.dissolving import Parts, alternatives
from clob_spec.difference.keywords import compare_keywords, shown_types
from clob_spec.difference.objects import ObjectComparison
from clob_spec.difference.pairing import both, likeness, pair_up
from clob_spec.difference.shapes import Shape, place_of, shape_of
from clob_spec.difference.source import At, Source
from clob_spec.difference.spot import Spot
from clob_spec.difference.unchanged import Unchanged

_COMPONENT = "#/components/schemas/"
_ARM_ALIKE, _NAMED_ARM_ALIKE = 0.5, 0.75


@define
class SchemaComparison:
    """Compares schemas of two documents; every pair once for each direction."""

    old: Source
    new: Source
    changes: Changes
    unchanged: Unchanged = field()
    renamed: dict[str, str] = field(factory=dict, init=False)
    met: tuple[set[str], set[str]] = field(factory=lambda: (set(), set()), init=False)
    placed: tuple[dict[str, str], dict[str, str]] = field(factory=lambda: ({}, {}), init=False)
    _done: set[object] = field(factory=set, init=False)

    @unchanged.default
    def _of_both(self) -> Unchanged:
        return Unchanged(self.old, self.new)

    def compare(self, old: Parts, new: Parts, spot: Spot) -> None:
        """Adds every difference between two schemas. Raises SpecError for a reference to nothing.

        `renamed` and `met` gather the named schemas that have another name, and the references on each side;
        `placed` the classes named after their place where the other side has a named schema, with the place.
        """
        if len(old) == len(new) == 1 and self.unchanged.holds(old[0], new[0]):
            return
        named = (_named(old), _named(new))
        makes = _class_made(self.old, old), _class_made(self.new, new)
        for side, parts in enumerate((old, new)):
            if makes[side] and named[side] is None and named[1 - side] is not None:
                self.placed[side].setdefault(spot.owners[side], parts[0].place)
        for side, name in enumerate(named):
            if name is not None:
                owners = tuple(names.class_name(name) if side == at else spot.owners[at] for at in (0, 1))
                spot = evolve(spot, owners=(owners[0], owners[1]))
        if all(named) and all(makes):
            spot = evolve(spot, names=tuple(f"models.{owner}" for owner in spot.owners))
        places = tuple(at.place for at in old), tuple(at.place for at in new)
        key = (*places, named, spot.names, spot.direction, spot.as_text, spot.form, spot.omittable)
        if key in self._done:
            return
        self._done.add(key)
        self._compare_names(named, spot)
        kind, arms = alternatives(self.old, old, met=self.met[0])
        new_kind, new_arms = alternatives(self.new, new, met=self.met[1])
        before = [shape_of(self.old, arm) for arm in arms]
        after = [shape_of(self.new, arm) for arm in new_arms]
        if kind == "anyOf":
            before = without_held(before)
        if new_kind == "anyOf":
            after = without_held(after)
        if kind and new_kind:
            exactly_one = (
                kind == "oneOf" and overlap(self.old, before),
                new_kind == "oneOf" and overlap(self.new, after),
            )
            if exactly_one[0] != exactly_one[1]:
                rule = "exactly-one-set" if exactly_one[1] else "exactly-one-lifted"
                self.add(rule, after[0].place, kind, new_kind, spot)
        self._compare_alternatives(before, after, spot)

    def _compare_alternatives(self, before: list[Shape], after: list[Shape], spot: Spot) -> None:
        self._compare_null(before, after, spot)
        before, after = with_joined_words(before), with_joined_words(after)
        if len(before) != len(after):
            before, after = apart(before), apart(after)
        if len(before) == len(after) == 1:
            self._compare_shapes(before[0], after[0], spot)
        else:
            self._compare_arms(before, after, spot)

    def add(self, rule: str, place: str, old: object, new: object, spot: Spot) -> None:
        self.changes.add(rule, place, old, new, spot.names, spot.direction)

    def _compare_names(self, named: tuple[str | None, str | None], spot: Spot) -> None:
        old, new = named
        if old is None or new is None or old == new or old in self.new.schemas or new in self.old.schemas:
            return
        one, other = self.old.schemas.get(old), self.new.schemas.get(new)
        if one and other and likeness(self.old.canonical(one.value), self.new.canonical(other.value)) >= 0.5:
            self.renamed[old] = new
            self.add("schema-renamed", other.place, old, new, spot)

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
            rule = "null-without-form" if spot.as_text else rule
            self.add(rule, _null_place(after if has else before), *both(_types, before, after), spot)
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
            called = [shape.place.rpartition("/")[2] for shape in (one, other)]
            named = not called[0].isdigit() and not called[1].isdigit()
            score = shape_likeness(one, other)
            if named and called[0] == called[1]:
                return score + 0.5
            if "object" in one.types & other.types and (
                score < (_ARM_ALIKE if not named else _NAMED_ARM_ALIKE)
                or told_apart(self.old, one, self.new, other)
            ):
                return 0.0
            return score

        pairs = pair_up(range(len(before)), range(len(after)), alike)
        for i, j in pairs.items():
            self._compare_shapes(before[i], after[j], spot)
        for i, shape in enumerate(before):
            if i not in pairs and not self._is_held(shape, self.old, after, self.new, spot):
                self.add("variant-removed", shape.place, summary(shape), None, spot)
        for j, shape in enumerate(after):
            if j not in pairs.values() and not self._is_held(shape, self.new, before, self.old, spot):
                self.add("variant-added", shape.place, None, summary(shape), spot)

    def _is_held(self, shape: Shape, source: Source, others: list[Shape], of: Source, spot: Spot) -> bool:
        """Whether one of the other alternatives allows all that this one allows: it takes nothing away."""
        for other in others:
            tried = SchemaComparison(source, of, Changes(), self.unchanged)
            tried._compare_shapes(shape, other, evolve(spot, direction=Direction.REQUEST))
            level = worst(tried.changes.sorted())
            if level is None or level <= Level.COMPATIBLE:
                return True
        return False

    def _compare_shapes(self, old: Shape, new: Shape, spot: Spot) -> None:
        if spot.as_text and self._compare_with_list(old, new, spot):
            return
        common = old.types & new.types
        compare_keywords(
            old,
            new,
            spot.names,
            spot.direction,
            self.changes,
            as_text=spot.as_text,
            omittable=spot.omittable,
        )
        if not common:
            return
        if "object" in common:
            ObjectComparison(self, old, new, spot).compare()
        if "array" in common and (old.items or new.items):
            place = (new.place if new.items else old.place) + "/items"
            anything = (At(place, {}),)
            self.compare(old.items or anything, new.items or anything, spot.below("item"))

    def _compare_with_list(self, old: Shape, new: Shape, spot: Spot) -> bool:
        """Compares one value with a list of such, where a list of one is written as the value is."""
        lists = [shape.types == {"array"} for shape in (old, new)]
        if lists[0] == lists[1] or any(
            not is_list and shape.types & {"array", "object"}
            for is_list, shape in zip(lists, (old, new), strict=True)
        ):
            return False
        rule = "list-lost"
        if lists[1]:
            rule = "list-gained" if spot.exploded or "string" not in old.types else "list-split"
        self.add(rule, place_of(old, new, "type"), shown_types(old.types), shown_types(new.types), spot)
        if lists[1] and new.limits.get("minItems", 0) > 1:
            self.add("limit-set", place_of(old, new, "minItems"), None, new.written.get("minItems"), spot)
        items = [
            [shape_of(source, arm) for arm in alternatives(source, shape.items)[1]] if is_list else [shape]
            for is_list, source, shape in zip(lists, (self.old, self.new), (old, new), strict=True)
        ]
        self._compare_alternatives(items[0], items[1], evolve(spot, as_text=True, omittable=False))
        return True


def _named(parts: Parts) -> str | None:
    """The name of the schema that is referred to, when it is a schema by itself."""
    value = parts[0].value if len(parts) == 1 else None
    reference = value.get("$ref") if isinstance(value, dict) else None
    if isinstance(reference, str) and reference.startswith(_COMPONENT):
        name = reference.removeprefix(_COMPONENT)
        return None if "/" in name else name
    return None


def _class_made(source: Source, parts: Parts) -> bool:
    """Whether the generator makes a class of a schema as it is written."""
    if len(parts) != 1:
        return False
    name = _named(parts)
    at = parts[0] if name is None else source.schemas.get(name)
    return at is not None and names.makes_class(at.value)


def _null_place(shapes: list[Shape]) -> str:
    """Where null is allowed: not in the named schema that stands beside it."""
    shape = next(shape for shape in shapes if "null" in shape.types)
    return next((shape.places[key] for key in ("type", "enum") if key in shape.places), shape.place)


def _types(shapes: list[Shape]) -> object:
    return shown_types(frozenset(name for shape in shapes for name in shape.types))
