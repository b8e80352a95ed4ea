"""Planted faults: ways in which the sandbox can be told to break the contract, to see whether a judge
notices.

Each is a row here and one line where it strikes (`fault in exchange.faults`).
"""

from collections.abc import Iterable

FAULTS = {
    "cancel-without-not-canceled": "answers of the cancel operations lack the key `not_canceled`",
    "cancelled-stays-open": "a cancel answers `canceled`, but the order stays open",
    "wrong-hmac-accepted": "the HMAC of an L2 request is not checked",
}


def chosen(names: Iterable[str]) -> frozenset[str]:
    """The faults of these names; raises ValueError for one that is not in the table."""
    wanted = frozenset(names)
    if unknown := wanted - FAULTS.keys():
        raise ValueError(f"unknown fault {', '.join(sorted(unknown))}: one of {', '.join(FAULTS)}")
    return wanted
