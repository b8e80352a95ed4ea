"""Every clause of the description, fed an exchange that keeps it and one that breaks it."""

from __future__ import annotations

from typing import Any

import pytest
from clob_conformance.description import Description
from clob_conformance.exchange import Exchange
from clob_conformance.judge import Judge

from .conftest import CONDITION, YES, exchange

BOOK: dict[str, Any] = {
    "market": CONDITION,
    "asset_id": YES,
    "timestamp": "1700000000",
    "hash": "00",
    "bids": [{"price": "0.45", "size": "100"}, {"price": "0.4", "size": "1"}],
    "asks": [{"price": "0.46", "size": "100"}, {"price": "0.5", "size": "1"}],
    "min_order_size": "5",
    "tick_size": "0.01",
    "neg_risk": False,
    "last_trade_price": "0.45",
}
BOOK_TARGET = f"/book?token_id={YES}"
ORDER = {"orderID": "0x" + "ab" * 32}
DONE = {"canceled": [ORDER["orderID"]], "not_canceled": {}}

KEPT_AND_BROKEN = {
    "no-server-error": (
        exchange("GET", "/time", 200, 1700000000),
        exchange("DELETE", "/order", 500, {"error": "Internal server error"}, body=ORDER),
    ),
    "status-documented": (
        exchange("GET", BOOK_TARGET, 404, {"error": "No orderbook exists for the requested token id"}),
        exchange("GET", BOOK_TARGET, 418, {"error": "teapot"}),
    ),
    "content-type": (
        exchange("GET", "/time", 200, 1700000000),
        exchange("GET", "/time", 200, 1700000000, headers={"content-type": "text/html"}),
    ),
    "response-schema": (
        exchange("DELETE", "/order", 200, DONE, body=ORDER),
        exchange("DELETE", "/order", 200, {"canceled": []}, body=ORDER),
    ),
    "response-headers": (
        exchange("POST", "/order", 503, {"error": "x"}, body={}, headers={"retry-after": "79"}),
        exchange("POST", "/order", 503, {"error": "x"}, body={}, headers={"retry-after": "soon"}),
    ),
    "negative-data-refused": (
        exchange("DELETE", "/order", 400, {"error": "Invalid order payload"}, body={"orderID": 5}),
        exchange("DELETE", "/order", 200, DONE, body={"orderID": 5}),
    ),
    "good-credentials-accepted": (
        exchange("DELETE", "/order", 401, {"error": "Invalid API key"}, body=ORDER),
        exchange("DELETE", "/order", 401, {"error": "Invalid API key"}, body=ORDER, good=True),
    ),
    "method-refused": (
        exchange("PATCH", "/order", 405, headers={"allow": "POST, DELETE"}),
        exchange("PATCH", "/order", 200, {}),
    ),
    "allow-header": (
        exchange("PATCH", "/order", 405, headers={"allow": "post,delete"}),
        exchange("PATCH", "/order", 405, headers={"allow": "POST"}),
    ),
    "book-sorted": (
        exchange("GET", BOOK_TARGET, 200, BOOK),
        exchange("GET", BOOK_TARGET, 200, {**BOOK, "bids": BOOK["bids"][::-1]}),
    ),
    "book-timestamp": (
        exchange("GET", BOOK_TARGET, 200, BOOK),
        exchange("GET", BOOK_TARGET, 200, {**BOOK, "timestamp": "1700000000000"}),
    ),
}


@pytest.mark.parametrize("clause", KEPT_AND_BROKEN)
def test_a_clause_is_silent_when_kept_and_speaks_when_broken(clause: str, published: Description) -> None:
    kept, broken = KEPT_AND_BROKEN[clause]
    judge = Judge(published)
    assert [breach.clause.id for breach in judge.examine(kept)] == []
    assert [breach.clause.id for breach in judge.examine(broken)] == [clause]


def test_a_place_in_a_list_or_map_has_the_same_key_in_every_run(published: Description) -> None:
    def key(token: str, position: int) -> str:
        books = [BOOK] * position + [{**BOOK, "bids": [{"price": 1, "size": "1"}]}]
        (breach,) = Judge(published).examine(exchange("GET", f"/books?token_ids={token}", 200, books))
        return breach.key

    assert key(YES, 0) == key("2", 3) == "200 $[*].bids[*].price type"


def test_a_body_that_is_not_json_breaks_the_schema_of_its_status(published: Description) -> None:
    (breach,) = Judge(published).examine(exchange("GET", "/time", 200, b"NaN"))
    assert (breach.clause.id, breach.key) == ("response-schema", "200 not json")


def test_a_documented_503_is_an_answer_and_an_undocumented_one_a_fault(published: Description) -> None:
    disabled = {"error": "Trading is currently disabled. Check polymarket.com for updates"}
    judge = Judge(published)
    assert judge.examine(exchange("DELETE", "/cancel-all", 503, disabled)) == []
    assert [b.clause.id for b in judge.examine(exchange("GET", "/data/orders", 503, disabled))] == [
        "no-server-error"
    ]


@pytest.mark.parametrize(
    ("method", "target", "found"),
    [
        ("GET", "/data/order/0xab", "getOrder"),
        ("GET", "/rewards/markets/current", "getCurrentRewards"),
        ("GET", "/rewards/markets/0xab", "getRawRewardsForMarket"),
        ("GET", "/rewards/markets/a%2Fb", "getRawRewardsForMarket"),
        ("GET", "/rewards/markets/a/b", None),
        ("GET", "/data/order/", None),
        ("PUT", "/order", None),
    ],
)
def test_a_request_meets_the_operation_of_its_path_as_sent(
    method: str, target: str, found: str | None, published: Description
) -> None:
    operation = Judge(published).operation(
        Exchange(exchange(method, target, 200).request, exchange("", "", 200).answer)
    )
    assert (operation.id if operation else None) == found
