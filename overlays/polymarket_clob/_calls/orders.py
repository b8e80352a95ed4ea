"""Orders: building, sending, cancelling and reading them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from attrs import evolve
from polymarket_clob_api import models
from polymarket_clob_api.api import trade
from polymarket_clob_api.types import UNSET

from polymarket_clob._books import market_price
from polymarket_clob._checks import flag
from polymarket_clob._core import Response, Sign, Steps, ask
from polymarket_clob._fees import FeeSchedule, amount_within
from polymarket_clob._params import (
    OpenOrderParams,
    given,
)
from polymarket_clob._results import CancelResult
from polymarket_clob._session import Session
from polymarket_clob.amounts import cut_down, decimal, in_hundredths, price_on_grid
from polymarket_clob.builder import RULES_RULE, UNDER_MINIMUM, UnsignedOrder
from polymarket_clob.contracts import contracts
from polymarket_clob.errors import (
    CancelsInterrupted,
    ClobError,
    InvalidInput,
    OrdersInterrupted,
    of_kind,
)
from polymarket_clob.orders import (
    MarketOrderArgs,
    MarketRules,
    OrderArgs,
    OrderType,
    Payload,
    SignatureType,
    SignedOrder,
    token_number,
)
from polymarket_clob.orders import order_id as checked_id

from .market_data import get_market_rules, get_order_book, rules_of
from .markets import get_fee_schedule
from .naming import Naming
from .posted import post_one, post_several
from .reading import Listing, as_asked, condition_id, object_of, several

T = TypeVar("T")

MAX_ORDERS_PER_POST = 15
"""As ``POST /orders`` is described."""

MAX_IDS_PER_CANCEL = 1000
"""As ``DELETE /orders`` is described."""

SIGNED_RULE = "a SignedOrder, as create_order and create_market_order return"
"""What can be posted."""


def create_order(
    session: Session,
    args: OrderArgs,
    rules: MarketRules | None = None,
    order_type: OrderType | None = None,
) -> Steps[SignedOrder]:
    """Builds and signs a limit order; sends nothing but a look at the book, if ``rules`` are not given.

    ``order_type``: as it will be sent; left out, GTD where it has an expiration, else GTC. Raises
    InvalidInput when the order breaks a rule: price off the tick grid, size finer than hundredths or, where
    the order can rest, under the market's minimum, expiration less than 180 s or more than ten years ahead.
    """
    of_kind("args", args, OrderArgs, "a limit order is said as OrderArgs")
    builder = session.need_builder()

    def build(known: MarketRules) -> UnsignedOrder:
        return builder.build_limit(args, known, order_type)

    unsigned = yield from by_the_rules(session, args.token_id, rules, build)
    return unsigned.signed((yield Sign(unsigned.digest)))


def by_the_rules(
    session: Session, token_id: str, rules: MarketRules | None, build: Callable[[MarketRules], T]
) -> Steps[T]:
    """What ``build`` makes of the market's rules: those given, else those remembered, else those of the book.

    Where the price or size breaks the rules that were remembered, the book is looked at once: they may have
    changed.
    """
    known = session.known_rules(token_id) if rules is None else rules
    if known is None:
        return build((yield from get_market_rules(session, token_id)))
    try:
        return build(known)
    except InvalidInput as error:
        small = error.rule.startswith(UNDER_MINIMUM)
        if rules is not None or not (error.field in ("price", "tick_size") or small):
            raise
        now = yield from get_market_rules(session, token_id)
        if now == known:
            raise
    return build(now)


def create_market_order(
    session: Session,
    args: MarketOrderArgs,
    rules: MarketRules | None = None,
    fees: FeeSchedule | None = None,
) -> Steps[SignedOrder]:
    """Builds and signs a market order (FOK or FAK). Looks at the book for the price when none is given.

    With ``max_spend`` the amount of a BUY is lowered so that it and its fees fit, at whatever price from the
    best to the worst it is filled (from one tick on, where a price is given and no book is read): two more
    looks, unless the ``fees`` are given or known. Raises InsufficientLiquidity when the book cannot fill it,
    InvalidInput when it breaks a rule.
    """
    of_kind("args", args, MarketOrderArgs, "a market order is said as MarketOrderArgs")
    if rules is not None:
        of_kind("rules", rules, MarketRules, RULES_RULE)
    if fees is not None:
        of_kind("fees", fees, FeeSchedule, "a market's fees are said as FeeSchedule")
    builder = session.need_builder()
    amount = in_hundredths("amount", args.amount)
    price, best = args.price, None
    if price is None:
        if args.side not in ("BUY", "SELL"):
            raise InvalidInput("side", args.side, "BUY or SELL")
        book = yield from get_order_book(session, args.token_id)
        levels = book.asks if args.side == "BUY" else book.bids
        price = market_price(args.side, args.amount, levels, whole=args.order_type == "FOK")
        best = market_price(args.side, 0, levels)
        rules = rules_of(book) if rules is None else rules
    if args.max_spend is not None:
        if args.side != "BUY":
            raise InvalidInput("max_spend", args.max_spend, "of a BUY; a SELL spends shares")
        if fees is None:
            fees = session.known_fees(args.token_id, args.builder_code)
        if fees is None:
            fees = yield from get_fee_schedule(session, args.token_id, args.builder_code)

    def build(known: MarketRules) -> UnsignedOrder:
        wanted = args
        if args.max_spend is not None and fees is not None:
            price_on_grid(price, known.tick_size)
            worst = decimal("price", price)
            within = amount_within(args.max_spend, amount, worst, fees, best or known.tick_size)
            wanted = evolve(args, amount=cut_down(within))
        return builder.build_market(wanted, price, known)

    unsigned = yield from by_the_rules(session, args.token_id, rules, build)
    return unsigned.signed((yield Sign(unsigned.digest)))


def create_and_post_market_order(
    session: Session,
    args: MarketOrderArgs,
    rules: MarketRules | None = None,
    fees: FeeSchedule | None = None,
) -> Steps[models.SendOrderResponse]:
    """``create_market_order`` and ``post_order`` in one."""
    signed = yield from create_market_order(session, args, rules, fees)
    return (yield from post_order(session, signed))


def post_order(
    session: Session,
    signed: SignedOrder,
    order_type: OrderType | None = None,
    *,
    post_only: bool = False,
    defer_exec: bool = False,
) -> Steps[models.SendOrderResponse]:
    """Sends an order, once; after a 401 because of the clock, a refusal for certain, the same order once
    more. ``order_type`` is the one it was built with when left out.

    Raises OrderRejected or BadRequest when the exchange refuses it, and OrderOutcomeUnknown when no
    response says what became of it: then ``reconcile``, never send it again. A response with the status
    "delayed" means that the order was taken and is matched a moment later. Of an order that the exchange has
    seen before, the state is asked for: on the book or matched, it counts as taken. A tick size or minimum
    that a refusal names is remembered.
    """
    of_kind("signed", signed, SignedOrder, SIGNED_RULE)
    payload = _payload(session, signed, order_type, post_only=post_only, defer_exec=defer_exec)

    with Naming(session, [signed]) as naming:
        return (yield from post_one(session, signed, payload, naming.progress))


def post_orders(
    session: Session,
    orders: Sequence[SignedOrder],
    order_type: OrderType | None = None,
    *,
    post_only: bool = False,
    defer_exec: bool = False,
) -> Steps[list[models.SendOrderResponse]]:
    """Sends orders, each once as ``post_order`` does, 15 in a request; the responses come in the order of the
    orders; none, none.

    An order that was refused has ``error_msg`` in its response, and a status that is not "delayed"; it raises
    nothing. Each entry of a response is read as ``post_order`` reads its own. The first request that fails is
    the last. Raises OrderOutcomeUnknown of exactly the orders of which no response says what became of them,
    and where a request is one of several, OrdersInterrupted when it was refused whole: both say what was
    answered to the others.
    """
    batch = several("orders", orders, least=0)
    for position, signed in enumerate(batch):
        of_kind(f"orders[{position}]", signed, SignedOrder, SIGNED_RULE)
    each_once(batch)
    payload = [
        _payload(session, signed, order_type, post_only=post_only, defer_exec=defer_exec) for signed in batch
    ]
    answered: list[models.SendOrderResponse] = []
    for start in range(0, len(batch), MAX_ORDERS_PER_POST):
        end = start + MAX_ORDERS_PER_POST
        sent, unsent = batch[start:end], batch[end:]
        try:
            with Naming(session, sent, answered, unsent) as naming:
                answered += yield from post_several(
                    session, sent, payload[start:end], naming.progress, answered, unsent
                )
        except ClobError as error:
            if not error.outcome_known or len(batch) == len(sent):
                raise
            raise OrdersInterrupted(answered, sent, unsent, error) from error
    return answered


def each_once(batch: Sequence[SignedOrder]) -> None:
    """Raises InvalidInput where an order stands twice in what is to be posted."""
    if len({signed.order_id for signed in batch}) < len(batch):
        raise InvalidInput("orders", f"{len(batch)} orders", "the same order stands there twice")


def create_and_post_order(
    session: Session,
    args: OrderArgs,
    order_type: OrderType | None = None,
    *,
    post_only: bool = False,
    rules: MarketRules | None = None,
) -> Steps[models.SendOrderResponse]:
    """``create_order`` and ``post_order`` in one."""
    flag("post_only", post_only)
    signed = yield from create_order(session, args, rules, order_type)
    return (yield from post_order(session, signed, order_type, post_only=post_only))


def cancel(session: Session, order_id: str) -> Steps[CancelResult]:
    """Cancels one order."""
    body = models.CancelOrderPayload(checked_id(order_id))
    request = trade.cancel_order._get_kwargs(body=body)
    return (yield from ask("cancelOrder", request, lambda response: _cancel_result(response, [order_id])))


def cancel_orders(session: Session, order_ids: Sequence[str]) -> Steps[CancelResult]:
    """Cancels orders, 1,000 in a request; fewer where the client's pacing has a smaller burst; none, none.

    Where there are several requests each is sent, whatever becomes of the others; CancelsInterrupted says
    what was cancelled and which ids are left when one of them fails.
    """
    asked = several("order_ids", order_ids, least=0)
    ids = [checked_id(value, f"order_ids[{i}]") for i, value in enumerate(asked)]
    canceled: list[str] = []
    not_canceled: dict[str, str] = {}
    left: list[str] = []
    failure: ClobError | None = None
    size = session.cancels_at_once(MAX_IDS_PER_CANCEL)
    for start in range(0, len(ids), size):
        piece = ids[start : start + size]
        try:
            result = yield from ask(
                "cancelOrders", trade.cancel_orders._get_kwargs(body=piece), _cancel_result
            )
        except ClobError as error:
            if len(piece) == len(ids):
                raise
            left += piece
            failure = failure or error
        else:
            canceled += result.canceled
            not_canceled |= result.not_canceled
    together = CancelResult(canceled, not_canceled, [each for each in ids if each not in set(left)])
    if failure is not None:
        raise CancelsInterrupted(together, left, failure) from failure
    return together


def cancel_all(session: Session) -> Steps[CancelResult]:
    """Cancels every open order of the account."""
    return (yield from ask("cancelAllOrders", trade.cancel_all_orders._get_kwargs(), _cancel_result))


def cancel_market_orders(
    session: Session, market: str | None = None, asset_id: str | None = None
) -> Steps[CancelResult]:
    """Cancels the open orders of a market (condition id), of a token, or, with neither, all of them."""
    if asset_id is not None:
        token_number(asset_id)
    body = models.OrderMarketCancelParams(
        market=UNSET if market is None else condition_id(market, "market"),
        asset_id=UNSET if asset_id is None else asset_id,
    )
    return (
        yield from ask(
            "cancelMarketOrders", trade.cancel_market_orders._get_kwargs(body=body), _cancel_result
        )
    )


def get_orders(session: Session, params: OpenOrderParams | None = None) -> Listing[models.OpenOrder]:
    """The account's open orders."""

    def request(cursor: str | None) -> Mapping[str, Any]:
        return trade.get_orders._get_kwargs(**given(params), next_cursor=cursor or UNSET)

    return Listing(session, "getOrders", request, as_asked(models.OpenOrder.adopt, given(params)))


def get_pre_migration_orders(session: Session) -> Listing[models.OpenOrder]:
    """The account's orders from before the move to exchange version 2."""

    def request(cursor: str | None) -> Mapping[str, Any]:
        return trade.get_pre_migration_orders._get_kwargs(next_cursor=cursor or UNSET)

    return Listing(session, "getPreMigrationOrders", request, models.OpenOrder.adopt)


def check_own(session: Session, signed: SignedOrder, address: str) -> None:
    """Raises InvalidInput when the order's chain, exchange and signer cannot be those of this API key."""
    check_account(session, signed, address)
    ours = contracts(session.chain_id)
    if signed.exchange not in {
        ours.exchange(signed.version, neg_risk=neg_risk) for neg_risk in (False, True)
    }:
        rule = f"no contract of version {signed.version} on chain {session.chain_id}"
        raise InvalidInput("exchange", signed.exchange, rule)


def check_account(session: Session, signed: SignedOrder, address: str) -> None:
    """Raises InvalidInput when the order's chain and signer cannot be those of this API key."""
    struct = signed.struct
    if signed.chain_id != session.chain_id:
        raise InvalidInput("chain_id", signed.chain_id, f"the client is on chain {session.chain_id}")
    wallet = struct.signature_type == SignatureType.POLY_1271
    wanted = struct.maker if wallet else address
    if struct.signer != wanted:
        whose = "the wallet itself" if wallet else "the address of the API key"
        raise InvalidInput("signer", struct.signer, f"an order is signed by {whose}, {wanted}")


def _payload(session: Session, signed: SignedOrder, order_type: OrderType | None, **flags: bool) -> Payload:
    creds = session.need_creds("an order post")
    check_own(session, signed, creds.address)
    return signed.payload(creds.api_key, order_type, **flags)


def _cancel_result(response: Response, asked: Sequence[str] = ()) -> CancelResult:
    """The response to a cancel. Null, where a list or an object is described, is an empty one."""
    data = object_of(response)
    canceled, not_canceled = data["canceled"] or [], data.get("not_canceled") or {}
    if not isinstance(canceled, list) or not isinstance(not_canceled, dict):
        raise response.unreadable("expected a list of cancelled ids, and an object of reasons")
    return CancelResult(
        canceled=[str(id_) for id_ in canceled],
        not_canceled={id_: str(reason) for id_, reason in not_canceled.items()},
        asked=asked,
    )
