"""Planted faults: ways in which the sandbox can be told to break the contract, to see whether a judge
notices. How they strike stands in `planting`.
"""

import base64
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from clob_sandbox.modes import Mode
from clob_sandbox.planting import (
    Fault,
    Reply,
    Visit,
    answer,
    drop,
    each_value,
    edit,
    forget,
    header,
    put,
    status,
)

_BOOKS = ("getBook", "getBooksGet", "getBooksPost")
_CANCELS = ("cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders")
_ORDERS = ("getOrder", "getOrders")
_MIDPOINTS = ("getMidpointsGet", "getMidpointsPost")


def _other_side(side: str) -> str:
    return "SELL" if side == "BUY" else "BUY"


def _one_more(text: str) -> str:
    return str(Decimal(text) + 1)


def _rounded(text: str) -> str:
    return str(round(Decimal(text), 1))


def _as_number(item: dict[str, Any], name: str) -> None:
    item[name] = float(item[name])


def _levels(change: Any) -> Any:
    def levels(book: dict[str, Any]) -> None:
        for side in ("bids", "asks"):
            book[side] = change(book[side])

    return edit(levels)


def _swap(book: dict[str, Any]) -> None:
    book["bids"], book["asks"] = book["asks"], book["bids"]


def _unkeyed(visit: Visit) -> None:
    """Take the signature of whichever key the address has."""
    if visit.exchange.keys.find(visit.headers.get("poly_api_key", "")) is None:
        for key in visit.exchange.keys.of(visit.caller)[:1]:
            visit.change(poly_api_key=key.id)


def _as_the_key_says(header_name: str, attribute: str) -> Any:
    def before(visit: Visit) -> None:
        key = visit.exchange.keys.find(visit.headers.get("poly_api_key", ""))
        if key is not None:
            visit.change(**{header_name: getattr(key, attribute)})

    return before


def _untimed(sign: int) -> Any:
    def before(visit: Visit) -> None:
        text, now = visit.headers.get("poly_timestamp", ""), visit.exchange.clock.seconds()
        if text.isdigit() and (int(text) - now) * sign > 0 and visit.signed_for():
            visit.sign(str(now))

    return before


def _any_method(visit: Visit) -> None:
    if any(visit.signed_for(method=method) for method in ("GET", "POST", "PUT", "DELETE")):
        visit.sign()


def _seen_before(visit: Visit) -> None:
    signature = visit.headers.get("poly_signature", "")
    if visit.signed_for():
        visit.memory[signature] = True
    elif signature in visit.memory:
        visit.sign()


def _by_its_start(visit: Visit) -> None:
    given = visit.headers.get("poly_signature", "")
    if not visit.signed_for():
        visit.sign()
        right = visit.headers.get("poly_signature", "")
        if not given or right[:8] != given[:8]:
            visit.change(poly_signature=given)


def _login_unchecked(visit: Visit, reply: Reply) -> None:
    keys = visit.exchange.keys.of(visit.caller)
    if reply.status == 401 and keys:
        reply.status = 200
        reply.body = {"apiKey": keys[0].id, "secret": keys[0].secret, "passphrase": keys[0].passphrase}


def _owner_of_the_order(visit: Visit) -> None:
    """Whoever asks is taken for the one who placed the order."""
    order_id = visit.incoming.path.rpartition("/")[2] or ""
    body = visit.body()
    if isinstance(body, dict) and isinstance(body.get("orderID"), str):
        order_id = body["orderID"]
    order = visit.exchange.orders.get(order_id.lower())
    key = visit.exchange.keys.find(order.owner) if order is not None else None
    if key is not None and visit.signed_for():
        visit.change(poly_api_key=key.id, poly_address=key.address, poly_passphrase=key.passphrase)
        visit.sign()


def _first_answer(visit: Visit, reply: Reply) -> None:
    place = (visit.caller, visit.incoming.path, visit.incoming.query, visit.incoming.body)
    reply.body = visit.memory.setdefault(place, reply.body)


def _first_and_no_more(visit: Visit) -> None:
    body = visit.body()
    if isinstance(body, list) and len(body) > 1:
        visit.change_body(body[:-1])


def _as_many_as_allowed(most: int) -> Any:
    def before(visit: Visit) -> None:
        body = visit.body()
        if isinstance(body, list) and len(body) > most:
            visit.change_body(body[:most])

    return before


def _twenty_histories(visit: Visit) -> None:
    body = visit.body()
    if isinstance(body, dict) and isinstance(body.get("markets"), list):
        visit.change_body({**body, "markets": body["markets"][:20]})


def _unchanged_mode(visit: Visit) -> None:
    visit.exchange.mode = Mode()


def _closed_to_cancels(visit: Visit) -> None:
    if visit.exchange.mode.name == "cancel-only":
        visit.exchange.mode = Mode("disabled")


def _only_the_first(visit: Visit, reply: Reply) -> None:
    for order_id in reply.body["canceled"][1:]:
        reply.body["not_canceled"][order_id] = "Order not found"
    reply.body["canceled"] = reply.body["canceled"][:1]


def _again_canceled(visit: Visit, reply: Reply) -> None:
    again = [order for order, why in reply.body["not_canceled"].items() if "already canceled" in why]
    for order_id in again:
        del reply.body["not_canceled"][order_id]
    reply.body["canceled"] += again


def _unknown_canceled(visit: Visit, reply: Reply) -> None:
    unknown = [order for order, why in reply.body["not_canceled"].items() if "not found" in why]
    for order_id in unknown:
        del reply.body["not_canceled"][order_id]
    reply.body["canceled"] += unknown


def _last_stays(visit: Visit, reply: Reply) -> None:
    if len(reply.body["canceled"]) > 1:
        order = visit.exchange.orders.get(reply.body["canceled"][-1])
        if order is not None:
            order.state = type(order.state)("LIVE")
            visit.exchange.rest(order)


def _any_asset(visit: Visit) -> None:
    body = visit.body()
    orders = visit.exchange.open.get(visit.caller, {}).values()
    if isinstance(body, dict):
        for order in orders:
            if order.market.condition_id == body.get("market"):
                visit.change_body({"market": body["market"], "asset_id": order.token.token_id})
                return


def _cursor_short_by_one(visit: Visit, reply: Reply) -> None:
    cursor = reply.body["next_cursor"]
    if cursor not in ("", "LTE="):
        offset = int(base64.b64decode(cursor))
        reply.body["next_cursor"] = base64.b64encode(str(offset - 1).encode()).decode()


def _cursor_long_by_one(visit: Visit, reply: Reply) -> None:
    cursor = reply.body["next_cursor"]
    if cursor not in ("", "LTE="):
        offset = int(base64.b64decode(cursor))
        reply.body["next_cursor"] = base64.b64encode(str(offset + 1).encode()).decode()


def _never_ends(visit: Visit, reply: Reply) -> None:
    if reply.body["next_cursor"] in ("", "LTE="):
        reply.body["next_cursor"] = "MA=="


def _twice(visit: Visit, reply: Reply) -> None:
    reply.body["data"] += reply.body["data"][-1:]
    reply.body["count"] = len(reply.body["data"])


def _one_less(visit: Visit, reply: Reply) -> None:
    reply.body["data"] = reply.body["data"][:-1]
    reply.body["count"] = len(reply.body["data"])


def _refusal_as_text(visit: Visit, reply: Reply) -> None:
    if 400 <= reply.status < 500:
        reply.body = {"message": "no"}


def _ok_instead(visit: Visit, reply: Reply) -> None:
    if reply.status == 400:
        reply.status, reply.body = 200, {"mid_price": "0.5"}


def _status_instead(found: int, told: int) -> Any:
    def after(visit: Visit, reply: Reply) -> None:
        if reply.status == found:
            reply.status = told

    return after


_READ_ORDER = "getOrder"
FAULTS: dict[str, Fault] = {
    # --- types and fields
    "mid-price-number": Fault(
        "type", "the midpoint is a number", ("getMidpoint",), None, put(mid_price=float)
    ),
    "spread-number": Fault("type", "the spread is a number", ("getSpread",), None, put(spread=float)),
    "tick-size-text": Fault(
        "type", "the tick size is a text", ("getTickSize",), None, put(minimum_tick_size=str)
    ),
    "neg-risk-text": Fault("type", "neg_risk is a text", ("getNegRisk",), None, put(neg_risk=str)),
    "created-at-text": Fault(
        "type", "the time at which an order was made is a text", _ORDERS, None, put(created_at=str)
    ),
    "time-text": Fault("type", "the time is a text", ("getTime",), None, answer(str)),
    "book-without-hash": Fault("field", "a book has no hash", _BOOKS, None, drop("hash")),
    "order-without-side": Fault("field", "an order tells no side", _ORDERS, None, drop("side")),
    "page-without-count": Fault(
        "field", "a page tells no count", ("getOrders", "getTrades"), None, drop("count")
    ),
    "owner-null": Fault("null", "the owner of an order is null", _ORDERS, None, put(owner=None)),
    "balance-null": Fault("null", "the balance is null", ("getBalanceAllowance",), None, put(balance=None)),
    "outcome-null": Fault("null", "the outcome of an order is null", ("getOrder",), None, put(outcome=None)),
    # --- statuses, media, errors
    "created-201": Fault("status", "a posted order answers 201", ("postOrder",), None, status(201)),
    "unknown-order-200": Fault(
        "status", "an unknown order answers 200", (_READ_ORDER,), None, _status_instead(404, 200), always=True
    ),
    "unknown-token-500": Fault(
        "status",
        "a token without a book answers 500",
        ("getBook",),
        None,
        _status_instead(404, 500),
        always=True,
    ),
    "refusal-422": Fault(
        "status", "bad cancels answer 422", _CANCELS, None, _status_instead(400, 422), always=True
    ),
    "book-as-text": Fault(
        "media", "a book is sent as text/plain", ("getBook",), None, header("content-type", "text/plain")
    ),
    "orders-as-html": Fault(
        "media",
        "open orders are sent as text/html",
        ("getOrders",),
        None,
        header("content-type", "text/html"),
    ),
    "errors-reshaped": Fault(
        "error",
        "refusals say `message` where they should say `error`",
        (),
        None,
        _refusal_as_text,
        always=True,
    ),
    "not-json": Fault(
        "media", "the midpoint is not JSON", ("getMidpoint",), None, answer(b"{mid_price: 0.5}")
    ),
    # --- silent acceptance
    "midpoint-of-nothing": Fault(
        "acceptance",
        "a midpoint is told of what is no token",
        ("getMidpoint",),
        None,
        _ok_instead,
        always=True,
    ),
    "any-asset-type": Fault(
        "acceptance",
        "a balance is told of any asset type",
        ("getBalanceAllowance",),
        lambda visit: visit.change_query(lambda query: query.update(asset_type="COLLATERAL")),
    ),
    "any-fidelity": Fault(
        "acceptance",
        "a price history takes any fidelity and interval",
        ("getPricesHistory",),
        forget("fidelity", "interval"),
    ),
    "bad-cursor-taken": Fault(
        "acceptance", "an unreadable cursor means the first page", ("getOrders",), forget("next_cursor")
    ),
    # --- updates and stale reads
    "cancelled-stays-open": Fault("update", "a cancel answers `canceled`, but the order stays open"),
    "stale-order": Fault(
        "stale", "an order is told as it was when first read", ("getOrder",), None, _first_answer
    ),
    "stale-orders": Fault(
        "stale", "open orders are listed as when first listed", ("getOrders",), None, _first_answer
    ),
    "stale-time": Fault(
        "stale", "the time is off by an hour", ("getTime",), None, answer(lambda now: now - 3600)
    ),
    "time-millis": Fault(
        "precision", "the time is in milliseconds", ("getTime",), None, answer(lambda now: now * 1000)
    ),
    # --- filters
    "filter-id-ignored": Fault("filter", "orders are not filtered by id", ("getOrders",), forget("id")),
    "filter-market-ignored": Fault(
        "filter", "orders are not filtered by market", ("getOrders",), forget("market")
    ),
    "filter-asset-ignored": Fault(
        "filter", "orders are not filtered by asset", ("getOrders",), forget("asset_id")
    ),
    "trades-filter-ignored": Fault(
        "filter",
        "trades are not filtered",
        ("getTrades",),
        forget("id", "market", "asset_id", "before", "after"),
    ),
    "trades-time-ignored": Fault(
        "filter", "trades are not filtered by time", ("getTrades",), forget("before", "after")
    ),
    # --- pages
    "page-overlaps": Fault(
        "page", "the next page begins with the last item", ("getOrders",), None, _cursor_short_by_one
    ),
    "page-skips": Fault(
        "page", "an item between two pages is lost", ("getOrders",), None, _cursor_long_by_one
    ),
    "page-never-ends": Fault(
        "page", "the last page points at the first", ("getOrders", "getMarkets"), None, _never_ends
    ),
    "page-item-twice": Fault(
        "page", "the last item of a page is there twice", ("getOrders", "getMarkets"), None, _twice
    ),
    "page-item-lost": Fault("page", "the last item of a page is left out", ("getOrders",), None, _one_less),
    "market-lost": Fault("page", "the last market is not listed", ("getSimplifiedMarkets",), None, _one_less),
    "count-off-by-one": Fault(
        "page", "the count of a page is one too many", ("getOrders",), None, put(count=lambda n: n + 1)
    ),
    # --- books and prices
    "book-unsorted": Fault("book", "the best of a book comes last", _BOOKS, None, _levels(lambda s: s[::-1])),
    "book-sides-swapped": Fault("book", "bids and asks of a book are swapped", _BOOKS, None, edit(_swap)),
    "book-half-sorted": Fault(
        "book",
        "the second level stands before the first",
        _BOOKS,
        None,
        _levels(lambda s: s[1:2] + s[:1] + s[2:]),
    ),
    "book-zero-size": Fault(
        "book", "the best level is empty", _BOOKS, None, _levels(lambda s: [{**x, "size": "0"} for x in s])
    ),
    "book-rounded": Fault(
        "precision",
        "prices of a book have one decimal",
        _BOOKS,
        None,
        _levels(lambda s: [{**x, "price": _rounded(x["price"])} for x in s]),
    ),
    "book-of-another": Fault(
        "echo", "a book names another asset", ("getBook",), None, put(asset_id=lambda text: text[:-1] + "0")
    ),
    "token-id-rounded": Fault(
        "precision",
        "an asset id went through a float",
        ("getBook",),
        None,
        put(asset_id=lambda t: str(int(float(t)))),
    ),
    "book-best-lost": Fault(
        "book", "the best level of both sides is left out", _BOOKS, None, _levels(lambda s: s[1:])
    ),
    "mid-is-bid": Fault(
        "precision", "the midpoint is rounded to one decimal", ("getMidpoint",), None, put(mid_price=_rounded)
    ),
    "spread-doubled": Fault(
        "book",
        "the spread is twice too wide",
        ("getSpread",),
        None,
        put(spread=lambda t: str(2 * Decimal(t))),
    ),
    "price-sides-swapped": Fault(
        "book",
        "the price of a side is that of the other",
        ("getPrice",),
        lambda visit: visit.change_query(
            lambda query: query.update(side=_other_side(query["side"])) if "side" in query else None
        ),
    ),
    # --- forms that should agree
    "midpoints-post-rounded": Fault(
        "agreement",
        "midpoints are rounded in the batch by POST",
        ("getMidpointsPost",),
        None,
        answer(each_value(_rounded)),
    ),
    "batch-loses-last": Fault(
        "agreement",
        "a batch leaves its last item out",
        ("getMidpointsPost", "getSpreads", "getBooksPost"),
        _first_and_no_more,
    ),
    "tick-by-path-other": Fault(
        "agreement",
        "the tick by path is ten times too large",
        ("getTickSizeByPath",),
        None,
        put(minimum_tick_size=lambda t: 0.1 if t < 0.1 else 0.01),
    ),
    "neg-risk-inverted": Fault(
        "agreement",
        "neg_risk is inverted",
        ("getNegRisk", "getNegRiskByPath"),
        None,
        put(neg_risk=lambda value: not value),
    ),
    "fee-by-path-other": Fault(
        "agreement",
        "the fee by path is 7 points higher",
        ("getFeeRateByPath",),
        None,
        put(base_fee=lambda n: n + 7),
    ),
    "tokens-swapped": Fault(
        "agreement",
        "primary and secondary token are swapped",
        ("getMarketByToken",),
        None,
        edit(
            lambda m: m.update(
                primary_token_id=m["secondary_token_id"], secondary_token_id=m["primary_token_id"]
            )
        ),
    ),
    # --- orders
    "order-side-swapped": Fault(
        "echo", "an order reads back with the other side", _ORDERS, None, put(side=_other_side)
    ),
    "order-size-off": Fault(
        "precision",
        "an order reads back with a size of one more",
        _ORDERS,
        None,
        put(original_size=_one_more),
    ),
    "order-price-rounded": Fault(
        "precision", "an order's price has one decimal", _ORDERS, None, put(price=_rounded)
    ),
    "order-overmatched": Fault(
        "life",
        "an order has more matched than it has",
        ("getOrder",),
        None,
        edit(lambda o: o.update(size_matched=_one_more(o["original_size"]))),
    ),
    "order-id-upper": Fault(
        "echo", "the id of an order is in capitals", ("postOrder",), None, put(orderID=str.upper)
    ),
    # --- signatures
    "wrong-hmac-accepted": Fault("signature", "the HMAC of an L2 request is not checked"),
    "signature-start-only": Fault("signature", "only the start of the HMAC is compared", (), _by_its_start),
    "passphrase-unchecked": Fault(
        "signature", "the passphrase is not checked", (), _as_the_key_says("poly_passphrase", "passphrase")
    ),
    "address-unchecked": Fault(
        "signature",
        "the address of an L2 request is not checked",
        (),
        _as_the_key_says("poly_address", "address"),
    ),
    "key-unchecked": Fault("signature", "an unknown API key passes for the address's own", (), _unkeyed),
    "stale-accepted": Fault("signature", "a signature of any age is taken", (), _untimed(-1)),
    "future-accepted": Fault("signature", "a signature from the future is taken", (), _untimed(1)),
    "method-unsigned": Fault("signature", "a signature for another method is taken", (), _any_method),
    "login-unchecked": Fault(
        "signature",
        "an API key is derived for whoever names an address",
        ("deriveApiKey",),
        None,
        _login_unchecked,
        always=True,
    ),
    "replay-accepted": Fault("replay", "a signature once seen opens every other request", (), _seen_before),
    "order-public": Fault("privacy", "anybody reads an order", ("getOrder",), _owner_of_the_order),
    "cancel-public": Fault("privacy", "anybody cancels an order", ("cancelOrder",), _owner_of_the_order),
    # --- limits and modes
    "batch-limit-off": Fault(
        "limit",
        "a batch of more than 15 orders is cut, not refused",
        ("postOrders",),
        _as_many_as_allowed(15),
    ),
    "cancel-limit-off": Fault(
        "limit", "more than 1000 cancels are cut, not refused", ("cancelOrders",), _as_many_as_allowed(1000)
    ),
    "histories-limit-off": Fault(
        "limit",
        "more than 20 histories are cut, not refused",
        ("getBatchPricesHistory",),
        _twenty_histories,
    ),
    "mode-ignored": Fault(
        "mode", "orders are taken in every mode", ("postOrder", "postOrders"), _unchanged_mode
    ),
    "cancel-only-closed": Fault(
        "mode", "cancels are refused in cancel-only mode", _CANCELS, _closed_to_cancels
    ),
    # --- cancels
    "cancel-without-not-canceled": Fault(
        "cancel", "answers of the cancel operations lack the key `not_canceled`"
    ),
    "cancel-tells-one": Fault(
        "cancel", "of several cancelled orders one is told", _CANCELS, None, _only_the_first
    ),
    "cancel-twice-canceled": Fault(
        "cancel", "a cancelled order is cancelled again", _CANCELS, None, _again_canceled
    ),
    "cancel-unknown-canceled": Fault(
        "cancel", "an unknown order is told as cancelled", _CANCELS, None, _unknown_canceled
    ),
    "cancel-all-but-one": Fault(
        "cancel", "cancel-all leaves one order open", ("cancelAllOrders",), None, _last_stays
    ),
    "cancel-market-any-asset": Fault(
        "cancel", "cancelling by asset takes any asset of the market", ("cancelMarketOrders",), _any_asset
    ),
    "cancel-drops-unknown": Fault(
        "cancel", "orders that are not cancelled are not told", _CANCELS, None, put(not_canceled={})
    ),
    # --- liveness
    "scoring-missing": Fault(
        "agreement", "scoring by POST leaves an order out", ("postOrdersScoring",), _first_and_no_more
    ),
    "heartbeat-same-id": Fault(
        "life",
        "a heartbeat answers an id that nobody can follow up",
        ("sendHeartbeatV1",),
        None,
        put(heartbeat_id="00000000-0000-4000-a000-000000000000"),
    ),
    "balance-doubled": Fault(
        "stale",
        "the balance after an update is another than the balance",
        ("getUpdateBalanceAllowance",),
        None,
        put(balance=lambda t: str(2 * int(t) + 1)),
    ),
}


def chosen(names: Iterable[str]) -> frozenset[str]:
    """The faults of these names; raises ValueError for one that is not in the table."""
    wanted = frozenset(names)
    if unknown := wanted - FAULTS.keys():
        raise ValueError(f"unknown fault {', '.join(sorted(unknown))}: one of {', '.join(FAULTS)}")
    return wanted
