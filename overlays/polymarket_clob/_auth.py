"""Authentication as httpx ``Auth``: sees the final bytes of a request and signs those, sync and async alike.

Any httpx client can carry them, the generated one too: ``Client(url, httpx_args={"auth": ClobAuth(...)})``.
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncGenerator, Generator
from functools import cache
from typing import Final

import httpx
from polymarket_clob_api.operations import OPERATIONS

from ._clock import Clock
from .contracts import POLYGON
from .credentials import Credentials
from .errors import MissingCredentials
from .signers import AsyncSigner, Signer, sign_awaited, sign_now
from .signing import l1_digest, l1_signed_headers, l2_headers

_Flow = Generator[httpx.Request, httpx.Response, None]


class L2Auth(httpx.Auth):
    """Signs every request with an API key.

    ``prefix`` is the path of the base URL when it has one (a proxy in front of the exchange): it is sent
    but not signed.
    """

    requires_request_body = True

    def __init__(self, credentials: Credentials, *, prefix: str = "", clock: Clock = time.time) -> None:
        self._credentials = credentials
        self._prefix = prefix.rstrip("/").encode()
        self._clock = clock

    def auth_flow(self, request: httpx.Request) -> _Flow:
        path = request.url.raw_path.partition(b"?")[0].removeprefix(self._prefix)
        request.headers.update(
            l2_headers(
                self._credentials,
                timestamp=int(self._clock()),
                method=request.method,
                path=path.decode("ascii"),
                body=request.content,
            )
        )
        yield request


class L1Auth(httpx.Auth):
    """Signs every request with the private key: for making and deriving API keys."""

    def __init__(
        self,
        signer: Signer | AsyncSigner,
        chain_id: int = POLYGON,
        *,
        nonce: int = 0,
        clock: Clock = time.time,
    ) -> None:
        self._signer = signer
        self._chain_id = chain_id
        self._nonce = nonce
        self._clock = clock

    def auth_flow(self, request: httpx.Request) -> _Flow:
        timestamp = int(self._clock())
        signature = sign_now(self._signer, self._digest(timestamp))
        request.headers.update(self._headers(timestamp, signature))
        yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        timestamp = int(self._clock())
        signature = await sign_awaited(self._signer, self._digest(timestamp))
        request.headers.update(self._headers(timestamp, signature))
        yield request

    def _digest(self, timestamp: int) -> bytes:
        return l1_digest(
            self._signer.address, chain_id=self._chain_id, timestamp=timestamp, nonce=self._nonce
        )

    def _headers(self, timestamp: int, signature: bytes) -> dict[str, str]:
        return l1_signed_headers(self._signer.address, signature, timestamp=timestamp, nonce=self._nonce)


class ClobAuth(httpx.Auth):
    """Signs each request at the level that the description asks for its operation; public ones go unsigned.

    A path that the description does not know goes unsigned too. Raises MissingCredentials when the
    operation needs a key that was not given.
    """

    requires_request_body = True

    def __init__(
        self,
        credentials: Credentials | None = None,
        signer: Signer | AsyncSigner | None = None,
        chain_id: int = POLYGON,
        *,
        nonce: int = 0,
        prefix: str = "",
        clock: Clock = time.time,
    ) -> None:
        self._prefix = prefix.rstrip("/")
        self._by_level: dict[str, httpx.Auth] = {}
        if credentials is not None:
            self._by_level["L2"] = L2Auth(credentials, prefix=prefix, clock=clock)
        if signer is not None:
            self._by_level["L1"] = L1Auth(signer, chain_id, nonce=nonce, clock=clock)

    def auth_flow(self, request: httpx.Request) -> _Flow:
        auth = self._of(request)
        if auth is None:
            yield request
        else:
            yield from auth.auth_flow(request)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        auth = self._of(request)
        if auth is None:
            yield request
            return
        await request.aread()
        async for signed in auth.async_auth_flow(request):
            yield signed

    def _of(self, request: httpx.Request) -> httpx.Auth | None:
        level = level_of(request.method, request.url.path.removeprefix(self._prefix))
        if level == "public":
            return None
        try:
            return self._by_level[level]
        except KeyError:
            raise MissingCredentials(f"{request.method} {request.url.path} {NEEDS[level]}") from None


NEEDS: Final = {
    "L1": "is signed with the private key, and none was given",
    "L2": "is signed with an API key, and none was given",
}
"""What to tell a caller who lacks the key of a level."""


def level_of(method: str, path: str) -> str:
    """The level of a request ("public", "L1" or "L2"), from the table beside the generated client."""
    exact, patterns = _levels()
    level = exact.get((method, path))
    if level is not None:
        return level
    for pattern_method, pattern, pattern_level in patterns:
        if pattern_method == method and pattern.fullmatch(path):
            return pattern_level
    return "public"


@cache
def _levels() -> tuple[dict[tuple[str, str], str], list[tuple[str, re.Pattern[str], str]]]:
    exact: dict[tuple[str, str], str] = {}
    patterns: list[tuple[str, re.Pattern[str], str]] = []
    for operation in OPERATIONS.values():
        if "{" in operation.path:
            parts = re.split(r"\{[^}]*\}", operation.path)
            pattern = re.compile("[^/]+".join(re.escape(part) for part in parts))
            patterns.append((operation.method, pattern, operation.level))
        else:
            exact[operation.method, operation.path] = operation.level
    return exact, patterns
