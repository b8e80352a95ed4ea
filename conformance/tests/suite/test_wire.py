"""What of a request every server can know to be wrong, and what is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from clob_conformance.core.description import Description
from clob_conformance.core.wire import request_fault

from .conftest import interaction


@pytest.mark.parametrize(
    ("method", "target", "body", "key"),
    [
        ("GET", "/price?token_id=1", None, "query side"),
        ("GET", "/price?token_id=1&side=buy", None, "query side"),
        ("GET", "/notifications?signature_type=3", None, "query signature_type"),
        ("GET", "/notifications?signature_type=zero", None, "query signature_type"),
        ("GET", "/notifications?signature_type=0.5", None, "query signature_type"),
        ("GET", "/notifications?signature_type=", None, "query signature_type"),
        ("GET", "/rewards/user?date=2026-02-30", None, "query date"),
        ("GET", "/rewards/user?date=2026-02-03&sponsored=maybe", None, "query sponsored"),
        ("GET", "/rewards/user/markets?page_size=501", None, "query page_size"),
        ("DELETE", "/order", {}, "body $ required:orderID"),
        ("DELETE", "/order", {"orderID": None}, "body $.orderID type"),
        ("DELETE", "/order", b"{", "body"),
        ("DELETE", "/order", None, "body missing"),
        ("DELETE", "/orders", ["0xab"] * 1001, "body $ maxitems"),
    ],
)
def test_what_the_description_forbids_is_named(
    method: str, target: str, body: Any, key: str, published: Description
) -> None:
    request = interaction(method, target, 200, body=body).request
    operation = published.match(method, request.path)
    assert operation is not None
    fault = request_fault(operation, request)
    assert fault is not None
    assert fault[0] == key


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("GET", "/price?token_id=1&side=BUY&unknown=1", None),
        ("GET", "/price?token_id=1&side=BUY&side=buy", None),
        ("GET", "/notifications?signature_type=1.0", None),
        ("GET", "/notifications?signature_type=%2B1", None),
        ("GET", "/rewards/user?date=2026-02-03&sponsored=1", None),
        ("GET", "/rewards/user?date=2026-02-03&signature_type=", None),
        ("GET", "/data/orders?market=", None),
        ("DELETE", "/order", {"orderID": "x", "more": 1}),
        ("DELETE", "/orders", []),
    ],
)
def test_what_may_be_read_in_two_ways_is_left_alone(
    method: str, target: str, body: Any, published: Description
) -> None:
    request = interaction(method, target, 200, body=body).request
    operation = published.match(method, request.path)
    assert operation is not None
    assert request_fault(operation, request) is None


def test_a_body_of_another_media_type_is_not_read(published: Description) -> None:
    request = interaction("DELETE", "/order", 200, body={}).request
    operation = published.match("DELETE", "/order")
    assert operation is not None
    assert (
        request_fault(operation, type(request)("DELETE", "/order", {"content-type": "text/plain"}, b"{}"))
        is None
    )
