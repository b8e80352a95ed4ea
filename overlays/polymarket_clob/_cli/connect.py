"""The client of a command, by the environment and by the options that stand before the command's name."""

from __future__ import annotations

import os
from collections.abc import Collection
from contextvars import ContextVar
from typing import Any, NamedTuple

import httpx

from polymarket_clob._client import ClobClient
from polymarket_clob.key_sources import with_keys_from
from polymarket_clob.reach import DIRECT, Reach


class Options(NamedTuple):
    """What stands before the command's name: how to reach the exchange, seconds for a response, and where
    the keys come from when not from the environment.
    """

    reach: Reach = DIRECT
    timeout: float | None = None
    credentials_from: str | None = None


OPTIONS: ContextVar[Options] = ContextVar("OPTIONS", default=Options())  # noqa: B039 - it is a constant


def client(*, without: Collection[str] = ()) -> ClobClient:
    """A client as the user has set it, but for the variables ``without``. Raises InvalidInput."""
    reach, timeout, source = OPTIONS.get()
    environ = os.environ if source is None else with_keys_from(source, os.environ)
    environ = {name: value for name, value in environ.items() if name not in without}
    options: dict[str, Any] = {} if timeout is None else {"timeout": httpx.Timeout(timeout)}
    return ClobClient.from_env(environ, reach=reach, **options)
