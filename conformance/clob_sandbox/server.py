"""Runs a sandbox as a process: uvicorn on a socket, the ready line on standard output, an orderly end.

Standard output carries the ready line and nothing else; logs go to standard error. SIGTERM and SIGINT end
it with exit code 0, and so does the end of the parent process when that is asked for.
"""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import sys
from collections.abc import Generator
from typing import Any

import orjson
import uvicorn

from clob_sandbox.app import App
from clob_sandbox.http.bounds import IDLE, MOST_CONNECTIONS, BoundedProtocol, check_all
from clob_sandbox.running import announced

_PARENT_POLL = 0.2  # seconds
_SWEEP = 1.0  # seconds between two looks at what every connection is about
_FILES_BESIDE = 200  # that the process needs, connections aside


class _Server(uvicorn.Server):
    """uvicorn's server, which prints the ready line when it listens and leaves signals to `serve`."""

    def __init__(self, config: uvicorn.Config, app: App, *, announce: bool) -> None:
        super().__init__(config)
        self._app = app
        self._announce = announce
        self._announcement = contextlib.ExitStack()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            shown = f"[{host}]" if ":" in host else host
            url = f"http://{shown}:{port}"
            if self._announce:
                self._announcement.enter_context(announced(url))
            line = orjson.dumps(self._app.sandbox.ready(url))
            sys.stdout.write(line.decode() + "\n")
            sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._announcement.close()
        await super().shutdown(sockets)

    def end(self) -> None:
        """End in order: no more requests are taken, and streams stop."""
        self.should_exit = True
        self._app.closing = True

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield  # uvicorn's own raises the signal again after the end, which spoils the exit code


def serve(app: App, host: str, port: int, *, with_parent: bool) -> None:
    """Serve until SIGTERM, SIGINT or, `with_parent`, the end of the parent; raises OSError if it cannot
    listen.
    """
    listener = socket_at(host, port)
    config = uvicorn.Config(
        app,
        http=BoundedProtocol,
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="error",
        proxy_headers=False,  # whoever calls could name any address, and so evade the limits
        timeout_keep_alive=round(IDLE),
        timeout_graceful_shutdown=2,
        date_header=False,  # the application tells the date by the sandbox's clock
    )
    server = _Server(config, app, announce=not with_parent)  # with a parent it is that program's alone
    _allow_files(MOST_CONNECTIONS + _FILES_BESIDE)
    with contextlib.closing(listener), contextlib.closing(app):
        config.load()
        runner = asyncio.Runner(loop_factory=config.get_loop_factory())
        with runner:
            runner.run(_run(server, listener, os.getppid() if with_parent else None))


def _allow_files(wanted: int) -> None:
    """Let the process have so many open files, where the system lets it."""
    try:
        import resource  # noqa: PLC0415 - Windows has none, and no such limit
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def socket_at(host: str, port: int) -> socket.socket:
    """A listening socket, so that a taken port is told before anything else happens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


async def _run(server: _Server, listener: socket.socket, parent: int | None) -> None:
    loop = asyncio.get_running_loop()

    def end(*_: Any) -> None:
        loop.call_soon_threadsafe(server.end)

    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, server.end)
        except NotImplementedError:  # Windows
            signal.signal(number, end)

    async def watch() -> None:
        while os.getppid() == parent:
            await asyncio.sleep(_PARENT_POLL)
        server.end()

    async def sweep() -> None:
        while True:
            gc.collect()  # of what is new since the last time
            gc.freeze()  # what is left stays: to look at it all again would hold every request up
            await asyncio.sleep(_SWEEP)
            check_all(server.server_state.connections, BoundedProtocol.clock())
            await asyncio.sleep(0)  # a step of its own for either

    gc.freeze()  # what was made until now is not even looked at once
    tasks = [loop.create_task(sweep())]
    if parent is not None:
        tasks.append(loop.create_task(watch()))
    await server.serve([listener])
    for task in tasks:
        task.cancel()
