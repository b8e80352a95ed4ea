"""Operations of the tag Trade: placing, cancelling and reading orders and trades.

Sources: description; reasons of `not_canceled` are those of its examples; texts from docs/protocol/errors.md.
"""

import re
from collections.abc import Sequence
from typing import Any

from attrs import evolve

from clob_sandbox.changes import pause
from clob_sandbox.clock import NANOS
from clob_sandbox.errors import INVALID_ORDER, INVALID_ORDER_ID, Refused
from clob_sandbox.http import pages, views
from clob_sandbox.http.call import Call
from clob_sandbox.http.payloads import strings, submission
from clob_sandbox.recorded import NOTHING, Chooser
from clob_sandbox.venue.index import Series
from clob_sandbox.venue.modes import POST_ONLY
from clob_sandbox.venue.orders import Order, State
from clob_sandbox.venue.placement import Placed, check_owner, check_size, place
from clob_sandbox.venue.signatures import ADDRESS, BYTES32
from clob_sandbox.venue.tape import Trade

MAX_BATCH = 15
MAX_CANCELS = 1000
NOT_FOUND = "Order not found"

_BAD_ORDERS = "invalid order params payload"
_BAD_TRADES = "Invalid trade params payload"
_BAD_BUILDER = "invalid builder trade params"
_TIME = re.compile(r"[0-9]+")


def post_order(call: Call) -> dict[str, Any]:
    call.exchange.mode.admit_orders()
    sent = submission(call.json(INVALID_ORDER), call.exchange.profile)
    check_owner(call.key, sent)
    call.exchange.mode.admit_order(post_only=sent.post_only)
    return _placed(call, place(call.exchange, call.key, sent))


def post_orders(call: Call) -> list[dict[str, Any]]:
    call.exchange.mode.admit_orders()
    body = call.json(INVALID_ORDER)
    if not isinstance(body, list):
        raise Refused(400, INVALID_ORDER)
    check_size(len(body), MAX_BATCH)
    sent = [submission(item, call.exchange.profile) for item in body]
    for item in sent:
        check_owner(call.key, item)
    results = []
    for item in sent:
        try:
            call.exchange.mode.admit_order(post_only=item.post_only)
            results.append(_placed(call, place(call.exchange, call.key, item)))
        except Refused as refusal:
            results.append(_refused(call, refusal))
        pause()
    return results


def _placed(call: Call, placed: Placed) -> dict[str, Any]:
    order, profile = placed.order, call.exchange.profile
    shares, money = order.signed.taker_amount, order.signed.maker_amount
    if placed.trades:
        shares = sum(trade.size for trade in placed.trades)
        money = sum(trade.value for trade in placed.trades)
    elif order.side == "SELL":
        shares, money = money, shares
    giving, getting = (money, shares) if order.side == "BUY" else (shares, money)
    response: dict[str, Any] = {
        "success": True,
        "errorMsg": "",
        "orderID": order.id,
        "status": "delayed" if order.state is State.DELAYED else "matched" if placed.trades else "live",
        "makingAmount": views.amount(giving, profile),
        "takingAmount": views.amount(getting, profile),
    }
    if placed.trades:
        response["tradeIDs"] = [trade.id for trade in placed.trades]
        if not placed.defer_exec:  # deferred: the trades stand, their transactions are told later
            response["transactionsHashes"] = [trade.transaction_hash for trade in placed.trades]
    return response


def _refused(call: Call, refusal: Refused) -> dict[str, Any]:
    closed = refusal.text == POST_ONLY  # the description's own example: a success with an error text
    status = "" if closed or "batch-status-empty" in call.exchange.profile else "delayed"
    return {
        "success": closed,
        "errorMsg": refusal.text,
        "orderID": "",
        "status": status,
        "makingAmount": "",
        "takingAmount": "",
    }


def cancel_order(call: Call) -> dict[str, Any]:
    call.exchange.mode.admit_cancel()
    body = call.json(INVALID_ORDER)
    if not isinstance(body, dict) or not isinstance(body.get("orderID"), str):
        raise Refused(400, INVALID_ORDER)
    return _cancel(call, [body["orderID"]])


def cancel_orders(call: Call) -> dict[str, Any]:
    call.exchange.mode.admit_cancel()
    ids = strings(call.json(INVALID_ORDER), INVALID_ORDER)
    if len(ids) > MAX_CANCELS:
        raise Refused(400, f"Too many orders in payload, max allowed: {MAX_CANCELS}")
    return _cancel(call, ids)


def cancel_all_orders(call: Call) -> dict[str, Any]:
    call.exchange.mode.admit_cancel()
    return _cancel(call, _cancellable(call, None, None))


def cancel_market_orders(call: Call) -> dict[str, Any]:
    call.exchange.mode.admit_cancel()
    body = call.json(INVALID_ORDER)
    if not isinstance(body, dict):
        raise Refused(400, INVALID_ORDER)
    wanted = {name: body[name] for name in ("market", "asset_id") if name in body}
    if not all(isinstance(value, str) for value in wanted.values()):
        raise Refused(400, INVALID_ORDER)
    if "cancel-market-optional" not in call.exchange.profile and len(wanted) < 2:
        raise Refused(400, INVALID_ORDER)
    return _cancel(call, _cancellable(call, wanted.get("market"), wanted.get("asset_id")))


def open_orders(call: Call, market: str | None, asset_id: str | None) -> Sequence[Order]:
    """The caller's live orders that pass the filters; an absent or blank one passes everything."""
    where = _where(call, market, asset_id)
    return () if where is None else call.exchange.open.of(call.key.address, where)


def _cancellable(call: Call, market: str | None, asset_id: str | None) -> list[str]:
    """Ids of the caller's orders that pass the filters and can be cancelled."""
    where = _where(call, market, asset_id)
    found = [] if where is None else call.exchange.cancellable(call.key.address, where)
    return [order.id for order in found]


def _where(call: Call, market: str | None, asset_id: str | None) -> str | None:
    """Both filters as one place of the index, None when nothing passes both: a token is of one market."""
    if not asset_id:
        return (market or "").lower()
    found = call.exchange.tokens.get(asset_id)
    if found is None or (market and market.lower() != found[0].condition_id):
        return None
    return asset_id


def _cancel(call: Call, ids: list[str]) -> dict[str, Any]:
    if not all(BYTES32.fullmatch(order_id) for order_id in ids):
        raise Refused(400, INVALID_ORDER_ID)
    canceled: list[str] = []
    not_canceled: dict[str, str] = {}
    for order_id in dict.fromkeys(ids):
        order = call.exchange.orders.get(order_id.lower())
        if order is None or order.address != call.key.address:
            not_canceled[order_id] = "Order not found"
        elif order.state is State.MATCHED:
            not_canceled[order_id] = "Order already matched"
        elif order.state is State.CANCELED:
            not_canceled[order_id] = "Order already canceled"
        elif order.state is State.DELAYED and "cancel-delayed" in call.exchange.profile:
            not_canceled[order_id] = "order is pending/delayed"
        else:
            call.exchange.cancel(order)
            canceled.append(order_id)
            pause()
    return {"canceled": canceled, "not_canceled": not_canceled}


def get_orders(call: Call) -> dict[str, Any]:
    wanted = {name: call.one(name, _BAD_ORDERS) for name in ("id", "market", "asset_id")}
    orders = open_orders(call, wanted["market"], wanted["asset_id"])
    if wanted["id"]:
        orders = _named(call, wanted["id"], _where(call, wanted["market"], wanted["asset_id"]))
    response = _page(call, orders, pages.ORDERS_PER_PAGE, _BAD_ORDERS, end=_orders_end(call))
    response["data"] = [views.order(order) for order in response["data"]]
    return response


def _named(call: Call, order_id: str, where: str | None) -> list[Order]:
    """The caller's order of this id, live or not, if it is of the place that is asked for."""
    order = call.exchange.orders.get(order_id.lower())
    if order is None or order.address != call.key.address:
        return []
    return [order] if where in ("", order.market.condition_id, order.token.token_id) else []


def get_pre_migration_orders(call: Call) -> dict[str, Any]:
    """An empty page: the sandbox began with version 2, and no order of it is older."""
    return pages.page([], None, pages.ORDERS_PER_PAGE, unusable=_BAD_ORDERS, end=_orders_end(call))


def _orders_end(call: Call) -> str:
    return pages.END if "orders-end-cursor" in call.exchange.profile else ""


def get_order(call: Call) -> Any:
    order_id = call.path["orderID"]
    if not BYTES32.fullmatch(order_id):
        raise Refused(400, INVALID_ORDER_ID)
    order = call.exchange.orders.get(order_id.lower())
    if order is None or order.address != call.key.address:
        return _missing(call, order_id)
    return views.order(order)


def _missing(call: Call, order_id: str) -> Any:
    """What comes for an order that is not there: recorded are a 404, null, and nothing at all."""
    chosen = Chooser(call.exchange.seed, "order-missing").of(order_id, NOT_FOUND, None, NOTHING)
    if "order-missing" in call.exchange.profile and chosen is not NOT_FOUND:
        return chosen
    raise Refused(404, NOT_FOUND)


def get_trades(call: Call) -> dict[str, Any]:
    maker = call.one("maker_address", _BAD_TRADES)
    if maker is None and "maker-address" not in call.exchange.profile:
        raise Refused(400, _BAD_TRADES)
    if maker is not None and not ADDRESS.fullmatch(maker):
        raise Refused(400, _BAD_TRADES)
    address, now, profile = call.key.address, call.exchange.clock.nanos(), call.exchange.profile
    found = _found(call, address, _BAD_TRADES)
    if maker is not None:
        named = found.wanted
        found = evolve(found, wanted=lambda trade: named(trade) and maker.lower() in _wallets(trade, address))
    response = _walk(call, found, pages.TRADES_PER_PAGE, _BAD_TRADES)
    response["data"] = [views.trade(trade, address, now, profile) for trade in response["data"]]
    return response


def _wallets(trade: Trade, address: str) -> set[str]:
    """The makers that a trade names to an account, in lower case."""
    wallets = {made.order.signed.maker.lower() for made in trade.makers}
    return wallets | {trade.taker.signed.maker.lower()} if trade.taker.address == address else wallets


def get_builder_trades(call: Call) -> dict[str, Any]:
    code = call.one("builder_code", _BAD_BUILDER)
    if code is None or not BYTES32.fullmatch(code):
        raise Refused(400, _BAD_BUILDER)
    now, profile = call.exchange.clock.nanos(), call.exchange.profile
    found = _found(call, code.lower(), _BAD_BUILDER)
    response = _walk(call, found, pages.BUILDER_TRADES_PER_PAGE, _BAD_BUILDER)
    response["data"] = [views.builder_trade(trade, now, profile) for trade in response["data"]]
    return response


def _found(call: Call, whose: str, bad: str) -> pages.Stretch[Trade]:
    """Trades that pass the filters id, market, asset_id, before and after (Unix seconds, both exclusive)."""
    wanted = {name: call.one(name, bad) for name in ("id", "market", "asset_id", "before", "after")}
    market, before, after = wanted["market"], wanted["before"], wanted["after"]
    if market is not None and not BYTES32.fullmatch(market):
        raise Refused(400, bad)
    if any(text is not None and not _TIME.fullmatch(text) for text in (before, after)):
        raise Refused(400, bad)
    where = _where(call, market, wanted["asset_id"])
    series = Series[Trade]() if where is None else call.exchange.trades.of(whose, where)
    first, end = series.first, series.end
    if after is not None:
        first = series.after(_seconds(after), _matched)
    if before is not None:
        end = series.not_before(_seconds(before), _matched)
    if trade_id := wanted["id"]:
        named = call.exchange.trades.get(trade_id)
        at = end if named is None else max(first, series.not_before(named.number, lambda t: t.number))
        first, end = at, min(end, at + 1)
        return pages.Stretch(series, first, end, lambda trade: trade is named)
    return pages.Stretch(series, first, end)


def _matched(trade: Trade) -> int:
    return trade.matched_at // NANOS


def _seconds(digits: str) -> int:
    """A time of any number of digits; what is past all clocks is as good as any such."""
    digits = digits.lstrip("0")
    return int(digits or "0") if len(digits) <= 18 else 10**18


def _walk(call: Call, found: pages.Stretch[Trade], size: int, bad: str) -> dict[str, Any]:
    cursor, refused = call.one("next_cursor", bad), "end-cursor" in call.exchange.profile
    return pages.walk(found, cursor, size, unusable=bad, end_refused=refused)


def _page(call: Call, items: Sequence[Any], size: int, bad: str, *, end: str = pages.END) -> dict[str, Any]:
    return pages.page(
        items,
        call.one("next_cursor", bad),
        size,
        unusable=bad,
        end=end,
        end_refused="end-cursor" in call.exchange.profile,
    )
