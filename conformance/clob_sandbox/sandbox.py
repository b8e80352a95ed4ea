"""A sandbox: the exchange, stocked and with a first account, and the options it was made with.

`reset` makes everything again from the same seed. The ready line is built here and printed by `server`.
"""

from collections.abc import Iterable
from typing import Any

from attrs import frozen

from clob_sandbox.clock import NANOS, Clock
from clob_sandbox.faults import FAULTS
from clob_sandbox.faults.fault_injection import FaultInjector
from clob_sandbox.http.limits import Limits
from clob_sandbox.http.trouble import Trouble
from clob_sandbox.http.views import Books
from clob_sandbox.profiles import DOCUMENTED, Profile
from clob_sandbox.venue import market_maker
from clob_sandbox.venue.ethereum import checksummed
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.keys import ApiKey
from clob_sandbox.venue.modes import Mode
from clob_sandbox.venue.money import price_text

DEFAULT_DEPTH = 10
DEFAULT_KEEP = 10_000


@frozen
class Options:
    """What a sandbox is made with; equal options and an equal clock make equal sandboxes."""

    seed: int = 0
    depth: int = DEFAULT_DEPTH
    profile: Profile = DOCUMENTED
    faults: frozenset[str] = frozenset()
    mode: str = "normal"
    skew: int = 0  # seconds
    keep: int = DEFAULT_KEEP  # orders that are no longer live, and trades
    tier: str = "off"  # of the rate limits; what a journal replays has been admitted, so it does not ask

    def __str__(self) -> str:
        """The options in one line, by which a journal knows its sandbox."""
        faults = ",".join(sorted(self.faults)) or "none"
        mode = "" if self.mode == "normal" else f", mode {self.mode}"
        mode += f", skew {self.skew}" if self.skew else ""
        mode += "" if self.keep == DEFAULT_KEEP else f", keep {self.keep}"
        return f"seed {self.seed}, depth {self.depth}, profile {self.profile}, faults {faults}{mode}"


class Sandbox:
    """An exchange that can be reset, and its first account."""

    def __init__(self, options: Options, clock: Clock) -> None:
        self.options = options
        self.clock = clock
        self.reset()

    def limit(self, tier: str) -> None:
        """Limit callers as those of a tier, from nothing used up; `off` does not limit them."""
        self.limits: Limits | None = None if tier == "off" else Limits(tier)

    def plant(self, names: Iterable[str]) -> None:
        """Plant exactly the faults of these names, with nothing remembered yet."""
        self.injector = FaultInjector((name, FAULTS[name]) for name in sorted(names))

    def make_exchange(self) -> Exchange:
        """An exchange of the options, its books still empty."""
        options = self.options
        return Exchange(
            seed=options.seed,
            clock=self.clock,
            profile=options.profile,
            keep=options.keep,
        )

    def make_trouble(self, trouble: Trouble) -> None:
        """Have trouble from now on, in place of any other."""
        self.trouble = trouble
        self.exchange.accuracy = trouble.accuracy

    def reset(self) -> None:
        """Start afresh: same options, account and books, no trouble, and the clock at its source's time."""
        options = self.options
        self.clock.reset()
        self.clock.skew = options.skew
        self.trouble = Trouble()
        self.exchange = self.make_exchange()
        self.plant(options.faults)
        self.books = Books()
        self.limit(options.tier)
        self.makers = market_maker.stock(self.exchange, options.depth)
        self.exchange.mode = Mode(options.mode)
        self.account = account(*self.exchange.issue_key("account"))

    def settings(self) -> dict[str, Any]:
        """What is set from outside: the told time, mode, trouble, limits, and the faults that are planted."""
        exchange, trouble = self.exchange, self.trouble
        mode = exchange.mode
        return {
            "time": self.clock.reported_time(),
            "skew": self.clock.skew,
            "mode": mode.name,
            "mode_until": None if mode.until is None else mode.until // NANOS + self.clock.skew,
            "trouble": {"kind": trouble.kind, "value": trouble.value, "times": trouble.left},
            "rate_limits": "off" if self.limits is None else self.limits.name,
            "matching": {
                "delay": exchange.matching.delay / NANOS,
                "taker_delay": exchange.matching.taker_delay,
            },
            "faults": self.injector.names,
        }

    def ready(self, url: str) -> dict[str, Any]:
        """The ready line: where the sandbox listens, a funded account, and its open markets.

        Those of positions are left out: a client that does not look at ids would sign for the wrong exchange.
        """
        return {
            "url": url,
            "chain_id": self.exchange.chain_id,
            "account": self.account,
            "markets": [
                {
                    "condition_id": market.condition_id,
                    "question": market.question,
                    "tick_size": price_text(market.tick),
                    "neg_risk": market.neg_risk,
                    "tokens": [
                        {"token_id": token.token_id, "outcome": token.outcome} for token in market.tokens
                    ],
                }
                for market in self.exchange.markets
                if not market.closed and not market.of_positions
            ],
        }


def account(private_key: str, key: ApiKey) -> dict[str, str]:
    """The `account` object of the ready line."""
    return {
        "address": checksummed(key.address),
        "private_key": private_key,
        "api_key": key.id,
        "secret": key.secret,
        "passphrase": key.passphrase,
    }
