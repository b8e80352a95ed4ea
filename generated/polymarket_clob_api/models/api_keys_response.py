from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False)
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
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        api_keys: list[str] = _dict["apiKeys"]

        _model = cls(
            api_keys,
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
