"""When things go wrong: what became of an order, and getting out of everything.

Source: design, decision 3; facts CLIENTS section 6 (heartbeats).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from polymarket_clob_api.models import OpenOrder, Trade

from polymarket_clob.core import Pause, Steps
from polymarket_clob.errors import AnswerError, ClobError, NotFound, OrderOutcomeUnknown
from polymarket_clob.params import TradeParams
from polymarket_clob.results import CancelResult, Settled
from polymarket_clob.session import Session

from .orders import MAX_IDS_PER_CANCEL, cancel_all, cancel_orders, get_order, get_orders
from .trades import get_trades

CLOCK_DOUBT: Final = 3600
"""Seconds that the clock which stamped an order may be ahead of the exchange's."""

GIVE_UP_AFTER: Final = 60.0
"""Seconds that ``cancel_everything`` waits in all, between its tries, before it says what is left."""

LONGEST_PAUSE: Final = 5.0
"""Seconds between two tries at most, unless the exchange asks for more."""


def reconcile(session: Session, unknown: OrderOutcomeUnknown) -> Steps[list[Settled]]:
    """Settles an OrderOutcomeUnknown by asking: for each order, whether the exchange has it, and its trades.

    An order that the exchange does not have and that has no trades was not taken. A request that is still
    on its way can be taken later: ask again, or cancel the order's id, before acting on a No.
    """
    # Not by the token: a trade is listed under its taker's, which may be the other outcome.
    earliest = min(signed.struct.timestamp for signed in unknown.orders) // 1000
    since = TradeParams(after=earliest - CLOCK_DOUBT)
    settled = []
    found: list[OpenOrder | None] = []
    for signed in unknown.orders:
        try:
            found.append((yield from get_order(session, signed.order_id)))
        except NotFound:
            found.append(None)
    trades = yield from get_trades(session, since).all()
    for signed, order in zip(unknown.orders, found, strict=True):
        ours = [
            trade
            for trade in trades
            if trade.taker_order_id == signed.order_id or signed.order_id in _makers(trade)
        ]
        settled.append(Settled(signed.order_id, order, ours))
    return settled


def _makers(trade: Trade) -> set[str]:
    """The ids of the orders that a trade was made with."""
    makers = trade.maker_orders if isinstance(trade.maker_orders, list) else []
    return {str(maker.get("order_id")) for maker in makers if isinstance(maker, Mapping)}


def cancel_everything(session: Session, give_up_after: float = GIVE_UP_AFTER) -> Steps[CancelResult]:
    """Cancels and looks again until no order is open, and says what is left.

    Uses cancel-all until it once succeeds, and the ids of what is then still open, as many in a request as
    ``cancel_orders`` sends. Between two tries it waits: from 0.2 s on, doubling up to 5 s, or as long as the
    exchange asks; ``give_up_after`` seconds in all. ``not_canceled`` of the result holds the orders that were
    still open at the end, with the reason given last. Raises the last error when not even the open orders
    could be read.
    """
    canceled: dict[str, None] = {}
    reasons: dict[str, str] = {}
    left: list[str] | None = None
    swept = False
    waited, pause = 0.0, 0.2
    while True:
        asked = 0.0
        failure: ClobError | None = None
        for piece in [
            *([] if swept else [None]),
            *_pieces(left or [], session.cancels_at_once(MAX_IDS_PER_CANCEL)),
        ]:
            try:
                result = yield from (cancel_all(session) if piece is None else cancel_orders(session, piece))
            except ClobError as error:
                reason = error.message if isinstance(error, AnswerError) else str(error)
                reasons |= dict.fromkeys(piece or left or (), reason)
                asked = max(asked, error.retry_after or 0.0)
            else:
                swept = swept or piece is None
                canceled |= dict.fromkeys(result.canceled)
                reasons |= result.not_canceled
        try:
            left = [str(order.id) for order in (yield from get_orders(session).all())]
        except ClobError as error:
            failure = error
            asked = max(asked, error.retry_after or 0.0)
        if failure is None and not left:
            return CancelResult(list(canceled))
        seconds = max(pause, asked)
        if (failure is not None and not failure.retryable) or waited + seconds > give_up_after:
            break
        yield Pause(seconds)
        waited, pause = waited + seconds, min(2 * pause, LONGEST_PAUSE)
    if failure is not None:
        raise failure
    still_open = left or []
    gone = [order_id for order_id in canceled if order_id not in still_open]
    return CancelResult(gone, {order_id: reasons.get(order_id, "still open") for order_id in still_open})


def _pieces(ids: list[str], size: int) -> list[list[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]
