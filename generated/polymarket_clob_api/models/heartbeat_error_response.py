from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class HeartbeatErrorResponse(Model):
    """Error sent when the heartbeat ID is not the expected one.

    Attributes:
        error (str | Unset): Text of the error. Example: Invalid Heartbeat ID.
        heartbeat_id (UUID | Unset): Heartbeat ID that the server expected to receive. Example:
            550e8400-e29b-41d4-a716-446655440000.
        error_msg (str | Unset): Text of the error, under the key that the newer official client reads.
            Example: Invalid Heartbeat ID.
    """

    error: str | Unset = UNSET
    heartbeat_id: UUID | Unset = UNSET
    error_msg: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "error": "error",
        "heartbeat_id": "heartbeat_id",
        "error_msg": "error_msg",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        heartbeat_id: UUID | Unset = _dict.get("heartbeat_id", UNSET)
        if isinstance(heartbeat_id, str):
            try:
                heartbeat_id = UUID(heartbeat_id)
            except ValueError:
                pass
        _dict["heartbeat_id"] = heartbeat_id
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
