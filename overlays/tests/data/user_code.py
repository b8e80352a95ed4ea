"""Typical code of users, for the type checkers alone: ``reveal_type`` names what each expression must be."""

from __future__ import annotations

from typing import reveal_type

import httpx
from polymarket_clob import (
    AsyncClobClient,
    BookParams,
    ClobClient,
    Credentials,
    MarketOrderArgs,
    MarketRules,
    OpenOrderParams,
    OrderArgs,
    OrderOutcomeUnknown,
    RateLimited,
    RetryPolicy,
    SignedOrder,
    TradeParams,
    best_first,
    capture_responses,
    explain,
    market_price,
)

TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563"


def trade(clob: ClobClient) -> None:
    """A day of a bot that waits for each response."""
    reveal_type(clob.get_tick_size(TOKEN))  # Decimal
    reveal_type(clob.get_price(TOKEN, "BUY"))  # Decimal
    reveal_type(clob.get_prices([BookParams(TOKEN, "BUY")]))  # dict[str, dict[str, Decimal]]
    book = clob.get_order_book(TOKEN)
    reveal_type(book)  # OrderBookSummary
    reveal_type(book.bids[0].price)  # str
    reveal_type(best_first(book.asks, "BUY"))  # list[tuple[Decimal, Decimal]]
    reveal_type(market_price("BUY", 10, book.asks))  # Decimal
    rules = clob.get_market_rules(TOKEN)
    reveal_type(rules)  # MarketRules
    signed = clob.create_order(OrderArgs(TOKEN, "0.05", 20, "BUY"), rules)
    reveal_type(signed)  # SignedOrder
    reveal_type(signed.order_id)  # str
    reveal_type(signed.usdc)  # Decimal
    reveal_type(explain(signed))  # str
    posted = clob.post_order(signed, post_only=True)
    reveal_type(posted)  # SendOrderResponse
    reveal_type(posted.order_id)  # str
    reveal_type(clob.create_and_post_market_order(MarketOrderArgs(TOKEN, 5, "BUY")))  # SendOrderResponse
    reveal_type(clob.post_orders([signed, signed]))  # list[SendOrderResponse]
    order = clob.get_order(signed.order_id)
    reveal_type(order)  # OpenOrder
    reveal_type(clob.figures_of_order(order).remaining)  # Decimal
    reveal_type(clob.figures_of_order(order).created_at)  # datetime | None
    result = clob.cancel(signed.order_id)
    reveal_type(result)  # CancelResult
    reveal_type(result.not_canceled)  # dict[str, str]
    reveal_type(result.raise_for_failures().all_canceled)  # bool
    reveal_type(clob.get_orders(OpenOrderParams(asset_id=TOKEN)))  # list[OpenOrder]
    for trade in clob.iter_trades(TradeParams(asset_id=TOKEN)):
        reveal_type(trade)  # Trade
    for page in clob.iter_markets().pages():
        reveal_type(page)  # list[Market]
    reveal_type(clob.create_or_derive_api_key())  # Credentials
    reveal_type(clob.get_balance_allowance("COLLATERAL"))  # BalanceAllowanceResponse
    reveal_type(clob.creds)  # Credentials | None


def careful(clob: ClobClient, signed: SignedOrder) -> None:
    """What went wrong, and what came back."""
    try:
        with capture_responses() as responses:
            clob.post_order(signed)
    except OrderOutcomeUnknown as unknown:
        reveal_type(unknown.order_id)  # str
        reveal_type(clob.reconcile(unknown)[0].taken)  # bool | None
    except RateLimited as error:
        reveal_type(error.retry_after)  # float | None
        reveal_type(error.body)  # bytes
    else:
        reveal_type(responses[0].status)  # int
        reveal_type(responses[0].headers)  # Mapping[str, str]


async def trade_awaited(clob: AsyncClobClient) -> None:
    """The same, awaited."""
    reveal_type(await clob.get_tick_size(TOKEN))  # Decimal
    reveal_type(await clob.get_order_book(TOKEN))  # OrderBookSummary
    posted = await clob.create_and_post_order(OrderArgs(TOKEN, "0.05", 20, "BUY"), post_only=True)
    reveal_type(posted)  # SendOrderResponse
    reveal_type(await clob.get_orders())  # list[OpenOrder]
    async for order in clob.iter_orders():
        reveal_type(order)  # OpenOrder
    async for page in clob.iter_trades().pages():
        reveal_type(page)  # list[Trade]
    async with clob.heartbeat() as switch:
        reveal_type(switch.beats)  # int
        reveal_type(await clob.cancel(posted.order_id))  # CancelResult
    reveal_type(switch.result)  # CancelResult | None
    reveal_type(await clob.cancel_all_confirmed())  # CancelResult


def clients(creds: Credentials) -> None:
    """Ways to make a client."""
    with ClobClient.from_env() as clob:
        reveal_type(clob)  # ClobClient
    with ClobClient(creds=creds, timeout=3, retry_policy=RetryPolicy(max_cancel_retries=2)) as clob:
        trade(clob)
    own = httpx.Client(proxy="http://127.0.0.1:3128", event_hooks={"response": [print]})
    with ClobClient("https://clob.polymarket.com", 137, "0x" + "11" * 32, http=own) as clob:
        rules = MarketRules("0.01", neg_risk=False)
        careful(clob, clob.create_order(OrderArgs(TOKEN, "0.5", 10, "BUY"), rules))
