"""``keys``, ``orders``, ``order``, ``trades``, ``balance`` and ``wallets``: what the account has."""

from __future__ import annotations

import sys
from decimal import Decimal
from itertools import islice
from typing import Annotated, Final

import typer

from polymarket_clob._calls.reading import condition_id
from polymarket_clob._params import OpenOrderParams, TradeParams
from polymarket_clob.contracts import POLYGON, contracts
from polymarket_clob.credentials import Credentials
from polymarket_clob.orders import token_number
from polymarket_clob.wallets import of as wallets_of

from . import connect
from .show import (
    MASK,
    Json,
    ShowSecrets,
    Yes,
    at_least,
    number,
    print_json,
    print_table,
    sure,
    when,
    with_figures,
)
from .wording import WrongUsage

NO_LIMIT: Final = Decimal(10) ** 40
"""More than there is: an allowance that was given without a limit."""

Market = Annotated[str | None, typer.Option("--market", help="A condition id.")]
Asset = Annotated[str | None, typer.Option("--asset", help="A token id.")]


def keys(
    create: Annotated[bool, typer.Option("--create", help="Make an API key, or recover it.")] = False,
    delete: Annotated[bool, typer.Option("--delete", help="Remove the API key in use.")] = False,
    nonce: Annotated[
        int, typer.Option(help="Which key of the address to make.", parser=at_least(0), metavar="N")
    ] = 0,
    yes: Yes = False,
    show_secrets: ShowSecrets = False,
    as_json: Json = False,
) -> None:
    """List the account's API keys; with --create, print a key as lines for the environment."""
    if create and delete:
        raise WrongUsage("--create and --delete contradict each other")
    with connect.client() as client:
        if create:
            _print_key(client.create_or_derive_api_key(nonce), as_json=as_json, secrets=show_secrets)
        elif delete:
            sure("Remove the API key in use?", yes=yes)
            client.delete_api_key()
            if as_json:
                print_json({"deleted": True})
        else:
            found = client.get_api_keys()
            shown = found if show_secrets else [f"{MASK}{key[-4:]}" for key in found]
            if as_json:
                print_json({"apiKeys": shown}, secrets=True)
            else:
                print_table(["API key"], [[key] for key in shown])


def orders(market: Market = None, asset: Asset = None, as_json: Json = False) -> None:
    """List open orders."""
    filters = OpenOrderParams(market=checked_market(market), asset_id=checked_asset(asset))
    with connect.client() as client:
        found = client.get_orders(filters)
        figures = [client.figures_of_order(each) for each in found]
    if as_json:
        print_json([with_figures(*pair) for pair in zip(found, figures, strict=True)])
        return
    print_table(
        ["order id", "side", "price", "size", "matched", "outcome", "created", "token id"],
        [
            [o.id, o.side, f.price, f.original, f.matched, o.outcome, when(f.created_at), o.asset_id]
            for o, f in zip(found, figures, strict=True)
        ],
        none="no open orders",
    )


def order(order_id: str, as_json: Json = False) -> None:
    """Show one order."""
    with connect.client() as client:
        found = client.get_order(order_id)
        figures = client.figures_of_order(found)
    if as_json:
        print_json(with_figures(found, figures))
        return
    rows = [
        ["order id", found.id],
        ["status", found.status],
        ["type", found.order_type],
        ["side", found.side],
        ["price", f"{number(figures.price)} USDC"],
        ["size", f"{number(figures.original)} shares"],
        ["matched", f"{number(figures.matched)} shares"],
        ["outcome", found.outcome],
        ["created", when(figures.created_at)],
        ["expires", when(figures.expires_at) or "never"],
        ["market", found.market],
        ["token id", found.asset_id],
        ["maker", found.maker_address],
        *([["trades", " ".join(found.associate_trades)]] if found.associate_trades else []),
    ]
    print_table(["", ""], rows)


def trades(
    market: Market = None,
    asset: Asset = None,
    limit: Annotated[int, typer.Option(help="The most to show.", parser=at_least(1), metavar="N")] = 50,
    as_json: Json = False,
) -> None:
    """List the account's trades."""
    filters = TradeParams(market=checked_market(market), asset_id=checked_asset(asset))
    with connect.client() as client:
        found = list(islice(client.iter_trades(filters), limit))
        figures = [client.figures_of_trade(each) for each in found]
    if as_json:
        print_json([with_figures(*pair) for pair in zip(found, figures, strict=True)])
        return
    print_table(
        ["trade id", "side", "price", "size", "USDC", "status", "outcome", "matched"],
        [
            [t.id, t.side, f.price, f.size, f.usdc, t.status, t.outcome, when(f.matched_at)]
            for t, f in zip(found, figures, strict=True)
        ],
        none="no trades",
    )


def balance(asset: Asset = None, as_json: Json = False) -> None:
    """Show the balance and allowances of USDC, or of the shares of --asset."""
    with connect.client() as client:
        found = client.get_balance_allowance("COLLATERAL" if asset is None else "CONDITIONAL", asset)
        figures = client.figures_of_balance(found)
        names = client_contracts(client.chain_id)
    if as_json:
        print_json(with_figures(found, figures))
        return
    unit = "USDC" if asset is None else "shares"
    rows = [["balance", f"{number(figures.balance)} {unit}"]]
    for spender, amount in figures.allowances.items():
        limit = "no limit" if amount > NO_LIMIT else f"{number(amount)} {unit}"
        rows.append([f"may be taken by {names.get(spender.lower(), spender)}", limit])
    print_table(["", ""], rows)


def wallets(
    address: Annotated[
        str | None, typer.Argument(help="The address of a key; that of PK or CLOB_ADDRESS when left out.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the wallets that follow from a key, and the signature type of each. Nothing is sent."""
    if address is None:
        # A wallet that does not fit is what is looked for here.
        with connect.client(without=("CLOB_FUNDER", "CLOB_SIGNATURE_TYPE")) as client:
            address, chain_id = client.address, client.chain_id
        if address is None:
            raise WrongUsage("give the address of a key, or set PK or CLOB_ADDRESS")
    else:
        chain_id = POLYGON
    found = wallets_of(address, chain_id).all()
    if as_json:
        print_json(found)
        return
    print_table(
        ["wallet", "CLOB_SIGNATURE_TYPE", "CLOB_FUNDER"],
        [[each.name, int(each.signature_type), each.address] for each in found],
    )


def checked_market(market: str | None) -> str | None:
    """The filter, as it is. Raises InvalidInput unless it is a condition id: any other text finds nothing."""
    return None if market is None else condition_id(market, "market")


def checked_asset(asset: str | None) -> str | None:
    """The filter, as it is. Raises InvalidInput unless it is a token id: any other text finds nothing."""
    if asset is not None:
        token_number(asset)
    return asset


def client_contracts(chain_id: int) -> dict[str, str]:
    """What the exchange's contracts are called, by their addresses in lower case."""
    ours = contracts(chain_id)
    named = {
        "exchange": ours.exchange_v2,
        "negative-risk exchange": ours.neg_risk_exchange_v2,
        "exchange of version 3": ours.exchange_v3,
    }
    return {address.lower(): f"the {name} ({address})" for name, address in named.items()}


def _print_key(creds: Credentials, *, as_json: bool, secrets: bool) -> None:
    fields = {
        "CLOB_API_KEY": creds.api_key,
        "CLOB_SECRET": creds.secret,
        "CLOB_PASS_PHRASE": creds.passphrase,
    }
    shown = fields if secrets else dict.fromkeys(fields, MASK)
    lines = {**shown, "CLOB_ADDRESS": creds.address}
    if as_json:
        print_json(lines)
    else:
        print("\n".join(f"{name}={value}" for name, value in lines.items()))
    if not secrets:
        print("clob: masked; add --show-secrets to see them", file=sys.stderr)
