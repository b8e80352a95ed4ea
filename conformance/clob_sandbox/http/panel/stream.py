"""The server-sent events that keep the page live: `state`, `book`, `account` when they changed, and `clock`.

A page names a token and an account in the query of `GET /_sandbox/events`. It is looked whether anything
was carried out ten times a second, and once a second in any case, as time changes things too; what is sent
is the whole of each part, so a page that missed something is right again with the next event.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import orjson

from clob_sandbox.http.panel import snapshot

if TYPE_CHECKING:
    from clob_sandbox.app import App

EVENTS = "/_sandbox/events"
MOST = 16  # streams at a time
_LOOK = 0.1  # seconds between two looks
_LOOKS = 10  # after which it is sent in any case


async def events(app: "App", token_id: str, address: str) -> AsyncIterator[bytes]:
    """The stream of one page, until it or the sandbox goes."""
    sent: dict[str, bytes] = {}
    while not app.closing:
        seen = app.changed
        await app.catch_up()
        for name, data in parts(app, token_id, address):
            if sent.get(name) != data:
                sent[name] = data
                yield b"event: %s\ndata: %s\n\n" % (name.encode(), data)
        for _ in range(_LOOKS):
            await asyncio.sleep(_LOOK)
            if app.changed != seen or app.closing:
                break


def parts(app: "App", token_id: str, address: str) -> Iterator[tuple[str, bytes]]:
    """The parts of a page by the names of their events, at one instant."""
    sandbox = app.sandbox
    with sandbox.clock.held():
        if app.changes.admitted:
            sandbox.exchange.tick()
        yield "clock", orjson.dumps(sandbox.clock.reported_time())
        yield "state", orjson.dumps(snapshot.state(sandbox))
        yield "book", orjson.dumps(snapshot.book(sandbox.exchange, token_id))
        yield "account", orjson.dumps(snapshot.account(sandbox.exchange, address))
