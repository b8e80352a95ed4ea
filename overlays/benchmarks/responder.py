"""A server that only sends bytes: fixed answers by method and path, and nothing else to wait for.

Run as a process: ``python responder.py ANSWERS.json`` where the file maps ``"GET /path"`` to a body. Prints
its port on a line of its own. Every client that is measured talks to the same process.
"""

import asyncio
import json
import sys
from pathlib import Path


class Connection(asyncio.Protocol):
    """One connection: collects requests and answers each from the table."""

    def __init__(self, answers: dict[bytes, bytes], otherwise: bytes) -> None:
        self._answers = answers
        self._otherwise = otherwise
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end]
            whole = end + 4 + _content_length(head)
            if len(self._data) < whole:
                return
            self._data = self._data[whole:]
            method, target, _ = head.split(b" ", 2)
            wanted = method + b" " + target.partition(b"?")[0]
            self._transport.write(self._answers.get(wanted, self._otherwise))


def _content_length(head: bytes) -> int:
    lower = head.lower()
    start = lower.find(b"\r\ncontent-length:")
    return int(lower[start + 17 :].partition(b"\r\n")[0]) if start >= 0 else 0


def answer(status: bytes, body: bytes) -> bytes:
    """The bytes of an HTTP/1.1 answer that keeps the connection."""
    head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % (status, len(body)) + body


async def main(path: Path) -> None:
    """Serves until its standard input ends."""
    table = json.loads(path.read_text())
    answers = {wanted.encode(): answer(b"200 OK", body.encode()) for wanted, body in table.items()}
    otherwise = answer(b"404 Not Found", b'{"error":"no such answer"}')
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(answers, otherwise), "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main(Path(sys.argv[1])))
