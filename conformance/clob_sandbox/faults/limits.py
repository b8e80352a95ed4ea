"""Faults of limits and of the modes of the exchange."""

from typing import Any

from clob_sandbox.faults.common import CANCELS, POSTS
from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply
from clob_sandbox.venue.modes import Mode


def _as_many_as_allowed(most: int) -> Any:
    def before(intercept: Intercept) -> None:
        body = intercept.body()
        if isinstance(body, list) and len(body) > most:
            intercept.change_body(body[:most])

    return before


def _twenty_histories(intercept: Intercept) -> None:
    body = intercept.body()
    if isinstance(body, dict) and isinstance(body.get("markets"), list):
        intercept.change_body({**body, "markets": body["markets"][:20]})


def _curtly(intercept: Intercept, reply: Reply) -> None:
    if reply.status == 400 and "Too many" in reply.body["error"]:
        reply.body = {"error": "Too many"}


def _unchanged_mode(intercept: Intercept) -> None:
    intercept.exchange.mode = Mode()


def _closed_to_cancels(intercept: Intercept) -> None:
    if intercept.exchange.mode.name == "cancel-only":
        intercept.exchange.mode = Mode("disabled")


def _restart_as_503(intercept: Intercept, reply: Reply) -> None:
    if reply.status == 425:
        reply.status = 503


def _less_than_allowed(intercept: Intercept, reply: Reply) -> None:
    if reply.status == 200 and len(intercept.body()) == 500:
        reply.status, reply.body = 400, {"error": "Payload exceeds the limit"}


def _a_batch_less(intercept: Intercept, reply: Reply) -> None:
    if reply.status == 200 and len(intercept.body()) == 15:
        reply.status, reply.body = 400, {"error": "Too many orders in payload: 15, max allowed: 14"}


FAULTS: dict[str, Fault] = {
    # --- limits
    "batch-limit-lower": Fault(
        "a batch of 15 orders is told to be too many",
        ("postOrders",),
        None,
        _a_batch_less,
        breaks=("limit-allowed",),
    ),
    "batch-limit-off": Fault(
        "a batch of more than 15 orders is cut, not refused",
        ("postOrders",),
        _as_many_as_allowed(15),
        breaks=("limit-enforced", "negative-data-refused", "batch-answers-each"),
    ),
    "cancel-limit-off": Fault(
        "more than 1000 cancels are cut, not refused",
        ("cancelOrders",),
        _as_many_as_allowed(1000),
        breaks=("limit-enforced", "negative-data-refused", "cancel-partition"),
    ),
    "histories-limit-off": Fault(
        "more than 20 histories are cut, not refused",
        ("getBatchPricesHistory",),
        _twenty_histories,
        breaks=("limit-enforced", "negative-data-refused"),
    ),
    "last-trades-limit-lower": Fault(
        "500 last trades are refused, which are allowed",
        ("getLastTradesPricesPost",),
        None,
        _less_than_allowed,
        breaks=("limit-allowed",),
    ),
    "limit-text-other": Fault(
        "a list that is too long is refused in other words",
        ("cancelOrders", "postOrders"),
        None,
        _curtly,
        always=True,
        breaks=("limit-text",),
    ),
    # --- modes
    "mode-ignored": Fault(
        "orders are taken in every mode", POSTS, _unchanged_mode, breaks=("mode-closes-orders", "mode-told")
    ),
    "cancel-only-closed": Fault(
        "cancels are refused in cancel-only mode",
        CANCELS,
        _closed_to_cancels,
        breaks=("mode-leaves-cancels",),
    ),
    "restart-told-503": Fault(
        "a restart is told by 503, not 425", POSTS, None, _restart_as_503, always=True, breaks=("mode-told",)
    ),
}
