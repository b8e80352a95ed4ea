"""What two accounts of the user's have bought of each other on somebody else's server is sold back."""

from __future__ import annotations

import sys
from decimal import Decimal

from attrs import evolve
from polymarket_clob.amounts import Side
from polymarket_clob.orders import OrderArgs

from clob_conformance.core.errors import Skipped
from clob_conformance.environment.signed_orders import Draft
from clob_conformance.workloads.scenario import Actor, Spot
from clob_conformance.workloads.settlement import filled

Posted = list[tuple[Actor, Draft]]


def trade_back(spot: Spot, pair: tuple[Actor, Actor], posted: Posted) -> None:
    """Let whoever bought shares sell them to the other one, who sold as many; tell what cannot go back.

    Nothing on the own sandbox, whose accounts are made for the run.
    """
    if any(actor.purse is None for actor in pair):
        return
    for actor in pair:
        actor.send("cancelAllOrders")
    one, other = (evolve(actor, back=True) for actor in pair)
    why = ""
    try:
        for token, price in ((spot.token_id, spot.price), (spot.other, 1 - spot.price)):
            has, lacks = _bought(one, posted, token), -_bought(other, posted, token)
            size = min(has, lacks) if has > 0 else max(has, lacks)
            holder, taker = (one, other) if size > 0 else (other, one)
            if has * lacks > 0 and abs(size) >= spot.lot:
                offer, bid = (OrderArgs(token, price, abs(size), side) for side in (_SELL, _BUY))
                rests = holder.draft(spot.market, offer, post_only=True)
                for actor, draft in ((holder, rests), (taker, taker.draft(spot.market, bid))):
                    posted.append((actor, draft))
                    actor.post(draft)
    except Skipped as skipped:
        why = f" ({skipped})"
    finally:
        for actor in pair:
            actor.send("cancelAllOrders")
    for token in (spot.token_id, spot.other):
        for number_of, actor in zip(("first", "second"), pair, strict=True):
            if left := _bought(actor, posted, token):
                what = f"{left.normalize():+f} shares of {token}"
                _tell(f"the {number_of} account is left with {what} from the run{why}")


def tell_of_positions(posted: Posted) -> None:
    """Say that a run ended in the midst of trading between the user's accounts."""
    if posted and posted[0][0].purse is not None:
        _tell(f"ended while two accounts traded in {posted[0][1].market.condition_id}: nothing is sold back")


_BUY: Side = "BUY"
_SELL: Side = "SELL"


def _bought(actor: Actor, posted: Posted, token: str) -> Decimal:
    """Shares of a token that an account has more by its orders than before; less than nothing for fewer."""
    net = Decimal(0)
    for by, draft in posted:
        if by.account is None or actor.account is None or by.account.address != actor.account.address:
            continue
        if draft.token_id == token:
            net += filled(actor, draft) * (1 if draft.side == _BUY else -1)
    return net


def _tell(sentence: str) -> None:
    print(f"clob-conformance: {sentence}", file=sys.stderr)
