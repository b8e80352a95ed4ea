"""HTTP/2 in front of a server of HTTP/1.1, as a CDN is."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, RequestReceived, StreamEnded

_FRAME = 16_384


@contextmanager
def gateway(behind: str) -> Iterator[str]:
    """The URL of a gateway that speaks HTTP/2 without TLS and asks the server ``behind`` it.

    Where that one does not answer, the connection is cut.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            with suppress(OSError):  # closed
                while True:
                    threading.Thread(target=_serve, args=(server.accept()[0], behind), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def _serve(connection: socket.socket, behind: str) -> None:
    speaker = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
    speaker.initiate_connection()
    requests: dict[int, tuple[dict[str, str], bytearray]] = {}
    with (
        connection,
        httpx.Client(base_url=behind, timeout=10) as onward,
        suppress(OSError, httpx.RequestError),
    ):
        connection.sendall(speaker.data_to_send())
        while data := connection.recv(65_536):
            for event in speaker.receive_data(data):
                if isinstance(event, RequestReceived):
                    headers = {str(name): str(value) for name, value in event.headers}
                    requests[event.stream_id] = headers, bytearray()
                elif isinstance(event, DataReceived):
                    requests[event.stream_id][1].extend(event.data)
                elif isinstance(event, StreamEnded):
                    asked, body = requests.pop(event.stream_id)
                    _answer(speaker, event.stream_id, _asked(onward, asked, bytes(body)))
            connection.sendall(speaker.data_to_send())


def _asked(onward: httpx.Client, headers: dict[str, str], body: bytes) -> httpx.Response:
    own = {name: value for name, value in headers.items() if not name.startswith(":")}
    return onward.request(headers[":method"], headers[":path"], headers=own, content=body)


def _answer(speaker: H2Connection, stream: int, response: httpx.Response) -> None:
    kind = response.headers.get("content-type", "application/json")
    speaker.send_headers(stream, [(":status", str(response.status_code)), ("content-type", kind)])
    for start in range(0, len(response.content), _FRAME):
        speaker.send_data(stream, response.content[start : start + _FRAME])
    speaker.end_stream(stream)
