"""Two bots trade with each other for an hour while faults, troubles and modes are switched at random.

They meet inside the gap of one market, so that what they hold together, in USDC and in shares, never changes;
once a minute, with everything switched off, it is compared to the last unit. Faults that are about the money
itself are left out. The memory of the sandbox may grow while what it keeps fills up, and then no more.
"""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path
from typing import Any, Literal

import httpx
from attrs import define
from clob_conformance.environment.sandbox import running_process
from polymarket_clob import ClobClient, Credentials, OrderArgs
from polymarket_clob.errors import ClobError

from clob_prove.trials import Proof, Row, say

_MINUTES = 60
_SETTLED_AFTER = 10  # minutes
_GROWTH = 1.1  # of the memory after that
_SWITCH_S = 2.0
_KEEP = 2_000  # orders and trades: a retention that is full after ten minutes of the slowest machine
_MIDDLE = "0.55"  # inside the gap of the market with the tick 0.01
_OF_MONEY = {"improvement-kept", "partial-maker-unpaid", "maker-pays-fee"}
_TROUBLES = (
    {"kind": "latency", "value": 0.05},
    {"kind": "reset", "times": 5},
    {"kind": "cut", "times": 5},
    {"kind": "html", "value": 503, "times": 20},
)
_MODES = ("cancel-only", "post-only", "disabled", "restarting")
_PLENTY = {"collateral": "1000000000", "shares": "1000000000"}


@define
class _Bot:
    """An account that buys or sells at the middle, quotes far from it, and cancels now and then."""

    account: dict[str, str]
    token_id: str
    side: Literal["BUY", "SELL"]
    chance: random.Random
    taken: int = 0
    failed: int = 0

    def client(self, url: str) -> ClobClient:
        account = self.account
        keys = Credentials(
            account["api_key"], account["secret"], account["passphrase"], address=account["address"]
        )
        return ClobClient(url, key=account["private_key"], creds=keys)

    def trade(self, url: str, stop: threading.Event) -> None:
        with self.client(url) as client:
            while not stop.is_set():
                try:
                    self._act(client)
                    self.taken += 1
                except ClobError:
                    self.failed += 1

    def _act(self, client: ClobClient) -> None:
        far = "0.10" if self.side == "BUY" else "0.90"
        if self.chance.random() < 0.02:
            client.cancel_all()
            return
        price = _MIDDLE if self.chance.random() < 0.8 else far
        client.create_and_post_order(OrderArgs(self.token_id, price=price, size=5, side=self.side))


def prove(*, seed: int, few: int | None) -> Proof:
    """Let them trade for an hour, or for as many minutes as `few` says."""
    started = time.monotonic()
    minutes = _MINUTES if few is None else few
    chance = random.Random(seed)  # noqa: S311 - no secret
    rows: list[Row] = []
    with (
        running_process("documented", seed, keep=_KEEP) as (process, ready),
        httpx.Client(base_url=ready["url"], timeout=60) as http,
    ):
        market = next(m for m in ready["markets"] if m["tick_size"] == "0.01")
        token_id = market["tokens"][0]["token_id"]
        accounts = [_control(http, "accounts", _PLENTY) for _ in range(2)]
        dice = [random.Random(chance.random()) for _ in accounts]  # noqa: S311
        bots = [
            _Bot(accounts[0], token_id, "BUY", dice[0]),
            _Bot(accounts[1], token_id, "SELL", dice[1]),
        ]
        faults = [fault["name"] for fault in http.get("/_sandbox/faults").json()]
        faults = [name for name in faults if name not in _OF_MONEY]
        before = _held(http, bots)
        for minute in range(minutes):
            switched = _minute(http, bots, faults, chance)
            held = _held(http, bots)
            rows.append(
                {
                    "minute": minute + 1,
                    "taken": sum(bot.taken for bot in bots),
                    "failed": sum(bot.failed for bot in bots),
                    "switched": switched,
                    "conserved": held == before,
                    "memory MB": _memory(process.pid),
                }
            )
            say("  " + ", ".join(f"{name} {value}" for name, value in rows[-1].items()))
    return _proof(rows, time.monotonic() - started)


def _proof(rows: list[Row], seconds: float) -> Proof:
    settled = [row["memory MB"] for row in rows[_SETTLED_AFTER - 1 :]]
    flat = not settled or max(settled) <= _GROWTH * settled[0]
    lost = [row["minute"] for row in rows if not row["conserved"]]
    memory = (
        f"{settled[0]} MB after {_SETTLED_AFTER} minutes, at most {max(settled)} MB"
        if settled
        else "not judged"
    )
    return Proof(
        part="bots",
        bound="an hour of two bots under faults: balances conserved to the last unit, memory flat "
        f"after {_SETTLED_AFTER} minutes",
        met=not lost and flat and rows[-1]["taken"] > 0,
        found=f"{len(rows)} minutes, {rows[-1]['taken']} requests taken and {rows[-1]['failed']} not, "
        f"{sum(row['switched'] for row in rows)} switches; balances off in {len(lost)} minutes; "
        f"memory after {_SETTLED_AFTER} minutes: {memory}",
        rows=rows,
        seconds=seconds,
    )


def _minute(http: httpx.Client, bots: list[_Bot], faults: list[str], chance: random.Random) -> int:
    """A minute of trading under what is switched; everything is off when it ends."""
    stop, switched = threading.Event(), 0
    threads = [threading.Thread(target=bot.trade, args=(str(http.base_url), stop)) for bot in bots]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 60
    while time.monotonic() < until:
        switch = chance.randrange(4)
        if switch == 0:
            _control(http, "trouble", chance.choice(_TROUBLES))
        elif switch == 1:
            _control(http, "mode", {"mode": chance.choice(_MODES), "seconds": _SWITCH_S / 2})
        else:
            _control(http, "faults", {"on": chance.sample(faults, chance.randrange(4))})
        switched += 1
        time.sleep(_SWITCH_S)
    stop.set()
    for thread in threads:
        thread.join()
    for what, body in (("trouble", {"kind": "none"}), ("mode", {"mode": "normal"}), ("faults", {"on": []})):
        _control(http, what, body)
    return switched


def _held(http: httpx.Client, bots: list[_Bot]) -> tuple[int, int]:
    """USDC and shares of both together, in base units."""
    cash = shares = 0
    for bot in bots:
        with bot.client(str(http.base_url)) as client:
            cash += int(client.get_balance_allowance(asset_type="COLLATERAL")["balance"])
            held = client.get_balance_allowance(asset_type="CONDITIONAL", token_id=bot.token_id)
            shares += int(held["balance"])
    return cash, shares


def _control(http: httpx.Client, what: str, body: Any) -> Any:
    response = http.post(f"/_sandbox/{what}", json=body)
    response.raise_for_status()
    return response.json()


def _memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))
