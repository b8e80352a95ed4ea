"""Signals that end a program as an exception, wherever in the program they arrive.

Python drops what is raised while an object is finalized, and in what C calls back ("Exception ignored in"): a
signal that arrives there would end nothing.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

__all__ = ["heed"]

_AFTER: Final = 0.01
"""Seconds until an exception that was dropped is raised again: longer than most finalizers take."""


def heed(
    signals: Iterable[int], raised: Callable[[int], BaseException | None], *, once: bool = False
) -> Callable[[], None]:
    """From now on each of these signals raises in the main thread what ``raised`` gives (None: nothing).

    ``once``: the first does, and those after it do nothing. Where Python drops the exception, it is raised
    again as soon as may be. Returns what puts everything back. Raises ValueError outside the main thread, as
    ``signal.signal`` does.
    """
    last: tuple[int, BaseException] | None = None

    def handle(number: int, _: object) -> None:
        nonlocal last
        if once:
            set_all(signal.SIG_IGN)  # Python, ending, drops handlers: the next would kill
        error = raised(number)
        if error is not None:
            last = number, error
            raise error

    def tell(unraisable: Any) -> None:
        if last is None or unraisable.exc_value is not last[1]:
            reported(unraisable)
            return
        set_all(handle)
        timer = threading.Timer(_AFTER, again, (last[0],))
        timer.daemon = True
        timer.start()

    def again(number: int) -> None:
        with undoing:
            if signal.getsignal(number) is not handle:
                return
            if sys.platform == "win32":
                _thread.interrupt_main(signal.Signals(number))
            else:  # it ends what the main thread waits for, too
                signal.pthread_kill(main, number)

    def set_all(handler: Any) -> None:
        for number in before:
            signal.signal(number, handler)

    def undo() -> None:
        with undoing:
            sys.unraisablehook = reported
            for number, handler in before.items():
                signal.signal(number, handler)

    undoing = threading.Lock()
    main = threading.get_ident()
    reported = sys.unraisablehook
    before = {number: signal.getsignal(number) for number in signals}
    sys.unraisablehook = tell
    set_all(handle)
    return undo
