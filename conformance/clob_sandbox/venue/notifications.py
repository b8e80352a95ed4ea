"""What accounts are told: an order of theirs was filled, as taker or maker, or canceled.

Source: description of GET /notifications and schema Notification (kinds 1 and 2). The kinds 3 to 6 speak of
things that do not happen here. As observed, some come with one of a further kind, of which nothing is known
but its form.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Protocol

import orjson

from clob_sandbox.recorded.choosing import Chooser
from clob_sandbox.venue.money import decimal_text, price_text
from clob_sandbox.venue.orders import Order

CANCELED = 1
FILLED = 2
_FURTHER = (None, 3, 7, 8, 9, 10, 42)
MOST = 1_000  # unread ones of an account; older ones are dropped


class Archive(Protocol):
    """Is told of every notification, so that it can be written down."""

    def reported(self, number: int, address: str, body: bytes) -> None: ...
    def read(self, number: int) -> None: ...


class Notifications:
    """Unread notifications of all accounts, by address (lower case): the newest `MOST` of each."""

    def __init__(self, further: Chooser | None = None) -> None:
        """Without any; `further` chooses which come with one of a further kind."""
        self._further = further
        self.unread_of: defaultdict[str, dict[int, bytes]] = defaultdict(dict)
        self.last_id = 0
        self.archive: Archive | None = None

    def filled(self, order: Order, size: int, now: int) -> None:
        """Tell an order's account of a fill of `size` base units; `now` in Unix seconds."""
        self._add(FILLED, order, size, now)

    def canceled(self, order: Order, now: int) -> None:
        """Tell an order's account that the rest of it was canceled."""
        self._add(CANCELED, order, order.matched, now)

    def unread(self, address: str) -> bytes:
        """An account's unread notifications, oldest first, as a JSON array in the description's shape."""
        return b"[" + b",".join(self.unread_of[address].values()) + b"]"

    def drop(self, address: str, ids: Iterable[int]) -> None:
        """Flag notifications of an account as read; unknown ids are nothing to flag."""
        for number in ids:
            if self.unread_of[address].pop(number, None) is not None and self.archive is not None:
                self.archive.read(number)

    def _add(self, kind: int, order: Order, size: int, now: int) -> None:
        if self._further is not None:
            also = self._further.of(f"{order.id}/{order.matched}", None, *_FURTHER)
            if also is not None:
                self._tell(also, order, {}, now)
        self._tell(
            kind,
            order,
            {
                "order_id": order.id,
                "market": order.market.condition_id,
                "asset_id": order.token.token_id,
                "side": order.side,
                "price": price_text(order.price),
                "original_size": decimal_text(order.size),
                "matched_size": decimal_text(size),
                "remaining_size": decimal_text(order.remaining),
                "outcome": order.token.outcome,
                "outcome_index": order.token.index,
            },
            now,
        )

    def _tell(self, kind: int, order: Order, payload: dict[str, Any], now: int) -> None:
        self.last_id += 1
        notification = {
            "id": self.last_id,
            "owner": order.owner if payload else "",
            "type": kind,
            "payload": payload,
            "timestamp": now,
        }
        body, unread = orjson.dumps(notification), self.unread_of[order.address]
        unread[self.last_id] = body
        if self.archive is not None:
            self.archive.reported(self.last_id, order.address, body)
        if len(unread) > MOST:
            self.drop(order.address, [next(iter(unread))])
