"""How an order is taken: every rule between a verified request and the book.

Sources: description of POST /order; docs/protocol/errors.md#placing-orders, orders.md and amounts.md beside
it. An account may trade with itself: the service does not say that it may not.
"""

from attrs import frozen

from clob_sandbox.errors import INVALID_ORDER, INVALID_TOKEN, Refused
from clob_sandbox.venue import eip712, matching
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.keys import ApiKey
from clob_sandbox.venue.markets import Market, Token
from clob_sandbox.venue.money import CENT, ONE, UNIT, decimal_text, price_text
from clob_sandbox.venue.orders import Order, SignedOrder
from clob_sandbox.venue.signatures import order_signer, session_of
from clob_sandbox.venue.tape import Trade

GTD_NOTICE = 180  # seconds that a GTD expiration must lie ahead


@frozen
class Submission:
    """One order as submitted, with what is not signed."""

    signed: SignedOrder
    owner: str
    order_type: str
    post_only: bool
    defer_exec: bool


@frozen
class Placed:
    """An order that was taken, and the trades it made at once."""

    order: Order
    trades: list[Trade]
    defer_exec: bool


def check_owner(key: ApiKey, submission: Submission) -> None:
    """Refuse an order of another API key or of another signer; this refuses a whole batch."""
    if submission.owner != key.id:
        raise Refused(400, "the order owner has to be the owner of the API KEY")
    if submission.signed.signature_type != 3 and submission.signed.signer.lower() != key.address:
        raise Refused(400, "the order signer address has to be the address of the API KEY")


def place(exchange: Exchange, key: ApiKey, submission: Submission, *, signed: bool = True) -> Placed:
    """Check an order, match it and rest what remains; raises Refused and changes nothing if a rule is
    broken. One that is not `signed` comes from the sandbox's own page, which has no keys.
    """
    market, token = _market(exchange, submission.signed)
    if signed:
        _verify(exchange, key, submission.signed, market)
    exchange.accounts[key.address].admit(submission.signed.side, submission.signed.signer)
    order = _order(exchange, key, submission, market, token)
    if order.id in exchange.orders:
        raise Refused(400, f"order {order.id} is invalid. Duplicated.")
    _expiration(exchange, submission)
    trades = matching.place(exchange, order, post_only=submission.post_only)
    if order.signed.signature_type == 3 and session_of(order.signed.signature) is None:
        exchange.accounts[key.address].wallet = order.signed.maker
    return Placed(order, trades, submission.defer_exec)


def takes(exchange: Exchange, key: ApiKey, submission: Submission) -> bool:
    """Whether an order would be matched at once, if it is taken at all."""
    try:
        order = _order(exchange, key, submission, *_market(exchange, submission.signed))
    except Refused:
        return False
    crosses = exchange.books[order.market.condition_id].crosses(order)
    return not submission.post_only and (crosses or order.order_type in ("FOK", "FAK"))


def _order(exchange: Exchange, key: ApiKey, submission: Submission, market: Market, token: Token) -> Order:
    """The order that a submission means; its id is the digest under its market's exchange."""
    signed = submission.signed
    message = eip712.order_message(signed, eip712.contract_of(market, exchange.chain_id), exchange.chain_id)
    order_id = "0x" + message.digest().hex()
    price, size = _terms(order_id, submission, market, exchange.accuracy)
    return Order(
        id=order_id,
        owner=key.id,
        address=key.address,
        signed=signed,
        market=market,
        token=token,
        order_type=submission.order_type,
        price=price,
        size=size,
        created=exchange.clock.nanos(),
    )


def _market(exchange: Exchange, signed: SignedOrder) -> tuple[Market, Token]:
    found = exchange.tokens.get(signed.token_id)
    if found is None:
        raise Refused(400, INVALID_TOKEN)
    if found[0].closed:
        raise Refused(400, "the market is not yet ready to process new orders")
    return found


def _verify(exchange: Exchange, key: ApiKey, signed: SignedOrder, market: Market) -> None:
    """Check who signed."""
    own_wallet = signed.maker.lower() == signed.signer.lower()
    contract = eip712.contract_of(market, exchange.chain_id)
    signer = order_signer(signed, contract, exchange.chain_id)
    if signer != key.address or (signed.signature_type in (0, 3) and not own_wallet):
        raise Refused(400, _wrong_signature(exchange, key, signed, contract))


def _wrong_signature(exchange: Exchange, key: ApiKey, signed: SignedOrder, right: eip712.Contract) -> str:
    """The text for a signature that is not good: another one for an order of another exchange version."""
    others = (*eip712.EXCHANGES.values(), eip712.POSITIONS[exchange.chain_id])
    if any(
        order_signer(signed, other, exchange.chain_id) == key.address
        for other in others
        if other.version != right.version
    ):
        return "order_version_mismatch"
    return "invalid signature"


def _terms(order_id: str, submission: Submission, market: Market, accuracy: int | None) -> tuple[int, int]:
    """Price (on the grid) and size in shares that the two signed amounts mean. `accuracy`: decimals that the
    wanted amount of a market order may have; None: those of the tick size.
    """
    signed = submission.signed
    paid, size = signed.maker_amount, signed.taker_amount
    if signed.side == "SELL":
        paid, size = size, paid
    if not paid or not size:
        raise Refused(
            400, f"order {order_id} is invalid. Size ({decimal_text(size)}) lower than the minimum: 0.01"
        )
    at_once = submission.order_type in ("FOK", "FAK")
    by_money = at_once and signed.side == "BUY"
    decimals = market.amount_decimals
    if at_once and accuracy is not None:
        decimals = min(decimals, accuracy)
        _check_accuracy(signed, decimals)
    cut = 10 ** (6 - decimals)
    if by_money:
        price = _nearest(paid, size, market, cut, 0)
    elif at_once and accuracy is not None:
        price = _nearest(paid, size, market, 0, cut)
    else:
        price = _exact(paid, size)
    if price is None or price % market.tick or not market.tick <= price <= ONE - market.tick:
        shown = decimal_text(paid * UNIT // size)
        tick = price_text(market.tick)
        raise Refused(
            400, f"order {order_id} is invalid. Price ({shown}) breaks minimum tick size rule: {tick}"
        )
    if by_money:
        _check_accuracy(signed, decimals)
        return price, size
    if size % CENT:
        raise Refused(
            400, f"order {order_id} is invalid. Size ({decimal_text(size)}) has more than 2 decimals"
        )
    if submission.order_type in ("GTC", "GTD") and size < market.min_order_size:
        least = decimal_text(market.min_order_size)
        raise Refused(
            400, f"order {order_id} is invalid. Size ({decimal_text(size)}) lower than the minimum: {least}"
        )
    return price, size


def _exact(paid: int, size: int) -> int | None:
    price, rest = divmod(paid * ONE, size)
    return None if rest else price


def _check_accuracy(signed: SignedOrder, decimals: int) -> None:
    if signed.maker_amount % CENT or signed.taker_amount % 10 ** (6 - decimals):
        raise Refused(
            400,
            f"invalid amounts, the market {signed.side.lower()} orders maker amount supports a max accuracy "
            f"of 2 decimals, taker amount a max of {decimals} decimals",
        )


def _nearest(paid: int, size: int, market: Market, cut_size: int, cut_paid: int) -> int | None:
    """The grid price of a market order, whose wanted amount was cut to fewer decimals, shares by `cut_size`
    or USDC by `cut_paid` at most, so that the ratio is not exact.
    """
    price = (2 * paid * ONE + size * market.tick) // (2 * size * market.tick) * market.tick
    if not price:
        return None
    if cut_size:
        near = abs(paid * ONE // price - size) <= 2 * cut_size
    else:
        near = 0 <= size * price // ONE - paid <= cut_paid
    return price if near else None


def _expiration(exchange: Exchange, submission: Submission) -> None:
    expiration = submission.signed.expiration
    if submission.order_type == "GTD":
        if expiration < exchange.clock.seconds() + GTD_NOTICE:
            raise Refused(400, "invalid expiration")
    elif expiration:
        raise Refused(400, "invalid expiration")


def check_size(count: int, most: int) -> None:
    """Refuse a batch that is empty or holds more than `most` orders."""
    if not count:
        raise Refused(400, INVALID_ORDER)
    if count > most:
        raise Refused(400, f"Too many orders in payload: {count}, max allowed: {most}")
