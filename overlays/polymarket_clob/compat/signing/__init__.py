"""Signatures of requests."""

from .eip712 import MSG_TO_SIGN, get_clob_auth_domain, sign_clob_auth_message
from .hmac import build_hmac_signature
from .model import ClobAuth

__all__ = [
    "MSG_TO_SIGN",
    "ClobAuth",
    "build_hmac_signature",
    "get_clob_auth_domain",
    "sign_clob_auth_message",
]
