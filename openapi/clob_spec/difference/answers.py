"""Comparing what an operation answers: statuses, contents, headers."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, evolve

from clob_spec.difference import names
from clob_spec.difference.calls import Call
from clob_spec.difference.change import Direction
from clob_spec.difference.keywords import same
from clob_spec.difference.media import MediaComparison, is_required
from clob_spec.difference.pairing import both, likeness, pair_up
from clob_spec.difference.source import At
from clob_spec.difference.spot import Spot


@define
class AnswerComparison:
    """Compares the answers of an operation."""

    media: MediaComparison

    def compare(self, old: Call, new: Call) -> None:
        """Adds every difference in what the operation answers."""
        add = self.media.changes.add
        touched = (old.function, new.function)
        mine, yours = (call.source.followed(call.at, "responses") for call in (old, new))
        pairs = {status: status for status in mine if status in yours}
        gone = [status for status in mine if status not in pairs]
        fresh = [status for status in yours if status not in pairs]

        def alike(one: str, other: str) -> float:
            if not (one[0] == other[0] == "2") or "2XX" in (one, other):
                return 0.0
            contents = old.source.canonical(mine[one].value), new.source.canonical(yours[other].value)
            score = likeness(*contents)
            return score if score >= 0.5 else 0.0

        for one, other in pair_up(gone, fresh, alike).items():
            pairs[one] = other
            add("success-moved", yours[other].place, one, other, touched)
        compared = list(pairs.items())
        for status in gone:
            if status in pairs:
                continue
            among = _holder(status, yours)
            if status == "2XX" and any(other.startswith("2") for other in fresh):
                add("status-narrowed", mine[status].place, status, None, touched)
            elif status.startswith("2") and among in (None, "default"):
                add("success-removed", mine[status].place, status, None, touched)
            elif among:
                add("status-among-others", mine[status].place, status, among, touched)
                compared.append((status, among))
            else:
                add("status-removed", mine[status].place, status, None, touched)
        for status in fresh:
            if status in pairs.values():
                continue
            among = _holder(status, mine)
            if among:
                add("status-told-apart", yours[status].place, among, status, touched)
                compared.append((among, status))
            else:
                add("status-added", yours[status].place, None, status, touched)
        for one, other in compared:
            owners = (
                names.class_name(old.class_prefix, "response", one),
                names.class_name(new.class_prefix, "response", other),
            )
            self._compare_answer(mine[one], yours[other], Spot(Direction.RESPONSE, owners, touched))

    def _compare_answer(self, old: At, new: At, spot: Spot) -> None:
        self.media.compare_words(old, new, spot.names)
        links = both(lambda at: at.value.get("links"), old, new)
        if not same(*links):
            self.media.changes.add("wording", new.place + "/links", *links, spot.names)
        mine, yours = old.children("content"), new.children("content")
        if bool(mine) != bool(yours):
            rule = "content-added" if yours else "content-removed"
            self.media.changes.add(rule, new.place, sorted(mine) or None, sorted(yours) or None, spot.names)
        else:
            self.media.compare_contents(old, new, spot)
        self._compare_headers(old, new, spot)

    def _compare_headers(self, old: At, new: At, spot: Spot) -> None:
        add = self.media.changes.add
        sources = self.media.schemas.old, self.media.schemas.new
        mine, yours = (
            {name.lower(): header for name, header in source.followed(at, "headers").items()}
            for source, at in zip(sources, (old, new), strict=True)
        )
        for name, header in mine.items():
            if name not in yours:
                add("header-removed", header.place, name, None, spot.names)
        for name, header in yours.items():
            if name not in mine:
                add("header-added", header.place, None, name, spot.names)
                continue
            before = mine[name]
            required = both(is_required, before, header)
            if required[0] != required[1]:
                add(
                    "header-always" if required[1] else "header-optional", header.place, *required, spot.names
                )
            self.media.compare_words(before, header, spot.names)
            self.media.compare_deprecation(before, header, spot.names)
            here = evolve(spot.below(name), as_text=True, form=True, omittable=False)
            self.media.compare_schemas(before, header, here)


def _holder(status: str, statuses: Iterable[str]) -> str | None:
    """The range or the default that holds a status which has no answer of its own (OpenAPI 3.1)."""
    wider = (f"{status[:1]}XX", "default")
    return next((name for name in wider if name in statuses and name != status), None)
