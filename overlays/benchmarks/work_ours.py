"""The tasks, done by polymarket_clob; those that end in ``-fast`` through the transport of the extra."""

import asyncio
import json
from typing import Any

from btclib_secp256k1 import recovery
from Crypto.Hash import keccak
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    Credentials,
    OrderArgs,
    OrderBuilder,
    PrivateKeySigner,
)
from polymarket_clob._calls import market_data, markets
from polymarket_clob._core import interpret
from polymarket_clob._transport import RawResponse
from polymarket_clob.fast import AsyncFastTransport, FastTransport
from worker import serve, setting

given = setting()
account = given["account"]
creds = Credentials(account["api_key"], account["secret"], account["passphrase"], account["address"])
KEYS: dict[str, Any] = {"key": account["private_key"], "creds": creds}
bare = ClobClient(given["bare"], **KEYS)
fast = ClobClient(given["bare"], **KEYS, transport=FastTransport())
exchange = ClobClient(given["sandbox"], **KEYS)
always = OrderBuilder(PrivateKeySigner(KEYS["key"]), clock=lambda: given["time"], salt=lambda: given["salt"])
posting = ClobClient(given["bare"], **KEYS)
posting._session.builder = fast._session.builder = always
order = OrderArgs(given["token_id"], price="0.01", size=10, side="BUY")

page = given["page"].encode()
page_answer = RawResponse(200, {}, page)
page_call = next(markets.get_markets(bare._session).next_page())
book = given["book"].encode()
book_answer = RawResponse(200, {}, book)
book_call = next(market_data.get_order_book(bare._session, given["token_id"]))

secret = bytes.fromhex(account["private_key"][2:])
STRUCT = bytes(12 * 32)
DIGEST = bytes(66)


def bare_signature() -> None:
    """The least that a signed order costs: two hashes and a signature."""
    keccak.new(data=STRUCT, digest_bits=256).digest()
    digest = keccak.new(data=DIGEST, digest_bits=256).digest()
    recovery.sign(digest, secret, verify=False)


def order_on_the_sandbox() -> None:
    posted = exchange.create_and_post_order(order)
    assert exchange.cancel(posted.order_id).canceled


async def many_cancels(**options: Any) -> None:
    async with AsyncClobClient(given["bare"], **KEYS, **options) as client:
        await asyncio.gather(*(client.cancel(given["order_id"]) for _ in range(given["many"])))


serve(
    {
        "build": lambda: bare.create_order(order),
        "bare-signature": bare_signature,
        "cancel": lambda: bare.cancel(given["order_id"]),
        "cancel-fast": lambda: fast.cancel(given["order_id"]),
        "order": lambda: posting.create_and_post_order(order),
        "order-fast": lambda: fast.create_and_post_order(order),
        "order-sandbox": order_on_the_sandbox,
        "many": lambda: asyncio.run(many_cancels()),
        "many-fast": lambda: asyncio.run(many_cancels(transport=AsyncFastTransport())),
        "page": lambda: interpret(page_call, page_answer),
        "page-loads": lambda: json.loads(page),
        "book": lambda: interpret(book_call, book_answer),
        "book-loads": lambda: json.loads(book),
        "get-book": lambda: bare.get_order_book(given["token_id"]),
    }
)
