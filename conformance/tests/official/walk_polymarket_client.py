"""Every CLOB method of the newer official client, run in that client's own environment.

Arguments: the sandbox's URL, two funded accounts' private keys, a token id and its condition id, a token id
of a market with fees, a position's token id, and today's date. The environment comes from the client's
internal helper, as it ships no other. Prints what each method returned, by its name.
"""

import dataclasses
import json
import sys
from typing import Any

from eth_account import Account
from polymarket import PriceRequest, PublicClient, SecureClient
from polymarket._internal.environment import PRODUCTION_CONFIG, with_environment_config
from polymarket._internal.wallet import derive_beacon_deposit_wallet_address
from polymarket.auth import BuilderApiKey
from polymarket.environments import PRODUCTION

url, key, other_key, token_id, condition_id, fee_token_id, position_id, today = sys.argv[1:]
BUILDER = f"0x{1:064x}"
environment = with_environment_config(
    PRODUCTION, config=dataclasses.replace(PRODUCTION_CONFIG, clob_url=url, relayer_url=url, gamma_url=url)
)
seen: dict[str, Any] = {}


def plain(value: Any) -> Any:
    """A value as JSON can hold it: models as objects, pages as their items."""
    if hasattr(value, "iter_items"):
        return [plain(item) for item in value.iter_items()]
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def note(name: str, value: Any) -> Any:
    seen[name] = plain(value)
    return value


public = PublicClient(environment=environment)
wallet = Account.from_key(key).address
client = SecureClient.create(private_key=key, wallet=wallet, environment=environment)
note("create", client.credentials.key)
for reader, prefix in ((public, "public "), (client, "")):
    for name in ("midpoint", "spread", "last_trade_price", "order_book"):
        note(f"{prefix}get_{name}", getattr(reader, f"get_{name}")(asset_id=token_id))
    for name in ("midpoints", "spreads", "last_trade_prices", "order_books"):
        note(f"{prefix}get_{name}", getattr(reader, f"get_{name}")(asset_ids=[token_id]))
    note(f"{prefix}get_price", reader.get_price(asset_id=token_id, side="BUY"))
    note(
        f"{prefix}estimate_market_price",
        reader.estimate_market_price(asset_id=token_id, side="BUY", amount=5, order_type="FOK"),
    )
    note(f"{prefix}get_prices", reader.get_prices(requests=[PriceRequest(asset_id=token_id, side="BUY")]))
    note(f"{prefix}list_builder_trades", reader.list_builder_trades(builder_code=BUILDER))
    if reader is client:
        note("get_builder_fee_rates", client.get_builder_fee_rates(BUILDER))
    note(f"{prefix}list_current_rewards", reader.list_current_rewards())
    note(f"{prefix}list_market_rewards", reader.list_market_rewards(condition_id=condition_id))
    note(f"{prefix}list_reward_markets", reader.list_reward_markets(query="lisbon"))
    note(f"{prefix}get_current_rebates", reader.get_current_rebates(date=today, maker_address=wallet))

note("fetch_api_keys", client.fetch_api_keys())
note("get_closed_only_mode", client.get_closed_only_mode())
builder_key = note("create_builder_api_key", client.create_builder_api_key())
note("fetch_builder_api_keys", client.fetch_builder_api_keys())
builder = SecureClient.create(
    private_key=key,
    wallet=wallet,
    environment=environment,
    credentials=client.credentials,
    api_key=builder_key if isinstance(builder_key, BuilderApiKey) else BuilderApiKey(**vars(builder_key)),
)
note("revoke_builder_api_key", builder.revoke_builder_api_key())
note("builder keys left", client.fetch_builder_api_keys())


def limit(price: str, size: str = "60", asset_id: str = token_id, **more: Any) -> Any:
    return client.create_limit_order(asset_id=asset_id, side="BUY", price=price, size=size, **more)


note("create_limit_order", limit("0.02"))
first = note("post_order", client.post_order(limit("0.54", post_only=True)))
batch = note("post_orders", client.post_orders([limit("0.03"), limit("0.04")]))
placed = note(
    "place_limit_order",
    client.place_limit_order(asset_id=token_id, side="BUY", price="0.05", size="60"),
)
ids = [posted.order_id for posted in (first, *batch)]
note("get_order", client.get_order(order_id=ids[0]))
note("list_open_orders", client.list_open_orders())
note("get_order_scoring", client.get_order_scoring(order_id=ids[0]))
note("get_orders_scoring", client.get_orders_scoring(order_ids=ids))
note("send_order_heartbeat", client.send_order_heartbeat())
note("cancel_order", client.cancel_order(order_id=ids[1]))
note("cancel_orders", client.cancel_orders(order_ids=ids[1:]))
note("cancel_market_orders", client.cancel_market_orders(asset_id=token_id))
client.post_order(limit("0.05"))
note("cancel_all", client.cancel_all())
position = note("position", client.post_order(limit("0.61", "10", position_id)))

filled = {}
for token in (token_id, fee_token_id):
    for side, how in (("BUY", {"amount": "5"}), ("SELL", {"shares": "5"})):
        price = client.estimate_market_price(asset_id=token, side=side, **how, order_type="FOK")
        signed = client.create_market_order(
            asset_id=token, side=side, **how, order_type="FOK", builder_code=BUILDER
        )
        filled[f"{token} {side}"] = [plain(price), plain(client.post_order(signed))]
seen["create_market_order"] = filled
capped = client.place_market_order(asset_id=fee_token_id, side="BUY", amount="5", max_spend="5")
note("place_market_order", capped)
note("wait_for_order_fill_settlement", client.wait_for_order_fill_settlement(capped))
note("list_account_trades", client.list_account_trades(asset_id=token_id))
note("list_builder_trades", client.list_builder_trades(builder_code=BUILDER))
note("get_balance_allowance", client.get_balance_allowance(asset_type="COLLATERAL"))
notes = note("get_notifications", client.get_notifications())
note("drop_notifications", client.drop_notifications(ids=[one.id for one in notes]))
note("notifications left", client.get_notifications())
note("list_user_earnings_for_day", client.list_user_earnings_for_day(date=today))
note("get_total_earnings_for_user_for_day", client.get_total_earnings_for_user_for_day(date=today))
note("list_user_earnings_and_markets_config", client.list_user_earnings_and_markets_config(date=today))
note("get_reward_percentages", client.get_reward_percentages())

# Session keys belong to deposit wallets, which another service deploys: the constructor's own part is used.
deposit = derive_beacon_deposit_wallet_address(
    Account.from_key(other_key).address, PRODUCTION_CONFIG.wallet_derivation
)
owner = SecureClient._create(private_key=other_key, wallet=deposit, environment=environment)
order = owner.create_limit_order(asset_id=token_id, side="BUY", price="0.02", size="10")
note("deposit wallet order", owner.post_order(order))
delegate = SecureClient._create(private_key=other_key, wallet="0x" + "5a" * 20, environment=environment)
order = delegate.create_limit_order(asset_id=token_id, side="BUY", price="0.02", size="10")
note("session key signature", len(order.signature) // 2 - 1)
note("session key order", delegate.post_order(order))
note("fetch_session_keys", owner.fetch_session_keys())
note("delete_api_key", owner.delete_api_key())
note("end_authentication", client.end_authentication().get_midpoint(asset_id=token_id))
json.dump(seen, sys.stdout)
