"""What of a document was seen is what was in responses, and in requests that were answered with success."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from clob_conformance.checks.coverage import Coverage
from clob_conformance.core.description import Description, read_description
from clob_conformance.core.timing import Times

from .conftest import interaction

SIDE = {"name": "side", "in": "query", "schema": {"type": "integer", "enum": [0, 1]}}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
REF = {"$ref": "#/components/schemas/Order"}
ORDER = {
    "type": "object",
    "properties": {"id": {"type": "string"}, "state": {"enum": ["LIVE", "GONE"]}, "of": REF},
}  # fmt: skip
DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {
        "/orders/{id}": {
            "parameters": [ID, SIDE],
            "post": {
                "operationId": "post",
                "requestBody": {"content": {"application/json": {"schema": {"properties": {"size": {}}}}}},
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"items": REF}}}},
                    "4XX": {"content": {"application/json": {"schema": {"anyOf": [
                        {"required": ["error"], "properties": {"error": {}}},
                        {"required": ["code"], "properties": {"code": {}, "error": {}}},
                    ]}}}},
                },
            },
        }
    },
    "components": {"schemas": {"Order": ORDER}},
}  # fmt: skip


@pytest.fixture
def description(tmp_path: Path) -> Description:
    file = tmp_path / "openapi.yaml"
    file.write_text(yaml.safe_dump(DOCUMENT))
    return read_description(file)


def unseen(description: Description, *sent: tuple[str, int, Any, Any]) -> dict[str, list[str]]:
    coverage = Coverage(description)
    for target, status, response, body in sent:
        coverage.notice(
            description.operations["post"], interaction("POST", target, status, response, body=body)
        )
    for row in coverage.json().values():
        assert row["seen"] + len(row["unseen"]) == row["of"]
    return {kind: row["unseen"] for kind, row in coverage.json().items()}


ALL = {
    "statuses": ["post 200", "post 4XX"],
    "parameters": ["post id", "post side"],
    "schemas": ["Order"],
    "properties": [
        "Order.id",
        "Order.of",
        "Order.state",
        "post 4XX.code",
        "post 4XX.error",
        "post request.size",
    ],
    "words": ["Order.state GONE", "Order.state LIVE", "post side 0", "post side 1"],
}


def left(**less: list[str]) -> dict[str, list[str]]:
    return {kind: [name for name in names if name not in less.get(kind, ())] for kind, names in ALL.items()}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ([], ALL),
        ([("/orders/1?side=1", 200, [], {"size": 1})], left(
            statuses=["post 200"], parameters=["post id", "post side"], words=["post side 1"],
            properties=["post request.size"])),
        ([("/orders/1?side=1", 400, {"error": "no"}, {"size": 1})], left(
            statuses=["post 4XX"], properties=["post 4XX.error"])),
        ([("/orders/1", 200, [{"id": "1"}, {"of": {"state": "GONE"}}], None)], left(
            statuses=["post 200"], parameters=["post id"], schemas=["Order"], words=["Order.state GONE"],
            properties=["Order.id", "Order.of", "Order.state"])),
        ([("/orders/1", 200, [{"state": "ODD"}], None)], left(
            statuses=["post 200"], parameters=["post id"], schemas=["Order"], properties=["Order.state"])),
        ([("/orders/1", 200, b"<html>", None)], left(statuses=["post 200"], parameters=["post id"])),
        ([("/orders/1", 500, {"id": "1"}, None)], ALL),
    ],
    ids=["nothing", "a request", "a refusal", "a list", "an odd word", "no JSON", "an odd status"],
)  # fmt: skip
def test_what_was_met_is_seen_and_nothing_else(
    description: Description, sent: list[Any], expected: dict[str, list[str]]
) -> None:
    assert unseen(description, *sent) == expected


def test_the_own_document_is_entered_complete(published: Description) -> None:
    every = Coverage(published).every
    responses = {f"{one.id} {status}" for one in published.operations.values() for status in one.responses}
    assert every["statuses"] == responses
    assert {"OpenOrder.status", "SendOrder.order"} <= every["properties"]
    assert every["schemas"] <= published.document["components"]["schemas"].keys()


def test_times_add_up_to_what_all_would_have_given() -> None:
    one, other, both = Times(), Times(), Times()
    for number in range(1, 101):
        (one if number % 3 else other).add(number / 1000)
        both.add(number / 1000)
    one.add(0.0)
    one.include(other.json())
    assert one.json() == both.json()
    reported = both.json()
    assert (reported["count"], reported["slowest_ms"]) == (100, 100.0)
    assert reported["median_ms"] == pytest.approx(50, rel=0.05)
    assert reported["p95_ms"] == pytest.approx(95, rel=0.05)
    assert Times().json()["median_ms"] == 0
