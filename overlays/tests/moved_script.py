"""A bot's day in the interface of py-clob-client-v2, for whichever package is named.

Arguments: the package, the exchange's URL, a private key, a token id, its condition id. Prints each step's
answer as JSON; runs in either client's environment, so it imports nothing else.
"""

import dataclasses
import importlib
import json
import sys
from collections.abc import Callable
from typing import Any

package, url, key, token, condition = sys.argv[1:]
c = importlib.import_module(package)
errors = importlib.import_module(package + ".exceptions")
sides = importlib.import_module(package + ".order_builder.constants")

seen: dict[str, Any] = {}
client = c.ClobClient(host=url, chain_id=137, key=key)
creds = client.create_or_derive_api_key()
creds = c.ApiCreds(api_key=creds.api_key, api_secret=creds.api_secret, api_passphrase=creds.api_passphrase)
client = c.ClobClient(host=url, chain_id=137, key=key, creds=creds, use_server_time=True)
seen["address"] = client.get_address()
seen["mode"] = client.mode
options = c.PartialCreateOrderOptions(tick_size="0.01")

for name in (
    "get_ok",
    "get_server_time",
    "get_version",
    "get_markets",
    "get_simplified_markets",
    "get_sampling_markets",
    "get_sampling_simplified_markets",
    "get_api_keys",
    "get_closed_only_mode",
    "get_notifications",
    "get_current_rewards",
    "get_open_orders",
    "get_pre_migration_orders",
    "get_reward_percentages",
    "post_heartbeat",
    "create_readonly_api_key",
    "get_readonly_api_keys",
    "create_builder_api_key",
    "get_builder_api_keys",
):
    seen[name] = getattr(client, name)()
for name in (
    "get_order_book",
    "get_midpoint",
    "get_spread",
    "get_last_trade_price",
    "get_tick_size",
    "get_neg_risk",
    "get_fee_rate_bps",
    "get_fee_exponent",
):
    seen[name] = getattr(client, name)(token)
for name in ("get_market", "get_clob_market_info", "get_market_trades_events", "get_raw_rewards_for_market"):
    seen[name] = getattr(client, name)(condition)
for name in ("get_earnings_for_user_for_day", "get_total_earnings_for_user_for_day"):
    seen[name] = getattr(client, name)("2026-11-20")
seen["hash"] = client.get_order_book_hash(seen["get_order_book"]) == seen["get_order_book"]["hash"]
seen["price"] = client.get_price(token, c.Side.BUY)
books = [c.BookParams(token_id=token, side=sides.BUY)]
for name in (
    "get_order_books",
    "get_midpoints",
    "get_prices",
    "get_spreads",
    "get_last_trades_prices",
):
    seen[name] = getattr(client, name)(books)
seen["history"] = client.get_prices_history(
    c.PricesHistoryParams(market=token, interval=c.PriceHistoryInterval.ONE_DAY)
)
asset = c.AssetType
seen["collateral"] = client.get_balance_allowance(c.BalanceAllowanceParams(asset_type=asset.COLLATERAL))
seen["shares"] = client.get_balance_allowance(c.BalanceAllowanceParams(asset.CONDITIONAL, token))
seen["updated"] = client.update_balance_allowance(c.BalanceAllowanceParams(asset_type=asset.COLLATERAL))

limit = c.OrderArgs(token_id=token, price=0.02, size=20, side=c.Side.BUY)
signed = client.create_order(limit, options)
seen["signed"] = [signed.maker, signed.tokenId, signed.makerAmount, signed.takerAmount, int(signed.side)]
seen["posted"] = client.post_order(signed, c.OrderType.GTC)
order_id = seen["posted"]["orderID"]
seen["rested"] = client.create_and_post_order(limit, options, c.OrderType.GTC, post_only=True)
batch = [c.PostOrdersV2Args(order=client.create_order(limit), orderType=c.OrderType.GTC) for _ in range(2)]
seen["batch"] = client.post_orders(batch)
seen["open"] = client.get_open_orders(c.OpenOrderParams(asset_id=token))
seen["order"] = client.get_order(order_id)
seen["scoring"] = client.is_order_scoring(c.OrderScoringParams(orderId=order_id))
seen["all_scoring"] = sorted(map(str, client.are_orders_scoring(c.OrdersScoringParams([order_id])).values()))
seen["cancelled"] = client.cancel_order(c.OrderPayload(orderID=order_id))
seen["cancelled_two"] = client.cancel_orders([seen["rested"]["orderID"], seen["batch"][0]["orderID"]])
seen["cancelled_market"] = client.cancel_market_orders(c.OrderMarketCancelParams(market=condition))
seen["cancelled_all"] = client.cancel_all()
market = c.MarketOrderArgs(token_id=token, amount=5, side=sides.BUY, order_type=c.OrderType.FOK)
seen["market_price"] = client.calculate_market_price(token, sides.BUY, 5)
seen["filled"] = client.create_and_post_market_order(market, options, c.OrderType.FOK)
seen["filled_by_name"] = client.create_and_post_market_order(
    order_args=c.MarketOrderArgs(token_id=token, amount=5, side=c.Side.BUY, order_type=c.OrderType.FOK),
    options=c.PartialCreateOrderOptions(tick_size="0.01"),
    order_type=c.OrderType.FOK,
)
seen["rested_by_name"] = client.create_and_post_order(
    order_args=c.OrderArgs(token_id=token, price=0.02, side=c.Side.BUY, size=20),
    options=c.PartialCreateOrderOptions(tick_size="0.01"),
    order_type=c.OrderType.GTC,
)
seen["trades"] = client.get_trades(c.TradeParams(market=condition))
seen["page"] = client.get_trades_paginated()
seen["dropped"] = client.drop_notifications(c.DropNotificationParams(ids=["1"]))
seen["revoked"] = client.revoke_builder_api_key()

refused: dict[str, Callable[[], Any]] = {
    "unknown": lambda: client.get_order("0x" + "ab" * 32),
    "unknown position": lambda: client.create_and_post_order(
        c.OrderArgs(position_id="456", price=0.4, size=100, side=c.Side.BUY), options
    ),
    "unknown position, market": lambda: client.create_and_post_market_order(
        c.MarketOrderArgs(position_id="456", amount=100, side=c.Side.BUY), options
    ),
    "refused": lambda: client.create_and_post_order(
        c.OrderArgs(token_id=token, price=0.5, size=10_000_000, side="BUY"), options
    ),
}
for name, wrong in refused.items():
    try:
        seen[name] = wrong()
    except errors.PolyApiException as error:
        seen[name] = [type(error).__name__, error.status_code, error.error_msg]
impossible: dict[str, Callable[[], Any]] = {
    "no price": lambda: client.create_order(c.OrderArgs(token_id=token, price=1.5, size=10, side="BUY")),
    "no key": lambda: c.ClobClient(url, 137).get_open_orders(),
}
for name, wrong in impossible.items():
    try:
        seen[name] = wrong()
    except errors.PolyException as error:
        seen[name] = type(error).__name__
seen["deleted"] = client.delete_api_key()
json.dump(seen, sys.stdout, default=dataclasses.asdict)
