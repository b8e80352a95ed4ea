"""What is repeated and what is not, how long is waited, how the clock is set; driven by hand, without I/O."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    ClobClient,
    Credentials,
    MarketRules,
    OrderArgs,
    PrivateKeySigner,
    RetryPolicy,
    SignedOrder,
)
from polymarket_clob._calls import market_data, orders
from polymarket_clob._core import Call, Sleep, Steps
from polymarket_clob._retry import CLOCK_MEASURED_FOR, with_retries
from polymarket_clob._session import Session
from polymarket_clob.errors import (
    BadRequest,
    ClobError,
    NotSent,
    OrderOutcomeUnknown,
    RateLimited,
    ServerError,
    TransportError,
    Unauthorized,
    UnreadableResponse,
)

NOW = 1_700_000_000.0
KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
CREDS = Credentials(
    "key-1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "p", PrivateKeySigner(KEY).address
)
TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563"


def session() -> Session:
    return Session.start(137, KEY, CREDS, 0, None, lambda: NOW)


def an_order(of: Session) -> SignedOrder:
    assert of.builder is not None
    return of.builder.limit(OrderArgs(TOKEN, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False))


def drive(
    steps: Steps[Any],
    responses: list[Any],
    retry_policy: RetryPolicy | None = None,
    on: Session | None = None,
) -> Any:
    """Runs steps on answers (values, or errors to raise): the operations asked, the pauses, the end."""
    acts = with_retries(on or session(), retry_policy or RetryPolicy(), steps)
    log: list[str | float] = []
    waiting = iter(responses)
    try:
        act = next(acts)
        while True:
            if isinstance(act, Sleep):
                log.append(act.seconds)
                act = acts.send(None)
                continue
            assert isinstance(act, Call)
            log.append(act.operation)
            act.progress.sent = True
            response = next(waiting)
            act = acts.throw(response) if isinstance(response, Exception) else acts.send(response)
    except StopIteration as stop:
        return log, stop.value
    except ClobError as error:
        return log, error


def refused(kind: Any, **headers: str) -> Any:
    return kind("op", 0, {name.replace("_", "-"): value for name, value in headers.items()}, b"{}")


def operations(log: list[str | float]) -> list[str]:
    return [entry for entry in log if isinstance(entry, str)]


@pytest.mark.parametrize(
    "error", [TransportError("x"), NotSent("x"), refused(ServerError), refused(RateLimited)]
)
def test_a_read_is_repeated_after_a_passing_error(error: ClobError) -> None:
    log, value = drive(market_data.get_server_time(session()), [error, error, 7])
    assert operations(log) == ["getTime"] * 3
    assert value == 7


def test_a_read_is_given_up_in_the_end() -> None:
    error = TransportError("x")
    log, value = drive(market_data.get_server_time(session()), [error] * 3)
    assert operations(log) == ["getTime"] * 3
    assert value is error


def test_a_refusal_is_not_repeated() -> None:
    log, value = drive(market_data.get_server_time(session()), [refused(BadRequest)])
    assert log == ["getTime"]
    assert isinstance(value, BadRequest)


def test_pauses_double_and_stay_under_ten_seconds() -> None:
    log, _ = drive(
        market_data.get_server_time(session()), [TransportError("x")] * 9, RetryPolicy(max_read_retries=8)
    )
    pauses = [entry for entry in log if isinstance(entry, float)]
    for tries, pause in enumerate(pauses):
        assert min(10, 0.2 * 2**tries) / 2 <= pause <= min(10, 0.2 * 2**tries)


def test_the_exchange_says_how_long_to_wait() -> None:
    log, _ = drive(market_data.get_server_time(session()), [refused(RateLimited, retry_after="3"), 7])
    assert log == ["getTime", 3.0, "getTime"]


def test_an_error_that_asks_for_a_longer_wait_than_max_backoff_is_raised() -> None:
    log, value = drive(market_data.get_server_time(session()), [refused(RateLimited, retry_after="31")])
    assert log == ["getTime"]
    assert value.retry_after == 31


def test_a_cancel_is_repeated_only_on_request() -> None:
    error = TransportError("x")
    log, value = drive(orders.cancel_all(session()), [error])
    assert (log, value) == (["cancelAllOrders"], error)
    log, value = drive(orders.cancel_all(session()), [error, "done"], RetryPolicy(max_cancel_retries=1))
    assert operations(log) == ["cancelAllOrders"] * 2
    assert value == "done"


@pytest.mark.parametrize("error", [TransportError("x"), refused(ServerError), refused(RateLimited)])
def test_an_order_post_is_never_repeated(error: ClobError) -> None:
    open_session = session()
    signed = an_order(open_session)
    for steps in (orders.post_order(open_session, signed), orders.post_orders(open_session, [signed])):
        log, value = drive(steps, [error], RetryPolicy(max_read_retries=9, max_cancel_retries=9))
        assert len(log) == 1
        assert isinstance(value, OrderOutcomeUnknown) is not error.outcome_known


def test_a_401_with_another_date_sets_the_clock_and_signs_again() -> None:
    late = session()
    error = refused(Unauthorized, date=formatdate(NOW + 90, usegmt=True))
    log, value = drive(orders.cancel_all(late), [error, int(NOW + 90), "done"], on=late)
    assert log == ["cancelAllOrders", "getTime", "cancelAllOrders"]
    assert value == "done"
    assert late.now() == NOW + 90.5


@pytest.mark.parametrize("ahead", [2, 3, 4])
def test_a_clock_a_few_seconds_ahead_is_measured_after_a_401_too(ahead: int) -> None:
    early = session()
    error = refused(Unauthorized, date=formatdate(NOW - ahead, usegmt=True))
    log, value = drive(orders.cancel_all(early), [error, int(NOW) - ahead, "done"], on=early)
    assert (log, value) == (["cancelAllOrders", "getTime", "cancelAllOrders"], "done")
    assert early.now() == NOW - ahead + 0.5


def test_a_clock_that_is_right_makes_no_second_try_and_is_not_measured_at_every_401(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passed = 1000.0
    monkeypatch.setattr("polymarket_clob._session.time.monotonic", lambda: passed)
    right, error = session(), refused(Unauthorized, date=formatdate(NOW, usegmt=True))
    first = drive(orders.cancel_all(right), [error, int(NOW)], on=right)
    assert first == (["cancelAllOrders", "getTime"], error)
    passed += CLOCK_MEASURED_FOR - 1
    assert drive(orders.cancel_all(right), [error], on=right) == (["cancelAllOrders"], error)
    passed += 1
    assert drive(orders.cancel_all(right), [error, int(NOW)], on=right) == first


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Jan 0000 99:99:99 GMT", "\x00", "0"])
def test_a_date_that_is_none_is_looked_past(date: str) -> None:
    right, error = session(), refused(Unauthorized, date=date)
    right.set_clock(0.0)
    assert drive(orders.cancel_all(right), [error], on=right) == (["cancelAllOrders"], error)


@pytest.mark.parametrize("problem", [TransportError("cut off"), refused(ServerError), refused(BadRequest)])
def test_a_401_stays_where_the_clock_cannot_be_measured(problem: ClobError) -> None:
    late = session()
    error = refused(Unauthorized, date=formatdate(NOW + 90, usegmt=True))
    for steps in (orders.cancel_all(late), orders.post_order(late, an_order(late))):
        log, value = drive(steps, [error, problem], on=late)
        assert (log[1:], value) == (["getTime"], error)
    assert late.now() == NOW


def test_a_second_401_is_a_401() -> None:
    late = session()
    error = refused(Unauthorized, date=formatdate(NOW + 90, usegmt=True))
    log, value = drive(orders.cancel_all(late), [error, int(NOW + 90), error], on=late)
    assert value is error
    assert len(log) == 3


def test_an_order_that_the_clock_had_refused_is_sent_once_more() -> None:
    late = session()
    error = refused(Unauthorized, date=formatdate(NOW + 90, usegmt=True))
    for responses, ends_with in ((["done"], "done"), ([error], error)):
        late.offset = 0.0
        log, value = drive(
            orders.post_order(late, an_order(late)), [error, int(NOW + 90), *responses], on=late
        )
        assert (log, value) == (["postOrder", "getTime", "postOrder"], ends_with)
        assert late.now() == NOW + 90.5


def test_an_order_that_was_sent_once_more_may_be_of_unknown_outcome() -> None:
    late = session()
    error = refused(Unauthorized, date=formatdate(NOW + 90, usegmt=True))
    responses = [error, int(NOW + 90), TransportError("cut off")]
    log, value = drive(orders.post_order(late, an_order(late)), responses, on=late)
    assert log == ["postOrder", "getTime", "postOrder"]
    assert isinstance(value, OrderOutcomeUnknown)


@pytest.mark.parametrize("reported", [1_700_000_000_000, "1700000000000", -1, True, None, "now", [], 1e300])
def test_a_time_that_is_not_in_seconds_is_not_believed(reported: Any) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/time":
            return httpx.Response(200, json=reported)
        return httpx.Response(401, headers={"date": formatdate(0, usegmt=True)}, json={"error": "x"})

    transport = httpx.MockTransport(handler)
    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, clock=lambda: NOW, transport=transport)
    for call in (client.measure_clock, client.get_server_time):
        with pytest.raises(UnreadableResponse):
            call()
    with pytest.raises(Unauthorized):
        client.cancel_all()
    assert client._session.now() == NOW


def test_the_clock_that_was_set_is_the_one_that_signs() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/time":
            return httpx.Response(200, json=int(NOW) + 100)
        seen.append(request.headers["POLY_TIMESTAMP"])
        if len(seen) == 1:
            return httpx.Response(
                401, headers={"date": formatdate(NOW + 100, usegmt=True)}, json={"error": "x"}
            )
        return httpx.Response(200, json={"canceled": [], "not_canceled": {}})

    client = ClobClient(
        "http://clob.test", key=KEY, creds=CREDS, clock=lambda: NOW, transport=httpx.MockTransport(handler)
    )
    client.cancel_all()
    client.cancel_all()
    assert seen == [str(int(NOW)), str(int(NOW) + 100), str(int(NOW) + 100)]
