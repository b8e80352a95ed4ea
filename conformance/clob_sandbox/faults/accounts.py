"""Faults of what belongs to an account: logins, keys, privacy, money, notifications, heartbeats."""

from typing import Any
from urllib.parse import parse_qs

from attrs import astuple

from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply, put, response
from clob_sandbox.http.views import order as order_view
from clob_sandbox.http.views import trade as trade_view
from clob_sandbox.venue.keys import ApiKey

_LOGINS = ("createApiKey", "deriveApiKey")


def _logged_in(*headers: str, refused: int = 401) -> Any:
    """Give a key to whoever is refused, when these headers are there."""

    def after(intercept: Intercept, reply: Reply) -> None:
        keys = intercept.exchange.keys.of(intercept.caller)
        if reply.status == refused and keys and all(intercept.headers.get(name) for name in headers):
            reply.status = 200
            reply.body = {"apiKey": keys[0].id, "secret": keys[0].secret, "passphrase": keys[0].passphrase}

    return after


def _timeless(intercept: Intercept, reply: Reply) -> None:
    stamp, now = intercept.headers.get("poly_timestamp", ""), intercept.exchange.clock.seconds()
    if stamp.isdigit() and abs(int(stamp) - now) > 60:
        _logged_in("poly_signature", "poly_nonce")(intercept, reply)


def _any_nonce(intercept: Intercept, reply: Reply) -> None:
    if intercept.headers.get("poly_nonce", "0") != "0":
        _logged_in("poly_signature", "poly_timestamp")(intercept, reply)


def _revoked_lives(intercept: Intercept) -> None:
    key = intercept.exchange.keys.find(intercept.headers.get("poly_api_key", ""))
    intercept.memory["key"] = None if key is None else astuple(key)


def _lives_on(intercept: Intercept, reply: Reply) -> None:
    if (key := intercept.memory["key"]) is not None:
        intercept.exchange.keys.revive(ApiKey(*key))


def _end_all_keys(intercept: Intercept, reply: Reply) -> None:
    for key in intercept.exchange.keys.of(intercept.caller):
        intercept.exchange.keys.revoke(key.id, intercept.exchange.clock.seconds())


def _another_key(intercept: Intercept, reply: Reply) -> None:
    key = intercept.exchange.keys.mint(intercept.caller)
    reply.body = {"apiKey": key.id, "secret": key.secret, "passphrase": key.passphrase}


def _ever_listed(intercept: Intercept, reply: Reply) -> None:
    reply.body = [key for key, _ in intercept.exchange.builder_keys.ever_of(intercept.caller)]


def _newest_key_lost(intercept: Intercept, reply: Reply) -> None:
    reply.body["apiKeys"] = reply.body["apiKeys"][:-1]


def _orders_of_all(intercept: Intercept, reply: Reply) -> None:
    others = [
        order_view(order)
        for address in intercept.exchange.accounts
        if address != intercept.caller
        for order in intercept.exchange.open.of(address)[:1]
    ]
    reply.body["data"] += others
    reply.body["count"] = len(reply.body["data"])


def _trades_of_all(intercept: Intercept, reply: Reply) -> None:
    now, reported = intercept.exchange.clock.nanos(), {item["id"] for item in reply.body["data"]}
    reply.body["data"] += [
        trade_view(trade, trade.taker.address, now, intercept.exchange.profile)
        for trade in intercept.exchange.trades.of()[:5]
        if trade.id not in reported
    ]
    reply.body["count"] = len(reply.body["data"])


def _everybodys(intercept: Intercept) -> None:
    """Cancel what everybody else placed, but for the house, whose orders nobody signed."""
    for order in list(intercept.exchange.open) if intercept.signed_for() else ():
        if order.address != intercept.caller and order.signed.signature:
            intercept.exchange.cancel(order)


def _drop_everybodys(intercept: Intercept, reply: Reply) -> None:
    ids = [int(number) for number in parse_qs(intercept.incoming.query)["ids"][0].split(",")]
    for address in intercept.exchange.accounts:
        intercept.exchange.notifications.drop(address, ids)


def _first_answer(intercept: Intercept, reply: Reply) -> None:
    place = (intercept.caller, intercept.incoming.path, intercept.incoming.query)
    reply.body = intercept.memory.setdefault(place, reply.body)


def _other_outcome(intercept: Intercept) -> None:
    def change(query: dict[str, str]) -> None:
        found = intercept.exchange.tokens.get(query.get("token_id", ""))
        if found is not None:
            query["token_id"] = found[0].tokens[1 - found[1].index].token_id

    intercept.change_query(change)


def _nothing_dropped(intercept: Intercept) -> None:
    intercept.change_query(lambda query: query.update(ids="0"))


def _any_beat(intercept: Intercept) -> None:
    watches = intercept.exchange.heartbeats.watches
    watch = watches.get(intercept.headers.get("poly_api_key", ""))
    if watch is not None and intercept.signed_for():
        intercept.change_body({"heartbeat_id": watch.expected})


def _used_beat(intercept: Intercept, reply: Reply) -> None:
    if reply.status == 400 and intercept.body().get("heartbeat_id") in intercept.memory:
        reply.status, reply.body = 200, {"heartbeat_id": reply.body["heartbeat_id"]}
    elif reply.status == 200:
        intercept.memory[intercept.body().get("heartbeat_id")] = True


def _step_on(intercept: Intercept, reply: Reply) -> None:
    """A heartbeat that is refused moves the chain of ids on, past the id that the refusal names."""
    beats, key_id = intercept.exchange.heartbeats, intercept.headers.get("poly_api_key", "")
    watch = beats.watches.get(key_id)
    if reply.status == 400 and watch is not None:
        watch.beats += 1
        watch.expected = beats._id(key_id, watch.beats)


def _immortal(intercept: Intercept, reply: Reply) -> None:
    intercept.exchange.heartbeats.disarm()


FAULTS: dict[str, Fault] = {
    # --- logins
    "login-timeless": Fault(
        "a login of any age is taken",
        ("deriveApiKey",),
        None,
        _timeless,
        always=True,
        breaks=("auth-stale", "auth-future"),
    ),
    "login-any-nonce": Fault(
        "a login's nonce is not what was signed",
        ("deriveApiKey",),
        None,
        _any_nonce,
        always=True,
        breaks=("auth-tampered-body", "auth-malformed-header"),
    ),
    "login-without-signature": Fault(
        "a login needs no signature",
        _LOGINS,
        None,
        _logged_in("poly_timestamp", "poly_nonce"),
        always=True,
        breaks=("auth-missing-header", "auth-malformed-header", "auth-other-secret"),
    ),
    "login-without-timestamp": Fault(
        "a login needs no timestamp",
        ("deriveApiKey",),
        None,
        lambda intercept, reply: (
            None if intercept.headers.get("poly_timestamp") else _logged_in()(intercept, reply)
        ),
        always=True,
        breaks=("auth-missing-header",),
    ),
    "login-without-nonce": Fault(
        "a login needs no nonce",
        ("deriveApiKey",),
        None,
        lambda intercept, reply: (
            None if intercept.headers.get("poly_nonce") else _logged_in()(intercept, reply)
        ),
        always=True,
        breaks=("auth-missing-header",),
    ),
    # --- keys
    "deleted-key-lives": Fault(
        "a deleted key goes on working", ("deleteApiKey",), _revoked_lives, _lives_on, breaks=("key-revoked",)
    ),
    "delete-key-ends-all": Fault(
        "deleting a key deletes all keys of its address",
        ("deleteApiKey",),
        None,
        _end_all_keys,
        breaks=("key-revoked",),
    ),
    "derive-another": Fault(
        "deriving gives another key each time", ("deriveApiKey",), None, _another_key, breaks=("key-derived",)
    ),
    "derive-any-nonce": Fault(
        "deriving with a nonce that no key was made with gives the account's first",
        ("deriveApiKey",),
        None,
        _logged_in("poly_signature", refused=400),
        always=True,
        breaks=("told-alike",),
    ),
    "builder-key-stays": Fault(
        "a builder key that was revoked is listed as if it were active",
        ("getBuilderApiKeys",),
        None,
        _ever_listed,
        breaks=("told-alike",),
    ),
    "keys-newest-lost": Fault(
        "the newest key is not listed", ("getApiKeys",), None, _newest_key_lost, breaks=("key-derived",)
    ),
    # --- privacy
    "orders-of-all": Fault(
        "other accounts' orders are listed",
        ("getOrders",),
        None,
        _orders_of_all,
        breaks=("lists-private", "open-orders-told"),
    ),
    "trades-of-all": Fault(
        "other accounts' trades are listed", ("getTrades",), None, _trades_of_all, breaks=("lists-private",)
    ),
    "cancel-all-of-all": Fault(
        "cancel-all cancels everybody's orders", ("cancelAllOrders",), _everybodys, breaks=("cancel-private",)
    ),
    "drop-of-others": Fault(
        "notifications are dropped whoever's they are",
        ("dropNotifications",),
        None,
        _drop_everybodys,
        breaks=("notices-foretold", "reads-change-nothing"),
    ),
    # --- money, notifications
    "balance-stale": Fault(
        "the balance stays as it was first told",
        ("getBalanceAllowance", "getUpdateBalanceAllowance"),
        None,
        _first_answer,
        breaks=("told-alike",),
    ),
    "balance-doubled": Fault(
        "the balance after an update is another than the balance",
        ("getUpdateBalanceAllowance",),
        None,
        put(balance=lambda t: str(2 * int(t) + 1)),
        breaks=("told-alike",),
    ),
    "balance-of-complement": Fault(
        "the balance of a token is that of the market's other one",
        ("getBalanceAllowance", "getUpdateBalanceAllowance"),
        _other_outcome,
        breaks=("told-alike",),
    ),
    "notifications-stay": Fault(
        "dropped notifications stay", ("dropNotifications",), _nothing_dropped, breaks=("notices-foretold",)
    ),
    "notifications-none": Fault(
        "nobody is notified of anything",
        ("getNotifications",),
        None,
        response([]),
        breaks=("notices-foretold",),
    ),
    "closed-only-told": Fault(
        "every account is told to be closed-only",
        ("getClosedOnlyMode",),
        None,
        put(closed_only=True),
        breaks=("closed-only-agrees",),
    ),
    # --- heartbeats
    "heartbeat-any-id": Fault(
        "a heartbeat may name any id", ("sendHeartbeatV1",), _any_beat, breaks=("heartbeat-chain",)
    ),
    "heartbeat-used-id": Fault(
        "a heartbeat may name an id that was used",
        ("sendHeartbeatV1",),
        None,
        _used_beat,
        always=True,
        breaks=("heartbeat-chain",),
    ),
    "heartbeat-same-id": Fault(
        "a heartbeat answers an id that nobody can follow up",
        ("sendHeartbeatV1",),
        None,
        put(heartbeat_id="00000000-0000-4000-a000-000000000000"),
        breaks=("heartbeat-chain",),
    ),
    "heartbeat-moves-on-refusal": Fault(
        "the id that a refused heartbeat is told to send is refused in turn",
        ("sendHeartbeatV1",),
        None,
        _step_on,
        always=True,
        breaks=("heartbeat-chain",),
    ),
    "heartbeat-never-lapses": Fault(
        "a key that fell silent keeps its orders",
        ("sendHeartbeat", "sendHeartbeatV1"),
        None,
        _immortal,
        breaks=("heartbeat-lapse",),
    ),
}
