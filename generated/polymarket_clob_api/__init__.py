"""Generated from the description of the Polymarket CLOB. Made by `clob-spec generate`; do not edit."""

from .client import Client

__all__ = ("Client",)
