"""The engine against a brute-force oracle, and invariants that hold after every step.

The oracle keeps one flat list of resting orders in terms of the first outcome and looks through all of it for
each match: slow, and plainly price-time priority over both outcomes.
"""

import random
from decimal import Decimal
from typing import Any

import pytest
from attrs import define
from clob_sandbox.errors import Refused
from clob_sandbox.venue.book import Book, Fill
from clob_sandbox.venue.money import CENT, ONE, cost, shares_for
from clob_sandbox.venue.orders import Order, SignedOrder, State
from clob_sandbox.venue.placement import Submission, place


@define
class Resting:
    """An order of the oracle: `bid` and `price` in terms of the first outcome; `money` (base units) is what a
    BUY may still pay, None for a SELL.
    """

    id: str
    bid: bool
    price: int
    left: int
    money: int | None

    @property
    def own_price(self) -> int:
        return self.price if self.bid == (self.money is not None) else ONE - self.price

    @property
    def tradable(self) -> int:
        return self.left if self.money is None else min(self.left, self.money * ONE // self.own_price)


class Oracle:
    """Price-time priority by looking at everything."""

    def __init__(self) -> None:
        self.resting: list[Resting] = []  # oldest first

    def submit(self, new: Resting) -> list[tuple[str, int, int]]:
        fills = []
        while new.left:
            best = self._best(new.bid, new.price)
            if best is None:
                break
            size = min(best.tradable, new.left)
            fills.append((best.id, best.price, size))
            self._trade(new, best, size)
        if new.left:
            self.resting.append(new)
        return fills

    def buy(self, index: int, budget: int, limit: int) -> list[tuple[str, int, int]]:
        """What a BUY of an outcome for so much money takes: the best, and then the best of the rest."""
        fills: list[tuple[str, int, int]] = []
        new = Resting("", index == 0, limit if index == 0 else ONE - limit, 10**12, budget)
        while (best := self._best(new.bid, new.price)) is not None:
            asked = best.price if index == 0 else ONE - best.price
            assert new.money is not None
            room = new.money * ONE // asked
            fits = room if room * asked == new.money * ONE else max(0, room - 1)
            size = min(best.tradable, fits)
            if size:
                fills.append((best.id, best.price, size))
            if size < best.tradable:
                self._trade(new, best, size)
                return fills
            self._trade(new, best, size)
        return fills

    def _best(self, bid: bool, price: int) -> Resting | None:
        crossing = [
            r for r in self.resting if r.bid != bid and (r.price <= price if bid else r.price >= price)
        ]
        return min(
            crossing, key=lambda r: (r.price if bid else -r.price, self.resting.index(r)), default=None
        )

    def _trade(self, new: Resting, best: Resting, size: int) -> None:
        """The new one moves whole base units; in a mint or merge the other moves the rest of a USDC."""
        if size == best.tradable:
            self.resting.remove(best)
        money = (best.price if new.bid == (new.money is not None) else ONE - best.price) * size // ONE
        other = money if (new.money is None) != (best.money is None) else size - money
        for order, moved in ((new, money), (best, other)):
            order.left -= size
            if order.money is not None:
                order.money -= moved

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


def take(book: Book, live: dict[str, Order], order: Order, fills: list[Fill]) -> None:
    """Carry fills out, without any purses."""
    for fill in fills:
        order.fill(fill.size, fill.money)
        paid = fill.money if fill.maker.token is order.token else fill.size - fill.money
        if book.take(fill.maker, fill.size, paid):
            del live[fill.maker.id]


@pytest.mark.parametrize("seed", range(25))
def test_the_engine_fills_and_rests_as_the_oracle_does(world: Any, seed: int) -> None:
    chance = random.Random(seed)
    book, oracle = Book(), Oracle()
    live: dict[str, Order] = {}
    for number in range(300):
        if chance.random() < 0.05:
            index, limit = chance.randrange(2), chance.randrange(40, 61) * 100
            order = make_order(world, str(number), index, "BUY", limit, CENT)
            budget = chance.randrange(100, 400_000)
            fills = book.plan(order, budget=budget)
            expected = oracle.buy(index, budget, limit)
            assert [(f.maker.id, f.maker.yes_price, f.size) for f in fills] == expected
            assert sum(fill.money for fill in fills) <= budget
            take(book, live, order, fills)
        elif live and chance.random() < 0.3:
            order_id = chance.choice(sorted(live))
            book.remove(live.pop(order_id))
            oracle.cancel(order_id)
        else:
            index, side = chance.randrange(2), chance.choice(("BUY", "SELL"))
            price, size = chance.randrange(40, 61) * 100, chance.randrange(1, 50) * CENT
            order = make_order(world, str(number), index, side, price, size)
            fills = book.plan(order, budget=None)
            take(book, live, order, fills)
            bid = (side == "BUY") == (index == 0)
            yes_price = price if index == 0 else ONE - price
            money = cost(price, size) if side == "BUY" else None
            expected = oracle.submit(Resting(str(number), bid, yes_price, size, money))
            assert [(f.maker.id, f.maker.yes_price, f.size) for f in fills] == expected
            if order.remaining:
                book.add_to_book(order)
                live[order.id] = order
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
        assert account.bound_cash == sum(o.bound for o in orders if o.side == "BUY")
        assert account.bound_cash <= account.cash
        for token_id, bound in account.bound_shares.items():
            selling = [o for o in orders if o.side == "SELL" and o.token.token_id == token_id]
            assert bound == sum(o.remaining for o in selling)
            assert bound <= account.shares[token_id]
    for order in exchange.orders.values():
        assert 0 <= order.matched <= order.size
        if order.side == "BUY":
            assert order.spent <= order.signed.maker_amount, "paid more than was offered"
        if order.state is State.LIVE and order.side == "BUY":
            assert order.spent + order.bound <= order.signed.maker_amount
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
    traders = [world.trader, world.new_account(collateral="60", shares="30"), world.new_account(shares="0")]
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


@pytest.mark.parametrize("seed", range(4))
def test_money_and_shares_add_up_whatever_fills_are_rounded(world: Any, seed: int) -> None:
    """One market without a house: many buys for money, so that hardly a size stays a round one."""
    chance = random.Random(seed)
    yes, no = world.token("0.001"), world.token("0.001", 1)
    clear_house(world, "0.001")
    exchange = world.sandbox.exchange
    traders = [world.new_account(collateral="500", shares="300") for _ in range(3)]
    money, worn = total_money(world), 0
    for _ in range(250):
        world.clock.advance(1_000_000)
        trader, price = chance.choice(traders), chance.randrange(400, 600) * 10
        token, side = chance.choice((yes, no)), chance.choice(("BUY", "BUY", "SELL"))
        if side == "BUY" and chance.random() < 0.6:
            paid = chance.randrange(100, 900) * CENT
            amounts, kind = (paid, shares_for(paid, price) // 10 * 10), chance.choice(("FAK", "FOK"))
        else:
            size = chance.randrange(500, 1200) * CENT
            paid = cost(price, size)
            amounts, kind = (paid, size) if side == "BUY" else (size, paid), "GTC"
        key = exchange.keys.find(trader.key)
        order = SignedOrder(
            next(trader.salts), trader.address, trader.address, token["token_id"], *amounts,
            side, 0, 0, "0x" + "00" * 32, "0x" + "00" * 32, 0, "",
        )  # fmt: skip
        try:
            sent = Submission(order, trader.key, kind, post_only=False, defer_exec=False)
            placed = place(exchange, key, sent, signed=False)
        except Refused:
            pass
        else:
            worn += any(made.size % 100 for trade in placed.trades for made in trade.makers)
        check_invariants(world)
        assert total_money(world) == money
    assert worn > 30


@pytest.mark.parametrize(
    ("price", "money", "given", "got"),
    [
        ("0.936", "2", "1.999998", "2.136751"),
        ("0.53", "1.89", "1.889999", "3.566036"),
        ("0.62", "1", "0.999999", "1.612902"),
        ("0.71", "1.52", "1.519999", "2.140844"),
        ("0.5", "2", "2", "4"),
    ],
)
@pytest.mark.parametrize("mint", [False, True])
def test_a_buy_for_money_gets_what_recorded_answers_say(
    observed: Any, price: str, money: str, given: str, got: str, mint: bool
) -> None:
    tick, cut = ("0.01", 100) if len(price) == 4 else ("0.001", 10)
    token, other = observed.token(tick), observed.token(tick, 1)
    clear_house(observed, tick)
    maker, buyer = observed.new_account(), observed.new_account()
    if mint:
        maker.place(other, "BUY", f"{1 - Decimal(price):.3f}", "10")
    else:
        maker.place(token, "SELL", price, "10")
    held = maker.collateral() + buyer.collateral()
    paid, shares = int(Decimal(money) * 10**6), int(Decimal(got) * 10**6) // cut * cut
    reply = buyer.call("POST", "/order", buyer.signed(token, "BUY", (paid, shares), "FOK")).json
    assert (reply["makingAmount"], reply["takingAmount"], reply["status"]) == (given, got, "matched")
    minted = int(Decimal(got) * 10**6) if mint else 0
    assert maker.collateral() + buyer.collateral() == held - minted
    check_invariants(observed)


def test_a_fok_that_spent_its_money_is_filled_though_a_base_unit_short(world: Any) -> None:
    token = world.token("0.0001")
    clear_house(world, "0.0001")
    world.new_account().place(token, "SELL", "0.62", "10")
    buyer = world.new_account()
    for money, status in ((1_000_000, 200), (9_000_000, 400)):
        amounts = (money, money * 100 // 62)
        reply = buyer.call("POST", "/order", buyer.signed(token, "BUY", amounts, "FOK"))
        assert reply.status == status
    (trade,) = buyer.call("GET", "/data/trades").json["data"]
    order = world.sandbox.exchange.orders[trade["taker_order_id"]]
    assert (order.matched, order.remaining, order.spent) == (1_612_902, 0, 999_999)


def test_a_buy_that_rests_is_done_when_its_money_is(world: Any) -> None:
    """Mints round against it: in the end its money buys a little less than it asked for."""
    token, other = world.token("0.01"), world.token("0.01", 1)
    clear_house(world, "0.01")
    resting = world.trader.place(token, "BUY", "0.47", "5")
    before = world.trader.collateral()
    buyer = world.new_account()
    while resting in world.trader.open_ids():
        body = buyer.signed(other, "BUY", (1_000_000, 1_886_700), "FAK")
        assert buyer.call("POST", "/order", body).status == 200
    order = world.sandbox.exchange.orders[resting]
    assert before - world.trader.collateral() == order.spent <= 2_350_000
    assert 0 <= order.remaining < 10
    assert not world.book(token)["bids"]
    check_invariants(world)


def total_money(world: Any) -> int:
    """USDC in the purses, in the vaults that back the shares, and taken as fees."""
    exchange = world.sandbox.exchange
    purses = sum(account.cash for account in exchange.accounts.values())
    return int(purses + sum(exchange.vault.values()) + exchange.treasury)


def test_a_buy_of_each_outcome_meets_at_the_complementary_price(world: Any) -> None:
    yes, no = world.token("0.1"), world.token("0.1", 1)
    one, two = (
        world.new_account(collateral="100", shares="0"),
        world.new_account(collateral="100", shares="0"),
    )
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
    one, two = world.new_account(collateral="0", shares="10"), world.new_account(collateral="0", shares="10")
    clear_house(world)
    one.place(yes, "SELL", "0.6", "10")
    assert two.post(no, "SELL", "0.3", "10").json["status"] == "matched"
    assert (one.collateral(), two.collateral()) == (6_000_000, 4_000_000)
    assert (one.shares(yes), two.shares(no)) == (0, 0)


def test_older_orders_at_a_price_fill_first(world: Any) -> None:
    token = world.token("0.1")
    clear_house(world)
    first, second = (world.trader.place(token, "BUY", "0.6", "10") for _ in range(2))
    world.new_account().place(token, "SELL", "0.6", "15")
    orders = {o["id"]: o["size_matched"] for o in world.trader.call("GET", "/data/orders").json["data"]}
    assert orders == {second: "5"}
    assert world.trader.call("GET", f"/data/order/{first}").json["status"] == "MATCHED"


def clear_house(world: Any, tick: str = "0.1") -> None:
    """Withdraw the house's orders from the market with this tick."""
    exchange = world.sandbox.exchange
    condition_id = world.token(tick)["condition_id"]
    for order in list(exchange.open):
        if order.market.condition_id == condition_id:
            exchange.cancel(order)


def test_a_trade_is_seen_by_both_sides_and_settles_on_the_clock(world: Any) -> None:
    token, maker, taker = world.token("0.1"), world.new_account(), world.new_account()
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
