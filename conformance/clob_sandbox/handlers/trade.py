"""Operations of the tag Trade: placing, cancelling and reading orders and trades.

Sources: description; reasons of `not_canceled` are those of its examples; texts from facts, ERRORS.
"""

import re
from typing import Any

from clob_sandbox import pages, wire
from clob_sandbox.call import Call
from clob_sandbox.errors import INVALID_ORDER, INVALID_ORDER_ID, Refused
from clob_sandbox.modes import POST_ONLY
from clob_sandbox.money import ONE
from clob_sandbox.orders import Order, State
from clob_sandbox.payloads import strings, submission
from clob_sandbox.placement import Placed, check_owner, check_size, place
from clob_sandbox.signatures import ADDRESS, BYTES32

MAX_BATCH = 15
MAX_CANCELS = 1000

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
    return results


def _placed(call: Call, placed: Placed) -> dict[str, Any]:
    order, profile = placed.order, call.exchange.profile
    shares, money = order.signed.taker_amount, order.signed.maker_amount
    if placed.trades:
        shares = sum(trade.size for trade in placed.trades)
        money = sum(trade.price * trade.size // ONE for trade in placed.trades)
    elif order.side == "SELL":
        shares, money = money, shares
    giving, getting = (money, shares) if order.side == "BUY" else (shares, money)
    answer: dict[str, Any] = {
        "success": True,
        "errorMsg": "",
        "orderID": order.id,
        "status": "matched" if placed.trades else "live",
        "makingAmount": wire.amount(giving, profile),
        "takingAmount": wire.amount(getting, profile),
    }
    if placed.trades:
        answer["tradeIDs"] = [trade.id for trade in placed.trades]
        if not placed.defer_exec:  # deferred: the trades stand, their transactions are told later
            answer["transactionsHashes"] = [trade.transaction_hash for trade in placed.trades]
    return answer


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
    return _cancel(call, list(call.exchange.open[call.key.address]))


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
    orders = call.exchange.open[call.key.address].values()
    return _cancel(call, [o.id for o in orders if passes(o, wanted.get("market"), wanted.get("asset_id"))])


def passes(order: Order, market: str | None, asset_id: str | None) -> bool:
    """Whether an order passes the filters; an absent or blank one passes everything."""
    return (not market or order.market.condition_id == market.lower()) and (
        not asset_id or order.token.token_id == asset_id
    )


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
        else:
            if "cancelled-stays-open" not in call.exchange.faults:
                call.exchange.withdraw(order)
            canceled.append(order_id)
    if "cancel-without-not-canceled" in call.exchange.faults:
        return {"canceled": canceled}
    return {"canceled": canceled, "not_canceled": not_canceled}


def get_orders(call: Call) -> dict[str, Any]:
    wanted = {name: call.one(name, _BAD_ORDERS) for name in ("id", "market", "asset_id")}
    known = call.exchange.orders.get((wanted["id"] or "").lower())
    asked = [known] if known is not None and known.address == call.key.address else []
    orders = [
        order
        for order in (asked if wanted["id"] else call.exchange.open[call.key.address].values())
        if passes(order, wanted["market"], wanted["asset_id"])
    ]
    answer = _page(call, orders, pages.ORDERS_PER_PAGE, _BAD_ORDERS, end=_orders_end(call))
    answer["data"] = [wire.order(order) for order in answer["data"]]
    return answer


def get_pre_migration_orders(call: Call) -> dict[str, Any]:
    """An empty page: the sandbox began with version 2, and no order of it is older."""
    return pages.page([], None, pages.ORDERS_PER_PAGE, unusable=_BAD_ORDERS, end=_orders_end(call))


def _orders_end(call: Call) -> str:
    return pages.END if "orders-end-cursor" in call.exchange.profile else ""


def get_order(call: Call) -> dict[str, Any]:
    order_id = call.path["orderID"]
    if not BYTES32.fullmatch(order_id):
        raise Refused(400, INVALID_ORDER_ID)
    order = call.exchange.orders.get(order_id.lower())
    if order is None or order.address != call.key.address:
        raise Refused(404, "Order not found")
    return wire.order(order)


def get_trades(call: Call) -> dict[str, Any]:
    maker = call.one("maker_address", _BAD_TRADES)
    if maker is None and "maker-address" not in call.exchange.profile:
        raise Refused(400, _BAD_TRADES)
    if maker is not None and not ADDRESS.fullmatch(maker):
        raise Refused(400, _BAD_TRADES)
    address, now, profile = call.key.address, call.exchange.clock.nanos(), call.exchange.profile
    views = [wire.trade(trade, address, now, profile) for trade in call.exchange.trades_of[address]]
    views = _filtered(call, views, _BAD_TRADES, "asset_id", "match_time")
    if maker is not None:
        views = [v for v in views if maker.lower() in _makers(v)]
    return _page(call, views, pages.TRADES_PER_PAGE, _BAD_TRADES)


def _makers(view: dict[str, Any]) -> set[str]:
    return {view["maker_address"].lower(), *(made["maker_address"].lower() for made in view["maker_orders"])}


def get_builder_trades(call: Call) -> dict[str, Any]:
    code = call.one("builder_code", _BAD_BUILDER)
    if code is None or not BYTES32.fullmatch(code):
        raise Refused(400, _BAD_BUILDER)
    now, profile = call.exchange.clock.nanos(), call.exchange.profile
    views = [
        wire.builder_trade(trade, now, profile)
        for trade in call.exchange.trades.values()
        if int(code, 16) and trade.taker.signed.builder.lower() == code.lower()
    ]
    views = _filtered(call, views, _BAD_BUILDER, "assetId", "matchTime")
    return _page(call, views, pages.BUILDER_TRADES_PER_PAGE, _BAD_BUILDER)


def _filtered(
    call: Call, views: list[dict[str, Any]], bad: str, asset: str, when: str
) -> list[dict[str, Any]]:
    """Trades that pass the filters id, market, asset_id, before and after (Unix seconds, both exclusive)."""
    wanted = {name: call.one(name, bad) for name in ("id", "market", "asset_id", "before", "after")}
    market, before, after = wanted["market"], wanted["before"], wanted["after"]
    if market is not None and not BYTES32.fullmatch(market):
        raise Refused(400, bad)
    if any(text is not None and not _TIME.fullmatch(text) for text in (before, after)):
        raise Refused(400, bad)
    return [
        view
        for view in views
        if wanted["id"] in (None, "", view["id"])
        and (market is None or market.lower() == view["market"])
        and wanted["asset_id"] in (None, "", view[asset])
        and (before is None or _earlier(view[when], before))
        and (after is None or _earlier(after, view[when]))
    ]


def _earlier(one: str, other: str) -> bool:
    """Whether one decimal is smaller than another, however many digits they have."""
    one, other = one.lstrip("0"), other.lstrip("0")
    return (len(one), one) < (len(other), other)


def _page(call: Call, items: list[Any], size: int, bad: str, *, end: str = pages.END) -> dict[str, Any]:
    return pages.page(
        items,
        call.one("next_cursor", bad),
        size,
        unusable=bad,
        end=end,
        end_refused="end-cursor" in call.exchange.profile,
    )
