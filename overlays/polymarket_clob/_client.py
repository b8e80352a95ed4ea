"""A client: one object for one account on one exchange. It moves bytes; ``_calls`` says which.

Here is what both clients are made of, and the one that waits; ``_async_client`` has the one that is awaited.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import httpx
from polymarket_clob_api import Client, models

from ._auth import ClobAuth
from ._checks import above_zero
from ._clock import Clock
from ._core import (
    Call,
    Gather,
    Sign,
    Step,
    Steps,
    base_url,
    drive,
    interpret,
    login_of,
    prepare,
    transport_error,
)
from ._custom_transport import transport_of
from ._figures import (
    BalanceFigures,
    BookFigures,
    OrderFigures,
    PostedFigures,
    TradeFigures,
    Units,
    balance_figures,
    book_figures,
    order_figures,
    posted_figures,
    trade_figures,
)
from ._methods import Methods
from ._redaction import Secrets, discreet
from ._retry import RetryPolicy, with_retries
from ._session import DEADLINE, MARKET_CACHE_TTL, MAX_PAGES, Session, settings
from ._transport import LONGEST, MAX_RESPONSE_BYTES, Bounds, RawRequest, Timeouts
from .contracts import POLYGON
from .credentials import Credentials
from .errors import ClientClosed, of_kind
from .hooks import Hook, instrumented
from .orders import SignedOrder
from .reach import DIRECT, Reach
from .signers import AsyncSigner, Signer, sign_now
from .signing import l1_digest, l1_signed_headers, l2_headers

if TYPE_CHECKING:
    from .pacing import Pacing

T = TypeVar("T")

DEFAULT_HOST: Final = "https://clob.polymarket.com"
"""URL of the live exchange."""
DEFAULT_TIMEOUT: Final = httpx.Timeout(10.0, connect=5.0)
DEFAULT_RETRY_POLICY: Final = RetryPolicy()


class BaseClient(Methods):
    """What both clients are made of. Without keys a client reads public data; with an API key it reads and
    cancels the account's orders; with a private key it makes API keys and signs orders.
    """

    _session: Session
    _retry_policy: RetryPolicy
    _hooks: Sequence[Hook]
    _timeouts: Timeouts
    _closed = False
    _front: list[tuple[str, str]]
    """Headers for what stands in front of the exchange: those given, and the login in its address."""

    def _start(
        self,
        host: str,
        session: Session,
        timeout: httpx.Timeout | float,
        hooks: Sequence[Hook],
        retry_policy: RetryPolicy,
        max_response_bytes: int,
        reach: Reach,
    ) -> None:
        of_kind("reach", reach, Reach, "how the exchange is reached is said as Reach")
        of_kind("retry_policy", retry_policy, RetryPolicy, "how often is said as RetryPolicy")
        url = base_url(host)
        self._url = url.copy_with(userinfo=b"")
        self._front = [*login_of(url), *reach.headers]
        self._base = str(self._url)
        self._timeouts = _checked_timeouts(timeout)
        above_zero("max_response_bytes", max_response_bytes, "bytes, more than 0")
        self._max_bytes = max_response_bytes
        self._retry_policy = retry_policy
        self._hooks = tuple(hooks)
        self._session = session

    @classmethod
    @discreet
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Any) -> Self:
        """A client from ``CLOB_API_URL``, ``CHAIN_ID``, ``PK``, ``CLOB_FUNDER``, ``CLOB_SIGNATURE_TYPE``,
        ``CLOB_UNITS`` and what ``Credentials.from_env`` reads; all are optional. ``environ``: those of the
        process when left out.

        ``options`` as for the constructor (``timeout``, ``transport``, ``clock``).
        """
        return cls(**settings(os.environ if environ is None else environ), **options)

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

    @discreet
    def set_api_creds(self, creds: Credentials) -> None:
        """Uses this API key from now on. Raises InvalidInput when it belongs to another address."""
        self._session.use(creds)

    @property
    def unsettled_orders(self) -> tuple[SignedOrder, ...]:
        """Orders whose post ended without a word on whether they were taken, by an error, a cancellation or a
        signal, those answered before such an end, and those that are on their way. ``reconcile`` asks what
        became of them and takes them off.
        """
        return self._session.unsettled.orders()

    def figures_of_order(self, order: models.OpenOrder) -> OrderFigures:
        """An order's price, sizes and times as Decimal and datetime, in USDC and shares."""
        return order_figures(order)

    def figures_of_trade(self, trade: models.Trade) -> TradeFigures:
        """A trade's price, size and times as Decimal and datetime, in USDC and shares."""
        return trade_figures(trade, self._session.units)

    def figures_of_posted(self, posted: models.SendOrderResponse) -> PostedFigures:
        """What an order gives and gets as Decimal, in USDC and shares."""
        return posted_figures(posted, self._session.units)

    def figures_of_balance(self, found: models.BalanceAllowanceResponse) -> BalanceFigures:
        """A balance and its allowances as Decimal, in USDC or shares."""
        return balance_figures(found)

    def figures_of_book(self, book: models.OrderBookSummary) -> BookFigures:
        """A book as Decimal and datetime, in USDC and shares, best prices first."""
        return book_figures(book)

    def _signed(self, call: Call[Any]) -> Steps[RawRequest]:
        """The request of a call, its final bytes signed at the call's level."""
        session, level = self._session, call.level
        request, path = prepare(self._base, call)
        request.headers.extend(self._front)
        if level == "public":
            return request
        now = int(session.now())
        if level == "L2":
            creds = session.need_creds(call.operation)
            headers = l2_headers(creds, timestamp=now, method=request.method, path=path, body=request.body)
        else:
            signer = session.need_signer(call.operation)
            login = l1_digest(signer.address, chain_id=session.chain_id, timestamp=now, nonce=call.nonce)
            signature = yield Sign(login)
            headers = l1_signed_headers(signer.address, signature, timestamp=now, nonce=call.nonce)
        request.headers.extend(headers.items())
        return request

    def _secrets(self, request: RawRequest) -> Secrets:
        """What an error of this request's response must not show."""
        creds = self._session.creds
        keys = () if creds is None else (creds.api_key, creds.secret, creds.passphrase)
        return Secrets((*request.secrets(), *keys))

    def _bounds(self, call: Call[Any]) -> Bounds:
        """What sending it may take. Raises NotSent when its time is over, and ClientClosed."""
        self._need_open(call.operation)
        call.check_time()
        call.progress.sent = True
        return Bounds(self._timeouts, call.progress.until, self._max_bytes, call.progress.travelling)

    def _need_open(self, what: str) -> None:
        """Raises ClientClosed. A transport would open its connections anew."""
        if self._closed:
            raise ClientClosed(f"{what}: the client is closed")

    def _generated_args(self) -> dict[str, Any]:
        self._need_open("generated")
        session, prefix = self._session, self._url.path
        auth = ClobAuth(session.creds, session.signer, session.chain_id, prefix=prefix, clock=session.now)
        timeout = httpx.Timeout(**self._timeouts)
        hooks = {"request": [self._still_open]}
        given = {"base_url": self._url, "auth": auth, "timeout": timeout, "headers": self._front}
        return given | {"event_hooks": hooks}

    def _still_open(self, request: httpx.Request) -> Any:
        """Lets nothing out after ``close`` by a generated client that was made before."""
        self._need_open(f"{request.method} {request.url.path}")


def _checked_timeouts(timeout: httpx.Timeout | float) -> Timeouts:
    """Seconds by what is waited for; None for without end. Raises InvalidInput."""
    rule = "seconds, more than 0, or an httpx.Timeout of such"
    if not isinstance(timeout, httpx.Timeout):
        above_zero("timeout", timeout, rule)
    waits: Timeouts = httpx.Timeout(timeout).as_dict()
    for seconds in waits.values():
        if seconds is not None:
            above_zero("timeout", seconds, rule)
    return {name: None if seconds is None else min(seconds, LONGEST) for name, seconds in waits.items()}


class ClobClient(BaseClient):
    """A client that waits for each response. Use one from one thread at a time."""

    @discreet
    def __init__(
        self,
        host: str = DEFAULT_HOST,
        chain_id: int = POLYGON,
        key: str | bytes | Signer | None = None,
        creds: Credentials | None = None,
        signature_type: int | None = None,
        funder: str | None = None,
        *,
        timeout: httpx.Timeout | float = DEFAULT_TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        http: httpx.Client | None = None,
        reach: Reach = DIRECT,
        hooks: Sequence[Hook] = (),
        retry_policy: RetryPolicy = DEFAULT_RETRY_POLICY,
        deadline: float | None = DEADLINE,
        pacing: Pacing | None = None,
        market_cache_ttl: float = MARKET_CACHE_TTL,
        max_pages: int = MAX_PAGES,
        max_response_bytes: int = MAX_RESPONSE_BYTES,
        on_signed: Callable[[SignedOrder], object] | None = None,
        session_key: bool = False,
        units: Units = "whole",
        clock: Clock = time.time,
    ) -> None:
        """
        ``host``: URL of the exchange. ``chain_id``: 137 (Polygon) or 80002 (Amoy). ``key``: the private key
        (hex or 32 bytes), or a Signer. ``creds``: the API key. ``funder``: the wallet that
        holds the funds, the key's own address when left out. ``signature_type`` (``SignatureType``) follows
        from it, unless it was made elsewhere; ``session_key``: the key is a session key of the funder,
        somebody else's deposit wallet (``polymarket_clob.wallets``). ``timeout`` in seconds. ``transport``:
        of httpx, such as ``httpx.HTTPTransport(http2=True, proxy="http://...")``, or ``FastTransport`` of
        ``polymarket_clob.fast``; left out, HTTP/1.1 through the proxy that the environment names. Or
        ``http``: an httpx client of your own, with its time-outs and event hooks, which see the signed
        request as it is; ``close`` leaves it open. ``reach``: headers, certificates and proxy for what
        stands in between (``Reach``). ``hooks``: see ``polymarket_clob.hooks``.
        ``retry_policy``: how often reads (and cancels, if you say so) are repeated. ``deadline``: seconds
        that a request with its repeats may take at most, None for no end; every method also takes
        ``deadline=``, for that call and all its requests. ``pacing``: what keeps the client under the
        exchange's limits (``polymarket_clob.pacing``); nothing when left out.
        ``market_cache_ttl``: seconds for which what was read of a market (tick size, minimum, fees) holds.
        ``max_pages``: pages of a listing that are read before it counts as endless. ``max_response_bytes``:
        the largest body of a response, also decompressed. ``on_signed``: is called with each order before it
        is sent, so that its ``order_id`` can be kept whatever happens; what it raises stops the order.
        ``units``: of sizes of trades and amounts of posts, until a response shows it: "whole" shares and
        USDC as the live service, or "base" units as the description. ``clock``: Unix seconds, for signing.

        Raises InvalidInput when the parts do not fit together, before anything is sent.
        """
        session = Session.start(chain_id, key, creds, signature_type, funder, clock, session_key=session_key)
        session.settle(units, pacing, market_cache_ttl, deadline, max_pages, on_signed)
        self._start(host, session, timeout, hooks, retry_policy, max_response_bytes, reach)
        self._transport = transport_of(self._url, transport, http, reach)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the client; its connections too, unless they are of the caller's own httpx client."""
        self._closed = True
        self._transport.close()

    @property
    def generated(self) -> Client:
        """The generated client on the same connections, signing each operation at its level.

        For operations that have no method here: ``get_spread.sync(client=clob.generated, token_id=...)``.
        """
        return Client(base_url=self._base).set_httpx_client(
            httpx.Client(transport=self._transport, **self._generated_args())
        )

    def _run(self, steps: Steps[T]) -> T:
        return drive(with_retries(self._session, self._retry_policy, steps), self._carry)

    def _carry(self, step: Step) -> Any:
        if isinstance(step, Call):
            return self._send(step)
        if isinstance(step, Gather):
            return [self._run(each) for each in step.steps]
        if isinstance(step, Sign):
            return sign_now(self._session.need_signer("a signature"), step.digest)
        return time.sleep(step.seconds)

    def _send(self, call: Call[T]) -> T:
        self._need_open(call.operation)
        call.progress.sent = False
        request = drive(self._signed(call), self._carry)
        secrets = partial(self._secrets, request)
        with instrumented(call.operation, request, self._hooks) as note:
            try:
                response = self._transport.exchange(request, self._bounds(call))
            except httpx.RequestError as error:
                raise transport_error(call, error, secrets) from error
            note(response)
        return interpret(call, response, secrets)
