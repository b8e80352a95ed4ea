from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.order_side import OrderSide
from ..models.order_signature_type import OrderSignatureType
from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class Order(Model):
    """Order as sent to the CLOB API; under CLOB V2 the POST /order wire body still carries `expiration`
    (for GTD and expiry handling), but the struct signed under EIP-712 does not include it.

        Attributes:
            maker (str): Maker's Ethereum address (by default the caller's proxy address) Example:
                0x1234567890123456789012345678901234567890.
            signer (str): Signer's Ethereum address Example: 0x1234567890123456789012345678901234567890.
            token_id (str): Token (asset) ID that the order is for Example: 0xabc123def456....
            maker_amount (str): What the maker gives, as fixed-math with 6 decimals Example: 100000000.
            taker_amount (str): What the taker gives, as fixed-math with 6 decimals Example: 200000000.
            side (OrderSide): Side of the order Example: BUY.
            expiration (str): Unix time of the order's expiry in seconds, 0 for none; sent in the API wire body
                but left out of the struct signed under CLOB V2 EIP-712. A GTD order must expire at least 180 s
                ahead, and the exchange drops it 60 s before the time given. Example: 1735689600.
            timestamp (str): Creation time of the order in Unix milliseconds, which makes the order unique
                Example: 1735689600000.
            builder (str): bytes32 builder code that credits an integrator, either empty or `0x` followed by 64
                hex characters. Example: 0x0000000000000000000000000000000000000000000000000000000000000000.
            signature (str): The order's cryptographic signature Example: 0x1234abcd....
            salt (int): Random number that makes the order unique Example: 1234567890.
            signature_type (OrderSignatureType): Kind of signature, where 0 is EOA, 1 is POLY_PROXY and 2 is
                POLY_GNOSIS_SAFE
            metadata (str | Unset): Kept for later use
    """

    maker: str
    signer: str
    token_id: str
    maker_amount: str
    taker_amount: str
    side: OrderSide
    expiration: str
    timestamp: str
    builder: str
    signature: str
    salt: int
    signature_type: OrderSignatureType
    metadata: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "maker": "maker",
        "signer": "signer",
        "tokenId": "token_id",
        "makerAmount": "maker_amount",
        "takerAmount": "taker_amount",
        "side": "side",
        "expiration": "expiration",
        "timestamp": "timestamp",
        "builder": "builder",
        "signature": "signature",
        "salt": "salt",
        "signatureType": "signature_type",
        "metadata": "metadata",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _dict["token_id"] = _dict.pop("tokenId", UNSET)
        _dict["maker_amount"] = _dict.pop("makerAmount", UNSET)
        _dict["taker_amount"] = _dict.pop("takerAmount", UNSET)
        side: OrderSide = _dict.get("side", UNSET)
        if isinstance(side, str):
            side = OrderSide(side)
        _dict["side"] = side
        signature_type: OrderSignatureType = _dict.pop("signatureType", UNSET)
        if isinstance(signature_type, int):
            signature_type = OrderSignatureType(signature_type)
        _dict["signature_type"] = signature_type
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
