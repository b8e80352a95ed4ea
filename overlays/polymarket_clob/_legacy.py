"""Version 1 orders, which the service wants with decisions about quotes and nowhere else.

Source: docs/protocol/orders.md#versions: twelve signed fields under the contracts of version 1, expiration
included.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from .contracts import AMOY, POLYGON
from .eip712 import OrderStruct, address_word, digest, exchange_domain, keccak, word
from .orders import SignedOrder
from .signers import recovered_address

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


def order_digest(chain_id: int, exchange: str, values: Sequence[int | str]) -> bytes:
    """What is signed: the twelve fields in their order, addresses as texts."""
    words = (address_word(each) if isinstance(each, str) else word(each) for each in values)
    return digest(exchange_domain(chain_id, exchange, 1), keccak(keccak(_TYPE) + b"".join(words)))


def order_of_version_1(sent: Mapping[str, Any], chain_id: int, moment: float) -> SignedOrder | None:
    """The order of a decision about a quote, as other orders are named; None where its signature is not that
    of its fields. ``moment``: of now, in Unix seconds, for there is no time in it.
    """
    try:
        side = ("BUY", "SELL").index(sent["side"])
        numbers = [int(sent[name]) for name in ("tokenId", "makerAmount", "takerAmount", "expiration")]
        numbers += [int(sent["nonce"]), int(sent["feeRateBps"]), side, int(sent["signatureType"])]
        values = (int(sent["salt"]), sent["maker"], sent["signer"], sent["taker"], *numbers)
        signature = bytes.fromhex(sent["signature"].removeprefix("0x"))
        for neg_risk in (False, True):
            exchange = EXCHANGES[chain_id, neg_risk]
            signed = order_digest(chain_id, exchange, values)
            if len(signature) == 65 and recovered_address(signed, signature) == sent["signer"]:
                break
        else:
            return None
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    token, gives, wants, expiration = numbers[:4]
    return SignedOrder(
        OrderStruct(
            salt=int(sent["salt"]),
            maker=sent["maker"],
            signer=sent["signer"],
            token_id=token,
            maker_amount=gives,
            taker_amount=wants,
            side=side,
            signature_type=numbers[-1],
            timestamp=int(moment * 1000),
            metadata=bytes(32),
            builder=bytes(32),
        ),
        chain_id=chain_id,
        exchange=exchange,
        version=1,
        order_id="0x" + signed.hex(),
        signature=sent["signature"],
        order_type="GTD" if expiration else "GTC",
        expiration=expiration,
    )
