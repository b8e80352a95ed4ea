"""The model: what it concludes from a history, and what it must not conclude."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from clob_conformance.core.description import Description
from clob_conformance.core.history import World
from clob_conformance.core.interaction import Interaction
from clob_conformance.model import Model, memory

from .conftest import CONDITION, NO, YES, interaction

OWNER = "0x" + "a1" * 20
OTHER = "0x" + "b2" * 20
TICK = f"/tick-size?token_id={YES}"
MID = f"/midpoint?token_id={YES}"


def by(address: str, one: Interaction) -> Interaction:
    """The exchange as one that an account signed."""
    request = evolve(one.request, headers={**one.request.headers, "poly_address": address})
    return evolve(one, request=request, good_credentials=True)


def broken(description: Description, *history: Interaction, world: World = "closed") -> list[str]:
    """The clauses that a history breaks, in the order in which it does."""
    model = Model(description, world)
    return [one_shown.violation.clause.id for one in history for one_shown in model.observe(one)]


def asked(target: str, response: Any, status: int = 200) -> Interaction:
    return interaction("GET", target, status, response)


def test_an_answer_that_changes_though_nothing_was_done_is_a_violation(published: Description) -> None:
    first, other = asked(MID, {"mid_price": "0.5"}), asked(MID, {"mid_price": "0.6"})

    assert broken(published, first, first) == []
    assert broken(published, first, other) == ["told-alike"]


def test_an_answer_may_change_after_an_act_that_bears_on_it(published: Description) -> None:
    first, other = asked(MID, {"mid_price": "0.5"}), asked(MID, {"mid_price": "0.6"})
    taken = {"success": True, "orderID": "0x" + "c" * 64, "status": "live"}
    act = by(OWNER, interaction("POST", "/order", 200, taken, body={}))
    refused = by(OWNER, interaction("POST", "/order", 400, {"error": "no"}, body={}))

    assert broken(published, first, act, other) == []
    assert broken(published, first, refused, other) == ["told-alike"]


def test_an_act_without_an_outcome_may_have_changed_everything(published: Description) -> None:
    first, other = asked(MID, {"mid_price": "0.5"}), asked(MID, {"mid_price": "0.6"})
    lost = by(OWNER, interaction("POST", "/order", 503, {"error": "later"}, body={}))

    assert broken(published, first, lost, other) == []


def test_in_the_open_world_a_price_may_move_and_a_setting_may_be_changed_once(
    published: Description,
) -> None:
    low, high = asked(MID, {"mid_price": "0.5"}), asked(MID, {"mid_price": "0.6"})
    fine, coarse = asked(TICK, {"minimum_tick_size": 0.001}), asked(TICK, {"minimum_tick_size": 0.01})

    assert broken(published, low, high, low, world="open") == []
    assert broken(published, fine, coarse, coarse, world="open") == []
    assert broken(published, fine, coarse, fine, world="open") == ["told-alike"]


def test_the_violation_names_the_response_that_swung_away(published: Description) -> None:
    fine, coarse = asked(TICK, {"minimum_tick_size": 0.001}), asked(TICK, {"minimum_tick_size": 0.01})
    model = Model(published, "open")

    (one_shown,) = [found for one in (fine, coarse, fine) for found in model.observe(one)]

    assert one_shown.interactions == (fine, fine, coarse)
    assert "$.minimum_tick_size is 0.01" in one_shown.violation.message
    apart = one_shown.violation.difference
    assert (apart.place, apart.expected, apart.actual) == (
        "$.minimum_tick_size",
        "0.001, by getTickSize",
        "0.01",
    )


def test_two_accounts_may_get_two_answers(published: Description) -> None:
    question = interaction(
        "GET", "/data/orders", 200, {"limit": 100, "count": 0, "next_cursor": "", "data": []}
    )
    other = interaction(
        "GET", "/data/orders", 200, {"limit": 100, "count": 0, "next_cursor": "", "data": None}
    )

    assert broken(published, by(OWNER, question), by(OTHER, other)) == []
    assert broken(published, by(OWNER, question), by(OWNER, other)) == ["reads-change-nothing"]


def test_an_empty_text_says_nothing(published: Description) -> None:
    def trade(size: str, question: str) -> Interaction:
        reported = {"id": "one", "size": size, "price": "0.5"}
        page = {"limit": 1, "count": 1, "next_cursor": "LTE=", "data": [reported]}
        return by(OWNER, interaction("GET", f"/data/trades?{question}", 200, page))

    assert broken(published, trade("", "id=one"), trade("5", "market=0x5")) == []
    assert broken(published, trade("6", "id=one"), trade("5", "market=0x5")) == ["told-alike"]


def test_what_is_not_json_or_has_no_answer_teaches_nothing(published: Description) -> None:
    first, html = asked(MID, {"mid_price": "0.5"}), asked(MID, b"<html>")
    missing = evolve(first, response=evolve(first.response, status=0, body=b"", missing="it hung up"))

    assert broken(published, first, html, missing, first) == []


def test_other_methods_and_paths_of_reading_touch_nothing(published: Description) -> None:
    first, other = asked(MID, {"mid_price": "0.5"}), asked(MID, {"mid_price": "0.6"})
    elsewhere = interaction("GET", "/_sandbox/settings", 200, {})
    moved = interaction("POST", "/_sandbox/clock", 200, {"time": 1}, body={"advance": 60})
    control = interaction("POST", "/_sandbox/orders", 200, {}, body={})

    assert broken(published, first, elsewhere, other) == ["told-alike"]
    assert broken(published, first, moved, other) == ["told-alike"]
    assert broken(published, first, control, other) == []
    assert CONDITION  # the market of the token


def test_in_the_open_world_two_operations_that_disagree_in_turn_are_reported(published: Description) -> None:
    def at(second: float, one: Interaction) -> Interaction:
        return evolve(one, sent=second, received=second)

    alone, batch = asked(MID, {"mid_price": "0.5"}), asked(f"/midpoints?token_ids={YES}", {YES: "0.6"})
    in_turn = [alone, batch, alone, batch]
    close = [at(1_700_000_000 + place, one) for place, one in enumerate(in_turn)]
    apart = [at(1_700_000_000 + 60 * place, one) for place, one in enumerate(in_turn)]
    moving = [
        at(1_700_000_000 + place, asked(MID, {"mid_price": f"0.{5 + place % 2}"})) for place in range(4)
    ]

    assert broken(published, *close, world="open") == ["told-alike"]
    assert broken(published, *close[:3], world="open") == []
    act = by(OWNER, interaction("DELETE", "/cancel-all", 200, {"canceled": ["0x1"], "not_canceled": {}}))
    of_ours = [one for place, each in enumerate(close) for one in (each, at(1_700_000_000 + place, act))]
    assert broken(published, *of_ours, world="open") == []
    alike = [at(1_699_999_999, one) for one in (asked(MID, {"mid_price": "0.6"}), batch, act)]
    assert broken(published, *alike, batch, *close, world="open") == ["told-alike"]
    assert broken(published, *apart, world="open") == []
    assert broken(published, *moving, world="open") == []


def test_a_batch_leaves_out_nothing_that_is_reported_alone(published: Description) -> None:
    alone, batch = asked(MID, {"mid_price": "0.5"}), asked(f"/midpoints?token_ids={YES},{NO}", {})

    assert broken(published, batch, batch) == []
    assert broken(published, alone, batch) == ["told-alike"]


def test_one_outcome_that_is_refused_between_two_answers_about_the_other_is_reported(
    published: Description,
) -> None:
    market = [
        asked(f"/book?token_id={token}", {"market": CONDITION, "asset_id": token}) for token in (YES, NO)
    ]
    known, refused = (
        asked(TICK, {"minimum_tick_size": 0.01}),
        asked(f"/tick-size?token_id={NO}", {"error": "not found"}, 404),
    )

    assert broken(published, known, refused, known, world="open") == []
    assert broken(published, *market, known, refused, world="open") == []
    assert broken(published, *market, known, refused, known, world="open") == ["outcomes-alike"]


def trades(query: str, *ids: str) -> Interaction:
    reported = [{"id": name, "market": CONDITION, "size": "5", "price": "0.5"} for name in ids]
    page = {"limit": 100, "count": len(reported), "next_cursor": "LTE=", "data": reported}
    return by(OWNER, interaction("GET", f"/data/trades{query}", 200, page))


def test_a_filter_of_trades_lets_through_every_trade_that_fits(published: Description) -> None:
    fitting, other = f"?market={CONDITION}", "?market=0x5"

    assert broken(published, trades("", "a", "b"), trades(fitting, "a", "b"), trades(other)) == []
    assert broken(published, trades("", "a", "b"), trades(fitting, "a")) == ["trades-filter"]
    assert broken(published, trades(fitting, "a"), trades(fitting, "a")) == []


def test_a_list_is_the_same_in_pages_of_any_size(published: Description) -> None:
    def page(query: str, cursor: str, *ids: str) -> Interaction:
        reported = {"count": len(ids), "next_cursor": cursor, "data": [{"condition_id": one} for one in ids]}
        return interaction("GET", f"/rewards/markets/multi?{query}", 200, reported)

    complete = page("q=rain&page_size=500", "LTE=", "0x1", "0x2")
    first = page("q=rain&page_size=1", "MQ==", "0x1")
    right, wrong = (page("q=rain&page_size=1&next_cursor=MQ==", "LTE=", one) for one in ("0x2", "0x3"))

    assert broken(published, complete, first, right) == []
    assert broken(published, complete, first, wrong) == ["pages-keep-filter"]
    assert broken(published, page("q=rain&page_size=1", "LTE=", "0x1", "0x2")) == ["page-told"]


def test_a_key_is_derived_for_each_nonce_by_itself(published: Description) -> None:
    def derived(nonce: str, key: str) -> Interaction:
        reported = {"apiKey": key, "secret": "s", "passphrase": "p"}
        one = by(OWNER, interaction("GET", "/auth/derive-api-key", 200, reported))
        headers = {**one.request.headers, "poly_nonce": nonce}
        return evolve(one, request=evolve(one.request, headers=headers))

    assert broken(published, derived("0", "a"), derived("9", "b"), derived("0", "a")) == []
    assert broken(published, derived("0", "a"), derived("0", "b")) == ["told-alike"]


def test_a_builders_key_is_revoked_by_whoever_signs_with_it(published: Description) -> None:
    def listed(*keys: str) -> Interaction:
        return by(OWNER, interaction("GET", "/auth/builder-api-key", 200, list(keys)))

    revoked = interaction("DELETE", "/auth/builder-api-key", 200, "OK")
    assert broken(published, listed("a"), revoked, listed()) == []
    assert broken(published, listed("a"), listed()) != []


def test_a_set_is_shown_as_a_list(published: Description) -> None:
    def market(*tokens: str) -> Interaction:
        reported = {"c": CONDITION, "t": [{"t": token, "o": "Yes"} for token in tokens]}
        return interaction("GET", f"/clob-markets/{CONDITION}", 200, reported)

    model = Model(published, "closed")
    shown = [
        one.violation.message for act in (market("2", "1"), market("3", "1")) for one in model.observe(act)
    ]
    assert '$.tokens is ["1", "3"]; by getClobMarketInfo it is ["1", "2"]' in shown


@pytest.mark.parametrize(("total", "clauses"), [(3, []), (4, ["page-told"])])
def test_a_total_is_what_all_pages_list(published: Description, total: int, clauses: list[str]) -> None:
    def page(cursor: str, following: str, *ids: str) -> Interaction:
        reported = {"count": len(ids), "next_cursor": following, "total_count": total}
        listed = [{"condition_id": one} for one in ids]
        return interaction(
            "GET", f"/rewards/markets/multi?next_cursor={cursor}", 200, {**reported, "data": listed}
        )

    assert broken(published, page("", "Mg==", "a", "b"), page("Mg==", "LTE=", "c")) == clauses


def test_a_key_made_while_time_passes_is_listed(published: Description) -> None:
    def at(when: float, one: Interaction) -> Interaction:
        return evolve(by(OWNER, one), sent=when, received=when)

    def listed(*keys: str) -> Interaction:
        return asked("/auth/api-keys", {"apiKeys": list(keys)})

    beat = interaction("POST", "/v1/heartbeats", 200, {"heartbeat_id": "one", "error_msg": None}, body={})
    made = interaction("POST", "/auth/api-key", 200, {"apiKey": "a", "secret": "s", "passphrase": "p"})
    lapsing = (at(100, beat), at(105, listed()), at(110, made), at(110, listed("a")))
    assert broken(published, *lapsing) == []
    assert broken(published, *lapsing, at(110, listed())) == ["told-alike"]


def test_what_is_reported_again_is_not_what_is_forgotten(
    published: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_MOST_KNOWN", 30)
    others = [asked(f"/neg-risk?token_id={number}", {"neg_risk": False}) for number in range(20)]
    tick, other = asked(TICK, {"minimum_tick_size": 0.01}), asked(TICK, {"minimum_tick_size": 0.1})
    for often in range(1, 18):
        again = [one for each in others[:often] for one in (each, tick)]
        assert broken(published, *again, *others[18:], other) == ["told-alike"], often
    assert broken(published, tick, *others, other) == []
