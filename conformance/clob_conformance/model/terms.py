"""What an order promises, read off the body that was posted: its id, its price, its size."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen
from polymarket_clob.contracts import AMOY, POLYGON, contracts
from polymarket_clob.eip712 import OrderStruct, digest, exchange_domain
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import bytes32, exchange_version, token_number

from clob_conformance.model.values import UNITS

_NEVER_RESTS = frozenset({"FOK", "FAK"})


@frozen
class Terms:
    """An order as posted: `gives` and `wants` in base units; `ids` has its hash on every chain."""

    ids: frozenset[str]
    account: str
    owner: str
    maker: str
    token: str
    side: str
    gives: int
    wants: int
    kind: str
    expiration: int
    post_only: bool
    deferred: bool
    builder: str

    @property
    def buys(self) -> bool:
        """Whether it buys shares."""
        return self.side == "BUY"

    @property
    def rests(self) -> bool:
        """Whether what is not filled at once stays on the book."""
        return self.kind not in _NEVER_RESTS

    @property
    def size(self) -> Decimal:
        """Shares."""
        return Decimal(self.wants if self.buys else self.gives) / UNITS

    @property
    def money(self) -> Decimal:
        """USDC."""
        return Decimal(self.gives if self.buys else self.wants) / UNITS

    @property
    def price(self) -> Decimal:
        """USDC a share."""
        return self.money / self.size


def terms_of(body: Any, account: str) -> Terms | None:
    """The terms of one posted order; None for what is none."""
    try:
        order = body["order"]
        terms = Terms(
            ids=_ids(order),
            account=account,
            owner=str(body["owner"]),
            maker=str(order["maker"]),
            token=str(order["tokenId"]),
            side=str(order["side"]),
            gives=int(order["makerAmount"]),
            wants=int(order["takerAmount"]),
            kind=str(body.get("orderType", "GTC")),
            expiration=int(order["expiration"]),
            post_only=body.get("postOnly") is True,
            deferred=body.get("deferExec") is True,
            builder=str(order["builder"]).lower(),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, InvalidInput):
        return None
    return terms if terms.gives > 0 and terms.wants > 0 else None


def _ids(order: Mapping[str, Any]) -> frozenset[str]:
    token = token_number(str(order["tokenId"]))
    struct = OrderStruct(
        salt=int(order["salt"]),
        maker=str(order["maker"]),
        signer=str(order["signer"]),
        token_id=token,
        maker_amount=int(order["makerAmount"]),
        taker_amount=int(order["takerAmount"]),
        side=("BUY", "SELL").index(order["side"]),
        signature_type=int(order["signatureType"]),
        timestamp=int(order["timestamp"]),
        metadata=bytes32("metadata", order.get("metadata") or "0x" + "0" * 64),
        builder=bytes32("builder", order["builder"]),
    ).hash()
    version = exchange_version(token)
    domains = {
        exchange_domain(chain, contracts(chain).exchange(version, neg_risk=neg_risk), version)
        for chain in (POLYGON, AMOY)
        for neg_risk in (False, True)
    }
    return frozenset("0x" + digest(domain, struct).hex() for domain in domains)
