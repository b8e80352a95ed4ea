"""What two documents have in common: most of a description stays, and need not be compared word by word."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, field

from clob_spec.difference.keywords import same
from clob_spec.difference.source import At, Source
from clob_spec.document import Json

_COMPONENT = "#/components/schemas/"


@define
class Unchanged:
    """The named schemas that are the same in both documents, down to the last one that they refer to."""

    old: Source
    new: Source
    _names: frozenset[str] = field(init=False)

    @_names.default
    def _same_throughout(self) -> frozenset[str]:
        mine, yours = self.old.schemas, self.new.schemas
        kept = {name for name in mine if name in yours and same(mine[name].value, yours[name].value)}
        asked = {name: set(_references(mine[name].value)) for name in kept}
        while lost := {name for name in kept if not asked[name] <= kept}:
            kept -= lost
        return frozenset(kept)

    def holds(self, old: At, new: At) -> bool:
        """Whether two schemas are written alike and refer to nothing that is not the same."""
        return same(old.value, new.value) and all(name in self._names for name in _references(old.value))


def _references(value: Json) -> Iterator[str]:
    """The names of the schemas that are referred to, and whatever else is, as it is written."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "$ref" and isinstance(part, str):
                yield part.removeprefix(_COMPONENT)
            else:
                yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)
