"""Before the suites: is the server there, are the credentials good, what may be touched, what lives on it."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from attrs import evolve
from polymarket_clob.credentials import Credentials
from polymarket_clob.errors import InvalidInput
from polymarket_clob.key_sources import with_keys_from

from clob_conformance.core.description import Description
from clob_conformance.core.errors import CannotRun
from clob_conformance.core.interaction import Masker, Response
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.arrival import arrive, refused
from clob_conformance.environment.own_key import Refused, open_orders, reason, refuse_open_orders
from clob_conformance.environment.sandbox import account_from_ready, control, fresh_account
from clob_conformance.environment.seed_data import Market, SeedData, Token
from clob_conformance.environment.sender import Call, Sender, call
from clob_conformance.environment.signed_orders import OrderMaker
from clob_conformance.environment.target import (
    COUNTERPARTY,
    RunAccounts,
    Target,
    account_from_environment,
    counterparty_from_environment,
)

_SECRET_VARIABLES = ("PK", "CLOB_API_KEY", "CLOB_SECRET", "CLOB_PASS_PHRASE")
_NOT_IMPLEMENTED = 501
_FRESH_ACCOUNTS = 3
_RESTING_ORDERS = 6
_REMOTE_MARKETS = 3
_DEAREST = 1_000_000
"""Shares: a market whose smallest order is larger is none to order on."""
# The orders of a run rest at most four ticks from the ends.
_FAR_TICKS = 10
_DEAREST_TICKS = 4
# A history has at most 25 steps, and 15 orders may be in a batch.
_OPEN_AT_ONCE = 40


def own_accounts(sender: Sender, ready: dict[str, Any], masker: Masker) -> list[Account]:
    """The ready line's account and three fresh ones."""
    chain_id = int(ready["chain_id"])
    first = account_from_ready(ready["account"], masker, chain_id)
    return [first, *(fresh_account(sender, masker, chain_id) for _ in range(_FRESH_ACCOUNTS))]


def roles_of(accounts: Sequence[Account]) -> RunAccounts:
    """Everyone has an account of their own."""
    reader, trader, stranger, keeper = accounts
    return RunAccounts(reader, trader, stranger, keeper)


def own_markets(sender: Sender, ready: dict[str, Any]) -> tuple[Market, ...]:
    """The markets of the ready line."""
    return tuple(
        Market(
            raw["condition_id"],
            Decimal(str(raw["tick_size"])),
            bool(raw["neg_risk"]),
            tuple(Token(token["token_id"], token["outcome"]) for token in raw["tokens"]),
            _minimum_size(sender, raw["tokens"][0]["token_id"]),
        )
        for raw in ready["markets"]
    )


def unserved_operations(sender: Sender, description: Description) -> frozenset[str]:
    """The ids of the described operations that the own sandbox has not: a newer description has more."""
    served = {(method, _shape(path)) for method, path in control(sender, "GET", "/_sandbox/operations")}
    return frozenset(
        operation.id
        for operation in description.operations.values()
        if (operation.method, _shape(operation.path)) not in served
    )


def _shape(path: str) -> str:
    """A path without the names of its parameters."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def given_account(
    masker: Masker, source: str | None = None, environment: Mapping[str, str] = os.environ
) -> Account | None:
    """The account that the source of keys describes, the environment when None; its secrets are masked from
    now on. Raises `CannotRun` with the name of what is unusable.
    """
    if source is not None:
        try:
            environment = with_keys_from(source, environment)
        except InvalidInput as error:
            raise CannotRun(str(error)) from None
    masker.learn(environment[name] for name in _SECRET_VARIABLES if environment.get(name))
    return account_from_environment(environment)


def given_counterparty(
    masker: Masker, first: Account | None, environment: Mapping[str, str] = os.environ
) -> Account | None:
    """The second account that the environment describes; its secrets are masked from now on.

    Raises `CannotRun` with the name of what is unusable, and where it is no second one.
    """
    masker.learn(value for name in _SECRET_VARIABLES if (value := environment.get(COUNTERPARTY[name])))
    second = counterparty_from_environment(environment)
    if second is not None and (first is None or second.address.lower() == first.address.lower()):
        which = "and there is no first one" if first is None else "and it is the first one"
        raise CannotRun(f"CLOB_COUNTERPARTY_* describe a second account, {which}")
    return second


def remote_markets(sender: Sender, *, trade: bool, named: Sequence[str] = ()) -> tuple[Market, ...]:
    """The markets of somebody else's server that are `named`, else a few that are open for orders; none when
    it lists none.

    For trading only those whose books are far from the ends of the price range, where the run's orders rest;
    raises `CannotRun` when there is none, and for a named one that is not open or not so.
    """
    if named:
        return tuple(_named_market(sender, condition, trade=trade) for condition in named)
    response = sender.look(Call("GET", "/sampling-simplified-markets")).response
    markets: list[Market] = []
    for raw in _data(response):
        if len(markets) == _REMOTE_MARKETS:
            break
        # What is of another shape is no market to go by; that it is, the suites tell.
        with suppress(ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            markets += _market(sender, raw, trade=trade)
    if trade and not markets:
        raise CannotRun("--trade found no market with a book far enough from the ends to rest orders there")
    return tuple(markets)


def _named_market(sender: Sender, condition: str, *, trade: bool) -> Market:
    response = sender.look(Call("GET", f"/markets/{quote(condition, safe='')}")).response
    found: list[Market] = []
    with suppress(ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        found = _market(sender, response.mapping(), trade=trade)
    if not response.succeeded or not found:
        why = (
            "is not open for orders, or its book is too near the ends"
            if response.succeeded
            else reason(response)
        )
        raise CannotRun(f"--market {condition}: {why}")
    return found[0]


def _market(sender: Sender, raw: Mapping[str, Any], *, trade: bool) -> list[Market]:
    """The market that a row of a listing describes, none where it is not open for orders. Raises what comes
    of values that are no market's.
    """
    tokens = tuple(
        Token(str(token["token_id"]), str(token.get("outcome", "")))
        for token in raw.get("tokens") or []
        if token.get("token_id")
    )
    if not tokens or not raw.get("accepting_orders") or raw.get("closed"):
        return []
    book = sender.look(Call("GET", "/book", (("token_id", tokens[0].token_id),))).response.mapping()
    tick, least = Decimal(str(book["tick_size"])), Decimal(str(book.get("min_order_size", 5)))
    if not (0 < tick < 1 and 0 < least < _DEAREST) or (trade and not _far_from_the_ends(book)):
        return []
    return [Market(str(raw["condition_id"]), tick, bool(book.get("neg_risk")), tokens, least)]


def _far_from_the_ends(book: Mapping[str, Any]) -> bool:
    """Whether a book has both sides, and both keep their distance from 0 and 1."""
    far = _FAR_TICKS * Decimal(str(book["tick_size"]))
    try:
        bids, asks = (
            [Decimal(str(level["price"])) for level in book.get(side) or ()] for side in ("bids", "asks")
        )
    except (ArithmeticError, LookupError, TypeError):
        return False
    return bool(bids and asks) and max(bids) > far and min(asks) < 1 - far


def check_remote(
    sender: Sender, description: Description, account: Account | None, *, trade: bool, masker: Masker
) -> Account | None:
    """Reach a remote server and try the credentials.

    Gives the account, with its API key when that can be derived.

    Raises `CannotRun` when the server does not answer, the credentials are refused, trading is asked for
    without a private key, or the account has open orders that trading would endanger.
    """
    arrive(sender)
    if trade and (account is None or account.signer is None):
        raise CannotRun("--trade signs orders and makes an API key of its own: it needs the private key, PK")
    return None if account is None else tried(sender, description, account, trade=trade, masker=masker)


def tried(
    sender: Sender, description: Description, account: Account, *, trade: bool, masker: Masker
) -> Account:
    """The account, with its API key when that can be derived. Raises `CannotRun` as `check_remote`."""
    if account.credentials is None and account.signer is not None:
        derived = sender.interaction(
            call(description.operations["deriveApiKey"]), account.headers("L1", "GET", "/auth/derive-api-key")
        )
        raw = derived.response.mapping()
        if derived.response.status == 401:
            raise refused(sender, 401, reason(derived.response))
        if derived.response.succeeded and {"apiKey", "secret", "passphrase"} <= raw.keys():
            key = Credentials(raw["apiKey"], raw["secret"], raw["passphrase"], account.address)
            account = evolve(account, credentials=key)
            masker.learn(account.secrets())
    if account.credentials is not None:
        try:
            (refuse_open_orders if trade else open_orders)(sender, account)
        except Refused as error:
            raise refused(sender, 401, str(error)) from None
    return account


def tried_second(
    sender: Sender, description: Description, account: Account, *, trade: bool, masker: Masker
) -> Account:
    """The second account as `tried`. Raises `CannotRun`, also when the server gives it no API key."""
    try:
        account = tried(sender, description, account, trade=trade, masker=masker)
    except CannotRun as error:
        raise CannotRun(f"the second account, CLOB_COUNTERPARTY_*: {error}") from None
    if account.credentials is None and not (trade and account.signer):
        raise CannotRun(
            "the second account has no API key: CLOB_COUNTERPARTY_API_KEY, or --trade to make one"
        )
    return account


def can_sell(sender: Sender, trader: Account, markets: Sequence[Market]) -> bool:
    """Whether the trader has shares of every outcome for the orders of a run; where not, the run only buys.

    Raises `CannotRun` when the USDC do not suffice: orders that are refused for want of funds say nothing
    about a server. A balance that cannot be read counts as enough, the suites will say what is wrong with it.
    """
    buys = _OPEN_AT_ONCE * max(market.min_size * _DEAREST_TICKS * market.tick_size for market in markets)
    usdc = _balance(sender, trader, "COLLATERAL")
    if usdc is not None and usdc < buys:
        raise CannotRun(
            f"--trade needs {buys.normalize():f} USDC for its orders, and the account has {usdc:f}"
        )
    checked = (
        (_balance(sender, trader, "CONDITIONAL", token.token_id), market.min_size)
        for market in markets
        for token in market.tokens
    )
    return all(shares is None or shares >= _OPEN_AT_ONCE * smallest for shares, smallest in checked)


def _balance(sender: Sender, account: Account, kind: str, token_id: str | None = None) -> Decimal | None:
    """What an account has of USDC or of shares, whole ones; None when it is not told."""
    path = "/balance-allowance"
    query = [("asset_type", kind), ("signature_type", str(account.signature_type))]
    query += [("token_id", token_id)] if token_id is not None else []
    response = sender.interaction(
        Call("GET", path, tuple(query)), account.headers("L2", "GET", path)
    ).response
    balance = str(response.mapping().get("balance", ""))
    return Decimal(balance).scaleb(-6) if response.succeeded and balance.isdecimal() else None


def not_implemented(sender: Sender, description: Description, target: Target) -> frozenset[str]:
    """The ids of the reading operations that a server says it does not implement (501), whatever is asked."""
    found = set()
    for operation in description.operations.values():
        if operation.method == "GET" and target.may(operation):
            actor = target.actor(operation)
            path = operation.path.replace("{", "").replace("}", "")
            headers = actor.headers(operation.level, "GET", path) if actor is not None else {}
            if sender.look(Call("GET", path), headers).response.status == _NOT_IMPLEMENTED:
                found.add(operation.id)
    return frozenset(found)


def gather_seed_data(
    sender: Sender, description: Description, markets: tuple[Market, ...], target: Target
) -> SeedData:
    """The live values to begin with; on the own sandbox, orders that rest and a trade too."""
    reader = target.accounts.reader
    live = SeedData(markets, reader.maker if reader is not None else "0x" + "11" * 20)
    post = description.operations.get("postOrder")
    if target.own and reader is not None and markets and post is not None:
        some = random.Random(0)  # noqa: S311 - no secret
        maker = OrderMaker(reader, live, fills=True)
        drafts = [maker.resting(some, ticks=n % 3) for n in range(_RESTING_ORDERS)]
        drafts.append(maker.marketable(some, markets[0], "BUY"))
        for draft in drafts:
            what = call(post, body=draft.body)
            response = sender.send(what, reader, "L2").response
            if response.succeeded and response.mapping().get("status") == "live":
                live.resting.append(draft.order_id)
    if reader is not None and reader.credentials is not None:
        # With an API key alone, the trades are those of its address.
        query = (("maker_address", reader.maker),)
        listed = sender.look(Call("GET", "/data/trades", query), reader.headers("L2", "GET", "/data/trades"))
        live.trades.extend(str(trade["id"]) for trade in _data(listed.response) if "id" in trade)
        if not live.resting:
            listed = sender.look(Call("GET", "/data/orders"), reader.headers("L2", "GET", "/data/orders"))
            live.resting.extend(str(order["id"]) for order in _data(listed.response) if "id" in order)
    return live


def _minimum_size(sender: Sender, token_id: str) -> Decimal:
    book = sender.look(Call("GET", "/book", (("token_id", token_id),))).response.mapping()
    return Decimal(str(book.get("min_order_size", 5)))


def _data(response: Response) -> list[dict[str, Any]]:
    found = response.mapping().get("data") if response.succeeded else None
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
