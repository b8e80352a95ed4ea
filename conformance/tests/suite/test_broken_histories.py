"""Histories of an account on a server that drops, limits or is away: no blame, and no second try."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from attrs import evolve
from clob_conformance.core.errors import CannotRun, Unanswered
from clob_conformance.model import Model
from clob_conformance.workloads import cancelling, lifecycle, matching, placing, quotes, resting, walk
from clob_conformance.workloads.context import Budget, Run

from .conftest import broken
from .test_clauses_on_faults import run_on

Spoil = Callable[[int, httpx.Request], httpx.Response | None]

FEW = Budget(examples=1, histories=10, steps=10)


def histories(spoil: Spoil) -> Run:
    """A run on somebody else's good server, whose response to the n-th request is spoiled."""
    run = run_on()
    good = run.sender.client._transport
    asked = 0

    def response(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return spoil(asked, request) or good.handle_request(request)

    client = httpx.Client(transport=httpx.MockTransport(response))
    run.record.others, run.record.model = True, Model(run.description, "open")
    sender = evolve(run.sender, client=client, patient=True, sleep=lambda seconds: None)
    return evolve(run, sender=sender, budget=FEW, target=evolve(run.target, own=False))


def live(run: Run) -> None:
    for one in (resting, walk):
        one.run(run)


def later(status: int) -> httpx.Response:
    return httpx.Response(status, headers={"Retry-After": "1"}, json={"error": "Too Many Requests"})


def test_a_good_server_that_limits_is_not_blamed_and_its_histories_come_to_their_end() -> None:
    run = histories(lambda count, request: later(429) if count % 3 == 0 else None)
    live(run)
    assert broken(run) == set()
    assert {"cancel-told", "open-orders-told", "order-accepted"} <= run.record.checked_clauses


@pytest.mark.parametrize("status", [425, 429, 503])
def test_a_good_server_that_takes_nothing_any_more_is_not_blamed(status: int) -> None:
    run = histories(lambda count, request: later(status) if count > 60 else None)
    with pytest.raises(Unanswered, match=f"was not taken: {status}"):
        live(run)
    assert {clause for clause, _ in broken(run)} <= {"status-documented"}


def test_a_dropped_read_is_reported_and_nothing_else() -> None:
    def spoil(count: int, request: httpx.Request) -> httpx.Response | None:
        if count > 60 and (request.method == "GET" or request.url.path == "/orders-scoring"):
            raise httpx.ReadError("reset")
        return None

    run = histories(spoil)
    with pytest.raises(CannotRun, match="reset"):
        live(run)
    assert {clause for clause, _ in broken(run)} == {"answered"}


@pytest.mark.parametrize(
    ("error", "raised", "times"),
    [(httpx.ReadError("reset"), Unanswered, 1), (httpx.ConnectError("refused"), CannotRun, 5)],
)
def test_histories_that_cannot_go_on_are_not_tried_again(
    error: httpx.TransportError, raised: type[CannotRun], times: int
) -> None:
    failed = 0

    def spoil(count: int, request: httpx.Request) -> httpx.Response | None:
        nonlocal failed
        if count > 60 and request.method == "POST" and request.url.path == "/order":
            failed += 1
            raise error
        return None

    run = histories(spoil)
    with pytest.raises(raised):
        walk.run(run)
    assert failed == times


def test_a_part_that_is_not_answered_does_not_end_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(context: Run) -> None:
        raise Unanswered("DELETE /order was not answered: reset")

    monkeypatch.setattr(placing, "run", silent)
    reached: list[Run] = []
    for part in (cancelling, matching, quotes):
        monkeypatch.setattr(part, "run", reached.append)
    run = histories(lambda count, request: None)
    with pytest.raises(Unanswered, match=r"^DELETE /order was not answered: reset$"):
        lifecycle.run(run)
    assert len(reached) == 3
