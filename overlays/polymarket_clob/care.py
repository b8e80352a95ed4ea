"""What is done about a call that did not succeed: wait and repeat, set the clock, or give the error on.

Written once, without I/O: it yields what a driver carries out (a call, or a pause). The rules:

- a read is repeated after an error that is ``retryable``, at most ``Patience.reads`` times;
- a cancel, being idempotent, is repeated so too, but only when the client was told to (``Patience.cancels``);
- nothing else is ever repeated, an order post least of all;
- where the client has a pacing, every call first waits for its turn;
- the pause is what the exchange asks for, else it doubles with every try, with jitter;
- a 401 whose ``Date`` is off from the client's clock sets the clock, and the call is signed and sent anew
  unless it places orders.

Source: design, decisions 3 and 11.
"""

from __future__ import annotations

import random
from email.utils import parsedate_to_datetime
from typing import Any, Final, TypeVar

from attrs import frozen
from polymarket_clob_api.operations import OPERATIONS

from .calls.market_data import measure_clock
from .core import Call, Pause, Sign, Steps, Together
from .errors import ClobError, Unauthorized
from .session import Session

T = TypeVar("T")

PLACING: Final = frozenset({"postOrder", "postOrders"})
CANCELLING: Final = frozenset({"cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders"})

CLOCK_TOLERANCE: Final = 5.0
"""Seconds between the client's clock and an answer's ``Date`` that are still put down to the way."""


@frozen
class Patience:
    """How often a call is repeated: reads, and cancels (both: times after the first)."""

    reads: int = 2
    cancels: int = 0
    longest: float = 30.0
    """Seconds: an exchange that asks for a longer pause gets the error handed on instead."""


def with_care(session: Session, patience: Patience, steps: Steps[T]) -> Steps[T]:
    """The same steps, with each call's failures cared for."""
    try:
        step = next(steps)
        while True:
            try:
                if isinstance(step, Sign | Pause | Together):
                    value = yield step
                else:
                    value = yield from _attend(session, patience, step)
            except ClobError as error:
                step = steps.throw(error)
            else:
                step = steps.send(value)
    except StopIteration as stop:
        result: T = stop.value
        return result


def _attend(session: Session, patience: Patience, call: Call[Any]) -> Steps[Any]:
    tries, clock_set = 0, False
    while True:
        tries += 1
        yield from _paced(session, call)
        try:
            return (yield call)
        except Unauthorized as error:
            if clock_set or not _clock_is_off(session, error):
                raise
            yield from measure_clock(session)
            clock_set = True
            if call.operation in PLACING:
                raise
        except ClobError as error:
            if not error.retryable or tries > _repeats(call, patience):
                raise
            seconds = pause_before(tries, error)
            if seconds > patience.longest:
                raise
            yield Pause(seconds)


def _paced(session: Session, call: Call[Any]) -> Steps[None]:
    """Waits until the call stays under the exchange's limits, where the client was told to."""
    if session.pacing is None:
        return
    body = call.request.get("json")
    orders = len(body) if isinstance(body, list) else 1
    while seconds := session.pacing.seconds(call.operation, orders):
        yield Pause(seconds)


def _repeats(call: Call[Any], patience: Patience) -> int:
    if call.operation in CANCELLING:
        return patience.cancels
    return patience.reads if OPERATIONS[call.operation].method == "GET" else 0


def pause_before(tries: int, error: ClobError) -> float:
    """Seconds to wait before the next try: what the exchange asks for, else doubling with jitter."""
    if error.retry_after is not None:
        return error.retry_after
    return min(10.0, 0.2 * 2.0 ** (tries - 1)) * random.uniform(0.5, 1.0)  # noqa: S311 - spreads clients out


def _clock_is_off(session: Session, error: Unauthorized) -> bool:
    try:
        theirs = parsedate_to_datetime(error.headers["date"]).timestamp()
    except (KeyError, ValueError):
        return False
    return abs(theirs - session.now()) > CLOCK_TOLERANCE
