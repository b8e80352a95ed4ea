"""``buy``, ``sell`` and ``cancel``: what changes the account's orders."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

import typer
from polymarket_clob_api import models

from polymarket_clob._client import ClobClient
from polymarket_clob._explain import explain, in_words
from polymarket_clob._figures import PostedFigures
from polymarket_clob._params import OpenOrderParams
from polymarket_clob._results import CancelResult
from polymarket_clob.amounts import Side, decimal
from polymarket_clob.errors import InvalidInput
from polymarket_clob.orders import MarketOrderArgs, OrderArgs

from . import connect
from .account import Asset, Market, checked_asset, checked_market
from .show import Json, Yes, at_least, number, print_json, print_table, sure, under_way, with_figures
from .wording import WrongUsage

Price = Annotated[str | None, typer.Option(help="USDC a share; without it, what the book asks for.")]
Expiration = Annotated[
    int,
    typer.Option(help="Unix seconds after which the order is off.", parser=at_least(0), metavar="SECONDS"),
]
PostOnly = Annotated[bool, typer.Option("--post-only", help="Rest or be refused.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Sign the order and explain it, field by field; send nothing.")
]
Partial = Annotated[bool, typer.Option("--partial", help="Without --price: take what is there (FAK).")]


def buy(
    token_id: str,
    amount: Annotated[str, typer.Argument(help="With --price shares, else USDC to spend.")],
    price: Price = None,
    expiration: Expiration = 0,
    post_only: PostOnly = False,
    partial: Partial = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Buy shares: a limit order with --price, else a market order, which is asked for first.

    Prints the order's id on standard error before it is sent.
    """
    how = _How(post_only=post_only, partial=partial, yes=yes, dry_run=dry_run, as_json=as_json)
    _trade("BUY", token_id, amount, price, expiration, how)


def sell(
    token_id: str,
    amount: Annotated[str, typer.Argument(help="Shares.")],
    price: Price = None,
    expiration: Expiration = 0,
    post_only: PostOnly = False,
    partial: Partial = False,
    yes: Yes = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Sell shares: a limit order with --price, else a market order, which is asked for first.

    Prints the order's id on standard error before it is sent.
    """
    how = _How(post_only=post_only, partial=partial, yes=yes, dry_run=dry_run, as_json=as_json)
    _trade("SELL", token_id, amount, price, expiration, how)


def cancel(
    order_ids: Annotated[list[str] | None, typer.Argument(help="Order ids.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every open order.")] = False,
    market: Market = None,
    asset: Asset = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Cancel orders; asks before more than one.

    Ends with 1 when one of them was not cancelled, as far as the response says.
    """
    ways = [bool(order_ids), everything, bool(market or asset)]
    if sum(ways) != 1:
        raise WrongUsage("give order ids, or --all, or --market, --asset or both: one of the three")
    market, asset = checked_market(market), checked_asset(asset)
    with connect.client() as client:
        if not yes:
            _ask_first(client, order_ids, market, asset)
        if order_ids:
            result = client.cancel(order_ids[0]) if len(order_ids) == 1 else client.cancel_orders(order_ids)
        elif everything:
            result = client.cancel_all()
        else:
            result = client.cancel_market_orders(market, asset)
    _print_cancel(result, as_json=as_json)
    if not result.all_canceled:
        raise typer.Exit(1)


def _ask_first(
    client: ClobClient, order_ids: list[str] | None, market: str | None, asset: str | None
) -> None:
    filters = OpenOrderParams(market=market, asset_id=asset)
    count = len(order_ids) if order_ids else len(client.get_orders(filters))
    if count > 1:
        sure(f"Cancel {count} orders?", yes=False)


@dataclass(frozen=True)
class _How:
    """How an order is sent and told."""

    post_only: bool
    partial: bool
    yes: bool
    dry_run: bool
    as_json: bool


def _trade(
    side: Side,
    token_id: str,
    amount: str,
    price: str | None,
    expiration: int,
    how: _How,
) -> None:
    if price is None and (expiration or how.post_only):
        option = "--post-only" if how.post_only else "--expiration"
        raise WrongUsage(f"{option} goes with --price: market orders never rest")
    if price is not None and how.partial:
        raise WrongUsage("--partial is for market orders; leave out --price")
    decimal("amount", amount)
    with connect.client() as client:
        if price is None:
            wanted = MarketOrderArgs(token_id, amount, side, order_type="FAK" if how.partial else "FOK")
            signed = client.create_market_order(wanted)
        else:
            signed = client.create_order(OrderArgs(token_id, price, amount, side, expiration))
        if how.dry_run:
            reported = explain(signed)
            fields = dict(line.split("  ", 1) for line in reported.splitlines())
            print_json({name: text.strip() for name, text in fields.items()}) if how.as_json else print(
                reported
            )
            print("clob: nothing was sent", file=sys.stderr)
            return
        if price is None:
            sure(f"The order {in_words(signed)}. Send it?", yes=how.yes)
        print(f"clob: order {signed.order_id}", file=sys.stderr, flush=True)
        with under_way(f"order {signed.order_id}"):
            posted = client.post_order(signed, post_only=how.post_only)
            _print_posted(side, posted, _figures(client, posted), as_json=how.as_json)
            sys.stdout.flush()


def _figures(client: ClobClient, posted: models.SendOrderResponse) -> PostedFigures | None:
    """None where the exchange says oddly what an order that it took gives and gets."""
    try:
        return client.figures_of_posted(posted)
    except InvalidInput:
        return None


def _print_posted(
    side: Side, posted: models.SendOrderResponse, figures: PostedFigures | None, *, as_json: bool
) -> None:
    if as_json:
        print_json(with_figures(posted, figures))
        return
    rows = [["order id", posted.order_id]]
    if posted.status:
        rows.append(["status", posted.status])
    usdc, shares = (figures.making, figures.taking) if figures else (Decimal(0), Decimal(0))
    if side == "SELL":
        usdc, shares = shares, usdc
    if usdc and shares:
        price = (usdc / shares).quantize(Decimal("0.0001"))
        done = {"BUY": "bought", "SELL": "sold"}[side] if posted.status == "matched" else side.lower()
        rows.append([done, f"{number(shares)} shares for {number(usdc)} USDC ({number(price)} a share)"])
    if posted.trade_i_ds:
        rows.append(["trades", " ".join(posted.trade_i_ds)])
    print_table(["", ""], rows)


def _print_cancel(result: CancelResult, *, as_json: bool) -> None:
    if as_json:
        print_json(result)
        return
    rows = [[order_id, "canceled"] for order_id in result.canceled]
    rows += [[order_id, reason] for order_id, reason in result.not_canceled.items()]
    rows += [[order_id, "not named in the response"] for order_id in result.unnamed]
    print_table(["order id", ""], rows, none="nothing to cancel")
