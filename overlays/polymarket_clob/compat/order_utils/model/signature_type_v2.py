"""Who holds the funds of an order of version 2 or 3."""

from polymarket_clob.orders import SignatureType as SignatureTypeV2

__all__ = ["SignatureTypeV2"]
