"""Threads beside the caller's: he can leave at any moment, and cuts nothing in two by it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from math import inf
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

import httpx

from ._transport import Bounds, DeadlinePassed, Forks

T = TypeVar("T")


class Beside(Generic[T]):
    """Runs functions in threads of its own, so that the caller can leave at the deadline, or by a signal."""

    def __init__(self) -> None:
        self._idle: list[Worker[T]] = []
        self._forks = Forks.count

    def run(self, function: Callable[[], T], bounds: Bounds) -> T:
        """The function's value. Raises what it raises, and DeadlinePassed when it is not done in time."""
        if bounds.until == inf:
            return function()
        if self._forks != Forks.count:  # threads do not survive a fork
            self._forks = Forks.count
            self._idle.clear()
        try:
            worker = self._idle.pop()
        except IndexError:
            worker = Worker()
        try:
            outcome = worker.run(function, max(0.0, bounds.left()))
        except BaseException:
            worker.end()
            raise
        self._idle.append(worker)
        return outcome()

    def end(self) -> None:
        """Ends the threads that do nothing."""
        while self._idle:
            self._idle.pop().end()


class Worker(Generic[T]):
    """One such thread, until ``end``."""

    def __init__(self) -> None:
        self._tasks: SimpleQueue[Callable[[], Callable[[], T]] | None] = SimpleQueue()
        self._outcomes: SimpleQueue[Callable[[], T]] = SimpleQueue()
        loop = (self._tasks, self._outcomes)  # not self: it would live as long as its thread
        try:
            threading.Thread(target=_work, args=loop, name="polymarket_clob", daemon=True).start()
        except RuntimeError as error:  # the system has none left
            raise httpx.ConnectError(str(error)) from error

    def run(self, function: Callable[[], T], seconds: float | None) -> Callable[[], T]:
        """What gives the function's value, or raises what it raised. Raises DeadlinePassed."""
        context = copy_context()
        self._tasks.put(lambda: context.run(_outcome, function))
        try:
            return self._outcomes.get(timeout=seconds)
        except Empty:
            raise DeadlinePassed("the call's deadline has passed") from None

    def end(self) -> None:
        """Lets the thread end when it is done."""
        self._tasks.put(None)

    def __del__(self) -> None:
        if hasattr(self, "_tasks"):  # what is interrupted while it is made has none
            self.end()


def _work(tasks: SimpleQueue[Any], outcomes: SimpleQueue[Any]) -> None:
    while task := tasks.get():
        outcomes.put(task())
        del task  # it holds a signed request


def _outcome(function: Callable[[], T]) -> Callable[[], T]:
    try:
        value = function()
    except BaseException as error:  # noqa: BLE001 - it is raised again where the caller waits
        return _raising(error)
    return lambda: value


def _raising(error: BaseException) -> Callable[[], Any]:
    def throw() -> Any:
        raise error

    return throw
