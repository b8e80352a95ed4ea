"""What a request to place or cancel takes from its signing address's bucket.

Source: docs/protocol/limits.md#per-signer: an order or an id costs 1, cancel-all and cancel-market-orders 1
more than they cancel.
"""

from clob_sandbox.errors import Refused
from clob_sandbox.http.call import Call
from clob_sandbox.http.handlers.trade import open_orders
from clob_sandbox.http.limits import Limits

_PLACING = ("postOrder", "postOrders")
_CANCELLING = ("cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders")


def spend(limits: Limits, call: Call, operation_id: str, now: int) -> dict[str, str]:
    """Take the cost of a request from its bucket, if it has one; gives the headers of the response, or
    refuses.
    """
    if operation_id not in _PLACING + _CANCELLING:
        return {}
    cancels = operation_id in _CANCELLING
    return limits.spend(call.key.address, _cost(call, operation_id), now, cancels=cancels)


def _cost(call: Call, operation_id: str) -> int:
    """Tokens that a placing or cancelling request costs; one that its handler will refuse costs 1."""
    try:
        body = call.json("") if call.body else None
    except Refused:
        return 1
    if operation_id in ("postOrders", "cancelOrders"):
        return max(1, len(body)) if isinstance(body, list) else 1
    if operation_id == "cancelAllOrders":
        return 1 + len(call.exchange.open.of(call.key.address))
    if operation_id == "cancelMarketOrders" and isinstance(body, dict):
        market, asset_id = (v if isinstance(v := body.get(n), str) else None for n in ("market", "asset_id"))
        return 1 + len(open_orders(call, market, asset_id))
    return 1
