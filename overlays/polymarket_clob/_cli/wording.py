"""What went wrong, in the words of this command: its options and the variables of the environment."""

from __future__ import annotations

from collections.abc import Mapping
from signal import Signals
from typing import Final

from polymarket_clob.errors import ClobError, InvalidInput, MissingCredentials, ResponseError, Unauthorized

_VARIABLES: Final = {
    "api_key": "CLOB_API_KEY",
    "chain_id": "CHAIN_ID",
    "creds.address": "CLOB_ADDRESS",
    "funder": "CLOB_FUNDER",
    "host": "CLOB_API_URL",
    "key": "PK",
    "passphrase": "CLOB_PASS_PHRASE",
    "secret": "CLOB_SECRET",
    "signature_type": "CLOB_SIGNATURE_TYPE",
}
"""Where this command takes the client's arguments from."""

_PARTNERS: Final = {"creds.address": "PK", "funder": "CLOB_SIGNATURE_TYPE"}
"""The other variable that may be the wrong one of two that do not fit together."""


DEPOSIT_WALLET_FLOW: Final = "maker address not allowed, please use the deposit wallet flow"
"""What the exchange says of a bare key whose account has a deposit wallet."""


class WrongUsage(Exception):
    """A command line whose parts do not go together; nothing was sent."""


class Unfinished(Exception):
    """The command was stopped, or could not print, while an order was under way: it may be on the book."""


class Signalled(SystemExit):
    """A signal ends the command, with the code that shells know it by."""

    def __init__(self, number: int) -> None:
        super().__init__(128 + number)
        self.name = Signals(number).name

    def __str__(self) -> str:
        return self.name


def variable(error: InvalidInput, environ: Mapping[str, str]) -> str | None:
    """The variable that holds the refused value; None when it came from the command line."""
    if error.field == "address":  # of two variables, told apart by what they hold
        return next((n for n in ("CLOB_ADDRESS", "CLOB_FUNDER") if environ.get(n) == error.value), None)
    return error.field if error.field.isupper() else _VARIABLES.get(error.field)


def reported(error: InvalidInput, environ: Mapping[str, str]) -> str:
    """The refusal, under the name that the value has here."""
    name = variable(error, environ)
    if name is None:
        return str(error)
    return f"{name}={error.value!r}: {error.rule}" if error.value else f"{name} is not set: {error.rule}"


def correction(error: InvalidInput, environ: Mapping[str, str]) -> str:
    """What to do about a refused setting."""
    names = [variable(error, environ) or error.field]
    if error.field in _PARTNERS:
        names.append(_PARTNERS[error.field])
    return f"{'correct' if error.value else 'set'} {' or '.join(names)}"


def advice(error: ClobError) -> str | None:
    """Which settings lie behind an error whose own text does not say it."""
    if isinstance(error, MissingCredentials):
        return "clob doctor says what is missing"
    if isinstance(error, Unauthorized):
        if error.operation in ("createApiKey", "deriveApiKey"):
            return "check CHAIN_ID, PK and the clock; see clob doctor"
        return (
            "CLOB_API_KEY, CLOB_SECRET, CLOB_PASS_PHRASE and CLOB_ADDRESS (or PK) must be of one key; "
            "see clob doctor"
        )
    if isinstance(error, ResponseError) and DEPOSIT_WALLET_FLOW in error.message:
        return (
            "the account's funds are in a deposit wallet, not with the key: set CLOB_FUNDER to the deposit "
            "wallet that has them; clob wallets lists them, clob doctor says which has money"
        )
    if isinstance(error, ResponseError) and "invalid signature" in error.message.lower():
        return "check CHAIN_ID, CLOB_SIGNATURE_TYPE and CLOB_FUNDER; see clob doctor"
    return None
