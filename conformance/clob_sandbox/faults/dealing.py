"""Faults of dealing: what trades move, what cancels leave behind, what an account is told of its own, and
who may act for it.
"""

import heapq
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

import orjson

from clob_sandbox import wire
from clob_sandbox.auth import l2_signature
from clob_sandbox.clock import NANOS
from clob_sandbox.exchange import EXPIRY_MARGIN
from clob_sandbox.faults.common import CANCELS, other_side
from clob_sandbox.money import cost, price_text
from clob_sandbox.orders import Order, State
from clob_sandbox.planting import Fault, Reply, Visit, edit, items
from clob_sandbox.tape import Trade

_POSTS = ("postOrder", "postOrders")
_LISTS = ("getOrders", "getTrades")
_SCORINGS = ("getOrderScoring", "getOrdersScoring", "postOrdersScoring")


# --- what a post does and tells


def _posted(visit: Visit, reply: Reply) -> Iterator[tuple[dict[str, Any], Order]]:
    """Each answer to an order that was taken, with the order."""
    for item in items(reply.body):
        order = visit.exchange.orders.get(item.get("orderID", ""))
        if order is not None:
            yield item, order


def _traded(change: Callable[[Visit, Trade], object]) -> Any:
    """Do something about every trade that a post made."""

    def after(visit: Visit, reply: Reply) -> None:
        for item, _ in _posted(visit, reply):
            for trade_id in item.get("tradeIDs", ()):
                change(visit, visit.exchange.trades[trade_id])

    return after


def _keep_improvement(visit: Visit, trade: Trade) -> None:
    better = abs(trade.taker.price - trade.price)
    visit.exchange.accounts[trade.taker.address].cash -= cost(better, trade.size)


def _unpay_partial(visit: Visit, trade: Trade) -> None:
    for made in trade.makers:
        maker = made.order
        if maker.remaining:
            account = visit.exchange.accounts[maker.address]
            account.trade(other_side(maker.side), maker.token.token_id, maker.price, made.size)


def _charge_makers(visit: Visit, trade: Trade) -> None:
    for made in trade.makers:
        account = visit.exchange.accounts[made.order.address]
        account.cash -= trade.fee * made.size // trade.size


def _drop_remainder(visit: Visit, reply: Reply) -> None:
    for item, order in _posted(visit, reply):
        if "tradeIDs" in item and order.state is State.LIVE:
            visit.exchange.withdraw(order)


def _told_as_signed(visit: Visit, reply: Reply) -> None:
    for item, order in _posted(visit, reply):
        item["makingAmount"] = wire.amount(order.signed.maker_amount, visit.exchange.profile)
        item["takingAmount"] = wire.amount(order.signed.taker_amount, visit.exchange.profile)


def _third_as_second(visit: Visit, reply: Reply) -> None:
    told = visit.memory.setdefault(visit.caller, [])
    told.append(reply.body)
    if len(told) % 3 == 0:
        reply.body = told[-2]


def _expire_late(visit: Visit, reply: Reply) -> None:
    new = {order.id for _, order in _posted(visit, reply)}
    waiting = visit.exchange._expiries
    waiting[:] = [
        (due + EXPIRY_MARGIN * NANOS if order_id in new else due, number, order_id)
        for due, number, order_id in waiting
    ]
    heapq.heapify(waiting)


def _forget_canceled(visit: Visit) -> None:
    """Let an order that was cancelled be unknown while the same one is posted."""
    body = visit.body()
    sent = [
        item.get("order") for item in (body if isinstance(body, list) else [body]) if isinstance(item, dict)
    ]
    salts = [
        order["salt"] for order in sent if isinstance(order, dict) and isinstance(order.get("salt"), int)
    ]
    known = visit.exchange.orders
    visit.memory["canceled"] = [
        known.pop(order.id)
        for order in list(known.values())
        if order.address == visit.caller and order.state is State.CANCELED and order.signed.salt in salts
    ]


def _remember_canceled(visit: Visit, reply: Reply) -> None:
    for order in visit.memory["canceled"]:
        visit.exchange.orders.setdefault(order.id, order)


def _post_only_as_the_first(visit: Visit) -> None:
    body = visit.body()
    if isinstance(body, list) and body and all(isinstance(item, dict) for item in body):
        flag = body[0].get("postOnly", False)
        visit.change_body([{**item, "postOnly": flag} for item in body])


def _without_refused(visit: Visit, reply: Reply) -> None:
    reply.body = [item for item in reply.body if not item["errorMsg"]]


def _restart_as_503(visit: Visit, reply: Reply) -> None:
    if reply.status == 425:
        reply.status = 503


# --- what a cancel does


def _as_matched(visit: Visit) -> None:
    """While a cancel is carried out, orders filled in part pass for filled."""
    orders = visit.exchange.open.get(visit.caller, {}).values()
    visit.memory["partial"] = [order for order in orders if order.matched]
    for order in visit.memory["partial"]:
        order.state = State.MATCHED


def _live_after_all(visit: Visit, reply: Reply) -> None:
    for order in visit.memory["partial"]:
        order.state = State.LIVE


def _still_bound(visit: Visit, reply: Reply) -> None:
    for order_id in reply.body["canceled"]:
        order = visit.exchange.orders[order_id.lower()]
        visit.exchange.accounts[order.address].bind(order, order.remaining)


def _twenty_alone(visit: Visit) -> None:
    body = visit.body()
    ids = body if isinstance(body, list) else []
    visit.memory["rest"] = ids[20:]
    if ids[20:]:
        visit.change_body(ids[:20])


def _told_of_the_rest(visit: Visit, reply: Reply) -> None:
    live = visit.exchange.open.get(visit.caller, {})
    reply.body["canceled"] += [order_id for order_id in visit.memory["rest"] if order_id in live]


def _first_outcome_alone(visit: Visit) -> None:
    body = visit.body()
    if isinstance(body, dict) and isinstance(body.get("market"), str) and not body.get("asset_id"):
        market = visit.exchange.by_condition.get(body["market"].lower())
        if market is not None:
            visit.change_body({**body, "asset_id": market.tokens[0].token_id})


# --- what is read


def _kept(wanted: Callable[[dict[str, Any]], bool]) -> Any:
    """Leave out of a page what is not wanted."""

    def after(visit: Visit, reply: Reply) -> None:
        reply.body["data"] = [item for item in reply.body["data"] if wanted(item)]
        reply.body["count"] = len(reply.body["data"])

    return after


def _from_the_cache(visit: Visit, reply: Reply) -> None:
    """Answer whoever has proved to be somebody by what anybody was told of this path."""
    path = visit.incoming.path
    if reply.status == 200:
        visit.memory[path] = reply.body
    elif reply.status == 404 and path in visit.memory:
        reply.status, reply.body = 200, visit.memory[path]


def _filtered_at_first(visit: Visit) -> None:
    def change(query: dict[str, str]) -> None:
        if query.get("next_cursor", "MA==") not in ("", "MA=="):
            for name in ("id", "market", "asset_id", "before", "after", "maker_address"):
                query.pop(name, None)

    visit.change_query(change)


def _at_the_limit(visit: Visit, reply: Reply) -> None:
    for item in reply.body["data"]:
        item["price"] = price_text(visit.exchange.orders[item["taker_order_id"]].price)


def _makers_as_taker(item: dict[str, Any]) -> None:
    for made in item.get("maker_orders", ()):
        made["asset_id"], made["outcome"] = item["asset_id"], item["outcome"]


def _other_outcome(visit: Visit) -> None:
    def change(query: dict[str, str]) -> None:
        found = visit.exchange.tokens.get(query.get("token_id", ""))
        if found is not None:
            query["token_id"] = found[0].tokens[1 - found[1].index].token_id

    visit.change_query(change)


def _drop_everybodys(visit: Visit, reply: Reply) -> None:
    ids = [int(number) for number in parse_qs(visit.incoming.query)["ids"][0].split(",")]
    for address in visit.exchange.accounts:
        visit.exchange.notifications.drop(address, ids)


def _once_and_for_all(visit: Visit, reply: Reply) -> None:
    """What once scored is told as scoring."""
    told: dict[str, bool] = reply.body
    order_id = parse_qs(visit.incoming.query).get("order_id", [""])[0]
    for name, scores in told.items():
        known = (order_id if name == "scoring" else name).lower()
        told[name] = visit.memory[known] = scores or visit.memory.get(known, False)


# --- who acts, and how that is proved


def _end_all_keys(visit: Visit, reply: Reply) -> None:
    for key in visit.exchange.keys.of(visit.caller):
        visit.exchange.keys.revoke(key.id)


def _by_readonly_key(visit: Visit) -> None:
    key = visit.exchange.readonly_keys.find(visit.headers.get("poly_readonly_api_key", ""))
    if key is not None and key.address == visit.caller and "poly_api_key" not in visit.headers:
        for own in visit.exchange.keys.of(key.address)[:1]:
            visit.change(poly_api_key=own.id, poly_passphrase=own.passphrase)
            visit.sign(str(visit.exchange.clock.told()))


def _any_timestamp(visit: Visit) -> None:
    key = visit.exchange.keys.find(visit.headers.get("poly_api_key", ""))
    stamp, sent = visit.headers.get("poly_timestamp", ""), visit.incoming
    if key is None or not stamp.isascii() or not stamp.isdigit() or visit.signed_for():
        return
    near = range(int(stamp) - 60, int(stamp) + 61)
    given = visit.headers.get("poly_signature", "")
    if any(given == l2_signature(key.secret, str(t), sent.method, sent.path, sent.body) for t in near):
        visit.sign()


def _compact_alone(visit: Visit) -> None:
    """Take the HMAC over the body as this server would have written it."""
    body = visit.body()
    if body is not None and visit.signed_for() and not visit.signed_for(body=orjson.dumps(body)):
        visit.change(poly_signature="")


def _step_on(visit: Visit, reply: Reply) -> None:
    """A heartbeat that is refused moves the chain of ids on, past the id that the refusal names."""
    beats, key_id = visit.exchange.heartbeats, visit.headers.get("poly_api_key", "")
    watch = beats._watches.get(key_id)
    if reply.status == 400 and watch is not None:
        watch.beats += 1
        watch.expected = beats._id(key_id, watch.beats)


def _newest_quote_alone(visit: Visit) -> None:
    """While the best quote is looked up, the newest is the only open one."""
    wanted = parse_qs(visit.incoming.query).get("requestId", [""])[0]
    quotes = visit.exchange.rfq.quotes.values()
    found = [quote for quote in quotes if quote.active and quote.request and quote.request.id == wanted]
    visit.memory["closed"] = found[:-1]
    for quote in found[:-1]:
        quote.active = False


def _quotes_reopened(visit: Visit, reply: Reply) -> None:
    for quote in visit.memory["closed"]:
        quote.active = True


FAULTS: dict[str, Fault] = {
    # --- placing
    "improvement-kept": Fault(
        "agreement",
        "whoever takes a better price than its limit pays or is paid the limit",
        _POSTS,
        None,
        _traded(_keep_improvement),
    ),
    "partial-maker-unpaid": Fault(
        "update",
        "a resting order that is filled in part moves no money and no shares of its account",
        _POSTS,
        None,
        _traded(_unpay_partial),
    ),
    "maker-pays-fee": Fault(
        "agreement", "makers pay the taker's fee once more", _POSTS, None, _traded(_charge_makers)
    ),
    "remainder-dropped": Fault(
        "life", "what a resting order does not fill at once is cancelled", _POSTS, None, _drop_remainder
    ),
    "cancelled-order-again": Fault(
        "acceptance",
        "an order that was cancelled is taken and carried out when it is posted once more",
        _POSTS,
        _forget_canceled,
        _remember_canceled,
        always=True,
    ),
    "gtd-no-margin": Fault(
        "life",
        "a GTD order stays open up to its stated expiration, not to a minute before",
        _POSTS,
        None,
        _expire_late,
    ),
    "post-amounts-signed": Fault(
        "echo",
        "an order that traded is answered with the amounts that were signed",
        _POSTS,
        None,
        _told_as_signed,
    ),
    "post-answer-of-before": Fault(
        "stale",
        "every third order of an account is answered like the one before it",
        ("postOrder",),
        None,
        _third_as_second,
    ),
    "batch-first-post-only": Fault(
        "batch",
        "the first order of a batch says for all of them whether they are post-only",
        ("postOrders",),
        _post_only_as_the_first,
    ),
    "batch-refusals-left-out": Fault(
        "batch", "the answer to a batch leaves refused orders out", ("postOrders",), None, _without_refused
    ),
    "restart-told-503": Fault(
        "mode", "a restart is told by 503, not 425", _POSTS, None, _restart_as_503, always=True
    ),
    # --- cancels
    "cancel-partial-refused": Fault(
        "cancel",
        "an order filled in part is not cancelled, as if it were filled",
        ("cancelOrder", "cancelOrders"),
        _as_matched,
        _live_after_all,
        always=True,
    ),
    "cancel-keeps-reserve": Fault(
        "update", "what a cancelled order reserved is not set free", CANCELS, None, _still_bound
    ),
    "cancels-past-twenty-lost": Fault(
        "cancel",
        "of a list of cancels those past the twentieth are told as done, but are not",
        ("cancelOrders",),
        _twenty_alone,
        _told_of_the_rest,
    ),
    "cancel-market-one-outcome": Fault(
        "cancel",
        "cancelling a whole market takes the first outcome alone",
        ("cancelMarketOrders",),
        _first_outcome_alone,
    ),
    # --- orders and trades as read
    "partial-unlisted": Fault(
        "filter",
        "open orders that are filled in part are not listed",
        ("getOrders",),
        None,
        _kept(lambda item: item["size_matched"] == "0"),
    ),
    "order-cache-shared": Fault(
        "privacy",
        "an order that its owner has read is told to every account",
        ("getOrder",),
        None,
        _from_the_cache,
        always=True,
    ),
    "next-page-unfiltered": Fault("page", "filters hold on the first page alone", _LISTS, _filtered_at_first),
    "trade-at-limit-price": Fault(
        "agreement",
        "a trade is told at its taker's limit, not at the price it was made at",
        ("getTrades",),
        None,
        _at_the_limit,
    ),
    "mint-told-as-taken": Fault(
        "echo",
        "maker orders of a trade are told to be of the taker's asset and outcome",
        ("getTrades",),
        None,
        edit(_makers_as_taker),
    ),
    "trades-as-maker-lost": Fault(
        "filter",
        "an account's trades as a maker are not listed",
        ("getTrades",),
        None,
        _kept(lambda item: item["trader_side"] == "TAKER"),
    ),
    # --- money, notifications, liveness, quotes
    "balance-of-complement": Fault(
        "agreement",
        "the balance of a token is that of the market's other one",
        ("getBalanceAllowance", "getUpdateBalanceAllowance"),
        _other_outcome,
    ),
    "drop-of-others": Fault(
        "privacy",
        "notifications are dropped whoever's they are",
        ("dropNotifications",),
        None,
        _drop_everybodys,
    ),
    "scoring-sticks": Fault(
        "stale", "an order that once scored is told as scoring for ever", _SCORINGS, None, _once_and_for_all
    ),
    "heartbeat-moves-on-refusal": Fault(
        "life",
        "the id that a refused heartbeat is told to send is refused in turn",
        ("sendHeartbeatV1",),
        None,
        _step_on,
        always=True,
    ),
    "rfq-best-newest": Fault(
        "agreement",
        "the best quote is the newest one",
        ("getRfqBestQuote",),
        _newest_quote_alone,
        _quotes_reopened,
        always=True,
    ),
    # --- keys and signatures
    "delete-key-ends-all": Fault(
        "update", "deleting a key deletes all keys of its address", ("deleteApiKey",), None, _end_all_keys
    ),
    "readonly-key-cancels": Fault(
        "signature", "a read-only key cancels orders, unsigned", CANCELS, _by_readonly_key
    ),
    "timestamp-unsigned": Fault(
        "signature", "the timestamp sent may be another than the signed one", (), _any_timestamp
    ),
    "body-reserialised": Fault(
        "signature",
        "a signature has to be over the body as the server would write it, not as it was sent",
        (),
        _compact_alone,
    ),
}
