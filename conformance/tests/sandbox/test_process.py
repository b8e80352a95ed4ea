"""The command: ready line, orderly end, wrong usage, and a kill in the middle of writing."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from clob_sandbox.server import socket_at

COMMAND = [sys.executable, "-c", "from clob_sandbox.cli import main; main()"]
PATIENCE = 20  # seconds, for a process to start or end


def start(*options: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


def test_it_announces_itself_serves_and_ends_with_0_on_sigterm() -> None:
    process, ready = start("--profile", "observed", "--seed", "3")
    with process, httpx.Client(base_url=ready["url"]) as client:
        assert set(ready) == {"url", "chain_id", "account", "markets"}
        assert set(ready["account"]) == {"address", "private_key", "api_key", "secret", "passphrase"}
        assert ready["chain_id"] == 137
        token_id = ready["markets"][0]["tokens"][0]["token_id"]
        assert client.get("/midpoint", params={"token_id": token_id}).json() == {"mid": "0.55"}
        assert (
            client.get("/midpoint", params={"token_id": token_id}).headers["content-type"]
            == "application/json"
        )
        refused = client.request("TRACE", "/book")
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
        assert client.head("/book").status_code == 405
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert (out, err) == ("", "")  # nothing after the ready line


def ends(url: str) -> bool:
    """Whether nothing answers at the URL any more before patience ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            httpx.get(f"{url}/time")
        except httpx.TransportError:
            return True
    return False


def test_the_ready_line_is_the_same_for_the_same_seed() -> None:
    lines = []
    for _ in range(2):
        process, ready = start("--seed", "7")
        with process:
            process.terminate()
        lines.append({**ready, "url": ""})
    assert lines[0] == lines[1]


def test_it_ends_with_its_parent() -> None:
    script = textwrap.dedent(
        f"""
        import subprocess, sys
        child = subprocess.Popen({[*COMMAND, "serve", "--with-parent"]!r}, stdout=subprocess.PIPE, text=True)
        print(child.stdout.readline().strip())
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    url = json.loads(done.stdout)["url"]
    assert ends(url)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--profile", "live"], "unknown profile 'live'"),
        (["--fault", "nothing"], "unknown fault nothing"),
        (["--rate-limits", "mithril"], "no such tier"),
        (["--depth", "0"], "--depth"),
        (["--port", "-1"], "--port"),
        (["--nonsense"], "--nonsense"),
        (["--db", "/no/such/folder/x.db"], "is there such a folder"),
    ],
)
def test_wrong_usage_ends_with_a_sentence_and_without_a_ready_line(options: list[str], sentence: str) -> None:
    done = subprocess.run(
        [*COMMAND, "serve", *options],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "COLUMNS": "200"},
    )
    assert done.returncode in (64, 65)
    assert sentence in done.stderr
    assert done.stdout == ""


def test_a_taken_port_is_reported() -> None:
    process, ready = start()
    with process:
        port = ready["url"].rsplit(":", 1)[1]
        done = subprocess.run(
            [*COMMAND, "serve", "--port", port], capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        process.terminate()
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr


def test_the_faults_are_listed() -> None:
    done = subprocess.run(
        [*COMMAND, "serve", "--fault", "list"], capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0
    assert "cancelled-stays-open: " in done.stdout
    assert re.search(r" \(breaks [a-z-]+(, [a-z-]+)+\)\n", done.stdout)


def test_what_was_answered_survives_a_kill(tmp_path: Path, world: Any) -> None:
    """Orders are posted until the process is killed; each that was answered is open after a restart."""
    options = ("--db", str(tmp_path / "sandbox.db"))
    process, ready = start(*options)
    world.trader.credentials = ready["account"]
    world.clock.advance((int(httpx.get(f"{ready['url']}/time").text) - world.clock.seconds()) * 10**9)
    answered = []
    with process, httpx.Client(base_url=ready["url"]) as client:
        for number in range(25):
            body = json.dumps(world.trader.order(world.token(), "BUY", "0.10", "20")).encode()
            reply = client.post("/order", content=body, headers=world.trader.headers("POST", "/order", body))
            answered.append(reply.json()["orderID"])
            if number == 20:
                process.kill()
                break
    process, ready = start(*options)
    with process, httpx.Client(base_url=ready["url"]) as client:
        reply = client.get("/data/orders", headers=world.trader.headers("GET", "/data/orders"))
        assert [order["id"] for order in reply.json()["data"]] == answered
        process.terminate()


def test_no_answer_waits_for_the_callers_next_word() -> None:
    """asyncio switches Nagle's delay (40 ms a response) off only where a socket says that it is TCP's."""
    with socket_at("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.proto == socket.IPPROTO_TCP
