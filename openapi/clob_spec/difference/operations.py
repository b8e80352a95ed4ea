"""Comparing an operation with itself in the other document: address, names, security, what is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from attrs import define

from clob_spec.difference import names
from clob_spec.difference.answers import AnswerComparison
from clob_spec.difference.calls import Call
from clob_spec.difference.change import Direction
from clob_spec.difference.dissolving import alternatives
from clob_spec.difference.media import MediaComparison, is_required
from clob_spec.difference.pairing import both, likeness, pair_up, renamed_likeness
from clob_spec.difference.shapes import shape_of
from clob_spec.difference.source import At
from clob_spec.difference.spot import Spot
from clob_spec.document import Json

ParameterKey = tuple[str, str]
_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def security_of(call: Call) -> set[frozenset[str]]:
    """The ways of authenticating that suffice, each a set of schemes and scopes; empty: none is needed."""
    at = call.inherited("security")
    ways = {
        frozenset(
            name for scheme, scopes in way.items() for name in (scheme, *(f"{scheme} {s}" for s in scopes))
        )
        for way in (at.value if at is not None else [])
    }
    return ways or {frozenset()}


@define
class OperationComparison:
    """Compares operations; `schemes` maps old names of security schemes to new ones.

    `old_ids` are the ids that generated functions have had.
    """

    media: MediaComparison
    schemes: dict[str, str]
    old_ids: frozenset[str | None]
    compare_servers: Callable[[At | None, At | None, str, Iterable[str]], None]

    def compare(self, old: Call, new: Call) -> None:
        """Adds every difference between an operation and itself."""
        touched = (old.function, new.function)
        add = self.media.changes.add
        if old.address != new.address:
            add("operation-moved", new.at.place, old.where, new.where, touched)
        if old.id != new.id:
            rule = "operation-id-reused" if new.id in self.old_ids else "operation-id-changed"
            add(rule, new.at.place + "/operationId", old.id, new.id, touched)
        self._compare_tags(old, new, touched)
        self.media.compare_words(old.at, new.at, touched)
        self.media.compare_words(old.item, new.item, ())
        self.media.compare_deprecation(old.at, new.at, touched)
        self._compare_security(old, new, touched)
        if any(call.at.child("servers") or call.item.child("servers") for call in (old, new)):
            servers = both(lambda call: call.inherited("servers", of_the_path=True), old, new)
            self.compare_servers(*servers, new.at.place + "/servers", touched)
        self._compare_parameters(old, new)
        self._compare_bodies(old, new, touched)
        AnswerComparison(self.media).compare(old, new)
        self._compare_callbacks(old, new, touched)

    def _compare_callbacks(self, old: Call, new: Call, touched: tuple[str, str]) -> None:
        for words, rule in ((False, "calls-back-changed"), (True, "wording")):
            one, other = (
                call.source.canonical(call.at.value.get("callbacks", {}), words=words) for call in (old, new)
            )
            if one != other:
                self.media.changes.add(rule, new.at.place + "/callbacks", one, other, touched)
                return

    def _compare_tags(self, old: Call, new: Call, touched: tuple[str, str]) -> None:
        one, other = (call.at.value.get("tags") or [] for call in (old, new))
        if one != other:
            rule = "operation-tag-changed" if one[:1] != other[:1] else "wording"
            self.media.changes.add(rule, new.at.place + "/tags", one, other, touched)

    def _compare_security(self, old: Call, new: Call, touched: tuple[str, str]) -> None:
        before = {frozenset(self.schemes.get(name, name) for name in way) for way in security_of(old)}
        after = security_of(new)
        if before != after:
            sufficient = all(any(way <= given for way in after) for given in before)
            rule = "security-looser" if sufficient else "security-stricter"
            shown = both(lambda ways: sorted(map(sorted, ways)), before, after)
            self.media.changes.add(rule, new.at.place + "/security", *shown, touched)

    # Parameters

    def _compare_parameters(self, old: Call, new: Call) -> None:
        mine, yours = old.parameters(), new.parameters()
        pairs = {key: key for key in mine if key in yours}
        if old.address == new.address:
            pairs.update(_path_parameters(old, new))
        gone = [key for key in mine if key not in pairs]
        fresh = [key for key in yours if key not in pairs.values()]
        pairs.update(
            pair_up(gone, fresh, lambda one, other: self._same_parameter(old, mine[one], new, yours[other]))
        )
        for key, to in pairs.items():
            self._compare_parameter(old, mine[key], new, yours[to], key, to)
        for key in gone:
            if key not in pairs:
                self._add(
                    "parameter-removed", mine[key], self._shown(old, mine[key]), None, [_argument(old, key)]
                )
        for key in fresh:
            if key not in pairs.values():
                rule = "required-parameter-added" if is_required(yours[key]) else "parameter-added"
                self._add(rule, yours[key], None, self._shown(new, yours[key]), [_argument(new, key)])

    def _add(self, rule: str, at: At, old: Json, new: Json, touched: Iterable[str]) -> None:
        self.media.changes.add(rule, at.place, old, new, touched, Direction.REQUEST)

    def _shown(self, call: Call, at: At) -> Json:
        return call.source.canonical(at.value)

    def _same_parameter(self, old: Call, one: At, new: Call, other: At) -> float:
        mine, yours = (self._shown(call, at) for call, at in ((old, one), (new, other)))
        bare = [
            {k: v for k, v in value.items() if k not in ("name", "in", "required")} for value in (mine, yours)
        ]
        alike = likeness(*bare)
        if mine["name"] == yours["name"]:
            return alike if alike >= 0.5 else 0.0
        if mine["in"] != yours["in"]:
            return 0.0
        texts = one.value.get("description"), other.value.get("description")
        return renamed_likeness(mine["name"], yours["name"], texts, alike)

    def _compare_parameter(
        self, old: Call, one: At, new: Call, other: At, key: ParameterKey, to: ParameterKey
    ) -> None:
        touched = (_argument(old, key), _argument(new, to))
        required = both(is_required, one, other)
        prefix = "required-" if required[1] else ""
        if key[0] != to[0]:
            self._add(f"{prefix}parameter-moved", other, " ".join(key), " ".join(to), touched)
        elif key != to and key[0] == "path":
            self._add("path-parameter-renamed", other, key[1], to[1], touched)
        elif key != to:
            self._add(f"{prefix}parameter-renamed", other, key[1], to[1], touched)
        if required[0] != required[1] and key == to:
            rule = "parameter-required" if required[1] else "parameter-optional"
            self._add(rule, other, *required, touched)
        self.media.compare_words(one, other, touched)
        self.media.compare_deprecation(one, other, touched)
        if key[0] == to[0]:
            self._compare_style(old, one, new, other, touched)
        owners = (
            names.class_name(old.class_prefix, key[1]),
            names.class_name(new.class_prefix, to[1]),
        )
        contents = both(lambda at: at.child("content"), one, other)
        if all(contents):
            self.media.compare_contents(one, other, Spot(Direction.REQUEST, owners, tuple(touched)))
        elif not any(contents):
            spot = Spot(
                Direction.REQUEST,
                owners,
                tuple(touched),
                as_text=True,
                form=True,
                exploded=_is_exploded(other),
                omittable=not any(required),
            )
            self.media.compare_schemas(one, other, spot)

    def _compare_style(self, old: Call, one: At, new: Call, other: At, touched: tuple[str, ...]) -> None:
        """How a value is written, as far as it shows: that of one value shows in a path alone."""
        several = _holds_several(old, one) and _holds_several(new, other)
        styles = [
            {
                **({"style": _style_of(at)} if several or at.value.get("in") == "path" else {}),
                **({"explode": True} if several and _is_exploded(at) else {}),
                **({"content": sorted(at.children("content"))} if at.children("content") else {}),
            }
            for at in (one, other)
        ]
        if styles[0] != styles[1]:
            self._add("parameter-style-changed", other, styles[0], styles[1], touched)
        for key in ("allowReserved", "allowEmptyValue"):
            before, after = both(lambda at, key=key: at.value.get(key) is True, one, other)  # type: ignore[misc]
            if before != after:
                rule = "parameter-sign-allowed" if after else "parameter-sign-refused"
                self.media.changes.add(rule, f"{other.place}/{key}", before, after, touched)

    # Bodies

    def _compare_bodies(self, old: Call, new: Call, touched: tuple[str, str]) -> None:
        one, other = (
            call.source.follow(at) if (at := call.at.child("requestBody")) else None for call in (old, new)
        )
        if one is None and other is None:
            return
        if one is None or other is None:
            at = one or other or new.at
            rule = "body-removed" if one else "required-body-added" if is_required(at) else "body-added"
            shown = sorted(at.children("content"))
            self._add(rule, at, shown if one else None, None if one else shown, touched)
            return
        required = both(is_required, one, other)
        if required[0] != required[1]:
            rule = "body-required" if required[1] else "body-optional"
            self._add(rule, other, *required, touched)
        self.media.compare_words(one, other, touched)
        owners = (names.class_name(old.class_prefix, "body"), names.class_name(new.class_prefix, "body"))
        spot = Spot(Direction.REQUEST, owners, touched, omittable=not any(required))
        self.media.compare_contents(one, other, spot)


def _argument(call: Call, key: ParameterKey) -> str:
    return f"{call.function}({names.attribute(key[1])})"


def _path_parameters(old: Call, new: Call) -> dict[ParameterKey, ParameterKey]:
    """The parameters of a path by their position, for a server knows them by nothing else."""
    both = [re.findall(r"\{([^}]*)\}", call.path) for call in (old, new)]
    mine, yours = old.parameters(), new.parameters()
    return {
        ("path", one): ("path", other)
        for one, other in zip(*both, strict=True)
        if ("path", one) in mine and ("path", other) in yours
    }


def _style_of(at: At) -> str:
    style: str = at.value.get("style", _STYLES.get(at.value.get("in", ""), "form"))
    return style


def _is_exploded(at: At) -> bool:
    exploded: bool = at.value.get("explode", _style_of(at) == "form")
    return exploded


def _holds_several(call: Call, at: At) -> bool:
    """Whether a parameter may be a list or an object, however its schema is wrapped."""
    schema = at.child("schema")
    return schema is None or any(
        shape_of(call.source, arm).types & {"array", "object"}
        for arm in alternatives(call.source, (schema,))[1]
    )
