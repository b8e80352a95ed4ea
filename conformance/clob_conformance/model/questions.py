"""The same question gets the same response, as long as nothing was done that bears on it.

Which acts bear on which question is the table here. What a response says of the passing time (the state of a
settlement, when something was last updated) is no part of the comparison.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clob_conformance.clauses import declare
from clob_conformance.exchange import PASSING
from clob_conformance.model.memory import ALL, Life, Rule, Statement, Topic
from clob_conformance.subject import Subject

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

_ASKED: dict[str, tuple[Rule, tuple[str, ...]]] = {
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
        ("getPricesHistory", "getBatchPricesHistory", "getMultiMarkets", "getRawRewardsForMarket"),
        (_DRIFTS, ("book", "settings")),
    ),
    **dict.fromkeys(
        (
            "getOrderScoring",
            "getOrdersScoring",
            "postOrdersScoring",
            "getEarningsForUserForDay",
            "getTotalEarningsForUserForDay",
            "getRewardPercentagesForUser",
            "getUserEarningsAndMarketsConfig",
            "getCurrentRebatedFees",
        ),
        (_DRIFTS, ("book", _OF_THE_ACCOUNT)),
    ),
}
_OF_TIME: dict[str, frozenset[str]] = {
    "getTrades": frozenset({"status", "last_update", "transaction_hash"}),
    "getBuilderTrades": frozenset({"status", "updatedAt", "transactionHash"}),
    "getRawRewardsForMarket": frozenset({"remaining_reward_amount"}),
}


def same_question(subject: Subject) -> Iterator[Statement]:
    """What the response says as a whole, as an answer to its question."""
    name, exchange = subject.operation.id, subject.exchange
    status = exchange.answer.status
    if name not in _ASKED or status in PASSING or status >= 500:
        return
    if subject.operation.level != "public" and not (exchange.good_credentials or exchange.answer.succeeded):
        return
    rule, kinds = _ASKED[name]
    topics: tuple[Topic, ...] = tuple(
        (kind, exchange.account if kind in (_OF_THE_ACCOUNT, "keys") else ALL) for kind in kinds
    )
    request = exchange.request
    question = ("question", name, exchange.account, request.target, request.body)
    yield Statement((*question, "status"), status, rule, "the status", topics)
    value = _without(subject.answer, _OF_TIME.get(name, frozenset()))
    yield Statement(question, value, rule, topics=topics)


def _without(node: Any, names: frozenset[str]) -> Any:
    """A JSON value without the fields of these names, at any depth."""
    if not names:
        return node
    if isinstance(node, dict):
        return {name: _without(each, names) for name, each in node.items() if name not in names}
    return [_without(each, names) for each in node] if isinstance(node, list) else node
