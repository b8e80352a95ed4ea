"""What calls return where the generated class is not yet what a person wants in the hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from attrs import field, frozen
from polymarket_clob_api import models

from .errors import ClobError


class Subscriptable:
    """Lets ``result["name"]`` mean ``result.name``, as the guides write it."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        try:
            return getattr(self, name)
        except (AttributeError, TypeError):
            raise KeyError(name) from None


class NotCanceled(ClobError):
    """Some orders were not cancelled, as far as the response goes; ``result`` says which and why."""

    def __init__(self, result: CancelResult) -> None:
        reasons = {**result.not_canceled, **dict.fromkeys(result.unnamed, "not named in the response")}
        reported = "; ".join(f"{order_id}: {reason}" for order_id, reason in reasons.items())
        super().__init__(f"{len(reasons)} not canceled: {reported}")
        self.result = result


@frozen
class CancelResult(Subscriptable):
    """What became of each order of a cancel: ids that were cancelled, and reasons for those that were not.

    ``asked``: the ids that were to be cancelled; empty where it was said otherwise which ("all").
    """

    canceled: list[str]
    not_canceled: dict[str, str] = field(factory=dict)
    asked: Sequence[str] = field(default=(), repr=False, eq=False)

    @property
    def unnamed(self) -> list[str]:
        """The ids that were asked for and of which the response says nothing."""
        named = {order_id.lower() for order_id in (*self.canceled, *self.not_canceled)}
        return [order_id for order_id in self.asked if order_id.lower() not in named]

    @property
    def all_canceled(self) -> bool:
        """True when nothing was left out: no order has a reason, and every id asked for is named."""
        return not self.not_canceled and not self.unnamed

    def raise_for_failures(self) -> CancelResult:
        """Itself; raises NotCanceled when an order was left out."""
        if not self.all_canceled:
            raise NotCanceled(self)
        return self

    def to_dict(self) -> dict[str, Any]:
        """The response as the wire has it."""
        return {"canceled": list(self.canceled), "not_canceled": dict(self.not_canceled)}


@frozen
class TradesPage(Subscriptable):
    """One page of trades. ``next_cursor`` is None on the last one; ``count`` is how many this page holds."""

    trades: list[models.Trade]
    count: int
    limit: int | None
    next_cursor: str | None


OrderState = Literal["taken", "not taken", "not yet known"]
"""What is known of an order whose outcome was unknown."""


@frozen
class Settled:
    """What the exchange says of an order whose outcome was unknown: the order, where it shows it, its trades,
    failed ones too, and what follows from them.
    """

    order_id: str
    order: models.OpenOrder | None
    trades: list[models.Trade]
    state: OrderState

    @property
    def taken(self) -> bool | None:
        """True when the exchange has the order or trades of it, False when nothing of it is there and nothing
        can come any more, None when that is not yet known: ask again, and do not act on it.
        """
        return {"taken": True, "not taken": False, "not yet known": None}[self.state]
