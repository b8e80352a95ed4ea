from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False)
class HeartbeatV1Response(Model):
    """Answer to a v1 heartbeat.

    Attributes:
        heartbeat_id (UUID): Fresh heartbeat ID that the following request has to send. Example:
            550e8400-e29b-41d4-a716-446655440000.
    """

    heartbeat_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "heartbeat_id": "heartbeat_id",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        heartbeat_id: UUID = _dict["heartbeat_id"]
        if isinstance(heartbeat_id, str):
            try:
                heartbeat_id = UUID(heartbeat_id)
            except ValueError:
                pass

        _model = cls(
            heartbeat_id,
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
