"""The command ``clob`` around an order: its id is said before it is sent, and whatever stops the command from
then on, the exit code does not say that nothing happened.

The exchange is a server in this process that shows a book and does to orders what a test says.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from polymarket_clob import ClobClient
from polymarket_clob._cli.app import run

from .conftest import start_sandbox, taken

FULL = Path("/dev/full")
KEY = "0x" + "11" * 32
TOKEN = "7" * 77
CLOB = [sys.executable, "-c", "from polymarket_clob._cli import main; main()"]
BUY = ("buy", TOKEN, "20", "--price", "0.02")
BOOK = {
    "market": "0x" + "aa" * 32,
    "asset_id": TOKEN,
    "bids": [],
    "asks": [],
    "tick_size": "0.01",
    "min_order_size": "5",
    "neg_risk": False,
}


class Exchange(ThreadingHTTPServer):
    """Answers GET with the book, anything else by ``act``; ``posted`` tells that an order came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.act: Callable[[Handler], None] = Handler.hang_up
        self.posted = threading.Event()
        self.ended = threading.Event()

    @property
    def environ(self) -> dict[str, str]:
        """What the command needs to come here."""
        url = f"http://127.0.0.1:{self.server_port}"
        keys = {"PK": KEY, "CLOB_API_KEY": "k", "CLOB_SECRET": "A" * 43 + "=", "CLOB_PASS_PHRASE": "p"}
        return {**os.environ, "CLOB_API_URL": url, **keys}


class Handler(BaseHTTPRequestHandler):
    server: Exchange

    def do_GET(self) -> None:
        self.reply(200, BOOK)

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.posted.set()
        self.server.act(self)

    do_DELETE = do_POST  # noqa: N815 - as http.server calls it

    def hang_up(self) -> None:
        self.close_connection = True

    def keep_waiting(self) -> None:
        self.server.ended.wait()
        self.close_connection = True

    def reply(self, status: int, document: Any) -> None:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has there
        pass


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    with Exchange() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.ended.set()
        server.shutdown()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[dict[str, Any]]:
    """Where orders really rest; one profile is enough here."""
    process, ready = start_sandbox("--profile", "observed")
    yield ready
    process.terminate()


def clob(environ: dict[str, str], *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command as a process, run to its end."""
    return process([*CLOB, *arguments], env=environ, **options)


def process(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    """A process, run to its end."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run(command, text=True, check=False, timeout=60, **options)


def without_streams(redirections: str, *arguments: str) -> list[str]:
    """The command, started by a shell without some of its standard streams."""
    return ["sh", "-c", f'exec "$@" {redirections}', "sh", *CLOB, *arguments]


@pytest.fixture
def run_here(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Runs the command in this process: its code, and what it printed."""

    def call(*arguments: str) -> tuple[int, str]:
        for name, value in exchange.environ.items():
            monkeypatch.setenv(name, value)
        code = run(arguments)
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


def order_ids(text: str) -> set[str]:
    return set(re.findall("0x[0-9a-f]{64}", text))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_an_order_is_under_way_ends_with_3(exchange: Exchange, number: signal.Signals) -> None:
    exchange.act = Handler.keep_waiting
    with subprocess.Popen(
        [*CLOB, *BUY], env=exchange.environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert exchange.posted.wait(60)
        process.send_signal(number)
        out, rest = process.communicate(timeout=60)
    assert (process.returncode, out) == (3, "")
    assert len(order_ids(first)) == 1
    assert order_ids(rest) == order_ids(first)
    assert "Traceback" not in rest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_further_signals_change_nothing_of_how_it_ends(exchange: Exchange, number: signal.Signals) -> None:
    exchange.act = Handler.keep_waiting
    with subprocess.Popen(
        [*CLOB, *BUY], env=exchange.environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert exchange.posted.wait(60)
        while process.poll() is None:
            process.send_signal(number)
            time.sleep(0.001)
        said = process.communicate(timeout=60)
    assert process.returncode == 3, said
    assert "may be on the book" in said[1]


def test_a_signal_before_an_order_is_made_is_no_order_s(exchange: Exchange) -> None:
    looked = threading.Event()

    def hold(self: Handler) -> None:
        looked.set()
        self.server.ended.wait()

    Slow = type("Slow", (Handler,), {"do_GET": hold})  # noqa: N806 - a class
    exchange.RequestHandlerClass = Slow
    with subprocess.Popen(
        [*CLOB, *BUY], env=exchange.environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert looked.wait(60)
        process.terminate()
        out, err = process.communicate(timeout=60)
    assert (process.returncode, order_ids(out + err)) == (128 + signal.SIGTERM, set())
    assert not exchange.posted.is_set()


@pytest.mark.skipif(not FULL.exists(), reason="a device of Linux")
@pytest.mark.parametrize("where", ["a full disk", "a full disk, JSON", "a closed pipe"])
def test_an_order_that_is_placed_and_cannot_be_reported_ends_with_3(
    sandbox: dict[str, Any], client_of: Callable[[dict[str, Any]], ClobClient], where: str
) -> None:
    account, token_id = sandbox["account"], sandbox["markets"][0]["tokens"][0]["token_id"]
    environ = {
        **os.environ,
        "CLOB_API_URL": sandbox["url"],
        "PK": account["private_key"],
        "CLOB_API_KEY": account["api_key"],
        "CLOB_SECRET": account["secret"],
        "CLOB_PASS_PHRASE": account["passphrase"],
    }
    if where == "a closed pipe":
        reading, out = os.pipe()
        os.close(reading)
    else:
        out = os.open(FULL, os.O_WRONLY)
    options = ["--json"] if where == "a full disk, JSON" else []
    ended = clob(environ, "buy", token_id, "20", "--price", "0.02", *options, stdout=out)
    os.close(out)
    assert ended.returncode == 3
    assert "Traceback" not in ended.stderr
    with client_of(sandbox) as client:
        assert {order.id for order in client.get_orders()} == order_ids(ended.stderr)
        client.cancel_all()


@pytest.mark.skipif(not FULL.exists(), reason="a device of Linux")
def test_an_order_that_cannot_be_named_is_not_sent(exchange: Exchange) -> None:
    with FULL.open("w") as full:
        ended = clob(exchange.environ, *BUY, stderr=full)
    assert ended.returncode == 1
    assert not exchange.posted.is_set()


def taking(handler: Handler) -> None:
    """Takes the order that is posted, and cancels what there is: nothing."""
    sent = json.loads(handler.body or b"{}")
    handler.reply(200, taken(sent) if "order" in sent else {"canceled": [], "not_canceled": {}})


@pytest.mark.skipif(sys.platform == "win32", reason="a shell's words for it")
@pytest.mark.parametrize(
    ("redirections", "arguments", "code", "sent"),
    [
        (">&-", BUY, 3, True),
        (">&-", (*BUY, "--json"), 3, True),
        ("<&- >&-", BUY, 3, True),
        ("2>&-", BUY, 1, False),
        (">&- 2>&-", BUY, 1, False),
        ("<&- >&- 2>&-", BUY, 1, False),
        (">&-", ("request", "POST", "/order", "{}"), 3, True),
        (">&-", ("cancel", "--all", "--yes"), 1, True),
        (">&-", ("book", TOKEN), 1, False),
        ("<&-", ("cancel", "0x" + "ab" * 32, "0x" + "cd" * 32), 64, False),
    ],
)
def test_a_stream_that_is_missing_is_one_that_cannot_be_written_to(
    exchange: Exchange, redirections: str, arguments: tuple[str, ...], code: int, sent: bool
) -> None:
    exchange.act = taking
    ended = process(without_streams(redirections, *arguments), env=exchange.environ)
    assert "Traceback" not in ended.stderr
    assert (ended.returncode, exchange.posted.is_set()) == (code, sent)
    if code == 3 and "buy" in arguments:
        assert order_ids(ended.stderr)


@pytest.mark.parametrize("path", ["/x\r\ny", "/x\x00", "/\udcff", "//order", "order"])
def test_a_path_that_no_url_has_is_wrong_usage(run_here: Callable[..., tuple[int, str]], path: str) -> None:
    code, said = run_here("request", "GET", path)
    assert code == 64
    assert "path=" in said


@pytest.mark.parametrize(
    "path",
    [
        "/order#x",
        "/./order",
        "/x/../order",
        "/ord%65r",
        "/%2e/order",
        "/order/",
        "/orders#x",
        "/order?x=1",
        "/rfq/request/accept",
        "/rfq/quote/approve",
    ],
)
def test_an_order_is_known_however_its_path_is_written(
    exchange: Exchange, run_here: Callable[..., tuple[int, str]], path: str
) -> None:
    exchange.act = Handler.hang_up
    assert run_here("request", "POST", path, PAYLOAD)[0] == 3
    assert exchange.posted.is_set()


@pytest.mark.parametrize(
    ("environ", "arguments", "said"),
    [
        ({}, ("cancel", "0x" + "a" * 64, "0x" + "b" * 64), "the answer is no text"),
        ({}, ("--credentials-from", "-", "orders"), "credentials-from='-': text that can be read: no UTF-8"),
        ({}, ("request", "POST", "/order", "-"), "body='-'"),
        ({"CHAIN_ID": "9" * 5000}, ("orders",), "CHAIN_ID="),
        ({"CLOB_SIGNATURE_TYPE": "9" * 5000}, ("orders",), "CLOB_SIGNATURE_TYPE="),
    ],
)
def test_what_cannot_be_read_is_wrong_usage(
    exchange: Exchange, environ: dict[str, str], arguments: tuple[str, ...], said: str
) -> None:
    environ = {**exchange.environ, "PYTHONIOENCODING": "utf-8:strict", **environ}
    ended = subprocess.run(
        [*CLOB, *arguments], env=environ, input=b"\xff\n", capture_output=True, timeout=60, check=False
    )
    assert ended.returncode == 64
    assert not exchange.posted.is_set()
    _, _, sentence = ended.stderr.decode().partition("clob: ")
    assert said in sentence
    assert len(sentence) < 300


@pytest.mark.skipif(not FULL.exists(), reason="a device of Linux")
def test_what_was_only_read_and_cannot_be_printed_failed(exchange: Exchange) -> None:
    with FULL.open("w") as full:
        ended = clob(exchange.environ, "book", TOKEN, stdout=full)
    assert ended.returncode == 1
    assert "cannot print" in ended.stderr
    assert "Traceback" not in ended.stderr


PAYLOAD = json.dumps({"order": {}, "owner": "k", "orderType": "GTC"})


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (Handler.hang_up, 3),
        (lambda self: self.reply(500, b""), 3),
        (lambda self: self.reply(502, b"<html>"), 3),
        (lambda self: self.reply(200, b""), 3),
        (lambda self: self.reply(200, b"<html>"), 3),
        (lambda self: self.reply(400, {"error": "context canceled"}), 3),
        (lambda self: self.reply(400, {"error": "not enough balance / allowance"}), 1),
        (lambda self: self.reply(401, {"error": "Unauthorized/Invalid api key"}), 1),
        (lambda self: self.reply(403, b"<html>"), 1),
    ],
)
def test_an_order_whose_outcome_the_answer_does_not_say_ends_with_3(
    exchange: Exchange, run_here: Callable[..., tuple[int, str]], act: Callable[[Handler], None], code: int
) -> None:
    exchange.act = act
    for arguments in (BUY, ("request", "POST", "/order", PAYLOAD), ("request", "post", "/orders", "[]")):
        ended, said = run_here(*arguments)
        assert ended == code
        assert bool(order_ids(said)) is (arguments is BUY)


@pytest.mark.parametrize("path", ["/order", "/orders", "/time"])
def test_what_was_not_sent_ends_with_2(
    exchange: Exchange, run_here: Callable[..., tuple[int, str]], path: str
) -> None:
    exchange.shutdown()
    exchange.server_close()
    assert run_here("request", "POST", path, "{}")[0] == 2


def test_a_cancel_that_names_nothing_is_no_success(
    exchange: Exchange, run_here: Callable[..., tuple[int, str]]
) -> None:
    order_id = "0x" + "ab" * 32
    exchange.act = lambda self: self.reply(200, {"canceled": [], "not_canceled": {}})
    code, said = run_here("cancel", order_id)
    assert code == 1
    assert f"{order_id}  not named in the response" in said
    exchange.act = lambda self: self.reply(200, {"canceled": [order_id], "not_canceled": {}})
    assert run_here("cancel", order_id)[0] == 0
