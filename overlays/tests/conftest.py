"""Fixtures: a running sandbox, and a client for its funded account."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from polymarket_clob import ClobClient, Credentials
from polymarket_clob.contracts import POLYGON, contracts
from polymarket_clob.eip712 import OrderStruct, digest, exchange_domain


def start_sandbox(*arguments: str) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """A sandbox process and its ready line."""
    process = subprocess.Popen(
        [sys.executable, "-m", "clob_sandbox", "serve", "--port", "0", "--with-parent", *arguments],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "the sandbox ended before it was ready"
    return process, json.loads(line)


def order_id_of(sent: dict[str, Any]) -> str:
    """The id of an order as it was sent, on a market of version 2 that is not of negative risk."""
    order = sent["order"]
    struct = OrderStruct(
        salt=order["salt"],
        maker=order["maker"],
        signer=order["signer"],
        token_id=int(order["tokenId"]),
        maker_amount=int(order["makerAmount"]),
        taker_amount=int(order["takerAmount"]),
        side=("BUY", "SELL").index(order["side"]),
        signature_type=order["signatureType"],
        timestamp=int(order["timestamp"]),
        metadata=bytes.fromhex(order["metadata"][2:]),
        builder=bytes.fromhex(order["builder"][2:]),
    )
    exchange = contracts(POLYGON).exchange(2, neg_risk=False)
    return "0x" + digest(exchange_domain(POLYGON, exchange, 2), struct.hash()).hex()


def taken(sent: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The answer to an order that rests."""
    return {
        "success": True,
        "errorMsg": "",
        "orderID": order_id_of(sent),
        "status": "live",
        "makingAmount": "",
        "takingAmount": "",
        **changes,
    }


@pytest.fixture(scope="module", params=["documented", "observed"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """The ready line of a sandbox, in each profile, and the profile."""
    process, ready = start_sandbox("--profile", request.param)
    yield {**ready, "profile": request.param}
    process.terminate()
    assert process.wait(10) == 0


@pytest.fixture
def client_of() -> Callable[[dict[str, Any]], ClobClient]:
    """A client for the account of a ready line."""

    def build(ready: dict[str, Any]) -> ClobClient:
        account = ready["account"]
        return ClobClient(
            ready["url"],
            chain_id=ready["chain_id"],
            key=account["private_key"],
            creds=Credentials(
                account["api_key"], account["secret"], account["passphrase"], account["address"]
            ),
        )

    return build


@pytest.fixture
def client(
    sandbox: dict[str, Any], client_of: Callable[[dict[str, Any]], ClobClient]
) -> Iterator[ClobClient]:
    with client_of(sandbox) as client:
        yield client
        client.cancel_all()
