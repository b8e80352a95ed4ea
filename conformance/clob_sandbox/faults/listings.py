"""Faults of reading: stale answers, the time, filters, pages."""

import base64

from clob_sandbox.faults.common import LISTINGS, MINUTE
from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply, forget, put, response

_LISTS = ("getOrders", "getTrades")


def _first_answer(intercept: Intercept, reply: Reply) -> None:
    place = (intercept.caller, intercept.incoming.path, intercept.incoming.query, intercept.incoming.body)
    reply.body = intercept.memory.setdefault(place, reply.body)


def _for_a_while(intercept: Intercept, reply: Reply) -> None:
    now = intercept.exchange.clock.nanos()
    if now >= intercept.memory.get("until", now):
        intercept.memory.update(until=now + MINUTE // 2, reported=reply.body)
    reply.body = intercept.memory["reported"]


def _cursor_short_by_one(intercept: Intercept, reply: Reply) -> None:
    cursor = reply.body["next_cursor"]
    if cursor not in ("", "LTE="):
        offset = int(base64.b64decode(cursor))
        reply.body["next_cursor"] = base64.b64encode(str(offset - 1).encode()).decode()


def _cursor_long_by_one(intercept: Intercept, reply: Reply) -> None:
    cursor = reply.body["next_cursor"]
    if cursor not in ("", "LTE="):
        offset = int(base64.b64decode(cursor))
        reply.body["next_cursor"] = base64.b64encode(str(offset + 1).encode()).decode()


def _never_ends(intercept: Intercept, reply: Reply) -> None:
    if reply.body["next_cursor"] in ("", "LTE="):
        reply.body["next_cursor"] = "MA=="


def _twice(intercept: Intercept, reply: Reply) -> None:
    reply.body["data"] += reply.body["data"][-1:]
    reply.body["count"] = len(reply.body["data"])


def _one_less(intercept: Intercept, reply: Reply) -> None:
    reply.body["data"] = reply.body["data"][:-1]
    reply.body["count"] = len(reply.body["data"])


def _filtered_at_first(intercept: Intercept) -> None:
    def change(query: dict[str, str]) -> None:
        if query.get("next_cursor", "MA==") not in ("", "MA=="):
            for name in ("id", "market", "asset_id", "before", "after", "maker_address"):
                query.pop(name, None)

    intercept.change_query(change)


def _raw_cursor(intercept: Intercept, reply: Reply) -> None:
    parts = intercept.incoming.query.lower().split("&")
    if any(part.startswith("next_cursor=") and "%3d" in part for part in parts):
        reply.status, reply.body = 400, {"error": "Invalid next_cursor"}


def _a_second_earlier(query: dict[str, str]) -> None:
    if query.get("after", "").isdigit():
        query["after"] = str(max(0, int(query["after"]) - 1))


FAULTS: dict[str, Fault] = {
    # --- stale answers
    "stale-order": Fault(
        "an order is told as it was when first read",
        ("getOrder",),
        None,
        _first_answer,
        breaks=("told-alike", "matched-only-grows", "gtd-expires"),
    ),
    "stale-orders": Fault(
        "open orders are listed as when first listed",
        ("getOrders",),
        None,
        _first_answer,
        breaks=("open-orders-told", "matched-only-grows", "cancel-told", "told-alike"),
    ),
    # --- the time
    "stale-time": Fault(
        "the time is off by an hour",
        ("getTime",),
        None,
        response(lambda now: now - 3600),
        breaks=("time-right",),
    ),
    "time-kept": Fault(
        "the time is kept for half a minute",
        ("getTime",),
        None,
        _for_a_while,
        breaks=("time-right", "time-steady", "time-goes-on"),
    ),
    "time-millis": Fault(
        "the time is in milliseconds",
        ("getTime",),
        None,
        response(lambda now: now * 1000),
        breaks=("time-right", "time-steady"),
    ),
    # --- filters
    "filter-id-ignored": Fault(
        "orders are not filtered by id",
        ("getOrders",),
        forget("id"),
        breaks=("open-orders-told", "answers-what-was-asked"),
    ),
    "filter-market-ignored": Fault(
        "orders are not filtered by market",
        ("getOrders",),
        forget("market"),
        breaks=("open-orders-told", "answers-what-was-asked"),
    ),
    "filter-asset-ignored": Fault(
        "orders are not filtered by asset",
        ("getOrders",),
        forget("asset_id"),
        breaks=("open-orders-told", "answers-what-was-asked"),
    ),
    "trades-filter-ignored": Fault(
        "trades are not filtered",
        ("getTrades",),
        forget("id", "market", "asset_id", "before", "after"),
        breaks=("trades-filter", "answers-what-was-asked"),
    ),
    "trades-time-ignored": Fault(
        "trades are not filtered by time",
        ("getTrades",),
        forget("before", "after"),
        breaks=("trades-filter", "answers-what-was-asked"),
    ),
    "trades-bounds-inclusive": Fault(
        "trades of the very second that `after` names are listed",
        ("getTrades", "getBuilderTrades"),
        lambda intercept: intercept.change_query(_a_second_earlier),
        breaks=("answers-what-was-asked",),
    ),
    "next-page-unfiltered": Fault(
        "filters hold on the first page alone",
        _LISTS,
        _filtered_at_first,
        breaks=("open-orders-told", "trades-filter", "answers-what-was-asked"),
    ),
    # --- pages
    "page-overlaps": Fault(
        "the next page begins with the last item",
        ("getOrders",),
        None,
        _cursor_short_by_one,
        breaks=("page-told",),
    ),
    "page-skips": Fault(
        "an item between two pages is lost",
        ("getOrders",),
        None,
        _cursor_long_by_one,
        breaks=("open-orders-told", "page-told"),
    ),
    "page-never-ends": Fault(
        "the last page points at the first",
        ("getOrders", "getMarkets"),
        None,
        _never_ends,
        breaks=("pages-end", "page-told", "pages-last-cursor"),
    ),
    "page-item-twice": Fault(
        "the last item of a page is there twice",
        ("getOrders", "getMarkets"),
        None,
        _twice,
        breaks=("page-told", "listed-once"),
    ),
    "page-item-lost": Fault(
        "the last item of a page is left out",
        ("getOrders",),
        None,
        _one_less,
        breaks=("open-orders-told", "page-told"),
    ),
    "market-lost": Fault(
        "the last market is not listed",
        ("getSimplifiedMarkets",),
        None,
        _one_less,
        breaks=("markets-listed",),
    ),
    "count-off-by-one": Fault(
        "the count of a page is one too many",
        ("getOrders",),
        None,
        put(count=lambda n: n + 1),
        breaks=("page-told",),
    ),
    "cursor-percent-refused": Fault(
        "a cursor whose = is percent-encoded is refused",
        (*LISTINGS, "getCurrentRewards", "getMultiMarkets"),
        None,
        _raw_cursor,
        breaks=("pages-cursor-taken", "example-answered"),
    ),
}
