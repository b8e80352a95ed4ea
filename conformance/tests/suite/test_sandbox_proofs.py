"""The sandbox's own proofs in a short form: few moments and few requests; no time is judged here."""

import pytest
from clob_conformance.prove import durability, hostile


def test_a_kill_and_a_full_disk_lose_nothing() -> None:
    proof = durability.prove(seed=1, few=1)
    assert proof.met, proof.rows
    assert {row["kind"] for row in proof.rows} == {"kill", "full"}


def test_the_checker_tells_of_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    compare = durability._Writer.compare

    def told_otherwise(writer: durability._Writer, url: str) -> list[str]:
        writer.allowed["0x" + "ab" * 32] = {"LIVE"}
        return compare(writer, url)

    monkeypatch.setattr(durability._Writer, "compare", told_otherwise)
    proof = durability.prove(seed=2, few=1)
    assert not proof.met
    sentences = [sentence for row in proof.rows for sentence in row["wrong"]]
    assert any("is none, told was LIVE" in sentence for sentence in sentences)


def test_hostile_requests_change_nothing_and_get_no_unnamed_5xx() -> None:
    row = hostile.prove(seed=1, few=120).rows[0]
    assert all(status < 500 or status in (501, 503) for status in row["answers"])
    assert sum(row["answers"].values()) == 120
    assert row["memory MB"] < 400
