"""API keys of every kind, balances, and what the account may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args

from polymarket_clob_api.api.account import create_api_key as create_api
from polymarket_clob_api.api.account import create_builder_api_key as builder_create_api
from polymarket_clob_api.api.account import create_readonly_api_key as readonly_create_api
from polymarket_clob_api.api.account import delete_api_key as delete_api
from polymarket_clob_api.api.account import delete_readonly_api_key as readonly_delete_api
from polymarket_clob_api.api.account import derive_api_key as derive_api
from polymarket_clob_api.api.account import get_api_keys as list_api
from polymarket_clob_api.api.account import get_balance_allowance as balance_api
from polymarket_clob_api.api.account import get_builder_api_keys as builder_list_api
from polymarket_clob_api.api.account import get_closed_only_mode as closed_api
from polymarket_clob_api.api.account import get_readonly_api_keys as readonly_list_api
from polymarket_clob_api.api.account import get_session_signers as session_signers_api
from polymarket_clob_api.api.account import get_update_balance_allowance as refresh_api
from polymarket_clob_api.api.account import revoke_builder_api_key as builder_revoke_api
from polymarket_clob_api.api.account import update_balance_allowance as put_balance_api
from polymarket_clob_api.models import (
    BalanceAllowanceResponse,
    BuilderApiKeyResponse,
    GetBalanceAllowanceAssetType,
    GetBalanceAllowanceSignatureType,
    GetUpdateBalanceAllowanceAssetType,
    GetUpdateBalanceAllowanceSignatureType,
    ReadonlyApiKeyPayload,
    UpdateBalanceAllowanceAssetType,
    UpdateBalanceAllowanceSignatureType,
)
from polymarket_clob_api.types import UNSET

from polymarket_clob.core import Answer, Steps, ask
from polymarket_clob.credentials import Credentials
from polymarket_clob.errors import BadRequest, InvalidInput
from polymarket_clob.orders import token_number
from polymarket_clob.session import Session

from .reading import data_of, list_of, object_of, object_read

AssetType = Literal["COLLATERAL", "CONDITIONAL"]
"""What a balance is of: USDC, or outcome tokens."""


def create_api_key(session: Session, nonce: int = 0) -> Steps[Credentials]:
    """Makes an API key for the private key's address and this nonce. Raises BadRequest where it exists."""
    return (yield from ask("createApiKey", create_api._get_kwargs(), _credentials(session), nonce))


def derive_api_key(session: Session, nonce: int = 0) -> Steps[Credentials]:
    """Recovers the API key that was made with this nonce. Raises BadRequest where there is none."""
    return (yield from ask("deriveApiKey", derive_api._get_kwargs(), _credentials(session), nonce))


def create_or_derive_api_key(session: Session, nonce: int = 0) -> Steps[Credentials]:
    """Makes the API key of this nonce, or recovers it where making it again is refused (400)."""
    try:
        return (yield from create_api_key(session, nonce))
    except BadRequest:
        return (yield from derive_api_key(session, nonce))


def get_api_keys(session: Session) -> Steps[list[str]]:
    """The account's API keys."""

    def read(answer: Answer) -> list[str]:
        return [str(key) for key in object_of(answer)["apiKeys"]]

    return (yield from ask("getApiKeys", list_api._get_kwargs(), read))


def delete_api_key(session: Session) -> Steps[None]:
    """Removes the API key in use; it is good for nothing afterwards."""
    yield from ask("deleteApiKey", delete_api._get_kwargs(), lambda answer: None)


def _credentials(session: Session) -> Callable[[Answer], Credentials]:
    address = session.need_signer("an API key request").address

    def read(answer: Answer) -> Credentials:
        data = object_of(answer)
        return Credentials(data["apiKey"], data["secret"], data["passphrase"], address)

    return read


def get_closed_only_mode(session: Session) -> Steps[bool]:
    """Whether the account may only close positions."""

    def read(answer: Answer) -> bool:
        return bool(object_of(answer)["closed_only"])

    return (yield from ask("getClosedOnlyMode", closed_api._get_kwargs(), read))


def get_balance_allowance(
    session: Session, asset_type: AssetType, token_id: str | None = None
) -> Steps[BalanceAllowanceResponse]:
    """Balance and allowances in base units (6 decimals): of USDC (COLLATERAL) or a token (CONDITIONAL)."""
    _asset(asset_type, token_id)
    request = balance_api._get_kwargs(
        asset_type=GetBalanceAllowanceAssetType(asset_type),
        token_id=token_id or UNSET,
        signature_type=GetBalanceAllowanceSignatureType(session.signature_type),
    )
    return (yield from ask("getBalanceAllowance", request, object_read(BalanceAllowanceResponse.from_dict)))


def update_balance_allowance(
    session: Session, asset_type: AssetType, token_id: str | None = None
) -> Steps[None]:
    """Has the exchange read balance and allowances from the chain again."""
    _asset(asset_type, token_id)
    request = refresh_api._get_kwargs(
        asset_type=GetUpdateBalanceAllowanceAssetType(asset_type),
        token_id=token_id or UNSET,
        signature_type=GetUpdateBalanceAllowanceSignatureType(session.signature_type),
    )
    yield from ask("getUpdateBalanceAllowance", request, lambda answer: None)


def put_balance_allowance(
    session: Session, asset_type: AssetType, token_id: str | None = None
) -> Steps[None]:
    """``update_balance_allowance`` by PUT, as the description also has it."""
    _asset(asset_type, token_id)
    request = put_balance_api._get_kwargs(
        asset_type=UpdateBalanceAllowanceAssetType(asset_type),
        token_id=token_id or UNSET,
        signature_type=UpdateBalanceAllowanceSignatureType(session.signature_type),
    )
    yield from ask("updateBalanceAllowance", request, lambda answer: None)


def create_builder_api_key(session: Session) -> Steps[BuilderApiKeyResponse]:
    """Makes a builder API key."""
    request = builder_create_api._get_kwargs()
    return (yield from ask("createBuilderApiKey", request, object_read(BuilderApiKeyResponse.from_dict)))


def get_builder_api_keys(session: Session) -> Steps[list[Any]]:
    """The account's builder API keys: ids, or objects that hold them, as the service sends them."""
    return (yield from ask("getBuilderApiKeys", builder_list_api._get_kwargs(), list_of))


def revoke_builder_api_key(session: Session) -> Steps[None]:
    """Revokes the account's builder API key."""
    yield from ask("revokeBuilderApiKey", builder_revoke_api._get_kwargs(), lambda answer: None)


def create_readonly_api_key(session: Session) -> Steps[Any]:
    """Makes a read-only API key; the answer's shape is not documented and comes as it is."""
    return (yield from ask("createReadonlyApiKey", readonly_create_api._get_kwargs(), data_of))


def get_readonly_api_keys(session: Session) -> Steps[Any]:
    """The account's read-only API keys; the answer's shape is not documented and comes as it is."""
    return (yield from ask("getReadonlyApiKeys", readonly_list_api._get_kwargs(), data_of))


def delete_readonly_api_key(session: Session, key: str) -> Steps[None]:
    """Removes a read-only API key."""
    request = readonly_delete_api._get_kwargs(body=ReadonlyApiKeyPayload(key))
    yield from ask("deleteReadonlyApiKey", request, lambda answer: None)


def get_session_signers(session: Session) -> Steps[Any]:
    """The account's session keys; the answer's shape is not documented and comes as it is."""
    return (yield from ask("getSessionSigners", session_signers_api._get_kwargs(), data_of))


def _asset(asset_type: AssetType, token_id: str | None) -> None:
    if asset_type not in get_args(AssetType):
        raise InvalidInput("asset_type", asset_type, "COLLATERAL or CONDITIONAL")
    if (asset_type == "CONDITIONAL") != (token_id is not None):
        raise InvalidInput("token_id", token_id, "goes with CONDITIONAL, and only with it")
    if token_id is not None:
        token_number(token_id)
