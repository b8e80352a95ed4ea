"""The typed data that users sign: the login (ClobAuth) and the order (versions 1 to 3), by eth-account's own
encoder.

Source: docs/protocol/orders.md and docs/protocol/authentication.md#login. This is the second opinion beside
the client's hand-written encoder, so the constants stand here again on purpose. Version 1 is for quotes
alone.
"""

from typing import Any

from attrs import frozen
from eth_account.messages import SignableMessage, encode_typed_data
from eth_utils.crypto import keccak

from clob_sandbox.markets import Market
from clob_sandbox.orders import LegacyOrder, SignedOrder


@frozen
class Contract:
    """The exchange contract under which an order is signed, and the version of its domain."""

    version: str
    address: str


EXCHANGES = {  # neg-risk? -> contract of version 2, the same on both chains
    False: Contract("2", "0xE111180000d2663C0091e4f400237545B87B996B"),
    True: Contract("2", "0xe2222d279d744050d28e00520010520000310F59"),
}
POSITIONS = {  # chain id -> contract of version 3, neg-risk or not
    137: Contract("3", "0xe3333700cA9d93003F00f0F71f8515005F6c00Aa"),
    80002: Contract("3", "0x9fE6e61422AdB6F610d8597F9684b16912D50C3D"),
}
LEGACY = {  # chain id -> neg-risk? -> contract of version 1
    137: {
        False: Contract("1", "0x4bFb41d5B3570DeFd03C39a9A4D8dE6Bd8B8982E"),
        True: Contract("1", "0xC5d563A36AE78145C45a50134d48A1215220f80a"),
    },
    80002: {
        False: Contract("1", "0xdFE02Eb6733538f8Ea35D585af8DE5958AD99E40"),
        True: Contract("1", "0xC5d563A36AE78145C45a50134d48A1215220f80a"),
    },
}
NEG_RISK_ADAPTER = "0xd91E80cF2E7be2e162c6513ceD06f1dD0dA35296"
COLLATERAL = "0xC011a7E12a19f7B1f670d46F03B03f3342E82DFB"
LOGIN_TEXT = "This message attests that I control the given wallet"

_LOGIN = {
    "ClobAuth": [
        {"name": "address", "type": "address"},
        {"name": "timestamp", "type": "string"},
        {"name": "nonce", "type": "uint256"},
        {"name": "message", "type": "string"},
    ]
}
_ORDER = {
    "Order": [
        {"name": "salt", "type": "uint256"},
        {"name": "maker", "type": "address"},
        {"name": "signer", "type": "address"},
        {"name": "tokenId", "type": "uint256"},
        {"name": "makerAmount", "type": "uint256"},
        {"name": "takerAmount", "type": "uint256"},
        {"name": "side", "type": "uint8"},
        {"name": "signatureType", "type": "uint8"},
        {"name": "timestamp", "type": "uint256"},
        {"name": "metadata", "type": "bytes32"},
        {"name": "builder", "type": "bytes32"},
    ]
}
_LEGACY_ORDER = {
    "Order": [
        {"name": "salt", "type": "uint256"},
        {"name": "maker", "type": "address"},
        {"name": "signer", "type": "address"},
        {"name": "taker", "type": "address"},
        {"name": "tokenId", "type": "uint256"},
        {"name": "makerAmount", "type": "uint256"},
        {"name": "takerAmount", "type": "uint256"},
        {"name": "expiration", "type": "uint256"},
        {"name": "nonce", "type": "uint256"},
        {"name": "feeRateBps", "type": "uint256"},
        {"name": "side", "type": "uint8"},
        {"name": "signatureType", "type": "uint8"},
    ]
}
_NESTED = {
    "TypedDataSign": [
        {"name": "contents", "type": "Order"},
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
        {"name": "verifyingContract", "type": "address"},
        {"name": "salt", "type": "bytes32"},
    ],
    **_ORDER,
}
_ZERO32 = "0x" + "00" * 32
ORDER_TYPE = "Order(" + ",".join(f"{f['type']} {f['name']}" for f in _ORDER["Order"]) + ")"


def login(address: str, timestamp: str, nonce: int, chain_id: int) -> SignableMessage:
    """The login that L1 headers prove: `timestamp` is the decimal text of Unix seconds."""
    domain = {"name": "ClobAuthDomain", "version": "1", "chainId": chain_id}
    values = {"address": address, "timestamp": timestamp, "nonce": nonce, "message": LOGIN_TEXT}
    return encode_typed_data(domain, _LOGIN, values)


def contract_of(market: Market, chain_id: int) -> Contract:
    """The contract that trades a market: positions are traded by version 3, other tokens by version 2."""
    return POSITIONS[chain_id] if market.of_positions else EXCHANGES[market.neg_risk]


def _domain(contract: Contract, chain_id: int) -> dict[str, Any]:
    return {
        "name": "Polymarket CTF Exchange",
        "version": contract.version,
        "chainId": chain_id,
        "verifyingContract": contract.address,
    }


def _values(order: SignedOrder) -> dict[str, Any]:
    return {
        "salt": order.salt,
        "maker": order.maker,
        "signer": order.signer,
        "tokenId": int(order.token_id),
        "makerAmount": order.maker_amount,
        "takerAmount": order.taker_amount,
        "side": 0 if order.side == "BUY" else 1,
        "signatureType": order.signature_type,
        "timestamp": order.timestamp,
        "metadata": order.metadata or _ZERO32,
        "builder": order.builder or _ZERO32,
    }


def order_message(order: SignedOrder, contract: Contract, chain_id: int) -> SignableMessage:
    """The order as signed under an exchange contract."""
    return encode_typed_data(_domain(contract, chain_id), _ORDER, _values(order))


def legacy_order_message(order: LegacyOrder, contract: Contract, chain_id: int) -> SignableMessage:
    """A version 1 order as signed under its contract."""
    values = {
        "salt": order.salt,
        "maker": order.maker,
        "signer": order.signer,
        "taker": order.taker,
        "tokenId": int(order.token_id),
        "makerAmount": order.maker_amount,
        "takerAmount": order.taker_amount,
        "expiration": order.expiration,
        "nonce": order.nonce,
        "feeRateBps": order.fee_rate,
        "side": 0 if order.side == "BUY" else 1,
        "signatureType": order.signature_type,
    }
    return encode_typed_data(_domain(contract, chain_id), _LEGACY_ORDER, values)


def wallet_order_message(order: SignedOrder, contract: Contract, chain_id: int) -> SignableMessage:
    """What the key of a deposit wallet signs (type 3): the order nested in the wallet's own domain."""
    values = {
        "contents": _values(order),
        "name": "DepositWallet",
        "version": "1",
        "chainId": chain_id,
        "verifyingContract": order.signer,
        "salt": _ZERO32,
    }
    return encode_typed_data(_domain(contract, chain_id), _NESTED, values)


def digest(message: SignableMessage) -> bytes:
    """The 32 bytes that are signed; of an order message this is the order id, for all signature types."""
    return keccak(b"\x19" + message.version + message.header + message.body)
