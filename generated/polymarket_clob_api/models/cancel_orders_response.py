from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False)
class CancelOrdersResponse(Model):
    """Attributes:
    canceled (list[str]): IDs of the orders whose cancellation worked Example:
        ['0xabcdef1234567890abcdef1234567890abcdef12'].
    not_canceled (CancelOrdersResponseNotCanceled): For each order ID whose cancellation failed, the
        error text Example: {'0xabcdef1234567890abcdef1234567890abcdef12': 'Order not found or already
        canceled'}.
    """

    canceled: list[str]
    not_canceled: CancelOrdersResponseNotCanceled
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "canceled": "canceled",
        "not_canceled": "not_canceled",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        canceled: list[str] = _dict["canceled"]

        not_canceled: CancelOrdersResponseNotCanceled = _dict["not_canceled"]
        if isinstance(not_canceled, dict):
            not_canceled = CancelOrdersResponseNotCanceled.from_dict(not_canceled)

        _model = cls(
            canceled,
            not_canceled,
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.cancel_orders_response_not_canceled import CancelOrdersResponseNotCanceled
