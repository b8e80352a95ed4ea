"""Who is calling: checks the L1 login (EIP-712), the L2 request signature (HMAC over the bytes received), the
same by a builder's key, and read-only keys, which sign nothing.

Source: docs/protocol/authentication.md. The message of L2 is timestamp + METHOD + path without query + raw
body. The service publishes no time window; the sandbox takes 60 seconds either way
(docs/architecture.md#the-time-window-is-assumed).
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping

from clob_sandbox.errors import DESCRIPTION_TEXTS, PUBLISHED_TEXTS, Refused, Texts
from clob_sandbox.venue import eip712
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.keys import ApiKey
from clob_sandbox.venue.signatures import ADDRESS, recover

WINDOW = 60  # seconds

_SECONDS = re.compile(r"[0-9]{1,12}")
_NONCE = re.compile(r"[0-9]{1,78}")


def texts(exchange: Exchange) -> Texts:
    return PUBLISHED_TEXTS if "error-texts" in exchange.profile else DESCRIPTION_TEXTS


def l2_signature(secret: str, timestamp: str, method: str, path: str, body: bytes) -> str:
    """The POLY_SIGNATURE of a request: url-safe base64 of an HMAC-SHA256; `path` as sent, without its
    query.
    """
    key = base64.urlsafe_b64decode(secret)
    message = f"{timestamp}{method}{path}".encode("latin-1") + body
    return base64.urlsafe_b64encode(hmac.digest(key, message, hashlib.sha256)).decode()


def check_l2(exchange: Exchange, headers: Mapping[str, str], method: str, path: str, body: bytes) -> ApiKey:
    """The API key that signed this request; refused with 401 when any of the five headers is not right."""
    refusal = Refused(401, texts(exchange).l2)
    key = exchange.keys.find(headers.get("poly_api_key", ""))
    timestamp = headers.get("poly_timestamp", "")
    if key is None or not _timely(exchange, timestamp):
        raise refusal
    right = (
        headers.get("poly_address", "").lower() == key.address,
        _same(headers.get("poly_passphrase", ""), key.passphrase),
        _same(headers.get("poly_signature", ""), l2_signature(key.secret, timestamp, method, path, body)),
    )
    if not all(right):
        raise refusal
    return key


def check_builder(
    exchange: Exchange, headers: Mapping[str, str], method: str, path: str, body: bytes
) -> ApiKey:
    """The builder's key that signed this request (docs/protocol/authentication.md#builder-keys); refused with
    401.
    """
    key = exchange.builder_keys.find(headers.get("poly_builder_api_key", ""))
    timestamp = headers.get("poly_builder_timestamp", "")
    if (
        key is None
        or not _timely(exchange, timestamp)
        or not _same(headers.get("poly_builder_passphrase", ""), key.passphrase)
        or not _same(
            headers.get("poly_builder_signature", ""),
            l2_signature(key.secret, timestamp, method, path, body),
        )
    ):
        raise Refused(401, "Invalid auth")
    return key


def check_readonly(exchange: Exchange, headers: Mapping[str, str]) -> ApiKey:
    """The read-only key of this request, which is not signed
    (docs/protocol/authentication.md#read-only-keys); refused with 401.
    """
    key = exchange.readonly_keys.find(headers.get("poly_readonly_api_key", ""))
    if key is None or headers.get("poly_address", "").lower() != key.address:
        raise Refused(401, texts(exchange).l2)
    return key


def check_l1(exchange: Exchange, headers: Mapping[str, str]) -> tuple[str, int]:
    """The address (as sent) and nonce of a login; refused with 401 when a header is missing or the
    signature wrong.
    """
    refusal = Refused(401, texts(exchange).l1)
    address, nonce = headers.get("poly_address", ""), headers.get("poly_nonce", "")
    timestamp = headers.get("poly_timestamp", "")
    if not ADDRESS.fullmatch(address) or not _NONCE.fullmatch(nonce) or not _timely(exchange, timestamp):
        raise refusal
    if int(nonce) >= 2**256:
        raise refusal
    message = eip712.login(address.lower(), timestamp, int(nonce), exchange.chain_id)
    if recover(message, headers.get("poly_signature", "")) != address.lower():
        raise refusal
    return address, int(nonce)


def _timely(exchange: Exchange, timestamp: str) -> bool:
    return (
        bool(_SECONDS.fullmatch(timestamp)) and abs(int(timestamp) - exchange.clock.reported_time()) <= WINDOW
    )


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
