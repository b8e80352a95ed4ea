"""The EIP-712 types of orders of version 1, as libraries for typed data want them."""

from __future__ import annotations

from typing import Final

__all__ = [
    "CTF_EXCHANGE_V1_DOMAIN_NAME",
    "CTF_EXCHANGE_V1_DOMAIN_VERSION",
    "CTF_EXCHANGE_V1_ORDER_STRUCT",
    "EIP712_DOMAIN",
]

CTF_EXCHANGE_V1_DOMAIN_NAME: Final = "Polymarket CTF Exchange"
CTF_EXCHANGE_V1_DOMAIN_VERSION: Final = "1"


def _fields(text: str) -> list[dict[str, str]]:
    """``name:type`` pairs as a list of fields."""
    return [dict(zip(("name", "type"), each.split(":"), strict=True)) for each in text.split()]


CTF_EXCHANGE_V1_ORDER_STRUCT: Final = _fields(
    "salt:uint256 maker:address signer:address taker:address tokenId:uint256 makerAmount:uint256 "
    "takerAmount:uint256 expiration:uint256 nonce:uint256 feeRateBps:uint256 side:uint8 signatureType:uint8"
)
EIP712_DOMAIN: Final = _fields("name:string version:string chainId:uint256 verifyingContract:address")
