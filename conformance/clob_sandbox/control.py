"""Control of the sandbox under `/_sandbox/`: accounts, clock, mode, trouble, limits, faults, cancels, reset.

No part of the exchange; what the page of the sandbox shows stands in `panel`.
"""

from typing import Any

from clob_sandbox.clock import NANOS
from clob_sandbox.errors import Refused
from clob_sandbox.faults import FAULTS, chosen
from clob_sandbox.http.call import Call
from clob_sandbox.http.limits import TIERS
from clob_sandbox.http.operations import OPERATIONS, Operation
from clob_sandbox.http.trouble import make_trouble
from clob_sandbox.http.troubles import table
from clob_sandbox.profiles import ROWS
from clob_sandbox.sandbox import account
from clob_sandbox.venue import entry
from clob_sandbox.venue.accounts import UNLIMITED
from clob_sandbox.venue.exchange import STARTING_CASH, STARTING_SHARES
from clob_sandbox.venue.matching import Matching
from clob_sandbox.venue.modes import MODES, Mode
from clob_sandbox.venue.money import units
from clob_sandbox.venue.orders import State

MAX_SKEW = 10**9
_LONGEST_MODE = 10**6  # seconds
_LONGEST_DELAY = 60  # seconds; less than a GTD order has left at the least


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


def _is_number(value: Any, most: float) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and 0 <= value <= most


def make_account(call: Call) -> dict[str, str]:
    """A fresh account: `collateral` and `allowance` in whole USDC and `shares` of every outcome, all decimal
    strings; `closed_only` when it may only sell, `banned` when it may place nothing.
    """
    body = _fields(call, "collateral", "shares", "allowance", "closed_only", "banned")
    cash = _units(body, "collateral", STARTING_CASH)
    shares = _units(body, "shares", STARTING_SHARES)
    allowance = _units(body, "allowance", UNLIMITED)
    closed_only, banned = (_flag(body, name) for name in ("closed_only", "banned"))
    private_key, key = call.exchange.issue_key("further account", cash=cash, shares=shares)
    made = call.exchange.accounts[key.address]
    made.allowance, made.closed_only, made.banned = allowance, closed_only, banned
    return account(private_key, key)


def move_clock(call: Call) -> dict[str, int]:
    """Move the clock forward by `advance` seconds, or tell a time that is off by `skew` whole seconds.

    Answers the time that is now told.
    """
    body = _fields(call, "advance", "skew")
    step: Any = body.get("advance", 0 if "skew" in body else None)
    skew = body.get("skew", call.exchange.clock.skew)
    if isinstance(skew, bool) or not isinstance(skew, int) or abs(skew) > MAX_SKEW:
        raise Refused(400, f"skew has to be a whole number of seconds, at most 10^9 either way, not {skew!r}")
    if not _is_number(step, 10**9):
        raise Refused(400, f"advance has to be a number of seconds from 0 to 10^9, not {step!r}")
    try:
        call.exchange.clock.advance(round(step * NANOS))
    except ValueError as error:
        raise Refused(400, str(error)) from None
    call.exchange.clock.skew = skew
    call.exchange.tick()
    return {"time": call.exchange.clock.reported_time()}


def set_mode(call: Call) -> dict[str, Any]:
    """Set the mode of trading: `mode`, `retry_after` in seconds for the post-only mode, and for how many
    `seconds`; a restart is followed by two minutes of post-only mode.
    """
    body = _fields(call, "mode", "retry_after", "seconds")
    name, retry_after, seconds = body.get("mode"), body.get("retry_after", 60), body.get("seconds")
    if name not in MODES:
        raise Refused(400, f"mode has to be one of {', '.join(MODES)}, not {name!r}")
    if isinstance(retry_after, bool) or not isinstance(retry_after, int) or retry_after < 0:
        raise Refused(400, f"retry_after has to be a whole number of seconds, not {retry_after!r}")
    if seconds is not None and not _is_number(seconds, _LONGEST_MODE):
        raise Refused(400, f"seconds has to be a number from 0 to {_LONGEST_MODE}, not {seconds!r}")
    until = None if seconds is None else call.exchange.clock.nanos() + round(seconds * NANOS)
    call.exchange.mode = Mode(name, retry_after, until)
    return {"mode": name, "retry_after": retry_after, "seconds": seconds}


def set_trouble(call: Call) -> dict[str, Any]:
    """Make trouble of a `kind`: `value` is seconds, a latency profile, a status or decimals, `times` how
    many requests meet it.
    """
    body = _fields(call, "kind", "value", "times")
    kind, value, times = body.get("kind"), body.get("value"), body.get("times")
    if isinstance(value, bool) or not isinstance(value, int | float | str | None):
        raise Refused(400, f"value has to be a number or a name, not {value!r}")
    if isinstance(times, bool) or not isinstance(times, int | None) or (times is not None and times < 0):
        raise Refused(400, f"times has to be a whole number of requests, not {times!r}")
    try:
        call.sandbox.make_trouble(make_trouble(kind if isinstance(kind, str) else repr(kind), value, times))
    except ValueError as error:
        raise Refused(400, str(error)) from None
    return {"kind": kind, "value": value, "times": times}


def set_limits(call: Call) -> dict[str, str]:
    """Limit callers as those of a `tier`, or not at all (`off`); nothing is used up then."""
    tier = _fields(call, "tier").get("tier")
    if tier != "off" and tier not in TIERS:
        raise Refused(400, f"tier has to be one of off, {', '.join(TIERS)}, not {tier!r}")
    call.sandbox.limit(tier)
    return {"tier": tier}


def set_matching(call: Call) -> dict[str, Any]:
    """Hold marketable orders back for `delay` seconds, as delayed ones, or for the window of takers
    (`taker_delay`).
    """
    body = _fields(call, "delay", "taker_delay")
    delay, taker_delay = body.get("delay", 0), _flag(body, "taker_delay")
    if not _is_number(delay, _LONGEST_DELAY):
        raise Refused(400, f"delay has to be a number of seconds from 0 to {_LONGEST_DELAY}, not {delay!r}")
    call.exchange.matching = Matching(round(delay * NANOS), taker_delay)
    return {"delay": delay, "taker_delay": taker_delay}


def set_faults(call: Call) -> list[str]:
    """Plant exactly the faults named in `on`, a list; answers with them."""
    names = _fields(call, "on").get("on")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Refused(400, f"on has to be a list of names of faults, not {names!r}")
    try:
        call.sandbox.plant(chosen(names))
    except ValueError as error:
        raise Refused(400, str(error)) from None
    return call.sandbox.injector.names


def faults(call: Call) -> list[dict[str, Any]]:
    """Every fault that can be planted, with the clauses that it breaks, and whether it is planted."""
    planted = call.sandbox.injector.names
    return [
        {"name": name, "meaning": str(fault), "breaks": fault.breaks, "on": name in planted}
        for name, fault in FAULTS.items()
    ]


def enter_order(call: Call) -> dict[str, Any]:
    """Place an order of any account without its signature: `address`, `token_id`, `side`, `price`, `size`,
    `order_type` (GTC, FAK, FOK) and `post_only`.
    """
    allowed = ("address", "token_id", "side", "price", "size", "order_type", "post_only")
    return entry.outcome(entry.enter(call.exchange, _fields(call, *allowed)))


def cancel(call: Call) -> dict[str, str]:
    """Cancel the live order of the id `order_id`, whosesoever it is."""
    order_id = _fields(call, "order_id").get("order_id")
    order = call.exchange.orders.get(order_id.lower()) if isinstance(order_id, str) else None
    if order is None or order.state not in (State.LIVE, State.DELAYED):
        raise Refused(404, f"order_id has to be that of a live order, not {order_id!r}")
    call.exchange.cancel(order)
    return {"canceled": order.id}


def ready(call: Call) -> dict[str, Any]:
    """The ready line again, with the keys of the first account; `url` is how the caller reached it."""
    return call.sandbox.ready(f"http://{call.headers.get('host', '')}")


def settings(call: Call) -> dict[str, Any]:
    """Everything that can be set, as it is now, with the profile."""
    return {"profile": str(call.exchange.profile), **call.sandbox.settings()}


def troubles(call: Call) -> list[dict[str, Any]]:
    """The table of troubles."""
    return table()


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


def operations(call: Call) -> list[list[str]]:
    """Method and path of each operation that is served."""
    return [[operation.method, operation.path] for operation in OPERATIONS]


CONTROL_PATHS = "/_sandbox/"
TROUBLE = Operation("sandboxTrouble", "POST", "/_sandbox/trouble", "control", set_trouble)
LIMITS = Operation("sandboxLimits", "POST", "/_sandbox/limits", "control", set_limits)
RESET = Operation("sandboxReset", "POST", "/_sandbox/reset", "control", reset)
NOT_KEPT = (TROUBLE, LIMITS)  # of the way to the exchange, not of its state
CONTROL = (
    Operation("sandboxAccounts", "POST", "/_sandbox/accounts", "control", make_account),
    Operation("sandboxMode", "POST", "/_sandbox/mode", "control", set_mode),
    Operation("sandboxClock", "POST", "/_sandbox/clock", "control", move_clock),
    TROUBLE,
    LIMITS,
    RESET,
    Operation("sandboxMatching", "POST", "/_sandbox/matching", "control", set_matching),
    Operation("sandboxSetFaults", "POST", "/_sandbox/faults", "control", set_faults),
    Operation("sandboxFaults", "GET", "/_sandbox/faults", "control", faults),
    Operation("sandboxOrders", "POST", "/_sandbox/orders", "control", enter_order),
    Operation("sandboxCancel", "POST", "/_sandbox/cancel", "control", cancel),
    Operation("sandboxReady", "GET", "/_sandbox/ready", "control", ready),
    Operation("sandboxSettings", "GET", "/_sandbox/settings", "control", settings),
    Operation("sandboxDeviations", "GET", "/_sandbox/deviations", "control", deviations),
    Operation("sandboxOperations", "GET", "/_sandbox/operations", "control", operations),
    Operation("sandboxTroubles", "GET", "/_sandbox/troubles", "control", troubles),
)
