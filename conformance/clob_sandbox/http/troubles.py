"""The table of troubles: every way in which the exchange, or the way to it, can be made to go wrong.

Each row says how it is switched on (control path with its body, and the option where there is one), what
happens, what a public document says of it, in our words, and which document that is; where none speaks of it,
the row says so.
"""

from typing import Any

from attrs import asdict, frozen

_NONE = "no public document says so"
_RESTARTS = 'the page "Matching Engine Restarts"'
_LIMITS = 'the page "Rate Limits"'
_SPEC = "the OpenAPI document"


@frozen
class Row:
    """One trouble. `path` and `body` switch it on; so does `option` of `clob-sandbox serve`, unless blank."""

    name: str
    path: str
    body: dict[str, Any]
    option: str
    effect: str
    sentence: str
    source: str


TROUBLES = (
    Row(
        "latency",
        "trouble",
        {"kind": "latency", "value": 0.3},
        "--trouble latency:0.3",
        "every response comes that many seconds late; the request was carried out before",
        "requests over a limit are first held back rather than refused",
        _LIMITS,
    ),
    *(
        Row(
            f"latency profile {name}",
            "trouble",
            {"kind": "latency", "value": name},
            f"--trouble latency:{name}",
            effect,
            "",
            _NONE,
        )
        for name, effect in (
            ("near", "1 to 5 ms, one response in 1,000 takes 50 ms"),
            ("far", "70 to 110 ms, one response in 200 takes 0.4 s"),
            ("busy", "20 to 200 ms, one response in 40 takes 2 s"),
            ("mobile", "60 to 400 ms, one response in 20 takes 1.5 s"),
        )
    ),
    Row(
        "connection reset",
        "trouble",
        {"kind": "reset", "times": 1},
        "--trouble reset",
        "the request is carried out, then the connection is reset without a response",
        "",
        _NONE,
    ),
    Row(
        "response cut off",
        "trouble",
        {"kind": "cut", "times": 1},
        "--trouble cut",
        "the request is carried out, then the connection ends in the middle of the response",
        "",
        _NONE,
    ),
    Row(
        "page of the network",
        "trouble",
        {"kind": "html", "value": 502},
        "--trouble html:502",
        "an HTML page with this status comes instead of the request being carried out",
        "the limits are enforced by a content delivery network in front of the service",
        _LIMITS,
    ),
    Row(
        "blocked region",
        "trouble",
        {"kind": "region", "value": 403},
        "--trouble region:403",
        "403 or 451 with a text about the caller's region comes instead of the request being carried out",
        "trading is closed to callers of some regions",
        'the page "Geographic Restrictions" and public logs',
    ),
    Row(
        "limited by the network",
        "trouble",
        {"kind": "limited", "times": 3},
        "--trouble limited",
        "429 as plain text, without Retry-After, comes instead of the request being carried out",
        "",
        _NONE,
    ),
    Row(
        "rate limits",
        "limits",
        {"tier": "standard"},
        "--rate-limits standard",
        "429 with Retry-After over the windows of an address and the buckets of a signer, by tier",
        "requests are counted in sliding windows, orders and cancels by the signer's tier",
        _LIMITS,
    ),
    Row(
        "delayed orders",
        "matching",
        {"delay": 3},
        "",
        "a marketable order gets the status `delayed` and is matched so many seconds later; "
        "cancels reach it until then",
        "a posted order can get the status delayed: it is matched later",
        _SPEC,
    ),
    Row(
        "taker delay",
        "matching",
        {"taker_delay": True},
        "",
        "a marketable order waits 250 ms before it is carried out; makers may cancel meanwhile",
        "on markets marked itode, marketable orders wait out 250 ms and are processed then",
        _SPEC,
    ),
    Row(
        "accuracy of market orders",
        "trouble",
        {"kind": "accuracy", "value": 4},
        "--trouble accuracy:4",
        "market orders whose wanted amount has more decimals are refused with 400",
        "amounts of market orders are taken to a number of decimals only, whatever the tick size",
        "the published error page and public logs",
    ),
    Row(
        "restart",
        "mode",
        {"mode": "restarting", "seconds": 90},
        "--mode restarting",
        "425 on orders and cancels; when `seconds` are given, two minutes of post-only mode follow",
        "while the engine restarts, about 90 s, endpoints of orders return 425; then post-only for 2 minutes",
        _RESTARTS,
    ),
    Row(
        "post-only mode",
        "mode",
        {"mode": "post-only", "retry_after": 60},
        "--mode post-only",
        "orders that are not post-only are refused with 503, code and Retry-After; cancels are open",
        "in post-only mode only post-only orders and cancels are taken",
        _SPEC,
    ),
    Row(
        "cancel-only mode",
        "mode",
        {"mode": "cancel-only"},
        "--mode cancel-only",
        "503 on every order; cancels are open",
        "trading can be cancel-only: no new orders, cancels are allowed",
        _SPEC,
    ),
    Row(
        "trading disabled",
        "mode",
        {"mode": "disabled"},
        "--mode disabled",
        "503 on orders, cancels and scoring",
        "trading can be disabled altogether",
        _SPEC,
    ),
    Row(
        "wrong clock",
        "clock",
        {"skew": -90},
        "--clock-skew -90",
        "the reported time, the Date header and the window of signatures are off by that many seconds",
        "the server's time can be asked for, so that requests are signed by it",
        _SPEC,
    ),
)


def table() -> list[dict[str, Any]]:
    """The rows as JSON."""
    return [asdict(row) for row in TROUBLES]
