from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class Rewards(Model):
    """Attributes:
    rates (list[RewardsRatesType0Item] | None | Unset):
    min_size (float | Unset):
    max_spread (float | Unset):
    """

    rates: list[RewardsRatesType0Item] | None | Unset = UNSET
    min_size: float | Unset = UNSET
    max_spread: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "rates": "rates",
        "min_size": "min_size",
        "max_spread": "max_spread",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        rates: list[RewardsRatesType0Item] | None | Unset = _dict.get("rates", UNSET)
        if isinstance(rates, list):
            rates_type_0: list[RewardsRatesType0Item] = rates
            if isinstance(rates_type_0, list):
                rates_type_0 = [
                    RewardsRatesType0Item.adopt(item) if isinstance(item, dict) else item
                    for item in rates_type_0
                ]

            rates = rates_type_0
        _dict["rates"] = rates
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.rewards_rates_type_0_item import RewardsRatesType0Item
