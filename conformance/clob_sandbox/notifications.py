"""What accounts are told: an order of theirs was filled, as taker or maker, or canceled.

Source: description of GET /notifications and schema Notification (kinds 1 and 2). The kinds 3 to 6 speak of
things that do not happen here.
"""

from collections import defaultdict
from typing import Any

from clob_sandbox.money import decimal_text, price_text
from clob_sandbox.orders import Order

CANCELED = 1
FILLED = 2


class Notifications:
    """Unread notifications of all accounts, by address (lower case)."""

    def __init__(self) -> None:
        self._unread: defaultdict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        self._last_id = 0

    def filled(self, order: Order, size: int, now: int) -> None:
        """Tell an order's account of a fill of `size` base units; `now` in Unix seconds."""
        self._add(FILLED, order, size, now)

    def canceled(self, order: Order, now: int) -> None:
        """Tell an order's account that the rest of it was canceled."""
        self._add(CANCELED, order, order.matched, now)

    def unread(self, address: str) -> list[dict[str, Any]]:
        """An account's unread notifications, oldest first, as the description shapes them."""
        return list(self._unread[address].values())

    def drop(self, address: str, ids: list[int]) -> None:
        """Flag notifications of an account as read; unknown ids are nothing to flag."""
        for number in ids:
            self._unread[address].pop(number, None)

    def _add(self, kind: int, order: Order, size: int, now: int) -> None:
        self._last_id += 1
        self._unread[order.address][self._last_id] = {
            "id": self._last_id,
            "owner": order.owner,
            "type": kind,
            "payload": {
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
            "timestamp": now,
        }
