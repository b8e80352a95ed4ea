"""What became of orders of unknown outcome: taken, not taken, or not yet known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from polymarket_clob import (
    ClobClient,
    Credentials,
    InvalidInput,
    MarketRules,
    NotFound,
    OrderArgs,
    OrderBuilder,
    OrderOutcomeUnknown,
    PrivateKeySigner,
    ResponseError,
    SignedOrder,
    TransportError,
)
from polymarket_clob._calls.safety import LISTED_WITHIN
from polymarket_clob.compat._legacy import signed_order
from polymarket_clob.wallets import of

KEY = "0x" + "11" * 32
CREDS = Credentials("key-1", "A" * 43 + "=", "pass-1", PrivateKeySigner(KEY).address)
NONE = {"error": "order not found"}


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that a client waits, without the waiting."""
    waited: list[float] = []
    monkeypatch.setattr("polymarket_clob._client.time.sleep", waited.append)
    return waited


class Exchange:
    """Shows an order, and trades, once they were looked for ``after`` times."""

    def __init__(self, order: Any = NONE, trades: list[Any] | None = None, after: int = 0) -> None:
        self.order = order
        self.trades = trades or []
        self.after = after
        self.looks = 0
        self.canceled: list[str] = []
        self.contradicts = False
        self.open: list[Any] = []
        self.during_look: Callable[[], None] = lambda: None

    def response(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/orders":
            refused = dict.fromkeys(self.canceled, "already matched") if self.contradicts else {}
            return httpx.Response(200, json={"canceled": self.canceled, "not_canceled": refused})
        if path == "/data/trades":
            self.during_look()
            return httpx.Response(200, json={"data": self.trades, "next_cursor": "LTE="})
        if path == "/data/orders":
            return httpx.Response(200, json={"data": self.open, "next_cursor": "LTE="})
        self.looks += 1
        order_id = path.rpartition("/")[2]
        if self.looks <= self.after or self.order == NONE:
            return httpx.Response(404, json=NONE)
        if isinstance(self.order, bytes):
            return httpx.Response(200, content=self.order)
        return httpx.Response(200, json=self.order and {"id": order_id, **self.order})

    def client(self) -> ClobClient:
        transport = httpx.MockTransport(self.response)
        return ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=transport)


def signed_by(client: ClobClient) -> SignedOrder:
    return client.create_order(OrderArgs("7" * 77, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False))


def trade(order_id: str, status: str, *, maker: bool = False) -> dict[str, Any]:
    other = "0x" + "ee" * 32
    taker, resting = (other, order_id) if maker else (order_id, other)
    return {"id": "t", "taker_order_id": taker, "status": status, "maker_orders": [{"order_id": resting}]}


def settle(exchange: Exchange, statuses: tuple[str, ...] = (), **options: Any) -> bool | None:
    client = exchange.client()
    signed = signed_by(client)
    exchange.trades = [trade(signed.order_id, status) for status in statuses]
    exchange.canceled = [signed.order_id] if exchange.canceled else []
    (settled,) = client.reconcile([signed], **options)
    assert settled.order_id == signed.order_id
    assert settled.state == {True: "taken", False: "not taken", None: "not yet known"}[settled.taken]
    return settled.taken


LIVE = {"status": "ORDER_STATUS_LIVE", "size_matched": "0"}
CANCELED = {"status": "CANCELED", "size_matched": "0"}


@pytest.mark.parametrize(
    ("order", "statuses", "taken"),
    [
        (LIVE, (), True),
        ({**LIVE, "status": "LIVE"}, (), True),
        (LIVE, ("FAILED",), True),
        ({"status": "MATCHED"}, (), True),
        ({"status": "MATCHED"}, ("TRADE_STATUS_FAILED",), None),
        ({"status": "MATCHED"}, ("FAILED", "MINED"), True),
        ({"status": "ORDER_STATUS_INVALID"}, (), False),
        (CANCELED, (), False),
        ({**CANCELED, "status": "ORDER_STATUS_CANCELED_MARKET_RESOLVED"}, (), False),
        ({**CANCELED, "size_matched": "2.5"}, (), True),
        ({"status": "CANCELED"}, (), True),
        ({**CANCELED, "associate_trades": ["t"]}, (), None),
        ({**CANCELED, "associate_trades": ["t"]}, ("FAILED",), False),
        ({**CANCELED, "associate_trades": []}, (), False),
        ({"status": "INVALID", "size_matched": "5"}, (), None),
        (NONE, (), None),
        (None, (), None),
        (b"", (), None),
        (b"{}", (), None),
        (b" \n", (), None),
        (NONE, ("MATCHED",), True),
        (None, ("TRADE_STATUS_CONFIRMED",), True),
        (b"", ("RETRYING",), True),
        (NONE, ("FAILED",), None),
        (NONE, ("TRADE_STATUS_FAILED",), None),
    ],
)
def test_an_order_is_settled_by_what_is_shown_of_it_and_its_trades(
    order: Any, statuses: tuple[str, ...], taken: bool | None
) -> None:
    assert settle(Exchange(order), statuses) is taken


def test_a_fill_of_a_resting_order_counts() -> None:
    exchange = Exchange()
    client = exchange.client()
    signed = signed_by(client)
    exchange.trades = [{"id": "odd", "maker_orders": None}, trade(signed.order_id, "MINED", maker=True)]
    (settled,) = client.reconcile([signed])
    assert (settled.taken, [each.id for each in settled.trades]) == (True, ["t"])


def test_no_is_said_only_after_the_time_that_the_caller_states(pauses: list[float]) -> None:
    exchange = Exchange()
    assert settle(exchange, asking_for=10.0) is False
    assert sum(pauses) == 10
    assert exchange.looks == len(pauses) + 1
    assert settle(Exchange(), ("FAILED",), asking_for=1.0) is False


def test_an_order_that_shows_up_while_asking_is_taken(pauses: list[float]) -> None:
    assert settle(Exchange(LIVE, after=3), asking_for=60.0) is True
    assert len(pauses) == 3


def test_an_order_that_was_cancelled_before_it_was_asked_for_is_not_taken(pauses: list[float]) -> None:
    exchange = Exchange()
    assert settle(exchange, cancel=True) is None
    assert pauses == []
    exchange = Exchange(order=None)
    exchange.canceled = ["itself"]
    assert settle(exchange, cancel=True) is False
    assert sum(pauses) == LISTED_WITHIN
    assert settle(exchange, ("MATCHED",), cancel=True) is True


def test_a_fill_that_is_listed_a_moment_after_the_cancel_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = Exchange(order=None)
    client = exchange.client()
    signed = signed_by(client)
    exchange.canceled = [signed.order_id]

    def later(seconds: float) -> None:
        exchange.trades = [trade(signed.order_id, "MATCHED")]

    monkeypatch.setattr("polymarket_clob._client.time.sleep", later)
    assert [each.taken for each in client.reconcile([signed], cancel=True)] == [True]


def test_an_order_that_was_not_cancelled_is_not_settled_by_looking_for_one_that_was(
    pauses: list[float],
) -> None:
    exchange = Exchange()
    client = exchange.client()
    canceled, other = signed_by(client), signed_by(client)
    exchange.canceled = [canceled.order_id]
    assert [each.taken for each in client.reconcile([canceled, other], cancel=True)] == [False, None]


def test_a_cancel_that_contradicts_itself_settles_nothing() -> None:
    exchange = Exchange(order=None)
    exchange.canceled, exchange.contradicts = ["itself"], True
    assert settle(exchange, cancel=True) is None


@pytest.mark.parametrize("order", [{"status": "INVALID", "size_matched": "5"}])
def test_time_does_not_settle_what_contradicts_itself(order: Any, pauses: list[float]) -> None:
    assert settle(Exchange(order), asking_for=60.0) is None


def test_trades_are_looked_for_since_the_order_was_signed_by_the_clock_of_the_exchange() -> None:
    asked: list[int] = []

    def response(request: httpx.Request) -> httpx.Response:
        asked.extend(int(each) for each in request.url.params.get_list("after"))
        return exchange.response(request)

    exchange, now = Exchange(), 1_790_000_000
    transport = httpx.MockTransport(response)
    client = ClobClient(
        "http://clob.test", key=KEY, creds=CREDS, transport=transport, clock=lambda: now + 7200
    )
    signed = signed_by(client)
    client._session.set_clock(-7200)
    client.reconcile([signed])
    assert asked[0] < now


def test_an_order_of_another_account_or_chain_is_not_asked_for() -> None:
    """The exchange shows an account its own orders alone: it says nothing of another's."""
    exchange = Exchange()
    rules = MarketRules("0.01", neg_risk=False)
    for key, chain in (("0x" + "22" * 32, 137), (KEY, 80002)):
        foreign = OrderBuilder(PrivateKeySigner(key), chain).limit(
            OrderArgs("7" * 77, "0.5", 10, "BUY"), rules
        )
        with pytest.raises(InvalidInput):
            exchange.client().reconcile([foreign], asking_for=1.0)
    assert exchange.looks == 0


def test_the_orders_that_were_not_sent_are_settled_too() -> None:
    client = Exchange(LIVE).client()
    sent, unsent = signed_by(client), signed_by(client)
    unknown = OrderOutcomeUnknown([sent], TransportError("cut off"), (), [unsent])
    settled = client.reconcile(unknown)
    assert [(each.order_id, each.taken) for each in settled] == [
        (sent.order_id, True),
        (unsent.order_id, False),
    ]


@pytest.mark.parametrize("order", [{"id": "0x" + "cd" * 32}, b'{"error": "no such thing"}', b"[]", b'"no"'])
def test_an_answer_about_another_order_is_not_believed(order: Any) -> None:
    with pytest.raises(ResponseError):  # an error under 200 is one, too
        settle(Exchange(order))
    client = Exchange(order).client()
    with pytest.raises(ResponseError):  # an error under 200 is one, too
        client.get_order("0x" + "ab" * 32)


@pytest.mark.parametrize("order", [None, b"", b"{}"])
def test_an_order_of_which_nothing_is_shown_is_not_found(order: Any) -> None:
    with pytest.raises(NotFound):
        Exchange(order).client().get_order("0x" + "ab" * 32)


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.reconcile(["0x" + "ab" * 32]),
        lambda client: client.reconcile(signed_by(client)),
        lambda client: client.reconcile([signed_by(client)], asking_for=-1),
        lambda client: client.reconcile([signed_by(client)], asking_for=float("nan")),
    ],
)
def test_what_cannot_be_reconciled_is_refused(ask: Callable[[ClobClient], Any]) -> None:
    with pytest.raises(InvalidInput):
        ask(Exchange().client())


def test_of_no_orders_nothing_is_asked() -> None:
    exchange = Exchange()
    assert exchange.client().reconcile([]) == []
    assert exchange.looks == 0


@pytest.mark.parametrize("trades", [{}, "", 0, False, {"id": "t"}])
def test_what_is_no_list_of_trades_says_nothing_of_an_order(trades: Any, pauses: list[float]) -> None:
    exchange = Exchange()
    client = exchange.client()
    exchange.trades = trades
    with pytest.raises(ResponseError, match="not a list"):
        client.reconcile([signed_by(client)], asking_for=1.0)


@pytest.mark.parametrize(
    "odd", [{}, {"id": "odd"}, {"id": "odd", "maker_orders": {}}, {"taker_order_id": "", "maker_orders": []}]
)
def test_beside_a_trade_that_names_no_order_no_is_not_said(odd: Any, pauses: list[float]) -> None:
    exchange = Exchange(trades=[odd])
    client = exchange.client()
    (settled,) = client.reconcile([signed_by(client)], asking_for=1.0)
    assert (settled.taken, [each.to_dict() for each in settled.trades]) == (None, [odd])


def test_a_failed_trade_whose_id_is_odd_is_read() -> None:
    exchange = Exchange({**CANCELED, "associate_trades": ["t"]})
    client = exchange.client()
    signed = signed_by(client)
    exchange.trades = [{**trade(signed.order_id, "FAILED"), "id": ["t"]}]
    assert [each.taken for each in client.reconcile([signed])] == [None]


def test_ids_of_a_cancel_are_the_same_in_either_case(pauses: list[float]) -> None:
    exchange = Exchange(order=None)
    client = exchange.client()
    signed = signed_by(client)
    exchange.canceled = ["0x" + signed.order_id[2:].upper()]
    assert [each.taken for each in client.reconcile([signed], cancel=True)] == [False]

    def contradicting(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/orders":
            upper = "0x" + signed.order_id[2:].upper()
            return httpx.Response(200, json={"canceled": [signed.order_id], "not_canceled": {upper: "busy"}})
        return exchange.response(request)

    client = ClobClient(
        "http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(contradicting)
    )
    assert [each.taken for each in client.reconcile([signed], cancel=True)] == [None]


@pytest.mark.parametrize("ahead", [7200, 0])
def test_trades_are_not_looked_for_in_the_future(ahead: int) -> None:
    """The clock that stamped the order may have been put right since, or this may be another process."""
    asked: list[int] = []

    def response(request: httpx.Request) -> httpx.Response:
        asked.extend(int(each) for each in request.url.params.get_list("after"))
        return exchange.response(request)

    exchange, now = Exchange(), 1_790_000_000
    early = ClobClient("http://clob.test", key=KEY, creds=CREDS, clock=lambda: now + 7200)
    signed = signed_by(early)
    transport = httpx.MockTransport(response)
    client = ClobClient(
        "http://clob.test", key=KEY, creds=CREDS, transport=transport, clock=lambda: now + ahead
    )
    client._session.set_clock(-ahead)
    client.reconcile([signed])
    assert asked[0] < now


def test_an_order_that_goes_out_again_during_the_last_look_is_not_settled_by_it(pauses: list[float]) -> None:
    exchange = Exchange()

    def posted(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/order":
            raise httpx.ReadTimeout("no answer")
        return exchange.response(request)

    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(posted))
    signed = signed_by(client)

    def post_again() -> None:
        exchange.during_look = lambda: None
        with pytest.raises(OrderOutcomeUnknown):
            client.post_order(signed)

    exchange.during_look = post_again
    assert [each.taken for each in client.reconcile([signed], asking_for=0.1)] == [None]
    assert list(client.unsettled_orders) == [signed]
    assert [each.taken for each in client.reconcile([signed], asking_for=0.1)] == [False]
    assert list(client.unsettled_orders) == []


def test_an_order_of_another_accounts_deposit_wallet_is_not_asked_for() -> None:
    """Such an order names its wallet as its signer, and no key."""
    exchange = Exchange()
    own, other = (
        OrderBuilder(PrivateKeySigner(key), funder=of(PrivateKeySigner(key).address).deposit.address)
        for key in (KEY, "0x" + "22" * 32)
    )
    args, rules = OrderArgs("7" * 77, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False)
    assert [each.taken for each in exchange.client().reconcile([own.limit(args, rules)])] == [None]
    with pytest.raises(InvalidInput, match="maker"):
        exchange.client().reconcile([other.limit(args, rules)], asking_for=1.0)
    assert exchange.looks == 1


def test_orders_that_an_error_calls_unsent_are_asked_for_where_they_were_sent_since(
    pauses: list[float],
) -> None:
    exchange = Exchange(order=None)

    def posted(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/order":
            raise httpx.ReadTimeout("no answer")
        return exchange.response(request)

    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(posted))
    sent, here, elsewhere, never = (signed_by(client) for _ in range(4))
    unknown = OrderOutcomeUnknown([sent], TransportError("cut off"), (), [here, elsewhere, never])
    with pytest.raises(OrderOutcomeUnknown):
        client.post_order(here)
    exchange.open = [{"id": elsewhere.order_id, **LIVE}]
    settled = client.reconcile(unknown)
    assert [each.order_id for each in settled] == [each.order_id for each in (sent, here, elsewhere, never)]
    assert [each.taken for each in settled] == [None, None, True, False]
    assert [each.taken for each in client.reconcile(unknown, asking_for=1.0)] == [False, False, True, False]


def test_an_order_that_a_decision_about_a_quote_named_is_asked_for_beside_others(pauses: list[float]) -> None:
    """It is of version 1, whose contracts take no other order."""
    exchange = Exchange()

    def cut_off(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            raise httpx.ReadTimeout("no answer")
        return exchange.response(request)

    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(cut_off))
    builder = OrderBuilder(PrivateKeySigner(KEY))
    decided = signed_order(builder, token_id=7, amounts=(5, 10), side="BUY", expiration=0, neg_risk=False)
    with pytest.raises(OrderOutcomeUnknown):
        client.post_order(signed_by(client))
    with pytest.raises(OrderOutcomeUnknown) as caught:
        client.accept_rfq_quote({**decided, "quoteId": "q", "requestId": "r", "owner": CREDS.api_key})
    assert [each.taken for each in client.reconcile(caught.value)] == [None]
    settled = client.reconcile(client.unsettled_orders, asking_for=1.0)
    assert [each.taken for each in settled] == [False, False]
    with pytest.raises(InvalidInput, match="exchange"):
        client.post_order(caught.value.orders[0])
