"""Whether a resting order earns maker rewards now.

Source: description of GET /order-scoring: a live order on a rewarded market, at least the minimum size,
within the maximum spread of the midpoint, and long enough on the book.
"""

from clob_sandbox.clock import NANOS
from clob_sandbox.exchange import Exchange
from clob_sandbox.orders import Order, State


def is_scoring(exchange: Exchange, order: Order) -> bool:
    """Whether the order scores at this moment of the sandbox's clock."""
    rewards = order.market.rewards
    if rewards is None or order.state is not State.LIVE or order.remaining < rewards.min_size:
        return False
    middle = exchange.books[order.market.condition_id].middle_twice(order.token.index)
    if middle is None or abs(2 * order.price - middle) > 2 * rewards.max_spread:
        return False
    return exchange.clock.nanos() >= order.created + order.market.min_order_age * NANOS
