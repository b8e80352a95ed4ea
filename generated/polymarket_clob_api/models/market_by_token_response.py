from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import Model


@_attrs_define(eq=False, repr=False, slots=False)
class MarketByTokenResponse(Model):
    """What GET /markets-by-token/{token_id} returns, which is the market's condition ID and its two token
    IDs.

        Attributes:
            condition_id (str): Condition ID of the market that the token belongs to Example:
                0xbd31dc8a20211944f6b70f31557f1001557b59905b7738480ca09bd4532f84af.
            primary_token_id (str): ID of the primary token, the Yes side Example:
                71321045679252212594626385532706912750332728571942532289631379312455583992563.
            secondary_token_id (str): ID of the secondary token, the No side Example:
                52114319501245915516055106046884209969926127482827954674443846427813813222426.
    """

    condition_id: str
    primary_token_id: str
    secondary_token_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "condition_id": "condition_id",
        "primary_token_id": "primary_token_id",
        "secondary_token_id": "secondary_token_id",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
