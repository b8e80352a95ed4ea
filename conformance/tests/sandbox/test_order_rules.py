"""Taking an order: each rule with the text that its breach is answered with."""

from typing import Any

import pytest

INVALID = "Invalid order payload"


def refused(reply: Any) -> str:
    assert reply.status == 400, reply
    return str(reply.json["error"])


def test_a_limit_order_rests_and_its_id_is_its_digest(world: Any, digest: Any) -> None:
    order = world.trader.order(world.token(), "BUY", "0.10", "20")
    reply = world.trader.call("POST", "/order", order)
    assert reply.json == {
        "success": True,
        "errorMsg": "",
        "orderID": digest(order["order"], neg_risk=False),
        "status": "live",
        "makingAmount": "2000000",
        "takingAmount": "20000000",
    }
    listed = world.trader.call("GET", f"/data/order/{reply.json['orderID']}").json
    assert listed == world.trader.call("GET", "/data/orders").json["data"][0]
    assert listed | {"created_at": 0} == {
        "id": reply.json["orderID"],
        "status": "LIVE",
        "owner": world.trader.key,
        "maker_address": world.trader.address,
        "market": world.token()["condition_id"],
        "asset_id": world.token()["token_id"],
        "side": "BUY",
        "original_size": "20",
        "size_matched": "0",
        "price": "0.1",
        "outcome": "Yes",
        "expiration": "0",
        "order_type": "GTC",
        "associate_trades": [],
        "created_at": 0,
    }


def test_owner_and_signer_have_to_be_the_callers(world: Any) -> None:
    trader, other = world.trader, world.new_account()
    order = trader.order(world.token(), "BUY", "0.10", "20")
    assert (
        refused(other.call("POST", "/order", order)) == "the order owner has to be the owner of the API KEY"
    )
    order["owner"] = other.key
    text = "the order signer address has to be the address of the API KEY"
    assert refused(other.call("POST", "/order", order)) == text


def test_the_same_order_is_taken_once(world: Any) -> None:
    order = world.trader.order(world.token(), "BUY", "0.10", "20")
    order_id = world.trader.call("POST", "/order", order).json["orderID"]
    text = f"order {order_id} is invalid. Duplicated."
    assert refused(world.trader.call("POST", "/order", order)) == text
    world.trader.call("DELETE", "/cancel-all")
    assert refused(world.trader.call("POST", "/order", order)) == text


@pytest.mark.parametrize(
    ("tick", "price", "shown"),
    [
        ("0.01", "0.105", "0.105"),
        ("0.001", "0.1005", "0.1005"),
        ("0.005", "0.503", "0.503"),
        ("0.0025", "0.5", None),
        ("0.1", "0.55", "0.55"),
        ("0.01", "1", "1"),
        ("0.01", "1.01", "1.01"),
        ("0.01", "0.99", None),
        ("0.01", "0.01", None),
        ("0.0001", "0.0001", None),
    ],
)
def test_a_price_lies_on_the_grid_and_inside_it(world: Any, tick: str, price: str, shown: str | None) -> None:
    reply = world.trader.post(world.token(tick), "SELL", price, "20")
    if shown is None:
        assert reply.status == 200, reply
    else:
        assert refused(reply).endswith(f"is invalid. Price ({shown}) breaks minimum tick size rule: {tick}")


def test_amounts_that_mean_no_exact_price_are_refused(world: Any) -> None:
    order = world.trader.signed(world.token(), "BUY", (2_000_001, 20_000_000))
    assert "breaks minimum tick size rule: 0.01" in refused(world.trader.call("POST", "/order", order))


def test_an_amount_of_zero_is_refused(world: Any) -> None:
    for amounts in ((0, 20_000_000), (2_000_000, 0), (0, 0)):
        order = world.trader.signed(world.token(), "BUY", amounts)
        assert "lower than the minimum" in refused(world.trader.call("POST", "/order", order))


def test_an_order_has_a_minimum_size(world: Any) -> None:
    text = refused(world.trader.post(world.token(), "BUY", "0.10", "4.99"))
    assert text.endswith("is invalid. Size (4.99) lower than the minimum: 5")
    assert world.trader.post(world.token(), "BUY", "0.10", "5").status == 200


def test_resting_orders_reserve_what_they_need(world: Any) -> None:
    trader, token = world.new_account(collateral="100", shares="50"), world.token()
    trader.place(token, "BUY", "0.10", "600")
    assert refused(trader.post(token, "BUY", "0.10", "401")) == "not enough balance / allowance"
    trader.place(token, "BUY", "0.10", "400")
    trader.place(token, "SELL", "0.90", "30")
    assert refused(trader.post(token, "SELL", "0.90", "20.01")) == "not enough balance / allowance"
    trader.place(token, "SELL", "0.90", "20")


def test_the_allowance_bounds_an_order_too(world: Any) -> None:
    trader, token = world.new_account(allowance="10"), world.token()
    text = "not enough balance / allowance: the allowance is not enough"
    assert refused(trader.post(token, "BUY", "0.10", "101")) == text
    assert trader.post(token, "BUY", "0.10", "100").status == 200
    assert trader.post(token, "SELL", "0.90", "20").status == 200  # shares are approved as a whole


def test_the_allowance_is_used_up_by_buying_unless_it_is_unlimited(world: Any) -> None:
    token = world.token("0.005")  # of a market with fees
    for trader in (world.new_account(allowance="100"), world.new_account()):
        cash, before = trader.collateral(), allowances(trader)
        assert trader.post(token, "BUY", "0.90", "20", order_type="FAK").status == 200
        spent = cash - trader.collateral()
        assert spent > 0
        (left,), (was,) = allowances(trader), before
        assert left == (was if was == 2**256 - 1 else 100_000_000 - spent)
        trader.post(token, "SELL", "0.10", "20", order_type="FAK")
        assert allowances(trader) == {left}


def allowances(trader: Any) -> set[int]:
    reply = trader.call("GET", "/balance-allowance", asset_type="COLLATERAL")
    return {int(value) for value in reply.json["allowances"].values()}


@pytest.mark.parametrize(
    "body",
    [{"allowance": 5}, {"allowance": "-1"}, {"closed_only": "yes"}, {"closed_only": None}, {"banned": 1}],
)
def test_an_unusable_account_is_named(world: Any, body: dict[str, Any]) -> None:
    reply = world.post("/_sandbox/accounts", body)
    assert (reply.status, next(iter(body)) in reply.json["error"]) == (400, True)


def test_a_salt_that_json_cannot_carry_exactly_is_no_order(world: Any) -> None:
    """Salts stay below 2^53 (docs/protocol/orders.md#signed-fields)."""
    token = world.token()
    assert refused(world.trader.post(token, "BUY", "0.10", "20", salt=2**53)) == "Invalid order payload"
    assert world.trader.post(token, "BUY", "0.10", "20", salt=2**53 - 1).status == 200


def test_an_account_in_closed_only_mode_sells_but_does_not_buy(world: Any) -> None:
    trader = world.new_account(closed_only=True)
    assert trader.call("GET", "/auth/ban-status/closed-only").json == {"closed_only": True}
    text = f"'{trader.address}' address in closed only mode"
    assert refused(trader.post(world.token(), "BUY", "0.10", "20")) == text
    assert trader.post(world.token(), "SELL", "0.90", "20").status == 200


def test_a_banned_address_places_nothing_and_cancels(world: Any) -> None:
    trader, token = world.new_account(banned=True), world.token()
    text = f"'{trader.address}' address banned"
    orders = [trader.order(token, side, price, "20") for side, price in (("BUY", "0.10"), ("SELL", "0.90"))]
    for order in orders:
        assert refused(trader.call("POST", "/order", order)) == text
    batch = trader.call("POST", "/orders", orders)
    assert [(item["success"], item["errorMsg"]) for item in batch.json] == [(False, text)] * 2
    assert trader.call("DELETE", "/cancel-all").status == 200


def test_gtd_needs_an_expiration_three_minutes_ahead(world: Any) -> None:
    now, token = world.clock.seconds(), world.token()
    for expiration in (0, now, now + 179):
        reply = world.trader.post(token, "BUY", "0.10", "20", order_type="GTD", expiration=expiration)
        assert refused(reply) == "invalid expiration"
    assert world.trader.post(token, "BUY", "0.10", "20", order_type="GTD", expiration=now + 180).status == 200


def test_only_gtd_may_expire(world: Any) -> None:
    later = world.clock.seconds() + 1000
    reply = world.trader.post(world.token(), "BUY", "0.10", "20", expiration=later)
    assert refused(reply) == "invalid expiration"


def test_a_gtd_order_is_dropped_a_minute_before_its_expiration(world: Any) -> None:
    trader, expiration = world.trader, world.clock.seconds() + 600
    order_id = trader.place(world.token(), "BUY", "0.10", "20", order_type="GTD", expiration=expiration)
    world.post("/_sandbox/clock", {"advance": 539})
    assert trader.open_ids() == {order_id}
    world.post("/_sandbox/clock", {"advance": 1})
    assert trader.open_ids() == set()
    assert trader.call("GET", f"/data/order/{order_id}").json["status"] == "CANCELED"
    assert trader.post(world.token(), "BUY", "0.10", "20").status == 200  # and its funds are free


def test_a_post_only_order_rests_or_is_refused(world: Any) -> None:
    token, trader = world.token(), world.trader
    ask = world.book(token)["asks"][0]["price"]
    text = "invalid post-only order: order crosses book"
    assert refused(trader.post(token, "BUY", ask, "20", post_only=True)) == text
    assert trader.post(token, "BUY", "0.10", "20", post_only=True).json["status"] == "live"
    for order_type in ("FOK", "FAK"):
        reply = trader.post(token, "BUY", "0.10", "20", order_type=order_type, post_only=True)
        assert refused(reply).startswith("invalid post-only order")


def test_fok_fills_whole_or_not_at_all(world: Any) -> None:
    token, trader = world.token(), world.trader
    level = world.book(token)["bids"][0]
    buyer = world.new_account(collateral="0", shares="1000000")
    size = f"{float(level['size']) + 1:.2f}"
    reply = buyer.post(token, "SELL", level["price"], size, order_type="FOK")
    assert refused(reply) == "order couldn't be fully filled. FOK orders are fully filled or killed."
    assert world.book(token)["bids"][0] == level
    assert trader.post(token, "SELL", level["price"], "10", order_type="FOK").json["status"] == "matched"


def test_fak_fills_what_it_can_and_rests_nothing(world: Any) -> None:
    token = world.token()
    best, following = world.book(token)["bids"][:2]
    seller = world.new_account(collateral="0", shares="1000000")
    size = f"{float(best['size']) + 1:.2f}"
    reply = seller.post(token, "SELL", best["price"], size, order_type="FAK")
    assert reply.json["status"] == "matched"
    assert int(reply.json["makingAmount"]) == round(float(best["size"]) * 1_000_000)
    assert seller.open_ids() == set()
    assert world.book(token)["bids"][0] == following


def test_fak_without_a_match_is_killed(world: Any) -> None:
    reply = world.trader.post(world.token(), "BUY", "0.10", "20", order_type="FAK")
    assert refused(reply).startswith("no orders found to match with FAK order.")
    assert reply.json["orderID"].startswith("0x")


def test_a_market_buy_spends_its_money_at_the_best_prices(world: Any) -> None:
    token = world.token()
    assert world.book(token)["asks"][0]["price"] == "0.56"
    # 10 USDC at 0.57: 17.5438 shares, cut to 4 decimals, as the official clients do
    # (docs/protocol/amounts.md#maker-and-taker-amounts)
    order = world.trader.signed(token, "BUY", (10_000_000, 17_543_800), "FOK")
    reply = world.trader.call("POST", "/order", order)
    assert reply.json["status"] == "matched"
    assert (reply.json["makingAmount"], reply.json["takingAmount"]) == ("9999998", "17857141")


def test_a_market_buy_has_whole_cents_and_bounded_decimals(world: Any) -> None:
    text = "invalid amounts, the market buy orders maker amount supports a max accuracy of 2 decimals"
    for amounts in ((10_001_000, 17_545_600), (10_000_000, 17_543_859)):
        order = world.trader.signed(world.token(), "BUY", amounts, "FOK")
        assert refused(world.trader.call("POST", "/order", order)).startswith(text)


def test_a_marketable_buy_is_worth_a_dollar(world: Any) -> None:
    token = world.token("0.0001")  # its asks begin near 0.12
    assert refused(world.trader.post(token, "BUY", "0.1300", "7.69")) == (
        "invalid amount for a marketable BUY order ($0.9997), min size: $1"
    )
    assert world.trader.post(token, "BUY", "0.0001", "7.69").status == 200  # worth less, but it only rests


def test_an_unknown_token_and_a_closed_market_take_no_orders(world: Any) -> None:
    unknown = {**world.token(), "token_id": "1" * 76}
    assert refused(world.trader.post(unknown, "BUY", "0.10", "20")) == "Invalid token id"
    closed = next(market for market in world.sandbox.exchange.markets if market.closed)
    token = {"token_id": closed.tokens[0].token_id, "neg_risk": closed.neg_risk}
    text = "the market is not yet ready to process new orders"
    assert refused(world.trader.post(token, "BUY", "0.10", "20")) == text


def test_a_refused_order_changes_nothing(world: Any) -> None:
    trader, token = world.trader, world.token()
    before = (world.book(token), trader.collateral(), trader.shares(token))
    for reply in (
        trader.post(token, "BUY", "0.105", "20"),
        trader.post(token, "BUY", "0.10", "20", order_type="FAK"),
        trader.post(token, "BUY", "0.99", "100000"),
    ):
        assert reply.status == 400
    assert (world.book(token), trader.collateral(), trader.shares(token)) == before


def test_a_batch_takes_each_order_for_itself(world: Any) -> None:
    token, trader = world.token(), world.trader
    good = trader.order(token, "BUY", "0.10", "20")
    bad = trader.order(token, "BUY", "0.105", "20")
    reply = trader.call("POST", "/orders", [good, bad, good])
    assert reply.status == 200
    first, second, third = reply.json
    assert (first["success"], first["status"], first["errorMsg"]) == (True, "live", "")
    assert (second["success"], second["orderID"]) == (False, "")
    assert "breaks minimum tick size rule" in second["errorMsg"]
    assert third["errorMsg"] == f"order {first['orderID']} is invalid. Duplicated."
    assert trader.open_ids() == {first["orderID"]}


def test_a_batch_holds_one_to_fifteen_orders(world: Any) -> None:
    orders = [world.trader.order(world.token(), "BUY", "0.10", "5") for _ in range(16)]
    assert refused(world.trader.call("POST", "/orders", [])) == INVALID
    assert refused(world.trader.call("POST", "/orders", orders)) == (
        "Too many orders in payload: 16, max allowed: 15"
    )
    assert len(world.trader.call("POST", "/orders", orders[:15]).json) == 15


def test_a_batch_with_anothers_order_is_refused_whole(world: Any) -> None:
    own = world.trader.order(world.token(), "BUY", "0.10", "20")
    other = world.new_account().order(world.token(), "BUY", "0.10", "20")
    text = "the order owner has to be the owner of the API KEY"
    assert refused(world.trader.call("POST", "/orders", [own, other])) == text
    assert world.trader.open_ids() == set()


WRONG: dict[str, list[Any]] = {
    "salt": ["1", 1.5, True, -1, None, 2**70],
    "maker": ["0x12", 7, None],
    "signer": ["", "0x" + "z" * 40],
    "tokenId": ["0x12", "-1", 12, "1" * 400, ""],
    "makerAmount": ["1.5", 2_000_000, "-2", " 1"],
    "takerAmount": ["1e3", "٣"],
    "side": ["BOTH", "buy", 0, None],
    "signatureType": ["0", 4, -1, True, 0.5, None],
    "timestamp": [1, "now", None],
    "metadata": [0, "0x12", None],
    "builder": ["0x12", None],
    "expiration": [0, "soon", None],
    "signature": [0, None],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_field_of_the_wrong_type_or_form_is_an_invalid_payload(world: Any, name: str, value: Any) -> None:
    order = world.trader.order(world.token(), "BUY", "0.10", "20")
    order["order"][name] = value
    assert refused(world.trader.call("POST", "/order", order)) == INVALID


@pytest.mark.parametrize("name", [name for name in WRONG if name != "metadata"])
def test_a_missing_field_is_an_invalid_payload(world: Any, name: str) -> None:
    order = world.trader.order(world.token(), "BUY", "0.10", "20")
    del order["order"][name]
    assert refused(world.trader.call("POST", "/order", order)) == INVALID


@pytest.mark.parametrize(
    "changes",
    [
        {"owner": 1},
        {"owner": None},
        {"orderType": "IOC"},
        {"orderType": None},
        {"orderType": ["GTC"]},
        {"postOnly": "yes"},
        {"deferExec": 1},
        {"order": []},
        {"order": None},
    ],
)
def test_a_wrong_wrapper_is_an_invalid_payload(world: Any, changes: dict[str, Any]) -> None:
    order = {**world.trader.order(world.token(), "BUY", "0.10", "20"), **changes}
    assert refused(world.trader.call("POST", "/order", order)) == INVALID


def test_optional_fields_have_their_documented_defaults(world: Any) -> None:
    order = world.trader.order(world.token(), "BUY", "0.10", "20")
    for name in ("orderType", "deferExec", "postOnly"):
        del order[name]
    del order["order"]["metadata"]  # signed as zero
    order["order"]["builder"] = ""
    reply = world.trader.call("POST", "/order", order)
    assert reply.status == 200, reply
    assert world.trader.call("GET", "/data/orders").json["data"][0]["order_type"] == "GTC"


def test_deferred_execution_tells_no_transactions_yet(world: Any) -> None:
    order = world.trader.order(world.token(), "BUY", "0.56", "20")
    order["deferExec"] = True
    reply = world.trader.call("POST", "/order", order)
    assert reply.json["status"] == "matched"
    assert "transactionsHashes" not in reply.json
