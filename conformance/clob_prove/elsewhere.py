"""A good sandbox, judged as somebody else's server: by its URL and with two accounts, in all weathers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import httpx
from attrs import frozen
from clob_conformance.environment.sandbox import running_sandbox

FAIR = "fair"
_TIERS = ("standard", "copper", "bronze", "silver", "gold", "platinum", "diamond", "elite")
WEATHERS = (*_TIERS, "near", "rough")
"""Rate limits of a tier; the latency of a near server; dropped connections, 425, 429 and 503."""
OWN_CLAUSES: Mapping[str, frozenset[str]] = {
    "rough": frozenset({"answered", "content-type", "response-schema", "retry-after"}),
}
"""What dropped connections and the pages of a network in front break; nothing else may be found."""
UNNAMED: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_TIERS, frozenset({"status-documented"})),
    "rough": frozenset({"status-documented", "no-server-error"}),
}
"""What 429, and 425 and 503, break by the published document, which names them at some operations only."""
_SPEND = "1000"
_COARSE = 0.1
_TROUBLES: tuple[dict[str, Any], ...] = (
    {"kind": "reset"},
    {"kind": "cut"},
    {"kind": "limited"},
    {"kind": "html", "value": 503},
    {"kind": "latency", "value": "busy"},
)
_MODES = ("restarting", "cancel-only", "post-only")


@frozen
class Elsewhere:
    """A server to be judged: the account variables of the environment, and the options of the run."""

    accounts: Mapping[str, str]
    options: tuple[str, ...]


@contextmanager
def elsewhere(profile: str, seed: int, weather: str, faults: Sequence[str] = ()) -> Iterator[Elsewhere]:
    """A sandbox in one of the `WEATHERS` or a fair one, with two accounts that may trade with each other."""
    with (
        running_sandbox(profile, seed, faults) as ready,
        httpx.Client(base_url=ready["url"], trust_env=False) as http,
    ):
        second = http.post("/_sandbox/accounts", json={}).raise_for_status().json()
        keys = {"PK": ready["account"]["private_key"], "CLOB_COUNTERPARTY_PK": second["private_key"]}
        named = [one["condition_id"] for one in ready["markets"] if float(one["tick_size"]) < _COARSE]
        options = ["--target", ready["url"], "--trade", "--fills", "--spend", _SPEND]
        options += [word for market in named for word in ("--market", market)]
        over = Event()
        blows = Thread(target=_blow, args=(http, random.Random(seed), over), daemon=True)  # noqa: S311
        if weather in _TIERS:
            _control(http, "limits", {"tier": weather})
        elif weather == "near":
            _control(http, "trouble", {"kind": "latency", "value": "near"})
        elif weather == "rough":
            blows.start()
        try:
            yield Elsewhere(keys, tuple(options))
        finally:
            over.set()
            if blows.ident is not None:
                blows.join()


def _blow(http: httpx.Client, some: random.Random, over: Event) -> None:
    """Now and then a trouble of a few requests, or a moment in which orders are closed."""
    while not over.wait(some.uniform(0.3, 2.5)):
        if some.random() < len(_MODES) / (len(_MODES) + len(_TROUBLES)):
            _control(http, "mode", {"mode": some.choice(_MODES)})
            over.wait(some.uniform(0.2, 1.5))
            _control(http, "mode", {"mode": "normal"})
        else:
            _control(http, "trouble", {**some.choice(_TROUBLES), "times": some.choice((1, 1, 2, 3))})


def _control(http: httpx.Client, path: str, body: Mapping[str, Any]) -> None:
    http.post(f"/_sandbox/{path}", json=dict(body)).raise_for_status()
