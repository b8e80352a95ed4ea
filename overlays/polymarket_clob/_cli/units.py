"""In which unit a sandbox sends sizes of trades and amounts of posts; no other server says so."""

from __future__ import annotations

import httpx

from polymarket_clob._client import ClobClient
from polymarket_clob._figures import Units


def of_sandbox(client: ClobClient) -> Units | None:
    """What a sandbox says of itself (row order-units of its table); None from any other server."""
    try:
        rows = client.generated.get_httpx_client().get("/_sandbox/deviations").raise_for_status().json()
        on = {row["id"]: row["on"] for row in rows}["order-units"]
    except (httpx.HTTPError, ValueError, TypeError, KeyError):
        return None
    return "whole" if on else "base"
