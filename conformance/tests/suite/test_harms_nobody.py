"""A run on somebody else's server: what it sends, under which key, and what it leaves behind when killed."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
from clob_conformance.core.description import Description
from clob_conformance.core.errors import CannotRun
from clob_conformance.core.interaction import Masker
from clob_conformance.environment import own_key, pacing
from clob_conformance.environment import target as targets
from clob_conformance.environment.preflight import own_markets
from clob_conformance.environment.sandbox import account_from_ready, running_sandbox
from clob_conformance.environment.seed_data import SeedData
from clob_conformance.environment.sender import Call, Sender
from clob_conformance.environment.signed_orders import OrderMaker
from clob_conformance.reporting.outcome import Plan
from clob_conformance.run import execution as runs
from clob_conformance.workloads.context import Budget
from polymarket_clob.credentials import Credentials
from polymarket_clob.signing import l2_headers

from .conftest import account
from .test_command import GUARD

READING_POSTS = {
    "/books",
    "/prices",
    "/midpoints",
    "/spreads",
    "/last-trades-prices",
    "/markets/live-activity",
    "/batch-prices-history",
    "/orders-scoring",
}
TRADING = {
    ("POST", "/order"),
    ("POST", "/orders"),
    ("DELETE", "/order"),
    ("DELETE", "/orders"),
    ("DELETE", "/cancel-all"),
    ("DELETE", "/cancel-market-orders"),
    ("PUT", "/balance-allowance"),
    ("GET", "/balance-allowance/update"),
}
MAKES_A_KEY = ("POST", "/auth/api-key")
OF_OWN_KEYS = {("POST", "/v1/heartbeats"), ("DELETE", "/auth/api-key")}
READS_ONLY = {("POST", "/auth/readonly-api-key"), ("DELETE", "/auth/readonly-api-key")}
PLAIN = httpx.Client(trust_env=False)
EACH_VARIABLE = {
    "PK": "private_key",
    "CLOB_API_KEY": "api_key",
    "CLOB_SECRET": "secret",
    "CLOB_PASS_PHRASE": "passphrase",
}


class Seen:
    """A request as it left this process, and the response."""

    def __init__(self, method: str, url: str, headers: Any, body: Any, response: bytes) -> None:
        self.method, self.path = method, httpx.URL(url).path
        self.key = {name.lower(): value for name, value in headers.items()}.get("poly_api_key")
        self.body = body.encode() if isinstance(body, str) else body or b""
        self.response = response

    @property
    def what(self) -> tuple[str, str]:
        return self.method, self.path

    @property
    def writes(self) -> bool:
        reads = self.method in ("GET", "HEAD") and self.path != "/balance-allowance/update"
        return not reads and not (self.method == "POST" and self.path in READING_POSTS)

    def orders(self) -> list[Any]:
        if self.what not in {("POST", "/order"), ("POST", "/orders")}:
            return []
        try:
            body = json.loads(self.body)
        except ValueError:
            return []
        return body if isinstance(body, list) else [body]


@pytest.fixture(scope="module")
def ready() -> Iterator[dict[str, Any]]:
    with running_sandbox("documented", 0) as line:
        yield line


@pytest.fixture(scope="module")
def run_elsewhere(ready: dict[str, Any]) -> Callable[..., list[Seen]]:
    """Makes a run as on a server that is not on this machine, unpaced; gives every request it sent."""

    def run(*, trade: bool) -> list[Seen]:
        seen: list[Seen] = []
        send, adapt = httpx.Client.send, requests.adapters.HTTPAdapter.send

        def by_httpx(self: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
            response = send(self, request, **more)
            raw = b"".join(response.iter_raw())
            response.stream = httpx.ByteStream(raw)  # for whoever asked
            content = httpx.Response(response.status_code, headers=response.headers, content=raw).content
            seen.append(Seen(request.method, str(request.url), request.headers, request.content, content))
            return response

        def by_requests(self: Any, request: Any, **more: Any) -> requests.Response:
            response = adapt(self, request, **more)
            seen.append(Seen(request.method, request.url, request.headers, request.body, response.content))
            return response

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(runs, "is_loopback", lambda url: False)
            patch.setattr(targets, "is_loopback", lambda url: False)
            patch.setattr(pacing.Pacer, "wait", lambda self, method, path, body=b"": None)
            patch.setattr(runs, "QUICK", Budget(examples=1, histories=3, steps=8))
            patch.setattr(httpx.Client, "send", by_httpx)
            patch.setattr(requests.adapters.HTTPAdapter, "send", by_requests)
            for variable, name in EACH_VARIABLE.items():
                patch.setenv(variable, ready["account"][name])
            runs.execute(Plan(target=ready["url"], quick=True, trade=trade, timeout=120))
        return seen

    return run


@pytest.fixture(scope="module")
def traded(run_elsewhere: Callable[..., list[Seen]]) -> list[Seen]:
    return run_elsewhere(trade=True)


def test_without_trade_nothing_is_written(run_elsewhere: Callable[..., list[Seen]]) -> None:
    sent = run_elsewhere(trade=False)
    assert len(sent) > 1000
    assert [request.what for request in sent if request.writes] == []


def test_with_trade_orders_are_placed_and_cancelled_and_nothing_else_is_written(traded: list[Seen]) -> None:
    written = {request.what for request in traded if request.writes}
    assert written == TRADING | OF_OWN_KEYS | READS_ONLY | {MAKES_A_KEY}


def test_only_keys_that_the_run_made_place_orders_beat_and_are_revoked(
    traded: list[Seen], ready: dict[str, Any]
) -> None:
    own = {json.loads(request.response)["apiKey"] for request in traded if request.what == MAKES_A_KEY}
    assert ready["account"]["api_key"] not in own
    assert {request.key for request in traded if request.what in OF_OWN_KEYS} <= own
    posted = [order for request in traded for order in request.orders() if isinstance(order, dict)]
    owners = [order.get("owner") for order in posted]
    assert ready["account"]["api_key"] not in owners
    assert any(owner in owners for owner in own)
    assert traded[-2].what == ("DELETE", "/auth/api-key")
    live = signed(ready, "GET", "/auth/api-keys").json()["apiKeys"]
    assert live == [ready["account"]["api_key"]]
    assert signed(ready, "GET", "/auth/readonly-api-keys").json() == {"readonlyApiKeys": []}


def test_the_first_beat_comes_before_the_first_order_and_nothing_stays_open(
    traded: list[Seen], ready: dict[str, Any]
) -> None:
    paths = [request.path for request in traded if request.method == "POST"]
    assert paths.index("/v1/heartbeats") < min(paths.index("/order"), paths.index("/orders"))
    assert open_orders(ready) == []


def test_orders_elsewhere_are_post_only_far_from_the_market_and_of_the_smallest_size(
    traded: list[Seen], ready: dict[str, Any]
) -> None:
    ticks = {
        token["token_id"]: Decimal(market["tick_size"])
        for market in ready["markets"]
        for token in market["tokens"]
    }
    signed_orders = [
        order
        for request in traded
        for order in request.orders()
        if isinstance(order, dict) and isinstance(order.get("order"), dict)
    ]
    assert len(signed_orders) > 100
    for order in signed_orders:
        terms = order["order"]
        gives, wants = Decimal(terms["makerAmount"]), Decimal(terms["takerAmount"])
        edge = 4 * ticks[terms["tokenId"]]
        assert order["postOnly"] is True
        # One that is tampered with to see it refused gives no more, and for no less, than the smallest.
        if terms["side"] == "BUY":
            assert gives <= 5_000_000 * edge
            assert gives / wants <= edge
        else:
            assert gives <= 5_000_000
            assert wants / gives >= 1 - edge


def test_terms_of_an_order_stay_as_signed_where_no_fill_is_allowed(
    published: Description, scripted: Callable[..., Any]
) -> None:
    run = scripted(lambda request: httpx.Response(200))
    maker = OrderMaker(run.target.accounts.trader, run.live, fills=False)
    some = run.random("terms")
    broken = maker.resting(some).body
    broken["order"].update(makerAmount=7, takerAmount=None, side="HOLD", tokenId=1)
    broken.update(postOnly="no", order=broken["order"])
    complete = maker.body(published.operations["postOrder"], broken, some)
    assert complete["postOnly"] is True
    assert {type(complete["order"][name]) for name in ("makerAmount", "takerAmount", "tokenId")} == {str}
    del broken["postOnly"]
    assert maker.body(published.operations["postOrder"], broken, some)["postOnly"] is True
    many = maker.body(published.operations["postOrders"], [broken] * 40, some)
    assert len(many) == 16
    assert all(order["postOnly"] is True for order in many)


# What the run needs of a server before it trades there


def server(refused: str, status: int) -> Callable[[httpx.Request], httpx.Response]:
    """A server that refuses one path and takes everything else."""

    def response(request: httpx.Request) -> httpx.Response:
        requested.append(f"{request.method} {request.url.path}")
        if request.url.path == refused:
            return httpx.Response(status, json={"error": "no"})
        if request.url.path == "/data/orders":
            return httpx.Response(200, json={"data": []})
        return httpx.Response(200, json={"apiKey": "k", "secret": "c2VjcmV0", "passphrase": "p"})

    requested: list[str] = []
    response.requested = requested  # type: ignore[attr-defined]
    return response


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        (
            "/auth/api-key",
            "a key of its own, but http://exchange.test made none: it answered 400 no",
        ),
        ("/v1/heartbeats", "needs a heartbeat, so that no order outlives the run, but .* answered 400 no"),
    ],
)
def test_without_a_key_of_its_own_under_a_heartbeat_no_order_is_placed(
    refused: str, sentence: str, published: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = server(refused, 400)
    client = httpx.Client(transport=httpx.MockTransport(handler))
    sender = Sender("http://exchange.test", lambda interaction: None, None, client)
    monkeypatch.setattr(Sender, "beside", lambda self, seconds: sender)
    with (
        pytest.raises(CannotRun, match=sentence),
        own_key.own_key(sender, published, account(1), Masker()),
    ):
        pytest.fail("the run began")
    requested: list[str] = handler.requested  # type: ignore[attr-defined]
    assert not any("order" in request for request in requested if not request.startswith("GET"))
    assert ("DELETE /auth/api-key" in requested) == (refused != "/auth/api-key")


def test_of_many_orders_that_stay_open_a_few_are_named_and_all_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def response(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": [{"id": f"0x{number:064x}"} for number in range(33)]})

    client = httpx.Client(transport=httpx.MockTransport(response))
    sender = Sender("http://exchange.test", lambda interaction: None, None, client)
    own_key._end(sender, account(2), account(1))
    reported = capsys.readouterr().err
    assert reported.count("0x") == 3
    assert reported.endswith(" and 30 more\n")


def test_an_order_waits_for_a_beat_that_is_fresh_and_none_goes_out_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = httpx.Client(transport=httpx.MockTransport(lambda r: httpx.Response(200, json={})))
    beats = Sender("http://exchange.test", lambda interaction: None, None, client)
    monkeypatch.setattr(own_key, "_AGAIN_S", 0.0)
    monkeypatch.setattr(own_key, "_monotonic", lambda: 0.0)
    heartbeat = own_key.Heartbeat(beats, account(1))
    heartbeat.begin()
    monkeypatch.setattr(own_key, "_monotonic", lambda: 7.0)
    heartbeat.admit("POST", "/order", b"")
    seconds = itertools.count(9.0)
    monkeypatch.setattr(own_key, "_monotonic", lambda: next(seconds))
    heartbeat.admit("GET", "/book", b"")
    with pytest.raises(CannotRun, match="takes no heartbeat, or the run is ending"):
        heartbeat.admit("POST", "/orders", b"")
    assert next(seconds) > 38
    monkeypatch.setattr(own_key, "_monotonic", lambda: 7.0)
    heartbeat.take_no_more()
    with pytest.raises(CannotRun, match="takes no heartbeat, or the run is ending"):
        heartbeat.admit("POST", "/order", b"")
    heartbeat.end()


def test_a_batch_is_paced_by_its_orders() -> None:
    taken: list[int] = []

    class Limiter:
        def try_acquire(self, name: str, weight: int = 1) -> None:
            taken.append(weight)

    pacer = pacing.Pacer(slower={}, overall=Limiter(), orders=Limiter(), cancels=Limiter())  # type: ignore[arg-type]
    pacer.wait("POST", "/orders", json.dumps([{}] * 15).encode())
    pacer.wait("DELETE", "/orders", json.dumps(["0x"] * 1001).encode())
    pacer.wait("DELETE", "/order", b'{"orderID": "0x"}')
    pacer.wait("GET", "/book")
    assert taken == [15, 1, 40, 1, 1, 1, 1]


def funded(ready: dict[str, Any], **funds: str) -> dict[str, str]:
    made = PLAIN.post(f"{ready['url']}/_sandbox/accounts", json=funds).json()
    return {variable: made[name] for variable, name in EACH_VARIABLE.items()}


def test_an_account_without_the_money_for_the_orders_is_reported_so(
    ready: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in funded(ready, collateral="1").items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(CannotRun, match=r"needs \d+ USDC for its orders, and the account has 1"):
        runs.execute(Plan(target=ready["url"], trade=True))


def test_an_account_without_shares_only_buys(ready: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "QUICK", Budget(examples=1, histories=3, steps=8))
    for variable, value in funded(ready, shares="0").items():
        monkeypatch.setenv(variable, value)
    plan = Plan(target=ready["url"], quick=True, trade=True, suites=("examples", "lifecycle"))
    outcome = runs.execute(plan)
    assert [finding.violation.message for finding in outcome.new] == []
    assert outcome.clauses["order-accepted"] == "kept"


# Killed and interrupted, as a process


def signed(ready: dict[str, Any], method: str, path: str, body: Any = None) -> httpx.Response:
    someone = ready["account"]
    key = Credentials(someone["api_key"], someone["secret"], someone["passphrase"], someone["address"])
    sent = b"" if body is None else json.dumps(body).encode()
    headers = l2_headers(key, timestamp=int(time.time()), method=method, path=path, body=sent)
    return PLAIN.request(method, ready["url"] + path, headers=headers, content=sent)


def open_orders(ready: dict[str, Any]) -> list[str]:
    return [order["id"] for order in signed(ready, "GET", "/data/orders").json()["data"]]


A_WHILE = 0.02  # seconds that a halted suite is given to go on: long enough to be scheduled at all


@pytest.fixture
def trading(tmp_path: Path) -> Iterator[tuple[dict[str, Any], subprocess.Popen[bytes]]]:
    """A sandbox and a suite that trades on it, halted while it has orders open."""
    with running_sandbox("documented", 0) as line:
        given = {variable: line["account"][name] for variable, name in EACH_VARIABLE.items()}
        words = ["run", "--target", line["url"], "--suite", "lifecycle", "--trade"]
        suite = subprocess.Popen(
            [sys.executable, "-c", "from clob_conformance.cli import main; main()", *words],
            cwd=tmp_path,
            env={**os.environ, **given},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        try:
            deadline = time.monotonic() + GUARD
            while not open_orders(line):
                assert suite.poll() is None, suite.communicate()[1]
                assert time.monotonic() < deadline, "no order was placed"
                suite.send_signal(signal.SIGCONT)
                time.sleep(A_WHILE)
                suite.send_signal(signal.SIGSTOP)
            yield line, suite
        finally:
            suite.kill()
            suite.communicate()


def test_orders_of_a_killed_run_go_when_its_heartbeat_is_missed_and_those_of_the_user_stay(
    trading: tuple[dict[str, Any], subprocess.Popen[bytes]],
) -> None:
    ready, suite = trading
    suite.send_signal(signal.SIGKILL)
    suite.wait(10)
    assert open_orders(ready) != []
    sender = Sender.to(ready["url"], lambda interaction: None, None)
    user = account_from_ready(ready["account"], Masker(), ready["chain_id"])
    live = SeedData(own_markets(sender, ready), user.maker)
    mine = OrderMaker(user, live, fills=False).resting(random.Random(0))
    assert signed(ready, "POST", "/order", mine.body).json()["status"] == "live"
    sender.interaction(Call("POST", "/_sandbox/clock", (), b'{"advance": 10.5}'))
    assert open_orders(ready) == [mine.order_id]
    sender.close()


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_cancels_its_orders_and_revokes_its_key(
    signum: signal.Signals, trading: tuple[dict[str, Any], subprocess.Popen[bytes]]
) -> None:
    ready, suite = trading
    suite.send_signal(signum)
    suite.send_signal(signal.SIGCONT)
    _, complaint = suite.communicate(timeout=GUARD)
    assert suite.returncode == 130, complaint
    assert open_orders(ready) == []
    assert signed(ready, "GET", "/auth/api-keys").json()["apiKeys"] == [ready["account"]["api_key"]]
