from __future__ import annotations

from typing import Any, ClassVar, Self

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Model, Unset


@_attrs_define(eq=False, repr=False, slots=False)
class LiveActivityMarket(Model):
    """Trimmed-down market record used by live activity widgets, such as iOS Live Activities and widgets on
    Android.

        Attributes:
            condition_id (str | Unset): Identifies the market's condition uniquely.
            id (int | Unset): Market ID used internally.
            question (str | Unset): Question that the market asks.
            market_slug (str | Unset): Market slug that is safe to use in a URL.
            event_slug (str | Unset): Parent event's slug, safe to use in a URL.
            series_slug (None | str | Unset): Series slug, safe to use in a URL, where the market belongs to a
                series.
            icon (str | Unset): Where the market's icon image is served (URL).
            image (str | Unset): Where the market's image is served (URL).
            tags (list[str] | None | Unset): Slugs of the tags attached to this market.
    """

    condition_id: str | Unset = UNSET
    id: int | Unset = UNSET
    question: str | Unset = UNSET
    market_slug: str | Unset = UNSET
    event_slug: str | Unset = UNSET
    series_slug: None | str | Unset = UNSET
    icon: str | Unset = UNSET
    image: str | Unset = UNSET
    tags: list[str] | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    _names: ClassVar[dict[str, str]] = {
        "condition_id": "condition_id",
        "id": "id",
        "question": "question",
        "market_slug": "market_slug",
        "event_slug": "event_slug",
        "series_slug": "series_slug",
        "icon": "icon",
        "image": "image",
        "tags": "tags",
    }

    @classmethod
    def adopt(cls, _dict: dict[str, Any]) -> Self:
        _unknown = None if _dict.keys() <= cls._names.keys() else cls._unknown(_dict)
        tags: list[str] | None | Unset = _dict.get("tags", UNSET)
        if isinstance(tags, list):
            tags_type_0: list[str] = tags

            tags = tags_type_0
        _dict["tags"] = tags
        _model = cls.__new__(cls)
        _model.__dict__ = _dict
        if _unknown is not None:
            _model.additional_properties = _unknown
        return _model
