"""Which answers to an order say that it was not taken, and which leave that open."""

from __future__ import annotations

import httpx
import pytest
from polymarket_clob import (
    ClobClient,
    ClobError,
    Credentials,
    MarketRules,
    OrderArgs,
    OrderOutcomeUnknown,
    PrivateKeySigner,
)

KEY = "0x" + "11" * 32
CREDS = Credentials("key-1", "A" * 43 + "=", "p", PrivateKeySigner(KEY).address)


@pytest.mark.parametrize(
    ("status", "body", "known"),
    [
        (503, b"<html>503 Service Temporarily Unavailable</html>", False),
        (503, b'{"error": "upstream connect error"}', False),
        (400, b'{"error": "context canceled"}', False),
        (400, b'{"error": "insert order: context canceled"}', False),
        (500, b'{"error": "could not insert order"}', False),
        (502, b"", False),
        (524, b"<html>a timeout occurred</html>", False),
        (408, b"", False),
        (200, b"", False),
        (302, b"", False),
        (303, b"{}", False),
        (400, b'{"error": "not enough balance / allowance"}', True),
        (403, b"<html>blocked</html>", True),
        (425, b'{"error": "matching engine restarting"}', True),
        (429, b"<html>rate limited</html>", True),
        (503, b'{"error": "Trading is currently disabled. Check polymarket.com for updates"}', True),
    ],
)
def test_an_order_counts_as_refused_only_when_the_answer_says_so(
    status: int, body: bytes, known: bool
) -> None:
    asked: list[str] = []

    def response(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(status, content=body)

    client = ClobClient("http://clob.test", key=KEY, creds=CREDS, transport=httpx.MockTransport(response))
    signed = client.create_order(OrderArgs("7" * 77, "0.5", 10, "BUY"), MarketRules("0.01", neg_risk=False))
    with pytest.raises(ClobError) as caught:
        client.post_order(signed)
    assert isinstance(caught.value, OrderOutcomeUnknown) is not known
    assert asked == ["/order"]
