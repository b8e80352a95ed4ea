"""Writes a client's own traffic to a file, secrets masked: JSON Lines for ``clob-conformance judge``."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from orjson import dumps, loads

from ._redaction import SHOWN_HEADERS, Secrets
from ._transport import Forks
from .credentials import stand_in

if TYPE_CHECKING:
    from .hooks import Interaction

_SECRET_FIELDS: Final = frozenset(
    {
        "apikey",
        "apikeys",
        "key",
        "owner",
        "passphrase",
        "privatekey",
        "readonlyapikeys",
        "secret",
        "signature",
        "tradeowner",
    }
)
"""Fields whose texts are secret, in small letters without ``_``. The owner of an order is the API key."""

_OF_KEYS: Final = frozenset(
    {"getApiKeys", "getBuilderApiKeys", "getReadonlyApiKeys", "createReadonlyApiKey", "deleteReadonlyApiKey"}
)
"""Operations whose texts are keys, whatever their fields are called."""

_OPEN_FIELDS: Final = frozenset({"createdat", "revokedat", "error"})
_ANSWER_HEADERS: Final = frozenset({"set-cookie"})

_SENT: Final = "when it was recorded to be sent"
_NAMED: Final = re.compile(r'"(\w+)"(\s*:\s*")((?:[^"\\]|\\.)*)')


class Recorder:
    """A hook that writes each interaction as a line: ``ClobClient(hooks=[Recorder("traffic.jsonl")])``.

    A line has ``operation``, ``method``, ``target``, ``request_headers``, ``request_body``, ``status``,
    ``headers``, ``body``, ``sent`` and ``received`` (Unix seconds).
    Keys, secrets, passphrases, signatures and values of ``Reach(headers=...)`` are replaced by
    ``credentials.stand_in``, so that the lines can still be held against the description, and
    against those of others; addresses, orders and balances stay.
    The file is made for its owner alone, and appended to. Use it as a context manager or ``close`` it in the
    end.

    Raises OSError when the file cannot be opened.
    """

    _lock: Lock

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        number = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._file = os.fdopen(number, "ab", buffering=0)  # a fork would copy what is in a buffer
        Forks.lock(self)

    def __call__(self, interaction: Interaction) -> None:
        """Writes an interaction that has its response, and no other."""
        sent = interaction.notes.setdefault(_SENT, time.time())
        request, response = interaction._raw
        if not interaction.finished or request is None or response is None:
            return
        secrets = Secrets(request.secrets())
        received = time.time()
        address = urlsplit(request.url)
        target = f"{address.path}?{address.query}" if address.query else address.path
        line: dict[str, Any] = {
            "operation": interaction.operation,
            "method": request.method,
            "target": secrets.masked(target, mask=stand_in),
            "request_headers": {
                name: value if name in SHOWN_HEADERS else stand_in(value) for name, value in request.headers
            },
            "request_body": _text(interaction.operation, request.body, secrets),
            "status": response.status,
            "headers": {
                name: value
                for name, value in secrets.masked(dict(response.headers), mask=stand_in).items()
                if name.lower() not in _ANSWER_HEADERS
            },
            "body": _text(interaction.operation, response.body, secrets),
            "sent": sent,
            "received": received,
        }
        with self._lock:
            left = memoryview(dumps(line) + b"\n")
            while left:
                left = left[self._file.write(left) or 0 :]

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _text(operation: str, body: bytes, secrets: Secrets) -> str:
    """A body as text, its secrets masked."""
    try:
        masked = dumps(_masked(loads(body), secret=operation in _OF_KEYS)).decode()
    except ValueError:
        masked = _NAMED.sub(_masked_text, body.decode("utf-8", "replace"))
    found: str = secrets.masked(masked, mask=stand_in)
    return found


def _masked(value: Any, *, secret: bool) -> Any:
    """A JSON value without its secrets; ``secret``: each of its texts is one."""
    if isinstance(value, Mapping):
        return {name: _masked(each, secret=_is_secret(name, secret=secret)) for name, each in value.items()}
    if isinstance(value, list):
        return [_masked(each, secret=secret) for each in value]
    return stand_in(value) if secret and isinstance(value, str) else value


def _masked_text(found: re.Match[str]) -> str:
    """A field of what is not quite JSON, without its secret."""
    name, between, value = found.groups()
    return f'"{name}"{between}{stand_in(value) if _is_secret(name, secret=False) else value}'


def _is_secret(name: str, *, secret: bool) -> bool:
    plain = name.replace("_", "").lower()
    return plain in _SECRET_FIELDS or (secret and plain not in _OPEN_FIELDS)
