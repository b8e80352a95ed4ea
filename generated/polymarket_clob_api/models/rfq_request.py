from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class RfqRequest(Model):
    """A request for quotes. USDC is the asset "0".

    Attributes:
        asset_in (str | Unset): Token ID that is offered
        asset_out (str | Unset): Token ID that is wanted
        amount_in (str | Unset): How much is offered
        amount_out (str | Unset): How much is wanted
        user_type (int | Unset): Signature type of the caller
    """

    asset_in: str | Unset = UNSET
    asset_out: str | Unset = UNSET
    amount_in: str | Unset = UNSET
    amount_out: str | Unset = UNSET
    user_type: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "assetIn": "asset_in",
        "assetOut": "asset_out",
        "amountIn": "amount_in",
        "amountOut": "amount_out",
        "userType": "user_type",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls(
            _dict.get("assetIn", UNSET),
            _dict.get("assetOut", UNSET),
            _dict.get("amountIn", UNSET),
            _dict.get("amountOut", UNSET),
            _dict.get("userType", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
