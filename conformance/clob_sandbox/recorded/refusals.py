"""What the live service was recorded to say where it refuses something."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from attrs import frozen

from clob_sandbox.errors import NO_FUNDS, Refused
from clob_sandbox.profiles import Profile
from clob_sandbox.recorded.choosing import Chooser
from clob_sandbox.venue.modes import POST_ONLY, RESTARTING

_POSTS = ("postOrder", "postOrders")
_ENGINE = (*_POSTS, "cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders")
_READS = ("getBook", "getMidpoint", "getSpread", "getPrice", "getMarket")


@frozen
class _Saying:
    """Of these refusals, the statuses and texts that were recorded; None is the one that is made here."""

    row: str
    operations: tuple[str, ...]
    status: int
    text: str
    said: tuple[tuple[int, str] | None, ...]


_SAYINGS = (
    _Saying("status-425", _ENGINE, 425, RESTARTING, ((425, "service not ready"),)),
    _Saying(
        "error-texts",
        ("getBook",),
        404,
        "",
        (None, (400, "the orderbook {token_id} does not exist")),
    ),
    _Saying("error-texts", ("getOrder",), 404, "", (None, (404, "order not found"))),
    _Saying(
        "error-texts",
        ("postOrder",),
        400,
        "order_version_mismatch",
        (None, (400, "invalid order version, please use the latest clob-client")),
    ),
    _Saying("error-texts", _POSTS, 503, POST_ONLY, (None, (503, "Trading is currently in post-only mode"))),
    _Saying("error-texts", ("postOrder",), 400, NO_FUNDS, ((400, "{longer}"),)),
    _Saying("error-under-200", _READS, 404, "", (None, None, (200, "{text}"))),
)


def as_refused(
    profile: Profile, seed: int, operation: str, path: str, query: str, refusal: Refused
) -> Refused:
    """A refusal as it was recorded, as far as the profile's rows are on; path and query as they were sent."""
    for saying in _SAYINGS:
        if (
            operation not in saying.operations
            or refusal.status != saying.status
            or saying.text not in ("", refusal.text)
            or not profile.has(saying.row, operation)
        ):
            continue
        chosen = Chooser(seed, saying.row).of(f"{saying.text}/{path}?{query}", *saying.said)
        if chosen is not None:
            refusal = _said(refusal, query, *chosen)
    return refusal


def _said(refusal: Refused, query: str, status: int, text: str) -> Refused:
    values: dict[str, Any] = {name: found[0] for name, found in parse_qs(query).items()}
    values |= {"text": refusal.text, "longer": refusal.longer or refusal.text}
    return Refused(status, text.format_map(values), **refusal.extra)
