"""Comparing how callers authenticate: the security schemes of two documents, key by key."""

from __future__ import annotations

from attrs import define

from clob_spec.difference.calls import Call, asked_schemes
from clob_spec.difference.keywords import same
from clob_spec.difference.media import MediaComparison
from clob_spec.difference.pairing import both, pair_up
from clob_spec.difference.source import At, Source

_HINTS = ("bearerFormat", "flows")  # the first is for people, the second has rules of its own


@define
class SchemeComparison:
    """Compares the security schemes of two documents."""

    media: MediaComparison

    def compare(self, before: list[Call], after: list[Call]) -> dict[str, str]:
        """Adds every difference; returns which scheme was renamed to what."""
        sources = self.media.schemas.old, self.media.schemas.new
        add = self.media.changes.add
        mine, yours = both(_declared, *sources)
        asked = both(asked_schemes, before, after)
        gone = [name for name in mine if name not in yours]
        fresh = [name for name in yours if name not in mine]

        def alike(one: str, other: str) -> float:
            still_asked = one in asked[1] or other in asked[0]
            same_scheme = sources[0].text(mine[one].value) == sources[1].text(yours[other].value)
            return float(same_scheme and not still_asked)

        renamed = pair_up(gone, fresh, alike)
        for one, other in renamed.items():
            add("scheme-renamed", yours[other].place, one, other)
        for name in gone:
            if name not in renamed:
                rule = "scheme-undeclared" if name in asked[1] else "wording"
                add(rule, mine[name].place, mine[name].value, None)
        for name in fresh:
            if name not in renamed.values():
                rule = "scheme-declared" if name in asked[0] else "wording"
                add(rule, yours[name].place, None, yours[name].value)
        for name in sorted(asked[1] - asked[0] - mine.keys() - yours.keys()):
            add("scheme-undeclared", "/components/securitySchemes", None, name)
        for name in mine.keys() & yours.keys():
            self._compare_scheme(mine[name], yours[name])
        return renamed

    def _compare_scheme(self, old: At, new: At) -> None:
        self.media.compare_words(old, new, ())
        one, other = (
            {key: _told(key, value) for key, value in source.canonical(at.value).items() if key not in _HINTS}
            for source, at in zip((self.media.schemas.old, self.media.schemas.new), (old, new), strict=True)
        )
        if not same(one, other):
            self.media.changes.add("scheme-changed", new.place, one, other)
        self._compare_word(old.child("bearerFormat"), new.child("bearerFormat"))
        mine, yours = old.children("flows"), new.children("flows")
        for name in mine:
            if name not in yours:
                self.media.changes.add("flow-removed", mine[name].place, name, None)
        for name in yours:
            if name not in mine:
                self.media.changes.add("flow-added", yours[name].place, None, name)
            else:
                self._compare_flow(mine[name], yours[name])

    def _compare_flow(self, old: At, new: At) -> None:
        self.media.compare_words(old, new, ())
        for key in ("authorizationUrl", "tokenUrl", "refreshUrl"):
            before, after = both(lambda at, key=key: at.value.get(key), old, new)  # type: ignore[misc]
            if before != after:
                self.media.changes.add("scheme-changed", f"{new.place}/{key}", before, after)
        mine, yours = old.children("scopes"), new.children("scopes")
        for name in mine:
            if name not in yours:
                self.media.changes.add("scope-removed", mine[name].place, name, None)
        for name in yours:
            if name not in mine:
                self.media.changes.add("scope-added", yours[name].place, None, name)
            else:
                self._compare_word(mine[name], yours[name])

    def _compare_word(self, old: At | None, new: At | None) -> None:
        before, after = both(lambda at: at.value if at else None, old, new)
        at = new or old
        if at is not None and not same(before, after):
            self.media.changes.add("wording", at.place, before, after)


def _told(key: str, value: object) -> object:
    """A value of a scheme as it counts: the names of HTTP schemes and of headers have no case (RFC 9110)."""
    return value.lower() if key in ("scheme", "name") and isinstance(value, str) else value


def _declared(source: Source) -> dict[str, At]:
    components = source.root.child("components")
    return source.followed(components, "securitySchemes") if components else {}
