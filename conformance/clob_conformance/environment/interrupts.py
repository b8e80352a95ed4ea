"""Ctrl-C, SIGTERM and a lost terminal end a run alike, but never in the midst of what has to be whole."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from polymarket_clob.interruptions import heed

# Windows has no SIGHUP.
_SIGNALS = tuple(getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n))


@contextmanager
def interruptible() -> Iterator[None]:
    """Make SIGTERM and SIGHUP end the run as Ctrl-C does, so that what was placed is cancelled."""
    with _heeding(lambda number: KeyboardInterrupt()):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put an interruption off until the context ends."""
    came: list[int] = []
    try:
        with _heeding(came.append):
            yield
    finally:
        if came:
            raise KeyboardInterrupt


@contextmanager
def _heeding(raised: Callable[[int], BaseException | None]) -> Iterator[None]:
    """Only the main thread receives signals; one that is ignored (nohup) stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    undo = heed([number for number in _SIGNALS if signal.getsignal(number) != signal.SIG_IGN], raised)
    try:
        yield
    finally:
        undo()
