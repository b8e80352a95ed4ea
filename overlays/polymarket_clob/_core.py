"""One call: what to send, and what a response to it means. No input or output happens here.

A step of the client is a generator that yields calls and is sent their values; a driver (sync here, async
beside it) only moves bytes. The request is serialised once: those bytes are signed and sent.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from inspect import GEN_SUSPENDED, getgeneratorstate
from math import inf
from time import monotonic
from typing import Any, Final, Generic, NamedTuple, TypeVar

import httpx
from attrs import define, field, frozen
from orjson import dumps, loads
from polymarket_clob_api.operations import OPERATIONS

from ._checks import above_zero
from ._limits import RateLimit
from ._redaction import Secrets, frameless, shown_headers, without_login
from ._transport import NEVER_SENT, DeadlinePassed, Lane, RawRequest, RawResponse
from .decompression import TooLarge
from .errors import (
    ClobError,
    DeadlineExceeded,
    InvalidInput,
    NotSent,
    ResponseTooLarge,
    TransportError,
    UnreadableResponse,
    refused_under_success,
    response_error,
)

T = TypeVar("T")


@frozen
class CapturedResponse:
    """A response as it came, success or not: for limits in headers, for logs, for disputes. It may hold keys:
    its body does not print.
    """

    operation: str
    status: int
    headers: Mapping[str, str] = field(repr=shown_headers)
    body: bytes = field(repr=False)

    @property
    def limit(self) -> RateLimit:
        """What the response says of the caller's rate limit."""
        return RateLimit.of(self.headers)


_kept: ContextVar[list[CapturedResponse] | None] = ContextVar("kept", default=None)


@contextmanager
def capture_responses() -> Iterator[list[CapturedResponse]]:
    """``with capture_responses() as responses:`` collects every response that calls inside receive, oldest
    first.

    Calls of any client in this thread or task count, and those of tasks that it starts.
    """
    kept: list[CapturedResponse] = []
    token = _kept.set(kept)
    try:
        yield kept
    finally:
        _kept.reset(token)


@frozen(eq=False)
class Response:
    """A success as it came: status, headers, bytes, and the JSON value in them."""

    operation: str
    status: int
    headers: Mapping[str, str] = field(repr=shown_headers)
    body: bytes = field(repr=False)
    data: Any = field(repr=False)
    secrets: Callable[[], Secrets] = field(default=Secrets, repr=False)
    """Of its request: kept out of errors."""

    def unreadable(self, note: str) -> UnreadableResponse:
        """The error to raise when the value is not what the description promises."""
        error = UnreadableResponse(self.operation, self.status, self.headers, self.body, note)
        self.secrets().kept_out_of(error)
        return error


PLACING: Final = frozenset({"postOrder", "postOrders", "acceptRfqQuote", "approveRfqOrder"})
CANCELLING: Final = frozenset({"cancelOrder", "cancelOrders", "cancelAllOrders", "cancelMarketOrders"})
BEATING: Final = frozenset({"sendHeartbeat", "sendHeartbeatV1"})


@define(eq=False)
class Progress:
    """How far a call got, and when it must have ended."""

    until: float = inf
    """The moment, of ``time.monotonic``."""
    sent: bool = False
    """Whether its first byte may have left."""
    refused: set[str] = field(factory=set)
    """The ids of the orders that a response refuses."""
    travelling: set[object] = field(factory=set)
    """What may still be sent, by a thread or task that outlives the call."""

    def end_by(self, until: float) -> None:
        """Ends the call by this moment, if not earlier."""
        self.until = min(self.until, until)


@frozen(eq=False)
class Call(Generic[T]):
    """One request: the operation, httpx's arguments as the generated function gives them, how to read it."""

    operation: str
    request: Mapping[str, Any] = field(repr=False)
    read: Callable[[Response], T]
    nonce: int = 0
    """Of an L1 login; other calls have none."""
    progress: Progress = field(factory=Progress, repr=False)

    @property
    def level(self) -> str:
        """The authentication level: "public", "L1" or "L2"."""
        return OPERATIONS[self.operation].level

    @property
    def lane(self) -> Lane:
        """What it is for."""
        if self.operation in PLACING:
            return "order"
        return "urgent" if self.operation in CANCELLING or self.operation in BEATING else "read"

    def check_time(self) -> None:
        """Raises NotSent when the call must have ended already."""
        if self.progress.until <= monotonic():
            raise NotSent(f"{self.operation}: the deadline passed before it was sent")


class Sign(NamedTuple):
    """Asks the session's signer for a signature: 65 bytes over this digest."""

    digest: bytes
    until: float = inf
    """The moment, of ``time.monotonic``, by which a signer that is awaited must have signed."""


class Sleep(NamedTuple):
    """Asks for a wait."""

    seconds: float


class Gather(NamedTuple):
    """Asks for the values of several steps that do not depend on each other: side by side where calls are
    awaited, else one after the other.
    """

    steps: Sequence[Generator[Any, Any, Any]]


Step = Call[Any] | Sign | Sleep | Gather
Steps = Generator[Step, Any, T]
"""What a method does: yields calls, digests to sign, pauses and more; is sent values, returns its own."""


def ask(
    operation: str,
    request: Mapping[str, Any],
    read: Callable[[Response], T],
    nonce: int = 0,
    progress: Progress | None = None,
) -> Generator[Call[T], T, T]:
    """The step that makes one call and returns its value; ``progress`` shows how far it gets."""
    value = yield Call(operation, request, read, nonce, progress or Progress())
    return value


def prepare(base: str, call: Call[Any]) -> tuple[RawRequest, str]:
    """The request of a call to the exchange at ``base``, its body serialised, and the path that is signed."""
    asked = call.request
    url, path = _address(base, asked["url"])
    if params := asked.get("params"):
        url = f"{url}?{httpx.QueryParams(params)}"
    if "json" not in asked:
        return RawRequest(asked["method"].upper(), url, [], b""), path
    headers = [("Content-Type", "application/json")]
    try:
        body = dumps(asked["json"])
    except TypeError as error:
        raise InvalidInput("body", type(asked["json"]).__name__, str(error)) from None
    return RawRequest(asked["method"].upper(), url, headers, body), path


@lru_cache(maxsize=256)
def _address(base: str, path: str) -> tuple[str, str]:
    """Where a path of the exchange is; and the path as it is sent, without that of the base, to be signed."""
    url = httpx.URL(base + path)
    prefix = httpx.URL(base).raw_path.rstrip(b"/")
    return str(url), url.raw_path.removeprefix(prefix).decode("ascii")


def nothing(_: Response) -> None:
    """Reads a response that only says that it was done, with a body or without."""


def interpret(call: Call[T], received: RawResponse, secrets: Callable[[], Secrets] = Secrets) -> T:
    """The value of a response. Raises the ResponseError it stands for when it is not a readable success; the
    ``secrets`` of the request, which a response may repeat, are kept out of it.
    """
    kept = _kept.get()
    if kept is not None:
        kept.append(CapturedResponse(call.operation, *received))
    try:
        return _value(call, received, secrets)
    except ClobError as error:
        secrets().kept_out_of(error)
        raise


def _value(call: Call[T], received: RawResponse, secrets: Callable[[], Secrets]) -> T:
    if not 200 <= received.status < 300:
        raise response_error(call.operation, *received)
    try:
        return call.read(_success(call, received, secrets))
    except Exception as error:  # noqa: BLE001 - whatever a reader stumbles over is the response's fault
        problem = frameless(error)  # their variables are the response, in which there may be keys
    if isinstance(problem, ClobError) and not isinstance(problem, InvalidInput):
        raise problem
    of_argument = isinstance(problem, InvalidInput)  # a rule for arguments that the response broke
    shape = f"not of the shape described ({type(problem).__name__}: {problem})"
    note = str(problem) if of_argument else shape
    raise UnreadableResponse(call.operation, *received, note) from problem


def _success(call: Call[Any], received: RawResponse, secrets: Callable[[], Secrets]) -> Response:
    """A success, its JSON parsed. Raises UnreadableResponse where it is none."""
    reported = received.body
    if call.read is nothing and reported.lstrip()[:1] not in (b"<", b"{", b"["):
        reported = b""  # a word that it was done, in JSON or not; a page of the network is none
    try:  # a response without a body reads as null
        response = Response(call.operation, *received, loads(reported) if reported else None, secrets)
    except ValueError:
        kind = received.headers.get("content-type", "no content type")
        note = f"not JSON ({len(received.body)} bytes, {kind})"
        raise UnreadableResponse(call.operation, *received, note) from None
    if (
        call.request.get("method") == "get"
        and isinstance(response.data, dict)
        and response.data.keys() == {"error"}
    ):
        raise refused_under_success(call.operation, *received)
    return response


def drive(steps: Steps[T], carry: Callable[[Step], Any]) -> T:
    """The value of steps, each carried out by ``carry``; whatever ends one is raised where the steps wait."""
    try:
        try:
            step = next(steps)
            while True:
                try:
                    value = carry(step)
                except BaseException as error:  # noqa: BLE001 - the steps decide
                    step = steps.throw(error)
                else:
                    step = steps.send(value)
        except BaseException as error:
            end_steps(steps, error)
            raise
    except StopIteration as stop:
        result: T = stop.value
        return result


async def drive_awaited(steps: Steps[T], carry: Callable[[Step], Awaitable[Any]]) -> T:
    """``drive`` where ``carry`` is awaited."""
    try:
        try:
            step = next(steps)
            while True:
                try:
                    value = await carry(step)
                except BaseException as error:  # noqa: BLE001 - the steps decide
                    step = steps.throw(error)
                else:
                    step = steps.send(value)
        except BaseException as error:
            end_steps(steps, error)
            raise
    except StopIteration as stop:
        result: T = stop.value
        return result


def end_steps(steps: Steps[Any], error: BaseException) -> None:
    """Tells the steps of what struck between two of them (Ctrl-C), so that they name what they had sent."""
    if getgeneratorstate(steps) == GEN_SUSPENDED:
        with suppress(StopIteration):
            steps.throw(error)
        steps.close()


def within(until: float, steps: Steps[T]) -> Steps[T]:
    """The same steps, to end by a moment of ``time.monotonic``: calls and signing by then, pauses cut
    short.
    """

    def bounded(step: Step) -> Steps[Any]:
        if isinstance(step, Call):
            step.progress.end_by(until)
        elif isinstance(step, Sign):
            step = Sign(step.digest, min(step.until, until))
        elif isinstance(step, Sleep):
            step = Sleep(max(0.0, min(step.seconds, until - monotonic())))
        elif isinstance(step, Gather):
            step = Gather([within(until, each) for each in step.steps])
        return (yield step)

    return each_step(steps, bounded)


def each_step(steps: Steps[T], attend: Callable[[Any], Steps[Any]], kind: type[object] = object) -> Steps[T]:
    """The same steps, each one of a kind attended to: ``attend`` yields it, or others in its place."""
    try:
        try:
            step = next(steps)
            while True:
                try:
                    value = (yield from attend(step)) if isinstance(step, kind) else (yield step)
                except BaseException as error:  # noqa: BLE001 - the steps decide
                    step = steps.throw(error)
                else:
                    step = steps.send(value)
        except BaseException as error:
            end_steps(steps, error)
            raise
    except StopIteration as stop:
        result: T = stop.value
        return result


def moment_after(deadline: float) -> float:
    """The moment of ``time.monotonic`` that a deadline in seconds means. Raises InvalidInput."""
    return monotonic() + above_zero("deadline", deadline, "seconds, more than 0")


def transport_error(
    call: Call[Any], error: httpx.RequestError, secrets: Callable[[], Secrets] = Secrets
) -> TransportError:
    """What a failure of httpx means for the caller: was the request perhaps received?

    What it repeats of a response is without the ``secrets`` of the request. The failure loses the frames of
    the transport: bytes of requests and responses, with keys and signatures, are their local variables, which
    debuggers and crash reports show.
    """
    secrets().kept_out_of(frameless(error))
    if isinstance(error, DeadlinePassed):
        return DeadlineExceeded(f"{call.operation}: {error}")
    if isinstance(error, TooLarge):
        return ResponseTooLarge(f"{call.operation}: {error}")
    kind = NotSent if isinstance(error, NEVER_SENT) else TransportError
    return kind(f"{call.operation}: {type(error).__name__}: {error}")


def base_url(host: str) -> httpx.URL:
    """The exchange's address, checked. Raises InvalidInput unless http(s), with a host, without a query."""
    rule = "a URL such as https://clob.polymarket.com, without query"
    if not isinstance(host, str):
        raise InvalidInput("host", host, rule)
    try:
        url = httpx.URL(host.rstrip("/"))
    except httpx.InvalidURL as error:
        raise InvalidInput("host", without_login(host), rule if "@" in host else str(error)) from None
    if url.scheme not in ("http", "https") or not url.host or url.query or url.fragment:
        raise InvalidInput("host", without_login(host), rule)
    return url


def login_of(url: httpx.URL) -> list[tuple[str, str]]:
    """The header that carries the user and password of an address; none where it has none."""
    if not url.userinfo:
        return []
    pair = f"{url.username}:{url.password}".encode()
    return [("Authorization", f"Basic {b64encode(pair).decode()}")]
