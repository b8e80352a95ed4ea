"""Faults of access: signatures, keys, replay, privacy."""

from typing import Any

import orjson

from clob_sandbox.faults.common import CANCELS
from clob_sandbox.faults.fault_injection import Fault, Intercept, Reply
from clob_sandbox.http.auth import l2_signature


def _by_its_start(intercept: Intercept) -> None:
    given = intercept.headers.get("poly_signature", "")
    if not intercept.signed_for():
        intercept.sign()
        right = intercept.headers.get("poly_signature", "")
        if not given or right[:8] != given[:8]:
            intercept.change(poly_signature=given)


def _any_signature(intercept: Intercept) -> None:
    intercept.sign()


def _as_the_key_says(header_name: str, attribute: str) -> Any:
    def before(intercept: Intercept) -> None:
        key = intercept.exchange.keys.find(intercept.headers.get("poly_api_key", ""))
        if key is not None:
            intercept.change(**{header_name: getattr(key, attribute)})

    return before


def _unkeyed(intercept: Intercept) -> None:
    """Take the signature of whichever key the address has."""
    if intercept.exchange.keys.find(intercept.headers.get("poly_api_key", "")) is None:
        for key in intercept.exchange.keys.of(intercept.caller)[:1]:
            intercept.change(poly_api_key=key.id)


def _untimed(sign: int) -> Any:
    def before(intercept: Intercept) -> None:
        text, now = intercept.headers.get("poly_timestamp", ""), intercept.exchange.clock.seconds()
        if text.isdigit() and (int(text) - now) * sign > 0 and intercept.signed_for():
            intercept.sign(str(now))

    return before


def _any_method(intercept: Intercept) -> None:
    if any(intercept.signed_for(method=method) for method in ("GET", "POST", "PUT", "DELETE")):
        intercept.sign()


def _any_path(intercept: Intercept) -> None:
    if not intercept.signed_for():
        kept = intercept.incoming
        for path in ("/data/orders", "/order", "/auth/api-keys", kept.path + "/x"):
            if intercept.signed_for(path=path):
                intercept.sign()
                return


def _bodiless(intercept: Intercept) -> None:
    if not intercept.signed_for() and intercept.signed_for(body=b""):
        intercept.sign()


def _compact_alone(intercept: Intercept) -> None:
    """Take the HMAC over the body as this server would have written it."""
    body = intercept.body()
    if body is not None and intercept.signed_for() and not intercept.signed_for(body=orjson.dumps(body)):
        intercept.change(poly_signature="")


def _any_timestamp(intercept: Intercept) -> None:
    key = intercept.exchange.keys.find(intercept.headers.get("poly_api_key", ""))
    stamp, sent = intercept.headers.get("poly_timestamp", ""), intercept.incoming
    if key is None or not stamp.isascii() or not stamp.isdigit() or intercept.signed_for():
        return
    near = range(int(stamp) - 60, int(stamp) + 61)
    given = intercept.headers.get("poly_signature", "")
    if any(given == l2_signature(key.secret, str(t), sent.method, sent.path, sent.body) for t in near):
        intercept.sign()


def _by_readonly_key(intercept: Intercept) -> None:
    key = intercept.exchange.readonly_keys.find(intercept.headers.get("poly_readonly_api_key", ""))
    if key is not None and key.address == intercept.caller and "poly_api_key" not in intercept.headers:
        for own in intercept.exchange.keys.of(key.address)[:1]:
            intercept.change(poly_api_key=own.id, poly_passphrase=own.passphrase)
            intercept.sign(str(intercept.exchange.clock.reported_time()))


def _login_unchecked(intercept: Intercept, reply: Reply) -> None:
    keys = intercept.exchange.keys.of(intercept.caller)
    if reply.status == 401 and keys:
        reply.status = 200
        reply.body = {"apiKey": keys[0].id, "secret": keys[0].secret, "passphrase": keys[0].passphrase}


def _seen_before(intercept: Intercept) -> None:
    signature = intercept.headers.get("poly_signature", "")
    if intercept.signed_for():
        intercept.memory[signature] = True
    elif signature in intercept.memory:
        intercept.sign()


def _owner_of_the_order(intercept: Intercept) -> None:
    """Whoever rightly asks is taken for the one who placed the order."""
    key = intercept.exchange.keys.find(intercept.headers.get("poly_api_key", ""))
    rightly = key is not None and (key.address, key.passphrase) == (
        intercept.caller,
        intercept.headers.get("poly_passphrase"),
    )
    if rightly and intercept.signed_for():
        _as_its_owner(intercept)


def _whoever_asks(intercept: Intercept) -> None:
    """Whoever asks without any credentials is taken for the one who placed the order."""
    if not any(name.startswith("poly_") for name in intercept.headers):
        intercept.change(poly_timestamp=str(intercept.exchange.clock.reported_time()))
        _as_its_owner(intercept)


def _as_its_owner(intercept: Intercept) -> None:
    body, order_id = intercept.body(), intercept.incoming.path.rpartition("/")[2]
    if isinstance(body, dict) and isinstance(body.get("orderID"), str):
        order_id = body["orderID"]
    order = intercept.exchange.orders.get(order_id.lower())
    key = intercept.exchange.keys.find(order.owner) if order is not None else None
    if key is not None:
        intercept.change(poly_api_key=key.id, poly_address=key.address, poly_passphrase=key.passphrase)
        intercept.sign()


def _from_the_cache(intercept: Intercept, reply: Reply) -> None:
    """Answer whoever has proved to be somebody by what anybody was told of this path."""
    path = intercept.incoming.path
    if reply.status == 200:
        intercept.memory[path] = reply.body
    elif reply.status == 404 and path in intercept.memory:
        reply.status, reply.body = 200, intercept.memory[path]


def _known_alone(intercept: Intercept, reply: Reply) -> None:
    if "poly_api_key" not in intercept.headers:
        reply.status, reply.body = 401, {"error": "Unauthorized/Invalid api key"}


FAULTS: dict[str, Fault] = {
    # --- signatures
    "wrong-hmac-accepted": Fault(
        "the HMAC of an L2 request is not checked",
        (),
        _any_signature,
        breaks=(
            "auth-other-secret",
            "auth-tampered-body",
            "auth-other-path",
            "auth-other-method",
            "auth-replayed",
            "auth-missing-header",
            "auth-malformed-header",
        ),
    ),
    "signature-start-only": Fault(
        "only the start of the HMAC is compared", (), _by_its_start, breaks=("auth-malformed-header",)
    ),
    "passphrase-unchecked": Fault(
        "the passphrase is not checked",
        (),
        _as_the_key_says("poly_passphrase", "passphrase"),
        breaks=("auth-wrong-passphrase", "auth-missing-header", "auth-malformed-header"),
    ),
    "address-unchecked": Fault(
        "the address of an L2 request is not checked",
        (),
        _as_the_key_says("poly_address", "address"),
        breaks=("auth-other-address", "auth-missing-header", "auth-malformed-header"),
    ),
    "key-unchecked": Fault(
        "an unknown API key passes for the address's own",
        (),
        _unkeyed,
        breaks=("auth-unknown-key", "auth-missing-header", "auth-malformed-header"),
    ),
    "stale-accepted": Fault("a signature of any age is taken", (), _untimed(-1), breaks=("auth-stale",)),
    "future-accepted": Fault(
        "a signature from the future is taken", (), _untimed(1), breaks=("auth-future",)
    ),
    "method-unsigned": Fault(
        "a signature for another method is taken", (), _any_method, breaks=("auth-other-method",)
    ),
    "path-unsigned": Fault(
        "a signature for another path is taken", (), _any_path, breaks=("auth-other-path", "auth-replayed")
    ),
    "body-unsigned": Fault(
        "a signature that leaves the body out is taken", (), _bodiless, breaks=("auth-tampered-body",)
    ),
    "body-reserialised": Fault(
        "a signature has to be over the body as the server would write it, not as it was sent",
        (),
        _compact_alone,
        breaks=("auth-body-as-sent", "good-credentials-accepted"),
    ),
    "timestamp-unsigned": Fault(
        "the timestamp sent may be another than the signed one",
        (),
        _any_timestamp,
        breaks=("auth-tampered-body",),
    ),
    "readonly-key-cancels": Fault(
        "a read-only key cancels orders, unsigned", CANCELS, _by_readonly_key, breaks=("readonly-key-reads",)
    ),
    "login-unchecked": Fault(
        "an API key is derived for whoever names an address",
        ("deriveApiKey",),
        None,
        _login_unchecked,
        always=True,
        breaks=(
            "auth-other-secret",
            "auth-other-address",
            "auth-missing-header",
            "auth-malformed-header",
            "auth-stale",
            "auth-future",
        ),
    ),
    "replay-accepted": Fault(
        "a signature once seen opens every other request", (), _seen_before, breaks=("auth-replayed",)
    ),
    "midpoint-wants-key": Fault(
        "a midpoint is told to whoever has a key alone",
        ("getMidpoint",),
        None,
        _known_alone,
        breaks=("auth-public-open", "status-documented"),
    ),
    # --- privacy
    "order-public": Fault(
        "anybody reads an order", ("getOrder",), _owner_of_the_order, breaks=("order-private",)
    ),
    "order-open": Fault(
        "an order is read without credentials",
        ("getOrder",),
        _whoever_asks,
        breaks=("auth-missing-header", "order-private"),
    ),
    "order-cache-shared": Fault(
        "an order that its owner has read is told to every account",
        ("getOrder",),
        None,
        _from_the_cache,
        always=True,
        breaks=("order-private",),
    ),
    "cancel-open": Fault(
        "an order is cancelled without credentials",
        ("cancelOrder",),
        _whoever_asks,
        breaks=("auth-missing-header", "cancel-private"),
    ),
    "cancel-public": Fault(
        "anybody cancels an order",
        ("cancelOrder",),
        _owner_of_the_order,
        breaks=("cancel-private", "cancel-told"),
    ),
}
