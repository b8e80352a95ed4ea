"""What orders are made of."""

from .ctf_exchange_v1_typed_data import (
    CTF_EXCHANGE_V1_DOMAIN_NAME,
    CTF_EXCHANGE_V1_DOMAIN_VERSION,
    CTF_EXCHANGE_V1_ORDER_STRUCT,
)
from .ctf_exchange_v2_typed_data import (
    CTF_EXCHANGE_V2_DOMAIN_NAME,
    CTF_EXCHANGE_V2_DOMAIN_VERSION,
    CTF_EXCHANGE_V2_ORDER_STRUCT,
)
from .order_data_v1 import OrderDataV1, OrderV1, SignedOrderV1
from .order_data_v2 import OrderDataV2, OrderV2, SignedOrderV2
from .side import Side, SideString
from .signature_type_v1 import SignatureTypeV1
from .signature_type_v2 import SignatureTypeV2

__all__ = [
    "CTF_EXCHANGE_V1_DOMAIN_NAME",
    "CTF_EXCHANGE_V1_DOMAIN_VERSION",
    "CTF_EXCHANGE_V1_ORDER_STRUCT",
    "CTF_EXCHANGE_V2_DOMAIN_NAME",
    "CTF_EXCHANGE_V2_DOMAIN_VERSION",
    "CTF_EXCHANGE_V2_ORDER_STRUCT",
    "OrderDataV1",
    "OrderDataV2",
    "OrderV1",
    "OrderV2",
    "Side",
    "SideString",
    "SignatureTypeV1",
    "SignatureTypeV2",
    "SignedOrderV1",
    "SignedOrderV2",
]
