"""What a signal handler of the caller's raises comes out as it is, whatever took it on the way."""

from __future__ import annotations

import signal
from functools import partial
from traceback import walk_tb
from types import CodeType


def raised_by_a_signal(error: BaseException, before: BaseException | None) -> BaseException | None:
    """The error, or what led to it, that was raised by what now handles a signal; None where none was.

    ``before``: what was being handled already (``sys.exception``) when that began which raised the error.

    httpx and httpcore take an OSError, a TimeoutError too, for one of theirs.
    """
    handlers = {_code(signal.getsignal(number)) for number in signal.valid_signals()} - {None}
    each: BaseException | None = error
    while each is not None and each is not before:
        if any(frame.f_code in handlers for frame, _ in walk_tb(each.__traceback__)):
            return each
        each = each.__cause__ or each.__context__  # httpcore cuts the causes off
    return None


def _code(handler: object) -> CodeType | None:
    """The code that a handler runs: a function, a method, a partial of one, or an object that is called."""
    while isinstance(handler, partial):
        handler = handler.func
    if not hasattr(handler, "__code__"):
        handler = getattr(handler, "__call__", None)  # noqa: B004 - the method itself is wanted
    return getattr(handler, "__code__", None)
