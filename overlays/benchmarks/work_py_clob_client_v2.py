"""The tasks, done by py-clob-client-v2 as it comes."""

import asyncio
import json

from py_clob_client_v2 import ApiCreds, ClobClient, OrderArgs, OrderPayload
from worker import serve, setting

given = setting()
account = given["account"]
creds = ApiCreds(account["api_key"], account["secret"], account["passphrase"])
bare = ClobClient(given["bare"], chain_id=137, key=account["private_key"], creds=creds)
exchange = ClobClient(given["sandbox"], chain_id=137, key=account["private_key"], creds=creds)
order = OrderArgs(token_id=given["token_id"], price=0.01, size=10, side="BUY")
payload = OrderPayload(orderID=given["order_id"])
page = given["page"].encode()
book = given["book"].encode()


def order_on_the_sandbox() -> None:
    posted = exchange.create_and_post_order(order)
    assert exchange.cancel_order(OrderPayload(orderID=posted["orderID"]))["canceled"]


async def many_cancels() -> None:
    await asyncio.gather(*(asyncio.to_thread(bare.cancel_order, payload) for _ in range(given["many"])))


serve(
    {
        "build": lambda: bare.create_order(order),
        "cancel": lambda: bare.cancel_order(payload),
        "order": lambda: bare.create_and_post_order(order),
        "order-sandbox": order_on_the_sandbox,
        "many": lambda: asyncio.run(many_cancels()),
        "page": lambda: json.loads(page),
        "book": lambda: json.loads(book),
        "get-book": lambda: bare.get_order_book(given["token_id"]),
    }
)
