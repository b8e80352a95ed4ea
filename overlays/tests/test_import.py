"""What the import of the client loads, and what it leaves until somebody asks for it."""

from __future__ import annotations

import subprocess
import sys
from fnmatch import fnmatchcase

import polymarket_clob
import pytest

LATER = {
    "Crypto": "hashes; cffi parses its declarations",
    "anyio": "shields the end of a heartbeat; httpcore has it too",
    "asyncio": "is for who awaits",
    "httpcore": "connections, of a client that makes its own",
    "importlib.metadata": "tells the version",
    "polymarket_clob._async_client": "is for who awaits",
    "polymarket_clob_api.api.*.*": "are operations, each by itself",
    "polymarket_clob_api.models.*": "are classes, which take the most",
    "pycurl": "is of the extra fast",
}
"""Modules that have no part in the import, and what they are for."""

PROGRAM = """
import fnmatch, sys
{statement}
found = [name for name in sys.modules for each in {patterns!r} if fnmatch.fnmatchcase(name, each)]
print(*sorted(found))
"""


def loaded(statement: str, *patterns: str) -> list[str]:
    """The modules of these names that an interpreter has after a statement."""
    program = PROGRAM.format(statement=statement, patterns=patterns)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_import_loads_nothing_that_most_programs_do_without() -> None:
    assert loaded("import polymarket_clob", *LATER) == []


def test_each_of_those_is_a_module() -> None:
    everything = """
from polymarket_clob import AsyncClobClient
from polymarket_clob.eip712 import keccak
from polymarket_clob.fast import FastTransport
from polymarket_clob_api.api.trade import get_orders
from polymarket_clob_api.models import OpenOrder
polymarket_clob.__version__
AsyncClobClient()
keccak(b"")
"""
    found = loaded(f"import polymarket_clob{everything}", *LATER)
    assert {each for each in LATER if not any(fnmatchcase(name, each) for name in found)} == set()


def test_a_client_that_waits_needs_no_module_of_one_that_is_awaited() -> None:
    assert loaded("from polymarket_clob import ClobClient; ClobClient()", "polymarket_clob._async*") == []


@pytest.mark.parametrize("name", ["AsyncClobClient", "Heartbeat", "HeartbeatLate"])
def test_what_is_loaded_later_is_a_name_like_any_other(name: str) -> None:
    assert name in dir(polymarket_clob)
    assert loaded(f"from polymarket_clob import {name}", "asyncio") == ["asyncio"]
    assert getattr(polymarket_clob, name) is getattr(polymarket_clob, name)


def test_what_is_no_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'AsyncClobClint'"):
        _ = polymarket_clob.AsyncClobClint  # type: ignore[attr-defined]
