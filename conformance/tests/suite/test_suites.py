"""The suites against servers that the test scripts: each lie is found under its clause."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx
import pytest
from attrs import evolve
from clob_conformance.checks.book_clauses import book_hash
from clob_conformance.model import Model
from clob_conformance.workloads import authentication, examples, lifecycle, limits, pagination, privacy
from clob_conformance.workloads.context import Run

from .conftest import CONDITION, NO, YES, account, broken

Scripted = Callable[..., Run]


def shares(units: str) -> str:
    """An amount of base units, as an order tells it."""
    return f"{Decimal(units) / 10**6:f}"


SERVED = {
    "postOrder",
    "postOrders",
    "cancelOrder",
    "cancelOrders",
    "cancelAllOrders",
    "cancelMarketOrders",
    "getBalanceAllowance",
    "getBook",
    "getMarket",
    "getNotifications",
    "getOrder",
    "getOrders",
    "getOrderScoring",
    "getOrdersScoring",
    "getTrades",
    "postOrdersScoring",
}


class Shop:
    """A tiny exchange that tells the truth: it keeps orders in memory and trades nothing."""

    def __init__(self) -> None:
        self.open: dict[str, dict[str, Any]] = {}
        self.seen: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        handler = getattr(
            self, f"{request.method.lower()}_{request.url.path.strip('/').split('/')[0].replace('-', '_')}"
        )
        response: httpx.Response = handler(request, body)
        return response

    def refusal(self, body: Any) -> str | None:
        """What is wrong with an order. Its price has to be whole cents, its size five shares."""
        order = body["order"]
        paid, size = int(order["makerAmount"]), int(order["takerAmount"])
        if order["side"] == "SELL":
            paid, size = size, paid
        trader = account(2)
        assert trader.credentials is not None
        assert trader.signer is not None
        if body["owner"] != trader.credentials.api_key:
            return "the order owner has to be the owner of the API KEY"
        signed = trader.signer.sign_digest(bytes.fromhex(self.order_id(order)[2:]))
        if f"0x{signed.hex()}" != order["signature"]:
            return "invalid signature"
        if (paid * 100) % size:
            return "breaks minimum tick size rule"
        if size < 5_000_000:
            return "lower than the minimum"
        if body["orderType"] == "GTD" and int(order["expiration"]) < time.time() + 180:
            return "invalid expiration"
        return "Duplicated." if self.order_id(order) in self.seen else None

    def place(self, body: Any) -> dict[str, Any]:
        refusal = self.refusal(body)
        if refusal is not None:
            return {"success": False, "errorMsg": refusal, "orderID": "", "status": "delayed"}
        order_id = self.order_id(body["order"])
        self.seen.add(order_id)
        token = body["order"]["tokenId"]
        price = int(body["order"]["makerAmount"]) / int(body["order"]["takerAmount"])
        buy = body["order"]["side"] == "BUY"
        self.open[order_id] = {
            "id": order_id,
            "status": "LIVE",
            "owner": body["owner"],
            "maker_address": body["order"]["maker"],
            "market": CONDITION,
            "asset_id": token,
            "side": body["order"]["side"],
            "original_size": shares(body["order"]["takerAmount" if buy else "makerAmount"]),
            "size_matched": "0",
            "price": str(round(price if buy else 1 / price, 6)),
            "outcome": "Yes" if token == YES else "No",
            "expiration": body["order"]["expiration"],
            "order_type": body["orderType"],
            "created_at": int(time.time()),
        }
        amounts = {f"{what}ingAmount": body["order"][f"{what}erAmount"] for what in ("mak", "tak")}
        return {"success": True, "errorMsg": "", "orderID": order_id, "status": "live", **amounts}

    def post_order(self, request: httpx.Request, body: Any) -> httpx.Response:
        placed = self.place(body)
        if not placed["success"]:
            return httpx.Response(400, json={"error": placed["errorMsg"]})
        return httpx.Response(200, json=placed)

    def post_orders(self, request: httpx.Request, body: Any) -> httpx.Response:
        return httpx.Response(200, json=[self.place(one) for one in body])

    def get_book(self, request: httpx.Request, body: Any) -> httpx.Response:
        token, levels = (
            request.url.params["token_id"],
            {"BUY": dict[float, float](), "SELL": dict[float, float]()},
        )
        for raw in self.open.values():
            if raw["asset_id"] == token:
                side, price = levels[raw["side"]], float(raw["price"])
                side[price] = side.get(price, 0) + float(raw["original_size"])
        levels["BUY"][0.4] = levels["SELL"][0.6] = 100.0
        sides = {
            name: [
                {"price": str(price), "size": str(levels[side][price])}
                for price in sorted(levels[side], reverse=side == "BUY")
            ]
            for name, side in (("bids", "BUY"), ("asks", "SELL"))
        }
        book: dict[str, Any] = {
            "market": CONDITION,
            "asset_id": token,
            "timestamp": "1700000000",
            "hash": "",
            **sides,
        }
        book |= {"min_order_size": "5", "tick_size": "0.01", "neg_risk": False, "last_trade_price": ""}
        return httpx.Response(200, json={**book, "hash": book_hash(book)})

    def order_id(self, order: dict[str, Any]) -> str:
        from polymarket_clob.contracts import contracts
        from polymarket_clob.eip712 import OrderStruct, digest, exchange_domain

        struct = OrderStruct(
            salt=order["salt"],
            maker=order["maker"],
            signer=order["signer"],
            token_id=int(order["tokenId"]),
            maker_amount=int(order["makerAmount"]),
            taker_amount=int(order["takerAmount"]),
            side=int(order["side"] == "SELL"),
            signature_type=order["signatureType"],
            timestamp=int(order["timestamp"]),
            metadata=bytes(32),
            builder=bytes(32),
        )
        domain = exchange_domain(137, contracts(137).exchange(2, neg_risk=False), 2)
        return "0x" + digest(domain, struct.hash()).hex()

    def cancel(self, asked: list[str]) -> httpx.Response:
        canceled = [order for order in asked if self.open.pop(order, None)]
        refused = {order: "Order not found or already canceled" for order in asked if order not in canceled}
        return httpx.Response(200, json={"canceled": canceled, "not_canceled": refused})

    def delete_order(self, request: httpx.Request, body: Any) -> httpx.Response:
        return self.cancel([body["orderID"]])

    def delete_orders(self, request: httpx.Request, body: Any) -> httpx.Response:
        return self.cancel(body)

    def delete_cancel_all(self, request: httpx.Request, body: Any) -> httpx.Response:
        return self.cancel(list(self.open))

    def delete_cancel_market_orders(self, request: httpx.Request, body: Any) -> httpx.Response:
        fitting = [o for o, raw in self.open.items() if all(raw[k] == v for k, v in body.items())]
        return self.cancel(fitting)

    def get_balance_allowance(self, request: httpx.Request, body: Any) -> httpx.Response:
        return httpx.Response(200, json={"balance": "1000000000", "allowances": {}})

    def get_notifications(self, request: httpx.Request, body: Any) -> httpx.Response:
        return httpx.Response(200, json=[])

    def get_order_scoring(self, request: httpx.Request, body: Any) -> httpx.Response:
        return httpx.Response(200, json={"scoring": False})

    def get_orders_scoring(self, request: httpx.Request, body: Any) -> httpx.Response:
        return httpx.Response(200, json=dict.fromkeys(request.url.params.get_list("order_ids"), False))

    def post_orders_scoring(self, request: httpx.Request, body: Any) -> httpx.Response:
        return httpx.Response(200, json=dict.fromkeys(body, False))

    def get_markets(self, request: httpx.Request, body: Any) -> httpx.Response:
        return httpx.Response(404, json={"error": "market not found"})

    def get_data(self, request: httpx.Request, body: Any) -> httpx.Response:
        _, kind, *rest = request.url.path.strip("/").split("/")
        if kind == "trades":
            return httpx.Response(200, json={"limit": 100, "next_cursor": "", "count": 0, "data": []})
        if kind == "order":
            found = self.open.get(rest[0])
            return httpx.Response(200, json=found) if found else httpx.Response(404, json={"error": "no"})
        filters = {k: v for k, v in request.url.params.items() if k != "next_cursor"}
        begins = int(base64.b64decode(request.url.params.get("next_cursor", "MA==")))
        fits = [raw for raw in self.open.values() if all(raw[k] == v for k, v in filters.items())]
        listed = fits[begins:]
        return httpx.Response(
            200, json={"limit": 100, "next_cursor": "", "count": len(listed), "data": listed}
        )


def elsewhere(scripted: Scripted, shop: Callable[[httpx.Request], httpx.Response], **more: Any) -> Run:
    """A run on a server where others trade too."""
    run = scripted(shop, **more)
    if isinstance(shop, Shop):
        run = evolve(run, description=run.description.without(run.description.operations.keys() - SERVED))
    run.record.model = Model(run.description, "open")
    run.sender.notes.append(run.record.note)
    return run


def test_an_honest_shop_breaks_no_clause_of_the_lifecycle(scripted: Scripted) -> None:
    run = elsewhere(scripted, Shop())
    lifecycle.run(run)
    assert broken(run) == set()
    assert run.record.cases > 100


class StaysOpen(Shop):
    def cancel(self, asked: list[str]) -> httpx.Response:
        before = dict(self.open)
        response = super().cancel(asked)
        self.open = before
        return response


class ForgetsTheUnknown(Shop):
    def cancel(self, asked: list[str]) -> httpx.Response:
        return super().cancel([order for order in asked if order in self.open])


class CancelsTwice(Shop):
    def delete_order(self, request: httpx.Request, body: Any) -> httpx.Response:
        self.open.pop(body["orderID"], None)
        return httpx.Response(200, json={"canceled": [body["orderID"]], "not_canceled": {}})


class CancelsTheWholeMarket(Shop):
    def delete_cancel_market_orders(self, request: httpx.Request, body: Any) -> httpx.Response:
        return self.cancel(list(self.open))


class LosesOrders(Shop):
    def get_data(self, request: httpx.Request, body: Any) -> httpx.Response:
        kept, self.open = self.open, dict(list(self.open.items())[1:])
        response = super().get_data(request, body)
        self.open = kept
        return response


class IgnoresFilters(Shop):
    def get_data(self, request: httpx.Request, body: Any) -> httpx.Response:
        if request.url.path == "/data/orders":
            request = httpx.Request("GET", "http://exchange.test/data/orders")
        return super().get_data(request, body)


class SwapsSides(Shop):
    def place(self, body: Any) -> dict[str, Any]:
        placed = super().place(body)
        if placed["success"]:
            raw = self.open[placed["orderID"]]
            raw["side"] = "SELL" if raw["side"] == "BUY" else "BUY"
        return placed


class MatchesTooMuch(Shop):
    def place(self, body: Any) -> dict[str, Any]:
        placed = super().place(body)
        if placed["success"]:
            raw = self.open[placed["orderID"]]
            raw["size_matched"] = raw["original_size"] + "0"
        return placed


class Checks(Shop):
    """A shop that leaves one of its rules out."""

    ignored = ""

    def refusal(self, body: Any) -> str | None:
        refusal = super().refusal(body)
        return None if refusal is not None and self.ignored in refusal else refusal


class ChecksNoSignature(Checks):
    ignored = "signature"


class ChecksNoOwner(Checks):
    ignored = "owner"


class ChecksNoGrid(Checks):
    ignored = "tick size"


class ChecksNoMinimum(Checks):
    ignored = "minimum"


class ChecksNoExpiration(Checks):
    ignored = "expiration"


class TakesTwice(Checks):
    ignored = "Duplicated"


class SpoilsBatches(Shop):
    def post_orders(self, request: httpx.Request, body: Any) -> httpx.Response:
        if any(self.refusal(one) for one in body):
            return httpx.Response(400, json={"error": "Invalid order payload"})
        return super().post_orders(request, body)


class AnswersInReverse(Shop):
    def post_orders(self, request: httpx.Request, body: Any) -> httpx.Response:
        return httpx.Response(200, json=[self.place(one) for one in body][::-1])


class SwapsAmounts(Shop):
    def place(self, body: Any) -> dict[str, Any]:
        placed = super().place(body)
        if placed["success"]:
            placed["makingAmount"], placed["takingAmount"] = placed["takingAmount"], placed["makingAmount"]
        return placed


class ForgetsTheBook(Shop):
    def get_book(self, request: httpx.Request, body: Any) -> httpx.Response:
        kept, self.open = self.open, {}
        response = super().get_book(request, body)
        self.open = kept
        return response


class ListsStrangers(Shop):
    def get_data(self, request: httpx.Request, body: Any) -> httpx.Response:
        response = super().get_data(request, body)
        if request.url.path != "/data/orders" or not self.open:
            return response
        page = response.json()
        page["data"].append({**next(iter(self.open.values())), "id": "0x" + "5e" * 32})
        return httpx.Response(200, json={**page, "count": len(page["data"])})


class RefusesOrders(Shop):
    def post_order(self, request: httpx.Request, body: Any) -> httpx.Response:
        return httpx.Response(400, json={"error": "Invalid order payload"})


class SparesTheLast(Shop):
    def delete_cancel_all(self, request: httpx.Request, body: Any) -> httpx.Response:
        return self.cancel(list(self.open)[:-1])


@pytest.mark.parametrize(
    ("shop", "clause"),
    [
        (StaysOpen, "matched-only-grows"),
        (ForgetsTheUnknown, "cancel-partition"),
        (CancelsTwice, "cancel-told"),
        (CancelsTheWholeMarket, "cancel-told"),
        (LosesOrders, "order-readable"),
        (IgnoresFilters, "open-orders-told"),
        (SwapsSides, "told-alike"),
        (MatchesTooMuch, "matched-only-grows"),
        (RefusesOrders, "order-accepted"),
        (SparesTheLast, "cancel-told"),
        (ChecksNoSignature, "order-signature"),
        (ChecksNoOwner, "order-owner"),
        (ChecksNoGrid, "wrong-order-refused"),
        (ChecksNoMinimum, "wrong-order-refused"),
        (ChecksNoExpiration, "wrong-order-refused"),
        (TakesTwice, "wrong-order-refused"),
        (SpoilsBatches, "batch-answers-each"),
        (AnswersInReverse, "post-told"),
        (SwapsAmounts, "post-told"),
        (ForgetsTheBook, "open-order-in-book"),
        (ListsStrangers, "open-orders-told"),
    ],
)
def test_a_lying_shop_is_caught_by_the_clause_it_breaks(
    shop: type[Shop], clause: str, scripted: Scripted
) -> None:
    run = elsewhere(scripted, shop())
    lifecycle.run(run)
    assert clause in {name for name, _ in broken(run)}


def page(data: list[Any], cursor: str, count: int | None = None) -> httpx.Response:
    complete = {
        "limit": 2,
        "count": len(data) if count is None else count,
        "next_cursor": cursor,
        "data": data,
    }
    return httpx.Response(200, json=complete)


def markets(*numbers: int) -> list[dict[str, Any]]:
    return [{"condition_id": str(number)} for number in numbers]


@pytest.mark.parametrize(
    ("pages", "clause"),
    [
        ({"": page(markets(1, 2), "Mg=="), "Mg==": page(markets(3), "LTE=")}, None),
        ({"": page(markets(1, 2), "Mg=="), "Mg==": page(markets(2, 3), "LTE=")}, "page-told"),
        ({"": page(markets(1), "Mg=="), "Mg==": page(markets(2), "Mg==")}, "pages-end"),
        ({"": page(markets(1), "LTE=", count=7)}, "page-told"),
        ({"": page(markets(1, 2, 3), "LTE=")}, "page-told"),
    ],
)
def test_a_listing_gives_every_item_once_counts_and_ends(
    pages: dict[str, httpx.Response], clause: str | None, scripted: Scripted
) -> None:
    def response(request: httpx.Request) -> httpx.Response:
        cursor = request.url.params.get("next_cursor", "")
        if request.url.path != "/simplified-markets" or cursor not in pages:
            return httpx.Response(400, json={"error": "next item should be greater than or equal to 0"})
        return pages[cursor]

    run = elsewhere(scripted, response, repaired=True)
    pagination.run(run)
    found = {name for name, operation in broken(run) if operation == "getSimplifiedMarkets"}
    assert found == ({clause} if clause else set())


def test_taking_the_end_cursor_is_found(scripted: Scripted) -> None:
    run = scripted(lambda request: page([], "LTE="), repaired=True)
    pagination.run(run)
    assert ("pages-end-cursor-refused", "getSimplifiedMarkets") in broken(run)


def test_a_server_that_lets_everyone_in_is_reported_once_for_each_lock(scripted: Scripted) -> None:
    run = scripted(lambda request: httpx.Response(200, json={"closed_only": False}))
    operation = run.description.operations["getClosedOnlyMode"]
    authentication._guarded(run, operation)
    found = [f.violation for f in run.record.findings.all() if f.violation.clause.id.startswith("auth-")]
    assert len({violation.key for violation in found}) == len(found)
    signature = [violation.clause.id for violation in found if violation.key == "signature"]
    assert signature == ["auth-other-secret"]
    assert {
        "auth-stale",
        "auth-future",
        "auth-wrong-passphrase",
        "auth-unknown-key",
        "auth-other-address",
    } <= {violation.clause.id for violation in found}


def test_a_server_that_lets_nobody_in_passes_every_probe(scripted: Scripted) -> None:
    run = scripted(lambda request: httpx.Response(401, json={"error": "Invalid API key"}))
    authentication._guarded(run, run.description.operations["getClosedOnlyMode"])
    authentication._guarded(run, run.description.operations["deriveApiKey"])
    assert broken(run) == set()
    assert run.record.cases > 25


def test_a_public_operation_that_wants_credentials_is_found(scripted: Scripted) -> None:
    run = scripted(lambda request: httpx.Response(401, json={"error": "Invalid API key"}))
    authentication._public(run, run.description.operations["getTime"])
    assert ("auth-public-open", "getTime") in broken(run)


@pytest.mark.parametrize("shown", [True, False])
def test_another_accounts_order_is_neither_read_nor_cancelled(shown: bool, scripted: Scripted) -> None:
    order = "0x" + "ab" * 32

    def response(request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":
            reported = (
                {"canceled": [order], "not_canceled": {}}
                if shown
                else {"canceled": [], "not_canceled": {order: "x"}}
            )
            return httpx.Response(200, json=reported)
        return httpx.Response(200, json={"id": order}) if shown else httpx.Response(404, json={"error": "x"})

    run = scripted(response)
    run.live.resting.append(order)
    privacy.strangers(run)
    private = {name for name, _ in broken(run)} & {"order-private", "cancel-private"}
    assert private == ({"order-private", "cancel-private"} if shown else set())


def test_who_asks_too_often_has_not_asked_for_too_much(scripted: Scripted) -> None:
    run = scripted(lambda request: httpx.Response(429, json={"error": "Too Many Requests"}))
    limits.run(run)
    assert not {"limit-enforced", "limit-text"} & {name for name, _ in broken(run)}
    assert limits.LIMIT_ENFORCED.id not in run.record.checked_clauses


def test_too_many_items_are_to_be_refused_in_the_documented_words(scripted: Scripted) -> None:
    run = scripted(lambda request: httpx.Response(400, json={"error": "no"}))
    limits.run(run)
    assert {operation for name, operation in broken(run) if name == "limit-text"} == {
        "cancelOrders",
        "postOrders",
    }


def test_a_limit_that_stands_in_words_alone_is_not_tried(scripted: Scripted) -> None:
    run = scripted(lambda request: httpx.Response(200, json=[]))
    limits.run(run)
    assert ("limit-enforced", "getLastTradesPricesPost") not in broken(run)
    assert ("negative-data-refused", "cancelOrders") in broken(run)
    assert ("limit-enforced", "cancelOrders") not in broken(run)
    assert ("prices-need-side", "getPricesPost") in broken(run)


def test_an_example_that_is_refused_is_found_and_so_is_a_wrong_primary_token(scripted: Scripted) -> None:
    def response(request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/markets-by-token"):
            return httpx.Response(
                200, json={"condition_id": "0x", "primary_token_id": NO, "secondary_token_id": YES}
            )
        return httpx.Response(400, json={"error": "Invalid token id"})

    run = scripted(response)
    examples.run(run)
    assert ("example-answered", "getMidpoint") in broken(run)
    assert ("token-primary", "getMarketByToken") in broken(run)
    assert ("example-answered", "getMarketByToken") not in broken(run)


def test_an_operation_that_never_succeeded_is_reported(scripted: Scripted) -> None:
    run = scripted(lambda request: httpx.Response(200, json=1700000000), own=True)
    run.sender.send(examples.documented_calls(run, run.description.operations["getTime"]).__next__())
    examples.judge_exercise(run)
    untold = {operation for name, operation in broken(run) if name == "exercised"}
    assert "getTime" not in untold
    assert "getMidpoint" in untold
