"""Trouble on demand: what goes wrong between a server and its caller, on every path of the exchange.

A slow response, and a connection reset or cut in the middle of one come after the request was carried out, so
that its outcome is unknown to the caller; what the network in front says (an HTML page, that the caller's
region is blocked, that there are too many requests) comes instead of that. With `accuracy` the exchange takes
fewer decimals of market orders than their tick size gives (docs/protocol/errors.md#placing-orders).
"""

import asyncio
import re
import socket
import struct
from random import Random

from attrs import define, field, frozen
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

KINDS = ("none", "latency", "reset", "cut", "html", "region", "limited", "accuracy")
PAGES = ("html", "region", "limited")
_TEXT = re.compile(r"([a-z]+)(?::([0-9]+(?:\.[0-9]+)?|[a-z]+))?")
_LINGER_OFF = struct.pack("ii", 1, 0)  # close at once, which the other end sees as a reset
_LONGEST = 600.0  # seconds
_VALUES = {"latency": 1.0, "html": 502, "region": 403, "limited": 429, "accuracy": 4}
_REGION = (
    "Trading restricted in your region, please refer to available regions - "
    "https://docs.polymarket.com/developers/CLOB/geoblock"
)


@frozen
class Latency:
    """A latency profile: seconds from `least` to `most`, and one response in `rarity` takes `stall`."""

    least: float
    most: float
    rarity: int
    stall: float


LATENCIES = {
    "near": Latency(0.001, 0.005, 1000, 0.05),
    "far": Latency(0.07, 0.11, 200, 0.4),
    "busy": Latency(0.02, 0.2, 40, 2.0),
    "mobile": Latency(0.06, 0.4, 20, 1.5),
}


@define
class Trouble:
    """A kind of trouble with its value: of latency seconds or the name of a profile, of a page its status;
    `left` requests meet it, or all of them.
    """

    kind: str = "none"
    value: float | str | None = None
    left: int | None = None
    _chance: Random = field(factory=lambda: Random(0))  # noqa: S311 - repeatable delays, not secrets

    def strikes(self) -> bool:
        """Whether the next request meets it; counts the request."""
        if self.kind in ("none", "accuracy") or self.left == 0:
            return False
        if self.left is not None:
            self.left -= 1
        return True

    @property
    def status(self) -> int:
        """Status of what the network in front says."""
        return int(self.value or _VALUES[self.kind])

    @property
    def accuracy(self) -> int | None:
        """Decimals that the wanted amount of a market order may have; None where its tick size says."""
        return int(self.value or _VALUES["accuracy"]) if self.kind == "accuracy" else None

    def delay(self) -> float:
        """Seconds by which the next response is late; the same ones after each time it is set."""
        if not isinstance(self.value, str):
            return _VALUES["latency"] if self.value is None else self.value
        profile = LATENCIES[self.value]
        stalls = self._chance.randrange(profile.rarity) == 0
        return profile.stall if stalls else self._chance.uniform(profile.least, profile.most)


def make_trouble(kind: str, value: float | str | None = None, left: int | None = None) -> Trouble:
    """Trouble of a kind with its value; raises ValueError for what makes no sense."""
    if kind not in KINDS:
        raise ValueError(f"unknown trouble {kind!r}: one of {', '.join(KINDS)}")
    if value is None:
        fits = True
    elif isinstance(value, str):
        fits = kind == "latency" and value in LATENCIES
    else:
        bounds = {"html": (200, *range(400, 600)), "region": (403, 451), "accuracy": range(2, 7)}
        fits = (kind == "latency" and 0 <= value <= _LONGEST) or value in bounds.get(kind, ())
    if kind == "accuracy" and left is not None:
        raise ValueError("trouble accuracy lasts until other trouble is set; it does not count requests")
    if fits:
        return Trouble(kind, value, left)
    profiles = ", ".join(LATENCIES)
    wanted = {
        "latency": f"seconds from 0 to 600 or one of {profiles}",
        "html": "200 or a status from 400 to 599",
        "region": "403 or 451",
        "accuracy": "decimals from 2 to 6",
    }.get(kind, "no value")
    shown = value if isinstance(value, str) else f"{value:g}"
    raise ValueError(f"trouble {kind} takes {wanted}, not {shown}")


def parse(text: str) -> Trouble:
    """Trouble as the command line names it: `reset`, `latency:0.5`, `latency:far`, `html:503`; raises
    ValueError.
    """
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"trouble {text!r} is not a KIND or KIND:VALUE; kinds: {', '.join(KINDS)}")
    value = found[2]
    return make_trouble(found[1], float(value) if value and value[0].isdigit() else value)


def page(trouble: Trouble) -> Response:
    """What a network in front says in place of the server behind it."""
    status = trouble.status
    if trouble.kind == "region":
        return JSONResponse({"error": _REGION}, status)
    if trouble.kind == "limited":
        return PlainTextResponse("error code: 1015", status)
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
    """Send a response in the way of the trouble."""
    if trouble.kind == "latency":
        await asyncio.sleep(trouble.delay())
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
