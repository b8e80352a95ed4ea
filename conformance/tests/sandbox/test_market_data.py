"""Books, prices and the constants of markets, of one token and of several."""

import hashlib
import json
from typing import Any

import pytest

SINGLE = ("/book", "/midpoint", "/spread", "/tick-size", "/neg-risk", "/fee-rate", "/last-trade-price")
PLURAL = ("/books", "/midpoints", "/prices", "/spreads", "/last-trades-prices")


def test_books_of_the_two_outcomes_mirror_each_other(world: Any) -> None:
    yes, no = world.book(world.token()), world.book(world.token(outcome=1))

    def mirrored(levels: list[dict[str, str]]) -> list[tuple[float, str]]:
        return [(round(1 - float(level["price"]), 4), level["size"]) for level in levels]

    def plain(levels: list[dict[str, str]]) -> list[tuple[float, str]]:
        return [(float(level["price"]), level["size"]) for level in levels]

    assert plain(no["bids"]) == mirrored(yes["asks"])
    assert plain(no["asks"]) == mirrored(yes["bids"])


def test_the_best_price_of_a_documented_book_comes_first(world: Any) -> None:
    book = world.book(world.token())
    bids, asks = ([float(level["price"]) for level in book[side]] for side in ("bids", "asks"))
    assert len(bids) == len(asks) == 5
    assert bids == sorted(bids, reverse=True)
    assert asks == sorted(asks)
    assert bids[0] < asks[0]


def test_every_open_market_has_a_two_sided_book_and_a_last_trade(world: Any) -> None:
    assert len(world.ready["markets"]) >= 4
    assert {market["neg_risk"] for market in world.ready["markets"]} == {True, False}
    for market in world.ready["markets"]:
        for token in market["tokens"]:
            book = world.book(token)
            assert book["bids"]
            assert book["asks"]
            assert book["last_trade_price"]
            assert len(token["token_id"]) in (76, 77)
            assert (int(token["token_id"]) >> 40) & (2**64 - 1)


@pytest.mark.parametrize("profile", ["documented", "observed"])
def test_the_hash_of_a_book_is_the_sha1_of_its_compact_json(make_world: Any, profile: str) -> None:
    world = make_world(profile)
    book = world.book(world.token())
    given, book["hash"] = book["hash"], ""
    assert given == hashlib.sha1(json.dumps(book, separators=(",", ":")).encode()).hexdigest()  # noqa: S324


def test_the_hash_is_that_of_the_official_clients(vectors: Any) -> None:
    for vector in vectors["orderbook_hash"]:
        assert hashlib.sha1(vector["preimage"].encode()).hexdigest() == vector["hash"]  # noqa: S324
        assert list(json.loads(vector["preimage"])) == [
            "market",
            "asset_id",
            "timestamp",
            "hash",
            "bids",
            "asks",
            "min_order_size",
            "tick_size",
            "neg_risk",
            "last_trade_price",
        ]


def test_keys_of_a_book_come_in_the_order_in_which_they_are_hashed(world: Any, vectors: Any) -> None:
    assert list(world.book(world.token())) == list(json.loads(vectors["orderbook_hash"][0]["preimage"]))


def test_a_book_changes_with_every_order_on_either_outcome(world: Any) -> None:
    yes, no = world.token(), world.token(outcome=1)
    before = world.book(yes)
    world.trader.place(no, "SELL", "0.90", "20")
    after = world.book(yes)
    assert after["hash"] != before["hash"]
    assert {"price": "0.1", "size": "20"} in after["bids"]


def test_prices_follow_from_the_book(world: Any) -> None:
    token = world.token()["token_id"]
    assert world.get("/price", token_id=token, side="BUY").json == {"price": 0.54}
    assert world.get("/price", token_id=token, side="SELL").json == {"price": 0.56}
    assert world.get("/midpoint", token_id=token).json == {"mid_price": "0.55"}
    assert world.get("/spread", token_id=token).json == {"spread": "0.02"}
    assert world.get("/last-trade-price", token_id=token).json == {"price": "0.55", "side": "BUY"}
    other = world.token(outcome=1)["token_id"]
    assert world.get("/price", token_id=other, side="BUY").json == {"price": 0.44}
    assert world.get("/midpoint", token_id=other).json == {"mid_price": "0.45"}


@pytest.mark.parametrize("tick", ["0.0001", "0.0025", "0.005", "0.1"])
def test_the_midpoint_is_exact_at_every_tick(world: Any, tick: str) -> None:
    token = world.token(tick)["token_id"]
    book = world.book({"token_id": token})
    middle = (float(book["bids"][0]["price"]) + float(book["asks"][0]["price"])) / 2
    assert float(world.get("/midpoint", token_id=token).json["mid_price"]) == pytest.approx(middle, abs=1e-9)
    assert world.get("/tick-size", token_id=token).json == {"minimum_tick_size": float(tick)}
    assert book["tick_size"] == tick


def test_constants_answer_in_query_and_path_form(world: Any) -> None:
    token = world.token("0.001")["token_id"]
    for path, response in (
        ("/tick-size", {"minimum_tick_size": 0.001}),
        ("/neg-risk", {"neg_risk": True}),
        ("/fee-rate", {"base_fee": 0}),
    ):
        assert world.get(path, token_id=token).json == world.get(f"{path}/{token}").json == response


@pytest.mark.parametrize("path", SINGLE)
@pytest.mark.parametrize("token_id", ["", "0x12", "-1", "1.5", "abc", "\x00", "１２", "9" * 101])
def test_a_token_id_that_is_no_decimal_is_invalid(world: Any, path: str, token_id: str) -> None:
    reply = world.get(path, token_id=token_id)
    assert (reply.status, reply.json) == (400, {"error": "Invalid token id"})


@pytest.mark.parametrize("path", SINGLE)
def test_a_missing_or_doubled_token_id_is_invalid(world: Any, path: str) -> None:
    token = world.token()["token_id"]
    assert world.get(path).json == {"error": "Invalid token id"}
    assert world.get(path, token_id=[token, token]).json == {"error": "Invalid token id"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/book", "No orderbook exists for the requested token id"),
        ("/midpoint", "No orderbook exists for the requested token id"),
        ("/spread", "No orderbook exists for the requested token id"),
        ("/tick-size", "market not found"),
        ("/neg-risk", "market not found"),
        ("/fee-rate", "fee rate not found for market"),
    ],
)
def test_an_unknown_token_is_not_found(world: Any, path: str, text: str) -> None:
    reply = world.get(path, token_id="123")
    assert (reply.status, reply.json) == (404, {"error": text})


def test_a_token_without_trades_has_a_neutral_last_price(world: Any) -> None:
    assert world.get("/last-trade-price", token_id="123").json == {"price": "0.5", "side": ""}


@pytest.mark.parametrize("side", ["BOTH", "buy", "", None])
def test_a_price_needs_a_side(world: Any, side: str | None) -> None:
    query = {"token_id": world.token()["token_id"], **({} if side is None else {"side": side})}
    reply = world.get("/price", **query)
    assert (reply.status, reply.json) == (400, {"error": "Invalid side"})


def test_several_tokens_are_asked_by_body_or_by_query(world: Any) -> None:
    tokens = [world.token(outcome=index)["token_id"] for index in (0, 1)]
    body, joined = [{"token_id": token} for token in tokens], ",".join(tokens)
    assert world.post("/books", body).json == [world.book({"token_id": token}) for token in tokens]
    assert world.post("/midpoints", body).json == dict(zip(tokens, ("0.55", "0.45"), strict=True))
    assert world.post("/spreads", body).json == dict.fromkeys(tokens, "0.02")
    assert [last["price"] for last in world.post("/last-trades-prices", body).json] == ["0.55", "0.45"]
    for path in ("/books", "/midpoints", "/last-trades-prices"):
        assert world.get(path, token_ids=joined).json == world.post(path, body).json
    sided = [{**item, "side": side} for item, side in zip(body, ("BUY", "SELL"), strict=True)]
    response = {tokens[0]: {"BUY": 0.54}, tokens[1]: {"SELL": 0.46}}
    assert world.post("/prices", sided).json == response
    assert world.get("/prices", token_ids=joined, sides="BUY,SELL").json == response


def test_unknown_tokens_are_left_out_save_in_prices(world: Any) -> None:
    body = [{"token_id": "123"}, {"token_id": world.token()["token_id"]}]
    assert len(world.post("/books", body).json) == 1
    assert len(world.post("/midpoints", body).json) == 1
    reply = world.post("/prices", [{"token_id": "123", "side": "BUY"}])
    assert (reply.status, reply.json) == (404, {"error": "No orderbook exists for the requested token id"})


@pytest.mark.parametrize("path", PLURAL)
@pytest.mark.parametrize("body", [{}, None, 1, "1", [1], [[]], [{}], [{"token_id": 5}], [{"token_id": "0x"}]])
def test_an_unusable_list_of_tokens_is_an_invalid_payload(world: Any, path: str, body: Any) -> None:
    if path == "/prices" and body == [{"token_id": "0x"}]:
        body = [{"token_id": "0x", "side": "BUY"}]
    reply = world.post(path, body)
    assert (reply.status, reply.json) == (400, {"error": "Invalid payload"})


def test_prices_need_a_valid_side_each(world: Any) -> None:
    token = world.token()["token_id"]
    for body in ([{"token_id": token}], [{"token_id": token, "side": "BOTH"}]):
        assert world.post("/prices", body).json == {"error": "Invalid side"}
    assert world.get("/prices", token_ids=token, sides="BOTH").json == {"error": "Invalid side"}
    assert world.get("/prices", token_ids=token, sides="BUY,SELL").json == {"error": "Invalid payload"}


def test_last_trades_are_given_for_500_tokens_at_most(world: Any) -> None:
    tokens = [{"token_id": str(number)} for number in range(501)]
    assert world.post("/last-trades-prices", tokens).json == {"error": "Payload exceeds the limit"}
    assert world.post("/last-trades-prices", tokens[:500]).json == []


def test_an_emptied_side_has_no_midpoint(world: Any) -> None:
    exchange, token = world.sandbox.exchange, world.token()
    for order in list(exchange.open):
        if order.is_bid and order.market.condition_id == token["condition_id"]:
            exchange.cancel(order)
    token_id = token["token_id"]
    assert world.get("/midpoint", token_id=token_id).status == 404
    assert world.get("/spread", token_id=token_id).status == 404
    assert world.post("/midpoints", [{"token_id": token_id}]).json == {}
    assert world.get("/price", token_id=token_id, side="BUY").json == {"price": 0.0}
    assert world.book(token)["bids"] == []


def test_time_version_and_ok_answer(world: Any) -> None:
    assert world.get("/time").json == world.clock.seconds()
    assert world.get("/version").json == {"version": 2}
    assert world.get("/ok").json == "OK"
