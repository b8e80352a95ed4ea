"""Bodies of responses as they were before they were compressed, within bounds: a few bytes can stand for very
many, and one layer can hide another.
"""

from __future__ import annotations

import zlib
from typing import Final

import httpx

__all__ = ["TooLarge", "decompressed"]

_MOST_LAYERS: Final = 4
_MOST_MEMBERS: Final = 100


class TooLarge(httpx.RequestError):
    """The response is larger than the client takes."""


def decompressed(encodings: str, body: bytes, max_bytes: int) -> bytes:
    """The body without the codings that its header Content-Encoding names; no layer over ``max_bytes``.

    Raises TooLarge, and ValueError for a body that is not encoded so, or by a coding that nobody asked for.
    """
    layers = [each.strip() for each in encodings.lower().split(",")]
    if len(layers) > _MOST_LAYERS:
        raise ValueError(f"encoded {len(layers)} times")
    for encoding in reversed(layers):
        body = _without(encoding, body, max_bytes)
    return body


def _without(encoding: str, body: bytes, max_bytes: int) -> bytes:
    if encoding == "identity":
        return body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise ValueError(encoding)
    raw_deflate = encoding == "deflate" and body[:1] and body[0] & 0x0F != zlib.DEFLATED
    kind = -zlib.MAX_WBITS if raw_deflate else zlib.MAX_WBITS | 32
    whole, members = b"", 0
    while body:
        members += 1
        if members > _MOST_MEMBERS:
            raise ValueError(f"more than {_MOST_MEMBERS} parts")
        one = zlib.decompressobj(kind)
        try:
            whole += one.decompress(body, max_bytes + 1 - len(whole))
        except zlib.error as error:
            raise ValueError(str(error)) from None
        if len(whole) > max_bytes:
            raise TooLarge(f"the decompressed response is over {max_bytes} bytes")
        if not one.eof:
            raise ValueError("cut off")
        body = one.unused_data  # a gzip file may have several members
    return whole
