"""What the calls of one client share: its keys, its clock, and what it has learnt of the markets."""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Callable, Mapping
from decimal import Decimal
from math import inf
from typing import TYPE_CHECKING, Final, TypeVar, get_args

from attrs import define, evolve, field

from ._auth import NEEDS
from ._checks import above_zero, one_of, zero_or_more
from ._clock import Clock
from ._core import moment_after
from ._fees import FeeSchedule
from ._figures import Units
from ._redaction import discreet
from ._unsettled import Unsettled
from .amounts import decimal, tick_size
from .builder import OrderBuilder
from .contracts import POLYGON
from .credentials import Credentials
from .errors import InvalidInput, MissingCredentials, of_kind
from .orders import MarketRules, SignatureType, SignedOrder
from .signers import AsyncSigner, PrivateKeySigner, Signer
from .wallets import checked_type, fitting_type

if TYPE_CHECKING:
    from .pacing import Pacing

K = TypeVar("K")

MARKET_CACHE_TTL: Final = 600.0
"""Seconds for which a market's tick size, minimum and fees are believed without asking again."""

DEADLINE: Final = 30.0
"""Seconds that a request with its repeats may take, if nothing else is given."""

MAX_PAGES: Final = 10_000
"""Pages of a listing that are read at most, if nothing else is given."""

_YEAR_5000: Final = 95_617_584_000
"""Unix seconds; what is more are milliseconds."""

_BROKEN_RULE: Final = re.compile(
    r"breaks minimum tick size rule: ([0-9.]*[0-9])|lower than the minimum: ([0-9.]*[0-9])"
)
"""What the exchange says of a price off the grid and of a size too small
(docs/protocol/errors.md#placing-orders).
"""


@define(repr=False, eq=False)
class Session:
    """The parts are checked against each other here, before anything is sent."""

    chain_id: int
    signer: Signer | AsyncSigner | None
    signature_type: SignatureType = SignatureType.EOA
    clock: Clock = time.time
    creds: Credentials | None = None
    builder: OrderBuilder | None = None
    rules: dict[str, tuple[float, MarketRules]] = field(factory=dict)
    fees: dict[tuple[str, str], tuple[float, FeeSchedule]] = field(factory=dict)
    """By token and builder code."""
    market_cache_ttl: float = MARKET_CACHE_TTL
    units: Units = "whole"
    """The unit of sizes and amounts that the exchange sends, as far as it is known."""
    pacing: Pacing | None = None
    """What holds calls back so that they stay under the exchange's limits."""
    deadline: float | None = None
    """Seconds that a request with its repeats may take."""
    max_pages: int = MAX_PAGES
    """Pages of a listing that are read at most."""
    on_signed: Callable[[SignedOrder], object] | None = None
    """Is told each order before it is sent."""
    unsettled: Unsettled = field(factory=Unsettled)
    """Orders that were sent, or are being sent, and of which it is not known whether they were taken."""
    offset: float = 0.0
    """Seconds that the exchange's clock is ahead of ``clock``, as far as it was measured."""
    measured_at: float | None = None
    """When it was, in seconds that only go forward."""

    @classmethod
    def start(
        cls,
        chain_id: int,
        key: str | bytes | Signer | AsyncSigner | None,
        creds: Credentials | None,
        signature_type: int | None,
        funder: str | None,
        clock: Clock,
        *,
        session_key: bool = False,
    ) -> Session:
        """Raises InvalidInput when key, credentials, wallet, signature type and chain do not fit together."""
        signer = PrivateKeySigner(key) if isinstance(key, str | bytes) else key
        if signer is not None and not isinstance(signer, Signer | AsyncSigner):
            rule = "a private key (hex or 32 bytes) or a signer, with address and sign_digest"
            raise InvalidInput("key", type(signer).__name__, rule)
        of_kind("chain_id", chain_id, int, "137 (Polygon) or 80002 (Amoy)")
        session = cls(chain_id, signer, clock=clock)
        session.use(creds)
        if session.address is not None:
            session.signature_type = fitting_type(
                session.address, funder, signature_type, chain_id, session_key=session_key
            )
        elif signature_type is not None:
            session.signature_type = checked_type(signature_type)
        if signer is not None:
            session.builder = OrderBuilder(
                signer, chain_id, session.signature_type, funder, session.now, session_key=session_key
            )
        return session

    def now(self) -> float:
        """The exchange's time, Unix seconds, as far as it is known. Raises InvalidInput where the clock tells
        none.
        """
        told = self.clock()
        if not isinstance(told, int | float) or not 0 <= told + self.offset < _YEAR_5000:
            raise InvalidInput("clock", told, "a function that gives Unix seconds")
        return told + self.offset

    def set_clock(self, offset: float) -> None:
        """Takes what was measured: seconds that the exchange's clock is ahead of ``clock``."""
        self.offset, self.measured_at = offset, time.monotonic()

    def clock_age(self) -> float:
        """Seconds since the clock was measured; without end when it never was."""
        return inf if self.measured_at is None else time.monotonic() - self.measured_at

    def use(self, creds: Credentials | None) -> None:
        """Takes an API key. Raises InvalidInput when it is none, or of another address than the key's."""
        if creds is not None:
            of_kind("creds", creds, Credentials, "an API key is a polymarket_clob.Credentials")
        if creds is not None and self.signer is not None and creds.address != self.signer.address:
            rule = f"the private key's address is {self.signer.address}"
            raise InvalidInput("creds.address", creds.address, rule)
        self.creds = creds

    @property
    def address(self) -> str | None:
        """The address of the key that signs."""
        if self.signer is not None:
            return self.signer.address
        return None if self.creds is None else self.creds.address

    def need_creds(self, what: str) -> Credentials:
        """The API key. Raises MissingCredentials."""
        if self.creds is None:
            raise MissingCredentials(f"{what} {NEEDS['L2']}")
        return self.creds

    def need_signer(self, what: str) -> Signer | AsyncSigner:
        """Who signs with the private key. Raises MissingCredentials."""
        if self.signer is None:
            raise MissingCredentials(f"{what} {NEEDS['L1']}")
        return self.signer

    def need_builder(self) -> OrderBuilder:
        """What builds orders. Raises MissingCredentials."""
        if self.builder is None:
            raise MissingCredentials(f"an order {NEEDS['L1']}")
        return self.builder

    def cancels_at_once(self, most: int) -> int:
        """How many orders one request may cancel: ``most``, or the burst of the pacing where that is less."""
        return most if self.pacing is None else min(most, self.pacing.cancels_at_once)

    def known_rules(self, token_id: str) -> MarketRules | None:
        """The rules of a token's market, if they were read less than ``market_cache_ttl`` seconds ago."""
        return self._fresh(self.rules.get(token_id)) if isinstance(token_id, str) else None

    def known_fees(self, token_id: str, builder_code: str) -> FeeSchedule | None:
        """The fees of a token's market, if they were read less than ``market_cache_ttl`` seconds ago."""
        known = isinstance(token_id, str) and isinstance(builder_code, str)
        return self._fresh(self.fees.get((token_id, builder_code))) if known else None

    def _fresh(self, kept: tuple[float, K] | None) -> K | None:
        if kept is None or time.monotonic() - kept[0] >= self.market_cache_ttl:
            return None
        return kept[1]

    def learn(self, token_id: str, rules: MarketRules) -> None:
        """Remembers the rules of a token's market."""
        self.rules[token_id] = (time.monotonic(), rules)

    def learn_fees(self, token_id: str, builder_code: str, fees: FeeSchedule) -> None:
        """Remembers the fees of a token's market."""
        self.fees[token_id, builder_code] = (time.monotonic(), fees)

    def learn_refusal(self, signed: SignedOrder, text: str) -> None:
        """Remembers the tick size or minimum that the exchange names where it refuses an order for it."""
        token_id = str(signed.struct.token_id)
        kept = self.rules.get(token_id)
        found = _BROKEN_RULE.search(text)
        if kept is None or found is None:
            return
        tick, minimum = found.groups()
        try:
            if tick:
                self.learn_tick(token_id, tick_size(tick))
            else:
                least = decimal("min_order_size", minimum)
                self.rules[token_id] = (kept[0], evolve(kept[1], min_order_size=least))
        except InvalidInput:  # a rule that no market has: look again
            del self.rules[token_id]

    def learn_tick(self, token_id: str, tick: Decimal) -> None:
        """Remembers the tick size of a market whose rules are remembered."""
        kept = self.rules.get(token_id)
        if kept is not None:
            self.rules[token_id] = (kept[0], evolve(kept[1], tick_size=tick))

    def learn_neg_risk(self, token_id: str, neg_risk: bool) -> None:
        """Remembers on which exchange a market settles whose rules are remembered."""
        kept = self.rules.get(token_id)
        if kept is not None:
            self.rules[token_id] = (kept[0], evolve(kept[1], neg_risk=neg_risk))

    def settle(
        self,
        units: Units,
        pacing: Pacing | None,
        market_cache_ttl: float,
        deadline: float | None,
        max_pages: int,
        on_signed: Callable[[SignedOrder], object] | None,
    ) -> None:
        """Takes the options of a client. Raises InvalidInput."""
        zero_or_more("market_cache_ttl", market_cache_ttl, "seconds, 0 to ask each time")
        if deadline is not None:
            moment_after(deadline)
        above_zero("max_pages", max_pages, "pages, more than 0")
        one_of("units", units, get_args(Units))
        if on_signed is not None and (not callable(on_signed) or inspect.iscoroutinefunction(on_signed)):
            raise InvalidInput(
                "on_signed", type(on_signed).__name__, "a function that is done when it returns"
            )
        self.units, self.pacing, self.market_cache_ttl = units, pacing, market_cache_ttl
        self.deadline, self.max_pages, self.on_signed = deadline, max_pages, on_signed


@discreet
def settings(environ: Mapping[str, str]) -> dict[str, object]:
    """The client's arguments that the environment gives, under their names in the constructor.

    ``CLOB_API_URL``, ``CHAIN_ID``, ``PK``, ``CLOB_API_KEY``, ``CLOB_SECRET``, ``CLOB_PASS_PHRASE``,
    ``CLOB_ADDRESS``, ``CLOB_FUNDER``, ``CLOB_SIGNATURE_TYPE`` and ``CLOB_UNITS`` ("whole" or "base", see
    ``_figures``); all are optional. Raises InvalidInput.
    """
    signer = PrivateKeySigner(environ["PK"]) if environ.get("PK") else None
    kind = environ.get("CLOB_SIGNATURE_TYPE")
    given: dict[str, object] = {
        "chain_id": _whole("CHAIN_ID", environ.get("CHAIN_ID") or str(POLYGON)),
        "key": signer,
        "creds": Credentials.from_env(environ, signer.address if signer else None),
        "signature_type": _whole("CLOB_SIGNATURE_TYPE", kind) if kind else None,
        "funder": environ.get("CLOB_FUNDER") or None,
    }
    units = environ.get("CLOB_UNITS")
    if units:
        given["units"] = one_of("CLOB_UNITS", units, get_args(Units))
    if environ.get("CLOB_API_URL"):
        given["host"] = environ["CLOB_API_URL"]
    return given


def _whole(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise InvalidInput(name, value, "a whole number")
    try:
        return int(value)
    except ValueError:  # it has more digits than Python reads
        raise InvalidInput(name, f"{len(value)} digits", "a whole number with fewer digits") from None
