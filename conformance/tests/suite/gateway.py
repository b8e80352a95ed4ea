"""A company's gateway before an exchange: TLS by an authority of its own, a client certificate, a header, a
base path, its own page for who may not pass; it may drop headers with an underscore, as nginx does.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from .hostile import Harm

CERTIFICATES = Path(__file__).parent / "certificates"
CA, CLIENT = str(CERTIFICATES / "ca.pem"), str(CERTIFICATES / "client.pem")
PAGE = b"<html><head><title>Acme</title></head><body><h1>Acme gateway</h1>Access denied</body></html>"


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """Who may not pass is no error."""


@contextmanager
def gateway(
    upstream: str,
    *,
    tls: bool = False,
    client_cert: bool = False,
    header: tuple[str, str] | None = None,
    base: str = "",
    drop_underscores: bool = False,
    harms: Mapping[str, Harm] | None = None,
) -> Iterator[str]:
    """Runs one, that harms whoever asks for these paths; gives the URL of the exchange behind it."""
    behind = httpx.Client(base_url=upstream, trust_env=False, timeout=600)  # whoever asks has one

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            harm = (harms or {}).get(self.path.partition("?")[0])
            if harm is not None:
                self.close_connection = True
                harm(self.wfile)
                return
            status, kind, content, allow = 403, "text/html", PAGE, None
            if header is None or self.headers.get(header[0]) == header[1]:
                status, kind, content = 404, "text/plain", b"404 page not found"
                if self.path.startswith(f"{base}/"):
                    passed = {k: v for k, v in self.headers.items() if k.lower() != "host"}
                    if drop_underscores:
                        passed = {k: v for k, v in passed.items() if "_" not in k}
                    path = self.path.removeprefix(base)
                    response = behind.request(self.command, path, headers=passed, content=body)
                    status, content = response.status_code, response.content
                    kind, allow = response.headers.get("content-type", ""), response.headers.get("allow")
            self.send_response(status)
            self.send_header("content-type", kind)
            if allow is not None:
                self.send_header("allow", allow)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content if self.command != "HEAD" else b"")

        do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = do_GET  # noqa: N815

    server = _Server(("127.0.0.1", 0), Handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATES / "server.pem")
        if client_cert:
            context.load_verify_locations(CA)
            context.verify_mode = ssl.CERT_REQUIRED
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}{base}"
    finally:
        server.shutdown()
        server.server_close()
        behind.close()
