"""What is repeated and what is not, how long is waited, how the clock is set; driven by hand, without I/O."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import httpx
import pytest
from polymarket_clob import ClobClient, Credentials, MarketRules, OrderArgs, Patience, PrivateKeySigner
from polymarket_clob.calls import market_data, orders
from polymarket_clob.care import with_care
from polymarket_clob.core import Call, Pause, Steps
from polymarket_clob.errors import (
    BadRequest,
    ClobError,
    NotSent,
    OrderOutcomeUnknown,
    RateLimited,
    ServerError,
    TransportError,
    Unauthorized,
)
from polymarket_clob.session import Session

NOW = 1_700_000_000.0
KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
CREDS = Credentials(
    "key-1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "p", PrivateKeySigner(KEY).address
)
TOKEN = "71321045679252212594626385532706912750332728571942532289631379312455583992563"


def session() -> Session:
    return Session.start(137, KEY, CREDS, 0, None, lambda: NOW)


def drive(
    steps: Steps[Any], answers: list[Any], patience: Patience | None = None, on: Session | None = None
) -> Any:
    """Runs steps on answers (values, or errors to raise): the operations asked, the pauses, the end."""
    acts = with_care(on or session(), patience or Patience(), steps)
    log: list[str | float] = []
    waiting = iter(answers)
    try:
        act = next(acts)
        while True:
            if isinstance(act, Pause):
                log.append(act.seconds)
                act = acts.send(None)
                continue
            assert isinstance(act, Call)
            log.append(act.operation)
            answer = next(waiting)
            act = acts.throw(answer) if isinstance(answer, Exception) else acts.send(answer)
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
    log, _ = drive(market_data.get_server_time(session()), [TransportError("x")] * 9, Patience(reads=8))
    pauses = [entry for entry in log if isinstance(entry, float)]
    for tries, pause in enumerate(pauses):
        assert min(10, 0.2 * 2**tries) / 2 <= pause <= min(10, 0.2 * 2**tries)


def test_the_exchange_says_how_long_to_wait() -> None:
    log, _ = drive(market_data.get_server_time(session()), [refused(RateLimited, retry_after="3"), 7])
    assert log == ["getTime", 3.0, "getTime"]


def test_a_pause_longer_than_the_patience_is_handed_on() -> None:
    log, value = drive(market_data.get_server_time(session()), [refused(RateLimited, retry_after="31")])
    assert log == ["getTime"]
    assert value.retry_after == 31


def test_a_cancel_is_repeated_only_on_request() -> None:
    error = TransportError("x")
    log, value = drive(orders.cancel_all(session()), [error])
    assert (log, value) == (["cancelAllOrders"], error)
    log, value = drive(orders.cancel_all(session()), [error, "done"], Patience(cancels=1))
    assert operations(log) == ["cancelAllOrders"] * 2
    assert value == "done"


@pytest.mark.parametrize("error", [TransportError("x"), refused(ServerError), refused(RateLimited)])
def test_an_order_post_is_never_repeated(error: ClobError) -> None:
    open_session = session()
    assert open_session.builder is not None
    signed = open_session.builder.limit(
        OrderArgs(TOKEN, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False)
    )
    for steps in (orders.post_order(open_session, signed), orders.post_orders(open_session, [signed])):
        log, value = drive(steps, [error], Patience(reads=9, cancels=9))
        assert len(log) == 1
        assert isinstance(value, OrderOutcomeUnknown) is not error.outcome_known


def test_a_401_with_another_date_sets_the_clock_and_signs_again() -> None:
    late = session()
    error = refused(Unauthorized, date=formatdate(NOW + 90, usegmt=True))
    log, value = drive(orders.cancel_all(late), [error, int(NOW + 90), "done"], on=late)
    assert log == ["cancelAllOrders", "getTime", "cancelAllOrders"]
    assert value == "done"
    assert late.now() == NOW + 90.5


def test_a_401_within_five_seconds_is_a_401() -> None:
    error = refused(Unauthorized, date=formatdate(NOW + 4, usegmt=True))
    assert drive(orders.cancel_all(session()), [error]) == (["cancelAllOrders"], error)


def test_a_second_401_is_a_401() -> None:
    late = session()
    error = refused(Unauthorized, date=formatdate(NOW + 90, usegmt=True))
    log, value = drive(orders.cancel_all(late), [error, int(NOW + 90), error], on=late)
    assert value is error
    assert len(log) == 3


def test_a_401_to_an_order_sets_the_clock_but_sends_no_second_order() -> None:
    late = session()
    assert late.builder is not None
    signed = late.builder.limit(OrderArgs(TOKEN, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False))
    error = refused(Unauthorized, date=formatdate(NOW + 90, usegmt=True))
    log, value = drive(orders.post_order(late, signed), [error, int(NOW + 90)], on=late)
    assert log == ["postOrder", "getTime"]
    assert value is error
    assert late.now() == NOW + 90.5


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
