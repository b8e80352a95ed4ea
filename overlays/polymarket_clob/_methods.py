"""The methods of the clients, once for both.

An ``operation`` is a call of ``_calls`` bound to a client: it returns the value on a ClobClient and an
awaitable of it on an AsyncClobClient. Names: the guides' first, then those of the older official client.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from types import MethodType
from typing import (
    Any,
    Concatenate,
    Final,
    Generic,
    ParamSpec,
    Protocol,
    TypeVar,
    get_args,
    get_type_hints,
    overload,
)

from attrs import evolve

from ._calls import account, market_data, markets, orders, rewards, rfq, safety, settling, trades, upkeep
from ._calls.naming import name_orders
from ._calls.reading import Listing
from ._core import Steps, moment_after, within
from ._session import Session
from ._unsettled import SENT, Post, Unsettled
from .errors import ClobError

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S")
R_co = TypeVar("R_co", covariant=True)


class Blocking(Protocol):
    """A client that runs a call and returns its value."""

    _session: Session

    def _run(self, steps: Steps[S]) -> S: ...


class Awaiting(Protocol):
    """A client that runs a call in an event loop."""

    _session: Session

    async def _run_async(self, steps: Steps[S]) -> S: ...


class Now(Protocol[P, R_co]):
    """A method that returns its value. ``deadline``: seconds that the call and all its requests may take."""

    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co: ...
    @overload
    def __call__(self, *args: Any, deadline: float, **kwargs: Any) -> R_co: ...


class Later(Protocol[P, R_co]):
    """``Now``, awaited."""

    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, R_co]: ...
    @overload
    def __call__(self, *args: Any, deadline: float, **kwargs: Any) -> Coroutine[Any, Any, R_co]: ...


_RUNNERS: Final = frozenset({"_run", "_run_async"})


class _Named:
    """A method that is made when first asked for: the signatures of all would be a tenth of the import."""

    @functools.cached_property
    def _blocking(self) -> Callable[..., Any]:
        raise NotImplementedError

    @functools.cached_property
    def _awaiting(self) -> Callable[..., Any]:
        raise NotImplementedError

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def _method(self, client: Any, owner: type) -> Any:
        """The function, which from now on stands in the class of the client as any other does."""
        home = next((each for each in reversed(owner.__mro__) if vars(each).keys() & _RUNNERS), owner)
        function = self._blocking if hasattr(home, "_run") else self._awaiting
        if vars(home).keys() & _RUNNERS and self.name not in vars(home):
            setattr(home, self.name, function)
        return function if client is None else MethodType(function, client)


class operation(_Named, Generic[P, T]):  # noqa: N801 - used as a word of the language, like property
    """A call as a method of either client."""

    def __init__(self, call: Callable[Concatenate[Session, P], Steps[T]]) -> None:
        self.call = call

    @functools.cached_property
    def _blocking(self) -> Callable[..., Any]:
        def blocking(client: Blocking, *args: P.args, **kwargs: P.kwargs) -> T:
            return returned(client, _bounded(self.call, client._session, args, kwargs))

        return _named(blocking, self.name, self.call, _value_of(self.call), _DEADLINE)

    @functools.cached_property
    def _awaiting(self) -> Callable[..., Any]:
        async def awaiting(client: Awaiting, *args: P.args, **kwargs: P.kwargs) -> T:
            before = SENT.get()
            sent: list[Post] = []
            try:
                SENT.set(sent)
                value = await client._run_async(_bounded(self.call, client._session, args, kwargs))
                SENT.set(before)
                client._session.unsettled.deliver(sent)
                return value  # within, as in `returned`
            except BaseException as error:
                SENT.set(before)
                _not_returned(client._session.unsettled, sent, error)
                raise

        return _named(awaiting, self.name, self.call, _value_of(self.call), _DEADLINE)

    @overload
    def __get__(self, client: None, owner: type) -> Callable[..., Any]: ...
    @overload
    def __get__(self, client: Blocking, owner: type) -> Now[P, T]: ...
    @overload
    def __get__(self, client: Awaiting, owner: type) -> Later[P, T]: ...
    def __get__(self, client: Any, owner: type) -> Any:
        return self._method(client, owner)


def returned(client: Blocking, steps: Steps[T]) -> T:
    """The value of a call's steps. Whatever strikes before the caller has it leaves its orders unsettled."""
    before = SENT.get()
    sent: list[Post] = []
    try:
        SENT.set(sent)
        value = client._run(steps)
        SENT.set(before)
        client._session.unsettled.deliver(sent)
        return value  # within: what strikes before it is returned ends the call, too
    except BaseException as error:
        SENT.set(before)
        _not_returned(client._session.unsettled, sent, error)
        raise


def _not_returned(unsettled: Unsettled, sent: list[Post], error: BaseException) -> None:
    """A call ends with an error. An ordinary one reaches its caller and says what was answered; others may be
    dropped on the way, as a cancellation is by a task group, so that all that was sent stays unsettled.
    """
    told_of = (response.order_id for response in getattr(error, "answered", None) or ())
    said = {each.lower() for each in told_of if isinstance(each, str)}  # a refusal may name no order
    ours, ordinary = isinstance(error, ClobError), isinstance(error, Exception)
    answered = [post for post in sent if post.state == "answered"]
    told = [post for post in answered if ours or (ordinary and post.signed.order_id in said)]
    unsettled.deliver(told)
    kept = unsettled.keep(post for post in sent if post not in told)
    name_orders(error, [signed for signed in kept if signed.order_id not in said])


def _bounded(
    call: Callable[..., Steps[T]], session: Session, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Steps[T]:
    """The steps of a call, to end by its ``deadline`` where one is said."""
    deadline = kwargs.pop("deadline", None)
    steps = call(session, *args, **kwargs)
    return steps if deadline is None else within(moment_after(deadline), steps)


_DEADLINE: Final = inspect.Parameter(
    "deadline", inspect.Parameter.KEYWORD_ONLY, default=None, annotation="float | None"
)


def _value_of(call: Callable[..., Any]) -> str:
    """What a call returns to the caller of its method, as its annotation says."""
    annotation = str(inspect.signature(call).return_annotation)
    if annotation.startswith("Listing["):
        return annotation.replace("Listing", "list", 1)
    return annotation.removeprefix("Steps[").removesuffix("]")


def _walk(pages: Any, listing: Callable[..., Any]) -> Any:
    """The type of a walk through the pages of a listing."""
    return pages[get_args(get_type_hints(listing)["return"])[0]]


def _named(
    function: Callable[..., Any], name: str, call: Callable[..., Any], value: Any, *more: inspect.Parameter
) -> Callable[..., Any]:
    """The function as a method of this name that takes what the call takes, and returns such a value."""
    functools.update_wrapper(function, call)
    function.__name__ = name
    signature = inspect.signature(call)
    first, *rest = signature.parameters.values()
    taken = sorted([*rest, *more], key=lambda parameter: parameter.kind)
    function.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[first.replace(name="self", annotation=inspect.Parameter.empty), *taken],
        return_annotation=value,
    )
    function.__annotations__ = {each.name: each.annotation for each in taken} | {"return": value}
    return function


def collect_pages(listing: Callable[Concatenate[Session, P], Listing[T]]) -> operation[P, list[T]]:
    """A listing as a method that returns the items of all its pages."""

    def call(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> Steps[list[T]]:
        return (yield from listing(session, *args, **kwargs).all())

    return operation(functools.wraps(listing)(call))


class Pages(Generic[T]):
    """The items of a listing, fetched page by page as they are asked for; ``pages()`` gives whole pages. Each
    walk begins with the first page.
    """

    def __init__(self, client: Blocking, listing: Listing[T]) -> None:
        self._client = client
        self._listing = listing

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page

    def pages(self) -> Iterator[list[T]]:
        """The pages, one request each."""
        listing = evolve(self._listing)
        while not listing.ended:
            yield self._client._run(listing.next_page())


class AsyncPages(Generic[T]):
    """``Pages``, to be walked with ``async for``."""

    def __init__(self, client: Awaiting, listing: Listing[T]) -> None:
        self._client = client
        self._listing = listing

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page:
                yield item

    async def pages(self) -> AsyncIterator[list[T]]:
        """The pages, one request each."""
        listing = evolve(self._listing)
        while not listing.ended:
            yield await self._client._run_async(listing.next_page())


class iterate_pages(_Named, Generic[P, T]):  # noqa: N801 - used as a word of the language, like property
    """A listing as a method that returns a lazy walk through it."""

    def __init__(self, listing: Callable[Concatenate[Session, P], Listing[T]]) -> None:
        self.listing = listing

    @functools.cached_property
    def _blocking(self) -> Callable[..., Any]:
        def blocking(client: Blocking, *args: P.args, **kwargs: P.kwargs) -> Pages[T]:
            return Pages(client, self.listing(client._session, *args, **kwargs))

        return _named(blocking, self.name, self.listing, _walk(Pages, self.listing))

    @functools.cached_property
    def _awaiting(self) -> Callable[..., Any]:
        def awaiting(client: Awaiting, *args: P.args, **kwargs: P.kwargs) -> AsyncPages[T]:
            return AsyncPages(client, self.listing(client._session, *args, **kwargs))

        return _named(awaiting, self.name, self.listing, _walk(AsyncPages, self.listing))

    @overload
    def __get__(self, client: None, owner: type) -> Callable[..., Any]: ...
    @overload
    def __get__(self, client: Blocking, owner: type) -> Callable[P, Pages[T]]: ...
    @overload
    def __get__(self, client: Awaiting, owner: type) -> Callable[P, AsyncPages[T]]: ...
    def __get__(self, client: Any, owner: type) -> Any:
        return self._method(client, owner)


class Methods:
    """What a client can do. Every method raises the errors of ``polymarket_clob.errors`` and nothing else.

    Of a listing, ``get_…`` returns the items of all pages and ``iter_…`` walks them lazily.
    """

    # The exchange, books and prices
    get_ok = operation(market_data.get_ok)
    get_server_time = operation(market_data.get_server_time)
    measure_clock = operation(market_data.measure_clock)
    get_version = operation(market_data.get_version)
    get_order_book = operation(market_data.get_order_book)
    get_order_books = operation(market_data.get_order_books)
    get_midpoint = operation(market_data.get_midpoint)
    get_midpoints = operation(market_data.get_midpoints)
    get_price = operation(market_data.get_price)
    get_prices = operation(market_data.get_prices)
    get_spread = operation(market_data.get_spread)
    get_spreads = operation(market_data.get_spreads)
    get_last_trade_price = operation(market_data.get_last_trade_price)
    get_last_trades_prices = operation(market_data.get_last_trades_prices)
    get_tick_size = operation(market_data.get_tick_size)
    get_neg_risk = operation(market_data.get_neg_risk)
    get_fee_rate_bps = operation(market_data.get_fee_rate_bps)
    get_market_rules = operation(market_data.get_market_rules)
    prefetch_markets = operation(market_data.prefetch_markets)
    get_books_get = operation(market_data.get_books_get)
    get_midpoints_get = operation(market_data.get_midpoints_get)
    get_prices_get = operation(market_data.get_prices_get)
    get_last_trades_prices_get = operation(market_data.get_last_trades_prices_get)
    get_tick_size_by_path = operation(market_data.get_tick_size_by_path)
    get_neg_risk_by_path = operation(market_data.get_neg_risk_by_path)
    get_fee_rate_by_path = operation(market_data.get_fee_rate_by_path)

    # Markets
    get_markets = collect_pages(markets.get_markets)
    iter_markets = iterate_pages(markets.get_markets)
    get_simplified_markets = collect_pages(markets.get_simplified_markets)
    iter_simplified_markets = iterate_pages(markets.get_simplified_markets)
    get_sampling_markets = collect_pages(markets.get_sampling_markets)
    iter_sampling_markets = iterate_pages(markets.get_sampling_markets)
    get_sampling_simplified_markets = collect_pages(markets.get_sampling_simplified_markets)
    iter_sampling_simplified_markets = iterate_pages(markets.get_sampling_simplified_markets)
    get_market = operation(markets.get_market)
    get_clob_market_info = operation(markets.get_clob_market_info)
    get_market_by_token = operation(markets.get_market_by_token)
    get_market_trades_events = operation(markets.get_market_trades_events)
    get_markets_live_activity = operation(markets.get_markets_live_activity)
    get_prices_history = operation(markets.get_prices_history)
    get_batch_prices_history = operation(markets.get_batch_prices_history)
    get_fee_schedule = operation(markets.get_fee_schedule)
    prefetch_fee_schedules = operation(markets.prefetch_fee_schedules)
    get_builder_fees = operation(markets.get_builder_fees)

    # Rewards, rebates and notifications
    get_current_rewards = collect_pages(rewards.get_current_rewards)
    iter_current_rewards = iterate_pages(rewards.get_current_rewards)
    get_raw_rewards_for_market = collect_pages(rewards.get_raw_rewards_for_market)
    iter_raw_rewards_for_market = iterate_pages(rewards.get_raw_rewards_for_market)
    get_reward_markets = collect_pages(rewards.get_reward_markets)
    iter_reward_markets = iterate_pages(rewards.get_reward_markets)
    get_earnings_for_user_for_day = collect_pages(rewards.get_earnings_for_user_for_day)
    iter_earnings_for_user_for_day = iterate_pages(rewards.get_earnings_for_user_for_day)
    get_total_earnings_for_user_for_day = operation(rewards.get_total_earnings_for_user_for_day)
    get_user_earnings_and_markets_config = collect_pages(rewards.get_user_earnings_and_markets_config)
    iter_user_earnings_and_markets_config = iterate_pages(rewards.get_user_earnings_and_markets_config)
    get_reward_percentages = operation(rewards.get_reward_percentages)
    get_current_rebates = operation(rewards.get_current_rebates)
    get_notifications = operation(rewards.get_notifications)
    drop_notifications = operation(rewards.drop_notifications)

    # Requests for quotes
    create_rfq_request = operation(rfq.create_rfq_request)
    cancel_rfq_request = operation(rfq.cancel_rfq_request)
    create_rfq_quote = operation(rfq.create_rfq_quote)
    cancel_rfq_quote = operation(rfq.cancel_rfq_quote)
    accept_rfq_quote = operation(rfq.accept_rfq_quote)
    approve_rfq_order = operation(rfq.approve_rfq_order)
    get_rfq_requests = operation(rfq.get_rfq_requests)
    get_rfq_requester_quotes = operation(rfq.get_rfq_requester_quotes)
    get_rfq_quoter_quotes = operation(rfq.get_rfq_quoter_quotes)
    get_rfq_best_quote = operation(rfq.get_rfq_best_quote)
    get_rfq_config = operation(rfq.get_rfq_config)

    # API keys and balances
    create_api_key = operation(account.create_api_key)
    derive_api_key = operation(account.derive_api_key)
    create_or_derive_api_key = operation(account.create_or_derive_api_key)
    get_api_keys = operation(account.get_api_keys)
    delete_api_key = operation(account.delete_api_key)
    create_builder_api_key = operation(account.create_builder_api_key)
    get_builder_api_keys = operation(account.get_builder_api_keys)
    revoke_builder_api_key = operation(account.revoke_builder_api_key)
    create_readonly_api_key = operation(account.create_readonly_api_key)
    get_readonly_api_keys = operation(account.get_readonly_api_keys)
    delete_readonly_api_key = operation(account.delete_readonly_api_key)
    get_session_signers = operation(account.get_session_signers)
    get_closed_only_mode = operation(account.get_closed_only_mode)
    get_balance_allowance = operation(account.get_balance_allowance)
    update_balance_allowance = operation(account.update_balance_allowance)
    put_balance_allowance = operation(account.put_balance_allowance)

    # Orders
    create_order = operation(orders.create_order)
    create_market_order = operation(orders.create_market_order)
    post_order = operation(orders.post_order)
    post_orders = operation(orders.post_orders)
    create_and_post_order = operation(orders.create_and_post_order)
    create_and_post_market_order = operation(orders.create_and_post_market_order)
    cancel = operation(orders.cancel)
    cancel_orders = operation(orders.cancel_orders)
    cancel_all = operation(orders.cancel_all)
    cancel_market_orders = operation(orders.cancel_market_orders)
    get_order = operation(settling.get_order)
    get_orders = collect_pages(orders.get_orders)
    iter_orders = iterate_pages(orders.get_orders)
    get_pre_migration_orders = collect_pages(orders.get_pre_migration_orders)
    iter_pre_migration_orders = iterate_pages(orders.get_pre_migration_orders)
    reconcile = operation(safety.reconcile)
    cancel_all_confirmed = operation(safety.cancel_all_confirmed)
    is_order_scoring = operation(upkeep.is_order_scoring)
    are_orders_scoring = operation(upkeep.are_orders_scoring)
    get_orders_scoring = operation(upkeep.get_orders_scoring)
    post_heartbeat = operation(upkeep.post_heartbeat)
    send_heartbeat = operation(upkeep.send_heartbeat)

    # Trades
    get_trades = collect_pages(trades.get_trades)
    iter_trades = iterate_pages(trades.get_trades)
    get_trades_paginated = operation(trades.get_trades_paginated)
    get_builder_trades = collect_pages(trades.get_builder_trades)
    iter_builder_trades = iterate_pages(trades.get_builder_trades)
