"""Killed at random moments of a trading run, the suite leaves no order open, and what is the user's alone.

All runs trade on one sandbox, each for an account of its own. The account has a second API key, and a
neighbour has orders; both are there before and have to be there after. In the end the user places an order
with the given key, which has to outlast the time after which a heartbeat would have taken it. An order that
was filled meanwhile was not taken away: on a loopback address the runs trade, and in time empty a book.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from attrs import frozen
from clob_conformance.core.description import Description, read_description
from clob_conformance.core.interaction import Masker
from clob_conformance.core.resources import description_file
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.own_key import new_key, open_orders
from clob_conformance.environment.preflight import own_markets
from clob_conformance.environment.sandbox import account_from_ready, control, fresh_account, running_sandbox
from clob_conformance.environment.seed_data import SeedData
from clob_conformance.environment.sender import Call, Sender, call
from clob_conformance.environment.signed_orders import Draft, OrderMaker

from clob_prove.trials import SUITE, Proof, Row, environment, first, say

_KILLS = 50
_AT_A_TIME = 2
_WITHIN_S = 15.0
_POLL_S = 0.5
# A second more than the patience of a heartbeat.
_OUTLAST_S = 11.0
# Two runs side by side take longer than one.
_SLOWER = 1.2


@frozen
class _House:
    """The sandbox that the runs trade on, and a neighbour with orders there."""

    ready: dict[str, Any]
    sender: Sender
    description: Description
    live: SeedData
    neighbour: Account
    theirs: tuple[str, ...]

    def account(self) -> dict[str, str]:
        """A new account, as the sandbox hands it out."""
        made: dict[str, str] = control(self.sender, "POST", "/_sandbox/accounts", b"{}")
        return made

    def post(self, account: Account, seed: int) -> Draft:
        """Place an order that rests."""
        draft = OrderMaker(account, self.live, fills=False).resting(random.Random(seed))  # noqa: S311
        post = self.description.operations["postOrder"]
        response = self.sender.send(call(post, body=draft.body), account, "L2").response
        if not response.succeeded:
            raise RuntimeError(f"the sandbox took no order: {response.body!r}")
        return draft

    def stands(self, account: Account, order_id: str) -> bool:
        """Whether an order is open or filled: not cancelled by anybody."""
        path = f"/data/order/{order_id}"
        reported = self.sender.interaction(Call("GET", path), account.headers("L2", "GET", path)).response
        return reported.succeeded and any(
            word in str(reported.json()["status"]) for word in ("LIVE", "MATCHED")
        )

    def keys(self, account: Account) -> set[str]:
        """The account's API keys."""
        listed = self.sender.send(
            call(self.description.operations["getApiKeys"]), account, "L2"
        ).response.json()
        return set(listed["apiKeys"])


def prove(*, seed: int, few: int | None) -> Proof:
    """Kill runs at random moments."""
    started = time.monotonic()
    some = random.Random(seed)  # noqa: S311 - no secret
    with running_sandbox("documented", seed) as ready:
        sender = Sender.to(ready["url"], lambda interaction: None, None)
        house = _open_house(ready, sender)
        refused = _refused(house)
        say(f"  an account with an order: {'refused, the order stands' if refused else 'NOT REFUSED'}")
        unkilled = _trial(house, None, ThreadPoolExecutor(1), seed).result()
        longest = unkilled["after"] * _SLOWER
        say(f"  not killed: exit {unkilled['exit']}, {unkilled['left']} orders open, {longest:.0f} s")
        moments = first([some.uniform(0, longest) for _ in range(_KILLS)], few)
        rows = [unkilled, *_kill_all(house, moments, seed)]
        sender.close()
    killed = [row for row in rows if row["killed"]]
    wrong = [row for row in rows if row["left"] or not row["untouched"]]
    return Proof(
        part="kills",
        bound=f"no order open {_WITHIN_S:.0f} s after SIGKILL at {len(moments)} random moments of trading",
        met=refused and not wrong,
        found=f"{sum(row['left'] for row in rows)} orders left open, the user's keys and orders untouched in "
        f"{sum(row['untouched'] for row in rows)} of {len(rows)}; {len(killed)} killed before their end, "
        f"{sum(row['open when killed'] > 0 for row in killed)} with orders open",
        rows=rows,
        seconds=time.monotonic() - started,
    )


def _open_house(ready: dict[str, Any], sender: Sender) -> _House:
    description = read_description(description_file("repaired"))
    neighbour = fresh_account(sender, Masker(), int(ready["chain_id"]))
    live = SeedData(own_markets(sender, ready), neighbour.maker)
    house = _House(ready, sender, description, live, neighbour, ())
    theirs = tuple(sorted(house.post(neighbour, seed).order_id for seed in range(3)))
    return _House(ready, sender, description, live, neighbour, theirs)


def _kill_all(house: _House, moments: Sequence[float], seed: int) -> list[Row]:
    """Two runs at a time; what a killed one leaves is watched while the next ones run."""
    rows: list[Row] = []
    with ThreadPoolExecutor(_AT_A_TIME) as runs, ThreadPoolExecutor(64) as watches:
        started = [
            runs.submit(_trial, house, moment, watches, seed + number)
            for number, moment in enumerate(moments)
        ]
        for trial in started:
            row = trial.result().result()
            rows.append(row)
            say(
                f"  killed after {row['after']:5.1f} s: {row['open when killed']:2} orders open, the last "
                f"for {row['last open']:4.1f} s, {row['left']} left, "
                f"{'all else untouched' if row['untouched'] else 'NOT UNTOUCHED'}"
            )
    return rows


def _trial(house: _House, moment: float | None, watches: ThreadPoolExecutor, seed: int) -> Future[Row]:
    """Start a run and kill it; gives the watch over what it leaves."""
    user, process, keys, folder = _start(house, seed)
    started = time.monotonic()
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    killed_at = time.monotonic()
    process.wait()
    folder.cleanup()
    return watches.submit(_watch, house, user, keys, process.returncode, killed_at - started, killed_at)


def _start(
    house: _House, seed: int
) -> tuple[Account, subprocess.Popen[bytes], set[str], tempfile.TemporaryDirectory[str]]:
    user, given = _user(house)
    new_key(house.sender, house.description, user, Masker())
    folder = tempfile.TemporaryDirectory()
    process = _suite(house, given, folder.name, seed)
    return user, process, house.keys(user), folder


def _user(house: _House) -> tuple[Account, dict[str, str]]:
    raw = house.account()
    given = {
        "PK": raw["private_key"],
        "CLOB_API_KEY": raw["api_key"],
        "CLOB_SECRET": raw["secret"],
        "CLOB_PASS_PHRASE": raw["passphrase"],
    }
    return account_from_ready(raw, Masker(), int(house.ready["chain_id"])), given


def _suite(house: _House, given: dict[str, str], folder: str, seed: int) -> subprocess.Popen[bytes]:
    command = [*SUITE, "run", "--target", house.ready["url"], "--trade", "--quick", "--seed", str(seed)]
    return subprocess.Popen(  # noqa: S603
        [*command, "--report-dir", folder],
        env=environment(given),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _watch(house: _House, user: Account, keys: set[str], code: int, after: float, killed_at: float) -> Row:
    """Look at the account for 15 seconds, then see whether the given key keeps an order."""
    left = at_once = open_orders(house.sender, user)
    last_open = 0.0
    while time.monotonic() - killed_at < _WITHIN_S:
        if left:
            last_open = time.monotonic() - killed_at
        time.sleep(_POLL_S)
        left = open_orders(house.sender, user)
    keyed = keys <= house.keys(user)
    theirs = all(house.stands(house.neighbour, order_id) for order_id in house.theirs)
    mine = house.post(user, os.getpid()).order_id
    time.sleep(_OUTLAST_S)
    outlasts = house.stands(user, mine)
    return {
        "killed": code == -signal.SIGKILL,
        "after": round(after, 1),
        "exit": code,
        "open when killed": len(at_once),
        "last open": round(last_open, 1),
        "left": len(left),
        "untouched": keyed and theirs and outlasts,
    }


def _refused(house: _House) -> bool:
    """Whether an account with an order of its own is turned away, and keeps it."""
    user, given = _user(house)
    mine = house.post(user, 0).order_id
    with tempfile.TemporaryDirectory() as folder:
        process = _suite(house, given, folder, 0)
        process.wait()
    return process.returncode == 2 and open_orders(house.sender, user) == [mine]
