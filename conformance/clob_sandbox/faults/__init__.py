"""Planted faults: ways in which the sandbox can be told to break the contract, to see whether a judge
notices. How they strike stands in `fault_injection`.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from clob_sandbox.faults import (
    access,
    accounts,
    batches,
    books,
    cancels,
    fills,
    http_semantics,
    limits,
    listings,
    markets,
    orders,
    placing,
    prices,
    quotes,
    rewards,
    shapes,
)
from clob_sandbox.faults.fault_injection import Fault

FAULTS: dict[str, Fault] = {
    **shapes.FAULTS,
    **http_semantics.FAULTS,
    **listings.FAULTS,
    **books.FAULTS,
    **prices.FAULTS,
    **markets.FAULTS,
    **placing.FAULTS,
    **batches.FAULTS,
    **orders.FAULTS,
    **fills.FAULTS,
    **cancels.FAULTS,
    **limits.FAULTS,
    **access.FAULTS,
    **accounts.FAULTS,
    **rewards.FAULTS,
    **quotes.FAULTS,
}


def chosen(names: Iterable[str]) -> frozenset[str]:
    """The faults of these names; raises ValueError for one that is not in the table, with those like it."""
    wanted = frozenset(names)
    if unknown := wanted - FAULTS.keys():
        alike = [name for one in sorted(unknown) for name in get_close_matches(one, FAULTS)]
        meant = f"perhaps {' or '.join(dict.fromkeys(alike))}; " if alike else ""
        where = "`clob-sandbox serve --fault list` names them all"
        raise ValueError(f"unknown fault {', '.join(sorted(unknown))}: {meant}{where}")
    return wanted
