"""``make bench``: what a request costs with 10^3, 10^5 and 10^6 trades behind it, and a restart after them.

In one process and without a network: the trades are made by the exchange's own settlement, unsigned, as the
house's are; the requests go through the application. The cost of each kind of request is the median of many,
as a ratio to that with the fewest trades, asked in turns; the budget is 1.5. The restart is that of a new
process.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import orjson
from clob_sandbox.app import App
from clob_sandbox.clock import Clock
from clob_sandbox.journal import Journal, RawRequest
from clob_sandbox.keeper import SAVED_AFTER
from clob_sandbox.sandbox import Options, Sandbox
from clob_sandbox.venue.entry import enter
from clob_sandbox.venue.matching import match
from clob_sandbox.venue.orders import Order

BEHIND: Final = (1_000, 100_000, 1_000_000)
RATIO: Final = 1.5
RESTART_S: Final = 3.0
MEMORY_MB: Final = 400
READS: Final = {
    "trades": ("/data/trades", ""),
    "notifications": ("/notifications", "signature_type=0"),
    "open orders": ("/data/orders", ""),
    "history": ("/prices-history", "market={token}&interval=1h"),
}


class Load:
    """A sandbox on a file, and two accounts that trade with each other."""

    def __init__(self, path: Path) -> None:
        options, clock = Options(), Clock()
        self.journal = Journal(str(path), str(options), clock.source())
        with clock.held(self.journal.birth):
            self.sandbox = Sandbox(options, clock)
        self.app = App(self.sandbox, self.journal)
        plenty = {"collateral": "1000000000", "shares": "1000000000"}
        self.accounts = [self._control("accounts", plenty) for _ in range(2)]
        self.token = next(m for m in self.sandbox.exchange.markets if m.tick == 100).tokens[0].token_id
        with clock.held():
            sides = zip(self.accounts, ("SELL", "BUY"), strict=True)
            self._likes = [self._enter(account, side) for account, side in sides]

    def _control(self, what: str, body: Any) -> Any:
        sent = RawRequest("POST", f"/_sandbox/{what}", "", {}, orjson.dumps(body))
        return orjson.loads(self.app.response(sent).body)

    def _enter(self, account: Any, side: str) -> Order:
        order = {"address": account["address"], "token_id": self.token, "side": side}
        return enter(self.sandbox.exchange, {**order, "price": "0.55", "size": "5"}).order

    def trade(self, times: int) -> None:
        """So many trades, past the journal; the state is saved now and then, as it would have been."""
        interaction, clock = self.sandbox.exchange, self.sandbox.clock
        for number in range(times):
            with clock.held():
                for like in self._likes:
                    order_id = "0x" + interaction.name("load").hex()
                    terms = (like.signed, like.market, like.token, "GTC", like.price, like.size)
                    match(interaction, Order(order_id, like.owner, like.address, *terms, clock.nanos()))
            if number % SAVED_AFTER == 0:
                self.save()

    def save(self) -> None:
        keeper = self.app._keeper
        assert keeper is not None
        self.journal.save(keeper._take())

    def order(self, price: str = "0.10") -> str:
        """Place an order at the control path, through the journal; returns its id."""
        body = {"address": self.accounts[1]["address"], "token_id": self.token, "side": "BUY"}
        return str(self._control("orders", {**body, "price": price, "size": "5"})["order_id"])

    def call(self, method: str, path: str, query: str = "", body: bytes = b"") -> None:
        """A signed request of the buyer's."""
        account, stamp = self.accounts[1], str(self.sandbox.clock.reported_time())
        key = base64.urlsafe_b64decode(account["secret"])
        digest = hmac.digest(key, f"{stamp}{method}{path}".encode() + body, hashlib.sha256)
        headers = {
            "poly_address": account["address"],
            "poly_api_key": account["api_key"],
            "poly_passphrase": account["passphrase"],
            "poly_timestamp": stamp,
            "poly_signature": base64.urlsafe_b64encode(digest).decode(),
        }
        response = self.app.response(RawRequest(method, path, query, headers, body))
        assert response.status == 200, response


class Costs:
    """Seconds of processor of each kind of request to a sandbox."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._found: dict[str, list[float]] = {}

    def round(self) -> None:
        """Each kind of request once."""
        load = self._load
        for name, (path, query) in READS.items():
            asked = query.format(token=load.token)
            self._measured(name, lambda path=path, asked=asked: load.call("GET", path, asked))
        placed = self._measured("place", load.order)
        body = orjson.dumps({"orderID": placed})
        self._measured("cancel", lambda: load.call("DELETE", "/order", body=body))

    def _measured(self, name: str, work: Any) -> Any:
        began = time.process_time()
        value = work()
        self._found.setdefault(name, []).append(time.process_time() - began)
        return value

    def medians(self) -> dict[str, float]:
        """By kind of request."""
        return {name: statistics.median(values) for name, values in self._found.items()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="conformance/benchmarks/load.py", description=__doc__)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--most", type=int, default=BEHIND[-1], help="the most trades behind")
    given = parser.parse_args()
    missed = False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sandbox.db"
        little, load = Load(Path(folder) / "little.db"), Load(path)
        little.trade(BEHIND[0])
        made = 0
        for behind in (count for count in BEHIND if count <= given.most):
            load.trade(behind - made)
            made = behind
            # In turns: a shared machine is now fast, now slow.
            base, costs = Costs(little), Costs(load)
            for _ in range(given.times):
                base.round()
                costs.round()
            first = base.medians()
            for name, seconds in costs.medians().items():
                ratio = seconds / first[name]
                missed |= ratio > RATIO
                print(f"{behind:>9,} trades behind: {name:13} {seconds * 1000:6.2f} ms, ratio {ratio:.2f}")
        load.save()  # the trades went past the journal
        for each in (little, load):
            each.app.close()
        missed |= _restart(path)
    verdict = "MISSED" if missed else "within"
    print(f"budgets: ratio <= {RATIO}, restart < {RESTART_S} s, memory < {MEMORY_MB} MB: {verdict}")
    return int(missed)


def _restart(path: Path) -> bool:
    began = time.perf_counter()
    command = [sys.executable, "-m", "clob_sandbox", "serve", "--with-parent", "--db", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 - our own command
        assert process.stdout is not None
        ready = process.stdout.readline()
        took = time.perf_counter() - began
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        memory = next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))
        used = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        processor = sum(map(int, used[11:13])) / os.sysconf("SC_CLK_TCK")
        process.terminate()
    size = path.stat().st_size / 2**20
    print(f"restart {took:.1f} s ({processor:.1f} s of processor), {memory} MB, a file of {size:.0f} MB")
    return not ready or took >= RESTART_S or memory >= MEMORY_MB


if __name__ == "__main__":
    sys.exit(main())
