"""Getting a description from upstream or from a file: bounded in size and time, and plain YAML only.

Not here: whether it is a valid description.
"""

from __future__ import annotations

import time
from pathlib import Path

import httpx
from attrs import frozen

from clob_spec.document import refuse_all_but_plain_yaml
from clob_spec.errors import SpecError

MOST_BYTES = 5_000_000
_TRIES = 3
_REDIRECTS = 3


@frozen
class Patience:
    """How long to wait, in seconds: for everything together, and between two tries."""

    total: float = 60.0
    between: float = 1.0


def read_source(source: str, patience: Patience) -> str:
    """The text of a plain YAML document at an http(s) URL or in a file. Raises SpecError."""
    content = _fetch(source, patience) if "://" in source else _read(Path(source))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SpecError(f"{source} is not text in UTF-8: {error.reason} at byte {error.start}.") from error
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise SpecError(f"{source} is HTML or XML, not YAML.")
    refuse_all_but_plain_yaml(text, source, aliases=False)
    return text


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise SpecError(f"Cannot read {path}: {error.strerror}.") from error
    if len(content) > MOST_BYTES:
        raise SpecError(f"{path} is larger than {MOST_BYTES:,} bytes.")
    return content


def _fetch(url: str, patience: Patience) -> bytes:
    """Asks a few times as long as the network or the server fails, never longer than the patience."""
    if not url.startswith(("https://", "http://")):
        raise SpecError(f"{url} is neither a file nor an http(s) URL.")
    deadline = time.monotonic() + patience.total
    for last in (*[False] * (_TRIES - 1), True):
        try:
            return _ask(url, deadline, patience.total)
        except (httpx.TransportError, _ServerFailed) as error:
            if last or time.monotonic() + patience.between >= deadline:
                raise SpecError(f"Cannot fetch {url}: {str(error) or type(error).__name__}.") from error
        time.sleep(patience.between)
    raise AssertionError("the last try returns or raises")


class _ServerFailed(Exception):
    """A status that may be another one in a moment."""


def _ask(url: str, deadline: float, total: float) -> bytes:
    late = SpecError(f"{url} did not answer in full within {total:g} s.")
    left = deadline - time.monotonic()
    if left <= 0:
        raise late
    content = bytearray()
    settings = {"timeout": left, "follow_redirects": True, "max_redirects": _REDIRECTS}
    try:
        with httpx.Client(**settings) as client, client.stream("GET", url) as answer:  # type: ignore[arg-type]
            if answer.status_code >= 500 or answer.status_code == 429:
                raise _ServerFailed(f"status {answer.status_code}")
            if answer.status_code != 200:
                raise SpecError(f"{url} answers with status {answer.status_code}.")
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind in ("text/html", "application/xhtml+xml"):
                raise SpecError(f"{url} is HTML, not YAML.")
            if int(answer.headers.get("content-length", "0")) > MOST_BYTES:
                raise SpecError(f"{url} is larger than {MOST_BYTES:,} bytes.")
            for chunk in answer.iter_bytes():
                content += chunk
                if len(content) > MOST_BYTES:
                    raise SpecError(f"{url} is larger than {MOST_BYTES:,} bytes.")
                if time.monotonic() > deadline:
                    raise late
    except httpx.TimeoutException as error:
        raise late from error
    except (httpx.TooManyRedirects, httpx.InvalidURL, httpx.DecodingError) as error:
        raise SpecError(f"Cannot fetch {url}: {error}.") from error
    return bytes(content)
