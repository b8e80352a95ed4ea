"""API keys of every kind, balances, and what the account may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args

from polymarket_clob_api import models
from polymarket_clob_api.api import account
from polymarket_clob_api.types import UNSET

from polymarket_clob._core import Response, Steps, ask, nothing
from polymarket_clob._session import Session
from polymarket_clob.credentials import Credentials
from polymarket_clob.errors import BadRequest, InvalidInput
from polymarket_clob.orders import SignatureType, token_number

from .reading import data_of, list_of, object_of, object_read

AssetType = Literal["COLLATERAL", "CONDITIONAL"]
"""What a balance is of: USDC, or outcome tokens."""


def create_api_key(session: Session, nonce: int = 0) -> Steps[Credentials]:
    """Makes an API key for the private key's address and this nonce. Raises BadRequest where it exists."""
    return (
        yield from ask(
            "createApiKey", account.create_api_key._get_kwargs(), _credentials(session), _nonce(nonce)
        )
    )


def derive_api_key(session: Session, nonce: int = 0) -> Steps[Credentials]:
    """Recovers the API key that was made with this nonce. Raises BadRequest where there is none."""
    return (
        yield from ask(
            "deriveApiKey", account.derive_api_key._get_kwargs(), _credentials(session), _nonce(nonce)
        )
    )


def create_or_derive_api_key(session: Session, nonce: int = 0) -> Steps[Credentials]:
    """Makes the API key of this nonce, or recovers it where making it again is refused (400)."""
    try:
        return (yield from create_api_key(session, nonce))
    except BadRequest:
        return (yield from derive_api_key(session, nonce))


def get_api_keys(session: Session) -> Steps[list[str]]:
    """The account's API keys."""

    def read(response: Response) -> list[str]:
        return [str(key) for key in object_of(response)["apiKeys"] or ()]

    return (yield from ask("getApiKeys", account.get_api_keys._get_kwargs(), read))


def delete_api_key(session: Session) -> Steps[None]:
    """Removes the API key in use; it is good for nothing afterwards."""
    yield from ask("deleteApiKey", account.delete_api_key._get_kwargs(), nothing)


def _nonce(value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1 << 256:
        raise InvalidInput("nonce", value, "a whole number, 0 or more")
    return value


def _credentials(session: Session) -> Callable[[Response], Credentials]:
    address = session.need_signer("an API key request").address

    def read(response: Response) -> Credentials:
        data = object_of(response)
        return Credentials(data["apiKey"], data["secret"], data["passphrase"], address)

    return read


def get_closed_only_mode(session: Session) -> Steps[bool]:
    """Whether the account may only close positions."""

    def read(response: Response) -> bool:
        return bool(object_of(response)["closed_only"])

    return (yield from ask("getClosedOnlyMode", account.get_closed_only_mode._get_kwargs(), read))


def get_balance_allowance(
    session: Session,
    asset_type: AssetType,
    token_id: str | None = None,
    signature_type: SignatureType | None = None,
) -> Steps[models.BalanceAllowanceResponse]:
    """Balance and allowances in base units (6 decimals): of USDC (COLLATERAL) or a token (CONDITIONAL).

    Of the account's wallet of this ``signature_type``, the client's own when left out.
    """
    _asset(asset_type, token_id)
    kind = session.signature_type if signature_type is None else signature_type
    request = account.get_balance_allowance._get_kwargs(
        asset_type=models.GetBalanceAllowanceAssetType(asset_type),
        token_id=token_id or UNSET,
        signature_type=models.GetBalanceAllowanceSignatureType(kind),
    )
    return (
        yield from ask("getBalanceAllowance", request, object_read(models.BalanceAllowanceResponse.adopt))
    )


def update_balance_allowance(
    session: Session, asset_type: AssetType, token_id: str | None = None
) -> Steps[None]:
    """Has the exchange read balance and allowances from the chain again."""
    _asset(asset_type, token_id)
    request = account.get_update_balance_allowance._get_kwargs(
        asset_type=models.GetUpdateBalanceAllowanceAssetType(asset_type),
        token_id=token_id or UNSET,
        signature_type=models.GetUpdateBalanceAllowanceSignatureType(session.signature_type),
    )
    yield from ask("getUpdateBalanceAllowance", request, nothing)


def put_balance_allowance(
    session: Session, asset_type: AssetType, token_id: str | None = None
) -> Steps[None]:
    """``update_balance_allowance`` by PUT, as the description also has it."""
    _asset(asset_type, token_id)
    request = account.update_balance_allowance._get_kwargs(
        asset_type=models.UpdateBalanceAllowanceAssetType(asset_type),
        token_id=token_id or UNSET,
        signature_type=models.UpdateBalanceAllowanceSignatureType(session.signature_type),
    )
    yield from ask("updateBalanceAllowance", request, nothing)


def create_builder_api_key(session: Session) -> Steps[models.BuilderApiKeyResponse]:
    """Makes a builder API key."""
    request = account.create_builder_api_key._get_kwargs()
    return (yield from ask("createBuilderApiKey", request, object_read(models.BuilderApiKeyResponse.adopt)))


def get_builder_api_keys(session: Session) -> Steps[list[models.BuilderApiKey]]:
    """The account's builder API keys; of one that comes as a text alone, no times are known."""

    def read(response: Response) -> list[models.BuilderApiKey]:
        keys = (each if isinstance(each, dict) else {"key": each} for each in list_of(response))
        return [models.BuilderApiKey.adopt(key) for key in keys]

    return (yield from ask("getBuilderApiKeys", account.get_builder_api_keys._get_kwargs(), read))


def revoke_builder_api_key(session: Session) -> Steps[None]:
    """Revokes the account's builder API key."""
    yield from ask("revokeBuilderApiKey", account.revoke_builder_api_key._get_kwargs(), nothing)


def create_readonly_api_key(session: Session) -> Steps[Any]:
    """Makes a read-only API key; the response's shape is not documented and comes as it is."""
    return (yield from ask("createReadonlyApiKey", account.create_readonly_api_key._get_kwargs(), data_of))


def get_readonly_api_keys(session: Session) -> Steps[Any]:
    """The account's read-only API keys; the response's shape is not documented and comes as it is."""
    return (yield from ask("getReadonlyApiKeys", account.get_readonly_api_keys._get_kwargs(), data_of))


def delete_readonly_api_key(session: Session, key: str) -> Steps[None]:
    """Removes a read-only API key."""
    request = account.delete_readonly_api_key._get_kwargs(body=models.ReadonlyApiKeyPayload(key))
    yield from ask("deleteReadonlyApiKey", request, nothing)


def get_session_signers(session: Session) -> Steps[Any]:
    """The account's session keys; the response's shape is not documented and comes as it is."""
    return (yield from ask("getSessionSigners", account.get_session_signers._get_kwargs(), data_of))


def _asset(asset_type: AssetType, token_id: str | None) -> None:
    if asset_type not in get_args(AssetType):
        raise InvalidInput("asset_type", asset_type, "COLLATERAL or CONDITIONAL")
    if (asset_type == "CONDITIONAL") != (token_id is not None):
        raise InvalidInput("token_id", token_id, "goes with CONDITIONAL, and only with it")
    if token_id is not None:
        token_number(token_id)
