from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.send_order_order_type import SendOrderOrderType
from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class SendOrder(Model):
    """An order and how to place it. A BUY that can be matched at once must be worth at least 1 USDC.

    Attributes:
        order (Order): Order as sent to the CLOB API; under CLOB V2 the POST /order wire body still carries
            `expiration` (for GTD and expiry handling), but the struct signed under EIP-712 does not include it.
        owner (str): UUID of whoever owns the API key Example: f4f247b7-4ac7-ff29-a152-04fda0a8755a.
        order_type (SendOrderOrderType | Unset): How long the order stays in force Default:
            SendOrderOrderType.GTC.
        defer_exec (bool | Unset): True to have execution deferred Default: False.
        post_only (bool | Unset): True if the order has to rest on the book without an immediate match;
            works for GTC and GTD orders only. Default: False.
    """

    order: Order
    owner: str
    order_type: SendOrderOrderType | Unset = SendOrderOrderType.GTC
    defer_exec: bool | Unset = False
    post_only: bool | Unset = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "order": "order",
        "owner": "owner",
        "orderType": "order_type",
        "deferExec": "defer_exec",
        "postOnly": "post_only",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        order: Order = _dict.get("order", UNSET)
        if isinstance(order, dict):
            order = Order.adopt(order)
        _dict["order"] = order
        order_type: SendOrderOrderType | Unset = _dict.pop("orderType", UNSET)
        if isinstance(order_type, str):
            order_type = SendOrderOrderType(order_type)
        _dict["order_type"] = order_type
        _dict["defer_exec"] = _dict.pop("deferExec", UNSET)
        _dict["post_only"] = _dict.pop("postOnly", UNSET)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.order import Order
