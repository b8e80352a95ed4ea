"""`clob` before a server whose every text would move the terminal: nothing of it gets there."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
from polymarket_clob._cli.app import run

HARM = "\x1b]0;PWNED\x07\x1b[2J\u202e\r[bold red]PWNED"
PLAIN = re.compile(r"-?[\d.]*|0x[0-9a-fA-F]*|[0-9a-f-]{36}|\d{4}-\d\d-\d\d.*|[A-Za-z0-9+/=_-]{40,}", re.ASCII)
UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]")


def poisoned(value: Any) -> Any:
    """A JSON value with the harm behind every text that is none of a number, an id, a key or a time."""
    if isinstance(value, str):
        return value if PLAIN.fullmatch(value) else value + HARM
    if isinstance(value, list):
        return [poisoned(item) for item in value]
    if isinstance(value, dict):
        return {name: poisoned(item) for name, item in value.items()}
    return value


@contextmanager
def poisoning(upstream: str) -> Iterator[str]:
    """A server before another that poisons what it says; gives its URL."""
    behind = httpx.Client(base_url=upstream, trust_env=False)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length") or 0))
            sent = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            response = behind.request(self.command, self.path, headers=sent, content=content)
            body = json.dumps(poisoned(response.json())).encode()
            self.send_response(response.status_code)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_DELETE = do_PUT = do_GET  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        behind.close()


def test_nothing_that_a_server_says_moves_the_terminal(
    sandbox: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    account, market = sandbox["account"], sandbox["markets"][0]
    token = market["tokens"][0]["token_id"]
    monkeypatch.setenv("PK", account["private_key"])
    monkeypatch.setenv("CHAIN_ID", str(sandbox["chain_id"]))
    commands = [
        ("markets",),
        ("markets", "--json"),
        ("book", token),
        ("balance",),
        ("orders",),
        ("order", "0x" + "ab" * 32),
        ("buy", token, "10", "--price", "0.01", "--yes"),
        ("buy", token, "1000000", "--price", "0.5", "--yes"),
        ("buy", token, "10", "--price", "0.01", "--dry-run"),
        ("trades",),
        ("cancel", "0x" + "ab" * 32),
        ("cancel", "--all", "--yes"),
        ("keys",),
        ("doctor",),
        ("request", "GET", "/markets"),
        ("request", "GET", "/nowhere"),
    ]
    harmed = 0
    with poisoning(sandbox["url"]) as url:
        monkeypatch.setenv("CLOB_API_URL", url)
        for words in commands:
            run(words)
            said = capsys.readouterr()
            text = said.out + said.err
            assert text, words
            assert not UNFIT.search(text), words
            harmed += "PWNED" in text
    assert harmed >= 3, "the harm is shown, as what it is"
