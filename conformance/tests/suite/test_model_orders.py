"""The model of orders, keys, time and pages: what it foretells, and what it blames."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from clob_conformance.core.description import Description
from clob_conformance.core.history import World
from clob_conformance.core.interaction import Interaction
from clob_conformance.model import Model
from clob_conformance.model.terms import terms_of
from polymarket_clob.orders import MarketRules, OrderArgs

from .conftest import CONDITION, YES, account, interaction
from .test_model import OTHER, broken, by

ME = account(2)
OWNER = ME.address.lower()
RULES = MarketRules("0.01", neg_risk=False, min_order_size=Decimal(5))


def posted(price: str = "0.40", side: Any = "BUY", **changed: Any) -> tuple[dict[str, Any], str]:
    """The body of a post, and the order's id."""
    order = ME.order(OrderArgs(YES, price, 10, side), RULES)
    return {**order.payload("the owner"), **changed}, order.order_id


def taken(order: str, **changed: Any) -> dict[str, Any]:
    """What an order that rests is answered; it gives 4 USDC for 10 shares."""
    amounts = {"makingAmount": "4000000", "takingAmount": "10000000"}
    return {"success": True, "errorMsg": "", "orderID": order, "status": "live", **amounts, **changed}


def post(body: Any, response: Any, status: int = 200) -> Interaction:
    path = "/orders" if isinstance(body, list) else "/order"
    return by(OWNER, interaction("POST", path, status, response, body=body))


def read(order: str, **changed: Any) -> Interaction:
    """The order as it reads back."""
    reported = {
        "id": order,
        "status": "LIVE",
        "owner": "the owner",
        "maker_address": ME.address,
        "market": CONDITION,
        "asset_id": YES,
        "side": "BUY",
        "original_size": "10",
        "size_matched": "0",
        "price": "0.4",
        "outcome": "Yes",
        "expiration": "0",
        "order_type": "GTC",
        "associate_trades": [],
        "created_at": 1700000000,
    }
    return by(OWNER, interaction("GET", f"/data/order/{order}", 200, {**reported, **changed}))


def listing(*orders: Interaction, of: str = OWNER, query: str = "") -> Interaction:
    items = [order.response.json() for order in orders]
    page = {"limit": 100, "count": len(items), "next_cursor": "", "data": items}
    return by(of, interaction("GET", f"/data/orders{query}", 200, page))


def cancel(order: str, canceled: list[str], of: str = OWNER) -> Interaction:
    rest = {} if canceled else {order: "no"}
    response = {"canceled": canceled, "not_canceled": rest}
    return by(of, interaction("DELETE", "/order", 200, response, body={"orderID": order}))


def test_an_order_reads_back_as_it_was_posted(published: Description) -> None:
    body, order = posted()
    act = post(body, taken(order))

    assert broken(published, act, read(order), listing(read(order))) == []
    for name, wrong in {"price": "0.41", "original_size": "11", "side": "SELL", "size_matched": "1"}.items():
        assert broken(published, act, read(order, **{name: wrong})) == ["told-alike"], name


@pytest.mark.parametrize(
    "wrong",
    [
        {"orderID": "0x" + "0" * 64},
        {"success": False},
        {"makingAmount": "4000001"},
        {"takingAmount": "9999999"},
        {"tradeIDs": ["one"]},
        {"status": "matched", "tradeIDs": []},
        {"status": "matched", "tradeIDs": ["one"], "makingAmount": "5000000"},
        {"errorMsg": "no", "success": False},
    ],
)
@pytest.mark.parametrize("world", ["closed", "open"])
def test_a_post_is_reported_as_it_was_signed(
    published: Description, wrong: dict[str, Any], world: World
) -> None:
    body, order = posted()
    other = {**taken(order), **wrong}

    assert broken(published, post(body, other), world=world) == ["post-told"]


def test_a_match_may_be_better_than_the_limit_and_in_either_unit(published: Description) -> None:
    body, order = posted()
    matched = {"status": "matched", "tradeIDs": ["one"]}

    for making, taking in (("3900000", "10000000"), ("3.9", "10"), ("2000000", "5000000")):
        reported = taken(order, makingAmount=making, takingAmount=taking, **matched)
        assert broken(published, post(body, reported)) == []


@pytest.mark.parametrize(
    ("making", "taking", "complete"),
    [("2000000", "5000000", False), ("2", "5", False), ("3900000", "10000000", True), ("4", "10", True)],
)
def test_an_order_to_be_filled_at_once_or_not_at_all_is_filled_wholly(
    published: Description, making: str, taking: str, complete: bool
) -> None:
    body, order = posted(orderType="FOK")
    reported = taken(order, status="matched", tradeIDs=["one"], makingAmount=making, takingAmount=taking)

    assert broken(published, post(body, reported), world="open") == ([] if complete else ["post-told"])


@pytest.mark.parametrize(("making", "taking"), [("4000000", "10000000"), ("4", "10")])
def test_what_was_filled_by_a_post_stays_filled(published: Description, making: str, taking: str) -> None:
    body, order = posted()
    act = post(
        body, taken(order, status="matched", tradeIDs=["one"], makingAmount=making, takingAmount=taking)
    )
    complete, part = (read(order, status="MATCHED", size_matched=size) for size in ("10", "4"))

    assert broken(published, act, complete, world="open") == []
    assert broken(published, act, part, world="open") == ["matched-only-grows"]


def test_what_of_an_order_that_never_rests_was_filled_by_its_post_is_so(published: Description) -> None:
    body, order = posted(side="SELL", orderType="FAK")
    act = post(body, taken(order, status="matched", tradeIDs=["one"], makingAmount="10", takingAmount="4"))
    for original, part in (("10", True), ("4", False)):
        sale = {"side": "SELL", "order_type": "FAK", "original_size": original, "size_matched": "4"}
        back = read(order, status="CANCELED", **sale)
        assert broken(published, act, back, world="open") == (["matched-only-grows"] if part else [])


def test_an_order_for_money_may_be_reported_with_the_size_that_was_filled(published: Description) -> None:
    body, order = posted(orderType="FOK")
    filled = {"status": "matched", "tradeIDs": ["one"], "makingAmount": "4000000", "takingAmount": "10500000"}
    back = read(order, status="MATCHED", order_type="FOK", original_size="10.5", size_matched="10.5")
    smaller = read(order, status="MATCHED", order_type="FOK", original_size="9", size_matched="9")

    for reported in (back, smaller):
        assert broken(published, post(body, taken(order, **filled)), reported, world="open") == []


@pytest.mark.parametrize(("shares", "wrong"), [("4", False), ("4000000", False), ("10", True), ("3", True)])
@pytest.mark.parametrize("side", ["BUY", "SELL"])
def test_a_post_tells_of_as_many_shares_as_its_trades(
    published: Description, side: str, shares: str, wrong: bool
) -> None:
    body, order = posted(side=side, orderType="FAK")
    money = str(Decimal(shares) * Decimal("0.4"))
    making, taking = (money, shares) if side == "BUY" else (shares, money)
    said = taken(order, status="matched", tradeIDs=["one"], makingAmount=making, takingAmount=taking)
    met = {"order_id": "0x" + "7" * 64, "asset_id": YES, "matched_amount": "4", "price": "0.4"}
    trade = {"id": "one", "taker_order_id": order, "asset_id": YES, "size": "4", "price": "0.4"}
    page = {"data": [{**trade, "maker_orders": [met]}], "next_cursor": "LTE="}
    trades = by(OWNER, interaction("GET", "/data/trades", 200, page))

    found = broken(published, post(body, said), trades, world="open")
    assert found == (["trade-foretold"] if wrong else [])


def notified(**sizes: str) -> Interaction:
    """A notice of a fill."""
    notice = {"id": 1, "owner": "the owner", "type": 2, "timestamp": 1700000000}
    payload = {"order_id": "0x" + "ab" * 32, "original_size": "10", **sizes}
    return by(
        OWNER, interaction("GET", "/notifications?signature_type=0", 200, [{**notice, "payload": payload}])
    )


def test_no_more_is_left_of_an_order_than_was_not_filled(published: Description) -> None:
    assert broken(published, notified(matched_size="4", remaining_size="6"), world="open") == []
    assert broken(published, notified(matched_size="4", remaining_size="3"), world="open") == []
    assert "notices-foretold" in broken(
        published, notified(matched_size="4", remaining_size="10"), world="open"
    )


def notices(*reported: tuple[int, str, str, str], at: float = 1.0) -> Interaction:
    """Notices of fills: id, order, filled, left; of orders for 10 shares each."""
    items = [
        {**item, "id": number, "payload": {**item["payload"], "order_id": order}}
        for number, order, filled, left in reported
        for item in notified(matched_size=filled, remaining_size=left).response.json()
    ]
    one = by(OWNER, interaction("GET", "/notifications?signature_type=0", 200, items))
    return evolve(one, sent=at, received=at)


@pytest.mark.parametrize("world", ["closed", "open"])
def test_each_fill_leaves_less_of_an_order_than_the_one_before(published: Description, world: World) -> None:
    first, other = (1, "0x" + "ab" * 32, "4", "6"), (2, "0x" + "cd" * 32, "5", "5")
    for second, wrong in (("5", "1"), False), (("5", "5"), True), (("6", "0"), False), (("0.5", "5.6"), True):
        found = broken(published, notices(first, (3, "0x" + "ab" * 32, *second), other), world=world)
        assert found == (["notices-foretold"] if wrong else []), second
    spent = [(number, "0x" + "ab" * 32, "4", "0") for number in (1, 2)]  # what cannot rest leaves nothing
    assert broken(published, notices(*spent), world=world) == []


def test_a_notice_that_is_not_dropped_stays(published: Description) -> None:
    one, two = ((number, f"0x{number:064x}", "4", "6") for number in (1, 2))

    def drop(ids: str) -> Interaction:
        return by(OWNER, interaction("DELETE", f"/notifications?ids={ids}", 200, b'"OK"'))

    def found(*history: Interaction) -> list[str]:
        return broken(published, *history, world="open")

    assert found(notices(one, two), drop("1"), notices(two)) == []
    assert found(notices(one, two), drop("1"), notices()) == ["notices-foretold"]
    assert found(notices(one, two), drop("1,2"), notices()) == []
    assert found(notices(one, two), notices()) == []  # somebody else may have dropped them
    assert found(notices(one, two), drop("1"), notices(at=60.0)) == []
    assert found(notices(one, two), drop("1"), notices(two), notices()) == []


@pytest.mark.parametrize("filters", [None, {"asset_id": YES}])
def test_what_a_cancel_of_all_leaves_out_is_over_all_the_same(
    published: Description, filters: dict[str, str] | None
) -> None:
    body, order = posted()
    path = "/cancel-all" if filters is None else "/cancel-market-orders"

    def cancel_all(refused: dict[str, str]) -> Interaction:
        response = {"canceled": [], "not_canceled": refused}
        return by(OWNER, interaction("DELETE", path, 200, response, body=filters))

    def found(*history: Interaction) -> list[str]:
        return broken(published, post(body, taken(order)), read(order), *history, world="open")

    assert found(cancel_all({}), read(order, status="MATCHED", size_matched="10")) == []
    assert found(cancel_all({}), read(order)) == ["matched-only-grows"]
    assert found(cancel_all({order: "it is held back"}), read(order)) == []
    assert found(read(order)) == []
    strange = by(OWNER, interaction("DELETE", "/orders", 200, {"canceled": []}, body=["0x" + "7" * 64]))
    assert found(strange, read(order)) == []
    late = evolve(post(body, taken(order)), sent=7.0, received=9.0)
    early = evolve(cancel_all({}), sent=8.0, received=9.0)
    assert broken(published, late, early, evolve(read(order), sent=9.0), world="open") == []
    delayed = post(body, taken(order, status="delayed"))
    assert broken(published, delayed, cancel_all({}), read(order), world="open") == []


def test_an_order_that_was_cancelled_scores_no_more(published: Description) -> None:
    body, order = posted()
    cancelled = evolve(cancel(order, [order]), sent=9.0, received=10.0)

    def scoring(at: float, *, scores: bool) -> Interaction:
        one = by(OWNER, interaction("GET", f"/order-scoring?order_id={order}", 200, {"scoring": scores}))
        return evolve(one, sent=at, received=at)

    def found(*history: Interaction) -> list[str]:
        return broken(published, post(body, taken(order)), *history, world="open")

    assert found(scoring(5.0, scores=True), cancelled, scoring(20.0, scores=False)) == []
    assert found(cancelled, scoring(11.0, scores=True)) == []  # it may be counted now and then
    assert found(cancelled, scoring(20.0, scores=True)) == ["scoring-foretold"]


def test_a_batch_answers_each_order_in_its_place(published: Description) -> None:
    (one, first), (two, second) = posted("0.40"), posted("0.40", metadata="none")

    assert broken(published, post([one, two], [taken(first), taken(second)])) == []
    swapped = broken(published, post([one, two], [taken(second), taken(first)]))
    assert swapped == (["post-told"] * 2 if first != second else [])
    assert broken(published, post([one, two], [taken(first)])) == ["post-told"]


def test_an_open_order_is_canceled_when_asked_for_and_stays_so(published: Description) -> None:
    body, order = posted()
    act = post(body, taken(order))

    assert broken(published, act, cancel(order, [order]), read(order, status="CANCELED")) == []
    assert broken(published, act, cancel(order, [])) == ["cancel-told"]
    assert broken(published, act, cancel(order, []), world="open") == []  # it may have been filled
    assert broken(published, act, cancel(order, [order]), cancel(order, [order])) == ["cancel-told"]
    assert "matched-only-grows" in broken(published, act, cancel(order, [order]), read(order), world="open")
    assert broken(published, act, cancel(order, [order], of=OTHER), world="open") == ["cancel-told"]


def test_the_open_orders_are_those_that_were_posted(published: Description) -> None:
    body, order = posted()
    act = post(body, taken(order))

    assert broken(published, act, listing()) == ["open-orders-told"]
    assert broken(published, act, listing(), world="open") == []
    assert broken(published, act, listing(query="?asset_id=1")) == []
    assert broken(published, act, listing(read(order), of=OTHER)) == ["open-orders-told"]


def test_of_an_order_whose_market_was_not_reported_no_filter_by_market_is_judged(
    published: Description,
) -> None:
    body, order = posted()
    reported = {"canceled": [order], "not_canceled": {}}
    cleared = by(
        OWNER, interaction("DELETE", "/cancel-market-orders", 200, reported, body={"market": CONDITION})
    )
    page = {"limit": 100, "count": 1, "next_cursor": "LTE=", "data": [{"id": order, "status": "LIVE"}]}
    listed = by(OWNER, interaction("GET", f"/data/orders?market={CONDITION}", 200, page))

    assert broken(published, post(body, taken(order)), listed, cleared) == []


def test_what_is_matched_never_shrinks(published: Description) -> None:
    order = "0x" + "ab" * 32
    half, less = read(order, size_matched="5"), read(order, size_matched="4")

    assert broken(published, read(order), half, world="open") == []
    assert broken(published, half, less, world="open") == ["matched-only-grows"]
    assert broken(published, read(order, size_matched="11"), world="open") == ["matched-only-grows"]


def test_a_list_of_keys_follows_what_is_made_and_revoked(published: Description) -> None:
    def keys(*ids: str) -> Interaction:
        return by(OWNER, interaction("GET", "/auth/api-keys", 200, {"apiKeys": list(ids)}))

    made = {"apiKey": "two", "secret": "s", "passphrase": "p"}
    make = by(OWNER, interaction("POST", "/auth/api-key", 200, made))

    assert broken(published, keys("one"), make, keys("one", "two")) == []
    assert broken(published, keys("one"), make, keys("two", "one")) == []
    assert broken(published, keys("one"), make, keys("one")) == ["told-alike"]
    assert broken(published, make, keys("one")) == []


def test_a_builder_key_that_was_revoked_is_not_listed_as_active(published: Description) -> None:
    def keys(*ids: Any) -> Interaction:
        return by(OWNER, interaction("GET", "/auth/builder-api-key", 200, list(ids)))

    revoke = by(OWNER, interaction("DELETE", "/auth/builder-api-key", 200, "OK"))
    ended = {"key": "one", "createdAt": "2026-01-01T00:00:00Z", "revokedAt": "2026-01-02T00:00:00Z"}

    assert broken(published, keys("one"), revoke, keys()) == []
    assert broken(published, keys("one"), revoke, keys("one")) == ["told-alike"]
    assert broken(published, keys({**ended, "revokedAt": None}), revoke, keys(ended)) == []
    assert broken(published, keys("one", "two"), revoke, keys("two")) == []


def test_a_key_is_of_one_nonce(published: Description) -> None:
    def derived(nonce: str) -> Interaction:
        body = {"apiKey": "one", "secret": "s", "passphrase": "p"}
        one = by(OWNER, interaction("GET", "/auth/derive-api-key", 200, body))
        return evolve(one, request=evolve(one.request, headers={**one.request.headers, "poly_nonce": nonce}))

    assert broken(published, derived("0"), derived("0"), derived("00")) == []
    assert broken(published, derived("0"), derived("7")) == ["told-alike"]


def test_time_goes_on_as_fast_as_ours(published: Description) -> None:
    def reported(server: int, sent: float) -> Interaction:
        return evolve(interaction("GET", "/time", 200, server), sent=sent, received=sent + 0.01)

    assert broken(published, reported(500, 100.5), reported(510, 110.5), reported(511, 111.2)) == []
    assert broken(published, reported(500, 100.5), reported(515, 110.5)) == ["time-steady"]
    moved = evolve(interaction("POST", "/_sandbox/clock", 200, {"time": 1}, body={"advance": 60}), sent=101)
    assert broken(published, reported(500, 100.5), moved, reported(570, 110.5)) == []


def test_an_order_that_is_due_to_expire_may_be_gone(published: Description) -> None:
    expiration = int(time.time()) + 600
    order = ME.order(OrderArgs(YES, "0.40", 10, "BUY", expiration), RULES)
    act = evolve(
        post(order.payload("the owner"), taken(order.order_id)), sent=time.time(), received=time.time()
    )

    def later(seconds: float) -> Interaction:
        at = expiration - 60 + seconds
        return evolve(listing(), sent=at, received=at + 0.01)

    assert broken(published, act, later(-30)) == ["open-orders-told"]
    assert broken(published, act, later(2)) == []


def test_a_page_holds_what_it_counts_each_item_once(published: Description) -> None:
    one = read("0x" + "ab" * 32)
    page = listing(one).response.json()

    def reported(**changed: Any) -> Interaction:
        return by(OWNER, interaction("GET", "/data/orders", 200, {**page, **changed}))

    assert broken(published, reported(), world="open") == []
    for wrong in ({"count": 2}, {"limit": 0}, {"data": page["data"] * 2, "count": 2}):
        assert broken(published, reported(**wrong), world="open")[:1] == ["page-told"]


def test_terms_of_what_is_no_order_are_none() -> None:
    assert terms_of({"order": {"makerAmount": "x"}}, OWNER) is None
    assert terms_of([], OWNER) is None
    body, order = posted()
    terms = terms_of(body, OWNER)
    assert terms is not None
    assert order in terms.ids
    assert (terms.price, terms.size) == (Decimal("0.4"), Decimal(10))


def test_a_copy_of_the_model_goes_on_by_itself(published: Description) -> None:
    body, order = posted()
    model = Model(published, "closed")
    assert not list(model.observe(post(body, taken(order))))
    other = model.copy()

    assert not list(other.observe(cancel(order, [order])))
    assert not list(model.observe(listing(read(order))))


@pytest.mark.parametrize(("created", "wrong"), [(1_700_000_007, False), (1_700_000_100, True)])
@pytest.mark.parametrize("world", ["closed", "open"])
def test_an_order_is_created_when_it_is_posted(
    published: Description, world: World, created: int, wrong: bool
) -> None:
    body, order = posted()
    asked = evolve(interaction("GET", "/time", 200, 1_700_000_000), sent=50.0, received=50.2)
    sent = evolve(post(body, taken(order)), sent=55.0, received=55.2)
    model = Model(published, world)
    found = [one for act in (asked, sent, read(order, created_at=created)) for one in model.observe(act)]
    assert [shown.violation.clause.id for shown in found] == (["told-alike"] if wrong else [])
    in_milliseconds = evolve(read(order, created_at=created * 1000))
    assert [shown.violation.clause.id for shown in model.observe(in_milliseconds)] == ["told-alike"]


def book(*bids: tuple[str, str]) -> Interaction:
    levels = [{"price": price, "size": size} for price, size in bids]
    reported = {"market": CONDITION, "asset_id": YES, "bids": levels, "asks": [{"price": "0.6", "size": "9"}]}
    return interaction("GET", f"/book?token_id={YES}", 200, {**reported, "tick_size": "0.01"})


def test_in_the_open_world_an_order_far_from_the_market_is_known_to_rest(published: Description) -> None:
    body, order = posted("0.02")
    response = taken(order, makingAmount="200000")
    before, placed = book(("0.4", "9")), post(body, response)
    unread = by(OWNER, interaction("GET", f"/data/order/{order}", 404, {"error": "not found"}))
    kept = by(OWNER, interaction("DELETE", "/order", 200, {"canceled": []}, body={"orderID": order}))

    def found(*history: Interaction) -> list[str]:
        return broken(published, before, placed, *history, world="open")

    assert found(read(order, price="0.02"), book(("0.4", "9"), ("0.02", "10"))) == []
    assert found(unread) == ["order-readable"]
    assert found(book(("0.4", "9"), ("0.02", "4"))) == ["open-order-in-book"]
    assert found(listing()) == ["open-orders-told"]
    assert found(kept) == ["cancel-told"]
    assert broken(published, placed, unread, listing(), kept, world="open") == []


def test_an_account_that_cancelled_all_lists_what_it_posted_since(published: Description) -> None:
    body, order = posted()
    cleared = by(OWNER, interaction("DELETE", "/cancel-all", 200, {"canceled": [], "not_canceled": {}}))
    mine, strange = read(order), read("0x" + "5e" * 32)

    for world in ("closed", "open"):
        start = (cleared, post(body, taken(order)))
        assert broken(published, *start, listing(mine), world=world) == []
        assert broken(published, *start, listing(mine, strange), world=world) == ["open-orders-told"]


def test_an_account_that_bought_is_not_closed(published: Description) -> None:
    body, order = posted()
    closed = by(OWNER, interaction("GET", "/auth/ban-status/closed-only", 200, {"closed_only": True}))

    assert broken(published, closed) == []
    assert broken(published, post(body, taken(order)), closed) == ["closed-only-agrees"]
