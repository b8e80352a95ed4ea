"""Every CLOB method of the older official client, run in that client's own environment.

Arguments: the sandbox's URL, two funded accounts' private keys, a token id and its condition id, a token id
of a market with fees, a position's token id, and today's date. Prints what each method returned, by its name.
"""

import json
import sys
import time
from typing import Any

import py_clob_client_v2 as py
from py_clob_client_v2.rfq.rfq_types import (
    AcceptQuoteParams,
    ApproveOrderParams,
    CancelRfqQuoteParams,
    CancelRfqRequestParams,
    GetRfqBestQuoteParams,
    RfqUserQuote,
    RfqUserRequest,
)

url, key, other_key, token_id, condition_id, fee_token_id, position_id, today = sys.argv[1:]
BUILDER = f"0x{1:064x}"
seen: dict[str, Any] = {}

client, other = py.ClobClient(url, chain_id=137, key=key), py.ClobClient(url, chain_id=137, key=other_key)
seen["get_ok"] = client.get_ok()
seen["get_server_time"] = client.get_server_time()
seen["get_version"] = client.get_version()
for name in ("markets", "simplified_markets", "sampling_markets", "sampling_simplified_markets"):
    seen[f"get_{name}"] = getattr(client, f"get_{name}")()
seen["get_market"] = client.get_market(condition_id)
seen["get_clob_market_info"] = client.get_clob_market_info(condition_id)
seen["get_market_trades_events"] = client.get_market_trades_events(condition_id)
books = [py.BookParams(token_id=token_id, side="BUY")]
for name in ("order_book", "midpoint", "spread", "last_trade_price", "tick_size", "neg_risk", "fee_rate_bps"):
    seen[f"get_{name}"] = getattr(client, f"get_{name}")(token_id)
for name in ("order_books", "midpoints", "prices", "spreads", "last_trades_prices"):
    seen[f"get_{name}"] = getattr(client, f"get_{name}")(books)
seen["get_order_book"] = dict(seen["get_order_book"])
seen["get_price"] = client.get_price(token_id, "BUY")
seen["get_prices_history"] = client.get_prices_history(py.PricesHistoryParams(market=token_id, interval="1d"))
seen["calculate_market_price"] = client.calculate_market_price(token_id, "BUY", 5, py.OrderType.FOK)

seen["create_api_key"] = client.create_api_key(nonce=9).api_key
seen["derive_api_key"] = client.derive_api_key(nonce=9).api_key
for one in (client, other):
    one.set_api_creds(one.create_or_derive_api_key())
seen["get_api_keys"] = client.get_api_keys()
seen["get_closed_only_mode"] = client.get_closed_only_mode()
seen["create_readonly_api_key"] = client.create_readonly_api_key()
seen["get_readonly_api_keys"] = client.get_readonly_api_keys()
seen["delete_readonly_api_key"] = client.delete_readonly_api_key(seen["create_readonly_api_key"]["apiKey"])
seen["create_builder_api_key"] = client.create_builder_api_key()
seen["get_builder_api_keys"] = client.get_builder_api_keys()
seen["revoke_builder_api_key"] = client.revoke_builder_api_key()


def limit(price: float, size: float = 60, token: str = token_id, **options: Any) -> Any:
    args = py.OrderArgs(token_id=token, price=price, size=size, side="BUY")
    return client.create_order(args, py.PartialCreateOrderOptions(**options))


seen["post_order"] = client.post_order(limit(0.54), py.OrderType.GTC, post_only=True)
seen["post_orders"] = client.post_orders(
    [py.PostOrdersV2Args(order=limit(price), orderType=py.OrderType.GTC) for price in (0.02, 0.03, 0.04)]
)
first = seen["post_order"]["orderID"]
batch = [posted["orderID"] for posted in seen["post_orders"]]
seen["get_order"] = client.get_order(first)
seen["get_open_orders"] = client.get_open_orders(py.OpenOrderParams(market=condition_id))
seen["get_pre_migration_orders"] = client.get_pre_migration_orders()
seen["is_order_scoring"] = client.is_order_scoring(py.OrderScoringParams(orderId=first))
seen["are_orders_scoring"] = client.are_orders_scoring(py.OrdersScoringParams(orderIds=[first, batch[0]]))
seen["post_heartbeat"] = client.post_heartbeat()
seen["cancel_order"] = client.cancel_order(py.OrderPayload(orderID=batch[0]))
seen["cancel_orders"] = client.cancel_orders(batch[:2])
seen["cancel_market_orders"] = client.cancel_market_orders(py.OrderMarketCancelParams(market=condition_id))
client.post_order(limit(0.05), py.OrderType.GTC)
seen["cancel_all"] = client.cancel_all()
seen["position"] = client.post_order(limit(0.61, 10, position_id, version=3), py.OrderType.GTC)

filled = {}
for token in (token_id, fee_token_id):
    for side, amount in (("BUY", 5), ("SELL", 5)):
        price = client.calculate_market_price(token, side, amount, py.OrderType.FOK)
        args = py.MarketOrderArgs(
            token_id=token, amount=amount, side=side, order_type=py.OrderType.FOK, builder_code=BUILDER
        )
        response = client.create_and_post_market_order(args, order_type=py.OrderType.FOK)
        filled[f"{token} {side}"] = [price, response]
seen["market_orders"] = filled
seen["get_trades"] = client.get_trades()
seen["get_trades_paginated"] = client.get_trades_paginated(py.TradeParams(asset_id=token_id))
seen["get_builder_trades"] = client.get_builder_trades(py.BuilderTradeParams(builder_code=BUILDER))
collateral = py.BalanceAllowanceParams(asset_type=py.AssetType.COLLATERAL)
seen["get_balance_allowance"] = client.get_balance_allowance(collateral)
seen["update_balance_allowance"] = client.update_balance_allowance(collateral)
seen["get_notifications"] = client.get_notifications()
ids = [str(note["id"]) for note in seen["get_notifications"]]
seen["drop_notifications"] = client.drop_notifications(py.DropNotificationParams(ids=ids))
seen["notifications left"] = client.get_notifications()

seen["get_earnings_for_user_for_day"] = client.get_earnings_for_user_for_day(today)
seen["get_total_earnings_for_user_for_day"] = client.get_total_earnings_for_user_for_day(today)
seen["get_user_earnings_and_markets_config"] = client.get_user_earnings_and_markets_config(today)
seen["get_reward_percentages"] = client.get_reward_percentages()
seen["get_current_rewards"] = client.get_current_rewards()
seen["get_raw_rewards_for_market"] = client.get_raw_rewards_for_market(condition_id)

rfq, quoter = client.rfq, other.rfq
request = rfq.create_rfq_request(RfqUserRequest(token_id=token_id, price=0.5, side="BUY", size=10))
seen["create_rfq_request"] = request
request_id = request["requestId"]
quote = quoter.create_rfq_quote(
    RfqUserQuote(request_id=request_id, token_id=token_id, price=0.52, side="SELL", size=10)
)
seen["create_rfq_quote"] = quote
seen["get_rfq_requests"] = quoter.get_rfq_requests()
seen["get_rfq_requester_quotes"] = rfq.get_rfq_requester_quotes()
seen["get_rfq_quoter_quotes"] = quoter.get_rfq_quoter_quotes()
seen["get_rfq_best_quote"] = rfq.get_rfq_best_quote(GetRfqBestQuoteParams(request_id=request_id))
soon = int(time.time()) + 3_600
terms = {"request_id": request_id, "quote_id": quote["quoteId"], "expiration": soon}
checked = client.get_balance_allowance(collateral)["balance"]
seen["accept_rfq_quote"] = rfq.accept_rfq_quote(AcceptQuoteParams(**terms))
seen["approve_rfq_order"] = quoter.approve_rfq_order(ApproveOrderParams(**terms))
seen["paid for the quote"] = int(checked) - int(client.get_balance_allowance(collateral)["balance"])
seen["cancel_rfq_quote"] = quoter.cancel_rfq_quote(CancelRfqQuoteParams(quote_id=quote["quoteId"]))
seen["cancel_rfq_request"] = rfq.cancel_rfq_request(CancelRfqRequestParams(request_id=request_id))
seen["rfq_config"] = rfq.rfq_config()
seen["delete_api_key"] = client.delete_api_key()
json.dump(seen, sys.stdout, default=vars)
