from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False)
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
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        allowances: BalanceAllowanceResponseAllowances = _dict["allowances"]
        if isinstance(allowances, dict):
            allowances = BalanceAllowanceResponseAllowances.from_dict(allowances)

        _model = cls(
            _dict["balance"],
            allowances,
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.balance_allowance_response_allowances import BalanceAllowanceResponseAllowances
