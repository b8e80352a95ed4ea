"""Ctrl-C, SIGTERM and a lost terminal end a run alike, but never in the midst of what has to be whole."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Windows has no SIGHUP.
_SIGNALS = tuple(getattr(signal, n) for n in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, n))


@contextmanager
def interruptible() -> Iterator[None]:
    """Make SIGTERM and SIGHUP end the run as Ctrl-C does, so that what was placed is cancelled."""

    def interrupt(signum: int, frame: Any) -> None:
        raise KeyboardInterrupt

    with _handling(interrupt):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put an interruption off until the context ends."""
    came: list[int] = []
    try:
        with _handling(lambda signum, frame: came.append(signum)):
            yield
    finally:
        if came:
            raise KeyboardInterrupt


@contextmanager
def _handling(handler: Any) -> Iterator[None]:
    """Only the main thread receives signals; one that is ignored (nohup) stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heeded = [signum for signum in _SIGNALS if signal.getsignal(signum) != signal.SIG_IGN]
    before = {signum: signal.signal(signum, handler) for signum in heeded}
    try:
        yield
    finally:
        for signum, old in before.items():
            signal.signal(signum, old)
