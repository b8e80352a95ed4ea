"""Order bodies carry the fault they are meant to carry; a remote server is touched only as allowed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from clob_conformance.core.description import Description
from clob_conformance.core.errors import CannotRun, WrongUsage
from clob_conformance.core.interaction import Masker
from clob_conformance.environment.preflight import check_remote
from clob_conformance.environment.sender import Sender
from clob_conformance.environment.servers import is_loopback, remote_url
from clob_conformance.environment.signed_orders import graft
from clob_conformance.environment.target import RunAccounts, Target, account_from_environment
from clob_conformance.workloads.context import Run

from .conftest import account

Scripted = Callable[..., Run]


@pytest.fixture
def order(scripted: Scripted) -> dict[str, Any]:
    run = scripted(lambda request: httpx.Response(200))
    trader = run.target.accounts.trader
    assert trader is not None
    return run.makes_orders(trader).resting(random.Random(0)).body


def with_(order: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {**order, "order": {**order["order"], **changed}}


def test_a_fault_is_grafted_at_its_place_and_the_rest_stays_signed(
    order: dict[str, Any], published: Description
) -> None:
    operation = published.operations["postOrder"]
    other = with_(order, salt="x", tokenId=["1"])
    other["postOnly"] = "yes"
    other["order"].pop("builder")
    grafted = graft(operation, other, order)
    assert grafted["order"]["signature"] == order["order"]["signature"]
    assert (grafted["order"]["salt"], grafted["order"]["tokenId"], grafted["postOnly"]) == ("x", ["1"], "yes")
    assert "builder" not in grafted["order"]


def test_a_valid_generated_order_becomes_the_signed_one(
    order: dict[str, Any], published: Description
) -> None:
    assert graft(published.operations["postOrder"], with_(order, salt=5), order) == order


def test_orders_rest_at_the_far_end_and_are_post_only(scripted: Scripted) -> None:
    run = scripted(lambda request: httpx.Response(200))
    assert run.target.accounts.trader is not None
    maker = run.makes_orders(run.target.accounts.trader)
    for seed in range(20):
        draft = maker.any(random.Random(seed))
        assert draft.body["postOnly"] is True
        assert draft.price <= draft.market.tick_size * 3 or draft.price >= 1 - draft.market.tick_size * 3


READ_ONLY = {
    "getOrders",
    "getBook",
    "getBooksPost",
    "postOrdersScoring",
    "deriveApiKey",
}
TRADING = {
    "postOrder",
    "postOrders",
    "cancelOrder",
    "cancelOrders",
    "cancelAllOrders",
    "cancelMarketOrders",
    "updateBalanceAllowance",
    "getUpdateBalanceAllowance",
}
NEVER = {
    "deleteApiKey",
    "createApiKey",
    "sendHeartbeat",
    "sendHeartbeatV1",
    "dropNotifications",
    "revokeBuilderApiKey",
}


@pytest.mark.parametrize(("trade", "allowed"), [(False, READ_ONLY), (True, READ_ONLY | TRADING)])
def test_a_remote_server_is_only_read_unless_trading_is_allowed(
    trade: bool, allowed: set[str], published: Description
) -> None:
    someone = account(1)
    accounts = RunAccounts(someone, someone if trade else None)
    target = Target("remote", "https://clob.example.test", own=False, trade=trade, accounts=accounts)
    probed = READ_ONLY | TRADING | NEVER
    assert {name for name in probed if target.may(published.operations[name])} == allowed
    assert not target.fills


def test_without_credentials_only_public_operations_are_called(published: Description) -> None:
    target = Target(
        "remote", "https://clob.example.test", own=False, trade=False, accounts=RunAccounts(None, None)
    )
    levels = {operation.level for operation in published.operations.values() if target.may(operation)}
    assert levels == {"public"}


def remote(handler: Callable[[httpx.Request], httpx.Response]) -> Sender:
    client = httpx.Client(transport=httpx.MockTransport(handler))
    return Sender("http://exchange.test", lambda interaction: None, None, client)


def test_an_account_with_open_orders_is_refused_for_trading(published: Description) -> None:
    def response(request: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, json={"data": [{"id": "0x1"}]} if request.url.path == "/data/orders" else 1
        )

    with pytest.raises(CannotRun, match="the account has 1 open orders"):
        check_remote(remote(response), published, account(1), trade=True, masker=Masker())
    someone = account(1)
    assert check_remote(remote(response), published, someone, trade=False, masker=Masker()) is someone


def test_refused_credentials_end_the_run_before_it_begins(published: Description) -> None:
    def response(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/data/orders":
            return httpx.Response(401, json={"error": "Unauthorized/Invalid api key"})
        return httpx.Response(200, json=1)

    with pytest.raises(CannotRun, match=r"credentials refused by http://exchange\.test: 401 Unauthorized"):
        check_remote(remote(response), published, account(1), trade=False, masker=Masker())


def test_trading_needs_an_account(published: Description) -> None:
    with pytest.raises(CannotRun, match="--trade signs orders and makes an API key of its own"):
        check_remote(
            remote(lambda r: httpx.Response(200, json=1)), published, None, trade=True, masker=Masker()
        )


def test_names_of_targets_are_servers_of_the_description(published: Description) -> None:
    assert remote_url("production", published) == "https://clob.polymarket.com"
    assert remote_url("staging", published) == "https://clob-staging.polymarket.com"
    assert remote_url("http://127.0.0.1:5/", published) == "http://127.0.0.1:5"
    with pytest.raises(WrongUsage, match="--target nowhere: neither sandbox, staging, production nor"):
        remote_url("nowhere", published)


def test_this_machine_is_known_by_its_addresses() -> None:
    assert is_loopback("http://127.0.0.1:8000")
    assert is_loopback("http://localhost")
    assert is_loopback("http://[::1]:1")
    assert not is_loopback("https://clob.polymarket.com")


def test_the_environment_describes_an_account_or_none_and_faults_name_the_variable() -> None:
    assert account_from_environment({}) is None
    key = "0x" + "11" * 32
    assert account_from_environment({"PK": key}) is not None
    with pytest.raises(CannotRun, match="CLOB_SECRET"):
        account_from_environment({"PK": key, "CLOB_API_KEY": "k"})
    with pytest.raises(CannotRun, match="a private key is 32 bytes") as caught:
        account_from_environment({"PK": "0x1234"})
    assert "1234" not in str(caught.value)
