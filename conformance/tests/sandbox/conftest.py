"""A sandbox inside the test: requests go straight to the application, orders are signed with eth-account.

The orders are built here from docs/protocol/orders.md and amounts.md and not with the project's client, so
that the sandbox is tested on its own.
"""

import base64
import hashlib
import hmac
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import yaml
from attrs import define, field, frozen
from btclib_secp256k1 import recovery
from clob_sandbox.app import App
from clob_sandbox.clock import NANOS, Clock
from clob_sandbox.faults import chosen
from clob_sandbox.journal import RawRequest
from clob_sandbox.profiles import make_profile
from clob_sandbox.sandbox import DEFAULT_KEEP, Options, Sandbox
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak

NOW = 1_790_000_000  # Unix seconds at which the tests begin
EXCHANGE = {
    False: "0xE111180000d2663C0091e4f400237545B87B996B",
    True: "0xe2222d279d744050d28e00520010520000310F59",
}
POSITIONS_EXCHANGE = "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa"
ORDER_FIELDS = (
    ("salt", "uint256"),
    ("maker", "address"),
    ("signer", "address"),
    ("tokenId", "uint256"),
    ("makerAmount", "uint256"),
    ("takerAmount", "uint256"),
    ("side", "uint8"),
    ("signatureType", "uint8"),
    ("timestamp", "uint256"),
    ("metadata", "bytes32"),
    ("builder", "bytes32"),
)
ZERO32 = "0x" + "00" * 32


ROOT = Path(__file__).parents[3]


@define
class Reply:
    """A response: status, headers and decoded body."""

    status: int
    headers: dict[str, str]
    json: Any


@define
class Trader:
    """An account that signs its own requests and orders."""

    world: "World | Served"
    credentials: dict[str, str]
    salts: Iterator[int] = field(factory=lambda: iter(range(1, 10**9)))

    @property
    def address(self) -> str:
        return self.credentials["address"]

    @property
    def key(self) -> str:
        return self.credentials["api_key"]

    def headers(self, method: str, path: str, body: bytes = b"", at: int | None = None) -> dict[str, str]:
        timestamp = str(self.world.clock.seconds() if at is None else at)
        message = (timestamp + method + path).encode() + body
        digest = hmac.new(
            base64.urlsafe_b64decode(self.credentials["secret"]), message, hashlib.sha256
        ).digest()
        return {
            "POLY_ADDRESS": self.address,
            "POLY_API_KEY": self.key,
            "POLY_PASSPHRASE": self.credentials["passphrase"],
            "POLY_TIMESTAMP": timestamp,
            "POLY_SIGNATURE": base64.urlsafe_b64encode(digest).decode(),
        }

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Reply:
        """A signed request; `body` is any JSON value."""
        raw = b"" if body is None else json.dumps(body).encode()
        return self.world.request(method, path, raw, self.headers(method, path, raw), query)

    def order(
        self,
        token: dict[str, Any],
        side: str,
        price: str,
        size: str,
        *,
        order_type: str = "GTC",
        expiration: int = 0,
        post_only: bool = False,
        **changes: Any,
    ) -> dict[str, Any]:
        """The JSON of a signed limit order; `changes` replace fields of the order before it is signed."""
        ten_thousandths, cents = exact(price, 10_000), exact(size, 100)
        money, shares = cents * ten_thousandths, cents * 10_000
        amounts = (money, shares) if side == "BUY" else (shares, money)
        return self.signed(token, side, amounts, order_type, expiration, post_only, changes)

    def signed(
        self,
        token: dict[str, Any],
        side: str,
        amounts: tuple[int, int],
        order_type: str = "GTC",
        expiration: int = 0,
        post_only: bool = False,
        changes: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The JSON of an order signed over the given amounts (base units)."""
        order = {
            "salt": next(self.salts),
            "maker": self.address,
            "signer": self.address,
            "tokenId": token["token_id"],
            "makerAmount": str(amounts[0]),
            "takerAmount": str(amounts[1]),
            "side": side,
            "signatureType": 0,
            "timestamp": str(self.world.clock.millis()),
            "metadata": ZERO32,
            "builder": ZERO32,
            "expiration": str(expiration),
            **(changes or {}),
        }
        order["signature"] = sign_order(order, self.credentials["private_key"], token)
        return {
            "order": order,
            "owner": self.key,
            "orderType": order_type,
            "deferExec": False,
            "postOnly": post_only,
        }

    def post(self, *args: Any, **kwargs: Any) -> Reply:
        """Sign and post one limit order."""
        return self.call("POST", "/order", self.order(*args, **kwargs))

    def place(self, *args: Any, **kwargs: Any) -> str:
        """Post an order that has to be taken; returns its id."""
        reply = self.post(*args, **kwargs)
        assert reply.status == 200, reply
        return str(reply.json["orderID"])

    def open_ids(self) -> set[str]:
        return {order["id"] for order in self.call("GET", "/data/orders").json["data"]}

    def collateral(self) -> int:
        return int(self.call("GET", "/balance-allowance", asset_type="COLLATERAL").json["balance"])

    def shares(self, token: dict[str, Any]) -> int:
        reply = self.call("GET", "/balance-allowance", asset_type="CONDITIONAL", token_id=token["token_id"])
        return int(reply.json["balance"])


def exact(text: str, scale: int) -> int:
    """A decimal text times a scale, which has to be whole."""
    whole, _, part = text.partition(".")
    value = int(whole + part) * scale
    assert value % 10 ** len(part) == 0, text
    return value // int(10 ** len(part))


def typed_order(order: dict[str, Any], neg_risk: bool, version: str = "2") -> Any:
    domain = {
        "name": "Polymarket CTF Exchange",
        "version": version,
        "chainId": 137,
        "verifyingContract": POSITIONS_EXCHANGE if version == "3" else EXCHANGE[neg_risk],
    }
    types = {"Order": [{"name": name, "type": kind} for name, kind in ORDER_FIELDS]}
    values = {name: order[name] for name, _ in ORDER_FIELDS}
    values["side"] = 0 if order["side"] == "BUY" else 1
    for name, kind in ORDER_FIELDS:
        if kind == "uint256":
            values[name] = int(values[name])
    return encode_typed_data(domain, types, values)


def sign_order(order: dict[str, Any], private_key: str, token: dict[str, Any]) -> str:
    """Sign for the exchange of a token; its `version` is 2 unless it says otherwise.

    What is signed is eth-account's; libsecp256k1 signs it, to the same bytes, in a hundredth of the time.
    """
    digest = digest_of(typed_order(order, token["neg_risk"], token.get("version", "2")))
    key = bytes.fromhex(private_key.removeprefix("0x"))
    signature, recovery_id = recovery.sign(digest, key, verify=False)
    return "0x" + signature.hex() + f"{27 + recovery_id:02x}"


def digest_of(message: Any) -> bytes:
    """What is signed of typed data (EIP-712)."""
    return bytes(keccak(b"\x19" + message.version + message.header + message.body))


class World:
    """One sandbox with a clock that stands still until it is moved."""

    def __init__(
        self,
        profile: str = "documented",
        faults: tuple[str, ...] = (),
        depth: int = 5,
        without: tuple[str, ...] = (),
        tier: str | None = None,
        keep: int = DEFAULT_KEEP,
    ) -> None:
        self.clock = Clock(lambda: NOW * NANOS)
        options = Options(
            depth=depth,
            profile=make_profile(profile, without),
            faults=chosen(faults),
            tier=tier or "off",
            keep=keep,
        )
        self.sandbox = Sandbox(options, self.clock)
        self.app = App(self.sandbox)
        self.ready = self.sandbox.ready("http://sandbox")
        self.trader = Trader(self, self.ready["account"])

    def request(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        query: dict[str, Any] | str | None = None,
    ) -> Reply:
        text = query if isinstance(query, str) else urlencode(query or {}, doseq=True)
        lower = {name.lower(): value for name, value in (headers or {}).items()}
        response = self.app.response(RawRequest(method, path, text, lower, body))
        return Reply(response.status, response.headers, json.loads(response.body) if response.body else None)

    def get(self, path: str, **query: Any) -> Reply:
        return self.request("GET", path, query=query)

    def post(self, path: str, body: Any) -> Reply:
        return self.request("POST", path, json.dumps(body).encode())

    def new_account(self, **funds: Any) -> Trader:
        return Trader(self, self.post("/_sandbox/accounts", funds).json)

    def token(self, tick: str = "0.01", outcome: int = 0) -> dict[str, Any]:
        """The token of the open market with this tick, with its market's `neg_risk` and `condition_id`."""
        market = next(m for m in self.ready["markets"] if m["tick_size"] == tick)
        return {
            **market["tokens"][outcome],
            "neg_risk": market["neg_risk"],
            "condition_id": market["condition_id"],
        }

    def book(self, token: dict[str, Any]) -> Any:
        return self.get("/book", token_id=token["token_id"]).json


@frozen
class Served:
    """A sandbox in a process of its own behind a plain HTTP client; its clock is the one that it tells."""

    ready: dict[str, Any]
    http: httpx.Client

    @property
    def clock(self) -> "Served":
        return self

    @property
    def trader(self) -> Trader:
        return Trader(self, self.ready["account"])

    def seconds(self) -> int:
        return int(self.http.get("/time").text)

    def millis(self) -> int:
        return 1000 * self.seconds()

    def set(self, what: str, **body: Any) -> None:
        """Control the sandbox."""
        response = self.http.post(f"/_sandbox/{what}", json=body)
        assert response.status_code == 200, response.text

    def request(
        self, method: str, path: str, body: bytes, headers: dict[str, str], query: dict[str, Any]
    ) -> Reply:
        sent = {**headers, "Content-Type": "application/json"}
        response = self.http.request(method, path, params=query or None, content=body, headers=sent)
        return Reply(
            response.status_code, dict(response.headers), response.json() if response.content else None
        )

    def signed(self, method: str, path: str, *, at: int | None = None) -> httpx.Response:
        """The response to a signed request without a body."""
        return self.http.request(method, path, headers=self.trader.headers(method, path, at=at))

    def token(self) -> dict[str, Any]:
        """The first token of the first market."""
        market = self.ready["markets"][0]
        return {**market["tokens"][0], "neg_risk": market["neg_risk"]}


@contextmanager
def serve(*options: str, complaint: str = "", with_parent: bool = True) -> Iterator[Served]:
    """Run a sandbox; it has to end in order, with a `complaint` or without a word on standard error."""
    command = [sys.executable, "-m", "clob_sandbox", "serve", "--port", "0", *options]
    command += ["--with-parent"] if with_parent else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        try:
            with httpx.Client(base_url=ready["url"]) as http:
                yield Served(ready, http)
        finally:
            process.terminate()
        _, errors = process.communicate(timeout=20)
        assert process.returncode == 0, errors
        assert complaint in errors if complaint else errors == ""


@pytest.fixture(name="serve")
def serve_fixture() -> Callable[..., Any]:
    return serve


@pytest.fixture(scope="session")
def running() -> Iterator[Served]:
    with serve() as served:
        yield served


@pytest.fixture
def served(running: Served) -> Served:
    """The one process that many tests share, as if it had just begun."""
    running.set("reset")
    return running


@pytest.fixture
def make_world() -> Callable[..., World]:
    return World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def observed() -> World:
    return World("observed")


@pytest.fixture(scope="session")
def vectors() -> Any:
    """Test vectors of the official clients."""
    return json.loads((ROOT / "overlays" / "tests" / "data" / "vectors.json").read_text())


@pytest.fixture
def digest() -> Callable[..., str]:
    """The order id of an order's JSON, by eth-account."""

    def compute(order: dict[str, Any], *, neg_risk: bool) -> str:
        return "0x" + digest_of(typed_order(order, neg_risk)).hex()

    return compute


@pytest.fixture(scope="session")
def description() -> dict[str, Any]:
    """The judge's description."""
    with (ROOT / "generated" / "judge.yaml").open() as file:
        loaded: dict[str, Any] = yaml.load(file, Loader=yaml.CSafeLoader)
    return loaded
