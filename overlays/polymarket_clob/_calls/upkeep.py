"""What keeps orders alive and earning: heartbeats, and whether orders score for rewards."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from polymarket_clob_api import models
from polymarket_clob_api.api import trade

from polymarket_clob._core import Response, Steps, ask, nothing
from polymarket_clob._params import OrderScoringParams, OrdersScoringParams
from polymarket_clob._session import Session
from polymarket_clob.errors import of_kind
from polymarket_clob.orders import order_id as checked_id

from .reading import about, map_of, object_of, object_read, several


def is_order_scoring(session: Session, params: OrderScoringParams) -> Steps[models.OrderScoringResponse]:
    """Whether an order earns rewards at the moment: ``.scoring``."""
    of_kind("params", params, OrderScoringParams, "the order is said as OrderScoringParams")
    request = trade.get_order_scoring._get_kwargs(order_id=checked_id(params.orderId, "orderId"))
    return (yield from ask("getOrderScoring", request, object_read(models.OrderScoringResponse.adopt)))


def are_orders_scoring(session: Session, params: OrdersScoringParams) -> Steps[dict[str, bool]]:
    """Whether orders earn rewards at the moment, by order id."""
    of_kind("params", params, OrdersScoringParams, "the orders are said as OrdersScoringParams")
    body = _ids("orderIds", params.orderIds)
    request = trade.post_orders_scoring._get_kwargs(body=body)
    return (yield from ask("postOrdersScoring", request, partial(_scores, asked=body)))


def get_orders_scoring(session: Session, order_ids: Sequence[str]) -> Steps[dict[str, bool]]:
    """``are_orders_scoring`` with the ids in the query; for more than a few, ask that."""
    ids = _ids("order_ids", order_ids)
    request = trade.get_orders_scoring._get_kwargs(order_ids=ids)
    return (yield from ask("getOrdersScoring", request, partial(_scores, asked=ids)))


def post_heartbeat(session: Session, heartbeat_id: str = "") -> Steps[str]:
    """Beats once and returns the id that the next beat must carry; the first one carries none.

    From the first beat on the exchange cancels this API key's orders when none comes for 10 s, and that
    cannot be switched off again. Raises BadRequest on a stale id; its body names the expected one; and
    UnreadableResponse where the response holds no id for the next beat.
    """
    request = trade.send_heartbeat_v1._get_kwargs(body=models.HeartbeatRequest(heartbeat_id))
    return (yield from ask("sendHeartbeatV1", request, _next_id))


def send_heartbeat(session: Session) -> Steps[None]:
    """Beats once in the older form, without an id. See ``post_heartbeat``."""
    yield from ask("sendHeartbeat", trade.send_heartbeat._get_kwargs(), nothing)


def _next_id(response: Response) -> str:
    heartbeat_id = object_of(response)["heartbeat_id"]
    if not isinstance(heartbeat_id, str):
        raise response.unreadable(f"heartbeat_id is {heartbeat_id!r}, not a text")
    return heartbeat_id


def _ids(field: str, values: Sequence[str]) -> list[str]:
    return [checked_id(value, f"{field}[{i}]") for i, value in enumerate(several(field, values))]


def _scores(response: Response, asked: Sequence[str]) -> dict[str, bool]:
    reported = map_of(response)
    for order_id, scores in reported.items():
        about(response, order_id, asked)
        if not isinstance(scores, bool):
            raise response.unreadable(f"of order {order_id} it says {scores!r}, not true or false")
    return {str(key): bool(value) for key, value in reported.items()}
