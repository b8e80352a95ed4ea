"""Answers that break every promise: each method gives a value or an error of the tree, whatever is wrong.

What a sandbox answered to each method is served again with one thing in it spoiled at a time: null, of
another type, left out, huge. One list item stands for all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from polymarket_clob import CapturedResponse, ClobClient, ClobError, RetryPolicy, capture_responses
from polymarket_clob_api import models

from .conftest import start_sandbox
from .test_every_method import CASES, LEAVES_A_MARK, REFUSED, REFUSED_LIVE, World

LEFT_OUT = object()

WRONG: list[Any] = [None, LEFT_OUT, "", "x", "²", "9" * 400, -1, 1e300, True, [], [None], {"x": None}]

NO_JSON = [b"", b"null", b"[" * 2000, b"{", b"\xff\xfe", b"<html>down</html>", b"NaN", b'"\\ud800"', b"1e999"]

FIGURES: dict[type, str] = {
    models.OpenOrder: "figures_of_order",
    models.Trade: "figures_of_trade",
    models.SendOrderResponse: "figures_of_posted",
    models.BalanceAllowanceResponse: "figures_of_balance",
    models.OrderBookSummary: "figures_of_book",
}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    process, ready = start_sandbox("--profile", "observed")
    world = World({**ready, "profile": "observed"}, ClobClient)
    yield world
    world.close()
    process.terminate()


def spoilt(document: Any) -> Iterator[Any]:
    """The document with one value replaced or left out, each value in turn by each wrong one."""
    for wrong in WRONG:
        if wrong is not LEFT_OUT:
            yield wrong
    if isinstance(document, dict):
        for name, value in document.items():
            rest = {key: each for key, each in document.items() if key != name}
            yield rest
            for each in spoilt(value):
                yield {**rest, name: each}
    elif isinstance(document, list) and document:
        yield [document[0], *document]
        for each in spoilt(document[0]):
            yield [each, *document[1:]]


def spoilt_bodies(body: bytes) -> Iterator[bytes]:
    yield from NO_JSON
    document = json.loads(body or b"null")
    seen = set()
    for each in spoilt(document[:3] if isinstance(document, list) else document):
        text = json.dumps(each).encode()
        if text not in seen:
            seen.add(text)
            yield text


def attempt(client: ClobClient, name: str, args: Any, kwargs: Any) -> Exception | None:
    """Calls, and looks at all of what comes back; gives the error if there is one."""
    try:
        found = getattr(client, name)(*args, **kwargs)
        for value in [found, *(found if isinstance(found, list) or hasattr(found, "pages") else [])]:
            repr(value)
            if type(value) in FIGURES:
                getattr(client, FIGURES[type(value)])(value)
    except Exception as error:  # noqa: BLE001 - which one it is, is the question
        return error
    return None


class Replay:
    """Serves what was answered, one response in the place of another if asked to."""

    def __init__(self, world: World, responses: list[CapturedResponse]) -> None:
        self.responses = [httpx.Response(each.status, content=each.body) for each in responses]
        self.wrong: tuple[int, httpx.Response] | None = None
        self.asked = 0
        self.account = {"key": world.client.signer, "creds": world.client.creds}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        place = min(self.asked, len(self.responses) - 1)
        self.asked += 1
        found = self.wrong[1] if self.wrong and self.wrong[0] == place else self.responses[place]
        return httpx.Response(found.status_code, headers=found.headers, content=found.content)

    def client(self) -> ClobClient:
        """One that asks here, and never twice."""
        self.asked = 0
        transport = httpx.MockTransport(self)
        return ClobClient(
            "http://clob.test",
            transport=transport,
            retry_policy=RetryPolicy(max_read_retries=0),
            **self.account,
        )


@pytest.mark.parametrize("name", sorted(CASES))
def test_whatever_is_wrong_with_an_answer_is_an_error_of_the_tree(world: World, name: str) -> None:
    on = world.new_client() if name in LEAVES_A_MARK else world.client
    args, kwargs = CASES[name](world)
    with capture_responses() as responses:
        fault = attempt(on, name, args, kwargs)
    refused = name in REFUSED | REFUSED_LIVE
    assert isinstance(fault, ClobError) if refused else fault is None
    if not responses:
        return  # nothing is asked
    replay = Replay(world, responses)
    if name == "cancel_all_confirmed":
        kwargs = {"give_up_after": 0.15}  # less than its first pause
    elif not refused and not name.startswith("create_and_post"):  # which make another order each time
        assert attempt(replay.client(), name, args, kwargs) is None
    raw = {}
    for place, response in enumerate(responses):
        for body in spoilt_bodies(response.body):
            replay.wrong = place, httpx.Response(response.status, content=body)
            error = attempt(replay.client(), name, args, kwargs)
            if error is not None and not isinstance(error, ClobError):
                raw[f"{type(error).__name__}: {str(error)[:80]}"] = body[:200]
    assert not raw
