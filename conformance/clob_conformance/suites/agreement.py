"""Agreement: what several operations tell of one thing is the same. Part of the suite `examples`.

A book moves while it is read: it is read before and after, and only what stood still is judged.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any

from clob_conformance.clauses import Clause, Severity, declare
from clob_conformance.context import Run
from clob_conformance.exchange import Exchange
from clob_conformance.live import Market
from clob_conformance.sender import call

_CLOCKS_APART = 60  # seconds


def _clause(id: str, sentence: str, source: str, severity: Severity = "major") -> Clause:  # noqa: A002
    return declare(id, sentence, source=source, severity=severity, suites=("examples",))


BOOK_ASSET = _clause(
    "book-asset",
    "A book is that of the asset asked for, its id unchanged to the letter.",
    "description: GET /book",
)
BOOK_AGREES = _clause(
    "book-agrees",
    "Midpoint, spread and best prices are those of the book.",
    "description: GET /midpoint, /spread, /price",
)
FORMS_AGREE = _clause(
    "forms-agree",
    "One question gets one answer: alone or in a batch, by path or by query, by GET or by POST.",
    "description: operations that come in several forms",
)
MARKET_AGREES = _clause(
    "market-agrees",
    "Tick size and neg risk are the same in the book, in the market's information, and asked for alone.",
    "description: GET /book, /clob-markets, /tick-size, /neg-risk",
)
TIME = _clause(
    "time-right", "The server's time is in seconds and agrees with its Date.", "description: GET /time"
)
TRADES_FILTER = _clause(
    "trades-filter",
    "A filter of the trades gives what matches it and nothing else.",
    "description: GET /data/trades",
)
SCORING = _clause(
    "scoring-all-asked",
    "Scoring is told of every order asked for.",
    "description: GET and POST /orders-scoring",
)
LISTINGS = _clause(
    "markets-listed",
    "Every market open for orders is listed.",
    "description: GET /markets, /simplified-markets",
)
HEARTBEATS = _clause(
    "heartbeat-chain",
    "A heartbeat that names the id of the last one is taken.",
    "description: POST /v1/heartbeats",
)


def run(context: Run) -> None:
    """Ask the same in several ways."""
    _time(context)
    _unknown(context)
    for market in context.live.markets:
        _market(context, market)
    _batches(context)
    _trades(context)
    _scoring(context)
    _listings(context)
    _heartbeats(context)


def _ask(
    context: Run,
    name: str,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str | Sequence[str]] | None = None,
    body: Any = None,
) -> tuple[Any, Exchange] | None:
    """The answer to a call, None when the run may not call it or it did not succeed: then others speak."""
    operation = context.operation(name)
    if operation is None:
        return None
    exchange = context.send(operation, call(operation, path, query, body))
    try:
        return (exchange.answer.json(), exchange) if exchange.answer.succeeded else None
    except ValueError:
        return None


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _time(context: Run) -> None:
    asked = _ask(context, "getTime")
    if asked is None or not isinstance(asked[0], int):
        return
    try:
        right = parsedate_to_datetime(asked[1].answer.headers["date"]).timestamp()
    except (KeyError, ValueError):
        right = time.time()
    context.record.hold(TIME, "getTime")
    if abs(asked[0] - right) > _CLOCKS_APART:
        context.breach(TIME, "getTime", f"the time is {asked[0]}, by its Date it is {right:.0f}", asked[1])


def _unknown(context: Run) -> None:
    """Ask for a token that nobody has; the judge says what it thinks of the answers."""
    for name in ("getBook", "getMidpoint", "getSpread"):
        _ask(context, name, None, {"token_id": "7" * 77})


def _market(context: Run, market: Market) -> None:
    info = _ask(context, "getClobMarketInfo", {"condition_id": market.condition_id})
    for token in market.tokens:
        token_id = {"token_id": token.token_id}
        book = _book(context, token.token_id)
        if book is None:
            continue
        raw, shown = book
        context.record.hold(BOOK_ASSET, "getBook")
        if raw.get("asset_id") != token.token_id or raw.get("market") != market.condition_id:
            context.breach(BOOK_ASSET, "getBook", f"the book is that of {raw.get('asset_id')}", shown)
        _prices(context, token.token_id, raw, shown)
        ticks = {"getBook": (_number(raw.get("tick_size")), shown)}
        risks = {"getBook": (raw.get("neg_risk"), shown)}
        if info is not None and isinstance(info[0], dict):
            ticks["getClobMarketInfo"] = (_number(info[0].get("mts")), info[1])
        for query, path, field, found, read in (
            ("getTickSize", "getTickSizeByPath", "minimum_tick_size", ticks, _number),
            ("getNegRisk", "getNegRiskByPath", "neg_risk", risks, lambda value: value),
        ):
            for name, asked in (
                (query, _ask(context, query, None, token_id)),
                (path, _ask(context, path, token_id)),
            ):
                if asked is not None and isinstance(asked[0], dict):
                    found[name] = (read(asked[0].get(field)), asked[1])
        _same(context, MARKET_AGREES, ticks)
        _same(context, MARKET_AGREES, risks)
        fees = {}
        for name, asked in (
            ("getFeeRate", _ask(context, "getFeeRate", None, token_id)),
            ("getFeeRateByPath", _ask(context, "getFeeRateByPath", token_id)),
        ):
            if asked is not None and isinstance(asked[0], dict):
                fees[name] = (asked[0].get("base_fee"), asked[1])
        _same(context, FORMS_AGREE, fees)


def _same(context: Run, clause: Clause, told: Mapping[str, tuple[Any, Exchange]]) -> None:
    """Hold that all operations tell one value; a value that is not there is somebody else's finding.

    Where most agree, the one that differs is to blame.
    """
    values = {name: value for name, (value, _) in told.items() if value is not None}
    if len(values) < 2:
        return
    counted = list(values.values())
    usual = max(counted, key=counted.count)
    for name, value in values.items():
        context.record.hold(clause, name)
        if value != usual:
            other = next(one for one, that in values.items() if that == usual)
            message = f"it tells {value}, {other} tells {usual}"
            context.breach(clause, name, message, told[other][1], told[name][1])


def _book(context: Run, token_id: str) -> tuple[dict[str, Any], Exchange] | None:
    asked = _ask(context, "getBook", None, {"token_id": token_id})
    return asked if asked is not None and isinstance(asked[0], dict) else None


def _best(book: Mapping[str, Any], side: str) -> Decimal | None:
    """The best price of a side, however it is sorted."""
    levels = book.get(side)
    found = (
        [_number(level.get("price")) for level in levels if isinstance(level, dict)]
        if isinstance(levels, list)
        else []
    )
    prices = [price for price in found if price is not None]
    return (max if side == "bids" else min)(prices, default=None)


def _prices(context: Run, token_id: str, book: dict[str, Any], shown: Exchange) -> None:
    bid, ask, tick = _best(book, "bids"), _best(book, "asks"), _number(book.get("tick_size"))
    if bid is None or ask is None or tick is None:
        return
    expected: dict[str, tuple[str, dict[str, str], Decimal, Decimal]] = {
        "midpoint": ("getMidpoint", {}, (bid + ask) / 2, tick / 2),
        "spread": ("getSpread", {}, ask - bid, tick / 2),
        "BUY": ("getPrice", {"side": "BUY"}, bid, Decimal(0)),
        "SELL": ("getPrice", {"side": "SELL"}, ask, Decimal(0)),
    }
    wrong = []
    for what, (name, query, right, margin) in expected.items():
        asked = _ask(context, name, None, {"token_id": token_id, **query})
        if asked is None or not isinstance(asked[0], dict):
            continue
        told = next(
            (
                _number(asked[0][field])
                for field in ("mid_price", "mid", "spread", "price")
                if field in asked[0]
            ),
            None,
        )
        context.record.hold(BOOK_AGREES, name)
        if told is not None and abs(told - right) > margin:
            wrong.append((name, f"{what} is {told}, by the book {right}", asked[1], what))
    again = _book(context, token_id)
    if again is None or any(again[0].get(side) != book.get(side) for side in ("bids", "asks")):
        return
    for name, message, exchange, what in wrong:
        context.breach(BOOK_AGREES, name, message, shown, exchange, key=what)


def _batches(context: Run) -> None:
    """Each batch holds what was asked, and says of each what is said of it alone."""
    tokens = context.live.tokens(context.random("batches"), 4)
    if len(tokens) < 2:
        return
    listed = {"token_ids": ",".join(tokens)}
    body = [{"token_id": token} for token in tokens]
    for name, single, field in (
        ("getMidpointsGet", "getMidpoint", "mid_price"),
        ("getMidpointsPost", "getMidpoint", "mid_price"),
        ("getSpreads", "getSpread", "spread"),
    ):
        asked = _ask(
            context,
            name,
            None,
            listed if name.endswith("Get") else None,
            None if name.endswith("Get") else body,
        )
        if asked is None or not isinstance(asked[0], dict):
            continue
        _all_there(context, name, set(tokens), set(asked[0]), asked[1])
        for token in tokens:
            alone = _ask(context, single, None, {"token_id": token})
            if alone is None or not isinstance(alone[0], dict) or token not in asked[0]:
                continue
            again = _ask(
                context,
                name,
                None,
                listed if name.endswith("Get") else None,
                None if name.endswith("Get") else body,
            )
            one, other = _number(alone[0].get(field, alone[0].get("mid"))), _number(asked[0][token])
            still = (
                again is not None and isinstance(again[0], dict) and again[0].get(token) == asked[0][token]
            )
            if one is not None and other is not None and one != other and still:
                context.breach(
                    FORMS_AGREE, name, f"it tells {other}, {single} tells {one}", asked[1], alone[1]
                )
    for name in ("getBooksGet", "getBooksPost"):
        asked = _ask(
            context,
            name,
            None,
            listed if name.endswith("Get") else None,
            None if name.endswith("Get") else body,
        )
        if asked is not None and isinstance(asked[0], list):
            ids = {str(book.get("asset_id")) for book in asked[0] if isinstance(book, dict)}
            _all_there(context, name, set(tokens), ids, asked[1])


def _all_there(context: Run, name: str, wanted: set[str], told: set[str], exchange: Exchange) -> None:
    context.record.hold(FORMS_AGREE, name)
    if told != wanted:
        message = (
            f"{len(wanted)} asked for, {len(told & wanted)} of them told, and {len(told - wanted)} others"
        )
        context.breach(FORMS_AGREE, name, message, exchange, key="all")


def _trades(context: Run) -> None:
    reader = context.target.cast.reader
    if reader is None or not context.live.trades:
        return
    base = {"maker_address": reader.maker}
    whole = _ask(context, "getTrades", None, base)
    trades = whole[0].get("data") if whole is not None and isinstance(whole[0], dict) else None
    if not isinstance(trades, list) or not trades or not isinstance(trades[0], dict):
        return
    first = trades[0]
    unlike = {
        "id": "no-such-trade",
        "market": "0x" + "0" * 63 + "1",
        "asset_id": "1",
        "before": "1",
        "after": "9999999999",
    }
    for name, nothing in unlike.items():
        _filtered(context, {**base, name: nothing}, name, lambda trade: False, first)
        if name in ("id", "market", "asset_id") and isinstance(first.get(name), str):
            _filtered(context, {**base, name: first[name]}, name, _has(name, first[name]), first)


def _has(name: str, value: str) -> Callable[[dict[str, Any]], bool]:
    return lambda trade: trade.get(name) == value


def _filtered(
    context: Run,
    query: dict[str, str],
    by: str,
    fits: Callable[[dict[str, Any]], bool],
    first: dict[str, Any],
) -> None:
    asked = _ask(context, "getTrades", None, query)
    data = asked[0].get("data") if asked is not None and isinstance(asked[0], dict) else None
    if asked is None or not isinstance(data, list):
        return
    context.record.hold(TRADES_FILTER, "getTrades")
    others = [trade for trade in data if isinstance(trade, dict) and not fits(trade)]
    lost = fits(first) and all(isinstance(t, dict) and t.get("id") != first.get("id") for t in data)
    if others or lost:
        message = (
            f"filter {by}: {len(others)} trades do not match{', one that does is missing' if lost else ''}"
        )
        context.breach(TRADES_FILTER, "getTrades", message, asked[1], key=by)


def _scoring(context: Run) -> None:
    orders = context.live.resting[:3]
    if len(orders) < 2:
        return
    for name, query, body in (
        ("getOrdersScoring", {"order_ids": orders}, None),
        ("postOrdersScoring", None, orders),
    ):
        asked = _ask(context, name, None, query, body)
        if asked is None or not isinstance(asked[0], dict):
            continue
        context.record.hold(SCORING, name)
        if set(asked[0]) != set(orders):
            message = f"{len(orders)} orders asked for, {len(set(orders) & set(asked[0]))} of them told"
            context.breach(SCORING, name, message, asked[1])


def _listings(context: Run) -> None:
    """Only on the own sandbox: elsewhere markets open and close, and the listing has many pages."""
    wanted = {market.condition_id for market in context.live.markets}
    for name in ("getMarkets", "getSimplifiedMarkets") if context.target.own else ():
        asked = _ask(context, name)
        data = asked[0].get("data") if asked is not None and isinstance(asked[0], dict) else None
        if asked is None or not isinstance(data, list):
            continue
        context.record.hold(LISTINGS, name)
        missing = wanted - {str(item.get("condition_id")) for item in data if isinstance(item, dict)}
        if missing:
            context.breach(
                LISTINGS, name, f"{len(missing)} of {len(wanted)} open markets are missing", asked[1]
            )


def _heartbeats(context: Run) -> None:
    """Only where the key is the run's own: a heartbeat cannot be disarmed."""
    operation = context.operation("sendHeartbeatV1")
    if operation is None or context.target.cast.keeper is None:
        return
    for _ in range(3):
        body = {"heartbeat_id": context.live.heartbeat_id}
        exchange = context.send(operation, call(operation, body=body))
        context.record.hold(HEARTBEATS, operation.id)
        if exchange.answer.status == 400:
            context.breach(HEARTBEATS, operation.id, "the id of the last heartbeat is refused", exchange)
            return
