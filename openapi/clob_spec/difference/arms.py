"""The alternatives of a schema beside each other: words put together, types apart, and how alike two are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from attrs import evolve

from clob_spec.difference.dissolving import Parts, alternatives
from clob_spec.difference.shapes import TYPES, Shape, any_boolean, shape_of, type_of
from clob_spec.difference.source import At, Source
from clob_spec.document import Json


def with_joined_words(shapes: list[Shape]) -> list[Shape]:
    """The same alternatives, those that differ in their words alone put together.

    Two arms of one word each are an enum of two; what people read of each word is kept apart.
    """
    made: list[Shape] = []
    for shape in shapes:
        other = next((one for one in made if shape.words is not None and _beside_words(one, shape)), None)
        if other is None or other.words is None or shape.words is None:
            made.append(shape)
            continue
        other.prose = {**_prose_of_words(other, shape), **_prose_of_words(shape, other)}
        other.words = other.words + [word for word in shape.words if word not in other.words]
    for shape in made:
        any_boolean(shape)
    return made


def without_held(shapes: list[Shape]) -> list[Shape]:
    """The alternatives of an anyOf without those that another one allows anyway: words beside any text."""
    plain = [shape.types for shape in shapes if _is_plain(shape)]
    return [shape for shape in shapes if _is_plain(shape) or not any(shape.types <= types for types in plain)]


def _is_plain(shape: Shape) -> bool:
    """Whether it says nothing but types, and words for people."""
    return shape.words is None and not any(
        (
            *(shape.limits, shape.patterns, shape.formats, shape.rest, shape.properties, shape.patterned),
            *(shape.required, shape.additional, shape.items),
        )
    )


def _beside_words(one: Shape, other: Shape) -> bool:
    """Whether two lists of words are told apart by nothing else."""
    return (
        one.words is not None
        and other.words is not None
        and (one.types, one.limits, one.patterns, one.formats, one.rest)
        == (other.types, other.limits, other.patterns, other.formats, other.rest)
        and not (one.types & {"array", "object"})
    )


def _prose_of_words(shape: Shape, other: Shape) -> dict[str, At]:
    """What people read of a shape, under keys that name its word where the other has something else there."""
    word = shape.words[0] if shape.words else None
    return {
        key if " of " in key or other.prose.get(key) == at else f"{key} of {word!r}": at
        for key, at in shape.prose.items()
    }


def apart(shapes: list[Shape]) -> list[Shape]:
    """The same alternatives, one for each type: `type: [string, integer]` is two arms."""
    return with_joined_words(
        [
            evolve(
                shape,
                types=types,
                words=None
                if shape.words is None
                else [word for word in shape.words if type_of(word) in types],
            )
            for shape in shapes
            for types in ([shape.types] if shape.types == TYPES else _kinds(shape.types))
        ]
    )


def _kinds(types: frozenset[str]) -> list[frozenset[str]]:
    numbers = types & {"integer", "fraction"}
    return [numbers] * bool(numbers) + [frozenset({name}) for name in sorted(types - numbers)]


def overlap(source: Source, shapes: list[Shape]) -> bool:
    """Whether a value may fit two of these alternatives, as far as types and words tell."""
    return any(not told_apart(source, one, source, other) for one, other in combinations(shapes, 2))


def told_apart(source: Source, one: Shape, of: Source, other: Shape) -> bool:
    """Whether no value fits both: by type, by words, or by the words of a property that both require."""
    if not one.types & other.types or _no_common_word(one.words, other.words):
        return True
    return one.types == other.types == {"object"} and any(
        _no_common_word(words_of(source, one.properties[name]), words_of(of, other.properties[name]))
        for name in one.required & other.required & one.properties.keys() & other.properties.keys()
    )


def words_of(source: Source, parts: Parts) -> list[Json] | None:
    """The words that a schema lists, None where it lists none."""
    shapes = [shape_of(source, arm) for arm in alternatives(source, parts)[1]]
    if any(shape.words is None for shape in shapes):
        return None
    return [word for shape in shapes for word in shape.words or ()]


def _no_common_word(one: list[Json] | None, other: list[Json] | None) -> bool:
    return one is not None and other is not None and not any(word in other for word in one)


def shape_likeness(one: Shape, other: Shape) -> float:
    mine, yours = set(_traits(one)), set(_traits(other))
    return len(mine & yours) / len(mine | yours)


def _traits(shape: Shape) -> Iterator[str]:
    yield from shape.types
    yield from (f"property {name}" for name in shape.properties)
    yield from (f"word {word!r}" for word in shape.words or ())
    yield from (*shape.formats, *shape.patterns)
    yield from (f"limit {limit!r}" for limit in shape.limits.items())


def summary(shape: Shape) -> str:
    """A variant in few words: its types, and its properties or words."""
    kinds = sorted(shape.types)
    inside = sorted(shape.properties) or [str(word) for word in shape.words or ()]
    return " or ".join(kinds) + (f" ({', '.join(inside)})" if inside else "")
