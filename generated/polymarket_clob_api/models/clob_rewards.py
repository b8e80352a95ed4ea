from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class ClobRewards(Model):
    """How rewards are set up for a market.

    Attributes:
        mi (Any | Unset): Not documented; by its name the smallest order size that qualifies
        ma (Any | Unset): Not documented; by its name the widest spread that qualifies
        moas (Any | Unset): Not documented
        e (Any | Unset): Not documented
    """

    mi: Any | Unset = UNSET
    ma: Any | Unset = UNSET
    moas: Any | Unset = UNSET
    e: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "mi": "mi",
        "ma": "ma",
        "moas": "moas",
        "e": "e",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls(
            _dict.get("mi", UNSET),
            _dict.get("ma", UNSET),
            _dict.get("moas", UNSET),
            _dict.get("e", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
