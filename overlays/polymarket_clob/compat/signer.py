"""Who signs, under the older client's names."""

from __future__ import annotations

from typing import NoReturn

from polymarket_clob._redaction import discreet
from polymarket_clob.signers import PrivateKeySigner
from polymarket_clob.signers import Signer as NativeSigner

from .exceptions import PolyException

__all__ = ["Signer"]


class Signer:
    """A private key and its chain. The key itself is not handed out."""

    @discreet
    def __init__(self, private_key: str | NativeSigner, chain_id: int) -> None:
        self.native = PrivateKeySigner(private_key) if isinstance(private_key, str | bytes) else private_key
        self.chain_id = chain_id

    def address(self) -> str:
        """The checksummed address of the key."""
        return self.native.address

    def get_chain_id(self) -> int:
        """The chain that it signs for."""
        return self.chain_id

    def sign(self, message_hash: bytes) -> str:
        """65 bytes over 32, in hex digits without ``0x``."""
        return self.native.sign_digest(bytes(message_hash)).hex()

    @property
    def private_key(self) -> NoReturn:
        """Raises PolyException."""
        raise PolyException("the private key is not handed out: sign with Signer.sign")

    account = private_key
