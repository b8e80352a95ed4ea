"""JSON as bytes, compact: what is written here is what is signed and sent.

orjson where it is installed, the standard library elsewhere; both write the same bytes.
"""

from __future__ import annotations

import json
from typing import Any

try:
    import orjson
except ImportError:
    orjson = None  # type: ignore[assignment]


def dumps(value: Any) -> bytes:
    """Compact JSON in UTF-8, keys in the order given. Raises TypeError on what JSON cannot hold."""
    if orjson is not None:
        return orjson.dumps(value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def loads(body: bytes) -> Any:
    """The value of a JSON document. Raises ValueError when it is not one."""
    return orjson.loads(body) if orjson is not None else json.loads(body)
