"""What a request touches when it changes something: the topics of `memory` that depend on it.

What was refused has changed nothing. Of a request without a definite outcome nobody knows, so it has touched
everything; so has whatever is done to a server by other ways than its operations.
"""

from __future__ import annotations

from collections.abc import Iterable

from clob_conformance.core.description import Operation
from clob_conformance.core.interaction import Interaction
from clob_conformance.model.memory import ALL, Topic

TRADING: tuple[Topic, ...] = (("book", ALL), ("account", ALL))
EVERYTHING: tuple[Topic, ...] = (*TRADING, ("keys", ALL), ("settings", ALL))
_ORDERS = frozenset({"postOrder", "postOrders", "acceptRfqQuote", "approveRfqOrder"})
_CANCELS = frozenset({"cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders"})
_KEYS = frozenset(
    {
        "createApiKey",
        "deleteApiKey",
        "createBuilderApiKey",
        "revokeBuilderApiKey",
        "createReadonlyApiKey",
        "deleteReadonlyApiKey",
    }
)
_OWN = frozenset({"dropNotifications", "updateBalanceAllowance"})
_READS_BY_POST = frozenset(
    {
        "getMidpointsPost",
        "getSpreads",
        "getLastTradesPricesPost",
        "getPricesPost",
        "getBooksPost",
        "getMarketsLiveActivity",
        "getBatchPricesHistory",
        "postOrdersScoring",
        "sendHeartbeat",
        "sendHeartbeatV1",
    }
)
_TRIES = frozenset({"createRfqRequest", "cancelRfqRequest", "createRfqQuote", "cancelRfqQuote"})
_MAKES_SOMETHING_NEW = frozenset({"/_sandbox/accounts", "/_sandbox/clock"})
"""What is asked of the own sandbox and touches nothing by itself; `clock` follows the time that passes."""


def touched(operation: Operation | None, interaction: Interaction) -> Iterable[Topic]:
    """The topics that a request touched."""
    response, account = interaction.response, interaction.account
    if operation is None:
        nothing = interaction.request.method == "GET" or interaction.request.path in _MAKES_SOMETHING_NEW
        return () if nothing or response.status in (404, 405) else EVERYTHING
    if operation.method == "GET" or operation.id in _READS_BY_POST or operation.id in _TRIES:
        return ()
    if response.missing or response.status >= 500:
        return EVERYTHING
    if not response.succeeded:
        return ()
    if operation.id in _ORDERS:
        # Whoever rests on the book may have been filled.
        return (("book", ALL), ("account", ALL if _filled(interaction) else account))
    if operation.id in _CANCELS:
        return (("book", ALL), ("account", account))
    if operation.id in _KEYS:  # a builder's key signs without naming an account
        return (("keys", account or ALL),)
    return (("account", account or ALL),) if operation.id in _OWN else EVERYTHING


def _filled(interaction: Interaction) -> bool:
    """Whether a post met the book, as far as its response says."""
    try:
        reported = interaction.response.json()
    except ValueError:
        return True
    every = reported if isinstance(reported, list) else [reported]
    return any(not isinstance(one, dict) or one.get("status") not in ("live", "") for one in every)
