"""What a trade has to say to each side, given the orders that were seen to meet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from attrs import frozen

from clob_conformance.core.clauses import declare
from clob_conformance.core.subject import Subject
from clob_conformance.model.books import Fill
from clob_conformance.model.own import Own
from clob_conformance.model.values import amount_near, dicts, number

DEALT = declare(
    "trade-foretold",
    "A trade is told to both sides of it, with the orders that met and what each gave: the taker's, and of "
    "each maker's the shares that were filled, which add up to the size of the trade, at a price of theirs.",
    source="description: Trade, MakerOrder",
    severity="critical",
    operations=("getTrades",),
)
_SLACK = Decimal("0.00001")


@frozen
class Deal:
    """An order that met others: what it took of each, and the trades that were made of it."""

    order: str
    account: str
    fills: tuple[Fill, ...]
    trades: tuple[str, ...]
    hashes: tuple[str, ...]


def wrong_trades(
    subject: Subject,
    deals: Mapping[str, Deal],
    known: Mapping[str, Own],
    complete: Collection[str] | None,
) -> Iterator[tuple[str, str]]:
    """What is wrong with the trades of an account: a key and a sentence; `complete`: all that are listed."""
    account = subject.interaction.account
    for trade in subject.items():
        deal = deals.get(str(trade.get("id")))
        yield from wrong_sum(trade)
        yield from wrong_role(trade, known, account)
        if deal is not None:
            yield from _sides(trade, deal, known, account)
    if complete is None or subject.interaction.request.query.keys() - {"next_cursor"}:
        return
    for name, deal in deals.items():
        if deal.account == account and name not in complete:
            yield "missing", f"the trade {name} of the account's order {deal.order} is not listed"
        # Which of several trades a maker's order is of is not known of all.
        made = [known[fill.order] for fill in deal.fills if fill.order in known]
        met = next((own.id for own in made if own.terms.account == account), None)
        if met is not None and name == deal.trades[0] and not set(deal.trades) & set(complete):
            yield "missing", f"no trade of the account's order {met} with {deal.order} is listed"


def wrong_role(trade: Mapping[str, Any], known: Mapping[str, Own], account: str) -> Iterator[tuple[str, str]]:
    """Whether an account took or made, by the orders that it was seen to post."""
    taker = known.get(str(trade.get("taker_order_id")))
    made = [known.get(str(one.get("order_id"))) for one in dicts(trade.get("maker_orders"))]
    if taker is not None and taker.terms.account == account:
        role = "TAKER"
    elif any(one is not None and one.terms.account == account for one in made):
        role = "MAKER"
    else:
        return
    if trade.get("trader_side") not in (role, None, ""):
        yield "trader_side", f"trader_side is {trade['trader_side']!r}, the account was the {role}"


def wrong_sum(trade: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Whether the makers' amounts add up to the size."""
    amounts = [number(made.get("matched_amount")) for made in dicts(trade.get("maker_orders"))]
    size, sum_ = number(trade.get("size")), sum((one for one in amounts if one is not None), Decimal(0))
    if amounts and None not in amounts and size is not None and size != sum_:
        yield "sum", f"a trade of the size {size:f} has maker orders of {sum_:f} together"


def _sides(
    trade: Mapping[str, Any], deal: Deal, known: Mapping[str, Own], account: str
) -> Iterator[tuple[str, str]]:
    taker = str(trade.get("taker_order_id"))
    if taker != deal.order:
        yield "taker_order_id", f"the taker's order was {deal.order}, told is {taker}"
    reported = trade.get("transaction_hash")
    if reported and deal.hashes and reported not in deal.hashes:
        yield (
            "transaction_hash",
            f"transaction_hash is {reported}, of the taker {', '.join(deal.hashes)}",
        )
    yield from _price(trade, deal)
    fills = {fill.order: fill for fill in deal.fills if fill.order}
    for made in dicts(trade.get("maker_orders")):
        order = str(made.get("order_id"))
        fill, amount = fills.get(order), number(made.get("matched_amount"))
        if fill is None and order in known and len(fills) == len(deal.fills):
            yield "maker_orders", f"{order} is told as a maker, which the taker's order did not meet"
        elif fill is not None and amount is not None and amount_near(amount, fill.size, _SLACK) is None:
            yield "matched_amount", f"{fill.size:f} shares of {order} were filled, told are {amount:f}"


def _price(trade: Mapping[str, Any], deal: Deal) -> Iterator[tuple[str, str]]:
    """One trade of everything, or one for each price; however else trades are cut is not concluded from."""
    prices = {fill.price for fill in deal.fills}
    price, size = number(trade.get("price")), number(trade.get("size"))
    if price is None or len(deal.trades) not in (1, len(prices)):
        return
    if len(prices) == len(deal.trades):
        if price not in prices:
            shown = ", ".join(f"{one:f}" for one in sorted(prices))
            yield "price", f"a trade has the price {price:f}, its orders met at {shown}"
            return
        right = sum((fill.size for fill in deal.fills if fill.price == price), Decimal(0))
    else:
        right = sum((fill.size for fill in deal.fills), Decimal(0))
    if size is not None and amount_near(size, right, _SLACK) is None:
        yield "size", f"a trade at {price:f} has the size {size:f}, filled were {right:f} shares"
