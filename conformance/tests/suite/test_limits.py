"""The limits that are tried are the description's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
from attrs import evolve
from clob_conformance.workloads import limits
from clob_conformance.workloads.context import Run

from .conftest import broken


def answering(most: int) -> Callable[[httpx.Request], httpx.Response]:
    """A server that takes so many ids in one cancel."""

    def response(request: httpx.Request) -> httpx.Response:
        if (request.method, request.url.path) != ("DELETE", "/orders"):
            return httpx.Response(400, json={"error": "no"})
        if request.content.count(b"0x") > most:
            return httpx.Response(400, json={"error": f"Too many orders in payload, max allowed: {most}"})
        return httpx.Response(200, json={"canceled": [], "not_canceled": {}})

    return response


def allowing(run: Run, most: int) -> Run:
    """The run by a description that allows so many."""
    operation = run.description.operations["cancelOrders"]
    schema: dict[str, Any] = {**(operation.body_schema or {}), "maxItems": most}
    validator = run.description.validator(schema)
    run.description.operations["cancelOrders"] = evolve(
        operation, body_schema=schema, body_validator=validator
    )
    return run


def test_a_server_that_keeps_the_description_s_own_limit_is_not_blamed(scripted: Callable[..., Run]) -> None:
    kept, wider = (
        allowing(scripted(answering(600), repaired=True), 600),
        scripted(answering(600), repaired=True),
    )

    limits.run(kept)
    limits.run(wider)

    assert ("limit-text", "cancelOrders") not in broken(kept)
    assert ("limit-text", "cancelOrders") in broken(wider)  # 1,000 are allowed there
