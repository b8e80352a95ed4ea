"""EIP-712 hashing of the two things a user signs: the login message and an order. Pure functions.

Every word is 32 bytes; ``digest`` is what a signer signs. Source: docs/protocol/orders.md#signed-fields,
docs/protocol/authentication.md#login.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from attrs import frozen

__all__ = [
    "LOGIN_MESSAGE",
    "ORDER_TYPE",
    "OrderStruct",
    "digest",
    "exchange_domain",
    "keccak",
    "login_domain",
    "login_struct_hash",
    "session_signature",
    "wallet_digest",
    "wallet_signature",
]

_LOGIN_TYPE: Final = "ClobAuth(address address,string timestamp,uint256 nonce,string message)"
LOGIN_MESSAGE: Final = "This message attests that I control the given wallet"
"""What an account signs to create or derive an API key."""
ORDER_TYPE: Final = (
    "Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,"
    "uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)"
)
"""The EIP-712 type of an order of versions 2 and 3."""
_WRAPPER_TYPE: Final = (
    "TypedDataSign(Order contents,string name,string version,uint256 chainId,"
    "address verifyingContract,bytes32 salt)" + ORDER_TYPE
)


def keccak(data: bytes) -> bytes:
    """Keccak-256 (the Ethereum one, not SHA-3)."""
    try:
        sponge = _IDLE.pop()
    except IndexError:
        sponge = _new_sponge()
    digest = sponge(data)
    _IDLE.append(sponge)
    return digest


_IDLE: Final[list[Callable[[bytes], bytes]]] = []
"""Sponges that nobody hashes with: one is taken out while it is used, since another thread, or a handler of
signals that comes in between, may hash too.
"""


def _new_sponge() -> Callable[[bytes], bytes]:
    """Hashes one message after another. An object of the library for each takes four times as long, and has a
    finalizer, in which a signal's exception is dropped.
    """
    from Crypto.Hash import keccak as module  # noqa: PLC0415 - takes half as long as all else of the client

    library: Any = module
    try:
        pointer, raw = library.new(digest_bits=256)._state, library._raw_keccak_lib
        reset, absorb, squeeze = raw.keccak_reset, raw.keccak_absorb, raw.keccak_digest
        out = library.create_string_buffer(32)
        read, size, byte = library.get_raw_buffer, library.c_size_t, library.c_ubyte
    except AttributeError:  # a version that is built in another way
        return lambda data: bytes(library.new(data=data, digest_bits=256).digest())
    length, padding = size(32), byte(1)

    def sponge(data: bytes) -> bytes:
        state = pointer.get()
        if reset(state) or absorb(state, data, size(len(data))) or squeeze(state, out, length, padding):
            raise RuntimeError("keccak failed")
        return bytes(read(out))

    return sponge


@lru_cache(maxsize=16)
def _hash_of(text: str) -> bytes:
    """The hash of a text that is part of every message: of its type, its name, its version."""
    return keccak(text.encode())


def word(number: int) -> bytes:
    """A uint256."""
    return number.to_bytes(32, "big")


@lru_cache(maxsize=256)
def address_word(address: str) -> bytes:
    """An address (``0x`` and 40 hex digits), padded on the left to 32 bytes."""
    return bytes(12) + bytes.fromhex(address[2:])


@lru_cache(maxsize=8)
def login_domain(chain_id: int) -> bytes:
    """Domain separator of the login message: name, version and chain, no contract."""
    return keccak(
        _hash_of("EIP712Domain(string name,string version,uint256 chainId)")
        + _hash_of("ClobAuthDomain")
        + _hash_of("1")
        + word(chain_id)
    )


def login_struct_hash(address: str, timestamp: int, nonce: int) -> bytes:
    """Struct hash of the login message; ``timestamp`` in seconds."""
    return keccak(
        _hash_of(_LOGIN_TYPE)
        + address_word(address)
        + keccak(str(timestamp).encode())
        + word(nonce)
        + _hash_of(LOGIN_MESSAGE)
    )


@lru_cache(maxsize=32)
def exchange_domain(chain_id: int, exchange: str, version: int) -> bytes:
    """Domain separator of orders for one exchange contract (version 2 or 3)."""
    return keccak(
        _hash_of("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
        + _hash_of("Polymarket CTF Exchange")
        + _hash_of(str(version))
        + word(chain_id)
        + address_word(exchange)
    )


@frozen
class OrderStruct:
    """The eleven signed fields of an order.

    ``maker_amount`` and ``taker_amount`` in base units (6 decimals), ``timestamp`` in milliseconds,
    ``side`` 0 for BUY and 1 for SELL, ``metadata`` and ``builder`` 32 bytes.
    """

    salt: int
    maker: str
    signer: str
    token_id: int
    maker_amount: int
    taker_amount: int
    side: int
    signature_type: int
    timestamp: int
    metadata: bytes
    builder: bytes

    def hash(self) -> bytes:
        """The struct hash."""
        return keccak(
            b"".join(
                (
                    _hash_of(ORDER_TYPE),
                    word(self.salt),
                    address_word(self.maker),
                    address_word(self.signer),
                    word(self.token_id),
                    word(self.maker_amount),
                    word(self.taker_amount),
                    word(self.side),
                    word(self.signature_type),
                    word(self.timestamp),
                    self.metadata,
                    self.builder,
                )
            )
        )


def digest(domain: bytes, struct_hash: bytes) -> bytes:
    """What is signed: the hash of a domain separator and a struct hash."""
    return keccak(b"\x19\x01" + domain + struct_hash)


def wallet_digest(domain: bytes, struct_hash: bytes, chain_id: int, wallet: str) -> bytes:
    """What the key behind a deposit wallet (signature type 3) signs: the order nested in its domain."""
    nested = keccak(
        _hash_of(_WRAPPER_TYPE)
        + struct_hash
        + _hash_of("DepositWallet")
        + _hash_of("1")
        + word(chain_id)
        + address_word(wallet)
        + bytes(32)
    )
    return digest(domain, nested)


def wallet_signature(signature: bytes, domain: bytes, struct_hash: bytes) -> bytes:
    """A deposit wallet's 317 bytes: signature, domain, struct hash, the order's type text and its length."""
    text = ORDER_TYPE.encode()
    return signature + domain + struct_hash + text + len(text).to_bytes(2, "big")


def session_signature(signature: bytes, session_signer: str) -> bytes:
    """A deposit wallet's signature by a session key, 480 bytes: ABI-encoded with the key's address, a word of
    zeros and the mark of ERC-6492 (docs/protocol/wallets.md#session-keys).
    """
    padding = bytes(-len(signature) % 32)
    head = address_word(session_signer) + word(0) + word(0x60) + word(len(signature))
    return head + signature + padding + bytes.fromhex("6492" * 16)
