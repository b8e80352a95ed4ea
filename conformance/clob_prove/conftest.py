"""The proof's items under pytest: `pytest conformance/clob_prove/test_faults.py -n 8 --prove-quick`.

`python -m clob_prove` runs the same items. xdist spreads them, over several machines too.
"""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """What all items are run with."""
    group = parser.getgroup("clob-prove", "the proof of the conformance suite")
    group.addoption("--prove-quick", action="store_true", help="faults with the quick budget")
    group.addoption("--prove-by-url", action="store_true", help="faults of somebody else's server")
    group.addoption("--prove-plain", action="store_true", help="plain Schemathesis on each fault too")
    group.addoption(
        "--prove-seed", type=int, default=0, metavar="SEED", help="the first seed; 0 if not given"
    )
    group.addoption("--prove-few", type=int, metavar="N", help="only so many of each, to try it out")


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """The first seed."""
    return int(request.config.getoption("--prove-seed"))
