"""What calls return where the generated class is not yet what a person wants in the hand."""

from __future__ import annotations

from typing import Any

from attrs import asdict, field, frozen
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
    """Some orders were not cancelled; ``result`` says which and why."""

    def __init__(self, result: CancelResult) -> None:
        reasons = "; ".join(f"{order_id}: {reason}" for order_id, reason in result.not_canceled.items())
        super().__init__(f"{len(result.not_canceled)} not canceled: {reasons}")
        self.result = result


@frozen
class CancelResult(Subscriptable):
    """What became of each order of a cancel: ids that were cancelled, and reasons for those that were not."""

    canceled: list[str]
    not_canceled: dict[str, str] = field(factory=dict)

    @property
    def all_canceled(self) -> bool:
        """True when nothing was left out."""
        return not self.not_canceled

    def raise_for_failures(self) -> CancelResult:
        """Itself; raises NotCanceled when an order was left out."""
        if self.not_canceled:
            raise NotCanceled(self)
        return self

    def to_dict(self) -> dict[str, Any]:
        """The answer as the wire has it."""
        return asdict(self)


@frozen
class TradesPage(Subscriptable):
    """One page of trades. ``next_cursor`` is None on the last one; ``count`` is how many this page holds."""

    trades: list[models.Trade]
    count: int
    limit: int | None
    next_cursor: str | None


@frozen
class Settled:
    """What the exchange knows of an order whose outcome was unknown."""

    order_id: str
    order: models.OpenOrder | None
    trades: list[models.Trade]

    @property
    def taken(self) -> bool:
        """True when the exchange has the order, or trades of it."""
        return self.order is not None or bool(self.trades)
