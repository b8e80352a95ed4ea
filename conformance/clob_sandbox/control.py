"""Control of the sandbox under `/_sandbox/`: accounts, clock, mode, trouble, reset, and what it serves.

No part of the exchange.
"""

from typing import Any

from clob_sandbox.accounts import UNLIMITED
from clob_sandbox.call import Call
from clob_sandbox.clock import NANOS
from clob_sandbox.errors import Refused
from clob_sandbox.exchange import STARTING_CASH, STARTING_SHARES
from clob_sandbox.modes import MODES, Mode
from clob_sandbox.money import units
from clob_sandbox.operations import UNSERVED, Operation
from clob_sandbox.profiles import ROWS
from clob_sandbox.sandbox import account
from clob_sandbox.trouble import make_trouble

MAX_SKEW = 10**9


def _fields(call: Call, *allowed: str) -> dict[str, Any]:
    body = call.json("the body is not JSON") if call.body else {}
    if not isinstance(body, dict):
        raise Refused(400, f"the body has to be a JSON object with {' and '.join(allowed)}")
    if unknown := body.keys() - set(allowed):
        raise Refused(400, f"unknown field {min(unknown)}: allowed are {', '.join(allowed)}")
    return body


def _units(body: dict[str, Any], name: str, default: int) -> int:
    if name not in body:
        return default
    try:
        return units(body[name])
    except (ValueError, AttributeError):
        raise Refused(400, f'{name} has to be a decimal string such as "100.5", not {body[name]!r}') from None


def _flag(body: dict[str, Any], name: str) -> bool:
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise Refused(400, f"{name} has to be true or false, not {value!r}")
    return value


def make_account(call: Call) -> dict[str, str]:
    """A fresh account: `collateral` and `allowance` in whole USDC and `shares` of every outcome, all decimal
    strings; `closed_only` when it may only sell, `banned` when it may place nothing.
    """
    body = _fields(call, "collateral", "shares", "allowance", "closed_only", "banned")
    cash = _units(body, "collateral", STARTING_CASH)
    shares = _units(body, "shares", STARTING_SHARES)
    allowance = _units(body, "allowance", UNLIMITED)
    closed_only, banned = (_flag(body, name) for name in ("closed_only", "banned"))
    private_key, key = call.exchange.enrol("further account", cash=cash, shares=shares)
    made = call.exchange.accounts[key.address]
    made.allowance, made.closed_only, made.banned = allowance, closed_only, banned
    return account(private_key, key)


def move_clock(call: Call) -> dict[str, int]:
    """Move the clock forward by `advance` seconds, or tell a time that is off by `skew` whole seconds.

    Answers the time that is now told.
    """
    body = _fields(call, "advance", "skew")
    step = body.get("advance", 0 if "skew" in body else None)
    skew = body.get("skew", call.exchange.clock.skew)
    if isinstance(skew, bool) or not isinstance(skew, int) or abs(skew) > MAX_SKEW:
        raise Refused(400, f"skew has to be a whole number of seconds, at most 10^9 either way, not {skew!r}")
    if isinstance(step, bool) or not isinstance(step, int | float) or not 0 <= step <= 10**9:
        raise Refused(400, f"advance has to be a number of seconds from 0 to 10^9, not {step!r}")
    call.exchange.clock.advance(round(step * NANOS))
    call.exchange.clock.skew = skew
    call.exchange.tick()
    return {"time": call.exchange.clock.told()}


def set_mode(call: Call) -> dict[str, Any]:
    """Set the mode of trading: `mode`, and `retry_after` in seconds for the post-only mode."""
    body = _fields(call, "mode", "retry_after")
    name, retry_after = body.get("mode"), body.get("retry_after", 60)
    if name not in MODES:
        raise Refused(400, f"mode has to be one of {', '.join(MODES)}, not {name!r}")
    if isinstance(retry_after, bool) or not isinstance(retry_after, int) or retry_after < 0:
        raise Refused(400, f"retry_after has to be a whole number of seconds, not {retry_after!r}")
    call.exchange.mode = Mode(name, retry_after)
    return {"mode": name, "retry_after": retry_after}


def set_trouble(call: Call) -> dict[str, Any]:
    """Make trouble of a `kind`: `value` is seconds or a status, `times` how many requests meet it."""
    body = _fields(call, "kind", "value", "times")
    kind, value, times = body.get("kind"), body.get("value"), body.get("times")
    if isinstance(value, bool) or not isinstance(value, int | float | None):
        raise Refused(400, f"value has to be a number, not {value!r}")
    if isinstance(times, bool) or not isinstance(times, int | None) or (times is not None and times < 0):
        raise Refused(400, f"times has to be a whole number of requests, not {times!r}")
    try:
        call.sandbox.trouble = make_trouble(kind if isinstance(kind, str) else repr(kind), value, times)
    except ValueError as error:
        raise Refused(400, str(error)) from None
    return {"kind": kind, "value": value, "times": times}


def reset(call: Call) -> dict[str, str]:
    """Start afresh with the same seed; answers the account of the ready line."""
    call.sandbox.reset()
    return call.sandbox.account


def deviations(call: Call) -> list[dict[str, Any]]:
    """The rows of the profile's table and whether each is on."""
    profile = call.exchange.profile
    return [
        {"id": row.id, "operations": row.operations, "when_on": row.when_on, "on": row.id in profile}
        for row in ROWS
    ]


def unserved(call: Call) -> list[str]:
    """Ids of the operations that answer 501."""
    return list(UNSERVED)


CONTROL_PATHS = "/_sandbox/"
TROUBLE = Operation("sandboxTrouble", "POST", "/_sandbox/trouble", "control", set_trouble)
RESET = Operation("sandboxReset", "POST", "/_sandbox/reset", "control", reset)
CONTROL = (
    Operation("sandboxAccounts", "POST", "/_sandbox/accounts", "control", make_account),
    Operation("sandboxMode", "POST", "/_sandbox/mode", "control", set_mode),
    Operation("sandboxClock", "POST", "/_sandbox/clock", "control", move_clock),
    TROUBLE,
    RESET,
    Operation("sandboxDeviations", "GET", "/_sandbox/deviations", "control", deviations),
    Operation("sandboxUnserved", "GET", "/_sandbox/unserved", "control", unserved),
)
