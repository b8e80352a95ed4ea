"""The proxy that passes traffic on: what passes is what was sent, and is judged; no key is written."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from clob_conformance.core.errors import CannotRun
from clob_conformance.core.history import History
from clob_conformance.reporting.outcome import Outcome, Plan
from clob_conformance.run.recorded import judge_files
from clob_conformance.run.watching import Passage, listening, watch

from .conftest import YES

TICK = f"/tick-size?token_id={YES}"
JSON = ("content-type", "application/json")
SECRET = "c2VjcmV0LW9mLXRoZS1hY2NvdW50LW9mLXRoZS10ZXN0"
Answers = Callable[[str, str, Any, bytes], tuple[int, list[tuple[str, str]], bytes] | None]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Callable[[Answers], httpx.Client]]:
    """Begins to watch a server that answers as given; gives a client of the proxy."""
    ends: list[Callable[[], object]] = []

    def serve(server: ThreadingHTTPServer) -> None:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        ends.append(server.shutdown)

    def begin(responses: Answers) -> httpx.Client:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                response = responses(self.command, self.path, self.headers, body)
                if response is None:
                    self.close_connection = True
                    return
                status, headers, content = response
                self.send_response(status)
                for name, value in [*headers, ("content-length", str(len(content)))]:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_DELETE = do_TRACE = do_GET  # noqa: N815

        upstream = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        serve(upstream)
        ends.append(upstream.server_close)
        history = History.to(tmp_path / "history.jsonl", "open")
        passage = Passage(f"http://127.0.0.1:{upstream.server_port}/base", history)
        context = listening(passage, 0)
        address, server = context.__enter__()
        serve(server)
        client = httpx.Client(base_url=address, trust_env=False)
        ends.extend([client.close, lambda: context.__exit__(None, None, None), history.close])
        return client

    yield begin
    for end in ends:
        end()


def judged(folder: Path, client: httpx.Client) -> Outcome:
    """What is found in what passed; the history is read as far as it is written."""
    client.close()
    return judge_files(Plan(target="files", suites=(), files=(str(folder / "history.jsonl"),)))


def test_bytes_pass_both_ways_as_they_are(watched: Any) -> None:
    seen: list[tuple[str, str, Any, bytes]] = []
    packed = gzip.compress(b'{"minimum_tick_size": 0.01}')
    headers = [JSON, ("content-encoding", "gzip"), ("x-two", "1"), ("x-two", "2")]

    def responses(*asked: Any) -> Any:
        seen.append(asked)
        return 201, headers, packed

    client = watched(responses)
    with client.stream(
        "POST", "/a%2Fb?x=%20+y&x", content=b"\x00body", headers={"X-Mine": "yes"}
    ) as response:
        raw = b"".join(response.iter_raw())

    assert (response.status_code, raw) == (201, packed)
    assert response.headers.get_list("x-two") == ["1", "2"]
    ((method, path, sent, body),) = seen
    assert (method, path, body) == ("POST", "/base/a%2Fb?x=%20+y&x", b"\x00body")
    assert sent["x-mine"] == "yes"


def test_what_breaks_the_contract_is_found_and_no_key_is_written(watched: Any, tmp_path: Path) -> None:
    reported = iter([b'{"minimum_tick_size": 0.01}', b'{"minimum_tick_size": "large"}'])
    client = watched(lambda *_: (200, [JSON], next(reported)))
    for _ in range(2):
        client.get(TICK, headers={"POLY_API_KEY": SECRET, "POLY_PASSPHRASE": SECRET})

    watched_so_far = tmp_path / "history.jsonl"
    outcome = judged(tmp_path, client)
    assert {finding.violation.clause.id for finding in outcome.findings} == {"response-schema"}
    assert outcome.tallies["getTickSize"].cases == 2
    assert SECRET not in watched_so_far.read_text("utf-8")


def test_a_server_that_hangs_up_is_a_finding_and_ends_nothing(watched: Any, tmp_path: Path) -> None:
    reported = iter([None, (200, [JSON], b'{"minimum_tick_size": 0.01}')])
    client = watched(lambda *_: next(reported))

    assert [client.get(TICK).status_code for _ in range(2)] == [502, 200]
    outcome = judged(tmp_path, client)
    assert [finding.violation.clause.id for finding in outcome.findings] == ["answered"]


def test_any_method_passes_and_what_is_no_path_does_not(watched: Any) -> None:
    client = watched(lambda method, *_: (405, [JSON], method.encode()))

    assert client.request("TRACE", "/time").text == "TRACE"
    with socket.create_connection((client.base_url.host, client.base_url.port)) as wire:
        wire.sendall(b"GET http://elsewhere.example/time HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert wire.makefile("rb").readline().startswith(b"HTTP/1.1 400")


def test_it_ends_by_itself_and_says_what_it_cannot_do(tmp_path: Path) -> None:
    begun: list[str] = []
    watch("http://127.0.0.1:9", 0, tmp_path / "one", begun.append, minutes=0.001)
    assert begun[0].startswith("http://127.0.0.1:")

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CannotRun, match="cannot listen"):
        watch("http://127.0.0.1:9", taken.getsockname()[1], tmp_path / "two", begun.append)
    with pytest.raises(CannotRun, match="cannot write"):
        watch("http://127.0.0.1:9", 0, tmp_path / "none" / "three", begun.append)
