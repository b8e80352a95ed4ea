"""What an order is, from the signed amounts to its state on the book. Holds data and no rules.

Sizes are base units of shares, amounts base units of USDC, prices units of 10^-4 (`money`).
"""

from collections import deque
from enum import Enum

from attrs import define, field, frozen

from clob_sandbox.venue.markets import Market, Token
from clob_sandbox.venue.money import ONE, cost


class State(Enum):
    """States of an order, as the description words them."""

    LIVE = "LIVE"
    DELAYED = "DELAYED"  # not yet matched; told as live, as the description has no other word for it
    MATCHED = "MATCHED"
    CANCELED = "CANCELED"


@frozen
class SignedOrder:
    """The fields of a version 2 order as signed, and `expiration` (seconds), which is sent unsigned."""

    salt: int
    maker: str
    signer: str
    token_id: str
    maker_amount: int
    taker_amount: int
    side: str
    signature_type: int
    timestamp: int
    metadata: str
    builder: str
    expiration: int
    signature: str


@frozen
class LegacyOrder:
    """The fields of a version 1 order, all of them signed; `expiration` in seconds. It trades quotes."""

    salt: int
    maker: str
    signer: str
    taker: str
    token_id: str
    maker_amount: int
    taker_amount: int
    expiration: int
    nonce: int
    fee_rate: int  # basis points
    side: str
    signature_type: int
    signature: str


@define(eq=False)
class Order:
    """One order of an account. `price` is in the terms of its own token."""

    id: str
    owner: str  # API key
    address: str  # of the signing key: the account
    signed: SignedOrder
    market: Market
    token: Token
    order_type: str
    price: int
    size: int
    created: int  # nanoseconds
    matched: int = 0
    spent: int = 0  # base units of USDC that it has paid, if it buys
    state: State = State.LIVE
    trades: deque[str] = field(factory=deque)  # those that are kept, oldest first
    turn: int = 0  # among the orders that came to rest
    ended: int = 0  # its turn among the orders that are no longer live

    @property
    def side(self) -> str:
        return self.signed.side

    @property
    def remaining(self) -> int:
        return self.size - self.matched

    @property
    def money(self) -> int:
        """What a BUY may still pay, base units of USDC."""
        return cost(self.price, self.size) - self.spent

    @property
    def tradable(self) -> int:
        """What it can trade while it rests, base units of shares: what remains, as far as its money goes."""
        return self.remaining if self.side == "SELL" else min(self.remaining, self.money * ONE // self.price)

    @property
    def bound(self) -> int:
        """What it needs while it rests: base units of USDC if it buys, otherwise of shares."""
        if self.side == "SELL":
            return self.remaining
        return min(self.money, -(-self.price * self.remaining // ONE))

    def fill(self, size: int, money: int) -> None:
        """Count a trade of `size` base units of shares for `money` base units of USDC."""
        self.matched += size
        if self.side == "BUY":
            self.spent += money

    @property
    def is_bid(self) -> bool:
        """Whether it stands on the bid side in terms of the first outcome: selling No is buying Yes."""
        return (self.side == "BUY") == (self.token.index == 0)

    @property
    def yes_price(self) -> int:
        """Its price in terms of the first outcome."""
        return self.price if self.token.index == 0 else ONE - self.price
