"""Comparing what parameters, bodies, answers and headers have in common: media types, schemas, words."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, evolve

from clob_spec.difference.change import Changes, Direction
from clob_spec.difference.keywords import same
from clob_spec.difference.pairing import both
from clob_spec.difference.schemas import SchemaComparison
from clob_spec.difference.source import At, words_of
from clob_spec.difference.spot import Spot

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


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

        def add(rule: str, at: At, before: str | None, after: str | None) -> None:
            self.changes.add(f"{kind}-media-{rule}", at.place, before, after, spot.names, spot.direction)

        pairs = {name: name for name in mine if name in yours}
        for name, at in mine.items():
            if name not in pairs:
                holder, within = _range_of(name, yours), [other for other in yours if _is_in(other, name)]
                if holder is not None:
                    pairs[name] = holder
                    add("among-others", yours[holder], name, holder)
                elif within:
                    pairs[name] = within[0]
                    add("narrowed", yours[within[0]], name, within[0])
                else:
                    add("removed", at, name, None)
        for name, at in yours.items():
            if name not in pairs.values() and _range_of(name, mine) is None:
                add("added", at, None, name)
        for one, other in pairs.items():
            self._compare_media(mine[one], yours[other], other, spot)

    def _compare_media(self, old: At, new: At, name: str, spot: Spot) -> None:
        self.compare_words(old, new, spot.names)
        self.compare_schemas(old, new, evolve(spot, form=name in _FORMS))
        encodings = (
            self.schemas.old.canonical(old.value.get("encoding", {})),
            self.schemas.new.canonical(new.value.get("encoding", {})),
        )
        if encodings[0] != encodings[1]:
            self.changes.add("body-encoding-changed", new.place + "/encoding", *encodings, spot.names)


def is_required(at: At) -> bool:
    """Whether a parameter, a body or a header has to be there."""
    return at.value.get("required") is True


def _bare(media_type: str) -> str:
    """A media type without its charset, in lower case: other parameters tell forms apart."""
    parts = [part.strip().lower() for part in media_type.split(";")]
    return ";".join(part for part in parts if not part.startswith("charset="))


def _range_of(name: str, others: Iterable[str]) -> str | None:
    """The range among others, such as `text/*`, that holds a media type."""
    return next((other for other in others if _is_in(name, other)), None)


def _is_in(name: str, wider: str) -> bool:
    kind = name.partition("/")[0]
    return name != wider and (wider == "*/*" or (wider == f"{kind}/*" and kind != "*"))
