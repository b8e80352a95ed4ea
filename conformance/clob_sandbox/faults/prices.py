"""Faults of prices: midpoints, spreads, best prices, last trades, in all forms in which they are told."""

from decimal import Decimal

from clob_sandbox.faults.common import all_but_last, other_side, query_of, rounded
from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply, each_value, items, put, response
from clob_sandbox.venue.money import ONE, price_text

_MIDPOINTS = ("getMidpoint", "getMidpointsGet", "getMidpointsPost")
_LAST_TRADES = ("getLastTradePrice", "getLastTradesPricesGet", "getLastTradesPricesPost")


def _on_the_grid(intercept: Intercept, reply: Reply) -> None:
    of_query = query_of(intercept).get("token_id", "")
    for name, text in reply.body.items():
        market, _ = intercept.exchange.tokens[name if name in intercept.exchange.tokens else of_query]
        reply.body[name] = price_text(int(Decimal(text) * ONE) // market.tick * market.tick)


def _by_market(intercept: Intercept, reply: Reply) -> None:
    market, _ = intercept.exchange.tokens[query_of(intercept)["token_id"]]
    version = intercept.exchange.books[market.condition_id].version
    reply.body = intercept.memory.setdefault((market.condition_id, version), reply.body)


def _in_floats(intercept: Intercept, reply: Reply) -> None:
    of_query = query_of(intercept).get("token_id", "")
    for name in reply.body:
        market, _ = intercept.exchange.tokens[name if name in intercept.exchange.tokens else of_query]
        book = intercept.exchange.books[market.condition_id]
        bid, ask = book.best(is_bid=True), book.best(is_bid=False)
        if bid is not None and ask is not None:
            reply.body[name] = str(ask / ONE - bid / ONE)


def _misaligned(intercept: Intercept, reply: Reply) -> None:
    asked = dict.fromkeys(item["token_id"] for item in intercept.body())
    reply.body = dict(zip(asked, reply.body.values(), strict=False))


def _until_an_order(intercept: Intercept, reply: Reply) -> None:
    if intercept.operation == "getPrice":
        reply.body = intercept.memory.setdefault(intercept.incoming.query, reply.body)
    else:
        intercept.memory.clear()


def _buy_unless_said(intercept: Intercept) -> None:
    body = intercept.body()
    if isinstance(body, list) and all(isinstance(item, dict) for item in body):
        intercept.change_body([{"side": "BUY", **item} for item in body])


def _sides_swapped(intercept: Intercept) -> None:
    body = intercept.body()
    if isinstance(body, list):
        for item in body:
            if isinstance(item, dict) and item.get("side") in ("BUY", "SELL"):
                item["side"] = other_side(item["side"])
        intercept.change_body(body)


def _sides_reported(intercept: Intercept, reply: Reply) -> None:
    reply.body = {
        token: {other_side(side): price for side, price in reported.items()}
        for token, reported in reply.body.items()
    }


def _last_side_alone(intercept: Intercept, reply: Reply) -> None:
    reply.body = {token: dict(list(reported.items())[-1:]) for token, reported in reply.body.items()}


def _one_less(intercept: Intercept, reply: Reply) -> None:
    reply.body = reply.body[:-1]


def _at_limit(intercept: Intercept, reply: Reply) -> None:
    for reported in items(reply.body):
        token_id = reported.get("token_id") or query_of(intercept)["token_id"]
        market, token = intercept.exchange.tokens.get(token_id, (None, None))
        tape = intercept.exchange.trades.of(where=market.condition_id) if market else ()
        if tape and tape[-1].taker.token is token:
            reported["price"] = price_text(tape[-1].taker.price)


FAULTS: dict[str, Fault] = {
    # --- midpoints and spreads
    "mid-is-bid": Fault(
        "the midpoint is rounded to one decimal",
        ("getMidpoint",),
        None,
        put(mid_price=rounded),
        breaks=("told-alike",),
    ),
    "midpoint-on-grid": Fault(
        "a midpoint between two ticks is cut to the lower",
        _MIDPOINTS,
        None,
        _on_the_grid,
        breaks=("told-alike",),
    ),
    "midpoint-by-market": Fault(
        "a midpoint is kept by market, not by token",
        ("getMidpoint",),
        None,
        _by_market,
        breaks=("told-alike",),
    ),
    "midpoints-post-rounded": Fault(
        "midpoints are rounded in the batch by POST",
        ("getMidpointsPost",),
        None,
        response(each_value(rounded)),
        breaks=("told-alike",),
    ),
    "spread-doubled": Fault(
        "the spread is twice too wide",
        ("getSpread",),
        None,
        put(spread=lambda t: str(2 * Decimal(t))),
        breaks=("told-alike",),
    ),
    "spread-in-floats": Fault(
        "a spread is subtracted in floats",
        ("getSpread", "getSpreads"),
        None,
        _in_floats,
        breaks=("told-alike",),
    ),
    "spreads-rounded": Fault(
        "spreads of a batch are rounded",
        ("getSpreads",),
        None,
        response(lambda reported: {token: rounded(spread) for token, spread in reported.items()}),
        breaks=("told-alike",),
    ),
    "batch-loses-last": Fault(
        "a batch leaves its last item out",
        ("getMidpointsPost", "getSpreads", "getBooksPost"),
        all_but_last,
        breaks=("told-alike",),
    ),
    "batch-misaligned": Fault(
        "a token without a book in a batch gets the value of the next one",
        ("getMidpointsPost", "getSpreads"),
        None,
        _misaligned,
        breaks=("told-alike",),
    ),
    # --- best prices
    "price-sides-swapped": Fault(
        "the price of a side is that of the other",
        ("getPrice",),
        lambda intercept: intercept.change_query(
            lambda query: query.update(side=other_side(query["side"])) if "side" in query else None
        ),
        breaks=("told-alike",),
    ),
    "price-one-side": Fault(
        "the price of both sides is the best bid",
        ("getPrice",),
        lambda intercept: intercept.change_query(
            lambda query: query.update(side="BUY") if query.get("side") == "SELL" else None
        ),
        breaks=("told-alike",),
    ),
    "price-side-assumed": Fault(
        "a price of no side, or of any but SELL, is that of BUY",
        ("getPrice",),
        lambda intercept: intercept.change_query(
            lambda query: query.update(side="SELL" if query.get("side") == "SELL" else "BUY")
        ),
        breaks=("negative-data-refused",),
    ),
    "prices-side-assumed": Fault(
        "a price by POST of no side is that of BUY",
        ("getPricesPost",),
        _buy_unless_said,
        breaks=("prices-need-side",),
    ),
    "price-in-cents": Fault(
        "a best price is in cents",
        ("getPrice",),
        None,
        put(price=lambda text: str(100 * Decimal(text))),
        breaks=("price-in-range", "told-alike"),
    ),
    "price-misses-cancels": Fault(
        "a best price is kept until the next order is placed, whatever is cancelled",
        ("getPrice", "postOrder", "postOrders"),
        None,
        _until_an_order,
        breaks=("told-alike",),
    ),
    "prices-post-swapped": Fault(
        "prices by POST are those of the other side",
        ("getPricesPost",),
        _sides_swapped,
        _sides_reported,
        breaks=("told-alike",),
    ),
    "prices-last-side-alone": Fault(
        "of two sides asked of one token the last alone is told",
        ("getPricesGet", "getPricesPost"),
        None,
        _last_side_alone,
        breaks=("told-alike",),
    ),
    # --- last trades
    "last-trade-default": Fault(
        "no trade is ever told",
        ("getLastTradePrice",),
        None,
        response({"price": "0.5", "side": ""}),
        breaks=("told-alike",),
    ),
    "last-trade-at-limit": Fault(
        "the last trade is told at the taker's limit, not at the price it was made at",
        _LAST_TRADES,
        None,
        _at_limit,
        breaks=("told-alike",),
    ),
    "last-trades-short": Fault(
        "one of the last trades is left out",
        ("getLastTradesPricesPost",),
        None,
        _one_less,
        breaks=("told-alike",),
    ),
    "last-trades-side": Fault(
        "the last trades tell the other side",
        ("getLastTradesPricesPost",),
        None,
        put(side=other_side),
        breaks=("told-alike",),
    ),
}
