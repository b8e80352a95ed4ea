"""The page of the sandbox without a browser: its files and policy, and the events that keep it live."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clob_sandbox.http.panel import snapshot
from clob_sandbox.http.panel.files import FILES
from clob_sandbox.http.panel.stream import MOST, parts

STATIC = sorted((Path(snapshot.__file__).parent / "static").iterdir())


def part(world: Any, name: str, token: str = "", address: str = "") -> Any:
    return json.loads(dict(parts(world.app, token, address))[name])


def test_the_page_is_served_under_a_policy_that_lets_nothing_else_in(served: Any) -> None:
    page = served.http.get("/_sandbox/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert not re.search(r"unsafe|\*|https?:|data:", policy)
    for path in re.findall(r'(?:src|href)="([a-z]+\.[a-z]+)"', page.text):
        assert served.http.get(f"/_sandbox/{path}").status_code == 200
    assert served.http.get("/_sandbox/", headers={"host": "evil.example.com"}).status_code == 403
    assert served.http.get("/_sandbox/panel.js", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert served.http.get("/_sandbox/events", headers={"origin": "http://evil.example"}).status_code == 403
    assert served.http.post("/_sandbox/").status_code == 404


@pytest.mark.parametrize("file", STATIC, ids=lambda file: str(file.name))
def test_no_file_names_another_origin_or_makes_markup_of_text(file: Path) -> None:
    text = file.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
    assert "//" not in re.sub(r"(?m)^\s*//.*$|(?<= )// .*$", "", text).replace("https://", "//")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|DOMParser", text)
    assert not re.search(r"<[a-z]+[^>]* (?:style|on[a-z]+)=", text)
    assert len(text.splitlines()) < 300
    assert f"/_sandbox/{file.name}".replace("index.html", "") in FILES


def test_the_parts_of_a_page_show_an_order_with_its_account_and_no_secret(world: Any) -> None:
    token = world.token()
    order_id = world.trader.place(token, "BUY", "0.10", "20.5")
    address = world.trader.address
    account = part(world, "account", address=address)
    (order,) = account["orders"]
    assert (order["id"], order["side"], order["price"], order["size"]) == (order_id, "BUY", "0.1", "20.5")
    assert (account["cash"], account["bound_cash"]) == ("10000", "2.05")
    assert ["0.1", "20.5"] in part(world, "book", token["token_id"])["bids"]
    state = part(world, "state")
    assert {"address": address, "open": 1, "kind": "first"} in state["accounts"]
    assert [one["kind"] for one in state["accounts"]].count("market maker") == 2
    everything = b"".join(data for _, data in parts(world.app, token["token_id"], address)).decode()
    for name in ("private_key", "api_key", "secret", "passphrase"):
        assert world.trader.credentials[name] not in everything


def test_a_book_in_terms_of_each_outcome_mirrors_the_other(world: Any) -> None:
    yes, no = world.token(), world.token(outcome=1)
    buyer, seller = world.new_account(), world.new_account()
    buyer.place(yes, "BUY", "0.55", "20")
    books = [part(world, "book", one["token_id"]) for one in (yes, no)]
    assert [(round(1 - float(p), 4), s) for p, s in books[0]["bids"]] == [
        (float(p), s) for p, s in books[1]["asks"]
    ]
    seller.place(no, "BUY", "0.45", "20")
    trades = [part(world, "book", one["token_id"])["trades"][0] for one in (yes, no)]
    assert [(one["side"], one["price"], one["size"]) for one in trades] == [
        ("SELL", "0.55", "20"),
        ("BUY", "0.45", "20"),
    ]
    own = part(world, "account", address=buyer.address)["trades"][0]
    assert (own["role"], own["side"], own["price"], own["size"]) == ("maker", "BUY", "0.55", "20")


def test_an_unknown_token_or_account_is_shown_as_none(world: Any) -> None:
    assert part(world, "book", "7") is None
    assert part(world, "account", address="0x" + "ab" * 20) is None


def events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def test_what_changes_is_sent_and_the_rest_is_not_sent_again(served: Any) -> None:
    asked = {"token_id": served.token()["token_id"], "account": served.trader.address}
    with served.http.stream("GET", "/_sandbox/events", params=asked) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        reported = events(stream.iter_lines())
        assert [next(reported)[0] for _ in range(4)] == ["clock", "state", "book", "account"]
        order_id = served.trader.place(served.token(), "BUY", "0.10", "20")
        seen: dict[str, Any] = {}
        while "account" not in seen:
            seen.update([next(reported)])
        assert [order["id"] for order in seen["account"]["orders"]] == [order_id]
        assert seen.keys() - {"clock"} == {"state", "book", "account"}


def test_pages_beyond_the_bound_are_refused_and_a_closed_one_makes_room(make_world: Any) -> None:
    panel = make_world().app._panel
    panel._streams = MOST
    from clob_sandbox.journal import RawRequest

    asked = RawRequest("GET", "/_sandbox/events", "", {}, b"")
    assert panel.response(asked).status_code == 503
    panel._streams -= 1
    assert panel.response(asked).status_code == 200


def test_an_open_page_does_not_hold_up_the_end(serve: Any) -> None:
    with serve() as served, served.http.stream("GET", "/_sandbox/events") as stream:
        assert next(events(stream.iter_lines()))[0] == "clock"
