"""What is done about a call that did not succeed: wait and repeat, set the clock, or give the error on.

Written once, without I/O: it yields what a driver carries out (a call, or a sleep). The rules:

- a read is repeated after an error that is ``retryable``, at most ``RetryPolicy.max_read_retries`` times;
- a cancel, being idempotent, is repeated so too, but only when the client was told to
  (``RetryPolicy.max_cancel_retries``);
- nothing else is repeated, an order post least of all, but after a 401 (below);
- where the client has a pacing, every call first waits for its turn;
- a call and its repeats end by the deadline: no pause goes beyond it;
- the pause is what the exchange asks for, else it doubles with every try, with jitter;
- after a 401 the clock is measured, when the response's ``Date`` is off from it, and else once in a while:
  the exchange may refuse what is stamped a few seconds ahead. Where that moves the clock, the call is signed
  and sent once more, an order too: a 401 is a refusal for certain. Where the clock cannot be measured the 401
  stays what it was.

Source: docs/architecture.md#a-submit-is-never-repeated-blindly
and docs/architecture.md#the-time-window-is-assumed.
"""

from __future__ import annotations

import random
from time import monotonic
from typing import Any, Final, TypeVar

from attrs import Attribute, field, frozen
from polymarket_clob_api.operations import OPERATIONS

from ._calls.market_data import measure_clock
from ._checks import zero_or_more
from ._clock import http_date
from ._core import CANCELLING, Call, Sleep, Steps, each_step, within
from ._session import Session
from .errors import ClobError, InvalidInput, NotSent, Unauthorized

T = TypeVar("T")

CLOCK_TOLERANCE: Final = 5.0
"""Seconds between the client's clock and a response's ``Date`` that are still put down to the way."""

CLOCK_MEASURED_FOR: Final = 60.0
"""Seconds for which a measurement is believed, whatever is refused."""

CLOCK_MOVED: Final = 1.0
"""Seconds by which a measurement must move the clock for a refused call to be worth another try: a stamp is
in whole seconds, and so is what the exchange tells."""


def _times(_: object, attribute: Attribute[int], value: int) -> None:
    rule = "times, a whole number, 0 or more"
    if not isinstance(value, int):
        raise InvalidInput(attribute.name, value, rule)
    zero_or_more(attribute.name, value, rule)


def _seconds(_: object, attribute: Attribute[float], value: float) -> None:
    zero_or_more(attribute.name, value, "seconds, 0 or more")


@frozen
class RetryPolicy:
    """How often a call is repeated, times after the first: reads, and cancels; and the longest wait.

    Raises InvalidInput on what is no number of times or seconds.
    """

    max_read_retries: int = field(default=2, validator=_times)
    max_cancel_retries: int = field(default=0, validator=_times)
    max_backoff: float = field(default=30.0, validator=_seconds)
    """Seconds: an exchange that asks for a longer pause gets the error handed on instead."""


def with_retries(session: Session, policy: RetryPolicy, steps: Steps[T]) -> Steps[T]:
    """The same steps; a call that fails is repeated where the policy says so."""
    return each_step(steps, lambda call: _with_retries(session, policy, call), Call)


def _with_retries(session: Session, policy: RetryPolicy, call: Call[Any]) -> Steps[Any]:
    tries, measured = 0, False
    if session.deadline is not None:
        call.progress.end_by(monotonic() + session.deadline)
    while True:
        tries += 1
        yield from _paced(session, call)
        try:
            return (yield call)
        except Unauthorized as error:
            if measured or not (yield from within(call.progress.until, _moves_the_clock(session, error))):
                raise
            measured = True
        except ClobError as error:
            if not error.retryable or tries > _repeats(call, policy):
                raise
            seconds = pause_before(tries, error)
            if seconds > policy.max_backoff or monotonic() + seconds >= call.progress.until:
                raise
            yield Sleep(seconds)


def _paced(session: Session, call: Call[Any]) -> Steps[None]:
    """Waits until the call stays under the exchange's limits, where the client was told to."""
    if session.pacing is None:
        return
    body = call.request.get("json")
    orders = len(body) if isinstance(body, list) else 1
    with session.pacing.turn(call.operation, orders) as turn:
        while seconds := turn.seconds():
            if monotonic() + seconds >= call.progress.until:
                raise NotSent(f"{call.operation}: the pacing holds it back for longer than its deadline")
            yield Sleep(seconds)


def _repeats(call: Call[Any], policy: RetryPolicy) -> int:
    if call.operation in CANCELLING:
        return policy.max_cancel_retries
    return policy.max_read_retries if OPERATIONS[call.operation].method == "GET" else 0


def pause_before(tries: int, error: ClobError) -> float:
    """Seconds to wait before the next try: what the exchange asks for, else doubling with jitter."""
    if error.retry_after is not None:
        return error.retry_after
    return min(10.0, 0.2 * 2.0 ** (tries - 1)) * random.uniform(0.5, 1.0)  # noqa: S311 - spreads clients out


def _moves_the_clock(session: Session, error: Unauthorized) -> Steps[bool]:
    """Measures the clock where a refusal may lie in it; True when what is signed anew has another time."""
    theirs = http_date(error.headers.get("date", ""))
    off = theirs is not None and abs(theirs - session.now()) > CLOCK_TOLERANCE
    if not off and session.clock_age() < CLOCK_MEASURED_FOR:
        return False
    before = session.offset
    try:
        yield from measure_clock(session)
    except ClobError:
        return False
    return abs(session.offset - before) >= CLOCK_MOVED
