"""What the live service was recorded to answer, as far as it is a matter of form: the observed profile's last
touch.

Each row of the table of profiles that is about form alone has its function here: it is given the JSON value
of an answer, as the description has it, and changes it to what is sent. Where recordings disagree, the seed
chooses, for the same thing always alike. Source: ledger of deviations, the entries of the same ids.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import orjson
from attrs import frozen

from clob_sandbox.profiles import Profile

NOTHING = b""
"""A success without a body."""


@frozen
class Chooser:
    """Chooses between recorded forms: by the seed, the row, and the thing it is about."""

    seed: int
    row: str

    def of(self, about: object, *forms: Any) -> Any:
        """One of the forms."""
        digest = hashlib.sha256(f"{self.seed}/{self.row}/{about}".encode()).digest()
        return forms[digest[0] % len(forms)]


Form = Callable[[Any, Chooser], Any]


def _items(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a page, of a list, or the one there is."""
    if isinstance(value, dict) and isinstance(value.get("data"), list):
        value = value["data"]
    yield from (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict))


def _game_start(value: Any, choose: Chooser) -> Any:
    for market in _items(value):
        market["game_start_time"] = None
    return value


def _market_nulls(value: Any, choose: Chooser) -> Any:
    for market in _items(value):
        for name in ("accepting_order_timestamp", "end_date_iso"):
            market[name] = choose.of(f"{market['condition_id']}/{name}", market[name], market[name], None)
    return value


def _nil_tags(value: Any, choose: Chooser) -> Any:
    for market in _items(value):
        market["tags"] = choose.of(market["condition_id"], market["tags"], None)
    return value


def _nil_trades(value: Any, choose: Chooser) -> Any:
    for order in _items(value):
        if not order["associate_trades"]:
            order["associate_trades"] = choose.of(order["id"], [], None)
    return value


def _nil_page(value: Any, choose: Chooser) -> Any:
    value["data"] = value["data"] or choose.of("page", [], None)
    return value


def _nil_cancel(value: Any, choose: Chooser) -> Any:
    empty, filled = choose.of("cancel", ([], {}), (None, None))
    return {"canceled": value["canceled"] or empty, "not_canceled": value.get("not_canceled") or filled}


def _nil_body(value: Any, choose: Chooser) -> Any:
    found = orjson.loads(value) if isinstance(value, bytes) else value
    return value if found else None


def _empty_amounts(value: Any, choose: Chooser) -> Any:
    for posted in _items(value):
        if posted["status"] in ("live", "delayed"):
            posted["makingAmount"] = posted["takingAmount"] = ""
    return value


def _no_body(value: Any, choose: Chooser) -> Any:
    return NOTHING


def _empty_texts(value: Any, choose: Chooser) -> Any:
    for trade in _items(value):
        if trade["status"] in ("MATCHED", "TRADE_STATUS_MATCHED"):
            trade["transaction_hash"] = ""
        for one in (trade, *trade["maker_orders"]):
            one["fee_rate_bps"] = choose.of(trade["id"], one["fee_rate_bps"], "")
    return value


def _dates(value: Any, choose: Chooser) -> Any:
    for earning in _items(value):
        day = datetime.fromisoformat(earning["date"]).astimezone(UTC)
        text = day.date().isoformat()
        forms = (earning["date"], text, f"{text} 00:00:00+00", int(day.timestamp()) * 1000)
        earning["date"] = choose.of(text, *forms)
    return value


def _numbers(value: Any, choose: Chooser) -> Any:
    for earning in _items(value):
        for name in ("earnings", "asset_rate"):
            earning[name] = choose.of(f"{name}/{earning['date']}", earning[name], f"{earning[name]}")
    return value


def _times(value: Any, choose: Chooser) -> Any:
    told = orjson.loads(value) if isinstance(value, bytes) else value
    for notification in told or []:
        at = notification["timestamp"]
        written = datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
        notification["timestamp"] = choose.of(notification["id"], at, str(at), written)
    return told


def _created(value: Any, choose: Chooser) -> Any:
    for order in _items(value):
        at = order["created_at"]
        written = datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
        order["created_at"] = choose.of(order["id"], at, at, float(at), written)
    return value


def _market_keys(value: Any, choose: Chooser) -> Any:
    for name in ("gst", "rfqe", "itode", "oas"):
        value.pop(name, None)
    return {**value, "cbos": True, "aot": "2025-12-10T21:45:36Z", "v": "v1"}


def _no_series(value: Any, choose: Chooser) -> Any:
    for market in _items(value):
        market["series_slug"] = None
    return value


def _cancel_texts(value: Any, choose: Chooser) -> Any:
    said = choose.of(
        "reason", "already canceled or matched", "order can't be found - already canceled or matched"
    )
    return {**value, "not_canceled": dict.fromkeys(value.get("not_canceled") or {}, said)}


_FULL = ("getMarkets", "getMarket", "getSamplingMarkets")
_CANCELS = ("cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders")
_EARNED = ("getEarningsForUserForDay", "getTotalEarningsForUserForDay")
_ORDERS = ("getOrders", "getOrder")
# In this order: what a list holds is changed before the list is left out.
_FORMS: tuple[tuple[str, tuple[str, ...], Form], ...] = (
    ("game-start-null", _FULL, _game_start),
    ("market-nulls", _FULL, _market_nulls),
    ("post-amounts-empty", ("postOrder", "postOrders"), _empty_amounts),
    ("trade-empty-texts", ("getTrades",), _empty_texts),
    ("date-forms", _EARNED, _dates),
    ("number-texts", _EARNED, _numbers),
    ("time-forms", ("getNotifications",), _times),
    ("created-at", _ORDERS, _created),
    ("clob-market-keys", ("getClobMarketInfo",), _market_keys),
    ("activity-nulls", ("getMarketLiveActivity", "getMarketsLiveActivity"), _no_series),
    ("error-texts", _CANCELS, _cancel_texts),
    ("balance-update-empty", ("getUpdateBalanceAllowance",), _no_body),
    ("nil-lists", (*_FULL, "getMarketLiveActivity", "getMarketsLiveActivity"), _nil_tags),
    ("nil-lists", _ORDERS, _nil_trades),
    ("nil-lists", ("getTrades",), _nil_page),
    ("nil-lists", _CANCELS, _nil_cancel),
    ("nil-bodies", ("getNotifications", "getTotalEarningsForUserForDay"), _nil_body),
)


def as_recorded(profile: Profile, seed: int, operation: str, value: Any) -> Any:
    """The value of an answer in the form that was recorded, as far as the profile's rows are on."""
    for row, operations, form in _FORMS:
        if operation in operations and row in profile and value is not None:
            value = form(value, Chooser(seed, row))
    return value
