"""Recorded forms of notifications and of what has nothing to say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson

from clob_sandbox.recorded.choosing import NOTHING, Chooser


def nil_body(value: Any, choose: Chooser) -> Any:
    found = orjson.loads(value) if isinstance(value, bytes) else value
    return value if found else None


def no_body(value: Any, choose: Chooser) -> Any:
    return NOTHING


def maybe_no_body(value: Any, choose: Chooser) -> Any:
    return choose.of("acknowledged", value, NOTHING)


def times(value: Any, choose: Chooser) -> Any:
    reported = orjson.loads(value) if isinstance(value, bytes) else value
    for notification in reported or []:
        at = notification["timestamp"]
        written = datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
        notification["timestamp"] = choose.of(notification["id"], at, str(at), written)
    return reported
