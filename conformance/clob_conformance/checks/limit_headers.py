"""The headers that tell of rate limits, wherever a server sends them.

Source: docs/protocol/limits.md#headers. A server that sends none of them is not told to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime

from clob_conformance.core.clauses import declare
from clob_conformance.core.description import Operation
from clob_conformance.core.findings import Said
from clob_conformance.core.interaction import Interaction

LIMIT_HEADERS = declare(
    "rate-limit-headers",
    "Where the Poly-RateLimit headers are sent they are complete: what remains, until when, and the tier.",
    source="docs/protocol/limits.md#headers",
    severity="minor",
)
RETRY_AFTER = declare(
    "retry-after",
    "A 429 says in Retry-After after how many seconds to try again.",
    source="docs/protocol/limits.md#headers; RFC 9110 section 10.2.3",
)
_PREFIX = "poly-ratelimit-"
_TIERS = ("standard", "copper", "bronze", "silver", "gold", "platinum", "diamond", "elite")
_DAY = 86_400
_MILLISECONDS = 10**11


def limit_headers(operation: Operation, interaction: Interaction) -> Iterator[Said]:
    """What is wrong with the headers of a response: a key and a sentence."""
    reported = {
        name.removeprefix(_PREFIX): value
        for name, value in interaction.response.headers.items()
        if name.startswith(_PREFIX)
    }
    if not reported:
        return
    for name in ("remaining", "reset", "tier"):
        if name not in reported:
            yield Said(name, f"Poly-RateLimit-{name.capitalize()} is missing beside the others")
    if not re.fullmatch(r"\d+", reported.get("remaining", "0"), re.ASCII):
        yield Said(
            "remaining", f"Poly-RateLimit-Remaining is {reported['remaining']!r}, not a number of requests"
        )
    reset = reported.get("reset")
    if reset is not None and (not re.fullmatch(r"\d+", reset, re.ASCII) or _far_off(int(reset), interaction)):
        yield Said(
            "reset", f"Poly-RateLimit-Reset is {reset!r}, not a Unix time in seconds near the answer's Date"
        )
    if reported.get("tier", _TIERS[0]).lower() not in _TIERS:
        yield Said("tier", f"Poly-RateLimit-Tier is {reported['tier']!r}, none of the tiers")
    if reported.get("warning", "true") not in ("true", "false"):
        yield Said("warning", f"Poly-RateLimit-Warning is {reported['warning']!r}")


def retry_after(operation: Operation, interaction: Interaction) -> Iterator[Said]:
    """A 429 that does not say when to come again."""
    value = interaction.response.headers.get("retry-after", "")
    if interaction.response.status == 429 and not re.fullmatch(r"\d+", value, re.ASCII):
        yield Said(
            "", f"Retry-After is {value!r}, not a number of seconds" if value else "Retry-After is missing"
        )


def _far_off(reset: int, interaction: Interaction) -> bool:
    """Whether a time is no time near the response's; one without a Date may be of any day."""
    try:
        return abs(reset - parsedate_to_datetime(interaction.response.headers["date"]).timestamp()) > _DAY
    except (KeyError, ValueError):
        return reset >= _MILLISECONDS
