from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.book_request_side import BookRequestSide
from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
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

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        side: BookRequestSide | Unset = _dict.get("side", UNSET)
        if isinstance(side, str):
            side = BookRequestSide(side)
        _dict["side"] = side
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
