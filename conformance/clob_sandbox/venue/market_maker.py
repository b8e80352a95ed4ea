"""The house: two accounts that give every open market a two-sided book and a first trade.

Prices step away from the market's middle tick by tick, as far as the grid and `depth` allow; sizes come
from the seed. The house's orders are not signed: they were never submitted.
"""

import random

from clob_sandbox.venue.ethereum import checksummed
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.markets import Market
from clob_sandbox.venue.money import CENT, ONE, UNIT, cost
from clob_sandbox.venue.orders import Order, SignedOrder, State

_DEEP_POCKETS = 10**9 * UNIT
_ZERO32 = "0x" + "00" * 32


def stock(exchange: Exchange, depth: int) -> frozenset[str]:
    """Fill the books of all open markets with `depth` levels a side, after one trade at the middle; returns
    the addresses of the house.
    """
    chance = random.Random(exchange.seed)  # noqa: S311 - reproducible sizes, not secrets
    keys = []
    for what in ("house", "second house"):
        _, key = exchange.issue_key(what, cash=_DEEP_POCKETS, shares=_DEEP_POCKETS)
        keys.append((key.id, checksummed(key.address)))
    for market in exchange.markets:
        if market.closed:
            continue
        _first_trade(exchange, keys, market)
        for step in range(1, depth + 1):
            for side, price in (
                ("BUY", market.middle - step * market.tick),
                ("SELL", market.middle + step * market.tick),
            ):
                size = chance.randrange(10_000, 100_000) * CENT
                if market.tick <= price <= ONE - market.tick:
                    exchange.add_to_book(_order(exchange, keys[0], market, 0, side, price, size))
    return frozenset(address.lower() for _, address in keys)


def _first_trade(exchange: Exchange, keys: list[tuple[str, str]], market: Market) -> None:
    size = 10 * UNIT
    maker = _order(exchange, keys[0], market, 0, "BUY", market.middle, size)
    exchange.add_to_book(maker)
    taker = _order(exchange, keys[1], market, 1, "BUY", ONE - market.middle, size)
    exchange.settle(taker, exchange.books[market.condition_id].plan(taker, budget=None))
    exchange.records.end(taker, State.MATCHED)


def _order(
    exchange: Exchange, key: tuple[str, str], market: Market, index: int, side: str, price: int, size: int
) -> Order:
    token = market.tokens[index]
    paid = cost(price, size)
    order_id = "0x" + exchange.name("house order").hex()
    signed = SignedOrder(
        salt=0,
        maker=key[1],
        signer=key[1],
        token_id=token.token_id,
        maker_amount=paid if side == "BUY" else size,
        taker_amount=size if side == "BUY" else paid,
        side=side,
        signature_type=0,
        timestamp=exchange.clock.millis(),
        metadata=_ZERO32,
        builder=_ZERO32,
        expiration=0,
        signature="",
    )
    order = Order(
        id=order_id,
        owner=key[0],
        address=key[1].lower(),
        signed=signed,
        market=market,
        token=token,
        order_type="GTC",
        price=price,
        size=size,
        created=exchange.clock.nanos(),
    )
    exchange.orders[order_id] = order
    return order
