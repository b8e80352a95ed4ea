"""Orders of version 1, which the exchange no longer takes but with decisions about quotes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from polymarket_clob.orders import Payload

from .side import Side, SideString
from .signature_type_v1 import SignatureTypeV1

__all__ = ["OrderDataV1", "OrderV1", "SignedOrderV1", "order_to_json_v1"]


@dataclass
class OrderDataV1:
    """What an order is made of."""

    maker: str
    taker: str
    tokenId: str  # noqa: N815 - the older client's names, here and below
    makerAmount: str  # noqa: N815
    takerAmount: str  # noqa: N815
    side: Side
    feeRateBps: str = "0"  # noqa: N815
    nonce: str = "0"
    signer: str | None = None
    expiration: str | None = None
    signatureType: SignatureTypeV1 | None = None  # noqa: N815


@dataclass
class OrderV1:
    """An order that lacks its signature."""

    salt: str
    maker: str
    signer: str
    taker: str
    tokenId: str  # noqa: N815
    makerAmount: str  # noqa: N815
    takerAmount: str  # noqa: N815
    expiration: str
    nonce: str
    feeRateBps: str  # noqa: N815
    side: Side
    signatureType: SignatureTypeV1  # noqa: N815


@dataclass
class SignedOrderV1(OrderV1):
    """A signed order."""

    signature: str = field(default="", repr=False)


def order_to_json_v1(
    order: SignedOrderV1,
    owner: str,
    order_type: str,
    post_only: bool = False,
    defer_exec: bool = False,
) -> dict[str, Any]:
    """The body that posted an order; it does not print signature and owner."""
    inner = {
        "salt": int(order.salt),
        "maker": order.maker,
        "signer": order.signer,
        "taker": order.taker,
        "tokenId": order.tokenId,
        "makerAmount": order.makerAmount,
        "takerAmount": order.takerAmount,
        "side": SideString.BUY if order.side == Side.BUY else SideString.SELL,
        "expiration": order.expiration,
        "nonce": order.nonce,
        "feeRateBps": order.feeRateBps,
        "signatureType": int(order.signatureType),
        "signature": order.signature,
    }
    kind = {"orderType": order_type, "deferExec": defer_exec, "postOnly": post_only}
    return Payload({"order": inner, "owner": owner, **kind})
