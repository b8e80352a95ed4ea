"""What is told of an account: trades through filters, scoring, balances, heartbeats. Part of `examples`."""

from __future__ import annotations

from clob_conformance.core.clauses import declare
from clob_conformance.workloads.resting import SECOND
from clob_conformance.workloads.scenario import MONEY, Actor, Scene, scenario, shares

HEARTBEATS = declare(
    "heartbeat-chain",
    "A heartbeat that names the id of the last one is taken; one that names another id is refused and told "
    "the id to send, which is taken.",
    source="description: POST /v1/heartbeats",
    suites=("examples",),
    operations=("sendHeartbeatV1",),
)
_FITS_NONE = {
    "id": "no-such-trade",
    "market": "0x" + "0" * 63 + "1",
    "asset_id": "1",
    "before": "1",
    "after": "9999999999",
}
_FITS_ALL = {"before": "9999999999", "after": "1"}
_UNKNOWN_HEARTBEAT = "00000000-0000-4000-a000-00000000beef"


@scenario(HEARTBEATS)
def run(scene: Scene) -> None:
    """Ask the same in several ways."""
    filter_trades(scene.anyone)
    orders = scene.context.live.resting[:3]
    for _ in range(2):
        if len(orders) > 1:
            scene.anyone.send("getOrdersScoring", query={"order_ids": orders})
            scene.anyone.send("postOrdersScoring", body=orders)
        for order in orders:
            scene.anyone.send("getOrderScoring", query={"order_id": order})
    # One account, whoever usually calls the two.
    accounts = scene.context.target.accounts
    owner = Actor(scene.context, accounts.trader or accounts.reader)
    tokens = scene.context.live.tokens(scene.context.random("balances"), 1)
    for asset in (MONEY, *map(shares, tokens)) if owner.account is not None else ():
        for _ in range(2):
            owner.send("getBalanceAllowance", query=asset)
            owner.send("getUpdateBalanceAllowance", query=asset)
    _heartbeats(scene)


def filter_trades(actor: Actor) -> None:
    """Read an account's trades through every filter, from the first one on and from the second, and through
    every two of which one lets nothing through.
    """
    owner = actor.account or actor.context.target.accounts.reader
    if owner is None:
        return
    maker = {"maker_address": owner.maker}
    first = next(iter(actor.send("getTrades", query=maker).response.objects()), {})
    for name, none in _FITS_NONE.items():
        some = [first[name]] if isinstance(first.get(name), str) else []
        for value in (none, *some):
            for page in ({}, {"next_cursor": SECOND}):
                actor.send("getTrades", query={**maker, name: value, **page})
    fits = {name: str(first[name]) for name in _FITS_NONE if name in first} | _FITS_ALL
    for name, none in _FITS_NONE.items():
        for other, value in fits.items():
            if other != name:
                actor.send("getTrades", query={**maker, other: value, name: none})
    for bound in _FITS_ALL if "match_time" in first else ():
        actor.send("getTrades", query={**maker, bound: str(first["match_time"])})


def _heartbeats(scene: Scene) -> None:
    """Only where the key is the run's own: a heartbeat cannot be disarmed."""
    if scene.context.target.accounts.heartbeat is None:
        return
    operation = HEARTBEATS.operations[0]
    used = ""
    for _ in range(3):
        used = scene.context.live.heartbeat_id
        beat = scene.anyone.send(operation, body={"heartbeat_id": used})
        refused = "the id of the last heartbeat is refused" if beat.response.status == 400 else ""
        if not scene.hold(HEARTBEATS, operation, refused, beat):
            return
    for key, name, what in (("wrong", _UNKNOWN_HEARTBEAT, "no heartbeat"), ("used", used, "an earlier one")):
        wrong = scene.anyone.send(operation, body={"heartbeat_id": name})
        taken = f"an id that {what} had is taken" if wrong.response.succeeded else ""
        named = wrong.response.mapping().get("heartbeat_id")
        if not scene.hold(HEARTBEATS, operation, taken, wrong, key=key) or not isinstance(named, str):
            return
        reported = scene.anyone.send(operation, body={"heartbeat_id": named})
        refused = "the id that a refusal tells to send is refused" if reported.response.status == 400 else ""
        if not scene.hold(HEARTBEATS, operation, refused, wrong, reported, key="reported"):
            return
