"""Signatures with an API key."""

from __future__ import annotations

from typing import Any

from polymarket_clob.compat.exceptions import translated
from polymarket_clob.signing import l2_signature

__all__ = ["build_hmac_signature"]


def build_hmac_signature(
    secret: str,
    timestamp: str | int,
    method: str,
    requestPath: str,  # noqa: N803 - the older client's name
    body: Any = None,
) -> str:
    """The HMAC of a request, url-safe base64. A ``body`` that is no text is signed as it prints, its single
    quotes made double ones, as there.
    """
    text = body if isinstance(body, str) else str(body).replace("'", '"') if body else ""
    with translated():
        return l2_signature(secret, int(timestamp), method, requestPath, text.encode())
