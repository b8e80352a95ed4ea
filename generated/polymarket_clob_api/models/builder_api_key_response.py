from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False)
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
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        key: UUID = _dict["key"]
        if isinstance(key, str):
            try:
                key = UUID(key)
            except ValueError:
                pass

        _model = cls(
            key,
            _dict["secret"],
            _dict["passphrase"],
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
