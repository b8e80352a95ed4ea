"""Every public method of both clients, on both profiles of the sandbox, from one table of cases.

A method without a case fails. What comes back is held to the type that the method
promises, down to every field of a generated class.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import inspect
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs
import httpx
import pytest
from polymarket_clob import (
    AsyncClobClient,
    BadRequest,
    BookParams,
    ClobClient,
    ClobError,
    Credentials,
    MarketOrderArgs,
    OpenOrderParams,
    OrderArgs,
    OrderOutcomeUnknown,
    OrderScoringParams,
    OrdersScoringParams,
    SignedOrder,
    TradeParams,
    TransportError,
)
from polymarket_clob._calls.reading import Listing
from polymarket_clob._methods import Methods
from typeguard import CollectionCheckStrategy, TypeCheckError, check_type

BUILDER = "0x" + "1".zfill(64)
"""The builder code that the description shows, which the sandbox knows."""


class World:
    """A client of one kind with an account of its own: an order that rests, a trade, and ids to ask for."""

    def __init__(self, ready: Mapping[str, Any], kind: type[ClobClient | AsyncClobClient]) -> None:
        self.url = ready["url"]
        self.profile = ready["profile"]
        self.kind = kind
        self.runner = asyncio.Runner()
        self.client: Any = None
        self.client = self.new_client()
        self.other_client = self.new_client()
        market = ready["markets"][0]
        self.condition: str = market["condition_id"]
        self.tick = Decimal(market["tick_size"])
        self.token, self.other = (token["token_id"] for token in market["tokens"])
        self.live_a_day()

    def live_a_day(self) -> None:
        """The account takes an order and has one taken; a day goes by in which its orders earn rewards."""
        self.call("create_and_post_market_order", MarketOrderArgs(self.token, 5, "BUY", builder_code=BUILDER))
        bid = self.call("get_price", self.token, "BUY")
        self.call("create_and_post_order", OrderArgs(self.token, bid + self.tick, 200, "BUY"))
        selling = OrderArgs(self.token, bid + self.tick, 100, "SELL")
        self.call("create_and_post_order", selling, on=self.other_client)
        self.day = dt.datetime.fromtimestamp(self.call("get_server_time") + 43_200, dt.UTC).date()
        day = {"advance": 86_400}
        httpx.post(self.url + "/_sandbox/clock", json=day).raise_for_status()
        for client in (self.client, self.other_client):
            self.call("measure_clock", on=client)

    def new_client(self) -> Any:
        """A client of this kind for a fresh account."""
        account = httpx.post(self.url + "/_sandbox/accounts", json={}).raise_for_status().json()
        creds = Credentials(account["api_key"], account["secret"], account["passphrase"], account["address"])
        client = self.kind(self.url, key=account["private_key"], creds=creds)
        self.call("measure_clock", on=client)
        return client

    def call(self, name: str, *args: Any, on: Any = None, **kwargs: Any) -> Any:
        """A method's value on either kind of client: awaited on the one, listings collected on both."""
        return self.value(getattr(self.client if on is None else on, name)(*args, **kwargs))

    def value(self, found: Any) -> Any:
        """What a call comes to."""
        if inspect.isawaitable(found):
            return self.runner.run(self._awaited(found))
        if hasattr(found, "__aiter__"):
            return self.runner.run(self._collected(found))
        return list(found) if hasattr(found, "pages") else found

    def resting(self) -> str:
        """The id of a new order that rests."""
        return str(self.call("create_and_post_order", OrderArgs(self.token, "0.02", 20, "BUY")).order_id)

    def signed(self, price: str = "0.02") -> SignedOrder:
        """An order that is not sent yet."""
        signed: SignedOrder = self.call("create_order", OrderArgs(self.token, price, 20, "BUY"))
        return signed

    def close(self) -> None:
        """Cancels what rests, closes the client and its loop."""
        self.call("cancel_all")
        self.call("close", on=self.other_client)
        self.call("close")
        self.runner.close()

    async def _awaited(self, found: Any) -> Any:
        return await found

    async def _collected(self, found: Any) -> list[Any]:
        return [item async for item in found]


@pytest.fixture(scope="module", params=[ClobClient, AsyncClobClient], ids=["sync", "async"])
def world(request: pytest.FixtureRequest, sandbox: dict[str, Any]) -> Iterator[World]:
    world = World(sandbox, request.param)
    yield world
    world.close()


Case = Callable[[World], tuple[tuple[Any, ...], dict[str, Any]]]


def given(*args: Any, **kwargs: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of a call."""
    return args, kwargs


def nothing(_: World) -> Any:
    return given()


def token(world: World) -> Any:
    return given(world.token)


def tokens(world: World) -> Any:
    return given([world.token, world.other])


def market(world: World) -> Any:
    return given(world.condition)


def day(world: World) -> Any:
    return given(world.day)


def rfq_terms(world: World) -> tuple[str, str, str, str]:
    """Buy 20 shares for 10 USDC."""
    return world.token, "0", "20000000", "10000000"


def rfq_request(world: World, by: Any = None) -> str:
    """A request for quotes; of the account that trades with the world's unless told."""
    terms = rfq_terms(world)
    return str(world.call("create_rfq_request", *terms, on=by or world.other_client)["requestId"])


def rfq_quote(world: World, request: str, by: Any = None) -> str:
    """A quote to a request; of the world's client unless told."""
    terms = "0", world.token, "10000000", "20000000"
    return str(world.call("create_rfq_quote", request, *terms, on=by)["quoteId"])


def quoted_request(world: World) -> str:
    """A request of the world's client, with a quote."""
    request = rfq_request(world, world.client)
    rfq_quote(world, request, world.other_client)
    return request


def unsigned_order(world: World, request: str, quote: str) -> dict[str, Any]:
    """A decision about a quote, whose order lacks all that is signed."""
    return {"requestId": request, "quoteId": quote, "owner": world.client.creds.api_key}


def acceptance(world: World) -> dict[str, Any]:
    request = rfq_request(world, world.client)
    return unsigned_order(world, request, rfq_quote(world, request, world.other_client))


def approval(world: World) -> dict[str, Any]:
    request = rfq_request(world)
    return unsigned_order(world, request, rfq_quote(world, request))


def unknown_outcome(world: World) -> OrderOutcomeUnknown:
    return OrderOutcomeUnknown([world.signed()], TransportError("no answer"))


CASES: dict[str, Case] = {
    "get_ok": nothing,
    "get_server_time": nothing,
    "measure_clock": nothing,
    "get_version": nothing,
    "get_order_book": token,
    "get_order_books": tokens,
    "get_midpoint": token,
    "get_midpoints": tokens,
    "get_price": lambda world: given(world.token, "BUY"),
    "get_prices": lambda world: given([BookParams(world.token, "BUY"), BookParams(world.other, "SELL")]),
    "get_spread": token,
    "get_spreads": tokens,
    "get_last_trade_price": token,
    "get_last_trades_prices": tokens,
    "get_tick_size": token,
    "get_neg_risk": token,
    "get_fee_rate_bps": token,
    "get_market_rules": token,
    "prefetch_markets": tokens,
    "get_books_get": tokens,
    "get_midpoints_get": tokens,
    "get_prices_get": lambda world: given([BookParams(world.token, "BUY")]),
    "get_last_trades_prices_get": tokens,
    "get_tick_size_by_path": token,
    "get_neg_risk_by_path": token,
    "get_fee_rate_by_path": token,
    "get_markets": nothing,
    "iter_markets": nothing,
    "get_simplified_markets": nothing,
    "iter_simplified_markets": nothing,
    "get_sampling_markets": nothing,
    "iter_sampling_markets": nothing,
    "get_sampling_simplified_markets": nothing,
    "iter_sampling_simplified_markets": nothing,
    "get_market": market,
    "get_clob_market_info": market,
    "get_market_by_token": token,
    "get_market_trades_events": market,
    "get_markets_live_activity": lambda world: given([world.condition]),
    "get_prices_history": lambda world: given(world.token, interval="1w"),
    "get_batch_prices_history": lambda world: given([world.token], interval="1w"),
    "get_fee_schedule": token,
    "prefetch_fee_schedules": tokens,
    "get_builder_fees": lambda _: given(BUILDER),
    "get_current_rewards": nothing,
    "iter_current_rewards": nothing,
    "get_raw_rewards_for_market": market,
    "iter_raw_rewards_for_market": market,
    "get_reward_markets": nothing,
    "iter_reward_markets": nothing,
    "get_earnings_for_user_for_day": day,
    "iter_earnings_for_user_for_day": day,
    "get_total_earnings_for_user_for_day": day,
    "get_user_earnings_and_markets_config": nothing,
    "iter_user_earnings_and_markets_config": day,
    "get_reward_percentages": nothing,
    "get_current_rebates": lambda world: given(world.day, world.client.address),
    "get_notifications": nothing,
    "drop_notifications": lambda _: given([1]),
    "create_rfq_request": lambda world: given(*rfq_terms(world)),
    "cancel_rfq_request": lambda world: given(rfq_request(world, world.client)),
    "create_rfq_quote": lambda world: given(rfq_request(world), "0", world.token, "10000000", "20000000"),
    "cancel_rfq_quote": lambda world: given(rfq_quote(world, rfq_request(world))),
    "accept_rfq_quote": lambda world: given(acceptance(world)),
    "approve_rfq_order": lambda world: given(approval(world)),
    "get_rfq_requests": nothing,
    "get_rfq_requester_quotes": nothing,
    "get_rfq_quoter_quotes": nothing,
    "get_rfq_best_quote": lambda world: given(requestId=quoted_request(world)),
    "get_rfq_config": nothing,
    "create_api_key": lambda _: given(7),
    "derive_api_key": nothing,
    "create_or_derive_api_key": nothing,
    "get_api_keys": nothing,
    "create_builder_api_key": nothing,
    "get_builder_api_keys": nothing,
    "revoke_builder_api_key": nothing,
    "create_readonly_api_key": nothing,
    "get_readonly_api_keys": nothing,
    "delete_readonly_api_key": lambda world: given(world.call("create_readonly_api_key")["apiKey"]),
    "get_session_signers": nothing,
    "get_closed_only_mode": nothing,
    "get_balance_allowance": lambda _: given("COLLATERAL"),
    "update_balance_allowance": lambda world: given("CONDITIONAL", world.token),
    "put_balance_allowance": lambda _: given("COLLATERAL"),
    "create_order": lambda world: given(OrderArgs(world.token, "0.02", 20, "BUY")),
    "create_market_order": lambda world: given(MarketOrderArgs(world.token, 5, "SELL")),
    "post_order": lambda world: given(world.signed()),
    "post_orders": lambda world: given([world.signed("0.01"), world.signed("0.02")]),
    "create_and_post_order": lambda world: given(OrderArgs(world.token, "0.02", 20, "BUY")),
    "create_and_post_market_order": lambda world: given(MarketOrderArgs(world.token, 5, "BUY")),
    "cancel": lambda world: given(world.resting()),
    "cancel_orders": lambda world: given([world.resting(), world.resting()]),
    "cancel_market_orders": lambda world: given(world.condition, world.token),
    "get_order": lambda world: given(world.resting()),
    "get_orders": lambda world: given(OpenOrderParams(id=world.resting())),
    "iter_orders": lambda world: given(OpenOrderParams(id=world.resting())),
    "get_pre_migration_orders": nothing,
    "iter_pre_migration_orders": nothing,
    "reconcile": lambda world: given(unknown_outcome(world)),
    "is_order_scoring": lambda world: given(OrderScoringParams(world.resting())),
    "are_orders_scoring": lambda world: given(OrdersScoringParams([world.resting()])),
    "get_orders_scoring": lambda world: given([world.resting()]),
    "get_trades": nothing,
    "iter_trades": lambda world: given(TradeParams(market=world.condition)),
    "get_trades_paginated": nothing,
    "cancel_all": nothing,
    "cancel_all_confirmed": nothing,
    "delete_api_key": nothing,
    "post_heartbeat": nothing,
    "send_heartbeat": nothing,
    "get_builder_trades": lambda _: given(BUILDER),
    "iter_builder_trades": lambda _: given(BUILDER),
}


LEAVES_A_MARK = {"cancel_all", "cancel_all_confirmed", "delete_api_key", "post_heartbeat", "send_heartbeat"}
"""Tried on an account of their own, which they leave without orders or keys, or with a dead man's switch."""

REFUSED: dict[str, type[ClobError]] = {"accept_rfq_quote": BadRequest, "approve_rfq_order": BadRequest}
"""What the sandbox refuses: orders that nobody signed. Version 1 orders are not made here."""

REFUSED_LIVE: dict[str, type[ClobError]] = dict.fromkeys(
    ("get_books_get", "get_midpoints_get", "get_prices_get", "get_last_trades_prices_get"), BadRequest
)
"""What the live service refuses besides (ledger plural-get)."""

EMPTY = {"get_pre_migration_orders", "iter_pre_migration_orders", "get_current_rebates"}
"""Listings in which the sandbox's account has nothing."""


def promised(name: str) -> Any:
    """The type that a method says it returns."""
    found = vars(Methods)[name]
    hint = typing.get_type_hints(inspect.unwrap(found._blocking))["return"]
    last = typing.get_args(hint)[-1]
    return types.GenericAlias(list, last) if typing.get_origin(hint) is Listing else last


def check(value: Any, hint: Any, where: str) -> None:
    """Raises AssertionError unless a value, and every field of a model inside it, is of its type."""
    try:
        check_type(value, hint, collection_check_strategy=CollectionCheckStrategy.ALL_ITEMS)
    except TypeCheckError as error:
        raise AssertionError(f"{where}: {error}") from None
    if attrs.has(type(value)):
        hints = typing.get_type_hints(type(value))
        for name, kind in hints.items():
            if not name.startswith("_"):
                check(getattr(value, name), kind, f"{where}.{name}")
    elif isinstance(value, list | tuple):
        for i, item in enumerate(value):
            check(item, Any, f"{where}[{i}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            check(item, Any, f"{where}[{key!r}]")


@pytest.mark.parametrize("name", CASES)
def test_a_method_gives_what_it_promises(world: World, name: str) -> None:
    client = world.new_client() if name in LEAVES_A_MARK else world.client
    refused = (REFUSED | REFUSED_LIVE if world.profile == "observed" else REFUSED).get(name)
    args, kwargs = CASES[name](world)
    if refused is not None:
        with pytest.raises(refused):
            world.call(name, *args, on=client, **kwargs)
        return
    value = world.call(name, *args, on=client, **kwargs)
    check(value, promised(name), name)
    if isinstance(value, list):
        assert bool(value) is (name not in EMPTY)
    if client is not world.client:
        world.call("close", on=client)


BESIDE = {
    "unsettled_orders",
    "address",
    "chain_id",
    "close",
    "creds",
    "figures_of_balance",
    "figures_of_book",
    "figures_of_order",
    "figures_of_posted",
    "figures_of_trade",
    "from_env",
    "generated",
    "heartbeat",
    "set_api_creds",
    "signer",
}
"""What is not a call: tried in tests of its own."""


def test_no_method_is_left_out() -> None:
    public = {
        name for kind in (ClobClient, AsyncClobClient) for name in dir(kind) if not name.startswith("_")
    }
    assert public - BESIDE == set(CASES)


UNDOCUMENTED = {name for name in CASES if "rfq" in name} | {
    "create_readonly_api_key",
    "get_ok",
    "get_readonly_api_keys",
    "get_session_signers",
}
"""Methods whose answers are documented nowhere and come as they are."""


def test_only_what_is_documented_nowhere_is_of_any_type() -> None:
    assert {name for name in CASES if "Any" in str(promised(name))} == UNDOCUMENTED
