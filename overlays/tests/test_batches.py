"""Batches larger than a request takes: sent in pieces, joined in order, nothing lost when a piece fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import Mock

import httpx
import pytest
from polymarket_clob import (
    CancelsInterrupted,
    ClobClient,
    Credentials,
    InvalidInput,
    MarketRules,
    NotCanceled,
    OrderArgs,
    OrderOutcomeUnknown,
    OrdersInterrupted,
    PrivateKeySigner,
    RateLimited,
    SignedOrder,
    TransportError,
    named_orders,
)

from .conftest import taken

KEY = "0x" + "11" * 32
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)
RULES = MarketRules("0.01", neg_risk=False)

Reply = Callable[[list[Any]], httpx.Response]


def all_taken(orders: list[Any]) -> httpx.Response:
    """As if each order rested."""
    return httpx.Response(200, json=[taken(each) for each in orders])


def cancelled(ids: list[Any]) -> httpx.Response:
    return httpx.Response(200, json={"canceled": ids[1:], "not_canceled": {ids[0]: "busy"}})


def too_many(_: list[Any]) -> httpx.Response:
    return httpx.Response(429, json={"error": "Too Many Requests"}, headers={"Retry-After": "3"})


def lost(_: list[Any]) -> httpx.Response:
    raise httpx.ReadTimeout("no answer")


def client_with(*replies: Reply) -> tuple[ClobClient, list[list[Any]]]:
    """A client whose requests get these replies, and the bodies that it sent."""
    seen: list[list[Any]] = []
    following: Iterator[Reply] = iter(replies)

    def response(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content))
        return next(following)(seen[-1])

    transport = httpx.MockTransport(response)
    return ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=transport), seen


def orders(client: ClobClient, count: int) -> list[SignedOrder]:
    return [client.create_order(OrderArgs("7" * 77, "0.5", 10, "BUY"), RULES) for _ in range(count)]


def ids_of(batch: list[SignedOrder] | tuple[SignedOrder, ...]) -> list[str]:
    return [signed.order_id for signed in batch]


def ids(count: int) -> list[str]:
    return [f"0x{n:064x}" for n in range(count)]


def test_forty_orders_go_out_in_three_requests_and_come_back_in_order() -> None:
    client, seen = client_with(all_taken, all_taken, all_taken)
    batch = orders(client, 40)
    assert [each.order_id for each in client.post_orders(batch)] == ids_of(batch)
    assert [len(body) for body in seen] == [15, 15, 10]


def test_of_nothing_nothing_is_asked() -> None:
    client, seen = client_with()
    assert client.post_orders([]) == []
    result = client.cancel_orders([])
    assert (result.canceled, result.not_canceled, result.all_canceled) == ([], {}, True)
    assert seen == []
    with pytest.raises(InvalidInput, match="a list; this is one string"):
        client.cancel_orders("")


def test_a_piece_that_is_refused_says_what_went_before_and_stops_the_rest() -> None:
    client, seen = client_with(all_taken, too_many)
    batch = orders(client, 40)
    with pytest.raises(OrdersInterrupted) as caught:
        client.post_orders(batch)
    error = caught.value
    assert [each.order_id for each in error.answered] == ids_of(batch[:15])
    assert (ids_of(error.refused), ids_of(error.unsent)) == (ids_of(batch[15:30]), ids_of(batch[30:]))
    assert isinstance(error.cause, RateLimited)
    assert (error.outcome_known, error.retryable, error.retry_after) == (True, False, 3)
    assert len(seen) == 2


def test_a_piece_without_an_answer_is_of_unknown_outcome_and_the_rest_is_not_sent() -> None:
    client, seen = client_with(all_taken, lost)
    batch = orders(client, 40)
    with pytest.raises(OrderOutcomeUnknown) as caught:
        client.post_orders(batch)
    error = caught.value
    assert [each.order_id for each in error.answered] == ids_of(batch[:15])
    assert (ids_of(error.orders), ids_of(error.unsent)) == (ids_of(batch[15:30]), ids_of(batch[30:]))
    assert "15 answered, 10 not sent" in str(error)
    assert len(seen) == 2


@pytest.mark.parametrize(("reply", "kind"), [(too_many, RateLimited), (lost, OrderOutcomeUnknown)])
def test_a_batch_of_one_request_fails_as_that_request_does(reply: Reply, kind: type[Exception]) -> None:
    client, _ = client_with(reply)
    with pytest.raises(kind):
        client.post_orders(orders(client, 15))


@pytest.mark.parametrize("named", [{}, {"orderID": None}, {"orderID": ""}])
@pytest.mark.parametrize(
    "ending",
    [
        lost,
        Mock(side_effect=KeyboardInterrupt),
        Mock(side_effect=TimeoutError),
        lambda _: httpx.Response(400),
    ],
    ids=["no answer", "Ctrl-C", "time-out", "refused"],
)
def test_a_refusal_that_names_no_order_hides_nothing_of_what_ends_the_batch(
    named: dict[str, Any], ending: Reply
) -> None:
    def with_a_refusal(batch: list[Any]) -> httpx.Response:
        refused = {"success": False, "errorMsg": "not enough balance", **named}
        return httpx.Response(200, json=[refused, *map(taken, batch[1:])])

    client, _ = client_with(with_a_refusal, ending)
    batch = orders(client, 17)
    with pytest.raises((OrdersInterrupted, OrderOutcomeUnknown, KeyboardInterrupt, TimeoutError)) as caught:
        client.post_orders(batch)
    assert len(caught.value.answered) == 15  # type: ignore[attr-defined]
    unknown = () if isinstance(caught.value, OrdersInterrupted) else tuple(batch[15:])
    assert named_orders(caught.value) == unknown
    assert set(unknown) <= set(client.unsettled_orders)


def test_the_same_order_is_not_sent_twice_in_a_batch() -> None:
    client, seen = client_with()
    first, second = orders(client, 2)
    with pytest.raises(InvalidInput, match="twice"):
        client.post_orders([first, second, first])
    assert not seen


def test_one_bad_order_stops_the_batch_before_anything_is_sent() -> None:
    client, seen = client_with()
    with pytest.raises(InvalidInput, match="GTD"):
        client.post_orders(orders(client, 20), "GTD")
    assert not seen


def test_cancels_go_out_a_thousand_at_a_time_and_come_back_as_one_result() -> None:
    client, seen = client_with(cancelled, cancelled, cancelled)
    result = client.cancel_orders(ids(2_100))
    assert [len(body) for body in seen] == [1_000, 1_000, 100]
    assert set(result.not_canceled) == {ids(2_100)[n] for n in (0, 1_000, 2_000)}
    assert set(result.canceled) | set(result.not_canceled) == set(ids(2_100))


def test_cancels_that_get_no_answer_are_left_and_the_others_are_sent_all_the_same() -> None:
    client, seen = client_with(lost, cancelled, too_many)
    with pytest.raises(CancelsInterrupted) as caught:
        client.cancel_orders(ids(2_100))
    error = caught.value
    assert len(seen) == 3
    assert list(error.left) == [*ids(1_000), *ids(2_100)[2_000:]]
    assert error.result.canceled == ids(2_000)[1_001:]
    assert error.result.not_canceled == {ids(1_001)[1_000]: "busy"}
    assert isinstance(error.cause, TransportError)
    assert error.retryable
    client, _ = client_with(too_many)
    with pytest.raises(RateLimited):
        client.cancel_orders(ids(1_000))


@pytest.mark.parametrize(
    ("canceled", "not_canceled", "complete", "unnamed"),
    [
        (["A", "b"], {}, True, []),
        (["a"], {}, False, ["b"]),
        ([], {}, False, ["a", "b"]),
        (None, None, False, ["a", "b"]),
        (["a"], {"b": "matched"}, False, []),
        (["a", "b"], {"a": "busy"}, False, []),
    ],
)
def test_a_cancel_is_complete_when_every_id_that_was_asked_for_is_named(
    canceled: list[str] | None, not_canceled: dict[str, str] | None, complete: bool, unnamed: list[str]
) -> None:
    def long(name: str) -> str:
        return "0x" + name * 64

    response = {
        "canceled": None if canceled is None else [long(each) for each in canceled],
        "not_canceled": not_canceled and {long(name): reason for name, reason in not_canceled.items()},
    }
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=response))
    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=transport)
    result = client.cancel_orders([long("a"), long("b")])
    assert (result.all_canceled, result.unnamed) == (complete, [long(each) for each in unnamed])
    if complete:
        assert result.raise_for_failures() is result
    else:
        with pytest.raises(NotCanceled, match="not named" if unnamed else "matched|busy"):
            result.raise_for_failures()
    assert client.cancel_all().unnamed == []
    alone = client.cancel(long("b"))
    assert alone.all_canceled is (long("b") in alone.canceled and not not_canceled)
    assert result.to_dict().keys() == {"canceled", "not_canceled"}
