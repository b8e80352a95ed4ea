"""Interfaces of the contracts, which are not here."""
