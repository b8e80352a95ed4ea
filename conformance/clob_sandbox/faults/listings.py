"""Faults of reading: updates that are lost, stale answers, filters, pages."""

import base64

from clob_sandbox.planting import Fault, Reply, Visit, answer, forget, put


def _first_answer(visit: Visit, reply: Reply) -> None:
    place = (visit.caller, visit.incoming.path, visit.incoming.query, visit.incoming.body)
    reply.body = visit.memory.setdefault(place, reply.body)


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


FAULTS: dict[str, Fault] = {
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
}
