"""The way out of a client: through the httpx client that a program puts in the place of the shared one."""

from __future__ import annotations

import httpx

from polymarket_clob._custom_transport import GivenClient
from polymarket_clob._transport import Bounds, RawRequest, RawResponse, Transport

from .http_helpers import helpers


class SharedTransport(Transport):
    """Over the client's own connections, or the client put in the place of ``helpers._http_client``."""

    def __init__(self, own: Transport) -> None:
        self._own = own
        self._given: tuple[httpx.Client, GivenClient] | None = None

    def exchange(self, request: RawRequest, bounds: Bounds) -> RawResponse:
        return self._now().exchange(request, bounds)

    def close(self) -> None:
        self._own.close()
        if self._given is not None:
            self._given[1].close()

    def _now(self) -> Transport:
        replaced = helpers.replaced_http_client()
        if replaced is None:
            return self._own
        if self._given is None or self._given[0] is not replaced:
            self._given = replaced, GivenClient(replaced)
        return self._given[1]
