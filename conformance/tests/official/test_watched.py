"""Faults of a server are found in the traffic of the official clients, which the suite did not make. (That
nothing is found without one is part of each of their walks.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.mark.parametrize("fault", ["owner-null", "spread-doubled"])
def test_a_fault_is_found_in_the_traffic_of_an_official_client(
    fault: str, walk: Callable[..., dict[str, Any]]
) -> None:
    walk("py-clob-client-v2", "walk_every_method_v2.py", fault=fault)
