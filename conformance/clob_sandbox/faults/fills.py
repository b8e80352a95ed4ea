"""Faults of fills: what orders do when they meet, and what is paid for it."""

from collections.abc import Callable
from typing import Any

from clob_sandbox.faults.common import POSTS, other_side, posted
from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply
from clob_sandbox.venue.money import cost
from clob_sandbox.venue.orders import State
from clob_sandbox.venue.tape import Trade


def _traded(change: Callable[[Intercept, Trade], object]) -> Any:
    """Do something about every trade that a post made."""

    def after(intercept: Intercept, reply: Reply) -> None:
        for item, _ in posted(intercept, reply):
            for trade_id in item.get("tradeIDs", ()):
                trade = intercept.exchange.trades.get(trade_id)
                if trade is not None:
                    change(intercept, trade)

    return after


def _keep_improvement(intercept: Intercept, trade: Trade) -> None:
    better = abs(trade.taker.price - trade.price)
    intercept.exchange.accounts[trade.taker.address].cash -= cost(better, trade.size)


def _unpay_partial(intercept: Intercept, trade: Trade) -> None:
    for made in trade.makers:
        maker = made.order
        if maker.remaining:
            account = intercept.exchange.accounts[maker.address]
            account.trade(other_side(maker.side), maker.token.token_id, made.size, trade.moved_by(made))


def _charge_makers(intercept: Intercept, trade: Trade) -> None:
    for made in trade.makers:
        account = intercept.exchange.accounts[made.order.address]
        account.cash -= trade.fee * made.size // trade.size


def _drop_remainder(intercept: Intercept, reply: Reply) -> None:
    for item, order in posted(intercept, reply):
        if "tradeIDs" in item and order.state is State.LIVE:
            intercept.exchange.cancel(order)


def _worth_in_shares(intercept: Intercept, reply: Reply) -> None:
    for trade in reply.body.get("data", ()):
        trade["sizeUsdc"] = trade["size"]


FAULTS: dict[str, Fault] = {
    "builder-worth-in-shares": Fault(
        "a builder's trade is told to be worth as many USDC as it has shares",
        ("getBuilderTrades",),
        None,
        _worth_in_shares,
        breaks=("figures-agree",),
    ),
    "improvement-kept": Fault(
        "whoever takes a better price than its limit pays or is paid the limit",
        POSTS,
        None,
        _traded(_keep_improvement),
        breaks=("match-foretold", "told-alike"),
    ),
    "partial-maker-unpaid": Fault(
        "a resting order that is filled in part moves no money and no shares of its account",
        POSTS,
        None,
        _traded(_unpay_partial),
        breaks=("balances-move", "trade-foretold", "told-alike"),
    ),
    "maker-pays-fee": Fault(
        "makers pay the taker's fee once more",
        POSTS,
        None,
        _traded(_charge_makers),
        breaks=("balances-move", "told-alike"),
    ),
    "remainder-dropped": Fault(
        "what a resting order does not fill at once is cancelled",
        POSTS,
        None,
        _drop_remainder,
        breaks=("open-orders-told", "remainder-rests"),
    ),
}
