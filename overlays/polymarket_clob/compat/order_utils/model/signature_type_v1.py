"""Who holds the funds of an order of version 1."""

from enum import IntEnum

__all__ = ["SignatureTypeV1"]


class SignatureTypeV1(IntEnum):
    """Version 1 knows no deposit wallets."""

    EOA = 0
    POLY_PROXY = 1
    POLY_GNOSIS_SAFE = 2
