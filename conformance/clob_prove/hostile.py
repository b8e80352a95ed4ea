"""Hostile requests as raw bytes at the sandbox, while somebody well-behaved goes on asking.

Beside them there are connections that say nothing at all, and an account that cancels thousands of orders at
once. The sandbox's event loop is measured (`steps`).
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import httpx
from clob_conformance.environment.sandbox import running_process
from polymarket_clob import ClobClient, Credentials

from clob_prove.raw import draw
from clob_prove.trials import Proof, Row, say

_REQUESTS = 20_000
_IDLE = 5_000
_ORDERS = 10_000  # that are cancelled at once
_AT_ONCE = 32
_PATIENCE_S = 5.0
_MEMORY_MB = 400
_P99_S = 0.05
_STEP_S = 0.05  # nobody waits longer for somebody else
_QUIET_S = 2.0


def prove(*, seed: int, few: int | None) -> Proof:
    """Send them, and look at what was answered, at the memory and at what has changed."""
    started = time.monotonic()
    requests, idle, orders = (_REQUESTS, _IDLE, _ORDERS) if few is None else (few, max(1, few // 4), few)
    _allow_files(idle + 200)
    with tempfile.TemporaryDirectory() as folder:
        steps = Path(folder) / "steps.json"
        command = [sys.executable, "-m", "clob_prove.steps", str(steps)]
        with running_process("documented", seed, command=command) as (process, ready):
            before = _holdings(ready)
            crowd = _Crowd(ready, orders)
            say(f"  {requests} requests, {idle} idle connections, {orders} orders cancelled at once")
            row = asyncio.run(_attack(ready, process.pid, random.Random(seed), requests, idle, crowd))  # noqa: S311
            changed = _holdings(ready) != before
        longest = json.loads(steps.read_text("utf-8"))
    row |= {
        "changed": changed,
        "longest step ms": round(longest[0][0] * 1000, 1),
        "longest steps": [f"{name} {seconds * 1000:.1f} ms" for seconds, name in longest[:5]],
    }
    return _proof(row, requests, idle, time.monotonic() - started)


def _proof(row: Row, requests: int, idle: int, seconds: float) -> Proof:
    unnamed = {
        status: n for status, n in row["answers"].items() if status >= 500 and status not in (501, 503)
    }
    met = (
        not row["changed"]
        and not unnamed
        and row["p99 ms"] < _P99_S * 1000
        and row["longest step ms"] < _STEP_S * 1000
        and row["memory MB"] < _MEMORY_MB
    )
    same = "CHANGED" if row["changed"] else "unchanged"
    return Proof(
        part="hostile",
        bound=f"{_REQUESTS:,} hostile requests: no 5xx that the description does not name, "
        f"under {_MEMORY_MB} MB, nothing changed, p99 of somebody else under {_P99_S * 1000:.0f} ms, no step "
        f"over {_STEP_S * 1000:.0f} ms of processor",
        met=met,
        found=f"{requests:,} requests and {idle:,} idle connections: {unnamed or 'no'} unnamed 5xx, at most "
        f"{row['memory MB']} MB, books, orders and balances {same}; somebody else's p99 {row['p99 ms']} ms, "
        f"median {row['median ms']} ms, {row['quiet p99 ms']} ms and {row['quiet median ms']} ms before; "
        f"the longest step took {row['longest step ms']} ms of processor; {row['cancelled']:,} orders were "
        f"cancelled at once in {row['cancel s']} s",
        rows=[row],
        seconds=seconds,
    )


def _allow_files(wanted: int) -> None:
    """Let this process have so many open files, as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _client(url: str, account: dict[str, str]) -> ClobClient:
    keys = Credentials(
        account["api_key"], account["secret"], account["passphrase"], address=account["address"]
    )
    return ClobClient(url, key=account["private_key"], creds=keys)


class _Crowd:
    """An account with thousands of live orders."""

    def __init__(self, ready: dict[str, Any], orders: int) -> None:
        self._url = ready["url"]
        market = next(market for market in ready["markets"] if market["tick_size"] == "0.01")
        with httpx.Client(base_url=self._url, timeout=30) as http:
            plenty = {"collateral": "1000000"}
            self._account = http.post("/_sandbox/accounts", json=plenty).raise_for_status().json()
            order = {"address": self._account["address"], "token_id": market["tokens"][0]["token_id"]}
            order |= {"side": "BUY", "price": "0.10", "size": "5"}
            for _ in range(orders):
                http.post("/_sandbox/orders", json=order).raise_for_status()

    def cancel(self) -> Row:
        """Cancel them all at once."""
        began = time.perf_counter()
        with _client(self._url, self._account) as client:
            cancelled = len(client.cancel_all().canceled)
        return {"cancelled": cancelled, "cancel s": round(time.perf_counter() - began, 2)}


def _holdings(ready: dict[str, Any]) -> Any:
    """Every book, what the first account owns, its orders, and the mode."""
    tokens = [token["token_id"] for market in ready["markets"] for token in market["tokens"]]
    with httpx.Client(base_url=ready["url"], timeout=30) as http:
        books = [http.get("/book", params={"token_id": token}).json() for token in tokens]
        state = http.get("/_sandbox/settings").json()
    with _client(ready["url"], ready["account"]) as client:
        asked: list[dict[str, Any]] = [{"asset_type": "COLLATERAL"}]
        asked += [{"asset_type": "CONDITIONAL", "token_id": token} for token in tokens]
        balances = [client.get_balance_allowance(**one)["balance"] for one in asked]
        orders = sorted(str(order["id"]) for order in client.get_orders())
    sides = [(book["bids"], book["asks"], book["last_trade_price"]) for book in books]
    return sides, balances, orders, state.get("mode")


async def _attack(
    ready: dict[str, Any], pid: int, chance: random.Random, requests: int, idle: int, crowd: _Crowd
) -> Row:
    port = int(ready["url"].rsplit(":", 1)[1])
    responses: Counter[int] = Counter()
    peaks, done = [_memory(pid)], asyncio.Event()
    left = requests

    async def send_all() -> None:
        nonlocal left
        while left:
            left -= 1
            responses[await _send(port, draw(chance))] += 1

    async def watch() -> None:
        while not done.is_set():
            peaks.append(_memory(pid))
            await asyncio.sleep(0.1)

    with _Asker(ready) as asker:
        await asyncio.sleep(_QUIET_S)
        began = time.monotonic()
        beside = [asyncio.create_task(_say_nothing(port, idle, done)), asyncio.create_task(watch())]
        cancel = asyncio.create_task(asyncio.to_thread(crowd.cancel))
        await asyncio.gather(*(send_all() for _ in range(_AT_ONCE)))
        cancelled = await cancel
        done.set()
        await asyncio.gather(*beside)
    return {
        "answers": dict(sorted(responses.items())),
        "memory MB": max(peaks),
        "asked": len(asker.times),
        **_spread([took for at, took in asker.times if at >= began]),
        **{f"quiet {n}": t for n, t in _spread([took for at, took in asker.times if at < began]).items()},
        **cancelled,
    }


def _spread(times: list[float]) -> dict[str, float]:
    return {
        "median ms": round(statistics.median(times) * 1000, 1),
        "p99 ms": round(sorted(times)[len(times) * 99 // 100] * 1000, 1),
    }


class _Asker:
    """Somebody well-behaved, in a process of its own, who asks for a book 50 times a second."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self.times: list[
            tuple[float, float]
        ] = []  # when it asked, by the machine's clock, and how long it took
        context = multiprocessing.get_context("spawn")
        self._done = context.Event()
        self._answers, theirs = context.Pipe(duplex=False)
        token_id = ready["markets"][0]["tokens"][0]["token_id"]
        self._process = context.Process(target=_ask, args=(ready["url"], token_id, self._done, theirs))

    def __enter__(self) -> _Asker:
        self._process.start()
        self._answers.recv()  # it has begun
        return self

    def __exit__(self, *failure: object) -> None:
        self._done.set()
        self.times = self._answers.recv()
        self._process.join()


def _ask(url: str, token_id: str, done: Event, times: Connection) -> None:
    taken: list[tuple[float, float]] = []
    with httpx.Client(base_url=url, timeout=30) as client:
        client.get("/time")
        times.send(None)
        while not done.wait(0.02):
            began = time.monotonic()
            client.get("/book", params={"token_id": token_id}).raise_for_status()
            taken.append((began, time.monotonic() - began))
    times.send(taken)


async def _say_nothing(port: int, idle: int, done: asyncio.Event) -> None:
    """Open so many connections, as far as this machine lets us, and hold them."""
    held = []
    for number in range(idle):
        if done.is_set():
            break
        try:
            held.append((await asyncio.open_connection("127.0.0.1", port))[1])
        except OSError:
            break
        if number % 50 == 0:
            await asyncio.sleep(0.01)
    await done.wait()
    for writer in held:
        writer.transport.abort()


async def _send(port: int, data: list[bytes]) -> int:
    """The status that was answered, 0 when the connection ended without, 1 when nothing came."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return 0
    response = asyncio.create_task(_status(reader))  # beside the sending: a response may come before its end
    try:
        for part in data:
            writer.write(part)
            await asyncio.wait_for(writer.drain(), _PATIENCE_S)
    except (OSError, TimeoutError):
        pass
    try:
        return await response
    finally:
        writer.transport.abort()


async def _status(reader: asyncio.StreamReader) -> int:
    try:
        line = await asyncio.wait_for(reader.readline(), _PATIENCE_S)
        return int(line.split(b" ")[1]) if line.startswith(b"HTTP/1.1 ") else 0
    except TimeoutError:
        return 1
    except (OSError, ValueError, IndexError):
        return 0


def _memory(pid: int) -> int:
    """Resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0
