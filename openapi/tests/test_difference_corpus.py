"""Pairs of descriptions that differ by one change: its class, why, and the class of the way back.

The pairs are made from the vendored description by the small steps below; the table is data/corpus.yaml.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from clob_spec.difference import Change, compare_documents, worst
from clob_spec.difference.report import text
from clob_spec.document import parse_yaml, read_yaml
from clob_spec.references import unresolved
from openapi_spec_validator.schemas import schema_v31

ROOT = Path(__file__).resolve().parents[2]
VENDORED = json.dumps(read_yaml(ROOT / "openapi" / "clob-openapi.yaml"))
CORPUS: list[dict[str, Any]] = parse_yaml(
    "pairs:\n" + (Path(__file__).parent / "data" / "corpus.yaml").read_text(encoding="utf-8"), "corpus.yaml"
)["pairs"]
OPENAPI = jsonschema_rs.validator_for(dict(schema_v31))


def parts_of(place: str) -> list[str]:
    """The parts of a place: a JSON pointer, @Schema/pointer, or METHOD /path#pointer."""
    if place.startswith("@"):
        return ["components", "schemas", *place[1:].split("/")]
    if not place.startswith("/"):
        operation, _, inside = place.partition("#")
        method, path = operation.split(" ")
        return ["paths", path, method.lower(), *(part.replace("~1", "/") for part in inside.split("/"))]
    return [part.replace("~1", "/") for part in place[1:].split("/")]


def holder(document: Any, place: str) -> tuple[Any, Any]:
    """The mapping or list that holds a place, and its key there."""
    *above, last = parts_of(place)
    for part in above:
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document, int(last) if isinstance(document, list) else last


def take(document: Any, verb: str, place: str, *values: Any) -> None:
    """One step from a description to another."""
    if verb == "rename-schema":
        text = json.dumps(document).replace(
            f'"#/components/schemas/{place}"', f'"#/components/schemas/{values[0]}"'
        )
        document.update(json.loads(text))
        place = f"@{place}"
    within, key = holder(document, place)
    match verb:
        case "set":
            within[key] = copy.deepcopy(values[0])
        case "remove":
            del within[key]
        case "append":
            within[key].append(copy.deepcopy(values[0]))
        case "drop":
            within[key].remove(values[0])
        case "swap":
            within[key][within[key].index(values[0])] = values[1]
        case "rename" | "rename-schema":
            items = [(values[0] if name == key else name, value) for name, value in within.items()]
            within.clear()
            within.update(items)
        case "reverse":
            value = within[key]
            within[key] = dict(reversed(value.items())) if isinstance(value, dict) else value[::-1]
        case "wrap":
            within[key] = {values[0]: [within[key]]}
        case "arms":
            within[key] = {values[0]: [within[key], copy.deepcopy(values[1])]}
        case _:
            raise ValueError(verb)


def small(part: dict[str, Any]) -> Any:
    """A description of one call: what it sends and receives, as a row of the table says."""
    answer: dict[str, Any] = {"description": "ok"}
    operation: dict[str, Any] = {"operationId": "call", "responses": {part.get("status", "200"): answer}}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": part.get("paths", {"/a": {"post": operation}}),
        "components": {"schemas": part.get("names", {})},
    }
    if "received" in part:
        answer["content"] = {part.get("answers", "application/json"): {"schema": part["received"]}}
    if "header" in part:
        answer["headers"] = {"Retry-After": {"schema": part["header"]}}
    if "sent" in part:
        content = {part.get("asks", "application/json"): {"schema": part["sent"]}}
        operation["requestBody"] = {"required": True, "content": content}
    if "query" in part:
        beside = {key: part[key] for key in ("required", "explode", "allowEmptyValue") if key in part}
        operation["parameters"] = [{"name": "p", "in": "query", "schema": part["query"], **beside}]
    if "scheme" in part:
        document["components"]["securitySchemes"] = {"o": part["scheme"]}
        document["security"] = [{"o": []}]
    if "scopes" in part:
        flow = {"tokenUrl": "https://x.example/t", "scopes": part["scopes"]}
        document["components"]["securitySchemes"] = {
            "o": {"type": "oauth2", "flows": {"clientCredentials": flow}}
        }
        document["security"] = [{"o": ["r"]}]
    return json.loads(json.dumps(document))


def pair(row: dict[str, Any]) -> tuple[Any, Any]:
    """The description before and after the change."""
    if "old" in row:
        return small(row["old"]), small(row["new"])
    old = json.loads(VENDORED)
    for step in row.get("given", []):
        take(old, *step)
    new = json.loads(json.dumps(old))
    for step in row["steps"]:
        take(new, *step)
    return old, new


def judged(changes: list[Change]) -> str:
    level = worst(changes)
    return level.word if level is not None else "none"


def test_the_corpus_is_large_and_has_every_class_in_requests_and_answers() -> None:
    assert len(CORPUS) >= 120
    assert len({row["change"] for row in CORPUS}) == len(CORPUS)
    for side in ("request:", "answer:"):
        classes = {row["class"] for row in CORPUS if row["change"].startswith(side)}
        assert classes == {"breaking", "risky", "compatible", "wording", "none"}


@pytest.mark.parametrize("row", CORPUS, ids=lambda row: row["change"].replace(" ", "-"))
def test_one_change_is_one_line_of_the_right_class_and_so_is_the_way_back(row: dict[str, Any]) -> None:
    old, new = pair(row)
    for document in (old, new):
        OPENAPI.validate(document)
        assert not list(unresolved(document))
    forth, back = compare_documents(old, new), compare_documents(new, old)
    assert (judged(forth), judged(back)) == (row["class"], row["reversed"]), row["why"]
    found = [[change.rule for change in changes] for changes in (forth, back)]
    assert found == row.get("rules", [[], []])
    for changes, phrases in zip((forth, back), row.get("says", [[], []]), strict=True):
        for phrase in phrases:
            assert phrase in text(changes)
