"""A trading session of the older official client, run in that client's own environment.

Arguments: the sandbox's URL, a funded account's private key, a token id. Prints what happened as JSON.
"""

import json
import sys

from py_clob_client_v2 import ClobClient, MarketOrderArgs, OrderArgs, OrderPayload, OrderType

url, key, token_id = sys.argv[1:]

client = ClobClient(url, chain_id=137, key=key)
client.set_api_creds(client.create_or_derive_api_key())
keys = client.get_api_keys()

posted = [
    client.create_and_post_order(OrderArgs(token_id=token_id, price=price, size=10, side="BUY"))
    for price in (0.01, 0.02)
]
listed = client.get_open_orders()
book = client.get_order_book(token_id)
cancelled = client.cancel_order(OrderPayload(orderID=posted[0]["orderID"]))
cancelled_all = client.cancel_all()
left = client.get_open_orders()
filled = client.create_and_post_market_order(
    MarketOrderArgs(token_id=token_id, amount=5, side="BUY", order_type=OrderType.FOK)
)
trades = client.get_trades()

json.dump(
    {
        "api_key": client.creds.api_key,
        "keys": keys,
        "posted": posted,
        "listed": listed,
        "book": book,
        "cancelled": cancelled,
        "cancelled_all": cancelled_all,
        "left": left,
        "filled": filled,
        "trades": trades,
    },
    sys.stdout,
)
