"""Ethereum's addresses and hash, on libsecp256k1 and pycryptodome. The tests hold them against eth-account.

eth-account itself takes most of a second to load and, in pure Python, 15 ms to recover a signer.
"""

from btclib_secp256k1 import keys, recovery
from Crypto.Hash import keccak as _keccak


def keccak(data: bytes) -> bytes:
    """Keccak-256, which is not SHA-3."""
    return _keccak.new(data=data, digest_bits=256).digest()


def address_of(private_key: str) -> str:
    """The checksummed address of a private key, `0x` and 64 hex digits. Raises ValueError."""
    return _address(keys.pubkey_from_prvkey(bytes.fromhex(private_key.removeprefix("0x")), compressed=False))


def signer_of(digest: bytes, signature: bytes) -> str | None:
    """The checksummed address that made r, s and v (27 or 28) over a digest of 32 bytes, or None."""
    try:
        return _address(recovery.recover(digest, signature[:64], signature[64] - 27, compressed=False))
    except ValueError:
        return None


def checksummed(address: str) -> str:
    """An address, `0x` and 40 hex digits in any case, in the mixed case of EIP-55."""
    digits = address[2:].lower()
    raised = keccak(digits.encode()).hex()
    return "0x" + "".join(c.upper() if m >= "8" else c for c, m in zip(digits, raised, strict=False))


def _address(public_key: bytes) -> str:
    """Of 65 bytes: 4, x, y."""
    return checksummed("0x" + keccak(public_key[1:])[-20:].hex())
