"""Trouble on demand: what goes wrong between a server and its caller, on every path of the exchange.

A slow answer, a connection reset or cut in the middle of an answer come after the request was carried out, so
that its outcome is unknown to the caller; an HTML page of the network in front comes instead of that.
"""

import asyncio
import re
import socket
import struct

from attrs import define
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send

KINDS = ("none", "latency", "reset", "cut", "html")
_TEXT = re.compile(r"([a-z]+)(?::([0-9]+(?:\.[0-9]+)?))?")
_LINGER_OFF = struct.pack("ii", 1, 0)  # close at once, which the other end sees as a reset
_LONGEST = 600.0  # seconds


@define
class Trouble:
    """A kind of trouble, for latency its seconds, for a page its status; `left` requests, or all of them."""

    kind: str = "none"
    seconds: float = 1.0
    status: int = 502
    left: int | None = None

    def strikes(self) -> bool:
        """Whether the next request meets it; counts the request."""
        if self.kind == "none" or self.left == 0:
            return False
        if self.left is not None:
            self.left -= 1
        return True


def make_trouble(kind: str, value: float | None = None, left: int | None = None) -> Trouble:
    """Trouble of a kind with its value (seconds or status); raises ValueError for what makes no sense."""
    if kind not in KINDS:
        raise ValueError(f"unknown trouble {kind!r}: one of {', '.join(KINDS)}")
    if value is None:
        return Trouble(kind, left=left)
    if kind == "latency" and 0 <= value <= _LONGEST:
        return Trouble(kind, seconds=value, left=left)
    if kind == "html" and value in range(400, 600):
        return Trouble(kind, status=int(value), left=left)
    wanted = {"latency": "seconds from 0 to 600", "html": "a status from 400 to 599"}.get(kind, "no value")
    raise ValueError(f"trouble {kind} takes {wanted}, not {value:g}")


def parse(text: str) -> Trouble:
    """Trouble as the command line names it: `reset`, `latency:0.5`, `html:503`; raises ValueError."""
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"trouble {text!r} is not a KIND or KIND:VALUE; kinds: {', '.join(KINDS)}")
    return make_trouble(found[1], None if found[2] is None else float(found[2]))


def page(status: int) -> Response:
    """A page as a content delivery network shows it when the server behind it does not answer."""
    reason = {403: "Forbidden", 502: "Bad gateway", 503: "Service temporarily unavailable"}.get(
        status, "Error"
    )
    return HTMLResponse(
        f"<!DOCTYPE html>\n<html><head><title>{status}: {reason}</title></head>\n"
        f"<body><h1>{reason}</h1><p>Error code {status}</p></body></html>\n",
        status,
        {"server": "cdn"},
    )


async def deliver(trouble: Trouble, response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer in the way of the trouble."""
    if trouble.kind == "latency":
        await asyncio.sleep(trouble.seconds)
        await response(scope, receive, send)
        return
    transport = scope.get("state", {}).get("transport")
    if transport is None:
        raise RuntimeError(f"trouble {trouble.kind} needs the sandbox's own server")
    if trouble.kind == "cut":
        await send(
            {"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers}
        )
        half = bytes(response.body)[: len(response.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        transport.close()
    else:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_OFF)
        transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
