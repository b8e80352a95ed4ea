"""Whose turn it is to use a connection: as many calls at a time as there are connections of their lane."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import httpx

from ._transport import Lane

MAX_CONNECTIONS: Final[dict[Lane, int]] = {"read": 50, "order": 50, "urgent": 10}
"""Connections of an AsyncClobClient by what they are for; more calls at a time wait for their turn."""


class Turns:
    """Those of one event loop."""

    def __init__(self) -> None:
        self._turns = {lane: asyncio.Semaphore(most) for lane, most in MAX_CONNECTIONS.items()}

    async def acquire(self, lane: Lane, seconds: float | None) -> Callable[[], None]:
        """Waits, ``seconds`` at most; returns what gives the turn back. Raises httpx.PoolTimeout."""
        turn = self._turns[lane]
        if not turn.locked():
            await turn.acquire()
            return turn.release
        try:
            async with asyncio.timeout(seconds):
                await turn.acquire()
        except TimeoutError:
            message = f"all {MAX_CONNECTIONS[lane]} connections were in use for {seconds} s"
            raise httpx.PoolTimeout(message) from None
        return turn.release
