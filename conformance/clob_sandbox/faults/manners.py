"""Faults of HTTP manners and of the headers that tell of rate limits."""

from typing import Any

from clob_sandbox.faults.common import CANCELS, POSTS
from clob_sandbox.faults.planting import Fault, Reply, Visit, header

# What is asked of a path by a method that it does not know, and of paths that are not there.
_OFF_THE_MAP = ("",)
_COUNTED = (*POSTS, *CANCELS)


def _without(name: str) -> Any:
    def after(visit: Visit, reply: Reply) -> None:
        reply.headers.pop(name, None)

    return after


def _told_as(found: int, told: int) -> Any:
    def after(visit: Visit, reply: Reply) -> None:
        if reply.status == found:
            reply.status = told

    return after


def _first_method_alone(visit: Visit, reply: Reply) -> None:
    if "allow" in reply.headers:
        reply.headers["allow"] = reply.headers["allow"].partition(",")[0]


def _head_fails(visit: Visit, reply: Reply) -> None:
    if visit.incoming.method == "HEAD":
        reply.status = 500


def _page_for_refusals(visit: Visit, reply: Reply) -> None:
    if 400 <= reply.status < 500:
        reply.body = b"<html><body>Bad request</body></html>"
        reply.headers["content-type"] = "text/html"


def _claims_gzip(visit: Visit, reply: Reply) -> None:
    if "gzip" in visit.headers.get("accept-encoding", ""):
        reply.headers["content-encoding"] = "gzip"


def _now_and_then(every: int, status: int) -> Any:
    def after(visit: Visit, reply: Reply) -> None:
        visit.memory["count"] = visit.memory.get("count", 0) + 1
        if visit.memory["count"] % every == 0:
            reply.status, reply.body = status, {"error": "Too Many Requests"}

    return after


def _limits(**told: str) -> Any:
    def after(visit: Visit, reply: Reply) -> None:
        now = visit.exchange.clock.seconds()
        headers = {"remaining": "59", "reset": str(now + 1), "tier": "Standard"} | told
        for name, value in headers.items():
            if value:
                reply.headers[f"poly-ratelimit-{name}"] = value

    return after


FAULTS: dict[str, Fault] = {
    "allow-missing": Fault(
        "manners", "a 405 has no Allow", _OFF_THE_MAP, None, _without("allow"), always=True
    ),
    "allow-short": Fault(
        "manners", "Allow names one of several methods", _OFF_THE_MAP, None, _first_method_alone, always=True
    ),
    "method-unknown-404": Fault(
        "manners", "a wrong method is answered 404", _OFF_THE_MAP, None, _told_as(405, 404), always=True
    ),
    "head-500": Fault("manners", "HEAD answers 500", _OFF_THE_MAP, None, _head_fails, always=True),
    "unknown-path-500": Fault(
        "manners", "an unknown path is answered 500", _OFF_THE_MAP, None, _told_as(404, 500), always=True
    ),
    "refusals-as-html": Fault(
        "media",
        "refusals are pages of HTML",
        ("getPrice", "cancelOrder"),
        None,
        _page_for_refusals,
        always=True,
    ),
    "json-as-octets": Fault(
        "media",
        "trades are sent as application/octet-stream",
        ("getTrades",),
        None,
        header("content-type", "application/octet-stream"),
    ),
    "listing-claims-gzip": Fault(
        "media",
        "plain JSON claims to be gzip where gzip is accepted",
        ("getSamplingMarkets", "getSamplingSimplifiedMarkets"),
        None,
        _claims_gzip,
    ),
    "retry-after-text": Fault(
        "manners", "Retry-After is a word", ("postOrder",), None, header("retry-after", "soon"), always=True
    ),
    "too-many-without-retry": Fault(
        "limit",
        "every fourth reading is a 429 without Retry-After",
        ("getTickSize",),
        None,
        _now_and_then(4, 429),
    ),
    "limit-remaining-word": Fault(
        "limit", "Poly-RateLimit-Remaining is a word", _COUNTED, None, _limits(remaining="plenty")
    ),
    "limit-remaining-negative": Fault(
        "limit", "Poly-RateLimit-Remaining is below zero", _COUNTED, None, _limits(remaining="-3")
    ),
    "limit-reset-millis": Fault(
        "limit", "Poly-RateLimit-Reset is in milliseconds", _COUNTED, None, _limits(reset="1790000000000")
    ),
    "limit-tier-missing": Fault("limit", "Poly-RateLimit-Tier is missing", _COUNTED, None, _limits(tier="")),
    "limit-tier-unknown": Fault(
        "limit", "Poly-RateLimit-Tier is no tier", _COUNTED, None, _limits(tier="Unobtainium")
    ),
}
