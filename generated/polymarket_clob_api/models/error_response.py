from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False)
class ErrorResponse(Model):
    """Attributes:
    error (str): Text of the error
    code (str | Unset): Error code meant for programs, if one was given
    retry_after_seconds (int | Unset): Seconds to hold off before another try, if given
    """

    error: str
    code: str | Unset = UNSET
    retry_after_seconds: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "error": "error",
        "code": "code",
        "retry_after_seconds": "retry_after_seconds",
    }

    @classmethod
    def _read(cls, _dict: Mapping[str, Any]) -> Self:
        _model = cls(
            _dict["error"],
            _dict.get("code", UNSET),
            _dict.get("retry_after_seconds", UNSET),
        )
        if not _dict.keys() <= cls._names.keys():
            _model.additional_properties = {k: v for k, v in _dict.items() if k not in cls._names}
        return _model
