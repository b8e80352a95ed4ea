"""A second account on somebody else's server: who it is, what it tries, and what it leaves behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

import httpx
import pytest
from clob_conformance.cli.options import permitted
from clob_conformance.core.errors import CannotRun, Skipped, WrongUsage
from clob_conformance.core.interaction import Interaction, Masker
from clob_conformance.environment import target as targets
from clob_conformance.environment.preflight import given_counterparty
from clob_conformance.environment.purse import Purse
from clob_conformance.environment.sandbox import account_from_ready, running_sandbox
from clob_conformance.environment.signed_orders import Draft
from clob_conformance.environment.target import counterparty_from_environment
from clob_conformance.reporting.outcome import Outcome, Plan
from clob_conformance.run import execution as runs
from clob_conformance.workloads import lifecycle, matching, passing_time
from clob_conformance.workloads.context import Budget
from clob_conformance.workloads.scenario import Actor
from polymarket_clob.orders import OrderArgs

from .conftest import account


def worth(order: dict[str, str]) -> Decimal:
    return Decimal(order["makerAmount" if order["side"] == "BUY" else "takerAmount"]) / 10**6


KEY = "0x" + "22" * 32
PLAIN = httpx.Client(trust_env=False)
PRIVATE = ("order-private", "lists-private", "cancel-private")


@pytest.fixture
def ready() -> Iterator[dict[str, Any]]:
    with running_sandbox("documented", 0) as line:
        yield line


@pytest.fixture
def second(ready: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Another account of the sandbox, which the environment names as the second one."""
    made: dict[str, str] = PLAIN.post(f"{ready['url']}/_sandbox/accounts", json={}).json()
    monkeypatch.setenv("PK", ready["account"]["private_key"])
    monkeypatch.setenv("CLOB_COUNTERPARTY_PK", made["private_key"])
    return made


def asked(ready: dict[str, Any], who: dict[str, str], path: str) -> Any:
    """What an account is told by its own key."""
    someone = account_from_ready(who, Masker(), ready["chain_id"])
    headers = someone.headers("L2", "GET", path.partition("?")[0])
    return PLAIN.get(ready["url"] + path, headers=headers).json()


def test_the_environment_describes_the_second_account_as_it_does_the_first() -> None:
    assert counterparty_from_environment({"PK": KEY, "CHAIN_ID": "80002"}) is None
    given = {"CLOB_COUNTERPARTY_PK": KEY, "CLOB_COUNTERPARTY_FUNDER": "0x" + "33" * 20, "CHAIN_ID": "80002"}
    found = counterparty_from_environment(
        {**given, "CLOB_COUNTERPARTY_SIGNATURE_TYPE": "2", "CLOB_FUNDER": "0x1"}
    )
    assert found is not None
    assert (found.maker, found.signature_type, found.chain_id) == ("0x" + "33" * 20, 2, 80002)
    with pytest.raises(CannotRun, match=r"CLOB_COUNTERPARTY_\*, the second account: .*CLOB_SECRET"):
        counterparty_from_environment({"CLOB_COUNTERPARTY_PK": KEY, "CLOB_COUNTERPARTY_API_KEY": "k"})


def test_its_keys_are_masked_and_it_has_to_be_another_one() -> None:
    masker = Masker()
    with pytest.raises(CannotRun, match="there is no first one"):
        given_counterparty(masker, None, {"CLOB_COUNTERPARTY_PK": KEY})
    assert KEY not in masker.masked(f"it is {KEY}")
    first = account(1)
    assert first.signer is not None
    with pytest.raises(CannotRun, match="it is the first one"):
        given_counterparty(masker, first, {"CLOB_COUNTERPARTY_PK": f"0x{1:064x}"})


def test_without_trade_it_is_only_read_with(ready: dict[str, Any], second: dict[str, str]) -> None:
    # An order of the first account, which rests whatever the run does.
    token = ready["markets"][0]["tokens"][0]["token_id"]
    order = {"address": ready["account"]["address"], "token_id": token, "side": "BUY", "price": "0.01"}
    PLAIN.post(f"{ready['url']}/_sandbox/orders", json={**order, "size": "5"}).raise_for_status()
    outcome = runs.execute(Plan(target=ready["url"], quick=True, suites=("auth",), timeout=120))
    assert [finding.violation.message for finding in outcome.new] == []
    assert [outcome.clauses[name] for name in PRIVATE] == ["kept", "kept", "not-run"]
    assert outcome.skipped["cancel-private"] == "needs --trade, which allows orders"
    assert len(asked(ready, ready["account"], "/data/orders")["data"]) == 1


def test_with_trade_it_tries_to_cancel_and_both_leave_nothing_behind(
    ready: dict[str, Any], second: dict[str, str]
) -> None:
    plan = Plan(target=ready["url"], quick=True, suites=("auth",), trade=True, timeout=120)
    outcome = runs.execute(plan)
    assert [finding.violation.message for finding in outcome.new] == []
    checked = (*PRIVATE, "key-derived", "key-revoked", "readonly-key-reads")
    assert {outcome.clauses[name] for name in checked} == {"kept"}
    for someone in (ready["account"], second):
        assert asked(ready, someone, "/data/orders")["data"] == []
        assert asked(ready, someone, "/auth/api-keys") == {"apiKeys": [someone["api_key"]]}


def test_a_second_account_with_open_orders_is_refused_for_trading(
    ready: dict[str, Any], second: dict[str, str]
) -> None:
    token = ready["markets"][0]["tokens"][0]["token_id"]
    order = {"address": second["address"], "token_id": token, "side": "BUY", "price": "0.01", "size": "5"}
    PLAIN.post(f"{ready['url']}/_sandbox/orders", json=order).raise_for_status()
    with pytest.raises(CannotRun, match=r"the second account, .*: the account has 1 open orders"):
        runs.execute(Plan(target=ready["url"], trade=True))
    assert len(asked(ready, second, "/data/orders")["data"]) == 1


def test_its_keys_go_nowhere_but_to_a_target_that_is_named(
    ready: dict[str, Any], second: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[httpx.Request] = []
    send = httpx.Client.send

    def noting(self: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
        sent.append(request)
        return send(self, request, **more)

    monkeypatch.setattr(httpx.Client, "send", noting)
    monkeypatch.setattr(runs, "is_loopback_address", lambda url: False)
    runs.execute(Plan(target=ready["url"], quick=True, suites=("limits",), named=False, timeout=120))
    assert len(sent) > 10
    assert {second["address"], ready["account"]["address"]}.isdisjoint(
        request.headers.get("poly_address") for request in sent
    )


def test_orders_are_counted_before_they_are_sent() -> None:
    bid = {"order": {"side": "BUY", "makerAmount": "2500000", "takerAmount": "5000000"}}
    ask = {"order": {"side": "SELL", "makerAmount": "5000000", "takerAmount": "2500000"}}
    purse = Purse.of(Decimal(12))
    purse.take([bid, ask])
    assert (purse.left, purse.kept) == (Decimal(1), Decimal(6))
    with pytest.raises(Skipped, match=r"1 are left of --spend 12 USDC, .*, and 2\.5 needed"):
        purse.take([bid])
    purse.take([bid], back=True)
    assert (purse.left, purse.kept) == (Decimal(1), Decimal("3.5"))


class Traded:
    """A run that may trade for so much on one market: every order that it sent, and what came of it."""

    def __init__(
        self,
        ready: dict[str, Any],
        second: dict[str, str],
        spend: str,
        *,
        closed: bool = False,
        budget: Budget = Budget(examples=1, histories=1, steps=1),  # noqa: B008 - frozen
    ) -> None:
        self.market = next(market for market in ready["markets"] if market["tick_size"] == "0.01")
        self.orders: list[dict[str, Any]] = []
        send = httpx.Client.send

        def noting(client: httpx.Client, request: httpx.Request, **more: Any) -> httpx.Response:
            if (request.method, request.url.path) == ("POST", "/order"):
                self.orders.append(json.loads(request.content))
            return send(client, request, **more)

        self._ready, self._second = ready, second
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(httpx.Client, "send", noting)
            # As on a server that is not on this machine, where nothing else is ever filled.
            patch.setattr(targets, "is_loopback", lambda url: False)
            patch.setattr(runs, "QUICK", budget)
            plan = Plan(
                target=ready["url"],
                quick=True,
                suites=("lifecycle",),
                trade=True,
                fills=True,
                spend=Decimal(spend),
                closed=closed,
                markets=(self.market["condition_id"],),
                timeout=120,
            )
            before = self._shares()
            self.outcome = runs.execute(plan)
            self.moved = before != self._shares()

    def _shares(self) -> list[Any]:
        paths = [
            f"/balance-allowance?asset_type=CONDITIONAL&token_id={token['token_id']}&signature_type=0"
            for token in self.market["tokens"]
        ]
        both = (self._ready["account"], self._second)
        return [asked(self._ready, who, path)["balance"] for who in both for path in paths]

    def inside(self) -> list[dict[str, Any]]:
        """The orders that do not rest at the ends of the price range."""
        found = []
        for body in self.orders:
            gives, wants = Decimal(body["order"]["makerAmount"]), Decimal(body["order"]["takerAmount"])
            price = gives / wants if body["order"]["side"] == "BUY" else wants / gives
            found += [body] if Decimal("0.05") < price < Decimal("0.95") else []
        return found


def test_two_accounts_trade_for_no_more_than_is_allowed_and_trade_back(
    ready: dict[str, Any], second: dict[str, str]
) -> None:
    traded = Traded(ready, second, "400")
    assert [finding.violation.message for finding in traded.outcome.new] == []
    inside = traded.inside()
    tokens = {token["token_id"] for token in traded.market["tokens"]}
    assert {body["order"]["tokenId"] for body in inside} == tokens
    assert {body["order"]["maker"] for body in inside} == {ready["account"]["address"], second["address"]}
    assert 50 < sum(worth(body["order"]) for body in inside) <= 400
    # Post-only or taking, as its like asks for it: nobody else's order is met.
    assert {(body["postOnly"], body["orderType"]) for body in inside} >= {(True, "GTC"), (False, "FAK")}
    trades = asked(ready, second, "/data/trades")["data"]
    assert len(trades) > 8
    met = [trade["maker_orders"] for trade in trades if trade["trader_side"] == "TAKER"]
    assert {order["maker_address"] for orders in met for order in orders} == {ready["account"]["address"]}
    assert not traded.moved
    assert traded.outcome.clauses["remainder-rests"] == "kept"
    for someone in (ready["account"], second):
        assert asked(ready, someone, "/data/orders")["data"] == []


Play = Callable[[dict[str, Any], dict[str, str]], Outcome]


def reported_of(fault: str, play: Play) -> set[str]:
    """The clauses that two accounts find broken on a server with a fault."""
    with running_sandbox("documented", 0, (fault,)) as line, pytest.MonkeyPatch.context() as patch:
        made = PLAIN.post(f"{line['url']}/_sandbox/accounts", json={}).json()
        patch.setenv("PK", line["account"]["private_key"])
        patch.setenv("CLOB_COUNTERPARTY_PK", made["private_key"])
        return {finding.violation.clause.id for finding in play(line, made).new}


def trading(line: dict[str, Any], made: dict[str, str], *, closed: bool = False) -> Outcome:
    return Traded(line, made, "400", closed=closed).outcome


def test_what_becomes_of_orders_that_meet_is_judged_whoever_else_trades() -> None:
    assert reported_of("remainder-dropped", trading) == {"remainder-rests"}


@pytest.mark.parametrize("closed", [False, True])
def test_more_is_judged_where_nobody_else_acts(closed: bool) -> None:
    assert ("trade-foretold" in reported_of("trade-missing", partial(trading, closed=closed))) is closed


def test_what_is_not_allowed_for_is_not_sent(ready: dict[str, Any], second: dict[str, str]) -> None:
    traded = Traded(ready, second, "20")
    assert [finding.violation.message for finding in traded.outcome.new] == []
    assert 0 < sum(worth(body["order"]) for body in traded.inside()) <= 20
    assert not traded.moved


def test_a_walk_that_trades_ends_with_what_is_allowed_and_sells_back(
    ready: dict[str, Any], second: dict[str, str]
) -> None:
    traded = Traded(ready, second, "400", budget=Budget(examples=1, histories=40, steps=12))
    assert [finding.violation.message for finding in traded.outcome.new] == []
    inside = traded.inside()
    assert 200 < sum(worth(body["order"]) for body in inside) <= 400
    assert {body["orderType"] for body in inside} >= {"GTC", "FAK"}
    assert not traded.moved
    for someone in (ready["account"], second):
        assert asked(ready, someone, "/data/orders")["data"] == []


def test_an_interruption_in_the_midst_of_trading_leaves_no_order_and_says_what_it_leaves(
    ready: dict[str, Any],
    second: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    resting: list[str] = []

    def interrupted(trade: Any, side: str) -> None:
        for actor, price in ((trade.seller, "0.9"), (trade.buyer, "0.8")):
            resting.append(trade.rest(actor, OrderArgs(trade.spot.token_id, price, 5, "SELL")).order_id)
        for who in (ready["account"], second):
            assert asked(ready, who, "/data/orders")["data"] != []
        raise KeyboardInterrupt

    monkeypatch.setattr(matching, "_better", interrupted)
    traded = Traded(ready, second, "400")
    assert traded.outcome.broken_off == "interrupted"
    assert len(resting) == 2
    for someone in (ready["account"], second):
        assert asked(ready, someone, "/data/orders")["data"] == []
        assert asked(ready, someone, "/auth/api-keys") == {"apiKeys": [someone["api_key"]]}
    assert "ended while two accounts traded in " in capsys.readouterr().err


def of_two(ready: dict[str, Any], **more: Any) -> Outcome:
    """A short run of lives and keys with two accounts that may place orders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "QUICK", Budget(examples=1, histories=40, steps=12))
        plan = Plan(
            target=ready["url"], quick=True, suites=("auth", "lifecycle"), trade=True, timeout=120, **more
        )
        return runs.execute(plan)


def test_accounts_that_are_for_tests_alone_are_used_for_everything_and_keep_nothing(
    ready: dict[str, Any], second: dict[str, str]
) -> None:
    outcome = of_two(ready)
    assert [finding.violation.message for finding in outcome.new] == []
    assert {outcome.clauses[name] for name in ("heartbeat-lapse", "best-quote-by-terms")} == {"kept"}
    used = ("createApiKey", "deleteApiKey", "createBuilderApiKey", "createReadonlyApiKey", "sendHeartbeatV1")
    assert {
        name for name in (*used, "dropNotifications") if not outcome.tallies[name].statuses.get(200)
    } == set()
    for someone in (ready["account"], second):
        assert asked(ready, someone, "/data/orders")["data"] == []
        assert asked(ready, someone, "/auth/api-keys") == {"apiKeys": [someone["api_key"]]}
        assert asked(ready, someone, "/auth/builder-api-key") == []
        assert asked(ready, someone, "/auth/readonly-api-keys") == {"readonlyApiKeys": []}


def test_other_accounts_keep_their_notifications_and_are_given_no_heartbeat(
    ready: dict[str, Any], second: dict[str, str]
) -> None:
    outcome = of_two(ready, test_accounts=False)
    assert [finding.violation.message for finding in outcome.new] == []
    assert "--test-accounts" in outcome.skipped["heartbeat-lapse"]
    assert {"dropNotifications", "createBuilderApiKey", "sendHeartbeatV1"}.isdisjoint(
        name for name, tally in outcome.tallies.items() if tally.statuses
    )


def test_an_order_that_is_late_is_not_expected_to_fall_with_a_heartbeat_before_it(
    ready: dict[str, Any], second: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Actor.post

    def late(self: Actor, draft: Draft) -> Interaction:
        PLAIN.post(f"{ready['url']}/_sandbox/clock", json={"advance": 11}).raise_for_status()
        return post(self, draft)

    monkeypatch.setattr(Actor, "post", late)
    monkeypatch.setattr(lifecycle, "_SCENARIOS", (passing_time,))
    assert of_two(ready).clauses["heartbeat-lapse"] == "kept"


def test_a_read_that_is_dropped_ends_no_wait_for_a_heartbeat_to_lapse(
    ready: dict[str, Any], second: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read, dropped = passing_time._status, iter([None])

    def first_dropped(actor: Actor, draft: Draft) -> Any:
        return next(dropped, read(actor, draft))

    monkeypatch.setattr(passing_time, "_status", first_dropped)
    monkeypatch.setattr(lifecycle, "_SCENARIOS", (passing_time,))
    assert of_two(ready).clauses["heartbeat-lapse"] == "kept"


@pytest.mark.parametrize(
    ("fault", "clause"),
    [("heartbeat-never-lapses", "heartbeat-lapse"), ("notifications-stay", "notices-foretold")],
)
def test_what_only_accounts_for_tests_show_is_judged(
    fault: str, clause: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passing_time, "_SILENCE_S", 12)
    assert clause in reported_of(fault, lambda line, made: of_two(line))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"test_accounts": True}, "it goes with --trade"),
        ({"fills": True}, "they go with --trade"),
        ({"trade": True, "spend": 5.0}, "it goes with --fills"),
        ({"trade": True, "fills": True, "spend": 5.0}, "on the markets that you name"),
        ({"target": "sandbox", "markets": ["0x1"]}, "the run's own sandbox has its own markets"),
    ],
)
def test_what_permits_fills_goes_together(given: dict[str, Any], sentence: str) -> None:
    usual: dict[str, Any] = {"trade": False, "fills": False, "spend": 0.0, "markets": None}
    usual |= {"target": "http://exchange.test", **given}
    with pytest.raises(WrongUsage, match=sentence):
        permitted(usual.pop("target"), **usual)
