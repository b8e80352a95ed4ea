"""The tasks, done by polymarket-client as it comes.

It has no public way to another host than production's: its internal helper is used to point it at ours.
It does not read ``/markets``, so it has no task for the page.
"""

import asyncio
import json
from dataclasses import replace
from typing import Any

from polymarket import ApiKeyCreds, AsyncSecureClient, SecureClient
from polymarket._internal.actions.clob import parse_order_book
from polymarket._internal.environment import PRODUCTION_CONFIG, create_environment
from worker import serve, setting

given = setting()
account = given["account"]


def client(kind: Any, url: str) -> Any:
    return kind.create(
        private_key=account["private_key"],
        wallet=account["address"],
        credentials=ApiKeyCreds(
            key=account["api_key"], secret=account["secret"], passphrase=account["passphrase"]
        ),
        environment=create_environment(name="bench", config=replace(PRODUCTION_CONFIG, clob_url=url)),
    )


bare = client(SecureClient, given["bare"])
exchange = client(SecureClient, given["sandbox"])
order = {"token_id": given["token_id"], "price": "0.01", "size": "10", "side": "BUY"}
book = given["book"].encode()


def order_on_the_sandbox() -> None:
    posted = exchange.place_limit_order(**order)
    assert exchange.cancel_order(order_id=posted.order_id).canceled


async def many_cancels() -> None:
    awaited = await client(AsyncSecureClient, given["bare"])
    async with awaited:
        await asyncio.gather(
            *(awaited.cancel_order(order_id=given["order_id"]) for _ in range(given["many"]))
        )


serve(
    {
        "build": lambda: bare.create_limit_order(**order),
        "cancel": lambda: bare.cancel_order(order_id=given["order_id"]),
        "order": lambda: bare.place_limit_order(**order),
        "order-sandbox": order_on_the_sandbox,
        "many": lambda: asyncio.run(many_cancels()),
        "book": lambda: parse_order_book(json.loads(book)),
        "get-book": lambda: bare.get_order_book(token_id=given["token_id"]),
    }
)
