"""Making version 1 orders, which the service wants with decisions about quotes and nowhere else."""

from __future__ import annotations

from typing import Any

from polymarket_clob._legacy import EXCHANGES, order_digest
from polymarket_clob.builder import OrderBuilder
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import SignatureType
from polymarket_clob.signers import sign_now

from .constants import ZERO_ADDRESS


def signed_order(
    builder: OrderBuilder,
    *,
    token_id: int,
    amounts: tuple[int, int],
    side: str,
    expiration: int,
    neg_risk: bool,
    nonce: int = 0,
    fee_rate_bps: int = 0,
) -> dict[str, Any]:
    """A signed order as it goes over the wire, with ``salt`` and ``expiration`` as numbers.

    ``amounts``: what the maker gives and wants, in base units. ``expiration`` in Unix seconds, 0 for none.
    """
    kind = builder.signature_type
    if kind == SignatureType.POLY_1271:
        raise InvalidInput("signature_type", int(kind), "version 1 orders know 0, 1 and 2")
    salt, (gives, wants) = builder.salt(), amounts
    numbers = (token_id, gives, wants, expiration, nonce, fee_rate_bps, int(side == "SELL"), int(kind))
    addresses = (builder.maker, builder.signer.address, ZERO_ADDRESS)
    asked = order_digest(
        builder.chain_id, EXCHANGES[builder.chain_id, neg_risk], (salt, *addresses, *numbers)
    )
    return {
        "salt": salt,
        "maker": builder.maker,
        "signer": builder.signer.address,
        "taker": ZERO_ADDRESS,
        "tokenId": str(token_id),
        "makerAmount": str(gives),
        "takerAmount": str(wants),
        "expiration": expiration,
        "nonce": str(nonce),
        "feeRateBps": str(fee_rate_bps),
        "side": side,
        "signatureType": int(kind),
        "signature": "0x" + sign_now(builder.signer, asked).hex(),
    }
