"""Which sandboxes of this user run on this machine, so that `clob-sandbox env` finds one without being told.

Each writes its URL into a file named for its process, in a folder that is the user's alone, and removes it at
its end; a file at whose URL nobody listens counts for nothing. No key is written.
"""

import contextlib
import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

_USER = os.getuid() if hasattr(os, "getuid") else None
"""On Windows, where users have no numbers, each has a folder of temporary files of their own."""
_PATIENCE = 0.5  # seconds


def folder() -> Path:
    """Where the files lie."""
    runtime = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(runtime) / f"clob-sandbox{'' if _USER is None else f'-{_USER}'}"


@contextlib.contextmanager
def announced(url: str) -> Iterator[None]:
    """Be among the running ones while the context lasts; a sandbox that cannot be is not hindered."""
    file = folder() / str(os.getpid())
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, exist_ok=True)
        if _is_ours(file.parent):
            file.write_text(url)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def urls() -> list[str]:
    """URLs of the running ones, the latest first."""
    with contextlib.suppress(OSError):
        if _is_ours(folder()):
            files = [file for file in folder().iterdir() if file.name.isdecimal()]
            return [
                url for file in sorted(files, key=_begun, reverse=True) if _listens(url := file.read_text())
            ]
    return []


def _is_ours(there: Path) -> bool:
    return _USER is None or there.stat().st_uid == _USER


def _begun(file: Path) -> int:
    return file.stat().st_mtime_ns


def _listens(url: str) -> bool:
    """Whether anybody is there: a process that was killed leaves its file behind."""
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), _PATIENCE).close()
    except (OSError, ValueError):
        return False
    return True
