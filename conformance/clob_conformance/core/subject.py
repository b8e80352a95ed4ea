"""What a rule about meaning reads: a successful answer of the right shape, and what was asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from clob_conformance.core.description import Description, Operation
from clob_conformance.core.interaction import Interaction


@frozen
class Subject:
    """An interaction that succeeded; `answer` is its JSON, which has the documented shape."""

    description: Description
    operation: Operation
    interaction: Interaction
    response: Any

    @property
    def asked(self) -> dict[str, str]:
        """The parameters that were sent once and are not empty: of the path and of the query, decoded."""
        sent = {
            name: values[0]
            for name, values in self.interaction.request.query.items()
            if len(values) == 1 and values[0]
        }
        return {**sent, **self.operation.path_values(self.interaction.request.path)}

    def body(self) -> Any:
        """The JSON that was sent, None without one."""
        try:
            return self.interaction.request.json()
        except ValueError:
            return None

    def items(self) -> list[dict[str, Any]]:
        """The objects that were answered: of a page, of a list, or the one there is."""
        found = self.response
        if isinstance(found, dict) and isinstance(found.get("data"), list):
            found = found["data"]
        return [item for item in (found if isinstance(found, list) else [found]) if isinstance(item, dict)]


# Yields, for each way in which the rule is broken, a stable key and a sentence.
Meaning = Callable[[Subject], Iterator[tuple[str, str]]]
