"""The table of deviations: each row of the served operations, on in `observed`, off in `documented`."""

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from clob_sandbox.http.operations import OPERATIONS
from clob_sandbox.profiles import ROWS, make_profile
from clob_sandbox.recorded import FORMS
from clob_sandbox.recorded.choosing import Chooser
from clob_sandbox.recorded.markets import numbers

LEDGER = Path(__file__).parents[2] / "deviations.toml"


def midpoint_key(world: Any) -> Any:
    return set(world.get("/midpoint", token_id=world.token()["token_id"]).json)


def price_string(world: Any) -> Any:
    token = world.token()["token_id"]
    single = world.get("/price", token_id=token, side="BUY").json["price"]
    several = world.post("/prices", [{"token_id": token, "side": "BUY"}]).json[token]["BUY"]
    assert single == several
    return single


def book_order(world: Any) -> Any:
    book = world.book(world.token())
    bids, asks = ([float(level["price"]) for level in book[side]] for side in ("bids", "asks"))
    return bids[-1] > bids[0], asks[-1] < asks[0]


def book_timestamp(world: Any) -> Any:
    return len(world.book(world.token())["timestamp"])


def order_units(world: Any) -> Any:
    trader = world.trader
    matched = trader.post(world.token(), "BUY", "0.56", "10.5").json
    trade = trader.call("GET", "/data/trades").json["data"][0]
    return [
        matched["makingAmount"],
        matched["takingAmount"],
        trade["size"],
        trade["maker_orders"][0]["matched_amount"],
    ]


def orders_end_cursor(world: Any) -> Any:
    return [
        world.trader.call("GET", f"/data/{name}").json["next_cursor"]
        for name in ("orders", "pre-migration-orders")
    ]


def rates_null(world: Any) -> Any:
    unrewarded = [
        m["rewards"] for m in world.get("/simplified-markets").json["data"] if not m["rewards"]["rates"]
    ]
    return unrewarded[0]


def token_primary(world: Any) -> Any:
    first = [m["tokens"][0]["token_id"] for m in world.ready["markets"]]
    return {world.get(f"/markets-by-token/{t}").json["primary_token_id"] == t for t in first}


def builder_trade(world: Any) -> Any:
    code = "0x" + "7b" * 32
    world.trader.place(world.token(), "BUY", "0.56", "10.5", builder=code)
    return world.get("/builder/trades", builder_code=code).json["data"][0]


def rebate(world: Any, maker: Any) -> Any:
    """The rebates that a maker has today, after one order of the trader's has taken another."""
    token, taker = world.token("0.005"), world.new_account()
    world.trader.place(token, "BUY", "0.65", "10")
    taker.place(token, "SELL", "0.65", "10")
    return world.get("/rebates/current", date="2026-09-21", maker_address=maker.address).json


def rebate_date(world: Any) -> Any:
    return rebate(world, world.trader)[0]["date"]


def rebate_null(world: Any) -> Any:
    return rebate(world, world.new_account())


def builder_empty(world: Any) -> Any:
    trade = builder_trade(world)
    return trade["builder"], trade.get("builderCode")


def builder_units(world: Any) -> Any:
    trade = builder_trade(world)
    return trade["size"], trade["sizeUsdc"]


def history(world: Any, **query: Any) -> Any:
    return world.get("/prices-history", market=world.token()["token_id"], **query)


def history_fidelity(world: Any) -> Any:
    refused = history(world, interval="1m")
    others = ({"interval": "1w"}, {"endTs": "2"}, {"startTs": str(10**12)})
    return refused.json.get("error"), {history(world, **query).status for query in others}


def history_now(world: Any) -> Any:
    world.post("/_sandbox/clock", {"advance": 7200})
    return [point["t"] - world.clock.seconds() for point in history(world).json["history"]]


def order_status_words(world: Any) -> Any:
    world.trader.place(world.token(), "BUY", "0.56", "10")
    return world.trader.call("GET", "/data/trades").json["data"][0]["status"]


def batch_status_empty(world: Any) -> Any:
    bad = world.trader.order(world.token(), "BUY", "0.105", "20")
    return world.trader.call("POST", "/orders", [bad]).json[0]["status"]


def cancel_market_optional(world: Any) -> Any:
    return world.trader.call("DELETE", "/cancel-market-orders", {}).status


def maker_address(world: Any) -> Any:
    return world.trader.call("GET", "/data/trades").status


def api_keys_auth(world: Any) -> Any:
    return world.trader.call("GET", "/auth/api-keys").status


def plural_get(world: Any) -> Any:
    token = world.token()["token_id"]
    paths = ("/midpoints", "/last-trades-prices", "/prices", "/books")
    return {world.get(path, token_ids=token, sides="BUY").status for path in paths}


def prices_no_side(world: Any) -> Any:
    token = world.token()["token_id"]
    return world.post("/prices", [{"token_id": token}]).json.get(token)


def end_cursor(world: Any) -> Any:
    return world.get("/simplified-markets", next_cursor="LTE=").status


def signature_type_3(world: Any) -> Any:
    query = {"asset_type": "COLLATERAL", "signature_type": "3"}
    return world.trader.call("GET", "/balance-allowance", **query).status


def error_texts(world: Any) -> Any:
    poor = world.new_account(collateral="1").post(world.token(), "BUY", "0.10", "20").json["error"]
    texts = world.get("/data/orders").json["error"], world.get("/auth/derive-api-key").json["error"]
    return (*texts, len(poor))


def game_start_null(world: Any) -> Any:
    return world.get("/markets").json["data"][0].get("game_start_time", "absent")


def market_nulls(world: Any) -> Any:
    listed = world.get("/markets").json["data"]
    return any(m[name] is None for m in listed for name in ("accepting_order_timestamp", "end_date_iso"))


def nil_lists(world: Any) -> Any:
    new_account, reported = world.new_account(), []
    for call in (
        lambda: new_account.call("GET", "/data/trades").json["data"],
        lambda: new_account.call("DELETE", "/cancel-all").json["canceled"],
        lambda: [m["tags"] for m in world.get("/markets").json["data"]],
    ):
        value = call()
        reported += value if isinstance(value, list) else [value]
    return None in reported


def nil_lists_elsewhere(world: Any) -> Any:
    """A side of a book, and the makers of a taker's trade."""
    exchange, token = world.sandbox.exchange, world.token()
    for _ in range(12):
        world.trader.post(token, "BUY", "0.57", "5")
    makers = [trade["maker_orders"] for trade in world.trader.call("GET", "/data/trades").json["data"]]
    for order in list(exchange.open):
        exchange.cancel(order)
    both = world.book(token), world.post("/books", [{"token_id": token["token_id"]}]).json[0]
    return [(book["bids"], book["asks"]) for book in both], None in makers


def nil_bodies(world: Any) -> Any:
    new_account = world.new_account()
    totals = new_account.call("GET", "/rewards/user/total", date="2026-09-21").json
    return new_account.call("GET", "/notifications", signature_type="0").json, totals


def order_missing(world: Any) -> Any:
    reported = [world.trader.call("GET", f"/data/order/0x{n:064x}") for n in range(24)]
    return {(reply.status, reply.json and reply.json["error"].capitalize()) for reply in reported}


def post_amounts_empty(world: Any) -> Any:
    posted = world.trader.post(world.token(), "BUY", "0.10", "20").json
    return posted["makingAmount"] == posted["takingAmount"] == ""


def balance_update_empty(world: Any) -> Any:
    reply = world.trader.call("GET", "/balance-allowance/update", asset_type="COLLATERAL")
    return reply.status, reply.json is None


def builder_key_objects(world: Any) -> Any:
    world.trader.call("POST", "/auth/builder-api-key")
    world.trader.call("DELETE", "/auth/builder-api-key")
    world.trader.call("POST", "/auth/builder-api-key")
    keys = world.trader.call("GET", "/auth/builder-api-key").json
    return [set(key) if isinstance(key, dict) else type(key) for key in keys]


def trade_empty_texts(world: Any) -> Any:
    for _ in range(20):
        world.trader.post(world.token(), "BUY", "0.57", "5")
    trades = world.trader.call("GET", "/data/trades").json["data"]
    return trades[0]["transaction_hash"] == "", "" in [trade["price"] for trade in trades]


def earned(world: Any) -> list[dict[str, Any]]:
    """What an account that makes a market earned on five days, by day."""
    world.trader.place(world.token(), "BUY", "0.53", "200")
    world.trader.place(world.token(), "SELL", "0.57", "200")
    first = world.clock.seconds()
    assert world.post("/_sandbox/clock", {"advance": 5 * 86_400}).status == 200
    days = (datetime.fromtimestamp(first + n * 86_400, UTC).date().isoformat() for n in range(5))
    reported = (world.trader.call("GET", "/rewards/user/total", date=day).json for day in days)
    return [earning for totals in reported for earning in totals or []]


def date_forms(world: Any) -> Any:
    dates = [earning["date"] for earning in earned(world)]
    return len(dates) == 5 and all(str(date).endswith("T00:00:00Z") for date in dates)


def number_texts(world: Any) -> Any:
    return str in {type(each[name]) for each in earned(world) for name in ("earnings", "asset_rate")}


def time_forms(world: Any) -> Any:
    for _ in range(8):
        world.trader.post(world.token(), "BUY", "0.57", "5")
    reported = world.trader.call("GET", "/notifications", signature_type="0").json
    return {type(notification["timestamp"]) for notification in reported or []} == {int}


def created_at(world: Any) -> Any:
    for _ in range(16):
        world.trader.place(world.token(), "BUY", "0.10", "20")
    return {type(order["created_at"]) for order in world.trader.call("GET", "/data/orders").json["data"]} == {
        int
    }


def clob_market_keys(world: Any) -> Any:
    details = world.get(f"/clob-markets/{world.token()['condition_id']}").json
    return sorted(
        details.keys() & {"gst", "rfqe", "itode", "oas", "cbos", "aot", "v", "mbf", "tbf", "nr", "fd"}
    )


def last_trade_none(world: Any) -> Any:
    world.sandbox.exchange.records.prints.pop(world.token()["token_id"])
    reported = world.post("/last-trades-prices", [{"token_id": world.token()["token_id"]}]).json
    return [each["side"] for each in reported]


def activity_nulls(world: Any) -> Any:
    listed = [world.get(f"/markets/live-activity/{market.condition_id}").json for market in markets(world)]
    return {details.get("series_slug", "absent") for details in listed}


def markets(world: Any) -> list[Any]:
    return [market for market in world.sandbox.exchange.markets if not market.closed]


def heartbeat_key(world: Any) -> Any:
    reported = [
        world.trader.call("POST", "/v1/heartbeats", {"heartbeat_id": f"stale {n}"}).json for n in range(12)
    ]
    assert all(reported[0].keys() - {"error_msg"} == reply.keys() - {"error_msg"} for reply in reported)
    return {"error_msg" in reply for reply in reported}


def posted_all(world: Any, count: int = 24) -> list[Any]:
    """What is answered to so many orders that rest."""
    return [world.trader.post(world.token(), "BUY", "0.10", "20").json for _ in range(count)]


def post_words(world: Any) -> Any:
    rested = posted_all(world)
    world.post("/_sandbox/matching", {"delay": 5})
    held = [world.trader.post(world.token(), "BUY", "0.56", "5").json for _ in range(24)]
    forms = {(reply["status"], (reply["errorMsg"] or "")[:11]) for reply in held}
    return None in [reply["errorMsg"] for reply in rested], min(len(reply) for reply in rested), forms


def acknowledged_empty(world: Any) -> Any:
    return world.trader.call("DELETE", "/notifications", ids="1").json is None


def notification_kinds(world: Any) -> Any:
    for _ in range(12):
        world.trader.post(world.token(), "BUY", "0.57", "5")
    reported = world.trader.call("GET", "/notifications", signature_type="0").json
    numbers = [each["id"] for each in reported]
    assert numbers == sorted(set(numbers))
    assert all(each["payload"] == {} for each in reported if each["type"] > 2)
    return max(each["type"] for each in reported) > 6


def open_orders(world: Any) -> list[dict[str, Any]]:
    posted_all(world)
    found: list[dict[str, Any]] = world.trader.call("GET", "/data/orders").json["data"]
    return found


def order_status_prefix(world: Any) -> Any:
    return {order["status"] for order in open_orders(world)}


def order_expiration_null(world: Any) -> Any:
    return None in {order["expiration"] for order in open_orders(world)}


def decimal_zeros(world: Any) -> Any:
    return {order["price"] for order in open_orders(world)}


def page_counts(world: Any) -> Any:
    pages = []
    for _ in range(12):
        posted_all(world, 1)
        pages.append(world.trader.call("GET", "/data/orders").json)
    return {"limit" in page or "count" in page for page in pages}


def cancel_delayed(world: Any) -> Any:
    world.post("/_sandbox/matching", {"delay": 5})
    order_id = world.trader.place(world.token(), "BUY", "0.56", "5")
    reported = world.trader.call("DELETE", "/order", {"orderID": order_id}).json
    return (reported["not_canceled"] or {}).get(order_id)


def status_425(world: Any) -> Any:
    world.post("/_sandbox/mode", {"mode": "restarting"})
    cancelled = world.trader.call("DELETE", "/cancel-all")
    posted = world.trader.post(world.token(), "BUY", "0.10", "20")
    return [(reply.status, reply.json["error"]) for reply in (cancelled, posted)]


def error_under_200(world: Any) -> Any:
    reported = [world.get("/midpoint", token_id=str(n)) for n in range(1, 24)]
    assert {reply.json["error"] for reply in reported} == {"No orderbook exists for the requested token id"}
    return {reply.status for reply in reported}


# row -> what shows it, seen when the row is off, seen when it is on
SHOWN: dict[str, tuple[Callable[[Any], Any], Any, Any]] = {
    "midpoint-key": (midpoint_key, {"mid_price"}, {"mid"}),
    "price-string": (price_string, 0.54, "0.54"),
    "book-order": (book_order, (False, False), (True, True)),
    "book-timestamp": (book_timestamp, 10, 13),
    "order-units": (
        order_units,
        ["5880000", "10500000", "10500000", "10500000"],
        ["5.88", "10.5", "10.5", "10.5"],
    ),
    "orders-end-cursor": (orders_end_cursor, ["", ""], ["LTE=", "LTE="]),
    "rates-null": (
        rates_null,
        {"rates": [], "min_size": 0, "max_spread": 0},
        {"rates": None, "min_size": 0, "max_spread": 0},
    ),
    "rebate-date": (rebate_date, "2026-09-21", "2026-09-21T00:00:00Z"),
    "rebate-null": (rebate_null, [], None),
    "builder-empty": (builder_empty, ("0x" + "7b" * 32, None), ("", "0x" + "7b" * 32)),
    "builder-units": (builder_units, ("10500000", "5880000"), ("10.5", "5.88")),
    "token-primary": (token_primary, {True}, {True, False}),
    "order-status-words": (order_status_words, "TRADE_STATUS_MATCHED", "MATCHED"),
    "batch-status-empty": (batch_status_empty, "delayed", ""),
    "cancel-market-optional": (cancel_market_optional, 400, 200),
    "maker-address": (maker_address, 400, 200),
    "api-keys-auth": (api_keys_auth, 401, 200),
    "plural-get": (plural_get, {200}, {400}),
    "prices-no-side": (prices_no_side, None, {"SELL": 0.56}),
    "end-cursor": (end_cursor, 200, 400),
    "history-fidelity": (
        history_fidelity,
        (None, {200}),
        ("invalid filters: minimum 'fidelity' for '1m' range is 10", {400}),
    ),
    "history-now": (history_now, [-7200], [-7200, 0]),
    "signature-type-3": (signature_type_3, 400, 200),
    "error-texts": (
        error_texts,
        ("Invalid API key", "Invalid L1 headers", 30),
        ("Unauthorized/Invalid api key", "Invalid L1 Request headers", 100),
    ),
    "game-start-null": (game_start_null, "absent", None),
    "market-nulls": (market_nulls, False, True),
    "nil-lists": (nil_lists, False, True),
    "nil-bodies": (nil_bodies, ([], []), (None, None)),
    "order-missing": (order_missing, {(404, "Order not found")}, {(404, "Order not found"), (200, None)}),
    "post-amounts-empty": (post_amounts_empty, False, True),
    "post-words": (
        post_words,
        (False, 6, {("delayed", "")}),
        (True, 3, {("delayed", ""), ("delayed", "order match"), ("unmatched", "")}),
    ),
    "balance-update-empty": (balance_update_empty, (200, False), (200, True)),
    "acknowledged-empty": (acknowledged_empty, False, True),
    "builder-key-objects": (
        builder_key_objects,
        [str],
        [{"key", "createdAt", "revokedAt"}, {"key", "createdAt"}],
    ),
    "trade-empty-texts": (trade_empty_texts, (False, False), (True, True)),
    "date-forms": (date_forms, True, False),
    "number-texts": (number_texts, False, True),
    "time-forms": (time_forms, True, False),
    "notification-kinds": (notification_kinds, False, True),
    "created-at": (created_at, True, False),
    "order-status-prefix": (order_status_prefix, {"LIVE"}, {"LIVE", "ORDER_STATUS_LIVE"}),
    "order-expiration-null": (order_expiration_null, False, True),
    "decimal-zeros": (decimal_zeros, {"0.1"}, {"0.1", "0.1000"}),
    "page-counts": (page_counts, {True}, {True, False}),
    "clob-market-keys": (
        clob_market_keys,
        ["fd", "itode", "mbf", "nr", "oas", "rfqe", "tbf"],
        ["aot", "cbos", "v"],
    ),
    "last-trade-none": (last_trade_none, [], [""]),
    "activity-nulls": (activity_nulls, {"absent"}, {None, "sandbox-series"}),
    "heartbeat-key": (heartbeat_key, {False}, {True, False}),
    "cancel-delayed": (cancel_delayed, None, "order is pending/delayed"),
    "status-425": (
        status_425,
        [(425, "matching engine restarting")] * 2,
        [(425, "service not ready")] * 2,
    ),
    "error-under-200": (error_under_200, {404}, {404, 200}),
}


def test_every_row_of_the_table_is_shown_here() -> None:
    assert [row.id for row in ROWS] == list(SHOWN)


def test_a_null_stands_for_any_empty_list_of_the_row(world: Any, observed: Any) -> None:
    assert nil_lists_elsewhere(world) == ([([], [])] * 2, False)
    assert nil_lists_elsewhere(observed) == ([(None, None)] * 2, True)


def test_a_row_of_form_can_be_off_for_one_operation(make_world: Any) -> None:
    def read(world: Any) -> set[str]:
        order_id = next(o["id"] for o in open_orders(world) if o["status"] != "LIVE")
        return {o["status"] for o in (world.trader.call("GET", f"/data/order/{order_id}").json,)}

    assert read(make_world("observed")) == {"ORDER_STATUS_LIVE"}
    assert read(make_world("observed", without=("order-status-prefix:getOrder",))) == {"LIVE"}
    assert str(make_profile("observed", ("nil-lists:getBook",))) == "observed without nil-lists:getBook"
    for word, why in (("nil-lists:getTime", "one of getMarkets"), ("end-cursor:getOrders", "as a whole")):
        with pytest.raises(ValueError, match=why):
            make_profile("observed", (word,))


def test_the_rows_of_form_are_those_that_have_forms() -> None:
    formed = {(row, operation) for operation, forms in FORMS.items() for row, _ in forms}
    of_form = {row.id: row.operations for row in ROWS if row.form}
    assert formed - {(row, place) for row, place in formed if row == "error-texts"} == {
        (row, operation) for row, operations in of_form.items() for operation in operations
    }


def test_every_row_stands_in_the_ledger() -> None:
    ledger = {entry["id"] for entry in tomllib.loads(LEDGER.read_text())["deviation"]}
    assert {row.id for row in ROWS} <= ledger


def test_every_row_names_served_operations() -> None:
    served = {operation.id for operation in OPERATIONS if operation.handler is not None}
    named = {name for row in ROWS for name in row.operations if row.id != "error-texts"}
    assert named <= served


@pytest.mark.parametrize("row", [row.id for row in ROWS])
def test_a_row_is_seen_in_observed(make_world: Any, row: str) -> None:
    without = ("price-string",) if row == "prices-no-side" else ()
    see, _, on = SHOWN[row]
    assert see(make_world("observed", without=without)) == on


@pytest.mark.parametrize("row", [row.id for row in ROWS])
def test_a_row_is_not_seen_in_documented_unless_the_repaired_description_has_it(
    make_world: Any, row: str
) -> None:
    see, off, on = SHOWN[row]
    in_documented = next(r.documented for r in ROWS if r.id == row)
    assert see(make_world("documented")) == (on if in_documented else off)


@pytest.mark.parametrize("row", [row.id for row in ROWS])
def test_each_row_can_be_switched_off_by_name(make_world: Any, row: str) -> None:
    see, off, _ = SHOWN[row]
    assert see(make_world("observed", without=(row,))) == off


def test_unknown_profiles_and_rows_are_named(make_world: Any) -> None:
    with pytest.raises(ValueError, match="unknown profile 'live'"):
        make_profile("live")
    with pytest.raises(ValueError, match="unknown deviation no-such-row"):
        make_profile("observed", ("no-such-row",))


def test_the_table_can_be_asked_for(world: Any, observed: Any) -> None:
    for asked, on in (
        (world, {row.id for row in ROWS if row.documented}),
        (observed, {row.id for row in ROWS}),
    ):
        table = asked.get("/_sandbox/deviations").json
        assert [row["id"] for row in table] == [row.id for row in ROWS]
        assert {row["id"] for row in table if row["on"]} == on


def test_no_small_number_is_a_text_with_an_exponent() -> None:
    earned = [{"date": f"2026-11-{day}", "earnings": 5.6e-05, "asset_rate": 1} for day in range(10, 30)]
    numbers(earned, Chooser(0, "number-texts"))
    assert {str(each["earnings"]) for each in earned if isinstance(each["earnings"], str)} == {"0.000056"}
