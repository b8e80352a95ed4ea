from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model


@_attrs_define(eq=False, repr=False, slots=False)
class BuilderApiKeyResponse(Model):
    """Holds a builder API key that was just created.

    Attributes:
        key (UUID): UUID that uniquely names the builder API key.
        secret (str): HMAC authentication secret, encoded in Base64.
        passphrase (str): Passphrase, hex encoded, with which the secret is decrypted.
    """

    key: UUID
    secret: str
    passphrase: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "key": "key",
        "secret": "secret",
        "passphrase": "passphrase",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        key: UUID = _dict.get("key", UNSET)
        if isinstance(key, str):
            try:
                key = UUID(key)
            except ValueError:
                pass
        _dict["key"] = key
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
