"""What a cancel leaves behind: nothing open, nothing bound, and nothing that can be posted again. Part of
`lifecycle`.

Only the own sandbox gives the fresh account that this takes: many orders, and all of its money in one.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from polymarket_clob.amounts import Side
from polymarket_clob.orders import OrderArgs

from clob_conformance.core.clauses import declare
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.signed_orders import SIDES, Draft
from clob_conformance.workloads.account_clauses import CANCELS, CLOSES, MARKET_ONLY
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.placing import ONCE
from clob_conformance.workloads.requests import ask, ask_object, number, page_of, send

FREED = declare(
    "cancel-frees-funds",
    "What a cancelled order would have given is free for the next order.",
    source="description: CancelOrdersResponse, GET /balance-allowance; "
    "docs/protocol/errors.md#placing-orders",
    severity="critical",
    suites=("lifecycle",),
    operations=CANCELS,
    needs=("accounts",),
)
_UNITS = 10**6
_BATCH = 15
_BATCHES = 3
# More than a half, so that two such orders cannot be paid for at once.
_MOST = Decimal("0.9")


def trusted(context: Run) -> bool:
    """Whether no cancel was seen to leave an order open; where one was, nothing is concluded from cancels."""
    return not context.record.findings.places(CLOSES)


def run(context: Run) -> None:
    """Cancel a long list, spend everything anew after each cancel, and post again what was cancelled."""
    account = context.new_account() if trusted(context) else None
    if account is None or not context.live.markets or context.operation("postOrder") is None:
        return
    try:
        _long_list(context, account)
        if not trusted(context):
            return
        send(context, "cancelAllOrders", by=account)
        _markets_alone(context, account)
        for side in SIDES:
            _funds(context, account, side)
            send(context, "cancelAllOrders", by=account)
        _again(context, account)
    finally:
        send(context, "cancelAllOrders", by=account)


def _bodies(draft: Draft) -> dict[str, Any]:
    """How each operation is told to cancel an order."""
    return {
        "cancelOrder": {"orderID": draft.order_id},
        "cancelOrders": [draft.order_id],
        "cancelMarketOrders": {"market": draft.market.condition_id, "asset_id": draft.token_id},
        "cancelAllOrders": None,
    }


def _long_list(context: Run, account: Account) -> None:
    """Orders of several batches, cancelled by one list."""
    maker, some = context.makes_orders(account), context.random("long list")
    ids: list[str] = []
    for _ in range(_BATCHES):
        drafts = [maker.resting(some, side="BUY") for _ in range(_BATCH)]
        posted = ask(context, "postOrders", body=[draft.body for draft in drafts], by=account)
        if posted is None:
            return
        ids += [draft.order_id for draft in drafts]
    done = ask_object(context, "cancelOrders", body=ids, by=account)
    if done is not None:
        closed(context, account, "cancelOrders", done)


def closed(context: Run, account: Account, way: str, done: tuple[dict[str, Any], Interaction]) -> bool:
    """Hold that what a cancel reports is no longer listed; whether that is so."""
    asked = ask(context, "getOrders", by=account)
    listed = page_of(asked)
    if asked is None or listed is None:
        return True
    context.record.hold(CLOSES, way)
    gone = set(done[0].get("canceled") or [])
    if still := {str(order.get("id")) for order in listed} & gone:
        message = f"of {len(gone)} orders that were reported canceled {len(still)} are still listed as open"
        context.violation(CLOSES, way, message, done[1], asked[1])
    return not still


def _markets_alone(context: Run, account: Account) -> None:
    """By market or by asset alone, where the server takes one of the two."""
    maker, markets = context.makes_orders(account), context.live.markets[:2]
    for by in ("market", "asset_id"):
        drafts = [
            maker.draft(
                market, OrderArgs(token.token_id, market.tick_size, market.min_size, "BUY"), post_only=True
            )
            for market in markets
            for token in market.tokens
        ]
        posted = [ask_object(context, "postOrder", body=draft.body, by=account) for draft in drafts]
        wanted = drafts[-1]
        value = wanted.market.condition_id if by == "market" else wanted.token_id
        done = ask_object(context, "cancelMarketOrders", body={by: value}, by=account)
        if done is not None and None not in posted:
            context.record.hold(MARKET_ONLY, "cancelMarketOrders")
            right = {
                draft.order_id for draft in drafts if value in (draft.market.condition_id, draft.token_id)
            }
            gone = set(done[0].get("canceled") or [])
            if gone != right:
                message = f"by {by} alone {len(right)} orders match, {len(gone)} were canceled"
                context.violation(MARKET_ONLY, "cancelMarketOrders", message, done[1], key=by)
        send(context, "cancelAllOrders", by=account)


def _funds(context: Run, account: Account, side: Side) -> None:
    """Bind nearly all money, or all shares of a token; cancel, and bind them again."""
    market, buys = context.live.markets[0], side == "BUY"
    token = market.tokens[0].token_id
    query = {"asset_type": "COLLATERAL"} if buys else {"asset_type": "CONDITIONAL", "token_id": token}
    asked = ask_object(context, "getBalanceAllowance", None, query, by=account)
    has = number(asked[0].get("balance")) if asked is not None else None
    if has is None:
        return
    price, of_each = (market.tick_size, market.tick_size) if buys else (1 - market.tick_size, Decimal(1))
    size = (has / _UNITS * _MOST / of_each).to_integral_value(ROUND_DOWN)
    args = OrderArgs(token, price, max(size, market.min_size), side)
    maker = context.makes_orders(account)
    cancelled, way = None, ""
    for following in (*CANCELS, ""):
        draft = maker.draft(market, args, post_only=True)
        posted = send(context, "postOrder", by=account, body=draft.body)
        if posted is None:
            return
        if cancelled is not None:
            context.record.hold(FREED, way)
            if 400 <= posted.answer.status < 500:
                message = f"after the cancel of an order its like is answered {posted.answer.status}"
                context.violation(FREED, way, message, cancelled, posted)
        if not posted.answer.succeeded or not following:
            return
        done = ask_object(context, following, body=_bodies(draft)[following], by=account)
        if done is None or draft.order_id not in (done[0].get("canceled") or []):
            return
        if not closed(context, account, following, done):
            return
        cancelled, way = done[1], following


def _again(context: Run, account: Account) -> None:
    """An order that was cancelled stays cancelled, also when somebody posts it once more."""
    draft = context.makes_orders(account).resting(context.random("again"), side="BUY")
    first = ask_object(context, "postOrder", body=draft.body, by=account)
    done = ask_object(context, "cancelOrder", body=_bodies(draft)["cancelOrder"], by=account)
    if first is None or done is None or draft.order_id not in (done[0].get("canceled") or []):
        return
    again = send(context, "postOrder", by=account, body=draft.body)
    context.record.hold(ONCE, "postOrder")
    if again is not None and again.answer.succeeded:
        message = f"answered {again.answer.status} after the order was cancelled"
        context.violation(ONCE, "postOrder", message, first[1], done[1], again, key="cancelled")
