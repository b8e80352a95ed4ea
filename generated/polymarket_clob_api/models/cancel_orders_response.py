from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model


@_attrs_define(eq=False, repr=False, slots=False)
class CancelOrdersResponse(Model):
    """Attributes:
    canceled (list[str] | None): IDs of the orders whose cancellation worked Example:
        ['0xabcdef1234567890abcdef1234567890abcdef12'].
    not_canceled (CancelOrdersResponseNotCanceled | None): For each order ID whose cancellation failed,
        the error text Example: {'0xabcdef1234567890abcdef1234567890abcdef12': 'Order not found or already
        canceled'}.
    """

    canceled: list[str] | None
    not_canceled: CancelOrdersResponseNotCanceled | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "canceled": "canceled",
        "not_canceled": "not_canceled",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        canceled: list[str] | None = _dict.get("canceled", UNSET)
        if isinstance(canceled, list):
            canceled_type_0: list[str] = canceled

            canceled = canceled_type_0
        _dict["canceled"] = canceled
        not_canceled: CancelOrdersResponseNotCanceled | None = _dict.get("not_canceled", UNSET)
        if isinstance(not_canceled, dict):
            not_canceled_type_0: CancelOrdersResponseNotCanceled = not_canceled
            if isinstance(not_canceled_type_0, dict):
                not_canceled_type_0 = CancelOrdersResponseNotCanceled.adopt(not_canceled_type_0)

            not_canceled = not_canceled_type_0
        _dict["not_canceled"] = not_canceled
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.cancel_orders_response_not_canceled import CancelOrdersResponseNotCanceled
