from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False, slots=False)
class RebatedFees(Model):
    """Fees given back to one maker for one market on one date.

    Attributes:
        date (str): Day of the rebate, written YYYY-MM-DD, or as midnight UTC of it (2026-09-25T00:00:00Z)
            Example: 2026-02-27.
        condition_id (str): The market's condition ID. Example:
            0xbd31dc8a20211944f6b70f31557f1001557b59905b7738480ca09bd4532f84af.
        asset_address (str): Address of the asset, for example the USDC contract. Example:
            0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB.
        maker_address (str): Ethereum address of the maker. Example:
            0xFeA4cB3dD4ca7CefD3368653B7D6FF9BcDFca604.
        rebated_fees_usdc (str): How much was rebated, in USDC. Example: 0.237519.
    """

    date: str
    condition_id: str
    asset_address: str
    maker_address: str
    rebated_fees_usdc: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "date": "date",
        "condition_id": "condition_id",
        "asset_address": "asset_address",
        "maker_address": "maker_address",
        "rebated_fees_usdc": "rebated_fees_usdc",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
