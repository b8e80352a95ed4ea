"""A server that drops, holds or limits requests: a finding of its operation, or waited for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing

import httpcore
import httpx
import pytest
from attrs import evolve
from clob_conformance.checks.record import Record
from clob_conformance.checks.validator import Validator
from clob_conformance.cli import commands, telling
from clob_conformance.core import reading
from clob_conformance.core.description import read_description
from clob_conformance.core.deviations import KnownDeviations
from clob_conformance.core.errors import CannotRun, Unanswered
from clob_conformance.core.findings import Violation
from clob_conformance.core.interaction import Interaction, Request, Response
from clob_conformance.core.resources import description_file
from clob_conformance.environment.sender import Call, Sender
from clob_conformance.model.orders import READABLE as CONCLUDED
from clob_conformance.workloads import properties
from clob_conformance.workloads.context import Budget, Run

from .conftest import Handler, account, broken

URL = "http://exchange.test"
TIME = Call("GET", "/time")
CANCEL_ALL = Call("DELETE", "/cancel-all")
GOOD = httpx.Response(200, json=1_700_000_000)


@pytest.fixture
def record() -> Record:
    return Record(Validator(read_description(description_file("repaired"))), KnownDeviations("repaired", ()))


class Server:
    """Answers with what it is given, in order, the last one for ever; an exception is of the way there."""

    def __init__(self, record: Record, *responses: httpx.Response | Exception, patient: bool = True) -> None:
        self.asked = 0
        self.pauses: list[float] = []
        self._answers = responses
        client = httpx.Client(transport=httpx.MockTransport(self._answer))
        self.sender = Sender(URL, record.observe, None, client, patient=patient, sleep=self.pauses.append)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        response = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        if isinstance(response, Exception):
            raise response
        return response


def endless() -> Iterator[bytes]:
    while True:
        yield bytes(1 << 20)


TROUBLES: dict[str, Callable[[], httpx.Response | Exception]] = {
    "dropped": lambda: httpx.RemoteProtocolError("Server disconnected without sending a response."),
    "reset": lambda: httpx.ReadError("reset"),
    "hung": lambda: httpx.ReadTimeout(""),
    "endless": lambda: httpx.Response(200, content=endless()),
}


@pytest.mark.parametrize("kind", TROUBLES)
def test_a_read_that_is_not_answered_is_a_finding_and_the_next_one_is_judged(
    record: Record, kind: str
) -> None:
    server = Server(record, TROUBLES[kind](), GOOD)
    interaction = server.sender.send(TIME)
    assert interaction.response.missing
    assert not interaction.response.succeeded
    assert server.sender.send(TIME).response.succeeded
    (finding,) = record.findings.new()
    assert (finding.violation.clause.id, finding.violation.operation) == ("answered", "getTime")


def test_what_changes_something_and_is_not_answered_ends_what_rests_on_it(record: Record) -> None:
    server = Server(record, httpx.ReadError("reset"))
    with pytest.raises(Unanswered, match="DELETE /cancel-all was not answered: reset"):
        server.sender.send(CANCEL_ALL, account(1), "L2")
    assert server.asked == 1
    assert [finding.violation.operation for finding in record.findings.new()] == ["cancelAllOrders"]
    assert server.sender.send(Call("POST", "/books", (), b"[]")).response.missing  # it only reads


def test_requests_dropped_now_and_then_do_not_end_the_judging_of_an_operation(record: Record) -> None:
    now_and_then: list[httpx.Response | Exception] = [httpx.ReadError("reset"), GOOD]
    server = Server(record, *now_and_then * 5)
    responses = [server.sender.send(TIME).response for _ in range(10)]
    assert [response.succeeded for response in responses] == [False, True] * 5
    assert len(record.findings.new()) == 1


def test_what_is_never_answered_is_not_asked_for_ever(record: Record) -> None:
    server = Server(record, httpx.ReadTimeout(""))
    assert all(server.sender.send(TIME).response.missing for _ in range(10))
    assert server.asked == 3


def test_a_server_that_answers_nothing_any_more_ends_the_run(record: Record) -> None:
    server = Server(record, httpx.ReadTimeout(""))

    def ask_everything() -> None:
        for path in ("/time", "/ok", "/version", "/markets"):
            for _ in range(3):
                server.sender.send(Call("GET", path))

    with pytest.raises(CannotRun, match=f"cannot reach {URL}"):
        ask_everything()
    assert server.asked == 8 + 1  # in the end, for the time


def test_a_server_that_leaves_much_unanswered_is_not_away_while_it_tells_the_time(record: Record) -> None:
    lost = httpx.ReadTimeout("")
    server = Server(record, *[lost] * 8, GOOD, lost)
    for number in range(9):
        assert server.sender.send(Call("GET", f"/no/{number}")).response.missing
    assert server.asked == 8 + 1 + 1


@pytest.mark.parametrize("status", [425, 429, 503])
def test_a_server_that_cannot_take_a_request_now_is_waited_for(record: Record, status: int) -> None:
    busy = httpx.Response(status, headers={"Retry-After": "3"}, json={"error": "later"})
    server = Server(record, busy, busy, GOOD)
    assert server.sender.send(TIME).response.succeeded
    assert server.pauses == [3.0, 3.0]


def test_a_post_that_is_answered_503_is_not_sent_again(record: Record) -> None:
    server = Server(record, httpx.Response(503, json={"error": "later"}))
    assert server.sender.send(Call("POST", "/order", (), b"{}")).response.status == 503
    assert (server.asked, server.pauses) == (1, [])


def test_a_post_that_a_mode_of_trading_refuses_is_sent_again(record: Record) -> None:
    closed = "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed."
    server = Server(record, httpx.Response(503, json={"error": closed}), GOOD)
    assert server.sender.send(Call("POST", "/order", (), b"{}")).response.succeeded
    assert server.pauses == [1.0]


def test_the_own_sandbox_is_not_waited_for(record: Record) -> None:
    server = Server(record, httpx.Response(429, json={"error": "later"}), patient=False)
    assert server.sender.send(TIME).response.status == 429
    assert server.pauses == []


def test_a_server_that_is_away_for_a_moment_is_waited_for(record: Record) -> None:
    server = Server(record, httpx.ConnectError("refused"), httpx.ConnectError("refused"), GOOD)
    assert server.sender.send(TIME).response.succeeded
    gone = Server(record, httpx.ConnectError("refused"))
    with pytest.raises(CannotRun, match=f"cannot reach {URL}: refused"):
        gone.sender.send(TIME)
    assert gone.pauses == [1.0, 2.0, 4.0, 8.0]
    assert record.findings.new() == []


@pytest.mark.parametrize(
    ("response", "others", "reported"),
    [
        (Response(0, {}, missing="reset"), False, 0),
        (Response(429, {}), True, 0),
        (Response(503, {}), True, 0),
        (Response(429, {}), False, 1),
        (Response(200, {}, b"1"), True, 1),
    ],
)
def test_nothing_is_concluded_from_a_request_that_was_not_taken(
    record: Record, response: Response, others: bool, reported: int
) -> None:
    record.others = others
    record.enter(
        Violation(CONCLUDED, "getTime", "it is wrong"), Interaction(Request("GET", "/time", {}), response)
    )
    found = [finding for finding in record.findings.new() if finding.violation.clause is CONCLUDED]
    assert len(found) == reported


class Dripping(httpcore.NetworkStream):
    """A server that sends a byte of its headers every four seconds, for ever."""

    def __init__(self) -> None:
        self.now = 0.0
        self.granted: list[float | None] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.now += 4
        self.granted.append(timeout)
        return b"x"


def test_bytes_that_drip_within_the_headers_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    server = Dripping()
    monkeypatch.setattr(reading, "_monotonic", lambda: server.now)
    stream = reading.Stream(server)
    with reading.at_most(10):
        complete = b"".join(stream.read(1, timeout=5) for _ in range(3))
        with pytest.raises(httpcore.ReadTimeout):
            stream.read(1, timeout=5)
    assert complete == b"xxx"
    assert server.granted == [5, 5, 2]
    assert stream.read(1, timeout=5) == b"x"


def test_the_senders_own_connections_heed_the_time_of_an_exchange(record: Record) -> None:
    with closing(Sender.to(URL, record.observe, None)) as sender:
        transport = sender.client._transport
        assert isinstance(transport, httpx.HTTPTransport)
        assert isinstance(transport._pool, httpcore.ConnectionPool)
        backend = transport._pool._network_backend
        assert isinstance(backend, reading.Backend)


def test_after_its_time_a_run_sends_only_what_leaves_nothing_behind(record: Record) -> None:
    server = Server(record, GOOD)
    now = iter([9.0, 10.0])
    sender = evolve(server.sender, until=10.0, clock=lambda: next(now))
    assert sender.send(TIME).response.succeeded
    with pytest.raises(CannotRun, match=r"the time that the run may take is over \(--minutes\)"):
        sender.send(TIME)
    assert sender.interaction(CANCEL_ALL).response.succeeded
    assert server.asked == 2


def generated(scripted: Callable[..., Run], handler: Handler) -> tuple[Run, list[float]]:
    """The `properties` suite of one operation against a server that answers it as the handler says."""

    def response(request: httpx.Request) -> httpx.Response:
        return handler(request) if request.url.path == "/spread" else GOOD

    run = scripted(response, repaired=True, budget=Budget(examples=20, histories=1, steps=1))
    pauses: list[float] = []
    # Schemathesis tries the address itself: nobody is there.
    url = "http://127.0.0.1:1"
    sender = evolve(run.sender, url=url, patient=True, sleep=pauses.append)
    run.record.others = True
    run = evolve(run, sender=sender, target=evolve(run.target, url=url), only=frozenset({"getSpread"}))
    properties.run(run)
    return run, pauses


def test_a_generated_request_that_is_dropped_does_not_end_the_others(scripted: Callable[..., Run]) -> None:
    asked = 0

    def response(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        if asked == 2:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
        return httpx.Response(200, json={"spread": "0.02"})

    run, _ = generated(scripted, response)
    assert run.record.tallies["getSpread"].statuses[200] > 15
    assert ("answered", "getSpread") in broken(run)


def test_a_generated_request_that_is_limited_is_waited_for(scripted: Callable[..., Run]) -> None:
    asked: Counter[str] = Counter()

    def response(request: httpx.Request) -> httpx.Response:
        case = request.headers["x-schemathesis-testcaseid"]
        asked[case] += 1
        if asked[case] == 1:
            return httpx.Response(429, headers={"Retry-After": "2"}, json={"error": "later"})
        return httpx.Response(400, json={"error": "Invalid token id"})

    run, pauses = generated(scripted, response)
    assert set(asked.values()) == {2}
    assert pauses == [2.0] * len(asked)
    assert broken(run) == set()


def test_a_server_that_is_away_ends_the_generation_at_once(scripted: Callable[..., Run]) -> None:
    asked = 0

    def response(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        raise httpx.ConnectError("refused")

    with pytest.raises(CannotRun, match=r"cannot reach http://127\.0\.0\.1:1: refused"):
        generated(scripted, response)
    assert asked == 5


def test_a_run_that_was_broken_off_is_no_wrong_usage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "app", lambda **_: telling.complain("broken off", 2))
    with pytest.raises(SystemExit) as ended:
        commands.main()
    assert ended.value.code == 2


@pytest.mark.parametrize("what", [TIME, CANCEL_ALL])
def test_what_nobody_judges_and_may_be_sent_twice_is_sent_again_when_it_is_not_answered(
    record: Record, what: Call
) -> None:
    server = Server(record, TROUBLES["dropped"](), TROUBLES["reset"](), GOOD)
    assert server.sender.interaction(what).response.succeeded
    assert server.pauses == [1.0, 2.0]
    assert record.findings.all() == []


def test_what_may_not_be_sent_twice_is_not(record: Record) -> None:
    server = Server(record, TROUBLES["dropped"](), GOOD)
    with pytest.raises(CannotRun, match="cannot reach"):
        server.sender.interaction(Call("POST", "/order", (), b"{}"))
    assert server.asked == 1
