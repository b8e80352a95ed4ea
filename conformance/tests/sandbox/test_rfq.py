"""Requests for quotes: stored, found, canceled; accepted and approved by version 1 orders, they trade."""

from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data


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
    asker, quoter = world.new_account(), world.new_account()
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


LEGACY_FIELDS = (
    ("salt", "uint256"),
    ("maker", "address"),
    ("signer", "address"),
    ("taker", "address"),
    ("tokenId", "uint256"),
    ("makerAmount", "uint256"),
    ("takerAmount", "uint256"),
    ("expiration", "uint256"),
    ("nonce", "uint256"),
    ("feeRateBps", "uint256"),
    ("side", "uint8"),
    ("signatureType", "uint8"),
)
CONTRACT = "0x4bFb41d5B3570DeFd03C39a9A4D8dE6Bd8B8982E"  # of version 1, docs/protocol/orders.md#contracts
SHARES = 10_000_000


def decision(
    trader: Any, request_id: str, quote_id: str, token: str, side: str, usdc: int, **changes: Any
) -> dict[str, Any]:
    """The body of an acceptance or approval: a version 1 order over 10 shares, signed with eth-account."""
    gives, wants = (usdc, SHARES) if side == "BUY" else (SHARES, usdc)
    order = {
        "salt": next(trader.salts),
        "maker": trader.address,
        "signer": trader.address,
        "taker": "0x" + "00" * 20,
        "tokenId": token,
        "makerAmount": str(gives),
        "takerAmount": str(wants),
        "expiration": 0,
        "nonce": "0",
        "feeRateBps": "0",
        "side": side,
        "signatureType": 0,
        **changes,
    }
    domain = {
        "name": "Polymarket CTF Exchange",
        "version": "1",
        "chainId": 137,
        "verifyingContract": CONTRACT,
    }
    types = {"Order": [{"name": name, "type": kind} for name, kind in LEGACY_FIELDS]}
    values = {name: int(order[name]) if kind == "uint256" else order[name] for name, kind in LEGACY_FIELDS}
    message = encode_typed_data(domain, types, values | {"side": 0 if side == "BUY" else 1})
    signature = Account.sign_message(message, trader.credentials["private_key"]).signature
    signed = {**order, "signature": "0x" + signature.hex().removeprefix("0x")}
    return {"requestId": request_id, "quoteId": quote_id, "owner": trader.key, **signed}


def holdings(world: Any, trader: Any) -> tuple[int, int, int]:
    """USDC, Yes and No of the first market, in base units."""
    return trader.collateral(), *(trader.shares(world.token(outcome=n)) for n in (0, 1))


# quote number -> the requester's and the quoter's order: side, outcome, USDC
COMPLEMENTARY = (0, ("BUY", 0, 5_600_000), ("SELL", 0, 5_600_000))
MINT = (2, ("BUY", 0, 5_500_000), ("BUY", 1, 4_500_000))


def decisions(world: Any, deal: Any) -> tuple[Any, Any, dict[str, Any], dict[str, Any]]:
    asker, quoter, request_id, quotes = request_and_quotes(world)
    number, *orders = deal
    bodies = [
        decision(trader, request_id, quotes[number], world.token(outcome=outcome)["token_id"], side, usdc)
        for trader, (side, outcome, usdc) in zip((asker, quoter), orders, strict=True)
    ]
    return asker, quoter, bodies[0], bodies[1]


@pytest.mark.parametrize(
    ("deal", "asker_gets", "quoter_gets"),
    [
        (COMPLEMENTARY, (-5_600_000, SHARES, 0), (5_600_000, -SHARES, 0)),
        (MINT, (-5_500_000, SHARES, 0), (-4_500_000, 0, SHARES)),
    ],
)
def test_an_accepted_and_approved_quote_trades_at_its_terms(
    world: Any, deal: Any, asker_gets: Any, quoter_gets: Any
) -> None:
    asker, quoter, acceptance, approval = decisions(world, deal)
    book, before = world.book(world.token()), [holdings(world, trader) for trader in (asker, quoter)]
    accepted = asker.call("POST", "/rfq/request/accept", acceptance)
    assert (accepted.status, accepted.json) == (200, "OK")
    assert [holdings(world, trader) for trader in (asker, quoter)] == before
    assert quoter.call("POST", "/rfq/quote/approve", approval).json == "OK"
    after = [holdings(world, trader) for trader in (asker, quoter)]
    changes = [tuple(b - a for a, b in zip(*pair, strict=True)) for pair in zip(before, after, strict=True)]
    assert changes == [asker_gets, quoter_gets]
    now = world.book(world.token())
    assert (now["bids"], now["asks"]) == (
        book["bids"],
        book["asks"],
    )  # past the book
    (trade,) = asker.call("GET", "/data/trades", maker_address=asker.address).json["data"]
    assert (trade["size"], trade["trader_side"]) == (str(SHARES), "TAKER")
    assert len(trade["maker_orders"]) == 1
    assert ids(asker.call("GET", "/rfq/data/requester/quotes", state="active")) == []
    again = quoter.call("POST", "/rfq/quote/approve", approval)
    assert again.json == {"error": "rfq quote is not active"}
    world.post("/_sandbox/clock", {"advance": 100})
    assert [holdings(world, trader) for trader in (asker, quoter)] == after


def test_two_sellers_of_both_outcomes_merge_them(world: Any) -> None:
    asker, quoter = world.new_account(), world.new_account()
    request_id = asker.call("POST", "/rfq/request", ask(world, asker, "SELL", "0.50")).json["requestId"]
    terms = ask(world, quoter, "SELL", "0.45", outcome=1, requestId=request_id)
    quote_id = quoter.call("POST", "/rfq/quote", terms).json["quoteId"]
    before = [holdings(world, trader) for trader in (asker, quoter)]
    for trader, path, outcome, usdc in (
        (asker, "/rfq/request/accept", 0, 5_500_000),
        (quoter, "/rfq/quote/approve", 1, 4_500_000),
    ):
        token = world.token(outcome=outcome)["token_id"]
        body = decision(trader, request_id, quote_id, token, "SELL", usdc)
        assert trader.call("POST", path, body).json == "OK"
    after = [holdings(world, trader) for trader in (asker, quoter)]
    changes = [tuple(b - a for a, b in zip(*pair, strict=True)) for pair in zip(before, after, strict=True)]
    assert changes == [(5_500_000, -SHARES, 0), (4_500_000, 0, -SHARES)]


def test_a_quote_is_approved_after_it_was_accepted_and_is_accepted_once(world: Any) -> None:
    asker, quoter, acceptance, approval = decisions(world, COMPLEMENTARY)
    early = quoter.call("POST", "/rfq/quote/approve", approval)
    assert (early.status, early.json) == (400, {"error": "rfq quote is not accepted"})
    assert asker.call("POST", "/rfq/request/accept", acceptance).status == 200
    twice = asker.call("POST", "/rfq/request/accept", acceptance)
    assert (twice.status, twice.json) == (400, {"error": "rfq quote is already accepted"})
    for path in ("/rfq/request/accept", "/rfq/quote/approve"):
        assert world.trader.call("POST", path, acceptance).status == 404


def test_an_acceptance_that_has_expired_is_not_traded(world: Any) -> None:
    asker, quoter, request_id, quotes = request_and_quotes(world)
    token, soon = world.token()["token_id"], world.clock.seconds() + 50
    body = decision(asker, request_id, quotes[0], token, "BUY", 5_600_000, expiration=soon)
    assert asker.call("POST", "/rfq/request/accept", body).status == 200
    world.clock.advance(50 * 10**9)
    approval = decision(quoter, request_id, quotes[0], token, "SELL", 5_600_000)
    reply = quoter.call("POST", "/rfq/quote/approve", approval)
    assert (reply.status, reply.json) == (400, {"error": "invalid expiration"})


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"makerAmount": "5500000"}, "the order does not match its rfq quote"),
        ({"takerAmount": "9000000"}, "the order does not match its rfq quote"),
        ({"side": "SELL"}, "the order does not match its rfq quote"),
        ({"nonce": "1"}, "invalid nonce"),
        ({"expiration": 1_700_000_000}, "invalid expiration"),
        ({"maker": "0x" + "5a" * 20}, "invalid signature"),
        ({"taker": "0x" + "5a" * 20}, "invalid signature"),
        ({"signer": "0x" + "5a" * 20, "signatureType": 1}, "invalid signature"),
        ({"signatureType": 3}, "Invalid order payload"),
    ],
)
def test_an_order_off_the_quotes_terms_is_refused(world: Any, changes: Any, text: str) -> None:
    asker, _, request_id, quotes = request_and_quotes(world)
    token = world.token()["token_id"]
    order = {"side": "BUY", "usdc": 5_600_000, **changes}
    body = decision(asker, request_id, quotes[0], token, **order)
    reply = asker.call("POST", "/rfq/request/accept", body)
    assert (reply.status, reply.json) == (400, {"error": text})


def test_a_decision_needs_its_signature_owner_request_and_mode(world: Any) -> None:
    asker, _, body, _ = decisions(world, COMPLEMENTARY)
    for change, status, text in (
        ({"salt": 77}, 400, "invalid signature"),
        ({"owner": "x"}, 400, "the order owner has to be the owner of the API KEY"),
        ({"requestId": "x"}, 404, "rfq request not found"),
        ({"salt": "1"}, 400, "Invalid order payload"),
    ):
        reply = asker.call("POST", "/rfq/request/accept", body | change)
        assert (reply.status, reply.json) == (status, {"error": text})
    world.post("/_sandbox/mode", {"mode": "cancel-only"})
    assert asker.call("POST", "/rfq/request/accept", body).status == 503


def test_whoever_cannot_pay_is_refused_and_nothing_moves(world: Any) -> None:
    asker, quoter, acceptance, approval = decisions(world, MINT)
    assert asker.call("POST", "/rfq/request/accept", acceptance).status == 200
    world.sandbox.exchange.accounts[quoter.address.lower()].cash = 4_499_999
    before = [holdings(world, trader) for trader in (asker, quoter)]
    reply = quoter.call("POST", "/rfq/quote/approve", approval)
    assert (reply.status, reply.json) == (400, {"error": "not enough balance / allowance"})
    assert [holdings(world, trader) for trader in (asker, quoter)] == before
    world.sandbox.exchange.accounts[quoter.address.lower()].cash = 4_500_000
    world.sandbox.exchange.accounts[asker.address.lower()].cash = 5_499_999
    assert quoter.call("POST", "/rfq/quote/approve", approval).status == 400
    world.sandbox.exchange.accounts[asker.address.lower()].cash = 5_500_000
    assert quoter.call("POST", "/rfq/quote/approve", approval).status == 200


def test_an_account_that_takes_its_own_quote_pays_for_both_outcomes(world: Any) -> None:
    trader = world.new_account(collateral="10", shares="0")
    request_id = trader.call("POST", "/rfq/request", ask(world, trader, "BUY", "0.50")).json["requestId"]
    terms = ask(world, trader, "BUY", "0.45", outcome=1, requestId=request_id)
    quote_id = trader.call("POST", "/rfq/quote", terms).json["quoteId"]
    bodies = [
        decision(trader, request_id, quote_id, world.token(outcome=outcome)["token_id"], "BUY", usdc)
        for outcome, usdc in ((0, 5_500_000), (1, 4_500_000))
    ]
    assert trader.call("POST", "/rfq/request/accept", bodies[0]).status == 200
    account = world.sandbox.exchange.accounts[trader.address.lower()]
    account.cash = 9_999_999
    assert trader.call("POST", "/rfq/quote/approve", bodies[1]).status == 400
    account.cash = 10_000_000
    assert trader.call("POST", "/rfq/quote/approve", bodies[1]).json == "OK"
    assert holdings(world, trader) == (0, SHARES, SHARES)
