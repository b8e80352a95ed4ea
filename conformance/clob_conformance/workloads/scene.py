"""What it takes to show a finding again: its requests, with placeholders for what is secret or of one run.

`recorded` takes an interaction apart, `replay` sends it again: signed anew, for the account that has the
same part in the new run, with orders placed for those that it names. A request whose credentials were wrong
on purpose, or that asked for a compressed answer, is not remembered: its suite has to be run again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from attrs import evolve, frozen
from polymarket_clob import OrderBuilder
from polymarket_clob.eip712 import OrderStruct
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import bytes32, exchange_version, token_number

from clob_conformance.checks.validator import CLAUSES
from clob_conformance.core.description import Level
from clob_conformance.core.errors import CannotRun
from clob_conformance.core.findings import Finding
from clob_conformance.core.interaction import MASK, Interaction
from clob_conformance.environment.accounts import Account, fresh_nonce
from clob_conformance.environment.sender import Call, call, json_bytes
from clob_conformance.environment.target import ORDER_POSTS
from clob_conformance.workloads.context import Run

_ROLES = ("reader", "trader", "other", "heartbeat")
_ORDER_ID = re.compile("0x[0-9a-f]{64}")
_ORDER_SIGNATURE = re.compile("0x[0-9a-fA-F]{130,}")
_PLACEHOLDER = re.compile(r"\{\{([a-z_]+)(?:[ .]([a-z0-9_]+))?\}\}")


@frozen
class Step:
    """A request to send again; `role` is the part of the account it is signed for, empty for nobody's."""

    role: str
    level: Level
    method: str
    target: str
    body: str = ""
    content_type: str = ""

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Step:
        """A step as it stands in a file. Raises `CannotRun` when it is none."""
        try:
            # Whether the level is one of the three is asked below.
            step = cls(**{name: str(value) for name, value in raw.items()})  # type: ignore[arg-type]
        except (AttributeError, TypeError) as error:
            raise CannotRun(f"the stored request is unreadable: {error}") from None
        if step.role not in ("", *_ROLES) or step.level not in get_args(Level):
            raise CannotRun(f"the stored request is of an unknown role or level: {step.role}, {step.level}")
        return step


def scene_of(run: Run, finding: Finding) -> tuple[Step, ...]:
    """The requests that show a violation by themselves; none where a suite concludes it."""
    if finding.violation.clause not in CLAUSES:
        return ()
    steps = [recorded(run, interaction) for interaction in finding.interactions]
    return tuple(step for step in steps if step is not None) if None not in steps else ()


def recorded(run: Run, interaction: Interaction) -> Step | None:
    """The request as a step, or None when it cannot be sent again by itself."""
    request = interaction.request
    signed = any(name.startswith("poly_") for name in request.headers)
    operation = run.description.match(request.method, request.path)
    if signed and (operation is None or not interaction.good_credentials):
        return None
    if "gzip" in request.headers.get("accept-encoding", ""):
        return None
    values = _of_the_run(run)
    values[request.headers.get("poly_api_key", "")] = "{{api_key}}"
    values[request.headers.get("poly_address", "")] = "{{address}}"
    step = Step(
        _role(run, request.headers) if signed else "",
        operation.level if operation is not None and signed else "public",
        request.method,
        _with_placeholders(run, values, request.target),
        _with_placeholders(run, values, request.body.decode("utf-8", "surrogateescape")),
        request.headers.get("content-type", ""),
    )
    return None if MASK in step.target + step.body else step


def replay(run: Run, steps: tuple[Step, ...]) -> None:
    """Send the steps; the run's record judges the answers. Raises `CannotRun` when one may not be sent.

    Orders of a file are signed for the own sandbox alone: elsewhere a run signs none that it has not made.
    """
    placed: dict[str, str] = {}
    if not run.target.own and any(_places_orders(run, step) for step in steps):
        return
    for step in steps:
        _perform(run, step, placed)


def _places_orders(run: Run, step: Step) -> bool:
    operation = run.description.match(step.method, step.target.partition("?")[0])
    return operation is not None and operation.id in ORDER_POSTS


def _perform(run: Run, step: Step, placed: dict[str, str]) -> None:
    operation = run.description.match(step.method, step.target.partition("?")[0])
    if not run.target.own and (operation is None or not run.serves(operation)):
        raise CannotRun(f"{step.method} {step.target}: not to be sent to {run.target.url} without --trade")
    account: Account | None = getattr(run.target.accounts, step.role) if step.role else None
    if step.role and account is None:
        raise CannotRun(f"the finding was shown by the run's {step.role}, who has no account here")
    if operation is not None and operation.id == "deleteApiKey" and account is not None:
        account = run.spare_key(account)

    def fill(text: str) -> str:
        return _PLACEHOLDER.sub(lambda found: _value(run, account, found, placed), text)

    target = fill(step.target)
    body = _signed_anew(run, account, fill(step.body)).encode("utf-8", "surrogateescape")
    path = target.partition("?")[0]
    nonce = fresh_nonce() if operation is not None and operation.id == "createApiKey" else 0
    headers = account.headers(step.level, step.method, path, body, nonce=nonce) if account is not None else {}
    if step.content_type:
        headers["Content-Type"] = step.content_type
    interaction = run.sender.interaction(Call(step.method, target, (), body), headers)
    run.record.observe(evolve(interaction, good_credentials=account is not None and step.level != "public"))


def _of_the_run(run: Run) -> dict[str, str]:
    """What has another value in every run, and the placeholder for it."""
    values: dict[str, str] = {run.live.heartbeat_id: "{{heartbeat}}"}
    values.update({trade: f"{{{{trade {n}}}}}" for n, trade in enumerate(run.live.trades)})
    for role in reversed(_ROLES):
        account: Account | None = getattr(run.target.accounts, role)
        if account is not None:
            values.update(
                {account.address: f"{{{{address {role}}}}}", account.maker: f"{{{{maker {role}}}}}"}
            )
            if account.credentials is not None:
                values[account.credentials.api_key] = f"{{{{api_key {role}}}}}"
    return values


def _with_placeholders(run: Run, values: dict[str, str], text: str) -> str:
    if not text:
        return text
    for value in sorted(values, key=len, reverse=True):
        if value:
            text = text.replace(value, values[value])
    resting = {order: n for n, order in enumerate(run.live.resting)}
    placed = set(run.live.placed)

    def order(found: re.Match[str]) -> str:
        if found[0] in resting:
            return f"{{{{resting {resting[found[0]]}}}}}"
        return f"{{{{order {found[0][2:10]}}}}}" if found[0] in placed else found[0]

    text = _ORDER_SIGNATURE.sub("{{signature}}", text)
    return run.masker.masked(_ORDER_ID.sub(order, text))


def _role(run: Run, headers: Mapping[str, str]) -> str:
    """The part of the account with this key or address; the histories' own accounts have the trader's."""
    accounts = {
        role: account for role in _ROLES if (account := getattr(run.target.accounts, role)) is not None
    }
    for role, account in accounts.items():
        if account.credentials is not None and account.credentials.api_key == headers.get("poly_api_key"):
            return role
    return next((role for role, a in accounts.items() if a.address == headers.get("poly_address")), "trader")


def _value(run: Run, account: Account | None, found: re.Match[str], placed: dict[str, str]) -> str:
    """What stands for a placeholder in this run."""
    name, which = found[1], found[2] or ""
    someone: Account | None = getattr(run.target.accounts, which) if which in _ROLES else account
    if name in ("address", "maker", "api_key") and someone is not None:
        key = someone.credentials.api_key if someone.credentials is not None else ""
        return {"address": someone.address, "maker": someone.maker, "api_key": key}[name]
    if name == "heartbeat":
        return run.live.heartbeat_id
    if name in ("resting", "trade"):
        there = run.live.resting if name == "resting" else run.live.trades
        if not there:
            raise CannotRun(f"the finding was shown with {found[0]}, and there is none here")
        return there[int(which) % len(there)]
    if name == "order":
        if which not in placed:
            placed[which] = _place(run, len(placed))
        return placed[which]
    return found[0]


def _place(run: Run, number: int) -> str:
    """An order that rests, to be named by a step."""
    account = run.target.accounts.trader
    if account is None or not run.can_order(account):
        raise CannotRun(f"the finding names an order, and none can be placed at {run.target.url}")
    draft = run.makes_orders(account).resting(run.random("replay", number), ticks=number % 3)
    run.sender.send(call(run.description.operations["postOrder"], body=draft.body), account, "L2")
    return draft.order_id


def _signed_anew(run: Run, account: Account | None, body: str) -> str:
    """The body with every order in it signed by the account, with a fresh salt and time."""
    if account is None or account.signer is None or "{{signature}}" not in body:
        return body
    try:
        document = json.loads(body)
    except ValueError:
        return body
    for order in _orders(document):
        order.update(_signature(run, account, order))
    return json_bytes(document).decode()


def _orders(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict) and node.get("signature") == "{{signature}}":
        yield node
    elif isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from _orders(child)


def _signature(run: Run, account: Account, order: dict[str, Any]) -> dict[str, Any]:
    """Salt, time and signature for an order's fields; where those cannot be signed, another order's."""
    fresh = run.makes_orders(account).resting(run.random("replay")).body["order"]
    new = {name: fresh[name] for name in ("salt", "timestamp", "signature")}
    assert account.signer is not None
    builder = OrderBuilder(account.signer, account.chain_id, account.signature_type, account.funder)
    try:
        token = str(order["tokenId"])
        market = next(m for m in run.live.markets if token in {t.token_id for t in m.tokens})
        struct = OrderStruct(
            salt=new["salt"],
            maker=order["maker"],
            signer=order["signer"],
            token_id=token_number(token),
            maker_amount=int(order["makerAmount"]),
            taker_amount=int(order["takerAmount"]),
            side=("BUY", "SELL").index(order["side"]),
            signature_type=int(order["signatureType"]),
            timestamp=int(new["timestamp"]),
            metadata=bytes32("metadata", order["metadata"]),
            builder=bytes32("builder", order["builder"]),
        )
        new["signature"] = builder.sign(
            struct, neg_risk=market.neg_risk, version=exchange_version(struct.token_id)
        ).signature
    except (InvalidInput, LookupError, StopIteration, TypeError, ValueError, OverflowError):
        return {name: value for name, value in new.items() if name in order}
    return new
