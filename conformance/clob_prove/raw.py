"""Hostile requests as raw bytes, drawn by chance.

What is not HTTP, lengths that contradict each other, targets, heads and bodies past every bound, JSON that is
deep, wide, not UTF-8 or full of huge numbers, and callers that stop half way.
"""

from __future__ import annotations

import json
import random

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


def draw(chance: random.Random) -> list[bytes]:
    """A hostile request, in the parts in which it is sent."""
    make = chance.choice(
        (_noise, _contradiction, _large_head, _large_body, _pieces, _json, _json, _json, _half)
    )
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


def _pieces(chance: random.Random) -> list[bytes]:
    """Very many of something small: requests sent ahead, fields, chunks, fields after the body."""
    many = chance.randrange(100, 40_000)
    chunked = _head(chance, "Transfer-Encoding: chunked", "Content-Type: application/json")
    return [
        chance.choice(
            (
                b"GET /time HTTP/1.1\r\nHost: x\r\n\r\n" * many,
                b"GET / HTTP/1.1\r\n" + b"a:b\r\n" * many,
                chunked + b"1\r\n[\r\n" * many,
                chunked + b"1\r\n[\r\n0\r\n" + b"a:b\r\n" * many,
                chunked + b"1\r\n[\r\n0\r\na: " + b"b" * 2**21,
            )
        )
    ]


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
