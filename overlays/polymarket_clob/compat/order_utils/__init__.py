"""Orders, and the builders that sign them for one contract."""

from .abi.abis import ABIs
from .exchange_order_builder_v1 import ExchangeOrderBuilderV1
from .exchange_order_builder_v2 import ExchangeOrderBuilderV2
from .model import (
    OrderDataV1,
    OrderDataV2,
    OrderV1,
    OrderV2,
    Side,
    SideString,
    SignatureTypeV1,
    SignatureTypeV2,
    SignedOrderV1,
    SignedOrderV2,
)
from .utils import generate_order_salt

__all__ = [
    "ABIs",
    "ExchangeOrderBuilderV1",
    "ExchangeOrderBuilderV2",
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
    "generate_order_salt",
]
