from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False)
class ApiKeyResponse(Model):
    """Attributes:
    api_key (str): The API key's UUID. Example: f4f247b7-4ac7-ff29-a152-04fda0a8755a.
    secret (str): HMAC authentication secret, encoded in Base64.
    passphrase (str): Passphrase, hex encoded, with which the secret is decrypted.
    """

    api_key: str
    secret: str
    passphrase: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "apiKey": "api_key",
        "secret": "secret",
        "passphrase": "passphrase",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls(
            _dict["apiKey"],
            _dict["secret"],
            _dict["passphrase"],
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
