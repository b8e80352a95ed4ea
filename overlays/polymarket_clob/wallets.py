"""Whose wallet it is: the addresses that follow from a key, and the signature type that each goes with.

All of them are computed offline, for chain 137; for chain 80002 no figures are known. A wallet's address is
that of CREATE2: of its factory, a salt made of the key's address, and the hash of its creation code.
Source: docs/protocol/wallets.md#addresses-of-a-key.
"""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Final

from attrs import frozen

from .contracts import POLYGON
from .eip712 import address_word, keccak, word
from .errors import InvalidInput
from .orders import SignatureType
from .signers import checksum_address

__all__ = ["Wallet", "Wallets", "fitting_type", "of"]

_PROXY_FACTORY: Final = "0xaB45c5A4B0c941a2F231C04C3f49182e1A254052"
_PROXY_IMPLEMENTATION: Final = "0x44e999d5c2F66Ef0861317f9A4805AC2e90aEB4f"
_SAFE_FACTORY: Final = "0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b"
_SAFE_CODE: Final = bytes.fromhex("2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf")
_DEPOSIT_FACTORY: Final = "0x00000000000Fb5C9ADea0298D729A0CB3823Cc07"
_DEPOSIT_IMPLEMENTATION: Final = "0x58CA52ebe0DadfdF531Cde7062e76746de4Db1eB"
_DEPOSIT_BEACON: Final = "0x7A18EDfe055488A3128f01F563e5B479D92ffc3a"


@frozen
class Wallet:
    """One wallet of a key: what it is, its checksummed address, and the signature type of its orders."""

    name: str
    address: str
    signature_type: SignatureType


@frozen
class Wallets:
    """The wallets that follow from one key. Of the two deposit wallets an account has the one that was
    current when it was made; offline both are candidates.
    """

    key: Wallet
    proxy: Wallet
    safe: Wallet
    deposit: Wallet
    """The current form (beacon)."""
    deposit_older: Wallet
    """The older form (UUPS)."""

    def all(self) -> tuple[Wallet, ...]:
        """Each of them, by signature type."""
        return self.key, self.proxy, self.safe, self.deposit, self.deposit_older

    def find(self, address: str) -> Wallet | None:
        """The one with this address, in any case; None when it follows from another key or from none."""
        return next((each for each in self.all() if each.address.lower() == address.lower()), None)


@lru_cache(maxsize=64)
def of(address: str, chain_id: int = POLYGON) -> Wallets:
    """The wallets of the key with this address (``0x`` and 40 hex digits).

    Raises InvalidInput when it is no address, or on a chain whose figures are not known.
    """
    owner = checksum_address(address)
    if chain_id != POLYGON:
        raise InvalidInput("chain_id", chain_id, "the wallets of a key are known for chain 137 alone")
    packed, padded = _bytes(owner), address_word(owner)
    arguments = address_word(_DEPOSIT_FACTORY) + padded
    kinds = SignatureType
    return Wallets(
        key=Wallet("key", owner, kinds.EOA),
        proxy=Wallet(
            "proxy wallet", _create2(_PROXY_FACTORY, keccak(packed), _proxy_code()), kinds.POLY_PROXY
        ),
        safe=Wallet("Safe", _create2(_SAFE_FACTORY, keccak(padded), _SAFE_CODE), kinds.POLY_GNOSIS_SAFE),
        deposit=Wallet(
            "deposit wallet",
            _create2(_DEPOSIT_FACTORY, keccak(arguments), _beacon_code(arguments)),
            kinds.POLY_1271,
        ),
        deposit_older=Wallet(
            "older deposit wallet",
            _create2(_DEPOSIT_FACTORY, keccak(arguments), _uups_code(arguments)),
            kinds.POLY_1271,
        ),
    )


def fitting_type(
    address: str,
    funder: str | None,
    signature_type: int | None = None,
    chain_id: int = POLYGON,
    *,
    session_key: bool = False,
) -> SignatureType:
    """The signature type of orders that the key with this address signs for a funder.

    Left out, ``signature_type`` is that of the key's wallet that the funder is. ``session_key``: the funder
    is somebody else's deposit wallet, for which this key was made a session key. Raises InvalidInput where
    funder and type do not fit, and names what fits. A proxy wallet or a Safe may have been made elsewhere, so
    that one that does not follow from the key, its type given, is a warning.
    """
    kind = None if signature_type is None else checked_type(signature_type)
    if session_key:
        return _of_session_key(address, funder, kind, chain_id)
    if funder is None:
        if kind in (None, SignatureType.EOA):
            return SignatureType.EOA
        rule = f"signature type {kind} needs the wallet's address{_named(address, chain_id, kind)}"
        raise InvalidInput("funder", None, rule)
    wallet = checksum_address(funder)
    found = of(address, chain_id).find(wallet) if chain_id == POLYGON else None
    if wallet == address:
        if kind in (None, SignatureType.EOA):
            return SignatureType.EOA
        rule = f"signature type {kind} needs a wallet, not the key's own address"
        raise InvalidInput("funder", funder, rule + _named(address, chain_id, kind))
    if kind == SignatureType.EOA:
        fits = (
            "" if found is None else f"; this is its {found.name}, of signature type {found.signature_type}"
        )
        raise InvalidInput(
            "funder", funder, f"with signature type 0 the maker is the key's own address, {address}{fits}"
        )
    if chain_id != POLYGON:
        if kind is None:
            rule = "say it with a funder: the wallets of a key are known for chain 137 alone"
            raise InvalidInput("signature_type", None, rule)
        return kind
    if found is not None:
        if kind not in (None, found.signature_type):
            rule = (
                f"it is the {found.name} of {address}, which goes with signature type {found.signature_type}"
            )
            raise InvalidInput("funder", funder, f"{rule}, not {kind}")
        return found.signature_type
    rule = f"mistyped? The wallets of {address} are{_named(address, chain_id, kind)}"
    if kind is None:
        rule = f"{rule}. One made elsewhere needs its signature_type"
    elif kind != SignatureType.POLY_1271:
        warnings.warn(f"funder={funder!r}: {rule}", stacklevel=3)
        return kind
    raise InvalidInput("funder", funder, f"{rule}; a session key of another wallet needs session_key=True")


def checked_type(signature_type: int) -> SignatureType:
    """The signature type. Raises InvalidInput where there is none of this number."""
    try:
        return SignatureType(signature_type)
    except ValueError:
        raise InvalidInput("signature_type", signature_type, "0, 1, 2 or 3") from None


def _of_session_key(
    address: str, funder: str | None, kind: SignatureType | None, chain_id: int
) -> SignatureType:
    if kind not in (None, SignatureType.POLY_1271):
        raise InvalidInput("signature_type", int(kind), "a session key signs for a deposit wallet: 3")
    if funder is None:
        raise InvalidInput("funder", None, "a session key needs the deposit wallet that it signs for")
    if checksum_address(funder) == address or (
        chain_id == POLYGON and of(address, chain_id).find(funder) is not None
    ):
        raise InvalidInput("funder", funder, "it is this key's own wallet: leave session_key out")
    return SignatureType.POLY_1271


def _named(address: str, chain_id: int, kind: SignatureType | None) -> str:
    """The candidates, as part of a sentence."""
    if chain_id != POLYGON:
        return ""
    fitting = [each for each in of(address, chain_id).all() if kind in (None, each.signature_type)]
    return ": " + ", ".join(f"{each.address} ({each.name}, {each.signature_type})" for each in fitting)


def _create2(factory: str, salt: bytes, code_hash: bytes) -> str:
    return checksum_address(keccak(b"\xff" + _bytes(factory) + salt + code_hash)[12:])


def _bytes(address: str) -> bytes:
    return bytes.fromhex(address[2:])


def _proxy_code() -> bytes:
    """Of a minimal proxy whose constructor is given nothing."""
    return keccak(
        bytes.fromhex("3d3d606380380380913d393d73")
        + _bytes(_PROXY_FACTORY)
        + bytes.fromhex("5af4602a57600080fd5b602d8060366000396000f3363d3d373d3d3d363d73")
        + _bytes(_PROXY_IMPLEMENTATION)
        + bytes.fromhex("5af43d82803e903d91602b57fd5bf352e831dd")
        + word(0x20)
        + word(0)
    )


def _uups_code(arguments: bytes) -> bytes:
    """Of an ERC-1967 proxy with immutable arguments."""
    return keccak(
        _prefix(0x61003D3D8160233D3973, arguments)
        + _bytes(_DEPOSIT_IMPLEMENTATION)
        + bytes.fromhex("6009")
        + bytes.fromhex("5155f3363d3d373d3d363d7f360894a13ba1a3210667c828492db98dca3e2076")
        + bytes.fromhex("cc3735a920a3ca505d382bbc545af43d6000803e6038573d6000fd5b3d6000f3")
        + arguments
    )


def _beacon_code(arguments: bytes) -> bytes:
    """Of an ERC-1967 beacon proxy with immutable arguments."""
    return keccak(
        _prefix(0x6100523D8160233D3973, arguments)
        + _bytes(_DEPOSIT_BEACON)
        + bytes.fromhex("60195155f3363d3d373d3d363d602036600436635c60da")
        + bytes.fromhex("1b60e01b36527fa3f0ad74e5423aebfd80d3ef4346578335a9a72aeaee59ff6c")
        + bytes.fromhex("b3582b35133d50545afa5036515af43d6000803e604d573d6000fd5b3d6000f3")
        + arguments
    )


def _prefix(code: int, arguments: bytes) -> bytes:
    """The ten bytes that open the creation code; the length of the arguments is part of them."""
    return (code + (len(arguments) << 56)).to_bytes(10, "big")
