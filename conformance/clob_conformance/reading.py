"""How much of an answer is read, and for how long: no server may hold the suite, or fill its memory."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

SECONDS: Final = 15.0
"""For a whole answer, and for each silence in it."""
MOST_BYTES: Final = 64 << 20


class Missing(Exception):
    """An answer that has no end, in words."""


def read_body(chunks: Iterable[bytes]) -> bytes:
    """The bytes of an answer as they come. Raises `Missing` when it is over its bounds."""
    until, size, whole = time.monotonic() + SECONDS, 0, []
    for chunk in chunks:
        size += len(chunk)
        if size > MOST_BYTES:
            raise Missing(f"its body is over {MOST_BYTES} bytes")
        if time.monotonic() > until:
            raise Missing(f"it had not ended after {SECONDS} s")
        whole.append(chunk)
    return b"".join(whole)
