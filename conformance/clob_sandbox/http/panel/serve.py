"""Answers what the page in the browser asks for beside the control operations: its files and its events."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, Response, StreamingResponse

from clob_sandbox.http.panel.files import FILES, HEADERS
from clob_sandbox.http.panel.stream import EVENTS, MOST, events
from clob_sandbox.journal import RawRequest

if TYPE_CHECKING:
    from clob_sandbox.app import App


class Panel:
    """The page's side of an application."""

    def __init__(self, app: "App") -> None:
        self._app = app
        self._streams = 0

    def response(self, incoming: RawRequest) -> Response | None:
        """A file of the page or its stream of events; None when the request is for neither."""
        if incoming.method != "GET":
            return None
        if incoming.path != EVENTS:
            return FILES.get(incoming.path)
        if self._streams >= MOST:
            return PlainTextResponse(f"more than {MOST} pages are open", 503)
        query = parse_qs(incoming.query)
        stream = events(self._app, query.get("token_id", [""])[-1], query.get("account", [""])[-1])
        return StreamingResponse(self._counted(stream), headers=HEADERS, media_type="text/event-stream")

    async def _counted(self, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        self._streams += 1
        try:
            async for event in stream:
                yield event
        finally:
            self._streams -= 1
