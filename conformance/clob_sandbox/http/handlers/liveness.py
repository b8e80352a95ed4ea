"""Operations of the tag Trade that watch orders: do they score, and is their owner alive?

Source: description of the scoring and heartbeat operations.
"""

from clob_sandbox.errors import INVALID_ORDER_ID, INVALID_PAYLOAD, Refused
from clob_sandbox.http.call import Call
from clob_sandbox.http.payloads import strings
from clob_sandbox.recorded import Chooser
from clob_sandbox.venue import scoring
from clob_sandbox.venue.orders import Order
from clob_sandbox.venue.signatures import BYTES32


def get_order_scoring(call: Call) -> dict[str, bool]:
    call.exchange.mode.admit_scoring()
    order_id = call.one("order_id", "Invalid order_id")
    if order_id is None or not BYTES32.fullmatch(order_id):
        raise Refused(400, "Invalid order_id")
    order = call.exchange.orders.get(order_id.lower())
    if order is None or order.address != call.key.address:
        raise Refused(404, "market not found")
    return {"scoring": _is_scoring(call, order)}


def get_orders_scoring(call: Call) -> dict[str, bool]:
    ids = call.every("order_ids")
    if not ids:
        raise Refused(400, INVALID_PAYLOAD)
    return _scorings(call, ids)


def post_orders_scoring(call: Call) -> dict[str, bool]:
    return _scorings(call, strings(call.json(INVALID_PAYLOAD), INVALID_PAYLOAD))


def _scorings(call: Call, ids: list[str]) -> dict[str, bool]:
    call.exchange.mode.admit_scoring()
    if not all(BYTES32.fullmatch(order_id) for order_id in ids):
        raise Refused(400, INVALID_ORDER_ID)
    response = {}
    for order_id in ids:
        order = call.exchange.orders.get(order_id.lower())
        own = order is not None and order.address == call.key.address
        response[order_id] = own and order is not None and _is_scoring(call, order)
    return response


def _is_scoring(call: Call, order: Order) -> bool:
    exchange = call.exchange
    return scoring.is_scoring(order, exchange.books[order.market.condition_id], exchange.clock.nanos())


def send_heartbeat(call: Call) -> dict[str, str]:
    call.exchange.heartbeats.beat(call.key.id, call.exchange.clock.nanos())
    return {"status": "ok"}


def send_heartbeat_v1(call: Call) -> dict[str, str]:
    """The next id of the chain; a body that is no heartbeat is answered like a wrong id, as a 400 has to
    name one.
    """
    try:
        body = call.json(INVALID_PAYLOAD)
    except Refused:
        body = None
    heartbeat_id = body.get("heartbeat_id") if isinstance(body, dict) else None
    try:
        following = call.exchange.heartbeats.chain(call.key.id, heartbeat_id, call.exchange.clock.nanos())
    except Refused as refusal:
        reported = Chooser(call.exchange.seed, "heartbeat-key")
        if "heartbeat-key" in call.exchange.profile and reported.one_in(2, heartbeat_id):
            refusal.extra["error_msg"] = refusal.text
        raise
    return {"heartbeat_id": following}
