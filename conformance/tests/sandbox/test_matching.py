"""The engine against a brute-force oracle, and invariants that hold after every step.

The oracle keeps one flat list of resting orders in terms of the first outcome and looks through all of it for
each match: slow, and plainly price-time priority over both outcomes.
"""

import random
from typing import Any

import pytest
from attrs import define
from clob_sandbox.book import Book
from clob_sandbox.money import CENT, ONE
from clob_sandbox.orders import Order, SignedOrder


@define
class Resting:
    """An order of the oracle: `bid` and `price` in terms of the first outcome."""

    id: str
    bid: bool
    price: int
    left: int


class Oracle:
    """Price-time priority by looking at everything."""

    def __init__(self) -> None:
        self.resting: list[Resting] = []  # oldest first

    def submit(self, new: Resting) -> list[tuple[str, int, int]]:
        fills = []
        while new.left:
            crossing = [
                r
                for r in self.resting
                if r.bid != new.bid and (r.price <= new.price if new.bid else r.price >= new.price)
            ]
            if not crossing:
                break
            best = min(crossing, key=lambda r: (r.price if new.bid else -r.price, self.resting.index(r)))
            size = min(best.left, new.left)
            fills.append((best.id, best.price, size))
            best.left -= size
            new.left -= size
            self.resting = [r for r in self.resting if r.left]
        if new.left:
            self.resting.append(new)
        return fills

    def buy(self, index: int, budget: int, limit: int, lot: int) -> list[tuple[str, int, int]]:
        """What a BUY of an outcome for so much money takes: one lot after the other."""
        fills: list[tuple[str, int, int]] = []

        def asked(r: Resting) -> int:
            return r.price if index == 0 else ONE - r.price

        while True:
            asks = [r for r in self.resting if r.bid == (index == 1) and r.left and asked(r) <= limit]
            best = min(asks, key=lambda r: (asked(r), self.resting.index(r)), default=None)
            if best is None or (price := asked(best) * lot // ONE) > budget:
                self.resting = [r for r in self.resting if r.left]
                return fills
            budget -= price
            best.left -= lot
            taken = fills.pop()[2] if fills and fills[-1][0] == best.id else 0
            fills.append((best.id, best.price, taken + lot))

    def cancel(self, order_id: str) -> None:
        self.resting = [r for r in self.resting if r.id != order_id]

    def levels(self, bid: bool) -> list[tuple[int, int]]:
        sums: dict[int, int] = {}
        for r in self.resting:
            if r.bid == bid:
                sums[r.price] = sums.get(r.price, 0) + r.left
        return sorted(sums.items(), reverse=bid)


def make_order(world: Any, order_id: str, index: int, side: str, price: int, size: int) -> Order:
    market = world.sandbox.exchange.markets[0]
    token = market.tokens[index]
    signed = SignedOrder(0, "0x", "0x", token.token_id, 0, 0, side, 0, 0, "", "", 0, "")
    return Order(order_id, "owner", "0x", signed, market, token, "GTC", price, size, 0)


@pytest.mark.parametrize("seed", range(25))
def test_the_engine_fills_and_rests_as_the_oracle_does(world: Any, seed: int) -> None:
    chance = random.Random(seed)
    book, oracle = Book(), Oracle()
    live: dict[str, Order] = {}
    for number in range(300):
        if chance.random() < 0.05:
            index, limit = chance.randrange(2), chance.randrange(40, 61) * 100
            order = make_order(world, str(number), index, "BUY", limit, CENT)
            budget = chance.randrange(100, 20_000)  # base units, so that the lots of the oracle are few
            fills = book.plan(order, budget=budget)
            expected = oracle.buy(index, budget, limit, order.market.lot)
            assert [(f.maker.id, f.maker.yes_price, f.size) for f in fills] == expected
            for fill in fills:
                book.take(fill)
            live = {name: o for name, o in live.items() if o.remaining}
        elif live and chance.random() < 0.3:
            order_id = chance.choice(sorted(live))
            book.remove(live.pop(order_id))
            oracle.cancel(order_id)
        else:
            index, side = chance.randrange(2), chance.choice(("BUY", "SELL"))
            price, size = chance.randrange(40, 61) * 100, chance.randrange(1, 50) * CENT
            order = make_order(world, str(number), index, side, price, size)
            fills = book.plan(order, budget=None)
            for fill in fills:
                order.matched += fill.size
                book.take(fill)
            bid = (side == "BUY") == (index == 0)
            expected = oracle.submit(Resting(str(number), bid, price if index == 0 else ONE - price, size))
            assert [(f.maker.id, f.maker.yes_price, f.size) for f in fills] == expected
            if order.remaining:
                book.rest(order)
                live[order.id] = order
            live = {name: o for name, o in live.items() if o.remaining}
        bids, asks = book.levels(0)
        assert (bids, asks) == (oracle.levels(bid=True), oracle.levels(bid=False))
        assert not bids or not asks or bids[0][0] < asks[0][0], "the book is crossed"
        assert book.levels(1) == ([(ONE - p, s) for p, s in asks], [(ONE - p, s) for p, s in bids])


def check_invariants(world: Any) -> None:
    """Cash and shares are conserved, reserves are what resting orders need, nothing is overfilled."""
    exchange = world.sandbox.exchange
    for condition_id, book in exchange.books.items():
        market = exchange.by_condition[condition_id]
        for token in market.tokens:
            held = sum(account.shares[token.token_id] for account in exchange.accounts.values())
            assert held == exchange.vault[condition_id]
        bid, ask = book.best(is_bid=True), book.best(is_bid=False)
        assert bid is None or ask is None or bid < ask
    for address, account in exchange.accounts.items():
        orders = exchange.open.of(address)
        assert account.bound_cash == sum(o.price * o.remaining // ONE for o in orders if o.side == "BUY")
        assert account.bound_cash <= account.cash
        for token_id, bound in account.bound_shares.items():
            selling = [o for o in orders if o.side == "SELL" and o.token.token_id == token_id]
            assert bound == sum(o.remaining for o in selling)
            assert bound <= account.shares[token_id]
    assert all(0 <= order.matched <= order.size for order in exchange.orders.values())
    for market in exchange.markets:
        if not market.closed:
            check_time_priority(exchange, market.condition_id)
            check_prices(exchange, market)


def check_time_priority(exchange: Any, condition_id: str) -> None:
    """Of the orders at one price, in the order of their age, only the first may have been taken in part."""
    queues: dict[tuple[bool, int], list[Any]] = {}
    for order in exchange.books[condition_id].orders():
        queues.setdefault((order.is_bid, order.yes_price), []).append(order)
    filled = {
        made.order.id
        for trade in exchange.trades.of(where=condition_id)
        for made in trade.makers
        if made.order.remaining
    }
    for queue in queues.values():
        assert [order.created for order in queue] == sorted(order.created for order in queue)
        assert not any(order.id in filled for order in queue[1:])


def check_prices(exchange: Any, market: Any) -> None:
    """Nobody trades beyond their limit; what a mint or merge prints of the two outcomes adds up to 1."""
    for trade in exchange.trades.of(where=market.condition_id):
        assert (
            trade.price <= trade.taker.price
            if trade.taker.side == "BUY"
            else trade.price >= trade.taker.price
        )
        for made in trade.makers:
            own = made.order.token is trade.taker.token
            assert made.order.price == (trade.price if own else ONE - trade.price)
            assert (made.order.side != trade.taker.side) is own
    prices = {
        (p.at, token.index, p.price)
        for token in market.tokens
        for p in exchange.records.prints[token.token_id]
    }
    expected = {
        (trade.matched_at, order.token.index, price)
        for trade in exchange.trades.of(where=market.condition_id)
        for made in trade.makers
        for order, price in ((trade.taker, trade.price), (made.order, made.order.price))
    }
    assert prices == expected


@pytest.mark.parametrize("seed", range(4))
def test_money_shares_and_reserves_add_up_after_every_request(world: Any, seed: int) -> None:
    chance = random.Random(seed)
    traders = [world.trader, world.newcomer(collateral="60", shares="30"), world.newcomer(shares="0")]
    money = total_money(world)
    for _ in range(60):
        world.clock.advance(1_000_000)
        trader = chance.choice(traders)
        token = world.token(chance.choice(("0.01", "0.001", "0.005")), chance.randrange(2))
        if chance.random() < 0.2:
            trader.call("DELETE", chance.choice(("/cancel-all", "/cancel-market-orders")), {})
        else:
            price = f"0.{chance.randrange(1, 99):02d}"
            size = f"{chance.randrange(5, 90)}.{chance.randrange(100):02d}"
            kind = chance.choice(("GTC", "GTC", "GTC", "FAK", "FOK"))
            reply = trader.post(token, chance.choice(("BUY", "SELL")), price, size, order_type=kind)
            assert reply.status in (200, 400), reply
        check_invariants(world)
        assert total_money(world) == money


def total_money(world: Any) -> int:
    """USDC in the purses, in the vaults that back the shares, and taken as fees."""
    exchange = world.sandbox.exchange
    purses = sum(account.cash for account in exchange.accounts.values())
    return int(purses + sum(exchange.vault.values()) + exchange.treasury)


def test_a_buy_of_each_outcome_meets_at_the_complementary_price(world: Any) -> None:
    yes, no = world.token("0.1"), world.token("0.1", 1)
    one, two = world.newcomer(collateral="100", shares="0"), world.newcomer(collateral="100", shares="0")
    clear_house(world)
    one.place(yes, "BUY", "0.6", "10")
    reply = two.post(no, "BUY", "0.5", "10")
    assert reply.json["status"] == "matched"
    assert (reply.json["makingAmount"], reply.json["takingAmount"]) == (
        "4000000",
        "10000000",
    )  # at 0.4, not 0.5
    assert (one.collateral(), two.collateral()) == (94_000_000, 96_000_000)
    assert (one.shares(yes), two.shares(no)) == (10_000_000, 10_000_000)
    assert (one.shares(no), two.shares(yes)) == (0, 0)


def test_a_sell_of_each_outcome_merges_them(world: Any) -> None:
    yes, no = world.token("0.1"), world.token("0.1", 1)
    one, two = world.newcomer(collateral="0", shares="10"), world.newcomer(collateral="0", shares="10")
    clear_house(world)
    one.place(yes, "SELL", "0.6", "10")
    assert two.post(no, "SELL", "0.3", "10").json["status"] == "matched"
    assert (one.collateral(), two.collateral()) == (6_000_000, 4_000_000)
    assert (one.shares(yes), two.shares(no)) == (0, 0)


def test_older_orders_at_a_price_fill_first(world: Any) -> None:
    token = world.token("0.1")
    clear_house(world)
    first, second = (world.trader.place(token, "BUY", "0.6", "10") for _ in range(2))
    world.newcomer().place(token, "SELL", "0.6", "15")
    orders = {o["id"]: o["size_matched"] for o in world.trader.call("GET", "/data/orders").json["data"]}
    assert orders == {second: "5"}
    assert world.trader.call("GET", f"/data/order/{first}").json["status"] == "MATCHED"


def clear_house(world: Any) -> None:
    """Withdraw the house's orders from the market with tick 0.1."""
    exchange = world.sandbox.exchange
    condition_id = world.token("0.1")["condition_id"]
    for order in list(exchange.open.of()):
        if order.market.condition_id == condition_id:
            exchange.withdraw(order)


def test_a_trade_is_seen_by_both_sides_and_settles_on_the_clock(world: Any) -> None:
    token, maker, taker = world.token("0.1"), world.newcomer(), world.newcomer()
    clear_house(world)
    resting = maker.place(token, "SELL", "0.4", "10")
    reply = taker.post(token, "BUY", "0.4", "10").json
    views = [trader.call("GET", "/data/trades").json["data"] for trader in (taker, maker)]
    for (view,), trader, side in zip(views, (taker, maker), ("TAKER", "MAKER"), strict=True):
        assert view["id"] == reply["tradeIDs"][0]
        assert view["transaction_hash"] == reply["transactionsHashes"][0]
        assert (view["trader_side"], view["owner"], view["maker_address"]) == (
            side,
            trader.key,
            trader.address,
        )
        assert (view["price"], view["size"], view["taker_order_id"]) == ("0.4", "10000000", reply["orderID"])
        assert [made["order_id"] for made in view["maker_orders"]] == [resting]
    for advance, status in ((0, "MATCHED"), (2, "MINED"), (2, "CONFIRMED")):
        world.post("/_sandbox/clock", {"advance": advance})
        assert maker.call("GET", "/data/trades").json["data"][0]["status"] == f"TRADE_STATUS_{status}"


def test_an_account_may_trade_with_itself(world: Any) -> None:
    token = world.token("0.1")
    clear_house(world)
    world.trader.place(token, "SELL", "0.4", "10")
    before = (world.trader.collateral(), world.trader.shares(token))
    assert world.trader.post(token, "BUY", "0.4", "10").json["status"] == "matched"
    assert (world.trader.collateral(), world.trader.shares(token)) == before
    check_invariants(world)
