"""Recorded forms of markets, books, live activity and rewards."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from clob_sandbox.recorded.choosing import Chooser, items

_MAYBE_NULL = ("accepting_order_timestamp", "end_date_iso", "maker_base_fee", "taker_base_fee")
_NEVER_SENT = ("gst", "rfqe", "itode", "oas")
_NOT_SENT_WHEN_FALSE = ("mbf", "tbf", "nr", "ao")


def game_start(value: Any, choose: Chooser) -> Any:
    for market in items(value):
        market["game_start_time"] = None
    return value


def market_nulls(value: Any, choose: Chooser) -> Any:
    for market in items(value):
        for name in _MAYBE_NULL:
            if choose.one_in(3, f"{market['condition_id']}/{name}"):
                market[name] = None
    return value


def nil_tags(value: Any, choose: Chooser) -> Any:
    for market in items(value):
        market["tags"] = choose.of(market["condition_id"], market["tags"], None)
    return value


def nil_sides(value: bytes, choose: Chooser) -> bytes:
    """Sides of books, of which the bytes are at hand; only an empty side ends its list at once."""
    return value.replace(b'"bids":[]', b'"bids":null').replace(b'"asks":[]', b'"asks":null')


def series(value: Any, choose: Chooser) -> Any:
    for market in items(value):
        market["series_slug"] = choose.of(market["condition_id"], None, "sandbox-series")
    return value


def market_keys(value: dict[str, Any], choose: Chooser) -> dict[str, Any]:
    for name in _NEVER_SENT:
        value.pop(name, None)
    for name in _NOT_SENT_WHEN_FALSE:
        if not value[name]:
            del value[name]
    if not value["fd"]["r"]:
        del value["fd"]
    if value["r"]:
        value["r"]["moas"] = 4
    value |= {"cbos": True, "aot": "2025-12-10T21:45:36Z", "ibce": True}
    return value if choose.one_in(3, value["c"]) else {**value, "v": "v1"}


def dates(value: Any, choose: Chooser) -> Any:
    for earning in items(value):
        day = datetime.fromisoformat(earning["date"]).astimezone(UTC)
        text = day.date().isoformat()
        forms = (earning["date"], text, f"{text} 00:00:00+00", int(day.timestamp()) * 1000)
        earning["date"] = choose.of(text, *forms)
    return value


def numbers(value: Any, choose: Chooser) -> Any:
    for earning in items(value):
        for name in ("earnings", "asset_rate"):
            text = f"{Decimal(str(earning[name])):f}"  # never 5.6e-05
            earning[name] = choose.of(f"{name}/{earning['date']}", earning[name], text)
    return value
