"""Version 1 orders, which the service wants with decisions about quotes and nowhere else.

Source: docs/protocol/orders.md#versions: twelve signed fields under the contracts of version 1, expiration
included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from polymarket_clob.builder import OrderBuilder
from polymarket_clob.contracts import AMOY, POLYGON
from polymarket_clob.eip712 import address_word, digest, exchange_domain, keccak, word
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import SignatureType
from polymarket_clob.signers import sign_now

from .constants import ZERO_ADDRESS

_TYPE: Final = (
    b"Order(uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,"
    b"uint256 takerAmount,uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,uint8 signatureType)"
)
_NEG_RISK: Final = "0xC5d563A36AE78145C45a50134d48A1215220f80a"
EXCHANGES: Final = {
    (POLYGON, False): "0x4bFb41d5B3570DeFd03C39a9A4D8dE6Bd8B8982E",
    (POLYGON, True): _NEG_RISK,
    (AMOY, False): "0xdFE02Eb6733538f8Ea35D585af8DE5958AD99E40",
    (AMOY, True): _NEG_RISK,
}


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


def order_digest(chain_id: int, exchange: str, values: Sequence[int | str]) -> bytes:
    """What is signed: the twelve fields in their order, addresses as texts."""
    words = (address_word(each) if isinstance(each, str) else word(each) for each in values)
    return digest(exchange_domain(chain_id, exchange, 1), keccak(keccak(_TYPE) + b"".join(words)))
