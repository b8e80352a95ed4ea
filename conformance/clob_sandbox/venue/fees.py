"""What takers pay and makers get back.

Source: docs/protocol/amounts.md#fees: a share traded at p costs the taker r(p(1 - p))^e USDC, and the builder
of the order takes a part of the money. How makers share in fees is nowhere stated: here each gets a quarter
of the platform's fee on what they filled, at once. Everything is rounded down to a base unit of USDC.
"""

from collections import defaultdict

from attrs import frozen

from clob_sandbox.venue.money import ONE

BASIS = 10_000  # basis points in one
REBATE = 2_500  # basis points of the platform's fee that go to makers


@frozen
class Schedule:
    """A market's fee curve: `rate` is r in basis points, `exponent` is e."""

    rate: int = 0
    exponent: int = 0

    def fee(self, price: int, size: int) -> int:
        """Base units of USDC that the taker of `size` base units of shares pays."""
        curve: int = (price * (ONE - price)) ** self.exponent
        scale: int = ONE ** (2 * self.exponent)
        return size * self.rate * curve // (BASIS * scale)


def builder_fee(money: int, rate: int) -> int:
    """What a builder takes of `money` (base units) at a rate in basis points."""
    return money * rate // BASIS


class Rebates:
    """Fees given back: base units of USDC by day (days since 1970), condition id and maker (lower case)."""

    def __init__(self) -> None:
        self.given: defaultdict[tuple[int, str], dict[str, int]] = defaultdict(dict)

    def give(self, day: int, condition_id: str, maker: str, fee: int, part: int, whole: int) -> int:
        """Note and return a maker's rebate: its part of the whole that was traded for this fee."""
        amount = fee * REBATE * part // (BASIS * whole)
        if amount:
            given = self.given[day, maker.lower()]
            given[condition_id] = given.get(condition_id, 0) + amount
        return amount

    def of(self, day: int, maker: str) -> dict[str, int]:
        """A maker's rebates of one day, by condition id."""
        return dict(self.given.get((day, maker.lower()), {}))
