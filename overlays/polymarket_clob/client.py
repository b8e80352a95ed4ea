"""The two clients: one object for one account on one exchange. They move bytes; ``calls`` says which."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from contextlib import nullcontext
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx
from polymarket_clob_api import Client, models

from .auth import NEEDS, ClobAuth, L1Auth, L2Auth
from .care import Patience, with_care
from .clock import Clock
from .contracts import POLYGON
from .core import Call, Pause, Sign, Steps, base_url, interpret, noted, prepare, transport_error
from .credentials import Credentials
from .errors import ClobError, MissingCredentials
from .figures import OrderFigures, TradeFigures, Units, order_figures, trade_figures
from .heartbeat import INTERVAL, Heartbeat
from .methods import Methods
from .orders import SignatureType
from .session import Session, settings
from .signers import AsyncSigner, Signer, sign_awaited, sign_now

T = TypeVar("T")

DEFAULT_HOST: Final = "https://clob.polymarket.com"
DEFAULT_TIMEOUT: Final = httpx.Timeout(10.0, connect=5.0)
AT_ONCE: Final = 20
"""Calls of an AsyncClobClient on httpx's own transport that are under way at a time; more of them wait.

Measured with 1,000 calls: 10 at a time take 2.0 s, 20 to 100 take 2.6 s, all at once fail after 10 s.
"""
DEFAULT_PATIENCE: Final = Patience()


class _Base(Methods):
    """What both clients are made of. Without keys a client reads public data; with an API key it reads and
    cancels the account's orders; with a private key it makes API keys and signs orders.
    """

    _session: Session
    _patience: Patience
    _url: httpx.URL
    _http: httpx.Client | httpx.AsyncClient

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ, **options: Any) -> Self:
        """A client from ``CLOB_API_URL``, ``CHAIN_ID``, ``PK``, ``CLOB_API_KEY``, ``CLOB_SECRET``,
        ``CLOB_PASS_PHRASE``, ``CLOB_ADDRESS``, ``CLOB_FUNDER`` and ``CLOB_SIGNATURE_TYPE``; all are optional.

        ``options`` as for the constructor (``timeout``, ``transport``, ``clock``).
        """
        return cls(**settings(environ), **options)

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"{name}({str(self._url)!r}, chain_id={self._session.chain_id}, address={self.address!r})"

    @property
    def address(self) -> str | None:
        """The address of the key that signs, if a private key or an API key was given."""
        return self._session.address

    @property
    def signer(self) -> Signer | AsyncSigner | None:
        """Who signs with the private key, if one was given."""
        return self._session.signer

    @property
    def chain_id(self) -> int:
        """137 (Polygon) or 80002 (Amoy)."""
        return self._session.chain_id

    @property
    def creds(self) -> Credentials | None:
        """The API key in use."""
        return self._session.creds

    def set_api_creds(self, creds: Credentials) -> None:
        """Uses this API key from now on. Raises InvalidInput when it belongs to another address."""
        self._session.use(creds)

    def figures_of_order(self, order: models.OpenOrder) -> OrderFigures:
        """An order's price, sizes and times as Decimal and datetime, in USDC and shares."""
        return order_figures(order, self._session.units)

    def figures_of_trade(self, trade: models.Trade) -> TradeFigures:
        """A trade's price, size and times as Decimal and datetime, in USDC and shares."""
        return trade_figures(trade, self._session.units)

    def _auth(self, call: Call[Any]) -> httpx.Auth | None:
        session = self._session
        if call.level == "L2" and session.creds is not None:
            return L2Auth(session.creds, prefix=self._url.path, clock=session.now)
        if call.level == "L1" and session.signer is not None:
            return L1Auth(session.signer, session.chain_id, nonce=call.nonce, clock=session.now)
        if call.level == "public":
            return None
        raise MissingCredentials(f"{call.operation} {NEEDS[call.level]}")

    def _clob_auth(self) -> ClobAuth:
        session = self._session
        return ClobAuth(
            session.creds, session.signer, session.chain_id, prefix=self._url.path, clock=session.now
        )


class ClobClient(_Base):
    """A client that waits for each answer. Use one from one thread at a time."""

    def __init__(
        self,
        host: str = DEFAULT_HOST,
        chain_id: int = POLYGON,
        key: str | bytes | Signer | None = None,
        creds: Credentials | None = None,
        signature_type: int = SignatureType.EOA,
        funder: str | None = None,
        *,
        timeout: httpx.Timeout | float = DEFAULT_TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        http: httpx.Client | None = None,
        patience: Patience = DEFAULT_PATIENCE,
        units: Units = "whole",
        clock: Clock = time.time,
    ) -> None:
        """
        ``host``: URL of the exchange. ``chain_id``: 137 (Polygon) or 80002 (Amoy). ``key``: the private key
        (hex or 32 bytes), or a Signer. ``creds``: the API key. ``signature_type``: who holds the funds
        (``SignatureType``), ``funder``: that wallet's address. ``timeout`` in seconds; ``transport``: of
        httpx; or ``http``: an httpx client of your own, with its proxies, HTTP/2 and hooks, which ``close``
        leaves open. ``patience``: how often reads (and cancels, if you say so) are repeated.
        ``units``: of sizes and amounts that the exchange sends, until an answer shows it: "whole" shares and
        USDC as the live service, or "base" units as the description. ``clock``: Unix seconds, for signing.

        Raises InvalidInput when the parts do not fit together, before anything is sent.
        """
        self._url = base_url(host)
        self._patience = patience
        self._session = Session.start(chain_id, key, creds, signature_type, funder, clock)
        self._session.units = units
        self._http: httpx.Client = http or httpx.Client(timeout=timeout, transport=transport)
        self._owns_http = http is None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections, unless they are of the caller's own httpx client."""
        if self._owns_http:
            self._http.close()

    @property
    def generated(self) -> Client:
        """The generated client on the same connections, signing each operation at its level.

        For operations that have no method here: ``get_spread.sync(client=clob.generated, token_id=...)``.
        """
        self._http.auth = self._clob_auth()
        self._http.base_url = self._url
        return Client(base_url=str(self._url)).set_httpx_client(self._http)

    def _run(self, steps: Steps[T]) -> T:
        acts = with_care(self._session, self._patience, steps)
        try:
            act = next(acts)
            while True:
                try:
                    value: Any = None
                    if isinstance(act, Pause):
                        time.sleep(act.seconds)
                    elif isinstance(act, Sign):
                        value = sign_now(self._session.need_signer("a signature"), act.digest)
                    else:
                        value = self._send(act)
                except ClobError as error:
                    act = acts.throw(error)
                else:
                    act = acts.send(value)
        except StopIteration as stop:
            result: T = stop.value
            return result

    def _send(self, call: Call[T]) -> T:
        with noted(call) as note:
            try:
                response = self._http.send(prepare(self._http, self._url, call), auth=self._auth(call))
            except httpx.RequestError as error:
                raise transport_error(call, error) from error
            note(response)
        return interpret(call, response)


class AsyncClobClient(_Base):
    """A client whose methods are awaited; calls may run side by side."""

    def __init__(
        self,
        host: str = DEFAULT_HOST,
        chain_id: int = POLYGON,
        key: str | bytes | Signer | AsyncSigner | None = None,
        creds: Credentials | None = None,
        signature_type: int = SignatureType.EOA,
        funder: str | None = None,
        *,
        timeout: httpx.Timeout | float = DEFAULT_TIMEOUT,
        transport: httpx.AsyncBaseTransport | None = None,
        http: httpx.AsyncClient | None = None,
        patience: Patience = DEFAULT_PATIENCE,
        units: Units = "whole",
        clock: Clock = time.time,
    ) -> None:
        """As for ClobClient; ``key`` may be a signer that is awaited, too."""
        self._url = base_url(host)
        self._patience = patience
        self._session = Session.start(chain_id, key, creds, signature_type, funder, clock)
        self._session.units = units
        self._http: httpx.AsyncClient = http or httpx.AsyncClient(timeout=timeout, transport=transport)
        self._owns_http = http is None
        # httpx's pool slows down with every call that waits in it; calls wait here instead.
        self._turn = asyncio.Semaphore(AT_ONCE) if http is None and transport is None else nullcontext()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connections, unless they are of the caller's own httpx client."""
        if self._owns_http:
            await self._http.aclose()

    @property
    def generated(self) -> Client:
        """The generated client on the same connections, for its ``asyncio`` functions."""
        self._http.auth = self._clob_auth()
        self._http.base_url = self._url
        return Client(base_url=str(self._url)).set_async_httpx_client(self._http)

    def heartbeat(self, interval: float = INTERVAL) -> Heartbeat:
        """``async with client.heartbeat():`` beats every ``interval`` seconds and cancels everything on exit.

        The exchange, too, cancels this API key's orders 10 s after the last beat, from then on for good.
        """
        return Heartbeat(self, interval)

    async def _run_async(self, steps: Steps[T]) -> T:
        acts = with_care(self._session, self._patience, steps)
        try:
            act = next(acts)
            while True:
                try:
                    value: Any = None
                    if isinstance(act, Pause):
                        await asyncio.sleep(act.seconds)
                    elif isinstance(act, Sign):
                        value = await sign_awaited(self._session.need_signer("a signature"), act.digest)
                    else:
                        value = await self._send(act)
                except ClobError as error:
                    act = acts.throw(error)
                else:
                    act = acts.send(value)
        except StopIteration as stop:
            result: T = stop.value
            return result

    async def _send(self, call: Call[T]) -> T:
        with noted(call) as note:
            try:
                async with self._turn:
                    request = prepare(self._http, self._url, call)
                    response = await self._http.send(request, auth=self._auth(call))
            except httpx.RequestError as error:
                raise transport_error(call, error) from error
            note(response)
        return interpret(call, response)
