"""The two clients have the same methods, and the awaited one trades on the sandbox as the other does."""

from __future__ import annotations

import ast
import asyncio
import inspect
import pydoc
import re
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_type_hints
from unittest.mock import create_autospec

import httpx
import polymarket_clob
import pytest
from polymarket_clob import (
    AsyncClobClient,
    BadRequest,
    ClobClient,
    InvalidInput,
    MarketRules,
    NotSent,
    OpenOrderParams,
    OrderArgs,
    OrderOutcomeUnknown,
    PrivateKeySigner,
    _calls,
)
from polymarket_clob._calls import orders, posted, settling
from polymarket_clob._methods import AsyncPages, Methods, Pages, operation
from polymarket_clob_api import models
from polymarket_clob_api.api.account import derive_api_key, get_api_keys
from polymarket_clob_api.operations import OPERATIONS


def async_client(ready: dict[str, Any], **options: Any) -> AsyncClobClient:
    return AsyncClobClient(ready["url"], key=ready["account"]["private_key"], **options)


def test_every_method_is_plain_on_one_client_and_awaitable_on_the_other() -> None:
    names = [name for name in vars(Methods) if not name.startswith("_")]
    assert len(names) > 20
    for name in names:
        plain, awaited = getattr(ClobClient, name), getattr(AsyncClobClient, name)
        assert not inspect.iscoroutinefunction(plain)
        assert inspect.iscoroutinefunction(awaited) is not name.startswith("iter_")
        assert plain.__name__ == awaited.__name__ == name
        assert inspect.signature(plain).parameters == inspect.signature(awaited).parameters
        assert plain.__doc__ == awaited.__doc__
        assert plain.__doc__


def test_help_shows_the_caller_s_arguments_and_the_value() -> None:
    shown = "(self, order_id: 'str', *, deadline: 'float | None' = None) -> 'CancelResult'"
    assert str(inspect.signature(ClobClient.cancel)) == shown


@pytest.mark.parametrize("client", [ClobClient, AsyncClobClient])
def test_tools_that_look_at_a_method_see_what_its_caller_passes_and_gets(client: type[Any]) -> None:
    for name in [
        name for name in dir(client) if not name.startswith("_") and callable(getattr(client, name))
    ]:
        method = getattr(client, name)
        hints = get_type_hints(method)
        assert hints.keys() - {"return"} == inspect.signature(method).parameters.keys() - {"self"}, name
        assert not re.search("Steps|Listing", str(hints.get("return"))), name
        assert name in pydoc.plain(pydoc.render_doc(method))
    assert get_type_hints(client.get_orders)["return"] == list[models.OpenOrder]
    pages = Pages if client is ClobClient else AsyncPages
    assert get_type_hints(client.iter_orders)["return"] == pages[models.OpenOrder]


@pytest.mark.parametrize("client", [ClobClient, AsyncClobClient])
def test_a_mock_of_a_client_takes_the_arguments_of_its_methods(client: type[Any]) -> None:
    def ended(value: Any) -> None:
        if inspect.iscoroutine(value):
            asyncio.run(value)

    mock = create_autospec(client, instance=True)
    ended(mock.cancel("0x1"))
    mock.cancel.assert_called_once_with("0x1")
    ended(mock.get_orders(OpenOrderParams(), deadline=1))
    with pytest.raises(TypeError, match="order_id"):
        ended(mock.cancel())
    ended(create_autospec(client("http://127.0.0.1:9")).cancel("0x1"))


def test_a_method_that_a_subclass_replaces_stays_replaced() -> None:
    class Mine(ClobClient):
        def get_version(self) -> Any:  # type: ignore[override]
            return self.__class__.__name__, super().get_version

    for _ in range(2):
        name, inherited = Mine("http://127.0.0.1:9").get_version()
        assert (name, inherited.__func__) == ("Mine", ClobClient.get_version)


def test_orders_are_posted_and_cancelled_side_by_side(sandbox: dict[str, Any]) -> None:
    token_id = sandbox["markets"][0]["tokens"][0]["token_id"]

    async def trade() -> None:
        async with async_client(sandbox) as client:
            client.set_api_creds(await client.create_or_derive_api_key())
            args = [OrderArgs(token_id, f"0.0{cents}", 20, "BUY") for cents in range(1, 6)]
            posted = await asyncio.gather(*(client.create_and_post_order(each) for each in args))
            ids = {order.order_id for order in posted}
            assert {order.id for order in await client.get_orders()} == ids
            assert set((await client.cancel_all()).canceled) == ids
            response = await get_api_keys.asyncio_detailed(client=client.generated)
            assert response.status_code == 200

    asyncio.run(trade())


def test_errors_are_the_same_awaited(sandbox: dict[str, Any]) -> None:
    async def fail() -> None:
        async with async_client(sandbox) as client:
            with pytest.raises(BadRequest):
                await client.derive_api_key(nonce=77)
            with pytest.raises(InvalidInput):
                await client.cancel("0x12")

    asyncio.run(fail())


def test_an_exchange_that_is_not_there_has_seen_nothing() -> None:
    async def fail() -> None:
        async with AsyncClobClient("http://127.0.0.1:9") as client:
            with pytest.raises(NotSent) as caught:
                await client.get_server_time()
            assert caught.value.outcome_known
            assert not isinstance(caught.value, OrderOutcomeUnknown)

    asyncio.run(fail())


def test_every_operation_of_the_description_has_a_method() -> None:
    sources = "".join(path.read_text() for path in Path(_calls.__path__[0]).glob("*.py"))
    used = set(re.findall(r'(?:ask|Listing)\(\s*(?:session, )?"(\w+)"', sources))
    assert used == set(OPERATIONS)
    bound = {inspect.unwrap(value.call) for value in vars(Methods).values() if isinstance(value, operation)}
    steps = {
        function
        for module in vars(_calls).values()
        if inspect.ismodule(module) and module.__name__ != "polymarket_clob._calls.reading"
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and not name.startswith("_")
        and function.__module__ == module.__name__
        and next(iter(inspect.signature(function).parameters), "") == "session"
    }
    shared = {
        orders.by_the_rules,
        orders.check_own,
        orders.check_account,
        posted.post_one,
        posted.post_several,
    }
    shared |= {settling.look, settling.trades_of}
    assert bound == steps - shared


def test_no_path_of_the_exchange_is_written_by_hand() -> None:
    """A path that moves in the description moves in the client."""
    paths = {operation.path for operation in OPERATIONS.values()}
    package = Path(polymarket_clob.__path__[0])
    written = {
        f"{source.relative_to(package)}: {node.value}"
        for source in package.rglob("*.py")
        for node in ast.walk(ast.parse(source.read_bytes()))
        if isinstance(node, ast.Constant) and node.value in paths
    }
    assert written == set()


def test_a_listing_is_walked_lazily_page_by_page() -> None:
    asked: list[str | None] = []

    def handler(request: httpx.Request) -> httpx.Response:
        cursor = request.url.params.get("next_cursor")
        asked.append(cursor)
        following = {None: "MQ==", "MQ==": "Mg=="}.get(cursor, "LTE=")
        page = [{"condition_id": f"{len(asked)}{letter}"} for letter in "ab"]
        return httpx.Response(200, json={"data": page, "next_cursor": following, "limit": 2, "count": 2})

    transport = httpx.MockTransport(handler)
    client = ClobClient("http://clob.test", transport=transport)
    walk = iter(client.iter_markets())
    assert asked == []
    assert [next(walk).condition_id for _ in range(3)] == ["1a", "1b", "2a"]
    assert asked == [None, "MQ=="]
    assert [len(page) for page in client.iter_markets().pages()] == [2, 2, 2]

    async def collect() -> list[object]:
        async with AsyncClobClient("http://clob.test", transport=transport) as awaited:
            return [market.condition_id async for market in awaited.iter_markets()]

    asked.clear()
    assert asyncio.run(collect()) == ["1a", "1b", "2a", "2b", "3a", "3b"]
    listed = client.iter_markets()
    for _ in range(2):  # each walk begins with the first page, also after one that was left
        asked.clear()
        assert next(iter(listed)).condition_id == "1a"
    asked.clear()
    assert len(list(listed)) == 6


class RemoteSigner:
    """A key that is somewhere else: every signature is awaited."""

    def __init__(self, key: str) -> None:
        self._key = PrivateKeySigner(key)
        self.signed = 0

    @property
    def address(self) -> str:
        return self._key.address

    async def sign_digest(self, digest: bytes) -> bytes:
        await asyncio.sleep(0)
        self.signed += 1
        return self._key.sign_digest(digest)


def test_a_signer_that_is_awaited_logs_in_and_signs_orders(sandbox: dict[str, Any]) -> None:
    token_id = sandbox["markets"][0]["tokens"][0]["token_id"]
    signer = RemoteSigner(sandbox["account"]["private_key"])

    async def trade() -> None:
        async with AsyncClobClient(sandbox["url"], key=signer) as client:
            client.set_api_creds(await client.create_or_derive_api_key())
            posted = await client.create_and_post_order(OrderArgs(token_id, "0.01", 20, "BUY"))
            assert (await client.cancel(posted.order_id)).all_canceled
            response = await derive_api_key.asyncio_detailed(client=client.generated)
            assert response.status_code == 200

    asyncio.run(trade())
    assert signer.signed == 4


def test_a_signer_that_is_awaited_is_refused_where_nothing_awaits() -> None:
    client = ClobClient("http://127.0.0.1:9", key=RemoteSigner("0x" + "11" * 32))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="AsyncClobClient"):
        client.derive_api_key()
    with pytest.raises(InvalidInput, match="AsyncClobClient"):
        client.create_order(OrderArgs("7" * 77, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False))


def test_the_version_is_the_installed_one_and_no_other_name_is_made_up() -> None:
    assert polymarket_clob.__version__ == version("polymarket-clob")
    assert not hasattr(polymarket_clob, "__revision__")


def test_everything_that_is_promised_can_be_imported() -> None:
    missing = [name for name in polymarket_clob.__all__ if not hasattr(polymarket_clob, name)]
    assert not missing


def test_a_thousand_calls_side_by_side_use_few_connections_and_the_next_call_the_last_one() -> None:
    ports: list[int] = []

    async def response(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                ports.append(writer.get_extra_info("peername")[1])
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n7")
        writer.close()

    async def ask() -> None:
        server = await asyncio.start_server(response, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with AsyncClobClient(url) as client:
            assert await asyncio.gather(*(client.get_server_time() for _ in range(1000))) == [7] * 1000
            assert 1 < len(set(ports)) <= 50
            assert await client.get_server_time() == await client.get_server_time() == 7
            assert ports[-1] == ports[-2]
        server.close()

    asyncio.run(ask())
