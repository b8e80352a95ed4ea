"""Faults of HTTP manners and of the headers that tell of rate limits."""

from typing import Any

import orjson

from clob_sandbox.faults.common import CANCELS, POSTS
from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply, header

# What is asked of a path by a method that it does not know, and of paths that are not there.
_OFF_THE_MAP = ("",)
_COUNTED = (*POSTS, *CANCELS)


def _without(name: str) -> Any:
    def after(intercept: Intercept, reply: Reply) -> None:
        reply.headers.pop(name, None)

    return after


def _reported_as(found: int, reported: int) -> Any:
    def after(intercept: Intercept, reply: Reply) -> None:
        if reply.status == found:
            reply.status = reported

    return after


def _first_method_alone(intercept: Intercept, reply: Reply) -> None:
    if "allow" in reply.headers:
        reply.headers["allow"] = reply.headers["allow"].partition(",")[0]


def _head_fails(intercept: Intercept, reply: Reply) -> None:
    if intercept.incoming.method == "HEAD":
        reply.status = 500


def _page_for_refusals(intercept: Intercept, reply: Reply) -> None:
    if 400 <= reply.status < 500:
        reply.body = b"<html><body>Bad request</body></html>"
        reply.headers["content-type"] = "text/html"


def _claims_gzip(intercept: Intercept, reply: Reply) -> None:
    if "gzip" in intercept.headers.get("accept-encoding", ""):
        reply.headers["content-encoding"] = "gzip"


def _cut_short(intercept: Intercept, reply: Reply) -> None:
    reply.headers["content-length"] = str(len(orjson.dumps(reply.body)) + 16)


def _now_and_then(every: int, status: int) -> Any:
    def after(intercept: Intercept, reply: Reply) -> None:
        intercept.memory["count"] = intercept.memory.get("count", 0) + 1
        if intercept.memory["count"] % every == 0:
            reply.status, reply.body = status, {"error": "Too Many Requests"}

    return after


def _limits(**reported: str) -> Any:
    def after(intercept: Intercept, reply: Reply) -> None:
        now = intercept.exchange.clock.seconds()
        headers = {"remaining": "59", "reset": str(now + 1), "tier": "Standard"} | reported
        for name, value in headers.items():
            if value:
                reply.headers[f"poly-ratelimit-{name}"] = value

    return after


FAULTS: dict[str, Fault] = {
    "allow-missing": Fault(
        "a 405 has no Allow", _OFF_THE_MAP, None, _without("allow"), always=True, breaks=("allow-header",)
    ),
    "allow-short": Fault(
        "Allow names one of several methods",
        _OFF_THE_MAP,
        None,
        _first_method_alone,
        always=True,
        breaks=("allow-header",),
    ),
    "method-unknown-404": Fault(
        "a wrong method is answered 404",
        _OFF_THE_MAP,
        None,
        _reported_as(405, 404),
        always=True,
        breaks=("method-refused",),
    ),
    "head-500": Fault(
        "HEAD answers 500",
        _OFF_THE_MAP,
        None,
        _head_fails,
        always=True,
        breaks=("no-server-error", "method-refused"),
    ),
    "unknown-path-500": Fault(
        "an unknown path is answered 500",
        _OFF_THE_MAP,
        None,
        _reported_as(404, 500),
        always=True,
        breaks=("no-server-error", "unknown-path"),
    ),
    "refusals-as-html": Fault(
        "refusals are pages of HTML",
        ("getPrice", "cancelOrder"),
        None,
        _page_for_refusals,
        always=True,
        breaks=("content-type", "response-schema"),
    ),
    "json-as-octets": Fault(
        "trades are sent as application/octet-stream",
        ("getTrades",),
        None,
        header("content-type", "application/octet-stream"),
        breaks=("content-type",),
    ),
    "listing-claims-gzip": Fault(
        "plain JSON claims to be gzip where gzip is accepted",
        ("getSamplingMarkets", "getSamplingSimplifiedMarkets"),
        None,
        _claims_gzip,
        breaks=("content-encoding",),
    ),
    "trades-cut-short": Fault(
        "trades end before the length that was said", ("getTrades",), None, _cut_short, breaks=("answered",)
    ),
    "retry-after-text": Fault(
        "Retry-After is a word",
        ("postOrder",),
        None,
        header("retry-after", "soon"),
        always=True,
        breaks=("response-headers", "retry-after"),
    ),
    "too-many-without-retry": Fault(
        "every fourth reading is a 429 without Retry-After",
        ("getTickSize",),
        None,
        _now_and_then(4, 429),
        breaks=("retry-after",),
    ),
    "limit-remaining-word": Fault(
        "Poly-RateLimit-Remaining is a word",
        _COUNTED,
        None,
        _limits(remaining="plenty"),
        breaks=("rate-limit-headers",),
    ),
    "limit-remaining-negative": Fault(
        "Poly-RateLimit-Remaining is below zero",
        _COUNTED,
        None,
        _limits(remaining="-3"),
        breaks=("rate-limit-headers",),
    ),
    "limit-reset-millis": Fault(
        "Poly-RateLimit-Reset is in milliseconds",
        _COUNTED,
        None,
        _limits(reset="1790000000000"),
        breaks=("rate-limit-headers",),
    ),
    "limit-tier-missing": Fault(
        "Poly-RateLimit-Tier is missing", _COUNTED, None, _limits(tier=""), breaks=("rate-limit-headers",)
    ),
    "limit-tier-unknown": Fault(
        "Poly-RateLimit-Tier is no tier",
        _COUNTED,
        None,
        _limits(tier="Unobtainium"),
        breaks=("rate-limit-headers",),
    ),
}
