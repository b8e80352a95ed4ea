from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False, slots=False)
class HeartbeatRequest(Model):
    """Body that a v1 heartbeat call sends.

    Attributes:
        heartbeat_id (str): ID handed back by the preceding response, which each later request has to send;
            the very first request leaves it empty or sends a fresh UUID. Example:
            550e8400-e29b-41d4-a716-446655440000.
    """

    heartbeat_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "heartbeat_id": "heartbeat_id",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
