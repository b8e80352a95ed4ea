from __future__ import annotations

import datetime
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset, moment


@_attrs_define(eq=False, repr=False, slots=False)
class BuilderApiKey(Model):
    """A builder API key as it is listed.

    Attributes:
        key (str):
        created_at (datetime.datetime | Unset):
        revoked_at (datetime.datetime | Unset): Left out while the key is good.
    """

    key: str
    created_at: datetime.datetime | Unset = UNSET
    revoked_at: datetime.datetime | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "key": "key",
        "createdAt": "created_at",
        "revokedAt": "revoked_at",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        created_at: datetime.datetime | Unset = _dict.pop("createdAt", UNSET)
        if isinstance(created_at, (str, int, float)):
            created_at = moment(created_at)
        _dict["created_at"] = created_at
        revoked_at: datetime.datetime | Unset = _dict.pop("revokedAt", UNSET)
        if isinstance(revoked_at, (str, int, float)):
            revoked_at = moment(revoked_at)
        _dict["revoked_at"] = revoked_at
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
