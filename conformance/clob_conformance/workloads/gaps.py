"""Where orders can meet alone: between the best bid and ask of a book."""

from __future__ import annotations

from decimal import Decimal

from clob_conformance.environment.seed_data import Market
from clob_conformance.workloads.context import Run
from clob_conformance.workloads.requests import ask_object, number


def gap_with_fee(context: Run) -> tuple[Market, str, Decimal] | None:
    """A market, a token of it and a price in the gap of its book; a market with a fee if there is one, as
    only a fill with a fee gives something back to its maker.
    """
    for market in sorted(context.live.markets, key=lambda market: not _has_fee(context, market)):
        found = gap(context, market)
        if found is not None:
            return market, *found
    return None


def _has_fee(context: Run, market: Market) -> bool:
    asked = ask_object(context, "getFeeRate", None, {"token_id": market.tokens[0].token_id})
    return asked is not None and bool(number(asked[0].get("base_fee")))


def gap(context: Run, market: Market) -> tuple[str, Decimal] | None:
    """A token of the market and a price between its best bid and ask, None when they stand next to it."""
    for token in market.tokens:
        asked = ask_object(context, "getBook", None, {"token_id": token.token_id})
        if asked is None:
            continue
        bids, asks = (
            [p for p in (number(level.get("price")) for level in asked[0].get(side) or []) if p is not None]
            for side in ("bids", "asks")
        )
        if bids and asks and min(asks) - max(bids) >= 2 * market.tick_size:
            return token.token_id, max(bids) + market.tick_size
    return None
