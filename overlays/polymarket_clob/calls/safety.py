"""When things go wrong: what became of an order, and getting out of everything.

Source: design, decision 3; facts CLIENTS section 6 (heartbeats).
"""

from __future__ import annotations

from polymarket_clob.core import Steps
from polymarket_clob.errors import AnswerError, ClobError, NotFound, OrderOutcomeUnknown
from polymarket_clob.params import TradeParams
from polymarket_clob.results import CancelResult, Settled
from polymarket_clob.session import Session

from .orders import MAX_IDS_PER_CANCEL, cancel_all, cancel_orders, get_order, get_orders
from .trades import get_trades

ROUNDS = 10
"""How often ``cancel_everything`` looks again before it says what is left."""


def reconcile(session: Session, unknown: OrderOutcomeUnknown) -> Steps[list[Settled]]:
    """Settles an OrderOutcomeUnknown by asking: for each order, whether the exchange has it, and its trades.

    An order that the exchange does not have and that has no trades was not taken. A request that is still
    on its way can be taken later: ask again, or cancel the order's id, before acting on a No.
    """
    settled = []
    for signed in unknown.orders:
        try:
            order = yield from get_order(session, signed.order_id)
        except NotFound:
            order = None
        since = TradeParams(asset_id=str(signed.struct.token_id), after=signed.struct.timestamp // 1000 - 60)
        trades = yield from get_trades(session, since).all()
        ours = [
            trade
            for trade in trades
            if trade.taker_order_id == signed.order_id
            or any(maker.get("order_id") == signed.order_id for maker in trade.maker_orders or ())
        ]
        settled.append(Settled(signed.order_id, order, ours))
    return settled


def cancel_everything(session: Session) -> Steps[CancelResult]:
    """Cancels and looks again until no order is open, and says what is left.

    Uses cancel-all first and ids in pieces of 1,000 after it. ``not_canceled`` of the result holds the orders
    that were still open at the end, with the reason given last. Raises the last error when not even the
    open orders could be read.
    """
    canceled: dict[str, None] = {}
    reasons: dict[str, str] = {}
    left: list[str] = []
    failure: ClobError | None = None
    for turn in range(ROUNDS):
        pieces = [left[i : i + MAX_IDS_PER_CANCEL] for i in range(0, len(left), MAX_IDS_PER_CANCEL)]
        for piece in pieces if turn else [None]:
            try:
                result = yield from (cancel_all(session) if piece is None else cancel_orders(session, piece))
            except AnswerError as error:
                reasons |= dict.fromkeys(piece or (), error.message)
                failure = error
            except ClobError as error:
                reasons |= dict.fromkeys(piece or (), str(error))
                failure = error
            else:
                canceled |= dict.fromkeys(result.canceled)
                reasons |= result.not_canceled
        try:
            left = [str(order.id) for order in (yield from get_orders(session).all())]
        except ClobError as error:
            failure = error
            continue
        failure = None
        if not left:
            return CancelResult(list(canceled))
    if failure is not None:
        raise failure
    gone = [order_id for order_id in canceled if order_id not in left]
    return CancelResult(gone, {order_id: reasons.get(order_id, "still open") for order_id in left})
