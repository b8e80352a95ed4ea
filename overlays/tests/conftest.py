"""Fixtures: a running sandbox, a client for its funded account, and a raw server."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from polymarket_clob import ClobClient, Credentials
from polymarket_clob.contracts import POLYGON, contracts
from polymarket_clob.eip712 import OrderStruct, digest, exchange_domain


def start_sandbox(*arguments: str) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """A sandbox process and its ready line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "clob_sandbox", "serve", "--port", "0", "--with-parent", *arguments],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "the sandbox ended before it was ready"
    return process, json.loads(line)


def order_id_of(sent: dict[str, Any]) -> str:
    """The id of an order as it was sent, on a market of version 2 that is not of negative risk."""
    order = sent["order"]
    struct = OrderStruct(
        salt=order["salt"],
        maker=order["maker"],
        signer=order["signer"],
        token_id=int(order["tokenId"]),
        maker_amount=int(order["makerAmount"]),
        taker_amount=int(order["takerAmount"]),
        side=("BUY", "SELL").index(order["side"]),
        signature_type=order["signatureType"],
        timestamp=int(order["timestamp"]),
        metadata=bytes.fromhex(order["metadata"][2:]),
        builder=bytes.fromhex(order["builder"][2:]),
    )
    exchange = contracts(POLYGON).exchange(2, neg_risk=False)
    return "0x" + digest(exchange_domain(POLYGON, exchange, 2), struct.hash()).hex()


def taken(sent: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The response to an order that rests."""
    return {
        "success": True,
        "errorMsg": "",
        "orderID": order_id_of(sent),
        "status": "live",
        "makingAmount": "",
        "takingAmount": "",
        **changes,
    }


@pytest.fixture(scope="module", params=["documented", "observed"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """The ready line of a sandbox, in each profile, and the profile."""
    process, ready = start_sandbox("--profile", request.param)
    yield {**ready, "profile": request.param}
    process.terminate()
    assert process.wait(10) == 0


@pytest.fixture
def client_of() -> Callable[[dict[str, Any]], ClobClient]:
    """A client for the account of a ready line."""

    def build(ready: dict[str, Any]) -> ClobClient:
        account = ready["account"]
        return ClobClient(
            ready["url"],
            chain_id=ready["chain_id"],
            key=account["private_key"],
            creds=Credentials(
                account["api_key"], account["secret"], account["passphrase"], account["address"]
            ),
        )

    return build


@pytest.fixture
def client(
    sandbox: dict[str, Any], client_of: Callable[[dict[str, Any]], ClobClient]
) -> Iterator[ClobClient]:
    with client_of(sandbox) as client:
        yield client
        client.cancel_all()


Handler = Callable[[socket.socket, str, bytes], object]


class RawServer:
    """A server whose handler gets (connection, request line, body) and sends what it likes.

    A handler that returns True has the connection closed. ``seen`` has what was asked, in its order.
    """

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self.seen: list[tuple[str, bytes]] = []
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def posts(self) -> int:
        return sum(line.startswith("POST") for line, _ in self.seen)

    def close(self) -> None:
        self._socket.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        data = b""
        with suppress(OSError), connection:
            while True:
                while b"\r\n\r\n" not in data:
                    if not (more := connection.recv(65536)):
                        return
                    data += more
                head, _, data = data.partition(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
                while len(data) < length:
                    if not (more := connection.recv(65536)):
                        return
                    data += more
                body, data = data[:length], data[length:]
                line = head.split(b"\r\n")[0].decode()
                self.seen.append((line, body))
                if self._handler(connection, line, body) is True:
                    return


@pytest.fixture
def serving() -> Iterator[Callable[[Handler], RawServer]]:
    """Starts a raw server with a handler."""
    servers: list[RawServer] = []

    def serve(handler: Handler) -> RawServer:
        servers.append(RawServer(handler))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


def http_response(body: object, status: str = "200 OK", *headers: str) -> bytes:
    """The bytes of a response; what is not bytes is sent as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", "Content-Type: application/json"]
    return "\r\n".join([*lines, *headers]).encode("latin-1") + b"\r\n\r\n" + content


@pytest.fixture
def responding() -> Callable[..., bytes]:
    """Writes the bytes of a response."""
    return http_response
