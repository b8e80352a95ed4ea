"""Signed orders, from this client's form to the older one's and back."""

from __future__ import annotations

from polymarket_clob._redaction import MASK
from polymarket_clob.contracts import AMOY, POLYGON, contracts
from polymarket_clob.eip712 import OrderStruct, digest, exchange_domain
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import SignatureType, SignedOrder
from polymarket_clob.signers import recovered_address

from .order_utils.model.order_data_v2 import SignedOrderV2
from .order_utils.model.side import Side
from .order_utils.model.signature_type_v2 import SignatureTypeV2

_SIGNATURE, _DOMAIN = 65, 32
"""A deposit wallet's signature opens with the key's 65 bytes and the domain of the contract."""


def older_form(signed: SignedOrder) -> SignedOrderV2:
    """The same order under the older client's names."""
    struct = signed.struct
    return SignedOrderV2(
        salt=str(struct.salt),
        maker=struct.maker,
        signer=struct.signer,
        tokenId=str(struct.token_id),
        makerAmount=str(struct.maker_amount),
        takerAmount=str(struct.taker_amount),
        side=Side(struct.side),
        signatureType=SignatureTypeV2(struct.signature_type),
        timestamp=str(struct.timestamp),
        metadata="0x" + struct.metadata.hex(),
        builder="0x" + struct.builder.hex(),
        expiration=str(signed.expiration),
        signature=signed.signature,
    )


def native_of(order: SignedOrderV2) -> SignedOrder:
    """The same order as this client has it, wherever its fields were kept meanwhile.

    The contract that it was signed for is none of its fields: the signature tells. Raises InvalidInput where
    it is of none, because a field was changed after signing or is missing.
    """
    try:
        struct, expiration = struct_of(order), int(order.expiration or 0)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidInput("order", type(order).__name__, f"fields as they were signed: {error}") from None
    inner = struct.hash()
    try:
        signature = bytes.fromhex(order.signature.removeprefix("0x"))
    except ValueError:
        signature = b""
    for chain_id in (POLYGON, AMOY):
        known = contracts(chain_id)
        for version, exchange in (
            (2, known.exchange_v2),
            (2, known.neg_risk_exchange_v2),
            (3, known.exchange_v3),
        ):
            domain = exchange_domain(chain_id, exchange, version)
            if _is_of(signature, struct, domain, digest(domain, inner)):
                return SignedOrder(
                    struct=struct,
                    chain_id=chain_id,
                    exchange=exchange,
                    version=version,
                    order_id="0x" + digest(domain, inner).hex(),
                    signature=order.signature,
                    order_type="GTD" if expiration else "GTC",
                    expiration=expiration,
                )
    rule = "it is not of this order's fields, under any contract of the exchange"
    raise InvalidInput("signature", MASK, rule)


def struct_of(order: SignedOrderV2) -> OrderStruct:
    """The signed fields. Raises ValueError where one is no number or no hex text."""
    return OrderStruct(
        salt=int(order.salt),
        maker=order.maker,
        signer=order.signer,
        token_id=int(order.tokenId),
        maker_amount=int(order.makerAmount),
        taker_amount=int(order.takerAmount),
        side=int(order.side),
        signature_type=int(order.signatureType),
        timestamp=int(order.timestamp),
        metadata=bytes.fromhex(order.metadata.removeprefix("0x")),
        builder=bytes.fromhex(order.builder.removeprefix("0x")),
    )


def _is_of(signature: bytes, struct: OrderStruct, domain: bytes, order_hash: bytes) -> bool:
    if struct.signature_type == SignatureType.POLY_1271:
        inner = signature[_SIGNATURE + _DOMAIN : _SIGNATURE + 2 * _DOMAIN]
        return signature[_SIGNATURE : _SIGNATURE + _DOMAIN] == domain and inner == struct.hash()
    return len(signature) == _SIGNATURE and recovered_address(order_hash, signature) == struct.signer
