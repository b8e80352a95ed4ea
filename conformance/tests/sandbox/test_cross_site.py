"""The control paths are for the user and programs, not for pages of other sites in the user's browser."""

from __future__ import annotations

import json
from typing import Any

import pytest

OWN = "127.0.0.1:8137"


def asked(world: Any, path: str = "/_sandbox/mode", **headers: str) -> Any:
    sent = {"host": OWN, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return world.request("POST", path, json.dumps({"mode": "disabled"}).encode(), sent)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example.com"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost:8137"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"origin": f"http://{OWN}", "sec_fetch_site": "cross-site"},
        {"host": "evil.example.com"},
        {"host": "evil.example.com:8137", "origin": "http://evil.example.com:8137"},
        {"host": "127.0.0.1.evil.example.com:8137", "sec_fetch_site": "same-origin"},
        {"host": "localhost.:8137"},
        {"host": "evillocalhost.example:8137"},
    ],
)
@pytest.mark.parametrize("path", ["/_sandbox/mode", "/_sandbox/accounts", "/_sandbox/reset"])
def test_what_another_sites_page_sends_is_refused(world: Any, path: str, headers: dict[str, str]) -> None:
    before = len(world.sandbox.exchange.accounts), world.sandbox.exchange
    reply = asked(world, path, **headers)
    assert reply.status == 403
    assert "control paths" in reply.json["error"]
    assert (len(world.sandbox.exchange.accounts), world.sandbox.exchange) == before
    assert world.sandbox.exchange.mode.name == "normal"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": f"http://{OWN}", "sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "none"},
        {"host": "localhost:8137", "origin": "http://localhost:8137"},
        {"host": "LOCALHOST"},
        {"host": "[::1]:8137", "origin": "http://[::1]:8137"},
        {"host": "192.168.1.7:8137"},
        {"host": "sandbox:8137"},
        {"host": "clob.localhost"},
        {"host": "host.docker.internal:8137"},
    ],
)
def test_the_own_page_and_programs_are_served(world: Any, headers: dict[str, str]) -> None:
    assert asked(world, **headers).status == 200
    assert world.sandbox.exchange.mode.name == "disabled"


def test_reading_is_refused_as_well(world: Any) -> None:
    assert world.request("GET", "/_sandbox/deviations", headers={"host": "evil.example.com"}).status == 403
    assert world.request("GET", "/_sandbox/nothing", headers={"host": "evil.example.com"}).status == 403


def test_the_exchanges_own_paths_ask_for_no_site(world: Any) -> None:
    evil = {"host": "evil.example.com", "origin": "https://evil.example.com"}
    assert world.request("GET", "/ok", headers=evil).status == 200


def test_no_answer_permits_another_origin(served: Any) -> None:
    asks = {"origin": "https://evil.example.com", "access-control-request-method": "POST"}
    for method, path in (("OPTIONS", "/_sandbox/mode"), ("POST", "/_sandbox/mode"), ("GET", "/ok")):
        response = served.http.request(method, path, headers=asks)
        assert not [name for name in response.headers if name.startswith("access-control")]
    assert served.http.options("/_sandbox/mode", headers=asks).status_code == 403


@pytest.mark.parametrize(("host", "loud"), [("127.0.0.1", False), ("localhost", False), ("0.0.0.0", True)])  # noqa: S104
def test_an_address_that_others_reach_is_said_loudly(serve: Any, host: str, loud: bool) -> None:
    complaint = "other machines" if loud else ""
    with serve("--host", host, complaint=complaint):
        pass
