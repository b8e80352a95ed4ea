"""Words for what came where the description has something else, so that a deviation can name its kind."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from clob_conformance.core.interaction import Response

_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_WORD = re.compile(r"\w{1,40}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# What decides the status of a refusal, whatever the description says of the operation
# (docs/protocol/errors.md#the-rule-of-the-service).
_DECIDING = ("not found", "unauthorized", "context canceled")
_REGION = re.compile(r"region|geoblock|not available in your|jurisdiction|restricted", re.IGNORECASE)
_PAGE = re.compile(r"\s*<", re.ASCII)


def of_value(value: Any) -> frozenset[str]:
    """The kind of a JSON value: null, boolean, number, list, object; of a text empty, digits, date, time
    or text.

    A word and a number are named themselves too, for what is one of a set.
    """
    if value is None:
        return frozenset({"null"})
    if isinstance(value, bool):
        return frozenset({"boolean"})
    if isinstance(value, int | float):
        return frozenset({"number", str(value)})
    if isinstance(value, str):
        return frozenset({_text(value), *([value] if _WORD.fullmatch(value) else [])})
    return frozenset({"list" if isinstance(value, list) else "object"})


def _text(text: str) -> str:
    if not text:
        return "empty"
    if _NUMBER.fullmatch(text):
        return "digits"
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return "text"
    return "date" if _DAY.fullmatch(text) else "time"


def of_body(body: bytes) -> frozenset[str]:
    """The kind of a body that is not JSON: empty, html or text."""
    if not body.strip():
        return frozenset({"empty"})
    return frozenset({"html" if _PAGE.match(body[:200].decode("latin-1")) else "text"})


def of_refusal(response: Response) -> frozenset[str]:
    """What the body of a response says of its status: that it is a page (html), about the caller's region
    (region), empty, or holds words that decide the status.
    """
    text = response.body.decode("utf-8", "replace")
    kinds = of_body(response.body) & {"empty", "html"}
    region = {"region"} if _REGION.search(text) else set()
    return kinds | region | {words for words in _DECIDING if words in text.lower()}


def blocked(response: Response) -> bool:
    """Whether a response is that of a network in front of the service, or about the caller's region."""
    return response.status in (403, 451) and bool(of_refusal(response) & {"html", "region"})


def is_error_alone(status: int, body: Any) -> bool:
    """Whether a success holds nothing but an error."""
    return (
        200 <= status < 300
        and isinstance(body, dict)
        and isinstance(body.get("error"), str)
        and (body.keys() <= {"error", "code", "message", "success"})
    )
