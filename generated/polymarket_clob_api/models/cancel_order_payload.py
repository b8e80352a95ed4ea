from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model


@_attrs_define(eq=False, repr=False, slots=False)
class CancelOrderPayload(Model):
    """Attributes:
    order_id (str): Hash (ID) of the order that is to be cancelled Example:
        0xabcdef1234567890abcdef1234567890abcdef1234567890abcdef1234567890.
    """

    order_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "orderID": "order_id",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _dict["order_id"] = _dict.pop("orderID", UNSET)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
