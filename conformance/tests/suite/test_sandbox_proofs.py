"""The sandbox's own proofs in a short form: few moments and few requests; no time is judged here."""

from __future__ import annotations

import random

import pytest
from clob_prove import durability, hostile
from polymarket_clob.errors import NotFound


def test_a_kill_and_a_full_disk_lose_nothing() -> None:
    proof = durability.prove(seed=1, few=1)
    assert proof.met, proof.rows
    assert {row["kind"] for row in proof.rows} == {"kill", "full"}


class Reported:
    """A client that knows of two orders, both live."""

    def __enter__(self) -> Reported:
        return self

    def __exit__(self, *failure: object) -> None: ...

    def get_orders(self) -> list[dict[str, str]]:
        return [{"id": "0xa"}, {"id": "0xb"}]

    def get_order(self, order_id: str) -> dict[str, str]:
        raise NotFound("getOrder", 404, {}, b"")


def test_the_checker_tells_of_what_is_lost_invented_or_in_another_state(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(durability._Writer, "client", lambda self, url: Reported())
    writer = durability._Writer({}, "1", random.Random(0))
    writer.allowed = {"0xa": {"CANCELED"}, "0xc": {"LIVE"}, "0xd": {"LIVE", "none"}}
    assert writer.compare("") == [
        "0xb was never placed",
        "0xa is LIVE, told was CANCELED",
        "0xc is none, told was LIVE",
    ]


def test_hostile_requests_change_nothing_and_get_no_unnamed_5xx() -> None:
    row = hostile.prove(seed=1, few=120).rows[0]
    assert all(status < 500 or status in (501, 503) for status in row["answers"])
    assert sum(row["answers"].values()) == 120
    assert row["memory MB"] < 400
    assert row["cancelled"] == 120
    assert not row["changed"]
    assert row["longest steps"]
