"""Operations of the tag Account: API keys, closed-only mode, balances and allowances.

Source: description; docs/protocol/authentication.md#login; ledger api-keys-auth. The balance is what the
address holds, resting orders included, as on a chain; so an update has nothing to fetch and answers the
same.
"""

from typing import Any

from clob_sandbox.errors import Refused
from clob_sandbox.http.call import Call
from clob_sandbox.venue.accounts import UNLIMITED
from clob_sandbox.venue.eip712 import EXCHANGES, NEG_RISK_ADAPTER, POSITIONS
from clob_sandbox.venue.keys import ApiKey

_BAD_ASSET = "Invalid asset type"
_BAD_TYPE = "Invalid signature_type"


def _credentials(key: ApiKey) -> dict[str, str]:
    return {"apiKey": key.id, "secret": key.secret, "passphrase": key.passphrase}


def create_api_key(call: Call) -> dict[str, str]:
    address, nonce = call.login
    key = call.exchange.keys.create(address, nonce)
    call.exchange.open_account(address)
    return _credentials(key)


def derive_api_key(call: Call) -> dict[str, str]:
    return _credentials(call.exchange.keys.derive(*call.login))


def get_api_keys(call: Call) -> dict[str, list[str]]:
    return {"apiKeys": [key.id for key in call.exchange.keys.of(call.caller)]}


def delete_api_key(call: Call) -> str:
    call.exchange.keys.revoke(call.key.id, call.exchange.clock.seconds())
    return "OK"


def get_closed_only_mode(call: Call) -> dict[str, bool]:
    return {"closed_only": call.exchange.accounts[call.key.address].closed_only}


def check_signature_type(call: Call, *, required: bool = False) -> None:
    """Refuse a signature_type that the profile does not know; the sandbox has one purse for all of them."""
    given = call.one("signature_type", _BAD_TYPE)
    known = ("0", "1", "2", "3") if "signature-type-3" in call.exchange.profile else ("0", "1", "2")
    if given not in known and (required or given is not None):
        raise Refused(400, _BAD_TYPE)


def get_balance_allowance(call: Call) -> dict[str, Any]:
    asset_type = call.one("asset_type", _BAD_ASSET)
    token_id = call.one("token_id", _BAD_ASSET)
    if asset_type not in ("COLLATERAL", "CONDITIONAL"):
        raise Refused(400, _BAD_ASSET)
    check_signature_type(call)
    account = call.exchange.accounts[call.key.address]
    if asset_type == "COLLATERAL":
        balance, allowance = account.cash, account.allowance
    elif token_id is None:
        raise Refused(400, _BAD_ASSET)
    else:
        balance, allowance = account.shares.get(token_id, 0), UNLIMITED
    contracts = (*EXCHANGES.values(), POSITIONS[call.exchange.chain_id])
    spenders = (*(contract.address for contract in contracts), NEG_RISK_ADAPTER)
    return {"balance": str(balance), "allowances": {spender: str(allowance) for spender in spenders}}


def update_balance_allowance(call: Call) -> dict[str, Any]:
    get_balance_allowance(call)
    return {}
