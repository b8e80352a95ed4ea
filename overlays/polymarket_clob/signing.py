"""The headers that authenticate a request: L2 (HMAC with an API key) and L1 (a signed login). Pure functions.

Source: docs/protocol/authentication.md; the header names are those of the description.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache

from ._redaction import discreet
from .credentials import Credentials, decode_secret
from .eip712 import digest, login_domain, login_struct_hash
from .signers import Signer, sign_now

__all__ = ["l1_digest", "l1_headers", "l2_headers", "l2_signature"]


@discreet
def l2_signature(secret: str | bytes, timestamp: int, method: str, path: str, body: bytes = b"") -> str:
    """The HMAC-SHA256 of ``timestamp + METHOD + path + body``, in url-safe base64 with padding.

    ``secret``: the API secret as given out, or the decoded key. ``timestamp`` in seconds. ``path`` as it
    is sent, without host and query. ``body``: the exact bytes sent. Raises InvalidInput on a bad secret.
    """
    key = decode_secret(secret) if isinstance(secret, str) else secret
    message = f"{timestamp}{method.upper()}{path}".encode() + body
    mac = _keyed(key).copy()
    mac.update(message)
    return base64.urlsafe_b64encode(mac.digest()).decode()


@lru_cache(maxsize=16)
def _keyed(key: bytes) -> hmac.HMAC:
    """To be copied: keying anew takes as long as all the rest."""
    return hmac.new(key, digestmod=hashlib.sha256)


def l2_headers(
    credentials: Credentials, *, timestamp: int, method: str, path: str, body: bytes = b""
) -> dict[str, str]:
    """The five headers of a request signed with an API key. Arguments as for ``l2_signature``."""
    return {
        "POLY_ADDRESS": credentials.address,
        "POLY_SIGNATURE": l2_signature(credentials.hmac_key, timestamp, method, path, body),
        "POLY_TIMESTAMP": str(timestamp),
        "POLY_API_KEY": credentials.api_key,
        "POLY_PASSPHRASE": credentials.passphrase,
    }


def l1_headers(signer: Signer, *, chain_id: int, timestamp: int, nonce: int = 0) -> dict[str, str]:
    """The four headers of a request signed with the private key. ``timestamp`` in seconds.

    The signature covers the address, the time and the nonce, not the request.
    """
    login = l1_digest(signer.address, chain_id=chain_id, timestamp=timestamp, nonce=nonce)
    return l1_signed_headers(signer.address, sign_now(signer, login), timestamp=timestamp, nonce=nonce)


def l1_digest(address: str, *, chain_id: int, timestamp: int, nonce: int = 0) -> bytes:
    """The 32 bytes that a login signs."""
    return digest(login_domain(chain_id), login_struct_hash(address, timestamp, nonce))


def l1_signed_headers(address: str, signature: bytes, *, timestamp: int, nonce: int = 0) -> dict[str, str]:
    """The four headers of a login whose digest was signed with these 65 bytes."""
    return {
        "POLY_ADDRESS": address,
        "POLY_SIGNATURE": "0x" + signature.hex(),
        "POLY_TIMESTAMP": str(timestamp),
        "POLY_NONCE": str(nonce),
    }
