"""Faults of access: signatures, keys, replay, privacy."""

from typing import Any

import orjson

from clob_sandbox.faults.common import CANCELS
from clob_sandbox.faults.planting import Fault, Reply, Visit
from clob_sandbox.http.auth import l2_signature


def _by_its_start(visit: Visit) -> None:
    given = visit.headers.get("poly_signature", "")
    if not visit.signed_for():
        visit.sign()
        right = visit.headers.get("poly_signature", "")
        if not given or right[:8] != given[:8]:
            visit.change(poly_signature=given)


def _any_signature(visit: Visit) -> None:
    visit.sign()


def _as_the_key_says(header_name: str, attribute: str) -> Any:
    def before(visit: Visit) -> None:
        key = visit.exchange.keys.find(visit.headers.get("poly_api_key", ""))
        if key is not None:
            visit.change(**{header_name: getattr(key, attribute)})

    return before


def _unkeyed(visit: Visit) -> None:
    """Take the signature of whichever key the address has."""
    if visit.exchange.keys.find(visit.headers.get("poly_api_key", "")) is None:
        for key in visit.exchange.keys.of(visit.caller)[:1]:
            visit.change(poly_api_key=key.id)


def _untimed(sign: int) -> Any:
    def before(visit: Visit) -> None:
        text, now = visit.headers.get("poly_timestamp", ""), visit.exchange.clock.seconds()
        if text.isdigit() and (int(text) - now) * sign > 0 and visit.signed_for():
            visit.sign(str(now))

    return before


def _any_method(visit: Visit) -> None:
    if any(visit.signed_for(method=method) for method in ("GET", "POST", "PUT", "DELETE")):
        visit.sign()


def _any_path(visit: Visit) -> None:
    if not visit.signed_for():
        kept = visit.incoming
        for path in ("/data/orders", "/order", "/auth/api-keys", kept.path + "/x"):
            if visit.signed_for(path=path):
                visit.sign()
                return


def _bodiless(visit: Visit) -> None:
    if not visit.signed_for() and visit.signed_for(body=b""):
        visit.sign()


def _compact_alone(visit: Visit) -> None:
    """Take the HMAC over the body as this server would have written it."""
    body = visit.body()
    if body is not None and visit.signed_for() and not visit.signed_for(body=orjson.dumps(body)):
        visit.change(poly_signature="")


def _any_timestamp(visit: Visit) -> None:
    key = visit.exchange.keys.find(visit.headers.get("poly_api_key", ""))
    stamp, sent = visit.headers.get("poly_timestamp", ""), visit.incoming
    if key is None or not stamp.isascii() or not stamp.isdigit() or visit.signed_for():
        return
    near = range(int(stamp) - 60, int(stamp) + 61)
    given = visit.headers.get("poly_signature", "")
    if any(given == l2_signature(key.secret, str(t), sent.method, sent.path, sent.body) for t in near):
        visit.sign()


def _by_readonly_key(visit: Visit) -> None:
    key = visit.exchange.readonly_keys.find(visit.headers.get("poly_readonly_api_key", ""))
    if key is not None and key.address == visit.caller and "poly_api_key" not in visit.headers:
        for own in visit.exchange.keys.of(key.address)[:1]:
            visit.change(poly_api_key=own.id, poly_passphrase=own.passphrase)
            visit.sign(str(visit.exchange.clock.told()))


def _login_unchecked(visit: Visit, reply: Reply) -> None:
    keys = visit.exchange.keys.of(visit.caller)
    if reply.status == 401 and keys:
        reply.status = 200
        reply.body = {"apiKey": keys[0].id, "secret": keys[0].secret, "passphrase": keys[0].passphrase}


def _seen_before(visit: Visit) -> None:
    signature = visit.headers.get("poly_signature", "")
    if visit.signed_for():
        visit.memory[signature] = True
    elif signature in visit.memory:
        visit.sign()


def _owner_of_the_order(visit: Visit) -> None:
    """Whoever rightly asks is taken for the one who placed the order."""
    key = visit.exchange.keys.find(visit.headers.get("poly_api_key", ""))
    rightly = key is not None and (key.address, key.passphrase) == (
        visit.caller,
        visit.headers.get("poly_passphrase"),
    )
    if rightly and visit.signed_for():
        _as_its_owner(visit)


def _whoever_asks(visit: Visit) -> None:
    """Whoever asks without any credentials is taken for the one who placed the order."""
    if not any(name.startswith("poly_") for name in visit.headers):
        visit.change(poly_timestamp=str(visit.exchange.clock.told()))
        _as_its_owner(visit)


def _as_its_owner(visit: Visit) -> None:
    body, order_id = visit.body(), visit.incoming.path.rpartition("/")[2]
    if isinstance(body, dict) and isinstance(body.get("orderID"), str):
        order_id = body["orderID"]
    order = visit.exchange.orders.get(order_id.lower())
    key = visit.exchange.keys.find(order.owner) if order is not None else None
    if key is not None:
        visit.change(poly_api_key=key.id, poly_address=key.address, poly_passphrase=key.passphrase)
        visit.sign()


def _from_the_cache(visit: Visit, reply: Reply) -> None:
    """Answer whoever has proved to be somebody by what anybody was told of this path."""
    path = visit.incoming.path
    if reply.status == 200:
        visit.memory[path] = reply.body
    elif reply.status == 404 and path in visit.memory:
        reply.status, reply.body = 200, visit.memory[path]


def _known_alone(visit: Visit, reply: Reply) -> None:
    if "poly_api_key" not in visit.headers:
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
