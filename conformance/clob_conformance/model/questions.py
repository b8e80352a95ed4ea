"""The same question gets the same response, as long as nothing was done that bears on it.

Which acts bear on which question is the table here. What a response says of the passing time (the state of a
settlement, when something was last updated) is no part of the comparison.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clob_conformance.core.clauses import declare
from clob_conformance.core.interaction import PASSING
from clob_conformance.core.subject import Subject
from clob_conformance.model.memory import ALL, Life, Rule, Statement, Topic

SAME_QUESTION = declare(
    "reads-change-nothing",
    "A question that is asked again, with nothing done in between that bears on it, gets the same response.",
    source="RFC 9110 section 9.2.1; description: operations that read",
)
_SETTLED = Rule(SAME_QUESTION, Life.UNTOUCHED, Life.DRIFTING)
_OURS = Rule(SAME_QUESTION, Life.UNTOUCHED, Life.UNTOUCHED)
_MOVES = Rule(SAME_QUESTION, Life.UNTOUCHED, Life.FREE)
_DRIFTS = Rule(SAME_QUESTION, Life.DRIFTING, Life.FREE)
_BOOKS: tuple[Topic, ...] = (("book", ALL),)
_OF_THE_ACCOUNT = "account"

ASKED: dict[str, tuple[Rule, tuple[str, ...]]] = {
    **dict.fromkeys(
        (
            "getTickSize",
            "getTickSizeByPath",
            "getNegRisk",
            "getNegRiskByPath",
            "getFeeRate",
            "getFeeRateByPath",
            "getClobMarketInfo",
            "getMarketByToken",
            "getMarketLiveActivity",
            "getMarketsLiveActivity",
            "getVersion",
            "getOk",
            "getBuilderFees",
            "getCurrentRewards",
        ),
        (_SETTLED, ("settings",)),
    ),
    **dict.fromkeys(
        (
            "getBook",
            "getBooksGet",
            "getBooksPost",
            "getMidpoint",
            "getMidpointsGet",
            "getMidpointsPost",
            "getSpread",
            "getSpreads",
            "getPrice",
            "getPricesGet",
            "getPricesPost",
            "getLastTradePrice",
            "getLastTradesPricesGet",
            "getLastTradesPricesPost",
            "getMarkets",
            "getMarket",
            "getSimplifiedMarkets",
            "getSamplingMarkets",
            "getSamplingSimplifiedMarkets",
        ),
        (_MOVES, ("book", "settings")),
    ),
    **dict.fromkeys(
        ("getOrder", "getOrders", "getTrades", "getNotifications", "getBalanceAllowance"),
        (_MOVES, (_OF_THE_ACCOUNT,)),
    ),
    "getUpdateBalanceAllowance": (_MOVES, (_OF_THE_ACCOUNT,)),
    "getPreMigrationOrders": (_OURS, ()),
    **dict.fromkeys(
        ("getApiKeys", "deriveApiKey", "getBuilderApiKeys", "getReadonlyApiKeys"), (_OURS, ("keys",))
    ),
    "getClosedOnlyMode": (_SETTLED, ("settings",)),
    "getBuilderTrades": (_MOVES, ("book",)),
    **dict.fromkeys(
        ("getPricesHistory", "getBatchPricesHistory"),
        (_DRIFTS, ("book", "settings")),
    ),
    **dict.fromkeys(
        ("getMultiMarkets", "getRawRewardsForMarket"),
        (_MOVES, ("book", "settings")),
    ),
    "getUserEarningsAndMarketsConfig": (_MOVES, ("book", "settings", _OF_THE_ACCOUNT)),
    **dict.fromkeys(
        (
            "getOrderScoring",
            "getOrdersScoring",
            "postOrdersScoring",
            "getEarningsForUserForDay",
            "getTotalEarningsForUserForDay",
            "getRewardPercentagesForUser",
            "getCurrentRebatedFees",
        ),
        (_DRIFTS, ("book", _OF_THE_ACCOUNT)),
    ),
}
_OF_TIME: dict[str, frozenset[str]] = {
    "getTrades": frozenset({"status", "last_update", "transaction_hash"}),
    "getBuilderTrades": frozenset({"status", "updatedAt", "transactionHash"}),
    "getRawRewardsForMarket": frozenset({"remaining_reward_amount"}),
    "getMultiMarkets": frozenset({"market_competitiveness"}),
    "getUserEarningsAndMarketsConfig": frozenset(
        {"market_competitiveness", "earning_percentage", "earnings"}
    ),
}


# What is listed, and in which order, passes with time then.
PASSING_FILTERS = frozenset({"order_by", "no_competition"})
_EVER = frozenset({"", "max", "all"})


def _all_of_a_history(subject: Subject) -> bool:
    """Whether a price history from the beginning is asked for, which only a trade changes.

    Where the last point is that of the moment, it passes.
    """
    name, reported = subject.operation.id, subject.response
    if name not in ("getPricesHistory", "getBatchPricesHistory") or not isinstance(reported, dict):
        return False
    body = subject.body()
    asked = body if isinstance(body, dict) else subject.asked
    every = reported.get("history")
    series = list(every.values()) if isinstance(every, dict) else [every]
    now = subject.interaction.sent
    points = [one[-1] for one in series if isinstance(one, list) and one and isinstance(one[-1], dict)]
    momentary = any(abs(float(point.get("t") or 0) - now) < _RECENT_S for point in points)
    return str(asked.get("interval") or "") in _EVER and not momentary


_RECENT_S = 3_600


def same_question(subject: Subject) -> Iterator[Statement]:
    """What the response says as a whole, as a response to its question."""
    name, interaction = subject.operation.id, subject.interaction
    status = interaction.response.status
    if name not in ASKED or status in PASSING or status >= 500:
        return
    if subject.operation.level != "public" and not (
        interaction.good_credentials or interaction.response.succeeded
    ):
        return
    rule, kinds = ASKED[name]
    if PASSING_FILTERS & subject.interaction.request.query.keys() or _all_of_a_history(subject):
        rule = _MOVES if rule is _DRIFTS else _DRIFTS
    topics: tuple[Topic, ...] = tuple(
        (kind, interaction.account if kind in (_OF_THE_ACCOUNT, "keys") else ALL) for kind in kinds
    )
    request = interaction.request
    media, nonce = request.headers.get("content-type", ""), request.headers.get("poly_nonce", "")
    question = ("question", name, interaction.account, request.target, request.body, media, nonce)
    yield Statement((*question, "status"), status, rule, "the status", topics)
    value = _without(subject.response, _OF_TIME.get(name, frozenset()))
    yield Statement(question, value, rule, topics=topics)


def _without(node: Any, names: frozenset[str]) -> Any:
    """A JSON value without the fields of these names, at any depth."""
    if not names:
        return node
    if isinstance(node, dict):
        return {name: _without(each, names) for name, each in node.items() if name not in names}
    return [_without(each, names) for each in node] if isinstance(node, list) else node
