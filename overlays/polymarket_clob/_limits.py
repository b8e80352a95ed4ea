"""What a response says of the caller's rate limits, in figures. Source: docs/protocol/limits.md#headers, the
description.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from attrs import frozen


@frozen
class RateLimit:
    """``remaining`` tokens of the bucket, ``reset`` when it is full again, the account's ``tier``, and
    whether the service only warns; None and False where the response does not say.
    """

    remaining: int | None
    reset: datetime | None
    tier: str | None
    warning: bool

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> RateLimit:
        """From a response's headers, by names in lower case."""
        seconds = _whole(headers.get("poly-ratelimit-reset"))
        return cls(
            remaining=_whole(headers.get("poly-ratelimit-remaining")),
            reset=None if seconds is None else datetime.fromtimestamp(seconds, UTC),
            tier=headers.get("poly-ratelimit-tier"),
            warning=headers.get("poly-ratelimit-warning", "").lower() == "true",
        )


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 12 else None
