"""Sees to it that a request which changes something is durable before it is carried out.

Requests that come while a commit is under way are written together in the next one, and carried out in the
order in which they were written. A request happens at the instant at which it came; what only reads, while
others wait for their commit, happens at the instant of the first of these, so that time never runs ahead of
what is still to be carried out.
"""

import asyncio
import gc
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Generic, TypeVar

from attrs import frozen

from clob_sandbox.changes import Changes
from clob_sandbox.journal import Journal, NotKept, RawRequest, Unusable
from clob_sandbox.sandbox import Sandbox
from clob_sandbox.snapshot import Notes, Saved, restore

T = TypeVar("T")


SAVED_AFTER = 1_000  # requests, or rows of record
_AT_ONCE = 256  # requests in one commit


@contextmanager
def _uncollected() -> Iterator[None]:
    """Make many objects that will stay: nothing is collected meanwhile."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@frozen
class _Waiting(Generic[T]):
    incoming: RawRequest
    instant: int
    response: asyncio.Future[T]


class Keeper(Generic[T]):
    """The journal of one sandbox at work; `carry_out` does a request at an instant."""

    def __init__(
        self,
        journal: Journal,
        sandbox: Sandbox,
        carry_out: Callable[[RawRequest, int], T],
        changes: Changes,
    ) -> None:
        """Bring the sandbox into the state of the file; raises Unusable when that cannot be read."""
        self._journal = journal
        self._sandbox = sandbox
        self._carry_out = carry_out
        self._changes = changes
        self._queue: deque[_Waiting[T]] = deque()
        self._pending: deque[int] = deque()  # instants of what is not carried out yet, in the queue or not
        self._working: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "journal")
        saved = journal.saved()
        if saved is not None:
            try:
                with _uncollected():
                    restore(sandbox, saved)
            except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
                raise Unusable(f"the file of --db is damaged: its state does not read: {error!r}") from None
        self._notes = Notes.begin(sandbox.exchange, whole=saved is None)
        clock = sandbox.clock
        for instant, incoming in journal.requests():
            clock.latest = max(clock.latest, instant)
            self._do(incoming, instant)

    def instant(self) -> int:
        """The instant for something that only reads."""
        return self._pending[0] if self._pending else self._sandbox.clock.source()

    def keep_now(self, incoming: RawRequest) -> T:
        """Write and carry out one request, alone; raises NotKept when it could not be written."""
        instant = self._sandbox.clock.source()
        self._journal.append([(instant, incoming)])
        response = self._do(incoming, instant)
        if self._due():
            saved = self._take()
            try:
                self._journal.save(saved)
            except NotKept:
                self._not_saved()
        return response

    async def keep(self, incoming: RawRequest) -> T:
        """Write one request, with others, and carry it out; raises NotKept when it could not be written."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting[T](incoming, self._sandbox.clock.running(), loop.create_future())
        self._queue.append(waiting)
        self._pending.append(waiting.instant)
        if self._working is None:
            self._working = loop.create_task(self._work())
        return await waiting.response

    async def _work(self) -> None:
        try:
            await self._empty_queue()
        finally:
            self._working = None

    async def _empty_queue(self) -> None:
        loop = asyncio.get_running_loop()
        while self._queue:
            batch = [self._queue.popleft() for _ in range(min(_AT_ONCE, len(self._queue)))]
            try:
                entries = [(one.instant, one.incoming) for one in batch]
                await loop.run_in_executor(self._thread, self._journal.append, entries)
            except NotKept as refusal:
                for one in batch:
                    self._pending.popleft()
                    if not one.response.done():
                        one.response.set_exception(refusal)
                continue
            for one in batch:
                response = await self._changes.make(partial(self._do, one.incoming, one.instant))
                self._pending.popleft()
                if not one.response.done():  # its caller may have gone
                    one.response.set_result(response)
                await asyncio.sleep(0)
            if self._due():
                saved = await self._changes.make(self._take)
                try:
                    await loop.run_in_executor(self._thread, self._journal.save, saved)
                except NotKept:
                    await self._changes.make(self._not_saved)

    def _do(self, incoming: RawRequest, instant: int) -> T:
        response = self._carry_out(incoming, instant)
        if self._sandbox.exchange is not self._notes.exchange:  # it was reset
            self._notes = Notes.begin(self._sandbox.exchange, whole=True)
        return response

    def _due(self) -> bool:
        """Whether the state is to be saved: seldom enough that what is live is written a bounded part of the
        time, often enough that a restart is short.
        """
        often = max(SAVED_AFTER, len(self._sandbox.exchange.open))
        return self._journal.unsaved >= SAVED_AFTER or len(self._notes) >= often

    def _take(self) -> Saved:
        """What is to be saved; notes are taken anew from here on."""
        saved = self._notes.saved(self._sandbox)
        self._notes = Notes.begin(self._sandbox.exchange, whole=False)
        return saved

    def _not_saved(self) -> None:
        """The saved state is as it was, and so are the requests since; next time all is put down."""
        self._notes = Notes.begin(self._sandbox.exchange, whole=True)

    def close(self) -> None:
        """Wait for what is being written, and close the file."""
        self._thread.shutdown()
        self._journal.close()
