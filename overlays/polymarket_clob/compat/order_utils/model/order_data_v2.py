"""Orders of version 2 and 3 under the older client's names: dataclasses that can be kept and rebuilt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from polymarket_clob.orders import Payload

from .side import Side, SideString
from .signature_type_v2 import SignatureTypeV2

if TYPE_CHECKING:
    from polymarket_clob.orders import SignedOrder

__all__ = ["OrderDataV2", "OrderV2", "SignedOrderV2", "order_to_json_v2"]


@dataclass
class OrderDataV2:
    """What an order is made of."""

    maker: str
    tokenId: str  # noqa: N815 - the older client's names, here and below
    makerAmount: str  # noqa: N815
    takerAmount: str  # noqa: N815
    side: Side
    signer: str | None = None
    signatureType: SignatureTypeV2 | None = None  # noqa: N815
    timestamp: str | None = None
    metadata: str | None = None
    builder: str | None = None
    expiration: str | None = None


@dataclass
class OrderV2:
    """An order that lacks its signature."""

    salt: str
    maker: str
    signer: str
    tokenId: str  # noqa: N815
    makerAmount: str  # noqa: N815
    takerAmount: str  # noqa: N815
    side: Side
    signatureType: SignatureTypeV2  # noqa: N815
    timestamp: str
    metadata: str
    builder: str
    expiration: str = "0"


@dataclass
class SignedOrderV2(OrderV2):
    """A signed order. ``dataclasses.asdict`` keeps it, ``SignedOrderV2(**fields)`` makes it again."""

    signature: str = field(default="", repr=False)

    @property
    def native(self) -> SignedOrder:
        """The order as this client has it: what is sent.

        Raises ValueError where the signature is not of these fields, under any contract of the exchange.
        """
        from polymarket_clob.compat._signed import native_of  # noqa: PLC0415 - it needs this module

        return native_of(self)

    @property
    def order_id(self) -> str:
        """The id that the order has once it is sent."""
        return self.native.order_id


def order_to_json_v2(
    order: SignedOrderV2,
    owner: str,
    order_type: str,
    post_only: bool = False,
    defer_exec: bool = False,
) -> dict[str, Any]:
    """The body that posts an order; it does not print signature and owner."""
    inner = {
        "salt": int(order.salt),
        "maker": order.maker,
        "signer": order.signer,
        "tokenId": order.tokenId,
        "makerAmount": order.makerAmount,
        "takerAmount": order.takerAmount,
        "side": SideString.BUY if order.side == Side.BUY else SideString.SELL,
        "expiration": order.expiration,
        "signatureType": int(order.signatureType),
        "timestamp": order.timestamp,
        "metadata": order.metadata,
        "builder": order.builder,
        "signature": order.signature,
    }
    kind = {"orderType": order_type, "deferExec": defer_exec, "postOnly": post_only}
    return Payload({"order": inner, "owner": owner, **kind})
