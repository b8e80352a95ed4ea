"""Comparing what parameters, bodies, answers and headers have in common: media types, schemas, words."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define

from clob_spec.difference.change import Changes, Direction
from clob_spec.difference.keywords import same
from clob_spec.difference.pairing import both
from clob_spec.difference.schemas import SchemaComparison, Spot
from clob_spec.difference.source import At, words_of


@define
class MediaComparison:
    """Compares contents of two documents."""

    schemas: SchemaComparison
    changes: Changes

    def compare_words(self, old: At, new: At, touched: Iterable[str]) -> None:
        """Adds every difference in what people read at a place."""
        one, other = dict(words_of(old)), dict(words_of(new))
        for key in sorted(one.keys() | other.keys()):
            before, after = one.get(key), other.get(key)
            values = both(lambda at: at.value if at else None, before, after)
            if not same(*values):
                place = (after or before or new).place
                self.changes.add("wording", place, *values, touched)

    def compare_deprecation(self, old: At, new: At, touched: Iterable[str]) -> None:
        """Adds a deprecation that appeared or vanished."""
        before, after = (at.value.get("deprecated") is True for at in (old, new))
        if before != after:
            rule = "deprecated" if after else "deprecation-lifted"
            self.changes.add(rule, new.place + "/deprecated", before, after, touched)

    def compare_schemas(self, old: At, new: At, spot: Spot) -> None:
        """Compares what stands under `schema`; none is one that allows anything."""
        one, other = old.child("schema"), new.child("schema")
        if one is not None or other is not None:
            anything = At(new.place + "/schema", {})
            self.schemas.compare((one or anything,), (other or anything,), spot)

    def compare_contents(self, old: At, new: At, spot: Spot) -> None:
        """Compares the media types of a body or an answer, each by its own schema."""
        mine, yours = (
            {_bare(name): at for name, at in side.children("content").items()} for side in (old, new)
        )
        kind = "body" if spot.direction is Direction.REQUEST else "answer"
        for name, at in mine.items():
            if name not in yours:
                self.changes.add(f"{kind}-media-removed", at.place, name, None, spot.names, spot.direction)
        for name, at in yours.items():
            if name not in mine:
                self.changes.add(f"{kind}-media-added", at.place, None, name, spot.names, spot.direction)
                continue
            before = mine[name]
            self.compare_words(before, at, spot.names)
            self.compare_schemas(before, at, spot)
            encodings = (
                self.schemas.old.canonical(before.value.get("encoding", {})),
                self.schemas.new.canonical(at.value.get("encoding", {})),
            )
            if encodings[0] != encodings[1]:
                self.changes.add("body-encoding-changed", at.place + "/encoding", *encodings, spot.names)


def is_required(at: At) -> bool:
    """Whether a parameter, a body or a header has to be there."""
    return at.value.get("required") is True


def _bare(media_type: str) -> str:
    """A media type without parameters such as its charset."""
    return media_type.partition(";")[0].strip().lower()
