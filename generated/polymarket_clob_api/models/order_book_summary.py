from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model


@_attrs_define(eq=False, repr=False, slots=False)
class OrderBookSummary(Model):
    """Attributes:
    market (str): Condition ID of the market Example:
        0xbd31dc8a20211944f6b70f31557f1001557b59905b7738480ca09bd4532f84af.
    asset_id (str): ID of the token (asset) Example: 0xabc123def456....
    timestamp (str): Unix time at which the book snapshot was taken: in milliseconds (13 digits) on the
        live service; the description's own example has seconds (10 digits) Example: 1700000000000.
    hash_ (str): Hash over the book summary: lower-case hex SHA-1 of the summary as compact JSON with an
        empty hash, in the key order market, asset_id, timestamp, hash, bids, asks, min_order_size,
        tick_size, neg_risk, last_trade_price Example: 96fc3c704d81df01d6dc43a409803243d5eb01cf.
    bids (list[OrderSummary]): Bids. The live service lists the best price last; sort, do not rely on
        the order
    asks (list[OrderSummary]): Asks. The live service lists the best price last; sort, do not rely on
        the order
    min_order_size (str): Smallest size an order may have Example: 1.
    tick_size (str): Tick size, the smallest step in price Example: 0.01.
    neg_risk (bool): True if the market has negative risk switched on Example: False.
    last_trade_price (str): Price of the latest trade Example: 0.45.
    """

    market: str
    asset_id: str
    timestamp: str
    hash_: str
    bids: list[OrderSummary]
    asks: list[OrderSummary]
    min_order_size: str
    tick_size: str
    neg_risk: bool
    last_trade_price: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "market": "market",
        "asset_id": "asset_id",
        "timestamp": "timestamp",
        "hash": "hash_",
        "bids": "bids",
        "asks": "asks",
        "min_order_size": "min_order_size",
        "tick_size": "tick_size",
        "neg_risk": "neg_risk",
        "last_trade_price": "last_trade_price",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _dict["hash_"] = _dict.pop("hash", UNSET)
        bids: list[OrderSummary] = _dict.get("bids", UNSET)
        if isinstance(bids, list):
            bids = [OrderSummary.adopt(item) if isinstance(item, dict) else item for item in bids]
        _dict["bids"] = bids
        asks: list[OrderSummary] = _dict.get("asks", UNSET)
        if isinstance(asks, list):
            asks = [OrderSummary.adopt(item) if isinstance(item, dict) else item for item in asks]
        _dict["asks"] = asks
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.order_summary import OrderSummary
