"""One call: what to send, and what an answer to it means. No input or output happens here.

A step of the client is a generator that yields calls and is sent their values; a driver (sync here, async
beside it) only moves bytes. The request is serialised once: those bytes are signed and sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, Generic, TypeVar

import httpx
from attrs import field, frozen
from orjson import dumps, loads
from polymarket_clob_api.operations import OPERATIONS

from .errors import (
    ClobError,
    InvalidInput,
    NotSent,
    TransportError,
    UnreadableAnswer,
    answer_error,
)
from .limits import RateLimit
from .wire import Incoming, Outgoing

T = TypeVar("T")


@frozen
class Received:
    """An answer as it came, success or not: for limits in headers, for logs, for disputes. It may hold keys:
    its body does not print.
    """

    operation: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def limit(self) -> RateLimit:
        """What the answer says of the caller's rate limit."""
        return RateLimit.of(self.headers)


_kept: ContextVar[list[Received] | None] = ContextVar("kept", default=None)


@contextmanager
def keeping_answers() -> Iterator[list[Received]]:
    """``with keeping_answers() as answers:`` collects every answer that calls inside receive, oldest first.

    Calls of any client in this thread or task count, and those of tasks that it starts.
    """
    kept: list[Received] = []
    token = _kept.set(kept)
    try:
        yield kept
    finally:
        _kept.reset(token)


@frozen
class Answer:
    """A success as it came: status, headers, bytes, and the JSON value in them."""

    operation: str
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    data: Any = field(repr=False)

    def unreadable(self, note: str) -> UnreadableAnswer:
        """The error to raise when the value is not what the description promises."""
        return UnreadableAnswer(self.operation, self.status, self.headers, self.body, note)


@frozen
class Call(Generic[T]):
    """One request: the operation, httpx's arguments as the generated function gives them, how to read it."""

    operation: str
    request: Mapping[str, Any]
    read: Callable[[Answer], T]
    nonce: int = 0
    """Of an L1 login; other calls have none."""

    @property
    def level(self) -> str:
        """The authentication level: "public", "L1" or "L2"."""
        return OPERATIONS[self.operation].level


@frozen
class Sign:
    """Asks the session's signer for a signature: 65 bytes over this digest."""

    digest: bytes


@frozen
class Pause:
    """Asks for a wait."""

    seconds: float


@frozen
class Together:
    """Asks for the values of several steps that do not depend on each other: side by side where calls are
    awaited, else one after the other.
    """

    steps: Sequence[Generator[Any, Any, Any]]


Step = Call[Any] | Sign | Pause | Together
Steps = Generator[Step, Any, T]
"""What a method does: yields calls, digests to sign, pauses and more; is sent values, returns its own."""


def ask(
    operation: str, request: Mapping[str, Any], read: Callable[[Answer], T], nonce: int = 0
) -> Generator[Call[T], T, T]:
    """The step that makes one call and returns its value."""
    value = yield Call(operation, request, read, nonce)
    return value


def prepare(base: str, call: Call[Any]) -> tuple[Outgoing, str]:
    """The request of a call to the exchange at ``base``, its body serialised, and the path that is signed."""
    asked = call.request
    url, path = _address(base, asked["url"])
    if params := asked.get("params"):
        url = f"{url}?{httpx.QueryParams(params)}"
    if "json" not in asked:
        return Outgoing(asked["method"].upper(), url, [], b""), path
    headers = [("Content-Type", "application/json")]
    return Outgoing(asked["method"].upper(), url, headers, dumps(asked["json"])), path


@lru_cache(maxsize=256)
def _address(base: str, path: str) -> tuple[str, str]:
    """Where a path of the exchange is; and the path as it is sent, without that of the base, to be signed."""
    url = httpx.URL(base + path)
    prefix = httpx.URL(base).raw_path.rstrip(b"/")
    return str(url), url.raw_path.removeprefix(prefix).decode("ascii")


def nothing(_: Answer) -> None:
    """Reads an answer that only says that it was done: a body is not promised."""


def interpret(call: Call[T], received: Incoming) -> T:
    """The value of an answer. Raises the AnswerError it stands for when it is not a readable success."""
    status, headers, body = received
    kept = _kept.get()
    if kept is not None:
        kept.append(Received(call.operation, status, headers, body))
    if not 200 <= status < 300:
        raise answer_error(call.operation, status, headers, body)
    try:
        data = None if call.read is nothing and not body else loads(body)
    except ValueError:
        kind = headers.get("content-type", "no content type")
        note = f"not JSON ({len(body)} bytes, {kind})"
        raise UnreadableAnswer(call.operation, status, headers, body, note) from None
    answer = Answer(call.operation, status, headers, body, data)
    try:
        return call.read(answer)
    except InvalidInput as error:  # a rule for arguments that the answer broke
        raise answer.unreadable(str(error)) from error
    except ClobError:
        raise
    except Exception as error:  # whatever a reader stumbles over is the answer's fault
        raise answer.unreadable(f"not of the shape described ({type(error).__name__}: {error})") from error


def drive(steps: Steps[T], carry: Callable[[Step], Any]) -> T:
    """The value of steps, each carried out by ``carry``."""
    try:
        step = next(steps)
        while True:
            try:
                value = carry(step)
            except ClobError as error:
                step = steps.throw(error)
            else:
                step = steps.send(value)
    except StopIteration as stop:
        result: T = stop.value
        return result


async def drive_awaited(steps: Steps[T], carry: Callable[[Step], Awaitable[Any]]) -> T:
    """``drive`` where ``carry`` is awaited."""
    try:
        step = next(steps)
        while True:
            try:
                value = await carry(step)
            except ClobError as error:
                step = steps.throw(error)
            else:
                step = steps.send(value)
    except StopIteration as stop:
        result: T = stop.value
        return result


def transport_error(call: Call[Any], error: httpx.RequestError) -> TransportError:
    """What a failure of httpx means for the caller: was the request perhaps received?

    The failure loses the frames of the transport: bytes of requests and answers, with keys and signatures,
    are their local variables, which debuggers and crash reports show.
    """
    link: BaseException | None = error
    while link is not None:
        link.__traceback__ = None
        link = link.__cause__ or link.__context__
    never_sent = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
    kind = NotSent if isinstance(error, never_sent) else TransportError
    return kind(f"{call.operation}: {type(error).__name__}: {error}")


def base_url(host: str) -> httpx.URL:
    """The exchange's address, checked. Raises InvalidInput unless http(s), with a host, without a query."""
    rule = "a URL such as https://clob.polymarket.com, without query"
    if not isinstance(host, str):
        raise InvalidInput("host", host, rule)
    try:
        url = httpx.URL(host.rstrip("/"))
    except httpx.InvalidURL as error:
        raise InvalidInput("host", host, str(error)) from None
    if url.scheme not in ("http", "https") or not url.host or url.query or url.fragment:
        raise InvalidInput("host", host, rule)
    return url
