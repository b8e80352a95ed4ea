"""What the sandbox acknowledged is there after a kill or a full disk, and what it did not is not.

Writers place and cancel over HTTP without a pause. At a random moment the process is killed, or its files may
grow no further (a limit of the system stands in for a full disk: a write is cut off half way). Then
the sandbox is started again on the same file and asked for every order. An acknowledged order has to be there
in the state acknowledged last, one that was refused must not be, and one without a response may be either.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from attrs import define, field
from polymarket_clob import ClobClient, Credentials, OrderArgs
from polymarket_clob.errors import ClobError, NotFound, OrderOutcomeUnknown, ResponseError

from clob_prove.trials import Proof, Row, say

_KILLS = 200
_FULL = 20
_WRITERS = 4
_LOAD_S = (0.2, 1.5)
_COMMAND = [sys.executable, "-m", "clob_sandbox", "serve", "--with-parent", "--db"]


@define
class _Writer:
    """An account that places and cancels, and what it was told: order id to the states it may be in."""

    account: dict[str, str]
    token_id: str
    chance: random.Random
    allowed: dict[str, set[str]] = field(factory=dict)
    acknowledged: int = 0
    refused: int = 0

    def client(self, url: str) -> ClobClient:
        account = self.account
        keys = Credentials(
            account["api_key"], account["secret"], account["passphrase"], address=account["address"]
        )
        return ClobClient(url, key=account["private_key"], creds=keys)

    def write(self, url: str, stop: threading.Event) -> None:
        """Place and cancel until told to stop or until nobody answers."""
        with self.client(url) as client:
            while not stop.is_set():
                live = [one for one, states in self.allowed.items() if states == {"LIVE"}]
                if len(live) < 5 or self.chance.random() < 0.5:
                    goes_on = self._place(client)
                else:
                    goes_on = self._cancel(client, self.chance.choice(live))
                if not goes_on:
                    return

    def _place(self, client: ClobClient) -> bool:
        price = f"0.{self.chance.randint(10, 30)}"
        try:
            signed = client.create_order(OrderArgs(self.token_id, price=price, size=5, side="BUY"))
        except ClobError:  # killed while the market was asked for its rules
            return False
        self.allowed[signed.order_id] = {"LIVE", "none"}
        try:
            client.post_order(signed)
        except ClobError as error:
            if not _was_refused(error):
                return False
            self.allowed[signed.order_id] = {"none"}
            self.refused += 1
            return True
        self.allowed[signed.order_id] = {"LIVE"}
        self.acknowledged += 1
        return True

    def _cancel(self, client: ClobClient, order_id: str) -> bool:
        self.allowed[order_id] = {"LIVE", "CANCELED"}
        try:
            client.cancel(order_id)
        except ClobError as error:
            if not _was_refused(error):
                return False
            self.allowed[order_id] = {"LIVE"}
            self.refused += 1
            return True
        self.allowed[order_id] = {"CANCELED"}
        self.acknowledged += 1
        return True

    def compare(self, url: str) -> list[str]:
        """Sentences about what is not as it was told; what was open is settled now."""
        wrong = []
        with self.client(url) as client:
            live = {str(order["id"]) for order in client.get_orders()}
            for order_id in live - self.allowed.keys():
                wrong.append(f"{order_id} was never placed")
            for order_id, states in self.allowed.items():
                state = "LIVE" if order_id in live else _state(client, order_id)
                if state not in states:
                    wrong.append(f"{order_id} is {state}, told was {' or '.join(sorted(states))}")
                self.allowed[order_id] = {state}
        self.allowed = {one: states for one, states in self.allowed.items() if states == {"LIVE"}}
        return wrong


def _was_refused(error: BaseException) -> bool:
    """Whether a response says that the sandbox could not keep the request; no response says nothing."""
    response = error.__cause__ if isinstance(error, OrderOutcomeUnknown) else error
    return isinstance(response, ResponseError) and response.status == 503


def _state(client: ClobClient, order_id: str) -> str:
    try:
        status = str(client.get_order(order_id)["status"])
    except NotFound:
        return "none"
    return status.removeprefix("ORDER_STATUS_")


@contextmanager
def _sandbox(path: Path) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, Any]]]:
    with subprocess.Popen([*_COMMAND, str(path)], stdout=subprocess.PIPE) as process:  # noqa: S603
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the sandbox did not start on {path}: exit {process.wait()}")
        try:
            yield process, json.loads(line)
        finally:
            process.kill()


def prove(*, seed: int, few: int | None) -> Proof:
    """Kill and fill at random moments."""
    started = time.monotonic()
    kills, full = (_KILLS, _FULL) if few is None else (few, max(1, few // 10))
    kinds = ["kill"] * kills + ["full"] * full
    chance = random.Random(seed)  # noqa: S311 - no secret
    chance.shuffle(kinds)
    rows: list[Row] = []
    writers: list[_Writer] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sandbox.db"
        for number, kind in enumerate([*kinds, "end"]):
            with _sandbox(path) as (process, ready):
                writers = writers or _writers(ready, chance)
                if rows:
                    row = rows[-1]
                    row["wrong"] += _compare(writers, ready["url"])
                    kept = f"{row['acknowledged']} checked, {row['wrong'] or 'right'}"
                    say(f"  {number} of {len(kinds)}, {row['kind']}: {kept}")
                if kind != "end":
                    rows.append(_moment(process, ready["url"], path.parent, kind, writers, chance))
    checked = sum(row["acknowledged"] for row in rows)
    wrong = [sentence for row in rows for sentence in row["wrong"]]
    return Proof(
        part="durability",
        bound="nothing lost and nothing invented at 200 kills and 20 moments of a full disk under load",
        met=not wrong and checked > 0,
        found=f"{kinds.count('kill')} kills and {kinds.count('full')} full disks, {checked} acknowledgements "
        f"checked, {sum(row['refused'] for row in rows)} refusals; {len(wrong)} lost or invented",
        rows=rows,
        seconds=time.monotonic() - started,
    )


def _writers(ready: dict[str, Any], chance: random.Random) -> list[_Writer]:
    coarse = [market for market in ready["markets"] if market["tick_size"] == "0.01"]
    tokens = [token["token_id"] for market in coarse for token in market["tokens"]]
    return [
        _Writer(
            httpx.post(f"{ready['url']}/_sandbox/accounts", json={}).json(),
            tokens[number % len(tokens)],
            random.Random(chance.random()),  # noqa: S311
        )
        for number in range(_WRITERS)
    ]


def _compare(writers: list[_Writer], url: str) -> list[str]:
    return [sentence for writer in writers for sentence in writer.compare(url)]


def _moment(
    process: subprocess.Popen[bytes],
    url: str,
    folder: Path,
    kind: str,
    writers: list[_Writer],
    chance: random.Random,
) -> Row:
    """Write until the disk is full or not, then kill; what is wrong after the restart is found there."""
    for writer in writers:
        writer.acknowledged = writer.refused = 0
    wrong: list[str] = []
    stop = threading.Event()
    threads = [threading.Thread(target=writer.write, args=(url, stop)) for writer in writers]
    for thread in threads:
        thread.start()
    time.sleep(chance.uniform(*_LOAD_S))
    if kind == "full":
        size = max(file.stat().st_size for file in folder.iterdir())
        limit = size + chance.randrange(20_000)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        time.sleep(chance.uniform(*_LOAD_S))
        stop.set()
        for thread in threads:
            thread.join()
        wrong += _compare(writers, url)  # before the restart: the memory has to agree too
    process.kill()
    stop.set()
    for thread in threads:
        thread.join()
    return {
        "kind": kind,
        "acknowledged": sum(writer.acknowledged for writer in writers),
        "refused": sum(writer.refused for writer in writers),
        "wrong": wrong,
    }
