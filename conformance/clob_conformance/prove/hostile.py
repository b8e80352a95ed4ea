"""Hostile requests as raw bytes at the sandbox, while somebody well-behaved goes on asking.

Each is drawn from a seed: what is not HTTP, lengths that contradict each other, targets, heads and bodies
past every bound, JSON that is deep, wide, not UTF-8 or full of huge numbers, callers that stop half way, and
beside them connections that say nothing at all.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx

from clob_conformance.prove.trials import Proof, Row, say
from clob_conformance.sandbox import running_process

_REQUESTS = 20_000
_IDLE = 5_000
_AT_ONCE = 32
_PATIENCE_S = 5.0
_MEMORY_MB = 400
_P99_S = 0.05
_PATHS = (
    "/order",
    "/orders",
    "/books",
    "/prices-history",
    "/data/trades",
    "/_sandbox/clock",
    "/../x",
    "/%ff",
)
_METHODS = ("GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS", "TRACE", "CONNECT", "BREW", "get")


def prove(*, seed: int, few: int | None) -> Proof:
    """Send them, and look at what was answered, at the memory and at what has changed."""
    started = time.monotonic()
    requests, idle = (_REQUESTS, _IDLE) if few is None else (few, max(1, few // 4))
    with running_process("documented", seed) as (process, ready):
        before = _holdings(ready)
        say(f"  {requests} requests, {idle} idle connections")
        row = asyncio.run(_attack(ready, process.pid, random.Random(seed), requests, idle))  # noqa: S311
        changed = _holdings(ready) != before
    unnamed = {
        status: n for status, n in row["answers"].items() if status >= 500 and status not in (501, 503)
    }
    met = not changed and not unnamed and row["p99 ms"] < _P99_S * 1000 and row["memory MB"] < _MEMORY_MB
    same = "CHANGED" if changed else "unchanged"
    return Proof(
        part="hostile",
        bound=f"{_REQUESTS:,} hostile requests: no 5xx that the description does not name, "
        f"under {_MEMORY_MB} MB, nothing changed, p99 of somebody else under {_P99_S * 1000:.0f} ms",
        met=met,
        found=f"{requests:,} requests and {idle:,} idle connections: {unnamed or 'no'} unnamed 5xx, at most "
        f"{row['memory MB']} MB, books and balances {same}; somebody else's p99 {row['p99 ms']} ms, "
        f"median {row['median ms']} ms, {row['quiet p99 ms']} ms and {row['quiet median ms']} ms before",
        rows=[row],
        seconds=time.monotonic() - started,
    )


def _holdings(ready: dict[str, Any]) -> Any:
    """Every book and what the first account owns, as far as it is public or a number."""
    with httpx.Client(base_url=ready["url"], timeout=30) as client:
        tokens = [token["token_id"] for market in ready["markets"] for token in market["tokens"]]
        books = [client.get("/book", params={"token_id": token}).json() for token in tokens]
        state = client.get("/_sandbox/settings").json()
    return [(book["bids"], book["asks"], book["last_trade_price"]) for book in books], state.get("mode")


async def _attack(ready: dict[str, Any], pid: int, chance: random.Random, requests: int, idle: int) -> Row:
    port = int(ready["url"].rsplit(":", 1)[1])
    answers: Counter[int] = Counter()
    peaks = [_memory(pid)]
    times: list[float] = []
    alone: list[float] = []
    done = asyncio.Event()
    done.set()
    await _ask(ready, alone, peaks, pid, done)
    done.clear()
    quiet = asyncio.create_task(_say_nothing(port, idle, done))
    asking = asyncio.create_task(_ask(ready, times, peaks, pid, done))
    queue = [_request(chance) for _ in range(requests)]

    async def send_all() -> None:
        while queue:
            answers[await _send(port, queue.pop())] += 1

    await asyncio.gather(*(send_all() for _ in range(_AT_ONCE)))
    done.set()
    await asyncio.gather(quiet, asking)
    return {
        "answers": dict(sorted(answers.items())),
        "memory MB": max(peaks),
        "asked": len(times),
        **_spread(times),
        **{f"quiet {name}": value for name, value in _spread(alone).items()},
    }


def _spread(times: list[float]) -> dict[str, float]:
    return {
        "median ms": round(statistics.median(times) * 1000, 1),
        "p99 ms": round(sorted(times)[len(times) * 99 // 100] * 1000, 1),
    }


async def _ask(
    ready: dict[str, Any], times: list[float], peaks: list[int], pid: int, done: asyncio.Event
) -> None:
    token_id = ready["markets"][0]["tokens"][0]["token_id"]
    async with httpx.AsyncClient(base_url=ready["url"], timeout=30) as client:
        while not done.is_set() or len(times) < 100:
            began = time.perf_counter()
            (await client.get("/book", params={"token_id": token_id})).raise_for_status()
            times.append(time.perf_counter() - began)
            peaks.append(_memory(pid))
            await asyncio.sleep(0.02)


async def _say_nothing(port: int, idle: int, done: asyncio.Event) -> None:
    held = []
    for number in range(idle):
        if done.is_set():
            break
        try:
            held.append((await asyncio.open_connection("127.0.0.1", port))[1])
        except OSError:
            break  # this machine gives no more
        if number % 50 == 0:
            await asyncio.sleep(0.01)
        if len(held) > 500:
            held.pop(0).close()
    await done.wait()
    for writer in held:
        writer.close()


async def _send(port: int, data: list[bytes]) -> int:
    """The status that was answered, 0 when the connection ended without, 1 when nothing came."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return 0
    try:
        for part in data:
            writer.write(part)
            await asyncio.wait_for(writer.drain(), _PATIENCE_S)
        line = await asyncio.wait_for(reader.readline(), _PATIENCE_S)
        return int(line.split(b" ")[1]) if line.startswith(b"HTTP/1.1 ") else 0
    except TimeoutError:
        return 1
    except (OSError, ValueError, IndexError):
        return 0
    finally:
        writer.transport.abort()


def _request(chance: random.Random) -> list[bytes]:
    make = chance.choice((_noise, _contradiction, _large_head, _large_body, _json, _json, _json, _half))
    return make(chance)


def _head(chance: random.Random, *headers: str) -> bytes:
    target = f"{chance.choice(_METHODS)} {chance.choice(_PATHS)} HTTP/1.1"
    return "\r\n".join((target, "Host: x", *headers, "Connection: close", "", "")).encode("latin-1")


def _noise(chance: random.Random) -> list[bytes]:
    return [chance.randbytes(chance.randrange(1, 3000)) + b"\r\n\r\n"]


def _contradiction(chance: random.Random) -> list[bytes]:
    lengths = ("5", "-1", "+5", "5, 6", "0x5", "99999999999999999999", "")
    headers = [f"Content-Length: {chance.choice(lengths)}" for _ in range(chance.randrange(1, 3))]
    if chance.random() < 0.7:
        coding = chance.choice(("chunked", "chunked, identity", " chunked", "xchunked"))
        headers.append(f"Transfer-Encoding: {coding}")
    return [_head(chance, *headers), b"0\r\n\r\nGET /_sandbox/reset HTTP/1.1\r\n\r\n"]


def _large_head(chance: random.Random) -> list[bytes]:
    kind = chance.randrange(3)
    if kind == 0:
        return [_head(chance, *(f"X-{n}: y" for n in range(chance.randrange(90, 3000))))]
    if kind == 1:
        return [_head(chance, "X: " + "y" * chance.randrange(1000, 300_000))]
    return [b"GET /" + b"a" * chance.randrange(1000, 300_000) + b" HTTP/1.1\r\nHost: x\r\n\r\n"]


def _large_body(chance: random.Random) -> list[bytes]:
    length = chance.choice((2**20 - 1, 2**20 + 1, 500 * 2**20))
    sent = b"[" * min(length, 2 ** chance.randrange(10, 21))
    if chance.random() < 0.5:
        return [_head(chance, f"Content-Length: {length}", "Content-Type: application/json"), sent]
    return [_head(chance, "Transfer-Encoding: chunked"), b"%x\r\n" % len(sent) + sent + b"\r\n0\r\n\r\n"]


def _json(chance: random.Random) -> list[bytes]:
    depth, width = chance.randrange(1, 5000), chance.randrange(1, 40_000)
    body = chance.choice(
        (
            b"[" * depth + b"]" * depth,
            b'{"a":' * depth + b"1" + b"}" * depth,
            b"[" + b"[]," * width + b"[]]",
            b'{"salt":' + b"9" * width + b"}",
            b'{"salt":1e999,"x":-0,"y":NaN}',
            b'{"order":' + json.dumps({"salt": 10**30, "tokenId": "9" * width}).encode() + b"}",
            b'["' + chance.randbytes(200) + b'"]',
            b'["\\ud800"]',
            b"\xff\xfe[\x00]\x00",
        )
    )
    return [_head(chance, f"Content-Length: {len(body)}", "Content-Type: application/json"), body]


def _half(chance: random.Random) -> list[bytes]:
    whole = _head(chance, "Content-Length: 100") + b"x" * 50
    return [whole[: chance.randrange(1, len(whole))]] if chance.random() < 0.2 else [whole[:10], b"\r\n\r\n"]


def _memory(pid: int) -> int:
    """Resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0
