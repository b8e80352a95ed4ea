"""When things go wrong: what became of an order, and getting out of everything.

Source: docs/architecture.md#a-submit-is-never-repeated-blindly; docs/protocol/requests.md#heartbeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Final

from attrs import evolve

from polymarket_clob._checks import flag
from polymarket_clob._core import Sleep, Steps, within
from polymarket_clob._results import CancelResult, Settled
from polymarket_clob._session import Session
from polymarket_clob.errors import ClobError, OrderOutcomeUnknown, ResponseError, of_kind
from polymarket_clob.orders import SignedOrder

from .orders import MAX_IDS_PER_CANCEL, cancel_all, cancel_orders, check_own, get_orders
from .reading import checked_seconds, several
from .settling import look, says_nothing

GIVE_UP_AFTER: Final = 60.0
"""Seconds that ``cancel_all_confirmed`` waits in all, between its tries, before it says what is left."""

LISTED_WITHIN: Final = 2.0
"""Seconds in which trades are looked for of an order that was cancelled and is not shown: part of it may have
been filled, and a fill is listed a moment late.
"""

LONGEST_PAUSE: Final = 5.0
"""Seconds between two tries at most, unless the exchange asks for more."""


def reconcile(
    session: Session,
    unknown: OrderOutcomeUnknown | Sequence[SignedOrder],
    asking_for: float = 0.0,
    *,
    cancel: bool = False,
) -> Steps[list[Settled]]:
    """What became of orders whose outcome is not known: taken, not taken, or not yet known.

    ``unknown`` is the error that a post raised, or the signed orders of a call that was cut off. Each order
    is asked for by its id, and among the account's trades; a trade that failed does not count. ``taken`` of
    an order that is not found is None: a request that is still on its way can be taken later, and a fill is
    listed a moment late. It is False only

    - after ``asking_for`` seconds of looking again (0: one look), a time of the caller's choice, for an order
      that the exchange does not show, and that is not on its way in this very client,
    - for an order that the exchange shows as invalid, or as cancelled, with nothing matched and no trade,
    - with ``cancel``, which cancels the orders first, for one that this cancelled and that has no trades; if
      it is not shown, after ``LISTED_WITHIN`` seconds of looking again at the least,
    - for the orders that the error calls ``unsent``.

    One ``Settled`` for each order, in their order, those of ``unsent`` last; those that are
    settled leave the client's ``unsettled_orders``. Raises the error of a look that fails, UnreadableResponse
    where a response is about another order, and InvalidInput, also for an order of another account or chain:
    the exchange shows an account its own orders alone.
    """
    checked_seconds("asking_for", asking_for)
    flag("cancel", cancel)
    orders, unsent = _orders_of(unknown)
    for signed in orders:
        check_own(session, signed, session.need_creds("reconcile").address)
    canceled: set[str] = set()
    if cancel:
        result = yield from cancel_orders(session, [each.order_id for each in orders])
        canceled.update(set(result.canceled) - result.not_canceled.keys())
    looking_for = max(asking_for, LISTED_WITHIN) if canceled else asking_for
    found: dict[str, Settled] = {}
    on_its_way: set[str] = set()
    waited, pause = 0.0, 0.2
    left = orders
    while True:
        # What ends during a look may have been taken after it.
        on_its_way = {each.order_id for each in left if session.unsettled.is_on_its_way(each.order_id)}
        for settled in (yield from look(session, left)):
            found[settled.order_id] = settled
        left = [each for each in left if found[each.order_id].taken is None]
        if not left or waited >= looking_for:
            break
        seconds = min(pause, looking_for - waited)
        yield Sleep(seconds)
        waited, pause = waited + seconds, min(2 * pause, LONGEST_PAUSE)
    for order_id, settled in found.items():
        stated = asking_for or order_id in canceled
        if stated and says_nothing(settled) and order_id not in on_its_way:
            found[order_id] = evolve(settled, state="not taken")
        if found[order_id].taken is not None:
            session.unsettled.settle(order_id)
    never = [Settled(signed.order_id, None, [], "not taken") for signed in unsent]
    return [found[signed.order_id] for signed in orders] + never


def _orders_of(
    unknown: OrderOutcomeUnknown | Sequence[SignedOrder],
) -> tuple[list[SignedOrder], Sequence[SignedOrder]]:
    """The orders to ask for, and those that are known not to be sent."""
    if isinstance(unknown, OrderOutcomeUnknown):
        return list(unknown.orders), unknown.unsent
    orders = several("unknown", unknown)
    for position, signed in enumerate(orders):
        of_kind(f"unknown[{position}]", signed, SignedOrder, "an OrderOutcomeUnknown, or SignedOrders")
    return orders, ()


def cancel_all_confirmed(session: Session, give_up_after: float = GIVE_UP_AFTER) -> Steps[CancelResult]:
    """Cancels and looks again until no order is open, and says what is left.

    Uses cancel-all until it once succeeds, and the ids of what is then still open, as many in a request as
    ``cancel_orders`` sends. Between two tries it waits: from 0.2 s on, doubling up to 5 s, or as long as the
    exchange asks. ``give_up_after``: seconds in all, those of the requests included. ``not_canceled`` of the
    result holds the orders that were still open at the end, with the reason given last. Raises the last error
    when not even the open orders could be read.
    """
    canceled: dict[str, None] = {}
    reasons: dict[str, str] = {}
    left: list[str] | None = None
    swept = False
    began = monotonic()
    until = began + checked_seconds("give_up_after", give_up_after)
    waited, pause = 0.0, 0.2
    while True:
        asked = 0.0
        failure: ClobError | None = None
        for piece in [
            *([] if swept else [None]),
            *_pieces(left or [], session.cancels_at_once(MAX_IDS_PER_CANCEL)),
        ]:
            try:
                steps = cancel_all(session) if piece is None else cancel_orders(session, piece)
                result = yield from within(until, steps)
            except ClobError as error:
                reason = error.message if isinstance(error, ResponseError) else str(error)
                reasons |= dict.fromkeys(piece or left or (), reason)
                asked = max(asked, error.retry_after or 0.0)
            else:
                swept = swept or piece is None
                canceled |= dict.fromkeys(result.canceled)
                reasons |= result.not_canceled
        try:
            left = [str(order.id) for order in (yield from within(until, get_orders(session).all()))]
        except ClobError as error:
            failure = error
            asked = max(asked, error.retry_after or 0.0)
        if failure is None and not left:
            return CancelResult(list(canceled))
        seconds = max(pause, asked)
        spent = max(waited, monotonic() - began)
        if (failure is not None and not failure.retryable) or spent + seconds > give_up_after:
            break
        yield Sleep(seconds)
        waited, pause = waited + seconds, min(2 * pause, LONGEST_PAUSE)
    if failure is not None:
        raise failure
    still_open = left or []
    gone = [order_id for order_id in canceled if order_id not in still_open]
    return CancelResult(gone, {order_id: reasons.get(order_id, "still open") for order_id in still_open})


def _pieces(ids: list[str], size: int) -> list[list[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]
