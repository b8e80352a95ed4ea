"""The sandbox's markets: made from a seed, so that ids are the same on every machine.

Token ids have 76 or 77 digits. Where bits 40 to 103 of an id are all zero it is a position, which another
exchange trades (docs/protocol/orders.md#versions): one market is of positions, the others never are.
Tick sizes are those that the official clients know (docs/protocol/amounts.md#decimals-by-tick-size).
"""

import hashlib
import re
from itertools import count

from attrs import frozen

from clob_sandbox.venue.fees import Schedule
from clob_sandbox.venue.money import UNIT

TOKEN_ID = re.compile(r"[0-9]{1,100}")

FREE = Schedule()

# tick (units of 10^-4) -> decimals that an amount may have at this tick
# (docs/protocol/amounts.md#decimals-by-tick-size)
AMOUNT_DECIMALS = {1000: 3, 100: 4, 50: 5, 25: 6, 10: 5, 1: 6}


@frozen
class Token:
    """One outcome of a market. `index` is 0 for the first outcome (Yes), 1 for the second."""

    token_id: str
    outcome: str
    index: int


@frozen
class Rewards:
    """What a market pays to resting orders: USDC a day, smallest size (base units), widest spread (price
    units).
    """

    daily_rate: int
    min_size: int
    max_spread: int


@frozen
class Market:
    """A binary market. `tick` and `middle` are prices in units of 10^-4, `min_order_size` base units of
    shares.
    """

    number: int
    condition_id: str
    question_id: str
    question: str
    slug: str
    tick: int
    middle: int
    neg_risk: bool
    tokens: tuple[Token, Token]
    min_order_size: int
    min_order_age: int
    rewards: Rewards | None
    fees: Schedule
    closed: bool
    opened: int  # Unix seconds
    ends: int  # Unix seconds

    @property
    def of_positions(self) -> bool:
        """Whether its tokens are positions."""
        return not int(self.tokens[0].token_id) & _POSITION_BITS

    @property
    def amount_decimals(self) -> int:
        return AMOUNT_DECIMALS[self.tick]


@frozen
class _Plan:
    question: str
    tick: int
    middle: int
    neg_risk: bool = False
    daily_rate: int = 0  # USDC; 0 is an unrewarded market
    fees: Schedule = FREE
    closed: bool = False
    of_positions: bool = False


_PLANS = (
    _Plan("Will it rain in Lisbon on New Year's Eve?", tick=100, middle=5500, daily_rate=50),
    _Plan(
        "Will the incumbent win the harbour election?", tick=10, middle=4200, neg_risk=True, daily_rate=100
    ),
    _Plan("Will the challenger win the harbour election?", tick=10, middle=3300, neg_risk=True),
    _Plan("Will the comet be seen with the naked eye?", tick=1, middle=1200, daily_rate=20),
    _Plan("Will the home side score first?", tick=1000, middle=5000),
    _Plan("Will the bridge open before June?", tick=50, middle=6500, fees=Schedule(2500, 2)),
    _Plan(
        "Will the new line carry a million riders?",
        tick=25,
        middle=2500,
        neg_risk=True,
        fees=Schedule(200, 1),
    ),
    _Plan("Did the observatory publish its catalogue?", tick=100, middle=5000, closed=True),
    _Plan("Will the probe reach its orbit?", tick=100, middle=6000, of_positions=True),
)

_OPENED = 1_780_272_000  # 2026-06-01
_ENDS = 1_861_920_000  # 2029-01-01


def _digest(seed: int, *parts: object) -> bytes:
    return hashlib.sha256("/".join(map(str, ("clob-sandbox", seed, *parts))).encode()).digest()


_POSITION_BITS = (2**64 - 1) << 40


def _token_id(seed: int, number: int, outcome: str, *, of_positions: bool) -> str:
    for attempt in count():
        value = int.from_bytes(_digest(seed, "token", number, outcome, attempt), "big")
        if of_positions:
            value &= ~_POSITION_BITS
        text = str(value)
        if len(text) in (76, 77) and bool(value & _POSITION_BITS) is not of_positions:
            return text
    raise AssertionError("unreachable: count() does not end")


def make_markets(seed: int) -> tuple[Market, ...]:
    """Make the markets of a seed: open ones with six different ticks, neg-risk and not, one closed, one of
    positions.
    """
    markets = []
    for number, plan in enumerate(_PLANS):
        slug = "".join(c if c.isalnum() else "-" for c in plan.question.lower().rstrip("?"))
        rewards = Rewards(plan.daily_rate, 50 * UNIT, 3 * max(plan.tick, 100)) if plan.daily_rate else None
        markets.append(
            Market(
                number=number,
                condition_id="0x" + _digest(seed, "condition", number).hex(),
                question_id="0x" + _digest(seed, "question", number).hex(),
                question=plan.question,
                slug=slug,
                tick=plan.tick,
                middle=plan.middle,
                neg_risk=plan.neg_risk,
                tokens=(
                    Token(_token_id(seed, number, "Yes", of_positions=plan.of_positions), "Yes", 0),
                    Token(_token_id(seed, number, "No", of_positions=plan.of_positions), "No", 1),
                ),
                min_order_size=5 * UNIT,
                min_order_age=3 if rewards else 0,
                rewards=rewards,
                fees=plan.fees,
                closed=plan.closed,
                opened=_OPENED,
                ends=_ENDS,
            )
        )
    return tuple(markets)
