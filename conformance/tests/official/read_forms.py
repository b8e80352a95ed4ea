"""Read responses with an official client, run in that client's own environment; nothing is sent anywhere.

Argument: the client's name. Standard input: a JSON list of [name, operation, body]. Prints an object: for
each operation that the client does not call null, for each name the errors with which it refused a body.
"""

import dataclasses
import json
import sys
from collections.abc import Callable
from typing import Any

import httpx

HASH, TOKEN, DAY = "0x" + "7c" * 32, "123", "2026-05-13"
KEY = "0x" + "11" * 32
CREDENTIALS = {
    "key": "0f8a1c0e-52a4-4f6b-9a51-2d1c0f7a9b11",
    "secret": "A" * 43 + "=",
    "passphrase": "ab" * 32,
}
# What is asked for before an order is made, and whether the credentials are live.
MEANWHILE = {
    "version": 2,
    "minimum_tick_size": 0.01,
    "neg_risk": False,
    "base_fee": 0,
    "condition_id": HASH,
    "primary_token_id": TOKEN,
    "secondary_token_id": "124",
    "c": HASH,
    "t": [{"t": TOKEN, "o": "Yes"}, {"t": "124", "o": "No"}],
    "mos": 5,
    "mts": 0.01,
    "apiKeys": [CREDENTIALS["key"]],
}
reported = json.dumps(MEANWHILE)


def handle(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, content=reported, headers={"content-type": "application/json"})


httpx.HTTPTransport.handle_request = handle  # type: ignore[method-assign, assignment]


def older() -> dict[str, Callable[[], Any]]:
    import py_clob_client_v2 as py

    creds = py.ApiCreds(CREDENTIALS["key"], CREDENTIALS["secret"], CREDENTIALS["passphrase"])
    client = py.ClobClient("http://clob.example", chain_id=137, key=KEY, creds=creds)
    order = client.create_order(py.OrderArgs(token_id=TOKEN, price=0.31, size=20, side="BUY"))
    batch = [py.PostOrdersV2Args(order=order, orderType=py.OrderType.GTC)]
    balance = py.BalanceAllowanceParams(asset_type=py.AssetType.COLLATERAL)
    return {
        "getMarkets": client.get_markets,
        "getSamplingMarkets": client.get_sampling_markets,
        "getMarket": lambda: client.get_market(HASH),
        "getClobMarketInfo": lambda: client.get_clob_market_info(HASH),
        "getMarketLiveActivity": lambda: client.get_market_trades_events(HASH),
        "getBook": lambda: client.get_order_book(TOKEN),
        "getBooksPost": lambda: client.get_order_books([py.BookParams(token_id=TOKEN)]),
        "getOrder": lambda: client.get_order(HASH),
        "getOrders": client.get_open_orders,
        "getTrades": client.get_trades,
        "postOrder": lambda: client.post_order(order),
        "postOrders": lambda: client.post_orders(batch),
        "cancelOrder": lambda: client.cancel_order(py.OrderPayload(orderID=HASH)),
        "cancelOrders": lambda: client.cancel_orders([HASH]),
        "cancelAllOrders": client.cancel_all,
        "cancelMarketOrders": lambda: client.cancel_market_orders(py.OrderMarketCancelParams(market=HASH)),
        "getUpdateBalanceAllowance": lambda: client.update_balance_allowance(balance),
        "getNotifications": client.get_notifications,
        "dropNotifications": lambda: client.drop_notifications(py.DropNotificationParams(ids=["1"])),
        "getEarningsForUserForDay": lambda: client.get_earnings_for_user_for_day(DAY),
        "getTotalEarningsForUserForDay": lambda: client.get_total_earnings_for_user_for_day(DAY),
    }


def newer() -> dict[str, Callable[[], Any]]:
    from eth_account import Account
    from polymarket import SecureClient
    from polymarket._internal.environment import PRODUCTION_CONFIG, with_environment_config
    from polymarket.environments import PRODUCTION
    from polymarket.models.clob.api_key import ApiKeyCreds

    places = dict.fromkeys(("clob_url", "relayer_url", "gamma_url"), "http://clob.example")
    config = dataclasses.replace(PRODUCTION_CONFIG, **places)
    client = SecureClient.create(
        private_key=KEY,
        wallet=Account.from_key(KEY).address,
        environment=with_environment_config(PRODUCTION, config=config),
        credentials=ApiKeyCreds(**CREDENTIALS),
    )
    order = client.create_limit_order(asset_id=TOKEN, side="BUY", price="0.31", size="20")
    return {
        "getBook": lambda: client.get_order_book(asset_id=TOKEN),
        "getBooksPost": lambda: client.get_order_books(asset_ids=[TOKEN]),
        "getOrder": lambda: client.get_order(order_id=HASH),
        "getOrders": lambda: list(client.list_open_orders().iter_items()),
        "getTrades": lambda: list(client.list_account_trades().iter_items()),
        "postOrder": lambda: client.post_order(order),
        "postOrders": lambda: client.post_orders([order]),
        "cancelOrder": lambda: client.cancel_order(order_id=HASH),
        "cancelOrders": lambda: client.cancel_orders(order_ids=[HASH]),
        "cancelAllOrders": client.cancel_all,
        "cancelMarketOrders": lambda: client.cancel_market_orders(asset_id=TOKEN),
        "getNotifications": client.get_notifications,
        "dropNotifications": lambda: client.drop_notifications(ids=["1"]),
        "getEarningsForUserForDay": lambda: list(client.list_user_earnings_for_day(date=DAY).iter_items()),
        "getTotalEarningsForUserForDay": lambda: client.get_total_earnings_for_user_for_day(date=DAY),
    }


calls = {"py-clob-client-v2": older, "polymarket-client": newer}[sys.argv[1]]()
refused: dict[str, list[str] | None] = {}
for name, operation, body in json.load(sys.stdin):
    reported = body
    if operation not in calls:
        refused[operation] = None
        continue
    errors = refused.setdefault(name, [])
    assert errors is not None
    try:
        calls[operation]()
    except Exception as error:  # noqa: BLE001 - whatever it is, the client did not read it
        errors.append(f"{type(error).__name__}: {error}")
json.dump(refused, sys.stdout)
