"""Who signs: a private key here, anything that can sign a digest elsewhere (KMS, a remote signer)."""

from __future__ import annotations

import inspect
from collections.abc import Coroutine
from typing import Any, Final, Protocol, runtime_checkable

from btclib_secp256k1 import keys, recovery

from ._redaction import MASK, discreet, is_keylike
from .eip712 import keccak
from .errors import InvalidInput

__all__ = ["AsyncSigner", "PrivateKeySigner", "Signer", "checksum_address", "recovered_address"]

_ORDER: Final = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


@runtime_checkable
class Signer(Protocol):
    """Signs 32-byte digests for one address."""

    @property
    def address(self) -> str:
        """The checksummed address that the signatures recover to."""
        ...

    def sign_digest(self, digest: bytes) -> bytes:
        """65 bytes: r, s (low), v (27 or 28)."""
        ...


@runtime_checkable
class AsyncSigner(Protocol):
    """A Signer that has to be awaited: a KMS, a remote signer. For AsyncClobClient alone."""

    @property
    def address(self) -> str:
        """The checksummed address that the signatures recover to."""
        ...

    def sign_digest(self, digest: bytes) -> Coroutine[Any, Any, bytes]:
        """65 bytes: r, s (low), v (27 or 28); write it as ``async def``."""
        ...


def sign_now(signer: Signer | AsyncSigner, digest: bytes) -> bytes:
    """A signature from a signer that need not be awaited, checked.

    Raises InvalidInput when the signer must be awaited, and when its signature is not what it promises.
    """
    signature = signer.sign_digest(digest)
    if isinstance(signature, bytes) or not inspect.isawaitable(signature):
        return _checked(signer, digest, signature)
    if inspect.iscoroutine(signature):
        signature.close()
    raise InvalidInput("key", type(signer).__name__, "a signer that is awaited goes with AsyncClobClient")


async def sign_awaited(signer: Signer | AsyncSigner, digest: bytes) -> bytes:
    """A signature from either kind of signer, checked as ``sign_now`` does."""
    signature = signer.sign_digest(digest)
    return _checked(signer, digest, await signature if inspect.isawaitable(signature) else signature)


def _checked(signer: Signer | AsyncSigner, digest: bytes, signature: bytes) -> bytes:
    """The signature. Raises InvalidInput unless a verifying contract would take it as the signer's."""
    if type(signer) is PrivateKeySigner:
        return signature
    name = type(signer).__name__
    signature = bytes(signature) if isinstance(signature, bytearray | memoryview) else signature
    if not isinstance(signature, bytes) or len(signature) != 65 or signature[64] not in (27, 28):
        raise InvalidInput("key", name, "a signer gives 65 bytes: r, s, and v of 27 or 28")
    if int.from_bytes(signature[32:64], "big") > _ORDER // 2:
        raise InvalidInput("key", name, "the s of a signature is the low one of the two")
    found = recovered_address(digest, signature)
    if found != checksum_address(signer.address):
        rule = f"its signatures recover to {found or 'nobody'}, not to {signer.address}"
        raise InvalidInput("key", name, rule)
    return signature


def recovered_address(digest: bytes, signature: bytes) -> str | None:
    """The address of the key that signed, of 65 bytes: r, s, v (27 or 28); None where there is none."""
    try:
        public = recovery.recover(digest, signature[:64], signature[64] - 27, compressed=False)
    except ValueError:
        return None
    return _address_of(public)


class PrivateKeySigner:
    """Signs with a secp256k1 private key held in memory. Deterministic (RFC 6979); never prints the key."""

    @discreet
    def __init__(self, key: str | bytes) -> None:
        """``key``: 32 bytes, or 64 hex digits with or without ``0x``. Raises InvalidInput."""
        secret = _secret(key)

        def sign(digest: bytes) -> tuple[bytes, int]:
            """No attribute holds the key: what shows an object's attributes would show it. ``verify``, which
            recovers the key from each signature, takes longer than signing.
            """
            return recovery.sign(digest, secret, verify=False)

        self._sign = sign
        self.address: str = _address_of(keys.pubkey_from_prvkey(secret, compressed=False))

    def sign_digest(self, digest: bytes) -> bytes:
        """65 bytes: r, s (low), v (27 or 28). Raises InvalidInput on anything but 32 bytes."""
        if not isinstance(digest, bytes) or len(digest) != 32:
            raise InvalidInput("digest", digest, "a key signs 32 bytes")
        signature, parity = self._sign(digest)
        return signature + bytes((27 + parity,))

    def __repr__(self) -> str:
        return f"PrivateKeySigner(address={self.address!r})"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a private key is not pickled")


def _secret(key: str | bytes) -> bytes:
    rule = "a private key is 32 bytes, or 64 hex digits with or without 0x"
    if isinstance(key, bytes):
        secret = key
    else:
        text = key.strip()
        try:
            secret = bytes.fromhex(text[2:] if text[:2] in ("0x", "0X") else text)
        except ValueError:
            raise InvalidInput("key", MASK, rule) from None
    if len(secret) != 32:
        raise InvalidInput("key", MASK, rule)
    if not 0 < int.from_bytes(secret, "big") < _ORDER:
        raise InvalidInput("key", MASK, "a private key lies between 1 and the order of secp256k1")
    return secret


def _address_of(public_key: bytes) -> str:
    """The address of an uncompressed public key, 65 bytes."""
    return checksum_address(keccak(public_key[1:])[12:])


def checksum_address(address: bytes | str) -> str:
    """The EIP-55 form of an address given as 20 bytes or as ``0x`` and 40 hex digits in any case.

    Raises InvalidInput when it is not an address, or when mixed case carries a wrong checksum. A value
    without ``0x`` is not shown: it may be a part of credentials.
    """
    if isinstance(address, bytes) and len(address) == 20:
        digits = address.hex()
    else:
        digits = address[2:].lower() if isinstance(address, str) else ""
        if len(digits) != 40 or address[:2] != "0x" or not all(c in "0123456789abcdef" for c in digits):
            is_open = not isinstance(address, str | bytes) or address[:2] in ("0x", "0X")
            shown = address if is_open or is_keylike(address) else MASK
            raise InvalidInput("address", shown, "an address is 0x and 40 hex digits")
    mask = keccak(digits.encode()).hex()
    mixed = "0x" + "".join(c.upper() if int(m, 16) >= 8 else c for c, m in zip(digits, mask, strict=False))
    given = address[2:] if isinstance(address, str) else digits
    if not given.islower() and not given.isupper() and not given.isdigit() and given != mixed[2:]:
        raise InvalidInput("address", address, f"wrong checksum: mistyped? (expected {mixed})")
    return mixed
