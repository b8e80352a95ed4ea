"""Which resting orders earn maker rewards, and how much each earns.

Source: description of GET /order-scoring: a live order on a rewarded market, of at least the minimum size,
within the maximum spread of the midpoint, and long enough on the book. A market's daily rate is paid in equal
samples, one each minute of the clock, to the accounts whose orders score then. How the service weighs orders
is not stated; here it is by size and by the square of the spread left, so nearer orders earn more. A book's
scores stand still between two changes of it, so samples are counted when they are needed, not as they pass.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from clob_sandbox.clock import NANOS
from clob_sandbox.venue.book import Book
from clob_sandbox.venue.markets import Market
from clob_sandbox.venue.money import UNIT
from clob_sandbox.venue.orders import Order, State

PERIOD = 60 * NANOS
SAMPLES = 1_440  # a day
Earner = tuple[str, str]  # account's address and the order's maker, both in lower case


def ready_at(order: Order) -> int:
    """When an order has been on the book for long enough, in nanoseconds."""
    return order.created + order.market.min_order_age * NANOS


def weight(order: Order, book: Book) -> int:
    """What a resting order weighs in a sample, 0 when it does not score; its age aside."""
    rewards, middle = order.market.rewards, book.middle_twice(order.token.index)
    if rewards is None or middle is None or order.remaining < rewards.min_size:
        return 0
    room = 2 * rewards.max_spread - abs(2 * order.price - middle)
    return 0 if room < 0 else order.remaining * (room + 1) ** 2


def is_scoring(order: Order, book: Book, now: int) -> bool:
    """Whether an order scores at a time (nanoseconds)."""
    return order.state is State.LIVE and now >= ready_at(order) and weight(order, book) > 0


def weights(book: Book, now: int) -> dict[Earner, int]:
    """What every account with scoring orders weighs now, by account and maker."""
    sums: defaultdict[Earner, int] = defaultdict(int)
    for order in book.orders():
        if now >= ready_at(order) and (part := weight(order, book)):
            sums[order.address, order.signed.maker.lower()] += part
    return sums


class Earnings:
    """What each market has paid in rewards, in base units of USDC, by day (days since 1970)."""

    def __init__(self, markets: tuple[Market, ...], books: dict[str, Book], now: int) -> None:
        self._books = books
        self.counted = {
            market.condition_id: -(-now // PERIOD) for market in markets
        }  # first sample not counted
        self.paid: defaultdict[tuple[str, int], dict[Earner, int]] = defaultdict(dict)

    def count(self, market: Market, at: int) -> None:
        """Count the samples before `at`, at which the market's book is about to change."""
        start, end = self.counted[market.condition_id], -(-at // PERIOD)
        if start < end:
            for day, amounts in self._run(market, start, end):
                _add(self.paid[market.condition_id, day], amounts)
            self.counted[market.condition_id] = end

    def of(self, market: Market, day: int, now: int) -> dict[Earner, int]:
        """What a market has paid on a day before now."""
        total = dict(self.paid.get((market.condition_id, day), {}))
        start = max(self.counted[market.condition_id], day * SAMPLES)
        for _, amounts in self._run(market, start, min(-(-now // PERIOD), (day + 1) * SAMPLES)):
            _add(total, amounts)
        return total

    def _run(self, market: Market, start: int, end: int) -> Iterator[tuple[int, dict[Earner, int]]]:
        """What samples from `start` up to `end` pay while the book stands still, day by day."""
        end = min(end, market.ends * NANOS // PERIOD)
        book, rewards = self._books.get(market.condition_id), market.rewards
        if book is None or rewards is None or start >= end:
            return
        ready = {-(-ready_at(order) // PERIOD) for order in book.orders()}
        midnights = range((start // SAMPLES + 1) * SAMPLES, end, SAMPLES)
        edges = sorted({start, end, *midnights, *(sample for sample in ready if start < sample < end)})
        for first, after in pairwise(edges):
            day = first // SAMPLES
            paid = [rewards.daily_rate * UNIT * (s - day * SAMPLES) // SAMPLES for s in (first, after)]
            yield day, split(paid[1] - paid[0], weights(book, first * PERIOD))


def split(pot: int, parts: dict[Earner, int]) -> dict[Earner, int]:
    """Share out the whole pot by weight; what rounding leaves goes to the heaviest."""
    total = sum(parts.values())
    if not total:
        return {}
    shares = {earner: pot * part // total for earner, part in parts.items()}
    shares[max(parts, key=lambda earner: parts[earner])] += pot - sum(shares.values())
    return shares


def _add(total: dict[Earner, int], amounts: dict[Earner, int]) -> None:
    for earner, amount in amounts.items():
        total[earner] = total.get(earner, 0) + amount
