"""Compressed bodies: undone as they were made, and never more than is asked for."""

from __future__ import annotations

import gzip
import zlib

import pytest
from polymarket_clob.decompression import TooLarge, decompressed

WHOLE = b'{"spread": "0.02"}'


def test_what_was_compressed_is_as_it_was() -> None:
    assert decompressed("gzip", gzip.compress(WHOLE), 64) == WHOLE
    assert decompressed("identity, deflate", zlib.compress(WHOLE), 64) == WHOLE
    assert decompressed("x-gzip", gzip.compress(WHOLE[:5]) + gzip.compress(WHOLE[5:]), 64) == WHOLE
    assert decompressed("gzip, gzip", gzip.compress(gzip.compress(WHOLE)), 64) == WHOLE
    assert decompressed("gzip", b"", 64) == b""


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_no_layer_is_undone_further_than_is_asked(layers: int) -> None:
    body = bytes(1 << 20)
    for _ in range(layers):
        body = gzip.compress(body)
    with pytest.raises(TooLarge, match="over 4096 bytes"):
        decompressed(", ".join(["gzip"] * layers), body, 4096)


@pytest.mark.parametrize(
    ("encodings", "body", "sentence"),
    [
        ("gzip", gzip.compress(b"", mtime=0) * 101, "more than 100 parts"),
        ("gzip, gzip, gzip, gzip, gzip", b"", "encoded 5 times"),
        ("gzip", gzip.compress(WHOLE, mtime=0)[:-9], "cut off"),
        ("gzip", WHOLE, "incorrect header check"),
        ("br", WHOLE, "br"),
    ],
)
def test_what_is_not_encoded_so_or_without_end_is_no_body(encodings: str, body: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        decompressed(encodings, body, 1 << 20)
