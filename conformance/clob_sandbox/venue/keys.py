"""Keys of one kind (API, builder's, read-only). Each follows from the seed, an address and a nonce, as the
description says.

A pair of address and nonce makes one key, once: a revoked key does not come back.
"""

import base64
import hashlib
import hmac
import uuid
from collections import defaultdict
from collections.abc import Iterator

from attrs import frozen

from clob_sandbox.errors import Refused


@frozen
class ApiKey:
    """An L2 credential. `address` is lower case."""

    id: str
    secret: str
    passphrase: str
    address: str
    nonce: int


class KeyRing:
    """All keys of the exchange that are of one kind."""

    def __init__(self, seed: int, kind: str = "") -> None:
        self._seed = f"clob-sandbox/{seed}{kind}".encode()
        self._live: dict[str, ApiKey] = {}
        self._owners: dict[str, str] = {}  # key id -> address, of revoked ones too
        self._revoked: dict[str, int] = {}  # key id -> Unix seconds
        self._made: defaultdict[str, dict[int, str]] = defaultdict(dict)  # address -> nonce -> key id

    def _bytes(self, address: str, nonce: int, what: str) -> bytes:
        return hmac.digest(self._seed, f"{what}/{address}/{nonce}".encode(), hashlib.sha256)

    def create(self, address: str, nonce: int) -> ApiKey:
        """Make the key of an address and a nonce; refused with 400 when that pair has been used."""
        address = address.lower()
        if nonce in self._made[address]:
            raise Refused(400, "Could not create api key")
        key = ApiKey(
            id=str(uuid.UUID(bytes=self._bytes(address, nonce, "id")[:16], version=4)),
            secret=base64.urlsafe_b64encode(self._bytes(address, nonce, "secret")).decode(),
            passphrase=self._bytes(address, nonce, "passphrase").hex(),
            address=address,
            nonce=nonce,
        )
        self._made[address][nonce] = key.id
        self._owners[key.id] = address
        self.revive(key)
        return key

    def revive(self, key: ApiKey) -> None:
        """Let a key work, and go on working."""
        self._live[key.id] = key
        self._revoked.pop(key.id, None)

    def mint(self, address: str) -> ApiKey:
        """Make one more key of an address."""
        return self.create(address, len(self._made[address.lower()]))

    def derive(self, address: str, nonce: int) -> ApiKey:
        """The key made earlier of this pair; refused with 400 when there is none."""
        key = self.find(self._made[address.lower()].get(nonce, ""))
        if key is None:
            raise Refused(400, "Could not derive api key!")
        return key

    def find(self, key_id: str) -> ApiKey | None:
        return self._live.get(key_id)

    def owner(self, key_id: str) -> str:
        """The address of a key that was made, revoked or not."""
        return self._owners[key_id]

    def of(self, address: str) -> list[ApiKey]:
        """Live keys of an address, oldest first."""
        made = self._made[address.lower()].values()
        return [self._live[key_id] for key_id in made if key_id in self._live]

    def ever_of(self, address: str) -> list[tuple[str, int | None]]:
        """Ids of all keys that an address had, oldest first, and when they were revoked (Unix seconds)."""
        return [(key_id, self._revoked.get(key_id)) for key_id in self._made[address.lower()].values()]

    def all(self) -> Iterator[tuple[str, int, int | None]]:
        """Address and nonce of every key that was made, and when it was revoked (Unix seconds)."""
        for address, made in self._made.items():
            for nonce, key_id in made.items():
                yield address, nonce, self._revoked.get(key_id)

    def revoke(self, key_id: str, now: int) -> None:
        """End a key at a time (Unix seconds)."""
        if self._live.pop(key_id, None) is not None:
            self._revoked[key_id] = now
