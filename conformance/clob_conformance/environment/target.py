"""What is judged: a server, the accounts the run may act with there, and what it may touch.

The target `sandbox` is the run's own. Any other is somebody's house: read-only unless trading was allowed,
and then only where nobody's orders or keys can be harmed. Two accounts of the user's trade there with each
other, for so much as the user says.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping

from attrs import frozen
from polymarket_clob.credentials import Credentials
from polymarket_clob.errors import InvalidInput
from polymarket_clob.key_sources import KEYS
from polymarket_clob.signers import PrivateKeySigner

from clob_conformance.core.clauses import NEEDS, Need
from clob_conformance.core.description import Operation
from clob_conformance.core.errors import CannotRun
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.purse import Purse
from clob_conformance.environment.servers import is_loopback

ORDER_POSTS = frozenset({"postOrder", "postOrders"})
_READS_BY_POST = frozenset({"postOrdersScoring"})
_KEYS = frozenset(
    {
        "createApiKey",
        "deleteApiKey",
        "createBuilderApiKey",
        "revokeBuilderApiKey",
        "createReadonlyApiKey",
        "deleteReadonlyApiKey",
    }
)
_TRADES = frozenset(
    {
        *ORDER_POSTS,
        "cancelOrder",
        "cancelOrders",
        "cancelAllOrders",
        "cancelMarketOrders",
        "updateBalanceAllowance",
        "getUpdateBalanceAllowance",
    }
)


@frozen
class RunAccounts:
    """Who acts in the run.

    `reader` reads and owns orders that stay open; `trader` places and cancels; `other` is someone else,
    whose orders the others must not see; `heartbeat` sends heartbeats, which cannot be disarmed. Someone who
    is not there is None.
    """

    reader: Account | None
    trader: Account | None
    other: Account | None = None
    heartbeat: Account | None = None


@frozen
class Target:
    """A server to judge. `own`: it is the sandbox that the run started; `sells`: the trader has shares;
    `withheld`: a file named it, so no keys go there; `purse`: for how much trader and other may trade with
    each other there, None for nothing; `tests`: the accounts are for tests alone, so that nobody
    misses their notifications, keys and heartbeats.
    """

    name: str
    url: str
    own: bool
    trade: bool
    accounts: RunAccounts
    chain_id: int = 137
    sells: bool = True
    withheld: bool = False
    purse: Purse | None = None
    tests: bool = False

    @property
    def fills(self) -> bool:
        """Whether orders may be filled here."""
        return self.trade and is_loopback(self.url)

    def actor(self, operation: Operation) -> Account | None:
        """Who calls an operation."""
        if operation.id in ("sendHeartbeat", "sendHeartbeatV1"):
            return self.accounts.heartbeat
        return self.accounts.trader if operation.id in _TRADES else self.accounts.reader

    def gives(self, need: Need) -> bool:
        """Whether the run has here what a clause may need."""
        accounts = self.accounts
        return {
            "credentials": accounts.reader is not None and accounts.reader.can("L2"),
            "trade": self.trade,
            "keys": self.trade,
            "accounts": accounts.other is not None,
            "fills": self.own or self.purse is not None,
            "tests": self.own or self.tests,
            "sandbox": self.own,
        }[need]

    def may(self, operation: Operation, *, revokes: bool = False) -> bool:
        """Whether the run may call an operation here, by its manners and its keys."""
        return not self.lacks(operation, revokes=revokes)

    def lacks(self, operation: Operation, *, revokes: bool = False) -> str:
        """What the run would need to call an operation here; empty when it may. Keys are made on others'
        servers only by who `revokes` them.
        """
        reads = operation.method == "GET" or operation.level == "public" or operation.id in _READS_BY_POST
        if not self.own and operation.id in _TRADES and not self.trade:
            return NEEDS["trade"]
        if not self.own and operation.id not in _TRADES and not reads:
            if not self.tests:
                return NEEDS["tests"]
            if operation.id in _KEYS and not revokes:
                return NEEDS["sandbox"]
        actor = self.actor(operation)
        if operation.level != "public" and (actor is None or not actor.can(operation.level)):
            named = f", which go only to a target that is named: --target {self.name}"
            return f"{NEEDS['credentials']}{named if self.withheld else ''}"
        return ""


COUNTERPARTY = {name: f"CLOB_COUNTERPARTY_{name.removeprefix('CLOB_')}" for name in KEYS}
"""The variables that describe the second account, by those that describe the first in the same way."""


def counterparty_from_environment(environment: Mapping[str, str] = os.environ) -> Account | None:
    """The second account, or None when the variables describe none. Raises as `account_from_environment`."""
    given = {name: environment[other] for name, other in COUNTERPARTY.items() if environment.get(other)}
    try:
        return account_from_environment({**given, "CHAIN_ID": environment.get("CHAIN_ID", "")})
    except CannotRun as error:
        raise CannotRun(f"CLOB_COUNTERPARTY_*, the second account: {error}") from None


def account_from_environment(environment: Mapping[str, str] = os.environ) -> Account | None:
    """The account that the official clients' variables describe, or None when they describe none.

    Raises `CannotRun` with the name of a variable that is unusable.
    """
    key = environment.get("PK")
    try:
        signer = PrivateKeySigner(key) if key else None
        address = signer.address if signer is not None else environment.get("CLOB_ADDRESS")
        credentials = Credentials.from_env(environment, address)
        if address is None:
            return None
        return Account(
            address=address,
            credentials=credentials,
            signer=signer,
            chain_id=int(environment.get("CHAIN_ID") or 137),
            signature_type=int(environment.get("CLOB_SIGNATURE_TYPE") or 0),
            funder=environment.get("CLOB_FUNDER"),
        )
    except (InvalidInput, ValueError) as error:
        raise CannotRun(f"the credentials in the environment are unusable: {error}") from error


def unknown_signer() -> PrivateKeySigner:
    """A key that no account has."""
    return PrivateKeySigner(secrets.token_bytes(32))
