from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.notification_type import NotificationType
from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class Notification(Model):
    """One notification event addressed to the user.

    Attributes:
        id (int): The notification's unique ID.
        type_ (NotificationType): Kind of notification, as a code (1 = an order was cancelled, 2 = an order
            was filled, 3 = a market was registered, 4 = a market was resolved, 5 = a reward was paid out, 6 = a
            child comment was made).
        payload (NotificationPayload): Free-form data whose content depends on the notification.
        timestamp (int | str): Creation time of the notification as a Unix timestamp.
        owner (str | Unset): API key that owns the notification; empty when it is a broadcast.
    """

    id: int
    type_: NotificationType
    payload: NotificationPayload
    timestamp: int | str
    owner: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "id": "id",
        "type": "type_",
        "payload": "payload",
        "timestamp": "timestamp",
        "owner": "owner",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        type_: NotificationType = _dict.pop("type", UNSET)
        if isinstance(type_, int):
            type_ = NotificationType(type_)
        _dict["type_"] = type_
        payload: NotificationPayload = _dict.get("payload", UNSET)
        if isinstance(payload, dict):
            payload = NotificationPayload.adopt(payload)
        _dict["payload"] = payload
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model


# Below the class, so that two models may name each other and reading need not import.
from ..models.notification_payload import NotificationPayload
