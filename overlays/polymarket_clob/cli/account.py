"""``keys``, ``orders``, ``order``, ``trades`` and ``balance``: what the account has."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from polymarket_clob.amounts import from_units
from polymarket_clob.client import ClobClient
from polymarket_clob.credentials import Credentials
from polymarket_clob.params import OpenOrderParams, TradeParams

from .show import MASK, Json, ShowSecrets, Yes, plain, print_json, print_table, sure

Market = Annotated[str | None, typer.Option("--market", help="A condition id.")]
Asset = Annotated[str | None, typer.Option("--asset", help="A token id.")]


def keys(
    create: Annotated[bool, typer.Option("--create", help="Make an API key, or recover it.")] = False,
    delete: Annotated[bool, typer.Option("--delete", help="Remove the API key in use.")] = False,
    nonce: Annotated[int, typer.Option(help="Which key of the address to make.", min=0)] = 0,
    yes: Yes = False,
    show_secrets: ShowSecrets = False,
    as_json: Json = False,
) -> None:
    """List the account's API keys; with --create, print a key as lines for the environment."""
    if create and delete:
        raise typer.BadParameter("--create and --delete contradict each other")
    with ClobClient.from_env() as client:
        if create:
            _print_key(client.create_or_derive_api_key(nonce), as_json=as_json, secrets=show_secrets)
        elif delete:
            sure("Remove the API key in use?", yes=yes)
            client.delete_api_key()
            if as_json:
                print_json({"deleted": True})
        else:
            found = client.get_api_keys()
            if as_json:
                print_json({"apiKeys": found}, secrets=show_secrets)
            else:
                shown = found if show_secrets else [f"{MASK}{key[-4:]}" for key in found]
                print_table(["API key"], [[key] for key in shown])


def orders(market: Market = None, asset: Asset = None, as_json: Json = False) -> None:
    """List open orders."""
    with ClobClient.from_env() as client:
        found = client.get_orders(OpenOrderParams(market=market, asset_id=asset))
    if as_json:
        print_json(found)
        return
    print_table(
        ["order id", "side", "price", "size", "matched", "outcome", "token id"],
        [[o.id, o.side, o.price, o.original_size, o.size_matched, o.outcome, o.asset_id] for o in found],
    )


def order(order_id: str, as_json: Json = False) -> None:
    """Show one order."""
    with ClobClient.from_env() as client:
        found = client.get_order(order_id)
    if as_json:
        print_json(found)
        return
    hidden = {"owner"}
    print_table(["field", "value"], [row for row in plain(found).items() if row[0] not in hidden])


def trades(
    market: Market = None,
    asset: Asset = None,
    limit: Annotated[int, typer.Option(help="The most to show.", min=1)] = 50,
    as_json: Json = False,
) -> None:
    """List the account's trades."""
    with ClobClient.from_env() as client:
        found = list(islice(client.iter_trades(TradeParams(market=market, asset_id=asset)), limit))
    if as_json:
        print_json(found)
        return
    print_table(
        ["trade id", "side", "price", "size", "status", "outcome", "matched at"],
        [[t.id, t.side, t.price, t.size, t.status, t.outcome, t.match_time] for t in found],
    )


def balance(asset: Asset = None, as_json: Json = False) -> None:
    """Show the balance and allowances of USDC, or of the shares of --asset."""
    with ClobClient.from_env() as client:
        kind = "COLLATERAL" if asset is None else "CONDITIONAL"
        found = plain(client.get_balance_allowance(kind, asset))  # type: ignore[arg-type]
    if as_json:
        print_json(found)
        return
    unit = "USDC" if asset is None else "shares"
    rows = [["balance", f"{from_units(int(found['balance'])).normalize():f} {unit}"]]
    rows += [[f"allowance of {spender}", units] for spender, units in (found.get("allowances") or {}).items()]
    print_table(["", ""], rows)


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
