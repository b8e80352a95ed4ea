"""Every clause of the description, fed an exchange that keeps it and one that breaks it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from clob_conformance.checks.book_clauses import book_hash
from clob_conformance.checks.echo_clauses import wanted_there
from clob_conformance.checks.semantics import MEANINGS
from clob_conformance.checks.validator import Validator
from clob_conformance.core.description import Description, read_description
from clob_conformance.core.interaction import Interaction
from clob_conformance.core.resources import description_file
from clob_conformance.core.subject import Subject

from .conftest import CONDITION, NO, YES, interaction

BOOK: dict[str, Any] = {
    "market": CONDITION,
    "asset_id": YES,
    "timestamp": "1700000000",
    "hash": "00",
    "bids": [{"price": "0.45", "size": "100"}, {"price": "0.4", "size": "1"}],
    "asks": [{"price": "0.46", "size": "100"}, {"price": "0.5", "size": "1"}],
    "min_order_size": "5",
    "tick_size": "0.01",
    "neg_risk": False,
    "last_trade_price": "0.45",
}
BOOK["hash"] = book_hash(BOOK)
BOOK_TARGET = f"/book?token_id={YES}"
ORDER = {"orderID": "0x" + "ab" * 32}
DONE = {"canceled": [ORDER["orderID"]], "not_canceled": {}}


def book(**changed: Any) -> dict[str, Any]:
    """The book with other values, and the hash that goes with them."""
    other = {**BOOK, **changed}
    return {**other, "hash": book_hash(other)}


HISTORY = f"/prices-history?market={YES}"


def limits(**changed: str) -> dict[str, str]:
    """The headers that tell of rate limits, at the time of the response's Date."""
    reported = {"remaining": "59", "reset": "1700000001", "tier": "Standard", **changed}
    date = {"date": "Tue, 14 Nov 2023 22:13:20 GMT"}
    return date | {f"poly-ratelimit-{name}": value for name, value in reported.items() if value}


def rewards(**changed: Any) -> dict[str, Any]:
    """A page of the rewards of one market, as the description's second example has them."""
    period = {"start_date": "2024-03-01", "end_date": "2024-05-31", "rate_per_day": 1, "asset_address": "0x1"}
    market = {"condition_id": "0x1", "question": "", "tokens": [], "rewards_config": [{**period, **changed}]}
    return {"limit": 100, "count": 1, "next_cursor": "LTE=", "data": [market]}


def garbled(one: Interaction) -> Interaction:
    """The exchange with a body that could not be read."""
    return evolve(one, response=evolve(one.response, garbled=True))


KEPT_AND_BROKEN = {
    "no-server-error": (
        interaction("GET", "/time", 200, 1700000000),
        interaction("DELETE", "/order", 500, {"error": "Internal server error"}, body=ORDER),
    ),
    "status-documented": (
        interaction("GET", BOOK_TARGET, 404, {"error": "No orderbook exists for the requested token id"}),
        interaction("GET", BOOK_TARGET, 418, {"error": "teapot"}),
    ),
    "content-type": (
        interaction("GET", "/time", 200, 1700000000),
        interaction("GET", "/time", 200, 1700000000, headers={"content-type": "text/html"}),
    ),
    "content-encoding": (
        interaction("GET", "/time", 200, 1700000000, headers={"content-encoding": "gzip"}),
        garbled(interaction("GET", "/time", 200, b"", headers={"content-encoding": "gzip"})),
    ),
    "response-schema": (
        interaction("DELETE", "/order", 200, DONE, body=ORDER),
        interaction("DELETE", "/order", 200, {"canceled": []}, body=ORDER),
    ),
    "response-headers": (
        interaction("POST", "/order", 503, {"error": "x"}, body={}, headers={"retry-after": "79"}),
        interaction("POST", "/order", 503, {"error": "x"}, body={}, headers={"retry-after": "soon"}),
    ),
    "negative-data-refused": (
        interaction("DELETE", "/order", 400, {"error": "Invalid order payload"}, body={"orderID": 5}),
        interaction("DELETE", "/order", 200, DONE, body={"orderID": 5}),
    ),
    "good-credentials-accepted": (
        interaction("DELETE", "/order", 401, {"error": "Invalid API key"}, body=ORDER),
        interaction("DELETE", "/order", 401, {"error": "Invalid API key"}, body=ORDER, good=True),
    ),
    "method-refused": (
        interaction("PATCH", "/order", 405, headers={"allow": "POST, DELETE"}),
        interaction("PATCH", "/order", 200, {}),
    ),
    "allow-header": (
        interaction("PATCH", "/order", 405, headers={"allow": "post,delete"}),
        interaction("PATCH", "/order", 405, headers={"allow": "POST"}),
    ),
    "book-sorted": (
        interaction("GET", BOOK_TARGET, 200, BOOK),
        interaction("GET", BOOK_TARGET, 200, book(bids=BOOK["bids"][::-1])),
    ),
    "book-timestamp": (
        interaction("GET", BOOK_TARGET, 200, BOOK),
        interaction("GET", BOOK_TARGET, 200, book(timestamp="1700000000000")),
    ),
    "book-levels": (
        interaction("GET", BOOK_TARGET, 200, BOOK),
        interaction("GET", BOOK_TARGET, 200, book(asks=[{"price": "0.465", "size": "1"}])),
    ),
    "book-hash": (
        interaction("GET", BOOK_TARGET, 200, BOOK),
        interaction("GET", BOOK_TARGET, 200, {**BOOK, "last_trade_price": "0.46"}),
    ),
    "answers-what-was-asked": (
        interaction("GET", BOOK_TARGET, 200, BOOK),
        interaction("GET", BOOK_TARGET, 200, book(asset_id="7")),
    ),
    "batch-names-the-asked": (
        interaction("POST", "/midpoints", 200, {YES: "0.45"}, body=[{"token_id": YES}, {"token_id": "7"}]),
        interaction("POST", "/midpoints", 200, {YES: "0.45"}, body=[{"token_id": "7"}]),
    ),
    "cancel-partition": (
        interaction("DELETE", "/order", 200, DONE, body=ORDER),
        interaction("DELETE", "/order", 200, {"canceled": [], "not_canceled": {}}, body=ORDER),
    ),
    "history-points": (
        interaction("GET", HISTORY, 200, {"history": [{"t": 1700000000, "p": 0.5}]}),
        interaction("GET", HISTORY, 200, {"history": [{"t": 1700000000, "p": 50}]}),
    ),
    "history-bounds": (
        interaction("GET", f"{HISTORY}&startTs=1699999999", 200, {"history": [{"t": 1700000000, "p": 0.5}]}),
        interaction("GET", f"{HISTORY}&endTs=1700000000", 200, {"history": [{"t": 1700000000, "p": 0.5}]}),
    ),
    "listed-once": (
        interaction("GET", "/auth/api-keys", 200, {"apiKeys": ["a", "b"]}),
        interaction("GET", "/auth/api-keys", 200, {"apiKeys": ["a", "b", "a"]}),
    ),
    "price-in-range": (
        interaction("POST", "/midpoints", 200, {YES: "1"}, body=[{"token_id": YES}]),
        interaction("POST", "/midpoints", 200, {YES: "45"}, body=[{"token_id": YES}]),
    ),
    "figures-agree": (
        interaction("GET", "/rewards/markets/0x1", 200, rewards(total_days=92, total_rewards=92)),
        interaction("GET", "/rewards/markets/0x1", 200, rewards(total_days=91, total_rewards=91)),
    ),
    "rate-limit-headers": (
        interaction("GET", "/time", 200, 1700000000, headers=limits()),
        interaction("GET", "/time", 200, 1700000000, headers=limits(remaining="-1")),
    ),
}


@pytest.mark.parametrize("clause", KEPT_AND_BROKEN)
def test_a_clause_is_silent_when_kept_and_speaks_when_broken(clause: str, published: Description) -> None:
    kept, broken = KEPT_AND_BROKEN[clause]
    judge = Validator(published)
    assert [violation.clause.id for violation in judge.examine(kept)] == []
    assert [violation.clause.id for violation in judge.examine(broken)] == [clause]


def test_a_place_in_a_list_or_map_has_the_same_key_in_every_run(published: Description) -> None:
    def key(token: str, position: int) -> str:
        books = [BOOK] * position + [{**BOOK, "bids": [{"price": 1, "size": "1"}]}]
        (violation,) = Validator(published).examine(
            interaction("GET", f"/books?token_ids={token}", 200, books)
        )
        return violation.key

    assert key(YES, 0) == key("2", 3) == "200 $[*].bids[*].price type"


def test_a_target_longer_than_servers_have_to_take_may_be_refused_as_too_long(
    published: Description,
) -> None:
    for length, clauses in ((9_000, []), (900, ["status-documented"])):
        found = interaction("GET", f"{BOOK_TARGET}&more={'x' * length}", 414, {"error": "too long"})
        assert [violation.clause.id for violation in Validator(published).examine(found)] == clauses


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ([{"token_id": YES}], False),
        ([{"token_id": NO}], True),
        ([{"token_id": YES, "asset_id": NO, "condition_id": CONDITION}], False),
        (b'[{"token_id": "%s", "note": "\\ud800"}]' % YES.encode(), False),  # the server may read it
    ],
)
def test_what_a_batch_asks_for_is_what_its_operation_reads(body: Any, wrong: bool) -> None:
    judge = Validator(read_description(description_file("repaired")))
    found = judge.examine(interaction("POST", "/spreads", 200, {YES: "0.01"}, body=body))
    assert [one.clause.id for one in found if one.clause.id == "batch-names-the-asked"] == (
        ["batch-names-the-asked"] if wrong else []
    )


@pytest.mark.parametrize(
    ("target", "reported"),
    [
        (f"/price?token_id={YES}&side=BUY", {"price": 1.5}),
        (f"/prices?token_ids={YES}&sides=BUY", {YES: {"BUY": 45}}),
        ("/books?token_ids=" + YES, [{**BOOK, "last_trade_price": "45"}]),
        ("/simplified-markets", {"data": [{"tokens": [{"token_id": YES, "price": -0.5}]}]}),
    ],
)
def test_a_price_in_another_scale_is_found_at_any_depth(
    target: str, reported: Any, published: Description
) -> None:
    found = Validator(published).examine(interaction("GET", target, 200, reported))
    assert "price-in-range" in {violation.clause.id for violation in found}


def test_a_body_that_is_not_json_breaks_the_schema_of_its_status(published: Description) -> None:
    (violation,) = Validator(published).examine(interaction("GET", "/time", 200, b"NaN"))
    assert (violation.clause.id, violation.key) == ("response-schema", "200 not json")


def test_a_documented_503_is_an_answer_and_an_undocumented_one_a_fault(published: Description) -> None:
    disabled = {"error": "Trading is currently disabled. Check polymarket.com for updates"}
    judge = Validator(published)
    assert judge.examine(interaction("DELETE", "/cancel-all", 503, disabled)) == []
    assert [b.clause.id for b in judge.examine(interaction("GET", "/data/orders", 503, disabled))] == [
        "no-server-error"
    ]


@pytest.mark.parametrize(
    ("method", "target", "found"),
    [
        ("GET", "/data/order/0xab", "getOrder"),
        ("GET", "/rewards/markets/current", "getCurrentRewards"),
        ("GET", "/rewards/markets/0xab", "getRawRewardsForMarket"),
        ("GET", "/rewards/markets/a%2Fb", "getRawRewardsForMarket"),
        ("GET", "/rewards/markets/a/b", None),
        ("GET", "/data/order/", None),
        ("PUT", "/order", None),
    ],
)
def test_a_request_meets_the_operation_of_its_path_as_sent(
    method: str, target: str, found: str | None, published: Description
) -> None:
    operation = Validator(published).operation(
        Interaction(interaction(method, target, 200).request, interaction("", "", 200).response)
    )
    assert (operation.id if operation else None) == found


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"reset": "1700000001000"}, "reset"),
        ({"tier": ""}, "tier"),
        ({"tier": "Unobtainium"}, "tier"),
        ({"remaining": "plenty"}, "remaining"),
        ({"warning": "yes"}, "warning"),
    ],
)
def test_the_headers_of_a_limit_are_complete_and_make_sense(
    changed: dict[str, str], key: str, published: Description
) -> None:
    (violation,) = Validator(published).examine(
        interaction("GET", "/time", 200, 1700000000, headers=limits(**changed))
    )
    assert (violation.clause.id, violation.key) == ("rate-limit-headers", key)


@pytest.mark.parametrize(("headers", "kept"), [({"retry-after": "3"}, True), ({}, False)])
def test_too_many_requests_come_with_a_time_to_wait(headers: dict[str, str], kept: bool) -> None:
    judge = Validator(read_description(description_file("repaired")))
    reported = judge.examine(
        interaction("GET", "/time", 429, {"error": "Too Many Requests"}, headers=headers)
    )
    assert [violation.clause.id for violation in reported] == ([] if kept else ["retry-after"])


@pytest.mark.parametrize(
    ("target", "item", "key"),
    [
        (f"/data/orders?market={CONDITION}", {"market": "0x" + "ab" * 32}, "market"),
        (f"/data/trades?asset_id={YES}", {"asset_id": NO, "maker_orders": [{"asset_id": "7"}]}, "asset_id"),
        ("/data/trades?before=1600000000", {"match_time": "1700000000"}, "before"),
        ("/data/trades?after=1700000000", {"match_time": "1700000000"}, "after"),
        ("/rewards/markets/multi?max_spread=0.01", {"spread": 0.02}, "max_spread"),
    ],
)
def test_what_a_filter_should_have_kept_out_is_found(target: str, item: dict[str, Any], key: str) -> None:
    description = read_description(description_file("published"))
    judged = interaction("GET", target, 200, {"data": [item]})
    operation = description.match("GET", judged.request.path)
    assert operation is not None
    subject = Subject(description, operation, judged, judged.response.json())
    rules = {clause.id: rule for clause, rule in MEANINGS[operation.id]}
    assert [found for found, _ in rules["answers-what-was-asked"](subject)] == [key]


def test_a_trade_matches_a_filter_by_one_of_its_makers_too() -> None:
    item = {"asset_id": NO, "maker_orders": [{"asset_id": YES}]}
    assert wanted_there(item, ("asset_id",), YES)
    assert not wanted_there(item, ("asset_id",), "7")


@pytest.mark.parametrize("figure", ["NaN", "sNaN", "Infinity", "1e999999", "-1e-999999"])
@pytest.mark.parametrize("name", ["price", "size"])
def test_a_book_with_figures_that_nobody_can_reckon_with_ends_no_rule(
    published: Description, figure: str, name: str
) -> None:
    levels = [{**level, name: figure} for level in BOOK["bids"]]
    for changed in ({"bids": levels}, {"asks": levels}, {"tick_size": figure}):
        Validator(published).examine(interaction("GET", BOOK_TARGET, 200, {**BOOK, **changed}))


def test_a_description_is_understood_once_and_anew_when_its_text_changes(tmp_path: Path) -> None:
    text = description_file("repaired").read_text("utf-8")
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    one, other = read_description(tmp_path / "a.yaml"), read_description(tmp_path / "a.yaml")
    assert one.operations["getTime"] is other.operations["getTime"]
    del one.operations["getTime"]
    assert "getTime" in other.operations
    (tmp_path / "a.yaml").write_text(text.replace("operationId: getTime", "operationId: getHour"), "utf-8")
    changed = read_description(tmp_path / "a.yaml").operations.keys()
    assert changed ^ other.operations.keys() == {"getTime", "getHour"}


def test_an_error_under_200_is_about_nothing() -> None:
    repaired = read_description(description_file("repaired"))
    missing = interaction("GET", "/markets/0xab", 200, {"error": "market not found"})
    assert Validator(repaired).examine(missing) == []
    assert Validator(repaired).examine(evolve(missing, response=evolve(missing.response, body=b"{}"))) != []


def test_what_says_one_thing_to_everything_has_accepted_nothing() -> None:
    repaired = read_description(description_file("repaired"))

    def reported(body: bytes) -> set[str]:
        return {
            one.clause.id for one in Validator(repaired).examine(interaction("GET", "/midpoint", 200, body))
        }

    assert "negative-data-refused" in reported(b'{"mid_price": "0.5"}')
    assert reported(b"hello") == {"response-schema"}


@pytest.mark.parametrize(("left", "wrong"), [(0, False), (92, False), (93, True)])
def test_no_more_of_a_reward_is_left_than_there_is_in_total(left: int, wrong: bool) -> None:
    judge = Validator(read_description(description_file("repaired")))
    told = rewards(total_days=92, total_rewards=92, remaining_reward_amount=left)
    found = {one.clause.id for one in judge.examine(interaction("GET", "/rewards/markets/0x1", 200, told))}
    assert ("figures-agree" in found) == wrong
