"""Signs orders of version 2 and 3 for one contract."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any, Final

from polymarket_clob.compat.constants import BYTES32_ZERO
from polymarket_clob.compat.signer import Signer
from polymarket_clob.eip712 import (
    ORDER_TYPE,
    OrderStruct,
    digest,
    exchange_domain,
    keccak,
    wallet_digest,
    wallet_signature,
)
from polymarket_clob.signers import sign_now

from .model.ctf_exchange_v2_typed_data import (
    CTF_EXCHANGE_V2_DOMAIN_NAME,
    CTF_EXCHANGE_V2_DOMAIN_VERSION,
    CTF_EXCHANGE_V2_ORDER_STRUCT,
    EIP712_DOMAIN,
)
from .model.order_data_v2 import OrderDataV2, OrderV2, SignedOrderV2
from .model.signature_type_v2 import SignatureTypeV2
from .utils import generate_order_salt

ORDER_TYPE_STRING: Final = ORDER_TYPE
SOLADY_TYPE_STRING: Final = (
    "TypedDataSign(Order contents,string name,string version,uint256 chainId,address verifyingContract,"
    "bytes32 salt)" + ORDER_TYPE
)
DOMAIN_TYPE_STRING: Final = (
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
)
DEPOSIT_WALLET_DOMAIN_SALT: Final = bytes(32)

_HASHED: Final = {
    "ORDER_TYPE_HASH": ORDER_TYPE_STRING,
    "DOMAIN_TYPE_HASH": DOMAIN_TYPE_STRING,
    "SOLADY_TYPE_HASH": SOLADY_TYPE_STRING,
    "DEPOSIT_WALLET_NAME_HASH": "DepositWallet",
    "DEPOSIT_WALLET_VERSION_HASH": "1",
    "CTF_EXCHANGE_NAME_HASH": CTF_EXCHANGE_V2_DOMAIN_NAME,
    "CTF_EXCHANGE_VERSION_HASH": CTF_EXCHANGE_V2_DOMAIN_VERSION,
}


def __getattr__(name: str) -> bytes:
    """The hashes of the texts above, computed when somebody asks for one."""
    if name not in _HASHED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return keccak(_HASHED[name].encode())


class ExchangeOrderBuilderV2:
    """Builds and signs orders for one contract; ``domain_version`` is "2" or "3"."""

    def __init__(
        self,
        contract_address: str,
        chain_id: int,
        signer: Signer,
        generate_salt: Callable[[], str] = generate_order_salt,
        domain_version: str = CTF_EXCHANGE_V2_DOMAIN_VERSION,
    ) -> None:
        self.contract_address = contract_address
        self.chain_id = chain_id
        self.signer = signer
        self.generate_salt = generate_salt
        self.domain_version = domain_version

    @property
    def app_domain_separator(self) -> bytes:
        """The domain of the contract, 32 bytes."""
        return exchange_domain(self.chain_id, self.contract_address, int(self.domain_version))

    def build_signed_order(self, order_data: OrderDataV2) -> SignedOrderV2:
        """A signed order. Raises ValueError where the order names another signer than the key."""
        order = self.build_order(order_data)
        signature = self.build_order_signature(self.build_order_typed_data(order))
        return SignedOrderV2(**dataclasses.asdict(order), signature=signature)

    def build_order(self, order_data: OrderDataV2) -> OrderV2:
        """An order with what was left out. Raises ValueError where it names another signer than the key."""
        signer = order_data.signer or order_data.maker
        kind = SignatureTypeV2(order_data.signatureType or 0)
        if kind != SignatureTypeV2.POLY_1271 and signer != self.signer.address():
            raise ValueError(f"signer={signer!r}: the key's address is {self.signer.address()}")
        return OrderV2(
            salt=self.generate_salt(),
            maker=order_data.maker,
            signer=signer,
            tokenId=order_data.tokenId,
            makerAmount=order_data.makerAmount,
            takerAmount=order_data.takerAmount,
            side=order_data.side,
            signatureType=kind,
            timestamp=order_data.timestamp or str(time.time_ns() // 1_000_000),
            metadata=order_data.metadata or BYTES32_ZERO,
            builder=order_data.builder or BYTES32_ZERO,
            expiration=order_data.expiration or "0",
        )

    def build_order_typed_data(self, order: OrderV2) -> dict[str, Any]:
        """The order as libraries for EIP-712 take it."""
        numbers = ("salt", "tokenId", "makerAmount", "takerAmount", "side", "signatureType", "timestamp")
        message: dict[str, Any] = {name: int(getattr(order, name)) for name in numbers}
        message |= {"maker": order.maker, "signer": order.signer}
        message |= {name: _word(getattr(order, name)) for name in ("metadata", "builder")}
        return {
            "primaryType": "Order",
            "types": {"EIP712Domain": EIP712_DOMAIN, "Order": CTF_EXCHANGE_V2_ORDER_STRUCT},
            "domain": {
                "name": CTF_EXCHANGE_V2_DOMAIN_NAME,
                "version": self.domain_version,
                "chainId": self.chain_id,
                "verifyingContract": self.contract_address,
            },
            "message": {field["name"]: message[field["name"]] for field in CTF_EXCHANGE_V2_ORDER_STRUCT},
        }

    def build_order_signature(self, typed_data: dict[str, Any]) -> str:
        """``0x`` and the hex digits of the signature, a deposit wallet's wrapped."""
        struct, domain = _struct(typed_data), self.app_domain_separator
        inner = struct.hash()
        if struct.signature_type != SignatureTypeV2.POLY_1271:
            return "0x" + sign_now(self.signer.native, digest(domain, inner)).hex()
        asked = wallet_digest(domain, inner, self.chain_id, struct.signer)
        return "0x" + wallet_signature(sign_now(self.signer.native, asked), domain, inner).hex()

    def build_order_hash(self, typed_data: dict[str, Any]) -> str:
        """The order's id."""
        return "0x" + digest(self.app_domain_separator, _struct(typed_data).hash()).hex()


def _word(value: str | bytes) -> bytes:
    """A text of hex digits as 32 bytes."""
    return value if isinstance(value, bytes) else bytes.fromhex(value.removeprefix("0x").zfill(64))


def _struct(typed_data: dict[str, Any]) -> OrderStruct:
    message = typed_data["message"]
    return OrderStruct(
        salt=int(message["salt"]),
        maker=message["maker"],
        signer=message["signer"],
        token_id=int(message["tokenId"]),
        maker_amount=int(message["makerAmount"]),
        taker_amount=int(message["takerAmount"]),
        side=int(message["side"]),
        signature_type=int(message["signatureType"]),
        timestamp=int(message["timestamp"]),
        metadata=_word(message["metadata"]),
        builder=_word(message["builder"]),
    )
