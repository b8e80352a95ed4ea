from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model


@_attrs_define(eq=False, repr=False, slots=False)
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
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _dict["api_key"] = _dict.pop("apiKey", UNSET)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
