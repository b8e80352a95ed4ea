"""A signal that is to end a program ends it, wherever in the program it arrives."""

import gc
import signal
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from polymarket_clob.interruptions import heed

# SIGINT, sent to this process, would end pytest where a test fails; Windows has no other to handle so.
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no SIGHUP")
GUARD = 600.0  # seconds; against hanging for ever, no measure of anything


class Bell:
    """Sends a signal to the process while it is finalized, as whatever library's object may be."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGHUP)


def finalized() -> None:
    Bell()


def collected() -> None:
    pair: list[object] = [Bell()]
    pair.append(pair)  # only the garbage collector frees it
    del pair
    gc.collect()


def called_back() -> None:
    referent = threading.Event()
    weakref.finalize(referent, signal.raise_signal, signal.SIGHUP)


@pytest.fixture
def ended() -> Iterator[Callable[..., None]]:
    undo: list[Callable[[], None]] = []

    def install(raised: Callable[[int], BaseException | None], **options: Any) -> None:
        undo.append(heed([signal.SIGHUP], raised, **options))

    before = signal.getsignal(signal.SIGHUP), sys.unraisablehook
    yield install
    while undo:
        undo.pop()()
    assert (signal.getsignal(signal.SIGHUP), sys.unraisablehook) == before


@pytest.mark.parametrize("arrive", [finalized, collected, called_back])
@pytest.mark.parametrize("once", [False, True])
def test_a_signal_that_python_drops_where_it_arrives_is_raised_after(
    arrive: Callable[[], None], once: bool, ended: Callable[..., None]
) -> None:
    ended(KeyboardInterrupt, once=once)

    def go_on() -> None:
        arrive()
        threading.Event().wait(GUARD)

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        go_on()
    assert time.monotonic() - began < GUARD, "what the program waited for came first"


def test_the_first_alone_ends_the_program_where_so_wished(ended: Callable[..., None]) -> None:
    ended(KeyboardInterrupt, once=True)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGHUP)
    signal.raise_signal(signal.SIGHUP)


def test_one_that_is_only_noted_raises_nothing(ended: Callable[..., None]) -> None:
    came: list[int] = []
    ended(came.append)
    finalized()
    signal.raise_signal(signal.SIGHUP)
    assert came == [signal.SIGHUP] * 2


def test_what_else_is_dropped_is_reported_as_ever(
    ended: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda dropped: reported.append(dropped.exc_type))
    undo = heed([signal.SIGHUP], KeyboardInterrupt)

    class Broken:
        def __del__(self) -> None:
            raise LookupError

    Broken()
    undo()
    assert reported == [LookupError]
