"""The tree of errors: what a status stands for, and that an error crosses processes with all it carries."""

from __future__ import annotations

import copy
import functools
import multiprocessing
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import httpx
import polymarket_clob
import pytest
from polymarket_clob import (
    BatchInterrupted,
    Blocked,
    CancelResult,
    CancelsInterrupted,
    ClobClient,
    ClobError,
    Geoblocked,
    HeartbeatLate,
    InvalidInput,
    MarketRules,
    NotCanceled,
    OrderArgs,
    OrderOutcomeUnknown,
    OrdersInterrupted,
    RateLimited,
    ResponseError,
    SignedOrder,
    TransportError,
    Unavailable,
)
from polymarket_clob.compat.exceptions import PolyApiException, PolyException
from polymarket_clob.errors import response_error
from polymarket_clob_api.models import SendOrderResponse

KEY = "0x" + "11" * 32
TAKEN = {"success": True, "orderID": "0x1", "status": "live", "new": {"field": [None]}}


def order() -> SignedOrder:
    rules = MarketRules("0.01", neg_risk=False)
    return ClobClient(key=KEY).create_order(OrderArgs("7" * 77, "0.5", 10, "BUY"), rules)


ANSWER = ("getOrder", 503, httpx.Headers([(b"retry-after", b"3"), (b"x-odd", b"\xe9")]), b'{"error": "no"}')

BUILT: dict[type[ClobError], Callable[[], ClobError]] = {
    InvalidInput: lambda: InvalidInput("order_id", "0x1", "an order id is 0x and 64 hex digits"),
    OrderOutcomeUnknown: lambda: OrderOutcomeUnknown(
        [order()], TransportError("cut"), [SendOrderResponse.from_dict(TAKEN)], [order()]
    ),
    OrdersInterrupted: lambda: OrdersInterrupted(
        [SendOrderResponse.from_dict(TAKEN)], [order()], [order()], RateLimited(*ANSWER)
    ),
    CancelsInterrupted: lambda: CancelsInterrupted(
        CancelResult(["0x1"], {"0x2": "gone"}, ["0x1", "0x2"]), ["0x3"], Unavailable(*ANSWER)
    ),
    NotCanceled: lambda: NotCanceled(CancelResult([], {"0x2": "gone"})),
    BatchInterrupted: lambda: BatchInterrupted("half of it", TransportError("cut")),
    HeartbeatLate: lambda: HeartbeatLate(11.0),
}
"""How the errors with arguments of their own are made; the others take the text, or a response."""


def every_class(kind: type[ClobError] = ClobError) -> list[type[ClobError]]:
    return [kind, *(each for sub in kind.__subclasses__() for each in every_class(sub))]


def built(kind: type[ClobError]) -> ClobError:
    """An error of this class, with a note."""
    if kind in BUILT:
        error = BUILT[kind]()
    elif issubclass(kind, ResponseError):
        error = kind(*ANSWER)
    else:
        error = kind("what happened")
    error.add_note("seen at noon")
    return error


def carried(value: Any) -> Any:
    """All that a value holds, in a form that compares: errors by their class, text and attributes."""
    if isinstance(value, BaseException):
        return type(value), value.args, {name: carried(each) for name, each in vars(value).items()}
    if isinstance(value, list | tuple):
        return [carried(each) for each in value]
    return value


CLASSES = sorted(set(every_class()), key=lambda kind: kind.__name__)


def pickled(value: Any, protocol: int = pickle.HIGHEST_PROTOCOL) -> Any:
    return pickle.loads(pickle.dumps(value, protocol))  # noqa: S301 - what was dumped here


WAYS: dict[str, Callable[[Any], Any]] = {
    "the oldest pickle": functools.partial(pickled, protocol=0),
    "pickle": pickled,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_an_error_keeps_all_it_carries(kind: type[ClobError], way: str) -> None:
    error = built(kind)
    again = WAYS[way](error)
    assert again is not error
    assert carried(again) == carried(error)
    assert (str(again), again.__notes__) == (str(error), ["seen at noon"])
    assert (again.retryable, again.outcome_known, again.retry_after) == (
        error.retryable,
        error.outcome_known,
        error.retry_after,
    )


def test_every_exported_error_is_of_the_tree_that_is_tried() -> None:
    exported = [getattr(polymarket_clob, name) for name in polymarket_clob.__all__]
    errors = {kind for kind in exported if isinstance(kind, type) and issubclass(kind, BaseException)}
    assert errors <= set(CLASSES)
    assert len(errors) > 25


@pytest.mark.parametrize("error", [PolyException("no"), PolyApiException(None, {"error": "x"}, "0x1")])
def test_the_older_clients_errors_cross_too(error: PolyException) -> None:
    assert carried(pickled(error)) == carried(error)


def test_a_value_that_cannot_be_pickled_goes_as_its_repr() -> None:
    lock = threading.Lock()
    again = pickled(InvalidInput("size", lock, "a number"))
    assert (again.field, again.value, again.rule) == ("size", repr(lock), "a number")


@pytest.mark.parametrize("kind", [OrderOutcomeUnknown, InvalidInput, CancelsInterrupted, RateLimited])
def test_errors_come_out_of_process_pools(kind: type[ClobError]) -> None:
    error, spawn = built(kind), multiprocessing.get_context("spawn")
    fail = functools.partial(exec, "raise error", {"error": error})
    with ProcessPoolExecutor(1, spawn) as executor, pytest.raises(kind) as caught:
        executor.submit(fail).result(60)
    assert str(caught.value) == str(error)
    with spawn.Pool(1) as pool, pytest.raises(kind) as caught:
        pool.apply_async(fail).get(60)
    assert (str(caught.value), caught.value.__notes__) == (str(error), ["seen at noon"])


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, b"<html>Attention Required! | Cloudflare</html>", Blocked),
        (403, b"Access Forbidden for ip: 192.0.2.1", Blocked),
        (
            403,
            b'{"error": "Trading restricted in your region, see https://clob.test"}',
            Geoblocked,
        ),
        (451, b"", Geoblocked),
        (451, b"<html></html>", Geoblocked),
        (409, b"", ResponseError),
    ],
)
def test_who_is_turned_away_is_reported_so(status: int, body: bytes, kind: type[ResponseError]) -> None:
    error = response_error("getOk", status, {}, body)
    assert type(error) is kind
    assert (error.retryable, error.outcome_known) == (False, True)


@pytest.mark.parametrize(
    ("header", "reported", "seconds"),
    [
        (None, -1, 0.0),
        (None, 2.5, 2.5),
        (None, "7", 7.0),
        (None, True, None),
        (None, None, None),
        (None, [1], None),
        (None, "soon", None),
        (None, "9" * 400, None),
        ("-5", 3, 0.0),
        ("nan", 3, 3.0),
        ("inf", None, None),
        ("never", 3, 3.0),
        ("Mon, 99 Jan 0000 99:99:99 GMT", None, None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None, 0.0),
        ("1.5", 9, 1.5),
    ],
)
def test_the_time_to_wait_is_a_time_or_none(
    header: str | None, reported: object, seconds: float | None
) -> None:
    headers = {} if header is None else {"retry-after": header}
    body = httpx.Request(
        "POST", "http://clob.test", json={"error": "x", "retry_after_seconds": reported}
    ).read()
    assert response_error("getOk", 429, headers, body).retry_after == seconds


@pytest.mark.parametrize(
    ("kind", "body", "words"),
    [
        (
            "text/html",
            b"<style>p{}</style><h1>No access</h1>\n<p>by the gateway",
            ": No access by the gateway",
        ),
        ("application/json", b'{"message": "quota of team a"}', ': {"message": "quota of team a"}'),
        ("text/plain", b"x" * 300, f": {'x' * 200}..."),
        ("text/plain", b"\x1b[2Jno", ": \\x1b[2Jno"),
        ("application/json", b'{"apiKey": "k", "secret": "s3cr3t"}', "application/json)"),
        ("image/png", b"", "the response has no body"),
    ],
)
def test_what_has_no_error_text_is_reported_by_its_beginning(kind: str, body: bytes, words: str) -> None:
    error = response_error("getTime", 403, {"content-type": kind}, body)
    assert str(error).endswith(words)
    assert "s3cr3t" not in str(error)
