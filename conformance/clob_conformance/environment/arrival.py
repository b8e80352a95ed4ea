"""What stands at an address: a CLOB, or something else, which is told in one sentence with what helps.

A gateway, a login page, a wrong base path or another API would break every clause at every operation, and say
nothing about a CLOB. So the first requests of a run are few, and waited for only for a moment.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from time import monotonic, time
from typing import Final
from urllib.parse import urlsplit

import httpx
from attrs import evolve
from polymarket_clob.printable import printable

from clob_conformance.core.errors import CannotRun
from clob_conformance.core.forms import of_body, of_refusal
from clob_conformance.core.interaction import PASSING, Response
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.sender import Call, Sender
from clob_conformance.environment.target import unknown_signer

_SECONDS: Final = 4.0
"""For the first response of all, or a fourth of what the user allows a response, if that is more."""
_ATTEMPTS: Final = 5
_DROPS_S: Final = 1.5
"""For so long what is dropped is asked again; what hangs is not."""
_FIRST_WORDS: Final = 80
_CLOCKS_S: Final = 60
_TIME: Final = Call("GET", "/time")
_LISTINGS: Final = (Call("GET", "/sampling-simplified-markets"), Call("GET", "/markets"))
_LOGIN: Final = "/auth/derive-api-key"

# What a failure to connect says, and what helps; the first that fits.
_FAILURES: Final = (
    (r"Hostname mismatch|IP address mismatch", "its certificate is one of another name"),
    (r"certificate has expired", "its certificate has expired"),
    (r"CERTIFICATE_VERIFY_FAILED", "its certificate is signed by nobody trusted here: --ca-file PEM"),
    (
        r"certificate.required|handshake.failure|bad.certificate|unknown.ca|certificate.unknown",
        "it asks for a certificate of ours: --client-cert PEM",
    ),
    (r"WRONG_VERSION_NUMBER|RECORD_LAYER|UNEXPECTED_EOF", "no TLS is spoken there: http:// instead?"),
    (r"407", "the proxy wants a login: --proxy http://USER:PASSWORD@HOST:PORT"),
    (r"not known|No address|name resolution|getaddrinfo", "no such name is known here: a proxy? --proxy URL"),
    (r"refused", "nothing listens there"),
    (r"not ended|timed out", "is it up, and reached without a proxy? --proxy URL, --timeout SECONDS"),
    (r"disconnected|reset", "is it spoken to over TLS? https:// instead"),
)
# Over TLS 1.3 a certificate is asked for when the connection seems to stand already.
_CUT_OVER_TLS: Final = (r"disconnected|reset", "does it ask for a certificate of ours? --client-cert PEM")


def arrive(sender: Sender) -> None:
    """Find a CLOB at the sender's address. Raises `CannotRun` that says what is there instead."""
    first = evolve(sender, patient=False, seconds=min(sender.seconds, max(_SECONDS, sender.seconds / 4)))
    response = _asked(first, _TIME)
    if response.status in PASSING:
        # It is limited, or starts; that is waited for.
        response = sender.interaction(_TIME).response
    if _is_time(response) or any(_is_listing(_asked(first, each)) for each in _LISTINGS):
        return
    what, remedy = _what_else(response, sender.url)
    said = f"GET /time: {response.status} {first_words(response)}"
    raise CannotRun(f"no CLOB is found at {sender.url}: {what}; {remedy} ({said})")


def refused(sender: Sender, status: int, words: str) -> CannotRun:
    """Why credentials were refused: that a login which needs no account is refused too tells of the way."""
    someone = unknown_signer()
    stranger = Account(someone.address, None, someone)
    login = _asked(evolve(sender, patient=False), Call("GET", _LOGIN), stranger.headers("L1", "GET", _LOGIN))
    why = ""
    if login.status == status:
        ahead = _clock_ahead(login)
        why = (
            f"; the server's clock is {abs(ahead):.0f} s {'ahead' if ahead > 0 else 'behind'}"
            if abs(ahead) > _CLOCKS_S
            else "; nobody's signature is taken: are headers with an underscore dropped on the way "
            "(nginx: underscores_in_headers on)?"
        )
    return CannotRun(f"credentials refused by {sender.url}: {words}{why}")


def first_words(response: Response) -> str:
    """How the body of a response begins, as far as people read it."""
    text = response.body[:4096].decode("utf-8", "replace")
    if of_body(response.body) & {"html"}:
        text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]*>", " ", text, flags=re.S | re.I)
    text = printable(" ".join(text.split()))
    return f"{text[:_FIRST_WORDS]}..." if len(text) > _FIRST_WORDS else text or "with an empty body"


def _asked(sender: Sender, what: Call, headers: dict[str, str] | None = None) -> Response:
    try:
        began = monotonic()
        for _ in range(_ATTEMPTS):  # connections are dropped now and then
            response = sender.attempt(what, headers or {}).response
            if not response.missing or monotonic() - began > _DROPS_S:
                break
    except httpx.ConnectError as error:
        raise CannotRun(unreachable(sender.url, str(error) or type(error).__name__)) from error
    if response.missing:
        raise CannotRun(unreachable(sender.url, response.missing))
    return response


def unreachable(url: str, why: str) -> str:
    """That a server cannot be reached, and what helps."""
    failures = (_CUT_OVER_TLS, *_FAILURES) if urlsplit(url).scheme == "https" else _FAILURES
    helps = (remedy for pattern, remedy in failures if re.search(pattern, why, re.IGNORECASE))
    remedy = next(helps, "")
    return f"cannot reach {url}: {remedy}{' (' if remedy else ''}{printable(why)}{')' if remedy else ''}"


def _is_time(response: Response) -> bool:
    return response.succeeded and re.fullmatch(rb'\s*"?\d+"?\s*', response.body) is not None


def _is_listing(response: Response) -> bool:
    return response.succeeded and isinstance(response.mapping().get("data"), list)


def _what_else(response: Response, url: str) -> tuple[str, str]:
    status, path = response.status, urlsplit(url).path
    in_front = "--header 'NAME: VALUE' or --client-cert PEM"
    if 300 <= status < 400:
        where = printable(response.headers.get("location", "nowhere"))
        return f"it sends us on to {where}", "is that a login, or the right address?"
    if status == 451 or (status == 403 and "region" in of_refusal(response)):
        return "it bars this region", "run it from another one"
    if status in (401, 403, 407):
        return "what stands in front lets nobody in", f"what does it ask for? {in_front}"
    if status in (404, 405, 410):
        base = f"without {path}" if path else f"such as {url}/clob"
        return "it knows no such path", f"is the base path right, {base}?"
    if status >= 500:
        return "it fails, or nothing is behind it", "is the exchange up?"
    if of_body(response.body) & {"html"}:
        return "a page for people, such as a login", f"what does it ask for? {in_front}"
    return "another API", "is the address right?"


def _clock_ahead(response: Response) -> float:
    """Seconds by which the server's clock is ahead of ours; 0 when it does not say."""
    try:
        return parsedate_to_datetime(response.headers["date"]).timestamp() - time()
    except (KeyError, TypeError, ValueError):
        return 0.0
