"""Reading a description with its places: a value never travels without the pointer at which it is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cached_property

from attrs import define, frozen

from clob_spec.document import Json, pointer
from clob_spec.errors import SpecError
from clob_spec.findings import DATA_KEYS
from clob_spec.references import resolve

WORDS = frozenset(
    {"title", "description", "summary", "example", "examples", "externalDocs", "$comment", "xml"}
)
"""Keys that no program reads. Those that begin with `x-` are of their kind."""

_KEYED_BY_NAMES = frozenset(
    {"properties", "patternProperties", "$defs", "dependentSchemas", "headers", "responses", "callbacks"}
)


def is_word(key: str) -> bool:
    """Whether a key of the description is for people alone."""
    return key in WORDS or key.startswith("x-")


@frozen
class At:
    """A value and the JSON pointer of the place at which the document has it."""

    place: str
    value: Json

    def child(self, key: str | int) -> At | None:
        """The value under a key, None where there is none."""
        if isinstance(self.value, dict) and key in self.value:
            return At(self.place + pointer(key), self.value[key])
        return None

    def children(self, key: str) -> dict[str, At]:
        """The mapping under a key, empty where there is none."""
        child = self.child(key)
        if child is None or not isinstance(child.value, dict):
            return {}
        return {str(name): At(child.place + pointer(name), value) for name, value in child.value.items()}

    def listed(self, key: str) -> list[At]:
        """The list under a key, empty where there is none."""
        child = self.child(key)
        if child is None or not isinstance(child.value, list):
            return []
        return [At(child.place + pointer(index), value) for index, value in enumerate(child.value)]


@define(slots=False)
class Source:
    """A whole description."""

    document: Json

    @property
    def root(self) -> At:
        return At("", self.document)

    def follow(self, at: At) -> At:
        """What stands at the end of the references that begin here.

        Raises SpecError for one that leads nowhere or in a circle.
        """
        seen: set[str] = set()
        while isinstance(at.value, dict) and isinstance(at.value.get("$ref"), str):
            reference = at.value["$ref"]
            if reference in seen:
                raise SpecError(f"The references at {at.place} go round in a circle.")
            seen.add(reference)
            at = self.target(reference, at.place)
        return at

    def target(self, reference: str, place: str) -> At:
        """What one reference names. Raises SpecError."""
        try:
            return At(reference.removeprefix("#"), resolve(self.document, reference))
        except LookupError as error:
            raise SpecError(f"The reference {reference!r} at {place} does not resolve.") from error

    def followed(self, at: At, key: str) -> dict[str, At]:
        """The mapping under a key with every value followed."""
        return {name: self.follow(value) for name, value in at.children(key).items()}

    def canonical(
        self, value: Json, within: tuple[str, ...] = (), *, words: bool = False, names: bool = False
    ) -> Json:
        """The value with references replaced by what they name, with or without the words for people.

        A reference inside what it names stays as it is. `names`: the keys are names, as in `properties`,
        and a property called `title` is no word for people.
        """
        if isinstance(value, dict) and names:
            return {key: self.canonical(part, within, words=words) for key, part in value.items()}
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str):
                if reference in within:
                    return {"$ref": reference}
                target = self.canonical(self.target(reference, "/").value, (*within, reference), words=words)
                beside = {key: part for key, part in value.items() if key != "$ref"}
                rest = self.canonical(beside, within, words=words)
                return {**target, **rest} if isinstance(target, dict) else target
            return _unwrapped(
                {
                    key: part
                    if key in DATA_KEYS
                    else self.canonical(part, within, words=words, names=key in _KEYED_BY_NAMES)
                    for key, part in value.items()
                    if words or not is_word(str(key))
                }
            )
        if isinstance(value, list):
            return [self.canonical(part, within, words=words) for part in value]
        return value

    def text(self, value: Json) -> str:
        """The canonical value as one text, the same for the same meaning."""
        return json.dumps(self.canonical(value), sort_keys=True)

    @cached_property
    def schemas(self) -> dict[str, At]:
        """The named schemas."""
        components = self.root.child("components")
        return components.children("schemas") if components else {}


def _unwrapped(schema: dict[str, Json]) -> Json:
    """What stands in a wrapping that holds nothing else, and one type by its name."""
    for kind in ("allOf", "anyOf", "oneOf"):
        arms = schema.get(kind)
        if len(schema) == 1 and isinstance(arms, list) and len(arms) == 1:
            return arms[0]
    kinds = schema.get("type")
    return {**schema, "type": kinds[0]} if isinstance(kinds, list) and len(kinds) == 1 else schema


def words_of(at: At) -> Iterator[tuple[str, At]]:
    """Every word for people directly at a place."""
    if isinstance(at.value, dict):
        for key in at.value:
            if is_word(str(key)):
                child = at.child(key)
                if child is not None:
                    yield str(key), child
