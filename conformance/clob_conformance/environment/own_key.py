"""A key of the run's own, for orders on somebody else's server: they do not outlive the run.

The key is made for the run, has a heartbeat before its first order, and is revoked in the end. When the run
is killed, the beats stop, and the server takes the key's orders 10 seconds later
(docs/protocol/requests.md#heartbeats; the description words it for all orders of the user). A heartbeat
cannot be disarmed, so no other key is ever given one.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic as _monotonic

from attrs import define, evolve, field
from polymarket_clob.credentials import Credentials

from clob_conformance.core.description import Description
from clob_conformance.core.errors import CannotRun
from clob_conformance.core.interaction import Interaction, Masker, Response
from clob_conformance.environment.accounts import Account, fresh_nonce
from clob_conformance.environment.interrupts import undisturbed
from clob_conformance.environment.sender import Call, Sender, call, json_bytes

_BEAT_S = 4.0
_AGAIN_S = 0.5
_ANSWER_S = 3.0
# Two seconds less than the server's patience: the time that an order may take to arrive.
_FRESH_S = 8.0
_WITHOUT_BEAT_S = 30.0
_ROUNDS = 3
_IDS_REPORTED = 3
_BEATS = "/v1/heartbeats"
_ORDERS = "/data/orders"
_PLACES_ORDERS = frozenset({("POST", "/order"), ("POST", "/orders")})


def new_key(sender: Sender, description: Description, account: Account, masker: Masker) -> Account:
    """The account with an API key made now. Raises `CannotRun` when the server makes none."""
    create = description.operations["createApiKey"]
    made = sender.send(call(create), account, "L1", nonce=fresh_nonce()).response
    key = reported_key(made, account)
    if key is None:
        raise CannotRun(f"{sender.url} made none: it answered {reason(made)}")
    keyed = evolve(account, credentials=key)
    masker.learn(keyed.secrets())
    return keyed


def reported_key(response: Response, account: Account) -> Credentials | None:
    """The API key of an account that a response has, None where it has none."""
    raw = response.mapping()
    try:
        return Credentials(raw["apiKey"], raw["secret"], raw["passphrase"], account.address)
    except (KeyError, TypeError, ValueError):
        return None


def refuse_open_orders(sender: Sender, account: Account) -> None:
    """Raise `CannotRun` when the account has open orders: trading would cancel them."""
    if listed := open_orders(sender, account):
        raise CannotRun(f"the account has {len(listed)} open orders, which --trade would cancel")


class Refused(CannotRun):
    """The server takes the account's credentials for wrong ones; in its words."""


def open_orders(sender: Sender, account: Account) -> list[str]:
    """The ids of the account's open orders, of the first page. Raises `CannotRun` when they are not told."""
    response = _signed(sender, account, Call("GET", _ORDERS)).response
    if response.status in (401, 403):
        raise Refused(reason(response))
    data = response.mapping().get("data")
    if not response.succeeded or not isinstance(data, list):
        raise CannotRun(f"{sender.url} answered {reason(response)} when asked for open orders")
    return [str(order.get("id")) for order in data if isinstance(order, dict)]


@contextmanager
def own_key(sender: Sender, description: Description, account: Account, masker: Masker) -> Iterator[Account]:
    """The account with a key of its own that has a heartbeat. Everything is cancelled and the key revoked in
    the end; what could not be is told on standard error.

    Raises `CannotRun` when the server makes no key or takes no heartbeat, or the account has open orders.
    """
    trader, heartbeat = None, None
    try:
        with undisturbed():
            trader = _made(sender, description, account, masker)
            refuse_open_orders(sender, trader)
            heartbeat = Heartbeat(sender.beside(_ANSWER_S), trader)
            heartbeat.begin()
            sender.before.append(heartbeat.admit)
        yield trader
    finally:
        with undisturbed():
            if trader is not None and heartbeat is not None and heartbeat.begun:
                heartbeat.take_no_more()
                _end(sender, trader, account)
                heartbeat.end()
            elif trader is not None:
                _revoke(sender, trader)


@contextmanager
def spare_key(
    sender: Sender, description: Description, account: Account, masker: Masker
) -> Iterator[Account]:
    """The account with one more key, which is revoked in the end. Raises `CannotRun` when none is made."""
    with undisturbed():
        spare = new_key(sender, description, account, masker)
    try:
        yield spare
    finally:
        with undisturbed():
            _revoke(sender, spare)


def _made(sender: Sender, description: Description, account: Account, masker: Masker) -> Account:
    try:
        return new_key(sender, description, account, masker)
    except CannotRun as error:
        raise CannotRun(f"--trade places orders with a key of its own, but {error}") from None


def _end(sender: Sender, trader: Account, account: Account) -> None:
    """Cancel all orders, then revoke the key; where orders stay open, leave them to the missing heartbeat."""
    try:
        _signed(sender, trader, Call("DELETE", "/cancel-all"))
        left = _cancel_listed(sender, trader)
        if not left and _revoke(sender, trader) and account.credentials is not None:
            # An order that was on its way when the cancel arrived.
            left = _cancel_listed(sender, account)
    except CannotRun as error:
        _tell(f"{error}; open orders of the run go within 10 s, when its heartbeat is missed")
    else:
        if left:
            more = f" and {len(left) - _IDS_REPORTED} more" if len(left) > _IDS_REPORTED else ""
            _tell(f"still open on {sender.url} although cancelled: {', '.join(left[:_IDS_REPORTED])}{more}")


def _cancel_listed(sender: Sender, account: Account) -> list[str]:
    """Cancel until nothing is listed, one by one and at once; gives the ids of what is listed still."""
    left = open_orders(sender, account)
    for _ in range(_ROUNDS):
        if left:
            _signed(sender, account, Call("DELETE", "/orders", (), json_bytes(left)))
            _signed(sender, account, Call("DELETE", "/cancel-all"))
            left = open_orders(sender, account)
    return left


def _revoke(sender: Sender, trader: Account) -> bool:
    revoked = _signed(sender, trader, Call("DELETE", "/auth/api-key")).response
    if not revoked.succeeded:
        _tell(f"{sender.url} answered {reason(revoked)} when the run's API key was to be revoked")
    return revoked.succeeded


@define
class Heartbeat:
    """Beats for one account's key from a thread of its own, over a sender of its own."""

    _sender: Sender
    _account: Account
    _thread: threading.Thread = field(init=False)
    _next_id: str = field(default="", init=False)
    _taken: float = field(default=float("-inf"), init=False)
    _over: threading.Event = field(factory=threading.Event, init=False)
    _no_more: bool = field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        self._thread = threading.Thread(target=self._keep_beating, name="heartbeat", daemon=True)

    def begin(self) -> None:
        """The first beat, and the thread for the others. Raises `CannotRun` when it is not taken."""
        response = self._beat()
        if not response.succeeded:
            raise CannotRun(
                "--trade needs a heartbeat, so that no order outlives the run, "
                f"but {self._sender.url} answered {reason(response)} to POST {_BEATS}"
            )
        self._thread.start()

    @property
    def begun(self) -> bool:
        """Whether a beat was ever taken."""
        return self._thread.ident is not None

    def admit(self, method: str, path: str, body: bytes) -> None:
        """Let an order out only shortly after a beat was taken. Raises `CannotRun` when none is any more."""
        if (method, path) not in _PLACES_ORDERS:
            return
        until = _monotonic() + _WITHOUT_BEAT_S
        while _monotonic() - self._taken > _FRESH_S and _monotonic() < until and not self._no_more:
            self._over.wait(_AGAIN_S)
        if self._no_more or _monotonic() - self._taken > _FRESH_S:
            raise CannotRun(f"no order is sent: {self._sender.url} takes no heartbeat, or the run is ending")

    def take_no_more(self) -> None:
        """Let no order out from now on, whichever thread has one."""
        self._no_more = True

    def end(self) -> None:
        """Stop beating."""
        self._over.set()
        self._thread.join()
        self._sender.close()

    def _keep_beating(self) -> None:
        pause = _BEAT_S
        while not self._over.wait(pause):
            try:
                pause = _BEAT_S if self._beat().succeeded else _AGAIN_S
            except CannotRun:
                pause = _AGAIN_S

    def _beat(self) -> Response:
        """Send a beat, once more with the right id when the server tells it."""
        for _ in range(2):
            sent = _monotonic()
            body = json_bytes({"heartbeat_id": self._next_id})
            response = _signed(self._sender, self._account, Call("POST", _BEATS, (), body)).response
            reported = response.mapping().get("heartbeat_id")
            if isinstance(reported, str):
                self._next_id = reported
            if response.succeeded:
                self._taken = sent
                break
        return response


def reason(response: Response) -> str:
    """The status of a refusal, with its text when it has one."""
    error = response.mapping().get("error")
    return f"{response.status} {error}" if error else str(response.status)


def _signed(sender: Sender, account: Account, what: Call) -> Interaction:
    return sender.interaction(what, account.headers("L2", what.method, what.path, what.body))


def _tell(sentence: str) -> None:
    print(f"clob-conformance: {sentence}", file=sys.stderr)
