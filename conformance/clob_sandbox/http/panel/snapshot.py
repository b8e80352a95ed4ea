"""What the page shows, as JSON: the state of the sandbox, the market of a token, and an account.

Amounts are decimal texts in shares and USDC, prices decimal texts, times Unix seconds. Reads the exchange
and changes nothing; no key or signature is among it.
"""

from collections.abc import Reversible
from itertools import islice
from typing import Any

from clob_sandbox.clock import NANOS
from clob_sandbox.sandbox import Sandbox
from clob_sandbox.venue.accounts import UNLIMITED
from clob_sandbox.venue.ethereum import checksummed
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.markets import Market, Token
from clob_sandbox.venue.money import ONE, decimal_text, price_text
from clob_sandbox.venue.orders import Order
from clob_sandbox.venue.tape import Trade

LEVELS = 100  # a side
ROWS = 50  # newest orders, trades


def state(sandbox: Sandbox) -> dict[str, Any]:
    """Settings, accounts and markets of the sandbox."""
    exchange = sandbox.exchange
    return {
        "profile": str(exchange.profile),
        "seed": exchange.seed,
        "chain_id": exchange.chain_id,
        **{name: value for name, value in sandbox.settings().items() if name != "time"},
        "accounts": [
            {"address": checksummed(one), "open": len(exchange.open.of(one)), "kind": _kind(sandbox, one)}
            for one in exchange.accounts
        ],
        "markets": [_market(exchange, market) for market in exchange.markets],
    }


def _kind(sandbox: Sandbox, address: str) -> str:
    if address == sandbox.account["address"].lower():
        return "first"
    return "market maker" if address in sandbox.makers else "further"


def _market(exchange: Exchange, market: Market) -> dict[str, Any]:
    return {
        "condition_id": market.condition_id,
        "question": market.question,
        "tick": price_text(market.tick),
        "neg_risk": market.neg_risk,
        "closed": market.closed,
        "tokens": [_quote(exchange, market, token) for token in market.tokens],
    }


def _quote(exchange: Exchange, market: Market, token: Token) -> dict[str, Any]:
    last = exchange.last(token.token_id)
    quote = {
        "token_id": token.token_id,
        "outcome": token.outcome,
        "last": price_text(last.price) if last else None,
        "bid": None,
        "ask": None,
    }
    if not market.closed:
        book = exchange.books[market.condition_id]
        bid, ask = book.best(is_bid=True), book.best(is_bid=False)
        if token.index == 1:
            bid, ask = (None if one is None else ONE - one for one in (ask, bid))
        quote |= {
            "bid": None if bid is None else price_text(bid),
            "ask": None if ask is None else price_text(ask),
        }
    return quote


def book(exchange: Exchange, token_id: str) -> dict[str, Any] | None:
    """The book of a token with its market's rules and newest trades; None when there is no such token."""
    found = exchange.tokens.get(token_id)
    if found is None:
        return None
    market, token = found
    bids, asks = ([], []) if market.closed else exchange.books[market.condition_id].levels(token.index)
    return {
        **_market(exchange, market),
        "token_id": token_id,
        "outcome": token.outcome,
        "min_order_size": decimal_text(market.min_order_size),
        "fee_rate_bps": market.fees.rate,
        "bids": _levels(bids),
        "asks": _levels(asks),
        "trades": [_print(trade, token) for trade in _newest(exchange.trades.of(where=market.condition_id))],
    }


def _levels(side: list[tuple[int, int]]) -> list[tuple[str, str]]:
    return [(price_text(price), decimal_text(size)) for price, size in side[:LEVELS]]


def _print(trade: Trade, token: Token) -> dict[str, Any]:
    """A trade in terms of a token: buying the other outcome is selling this one."""
    same = trade.taker.token is token
    bought = (trade.taker.side == "BUY") == same
    return {
        "id": trade.id,
        "at": trade.matched_at // NANOS,
        "side": "BUY" if bought else "SELL",
        "price": price_text(trade.price if same else ONE - trade.price),
        "size": decimal_text(trade.size),
    }


def account(exchange: Exchange, address: str) -> dict[str, Any] | None:
    """Balances, open orders and newest trades of an address; None when it has no account."""
    address = address.lower()
    found = exchange.accounts.get(address)
    if found is None:
        return None
    orders = exchange.open.of(address)
    now = exchange.clock.nanos()
    return {
        "address": checksummed(address),
        "cash": decimal_text(found.cash),
        "bound_cash": decimal_text(found.bound_cash),
        "allowance": None if found.allowance == UNLIMITED else decimal_text(found.allowance),
        "standing": "banned" if found.banned else "closed only" if found.closed_only else "",
        "positions": [
            {
                "question": market.question,
                "outcome": token.outcome,
                "token_id": token.token_id,
                "shares": decimal_text(found.shares[token.token_id]),
                "bound": decimal_text(found.bound_shares[token.token_id]),
            }
            for market in exchange.markets
            for token in market.tokens
            if found.shares.get(token.token_id)
        ],
        "orders_count": len(orders),
        "orders": [_order(order) for order in _newest(orders)],
        "trades": [_own(trade, address, now) for trade in _newest(exchange.trades.of(address))],
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "question": order.market.question,
        "token_id": order.token.token_id,
        "outcome": order.token.outcome,
        "side": order.side,
        "price": price_text(order.price),
        "size": decimal_text(order.size),
        "matched": decimal_text(order.matched),
        "type": order.order_type,
        "expiration": order.signed.expiration,
        "at": order.created // NANOS,
        # where it shows in the book of the market's first outcome, whichever its own is
        "yes_price": price_text(order.yes_price),
        "is_bid": order.is_bid,
    }


def _own(trade: Trade, address: str, now: int) -> dict[str, Any]:
    """A trade as one of its accounts made it: as the taker, or as the maker with all its fills together."""
    taker = trade.taker
    fills = [made for made in trade.makers if made.order.address == address]
    own = taker if taker.address == address else fills[0].order
    return {
        "id": trade.id,
        "at": trade.matched_at // NANOS,
        "question": own.market.question,
        "outcome": own.token.outcome,
        "side": own.side,
        "price": price_text(trade.price if own is taker else own.price),
        "size": decimal_text(trade.size if own is taker else sum(made.size for made in fills)),
        "role": "taker" if own is taker else "maker",
        "fee": decimal_text(trade.fee + trade.builder_fee if own is taker else 0),
        "status": trade.status(now)[0],
    }


def _newest(items: Reversible[Any]) -> list[Any]:
    """The newest rows of what grows at its end, newest first."""
    return list(islice(reversed(items), ROWS))
