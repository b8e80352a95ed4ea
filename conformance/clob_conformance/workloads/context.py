"""What every suite is given: the server, the description, the record, and how much to do."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from attrs import field, frozen

from clob_conformance.checks.record import Record
from clob_conformance.core.clauses import NEEDS, Clause
from clob_conformance.core.description import Description, Operation
from clob_conformance.core.errors import Skipped
from clob_conformance.core.findings import Violation
from clob_conformance.core.interaction import Interaction, Masker
from clob_conformance.core.selection import IN_ANOTHER_SHARD
from clob_conformance.environment.accounts import Account, fresh_nonce
from clob_conformance.environment.own_key import new_key
from clob_conformance.environment.sandbox import fresh_account
from clob_conformance.environment.seed_data import SeedData
from clob_conformance.environment.sender import Call, Sender
from clob_conformance.environment.signed_orders import OrderMaker
from clob_conformance.environment.target import Target

_UNDIVIDED = 0.3
"""The part of a whole run's time that orders' lives take, and the limits: measured, quick and not."""


@frozen
class Budget:
    """How much to do: examples an operation (fuzzing), and histories and steps of the lifecycle."""

    examples: int
    histories: int
    steps: int


@frozen(eq=False)
class Run:
    """A run in progress. `unserved` are operations that the server has not, and that its `description` is
    without; `only` are the operations asked for, all when None. `undivided`: orders live, which the first of
    several shards plays alone.
    """

    target: Target
    description: Description
    record: Record
    sender: Sender
    live: SeedData
    masker: Masker
    seed: int
    budget: Budget
    unserved: frozenset[str] = field(default=frozenset())
    shard: tuple[int, int] = (1, 1)
    undivided: bool = False
    only: frozenset[str] | None = None

    def operations(self) -> list[Operation]:
        """The operations that this run judges: served, allowed here, asked for, and in this run's shard."""
        asked = [one for one in self._mine() if self.only is None or one.id in self.only]
        return [operation for operation in asked if self.serves(operation)]

    def _mine(self) -> list[Operation]:
        """The operations of this run's shard: as many as of every other, but fewer of the first, which alone
        plays what cannot be divided.
        """
        index, count = self.shard
        every = sorted(self.description.operations.values(), key=lambda operation: operation.id)
        alone = _UNDIVIDED if self.undivided else 0.0
        first = max(0.0, 1 / count - alone) / (1 - alone)
        firsts = [int((place + 1) * first) > int(place * first) for place in range(len(every))]
        if index == 1:
            return [operation for operation, mine in zip(every, firsts, strict=True) if mine]
        others = [operation for operation, mine in zip(every, firsts, strict=True) if not mine]
        return others[index - 2 :: count - 1]

    def why_unmet(self, name: str, broken_off: str) -> str:
        """Why no request met an operation that was asked for."""
        if name in self.unserved:
            return "the server does not implement it"
        if lacking := self.needs([name]):
            return f"needs {lacking}"
        if name not in {operation.id for operation in self._mine()}:
            return IN_ANOTHER_SHARD
        return "the run did not come to its end" if broken_off else "no suite that ran calls it"

    def serves(self, operation: Operation) -> bool:
        """Whether the run may call an operation and expect a response."""
        return self.target.may(operation)

    def operation(self, name: str, *, revokes: bool = False) -> Operation | None:
        """The operation of this id, if the run may call it; `revokes`: as who revokes the keys made."""
        found = self.description.operations.get(name)
        return found if found is not None and self.target.may(found, revokes=revokes) else None

    def needs(self, names: Iterable[str]) -> str:
        """What these operations need and the run has not, in words; empty when nothing."""
        known = self.description.operations
        lacking = {self.target.lacks(known[name]) for name in names if name in known} - {""}
        return " and ".join(sorted(lacking, reverse=True))

    def lacks(self, clause: Clause) -> str:
        """What the run would need to check a clause, in words; empty when nothing."""
        known = self.description.operations
        missing = [self.target.lacks(known[name]) for name in clause.operations if name in known]
        if clause.operations and not missing:
            return "an operation that the server implements"
        # Of keys only those are touched that the run itself makes, and by nobody but who checks this.
        lacking = set() if "" in missing or "keys" in clause.needs else set(missing)
        lacking |= {NEEDS[need] for need in clause.needs if not self.target.gives(need)}
        lacking |= {NEEDS["credentials"]} if lacking and not self.target.gives("credentials") else set()
        # Where only the own sandbox will do, nothing else would help.
        sandbox = NEEDS["sandbox"]
        return sandbox if sandbox in lacking else " and ".join(sorted(lacking, reverse=True))

    @contextmanager
    def part(self, *clauses: Clause) -> Iterator[None]:
        """A part of a workload, which checks these clauses: `Skipped`, raised in it, ends it alone and is the
        reason that is told for those that nothing else has checked.
        """
        try:
            yield
        except Skipped as skipped:
            self.record.skip(clauses, str(skipped))

    def random(self, *about: object) -> random.Random:
        """Random choices that depend on the seed and on what they are about, on nothing else."""
        return random.Random(zlib.crc32(repr((self.seed, *about)).encode()))  # noqa: S311 - no secret

    def send(self, operation: Operation, what: Call) -> Interaction:
        """Send a call as whoever calls this operation, well signed."""
        account = self.actor(operation)
        nonce = fresh_nonce() if operation.id == "createApiKey" else 0
        return self.sender.send(what, account, operation.level, nonce=nonce)

    def actor(self, operation: Operation) -> Account | None:
        """Who calls an operation; to revoke a key, someone with a key made for it."""
        account = self.target.actor(operation)
        return self.spare_key(account) if operation.id == "deleteApiKey" and account is not None else account

    def spare_key(self, account: Account) -> Account:
        """The account with a key of its own, made now. Raises `CannotRun` when the server makes none."""
        return new_key(self.sender, self.description, account, self.masker)

    def new_account(self) -> Account | None:
        """A fresh account of the own sandbox; None on any other server."""
        return fresh_account(self.sender, self.masker, self.target.chain_id) if self.target.own else None

    def keyholder(self) -> Account | None:
        """Someone for whom the run may make keys, which it revokes: with --trade on others' servers."""
        return self.new_account() or self.target.accounts.trader

    def can_order(self, account: Account) -> bool:
        """Whether orders can be signed for the account, and there is a market to place them on."""
        return account.can("L1") and account.can("L2") and bool(self.live.markets)

    def makes_orders(self, account: Account) -> OrderMaker:
        """A maker of orders for an account of this run."""
        return OrderMaker(account, self.live, self.target.fills, self.target.sells)

    def violation(
        self,
        clause: Clause,
        operation: str,
        message: str,
        *interactions: Interaction,
        key: str = "",
        cause: str = "",
    ) -> str | None:
        """Enter a violation. Returns the id of the known deviation that matches it."""
        return self.record.enter(Violation(clause, operation, message, key, cause), *interactions)
