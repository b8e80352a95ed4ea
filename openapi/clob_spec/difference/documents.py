"""Comparing two whole descriptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import define

from clob_spec.difference import names
from clob_spec.difference.calls import calls, same_calls
from clob_spec.difference.change import Change, Changes
from clob_spec.difference.keywords import same
from clob_spec.difference.media import MediaComparison
from clob_spec.difference.operations import OperationComparison
from clob_spec.difference.pairing import likeness, pair_up
from clob_spec.difference.schemas import SchemaComparison
from clob_spec.difference.security import SchemeComparison
from clob_spec.difference.source import At, Source
from clob_spec.document import Json, pointer

_COMPONENT = "#/components/schemas/"
_OWN_RULES = {"paths", "components", "servers", "security", "tags", "webhooks", "jsonSchemaDialect", "info"}


def compare_documents(old: Json, new: Json) -> list[Change]:
    """Every difference of two valid OpenAPI 3.1 descriptions, gravest first.

    Raises SpecError for a reference that leads nowhere.
    """
    comparison = _DocumentComparison(Source(old), Source(new), Changes())
    comparison.compare()
    return comparison.changes.sorted()


@define
class _DocumentComparison:
    old: Source
    new: Source
    changes: Changes

    def compare(self) -> None:
        old, new = self.old.root, self.new.root
        schemas = SchemaComparison(self.old, self.new, self.changes)
        media = MediaComparison(schemas, self.changes)
        self._compare_heads()
        self._compare_servers(old.child("servers"), new.child("servers"), "/servers", ())
        before, after = calls(self.old), calls(self.new)
        old_ids = frozenset(call.id for call in before if call.id is not None)
        schemes = SchemeComparison(media).compare(before, after)
        comparison = OperationComparison(media, schemes, old_ids, self._compare_servers)
        pairs = same_calls(before, after)
        for i, j in pairs.items():
            comparison.compare(before[i], after[j])
        for i, call in enumerate(before):
            if i not in pairs:
                self.changes.add("operation-removed", call.at.place, call.where, None, [call.function])
        for j, call in enumerate(after):
            if j not in pairs.values():
                self.changes.add("operation-added", call.at.place, None, call.where, [call.function])
        self._compare_unused()
        self._compare_classes(schemas)

    def _compare_heads(self) -> None:
        one, other = self.old.document, self.new.document
        self._word_or("dialect-changed", "jsonSchemaDialect")
        self._word_or("calls-back-changed", "webhooks")
        if not same(one.get("security"), other.get("security")):
            self.changes.add(
                "security-default-changed", "/security", one.get("security"), other.get("security")
            )
        for key in sorted((one.keys() | other.keys()) - _OWN_RULES):
            self._word(one.get(key), other.get(key), key)
        info = [document.get("info", {}) for document in (one, other)]
        for key in sorted(info[0].keys() | info[1].keys()):
            self._word(info[0].get(key), info[1].get(key), "info", key)
        tags = [{tag.get("name"): tag for tag in document.get("tags", [])} for document in (one, other)]
        for name in sorted(tags[0].keys() | tags[1].keys()):
            self._word(tags[0].get(name), tags[1].get(name), "tags", name)

    def _word_or(self, rule: str, key: str) -> None:
        """Adds a rule where programs read a difference, and wording where people alone do."""
        for words, told in ((False, rule), (True, "wording")):
            one, other = (
                source.canonical(source.document.get(key), words=words) for source in (self.old, self.new)
            )
            if not same(one, other):
                self.changes.add(told, pointer(key), one, other)
                return

    def _word(self, old: Json, new: Json, *place: str) -> None:
        if not same(old, new):
            self.changes.add("wording", pointer(*place), old, new)

    def _compare_servers(self, old: At | None, new: At | None, place: str, touched: Iterable[str]) -> None:
        """Compares two lists of servers, written at `place`; none is the server itself, `/` (OpenAPI 3.1)."""
        mine, yours = (
            {server.get("url", "/").rstrip("/"): server for server in (at.value if at else [])}
            for at in (old, new)
        )
        for url in mine:
            if url not in yours:
                self.changes.add("server-removed", place, url, None, touched)
        for url in yours:
            if url not in mine:
                self.changes.add("server-added", place, None, url, touched)
        kept = [url for url in mine if url in yours], [url for url in yours if url in mine]
        if kept[0] != kept[1]:
            self.changes.add("servers-reordered", place, *kept, touched)
        for url in kept[0]:
            variables = mine[url].get("variables", {}), yours[url].get("variables", {})
            if not same(*variables):
                self.changes.add("server-changed", f"{place}{pointer(url)}", *variables, touched)
            for key in sorted((mine[url].keys() | yours[url].keys()) - {"variables"}):
                if not same(mine[url].get(key), yours[url].get(key)):
                    place_of_word = f"{place}{pointer(url, key)}"
                    self.changes.add("wording", place_of_word, mine[url].get(key), yours[url].get(key))

    def _compare_unused(self) -> None:
        used = [set(_reached(source)) for source in (self.old, self.new)]
        idle = [
            {name: at for name, at in source.schemas.items() if name not in reached}
            for source, reached in zip((self.old, self.new), used, strict=True)
        ]
        gone = [name for name in idle[0] if name not in self.new.schemas]
        fresh = [name for name in idle[1] if name not in self.old.schemas]

        def alike(one: str, other: str) -> float:
            values = self.old.canonical(idle[0][one].value), self.new.canonical(idle[1][other].value)
            score = likeness(*values)
            return score if score >= 0.9 else 0.0

        renamed = pair_up(gone, fresh, alike)
        for one, other in renamed.items():
            self._add_model("schema-renamed", idle[1][other].place, one, other, one, other)
        for name in gone:
            if name not in renamed:
                self._add_model("unused-schema-removed", idle[0][name].place, name, None, name)
        for name in fresh:
            if name not in renamed.values():
                self._add_model("unused-schema-added", idle[1][name].place, None, name, name)
        for name in idle[0].keys() & idle[1].keys():
            before, after = idle[0][name].value, idle[1][name].value
            values = self.old.canonical(before, words=True), self.new.canonical(after, words=True)
            if not same(*values):
                bare = self.old.canonical(before), self.new.canonical(after)
                rule = "wording" if same(*bare) else "unused-schema-changed"
                self._add_model(rule, idle[1][name].place, *values, name)

    def _compare_classes(self, comparison: SchemaComparison) -> None:
        """Adds the generated classes that came or went with the schemas that were compared."""
        known = comparison.renamed
        for (source, other), met, told, rule in (
            ((self.old, self.new), comparison.met[0], known.keys(), "class-removed"),
            ((self.new, self.old), comparison.met[1], known.values(), "class-added"),
        ):
            for name, at in source.schemas.items():
                moved = name not in other.schemas and name not in told and _COMPONENT + name in met
                if moved and names.makes_class(at.value):
                    values = (name, None) if source is self.old else (None, name)
                    self._add_model(rule, at.place, *values, name)
        for name, place in comparison.placed[0].items():
            self._add_model("class-removed", place, name, None, name)
        for name, place in comparison.placed[1].items():
            self._add_model("class-added", place, None, name, name)

    def _add_model(self, rule: str, place: str, old: Json, new: Json, *schemas: str) -> None:
        self.changes.add(rule, place, old, new, [f"models.{names.class_name(name)}" for name in schemas])


def _reached(source: Source) -> Iterator[str]:
    """Names of the schemas that operations or other named parts use."""
    components = source.document.get("components", {})
    waiting: list[Json] = [source.document.get("paths", {}), source.document.get("webhooks", {})]
    waiting += [part for name, part in components.items() if name != "schemas"]
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                waiting.append(source.target(reference, "").value)
                if reference.startswith("#/components/schemas/"):
                    yield reference.split("/")[3]
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
