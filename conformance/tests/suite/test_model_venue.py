"""The model where nobody else acts: which orders meet, and what is foretold of books, orders and accounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from clob_conformance.core.description import Description
from clob_conformance.core.interaction import Interaction
from polymarket_clob.orders import OrderArgs, OrderType

from .conftest import CONDITION, NO, YES, account, interaction
from .test_model import broken, by
from .test_model_orders import RULES, cancel, post, read, taken

SELLER, BUYER = account(3), account(4)
MET = {"status": "matched", "tradeIDs": ["one"]}


def order(
    who: Any, side: Any, size: int, price: str = "0.40", token: str = YES, kind: OrderType = "GTC"
) -> Any:
    """A post as (account, body, id)."""
    made = who.order(OrderArgs(token, price, size, side), RULES)
    return who.address.lower(), {**made.payload("the owner"), "orderType": kind}, made.order_id


def sent(made: Any, making: str, taking: str, **reported: Any) -> Interaction:
    who, body, name = made
    response = taken(name, makingAmount=making, takingAmount=taking, **reported)
    return by(who, post(body, response))


def book(bids: dict[str, str], asks: dict[str, str], token: str = YES, last: str = "0.5") -> Interaction:
    levels = ([{"price": price, "size": size} for price, size in side.items()] for side in (bids, asks))
    reported = dict(zip(("bids", "asks"), levels, strict=True))
    known = {"market": CONDITION, "asset_id": token, "last_trade_price": last, "tick_size": "0.01"}
    rest = {"min_order_size": "5", "neg_risk": False, "hash": "", "timestamp": "1700000000"}
    return interaction("GET", f"/book?token_id={token}", 200, {**known, **rest, **reported})


def balance(who: Any, amount: str, token: str = "") -> Interaction:
    asset = f"CONDITIONAL&token_id={token}" if token else "COLLATERAL"
    target = f"/balance-allowance?asset_type={asset}"
    return by(who.address.lower(), interaction("GET", target, 200, {"balance": amount, "allowances": {}}))


def trades(who: Any, **changed: Any) -> Interaction:
    of_both = {"matched_amount": "5000000", "price": "0.4", "asset_id": YES, "side": "SELL"}
    made = [{**of_both, "order_id": name} for name in ("0x" + "5e" * 32, SELLS[2])]
    reported = {"id": "one", "taker_order_id": BUYS[2], "market": CONDITION, "asset_id": YES, "side": "BUY"}
    rest = {"size": "10000000", "price": "0.4", "trader_side": "TAKER", "maker_orders": made}
    page = {"limit": 100, "count": 1, "next_cursor": "LTE=", "data": [{**reported, **rest, **changed}]}
    return by(who.address.lower(), interaction("GET", "/data/trades", 200, page))


def no_trades(who: Any) -> Interaction:
    page = {"limit": 100, "count": 0, "next_cursor": "LTE=", "data": []}
    return by(who.address.lower(), interaction("GET", "/data/trades", 200, page))


def notices(who: Any, *reported: tuple[int, str, str, str]) -> Interaction:
    items = [
        {
            "id": number,
            "type": kind,
            "timestamp": 1700000000,
            "payload": {"order_id": name, "matched_size": filled, "remaining_size": left},
        }
        for number, (kind, name, filled, left) in enumerate(reported, 1 if who is SELLER else 101)
    ]
    return by(who.address.lower(), interaction("GET", "/notifications?signature_type=0", 200, items))


def market() -> Iterator[Interaction]:
    """What is told of the market and its free fee."""
    pair = {"condition_id": CONDITION, "primary_token_id": YES, "secondary_token_id": NO}
    yield interaction("GET", f"/markets-by-token/{YES}", 200, pair)
    yield interaction("GET", f"/markets-by-token/{NO}", 200, pair)
    yield interaction("GET", f"/fee-rate?token_id={YES}", 200, {"base_fee": 0})


SELLS, BUYS = order(SELLER, "SELL", 15), order(BUYER, "BUY", 10)
BEFORE = (
    *market(),
    book({"0.3": "50"}, {"0.4": "5", "0.6": "50"}),
    balance(BUYER, "100000000"),
    balance(SELLER, "100000000"),
    balance(BUYER, "0", YES),
)
RESTS = sent(SELLS, "15000000", "6000000")
FILLS = sent(BUYS, "4000000", "10000000", **MET)
"""Of the seller's 15 at 0.4 stand behind 5 of somebody's: of the buyer's 10 it sells 5."""


@pytest.mark.parametrize(
    ("clause", "reported"),
    [
        ("told-alike", book({"0.3": "50"}, {"0.4": "11", "0.6": "50"}, last="0.4")),
        ("told-alike", book({"0.4": "11", "0.6": "50"}, {"0.7": "50"}, token=NO)),
        ("told-alike", book({"0.3": "50"}, {"0.4": "10", "0.6": "50"}, last="0.5")),
        ("told-alike", balance(BUYER, "96000005")),
        ("told-alike", balance(BUYER, "10000001", YES)),
        ("told-alike", balance(SELLER, "104000000")),
        ("told-alike", interaction("GET", f"/midpoint?token_id={NO}", 200, {"mid_price": "0.6"})),
        ("trade-foretold", trades(BUYER, trader_side="MAKER")),
        ("trade-foretold", trades(BUYER, taker_order_id=SELLS[2])),
        ("trade-foretold", trades(BUYER, size="15000000")),
        ("trade-foretold", no_trades(SELLER)),
        ("trade-foretold", no_trades(BUYER)),
        ("notices-foretold", notices(SELLER, (2, SELLS[2], "10", "5"))),
        ("notices-foretold", notices(SELLER)),
        ("notices-foretold", notices(SELLER, (2, SELLS[2], "5", "10"), (1, SELLS[2], "5", "10"))),
    ],
)
def test_what_follows_from_a_fill_is_foretold(
    published: Description, clause: str, reported: Interaction
) -> None:
    found = broken(published, *BEFORE, RESTS, FILLS, reported)

    assert clause in found
    assert set(found) <= {clause, "told-alike"}


def test_what_follows_from_a_fill_may_be_reported(published: Description) -> None:
    after = (
        book({"0.3": "50"}, {"0.4": "10", "0.6": "50"}, last="0.4"),
        book({"0.6": "10", "0.4": "50"}, {"0.7": "50"}, token=NO),
        balance(BUYER, "96000000"),
        balance(BUYER, "10000000", YES),
        balance(SELLER, "102000000"),
        trades(BUYER),
        notices(SELLER, (2, SELLS[2], "5", "10")),
        notices(BUYER, (2, BUYS[2], "10", "0")),
    )

    assert broken(published, *BEFORE, RESTS, FILLS, *after) == []


def test_both_sides_of_a_trade_are_reported_alike_what_it_filled(published: Description) -> None:
    def filled(*amounts: str) -> list[dict[str, str]]:
        orders = ("0x" + "5e" * 32, SELLS[2])
        return [
            {"order_id": one, "matched_amount": amount} for one, amount in zip(orders, amounts, strict=True)
        ]

    taker = trades(BUYER, maker_orders=filled("5", "5"))
    same, other = (
        trades(SELLER, trader_side="MAKER", maker_orders=filled(*amounts))
        for amounts in (("5", "5"), ("4", "6"))
    )

    assert broken(published, *market(), taker, same, world="open") == []
    assert set(broken(published, *market(), taker, other, world="open")) == {"told-alike"}


def test_a_token_that_is_none_of_its_market_has_no_other_outcome(published: Description) -> None:
    """Whose id is told wrongly, rounded for example: nothing follows for the market's own tokens."""
    odd = YES[:-3] + "000"
    rests = sent(order(SELLER, "SELL", 15, token=odd), "15000000", "6000000")
    books = (book({"0.3": "50"}, {"0.6": "50"}), book({"0.4": "50"}, {"0.7": "50"}, token=NO))
    of_it = book({"0.3": "5"}, {"0.6": "5"}, token=odd)

    assert broken(published, *market(), of_it, of_it, rests, *books) == []


@pytest.mark.parametrize(
    "reported",
    [
        {"making": "4000000", "taking": "10000000", "status": "live"},
        {"making": "3600000", "taking": "9000000", **MET},
        {"making": "3900000", "taking": "10000000", **MET},
    ],
)
def test_an_order_meets_what_rests(published: Description, reported: dict[str, Any]) -> None:
    found = broken(published, *BEFORE, RESTS, sent(BUYS, **reported))

    assert found[0] == "match-foretold"


def test_what_nobody_saw_posted_may_be_several_orders_each_cut_by_itself(published: Description) -> None:
    bought = order(BUYER, "BUY", 5)
    for making, wrong in (("1999999", []), ("1999995", ["match-foretold"])):
        acts = (*BEFORE, sent(bought, making, "5000000", **MET), balance(BUYER, "98000001"))
        assert broken(published, *acts)[:1] == wrong


def test_what_bids_with_complete_base_units_of_money_may_sell_less_than_its_shares(
    published: Description,
) -> None:
    bought = order(BUYER, "BUY", 20, "0.7")
    ragged = book({}, {"0.7": "12.000003"})
    for taking, wrong in (("12000000", False), ("11999000", True)):
        acts = (*BEFORE, ragged, sent(bought, "8400000", taking, **MET))
        assert ("match-foretold" in broken(published, *acts)) is wrong


def test_the_oldest_of_a_price_is_met_first(published: Description) -> None:
    other = account(5)
    later, takes = order(other, "SELL", 20), order(BUYER, "BUY", 15)
    acts = (*BEFORE, RESTS, sent(later, "20000000", "8000000"), sent(takes, "6000000", "15000000", **MET))

    def reported(name: str, who: Any, size: str, matched: str) -> Interaction:
        terms = {"side": "SELL", "price": "0.4", "original_size": size, "maker_address": who.address}
        filled = {"size_matched": matched, "associate_trades": ["one"] if matched != "0" else []}
        return by(who.address.lower(), read(name, **terms, **filled))

    right = reported(SELLS[2], SELLER, "15", "10"), reported(later[2], other, "20", "0")
    assert broken(published, *acts, *right) == []
    assert set(broken(published, *acts, reported(SELLS[2], SELLER, "15", "0"))) == {"told-alike"}
    assert set(broken(published, *acts, reported(later[2], other, "20", "10"))) == {"told-alike"}


def test_both_outcomes_are_one_book(published: Description) -> None:
    other = order(BUYER, "BUY", 10, price="0.60", token=NO)
    rests = sent(other, "6000000", "10000000")

    assert broken(published, *BEFORE, rests, book({"0.3": "50"}, {"0.4": "15", "0.6": "50"})) == []
    assert broken(published, *BEFORE, rests, book({"0.3": "50"}, {"0.4": "5", "0.6": "50"})) == ["told-alike"]


def test_a_batch_that_takes_a_side_away_leaves_no_midpoint(published: Description) -> None:
    rests, takes = order(BUYER, "BUY", 10, price="0.35"), order(BUYER, "BUY", 55, price="0.60")
    reported = [
        taken(rests[2], makingAmount="3500000", takingAmount="10000000"),
        taken(takes[2], makingAmount="32000000", takingAmount="55000000", **MET),
    ]
    batch = by(rests[0], post([rests[1], takes[1]], reported))
    left_out = interaction("GET", f"/midpoints?token_ids={YES}", 200, {})

    assert broken(published, *BEFORE, batch, left_out) == []
    assert broken(published, *BEFORE, left_out) == ["told-alike"]


def test_a_cancelled_order_leaves_the_book_and_is_notified_once(published: Description) -> None:
    gone = by(SELLER.address.lower(), cancel(SELLS[2], [SELLS[2]]))
    after = book({"0.3": "50"}, {"0.4": "5", "0.6": "50"})
    notice = (1, SELLS[2], "0", "15")

    assert broken(published, *BEFORE, RESTS, gone, after, notices(SELLER, notice)) == []
    assert set(broken(published, *BEFORE, RESTS, gone, notices(SELLER))) == {"notices-foretold"}
    still = book({"0.3": "50"}, {"0.4": "20", "0.6": "50"})
    assert set(broken(published, *BEFORE, RESTS, gone, still)) == {"told-alike"}


def test_a_wrong_order_is_refused(published: Description) -> None:
    tick = interaction("GET", f"/tick-size?token_id={YES}", 200, {"minimum_tick_size": 0.1})
    coarse = order(SELLER, "SELL", 15, price="0.45")
    poor = balance(SELLER, "14000000", YES)

    assert broken(published, *BEFORE, RESTS, RESTS) == ["wrong-order-refused"]
    grid = (*market(), tick, sent(coarse, "15000000", "6750000"))
    assert broken(published, *grid) == ["wrong-order-refused"]
    assert broken(published, *BEFORE, poor, RESTS) == ["wrong-order-refused"]


def test_a_refusal_says_what_is_so(published: Description) -> None:
    who, body, _ = order(BUYER, "BUY", 5, kind="FAK")
    text = "no orders found to match with FAK order. FAK orders are partially filled or killed"
    refused = by(who, post(body, {"error": text}, 400))

    assert broken(published, *BEFORE, refused) == ["refusal-true"]
    empty = (*market(), book({"0.3": "50"}, {"0.6": "50"}))
    assert broken(published, *empty, refused) == []


def test_an_act_whose_effect_nobody_knows_is_no_ground_for_blame(published: Description) -> None:
    lost = by(BUYER.address.lower(), post(BUYS[1], {"error": "later"}, 503))
    other = book({"0.3": "50"}, {"0.4": "1", "0.6": "50"})

    assert broken(published, *BEFORE, RESTS, lost, other, balance(BUYER, "1"), notices(SELLER)) == []
    assert broken(published, *BEFORE, RESTS, evolve(FILLS), other, world="open") == []


def test_pages_that_follow_each_other_are_one_list(published: Description) -> None:
    def page(names: list[str], following: str, cursor: str = "") -> Interaction:
        items = [{"id": name} for name in names]
        reported = {"limit": 2, "count": len(items), "next_cursor": following, "data": items}
        query = f"?next_cursor={cursor}" if cursor else ""
        return by(SELLER.address.lower(), interaction("GET", f"/data/orders{query}", 200, reported))

    first, last = page(["one", "two"], "Mg=="), page([SELLS[2]], "LTE=", "Mg==")
    assert broken(published, *BEFORE, RESTS, first, last) == []
    assert broken(published, *BEFORE, RESTS, first, page(["six"], "LTE=", "Mg==")) == ["open-orders-told"]
    assert broken(published, first, page(["two"], "LTE=", "Mg==")) == ["page-told"]
    assert broken(published, *BEFORE, RESTS, page(["six"], "LTE=", "Mg==")) == []
    assert broken(published, first, *BEFORE, RESTS, page(["two"], "LTE=", "Mg==")) == []


def test_a_page_begins_at_the_offset_of_its_cursor(published: Description) -> None:
    def page(names: list[str], cursor: str = "") -> Interaction:
        reported = {
            "limit": 9,
            "count": len(names),
            "next_cursor": "LTE=",
            "data": [{"id": one} for one in names],
        }
        query = f"?next_cursor={cursor}" if cursor else ""
        return by(SELLER.address.lower(), interaction("GET", f"/data/orders{query}", 200, reported))

    complete, from_one = page(["a", "b", "c"]), "MQ=="
    assert broken(published, complete, page(["b", "c"], from_one)) == []
    assert broken(published, complete, page(["a", "b", "c"], from_one)) == ["page-told"]
    assert broken(published, complete, page(["c"], from_one)) == ["page-told"]
    assert broken(published, complete, page(["a", "b"], from_one), world="open") == ["page-told"]
    assert broken(published, complete, page(["c"], from_one), world="open") == []  # some may be filled
    for lost in (["c"], []):
        assert broken(published, complete, page(lost, from_one), complete, world="open") == ["page-told"]
    fewer = page(["a", "c"])
    assert broken(published, complete, page(["c"], from_one), fewer, world="open") == []
    assert broken(published, complete, page(["b", "c"], from_one), complete, world="open") == []
    assert broken(published, complete, *BEFORE, RESTS, page(["c"], from_one), complete, world="open") == []
    assert broken(published, complete, *BEFORE, RESTS, page(["a"], from_one)) == []


@pytest.mark.parametrize("world", ["closed", "open"])
def test_who_took_is_the_taker(published: Description, world: Any) -> None:
    acts = (*BEFORE, RESTS, FILLS)
    reported = trades(BUYER), trades(SELLER, trader_side="MAKER")
    assert broken(published, *acts, *reported, world=world) == []
    for wrong in (trades(BUYER, trader_side="MAKER"), trades(SELLER)):
        assert set(broken(published, *acts, wrong, world=world)) == {"trade-foretold"}


@pytest.mark.parametrize("world", ["closed", "open"])
def test_of_each_order_that_is_asked_about_it_is_reported_whether_it_scores(
    published: Description, world: Any
) -> None:
    def scoring(who: Any, *reported: str) -> Interaction:
        asked = interaction(
            "POST", "/orders-scoring", 200, dict.fromkeys(reported, False), body=[SELLS[2], "0x1"]
        )
        return by(who.address.lower(), asked)

    assert broken(published, *BEFORE, RESTS, scoring(SELLER, SELLS[2]), world=world) == []
    assert broken(published, *BEFORE, RESTS, scoring(BUYER), world=world) == []
    assert broken(published, *BEFORE, RESTS, scoring(SELLER), world=world) == ["scoring-foretold"]


@pytest.mark.parametrize("changed", [{}, {"price": "0.41"}, {"size": "9000000"}])
def test_a_trade_is_what_its_makers_gave_where_others_trade_too(
    published: Description, changed: dict[str, Any]
) -> None:
    found = broken(published, *BEFORE, RESTS, FILLS, trades(BUYER, **changed), world="open")
    assert found == (["trade-foretold"] if changed else [])


def test_an_order_met_others_at_the_price_of_its_trades(published: Description) -> None:
    worse = order(BUYER, "BUY", 10, price="0.45")
    dear, met = sent(worse, "4500000", "10000000", **MET), trades(BUYER, taker_order_id=worse[2])
    assert broken(published, *BEFORE, RESTS, dear, met, world="open") == ["trade-foretold"]
    costly = interaction("GET", f"/fee-rate?token_id={YES}", 200, {"base_fee": 1000})
    assert broken(published, *BEFORE[:2], costly, RESTS, dear, met, world="open") == []


def test_an_order_is_filled_by_as_much_as_its_trades(published: Description) -> None:
    def reported(filled: str) -> Interaction:
        terms = {"side": "SELL", "original_size": "15", "maker_address": SELLER.address}
        return by(SELLER.address.lower(), read(SELLS[2], **terms, size_matched=filled))

    seen = (*BEFORE, RESTS, FILLS, trades(SELLER, trader_side="MAKER"))
    assert broken(published, *seen, reported("5"), world="open") == []
    assert broken(published, *seen, reported("4"), world="open") == ["matched-only-grows"]


def test_of_two_fills_in_one_batch_the_later_is_what_is_known(published: Description) -> None:
    more = order(BUYER, "BUY", 8)
    reported = [
        taken(BUYS[2], makingAmount="4000000", takingAmount="10000000", **MET),
        taken(
            more[2],
            makingAmount="3200000",
            takingAmount="8000000",
            status="matched",
            tradeIDs=["two", "three"],
        ),
    ]
    batch = by(BUYS[0], post([BUYS[1], more[1]], reported))

    def seen(*names: str) -> Interaction:
        terms = {"side": "SELL", "price": "0.4", "original_size": "15", "maker_address": SELLER.address}
        filled = read(SELLS[2], **terms, size_matched="13", associate_trades=[*names])
        return by(SELLER.address.lower(), filled)

    assert broken(published, *BEFORE, RESTS, batch, seen("one", "two")) == []
