"""The client: one object for one account on one exchange.

What each method asks and how its answer is read stands in ``calls``; here are the names, the session and
the driver that moves the bytes. Method names: the guides' first, then those of the older official client.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import httpx
from polymarket_clob_api import Client
from polymarket_clob_api.models import (
    OpenOrder,
    OrderBookSummary,
    OrderScoringResponse,
    SendOrderResponse,
    Trade,
)

from . import calls
from .amounts import Side
from .auth import NEEDS, ClobAuth, Clock, L1Auth, L2Auth
from .contracts import POLYGON
from .core import Call, Steps, base_url, interpret, prepare, transport_error
from .credentials import Credentials
from .errors import ClobError, InvalidInput, MissingCredentials
from .orders import MarketRules, OrderArgs, OrderBuilder, OrderType, SignatureType, SignedOrder
from .params import OpenOrderParams, OrderScoringParams, OrdersScoringParams, TradeParams
from .results import CancelResult, TradesPage
from .signers import PrivateKeySigner, Signer

T = TypeVar("T")

DEFAULT_HOST: Final = "https://clob.polymarket.com"
DEFAULT_TIMEOUT: Final = httpx.Timeout(10.0, connect=5.0)
RULES_LIFE: Final = 600.0
"""Seconds for which a market's tick size and minimum are believed without asking again."""


class ClobClient:
    """A client of the CLOB. Without keys it reads public data; with an API key it reads and cancels the
    account's orders; with a private key it makes API keys and signs orders.

    Every method raises the errors of ``polymarket_clob.errors`` and nothing else. Not for use from several
    threads at once.
    """

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
        clock: Clock = time.time,
    ) -> None:
        """
        ``host``: URL of the exchange. ``chain_id``: 137 (Polygon) or 80002 (Amoy). ``key``: the private key
        (hex or 32 bytes), or a Signer. ``creds``: the API key. ``signature_type``: who holds the funds
        (``SignatureType``), ``funder``: that wallet's address. ``timeout`` in seconds. ``clock``: Unix
        seconds, for signing.

        Raises InvalidInput when the parts do not fit together, before anything is sent.
        """
        self._url = base_url(host)
        self.signer: Signer | None = PrivateKeySigner(key) if isinstance(key, str | bytes) else key
        self.creds = creds
        self.chain_id = chain_id
        self._clock = clock
        if creds is not None and self.signer is not None and creds.address != self.signer.address:
            raise InvalidInput(
                "creds.address", creds.address, f"the private key's address is {self.signer.address}"
            )
        self._builder = (
            OrderBuilder(self.signer, chain_id, SignatureType(signature_type), funder, clock)
            if self.signer is not None
            else None
        )
        self._rules: dict[str, tuple[float, MarketRules]] = {}
        self._http = httpx.Client(base_url=self._url, timeout=timeout, transport=transport)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ, **options: Any) -> Self:
        """A client from ``CLOB_API_URL``, ``CHAIN_ID``, ``PK``, ``CLOB_API_KEY``, ``CLOB_SECRET``,
        ``CLOB_PASS_PHRASE``, ``CLOB_ADDRESS``, ``CLOB_FUNDER`` and ``CLOB_SIGNATURE_TYPE``; all are optional.

        ``options`` as for the constructor (``timeout``, ``transport``, ``clock``).
        """
        signer = PrivateKeySigner(environ["PK"]) if environ.get("PK") else None
        return cls(
            environ.get("CLOB_API_URL") or DEFAULT_HOST,
            _whole("CHAIN_ID", environ.get("CHAIN_ID") or str(POLYGON)),
            signer,
            Credentials.from_env(environ, signer.address if signer else None),
            _whole("CLOB_SIGNATURE_TYPE", environ.get("CLOB_SIGNATURE_TYPE") or "0"),
            environ.get("CLOB_FUNDER") or None,
            **options,
        )

    def __repr__(self) -> str:
        return f"ClobClient({str(self._url)!r}, chain_id={self.chain_id}, address={self.address!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    @property
    def address(self) -> str | None:
        """The address of the key that signs, if a private key or an API key was given."""
        if self.signer is not None:
            return self.signer.address
        return None if self.creds is None else self.creds.address

    @property
    def generated(self) -> Client:
        """The generated client on the same exchange, signing each operation at its level.

        For operations that have no method here: ``get_spread.sync(client=clob.generated, token_id=...)``.
        """
        self._http.auth = ClobAuth(
            self.creds, self.signer, self.chain_id, prefix=self._url.path, clock=self._clock
        )
        return Client(base_url=str(self._url)).set_httpx_client(self._http)

    # --- the exchange

    def get_server_time(self) -> int:
        """The exchange's clock, Unix seconds."""
        return self._run(calls.server_time())

    # --- markets

    def get_order_book(self, token_id: str) -> OrderBookSummary:
        """The book of a token: levels of price (USDC) and size (shares), as decimal strings.

        The order of the levels is the service's: do not rely on which end holds the best price.
        """
        return self._run(calls.order_book(token_id))

    def get_midpoint(self, token_id: str) -> Decimal:
        """The mean of best bid and best ask, in USDC."""
        return self._run(calls.midpoint(token_id))

    def get_price(self, token_id: str, side: Side) -> Decimal:
        """The best bid (side BUY) or the best ask (side SELL), in USDC."""
        return self._run(calls.price(token_id, side))

    def get_tick_size(self, token_id: str) -> Decimal:
        """The smallest step in price, in USDC."""
        return self._run(calls.market_tick_size(token_id))

    def get_neg_risk(self, token_id: str) -> bool:
        """Whether the token's market settles on the negative-risk exchange."""
        return self._run(calls.neg_risk(token_id))

    # --- API keys

    def create_api_key(self, nonce: int = 0) -> Credentials:
        """Makes an API key for the private key's address and this nonce."""
        return self._run(calls.create_api_key(self._signer().address, nonce))

    def derive_api_key(self, nonce: int = 0) -> Credentials:
        """Recovers the API key that was made with this nonce."""
        return self._run(calls.derive_api_key(self._signer().address, nonce))

    def create_or_derive_api_key(self, nonce: int = 0) -> Credentials:
        """Makes the API key of this nonce, or recovers it where making it again is refused (400)."""
        return self._run(calls.create_or_derive_api_key(self._signer().address, nonce))

    def set_api_creds(self, creds: Credentials) -> None:
        """Uses this API key from now on. Raises InvalidInput when it belongs to another address."""
        if self.signer is not None and creds.address != self.signer.address:
            raise InvalidInput(
                "creds.address", creds.address, f"the private key's address is {self.signer.address}"
            )
        self.creds = creds

    def get_api_keys(self) -> list[str]:
        """The account's API keys."""
        return self._run(calls.api_keys())

    def delete_api_key(self) -> None:
        """Removes the API key in use; it is good for nothing afterwards."""
        self._run(calls.delete_api_key())

    # --- orders

    def create_order(self, args: OrderArgs, rules: MarketRules | None = None) -> SignedOrder:
        """Builds and signs a limit order; sends nothing but a look at the book, if ``rules`` are not given.

        Raises InvalidInput when the order breaks a rule: price off the tick grid, size under the market's
        minimum, expiration less than 180 s ahead.
        """
        if self._builder is None:
            raise MissingCredentials("an order is signed with the private key, and none was given")
        if rules is not None:
            return self._builder.limit(args, rules)
        known = self._known_rules(args.token_id)
        try:
            return self._builder.limit(args, known or self._look_up(args.token_id))
        except InvalidInput as error:
            if known is None or error.field != "price":
                raise
        return self._builder.limit(args, self._look_up(args.token_id))  # the tick size may have changed

    def post_order(
        self,
        signed: SignedOrder,
        order_type: OrderType | None = None,
        *,
        post_only: bool = False,
        defer_exec: bool = False,
    ) -> SendOrderResponse:
        """Sends an order, once. ``order_type`` is GTC, or GTD when the order has an expiration.

        Raises OrderRejected or BadRequest when the exchange refuses it, and OrderOutcomeUnknown when no
        answer says what became of it: then ask ``get_order(signed.order_id)``, never send it again.
        """
        if self.creds is None:
            raise MissingCredentials(f"post_order {NEEDS['L2']}")
        steps = calls.post_order(
            signed, self.creds.api_key, order_type, post_only=post_only, defer_exec=defer_exec
        )
        return self._run(steps)

    def create_and_post_order(
        self, args: OrderArgs, order_type: OrderType | None = None, *, post_only: bool = False
    ) -> SendOrderResponse:
        """``create_order`` and ``post_order`` in one."""
        return self.post_order(self.create_order(args), order_type, post_only=post_only)

    def cancel(self, order_id: str) -> CancelResult:
        """Cancels one order."""
        return self._run(calls.cancel(order_id))

    def cancel_orders(self, order_ids: Sequence[str]) -> CancelResult:
        """Cancels up to 1,000 orders."""
        return self._run(calls.cancel_orders(order_ids))

    def cancel_all(self) -> CancelResult:
        """Cancels every open order of the account."""
        return self._run(calls.cancel_all())

    def cancel_market_orders(self, market: str | None = None, asset_id: str | None = None) -> CancelResult:
        """Cancels the open orders of a market (condition id), of a token, or, with neither, all of them."""
        return self._run(calls.cancel_market_orders(market, asset_id))

    def get_order(self, order_id: str) -> OpenOrder:
        """One order of the account. Raises NotFound."""
        return self._run(calls.order(order_id))

    def get_orders(self, params: OpenOrderParams | None = None) -> list[OpenOrder]:
        """The account's open orders, all pages."""
        return self._run(calls.orders(params))

    def is_order_scoring(self, params: OrderScoringParams) -> OrderScoringResponse:
        """Whether an order earns rewards at the moment: ``.scoring``."""
        return self._run(calls.order_scoring(params.orderId))

    def are_orders_scoring(self, params: OrdersScoringParams) -> dict[str, bool]:
        """Whether orders earn rewards at the moment, by order id."""
        return self._run(calls.orders_scoring(params.orderIds))

    # --- trades

    def get_trades(self, params: TradeParams | None = None) -> list[Trade]:
        """The account's trades, all pages."""
        return self._run(calls.trades(params))

    def get_trades_paginated(
        self, params: TradeParams | None = None, next_cursor: str | None = None
    ) -> TradesPage:
        """One page of the account's trades; hand its ``next_cursor`` back for the next one."""
        return self._run(calls.trades_page(params, next_cursor))

    # --- the driver

    def _run(self, steps: Steps[T]) -> T:
        try:
            call = next(steps)
            while True:
                try:
                    value = self._send(call)
                except ClobError as error:
                    call = steps.throw(error)
                else:
                    call = steps.send(value)
        except StopIteration as stop:
            result: T = stop.value
            return result

    def _send(self, call: Call[T]) -> T:
        request = prepare(self._http, call)
        try:
            response = self._http.send(request, auth=self._auth(call))
        except httpx.RequestError as error:
            raise transport_error(call, error) from error
        return interpret(call, response)

    def _auth(self, call: Call[Any]) -> httpx.Auth | None:
        if call.level == "L2" and self.creds is not None:
            return L2Auth(self.creds, prefix=self._url.path, clock=self._clock)
        if call.level == "L1" and self.signer is not None:
            return L1Auth(self.signer, self.chain_id, nonce=call.nonce, clock=self._clock)
        if call.level == "public":
            return None
        raise MissingCredentials(f"{call.operation} {NEEDS[call.level]}")

    def _signer(self) -> Signer:
        if self.signer is None:
            raise MissingCredentials(f"an API key request {NEEDS['L1']}")
        return self.signer

    def _known_rules(self, token_id: str) -> MarketRules | None:
        read_at, rules = self._rules.get(token_id, (float("-inf"), None))
        return rules if time.monotonic() - read_at < RULES_LIFE else None

    def _look_up(self, token_id: str) -> MarketRules:
        rules = self._run(calls.market_rules(token_id))
        self._rules[token_id] = (time.monotonic(), rules)
        return rules


def _whole(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise InvalidInput(name, value, "a whole number")
    return int(value)
