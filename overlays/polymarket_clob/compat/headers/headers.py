"""The headers of signed requests."""

from __future__ import annotations

import time
from typing import Final

from polymarket_clob.compat.clob_types import ApiCreds, RequestArgs
from polymarket_clob.compat.signer import Signer
from polymarket_clob.compat.signing.eip712 import sign_clob_auth_message
from polymarket_clob.compat.signing.hmac import build_hmac_signature
from polymarket_clob.signing import l1_headers

__all__ = [
    "POLY_ADDRESS",
    "POLY_API_KEY",
    "POLY_NONCE",
    "POLY_PASSPHRASE",
    "POLY_SIGNATURE",
    "POLY_TIMESTAMP",
    "ApiCreds",
    "RequestArgs",
    "Signer",
    "build_hmac_signature",
    "create_level_1_headers",
    "create_level_2_headers",
    "sign_clob_auth_message",
]

POLY_ADDRESS: Final = "POLY_ADDRESS"
POLY_API_KEY: Final = "POLY_API_KEY"
POLY_NONCE: Final = "POLY_NONCE"
POLY_PASSPHRASE: Final = "POLY_PASSPHRASE"  # noqa: S105 - the name of a header
POLY_SIGNATURE: Final = "POLY_SIGNATURE"
POLY_TIMESTAMP: Final = "POLY_TIMESTAMP"


def create_level_1_headers(
    signer: Signer, nonce: int | None = None, timestamp: int | None = None
) -> dict[str, str]:
    """The headers of a login. ``timestamp`` in seconds, now when left out."""
    now = int(time.time()) if timestamp is None else timestamp
    return l1_headers(signer.native, chain_id=signer.get_chain_id(), timestamp=now, nonce=nonce or 0)


def create_level_2_headers(
    signer: Signer, creds: ApiCreds, request_args: RequestArgs, timestamp: int | None = None
) -> dict[str, str]:
    """The headers of a request signed with an API key. ``timestamp`` in seconds, now when left out."""
    now = int(time.time()) if timestamp is None else timestamp
    sent = request_args.body if request_args.serialized_body is None else request_args.serialized_body
    return {
        POLY_ADDRESS: signer.address(),
        POLY_SIGNATURE: build_hmac_signature(
            creds.api_secret, now, request_args.method, request_args.request_path, sent
        ),
        POLY_TIMESTAMP: str(now),
        POLY_API_KEY: creds.api_key,
        POLY_PASSPHRASE: creds.api_passphrase,
    }
