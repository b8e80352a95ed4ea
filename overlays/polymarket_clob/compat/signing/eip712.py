"""The login message, signed with the private key."""

from __future__ import annotations

from typing import Any, Final

from polymarket_clob.compat._unavailable import Unavailable
from polymarket_clob.compat.signer import Signer
from polymarket_clob.eip712 import LOGIN_MESSAGE
from polymarket_clob.signers import sign_now
from polymarket_clob.signing import l1_digest

from .model import ClobAuth

__all__ = [
    "CLOB_DOMAIN_NAME",
    "CLOB_VERSION",
    "MSG_TO_SIGN",
    "ClobAuth",
    "Signer",
    "get_clob_auth_domain",
    "sign_clob_auth_message",
]

CLOB_DOMAIN_NAME: Final = "ClobAuthDomain"
CLOB_VERSION: Final = "1"
MSG_TO_SIGN: Final = LOGIN_MESSAGE

get_clob_auth_domain: Any = Unavailable(
    "get_clob_auth_domain", "sign_clob_auth_message signs the login message"
)


def sign_clob_auth_message(signer: Signer, timestamp: int, nonce: int) -> str:
    """``0x`` and 130 hex digits over the login message. ``timestamp`` in seconds."""
    asked = l1_digest(signer.address(), chain_id=signer.get_chain_id(), timestamp=timestamp, nonce=nonce)
    return "0x" + sign_now(signer.native, asked).hex()
