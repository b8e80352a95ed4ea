from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model


@_attrs_define(eq=False, repr=False, slots=False)
class BalanceAllowanceResponse(Model):
    """Attributes:
    balance (str): Balance as a fixed-math amount having 6 decimals. Example: 1000000000000000000.
    allowances (BalanceAllowanceResponseAllowances): Allowance amounts keyed by the spender's address.
        Example: {'0x1234567890123456789012345678901234567890': '500000000000000000',
        '0xabcdefabcdefabcdefabcdefabcdefabcdefabcd': '1000000000000000000'}.
    """

    balance: str
    allowances: BalanceAllowanceResponseAllowances
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "balance": "balance",
        "allowances": "allowances",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        allowances: BalanceAllowanceResponseAllowances = _dict.get("allowances", UNSET)
        if isinstance(allowances, dict):
            allowances = BalanceAllowanceResponseAllowances.adopt(allowances)
        _dict["allowances"] = allowances
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.balance_allowance_response_allowances import BalanceAllowanceResponseAllowances
