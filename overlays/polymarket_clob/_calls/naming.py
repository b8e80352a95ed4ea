"""Orders are named before they are sent, and by whatever ends their post.

An error becomes OrderOutcomeUnknown; a cancellation, Ctrl-C or time-out of the caller's keeps its type and
carries the orders. What is not known stays among the client's ``unsettled_orders``, where it is found after a
task group has swallowed the cancellation of a post, too. Source:
docs/architecture.md#a-submit-is-never-repeated-blindly and
docs/architecture.md#an-order-is-named-before-it-is-sent.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, Self

from polymarket_clob_api import models

from polymarket_clob._core import Progress
from polymarket_clob._session import Session
from polymarket_clob._unsettled import Post
from polymarket_clob.errors import ClobError, InvalidInput, OrderOutcomeUnknown
from polymarket_clob.orders import SignedOrder

_logger: Final = logging.getLogger("polymarket_clob")


class Naming:
    """``with Naming(session, orders) as progress:`` around the one request that posts these orders.

    ``answered``: the responses to the orders of the batch before them. ``unsent``: the orders after them.
    """

    def __init__(
        self,
        session: Session,
        orders: Sequence[SignedOrder],
        answered: Sequence[models.SendOrderResponse] = (),
        unsent: Sequence[SignedOrder] = (),
    ) -> None:
        self._session = session
        self._orders = tuple(orders)
        self._answered = answered
        self._unsent = unsent
        self._posts: list[Post] = []
        self.progress: Final = Progress()

    def __enter__(self) -> Self:
        try:
            if self._session.on_signed is not None:
                for signed in self._orders:
                    _at_once(self._session.on_signed(signed))
            for signed in self._orders:
                _logger.info("sending order %s", signed.order_id, extra={"order_id": signed.order_id})
        except BaseException as error:
            name_orders(error, (), self._answered, (*self._orders, *self._unsent))
            raise
        for signed in self._orders:
            self._posts.append(self._session.unsettled.begin(signed, self.progress.travelling))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        every = frozenset(signed.order_id for signed in self._orders)
        if error is None:
            self._end(self.progress.refused)
        elif not self.progress.sent:
            self._end(every)
            if not isinstance(error, ClobError):
                name_orders(error, (), self._answered, (*self._orders, *self._unsent))
        elif isinstance(error, OrderOutcomeUnknown):
            self._end(self.progress.refused, {signed.order_id for signed in error.orders})
        elif isinstance(error, ClobError) and error.outcome_known:
            self._end(every)
        else:
            self._end((), every)
            if isinstance(error, Exception) and not isinstance(error, TimeoutError):
                raise OrderOutcomeUnknown(self._orders, error, self._answered, self._unsent) from error
            name_orders(error, self._orders, self._answered, self._unsent)

    def _end(self, refused: Collection[str], unknown: Collection[str] = ()) -> None:
        """The sendings are over; what is neither refused nor unknown was taken."""
        for post in self._posts:
            if post.signed.order_id in refused:
                self._session.unsettled.refused(post)
            else:
                post.state = "unknown" if post.signed.order_id in unknown else "answered"


def _at_once(kept: object) -> None:
    """What ``on_signed`` returned. Raises InvalidInput where the order would be sent before it is kept."""
    if inspect.isawaitable(kept):
        if inspect.iscoroutine(kept):
            kept.close()
        raise InvalidInput("on_signed", kept, "a function that is done when it returns, not one to await")


def name_orders(
    error: BaseException,
    orders: Sequence[SignedOrder],
    answered: Sequence[models.SendOrderResponse] = (),
    unsent: Sequence[SignedOrder] = (),
) -> None:
    """Gives an error that is not ours ``orders``, ``answered`` and ``unsent``, and says so in a note.

    ``orders``: sent, and nobody knows what became of them. ``answered``: the responses to those before.
    ``unsent``: those after, which were not sent.
    """
    if isinstance(error, GeneratorExit) or not (orders or answered or unsent):
        return
    given: dict[str, object] = {
        "orders": (*_named(error, "orders"), *orders),
        "answered": (*_named(error, "answered"), *answered),
        "unsent": (*_named(error, "unsent"), *unsent),
    }
    if orders:
        given["order_id"] = orders[0].order_id  # as OrderOutcomeUnknown has it
    for name, value in given.items():
        with suppress(Exception):  # frozen, or an attribute of its own: it must come out as it is
            setattr(error, name, value)
    said = [f"order {signed.order_id} was sent, and the outcome is unknown" for signed in orders]
    said += [f"order {response.order_id}: answered, {response.status}" for response in answered]
    said += [f"order {signed.order_id} was not sent" for signed in unsent]
    with suppress(Exception):
        error.add_note("\n".join(said))


def _named(error: BaseException, name: str) -> tuple[Any, ...]:
    """What an error has under a name; nothing where that is the caller's own: no tuple and no list."""
    try:
        values = getattr(error, name, ())
    except Exception:  # noqa: BLE001 - it is the caller's, and must come out
        return ()
    return tuple(values) if isinstance(values, tuple | list) else ()


def named_orders(error: BaseException) -> tuple[SignedOrder, ...]:
    """The orders that an error, what caused it, or a member of its group names as sent with unknown outcome.

    ``TimeoutError`` of ``asyncio.timeout`` and ``wait_for`` has them in the cancellation that caused it. A
    task group drops the cancellations of its tasks: the client's ``unsettled_orders`` has theirs too.
    """
    found: dict[str, SignedOrder] = {}
    for each in _chain(error, set()):
        for signed in _named(each, "orders"):
            if isinstance(signed, SignedOrder):
                found[signed.order_id] = signed
    return tuple(found.values())


def _chain(error: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    yield error
    for link in (error.__cause__, error.__context__):
        yield from _chain(link, seen)
    if isinstance(error, BaseExceptionGroup):
        for member in error.exceptions:
            yield from _chain(member, seen)
