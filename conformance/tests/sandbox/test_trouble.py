"""Modes and trouble as a plain HTTP client sees them: a sandbox in a process of its own."""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
from attrs import frozen

PATIENCE = 20  # seconds, for a process to end


@frozen
class Served:
    """A sandbox's process, its ready line and a client for it."""

    ready: dict[str, Any]
    http: httpx.Client

    def set(self, what: str, **body: Any) -> None:
        answer = self.http.post(f"/_sandbox/{what}", json=body)
        assert answer.status_code == 200, answer.text

    def signed(self, method: str, path: str, body: Any = None, *, at: int | None = None) -> httpx.Response:
        account = self.ready["account"]
        raw = b"" if body is None else json.dumps(body).encode()
        timestamp = str(self.http.get("/time").json() if at is None else at)
        secret = base64.urlsafe_b64decode(account["secret"])
        digest = hmac.new(secret, f"{timestamp}{method}{path}".encode() + raw, hashlib.sha256).digest()
        headers = {
            "POLY_ADDRESS": account["address"],
            "POLY_API_KEY": account["api_key"],
            "POLY_PASSPHRASE": account["passphrase"],
            "POLY_TIMESTAMP": timestamp,
            "POLY_SIGNATURE": base64.urlsafe_b64encode(digest).decode(),
            "Content-Type": "application/json",
        }
        return self.http.request(method, path, content=raw, headers=headers)


def serve(*options: str) -> Iterator[Served]:
    command = [sys.executable, "-m", "clob_sandbox", "serve", "--port", "0", "--with-parent", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        with httpx.Client(base_url=ready["url"]) as http:
            yield Served(ready, http)
        process.terminate()
        _, errors = process.communicate(timeout=PATIENCE)
        assert (process.returncode, errors) == (0, "")


@pytest.fixture(scope="module")
def running() -> Iterator[Served]:
    yield from serve()


@pytest.fixture
def served(running: Served) -> Served:
    running.set("reset")
    return running


def test_latency_delays_every_answer(served: Served) -> None:
    served.set("trouble", kind="latency", value=0.3)
    assert served.http.get("/ok").elapsed.total_seconds() >= 0.3
    with pytest.raises(httpx.ReadTimeout):
        served.http.get("/ok", timeout=0.1)


def test_a_reset_connection_hides_what_was_done(served: Served) -> None:
    served.set("trouble", kind="reset", times=1)
    with pytest.raises(httpx.ReadError, match="reset"):
        served.signed(
            "POST",
            "/auth/builder-api-key",
            at=served.http.post("/_sandbox/clock", json={"skew": 0}).json()["time"],
        )
    assert len(served.signed("GET", "/auth/builder-api-key").json()) == 1


def test_an_answer_is_cut_off(served: Served) -> None:
    served.set("trouble", kind="cut", times=1)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        served.http.get("/markets")
    assert served.http.get("/markets").status_code == 200


@pytest.mark.parametrize("status", [403, 502, 520])
def test_a_page_of_the_network_comes_instead_of_the_request(served: Served, status: int) -> None:
    now = served.http.get("/time").json()
    served.set("trouble", kind="html", value=status, times=1)
    page = served.signed("POST", "/auth/builder-api-key", at=now)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert page.text.startswith("<!DOCTYPE html>")
    assert served.signed("GET", "/auth/builder-api-key").json() == []


def test_trouble_spares_the_control_paths_and_ends_when_it_is_told(served: Served) -> None:
    served.set("trouble", kind="html")
    assert served.http.get("/ok").status_code == 502
    served.set("trouble", kind="none")
    assert served.http.get("/ok").json() == "OK"


def test_a_skewed_clock_shows_in_the_time_the_date_and_the_window(served: Served) -> None:
    true = served.http.get("/time").json()
    served.set("clock", skew=-3600)
    answer = served.http.get("/time")
    assert abs(answer.json() - (true - 3600)) <= 5
    assert abs(parsedate_to_datetime(answer.headers["date"]).timestamp() - answer.json()) <= 1
    assert served.signed("GET", "/data/orders", at=true).status_code == 401
    assert served.signed("GET", "/data/orders").status_code == 200


MODES = {
    "disabled": (503, "Trading is currently disabled. Check polymarket.com for updates"),
    "cancel-only": (
        503,
        "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed.",
    ),
    "restarting": (425, "matching engine restarting"),
}


@pytest.mark.parametrize("mode", MODES)
def test_a_mode_refuses_orders_by_its_text(served: Served, mode: str) -> None:
    served.set("mode", mode=mode)
    status, text = MODES[mode]
    answer = served.signed("POST", "/order", {})
    assert (answer.status_code, answer.json()) == (status, {"error": text})
    assert served.signed("DELETE", "/cancel-all").status_code == (503 if mode == "disabled" else 200)


@pytest.mark.parametrize(
    ("options", "path", "status", "text"),
    [
        (("--mode", "disabled"), "/cancel-all", 503, MODES["disabled"][1]),
        (("--trouble", "html:503"), "/ok", 503, None),
        (("--clock-skew", "7200"), "/time", 200, None),
        (("--profile", "observed", "--without", "midpoint-key"), "/midpoint", 200, None),
    ],
)
def test_the_command_line_sets_the_same(
    options: tuple[str, ...], path: str, status: int, text: str | None
) -> None:
    for served in serve(*options):
        token_id = served.ready["markets"][0]["tokens"][0]["token_id"]
        answer = (
            served.signed("DELETE", path)
            if path == "/cancel-all"
            else served.http.get(path, params={"token_id": token_id})
        )
        assert answer.status_code == status
        if path == "/cancel-all":
            assert answer.json() == {"error": text}
        if path == "/time":
            now = httpx.get(f"{served.ready['url']}/_sandbox/unserved").headers["date"]
            assert abs(parsedate_to_datetime(now).timestamp() - answer.json()) <= 5
        if path == "/midpoint":
            assert set(answer.json()) == {"mid_price"}


def test_rate_limits_tell_their_headers() -> None:
    for served in serve("--rate-limits", "standard"):
        answer = served.signed("DELETE", "/cancel-all")
        assert answer.headers["poly-ratelimit-tier"] == "standard"
        assert {"poly-ratelimit-remaining", "poly-ratelimit-reset"} <= set(answer.headers)
        answers = [served.http.get("/ok") for _ in range(101)]
        assert [a.status_code for a in answers] == [200] * 100 + [429]
        assert answers[-1].json() == {"error": "Too Many Requests"}
        assert int(answers[-1].headers["retry-after"]) >= 1


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--trouble", "rain"), "unknown trouble 'rain'"),
        (("--trouble", "html:200"), "takes a status from 400 to 599"),
        (("--mode", "lazy"), "no such mode"),
        (("--without", "nothing"), "unknown deviation nothing"),
    ],
)
def test_wrong_options_are_told_and_end_with_64(options: tuple[str, ...], text: str) -> None:
    command = [sys.executable, "-m", "clob_sandbox", "serve", *options]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert ended.returncode == 64
    assert text in ended.stderr


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("trouble", {"kind": "rain"}),
        ("trouble", {"kind": "latency", "value": "long"}),
        ("trouble", {"kind": "reset", "value": 1}),
        ("trouble", {"kind": "reset", "times": -1}),
        ("clock", {"skew": 1.5}),
        ("clock", {}),
    ],
)
def test_unusable_control_is_refused(world: Any, path: str, body: dict[str, Any]) -> None:
    assert world.post(f"/_sandbox/{path}", body).status == 400
