"""How the suites that compare answers ask, and how they read what they are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from clob_conformance.core.clauses import Clause
from clob_conformance.core.interaction import Interaction
from clob_conformance.environment.accounts import Account
from clob_conformance.environment.sender import call
from clob_conformance.workloads.context import Run

_BASE_UNITS = 10**6
# A cursor is an offset in base64: this one begins with the second item.
OFFSET_ONE = "MQ=="


def send(
    context: Run,
    name: str,
    *,
    by: Account | None = None,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str | Sequence[str]] | None = None,
    body: Any = None,
) -> Interaction | None:
    """Call an operation, well signed; None when the run may not call it. `by` is its usual caller if None."""
    operation = context.operation(name)
    if operation is None:
        return None
    what = call(operation, path, query, body)
    return context.send(operation, what) if by is None else context.sender.send(what, by, operation.level)


def ask(
    context: Run,
    name: str,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str | Sequence[str]] | None = None,
    body: Any = None,
    *,
    by: Account | None = None,
) -> tuple[Any, Interaction] | None:
    """The answer to a call, None when the run may not call it or it did not succeed: then others speak."""
    interaction = send(context, name, by=by, path=path, query=query, body=body)
    try:
        return (
            (interaction.answer.json(), interaction) if interaction and interaction.answer.succeeded else None
        )
    except ValueError:
        return None


def ask_object(
    context: Run,
    name: str,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, str | Sequence[str]] | None = None,
    body: Any = None,
    *,
    by: Account | None = None,
) -> tuple[dict[str, Any], Interaction] | None:
    """As `ask`, where the answer is an object."""
    asked = ask(context, name, path, query, body, by=by)
    return asked if asked is not None and isinstance(asked[0], dict) else None


def object_of(interaction: Interaction | None) -> dict[str, Any] | None:
    """The object that an answer of any status holds, None when it is none."""
    try:
        found = interaction.answer.json() if interaction is not None else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def canceled_by(interaction: Interaction) -> set[str]:
    """The ids that the answer to a cancel reports as canceled; null stands for none."""
    canceled = (object_of(interaction) or {}).get("canceled")
    return {str(one) for one in canceled} if isinstance(canceled, list) else set()


def page_of(asked: tuple[Any, Interaction] | None) -> list[dict[str, Any]] | None:
    """The objects of a page, none for null, None when it is no page."""
    page = asked[0] if asked is not None and isinstance(asked[0], dict) else {}
    data = page["data"] or [] if "data" in page else None
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else None


def same(context: Run, clause: Clause, told: Mapping[str, tuple[Any, Interaction]], what: str = "") -> None:
    """Hold that all operations tell one value; a value that is not there is somebody else's finding.

    Where most agree, the one that differs is to blame.
    """
    values = {name: value for name, (value, _) in told.items() if value is not None}
    if len(values) < 2:
        return
    counted = list(values.values())
    usual = max(counted, key=counted.count)
    for name, value in values.items():
        context.record.hold(clause, name)
        if value != usual:
            other = next(one for one, that in values.items() if that == usual)
            message = f"{what} is {value}, {other} tells {usual}".strip()
            context.violation(clause, name, message, told[other][1], told[name][1], key=what)


def number(value: Any) -> Decimal | None:
    """A number, however it is written; None for what is none."""
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def silent(value: Any) -> bool:
    """Whether a field says nothing: null, or an empty text, as the live service has it for some values."""
    return value is None or value == ""


def amounts_to(told: Any, units: int) -> bool:
    """Whether a text tells so many base units, in them or as a decimal: which is right, the schema says."""
    found = number(told)
    return found is not None and units in (found, found * _BASE_UNITS)


def shares_of(told: Any, units: int) -> bool:
    """Whether a text tells so many base units as decimal shares."""
    found = number(told)
    return found is not None and found * _BASE_UNITS == units


def price_told(answer: Mapping[str, Any]) -> Decimal | None:
    """The price that an answer about one token tells, under whichever name."""
    names = ("mid_price", "mid", "spread", "price")
    return next((number(answer[name]) for name in names if name in answer), None)
