"""Past prices of tokens, read off the trade tape.

Source: description of GET /prices-history and POST /batch-prices-history; ledger
history-fidelity and history-now. A series has one point for each `fidelity` minutes in which the token
traded: the last of them.
"""

import math
import re
from typing import Any

from attrs import frozen

from clob_sandbox.clock import NANOS
from clob_sandbox.errors import INVALID_PAYLOAD, INVALID_TOKEN, Refused
from clob_sandbox.http.call import Call
from clob_sandbox.venue.markets import TOKEN_ID
from clob_sandbox.venue.money import ONE
from clob_sandbox.venue.tape import Print

MAX_MARKETS = 20

_DAY = 86_400
_SPANS = {"max": None, "all": None, "1m": 30 * _DAY, "1w": 7 * _DAY, "1d": _DAY, "6h": _DAY // 4, "1h": 3_600}
_FINEST = {"1m": 10, "1w": 5}  # minutes, where the live service refuses finer data
_MILLISECONDS = 10**11  # a time beyond this is not meant in seconds
_INTEGER = re.compile(r"-?[0-9]{1,18}")


@frozen
class Window:
    """What is asked for: times in Unix seconds, both exclusive, and fidelity in minutes."""

    start: float
    end: float
    fidelity: int


def get_prices_history(call: Call) -> dict[str, Any]:
    token_id = call.one("market", INVALID_TOKEN)
    if token_id is None or not TOKEN_ID.fullmatch(token_id):
        raise Refused(400, INVALID_TOKEN)
    start, end = (_number(call.one(name, _invalid(name)), name) for name in ("startTs", "endTs"))
    fidelity = call.one("fidelity", _invalid("fidelity"))
    if fidelity is not None and not _INTEGER.fullmatch(fidelity):
        raise Refused(400, _invalid("fidelity"))
    interval = call.one("interval", _invalid("interval"))
    window = _window(call, start, end, interval, 1 if fidelity is None else int(fidelity))
    return {"history": _series(call, token_id, window)}


def get_batch_prices_history(call: Call) -> dict[str, Any]:
    body = call.json(INVALID_PAYLOAD)
    tokens = body.get("markets") if isinstance(body, dict) else None
    if not isinstance(tokens, list) or not all(isinstance(t, str) and TOKEN_ID.fullmatch(t) for t in tokens):
        raise Refused(400, INVALID_PAYLOAD)
    if len(tokens) > MAX_MARKETS:
        raise Refused(400, f"Too many markets in payload: {len(tokens)}, max allowed: {MAX_MARKETS}")
    fidelity, interval = body.get("fidelity", 1), body.get("interval", "max")
    times = [body.get(name, 0) for name in ("start_ts", "end_ts")]
    if isinstance(fidelity, bool) or not isinstance(fidelity, int) or not isinstance(interval, str):
        raise Refused(400, INVALID_PAYLOAD)
    if any(isinstance(t, bool) or not isinstance(t, int | float) for t in times):
        raise Refused(400, INVALID_PAYLOAD)
    start, end = (
        value if name in body else None for name, value in zip(("start_ts", "end_ts"), times, strict=True)
    )
    window = _window(call, start, end, interval, fidelity)
    return {"history": {token_id: _series(call, token_id, window) for token_id in tokens}}


def _invalid(name: str) -> str:
    return f"invalid filters: '{name}'"


def _number(text: str | None, name: str) -> float | None:
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text or text != text.strip():
        raise Refused(400, _invalid(name))
    return value


def _window(
    call: Call, start: float | None, end: float | None, interval: str | None, fidelity: int
) -> Window:
    interval = "max" if interval is None else interval
    if interval not in _SPANS:
        raise Refused(400, _invalid("interval"))
    if fidelity < 1:
        raise Refused(400, _invalid("fidelity"))
    if "history-fidelity" in call.exchange.profile:
        least = _FINEST.get(interval, 1)
        if fidelity < least:
            raise Refused(400, f"invalid filters: minimum 'fidelity' for '{interval}' range is {least}")
        if end is not None and start is None:
            raise Refused(400, "invalid filters: 'endTs' needs 'startTs'")
        if max(start or 0, end or 0) >= _MILLISECONDS:
            raise Refused(400, "invalid filters: times are in seconds")
    span = _SPANS[interval]
    since = -math.inf if span is None else call.exchange.clock.seconds() - span
    return Window(
        max(since, -math.inf if start is None else start), math.inf if end is None else end, fidelity
    )


def _seconds(item: Print) -> int:
    return item.at // NANOS


def _series(call: Call, token_id: str, window: Window) -> list[dict[str, Any]]:
    series = []
    prints = call.exchange.records.prints.get(token_id)
    if prints is not None:
        position = (
            prints.end if window.end == math.inf else prints.not_before(math.ceil(window.end), _seconds)
        )
        while position > prints.first and (seconds := _seconds(prints.at(position - 1))) > window.start:
            series.append({"t": seconds, "p": prints.at(position - 1).price / ONE})
            step = 60 * window.fidelity
            position = prints.not_before(seconds // step * step, _seconds)
        series.reverse()
    last = call.exchange.last(token_id)
    if "history-now" in call.exchange.profile and last is not None:
        series.append({"t": call.exchange.clock.seconds(), "p": last.price / ONE})
    return series
