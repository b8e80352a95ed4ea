from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model


@_attrs_define(eq=False, repr=False, slots=False)
class ApiKeysResponse(Model):
    """Attributes:
    api_keys (list[str]): UUIDs of the API keys. Example: ['f4f247b7-4ac7-ff29-a152-04fda0a8755a',
        'a1b2c3d4-e5f6-7890-abcd-ef1234567890'].
    """

    api_keys: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "apiKeys": "api_keys",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _dict["api_keys"] = _dict.pop("apiKeys", UNSET)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
