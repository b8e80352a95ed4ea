"""The EIP-712 types of orders of version 2, as libraries for typed data want them."""

from __future__ import annotations

from typing import Final

__all__ = [
    "CTF_EXCHANGE_V2_DOMAIN_NAME",
    "CTF_EXCHANGE_V2_DOMAIN_VERSION",
    "CTF_EXCHANGE_V2_ORDER_STRUCT",
    "EIP712_DOMAIN",
]

CTF_EXCHANGE_V2_DOMAIN_NAME: Final = "Polymarket CTF Exchange"
CTF_EXCHANGE_V2_DOMAIN_VERSION: Final = "2"


def _fields(text: str) -> list[dict[str, str]]:
    """``name:type`` pairs as a list of fields."""
    return [dict(zip(("name", "type"), each.split(":"), strict=True)) for each in text.split()]


CTF_EXCHANGE_V2_ORDER_STRUCT: Final = _fields(
    "salt:uint256 maker:address signer:address tokenId:uint256 makerAmount:uint256 takerAmount:uint256 "
    "side:uint8 signatureType:uint8 timestamp:uint256 metadata:bytes32 builder:bytes32"
)
EIP712_DOMAIN: Final = _fields("name:string version:string chainId:uint256 verifyingContract:address")
