"""The API key and what goes with it, from arguments or from the environment; masked when printed."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Mapping
from hashlib import shake_256

from attrs import field, frozen

from ._redaction import MASK, discreet, discreetly_made
from .errors import InvalidInput
from .signers import checksum_address

__all__ = ["Credentials", "stand_in"]

_HEX = re.compile("(0x)?[0-9a-fA-F-]+")
_HEX_DIGITS, _LETTERS = "0123456789abcdef", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_MADE_BY_CHANCE = re.compile("[0-9A-Za-z_+/-]{32,}=*")
"""The form of keys that nobody can guess; what is shorter, or of several words, may be somebody's choice."""


def masked(_: object) -> str:
    """What stands in the place of a secret in ``repr`` and logs."""
    return MASK


@discreet
def stand_in(secret: str) -> str:
    """What recordings have in the place of a secret: a text of the same form, the same one wherever a secret
    is met, so that who asked whom for what can be told across files. Nobody finds the secret by it; of one
    that could be guessed and tried, being short or no single word, it tells the form alone.
    """
    start = "0x" if secret.startswith("0x") else ""
    bare = secret[len(start) :]
    reported = bare if _MADE_BY_CHANCE.fullmatch(bare) else ""
    digest = shake_256(reported.encode()).digest(len(bare))
    alphabet = _HEX_DIGITS if _HEX.fullmatch(secret) else _LETTERS
    return start + "".join(
        alphabet[byte % len(alphabet)] if char.isalnum() else char
        for char, byte in zip(bare, digest, strict=True)
    )


@discreet
def decode_secret(secret: str) -> bytes:
    """The HMAC key in a secret: base64, either alphabet, padding optional. Raises InvalidInput.

    Source: docs/protocol/authentication.md#api-keys.
    """
    text = secret.strip().replace("+", "-").replace("/", "_").rstrip("=") if isinstance(secret, str) else ""
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not key:
        raise InvalidInput(
            "secret", MASK, "an API secret is base64 (the url-safe alphabet or the standard one)"
        )
    return key


def _bare(value: str) -> str:
    """Without the line end that a file or a shell added: a header would be refused for it, and shown."""
    return value.strip() if isinstance(value, str) else value


@discreetly_made
@frozen
class Credentials:
    """An API key with its secret and passphrase, and the address of the key that it was made with.

    With these alone one can read and cancel; a private key is needed to place orders.
    ``address`` is the signing key's address, also where the funds are in a proxy, a Safe or a
    deposit wallet. Blanks around a part are not of it. Raises InvalidInput when one is empty or malformed.
    """

    api_key: str = field(repr=masked, converter=_bare)
    secret: str = field(repr=masked, converter=_bare)
    passphrase: str = field(repr=masked, converter=_bare)
    address: str = field(converter=checksum_address)
    hmac_key: bytes = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        for name in ("api_key", "passphrase"):
            value = getattr(self, name)
            if not isinstance(value, str) or not value or not value.isprintable() or not value.isascii():
                raise InvalidInput(name, MASK, "it is sent in a header: printable ASCII, not empty")
        object.__setattr__(self, "hmac_key", decode_secret(self.secret))

    @classmethod
    @discreet
    def from_env(
        cls, environ: Mapping[str, str] | None = None, address: str | None = None
    ) -> Credentials | None:
        """``CLOB_API_KEY``, ``CLOB_SECRET``, ``CLOB_PASS_PHRASE`` and ``CLOB_ADDRESS`` of the process.

        ``address`` (for example of the private key in ``PK``) stands in for ``CLOB_ADDRESS``. None when
        ``CLOB_API_KEY`` is not set; InvalidInput when it is and another one is missing.
        """
        environ = os.environ if environ is None else environ
        api_key = environ.get("CLOB_API_KEY")
        if not api_key:
            return None
        parts = {
            "CLOB_SECRET": environ.get("CLOB_SECRET"),
            "CLOB_PASS_PHRASE": environ.get("CLOB_PASS_PHRASE"),
        }
        parts["CLOB_ADDRESS"] = environ.get("CLOB_ADDRESS") or address
        for name, value in parts.items():
            if not value:
                raise InvalidInput(name, value, "it goes with CLOB_API_KEY, which is set")
        return cls(
            api_key, parts["CLOB_SECRET"] or "", parts["CLOB_PASS_PHRASE"] or "", parts["CLOB_ADDRESS"] or ""
        )
