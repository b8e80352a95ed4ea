"""Plain Schemathesis on a planted fault: the command `schemathesis run`, as anybody would use it.

It is given the same description, the same number of examples an operation and the same seed, at the
operations at which the fault strikes (at three for a fault that strikes everywhere). It cannot sign, so it is
given headers that are valid for one minute: those of a login for the operations that take them, and for an
operation with a fixed path and no body those of the API key, signed for that path. A failure counts when the
same run on the faultless sandbox does not tell it: that is what its `--baseline` is for.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import define, field
from clob_conformance.core.description import Description, Operation, read_description
from clob_conformance.core.interaction import Masker
from clob_conformance.core.resources import description_file
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.sandbox import account_from_ready, running_sandbox
from clob_conformance.run.execution import DEFAULT, QUICK

_COMMAND = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
_EVERYWHERE = ("getOrders", "cancelOrder", "getBook")
_FAILED = 1


@define
class Plain:
    """Runs of plain Schemathesis, with what it tells of the faultless sandbox, kept in `folder`."""

    _folder: Path
    _seed: int
    quick: bool = False
    _description: Description = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._description = read_description(description_file("repaired"))

    def catches(self, fault: str, operations: Sequence[str]) -> bool:
        """Whether it tells a failure at one of the operations that comes of the fault."""
        named = [name for name in operations if name in self._description.operations]
        for name in named or _EVERYWHERE:
            operation = self._description.operations[name]
            if not self._baseline(operation).exists():
                self._run(operation, (), "--baseline-update", "--continue-on-failure")
            if self._run(operation, (fault,), "--max-failures", "1") == _FAILED:
                return True
        return False

    def _baseline(self, operation: Operation) -> Path:
        return self._folder / f"{operation.id}.json"

    def _run(self, operation: Operation, planted: Sequence[str], *options: str) -> int:
        budget = QUICK if self.quick else DEFAULT
        with running_sandbox("documented", self._seed, planted) as ready:
            command = [*_COMMAND, "run", str(description_file("repaired")), "--url", ready["url"]]
            command += ["--include-operation-id", operation.id, "--phases", "examples,coverage,fuzzing"]
            command += ["--max-examples", str(budget.examples), "--seed", str(self._seed), "--no-shrink"]
            command += ["--baseline", str(self._baseline(operation)), *options]
            for name, value in _headers(ready, operation).items():
                command += ["--header", f"{name}:{value}"]
            ended = subprocess.run(  # noqa: S603
                command, cwd=self._folder, capture_output=True, text=True, check=False
            )
        return ended.returncode


def _headers(ready: dict[str, Any], operation: Operation) -> dict[str, str]:
    account: Account = account_from_ready(ready["account"], Masker(), int(ready["chain_id"]))
    return account.headers(operation.level, operation.method, operation.path)
