"""The typed data that users sign: the login (ClobAuth) and the order (versions 1 to 3), as EIP-712 hashes it.

Source: docs/protocol/orders.md and docs/protocol/authentication.md#login. This is the second opinion beside
the client's encoder, so the constants stand here again on purpose; the tests hold either against eth-account.
Version 1 is for quotes alone.
"""

from functools import cache

from attrs import frozen

from clob_sandbox.venue.ethereum import keccak
from clob_sandbox.venue.markets import Market
from clob_sandbox.venue.orders import LegacyOrder, SignedOrder


@frozen
class Message:
    """Typed data: the separator of its domain and the hash of its struct, 32 bytes each."""

    domain: bytes
    struct: bytes

    def digest(self) -> bytes:
        """The 32 bytes that are signed; of an order this is the order id, for all signature types."""
        return keccak(b"\x19\x01" + self.domain + self.struct)


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

_LOGIN = "ClobAuth(address address,string timestamp,uint256 nonce,string message)"
ORDER_TYPE = (
    "Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,"
    "uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,"
    "bytes32 builder)"
)
_LEGACY_ORDER = (
    "Order(uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,"
    "uint256 takerAmount,uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,"
    "uint8 signatureType)"
)
_NESTED = (
    "TypedDataSign(Order contents,string name,string version,uint256 chainId,address verifyingContract,"
    "bytes32 salt)" + ORDER_TYPE
)
_DOMAIN = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
_LOGIN_DOMAIN = "EIP712Domain(string name,string version,uint256 chainId)"
_ZERO32 = "0x" + "00" * 32


def login(address: str, timestamp: str, nonce: int, chain_id: int) -> Message:
    """The login that L1 headers prove: `timestamp` is the decimal text of Unix seconds."""
    domain = _hashed(_LOGIN_DOMAIN, "ClobAuthDomain", "1", chain_id)
    return Message(domain, _hashed(_LOGIN, address, timestamp, nonce, LOGIN_TEXT))


def contract_of(market: Market, chain_id: int) -> Contract:
    """The contract that trades a market: positions are traded by version 3, other tokens by version 2."""
    return POSITIONS[chain_id] if market.of_positions else EXCHANGES[market.neg_risk]


def order_message(order: SignedOrder, contract: Contract, chain_id: int) -> Message:
    """The order as signed under an exchange contract."""
    return Message(_domain(contract, chain_id), _order(order))


def legacy_order_message(order: LegacyOrder, contract: Contract, chain_id: int) -> Message:
    """A version 1 order as signed under its contract."""
    struct = _hashed(
        _LEGACY_ORDER,
        order.salt,
        order.maker,
        order.signer,
        order.taker,
        int(order.token_id),
        order.maker_amount,
        order.taker_amount,
        order.expiration,
        order.nonce,
        order.fee_rate,
        0 if order.side == "BUY" else 1,
        order.signature_type,
    )
    return Message(_domain(contract, chain_id), struct)


def wallet_order_message(order: SignedOrder, contract: Contract, chain_id: int) -> Message:
    """What the key of a deposit wallet signs (type 3): the order nested in the wallet's own domain."""
    nested = _hashed(_NESTED, _order(order), "DepositWallet", "1", chain_id, order.signer, _ZERO32)
    return Message(_domain(contract, chain_id), nested)


@cache
def _domain(contract: Contract, chain_id: int) -> bytes:
    return _hashed(_DOMAIN, "Polymarket CTF Exchange", contract.version, chain_id, contract.address)


def _order(order: SignedOrder) -> bytes:
    return _hashed(
        ORDER_TYPE,
        order.salt,
        order.maker,
        order.signer,
        int(order.token_id),
        order.maker_amount,
        order.taker_amount,
        0 if order.side == "BUY" else 1,
        order.signature_type,
        order.timestamp,
        order.metadata or _ZERO32,
        order.builder or _ZERO32,
    )


@cache
def _read(type_text: str) -> tuple[bytes, tuple[str, ...]]:
    """The hash of a type, and the types of its members."""
    members = type_text[type_text.index("(") + 1 : type_text.index(")")].split(",")
    return keccak(type_text.encode()), tuple(member.partition(" ")[0] for member in members)


def _hashed(type_text: str, *values: int | str | bytes) -> bytes:
    """The hash of a struct: of its type and its members, a word each; bytes are a struct's hash already."""
    type_hash, kinds = _read(type_text)
    words = [_word(kind, value) for kind, value in zip(kinds, values, strict=True)]
    return keccak(b"".join((type_hash, *words)))


def _word(kind: str, value: int | str | bytes) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, int):
        return value.to_bytes(int(kind.removeprefix("uint")) // 8, "big").rjust(32, b"\0")
    return keccak(value.encode()) if kind == "string" else bytes.fromhex(value[2:]).rjust(32, b"\0")
