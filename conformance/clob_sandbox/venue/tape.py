"""The trade tape: what was matched, at which prices tokens traded, and how far settlement has come.

One trade is one taker order at one price, against one or more resting orders. Settlement is a function of
the clock alone: matched, mined after 2 s, confirmed after 4 s (the sandbox's own delays; the service states
none).
"""

from collections.abc import Iterator

from attrs import frozen

from clob_sandbox.clock import NANOS
from clob_sandbox.venue.money import cost
from clob_sandbox.venue.orders import Order

_STEPS = ((4 * NANOS, "CONFIRMED"), (2 * NANOS, "MINED"), (0, "MATCHED"))


@frozen
class MakerFill:
    """A resting order's part in a trade: `size` in base units of shares, at the maker's own price."""

    order: Order
    size: int


@frozen
class Print:
    """One price at which a token traded: instant in nanoseconds, price in its own terms, the side it was
    traded on.
    """

    at: int
    price: int
    side: str


@frozen
class Trade:
    """A trade. `price` and `size` are the taker's; `matched_at` is in nanoseconds."""

    id: str
    number: int  # in the order in which they were made
    taker: Order
    price: int
    size: int
    makers: tuple[MakerFill, ...]
    matched_at: int
    transaction_hash: str
    fee: int  # of the platform, base units of USDC, paid by the taker
    builder_fee: int
    turnover: int  # base units of USDC that its market has traded with it, from the beginning

    @property
    def orders(self) -> Iterator[Order]:
        """Its orders, the taker's first."""
        yield self.taker
        for made in self.makers:
            yield made.order

    @property
    def value(self) -> int:
        """What its taker paid or was paid, base units of USDC: each fill is cut to whole ones."""
        return sum(cost(self.price, made.size) for made in self.makers)

    def moved_by(self, made: MakerFill) -> int:
        """What a maker paid or was paid, base units of USDC: what the taker moves or, where shares are minted
        or merged, what that leaves of one USDC a share.
        """
        taken = cost(self.price, made.size)
        return taken if made.order.token is self.taker.token else made.size - taken

    @property
    def builder(self) -> str:
        """The code of the builder who brought the taker, in lower case; blank without one."""
        code = self.taker.signed.builder
        return code.lower() if code and int(code, 16) else ""

    def status(self, now: int) -> tuple[str, int]:
        """State of the settlement at a time (nanoseconds), and when it got there."""
        for delay, name in _STEPS:
            if now >= self.matched_at + delay:
                return name, self.matched_at + delay
        return "MATCHED", self.matched_at
