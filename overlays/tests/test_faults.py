"""Random trouble on the way to the exchange: what the client believes of its orders is the exchange's truth,
or unknown until it asks; and no order is ever sent twice. CLOB_FAULT_SCHEDULES sets how many schedules (40
unless told).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polymarket_clob import (
    ClobClient,
    ClobError,
    Credentials,
    MarketRules,
    OrderArgs,
    OrderOutcomeUnknown,
    SignedOrder,
)

COUNT = int(os.environ.get("CLOB_FAULT_SCHEDULES", "40"))

DISABLED = "Trading is currently disabled. Check polymarket.com for updates"
CANCEL_ONLY = "Trading is currently cancel-only. New orders are not accepted, but cancels are allowed."
REFUSALS = {
    "restarting": (425, {"error": "matching engine restarting"}),
    "too many": (429, {"error": "Too Many Requests"}),
    "disabled": (503, {"error": DISABLED}),
    "cancel-only": (503, {"error": CANCEL_ONLY}),
    "post-only": (503, {"error": "post-only mode: …", "code": "post_only_mode"}),
    "failed": (500, {"error": "could not insert order"}),
    "bad": (400, {"error": "Invalid order payload"}),
}
TROUBLES = (
    "none",
    "no connection",
    "lost on the way there",
    "lost on the way back",
    "reset",
    "cut off",
    "page instead of answer",
    "page instead of request",
    *REFUSALS,
)


class Way(httpx.HTTPTransport):
    """The way to the exchange, with one trouble at a time for whatever changes something."""

    def __init__(self) -> None:
        super().__init__()
        self.trouble = "none"
        self.posted: list[bytes] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return super().handle_request(request)
        if request.url.path == "/order" and request.method == "POST":
            self.posted.append(request.content)
        trouble = self.trouble
        if trouble == "no connection":
            raise httpx.ConnectError("refused")
        if trouble == "lost on the way there":
            raise httpx.ReadTimeout("no answer")
        if trouble in REFUSALS:
            status, refusal = REFUSALS[trouble]
            return httpx.Response(status, json=refusal)
        page = httpx.Response(502, content=b"<html>bad gateway</html>", headers={"content-type": "text/html"})
        if trouble == "page instead of request":
            return page
        answer = super().handle_request(request)
        if trouble == "none":
            return answer
        body = answer.read()
        answer.close()
        if trouble == "cut off":
            return httpx.Response(answer.status_code, headers=answer.headers, content=body[: len(body) // 2])
        if trouble == "page instead of answer":
            return page
        raise (
            httpx.ReadTimeout("no answer") if trouble == "lost on the way back" else httpx.ReadError("reset")
        )


@pytest.fixture(scope="module")
def way(sandbox: dict[str, Any]) -> Iterator[tuple[ClobClient, Way, ClobClient]]:
    """A client on a troubled way, the way, and a client of the same account on a good one."""
    account = sandbox["account"]
    creds = Credentials(account["api_key"], account["secret"], account["passphrase"], account["address"])
    transport = Way()
    with (
        ClobClient(sandbox["url"], key=account["private_key"], creds=creds, transport=transport) as troubled,
        ClobClient(sandbox["url"], key=account["private_key"], creds=creds) as good,
    ):
        yield troubled, transport, good


steps = st.lists(
    st.tuples(
        st.sampled_from(("post", "cancel", "cancel all")), st.sampled_from(TROUBLES), st.integers(0, 5)
    ),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=COUNT,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(schedule=steps)
def test_belief_is_truth_or_unknown_and_no_order_is_sent_twice(
    way: tuple[ClobClient, Way, ClobClient], sandbox: dict[str, Any], schedule: list[tuple[str, str, int]]
) -> None:
    client, transport, good = way
    good.cancel_all()
    rules = MarketRules(sandbox["markets"][0]["tick_size"], neg_risk=sandbox["markets"][0]["neg_risk"])
    token_id = sandbox["markets"][0]["tokens"][0]["token_id"]
    transport.posted.clear()
    sent: list[SignedOrder] = []
    believed: set[str] = set()
    for action, trouble, pick in schedule:
        transport.trouble = trouble
        try:
            if action == "post":
                signed = client.create_order(OrderArgs(token_id, "0.02", 10, "BUY"), rules)
                sent.append(signed)
                client.post_order(signed)
                believed.add(signed.order_id)
            elif action == "cancel" and sent:
                believed -= set(client.cancel(sent[pick % len(sent)].order_id).canceled)
            elif action == "cancel all":
                believed -= set(client.cancel_all().canceled)
        except OrderOutcomeUnknown as unknown:
            assert action == "post"
            (settled,) = client.reconcile(unknown)
            if settled.taken:
                believed.add(settled.order_id)
        except ClobError as error:
            if not error.outcome_known:
                assert action != "post"
                believed = {order.id for order in client.get_orders()}
        assert believed == {order.id for order in good.get_orders()}
    assert len(transport.posted) == len(set(transport.posted)) == len(sent)
