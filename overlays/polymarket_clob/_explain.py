"""What is signed, field by field, in words: for the moment when an exchange says "invalid signature"."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from .contracts import contracts
from .orders import NEVER_RESTING, SignatureType, SignedOrder

_WALLETS = {
    SignatureType.EOA: "the signing key's own address",
    SignatureType.POLY_PROXY: "a proxy wallet, signed for by the key",
    SignatureType.POLY_GNOSIS_SAFE: "a Safe, signed for by the key",
    SignatureType.POLY_1271: "a deposit wallet, which is the signer itself; the key signs inside its domain",
}


def explain(signed: SignedOrder) -> str:
    """The order in words: what it gives and wants, and every field of its signature. Signature left out."""
    struct = signed.struct
    kind = SignatureType(struct.signature_type)
    neg_risk = "" if signed.version == 3 else f" ({_exchange(signed)})"
    made = datetime.fromtimestamp(struct.timestamp / 1000, UTC)
    rows = [
        ("order id", signed.order_id),
        ("it", in_words(signed)),
        ("chain", f"{signed.chain_id}"),
        ("exchange", f"version {signed.version}, contract {signed.exchange}{neg_risk}"),
        ("salt", f"{struct.salt}"),
        ("maker", f"{struct.maker} (gives the funds: {_WALLETS[kind]})"),
        ("signer", f"{struct.signer}"),
        ("tokenId", f"{struct.token_id}"),
        ("makerAmount", f"{struct.maker_amount} base units given"),
        ("takerAmount", f"{struct.taker_amount} base units wanted"),
        ("side", f"{struct.side} ({signed.side})"),
        ("signatureType", f"{struct.signature_type} ({kind.name})"),
        ("timestamp", f"{struct.timestamp} ms ({made:%Y-%m-%d %H:%M:%S} UTC)"),
        ("metadata", f"0x{struct.metadata.hex()}"),
        ("builder", f"0x{struct.builder.hex()}"),
        ("not signed", f"expiration {signed.expiration}, order type {signed.order_type}"),
    ]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {text}" for name, text in rows)


def in_words(signed: SignedOrder) -> str:
    """What the order gives and wants, and how long."""
    size, usdc = _plain(signed.size), _plain(signed.usdc)
    per_share = signed.usdc / signed.size
    verb = "sells" if signed.side == "SELL" else "buys"
    until = "until cancelled"
    if signed.expiration:
        until = f"until {datetime.fromtimestamp(signed.expiration - 60, UTC):%Y-%m-%d %H:%M:%S} UTC"
    elif signed.order_type in NEVER_RESTING:
        until = "at once, or not at all" if signed.order_type == "FOK" else "at once, what can be had"
    if signed.order_type in NEVER_RESTING and signed.side == "BUY":
        return f"spends {usdc} USDC on {size} shares or more ({per_share:.6f} a share or less), {until}"
    return f"{verb} {size} shares for {usdc} USDC ({per_share:.6f} a share), {until}"


def _plain(number: Decimal) -> str:
    """A number without trailing zeros and without an exponent."""
    return f"{number.normalize():f}"


def _exchange(signed: SignedOrder) -> str:
    addresses = contracts(signed.chain_id)
    return "negative risk" if signed.exchange == addresses.neg_risk_exchange_v2 else "not negative risk"
