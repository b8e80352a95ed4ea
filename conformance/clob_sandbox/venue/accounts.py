"""What each account holds, what its resting orders bind, and how much of its USDC the exchange may move.

An account is a signing key's address. There is no chain here, so the wallet that an order names as maker is
taken to be the signer's own and draws on the same purse. Amounts are base units. An allowance of USDC is used
up by buying unless it is unlimited, as on chain; shares are approved as a whole.
"""

from collections import defaultdict

from attrs import define, field

from clob_sandbox.errors import NO_ALLOWANCE, NO_FUNDS, Refused
from clob_sandbox.venue.orders import Order

UNLIMITED = 2**256 - 1


@define(eq=False)
class Account:
    """Balances of one address. `bound_*` is what live orders need; `allowance` is the USDC that contracts may
    take.
    """

    address: str
    cash: int = 0
    shares: defaultdict[str, int] = field(factory=lambda: defaultdict(int))
    allowance: int = UNLIMITED
    closed_only: bool = False
    banned: bool = False
    wallet: str = ""  # the deposit wallet for which the address last signed as its owner
    bound_cash: int = 0
    bound_shares: defaultdict[str, int] = field(factory=lambda: defaultdict(int))

    def admit(self, side: str, signer: str) -> None:
        """Refuse what the standing of an address does not allow; `signer` as the order spells it."""
        if self.banned:
            raise Refused(400, f"'{signer}' address banned")
        if self.closed_only and side == "BUY":
            raise Refused(400, f"'{signer}' address in closed only mode")

    def require_cash(self, amount: int) -> None:
        """Refuse unless so much USDC is held, allowed and not bound by resting orders."""
        if self.bound_cash + amount > self.cash:
            raise _short(self.cash - self.bound_cash, amount)
        if self.bound_cash + amount > self.allowance:
            raise Refused(400, NO_ALLOWANCE)

    def demand_shares(self, token_id: str, amount: int) -> None:
        """Refuse unless so many shares are held and not bound by resting orders."""
        free = self.shares[token_id] - self.bound_shares[token_id]
        if amount > free:
            raise _short(free, amount)

    def reserve(self, order: Order) -> None:
        """Reserve what a resting order needs."""
        self._bind(order, order.bound)

    def free(self, order: Order) -> None:
        """Set free what a resting order needs, before it is filled or cancelled."""
        self._bind(order, -order.bound)

    def _bind(self, order: Order, amount: int) -> None:
        if order.side == "BUY":
            self.bound_cash += amount
        else:
            self.bound_shares[order.token.token_id] += amount

    def trade(self, side: str, token_id: str, size: int, money: int) -> None:
        """Book a trade of `size` base units of shares for `money` base units of USDC."""
        if side == "BUY":
            self.pay(money)
            self.shares[token_id] += size
        else:
            self.cash += money
            self.shares[token_id] -= size

    def pay(self, amount: int) -> None:
        """Take USDC from the account, and from its allowance."""
        self.cash -= amount
        if self.allowance != UNLIMITED:
            self.allowance -= amount


def _short(held: int, wanted: int) -> Refused:
    longer = f"{NO_FUNDS}: the balance is not enough -> balance: {held}, order amount: {wanted}"
    return Refused(400, NO_FUNDS, longer=longer)
