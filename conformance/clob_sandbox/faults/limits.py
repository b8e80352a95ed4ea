"""Faults of limits and of the modes of the exchange."""

from typing import Any

from clob_sandbox.faults.common import CANCELS, POSTS
from clob_sandbox.faults.planting import Fault, Reply, Visit
from clob_sandbox.venue.modes import Mode


def _as_many_as_allowed(most: int) -> Any:
    def before(visit: Visit) -> None:
        body = visit.body()
        if isinstance(body, list) and len(body) > most:
            visit.change_body(body[:most])

    return before


def _twenty_histories(visit: Visit) -> None:
    body = visit.body()
    if isinstance(body, dict) and isinstance(body.get("markets"), list):
        visit.change_body({**body, "markets": body["markets"][:20]})


def _unchanged_mode(visit: Visit) -> None:
    visit.exchange.mode = Mode()


def _closed_to_cancels(visit: Visit) -> None:
    if visit.exchange.mode.name == "cancel-only":
        visit.exchange.mode = Mode("disabled")


def _restart_as_503(visit: Visit, reply: Reply) -> None:
    if reply.status == 425:
        reply.status = 503


FAULTS: dict[str, Fault] = {
    # --- limits
    "batch-limit-off": Fault(
        "limit",
        "a batch of more than 15 orders is cut, not refused",
        ("postOrders",),
        _as_many_as_allowed(15),
    ),
    "cancel-limit-off": Fault(
        "limit", "more than 1000 cancels are cut, not refused", ("cancelOrders",), _as_many_as_allowed(1000)
    ),
    "histories-limit-off": Fault(
        "limit",
        "more than 20 histories are cut, not refused",
        ("getBatchPricesHistory",),
        _twenty_histories,
    ),
    # --- modes
    "mode-ignored": Fault("mode", "orders are taken in every mode", POSTS, _unchanged_mode),
    "cancel-only-closed": Fault(
        "mode", "cancels are refused in cancel-only mode", CANCELS, _closed_to_cancels
    ),
    "restart-told-503": Fault(
        "mode", "a restart is told by 503, not 425", POSTS, None, _restart_as_503, always=True
    ),
}
