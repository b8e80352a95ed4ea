"""One request as a handler sees it: parameters read strictly, a body that is JSON or refused, the caller's
key.

A parameter sent twice is refused unless the operation takes a list; unknown ones are ignored. Handlers
return plain data, or `bytes` that are JSON already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import define, field

from clob_sandbox.errors import Refused
from clob_sandbox.http.jsons import loads
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.keys import ApiKey

if TYPE_CHECKING:
    from clob_sandbox.sandbox import Sandbox


@define(eq=False)
class Call:
    """A request to one operation. `key` is set for L2 operations, `login` (address, nonce) for L1 ones."""

    sandbox: Sandbox
    query: list[tuple[str, str]]
    path: dict[str, str]
    headers: dict[str, str]
    body: bytes
    _key: ApiKey | None = field(default=None, alias="key")
    _login: tuple[str, int] | None = field(default=None, alias="login")

    @property
    def exchange(self) -> Exchange:
        return self.sandbox.exchange

    @property
    def key(self) -> ApiKey:
        """The authenticated API key of an L2 operation."""
        assert self._key is not None, "the operation is not an L2 one"
        return self._key

    @property
    def login(self) -> tuple[str, int]:
        """Address (as sent) and nonce of an L1 operation."""
        assert self._login is not None, "the operation is not an L1 one"
        return self._login

    @property
    def caller(self) -> str:
        """The authenticated address, of either level."""
        return self.login[0] if self._key is None else self._key.address

    def every(self, name: str) -> list[str]:
        """All values of a query parameter."""
        return [value for key, value in self.query if key == name]

    def one(self, name: str, unusable: str) -> str | None:
        """The value of a query parameter, or None; refused with 400 `unusable` when it is there twice."""
        values = self.every(name)
        if len(values) > 1:
            raise Refused(400, unusable)
        return values[0] if values else None

    def json(self, unusable: str) -> Any:
        """The body as JSON; refused with 400 `unusable` when it is not, or is declared as something else."""
        declared = self.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if declared != "application/json":
            raise Refused(400, unusable)
        try:
            return loads(self.body)
        except ValueError:
            raise Refused(400, unusable) from None
