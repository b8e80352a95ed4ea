"""Faults of markets and their data: what several operations tell of one market, histories, rewards."""

import hashlib
from typing import Any

from clob_sandbox.faults.common import BOOKS, other_side, rounded
from clob_sandbox.planting import Fault, Reply, Visit, answer, edit, forget, put

_LISTINGS = ("getMarkets", "getSimplifiedMarkets", "getSamplingMarkets", "getSamplingSimplifiedMarkets")


def _frozen(visit: Visit, reply: Reply) -> None:
    reply.body = visit.memory.setdefault((visit.incoming.query, visit.incoming.body), reply.body)


def _tokens_reversed(item: dict[str, Any]) -> None:
    first, second = item["t"]
    first["o"], second["o"] = second["o"], first["o"]


def _another_market(visit: Visit, reply: Reply) -> None:
    others = [m.condition_id for m in visit.exchange.markets if m.condition_id != reply.body["condition_id"]]
    reply.body["condition_id"] = others[0]


def _another_token(visit: Visit) -> None:
    def change(query: dict[str, str]) -> None:
        others = [token for token in visit.exchange.tokens if token != query.get("market")]
        if query.get("market") in visit.exchange.tokens:
            query["market"] = others[0]

    visit.change_query(change)


def _sides_swapped(visit: Visit) -> None:
    body = visit.body()
    if isinstance(body, list):
        for item in body:
            if isinstance(item, dict) and item.get("side") in ("BUY", "SELL"):
                item["side"] = other_side(item["side"])
        visit.change_body(body)


def _sides_told(visit: Visit, reply: Reply) -> None:
    reply.body = {
        token: {other_side(side): price for side, price in told.items()} for token, told in reply.body.items()
    }


def _scaled(visit: Visit, reply: Reply) -> None:
    for point in reply.body["history"]:
        point["t"] *= 1000


def _percent(visit: Visit, reply: Reply) -> None:
    for point in reply.body["history"]:
        point["p"] *= 100


def _one_less(visit: Visit, reply: Reply) -> None:
    reply.body = reply.body[:-1]


def _first_series(visit: Visit, reply: Reply) -> None:
    reply.body["history"] = dict(list(reply.body["history"].items())[:1])


FAULTS: dict[str, Fault] = {
    # --- books
    "book-frozen": Fault("stale", "a book stays as it was first told", ("getBook",), None, _frozen),
    "book-hash-other": Fault(
        "book",
        "the hash of a book is of something else",
        BOOKS,
        None,
        put(hash=lambda text: hashlib.sha256(text.encode()).hexdigest()[:40]),
    ),
    "book-hash-constant": Fault("stale", "all books have one hash", BOOKS, None, put(hash="0" * 40)),
    "book-market-other": Fault(
        "echo", "a book names another market", ("getBook",), None, put(market="0x" + "ab" * 32)
    ),
    "book-minimum-other": Fault(
        "agreement", "a book tells another minimum size", BOOKS, None, put(min_order_size="50")
    ),
    "books-tick-other": Fault(
        "agreement", "books of a batch tell another tick", ("getBooksPost",), None, put(tick_size="0.1")
    ),
    "book-time-stopped": Fault("stale", "a book is of an hour ago", BOOKS, None, put(timestamp="1700000000")),
    "book-last-price-other": Fault(
        "agreement", "a book tells another last price", ("getBook",), None, put(last_trade_price="0.99")
    ),
    # --- prices
    "last-trade-default": Fault(
        "stale", "no trade is ever told", ("getLastTradePrice",), None, answer({"price": "0.5", "side": ""})
    ),
    "last-trades-short": Fault(
        "page", "one of the last trades is left out", ("getLastTradesPricesPost",), None, _one_less
    ),
    "last-trades-side": Fault(
        "agreement",
        "the last trades tell the other side",
        ("getLastTradesPricesPost",),
        None,
        put(side=other_side),
    ),
    "prices-post-swapped": Fault(
        "agreement",
        "prices by POST are those of the other side",
        ("getPricesPost",),
        _sides_swapped,
        _sides_told,
    ),
    "price-one-side": Fault(
        "agreement",
        "the price of both sides is the best bid",
        ("getPrice",),
        lambda visit: visit.change_query(
            lambda query: query.update(side="BUY") if query.get("side") == "SELL" else None
        ),
    ),
    "spreads-rounded": Fault(
        "agreement",
        "spreads of a batch are rounded",
        ("getSpreads",),
        None,
        answer(lambda told: {token: rounded(spread) for token, spread in told.items()}),
    ),
    # --- markets
    "info-outcomes-swapped": Fault(
        "agreement",
        "a market's information swaps the outcomes",
        ("getClobMarketInfo",),
        None,
        edit(_tokens_reversed),
    ),
    "info-minimum-other": Fault(
        "agreement",
        "a market's information has another minimum",
        ("getClobMarketInfo",),
        None,
        put(mos=lambda n: n + 1),
    ),
    "info-fee-other": Fault(
        "agreement",
        "a market's information has another fee",
        ("getClobMarketInfo",),
        None,
        put(tbf=lambda n: n + 9),
    ),
    "info-risk-inverted": Fault(
        "agreement",
        "a market's information inverts nr",
        ("getClobMarketInfo",),
        None,
        put(nr=lambda value: not value),
    ),
    "token-market-other": Fault(
        "echo", "a token is told to be of another market", ("getMarketByToken",), None, _another_market
    ),
    "markets-closed": Fault(
        "agreement",
        "every market is listed as closed",
        _LISTINGS,
        None,
        put(closed=True, accepting_orders=False),
    ),
    "market-tick-other": Fault(
        "agreement", "a market read alone has another tick", ("getMarket",), None, put(minimum_tick_size=0.1)
    ),
    "activity-of-another": Fault(
        "echo", "the activity is that of another market", ("getMarketLiveActivity",), None, _another_market
    ),
    # --- histories
    "history-of-another": Fault(
        "echo", "a history is of another token", ("getPricesHistory",), _another_token
    ),
    "history-unbounded": Fault(
        "filter", "a history takes no bounds of time", ("getPricesHistory",), forget("startTs", "endTs")
    ),
    "history-millis": Fault(
        "precision", "a history is in milliseconds", ("getPricesHistory",), None, _scaled
    ),
    "history-percent": Fault("precision", "a history is in cents", ("getPricesHistory",), None, _percent),
    "histories-first-alone": Fault(
        "batch", "of several histories the first is told", ("getBatchPricesHistory",), None, _first_series
    ),
    # --- rewards
    "rewards-page-size": Fault(
        "limit",
        "page_size is not kept",
        ("getMultiMarkets", "getUserEarningsAndMarketsConfig"),
        forget("page_size"),
    ),
    "rewards-unordered": Fault(
        "filter", "order_by and position are not kept", ("getMultiMarkets",), forget("order_by", "position")
    ),
    "rewards-unfiltered": Fault(
        "filter", "q and the bounds are not kept", ("getMultiMarkets",), forget("q", "min_price")
    ),
    "reward-of-another": Fault(
        "echo",
        "rewards are those of another market",
        ("getRawRewardsForMarket",),
        None,
        edit(lambda item: item.update(condition_id="0x" + "cd" * 32) if "condition_id" in item else None),
    ),
}
