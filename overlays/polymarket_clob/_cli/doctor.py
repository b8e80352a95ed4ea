"""``doctor``: what is wrong with this set-up. One line a check, one remedy each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Final

import typer
from attrs import asdict, frozen

from polymarket_clob._client import ClobClient
from polymarket_clob.contracts import POLYGON, contracts
from polymarket_clob.errors import (
    BadRequest,
    ClobError,
    InvalidInput,
    NotFound,
    NotSent,
    ResponseError,
    TransportError,
    Unauthorized,
)
from polymarket_clob.orders import SignatureType
from polymarket_clob.wallets import of

from . import connect, units
from .show import MASK, Json, print_json
from .wording import DEPOSIT_WALLET_FLOW, correction, reported

LARGEST_OFFSET: Final = 5.0
"""Seconds that a clock may be off before signatures are in danger."""


@frozen
class Check:
    """What was looked at, whether it is well, what was found, and what to do about it.

    A ``warning`` is well for reading, and stands in the way of something else.
    """

    check: str
    ok: bool
    found: str
    remedy: str = ""
    warning: bool = False

    def __str__(self) -> str:
        mark = "WRONG" if not self.ok else "warn " if self.warning else "ok   "
        remedy = f". Remedy: {self.remedy}" if self.remedy else ""
        return f"{mark}  {self.check}: {self.found}{remedy}"


def doctor(as_json: Json = False) -> None:
    """Check settings, reachability, clock, keys, wallet, allowances and units.

    Ends with 1 when one of them is wrong, with 2 when the exchange cannot be reached. A warning, such as that
    orders cannot be placed without a private key, leaves the 0.
    """
    checks: list[Check] = []
    try:
        with connect.client() as client:
            checks.append(Check("settings", ok=True, found=repr(client)))
            checks += examine(client)
    except InvalidInput as error:
        found, remedy = reported(error, os.environ), correction(error, os.environ)
        checks.append(Check("settings", ok=False, found=found, remedy=remedy))
    if as_json:
        print_json([asdict(check) for check in checks])
    else:
        print("\n".join(map(str, checks)))
    wrong = [each.check for each in checks if not each.ok]
    if "reachable" in wrong:
        raise NotSent("the exchange was not reached")
    if wrong:
        raise typer.Exit(1)


def examine(client: ClobClient) -> Iterator[Check]:
    """The checks one after the other; the first that makes the rest pointless is the last."""
    try:
        offset = client.measure_clock()
    except TransportError as error:
        yield Check("reachable", ok=False, found=str(error), remedy="check CLOB_API_URL, network and proxy")
        return
    except ResponseError as error:
        yield Check("reachable", ok=False, found=str(error), remedy="check that CLOB_API_URL is a CLOB")
        return
    yield Check("reachable", ok=True, found="it tells the time")
    yield Check(
        "clock",
        ok=abs(offset) <= LARGEST_OFFSET,
        found=f"{abs(offset):.1f} s {'behind' if offset > 0 else 'ahead of'} the exchange",
        remedy="" if abs(offset) <= LARGEST_OFFSET else "synchronise this machine's clock (NTP)",
    )
    private_key = _private_key(client)
    yield private_key
    credentials = _credentials(client)
    yield credentials
    if private_key.ok and credentials.ok:
        yield _closed_only(client)
        yield from _money(client)


def _private_key(client: ClobClient) -> Check:
    """Logs in with it, as to recover the API key: the chain is part of what a login signs."""
    name, well = "private key", f"signs for {client.address} on chain {client.chain_id}"
    if client.signer is None:
        able = "can read and cancel, " if client.creds else ""
        found = f"none: {able}cannot place orders"
        return Check(name, ok=True, warning=True, found=found, remedy="set PK to place orders")
    try:
        client.derive_api_key()
    except Unauthorized as error:
        remedy = f"CHAIN_ID must be the exchange's chain, and is {client.chain_id}; or check PK and the clock"
        return Check(name, ok=False, found=f"login refused: {error.message}", remedy=remedy)
    except (BadRequest, NotFound):  # the login was taken, and there is no key of this nonce
        return Check(name, ok=True, found=well)
    except ClobError as error:
        return Check(name, ok=False, found=str(error), remedy="try again")
    return Check(name, ok=True, found=well)


def _credentials(client: ClobClient) -> Check:
    creds = client.creds
    if creds is None:
        remedy = (
            "set CLOB_API_KEY, CLOB_SECRET, CLOB_PASS_PHRASE; `clob keys --create --show-secrets` gives them"
        )
        return Check(
            "credentials",
            ok=False,
            found="no API key",
            remedy=remedy if client.signer else f"set PK, or {remedy}",
        )
    try:
        known = client.get_api_keys()
    except Unauthorized as error:
        remedy = (
            "CLOB_API_KEY, CLOB_SECRET, CLOB_PASS_PHRASE and CLOB_ADDRESS must be of one key; "
            "or `clob keys --create --show-secrets`"
        )
        return Check("credentials", ok=False, found=error.message, remedy=remedy)
    except ClobError as error:
        return Check("credentials", ok=False, found=str(error), remedy="try again")
    ends = f"{MASK}{creds.api_key[-4:]} of {creds.address}"
    if creds.api_key not in known:
        return Check("credentials", ok=False, found=f"{ends} is not listed", remedy="`clob keys --create`")
    return Check("credentials", ok=True, found=ends)


def _closed_only(client: ClobClient) -> Check:
    try:
        closed = client.get_closed_only_mode()
    except ClobError as error:
        return Check("may trade", ok=False, found=str(error), remedy="try again")
    if closed:
        return Check("may trade", ok=False, found="positions may only be closed", remedy="ask support")
    return Check("may trade", ok=True, found="no restriction")


def _money(client: ClobClient) -> Iterator[Check]:
    kind = client._session.signature_type
    try:
        figures = client.figures_of_balance(client.get_balance_allowance("COLLATERAL"))
    except NotFound as error:
        remedy = "check CLOB_SIGNATURE_TYPE and CLOB_FUNDER: `clob wallets` lists what fits"
        yield Check("wallet", ok=False, found=error.message, remedy=remedy)
        return
    except ClobError as error:
        yield Check("wallet", ok=False, found=str(error), remedy="try again")
        return
    usdc = figures.balance
    others, remedy = _elsewhere(client), ""
    if not usdc:
        remedy = others or "send USDC there; `clob wallets` lists all wallets of this key"
    found = f"{usdc.normalize():f} USDC for signature type {int(kind)}"
    yield Check("wallet", ok=usdc > 0, found=found, remedy=remedy)
    if usdc and others:
        yield Check("other wallets", ok=True, found=f"they have money too: {others}")
    yield _allowance(client, figures.allowances)
    yield _units(client)


def _elsewhere(client: ClobClient) -> str:
    """Which other wallets of the key have money and allowance at the exchange; what to set to use them."""
    if client.address is None or client.chain_id != POLYGON:
        return ""
    said = []
    for kind in SignatureType:
        with suppress(ClobError):  # the exchange knows no such wallet
            if kind == client._session.signature_type:
                continue
            has = client.figures_of_balance(client.get_balance_allowance("COLLATERAL", signature_type=kind))
            if has.balance > 0:
                funders = " or ".join(
                    each.address for each in of(client.address).all() if each.signature_type == kind
                )
                allowed = "with" if any(has.allowances.values()) else "without"
                said.append(
                    f"{has.balance.normalize():f} USDC, {allowed} allowance, are there for signature type "
                    f"{int(kind)}: set CLOB_SIGNATURE_TYPE={int(kind)} and CLOB_FUNDER={funders}"
                )
                if kind == SignatureType.POLY_1271:
                    said.append(
                        f'if orders are refused with "{DEPOSIT_WALLET_FLOW}", it is these that it means'
                    )
    return "; ".join(said)


def _allowance(client: ClobClient, allowances: dict[str, Decimal]) -> Check:
    ours = contracts(client.chain_id)
    given = {address.lower(): amount for address, amount in allowances.items()}
    wanted = (ours.exchange_v2, ours.neg_risk_exchange_v2)
    lacking = [address for address in wanted if given.get(address.lower(), 0) == 0]
    if lacking:
        return Check(
            "allowance",
            ok=False,
            found=f"none for {', '.join(lacking)}",
            remedy="approve USDC for these contracts on the chain, then let the exchange look again: "
            "`clob request GET '/balance-allowance/update?asset_type=COLLATERAL"
            f"&signature_type={int(client._session.signature_type)}'`",
        )
    return Check("allowance", ok=True, found="both exchanges may take USDC")


def _units(client: ClobClient) -> Check:
    ours, shown = client._session.units, units.of_sandbox(client)
    if shown is None:
        return Check("units", ok=True, found=f"{ours}, until a response to an order shows another")
    if shown != ours:
        found = f"{ours}, and the exchange sends {shown}"
        return Check("units", ok=False, found=found, remedy=f"set CLOB_UNITS={shown}")
    return Check("units", ok=True, found=f"{ours}, as the exchange sends them")
