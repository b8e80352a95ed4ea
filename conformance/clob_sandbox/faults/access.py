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


FAULTS: dict[str, Fault] = {
    # --- signatures
    "wrong-hmac-accepted": Fault("signature", "the HMAC of an L2 request is not checked"),
    "signature-start-only": Fault("signature", "only the start of the HMAC is compared", (), _by_its_start),
    "passphrase-unchecked": Fault(
        "signature", "the passphrase is not checked", (), _as_the_key_says("poly_passphrase", "passphrase")
    ),
    "address-unchecked": Fault(
        "signature",
        "the address of an L2 request is not checked",
        (),
        _as_the_key_says("poly_address", "address"),
    ),
    "key-unchecked": Fault("signature", "an unknown API key passes for the address's own", (), _unkeyed),
    "stale-accepted": Fault("signature", "a signature of any age is taken", (), _untimed(-1)),
    "future-accepted": Fault("signature", "a signature from the future is taken", (), _untimed(1)),
    "method-unsigned": Fault("signature", "a signature for another method is taken", (), _any_method),
    "path-unsigned": Fault("signature", "a signature for another path is taken", (), _any_path),
    "body-unsigned": Fault("signature", "a signature that leaves the body out is taken", (), _bodiless),
    "body-reserialised": Fault(
        "signature",
        "a signature has to be over the body as the server would write it, not as it was sent",
        (),
        _compact_alone,
    ),
    "timestamp-unsigned": Fault(
        "signature", "the timestamp sent may be another than the signed one", (), _any_timestamp
    ),
    "readonly-key-cancels": Fault(
        "signature", "a read-only key cancels orders, unsigned", CANCELS, _by_readonly_key
    ),
    "login-unchecked": Fault(
        "signature",
        "an API key is derived for whoever names an address",
        ("deriveApiKey",),
        None,
        _login_unchecked,
        always=True,
    ),
    "replay-accepted": Fault("replay", "a signature once seen opens every other request", (), _seen_before),
    # --- privacy
    "order-public": Fault("privacy", "anybody reads an order", ("getOrder",), _owner_of_the_order),
    "order-open": Fault("privacy", "an order is read without credentials", ("getOrder",), _whoever_asks),
    "order-cache-shared": Fault(
        "privacy",
        "an order that its owner has read is told to every account",
        ("getOrder",),
        None,
        _from_the_cache,
        always=True,
    ),
    "cancel-open": Fault(
        "privacy", "an order is cancelled without credentials", ("cancelOrder",), _whoever_asks
    ),
    "cancel-public": Fault("privacy", "anybody cancels an order", ("cancelOrder",), _owner_of_the_order),
}
