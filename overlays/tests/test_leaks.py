"""Nothing that a client says in a day at the exchange is secret: a private key, an API key, its secret or
passphrase, a signature. Said are reprs, logs of every library at DEBUG, hooks, and errors with the local
variables of every frame, as debuggers and test runners show them.
"""

from __future__ import annotations

import asyncio
import io
import pprint
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import httpx
import pytest
from attrs import frozen
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    ClobError,
    MarketOrderArgs,
    NotSent,
    OpenOrderParams,
    OrderArgs,
    PrivateKeySigner,
    RetryPolicy,
    capture_responses,
    signing,
)
from polymarket_clob.fast import AsyncFastTransport, FastTransport
from rich.console import Console
from rich.pretty import pretty_repr
from rich.traceback import Traceback

from .conftest import start_sandbox
from .http2 import gateway


@pytest.fixture(scope="module")
def sandbox() -> Iterator[dict[str, Any]]:
    """One profile is enough here."""
    process, ready = start_sandbox("--profile", "observed")
    yield ready
    process.terminate()


@pytest.fixture
def secrets(sandbox: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The four of the sandbox's account, and every signature as it is made."""
    account = sandbox["account"]
    found = {account[name].removeprefix("0x") for name in ("private_key", "api_key", "secret", "passphrase")}
    found.add(repr(bytes.fromhex(account["private_key"][2:])))
    sign, sum_up = PrivateKeySigner.sign_digest, signing.l2_signature

    def signed(self: PrivateKeySigner, message: bytes) -> bytes:
        signature = sign(self, message)
        found.add(signature.hex())
        return signature

    def summed(*args: Any) -> str:
        made = sum_up(*args)
        found.add(made)
        return made

    monkeypatch.setattr(PrivateKeySigner, "sign_digest", signed)
    monkeypatch.setattr(signing, "l2_signature", summed)
    return found


NOTEBOOK = [f"_repr_{form}_" for form in ("html", "markdown", "json", "latex", "pretty", "mimebundle")]


class Heard:
    """Everything that is said, as text."""

    def __init__(self) -> None:
        self.text = ""

    def say(self, *values: object) -> None:
        """Values as they print, and as rich prints them; of an error its attributes too."""
        for value in values:
            self.text += f"{value!r}\n{value}\n{pretty_repr(value)}\n{pprint.pformat(value)}\n"
            for name in NOTEBOOK:  # what a notebook asks a value for
                assert not hasattr(value, name)
            if isinstance(value, BaseException):
                self.text += repr(vars(value))

    def fail(self, error: BaseException) -> None:
        """An error with its chain, and the local variables of every frame."""
        self.say(error)
        for locals_too in (False, True):
            reported = traceback.TracebackException.from_exception(error, capture_locals=locals_too)
            self.text += "".join(reported.format())
        link: BaseException | None = error
        while link is not None:
            for frame, _ in traceback.walk_tb(link.__traceback__):
                self.text += taken_apart(frame.f_locals)
            link = link.__cause__ or link.__context__

    def fail_richly(self, error: BaseException) -> None:
        """The same as rich shows it, which takes its time."""
        out = io.StringIO()
        reported_richly = Traceback.from_exception(type(error), error, error.__traceback__, show_locals=True)
        Console(file=out, width=1000).print(reported_richly)
        self.text += out.getvalue()


def taken_apart(value: object) -> str:
    """A value as crash reporters show it that look into lists and tuples, named ones too, and plain dicts."""
    if type(value) is dict:
        return "".join(f"{key!r}: {taken_apart(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "".join(map(taken_apart, value))
    return f"{value!r}\n"


TROUBLES: dict[str, Any] = {
    "reset": {"kind": "reset"},
    "cut off": {"kind": "cut"},
    "a page": {"kind": "html", "value": 502},
    "slow": {"kind": "latency", "value": 5},
}
"""By the sandbox; ``slow`` is longer than the client waits."""

CONTROL = httpx.Client()  # one for all: each reads the certificates of all authorities at its start


def a_day(call: Callable[..., Any], clob: Any, url: str, token_id: str, heard: Heard) -> None:
    """Logs in, trades, reads and fails, on either kind of client. ``call`` gives a method's value."""

    def trouble(**body: Any) -> None:
        CONTROL.post(url + "/_sandbox/trouble", json=body).raise_for_status()

    with capture_responses() as responses:
        creds = call("create_or_derive_api_key")
        clob.set_api_creds(creds)
        heard.say(creds, clob, call("get_api_keys") and None, call("create_builder_api_key"))
        signed = call("create_order", OrderArgs(token_id, "0.02", 20, "BUY"))
        heard.say(signed, call("post_order", signed))
        heard.say(call("get_orders"), call("get_order", signed.order_id), call("cancel", signed.order_id))
        heard.say(call("create_and_post_market_order", MarketOrderArgs(token_id, 5, "BUY")))
        heard.say(call("get_trades"), call("get_notifications"))
    heard.say(*responses)
    for kind in TROUBLES.values():
        for name, args in (
            ("post_order", (call("create_order", OrderArgs(token_id, "0.02", 20, "BUY")),)),
            ("post_orders", ([call("create_order", OrderArgs(token_id, "0.02", 20, "BUY"))],)),
            ("cancel_orders", ([signed.order_id],)),
            ("derive_api_key", ()),
            ("get_orders", (OpenOrderParams(id=signed.order_id),)),
        ):
            if kind == TROUBLES["slow"] and name != "post_order":
                continue  # one wait is enough
            trouble(**kind)
            with pytest.raises(ClobError) as caught:
                call(name, *args)
            trouble(kind="none")
            heard.fail(caught.value)
            if kind == TROUBLES["reset"] and name == "post_orders":
                heard.fail_richly(caught.value)
    call("cancel_all")


def day_waited_for(ready: dict[str, Any], heard: Heard, road: Road, **options: Any) -> None:
    with road.way(ready["url"]) as url, ClobClient(url, **road.options(), **options) as clob:
        a_day(lambda name, *args: getattr(clob, name)(*args), clob, *place(ready), heard)


def day_awaited(ready: dict[str, Any], heard: Heard, road: Road, **options: Any) -> None:
    async def value(found: Any) -> Any:
        return await found

    with road.way(ready["url"]) as url, asyncio.Runner() as runner:
        clob = AsyncClobClient(url, **road.awaited_options(), **options)
        a_day(lambda name, *args: runner.run(value(getattr(clob, name)(*args))), clob, *place(ready), heard)
        runner.run(clob.close())


@frozen
class Road:
    """How a client reaches the exchange: options for either kind, and what lies between."""

    options: Callable[[], dict[str, Any]]
    awaited_options: Callable[[], dict[str, Any]]
    way: Callable[[str], AbstractContextManager[str]] = nullcontext


ROADS = {
    "own": Road(dict, dict),
    "transport": Road(
        lambda: {"transport": httpx.HTTPTransport()}, lambda: {"transport": httpx.AsyncHTTPTransport()}
    ),
    "client": Road(
        lambda: {"http": httpx.Client(timeout=1.5)}, lambda: {"http": httpx.AsyncClient(timeout=1.5)}
    ),
    "fast": Road(lambda: {"transport": FastTransport()}, lambda: {"transport": AsyncFastTransport()}),
    "HTTP/2": Road(
        lambda: {"transport": httpx.HTTPTransport(http1=False, http2=True)},
        lambda: {"transport": httpx.AsyncHTTPTransport(http1=False, http2=True)},
        gateway,
    ),
}


def place(ready: dict[str, Any]) -> tuple[str, str]:
    """Where to trade what."""
    return ready["url"], ready["markets"][0]["tokens"][0]["token_id"]


@pytest.mark.parametrize("day", [day_waited_for, day_awaited])
@pytest.mark.parametrize("road", ROADS)
def test_nothing_said_in_a_day_is_secret(
    sandbox: dict[str, Any], secrets: set[str], caplog: pytest.LogCaptureFixture, day: Any, road: str
) -> None:
    caplog.set_level(1)
    heard = Heard()
    key, retry_policy = sandbox["account"]["private_key"], RetryPolicy(max_read_retries=0)
    day(sandbox, heard, ROADS[road], key=key, timeout=1.5, retry_policy=retry_policy, hooks=[heard.say])
    heard.text += caplog.text + repr([vars(record) for record in caplog.records])
    assert len(secrets) > 20
    assert "postOrder" in caplog.text
    leaks = sorted({heard.text.index(secret) for secret in secrets if secret in heard.text})
    assert not [heard.text[max(0, at - 300) : at + 60] for at in leaks]


def test_a_failure_still_says_what_it_comes_from() -> None:
    with ClobClient("http://127.0.0.1:9") as clob, pytest.raises(NotSent, match="ConnectError") as caught:
        clob.get_ok()
    assert "httpcore.ConnectError" in "".join(traceback.format_exception(caught.value))
