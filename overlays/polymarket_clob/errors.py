"""Every error the client raises, in one tree::

    ClobError
    ├── InvalidInput (ValueError)        refused here, nothing was sent
    ├── InsufficientLiquidity            the book cannot fill the order; nothing was sent
    ├── MissingCredentials               this call needs a key that was not given; nothing was sent
    ├── ClientClosed                     the client was closed before; nothing was sent
    ├── TransportError                   no whole response arrived
    │   ├── NotSent                      the connection was never made: nothing reached the exchange
    │   ├── DeadlineExceeded             the call's deadline came first
    │   └── ResponseTooLarge             the response is larger than the client takes
    ├── ResponseError                    a response arrived, and it is not a success
    │   ├── UnreadableResponse           not what the description promises: HTML, cut off, other shape
    │   ├── OrderRejected                200, but the order was not taken
    │   ├── Redirected                   3xx
    │   ├── BadRequest                   400
    │   │   └── RequestAbandoned         400, "context canceled"
    │   ├── Unauthorized                 401
    │   ├── Blocked                      403: turned away, mostly by the CDN in front of the exchange
    │   │   └── Geoblocked               451, or a 403 that names the region
    │   ├── NotFound                     404
    │   ├── RequestTimeout               408
    │   ├── EngineRestarting             425
    │   ├── RateLimited                  429
    │   ├── Unavailable                  503
    │   │   ├── TradingDisabled
    │   │   ├── CancelOnly
    │   │   └── PostOnlyMode
    │   └── ServerError                  any other 5xx
    ├── OrderOutcomeUnknown              an order was sent and nobody knows what became of it
    └── BatchInterrupted                 some requests of a batch were answered, others were not
        ├── OrdersInterrupted            refused on the way: says which orders went through before
        └── CancelsInterrupted           says what was cancelled, and which ids are left

Each error has ``retryable`` (the same request may be sent again and may then succeed),
``outcome_known`` (False when the exchange may have acted although no response says so) and
``retry_after`` (seconds, or None). Errors made of a response keep its status, headers and bytes. All of them
pickle and copy with what they carry, notes included, so that they cross processes.
Statuses and texts: description of the operations; docs/protocol/errors.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from time import time
from typing import TYPE_CHECKING, Any, Final, TypeVar

from orjson import loads

from ._clock import http_date
from ._limits import RateLimit
from ._redaction import keyless, keyless_text
from .printable import printable

if TYPE_CHECKING:
    from polymarket_clob_api.models import SendOrderResponse

    from ._results import CancelResult
    from .orders import SignedOrder

__all__ = [
    "BadRequest",
    "BatchInterrupted",
    "Blocked",
    "CancelOnly",
    "CancelsInterrupted",
    "ClientClosed",
    "ClobError",
    "DeadlineExceeded",
    "EngineRestarting",
    "Geoblocked",
    "InsufficientLiquidity",
    "InvalidInput",
    "MissingCredentials",
    "NotFound",
    "NotSent",
    "OrderOutcomeUnknown",
    "OrderRejected",
    "OrdersInterrupted",
    "PostOnlyMode",
    "RateLimited",
    "Redirected",
    "RequestAbandoned",
    "RequestTimeout",
    "ResponseError",
    "ResponseTooLarge",
    "ServerError",
    "TradingDisabled",
    "TransportError",
    "Unauthorized",
    "Unavailable",
    "UnreadableResponse",
]

T = TypeVar("T")


class Portable(Exception):
    """An exception that pickles and copies with its text, its attributes and its notes.

    The standard way calls the class with the text, which no class with arguments of its own survives. An
    attribute that cannot be pickled (a value that a caller passed wrongly may be anything) goes as its repr.
    """

    def __reduce__(self) -> tuple[Any, ...]:
        return _bare, (type(self), *self.args), {k: _portable(v) for k, v in vars(self).items()}


def _bare(kind: type[Portable], *args: object) -> Portable:
    error = kind.__new__(kind)
    error.args = args
    return error


def _portable(value: object) -> object:
    import pickle  # noqa: PLC0415 - only who pickles pays for it

    try:
        pickle.loads(pickle.dumps(value))  # noqa: S301 - what was dumped here
    except Exception:  # noqa: BLE001 - classes of others raise what they like
        return repr(value)
    return value


class ClobError(Portable):
    """Anything that goes wrong between the caller and the exchange."""

    retryable: bool = False
    outcome_known: bool = True
    retry_after: float | None = None


class InvalidInput(ClobError, ValueError):
    """An argument that breaks a rule; nothing was sent. Names the field, the value and the rule.

    What looks like a private key (64 hex digits, 32 bytes) is neither shown nor kept: ``value`` says what it
    looks like. ``is_hash``: the field is of that form itself, such as an order id, and shown.
    """

    def __init__(self, field: str, value: object, rule: str, *, is_hash: bool = False) -> None:
        self.field = field
        self.value = value if is_hash else keyless(value)
        self.rule = rule if is_hash else keyless_text(rule)
        super().__init__(f"{field}={self.value!r}: {self.rule}")


def of_kind(field: str, value: object, kind: type[T], rule: str) -> T:
    """The value. Raises InvalidInput where it is of another kind, with its type alone: it may be a secret."""
    if not isinstance(value, kind):
        raise InvalidInput(field, type(value).__name__, rule)
    return value


class InsufficientLiquidity(ClobError):
    """The book does not hold what a market order wants; nothing was sent."""


class MissingCredentials(ClobError):
    """The call needs a private key or an API key that the client was not given; nothing was sent."""


class ClientClosed(ClobError):
    """The client was closed, by ``close`` or at the end of its ``with`` block; nothing was sent."""


class TransportError(ClobError):
    """The exchange may have received the request, but no whole response came back."""

    retryable = True
    outcome_known = False


class NotSent(TransportError):
    """No connection was made, so the exchange has not seen the request."""

    outcome_known = True


class DeadlineExceeded(TransportError):
    """The call's deadline came before its response had ended."""


class ResponseTooLarge(TransportError):
    """The response is over ``max_response_bytes``, as it came or decompressed."""

    retryable = False


LONGEST_TEXT: Final = 10_000
"""Characters of an error text that are read: a server may send 64 MiB of it."""


class ResponseError(ClobError):
    """A response that is not a success.

    Attributes: ``status`` (int), ``headers`` (mapping), ``body`` (bytes, as received),
    ``message`` (the body's ``error`` text, or a note on what came instead), ``code`` (the body's
    ``code``, or None), ``operation`` (operation id of the description). Where the response repeats secrets of
    its request (API key, passphrase, signature, values of ``Reach(headers=...)``), all of them have ``***``.
    """

    def __init__(
        self, operation: str, status: int, headers: Mapping[str, str], body: bytes, note: str | None = None
    ) -> None:
        self.operation = operation
        self.status = status
        self.headers = headers
        self.body = body
        document = _json_object(body)
        text = document.get("error") or document.get("error_msg") or document.get("errorMsg")
        said = text[:LONGEST_TEXT] if isinstance(text, str) else _describe(headers, body)
        self.message: str = note or said
        code = document.get("code")
        self.code: str | None = code if isinstance(code, str) else None
        self.retry_after = _retry_after(headers, document)
        super().__init__(f"{operation}: HTTP {status}: {self.message}")

    @property
    def limit(self) -> RateLimit:
        """What the response says of the caller's rate limit."""
        return RateLimit.of(self.headers)

    def unreadable(self, note: str) -> UnreadableResponse:
        """The same response as one that does not say what became of the request."""
        return UnreadableResponse(self.operation, self.status, self.headers, self.body, note)


class UnreadableResponse(ResponseError):
    """A success status whose body is not what the description promises; ``body`` has it unchanged."""

    outcome_known = False


class OrderRejected(ResponseError):
    """The exchange answered 200 and did not take the order; ``message`` is its ``errorMsg``."""


class Redirected(ResponseError):
    """3xx: it points elsewhere, where nothing that is signed goes; 303 says that the request was handled."""

    outcome_known = False


class BadRequest(ResponseError):
    """400: the exchange refused the request."""


class RequestAbandoned(BadRequest):
    """400 with ``context canceled``: the exchange gave up midway; what it did until then is not known."""

    retryable = True
    outcome_known = False


class RequestTimeout(ResponseError):
    """408: the exchange, or a server in front of it, waited too long; 444, 460, 499: the call was cut off."""

    retryable = True
    outcome_known = False


class Unauthorized(ResponseError):
    """401: the key, the signature or the clock is wrong."""


class Blocked(ResponseError):
    """403: turned away before the exchange looked at the request; from another address it may pass."""


class Geoblocked(Blocked):
    """451, or a 403 that names the region: the exchange does not serve the country of this address."""


class NotFound(ResponseError):
    """404; or a success that holds null, nothing or an error that says so, where one thing was asked for."""


class EngineRestarting(ResponseError):
    """425: the matching engine restarts; the request was not handled."""

    retryable = True


class RateLimited(ResponseError):
    """429: over a limit; ``retry_after`` says how long to wait."""

    retryable = True


class Unavailable(ResponseError):
    """503, for no reason that is known: also of a server in front of the exchange, which may have acted."""

    retryable = True
    outcome_known = False


class TradingDisabled(Unavailable):
    """503: neither orders nor cancels are taken."""

    outcome_known = True


class CancelOnly(Unavailable):
    """503: cancels are taken, orders are not."""

    outcome_known = True


class PostOnlyMode(Unavailable):
    """503: post-only orders and cancels are taken, other orders are not."""

    outcome_known = True


class ServerError(ResponseError):
    """Any other 5xx, a page of the CDN in front of the exchange included."""

    retryable = True
    outcome_known = False


class OrderOutcomeUnknown(ClobError):
    """An order was sent and no response says whether it was taken. Never send it again blindly.

    ``signed`` is the order, ``order_id`` the id it has if it was taken: ask ``get_order(order_id)``. After a
    batch, ``orders`` holds all of which this is said, and ``signed`` is the first; ``answered`` has the
    responses to its other orders, in their order, ``unsent`` the orders after them, which were not sent.
    """

    outcome_known = False

    def __init__(
        self,
        orders: Sequence[SignedOrder],
        cause: Exception,
        answered: Sequence[SendOrderResponse] = (),
        unsent: Sequence[SignedOrder] = (),
    ) -> None:
        self.orders = tuple(orders)
        self.signed = self.orders[0]
        self.order_id = self.signed.order_id
        self.cause = cause
        self.answered = list(answered)
        self.unsent = tuple(unsent)
        ids = ", ".join(order.order_id for order in self.orders)
        rest = f"; {len(self.answered)} answered, {len(self.unsent)} not sent" if answered or unsent else ""
        super().__init__(f"sent, and the outcome is unknown: {ids} ({cause}){rest}")


class BatchInterrupted(ClobError):
    """A batch goes out in several requests, and not all of them succeeded. ``cause`` is the first failure."""

    def __init__(self, said: str, cause: ClobError) -> None:
        super().__init__(f"{said} ({cause})")
        self.cause = cause
        self.retry_after = cause.retry_after


class OrdersInterrupted(BatchInterrupted):
    """A request of a batch of orders was refused whole, after others had been answered.

    ``answered``: the responses to the first orders, in their order. ``refused``: the orders of the refused
    request. ``unsent``: those after it. Neither of the two was taken.
    """

    def __init__(
        self,
        answered: Sequence[SendOrderResponse],
        refused: Sequence[SignedOrder],
        unsent: Sequence[SignedOrder],
        cause: ClobError,
    ) -> None:
        self.answered = list(answered)
        self.refused = tuple(refused)
        self.unsent = tuple(unsent)
        counts = (
            f"{len(self.answered)} orders answered, {len(self.refused)} refused, {len(self.unsent)} not sent"
        )
        super().__init__(counts, cause)


class CancelsInterrupted(BatchInterrupted):
    """Some requests of a batch of cancels were not answered; each was tried.

    ``result``: what the others brought about. ``left``: the ids of the ones without a response; a cancel may
    be sent again.
    """

    retryable = True
    outcome_known = False

    def __init__(self, result: CancelResult, left: Sequence[str], cause: ClobError) -> None:
        self.result = result
        self.left = tuple(left)
        super().__init__(
            f"{len(result.canceled)} orders cancelled, {len(self.left)} without a response", cause
        )


_BY_STATUS: dict[int, type[ResponseError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Blocked,
    404: NotFound,
    408: RequestTimeout,
    444: RequestTimeout,
    460: RequestTimeout,
    499: RequestTimeout,
    425: EngineRestarting,
    429: RateLimited,
    451: Geoblocked,
}

_REGION: Final = ("region", "geoblock", "country", "jurisdiction")
"""What a 403 says of where the caller is: "Trading restricted in your region" is the exchange's own."""


def response_error(operation: str, status: int, headers: Mapping[str, str], body: bytes) -> ResponseError:
    """The error that a response with this status stands for."""
    kind = _BY_STATUS.get(status)
    if kind is BadRequest and "context canceled" in str(_json_object(body).get("error", "")).lower():
        kind = RequestAbandoned
    elif kind is Blocked and any(
        word in str(_json_object(body).get("error", "")).lower() for word in _REGION
    ):
        kind = Geoblocked
    elif kind is None:
        kind = _unavailable(body) if status == 503 else ServerError if status >= 500 else ResponseError
        kind = Redirected if 300 <= status < 400 else kind
    return kind(operation, status, headers, body)


_NOTHING_THERE = ("not found", "does not exist", "no orderbook exists")


def refused_under_success(
    operation: str, status: int, headers: Mapping[str, str], body: bytes
) -> ResponseError:
    """The error of a read whose response holds an error and nothing else under the status of a success."""
    text = str(_json_object(body).get("error", "")).lower()
    kind = NotFound if any(words in text for words in _NOTHING_THERE) else ResponseError
    return kind(operation, status, headers, body)


def _unavailable(body: bytes) -> type[Unavailable]:
    document = _json_object(body)
    text = str(document.get("error", "")).lower()
    if document.get("code") == "post_only_mode" or text.startswith("post-only mode"):
        return PostOnlyMode
    if "cancel-only" in text:
        return CancelOnly
    if "trading is currently disabled" in text:
        return TradingDisabled
    return Unavailable


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        document = loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


_READ: Final = 2_000  # bytes of a body without an error text
_SHOWN: Final = 200  # characters of it
_TAGS: Final = re.compile(r"<(style|script)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_KEYS: Final = re.compile(rb"secret|passphrase|api_?key|signature", re.IGNORECASE)  # not into logs


def _describe(headers: Mapping[str, str], body: bytes) -> str:
    if not body:
        return "the response has no body"
    kind = headers.get("content-type", "no content type")
    said = f"the response holds no error text ({len(body)} bytes, {kind})"
    if _KEYS.search(body, 0, _READ):  # what comes after is not shown
        return said
    words = printable(" ".join(_TAGS.sub(" ", body[:_READ].decode("utf-8", "replace")).split()))
    return f"{said}: {words[:_SHOWN]}{'...' if len(words) > _SHOWN else ''}" if words else said


def _retry_after(headers: Mapping[str, str], document: Mapping[str, Any]) -> float | None:
    """Seconds to wait: the ``Retry-After`` header (seconds or a date), else ``retry_after_seconds``."""
    header = headers.get("retry-after")
    seconds = _seconds(header)
    if seconds is None and header is not None and (date := http_date(header)) is not None:
        seconds = max(0.0, date - time())
    return _seconds(document.get("retry_after_seconds")) if seconds is None else seconds


def _seconds(value: object) -> float | None:
    """A time to wait, 0 where it is past; None where that is no number."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None
