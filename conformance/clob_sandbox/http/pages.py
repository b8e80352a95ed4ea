"""Pages of a listing: a cursor is an offset in base64, `LTE=` (-1) is the end.

Source: description; docs/protocol/requests.md#pages; ledger end-cursor.
"""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from attrs import frozen

from clob_sandbox.errors import Refused
from clob_sandbox.venue.index import Series

T = TypeVar("T")

END = "LTE="
ORDERS_PER_PAGE = 100
TRADES_PER_PAGE = 100
BUILDER_TRADES_PER_PAGE = 300
MARKETS_PER_PAGE = 1000
CURRENT_REWARDS_PER_PAGE = 500
MARKET_REWARDS_PER_PAGE = 100
USER_REWARDS_PER_PAGE = 100
LARGEST_REWARDS_PAGE = 500

_OFFSET = re.compile(rb"-?[0-9]{1,18}")


def _offset(cursor: str | None, unusable: str) -> int:
    if not cursor:
        return 0
    try:
        text = base64.b64decode(cursor, validate=True)
    except (binascii.Error, ValueError):
        text = b""
    if not _OFFSET.fullmatch(text):
        raise Refused(400, unusable)
    return int(text)


def page(
    items: Sequence[Any],
    cursor: str | None,
    size: int,
    *,
    unusable: str,
    end: str = END,
    end_refused: bool = True,
) -> dict[str, Any]:
    """One page with `limit`, `count`, `next_cursor` and `data`.

    An unreadable cursor is refused with the text `unusable`; a negative offset too, unless `end_refused` is
    off: then it means an empty last page.
    """
    start = _start(cursor, len(items), unusable, end_refused=end_refused)
    data = list(items[start : start + size])
    following = _cursor(start + size) if start + size < len(items) else end
    return {"limit": size, "next_cursor": following, "count": len(data), "data": data}


@frozen
class Stretch(Generic[T]):
    """A part of a series, from the position `first` up to `end`, and which of its items are wanted."""

    series: Series[T]
    first: int
    end: int
    wanted: Callable[[T], bool] = lambda item: True


def walk(
    stretch: Stretch[T], cursor: str | None, size: int, *, unusable: str, end_refused: bool
) -> dict[str, Any]:
    """A page as `page` makes them; its cursor is a position, so it begins where the page before it ended.

    So that whoever walks on looks at nothing twice, and misses nothing while older items are dropped.
    """
    position = max(stretch.first, _start(cursor, stretch.end, unusable, end_refused=end_refused))
    data: list[T] = []
    while position < stretch.end:
        item = stretch.series.at(position)
        if stretch.wanted(item):
            if len(data) == size:
                break
            data.append(item)
        position += 1
    following = _cursor(position) if position < stretch.end else END
    return {"limit": size, "next_cursor": following, "count": len(data), "data": data}


def _start(cursor: str | None, past: int, unusable: str, *, end_refused: bool) -> int:
    """Where a page begins; the end cursor stands for what is past everything, where it is not refused."""
    start = _offset(cursor, unusable)
    if start < 0:
        if end_refused:
            raise Refused(400, "next item should be greater than or equal to 0")
        return past
    return start


def _cursor(offset: int) -> str:
    return base64.b64encode(str(offset).encode()).decode()
