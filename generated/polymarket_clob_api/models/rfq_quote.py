from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class RfqQuote(Model):
    """A quote to a request. USDC is the asset "0".

    Attributes:
        request_id (str | Unset): ID of the request
        asset_in (str | Unset): Token ID that is offered
        asset_out (str | Unset): Token ID that is wanted
        amount_in (str | Unset): How much is offered
        amount_out (str | Unset): How much is wanted
        user_type (int | Unset): Signature type of the caller
    """

    request_id: str | Unset = UNSET
    asset_in: str | Unset = UNSET
    asset_out: str | Unset = UNSET
    amount_in: str | Unset = UNSET
    amount_out: str | Unset = UNSET
    user_type: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "requestId": "request_id",
        "assetIn": "asset_in",
        "assetOut": "asset_out",
        "amountIn": "amount_in",
        "amountOut": "amount_out",
        "userType": "user_type",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _dict["request_id"] = _dict.pop("requestId", UNSET)
        _dict["asset_in"] = _dict.pop("assetIn", UNSET)
        _dict["asset_out"] = _dict.pop("assetOut", UNSET)
        _dict["amount_in"] = _dict.pop("amountIn", UNSET)
        _dict["amount_out"] = _dict.pop("amountOut", UNSET)
        _dict["user_type"] = _dict.pop("userType", UNSET)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
