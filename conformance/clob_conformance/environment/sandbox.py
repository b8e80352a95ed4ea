"""The local exchange as a process: started, read its ready line, ended. Nothing of it is imported."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread
from typing import Any

from polymarket_clob.credentials import Credentials
from polymarket_clob.signers import PrivateKeySigner

from clob_conformance.core.errors import CannotRun, WrongUsage
from clob_conformance.core.interaction import Masker
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.sender import Call, Sender

# The command's entry point, found wherever the package is installed, with or without scripts on PATH.
_COMMAND = [sys.executable, "-c", "from clob_sandbox.cli import main; main()"]
_START_SECONDS = 30.0
_STOP_SECONDS = 5.0
_WRONG_USAGE = 64


@contextmanager
def running_sandbox(
    profile: str, seed: int, faults: Sequence[str] = (), without: Sequence[str] = ()
) -> Iterator[dict[str, Any]]:
    """Run a sandbox while the context lasts, less the rows `without` of its profile; gives its ready line.

    Raises `CannotRun` when it does not start, `WrongUsage` when it knows no such fault or row.
    """
    with running_process(profile, seed, faults, without) as (_, ready):
        yield ready


@contextmanager
def running_process(
    profile: str,
    seed: int,
    faults: Sequence[str] = (),
    without: Sequence[str] = (),
    *,
    keep: int | None = None,
    command: Sequence[str] = _COMMAND,
) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    """Run a sandbox as `running_sandbox` does, with another retention than its own, or by another command;
    gives its process too.
    """
    command = [*command, "serve", "--port", "0", "--with-parent"]
    command += ["--profile", profile, "--seed", str(seed)]
    command += [part for fault in faults for part in ("--fault", fault)]
    command += [part for row in without for part in ("--without", row)]
    command += [] if keep is None else ["--keep", str(keep)]
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints)  # noqa: S603
        try:
            yield process, _ready_line(process, complaints)
        finally:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def list_faults() -> int:
    """Print the faults that can be planted. Returns the exit code."""
    return subprocess.run([*_COMMAND, "serve", "--fault", "list"], check=False).returncode  # noqa: S603


def control(sender: Sender, method: str, path: str, body: bytes = b"") -> Any:
    """Ask the own sandbox for something that is no part of the exchange. Raises `CannotRun`."""
    response = sender.interaction(Call(method, path, (), body)).response
    if not response.succeeded:
        raise CannotRun(f"the sandbox answered {response.status} to {method} {path}")
    return response.json()


def pass_time(sender: Sender, seconds: float) -> None:
    """Let time pass in the own sandbox, which goes on telling the old time: signatures stay timely."""
    skew = control(sender, "GET", "/_sandbox/settings")["skew"]
    moved = json.dumps({"advance": seconds, "skew": skew - seconds}).encode()
    control(sender, "POST", "/_sandbox/clock", moved)


def fresh_account(sender: Sender, masker: Masker, chain_id: int) -> Account:
    """A new funded account of the sandbox, with an API key. Its secrets are masked from now on."""
    return account_from_ready(control(sender, "POST", "/_sandbox/accounts", b"{}"), masker, chain_id)


def account_from_ready(raw: dict[str, str], masker: Masker, chain_id: int) -> Account:
    """An account as the sandbox hands it out. Raises `KeyError` when a field is missing."""
    masker.learn([raw["private_key"], raw["api_key"], raw["secret"], raw["passphrase"]])
    return Account(
        address=raw["address"],
        credentials=Credentials(raw["api_key"], raw["secret"], raw["passphrase"], raw["address"]),
        signer=PrivateKeySigner(raw["private_key"]),
        chain_id=chain_id,
    )


def _ready_line(process: subprocess.Popen[bytes], complaints: Any) -> dict[str, Any]:
    assert process.stdout is not None
    lines: list[bytes] = []
    # In a thread: Windows cannot wait for a pipe.
    reader = Thread(target=lambda pipe: lines.append(pipe.readline()), args=(process.stdout,), daemon=True)
    reader.start()
    reader.join(_START_SECONDS)
    line = lines[0] if lines else b""
    try:
        document = json.loads(line)
    except ValueError:
        if not lines:
            process.kill()
        refused = process.wait() == _WRONG_USAGE
        complaints.seek(0)
        last = complaints.read().decode("utf-8", "replace").strip().splitlines()[-1:]
        reason = last[0] if last else f"it said nothing within {_START_SECONDS:.0f} s"
        if refused:
            raise WrongUsage(reason.removeprefix("clob-sandbox: ")) from None
        raise CannotRun(f"the sandbox did not start: {reason}") from None
    if not isinstance(document, dict):
        raise CannotRun(f"the sandbox did not start: its first line is {line[:100]!r}")
    return document
