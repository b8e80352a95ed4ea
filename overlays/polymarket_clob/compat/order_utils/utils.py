"""Salts."""

from __future__ import annotations

import secrets

__all__ = ["generate_order_salt"]


def generate_order_salt() -> str:
    """A random number below 2**53, which JSON numbers hold exactly, in digits."""
    return str(secrets.randbits(53))
