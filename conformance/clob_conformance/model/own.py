"""An order whose post was seen, and what is known of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from attrs import frozen

from clob_conformance.model.terms import Terms

State = Literal["open", "unsure", "over"]


@frozen
class Own:
    """`open` while it is known to rest, `over` once it is matched or cancelled, `unsure` when others may have
    filled it. `filled` are the shares that are, and `trades` those that it was told with, None where they are
    not known. `since` is when its post was answered, and `ended` when its cancel was, Unix seconds by our own
    clock.
    """

    id: str
    terms: Terms
    state: State
    filled: Decimal | None = None
    trades: tuple[str, ...] | None = ()
    since: float = 0.0
    ended: float = 0.0

    @property
    def left(self) -> Decimal | None:
        """Shares that are not filled, None where they are not known."""
        return None if self.filled is None else self.terms.size - self.filled
