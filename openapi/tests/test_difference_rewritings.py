"""The vendored description written in other ways that mean the same: none of them is a change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from clob_spec.difference import Change, Level, compare_documents, worst
from clob_spec.document import read_yaml
from clob_spec.references import resolve, unresolved

TEXT = json.dumps(read_yaml(Path(__file__).resolve().parents[1] / "clob-openapi.yaml"))
NESTED = ("items", "additionalProperties", "not")
ARMS = ("allOf", "anyOf", "oneOf")
Rewriting = Callable[[Any], Any]


def vendored() -> Any:
    return json.loads(TEXT)


def with_every_schema(document: Any, change: Rewriting) -> Any:
    """The description with a function applied to each schema, the inner ones first."""

    def schema(node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        made = dict(node)
        for key in NESTED:
            if key in made:
                made[key] = schema(made[key])
        for key in ARMS:
            if key in made:
                made[key] = [schema(arm) for arm in made[key]]
        if "properties" in made:
            made["properties"] = {name: schema(part) for name, part in made["properties"].items()}
        return change(made)

    def outside(node: Any) -> Any:
        if isinstance(node, list):
            return [outside(part) for part in node]
        if not isinstance(node, dict):
            return node
        return {
            key: schema(part)
            if key == "schema"
            else {name: schema(inner) for name, inner in part.items()}
            if key == "schemas"
            else part
            if key in ("example", "examples")
            else outside(part)
            for key, part in node.items()
        }

    return outside(document)


def wrapped_in(*kinds: str) -> Rewriting:
    def wrap(schema: Any) -> Any:
        for kind in kinds:
            schema = {kind: [schema]}
        return schema

    return lambda document: with_every_schema(document, wrap)


def references_wrapped(document: Any) -> Any:
    return with_every_schema(document, lambda node: {"allOf": [node]} if "$ref" in node else node)


def types_listed(document: Any) -> Any:
    def listed(node: Any) -> Any:
        return {**node, "type": [node["type"]]} if isinstance(node.get("type"), str) else node

    return with_every_schema(document, listed)


def types_as_arms(document: Any) -> Any:
    def as_arms(node: Any) -> Any:
        if not isinstance(node.get("type"), list):
            return node
        rest = {key: part for key, part in node.items() if key != "type"}
        return {**rest, "anyOf": [{"type": kind} for kind in node["type"]]}

    return with_every_schema(document, as_arms)


def words_as_arms(document: Any) -> Any:
    def as_arms(node: Any) -> Any:
        if "enum" not in node:
            return node
        rest = {key: part for key, part in node.items() if key != "enum"}
        return {**rest, "oneOf": [{"const": word} for word in node["enum"]]}

    return with_every_schema(document, as_arms)


def words_without_types(document: Any) -> Any:
    def untyped(node: Any) -> Any:
        return {key: part for key, part in node.items() if key != "type"} if "enum" in node else node

    return with_every_schema(document, untyped)


def limits_excluded(document: Any) -> Any:
    def excluded(node: Any) -> Any:
        made = dict(node)
        if made.get("type") == "integer":
            if "maximum" in made:
                made["exclusiveMaximum"] = made.pop("maximum") + 1
            if "minimum" in made:
                made["exclusiveMinimum"] = made.pop("minimum") - 1
        return made

    return with_every_schema(document, excluded)


def what_limits_nothing_added(document: Any) -> Any:
    def idle(node: Any) -> Any:
        more: dict[str, Any] = {}
        if node.get("type") == "string":
            more = {"minLength": node.get("minLength", 0), "pattern": node.get("pattern", ".*")}
        elif node.get("type") == "object":
            more = {"additionalProperties": node.get("additionalProperties", True), "minProperties": 0}
        elif node.get("type") == "array":
            more = {"minItems": node.get("minItems", 0), "uniqueItems": node.get("uniqueItems", False)}
        return {**node, **more}

    return with_every_schema(document, idle)


def keywords_apart(document: Any) -> Any:
    def split(node: Any) -> Any:
        if len(node) < 2 or any(key in node for key in ("$ref", *ARMS)):
            return node
        return {"allOf": [{key: part} for key, part in node.items()]}

    return with_every_schema(document, split)


def inlined(document: Any, node: Any) -> Any:
    if isinstance(node, dict):
        if "$ref" in node:
            return inlined(document, resolve(document, node["$ref"]))
        return {key: inlined(document, value) for key, value in node.items()}
    return [inlined(document, part) for part in node] if isinstance(node, list) else node


def written_out(document: Any) -> Any:
    return inlined(document, document)


def written_out_without_names(document: Any) -> Any:
    made = inlined(document, document)
    del made["components"]["schemas"]
    return made


def schemas_named(document: Any) -> Any:
    """Every schema that is not named gets a name of its own."""
    named: dict[str, Any] = {}

    def name(node: Any) -> Any:
        if "$ref" in node:
            return node
        named[f"Named{len(named)}"] = node
        return {"$ref": f"#/components/schemas/Named{len(named) - 1}"}

    made = with_every_schema(document, name)
    made["components"]["schemas"].update(named)
    return made


def parts_named(document: Any) -> Any:
    """Every parameter, body and answer moves to the components."""
    components = document["components"]
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if not isinstance(operation, dict):
                continue
            held: list[tuple[str, Any, Any]] = [
                *(
                    ("parameters", operation["parameters"], at)
                    for at in range(len(operation.get("parameters", ())))
                ),
                *(("responses", operation["responses"], status) for status in operation["responses"]),
                *(("requestBodies", operation, key) for key in ("requestBody",) if key in operation),
            ]
            for kind, holder, key in held:
                if "$ref" not in holder[key]:
                    name = f"{method}{path}{key}".translate(str.maketrans("/{}", "..."))
                    components.setdefault(kind, {})[name] = holder[key]
                    holder[key] = {"$ref": f"#/components/{kind}/{name}"}
    return document


def parameters_of_the_path(document: Any) -> Any:
    """Where a path has one operation, its parameters are said of the path."""
    for item in document["paths"].values():
        operations = [part for part in item.values() if isinstance(part, dict)]
        if len(operations) == 1 and "parameters" in operations[0]:
            item["parameters"] = operations[0].pop("parameters")
    return document


def lists_reversed(document: Any) -> Any:
    def reverse(node: Any) -> Any:
        made = dict(reversed(node.items()))
        for key in ("required", "enum", *ARMS):
            if key in made:
                made[key] = made[key][::-1]
        return made

    return with_every_schema(document, reverse)


REWRITINGS: dict[str, Rewriting] = {
    "in-allOf": wrapped_in("allOf"),
    "in-anyOf": wrapped_in("anyOf"),
    "in-oneOf": wrapped_in("oneOf"),
    "in-three": wrapped_in("oneOf", "allOf", "anyOf"),
    "references-in-allOf": references_wrapped,
    "types-listed": types_listed,
    "types-as-arms": types_as_arms,
    "words-as-arms": words_as_arms,
    "words-without-types": words_without_types,
    "limits-excluded": limits_excluded,
    "idle-limits": what_limits_nothing_added,
    "keywords-apart": keywords_apart,
    "written-out": written_out,
    "without-names": written_out_without_names,
    "schemas-named": schemas_named,
    "parts-named": parts_named,
    "parameters-of-the-path": parameters_of_the_path,
    "lists-reversed": lists_reversed,
}


def judged(changes: list[Change]) -> Iterator[str]:
    return (
        f"{change.rule} {change.place}: {change.old} -> {change.new}" for change in changes if change.level
    )


@pytest.mark.parametrize("rewritten", REWRITINGS.values(), ids=REWRITINGS)
def test_another_writing_is_no_difference_or_wording(rewritten: Rewriting) -> None:
    old, new = vendored(), rewritten(vendored())
    assert old != new
    assert not list(unresolved(new))
    for schema in new["components"].get("schemas", {}).values():
        jsonschema_rs.meta.validate(schema)
    for one, other in ((old, new), (new, old)):
        changes = compare_documents(one, other)
        assert worst(changes) in (None, Level.WORDING), list(judged(changes))[:5]


@pytest.mark.parametrize("rewritten", REWRITINGS.values(), ids=REWRITINGS)
def test_a_change_is_as_grave_in_another_writing(rewritten: Rewriting) -> None:
    """The type of a received price, a word of a sent side, and a limit of a sent list change in both."""
    old, new = vendored(), vendored()
    schemas = new["components"]["schemas"]
    schemas["OpenOrder"]["properties"]["price"]["type"] = "number"
    schemas["SendOrder"]["properties"]["orderType"]["enum"].remove("GTC")
    plain = compare_documents(old, new)
    changes = compare_documents(old, rewritten(new))
    assert {change.rule for change in plain} == {"type-changed", "enum-word-removed"}
    assert {change.rule for change in plain} == {change.rule for change in changes if change.level}
    assert worst(plain) is worst(changes) is Level.BREAKING
