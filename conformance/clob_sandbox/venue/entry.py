"""Orders entered at the control paths: by the sandbox's page, or by a test that needs a counterparty.

They are not signed, as nobody's key is at hand there; every other rule is the exchange's own (`placement`).
"""

from typing import Any

from clob_sandbox.errors import INVALID_TOKEN, Refused
from clob_sandbox.venue.ethereum import checksummed
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.money import CENT, ONE, units
from clob_sandbox.venue.orders import SignedOrder, State
from clob_sandbox.venue.placement import Placed, Submission, place

_ZERO32 = "0x" + "00" * 32
_TYPES = ("GTC", "FAK", "FOK")


def enter(exchange: Exchange, body: dict[str, Any]) -> Placed:
    """Place the order of an `address` that has an API key; `price` and `size` (shares) are decimal strings.

    Refused with 400, by field and rule or by the exchange's own text.
    """
    owner = str(body.get("address", "")).lower()
    keys = exchange.keys.of(owner)
    if owner not in exchange.accounts or not keys:
        raise Refused(400, f"address has to be that of an account with an API key, not {owner!r}")
    side, order_type = body.get("side"), body.get("order_type", "GTC")
    if side not in ("BUY", "SELL"):
        raise Refused(400, f"side has to be BUY or SELL, not {side!r}")
    if order_type not in _TYPES:
        raise Refused(400, f"order_type has to be one of {', '.join(_TYPES)}, not {order_type!r}")
    post_only = body.get("post_only", False)
    if not isinstance(post_only, bool):
        raise Refused(400, f"post_only has to be true or false, not {post_only!r}")
    found = exchange.tokens.get(str(body.get("token_id", "")))
    if found is None:
        raise Refused(400, INVALID_TOKEN)
    market, token = found
    price, size = _decimal(body, "price") * ONE, _decimal(body, "size")
    if not 0 < price < ONE * 10**6 or price % 10**6:
        raise Refused(400, f"price has to lie between 0 and 1, in steps of {market.tick / ONE}")
    price //= 10**6
    money = price * size // ONE
    if order_type != "GTC" and side == "BUY":  # by money, which is counted in cents; shares follow from it
        money -= money % CENT
        quantum = 10 ** (6 - market.amount_decimals)
        size = money * ONE // price // quantum * quantum
    exchange.mode.admit_orders()
    exchange.mode.admit_order(post_only=post_only)
    wallet = checksummed(owner)
    signed = SignedOrder(
        salt=exchange.number(),
        maker=wallet,
        signer=wallet,
        token_id=token.token_id,
        maker_amount=money if side == "BUY" else size,
        taker_amount=size if side == "BUY" else money,
        side=side,
        signature_type=0,
        timestamp=exchange.clock.millis(),
        metadata=_ZERO32,
        builder=_ZERO32,
        expiration=0,
        signature="",
    )
    submission = Submission(signed, keys[0].id, order_type, post_only=post_only, defer_exec=False)
    return place(exchange, keys[0], submission, signed=False)


def outcome(placed: Placed) -> dict[str, Any]:
    """What became of an order at once."""
    state = "matched" if placed.trades else "live"
    return {
        "order_id": placed.order.id,
        "status": "delayed" if placed.order.state is State.DELAYED else state,
        "trades": [trade.id for trade in placed.trades],
    }


def _decimal(body: dict[str, Any], name: str) -> int:
    """A decimal string in millionths."""
    value = body.get(name)
    try:
        return units(value if isinstance(value, str) else repr(value))
    except ValueError:
        raise Refused(400, f'{name} has to be a decimal string such as "0.55", not {value!r}') from None
