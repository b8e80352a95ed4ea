"""What an account's lists of keys have to say after one is made or revoked.

A list is foretold where it was known right before; else the next one that is read is the first that is known.
"""

from __future__ import annotations

from typing import Any

from clob_conformance.core.description import Operation
from clob_conformance.core.interaction import Interaction
from clob_conformance.model.memory import Life, Memory, Rule, Source, Statement, Topic
from clob_conformance.model.statements import ONE_THING

_OURS = Rule(ONE_THING, Life.UNTOUCHED, Life.UNTOUCHED)
_KINDS = {
    "createApiKey": "keys",
    "deleteApiKey": "keys",
    "createBuilderApiKey": "builder keys",
    "revokeBuilderApiKey": "builder keys",
    "createReadonlyApiKey": "read-only keys",
    "deleteReadonlyApiKey": "read-only keys",
}


def before(operation: Operation | None, interaction: Interaction, memory: Memory) -> frozenset[str] | None:
    """The list of keys that a request is about to change, None when it is not known or none is changed."""
    kind = _KINDS.get(operation.id) if operation is not None and interaction.response.succeeded else None
    known = None if kind is None else memory.bound("account", interaction.account, kind)
    return known if isinstance(known, frozenset) else None


def after(
    operation: Operation | None, interaction: Interaction, memory: Memory, listed: frozenset[str] | None
) -> None:
    """Foretell the list of keys."""
    if operation is None or listed is None:
        return
    account = interaction.account
    topics: tuple[Topic, ...] = (("keys", account),)
    known = _changed(operation.id, interaction, listed)
    if known is not None:
        statement = Statement(("account", account, _KINDS[operation.id]), known, _OURS, "$", topics)
        memory.expect(statement, Source(operation.id, interaction, memory.turn))


def _changed(name: str, interaction: Interaction, listed: frozenset[str]) -> frozenset[str] | None:
    response = interaction.response.mapping()
    if name == "revokeBuilderApiKey":  # which of several is revoked is not stated
        return frozenset() if len(listed) == 1 else None
    if name == "deleteApiKey":
        return listed - {interaction.request.headers.get("poly_api_key", "")}
    if name == "deleteReadonlyApiKey":
        body: Any = interaction.request.json()
        return listed - {str(body.get("key"))} if isinstance(body, dict) else None
    made = response.get("apiKey") or response.get("key")
    return listed | {str(made)} if made else None
