"""Signs orders of version 1 for one contract."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from polymarket_clob._legacy import order_digest
from polymarket_clob.compat.constants import ZERO_ADDRESS
from polymarket_clob.compat.signer import Signer
from polymarket_clob.signers import sign_now

from .model.ctf_exchange_v1_typed_data import (
    CTF_EXCHANGE_V1_DOMAIN_NAME,
    CTF_EXCHANGE_V1_DOMAIN_VERSION,
    CTF_EXCHANGE_V1_ORDER_STRUCT,
    EIP712_DOMAIN,
)
from .model.order_data_v1 import OrderDataV1, OrderV1, SignedOrderV1
from .model.signature_type_v1 import SignatureTypeV1
from .utils import generate_order_salt


class ExchangeOrderBuilderV1:
    """Builds and signs orders for one contract."""

    def __init__(
        self,
        contract_address: str,
        chain_id: int,
        signer: Signer,
        generate_salt: Callable[[], str] = generate_order_salt,
    ) -> None:
        self.contract_address = contract_address
        self.chain_id = chain_id
        self.signer = signer
        self.generate_salt = generate_salt

    def build_signed_order(self, order_data: OrderDataV1) -> SignedOrderV1:
        """A signed order. Raises ValueError where the order names another signer than the key."""
        order = self.build_order(order_data)
        signature = self.build_order_signature(self.build_order_typed_data(order))
        return SignedOrderV1(**dataclasses.asdict(order), signature=signature)

    def build_order(self, order_data: OrderDataV1) -> OrderV1:
        """An order with what was left out. Raises ValueError where it names another signer than the key."""
        signer = order_data.signer or order_data.maker
        if signer != self.signer.address():
            raise ValueError(f"signer={signer!r}: the key's address is {self.signer.address()}")
        return OrderV1(
            salt=self.generate_salt(),
            maker=order_data.maker,
            signer=signer,
            taker=order_data.taker or ZERO_ADDRESS,
            tokenId=order_data.tokenId,
            makerAmount=order_data.makerAmount,
            takerAmount=order_data.takerAmount,
            expiration=order_data.expiration or "0",
            nonce=order_data.nonce or "0",
            feeRateBps=order_data.feeRateBps or "0",
            side=order_data.side,
            signatureType=SignatureTypeV1(order_data.signatureType or 0),
        )

    def build_order_typed_data(self, order: OrderV1) -> dict[str, Any]:
        """The order as libraries for EIP-712 take it."""
        message = {
            field["name"]: getattr(order, field["name"])
            if field["type"] == "address"
            else int(getattr(order, field["name"]))
            for field in CTF_EXCHANGE_V1_ORDER_STRUCT
        }
        return {
            "primaryType": "Order",
            "types": {"EIP712Domain": EIP712_DOMAIN, "Order": CTF_EXCHANGE_V1_ORDER_STRUCT},
            "domain": {
                "name": CTF_EXCHANGE_V1_DOMAIN_NAME,
                "version": CTF_EXCHANGE_V1_DOMAIN_VERSION,
                "chainId": self.chain_id,
                "verifyingContract": self.contract_address,
            },
            "message": message,
        }

    def build_order_signature(self, typed_data: dict[str, Any]) -> str:
        """``0x`` and the hex digits of the signature."""
        return "0x" + sign_now(self.signer.native, self._digest(typed_data)).hex()

    def build_order_hash(self, typed_data: dict[str, Any]) -> str:
        """The order's hash."""
        return "0x" + self._digest(typed_data).hex()

    def _digest(self, typed_data: dict[str, Any]) -> bytes:
        message = typed_data["message"]
        values = [message[field["name"]] for field in CTF_EXCHANGE_V1_ORDER_STRUCT]
        return order_digest(self.chain_id, self.contract_address, values)
