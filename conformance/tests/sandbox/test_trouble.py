"""Trouble, the clock and rate limits as a plain HTTP client sees them: a sandbox in its own process."""

import subprocess
import sys
import time
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

PATIENCE = 20  # seconds, for a process to end


def test_latency_delays_every_answer(served: Any) -> None:
    served.set("trouble", kind="latency", value=0.3)
    assert served.http.get("/ok").elapsed.total_seconds() >= 0.3
    with pytest.raises(httpx.ReadTimeout):
        served.http.get("/ok", timeout=0.1)


def test_a_reset_connection_hides_what_was_done(served: Any) -> None:
    served.set("trouble", kind="reset", times=1)
    with pytest.raises(httpx.ReadError, match="reset"):
        served.signed(
            "POST",
            "/auth/builder-api-key",
            at=served.http.post("/_sandbox/clock", json={"skew": 0}).json()["time"],
        )
    assert len(served.signed("GET", "/auth/builder-api-key").json()) == 1


def test_an_answer_is_cut_off(served: Any) -> None:
    served.set("trouble", kind="cut", times=1)
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
        served.http.get("/markets")
    assert served.http.get("/markets").status_code == 200


@pytest.mark.parametrize("status", [403, 502, 520])
def test_a_page_of_the_network_comes_instead_of_the_request(served: Any, status: int) -> None:
    now = served.http.get("/time").json()
    served.set("trouble", kind="html", value=status, times=1)
    page = served.signed("POST", "/auth/builder-api-key", at=now)
    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert page.text.startswith("<!DOCTYPE html>")
    assert served.signed("GET", "/auth/builder-api-key").json() == []


def test_trouble_spares_the_control_paths_and_ends_when_it_is_reported(served: Any) -> None:
    served.set("trouble", kind="html")
    assert served.http.get("/ok").status_code == 502
    served.set("trouble", kind="none")
    assert served.http.get("/ok").json() == "OK"


def test_a_skewed_clock_shows_in_the_time_the_date_and_the_window(served: Any) -> None:
    true = served.http.get("/time").json()
    served.set("clock", skew=-3600)
    response = served.http.get("/time")
    assert abs(response.json() - (true - 3600)) <= 5
    assert abs(parsedate_to_datetime(response.headers["date"]).timestamp() - response.json()) <= 1
    assert served.signed("GET", "/data/orders", at=true).status_code == 401
    assert served.signed("GET", "/data/orders").status_code == 200


def test_the_command_line_sets_the_same(serve: Any) -> None:
    options = ("--mode", "disabled", "--clock-skew", "7200", "--profile", "observed")
    with serve(*options, "--without", "midpoint-key") as served:
        reported = served.http.get("/time").json()
        assert abs(reported - time.time() - 7200) <= 5
        assert served.signed("DELETE", "/cancel-all").status_code == 503
        query = {"token_id": served.token()["token_id"]}
        assert set(served.http.get("/midpoint", params=query).json()) == {"mid_price"}
    with serve("--trouble", "html:503") as served:
        page = served.http.get("/ok")
        assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")


@pytest.mark.parametrize(("tier", "waits"), [("standard", range(2, 12)), ("platinum", range(1, 2))])
def test_a_tier_limits_cancels_and_tells_it_in_headers(serve: Any, tier: str, waits: range) -> None:
    """Standard may overdraw its burst of 120, at 80 a second; Platinum may not overdraw its 1,350, at 900."""
    with serve("--rate-limits", tier) as served:
        ids = [f"0x{number:064x}" for number in range(999)]
        replies = [served.trader.call("DELETE", "/orders", ids) for _ in range(5)]
        admitted, refused = replies[0], next(reply for reply in replies if reply.status == 429)
        assert admitted.status == 200
        assert refused.json == {"error": "Too Many Requests"}
        for reply in (admitted, refused):
            assert reply.headers["poly-ratelimit-tier"] == tier
            assert 0 <= int(reply.headers["poly-ratelimit-remaining"]) <= 998
            assert int(reply.headers["poly-ratelimit-reset"]) >= served.seconds() - 5
        assert int(refused.headers["retry-after"]) in waits
        assert "retry-after" not in admitted.headers


def test_a_callers_address_is_limited_over_all_its_requests(serve: Any) -> None:
    """100 requests in 10 s for GET /ok (docs/protocol/limits.md#per-address); another path has a window of
    its own.
    """
    with serve("--rate-limits", "standard") as served:
        responses = [served.http.get("/ok") for _ in range(101)]
        assert [a.status_code for a in responses] == [200] * 100 + [429]
        assert responses[-1].json() == {"error": "Too Many Requests"}
        assert 1 <= int(responses[-1].headers["retry-after"]) <= 10
        assert served.http.get("/version").status_code == 200


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--trouble", "rain"), "unknown trouble 'rain'"),
        (("--trouble", "html:300"), "takes 200 or a status from 400 to 599"),
        (("--trouble", "accuracy:1"), "takes decimals from 2 to 6"),
        (("--mode", "lazy"), "no such mode"),
        (("--without", "nothing"), "unknown deviation nothing"),
    ],
)
def test_wrong_options_are_reported_and_end_with_64(options: tuple[str, ...], text: str) -> None:
    command = [sys.executable, "-m", "clob_sandbox", "serve", *options]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert ended.returncode == 64
    assert text in ended.stderr


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("trouble", {"kind": "rain"}),
        ("trouble", {"kind": "latency", "value": "long"}),
        ("trouble", {"kind": "reset", "value": 1}),
        ("trouble", {"kind": "reset", "times": -1}),
        ("trouble", {"kind": "accuracy", "times": 1}),
        ("clock", {"skew": 1.5}),
        ("clock", {}),
    ],
)
def test_unusable_control_is_refused(world: Any, path: str, body: dict[str, Any]) -> None:
    assert world.post(f"/_sandbox/{path}", body).status == 400
