"""What a batch asks for, and what its response tells of."""

from __future__ import annotations

from typing import Any

from clob_conformance.core.subject import Subject

BATCHES = (
    "getBatchPricesHistory",
    "getBooksGet",
    "getBooksPost",
    "getLastTradesPricesGet",
    "getLastTradesPricesPost",
    "getMarketsLiveActivity",
    "getMidpointsGet",
    "getMidpointsPost",
    "getOrdersScoring",
    "getPricesGet",
    "getPricesPost",
    "getSpreads",
    "postOrdersScoring",
)
_NAMES = ("asset_id", "token_id", "condition_id")


def asked_for(subject: Subject) -> list[str]:
    """The tokens, orders or markets that a batch names; none where what was sent cannot be read."""
    if subject.operation.method == "GET":
        orders = subject.interaction.request.query.get("order_ids")
        return orders or subject.asked.get("token_ids", "").split(",")
    body = subject.body()
    named = body.get("markets") if isinstance(body, dict) else body
    items = named if isinstance(named, list) else []
    return [str(one.get("token_id")) if isinstance(one, dict) else str(one) for one in items]


def asked_sides(subject: Subject) -> list[tuple[str, str]]:
    """The tokens that a batch of prices names, each with a side."""
    if subject.operation.method == "GET":
        sides = subject.asked.get("sides", "").split(",")
        return list(zip(asked_for(subject), sides, strict=False))
    body = subject.body()
    pairs = [one for one in body if isinstance(one, dict)] if isinstance(body, list) else []
    return [(str(one.get("token_id")), str(one["side"])) for one in pairs if one.get("side")]


def reported_of(subject: Subject) -> list[str]:
    """Those of which its response tells something."""
    reported = subject.response
    if isinstance(reported, dict):
        history = reported.get("history") if subject.operation.id == "getBatchPricesHistory" else reported
        return list(history) if isinstance(history, dict) else []
    return [_name(one) for one in reported if isinstance(one, dict)] if isinstance(reported, list) else []


def _name(one: dict[str, Any]) -> str:
    return str(next((one[name] for name in _NAMES if name in one), None))
