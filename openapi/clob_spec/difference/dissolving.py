"""Dissolving what wraps a schema: references, allOf, and the arms of oneOf and anyOf multiplied out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from attrs import Factory, define

from clob_spec.difference.source import At, Source

Parts = tuple[At, ...]
"""Schemas that hold at once."""

_ARMS = 512


def _flat(source: Source, parts: Parts, seen: set[str]) -> Iterator[At]:
    """The parts with references and allOf dissolved; words beside a reference come before its target's.

    `seen` gathers the references: what holds once holds, however often it is named.
    """
    for at in parts:
        value = at.value
        if not isinstance(value, dict):
            yield at
            continue
        beside = {key: part for key, part in value.items() if key not in ("$ref", "allOf")}
        if beside or not ("$ref" in value or "allOf" in value):
            yield At(at.place, beside)
        reference = value.get("$ref")
        if isinstance(reference, str) and reference not in seen:
            seen.add(reference)
            yield from _flat(source, (source.target(reference, at.place),), seen)
        yield from _flat(source, tuple(at.listed("allOf")), seen)


def alternatives(source: Source, parts: Parts, met: set[str] | None = None) -> tuple[str, list[Parts]]:
    """The arms of a schema with all that holds beside them, and the word that joins them.

    The word is "oneOf" or "anyOf", and "" for a schema without arms. `met` gathers the references on the way.
    """
    return _Alternatives(source, set() if met is None else met).of(parts, frozenset())


@define
class _Alternatives:
    """Multiplies arms out; what two arms share is multiplied once."""

    source: Source
    met: set[str]
    _known: dict[tuple[str, frozenset[str]], list[Parts]] = Factory(dict)

    def of(self, parts: Parts, within: frozenset[str]) -> tuple[str, list[Parts]]:
        """As `alternatives`. `within`: references that hold already, so that a base which lists its own kinds
        comes to an end.
        """
        seen = set(within)
        flat = list(_flat(self.source, parts, seen))
        self.met |= seen
        groups: list[list[Parts]] = []
        joined = ""
        bare: list[At] = []
        for at in flat:
            value = at.value
            if isinstance(value, dict):
                for kind in ("oneOf", "anyOf"):
                    arms = at.listed(kind)
                    if arms:
                        groups.append(self._expanded(arms, frozenset(seen)))
                        joined = joined or (kind if len(arms) > 1 else "")
                value = {key: part for key, part in value.items() if key not in ("oneOf", "anyOf")}
            bare.append(At(at.place, value))
        kept = tuple(at for at in bare if at.value != {}) or tuple(bare[:1])
        if not groups:
            return "", [kept]
        arms_of_all = [
            tuple(at for at in (*kept, *(at for arm in choice for at in arm)) if at.value != {}) or kept
            for choice, _ in zip(product(*groups), range(_ARMS), strict=False)
        ]
        return (joined if len(arms_of_all) > 1 else ""), arms_of_all

    def _expanded(self, arms: list[At], within: frozenset[str]) -> list[Parts]:
        """The arms with their own arms, each once."""
        found: dict[tuple[str, ...], Parts] = {}
        for arm in arms:
            bare = isinstance(arm.value, dict) and arm.value.keys() == {"$ref"}
            known = (str(arm.value["$ref"]) if bare else arm.place, within)
            if known not in self._known:
                self._known[known] = self.of((arm,), within)[1]
            for parts in self._known[known]:
                found.setdefault(tuple(at.place for at in parts), parts)
            if len(found) >= _ARMS:
                break
        return list(found.values())


def says(source: Source, parts: Parts, key: str) -> bool:
    """Whether a schema, or one of what it refers to, has a key that is true: `readOnly` of a property."""
    return any(isinstance(at.value, dict) and at.value.get(key) is True for at in _flat(source, parts, set()))
