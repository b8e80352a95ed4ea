"""API keys."""

from __future__ import annotations

from collections.abc import Callable

from polymarket_clob_api.api.account import create_api_key as create_api
from polymarket_clob_api.api.account import delete_api_key as delete_api
from polymarket_clob_api.api.account import derive_api_key as derive_api
from polymarket_clob_api.api.account import get_api_keys as list_api

from polymarket_clob.core import Answer, Steps, ask
from polymarket_clob.credentials import Credentials
from polymarket_clob.errors import BadRequest
from polymarket_clob.session import Session

from .reading import object_of


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
