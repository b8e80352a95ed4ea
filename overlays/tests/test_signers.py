"""Signers of other make: what they hand out is looked at before it is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from polymarket_clob import (
    AsyncClobClient,
    ClobClient,
    InvalidInput,
    MarketRules,
    OrderArgs,
    PrivateKeySigner,
)
from polymarket_clob.signing import l1_headers

KEY = "0x" + "11" * 32
ORDER = OrderArgs("7" * 77, "0.5", 10, "BUY")
RULES = MarketRules("0.01", neg_risk=False)
_GROUP = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


class Elsewhere:
    """A signer that does something to a good signature first."""

    def __init__(self, spoil: Callable[[bytes], bytes]) -> None:
        self._key = PrivateKeySigner(KEY)
        self._spoil = spoil
        self.address = self._key.address

    def sign_digest(self, digest: bytes) -> bytes:
        return self._spoil(self._key.sign_digest(digest))


def high(signature: bytes) -> bytes:
    s = _GROUP - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes((55 - signature[64],))


SPOILT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no bytes": (lambda signature: "0x" + signature.hex(), "65 bytes"),  # type: ignore[dict-item, return-value]
    "nothing": (lambda _: None, "65 bytes"),  # type: ignore[dict-item, return-value]
    "without v": (lambda signature: signature[:64], "65 bytes"),
    "v of 0 or 1": (lambda signature: signature[:64] + bytes((signature[64] - 27,)), "27 or 28"),
    "the other v": (lambda signature: signature[:64] + bytes((55 - signature[64],)), "recover"),
    "another key's": (lambda _: PrivateKeySigner("0x" + "22" * 32).sign_digest(bytes(32)), "recover"),
    "high s": (high, "low"),
    "no point of the curve": (lambda signature: b"\xff" * 32 + signature[32:], "recover"),
}


@pytest.mark.parametrize(("spoil", "rule"), SPOILT.values(), ids=SPOILT)
def test_a_signature_that_the_exchange_would_refuse_is_never_sent(
    spoil: Callable[[bytes], bytes], rule: str
) -> None:
    signer = Elsewhere(spoil)
    with pytest.raises(InvalidInput, match=rule):
        ClobClient("http://127.0.0.1:9", key=signer).create_order(ORDER, RULES)
    with pytest.raises(InvalidInput, match=rule):
        ClobClient("http://127.0.0.1:9", key=signer).derive_api_key()
    with pytest.raises(InvalidInput, match=rule):
        l1_headers(signer, chain_id=137, timestamp=1)

    async def create() -> None:
        await AsyncClobClient("http://127.0.0.1:9", key=signer).create_order(ORDER, RULES)

    with pytest.raises(InvalidInput, match=rule):
        asyncio.run(create())


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_a_good_signature_from_elsewhere_is_taken(kind: Callable[[bytes], bytes]) -> None:
    client = ClobClient("http://127.0.0.1:9", key=Elsewhere(kind))
    assert len(client.create_order(ORDER, RULES).signature) == 2 + 130


def test_a_key_signs_32_bytes_and_nothing_else() -> None:
    signer = PrivateKeySigner("0x" + "11" * 32)
    for digest in (b"", bytes(31), bytes(33), "00" * 16, None):
        with pytest.raises(InvalidInput, match=r"digest=.*32 bytes"):
            signer.sign_digest(digest)  # type: ignore[arg-type]


def test_no_attribute_of_a_signer_shows_its_key() -> None:
    key = bytes(range(1, 33))
    signer = PrivateKeySigner(key)
    shown = repr(vars(signer)) + repr(signer)
    assert key.hex() not in shown
    assert repr(key) not in shown
