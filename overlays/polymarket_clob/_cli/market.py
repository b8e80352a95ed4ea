"""``markets`` and ``book``: what is traded, and at which prices. No keys needed."""

from __future__ import annotations

import time
from itertools import islice, zip_longest
from typing import Annotated

import typer
from polymarket_clob_api import models
from rich.live import Live
from rich.table import Table

from polymarket_clob._books import best_first
from polymarket_clob._client import ClobClient

from . import connect
from .show import Json, at_least, console, print_json, print_table, table
from .wording import WrongUsage


def markets(
    search: Annotated[str, typer.Argument(help="Words of the question, or part of an id.")] = "",
    closed: Annotated[bool, typer.Option("--closed", help="Closed markets too.")] = False,
    limit: Annotated[int, typer.Option(help="The most to show.", parser=at_least(1), metavar="N")] = 20,
    as_json: Json = False,
) -> None:
    """Find markets; reads the listing page by page until enough are found."""
    words = search.lower().split()
    with connect.client() as client:
        matching = (
            each for each in client.iter_markets() if (closed or not each.get("closed")) and _has(each, words)
        )
        found = list(islice(matching, limit))
    if as_json:
        print_json(found)
        return
    rows = [
        [market.get("question"), token.outcome, token.price, token.token_id, market.condition_id]
        for market in found
        for token in market.get("tokens") or []
    ]
    print_table(["question", "outcome", "price", "token id", "condition id"], rows, none="no markets match")


def book(
    token_id: str,
    depth: Annotated[int, typer.Option(help="Levels a side.", parser=at_least(1), metavar="N")] = 10,
    live: Annotated[bool, typer.Option("--live", help="Keep looking, until Ctrl-C.")] = False,
    every: Annotated[
        float, typer.Option(help="Seconds between looks.", parser=at_least(0.2), metavar="SECONDS")
    ] = 1.0,
    as_json: Json = False,
) -> None:
    """Show a token's book, best prices first."""
    if live and as_json:
        raise WrongUsage("--live is a view for the terminal; --json prints one look: one of the two")
    with connect.client() as client:
        found = client.get_order_book(token_id)
        if as_json:
            print_json(found)
        elif not live:
            console().print(_book_table(found, depth))
        else:
            _watch(client, found, depth, every)


def _watch(client: ClobClient, found: models.OrderBookSummary, depth: int, every: float) -> None:
    try:
        with Live(_book_table(found, depth), console=console(), auto_refresh=False) as view:
            while True:
                time.sleep(every)
                view.update(_book_table(client.get_order_book(found.asset_id), depth), refresh=True)
    except KeyboardInterrupt:
        return


def _book_table(found: models.OrderBookSummary, depth: int) -> Table:
    bids = best_first(found.bids, "SELL")[:depth]
    asks = best_first(found.asks, "BUY")[:depth]
    rows = [
        [*(reversed(bid) if bid else ("", "")), *(ask or ("", ""))] for bid, ask in zip_longest(bids, asks)
    ]
    title = f"tick {found.tick_size}, last {found.last_trade_price or 'none'}"
    return table(["bid size", "bid", "ask", "ask size"], rows, title)


def _has(market: models.Market, words: list[str]) -> bool:
    fields = (market.get("question"), market.get("market_slug"), market.get("condition_id"))
    tokens = (token.token_id for token in market.get("tokens") or [])
    text = " ".join(str(each) for each in (*fields, *tokens)).lower()
    return all(word in text for word in words)
