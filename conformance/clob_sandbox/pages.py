"""Pages of a listing: a cursor is an offset in base64, `LTE=` (-1) is the end.

Source: description; facts, CLIENTS section 6 and DEVIATIONS row end-cursor.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Any

from clob_sandbox.errors import Refused

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
    start = _offset(cursor, unusable)
    if start < 0:
        if end_refused:
            raise Refused(400, "next item should be greater than or equal to 0")
        start = len(items)
    data = items[start : start + size]
    more = start + size < len(items)
    following = base64.b64encode(str(start + size).encode()).decode() if more else end
    return {"limit": size, "next_cursor": following, "count": len(data), "data": data}
