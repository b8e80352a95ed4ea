from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.book_request_side import BookRequestSide
from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class BookRequest(Model):
    """Attributes:
    token_id (str): ID of the token (asset) Example: 0xabc123def456....
    side (BookRequestSide | Unset): Side of the order; may be left out, and the midpoint calculation
        ignores it Example: BUY.
    """

    token_id: str
    side: BookRequestSide | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "token_id": "token_id",
        "side": "side",
    }
    _blank: ClassVar[dict[str, Any]] = dict.fromkeys(_names, UNSET)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        _dict: dict[str, Any] = {**cls._blank, **src_dict}
        side: BookRequestSide | Unset = _dict["side"]
        if isinstance(side, str):
            side = BookRequestSide(side)

        _model = cls(
            _dict["token_id"],
            side,
        )
        if len(_dict) > len(cls._blank):
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._blank}
        return _model
