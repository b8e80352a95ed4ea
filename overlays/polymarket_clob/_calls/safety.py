"""When things go wrong: what became of an order, and getting out of everything.

Source: docs/architecture.md#a-submit-is-never-repeated-blindly; docs/protocol/requests.md#heartbeats.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Final

from attrs import evolve

from polymarket_clob import wallets
from polymarket_clob._checks import flag
from polymarket_clob._core import Sleep, Steps, within
from polymarket_clob._results import CancelResult, Settled
from polymarket_clob._session import Session
from polymarket_clob.contracts import POLYGON
from polymarket_clob.errors import ClobError, InvalidInput, OrderOutcomeUnknown, ResponseError, of_kind
from polymarket_clob.orders import SignatureType, SignedOrder, is_order_id

from .orders import MAX_IDS_PER_CANCEL, cancel_all, cancel_orders, check_account, get_orders
from .reading import checked_seconds, several
from .settling import look, says_nothing, settled_by, trades_of

GIVE_UP_AFTER: Final = 60.0
"""Seconds that ``cancel_all_confirmed`` waits in all, between its tries, before it says what is left."""

LISTED_WITHIN: Final = 2.0
"""Seconds in which trades are looked for of an order that was cancelled and is not shown: part of it may have
been filled, and a fill is listed a moment late.
"""

LAST_TRY: Final = 1.0
"""Seconds before its end in which ``cancel_all_confirmed`` tries a last time, whatever the exchange asks."""

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
    - for the orders that the error calls ``unsent``, unless they are open or traded: they were sent since.

    One ``Settled`` for each order, in their order, those of ``unsent`` last; none, none. Those that are
    settled leave the client's ``unsettled_orders``. Raises the error of a look that fails, UnreadableResponse
    where a response is about another order, and InvalidInput, also for an order of another account, wallet
    or chain: the exchange shows an account its own orders alone.
    """
    checked_seconds("asking_for", asking_for)
    flag("cancel", cancel)
    orders, unsent = _orders_of(unknown)
    asked = (*orders, *unsent)
    for signed in asked:
        address = session.need_creds("reconcile").address
        check_account(session, signed, address)
        _check_wallet(session, signed, address)
    orders += [signed for signed in unsent if session.unsettled.was_sent(signed)]
    canceled: set[str] = set()
    if cancel:
        result = yield from cancel_orders(session, [each.order_id for each in orders])
        canceled = {each.lower() for each in result.canceled} - {each.lower() for each in result.not_canceled}
    looking_for = max(asking_for, LISTED_WITHIN) if canceled else asking_for
    found: dict[str, Settled] = {}
    on_their_way: set[str] = set()
    waited, pause = 0.0, 0.2
    left = orders
    with session.unsettled.begun() as begun:
        while left:
            on_their_way = session.unsettled.on_their_way()  # what ends during a look may be taken after it
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
        if stated and says_nothing(settled) and order_id not in on_their_way | begun:
            found[order_id] = evolve(settled, state="not taken")
        if found[order_id].taken is not None:
            session.unsettled.settle(order_id)
    others = [signed for signed in unsent if signed.order_id not in found]
    for settled in (yield from _sent_elsewhere(session, others)):
        found[settled.order_id] = settled
    return [found[signed.order_id] for signed in asked]


def _sent_elsewhere(session: Session, unsent: Sequence[SignedOrder]) -> Steps[list[Settled]]:
    """What became of orders that this client has not sent: another one may have, after the error."""
    if not unsent:
        return []
    opened = {str(order.get("id")).lower(): order for order in (yield from get_orders(session).all())}
    traded = yield from trades_of(session, unsent)
    shown = [
        settled_by(signed, opened.get(signed.order_id), trades)
        for signed, trades in zip(unsent, traded, strict=True)
    ]
    return [evolve(each, state="not taken") if says_nothing(each) else each for each in shown]


def _check_wallet(session: Session, signed: SignedOrder, address: str) -> None:
    """Raises InvalidInput for an order of a deposit wallet that is not known to be this account's: it names
    its wallet as its signer, and no key.
    """
    struct = signed.struct
    if struct.signature_type == SignatureType.POLY_1271:
        known = set() if session.builder is None else {session.builder.maker}
        if session.chain_id == POLYGON:
            known |= {wallet.address for wallet in wallets.of(address).all()}
        if struct.maker not in known:
            rule = f"none of the wallets of the API key's address {address}, nor the client's funder"
            raise InvalidInput("maker", struct.maker, rule)


def _orders_of(
    unknown: OrderOutcomeUnknown | Sequence[SignedOrder],
) -> tuple[list[SignedOrder], Sequence[SignedOrder]]:
    """The orders to ask for, and those that are known not to be sent."""
    if isinstance(unknown, OrderOutcomeUnknown):
        return list(unknown.orders), unknown.unsent
    orders = several("unknown", unknown, least=0)
    for position, signed in enumerate(orders):
        of_kind(f"unknown[{position}]", signed, SignedOrder, "an OrderOutcomeUnknown, or SignedOrders")
    return orders, ()


def cancel_all_confirmed(session: Session, give_up_after: float = GIVE_UP_AFTER) -> Steps[CancelResult]:
    """Cancels and looks again until no order is open or on its way, and says what is left.

    Uses cancel-all until it once succeeds, and the ids of what is then still open, as many in a request as
    ``cancel_orders`` sends. Between two tries it waits: from 0.2 s on, doubling up to 5 s, or as long as the
    exchange asks, but for what was not tried yet, and for a last try before the end. ``give_up_after``:
    seconds in all, those of the requests included. ``not_canceled`` of the result holds the orders that were
    still open at the end, with the reason given last, and those that this client is still posting. Raises
    the last error when not even the open orders could be read. Of ``unsettled_orders``, which may reach the
    exchange later, it says nothing: ``reconcile`` does.
    """
    canceled: dict[str, None] = {}
    reasons: dict[str, str] = {}
    general = "still open"
    left: list[str] = []
    tried: set[str] = set()
    swept = last = False
    began = monotonic()
    until = began + checked_seconds("give_up_after", give_up_after)
    waited, pause = 0.0, 0.2
    while True:
        asked = 0.0
        failure: ClobError | None = None
        named = [order_id for order_id in left if is_order_id(order_id)]
        tried.update(named)
        for piece in [
            *([] if swept else [None]),
            *_pieces(named, session.cancels_at_once(MAX_IDS_PER_CANCEL)),
        ]:
            try:
                steps = cancel_all(session) if piece is None else cancel_orders(session, piece)
                result = yield from within(until, steps)
            except ClobError as error:
                general = error.message if isinstance(error, ResponseError) else str(error)
                reasons |= dict.fromkeys(piece or left, general)
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
        coming = session.unsettled.on_their_way()
        if failure is None and not left and not coming:
            return CancelResult(list(canceled))
        spent = max(waited, monotonic() - began)
        if last or (failure is not None and not failure.retryable) or spent >= give_up_after:
            break
        seconds = max(pause, asked)
        if spent + seconds > give_up_after - LAST_TRY:
            if tried.issuperset(filter(is_order_id, left)):
                last, seconds = True, max(0.0, give_up_after - LAST_TRY - spent)
            else:
                seconds = pause
        yield Sleep(seconds)
        waited, pause = waited + seconds, min(2 * pause, LONGEST_PAUSE)
    if failure is not None:
        raise failure
    not_canceled = dict.fromkeys(coming, "it is being posted, and may be taken yet")
    not_canceled |= {order_id: reasons.get(order_id, general) for order_id in left}
    return CancelResult([each for each in canceled if each not in not_canceled], not_canceled)


def _pieces(ids: list[str], size: int) -> list[list[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]
