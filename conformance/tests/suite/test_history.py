"""A run's history: written, without secrets, and read back as what it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve
from clob_conformance.core.description import Description
from clob_conformance.core.errors import CannotRun
from clob_conformance.core.history import History
from clob_conformance.core.interaction import Interaction, Response
from clob_conformance.run.recordings import Reader

from .conftest import account, interaction

SECRETS = ("00000000-0000-0000-0000-000000000001", "c2VjcmV0" * 4, "passphrase-of-a-test")


def written(path: Path, *interactions: Interaction) -> list[str]:
    """The lines of a history of these."""
    with History.to(path, "closed") as history:
        for one in interactions:
            history.note(one)
    return path.read_text("utf-8").splitlines()


def signed() -> Interaction:
    """A listing of orders, signed, whose response names the owner."""
    key = account()
    headers = key.headers("L2", "GET", "/data/orders")
    response = {"data": [{"id": "0x01", "owner": SECRETS[0]}], "next_cursor": "MA=="}
    one = interaction("GET", "/data/orders?market=0x05", 200, response, good=True)
    lowered = {name.lower(): value for name, value in headers.items()}
    return evolve(one, request=evolve(one.request, headers=lowered), sent=1.5, received=2.5)


def test_a_history_is_read_back_with_times_and_whose_credentials(
    tmp_path: Path, published: Description
) -> None:
    path, given = tmp_path / "history.jsonl", signed()

    _, *lines = written(path, given)
    reader = Reader(published)
    (found,) = reader.read(path)

    assert len(lines) == 1
    assert reader.world == "closed"
    assert (found.sent, found.received, found.good_credentials) == (1.5, 2.5, True)
    assert found.account == given.account != ""
    assert found.request.target == given.request.target


def test_no_secret_is_in_it_and_one_key_stays_one_key(tmp_path: Path, published: Description) -> None:
    path = tmp_path / "history.jsonl"
    keys = interaction("GET", "/auth/api-keys", 200, {"apiKeys": [SECRETS[0]]})
    names = ("apiKey", "secret", "passphrase")
    made = interaction("GET", "/auth/derive-api-key", 200, dict(zip(names, SECRETS, strict=True)))
    bare = interaction("GET", "/auth/builder-api-key", 200, [SECRETS[0]])

    text = "\n".join(written(path, made, signed(), keys, bare))
    derived, listed, known, builder = (one.response.json() for one in Reader(published).read(path))

    assert not [secret for secret in SECRETS if secret in text]
    assert listed["data"][0]["owner"] == known["apiKeys"][0] == derived["apiKey"] == builder[0]
    assert len(derived["apiKey"]) == len(SECRETS[0])
    assert path.stat().st_mode & 0o077 == 0


def test_the_time_at_which_a_builder_signed_is_no_secret(tmp_path: Path, published: Description) -> None:
    path, now = tmp_path / "history.jsonl", "1796030024"
    bare = interaction("DELETE", "/auth/builder-api-key", 200, "OK")
    headers = {"poly_builder_timestamp": now, "poly_builder_api_key": SECRETS[0]}
    revoked = evolve(bare, request=evolve(bare.request, headers=headers))
    book = interaction("GET", "/data/order/0x1", 200, {"created_at": int(now), "owner": SECRETS[0]})

    text = "".join(written(path, revoked, book))
    _, read = Reader(published).read(path)

    assert read.response.json()["created_at"] == int(now)
    assert SECRETS[0] not in text


def test_bytes_that_are_no_text_and_a_missing_answer_come_back(
    tmp_path: Path, published: Description
) -> None:
    path = tmp_path / "history.jsonl"
    odd = interaction("POST", "/prices", 400, b"\xff\xfe", body=b"\xf0\x00")
    lost = evolve(odd, response=Response(0, {}, missing="the server hung up"))

    written(path, odd, lost)
    first, second = Reader(published).read(path)

    assert (first.request.body, first.response.body) == (b"\xf0\x00", b"\xff\xfe")
    assert second.response.missing == "the server hung up"


@pytest.mark.parametrize(
    "text",
    [
        '{\r\n"mid": "0.5"}',
        '{"question": "\x85 \u2028 \u200e \x7f"}',
        "\ufeff{}",
        '{"owner": "\\ud83d\\ude00\\n", "question": "\\ud83d"}',
    ],
)
def test_a_text_comes_back_as_it_was(text: str, tmp_path: Path, published: Description) -> None:
    path = tmp_path / "history.jsonl"

    written(path, interaction("GET", "/markets", 200, text.encode()))
    (found,) = Reader(published).read(path)

    assert found.response.body == text.encode()


def test_a_body_that_is_not_encoded_as_it_says_comes_back_as_that(
    tmp_path: Path, published: Description
) -> None:
    path, one = tmp_path / "history.jsonl", interaction("GET", "/time", 200)

    written(path, evolve(one, response=evolve(one.response, garbled=True)))
    (found,) = Reader(published).read(path)

    assert found.response.garbled


def test_a_key_is_the_same_one_in_every_history(tmp_path: Path, published: Description) -> None:
    paths = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    made = dict(zip(("apiKey", "secret", "passphrase"), SECRETS, strict=True))
    for path in paths:
        written(path, interaction("GET", "/auth/derive-api-key", 200, made))

    (one,), (other,) = (Reader(published).read(path) for path in paths)
    assert one.response.json() == other.response.json()


def test_the_world_is_that_of_the_file_that_is_read(tmp_path: Path, published: Description) -> None:
    one, other = tmp_path / "history.jsonl", tmp_path / "recorded.jsonl"
    written(one, interaction("GET", "/time", 200, 1))
    other.write_text(json.dumps({"operation": "getTime", "status": 200, "body": "1"}))
    reader = Reader(published)

    worlds = [(list(reader.read(path)), reader.world)[1] for path in (one, other)]
    assert worlds == ["closed", "open"]


def test_a_history_of_another_form_is_refused_by_name(tmp_path: Path, published: Description) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text(json.dumps({"history": 2, "world": "closed"}) + "\n", "utf-8")

    with pytest.raises(CannotRun, match=r"line 1: a history of the form 2"):
        list(Reader(published).read(path))


def test_a_history_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        History.to(tmp_path / "nowhere" / "history.jsonl", "open")
