"""Work on a text that others wrote, done in a child process with bounds of time and memory.

What a description can do to the tools that read it (patterns that backtrack, schemas that multiply) is not
foreseen case by case: the kernel ends it. Where there is no fork, as on Windows, the bounds do not hold.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

from attrs import frozen

from clob_spec.errors import SpecError

T = TypeVar("T")


@frozen
class Bounds:
    """Seconds of processor time and bytes of memory, for the work and for each tool that it runs."""

    seconds: int = 15
    memory: int = 2**30


def bounded(what: str, work: Callable[[], T], bounds: Bounds | None = None) -> T:
    """The value of `work`, which must be picklable, as its SpecErrors are; `what` names it in a sentence.

    Raises SpecError where the work does, and when it passes a bound.
    """
    if not hasattr(os, "fork"):
        return work()
    bounds = bounds or Bounds()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(what, work, bounds, writing)
    os.close(writing)
    try:
        with open(reading, "rb") as pipe:  # noqa: PTH123 - a descriptor
            written = pipe.read()
    except BaseException:
        os.kill(child, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        ended = os.WTERMSIG(status)
        raise SpecError(
            f"{what} is nested too deeply."
            if ended == signal.SIGSEGV
            else _too_long(what, bounds)
            if ended in (signal.SIGXCPU, signal.SIGKILL)
            else f"{what} ended by signal {ended}."
        )
    succeeded, value = pickle.loads(written)  # noqa: S301 - from the child
    if not succeeded:
        raise value
    done: T = value
    return done


def _too_long(what: str, bounds: Bounds) -> str:
    return f"{what} takes more than {bounds.seconds} s of processor time: it multiplies or backtracks."


def _work(what: str, work: Callable[[], T], bounds: Bounds, writing: int) -> NoReturn:
    """The child's part: sends whether the work succeeded, and its value or exception."""
    outcome: tuple[bool, object]
    gc.disable()  # the process ends with this work; to search it for garbage takes a good part of the time
    try:
        _bind(bounds, _too_long(what, bounds))
        outcome = True, work()
    except SpecError as error:
        outcome = False, error
    except RecursionError:
        outcome = False, SpecError(f"{what} is nested too deeply.")
    except MemoryError:
        outcome = False, SpecError(f"{what} takes more than {bounds.memory // 2**20} MiB of memory.")
    except BaseException as error:  # noqa: BLE001 - raised in the parent
        outcome = False, RuntimeError("".join(traceback.format_exception(error)))
    with open(writing, "wb") as pipe:
        pipe.write(pickle.dumps(outcome))
    os._exit(0)


def _bind(bounds: Bounds, sentence: str) -> None:
    """Sets the limits. At the soft one the work is broken off and cleans up; at the hard one it is killed."""
    import resource  # noqa: PLC0415 - not on every platform

    faulthandler.disable()  # the parent says what happened

    def stop(*_: object) -> NoReturn:
        raise SpecError(sentence)

    signal.signal(signal.SIGXCPU, stop)
    memory = bounds.memory + _reserved()
    for kind, soft, hard in (
        (resource.RLIMIT_CPU, bounds.seconds, bounds.seconds + 2),
        (resource.RLIMIT_DATA, memory, memory),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        allowed = resource.getrlimit(kind)[1]
        if allowed != resource.RLIM_INFINITY:
            soft, hard = min(soft, allowed), min(hard, allowed)  # noqa: PLW2901
        resource.setrlimit(kind, (soft, hard))


def _reserved() -> int:
    """Bytes that this process has set aside and never touched: libraries reserve a gigabyte when imported."""
    statm = Path("/proc/self/statm")
    if not statm.is_file():
        return 0
    _, resident, _, _, _, data, _ = (int(pages) for pages in statm.read_text().split())
    return max(0, data - resident) * os.sysconf("SC_PAGE_SIZE")
