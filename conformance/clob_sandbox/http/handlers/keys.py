"""Operations of the tag Account on further keys: of builders, read-only ones, and session signers.

Source: description of the builder keys; docs/protocol/requests.md#operations for the rest, whose shapes are
not documented. A builder's key is revoked by its own headers; by L2 headers, the caller's newest one is.
Session keys are authorized by another service, so there are none here.
"""

from typing import Any

from clob_sandbox.errors import INVALID_PAYLOAD, Refused
from clob_sandbox.http import views
from clob_sandbox.http.call import Call
from clob_sandbox.venue.ethereum import checksummed
from clob_sandbox.venue.signatures import BYTES32


def create_builder_api_key(call: Call) -> dict[str, str]:
    key = call.exchange.builder_keys.mint(call.key.address)
    return {"key": key.id, "secret": key.secret, "passphrase": key.passphrase}


def get_builder_api_keys(call: Call) -> list[Any]:
    """Ids of live keys; as observed objects, also of revoked ones, all as old as the exchange, which does not
    date its keys.
    """
    keys = call.exchange.builder_keys
    if "builder-key-objects" not in call.exchange.profile:
        return [key.id for key in keys.of(call.key.address)]
    since = views.stamp(call.exchange.markets[0].opened)
    return [
        {"key": key, "createdAt": since, **({} if revoked is None else {"revokedAt": views.stamp(revoked)})}
        for key, revoked in keys.ever_of(call.key.address)
    ]


def revoke_builder_api_key(call: Call) -> str:
    """Revoke the key that signed the request, or the caller's newest; without any there is nothing to do."""
    keys, now = call.exchange.builder_keys, call.exchange.clock.seconds()
    if keys.find(call.key.id) is not None:
        keys.revoke(call.key.id, now)
    elif owned := keys.of(call.key.address):
        keys.revoke(owned[-1].id, now)
    return "OK"


def create_readonly_api_key(call: Call) -> dict[str, str]:
    return {"apiKey": call.exchange.readonly_keys.mint(call.key.address).id}


def get_readonly_api_keys(call: Call) -> dict[str, list[str]]:
    return {"readonlyApiKeys": [key.id for key in call.exchange.readonly_keys.of(call.key.address)]}


def delete_readonly_api_key(call: Call) -> str:
    body = call.json(INVALID_PAYLOAD)
    key_id = body.get("key") if isinstance(body, dict) else None
    if not isinstance(key_id, str):
        raise Refused(400, INVALID_PAYLOAD)
    key = call.exchange.readonly_keys.find(key_id)
    if key is None or key.address != call.key.address:
        raise Refused(404, "read-only API key not found")
    call.exchange.readonly_keys.revoke(key_id, call.exchange.clock.seconds())
    return "OK"


def get_session_signers(call: Call) -> dict[str, Any]:
    """No signers, and the deposit wallet, which is known from the orders that the key signed as its owner."""
    wallet = call.exchange.accounts[call.key.address].wallet
    return {"signers": [], "wallet": checksummed(wallet or call.key.address)}


def get_builder_fees(call: Call) -> dict[str, Any]:
    code = call.path["builder_code"].lower()
    rate = call.exchange.builder_rates.get(code) if BYTES32.fullmatch(code) else None
    if rate is None:
        raise Refused(404, "builder not found")
    fees = {"builder_maker_fee_rate_bps": 0, "builder_taker_fee_rate_bps": rate}
    return {"code": code, **fees, "enabled": True}
