"""Which orders a server has to refuse, by what is known of the order, its market and its account; and whether
a refusal says what is so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from clob_conformance.core.clauses import declare
from clob_conformance.model.books import Fill
from clob_conformance.model.memory import Memory
from clob_conformance.model.terms import Terms
from clob_conformance.model.values import Within

REFUSED = declare(
    "wrong-order-refused",
    "An order is refused that is off the grid of its market or too small for it, that is there already, that "
    "expires too soon or without being GTD, that is post-only and never rests, or that cannot be paid.",
    source="docs/protocol/errors.md#placing-orders; docs/protocol/orders.md#order-types; "
    "docs/protocol/amounts.md#prices",
    severity="critical",
    operations=("postOrder", "postOrders"),
)
REASON = declare(
    "refusal-true",
    "The reason given for a refused order is true: nothing meets it, or not all of it, or it crosses.",
    source="docs/protocol/errors.md#placing-orders",
    operations=("postOrder", "postOrders"),
)
_CENT = Decimal("0.01")
_GTD_S = 180
_EARLY_S = 5
_DOLLAR = Decimal(1)

Said = Iterator[tuple[str, str]]


def wrongly_taken(terms: Terms, memory: Memory, now: float) -> Said:
    """Why an order that was taken should not have been; `now` is the server's time in Unix seconds."""
    tick, least = (memory.bound("token", terms.token, what) for what in ("tick", "least size"))
    if terms.rests:
        if isinstance(tick, Decimal) and tick and (terms.price % tick or not tick <= terms.price <= 1 - tick):
            yield "tick", f"the price {terms.price:f} is off the grid of {tick:f}"
        if isinstance(least, Decimal) and terms.size < least:
            yield "size", f"the size {terms.size:f} is below the least of {least:f}"
        if terms.size % _CENT:
            yield "decimals", f"the size {terms.size:f} has more than 2 decimals"
    elif terms.post_only:
        yield "post-only", f"a {terms.kind} order is post-only"
    if terms.kind == "GTD" and now and terms.expiration < now + _GTD_S - _EARLY_S:
        yield "expiration", f"it expires at {terms.expiration}, less than {_GTD_S} s after {now:.0f}"
    if terms.kind != "GTD" and terms.expiration:
        yield "expiration", f"a {terms.kind} order expires at {terms.expiration}"
    if terms.buys and not terms.rests and terms.money < _DOLLAR:
        yield "dollar", f"a {terms.kind} BUY is for {terms.money:f} USDC"


def unpaid(terms: Terms, purse: Within | None) -> Said:
    """Whether an account can pay an order."""
    if purse is not None and terms.gives > purse.most:
        yield "balance", f"it gives {terms.gives} base units, the account owns {purse}"


def untrue(terms: Terms, text: str, fills: Sequence[Fill]) -> Said:
    """Whether a refusal says what is so, given what would meet the order."""
    size = sum((fill.size for fill in fills), Decimal(0))
    if "fully filled" in text and not terms.buys and size >= terms.size:
        yield "fully", f"a {terms.kind} order is refused with {text!r}, and {size:f} shares meet it"
    if "no orders found to match" in text and fills:
        yield "none", f"it is refused with {text!r}, and {size:f} shares meet it"
    if "crosses" in text and not fills:
        yield "crosses", f"it is refused with {text!r}, and nothing meets it"
