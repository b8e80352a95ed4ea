"""Accounts that the run acts with, and how a request is signed for one of them."""

from __future__ import annotations

import itertools
import secrets
import time

from attrs import field, frozen
from polymarket_clob import MarketRules, OrderArgs, OrderBuilder, SignedOrder
from polymarket_clob.credentials import Credentials
from polymarket_clob.signers import PrivateKeySigner
from polymarket_clob.signing import l1_headers, l2_headers

from clob_conformance.core.description import Level

# Not the small ones that people use; and runs that start together do not meet.
_nonces = itertools.count(2**24 + secrets.randbelow(2**30))


def fresh_nonce() -> int:
    """A login nonce that nobody used before."""
    return next(_nonces)


@frozen
class Account:
    """Someone with an account: `signer` is None when only the API key is known.

    `funder` and `signature_type` say where the funds are when not at the key's own address.
    """

    address: str
    credentials: Credentials | None
    signer: PrivateKeySigner | None
    chain_id: int = 137
    signature_type: int = 0
    funder: str | None = None
    _builder: OrderBuilder | None = field(default=None, init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        if self.signer is not None:
            builder = OrderBuilder(self.signer, self.chain_id, self.signature_type, self.funder)
            object.__setattr__(self, "_builder", builder)

    @property
    def maker(self) -> str:
        """The address that orders are made for."""
        return self.funder or self.address

    def can(self, level: Level) -> bool:
        """Whether this account can authenticate at a level."""
        return level == "public" or (self.credentials if level == "L2" else self.signer) is not None

    def headers(
        self, level: Level, method: str, path: str, body: bytes = b"", *, nonce: int = 0, offset: int = 0
    ) -> dict[str, str]:
        """The headers for a request; `offset` seconds are added to the clock.

        Raises `ValueError` when the account lacks what the level needs.
        """
        timestamp = int(time.time()) + offset
        if level == "public":
            return {}
        if level == "L1" and self.signer is not None:
            return l1_headers(self.signer, chain_id=self.chain_id, timestamp=timestamp, nonce=nonce)
        if level == "L2" and self.credentials is not None:
            return l2_headers(self.credentials, timestamp=timestamp, method=method, path=path, body=body)
        raise ValueError(f"{self.address} cannot sign at level {level}")

    def order(self, args: OrderArgs, rules: MarketRules) -> SignedOrder:
        """A signed limit order. Raises `ValueError` when the private key is not known."""
        if self._builder is None:
            raise ValueError(f"{self.address} cannot sign orders: its private key is not known")
        return self._builder.limit(args, rules)

    def secrets(self) -> list[str]:
        """What must never be shown."""
        key = self.credentials
        return [] if key is None else [key.api_key, key.secret, key.passphrase]
