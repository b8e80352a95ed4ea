"""Planted faults: ways in which the sandbox can be told to break the contract, to see whether a judge
notices. How they strike stands in `planting`.
"""

from collections.abc import Iterable

from clob_sandbox.faults import access, accounts, listings, manners, markets, placing, prices, shapes, trading
from clob_sandbox.planting import Fault

FAULTS: dict[str, Fault] = {
    **shapes.FAULTS,
    **manners.FAULTS,
    **listings.FAULTS,
    **prices.FAULTS,
    **markets.FAULTS,
    **placing.FAULTS,
    **trading.FAULTS,
    **access.FAULTS,
    **accounts.FAULTS,
}


def chosen(names: Iterable[str]) -> frozenset[str]:
    """The faults of these names; raises ValueError for one that is not in the table."""
    wanted = frozenset(names)
    if unknown := wanted - FAULTS.keys():
        raise ValueError(f"unknown fault {', '.join(sorted(unknown))}: one of {', '.join(FAULTS)}")
    return wanted
