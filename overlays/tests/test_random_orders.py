"""Random orders over all ticks, sides, types, chains and exchanges: digest and signature by eth-account,
amounts by fractions. CLOB_RANDOM_ORDERS sets how many (1,000 unless told).
"""

from __future__ import annotations

import os
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

from eth_account import Account
from eth_account._utils.signing import sign_message_hash
from eth_account.messages import encode_typed_data
from eth_keys.datatypes import PrivateKey
from eth_utils.crypto import keccak
from polymarket_clob import (
    TICK_SIZES,
    MarketOrderArgs,
    MarketRules,
    OrderArgs,
    OrderBuilder,
    PrivateKeySigner,
    SignatureType,
    SignedOrder,
    wallets,
)
from polymarket_clob.eip712 import ORDER_TYPE

COUNT = int(os.environ.get("CLOB_RANDOM_ORDERS", "1000"))
KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"
SIGNER = PrivateKeySigner(KEY)
WALLETS = {each.signature_type: each.address for each in wallets.of(SIGNER.address).all()}
NOW = 1_780_000_000.0

EXCHANGES = {
    (137, 2, False): "0xE111180000d2663C0091e4f400237545B87B996B",
    (137, 2, True): "0xe2222d279d744050d28e00520010520000310F59",
    (137, 3, False): "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa",
    (80002, 2, False): "0xE111180000d2663C0091e4f400237545B87B996B",
    (80002, 2, True): "0xe2222d279d744050d28e00520010520000310F59",
    (80002, 3, False): "0x9fE6e61422AdB6F610d8597F9684b16912D50C3D",
}
"""As docs/protocol/orders.md#contracts lists them; written out here a second time on purpose."""

DECIMALS = {"0.1": 3, "0.01": 4, "0.005": 5, "0.0025": 6, "0.001": 5, "0.0001": 6}


def words(text: str) -> list[dict[str, str]]:
    fields = text[text.index("(") + 1 : text.index(")")].split(",")
    return [dict(zip(("type", "name"), field.split(" "), strict=True)) for field in fields]


def domain_of(chain_id: int, version: int, neg_risk: bool) -> dict[str, Any]:
    contract = EXCHANGES[chain_id, version, neg_risk and version == 2]
    name = "Polymarket CTF Exchange"
    return {"name": name, "version": str(version), "chainId": chain_id, "verifyingContract": contract}


def message_of(signed: SignedOrder, domain: dict[str, Any]) -> dict[str, Any]:
    wire = signed.payload("owner")["order"]
    return {
        "salt": wire["salt"],
        "maker": wire["maker"],
        "signer": wire["signer"],
        "tokenId": int(wire["tokenId"]),
        "makerAmount": int(wire["makerAmount"]),
        "takerAmount": int(wire["takerAmount"]),
        "side": ("BUY", "SELL").index(wire["side"]),
        "signatureType": wire["signatureType"],
        "timestamp": int(wire["timestamp"]),
        "metadata": bytes.fromhex(wire["metadata"][2:]),
        "builder": bytes.fromhex(wire["builder"][2:]),
    }


def amounts_by_fractions(
    market: bool, side: str, price: Decimal, size: Decimal, tick: Decimal
) -> tuple[int, int]:
    cut, exact = Fraction(int(size * 100), 100), Fraction(price)
    if not market or side == "SELL":
        usdc, shares = cut * exact, cut
    else:
        scale = 10 ** DECIMALS[str(tick)]
        usdc, shares = cut, Fraction(int(cut / exact * scale), scale)
    gives, wants = (usdc, shares) if side == "BUY" else (shares, usdc)
    assert (gives * 10**6).denominator == (wants * 10**6).denominator == 1
    return int(gives * 10**6), int(wants * 10**6)


def test_random_orders_equal_eth_account_and_exact_fractions() -> None:
    chance = random.Random(20261121)
    key = PrivateKey(bytes.fromhex(KEY[2:]))
    for _ in range(COUNT):
        tick = chance.choice(TICK_SIZES)
        price = tick * chance.randint(1, int(1 / tick) - 1)
        size = Decimal(chance.randint(100, 10 ** chance.randint(3, 9))) / 100
        side: Any = chance.choice(("BUY", "SELL"))
        kind = chance.choice(list(SignatureType))
        chain_id, neg_risk, version = (
            chance.choice((137, 80002)),
            chance.random() < 0.5,
            chance.choice((2, 3)),
        )
        high, low = chance.getrandbits(152), chance.getrandbits(40)
        token_id = str(high << 104 | (low if version == 3 else chance.getrandbits(63) << 41 | 1 << 40 | low))
        builder = OrderBuilder(SIGNER, chain_id, kind, WALLETS[kind], clock=lambda: NOW)
        rules = MarketRules(tick, neg_risk=neg_risk)
        code = "0x" + chance.randbytes(32).hex()
        market = chance.random() < 0.5
        if market:
            signed = builder.market(MarketOrderArgs(token_id, size, side, builder_code=code), price, rules)
        else:
            signed = builder.limit(OrderArgs(token_id, price, size, side, metadata=code), rules)

        message = message_of(signed, domain := domain_of(chain_id, version, neg_risk))
        made, wanted = message["makerAmount"], message["takerAmount"]
        assert (made, wanted) == amounts_by_fractions(market, side, price, size, tick)

        typed = encode_typed_data(domain, {"Order": words(ORDER_TYPE)}, message)
        assert signed.order_id == "0x" + keccak(b"\x19\x01" + typed.header + typed.body).hex()
        if kind is not SignatureType.POLY_1271:
            assert Account.recover_message(typed, signature=signed.signature) == SIGNER.address
            continue
        nested = encode_typed_data(
            domain,
            {
                "TypedDataSign": [
                    {"name": "contents", "type": "Order"},
                    {"name": "name", "type": "string"},
                    {"name": "version", "type": "string"},
                    {"name": "chainId", "type": "uint256"},
                    {"name": "verifyingContract", "type": "address"},
                    {"name": "salt", "type": "bytes32"},
                ],
                "Order": words(ORDER_TYPE),
            },
            {
                "contents": message,
                "name": "DepositWallet",
                "version": "1",
                "chainId": chain_id,
                "verifyingContract": WALLETS[kind],
                "salt": bytes(32),
            },
        )
        digest = keccak(b"\x19\x01" + nested.header + nested.body)
        inner = sign_message_hash(key, digest)[3]
        tail = typed.header + typed.body + ORDER_TYPE.encode() + (186).to_bytes(2, "big")
        assert signed.signature == "0x" + (bytes(inner) + tail).hex()
