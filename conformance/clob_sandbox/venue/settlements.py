"""How an accepted quote trades: the requester's order and the quoter's, each of version 1, meet at its terms.

Source: docs/protocol/requests.md#quotes (accepting and approving send a version 1 order, flat) and
docs/protocol/orders.md#versions (its fields and contracts). What the service answers to an order that is not
right, and when the trade happens, is nowhere stated: here the quoter's approval, which comes after the
acceptance, makes the trade. The requester is the taker and pays the market's fee.
"""

from clob_sandbox.errors import Refused
from clob_sandbox.venue import eip712
from clob_sandbox.venue.exchange import Exchange
from clob_sandbox.venue.keys import ApiKey
from clob_sandbox.venue.markets import Market
from clob_sandbox.venue.money import CENT, ONE, price_text
from clob_sandbox.venue.orders import LegacyOrder, Order, SignedOrder
from clob_sandbox.venue.rfq import Entry, Terms
from clob_sandbox.venue.signatures import recover

_NOBODY = "0x" + "00" * 20
_ZERO32 = "0x" + "00" * 32


def accept(exchange: Exchange, key: ApiKey, quote: Entry, sent: LegacyOrder) -> None:
    """Keep the requester's order until the quoter approves; refused with 400 if a rule is broken."""
    if quote.accepted is not None:
        raise Refused(400, "rfq quote is already accepted")
    order = _order(exchange, key, sent, _answering(quote))
    _demand(exchange, order, _fee(order))
    quote.accepted = order


def approve(exchange: Exchange, key: ApiKey, quote: Entry, sent: LegacyOrder) -> None:
    """Trade the quoter's order against the requester's and close the request; refused with 400, changing
    nothing, if a rule is broken.
    """
    taker = quote.accepted
    if taker is None or quote.request is None:
        raise Refused(400, "rfq quote is not accepted")
    maker = _order(exchange, key, sent, quote.terms)
    _in_time(exchange, taker.signed.expiration)
    if taker.id in exchange.orders or maker.id in exchange.orders:
        raise Refused(400, f"order {maker.id} is invalid. Duplicated.")
    _demand(exchange, maker)
    both_pay = taker.address == maker.address and taker.side == maker.side == "BUY"
    _demand(exchange, taker, _fee(taker) + (maker.signed.maker_amount if both_pay else 0))
    exchange.trade_aside(taker, maker)
    exchange.rfq.cancel_request(quote.request, exchange.clock.seconds())


def _answering(quote: Entry) -> Terms:
    """The terms of the requester's order, which takes a quote as it is."""
    terms = quote.terms
    if quote.match_type == "COMPLEMENTARY":
        side = "SELL" if terms.side == "BUY" else "BUY"
        return Terms(terms.market, terms.token, side, terms.shares, terms.usdc)
    other = terms.market.tokens[1 - terms.token.index]
    return Terms(terms.market, other, terms.side, terms.shares, terms.shares - terms.usdc)


def _order(exchange: Exchange, key: ApiKey, sent: LegacyOrder, terms: Terms) -> Order:
    """The order behind a signature that is good and names these terms."""
    market, token = terms.market, terms.token
    order_id = _verify(exchange, key, sent, market)
    gives, wants = (terms.usdc, terms.shares) if terms.side == "BUY" else (terms.shares, terms.usdc)
    if (sent.token_id, sent.side, sent.maker_amount, sent.taker_amount) != (
        token.token_id,
        terms.side,
        gives,
        wants,
    ):
        raise Refused(400, "the order does not match its rfq quote")
    price, rest = divmod(terms.usdc * ONE, terms.shares)
    if rest or price % market.tick or terms.shares % CENT:
        raise Refused(
            400,
            f"order {order_id} is invalid. Price ({terms.price}) breaks minimum tick size rule: "
            f"{price_text(market.tick)}",
        )
    if sent.nonce:
        raise Refused(400, "invalid nonce")
    _in_time(exchange, sent.expiration)
    signed = SignedOrder(
        salt=sent.salt,
        maker=sent.maker,
        signer=sent.signer,
        token_id=sent.token_id,
        maker_amount=sent.maker_amount,
        taker_amount=sent.taker_amount,
        side=sent.side,
        signature_type=sent.signature_type,
        timestamp=exchange.clock.millis(),
        metadata=_ZERO32,
        builder=_ZERO32,
        expiration=sent.expiration,
        signature=sent.signature,
    )
    return Order(
        id=order_id,
        owner=key.id,
        address=key.address,
        signed=signed,
        market=market,
        token=token,
        order_type="FOK",
        price=price,
        size=terms.shares,
        created=exchange.clock.nanos(),
    )


def _verify(exchange: Exchange, key: ApiKey, sent: LegacyOrder, market: Market) -> str:
    """Check who signed, and for whom; returns the order id, the digest under the contract of version 1."""
    if market.of_positions:  # version 1 never traded them
        raise Refused(400, "order_version_mismatch")
    contract = eip712.LEGACY[exchange.chain_id][market.neg_risk]
    message = eip712.legacy_order_message(sent, contract, exchange.chain_id)
    own_wallet = sent.maker.lower() == sent.signer.lower()
    if (
        recover(message, sent.signature) != key.address
        or sent.signer.lower() != key.address
        or (sent.signature_type == 0 and not own_wallet)
        or sent.taker != _NOBODY
    ):
        raise Refused(400, "invalid signature")
    exchange.accounts[key.address].admit(sent.side, sent.signer)
    return "0x" + message.digest().hex()


def _in_time(exchange: Exchange, expiration: int) -> None:
    if expiration and expiration <= exchange.clock.seconds():
        raise Refused(400, "invalid expiration")


def _fee(taker: Order) -> int:
    return taker.market.fees.fee(taker.price, taker.size)


def _demand(exchange: Exchange, order: Order, further: int = 0) -> None:
    """Refuse unless the account can give what the order gives, a buyer `further` base units of USDC too."""
    account = exchange.accounts[order.address]
    if order.side == "BUY":
        account.require_cash(order.signed.maker_amount + further)
    else:
        account.demand_shares(order.token.token_id, order.size)
