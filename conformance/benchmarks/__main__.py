"""``make bench``: the sandbox's ``GET /book`` beside Prism's mock of the same description, requests a second.

Prism (`@stoplight/prism-cli`) is installed by npm into a temporary folder. Both servers are asked in turns
over kept connections by the same bare client; the ratio is the median of the turns' ratios, and the budget is
the design's. The sandbox's book has 200 levels and changes before each of its turns; Prism answers the
description's example. Absolute figures are shown for orientation only.
"""

import argparse
import asyncio
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import orjson
from polymarket_clob import ClobClient, Credentials, OrderArgs

ROOT: Final = Path(__file__).parents[2]
PRISM: Final = "@stoplight/prism-cli@5.16.0"
BUDGET: Final = 5.0
LEVELS: Final = 200
CONNECTIONS: Final = 8
TURN: Final = 2.0  # seconds
START: Final = 60.0  # seconds that a server may take to answer


class Asker(asyncio.Protocol):
    """Sends one request over and over on a kept connection, each after the response to the one before."""

    def __init__(self, request: bytes) -> None:
        self.responses = 0
        self._request = request
        self._missing = 0  # bytes of the response under way; 0 before its head is complete
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self._missing:
            data = self._head + data
            head, end, _ = data.partition(b"\r\n\r\n")
            if not end:
                self._head = data
                return
            fields = head.lower().split(b"\r\n")
            if b" 200 " not in fields[0] + b" ":
                raise RuntimeError(f"not answered with 200: {data!r}")
            length = next(int(f[15:]) for f in fields if f.startswith(b"content-length:"))
            self._missing, self._head = len(head) + 4 + length, b""
        self._missing -= len(data)
        if not self._missing:
            self.responses += 1
            self._transport.write(self._request)


async def requests_a_second(url: httpx.URL) -> float:
    """What a server answers in one turn."""
    loop = asyncio.get_running_loop()
    target = f"GET {url.raw_path.decode()} HTTP/1.1\r\nHost: {url.host}\r\nAccept: application/json\r\n\r\n"
    pairs = [
        await loop.create_connection(lambda: Asker(target.encode()), url.host, url.port or 80)
        for _ in range(CONNECTIONS)
    ]
    start, before = time.perf_counter(), sum(asker.responses for _, asker in pairs)
    await asyncio.sleep(TURN)
    responses, took = sum(asker.responses for _, asker in pairs) - before, time.perf_counter() - start
    for transport, _ in pairs:
        transport.abort()
    return responses / took


@contextmanager
def sandbox() -> Iterator[dict[str, Any]]:
    """A sandbox whose finest market has 200 levels; gives its ready line."""
    command = [sys.executable, "-m", "clob_sandbox", "serve", "--depth", str(LEVELS // 2), "--with-parent"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own command
        assert process.stdout is not None
        try:
            yield dict(orjson.loads(process.stdout.readline()))
        finally:
            process.terminate()


@contextmanager
def prism(folder: Path) -> Iterator[str]:
    """Prism's mock of the judge's description, installed into a folder; gives its URL."""
    npm = shutil.which("npm") or "npm"
    subprocess.run(  # noqa: S603 - a fixed command
        [npm, "install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", str(folder), PRISM],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = str(folder / "node_modules" / ".bin" / "prism")
    command = [program, "mock", "--port", str(port), str(ROOT / "generated" / "judge.yaml")]
    with (
        (folder / "prism.log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as process,  # noqa: S603 - the one installed above
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            until = time.monotonic() + START
            while not _answers(url):
                if process.poll() is not None or time.monotonic() > until:
                    raise SystemExit(f"Prism did not start: {(folder / 'prism.log').read_text()[-500:]}")
                time.sleep(0.2)
            yield url
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/time").status_code == 200
    except httpx.TransportError:
        return False


def measure(rounds: int, folder: Path) -> int:
    """Ask both in turns and print what came of it; 1 when the budget is missed."""
    with sandbox() as ready, prism(folder) as mock:
        account = ready["account"]
        token_id = next(m for m in ready["markets"] if m["tick_size"] == "0.0001")["tokens"][0]["token_id"]
        keys = Credentials(
            account["api_key"], account["secret"], account["passphrase"], address=account["address"]
        )
        urls = [
            httpx.URL(base, params={"token_id": token_id})
            for base in (f"{ready['url']}/book", f"{mock}/book")
        ]
        book = httpx.get(urls[0]).json()
        assert len(book["bids"]) + len(book["asks"]) == LEVELS, (
            "the sandbox's book is not of the size asked for"
        )
        turns = []
        with ClobClient(ready["url"], key=account["private_key"], creds=keys) as client:
            for _ in range(rounds):
                placed = client.create_and_post_order(OrderArgs(token_id, price="0.05", size=20, side="BUY"))
                client.cancel(placed.order_id)
                turns.append([asyncio.run(requests_a_second(url)) for url in urls])
    ours, theirs = (statistics.median(column) for column in zip(*turns, strict=True))
    ratio = statistics.median(one / other for one, other in turns)
    verdict = "within" if ratio >= BUDGET else "MISSED"
    print(f"GET /book of {LEVELS} levels: sandbox {ours:,.0f}/s, Prism {theirs:,.0f}/s")
    print(f"ratio {ratio:.1f}, budget >= {BUDGET:g}: {verdict}")
    return int(ratio < BUDGET)


def main() -> int:
    parser = argparse.ArgumentParser(prog="conformance/benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    if shutil.which("node") is None or shutil.which("npm") is None:
        print("GET /book beside Prism: not measured, Prism needs node and npm and this machine has them not.")
        return 0
    with tempfile.TemporaryDirectory(prefix="prism-") as folder:
        return measure(rounds, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
