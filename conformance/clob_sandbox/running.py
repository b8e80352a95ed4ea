"""Which sandboxes of this user run on this machine, so that `clob-sandbox env` finds one without being told.

Each writes its URL into a file named for its process, in a folder that is the user's alone, and removes it at
its end; a file whose process is gone counts for nothing. No key is written.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


def folder() -> Path:
    """Where the files lie."""
    runtime = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(runtime) / f"clob-sandbox-{os.getuid()}"


@contextlib.contextmanager
def announced(url: str) -> Iterator[None]:
    """Be among the running ones while the context lasts; a sandbox that cannot be is not hindered."""
    file = folder() / str(os.getpid())
    with contextlib.suppress(OSError):
        file.parent.mkdir(mode=0o700, exist_ok=True)
        if file.parent.stat().st_uid == os.getuid():
            file.write_text(url)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def urls() -> list[str]:
    """URLs of the running ones, the latest first."""
    with contextlib.suppress(OSError):
        if folder().stat().st_uid == os.getuid():
            files = [file for file in folder().iterdir() if file.name.isdecimal() and _runs(int(file.name))]
            return [file.read_text() for file in sorted(files, key=_begun, reverse=True)]
    return []


def _begun(file: Path) -> int:
    return file.stat().st_mtime_ns


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # another user's: the number was used again
    return True
