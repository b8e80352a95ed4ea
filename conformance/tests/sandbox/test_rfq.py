"""Requests for quotes: stored, found, canceled, and their acceptance refused for its order version."""

from typing import Any

import pytest


def ask(world: Any, trader: Any, side: str, price: str, **more: Any) -> dict[str, Any]:
    """The body of a request or quote over 10 shares of the first market's `outcome`."""
    token = world.token(outcome=more.pop("outcome", 0))["token_id"]
    shares, usdc = "10000000", str(int(float(price) * 100) * 100_000)
    if side == "BUY":
        assets = {"assetIn": token, "assetOut": "0", "amountIn": shares, "amountOut": usdc}
    else:
        assets = {"assetIn": "0", "assetOut": token, "amountIn": usdc, "amountOut": shares}
    return {**assets, "userType": 0, **more}


def request_and_quotes(world: Any) -> tuple[Any, Any, str, list[str]]:
    """A BUY at 0.50, and quotes at 0.56 and 0.54 by the same token and at 0.45 = 1 - 0.55 by the other."""
    asker, quoter = world.newcomer(), world.newcomer()
    request_id = asker.call("POST", "/rfq/request", ask(world, asker, "BUY", "0.50")).json["requestId"]
    offers: tuple[tuple[tuple[str, str], dict[str, Any]], ...] = (
        (("SELL", "0.56"), {}),
        (("SELL", "0.54"), {}),
        (("BUY", "0.45"), {"outcome": 1}),
    )
    quotes = [
        quoter.call("POST", "/rfq/quote", ask(world, quoter, *terms, requestId=request_id, **more)).json[
            "quoteId"
        ]
        for terms, more in offers
    ]
    return asker, quoter, request_id, quotes


def ids(reply: Any, name: str = "quoteId") -> list[str]:
    assert reply.status == 200, reply
    return [item[name] for item in reply.json["data"]]


def test_requests_and_quotes_are_found_by_those_whom_they_concern(world: Any) -> None:
    asker, quoter, request_id, quotes = request_and_quotes(world)
    assert ids(quoter.call("GET", "/rfq/data/requests"), "requestId") == [request_id]
    for trader, view in ((asker, "requester"), (quoter, "quoter")):
        assert ids(trader.call("GET", f"/rfq/data/{view}/quotes")) == quotes
        assert ids(trader.call("GET", f"/rfq/data/{view}/quotes", quoteIds=quotes[:2])) == quotes[:2]
    for trader, view in ((quoter, "requester"), (asker, "quoter"), (world.trader, "requester")):
        assert ids(trader.call("GET", f"/rfq/data/{view}/quotes")) == []


def test_a_quote_shows_its_terms(world: Any) -> None:
    asker, _, request_id, _ = request_and_quotes(world)
    shown = asker.call("GET", "/rfq/data/requester/quotes").json["data"]
    assert [quote["matchType"] for quote in shown] == ["COMPLEMENTARY", "COMPLEMENTARY", "MINT"]
    first = shown[0]
    assert (first["side"], first["price"], first["sizeIn"], first["sizeOut"]) == ("SELL", 0.56, "5.6", "10")
    assert (first["token"], first["complement"]) == tuple(world.token(outcome=n)["token_id"] for n in (0, 1))
    assert (first["requestId"], first["state"]) == (request_id, "active")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sortBy": "price"}, [2, 1, 0]),
        ({"sortBy": "price", "sortDir": "desc", "limit": 2}, [0, 1]),
        ({"priceMax": 0.54}, [1, 2]),
        ({"sizeUsdcMin": 5.5}, [0]),
        ({"state": "inactive"}, []),
        ({"markets": "0x" + "12" * 32}, []),
    ],
)
def test_quotes_are_filtered_and_sorted(world: Any, query: dict[str, Any], found: list[int]) -> None:
    asker, _, _, quotes = request_and_quotes(world)
    reply = asker.call("GET", "/rfq/data/requester/quotes", **query)
    assert ids(reply) == [quotes[number] for number in found]


def test_the_best_quote_is_the_cheapest_for_the_buyer_over_both_outcomes(world: Any) -> None:
    asker, quoter, request_id, quotes = request_and_quotes(world)
    best = asker.call("GET", "/rfq/data/best-quote", requestId=request_id)
    assert best.json["quoteId"] == quotes[1]  # 0.54 is less than 1 - 0.45
    quoter.call("DELETE", "/rfq/quote", {"quoteId": quotes[1]})
    assert asker.call("GET", "/rfq/data/best-quote", requestId=request_id).json["quoteId"] == quotes[2]
    assert asker.call("GET", "/rfq/data/best-quote", requestId="none").status == 404


def test_a_canceled_request_takes_its_quotes_with_it(world: Any) -> None:
    asker, quoter, request_id, quotes = request_and_quotes(world)
    assert quoter.call("DELETE", "/rfq/request", {"requestId": request_id}).status == 404
    assert asker.call("DELETE", "/rfq/request", {"requestId": request_id}).json == "OK"
    assert ids(asker.call("GET", "/rfq/data/requester/quotes", state="inactive")) == quotes
    body = ask(world, quoter, "SELL", "0.56", requestId=request_id)
    assert quoter.call("POST", "/rfq/quote", body).json == {"error": "rfq request is not active"}


def test_a_quote_has_to_match_its_request(world: Any) -> None:
    _, quoter, request_id, _ = request_and_quotes(world)
    for side, outcome in (("BUY", 0), ("SELL", 1)):
        body = ask(world, quoter, side, "0.50", requestId=request_id, outcome=outcome)
        reply = quoter.call("POST", "/rfq/quote", body)
        assert (reply.status, reply.json) == (400, {"error": "rfq quote does not match its request"})


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"assetIn": "1"}, "Invalid asset"),
        ({"assetOut": "1"}, "Invalid asset"),
        ({"amountIn": "0"}, "Invalid amount"),
        ({"amountIn": 5}, "Invalid payload"),
        ({"userType": True}, "Invalid payload"),
    ],
)
def test_unusable_terms_are_refused(world: Any, change: dict[str, Any], text: str) -> None:
    body = {**ask(world, world.trader, "BUY", "0.50"), **change}
    reply = world.trader.call("POST", "/rfq/request", body)
    assert (reply.status, reply.json) == (400, {"error": text})


def test_accepting_and_approving_are_refused_for_their_order_version(world: Any) -> None:
    asker, quoter, request_id, quotes = request_and_quotes(world)
    for trader, path in ((asker, "/rfq/request/accept"), (quoter, "/rfq/quote/approve")):
        body = {"requestId": request_id, "quoteId": quotes[0], "owner": trader.key, "nonce": "0"}
        assert trader.call("POST", path, body).json == {"error": "order_version_mismatch"}
        assert trader.call("POST", path, {**body, "owner": "x"}).status == 400
        assert world.trader.call("POST", path, body).status == 404
