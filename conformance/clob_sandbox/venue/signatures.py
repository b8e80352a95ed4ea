"""Who signed: recovers the address behind a login or an order, and checks the form of the signature.

Source: docs/protocol/orders.md#signature-types. Types 0, 1 and 2 are 65 bytes over the order; type 3 wraps 65
bytes over the nested order in 317, and a session key wraps those once more, with its address, in 480. Which
session keys a wallet has authorized is known on chain, not here: one that signs for a wallet is taken to be
the wallet's, as a key that names a wallet is.
"""

import re

from clob_sandbox.venue import eip712
from clob_sandbox.venue.ethereum import signer_of
from clob_sandbox.venue.orders import SignedOrder

ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
BYTES32 = re.compile(r"0x[0-9a-fA-F]{64}")
_SIGNATURE = re.compile(r"0x[0-9a-fA-F]{130}")
_WRAPPED = re.compile(r"0x[0-9a-fA-F]{634}")
_OF_SESSION = re.compile(r"0x[0-9a-fA-F]{960}")


def recover(message: eip712.Message, signature: str) -> str | None:
    """Lower-case address that made this 65-byte signature (`0x` + r, s, v with v 27 or 28), or None."""
    if not _SIGNATURE.fullmatch(signature) or signature[-2:].lower() not in ("1b", "1c"):
        return None
    signer = signer_of(message.digest(), bytes.fromhex(signature[2:]))
    return signer and signer.lower()


def order_signer(order: SignedOrder, contract: eip712.Contract, chain_id: int) -> str | None:
    """Lower-case address of the key that signed the order under a contract, or None for another form."""
    if order.signature_type != 3:
        return recover(eip712.order_message(order, contract, chain_id), order.signature)
    named, signature = session_of(order.signature) or (None, order.signature)
    if not _WRAPPED.fullmatch(signature):
        return None
    plain = eip712.order_message(order, contract, chain_id)
    type_text = eip712.ORDER_TYPE.encode()
    tail = plain.domain + plain.struct + type_text + len(type_text).to_bytes(2, "big")
    inner, wrapped = signature[:132], bytes.fromhex(signature[132:])
    if wrapped != tail:
        return None
    signer = recover(eip712.wallet_order_message(order, contract, chain_id), inner)
    return signer if named in (None, signer) else None


def session_of(signature: str) -> tuple[str, str] | None:
    """The session key's address (lower case) and the wallet signature that it wraps; None for another form.

    `abi.encode(bytes32 signer, bytes32 0, bytes signature)`, then a suffix of 32 bytes that marks the form.
    """
    if not _OF_SESSION.fullmatch(signature):
        return None
    data = bytes.fromhex(signature[2:])
    signer, inner = data[12:32], data[128:445]
    words = (bytes(12) + signer, bytes(32), (96).to_bytes(32, "big"), len(inner).to_bytes(32, "big"))
    if data != b"".join((*words, inner, bytes(3), bytes.fromhex("6492" * 16))):
        return None
    return f"0x{signer.hex()}", f"0x{inner.hex()}"
